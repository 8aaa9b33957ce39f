import time
import pytest
from tests import make
from tests.visitor import statements
from declic.certification import queries, rules
from declic.curriculum.queries import outline

def test_a(db, as_, nobody):
    for _ in range(4):
        t = time.perf_counter()
        with statements() as s:
            p = make.complete_trainee()
        print("complete", time.perf_counter() - t, len(s))
    assert rules.gaps(outline(p.version), queries.evidence_for(p)) == []
    c = make.certified(p)
    n = make.descendant()
    n = make.descendant(n, age=17)
    assert n.generation == 2
    for k in (dict(), dict(issued=400), dict(suspended=True), dict(revoked=True)):
        make.certificate(**k)
    v = as_(p.person)
    t = time.perf_counter()
    r = v.status("/accounts/log-in")
    print(r)
