"""After the last file of a PATH: which outlets its articles have, as far as that follows from all of them together, and what
they are called. The same whatever the order of the files and the number of workers; what was decided once stands until
`reparse` (docs/decisions/0021-outlets-of-an-archive.md)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from articles.ingest.rows.filing import fit_sections
from articles.ingest.rows.root_names import told_title
from articles.ingest.rows.sources import Here, SourceBook, drop_abandoned, host_name, rule_of_name, slug_for
from articles.models import Article, ImportedFile, ImportedRoot, Source, SourceAlias
from articles.parsing.facts.authors import nobody

#: So few names are outlets, however many articles each has.
FEW = 5
#: More names than that are writers, unless each has as many articles as an outlet has; beyond MOST_OUTLETS always.
MOST_OUTLETS, LEAST_OF_OUTLET = 60, 20
#: The surnames of most people; those that names of newspapers begin with as well (金, 高, 华, 江 …) are left out.
_SURNAMES = (
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱何郭林罗羅郑鄭梁谢謝宋唐许許邓鄧冯馮韩韓曹曾彭肖蔡潘袁于董余叶葉蒋蔣杜苏蘇"
    "魏吕呂丁沈任姚卢盧傅钟鍾姜崔谭譚廖范汪陆陸贾賈韦韋邹鄒熊孟秦阎薛侯雷段郝邵"
)
#: A name that is a person's. Where a site has a title of its own, its few persons are writers as well.
#: What only outlets end in, or are called by: 山海报 has three characters, as persons have.
_OUTLET = re.compile(
    r"[报報刊社网網台臺志誌]$"
    r"|\b(?:News|Times|Daily|Post|Review|Herald|Journal|Press|Weekly|Magazine|Radio|Tribune|Observer|Media|TV)\b"
)
#: Where all articles of a host are filed under one name: such a name is a writer's as often as an outlet's.
_EITHER = re.compile(r"[\u4e00-\u9fff]{1,2}|[A-Za-z0-9_.-]*")
#: So many articles of one host, all under one such name, are of an outlet: 星槎, Solidot.
ENOUGH = 3
_PERSON = re.compile(rf"[\u4e00-\u9fff]{{3}}|[{_SURNAMES}][\u4e00-\u9fff]|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){{1,3}}")
#: The share of a PATH's articles with an address that one host must have to be called as its site is.
OF_ONE_HOST = 0.9
_MOVED_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Move:
    """Articles that came to another outlet together. before, after: names."""

    before: str
    after: str
    count: int


def names_are_outlets(names: Mapping[str, int], *, titled: bool) -> bool:
    """Whether what articles are filed under are outlets (as in archives of many feeds) or those who wrote them. names: how
    many articles each has. titled: the site has a title of its own."""
    told = {name: count for name, count in names.items() if not nobody(name)}
    if not told:
        return False
    if titled and all(map(_is_person, told)):
        return False
    return len(told) <= FEW or (len(told) <= MOST_OUTLETS and sum(told.values()) >= LEAST_OF_OUTLET * len(told))


def _is_person(name: str) -> bool:
    return bool(_PERSON.fullmatch(name)) and not _OUTLET.search(name)


@transaction.atomic
def decide_root(here: Here, *, titled: bool, revise: bool = False) -> tuple[list[Move], str]:
    """Decide for all articles of a PATH whose outlet nothing tells, and move those that are elsewhere.

    titled: here.title is what its site's settings say. revise: also what was decided before. What was moved, and a sentence
    if the decision that stands would be another one today."""
    root = ImportedRoot.objects.select_for_update().filter(root=here.text[-1000:]).first()
    if root is None:
        return [], ""
    filed = {pk: (name, source) for pk, name, source in _undecided(root.root)}
    names = Counter(name for name, _ in filed.values())
    by_name = names_are_outlets(names, titled=titled)
    if root.by_name is not None and not revise and (root.by_name, root.title) != (by_name, here.title):
        return [], _would(root, by_name, here.title, len(names)) if root.by_name != by_name else ""
    if (root.by_name, root.title) != (by_name, here.title):
        root.by_name, root.title = by_name, here.title
        root.save()
    sources = SourceBook()

    def outlet(name: str) -> int:
        return sources.of_name(name if by_name and not nobody(name) else root.title or "unknown")

    going = {pk: (source, to) for pk, (name, source) in filed.items() if (to := outlet(name)) != source}
    return move(going, by_name=by_name, lead_on=revise), ""


def _would(root: ImportedRoot, by_name: bool, title: str, names: int) -> str:
    if by_name:
        now, stands = f"names few outlets now ({names:,})", f"its articles stay under {root.title}"
    else:
        now, stands = f"names {names:,} writers now", f"they stay outlets, not writers of {title}"
    return f"{root.root} {now}, but {stands}, as decided before. reparse decides again."


def _undecided(root: str) -> Iterator[tuple[int, str, int]]:
    """Primary key, name and outlet of each article whose outlet nothing tells and that was found in this PATH, and in none
    that comes before it."""
    files = ImportedFile.objects.filter(root=root, original__article__url_key="", original__source_given="")
    earlier = ImportedFile.objects.filter(original=OuterRef("original"), root__lt=root)
    columns = ("pk", "filed_as", "source_id", "original_id", "site_title", "edited_fields")
    rows = (
        files.filter(~Exists(earlier))
        .order_by("pk")
        .values_list("original_id", *(f"original__article__{name}" for name in columns))
    )
    aliases = set(SourceAlias.objects.filter(kind=SourceAlias.Kind.NAME).values_list("value", flat=True))
    for original, pk, name, source, current, site_title, edited in rows.iterator(2000):
        mine = current == original and not site_title and "source" not in edited
        if mine and name not in aliases and rule_of_name(name) is None:
            yield pk, name, source


def move(going: Mapping[int, tuple[int, int]], *, by_name: bool = False, lead_on: bool = True) -> list[Move]:
    """going: by primary key of an article, from which outlet to which. by_name: to outlets whose names had been taken for
    those of writers. An outlet that an import made and nothing is left of goes. lead_on: its address leads to where
    most of its articles went; not where it has stood only while an import ran."""
    by_way: dict[tuple[int, int], list[int]] = {}
    for pk, way in sorted(going.items()):
        by_way.setdefault(way, []).append(pk)
    names = dict(Source.objects.filter(pk__in={pk for way in by_way for pk in way}).values_list("pk", "name"))
    for (_before, after), pks in by_way.items():
        for start in range(0, len(pks), _MOVED_AT_ONCE):
            some = pks[start : start + _MOVED_AT_ONCE]
            Article.objects.filter(pk__in=some).update(source=after)
            if by_name:
                _no_writer(some, names[after])
    for after in {after for _, after in by_way}:
        fit_sections(after)
    went = heirs({way: len(pks) for way, pks in by_way.items()})
    drop_abandoned({before for before, _ in by_way}, went if lead_on else {})
    return [Move(names[before], names[after], len(pks)) for (before, after), pks in by_way.items()]


def heirs(moved: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """By outlet: where most of its articles went."""
    ways = sorted(moved.items(), key=lambda item: (item[1], -item[0][1]))
    return {before: after for (before, after), _count in ways}


def _no_writer(pks: Collection[int], name: str) -> None:
    only = [{"name": name, "role": "reporter"}]
    unedited = Article.objects.filter(pk__in=pks, edited_at=None)
    unedited.filter(byline=[name], contributors=only).update(byline=[], contributors=[])


@transaction.atomic
def name_hosts(hosts: Collection[str], here: Here | None = None) -> list[Move]:
    """Give the outlets that are known by their hosts alone the names that their articles' files give them; else, if the PATH
    is of one host, its site's. hosts: as host_name gives them. One that has a name keeps it."""
    renamed: list[Move] = []
    waiting = Source.objects.filter(name__in=list(hosts)).select_for_update().order_by("name")
    for source in waiting:
        name = _stated_name(source) or _shared_name(source) or (here.title if here and _is_of(here, source) else "")
        if not name or name == source.name or _is_taken(name):
            continue
        before, source.name = source.name, name
        source.save(update_fields=["name"])
        SourceAlias.objects.get_or_create(kind=SourceAlias.Kind.HOST, value=before, defaults={"source": source})
        signed = list(Article.objects.filter(source=source, byline=[name]).values_list("pk", flat=True))
        for start in range(0, len(signed), _MOVED_AT_ONCE):
            _no_writer(signed[start : start + _MOVED_AT_ONCE], name)
        renamed.append(Move(before, name, 0))
    return renamed


