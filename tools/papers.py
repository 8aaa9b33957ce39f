"""Write the parts of SECURITY.md and docs/privacy.md that come from the code: `make papers`.

A part stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->`; tests/house/test_papers.py compares.
"""

import re
import tempfile
from collections.abc import Callable, Iterable
from os import environ
from pathlib import Path

from flask import Flask

from declic.accounts import guardian_actions, rules, sessions, throttling
from declic.accounts import guardian_models as guardians
from declic.accounts import signing_in_rules as signing_in
from declic.core import headers
from declic.core.db import Base
from declic.core.personal import Fate, Kept, kept

ROOT = Path(__file__).parent.parent
LEAVING = {Fate.GONE: "deleted", Fate.STAYS: "stays, without a name"}


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table in Markdown."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def retention() -> str:
    """Every table about people, in the order of the floors; then those about nobody."""
    about = {one.table.__tablename__ for one in kept()}
    rest = ", ".join(f"`{one}`" for one in sorted(set(Base.metadata.tables) - about))
    heads = "table", "what", "why", "how long", "when the person is erased", "not in one's own export"
    return f"{table(heads, map(_kept, kept()))}\n\nTables about no person: {rest}."


def _kept(one: Kept) -> tuple[str, ...]:
    names = ", ".join(f"`{name}`" for name in sorted(one.hidden)) or "–"
    return f"`{one.table.__tablename__}`", one.title, one.why, _long(one), _leaving(one), names


def _long(one: Kept) -> str:
    limit = one.limit
    if limit is None:
        return "without end" if one.erased is Fate.STAYS else "until the person is erased"
    months = "1 month" if limit.months == 1 else f"{limit.months} months"
    return f"{months}, then emptied" if limit.fate is Fate.EMPTIED else months


def _leaving(one: Kept) -> str:
    if one.erased is Fate.EMPTIED:
        return "emptied: " + ", ".join(f"`{name}`" for name in one.emptied)
    return LEAVING[one.erased]


def settings(app: Flask) -> str:
    """Numbers and headers as they are."""
    with app.app_context():
        heads, rows = ("setting", "value"), [*_answers(app), *_sessions(app), *_secrets(), *_tries()]
    return table(heads, rows)


def _answers(app: Flask) -> Iterable[tuple[str, str]]:
    for name, value in headers.ALWAYS.items():
        yield name, f"`{value}`"
    yield "Body of a request", f"{app.config['MAX_CONTENT_LENGTH'] // 1024} KiB (`MAX_CONTENT_LENGTH`)"
    yield "Fields of a form", f"{app.config['MAX_FORM_MEMORY_SIZE'] // 1024} KiB (`MAX_FORM_MEMORY_SIZE`)"
    yield "Parts of a form", f"{app.config['MAX_FORM_PARTS']} (`MAX_FORM_PARTS`)"


def _sessions(app: Flask) -> Iterable[tuple[str, str]]:
    app.config["BASE_URL"] = "https://declic.example"
    yield "Cookie of the session over https", f"`{sessions.cookie_name()}`"
    for who, limits in (
        ("trainee under 18", rules.YOUNG_LIMITS),
        ("grown-up", rules.ADULT_LIMITS),
        ("safeguarding lead", rules.LEAD_LIMITS),
    ):
        idle, whole = limits.idle.total_seconds() // 60, limits.whole.total_seconds() // 3600
        yield f"Session of a {who}", f"{idle:.0f} min without a touch, {whole:.0f} h in all"
    yield "A weighty deed asks for a proof of the last", f"{signing_in.FRESH.total_seconds() // 60:.0f} min"
    yield "Between the two steps of signing in", f"{signing_in.STEP_LIFE.total_seconds() // 60:.0f} min"


def _secrets() -> Iterable[tuple[str, str]]:
    least, most = rules.PASSPHRASE_LENGTHS
    argon, at_once = sessions.hasher(), sessions._hashing._initial_value  # type: ignore[attr-defined]  # noqa: SLF001
    yield "Passphrase", f"{least} to {most} characters"
    yield (
        "Hash of a passphrase",
        f"argon2{argon.type.name.lower()}, {argon.memory_cost // 1024} MiB, {argon.time_cost} rounds; {at_once} at once in a worker",
    )
    yield "Second factor is asked of", ", ".join(sorted(signing_in.MUST_HAVE_SECOND))
    yield "Recovery codes", f"{signing_in.RECOVERY_CODES}, each once"
    yield "Code on a card, in a link or letter", f"{sessions.CODE_LENGTH * 5} random bits"
    yield "Life of a card", f"{rules.CARD_LIFE.total_seconds() // 3600:.0f} h"
    yield "Life of a link for an adult", f"{rules.LINK_LIFE.days} days"
    yield "Life of a guardian's letter", f"{guardian_actions.LETTER_LIFE.days} days"


def _tries() -> Iterable[tuple[str, str]]:
    first, longest = signing_in.FIRST_WAIT, signing_in.LONGEST_WAIT
    cap = throttling.ADDRESS_CAP
    wrong = re.search(r"BETWEEN 0 AND (\d+)", str(guardians.GuardianLink.__table_args__[1].sqltext))  # type: ignore[attr-defined]
    yield "Free tries of an account", f"{signing_in.FREE_TRIES}"
    yield "Then the wait", f"{first} s, doubled each time up to {longest // 60} min"
    yield "Tries are remembered", f"{throttling.MEMORY // 3600} h"
    yield (
        "Unknown devices of one network",
        f"{cap.amount} wrong tries in {cap.get_expiry() // 60} min",
    )
    yield "Wrong codes that close a guardian's letter", wrong[1] if wrong else "?"


def parts(app: Flask) -> dict[tuple[str, str], Callable[[], str]]:
    """What is written where."""
    return {
        ("docs/privacy.md", "retention"): retention,
        ("SECURITY.md", "settings"): lambda: settings(app),
    }


def filled(text: str, name: str, part: str) -> str:
    """A paper's text with that part as it should be."""
    place = re.compile(rf"(<!-- {name}:begin[^>]*-->\n).*?(<!-- {name}:end -->)", re.DOTALL)
    return place.sub(lambda found: f"{found[1]}{part}\n{found[2]}", text)


def plain_app() -> Flask:
    """The application with nothing set but a key: the settings as they come."""
    for name in ("BASE_URL", "DECLIC_DEMO"):
        environ.pop(name, None)
    environ["DECLIC_INSTANCE"] = tempfile.mkdtemp()
    from declic import create_app  # noqa: PLC0415 (the environment first)

    return create_app({"SECRET_KEY": "none", "SQLALCHEMY_DATABASE_URI": "sqlite://"})


def main() -> None:
    """All of it."""
    for (file, name), part in parts(plain_app()).items():
        path = ROOT / file
        path.write_text(filled(path.read_text(encoding="utf-8"), name, part()), encoding="utf-8")
        print(f"{file}: {name}")


if __name__ == "__main__":
    main()
