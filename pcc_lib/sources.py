"""Sources: tidy tables with a Frictionless resource descriptor beside each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pcc_lib import grammar
from pcc_lib.errors import DataError, DefinitionError, Fault, FaultsError, raise_if, suggest
from pcc_lib.measures import MONTH
from pcc_lib.project import Project
from pcc_lib.quarters import shift, span

FOLDER = "data/sources"
PACKAGE = "data/datapackage.yml"
TAIL = ("kind", "status")
NUMERIC = ("integer", "number")
SCHEMA = ("fields", "primaryKey", "missingValues")
PERIODS = {"month": r"20\d{2}-(0[1-9]|1[0-2])", "year": r"(19|20)\d{2}(-\d{2})?"}
REQUIRED = ("name", "title", "path", "schema", "producer", "licence", "obtained", "period", "breakdown", "limits")


@dataclass(frozen=True)
class Source:
    """One tidy table: `frame` has the period and breakdown columns, value columns as floats, kind and status."""

    name: str
    title: str
    frame: pd.DataFrame
    period: str
    breakdown: str
    about: Mapping[str, Any]

    @property
    def file(self) -> str:
        """The CSV's name, as source cells cite it."""
        return str(self.about["path"])

    @property
    def columns(self) -> list[str]:
        """Its value columns."""
        return [c for c in self.frame.columns if c not in (self.period, self.breakdown, *TAIL)]

    @property
    def parts(self) -> list[str]:
        """The values of its breakdown column, in the order of the descriptor."""
        field = next(f for f in self.about["schema"]["fields"] if f["name"] == self.breakdown)
        present = set(self.frame[self.breakdown])
        listed = [v for v in field.get("constraints", {}).get("enum", []) if v in present]
        return listed or sorted(present)

    @property
    def last_period(self) -> str:
        """The latest period with any row (`""` for an empty source)."""
        return str(self.frame[self.period].max()) if len(self.frame) else ""

    @property
    def checks(self) -> list[Mapping[str, str]]:
        """Its rules between columns (`rule`), each with the words for a row that breaks it (`says`)."""
        return list(self.about.get("checks") or ())

    def field_title(self, column: str) -> str:
        """The descriptor's title of a column."""
        field = next((f for f in self.about["schema"]["fields"] if f["name"] == column), {})
        return str(field.get("title", column))


def read_descriptor(project: Project, name: str) -> Mapping[str, Any]:
    """The resource descriptor of a source; a DataError lists what it lacks."""
    file = f"{FOLDER}/{name}.resource.yml"
    if not project.exists(file):
        known = [n.removesuffix(".resource.yml") for n in project.names(FOLDER) if n.endswith(".resource.yml")]
        raise DataError([Fault(file, "", f"there is no source '{name}'.", suggest(name, known))])
    about = project.read_yaml(file)
    faults = [Fault(file, "", f"'{key}' is missing.", "Add it.") for key in REQUIRED if key not in (about or {})]
    if not faults and about["period"] not in PERIODS:
        faults = [Fault(file, "period", f"'{about['period']}' is not known.", "Write month or year.")]
    raise_if(DataError, faults or _schema_faults(about, file) or _check_faults(about, file))
    return about


def _schema_faults(about: Mapping[str, Any], file: str) -> list[Fault]:
    """Columns without a name or type in text, and columns that every source must have."""
    fields = about["schema"].get("fields") if isinstance(about["schema"], Mapping) else None
    if not isinstance(fields, list):
        return [Fault(file, "schema", "has no list 'fields'.", "Write one entry for each column.")]
    faults = [Fault(file, f"schema, field {i}", "has no name or no type in text.",
                    "Write {name: offered, type: integer}; quote a name such as 'yes'.")
              for i, field in enumerate(fields, 1)
              if not (isinstance(field, Mapping) and all(isinstance(field.get(k), str) for k in ("name", "type")))]
    faults += [Fault(file, "schema", f"the key '{key}' is not known.", suggest(str(key), SCHEMA))
               for key in about["schema"] if key not in SCHEMA]
    if faults:
        return faults
    names = [field["name"] for field in fields]
    return ([Fault(file, key, f"'{about[key]}' is not a column of the schema.", suggest(str(about[key]), names))
             for key in ("period", "breakdown") if about[key] not in names]
            + [Fault(file, "schema", f"has no column '{c}'.", "Add it.") for c in TAIL if c not in names])


