"""Random histories of trust keep what was promised; and they reach what they are meant to test.

`DECLIC_HISTORIES=300` makes them many and long, as in test_invariants.py.
"""

from collections import Counter
from random import Random

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from declic.accounts import decision_policy, guardian_policy, policy
from declic.accounts.models import Purpose, Role
from declic.accounts.suspension_models import SuspendedFor
from declic.training.models import TrainingKind
from tests.properties.test_invariants import DEEP, SETTINGS
from tests.properties.trust_machine import TrustHistory
from tests.properties.trust_world import NEWCOMERS

TRUST_SETTINGS = settings(SETTINGS, max_examples=DEEP or 12, stateful_step_count=80 if DEEP else 30)
LIVES, STEPS = (1, 2, 3, 4), 110
MUST = (
    "adult proposed;role proposed;recovery opened;decided approve;joined;account suspended;account restored;not let in;"
    "closed door;clearance withdrawn;page 200;page 404;signed;letter made;letter opened;erasure asked;"
    "erasure confirm;waited"
).split(";")
HAPPENED = (
    "kinship;kinship doubted;card made;link proposed;decided turn down;decided take back;recovery refused;role ended;assigned;mentoring ended;"
    "clearance recorded;training planned;trainers chosen;consent own;consent on paper;letter again;letter end;letter dispute;letter lift;letter tried;word settled;"
    "guardian yes;guardian no;guardian inform;guardian kin;guardian erasure;guardian dispute;erasure take back;erasure turn down"
).split(";")
REFUSED = (
    "role_not_yours;adult_role_minor;account_suspended;recovery_not_joined;invitation_unknown;invitation_joined;"
    "consent_own_from_13;consent_guardian_below_13;guardian_disputed;guardian_purpose;clearance_due_far;trainer_;sign_;erasure_"
).split(";")
RARE = 7  # of each kind: which step chance leaves out changes with the code


def test_every_history_of_trust_keeps_what_was_promised(trust_events: Counter[str]) -> None:
    run_state_machine_as_test(TrustHistory, settings=TRUST_SETTINGS)
    assert sum(trust_events.values()) > 100, trust_events


def test_long_lives_keep_it_too_and_everything_happens_in_them(trust_events: Counter[str]) -> None:
    """Each step as likely as the other ones, for longer than a random history lasts."""
    for seed in LIVES:
        live(TrustHistory(), Random(seed))
    print(dict(sorted(trust_events.items())))
    reached(trust_events)


def live(trust: TrustHistory, chance: Random) -> None:
    """One long history, the same for the same seed; back to the world at its end."""
    try:
        for _number in range(STEPS):
            step, *how = chance.choice([*WAYS, *OFTEN])
            step(trust, *(one(chance) for one in how))
            trust.nothing_is_wrong()
    finally:
        trust.teardown()


def reached(events: Counter[str]) -> None:
    """So that the histories cannot pass without having tested anything."""
    never = [kind for kind in MUST if not events[kind]]
    assert not never, f"never {never}"
    seldom = [kind for kind in HAPPENED if not events[kind]]
    refusals = {name.removeprefix("refused ") for name in events if name.startswith("refused ")}
    unmet = [kind for kind in REFUSED if not any(name.startswith(kind) for name in refusals)]
    assert len(seldom) <= RARE, f"never {seldom}"
    assert len(unmet) <= RARE, f"never refused for {unmet}"
    assert len(refusals) >= 10, f"only refused for {sorted(refusals)}"


def test_a_life_in_which_something_never_happens_is_noticed() -> None:
    everything = Counter([*MUST, *HAPPENED, *(f"refused {kind}{n}" for kind in REFUSED for n in range(2))])
    reached(everything)
    for missing, match in (
        (["erasure confirm"], "never .*erasure confirm"),
        (HAPPENED[:8], "never .*turn down"),
        ([f"refused {kind}{n}" for kind in REFUSED[:8] for n in range(2)], "never refused for"),
    ):
        with pytest.raises(AssertionError, match=match):
            reached(Counter({kind: n for kind, n in everything.items() if kind not in missing}))


@pytest.mark.parametrize(
    ("where", "name", "fault", "found"),
    [
        (decision_policy, "may_decide", lambda *_a: True, "second person"),
        (policy, "may_suspend", lambda *_a: True, "who suspends"),
        (guardian_policy, "may_print_letter", lambda *_a: True, "who prints"),
    ],
)
def test_a_life_finds_a_planted_fault_by_itself(
    trust_events: Counter[str],
    monkeypatch: pytest.MonkeyPatch,
    where: object,
    name: str,
    fault: object,
    found: str,
) -> None:
    monkeypatch.setattr(where, name, fault)
    with pytest.raises(AssertionError, match=found):
        for seed in range(1, 6):
            live(TrustHistory(), Random(seed))


def _pick(chance: Random) -> int:
    return chance.randrange(1000)


def _of(*things: object) -> object:
    return lambda chance: chance.choice(things)


WAYS = [
    (TrustHistory.propose_adult, _pick, _of(*NEWCOMERS), _of(30, 30, 17)),
    (TrustHistory.new_card, _pick, _pick),
    (TrustHistory.propose_role, _pick, _pick, _of(*Role), _of("home", "region", "all")),
    (TrustHistory.open_recovery, _pick, _pick),
    (TrustHistory.decide, _pick, _pick, _of("approve", "turn down", "take back")),
    (TrustHistory.refuse_recovery, _pick),
    (TrustHistory.use_way_in, _pick),
    (TrustHistory.doubt_kinship, _pick, _pick),
    (TrustHistory.end_role, _pick, _pick),
    (TrustHistory.suspend, _pick, _pick, _of(*SuspendedFor)),
    (TrustHistory.restore, _pick, _pick),
    (TrustHistory.record_clearance, _pick, _pick, _of(20, 300, 700, 1500)),
    (TrustHistory.withdraw_clearance, _pick, _pick),
    (TrustHistory.open_page, _pick, _pick, _of(True, True, False)),
    (TrustHistory.sign, _pick, _pick),
    (TrustHistory.plan_training, _pick, _pick, _of(1, 20, 90, 400), _of(*TrainingKind)),
    (TrustHistory.letter, _pick, _pick, _of((), tuple(Purpose), tuple(Purpose))),
    (TrustHistory.about_letter, _pick, _pick, _of("again", "end", "dispute", "lift")),
    (TrustHistory.consent, _pick, _pick, _of(True, False), _of(*Purpose)),
    (TrustHistory.settle_word, _pick, _pick),
    (TrustHistory.declare_kinship, _pick, _pick),
    (TrustHistory.ask_erasure, _pick, _pick),
    (TrustHistory.wait, _of(1, 3, 8)),
]
OFTEN = 3 * [
    (
        TrustHistory.guardian,
        _pick,
        _of(True, True, False),
        _of("yes", "no", "inform", "kin", "erasure", "dispute"),
        _of(*Purpose),
    ),
    (TrustHistory.assign, _pick, _pick),
    (TrustHistory.decide_erasure, _pick, _pick, _of("confirm", "confirm", "take back", "turn down")),
]
