"""What the commit hook refuses is found, and no committed file has it."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess

import pytest
from places import ROOT

_spec = importlib.util.spec_from_file_location("tidy_files", ROOT / ".ci/tidy_files.py")
tidy_files = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tidy_files)


def notebook(**cell: object) -> bytes:
    return json.dumps({"cells": [{"cell_type": "markdown"}, cell]}).encode("utf-8") + b"\n"


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.py", b"x = 1\n", []),
        ("a.py", b"", []),
        ("a.md", b"x", ["does not end with one line end"]),
        ("a.md", b"x\n\n", ["does not end with one line end"]),
        ("a.csv", b"x\r\n", ["has Windows line ends"]),
        ("a.png", b"\r", []),
        ("a.png", b"x" * 500_001, ["is 500,001 bytes; the limit is 500,000"]),
        ("a.ipynb", notebook(outputs=[], execution_count=None), []),
        ("a.ipynb", notebook(outputs=[{}], execution_count=None), ["cell 2 has been run; clear all outputs"]),
        ("a.ipynb", notebook(outputs=[], execution_count=3), ["cell 2 has been run; clear all outputs"]),
    ],
)
def test_what_is_refused(tmp_path, capsys, name, raw, said):
    path = tmp_path / name
    path.write_bytes(raw)
    assert tidy_files.main([str(path)]) == bool(said)
    assert capsys.readouterr().err == "".join(f"{path} {each}\n" for each in said)


@pytest.mark.skipif(not shutil.which("git") or not (ROOT / ".git").exists(), reason="no clone of a repository")
def test_no_committed_file_has_a_fault():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
    there = [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    assert there and [f"{path} {fault}" for path in there for fault in tidy_files.faults(path)] == []
