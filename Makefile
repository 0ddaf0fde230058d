# Every command sets up what it needs, once. `make help` lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

BIN := .venv/bin
INSTALLED := .venv/.installed
INSTALLED_DEV := .venv/.installed-dev
# `make test ARGS="tests/test_cli.py -k trace"` runs a part of the suite.
ARGS ?=
PYTEST = LINEAGE_BROWSER="$$(bash tools/browser.sh)" $(BIN)/python -m pytest

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: demo ## harvest the example and open the user interface on 127.0.0.1:8501
	$(BIN)/lineage ui

demo: $(INSTALLED) ## harvest the example, print exposure and findings, write the report
	$(BIN)/lineage demo

setup: $(INSTALLED_DEV) ## make .venv with everything that developing needs

test: setup ## run the whole suite, browser tests included
	@$(PYTEST) $(if $(ARGS),$(ARGS),-n auto --dist loadscope)

check: lint types imports docs-check test ## what a change must pass: lint, types, imports, docs, tests

lint: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: setup
	@$(BIN)/mypy

imports: setup
	@$(BIN)/lint-imports --no-logo

docs-check: setup
	@$(BIN)/python tools/docs.py --check

docs: setup ## rewrite the generated documents
	@$(BIN)/python tools/docs.py

format: setup ## format the code and apply the safe lint fixes
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup ## measure against the targets
	@$(BIN)/python -m pytest benchmarks -m bench

lock: ## resolve the dependencies again and rewrite both lock files (needs uv); UPGRADE=1 takes newer versions
	@bash tools/lock.sh

wheel: setup ## build the wheel and the source distribution into dist/
	@$(BIN)/python -m hatchling build

clean: ## remove what these commands made
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(INSTALLED): requirements.lock pyproject.toml tools/venv.sh
	@bash tools/venv.sh requirements.lock
	@touch $@

$(INSTALLED_DEV): requirements-dev.lock pyproject.toml tools/venv.sh
	@bash tools/venv.sh requirements-dev.lock
	@touch $(INSTALLED) $@

.PHONY: help run demo setup test check lint types imports docs-check docs format bench lock wheel clean
