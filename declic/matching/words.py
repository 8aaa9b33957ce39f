"""The sentences of this floor: why somebody cannot go, and why somebody is proposed."""

from collections.abc import Callable

from declic.core.errors import sentences
from declic.core.i18n import N_, ngettext

sentences(
    {
        "near_5": N_("Less than 5 km"),
        "near_15": N_("5 to 15 km"),
        "near_30": N_("15 to 30 km"),
        "near_further": N_("Further than 30 km"),
        "lately_none": N_("No workshop lately"),
        "lately_one": N_("1 workshop lately"),
        "lately_more": N_("%(n)s workshops lately"),
        "same_calendar": N_("Same school calendar"),
        "led_few": N_("New: led fewer than 2"),
        "led_enough": N_("Experienced, beside a new one"),
        "busy_until": N_("Another workshop that day until %(at)s"),
        "busy_from": N_("Another workshop that day from %(at)s"),
        "match_age_gap": N_("%(n)s years older than the oldest participant"),
        "free_time_backwards": N_("A free time ends after it begins. Please look at the hours."),
        "free_day_passed": N_("This day has passed. Please choose today or a later day."),
        "no_ends_proposals": N_("No more proposals for workshops."),
    }
)

MISS_WORDS: dict[str, Callable[[int], str]] = {
    "match_certificate": lambda n: ngettext(
        "%(n)s person has no certificate that holds on that day. A renewal may be due.",
        "%(n)s people have no certificate that holds on that day. A renewal may be due.",
        n,
    ),
    "match_topic": lambda n: ngettext(
        "%(n)s person is not certified for this topic. Another topic may do.",
        "%(n)s people are not certified for this topic. Another topic may do.",
        n,
    ),
    "match_free": lambda n: ngettext(
        "%(n)s person is not free at that time. Another hour or day may do.",
        "%(n)s people are not free at that time. Another hour or day may do.",
        n,
    ),
    "match_clash": lambda n: ngettext(
        "%(n)s person is in another workshop at that time. Another hour may do.",
        "%(n)s people are in another workshop at that time. Another hour may do.",
        n,
    ),
    "match_language": lambda n: ngettext(
        "%(n)s person does not speak the language. Another language may do.",
        "%(n)s people do not speak the language. Another language may do.",
        n,
    ),
    "match_consent": lambda n: ngettext(
        "%(n)s person has not agreed to be proposed. That can be done on their own page.",
        "%(n)s people have not agreed to be proposed. They can do so on their own page.",
        n,
    ),
    "match_clearance": lambda n: ngettext(
        "%(n)s adult has no clearance that holds on that day. It can be renewed.",
        "%(n)s adults have no clearance that holds on that day. It can be renewed.",
        n,
    ),
    "match_late": lambda n: ngettext(
        "%(n)s person is under 18, and it ends after 21:00 before a school day. An earlier end may do.",
        "%(n)s people are under 18, and it ends after 21:00 before a school day. An earlier end may do.",
        n,
    ),
}
PART_WORDS = {
    "morning": N_("Morning, 8 to 12"),
    "afternoon": N_("Afternoon, 12 to 18"),
    "evening": N_("Evening, 18 to 21"),
}
WEEKDAY_WORDS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
AGE_WORDS = {16: N_("under 16"), 18: N_("16 to 17"), 200: N_("18 and over")}


def age_words(age: int) -> str:
    """The band that a person's age is shown as: all that is said of it (M3)."""
    return next(words for below, words in AGE_WORDS.items() if age < below)
