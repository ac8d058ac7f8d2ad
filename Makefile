# `make help` lists the targets. Each does its own set-up, and skips what is up to date.

# The first Python that runs; a version manager's shim may stand on PATH and refuse to.
PYTHON := $(shell for each in python3 python3.13 python3.12 /usr/bin/python3 python; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null && echo $$each && break; done)
BIN := .venv/bin
unexport PYTHONDONTWRITEBYTECODE # where the environment forbids bytecode, every start would compile every module
PATHS := src tests scripts $(wildcard bench)
# As many test processes as cores, four at most: beyond that they wait for one another's disk.
PROCESSES ?= $(shell n=$$(getconf _NPROCESSORS_ONLN); echo $$((n > 4 ? 4 : n)))
PYTEST = $(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist worksteal

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo serve
demo: install frontend ## start a sample company on http://localhost:8000 (PORT=...), with its logins
	@exec $(BIN)/dealwright demo

serve: install frontend ## start web and worker on your own data
	@exec $(BIN)/dealwright serve

.PHONY: install develop frontend
install:
	@$(if $(PYTHON),,$(error No python3 found. Install Python 3.9 or newer))$(PYTHON) scripts/bootstrap.py

develop: ## what the tests and checks need
	@$(if $(PYTHON),,$(error No python3 found. Install Python 3.9 or newer))$(PYTHON) scripts/bootstrap.py --dev

frontend: install
	@$(BIN)/python scripts/messages.py
	@$(BIN)/python scripts/frontend.py

.PHONY: test test-all check format
test: develop frontend ## the suite without the slow tests; journeys when a Chromium is found
	@$(PYTEST) -m 'not slow'

test-all: develop frontend ## everything: crash, race and differential tests too
	@$(PYTEST)

CHECKS := check-format check-lint check-types check-layers check-templates check-migrations check-deployment
.PHONY: $(CHECKS)
check: $(CHECKS) ## formatting, lint, types, layering, templates, migrations, deployment; `make -k check` shows all faults

$(CHECKS): develop
check-format:
	$(BIN)/ruff format --check --quiet $(PATHS)
check-lint:
	$(BIN)/ruff check --quiet $(PATHS)
check-types:
	$(BIN)/mypy
check-layers:
	$(BIN)/lint-imports
check-templates:
	find src -name '*.html' -print0 | xargs -0 $(BIN)/djade --check
check-migrations:
	$(BIN)/dealwright manage makemigrations --check --dry-run
check-deployment:
	$(BIN)/dealwright manage check --deploy --fail-level WARNING
	BASE_URL=https://crm.example.com EMAIL_URL=smtp+tls://mail.example.com:587 \
		$(BIN)/dealwright manage check --deploy --fail-level WARNING

format: develop ## let ruff and djade mend what they can
	$(BIN)/ruff format $(PATHS)
	$(BIN)/ruff check --fix $(PATHS)
	find src -name '*.html' -print0 | xargs -0 $(BIN)/djade

.PHONY: messages
messages: develop ## bring the translations up to date with the code (needs xgettext), then see what is new in src/dealwright/locale
	@$(BIN)/python scripts/messages.py --extract

.PHONY: bench
bench: develop frontend ## figures: seed (BENCH_SCALE=100), serve with two workers, measure, print
	@$(BIN)/python -m bench

.PHONY: lock clean
LOCK = .boot/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header --python $(BIN)/python

lock: develop ## bring the locked packages up to date
	echo uv | $(LOCK) --python-version 3.9 - --output-file requirements/uv.txt
	$(LOCK) pyproject.toml --output-file requirements/base.txt
	$(LOCK) pyproject.toml --group dev --constraint requirements/base.txt --output-file requirements/dev.txt
	echo 'moto[server]>=5.1' | $(LOCK) - --output-file requirements/s3.txt # apart: it wants an older python-dateutil
	$(LOCK) --group build --constraint requirements/dev.txt --output-file requirements/build.txt

clean: ## remove what can be made again; data in var/ stay
	rm -rf .venv .boot frontend/node_modules src/dealwright/ui/static/dist .mypy_cache .ruff_cache .import_linter_cache
	find src/dealwright/locale -name '*.mo' -delete
