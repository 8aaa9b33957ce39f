"""Long lists, a page at a time."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import request, url_for

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
        kept: dict[str, Any] = {k: v for k, v in request.args.items() if k != "page"}
        return url_for(request.endpoint or "", **(request.view_args or {}), **kept, page=number)


def paginate(rows: sa.Select[Any], size: int = SIZE) -> ListPage:
    """The page named by `?page=` of a select of whole models; nonsense means the first."""
    number = min(max(1, request.args.get("page", 1, type=int)), FARTHEST)
    found = list(db.session.scalars(rows.limit(size + 1).offset((number - 1) * size)).unique())
    return ListPage(found[:size], number, len(found) > size)
