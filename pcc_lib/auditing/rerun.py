"""An edition made anew from its own frozen inputs, in a folder of its own, as publishing made it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pcc_lib.auditing.archived import run_archived
from pcc_lib.auditing.papers import print_anew
from pcc_lib.auditing.way import Way
from pcc_lib.building import editions
from pcc_lib.building.job import Job
from pcc_lib.building.page_cache import cache_folder
from pcc_lib.core.errors import BuildError, ReportError
from pcc_lib.core.files import copy_folder, read_bytes, worded
from pcc_lib.core.installed import LIBRARY, digest, digest_of_library
from pcc_lib.inputs.project import Project
from pcc_lib.publishing import edition as at
from pcc_lib.publishing.crate import crate_of
from pcc_lib.publishing.edition import Published
from pcc_lib.publishing.inputs import inputs_of
from pcc_lib.publishing.record import describe, lay_out, manifest_of, write_json

SAID = ("quarter", "version", "published", "reason", "supersedes", "before")  # what only the edition itself says of it
ELSEWHERE = ("library", "environment")  # of its inputs: what may be another where it is made anew


class NotMade(ReportError):
    """An edition that cannot be made anew from its inputs: what it was told."""


class NotAtHand(ReportError):
    """Inputs that the record does not hold, and nobody has given: what is missing, and what to do."""


def made_anew(edition: Published, folder: Path, way: Way) -> tuple[Path, str]:
    """The folder of an edition made anew below `folder`, laid out as it was published, but for its sums and signature; and why
    its packs could not be printed again (blank where they were, or where it has none). It says of itself that it was made with
    the library and the environment that the published one names: those are looked at by themselves.

    NotMade where its inputs do not build; NotAtHand where inputs are missing that the record does not hold.
    """
    made = _project(edition, folder / "project", way.restricted)
    try:
        built = _built(edition, made, way)
        inputs = inputs_of(made, edition.quarter, json.loads(read_bytes(built / "manifest.json")))
        target = folder / "edition"
        lay_out(made, inputs, built, target)
        address = made.body.address_of(edition.quarter, edition.version)
        packs, no_packs = print_anew(edition, target, address, edition.library if way.archived else None)
    except ReportError as error:
        raise NotMade(str(error)) from None
    describe(made, edition.quarter, inputs, target)
    said = {**{key: edition.manifest.get(key) for key in SAID}, **_of_body(made), **({"paper": packs} if packs else {})}
    manifest = _made_there(manifest_of(made, inputs, built, said), edition.manifest)
    write_json(target, at.MANIFEST, manifest)
    write_json(target, at.CRATE, crate_of(target / at.RECORD, manifest, made.body))
    return target, no_packs


def _made_there(manifest: dict[str, Any], published: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest, with library, environment and arithmetic of the published one, and the name that follows from them."""
    there = published.get("inputs")
    manifest |= {key: published[key] for key in ("arithmetic",) if key in published}
    inputs = manifest["inputs"] | {key: there[key] for key in ELSEWHERE if isinstance(there, Mapping) and key in there}
    return {**manifest, "inputs": inputs, "edition": digest(inputs)[:16]}


def _of_body(made: Project) -> Mapping[str, Any]:
    return {"title": made.body.report_title, "publisher": made.body.name}


def _project(edition: Published, folder: Path, restricted: Path | None) -> Project:
    """A copy of the frozen inputs, with those of small numbers where they are at hand."""
    with worded("written", folder):
        copy_folder(edition.project, folder, skipped=("_build",))
        for name in edition.restricted if restricted is None else ():
            raise NotAtHand(
                f"{name}: holds small numbers, so it is not in the record, and the pages cannot be made anew without it. "
                "Give the restricted record that belongs to this edition: --restricted FOLDER."
            )
        if restricted is not None:
            copy_folder(restricted, folder)
    return Project(folder)


def _hand_on(cache: Path, made: Project) -> None:
    with worded("written", made.root):
        shutil.copytree(cache, cache_folder(made))


def _built(edition: Published, made: Project, way: Way) -> Path:
    """The folder of the built edition: by this library, or by the archived one in a process of its own."""
    if way.archived:
        way.ran()  # what another process has done nobody here sees
        asked = ("pcc_lib", "--project", str(made.root), "build", str(edition.quarter), "--final")
        run_archived(edition.library, asked, made.root, "build", {"PCC_PROJECT": str(made.root)})
    else:
        if way.cache:
            _hand_on(way.cache, made)
        job = Job(made, edition.quarter, say=lambda _: None, final=True, ran=way.ran)
        editions.build(job, check=way.check, expected=way.expected, opened=way.opened)
    built = editions.current(made, edition.quarter)
    if built is None:
        raise BuildError("nothing was built.")
    if way.archived:
        _hold_archived(edition, built)
    return built


def _hold_archived(edition: Published, built: Path) -> None:
    """A BuildError where another library has built it than the archived one."""
    ran = json.loads(read_bytes(built / "manifest.json"))["inputs"]["library"]
    if ran != digest_of_library(edition.library / LIBRARY.name):
        raise BuildError(f"Another library than that in {at.LIBRARY} has run.")
