"""Workbooks of the police workforce that are refused."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from datetime import datetime
from typing import Any

from bad_imports import Bad
from published_tables import DAYS, STRENGTH, TITLES, strength, workforce
from received import ods, packed, xlsx

NAME, FILE = "home-office-workforce", "police-workforce-sep19-tables.xlsx"


def bad(name: str, sheets: dict[str, list[list[Any]]], *words: str, **options: tuple[str, ...]) -> Bad:
    """A bad workbook."""
    return Bad(name, NAME, {FILE: xlsx(sheets)}, words, options)


def changed(row: str, column: int, value: Any) -> dict[str, list[list[Any]]]:
    """The good workbook with another cell in the row that begins so (the last of such rows)."""
    sheets = deepcopy(workforce())
    at = max(i for i, cells in enumerate(sheets["Table_1"]) if cells and cells[0] == row)
    sheets["Table_1"][at][column] = value
    return sheets


def broken_off() -> bytes:
    """A spreadsheet whose XML breaks off in the middle of the table: what came before must not be taken for all."""
    with zipfile.ZipFile(io.BytesIO(ods(strength(TITLES["Table_1"], days=["30 September 2018", "31 March 2019"])))) as book:
        files = {name: book.read(name) for name in book.namelist()}
    text = files["content.xml"]
    return packed({**files, "content.xml": text[: text.index(b"Wiltshire")]})


def repeated() -> bytes:
    """A spreadsheet whose one cell is repeated a billion times, in a row that is repeated as often."""
    sheet = strength(TITLES["Table_1"], days=["30 September 2018", "31 March 2019", "30 September 2019"])
    with zipfile.ZipFile(io.BytesIO(ods(sheet))) as book:
        files = {name: book.read(name) for name in book.namelist()}
    many = b'<table:table-row table:number-rows-repeated="999999999"><table:table-cell table:number-columns-repeated="999999999" '
    row = (
        many + b'office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row></table:table>'
    )
    return packed({**files, "content.xml": files["content.xml"].replace(b"</table:table>", row, 1)})


WITHOUT = {region: {force: n for force, n in several.items() if force != "Wiltshire"} for region, several in STRENGTH.items()}
SHORT = strength(TITLES["Table_1"], WITHOUT)
SHORT[next(i for i, row in enumerate(SHORT) if row and row[0] == "South West")][1] = 3628.29

BAD = [
    Bad("empty", NAME, {FILE: b""}, (FILE, "is empty")),
    Bad("web page", NAME, {FILE: b"<html><table><tr><td>1</td></tr></table></html>"}, (FILE, "is a web page")),
    Bad("cut short", NAME, {FILE: xlsx(workforce())[:-700]}, (FILE, "damaged")),
    Bad("an ODS that breaks off", NAME, {"workforce.ods": broken_off()}, ("workforce.ods", "damaged")),
    Bad("a billion cells", NAME, {"workforce.ods": repeated()}, ("workforce.ods", "cells")),
    Bad("a CSV", NAME, {"workforce.csv": b"Force,Officers\nWiltshire,986\n"}, ("workforce.csv", "no such table")),
    bad("a workbook of something else", {"Sheet1": [["Force", "Officers"], ["Wiltshire", 986]]}, FILE, "holds no table"),
    bad("a region wrong", {"Table_1": SHORT}, "sheet 'Table_1', row 9", "South West in 2018-09", "its 1 force sum to"),
    bad("a force wrong", changed("Wiltshire", 1, 1986), "South West in 2018-09", "Total 43 forces in 2018-09"),
    bad("no such force", changed("Wiltshire", 0, "Wiltsher"), "cell A11", "is no police force and no region"),
    bad("a force twice", changed("Wiltshire", 0, "Avon & Somerset"), "cell A11", "stands twice"),
    bad("below nought", changed("Wiltshire", 1, -986), "cell B11", "below nought"),
    bad("a word", changed("Wiltshire", 1, "about 986"), "cell B11", "'about 986' is not a number"),
    bad("a formula in words", changed("Wiltshire", 1, "cmd|' /C calc'!A0"), "cell B11", "is not a number"),
    bad("a formula without a value", changed("Wiltshire", 1, "=SUM(B1:B2)"), "cell B11", "formula that holds no value"),
    bad("a billion officers", changed("Wiltshire", 1, 10**12), "cell B11", "more than any such number"),
    bad("other days", workforce(days=(datetime(2018, 9, 1), datetime(2019, 3, 1), datetime(2019, 9, 1))), "no row of dates"),
    bad("one day twice", workforce(days=(DAYS[0], DAYS[0], DAYS[2])), "row 5", "one date twice"),
    bad("a table without forces", {"Table_1": strength(TITLES["Table_1"])[:5]}, "Table_1", "holds no row of a force"),
    bad(
        "told otherwise in two sheets",
        {
            "Table_1": strength(TITLES["Table_1"]),
            "Copy": strength(TITLES["Table_1"], {**STRENGTH, "South West": {"Wiltshire": (1, 2, 3)}}),
        },
        "police_officers of wiltshire, 2018-09 is told otherwise",
        "Copy",
    ),
    bad("no such force asked for", workforce(), "--force", "'Kent'", force=("Kent",)),
]
