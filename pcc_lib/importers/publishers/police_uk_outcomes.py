"""Outcomes of crimes at equal age: from outcomes files of data.police.uk beside street files, or street files of one release.

What became of a crime is known better the longer ago it was: the outcomes of two months can be compared only at equal age, so
many months after the crime. Each source is of one force, and its rows are of a month of crimes at an age.

From outcomes files the age is exact: the last outcome that a crime had by then, for months of which every file up to that age is
there. From street files alone it is the age of the release: one month at each age, and a new month with each release imported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import DataError, Fault, counted, raise_if, suggest
from pcc_lib.core.quarters import shift
from pcc_lib.importers.choosing import named
from pcc_lib.importers.counted_rows import Form, Group, Problem, groups_of
from pcc_lib.importers.faults import shown
from pcc_lib.importers.given import Given
from pcc_lib.importers.outcome_kinds import COLUMNS, GROUPS, OUTCOMES, column_of
from pcc_lib.importers.outcomes_joined import joined
from pcc_lib.importers.police_uk_files import (
    FETCH_AGAIN,
    MONTH,
    OPTIONS,
    Published,
    find,
    kept,
    months_of,
    one_per_month,
    releases,
    stranger_to,
)
from pcc_lib.importers.police_uk_street_rows import CRIME_TYPES, HEADER
from pcc_lib.importers.seam import LICENCE, Asked, Importer, Key, Made, Option, Publication, Reading

AGES = ("1", "3", "6", "12", "24")
ASKED = ("3", "6", "12")  # where nobody says otherwise
ASB = CRIME_TYPES[0]
PUBLICATION = Publication(
    producer="Police forces, published by data.police.uk",
    attribution=f"Source: data.police.uk. Contains public sector information licensed under the {LICENCE}.",
    limits=(
        "Outcomes as published, for crimes without anti-social behaviour. What became of a crime changes for years: only rows of "
        "one age may be compared. Months that are not known at an age have no row, and are gaps."
    ),
    next_update="Monthly: download the newest release from data.police.uk and import it.",
    statistics="management information",
)
OBTAINED = "Counted by pcc import police-uk-outcomes from files of data.police.uk; which they were stands under imported."


@dataclass(frozen=True)
class Counts:
    """Crimes by month, force, age and column; and how they were come by, in a sentence."""

    rows: Mapping[tuple[str, str, int], Mapping[str, int]]
    how: str


def read(given: Given, asked: Asked) -> Reading:
    """Count outcomes at equal age; a DataError lists every fault of every file, or says why the age cannot be told."""
    ages = sorted({int(each) for each in asked.all("age") or ASKED})
    found = find(given, "street")
    street = one_per_month(kept(found.files, asked), asked.one("prefer"))
    if found.others.get("outcomes"):
        outcomes = one_per_month(kept(find(given, "outcomes").files, asked), asked.one("prefer"))
        counts = _from_outcomes(given, street.files, outcomes.files, ages)
    else:
        outcomes = None
        counts = _from_release(given, street.files, ages, asked.one("release"))
    _check_any(counts, street.files, ages)
    warnings = [*street.warnings, *(outcomes.warnings if outcomes else ())]
    made = [_source(force, counts, ages) for force in sorted({force for _, force, _ in counts.rows})]
    released = {path: asked.one("release") or newest for path, newest in releases(street.files).items()}
    return Reading(made, list(_report(counts, street.files)), warnings=warnings, releases=released)


def _check_any(counts: Counts, files: Sequence[Published], ages: Sequence[int]) -> None:
    if counts.rows:
        return
    months = months_of({file.month for file in files})
    found = f"no month is known {' or '.join(counted(age, 'month') for age in ages)} after the crime: the files are of {months}."
    todo = "Give the files of the months after the crimes, or another --age."
    raise DataError([Fault(files[0].archive, "", found, todo)])


# ── from street files of one release ──────────────────────────────────────────────────────────────────────────────────
def _problems(group: Group, file: Published) -> Iterator[Problem]:
    month, crime_type, outcome = group
    if month != file.month:
        yield Problem("Month", f"{shown(month)}, but the file's name says {file.month}", FETCH_AGAIN)
    if crime_type not in CRIME_TYPES:
        yield Problem("Crime type", f"{shown(crime_type)} is not known", suggest(crime_type, CRIME_TYPES))
    if crime_type == ASB and outcome:
        yield Problem("Last outcome category", "anti-social behaviour has an outcome", FETCH_AGAIN)
    if crime_type != ASB and outcome not in OUTCOMES:
        yield Problem("Last outcome category", f"{shown(outcome)} is not known", suggest(outcome, OUTCOMES))


_FORM = Form(HEADER, ("Month", "Crime type", "Last outcome category"), _problems, {}, FETCH_AGAIN, stranger=stranger_to("street"))


def _from_release(given: Given, files: Sequence[Published], ages: Sequence[int], release: str) -> Counts:
    """The months whose age at the release is one of those asked for."""
    released = {path: release or newest for path, newest in releases(files).items()}
    if not release:
        raise_if(DataError, _holes(files))
    late = [f for f in files if f.month > released[f.archive]]
    raise_if(DataError, (f.fault("", f"is after the release {release}.", "Correct --release.") for f in late))
    wanted = [f for f in files if _age(f.month, released[f.archive]) in ages]
    rows: dict[tuple[str, str, int], Counter[str]] = defaultdict(Counter)
    for i, groups in groups_of(given, wanted, _FORM).items():
        file = wanted[i]
        for (_, crime_type, outcome), number in groups.items():
            if crime_type != ASB:
                key = (file.month, file.force, _age(file.month, released[file.archive]))
                rows[key] += Counter({"crimes": number, column_of(outcome): number})
    said = ", ".join(sorted(set(released.values())))
    return Counts(rows, f"as street files of the release {said} had them")


def _age(month: str, release: str) -> int:
    return (int(release[:4]) - int(month[:4])) * 12 + int(release[5:]) - int(month[5:])


def _holes(files: Sequence[Published]) -> Iterator[Fault]:
    """Paths whose months do not follow on each other: several downloads were put together, of which nobody knows the release."""
    for path in dict.fromkeys(file.archive for file in files):
        months = sorted({file.month for file in files if file.archive == path})
        runs = months_of(months)
        if ", " in runs:
            found = f"holds {runs}: several downloads were put together, so the release that the outcomes are of is not known."
            todo = "Import one run with --months FIRST..LAST --release YYYY-MM (the newest month of its own download)."
            yield Fault(path, "", found, todo)


# ── from outcomes files ───────────────────────────────────────────────────────────────────────────────────────────────
def _from_outcomes(given: Given, street: Sequence[Published], outcomes: Sequence[Published], ages: Sequence[int]) -> Counts:
    """The months of crimes of which every outcomes file is there, from that month to so many months later."""
    there = {(file.month, file.force) for file in outcomes}

    def is_whole(file: Published, age: int) -> bool:
        return all((shift(file.month, i), file.force) in there for i in range(age + 1))

    wanted = {(file.month, file.force): [age for age in ages if is_whole(file, age)] for file in street}
    mine = [file for file in street if wanted[file.month, file.force]]
    rows = joined(given, mine, outcomes, wanted) if mine else {}
    return Counts(rows, "the last outcome by then, from outcomes files")


# ── the sources ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _part(age: int) -> str:
    return f"after_{age}_months" if age != 1 else "after_1_month"


def _source(force: str, counts: Counts, ages: Sequence[int]) -> Made:
    rows: dict[Key, dict[str, int]] = {
        (month, _part(age)): {name: cells.get(name, 0) for name in COLUMNS}
        for (month, of, age), cells in sorted(counts.rows.items())
        if of == force
    }
    known = {part for _, part in rows}
    parts = {_part(age): f"{counted(age, 'month')} after the crime" for age in ages if _part(age) in known}
    return Made(
        name=f"street_outcomes_{force.replace('-', '_')}",
        title=f"Outcomes of crimes at equal age, {named(force)}",
        period="month",
        breakdown="age",
        parts=parts,
        columns=COLUMNS,
        rows=rows,
        control="crimes",
        publication=PUBLICATION,
        obtained=OBTAINED,
        checks=({"rule": f"crimes == {' + '.join(GROUPS)}", "says": "crimes are not the sum of their outcomes"},),
    )


def _report(counts: Counts, files: Sequence[Published]) -> Iterator[str]:
    """Control totals: crimes at each age, and how many had which outcome."""
    yield f"Read {counted(len(files), 'street file')}; outcomes {counts.how}."
    for force in sorted({force for _, force, _ in counts.rows}):
        for age in sorted({age for _, of, age in counts.rows if of == force}):
            mine = {month: cells for (month, of, at), cells in counts.rows.items() if (of, at) == (force, age)}
            total = sum((Counter(cells) for cells in mine.values()), Counter[str]())
            told = "; ".join(f"{COLUMNS[name].title.lower()} {total[name]:,}" for name in COLUMNS)
            yield f"{force}, {counted(age, 'month')} after the crime: {months_of(mine)}"
            yield f"  {told}"


IMPORTER = Importer(
    name="police-uk-outcomes",
    title="Outcomes of crimes at equal age, a source for each force",
    reads="street files, with outcomes files beside them or of one release, in folders or ZIP archives as they were downloaded.",
    download="https://data.police.uk/data/",
    renewed="monthly; older releases: https://data.police.uk/data/archive/",
    read=read,
    options=(
        *OPTIONS,
        Option("age", "Months after the crime (default: 3, 6, 12). Repeat it.", "MONTHS", many=True, choices=AGES),
        Option("release", "The newest month of the download that the files are of.", "YYYY-MM", form=MONTH, like="2025-09"),
    ),
    example='pcc import police-uk-outcomes 2025-10.zip --force "Northshire Police" --age 3',
)
