"""What changes from one version to the next, as sentences: for the page that asks before publishing."""

from collections.abc import Iterator
from dataclasses import dataclass

from declic.core.errors import Reason, reason
from declic.core.i18n import LANGUAGES
from declic.curriculum import words as _words  # noqa: F401 (declares the sentences)
from declic.curriculum.numbers import NUMBERS, Number
from declic.curriculum.outline import ModuleLine, Outline, SeatLine, SkillLine, Words


@dataclass(frozen=True)
class Rewording:
    """One language's text before and after."""

    language: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A sentence, and the texts that it is about."""

    reason: Reason
    rewordings: tuple[Rewording, ...] = ()


@dataclass(frozen=True)
class NumberChange:
    """A number that changes, by its label."""

    label: str
    before: Number
    after: Number


def changes(old: Outline, new: Outline) -> list[Change]:
    """Every difference in words, gates and requirements, in the order of the new version."""
    return [*_whole(old, new), *_modules(old, new), *_seats(old, new)]


def number_changes(old: Outline, new: Outline) -> list[NumberChange]:
    """Every number that changes."""
    pairs = ((span.label, getattr(old.numbers, n), getattr(new.numbers, n)) for n, span in NUMBERS.items())
    return [NumberChange(label, before, after) for label, before, after in pairs if before != after]


def _whole(old: Outline, new: Outline) -> Iterator[Change]:
    found = list(_rewordings(old.titles, new.titles))
    for level, words in new.level_titles.items():
        found.extend(_rewordings(old.level_titles.get(level, {}), words))
    if found:
        yield Change(reason("change_titles"), tuple(found))


def _modules(old: Outline, new: Outline) -> Iterator[Change]:
    before = {module.code: module for module in old.modules}
    after = {module.code: module for module in new.modules}
    for code, module in after.items():
        if code in before:
            yield from _module(before[code], module)
        else:
            yield Change(reason("change_module_new", which=code, title=module.titles))
    for code in sorted(before.keys() - after.keys()):
        yield Change(reason("change_module_gone", which=code, title=before[code].titles))
    if set(before) == set(after) and list(before) != list(after):
        yield Change(reason("change_module_order", after=", ".join(after)))


def _module(old: ModuleLine, new: ModuleLine) -> Iterator[Change]:
    code = new.code
    yield from _worded("change_module_title", old.titles, new.titles, which=code)
    if old.hours != new.hours:
        yield Change(reason("change_module_hours", which=code, before=old.hours, after=new.hours))
    if set(old.prerequisites) != set(new.prerequisites):
        before, after = (", ".join(one.prerequisites) or "–" for one in (old, new))
        yield Change(reason("change_module_before", which=code, before=before, after=after))
    if old.safeguarding_gate != new.safeguarding_gate:
        which = "change_module_gate" if new.safeguarding_gate else "change_module_no_gate"
        yield Change(reason(which, which=code))
    yield from _skills(old, new)


def _skills(old: ModuleLine, new: ModuleLine) -> Iterator[Change]:
    before = {skill.code: skill for skill in old.skills}
    after = {skill.code: skill for skill in new.skills}
    for code, skill in after.items():
        if code in before:
            yield from _skill(before[code], skill)
        else:
            yield Change(reason("change_skill_new", which=code, title=skill.titles))
    for code in sorted(before.keys() - after.keys()):
        yield Change(reason("change_skill_gone", which=code, title=before[code].titles))


def _skill(old: SkillLine, new: SkillLine) -> Iterator[Change]:
    yield from _worded("change_skill_title", old.titles, new.titles, which=new.code)
    if old.critical != new.critical:
        which = "change_skill_critical" if new.critical else "change_skill_not_critical"
        yield Change(reason(which, which=new.code))
    for level, words in new.levels.items():
        yield from _worded("change_skill_level", old.levels[level], words, which=new.code, level=level)


def _seats(old: Outline, new: Outline) -> Iterator[Change]:
    for seat in new.seats:
        before = old.seat(seat.kind)
        if _asked(before) != _asked(seat):
            yield Change(reason("change_seat", title=seat.titles))
        yield from _worded("change_seat_title", before.titles, seat.titles, title=seat.titles)


def _asked(seat: SeatLine) -> tuple[object, ...]:
    return seat.minimum, set(seat.modules), set(seat.topics), dict(seat.seats_before)


def _worded(code: str, old: Words, new: Words, **values: object) -> Iterator[Change]:
    found = tuple(_rewordings(old, new))
    if found:
        yield Change(reason(code, **values), found)


def _rewordings(old: Words, new: Words) -> Iterator[Rewording]:
    for language in LANGUAGES:
        before, after = old.get(language, ""), new.get(language, "")
        if before != after:
            yield Rewording(language, before, after)
