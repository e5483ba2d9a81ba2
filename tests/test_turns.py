"""Dear answers take turns: few at a time, a sentence for the rest, and room for everyone else."""

from __future__ import annotations

import runpy
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory

from articles import search, turns
from articles.models import Article
from articles.turns import LONG, Turns, whole_file
from newsarchive import arrival

ROOT = Path(__file__).resolve().parent.parent
ALTERNATIVES = quote("|".join("灯塔海风船山川日月" * 15))
DEAR = (
    f"/en/search/?q={ALTERNATIVES}", f"/en/search/?q={ALTERNATIVES}&view=lines", "/en/search/?q=%22塔%22&form=typed",
    f"/en/search/feed/?q={ALTERNATIVES}", f"/en/compare/?q={ALTERNATIVES}", "/en/sitemap-articles.xml",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _plain_http(settings: Any) -> None:
    settings.HTTPS = False


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns of the test's own, which nobody waits for."""
    monkeypatch.setattr(turns, "DEAR", Turns(1, waiting=0))
    monkeypatch.setattr(turns, "EXPORTS", Turns(1, waiting=0))


@pytest.fixture
def archive(make_article: Callable[..., Article]) -> None:
    for n in range(3):
        make_article(f"第{n}座灯塔")
    search.rebuild()


def test_so_many_are_served_so_many_wait_the_rest_are_sent_away() -> None:
    some, began, end = Turns(2, waiting=1, patience=30), threading.Semaphore(0), threading.Event()
    served: list[bool] = []

    def ask() -> None:
        served.append(some.take())
        began.release()
        end.wait(30)
        some.give_back()

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert began.acquire(timeout=30) and began.acquire(timeout=30)
    assert not began.acquire(timeout=0.05), "the third has to wait"
    assert some.take() is False, "nobody waits behind it"
    end.set()
    for thread in threads:
        thread.join(30)
    assert served == [True, True, True]


def test_who_has_waited_long_enough_is_sent_away_and_leaves_room() -> None:
    some = Turns(1, waiting=1, patience=0.01)
    assert some.take()
    assert [some.take() for _ in range(3)] == [False, False, False]
    some.patience = 30
    later = threading.Timer(0.05, some.give_back)
    later.start()
    assert some.take(), "the place to wait in is free again"
    later.join()


@pytest.fixture
def waited() -> Iterator[Callable[[float], None]]:
    """Pretend that the request has waited so long for a thread."""
    yield lambda seconds: arrival.came(time.monotonic() - seconds)
    arrival.came(None)


def test_the_wait_for_a_thread_counts(waited: Callable[[float], None]) -> None:
    some = Turns(1, waiting=1, patience=60)
    waited(61)
    assert not some.take(), "it is too late, though nobody is before it"
    waited(59.9)
    assert some.take()
    began = time.monotonic()
    assert not some.take()
    assert time.monotonic() - began < 30, "what is left of its time is a tenth of a second"
    some.give_back()
    waited(0)
    assert some.take(), "those who were sent away hold no place"


@pytest.mark.usefixtures("archive")
@pytest.mark.django_db(transaction=True)  # the end of an answer closes the connection
@pytest.mark.parametrize("address", [*DEAR, "/search/export.csv?q=灯塔"])
def test_a_dear_request_that_cannot_begin_in_time_is_sent_away(
    client: Client, waited: Callable[[float], None], address: str
) -> None:
    waited(turns.DEAR.patience + 1)
    answer = client.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert client.get("/en/search/?q=灯塔").status_code == 200, "a page is answered, however late"
    waited(0)
    answer = client.get(address)
    assert answer.status_code == 200
    answer.close()


@pytest.mark.usefixtures("archive", "impatient")
@pytest.mark.parametrize("address", DEAR)
def test_a_dear_request_is_told_when_to_come_again(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200
    assert turns.DEAR.take()
    answer = client.get(address)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    assert "Try again in a few seconds" in answer.text
    assert client.get("/en/search/?q=灯塔").status_code == 200, "what is not dear is answered meanwhile"
    turns.DEAR.give_back()
    assert client.get(address).status_code == 200, "and the turn has been given back each time"


@pytest.mark.usefixtures("archive", "impatient")
def test_the_api_says_so_in_its_own_form(client: Client) -> None:
    assert turns.DEAR.take()
    answer = client.get("/zh-hant/api/search", {"q": "海" * (LONG + 1)})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json() == {"detail": "本館正在處理幾項耗時的請求，請過幾秒再試。"}
    assert client.get("/api/search", {"q": "海" * LONG}).status_code == 200
    turns.DEAR.give_back()


@pytest.mark.usefixtures("archive", "impatient")
@pytest.mark.django_db(transaction=True)  # the end of an answer closes the connection
def test_a_download_has_its_turn_until_it_is_read_or_left(client: Client) -> None:
    for leave in (lambda answer: answer.getvalue(), lambda answer: answer.close()):
        first = client.get("/search/export.csv?q=灯塔")
        assert first.status_code == 200
        assert client.get("/search/export.ris?q=灯塔").status_code == 503
        leave(first)
    head = client.head("/search/export.csv?q=灯塔")
    assert head.status_code == 200
    head.close()
    for refused, status in (("/search/export.csv?page=x", 400), ("/search/export.exe", 404)):
        assert client.get(refused).status_code == status
    assert client.get("/search/export.csv?q=灯塔").getvalue().count("灯塔".encode()) == 3


@pytest.mark.usefixtures("impatient")
def test_a_view_that_fails_gives_its_turn_back(rf: RequestFactory) -> None:
    def failing(request: HttpRequest) -> HttpResponseBase:
        raise ValueError

    def working(request: HttpRequest) -> HttpResponseBase:
        return HttpResponse("here")

    for _time in range(3):
        with pytest.raises(ValueError):
            whole_file(failing)(rf.get("/"))
        assert whole_file(working)(rf.get("/")).status_code == 200


def test_an_answer_that_was_dropped_unread_gives_its_turn_back(rf: RequestFactory) -> None:
    one = Turns(1, waiting=0)
    assert one.take()
    held = turns._Held(iter(()), one)
    assert not one.take()
    del held
    assert one.take()


@pytest.fixture
def gunicorn_settings() -> Iterator[dict[str, object]]:
    yield runpy.run_path(str(ROOT / "gunicorn.conf.py"))


def test_dear_answers_never_take_the_last_thread_of_a_worker(gunicorn_settings: dict[str, object]) -> None:
    threads = gunicorn_settings["threads"]
    assert isinstance(threads, int)
    assert turns.DEAR.most + turns.EXPORTS.most < threads
