# `make run` and `make test` are all that a fresh machine needs (Python 3.11 to 3.13).
.POSIX:
PYTHON = python3
BIN = .venv/bin
# What was compiled is kept, whatever the machine says: most tests start processes.
export PYTHONDONTWRITEBYTECODE =

.PHONY: run install install-dev test check static bench faults fuzz lock clean

run: install
	@$(BIN)/mimicom serve

# pip compiles on one core; a few files of packages are for other Pythons.
PIP = $(BIN)/python -m pip install -q --disable-pip-version-check --no-compile
COMPILE = $(BIN)/python -m compileall -q -j 0 -x '/tests?/' .venv/lib >/dev/null 2>&1 || true

install: .venv/installed
install-dev: .venv/installed-dev

.venv/bin/python:
	@sh scripts/make_venv.sh "$(PYTHON)"

.venv/installed: .venv/bin/python requirements.lock.txt pyproject.toml
	@echo "Installation de MimiCom (quelques minutes la première fois)…"
	@$(PIP) --require-hashes -r requirements.lock.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(COMPILE)
	@touch .venv/installed

.venv/installed-dev: .venv/installed requirements-dev.lock.txt
	@$(PIP) --require-hashes -r requirements-dev.lock.txt
	@$(COMPILE)
	@touch .venv/installed-dev

# Four workers on any machine: many tests wait for a process, a timer or a page.
test: install-dev
	@sh scripts/find_chromium.sh
	@$(BIN)/python -m compileall -q -j 0 assistant core
	@$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

# Format, lint and types beside the rest; last, that every test can be collected.
check: install-dev
	@$(MAKE) static & static=$$!; \
	$(BIN)/python -m pytest tests/test_architecture.py tests/test_promises.py && \
	{ $(BIN)/python -m pytest --collect-only -qq >.venv/collected || { tail -40 .venv/collected; false; }; }; \
	said=$$?; wait $$static && exit $$said

# What needs no test: CI does it beside the tests, which are collected anyway.
static: install-dev
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy

bench: install-dev
	@$(BIN)/python -m benchmarks

# kill -9 of the process, of its database, of both, and hosts frozen: 15 for each kind of work, 40 over
# sends of 2,000 mails; a cluster away for a minute.
faults: install-dev
	@$(BIN)/python -m tests.faults

# 10,000 requests made up by schemathesis from the description of the API.
fuzz: install-dev
	@$(BIN)/python -m benchmarks.fuzz

# Needs uv; the files carry hashes and no index address.
LOCK = uv pip compile pyproject.toml --group build --universal --generate-hashes \
	--python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links -q
lock:
	$(LOCK) -o requirements.lock.txt
	$(LOCK) --group dev -c requirements.lock.txt -o requirements-dev.lock.txt

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