def _check_faults(about: Mapping[str, Any], file: str) -> list[Fault]:
    """Rules between columns that are not written as rules are (see `grammar`)."""
    checks, faults = about.get("checks") or (), []
    if not isinstance(checks, list | tuple):
        return [Fault(file, "checks", "is not a list.", "Write - {rule: answered <= offered, says: more answered than offered}.")]
    kinds = _kinds(about)
    for i, check in enumerate(checks, 1):
        if not (isinstance(check, Mapping) and all(isinstance(check.get(k), str) for k in ("rule", "says"))):
            faults.append(Fault(file, f"checks, rule {i}", "has no rule or no says in text.",
                                "Write {rule: answered <= offered, says: more answered than offered}."))
            continue
        try:
            named = grammar.rule(check["rule"], kinds).names
        except grammar.GrammarError as error:
            faults.append(Fault(file, f"checks, rule {i}", f"'{_shown(check['rule'])}' is not a rule: {error.found}", error.todo))
            continue
        if not named:
            columns = [column for column, kind in kinds.items() if kind == grammar.NUMBER]
            faults.append(Fault(file, f"checks, rule {i}", f"'{check['rule']}' names no column.",
                                f"Columns: {', '.join(columns)}."))
    return faults


def _kinds(about: Mapping[str, Any]) -> dict[str, str]:
    """What each column is to a rule: numbers, or text."""
    keys = (about["period"], about["breakdown"], *TAIL)
    return {f["name"]: grammar.NUMBER if f["type"] in NUMERIC and f["name"] not in keys else grammar.TEXT
            for f in about["schema"]["fields"]}


def read_source(project: Project, name: str) -> Source:
    """Read one source; a DataError lists every cell that is not of its type, with file, row and column."""
    about = read_descriptor(project, name)
    file = f"{FOLDER}/{about['path']}"
    if not project.exists(file):
        raise DataError([Fault(file, "", "the file is missing.", "Put it there, or run the import that makes it.")])
    table = _table(project.read_text(file), file, about)
    frame, faults = _typed(table, file, about)
    raise_if(DataError, faults + _key_faults(frame, file, about))
    return Source(name, str(about["title"]), frame, about["period"], about["breakdown"], about)


def source_names(project: Project) -> list[str]:
    """Names of all sources that have a descriptor."""
    return [n.removesuffix(".resource.yml") for n in project.names(FOLDER) if n.endswith(".resource.yml")]


def package(project: Project) -> dict[str, Any]:
    """All sources as one Frictionless data package with its resources inline, which `frictionless validate` can read."""
    about = project.read_yaml(PACKAGE)
    inline = [{**{k: v for k, v in read_descriptor(project, n).items() if k != "checks"}, "path": f"{FOLDER}/{n}.csv"}
              for n in source_names(project)]
    return {**about, "resources": inline}


def fault_list(project: Project) -> list[Fault]:
    """Every fault of every source: our reader's, and Frictionless's check of each declared constraint."""
    faults: list[Fault] = _package_faults(project) + _ignored(project)
    for name in source_names(project):
        try:
            source = read_source(project, name)
        except FaultsError as error:
            faults += error.faults
            continue
        faults += _constraint_faults(source) + _rule_faults(source) + _gap_faults(source)
    return faults


