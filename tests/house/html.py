"""What every page owes its readers, looked for in the page itself."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

ARTEFACTS = re.compile(r"\bNone\b|%\(\w+\)s|{{|{%|&lt;|<\w|Markup\(|object at 0x|\bUndefined\b")
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


def problems(page: str, language: str) -> list[str]:
    """Everything that is wrong with a page; empty is well."""
    try:
        root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    except html5lib.html5parser.ParseError as error:
        return [f"is not valid HTML: {error}"]
    return [*_frame(root, language), *_ids(root), *_inline(root), *_labels(root), *_texts(root)]


def _frame(root: Element, language: str) -> Iterator[str]:
    heads = root.findall(".//h1")
    if len(heads) != 1:
        yield f"has {len(heads)} h1"
    title = " ".join((root.findtext(".//title") or "").split())
    if not title.split("–")[0].strip():
        yield "has no title of its own"
    if root.get("lang") != language:
        yield f"says lang={root.get('lang')} to a reader of {language}"


def _ids(root: Element) -> Iterator[str]:
    ids = Counter(one.get("id") for one in root.iter() if one.get("id"))
    yield from (f"has the id {one} {n} times" for one, n in ids.items() if n > 1)
    for one in root.iter():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "headers"):
            missing = [each for each in (one.get(name) or "").split() if each not in ids]
            if missing:
                yield f"<{one.tag} {name}> points at {missing}, which is not there"
        href = one.get("href") or ""
        if href.startswith("#") and href[1:] and href[1:] not in ids:
            yield f"links to {href}, which is not there"


def _inline(root: Element) -> Iterator[str]:
    for one in root.iter():
        if one.get("style") or one.tag == "style" or (one.tag == "script" and not one.get("src")):
            yield f"<{one.tag}> is styled or scripted inline"
        yield from (f"<{one.tag} {name}>" for name in one.attrib if name.startswith("on"))


def _labels(root: Element) -> Iterator[str]:
    named = {one.get("for") for one in root.iter("label") if _words(one)}
    inside = {each for one in root.iter("label") if _words(one) for each in one.iter()}
    for one in root.iter():
        own = one.get("aria-label") or one.get("aria-labelledby")
        field = one.tag in ("select", "textarea") or (
            one.tag == "input" and one.get("type") not in UNLABELLED
        )
        if field and not (own or one.get("id") in named or one in inside):
            yield f"<{one.tag} name={one.get('name')}> has no label"
        if one.tag in ("a", "button", "summary") and not (own or _words(one)):
            yield f"<{one.tag}> says nothing"
        if one.tag == "img" and one.get("alt") is None:
            yield "<img> without alt"


def _texts(root: Element) -> Iterator[str]:
    body = root.find(".//body")
    words = _words(body) if body is not None else ""
    found = ARTEFACTS.search(words)
    if found:
        yield f"shows “{words[max(0, found.start() - 30) : found.end() + 30]}”"
    for one in root.iter():
        for name in ("href", "action", "value", "aria-label", "alt", "title"):
            if (one.get(name) or "") == "None" or "%(" in (one.get(name) or ""):
                yield f"<{one.tag} {name}={one.get(name)}>"


def _words(one: Element) -> str:
    return " ".join("".join(one.itertext()).split())
