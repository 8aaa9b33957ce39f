"""When a workshop takes a person's time."""

from datetime import date, time

_FIRST_DAY = date(2000, 1, 1)
_A_DAY = 96


def quarters(day: date, starts: time, ends: time) -> range:
    """The quarters of an hour that a time takes on a day, begun ones included.

    Numbered by Belgian wall clock: minutes since 2000-01-01 00:00, divided by 15.
    """
    midnight = (day - _FIRST_DAY).days * _A_DAY
    first = (starts.hour * 60 + starts.minute) // 15
    after = -((ends.hour * 60 + ends.minute) // -15)
    return range(midnight + first, midnight + after)
