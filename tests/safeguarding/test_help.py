"""The help page: what it lists, for whom first, and that nobody forgets to ask the services again."""

from contextvars import Context
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from declic.accounts import suspension_actions
from declic.accounts.models import Role
from declic.accounts.places import places
from declic.accounts.suspension_models import SuspendedFor
from declic.core import clock
from declic.core.audit import AuditRow
from declic.core.i18n import LANGUAGES
from declic.safeguarding import help_actions, help_queries, help_reading
from declic.safeguarding.help_models import HelpVerification
from declic.safeguarding.help_outline import Whereabouts
from declic.safeguarding.help_reading import Unreadable, helplines, read
from declic.safeguarding.help_rules import arranged, foot, is_stale, newest
from tests import make
from tests.conftest import TODAY

DAY = timedelta(days=1)
LIEGE = Whereabouts(frozenset({"fr"}), "60000")
EUPEN = Whereabouts(frozenset({"de"}), "60000")
BRUSSELS = Whereabouts(frozenset({"fr", "nl"}), "")
GHENT = Whereabouts(frozenset({"nl"}), "40000")
ENTRY = """\
entries:
  - code: "103"
    number: "103"
    dial: "103"
    name: Somebody
    languages: [fr]
    about: {en: a, fr: b, nl: c, de: d}
    source: https://example.org/
"""


def codes(lines):
    return [one.code for one in lines]


# What the file says


def test_it_lists_what_the_programme_decided_and_not_what_is_closed():
    wanted = {"112", "101", "116000", "103", "102", "1712", "108", "nupraatikerover", "takeitdown"}
    assert set(codes(helplines())) == wanted
    assert "ecops" not in help_reading.FILE.read_text(encoding="utf-8").lower(), "eCops is closed"


def test_numbers_are_those_that_were_decided():
    found = {one.code: (one.number, one.href) for one in helplines()}
    assert found["116000"] == ("116 000", "tel:116000")
    assert found["nupraatikerover"] == ("", "https://nupraatikerover.be/")
    assert found["takeitdown"] == ("", "https://takeitdown.ncmec.org/")
    assert all(found[one][1] == f"tel:{one}" for one in ("112", "101", "103", "102", "1712", "108"))


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (('dial: "103"', 'dial: "104"'), 2, "number and dial differ"),
        (('dial: "103"', 'dial: "10x"'), 2, "dial of digits only"),
        (('dial: "103"', 'dial: "103"\n    site: https://x.be/'), 2, "not both"),
        (("languages: [fr]", "languages: [fr, xx]"), 2, "languages are some of"),
        (("languages: [fr]", "languages: []"), 2, "languages are some of"),
        (("nl: c, de: d", "nl: c"), 2, "about needs words in"),
        (("    source", "    colour: red\n    source"), 2, "nobody reads colour"),
        (("    source", "    communities: [xx]\n    source"), 2, "communities are some of"),
        (("    source", "    provinces: [Namur]\n    source"), 2, "five digits"),
        (("    source", "    last_verified: soon\n    by: x\n    source"), 2, "is a date such as"),
        (("    source", "    last_verified: 2026-01-02\n    source"), 2, "needs by"),
        (("    source", "    hours: {en: a}\n    source"), 2, "hours needs words in"),
        (("    source: https://example.org/\n", ""), 2, "source is missing"),
        (("entries:", "others:"), 1, "no entries"),
        (("languages: [fr]", "languages: [fr"), 7, ""),
    ],
)
def test_a_mistake_is_told_with_its_line(change, line, words):
    assert change[0] in ENTRY
    with pytest.raises(Unreadable, match=f"line {line}: .*{words}"):
        read(ENTRY.replace(*change))


def test_every_mistake_is_told_and_an_entry_stands_once():
    twice = ENTRY + ENTRY.removeprefix("entries:\n")
    with pytest.raises(Unreadable, match="line 9: 103 stands there twice"):
        read(twice)
    with pytest.raises(Unreadable) as no:
        read(ENTRY.replace("[fr]", "[]").replace("name: Somebody", "name: 3"))
    assert len(no.value.problems) == 2


def test_a_date_in_the_file_is_read():
    (one,) = read(ENTRY + "    last_verified: 2026-01-02\n    by: the office\n")
    assert (one.last_verified, one.by) == (date(2026, 1, 2), "the office")


# Who reads what first


