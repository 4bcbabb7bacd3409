"""Odd and bad files, as people send them: what becomes of each stands word for word in `received_odd.txt`.

A file is read as one thing, or refused with its sheet, cell, value and what to do; nothing is wrong without a word. To look at a
change of many: `python tests/test_receive_odd.py > tests/received_odd.txt`, and read the difference.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from received import HEAD, MONTHS, Later, Rows, became, csv_bytes, make, ods, packed, saved
from received import xlsx_later as xlsx

from pcc_lib.receiving.asked import Asked

HERE = Path(__file__).resolve().parent
JULY = [["Jul-23", "north", 31, 20], ["Jul-23", "south", 5, 2]]
SHARE, WAIT = "Share answered in time", "Time waited"
CASES: dict[str, tuple[bytes | Later, str, Asked]] = {}


def case(id: str, raw: bytes | Later, name: str = "sent.xlsx", **asked: Any) -> None:
    assert id not in CASES, id
    CASES[id] = (raw, name, Asked(**asked))


def long(rows: Rows = JULY, above: Rows = (), below: Rows = ()) -> Rows:
    return [*above, HEAD, *rows, *below]


def of_month(said: Any) -> Rows:
    return long([[said, "north", 31, 20], [said, "south", 5, 2]])


def of_calls(north: Any, head: str = "Calls offered") -> Rows:
    return [["Month", "Area", head], ["2023-07", "north", north], ["2023-07", "south", 5]]


def beside(head: str, north: Any, south: Any, more: Rows = ()) -> Rows:
    """Calls offered, and another column with these values for July."""
    rows = [["2023-07", "north", 31, north], ["2023-07", "south", 5, south]]
    return [["Month", "Area", "Calls offered", head], *more, *rows]


# ── months, quarters and years ────────────────────────────────────────────────────────────────────────────────────────
for said in (
    "2023-07", "Jul-23", "Jul 23", "July 2023", "07/2023", "7/2023", "2023-07-01", "01/07/2023", "1 July 2023", "31/07/2023",
    "2023-07-01 00:00:00", "Jul '23", "July 2023 (p)", "45108", "202307", "2023/07", "07/23", "JULY 2023", "Jul.2023",
    "2023 July", "07/01/2023", "15/07/2023", "23-Jul", "07/08", "Q2 2023", "2023", "2023-24", "Julember 2023", "13/2023", "July",
    "32/07/2023", "Jul 23 to Aug 23", "2023.1", "week ending 1 July 2023", "0", "-",
):  # fmt: skip
    case(f"month {said}", csv_bytes(of_month(said)), "sent.csv")
dates = [[said, area, 31, 20] for said in ("07/01/2023", "08/01/2023", "09/01/2023") for area in ("north", "south")]
case("months written month first", csv_bytes(long(dates)), "sent.csv")
case("month in cells of dates", xlsx(of_month(date(2023, 7, 1)), {"A2": "mmm-yy", "A3": "mmm-yy"}))
case("day that Excel made of Jul-23", xlsx(of_month(date(2026, 7, 23)), {"A2": "d-mmm", "A3": "d-mmm"}))
case("days since 1900 without a format", xlsx(of_month(45108)))
case("month said once for its areas", xlsx(long([JULY[0], [None, *JULY[1][1:]]])))
case("month merged over its areas", xlsx(long(), merged=["A2:A3"]))
case(
    "year and month apart",
    xlsx([["Year", "Month", "Area", "Calls offered"], [2023, "July", "north", 31], [2023, "July", "south", 5]]),
)
apart = [["2022/23", "January", "north", 1200], ["2022/23", "January", "south", 230], ["2023/24", "July", "north", 31],
         ["2023/24", "July", "south", 5]]  # fmt: skip
case("financial year and month apart", xlsx([["Financial year", "Month", "Area", "Calls offered"], *apart]))
case("two months in a row that differ", xlsx([["Month", "Period", *HEAD[1:]], ["Jul-23", "Aug-23", "north", 31, 20]]))
for said in ("Q1 2023/24", "2023-24 Q1", "2023/24-Q1", "Apr-Jun 2023", "April to June 2023", "Quarter 1 2023/24", "Q1 2023",
             "Q5 2023/24", "2023/24", "May 2023", "Apr-May 2023"):  # fmt: skip
    case(f"quarter {said}", xlsx([["Quarter", "Area", "Charged"], [said, "north", 9], [said, "south", 4]]))
for said in ("2023/24", "2023-24", "FY2023/24", "2023/2024", "year ending March 2024", "2023", 2023, "2023/25", "2011/12"):
    case(f"year {said!r}", xlsx([["Financial year", "Budget (£m)"], [said, 1.9]]))


def since_1904() -> bytes:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.title = "Data"
    for row in of_month(43646):
        book.active.append(row)
    return saved(book)


case("days since 1904 without a format", since_1904())

# ── numbers ───────────────────────────────────────────────────────────────────────────────────────────────────────────
for said in (
    "1,234", "1 234", "1\u00a0234", "1\u2009234", "1234.0", "+1234", "'1234", "1,234 calls", " 1234 ", "1234 (p)", "1234p",
    "1234 [r]", "approx 120", "120+", "~120", "c. 120", "about 120", "120 (est)", "1O5", "l20", "12*", "12¹", "12 (1)", "1.2E+03",
    "nil", "none", "12-15", "12,5", "1,00", "1.234", "12.5", "(12)", "12-", "−12", "12%", "£12", "€12", "1.2k", "£1.2m",
    "12 mins", "10:30", "TRUE", "٣", "１２", "12;5", "<script>", "12 34", "1,23,456", "99999999999999999", "twelve",
    "--5", "1e400", "\u202e12", "a" * 500,
):  # fmt: skip
    case(f"number {ascii(said)[:40]}", xlsx(of_calls(said)))
case("number with an equals sign in CSV", csv_bytes(of_calls('="1234"')).replace(b'="1234"', b'"=""1234"""'), "sent.csv")
case("formula in CSV", csv_bytes(of_calls("=1+2")), "sent.csv")
case("command in CSV", csv_bytes(of_calls("=cmd|'/c calc'!A0")), "sent.csv")
case("true in a column of numbers", xlsx(of_calls(True)))
case("date in a column of numbers", xlsx(of_calls(date(2023, 2, 1))))
case("formula without a value", xlsx(of_calls("=SUM(A1:A2)")))
case("error of a formula", xlsx(of_calls("#DIV/0!")))
case("reference that is lost", xlsx(of_calls("#REF!")))
for said in ("-", "–", "n/a", "N/A", "..", ":", "[x]", "x", "", "NULL", "[c]", "c", "*", "<5", "[z]", "(c)"):
    case(f"not known {said!r}", xlsx(long([["2023-07", "north", 31, said], ["2023-07", "south", 5, 2]])))
