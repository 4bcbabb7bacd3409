"""A file found to be a new source: looked at, and read as `pcc receive` would read it into a source that has no rows yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pcc_lib.core.csv_cells import csv_as_given
from pcc_lib.core.errors import DataError, Fault, raise_if
from pcc_lib.core.text import listed, quoted
from pcc_lib.founding import ids
from pcc_lib.founding.describing import areas_of, breakdown_of, described, received, undescribed, unknown_areas
from pcc_lib.founding.looking import Looked, Wanted, look
from pcc_lib.founding.starting import started
from pcc_lib.inputs.areas import EACH, WHOLE, with_areas
from pcc_lib.inputs.csv_lines import CsvForm, CsvLines
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER, Source, source_names
from pcc_lib.inputs.yaml_reader import lines_of, parse_yaml
from pcc_lib.receiving.asked import Asked
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.incoming import SHOWN, Incoming
from pcc_lib.receiving.labels import Labels
from pcc_lib.receiving.reading import Sent, grids_of, taken
from pcc_lib.receiving.telling import gathered

ONE_OF_BOTH = (
    "A source holds areas or the whole; to tell the published whole too, run this on a copy of the file with its rows alone."
)
MOST_TOLD = 8  # names told one by one


@dataclass(frozen=True)
class Origin:
    """What only people know of a source: its title, who produces it, its licence, how it came here and what it cannot show."""

    title: str
    producer: str
    licence: str
    obtained: str
    limits: str


_UNSAID = Origin(*("not said yet",) * 5)


@dataclass(frozen=True)
class Found:
    """A file as it was read, before anything is written: what was sent, how it was understood, what it holds, and the name that
    its source will have."""

    sent: Sent
    looked: Looked
    incoming: Incoming
    areas: str

    @property
    def name(self) -> str:
        """The name of its source."""
        return self.incoming.source

    @property
    def lines(self) -> list[str]:
        """What was found, in lines for whoever brings it."""
        looked = self.looked
        sheets = [f"'{shown(grid.sheet, SHOWN)}'" for grid in looked.grids if grid.sheet]
        parts = list(dict.fromkeys(part for _, part in self.incoming.rows))
        kind = {EACH: "areas of the body", WHOLE: "the whole area", "": "values"}[self.areas]
        split = f"split by {looked.split}: {len(parts)} {kind} ({_some(parts)})" if len(parts) > 1 else "one row each"
        return [
            f"{self.sent.name}{f', sheet {listed(sheets)}' if sheets else ''}:",
            f"  {len(self.incoming.rows):,} rows of {looked.calendar.adverb} values, {split}",
            f"  columns: {_some([column.head for column in looked.columns])}",
            *([f"  left: {_some(looked.left)}"] if looked.left else []),
            *([f"  left: the rows of the whole ({_some(looked.wholes)}). {ONE_OF_BOTH}"] if looked.wholes else []),
            *(f"  {note}" for note in self.incoming.notes),
        ]

    def descriptor(self, origin: Origin) -> str:
        """The text of its descriptor."""
        columns = described(self.looked, self.incoming)
        return _text(
            self.name,
            self.looked,
            self.areas,
            vars(origin) | {"columns": columns, "received": received(self.looked, self.incoming)},
        )


def _some(names: Sequence[str]) -> str:
    return ", ".join(shown(name, SHOWN) for name in names[:MOST_TOLD]) + (" …" if len(names) > MOST_TOLD else "")


def found_in(project: Project, file: Path, wanted: Wanted, name: str = "") -> Found:
    """A file as it would become a source. A DataError tells what in it cannot be understood, each with its cell; a
    DefinitionError a name that is taken."""
    sent = Sent.of(file)
    name = ids.new_id(name or ids.snake_of(file.stem), source_names(project), "the new source", "--name")
    looked = look(grids_of(sent), wanted, project.body)
    raise_if(DataError, unknown_areas(project, looked, wanted.names))
    return Found(sent, looked, _read(project, name, looked, wanted.names), areas_of(project, looked))


def _read(project: Project, name: str, looked: Looked, names: Mapping[str, str]) -> Incoming:
    file = f"{FOLDER}/{name}.resource.yml"
    text = _text(name, looked, areas_of(project, looked), vars(_UNSAID) | {"columns": undescribed(looked), "received": {}})
    about = with_areas(project, read_as(Descriptor, parse_yaml(text, file), file, lines_of(text)), file)
    held = _empty(name, looked, about)
    try:
        incoming = taken(project, Labels(project, held, names), looked.grids, Asked(names=names))
    except DataError as error:
        raise DataError(gathered(error.faults)) from None
    raise_if(DataError, gathered(_unread(looked, incoming)))
    if not incoming.rows:
        raise DataError([Fault(looked.grids[0].file, "", "holds no row that could be read.", "Is it the right table?")])
    return incoming


def _unread(looked: Looked, incoming: Incoming) -> Iterator[Fault]:
    """Cells that were seen to be values of the table, and that nothing was read from: none is passed over in silence."""
    read = {given.origin.cell for cells in incoming.rows.values() for given in cells.values()}
    grid = looked.grids[0]
    for column in looked.columns:
        for cell in column.cells:
            if cell.address not in read:
                todo = f'Does a period and a name stand beside it? To leave its column: --map "{shown(column.head, SHOWN)}=".'
                yield grid.origin(cell).fault(f"{quoted(cell.shown[:SHOWN])} was not read as a value of {column.head}.", todo)


def _empty(name: str, looked: Looked, about: Descriptor) -> Held:
    """A source that has no rows yet."""
    columns = [f.name for f in about.fields]
    frame = pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
    source = Source(name, about.title, frame, about.period, about.breakdown, about, looked.calendar)
    return Held(source, CsvLines.read(csv_as_given([columns]).encode("utf-8"), f"{FOLDER}/{name}.csv", CsvForm.of(about)))


def _text(name: str, looked: Looked, areas: str, more: Mapping[str, Any]) -> str:
    told = {
        "name": name,
        "period": looked.calendar.kind,
        "period_title": looked.dated or looked.calendar.kind.capitalize(),
        "breakdown": breakdown_of(looked),
        "breakdown_title": looked.split or "Area",
        "areas": areas,
        "parts": looked.parts,
    }
    return started("source.yml", **told, **more)
