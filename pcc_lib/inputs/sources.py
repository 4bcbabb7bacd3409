"""Sources: tidy tables with a Frictionless resource descriptor beside each."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pcc_lib.core import grammar
from pcc_lib.core.errors import DataError, DefinitionError, Fault, FaultsError, raise_if, suggest
from pcc_lib.core.numerals import part_id
from pcc_lib.core.quarters import shift, span
from pcc_lib.inputs import constraints
from pcc_lib.inputs.models.sources import PERIODS, TAIL, DataPackage, Descriptor, public_descriptor
from pcc_lib.inputs.project import Project

FOLDER = "data/sources"
PACKAGE = "data/datapackage.yml"
NUMERIC = ("integer", "number")
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}(?:\.0{0,15})?")  # 101.0 is how pandas writes a count beside a blank
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:[eE][+-]?[0-9]{1,2})?")
# files that people put beside the sources, and that nothing reads: what to do with them
_AS_CSV = "Open it, and save the sheet with the data as CSV UTF-8"
_IMPORT = "Unpack it, or import it (pcc import --help)"
FOREIGN = {
    ".xlsx": _AS_CSV,
    ".xls": _AS_CSV,
    ".ods": _AS_CSV,
    ".tsv": "Save it as CSV UTF-8, with commas",
    ".txt": "Save it as CSV UTF-8, with commas",
    ".json": "Write its rows as CSV UTF-8",
    ".parquet": "Write its rows as CSV UTF-8",
    ".zip": _IMPORT,
    ".gz": _IMPORT,
}


@dataclass(frozen=True)
class _Table:
    """A table as it stands in the file: its cells by column. A row's number + 2 is the row that a spreadsheet shows."""

    rows: list[int]
    cells: dict[str, list[str]]


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
        listed = [v for v in self.about.field(self.breakdown).constraints.enum or () if v in present]
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
    faults, kinds = [], _kinds(about)
    for i, check in enumerate(about.checks, 1):
        try:
            named = grammar.rule(check.rule, kinds).names
        except grammar.GrammarError as error:
            faults.append(Fault(file, f"checks, rule {i}", f"'{_shown(check.rule)}' is not a rule: {error.found}", error.todo))
            continue
        if not named:
            columns = [column for column, kind in kinds.items() if kind == grammar.NUMBER]
            faults.append(Fault(file, f"checks, rule {i}", f"'{check.rule}' names no column.", f"Columns: {', '.join(columns)}."))
    return faults


def _kinds(about: Descriptor) -> dict[str, str]:
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
    frame, faults = _typed(_table(project.read_text(file), file, about), file, about)
    raise_if(DataError, faults + _key_faults(frame, file, about))
    return Source(name, about.title, frame, about.period, about.breakdown, about)


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
        table = _table(project.read_text(file), file, about)
        for field in said["schema"]["fields"]:
            if field["type"] == "integer" and any("." in cell for cell in table.cells[field["name"]]):
                field["type"] = "number"
    return said


def fault_list(project: Project) -> list[Fault]:
    """Every fault of every source: cells that cannot be read, and each constraint and rule that its descriptor declares."""
    faults: list[Fault] = _package_faults(project) + _ignored(project)
    for name in source_names(project):
        try:
            source = read_source(project, name)
        except FaultsError as error:
            faults += error.faults
            continue
        faults += constraints.faults_in(source.frame, source.about, f"{FOLDER}/{source.file}")
        faults += _rule_faults(source) + _gap_faults(source) + _id_faults(source)
    return faults


def late_faults(project: Project, written_on: str) -> list[Fault]:
    """Rows of more than a year after the newest date of writing: months still to be told may stand there, slips may not."""
    faults = []
    for name in source_names(project):
        try:
            source = read_source(project, name)
        except FaultsError:
            continue  # told with the other faults of sources
        latest = shift(written_on[:7], 12) if source.period == "month" else shift(written_on[:4], 1)
        periods = source.frame[source.period]
        faults += [
            Fault(
                f"{FOLDER}/{source.file}",
                f"row {i + 2}",
                f"{period} is after the date of writing of every quarter.",
                f"Correct the {source.period}, or take the row out.",
            )
            for i, period in periods.items()
            if period[: len(latest)] > latest
        ]
    return faults


