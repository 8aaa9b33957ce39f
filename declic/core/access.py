"""Doors: every page says who may open it, and the same function shows or hides the link to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, Literal

import sqlalchemy as sa
from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from declic.core.db import SAFE_METHODS, db

Policy = Callable[..., bool]
Screen = Callable[[Any, Any], bool]
Fresh = bool | Literal["post"]
_screens: list[Screen] = []


class _Confirming:
    """How it is found out whether somebody proved lately who they are, and how they are asked to."""

    is_fresh: Callable[[], bool]
    ask: Callable[[], Any]


@dataclass(frozen=True)
class Door:
    """Who may pass: a policy asked with the person (and the thing), or nobody asked (public)."""

    policy: Policy | None = None
    on: type | None = None
    fresh: Fresh = False


def screen(rule: Screen) -> Screen:
    """Add a rule that every door to a thing must also pass (clearance before a minor's page)."""
    if rule not in _screens:
        _screens.append(rule)
    return rule


def confirming(is_fresh: Callable[[], bool], ask: Callable[[], Any]) -> None:
    """Tell what a fresh door needs: whether the reader confirmed lately, and the answer that asks them to.

    `ask` must lose nothing of what was sent."""
    _Confirming.is_fresh, _Confirming.ask = staticmethod(is_fresh), staticmethod(ask)


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Anyone may open this page."""
    view.access = Door()  # type: ignore[attr-defined]
    return view


def allow(policy: Policy, *, on: type | None = None, fresh: Fresh = False) -> Callable[..., Any]:
    """Only those for whom `policy(person)` or `policy(person, thing)` holds may open this page.

    The thing is named in the URL by `<table>_id`, its public id; the view receives it. A refused
    thing answers as one that does not exist (404); a refused page answers 403. A fresh door also asks that
    the person proved within the last ten minutes who they are; only those who may pass are asked. Where the
    page may be looked at all day and only what it sends is weighty, write `fresh="post"`.
    """

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def door(**names: Any) -> Any:
            if not current_user.is_authenticated:
                return _to_log_in()
            things = () if on is None else (find(on, names.pop(f"{on.__tablename__}_id")),)  # type: ignore[attr-defined]
            _refuse(policy, things)
            if _weighty(fresh) and not _Confirming.is_fresh():
                return _Confirming.ask()
            return view(*things, **names)

        door.access = Door(policy, on, fresh)  # type: ignore[attr-defined]
        return door

    return mark


def _weighty(fresh: Fresh) -> bool:
    return fresh is True or (fresh == "post" and request.method not in SAFE_METHODS)


def _refuse(policy: Policy, things: tuple[Any, ...]) -> None:
    if not things and not policy(_person()):
        abort(403)
    for thing in things:
        if thing is None or not passes(policy, _person(), thing):
            abort(404)


def find(kind: Any, public_id: str) -> Any | None:
    """The thing of that public id, or None."""
    return db.session.scalar(_named(kind), {"name": public_id})


@cache
def _named(kind: Any) -> sa.Select[Any]:
    return sa.select(kind).where(kind.public_id == sa.bindparam("name"))


def passes(policy: Policy, person: Any, thing: Any) -> bool:
    """The door's own policy and every screen agree."""
    return policy(person, thing) and all(rule(person, thing) for rule in _screens)


def screened(things: Iterable[Any]) -> list[Any]:
    """Those things of a list that every screen lets the reader see."""
    person = _person()
    return [thing for thing in things if all(rule(person, thing) for rule in _screens)]


def may_open(endpoint: str, thing: Any = None) -> bool:
    """Whether the reader may open that page: what templates ask before they show a link."""
    door: Door = current_app.view_functions[endpoint].access  # type: ignore[union-attr]
    if door.policy is None:
        return True
    if not current_user.is_authenticated:
        return False
    if door.on is None:
        return door.policy(_person())
    return thing is not None and passes(door.policy, _person(), thing)


def guard(app: Flask) -> None:
    """Shut every door that says nothing."""

    @app.before_request
    def refuse_unmarked() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if view is not None and not hasattr(view, "access"):
            abort(403)


def _person() -> Any:
    return current_user._get_current_object()  # noqa: SLF001 (the person behind the proxy)


def _to_log_in() -> Response:
    """And back to the page that was asked for. What a form sent is lost by then, and said to be: one goes back to
    its page where it has one of its own."""
    lost = request.method not in SAFE_METHODS
    looked_at = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    wanted = request.full_path.rstrip("?") if looked_at else None
    return redirect(url_for("accounts.log_in", next=wanted, ended="yes" if lost else None))
