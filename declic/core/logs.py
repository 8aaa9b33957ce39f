"""What the logs may hold: codes, kinds of errors and places in our code. Never what somebody sent or is called.

A message of an exception may quote a name, a request's line its address and who asked from where: neither is
written down anywhere.
"""

import logging
import re
import traceback

from flask import Flask

_CUT = re.compile(r"^(Invalid request|Error handling request|Error on request).*", re.DOTALL)
_REQUEST_LINE = re.compile(r" - - \[")  # how werkzeug's own server begins a line for each request


def trail(error: BaseException) -> str:
    """Kind and way of an error, without a word of its message: `KeyError at signoff/views.py:12 sign < …`."""
    told: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(told) < 4:
        told.append(f"{type(seen).__name__} at {_way(seen)}")
        seen = seen.__cause__ or seen.__context__
    return "; after ".join(told)


def _way(error: BaseException) -> str:
    steps = traceback.extract_tb(error.__traceback__)[-12:]
    return " < ".join(
        f"{'/'.join(one.filename.rsplit('/', 2)[-2:])}:{one.lineno} {one.name}" for one in reversed(steps)
    )


class Sparing(logging.Formatter):
    """For a server's own log: its words about a request are cut off, and of an error only the way is told."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it may be kept."""
        spared = logging.makeLogRecord(record.__dict__)
        spared.msg, spared.args = _CUT.sub(r"\1", record.getMessage()), ()
        if record.exc_info and record.exc_info[1] is not None:
            spared.msg += f": {trail(record.exc_info[1])}"
        spared.exc_info = spared.exc_text = spared.stack_info = None
        return super().format(spared)


def _no_request_lines(record: logging.LogRecord) -> bool:
    return not _REQUEST_LINE.search(str(record.msg))


def spare(app: Flask) -> None:
    """Nothing of a request reaches the log, whichever server runs and whatever breaks."""
    app.log_exception = lambda exc_info: app.logger.error(  # type: ignore[method-assign]
        "unforeseen: %s", trail(exc_info[1]) if exc_info[1] else ""
    )
    logging.getLogger("werkzeug").addFilter(_no_request_lines)
