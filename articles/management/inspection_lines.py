"""An inspection as lines for a person to read."""

from __future__ import annotations

from collections.abc import Iterator

from articles.ingest.inspecting.values import Example, FileKindFound, Inspection

_NAMES, _OUTLETS, _REPEATED, _VALUE = 30, 20, 10, 50
_TITLES = {"article": "articles", "refused": "refused", "not-an-article": "not an article"}


def lines_of(found: Inspection) -> Iterator[str]:
    """What was found, the examples, the doubts and the proposal."""
    yield f"{found.root}: {found.files:,} files, {found.looked_at:,} looked at in {found.seconds:.1f} s."
    if found.title:
        yield f"Its site calls itself {found.title}."
    if found.profile:
        yield "Read by its archive.toml."
    if found.trouble:
        yield f"Not all of it: {found.trouble}"
    yield "Endings: " + ", ".join(f"{ending or '(none)'} {count:,}" for ending, count in found.endings[:15])
    yield ""
    yield "Kinds"
    for kind in found.kinds:
        yield f"{'' if kind.exact else 'about '}{kind.count:,} {_TITLES[kind.outcome]}: {kind.name}{_endings(kind)}"
    for kind in found.kinds:
        if kind.outcome != "not-an-article":
            yield from _examples(kind)
    yield from _names(found)
    yield from _outlets(found)
    yield from _doubts(found)
    yield ""
    yield "A proposed archive.toml"
    yield ""
    yield from found.proposal.splitlines()


def _endings(kind: FileKindFound) -> str:
    known = [ending for ending in kind.endings if ending]
    return f" ({', '.join(known)})" if known else ""


def _examples(kind: FileKindFound) -> Iterator[str]:
    yield ""
    yield f"Examples: {kind.name}"
    for each in kind.examples:
        yield f"  {each.path}"
        yield from (f"    {line}" for line in _example(each))


def _example(each: Example) -> Iterator[str]:
    if each.reason:
        yield each.reason
        return
    told = {
        "headline": each.headline, "address": each.url, "outlet": each.outlet, "byline": "、".join(each.byline),
        "published": f"{each.published} (from {each.published_rule})" if each.published else "",
        "section": each.section, "tags": "、".join(each.tags), "standfirst": each.standfirst,
    }  # fmt: skip
    if each.told:
        yield f"told by {each.told}"
    yield from (f"{name + ':':11} {value or '-'}" for name, value in told.items())
    yield f"{'text:':11} {each.characters:,} characters, {each.figures} pictures, {each.captions} captions: {each.text}"
    yield from (f"also:       {name}: {value[:_VALUE]}" for name, value in each.also)
    yield from (f"dropped:    [{rule}] {text}" for rule, text in each.dropped)
    if each.dropped_count > len(each.dropped):
        yield f"dropped:    … and {each.dropped_count - len(each.dropped):,} more pieces"
    if each.problems:
        yield f"problems:   {', '.join(each.problems)}"


def _names(found: Inspection) -> Iterator[str]:
    yield ""
    yield (
        'Names that are not understood (kept with the article as "also in the file")'
        if found.names
        else "All names are understood."
    )
    for each in found.names[:_NAMES]:
        guess = f" – {each.part}?" if each.part else ""
        yield f"{each.count:>9,} {each.name}: {each.value[:_VALUE]}{guess}"
    if len(found.names) > _NAMES:
        yield f"… and {len(found.names) - _NAMES:,} more; --json names them all."


def _outlets(found: Inspection) -> Iterator[str]:
    yield ""
    yield "Outlets"
    how = {"rule": "", "host": " (a host that no rule knows)", "file": " (as the file names it)", "nothing": ""}
    for each in found.outlets[:_OUTLETS]:
        yield f"{each.count:>9,} {each.name or '(nothing tells)'}{how[each.known]}"
    if len(found.outlets) > _OUTLETS:
        yield f"… and {len(found.outlets) - _OUTLETS:,} more; --json names them all."


def _doubts(found: Inspection) -> Iterator[str]:
    yield ""
    yield "Doubts" if found.doubts else "No doubts."
    for each in found.doubts:
        yield f"{each.count:>9,} {each.text}"
        if each.paths:
            yield f"{'':>9}   such as {each.paths[0]}"
    if found.repeated:
        yield ""
        yield "Paragraphs that stand in many articles"
        for one in found.repeated[:_REPEATED]:
            yield f"{one.count:>9,} {one.text[:80]}"
