# Everything one does with this project; `make help` prints the list.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test walk simulate long check format messages lock

PYTHON ?= python3
BIN := .venv/bin
CODE := core notifications approvals workflows
CATALOGUE := core/locale/zh_Hans/LC_MESSAGES/django.po
TESTS ?= tests

# Simulations ask a database a great deal; on SQLite they are run by `manage.py demo simulate` and `demo season`.
LONG_DATABASE := $(or $(DATABASE_URL),postgres://postgres@127.0.0.1:5432/postgres)

# What `check --deploy` asks of a production environment; the key below opens nothing.
PRODUCTION := DEBUG=false YUCAI_HTTPS=true ALLOWED_HOSTS=yucai.example.com SITE_URL=https://yucai.example.com \
	SECRET_KEY=checked-by-make-check-and-used-nowhere-else-0123456789abcdef

help: ## Print this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: ## Make .venv from the pinned list and install missing system packages
	@PYTHON=$(PYTHON) tools/setup

demo: setup ## Build the demo district once and run the whole product at http://127.0.0.1:8000
	@$(BIN)/python manage.py demo start

test: setup ## Run the tests on SQLite and, where it answers, PostgreSQL; TESTS=tests/core narrows
	@tools/test $(TESTS)

walk: setup ## Walk long at random, by the rules and through the database; CASES, ACTS and SEED say how far and where
	WALK_CASES=$(or $(CASES),10000) $(BIN)/pytest tests/walks/test_pure_walk.py
	WALK_ACTS=$(or $(ACTS),2500) WALK_SEED=$(or $(SEED),2) $(BIN)/pytest --capture=no tests/walks/test_service_walk.py

simulate: setup ## Let the demo district live on, then the doctor look at it; and assess everybody; DAYS, PEOPLE, DATABASE_URL
	SIMULATED_DAYS=$(or $(DAYS),90) DATABASE_URL=$(LONG_DATABASE) $(BIN)/pytest --capture=no tests/journeys/test_simulation.py
	SEASON_PEOPLE=$(or $(PEOPLE),750) DATABASE_URL=$(LONG_DATABASE) $(BIN)/pytest tests/workflows/demo/test_assessments.py

long: walk simulate ## Everything that takes too long for every change

check: setup ## Style, types, layers, templates, deployment, migrations, translations, drawn diagrams
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(BIN)/djlint $(CODE) --check --lint
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python tools/check_translations.py
	$(BIN)/python manage.py draw --check

format: setup ## Bring code and templates into the form that `make check` asks for
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	-$(BIN)/djlint $(CODE) --reformat --quiet >/dev/null

messages: setup ## Bring the Chinese catalogue in step with the code
	$(BIN)/python manage.py makemessages --locale zh_Hans --no-obsolete --no-location --no-wrap --ignore 'tests/*' --ignore 'var/*'
	@sed --in-place '/^"POT-Creation-Date:/d' $(CATALOGUE)
	$(BIN)/python manage.py compilemessages --locale zh_Hans --ignore .venv

lock: ## Pin requirements/*.in with hashes; UPGRADE=--upgrade moves to the newest versions
	@UPGRADE=$(UPGRADE) PYTHON=$(PYTHON) tools/lock
