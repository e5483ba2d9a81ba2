"""Files and folders whose names alone say that they are no articles: they are never opened. The one table of them."""

from __future__ import annotations

from pathlib import PurePosixPath

from articles.parsing.types import NotAnArticle

#: Folders that are not entered, wherever they are met; hidden ones are not either.
_VERSION_CONTROL = frozenset((".git", ".hg", ".svn", ".bzr"))
_TOOLS = frozenset(("__MACOSX", "node_modules", "__pycache__"))
#: Folders of a repository or a site, whose files are listed one by one.
_SITE = frozenset((".github", ".vscode", ".idea", "_site", "_layouts", "_includes", "_sass", "assets", "lists"))
_FOLDERS = _VERSION_CONTROL | _TOOLS | _SITE
_TOOL_FILES = frozenset(("thumbs.db", "desktop.ini"))
#: Names, with or without an ending.
_PAGES = frozenset(
    (
        "readme", "license", "licence", "changelog", "contributing", "authors", "cname", "gemfile", "makefile",
        "dockerfile", "index", "summary", "security", "_config", "code_of_conduct", "404", "about",
        "package.json", "package-lock.json", "composer.json", "tsconfig.json", "manifest.json",
    )
)  # fmt: skip
#: Folders of Hexo and Hugo whose index.md is a page of the site: about/index.md.
_PAGE_FOLDERS = frozenset(
    ("about", "tags", "categories", "archives", "links", "friends", "guestbook", "search", "contact", "404")
)
_MARKDOWN = (".md", ".markdown")
#: Settings of a site, opened for its title alone (articles.ingest.rows.root_names).
SITE_SETTINGS = frozenset(
    (
        "_config.yml", "_config.yaml", "hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "config.yaml",
        "config.yml", "config.json", "mkdocs.yml", "zola.toml",
    )
)  # fmt: skip
_TOLD_BY_CONTENT = frozenset(
    (
        ".html",
        ".htm",
        ".xhtml",
        ".mhtml",
        ".mht",
        ".xml",
        ".rss",
        ".atom",
        ".rdf",
        ".json",
        ".jsonl",
        ".md",
        ".markdown",
    )
)
_PICTURE = "a picture"
_SUFFIXES = {
    _PICTURE: "jpg jpeg png gif webp svg ico bmp tif tiff avif heic",
    "sound or film": "mp3 mp4 m4a mov avi webm wav ogg mkv flv",
    "a style sheet, script or font of a site": "css scss sass less js mjs ts map woff woff2 ttf otf eot",
    "a program, or settings of one": "py rb sh bat ps1 go rs java c h php exe dll so class jar lock gemspec toml ini cfg "
    "conf yml yaml properties",
    "an office document or a table": "pdf doc docx xls ppt pptx epub",
    "an archive in an archive (unpack it, or import it by itself)": "zip rar 7z tar gz tgz xz txz zst tzst bz2 tbz2 br "
    "bundle",
}
#: Web archives and tables, which hold many articles each; content tells whether they do.
_CONTAINERS = {
    "warc": (".warc", ".warc.gz", ".arc", ".arc.gz", ".wacz"),
    "csv": (".csv", ".tsv", ".tab"),
    "sqlite": (".db", ".sqlite", ".sqlite3", ".db3"),
    "excel": (".xlsx", ".xlsm"),
    "parquet": (".parquet",),
}
_KINDS = {f".{suffix}": kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}


def container_by_path(path: str) -> str:
    """ "warc", "csv", "sqlite", "excel" or "parquet", by a file's name; "" for others and for what is never opened."""
    file = PurePosixPath(path.replace("\\", "/"))
    name = file.name.lower()
    kind = next((kind for kind, endings in _CONTAINERS.items() if name.endswith(endings)), "")
    return kind if kind and kind_by_path(path) is None else ""


def is_picture(path: str) -> bool:
    """Whether a file's name says that it is a picture."""
    return _KINDS.get(PurePosixPath(path).suffix.lower()) == _PICTURE


def kind_by_path(path: str) -> NotAnArticle | None:
    """What a whole path alone tells: repository files, pictures, a site's own pages."""
    file = PurePosixPath(path.replace("\\", "/"))
    for folder in file.parts[:-1]:
        if folder in _FOLDERS:
            return NotAnArticle(f"It lies in {folder}, which holds a repository's or a site's own files.")
    if file.name.lower() in SITE_SETTINGS:
        return NotAnArticle("It holds the settings of a site; only its title is read.")
    if _names_a_page(file):
        return NotAnArticle(f"{file.name} describes a repository or a site; it is no article.")
    return skipped_file(file.name)


def skipped_folder(name: str) -> NotAnArticle | None:
    """For a folder that is not entered: one verdict stands for all it holds."""
    if name in _VERSION_CONTROL:
        return NotAnArticle("The folder of a version control system; not entered.")
    if name.startswith(".") or name in _TOOLS:
        return NotAnArticle("A hidden folder or a tool's; not entered.")
    return None


def skipped_file(name: str) -> NotAnArticle | None:
    """For a file that is not opened."""
    if name.startswith(".") or name.lower() in _TOOL_FILES:
        return NotAnArticle("A hidden file or a tool's; not opened.")
    if name.lower() in SITE_SETTINGS:
        return None
    kind = "" if name.lower().endswith(_CONTAINERS["warc"]) else _KINDS.get(PurePosixPath(name).suffix.lower())
    return NotAnArticle(f"By its name it is {kind}; not opened.") if kind else None


def skipped_member(path: str) -> tuple[str, NotAnArticle] | None:
    """For an archive's member: the path its verdict stands for (its skipped folder, or itself), and the verdict."""
    parts = path.split("/")
    for depth, part in enumerate(parts[:-1], 1):
        if verdict := skipped_folder(part):
            return "/".join(parts[:depth]), verdict
    verdict = skipped_file(parts[-1])
    return (path, verdict) if verdict else None


def _names_a_page(file: PurePosixPath) -> bool:
    """A mirror's index.html and a Hugo bundle's index.md may be an article, and a feed is often index.xml: their content
    tells (pages.py, posts.py)."""
    stem = file.stem.lower()
    if stem == "index" and file.suffix.lower() in _MARKDOWN and file.parent.name.lower() in _PAGE_FOLDERS:
        return True
    if stem == "index" and file.suffix.lower().partition("#")[0] in _TOLD_BY_CONTENT:
        return False
    return stem in _PAGES or file.name.lower() in _PAGES
