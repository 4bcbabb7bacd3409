"""Street files of data.police.uk: crime and anti-social behaviour by force, by local authority and by small area.

Rows are counted, never de-duplicated: Crime IDs repeat within a month, and anti-social behaviour has none. Outcomes are left to
`police-uk-outcomes`: they move from one release to the next, while counts do not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from pcc_lib.core.errors import DataError, Fault, counted, raise_if
from pcc_lib.core.periods import Span
from pcc_lib.importers.asking import Expected, doubts
from pcc_lib.importers.counted_rows import Form, groups_of
from pcc_lib.importers.faults import several, shown
from pcc_lib.importers.forces import forces
from pcc_lib.importers.given import Given
from pcc_lib.importers.lookups import Lookup, lookup_of, outside
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
)
from pcc_lib.importers.police_uk_street_rows import CRIME_TYPES, FORCE_FORM, PLACE_FORM
from pcc_lib.importers.seam import LICENCE, Asked, Column, Doubtful, Importer, Key, Made, Option, Publication, Reading, Values

BY = ("force", "area", "lsoa")
LEAST = 100  # rows of a month: the City of London, the smallest force, had 226 in May 2020
ELSEWHERE = "elsewhere"


@cache
def column(crime_type: str) -> str:
    """The source column of a crime type: `Theft from the person` is `theft_from_the_person`."""
    return re.sub(r"\W", "_", crime_type.lower())


ASB = column(CRIME_TYPES[0])
CRIMES = tuple(column(each) for each in CRIME_TYPES[1:])
COLUMNS = {
    "all_crime": Column("All crime and anti-social behaviour", "records", required=True),
    "crime_without_asb": Column("Crime without anti-social behaviour", "records", required=True),
    **{column(each): Column(each, "records", required=True) for each in CRIME_TYPES},
}
CHECKS = (
    {"rule": f"all_crime == crime_without_asb + {ASB}", "says": "all crime is not crime and anti-social behaviour"},
    {"rule": f"crime_without_asb == {' + '.join(CRIMES)}", "says": "crime is not the sum of its types"},
)
_RECORDS = (
    "Records as published, anonymised: places are moved to points nearby, some have none. Anti-social behaviour is incidents, "
    "and no crime. The types are broad: domestic abuse, rape, violence with injury, residential burglary cannot be told apart. "
    "Months that are not in the files are gaps, not zeros."
)
PUBLICATION = Publication(
    producer="Police forces, published by data.police.uk",
    attribution=f"Source: data.police.uk. Contains public sector information licensed under the {LICENCE}.",
    limits=_RECORDS,
    next_update="Monthly: download the new months from data.police.uk and import them.",
    statistics="management information",
)
OBTAINED = "Counted by pcc import police-uk from street files of data.police.uk; which they were stands under imported."
_OF_PLACES = (
    f"{_RECORDS} What lies outside the force's area, has no place, or has the code of a small area that there is no longer, "
    "stands under Elsewhere."
)


@dataclass(frozen=True)
class Counts:
    """Rows by month, force, crime type and small area (blank where these were not asked for, or a row has none), and the names
    that each force's files give it."""

    rows: Mapping[tuple[str, str, str, str], int]
    names: Mapping[str, set[str]]

    @cached_property
    def of_force(self) -> Mapping[str, Sequence[tuple[str, str, str, int]]]:
        """Month, crime type, small area and number of rows, by force: looked through once, and not once for each force."""
        found: dict[str, list[tuple[str, str, str, int]]] = {force: [] for force in self.names}
        for (month, force, crime_type, lsoa), number in self.rows.items():
            found[force].append((month, crime_type, lsoa, number))
        return found


def read(given: Given, asked: Asked) -> Reading:
    """Count street files; a DataError lists every fault of every file."""
    by = asked.all("by") or ("force",)
    lookup = lookup_of(asked.all("lookup"))
    _check_lookup(by, lookup)
    found = find(given, "street")
    chosen = one_per_month(kept(found.files, asked), asked.one("prefer"))
    counts = _counts(given, chosen.files, FORCE_FORM if by == ("force",) and not lookup.places else PLACE_FORM)
    whole = _of_forces(counts)
    made = list(_made(by, counts, lookup, whole))
    origin = {(file.month, file.force): file.file.said for file in chosen.files}
    return Reading(
        made=made,
        report=[*_report(chosen.files, counts), *_outside_lines(counts, lookup), *passed_over(found)],
        doubts=_doubts(whole, made, origin),
        warnings=[*chosen.warnings, *_name_warnings(counts.names)],
        releases=releases(chosen.files),
    )


