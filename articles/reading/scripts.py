"""The other script, for what is shown: OpenCC, corrected, over the text between tags. Never for what is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.reading.converters import converter

#: By what a reader asks for: (the article's script that is converted, OpenCC's conversion, the result's BCP 47 tag).
#:
#: To traditional `s2tw`, Taiwan's usual characters (裡, 為, 著) rather than OpenCC's own standard (裏, 爲, 着), which nobody
#: prints; and not `s2twp`, which also exchanges words (软件 to 軟體): a reader asked for other characters, not for other
#: words. To simplified `tw2s`: beside what `t2s` does it knows Taiwan's 著 (隨著 becomes 随着, 著作 stays), and it treats
#: Hong Kong's and OpenCC's own traditional texts as `t2s` does.
CONVERSIONS = {"hans": ("Hant", "tw2s", "zh-Hans"), "hant": ("Hans", "s2tw", "zh-Hant")}

#: A tag with its attributes, whose quoted values may hold ">" (HTML standard, serialising: quotes are escaped there).
TAG = re.compile(r"""<(?:[^"'>]|"[^"]*"|'[^']*')*>""")


@dataclass(frozen=True, slots=True)
class ShownText:
    """What is shown of an article in `script` ("Hans", "Hant", or "" where there is nothing to convert) to who asks for
    `wanted` ("original", "hans" or "hant")."""

    wanted: str = "original"
    script: str = ""

    @property
    def converted(self) -> bool:
        return self.wanted in CONVERSIONS and CONVERSIONS[self.wanted][0] == self.script

    def text(self, text: str) -> str:
        """Plain text in the script asked for."""
        return str(converter(CONVERSIONS[self.wanted][1]).convert(text)) if text and self.converted else text

    def html(self, html: str) -> str:
        """The text between the tags of sanitised HTML; tags, their attributes and the addresses in them stay."""
        if not self.converted:
            return html
        done, at = [], 0
        for tag in TAG.finditer(html):
            done += [self.text(html[at : tag.start()]), tag[0]]
            at = tag.end()
        return "".join([*done, self.text(html[at:])])

    def lang(self, lang: str) -> str:
        """The BCP 47 tag of what is shown: the article's own `lang` unless it is converted."""
        return CONVERSIONS[self.wanted][2] if self.converted else lang
