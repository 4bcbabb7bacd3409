"""Makes the practice extracts of the tutorial: files as they are sent, each untidy in its own way.

    python docs/tutorial/make_extracts.py     writes docs/tutorial/extracts

Their numbers are invented (see `practice.py`).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import yaml
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet
from practice import FILLED, REVISED, Key, Row, held, new_rows

OUT = Path(__file__).resolve().parent / "extracts"
NOTE = "Practice figures, invented for the tutorial of the report-book. They say nothing about policing."
NAMES = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
AREAS = {"county": "County", "swindon": "Swindon"}


def main() -> None:
    OUT.mkdir(exist_ok=True)
    contact().save(OUT / "contact-centre-jan24.xlsx")
    response().save(OUT / "response-times-jan24.xlsx")
    crime().save(str(OUT / "recorded-crime-dec23.ods"))
    (OUT / "victim-voice-oct23.csv").write_bytes(survey())
    (OUT / "complaints.txt").write_bytes(complaints())


def long_month(month: str) -> str:
    return f"{NAMES[int(month[5:]) - 1]} {month[:4]}"


def short_month(month: str) -> str:
    return f"{NAMES[int(month[5:]) - 1][:3]}-{month[2:4]}"


def first_day(month: str) -> dt.date:
    return dt.date(int(month[:4]), int(month[5:]), 1)


def with_filled(source: str, rows: dict[Key, Row]) -> dict[Key, Row]:
    """The new rows after the older months that the sender has filled or corrected since, each whole."""
    more: dict[Key, Row] = {}
    for name, month, part, column, value in (*FILLED, *REVISED):
        if name == source:
            row = more.setdefault((month, part), whole(source, (month, part)))
            row[column] = value if (name, month, part, column, value) in FILLED else (row[column] or 0) + value
    return {**dict(sorted(more.items())), **rows}


def whole(source: str, key: Key) -> Row:
    cells = held(source)[key]
    return {name: int(cell) if cell else None for name, cell in list(cells.items())[2:] if name not in ("kind", "status")}


# ── one workbook for calls: title rows, real dates shown as Nov-23, a row of totals, footnotes, an extra column ─────────
def contact() -> Workbook:
    book = Workbook()
    book.remove(book.active)
    calls = ["Month", "Calls offered", "Calls abandoned", "% abandoned", "Calls answered", "Seconds waited"]
    months_down(book, "999", "calls_999", [*calls, "Silent calls", "Seconds to answer with operator time"])
    months_down(book, "CCH (101)", "calls_cch", [*calls, "Calls triaged"])
    months_down(book, "CRIB", "crib", [*calls[:3], "Abandoned after ten minutes", *calls[3:]])
    months_down(book, "Online", "online_reports", ["Month", "Reports"])
    return book


COLUMN = {
    "Calls offered": "offered",
    "Calls abandoned": "abandoned",
    "Calls answered": "answered",
    "Seconds waited": "wait_s",
    "Silent calls": "silent",
    "Seconds to answer with operator time": "bt_answer_s",
    "Calls triaged": "triaged",
    "Abandoned after ten minutes": "abandoned_after_10_min",
    "Reports": "reports",
}


def months_down(book: Workbook, title: str, source: str, heads: list[str]) -> None:
    sheet = book.create_sheet(title)
    sheet["A1"], sheet["A1"].font = f"Contact performance: {title}", Font(bold=True, size=14)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=max(len(heads), 3))
    sheet["A2"] = NOTE
    for at, head in enumerate(heads, 1):
        sheet.cell(4, at, head).font = Font(bold=True)
    rows = with_filled(source, new_rows(source))
    for line, ((month, _), row) in enumerate(rows.items(), 5):
        sheet.cell(line, 1, first_day(month)).number_format = "mmm-yy"
        for at, head in enumerate(heads[1:], 2):
            contact_cell(sheet, line, at, head, row)
    total(sheet, 5 + len(rows), heads, rows)
    sheet.cell(7 + len(rows), 1, "1. Figures for the latest month are provisional and may be revised.")
    sheet.cell(8 + len(rows), 1, "2. n/a: not yet available from the system.")


def contact_cell(sheet: Worksheet, line: int, at: int, head: str, row: Row) -> None:
    if head == "% abandoned":
        sheet.cell(line, at, row["abandoned"] / row["offered"]).number_format = "0.0%"
        return
    value = row[COLUMN[head]]
    cell = sheet.cell(line, at, "n/a" if value is None else value)
    cell.number_format = "#,##0"


def total(sheet: Worksheet, line: int, heads: list[str], rows: dict[Key, Row]) -> None:
    sheet.cell(line, 1, "Total").font = Font(bold=True)
    for at, head in enumerate(heads[1:], 2):
        if head in COLUMN and all(row[COLUMN[head]] is not None for row in rows.values()):
            sheet.cell(line, at, sum(row[COLUMN[head]] or 0 for row in rows.values())).number_format = "#,##0"


# ── response: heads of two rows with merged months; and months across the columns ──────────────────────────────────────
def response() -> Workbook:
    book = Workbook()
    book.remove(book.active)
    two_rows(book.create_sheet("Priority"))
    months_across(book.create_sheet("Immediate"))
    return book


LOGS = {"logs": "Logs", "attended": "Logs attended", "in_time": "Logs answered in time", "response_s": "Seconds to arrive"}


def two_rows(sheet: Worksheet) -> None:
    """A month over four columns each, an area in each row."""
    rows = new_rows("priority_response")
    months = sorted({month for month, _ in rows})
    sheet["A1"] = "Priority response by area"
    sheet["A2"] = NOTE
    sheet["A5"] = "Area"
    for i, month in enumerate(months):
        at = 2 + i * len(LOGS)
        sheet.cell(4, at, long_month(month)).alignment = Alignment(horizontal="center")
        sheet.merge_cells(start_row=4, start_column=at, end_row=4, end_column=at + len(LOGS) - 1)
        for j, (column, head) in enumerate(LOGS.items()):
            sheet.cell(5, at + j, head)
            for line, area in enumerate(AREAS, 6):
                sheet.cell(line, at + j, rows[month, area][column]).number_format = "#,##0"
            sheet.cell(8, at + j, sum(rows[month, area][column] or 0 for area in AREAS)).number_format = "#,##0"
    for line, name in enumerate([*AREAS.values(), "Force total"], 6):
        sheet.cell(line, 1, name)


def months_across(sheet: Worksheet) -> None:
    """What is counted in each row, a month in each column, written as text."""
    rows = new_rows("immediate_response")
    sheet["B2"] = "Immediate response"
    sheet["B3"] = NOTE
    for at, month in enumerate(sorted({month for month, _ in rows}), 3):
        sheet.cell(5, at, short_month(month).replace("-", " "))
        for line, column in enumerate(LOGS, 6):
            sheet.cell(line, at, f"{rows[month, 'force'][column]:,}")
    for line, head in enumerate(LOGS.values(), 6):
        sheet.cell(line, 2, head)
    sheet.cell(11, 2, "Source: incident logs, extracted 14/02/2024")


# ── crime: an OpenDocument workbook with a sheet for each source ───────────────────────────────────────────────────────
VIOLENCE = ["Crimes", "Further action taken", "Domestic", "Private places", "Public places"]
Cell = str | int | dt.date | None


def crime() -> OpenDocumentSpreadsheet:
    book = OpenDocumentSpreadsheet()
    for title, rows in (
        ("Contents", [["Recorded crime and incidents, to December 2023"], [NOTE], [], ["One sheet for each kind"]]),
        ("ASB", areas_across("asb", {"incidents": "Incidents", "crimes": "Crimes"})),
        ("VWI", month_and_part("violence_with_injury", "Area", AREAS)),
        ("DA", month_rows("domestic_abuse")),
        ("RASSO", month_rows("sexual_offences")),
        ("Burglary", month_and_part("residential_burglary", "CPT", TEAMS)),
        ("Roads", month_rows("road_safety")),
    ):
        book.spreadsheet.addElement(ods_table(title, rows))
    return book


TEAMS = {"chippenham": "Chippenham", "trowbridge": "Trowbridge", "salisbury": "Salisbury", "other-teams": "Other teams"}


def title_of(source: str, column: str) -> str:
    """The title that the source's descriptor gives a column: senders use it where they were asked to."""
    about = yaml.safe_load((Path(__file__).parents[2] / f"data/sources/{source}.resource.yml").read_text(encoding="utf-8"))
    return next(f["title"] for f in about["schema"]["fields"] if f["name"] == column)


