"""When somebody may be erased, and what the record says of itself."""

from dataclasses import dataclass

from declic.core.counting import counted
from declic.core.errors import Reason, reason

DORMANT_MONTHS = 24  # the programme's choice: nothing was heard, no path, no certificate, no role

BY_TWO = ": only proposed to be erased, a second person decides"


@dataclass(frozen=True)
class Asked:
    """The facts of a request: ids of the person, of who asked (None: a guardian, or nobody), and how it stands."""

    person_id: int
    requested_by_id: int | None
    open: bool
    outgrown: bool  # a guardian's, of somebody who is 13 by now
    printers: frozenset[int]  # who has seen a code with which the one who asked could have been played
    in_question: bool  # something speaks against them: what is known must outlive a guilty conscience
    watches: bool = False  # over coordinators, as a lead or an administrator


def confirm_gaps(asked: Asked, by_id: int, by_lead: bool) -> list[Reason]:
    """Why `by` cannot confirm: it takes two people, neither of them only the person themself."""
    gaps = []
    if not asked.open:
        gaps.append(reason("erasure_over"))
    if asked.outgrown:
        gaps.append(reason("erasure_own_from_13"))
    if by_id == asked.person_id:
        gaps.append(reason("erasure_of_oneself"))
    elif by_id == asked.requested_by_id:
        gaps.append(reason("erasure_same_person"))
    elif by_id in asked.printers:
        own = asked.requested_by_id == asked.person_id
        gaps.append(reason("erasure_own_card" if own else "erasure_own_letter"))
    if asked.in_question and not by_lead:
        gaps.append(reason("erasure_in_question"))
    if asked.watches and not by_lead:
        gaps.append(reason("erasure_watches"))
    return gaps


def verdict(findings: int, checkpoints: int) -> str:
    """One line for whoever verifies the record; without checkpoints it says what cannot be seen."""
    if findings:
        return f"The record was touched: {counted(findings, 'finding')}."
    if not checkpoints:
        return (
            "The chain holds together. Without a checkpoint signed elsewhere nobody can tell whether all of it "
            "was computed anew, or its end cut off: give --checkpoints and --public-key."
        )
    return f"The record is whole, and agrees with {counted(checkpoints, 'signed checkpoint')}."


def emptied(rows: int, erasures: int, since: int | None, compared: bool) -> str:
    """How much was taken out of the record, for whoever knows how many people were erased. `since`: the newest
    checkpoint's position, if there is one."""
    told = f"{counted(rows, 'row')} emptied by {counted(erasures, 'erasure')}"
    told += " so far" if since is None else f" since checkpoint {since}"
    if compared:
        return f"{told}; the ledger was compared. Are these the people who were to be erased?"
    return f"{told}. There is no ledger here: compare with its lines."
