"""The translations: whole, and compiled from what is written."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ["zh_Hans", "zh_Hant"]
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
#: In Simplified text these would be a slip of the other file, and the reverse.
ONLY_HANT, ONLY_HANS = "檔這時間說頁無從來圖們網", "档这时间说页无从来图们网"


def catalogue(locale: str, ending: str = "po") -> polib.POFile:
    path = str(ROOT / "articles" / "locale" / locale / "LC_MESSAGES" / f"django.{ending}")
    return polib.pofile(path) if ending == "po" else polib.mofile(path)


def said(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("locale", LOCALES)
def test_everything_is_translated_and_compiled(locale: str) -> None:
    written = catalogue(locale)
    assert [entry.msgid for entry in written.untranslated_entries()] == []
    assert [entry.msgid for entry in written.fuzzy_entries()] == []
    compiled = catalogue(locale, "mo")
    pairs = [{(e.msgctxt or "", e.msgid): said(e) for e in file if not e.obsolete} for file in (written, compiled)]
    assert pairs[0] == pairs[1], "run manage.py compilemessages"


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_are_kept(locale: str) -> None:
    for entry in catalogue(locale):
        wanted = set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", entry.msgid))
        for text in said(entry):
            assert set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text)) == wanted, entry.msgid


@pytest.mark.parametrize("locale", LOCALES)
def test_chinese_has_full_width_punctuation_and_its_own_characters(locale: str) -> None:
    wrong = ONLY_HANT if locale == "zh_Hans" else "".join(c for c in ONLY_HANS if c not in ONLY_HANT)
    for entry in catalogue(locale):
        for text in said(entry):
            if entry.msgid.startswith("The order “best match”"):
                continue  # quotes characters of its own accord
            assert not HALF_WIDTH.search(re.sub(r"%\(\w+\)[sd]|&\w+;", "", text)), text
            assert not set(text) & set(wrong), text


def test_no_string_of_the_sources_is_missing(tmp_path: Path) -> None:
    """What makemessages would find now, all of it is in the catalogues."""
    if not shutil.which("xgettext"):
        pytest.skip("needs GNU gettext")
    tree = tmp_path / "tree"
    ignored = shutil.ignore_patterns("__pycache__", "*.mo")
    for folder in ("articles", "newsarchive", "templates"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=ignored)
    shutil.copy(ROOT / "manage.py", tree)
    command = [sys.executable, "manage.py", "makemessages", "--no-location", "-v0", "-l", "zh_Hans"]
    subprocess.run(command, cwd=tree, check=True, capture_output=True)
    now = polib.pofile(str(tree / "articles" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    wanted = {(entry.msgctxt, entry.msgid) for entry in now if not entry.obsolete}
    for locale in LOCALES:
        held = {(entry.msgctxt, entry.msgid) for entry in catalogue(locale)}
        assert wanted - held == set(), "run manage.py makemessages, translate, and compilemessages"
