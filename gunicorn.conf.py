"""How gunicorn serves Declic: `gunicorn app:app` from the checkout. HOST, PORT and WORKERS change it."""

import os
import socket
import struct
import sys
from typing import Any

from gunicorn import glogging

from declic.core.logs import Sparing
from declic.core.setup import is_demo
from declic.jobs.listening import refusal

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '5000')}"
worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "2"))
threads = 4
timeout = 30
graceful_timeout = 15
patience = (
    10  # seconds of silence in the middle of a request or an answer, after which nobody waits any longer
)
control_socket_disable = True  # nothing that listens but the pages
accesslog = None  # an address with its pages and times is personal: it is not kept
errorlog = "-"


class SparingLog(glogging.Logger):  # type: ignore[misc]
    """gunicorn tells the address of whoever sent something it cannot read, and what that was: not kept either."""

    def setup(self, cfg: Any) -> None:
        """As gunicorn does, with lines that say less."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Sparing(self.error_fmt, self.datefmt))


logger_class = SparingLog
# Whom gunicorn itself lets say over which scheme one came, and under which path: nobody. What a proxy says is
# read by the application (PROXIES).
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "")


def on_starting(server: Any) -> None:
    """A demo never listens beyond this machine, wherever the address was given."""
    for address in server.cfg.address:
        host = address[0] if isinstance(address, tuple) else "localhost"  # a socket file is on this machine
        no = refusal(host, is_demo())
        if no:
            sys.exit(no)


def when_ready(server: Any) -> None:
    """Whoever stops in the middle keeps no thread from others: each connection inherits this from its listener."""
    for one in server.LISTENERS:
        for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            one.sock.setsockopt(socket.SOL_SOCKET, way, struct.pack("@ll", patience, 0))
