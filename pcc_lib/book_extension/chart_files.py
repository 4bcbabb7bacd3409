"""Files of charts that no page names any more, and folders that are left with nothing."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from pcc_lib.charts.files import FOLDER

_NAMED = re.compile(rf"{FOLDER}/[\w./-]+", re.ASCII)


def chart_files_named(page: str) -> set[str]:
    """The files of charts that a page names, by their paths in the book."""
    return set(_NAMED.findall(page))


def drop_others(out: Path, named: Collection[str]) -> None:
    """Take away the files of charts that no page of the book in `out` names any more."""
    for path in [p for p in (out / FOLDER).rglob("*") if p.is_file()]:
        if path.relative_to(out).as_posix() not in named:
            path.unlink()


def drop_empty_folders(folder: Path) -> None:
    """Take away every folder in this one that holds nothing."""
    for path in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()
