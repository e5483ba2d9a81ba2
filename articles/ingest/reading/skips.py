"""What is no article by its name alone, so that nobody need open it. Data first."""

from __future__ import annotations

from articles.parsing.types import NotAnArticle

VERSION_CONTROL = {".git", ".hg", ".svn", ".bzr"}
TOOL_FOLDERS = {"__MACOSX", "node_modules", "__pycache__"}
TOOL_FILES = {"thumbs.db", "desktop.ini"}
SUFFIXES = {
    "a picture": "jpg jpeg png gif webp svg ico bmp tif tiff avif heic",
    "sound or film": "mp3 mp4 m4a mov avi webm wav ogg mkv flv",
    "a style, script or font of a site": "css scss js mjs map ts woff woff2 ttf otf eot",
    "a program": "py rb sh bat ps1 go rs java c h php exe dll so class jar lock",
    "an office document": "pdf doc docx xls xlsx ppt pptx epub",
    "an archive in an archive (unpack it, or import it by itself)": "zip rar 7z tar gz tgz xz txz zst tzst bz2 tbz2 br",
    "a database": "db sqlite sqlite3",
}
_KIND = {f".{suffix}": kind for kind, suffixes in SUFFIXES.items() for suffix in suffixes.split()}


def skipped_folder(name: str) -> NotAnArticle | None:
    """For a folder that is not entered: one verdict stands for all it holds."""
    if name in VERSION_CONTROL:
        return NotAnArticle("The folder of a version control system; not entered.")
    if name.startswith(".") or name in TOOL_FOLDERS:
        return NotAnArticle("A hidden folder or a tool's; not entered.")
    return None


def skipped_file(name: str) -> NotAnArticle | None:
    """For a file that is not opened."""
    if name.startswith(".") or name.lower() in TOOL_FILES:
        return NotAnArticle("A hidden file or a tool's; not opened.")
    stem, dot, suffix = name.rpartition(".")
    kind = _KIND.get(f".{suffix.lower()}") if stem and dot else None
    return NotAnArticle(f"By its name it is {kind}; not opened.") if kind else None


def skipped_member(path: str) -> tuple[str, NotAnArticle] | None:
    """For an archive's member: the path its verdict stands for (its skipped folder, or itself), and the verdict."""
    parts = path.split("/")
    for depth, part in enumerate(parts[:-1], 1):
        if verdict := skipped_folder(part):
            return "/".join(parts[:depth]), verdict
    verdict = skipped_file(parts[-1])
    return (path, verdict) if verdict else None
