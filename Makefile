# Two commands: `make run` shows the archive in the browser, `make test` checks everything. `make help` lists the rest.

VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8000
TEST_WORKERS ?= 2
# A folder, .zip or .tar of articles to import; nothing: the sample, and only into an empty archive.
ARCHIVE ?=
# Where `make bench` writes its page and its picture.
REPORT ?= docs
MANAGE := $(PY) manage.py
# Tests never touch ./data, nor depend on what lies there.
TEST_DATA := $(CURDIR)/$(VENV)/test-data
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable

# uv resolves for every platform and Python at once; `make lock` alone uses it.
UV := uv==0.13.9
# Nothing: indirect packages stay at their versions. --upgrade: they become the newest that fit.
UPGRADE ?=

.PHONY: help run test test-postgres lint bench fidelity lock release browser postgres clean prepare fill check-port

help:
	@echo 'make run                      install, import sample/ into an empty archive, serve on http://127.0.0.1:8000/'
	@echo 'make run ARCHIVE=/my/folder   the same, importing (what is new in) that folder, .zip or .tar'
	@echo 'make run PORT=8001            the same on another port'
	@echo 'make test                     formatting, types, layers, migrations, tests with coverage, tests in a browser'
	@echo 'make test-postgres            the tests that reach a database, on a PostgreSQL that is started for them'
	@echo 'make lint                     formatting, types, layers, migrations'
	@echo 'make bench ARCHIVE=/my/folder what import, index and search cost and find, on your articles'
	@echo 'make fidelity                 how near reading comes to files labelled by hand (needs ../shared), with every miss'
	@echo 'make lock                     write requirements.lock and requirements-dev.lock anew from the two .txt files'
	@echo 'make release                  check that this state is a release (CONTRIBUTING.md), then tag it; pushes nothing'
	@echo 'make clean                    remove the virtual environment and caches; never the archive in data/'

# ---- installing ----

$(VENV)/bin/pip:
	@set -e; \
	for candidate in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if command -v $$candidate >/dev/null 2>&1 && $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	    python=$$candidate; break; \
	  fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo 'Python 3.11 or newer is needed, and none was found. Install it (Debian, Ubuntu: apt install python3 python3-venv;'; \
	  echo 'macOS: brew install python), or name yours: make run PYTHON=/path/to/python3'; exit 1; \
	fi; \
	if ! $$python -c 'import venv, ensurepip' 2>/dev/null; then \
	  if command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then \
	    echo 'Installing python3-venv, which makes virtual environments ...'; \
	    [ "$$(id -u)" = 0 ] && as_root= || as_root='sudo -n'; \
	    $$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq python3-venv >/dev/null; \
	  else \
	    echo "$$python cannot make virtual environments. Install that part (Debian, Ubuntu: sudo apt install python3-venv) and run make again."; exit 1; \
	  fi; \
	fi; \
	echo "Making a virtual environment in $(VENV) with $$($$python --version) ..."; \
	$$python -m venv --clear $(VENV)

# From the lock files: every package, the indirect ones too, at one version and with the hashes of its files.
$(VENV)/installed: requirements.lock | $(VENV)/bin/pip
	@echo 'Installing what the archive runs on (requirements.lock) ...'
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock requirements.lock | $(VENV)/bin/pip
	@echo 'Installing what the tests need (requirements-dev.lock) ...'
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/installed

$(VENV)/installed-bench: requirements-bench.txt $(VENV)/installed-dev
	@echo 'Installing the search engines that ours is compared with (requirements-bench.txt) ...'
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

COMPILE = UV_CUSTOM_COMPILE_COMMAND='make lock' $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 \
  --generate-hashes --annotation-style line $(UPGRADE)

# The same indirect packages for running and for testing: the second is held to the first.
lock: $(VENV)/bin/pip
	@$(PY) -m pip install --quiet --disable-pip-version-check '$(UV)'
	@$(COMPILE) requirements.txt -o requirements.lock
	@$(COMPILE) --constraint requirements.lock requirements-dev.txt -o requirements-dev.lock
	@echo 'requirements.lock and requirements-dev.lock are up to date.'

# ---- running ----

check-port: $(VENV)/installed
	@$(PY) -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", $(PORT)))' 2>/dev/null \
	  || { echo 'Port $(PORT) is in use. End what uses it, or take another: make run PORT=8001'; exit 1; }

prepare: $(VENV)/installed check-port
	@echo 'Preparing the database ...'
	@$(MANAGE) migrate --verbosity 0
	@echo 'Collecting style sheets and scripts ...'
	@$(MANAGE) collectstatic --noinput --verbosity 0

