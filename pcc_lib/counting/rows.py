"""The rows of incidents that a counted cell is made of."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pcc_lib.core.files import worded
from pcc_lib.counting.asked import MOST_MIB, Asked
from pcc_lib.counting.plain import opened_text
from pcc_lib.inputs.tables import header_of

MOST = 20  # rows that are named


@dataclass(frozen=True)
class CountedRows:
    """How many rows of a file make up some cells, and the numbers of the first of them, the heading being a row too."""

    file: str
    total: int
    first: tuple[int, ...]

    @property
    def told(self) -> str:
        """`data/incidents/crimes.csv, 213 rows: 2, 19, 33 …`."""
        more = " …" if self.total > len(self.first) else ""
        rows = f": {', '.join(map(str, self.first))}{more}" if self.first else ""
        return f"{self.file}, {self.total:,} row{'' if self.total == 1 else 's'}{rows}"


def rows_counted(asked: Asked, column: str, months: Collection[str], parts: Collection[str]) -> CountedRows | None:
    """The rows that a column of a source counts, of some months and parts; None where the rows are not in the project, or the
    column is not counted. Their file has passed the check: what is no such row is passed over here."""
    if column not in asked.how.columns or not asked.project.exists(asked.file):
        return None
    first, total = [], 0
    for number in _numbers(asked, column, set(months), set(parts)):
        total += 1
        if total <= MOST:
            first.append(number)
    return CountedRows(asked.file, total, tuple(first))


def _numbers(asked: Asked, column: str, months: set[str], parts: set[str]) -> Iterator[int]:
    about, where = asked.about, asked.how.columns[column]
    ids = asked.ids(asked.names)
    with worded("read", asked.file), opened_text(asked, asked.project.place_of(asked.file, MOST_MIB)) as text:
        records = csv.reader(text, strict=True, **about.dialect.control.reading)
        above = [next(records, []) for _ in range(about.dialect.header_row)]
        at = {column: place for place, column in enumerate(header_of(above, asked.file, about)[0])}
        day, part, others = at[asked.how.date], at[asked.part], [(at[name], set(values)) for name, values in where.items()]
        for number, row in enumerate(records, len(above) + 1):
            if len(row) == len(at) and not about.dialect.passes_over(number, row) and row[day].strip()[:7] in months:
                mine = ids.get(row[part].strip(), row[part].strip())
                same = ((mine if place == part else row[place].strip()) in values for place, values in others)
                if mine in parts and all(same):
                    yield number
