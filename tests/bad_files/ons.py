"""Tables of recorded crime and of residents that are refused."""

from __future__ import annotations

from bad_imports import Bad, whatever
from test_force_areas import HEADER, Sheet, changed, crimes, lookup, people

from pcc_lib.importers.publishers.ons_pfa import TOTAL

CRIME, PEOPLE = "crime.csv", "people.csv"
SCRIPT = "<script>alert(1)</script>"
FORMULA = "=cmd|' /C calc'!A0"


def text(sheet: Sheet) -> bytes:
    return ("\n".join(",".join(row) for row in sheet) + "\n").encode()


def crime(name: str, sheet: Sheet | bytes, *words: str) -> Bad:
    return Bad(name, "ons-pfa", {CRIME: sheet if isinstance(sheet, bytes) else text(sheet)}, (CRIME, *words))


def residents(name: str, sheet: Sheet | bytes, *words: str) -> Bad:
    return Bad(name, "ons-population", {PEOPLE: sheet if isinstance(sheet, bytes) else text(sheet)}, (PEOPLE, *words))


def looked_up(name: str, districts: bytes, *words: str) -> Bad:
    def make(folder):
        (folder / PEOPLE).write_bytes(text(people()))
        (folder / "lookup.csv").write_bytes(districts)
        Bad_options["lookup"] = (str(folder / "lookup.csv"),)
        return [str(folder / PEOPLE)]

    Bad_options: dict[str, tuple[str, ...]] = {}
    return Bad(name, "ons-population", {}, words, Bad_options, make=make)


def cell(sheet: Sheet, old: str, told: str) -> list[tuple[str, Sheet, str, str]]:
    """What may stand in a cell of a number."""
    return [
        ("a number below nought", changed(sheet, old, "-5"), told, "'-5' is not a whole number"),
        ("half a number", changed(sheet, old, "5.5"), told, "'5.5' is not a whole number"),
        ("not a number", changed(sheet, old, "NaN"), told, "'NaN' is not a whole number"),
        ("a number without end", changed(sheet, old, "inf"), told, "'inf' is not a whole number"),
        ("a number of a spreadsheet", changed(sheet, old, "5.0E+04"), told, "'5.0E+04' is not a whole number"),
        ("a billion", changed(sheet, old, "1000000000"), told, "is larger than any such number"),
        ("a number of a thousand digits", changed(sheet, old, "9" * 1_000), told, "is larger than any such number"),
        ("a letter for a digit", changed(sheet, old, "5OOO"), told, "'5OOO' is not a whole number"),
        ("digits of another script", changed(sheet, old, "٥٠٠"), told, "is not a whole number"),
        ("a formula", changed(sheet, old, FORMULA), told, "is not a whole number"),
        ("a script", changed(sheet, old, SCRIPT), told, "is not a whole number"),
        ("a mark that nobody knows", changed(sheet, old, "5000 [z!]"), told, "is not a whole number"),
    ]