def _check_lookup(by: tuple[str, ...], lookup: Lookup) -> None:
    if set(by) != {"force"} and not (lookup.places and lookup.forces):
        found = f"--by {', '.join(each for each in by if each != 'force')} needs to know which small area lies where."
        todo = "Give two lookups with --lookup: LSOA to local authority, and local authority to police force area."
        raise DataError([Fault("--lookup", "", found, todo)])


def _counts(given: Given, files: list[Published], form: Form) -> Counts:
    rows: Counter[tuple[str, str, str, str]] = Counter()
    names: dict[str, set[str]] = {}
    for i, groups in groups_of(given, files, form).items():
        force = files[i].force
        for (month, _, crime_type, lsoa), number in groups.items():
            rows[month, force, crime_type, lsoa] += number
        names.setdefault(force, set()).update(name for _, name, _, _ in groups)
    raise_if(DataError, _renamed(names))
    return Counts(rows, names)


def _renamed(names: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Files of several forces that give one name: the list of forces does not have them, so that no name tells which is right."""
    by_name: dict[str, list[str]] = {}
    for force, name in sorted((each, name) for each in names for name in names[each]):
        by_name.setdefault(name, []).append(force)
    for name, same in by_name.items():
        if len(same) > 1:
            files, todo = "the files of " + " and ".join(same), "One of them has been renamed. " + FETCH_AGAIN
            yield Fault(files, "column 'Reported by'", f"all say {shown(name)}.", todo)


# ── sources ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _made(by: tuple[str, ...], counts: Counts, lookup: Lookup, whole: Made) -> Iterator[Made]:
    if "force" in by:
        yield whole
    if "area" in by:
        yield _of_areas(counts, lookup)
    if "lsoa" in by:
        yield _of_small_areas(counts, lookup)


def _of_forces(counts: Counts) -> Made:
    values = _values({(month, force): None for month, force, _, _ in counts.rows}, counts, lambda _, force: force)
    names = {force: _name(force, counts) for force in sorted({force for _, force in values})}
    title = "Street-level crime and anti-social behaviour"
    return _source("street_crime", title, "force", names, values)


def _of_areas(counts: Counts, lookup: Lookup) -> Made:
    """By local authority of the forces; all else under Elsewhere."""
    there = {force for _, force, _, _ in counts.rows}
    parts = {area.id: area.name for force in sorted(there) for area in lookup.areas_of(force)}

    def part(lsoa: str, force: str) -> str:
        area = lookup.areas.get(lsoa)
        return area.id if area is not None and lookup.force_of(area) == force else ELSEWHERE

    return _places("street_crime_areas", "by local authority", "area", parts, _values(_whole(counts, parts), counts, part))


def _of_small_areas(counts: Counts, lookup: Lookup) -> Made:
    """By small area (LSOA) of 2021; all else under Elsewhere."""
    there = {force for _, force, _, _ in counts.rows}
    mine = {
        code: area for code, area in lookup.areas.items() if lookup.today.get(code) == code and lookup.force_of(area) in there
    }
    parts = {code.lower(): lookup.names.get(code, code) for code in sorted(mine)}

    def part(lsoa: str, force: str) -> str:
        code = lookup.today.get(lsoa, "")
        return code.lower() if code in mine and lookup.force_of(mine[code]) == force else ELSEWHERE

    return _places("street_crime_lsoa", "by small area", "small_area", parts, _values(_whole(counts, parts), counts, part))


def _whole(counts: Counts, parts: Mapping[str, str]) -> dict[Key, None]:
    """Every part in every month that was read: where there is no record, there were none."""
    months = {month for month, _, _, _ in counts.rows}
    return {(month, part): None for month in sorted(months) for part in (*parts, ELSEWHERE)}


def _places(name: str, kind: str, breakdown: str, parts: Mapping[str, str], values: Values) -> Made:
    title = f"Street-level crime and anti-social behaviour {kind}"
    made = _source(name, title, breakdown, {**parts, ELSEWHERE: "Elsewhere"}, values)
    return replace(made, remainder=ELSEWHERE, publication=replace(PUBLICATION, limits=_OF_PLACES))


def _values(keys: Mapping[Key, None], counts: Counts, part: Callable[[str, str], str]) -> Values:  # type: ignore[no-untyped-def]
    found: dict[Key, dict[str, int]] = {key: dict.fromkeys(COLUMNS, 0) for key in sorted(keys)}
    for (month, force, crime_type, lsoa), number in counts.rows.items():
        cells = found[month, part(lsoa, force)]
        cells[column(crime_type)] += number
        cells["all_crime"] += number
        cells["crime_without_asb"] += 0 if crime_type == CRIME_TYPES[0] else number
    return found


def _source(name: str, title: str, breakdown: str, parts: Mapping[str, str], values: Values) -> Made:
    return Made(name, title, "month", breakdown, parts, COLUMNS, values, "all_crime", PUBLICATION, OBTAINED, checks=CHECKS)


def _name(force: str, counts: Counts) -> str:
    return forces()[force].name if force in forces() else " / ".join(sorted(counts.names[force]))


# ── what is said of them ──────────────────────────────────────────────────────────────────────────────────────────────
def _doubts(whole: Made, made: list[Made], origin: Mapping[Key, str]) -> list[Doubtful]:
    """Doubts of the counts of forces, told of each source that is made of them; of a month, where its parts are places."""
    expected = Expected(LEAST, lambda key: origin.get(key, "street files"))
    found = []
    for doubt in doubts(whole, expected):
        for each in made:
            key = doubt.key if each.name == whole.name else next(key for key in each.rows if key[0] == doubt.key[0])
            found.append(Doubtful(each.name, key, each.control, doubt.told))
    return found


def _report(files: list[Published], counts: Counts) -> Iterator[str]:
    """Control totals: rows in all, and of each force and type."""
    yield f"Read {counted(len(files), 'street file')} with {several(sum(counts.rows.values()), 'row')}."
    spanned = sorted({month for month, _, _, _ in counts.rows})
    for force in sorted(counts.names):
        mine, months = Counter[str](), set[str]()
        for month, crime_type, _, number in counts.of_force[force]:
            mine[crime_type] += number
            months.add(month)
        expected = [m for m in Span(spanned[0], spanned[-1]).periods if m not in months]
        names, long = " / ".join(sorted(counts.names[force])), counted(len(months), "month")
        yield f"{force} ({names}): {long}, {min(months)} to {max(months)}"
        yield f"  gaps: {months_of(expected) or 'none'}"
        crime = mine.total() - mine[CRIME_TYPES[0]]
        types = "; ".join(f"{each.lower()} {mine[each]:,}" for each in CRIME_TYPES)
        yield f"  all crime {mine.total():,}; without anti-social behaviour {crime:,}; {types}"


def _outside_lines(counts: Counts, lookup: Lookup) -> Iterator[str]:
    """Of each force, the rows outside its area, without a place, and with the code of a small area that there is no longer."""
    if not (lookup.places and lookup.forces):
        return
    for force in sorted(counts.names):
        codes: Counter[str] = Counter()
        for _, _, lsoa, number in counts.of_force[force]:
            codes[lsoa] += number
        unplaced = codes.pop("", 0)
        places = list(outside(lookup, codes, force))
        old = sum(number for code, number in codes.items() if lookup.today.get(code) != code)
        unknown = sum(number for code, number in codes.items() if code not in lookup.areas)
        named = "; ".join(f"{name} {number:,}" for name, number in places[:4]) + (" …" if len(places) > 4 else "")
        away = sum(number for _, number in places)
        yield f"  {force}: {away:,} rows lie outside its area ({named or 'none'}); {unplaced:,} have no place"
        yield f"  {force}: {old:,} rows have the code of a small area that there is no longer; {unknown:,} one in no lookup"


def _name_warnings(names: Mapping[str, set[str]]) -> Iterator[str]:
    for force, given_names in sorted(names.items()):
        if len(given_names) > 1:
            yield f"the files of {force} say {' and '.join(sorted(given_names))}. Check that no file was renamed."


IMPORTER = Importer(
    name="police-uk",
    title="Crime and anti-social behaviour, month by month",
    reads="YYYY-MM-FORCE-street.csv, in folders or ZIP archives as they were downloaded; not outcomes or stop and search.",
    download="https://data.police.uk/data/",
    renewed="monthly",
    read=read,
    options=(
        *OPTIONS,
        Option("by", "What to split by: force (default), area (local authority), lsoa. Repeat it.", many=True, choices=BY),
        Option("lookup", "A lookup of small areas or local authorities. Repeat it.", "FILE", many=True, is_file=True),
    ),
    example='pcc import police-uk 2025-10.zip --force "Northshire Police"',
)
