from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from articles.citing import Citable, name_of

CHINA = timezone(timedelta(hours=8))
#: Everything that some format gives a meaning: braces without a partner, LaTeX, tags of RIS, line ends, NUL.
HOSTILE = (
    '{a} } { 100% \\ & "b" “c” $x_1^2$ #1 ~d\n@article{x,\r\nER  - \r\nTY  - JOUR\x00\u2028😀 <b>末\ud800',
    '{a} } { 100% \\ & "b" “c” $x_1^2$ #1 ~d @article{x, ER - TY - JOUR 😀 <b>末',
)


@pytest.fixture
def cited() -> Callable[..., Citable]:
    """cited(headline="…", names=["王小明"], …): the rest is an article of 晨报."""

    def make(**given: Any) -> Citable:
        values: dict[str, Any] = {
            "public_id": "abc123def456",
            "headline": "渡口的灯又亮了",
            "names": ["林晚晴"],
            "outlet": "晨报",
            "outlet_key": "chenbao",
            "published": datetime(2020, 8, 5, 23, 30, tzinfo=CHINA),
            "archived": datetime(2020, 8, 6, 1, 0, tzinfo=CHINA),
            "url": "https://news.example/a/1?x=1&y=2",
            "permanent": "https://archive.example/articles/abc123def456/",
            "archive": "新闻档案馆",
            "language": "zh-Hans",
        } | given
        return Citable(**(values | {"names": tuple(name_of(name) for name in values["names"])}))

    return make
