"""A curriculum file as a document, with the line of everything in it; nothing in it is ever run."""

from typing import Any

import yaml

from declic.core.errors import Refused, reason
from declic.curriculum import words as _words  # noqa: F401 (declares the sentences)
from declic.curriculum.shape import Path

MOST_BYTES = 256 * 1024
MOST_DEPTH = 20
Lines = dict[Path, int]
_PREFIX = "tag:yaml.org,2002:"


class Unreadable(Refused):
    """A text that is no document; `line` says where, counted from 1."""

    def __init__(self, line: int, code: str, **values: Any) -> None:
        super().__init__(reason(code, **values))
        self.line = line


def read_text(text: str) -> tuple[Any, Lines]:
    """The document in a YAML text, and the line on which each part of it stands."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise Unreadable(1, "file_too_large", most=MOST_BYTES // 1024)
    try:
        root = _Loader(text).get_single_node()
    except yaml.reader.ReaderError as no:
        line = text.count("\n", 0, no.position) + 1
        raise Unreadable(line, "file_character", character=f"U+{no.character:04X}") from no
    except yaml.MarkedYAMLError as no:
        mark = no.problem_mark or no.context_mark
        raise Unreadable(
            mark.line + 1 if mark else 1, "file_syntax", what=no.problem or no.context or ""
        ) from no
    if root is None:
        raise Unreadable(1, "file_empty")
    lines: Lines = {}
    return _value(root, (), lines), lines


def read_bytes(content: bytes) -> tuple[Any, Lines]:
    """As `read_text`, from a file's bytes, which must be UTF-8."""
    if len(content) > MOST_BYTES:
        raise Unreadable(1, "file_too_large", most=MOST_BYTES // 1024)
    try:
        return read_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError as no:
        raise Unreadable(content.count(b"\n", 0, no.start) + 1, "file_not_utf8") from no


def line_of(lines: Lines, path: Path) -> int:
    """The line of a place, or of the nearest one around it when it does not exist."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Loader(yaml.SafeLoader):
    """Refuses what makes a file say other things than it seems to: anchors, aliases, tags, deep nests."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise Unreadable(line, "file_anchor")
        if event.tag:
            raise Unreadable(line, "file_tag")
        if self.depth >= MOST_DEPTH:
            raise Unreadable(line, "file_too_deep")
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def _value(node: yaml.Node, path: Path, lines: Lines) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, (*path, n), lines) for n, one in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: Path, lines: Lines) -> dict[str | int, Any]:
    found: dict[str | int, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = _scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
        if isinstance(key, bool) or not isinstance(key, str | int):
            raise Unreadable(line, "file_key")
        if str(key) in map(str, found):
            raise Unreadable(line, "file_double", key=key)
        lines[(*path, key)] = line
        found[key] = _value(value_node, (*path, key), lines)
    return found


def _scalar(node: yaml.Node) -> Any:
    """A text, number, yes or no, or nothing. Dates stay the text that they are."""
    line = node.start_mark.line + 1
    kind = node.tag.removeprefix(_PREFIX)
    if kind == "merge":
        raise Unreadable(line, "file_anchor")
    try:
        if kind == "bool":
            return yaml.SafeLoader.bool_values[node.value.lower()]
        if kind in ("int", "float"):
            return (int if kind == "int" else float)(node.value)
    except ValueError as no:
        raise Unreadable(line, "file_number", number=node.value[:20]) from no
    return None if kind == "null" else node.value
