"""The application as it is really served: over HTTP, from threads, on a database that keeps what is committed."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from declic.core.db import db


class _Quiet(WSGIRequestHandler):
    """Does not print a line for each request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


class Site:
    """A server in a thread of this process, so that `clock.at` moves its day too."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        app.config["BASE_URL"] = self.url

    @contextmanager
    def open(self) -> Iterator["Site"]:
        """Serve meanwhile."""
        self._thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            with self.app.app_context():
                db.engine.dispose()

    @contextmanager
    def behind(self) -> Iterator[None]:
        """What happens away from the screens: kept at the end, as a page would."""
        with self.app.app_context():
            yield
            db.session.commit()

    def run(self, *arguments: str) -> str:
        """A command, and what it printed."""
        with self.app.app_context():  # as `flask` and `declic` do
            done = self.app.test_cli_runner().invoke(args=list(arguments))
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output
