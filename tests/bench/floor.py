"""The floor: the same five answers from a bare Flask route, hand-written SQL and a minimal page.

No rules, no permissions, no languages: only what any implementation must do, the session included.
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import Any
from uuid import uuid4

import psycopg
from flask import Flask, request

from declic.accounts.sessions import digest

Run = Callable[..., list[Any]]


CANDIDATES = """
SELECT p.id, p.first_name, p.initial, o.name,
  (SELECT count(*) FROM seat s WHERE s.person_id = p.id AND s.kind = 'lead' AND s.attended),
  (SELECT count(*) FROM seat s JOIN workshop w ON w.id = s.workshop_id WHERE s.person_id = p.id
     AND s.released_at IS NULL AND w.cancelled_at IS NULL AND w.held_on > ?)
FROM person p JOIN organisation o ON o.id = p.organisation_id
WHERE EXISTS (SELECT 1 FROM certificate c WHERE c.holder_id = p.id AND c.issued_on <= ? AND c.expires_on > ?
    AND NOT EXISTS (SELECT 1 FROM suspension x WHERE x.certificate_id = c.id AND x.lifted_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM revocation v WHERE v.certificate_id = c.id AND v.confirmed_at IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM certificate l WHERE l.renewal_of_id = c.id))
  AND EXISTS (SELECT 1 FROM spoken_language l WHERE l.person_id = p.id AND l.language = 'fr')
  AND EXISTS (SELECT 1 FROM free_time f WHERE f.person_id = p.id AND f.weekday = ?
    AND f.from_time <= '13:30:00' AND f.until >= '15:30:00')
  AND NOT EXISTS (SELECT 1 FROM busy_quarter b WHERE b.person_id = p.id AND b.quarter BETWEEN ? AND ?)
  AND (SELECT given FROM consent n WHERE n.person_id = p.id AND n.purpose = 'matching' ORDER BY at DESC LIMIT 1)
LIMIT 200"""


def connect(url: str) -> tuple[Run, Callable[[], None]]:
    """(run, commit) on a connection of its own: SQLite's file or PostgreSQL."""
    if url.startswith("sqlite:///"):
        lite = sqlite3.connect(url.removeprefix("sqlite:///"), check_same_thread=False)
        lite.execute("PRAGMA foreign_keys = ON")
        lite.execute("PRAGMA synchronous = NORMAL")
        return (lambda sql, *values: lite.execute(sql, values).fetchall()), lite.commit
    pg = psycopg.connect(url.replace("+psycopg", ""))

    def run(sql: str, *values: Any) -> list[Any]:
        cursor = pg.execute(sql.replace("?", "%s"), values)
        return cursor.fetchall() if cursor.description else []

    return run, pg.commit