def _ignored(project: Project) -> list[Fault]:
    """Files in the folder of sources that look like data, and that nothing reads."""
    names, faults = project.names(FOLDER), []
    for n in names:
        ending = Path(n).suffix.lower()
        if ending == ".csv" and f"{n[:-4]}.resource.yml" not in names:
            faults.append(
                Fault(
                    f"{FOLDER}/{n}",
                    "",
                    "has no descriptor, so nothing reads it.",
                    f"Write {n[:-4]}.resource.yml beside it, like that of another source, or take it away.",
                )
            )
        elif ending in (".yaml", ".yml") and not n.endswith(".resource.yml"):
            faults.append(
                Fault(
                    f"{FOLDER}/{n}",
                    "",
                    "is not read: its name does not end in .resource.yml.",
                    f"Rename it {n.split('.')[0]}.resource.yml.",
                )
            )
        elif ending in FOREIGN and not n.startswith((".", "~")):
            faults.append(
                Fault(
                    f"{FOLDER}/{n}",
                    "",
                    f"is not read: sources are CSV files, and this is {ending}.",
                    f"{FOREIGN[ending]}, with a descriptor beside it, like that of another source; or take it away.",
                )
            )
    return faults


def _package_faults(project: Project) -> list[Fault]:
    """Sources that the data package forgets, or names without there being one."""
    if not project.exists(PACKAGE):
        return [Fault(PACKAGE, "", "the file is missing.", "List the resources in it.")]
    try:
        about = project.record(DataPackage, PACKAGE)
    except DefinitionError as error:
        return error.faults
    listed = {r.rsplit("/", 1)[-1].removesuffix(".resource.yml") for r in about.resources}
    there = set(source_names(project))
    return [
        Fault(PACKAGE, "resources", f"'{n}' is not listed.", f"Add sources/{n}.resource.yml.") for n in sorted(there - listed)
    ] + [
        Fault(PACKAGE, "resources", f"lists '{n}', which is not there.", "Take it out, or add the source.")
        for n in sorted(listed - there)
    ]


def _table(text: str, file: str, about: Descriptor) -> _Table:
    rows = csv_rows(text, file)
    wanted = [f.name for f in about.fields]
    if not rows:
        raise DataError([Fault(file, "", "the file is empty.", f"Its first row must be: {','.join(wanted)}.")])
    header = [h.strip() for h in rows[0]]
    raise_if(DataError, separator_faults(header, file))
    faults = [
        Fault(file, "row 1", f"the column '{c}' is missing.", f"The columns are: {', '.join(wanted)}.")
        for c in wanted
        if c not in header
    ]
    faults += [Fault(file, "row 1", f"unknown column '{c}'.", suggest(c, wanted)) for c in header if c not in wanted]
    faults += [
        Fault(file, "row 1", f"the column '{c}' stands twice.", "Keep one.") for c in dict.fromkeys(header) if header.count(c) > 1
    ]
    faults += [
        Fault(file, f"row {i}", f"has {len(row)} cells, the header has {len(header)}.", "Check the commas.")
        for i, row in enumerate(rows[1:], start=2)
        if row and len(row) != len(header)
    ]
    raise_if(DataError, faults)
    raise_if(DataError, empty_faults(rows, file))
    kept = {i: row for i, row in enumerate(rows[1:]) if row}
    at = {name: header.index(name) for name in wanted}
    return _Table(list(kept), {name: [row[i].strip() for row in kept.values()] for name, i in at.items()})


