"""Works out from an article's originals what it shows and which revisions it keeps, and stores both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import zstandard
from django.db.models import QuerySet

from articles.furniture import ArticlePieces
from articles.ingest.own_rules import require_sound_rules
from articles.ingest.parse_one import parse
from articles.ingest.rows.article_columns import columns, kept, solved, write_figures
from articles.ingest.rows.filing import filed_names, section_of, set_tags
from articles.ingest.rows.leaving_out import FurnitureBook, make_due, write_pieces
from articles.ingest.rows.sources import SourceBook
from articles.ingest.rows.versions import Version, decide
from articles.models import Article, Original, Revision
from articles.parsing.outlet_rules.rules import RulesError
from articles.parsing.types import ParsedArticle

#: What an original says.
Read = Callable[[Original], ParsedArticle]


class UnreadableOriginal(Exception):
    """An original that today's rules no longer read as an article, or whose bytes are damaged. The text says which."""


def original_bytes(original: Original) -> bytes:
    """The untouched file. Raises zstandard.ZstdError if what is stored is damaged."""
    return zstandard.ZstdDecompressor().decompress(bytes(original.compressed), max_output_size=original.size)


def read_original(original: Original) -> ParsedArticle:
    """What today's rules read in it. Raises Unreadable."""
    try:
        require_sound_rules()
    except RulesError as error:
        raise UnreadableOriginal(str(error)) from error
    parsed = parse(original_bytes(original), original.path, original.profile_text)
    if not isinstance(parsed, ParsedArticle):
        raise UnreadableOriginal(f"{original.path}: {parsed.reason}")
    return parsed


def light(originals: QuerySet[Original]) -> QuerySet[Original]:
    """Without the bytes, which deciding does not need."""
    return originals.defer("compressed").select_related("profile")


def stamps(parsed: ParsedArticle) -> dict[str, Any]:
    """What an Original keeps of the article that is read from it: deciding between versions needs it."""
    return {
        "content_hash": parsed.content_hash,
        "archived_at": parsed.archived.at if parsed.archived else None,
        "front_date": parsed.front_date,
    }


@dataclass(frozen=True, slots=True)
class VersionOrder:
    """How an article's originals stand to each other: the current one, and for each content, by hash, its earliest."""

    current: Original
    earliest: dict[str, Original]

    @property
    def revisions(self) -> list[Original]:
        """One for each content but the current."""
        return [original for key, original in self.earliest.items() if key != self.current.content_hash]


def standing(originals: Collection[Original]) -> VersionOrder:
    """originals: all of one article, at least one."""
    by_sha = {original.sha256: original for original in originals}
    decision = decide(Version(o.sha256, o.content_hash, o.archived_at, o.front_date, o.seen_at) for o in originals)
    earliest = {key: by_sha[version.sha256] for key, version in decision.earliest.items()}
    return VersionOrder(by_sha[decision.current.sha256], earliest)


