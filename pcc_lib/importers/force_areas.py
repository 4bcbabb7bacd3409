"""Recorded crime and residents of police force areas to two sources: a row for each year and force.

The crime table is the yearly one of the Office for National Statistics (Year ending, Area name, a column for each kind of
offence); the population table lists areas with the force that polices them. Both mix forces with regions and countries:
only forces are kept, and their sums are held against the printed total of the country.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from pcc_lib.core.csv_cells import csv_of
from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.importers.writing import package_warnings, shown, write_together

CRIME, POPULATION = "force_crime", "force_population"
YEAR_ENDING = re.compile(r"Year ending (January|February|March|April|May|June|July|August|September|October|November|December)")
MID_YEAR = re.compile(r"Mid-(20\d{2})")
YEAR = re.compile(r"20\d{2}")
WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
AREA, TOTAL, COUNTRY = "Area name", "Total recorded crime (excluding fraud)", "ENGLAND AND WALES"
GROUPS = (
    "Violence against the person",
    "Sexual offences",
    "Robbery",
    "Theft offences",
    "Criminal damage and arson",
    "Drug offences",
    "Possession of weapons offences",
    "Public order offences",
    "Miscellaneous crimes",
)
KINDS = (
    "Homicide",
    "Death or serious injury - unlawful driving",
    "Violence with injury",
    "Violence without injury",
    "Stalking and harassment",
    "Burglary",
    "Residential burglary",
    "Non-residential burglary",
    "Vehicle offences",
    "Theft from the person",
    "Bicycle theft",
    "Shoplifting",
    "Other theft offences",
)
NO_RESIDENTS = ("British Transport Police",)  # a force that polices railways, not an area in which people live
WIDER = ("Country", "Region")
DISTRICTS = ("Non-metropolitan District", "Unitary Authority", "Metropolitan District", "London Borough")
MAX_BYTES = 64 * 1024 * 1024  # far above any genuine table
MAX_FAULTS = 20  # told per file: a file with more is wrong as a whole
LICENCE = "Open Government Licence v3.0"
ATTRIBUTION = f"Source: Office for National Statistics licensed under the {LICENCE}."
PRODUCER = "Office for National Statistics"
CRIME_LIMITS = (
    "Crimes that the police recorded, without fraud; recording practice differs between forces and over the years. Blank "
    "cells are crimes that the producer does not give for that year, not noughts. Residential burglary is not counted alike "
    "before and after 2017. British Transport Police is left out, because it polices no area with residents."
)
POPULATION_LIMITS = (
    "Residents in the middle of the year, summed to the areas of the forces. People who come to work, study or visit are not "
    "counted: where few live and many come, a rate for each resident means little."
)
Row = tuple[int, list[str]]  # row number as a spreadsheet shows it, and its cells


@dataclass
class Table:
    """A CSV as read: its name, header, rows, and the faults found in it."""

    name: str
    header: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: str, found: str, todo: str) -> None:
        """Note a fault at a place in this file."""
        self.faults.append(Fault(self.name, place, found, todo))

    def at(self, column: str) -> int:
        """The position of a column."""
        return self.header.index(column)

    def number(self, row: Row, i: int) -> int | None:
        """A count in a cell, with or without thousands commas and `.00`; None where it is blank."""
        text = re.sub(r"\.0*$", "", row[1][i].strip())
        if not text:
            return None
        if not WHOLE.fullmatch(text):
            self.fault(
                f"row {row[0]}, column {self.header[i]}",
                f"{shown(row[1][i])} is not a whole number.",
                "Correct the cell, or leave it blank where the number is not known.",
            )
            return None
        return int(text.replace(",", ""))


Values = dict[tuple[str, str], dict[str, int | None]]  # (year, force): number by column


@dataclass(frozen=True)
class ForceAreas:
    """What was read: names of the forces by id, crimes by year, force and column, residents by year and force."""

    ends: str
    names: Mapping[str, str]
    crimes: Values
    columns: Mapping[str, str]
    residents: Values


@dataclass(frozen=True)
class ImportReport:
    """What an import read and wrote; `str()` is the report that is printed."""

    written: tuple[Path, ...]
    read: ForceAreas
    left_out: tuple[str, ...]
    warnings: tuple[str, ...]

    def __str__(self) -> str:
        crimes, residents = (_years(v) for v in (self.read.crimes, self.read.residents))
        latest = {
            name: sum(row[column] or 0 for (year, _), row in values.items() if year == years[-1])
            for name, values, years, column in (
                ("crimes", self.read.crimes, crimes, _column(TOTAL)),
                ("residents", self.read.residents, residents, "population"),
            )
        }
        lines = [
            f"{len(self.read.names)} forces. Left out: {', '.join(self.left_out) or 'nothing'}.",
            f"Crimes: years ending {self.read.ends}, {crimes[0]} to {crimes[-1]}; {latest['crimes']:,} in the last.",
            f"Residents: mid-{residents[0]} to mid-{residents[-1]}; {latest['residents']:,} in the last.",
            *(f"Warning: {w}" for w in self.warnings),
        ]
        return "\n".join([*lines, f"Wrote {', '.join(p.name for p in self.written)}."])


def import_force_areas(
    recorded: Path | str, population: Path | str, *, out_dir: Path | str, lookup: Path | str | None = None
) -> ImportReport:
    """Write `force_crime` and `force_population` into `out_dir` from a crime table and a population table.

    Residents are summed by the population table's own column of forces (PFA) or, where `lookup` is given, from its
    districts, by a lookup of districts to force areas. A DataError lists every fault of every file; a ReportError names a
    place that cannot be written. In both cases the former sources stay as they were.
    """
    crime_table, people_table = _table(Path(recorded)), _table(Path(population))
    lookup_table = _table(Path(lookup)) if lookup else None
    tables = [t for t in (crime_table, people_table, lookup_table) if t is not None]
    _raise(tables)
    years = _population_header(people_table)
    ends, columns = _crime_header(crime_table)
    by_district = _lookup(lookup_table) if lookup_table else {}
    _raise(tables)
    wider = _wider(people_table)
    forces = _forces(crime_table, wider)
    residents = _residents(people_table, years, by_district, forces, lookup_table)
    crimes = _crimes(crime_table, columns, {*wider, *NO_RESIDENTS})
    _raise(tables)
    _check_groups(crime_table, crimes, columns)
    _check_country(crime_table, columns, wider)
    _check_residents(people_table, years, residents)
    _raise(tables)
    names = {force_id(name): name for name in sorted(forces)}
    read = ForceAreas(ends, names, _by_id(crimes), columns, _by_id(residents))
    out = Path(out_dir)
    texts = _texts(out, read, [t.name for t in tables])
    write_together(texts)
    left_out = [f"{len(wider)} countries and regions", *(n for n in NO_RESIDENTS if n in _areas(crime_table))]
    return ImportReport(
        tuple(texts),
        read,
        tuple(left_out),
        (*_blank_warnings(read), *(w for p in texts if p.suffix == ".yml" for w in package_warnings(p))),
    )


def force_id(name: str) -> str:
    """The id of a force: `Avon and Somerset` is `avon-and-somerset`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def plain_force(name: str) -> str:
    """One spelling of a force's name: `Devon & Cornwall` and `London, City of` as the crime table has them."""
    name = name.strip().replace(" & ", " and ")
    return re.sub(r"^(.+), City of$", r"City of \1", name)


