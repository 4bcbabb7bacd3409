# Two commands for a fresh machine: `make book` and `make test`. Everything they need is installed into .venv first.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
  BIN := .venv/Scripts
else
  BIN := .venv/bin
endif
READY := .venv/.ready
QUARTER ?= latest

.PHONY: book test check format lock clean

book: $(READY)
	$(BIN)/python -m pcc_lib build $(QUARTER)

test: $(READY)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: $(READY)
	$(BIN)/python -m pcc_lib check $(QUARTER)

format: $(READY)
	$(BIN)/python -m ruff check --fix .

# requirements.txt is a full lock with hashes for every platform, made from pyproject.toml by this one command
lock: $(READY)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/python -m uv pip compile pyproject.toml --extra test --universal --generate-hashes --no-emit-index-url --python-version 3.11 --quiet --output-file requirements.txt

$(READY): requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -c "import pathlib; pathlib.Path('$(READY)').touch()"

clean:
	$(PYTHON) -c "import shutil; shutil.rmtree('_build', ignore_errors=True)"
