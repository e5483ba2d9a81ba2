"""Every sentence by which an import refuses a file can be said in each language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from articles.display.refusals import KINDS, SENTENCES, refusal
from articles.models import ImportedFile
from articles.parsing.formats.decoding import _BINARY
from tests.admin.conftest import Editor
from tests.admin.test_runs import make_run

ARTICLES = Path(__file__).resolve().parents[2] / "articles"
HAN = re.compile(r"[\u4e00-\u9fff]")
#: Functions that word a refusal, and names that hold one on its way.
WORDED_BY, NAMES = {"member_path", "too_large", "work"}, {"refusal", "trouble", "_BROKEN"}


def template(node: ast.expr | None) -> str:
    """A string as written, what varies in it as `7`; "" for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    return ""


def written(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused" and node.args:
            yield template(node.args[0])
        elif isinstance(node, ast.Assign):
            names = {getattr(target, "id", getattr(target, "attr", "")) for target in node.targets}
            if names & NAMES:
                yield template(node.value)
        elif isinstance(node, ast.FunctionDef) and node.name in WORDED_BY:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return):
                    value = inner.value
                    yield template(value.elts[1] if isinstance(value, ast.Tuple) else value)


#: Sentences for what archives of sites hold beside articles; others that are no articles are named in English.
NO_ARTICLES = re.compile(r"front matter|settings of a site|describes a|site's own|each read as an article|error page")


def no_articles() -> set[str]:
    """What parsing says of files that hold no article of the formats of sites."""
    calls = [
        node
        for path in (ARTICLES / "parsing").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NotAnArticle" and node.args
    ]
    return {text for call in calls if NO_ARTICLES.search(text := template(call.args[0]))}


def test_what_is_no_article_is_known() -> None:
    texts = no_articles()
    assert len(texts) == 9
    for language in ("zh-hans", "zh-hant"):
        with translation.override(language):
            assert [text for text in texts if not HAN.search(refusal(text))] == []


def refusals() -> list[str]:
    paths = [path for room in ("parsing", "ingest") for path in (ARTICLES / room).rglob("*.py")]
    found = [
        text for path in paths if "rescue" not in path.parts for text in written(ast.parse(path.read_text("utf-8")))
    ]
    return sorted({text for text in found if " " in text})


def test_all_that_an_import_can_say_is_known() -> None:
    """If this fails: add the sentence to articles.display.refusals, and to both catalogues."""
    texts = refusals()
    assert len(texts) > 40
    with translation.override("zh-hans"):
        assert [text for text in texts if not HAN.search(refusal(text))] == []


def test_no_sentence_is_left_that_no_import_says() -> None:
    shapes = {re.sub(r"%\(\w+\)s", "7", sentence) for sentence in SENTENCES}
    assert shapes - set(refusals()) - no_articles() == set()


@pytest.mark.parametrize(
    ("reason", "hans", "hant"),
    [
        ("It is empty.", "文件是空的。", "檔案是空的。"),
        ("It is a PDF document, not text.", "这是PDF文档，不是文本。", "這是PDF文件，不是文字檔。"),
        ("It cannot be read: Permission denied.", "无法读取：Permission denied。", "無法讀取：Permission denied。"),
        (
            "It has 40.0 MiB or more, and an article at most 32 MiB. Split it into its articles.",
            "至少有40.0 MiB，而一篇文章至多32 MiB。请按文章拆开。",
            "至少有40.0 MiB，而一篇文章至多32 MiB。請按文章拆開。",
        ),
        (
            "It is broken JSON (a\nb % (c)). Fetch or export it again.",
            "JSON已损坏（a\nb % (c)）。请重新获取或导出。",
            None,
        ),
        ("Of another time.", "Of another time.", "Of another time."),
        ("", "", ""),
    ],
)
def test_it_is_said_in_the_readers_language(reason: str, hans: str, hant: str | None) -> None:
    for language, wanted in (("zh-hans", hans), ("zh-hant", hant), ("en", reason)):
        with translation.override(language):
            assert wanted in (None, refusal(reason))


def test_kinds_of_files_have_names() -> None:
    assert set(_BINARY.values()) == KINDS


@pytest.mark.django_db
def test_the_admin_says_it(django_user_model: Any) -> None:
    editor = Editor(HTTP_HOST="127.0.0.1")
    editor.force_login(django_user_model.objects.create_superuser("editor"))
    run = make_run(1)
    file = ImportedFile.objects.get()
    pages = [f"/admin/articles/importrun/{run.pk}/change/", "/admin/articles/importedfile/"]
    for path in [*pages, f"/admin/articles/importedfile/{file.pk}/change/"]:
        text = BeautifulSoup(editor.get(f"/zh-hans{path}").content, "lxml").get_text()
        assert "文件是空的。" in text, path
        assert "It is empty." not in text
