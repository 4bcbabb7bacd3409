"""Tables of stop and search that are refused."""

from __future__ import annotations

from bad_imports import Bad, whatever
from published_tables import STOPS, stops

NAME, FILE = "home-office-stops", "stop-and-search.csv"
GOOD = stops()
OTHER = {**STOPS, "Avon & Somerset": STOPS["London, City of"]}


def changed(old: bytes, new: bytes) -> dict[str, bytes]:
    """The good table with one text for another."""
    assert old in GOOD, old
    return {FILE: GOOD.replace(old, new)}


def bad(name: str, files: dict[str, bytes], *words: str, **options: tuple[str, ...]) -> Bad:
    """A bad table."""
    return Bad(name, NAME, files, words, options)


BAD = [
    *(each for each in whatever(NAME, FILE, GOOD, "Number of stops") if each.name != "row of another length"),
    bad("no such force", changed(b"Avon & Somerset", b"Avalon & Somerset"), FILE, "'Avalon & Somerset' is no police force"),
    bad("no financial year", {FILE: stops(year="2017")}, "cell B2", "'2017' is no financial year"),
    bad("a year out of step", {FILE: stops(year="2017/19")}, "cell B2", "'2017/19' is no financial year"),
    bad("a group that does not sum", changed(b'"690"', b'"691"'), "Avon and Somerset, 2017-18: all are 15,001", "sum to 15,002"),
    bad(
        "a row missing", changed(b"Black,ONS 2001 5+1,Avon", b"Black,16+1,Avon"), "black of all forces in 2017-18 is 761", "row 5"
    ),
    bad("no such group", changed(b"Mixed,ONS 2001 5+1,Avon", b"Mised,ONS 2001 5+1,Avon"), "'Mised' is not known", "Mixed"),
    bad("below nought", changed(b'"153"', b"-153"), FILE, "below nought"),
    bad("a part of a search", changed(b'"153"', b"153.5"), FILE, "not a whole number"),
    bad("a formula", changed(b'"153"', b"=1+1"), FILE, "'=1+1' is not a number"),
    bad("not a number", changed(b'"153"', b"NaN"), FILE, "'NaN' is not a number"),
    bad("a billion", changed(b'"153"', b"15300000000"), FILE, "more than any such number"),
    bad("a column missing", changed(b",Geography,", b",Place,"), FILE, "the column 'Geography' is missing"),
    bad("a column twice", changed(b"Time_type", b"Time"), FILE, "'Time' stands twice"),
    bad("a script", changed(b"Avon & Somerset", b"<script>x</script>"), FILE, "is no police force"),
    bad("years told twice", {FILE: GOOD, "b.csv": stops(OTHER)}, "of avon-and-somerset, 2017-18", "--prefer"),
    bad("years that are not there", {FILE: GOOD}, "--years", "there is 2017-18", years=("2030..2031",)),
    bad("no such force asked for", {FILE: GOOD}, "--force", "'Kent'", force=("Kent",)),
]
