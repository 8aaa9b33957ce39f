"""A demo listens on this machine only."""

import pytest

from declic.jobs.listening import is_loopback, refusal

HERE = ("127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost")
EVERYWHERE = "0.0.0.0"
BEYOND = (EVERYWHERE, "::", "192.0.2.7", "", "localhost.example.org", "declic.example.org")


@pytest.mark.parametrize("host", HERE)
def test_a_demo_may_listen_here(host: str) -> None:
    assert is_loopback(host)
    assert refusal(host, demo=True) is None


@pytest.mark.parametrize("host", BEYOND)
def test_a_demo_never_listens_beyond_this_machine(host: str) -> None:
    assert host in (refusal(host, demo=True) or "")


@pytest.mark.parametrize("host", BEYOND)
def test_real_use_listens_where_it_is_told(host: str) -> None:
    assert refusal(host, demo=False) is None
