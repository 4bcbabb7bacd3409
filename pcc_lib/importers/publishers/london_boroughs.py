"""Recorded offences of London's boroughs, from tables with a column for each month: a row for each month and borough.

Kinds of offences are added up. Months that two files tell otherwise, a gap between files, a borough or a kind that one of them
lacks are faults. Fraud and forgery, which the police counted until 2013 alone, are blank after that, and not in
`offences_without_fraud`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pcc_lib.core.errors import DataError, counted, raise_if
from pcc_lib.importers.asking import Expected, doubts
from pcc_lib.importers.borough_tables import (
    ALL,
    ALL_BUT_FRAUD,
    COLUMNS,
    FRAUD,
    MAJORS,
    Counts,
    column,
    merged,
    months_of,
    read_boroughs,
)
from pcc_lib.importers.given import Given
from pcc_lib.importers.seam import LICENCE, Asked, Column, Importer, Made, Publication, Reading
from pcc_lib.importers.tables import raise_faults

UNIT = "offences"
LEAST = 1  # the airports have few offences in a month
PUBLICATION = Publication(
    producer="Metropolitan Police Service, published by the London Datastore",
    attribution=f"Contains data of the Metropolitan Police Service, published by the London Datastore under the {LICENCE}.",
    limits=(
        "Offences that the Metropolitan Police recorded, by the borough in which they happened. The City of London, which has a "
        "force of its own, is not among them. The London airports stand as an area of their own: nobody lives there. Fraud and "
        "forgery were counted until 2013 alone, so compare years without them. Recording practice changed over the years: more "
        "violence was recorded after 2014. An offence may be recorded in a later month than it happened."
    ),
    next_update="Monthly: import the new file of the latest 24 months; months that are held stay.",
)


def read(given: Given, _: Asked) -> Reading:
    """Read tables of boroughs; a DataError lists every fault of every file."""
    raise_if(DataError, given.faults)
    files = read_boroughs(given.files)
    tables = [file.table for file in files]
    raise_faults(tables)
    counts = merged(files)
    raise_faults(tables)
    names = sorted({borough for _, borough in counts})
    made = _source(counts, names)
    origin = {(month, borough_id(borough)): file.name for file in files for month, borough in file.counts}
    found = list(doubts(made, Expected(LEAST, lambda key: origin.get(key, "the files"))))
    return Reading([made], list(_report(counts, names)), doubts=found)


def borough_id(name: str) -> str:
    """The id of a borough: `Barking and Dagenham` is `barking-and-dagenham`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _source(counts: Counts, names: Sequence[str]) -> Made:
    columns = [name for name in COLUMNS if any(row[name] is not None for row in counts.values())]
    return Made(
        name="borough_offences",
        title="Recorded offences by borough",
        period="month",
        breakdown="area",
        parts={borough_id(name): name for name in names},
        columns={name: Column(COLUMNS[name], UNIT, required=name != column(FRAUD)) for name in columns},
        rows={(month, borough_id(borough)): {name: row[name] for name in columns} for (month, borough), row in counts.items()},
        control=ALL,
        publication=PUBLICATION,
        obtained="Kinds of offences added up by pcc import london-boroughs; the files stand under imported.",
        checks=tuple(_checks(columns)),
        areas=True,
    )


def _checks(columns: Sequence[str]) -> Iterator[dict[str, str]]:
    majors = " + ".join(column(kind) for kind in MAJORS)
    yield {"rule": f"{ALL_BUT_FRAUD} == {majors}", "says": "offences without fraud are not the sum of their kinds"}
    if column(FRAUD) in columns:
        rule = f"{ALL} == {ALL_BUT_FRAUD} + {column(FRAUD)}"
        yield {"rule": rule, "says": "all offences are not those without fraud, and fraud"}


def _report(counts: Counts, names: Sequence[str]) -> Iterator[str]:
    """Control totals: all offences of the first and last month, and of each kind in all."""
    months = months_of(counts)
    total = {name: sum(row[name] or 0 for row in counts.values()) for name in COLUMNS}
    ends = [
        f"{sum(row[ALL] or 0 for (held, _), row in counts.items() if held == month):,} in {month}"
        for month in (months[0], months[-1])
    ]
    yield f"{counted(len(names), 'area')}, {counted(len(months), 'month')} from {months[0]} to {months[-1]}."
    yield f"All offences: {', '.join(ends)}."
    yield "  " + "; ".join(f"{COLUMNS[name].lower()} {number:,}" for name, number in total.items() if number)


IMPORTER = Importer(
    name="london-boroughs",
    title="Recorded offences of London's boroughs, by month",
    reads="tables of the Metropolitan Police by borough (CSV, .gz, zipped) with a column for each month; several are joined.",
    download="https://data.london.gov.uk/dataset/recorded_crime_summary",
    renewed="monthly",
    read=read,
    wants="FILE",
    example='pcc import london-boroughs "MPS Borough Level Crime (Historical).csv" "MPS Borough Level Crime (most recent).csv"',
)