def csv_rows(text: str, file: str) -> list[list[str]]:
    """Rows of cells; a DataError where a quotation mark is left open."""
    try:
        return list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        at = next((i for i, row in enumerate(text.split("\n"), 1) if row.count('"') % 2), 0)
        place = f"line {at}" if at else ""
        what = "a quotation mark is not closed, or stands inside a cell." if '"' in text else "cannot be read as a table."
        todo = 'Write a cell with a comma as "a, b", and a quotation mark in it twice.'
        raise DataError([Fault(file, place, what, todo)]) from None


def separator_faults(header: list[str], file: str) -> list[Fault]:
    """One fault where cells are not separated by commas."""
    odd = next((mark for mark in (";", "\t", "|") if len(header) == 1 and mark in header[0]), "")
    shown = {"\t": "tabs"}.get(odd, f"'{odd}'")
    return [Fault(file, "row 1", f"the cells are separated by {shown}.", "Save it as CSV UTF-8 with commas.")] if odd else []


def empty_faults(rows: list[list[str]], file: str) -> list[Fault]:
    """A fault for each run of rows that hold commas and no cell."""
    empty = [i for i, row in enumerate(rows, 1) if row and not any(cell.strip() for cell in row)]
    firsts = [i for i in empty if i - 1 not in empty]
    lasts = [i for i in empty if i + 1 not in empty]
    return [
        Fault(
            file, "", f"rows {a} to {b} are empty." if b > a else f"row {a} is empty.", "Delete them." if b > a else "Delete it."
        )
        for a, b in zip(firsts, lasts, strict=True)
    ]


def _typed(table: _Table, file: str, about: Descriptor) -> tuple[pd.DataFrame, list[Fault]]:
    """The cells of each column as its type has them, and those that are not of it. Cell by cell: pandas takes five times as long
    over a few hundred rows."""
    faults: list[Fault] = []
    columns: dict[str, pd.Series] = {}
    index = pd.Index(table.rows, dtype="int64")
    for field in about.fields:
        cells = table.cells[field.name]
        if field.type not in NUMERIC:
            columns[field.name] = pd.Series(cells, index=index, dtype="str")
            continue
        columns[field.name] = pd.Series([_number(cell) for cell in cells], index=index, dtype="float64")
        faults += [
            Fault(file, f"row {i + 2}, column {field.name}", *wrong)
            for i, cell in zip(table.rows, cells, strict=True)
            if (wrong := _wrong_number(cell, field.type))
        ]
    return pd.DataFrame(columns), faults


def _number(cell: str) -> float:
    return float(cell) if _NUMBER.fullmatch(cell) else math.nan


def _wrong_number(cell: str, kind: str) -> tuple[str, str] | None:
    """What is wrong with a cell of a column of numbers, and what to do; blank is not known, and so not wrong."""
    if not cell or (_WHOLE if kind == "integer" else _NUMBER).fullmatch(cell):
        return None
    if kind == "integer" and _number(cell) % 1 == 0:  # 1e3 is what a spreadsheet has cut short
        return f"'{_shown(cell)}' is not written as a whole number.", f"Write {_number(cell):.0f}."
    return f"'{_shown(cell)}' is not a {'whole ' if kind == 'integer' else ''}number.", (
        "Correct the cell; leave it blank where the value is not known."
    )


def _key_faults(frame: pd.DataFrame, file: str, about: Descriptor) -> list[Fault]:
    period, breakdown = about.period, about.breakdown
    form = re.compile(PERIODS[period])
    faults = [
        Fault(
            file,
            f"row {i + 2}, column {period}",
            f"'{_shown(cell)}' is not a {period}.",
            "Write it like 2023-10." if period == "month" else "Write it like 2023 or 2022-23.",
        )
        for i, cell in frame[period].items()
        if not form.fullmatch(cell)
    ]
    faults += [
        Fault(file, f"row {i + 2}, column {breakdown}", "is empty.", "Write the value.")
        for i in frame.index[frame[breakdown] == ""]
    ]
    repeated = frame.duplicated([period, breakdown])
    return faults + [
        Fault(file, f"row {i + 2}", f"{frame[period][i]}, {frame[breakdown][i]} stands twice.", "Keep one row.")
        for i in frame.index[repeated]
    ]


