# `make demo` and `make test` are the two commands; `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

BIN := $(CURDIR)/.venv/bin
STAMPS := .stamps
PHASE = $(PYTHON) scripts/phase
PYTHON ?= python3
export PYTHON
# jlpm is found in the environment, and so is the labextension builder that it calls.
export PATH := $(BIN):$(PATH)
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV NODE_OPTIONS NODE_ENV
# Every server, kernel and command would compile all that it imports, each time anew.
unexport PYTHONDONTWRITEBYTECODE
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1
STARTED := $(shell date +%s)
ELAPSED = $$(( $$(date +%s) - $(STARTED) ))

FRONTEND := package.json rspack.config.js tsconfig.json scripts/style-loader.js $(shell find src style schema -type f \
	-not -path '*/__tests__/*' 2>/dev/null)

.PHONY: help demo test test-full lint test-py test-js test-ui test-wheel matrix reproducible audit \
	sbom release screenshots generate format build lock env env-demo env-test env-floor env-ui clean clean-all

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

demo: env-demo ## JupyterLab with the panel open, against the embedded AWS
	@echo "== environment ready: $(ELAPSED) s"
	@COST_TAGS_SDK_PYTHON="$(CURDIR)/.venv-sdk/bin/python" exec $(BIN)/jupyter cost-tags demo

test: env-test env-floor env-ui ## everything that proves it: lint, types, pytest, jest, browser tests
	@echo "== environment ready: $(ELAPSED) s"
	@$(BIN)/python scripts/checks.py --started $(STARTED) lint py js ui

test-full: env-test env-floor env-ui ## the same with everything slow, the matrix, the release
	@RUN_FULL=1 $(BIN)/python scripts/checks.py --started $(STARTED) lint py js ui
	@$(MAKE) matrix reproducible audit

lint: env-test ## linters, formatters, types, layers, generated files, registry hosts
	@$(BIN)/python scripts/checks.py --started $(STARTED) lint

test-py: env-test env-floor ## pytest
	@$(BIN)/python scripts/checks.py --started $(STARTED) py

test-js: env-test ## jest
	@$(BIN)/python scripts/checks.py --started $(STARTED) js

test-ui: env-test env-ui ## browser tests
	@$(BIN)/python scripts/checks.py --started $(STARTED) ui

screenshots: env-test env-ui ## browser tests that write new baselines
	@$(BIN)/python scripts/checks.py --started $(STARTED) screenshots

generate: env-test ## openapi.json and the TypeScript types from the models
	@$(BIN)/python scripts/generate.py

format: env-test ## ruff, prettier, stylelint and eslint put right what they can
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@jlpm lint:fix

build: env-demo ## wheel and sdist in dist/
	@scripts/dist $(BIN)/python && touch $(STAMPS)/labextension

test-wheel: build env-ui ## that wheel: its size and parts, and the matrix's oldest and newest row
	@$(BIN)/python scripts/check_release.py dist/*.whl
	@$(BIN)/python scripts/matrix.py oldest newest

matrix: build env-ui ## that wheel beside every supported release (ROWS="oldest newest": only these)
	@$(BIN)/python scripts/matrix.py $(ROWS) $(MATRIX_ARGS)

reproducible: env-demo ## build the commit from two clones: the same bytes
	@scripts/reproducible

audit: env-demo $(STAMPS)/release ## known vulnerabilities in what is locked (AUDIT_ARGS=--every)
	@$(BIN)/python scripts/audit.py $(AUDIT_ARGS)

sbom: build $(STAMPS)/release ## CycloneDX file in build/, docs/licences.md
	@$(BIN)/python scripts/sbom.py

release: build env-ui $(STAMPS)/release ## all that a release must pass; CONTRIBUTING.md says how
	@$(BIN)/python scripts/check_release.py --release dist/*.whl
	@scripts/reproducible --dist
	@$(BIN)/python scripts/audit.py $(AUDIT_ARGS)
	@$(BIN)/python scripts/sbom.py --check
	@$(BIN)/python scripts/matrix.py oldest newest
	@cd dist && sha256sum *

lock: $(STAMPS)/bootstrap ## pin the Python requirements anew (LOCK_ARGS=--upgrade: newer ones)
	@scripts/lock

clean: ## what was built
	@rm -rf lib dist build coverage jupyter_cost_tags/labextension $(STAMPS)/labextension \
		ui-tests/playwright-report ui-tests/test-results \
		.mypy_cache .ruff_cache .pytest_cache .eslintcache .stylelintcache

clean-all: clean ## the environments too
	@rm -rf .venv .venv-sdk .venv-sdk3 .venv-floor .venv-release .bootstrap $(STAMPS) node_modules ui-tests/node_modules .yarn \
		ui-tests/.yarn

env: env-test
env-demo: $(STAMPS)/demo $(STAMPS)/labextension $(STAMPS)/sdk
env-test: $(STAMPS)/test $(STAMPS)/node $(STAMPS)/sdk $(STAMPS)/sdk3
env-floor: $(STAMPS)/floor
env-ui: $(STAMPS)/ui $(STAMPS)/sdk

$(STAMPS)/bootstrap: requirements/uv.txt scripts/bootstrap
	@mkdir -p $(STAMPS)
	@$(PHASE) "bootstrap: uv" scripts/bootstrap
	@touch $@

$(STAMPS)/demo: $(STAMPS)/bootstrap requirements/demo.txt scripts/uv-install pyproject.toml package.json
	@$(PHASE) "Python packages" scripts/uv-install .venv demo
	@touch $@

$(STAMPS)/test: $(STAMPS)/demo requirements/test.txt
	@$(PHASE) "Python packages for tests" scripts/uv-install .venv test
	@touch $@

$(STAMPS)/sdk: $(STAMPS)/bootstrap requirements/sdk.txt scripts/uv-install pyproject.toml package.json
	@$(PHASE) "SageMaker SDK for the notebook's kernel" scripts/uv-install .venv-sdk sdk
	@touch $@

$(STAMPS)/sdk3: $(STAMPS)/bootstrap requirements/sdk3.txt scripts/uv-install pyproject.toml package.json
	@$(PHASE) "SageMaker SDK v3, papermill and aiobotocore for the guard's tests" scripts/uv-install .venv-sdk3 sdk3
	@touch $@

$(STAMPS)/floor: $(STAMPS)/bootstrap requirements/floor.txt scripts/uv-install pyproject.toml package.json
	@$(PHASE) "oldest releases that are supported" scripts/uv-install .venv-floor floor
	@touch $@

$(STAMPS)/release: $(STAMPS)/bootstrap requirements/release.txt scripts/uv-install
	@$(PHASE) "tools for a release" scripts/uv-install .venv-release release alone
	@touch $@

$(STAMPS)/node: $(STAMPS)/demo package.json yarn.lock .yarnrc.yml
	@$(PHASE) "npm packages" scripts/jlpm-install .
	@touch $@

$(STAMPS)/labextension: $(STAMPS)/node $(FRONTEND)
	@$(PHASE) "front end" scripts/build-frontend
	@touch $@

$(STAMPS)/ui: $(STAMPS)/demo ui-tests/package.json ui-tests/yarn.lock ui-tests/.yarnrc.yml
	@$(PHASE) "npm packages for browser tests" scripts/jlpm-install ui-tests
	@touch $@
