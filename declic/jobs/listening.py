"""A demo is for one machine: everybody knows its passphrase, so it must not be reachable from another one."""

import ipaddress
import os
from pathlib import Path

MARKER = "demo.json"


def is_demo(instance: Path) -> bool:
    """Whether what would be served is a demo: asked for, or filled by `declic demo`."""
    return os.environ.get("DECLIC_DEMO") == "1" or (instance / MARKER).exists()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address. Any name but localhost may lead elsewhere."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def refusal(host: str, instance: Path) -> str | None:
    """Why nothing may listen there, or None."""
    if is_loopback(host) or not is_demo(instance):
        return None
    return (
        f"This is a demo: anybody can sign in with its passphrase, so it listens on this machine only, not on {host}. "
        "Use 127.0.0.1; for real use choose an empty DECLIC_INSTANCE or DATABASE_URL."
    )
