"""OpenCC with corrections of our own, kept as data beside this file, in its folder `conversions`.

OpenCC cuts a text greedily into the longest phrases that it knows, from the left, and some of the short ones in its tables
end inside a word: 是只|有 becomes 是隻有. Our phrases are looked up together with its own. The longest wins; of two as long,
ours. `conversions/README.md` says where they come from and what they are worth.
"""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import opencc

OURS = Path(__file__).parent / "conversions"
_THEIRS = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
#: Of each of OpenCC's conversions the step that our phrases go into: the first, in both.
_STEP = 0
_log = logging.getLogger(__name__)


def converter(name: str) -> opencc.OpenCC:
    """OpenCC's conversion `name` ("s2tw", "tw2s") with our corrections; without them as long as no temporary file can be
    written (a full disk), for a page that is converted a little worse is better than none."""
    try:
        return _kept(name)
    except OSError as error:
        _log.warning("Converting without our corrections: no temporary file can be written (%s).", error)
        return _plain(name)


@cache
def _kept(name: str) -> opencc.OpenCC:
    """Making one reads its dictionaries (up to 0.1 s, and some 25 MB, the first time)."""
    learned, chosen, characters = (pairs(OURS / f"{name}_{kind}.txt") for kind in ("phrases", "chosen", "characters"))
    return corrected(name, {**learned, **chosen}, characters)


@cache
def _plain(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def corrected(name: str, phrases: Mapping[str, str], characters: Mapping[str, str]) -> opencc.OpenCC:
    """OpenCC's conversion `name`. phrases: what they become, before its own. characters: exchanged last, one by one. Raises
    OSError: OpenCC reads files only, though it reads them only once, and these are written for it."""
    config = _with_places(json.loads((_THEIRS / f"{name}.json").read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        _put_in(
            config, _written(Path(folder) / "phrases.txt", phrases), _written(Path(folder) / "last.txt", characters)
        )
        place = Path(folder) / "config.json"
        place.write_text(json.dumps(config), encoding="utf-8")
        return opencc.OpenCC(str(place))


def pairs(file: Path) -> dict[str, str]:
    """What is written, and what it becomes: two columns, parted by a tab; a third says why. A line that begins with # is a
    comment. Nothing where there is no file."""
    if not file.exists():
        return {}
    lines = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line and line[0] != "#")
    return {before: after for before, after, *_why in lines}


def _with_places(part: Any) -> Any:
    """The configuration with the whole names of OpenCC's files: it looks for them beside the configuration."""
    if isinstance(part, dict):
        return {key: str(_THEIRS / value) if key == "file" else _with_places(value) for key, value in part.items()}
    return [_with_places(each) for each in part] if isinstance(part, list) else part


def _written(file: Path, found: Mapping[str, str]) -> dict[str, str] | None:
    """An OpenCC dictionary of them, None of nothing: it refuses an empty file."""
    if not found:
        return None
    file.write_text("".join(f"{before}\t{after}\n" for before, after in found.items()), encoding="utf-8")
    return {"type": "text", "file": str(file)}


def _put_in(config: dict[str, Any], phrases: dict[str, str] | None, characters: dict[str, str] | None) -> None:
    if phrases:
        for part in (config["segmentation"], config["conversion_chain"][_STEP]):
            part["dict"] = {"type": "group", "match_policy": "union", "dicts": [phrases, part["dict"]]}
    if characters:
        config["conversion_chain"].append({"dict": characters})