def unnamed_hosts() -> set[str]:
    """Of all outlets that are called by their hosts: a run that was stopped may have left them so."""
    names = Source.objects.filter(name__contains=".").values_list("name", "slug")
    return {name for name, slug in names if slug == slug_for(name)}


def _stated_name(source: Source) -> str:
    """What most of its files that name an outlet call it; of as many the first by its letters."""
    rows = Article.objects.filter(source=source).exclude(site_title="").order_by().values_list("site_title")
    titles = [(-count, title) for title, count in rows.annotate(Count("pk")) if told_title(title)]
    return min(titles)[1] if titles else ""


def _shared_name(source: Source) -> str:
    """The one name that all its articles are filed under, if that is an outlet's. Of several names each is a writer's."""
    names = list(Article.objects.filter(source=source).order_by().values_list("filed_as", flat=True).distinct()[:2])
    name = told_title(names[0]) if len(names) == 1 else ""
    if _OUTLET.search(name):
        return name
    if _PERSON.fullmatch(name):
        return ""
    if _EITHER.fullmatch(name) and Article.objects.filter(source=source)[:ENOUGH].count() < ENOUGH:
        return ""
    return name


def _is_taken(name: str) -> bool:
    if rule_of_name(name) or Source.objects.filter(name=name).exists():
        return True
    return SourceAlias.objects.filter(kind=SourceAlias.Kind.NAME, value=name).exists()


def _is_of(here: Here, source: Source) -> bool:
    """Whether nearly all articles of the PATH that have an address are of this outlet's host."""
    rows = ImportedFile.objects.filter(root=here.text[-1000:], original__isnull=False).order_by()
    keys = rows.exclude(original__article__url_key="").values_list("original__article__url_key", flat=True)
    found = Counter(host_name(key.partition("/")[0]) for key in keys.iterator(2000))
    return found[source.name] >= OF_ONE_HOST * found.total()
