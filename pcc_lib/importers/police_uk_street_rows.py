"""Rows of street files of data.police.uk: their header, their kinds, and what is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pcc_lib.core.errors import suggest
from pcc_lib.core.sql_literals import literal, name
from pcc_lib.importers.counted_rows import Form, Group, Problem
from pcc_lib.importers.faults import shown
from pcc_lib.importers.forces import force_of, forces
from pcc_lib.importers.police_uk_files import FETCH_AGAIN, KINDS, Published, import_with, kind_of

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
_LSOA = re.compile(r"(?:[EW]01[0-9]{6})?")


def _problems(group: Group, file: Published) -> Iterator[Problem]:
    month, said, crime_type, lsoa = group
    if month != file.month:
        found = f"{shown(month)}, but the file's name says {file.month}"
        yield Problem("Month", found, "Keep the name that the download gives: YYYY-MM-FORCE-street.csv.")
    if not _FORCE_NAME.fullmatch(said):
        yield Problem("Reported by", f"{shown(said)} is not the name of a force", FETCH_AGAIN)
    elif (force := force_of(said)) is not None and force.id != file.force and file.force in forces():
        todo = "The file was renamed, or two were put together. " + FETCH_AGAIN
        yield Problem("Reported by", f"{shown(said)}, but the file's name says {file.force}", todo)
    if crime_type not in CRIME_TYPES:
        todo = suggest(crime_type, CRIME_TYPES) + " The types used before May 2013 cannot be imported."
        yield Problem("Crime type", f"{shown(crime_type)} is not known", todo)
    if not _LSOA.fullmatch(lsoa):
        yield Problem("LSOA code", f"{shown(lsoa)} is not the code of a small area", FETCH_AGAIN)


_STRANGE = "strange place"  # a code of a small area that is none; blank where it is one, so that few groups are made
_IS_LSOA = f"regexp_full_match(coalesce({name('LSOA code')}, ''), {literal(_LSOA.pattern)})"
_ALSO = {
    _STRANGE: (
        f"CASE WHEN {_IS_LSOA} THEN '' ELSE {name('LSOA code')} END",
        lambda row: "" if _LSOA.fullmatch(row["LSOA code"]) else row["LSOA code"],
    )
}


def _stranger(header: Sequence[str]) -> Problem | None:
    kind = kind_of(header)
    return Problem("", f"it is of {KINDS[kind]}.", f"Was it renamed? {import_with(kind)}") if kind not in ("", "street") else None


_BY = ("Month", "Reported by", "Crime type")
FORCE_FORM = Form(HEADER, (*_BY, _STRANGE), _problems, _ALSO, FETCH_AGAIN, stranger=_stranger)
PLACE_FORM = Form(HEADER, (*_BY, "LSOA code"), _problems, {}, FETCH_AGAIN, stranger=_stranger)
