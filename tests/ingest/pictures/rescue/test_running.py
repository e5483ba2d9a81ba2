"""Whole runs against the hostile server: what is stored, what is written down, and what is asked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from articles.ingest.pictures import reasons
from articles.ingest.pictures.reasons import PictureRefused
from articles.ingest.pictures.rescue import choosing, running
from articles.ingest.pictures.rescue.choosing import PictureChoice
from articles.ingest.pictures.rescue.fetching import Manners
from articles.ingest.pictures.rescue.lock import only_run
from articles.ingest.pictures.rescue.recording import ATTEMPTS, next_try
from articles.ingest.pictures.rescue.running import rescue
from articles.models import Image
from tests.ingest.pictures.rescue.conftest import QUICK
from tests.ingest.pictures.rescue.hostile import HostileServer

pytestmark = pytest.mark.django_db
Show = Callable[..., list[Image]]
NOW = datetime(2024, 1, 1, tzinfo=UTC)


def test_a_run_takes_what_it_can_and_writes_down_why_not(
    server: HostileServer, manners: Manners, show: Show, settings: Settings
) -> None:
    base = f"http://{server.place}"
    good, moved, gone, secret, drawing = show(
        f"{base}/a.jpg", f"{base}/moved", f"{base}/404", f"{base}/to-metadata", f"{base}/svg"
    )
    report = rescue(PictureChoice(), QUICK, manners)
    assert dict(report.counts) == {
        ("taken", ""): 2,
        ("failed", "gone"): 1,
        ("refused", "private-address"): 1,
        ("refused", "svg"): 1,
    }
    for image in (good, moved, gone, secret, drawing):
        image.refresh_from_db()
    assert (good.state, good.content_type, good.width, good.height) == ("rescued", "image/jpeg", 60, 40)
    assert good.etag
    media = Path(settings.MEDIA_ROOT)
    assert (media / str(good.file)).is_file()
    assert (media / str(good.untouched)).is_file()
    assert moved.fetched_from == f"{base}/picture-behind-a-redirect"
    assert (gone.state, gone.reason, gone.detail, gone.next_try_at) == ("failed", "gone", "HTTP 404", None)
    assert secret.state == drawing.state == "refused"
    assert "169.254.169.254" in secret.detail
    assert not any(image.file for image in (gone, secret, drawing))


def test_a_second_run_asks_for_nothing_and_refresh_only_for_what_changed(
    server: HostileServer, manners: Manners, show: Show
) -> None:
    show(f"http://{server.place}/a.jpg", f"http://{server.place}/404")
    rescue(PictureChoice(), QUICK, manners)
    server.counts.clear()
    assert not rescue(PictureChoice(), QUICK, manners).counts
    assert not server.counts
    assert dict(rescue(PictureChoice(refresh=True), QUICK, manners).counts) == {("unchanged", ""): 1}


def test_refresh_brings_back_a_file_that_was_lost(
    server: HostileServer, manners: Manners, show: Show, settings: Settings
) -> None:
    [image] = show(f"http://{server.place}/a.jpg")
    rescue(PictureChoice(), QUICK, manners)
    image.refresh_from_db()
    path = Path(settings.MEDIA_ROOT) / str(image.file)
    path.unlink()
    assert rescue(PictureChoice(refresh=True), QUICK, manners).total("taken") == 1
    assert path.is_file()


def test_a_picture_that_the_outlet_changed_or_dropped_stays_as_it_was(
    server: HostileServer, manners: Manners, show: Show
) -> None:
    changed, dropped = show(f"http://{server.place}/a.jpg", f"http://{server.place}/b.jpg")
    rescue(PictureChoice(), QUICK, manners)
    Image.objects.filter(pk=changed.pk).update(url=f"http://{server.place}/other.jpg", etag="")
    Image.objects.filter(pk=dropped.pk).update(url=f"http://{server.place}/404")
    before = list(Image.objects.order_by("pk").values_list("sha256", "file", "state"))
    report = rescue(PictureChoice(refresh=True), QUICK, manners)
    assert dict(report.counts) == {("changed", ""): 1, ("failed", "gone"): 1}
    assert list(Image.objects.order_by("pk").values_list("sha256", "file", "state")) == before


def test_what_a_moment_later_may_be_there_is_asked_again(server: HostileServer, manners: Manners, show: Show) -> None:
    show(f"http://{server.place}/once-busy", f"http://{server.place}/503")
    report = rescue(PictureChoice(), QUICK, manners)
    assert dict(report.counts) == {("taken", ""): 1, ("failed", "busy"): 1}
    assert server.counts["/once-busy"] == server.counts["/503"] == 2


def test_a_long_retry_after_is_for_a_later_run(server: HostileServer, manners: Manners, show: Show) -> None:
    [image] = show(f"http://{server.place}/429")
    rescue(PictureChoice(), QUICK, manners)
    image.refresh_from_db()
    assert server.counts["/429"] == 1
    assert image.next_try_at is not None
    assert image.next_try_at > timezone.now() + timedelta(hours=1.9)


def test_failures_are_asked_again_when_it_is_time_or_when_it_is_asked_for(
    server: HostileServer, manners: Manners, show: Show
) -> None:
    [image] = show(f"http://{server.place}/500")
    rescue(PictureChoice(), QUICK, manners)
    assert not rescue(PictureChoice(), QUICK, manners).counts
    Image.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    assert rescue(PictureChoice(), QUICK, manners).total("failed") == 1
    image.refresh_from_db()
    assert image.attempts == 2
    assert rescue(PictureChoice(retry_failed=True), QUICK, manners).total("failed") == 1


def test_pauses_grow_and_end() -> None:
    trouble = PictureRefused(reasons.SERVER_ERROR)
    pauses = [next_try(trouble, attempt, NOW) for attempt in range(1, ATTEMPTS + 1)]
    assert pauses[-1] is None
    hours = [(each - NOW).total_seconds() / 3600 for each in pauses[:-1] if each]
    assert all(0.8 * 4**n <= hour <= 1.2 * 4**n for n, hour in enumerate(hours))
    waited = next_try(PictureRefused(reasons.BUSY, wait=86_400.0), 1, NOW)
    assert waited == NOW + timedelta(days=1)
    assert next_try(PictureRefused(reasons.GONE), 1, NOW) is None


def test_a_proxy_is_asked_only_when_told_and_only_after_the_original(
    server: HostileServer, manners: Manners, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(choosing.PROXIES, "wayback", ("proxy", f"http://{server.place}/png?{{url}}"))
    lost, _ = show(f"http://{server.place}/404", f"http://{server.place}/to-private")
    rescue(PictureChoice(), QUICK, manners)
    assert not any(path.startswith("/png") for path in server.counts)
    report = rescue(PictureChoice(retry_failed=True, proxies=("wayback",)), QUICK, manners)
    assert dict(report.counts) == {("taken", ""): 1, ("refused", "private-address"): 1}
    lost.refresh_from_db()
    assert lost.fetched_from.startswith(f"http://{server.place}/png?")
    assert server.counts["/404"] == 2
    assert not any("to-private" in path for path in server.counts if path.startswith("/png"))


def test_a_host_that_never_answers_is_left_alone(server: HostileServer, manners: Manners, show: Show) -> None:
    show(*(f"http://127.0.0.9:{server.server_address[1]}/{n}.jpg" for n in range(9)), f"http://{server.place}/a.jpg")
    beside = frozenset({server.place, f"127.0.0.9:{server.server_address[1]}"})
    quiet = replace(manners, network=replace(manners.network, beside=beside))
    report = rescue(PictureChoice(), replace(QUICK, retries=0), quiet)
    assert dict(report.counts) == {("failed", "unreachable"): 5, ("postponed", ""): 4, ("taken", ""): 1}
    assert Image.objects.filter(state="waiting").count() == 4


def test_outlet_since_limit_and_hosts_to_skip(server: HostileServer, manners: Manners, show: Show) -> None:
    base = f"http://{server.place}"
    show(f"{base}/old.jpg", source="甲报", published_at=datetime(2019, 1, 1, tzinfo=UTC))
    [new] = show(f"{base}/new.jpg", source="甲报", published_at=datetime(2021, 1, 1, tzinfo=UTC))
    show(f"{base}/other.jpg", source="乙报", published_at=datetime(2021, 1, 1, tzinfo=UTC))
    show(f"{base}/hidden.jpg", source="甲报", visible=False)
    outlet = new.figures.get().article.source
    assert not rescue(PictureChoice(skip_hosts=("127.0.0.1",)), QUICK, manners).counts
    rescue(PictureChoice(source=outlet, since=date(2020, 6, 1)), QUICK, manners)
    assert list(server.counts) == ["/new.jpg"]
    rescue(PictureChoice(limit=1), QUICK, manners)
    assert list(server.counts) == ["/new.jpg", "/old.jpg"]
    rescue(PictureChoice(), QUICK, manners)
    assert list(server.counts) == ["/new.jpg", "/old.jpg", "/other.jpg"]


def test_an_interrupted_run_goes_on_where_it_was(server: HostileServer, manners: Manners, show: Show) -> None:
    show(*(f"http://{server.place}/{n}.jpg" for n in range(30)))

    def stop(report: running.RescueReport) -> None:
        if report.total("taken") == 7:
            raise KeyboardInterrupt

    first = rescue(PictureChoice(), QUICK, manners, stop)
    assert first.stopped
    held = Image.objects.filter(state="rescued").count()
    assert held == 7
    second = rescue(PictureChoice(), QUICK, manners)
    assert second.total("taken") == 23
    assert sum(server.counts.values()) <= 30 + QUICK.workers


def test_one_host_is_asked_for_one_picture_at_a_time_with_a_rest(
    server: HostileServer, manners: Manners, show: Show
) -> None:
    show(*(f"http://{server.place}/{n}.jpg" for n in range(4)))
    server.times.clear()
    rescue(PictureChoice(), replace(QUICK, delay=0.15), manners)
    times = server.times["127.0.0.1"]
    assert all(later - earlier >= 0.15 for earlier, later in pairwise(times))


def test_the_command_ends_with_0_1_or_2(
    server: HostileServer, show: Show, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.PICTURE_RESCUE_BESIDE = frozenset({server.place})
    show(f"http://{server.place}/a.jpg")
    call_command("fetch_images", "--delay", "0")
    assert "1  taken" in capsys.readouterr().out
    show(f"http://{server.place}/404", "http://127.0.0.1/x.jpg")
    with pytest.raises(SystemExit) as ended:
        call_command("fetch_images", "--delay", "0")
    assert ended.value.code == 1
    told = capsys.readouterr()
    assert "private-address" in told.out
    assert f"http://{server.place}/404: The outlet does not have it any more. (HTTP 404)" in told.err
    with pytest.raises(CommandError, match="No outlet is called") as refused:
        call_command("fetch_images", "--outlet", "nobody")
    assert refused.value.returncode == 2
    with only_run(), pytest.raises(CommandError, match="already") as locked:
        call_command("fetch_images")
    assert locked.value.returncode == 2


def test_without_the_test_setting_loopback_is_refused(server: HostileServer, show: Show) -> None:
    show("http://127.0.0.1/a.jpg", f"http://{server.place}/b.jpg")
    with pytest.raises(SystemExit):
        call_command("fetch_images", "--delay", "0")
    assert set(Image.objects.values_list("reason", flat=True)) == {"private-address", "port"}
    assert not server.counts
