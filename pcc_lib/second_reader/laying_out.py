"""A record laid out in a folder of its own, so that a second reader can run there and no archive is written to."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from pcc_lib.core.errors import BuildError, ReportError
from pcc_lib.core.files import copy_folder
from pcc_lib.inputs.project import INCIDENTS, LINES, LISTING, Project
from pcc_lib.second_reader.record import RECORD, STATEMENTS
from pcc_lib.second_reader.writer import PROGRAMS, PUBLIC

LEDGER, MANIFEST = "figures.csv", "manifest.json"
_MAY_LACK = (MANIFEST, *PROGRAMS[1:])  # records of older libraries have the script in one file


def lay_out(edition: Path, project: Project | None, target: Path) -> None:
    """Lay out the record of an edition, published or built, in an empty folder; of a built one with the data of its project.

    A ReportError says that it is no edition, a BuildError that the data of the project have changed since it was built.
    """
    published = edition / RECORD if (edition / RECORD / "project").is_dir() else edition
    if (published / "project").is_dir():
        _copy(published, target, LEDGER, MANIFEST, STATEMENTS, *PROGRAMS)
        copy_folder(published / "project" / "data", target / "project" / "data")
    elif project is not None and (edition / RECORD).is_dir():
        _copy(edition, target, LEDGER, MANIFEST)
        _copy(edition / RECORD, target, STATEMENTS, *PROGRAMS)
        _hold_to_inputs(project, _inputs(edition))
        _copy_data(project, target / "project" / "data")
    else:
        raise ReportError(f"{edition}: holds no record to verify. Give the folder of a published or built edition.")
    if (published / PUBLIC).is_dir():
        shutil.copytree(published / PUBLIC, target / PUBLIC)


def _copy(folder: Path, target: Path, *names: str) -> None:
    for name in names:
        if (folder / name).is_file():
            shutil.copyfile(folder / name, target / name)
        elif name not in _MAY_LACK:
            raise ReportError(
                f"{folder / name}: the file is missing. Build the edition again, or take the archive from where it is whole."
            )


def _inputs(edition: Path) -> dict[str, Any]:
    try:
        found = json.loads((edition / MANIFEST).read_bytes())["inputs"]
        return {"quarter": str(found["quarter"]), "read": dict(found["read"])}
    except (OSError, ValueError, KeyError, TypeError):
        raise BuildError(f"{edition.name}: its manifest cannot be read. Run: pcc build") from None


def _hold_to_inputs(project: Project, inputs: dict[str, Any]) -> None:
    """A BuildError where a file of data is no longer as the edition read it: the figures would be held to other data."""
    read = {name: digest for name, digest in inputs["read"].items() if not name.startswith((LISTING, LINES))}
    changed = [n for n, digest in read.items() if n.startswith("data/") and project.fingerprint(n) != digest]
    if changed:
        raise BuildError(f"{changed[0]}: has changed since the edition was built. Run: pcc build {inputs['quarter']}")


def _copy_data(project: Project, target: Path) -> None:
    """The data of a project, without what no record holds: incidents, small numbers as they are, the secrets of fingerprints."""
    root = project.root / "data"
    for path in sorted(path for path in root.rglob("*") if path.suffix in (".csv", ".yml") and path.is_file()):
        name = path.relative_to(root)
        if not (project.path(INCIDENTS) in path.parents or project.key_of(f"data/{name.as_posix()}")):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / name)