def late_faults(project: Project, written_on: str) -> list[Fault]:
    """Rows of more than a year after the newest date of writing: months still to be told may stand there, slips may not."""
    faults = []
    for name in source_names(project):
        source = read_source(project, name)
        latest = shift(written_on[:7], 12) if source.period == "month" else shift(written_on[:4], 1)
        periods = source.frame[source.period]
        faults += [Fault(f"{FOLDER}/{source.file}", f"row {i + 2}", f"{period} is after the date of writing of every quarter.",
                         f"Correct the {source.period}, or take the row out.")
                   for i, period in periods.items() if period[: len(latest)] > latest]
    return faults


def _ignored(project: Project) -> list[Fault]:
    """Files in the folder of sources that look right, and that nothing reads."""
    names = project.names(FOLDER)
    told = {path for n, path in project.lines(FOLDER, "path:").items() if n.endswith(".resource.yml")}
    faults = [Fault(f"{FOLDER}/{n}", "", "has no descriptor, so nothing reads it.",
                    f"Write {n[:-4]}.resource.yml beside it, like that of another source, or take it away.")
              for n in names if n.lower().endswith(".csv") and n not in told and f"{n[:-4]}.resource.yml" not in names]
    return faults + [Fault(f"{FOLDER}/{n}", "", "is not read: its name does not end in .resource.yml.",
                           f"Rename it {n.split('.')[0]}.resource.yml.")
                     for n in names if n.lower().endswith((".yaml", ".yml")) and not n.endswith(".resource.yml")]


def _package_faults(project: Project) -> list[Fault]:
    """Sources that the data package forgets, or names without there being one."""
    if not project.exists(PACKAGE):
        return [Fault(PACKAGE, "", "the file is missing.", "List the resources in it.")]
    try:
        about = project.read_yaml(PACKAGE)
    except DefinitionError as error:
        return error.faults
    if not isinstance(about, Mapping) or not isinstance(about.get("resources"), list):
        return [Fault(PACKAGE, "resources", "is not a list.", "List each source: - sources/calls.resource.yml.")]
    listed = {str(r).rsplit("/", 1)[-1].removesuffix(".resource.yml") for r in about["resources"]}
    there = set(source_names(project))
    return ([Fault(PACKAGE, "resources", f"'{n}' is not listed.", f"Add sources/{n}.resource.yml.")
             for n in sorted(there - listed)]
            + [Fault(PACKAGE, "resources", f"lists '{n}', which is not there.", "Take it out, or add the source.")
               for n in sorted(listed - there)])


def _table(text: str, file: str, about: Mapping[str, Any]) -> pd.DataFrame:
    rows = csv_rows(text, file)
    wanted = [f["name"] for f in about["schema"]["fields"]]
    if not rows:
        raise DataError([Fault(file, "", "the file is empty.", f"Its first row must be: {','.join(wanted)}.")])
    header = [h.strip() for h in rows[0]]
    raise_if(DataError, separator_faults(header, file))
    faults = [Fault(file, "row 1", f"the column '{c}' is missing.", f"The columns are: {', '.join(wanted)}.")
              for c in wanted if c not in header]
    faults += [Fault(file, "row 1", f"unknown column '{c}'.", suggest(c, wanted)) for c in header if c not in wanted]
    faults += [Fault(file, "row 1", f"the column '{c}' stands twice.", "Keep one.")
               for c in dict.fromkeys(header) if header.count(c) > 1]
    faults += [Fault(file, f"row {i}", f"has {len(row)} cells, the header has {len(header)}.", "Check the commas.")
               for i, row in enumerate(rows[1:], start=2) if row and len(row) != len(header)]
    raise_if(DataError, faults)
    raise_if(DataError, empty_faults(rows, file))
    kept = {i: row for i, row in enumerate(rows[1:]) if row}  # the index + 2 is the row that a spreadsheet shows
    return pd.DataFrame(list(kept.values()), index=list(kept), columns=header, dtype="str")[wanted]


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
    return [Fault(file, "", f"rows {a} to {b} are empty." if b > a else f"row {a} is empty.",
                  "Delete them." if b > a else "Delete it.") for a, b in zip(firsts, lasts, strict=True)]


