"""Files of stop and search and of outcomes that are refused, or asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bad_imports import Bad, whatever
from test_police_uk import row, text_of
from test_stops import USUAL

from pcc_lib.importers.outcomes_joined import HEADER as OUTCOMES
from pcc_lib.importers.publishers.police_uk_stops import HEADER as STOPS

STOP, OUTCOME, STREET = (f"2025-01-exampleshire-{kind}.csv" for kind in ("stop-and-search", "outcomes", "street"))
NAME = "Exampleshire Police"
ROW = [
    "ab" * 32,
    "2025-01",
    NAME,
    NAME,
    "-1.8",
    "51.5",
    "On or near Mill Lane",
    "E01032000",
    "Exampleton 001A",
    "Local resolution",
]
GOOD = text_of([row("2025-01")]).encode()
OLDER = text_of([row("2024-12")]).encode()


def csv(header: Iterable[str], rows: Iterable[Sequence[str]]) -> bytes:
    return "".join(f"{','.join(cells)}\n" for cells in (header, *rows)).encode()


def stops(*changes: dict[str, str]) -> bytes:
    return csv(STOPS, ([(USUAL | change).get(column, "") for column in STOPS] for change in ({}, *changes)))


def stop(name: str, content: bytes, *words: str) -> Bad:
    return Bad(name, "police-uk-stops", {STOP: content}, (STOP, *words))


def cell(name: str, column: str, text: str, *words: str) -> Bad:
    return stop(name, stops({column: text}), f"row 3, column {column}", *words)


def outcome(name: str, content: bytes, *words: str) -> Bad:
    """A file of outcomes beside the street file of the month before."""
    street = {"2024-12-exampleshire-street.csv": OLDER, "2024-12-exampleshire-outcomes.csv": of_month("2024-12")}
    return Bad(name, "police-uk-outcomes", {**street, OUTCOME: content}, (OUTCOME, *words), {"age": ("1",)})


def of_month(month: str) -> bytes:
    return csv(OUTCOMES, [[ROW[0], month, *ROW[2:]]])


def changed(**cells: str) -> bytes:
    at = {"id": 0, "month": 1, "outcome": 9}
    given = list(ROW)
    for name, text in cells.items():
        given[at[name]] = text
    return csv(OUTCOMES, [ROW, given])


def last(text: str, kind: str = "Burglary") -> dict[str, bytes]:
    return {STREET: text_of([row("2025-01", kind, **{"Last outcome category": text})]).encode()}


BAD = [
    *whatever("police-uk-stops", STOP, stops(), "Person search"),
    stop("UTF-16", stops().decode().encode("utf-16"), "row 1", "it is no CSV in UTF-8"),
    stop("the letters of old Windows", stops().replace(b"drugs", b"dr\xfcgs"), "line 2", "byte 0xfc is not UTF-8"),
    stop("a column too few", csv(STOPS[:-1], []), "row 1", "the header has 14 columns, such a file has 15"),
    stop("longitude before latitude", stops().replace(b"Latitude,Longitude", b"Longitude,Latitude"), "row 1, column 5"),
    stop("a street file of that name", OLDER, "row 1", "it is of street", "pcc import police-uk"),
    stop("a file of outcomes of that name", of_month("2025-01"), "row 1", "it is of outcomes", "pcc import police-uk-outcomes"),
    cell("another month", "Date", "2025-02-12T10:15:00+00:00", "'2025-02', but the file's name says 2025-01"),
    cell("no date", "Date", "", "''"),
    cell("a date of a spreadsheet", "Date", "12/01/2025 10:15", "but the file's name says 2025-01"),
    cell("a kind that there is not", "Type", "Person serach", "Did you mean 'Person search'?"),
    cell("an age that there is not", "Age range", "18-42", "is not known"),
    cell("an age that a spreadsheet made a date", "Age range", "17-Oct", "'17-Oct' is not known"),
    cell("an ethnicity that there is not", "Officer-defined ethnicity", "Martian", "is not known"),
    cell("an outcome that there is not", "Outcome", "Arested", "Did you mean 'Arrest'?"),
    cell("neither true nor false", "Outcome linked to object of search", "Yes", "is neither True nor False"),
    cell("a formula", "Outcome", "=cmd|' /C calc'!A0", "is not known"),
    cell("a script", "Type", "<script>alert(1)</script>", "is not known"),
    Bad("street files alone", "police-uk-stops", {STREET: OLDER}, ("holds no stop and search file, and 1 file of street",)),
    *(replace(each, options={"release": ("2025-04",)}) for each in whatever("police-uk-outcomes", STREET, GOOD, "ab" * 32)),
    outcome(
        "an outcome that there is not", changed(outcome="Local resoluton"), "row 3, column Outcome type", "'Local resolution'?"
    ),
    outcome("outcomes of another month", changed(month="2025-02"), "row 3, column Month", "'2025-02'"),
    outcome("an outcome of no crime", changed(id=""), "row 3, column Crime ID", "nobody knows which crime it is of"),
    outcome(
        "a script for an outcome", changed(outcome="<script>alert(1)</script>"), "row 3, column Outcome type", "is not known"
    ),
    outcome("a street file called one of outcomes", OLDER, "row 1", "it is of street"),
    outcome("outcomes in UTF-16", of_month("2025-01").decode().encode("utf-16"), "row 1", "it is no CSV in UTF-8"),
    Bad(
        "a last outcome that there is not",
        "police-uk-outcomes",
        last("Let go"),
        (STREET, "'Let go' is not known"),
        {"release": ("2025-04",)},
    ),
    Bad(
        "an outcome of anti-social behaviour",
        "police-uk-outcomes",
        last("Local resolution", "Anti-social behaviour"),
        (STREET, "anti-social behaviour has an outcome"),
        {"release": ("2025-04",)},
    ),
    Bad(
        "an age that no month has",
        "police-uk-outcomes",
        last("Local resolution"),
        (STREET, "no month is known"),
        {"age": ("24",)},
    ),
    Bad(
        "a release before the crimes",
        "police-uk-outcomes",
        last("Local resolution"),
        (STREET, "--release"),
        {"release": ("2024-04",)},
    ),
    Bad("outcomes alone", "police-uk-outcomes", {OUTCOME: of_month("2025-01")}, (OUTCOME, "holds no street file")),
]
