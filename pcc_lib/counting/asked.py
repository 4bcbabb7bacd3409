"""What is to be counted for a source: which incidents, of which months and parts, and what each column counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pcc_lib.core.errors import DataError, Fault, FaultsError, raise_if, suggest
from pcc_lib.core.frames import column_of
from pcc_lib.core.sure import sure
from pcc_lib.inputs.areas import EACH, by_id, names_of_whole
from pcc_lib.inputs.models.incidents import DATE, Counted, Incidents
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.project import INCIDENTS as FOLDER
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import read_descriptor, source_names

MOST_MIB = 1024  # of a file of incidents


@dataclass(frozen=True)
class Asked:
    """A source that is counted, and the incidents that it is counted from."""

    project: Project
    source: Descriptor
    about: Incidents

    @property
    def how(self) -> Counted:
        """What the source's descriptor says of it."""
        return sure(self.source.counted)

    @property
    def file(self) -> str:
        """The CSV of the incidents."""
        return f"{FOLDER}/{self.about.path}"

    @property
    def part(self) -> str:
        """The column of the incidents that holds the part."""
        return self.how.part or self.source.breakdown

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The columns by whose values rows are told apart besides their month: the part, and what conditions ask for."""
        asked = (column for where in self.how.columns.values() for column in where)
        return tuple(dict.fromkeys([self.part, *asked]))

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts that there are, by their ids."""
        field = self.source.field(self.source.breakdown)
        return (field and field.constraints.enum) or ()

    @cached_property
    def by_part(self) -> Descriptor:
        """The source's descriptor with the incidents' column of the part as its breakdown: what looks at areas takes it so."""
        return self.source.model_copy(update=dict(breakdown=self.part))

    def ids(self, cells: Iterable[str]) -> Mapping[str, str]:
        """The id of each part that cells write; what is none stays as it is."""
        written = list(dict.fromkeys(cells))
        frame = by_id(self.project, pd.DataFrame({self.part: pd.Series(written, dtype="str")}), self.by_part)
        return dict(zip(written, column_of(frame, self.part), strict=True))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All that a cell may write for a part, as it stands in the body or in the descriptor."""
        areas = self.source.areas
        if not areas:
            return self.parts
        body = self.project.body
        named = [name for area in body.areas for name in area.names] if areas == EACH else names_of_whole(body)
        return tuple(dict.fromkeys(named))

    def values_of(self, column: str) -> tuple[str, ...]:
        """All that a cell of a column may write by whose values rows are told apart."""
        listed = self.names if column == self.part else sure(self.about.field(column)).constraints.enum or ()
        return tuple(dict.fromkeys(listed))


def counted_names(project: Project) -> list[str]:
    """The sources that are counted from incidents; those whose descriptor has a fault are told elsewhere."""
    return [name for name in source_names(project) if _is_counted(project, name)]


def _is_counted(project: Project, name: str) -> bool:
    try:
        return read_descriptor(project, name).counted is not None
    except FaultsError:
        return False


def asked_of(project: Project, name: str) -> Asked:
    """What is to be counted for a source; a DataError where it is not counted, or asks for what the incidents have not."""
    source, file = read_descriptor(project, name), f"{SOURCES}/{name}.resource.yml"
    if source.counted is None:
        todo = f"Say under counted in its descriptor how, or name one of: {', '.join(counted_names(project)) or 'none'}."
        raise DataError([Fault(file, "", "is counted from no incidents.", todo)])
    asked = Asked(project, source, read_incidents(project, source.counted.incidents, file))
    raise_if(DataError, _faults(asked, file))
    return asked


def read_incidents(project: Project, name: str, named_in: str) -> Incidents:
    """The descriptor of incidents; a FaultsError lists what is wrong with it, or that a source (`named_in`) names none."""
    file = f"{FOLDER}/{name}.resource.yml"
    if not project.exists(file):
        raise DataError([Fault(named_in, "counted", f"there is no {file}.", suggest(name, incident_names(project)))])
    about = project.record(Incidents, file)
    if about.name != name:
        raise DataError([Fault(file, "name", f"is '{about.name}', and the file is called {name}.", f"Write name: {name}.")])
    return about


def incident_names(project: Project) -> list[str]:
    """Names of all incidents that have a descriptor."""
    end = ".resource.yml"
    return [name.removesuffix(end) for name in project.names(FOLDER) if name.endswith(end)]


def _faults(asked: Asked, file: str) -> Iterator[Fault]:
    """Columns that the incidents have not, or have otherwise, and values that none of their cells may hold."""
    kinds = {f.name: f.type for f in asked.about.fields}
    for column, kind in ((asked.how.date, DATE), *((key, "string") for key in asked.keys)):
        if column not in kinds:
            yield Fault(file, "counted", f"{asked.about.name} has no column '{column}'.", suggest(column, kinds))
        elif kinds[column] != kind:
            yield Fault(file, "counted", f"'{column}' of {asked.about.name} is of type {kinds[column]}.", f"Name one of {kind}s.")
    for where in asked.how.columns.values():
        for column, values in where.items():
            field = asked.about.field(column)
            yield from _value_faults(asked, field, values, file) if field and field.type == "string" else ()


def _value_faults(asked: Asked, field: TableField, values: Iterable[str], file: str) -> Iterator[Fault]:
    known = asked.parts if field.name == asked.part else field.constraints.enum
    if not known:
        place, found = f"{FOLDER}/{asked.about.name}.resource.yml", f"rows are counted by '{field.name}', and it has no enum."
        yield Fault(place, "schema", found, "List the values that its cells may hold.")
        return
    for value in (value for value in values if value not in known):
        yield Fault(file, "counted", f"'{field.name}' is never '{value}'.", suggest(value, known))
