"""Which article a version without an address is of: the one whose place it took in a history.

An address decides by itself. Without one the content is the identity, so that a file which got another headline or another
paragraph would be another article; a history knows what stood there before."""

from __future__ import annotations

from collections.abc import Sequence

import zstandard

from articles.ingest.parse_one import parse
from articles.ingest.rows import ledger
from articles.ingest.types import Done
from articles.models import Original
from articles.parsing.types import Parsed, ParsedArticle

#: Characters of a text that are compared, and how many of them make a piece.
_LOOKED_AT, _PIECE = 20_000, 4
#: Share of the shorter text's pieces that stand in the other. Two texts on one subject by different writers share under 0.1.
ENOUGH = 0.5
#: How the ledger names a version, and the root of a clone's history (articles.ingest.archives.git).
AT, CLONE = "@", "/.git"


def joined(batch: Sequence[Done], keys: Sequence[str], root: str) -> list[str]:
    """The identities `keys`, but for versions that continue an article; one may continue another of the batch."""
    here: dict[str, tuple[str, ParsedArticle]] = {}
    found: list[str] = []
    for done, own in zip(batch, keys, strict=True):
        parsed, key = done.parsed, own
        if isinstance(parsed, ParsedArticle) and not parsed.url_key and not done.ticket.identity:
            key = _continued(done, parsed, root, here) or own
            here[done.ticket.path] = (key, parsed)
        found.append(key)
    return found


def _continued(done: Done, parsed: ParsedArticle, root: str, here: dict[str, tuple[str, ParsedArticle]]) -> str:
    """The identity of the likeliest of the articles that it may continue; "" if it continues none."""
    names = done.ticket.before
    candidates = [here[name] for name in names if name in here]
    candidates += _stored([name for name in names if name not in here], root)
    if not names and root.endswith(CLONE):
        # Nothing stood before it; but the folder may have been imported when it was imported without its history.
        path, at, _blob = done.ticket.path.rpartition(AT)
        candidates += _stored([path] if at else [], root.removesuffix(CLONE))
    likely = [(_likeness(parsed, other), key) for key, other in candidates]
    best, key = max(likely, default=(0.0, ""))
    return key if best >= ENOUGH else ""


def _stored(names: Sequence[str], root: str) -> list[tuple[str, ParsedArticle]]:
    """Identity and content of these versions, as far as they are articles without an address."""
    rows = ledger.known(root, names) if names and root else {}
    keys = [row.original for row in rows.values() if row.original]
    found = []
    for original in Original.objects.filter(pk__in=keys, article__url_key="").select_related("article"):
        parsed = _parsed(original)
        if isinstance(parsed, ParsedArticle):
            found.append((original.article.identity, parsed))
    return found


def _parsed(original: Original) -> Parsed | None:
    try:
        data = zstandard.ZstdDecompressor().decompress(bytes(original.compressed), max_output_size=original.size)
    except zstandard.ZstdError:
        return None  # check_archive names it
    return parse(data, original.path)


def _likeness(one: ParsedArticle, other: ParsedArticle) -> float:
    """1 for the same headline, else how much of the shorter text stands in the other."""
    if one.headline and one.headline == other.headline:
        return 1.0
    first, second = _pieces(one.text), _pieces(other.text)
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0


def _pieces(text: str) -> set[str]:
    text = "".join(text[:_LOOKED_AT].split())
    return {text[at : at + _PIECE] for at in range(len(text) - _PIECE + 1)}
