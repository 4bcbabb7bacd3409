"""The table of coverage: sums of files by room, in the order of docs/modules.md."""

from __future__ import annotations

import importlib.util

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
