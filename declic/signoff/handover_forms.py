"""The form of a hand-over: one choice for each trainee."""

from collections.abc import Mapping, Sequence

from declic.core.forms import Form, Pick
from declic.core.i18n import _, ngettext
from declic.signoff.handover_rules import Able, Proposal

LATER = 0


def form_for(proposals: Sequence[Proposal], names: Mapping[int, str]) -> Form:
    """What is proposed stands chosen already; every line can be changed, or left for later."""
    fields = {_name(one): _pick(one, names[one.trainee_id]) for one in proposals}
    form: Form = type("HandOverForm", (Form,), fields)()
    return form


def chosen(form: Form, proposals: Sequence[Proposal]) -> dict[int, int]:
    """The new mentor's id for each trainee who is handed over now."""
    found = {one.trainee_id: form[_name(one)].data for one in proposals}
    return {trainee: mentor for trainee, mentor in found.items() if mentor != LATER}


def _name(one: Proposal) -> str:
    return f"trainee_{one.trainee_id}"


def _pick(one: Proposal, name: str) -> Pick:
    choices = [(each.id, _with_load(each)) for each in one.choices] + [(LATER, _("Later"))]
    first = one.proposed.id if one.proposed else LATER
    return Pick(name, coerce=int, choices=choices, default=first, description=_why(one))


def _with_load(one: Able) -> str:
    return ngettext("%(name)s (%(n)s trainee)", "%(name)s (%(n)s trainees)", one.trainees, name=one.name)


def _why(one: Proposal) -> str:
    """The reasons of a proposal, in words."""
    if one.own_kin:
        return _("You are kin: another coordinator chooses the mentor.")
    if one.proposed is None:
        return _("Nobody else here can be their mentor today. Assign one by hand, or give somebody the role.")
    name, only = one.proposed.name, len(one.choices) == 1
    if only:
        return _("%(name)s is the only one who can: has the right today, and is not kin.", name=name)
    if one.proposed.adult:
        return _(
            "%(name)s: an adult with a valid clearance, not kin, with the fewest trainees of those who can.",
            name=name,
        )
    return _("%(name)s: a certified peer, not kin; no adult can at the moment.", name=name)
