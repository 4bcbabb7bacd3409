"""Corrections: a new version beside the one that was published, with a notice on each of its pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pcc_lib.building.seals import digests
from pcc_lib.core.errors import ReportError
from pcc_lib.core.files import read_bytes, remove_tree, write_atomic
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.kept_editions import FOLDER as PUBLISHED
from pcc_lib.inputs.kept_editions import version_name
from pcc_lib.inputs.models.quarter import corrections_file
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.yaml_adding import scalar
from pcc_lib.publishing.edition import RECORD, SUMS
from pcc_lib.publishing.inputs import Inputs
from pcc_lib.publishing.paper import FOLDER as PAPER
from pcc_lib.publishing.sums import read_sums

_HEAD = "# What was corrected in this edition after it was published; every page of it says so. Written by pcc publish --amend.\n"


def corrections_text(project: Project, quarter: Quarter, version: int, day: str, reason: str) -> tuple[str, bytes]:
    """The name of a quarter's list of corrections, and what it says with one more."""
    before = open_quarter(project, str(quarter)).corrections
    rows = [*((each.version, each.published, each.reason) for each in before if each.version < version), (version, day, reason)]
    entries = "".join(
        f"  - version: {number}\n    published: {scalar(of)}\n    reason: {scalar(why)}\n" for number, of, why in rows
    )
    return corrections_file(quarter), f"{_HEAD}corrections:\n{entries}".encode()


def as_corrected(project: Project, quarter: Quarter, version: int, inputs: Inputs, folder: Path) -> Inputs:
    """Lay out in `folder` what the version before told, under the name that it will have, so that the corrected one is set beside
    it, and nothing of those before, beside which the book stood until now; gives the inputs with that, and with the list of
    corrections."""
    was = f"{PUBLISHED}/{quarter}/"
    now = f"{PUBLISHED}/{version_name(quarter, version - 1)}/"
    told = {path.relative_to(project.path(was)).as_posix() for path in project.path(was).rglob("*") if path.is_file()}
    gone = (was, *(f"{PUBLISHED}/{version_name(quarter, number)}/" for number in range(1, version - 1)))
    for name in gone:
        remove_tree(folder / name)
    for name in told:
        write_atomic(folder / now / name, read_bytes(project.path(was + name), was + name))
    left = (name for name in inputs.public if not name.startswith(gone))
    return replace(inputs, public=tuple(sorted({*left, *(now + name for name in told), corrections_file(quarter)})))


def hold_changed(published: Path, built: Path) -> None:
    """A ReportError where the book that was built is the one that was published, to the byte: nothing was corrected."""
    was = {name: digest for name, digest in read_sums((published / SUMS).read_text(encoding="utf-8")).items() if _is_html(name)}
    if was == digests(built / "html"):
        raise ReportError(
            f"Nothing has changed since {published.parent.name}/{published.name} was published: the book is the same to a byte. "
            "Correct the data or the words first, look at the book (pcc build), and publish again."
        )


def _is_html(name: str) -> bool:
    return not name.startswith((f"{RECORD}/", f"{PAPER}/"))
