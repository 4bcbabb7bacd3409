"""What was corrected in an edition after it was published."""

from __future__ import annotations

from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.models.quarter import Correction, Corrections, corrections_file
from pcc_lib.inputs.project import Project


def corrections_of(project: Project, quarter: Quarter) -> tuple[Correction, ...]:
    """The corrections of a quarter's edition (nothing where there is no `corrections.yml`)."""
    name = corrections_file(quarter)
    return project.record(Corrections, name).corrections if project.exists(name) else ()