def _typed(table: pd.DataFrame, file: str, about: Mapping[str, Any]) -> tuple[pd.DataFrame, list[Fault]]:
    faults, columns = [], {}
    for field in about["schema"]["fields"]:
        column, kind = field["name"], field["type"]
        cells = table[column].str.strip()
        if kind not in NUMERIC:
            columns[column] = cells
            continue
        numbers = pd.to_numeric(cells.mask(cells == ""), errors="coerce")
        finite = numbers.notna() & (numbers.abs() < float("inf"))
        bad = (cells != "") & (~finite | ((numbers % 1 != 0) if kind == "integer" else False))
        if kind == "integer":  # 6787.0 and 1e3, which standard tools refuse
            odd = (cells != "") & ~bad & ~cells.str.fullmatch(r"[+-]?\d+").astype(bool)
            faults += [Fault(file, f"row {i + 2}, column {column}", f"'{_shown(cells[i])}' is not written as a whole number.",
                             f"Write {numbers[i]:.0f}.") for i in cells.index[odd]]
        expected = "a whole number" if kind == "integer" else "a number"
        faults += [Fault(file, f"row {i + 2}, column {column}", f"'{_shown(cells[i])}' is not {expected}.",
                         "Correct the cell; leave it blank where the value is not known.") for i in cells.index[bad]]
        columns[column] = numbers.astype("float64")
    return pd.DataFrame(columns), faults


def _key_faults(frame: pd.DataFrame, file: str, about: Mapping[str, Any]) -> list[Fault]:
    period, breakdown = about["period"], about["breakdown"]
    form = re.compile(PERIODS[period])
    faults = [Fault(file, f"row {i + 2}, column {period}", f"'{_shown(cell)}' is not a {period}.",
                    "Write it like 2023-10." if period == "month" else "Write it like 2023 or 2022-23.")
              for i, cell in frame[period].items() if not form.fullmatch(cell)]
    repeated = frame.duplicated([period, breakdown])
    return faults + [Fault(file, f"row {i + 2}", f"{frame[period][i]}, {frame[breakdown][i]} stands twice.",
                           "Keep one row.") for i in frame.index[repeated]]


def _constraint_faults(source: Source) -> list[Fault]:
    """What Frictionless finds in the cells as we read them: each declared type, pattern, enum, range and key."""
    from frictionless import FrictionlessException, Resource, system  # slow to import, and only checks need it

    schema = {k: v for k, v in source.about["schema"].items() if k in SCHEMA}
    fields = {f["name"]: f for f in schema["fields"]}
    file, rows = f"{FOLDER}/{source.file}", list(source.frame.index)
    cells = [[_cell(v) for v in row] for row in source.frame[list(fields)].itertuples(index=False)]
    # cells and their types only: no path, profile or other key of the file, which Frictionless would open or fetch
    descriptor = {"name": source.about["name"], "schema": schema, "data": [list(fields), *cells]}
    try:
        with system.use_context(trusted=False):
            report = Resource.from_descriptor(descriptor).validate()
    except FrictionlessException as error:
        notes = [str(e.note) for e in error.reasons] or [str(error.error.note)]
        return [Fault(f"{FOLDER}/{source.name}.resource.yml", "schema", f"is not a table schema ({'; '.join(notes)}).",
                      "Correct it like the descriptor of another source.")]
    faults = []
    for row, name, kind, note, cell in report.flatten(["rowNumber", "fieldName", "type", "note", "cell"]):
        row = rows[row - 2] + 2 if row else row  # the row that a spreadsheet shows
        place = ", ".join(p for p in (f"row {row}" if row else "", f"column {name}" if name else "") if p)
        faults.append(Fault(file, place, *_plain(str(kind), str(note), cell, fields.get(name) or {})))
    return faults


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:.0f}" if value % 1 == 0 else repr(float(value))
    return str(value)


