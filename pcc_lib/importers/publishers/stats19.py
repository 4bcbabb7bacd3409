"""Road casualty data of the Department for Transport (STATS19): collisions and casualties by month and force, or local authority.

It reads the CSVs of collisions, and those of casualties beside them, of any year since 1979 and of all three sets of column
names. Killed and seriously injured are casualties and never collisions; casualties have their month and force from the collision
of their index. Severity-adjusted numbers stand beside the reported ones where the files have them: sums of probabilities, since
police forces changed how they record severity. Vehicles are not read, and forces of Scotland are left out and counted. A year
that has not all months or forces is asked about. A force without a collision in a month that the file has stands there with
nought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from pcc_lib.core.errors import DataError, Fault, raise_if
from pcc_lib.importers.choosing import FORCE, PREFER, YEARS, forces_asked, named, no_years, years_asked
from pcc_lib.importers.given import Given
from pcc_lib.importers.lookups import Lookup, lookup_of
from pcc_lib.importers.seam import LICENCE, Asked, Column, Importer, Key, Made, Number, Option, Publication, Reading
from pcc_lib.importers.stats19_files import AGAIN, Files, files_of
from pcc_lib.importers.stats19_joins import CASUALTY_KEY, COLLISION_KEY, casualties_of, doubled
from pcc_lib.importers.stats19_rows import Cell, Chosen, Total, Totals, Years, check_casualties, chosen_of, collisions_of
from pcc_lib.importers.stats19_telling import FATAL, SERIOUS, SLIGHT, ReadRows, doubts_of, force_of_cell, report_of, unlike

T = TypeVar("T")
EARLIEST = "2000"  # the first year that a source can have
SPLITS = {"force": "force", "area": "area", "highway": "highway"}
ELSEWHERE = "elsewhere"
COLLISIONS = {
    "all_collisions": Column("Road collisions in which somebody was hurt", "collisions", required=True),
    "fatal": Column("Fatal collisions", "collisions", required=True),
    "serious": Column("Serious collisions", "collisions", required=True),
    "slight": Column("Slight collisions", "collisions", required=True),
    "casualties": Column("Casualties in these collisions", "casualties", required=True),
    "adjusted_serious": Column("Serious collisions, severity-adjusted", "collisions", decimal=True),
    "adjusted_slight": Column("Slight collisions, severity-adjusted", "collisions", decimal=True),
}
CASUALTIES = {
    "all_casualties": Column("Road casualties", "casualties", required=True),
    "ksi": Column("Killed or seriously injured", "casualties", required=True),
    "killed": Column("Killed", "casualties", required=True),
    "seriously_injured": Column("Seriously injured", "casualties", required=True),
    "slightly_injured": Column("Slightly injured", "casualties", required=True),
    "adjusted_ksi": Column("Killed or seriously injured, severity-adjusted", "casualties", decimal=True),
    "adjusted_serious": Column("Seriously injured, severity-adjusted", "casualties", decimal=True),
    "adjusted_slight": Column("Slightly injured, severity-adjusted", "casualties", decimal=True),
}
_RULES = {
    "road_collisions": (
        {"rule": "all_collisions == fatal + serious + slight", "says": "collisions are not the sum of their severities"},
    ),
    "road_casualties": (
        {"rule": "ksi == killed + seriously_injured", "says": "killed or seriously injured are not the sum of the two"},
        {"rule": "all_casualties == ksi + slightly_injured", "says": "casualties are not the sum of their severities"},
    ),
}
PUBLICATION = Publication(
    producer="Department for Transport",
    attribution=f"Source: Department for Transport, road safety data (STATS19). Contains public sector information licensed "
    f"under the {LICENCE}.",
    limits="Collisions on public roads in which somebody was hurt and which the police know of; many slight ones are never "
    "reported. Forces changed how they record severity in different years: over such a change only severity-adjusted numbers can "
    "be compared. Those killed are who died within 30 days.",
    next_update="Yearly, in September: import the new files of the Department for Transport.",
    statistics="accredited official statistics",
)
OBTAINED = (
    "Counted by pcc import stats19 from road safety data of the Department for Transport; which files stands under imported."
)


def read(given: Given, asked: Asked) -> Reading:
    """Count collisions and casualties; a DataError lists every fault of every file."""
    by = asked.all("by") or ("force",)
    split = [each for each in ("area", "highway") if each in by]
    lookup = lookup_of(asked.all("lookup"))
    files = files_of(given)
    raise_if(DataError, _without_authority(files, split))
    found = _counted(given, files, split, asked)
    wanted = _wanted(found, asked)
    made = [each for kind in by for each in _made(kind, found, wanted, lookup)]
    several = [*doubts_of(made, found), *unlike(made, found)]
    return Reading(made, list(report_of(files, found)), several, [*files.warnings, *found.warnings])


def _without_authority(files: Files, split: Sequence[str]) -> Iterator[Fault]:
    for file in files.collisions:
        for each in split:
            if each not in file.columns:
                name = {"area": "local_authority_ons_district", "highway": "local_authority_highway"}[each]
                yield file.fault("row 1", f"has no column {name}, which --by {each} needs.", "Download the file of today's form.")


def _counted(given: Given, files: Files, split: Sequence[str], asked: Asked) -> ReadRows:
    first, last = years_asked(asked)
    every = collisions_of(given, files.collisions, split)
    years: list[Years] = [_within(each, max(first, EARLIEST), last or "9999") for each in every]
    if not any(years):
        raise DataError([no_years(asked, (year for each in every for year in each))])
    chosen = chosen_of(files.collisions, years, asked.one("prefer"))
    collisions = {cell: total for year, i in chosen.files.items() for cell, total in years[i][year].items()}
    faults = doubled(given, files.collisions, chosen, COLLISION_KEY)
    warnings = [*_earlier(every, first), *chosen.warnings]
    casualties = None
    if files.casualties:
        theirs = [_within(each, max(first, EARLIEST), last or "9999") for each in check_casualties(given, files.casualties)]
        casualties = _joined(given, files, split, (chosen, theirs, asked.one("prefer")), (faults, warnings))
    raise_if(DataError, faults)
    return ReadRows(collisions, casualties, {year: files.collisions[i].said for year, i in chosen.files.items()}, warnings)


def _within(years: Mapping[str, T], first: str, last: str) -> dict[str, T]:
    return {year: what for year, what in years.items() if first <= year <= last}


def _earlier(every: Sequence[Years], first: str) -> Iterator[str]:
    """What lies before the first month that a source can hold, where nobody asked for later years alone."""
    number = sum(total.rows for each in every for year, cells in each.items() if year < EARLIEST for total in cells.values())
    if number and first < EARLIEST:
        yield f"collisions before {EARLIEST} passed over ({number:,}): sources hold months from {EARLIEST}."


def _joined(
    given: Given,
    files: Files,
    split: Sequence[str],
    known: tuple[Chosen, Sequence[Mapping[str, int]], str],
    into: tuple[list[Fault], list[str]],
) -> Totals:
    """Casualties of the years of which there are collisions; those of other years are told, and those of no collision a fault."""
    (chosen, years, prefer), (faults, warnings) = known, into
    for file, each in zip(files.casualties, years, strict=True):
        alone = sorted(each.keys() - chosen.files.keys())
        if alone and len(alone) == len(each):
            faults.append(
                file.fault("", f"holds casualties of {_span(alone)}, and no file of these collisions is given.", "Give it too.")
            )
        elif alone:
            number = sum(each[year] for year in alone)
            warnings.append(f"casualties of {_span(alone)} passed over ({number:,}): no collisions of these years are given.")
    kept = [{year: number for year, number in each.items() if year in chosen.files} for each in years]
    mine = chosen_of(files.casualties, kept, prefer)
    faults += doubled(given, files.casualties, mine, CASUALTY_KEY)
    if faults or not mine.files:
        return {}
    warnings += mine.warnings
    found = casualties_of(given, (files.collisions, chosen), (files.casualties, mine), split)
    for (i, year), (number, example) in sorted(found.orphans.items()):
        what = f"has casualties of {year} that belong to no collision that is given: {number:,}, such as {example!r}."
        faults.append(files.casualties[i].fault("", what, "Give the files of collisions and casualties of one release. " + AGAIN))
    return found.totals


def _span(years: Sequence[str]) -> str:
    return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"


def _wanted(found: ReadRows, asked: Asked) -> set[str]:
    there = {force for cell in found.collisions if (force := force_of_cell(cell))}
    if not there:
        raise DataError(
            [
                Fault(
                    next(iter(found.chosen.values())),
                    "",
                    "holds no force of England and Wales.",
                    "Give the file of Great Britain.",
                )
            ]
        )
    return forces_asked(asked, there)


# ── sources ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _made(kind: str, found: ReadRows, wanted: set[str], lookup: Lookup) -> Iterator[Made]:
    """The sources of one split: collisions, and casualties where they were given."""

    def part(cell: Cell) -> str:
        code = {"force": force_of_cell(cell), "area": cell.area, "highway": cell.highway}[kind]
        if kind == "force":
            return code
        return ELSEWHERE if code in ("", "-1", "NULL") else lookup.local[code].id if code in lookup.local else code.lower()

    mine = {cell: total for cell, total in found.collisions.items() if force_of_cell(cell) in wanted}
    keys = _keys(found.collisions, mine, part)
    names = _names(kind, mine, part, lookup)
    yield _source("road_collisions", kind, names, _values(keys, mine, part, _collision_numbers))
    if found.casualties is not None:
        theirs = {cell: total for cell, total in found.casualties.items() if force_of_cell(cell) in wanted}
        years = {cell.month[:4] for cell in found.casualties}
        several = {key: None for key in keys if key[0][:4] in years}
        yield _source("road_casualties", kind, names, _values(several, theirs, part, _casualty_numbers))


def _keys(every: Iterable[Cell], mine: Iterable[Cell], part: Callable[[Cell], str]) -> dict[Key, None]:
    """Every part of a year in every month of it that the files have."""
    months: dict[str, set[str]] = defaultdict(set)
    parts: dict[str, set[str]] = defaultdict(set)
    for cell in every:
        months[cell.month[:4]].add(cell.month)
    for cell in mine:
        parts[cell.month[:4]].add(part(cell))
    return {(month, each): None for year in sorted(months) for month in sorted(months[year]) for each in sorted(parts[year])}


def _names(kind: str, cells: Iterable[Cell], part: Callable[[Cell], str], lookup: Lookup) -> dict[str, str]:
    codes = {part(cell): {"area": cell.area, "highway": cell.highway}.get(kind, "") for cell in cells}
    names = {id: lookup.local[code].name if code in lookup.local else code for id, code in codes.items()}
    if kind == "force":
        names = {id: named(id) for id in codes}
    elsewhere = {ELSEWHERE: "No authority known"} if ELSEWHERE in codes else {}
    return {id: names[id] for id in sorted(codes.keys() - {ELSEWHERE})} | elsewhere


def _values(
    keys: Mapping[Key, None],
    cells: Totals,
    part: Callable[[Cell], str],
    numbers: Callable[[Mapping[str, Total], bool], dict[str, Number]],
) -> dict[Key, dict[str, Number]]:
    sums: dict[Key, dict[str, Total]] = {key: {each: Total() for each in (FATAL, SERIOUS, SLIGHT)} for key in keys}
    unknown = {(cell.month, part(cell)) for cell in cells if not cell.known}
    adjusted = any(cell.known for cell in cells)
    for cell, total in cells.items():
        sums[cell.month, part(cell)][cell.severity].add(total.rows, total.casualties, total.serious, total.slight)
    found = {key: numbers(total, key not in unknown) for key, total in sums.items()}
    return found if adjusted else {key: {n: v for n, v in each.items() if "adjusted" not in n} for key, each in found.items()}


def _collision_numbers(total: Mapping[str, Total], known: bool) -> dict[str, Number]:
    rows = {severity: each.rows for severity, each in total.items()}
    return {
        "all_collisions": sum(rows.values()),
        "fatal": rows[FATAL],
        "serious": rows[SERIOUS],
        "slight": rows[SLIGHT],
        "casualties": sum(each.casualties for each in total.values()),
        **_adjusted(total, known),
    }


def _casualty_numbers(total: Mapping[str, Total], known: bool) -> dict[str, Number]:
    rows = {severity: each.rows for severity, each in total.items()}
    adjusted = _adjusted(total, known)
    serious = adjusted["adjusted_serious"]
    return {
        "all_casualties": sum(rows.values()),
        "ksi": rows[FATAL] + rows[SERIOUS],
        "killed": rows[FATAL],
        "seriously_injured": rows[SERIOUS],
        "slightly_injured": rows[SLIGHT],
        "adjusted_ksi": None if serious is None else round(rows[FATAL] + serious, 2),
        **adjusted,
    }


def _adjusted(total: Mapping[str, Total], known: bool) -> dict[str, Number]:
    """Sums of probabilities, to two decimals; blank where a row has none."""
    serious, slight = sum(each.serious for each in total.values()), sum(each.slight for each in total.values())
    return {
        "adjusted_serious": float(round(serious, 2)) if known else None,
        "adjusted_slight": float(round(slight, 2)) if known else None,
    }


def _source(name: str, kind: str, parts: Mapping[str, str], rows: Mapping[Key, Mapping[str, Number]]) -> Made:
    columns = COLLISIONS if name == "road_collisions" else CASUALTIES
    there = {column for cells in rows.values() for column in cells}
    title = "Road collisions" if name == "road_collisions" else "Road casualties"
    of = {"area": " by local authority", "highway": " by highway authority"}.get(kind, "")
    made = Made(
        name + ("" if kind == "force" else f"_{kind}s"), title + of, "month", kind, parts,
        {n: c for n, c in columns.items() if n in there}, rows, next(iter(columns)), PUBLICATION, OBTAINED, checks=_RULES[name],
    )  # fmt: skip
    return replace(made, remainder=ELSEWHERE if ELSEWHERE in parts else "")


IMPORTER = Importer(
    name="stats19",
    title="Road collisions and casualties by month and force",
    reads="CSVs of collisions, and of casualties beside them, with the column names of any year; vehicles are not read.",
    download="https://www.data.gov.uk/dataset/cb7ae6f0-4be6-4935-9277-47e5ce24a11f/road-accidents-safety-data",
    renewed="yearly",
    read=read,
    options=(
        Option(
            "by",
            "What to split by: force (default), area (local authority), highway. Repeat it.",
            many=True,
            choices=tuple(SPLITS),
        ),
        FORCE,
        YEARS,
        Option("lookup", "A lookup that names local authorities. Repeat it.", "FILE", many=True, is_file=True),
        PREFER,
    ),
    wants="FILE",
    example="pcc import stats19 dft-road-casualty-statistics-collision-2023.csv dft-road-casualty-statistics-casualty-2023.csv",
)