@pytest.mark.parametrize(
    ("language", "own"), [("fr", "103"), ("nl", "102"), ("de", "108")], ids=["fr", "nl", "de"]
)
def test_ones_own_language_first_and_nothing_hidden(language, own):
    found = arranged(helplines(), language)
    assert own in codes(found.first)
    assert not {"103", "102", "108"} - {own} & set(codes(found.first))
    assert set(codes(found.first + found.rest)) == set(codes(helplines()))
    assert own in codes(foot(helplines(), language))
    assert "112" in codes(foot(helplines(), language))


@pytest.mark.parametrize(
    ("language", "place", "first", "later"),
    [
        ("fr", LIEGE, {"103"}, {"102", "108"}),
        ("nl", BRUSSELS, {"102", "1712", "nupraatikerover"}, {"103", "108"}),
        ("fr", BRUSSELS, {"103"}, {"102"}),
        ("de", EUPEN, {"108"}, {"103", "102"}),
        ("nl", LIEGE, {"102", "103"}, {"1712", "108"}),
        ("fr", GHENT, {"103", "102"}, {"1712", "108"}),
        ("fr", EUPEN, {"103", "108"}, {"102"}),
        ("de", GHENT, {"108", "102"}, {"103"}),
        ("de", BRUSSELS, {"108", "103", "102"}, {"1712"}),
        ("en", EUPEN, {"108"}, {"102", "103"}),
        ("en", BRUSSELS, {"102", "103"}, {"108"}),
        ("en", GHENT, {"102", "1712"}, {"103", "108"}),
    ],
)
def test_a_place_says_what_is_there(language, place, first, later):
    found = arranged(helplines(), language, place)
    assert {"112", "takeitdown", *first} <= set(codes(found.first))
    assert later <= set(codes(found.rest))


def test_elsewhere_ones_own_language_still_comes_before_others():
    rest = codes(arranged(helplines(), "nl", LIEGE).rest)
    assert rest.index("1712") < rest.index("108")


def test_every_reader_anywhere_finds_a_line_for_children_on_top():
    """Of their language where there is one, and of the place."""
    anywhere = {one.languages for one in places().values()}
    assert {frozenset({"fr"}), frozenset({"nl"}), frozenset({"de"})} < anywhere
    for language in LANGUAGES:
        for spoken in (None, *anywhere):
            where = Whereabouts(spoken, "") if spoken else None
            found = [one for one in arranged(helplines(), language, where).first if one.children]
            assert any(language in one.languages for one in found) or language == "en"
            assert where is None or any(one.communities & spoken for one in found)
            assert found


def test_a_province_counts():
    one = replace(helplines()[0], provinces=frozenset({"40000"}))
    assert arranged([one], "nl", GHENT).first
    assert not arranged([one], "fr", LIEGE).first


# The page


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_on_the_page_in_every_language_and_with_any_postcode(nobody, language):
    nobody.client.set_cookie("language", language)
    for asked in ("", "?postcode=4700", "?postcode=9000", "?postcode=0000", "?postcode=x%00y"):
        page = nobody.get(f"/safeguarding/help{asked}").text
        for one in helplines():
            assert f'href="{one.href}"' in page, (asked, one.code)


def test_when_a_number_was_checked_is_said_to_everybody(db, nobody):
    nobody.client.set_cookie("language", "en")
    assert "checked on" not in nobody.get("/safeguarding/help").text
    help_actions.verify(make.person(Role.SAFEGUARDING_LEAD), helplines()[0])
    db.session.commit()
    page = nobody.get("/safeguarding/help").text
    assert page.count("checked on") == 1
    assert "checked on" in page.split('href="tel:112"')[1].split("</li>")[0]


def test_without_the_database_the_numbers_are_there(make_app):
    client = make_app("sqlite:////no/such/folder/declic.db", TESTING=False).test_client()
    answer = Context().run(client.get, "/safeguarding/help")
    assert answer.status_code == 200
    assert answer.text.count("tel:") > len(helplines())


def test_a_postcode_moves_what_is_there_to_the_front(nobody):
    nobody.client.set_cookie("language", "en")
    page = nobody.get("/safeguarding/help?postcode=4780").text
    main = page[page.index("<main") : page.index("</main>")]
    assert main.index("tel:108") < main.index("In other languages") < main.index("tel:102")


def test_an_unknown_postcode_is_said_at_its_field(nobody):
    nobody.client.set_cookie("language", "en")
    page = nobody.get("/safeguarding/help?postcode=0001").text
    assert 'id="postcode-error"' in page
    assert "There is no such postcode in Belgium" in page


