from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.test_environment import PLAIN, ROOT

PAGE = """
import django
django.setup()
from django.test import Client
page = Client(HTTP_HOST="127.0.0.1").get("/admin/login/").content.decode()
from django.templatetags.static import static
print(static("css/site.css"), static("admin/css/base.css"), static("none.css"))
"""


def names(data: Path) -> list[str]:
    known = PLAIN | {"NEWSARCHIVE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "newsarchive.settings"}
    done = subprocess.run([sys.executable, "-c", PAGE], cwd=ROOT, env=known, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_list_of_files_is_not_served(tmp_path: Path) -> None:
    """Nor one that an earlier version left where it was served."""
    known = PLAIN | {"NEWSARCHIVE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "newsarchive.settings"}
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=ROOT, env=known, check=True, timeout=120)
    assert not list((tmp_path / "static").glob("staticfiles.json*"))
    assert (tmp_path / "staticfiles.json").is_file()


def test_names_are_plain_before_collectstatic_and_hashed_after_it(tmp_path: Path) -> None:
    assert names(tmp_path) == ["/static/css/site.css", "/static/admin/css/base.css", "/static/none.css"]
    known = PLAIN | {"NEWSARCHIVE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "newsarchive.settings"}
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=ROOT, env=known, check=True, timeout=120)
    site, admin, unknown = names(tmp_path)
    assert re.fullmatch(r"/static/css/site\.[0-9a-f]{12}\.css", site)
    assert re.fullmatch(r"/static/admin/css/base\.[0-9a-f]{12}\.css", admin)
    assert unknown == "/static/none.css"
    assert (tmp_path / "static" / site.removeprefix("/static/")).is_file()