def _id_faults(source: Source) -> list[Fault]:
    """Values of the breakdown that give no id for figures and addresses, or the id of another value."""
    ids: dict[str, list[str]] = {}
    for part in dict.fromkeys(source.frame[source.breakdown]):
        ids.setdefault(part_id(part).replace("_", "-").strip("-"), []).append(part)
    file, place = f"{FOLDER}/{source.file}", f"column {source.breakdown}"
    faults = [
        Fault(
            file,
            place,
            f"'{_shown(part)}' holds no letter from a to z and no digit, so it gives no id.",
            "Write a short id, and what readers see under labels in data/body.yml.",
        )
        for part in ids.pop("", [])
    ]
    return faults + [
        Fault(
            file,
            place,
            f"{' and '.join(repr(p) for p in parts)} give the same id, {id}.",
            "Write them so that letters or digits tell them apart, or alike if they are one.",
        )
        for id, parts in ids.items()
        if len(parts) > 1
    ]


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:.0f}" if value % 1 == 0 else repr(float(value))
    return str(value)


def _gap_faults(source: Source) -> list[Fault]:
    """Months that are missing between a part's first and last, and that the descriptor does not declare."""
    if source.period != "month":  # years come as they are published; their gaps are named, not asked for
        return []
    missing: dict[str, list[str]] = {}
    months: dict[str, set[str]] = {}
    for part, month in zip(source.frame[source.breakdown].tolist(), source.frame[source.period].tolist(), strict=True):
        months.setdefault(part, set()).add(month)
    for part, there in sorted(months.items()):
        declared = {m for g in source.about.gaps if g.get(source.breakdown, part) == part for m in span(g["first"], g["last"])}
        for month in span(min(there), max(there)):
            if month not in there | declared:
                missing.setdefault(month, []).append(part)
    present = set().union(*months.values())
    whole = sorted(m for m in missing if m not in present)
    faults = [_gap_fault(source, *run) for run in _runs(whole)]
    for part in source.parts:
        mine = sorted(m for m, parts in missing.items() if str(part) in parts and m in present)
        faults += [_gap_fault(source, *run, str(part)) for run in _runs(mine)]
    return faults


def _gap_fault(source: Source, first: str, last: str, part: str = "") -> Fault:
    which = (first if first == last else f"{first} to {last}") + (f", {part}" if part else "")
    entry = (f"{source.breakdown}: {part}, " if part else "") + f"first: {first}, last: {last}"
    one = first == last
    return Fault(
        f"{FOLDER}/{source.file}",
        "",
        f"{which} {'is' if one else 'are'} missing.",
        f"Bring {'it' if one else 'them'}, or declare the gap in the descriptor: gaps: [{{{entry}}}]",
    )


def _runs(months: list[str]) -> list[tuple[str, str]]:
    """Months as (first, last) of each unbroken run."""
    firsts = [m for m in months if shift(m, -1) not in months]
    lasts = [m for m in months if shift(m, 1) not in months]
    return list(zip(firsts, lasts, strict=True))


def _rule_faults(source: Source) -> list[Fault]:
    """Rows that break a rule between columns, such as `abandoned <= offered`; a blank cell leaves a rule open."""
    faults = []
    for check in source.about.checks:
        rule = grammar.rule(check.rule, _kinds(source.about))
        columns = [c for c in source.columns if c in rule.names]
        faults += [
            Fault(
                f"{FOLDER}/{source.file}",
                f"row {i + 2}",
                f"{check.says} ({check.rule}; " + ", ".join(f"{c} {_cell(row[c]) or 'blank'}" for c in columns) + ").",
                "Correct the cells.",
            )
            for i, row in source.frame[grammar.broken(rule, source.frame)].iterrows()
        ]
    return faults


def _shown(cell: str) -> str:
    return cell if len(cell) <= 40 else cell[:40] + "…"
