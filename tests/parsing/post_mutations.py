"""A post in each format, and corrupted copies of it: by mutations.py, and by what only Markdown can suffer."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.parsing.mutations import MUTATIONS, Mutation, sprinkled

_BODY = """渔市今早重开，第一批渔船在天亮以前靠岸，买鱼的人排到了**「码头」**外面的大街上[^1]。

![渔市](images/a.jpg "渔市一角")
*沈望摄*

## 夜市

> 管理处说，夜市要到下个月才恢复。

- 摊位 [[二十|20]] 个
- 租金不涨

| 年 | 摊位 |
|----|------|
| 2020 | 18 |

{% asset_img b.jpg "说明" %}
{{< figure src="/c.jpg" caption="说明" >}}
<figure><img src="https://web.archive.org/web/20210712002412im_/https://p.example/d.jpg"><figcaption>灯塔</figcaption></figure>

[^1]: 见[昨日](https://web.archive.org/web/2021/https://a.example/1)的报道。
"""
_FIELDS = (("date", "2021-03-01"), ("author", "沈望"), ("category", "本地"), ("url", "https://a.example/1"))
_PLAIN = "\u3000\u3000" + "渔市今早重开，第一批渔船在天亮以前靠岸。" * 3
FORMATS: dict[str, bytes] = {
    "YAML": (
        "---\ntitle: 渔市重开\n" + "".join(f"{n}: {v}\n" for n, v in _FIELDS) + f"tags:\n  - 渔市\n---\n{_BODY}"
    ).encode(),
    "TOML": (
        '+++\ntitle = "渔市重开"\n' + "".join(f'{n} = "{v}"\n' for n, v in _FIELDS) + f'tags = ["渔市"]\n+++\n{_BODY}'
    ).encode(),
    "JSON": ('{\n"title": "渔市重开",\n' + ",\n".join(f'"{n}": "{v}"' for n, v in _FIELDS) + f"\n}}\n{_BODY}").encode(),
    "Pandoc": f"% 渔市重开\n% 沈望\n% 2021-03-01\n\n{_BODY}".encode(),
    "heading": f"# 渔市重开\n\n作者：沈望\n2021-03-01\n\n{_BODY}".encode(),
    "text": f"渔市重开\n作者：沈望\n2021年3月1日\n\n{_PLAIN}\n\n{_PLAIN}\n".encode(),
}  # fmt: skip
_SIGNS = (
    b"**", b"*", b"_", b"`", b"```\n", b"~~~\n", b"[", b"](", b"![", b"![[", b"]]", b"[^1]", b"[^1]: ", b"<", b"<!--",
    b"-->",
    b"{{", b"{%", b"%}", b"{:", b"}", b"\n---\n", b"\n+++\n", b"\n...\n", b"\n> ", b"\n- ", b"\n1. ", b"\n| ", b"|", b"\\",
    b"\n===\n", b"#", b"%%", b"==", b":::", b"\t", b"    ", b"  \n", b"&a", b"*a",
    b"!!python/object:os.system ", b"? ", b": ",
)  # fmt: skip


def signs(data: bytes, chance: random.Random) -> bytes:
    """Signs of Markdown, YAML and TOML wherever they may fall."""
    return sprinkled(data, _SIGNS, chance)


def many_signs(data: bytes, chance: random.Random) -> bytes:
    """One sign a great many times."""
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice(_SIGNS) * chance.choice([300, 5_000, 40_000]) + data[place:]


def long_line(data: bytes, chance: random.Random) -> bytes:
    """All of it in one line of a megabyte."""
    line = data.replace(b"\n", b" ") if chance.random() < 0.5 else data.replace(b"\n\n", b" ")
    return line * (1_000_000 // max(1, len(line)))


_OWN: dict[str, Mutation] = {each.__name__: each for each in (signs, many_signs, long_line)}


def post_mutants(data: bytes, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of `count` corrupted copies of one post: half by Markdown's own mutations."""
    chance = random.Random(seed)
    plain = list(MUTATIONS)
    for number in range(count):
        if number % 2:
            name = plain[number // 2 % len(plain)]
            yield name, MUTATIONS[name](data, chance)
            continue
        # One in forty is a long line, which takes a second.
        name = "long_line" if number % 40 == 0 else ("signs", "many_signs")[number // 2 % 2]
        mutant = _OWN[name](data, chance)
        yield name, _OWN["signs"](mutant, chance) if number % 6 == 0 and name != "long_line" else mutant
