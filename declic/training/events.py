"""The facts that this floor announces."""

from dataclasses import dataclass

from declic.training.models import EndCode


@dataclass(frozen=True)
class EnrolmentEnded:
    """Somebody is not in training any more: certified, or stopped."""

    enrolment_id: int
    person_id: int
    code: EndCode
    by_id: int


@dataclass(frozen=True)
class AttendanceRecorded:
    """Hours of these enrolments were recorded or corrected: a module may be done now, or not any more."""

    enrolments: tuple[int, ...]
    by_id: int
