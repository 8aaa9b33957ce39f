"""A card from the stencil survives another thread that clears the stencils at the same moment."""

from types import SimpleNamespace

from declic.signoff import stencils


class Forgetful(dict):
    """As if somebody else cleared it after every word."""

    def __setitem__(self, *_about):
        """Kept for no time at all."""


def test_cleared_by_somebody_else_meanwhile(app, monkeypatch):
    monkeypatch.setattr(stencils, "_cut", Forgetful())
    line = SimpleNamespace(
        version="1", skill=SimpleNamespace(code="M1.S1"), level_so_far=2, name="<a>", uuid="u"
    )
    with app.test_request_context("/"):
        drawn = stencils.card(line, lambda skill, level, name, uuid: f"{skill.code} {level} {name} {uuid}")
    assert drawn == "M1.S1 2 &lt;a&gt; u"
