"""Recorded offences by borough as the London Datastore publishes them: a row for each kind and borough, a column for each month.

Files come compressed (`.csv.gz`) or plain, each with a run of months of its own. What does not fit is a fault of its file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pcc_lib.core.calendars import MONTHLY
from pcc_lib.core.errors import suggest
from pcc_lib.core.quarters import shift
from pcc_lib.importers.faults import shown
from pcc_lib.importers.given_files import GivenFile
from pcc_lib.importers.tables import Row, Table, read_table

MAJOR, MINOR = "MajorText", "MinorText"
BOROUGH = ("LookUp_BoroughName", "BoroughName")  # what the publisher has called the column over the years
MONTH = re.compile(r"(20\d{2})(0[1-9]|1[0-2])")
COUNT = re.compile(r"\d{1,9}")
FRAUD = "Historical Fraud and Forgery"  # in the older files alone: it is no longer counted by the police since 2013
MAJORS = (
    "Arson and Criminal Damage",
    "Burglary",
    "Drug Offences",
    "Miscellaneous Crimes Against Society",
    "Possession of Weapons",
    "Public Order Offences",
    "Robbery",
    "Sexual Offences",
    "Theft",
    "Vehicle Offences",
    "Violence Against the Person",
)
# minor kinds with a column of their own; the others are counted in their major kind
MINORS = (
    "Domestic Burglary",
    "Burglary Business and Community",
    "Violence with Injury",
    "Violence without Injury",
    "Homicide",
    "Robbery of Personal Property",
    "Theft from Person",
    "Shoplifting",
    "Bicycle Theft",
    "Theft from a Motor Vehicle",
    "Theft or Taking of a Motor Vehicle",
    "Criminal Damage",
    "Rape",
    "Public Fear Alarm or Distress",
    "Possession of Article with Blade or Point",
)
ALL, ALL_BUT_FRAUD = "all_offences", "offences_without_fraud"
FETCH_AGAIN = "Fetch the file again from the London Datastore."

Counts = dict[tuple[str, str], dict[str, int | None]]  # (month, borough): number by column of the source; None is blank


def column(kind: str) -> str:
    """The source column of a kind of offence."""
    return re.sub(r"\W+", "_", kind.lower())


COLUMNS: Mapping[str, str] = {
    ALL: "All offences",
    ALL_BUT_FRAUD: "All offences without fraud and forgery",
    **{column(kind): kind for kind in (*MAJORS, FRAUD, *MINORS)},
}


@dataclass
class BoroughTable:
    """One file: its months (`2010-04`) in their order, its boroughs, and the numbers of each."""

    table: Table
    months: list[str] = field(default_factory=list)
    counts: Counts = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.table.name

    @property
    def boroughs(self) -> set[str]:
        """The boroughs that it has."""
        return {borough for _, borough in self.counts}


def read_boroughs(given: Iterable[GivenFile]) -> list[BoroughTable]:
    """Each file as it was read, the oldest first; what is wrong stands among the faults of its table."""
    files = [_read(file) for file in given]
    return sorted(files, key=lambda file: (file.months[:1], file.name))


def merged(files: Sequence[BoroughTable]) -> Counts:
    """The numbers of all files together; months that two files tell otherwise, or that none tells, are faults of theirs."""
    found: Counts = {}
    for file in files:
        for key, row in file.counts.items():
            if key in found and found[key] != row:
                file.table.fault(*_retold(key, found[key], row))
            found[key] = row
    for before, after in pairwise(files):
        if before.months and after.months and after.months[0] > shift(before.months[-1], 1):
            missing = f"{shift(before.months[-1], 1)} to {shift(after.months[0], -1)}"
            after.table.fault("row 1", f"the months {missing} are in no file.", "Name the file that holds them too.")
        for borough in sorted(before.boroughs ^ after.boroughs) if before.counts and after.counts else ():
            lacks = after if borough in before.boroughs else before
            lacks.table.fault("", f"has no row of {borough}, which another file has.", FETCH_AGAIN)
    return dict(sorted(found.items()))


def _retold(key: tuple[str, str], old: Mapping[str, int | None], new: Mapping[str, int | None]) -> tuple[str, str, str]:
    """What is told of a month that two files have with other numbers."""
    which = next(name for name in old if old[name] != new[name])
    found = f"{COLUMNS[which]} in {key[0]} is {new[which]}; the file before it has {old[which]}."
    return f"{key[1]}, {key[0].replace('-', '')}", found, "Leave one of the files out, or fetch both again."


# ── one file ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _read(given: GivenFile) -> BoroughTable:
    table = read_table(given)
    file = BoroughTable(table)
    if table.faults:
        return file
    where = next((name for name in BOROUGH if name in table.header), BOROUGH[0])
    table.need([MAJOR, MINOR, where])
    file.months = _months(table, where)
    if not table.faults:
        file.counts = _counts(table, where, file.months)
    return file


def _months(table: Table, where: str) -> list[str]:
    """The months of the header, each the one after the last."""
    months = []
    for name in (name for name in table.header if name not in (MAJOR, MINOR, where)):
        if not (found := MONTH.fullmatch(name)):
            table.fault("row 1", f"{shown(name)} is no month.", "A month is written like 201004; take other columns out.")
            continue
        month = f"{found[1]}-{found[2]}"
        if months and month != shift(months[-1], 1):
            table.fault("row 1", f"{name} follows {months[-1].replace('-', '')}.", "Each column is the month after the last.")
        months.append(month)
    if not months:
        table.fault("row 1", "names no month.", FETCH_AGAIN)
    return months


def _counts(table: Table, where: str, months: Sequence[str]) -> Counts:
    """The numbers of a file's rows by month and borough; every borough must have a row of every kind that the file has."""
    sums: dict[str, dict[str, list[int]]] = defaultdict(dict)
    seen: dict[tuple[str, str, str], int] = {}
    for row in table.rows:
        key = major, minor, borough = (table.text(row, MAJOR), table.text(row, MINOR), table.text(row, where))
        if (first := seen.setdefault(key, row.number)) != row.number:
            table.fault(f"row {row.number}", f"{minor} in {borough} stands in row {first} already.", "Keep one.")
        if major not in (*MAJORS, FRAUD):
            table.fault(f"row {row.number}, column {MAJOR}", f"{shown(major)} is no kind that is known.", suggest(major, MAJORS))
            continue
        numbers = list(_numbers(table, row, where))
        for name in _counted_in(major, minor):
            held = sums[borough].setdefault(name, [0] * len(numbers))
            sums[borough][name] = [a + b for a, b in zip(held, numbers, strict=True)]
    _whole(table, sums)
    return {} if table.faults else _by_month(sums, months)


