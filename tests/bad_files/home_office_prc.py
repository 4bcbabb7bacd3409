"""Tables of recorded crime that are refused, or asked about."""

from __future__ import annotations

import csv
import io
import zipfile

from bad_imports import Bad, whatever
from published_tables import CRIME_HEAD, offences, recorded_crime
from received import ods, packed, xlsx

NAME, FILE = "home-office-prc", "prc-pfa.csv"
GOOD = recorded_crime()
FIRST = b"2017/18,1,Wiltshire,Some offence,Violence against the person,Violence with injury,5D, 101 \r\n"


def changed(old: str, new: str) -> dict[str, bytes]:
    """The good table with one text for another in its first row."""
    assert old.encode() in FIRST
    return {FILE: GOOD.replace(FIRST, FIRST.replace(old.encode(), new.encode()))}


def sheet(first: str = " 101 ") -> list[list[str]]:
    """The good table as rows of a sheet. first: its first number."""
    rows = list(csv.reader(io.StringIO(GOOD.decode())))
    rows[1][-1] = first
    return rows


def parts() -> dict[str, bytes]:
    """The parts of an OpenDocument spreadsheet that holds the good table."""
    with zipfile.ZipFile(io.BytesIO(ods(sheet()))) as book:
        return {name: book.read(name) for name in book.namelist()}


def repeated() -> bytes:
    """One whose second row is repeated as often as can be written."""
    found = parts()
    begin, row, rest = found["content.xml"].split(b"<table:table-row", 2)
    text = begin + b"<table:table-row" + row + b'<table:table-row table:number-rows-repeated="999999999"' + rest
    return packed({**found, "content.xml": text})


def entities() -> bytes:
    """One that declares entities which stand for a billion letters."""
    found = parts()
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    head, rest = found["content.xml"].split(b"?>", 1)
    return packed({**found, "content.xml": head + b"?>" + declared + rest})


def bad(name: str, files: dict[str, bytes], *words: str, **options: tuple[str, ...]) -> Bad:
    """A bad table."""
    return Bad(name, NAME, files, words, options)


BAD = [
    *whatever(NAME, FILE, GOOD, "2017/18,1,Wilt"),
    bad("a decimal", changed(" 101 ", " 101.5 "), FILE, "row 2, column Number of Offences", "' 101.5 ' is not a count"),
    bad("a blank", changed(" 101 ", ""), FILE, "row 2", "'' is not a count"),
    bad("a billion", changed(" 101 ", "1000000000"), "row 2", "is not a count"),
    bad("not a number", changed(" 101 ", "NaN"), "row 2", "'NaN' is not a count"),
    bad("a formula", changed(" 101 ", "=1+1"), "row 2", "'=1+1' is not a count"),
    bad("commas misplaced", changed(" 101 ", '"1,01"'), "row 2", "'1,01' is not a count"),
    bad("no such force", changed("Wiltshire", "Wiltsher"), "row 2, column Force Name", "no police force", "Wiltshire"),
    bad("a script", changed("Wiltshire", "<script>x</script>"), "row 2, column Force Name", "no police force"),
    bad("no such group", changed("Violence against the person", "Violence"), "row 2, column Offence Group", "is not known"),
    bad("no financial year", changed("2017/18", "2017/19"), "row 2, column Financial Year", "'2017/19' is no financial year"),
    bad("a calendar year", changed("2017/18", "2017"), "row 2", "no financial year", "2017/18"),
    bad("a fifth quarter", changed("2017/18,1", "2017/18,5"), "row 2, column Financial Quarter", "'5' is no quarter"),
    bad("a row twice", {FILE: GOOD + FIRST}, FILE, "quarter 1, Wiltshire, offence code '5D'", "stands in 2 rows"),
    bad("homicide too often", {FILE: recorded_crime([*offences(), *offences()])}, "offence code '1/4.1/4.10/4.2'", "6 rows"),
    bad("a column missing", {FILE: recorded_crime(head=CRIME_HEAD.replace("Offence Code", "Code"))}, "'offence_code' is missing"),
    bad(
        "a column twice", {FILE: recorded_crime(head=CRIME_HEAD.replace("Description", "Group"))}, "'Offence Group' stands twice"
    ),
    bad("semicolons", {FILE: GOOD.replace(b",", b";")}, FILE, "divided by ';'"),
    bad("UTF-16", {FILE: GOOD.decode().encode("utf-16")}, FILE, "no CSV in UTF-8"),
    bad("letters of Windows", {FILE: GOOD.replace(b"1,Wiltshire", b"1,Wiltsh\xeere")}, FILE, "line 2", "is not UTF-8"),
    bad("an old workbook", {"prc.xls": b"x"}, "prc.xls", "is an old workbook", "as CSV"),
    bad("a damaged workbook", {"prc.ods": b"PK\x03\x04"}, "prc.ods", "is damaged", "as CSV"),
    bad("a workbook cut short", {"prc.xlsx": xlsx(sheet())[:-600]}, "prc.xlsx", "is damaged"),
    bad("a workbook of something else", {"prc.xlsx": xlsx([["Force", "Count"], ["Dorset", 1]])}, "no sheet with the heads"),
    bad("a workbook with a wrong cell", {"prc.xlsx": xlsx(sheet(" 1.5 "))}, "sheet 'Data'", "row 2", "' 1.5 ' is not a count"),
    bad("a workbook that is repeated", {"prc.ods": repeated()}, "prc.ods", "row 2", "repeats one row 999,999,999 times"),
    bad("a workbook with entities", {"prc.ods": entities()}, "prc.ods", "content.xml", "declares entities"),
    bad("years that are not there", {FILE: GOOD}, "--years", "2017-18-Q1", years=("2020..2024",)),
    bad("other numbers of a quarter", {FILE: GOOD, "new.csv": changed(" 101 ", " 99 ")[FILE]}, "2017-18-Q1 is", "--prefer"),
    Bad("cut short", NAME, {FILE: b"".join(GOOD.splitlines(keepends=True)[:60])}, ("the file may be cut short",), asks=True),
]
