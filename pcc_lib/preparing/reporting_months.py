"""The reporting months of a new quarter: the last period of each source that was known on the date of writing."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter, months_between, shift
from pcc_lib.inputs.measures import Measure, measure_ids, read_measure
from pcc_lib.inputs.models.quarter import QuarterFile
from pcc_lib.inputs.plan import QUARTERS, QuarterFolder, quarter_names
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import Source, read_source, source_names
from pcc_lib.preparing.months import Key, expected, known_by, measure_rows, source_rows
from pcc_lib.preparing.supplies import history_of


@dataclass(frozen=True)
class Told:
    """The period that a new quarter tells of a source, or of a measure that lags behind it, as its file writes it.

    expected: the newer one that was expected, where there is none; note: what else is to be known of it.
    """

    key: Key
    period: str
    expected: str = ""
    note: str = ""

    @property
    def comment(self) -> str:
        """What its line in the file says besides."""
        return f"{self.expected} was expected" if self.expected else self.note


@dataclass(frozen=True)
class Past:
    """What other quarters told: those before the new one, the newest first, and those after it."""

    earlier: tuple[QuarterFile, ...]
    later: tuple[QuarterFile, ...] = ()

    @property
    def any(self) -> tuple[QuarterFile, ...]:
        """Those by which it is judged how late a source used to be."""
        return self.earlier or self.later


def folders_beside(project: Project, quarter: Quarter) -> tuple[list[QuarterFolder], list[QuarterFolder]]:
    """The folders before a quarter, the newest first, and those after it, the oldest first."""
    there = [name for name in quarter_names(project) if project.exists(f"{QUARTERS}/{name}/quarter.yml")]
    found = [QuarterFolder(project, Quarter.parse(name)) for name in there]
    before = [folder for folder in found if folder.quarter < quarter]
    return before[::-1], [folder for folder in found if quarter < folder.quarter]


def past_of(project: Project, quarter: Quarter) -> Past:
    """What the quarters beside one told; files that cannot be read are passed over."""
    before, after = folders_beside(project, quarter)
    return Past(tuple(history_of(iter(before))), tuple(history_of(iter(after))))


def provisional_date(project: Project, quarter: Quarter, past: Past) -> str:
    """A date of writing where nobody gave one: as far into the quarter as the last report's was into its own, and not before the
    newest month of the data that the quarter holds; without an earlier report, the quarter's last day."""
    last = quarter.months[2]
    if not past.earlier:
        return _last_day(last)
    before = past.earlier[0].written_on
    here = Quarter.of(before[:7])
    month = shift(before[:7], months_between(here.months[0], quarter.months[0]))
    day = min(int(before[8:]), int(_last_day(month)[8:]))
    newest = _newest_month(project)
    return max(f"{month}-{day:02d}", _last_day(newest)) if month < newest <= last else f"{month}-{day:02d}"


def reporting_months(project: Project, written_on: str, past: Past) -> list[Told]:
    """What a new quarter tells of each source, in the order of the quarter before, and of each measure that had its own month; in
    a first quarter of each measure whose values end before its source's.

    A source that cannot be read keeps the month that was told before.
    """
    measures, told = _measures(project), []
    wanted = [m.source for m in measures] + [m.population.partition(".")[0] for m in measures if m.population]
    before = list(past.earlier[0].reporting_months.sources) if past.earlier else []
    for name in dict.fromkeys([*before, *wanted]):
        if name in source_names(project):
            told += _of_source(project, name, written_on, past)
    known = {each.key.source: each.period for each in told}
    own = set(past.earlier[0].reporting_months.measures) if past.earlier else {m.id for m in measures}
    lagging = (m for m in measures if m.id in own and m.source in known and not m.of)
    return [*told, *(each for m in lagging for each in _of_measure(project, m, known[m.source], (written_on, past)))]


def late(told: Sequence[Told]) -> list[Told]:
    """Those without the period that was expected; a measure cannot come before its source, and is not told beside it."""
    sources = {each.key.source for each in told if each.expected and not each.key.measure}
    return [each for each in told if each.expected and not (each.key.measure and each.key.source in sources)]


def _of_source(project: Project, name: str, written_on: str, past: Past) -> Iterator[Told]:
    key = Key(name)
    source = _read(project, name)
    if source is None:
        before = next((period for about in past.earlier if (period := key.told_in(about))), "")
        if before:
            yield Told(key, before, note="the source cannot be read, so this is what was told before")
        return
    rows = source_rows(source)
    period = known_by(key, rows, past.any, written_on)
    if period:
        hoped = expected(key, rows, past.earlier, written_on)
        yield Told(key, source.calendar.written(period), source.calendar.written(hoped) if hoped > period else "")


def _of_measure(project: Project, measure: Measure, of_source: str, asked: tuple[str, Past]) -> Iterator[Told]:
    """A measure whose last value is before the period that its source is told to."""
    written_on, past = asked
    source = _read(project, measure.source)
    if source is None:
        return
    key, rows = Key(measure.source, measure.id), measure_rows(measure, source)
    period = known_by(key, rows, past.any, written_on)
    if period and period < source.calendar.read(of_source):
        hoped = expected(key, rows, past.earlier, written_on)
        yield Told(key, source.calendar.written(period), source.calendar.written(hoped) if hoped > period else "")


def _newest_month(project: Project) -> str:
    """The newest month of which any source of months has a row; nothing where there is none."""
    found = (_read(project, name) for name in source_names(project))
    return max((source.last_period for source in found if source and source.calendar.monthly), default="")


def _measures(project: Project) -> list[Measure]:
    """The measures with a source, whose files are sound."""
    found = []
    for id in measure_ids(project):
        try:
            measure = read_measure(project, id)
        except ReportError:
            continue  # told with the faults of definitions
        found += [measure] if measure.source else []
    return found


def _read(project: Project, name: str) -> Source | None:
    try:
        return read_source(project, name)
    except ReportError:
        return None


def _last_day(month: str) -> str:
    """The last day of a month; nothing of none."""
    return f"{month}-{monthrange(int(month[:4]), int(month[5:7]))[1]:02d}" if month else ""
