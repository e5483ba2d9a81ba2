"""Draws what messengers show of a page without a picture of its own: `python -m bench.make_card` makes static/img/card.png,
and card-plain.png without a name, for an archive that has another one.

With the site's own mark, faces and colours (tokens.css), by Chromium; in few colours, so that it stays small.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from bench.serving import chromium

STATIC = Path(__file__).resolve().parents[1] / "static"
#: What OpenGraph's readers ask for.
WIDTH, HEIGHT = 1200, 630
COLOURS = 64
PAGE = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><style>{tokens}
body {{ margin: 0; height: 630px; background: var(--paper); color: var(--ink); font-family: var(--serif);
  display: flex; flex-direction: column; align-items: center; justify-content: center }}
svg {{ width: 150px }}
rect {{ fill: var(--accent) }}
path {{ stroke: var(--accent-ink); stroke-width: 2.2 }}
h1 {{ font-size: 104px; margin: 38px 0 0; letter-spacing: .04em }}
p {{ font-size: 34px; color: var(--ink-soft); margin: 18px 0 0 }}
div {{ width: 1040px; height: 4px; margin-top: 44px;
  border-top: 2px solid var(--rule-firm); border-bottom: 1px solid var(--rule-firm) }}
</style>
<svg viewBox="0 0 32 32"><rect width="32" height="32" rx="3"/><path d="M24.5 6v20M18.8 6v13M13.2 6v20M7.5 6v8"/></svg>
{words}<div></div></html>"""
CARDS = {"card.png": "<h1>新闻档案馆</h1><p>News Archive</p>", "card-plain.png": ""}


def main() -> None:
    tokens = (STATIC / "css" / "tokens.css").read_text()
    with chromium() as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        for name, words in CARDS.items():
            page.set_content(PAGE.format(tokens=tokens, words=words))
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
            picture.save(STATIC / "img" / name, optimize=True)


if __name__ == "__main__":
    main()
