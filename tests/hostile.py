"""The hostile pieces of HTML that tests/payloads.toml lists, and what a body may hold after cleaning."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

#: The canary in the list, which each payload gets with its own number.
CANARY = "alert(1)"
TAGS = frozenset(
    (
        "p", "h2", "h3", "h4", "blockquote", "ul", "ol", "li", "br", "strong", "em", "b", "i", "a", "table", "thead",
        "tbody", "tr", "th", "td", "pre", "code", "sup", "sub", "figure",
    )
)  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "rel"},
    "p": {"data-player"},
    "figure": {"data-figure"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}


@dataclass(frozen=True, slots=True)
class Payload:
    """number: from 1, in the list's order. group: what it tries."""

    number: int
    group: str
    text: str

    @property
    def numbered(self) -> str:
        """With a canary that says which payload called it."""
        return self.text.replace(CANARY, f"alert({self.number})")

    def __str__(self) -> str:
        return f"{self.group}-{self.number}"


def payloads() -> list[Payload]:
    with (Path(__file__).parent / "payloads.toml").open("rb") as file:
        groups = tomllib.load(file)
    found = [(group, text) for group, entry in groups.items() for text in entry["payloads"]]
    return [Payload(number, group, text) for number, (group, text) in enumerate(found, 1)]


def strangers(html: str) -> list[str]:
    """What a browser's parser finds in a body that no body may hold: elements, attributes, addresses that run or load.

    A parser other than the one that cleaned it, by the HTML standard's own algorithm."""
    tree = LexborHTMLParser(f"<!doctype html><html><head></head><body>{html}</body></html>")
    return [finding for node in _elements(tree) for finding in _findings(node)]


def _elements(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    for node in tree.css("*"):
        if node.tag not in ("html", "head", "body") or node.attributes:
            yield node


def _findings(node: LexborNode) -> Iterator[str]:
    tag = str(node.tag)
    if tag not in TAGS:
        yield f"<{tag}>"
    for name, value in node.attributes.items():
        if name not in ATTRIBUTES.get(tag, set()):
            yield f"<{tag} {name}>"
        elif not _harmless(name, str(value)):
            yield f"<{tag} {name}={value}>"


def _harmless(name: str, value: str) -> bool:
    if name == "href":
        return value.lower().startswith(("http://", "https://"))
    return name == "rel" or value.isdecimal()
