"""The sum of `rules.points` for many people at once, without their words; a test holds the two together."""

from collections.abc import Callable, Sequence
from typing import Any

from declic.accounts.rules import age_on
from declic.matching.rules import Need, Weight, band, is_new


def weigher(need: Need, team: Sequence[int]) -> Callable[[Sequence[Any]], int]:
    """Weighs many people for one need: the sum of `points` without their words, from plain values.

    Asked in this order: postcode, community, year and month of birth, workshops led and lately, the last quarter
    of a workshop before and the first of one after (None: there is none).
    """
    near: dict[str, int] = {}
    experienced = any(not is_new(led) for led in team)
    new = Weight.MIX_OF_EXPERIENCE.value if experienced else 0
    old = Weight.MIX_OF_EXPERIENCE.value if team and not experienced else 0
    fair, each = Weight.FAIR_SHARE.value, Weight.EACH_WORKSHOP_LATELY.value
    same, another, gap = Weight.SAME_CALENDAR.value, Weight.ANOTHER_THAT_DAY.value, Weight.AGE_GAP.value
    oldest = 1000 if need.oldest is None else need.oldest + need.age_gap

    def weigh(facts: Sequence[Any]) -> int:
        postcode, community, year, month, led, lately, before, after = facts
        if postcode not in near:
            near[postcode] = Weight[f"BAND_{band(postcode, need.postcode)}"].value
        weight: int = (
            near[postcode]
            + max(0, fair + lately * each)
            + (same if community == need.community else 0)
            + (new if is_new(led) else old)
            + (0 if before is None else another)
            + (0 if after is None else another)
            + (gap if age_on(year, month, need.day) > oldest else 0)
        )
        return weight

    return weigh
