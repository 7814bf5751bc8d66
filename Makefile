# Two commands, each doing all its own set-up: `make run` and `make test`. They need Python 3.11 or later, make, and a package index.

PYTHON ?= python3
BIN = .venv/bin

.PHONY: run test lint types contracts tests clean

run: .venv/.run
	@$(BIN)/steady run

test: lint types contracts tests

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.test
	$(BIN)/pyright

contracts: .venv/.test
	$(BIN)/lint-imports

tests: .venv/.test
	$(BIN)/pytest --cov --cov-report=term --cov-fail-under=100

.venv/.run: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Steady needs Python 3.11 or later; set PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[telegram,discord]'
	@touch $@

.venv/.test: .venv/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[telegram,discord,test]'
	@touch $@

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage
