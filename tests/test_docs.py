"""The documentation is tested: what it names exists, and what exists is named."""

from __future__ import annotations

import json
import os
import pkgutil
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from tests.test_logs import Server, free_port

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def shell_lines() -> list[tuple[str, str]]:
    """(file name, command) of every line in a ```sh block, continuations joined."""
    found = []
    for page in PAGES:
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(), re.S):
            for line in block.replace("\\\n", " ").splitlines():
                if line.strip():
                    found.append((page.name, line.strip()))
    return found


def required_packages() -> set[str]:
    lines = (ROOT / "requirements.txt").read_text() + (ROOT / "requirements-dev.txt").read_text()
    return {re.split(r"[\[=]", line)[0] for line in lines.splitlines() if line and line[0] not in "#-"}


def test_every_management_command_in_the_docs_exists_and_knows_its_options() -> None:
    mentioned = [
        (page, *m.groups()) for page, line in shell_lines() for m in re.finditer(r"manage\.py (\w+)(.*)", line)
    ]
    assert {name for _, name, _ in mentioned} >= {
        "import_articles",
        "export_archive",
        "createsuperuser",
    }
    for page, name, rest in mentioned:
        application = get_commands().get(name)
        assert application, f"{page} names the command {name}, which does not exist"
        known = load_command_class(str(application), name).create_parser("manage.py", name).format_help()
        for option in re.findall(r"--[a-z-]+", rest):
            assert option in known, f"{page}: {name} has no {option}"


@pytest.mark.parametrize("option", ["--source", "--workers", "--dry-run", "--no-index", "--report"])
def test_the_readme_tells_the_options_of_import_articles(option: str) -> None:
    assert option in README
    assert option in load_command_class("articles", "import_articles").create_parser("manage.py", "x").format_help()


def test_every_make_target_in_the_docs_exists() -> None:
    targets = set(re.findall(r"make (run|test|help|lint|clean|[a-z]+)\b", " ".join(line for _, line in shell_lines())))
    targets |= set(re.findall(r"`make ([a-z]+)", README))
    assert targets >= {"run", "test"}
    for target in targets:
        done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr


def test_make_help_names_the_targets() -> None:
    help_text = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    for target in ("run", "test", "lint", "clean"):
        assert f"make {target}" in help_text


def test_links_to_files_lead_somewhere() -> None:
    for page in PAGES:
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(), flags=re.S)
        for target in re.findall(r"\]\(([^)\s]+)\)", prose):
            path, _, anchor = target.partition("#")
            if "://" in target:
                continue
            assert not path or (page.parent / path).exists(), f"{page.name} links to {target}, which is not there"
            if anchor and not path:
                headings = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
                assert anchor in {heading.lower().replace(" ", "-") for heading in headings}, (
                    f"{page.name}: no {target}"
                )


def in_backticks(page: Path) -> set[str]:
    prose = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
    return set(re.findall(r"`([^`\n]+)`", prose))


