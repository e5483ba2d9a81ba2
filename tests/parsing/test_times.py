"""Date styles, zones, and which statement counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from articles.parsing.times import Times, comment_time, front_time, read_date, settle

COMMENT = datetime(2020, 8, 5, 9, 0, tzinfo=UTC)


def settled(
    body: str = "",
    comment: datetime | None = None,
    front: str = "",
    line: str = "",
    zone: str = "",
    home: str = "",
    doubt: bool = False,
) -> Times:
    return settle(
        read_date(body),
        comment,
        front_time(front),
        read_date(line),
        date_zone=zone,
        home_zone=home or zone,
        comment_doubt=doubt,
    )


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("Tue, 29 Aug 2023 15:09:05 GMT", "2023-08-29T15:09:05+00:00", "second"),
        ("05/08/2020 - 10:01", "2020-08-05T10:01:00", "minute"),
        ("2020-08-31 11:47:07", "2020-08-31T11:47:07", "second"),
        ("2020-09-26T00:39:10Z", "2020-09-26T00:39:10+00:00", "second"),
        ("2020-09-26T00:39:10", "2020-09-26T00:39:10", "second"),
        ("2020-09-26T00:39:10.123+08:00", "2020-09-26T00:39:10+08:00", "second"),
        ("2020年8月5日 下午3:04", "2020-08-05T15:04:00", "minute"),
        ("2020年 7月 20日", "2020-07-20T00:00:00", "day"),
        ("2020/08/05 10:01", "2020-08-05T10:01:00", "minute"),
        ("Oct 31st 2020", "2020-10-31T00:00:00", "day"),
    ],
)
def test_date_styles(text: str, at: str, precision: str) -> None:
    stated = read_date(text)
    assert stated is not None
    assert (stated.at.isoformat(), stated.precision) == (at, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020-13-45 10:00",
        "31/02/2020 - 10:00",
        "他于2020年8月5日 10:00出发",
        "1 小时前",
        "0000-00-00",
        "2020-08-05 25:00",
    ],
)
def test_no_dates(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("body", "zone", "at"),
    [
        ("05/08/2020 - 10:01", "Europe/Paris", "2020-08-05T10:01:00+02:00"),
        ("05/01/2020 - 10:01", "Europe/Paris", "2020-01-05T10:01:00+01:00"),
        ("2020-08-05 11:47:07", "Asia/Shanghai", "2020-08-05T11:47:07+08:00"),
        ("2020-08-05T00:39:10", "UTC", "2020-08-05T00:39:10+00:00"),
    ],
)
def test_the_body_counts_first_in_the_outlets_zone(body: str, zone: str, at: str) -> None:
    published = settled(body, COMMENT, "2020-08-05T10:00:00Z", zone=zone).published
    assert published is not None
    assert (published.at.isoformat(), published.rule) == (at, "body")


def test_a_body_date_without_clock_does_not_count() -> None:
    published = settled("2020年8月5日", COMMENT).published
    assert published is not None
    assert published.rule == "comment"


@pytest.mark.parametrize(("body", "offset"), [("2020-08-05 16:50:00", 8), ("2020-08-05 08:50:00", 0)])
def test_a_clock_of_an_unknown_outlet_is_read_nearest_before_the_comment(body: str, offset: int) -> None:
    published = settled(body, COMMENT).published
    assert published is not None
    assert published.at.utcoffset().total_seconds() == offset * 3600  # type: ignore[union-attr]


def test_a_comment_later_than_the_front_matter_is_local_time() -> None:
    times = settled(comment=COMMENT, front="2020-08-05T01:30:58.435Z", home="Asia/Singapore")
    assert times.doubt == "comment-later"
    assert times.archived is not None
    assert times.published is not None
    assert (times.archived.at.isoformat(), times.archived.rule) == ("2020-08-05T01:30:58.435000+00:00", "front-matter")
    assert (times.published.at.isoformat(), times.published.rule) == ("2020-08-05T09:00:00+08:00", "comment")


def test_nothing_is_published_after_it_was_archived() -> None:
    times = settled(comment=COMMENT, front="2020-08-05T00:30:00Z", home="Europe/London")
    assert times.published is not None
    assert times.archived is not None
    assert times.published.at <= times.archived.at


def test_an_earlier_comment_is_the_archive_time() -> None:
    times = settled(comment=COMMENT, front="2020-08-06T00:00:00Z")
    assert times.archived is not None
    assert (times.archived.at, times.archived.rule, times.doubt) == (COMMENT, "comment", "")


def test_doubt_known_per_outlet() -> None:
    assert settled(comment=COMMENT, doubt=True).doubt == "comment-zone"
    assert settled(comment=COMMENT, front="2020-08-05T09:00:00Z", doubt=True).doubt == ""


def test_the_date_line_counts_without_a_comment() -> None:
    published = settled(line="2012-06-04 20:15").published
    assert published is not None
    assert (published.at.isoformat(), published.rule) == ("2012-06-04T20:15:00+08:00", "date-line")


def test_problems() -> None:
    assert settled().problems == ("no-time",)
    assert settled("2020-08-09 10:00:00", COMMENT, zone="UTC").problems == ("published-after-archived",)


@pytest.mark.parametrize("milliseconds", [None, 0, 1, 99_999_999_999_999])
def test_comments_of_another_age_are_none(milliseconds: int | None) -> None:
    assert comment_time(milliseconds) is None


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2020-08-20T12:57:20.000Z", "2020-08-20T12:57:20+00:00"),
        ("2020-08-20 12:57:20 +0800", "2020-08-20T12:57:20+08:00"),
        ("2020-08-20", "2020-08-20T00:00:00+00:00"),
        ("2020-08-20 12:57", "2020-08-20T12:57:00+00:00"),
    ],
)
def test_front_matter_dates(value: str, at: str) -> None:
    stated = front_time(value)
    assert stated is not None
    assert stated.at.isoformat() == at
    assert front_time("yesterday") is None
