"""How gunicorn serves Declic: `gunicorn app:app` from the checkout. HOST, PORT and WORKERS change it."""

import os
import sys
from typing import Any

from declic.core.setup import is_demo
from declic.jobs.listening import refusal

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '5000')}"
worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "2"))
threads = 4
timeout = 30
graceful_timeout = 15
control_socket_disable = True  # nothing that listens but the pages
accesslog = None  # an address with its pages and times is personal: it is not kept
errorlog = "-"
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")


def on_starting(server: Any) -> None:
    """A demo never listens beyond this machine, wherever the address was given."""
    for address in server.cfg.address:
        host = address[0] if isinstance(address, tuple) else "localhost"  # a socket file is on this machine
        no = refusal(host, is_demo())
        if no:
            sys.exit(no)