def month_rows(source: str) -> list[list[Cell]]:
    rows = with_filled(source, new_rows(source))
    names = list(next(iter(rows.values())))
    head: list[Cell] = ["Month", *(title_of(source, name) for name in names)]
    body: list[list[Cell]] = [[first_day(m), *("-" if v is None else v for v in row.values())] for (m, _), row in rows.items()]
    return [[title_of_sheet(source)], [], head, *body, [], ["Data extracted 11 January 2024. Subject to revision."]]


def title_of_sheet(source: str) -> str:
    return source.replace("_", " ").capitalize()


def month_and_part(source: str, head: str, parts: dict[str, str]) -> list[list[Cell]]:
    """A row for each month and part, the month said once for its parts, a total under each month."""
    rows = with_filled(source, new_rows(source))
    names = list(next(iter(rows.values())))
    out: list[list[Cell]] = [[title_of_sheet(source)], [], ["Month", head, *(title_of(source, name) for name in names)]]
    for month in sorted({month for month, _ in rows}):
        held_parts = [part for part in parts if (month, part) in rows]
        for i, part in enumerate(held_parts):
            out.append([long_month(month) if i == 0 else None, parts[part], *rows[month, part].values()])
        if len(held_parts) == len(parts):
            sums = [sum(rows[month, part][name] or 0 for part in held_parts) for name in names]
            out.append([None, "Total", *sums])
    return out