# Reading


def _table(path: Path) -> Table:
    """Header and rows of a CSV; nameless columns at its right end are dropped where they are empty."""
    table = Table(path.name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise OSError(None, "larger than any such table")
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True))
    except UnicodeDecodeError as error:
        table.fault("", f"byte 0x{error.object[error.start]:02x} is not UTF-8.", "Save the file as 'CSV UTF-8'.")
        return table
    except OSError as error:
        table.fault("", f"cannot be read ({error.strerror}).", "Name the CSV file.")
        return table
    except csv.Error as error:
        table.fault("", f"not CSV ({error}).", "Fetch the file again.")
        return table
    kept = [(i, [c.strip() for c in row]) for i, row in enumerate(rows, 1) if any(c.strip() for c in row)]
    if len(kept) < 2:
        table.fault("", "holds no rows.", "Fetch the file again.")
        return table
    table.header, table.rows = kept[0][1], kept[1:]
    _drop_nameless(table)
    return table


def _drop_nameless(table: Table) -> None:
    width = len(table.header)
    for number, row in table.rows:
        if len(row) != width:
            table.fault(f"row {number}", f"has {len(row)} cells, the header has {width}.", "Check the commas.")
    while not table.faults and table.header and not table.header[-1]:
        if any(row[-1] for _, row in table.rows):
            table.fault("row 1", f"column {len(table.header)} has values and no name.", "Name it, or empty it.")
            return
        table.header.pop()
        for _, row in table.rows:
            row.pop()


