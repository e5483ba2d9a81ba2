"""Whose turn it is."""

from __future__ import annotations

from articles.ingest.pictures.rescue.hosts import Hosts, PictureJob


def job(pk: int, host: str) -> PictureJob:
    return PictureJob(pk, ((host, f"http://{host}/{pk}"),))


def test_one_at_a_time_from_a_host_and_a_rest_between() -> None:
    hosts = Hosts(delay=1.0)
    for pk in (1, 2):
        hosts.add(job(pk, "a"))
    hosts.add(job(3, "b"))
    started = [hosts.next(0.0), hosts.next(0.0), hosts.next(0.0)]
    assert [each and each.pk for each in started] == [1, 3, None]
    assert hosts.wait(0.0) is None
    hosts.finished("a", 5.0, silent=False)
    assert hosts.next(5.9) is None
    assert hosts.wait(5.5) == 0.5
    second = hosts.next(6.0)
    assert second is not None
    assert second.pk == 2
    assert len(hosts) == 0


def test_a_host_that_asks_for_a_pause_gets_it_and_others_go_on() -> None:
    hosts = Hosts(delay=0.0)
    for pk, host in ((1, "a"), (2, "a"), (3, "b"), (4, "b")):
        hosts.add(job(pk, host))
    assert hosts.next(0.0)
    assert hosts.next(0.0)
    hosts.finished("a", 0.0, silent=True, pause=30.0)
    hosts.finished("b", 0.0, silent=False)
    following = hosts.next(0.0)
    assert following is not None
    assert following.pk == 4
    assert hosts.wait(0.0) == 30.0


def test_a_job_may_have_to_wait_while_others_of_its_host_do_not() -> None:
    hosts = Hosts(delay=0.0)
    hosts.add(job(1, "a"), not_before=10.0)
    assert hosts.next(0.0) is None
    hosts.add(job(2, "a"))
    now = hosts.next(0.0)
    assert now is not None
    assert now.pk == 2
    hosts.finished("a", 1.0, silent=False)
    assert hosts.next(9.0) is None
    assert hosts.wait(9.0) == 1.0
    assert hosts.next(10.0)


def test_silence_in_a_row_is_counted_and_what_waits_can_be_given_up() -> None:
    hosts = Hosts(delay=0.0)
    for pk in range(4):
        hosts.add(job(pk, "a"))
    counted = []
    for silent in (True, False, True):
        assert hosts.next(0.0)
        counted.append(hosts.finished("a", 0.0, silent=silent))
    assert counted == [1, 0, 1]
    assert [each.pk for each in hosts.give_up("a")] == [3]
    assert len(hosts) == 0
    assert hosts.next(0.0) is None
    assert hosts.wait(0.0) is None
