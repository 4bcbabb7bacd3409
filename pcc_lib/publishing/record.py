"""The record of an edition: all that is needed to make it again, from its inputs to the library that made it.

record/project/            a project folder that `pcc --project record/project build` can build
record/notebooks/          the executed notebooks       record/figures.csv      the ledger
record/library/pcc_lib/    the library's source         record/requirements.txt, record/pyproject.toml   what it runs with
record/datapackage.json    the sources as a Frictionless data package           record/questions.json   answered questions
record/public/             of sources of small numbers the cells that are published
record/manifest.json       what it was made from, and which edition was published before it

Whatever else the build has put into its own record/ is taken along.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pcc_lib.building.arithmetic import arithmetic
from pcc_lib.building.executed import opened_by, outputs_of
from pcc_lib.building.public_cells import PUBLIC
from pcc_lib.core.files import copy_folder, read_bytes
from pcc_lib.core.installed import LIBRARY, environment
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import KEY, Project
from pcc_lib.inputs.sources import PACKAGE as DATA_PACKAGE
from pcc_lib.inputs.sources import package
from pcc_lib.publishing import edition as at
from pcc_lib.publishing.answers import QUARTER_FILE, answered, public_quarter
from pcc_lib.publishing.inputs import Inputs

LOCK = "requirements.txt"
DISTRIBUTION = "pyproject.toml"


def lay_out_project(project: Project, inputs: Inputs, folder: Path) -> None:
    """Copy the files that an edition rests on into a folder, those with small numbers too."""
    for name in (*inputs.public, *inputs.restricted):
        _put(folder / name, read_bytes(project.path(name), name))


def lay_out(made: Project, inputs: Inputs, built: Path, folder: Path) -> None:
    """Fill the folder of an edition: its HTML, and its record but for the manifest and what rests on it.

    made: the project in which it was built last, of nothing but its inputs. built: the folder of that build.
    """
    shutil.copytree(built / "html", folder)
    for name in inputs.public:
        _put(folder / at.PROJECT / name, public_quarter(made, name, read_bytes(made.path(name), name)))
    shutil.copytree(built / "notebooks", folder / at.NOTEBOOKS)
    shutil.copyfile(built / "figures.csv", folder / at.FIGURES)
    if (built / at.RECORD).is_dir():
        shutil.copytree(built / at.RECORD, folder / at.RECORD, dirs_exist_ok=True)
    if (built / PUBLIC).is_dir():
        shutil.copytree(built / PUBLIC, folder / at.RECORD / PUBLIC)
    _put_library(folder)


def describe(made: Project, quarter: Quarter, inputs: Inputs, folder: Path) -> None:
    """Write what standard tools and people ask for: the data package, and the questions with their answers."""
    if made.exists(DATA_PACKAGE):
        _put_json(folder / at.PACKAGE, _package(made, inputs))
    _put_json(folder / at.QUESTIONS, answered(open_quarter(made, str(quarter))))


def told_in_part(made: Project, inputs: Inputs) -> list[str]:
    """Files of which the record holds only what may be published, or whose fingerprint needs a secret: whole they are in the
    restricted record."""
    texts = {name: read_bytes(made.path(name), name) for name in inputs.public if name.endswith(QUARTER_FILE)}
    return [name for name, raw in texts.items() if made.key_of_answers(name, raw) or public_quarter(made, name, raw) != raw]


def manifest_of(made: Project, inputs: Inputs, built: Path, said: Mapping[str, Any]) -> dict[str, Any]:
    """What `record/manifest.json` says: `said` of the edition, what it was made from, what each page has read, what came out."""
    about = json.loads(read_bytes(built / "manifest.json"))
    read = about["inputs"]["read"]
    pages = {name: {**page, "read": sorted(_reads(built, page["source"]))} for name, page in about["pages"].items()}
    held = (*inputs.restricted, *told_in_part(made, inputs))
    restricted = {name: read.get(name) or made.fingerprint(name) for name in held if not name.endswith(KEY)}
    return {
        "format": at.FORMAT,
        **said,
        "edition": built.name,
        "inputs": about["inputs"],
        "restricted": restricted,
        "pages": pages,
        "outputs": about["outputs"],
        "arithmetic": arithmetic(),
    }


def write_json(folder: Path, name: str, value: Any) -> None:
    """Write a file of an edition."""
    _put_json(folder / name, value)


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _put_library(folder: Path) -> None:
    """The source of this library, and the versions that it runs with: the lock beside it, else what is installed."""
    copy_folder(LIBRARY, folder / at.LIBRARY / LIBRARY.name, skipped=("__pycache__", "*.pyc"))
    lock, distribution = (LIBRARY.parent / name for name in (LOCK, DISTRIBUTION))
    installed = "".join(f"{each}\n" for each in environment()["packages"])
    _put(folder / at.RECORD / LOCK, read_bytes(lock) if lock.is_file() else installed.encode("utf-8"))
    if distribution.is_file():
        _put(folder / at.RECORD / DISTRIBUTION, read_bytes(distribution))


def _package(made: Project, inputs: Inputs) -> dict[str, Any]:
    """The data package with paths as seen from the record; sources of small numbers are left out."""
    about = package(made)
    public = set(inputs.public)
    resources = [
        {**each, "path": f"{at.PROJECT.removeprefix(f'{at.RECORD}/')}/{each['path']}"}
        for each in about["resources"]
        if each["path"] in public
    ]
    return {**about, "resources": resources}


def _reads(built: Path, source: str) -> dict[str, str]:
    """What a page has read, with fingerprints, as its executed notebook says (nothing of a page that is not run)."""
    path = built / "notebooks" / Path(source).name
    if not path.is_file():
        return {}
    return opened_by(outputs_of(json.loads(read_bytes(path))))


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _put_json(path: Path, value: Any) -> None:
    _put(path, (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))
