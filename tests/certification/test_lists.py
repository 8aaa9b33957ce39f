"""The order of the certificates: what ends first in front, what is over at the end."""

from declic.accounts.models import Role
from declic.certification import queries
from tests import make


def test_what_ends_first_stands_in_front_and_what_is_over_at_the_end(db):
    coordinator = make.person(Role.COORDINATOR)
    placed = {
        "Zora": {"issued": 330},
        "Anna": {"issued": 100},
        "Bram": {"issued": 100},
        "Cleo": {"issued": 200, "revoked": True},
        "Dirk": {"issued": 700},
        "Eva": {"issued": 400},
        "Finn": {"issued": 200, "suspended": True},
    }
    for name in ("Bram", "Zora", "Eva", "Anna", "Finn", "Dirk", "Cleo"):
        make.certificate(name=name, age=17, **placed[name])
    listed = [
        one.holder.first_name for one in db.session.scalars(queries.certificates_for(coordinator)).unique()
    ]
    assert listed == ["Zora", "Finn", "Anna", "Bram", "Cleo", "Eva", "Dirk"]


def test_a_date_is_one_piece(as_, db):
    earned = make.certificate(age=17)
    page = as_(make.person(Role.COORDINATOR)).get("/certification/certificates").text
    assert f'<time class="nowrap" datetime="{earned.expires_on.isoformat()}">' in page
