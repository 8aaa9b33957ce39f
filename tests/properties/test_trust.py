"""Random histories of trust keep what was promised; and they reach what they are meant to test.

`DECLIC_HISTORIES=300` makes them many and long, as in test_invariants.py.
"""

from collections import Counter

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.test_invariants import DEEP, SETTINGS
from tests.properties.trust_machine import TrustHistory

TRUST_SETTINGS = settings(SETTINGS, max_examples=DEEP or 24, stateful_step_count=80 if DEEP else 40)


def test_every_history_of_trust_keeps_what_was_promised(trust_events: Counter[str]) -> None:
    run_state_machine_as_test(TrustHistory, settings=TRUST_SETTINGS)
    print(dict(sorted(trust_events.items())))
