# Each doing all its own set-up: `make run`, `make test`, `make scorecard`, `make bench` (all of it, or PARTS=tick), `make retrain`. They need Python 3.11 or later, make, and a package index.

PYTHON ?= python3
BIN = .venv/bin
INSTALL = $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

.PHONY: run test lint types contracts tests bench scorecard retrain clean

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
	$(BIN)/pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder --cov --cov-report=term --cov-fail-under=100

bench: .venv/.test .venv-rivals/.done
	$(BIN)/python -m bench $(PARTS)

scorecard: .venv/.run
	@$(BIN)/python -m tools.notice.card

# Some fifty minutes on two quiet cores. Writes bot/noticing/weights; then look at make scorecard.
retrain: .venv-train/.done
	.venv-train/bin/python -m tools.notice.train .venv-train/fitted 7 3
	.venv-train/bin/python -m tools.notice.export .venv-train/fitted

.venv-train/.done: tools/notice/train.txt
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

.venv-rivals/.done: bench/rivals.txt
	$(PYTHON) -m venv .venv-rivals
	.venv-rivals/bin/pip install --quiet --disable-pip-version-check --requirement bench/rivals.txt
	@touch $@

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Steady needs Python 3.11 or later; set PYTHON=...")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: .venv/.made pyproject.toml constraints.txt
	$(INSTALL) '.[telegram,discord]'
	@touch $@

.venv/.test: .venv/.made pyproject.toml constraints.txt
	$(INSTALL) '.[telegram,discord,test]'
	@touch .venv/.run $@

clean:
	rm -rf .venv .venv-rivals .venv-train .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage
