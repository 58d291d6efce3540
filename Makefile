# `make help` lists what there is to do. Everything is installed into .venv from the
# locks in requirements/, and only when a lock has changed.

PYTHON ?= python3
PYTEST_ARGS ?= --numprocesses=auto --dist=loadfile
# For `make lock`: --upgrade, or --upgrade-package NAME.
LOCK_ARGS ?=
# For `make site`: --drafts, --base-url URL.
BUILD_ARGS ?=
# For `make bench`: `.venv/bin/python -m bench --help` tells what there is, so does `-m bench.preview`.
BENCH_ARGS ?= --peers hugo,hugo-related
PREVIEW_ARGS ?= --peers hugo,eleventy
# For `make shots`: --theme broadsheet --page article --rtl; `.venv/bin/python -m tests.shots --help`.
SHOTS_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet

# A stamp's name carries the digest of what was installed, so it goes out of date with
# the content, not with the times that a checkout happens to give to files.
digest = $(shell cat $(1) 2>/dev/null | cksum | cut -d ' ' -f 1)
SITE_READY := $(VENV)/.site-$(call digest,requirements/site.txt pyproject.toml)
TEST_READY := $(VENV)/.test-$(call digest,requirements/test.txt)

.DEFAULT_GOAL := help
.PHONY: help site test check law lint types format schemas docs lock bench eval shots clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

site: $(SITE_READY) ## Build the demonstration brief into public/
	@$(BIN)/dateline build $(BUILD_ARGS)
	@echo "The site is in public/. To read it: python3 -m http.server -d public"

test: $(TEST_READY) ## Lint, check types and run all tests
	@tests/browser/install.sh $(BIN)/python
	@$(MAKE) --no-print-directory lint types
	$(BIN)/pytest $(PYTEST_ARGS)

check: test ## The same as test: what CI runs

law: $(TEST_READY) ## Try ten times as many sequences of edits, each twice as long; takes an hour
	DATELINE_LAW=1 $(BIN)/pytest tests/test_law.py

lint: $(TEST_READY) ## Lint, and check the formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TEST_READY) ## Check types
	$(BIN)/mypy

format: $(TEST_READY) ## Format the code and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schemas: $(SITE_READY) ## Write the JSON schemas that editors complete and check with
	$(BIN)/dateline schema site > .vscode/site.schema.json
	$(BIN)/dateline schema article > .vscode/article.schema.json

docs: $(TEST_READY) ## Write the parts of docs/themes.md that are read off the code
	$(BIN)/python -m tests.handbook

bench: $(TEST_READY) ## Measure builds and previews of a generated site, beside others; takes two hours
	@bench/install.sh $(BIN)/python
	$(BIN)/python -m bench $(BENCH_ARGS)
	$(BIN)/python -m bench.preview $(PREVIEW_ARGS)

eval: $(TEST_READY) ## Measure how well Don't Miss chooses, where there is a corpus; takes minutes
	$(BIN)/python -m bench.related --write

shots: $(TEST_READY) ## Take screenshots of the demonstration brief in each theme into shots/
	$(BIN)/python -m tests.shots $(SHOTS_ARGS)

# Universal: one lock for each supported Python and platform. The locks hold versions
# and hashes, no addresses, so they install from whichever index a machine uses.
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url $(LOCK_ARGS)

lock: $(TEST_READY) ## Renew the locks after a change in pyproject.toml or package.json
	$(PIP_INSTALL) 'uv>=0.13'
	$(UV_COMPILE) pyproject.toml --group backend --output-file requirements/site.txt
	$(UV_COMPILE) pyproject.toml --group dev --constraints requirements/site.txt \
		--output-file requirements/test.txt
	$(UV_COMPILE) requirements/bench.in --output-file requirements/bench.txt
	tests/browser/install.sh $(BIN)/python --lock
	bench/install.sh $(BIN)/python --lock

clean: ## Remove everything that was built or installed
	rm -rf $(VENV) public .dateline dist shots tests/browser/node_modules bench/.peers
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# An environment whose Python has been removed holds nothing of use: forget what is in it.
$(shell test -x $(BIN)/python || rm -f $(VENV)/.site-* $(VENV)/.test-*)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "error: Dateline needs Python 3.11 or newer, and '$(PYTHON)' is not that." >&2; \
		echo "  name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(SITE_READY): | $(BIN)/python
	@echo "Installing what requirements/site.txt pins …"
	@$(PIP_INSTALL) --require-hashes --requirement requirements/site.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@rm -f $(VENV)/.site-* && touch $@

$(TEST_READY): | $(SITE_READY)
	@echo "Installing what requirements/test.txt pins …"
	@$(PIP_INSTALL) --require-hashes --requirement requirements/test.txt
	@rm -f $(VENV)/.test-* && touch $@
