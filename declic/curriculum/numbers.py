"""Every number of a version that a rule uses: where it stands, its range, and its words."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from declic.core.i18n import N_

Number = int | Decimal


@dataclass(frozen=True)
class Span:
    """One number of the document's head. `usual`: changed often enough to have a field in the form."""

    path: tuple[str, ...]
    low: int
    high: int
    label: str
    usual: bool = False
    whole: bool = True
    optional: bool = False


NUMBERS = {
    "months_to_complete": Span(
        ("max_months_to_complete",), 1, 60, N_("Months to complete the path"), usual=True
    ),
    "attendance_percent": Span(
        ("certification_rule", "attendance_min_pct"),
        0,
        100,
        N_("Attendance needed in each module (percent)"),
        usual=True,
        optional=True,
    ),
    "knowledge_percent": Span(
        ("certification_rule", "knowledge_check_min_pct"),
        0,
        100,
        N_("Knowledge check passed from (percent)"),
        usual=True,
    ),
    "critical_level": Span(
        ("certification_rule", "critical_skills_min_level"), 1, 4, N_("Level needed in critical skills")
    ),
    "other_level": Span(
        ("certification_rule", "other_skills_min_level"), 1, 4, N_("Level needed in other skills")
    ),
    "evidence_per_critical_skill": Span(
        ("certification_rule", "evidence_per_critical_skill"), 1, 5, N_("Observations of each critical skill")
    ),
    "validity_months": Span(("validity", "months"), 1, 60, N_("Months a certificate is valid"), usual=True),
    "grace_months": Span(("validity", "grace_months"), 0, 24, N_("Months of grace after that"), usual=True),
    "renewal_sessions": Span(
        ("validity", "renew_if", "sessions_last_12_months_min"),
        0,
        50,
        N_("Workshops in 12 months to renew"),
        usual=True,
    ),
    "renewal_hours": Span(
        ("validity", "renew_if", "refresher_hours"),
        0,
        100,
        N_("Refresher hours to renew"),
        usual=True,
        whole=False,
    ),
    "trainee_min_age": Span(("audience", "trainee_min_age"), 6, 25, N_("Youngest age of a trainee")),
    "lead_min_age": Span(("audience", "lead_min_age"), 6, 25, N_("Youngest age to lead a workshop")),
    "team_min": Span(("session_rules", "peer_educators_min"), 2, 10, N_("Smallest team of a workshop")),
    "participants_min": Span(
        ("session_rules", "participants_min"), 1, 500, N_("Fewest participants of a workshop"), usual=True
    ),
    "participants_max": Span(
        ("session_rules", "participants_max"), 1, 500, N_("Most participants of a workshop"), usual=True
    ),
    "age_gap_years": Span(
        ("session_rules", "age_gap_max_years"), 0, 10, N_("Years between team and participants, at most")
    ),
    "generations_without_anchor": Span(
        ("chain", "max_generations_without_anchor"), 1, 10, N_("Generations without a new anchor")
    ),
}
USUAL = {name: span for name, span in NUMBERS.items() if span.usual}


def plain(number: Number) -> int | float:
    """A number as JSON and YAML keep it: whole when it is whole."""
    return int(number) if number == int(number) else float(number)


def put(head: dict[str, Any], path: tuple[str, ...], number: Number) -> None:
    """Write a number at its place in the document's head."""
    for key in path[:-1]:
        head = head[key]
    head[path[-1]] = plain(number)
