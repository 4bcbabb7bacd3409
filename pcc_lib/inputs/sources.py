"""Sources: tidy tables with a Frictionless resource descriptor beside each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pcc_lib.core import grammar
from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.inputs.models.sources import TAIL, DataPackage, Descriptor, public_descriptor
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.tables import NUMERIC, SHOWN_CELL, key_faults, status_faults, table_of, typed

FOLDER = "data/sources"
PACKAGE = "data/datapackage.yml"


@dataclass(frozen=True)
class Source:
    """One tidy table: `frame` has the period and breakdown columns, value columns as floats, kind and status."""

    name: str
    title: str
    frame: pd.DataFrame
    period: str
    breakdown: str
    about: Descriptor

    @property
    def file(self) -> str:
        """The CSV's name, as source cells cite it."""
        return self.about.path

    @property
    def columns(self) -> list[str]:
        """Its value columns."""
        return [c for c in self.frame.columns if c not in (self.period, self.breakdown, *TAIL)]

    @property
    def parts(self) -> list[str]:
        """The values of its breakdown column, in the order of the descriptor."""
        present = set(self.frame[self.breakdown].tolist())
        field = self.about.field(self.breakdown)
        listed = [v for v in (field and field.constraints.enum) or () if v in present]
        return [*listed, *sorted(present - set(listed))]

    @property
    def last_period(self) -> str:
        """The latest period with any row (`""` for an empty source)."""
        return str(self.frame[self.period].max()) if len(self.frame) else ""

    def field_title(self, column: str) -> str:
        """The descriptor's title of a column."""
        field = self.about.field(column)
        return (field and field.title) or column


def read_descriptor(project: Project, name: str) -> Descriptor:
    """The resource descriptor of a source; a FaultsError lists what is wrong with it."""
    file = f"{FOLDER}/{name}.resource.yml"
    if not project.exists(file):
        known = [n.removesuffix(".resource.yml") for n in project.names(FOLDER) if n.endswith(".resource.yml")]
        raise DataError([Fault(file, "", f"there is no source '{name}'.", suggest(name, known))])
    about = project.record(Descriptor, file)
    faults = (
        []
        if about.name == name
        else [Fault(file, "name", f"is '{about.name}', and the file is called {name}.", f"Write name: {name}.")]
    )
    raise_if(DataError, faults + _check_faults(about, file))
    return about


def _check_faults(about: Descriptor, file: str) -> list[Fault]:
    """Rules between columns that are not written as rules are (see `grammar`)."""
    faults, kinds = [], kinds_of(about)
    for i, check in enumerate(about.checks, 1):
        try:
            named = grammar.rule(check.rule, kinds).names
        except grammar.GrammarError as error:
            faults.append(
                Fault(file, f"checks, rule {i}", f"'{shown(check.rule, SHOWN_CELL)}' is not a rule: {error.found}", error.todo)
            )
            continue
        if not named:
            columns = [column for column, kind in kinds.items() if kind == grammar.NUMBER]
            faults.append(Fault(file, f"checks, rule {i}", f"'{check.rule}' names no column.", f"Columns: {', '.join(columns)}."))
    return faults


def kinds_of(about: Descriptor) -> dict[str, str]:
    """What each column is to a rule: numbers, or text."""
    keys = (about.period, about.breakdown, *TAIL)
    return {f.name: grammar.NUMBER if f.type in NUMERIC and f.name not in keys else grammar.TEXT for f in about.fields}


def read_source(project: Project, name: str) -> Source:
    """Read one source, once; a DataError lists every cell that is not of its type, with file, row and column."""
    return project.once((FOLDER, name), lambda: _read(project, name))


def _read(project: Project, name: str) -> Source:
    about = read_descriptor(project, name)
    file = f"{FOLDER}/{about.path}"
    if not project.exists(file):
        raise DataError([Fault(file, "", "the file is missing.", "Put it there, or run the import that makes it.")])
    return Source(name, about.title, frame_of(project, file, about), about.period, about.breakdown, about)


def frame_of(project: Project, file: str, about: Descriptor) -> pd.DataFrame:
    """The rows of a CSV with a descriptor; a DataError lists cells that are not of their type and keys that stand twice."""
    frame, faults = typed(table_of(project.read_text(file), file, about), file, about)
    raise_if(DataError, faults + key_faults(frame, file, about) + status_faults(frame, file))
    return frame


def source_names(project: Project) -> list[str]:
    """Names of all sources that have a descriptor."""
    return [n.removesuffix(".resource.yml") for n in project.names(FOLDER) if n.endswith(".resource.yml")]


def package(project: Project) -> dict[str, Any]:
    """All sources as one Frictionless data package with its resources inline, which `frictionless validate` can read."""
    about = project.record(DataPackage, PACKAGE).model_dump(exclude_unset=True, mode="json")
    inline = [{**_as_written(project, read_descriptor(project, n)), "path": f"{FOLDER}/{n}.csv"} for n in source_names(project)]
    return {**about, "resources": inline}


def _as_written(project: Project, about: Descriptor) -> dict[str, Any]:
    """A descriptor for standard tools: to them 101.0 is no integer, so a column written that way is one of numbers."""
    said, file = public_descriptor(about), f"{FOLDER}/{about.path}"
    if project.exists(file):
        table = table_of(project.read_text(file), file, about)
        for field in said["schema"]["fields"]:
            if field["type"] == "integer" and any("." in cell for cell in table.cells[field["name"]]):
                field["type"] = "number"
    return said
