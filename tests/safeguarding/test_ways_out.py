"""Pages that only a form brings, and those for printing, have Quick exit and help too."""

from declic.accounts.models import Role
from tests import make
from tests.house.html import problems


def test_a_printed_card_has_both_on_the_screen(as_, db):
    data = {
        "first_name": "Noor",
        "initial": "M",
        "birth_month": "3",
        "birth_year": "2010",
        "language": "fr",
        "spoken": "fr",
        "organisation": str(make.home().id),
    }
    page = as_(make.person(Role.COORDINATOR)).post("/accounts/invite/trainee", data=data)
    assert 'class="desk"' in page.text
    assert problems(page.text, "fr") == []