case("not known where a value is required", xlsx(of_calls("n/a")))
european = [
    ["Month", "Area", "Calls offered", "Spending"],
    ["2023-07", "north", "1234", "1.234,56"],
    ["2023-07", "south", "5", "12,50"],
]
case("commas as decimal marks", csv_bytes(european, ";"), "sent.csv")
case("commas as both", csv_bytes([*european[:2], ["2023-07", "south", "5", "1,234.50"]], ";"), "sent.csv")
case("points for thousands of counts", csv_bytes([*european[:1], ["2023-07", "north", "1.234", "1.234,56"]], ";"), "sent.csv")
case("money", xlsx(beside("Spending", "£1,234.50", "(£12)")))
case("money of another country", xlsx(beside("Spending", "€1,234.50", "12")))
case("below the least that may be", xlsx(of_calls(-3)))
case("half a call", xlsx(of_calls(12.5)))

# ── percentages ───────────────────────────────────────────────────────────────────────────────────────────────────────
case("percentage that cells show", xlsx(beside(SHARE, 0.327, 0.415), {"D2": "0.0%", "D3": "0.0%"}))
case("percentage with more digits than are shown", xlsx(beside(SHARE, 0.3268434, 0.415), {"D2": "0.0%", "D3": "0.0%"}))
case("percentage as text", xlsx(beside(SHARE, "32.7%", "41.5 %")))
case("percentage bare", xlsx(beside(SHARE, 32.7, 41.5)))
case("percentage as a share of one", xlsx(beside(SHARE, 0.327, 0.415)))
case("percentage in two ways", xlsx(beside(SHARE, "32.7%", 41.5)))
case("percentage above 100", xlsx(beside(SHARE, "132.7%", "41.5%")))
case("percentage that the head says", xlsx(beside(f"{SHARE} (%)", 32.7, 0.5)))
held = [[month, area, offered, share] for i, month in enumerate(MONTHS[3:])
        for area, offered, share in (("north", 1233 + 11 * i, (34 + i / 2) / 100),
                                      ("south", 239 + 3 * i, (43 + i / 2) / 100))]  # fmt: skip
