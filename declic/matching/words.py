"""The sentences of this floor: why somebody cannot go, and why somebody is proposed."""

from declic.core.errors import sentences
from declic.core.i18n import N_

sentences(
    {
        "match_certificate": N_("No certificate that holds on that day: a renewal may be due"),
        "match_topic": N_("Not certified for this topic: another topic may do"),
        "match_free": N_("Not free at that time: another hour or day may do"),
        "match_clash": N_("In another workshop at that time: another hour may do"),
        "match_language": N_("Do not speak the language: another language may do"),
        "match_consent": N_("Have not agreed to be proposed: they can do so on their own page"),
        "match_late": N_("Under 18, and it ends after 21:00 before a school day: an earlier end may do"),
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
    }
)

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