BAD = [
    *whatever("ons-pfa", CRIME, text(crimes()), "2023,Gwent"),
    *(crime(*each) for each in cell(crimes(), "8100", f"row 6, column {TOTAL}")),
    crime("another table", text(people()), f"the column '{TOTAL}' is missing"),
    crime("years of no month", changed(crimes(), "Year ending March", "Year"), "row 1, column 1", "which month the years end in"),
    crime("a total under another name", changed(crimes(), TOTAL, "Total"), "row 1", f"the column '{TOTAL}' is missing"),
    crime("a column twice", changed(crimes(), "Homicide", "Robbery"), "row 1", "the column 'Robbery' stands twice"),
    crime(
        "a nameless column with numbers", [HEADER, *[[*r[:-1], "7"] for r in crimes()[1:]]], "column 14 has values and no name"
    ),
    crime("a financial year", changed(crimes(), "2022", "2022/23"), "column 1", "'2022/23' is not a year"),
    crime("a year of another century", changed(crimes(), "2022", "1922"), "column 1", "'1922' is not a year"),
    crime("a force that there is not", changed(crimes(), "Gwent", "Gwnet"), "row 3, column Area name", "Did you mean 'Gwent'?"),
    crime("a script for a force", changed(crimes(), "Gwent", SCRIPT), "row 3, column Area name", "is no police force"),
    crime("a formula for a force", changed(crimes(), "Gwent", FORMULA), "row 3, column Area name", "is no police force"),
    crime("a force twice", [*crimes(), ["2022", "Gwent", "9", *["1"] * 9, "", ""]], "row 14", "stands twice, with other numbers"),
    crime("a force missing", [r for r in crimes() if r[:2] != ["2022", "Gwent"]], "sum to 15,435, the row WALES says 19,080"),
    crime("groups that do not sum", changed(crimes(), "8100", "8101"), "row 6", "its groups sum to 8,100"),
    crime("a row cut short", [*crimes(), ["2023", "Gwent", "1"]], "row 14", "has 3 cells, the header has 14"),
    crime("UTF-16", text(crimes()).decode().encode("utf-16"), "byte 0xff is not UTF-8"),
    crime("the letters of old Windows", text(changed(crimes(), "Gwent", "Gw\xe9nt")).decode().encode("cp1252"), "byte 0xe9"),
    crime("characters of nought", text(changed(crimes(), "Gwent", "Gw\0nt")), "has characters that no text has"),
    crime("cells set apart by semicolons", text(crimes()).replace(b",", b";"), "cells are set apart by ';'"),
    crime("a workbook", b"PK\x03\x04 whatever", "is a workbook or an archive, and no CSV"),
    crime("a workbook of old", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is a workbook or an archive, and no CSV"),
    crime("a quotation that is never closed", text(crimes()) + b'2024,"Gwent\n', "not CSV"),
    crime("a cell of ten megabytes", text(changed(crimes(), "Gwent", "x" * 10_000_000)), "not CSV (field larger"),
    Bad("no table at all", "ons-pfa", {"a.zip": b"PK\x05\x06" + bytes(18)}, ("a.zip", "holds no file")),
    Bad(
        "years that end in two months",
        "ons-pfa",
        {CRIME: text(crimes()), "june.csv": text(changed(crimes(), "Year ending March", "Year ending June"))},
        ("june.csv", "the years end in June, and those of another table in March"),
    ),
    Bad("a force that is in no row", "ons-pfa", {CRIME: text(crimes())}, ("--force", "'Kent'"), {"force": ("Kent",)}),
    *whatever("ons-population", PEOPLE, text(people()), "Westton"),
    *(residents(*each) for each in cell(people(), "2500.00", "row 6, column Mid-2022")),
    residents("another table", text(crimes()), "row 1", "the column 'Geography' is missing"),
    residents("no years", [[*row[:3], *row[5:]] for row in people()], "row 1", "no column is named like 'Mid-2023'"),
    residents("a year twice", changed(people(), "Mid-2022", "Mid-2023"), "the column 'Mid-2023' stands twice"),
    residents("a force that there is not", changed(people(), "Gwent", "Gwnet"), "row 7, column PFA", "Did you mean 'Gwent'?"),
    residents(
        "a region that there is not",
        changed(people(), "Country", "Region")[:1] + [["X", "Mercia", "Region", "1", "1", ""]],
        "is no region",
    ),
    residents("an area twice", [*people(), ["Southton", "South Wales", "Unitary Authority", "1", "1", ""]], "stands twice"),
    residents("an area missing", people()[:-1], "the forces sum to 15,000, the row WALES says 20,000"),
    residents("a sum that is wrong", changed(people(), "19000.00", "19001.00"), "column Mid-2022", "the forces sum to 19,000"),
    residents("an area without a name", changed(people(), "Southton", "?"), "row 8, column Name", "is no name of an area"),
    looked_up("a lookup without a district", text(lookup()[:-1]), f"{PEOPLE}, row 8, column Name", "'Southton' is in no lookup"),
    looked_up("a lookup that is none", b"a,b\n1,2\n", "lookup.csv, row 1", "is the header of no lookup"),
    looked_up("a lookup that is empty", b"", "lookup.csv", "is the header of no lookup"),
    looked_up("a lookup in UTF-16", text(lookup()).decode().encode("utf-16"), "lookup.csv", "is no CSV in UTF-8"),
    Bad(
        "a force of areas without a lookup",
        "ons-population",
        {PEOPLE: text(people())},
        ("--lookup",),
        {"by": ("area",), "force": ("Gwent",)},
    ),
]
