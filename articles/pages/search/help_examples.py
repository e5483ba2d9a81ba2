"""The examples of the search help. Each is found in either script; a reader meets them in that of the interface."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class HelpExample:
    """Ways to write one thing. traditional: the same, in the same order, where the interface is in Traditional Chinese;
    empty where they are the same. finds: what each of them finds."""

    simplified: tuple[str, ...]
    finds: Promise
    traditional: tuple[str, ...] = ()

    def ways(self, language: str) -> tuple[str, ...]:
        """language: as in settings.LANGUAGES."""
        return self.traditional if self.traditional and language == "zh-hant" else self.simplified


#: What names a field is known in both scripts and in English: there the reader's own script stands first.
EXAMPLES = (
    HelpExample(("气候 外交",), _("articles that have both words, anywhere"), ("氣候 外交",)),
    HelpExample(
        ('"climate talks"', "「气候谈判」"),
        _("exactly these words, side by side"),
        ('"climate talks"', "「氣候談判」"),
    ),
    HelpExample(
        ('"臺灣"',),
        _("either script; the page then offers “only in these very characters”, which leaves 台湾 and 台灣 out"),
    ),
    HelpExample(
        ("气候 OR 环境", "气候 或 环境", "气候 | 环境"),
        _("either of the words"),
        ("氣候 OR 環境", "氣候 或 環境", "氣候 | 環境"),
    ),
    HelpExample(
        ("气候 -会议", "气候 NOT 会议", "气候 非 会议"),
        _("articles without the second word"),
        ("氣候 -會議", "氣候 NOT 會議", "氣候 非 會議"),
    ),
    HelpExample(("(气候 OR 环境) 外交",), _("brackets group"), ("(氣候 OR 環境) 外交",)),
    HelpExample(("气候 NEAR/5 会议",), _("two words, at most that many characters apart"), ("氣候 NEAR/5 會議",)),
    HelpExample(("econom*",), _("Latin words that begin like this")),
    HelpExample(
        ("标题:气候", "標題:氣候", "title:climate"),
        _("in the headline only"),
        ("標題:氣候", "标题:气候", "title:climate"),
    ),
    HelpExample(
        ("标题:(气候 会议)", '标题:"气候会议"'),
        _("several words, or words side by side, in the headline"),
        ("標題:(氣候 會議)", '標題:"氣候會議"'),
    ),
    HelpExample(
        ("图说:广场", "圖說:廣場", "caption:square"),
        _("under a picture only"),
        ("圖說:廣場", "图说:广场", "caption:square"),
    ),
    HelpExample(("作者:王", "author:Wang"), _("in the byline only")),
    HelpExample(
        ("来源:联合早报", "來源:聯合早報", "source:BBC"),
        _("one outlet, by any of its names"),
        ("來源:聯合早報", "来源:联合早报", "source:BBC"),
    ),
    HelpExample(
        ("栏目:港闻", "标签:渡轮", "section:港闻", "tag:渡轮"),
        _("a section of an outlet, a tag: the whole name"),
        ("欄目:港聞", "標籤:渡輪", "section:港聞", "tag:渡輪"),
    ),
    HelpExample(
        ("日期:2020-08", "日期:2020年8月", "date:2020-08..2020-10", "date:2020-08-05.."),
        _("a year, a month, a day, or from one to another; either end may be left open"),
    ),
    HelpExample(("has:image", "has:图片"), _("articles with a picture"), ("has:image", "has:圖片")),
    HelpExample(
        ("（气候｜环境）－会议", "标题：气候"),
        _("full-width signs do the same"),
        ("（氣候｜環境）－會議", "標題：氣候"),
    ),
)
