"""Where things are: the house of the engineers, and the project of the analysts that some tests read or copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The committed project, or the one that PCC_SAMPLE names: see tests/grown.py
SAMPLE = Path(os.environ.get("PCC_SAMPLE") or ROOT).resolve()
# The quarter whose printed original is in data/published: its figures stay, whatever analysts add after it
PUBLISHED = "2023-24-Q3"
# What tests work out of the sample, kept by its inputs and the code that makes it (pcc_lib/core/store.py), for all who ask again
RESULTS = ROOT / "_build" / "results"
# What a project consists of: a book is built from these alone
INPUTS = ("data", "notebooks", "_toc.yml", "_config.yml")


def copy_project(source: Path, target: Path, *without: str) -> Path:
    """Copy the inputs of a project into a folder, without the files and folders of some names."""
    for name in INPUTS:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, ignore=shutil.ignore_patterns("__pycache__", *without))
        elif (source / name).is_file():
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, target / name)
    return target


def build(project: Path, quarter: str) -> None:
    """Build the book of a quarter by the command; an AssertionError tells what it said where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "pcc_lib", "--project", str(project), "build", quarter],
        cwd=project.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
