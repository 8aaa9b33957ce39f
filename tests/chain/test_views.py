"""What the pages of the chain say of people: no more than the reader's task needs (K, L)."""

import pytest

from declic.accounts.models import Role
from tests import databases, make

EN = ["en"]


@pytest.fixture
def away(db):
    return make.organisation("Jeugdhuis", "9000")


@pytest.fixture
def elder(away):
    """Somebody of another house, whom a trainer of the programme trained."""
    return make.descendant(organisation=away, name="Xander", age=17)


@pytest.fixture
def mine(elder):
    return make.descendant(elder, age=17, name="Samir", languages=EN)


def reader():
    return make.person(Role.COORDINATOR, languages=EN)


def line_of(node):
    return f"/chain/people/{node.person.public_id}"


def test_a_line_names_nobody_out_of_reach(as_, mine, elder):
    make.descendant(mine, name="Youssef", age=17)
    for _ in range(2):
        make.descendant(mine, organisation=elder.person.organisation, name="Zita", age=17)
    page = as_(reader()).get(line_of(mine)).text
    for hidden in ("Xander", "Zita", elder.person.public_id):
        assert hidden not in page
    assert page.count("A peer educator of Jeugdhuis") == 2, "in the line, and among the facts"
    assert "2 peer educators of Jeugdhuis" in page
    for shown in ("Youssef", "Samir", "Generation 1", make.trainer().short_name):
        assert shown in page


def test_whose_reach_holds_both_reads_both(as_, mine, elder):
    everywhere = make.person(Role.COORDINATOR, languages=EN, reach="all")
    page = as_(everywhere).get(line_of(mine)).text
    assert "Xander" in page
    assert line_of(elder) in page
    assert "A peer educator of" not in page


def test_what_is_linked_can_be_opened(as_, mine, elder):
    """A trainer of the programme has a name everywhere, and a link only within reach."""
    trainer = make.trainer()
    trainer.organisation = elder.person.organisation
    page = as_(reader()).get(line_of(mine)).text
    assert trainer.short_name in page
    assert trainer.public_id not in page


def test_a_fact_names_the_module_that_was_given(as_, mine):
    page = as_(reader()).get(line_of(mine)).text
    title = make.outline(make.version()).module("M1").titles["en"]
    assert page.count("gave a module") == 1
    assert title.replace("?", "") in page.replace("?", "")


def test_ones_own_line_names_whom_one_knows(as_, elder, mine):
    """Who trained me, my own house, the programme's trainers; not who trained my trainer somewhere else."""
    further = make.descendant(elder, organisation=elder.person.organisation, name="Wannes", age=17)
    lowest = make.descendant(further, age=17, name="Noor", languages=EN)
    page = as_(lowest.person).get("/chain/mine").text
    assert "Wannes" in page
    assert make.trainer().short_name in page
    assert "Xander" not in page
    assert "A peer educator of Jeugdhuis" in page


def test_the_overview_is_folded_by_generation(as_, elder, mine):
    make.descendant(mine, name="Youssef", age=17)
    page = as_(reader()).get("/chain/").text
    assert page.count('<details class="module"') == 3, "the trainer, Samir, Youssef"
    assert page.count('<details class="module" open') == 1
    assert "Xander" not in page
    assert "trained 1, after them in all 1, reached 0" in page


@pytest.mark.parametrize(("page", "most"), [("overview", 5), ("line", 9)])
def test_the_price(as_, cost_of, mine, page, most):
    visitor, url = as_(reader()), {"overview": "/chain/", "line": line_of(mine)}[page]
    visitor.get(url)
    lock = databases.KIND == "postgresql" and page == "line"  # the look takes its place after the others
    assert cost_of(visitor, url) <= most + lock


def test_a_page_leads_to_the_line_of_whoever_has_one(as_, mine):
    young = make.person(age=15)
    visitor = as_(reader())
    assert line_of(mine) in visitor.get(f"/accounts/people/{mine.person.public_id}").text
    assert "/chain/people/" not in visitor.get(f"/accounts/people/{young.public_id}").text
