"""What earlier editions printed: `data/published/2023-24-Q3.csv`, one row a printed number.

There is one reader. The check asks for every fault of a file (`printed_rows`); figures are made with the rows that can be read,
so that a slip in one row does not hold back all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pcc_lib.core import numerals
from pcc_lib.core.errors import DataError, Fault, raise_if
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.models.body import Originals
from pcc_lib.inputs.models.rows import ForcedRow, PrintedRow
from pcc_lib.inputs.plan import QuarterFolder, quarter_names, read_rows, readable_rows
from pcc_lib.inputs.project import Project

FOLDER = "data/published"
FORCED = f"{FOLDER}/forced.csv"
PERCENTAGES = ("%", "percentage points")
_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
IN_SECONDS = {"minutes": 60, "hours": 3600}
_FIGURE = re.compile(r"(?P<measure>\w+)\.value(?:\.(?P<part>[a-z0-9_-]+))?(?:@(?P<month>\d{4}-\d\d))?")


@dataclass(frozen=True)
class Original:
    """A number that an original report prints: id of its row, the name of the figure that tells it here, its unit, and the step
    of its last digit."""

    id: str
    figure: str
    value: float
    unit: str
    step: float

    def worded(self, text: str, unit: str) -> str:
        """A text of this number with as many digits after the point as the original prints: `+9.06%` for `+9.1%`."""
        decimals = f"{self.step:.9f}".rstrip("0").partition(".")[2]
        shown = numerals.number(abs(self.value), len(decimals))
        return _NUMERAL.sub(shown, text, count=1) if unit in PERCENTAGES else text

    def is_told_in(self, unit: str) -> bool:
        """Whether a figure of this unit can tell it: a time may be printed in larger units, and a fact has more words."""
        larger = self.unit in IN_SECONDS and unit == "seconds"
        return larger or (self.unit, unit) == ("points", "percentage points") or f" {unit}".endswith(f" {self.unit}")

    def prints(self, value: float, unit: str) -> bool:
        """Whether a value, rounded as the original rounds, is this number; a time may be printed in larger units."""
        size = value / IN_SECONDS.get(self.unit, 1) if unit == "seconds" else value
        return abs(size - self.value) <= self.step / 2 + 1e-9

    def in_unit(self, unit: str) -> float:
        """The number, with a time in seconds where the unit is seconds, or a percentage, so that two times are alike."""
        return self.value * (IN_SECONDS.get(self.unit, 1) if unit in ("seconds", "%") else 1)


def follows(change: float, text: str, unit: str, ends: Sequence[Original]) -> bool:
    """Whether a change, by the digits of its text, is that from the first to the second of two printed numbers: in per cent of
    the first where its unit is `%` (also of percentages, whose difference is in percentage points), else their difference."""
    before, after = (end.in_unit(unit) for end in ends)
    if unit == "%" and not before:
        return False
    in_print = 100 * (after - before) / before if unit == "%" else after - before
    shown = _NUMERAL.search(text)
    digits = len(shown[0].partition(".")[2]) if shown else 0
    return numerals.rounded(in_print, digits) == numerals.rounded(change, digits)


@dataclass(frozen=True)
class Printed:
    """A value of a measure (or of a part, by its id) for one month, as an edition printed it. newest: the newest month that the
    edition told of the measure. step: the last digit that was printed; cells: where it stands."""

    part: str
    month: str
    newest: str
    value: float
    step: float
    cells: str

    def was(self, now: float) -> float:
        """What was printed; the value of today where both print alike, for a rounded number is no revision."""
        return now if abs(now - self.value) <= self.step / 2 + 1e-9 else self.value


def printed_before(folder: QuarterFolder, measure: Measure) -> list[Printed]:
    """What editions before this quarter printed of a measure's own values, in its own unit. Other rows say nothing of it."""
    project = folder.project
    named = set(project.names(FOLDER))  # a folder of kept sources bears a quarter's name too
    earlier = [quarter for quarter in quarter_names(project) if quarter < str(folder.quarter)]
    return [each for quarter in earlier if f"{quarter}.csv" in named for each in _of(project, f"{quarter}.csv", measure)]


