from tests import make
from declic.accounts.models import Role
def test_smoke(db, as_, cost_of, app):
    e = make.complete_trainee()
    people = {r: make.person(role=r, organisation=e.organisation) for r in Role}
    db.session.commit()
    urls = [r.rule for r in app.url_map.iter_rules() if "GET" in r.methods and "<" not in r.rule and r.endpoint!="static"]
    for name, who in [*people.items(), ("trainee", e.person)]:
        v = as_(who)
        for u in urls:
            if v.get(u).status_code==200: print(name, u, cost_of(v,u))
    co = as_(people[Role.COORDINATOR])
    for u in [f"/certification/trainees/{e.public_id}", f"/signoff/trainees/{e.public_id}",f"/accounts/people/{e.person.public_id}"]:
        print(u, cost_of(co,u))
