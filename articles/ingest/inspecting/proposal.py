"""The archive.toml that an inspection proposes: valid as it stands; what is only a guess is commented out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from articles.ingest.inspecting.values import RepeatedParagraph, UnknownName
from articles.parsing.formats.profile import Profile, parts, quoted

_MOST_REPEATED, _LONGEST = 20, 1_000


def proposal(
    profile: Profile, *, names: Sequence[UnknownName], repeated: Sequence[RepeatedParagraph], outlet: str, zoneless: int
) -> str:
    """profile: what the archive has already. outlet: a name for articles that tell none, "" if all do. zoneless: files that
    state a clock without a zone."""
    lines = [
        "# archive.toml: how the files of this archive are read. Put it beside them, or give it with --profile.",
        "# What is commented out is a guess, or an example: correct it, and take the # away.",
        "",
        *_outlet(profile, outlet),
        *_zone(profile, zoneless),
        "",
        *_names(profile, names),
        *_furniture(profile, repeated),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _outlet(profile: Profile, outlet: str) -> Iterator[str]:
    if profile.outlet:
        yield f"outlet = {quoted(profile.outlet)}"
    elif outlet:
        yield "# The outlet of articles whose address does not tell."
        yield f"# outlet = {quoted(outlet)}"


def _zone(profile: Profile, zoneless: int) -> Iterator[str]:
    if profile.zone:
        yield f"zone = {quoted(profile.zone)}"
    elif zoneless:
        yield "# The zone of clocks without one, if it is not the outlet's (of an unknown one: Asia/Shanghai)."
        yield '# zone = "Asia/Hong_Kong"'


def _names(profile: Profile, names: Sequence[UnknownName]) -> Iterator[str]:
    given = {part: list(each) for part, each in profile.names}
    for each in names:
        if each.part and each.wanted:
            given.setdefault(each.part, []).append(each.name)
    yield "[names]"
    yield f"# On the left: {', '.join(parts())}."
    for part, each_names in given.items():
        yield f"{part} = [{', '.join(map(quoted, each_names))}]"
    for each in names:
        if not (each.part and each.wanted):
            yield f"# {each.part or '?'} = [{quoted(each.name)}]  # {quoted(_short(each.value))}"
    yield ""


def _furniture(profile: Profile, repeated: Sequence[RepeatedParagraph]) -> Iterator[str]:
    known = dict(profile.furniture)
    yield "[furniture]"
    yield "# Paragraphs that are no text of the articles; with … at the end, all that begin so. drop_classes: elements."
    for key, texts in known.items():
        yield f"{key} = [{', '.join(map(quoted, texts))}]"
    guessed = [each for each in repeated[:_MOST_REPEATED] if len(each.text) <= _LONGEST]
    if guessed and "drop" not in known:
        yield "# These stand in many articles. An import leaves out by itself what it is sure of."
        yield "# drop = ["
        for each in guessed:
            yield f"#   {quoted(each.text)},  # {each.count:,} times"
        yield "# ]"


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