case("share of one that held months tell", xlsx(beside(SHARE, 0.35, 0.45, held)))

# ── times ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
case("time in seconds", xlsx(beside(WAIT, 754, 60)))
case("time of two parts", xlsx(beside(WAIT, "12:34", "01:00")))
case("time of two parts, minutes said", xlsx(beside(f"{WAIT} (mm:ss)", "12:34", "01:00")))
case("time of two parts, hours said", xlsx(beside(f"{WAIT} (h:mm)", "12:34", "01:00")))
case("time of three parts", xlsx(beside(WAIT, "0:12:34", "0:01:00")))
case("time of two parts beside three", xlsx(beside(WAIT, "59:59", "1:02:03")))
case("time in cells of mm:ss", xlsx(beside(WAIT, time(0, 12, 34), time(0, 1)), {"D2": "mm:ss", "D3": "mm:ss"}))
case("time in cells of h:mm", xlsx(beside(WAIT, time(12, 34), time(1)), {"D2": "h:mm", "D3": "h:mm"}))
days = (timedelta(hours=30, minutes=5, seconds=9), timedelta(minutes=1))
case("time of more than a day", xlsx(beside(WAIT, *days), {"D2": "[h]:mm:ss", "D3": "[h]:mm:ss"}))
case("time in minutes, said", xlsx(beside(f"{WAIT} (mins)", 12.5, 1)))
case("time in hours, beside the number", xlsx(beside(WAIT, "2.5 hours", "1 hour")))
case("time in words", xlsx(beside(WAIT, "12 min 34 s", "1m 0s")))
known = [["2023-05", "north", 1244, "1260:40"], ["2023-05", "south", 242, "54:00"]]
case("time of two parts that held months tell", xlsx(beside(WAIT, "12:34", "01:00", known)))
known = [["2023-05", "north", 1244, 75640 / 60], ["2023-05", "south", 242, 54]]
case("time in minutes that held months tell", xlsx(beside(WAIT, 12.5, 1, known)))
case("minutes of a count", xlsx(of_calls(31, "Calls offered (mins)")))
case("thousands in the head", xlsx(of_calls(31, "Calls offered (000s)")))

# ── where a table stands, and how ─────────────────────────────────────────────────────────────────────────────────────
above, below = [["Contact performance"], ["Extracted 12 August 2023"], []], [[], ["Source: telephony"], ["1. Provisional"]]
case("titles above and notes below", xlsx(long(above=above, below=below)))
case("blank rows between", xlsx([*long(JULY[:1]), [], [], *JULY[1:]]))
case("begins in the middle of the sheet", xlsx([[], [], *[[None, None, *row] for row in long()]]))
other = ["Area", "Comments", "Calls answered", "Month", "Calls offered", "% answered"]
case("other order and more columns", xlsx([other, ["north", "ok", 20, "Jul-23", 31, 0.6], ["south", None, 2, "Jul-23", 5, 0.4]]))
case("capitals, plurals and blanks", xlsx([["MONTH", "AREAS", "CALL OFFERED", "calls  answered"], *JULY]))
case("ids of columns as heads", xlsx([["month", "area", "offered", "answered"], *JULY]))
case("titles of areas", xlsx(long([["Jul-23", "North Town", 31, 20], ["Jul-23", "SOUTH VALE", 5, 2]])))
across = ["Area", "Jul-23", "Aug-23"]
case("months across, areas down", xlsx([["Calls offered"], across, ["north", 31, 32], ["south", 5, 6]]))
case("days since 1900 across", xlsx([["Calls offered"], ["Area", 45108, 45139], ["north", 31, 32], ["south", 5, 6]]))
sheets = {"north": [["", *across[1:]], ["Calls offered", 31, 32], ["Calls answered", 20, 21]],
          "south": [["", *across[1:]], ["Calls offered", 5, 6], ["Calls answered", 2, 3]]}  # fmt: skip
