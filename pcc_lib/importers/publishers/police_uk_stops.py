"""Stop-and-search files of data.police.uk: searches by month and force, by kind, object, outcome, age and ethnicity.

The rows name no force: the file's name does. A row's month is that of its date as it stands; every time is written as UTC, in
summer too, so that within an hour of a month's end nobody can tell which month it was: the file's month holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import counted, suggest
from pcc_lib.core.periods import Span
from pcc_lib.importers.asking import Expected, doubts
from pcc_lib.importers.choosing import names_of
from pcc_lib.importers.counted_rows import Form, Group, Problem, groups_of
from pcc_lib.importers.faults import shown
from pcc_lib.importers.given import Given
from pcc_lib.importers.police_uk_files import (
    FETCH_AGAIN,
    OPTIONS,
    Published,
    find,
    kept,
    months_of,
    one_per_month,
    passed_over,
    releases,
    stranger_to,
)
from pcc_lib.importers.seam import LICENCE, Asked, Column, Importer, Key, Made, Publication, Reading

HEADER = (
    "Type",
    "Date",
    "Part of a policing operation",
    "Policing operation",
    "Latitude",
    "Longitude",
    "Gender",
    "Age range",
    "Self-defined ethnicity",
    "Officer-defined ethnicity",
    "Legislation",
    "Object of search",
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
)
TYPES = ("Person search", "Person and Vehicle search", "Vehicle search")
AGES = ("under 10", "10-17", "18-24", "25-34", "over 34", "")
ETHNICITIES = ("Asian", "Black", "Mixed", "Other", "White", "")
NO_ACTION = "A no further action disposal"
ARREST = "Arrest"
OUTCOMES = (
    NO_ACTION,
    ARREST,
    "Khat or Cannabis warning",
    "Community resolution",
    "Summons / charged by post",
    "Penalty Notice for Disorder",
    "Caution (simple or conditional)",
    # names before 2017 and in some forces since
    "Nothing found - no further action",
    "Suspect arrested",
    "Suspected psychoactive substances seized - no further action",
    "Article found - Detailed outcome unavailable",
    "Local resolution",
    "Offender given drugs possession warning",
    "Offender given penalty notice",
    "Offender cautioned",
    "Suspect summonsed to court",
    "False",
    "",
)
_NOTHING = (NO_ACTION, "Nothing found - no further action", "Suspected psychoactive substances seized - no further action")
_ARRESTED = (ARREST, "Suspect arrested")
_UNKNOWN = ("", "False", "Article found - Detailed outcome unavailable")
_DATE = re.compile(r"(20\d{2}-(?:0[1-9]|1[0-2]))-(?:0[1-9]|[12]\d|3[01])[T ][0-2]\d:[0-5]\d:[0-5]\d(?:\.\d+)?(?:\+00:00|Z)?")
LEAST = 5  # a small force searches few people in a month
UNIT = "searches"


@dataclass(frozen=True)
class _Counts:
    """What a column counts: rows whose cell in one of the form's columns is one of these values."""

    title: str
    of: str
    values: tuple[str, ...]


COUNTED = {
    "person_searches": _Counts("Searches of a person, with or without a vehicle", "Type", TYPES[:2]),
    "vehicle_searches": _Counts("Searches of a vehicle alone", "Type", TYPES[2:]),
    "no_further_action": _Counts("No further action", "Outcome", _NOTHING),
    "arrests": _Counts("Arrests", "Outcome", _ARRESTED),
    "other_outcomes": _Counts(
        "Other outcomes", "Outcome", tuple(o for o in OUTCOMES if o not in (*_NOTHING, *_ARRESTED, *_UNKNOWN))
    ),
    "outcome_not_known": _Counts("Outcome not given", "Outcome", _UNKNOWN),
    "outcome_linked": _Counts("Outcome linked to the object of the search", "Outcome linked to object of search", ("True",)),
    "more_than_outer_clothing": _Counts(
        "Removal of more than outer clothing", "Removal of more than just outer clothing", ("True",)
    ),
    "drugs": _Counts("Searches for drugs", "Object of search", ("Controlled drugs", "Psychoactive substances")),
    "under_18": _Counts("People under 18", "Age range", AGES[:2]),
    "age_not_known": _Counts("Age not given", "Age range", ("",)),
    **{
        each.lower(): _Counts(f"{each} (as the officer saw it)", "Officer-defined ethnicity", (each,))
        for each in ETHNICITIES
        if each
    },
    "ethnicity_not_known": _Counts("Ethnicity not given by the officer", "Officer-defined ethnicity", ("",)),
}
COLUMNS = {
    "stop_searches": Column("Stop and search", UNIT, required=True),
    **{name: Column(each.title, UNIT, required=True) for name, each in COUNTED.items()},
}
CHECKS = (
    {
        "rule": "stop_searches == no_further_action + arrests + other_outcomes + outcome_not_known",
        "says": "searches are not the sum of their outcomes",
    },
    {"rule": "stop_searches == person_searches + vehicle_searches", "says": "searches are not the sum of their types"},
    {
        "rule": "stop_searches == asian + black + mixed + other + white + ethnicity_not_known",
        "says": "searches are not the sum of ethnicities",
    },
)
PUBLICATION = Publication(
    producer="Police forces, published by data.police.uk",
    attribution=f"Source: data.police.uk. Contains public sector information licensed under the {LICENCE}.",
    limits=(
        "Searches as published, anonymised. Ethnicity is as the officer saw it. Some rows give no age, ethnicity or outcome, "
        "and are counted as not given. People who are searched often are counted each time."
    ),
    next_update="Monthly: download the new months from data.police.uk and import them.",
    statistics="management information",
)
OBTAINED = "Counted by pcc import police-uk-stops from files of data.police.uk; which they were stands under imported."
_BY = (
    "Type",
    "Age range",
    "Officer-defined ethnicity",
    "Object of search",
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
)
_MONTH, _PLACED = "month of the date", "has a place"


