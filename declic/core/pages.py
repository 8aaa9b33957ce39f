"""Long lists, a page at a time."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import sqlalchemy as sa
from flask import request

from declic.core.db import db

SIZE = 25
FARTHEST = 100_000


@dataclass(frozen=True)
class ListPage:
    """Some rows of a list, and the links to those before and after."""

    items: list[Any]
    number: int
    more: bool

    @property
    def previous_url(self) -> str | None:
        """The page before, or None on the first."""
        return self._url(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        """The page after, or None on the last."""
        return self._url(self.number + 1) if self.more else None

    def _url(self, number: int) -> str:
        """Beside `url_for`, not through it: a name in the address may be one of its own arguments."""
        kept = [(key, value) for key, value in request.args.items(multi=True) if key != "page"]
        return f"{request.script_root}{quote(request.path)}?{urlencode([*kept, ('page', number)])}"


def asked_page() -> int:
    """The page named by `?page=`; nonsense means the first."""
    return min(max(1, request.args.get("page", 1, type=int)), FARTHEST)


def paginate(rows: sa.Select[Any], size: int = SIZE) -> ListPage:
    """The page asked for, of a select of whole models."""
    number = asked_page()
    found = list(db.session.scalars(rows.limit(size + 1).offset((number - 1) * size)).unique())
    return ListPage(found[:size], number, len(found) > size)
