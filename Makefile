# Declic from a clone: `make demo`, `make test`. Everything is installed into .venv, nothing beside it.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 5000
BIN := .venv/bin
STAMPS := .venv/stamps
DEMO_URL := BASE_URL=http://127.0.0.1:$(PORT)
PYTEST := $(BIN)/pytest -q -n 2
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help demo fresh-demo run test test-sqlite test-postgresql journeys blackbox check fix migrate i18n lock doors papers bench clean

help: ## List what make can do
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

demo: $(STAMPS)/declic ## Fill an embedded database with a demo and serve it on http://127.0.0.1:5000 (PORT=)
	@$(DEMO_URL) $(BIN)/declic demo
	@echo && echo "Serving the demo on http://127.0.0.1:$(PORT) (Ctrl-C ends it)"
	@$(DEMO_URL) HOST=127.0.0.1 PORT=$(PORT) exec $(BIN)/gunicorn app:app

fresh-demo: $(STAMPS)/declic ## Tell the demo's story anew, up to today
	@$(DEMO_URL) $(BIN)/declic demo --fresh

run: $(STAMPS)/declic ## Serve the instance's own database, reloading when code changes
	$(BIN)/declic db upgrade
	$(BIN)/declic run --debug --port $(PORT)

test: test-sqlite test-postgresql journeys blackbox ## Every test: SQLite, a real PostgreSQL, journeys in a browser, from outside over HTTP

test-sqlite: $(STAMPS)/tests ## Unit and house tests on SQLite
	DECLIC_TEST_DATABASE=sqlite $(PYTEST) -m "not journey and not bench and not blackbox"

test-postgresql: $(STAMPS)/tests ## The same on a real PostgreSQL, which comes out of a pip package
	DECLIC_TEST_DATABASE=postgresql $(PYTEST) -m "not journey and not bench and not blackbox"

journeys: $(STAMPS)/tests $(STAMPS)/browser ## Stories played in Chromium
	@$(PYTEST) -m journey || { code=$$?; [ $$code -eq 5 ] && echo "no journeys yet" || exit $$code; }

blackbox: $(STAMPS)/tests ## gunicorn asked from outside: stale cookies, odd input, killed workers, a full disk, each database
	DECLIC_TEST_DATABASE=sqlite $(PYTEST) --dist loadfile -m blackbox
	DECLIC_TEST_DATABASE=postgresql $(PYTEST) --dist loadfile -m blackbox

check: $(STAMPS)/tests ## ruff, mypy, bandit and every test: what must be green before a change goes in
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict declic app.py
	$(BIN)/bandit -q -c pyproject.toml -r declic app.py
	$(MAKE) test

fix: $(STAMPS)/tests ## Let ruff mend and lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

migrate: $(STAMPS)/declic ## Write a migration from the models: make migrate M="what changes"
	$(BIN)/declic db upgrade
	$(BIN)/declic db migrate -m "$${M:?say what changes: make migrate M=\"...\"}"

i18n: $(STAMPS)/declic ## Gather the interface's sentences and bring the translations up to date
	$(BIN)/python tools/i18n.py

lock: $(STAMPS)/tests ## Lock the requirements anew, with hashes, for every platform
	$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/pip install -q uv
	@set -e; for name in requirements requirements-dev; do \
	  $(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    --python-version 3.11 $$name.in -o $$name.txt; \
	done

doors: $(STAMPS)/tests ## Write tests/house/doors.txt anew: who may open which page
	$(BIN)/python -m tests.house.doors

papers: $(STAMPS)/declic ## Write what SECURITY.md and docs/privacy.md take from the code
	$(BIN)/python -m tools.papers

bench: $(STAMPS)/tests ## Measure the pages that matter, on both databases, into build/bench.json
	mkdir -p build
	$(BIN)/python -m tests.bench

clean: ## Take away what make has made; the instance stays
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

# What is below installs once, and again only when its own file has changed.

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Declic needs Python 3.11 or newer. Say which one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "Python's venv module is missing. On Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	mkdir -p $(STAMPS)
	touch $@

$(STAMPS)/requirements: requirements.txt | $(STAMPS)/venv
	$(BIN)/pip install -q --require-hashes -r requirements.txt
	touch $@

$(STAMPS)/declic: pyproject.toml $(STAMPS)/requirements
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	touch $@

$(STAMPS)/tests: requirements-dev.txt $(STAMPS)/declic
	$(BIN)/pip install -q --require-hashes -r requirements-dev.txt
	touch $@

$(STAMPS)/browser: $(STAMPS)/tests
	$(BIN)/python tools/browser.py
	touch $@