case("a sheet for each area, columns down", xlsx(sheets))
two = ["Calls offered", "Calls answered"]
case("months over columns", xlsx([[None, "Jul 2023", None, "Aug 2023", None], ["Area", *two, *two], ["north", 31, 20, 32, 21],
                                  ["south", 5, 2, 6, 3]], merged=["B1:C1", "D1:E1"]))  # fmt: skip
case("columns over months", xlsx([[None, two[0], None, two[1], None], [*across, *across[1:]], ["north", 31, 32, 20, 21],
                                  ["south", 5, 6, 2, 3]]))  # fmt: skip
case(
    "areas over columns", xlsx([[None, "North Town", None, "South Vale", None], ["Month", *two, *two], ["Jul-23", 31, 20, 5, 2]])
)
case(
    "year over months",
    xlsx([["Calls offered"], [None, 2023, None], ["Area", "July", "August"], ["north", 31, 32], ["south", 5, 6]]),
)
case("areas across with their total", xlsx({"Calls offered": [["Month", "north", "south", "Total"], ["Jul-23", 31, 5, 36]]}))
case("areas across with another total", xlsx({"Calls offered": [["Month", "north", "south", "Total"], ["Jul-23", 31, 5, 37]]}))
case("area over its rows", xlsx([["Month", *two], ["North Town"], ["Jul-23", 31, 20], ["South Vale"], ["Jul-23", 5, 2]]))
case("month in the name of the sheet", xlsx({"Jul 2023": [["Area", "Calls offered"], ["north", 31], ["south", 5]]}))
case("month in the title", xlsx([["Calls - July 2023"], [], ["Area", "Calls offered"], ["north", 31], ["south", 5]]))
case(
    "month of the extract is none", xlsx([["Extracted: August 2023"], [], ["Area", "Calls offered"], ["north", 31], ["south", 5]])
)
case("total that agrees", xlsx(long(below=[["Total", None, 36, 22]])))
case("total of the force by its name", xlsx(long(below=[["Shire Police", None, 36, 22]])))
case("total that does not agree", xlsx(long(below=[["Total", None, 40, 22]])))
months = [row for month, n in (("Jul-23", 0), ("Aug-23", 1)) for row in
          ([month, "north", 31 + n, 20], [month, "south", 5, 2], [month, "Total", 36 + n, 22])]  # fmt: skip
case("total of each month, and of all", xlsx(long([*months, ["Grand total", None, 73, 44]])))
case(
    "year to date", xlsx([[*HEAD[:3], "YTD"], ["Jul-23", "north", 31, 900], ["Jul-23", "south", 5, 80], ["YTD", None, 999, None]])
)
case("two tables below each other", xlsx([*long(), [], ["Month", "Complaints recorded"], ["Jul-23", 86]]))
wide = [[*HEAD[:3], None, "Month", "Complaints recorded"], ["Jul-23", "north", 31, None, "Jul-23", 86], ["Jul-23", "south", 5]]
case("two tables beside each other", xlsx(wide))
case(
    "two sheets of two sources",
    xlsx({"Calls": long(), "Complaints": [["Month", "Complaints recorded"], ["Jul-23", 86]], "Notes": [["Read me"]]}),
)
contrary = {"A": long(), "B": long([["Jul-23", "north", 32, 20], JULY[1]])}
case("two sheets that contradict", xlsx(contrary))
case("sheet that is named", xlsx(contrary), sheet="b")
case("sheet that there is not", xlsx({"Data": long()}), sheet="Dta")
case("head that stands twice", xlsx([[*HEAD[:3], "Calls offered"], ["Jul-23", "north", 31, 32], ["Jul-23", "south", 5, 5]]))
case("row that stands twice", xlsx(long([*JULY, ["Jul-23", "north", 33, 20]])))
case("heads alone", xlsx([HEAD]))


def hidden(rows: bool = False, columns: bool = False, sheet: bool = False) -> bytes:
    book = Workbook()
    book.active.title = "Data"
    for row in long():
        book.active.append(row)
    book.active.row_dimensions[3].hidden = rows
    book.active.column_dimensions["D"].hidden = columns
    if sheet:
        other = book.create_sheet("Old")
        other.sheet_state = "hidden"
        other.append([*HEAD])
        other.append(["Jul-23", "north", 99, 98])
    return saved(book)