def _need(table: Table, wanted: Iterable[str]) -> None:
    for column in wanted:
        if column not in table.header:
            table.fault("row 1", f"the column '{column}' is missing.", suggest(column, [h for h in table.header if h]))
    for column in dict.fromkeys(h for h in table.header if h and table.header.count(h) > 1):
        table.fault("row 1", f"the column '{column}' stands twice.", "Keep one.")


def _crime_header(table: Table) -> tuple[str, dict[str, str]]:
    """The month that the years end in, and the columns to keep: title to name in the source."""
    _need(table, (AREA, TOTAL))
    found = YEAR_ENDING.fullmatch(table.header[0])
    if not found:
        table.fault(
            "row 1, column 1",
            f"{shown(table.header[0])} does not say which month the years end in.",
            "It must be like 'Year ending September'.",
        )
        return "", {}
    return found[1], {title: _column(title) for title in table.header if title in (TOTAL, *GROUPS, *KINDS)}


def _population_header(table: Table) -> dict[str, str]:
    """Columns of residents: title to year."""
    _need(table, ("Name", "PFA", "Geography"))
    years = {title: found[1] for title in table.header if (found := MID_YEAR.fullmatch(title))}
    if not years:
        table.fault("row 1", "no column is named like 'Mid-2023'.", "Give the mid-year estimates.")
    return years


def _lookup(table: Table) -> dict[str, str]:
    """Force by district, from a lookup whose columns are named `ltla24_name`, `pfa24_name` or `LAD16NM`, `PFA16NM`."""
    at = [
        next((i for i, h in enumerate(table.header) if re.fullmatch(form, h, re.IGNORECASE)), None)
        for form in (r"l(?:tla|ad)\d\d_?na?me?", r"pfa\d\d_?na?me?")
    ]
    if None in at:
        table.fault("row 1", "has no columns of district and force names.", "They are named like LAD16NM and PFA16NM.")
        return {}
    return {row[at[0]]: plain_force(row[at[1]]) for _, row in table.rows}


def _areas(table: Table) -> list[str]:
    return list(dict.fromkeys(row[table.at(AREA)] for _, row in table.rows))


def _wider(table: Table) -> dict[str, Row]:
    """Countries and regions, by the name that the crime table gives them."""
    return {row[1][table.at("PFA")]: row for row in table.rows if row[1][table.at("Geography")] in WIDER}


def _forces(table: Table, wider: Mapping[str, Row]) -> list[str]:
    return [name for name in _areas(table) if name not in wider and name not in NO_RESIDENTS]


def _crimes(table: Table, columns: Mapping[str, str], leave_out: set[str]) -> Values:
    found: Values = {}
    for row in table.rows:
        year, area = row[1][0], row[1][table.at(AREA)]
        if not YEAR.fullmatch(year):
            table.fault(f"row {row[0]}, column 1", f"{shown(year)} is not a year.", "Write it like 2024.")
        elif area not in leave_out:
            if (year, area) in found:
                table.fault(f"row {row[0]}", f"{year}, {shown(area)} stands twice.", "Keep one row.")
            found[year, area] = {name: table.number(row, table.at(title)) for title, name in columns.items()}
    return found


