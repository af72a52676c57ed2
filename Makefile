# Every target installs or starts what it needs. `make help` lists them.
VENV   ?= .venv
PYTHON ?= python3
PORT   ?= 8000
BIN    := $(VENV)/bin

# One stamp per requirements file, so that a second start installs nothing.
RUN_STAMP := $(VENV)/.run-$(shell cat requirements.txt | cksum | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)

.PHONY: help run test test-slow test-services e2e lint bench clean

help: ## list the targets
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }

$(RUN_STAMP): | $(BIN)/python
	@echo "Installing what it needs to run …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEV_STAMP): | $(BIN)/python
	@echo "Installing what it needs to test …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(RUN_STAMP)

run: $(RUN_STAMP) ## start everything with the demo organisation; PORT=8000
	@PORT=$(PORT) exec $(BIN)/python manage.py serve --demo

test: $(DEV_STAMP) ## the suite on the embedded default
	@env -u DATABASE_URL -u REDIS_URL $(BIN)/python -m pytest -n 2 -m "not slow and not e2e and not services"

test-slow: $(DEV_STAMP) ## tests that start real processes, on the embedded default
	@env -u DATABASE_URL -u REDIS_URL $(BIN)/python -m pytest -m "slow and not e2e and not services"

test-services: $(DEV_STAMP) ## the suite on PostgreSQL and Redis (DATABASE_URL, REDIS_URL)
	@$(BIN)/python -m tests.services --check
	@$(BIN)/python -m tests.services --run $(BIN)/python -m pytest -n 2 -m "not slow and not e2e"
	@$(BIN)/python -m tests.services --run $(BIN)/python -m pytest -m "slow and not e2e"

e2e: $(DEV_STAMP) ## the product in a real browser
	@test -x /usr/bin/chromium || { echo "Chromium is missing: apt-get install chromium"; exit 1; }
	@env -u DATABASE_URL -u REDIS_URL $(BIN)/python -m pytest -m e2e tests/e2e

lint: $(DEV_STAMP) ## style, types, import contracts, templates, security
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint templates --check --quiet
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/python manage.py makemigrations --check --dry-run

bench: $(DEV_STAMP) ## measure the import of an event log: LOG=file.csv.gz
	@$(BIN)/python tests/bench/bench_import.py $(LOG)

clean: ## remove the environment and all state
	rm -rf $(VENV) var