case("hidden row", hidden(rows=True))
case("hidden column", hidden(columns=True))
case("hidden sheet", hidden(sheet=True))

# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
strange = [*JULY, ["Jul-23", "East End", 9, 9]]
case("area that is not known", xlsx(long(strange)))
case("area that is named", xlsx(long([["Jul-23", "North LPT", 31, 20], JULY[1]])), names={"North LPT": "north"})
case("area that is left", xlsx(long(strange)), names={"East End": ""})
case("areas that are left", xlsx(long([*strange, ["Jul-23", "West", 9, 9]])), names={"*": ""})
case("many areas that are not known", xlsx(long([*JULY, *(["Jul-23", f"Ward {i}", 1, 1] for i in range(40))])))
calls_in = [["Month", "Area", "Calls in"], ["Jul-23", "north", 31], ["Jul-23", "south", 5]]
case("column that is named", xlsx(calls_in), names={"Calls in": "offered"})
case("column that is not known", xlsx(calls_in))
case("column that is not known to a named source", xlsx(calls_in), source="calls")
case("name that does not stand in the file", xlsx(long()), names={"Calls im": "offered"})
case("name that means nothing", xlsx(long()), source="calls", names={"Area": "ofered"})
case("source that there is not", xlsx(long()), source="cals")
earlier = [[month, "north", 1200 + 11 * i, 1100 + 7 * i] for i, month in enumerate(MONTHS)]
case("column that its values tell", xlsx([["Month", "Area", "Calls in", "Calls answered"], *earlier, *JULY]))
case("columns changed over", xlsx([["Month", "Area", "Calls answered", "Calls offered"], *earlier]))
case("calls of somebody else", xlsx(long([[month, "north", 500 + i, 400 + i] for i, month in enumerate(MONTHS)])))
case(
    "calls of somebody else, source named",
    xlsx(long([["2023-05", "north", 1245, 1100], ["2023-06", "north", 1256, 1100]])),
    source="calls",
)
case(
    "column that every row must have",
    xlsx([["Month", "Area", "Calls answered"], ["Jul-23", "north", 20], ["Jul-23", "south", 2]]),
)
case("area that is missing", xlsx(long(JULY[:1])))
case("month that is missing", xlsx(long([["Aug-23", "north", 31, 20], ["Aug-23", "south", 5, 2]])))
case("rule between columns that is broken", xlsx(long([["Jul-23", "north", 31, 33], JULY[1]])))
case("number that is revised", xlsx(long([["Jun-23", "north", 1260, 1135], ["Jun-23", "south", 245, 235]])))
case("all as it is held", xlsx(long([["Jun-23", "north", 1255, 1135], ["Jun-23", "south", 245, 235]])))
case("blank where a value is held", xlsx(long([["Jun-23", "north", 1255, None], ["Jun-23", "south", 245, "n/a"]])))
case("column of statuses", xlsx([[*HEAD, "Status"], [*JULY[0], "Provisional"], [*JULY[1], "p"]]))
case("status that is none", xlsx([[*HEAD, "Status"], [*JULY[0], "draft"], [*JULY[1], "p"]]))
case("rows made ready for later months", xlsx(long([*JULY, ["Aug-23", "north", None, None], ["Aug-23", "south", None, None]])))

# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
for letters in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
    case(f"letters {letters}", csv_bytes(long(above=[["Calls – Café £"]]), ",", letters), "sent.csv")
for mark in ";\t|":
    case(f"cells parted by {mark!r}", csv_bytes(long(), mark), "sent.txt")
