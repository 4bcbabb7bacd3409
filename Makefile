# Two commands for a fresh machine: `make book` and `make test`. Each installs what it needs into .venv first, once.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
  BIN := .venv/Scripts
  UV := _build/uv/Scripts
else
  BIN := .venv/bin
  UV := _build/uv/bin
endif
# stamps: what running needs is in .venv; what testing adds is there too
RUNS := .venv/.runs
TESTS := .venv/.tests
# the validator of RO-Crates cannot live beside what the library needs, and the checker of types need not: each has an environment
# of its own, made while .venv is made (`make installed` with two jobs)
CRATE := _build/crate-validator
TYPES := _build/type-checker
QUARTER ?= latest
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder
# `make test MEASURE=1` prints at its end how much of each room the tests that are not slow have run
MEASURE ?=

# Byte code is made afterwards, on every core, and not for the packages' own tests: quicker, and 60 MB less
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
BYTECODE := $(BIN)/python -c "import compileall, re; compileall.compile_dir('.venv', quiet=2, workers=0, rx=re.compile(r'\btests\b')); compileall.compile_dir('pcc_lib', quiet=2)"
LOCK := $(UV)/python -m uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
  --python-version 3.11 --custom-compile-command "make lock" --quiet

.PHONY: book installed test test-quick test-grown types check format lock clean

book: $(RUNS)
	@echo The command pcc is $(BIN)/pcc, or just pcc once .venv is activated, see README.md
	$(BIN)/python -m pcc_lib build $(QUARTER)

# Everything that CI needs: `make --jobs 2 installed` makes the environments beside each other
installed: $(TESTS) $(CRATE)/.made $(TYPES)/.made

test: $(TESTS) $(CRATE)/.made
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(PYTEST) $(if $(MEASURE),--cov --cov-report=)
	$(if $(MEASURE),$(BIN)/python -m coverage json --quiet -o - | $(BIN)/python .ci/coverage_by_room.py)

# The tests to run while working: about four minutes
test-quick: $(TESTS)
	$(BIN)/python -m ruff check .
	$(PYTEST) -m "not slow"

# What analysts add (sources, measures, months, a quarter without commentary) must not turn the engineers' tests red
test-grown: export PCC_SAMPLE := $(CURDIR)/_build/grown
test-grown: $(TESTS)
	$(BIN)/python tests/grown.py _build/grown
	$(PYTEST) -m sample

types: $(RUNS) $(TYPES)/.made
	$(TYPES)/$(notdir $(BIN))/python -m basedpyright

check: $(RUNS)
	$(BIN)/python -m pcc_lib check $(QUARTER)

format: $(TESTS)
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

# The locks are full, with hashes for every platform, and made from pyproject.toml by this one command.
# Versions stay as they are where pyproject.toml allows them; delete the files first to take the newest.
lock:
	@echo Installing uv into _build/uv, about 60 MB
	@$(PYTHON) -m venv _build/uv
	@$(UV)/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) --output-file requirements.txt pyproject.toml
	$(LOCK) --output-file requirements-test.txt --group test --constraint requirements.txt
	$(LOCK) --output-file requirements-types.txt --group types --constraint requirements.txt
	$(LOCK) --output-file requirements-crate.txt --group crate

$(RUNS): requirements.txt pyproject.toml
	@$(PYTHON) -c "import sys; sys.version_info >= (3, 11) or sys.exit('Python 3.11 or later is needed; $(PYTHON) is ' + sys.version.split()[0] + '. Say which to use: make PYTHON=python3.12 book')"
	@echo Creating .venv
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -c "print('Installing up to', sum('==' in line for line in open('requirements.txt', encoding='utf-8')), 'packages of requirements.txt into .venv: about 700 MB on disk, one to five minutes', flush=True)"
	@$(INSTALL) --require-hashes --requirement requirements.txt
	@echo Installing this project into .venv
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@$(BYTECODE)
	@$(BIN)/python -m pcc_lib kernel
	@$(BIN)/python -c "open('$(RUNS)', 'w').close()"

$(TESTS): $(RUNS) requirements-test.txt
	@echo Installing what the tests need besides, requirements-test.txt, into .venv: about 200 MB, up to a minute
	@$(INSTALL) --require-hashes --requirement requirements-test.txt
	@$(BYTECODE)
	@$(BIN)/python -c "open('$(TESTS)', 'w').close()"

# An environment of its own: its folder, the lock, and what is installed
define OWN
$(1)/.made: $(2)
	@echo Installing $(3), $(2), into $(1)
	@$(PYTHON) -m venv $(1)
	@$(1)/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement $(2)
	@$(PYTHON) -c "open('$(1)/.made', 'w').close()"
endef
$(eval $(call OWN,$(CRATE),requirements-crate.txt,the validator of RO-Crates: about 150 MB))
$(eval $(call OWN,$(TYPES),requirements-types.txt,what checks types: about 300 MB))

clean:
	$(PYTHON) -c "import shutil; shutil.rmtree('_build', ignore_errors=True)"
