"""Which file of an archive an article means by the path that it writes for a picture. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

#: Where site generators keep what a site's root shows: Hugo, Hexo, VuePress, Pelican, Jekyll, GitBook.
_ROOTS = ("", "static/", "source/", "public/", "content/", "assets/", ".vuepress/public/")
_PREFIX = re.compile(r"^(?:wiki|file|cid):/{0,3}", re.IGNORECASE)


@dataclass(slots=True)
class PictureFiles:
    """The picture files of one folder or archive. names: paths below it, with "/"."""

    names: set[str] = field(default_factory=set)
    _by_last: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str) -> None:
        """One more."""
        if name not in self.names:
            self.names.add(name)
            self._by_last.setdefault(_folded(name), []).append(name)

    def meant(self, reference: str, article: str) -> str:
        """The file that an article's path means; "" if there is none. It is always one of `names`: no path leads out.

        reference: as parsing.held.reference gives it. article: the article's path, beside which a relative one is looked for
        first, then in the folder that has its name (Hexo), then from each folder above it up to the root."""
        wiki = reference[:5].lower() == "wiki:"
        for path in _spellings(_PREFIX.sub("", reference)):
            found = next((name for name in _places(path, article, wiki=wiki) if name in self.names), "")
            if found:
                return found
        return self._anywhere(unquote(_PREFIX.sub("", reference))) if wiki else ""

    def _anywhere(self, path: str) -> str:
        """Obsidian's rule: the picture of that name, wherever it lies; of several the one with the shortest path."""
        ending = "/" + path.strip("/")
        found = [name for name in self._by_last.get(_folded(path), ()) if f"/{name}".endswith(ending)]
        return min(found, key=lambda name: (len(name), name), default="")


def _folded(name: str) -> str:
    return name.rpartition("/")[2].casefold()


def _spellings(written: str) -> Iterator[str]:
    """As written, decoded, without query and fragment."""
    yield from dict.fromkeys((written, unquote(written), unquote(written.partition("?")[0].partition("#")[0])))


def _places(path: str, article: str, *, wiki: bool) -> Iterator[str]:
    path = path.replace("\\", "/")
    folder = PurePosixPath(article).parent
    above = [str(each) for each in (folder, *folder.parents)]
    if not path.startswith("/"):
        yield _joined(above[0], path)
        yield _joined(str(folder / PurePosixPath(article).stem), path)
    if ".." in path.split("/"):
        return
    for each in above:
        for root in _ROOTS:
            yield _joined(each, root + path.lstrip("/"))
    if wiki:
        yield _joined(above[0], f"attachments/{path}")


def _joined(folder: str, path: str) -> str:
    """The path below the root; "" if it leads above it."""
    parts: list[str] = []
    for part in (*folder.split("/"), *path.split("/")):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def picture_names(paths: Iterable[str]) -> PictureFiles:
    """Of these paths."""
    files = PictureFiles()
    for path in paths:
        files.add(path)
    return files