def areas_across(source: str, heads: dict[str, str]) -> list[list[Cell]]:
    """A head of two rows: what is counted over the areas."""
    rows = with_filled(source, new_rows(source))
    first: list[Cell] = [None]
    second: list[Cell] = ["Month"]
    for head in heads.values():
        first += [head, *[None] * len(AREAS)]
        second += [*AREAS.values(), "Force"]
    out: list[list[Cell]] = [["Anti-social behaviour"], [], first, second]
    for month in sorted({month for month, _ in rows}):
        line: list[Cell] = [first_day(month)]
        for column in heads:
            values = [rows.get((month, area), whole_or_none(source, (month, area))).get(column) for area in AREAS]
            line += [*values, sum(v or 0 for v in values)]
        out.append(line)
    return out


def whole_or_none(source: str, key: Key) -> Row:
    return whole(source, key) if key in held(source) else {}


def ods_table(title: str, rows: list[list[Cell]]) -> Table:
    table = Table(name=title)
    for row in rows:
        line = TableRow()
        for cell in row:
            line.addElement(ods_cell(cell))
        if not row:
            line.addElement(TableCell())
        table.addElement(line)
    return table


def ods_cell(value: Cell) -> TableCell:
    if value is None:
        return TableCell()
    if isinstance(value, dt.date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
        cell.addElement(P(text=value.strftime("%d/%m/%Y")))
    elif isinstance(value, int):
        cell = TableCell(valuetype="float", value=str(value))
        cell.addElement(P(text=f"{value:,}"))
    else:
        cell = TableCell(valuetype="string")
        cell.addElement(P(text=value))
    return cell


# ── the survey as its system writes it, and complaints as they are pasted out of an e-mail ─────────────────────────────
def survey() -> bytes:
    """Semicolons with `sep=`, Windows' Western encoding, months as Excel shows them, CRLF."""
    lines = ["sep=;", f"Victim Voice survey – {NOTE};;;;", "Month;Question;Answers;Satisfied;% satisfied"]
    for (month, question), row in new_rows("victim_voice").items():
        share = f"{100 * row['satisfied'] / row['responses']:.1f}%" if row["responses"] else "-"
        lines.append(f"{short_month(month)};{label(question)};{row['responses']};{row['satisfied']};{share}")
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def label(question: str) -> str:
    body = yaml.safe_load((Path(__file__).parents[2] / "data/body.yml").read_text(encoding="utf-8"))
    return body["labels"][question]


def complaints() -> bytes:
    """A table pasted out of an e-mail: tabs, a total, months in words."""
    rows = new_rows("complaints")
    lines = ["Month\tComplaints recorded", *(f"{long_month(month)}\t{row['recorded']}" for (month, _), row in rows.items())]
    return ("\n".join([*lines, f"Total\t{sum(row['recorded'] or 0 for row in rows.values())}"]) + "\n").encode("utf-8")


if __name__ == "__main__":
    main()
