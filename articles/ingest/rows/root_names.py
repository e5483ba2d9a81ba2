"""What a PATH that is imported is called: by its site's own settings, else by its name. Pure."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from articles.parsing.article import folder_named
from articles.parsing.by_name import SITE_SETTINGS
from articles.parsing.facts.authors import nobody, plain_name

#: Bytes of a site's settings that are read.
MOST_SETTINGS = 100_000
#: How deep they may lie: in the PATH, or in the one folder of an archive that was made of a repository.
_DEPTH = 2
_TITLE = re.compile(r"^(?:title|site_name)[ \t]*[:=][ \t]*(.*)$", re.MULTILINE)
_TABLE = re.compile(r"^\[", re.MULTILINE)
_COMMENT = re.compile(r"\s#.*$")
_ENDING = re.compile(r"(?i)\.(?:zip|tgz|txz|tzst|tar(?:\.(?:gz|xz|zst|bz2))?)$")
_BRANCH = re.compile(r"-(?:master|main)$")
#: What makers of sites write there, and few change; and what every site could be called.
_NO_TITLES = frozenset(
    (
        "your awesome title", "my new hugo site", "hexo", "jekyll", "my blog", "blog", "home", "index", "untitled",
        "wordpress", "my site", "title", "news", "首页", "首頁", "主页", "主頁", "博客", "部落格", "新闻", "新聞",
    )
)  # fmt: skip


def settings_of_site(path: str) -> bool:
    """Whether an entry can be what a site's own settings are kept in, and is of the whole archive. path: relative to it."""
    parts = path.split("/")
    return len(parts) <= _DEPTH and parts[-1].lower() in SITE_SETTINGS


def title_in(data: bytes) -> str:
    """The title that a site's settings (YAML, TOML or JSON) give it; "" if they give none, or one that says nothing."""
    text = data[:MOST_SETTINGS].decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    return told_title(_of_json(text) if text.lstrip().startswith("{") else _of_lines(text))


def told_title(title: str) -> str:
    """A title as a name; "" for one that tells no outlet from another."""
    name = plain_name(title)
    return "" if nobody(name) or name.casefold() in _NO_TITLES else name


def _of_json(text: str) -> str:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    title = found.get("title") if isinstance(found, dict) else None
    return title if isinstance(title, str) else ""


def _of_lines(text: str) -> str:
    table = _TABLE.search(text)
    match = _TITLE.search(text, 0, table.start() if table else len(text))
    if not match:
        return ""
    value = match[1].strip()
    if value in (">", ">-", "|", "|-"):
        return text[match.end() :].lstrip("\n").partition("\n")[0].strip()
    quote = value[:1]
    if quote in ("'", '"') and (end := value.find(quote, 1)) > 0:
        return value[1:end]
    return _COMMENT.sub("", value).strip()


def own_name(root: str) -> str:
    """What the folder or file itself is called, if that says something; else "unknown". root: as the ledger has it."""
    name = _BRANCH.sub("", _ENDING.sub("", PurePosixPath(root.replace("\\", "/")).name))
    named = told_title(folder_named(f"{name}/file"))
    return named or "unknown"
