"""Control characters: no article needs them, and on a terminal they are orders. A file may write them as `\\u001b` or
`&#27;`, so that decoding its bytes does not meet them."""

from __future__ import annotations

import re

#: C0 and C1 but for tab and line ends, and DEL.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
#: The same written as references. Those to C1 mean letters: https://html.spec.whatwg.org/#numeric-character-reference-end-state
_REFERENCES = re.compile(
    r"&#(?:(?:0++|0*+(?:[1-8]|1[124-9]|2\d|3[01]|127))(?!\d)|x(?:0++|0*+(?:[1-8bcef]|1[\da-f]|7f))(?![\da-f]));?",
    re.IGNORECASE,
)


def without_controls(text: str) -> str:
    """The text without what no reader sees and a terminal obeys; tabs and line ends stay."""
    return _CONTROLS.sub("", text)


def markup_without_controls(html: str) -> str:
    """The same of HTML, references included."""
    return _REFERENCES.sub("", without_controls(html))


def printable(text: str) -> str:
    """For a terminal: what is no printable character written out, such as \\x1b or \\u202e; tabs and line ends stay."""
    if text.isprintable():
        return text
    return "".join(
        char
        if char.isprintable() or (char.isspace() and char not in _ORDERS)
        else char.encode("unicode_escape").decode()
        for char in text
    )


#: Blanks that move more than a cursor on its line, and separators that a terminal shows in its own way.
_ORDERS = frozenset("\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029")
