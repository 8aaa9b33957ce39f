"""Choosing who gives a training, and taking off whoever may not give it any more."""

from collections.abc import Sequence

import sqlalchemy as sa

from declic.accounts import cards
from declic.accounts.models import Person
from declic.certificates import queries as certificates
from declic.core import audit
from declic.core.db import db
from declic.core.errors import reason, refuse_if
from declic.training import locks, queries, trainer_queries
from declic.training.models import Training, TrainingTrainer


def hold(people: Sequence[Person]) -> None:
    """Lock who is to give a training, in one order, with their certificates: whoever takes an account, a role, a
    clearance or a certificate away comes before or after, and then sees the training or is seen by it."""
    for one in sorted({one.id for one in people}):
        cards.hold(one)
        certificates.hold(one)


def choose(by: Person, training: Training, trainers: Sequence[Person]) -> None:
    """Say anew who gives a training, as long as nobody's hours are recorded: who trained whom rests on both."""
    hold(trainers)
    locks.hold_training(training)
    given = [reason("trainers_given")] if queries.attendance_of(training) else []
    wished = trainer_queries.gaps(trainers, training.kind, training.held_on, training.organisation)
    refuse_if(given or wished)
    before, after = {one.person_id for one in training.trainers}, {one.id for one in trainers}
    for one in sorted(before - after):
        _leave(by, training, one)
    db.session.add_all(
        TrainingTrainer(training_id=training.id, person_id=one) for one in sorted(after - before)
    )
    db.session.flush()
    db.session.expire(training, ["trainers"])
    for one in sorted(after - before):
        audit.record(by, "training.trainer_joined", training, person=one)


def take_off(by: Person, person: Person) -> None:
    """Take somebody off every training to come that they may not give any more. The training stays, and says that
    somebody is missing. Callers hold what took the right away."""
    for one in trainer_queries.to_come(person.id):
        if not trainer_queries.may_give(person, one):
            locks.hold_training(one)
            _leave(by, one, person.id)


def _leave(by: Person, training: Training, person_id: int) -> None:
    db.session.execute(
        sa.delete(TrainingTrainer).where(
            TrainingTrainer.training_id == training.id, TrainingTrainer.person_id == person_id
        )
    )
    db.session.expire(training, ["trainers"])
    audit.record(by, "training.trainer_left", training, person=person_id)