case("line that says sep", b"sep=;\r\n" + csv_bytes(long(), ";"), "sent.csv")
case("line that says an odd sep", b"sep=#\r\n" + csv_bytes(long(), "#"), "sent.csv")
case(
    "quotation marks",
    b'Month,Area,"Calls, offered","Calls answered"\r\nJul-23,north,"1,234",20\r\n"Jul-23","south",5,2\r\n',
    "sent.csv",
)
case("quotation mark left open", b'Month,Area,Calls offered\r\nJul-23,"north,31\r\n', "sent.csv")
case("rows of different lengths", b"Month,Area,Calls offered\nJul-23,north,31,,,\nJul-23,south,5\n", "sent.csv")
case("old ends of lines", csv_bytes(long()).replace(b"\r\n", b"\r"), "sent.csv")
case("character that turns the line round", csv_bytes(long(above=[["\u202eCalls"]])), "sent.csv")
case("CSV that is called XLS", csv_bytes(long()), "sent.xls")
case("XLSX that is called XLS", xlsx(long()), "sent.xls")
case("web page that is called XLS", b"<html><table><tr><td>Month</td></tr></table></html>", "sent.xls")
case("web page with a mark at its start", b"\xef\xbb\xbf\r\n<!DOCTYPE HTML><html></html>", "sent.xls")
case("XML that is called XLS", b"<?xml version='1.0'?><Workbook/>", "sent.xls")
case("empty file", b"", "sent.xlsx")
case("file of blanks", b"  \n", "sent.csv")
case("PDF", b"%PDF-1.4", "sent.pdf")
case("picture", b"\x89PNG\r\n", "sent.png")
case("text document", packed({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "sent.docx")
case("OpenDocument text", packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "sent.odt")
case("binary workbook", packed({"xl/workbook.bin": b"x"}), "sent.xlsb")
case("Numbers document", packed({"Index/Document.iwa": b"x"}), "sent.numbers")
case("packed file", packed({"a.csv": b"x"}), "sent.zip")
case("JSON", b'{"a": 1}', "sent.json")
case("damaged workbook", bytes(xlsx(long()))[:900])
case("workbook with a broken part", packed({"xl/workbook.xml": b"<x", "[Content_Types].xml": b"<x"}))
case("workbook with a password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100 + "EncryptedPackage".encode("utf-16-le"))
manifest = b'<manifest:encryption-data xmlns:manifest="urn:x"/>'
kind = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}
case("OpenDocument with a password", packed({**kind, "META-INF/manifest.xml": manifest, "content.xml": b"<x/>"}), "sent.ods")
case("old Office file that is no workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "sent.doc")
case("bomb", Later(lambda: packed({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * (260 << 20)})))
case("entities of its own", packed({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}))
case("letters that hide entities", packed({"xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16")}))
case("bytes of any kind", bytes(range(256)) * 20, "sent.csv")
case("letter without a table", b"Dear all, please find attached.\nRegards", "sent.txt")
case("XLS", (HERE / "extracts/calls.xls").read_bytes(), "calls.xls")

# ── OpenDocument ──────────────────────────────────────────────────────────────────────────────────────────────────────
day = ("date", "2023-07-01", "Jul 23")
case("ODS", ods([HEAD, [day, "north", ("float", "1234", "1,234"), 20], [day, "south", 5, 2]]), "sent.ods")
timed = (
    [("percentage", "0.327", "32.7%"), ("time", "PT00H12M34S", "12:34")],
    [("percentage", "0.415", "41.5%"), ("time", "PT00H01M00S", "01:00")],
)
case(
    "ODS of percentages and times",
    ods([[*HEAD[:3], SHARE, WAIT], ["Jul-23", "north", 31, *timed[0]], ["Jul-23", "south", 5, *timed[1]]]),
    "sent.ods",
)
case("ODS with an error", ods([HEAD, [day, "north", ("string", "", "#DIV/0!"), 20], [day, "south", 5, 2]]), "sent.ods")
EXPECTED = HERE / "received_odd.txt"


def listed(results: dict[str, list[str]]) -> str:
    return "".join(f"[{id}]\n" + "".join(f"    {line}\n" for line in lines or ["nothing to do"]) for id, lines in results.items())


def wanted() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in EXPECTED.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            mine = found.setdefault(line[1:-1], [])
        else:
            mine.append(line.strip())
    return found


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return make(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def told():
    return wanted()


@pytest.mark.parametrize("id", CASES)
def test_odd_files_become_what_is_listed(id, small, told):
    raw, name, asked = CASES[id]
    assert (became(small, raw, name, asked) or ["nothing to do"]) == told[id]


def test_the_list_has_no_other_cases(told):
    assert list(told) == list(CASES) and len(CASES) >= 80


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        project = make(Path(folder))
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        sys.stdout.write(listed({id: became(project, *CASES[id]) for id in CASES}))