def floor(url: str, world: Any) -> Flask:
    """The bare application."""
    app = Flask("floor")
    run, commit = connect(url)

    def who() -> int:
        token = digest(request.cookies["sid"])
        row = run("SELECT person_id FROM login_session WHERE token_hash = ? AND ended_at IS NULL", token)
        return int(row[0][0])

    def page(title: str, rows: list[Any]) -> str:
        body = "".join("<li>" + " ".join(escape(str(cell)) for cell in row) for row in rows)
        return f"<!doctype html><title>{title}</title><h1>{title}</h1><ul>{body}</ul>"

    @app.get("/trainee")
    def trainee() -> str:
        person = who()
        rows = run("SELECT id, deadline_on FROM enrolment WHERE person_id = ?", person)
        enrolment = rows[0][0]
        rows += run(
            "SELECT t.module_code, sum(a.hours) FROM attendance a JOIN training t ON t.id = a.training_id "
            "WHERE a.enrolment_id = ? GROUP BY t.module_code",
            enrolment,
        )
        rows += run(
            "SELECT s.skill_code, s.level, s.observed_on, p.first_name FROM sign_off s "
            "JOIN person p ON p.id = s.signer_id WHERE s.enrolment_id = ? AND s.level IS NOT NULL "
            "AND NOT EXISTS (SELECT 1 FROM sign_off l WHERE l.supersedes_id = s.id)",
            enrolment,
        )
        rows += run(
            "SELECT w.held_on, s.kind, s.attended FROM seat s JOIN workshop w ON w.id = s.workshop_id "
            "WHERE s.person_id = ? AND s.released_at IS NULL",
            person,
        )
        rows += run(
            "SELECT max(k.safeguarding_percent * 1000 + k.percent), (SELECT given FROM consent WHERE person_id = ? "
            "AND purpose = 'certification' ORDER BY at DESC LIMIT 1) FROM knowledge_check k WHERE k.enrolment_id = ?",
            person,
            enrolment,
        )
        rows += run(
            "SELECT p.first_name, p.initial, r.skill_code FROM assignment a JOIN person p ON p.id = a.mentor_id "
            "LEFT JOIN observation_request r ON r.mentor_id = a.mentor_id AND r.trainee_id = a.trainee_id "
            "AND r.closed_at IS NULL WHERE a.trainee_id = ? AND a.until_on IS NULL",
            person,
        )
        commit()
        return page("Path", rows)

    @app.route("/sheet", methods=["GET", "POST"])
    def sheet() -> str:
        person = who()
        rows = run(
            "SELECT e.id, p.first_name, p.initial FROM seat s JOIN person p ON p.id = s.person_id "
            "JOIN enrolment e ON e.person_id = p.id JOIN assignment a ON a.trainee_id = p.id "
            "WHERE s.workshop_id = ? AND a.mentor_id = ?",
            world.sheet_id,
            person,
        )
        if request.method == "POST":
            _store(run, person, world.sheet_id, request.form.to_dict())
            commit()
            return "", 302  # type: ignore[return-value]
        marks = ",".join("?" * len(rows))
        rows += run(
            f"SELECT enrolment_id, skill_code, max(level) FROM sign_off WHERE enrolment_id IN ({marks}) "
            "GROUP BY enrolment_id, skill_code",
            *[row[0] for row in rows],
        )
        commit()
        return page("Sheet", rows)

    @app.get("/candidates")
    def candidates() -> str:
        who()
        day = date.today() + timedelta(days=14)
        first = ((day - date(2000, 1, 1)).days * 24 + 13) * 4 + 2
        rows = run(CANDIDATES, day, day, day, day.weekday(), first, first + 7)
        commit()
        return page("Candidates", rows[:20])

    @app.get("/chain")
    def chain() -> str:
        who()
        path = run("SELECT path FROM node WHERE person_id = ?", world.chain_id)[0][0]
        above = [int(one) for one in path.strip("/").split("/")]
        marks = ",".join("?" * len(above))
        columns = "SELECT n.person_id, p.first_name, p.initial, n.generation FROM node n JOIN person p ON p.id = n.person_id "
        rows = run(f"{columns} WHERE n.person_id IN ({marks})", *above)
        rows += run(f"{columns} WHERE n.parent_id = ?", world.chain_id)
        commit()
        return page("Chain", rows)

    return app


def _store(run: Run, signer: int, workshop: int, form: dict[str, str]) -> None:
    now = datetime.now(UTC)
    for enrolment, skill in (key.split("-", 1) for key in form if key != "x"):
        run(
            "INSERT INTO sign_off (client_uuid, enrolment_id, trainee_id, version_id, skill_code, adult_only, "
            "signer_id, standing, clearance_id, workshop_id, observed_on, received_at, answer, level) "
            "VALUES (?, ?, ?, 1, ?, ?, ?, 'adult', ?, ?, ?, ?, 'level', 3)",
            str(uuid4()),
            int(enrolment),
            int(enrolment),
            skill,
            skill.startswith("M6"),
            signer,
            signer,
            workshop,
            date.today() - timedelta(days=3),
            now,
        )
