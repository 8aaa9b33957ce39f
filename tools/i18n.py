"""Gather the interface's sentences into build/declic.pot and bring declic/translations/*.po up to date.

No guesses: a new sentence arrives untranslated, one that is gone leaves, and no line numbers make noise.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
TRANSLATIONS = ROOT / "declic/translations"
TEMPLATE = ROOT / "build/declic.pot"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
SOURCES = (
    (ROOT / "declic", [("**.py", "python")]),
    (ROOT / "templates", [("**.html", "jinja2")]),
)
OPTIONS = {"**.html": {"trimmed": "true", "encoding": "utf-8"}}


def gather() -> Catalog:
    """Every sentence that is marked with _, N_ or ngettext."""
    found = Catalog(project="declic", charset="utf-8", fuzzy=False)
    for folder, methods in SOURCES:
        rows = extract_from_dir(folder, methods, OPTIONS, KEYWORDS, strip_comment_tags=True)
        for _file, _line, message, comments, context in rows:
            found.add(message, None, auto_comments=comments, context=context)
    return found


def update(file: Path, template: Catalog) -> int:
    """Bring one language up to date; how many of its sentences wait for a translation."""
    with file.open("rb") as source:
        catalogue = read_po(source, locale=file.stem)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    _write(file, catalogue)
    return sum(not one.string or one.string == ("",) * catalogue.num_plurals for one in catalogue if one.id)


def _write(file: Path, catalogue: Catalog) -> None:
    """Sorted, and with no more head than a reader of the file needs: dates would only make noise."""
    file.parent.mkdir(exist_ok=True)
    head = ["Content-Type: text/plain; charset=UTF-8"]
    if catalogue.locale:
        head += [f"Language: {catalogue.locale}", f"Plural-Forms: {catalogue.plural_forms}"]
    lines = ['msgid ""', 'msgstr ""', *(f'"{one}\\n"' for one in head), "", ""]
    with file.open("wb") as target:
        target.write("\n".join(lines).encode())
        write_po(target, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)


def main() -> None:
    """All of it."""
    template = gather()
    _write(TEMPLATE, template)
    for file in sorted(TRANSLATIONS.glob("*.po")):
        print(f"{file.stem}: {update(file, template)} of {len(template)} sentences wait for a translation")


if __name__ == "__main__":
    main()