def originals(folder: QuarterFolder, measure: str) -> list[Original]:
    """What the original report of this quarter prints of a measure; none where there is no such record."""
    return [row for row in all_originals(folder) if row.figure.startswith(f"{measure}.")]


def all_originals(folder: QuarterFolder) -> list[Original]:
    """What the original report of this quarter prints, as far as a row says by which figure it is told here."""
    project, name = folder.project, f"{folder.quarter}.csv"
    return project.once((FOLDER, name), lambda: [original_of(row) for row in _rows(project, name) if row.figure])


def original_of(row: PrintedRow) -> Original:
    """A row as the number that it is."""
    return Original(row.id, row.figure, float(row.printed), row.unit, _step(row))


def has_original(folder: QuarterFolder) -> bool:
    """Whether it is recorded what the original report of this quarter printed."""
    return f"{folder.quarter}.csv" in folder.project.names(FOLDER)


def original_of_another(folder: QuarterFolder) -> Quarter | None:
    """The quarter whose original report printed the figures, where it is not this one: the last before it, else the first after
    it. None where it is this one, or where no quarter has a record of what its original prints."""
    named = set(folder.project.names(FOLDER))
    recorded = [Quarter.parse(name) for name in quarter_names(folder.project) if f"{name}.csv" in named]
    if not recorded or folder.quarter in recorded:
        return None
    return max((each for each in recorded if each < folder.quarter), default=recorded[0])


def names_of_originals(folder: QuarterFolder) -> Originals:
    """What the pages of a quarter call, after `the`, the report that printed the figures, the one that tells of progress, and the
    plan. What another quarter's original printed is named with that quarter; progress is then told by this quarter's own report.
    """
    names, other = folder.project.body.originals, original_of_another(folder)
    return names._replace(printed=f"{names.printed} of {other.label}", progress=Originals().progress) if other else names


def forced(project: Project) -> list[ForcedRow]:
    """What printed figures and statements force the methods to find on reconstructed months (none where nobody lists it)."""
    return read_rows(project, FORCED, ForcedRow)


def printed_rows(project: Project, quarter: str) -> list[PrintedRow]:
    """The rows of what the original report of a quarter prints; a DataError lists every fault."""
    rows, faults = _read(project, f"{quarter}.csv")
    raise_if(DataError, faults)
    return rows


def printed_value(project: Project, file: str, id: str) -> float | None:
    """The number of a row, as the ledger names it; None where there is none."""
    return next((float(row.printed) for row in _rows(project, file) if row.id == id), None)


def _of(project: Project, name: str, measure: Measure) -> Iterator[Printed]:
    newest = QuarterFolder(project, Quarter.parse(name.removesuffix(".csv"))).reporting_month(measure)
    for row in _rows(project, name):
        told = _FIGURE.fullmatch(row.figure)
        if not (told and newest and told["measure"] == measure.id):
            continue
        if row.basis == "level" and row.unit == measure.unit:
            cells = f"{FOLDER}/{name}#id={row.id};column=printed"
            yield Printed(told["part"] or "", told["month"] or newest, newest, float(row.printed), _step(row), cells)


def _rows(project: Project, name: str) -> list[PrintedRow]:
    """The rows of one edition that can be read; none where it has no such record."""
    return _read(project, name)[0] if name in project.names(FOLDER) else []


def _read(project: Project, name: str) -> tuple[list[PrintedRow], list[Fault]]:
    file = f"{FOLDER}/{name}"
    return project.once((file,), lambda: readable_rows(project, file, PrintedRow))


def _step(row: PrintedRow) -> float:
    return 10.0 ** -len(row.printed.partition(".")[2])
