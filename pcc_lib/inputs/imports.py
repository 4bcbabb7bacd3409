"""The recipe of a project's imports, where it has one."""

from __future__ import annotations

from pcc_lib.inputs.models.imports import ImportEntry, Imports
from pcc_lib.inputs.project import Project

FILE = "data/imports.yml"


def recipe(project: Project) -> tuple[ImportEntry, ...]:
    """Every import that the project names (none where it has no recipe); a DefinitionError lists what is wrong with the file."""
    return project.record(Imports, FILE).imports if project.exists(FILE) else ()
