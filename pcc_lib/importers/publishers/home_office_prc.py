"""Police recorded crime open data of the Home Office: offences by force, financial quarter and offence code.

It reads the table by police force area (from 2012/13) and makes a row for each force and quarter: crime without fraud, the groups
of offences, and their subgroups. Counts below nought are kept: they are corrections, made in the quarter in which a force found
that an offence of an earlier one was none, and only with them are years right. ` -00 ` is none. Several rows of one code are
added where the code is of several offences (`1/4.1/4.10/4.2`, homicide), else a row that stands twice is refused. Bodies without
an area are left out, and named with their numbers. Fraud is theirs since 2013; where forces have rows of it, it stands in columns
of its own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pcc_lib.core.errors import DataError, Fault, counted, raise_if, suggest
from pcc_lib.importers.asking import Expected, doubts
from pcc_lib.importers.choosing import FORCE, PREFER, YEARS, Joined, ReadTable, joined, names_of, rows_asked
from pcc_lib.importers.counted_rows import Form, Group, Problem, Tally, tallies_of
from pcc_lib.importers.faults import capped, shown
from pcc_lib.importers.forces import force_of, forces
from pcc_lib.importers.given import Given, GivenFile
from pcc_lib.importers.headers import Headed, headed, plain_column, raw_header
from pcc_lib.importers.seam import LICENCE, Asked, Column, Doubtful, Importer, Key, Made, Number, Publication, Reading
from pcc_lib.importers.workbook_rows import ENDINGS as WORKBOOKS
from pcc_lib.importers.workbook_rows import sheets_as_csv

WANTED = {
    "year": ("financial_year",),
    "quarter": ("financial_quarter",),
    "force": ("force_name",),
    "group": ("offence_group",),
    "subgroup": ("offence_subgroup",),
    "code": ("offence_code",),
    "number": ("number_of_offences",),
}
FRAUD = "Fraud offences"
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
SUBGROUPS = (
    "Homicide",
    "Death or serious injury - unlawful driving",
    "Violence with injury",
    "Violence without injury",
    "Stalking and harassment",
    "Rape offences",
    "Other sexual offences",
    "Robbery of business property",
    "Robbery of personal property",
    "Domestic burglary",
    "Non-domestic burglary",
    "Residential burglary",
    "Non-residential burglary",
    "Theft of a motor vehicle",
    "Theft from a vehicle",
    "Vehicle interference",
    "Theft from the person",
    "Bicycle theft",
    "Shoplifting",
    "Other theft offences",
    "Criminal damage",
    "Arson",
    "Trafficking of drugs",
    "Possession of drugs",
)
BODIES = ("Action Fraud", "CIFAS", "UK Finance", "Financial Fraud Action UK", "National Fraud Intelligence Bureau")
TOTAL, WITH_FRAUD = "crime_without_fraud", "crime_with_fraud"
COLUMNS = {
    TOTAL: Column("Crime without fraud", "offences", required=True),
    **{plain_column(each): Column(each, "offences", negative=True) for each in GROUPS},
    **{plain_column(each): Column(each, "offences", negative=True) for each in SUBGROUPS},
    plain_column(FRAUD): Column(FRAUD, "offences", negative=True),
    WITH_FRAUD: Column("Crime with fraud", "offences"),
}
CHECKS = ({"rule": f"{TOTAL} == {' + '.join(map(plain_column, GROUPS))}", "says": "crime is not the sum of its groups"},)
AGAIN = "Download it again from the Home Office, as CSV."
LEAST = 100  # offences of a quarter: the City of London, the smallest force, had 1,345
MOST = 2_000_000  # groups: some 24,000 a year
_COUNT = r"-?\d{1,3}(?:,\d{3}){1,2}|-?\d{1,9}|-"
PUBLICATION = Publication(
    producer="Home Office",
    attribution=f"Source: Home Office, police recorded crime open data. Contains public sector information licensed under the "
    f"{LICENCE}.",
    limits="Offences as forces recorded them in each quarter: a number below nought corrects an earlier quarter. What is "
    "recorded depends on recording practice as well as on crime. Fraud is recorded by national bodies, not by forces. Kinds of "
    "burglary changed in April 2017.",
    next_update="Quarterly: import the new table of the Home Office.",
    statistics="official statistics",
)
OBTAINED = "Read by pcc import home-office-prc from open data tables of the Home Office; which they were stands under imported."


def _odd(row: Mapping[str, str]) -> str:
    return "" if re.fullmatch(_COUNT, row["number"].strip()) else f"?{row['number']}"


_ODD = (
    f"CASE WHEN regexp_full_match(trim(coalesce(\"number\", '')), '{_COUNT}') THEN '' ELSE '?' || coalesce(\"number\", '') END",
    _odd,
)


def _problems(group: Group, file: Headed) -> Iterator[Problem]:
    year, quarter, force, kind, _, _, odd = group
    match = re.fullmatch(r"(20\d{2})/(\d{2})", year.strip())
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        yield Problem("Financial Year", f"{shown(year)} is no financial year", "It must be like 2017/18.")
    if quarter.strip() not in ("1", "2", "3", "4"):
        yield Problem("Financial Quarter", f"{shown(quarter)} is no quarter", "It must be 1, 2, 3 or 4.")
    if force_of(force) is None and force.strip() not in BODIES:
        names = [*(each.name for each in forces().values()), *BODIES]
        yield Problem("Force Name", f"{shown(force)} is no police force", suggest(force, names))
    if kind.strip() not in (*GROUPS, FRAUD):
        yield Problem("Offence Group", f"{shown(kind)} is not known", suggest(kind, GROUPS))
    if odd:
        todo = "Compare the cell with the publication: a count is whole, and none is -00."
        yield Problem("Number of Offences", f"{shown(odd[1:])} is not a count", todo)


BY = ("year", "quarter", "force", "group", "subgroup", "code", "odd")


def read(given: Given, asked: Asked) -> Reading:
    """Open data tables as a source of financial quarters; a DataError lists every fault of every file."""
    files, others = _files(given)
    tables: list[ReadTable] = []
    rows: dict[Key, int] = {}
    report: list[str] = []
    strange: Counter[str] = Counter()
    for file in files:
        form = Form(file.columns, BY, _problems, {"odd": _ODD}, AGAIN, ("number",), MOST, headed=True)
        groups = tallies_of(given, [file], form)[0]
        raise_if(DataError, _twice(file, groups))
        table, several = _table(file, groups, strange)
        tables.append(table)
        rows |= several
        report += [f"Read {file.said}: {sum(t[0] for t in groups.values()):,} rows.", *_report(groups)]
    found = joined(tables, asked.one("prefer"))
    kept = rows_asked(found, asked)
    made = _made(kept)
    several_doubts = [*doubts(made, Expected(LEAST, found.said_of)), *_short(made, rows, found)]
    return Reading([made], report, several_doubts, [*found.warnings, *_warnings(kept, strange, others)])


def _files(given: Given) -> tuple[list[Headed], int]:
    """The CSVs of recorded crime; a DataError tells what each other file lacks."""
    faults, found, others = list(given.faults), list[Headed](), 0
    for file in (each for one in given.files for each in _tables(given, one, faults)):
        if not file.name.lower().endswith((".csv", *WORKBOOKS)):
            others += 1
            continue
        header = raw_header(file, AGAIN)
        known = header if isinstance(header, Fault) else headed(file, header, WANTED, AGAIN)
        if isinstance(known, Headed):
            found.append(known)
        else:
            faults += [known] if isinstance(known, Fault) else known
    if not found and not faults:
        faults.append(given.files[0].fault("", "is no CSV of recorded crime.", "Give the open data table by police force area."))
    raise_if(DataError, faults)
    return found, others


def _tables(given: Given, file: GivenFile, faults: list[Fault]) -> list[GivenFile]:
    """A file, or the sheets of a workbook that hold rows of offences."""
    if file.name.lower().endswith(".xls"):
        faults.append(file.fault("", "is an old workbook (XLS).", "Save each sheet of rows as CSV (UTF-8), and give these."))
        return []
    if not file.name.lower().endswith(WORKBOOKS):
        return [file]
    try:
        return sheets_as_csv(given, file, ("Financial Year", "Force Name"))
    except DataError as error:
        faults += error.faults
        return []


def _twice(file: Headed, groups: Mapping[Group, Tally]) -> list[Fault]:
    """Rows that stand more often than their code has offences."""
    several: Counter[tuple[str, ...]] = Counter()
    for group, tally in groups.items():
        several[tuple(cell.strip() for cell in group[:6])] += tally[0]
    faults = [
        file.fault(f"{key[0]} quarter {key[1]}, {key[2]}, offence code {shown(key[5])}", f"stands in {number:,} rows.", AGAIN)
        for key, number in several.items()
        if number > key[5].count("/") + 1
    ]
    return capped(faults, lambda more: file.fault("", f"and {more:,} more rows stand twice.", AGAIN))


def _table(file: Headed, groups: Mapping[Group, Tally], strange: Counter[str]) -> tuple[ReadTable, dict[Key, int]]:
    """The numbers of forces, and how many rows each force has in a quarter. strange: subgroups that have no column, with their
    rows."""
    found: dict[Key, dict[str, Number]] = defaultdict(dict)
    rows: Counter[Key] = Counter()
    for (year, quarter, name, kind, subgroup, *_), (several, number) in groups.items():
        force = force_of(name)
        if force is None or not force.has_area:
            continue
        key = (period_of(year, quarter), force.id)
        rows[key] += several
        within = subgroup.strip() if subgroup.strip() in SUBGROUPS else ""
        if not within and subgroup.strip() != kind.strip():
            strange[subgroup.strip()] += several
        totals = (WITH_FRAUD,) if kind.strip() == FRAUD else (TOTAL, WITH_FRAUD)
        for column in (*totals, plain_column(kind), *([plain_column(within)] if within else [])):
            found[key][column] = (found[key].get(column) or 0) + int(number)
    with_fraud = any(plain_column(FRAUD) in cells for cells in found.values())
    for cells in found.values():
        if not with_fraud:  # it is recorded by others: with it is not known of a force
            cells.pop(WITH_FRAUD, None)
        cells.setdefault(TOTAL, 0)
    return ReadTable(file.file, dict(found)), dict(rows)


def period_of(year: str, quarter: str) -> str:
    """`2017-18-Q1` of `2017/18` and `1`."""
    return f"{year.strip().replace('/', '-')}-Q{quarter.strip()}"


def _made(rows: Mapping[Key, Mapping[str, Number]]) -> Made:
    there = {name for cells in rows.values() for name in cells}
    columns = {name: column for name, column in COLUMNS.items() if name in there}
    checks = CHECKS if set(map(plain_column, GROUPS)) <= there else ()
    return Made(
        "recorded_crime", "Police recorded "
        "crime", "quarter", "force", names_of(rows), columns, rows, TOTAL, PUBLICATION, OBTAINED,
        checks=checks,
    )  # fmt: skip


# ── what is said ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _short(made: Made, rows: Mapping[Key, int], found: Joined) -> Iterator[Doubtful]:
    """Forces that have fewer rows in a quarter than most, or none where they have some in another of the year: a file cut
    short."""
    usual = {period: Counter(n for (p, _), n in rows.items() if p == period).most_common(1)[0][0] for period in made.periods}
    for key in made.rows:
        if rows.get(key, 0) < usual[key[0]]:
            seen = f"has {rows.get(key, 0):,} rows, and most forces {usual[key[0]]:,}: the file may be cut short."
            yield _doubt(made, key, seen, found)
    for period in made.periods:
        year = {part for other, part in made.rows if other[:7] == period[:7]}
        here = {part for other, part in made.rows if other == period}
        if gone := sorted(year - here):
            some = f"such as {made.parts[gone[0]]}"
            seen = f"{counted(len(gone), 'force')} of this year have no row, {some}: the file may be cut short."
            yield _doubt(made, (period, min(here)), seen, found)


def _doubt(made: Made, key: Key, seen: str, found: Joined) -> Doubtful:
    sure = f"If it is right all the same, say --sure {made.name}; to leave it as a gap, --without {key[0]}."
    return Doubtful(made.name, key, TOTAL, Fault(found.said_of(key), f"{made.parts[key[1]]}, {key[0]}", seen, sure))


def _report(groups: Mapping[Group, Tally]) -> Iterator[str]:
    """Control totals: of each quarter crime without fraud of forces, what others recorded, and all rows; of each group all
    rows."""
    whole: Counter[str] = Counter()
    mine: Counter[str] = Counter()
    others: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: Counter[str] = Counter()
    for (year, quarter, name, kind, *_), (_, number) in groups.items():
        period, force = period_of(year, quarter), force_of(name)
        whole[period] += int(number)
        kinds[kind.strip()] += int(number)
        if force is None or not force.has_area:
            others[period][name.strip()] += int(number)
        elif kind.strip() != FRAUD:
            mine[period] += int(number)
    for period in sorted(whole):
        left = "; ".join(f"{name} {number:,}" for name, number in sorted(others[period].items()))
        yield f"  {period}: {mine[period]:,} offences without fraud; left out {left or 'nobody'}; {whole[period]:,} in all rows"
    yield "  all rows: " + "; ".join(f"{kind.lower()} {kinds[kind]:,}" for kind in (*GROUPS, FRAUD) if kind in kinds)


def _warnings(rows: Mapping[Key, Mapping[str, Number]], strange: Mapping[str, int], others: int) -> Iterator[str]:
    below = [
        f"{name} of {part}, {period} {n}" for (period, part), cells in rows.items() for name, n in cells.items() if (n or 0) < 0
    ]
    if below:
        yield f"{counted(len(below), 'number')} below nought kept, as corrections of earlier quarters: {_few(below)}."
    for subgroup, number in strange.items():
        yield f"the subgroup {shown(subgroup)} has no column of its own; its {number:,} rows are in their group."
    if others:
        yield f"{counted(others, 'other file')} passed over."


def _few(several: Sequence[str], most: int = 6) -> str:
    return "; ".join(several[:most]) + (f"; and {len(several) - most:,} more" if len(several) > most else "")


IMPORTER = Importer(
    name="home-office-prc",
    title="Recorded crime by force, quarter and offence",
    reads="CSVs or workbooks (ODS, XLSX) of 'Police recorded crime open data: police force area tables' (from 2012/13), plain, "
    "packed or zipped; not the tables by community safety partnership.",
    download="https://www.gov.uk/government/statistics/police-recorded-crime-open-data-tables",
    renewed="quarterly",
    read=read,
    options=(FORCE, YEARS, PREFER),
    wants="FILE",
    example="pcc import home-office-prc prc-pfa-mar2013-onwards.csv --years 2017..2023",
)
