"""How an application is put together: settings, extensions, template words, error pages."""

import hashlib
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, url_for
from flask_login import LoginManager, current_user
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from declic.core import (
    access,
    audit,  # noqa: F401 (its table)
    bodies,
    error_pages,
    headers,
    i18n,
    ledger,  # noqa: F401 (written after each commit)
    logs,
)
from declic.core.db import db
from declic.core.errors import say, say_to_you
from declic.core.links import Links
from declic.core.navigation import navigation
from declic.core.pieces import piece
from declic.core.templates import speak

ROOT = Path(__file__).parent.parent.parent
DEMO_MARKER = "demo.json"
LEDGER_FILE = "ledger.jsonl"
login_manager = LoginManager()
csrf = CSRFProtect()


def instance_path() -> str:
    """Where the embedded database and the secret key live; `DECLIC_INSTANCE` moves it."""
    return os.environ.get("DECLIC_INSTANCE", str(ROOT / "instance"))


def is_demo() -> bool:
    """Asked for, or filled by `declic demo`, which leaves this file beside the database."""
    return os.environ.get("DECLIC_DEMO") == "1" or (Path(instance_path()) / DEMO_MARKER).exists()


def configure(app: Flask, overrides: dict[str, Any]) -> None:
    """Settings from the environment, then the extensions that models and views need."""
    Path(app.instance_path).mkdir(parents=True, exist_ok=True)
    speak(app)
    app.config.update(_settings(app))
    app.config.update(overrides)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", _engine_options(app))
    _secure_cookies(app)
    if app.config["PROXIES"]:  # else whoever asks could name any address as their own
        count = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    login_manager.session_protection = None
    login_manager.init_app(app)
    bodies.limit(app)  # before anything that reads a form
    csrf.init_app(app)


def _settings(app: Flask) -> dict[str, Any]:
    return {
        "SQLALCHEMY_DATABASE_URI": _database_url(app),
        "SECRET_KEY": os.environ.get("SECRET_KEY"),
        "BASE_URL": os.environ.get("BASE_URL", "http://127.0.0.1:5000"),
        "LEDGER": os.environ.get("DECLIC_LEDGER", f"{app.instance_path}/{LEDGER_FILE}"),
        "BACKUP_KEY": os.environ.get("DECLIC_BACKUP_KEY", ""),
        "DEMO": is_demo(),
        "SECOND_FACTOR": not is_demo(),  # asked of coordinators, safeguarding leads and administrators
        "PROXIES": int(os.environ.get("PROXIES", "0")),  # how many stand before the application, if any
        "TRUSTED_HOSTS": _hosts(os.environ.get("BASE_URL", "")),
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 2000,  # a sheet for sixteen trainees and every skill is one form
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # our Referrer-Policy sends none; the token stays
        "NEUTRAL_SITE": "https://www.meteo.be/",
        "UNUSUAL_LOOKS": int(os.environ.get("UNUSUAL_LOOKS", "30")),  # people in a day, and so many times
        "UNUSUAL_TIMES": int(os.environ.get("UNUSUAL_TIMES", "3")),  # what is usual for the same person
    }


def _engine_options(app: Flask) -> dict[str, Any]:
    """A failing statement must not print a name. PostgreSQL: no prepared statements, for their generic plan
    made the search for candidates fifteen times slower, and a pooling proxy cannot keep them."""
    options: dict[str, Any] = {"hide_parameters": True}
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        options["connect_args"] = {"prepare_threshold": None}
    return options


def _hosts(base_url: str) -> list[str]:
    """The names under which requests are answered: the site's own, and this machine's. An IPv6 address can
    be none of them, for werkzeug reads each only up to its first colon."""
    own = urlsplit(base_url).hostname
    return [*([own] if own and ":" not in own else []), "127.0.0.1", "localhost"]


def _secure_cookies(app: Flask) -> None:
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or _own_secret(app)
    secure = app.config["BASE_URL"].startswith("https://")
    app.config["SESSION_COOKIE_SECURE"] = secure
    app.config["SESSION_COOKIE_NAME"] = "__Host-form" if secure else "form"


def finish(app: Flask) -> None:
    """What needs every floor in place: doors, headers, template words, error pages."""
    access.public(app.view_functions["static"])
    access.guard(app)
    headers.protect(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(_template_words())
    app.jinja_env.globals["url_for"] = Links(app)
    app.jinja_env.filters.update(say=say, say_to_you=say_to_you)
    app.context_processor(_page_words)
    error_pages.register(app)
    logs.spare(app)


def _template_words() -> dict[str, Any]:
    return {
        "_": i18n._,
        "ngettext": i18n.ngettext,
        "text": i18n.text,
        "day": i18n.day,
        "short_day": i18n.short_day,
        "month_of": i18n.month_of,
        "clock_time": i18n.clock_time,
        "number": i18n.number,
        "may_open": access.may_open,
        "say": say,
        "asset": asset,
        "piece": piece,
    }


def _page_words() -> dict[str, Any]:
    return {
        "language": i18n.language(),
        "languages": tuple(i18n.LANGUAGES.items()),
        "navigation": navigation,
        "signed_in": current_user.is_authenticated,
        "demo": current_app.config["DEMO"],
    }


@lru_cache
def asset(name: str) -> str:
    """The URL of a static file, with its content's hash so that it may be cached for a year."""
    digest = hashlib.sha256((ROOT / "declic/static" / name).read_bytes()).hexdigest()[:10]
    return url_for("static", filename=name, v=digest)


def _database_url(app: Flask) -> str:
    url = os.environ.get("DATABASE_URL", f"sqlite:///{app.instance_path}/declic.db")
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _own_secret(app: Flask) -> str:
    """A key of this installation's own, made once and kept beside the database."""
    kept = Path(app.instance_path) / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()
