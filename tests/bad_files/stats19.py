"""Files of road casualty data that are refused, or asked about."""

from __future__ import annotations

from typing import Any

from bad_imports import Bad, whatever
from published_tables import CRASHES, HEADS, casualties, collisions

NAME, FILE, HURT = "stats19", "dft-road-casualty-statistics-collision-2022.csv", "dft-road-casualty-statistics-casualty-2022.csv"
GOOD = collisions()
ROW = "2022000000001"


def first(column: str, value: Any) -> dict[str, bytes]:
    """The good file with another cell in its first row."""
    return {FILE: collisions(changed={column: value})}


def bad(name: str, files: dict[str, bytes], *words: str, **options: tuple[str, ...]) -> Bad:
    """A bad file."""
    return Bad(name, NAME, files, words, options)


def asks(name: str, files: dict[str, bytes], *words: str) -> Bad:
    """Files that are asked about."""
    return Bad(name, NAME, files, words, asks=True)


BAD = [
    *whatever(NAME, FILE, GOOD, ROW),
    bad("a date turned round", first("date", "2022-01-01"), FILE, "row 2, column date", "'2022-01-01' is no date"),
    bad("a day that there is not", first("date", "31/02/2022"), "row 2, column date", "'31/02/2022' is no date"),
    bad("another year", first("year", 2021), "row 2, column accident_year", "'2021', but the date is of 2022"),
    bad("another year than the name", {"collision-2021.csv": GOOD}, "collision-2021.csv", "the file's name says 2021"),
    bad("no such force", first("police_force", 8), "row 2, column police_force", "'8' is no number of a police force"),
    bad("no such severity", first("severity", 4), "row 2, column accident_severity", "'4' is none of 1 (fatal)"),
    bad("nobody hurt", first("number_of_casualties", 0), "row 2, column number_of_casualties", "'0' is no number of casualties"),
    bad("below nought", first("number_of_casualties", -3), "row 2, column number_of_casualties", "'-3'"),
    bad("a billion", first("number_of_casualties", 10**9), "row 2, column number_of_casualties", "'1000000000'"),
    bad("a formula", first("index", "=cmd|x"), "row 2, column accident_index", "'=cmd|x' is no index"),
    bad("an index twice", {FILE: GOOD + GOOD.split(b"\r\n")[1] + b"\r\n"}, FILE, f"index '{ROW}'", "2 rows"),
    bad(
        "a probability of two",
        {"c-2024.csv": collisions(2024, changed={"collision_adjusted_severity_serious": 2})},
        "row 2",
        "'2'",
    ),
    bad(
        "vehicles",
        {"v.csv": b"accident_index,accident_year,vehicle_reference,vehicle_type\n1,2022,1,9\n"},
        "v.csv",
        "holds vehicles",
    ),
    bad("casualties alone", {HURT: casualties()}, HURT, "neither month nor force", "Give the file of collisions"),
    bad("casualties of another year", {FILE: GOOD, "casualty-2023.csv": casualties(2023, CRASHES, 2022)}, "casualties of 2023"),
    bad("casualties of nobody", {FILE: collisions(crashes=CRASHES[:-1]), HURT: casualties()}, HURT, "belong to no collision"),
    bad("a casualty twice", {FILE: GOOD, HURT: casualties() + casualties().split(b"\r\n")[1] + b"\r\n"}, HURT, "2 rows"),
    bad(
        "a casualty of no severity",
        {FILE: GOOD, HURT: casualties().replace(b",1,1\r\n", b",1,9\r\n")},
        HURT,
        "column casualty_severity",
    ),
    bad("a header of something else", {FILE: b"Crime ID,Month\n1,2022-01\n"}, FILE, "header of no road casualty data"),
    bad("a column missing", {FILE: GOOD.replace(b"police_force", b"force")}, FILE, "'police_force' is missing"),
    bad("a column twice", {FILE: GOOD.replace(b"day_of_week", b"date")}, FILE, "'date' stands twice"),
    bad(
        "a year in two files",
        {FILE: GOOD, "b.csv": collisions(changed={"number_of_casualties": 9})},
        "2022 stands in",
        "--prefer",
    ),
    bad("areas of 2017", {"c-2017.csv": collisions(2017)}, "has no column local_authority_ons_district", by=("area",)),
    bad("line ends of old computers", {FILE: GOOD.replace(b"\r\n", b"\r")}, FILE, "row 1"),
    bad("UTF-16", {FILE: GOOD.decode("utf-8-sig").encode("utf-16")}, FILE, "no CSV in UTF-8"),
    bad("years that are not there", {FILE: GOOD}, "--years", "there is 2022", years=("2030..2031",)),
    bad("years turned round", {FILE: GOOD}, "--years", "after the last", years=("2024..2020",)),
    bad("a field as long as a book", {FILE: (",".join(HEADS[2022].split(",")) + "\n" + "x" * 200_000 + "\n").encode()}, FILE),
    bad("Scotland alone", {FILE: collisions(crashes=CRASHES[-1:])}, FILE, "no force of England and Wales"),
    asks("not all months", {FILE: GOOD}, FILE, "January, February alone: it is no whole year", "--sure road_collisions"),
    asks("not all forces", {FILE: GOOD}, "2 of 43 forces of England and Wales"),
    asks(
        "a casualty missing", {FILE: GOOD, HURT: casualties().replace(b"2022000000002,2022,000000002,1,1,1,2\r\n", b"")}, "say 5"
    ),
]