def test_paths_in_backticks_are_in_the_repository() -> None:
    """A path from the top, or the end of one such as `arrays/layout.py`, names a file that git knows."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = listed.split("\0")[:-1]
    tops = {file.partition("/")[0] for file in files if "/" in file}
    looked_at = 0
    for page in PAGES:
        for text in in_backticks(page):
            if not re.fullmatch(r"[\w.][\w./-]*", text) or text.startswith("data/") or "NAME" in text:
                continue
            is_source = re.search(r"\.(py|lark|html|css|js|md|toml)$", text)
            if is_source or (text.partition("/")[0] in tops and "/" in text):
                looked_at += 1
                end = "/" + text.rstrip("/")
                assert any(f"/{file}".endswith(end) or f"/{file}".startswith(end + "/") for file in files), (
                    f"{page.name} names {text}, which is not there"
                )
    assert looked_at > 20


def test_modules_in_backticks_can_be_imported() -> None:
    names = {
        name
        for page in PAGES
        for name in in_backticks(page)
        if re.fullmatch(r"(articles|bench)(\.\w+)+(?<!\.jsonl)", name)
    }
    assert names
    for name in sorted(names):
        pkgutil.resolve_name(name)


def test_screenshots_are_small() -> None:
    pictures = sorted((ROOT / "docs" / "screenshots").iterdir())
    assert len(pictures) >= 4
    for picture in pictures:
        assert picture.stat().st_size < 200_000, f"{picture.name} is too large for a README"
        assert picture.name in README, f"{picture.name} is shown nowhere"


def test_every_variable_of_the_settings_is_in_the_readme_and_the_other_way_round() -> None:
    code = "".join(path.read_text() for path in sorted((ROOT / "newsarchive").glob("*.py")))
    read = set(re.findall(r"(?:flag|words|os\.environ\.get)\(\s*\"([A-Z_]+)\"", code))
    assert len(read) >= 10
    told = set(re.findall(r"^\| `([A-Z_]+)`", README, re.M))
    assert read == told


def test_every_requirement_has_a_line_that_says_why() -> None:
    rows = re.findall(r"^\| ([A-Za-z][\w-]*) \| (.+?) \|", (ROOT / "docs" / "dependencies.md").read_text(), re.M)
    told = {name for name, _ in rows if name != "package"}
    assert told == required_packages()
    assert all(len(why) > 15 for name, why in rows if name != "package")


def test_every_requirement_is_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            if line and line[0] not in "#-":
                assert re.fullmatch(r"[\w-]+(\[\w+\])?==[\w.]+", line), f"{name}: {line}"


def pinned(name: str) -> list[str]:
    return [line for line in (ROOT / name).read_text().splitlines() if line and line[0] not in "#-"]


def locked(name: str) -> dict[str, set[str]]:
    """What a lock file holds: package → "version" or "version ; for whom"; fails where one has no hash."""
    found: dict[str, set[str]] = {}
    for entry in re.findall(r"^\S.*(?:\n +\S.*)*", (ROOT / name).read_text(), re.M):
        if entry[0] != "#":
            line = entry.splitlines()[0].removesuffix(" \\")
            assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), f"{name}: {line} has no hash"
            package, version = line.split("==", 1)
            found.setdefault(package, set()).add(version)
    return found


def test_pyproject_names_what_requirements_txt_pins() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["dependencies"] == pinned("requirements.txt")


def test_the_lock_files_hold_what_the_lists_pin() -> None:
    for name in ("requirements", "requirements-dev"):
        lock = locked(f"{name}.lock")
        for line in pinned(f"{name}.txt"):
            package, version = line.lower().split("==")
            assert lock.get(package.partition("[")[0]) == {version}, f"{line}: run make lock"


def test_what_is_tested_is_what_runs() -> None:
    running, testing = locked("requirements.lock"), locked("requirements-dev.lock")
    assert running.items() <= testing.items()


def test_lock_files_name_no_host() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert not re.search(r"://|--\S*index|--find-links| @ ", (ROOT / name).read_text()), name


def test_the_backup_command_makes_a_database_that_opens(tmp_path: Path) -> None:
    """The README's own line, run as it stands on a small database."""
    [line] = {line for page, line in shell_lines() if page == "README.md" and ".backup(" in line}
    code = re.fullmatch(r"\S+ -c \"(.*)\"", line)
    assert code
    (tmp_path / "data").mkdir()
    (tmp_path / "backup").mkdir()
    with closing(sqlite3.connect(tmp_path / "data" / "db.sqlite3")) as database:
        database.execute("CREATE TABLE kept (x)")
    subprocess.run([sys.executable, "-c", code[1]], cwd=tmp_path, check=True)
    with closing(sqlite3.connect(tmp_path / "backup" / "db.sqlite3")) as copy:
        assert copy.execute("SELECT name FROM sqlite_master").fetchall() == [("kept",)]


def test_a_service_with_the_settings_of_deploy_md_passes_djangos_own_check(tmp_path: Path) -> None:
    block = re.search(r"```ini\n(NEWSARCHIVE_DATA=.*?)```", (ROOT / "docs" / "deploy.md").read_text(), re.S)
    assert block
    given = dict(line.split("=", 1) for line in block[1].splitlines() if line and line[0] != "#")
    environment = {k: v for k, v in os.environ.items() if k not in {"DEBUG", "HTTPS", "SECRET_KEY"}}
    environment |= given | {"NEWSARCHIVE_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The archive that `make run` makes, served by gunicorn."""
    folder, port = tmp_path_factory.mktemp("sample"), free_port()
    environment = os.environ | {"NEWSARCHIVE_DATA": str(folder / "data"), "HTTPS": "0", "DATABASE_URL": ""}
    for command in ("migrate -v0", "import_articles sample/news sample/jekyll --workers 0"):
        done = [sys.executable, "manage.py", *command.split()]
        subprocess.run(done, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=300)
    command = ["-m", "gunicorn", "newsarchive.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    server = Server(command, port, folder, environment={"DATABASE_URL": ""})
    server.wait()
    yield server
    server.process.terminate()
    server.process.wait(timeout=60)


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_every_example_with_curl_gives_what_it_asks_for(sample: Server) -> None:
    """As they stand, Chinese and all; only the port is another."""
    examples = [line for _page, line in shell_lines() if line.startswith("curl ")]
    assert len(examples) >= 5
    for example in examples:
        line = example.replace("127.0.0.1:8000", f"127.0.0.1:{sample.port}").replace(
            "curl ", "curl --fail --silent ", 1
        )
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, f"{example}: {done.stderr}"
        answer = json.loads(done.stdout.splitlines()[0])
        assert answer.get("total", 1) and answer.get("suggestions", [1]) != [], f"{example} finds nothing"


def test_what_make_runs_is_what_ci_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert "make test test-postgres" in script
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
