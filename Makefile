# Everything a newcomer, a developer or CI types. `make` alone lists it.

VENV    := .venv
PYTHON  := $(VENV)/bin/python
STAMP   := $(VENV)/.installed
CHOICES := python3.14 python3.13 python3.12 python3.11 python3
ARGS    ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test goldens bench lint format lock

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'ARGS="…" is passed on, for example: make test ARGS="-k lookup -n 2"'

setup: $(STAMP) ## Install everything into .venv, exactly as requirements.lock says

# The venv is made again when its Python is gone; pip checks every file against its hash.
$(STAMP): requirements.lock pyproject.toml
	@if ! $(PYTHON) -c '' 2>/dev/null; then \
		new=; found=; \
		for python in $(CHOICES); do \
			if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
				new=$$python; \
				if $$python -c 'import ensurepip, venv' 2>/dev/null; then found=$$python; break; fi; \
			fi; \
		done; \
		if [ -z "$$new" ]; then \
			echo 'Routebook needs Python 3.11 or newer, and none of these is one: $(CHOICES).' \
				'On Debian: apt-get install python3 python3-venv' >&2; exit 1; \
		fi; \
		if [ -z "$$found" ]; then \
			echo "$$new cannot make a virtual environment." \
				"On Debian: apt-get install $$new-venv" >&2; exit 1; \
		fi; \
		echo "Making $(VENV) with $$($$found --version)"; \
		$$found -m venv --clear $(VENV); \
	fi
	@echo 'Installing requirements.lock (a minute or so the first time)'
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --only-binary :all: \
		--require-hashes --requirement requirements.lock
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation \
		--editable .
	@touch $@

run: setup ## Serve the example framework and its page
	@cd examples/acme && ../../$(VENV)/bin/routebook serve $(ARGS)

test: setup ## Run every test, then the goldens with what they cover
	@failed=0; \
	$(PYTHON) -m pytest tests -n auto --dist loadfile $(ARGS) || failed=1; \
	$(PYTHON) -m pytest golden_tests || failed=1; \
	exit $$failed

goldens: setup ## Write the golden snapshots anew; read their diff before committing
	@$(PYTHON) -m pytest golden_tests --snapshot-update $(ARGS)

bench: setup ## Measure against a hand-written function, a peer engine and a bare route
	@$(PYTHON) -m benchmarks $(ARGS)

lint: setup ## Ruff, mypy and the import contracts
	@failed=0; \
	$(VENV)/bin/ruff check --output-format concise . || failed=1; \
	$(VENV)/bin/ruff format --check . || failed=1; \
	$(VENV)/bin/mypy || failed=1; \
	$(VENV)/bin/lint-imports --no-logo --no-cache || failed=1; \
	exit $$failed

format: setup ## Let Ruff rewrite what it can
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

lock: setup ## Write requirements.lock anew from pyproject.toml (ARGS=--upgrade for newer versions)
	@$(VENV)/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
		--custom-compile-command 'make lock' --quiet --output-file requirements.lock $(ARGS)
