"""The table of coverage: sums of files by room, in the order of docs/modules.md."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

_spec = importlib.util.spec_from_file_location("coverage_by_room", ROOT / ".ci/coverage_by_room.py")
coverage_by_room = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(coverage_by_room)


def file(lines: int, run: int, branches: int, taken: int) -> dict[str, dict[str, int]]:
    return {"summary": dict(zip(coverage_by_room.COUNTED, (lines, run, branches, taken), strict=True))}


def test_files_are_added_up_by_room():
    files = {
        "pcc_lib/writing/html.py": file(10, 5, 0, 0),
        r"C:\clone\pcc_lib\core\text.py": file(20, 20, 4, 2),
        "pcc_lib/core/files.py": file(20, 10, 4, 4),
        "pcc_lib/cli/program.py": file(1, 0, 0, 0),
        "pcc_lib/__init__.py": file(1, 1, 0, 0),
    }
    assert [line.split() for line in coverage_by_room.table({"files": files})] == [
        ["room", "lines", "run", "branches", "taken"],
        ["core", "40", "75.0%", "8", "75.0%"],
        ["writing", "10", "50.0%", "0", "-"],
        ["cli", "1", "0.0%", "0", "-"],
        ["__init__", "1", "100.0%", "0", "-"],
        ["all", "52", "69.2%", "8", "75.0%"],
    ]


@pytest.mark.slow
def test_templates_are_no_part_of_what_is_measured(tmp_path: Path) -> None:
    """Jinja runs a template under its file's name: a starter that is no Python once ended the table with a traceback."""
    about = {"name": "Mayor of Tarn", "area": "Tarn", "priorities": ["Safer nights out"], "quarter": "2025-26-Q2"}
    (tmp_path / "about.yml").write_text(json.dumps(about), encoding="utf-8")
    measured = [sys.executable, "-m", "coverage"]
    data = f"--data-file={tmp_path / 'coverage'}"
    made = ["run", data, "-m", "pcc_lib", "new-project", str(tmp_path / "tarn"), "--from", str(tmp_path / "about.yml")]
    subprocess.run([*measured, *made], cwd=ROOT, check=True, capture_output=True)
    report = subprocess.run([*measured, "json", data, "--quiet", "-o", "-"], cwd=ROOT, check=True, capture_output=True)
    assert {path.rpartition(".")[2] for path in json.loads(report.stdout)["files"]} == {"py"}