def _residents(
    table: Table, years: Mapping[str, str], by_district: Mapping[str, str], forces: Sequence[str], lookup: Table | None
) -> Values:
    """Residents of each force and year, summed over the rows of its areas."""
    found: Values = defaultdict(lambda: {"population": 0})
    seen: set[str] = set()
    for row in table.rows:
        force = _force_of(table, row, by_district, lookup)
        if force is None:
            continue
        if force not in forces:
            table.fault(
                f"row {row[0]}, column {'Name' if lookup else 'PFA'}",
                f"{shown(force)} is not a force of the crime table.",
                f"{suggest(force, forces)} Correct it, or give a lookup of districts to force areas (--lookup).",
            )
            continue
        seen.add(force)
        for title, year in years.items():
            number = table.number(row, table.at(title))
            if number is None:
                table.fault(f"row {row[0]}, column {title}", "is blank.", "Every area needs its residents.")
            found[year, force]["population"] += number or 0  # type: ignore[operator]
    for force in forces:
        if force not in seen:
            table.fault(
                "",
                f"no area belongs to the force {shown(force)} of the crime table.",
                suggest(force, sorted(seen)) if seen else "",
            )
    return dict(found)


def _force_of(table: Table, row: Row, by_district: Mapping[str, str], lookup: Table | None) -> str | None:
    """The force that a row's residents count for; None for a row that other rows sum up or divide."""
    name, pfa, geography = (row[1][table.at(c)] for c in ("Name", "PFA", "Geography"))
    if lookup is None:
        return plain_force(pfa) if pfa and geography not in WIDER else None
    if geography not in DISTRICTS:
        return None
    if name not in by_district:
        lookup.fault("", f"does not have the district {shown(name)} of {table.name}, row {row[0]}.", suggest(name, by_district))
        return None
    return by_district[name]


# Checking sums


def _check_groups(table: Table, crimes: Values, columns: Mapping[str, str]) -> None:
    """All crime is the sum of its nine groups."""
    parts = [columns[g] for g in GROUPS if g in columns]
    for (year, force), row in crimes.items():
        held = [row[p] for p in parts]
        if len(parts) == len(GROUPS) and None not in held and sum(held) != row[columns[TOTAL]]:  # type: ignore[arg-type]
            table.fault(
                f"{year}, {force}",
                f"all crime is {row[columns[TOTAL]]}, its groups sum to {sum(held):,}.",  # type: ignore[arg-type]
                "Compare the row with the release it comes from.",
            )


