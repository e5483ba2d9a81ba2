"""Reading a tar as a stream."""

from __future__ import annotations

import tarfile
from pathlib import Path

from articles.ingest.archives.limits import Limits
from articles.ingest.archives.streams import TarStream


def test_progress_can_be_told_after_the_archive_was_closed(tmp_path: Path) -> None:
    """Its last files are still being parsed and stored when the archive has been read to its end."""
    path = tmp_path / "news.tar"
    with tarfile.open(path, "w") as archive:
        archive.add(__file__, "one.md")
    stream = TarStream(path, Limits())
    while stream.read(4096):
        pass
    stream.close()
    assert stream.position == path.stat().st_size
