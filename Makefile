# Needs git, make and Python 3.11 or newer (with venv and pip).  Everything it installs goes into .venv here.
#   PYTHON=python3.12 make test     picks another Python

PYTHON ?= python3
BIN := .venv/bin
BRIEF := ukraine-2022.brief.html
BOUNDS := .venv-bounds

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help brief shell test test-slow test-bounds bench docs clean

help:
	@echo "make brief        write the brief of the case that ships, and print its bottom line"
	@echo "make shell        a shell in which the command goodoffices is at hand"
	@echo "make test         lint, types and the quick tests: some minutes, more the first time"
	@echo "make test-slow    the slow tests: an hour or so"
	@echo "make test-bounds  the quick tests with the lowest and the newest versions allowed: half an hour or so"
	@echo "make bench        the headline numbers, measured here"
	@echo "make docs         put today's output and pictures into README and docs"
	@echo "make clean        remove environments, caches and what the commands above wrote"
	@echo "PYTHON=python3.12 make ...  uses that Python (3.11 or newer)"

# $(call environment,NAME,WHAT): make sure .venv works, has this Python and has WHAT installed as pyproject.toml asks.
# The stamp .venv/NAME holds all that the installation depends on: folder, Python and pyproject.toml.
define environment
	@set -e; \
	version=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || { \
	    echo "goodoffices needs Python 3.11 or newer, but '$(PYTHON)' does not run; try: PYTHON=python3.12 make $@" >&2; \
	    exit 1; }; \
	case $$version in 2.*|3.?|3.10) \
	    echo "goodoffices needs Python 3.11 or newer, but '$(PYTHON)' is $$version; try: PYTHON=python3.12 make $@" >&2; \
	    exit 1;; esac; \
	if [ -e .venv ] && ! $(BIN)/python -c "import pip, sys; sys.exit('%d.%d' % sys.version_info[:2] != '$$version')" \
	    >/dev/null 2>&1; then \
	    echo "the Python environment in .venv does not work or is not Python $$version; making it anew"; \
	    rm -rf .venv; \
	fi; \
	if [ ! -e .venv ]; then \
	    echo "making a Python $$version environment in .venv"; \
	    $(PYTHON) -m venv .venv || { rm -rf .venv; \
	        echo "could not make .venv; is Python's venv module installed (Debian, Ubuntu: python3-venv)?" >&2; exit 1; }; \
	fi; \
	if ! { pwd; echo $$version; cat pyproject.toml; } | cmp -s - .venv/$(1); then \
	    echo "installing $(2) into .venv (half a minute or so; only when pyproject.toml has changed)"; \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '$(3)' || { \
	        echo "could not install $(2); the lines above say why" >&2; exit 1; }; \
	    { pwd; echo $$version; cat pyproject.toml; } > .venv/$(1); \
	fi
endef

# $(call run,COMMAND): run it so that Ctrl-C ends it, and all that it started, with one line and no traceback.
define run
	@$(PYTHON) tests/stoppable.py $(1)
endef

brief:
	$(call environment,installed-run,goodoffices,.)
	@echo "reading the case ukraine-2022, drawing and computing (the first run also compiles, a minute or two)"
	@$(BIN)/goodoffices brief ukraine-2022 --out $(BRIEF)
	@echo "make brief: done, open $(CURDIR)/$(BRIEF) in a browser"
	@echo "to go on: make shell, then goodoffices --help; or $(CURDIR)/$(BIN)/goodoffices --help from anywhere"

shell:
	$(call environment,installed-run,goodoffices,.)
	@echo "goodoffices is at hand here: goodoffices --help, goodoffices plans fence; exit leaves"
	@VIRTUAL_ENV="$(CURDIR)/.venv" PATH="$(CURDIR)/$(BIN):$$PATH" "$${SHELL:-/bin/sh}" || true

test:
	$(call environment,installed-dev,goodoffices and its tools for development,.[dev])
	@echo "ruff check"
	$(call run,$(BIN)/ruff check)
	@echo "mypy"
	$(call run,$(BIN)/mypy)
	@echo "pytest, without the slow ones (some minutes; the first time it also compiles)"
	$(call run,$(BIN)/pytest -m "not slow" -n 2)
	@echo "make test: ruff, mypy and pytest passed in $(CURDIR)"

test-slow:
	$(call environment,installed-dev,goodoffices and its tools for development,.[dev])
	@echo "pytest, the slow ones (an hour or so)"
	$(call run,$(BIN)/pytest -m slow -n 2)
	@echo "make test-slow: the slow tests passed in $(CURDIR)"

# Environments of their own, with compiled code of their own: what one numba keeps another would throw away.
test-bounds:
	$(call environment,installed-dev,goodoffices and its tools for development,.[dev])
	@$(BIN)/python tests/bounds.py > .venv/lowest.txt
	@set -e; for versions in lowest newest; do \
	    echo "installing the $$versions versions allowed into $(BOUNDS)/$$versions"; \
	    [ -e $(BOUNDS)/$$versions ] || $(BIN)/python -m venv $(BOUNDS)/$$versions; \
	    asked=--upgrade; [ $$versions = newest ] || asked="--constraint .venv/lowest.txt"; \
	    $(BOUNDS)/$$versions/bin/python -m pip install --quiet --disable-pip-version-check --upgrade-strategy eager \
	        $$asked --editable '.[dev]'; \
	done
	@echo "pytest, without the slow ones, with the lowest versions allowed"
	$(call run,env NUMBA_CACHE_DIR=$(CURDIR)/$(BOUNDS)/lowest/compiled $(BOUNDS)/lowest/bin/pytest -m "not slow" -n 2)
	@echo "pytest, without the slow ones, with the newest versions allowed"
	$(call run,env NUMBA_CACHE_DIR=$(CURDIR)/$(BOUNDS)/newest/compiled $(BOUNDS)/newest/bin/pytest -m "not slow" -n 2)
	@echo "make test-bounds: the tests passed with the lowest and with the newest versions in $(CURDIR)"

bench:
	$(call environment,installed-dev,goodoffices and its tools for development,.[dev])
	@set -e; for script in benchmarks/*.py; do \
	    [ -e "$$script" ] || { echo "there are no benchmarks in benchmarks/" >&2; exit 1; }; \
	    echo "== $$script"; $(BIN)/python "$$script"; \
	done
	@echo "make bench: every script in benchmarks/ ran; the numbers are above"

docs:
	$(call environment,installed-dev,goodoffices and its tools for development,.[dev])
	@echo "running the examples of README.md and docs/"
	@$(BIN)/python docs/refresh.py
	@echo "drawing the pictures (a few minutes)"
	@$(BIN)/python docs/pictures/draw.py
	@echo "make docs: README.md and docs/ show what the program prints today"

clean:
	@rm -rf .venv $(BOUNDS) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist $(BRIEF)
	@find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "make clean: removed environments, caches and $(BRIEF) from $(CURDIR)"
