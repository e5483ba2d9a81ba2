"""Long runs without a place to break a line, in Chinese that is set flush on both sides.

Whatever a line lacks at its end is spread between its characters. Where characters follow one another that is one em at
most; before an address or a name in letters it is as much as that is wide, and the line is torn apart. Addresses may break
anywhere, and paragraphs with long words do without the flush end (static/css/reading.css). A style sheet cannot see how
long a word is: what is shown is marked; what is stored never is.
See Requirements for Chinese Text Layout, https://www.w3.org/TR/clreq/, on mixed text and on the adjustment of lines.
"""

from __future__ import annotations

import re

from articles.reading.scripts import TAG

#: A sign of ASCII, escaped as nh3 writes it, that is no space.
_SIGN = r"(?:[!-%'-;=?-~]|&(?!nbsp;))"
#: Or more of them in a row than any word has: an address if it has signs of one.
_ADDRESS = re.compile(rf"(?:https?://|www\.){_SIGN}+|{_SIGN}{{24,}}")
_SIGN_OF_ONE = re.compile(r"[/._%=]")
_BLOCK = re.compile(r"<(/?)(?:p|li)(?=[\s>])")
#: Letters and numbers that browsers keep on one line (Unicode Standard Annex 14), from about three em on.
_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f'’.,_@%$]{6,}")
#: The longest word's signs, from which on a paragraph is flush in long lines only, and in none. Of 32,210 paragraphs of the
#: sample one in six has a word of six, one in sixty one of thirteen.
_SOME, _LONG = 6, 13


def with_runs(html: str) -> str:
    """Addresses in `<span class="address">`; paragraphs and list items by their longest other word: `class="runs"`, or
    `class="runs runs--long"`. html: sanitised, its tags balanced, without classes."""
    parts: list[str] = []
    longest: dict[int, int] = {}
    open_blocks: list[int] = []
    at = 0
    for tag in TAG.finditer(html):
        text, run = _marked(html[at : tag.start()])
        if run and open_blocks:
            longest[open_blocks[-1]] = max(run, longest.get(open_blocks[-1], 0))
        if block := _BLOCK.match(tag[0]):
            if not block[1]:
                open_blocks.append(len(parts) + 1)
            elif open_blocks:
                open_blocks.pop()
        parts += [text, tag[0]]
        at = tag.end()
    for place, run in longest.items():
        parts[place] = f'{parts[place][:-1]} class="{"runs runs--long" if run >= _LONG else "runs"}">'
    return "".join([*parts, _marked(html[at:])[0]])


def _marked(text: str) -> tuple[str, int]:
    """Text between tags with its addresses marked, and the length of its longest other word; 0 below _SOME."""
    if not _WORD.search(text):
        return text, 0
    addresses = [found for found in _ADDRESS.finditer(text) if _SIGN_OF_ONE.search(found[0])]
    done, run, at = [], 0, 0
    for found in addresses:
        before = text[at : found.start()]
        done += [before, f'<span class="address">{found[0]}</span>']
        run = max(run, _longest(before))
        at = found.end()
    return "".join([*done, text[at:]]), max(run, _longest(text[at:]))


def _longest(text: str) -> int:
    return max(map(len, _WORD.findall(text)), default=0)
