"""Whether what originals say of their history follows from what commits said."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Max, Q

from articles.history import Witness
from articles.models import Original

PAGE = 200


def history_problems() -> Iterator[str]:
    """A sentence for each that does not. An import that was stopped between storing and witnessing is no fault."""
    brought = Q(witnesses__what__in=[Witness.What.ADDED, Witness.What.CHANGED])
    rows = Original.objects.filter(brought).annotate(last=Max("witnesses__commit__rank", filter=brought))
    wrong = rows.exclude(last=F("seen_at"), seen_at__isnull=False).values_list("path", "article__public_id")
    for path, public_id in wrong.iterator(PAGE):
        yield f"The original {path} of article {public_id} was not seen when its commits say. Import the repository again."
    stale = Witness.objects.exclude(what=Witness.What.REMOVED).filter(Q(final=True) | Q(rewritten=True))
    for path in stale.values_list("path", flat=True).iterator(PAGE):
        yield f"A commit that did not take {path} out is said to have been the last of it. Import the repository again."
