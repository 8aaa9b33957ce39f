"""Signing off in the demo: whole sheets, as a mentor fills them in, and the requests before them."""

from collections.abc import Sequence
from datetime import date

from declic.accounts.models import Person
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.curriculum.outline import SkillLine
from declic.jobs.demo_world import Trainee, World
from declic.signoff import actions, mentoring, queue
from declic.signoff.models import NOT_YET_PHRASES, Answer, Phrase
from declic.signoff.rules import Seen, level_reached, open_skills, proposed
from declic.signoff.standing_queries import in_use
from declic.training.models import Training
from declic.workshops.models import Workshop

Occasion = Workshop | Training
Lines = list[tuple[Trainee, list[SkillLine]]]
REQUESTED = 0.12


def at_training(world: World, trainee: Trainee, training: Training) -> list[SkillLine]:
    """The module's skills that still miss something, and those of the gate that is still shut."""
    lines = proposed(world.outline, None, training.module_code, trainee.seen)
    needed = world.outline.numbers.critical_level
    done = trainee.progress(world.outline, clock.today()).modules_done
    if world.outline.gate.code in done and training.module_code != world.outline.gate.code:
        lines += [
            one
            for one in world.outline.gate.skills
            if one.critical and level_reached(one.code, trainee.seen) < needed
        ]
    return [one for one in lines if _is_new_to(trainee, one, training.held_on)]


def at_workshop(world: World, trainee: Trainee, kind: SeatKind, workshop: Workshop) -> list[SkillLine]:
    """What the sheet proposes; whoever has held every seat is looked at for all that is left."""
    if trainee.held[SeatKind.LEAD]:
        return open_skills(world.outline, trainee.seen)
    return proposed(world.outline, kind, workshop.topic, trainee.seen)


def usefulness(signer: Person, trainee: Trainee, skills: Sequence[SkillLine]) -> int:
    """How many of these skills a signer has not seen at the level that counts."""
    known = {one.skill_code for one in trainee.seen if one.signer_id == signer.id and one.level > 2}
    return sum(one.code not in known for one in skills)


def fill(world: World, signer: Person, occasion: Occasion, lines: Lines) -> int:
    """Fill in a sheet and send it; what was seen is remembered."""
    adult = world.is_cleared(signer, occasion.held_on)
    if not world.may_sign(signer, occasion.held_on):
        return 0  # whose clearance has run out, or who came of age without one, writes nothing down
    real = isinstance(occasion, Workshop)
    entries = [
        (trainee, _answer(world, trainee, skill, real))
        for trainee, skills in lines
        for skill in skills
        if (trainee.enrolment.id, skill.code) not in world.waiting and (adult or not skill.adult_only)
    ]
    if entries:
        actions.record_all(signer, occasion, [entry for _trainee, entry in entries])
    for trainee, entry in entries:
        _remember(trainee, entry, occasion, signer, adult)
    return len(entries)


def give(world: World, signer: Person, occasion: Occasion, trainee: Trainee, levels: dict[str, int]) -> None:
    """Fill in a sheet as the story wants it: a level per skill, 0 for not yet."""
    entries = [
        actions.Entry(trainee.enrolment.id, code, Answer.LEVEL, level, Phrase.WELL_PREPARED)
        if level
        else actions.Entry(trainee.enrolment.id, code, Answer.NOT_YET, None, Phrase.PREPARE_TOGETHER)
        for code, level in levels.items()
    ]
    actions.record_all(signer, occasion, entries)
    for one in entries:
        _remember(trainee, one, occasion, signer, world.is_cleared(signer, occasion.held_on))


def request(trainee: Trainee, skills: Sequence[SkillLine], mentor: Person) -> None:
    """A trainee asks to be looked at, for the first of these skills; who cannot answer is not offered."""
    free = [one for one in skills if one.code not in trainee.asked]
    if free and not trainee.over and in_use([mentor.id], clock.today()):
        trainee.asked.add(free[0].code)
        mentoring.request_observation(trainee.person, trainee.enrolment, free[0].code, mentor)


def request_and_wait(world: World, trainee: Trainee, code: str, mentor: Person) -> None:
    """A request that nobody has answered by today."""
    mentoring.request_observation(trainee.person, trainee.enrolment, code, mentor)
    trainee.asked.add(code)
    world.waiting.add((trainee.enrolment.id, code))


def ask_no_more(trainee: Trainee) -> None:
    """Whoever leaves the path takes back what was asked."""
    for asked in queue.open_requests([trainee.person.id]):
        mentoring.withdraw_request(trainee.person, asked)


def _is_new_to(trainee: Trainee, skill: SkillLine, day: date) -> bool:
    return not any(one.skill_code == skill.code and one.on == day for one in trainee.seen)


def _answer(world: World, trainee: Trainee, skill: SkillLine, real: bool) -> actions.Entry:
    dice, numbers = world.dice, world.outline.numbers
    about = (trainee.enrolment.id, skill.code)
    chance = dice.random()
    if chance < 0.03:
        return actions.Entry(*about, Answer.NOT_SEEN)
    if chance < 0.09:
        return actions.Entry(*about, Answer.NOT_YET, None, dice.choice(NOT_YET_PHRASES))
    least = numbers.critical_level if skill.critical else numbers.other_level
    level = least + dice.choices((-1, 0, 1), (1, 9, 3 if real else 1))[0]
    praise = Phrase.WELL_PREPARED if level >= least and dice.random() < 0.3 else None
    return actions.Entry(*about, Answer.LEVEL, min(level, 4), praise)


def _remember(
    trainee: Trainee, entry: actions.Entry, occasion: Occasion, signer: Person, adult: bool
) -> None:
    if entry.answer is not Answer.NOT_SEEN:
        trainee.asked.discard(entry.skill_code)
    if entry.level is not None:
        real = isinstance(occasion, Workshop)
        seen = Seen(entry.skill_code, entry.level, occasion.held_on, signer.id, adult, real)
        trainee.seen.append(seen)
