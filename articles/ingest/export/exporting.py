"""export_archive: everything the archive holds, in open formats. The layout is described in README, below, and restored
by articles.ingest.export.restoring."""

from __future__ import annotations

import errno
import json
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import cast

import zstandard
from django.conf import settings
from django.db import DatabaseError
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from articles import site
from articles.ingest.export.carried import OWN_TABLES
from articles.ingest.export.lines import (
    PAGE,
    article_lines,
    history_lines,
    original_lines,
    original_name,
    own_rows,
    picture_lines,
    picture_name,
    source_lines,
    untouched_name,
)
from articles.ingest.export.one_state import one_state
from articles.ingest.export.targets import ExportTarget, writing
from articles.ingest.rows.apply_versions import original_bytes
from articles.models import Image, Original

#: 2: regional names, outlet rules and how fetching pictures went are in it.
FORMAT, VERSION = "newsarchive-export", 2
MANIFEST, OWN_RULES, HISTORY = "archive.json", "outlets.toml", "history.jsonl"

README = """This is a whole news archive, as export_archive wrote it.
All text is UTF-8; a .jsonl file is one JSON object a line.

archive.json     format, version, time zone, how many of each there are, and how many files of each could not be read
                 ("damaged"; export_archive named them). Written last: without it the export is not whole.
sources.jsonl    outlets: name, slug, home_zone, home_page, aliases (kind: name, host or slug).
articles.jsonl   public_id (the permanent address is /articles/<public_id>/), identity, source (a slug), visible,
                 headline, url, published_at, archived_at, current (sha256 of the original that is shown),
                 revisions (sha256 of each original kept as another version),
                 edited_at, edited_fields, edited (the values that an editor gave).
originals.jsonl  for each file an article came from: public_id, identity, sha256, size, path, source_given,
                 profile (the archive.toml that it is read by, "" for none).
originals/       those files, byte for byte: originals/<first two characters of sha256>/<sha256>.
history.jsonl    what commits of git repositories say of those files: public_id, identity, sha256, commit, at, rank (the
                 same, but later than its parents'), subject, what (added, changed or removed), path, final (a removal
                 after which the repository shows nothing of the article), rewritten (no commit took it out, the history
                 was rewritten without it).
pictures.jsonl   pictures that are kept or described, or that were asked for: url, sha256, width, height, perceptual_hash,
                 file, of the file as it came untouched_sha256, untouched, fetched_at, fetched_from, and how that went:
                 state, reason, detail, attempts, next_try_at, etag, last_modified.
pictures/        the picture files as readers see them (pixels only), named by sha256.
untouched/       the same as they came, named by their own sha256. They may say where a photograph was taken.
regional_names.jsonl  names that mean the same in different regions: forms, one a line.
outlets.toml     the outlet rules of the archive's owner, if there are any. An import does not use them: copy the file to the
                 data folder before, so that the articles are read by the same rules.

`python manage.py import_articles PATH` on this folder or .zip gives an equal archive. Into an archive that is not
empty it adds what is missing, and leaves what editors changed there.
Accounts, and the record of which files were imported from where, are not in it.
"""


class ExportRefused(Exception):
    """The export cannot be written; the text says why and what to do."""


#: Called with a sentence for each file that cannot be exported.
OnDamage = Callable[[str], None]


def export_archive(path: Path, on_damage: OnDamage = lambda sentence: None) -> Counter[str]:
    """Write everything to a folder (new or empty) or a .zip (new), as it stands when the export begins. Memory does not grow
    with the archive.

    Counts by kind; "missing pictures" and "damaged originals" are of files that could not be exported, since they are
    missing here or not the bytes they were: each is told to on_damage, and all else is exported. Raises ExportRefused if
    something is at `path` already, it cannot be written, or the database cannot be read."""
    path = path.resolve()
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ExportRefused(f"{path} is there already. Name a new folder or .zip.")
    try:
        with writing(path) as target, one_state():
            return _write(target, on_damage)
    except OSError as error:
        raise ExportRefused(_unwritable(path, error)) from error
    except DatabaseError as error:
        text = f"The database could not be read ({error}). Nothing was exported."
        raise ExportRefused(f"{text} check_archive says what is damaged; docs/backup.md how to get it back.") from error


