"""A small project to receive into, files as people send them, and what became of them in a few lines."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

from pcc_lib.core.errors import ReportError
from pcc_lib.inputs.project import Project
from pcc_lib.receiving.asked import Asked
from pcc_lib.receiving.plan import Plan
from pcc_lib.receiving.reading import Sent
from pcc_lib.receiving.receive import plans_of
from pcc_lib.receiving.writing import proved

HEAD = ["Month", "Area", "Calls offered", "Calls answered"]
MONTHS = ["2023-01", "2023-02", "2023-03", "2023-04", "2023-05", "2023-06"]
KIND = """\
    - {name: kind, type: string, constraints: {required: true, enum: [computed, published]}}
    - {name: status, type: string, constraints: {enum: [e, p, r]}}
"""


def descriptor(name: str, title: str, keys: Sequence[str], *fields: str, more: str = "") -> str:
    """keys: the period, the breakdown and its parts."""
    period, breakdown, parts = keys
    return (
        f"name: {name}\ntitle: {title}\npath: {name}.csv\nschema:\n  primaryKey: [{period}, {breakdown}]\n"
        f"  missingValues: ['']\n  fields:\n    - {{name: {period}, type: string, constraints: {{required: true}}}}\n"
        f"    - {{name: {breakdown}, type: string, constraints: {{required: true, enum: [{parts}]}}}}\n"
        + "".join(f"    - {{{field}}}\n" for field in fields)
        + KIND
        + f"{more}producer: Nobody\nlicence: none\nobtained: by hand\nperiod: {period}\nbreakdown: {breakdown}\nlimits: tiny\n"
    )


def held_calls() -> str:
    rows = ["month,area,offered,answered,wait_s,share,spend,kind,status"]
    for i, month in enumerate(MONTHS):
        rows += [
            f"{month},north,{1200 + 11 * i},{1100 + 7 * i},{75400 + 60 * i},{32.5 + i / 2},{1500 + i},computed,",
            f"{month},south,{230 + 3 * i},{210 + 5 * i},{3000 + 60 * i},{41.5 + i / 2},{300 + i},computed,",
        ]
    return "\n".join(rows) + "\n"


FILES = {
    "data/body.yml": "name: Office\nforce: Shire Police\narea: The Shire\nreport_title: Report\ntotal_label: The Shire\n"
    "areas:\n  - {id: north, title: North Town}\n  - {id: south, title: South Vale}\n",
    "data/datapackage.yml": "name: small\nresources:\n"
    + "".join(f"  - sources/{n}.resource.yml\n" for n in ("calls", "complaints", "outcomes", "budget")),
    "data/sources/calls.resource.yml": descriptor(
        "calls",
        "Calls to the force",
        ("month", "area", "north, south"),
        "name: offered, type: integer, title: Calls offered, unit: calls, constraints: {required: true, minimum: 0}",
        "name: answered, type: integer, title: Calls answered, unit: calls, constraints: {minimum: 0}",
        "name: wait_s, type: integer, title: Time waited, unit: seconds, constraints: {minimum: 0}",
        "name: share, type: number, title: Share answered in time, unit: '%', constraints: {minimum: 0, maximum: 100}",
        "name: spend, type: number, title: Spending, unit: GBP",
        more="checks:\n  - {rule: answered <= offered, says: more answered than offered}\n",
    ),
    "data/sources/calls.csv": held_calls(),
    "data/sources/complaints.resource.yml": descriptor(
        "complaints", "Complaints", ("month", "area", "force"), "name: recorded, type: integer, title: Complaints recorded"
    ),
    "data/sources/complaints.csv": "month,area,recorded,kind,status\n"
    + "".join(f"{month},force,{80 + i},computed,\n" for i, month in enumerate(MONTHS)),
    "data/sources/outcomes.resource.yml": descriptor(
        "outcomes", "Outcomes", ("quarter", "area", "north, south"), "name: charged, type: integer, title: Charged"
    ),
    "data/sources/outcomes.csv": "quarter,area,charged,kind,status\n2022-23-Q3,north,5,published,\n"
    "2022-23-Q3,south,6,published,\n2022-23-Q4,north,7,published,\n2022-23-Q4,south,8,published,\n",
    "data/sources/budget.resource.yml": descriptor(
        "budget", "Budget", ("year", "area", "force"), "name: million, type: number, title: Budget, unit: GBP million"
    ),
    "data/sources/budget.csv": "year,area,million,kind,status\n2021-22,force,1.5,published,\n2022-23,force,1.75,published,\n",
}


def make(folder: Path) -> Project:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return Project(folder)


# ── files as they are sent ────────────────────────────────────────────────────────────────────────────────────────────
Rows = Sequence[Sequence[Any]]


def csv_bytes(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    def cell(value: Any) -> str:
        text = "" if value is None else str(value)
        return f'"{text}"' if delimiter in text else text

    return "".join(delimiter.join(map(cell, row)) + "\r\n" for row in rows).encode(encoding)


def xlsx(sheets: Mapping[str, Rows] | Rows, forms: Mapping[str, str] | None = None, merged: Sequence[str] = ()) -> bytes:
    """A workbook; forms: the number format of cells; merged: ranges, both of the first sheet."""
    book = Workbook()
    book.remove(book.active)
    named = sheets if isinstance(sheets, Mapping) else {"Data": sheets}
    for title, rows in named.items():
        sheet = book.create_sheet(title)
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(r, c, value)
    first = book.worksheets[0]
    for address, form in (forms or {}).items():
        first[address].number_format = form
    for area in merged:
        first.merge_cells(area)
    return saved(book)


@dataclass(frozen=True)
class Later:
    """A file that is made when somebody asks for its bytes: a list of hundreds of them costs nothing to load."""

    make: Callable[[], bytes]

    def __bytes__(self) -> bytes:
        return self.make()


def xlsx_later(*said: Any, **more: Any) -> Later:
    """A workbook as `xlsx` makes it, when it is asked for."""
    said, more = deepcopy((said, more))  # whoever lists files may go on with the same rows
    return Later(lambda: xlsx(*said, **more))


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows: Rows, title: str = "Data") -> bytes:
    """A spreadsheet; a cell is a value, or (value type, value, text)."""
    book = OpenDocumentSpreadsheet()
    table = Table(name=title)
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(ods_cell(value))
        table.addElement(line)
    book.spreadsheet.addElement(table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods_cell(value: Any) -> TableCell:
    if value is None:
        return TableCell()
    kind, held, text = (
        value if isinstance(value, tuple) else ("float" if isinstance(value, int | float) else "string", value, value)
    )
    key = {"date": "datevalue", "time": "timevalue", "string": "stringvalue"}.get(kind, "value")
    cell = TableCell(valuetype=kind, **({key: str(held)} if kind != "string" else {}))
    cell.addElement(P(text=str(text)))
    return cell


def packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


# ── what became of them ───────────────────────────────────────────────────────────────────────────────────────────────
def became(project: Project, raw: bytes | Later, name: str = "sent.xlsx", asked: Asked | None = None) -> list[str]:
    """The plans in lines, one for each thing that would happen; or the message of what is refused."""
    try:
        plans = plans_of(project, [Sent(name, bytes(raw))], asked or Asked())
        proved(project, plans)
    except ReportError as error:
        return [line.strip() for line in str(error).splitlines() if not line.endswith("found:")]
    return [line for plan in plans for line in lines_of(plan)]


def lines_of(plan: Plan) -> list[str]:
    own = ("month", "quarter", "year", "area", "kind")
    found = []
    for (period, part), cells in plan.added.items():
        told = " ".join(
            f"{column}={cell}" for column, cell in cells.items() if column not in own and (cell or column != "status")
        )
        found.append(f"+ {plan.source} {period} {part} {told}")
    for sign, changes in (("*", plan.filled), ("~", plan.revised), ("s", plan.marked)):
        found += [f"{sign} {plan.source} {' '.join(c.key)} {c.column} {c.was}>{c.now}" for c in changes]
    if plan.same:
        found.append(f"= {plan.same}")
    return [*found, *(f"- {note}" for note in plan.left)]
