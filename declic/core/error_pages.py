"""What a refused or broken request is answered: a page with help and exit, never a traceback."""

from flask import Flask, current_app, g, render_template
from sqlalchemy.exc import (
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from declic.core.db import db
from declic.core.errors import Refused
from declic.core.logs import trail

PAGES = {
    400: "400", 403: "403", 404: "404", 405: "405", 409: "409", 413: "413", 429: "429", 503: "503",
}  # fmt: skip
KEPT = ("Allow", "Retry-After")  # what an answer says beside its page
RETRY_SECONDS = "30"
AWAY = (OperationalError, InterfaceError, NoConnection)  # no connection, disk full, locked for too long
Answer = tuple[str, int] | tuple[str, int, dict[str, str]]


def register(app: Flask) -> None:
    """Use them for an application."""
    app.register_error_handler(HTTPException, _refused)
    for gone in (IntegrityError, StaleDataError, ObjectDeletedError):
        app.register_error_handler(gone, _too_late)
    app.register_error_handler(DataError, unreadable)
    app.register_error_handler(Refused, _too_late)
    for kind in AWAY:
        app.register_error_handler(kind, _away)
    app.register_error_handler(InternalError, _broken)
    app.register_error_handler(Exception, _unforeseen)


def let_go() -> None:
    """Give up what the request began; a database that is away must not break this too."""
    try:
        db.session.rollback()
    except SQLAlchemyError:
        db.session().invalidate()


def without_reader() -> None:
    """Write the rest of this answer for nobody in particular: the database is not asked who reads."""
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined] # noqa: SLF001


def _refused(error: HTTPException) -> Answer | Response | HTTPException:
    code = error.code or 500
    if code < 400 or isinstance(error, SecurityError):  # under a foreign name no page can be made
        return error
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, AWAY):  # met only when the answer was sealed
        return _away(cause)
    let_go()
    page = PAGES.get(code, "400" if code < 500 else "500")
    return render_template(f"errors/{page}.html"), code, _kept(error)


def _kept(error: HTTPException) -> dict[str, str]:
    return {name: value for name, value in error.get_headers() if name in KEPT}


def unreadable(error: DataError) -> Answer:
    """Something that no database can keep, such as a NUL character or a number with forty digits."""
    current_app.logger.warning("data: %s", type(error.orig).__name__)
    let_go()
    return render_template("errors/400.html"), 400


def _too_late(error: Exception) -> Answer:
    """Somebody else was faster, or the same form was sent twice: a constraint is the last guard, and a
    rule may refuse what its door still allowed a moment ago."""
    current_app.logger.warning("too late: %s", type(error).__name__)
    let_go()
    return render_template("errors/409.html"), 409


def _away(error: Exception) -> Answer:
    """The database does not answer. Nothing on this page asks it anything."""
    current_app.logger.error("database away: %s", type(getattr(error, "orig", error)).__name__)
    let_go()
    without_reader()
    return render_template("errors/503.html"), 503, {"Retry-After": RETRY_SECONDS}


def _broken(error: InternalError) -> Answer:
    """PostgreSQL could not do its own work (class XX: a file may not grow, a page cannot be read): as when it is
    away. Anything else of this kind is our own mistake."""
    state = getattr(error.orig, "sqlstate", None) or ""
    return _away(error) if state.startswith("XX") else _unforeseen(error)


def _unforeseen(error: Exception) -> Answer:
    if current_app.testing:
        raise error
    current_app.logger.error("unforeseen: %s", trail(error))
    let_go()
    return render_template("errors/500.html"), 500