@dataclass(slots=True)
class Settler:
    """Settles articles within one transaction. abandoned: outlets that an article left. moved: how many, from
    which to which."""

    sources: SourceBook = field(default_factory=SourceBook)
    furniture: FurnitureBook = field(default_factory=FurnitureBook)
    abandoned: set[int] = field(default_factory=set)
    moved: Counter[tuple[int, int]] = field(default_factory=Counter)

    def settle(
        self,
        article: Article,
        originals: Collection[Original],
        parsed: Mapping[str, ParsedArticle],
        *,
        rewrite: bool = False,
    ) -> bool:
        """Bring a stored article in line with all its originals (saved rows, at least one).

        parsed: by sha256, what has been read already; the rest is read from the stored bytes where it is needed.
        rewrite: also where the current version stays the same one. True if anything changed."""
        read = _OriginalReader(parsed)
        now = standing(originals)
        changed = False
        base = next((o for o in originals if o.pk == article.original_id), None)
        if article.edited_at is None:
            if rewrite or article.original_id != now.current.pk:
                changed = self._write(article, now.current, read(now.current), frozenset())
        elif rewrite and base is not None:
            changed = self._write(article, base, read(base), article.edited_fields)
        return _keep_revisions(article, now, self._shown(article, read), rewrite=rewrite) or changed

    def _shown(self, article: Article, read: Read) -> Read:
        return lambda original: self.furniture.shown(read(original), article.source_id)

    def _write(self, article: Article, original: Original, parsed: ParsedArticle, edited: Collection[str]) -> bool:
        """Copy what was parsed into the article's row and figures, but for what an editor changed."""
        if deferred := article.get_deferred_fields():
            article.refresh_from_db(fields=deferred)
        mine = kept(edited)
        source = self.sources.resolve(parsed, original.source_given, original, article.source_id)
        mine |= {f"{name}_id" for name in mine & {"source", "section"}}
        place = article.source_id if "source_id" in mine else source
        section = section_of(place, parsed.section)
        parsed = self.furniture.shown(parsed, place)
        values = columns(parsed, source, section, named=self.sources.calls(source, parsed))
        values["original_id"] = original.pk
        changed = {name for name, value in values.items() if name not in mine and getattr(article, name) != value}
        if "source_id" in changed:
            self.abandoned.add(article.source_id)
            self.moved[article.source_id, source] += 1
            make_due([article.source_id, source])
        for name in changed:
            setattr(article, name, values[name])
        if mine and (left := solved(values["problems"], article)) != article.problems:
            article.problems = left
            changed.add("problems")
        if changed:
            article.save(update_fields=changed)
        self._write_pieces(article, parsed)
        retagged = "tags" not in mine and set_tags(article, filed_names(parsed.tags))
        return ("figures" not in mine and write_figures(article, parsed)) or retagged or bool(changed)

    def _write_pieces(self, article: Article, parsed: ParsedArticle) -> None:
        row = self.furniture.pieces(article, parsed)
        known = ArticlePieces.objects.filter(pk=article.pk).values_list("fingerprint", "left_out").first()
        if row and (known is None or (bytes(known[0]), known[1]) != (row.fingerprint, row.left_out)):
            write_pieces([row], count=known is None or bytes(known[0]) != row.fingerprint)


@dataclass(slots=True)
class _OriginalReader:
    parsed: Mapping[str, ParsedArticle]

    def __call__(self, original: Original) -> ParsedArticle:
        return self.parsed.get(original.sha256) or read_original(original)


def _keep_revisions(article: Article, now: VersionOrder, read: Read, *, rewrite: bool) -> bool:
    """One Revision for each content but the one shown; of an edited article, what would be current is withheld."""
    wanted = {key: original for key, original in now.earliest.items() if key != article.content_hash}
    held_back = now.current.content_hash if article.edited_at else ""
    changed = False
    for revision in list(article.revisions.all()):
        original = wanted.get(revision.content_hash)
        if original is not None and _stands(revision, original, held_back, read if rewrite else None):
            del wanted[revision.content_hash]
        else:
            revision.delete()  # made anew below if it has an original to follow from
            changed = True
    for original in wanted.values():
        revision = revision_row(article, original, read(original))
        revision.withheld = original.content_hash == held_back
        revision.save()
        changed = True
    return changed


def _stands(revision: Revision, original: Original, held_back: str, read: Read | None) -> bool:
    """Whether a stored revision is what it should be. read: given if its words are to be looked at too."""
    if (revision.original_id, revision.withheld) != (original.pk, original.content_hash == held_back):
        return False
    if read is None:
        return True
    parsed = read(original)
    words = (revision.headline, revision.body_html, revision.text, revision.archived_at)
    return words == (parsed.headline, parsed.body_html, parsed.text, original.archived_at)


def revision_row(article: Article, original: Original, parsed: ParsedArticle) -> Revision:
    """Unsaved."""
    return Revision(
        article=article,
        original=original,
        content_hash=original.content_hash,
        headline=parsed.headline,
        body_html=parsed.body_html,
        text=parsed.text,
        archived_at=original.archived_at,
    )
