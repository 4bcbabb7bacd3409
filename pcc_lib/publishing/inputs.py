"""Which files of a project an edition rests on: what its record must hold, and what it must not.

Held is what the pages and the check have read, the folder of the quarter, and what lies in data/published, which is public. Not
held are other files whose names alone were seen, for what lies about in a folder is nobody's record; the folders of later
quarters; and all data of sources of small numbers: those go into the restricted record, which is never published (see
docs/small-numbers.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pcc_lib.building.page_cache import cache_folder
from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.kept_editions import FOLDER as PUBLISHED
from pcc_lib.inputs.kept_editions import quarter_of
from pcc_lib.inputs.models import PLAN
from pcc_lib.inputs.plan import QUARTERS
from pcc_lib.inputs.project import BODY, INCIDENTS, KEY, LINES, LISTING, Project

PRIORITIES = PLAN["priorities"].where
ABSENT = "absent"


@dataclass(frozen=True)
class Inputs:
    """Names of the files that an edition rests on: those for everybody, and those with small numbers."""

    public: tuple[str, ...]
    restricted: tuple[str, ...]


def inputs_of(project: Project, quarter: Quarter, built: Mapping[str, Any]) -> Inputs:
    """The files that an edition rests on, by the manifest of its build."""
    inputs = built["inputs"]
    read, checked = dict(inputs["read"]), checked_files(project, quarter)
    named = {*_files(read), *inputs["compiled_from"], *_files(checked), BODY, PRIORITIES}
    named |= {*_within(project, f"{QUARTERS}/{quarter}"), *_beside(project)}
    told = {name for name in _files(read) if PurePosixPath(name).is_relative_to(PUBLISHED)}  # binds small numbers, later ones too
    wanted = (name for name in named if name in told or not _is_later(name, quarter))
    names = sorted(name for name in wanted if project.path(name).is_file())
    keys = {name: project.key_of(name) for name in names}
    restricted = {*(name for name in names if keys[name] or name.endswith(KEY)), *filter(None, keys.values())}
    return Inputs(tuple(name for name in names if name not in restricted), tuple(sorted(restricted)))


def checked_files(project: Project, quarter: Quarter) -> dict[str, str]:
    """What the last check of a quarter has opened (nothing where there was none)."""
    try:
        return dict(json.loads((cache_folder(project) / "checks" / f"{quarter}.json").read_bytes())["opened"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _files(opened: Mapping[str, str]) -> Iterator[str]:
    """The files among what was opened, but for incidents: the sources hold what was counted of them, and no record holds them."""
    passed = (LISTING, LINES, f"{INCIDENTS}/")
    return (key for key, value in opened.items() if value != ABSENT and not key.startswith(passed))


def _within(project: Project, folder: str) -> Iterator[str]:
    """Every file in a folder and below it."""
    for name in project.names(folder):
        path = f"{folder}/{name}"
        yield from _within(project, path) if project.path(path).is_dir() else (path,)


def _beside(project: Project) -> list[str]:
    """What lies in data/published itself: pages have seen the names, and need not run again in the record when they are there."""
    return [f"{PUBLISHED}/{name}" for name in project.names(PUBLISHED)]


def _is_later(name: str, quarter: Quarter) -> bool:
    """Whether a file is of a quarter after this one: what is being prepared, or was published later."""
    path = PurePosixPath(name)
    home = next((home for home in (QUARTERS, PUBLISHED) if path.is_relative_to(home)), None)
    if home is None:
        return False
    try:
        name = path.relative_to(home).parts[0]
        return quarter < Quarter.parse(quarter_of(name) or name.removesuffix(".csv"))
    except ReportError:  # a file of no quarter
        return False
