"""The installed code that made a page: its files as they stand on this machine, so that a package edited in place is noticed.

_build/cache/code/<digest>.json     the paths of the Python files that a process had loaded when it ran a page

Of each file size and time of change count: to read all of them would cost more than a build in which nothing changed. Packages
that are installed anew so run every page once, though they may be the same.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

from pcc_lib.core.files import write_atomic
from pcc_lib.core.installed import LIBRARY, digest
from pcc_lib.core.loaded import files_loaded, first_seen, seen
from pcc_lib.inputs.project import Project

FOLDER = "_build/cache/code"


@dataclass(frozen=True)
class LoadedCode:
    """Which files were loaded (the name of a list of them), and how they were."""

    files: str
    state: str


def loaded_code(project: Project) -> LoadedCode:
    """What this process has loaded, but for this library, which has a digest of its own; the list of it is written down."""
    ours = f"{LIBRARY}{os.sep}"
    paths = sorted(path for path in files_loaded() if not path.startswith(ours))
    name = digest(paths)
    place = project.root / FOLDER / f"{name}.json"
    if not place.is_file():
        write_atomic(place, json.dumps(paths).encode("utf-8"))
    return LoadedCode(name, digest([first_seen(path) for path in paths]))


def state_now(project: Project, files: str) -> str:
    """How the files of a list are today; blank where the list is not known."""
    try:
        return digest([seen(str(path)) for path in json.loads((project.root / FOLDER / f"{files}.json").read_bytes())])
    except (OSError, ValueError, TypeError):
        return ""
