"""Sources: tidy tables with a Frictionless resource descriptor beside each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pcc_lib.errors import DataError, Fault, raise_if, suggest
from pcc_lib.project import Project

FOLDER = "data/sources"
PACKAGE = "data/datapackage.yml"
TAIL = ("kind", "status")
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
    raise_if(DataError, faults or _schema_faults(about, file))
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
    if faults:
        return faults
    names = [field["name"] for field in fields]
    return ([Fault(file, key, f"'{about[key]}' is not a column of the schema.", suggest(str(about[key]), names))
             for key in ("period", "breakdown") if about[key] not in names]
            + [Fault(file, "schema", f"has no column '{c}'.", "Add it.") for c in TAIL if c not in names])


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
    faults: list[Fault] = _package_faults(project)
    for name in source_names(project):
        try:
            source = read_source(project, name)
        except DataError as error:
            faults += error.faults
            continue
        faults += _constraint_faults(project, source) + _rule_faults(source)
    return faults


def _package_faults(project: Project) -> list[Fault]:
    """Sources that the data package forgets, or names without there being one."""
    if not project.exists(PACKAGE):
        return [Fault(PACKAGE, "", "the file is missing.", "List the resources in it.")]
    listed = {str(r).rsplit("/", 1)[-1].removesuffix(".resource.yml") for r in project.read_yaml(PACKAGE)["resources"]}
    there = set(source_names(project))
    return ([Fault(PACKAGE, "resources", f"'{n}' is not listed.", f"Add sources/{n}.resource.yml.")
             for n in sorted(there - listed)]
            + [Fault(PACKAGE, "resources", f"lists '{n}', which is not there.", "Take it out, or add the source.")
               for n in sorted(listed - there)])


def _table(text: str, file: str, about: Mapping[str, Any]) -> pd.DataFrame:
    rows = list(csv.reader(io.StringIO(text)))
    wanted = [f["name"] for f in about["schema"]["fields"]]
    if not rows:
        raise DataError([Fault(file, "", "the file is empty.", f"Its first row must be: {','.join(wanted)}.")])
    header = [h.strip() for h in rows[0]]
    faults = [Fault(file, "row 1", f"the column '{c}' is missing.", f"The columns are: {', '.join(wanted)}.")
              for c in wanted if c not in header]
    faults += [Fault(file, "row 1", f"unknown column '{c}'.", suggest(c, wanted)) for c in header if c not in wanted]
    faults += [Fault(file, "row 1", f"the column '{c}' stands twice.", "Keep one.")
               for c in dict.fromkeys(header) if header.count(c) > 1]
    faults += [Fault(file, f"row {i}", f"has {len(row)} cells, the header has {len(header)}.", "Check the commas.")
               for i, row in enumerate(rows[1:], start=2) if row and len(row) != len(header)]
    raise_if(DataError, faults)
    kept = {i: row for i, row in enumerate(rows[1:]) if row}  # the index + 2 is the row that a spreadsheet shows
    return pd.DataFrame(list(kept.values()), index=list(kept), columns=header, dtype="str")[wanted]


def _typed(table: pd.DataFrame, file: str, about: Mapping[str, Any]) -> tuple[pd.DataFrame, list[Fault]]:
    faults, columns = [], {}
    for field in about["schema"]["fields"]:
        column, kind = field["name"], field["type"]
        cells = table[column].str.strip()
        if kind not in ("integer", "number"):
            columns[column] = cells
            continue
        numbers = pd.to_numeric(cells.mask(cells == ""), errors="coerce")
        finite = numbers.notna() & (numbers.abs() < float("inf"))
        bad = (cells != "") & (~finite | ((numbers % 1 != 0) if kind == "integer" else False))
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


def _constraint_faults(project: Project, source: Source) -> list[Fault]:
    """What Frictionless finds: each declared type, pattern, enum, range and key."""
    from frictionless import Resource, system  # slow to import, and only checks need it

    about = {k: v for k, v in source.about.items() if k not in ("checks",)}
    file = f"{FOLDER}/{source.file}"
    with system.use_context(trusted=True):
        report = Resource.from_descriptor(about | {"path": source.file}, basepath=str(project.path(FOLDER))).validate()
    faults = []
    for row, field, note, message in report.flatten(["rowNumber", "fieldName", "note", "message"]):
        place = ", ".join(p for p in (f"row {row}" if row else "", f"column {field}" if field else "") if p)
        faults.append(Fault(file, place, str(note or message).rstrip(".") + ".", "Correct it, or the descriptor."))
    return faults


def _rule_faults(source: Source) -> list[Fault]:
    """Rows that break a rule between columns, such as `abandoned <= offered`."""
    faults = []
    file = f"{FOLDER}/{source.file}"
    for check in source.about.get("checks", ()):
        columns = [c for c in source.columns if re.search(rf"\b{c}\b", check["rule"])]
        if not columns:
            faults.append(Fault(f"{FOLDER}/{source.name}.resource.yml", "checks",
                                f"'{check['rule']}' names no column.", f"Columns: {', '.join(source.columns)}."))
            continue
        rows = source.frame.dropna(subset=columns)
        try:
            broken = rows[~rows.eval(check["rule"]).astype(bool)]
        except (ValueError, TypeError, SyntaxError, NameError, AttributeError, KeyError) as error:
            faults.append(Fault(f"{FOLDER}/{source.name}.resource.yml", "checks", f"'{check['rule']}' cannot be worked out: "
                                f"{error}.", f"Columns: {', '.join(source.columns)}."))
            continue
        faults += [Fault(file, f"row {i + 2}", f"{check['says']} ({check['rule']}; "
                         + ", ".join(f"{c} {row[c]:g}" for c in columns) + ").", "Correct the cells.")
                   for i, row in broken.iterrows()]
    return faults


def _shown(cell: str) -> str:
    return cell if len(cell) <= 40 else cell[:40] + "…"
