"""Small archives for tests of the index, and what one asks of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random

from hypothesis import strategies as st
from whoosh import query as wq

from articles.search.evaluate.evaluate import Evaluator
from articles.search.evaluate.postings import occurrences
from articles.search.index.arrays.build import build
from articles.search.index.arrays.files import write_segment
from articles.search.index.arrays.layout import NO_DAY, NO_TIME, IndexDocument
from articles.search.index.arrays.store import Snapshot, Store
from articles.search.query.queries import exactly
from articles.search.text.tokens import runs

ANALYSIS = "test"
#: Both scripts of a character, one beyond the basic plane, kana.
HAN = "中国國华華人𠮷々"
KANA = "かカ"
WORDS = ("Twitter", "covid", "19", "Écru", "ｔｖ", "f16")
SIGNS = ("，", "。", "-", "·", "…", " ", "　", "\n", "\u200b", "\ufe00", "  ")
#: Characters are frequent, so that pairs recur; words and signs stand between them.
PIECES = (*HAN, *HAN, *HAN, *KANA, *WORDS, *SIGNS)

texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
hans = st.text(st.sampled_from(HAN + KANA), min_size=1, max_size=4)


def document(
    number: int, *texts: str, source: int = 1, day: int = NO_DAY, time: int = NO_TIME, flags: int = 0
) -> IndexDocument:
    """texts: headline, caption, byline, body, as many as there are."""
    return IndexDocument(number, source, day, time, flags, (*texts, *[""] * (4 - len(texts))))


def body(number: int, text: str) -> IndexDocument:
    return document(number, "", "", "", text)


def random_text(random: Random, pieces: int) -> str:
    return "".join(random.choices(PIECES, k=random.randint(0, pieces)))


def random_documents(random: Random, count: int, pieces: int = 8) -> list[IndexDocument]:
    return [
        document(
            number,
            *(random_text(random, pieces) for _field in range(4)),
            source=random.randint(1, 3),
            day=random.choice([NO_DAY, 700_000, 700_001, 737_000]),
            flags=random.randint(0, 7),
        )
        for number in random.sample(range(1, 1000), count)
    ]


def put(store: Store, added: Sequence[IndexDocument] = (), gone: Iterable[int] = ()) -> None:
    """One commit."""
    store.folder.mkdir(parents=True, exist_ok=True)
    with store.drafting():
        entries = [write_segment(store.folder, build(added))] if added else []
        with store.lock() as held:
            assert held
            store.commit(entries, gone)


def opened(folder: Path, *batches: Sequence[IndexDocument]) -> Store:
    """A store with a segment for each batch."""
    store = Store(folder, ANALYSIS)
    for batch in batches:
        put(store, batch)
    return store


def found(snapshot: Snapshot, query: wq.Query | str) -> set[int]:
    """Primary keys of what matches; a text is asked for letter for letter, in all fields."""
    asked = exactly("text", query) if isinstance(query, str) else query
    return set(snapshot.column("doc_id")[Evaluator(snapshot).matches(asked).docs].tolist())


def often(snapshot: Snapshot, text: str) -> int:
    """Occurrences of `text` in all living documents."""
    total = 0
    for segment in snapshot.segments:
        postings = occurrences(segment, runs(text))
        total += int((~segment.deleted[segment.documents_of(postings)]).sum())
    return total


def substrings(random: Random, documents: Sequence[IndexDocument], number: int, longest: int = 6) -> list[str]:
    """Pieces of the documents' texts, as they stand there."""
    pool = [text for doc in documents for text in doc.texts if text]
    pieces = []
    for text in random.choices(pool, k=number) if pool else ():
        start = random.randrange(len(text))
        pieces.append(text[start : start + random.randint(1, longest)])
    return pieces


def eventually(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Whether it became true in time."""
    import time

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.01)
    return False
