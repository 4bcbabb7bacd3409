"""Puts the files of a new folder in place: a folder at once, or what is missing in one that is there. No file is overwritten."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pcc_lib.core.errors import FileError, ReportError
from pcc_lib.core.os_words import fault_of
from pcc_lib.inputs.project import Project

STAGE = "_build/new"  # where a folder is made ready; what a command that was killed left there is cleared away by the next


class Placed(NamedTuple):
    """The files that were written, and those that were there already and stay as they are."""

    made: list[str]
    left: list[str]


def place_folder(project: Project, folder: str, texts: Mapping[str, str]) -> Placed:
    """Write these texts, by their names in the folder, into a folder of the project.

    A folder that is not there yet appears whole. Raises FileError where it cannot be written; nothing is then changed, or whole
    files alone are added.
    """
    target, stage = project.path(folder), project.root / STAGE
    for name in texts:
        _stay_inside(project, target / name)
    left = [name for name in texts if os.path.lexists(target / name)]
    new = {name: text for name, text in texts.items() if name not in left}
    try:
        shutil.rmtree(stage, ignore_errors=True)
        for name, text in new.items():
            _write(stage / "files" / name, text)
        if not new:
            return Placed([], left)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            _add(stage / "files", target, list(new))
        else:
            (stage / "files").rename(target)
    except OSError as error:
        raise FileError([fault_of(error, "written", root=project.root)]) from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return Placed(list(new), left)


def _stay_inside(project: Project, path: Path) -> None:
    """Refuse a place that a link leads out of the project."""
    if not path.parent.resolve().is_relative_to(project.root):
        raise ReportError(
            f"{path.parent.relative_to(project.root).as_posix()}: leads out of the project. Put the folder itself there."
        )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _add(stage: Path, target: Path, names: list[str]) -> None:
    """Move files into a folder that is there; quarter.yml last, so that whoever is stopped before it can begin again."""
    for name in sorted(names, key=lambda name: name == "quarter.yml"):
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(place):
            (stage / name).rename(place)
