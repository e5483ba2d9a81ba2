"""A batch of parsed files -> rows, in one transaction. Few queries; what is new goes in by the hundred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress

from django.db import connection, transaction

from articles.ingest.rows import ledger
from articles.ingest.rows.apply_versions import Settler, light, revision_row, stamps, standing
from articles.ingest.rows.article_columns import columns, figure_rows, image_ids
from articles.ingest.rows.filing import filed_name, filed_names, section_ids, write_tags
from articles.ingest.rows.identity import identity, public_id
from articles.ingest.rows.leaving_out import FurnitureBook, write_pieces
from articles.ingest.rows.lineage import joined
from articles.ingest.rows.profiles import profile_ids
from articles.ingest.rows.sources import Here, SourceBook, drop_abandoned, outlet_key
from articles.ingest.types import Done, Outcome
from articles.models import Article, Figure, ImportedRoot, ImportRun, Original, Revision
from articles.parsing.addresses.urls import former_keys, url_key
from articles.parsing.types import NotAnArticle, Parsed, ParsedArticle

#: Columns that settling an existing article needs; the rest is fetched only if it is rewritten.
_SMALL = ("identity", "url_key", "edited_at", "edited_fields", "content_hash", "original_id", "source_id", "problems")


@dataclass(slots=True)
class IdentityGroup:
    """One article in a batch: what is stored of it and what arrived. originals and parsed: by sha256."""

    identity: str
    article: Article | None = None
    public_id: str = ""
    originals: dict[str, Original] = field(default_factory=dict)
    parsed: dict[str, ParsedArticle] = field(default_factory=dict)
    repathed: set[str] = field(default_factory=set)

    def owns(self, done: Done, parsed: ParsedArticle) -> bool:
        """Whether a file can be of the article that is stored: the same bytes, the same address or, without one, the same
        content. Any can, while none is stored."""
        if self.article is None or done.ticket.sha256 in self.originals:
            return True
        if parsed.url_key:
            return parsed.url_key == self.article.url_key
        return parsed.content_hash in {original.content_hash for original in self.originals.values()}

    def admit(self, done: Done, parsed: ParsedArticle, profile: int | None) -> Outcome:
        """Take a file in. What it is called depends on what came before; what is kept does not. profile: primary key."""
        ticket = done.ticket
        held = self.originals.get(ticket.sha256)
        if held is not None:
            again = ticket.origin == held.path and held.profile_id != profile
            if again or better_name(ticket.origin, ticket.source_given) < better_name(held.path, held.source_given):
                held.path, held.source_given, held.profile_id = ticket.origin, ticket.source_given, profile
                for name, value in stamps(parsed).items():
                    setattr(held, name, value)
                self.parsed[ticket.sha256] = parsed
                self.repathed.add(ticket.sha256)
            return "duplicate"
        hashes = {original.content_hash for original in self.originals.values()}
        outcome = classify(parsed.content_hash, hashes, exists=self.article is not None)
        self.public_id = self.public_id or ticket.public_id
        self.originals[ticket.sha256] = _original(done, parsed, profile)
        self.parsed[ticket.sha256] = parsed
        return outcome


def better_name(path: str, source_given: str) -> tuple[str, bool, str]:
    """Of several files with the same bytes the smallest path counts, and of one path the one where --source was given."""
    return (path, not source_given, source_given)


def classify(content_hash: str, known: Iterable[str], *, exists: bool = False) -> Outcome:
    """known: the contents that the article has already."""
    known = set(known)
    if content_hash in known:
        return "duplicate"
    return "revised" if known or exists else "stored"


def identity_of(done: Done, parsed: ParsedArticle) -> str:
    """The one it brought from another archive, else the one that follows from it."""
    return done.ticket.identity or _own_identity(done, parsed)


def _own_identity(done: Done, parsed: ParsedArticle) -> str:
    return identity(parsed.url_key, outlet_key(parsed, done.ticket.source_given), parsed.headline, parsed.text)


def identities_of(batch: Sequence[Done], root: str = "") -> list[str]:
    """The identity of each file's article, "" where there is none. An article that is stored keeps the one it has, even if
    its address would be normalised in another way today: it is known by the bytes that came before, or by a former key.
    A version without an address is of the article whose place it took (rows.lineage). root: as the ledger names it."""
    return joined(batch, _identities(batch), root)


def _identities(batch: Sequence[Done]) -> list[str]:
    today = [identity_of(done, done.parsed) if isinstance(done.parsed, ParsedArticle) else "" for done in batch]
    stored = set(Article.objects.filter(identity__in=set(today)).values_list("identity", flat=True))
    strange = [key != "" and key not in stored and _has_key(done) for done, key in zip(batch, today, strict=True)]
    earlier = _stored_as(list(compress(batch, strange))) if any(strange) else {}
    return [
        earlier.get(done.ticket.sha256, key) if odd else key
        for done, key, odd in zip(batch, today, strange, strict=True)
    ]


def _has_key(done: Done) -> bool:
    """Whether its identity follows from its address."""
    return isinstance(done.parsed, ParsedArticle) and done.parsed.url_key != "" and not done.ticket.identity


def _stored_as(files: Sequence[Done]) -> dict[str, str]:
    """By sha256, the identities of articles that hold these files, or the addresses of these files, under another key."""
    parsed = {done.ticket.sha256: done.parsed for done in files if isinstance(done.parsed, ParsedArticle)}
    urls = {sha256: each.url for sha256, each in parsed.items()}
    same = Original.objects.filter(sha256__in=urls).exclude(article__url_key="").order_by("-article_id")
    found = dict(same.values_list("sha256", "article__identity"))  # the oldest counts
    former = {identity(key, "", "", ""): sha256 for sha256, url in urls.items() for key in former_keys(url)}
    # Until web archives' addresses were unwrapped, a capture's was the identity.
    former |= {
        identity(key, "", "", ""): sha256
        for sha256, each in parsed.items()
        for capture in each.captures
        if (key := url_key(capture.url))
    }
    if former:
        known = Article.objects.filter(identity__in=former).values_list("identity", flat=True)
        found |= {former[key]: key for key in known}
    return found


def store(batch: Sequence[Done], run: ImportRun, root: str, here: Here | None = None) -> list[Outcome]:
    """Write a batch: all of it or nothing. The outcome of each file, in order. here: the PATH for which outlets are decided;
    None for an export, which says the outlet of each article."""
    with transaction.atomic():
        one_writer()
        arrivals = [(done, done.parsed, key) for done, key in zip(batch, identities_of(batch, root), strict=True)]
        groups = load_groups({key for _, _, key in arrivals if key})
        arrivals = _where_they_belong(arrivals, groups)
        profiles = profile_ids({done.ticket.profile for done in batch})
        outcomes: list[Outcome] = []
        for done, parsed, key in arrivals:
            if isinstance(parsed, ParsedArticle):
                outcomes.append(groups[key].admit(done, parsed, profiles[done.ticket.profile]))
            else:
                outcomes.append("not-an-article" if isinstance(parsed, NotAnArticle) else "refused")
        _write_groups(list(groups.values()), _sources(batch, here))
        files = zip(batch, outcomes, [groups[key] if key else None for _, _, key in arrivals], strict=True)
        ledger.write(
            run,
            root,
            [
                ledger.LedgerLine(done, outcome, group.originals[done.ticket.sha256].pk if group else None)
                for done, outcome, group in files
            ],
        )
        return outcomes


def _where_they_belong(
    arrivals: list[tuple[Done, Parsed, str]], groups: dict[str, IdentityGroup]
) -> list[tuple[Done, Parsed, str]]:
    """An identity that an export gives counts for an article that is not here yet. It never makes a file of one address a
    version of an article of another that is here: such a file goes where its own address leads."""
    moved = {
        at: _own_identity(done, parsed)
        for at, (done, parsed, key) in enumerate(arrivals)
        if isinstance(parsed, ParsedArticle) and done.ticket.identity and not groups[key].owns(done, parsed)
    }
    groups.update(load_groups(set(moved.values()) - groups.keys()))
    return [(done, parsed, moved.get(at, key)) for at, (done, parsed, key) in enumerate(arrivals)]


def one_writer() -> None:
    """SQLite has one writer anyway. PostgreSQL: two imports take turns, readers and editors of other rows go on."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('newsarchive import'))")


