"""Dates as pages write them, and lines that hold one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles.parsing.facts.dates import YEARLESS, day_in_address, find_date, read_date


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("Tue, 29 Aug 2023 15:09:05 GMT", "2023-08-29T15:09:05+00:00", "second"),
        ("05/08/2020 - 10:01", "2020-08-05T10:01:00", "minute"),
        ("05/08/2020 - 10h01", "2020-08-05T10:01:00", "minute"),
        ("08/25/2020 10:01", "2020-08-25T10:01:00", "minute"),
        ("05.08.2020", "2020-08-05T00:00:00", "day"),
        ("2020-08-31 11:47:07", "2020-08-31T11:47:07", "second"),
        ("2020-09-26T00:39:10Z", "2020-09-26T00:39:10+00:00", "second"),
        ("2020-09-26T00:39:10", "2020-09-26T00:39:10", "second"),
        ("2020-09-26T00:39:10.123+08:00", "2020-09-26T00:39:10+08:00", "second"),
        ("2020-08-05 HKT 11:09", "2020-08-05T11:09:00+08:00", "minute"),
        ("2020/08/05 10:01", "2020-08-05T10:01:00", "minute"),
        ("（2020/08/05 11:09）", "2020-08-05T11:09:00", "minute"),
        ("2020/8/5 — 11:09", "2020-08-05T11:09:00", "minute"),
        ("2020-08-05（週三）11:09", "2020-08-05T11:09:00", "minute"),
        ("2020年8月5日 下午3:04", "2020-08-05T15:04:00", "minute"),
        ("2020年8月5日凌晨12:09", "2020-08-05T00:09:00", "minute"),
        ("2020年8月5日中午12:09", "2020-08-05T12:09:00", "minute"),
        ("2020年8月5日 星期三 11:09", "2020-08-05T11:09:00", "minute"),
        ("2020年08月05日11时09分53秒", "2020-08-05T11:09:53", "second"),
        ("2020年8月5日11:09 CST", "2020-08-05T11:09:00+08:00", "minute"),
        ("北京时间2020年8月5日 11:09", "2020-08-05T11:09:00+08:00", "minute"),
        ("２０２０年８月５日　１１：０９", "2020-08-05T11:09:00", "minute"),
        ("2020年 7月 20日", "2020-07-20T00:00:00", "day"),
        ("二〇二〇年十二月三十一日", "2020-12-31T00:00:00", "day"),
        ("民國109年8月5日", "2020-08-05T00:00:00", "day"),
        ("109/08/05 11:09", "2020-08-05T11:09:00", "minute"),
        ("Oct 31st 2020", "2020-10-31T00:00:00", "day"),
        ("Wednesday, August 5, 2020", "2020-08-05T00:00:00", "day"),
        ("5 August 2020, 12:09 AM", "2020-08-05T00:09:00", "minute"),
        ("Aug. 5, 2020, 11:09 PM GMT+8", "2020-08-05T23:09:00+08:00", "minute"),
        ("August 5, 2020 11:09 a.m. ET", "2020-08-05T11:09:00-04:00", "minute"),
        ("January 5, 2020 11:09 a.m. ET", "2020-01-05T11:09:00-05:00", "minute"),
    ],
)
def test_date_styles(text: str, at: str, precision: str) -> None:
    stated = read_date(text)
    assert stated is not None
    assert (stated.at.isoformat(), stated.precision) == (at, precision)


@pytest.mark.parametrize("text", ["8月5日 11:09", "08-05 11:09", "8月5日上午11时09分"])
def test_dates_without_a_year(text: str) -> None:
    stated = read_date(text)
    assert stated is not None
    assert (stated.at.year, stated.at.month, stated.at.day, stated.at.hour) == (YEARLESS, 8, 5, 11)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020-13-45 10:00",
        "31/02/2020 - 10:00",
        "他于2020年8月5日 10:00出发",
        "1 小时前",
        "5 小时前更新于今天",
        "3 hours ago",
        "0000-00-00",
        "2020-08-05 25:00",
        "8月5日是星期三",
        "1234567890123",
        "2020-08-05 10:00 +99:00",
        "三〇二〇年十十月三日",
    ],
)
def test_no_dates(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("line", "at", "rest", "labelled"),
    [
        ("2020年08月05日 11:09 来源：某网", "2020-08-05T11:09:00", "来源:某网", False),
        ("发布时间：2020-08-05 11:09", "2020-08-05T11:09:00", "", True),
        ("發佈時間：2020-08-05 11:09 更新時間：2020-08-05 12:00", "2020-08-05T11:09:00", "", True),
        ("更新：2020-08-05 12:00 出版：2020-08-05 11:09", "2020-08-05T11:09:00", "", True),
        ("最後更新: 2020-08-05 12:00", "2020-08-05T12:00:00", "", True),
        ("更新于2020年8月5日 06:40 张三 伦敦报道", "2020-08-05T06:40:00", "张三 伦敦报道", True),
        ("某某新闻 · 2020/08/05 11:09", "2020-08-05T11:09:00", "某某新闻", False),
        ("活動時間：2020年8月5日 11:09", "2020-08-05T11:09:00", "活動時間", False),
        ("他于2020年8月5日 10:00出发", "2020-08-05T10:00:00", "他于 出发", False),
    ],
)
def test_a_date_in_a_line(line: str, at: str, rest: str, labelled: bool) -> None:
    found = find_date(line)
    assert found is not None
    assert (found.stated.at.isoformat(), found.rest, found.labelled) == (at, rest, labelled)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2020/08/05/story.html", "2020-08-05"),
        ("https://a.example/news/202008050123.aspx", "2020-08-05"),
        ("https://a.example/c/2020-08-05/1.html", "2020-08-05"),
        ("https://a.example/story/2020/13/45", None),
        ("https://a.example/2021/02/30/x", None),
        ("https://a.example/id/120200805", None),
        ("https://a.example/", None),
    ],
)
def test_the_day_in_an_address(url: str, day: str | None) -> None:
    stated = day_in_address(url)
    assert (stated and stated.at.date().isoformat()) == day


def test_a_hostile_line_takes_no_time() -> None:
    assert find_date("2020-08-05 " * 11) is not None
    assert find_date("发布" * 60) is None
    assert read_date(" " * 59 + "x") is None
    offset = read_date("2020-08-05 10:00 GMT+13")
    assert offset is not None
    assert offset.at.utcoffset() == timedelta(hours=13)