def _check_country(table: Table, columns: Mapping[str, str], wider: Mapping[str, Row]) -> None:
    """The forces of a year sum to the country that the table itself prints."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    printed: dict[tuple[str, str], int] = {}
    for row in table.rows:
        area = row[1][table.at(AREA)]
        for title in columns:
            number = table.number(row, table.at(title))
            if area == COUNTRY and number is not None:
                printed[row[1][0], title] = number
            elif area not in wider:
                sums[row[1][0], title] += number or 0
    for (year, title), number in printed.items():
        if sums[year, title] != number:
            table.fault(
                f"{year}, column {title}",
                f"the forces sum to {sums[year, title]:,}, the row {COUNTRY} says {number:,}.",
                "A row is missing, wrong, or counted twice.",
            )


def _check_residents(table: Table, years: Mapping[str, str], residents: Values) -> None:
    country = _wider(table).get(COUNTRY)
    for title, year in years.items() if country else ():
        held, said = (
            sum(row["population"] or 0 for (y, _), row in residents.items() if y == year),
            table.number(country, table.at(title)),
        )
        if said is not None and held != said:
            table.fault(
                f"column {title}",
                f"the forces sum to {held:,}, the row {COUNTRY} says {said:,}.",
                "An area is missing, wrong, or counted twice.",
            )


def _raise(tables: Iterable[Table]) -> None:
    faults: list[Fault] = []
    for table in tables:
        own = list(dict.fromkeys(table.faults))
        more = [Fault(table.name, "", f"and {len(own) - MAX_FAULTS:,} more faults.", "Is it the right file?")]
        faults += own[:MAX_FAULTS] + (more if len(own) > MAX_FAULTS else [])
    raise_if(DataError, faults)


# Writing


def _column(title: str) -> str:
    """The source column of a title of the crime table."""
    return "all_crime" if title == TOTAL else re.sub(r"\W+", "_", title.lower())


def _years(values: Values) -> list[str]:
    return sorted({year for year, _ in values})


def _by_id(values: Values) -> Values:
    return {(year, force_id(name)): row for (year, name), row in sorted(values.items())}


def _blank_warnings(read: ForceAreas) -> list[str]:
    """Forces and columns without numbers: they stay blank, and no figure is worked out from them."""
    whole = [(y, f) for (y, f), row in read.crimes.items() if all(v is None for v in row.values())]
    rest = {k: row for k, row in read.crimes.items() if k not in whole}
    said = [f"{read.names[force]}: nothing is given for {year}." for year, force in whole]
    for column in read.columns.values():
        blank = sorted({year for (year, _), row in rest.items() if row[column] is None})
        if blank:
            said.append(f"{column}: blank in {', '.join(blank)}.")
    return said


def _texts(out: Path, read: ForceAreas, files: Sequence[str]) -> dict[Path, str]:
    crime_columns = list(read.columns.values())
    crime = _descriptor(
        CRIME,
        f"Recorded crime by police force area, years ending {read.ends}",
        read.crimes,
        read.names,
        {name: title for title, name in read.columns.items()},
        "crimes",
        files[0],
        CRIME_LIMITS,
        "published",
    )
    crime |= {
        "year_ends": read.ends,
        "gaps": [{"force": f, "year": y} for (y, f), row in read.crimes.items() if all(v is None for v in row.values())],
    }
    groups = [c for t, c in read.columns.items() if t in GROUPS]
    if len(groups) == len(GROUPS):
        crime["checks"] = [{"rule": f"all_crime == {' + '.join(groups)}", "says": "all crime is not the sum of its groups"}]
    people = _descriptor(
        POPULATION,
        "Residents by police force area, middle of the year",
        read.residents,
        read.names,
        {"population": "Residents"},
        "people",
        " and ".join(files[1:]),
        POPULATION_LIMITS,
        "computed",
    )
    return {
        out / f"{CRIME}.csv": _csv_text(read.crimes, crime_columns, "published"),
        out / f"{CRIME}.resource.yml": _yaml(crime),
        out / f"{POPULATION}.csv": _csv_text(read.residents, ["population"], "computed"),
        out / f"{POPULATION}.resource.yml": _yaml(people),
    }


def _csv_text(values: Values, columns: Sequence[str], kind: str) -> str:
    rows = ([year, force, *(row[c] for c in columns), kind, ""] for (year, force), row in values.items())
    return csv_of(["year", "force", *columns, "kind", "status"], rows)


def _yaml(descriptor: Mapping[str, object]) -> str:
    return yaml.safe_dump(dict(descriptor), sort_keys=False, allow_unicode=True, width=110)


def _descriptor(
    name: str,
    title: str,
    values: Values,
    names: Mapping[str, str],
    titles: Mapping[str, str],
    unit: str,
    file: str,
    limits: str,
    kind: str,
) -> dict[str, object]:
    fields = [
        {"name": "year", "type": "string", "title": "Year", "constraints": {"required": True, "pattern": r"20\d{2}"}},
        {
            "name": "force",
            "type": "string",
            "title": "Force",
            "description": "; ".join(f"{id}: {said}" for id, said in names.items()),
            "constraints": {"required": True, "enum": list(names)},
        },
        *(
            {"name": column, "type": "integer", "title": said, "unit": unit, "constraints": {"minimum": 0}}
            for column, said in titles.items()
        ),
        {"name": "kind", "type": "string", "constraints": {"required": True, "enum": [kind]}},
        {"name": "status", "type": "string", "constraints": {"enum": ["e", "p", "r"]}},
    ]
    how = "Rows of the forces" if kind == "published" else "Sums of the areas of each force"
    safe = re.sub(r"[^\w .,()+-]", "?", file)
    return {
        "name": name,
        "title": title,
        "path": f"{name}.csv",
        "format": "csv",
        "encoding": "utf-8",
        "schema": {"primaryKey": ["year", "force"], "missingValues": [""], "fields": fields},
        "producer": PRODUCER,
        "licence": LICENCE,
        "attribution": ATTRIBUTION,
        "obtained": f"{how} in {safe}; countries and regions left out.",
        "period": "year",
        "breakdown": "force",
        "first": _years(values)[0],
        "last": _years(values)[-1],
        "limits": limits,
        "next_update": "Yearly: import the new tables.",
    }
