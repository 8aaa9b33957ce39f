"""The main menu: each floor offers entries; a person sees those whose door opens for them."""

from dataclasses import dataclass

from flask import request, url_for

from declic.core.access import may_open
from declic.core.i18n import _

_entries: list[tuple[int, str, str, str]] = []


@dataclass(frozen=True)
class Entry:
    """One line of the menu, ready to show."""

    url: str
    label: str
    icon: str
    current: bool


def offer(order: int, endpoint: str, label: str, icon: str) -> None:
    """Put a page in the main menu; lower orders stand first."""
    entry = (order, endpoint, label, icon)
    if entry not in _entries:
        _entries.append(entry)


def navigation() -> tuple[Entry, ...]:
    """The reader's menu."""
    return tuple(
        Entry(url_for(endpoint), _(label), icon, request.endpoint == endpoint)
        for _order, endpoint, label, icon in sorted(_entries)
        if may_open(endpoint)
    )
