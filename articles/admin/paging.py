"""Lists that cost the same at a thousand rows and at a million (docs/architecture.md, "Pages")."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max
from django.utils.functional import cached_property


class EstimatingPaginator(Paginator[Any]):
    """Counts what a filter leaves; of a whole table takes the highest key, which one look at its index tells.

    Nothing is ever deleted here, so that number is the count, or slightly above it where an import was interrupted;
    the last page may be short or empty then.
    """

    @property
    def estimated(self) -> bool:
        """Whether `count` is the highest key rather than a count."""
        rows: Any = self.object_list
        return not rows.query.where

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        if self.estimated:
            return rows.model._base_manager.aggregate(highest=Max("pk"))["highest"] or 0
        return int(rows.order_by().count())
