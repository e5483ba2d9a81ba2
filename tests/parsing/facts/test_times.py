"""Date styles, zones, and which statement counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from articles.parsing.facts.dates import day_in_address, read_date
from articles.parsing.facts.times import Times, comment_time, front_time, settle

COMMENT = datetime(2020, 8, 5, 9, 0, tzinfo=UTC)


def settled(
    body: str = "",
    comment: datetime | None = None,
    front: str = "",
    line: str = "",
    zone: str = "",
    home: str = "",
    doubt: bool = False,
    dateline: str = "",
    address: str = "",
) -> Times:
    return settle(
        read_date(body),
        comment,
        front_time(front),
        read_date(line),
        date_zone=zone,
        home_zone=home or zone,
        comment_doubt=doubt,
        dateline=read_date(dateline),
        address=day_in_address(address),
    )


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


def test_nothing_tells_the_time() -> None:
    assert settled().problems == ("no-time",)


@pytest.mark.parametrize("body", ["2020-08-05 09:00:01", "2020-08-09 10:00:00", "2020-08-05T11:00:00+01:00"])
def test_a_clock_later_than_the_archive_does_not_count(body: str) -> None:
    times = settled(body, COMMENT, zone="UTC")
    assert times.published is not None
    assert (times.published.at, times.published.rule, times.doubt) == (COMMENT, "comment", "body-later")


def test_a_clock_at_the_moment_of_archiving_counts() -> None:
    times = settled("2020-08-05 09:00:00", COMMENT, zone="UTC")
    assert times.published is not None
    assert (times.published.rule, times.doubt) == ("body", "")


def test_a_clock_that_the_outlets_zone_puts_into_the_future_is_read_as_the_readers() -> None:
    times = settled("2020-08-05 16:50", COMMENT, zone="America/New_York")
    assert times.published is not None
    assert (times.published.at.isoformat(), times.doubt) == ("2020-08-05T16:50:00+08:00", "body-zone")


def test_a_clock_between_front_matter_and_comment_proves_the_comment() -> None:
    times = settled("2020-08-05T08:30:00Z", COMMENT, "2020-08-05T01:00:00Z", zone="UTC")
    assert times.published is not None
    assert times.archived is not None
    assert (times.published.rule, times.archived.at, times.doubt) == ("body", COMMENT, "front-earlier")


def test_a_clock_on_the_day_of_archiving_counts_where_only_the_day_is_known() -> None:
    times = settled("2020-08-05 10:00", front="2020-08-05", zone="UTC")
    assert times.published is not None
    assert (times.published.at.hour, times.published.rule, times.doubt) == (10, "body", "")
    late = settled("2020-08-06 10:00", front="2020-08-05", zone="UTC")
    assert late.published is not None
    assert (late.published.rule, late.doubt) == ("front-matter", "body-later")


@pytest.mark.parametrize(
    ("comment", "year"),
    [(COMMENT, 2020), (datetime(2021, 1, 1, tzinfo=UTC), 2020), (datetime(2020, 8, 1, tzinfo=UTC), 2019)],
)
def test_a_date_without_a_year_is_the_last_before_the_archive(comment: datetime, year: int) -> None:
    published = settled("8月5日 10:00", comment, zone="Asia/Shanghai").published
    assert published is not None
    assert (published.at.year, published.at.month, published.at.day, published.rule) == (year, 8, 5, "body")


def test_a_day_that_never_was_without_a_year() -> None:
    published = settled("2月29日 10:00", datetime(2022, 3, 1, tzinfo=UTC), zone="UTC").published
    assert published is not None
    assert published.rule == "comment"


def test_only_where_nothing_else_tells_does_a_day_count() -> None:
    found = [
        settled("2020年8月5日", zone="Asia/Taipei", address="https://a.example/20200807/1").published,
        settled(dateline="2020年8月5日", zone="Asia/Taipei", address="https://a.example/20200807/1").published,
        settled(zone="Asia/Taipei", address="https://a.example/2020/08/05/1").published,
    ]
    assert [(time and time.rule, time and time.precision, time and time.at.isoformat()) for time in found] == [
        (rule, "day", "2020-08-05T00:00:00+08:00") for rule in ("body", "dateline", "address")
    ]


def test_an_old_dateline_is_a_doubt() -> None:
    assert settled(comment=COMMENT, dateline="2020年7月20日").doubt == "dateline-earlier"
    assert settled(comment=COMMENT, dateline="2020年8月3日").doubt == ""
    assert settled("2020-08-05 08:00", COMMENT, zone="UTC", dateline="2020年7月20日").doubt == ""


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
