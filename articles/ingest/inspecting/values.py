"""What an inspection says: frozen values, for a command to print and a page to show."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """One file as it would be read. text: how it begins. dropped: (rule, text) of what would be left out, the first few of
    dropped_count. also: (name, value) of what no table of names knows."""

    path: str
    told: str = ""
    headline: str = ""
    url: str = ""
    outlet: str = ""
    byline: tuple[str, ...] = ()
    published: str = ""
    published_rule: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    standfirst: str = ""
    text: str = ""
    characters: int = 0
    figures: int = 0
    captions: int = 0
    also: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    dropped_count: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FileKindFound:
    """Files that are read alike. outcome: "article", "not-an-article" or "refused". name: the format, else the reason.
    count: how many there are; an estimate, unless exact. examples: up to five, spread over the archive."""

    outcome: str
    name: str
    count: int
    exact: bool
    endings: tuple[str, ...]
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A field that no table knows. count: files looked at that have it. value: of the first. part: what it may stand for,
    "" if nobody can tell. wanted: whether most of its files lack that part."""

    name: str
    count: int
    value: str
    part: str = ""
    wanted: bool = False


@dataclass(frozen=True, slots=True)
class InspectedOutlet:
    """known: by "rule", "host" (no rule knows it), "file" (a name that the file states) or "nothing"."""

    name: str
    count: int
    known: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """code: for programs. text: a sentence. paths: the first few."""

    code: str
    text: str
    count: int
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RepeatedParagraph:
    """A paragraph that stands in many articles."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """files: found under the PATH. looked_at: whose content was read. profile: the archive.toml that they were read by, ""
    for none. proposal: a whole archive.toml, to be corrected by hand. trouble: why the rest could not be listed."""

    root: str
    title: str
    files: int
    looked_at: int
    endings: tuple[tuple[str, int], ...]
    kinds: tuple[FileKindFound, ...]
    names: tuple[UnknownName, ...]
    outlets: tuple[InspectedOutlet, ...]
    repeated: tuple[RepeatedParagraph, ...]
    doubts: tuple[Doubt, ...]
    profile: str
    proposal: str
    trouble: str
    seconds: float

    @property
    def articles(self) -> int:
        """How many articles would come of it."""
        return sum(kind.count for kind in self.kinds if kind.outcome == "article")

    @property
    def refused(self) -> int:
        return sum(kind.count for kind in self.kinds if kind.outcome == "refused")

    def as_json(self) -> dict[str, object]:
        """The document that `inspect_archive --json` writes."""
        return {**asdict(self), "articles": self.articles, "refused": self.refused}
