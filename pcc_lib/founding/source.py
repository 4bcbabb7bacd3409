"""A new source: a file looked at, read as `pcc receive` reads it, and written with a descriptor that says what was found."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from pcc_lib.core.csv_cells import csv_as_given
from pcc_lib.core.errors import DataError, Fault, FaultsError, raise_if
from pcc_lib.core.quarters import first_month, shift
from pcc_lib.core.text import listed
from pcc_lib.founding import ids
from pcc_lib.founding.changes import Changes, newest_quarter
from pcc_lib.founding.describing import Written, areas_of, breakdown_of, described, received, undescribed, unknown_areas
from pcc_lib.founding.looking import Looked, Wanted, look
from pcc_lib.founding.starting import started
from pcc_lib.inputs.areas import EACH, WHOLE, with_areas
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.sources import TAIL, Descriptor
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER, PACKAGE, Source, source_names
from pcc_lib.inputs.yaml_adding import Entry, scalar
from pcc_lib.inputs.yaml_reader import lines_of, parse_yaml
from pcc_lib.receiving.asked import Asked
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.incoming import SHOWN, Incoming
from pcc_lib.receiving.labels import Labels
from pcc_lib.receiving.lines import CsvLines
from pcc_lib.receiving.reading import Sent, grids_of, taken
from pcc_lib.receiving.receive import plans_of
from pcc_lib.receiving.result import Proposed
from pcc_lib.receiving.telling import gathered

MOST_TOLD = 8  # names told one by one


@dataclass(frozen=True)
class Origin:
    """What only people know of a source: its title, who produces it, its licence, how it came here and what it cannot tell."""

    title: str
    producer: str
    licence: str
    obtained: str
    limits: str


@dataclass(frozen=True)
class Found:
    """A file as it was read, before anything is written: what was sent, how it was understood, the name of its source,
    and what a person said of names in it."""

    sent: Sent
    looked: Looked
    name: str
    names: Mapping[str, str]

    def lines(self, project: Project) -> list[str]:
        """What was found, in lines for whoever brings it."""
        looked = self.looked
        sheets = [f"'{grid.sheet}'" for grid in looked.grids if grid.sheet]
        kind = {EACH: "areas of the body", WHOLE: "the whole area", "": "values"}[areas_of(project, looked)]
        parts = f"split by {looked.split}: {len(looked.parts)} {kind} ({_some(looked.parts)})"
        return [
            f"{self.sent.name}{f', sheet {listed(sheets)}' if sheets else ''}:",
            f"  {looked.calendar.adverb} values, {parts if len(looked.parts) > 1 else 'one row each'}",
            f"  columns: {_some([column.head for column in looked.columns])}",
            *([f"  left: {_some(looked.left)}"] if looked.left else []),
        ]


def _some(names: Sequence[str]) -> str:
    return ", ".join(shown(name, SHOWN) for name in names[:MOST_TOLD]) + (" …" if len(names) > MOST_TOLD else "")


@dataclass(frozen=True)
class Brought:
    """What was written: the names of the files, and what is to be told of how the file was read."""

    files: list[str]
    notes: list[str]


def found_in(project: Project, file: Path, wanted: Wanted, name: str = "") -> Found:
    """A file as it would become a source. A DataError tells what in it cannot be understood, a DefinitionError a name that is
    taken."""
    sent = Sent.of(file)
    name = ids.new_id(name or ids.snake_of(file.stem), source_names(project), "the new source")
    return Found(sent, look(grids_of(sent), wanted, project.body), name, wanted.names)


def new_source(project: Project, found: Found, origin: Origin) -> Brought:
    """Bring a file into the project as a source. The file itself stays where it is.

    A DataError tells what in it cannot be read, each with its cell; then nothing is written.
    """
    changes, looked, name = Changes(project), found.looked, found.name
    descriptor = partial(_descriptor, project, found, origin)
    incoming = _read(project, found, descriptor(undescribed(looked)))
    place, text = f"{FOLDER}/{name}.csv", csv_as_given(_rows(looked, incoming))
    if not project.exists(place):
        changes.create(place, text)
    elif project.read_text(place) != text:
        todo = "Move it out of the project and run the command on it there: it is then written as sources are."
        raise DataError([Fault(place, "", "is there already, and is not written as sources are.", todo)])
    about = f"{FOLDER}/{name}.resource.yml"
    changes.create(about, descriptor(described(looked, incoming), received(found.looked, incoming)))
    changes.add(PACKAGE, ("resources",), Entry((f"sources/{name}.resource.yml",), f"sources/{name}.resource.yml"))
    quarter, told = newest_quarter(project), _told_to(project, looked, incoming)
    if told:
        changes.add_key(f"{quarter.name}/quarter.yml", ("reporting_months", "sources"), name, scalar(told, flow=True))
    notes = [*incoming.notes, *_not_received(project, found, {place: text, about: changes.texts[about]})]
    return Brought(changes.write(), notes)


# ── read as receiving reads ───────────────────────────────────────────────────────────────────────────────────────────
def _read(project: Project, found: Found, text: str) -> Incoming:
    """What the file holds, read into a source that has no rows yet."""
    raise_if(DataError, unknown_areas(project, found.looked, found.names))
    file = f"{FOLDER}/{found.name}.resource.yml"
    about = with_areas(project, read_as(Descriptor, parse_yaml(text, file), file, lines_of(text)), file)
    names = [f.name for f in about.fields]
    empty = pd.DataFrame({name: pd.Series(dtype="str") for name in names})
    source = Source(found.name, about.title, empty, about.period, about.breakdown, about, found.looked.calendar)
    held = Held(source, CsvLines.read(csv_as_given([names]).encode("utf-8"), f"{FOLDER}/{found.name}.csv", about))
    try:
        incoming = taken(Labels(project, held, found.names), found.looked.grids, Asked(names=found.names))
    except DataError as error:
        raise DataError(gathered(error.faults)) from None
    if not incoming.rows:
        raise DataError([Fault(found.sent.name, "", "holds no row that could be read.", "Is it the right table?")])
    return incoming


def _not_received(project: Project, found: Found, texts: dict[str, str]) -> list[str]:
    """What is to be said with the next file of this form, where `pcc receive` would not know it by itself."""
    with tempfile.TemporaryDirectory() as folder:
        after = Proposed(project, {name: text.encode("utf-8") for name, text in texts.items()}, Path(folder))
        try:
            same = all(not plan.changes and plan.source == found.name for plan in plans_of(after, [found.sent], Asked()))
        except FaultsError:
            same = False
    return [] if same else [f"The next file like it comes in with: pcc receive FILE --source {found.name}"]


def _told_to(project: Project, looked: Looked, incoming: Incoming) -> str:
    """The last period that was over when the newest quarter was written; nothing where none was."""
    written = newest_quarter(project).written_on
    ends = {period: _last_month(period, looked) for period, _ in incoming.rows}
    return max((period for period, month in ends.items() if month <= written[:7]), default="")


def _last_month(period: str, looked: Looked) -> str:
    """The month that a period ends in, as it can be compared."""
    found = looked.calendar.read(period)
    return shift(first_month(found), 11) if looked.calendar.kind == "year" else found


# ── the table and its descriptor ──────────────────────────────────────────────────────────────────────────────────────
def _rows(looked: Looked, incoming: Incoming) -> list[list[str]]:
    """The rows as the source has them, its header first: by period, and within it in the order of the file."""
    columns = [each.name for each in undescribed(looked)]
    header = [looked.calendar.kind, breakdown_of(looked), *columns, *TAIL]
    found = [header]
    for period, part in sorted(incoming.rows, key=lambda key: looked.calendar.read(key[0])):
        cells = incoming.rows[period, part]
        texts = {column: given.text for column, given in cells.items()}
        kind = texts.get("kind") or "computed"
        found.append([period, part, *(texts.get(c, "") for c in columns), kind, texts.get("status", "")])
    return found


def _descriptor(
    project: Project, found: Found, origin: Origin, columns: Sequence[Written], learnt: dict[str, Any] | None = None
) -> str:
    looked = found.looked
    told: dict[str, Any] = vars(origin) | {
        "name": found.name,
        "period": looked.calendar.kind,
        "breakdown": breakdown_of(looked),
        "breakdown_title": looked.split or "Area",
        "areas": areas_of(project, looked),
        "parts": looked.parts,
        "columns": columns,
        "received": learnt or {},
    }
    return started("source.yml", **told)
