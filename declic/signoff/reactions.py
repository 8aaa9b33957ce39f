"""What happens to requests and mentoring when something is announced beneath this floor."""

from declic.accounts.models import Person
from declic.accounts.suspension_queries import says_what_hangs
from declic.core import clock
from declic.core.db import db
from declic.core.errors import Refused, reason
from declic.core.events import on
from declic.core.i18n import ngettext
from declic.signoff import entries, mentoring, queue
from declic.training import queries as training
from declic.training.events import EnrolmentEnded
from declic.workshops.events import WorkshopCancelled


@on(EnrolmentEnded)
def stop_waiting(fact: EnrolmentEnded) -> None:
    """Nobody can answer for a path that has ended, and no mentor reads on, whether somebody stopped or is
    certified (docs/decisions/0019); who is on another path keeps their mentors for that one."""
    by = db.session.get_one(Person, fact.by_id)
    mentoring.close_requests(by, fact.enrolment_id)
    if training.open_enrolment(fact.person_id) is None:
        mentoring.end_mentoring(by, fact.person_id)


@on(WorkshopCancelled)
def keep_what_was_seen(fact: WorkshopCancelled) -> None:
    """What was signed off there must not disappear in silence: it is withdrawn first, by who signed it."""
    if entries.is_signed_at(fact.workshop_id):
        raise Refused(reason("cancel_signed"))


@says_what_hangs
def trainees_and_requests(person: Person) -> list[str]:
    """Whose mentor this is, and what waits with them: a second mentor is asked at once (S6)."""
    today = clock.today()
    trainees = queue.trainees_of(person.id, today)
    waits = len(queue.waiting_among(person, trainees, today))
    n, lines = len(trainees), []
    if n:
        lines.append(
            ngettext("%(n)s trainee has one mentor less.", "%(n)s trainees have one mentor less.", n)
        )
    if waits:
        lines.append(
            ngettext(
                "%(n)s request goes to a second mentor at once, or to the coordinator.",
                "%(n)s requests go to a second mentor at once, or to the coordinator.",
                waits,
            )
        )
    return lines
