"""What each source of a quarter was expected to have, has, and is told to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import inner
from pcc_lib.inputs.history import earlier
from pcc_lib.inputs.measures import Measure, measure_ids, read_measure
from pcc_lib.inputs.models.quarter import Late, QuarterFile
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import Source, read_source, source_names
from pcc_lib.preparing.months import Key, Rows, Supply, expected, is_of, measure_rows, reason, source_rows
from pcc_lib.preparing.work import Work
from pcc_lib.writing.still import reason_words


def history_of(folders: Iterator[QuarterFolder]) -> list[QuarterFile]:
    """What quarters say of their sources, in their order; files that cannot be read are passed over."""
    found = []
    for folder in folders:
        try:
            found.append(folder.about)
        except ReportError:
            continue  # told with the faults of that quarter
    return found


def supplies(folder: QuarterFolder) -> list[Supply]:
    """Every source that a quarter tells, and each measure with a month of its own; sources that cannot be read are left out, as
    their faults are told."""
    about, history = folder.about, history_of(earlier(folder))
    found = [_supply(folder, key, rows, history) for key, rows in _keys(folder.project, about, history)]
    behind = {each.key.source: each.behind for each in found if not each.key.measure}
    return [  # a measure cannot come before its source: where it is no further behind, the source's lack is all there is to tell
        each for each in found if not each.key.measure or not 0 < each.behind <= behind.get(each.key.source, 0)
    ]


def _supply(folder: QuarterFolder, key: Key, rows: Rows, history: Sequence[QuarterFile]) -> Supply:
    about = folder.about
    before = next((period for each in history if (period := key.told_in(each))), "")
    wanted = expected(key, rows, history, about.written_on)
    said = reason(about, key, wanted)
    why = (said.because, said.held_back, _said_in(folder, said)) if said else ("", False, "")
    there = rows.last_to(about.written_on[:7])
    return Supply(key, before, wanted, there, key.told_in(about), *why, calendar=rows.calendar)


def _said_in(folder: QuarterFolder, late: Late) -> str:
    """The quarter whose words a reason is, where it was copied with the file: one that it names itself, else an earlier one that
    said the same of the same period, times aside; nothing where it is this quarter's. That it still holds can be said once by
    `confirmed`; after that it needs words of its own."""
    if late.confirmed not in ("", str(folder.quarter)):
        return late.confirmed
    for before in earlier(folder):
        said = [each for about in history_of(iter([before])) for each in about.late if _what(each) == _what(late)]
        if any(each.confirmed or not late.confirmed for each in said):
            return str(before.quarter)
    return ""


def _what(late: Late) -> tuple[str, ...]:
    return late.source, late.measure, inner(late.expected), reason_words(late.because)


def _keys(project: Project, about: QuarterFile, history: Sequence[QuarterFile]) -> Iterator[tuple[Key, Rows]]:
    months = [each.reporting_months for each in (about, *history[:1])]
    named = {name for each in months for name in each.sources}
    for name in (name for name in source_names(project) if name in named):
        source = _source(project, name)
        if source:
            yield Key(name), source_rows(source)
    for id in sorted({id for each in months for id in each.measures}):
        measure = _measure(project, id)
        source = _source(project, measure.source) if measure else None
        if measure and source:
            yield Key(source.name, id), measure_rows(measure, source)


def _source(project: Project, name: str) -> Source | None:
    """A source, where it can be read."""
    try:
        return read_source(project, name)
    except ReportError:
        return None


def _measure(project: Project, id: str) -> Measure | None:
    """A measure with a source, where its file is sound."""
    try:
        measure = read_measure(project, id) if id in measure_ids(project) else None
    except ReportError:
        return None
    return measure if measure and measure.source in source_names(project) else None


def open_months(folder: QuarterFolder, found: Sequence[Supply]) -> Iterator[Work]:
    """The date of writing that nobody gave, and each source without the period that was expected."""
    file = f"{folder.name}/quarter.yml"
    if folder.about.provisional:
        told = f"{folder.written_on} was worked out; nobody has given it."
        yield Work(file, "written_on", told, "Correct it, and take the line `provisional` out.", kind="date")
    for each in found:
        if each.is_open:
            yield _late(folder, each) if each.state == "late" else _not_told(folder, each)
    yield from _idle(folder, found)


def _late(folder: QuarterFolder, each: Supply) -> Work:
    """A source whose expected period is not in the data."""
    known = f"ends in {each.written(each.there)}" if each.there else "has no value"
    told = f"{known}, and {each.written(each.expected)} was expected{_given(each)}."
    or_else = _say_why(each, "because: …")
    if each.said_in:
        still = f"confirmed: {folder.quarter} in its entry under `late` in quarter.yml"
        or_else = f"if that reason still holds, write {still} (a second time: words of this quarter)"
    todo = f"Bring it in: pcc receive FILE --source {each.key.source}; or {or_else}"
    return Work(f"data/sources/{each.key.source}.csv", each.key.name, told, todo, kind="months")


def _not_told(folder: QuarterFolder, each: Supply) -> Work:
    """A source of which the data hold a newer period than the quarter tells."""
    told = f"tells {each.written(each.told)}, and the data hold {each.written(each.there)}."
    if each.because:
        told = f"{told.removesuffix('.')}, though `late` says why {_which(each)} is not there{_given(each)}."
    more = f"confirmed: {folder.quarter}, " if each.said_in else ""
    todo = f"Run: pcc new {folder.quarter} --months; or {_say_why(each, f'held_back: true, {more}because: …')}"
    return Work(f"{folder.name}/quarter.yml", each.key.name, told, todo, kind="months")


def _say_why(each: Supply, more: str) -> str:
    what = "measure" if each.key.measure else "source"
    entry = f"{{{what}: {each.key.name}, expected: {quoted(each.written(each.expected))}, {more}}}"
    return f"say why under `late` in quarter.yml: {entry}"


def _which(each: Supply) -> str:
    """The period that a reason is given for, where it is another than the newest of the data."""
    return "it" if each.there == each.expected else each.written(each.expected)


def _given(each: Supply) -> str:
    return f"; its reason is the one that {each.said_in} gave" if each.said_in else ""


def _idle(folder: QuarterFolder, found: Sequence[Supply]) -> Iterator[Work]:
    """Entries that explain nothing: the period that they are of is told by now, or another one was expected."""
    for number, late in enumerate(folder.about.late, 1):
        each, wanted = next((each for each in found if is_of(late, each.key)), None), inner(late.expected)
        if each is None or not each.told or len(each.told) != len(wanted):
            continue
        says = f"says why {each.key.name} tells no {late.expected}, and "
        if each.told >= wanted:
            told, todo = f"it tells {each.written(each.told)}.", "Take the entry out."
        elif each.state != "first" and wanted != each.expected:
            period = each.written(each.expected)
            told, todo = f"{period} was expected.", f"If the reason is of {period}, write that; else take the entry out."
        else:
            continue
        yield Work(f"{folder.name}/quarter.yml", f"late {number}", f"{says}{told}", todo, kind="months")


def quoted(period: str) -> str:
    """A period as YAML must have it: a year would be read as a number."""
    return period if len(period) == 7 and period[4] == "-" else f'"{period}"'
