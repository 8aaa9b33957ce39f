"""Declic: the train-the-trainer peer certification tracker of a youth-to-youth prevention programme."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Flask

from declic.core import setup

# One package per feature, lowest first: a floor imports only from floors beneath it.
FLOORS = (
    "core",
    "accounts",
    "safeguarding",
    "curriculum",
    "certificates",
    "training",
    "workshops",
    "signoff",
    "practice",
    "certification",
    "matching",
    "chain",
    "privacy",
    "home",
    "jobs",
)
ROOMS = ("models", "personal_data", "reactions", "views", "cli")


def create_app(config: dict[str, Any] | None = None) -> Flask:
    """Build the application; `config` overrides what the environment says."""
    app = Flask(
        __name__,
        template_folder="../templates",
        instance_relative_config=True,
        instance_path=setup.instance_path(),
    )
    setup.configure(app, config or {})
    for floor in FLOORS[1:]:
        for room in ROOMS:
            name = f"declic.{floor}.{room}"
            if find_spec(name) is not None:
                _furnish(app, import_module(name))
    setup.finish(app)
    return app


def _furnish(app: Flask, room: Any) -> None:
    if hasattr(room, "bp"):
        app.register_blueprint(room.bp)
    if hasattr(room, "commands"):
        several = room.commands if isinstance(room.commands, tuple) else (room.commands,)
        for one in several:
            app.cli.add_command(one)
