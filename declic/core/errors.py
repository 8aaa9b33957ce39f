"""Refusals: codes with values below, sentences that say what would mend it at the edge."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from declic.core.i18n import _, day, number, text

SENTENCES: dict[str, str] = {}


@dataclass(frozen=True)
class Reason:
    """One thing that stands in the way: a code, and the values its sentence needs."""

    code: str
    values: dict[str, Any] = field(default_factory=dict, hash=False)


def reason(code: str, **values: Any) -> Reason:
    """Write `reason("too_young", age=14)`."""
    return Reason(code, values)


class Refused(Exception):
    """An action that a rule does not allow; carries every reason, not just the first."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(", ".join(one.code for one in reasons))
        self.reasons = list(reasons)


def sentences(words: dict[str, str]) -> None:
    """Declare a floor's sentences by reason code. A code means one thing in the whole house."""
    doubles = [code for code in words if SENTENCES.get(code, words[code]) != words[code]]
    if doubles:
        raise ValueError(f"these reasons have two sentences: {doubles}")
    SENTENCES.update(words)


def say(one: Reason) -> str:
    """The reason's sentence in the reader's language."""
    return _(SENTENCES[one.code], **_values(one))


def say_to_you(one: Reason) -> str:
    """The same to the person whom it is about: "you" instead of a name, where there is such a sentence."""
    return _(SENTENCES.get(f"{one.code}:you", SENTENCES[one.code]), **_values(one))


def _values(one: Reason) -> dict[str, Any]:
    return {name: _shown(value) for name, value in one.values.items()}


def refuse_if(reasons: list[Reason]) -> None:
    """Raise Refused when there is any reason to."""
    if reasons:
        raise Refused(*reasons)


def _shown(value: Any) -> Any:
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return number(value)
    return text(value) if isinstance(value, dict) else value