def load_groups(identities: set[str]) -> dict[str, IdentityGroup]:
    """A group for each identity, with what is stored of it."""
    groups = {key: IdentityGroup(key) for key in sorted(identities)}
    for article in Article.objects.filter(identity__in=identities).only(*_SMALL).select_for_update():
        groups[article.identity].article = article
    by_pk = {group.article.pk: group for group in groups.values() if group.article}
    for original in light(Original.objects.filter(article__in=list(by_pk))):
        by_pk[original.article_id].originals[original.sha256] = original
    return groups


def _sources(batch: Sequence[Done], here: Here | None) -> SourceBook:
    """With a row for the PATH, if anything is to be decided for all of it."""
    sources = SourceBook(here)
    if here and any(
        isinstance(d.parsed, ParsedArticle) and sources.undecided(d.parsed, d.ticket.source_given) for d in batch
    ):
        ImportedRoot.objects.get_or_create(root=here.text[-1000:], defaults={"title": here.title[:200]})
    return sources


def _write_groups(groups: list[IdentityGroup], sources: SourceBook) -> None:
    arrived = [group for group in groups if group.article and group.parsed]
    new = [group for group in groups if group.article is None]
    settler = Settler(sources)
    if new:
        _write_new(new, sources, settler.furniture)
    for group in arrived:
        _write_known(group, settler)
    drop_abandoned(settler.abandoned)


