"""Tables of use of force that are refused."""

from __future__ import annotations

from bad_imports import Bad, whatever
from published_tables import FORCE_NAME, REGIONS, use_of_force

NAME = "use-of-force"
GOOD = use_of_force()


def changed(old: str, new: str) -> dict[str, bytes]:
    """The good table with one text for another."""
    assert old.encode() in GOOD
    return {FORCE_NAME: GOOD.replace(old.encode(), new.encode())}


def bad(name: str, files: dict[str, bytes], *words: str, **options: tuple[str, ...]) -> Bad:
    """A bad table."""
    return Bad(name, NAME, files, words, options)


BAD = [
    *(each for each in whatever(NAME, FORCE_NAME, GOOD, "South West,Wilt") if each.name != "row of another length"),
    bad("no year in the name", {"table.csv": GOOD}, "table.csv", "says no financial year", "--year 2017-18"),
    bad("no financial year", {"april2017-march2019.csv": GOOD}, "april2017-march2019.csv", "2017-19 is no financial year"),
    bad("another year said", {FORCE_NAME: GOOD}, FORCE_NAME, "--year 2018-19", year=("2018-19",)),
    bad("one year of two tables", {"a.csv": GOOD, "b.csv": GOOD}, "--year", "2 tables", year=("2017-18",)),
    bad("a force missing", changed("South West,Wiltshire,1671.0\n", ""), FORCE_NAME, "South West is 10,343", "sum to 8,672"),
    bad("a region wrong", {FORCE_NAME: use_of_force(totals={"South West": 1})}, "South West is 1,", "sum to 10,343"),
    bad("a country wrong", {FORCE_NAME: use_of_force(totals={"England and Wales": 5})}, "England and Wales is 5", "row 2"),
    bad("a force twice", changed("South West,Wilt", "South West,Wiltshire,1671.0\nSouth West,Wilt"), "'Wiltshire' stands twice"),
    bad("no such force", changed("Staffordshire", "Staffodshire"), "cell B4", "'Staffodshire' is no police force"),
    bad("below nought", changed("1671.0", "-1671.0"), "cell C8", "below nought"),
    bad("a part of an incident", changed("1671.0", "1671.5"), "cell C8", "not a whole number"),
    bad("a formula", changed("1671.0", "=cmd|' /C calc'!A0"), "cell C8", "is not a number"),
    bad("a script", changed("South West,Wiltshire", "South West,<script>alert(1)</script>"), "cell B8", "is no police force"),
    bad("not a number", changed("1671.0", "NaN"), "cell C8", "'NaN' is not a number"),
    bad("beyond all numbers", changed("1671.0", "1671000000000"), "cell C8", "more than any such number"),
    bad(
        "another table", {FORCE_NAME: b"Month,Crime type\n2024-01,Burglary\n"}, FORCE_NAME, "the column 'Police Force' is missing"
    ),
    bad(
        "a column twice", changed("Region,Police Force,Total", "Total,Police Force,Total"), "stands twice", "'Region' is missing"
    ),
    bad("a character that is not seen", changed("Wiltshire", "Wilt\x07shire"), FORCE_NAME, "cannot be seen"),
    bad(
        "one year told twice",
        {FORCE_NAME: GOOD, "again-april2017-march2018.csv": use_of_force({**REGIONS, "South West": {"Wiltshire": 1}})},
        "incidents of wiltshire, 2017-18",
        "--prefer",
    ),
    bad("no such force asked for", {FORCE_NAME: GOOD}, "--force", "'Kent'", force=("Kent",)),
    Bad("another kind of file", NAME, {"letter.docx": b"x"}, ("letter.docx", "no such table")),
    Bad("a blank of UTF-16 that is cut", NAME, {FORCE_NAME: GOOD.decode().encode("utf-16")[:-1]}, (FORCE_NAME, "no letter")),
]
