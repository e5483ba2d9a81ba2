"""What Lighthouse says of the main pages: four scores each, and every audit that failed.

    npm install --prefix /tmp/lighthouse lighthouse
    python -m bench.lighthouse FOLDER --lighthouse /tmp/lighthouse [--language en] [--only home,search] [--keep REPORTS]

FOLDER: an archive (NEWSARCHIVE_DATA); it is served here, by gunicorn. --lighthouse: where npm installed it; needs Node and
Chromium. Lighthouse's own mobile setting: a slow phone on a slow line, simulated. Exit code 1 where accessibility, best
practices or SEO is under 100, or performance under 95.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.serving import chromium_program, serving, switches
from tests.browser.page_types import addresses

PAGES = ("home", "search", "article-pictures", "compare", "pictures", "archive")
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
#: Now and then Chromium's trace has no beginning; Lighthouse itself says "Please run Lighthouse again".
NO_TRACE, ATTEMPTS = "NO_NAVSTART", 4
#: Audits that weigh nothing in a score tell where time goes: of those only what would save so many milliseconds.
WORTH_MS = 100


def report(url: str, lighthouse: Path, kept: Path) -> dict[str, Any]:
    """Lighthouse's report (its JSON, as documented in its docs/understanding-results.md)."""
    command = [
        "node", str(lighthouse / "node_modules" / "lighthouse" / "cli" / "index.js"), url, "--quiet", "--output=json",
        f"--output-path={kept}", f"--only-categories={','.join(LEAST)}",
        "--chrome-flags=" + " ".join(["--headless=new", *switches()]),
    ]  # fmt: skip
    environment = os.environ | {"CHROME_PATH": chromium_program()}
    for _attempt in range(ATTEMPTS):
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if NO_TRACE not in done.stderr:
            break
    if done.returncode:
        raise SystemExit(f"Lighthouse failed for {url}:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(kept.read_text())
    return found


def failed(told: dict[str, Any]) -> Iterator[str]:
    """Audits that cost points, with what they found."""
    for name, category in told["categories"].items():
        for reference in category["auditRefs"]:
            audit = told["audits"][reference["id"]]
            if audit["score"] is not None and audit["score"] < 1 and reference["weight"]:
                items = audit.get("details", {}).get("items", [])[:3]
                said = audit.get("displayValue") or json.dumps(items, ensure_ascii=False)[:400]
                yield f"{name}: {audit['id']} {audit['score']:.2f} {said}"


def slow(told: dict[str, Any]) -> Iterator[str]:
    for audit in told["audits"].values():
        saved = max((audit.get("metricSavings") or {}).values(), default=0)
        if audit["score"] is not None and audit["score"] < 1 and saved >= WORTH_MS:
            yield f"would save {saved:.0f} ms: {audit['id']}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--lighthouse", type=Path, required=True)
    options.add_argument("--language", default="", choices=["", "zh-hans", "zh-hant", "en"])
    options.add_argument("--only", default=",".join(PAGES))
    options.add_argument("--keep", type=Path, help="where the whole reports go")
    asked = options.parse_args()
    types = addresses(asked.folder)
    prefix = f"/{asked.language}" if asked.language else ""
    bad, notes = 0, list[str]()
    print("| page | " + " | ".join(LEAST) + " |\n| --- |" + " --: |" * len(LEAST))
    with serving(asked.folder) as url, tempfile.TemporaryDirectory() as place:
        folder = asked.keep or Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        for name in asked.only.split(","):
            if not types.get(name):
                print(f"| {name} | there is none |")
                continue
            told = report(url + prefix + types[name][0], asked.lighthouse, folder / f"{name}.json")
            scores = {kind: round((told["categories"][kind]["score"] or 0) * 100) for kind in LEAST}
            print(f"| {name} | " + " | ".join(str(scores[kind]) for kind in LEAST) + " |", flush=True)
            notes += [f"{name}: {one}" for one in (*failed(told), *slow(told))]
            bad += sum(scores[kind] < least for kind, least in LEAST.items())
    print(*notes, sep="\n")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
