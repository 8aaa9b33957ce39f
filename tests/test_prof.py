import cProfile, pstats, collections, time
from tests import make
from tests.visitor import statements
def test_p(db):
    make.complete_trainee()
    t=time.perf_counter()
    with statements() as s:
        make.complete_trainee()
    print(time.perf_counter()-t, len(s))
    c=collections.Counter(x[:70].replace("\n"," ") for x in s)
    for k,v in c.most_common(45): print(v,k)
    pr=cProfile.Profile(); pr.enable(); make.complete_trainee(); pr.disable()
    pstats.Stats(pr).sort_stats("cumtime").print_stats("make|actions",25)
