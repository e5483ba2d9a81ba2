"""Makes sample/history/雾河报.bundle: a git repository of five commits, whose articles we wrote.

    python sample/make_history.py

Two articles and a notice come; one is corrected; one is renamed and gets another headline; the notice is taken out; a branch
holds one more. Times, names and bytes are fixed, so that the same git makes the same file.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

TARGET = Path(__file__).parent / "history" / "雾河报.bundle"
PERSON = "committer 编务 <desk@wuhe.example>"

SLUICE = """---
title: {headline}
date: 2023-05-06T09:00:00+08:00
author: 雾河报
from: https://wuhe.example/2023/05/sluice
---
<p>雾河下游的老水闸昨日合龙，{gates}道闸门全部换成新的。管理处说，汛期之前还要试放三次水。</p>
<p>守闸人顾长年在这里住了二十六年。他说，新闸开合不用人力，夜里也听不见铁链响了。</p>
"""
#: It names no address: what stood in its place before says which article it is.
READING = """---
title: {headline}
date: 2023-05-07
author: 雾河报
---
<p>镇图书馆的旧书角添了一张长桌。管理员把三十年来读者夹在书里的纸条取出来，压在玻璃下面给人看。</p>
<p>有一张写着：“这本书我读到这里，等退休再读完。”{more}</p>
"""
NOTICE = """---
title: 沿河步道本周夜间封闭
date: 2023-05-08
author: 雾河报
from: https://wuhe.example/2023/05/path-closed
---
<p>因更换路灯，沿河步道本周每晚十时至次日五时封闭。沿线住户可凭门牌通行。</p>
"""
MARKET = """---
title: 渔市搬到新码头
date: 2023-05-10
author: 雾河报
from: https://wuhe.example/2023/05/market
---
<p>渔市今天搬到新码头，头一天开秤的有四十一户。老码头的石阶留着，改作看水的地方。</p>
"""

Changes = dict[str, str | None]
COMMITS: list[tuple[str, str, Changes]] = [
    ("main", "五月六日至八日", {
        "雾河报/sluice.md": SLUICE.format(headline="老水闸合龙 十二道闸门换新", gates="十二"),
        "雾河报/notes.md": READING.format(headline="旧书角的长桌", more=""),
        "雾河报/notice.md": NOTICE,
    }),
    ("main", "更正闸门数目", {"雾河报/sluice.md": SLUICE.format(headline="老水闸合龙 十四道闸门换新", gates="十四")}),
    ("main", "改题", {
        "雾河报/notes.md": None,
        "雾河报/notes-in-books.md": READING.format(headline="夹在书里的纸条", more="落款是一九九四年。"),
    }),
    ("main", "撤下旧闻", {"雾河报/notice.md": None}),
    ("market", "渔市", {"雾河报/market.md": MARKET}),
]  # fmt: skip


def stream() -> bytes:
    """For git fast-import."""
    out, last = bytearray(), ""
    for number, (branch, message, changes) in enumerate(COMMITS, 1):
        said = message.encode()
        out += (
            f"commit refs/heads/{branch}\nmark :{number}\n{PERSON} {1_683_500_000 + number * 86_400} +0800\n".encode()
        )
        out += b"data %d\n%s\n" % (len(said), said)
        out += f"from {last}\n".encode() if last else b""
        last = f":{number}"
        for path, text in changes.items():
            data = (text or "").encode()
            new = f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"
            out += f"D {path}\n".encode() if text is None else new
    return bytes(out)


def main() -> None:
    TARGET.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        git = ["git", "-c", "pack.threads=1", "-C", folder]
        subprocess.run([*git, "init", "-q", "--bare", "-b", "main"], check=True)  # noqa: S603
        subprocess.run([*git, "fast-import", "--quiet"], input=stream(), check=True)  # noqa: S603
        subprocess.run([*git, "bundle", "create", "-q", str(TARGET), "HEAD", "--all"], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
