"""Sources: tidy tables with a Frictionless resource descriptor beside each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from pcc_lib.core import grammar
from pcc_lib.core.calendars import MONTHLY, Calendar
from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.inputs.areas import area_faults, by_id, names_in_file, with_areas, written_as
from pcc_lib.inputs.boundaries import read_shapes
from pcc_lib.inputs.models.kinds import SNAKE
from pcc_lib.inputs.models.sources import TAIL, DataPackage, Descriptor, public_descriptor
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.rhythm import in_calendar, period_faults
from pcc_lib.inputs.tables import NUMERIC, SHOWN_CELL, Table, key_faults, status_faults, table_of, typed

FOLDER = "data/sources"
PACKAGE = "data/datapackage.yml"


@dataclass(frozen=True)
class Source:
    """One tidy table: `frame` has the period and breakdown columns, value columns as floats, kind and status.

    Its periods are those of the library (see `core.calendars`); `as_written` has those of the file. Areas of the body stand by
    their ids; `names` has what the file writes for those that it calls otherwise.
    """

    name: str
    title: str
    frame: pd.DataFrame
    period: str
    breakdown: str
    about: Descriptor
    calendar: Calendar = MONTHLY
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The CSV's name, as source cells cite it."""
        return self.about.path

    @property
    def columns(self) -> list[str]:
        """Its value columns."""
        return [c for c in self.frame.columns if c not in (self.period, self.breakdown, *TAIL)]

    @cached_property
    def parts(self) -> list[str]:
        """The values of its breakdown column, in the order of the descriptor."""
        present = set(self.frame[self.breakdown].tolist())
        column = self.about.field(self.breakdown)
        listed = [v for v in (column and column.constraints.enum) or () if v in present]
        return [*listed, *sorted(present - set(listed))]

    @property
    def last_period(self) -> str:
        """The latest period with any row (`""` for an empty source)."""
        return str(self.frame[self.period].max()) if len(self.frame) else ""

    @cached_property
    def as_written(self) -> pd.DataFrame:
        """The rows with their periods as the file writes them."""
        periods = [self.calendar.written(period) for period in self.frame[self.period]]
        return self.frame.assign(**{self.period: pd.Series(periods, index=self.frame.index, dtype="str")})

    def field_title(self, column: str) -> str:
        """The descriptor's title of a column."""
        told = self.about.field(column)
        return (told and told.title) or column


def read_descriptor(project: Project, name: str) -> Descriptor:
    """The resource descriptor of a source, read once; a FaultsError lists what is wrong with it."""
    return project.once((FOLDER, name, "descriptor"), lambda: _descriptor(project, name))


def _descriptor(project: Project, name: str) -> Descriptor:
    file = f"{FOLDER}/{name}.resource.yml"
    if not project.exists(file):
        raise DataError([Fault(file, "", f"there is no source '{name}'.", suggest(name, source_names(project)))])
    about = project.record(Descriptor, file)
    faults = (
        []
        if about.name == name
        else [Fault(file, "name", f"is '{about.name}', and the file is called {name}.", f"Write name: {name}.")]
    )
    raise_if(DataError, faults + _check_faults(about, file))
    return with_areas(project, _with_boundaries(project, about), file)


def _with_boundaries(project: Project, about: Descriptor) -> Descriptor:
    """A descriptor whose breakdown is of boundaries, with the codes of their areas as its values, where it lists none itself.

    A FaultsError says what is wrong with the boundaries.
    """
    if not about.boundaries:
        return about
    shapes, told = read_shapes(project, about.boundaries), about.field(about.breakdown)
    listed = about.areas or (told and told.constraints.enum)
    return about if listed else about.with_values([area.id for area in shapes.areas])


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
    rows = rows_of(project, file, about)
    return Source(name, about.title, rows.frame, about.period, about.breakdown, about, rows.calendar, rows.names)


class Rows(NamedTuple):
    """The rows of a CSV, their calendar, and what it calls areas otherwise than by their ids."""

    frame: pd.DataFrame
    calendar: Calendar
    names: Mapping[str, Sequence[str]]


def rows_of(project: Project, file: str, about: Descriptor) -> Rows:
    """The rows of a CSV with a descriptor.

    A DataError lists cells that are not of their type, periods that are none, and keys that stand twice.
    """
    written, faults = typed(_table(project, file, about), file, about)
    faults += area_faults(project, written, file, about)
    frame = by_id(project, written, about)
    raise_if(DataError, faults + period_faults(frame, file, about) + key_faults(frame, file, about) + status_faults(frame, file))
    names = names_in_file(project, about, written[about.breakdown].tolist())
    return Rows(*in_calendar(frame, file, about), names)


def _table(project: Project, file: str, about: Descriptor) -> Table:
    return table_of(project.read_text(file, about.encoding), file, about)


def source_names(project: Project) -> list[str]:
    """Names of all sources that have a descriptor."""
    found = (name.removesuffix(".resource.yml") for name in project.names(FOLDER) if name.endswith(".resource.yml"))
    return [name for name in found if re.fullmatch(SNAKE, name)]


def source_of(name: str) -> str:
    """The source whose rows a file of the project holds; `` of any other file, such as revisions or an earlier release."""
    found = re.fullmatch(rf"{FOLDER}/({SNAKE})\.csv", name)
    return found[1] if found else ""


def package(project: Project) -> dict[str, Any]:
    """All sources as one Frictionless data package with its resources inline, which `frictionless validate` can read."""
    about = project.record(DataPackage, PACKAGE).model_dump(exclude_unset=True, mode="json")
    inline = [{**_as_written(project, read_descriptor(project, n)), "path": f"{FOLDER}/{n}.csv"} for n in source_names(project)]
    return {**about, "resources": inline}


def _as_written(project: Project, about: Descriptor) -> dict[str, Any]:
    """A descriptor for standard tools, which read some things otherwise than they are read here.

    To them 101.0 and 1,000 are no integers, so a column written that way is one of numbers; and what a dialect does not say they
    guess from the rows.
    """
    said = public_descriptor(about)
    if "dialect" in said:
        inner = said["dialect"].setdefault("csv", {}) if about.dialect.csv else said["dialect"]
        inner |= {key: getattr(about.dialect.control, name) for name, key in _ALWAYS_SAID.items()}
    file = f"{FOLDER}/{about.path}"
    written = _table(project, file, about).cells if project.exists(file) else {}
    for each in said["schema"]["fields"]:
        if about.areas and each["name"] == about.breakdown:
            each["constraints"]["enum"] = written_as(project, about, written.get(about.breakdown, []))
        point = any("." in cell for cell in written.get(each["name"], ()))
        if each["type"] == "integer" and (point or "groupChar" in each):
            each["type"] = "number"
    return said


_ALWAYS_SAID = {"delimiter": "delimiter", "quote_char": "quoteChar", "skip_initial_space": "skipInitialSpace"}