def _counted_in(major: str, minor: str) -> list[str]:
    """The columns that a row is counted in."""
    own = [column(minor)] if minor in MINORS else []
    return [ALL, *([] if major == FRAUD else [ALL_BUT_FRAUD]), column(major), *own]


def _numbers(table: Table, row: Row, where: str) -> Iterator[int]:
    for name, cell in zip(table.header, row.cells, strict=True):
        if name in (MAJOR, MINOR, where):
            continue
        if COUNT.fullmatch(cell):
            yield int(cell)
            continue
        table.fault(f"row {row.number}, column {name}", f"{shown(cell)} is not a whole number from nought.", FETCH_AGAIN)
        yield 0


def _whole(table: Table, sums: Mapping[str, Mapping[str, Sequence[int]]]) -> None:
    """A fault for each borough without a row of a major kind that others have: the file is cut short, or rows were taken out."""
    majors = {name: kind for kind in (*MAJORS, FRAUD) for name in [column(kind)] if any(name in own for own in sums.values())}
    for borough, own in sums.items():
        for name, kind in majors.items():
            if name not in own:
                table.fault("", f"has no row of {kind} in {borough}, as other boroughs have: it may be cut short.", FETCH_AGAIN)


def _by_month(sums: Mapping[str, Mapping[str, Sequence[int]]], months: Sequence[str]) -> Counts:
    """Numbers by month and borough. A minor kind that a borough has no row of was never recorded there, and is nought; a kind
    that the whole file lacks is blank."""
    there = {name for own in sums.values() for name in own}
    none = {name: 0 if name in there else None for name in COLUMNS}
    return {
        (month, borough): none | {name: numbers[at] for name, numbers in own.items()}
        for at, month in enumerate(months)
        for borough, own in sums.items()
    }


def months_of(counts: Counts) -> list[str]:
    """The months of the numbers, in their order."""
    held = sorted({month for month, _ in counts})
    return list(MONTHLY.between(held[0], held[-1])) if held else []