def _unwritable(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return (
            f"The disk that {path} is on is full. Nothing was left there; free space, or name a place on another disk."
        )
    return f"{path} cannot be written ({error}). Name another place."


def _write(target: ExportTarget, on_damage: OnDamage) -> Counter[str]:
    counts: Counter[str] = Counter()
    target.file("README.txt", f"{site.current().name}\n\n{README}".encode())
    counts["sources"] = target.lines("sources.jsonl", source_lines())
    counts["articles"] = target.lines("articles.jsonl", article_lines())
    counts["originals"] = target.lines("originals.jsonl", original_lines())
    _write_originals(target, counts, on_damage)
    counts["history"] = target.lines(HISTORY, history_lines())
    counts["pictures"] = target.lines("pictures.jsonl", picture_lines())
    _write_pictures(target, counts, on_damage)
    for table in OWN_TABLES:
        counts[table.file.removesuffix(".jsonl")] = target.lines(table.file, own_rows(table))
    if (rules := _own_rules(on_damage)) is not None:
        target.file(OWN_RULES, rules)
    target.file(MANIFEST, _manifest(counts))
    return +counts


def _manifest(counts: Counter[str]) -> bytes:
    about = {
        "format": FORMAT,
        "version": VERSION,
        "time_zone": settings.NEWSARCHIVE_TIME_ZONE,
        "exported_at": timezone.now().isoformat(),
        "counts": {kind: count for kind, count in counts.items() if " " not in kind},
        "damaged": {kind: count for kind, count in counts.items() if " " in kind},
    }
    return json.dumps(about, ensure_ascii=False, indent=2).encode()


def _write_originals(target: ExportTarget, counts: Counter[str], on_damage: OnDamage) -> None:
    """Each distinct file once, from the first copy that is whole. Ordered by sha256, which has an index."""
    rows = Original.objects.only("sha256", "size", "path", "compressed", "article__public_id").select_related("article")
    with closing(cast("Generator[Original]", rows.order_by("sha256").iterator(PAGE))) as found:
        for digest, copies in groupby(found, key=lambda original: original.sha256):
            damaged = []
            for original in copies:
                data, why = sound_original(original)
                if data is not None:
                    target.file(original_name(digest), data)
                    counts["files"] += 1
                    break
                damaged.append(why)
            else:
                for why in damaged:
                    on_damage(f"{why} It is not in the export.")
                counts["damaged originals"] += len(damaged)


def sound_original(original: Original) -> tuple[bytes | None, str]:
    """The untouched file; or None, and a sentence that says what is wrong with it."""
    named = f"The original {original.path} of article {original.article.public_id}"
    try:
        data = original_bytes(original)
    except (zstandard.ZstdError, MemoryError) as error:
        return None, f"{named} cannot be decompressed ({error})."
    if sha256(data).hexdigest() != original.sha256 or len(data) != original.size:
        return None, f"{named} is not the file that was imported: its sha256 or size differs."
    return data, ""


def _write_pictures(target: ExportTarget, counts: Counter[str], on_damage: OnDamage) -> None:
    """What is shown, and beside it the file as it came."""
    last, tried = "", set[str]()
    for image in Image.objects.exclude(file="").order_by("sha256", "url_hash").iterator(PAGE):
        if image.sha256 != last:
            last, tried = image.sha256, set()
        for name, file, digest in _picture_files(image):
            if name in tried:
                continue  # the same picture from another address
            tried.add(name)
            data, why = sound_file(file, digest)
            if data is not None:
                target.file(name, data)
                counts["picture_files"] += name == picture_name(image)
            else:
                on_damage(f"The picture {image.url}: {why} It is not in the export.")
                counts["missing pictures"] += 1


def _picture_files(image: Image) -> Iterator[tuple[str, FieldFile, str]]:
    yield picture_name(image), image.file, image.sha256
    if image.untouched:
        yield untouched_name(image), image.untouched, image.untouched_sha256


def sound_file(file: FieldFile, digest: str) -> tuple[bytes | None, str]:
    """The bytes of a picture's file; or None, and a sentence that says what is wrong with it."""
    try:
        with file.open("rb") as stream:
            data: bytes = stream.read()
    except FileNotFoundError:
        return None, f"its file {file.name} is missing."
    except (OSError, ValueError) as error:
        return None, f"its file {file.name} cannot be read ({error})."
    if sha256(data).hexdigest() != digest:
        return None, f"its file {file.name} is not the one that was taken: its sha256 differs."
    return data, ""


def _own_rules(on_damage: OnDamage) -> bytes | None:
    path = Path(settings.NEWSARCHIVE_OUTLETS)
    try:
        return path.read_bytes() if path.exists() else None
    except OSError as error:
        on_damage(f"The outlet rules {path} cannot be read ({error.strerror}). They are not in the export.")
        return None
