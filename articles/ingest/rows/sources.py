"""Which outlet an article belongs to, and the merging of two (docs/decisions/0021-outlets-of-an-archive.md)."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils.text import slugify

from articles.furniture import FurnitureDue
from articles.ingest.rows.filing import fit_sections
from articles.models import Article, ImportedFile, ImportedRoot, Original, Source, SourceAlias
from articles.parsing.facts.authors import nobody, plain_name
from articles.parsing.outlet_rules.outlets import OutletRule, outlet_for, outlets
from articles.parsing.types import ParsedArticle

#: Names whose slug no other name of these shapes has, so that it needs no hash to be unique: `voa`, `Samuel Wade`, `rfi.fr`.
_WORD, _PERSON, _HOST = (
    re.compile(r"[a-z0-9]+"),
    re.compile(r"[A-Z][a-z]*( [A-Z][a-z]*)+"),
    re.compile(r"[a-z0-9]+(\.[a-z0-9]+)+"),
)


def _rule(slug: str) -> OutletRule | None:
    return next((rule for rule in outlets() if rule.slug == slug), None)


def slug_for(name: str) -> str:
    """The ASCII slug of an outlet that no rule names. It depends on the name alone, not on which came first."""
    slug = slugify(name.replace(".", "-"))
    shaped = any(shape.fullmatch(name) for shape in (_WORD, _PERSON, _HOST))
    return slug if shaped and len(slug) <= 60 and not _rule(slug) else marked_slug(name)


def marked_slug(name: str) -> str:
    """slug_for a name that needs a hash to be told apart: josh-rudolph-k3xq, or the hash alone."""
    slug = slugify(name)[:60].strip("-_")
    digest = base64.b32encode(sha256(name.encode()).digest()).decode().lower()
    return f"{slug}-{digest[:6]}" if slug else digest[:10]


def rule_of_name(name: str) -> OutletRule | None:
    return outlet_for("", name)


def outlet_key(parsed: ParsedArticle, source_given: str) -> str:
    """The outlet's part in the identity of an article without an address: from the file and --source alone."""
    if rule := outlet_for(parsed.host):
        return rule.slug
    if source_given:
        rule = rule_of_name(source_given)
        return rule.slug if rule else source_given
    return parsed.outlet or parsed.filed_as


def _domains(host: str) -> list[str]:
    labels = host.lower().split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def host_name(host: str) -> str:
    """What an outlet is called that is known by its host alone: without what stands before sites of one kind."""
    return re.sub(r"^(?:www\d?|m|mobile|amp|wap)\.(?=[^.]+\.)", "", host.lower())[:200]


@dataclass(frozen=True, slots=True)
class Here:
    """The PATH that is imported now. text: as ImportedFile.root. title: of its site as far as it is known, else its name."""

    text: str
    title: str


