# The two commands of a newcomer: `make up` and `make test`. Everything else is for developers.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] < (3,14))' && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: up test test-postgresql test-all check format bench accuracy clean

up: $(VENV)/installed  ## install into an environment of its own, read the seeds, serve the timeline
	$(BIN)/yeonpyo up $(ARGS)

test: $(VENV)/installed-dev  ## the fast tests: under five minutes on two cores
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

test-postgresql: $(VENV)/installed-dev  ## the fast tests that have a store once more, in PostgreSQL databases
	$(BIN)/python -m pytest -n 2 --dist loadfile --postgresql $(ARGS)

test-all: $(VENV)/installed-dev check  ## everything: format, lint, types, import rules, faults, readers, browsers
	$(BIN)/python -m pytest -n 2 --dist loadfile -m 'long or not long' $(ARGS)

check: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/installed-dev  ## our speed as ratios against peers, in one run
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[bench]'
	for bench in tests/bench/*.py; do $(BIN)/python $$bench || exit 1; done

accuracy: $(VENV)/installed-dev  ## how often the reading is right on labelled text, and whether its confidence means it
	$(BIN)/python tests/bench/reading_accuracy.py $(ARGS)

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Yeonpyo needs Python 3.11, 3.12 or 3.13; found none (make PYTHON=/path/to/python3.12)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