def _month(row: Mapping[str, str]) -> str:
    found = _DATE.fullmatch(row["Date"])
    return found[1] if found else row["Date"][:40]


def _problems(group: Group, file: Published) -> Iterator[Problem]:
    cells = dict(zip(FORM.by, group, strict=True))
    if cells[_MONTH] != file.month:
        found = f"{shown(cells[_MONTH])}, but the file's name says {file.month}"
        yield Problem("Date", found, "Keep the name that the download gives: YYYY-MM-FORCE-stop-and-search.csv.")
    for name, known in (("Type", TYPES), ("Age range", AGES), ("Officer-defined ethnicity", ETHNICITIES), ("Outcome", OUTCOMES)):
        if cells[name] not in known:
            yield Problem(
                name, f"{shown(cells[name])} is not known", suggest(cells[name], [k for k in known if k]) or FETCH_AGAIN
            )
    for name in _BY[-2:]:
        if cells[name] not in ("True", "False", ""):
            yield Problem(name, f"{shown(cells[name])} is neither True nor False", FETCH_AGAIN)


_SQL_MONTH = (
    f'CASE WHEN regexp_full_match("Date", \'{_DATE.pattern}\') THEN left("Date", 7) ELSE coalesce(left("Date", 40), \'\') END'
)
FORM = Form(
    HEADER,
    (_MONTH, *_BY, _PLACED),
    _problems,
    {
        _MONTH: (_SQL_MONTH, _month),
        _PLACED: (
            "CASE WHEN \"Latitude\" IS NULL THEN '' ELSE 'yes' END",
            lambda row: "yes" if row["Latitude"] else "",
        ),
    },
    FETCH_AGAIN,
    stranger=stranger_to("stop-and-search"),
)


def read(given: Given, asked: Asked) -> Reading:
    """Count stop-and-search files; a DataError lists every fault of every file."""
    found = find(given, "stop-and-search")
    chosen = one_per_month(kept(found.files, asked), asked.one("prefer"))
    rows: dict[Key, Counter[str]] = {}
    unplaced: Counter[str] = Counter()
    for i, groups in groups_of(given, chosen.files, FORM).items():
        file = chosen.files[i]
        rows[file.month, file.force] = _tallied(groups)
        unplaced[file.force] += sum(number for group, number in groups.items() if not group[-1])
    made = _source({key: {name: cells[name] for name in COLUMNS} for key, cells in sorted(rows.items())})
    origin = {(file.month, file.force): file.file.said for file in chosen.files}
    return Reading(
        made=[made],
        report=[*_report(chosen.files, rows, unplaced), *passed_over(found)],
        doubts=list(doubts(made, Expected(LEAST, lambda key: origin.get(key, "files")))),
        warnings=chosen.warnings,
        releases=releases(chosen.files),
    )


def _tallied(groups: Mapping[Group, int]) -> Counter[str]:
    cells: Counter[str] = Counter()
    for group, number in groups.items():
        by = dict(zip(FORM.by, group, strict=True))
        cells["stop_searches"] += number
        for name, each in COUNTED.items():
            if by[each.of] in each.values:
                cells[name] += number
    return cells


def _source(rows: Mapping[Key, Mapping[str, int]]) -> Made:
    names, about, title = names_of(rows), PUBLICATION, "Stop and search"
    return Made("stop_searches", title, "month", "force", names, COLUMNS, rows, "stop_searches", about, OBTAINED, checks=CHECKS)


def _report(files: Sequence[Published], rows: Mapping[Key, Counter[str]], unplaced: Counter[str]) -> Iterator[str]:
    """Control totals: searches in all, and of each force what is not given."""
    total = sum(cells["stop_searches"] for cells in rows.values())
    yield f"Read {counted(len(files), 'stop-and-search file')} with {total:,} rows."
    months = sorted({month for month, _ in rows})
    for force in sorted({force for _, force in rows}):
        mine = sum((cells for (_, of), cells in rows.items() if of == force), Counter[str]())
        there = {month for month, of in rows if of == force}
        missing = [month for month in Span(months[0], months[-1]).periods if month not in there]
        yield f"{force}: {counted(len(there), 'month')}, {min(there)} to {max(there)}; gaps: {months_of(missing) or 'none'}"
        told = "; ".join(f"{COLUMNS[name].title.lower()} {mine[name]:,}" for name in COLUMNS)
        yield f"  {told}; without a place {unplaced[force]:,}"


IMPORTER = Importer(
    name="police-uk-stops",
    title="Stop and search, by force",
    reads="YYYY-MM-FORCE-stop-and-search.csv, in folders or ZIP archives as they were downloaded; not street files.",
    download="https://data.police.uk/data/",
    renewed="monthly",
    read=read,
    options=OPTIONS,
    example='pcc import police-uk-stops 2025-10.zip --force "Northshire Police"',
)
