"""Another organisation's things answer as things that are not there: byte for byte, whoever asks."""

import pytest

from tests.blackbox import story
from tests.blackbox.server import masked
from tests.house.doors import STRICTER_INSIDE

MASK = "<id>"
VARY = ("date", "set-cookie")
AWAY = (
    "stranger",
    "away mentor",
    "away coordinator",
    "away safeguarding_lead",
    "away young",
    "away educator",
    "nobody",
)
SHARED = {"curriculum.version"}  # every organisation teaches the same


def _like(answer, name):
    headers = [(key, value.replace(name, MASK)) for key, value in answer.headers if key.lower() not in VARY]
    return answer.status, sorted(headers), masked(answer.text).replace(name, MASK)


@pytest.mark.parametrize("who", AWAY)
def test_a_foreign_id_answers_as_an_unknown_one(server, world, who):
    pages = [one for one in world.pages if one.name and one.endpoint not in SHARED]
    shut = [one for one in pages if one.doors[who] != "yes" or one.endpoint in STRICTER_INSIDE]
    assert {one.endpoint for one in pages if one not in shut} == set()
    assert len(shut) > 60
    before, visitor = server.rows(), server.browser(world.people[who])
    token = visitor.token()
    for page in shut:
        for method in page.methods & {"GET", "POST", "HEAD"}:
            known, unknown = (
                _ask(visitor, method, url, world.forms.get(page.endpoint, {}), token)
                for url in (page.url, page.unknown)
            )
            assert _like(known, page.name) == _like(unknown, story.unknown(page.name)), (
                who,
                method,
                page.url,
            )
            assert known.status == (302 if who == "nobody" else 404), (who, method, page.url)
    assert server.rows() == before


def _ask(visitor, method, url, form, token):
    return visitor.post(url, form, token=token) if method == "POST" else visitor.send(method, url)
