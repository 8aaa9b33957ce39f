import pytest
from datetime import timedelta
from tests import make
from declic.accounts.models import Role
from declic.core import clock

def test_smoke(db, as_, nobody, app):
    org = make.organisation()
    done = make.complete_trainee()
    db.session.commit()
    e = done
    people = {r: make.person(role=r, organisation=e.organisation) for r in Role}
    db.session.commit()
    urls = [r.rule for r in app.url_map.iter_rules() if "GET" in r.methods and "<" not in r.rule and r.endpoint!="static"]
    bad=[]
    for who in [*people.values(), e.person]:
        v = as_(who)
        for u in urls:
            r = v.get(u)
            if r.status_code not in (200,302,403): bad.append((who.short_name,u,r.status_code))
    print("BAD", bad)
    co = as_(people[Role.COORDINATOR])
    for u in [f"/certification/trainees/{e.public_id}", f"/signoff/trainees/{e.public_id}", f"/signoff/trainees/{e.public_id}/mentors", f"/training/enrolments/{e.public_id}/deadline", f"/training/enrolments/{e.public_id}/check", f"/training/enrolments/{e.public_id}/stop", f"/accounts/people/{e.person.public_id}", f"/accounts/people/{e.person.public_id}/kin"]:
        r = co.get(u); print(u, r.status_code)
    me = as_(e.person)
    for u in ["/certification/path","/practice/","/chain/mine", f"/signoff/trainees/{e.public_id}/ask", "/accounts/me"]:
        r = me.get(u); print(u, r.status_code)
