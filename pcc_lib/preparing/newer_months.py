"""Data that came after a quarter was begun: its `quarter.yml` brought forward, line by line, and nothing else in it touched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import day_label, inner
from pcc_lib.core.same_lines import respliced
from pcc_lib.inputs.kept import is_kept
from pcc_lib.inputs.measures import measure_ids, read_measure
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.quarter import QuarterFile
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import read_source
from pcc_lib.inputs.yaml_adding import node_at, with_key, with_value, without_key
from pcc_lib.inputs.yaml_reader import parse_yaml
from pcc_lib.preparing.months import Key, is_of, known_by, measure_rows
from pcc_lib.preparing.open_work import open_work
from pcc_lib.preparing.reporting_months import Past, past_of, reporting_months
from pcc_lib.preparing.supplies import quoted, supplies

MONTHS, SOURCES, MEASURES = "reporting_months", "sources", "measures"
SHOWN = 6  # that are named in a line
# what `pcc new` wrote beside a month, which is not so any more where the month moves
_NOTE = re.compile(r"[ \t]*# (?:\S+ was expected|the source cannot be read, so this is what was told before)[ \t]*$")


@dataclass(frozen=True)
class Behind:
    """A month of `quarter.yml` that is older than the data, of a source or a measure (`kind`): its name, what is told (nothing
    where it has no line), and what would be, as the source's file writes it."""

    kind: str
    name: str
    told: str
    there: str

    def __str__(self) -> str:
        return f"{self.name} {self.told} → {self.there}" if self.told else f"{self.name} {self.there} (new)"


def behind(folder: QuarterFolder) -> list[Behind]:
    """The months of a quarter that the data are ahead of by its date of writing; those held back on purpose are left out."""
    project, about, past = folder.project, folder.about, past_of(folder.project, folder.quarter)
    now = reporting_months(project, folder.written_on, past)
    found = [_behind(about, MEASURES if each.key.measure else SOURCES, each.key.name, each.period) for each in now]
    ends = {each.key.source: each.period for each in now if not each.key.measure}
    told = {each.key.measure for each in now}
    for id in (id for id in about.reporting_months.measures if id not in told and id in measure_ids(project)):
        if period := _of_measure(project, id, ends, (folder.written_on, past)):
            found.append(_behind(about, MEASURES, id, period))
    kept_back = _held_back(folder)
    return [each for each in found if inner(each.told) < inner(each.there) and (each.kind, each.name) not in kept_back]


def _held_back(folder: QuarterFolder) -> set[tuple[str, str]]:
    """What is not told on purpose: each kind and name whose reason is of the period that is expected now."""
    known = {each.key: each for each in supplies(folder)}
    found = set()
    for late in (late for late in folder.about.late if late.held_back):
        of = next((each for key, each in known.items() if is_of(late, key)), None)
        if of is None or of.state in ("explained", "first"):
            found.add((MEASURES, late.measure) if late.measure else (SOURCES, late.source))
    return found


def _behind(about: QuarterFile, kind: str, name: str, period: str) -> Behind:
    months = about.reporting_months
    return Behind(kind, name, (months.measures if kind == MEASURES else months.sources).get(name, ""), period)


def _of_measure(project: Project, id: str, ends: dict[str, str], asked: tuple[str, Past]) -> str:
    """The period that a measure with a line of its own would tell: its last, or its source's; nothing where it cannot be read."""
    written_on, past = asked
    try:
        measure = read_measure(project, id)
        source = read_source(project, measure.source)
    except ReportError:
        return ""  # told with the faults of definitions and sources
    period = known_by(Key(measure.source, id), measure_rows(measure, source), past.any, written_on)
    end = ends.get(measure.source, "")
    return source.calendar.written(min(period, inner(end))) if period and end else ""


def behind_words(folder: QuarterFolder) -> str:
    """That the data are ahead of a quarter's months, and what to do; nothing where they are not, or where nothing is open in the
    quarter: it is finished, and tells what was known when it was written."""
    found = behind(folder) if open_work(folder.project, folder.quarter) else []
    if not found or is_kept(folder.project, str(folder.quarter)):
        return ""
    return f"{folder.quarter} tells older months than the data: {_listed(found)}. Run: pcc new {folder.quarter} --months"


def bring_forward(folder: QuarterFolder, written_on: str = "", months: bool = True) -> Iterator[str]:
    """Write a date of writing that nobody had given, and the months that the data are ahead of, into a quarter's `quarter.yml`;
    gives what was done, in lines. Comments, order and all else in the file stay.

    A ReportError where the quarter is published, or where somebody gave another date; a DefinitionError where the file is written
    in a way that this cannot be put into.
    """
    project, name = folder.project, f"{folder.name}/quarter.yml"
    if is_kept(project, str(folder.quarter)):
        raise ReportError(f"{folder.quarter} is published, and tells what it told. Begin the next: pcc new {folder.quarter.next}")
    if written_on and written_on != folder.written_on:
        _write(project, name, _dated(folder, project.read_text(name), written_on))
        yield f"Date of writing: {day_label(written_on)} (as you gave it)."
        folder = QuarterFolder(Project(project.root), folder.quarter)
    found = behind(folder)
    if months and found:
        _write(folder.project, name, _moved(folder.project.read_text(name), found))
        yield f"Moved in {name}: {_listed(found, len(found))}."
    elif months:
        yield f"No month moved: {name} tells what the data hold."


def _dated(folder: QuarterFolder, text: str, written_on: str) -> str:
    if not folder.about.provisional:
        given = day_label(folder.written_on)
        raise ReportError(f"{folder.name}/quarter.yml: was given {given} as its date of writing. To change it, edit the file.")
    return without_key(with_value(text, ("written_on",), written_on), ("provisional",))


def _moved(text: str, found: Sequence[Behind]) -> str:
    for each in found:
        path = (MONTHS, each.kind, each.name)
        if each.told:
            text = _without_note(with_value(text, path, quoted(each.there)), path)
        elif node_at(text, path[:2]) is None:
            text = with_key(text, path[:1], each.kind, f"{{{each.name}: {quoted(each.there)}}}")
        else:
            text = with_key(text, path[:2], each.name, quoted(each.there))
    return text


def _without_note(text: str, path: tuple[str, ...]) -> str:
    held = node_at(text, path)
    lines = text.split("\n")
    if held is not None:
        lines[held.start_mark.line] = _NOTE.sub("", lines[held.start_mark.line])
    return "\n".join(lines)


def _write(project: Project, name: str, text: str) -> None:
    """Write the file, where it still reads as a quarter's; lines that stay keep their bytes."""
    read_as(QuarterFile, parse_yaml(text, name), name)
    project.write({name: respliced(project.read_bytes(name), text)})


def _listed(found: Sequence[Behind], most: int = SHOWN) -> str:
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return "; ".join(map(str, found[:most])) + more