def test_the_postcode_is_kept_nowhere(nobody, caplog):
    answer = nobody.get("/safeguarding/help?postcode=4780")
    cookies = " ".join(answer.headers.getlist("Set-Cookie"))
    with nobody.client.session_transaction() as kept:
        assert "4780" not in str(dict(kept))
    assert "4780" not in cookies + caplog.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_other_sites_open_by_a_click_only_and_are_not_told_from_where(nobody):
    page = nobody.get("/safeguarding/help").text
    for one in helplines():
        if one.site:
            assert f'<a href="{one.site}" rel="noreferrer external">' in page
    assert "http-equiv" not in page
    assert page.count("https://") == sum(bool(one.site) for one in helplines()), (
        "nothing is loaded from there"
    )


# Verified anew


def test_stale_after_six_months_and_not_a_day_before():
    half_a_year_ago = date(2026, 5, 24)
    assert not is_stale(half_a_year_ago, TODAY)
    assert is_stale(half_a_year_ago - DAY, TODAY)
    assert is_stale(half_a_year_ago, TODAY + DAY)
    assert is_stale(None, TODAY)
    assert is_stale(date(2025, 8, 31), date(2026, 3, 1)), "six months after 31 August is 28 February"


def test_the_newer_of_file_and_app_counts():
    assert newest(None, None) is None
    assert newest(TODAY, None) == newest(None, TODAY) == TODAY
    assert newest(TODAY - DAY, TODAY) == newest(TODAY, TODAY - DAY) == TODAY


def test_the_file_counts_where_it_is_newer(db):
    lead = make.person(Role.SAFEGUARDING_LEAD)
    line = replace(helplines()[0], last_verified=TODAY, by="the office")
    with clock.at(TODAY - 400 * DAY):
        help_actions.verify(lead, line)
    (found,) = help_queries.checked([line])
    assert (found.on, found.by, found.stale) == (TODAY, "the office", False)
    (found,) = help_queries.checked([replace(line, last_verified=None, by="")])
    assert (found.on, found.by, found.stale) == (TODAY - 400 * DAY, lead.short_name, True)


def test_a_lead_verifies_and_an_administrator_reads(db, as_):
    lead, admin = make.person(Role.SAFEGUARDING_LEAD, languages=("en",)), make.person(Role.ADMINISTRATOR)
    every = len(helplines())
    assert len(help_queries.stale()) == every, "nobody has asked any service yet"
    visitor = as_(lead)
    assert visitor.get("/safeguarding/content").text.count("Never verified") == every
    assert as_(admin).status("/safeguarding/content") == 200
    assert as_(admin).post("/safeguarding/content/verify", {"code": "112"}).status_code == 403
    assert visitor.post("/safeguarding/content/verify", {"code": "112"}).status_code == 302
    row = db.session.scalars(sa.select(HelpVerification)).one()
    assert (row.code, row.verified_on, row.person_id) == ("112", TODAY, lead.id)
    assert "112" not in codes(one.line for one in help_queries.stale())
    assert db.session.scalar(sa.select(AuditRow.by_id).where(AuditRow.action == "help.verified")) == lead.id
    assert lead.short_name in visitor.get("/safeguarding/content").text


def test_a_lead_whose_account_is_out_of_use_verifies_nothing(db):
    lead = make.person(Role.SAFEGUARDING_LEAD)
    assert help_queries.leads() == [lead]
    suspension_actions.suspend_account(make.office(), lead, SuspendedFor.HAS_LEFT)
    assert help_queries.leads() == []


@pytest.mark.parametrize("code", ["", "ecops", "\x00", "112 "])
def test_only_what_is_listed_can_be_verified(as_, db, code):
    visitor = as_(make.person(Role.SAFEGUARDING_LEAD))
    assert visitor.post("/safeguarding/content/verify", {"code": code}).status_code == 400


def test_the_calendar_is_told_by_a_command(app, db):
    run = app.test_cli_runner().invoke
    old = run(args=["help", "check"])
    assert old.exit_code == 1
    assert "112: never verified" in old.output
    lead = make.person(Role.SAFEGUARDING_LEAD)
    for one in helplines():
        help_actions.verify(lead, one)
    db.session.flush()
    good = run(args=["help", "check"])
    assert (good.exit_code, "never" in good.output) == (0, False)
    with clock.at(TODAY + 190 * DAY):
        late = run(args=["help", "check"])
    assert (late.exit_code, f"112: last verified on {TODAY}" in late.output) == (1, True)