# Exit code 1 of import_articles: some files were refused, the rest is in. That is no reason not to show the rest.
fill: prepare
	@set -e; \
	if [ -n "$(ARCHIVE)" ]; then \
	  echo 'Importing $(ARCHIVE); what is known already is skipped ...'; \
	  $(MANAGE) import_articles "$(ARCHIVE)" || { code=$$?; [ $$code -eq 1 ] || exit $$code; \
	    echo 'Some files were refused; they are named above, and in the admin under "import runs".'; }; \
	elif $(MANAGE) shell --no-imports --command 'import sys; from articles.models import Article; sys.exit(Article.objects.exists())'; then \
	  echo 'The archive is empty: importing the fictional articles of sample/ ...'; \
	  $(MANAGE) import_articles sample/news sample/jekyll sample/posts; \
	  $(MANAGE) fetch_images --from sample/pictures; \
	else \
	  echo 'The archive has articles already; nothing is imported. Yours: make run ARCHIVE=/path/to/folder'; \
	fi; \
	echo 'Bringing the search index up to date ...'; \
	$(MANAGE) update_index

run: export HTTPS := 0
run: fill
	@echo
	@echo 'To correct articles, make an admin account once: HTTPS=0 $(MANAGE) createsuperuser'
	@echo 'The archive is on http://127.0.0.1:$(PORT)/ (its admin: http://127.0.0.1:$(PORT)/admin/). Stop it with Ctrl-C.'
	@echo
	@exec $(PY) -m gunicorn newsarchive.wsgi --bind 127.0.0.1:$(PORT) --no-control-socket

# ---- testing ----

test test-postgres lint: export NEWSARCHIVE_DATA := $(TEST_DATA)

lint: $(VENV)/installed-dev
	@echo 'ruff: style and complexity ...'
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check --quiet . || { echo 'Formatting differs. Run: $(VENV)/bin/ruff format .'; exit 1; }
	@echo 'djlint: templates ...'
	@$(VENV)/bin/djlint --lint --quiet templates
	@echo 'mypy: types ...'
	@$(VENV)/bin/mypy
	@echo 'import-linter: layers ...'
	@$(VENV)/bin/lint-imports
	@echo 'Migrations ...'
	@$(MANAGE) makemigrations --check --dry-run

# Not fatal: without a browser the browser tests are skipped, or fail where CI is set.
browser:
	@for name in $(BROWSERS); do command -v $$name >/dev/null 2>&1 && exit 0; done; \
	if command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then \
	  echo 'Installing Chromium and Chinese fonts for the browser tests ...'; \
	  [ "$$(id -u)" = 0 ] && as_root= || as_root='sudo -n'; \
	  $$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq chromium fonts-noto-cjk >/dev/null && exit 0; \
	fi; \
	echo 'No Chromium was found and it could not be installed: the browser tests are skipped.'; \
	echo 'Install Chromium, or name yours: CHROMIUM=/path/to/chromium make test'

test: $(VENV)/installed-dev browser lint
	@echo 'Tests ...'
	@$(PY) -m pytest -n $(TEST_WORKERS) --dist loadgroup --cov --cov-report=term:skip-covered

postgres:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null && exit 0; \
	if command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then \
	  echo 'Installing PostgreSQL for the tests ...'; \
	  [ "$$(id -u)" = 0 ] && as_root= || as_root='sudo -n'; \
	  $$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq postgresql >/dev/null && exit 0; \
	fi; \
	echo 'No PostgreSQL was found and it could not be installed. Install it (Debian, Ubuntu: sudo apt install postgresql).'; exit 1

# A cluster of its own in a temporary folder, ended in every case (tests/postgres.py). The browser tests are about pages, not
# tables; tests that reach no database ran in `make test`.
test-postgres: $(VENV)/installed-dev postgres
	@echo 'Tests on PostgreSQL ...'
	@$(PY) -m tests.postgres $(PY) -m pytest -n $(TEST_WORKERS) --dist loadgroup -m 'not browser'

# Nothing else should run meanwhile. Takes its time. $(REPORT)/bench.md and .svg are what it found.
bench: $(VENV)/installed-bench
	@test -n "$(ARCHIVE)" || { echo 'Say what to measure with: make bench ARCHIVE=/path/to/folder'; exit 1; }
	@$(PY) -m bench.imports "$(ARCHIVE)" --work $(VENV)/bench
	@NEWSARCHIVE_DATA=$(VENV)/bench/data0 $(PY) -m bench.completeness
	@NEWSARCHIVE_DATA=$(VENV)/bench/data0 $(PY) -m bench.engines --tenfold --work $(VENV)/bench/engines \
	  --report $(REPORT)/bench.md --svg $(REPORT)/bench.svg

# Of real files, which are not in this repository: the sample in ../shared/corpus, or ARCHIVE.
fidelity: $(VENV)/installed-dev
	@$(PY) -m tests.parsing.fidelity $(if $(ARCHIVE),"$(ARCHIVE)")

# What can be told at once comes before lint, which takes its time.
release: $(VENV)/bin/pip
	@$(PY) .ci/release
	@$(MAKE) --no-print-directory lint
	@$(PY) .ci/release --tag

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
