"""The first paragraph that says something."""

from __future__ import annotations

import pytest

from articles.parsing import finish_body

NEWS = "港口今天清晨恢复通航，积压了三天的渡轮陆续离岸。"


@pytest.mark.parametrize(
    "greeting",
    [
        "观众朋友好。今天是10月31号，星期六。",
        "大家好，欢迎收看《海港夜话》，我是林海。",
        "朋友们好，今天是10月12号星期一，欢迎来到海港快评，我是林海。",
        "各位聽眾朋友早上好！今天是2020年8月5日，星期三。",
        "大家好，这里是《海港夜话》，我是林海。今天都好吗？",
        "大家好，欢迎关注海港夜话。今天是美东时间10月18日周日，我们出一期周末版。",
        "【海港晚报2020年10月27日讯】",
        "（本報記者林海台北12日電）",
    ],
)
def test_a_greeting_is_none(greeting: str) -> None:
    assert finish_body(f"<p>{greeting}</p><p>（音频版）</p><p>{NEWS}</p>").standfirst == NEWS
    assert finish_body(f"<p>{greeting}{NEWS}</p>").standfirst == NEWS


@pytest.mark.parametrize(
    "text",
    [
        "今天是渡轮停航的第三天，码头上挤满了等候的旅客和货车。",
        "今天是10月1日，是老港口开港一百周年的日子。",
        "大家好像都忘了这座灯塔，除了每天点灯的那个人。",
        "我是这座灯塔的守灯人，今年六十一岁，在岛上住了四十年。",
        "欢迎收听今天的报纸摘要，先来看看港口的消息。",
        "（原标题：我们的港口怎么了？海港晚报的调查）",
    ],
)
def test_news_that_sound_like_one(text: str) -> None:
    assert finish_body(f"<p>{text}</p><p>{NEWS}</p>").standfirst == text


def test_a_body_of_nothing_else_shows_it() -> None:
    greeting = "大家好，欢迎收看《海港夜话》，我是林海。"
    assert finish_body(f"<p>{greeting}</p>").standfirst == greeting
    assert finish_body("<p>【海港晚报2020年10月27日讯】</p>").standfirst == "【海港晚报2020年10月27日讯】"


@pytest.mark.parametrize("closing", ["（編輯：林海）1091022", "（編輯：林海/蘇以晴）1091028", "（譯者：林海）"])
def test_the_editors_of_a_short_item(closing: str) -> None:
    body = finish_body(f"<p>{NEWS}{closing}</p>")
    assert (body.standfirst, body.text) == (NEWS, NEWS + closing)
