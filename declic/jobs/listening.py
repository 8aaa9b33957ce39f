"""A demo is for one machine: everybody knows its passphrase, so it must not be reachable from another one."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address. Any name but localhost may lead elsewhere."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def refusal(host: str, demo: bool) -> str | None:
    """Why nothing may listen there, or None."""
    if not demo or is_loopback(host):
        return None
    return (
        "This is a demo, and anybody can sign in with its passphrase: "
        f"it listens on this machine only (127.0.0.1), not on {host!r}. "
        "For real use choose an empty DECLIC_INSTANCE."
    )