class SourceBook:
    """The outlets as they stand in this transaction; makes those that are missing. Not kept longer: an admin may merge."""

    def __init__(self, here: Here | None = None) -> None:
        self.here = here
        self._ids: dict[str, int] = {}
        self._slugs: dict[str, int] = {}
        for pk, name, slug in Source.objects.values_list("pk", "name", "slug"):
            self._ids[name], self._slugs[slug] = pk, pk
        self._aliases = {
            (kind, value): pk for kind, value, pk in SourceAlias.objects.values_list("kind", "value", "source_id")
        }
        self._roots: dict[str, ImportedRoot | None] = {}

    def resolve(
        self, parsed: ParsedArticle, source_given: str, original: Original | None = None, present: int | None = None
    ) -> int:
        """Primary key: by host rule, else a host alias, else the name given, else a rule or an alias for a name that the
        file states, else the host. Without an address: by the name that its site has, else by what was decided for all such
        articles of the PATH that `original` was found in.

        present: the article's outlet as it stands, which it keeps where it is not known any more what it was found in."""
        if rule := outlet_for(parsed.host):
            return self._of_rule(rule)
        for domain in _domains(parsed.host):
            if pk := self._aliases.get((SourceAlias.Kind.HOST, domain)):
                return pk
        if source_given:
            return self.of_name(source_given)
        return self._of_stated(parsed) or self._of_root(parsed, original, present)

    def _of_stated(self, parsed: ParsedArticle) -> int | None:
        if parsed.outlet and (rule := _rule(parsed.outlet)):
            return self._of_rule(rule)
        if pk := self._aliases.get((SourceAlias.Kind.NAME, parsed.filed_as[:200])):
            return pk
        if parsed.host:
            return self._of_host(host_name(parsed.host))
        return self.of_name(parsed.site_title) if parsed.site_title else None

    def undecided(self, parsed: ParsedArticle, source_given: str) -> bool:
        """Whether its outlet is decided for its PATH as a whole."""
        if parsed.host or parsed.outlet or source_given or parsed.site_title:
            return False
        return (SourceAlias.Kind.NAME, parsed.filed_as[:200]) not in self._aliases

    def calls(self, pk: int, parsed: ParsedArticle) -> bool:
        """Whether the outlet, which no rule knows, goes by the very name that the article is filed under."""
        return not parsed.outlet and self._ids.get(parsed.filed_as[:200]) == pk

    def _of_root(self, parsed: ParsedArticle, original: Original | None, present: int | None) -> int:
        root = self._root_of(original)
        if root is None:
            return present or self.of_name("unknown" if nobody(parsed.filed_as) else parsed.filed_as)
        if root.by_name and not nobody(parsed.filed_as):
            return self.of_name(parsed.filed_as)
        return self.of_name(root.title or "unknown")

    def _root_of(self, original: Original | None) -> ImportedRoot | None:
        """Of several PATHs the one that comes first, whichever was imported first."""
        texts = [self.here.text[-1000:]] if self.here else []
        if original is not None and original.pk is not None:
            texts += ImportedFile.objects.filter(original=original).order_by("root").values_list("root", flat=True)[:1]
        if not texts:
            return None
        text = min(texts)
        if text not in self._roots:
            self._roots[text] = ImportedRoot.objects.filter(root=text).first()
        return self._roots[text]

    def _of_host(self, host: str) -> int:
        return self._known(host) or self._make(host, slug_for(host))

    def _of_rule(self, rule: OutletRule) -> int:
        found = self._slugs.get(rule.slug) or self._aliases.get((SourceAlias.Kind.SLUG, rule.slug))
        return found or self._known(rule.name) or self._make(rule.name, rule.slug, rule.home_zone, rule.home_page)

    def of_name(self, name: str) -> int:
        """The outlet that goes by a name (alias, outlet, rule), made if there is none."""
        name = plain_name(name) or "unknown"
        if found := self._known(name):
            return found
        rule = rule_of_name(name)
        return self._of_rule(rule) if rule else self._make(name, slug_for(name))

    def _known(self, name: str) -> int | None:
        return self._aliases.get((SourceAlias.Kind.NAME, name)) or self._ids.get(name)

    def _make(self, name: str, slug: str, home_zone: str = "", home_page: str = "") -> int:
        if slug in self._slugs or (SourceAlias.Kind.SLUG, slug) in self._aliases:
            slug = marked_slug(name)  # an administrator gave it to another
        source = Source.objects.create(name=name, slug=slug, home_zone=home_zone, home_page=home_page)
        self._ids[name] = self._slugs[slug] = source.pk
        return source.pk


def drop_abandoned(pks: Iterable[int], heirs: Mapping[int, int] | None = None) -> None:
    """Delete those outlets that an import made and whose last article another version took elsewhere.

    Without it the outlets that exist would depend on the order of the files. One that an administrator touched stays.
    heirs: where most articles of an outlet went; its address leads there from now on."""
    for source in Source.objects.filter(pk__in=set(pks), articles=None).prefetch_related("aliases"):
        if not _made_by_import(source):
            continue
        heir = (heirs or {}).get(source.pk)
        slug = source.slug
        source.delete()
        if heir is not None:
            SourceAlias.objects.update_or_create(kind=SourceAlias.Kind.SLUG, value=slug, defaults={"source_id": heir})


def _made_by_import(source: Source) -> bool:
    """And left as it was made."""
    rule = rule_of_name(source.name)
    made = (rule.slug, rule.home_zone, rule.home_page) if rule else (slug_for(source.name), "", "")
    if made == (source.slug, source.home_zone, source.home_page):
        return not source.aliases.all()
    hosts = [alias.value for alias in source.aliases.all() if alias.kind == SourceAlias.Kind.HOST]
    named = len(hosts) == 1 == len(source.aliases.all()) and source.slug == slug_for(hosts[0])
    return named and not source.home_zone and not source.home_page


@transaction.atomic
def merge_sources(keep: Source, other: Source) -> int:
    """Move all of `other` to `keep`: its articles, its aliases, its name and its former address. Deletes `other`.

    Both as they stand now, whatever was renamed since they were read. Returns how many articles moved. Raises ValueError if
    both are the same, or one of them has been merged meanwhile."""
    if keep.pk == other.pk:
        raise ValueError("An outlet cannot be merged with itself.")
    found = Source.objects.select_for_update().filter(pk__in=[keep.pk, other.pk]).order_by("pk")
    now = {source.pk: source for source in found}
    if len(now) < 2:
        raise ValueError(f"{keep.name} and {other.name}: one of them is there no more; it has been merged meanwhile.")
    keep, other = now[keep.pk], now[other.pk]
    moved = Article.objects.filter(source=other).update(source=keep)
    fit_sections(keep.pk)
    FurnitureDue.objects.create(source_id=keep.pk)
    SourceAlias.objects.filter(source=other).update(source=keep)
    for kind, value in ((SourceAlias.Kind.NAME, other.name), (SourceAlias.Kind.SLUG, other.slug)):
        # Also where an older alias says otherwise: whoever had the name or the address last is who is meant.
        SourceAlias.objects.update_or_create(kind=kind, value=value, defaults={"source": keep})
    other.delete()
    return moved
