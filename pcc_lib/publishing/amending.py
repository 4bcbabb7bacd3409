"""Corrections: a new version beside the one that was published, with a notice on each of its pages."""

from __future__ import annotations

from pathlib import Path

from pcc_lib.building.seals import digests
from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.models.quarter import corrections_file
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.yaml_adding import scalar
from pcc_lib.publishing.edition import SUMS
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


def hold_changed(published: Path, built: Path) -> None:
    """A ReportError where the book that was built is the one that was published, to the byte: nothing was corrected."""
    was = {name: digest for name, digest in read_sums((published / SUMS).read_text(encoding="utf-8")).items() if _is_html(name)}
    if was == digests(built / "html"):
        raise ReportError(
            f"Nothing has changed since {published.parent.name}/{published.name} was published: the book is the same to a byte. "
            "Correct the data or the words first, look at the book (pcc build), and publish again."
        )


def _is_html(name: str) -> bool:
    return not name.startswith("record/")
