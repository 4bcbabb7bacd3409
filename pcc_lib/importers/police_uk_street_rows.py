"""Rows of street files of data.police.uk: their header, their kinds, and what is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pcc_lib.core.errors import suggest
from pcc_lib.core.sql_literals import name
from pcc_lib.importers.counted_rows import Form, Group, Problem
from pcc_lib.importers.faults import shown
from pcc_lib.importers.forces import force_of, forces
from pcc_lib.importers.police_uk_files import FETCH_AGAIN, Published, stranger_to

HEADER = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)
CRIME_TYPES = (
    "Anti-social behaviour",
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
)
_FORCE_NAME = re.compile(r"[A-Za-z][\w &'().,-]{0,79}", re.ASCII)
_LSOA = re.compile(r"[EW]01[0-9]{6}")


def _problems(group: Group, file: Published) -> Iterator[Problem]:
    month, said, crime_type, lsoa = group
    if month != file.month:
        found = f"{shown(month)}, but the file's name says {file.month}"
        yield Problem("Month", found, "Keep the name that the download gives: YYYY-MM-FORCE-street.csv.")
    if problem := _problem_of_name(said, file.force):
        yield problem
    if crime_type not in CRIME_TYPES:
        todo = suggest(crime_type, CRIME_TYPES) + " The types used before May 2013 cannot be imported."
        yield Problem("Crime type", f"{shown(crime_type)} is not known", todo)
    if lsoa and not _LSOA.fullmatch(lsoa):
        yield Problem("LSOA code", f"{shown(lsoa)} is not the code of a small area", FETCH_AGAIN)


@lru_cache(maxsize=1 << 12)
def _problem_of_name(said: str, force_id: str) -> Problem | None:
    if not _FORCE_NAME.fullmatch(said):
        return Problem("Reported by", f"{shown(said)} is not the name of a force", FETCH_AGAIN)
    if (force := force_of(said)) is not None and force.id != force_id and force_id in forces():
        todo = "The file was renamed, or two were put together. " + FETCH_AGAIN
        return Problem("Reported by", f"{shown(said)}, but the file's name says {force_id}", todo)
    return None


_STRANGE = "strange place"  # a code of a small area that is none; blank where it may be one, so that few groups are made
# Told by order and length, in a tenth of the time that a pattern takes; DuckDB holds short texts in the place of a pointer, so
# that three letters are compared in half the time of nine.
_FIRST, _PAST, _LENGTH = "E01", "W02", 9
_CELL = name("LSOA code")
_ALSO = {
    _STRANGE: (
        f"CASE WHEN {_CELL} < '{_FIRST}' OR {_CELL} >= '{_PAST}' OR strlen({_CELL}) <> {_LENGTH} THEN {_CELL} END",
        lambda row: "" if _looks_like_one(row["LSOA code"]) else row["LSOA code"],
    )
}


def _looks_like_one(code: str) -> bool:
    return not code or (len(code) == _LENGTH and _FIRST <= code < _PAST)


_BY = ("Month", "Reported by", "Crime type")
FORCE_FORM = Form(HEADER, (*_BY, _STRANGE), _problems, _ALSO, FETCH_AGAIN, stranger=stranger_to("street"))
PLACE_FORM = Form(HEADER, (*_BY, "LSOA code"), _problems, {}, FETCH_AGAIN, stranger=stranger_to("street"))
