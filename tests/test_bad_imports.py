"""Whatever people give an importer, it says in words what is wrong and where, and writes nothing."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
from bad_imports import every, page, told
from click.testing import CliRunner
from places import ROOT

from pcc_lib.cli.program import main
from pcc_lib.importers.registry import importers

FEWEST = 8


@pytest.mark.parametrize("bad", every(), ids=lambda bad: f"{bad.importer}: {bad.name}")
def test_bad_files_are_told_in_words(bad, tmp_path):
    lines = told(bad, tmp_path)
    for word in bad.words:
        assert any(word in line for line in lines), (word, lines)
    for line in lines:
        assert len(line) < 700, line
        assert "Traceback" not in line and "\x07" not in line and " object at 0x" not in line


def test_every_importer_has_bad_files():
    assert {name for name, number in Counter(bad.importer for bad in every()).items() if number < FEWEST} == set()
    assert {bad.importer for bad in every()} <= set(importers())


def test_the_list_of_importers_loads_nothing_that_reads_files():
    """`pcc import --list` and every `--help` stay quick."""
    code = "import sys; from pcc_lib.importers.registry import importers; importers(); print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    assert {"pandas", "numpy", "duckdb", "openpyxl", "odf", "pydantic"} & set(done.stdout.split()) == set()


@pytest.mark.parametrize("importer", sorted({bad.importer for bad in every()}))
def test_nothing_is_written_of_bad_files(importer, tmp_path):
    bad = next(each for each in every() if each.importer == importer and not each.asks and each.name == "web page")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "body.yml").write_bytes((ROOT / "tests/projects/street-crime/data/body.yml").read_bytes())
    paths, said = bad.put(tmp_path), [word for name, values in bad.options.items() for v in values for word in (f"--{name}", v)]
    before = sorted(tmp_path.rglob("*"))
    done = CliRunner().invoke(main, ["--project", str(tmp_path), "import", importer, *paths, *said])
    assert done.exit_code != 0 and "Traceback" not in done.output
    assert "web page" in done.output
    assert sorted(tmp_path.rglob("*")) == before


def test_the_page_of_what_is_refused_is_what_is_said():
    held = (ROOT / "docs/open-data-faults.md").read_text(encoding="utf-8")
    assert held == page(), "run: python tests/bad_imports.py docs/open-data-faults.md"
