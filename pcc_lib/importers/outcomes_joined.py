"""Crimes of street files with what became of them by an age, from outcomes files: joined by Crime ID in DuckDB.

A Crime ID may stand in several rows of a month, and may have several outcomes: each row of the street file counts once, with the
last outcome that its ID had by then. A crime without one was still open.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pcc_lib.core.errors import suggest
from pcc_lib.core.quarters import shift
from pcc_lib.importers import duck
from pcc_lib.importers.counted_rows import Form, Group, Problem, groups_of
from pcc_lib.importers.faults import shown
from pcc_lib.importers.given import Given
from pcc_lib.importers.outcome_kinds import OUTCOMES, column_of
from pcc_lib.importers.police_uk_files import FETCH_AGAIN, Published, stranger_to
from pcc_lib.importers.police_uk_street_rows import CRIME_TYPES, FORCE_FORM
from pcc_lib.importers.police_uk_street_rows import HEADER as STREET

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
    "Outcome type",
)
Rows = Mapping[tuple[str, str, int], Mapping[str, int]]  # crimes by column, of each month, force and age


def _problems(group: Group, file: Published) -> Iterator[Problem]:
    month, outcome, has_id = group
    if month != file.month:
        yield Problem("Month", f"{shown(month)}, but the file's name says {file.month}", FETCH_AGAIN)
    if outcome not in OUTCOMES or not outcome:
        yield Problem("Outcome type", f"{shown(outcome)} is not known", suggest(outcome, [o for o in OUTCOMES if o]))
    if not has_id:
        yield Problem("Crime ID", "is blank: nobody knows which crime it is of", FETCH_AGAIN)


_HAS_ID = "has an id"
_FORM = Form(
    HEADER,
    ("Month", "Outcome type", _HAS_ID),
    _problems,
    {_HAS_ID: ("CASE WHEN \"Crime ID\" IS NULL THEN '' ELSE 'yes' END", lambda row: "yes" if row["Crime ID"] else "")},
    FETCH_AGAIN,
    stranger=stranger_to("outcomes"),
)


def joined(
    given: Given,
    street: Sequence[Published],
    outcomes: Sequence[Published],
    ages: Mapping[tuple[str, str], Sequence[int]],
) -> Rows:
    """Crimes of each month and force at each of its ages; a DataError lists every fault of every file.

    ages: of each month and force, the ages at which its outcomes files are all there.
    """
    groups_of(given, street, FORCE_FORM)  # both kinds are looked at whole, so that what is wrong is told by its row
    groups_of(given, outcomes, _FORM)
    rows: dict[tuple[str, str, int], Counter[str]] = defaultdict(Counter)
    for force in sorted({file.force for file in street}):
        mine = [file for file in street if file.force == force]
        theirs = [file for file in outcomes if file.force == force]
        for month, age, outcome, number in _counted(given, mine, theirs, ages):
            rows[month, force, age] += Counter({"crimes": number, column_of(outcome or "Under investigation"): number})
    return rows


def _counted(
    given: Given,
    street: Sequence[Published],
    outcomes: Sequence[Published],
    ages: Mapping[tuple[str, str], Sequence[int]],
) -> Iterator[tuple[str, int, str, int]]:
    """Of one force: crimes by month, age and outcome; a blank outcome where a crime had none by then."""
    crimes, told = [given.on_disk(f.file) for f in street], [given.on_disk(f.file) for f in outcomes]
    with duck.sandbox([*crimes, *told]) as base:
        base.execute("CREATE TABLE crimes AS " + _crimes(crimes))
        base.execute("CREATE TABLE told AS " + _told(told))
        for file in street:
            for age in ages[file.month, file.force]:
                for outcome, number in base.execute(_STATEMENT, [shift(file.month, age), file.month]).fetchall():
                    yield file.month, age, outcome, number


def _crimes(files: Sequence[Path]) -> str:
    asb = duck.literal(CRIME_TYPES[0])
    return f'SELECT "Crime ID" AS id, "Month" AS month FROM {duck.csv_of(files, STREET)} WHERE "Crime type" <> {asb}'


def _told(files: Sequence[Path]) -> str:
    """In the order of the files, so that of two outcomes in one month the one that stands later counts."""
    columns = '"Crime ID" AS id, "Month" AS month, "Outcome type" AS outcome'
    return f"SELECT {columns}, row_number() OVER () AS place FROM {duck.csv_of(files, HEADER)}"


_STATEMENT: Any = """
WITH last AS (SELECT id, arg_max(outcome, (month, place)) AS outcome FROM told WHERE month <= $1 GROUP BY id)
SELECT last.outcome, count(*) FROM crimes LEFT JOIN last USING (id) WHERE crimes.month = $2 GROUP BY ALL
"""