def _plain(kind: str, note: str, cell: object, field: Mapping[str, Any]) -> tuple[str, str]:
    """What Frictionless found, and what to do, in words."""
    shown, limits = f"'{_shown(str(cell))}'", field.get("constraints", {})
    rule = re.match(r'constraint "(\w+)"', note)
    limit = limits.get(rule[1]) if rule else None
    match rule[1] if rule else kind:
        case "required":
            return "is empty.", "Write the value."
        case "minimum":
            return f"{shown} is below {limit}.", "Correct the cell."
        case "maximum":
            return f"{shown} is above {limit}.", "Correct the cell."
        case "enum":
            return f"{shown} is not one of the values that the descriptor lists.", suggest(str(cell), map(str, limit or ()))
        case "pattern":
            return f"{shown} is not written as the descriptor wants it ({limit}).", "Correct the cell, or the descriptor."
        case "unique":
            return f"{shown} stands in another row too.", "Each value may stand once; correct the cell."
        case "minLength" | "maxLength":
            long = rule and rule[1] == "maxLength"
            return f"{shown} is too {'long' if long else 'short'} (limit {limit}).", "Correct the cell."
        case "type-error":
            words = {"date": "a date", "datetime": "a date with a time", "boolean": "true or false", "number": "a number",
                     "integer": "a whole number", "year": "a year", "yearmonth": "a month"}
            return f"{shown} is not {words.get(field.get('type', ''), field.get('type', 'right'))}.", "Correct the cell."
        case "primary-key":
            return "has the same key as another row.", "Keep one row, or correct the descriptor's primaryKey."
    return f"is not as the descriptor wants it ({note.rstrip('.')}).", "Correct it, or the descriptor."


def _gap_faults(source: Source) -> list[Fault]:
    """Months that are missing between a part's first and last, and that the descriptor does not declare."""
    if source.period != "month":  # years come as they are published; their gaps are named, not asked for
        return []
    file, gaps = f"{FOLDER}/{source.name}.resource.yml", source.about.get("gaps") or []
    if not isinstance(gaps, list) or not all(isinstance(g, Mapping) and MONTH.fullmatch(str(g.get("first")))
                                             and MONTH.fullmatch(str(g.get("last"))) for g in gaps):
        return [Fault(file, "gaps", "is not a list of months.", "Write gaps: [{first: 2022-05, last: 2022-06}].")]
    missing: dict[str, list[str]] = {}
    for part, rows in source.frame.groupby(source.breakdown):
        there = set(rows[source.period])
        declared = {m for g in gaps if str(g.get(source.breakdown, part)) == str(part)
                    for m in span(str(g["first"]), str(g["last"]))}
        for month in span(min(there), max(there)):
            if month not in there | declared:
                missing.setdefault(month, []).append(str(part))
    present = set(source.frame[source.period])
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
    return Fault(f"{FOLDER}/{source.file}", "", f"{which} {'is' if one else 'are'} missing.", f"Bring {'it' if one else 'them'}, "
                 f"or declare the gap in the descriptor: gaps: [{{{entry}}}]")


def _runs(months: list[str]) -> list[tuple[str, str]]:
    """Months as (first, last) of each unbroken run."""
    firsts = [m for m in months if shift(m, -1) not in months]
    lasts = [m for m in months if shift(m, 1) not in months]
    return list(zip(firsts, lasts, strict=True))


def _rule_faults(source: Source) -> list[Fault]:
    """Rows that break a rule between columns, such as `abandoned <= offered`; a blank cell leaves a rule open."""
    faults = []
    for check in source.checks:
        rule = grammar.rule(check["rule"], _kinds(source.about))
        columns = [c for c in source.columns if c in rule.names]
        faults += [Fault(f"{FOLDER}/{source.file}", f"row {i + 2}", f"{check['says']} ({check['rule']}; "
                         + ", ".join(f"{c} {_cell(row[c]) or 'blank'}" for c in columns) + ").", "Correct the cells.")
                   for i, row in source.frame[grammar.broken(rule, source.frame)].iterrows()]
    return faults


def _shown(cell: str) -> str:
    return cell if len(cell) <= 40 else cell[:40] + "…"
