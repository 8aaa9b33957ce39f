"""What must be true of a database before anybody may use it: asked of its rows, past every rule in Python."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from declic.core import audit
from declic.core.chaining import findings
from declic.core.db import db

# Each finds rows that cannot be there. Constraints hold most of them too; a file may have been written past them.
INVARIANTS = {
    "nobody signs off themself": "SELECT 1 FROM sign_off WHERE signer_id = trainee_id",
    "safeguarding skills are signed by adults": (
        "SELECT 1 FROM sign_off JOIN skill ON skill.version_id = sign_off.version_id"
        " AND skill.code = sign_off.skill_code WHERE skill.adult_only AND sign_off.standing <> 'adult'"
    ),
    "nobody certifies what they signed": (
        "SELECT 1 FROM certified_evidence e JOIN sign_off s ON s.id = e.sign_off_id"
        " JOIN certificate c ON c.id = e.certificate_id"
        " WHERE s.signer_id IN (e.certifier_id, c.certified_by_id)"
    ),
    "a certificate rests on its holder's own evidence": (
        "SELECT 1 FROM certified_evidence e JOIN sign_off s ON s.id = e.sign_off_id"
        " JOIN certificate c ON c.id = e.certificate_id WHERE s.trainee_id <> c.holder_id"
    ),
    "certifying takes two others": (
        "SELECT 1 FROM certificate WHERE recommended_by_id = certified_by_id"
        " OR holder_id IN (recommended_by_id, certified_by_id)"
    ),
    "a renewal is of the same person's certificate": (
        "SELECT 1 FROM certificate c JOIN certificate old ON old.id = c.renewal_of_id"
        " WHERE old.holder_id <> c.holder_id OR old.programme_id <> c.programme_id"
    ),
    "revoking takes two": "SELECT 1 FROM revocation WHERE proposed_by_id = confirmed_by_id",
    "erasing takes two": (
        "SELECT 1 FROM erasure_request WHERE confirmed_by_id IN (person_id, requested_by_id)"
    ),
    "a letter speaks for its own child": (
        "SELECT 1 FROM consent c JOIN guardian_link g ON g.id = c.guardian_link_id"
        " WHERE g.person_id <> c.person_id"
    ),
    "one's own word is written by oneself": (
        "SELECT 1 FROM consent WHERE (giver = 'self') <> (recorded_by_id = person_id)"
    ),
    "a clearance is seen by somebody else": "SELECT 1 FROM clearance WHERE person_id = seen_by_id",
    "nobody is in two places": (
        "SELECT 1 FROM seat a JOIN seat b ON b.person_id = a.person_id AND b.id > a.id"
        " JOIN workshop v ON v.id = a.workshop_id JOIN workshop w ON w.id = b.workshop_id"
        " WHERE a.released_at IS NULL AND b.released_at IS NULL AND v.cancelled_at IS NULL"
        " AND w.cancelled_at IS NULL AND v.held_on = w.held_on AND v.starts < w.ends AND w.starts < v.ends"
    ),
    "a taken seat keeps its own holder busy": (
        "SELECT 1 FROM seat s JOIN workshop w ON w.id = s.workshop_id JOIN person p ON p.id = s.person_id"
        " LEFT JOIN busy_quarter b ON b.seat_id = s.id AND b.person_id = s.person_id"
        " WHERE s.released_at IS NULL AND w.cancelled_at IS NULL AND p.erased_at IS NULL"
        " AND w.closed_at IS NULL AND b.seat_id IS NULL"
    ),
    "generations grow": (
        "SELECT 1 FROM edge JOIN node elder ON elder.person_id = edge.elder_id"
        " JOIN node younger ON younger.person_id = edge.younger_id"
        " WHERE elder.generation >= younger.generation"
    ),
    "a parent is one generation above": (
        "SELECT 1 FROM node JOIN node parent ON parent.person_id = node.parent_id"
        " WHERE node.generation <> parent.generation + 1"
    ),
}
GUARDED = ("sign_off", "consent", "certified_evidence", "version", "audit_row", "audit_link")


def faults(connection: Connection) -> list[str]:
    """Everything that is not as it must be, in words; empty means that the database may be used."""
    found = _broken(connection)
    found += [f"broken: {name}" for name, rows in INVARIANTS.items() if _any(connection, rows)]
    found += [f"no trigger keeps {table} as it was written" for table in _unguarded(connection)]
    found += [f"the record, at {one.position}: {one.code}" for one in findings(audit.links())]
    found += [f"row {one} of the record has no place in the chain" for one in audit.unlinked()]
    db.session.rollback()
    return found


def _any(connection: Connection, rows: str) -> bool:
    return connection.execute(sa.text(f"{rows} LIMIT 1")).first() is not None


def _broken(connection: Connection) -> list[str]:
    """SQLite can tell whether its pages and foreign keys are whole; PostgreSQL never takes a broken key."""
    if connection.dialect.name != "sqlite":
        return []
    whole = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    found = [] if whole == ["ok"] else ["the database's pages are damaged"]
    keys = {one[0] for one in connection.exec_driver_sql("PRAGMA foreign_key_check")}
    return found + [f"{table} points at rows that are not there" for table in sorted(keys)]


def _unguarded(connection: Connection) -> list[str]:
    """Append-only tables that lost a trigger: against changing, and against deleting."""
    sqlite = connection.dialect.name == "sqlite"
    there = connection.execute(
        sa.text(
            "SELECT tbl_name, lower(substr(sql, instr(sql, 'BEFORE '), 20)) FROM sqlite_master"
            " WHERE type = 'trigger'"
            if sqlite
            else "SELECT event_object_table, lower(event_manipulation) FROM information_schema.triggers"
            " WHERE trigger_schema = current_schema()"
        )
    ).tuples()
    verbs = {(table, verb) for table, words in there for verb in ("update", "delete") if verb in words}
    return [one for one in GUARDED if not {(one, "update"), (one, "delete")} <= verbs]
