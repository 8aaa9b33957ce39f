"""What is sent is refused before anybody reads it when it is packed, does not say how long it is, or is too long.

Werkzeug cuts a body of unknown length at the limit and takes what came until there, and holds forms that are
sent as one line to no limit but the whole body's.
"""

from flask import Flask, abort, request

LINE = "application/x-www-form-urlencoded"


def limit(app: Flask) -> None:
    """Look at every request before its page does."""

    @app.before_request
    def refuse() -> None:
        if "Transfer-Encoding" in request.headers:
            abort(411)
        if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
            abort(415)
        if request.mimetype == LINE and (request.content_length or 0) > app.config["MAX_FORM_MEMORY_SIZE"]:
            abort(413)
