"""What gunicorn serves in tests/test_worker.py: `/NUMBER` answers so many bytes, in pieces; of a body, its length;
`/waited` how many seconds it waited for a thread. And the archive's worker, less patient."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from newsarchive import arrival
from newsarchive.worker import PatientWorker


class Hasty(PatientWorker):
    HEAD, BODY, SENDING = 1.0, 1.0, 1.0


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    if environ.get("CONTENT_LENGTH"):
        return [str(len(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))).encode()]
    path = environ["PATH_INFO"].strip("/")
    if path == "waited":
        return [f"begun {arrival.waited():.3f} end".encode()]
    return pieces(int(path) if path.isdigit() else 0)


def pieces(size: int) -> Iterator[bytes]:
    yield b"begun\n"
    for _ in range(size // 65536):
        yield b"x" * 65536
