from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.rows.identity import identity, public_id
from articles.ingest.rows.versions import Version, decide

times = st.none() | st.integers(0, 3).map(lambda hour: datetime(2021, 1, 1, hour, tzinfo=UTC))
versions = st.lists(
    st.builds(Version, st.sampled_from("abcdefgh"), st.sampled_from("XYZ"), times, times),
    min_size=1,
    unique_by=lambda version: version.sha256,
)


@given(versions, st.randoms())
def test_order_changes_nothing(found: list[Version], rng: object) -> None:
    shuffled = list(found)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert decide(shuffled) == decide(found)


@given(versions)
def test_every_content_is_shown_or_kept_once(found: list[Version]) -> None:
    decision = decide(found)
    kept = set(decision.revisions)
    assert kept | {decision.current.content_hash} == {version.content_hash for version in found}
    assert decision.current.content_hash not in kept
    assert all(version.rank <= decision.current.rank for version in found)


def test_the_archive_time_comes_first_and_an_unknown_one_is_the_smallest() -> None:
    early, late = datetime(2021, 1, 1, tzinfo=UTC), datetime(2021, 1, 2, tzinfo=UTC)
    unknown = Version("z", "A", None, late)
    first, tie, front = Version("b", "B", early), Version("a", "C", early), Version("0", "D", early, early)
    assert decide([unknown, first]).current == first
    assert decide([first, tie]).current == first
    assert decide([first, front]).current == front
    assert decide([first, Version("c", "B", late)]).earliest["B"] == first


def test_a_permanent_id_grows_only_on_a_collision() -> None:
    key = identity("www.example.com/a", "voa", "h", "t")
    assert key == identity("www.example.com/a", "", "", "")
    assert len(public_id(key, ())) == 12
    assert public_id(key, {public_id(key, ())}) == public_id(key, {public_id(key, ()), "x"})
    longer = public_id(key, {public_id(key, ())})
    assert len(longer) == 16
    assert longer.startswith(public_id(key, ()))
    assert len(public_id(key, {public_id(key, ()), longer})) == 20


def test_without_an_address_outlet_headline_and_body_are_told_apart() -> None:
    keys = {identity("", "ab", "c", "d"), identity("", "a", "bc", "d"), identity("", "a", "b", "cd")}
    assert len(keys) == 3
