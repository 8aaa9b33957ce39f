"""Random histories keep what was promised; and they reach what they are meant to test.

`DECLIC_HISTORIES=300` makes them many and long; without it they are few and always the same.
"""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.machine import History

DEEP = int(os.environ.get("DECLIC_HISTORIES", "0"))
SETTINGS = settings(
    max_examples=DEEP or 28,
    stateful_step_count=80 if DEEP else 30,
    derandomize=not DEEP,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink) if DEEP else (Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
MUST = "certified|recommended closed confirmed suspended"
RARE = 4
HAPPENED = (
    "enrolled|stopped|extended trained checked planned|workshop closed confirmed closed cancelled|released sheet|answered "
    "corrected asked|request recommended certified suspended renewed clearance consent assigned|mentoring waited"
)
REFUSED = (
    "sign_ gate_ seat_ module_ double_booking team_ close_ evidence_changed|certify_ skill_ renew_ enrol"
)


def test_every_history_keeps_what_was_promised(events: Counter[str]) -> None:
    run_state_machine_as_test(History, settings=SETTINGS)
    print(dict(sorted(events.items())))
    _reached(events)


def _reached(events: Counter[str]) -> None:
    """So that the histories cannot pass without having tested anything.

    Which rare step chance leaves out changes with the code; what must happen each time is named.
    """
    for kinds in MUST.split():
        assert _any(events, kinds, ""), f"nothing was ever {kinds}"
    happened = [kinds for kinds in HAPPENED.split() if not _any(events, kinds, "")]
    refused = [kinds for kinds in REFUSED.split() if not _any(events, kinds, "refused ")]
    assert len(happened) <= RARE, f"nothing was ever {happened}"
    assert len(refused) <= RARE, f"nothing was ever refused for {refused}"
    refusals = {name for name in events if name.startswith("refused")}
    assert len(refusals) >= 25, f"only {len(refusals)} kinds of refusal were met"


def _any(events: Counter[str], kinds: str, before: str) -> bool:
    wanted = tuple(f"{before}{one}" for one in kinds.split("|"))
    return any(name.startswith(wanted) for name in events)


def test_a_history_in_which_nothing_happens_is_noticed() -> None:
    """test_planted.py shows for each invariant that a planted fault is found."""
    kinds = [kind.split("|")[0] for kind in HAPPENED.split()]
    with pytest.raises(AssertionError, match="nothing was ever certified"):
        _reached(Counter(dict.fromkeys(one for one in kinds if one not in ("certified", "recommended"))))
