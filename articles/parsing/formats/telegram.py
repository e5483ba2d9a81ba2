"""Telegram Desktop's machine-readable export (result.json): one chat, or all chats of an account, each with its messages.

Telegram writes a chat's name, type and id in this order before its messages; an export may have hundreds of megabytes, so
it is read through a window. The form: Telegram Desktop's export_output_json.cpp."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any, TextIO

from articles.parsing.types import NotAnArticle, Refused

#: Characters of a message that make it more than a remark.
LEAST = 40
#: Characters of a first line that may be a headline.
_LONGEST_HEADLINE = 60
_CHAT = re.compile(
    r'\{\s*"name":\s*(?:"(?P<name>(?:[^"\\]|\\.){0,300})"|null),\s*"type":\s*"(?P<type>[a-z_]{1,40})",\s*"id":\s*-?\d{1,20},'
    r'\s*"messages":\s*\[\s*'
)
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder(strict=False)
_PIECE = 1024 * 1024
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif")


def is_export(start: str) -> bool:
    """Whether a file that begins so is one."""
    return _CHAT.search(start) is not None and start.lstrip("\ufeff \t\r\n").startswith("{")


def messages_in(stream: TextIO, limit: int) -> Iterator[bytes | Refused]:
    """Each message as a JSON object of its own, with its chat's name. limit: characters of one."""
    window = _Window(stream, limit)
    while chat := window.find(_CHAT):
        about = json.loads(f'"{chat["name"] or ""}"', strict=False)
        while window.skip(_BETWEEN) and not window.text.startswith("]"):
            message = window.value()
            if message is None:
                yield Refused("The export breaks off or is broken in the middle of this message. Export it again.")
                break
            head = json.dumps({"name": about, "type": chat["type"]}, ensure_ascii=False)
            yield f'{{"telegram": {head}, "message": {message}}}'.encode("utf-8", "surrogatepass")


class _Window:
    """A part of the text that begins where reading stands."""

    def __init__(self, stream: TextIO, limit: int) -> None:
        self._stream, self._limit = stream, limit
        self.text = ""

    def _more(self) -> bool:
        piece = self._stream.read(_PIECE)
        self.text += piece
        return bool(piece)

    def find(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        while True:
            if found := pattern.search(self.text):
                self.text = self.text[found.end() :]
                return found
            self.text = self.text[-1_000:]
            if not self._more():
                return None

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Whether anything is left behind it."""
        while True:
            found = pattern.match(self.text)
            self.text = self.text[found.end() :] if found else self.text
            if self.text or not self._more():
                return bool(self.text)

    def value(self) -> str | None:
        """The next JSON value as it is written; None if there is no whole one."""
        while True:
            try:
                _, end = _DECODER.raw_decode(self.text)
            except RecursionError:
                return None
            except ValueError:
                if len(self.text) > self._limit or not self._more():
                    return None
                continue
            written, self.text = self.text[:end], self.text[end:]
            return written


def article_of(loaded: dict[str, Any]) -> dict[str, Any] | NotAnArticle:
    """A message under the names of json_keys.toml."""
    chat, message = loaded["telegram"], loaded["message"]
    if not isinstance(chat, dict) or not isinstance(message, dict) or message.get("type") != "message":
        return NotAnArticle("A note of Telegram's, such as who joined; no message.")
    text, html = _text(message.get("text") or message.get("text_entities"))
    if len("".join(text.split())) < LEAST:
        return NotAnArticle(f"A message of fewer than {LEAST} characters.")
    lines = [line for line in text.splitlines() if line.strip()]
    first = lines[0].strip()
    headline = first if len(lines) > 1 and len(first) <= _LONGEST_HEADLINE else ""
    name = str(chat.get("name") or "")
    sender = message.get("author") or message.get("from")
    return {
        "headline": headline,
        "body_html": _picture(message) + _paragraphs(html, without_first=bool(headline)),
        "published_at": message.get("date_unixtime") or message.get("date"),
        "modified_at": message.get("edited_unixtime") or message.get("edited"),
        "source": name,
        "byline": [sender] if isinstance(sender, str) and sender != name else [],
    }


def _text(value: Any) -> tuple[str, str]:
    """A message's text, plain and as HTML with its links."""
    parts = value if isinstance(value, list) else [value]
    plain, marked = [], []
    for part in parts:
        text = part if isinstance(part, str) else str(part.get("text") or "") if isinstance(part, dict) else ""
        plain.append(text)
        href = part.get("href") if isinstance(part, dict) else None
        if isinstance(part, dict) and part.get("type") == "link":
            href = text
        written = escape(text)
        linked = isinstance(href, str) and href.startswith(("https://", "http://"))
        marked.append(f'<a href="{escape(str(href))}">{written}</a>' if linked else written)
    return "".join(plain), "".join(marked)


def _paragraphs(html: str, *, without_first: bool) -> str:
    lines = [line for line in html.splitlines() if line.strip()]
    return "".join(f"<p>{line.strip()}</p>" for line in lines[1 if without_first else 0 :])


def _picture(message: dict[str, Any]) -> str:
    """The photo that lies beside the export; a note in brackets stands there where it was not exported."""
    path = message.get("photo") or message.get("file")
    if not isinstance(path, str) or path.startswith("(") or not path.lower().endswith(_PICTURES):
        return ""
    return f'<figure><img src="{escape(path)}"></figure>'
