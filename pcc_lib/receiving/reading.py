"""Files as what came in for each source: read by what they are, matched to sources, and each cell in the source's own form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pcc_lib.core.errors import DataError, Fault, ReportError, raise_if, suggest
from pcc_lib.core.os_words import fault_of
from pcc_lib.core.progress import steps
from pcc_lib.core.status import Statuses, unknown_in
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER
from pcc_lib.receiving import kinds
from pcc_lib.receiving.asked import Asked
from pcc_lib.receiving.blocks import blocks_of
from pcc_lib.receiving.columns import column_of
from pcc_lib.receiving.extracts import UNKNOWN, Extract, extra_notes, extract_of
from pcc_lib.receiving.grid import Cell, Grid
from pcc_lib.receiving.incoming import SHOWN, Doubt, Given, Incoming, Key, joined
from pcc_lib.receiving.labels import OTHERS, Labels
from pcc_lib.receiving.matching import ALIKE, Fit, by_values, matched, texts_of, told_of
from pcc_lib.receiving.names import plain
from pcc_lib.receiving.opendocument import ods_grids
from pcc_lib.receiving.sheet_record import record_in
from pcc_lib.receiving.sheet_source import edited
from pcc_lib.receiving.surroundings import surroundings
from pcc_lib.receiving.texts import text_grid
from pcc_lib.receiving.workbooks import hidden_notes, xls_grids, xlsx_grids

MOST = 60  # characters of a name
_STATUS_WORDS = {"provisional": "p", "prov": "p", "revised": "r", "estimated": "e", "estimate": "e", "final": "", "confirmed": ""}


@dataclass(frozen=True)
class Sent:
    """A file as it was sent: its name, as faults tell it, and its bytes."""

    name: str
    raw: bytes

    @classmethod
    def of(cls, path: Path) -> Sent:
        """A file; a DataError where it cannot be opened."""
        try:
            if path.is_dir():
                raise DataError([Fault(str(path), "", "is a folder.", "Name the files in it.")])
            with path.open("rb") as file:
                return cls(path.name, file.read(kinds.MAX_FILE + 1))  # one more byte tells that it is too large
        except FileNotFoundError:
            raise DataError([Fault(str(path), "", "there is no such file.", "Check its name and its folder.")]) from None
        except OSError as error:
            raise DataError([fault_of(error, "read", str(path))]) from None


def grids_of(sent: Sent) -> list[Grid]:
    """Every sheet of a file, read as what it is, whatever its name says."""
    kind = kinds.kind_of(sent.raw, sent.name)
    if kind == kinds.TEXT:
        return [text_grid(sent.raw, sent.name)]
    read = {kinds.XLSX: xlsx_grids, kinds.XLS: xls_grids, kinds.ODS: ods_grids}[kind]
    found = read(sent.raw, sent.name)
    if not any(grid.cells for grid in found):
        raise DataError([Fault(sent.name, "", "holds no cells.", "Was it saved? Ask for it again.")])
    return found


@dataclass(frozen=True)
class Read:
    """Files as their sheets, by name; and what is wrong with those that could not be read."""

    files: tuple[tuple[str, list[Grid]], ...]
    faults: tuple[Fault, ...]

    @classmethod
    def of(cls, several: Iterable[Sent]) -> Read:
        """Every sheet of every file."""
        found, faults, listed = [], [], list(several)
        for sent in steps("Reading files", listed, len(listed), name=lambda sent: sent.name):
            try:
                found.append((sent.name, grids_of(sent)))
            except DataError as error:
                faults += error.faults
        return cls(tuple(found), tuple(faults))


def incomings(project: Project, read: Read, asked: Asked) -> list[Incoming]:
    """What came in for each source, of all files together; a DataError lists what cannot be taken, each with its cell."""
    found: list[Incoming] = []
    faults = list(read.faults)
    if not faults:
        _refuse_unused([grid for _, grids in read.files for grid in grids], asked)
    for name, grids in read.files:
        try:
            found += _of_file(project, name, grids, asked)
        except DataError as error:
            faults += error.faults
    raise_if(DataError, [*faults, *_mixed(found)])
    return joined(found)


def _mixed(found: Sequence[Incoming]) -> Iterator[Fault]:
    """Sources of which a sheet that was written out came, and another file too: a blank says something else in each."""
    for name in dict.fromkeys(each.source for each in found if each.edited):
        if not all(each.edited for each in found if each.source == name):
            what = "came as a sheet that pcc sheet wrote, and in another file too."
            yield Fault(f"{FOLDER}/{name}.csv", "", what, "Bring them in one after the other.")


def _refuse_unused(grids: Sequence[Grid], asked: Asked) -> None:
    """Names that were said and that stand nowhere in the files: they are misspelt."""
    here = texts_of(grids)
    texts = {cell.text for grid in grids for cell in grid if 0 < len(cell.text) < MOST}
    for name in asked.names:
        if name != OTHERS and plain(name) not in here:
            raise ReportError(f"--map '{name}': there is no such name in the files. {suggest(name, texts)}")


def _of_file(project: Project, name: str, grids: Sequence[Grid], asked: Asked) -> Iterator[Incoming]:
    if record := record_in(grids):
        yield _of_source(edited(project, record, grids), name, asked)
        return
    match = matched(project, grids, asked)
    faults = list(match.faults)
    found = [_incoming(project, fit, asked, faults) for fit in match.fits]
    raise_if(DataError, dict.fromkeys(faults))
    sheets = {fit.extract.grid.sheet for fit in match.fits}
    unread = [g.sheet for g in grids if not g.hidden and g.cells and g.sheet and g.sheet not in sheets and not asked.sheet]
    notes = list(match.notes)
    if unread:
        notes.append(f"sheets without a table of a source: {', '.join(shown(sheet, SHOWN) for sheet in unread)}.")
    for i, incoming in enumerate(found):
        more = [f"{name}: {note}" for note in notes] if i == 0 else []
        yield replace(incoming, notes=(*incoming.notes, *more))


def _of_source(sheet: Incoming, name: str, asked: Asked) -> Incoming:
    """A sheet that was written out to be edited says itself of which source it is."""
    if asked.source in ("", sheet.source):
        return sheet
    todo = "Leave --source out, or name the right file."
    raise DataError([Fault(name, "", f"is a sheet of {sheet.source}, and not of {asked.source}.", todo)])


def taken(project: Project, labels: Labels, grids: Iterable[Grid], asked: Asked) -> Incoming:
    """All that sheets hold of one source, whose labels these are; a DataError lists what cannot be taken, each with its cell."""
    fits = [Fit(labels, extract_of(block, labels)) for grid in grids for block in blocks_of(grid, labels)]
    faults: list[Fault] = []
    found = [_incoming(project, fit, asked, faults) for fit in fits if fit.extract.known or fit.extract.faults]
    raise_if(DataError, dict.fromkeys(faults))
    return joined(found or [Incoming(labels.held.source.name, {})])[0]


def _incoming(project: Project, fit: Fit, asked: Asked, faults: list[Fault]) -> Incoming:
    labels, extract = fit.labels, fit.extract
    learnt = _learnt(labels, extract, asked)
    guessed = by_values(labels, extract)
    before = len(faults)
    faults += extract.faults
    rows: dict[Key, dict[str, Given]] = {}
    notes: list[str] = [*extract.notes, *hidden_notes(extract.grid)]
    statuses: dict[Key, str] = dict(extract.marks)
    units: dict[str, str] = {}
    for name, column in [*((n, n) for n in extract.known), *((f"{UNKNOWN}{n}", c) for n, c in guessed.items())]:
        told = told_of(labels, extract, name, column)
        if told is None:
            continue
        if not labels.held.is_number(column):
            _texts(rows, extract, name, column)
            continue
        made = column_of(told, labels.held)
        faults += made.faults
        notes += made.notes
        statuses |= made.status
        if made.unit:
            units[column] = made.unit
        for key, given in made.given.items():
            rows.setdefault(key, {})[column] = given
    _statuses(rows, extract, statuses, faults)
    notes += extra_notes(extract, guessed)
    notes += [f"'{name}' is taken for {column}: all its earlier values are as they are held." for name, column in guessed.items()]
    if guessed:
        learnt["columns"] = {**learnt.get("columns", {}), **guessed}
    if units:
        learnt["units"] = units
    if not rows and len(faults) == before:
        faults.append(_nothing_taken(fit))
    doubts = (*extract.doubts, *surroundings(project, extract), *_loosely_named(fit), *_blanks(extract, rows))
    return Incoming(fit.source, rows, notes=tuple(dict.fromkeys(notes)), doubts=doubts, learnt=learnt)


def _nothing_taken(fit: Fit) -> Fault:
    """A table that is of a source, and of which no value is: its columns are called otherwise, or its rows are totals."""
    grid, strange = fit.extract.grid, fit.extract.unknown
    names = ", ".join(shown(name, SHOWN) for name in strange[:8])
    columns = f": its columns are {names}" if names else ""
    found = f"looks like a table of {fit.source}, and no value of it could be taken{columns}."
    todo = f'Say which column is which: --map "{strange[0]}=COLUMN".' if strange else "Are all its rows totals? Ask for parts."
    return Fault(grid.file, f"sheet '{shown(grid.sheet, SHOWN)}'" if grid.sheet else "", found, todo)


def _loosely_named(fit: Fit) -> Iterator[Doubt]:
    """A title that says more than the column that was taken, where no earlier values tell that it is that column."""
    same, of = fit.equal()
    if fit.extract.loose is None or (same >= ALIKE and same == of):
        return
    (cell, title, more), grid = fit.extract.loose, fit.extract.grid
    columns = ", ".join(fit.labels.held.source.field_title(name) for name in fit.extract.known)
    place = grid.origin(cell).place if cell else f"sheet '{shown(grid.sheet, SHOWN)}'" if grid.sheet else ""
    what = f"'{shown(title, 2 * SHOWN)}' is taken for {columns}, and more is said: {more}."
    yield Doubt(Fault(grid.file, place, what, "Is it the same, of all that is counted?"))


def _blanks(extract: Extract, rows: Mapping[Key, Mapping[str, Given]]) -> Iterator[Doubt]:
    """Blank cells of an XLS beside others that hold something: a formula that nobody has worked out looks as they do."""
    if not extract.grid.sheet or extract.grid.formats:
        return
    for key, cells in rows.items():
        origin = next(iter(cells.values())).origin
        for column in (name for name in extract.known if name not in cells):
            what = f"{column} is blank in this row: in an XLS, a formula that nobody has worked out is blank as well."
            yield Doubt(
                origin.fault(what, "Save it as XLSX, which tells them apart; or see that it is blank."), key, next(iter(cells))
            )


def _texts(rows: dict[Key, dict[str, Given]], extract: Extract, name: str, column: str) -> None:
    for key, cell in extract.cells[name].items():
        rows.setdefault(key, {})[column] = Given(cell.text or cell.shown, extract.grid.origin(cell))


def _statuses(rows: Mapping[Key, dict[str, Given]], extract: Extract, marks: Mapping[Key, str], faults: list[Fault]) -> None:
    """The status of each row: what a column of statuses says, else the marks beside its numbers and its period; and its kind."""
    for key, cells in rows.items():
        origin = next(iter(cells.values())).origin
        if (kind := extract.kinds.get(key)) is not None:
            cells["kind"] = Given(kind.text, extract.grid.origin(kind))
        if key in extract.statuses:
            cells["status"] = _status(extract, extract.statuses[key], faults)
        elif key in marks or extract.statuses:  # a blank in a column of statuses says that the row is final
            cells["status"] = Given(marks.get(key, ""), origin)


def _status(extract: Extract, cell: Cell, faults: list[Fault]) -> Given:
    text = _STATUS_WORDS.get(cell.text.lower(), cell.text.lower().strip("[]()"))
    origin = extract.grid.origin(cell)
    text = ",".join(part.strip() for part in text.replace(";", ",").split(","))
    if unknown_in(text):
        quoted = shown(cell.shown, SHOWN)
        faults.append(origin.fault(f"'{quoted}' is no status.", "Write p (provisional) or r (revised), or leave it blank."))
        return Given("", origin)
    return Given(str(Statuses.parse(text)), origin)


def _learnt(labels: Labels, extract: Extract, asked: Asked) -> dict[str, Any]:
    """What a person said of names that stand in this sheet, and the descriptor does not say yet, as the descriptor keeps it."""
    known, received = {f.name for f in labels.about.fields}, labels.about.received
    here = texts_of([extract.grid])
    said = {name: target for name, target in asked.names.items() if name == OTHERS or plain(name) in here}
    columns = {name: t for name, t in said.items() if t in known and received.columns.get(name) != t}
    parts = {n: t for n, t in said.items() if t in labels.targets and t not in known and received.parts.get(n) != t}
    left = [name for name, target in said.items() if not target and name not in received.left]
    sheet = asked.sheet and extract.grid.sheet != received.sheet and labels.of(Cell(0, 0, extract.grid.sheet)) is None
    told = {"sheet": extract.grid.sheet if sheet else "", "columns": columns, "parts": parts, "left": left}
    return {key: value for key, value in told.items() if value}
