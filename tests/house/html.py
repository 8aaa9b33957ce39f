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
    checks = (_ids, _inline, _labels, _texts, _ways_out)
    return [*_frame(root, language), *(one for check in checks for one in check(root))]


def _ways_out(root: Element) -> Iterator[str]:
    """Quick exit in the head and help at the foot, once each, in the same place on every page: both before and
    after whatever the page is about, and neither needs a script."""
    exits = [one for one in root.iter("form") if one.get("id") == "exit"]
    if len(exits) != 1 or exits[0].get("action") != "/safeguarding/leave" or exits[0].get("method") != "post":
        yield "has not one quick exit"
        return
    button = exits[0].find("button")
    if button is None or button.get("disabled") is not None or button.get("type", "submit") != "submit":
        yield "has a quick exit without its button"
    body = list(root.find("body") if root.find("body") is not None else ())
    order = [one.get("id") if one.get("id") in ("main", "help") else one.tag for one in body]
    parts = [one for one in order if one in ("header", "main", "help")]
    if parts != ["header", "main", "help"]:
        yield f"stands in another order than head, page, help: {parts}"
        return
    head, foot = body[order.index("header")], body[order.index("help")]
    bar = list(head[0])
    if not bar or bar[-1] is not exits[0]:
        yield "has its quick exit elsewhere than at the end of the first bar"
    links = [one.get("href") for one in foot.iter("a")]
    if "tel:112" not in links or "/safeguarding/help" not in links:
        yield "has no help at its foot"


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
