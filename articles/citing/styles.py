"""Citations as text, in three styles. Written by hand from the rules, and compared with what a citation processor makes of
our CSL-JSON by the official style files (docs/exports.md): these know nothing of Chinese, nor of an archive's copy.

Each style ends with where this archive keeps the article. In APA and Chicago the rules ask for a romanised and a translated
title of Chinese works; neither is known here, so that titles and Chinese names stand as they are written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from articles.citing.naming import initials
from articles.citing.titles import inner, stopped, stopped_inside
from articles.citing.values import Citable, FaceRun, Name, one_line

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

Reference = tuple[FaceRun, ...]


def plain(reference: Reference) -> str:
    return "".join(run.text for run in reference)


def _us_day(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _archived(item: Citable) -> str:
    """`Archived August 6, 2020, at …`. Neither manual prescribes how to name an archive's copy; both let it follow."""
    when = f" {_us_day(item.archived_day)}," if item.archived_day else ""
    return f"{_copied(item)}Archived{when} at {one_line(item.archive)}, {item.permanent}"


def _copied(item: Citable) -> str:
    """The copy in a web archive, named as Chicago names one (18th ed., 14.10: `archived …, at …`)."""
    if not item.copy:
        return ""
    when = f" {_us_day(item.copied.date())}," if item.copied else ""
    return f"Archived{when} at {item.copy_address}. "


# GB/T 7714


def _gb_name(name: Name) -> str:
    if not name.family:
        return name.literal
    bare = initials(name.given).replace("-", " ").replace(".", "")
    return " ".join(part for part in (name.family.upper(), bare, name.suffix) if part)


def _gb_names(item: Citable) -> str:
    """8.1.1 and 8.1.2: family name first, in capitals, initials without dots or hyphens; three at most, then 等 or et al."""
    names = [_gb_name(name) for name in item.names[:3]]
    if len(item.names) > 3:
        names.append("等" if item.chinese else "et al")
    return ", ".join(names)


def gb7714(item: Citable) -> Reference:
    """GB/T 7714-2015, 4.4 (article of a newspaper, here online): 主要责任者. 题名[N/OL]. 报纸名, 出版日期[引用日期].
    获取和访问路径. Without an author that part is left out (8.1.3, numbered references). The date of citing is the day on
    which the archive saw the page: that is what is cited. Without an address of the outlet's, ours is the path."""
    who = _gb_names(item)
    seen = f"[{item.archived_day.isoformat()}]" if item.archived_day else ""
    where = ", ".join(filter(None, (one_line(item.outlet), item.day.isoformat() if item.day else "")))
    kept = ("存檔" if item.traditional else "存档") if item.chinese else "Archived"
    copy = f"{kept}: {item.copy_address}. " if item.copy else ""
    parts = [
        stopped(who) if who else "",
        f"{item.title}[N/OL].",
        f"{where}{seen}." if where or seen else "",
        f"{item.address}. {copy}{kept}: {item.permanent}." if item.url else f"{copy}{item.permanent}.",
    ]
    return (FaceRun(" ".join(part for part in parts if part)),)


# Chicago


def _turned(name: Name) -> str:
    """Jr. stands behind a comma where the name is turned round (17th ed., 14.73)."""
    return ", ".join(filter(None, (name.family, name.given, name.suffix))) if name.family else name.literal


def _chicago_names(names: tuple[Name, ...]) -> str:
    """The first name turned round; of more than six three, then et al. (new in the 18th edition). Two names are parted by a
    comma only where the first is turned round: 林晚晴 and Jane Doe."""
    if not names:
        return ""
    written = [_turned(names[0]), *(name.literal for name in names[1:])]
    if len(written) > 6:
        return ", ".join(written[:3]) + ", et al."
    comma = "," if len(written) > 2 or names[0].family else ""
    return written[0] if len(written) == 1 else f"{', '.join(written[:-1])}{comma} and {written[-1]}"


def chicago(item: Citable) -> Reference:
    """The Chicago Manual of Style, 18th edition, notes and bibliography, the entry in the bibliography (17th ed.: 14.191,
    newspapers). Where nobody has signed, the newspaper stands in the author's place:
    http://www.chicagomanualofstyle.org/qanda/data/faq/topics/Documentation/faq0076.html"""
    who, outlet = _chicago_names(item.names), one_line(item.outlet)
    title = f"“{stopped_inside(inner(item.title))}” "
    when = stopped(_us_day(item.day) if item.day else "n.d.")
    where = f" {item.address}." if item.url else ""
    tail = f"{when}{where} {_archived(item)}."
    if not outlet:
        return (FaceRun(f"{stopped(who)} {title}{tail}" if who else f"{title}{tail}"),)
    if not who:
        return FaceRun(outlet, italic=True), FaceRun(f"{'' if outlet.endswith('.') else '.'} {title}{tail}")
    return FaceRun(f"{stopped(who)} {title}"), FaceRun(outlet, italic=True), FaceRun(f", {tail}")


# APA


def _apa_name(name: Name) -> str:
    return ", ".join(filter(None, (name.family, initials(name.given), name.suffix))) if name.family else name.literal


def _apa_names(names: tuple[Name, ...]) -> str:
    """9.8: of more than twenty the first nineteen, an ellipsis, the last."""
    written = [_apa_name(name) for name in names]
    if len(written) > 20:
        return f"{', '.join(written[:19])}, … {written[-1]}"
    return " ".join(written) if len(written) < 2 else f"{', '.join(written[:-1])}, & {written[-1]}"


def _apa_day(item: Citable) -> str:
    return f"({item.day.year}, {_MONTHS[item.day.month - 1]} {item.day.day})." if item.day else "(n.d.)."


def apa(item: Citable) -> Reference:
    """Publication Manual of the American Psychological Association, 7th edition, 10.16 (page of a news site): the title in
    italics, the site upright. Without an author the title stands first (9.12). No full stop behind an address (9.35)."""
    who, when, outlet = _apa_names(item.names), _apa_day(item), one_line(item.outlet)
    ended = stopped_inside(item.title)
    dot = "." if ended == f"{item.title}." else ""
    title = FaceRun(ended.removesuffix(dot), italic=True)
    head = (FaceRun(f"{stopped(who)} {when} "), title, FaceRun(dot)) if who else (title, FaceRun(f"{dot} {when}"))
    where = " ".join(filter(None, (stopped(outlet) if outlet else "", item.address, _archived(item))))
    return (*head, FaceRun(f" {where}"))


#: By name: what it is called, and what writes it.
STYLES: dict[str, tuple[str, Callable[[Citable], Reference]]] = {
    "gb7714": ("GB/T 7714–2015", gb7714),
    "chicago": ("Chicago, 18th ed.", chicago),
    "apa": ("APA, 7th ed.", apa),
}
