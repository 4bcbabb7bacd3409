"""Street files that are refused, or asked about."""

from __future__ import annotations

from collections.abc import Iterable

from bad_imports import Bad, whatever
from test_police_uk import Row, row, text_of

from pcc_lib.importers.police_uk_street_rows import HEADER

NAME = "2025-01-exampleshire-street.csv"
KNOWN = "2025-01-wiltshire-street.csv"
OUTCOMES = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type\n"
STOPS = "Type,Date,Part of a policing operation,Latitude,Longitude,Legislation,Object of search,Outcome\n"
GOOD = text_of([row("2025-01"), row("2025-01", "Drugs")])


def rows(*given: Row) -> bytes:
    return text_of(given).encode()


def bad(name: str, content: bytes, *words: str, file: str = NAME) -> Bad:
    return Bad(name, "police-uk", {file: content}, (file, *words))


def cell(name: str, column: str, text: str, *words: str) -> Bad:
    """A file of which one cell of the second row is wrong."""
    return bad(name, rows(row("2025-01"), row("2025-01", **{column: text})), f"row 3, column {column}", *words)


def by(name: str, force: str, *words: str) -> Bad:
    """A file of a force whose name says another."""
    return bad(name, rows(row("2025-01", **{"Reported by": force})), *words, file=KNOWN)


def headed(header: Iterable[str]) -> bytes:
    return (",".join(header) + "\n" + ",".join(row("2025-01").values()) + "\n").encode()


BAD = [
    *whatever("police-uk", NAME, GOOD.encode(), "ab" * 32),
    bad("columns in another order", headed([HEADER[1], HEADER[0], *HEADER[2:]]), "row 1, column 1", "the header says 'Month'"),
    bad("a column too few", headed(HEADER[:-1]), "row 1", "the header has 11 columns, such a file has 12"),
    bad("a column too many", headed([*HEADER, "More"]), "row 1", "the header has 13 columns, such a file has 12"),
    bad("a column twice", headed([*HEADER[:-1], "Month"]), "row 1, column 12", "the header says 'Month'"),
    bad("cells set apart by semicolons", GOOD.replace(",", ";").encode(), "row 1", "the header says"),
    bad("UTF-16", GOOD.encode("utf-16"), "row 1", "it is no CSV in UTF-8"),
    bad("UTF-16 without a mark", GOOD.encode("utf-16-le"), "row 1", "it is no CSV in UTF-8"),
    bad("the letters of old Windows", rows(row("2025-01")).replace(b"Mill Lane", b"Caf\xe9"), "line 2", "byte 0xe9 is not UTF-8"),
    bad("half a letter at the end", rows(row("2025-01"))[:-1] + "é".encode()[:1], "ends within a character"),
    bad("characters of nought", rows(row("2025-01")).replace(b"Mill", b"M\0ll"), "line 2", "has a character that no text has"),
    bad("a quotation that is never closed", rows(row("2025-01")) + b'"open,2025-01\n', "not CSV"),
    bad("a cell of ten megabytes", rows(row("2025-01", Location="x" * 10_000_000)), "not CSV (field larger"),
    bad("a row cut short", rows(row("2025-01")) + b"abc,2025-01\n", "row 3", "2 cells where the header has 12"),
    bad("kinds without end", rows(*(row("2025-01", f"Kind {i}") for i in range(60_000))), "has more than 50,000 kinds of rows"),
    cell("another month", "Month", "2025-02", "'2025-02', but the file's name says 2025-01"),
    cell("a month that there is not", "Month", "2025-13", "'2025-13', but the file's name says 2025-01"),
    cell("no month", "Month", "", "''"),
    cell("a month of a spreadsheet", "Month", "Jan-25", "'Jan-25'"),
    cell("a kind that there is not", "Crime type", "Burglarly", "Did you mean 'Burglary'?"),
    cell("a kind of before 2013", "Crime type", "Violent crime", "The types used before May 2013 cannot be imported"),
    cell("no kind", "Crime type", "", "'' is not known"),
    cell("a formula for a kind", "Crime type", "=cmd|' /C calc'!A0", "is not known"),
    cell("a script for a kind", "Crime type", "<script>alert(1)</script>", "is not known"),
    cell("a place that there is not", "LSOA code", "Swindon 001", "is not the code of a small area"),
    cell("no force", "Reported by", "", "is not the name of a force"),
    cell("a formula for a force", "Reported by", '"=HYPERLINK(""http://x"")"', "is not the name of a force"),
    cell("a script for a force", "Reported by", "<script>alert(1)</script>", "is not the name of a force"),
    cell("what is not seen in a force", "Reported by", "Example\u202eshire", "is not the name of a force"),
    by("a file renamed to another force", "Dorset Police", "'Dorset Police', but the file's name says wiltshire"),
    bad(
        "two forces in one file",
        rows(row("2025-01", **{"Reported by": "Wiltshire Police"}), row("2025-01", **{"Reported by": "Dorset Police"})),
        "row 3, column Reported by",
        "but the file's name says wiltshire",
        file=KNOWN,
    ),
    bad(
        "a month to come", rows(row("2099-12")), "the name says 2099-12, which is to come", file="2099-12-exampleshire-street.csv"
    ),
    bad(
        "a month in the name that there is not",
        rows(row("2025-13")),
        "says no month and force",
        file="2025-13-exampleshire-street.csv",
    ),
    bad("another name", rows(row("2025-01")), "says no month and force", file="crime.csv"),
    bad("a file of stop and search", STOPS.encode(), "row 1", "it is of stop and search", "pcc import police-uk-stops"),
    bad("a file of outcomes", OUTCOMES.encode(), "row 1", "it is of outcomes", "pcc import police-uk-outcomes"),
    Bad(
        "files of stop and search alone",
        "police-uk",
        {"2025-01-exampleshire-stop-and-search.csv": STOPS.encode()},
        ("holds no street file, and 1 file of stop and search", "pcc import police-uk-stops"),
    ),
    Bad(
        "files of outcomes alone",
        "police-uk",
        {"2025-01-exampleshire-outcomes.csv": OUTCOMES.encode()},
        ("holds no street file, and 1 file of outcomes", "pcc import police-uk-outcomes"),
    ),
    Bad(
        "a force of which there is no file", "police-uk", {NAME: GOOD.encode()}, ("'exampelshire'",), {"force": ("exampelshire",)}
    ),
    Bad("months of which there is no file", "police-uk", {NAME: GOOD.encode()}, ("--months",), {"months": ("2024-01..2024-12",)}),
    Bad("months that are not written so", "police-uk", {NAME: GOOD.encode()}, ("--months", "'2024'"), {"months": ("2024",)}),
    Bad("places without lookups", "police-uk", {NAME: GOOD.encode()}, ("--lookup", "Give two lookups"), {"by": ("area",)}),
    Bad("a month with next to nothing", "police-uk", {NAME: GOOD.encode()}, (NAME, "--sure street_crime"), asks=True),
]
