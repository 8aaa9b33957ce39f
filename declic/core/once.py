"""What is asked of the database once a request, however many ask."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import g, has_request_context

Answer = TypeVar("Answer")


def once(question: str, about: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer to a question about something, kept until the request is over; outside of one it is asked each
    time."""
    if not has_request_context():
        return ask()
    known: dict[Any, Answer] = g.setdefault(question, {})
    if about not in known:
        known[about] = ask()
    return known[about]
