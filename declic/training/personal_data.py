"""What this floor keeps about people."""

import sqlalchemy as sa

from declic.core.i18n import N_
from declic.core.personal import Fate, Kept, column, keep, through
from declic.training.models import Attendance, Enrolment, KnowledgeCheck, Refresher, Training, TrainingTrainer


def _enrolments(person_id: int) -> sa.Select[tuple[int]]:
    return sa.select(Enrolment.id).where(Enrolment.person_id == person_id)


keep(
    Kept(
        Enrolment,
        N_("My paths"),
        N_("To know where a trainee stands, and until when"),
        column(Enrolment, "person_id"),
        Fate.STAYS,
    ),
    Kept(
        Attendance,
        N_("Hours at trainings"),
        N_("A module is done by the hours that were attended"),
        through(Attendance, "enrolment_id", _enrolments),
        Fate.STAYS,
    ),
    Kept(
        KnowledgeCheck,
        N_("Knowledge checks"),
        N_("A certificate needs one that was passed"),
        through(KnowledgeCheck, "enrolment_id", _enrolments),
        Fate.STAYS,
    ),
    Kept(
        Refresher,
        N_("Refreshers"),
        N_("A certificate is renewed by them"),
        column(Refresher, "person_id"),
        Fate.STAYS,
    ),
    Kept(
        TrainingTrainer,
        N_("Trainings I gave"),
        N_("The chain of who trained whom rests on them"),
        column(TrainingTrainer, "person_id"),
        Fate.STAYS,
    ),
    Kept(
        Training,
        N_("Trainings I planned"),
        N_("To know who answers for a date"),
        column(Training, "planned_by_id"),
        Fate.STAYS,
    ),
)
