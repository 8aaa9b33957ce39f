"""The logs hold codes and places in our code: never a name, an address, or what somebody sent."""

import logging
import os
import socket
import subprocess
import sys
import time

import pytest

from declic.core.access import public
from declic.core.errors import Refused
from declic.core.logs import Sparing, trail
from tests import make
from tests.house.source import ROOT

NAME = "Zorandina"


def failing(error):
    @public
    def view():
        raise error

    return view


def test_a_trail_has_the_kind_and_the_way_and_no_message():
    try:
        try:
            raise KeyError(NAME)  # noqa: TRY301 (to have one caught)
        except KeyError as no:
            raise ValueError(f"no {NAME}") from no
    except ValueError as error:
        told = trail(error)
    assert told.startswith("ValueError at core/test_logs.py:")
    assert "; after KeyError at" in told
    assert NAME not in told


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"Invalid request from ip=192.0.2.7: {NAME}", "Invalid request"),
        (f"Error handling request /people?name={NAME}", "Error handling request"),
        ("Booting worker with pid: 7", "Booting worker with pid: 7"),
    ],
)
def test_a_servers_own_words_are_cut(said, kept):
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, "%s", (said,), None)
    assert Sparing("%(message)s").format(record) == kept
    try:
        raise ValueError(NAME)  # noqa: TRY301 (to have one caught)
    except ValueError:
        record.exc_info = sys.exc_info()
    assert NAME not in Sparing("%(message)s").format(record)


def test_the_development_server_writes_no_line_for_a_request(app, caplog):
    log = logging.getLogger("werkzeug")
    with caplog.at_level(logging.INFO):
        log.info('192.0.2.7 - - [24/Nov/2026 12:00:00] "GET /help?postcode=4780 HTTP/1.1" 200 -')
        log.info(" * Running on http://127.0.0.1:5000")
    assert "4780" not in caplog.text
    assert "Running on" in caplog.text


def test_a_day_full_of_names_leaves_none_in_the_log(app, db, as_, nobody, caplog, capfd, monkeypatch):
    """Right and wrong sign-ins, odd input, refusals, broken pages: the name is in all of them."""
    monkeypatch.setitem(app.config, "TESTING", False)
    make.login(make.person(name=NAME), NAME.lower())
    coordinator = as_(make.person(make.Role.COORDINATOR, name=NAME))
    odd = f"/{NAME}?name={NAME}&postcode=4780"
    with caplog.at_level(logging.DEBUG):
        nobody.post("/accounts/log-in", {"user_name": NAME, "passphrase": f"wrong {NAME}"})
        nobody.post("/accounts/log-in", {"user_name": NAME, "passphrase": "quatre mots sans lien"})
        nobody.post("/accounts/join", {"code": NAME, "user_name": NAME, "passphrase": NAME})
        statuses = {coordinator.status(url) for url in (odd, f"/accounts/people/{NAME}", f"/matching/{odd}")}
        nobody.get(f"/safeguarding/help?postcode={NAME}", headers={"User-Agent": NAME, "Referer": odd})
        coordinator.post("/accounts/invite/trainee", {"first_name": NAME * 9, "initial": NAME})
        coordinator.get(f"/accounts/people?name={NAME}%00")
        nobody.post("/safeguarding/leave", {"name": NAME}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
        for error in (ValueError(NAME), Refused(), OSError(2, NAME, f"/home/{NAME}")):
            monkeypatch.setitem(app.view_functions, "home.menu", failing(error))
            statuses.add(coordinator.status(f"/menu?name={NAME}"))
    written = caplog.text + "".join(capfd.readouterr())
    assert {404, 500, 409} <= statuses
    assert "unforeseen: ValueError at" in written
    for word in (NAME, "192.0.2.7", "4780", "passphrase"):
        assert word.lower() not in written.lower(), word


def test_gunicorn_tells_nothing_of_a_request(tmp_path):
    """Served as it really is: a page, one that is not there, and a line that is no request."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"DECLIC_INSTANCE": str(tmp_path), "PORT": str(port), "WORKERS": "1", "PYTHONPATH": str(ROOT)}
    log = tmp_path / "log"
    with log.open("w") as out:
        program = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), "app:app"]
        about = {"cwd": ROOT, "env": os.environ | settings, "stdout": out, "stderr": out}
        served = subprocess.Popen(program, **about)  # noqa: S603 (our own command)
        try:
            for _ in range(100):
                if "Booting worker" in log.read_text():
                    break
                time.sleep(0.1)
            time.sleep(1.5)
            for line in (
                f"GET /safeguarding/help?postcode=4780&name={NAME} HTTP/1.1\r\nHost: localhost",
                NAME,
            ):
                with socket.create_connection(("127.0.0.1", port), timeout=20) as asked:
                    asked.sendall(f"{line}\r\nConnection: close\r\n\r\n".encode())
                    answer = asked.recv(65536)
                assert answer.startswith(b"HTTP/1.1 "), line
        finally:
            served.terminate()
            served.wait(20)
    written = log.read_text()
    assert "Invalid request" in written
    for word in (NAME, "4780", "ip="):
        assert word not in written, word
