"""One template environment per language: constant sentences are translated when a template is compiled.

Asking the catalogue for a hundred sentences a page took a third of its time. A sentence that stands in the
template as it is becomes text of that language, escaped once; only sentences from values are asked at run time.
"""

import re
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import escape

from declic.core.i18n import LANGUAGES, catalogue, language, one_stop

NAME_AT_END = re.compile(r"\)s\.")


class _Translate(NodeTransformer):
    """`_("words")` becomes the words; `_("%(n)s words", n=x)` becomes their translation, to be filled.

    It is filled as markup: a value that is plain is escaped, and what a macro wrote stays as it is.
    """

    def __init__(self, code: str) -> None:
        self.gettext = catalogue(code).gettext

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """Replace a call of `_` with a constant first argument."""
        self.generic_visit(node)
        is_ours = isinstance(node.node, nodes.Name) and node.node.name == "_" and len(node.args) == 1
        if not is_ours or not isinstance(node.args[0], nodes.Const) or node.dyn_args or node.dyn_kwargs:
            return node
        words = self.gettext(node.args[0].value)
        if not node.kwargs:
            return nodes.Const(words, lineno=node.lineno)
        pairs = nodes.Dict([nodes.Pair(nodes.Const(one.key), one.value) for one in node.kwargs])
        filled = nodes.Mod(nodes.Const(escape(words)), pairs, lineno=node.lineno)
        return nodes.Filter(filled, "one_stop", [], [], None, None) if NAME_AT_END.search(words) else filled


class LanguageEnvironment(Environment):
    """The application's environment: hands each template out in the reader's language."""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self.code: str | None = None
        self.editions: dict[str, LanguageEnvironment] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        """The template, compiled for the reader's language; within one edition, of that language."""
        if self.code is not None or isinstance(name, Template):
            return super().get_template(name, parent, globals)
        return self._edition(language()).get_template(name, parent, globals)

    def _edition(self, code: str) -> "LanguageEnvironment":
        if code not in self.editions:
            edition = self.overlay()
            edition.code = code
            edition.editions = {}
            edition.filters["one_stop"] = one_stop
            self.editions[code] = edition
        return self.editions[code]

    def _generate(self, source: nodes.Template, *about: Any, **more: Any) -> str:
        if self.code in LANGUAGES:
            _Translate(self.code).visit(source)
        return super()._generate(source, *about, **more)


def speak(app: Flask) -> None:
    """Use it for an application, before its environment is first asked for."""
    app.jinja_environment = LanguageEnvironment  # type: ignore[assignment]
