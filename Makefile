PYTHON ?= python3
DATA ?= data

BIN := .venv/bin
UV := UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=.venv $(BIN)/uv
BENCHES := $(basename $(notdir $(shell grep -l __main__ benchmarks/*.py)))
COMPILE := pip compile --universal --python-version 3.11 --no-emit-index-url --no-annotate \
	--no-header --quiet --upgrade

# Tests that need something installed or started have targets of their own.
SERVERS := (page or postgres or weaviate or examples or clients)
APART := (long or page or postgres or weaviate or examples or clients)

# The tests that take the pictures which scripts/pictures.py puts into docs/images.
SHOTS := span_beside or side_by_side or dropped_anywhere or reached_on_a_phone or follows_the_system

.PHONY: run install test test-long test-postgres test-weaviate test-weaviate-cluster test-examples test-clients test-openapi page check-page test-page docs reference pictures tutorial check check-deploy lint format types imports bench figures pins clean

run: .venv/.run  ## serve on http://127.0.0.1:8080, with the samples if there is nothing yet
	$(BIN)/trivium serve --samples

install: .venv/.dev  ## everything that the other targets need

test: .venv/.dev  ## on every core
	$(BIN)/pytest -n auto --dist worksteal -m "not $(APART)"

test-long: .venv/.dev
	$(BIN)/pytest -m "long and not $(SERVERS)"

test-postgres: .venv/.dev  ## against a PostgreSQL server of its own; skipped where there is none
	$(BIN)/pytest tests/postgres -m postgres

test-weaviate: .venv/.dev  ## against Weaviate servers of its own, which Go builds the first time
	$(BIN)/python -m tests.weaviate.servers
	$(BIN)/pytest -m weaviate -k "not cluster" -rs

test-weaviate-cluster: .venv/.dev  ## the same on three nodes that each keep everything
	$(BIN)/python -m tests.weaviate.servers
	$(BIN)/pytest -m weaviate -k cluster -rs

test-examples: .venv/.dev  ## the examples, with the package that adds to Trivium installed beside it
	$(UV) pip install --quiet --no-deps --reinstall --target .cache/plugin examples/plugin
	PYTHONPATH=.cache/plugin $(BIN)/pytest tests/examples -m examples

test-clients: .venv/.dev  ## clients of others, in Python and JavaScript, against a running server
	if command -v npm; then cd tests/clients/js && npm ci --no-progress --loglevel=error; fi
	$(BIN)/pytest tests/clients -m clients -rs

test-openapi: .venv/.dev .cache/openapi/.kept  ## the server does what /openapi.json says
	mkdir -p .cache/figures
	$(BIN)/python -m benchmarks.openapi --json .cache/figures/openapi.json

page: web/node_modules/.kept  ## build web/ into server/web/, which is committed
	cd web && npm run --silent build

check-page: web/node_modules/.kept  ## server/web/ is what web/ builds, to the byte
	scripts/page_check.sh

test-page: .venv/.dev web/node_modules/.kept  ## every flow of the page in Chromium; skipped without
	scripts/chromium.sh
	$(BIN)/pytest tests/page -m page -rs

docs: .venv/.docs  ## the pages as a site in .cache/site, where a link that leads nowhere is an error
	$(BIN)/python -m scripts.site .cache/site

reference: .venv/.dev  ## write docs/reference/ from the code
	$(BIN)/python -m scripts.reference

pictures: .venv/.dev web/node_modules/.kept scripts/mermaid/node_modules/.kept  ## docs/images, anew
	scripts/chromium.sh
	CI=true $(BIN)/pytest tests/page -m page -k "$(SHOTS)"
	$(BIN)/python scripts/pictures.py
	$(BIN)/python -m scripts.draw_mermaid

tutorial: .venv/.dev  ## every command of docs/tutorial.md, from an empty folder
	$(BIN)/python -m benchmarks.tutorial

check: lint types imports test

check-deploy: .venv/.dev  ## the compose file and the Dockerfile, without a Docker engine
	scripts/check_deploy.sh

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: .venv/.dev
	$(BIN)/mypy

imports: .venv/.dev
	$(BIN)/lint-imports

bench: $(BENCHES:%=bench-%)  ## make bench DATA=FOLDER; CONTRIBUTING.md says which data

bench-openapi: .cache/openapi/.kept

bench-%: .venv/.dev
	mkdir -p .cache/figures
	$(BIN)/python -m benchmarks.$* --data $(DATA) --json .cache/figures/$*.json

figures:  ## put what the benchmarks wrote into the README
	$(BIN)/python scripts/figures.py

pins: .venv/.dev  ## resolve pyproject.toml again
	$(UV) $(COMPILE) pyproject.toml --all-extras --group dev --group studio -o requirements/dev.txt
	$(UV) $(COMPILE) pyproject.toml --all-extras -c requirements/dev.txt -o requirements/run.txt
	$(UV) $(COMPILE) --group docs -c requirements/dev.txt -o requirements/docs.txt
	$(UV) $(COMPILE) --group openapi -o requirements/openapi.txt

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .langgraph_api

# The stamps make a second `make run` cost nothing; `run` never waits for the developer's tools.
.venv/.run: requirements/run.txt requirements/uv.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/uv.txt
	$(UV) pip install --quiet -r requirements/run.txt
	$(UV) pip install --quiet --no-deps --editable .
	touch $@

.venv/.dev: .venv/.run requirements/dev.txt
	$(UV) pip install --quiet -r requirements/dev.txt
	touch $@

.venv/.docs: .venv/.dev requirements/docs.txt
	$(UV) pip install --quiet -r requirements/docs.txt
	touch $@

scripts/mermaid/node_modules/.kept: scripts/mermaid/package.json scripts/mermaid/package-lock.json
	cd scripts/mermaid && npm ci --silent
	touch $@

# Schemathesis and LangGraph's server want different versions of what both are built on.
.cache/openapi/.kept: requirements/openapi.txt .venv/.run
	$(PYTHON) -m venv .cache/openapi
	$(UV) pip install --quiet --python .cache/openapi -r requirements/openapi.txt
	touch $@

web/node_modules/.kept: web/package.json web/package-lock.json web/.npmrc
	cd web && npm ci --silent
	touch $@
