"""Films, sounds and posts of other sites that an article embeds: where each leads, as a link in their place.

Not figures: those have a picture (a <video> with a poster is one, pictures.py). An article that is nothing but such a film
would otherwise be empty.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from bs4 import Tag
from bs4.element import NavigableString

from articles.parsing.addresses.urls import absolute, host_of
from articles.parsing.text.pictures import MAX_ADDRESS, Picture, film_address
from articles.parsing.text.tree import below

FRAMES = frozenset(
    {"iframe", "embed", "object", "amp-iframe", "amp-youtube", "amp-vimeo", "amp-twitter", "amp-video-iframe"}
)
SOUNDS = frozenset({"video", "audio", "amp-video", "amp-audio"})
_SOURCES = ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data-cmp-src", "data")
#: Frames that hold no content: advertisements, buttons, counters, consent, comments.
_NO_CONTENT = re.compile(
    r"^https?://(?:[^/?#]*\.)?(?:ads?\d?|adserver|doubleclick|googlesyndication|googletagmanager|adsystem|adservice|adnxs|criteo|taboola|outbrain"
    r"|disqus|addthis|sharethis|recaptcha|innity|onetrust)\."
    r"|facebook\.com/(?:v[\d.]+/)?plugins/(?:like|page|share|follow|comments|group|likebox|send)"
    r"|platform\.twitter\.com/widgets/(?:follow|tweet)_button|google\.com/recaptcha|/(?:ads?|adserver|banner)/|[?&]share=",
    re.IGNORECASE,
)
#: A player's address and the page that it plays from.
_PAGES = (
    (
        re.compile(r"^https?://(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:embed|v|shorts|live)/([\w-]{6,20})(?=$|[?&#/])"),
        r"https://www.youtube.com/watch?v=\1",
    ),
    (re.compile(r"^https?://player\.vimeo\.com/video/(\d+).*"), r"https://vimeo.com/\1"),
    (re.compile(r"^https?://(?:www\.)?dailymotion\.com/embed/video/(\w+).*"), r"https://www.dailymotion.com/video/\1"),
    (re.compile(r"^https?://player\.bilibili\.com/player\.html\?.*?\b(BV\w{8,14}).*"), r"https://www.bilibili.com/video/\1"),
    (re.compile(r"^https?://player\.youku\.com/embed/([\w=]+).*"), r"https://v.youku.com/v_show/id_\1.html"),
)  # fmt: skip
_FACEBOOK = re.compile(
    r"^https?://www\.facebook\.com/(?:v[\d.]+/)?plugins/(?:video|post)\.php\?(?:[^#]*&)?href=([^&#]+)"
)
_POSTS = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-(?:post|video)|bluesky-embed|reddit-embed-bq)(?:$|\s)"
)
_NAMELESS = re.compile(
    r"(?i)^(?:youtube|vimeo|facebook|embedded|video)?\s*(?:video )?(?:player|content|embed|i?frame)?$"
)
_NUMBER = re.compile(r"\s*(\d{1,5})(?:px)?\s*$")
#: Pixels; a smaller frame counts or tracks.
_MIN_SIDE = 40
_MAX_TITLE = 300
#: Nodes of a post that are looked at.
_LOOK = 400


def player_of(tag: Tag, base: str) -> Picture | None:
    """A film, a sound or a frame that shows no picture of its own: `alt` is its title, `video_url` where it leads."""
    address = film_address(tag, base) if tag.name in SOUNDS else _frame_address(tag, base)
    if not address or _NO_CONTENT.search(address) or "wp-embedded-content" in str(tag.attrs.get("class", "")):
        return None
    sides = (_NUMBER.match(str(tag.attrs.get(name, ""))) for name in ("width", "height"))
    if tag.name in FRAMES and any(side and int(side[1]) < _MIN_SIDE for side in sides):
        return None
    return _player(tag, address)


def is_post(tag: Tag) -> bool:
    return bool(_POSTS.search(str(tag.attrs.get("class", ""))))


def post_of(tag: Tag, base: str) -> Picture | None:
    """A post of another site whose text a script would have fetched: nothing but its address is there."""
    nodes = list(below(tag, _LOOK))
    if any(type(node) is NavigableString and node.strip() for node in nodes):
        return None
    links = [node for node in nodes if isinstance(node, Tag) and node.name == "a" and "href" in node.attrs]
    told = [tag.attrs.get(name, "") for name in ("data-href", "cite", "data-instgrm-permalink")]
    told += [link.attrs["href"] for link in reversed(links)]
    address = next((found for value in told if (found := absolute(str(value)[:MAX_ADDRESS], base))), "")
    return _player(tag, address) if address else None


def _player(tag: Tag, address: str) -> Picture:
    title = " ".join(str(tag.attrs.get("title", "") or tag.attrs.get("aria-label", "")).split())[:_MAX_TITLE]
    return Picture("", host_of(address) if _NAMELESS.match(title) else title, address, video=True)


def _frame_address(tag: Tag, base: str) -> str:
    if tag.name == "amp-youtube":
        return _page(f"https://www.youtube.com/embed/{tag.attrs.get('data-videoid', '')}")
    if tag.name == "amp-vimeo":
        return _page(f"https://player.vimeo.com/video/{tag.attrs.get('data-videoid', '')}")
    if tag.name == "amp-twitter":
        return f"https://twitter.com/i/status/{str(tag.attrs.get('data-tweetid', ''))[:30]}"
    values = (str(tag.attrs.get(name, ""))[:MAX_ADDRESS] for name in _SOURCES)
    return _page(next((found for value in values if (found := absolute(value, base))), ""))


def _page(address: str) -> str:
    if facebook := _FACEBOOK.match(address):
        return unquote(facebook[1]) if unquote(facebook[1]).startswith("https://") else address
    for pattern, page in _PAGES:
        if match := pattern.match(address):
            return match.expand(page)
    return address