def _write_new(groups: list[IdentityGroup], sources: SourceBook, furniture: FurnitureBook) -> None:
    """Articles that were not there, each from its current version."""
    stands = [standing(group.originals.values()) for group in groups]
    taken = _public_ids(groups)
    shown = [group.parsed[stand.current.sha256] for group, stand in zip(groups, stands, strict=True)]
    outlets = [sources.resolve(parsed, stand.current.source_given) for parsed, stand in zip(shown, stands, strict=True)]
    filed = [
        (pk, filed_name(parsed.section) if parsed.section else "") for pk, parsed in zip(outlets, shown, strict=True)
    ]
    sections = section_ids({each for each in filed if each[1]})
    for group, parsed, place in zip(groups, shown, filed, strict=True):
        permanent = (
            group.public_id if group.public_id and group.public_id not in taken else public_id(group.identity, taken)
        )
        taken.add(permanent)
        without_furniture = furniture.shown(parsed, place[0])
        values = columns(without_furniture, place[0], sections.get(place), named=sources.calls(place[0], parsed))
        group.article = Article(identity=group.identity, public_id=permanent, **values)
    articles = [group.article for group in groups if group.article]
    Article.objects.bulk_create(articles)
    for article, group in zip(articles, groups, strict=True):
        for original in group.originals.values():
            original.article = article
    Original.objects.bulk_create([original for group in groups for original in group.originals.values()])
    _point_to_originals([(stand.current.pk, article.pk) for article, stand in zip(articles, stands, strict=True)])
    _write_parts(groups, articles, furniture)


def _public_ids(groups: list[IdentityGroup]) -> set[str]:
    """Those of the ids these groups might get that others have."""
    shortest = {public_id(group.identity, ()) for group in groups}
    wanted = shortest | {group.public_id for group in groups if group.public_id}
    taken = set(Article.objects.filter(public_id__in=wanted).values_list("public_id", flat=True))
    for start in taken & shortest:  # practically never: 60 bits
        taken |= set(Article.objects.filter(public_id__startswith=start).values_list("public_id", flat=True))
    return taken


def _point_to_originals(pairs: list[tuple[int, int]]) -> None:
    """Article and Original name each other, so one of the two is completed afterwards: 5 µs a row this way, where
    bulk_update takes 200."""
    table = connection.ops.quote_name(Article._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET original_id = %s WHERE id = %s", pairs)  # noqa: S608 - our own table's name


def _write_parts(groups: list[IdentityGroup], articles: list[Article], furniture: FurnitureBook) -> None:
    stands = [standing(group.originals.values()) for group in groups]
    current = [group.parsed[stand.current.sha256] for group, stand in zip(groups, stands, strict=True)]
    write_pieces(map(furniture.pieces, articles, current))
    shown = [furniture.shown(parsed, article.source_id) for article, parsed in zip(articles, current, strict=True)]
    images = image_ids({figure.image_url for parsed in shown for figure in parsed.figures})
    Figure.objects.bulk_create(
        [row for article, parsed in zip(articles, shown, strict=True) for row in figure_rows(article, parsed, images)]
    )
    revisions = [
        revision_row(article, original, furniture.shown(group.parsed[original.sha256], article.source_id))
        for article, group, stand in zip(articles, groups, stands, strict=True)
        for original in stand.revisions
    ]
    Revision.objects.bulk_create(revisions)
    write_tags([(a.pk, filed_names(parsed.tags)) for a, parsed in zip(articles, shown, strict=True) if parsed.tags])


def _write_known(group: IdentityGroup, settler: Settler) -> None:
    """An article that has arrived again: keep the new bytes, then let all its originals decide."""
    article = group.article
    if article is None:
        return
    new = [original for original in group.originals.values() if original.pk is None]
    for original in new:
        original.article = article
    Original.objects.bulk_create(new)
    for sha256 in group.repathed:
        original = group.originals[sha256]
        if original not in new:
            original.save(
                update_fields=["path", "source_given", "profile", "content_hash", "archived_at", "front_date"]
            )
    current = standing(group.originals.values()).current
    settler.settle(
        article,
        group.originals.values(),
        group.parsed,
        rewrite=article.edited_at is None and current.sha256 in group.repathed,
    )


def _original(done: Done, parsed: ParsedArticle, profile: int | None) -> Original:
    ticket = done.ticket
    return Original(
        sha256=ticket.sha256,
        path=ticket.origin,
        source_given=ticket.source_given,
        size=ticket.size or 0,
        seen_at=ticket.seen_at,
        profile_id=profile,
        compressed=done.compressed,
        **stamps(parsed),
    )
