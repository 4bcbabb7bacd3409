"""Lists that the book counts of its own: rows of the plan and of a quarter's files, measures, sources; each named by a reference.

`data/plan/delivery.csv#priority=priority-1;column=due` is the rows of one priority, of which the date due is looked at;
`data/measures#in_scorecard=true` the measures that the scorecard shows. What kinds of lists there are stands in KINDS.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.history import with_finished
from pcc_lib.inputs.key_metrics import KEY_METRICS, key_measures, key_metrics
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.measures import Measure, measure_ids, measures_of, read_measure, topics_of
from pcc_lib.inputs.plan import DELIVERABLES, DELIVERY, PLAN, QUARTERS, QuarterFolder, activities, table
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.promises import Activity, Deliverable
from pcc_lib.inputs.published import FOLDER as PUBLISHED
from pcc_lib.inputs.published import printed_rows
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import source_names

CONTRADICTIONS = f"{PLAN}/contradictions.yml"
APPENDIX = "appendix-"
_QUARTER = rf"{QUARTERS}/(?P<quarter>[^/#]+)"


@dataclass(frozen=True)
class Kind:
    """A kind of list: what it holds in words, how a reference to it is written, and how it is read."""

    holds: str
    form: str
    read: Callable[[Project, re.Match[str]], Any]
    rows: bool = True  # whether it is a list; else one thing that a count is judged by
    told: Callable[[Any], Iterable[str]] = lambda found: (each.id for each in found)  # its rows by name

    def match(self, reference: str) -> re.Match[str] | None:
        """What a reference asks for of this kind; None where it is of another."""
        return re.fullmatch(self.form, reference)


# ── how they are named ────────────────────────────────────────────────────────────────────────────────────────────────
def group_of(activity: Activity) -> str:
    """The priority of an activity, else its appendix (`appendix-` and its letter)."""
    return activity.priority or f"{APPENDIX}{activity.appendix.lower()}"


def plan_rows(group: str = "") -> str:
    """Reference to the activities of the plan: all, or those of a group (see `group_of`)."""
    letter = group.removeprefix(APPENDIX).upper() if group.startswith(APPENDIX) else ""
    of_group = f"priority=;appendix={letter};" if letter else f"priority={group};" if group else ""
    return f"{DELIVERY}#{of_group}column=due"


def deliverable_rows(folder: QuarterFolder, column: str = "progress", priority: str = "") -> str:
    """Reference to what a quarter reports of its deliverables, all or those of a priority, and what is looked at: `progress` or
    `due`."""
    return f"{folder.name}/{DELIVERABLES}#{f'priority={priority};' if priority else ''}column={column}"


def report_rows(folder: QuarterFolder) -> str:
    """Reference to what is known of the promises of the plan: what a quarter reports, and what was finished before it."""
    return f"{folder.name}/{DELIVERABLES}#with=finished;column=progress"


def date_of_writing(folder: QuarterFolder) -> str:
    """Reference to the date that a quarter's report is written on."""
    return f"{folder.name}/quarter.yml#written_on"


def known_months(folder: QuarterFolder) -> str:
    """Reference to the months up to which a quarter knows its sources and measures."""
    return f"{folder.name}/quarter.yml#reporting_months"


def scorecard_rows(priority: str = "", further: bool = False) -> str:
    """Reference to the measures that the scorecard shows: all, or those of a priority; or the `further` ones, which tell no key
    metric of the plan."""
    of = f";priority={priority}" if priority else ""
    return f"{MEASURES}#in_scorecard=true{of}" + (";key_metric=false" if further else "")


def metric_rows(priority: str = "") -> str:
    """Reference to the key metrics of the plan: all, or those of a priority."""
    return KEY_METRICS + (f"#priority={priority}" if priority else "")


def contradiction_rows(folder: QuarterFolder) -> str:
    """Reference to the contradictions that a quarter's edition lists."""
    return f"{CONTRADICTIONS}#quarter={folder.quarter}"


def original_rows(folder: QuarterFolder) -> str:
    """Reference to the numbers that the original report of a quarter printed."""
    return f"{PUBLISHED}/{folder.quarter}.csv"


# ── how they are read ─────────────────────────────────────────────────────────────────────────────────────────────────
def _activities(project: Project, asked: re.Match[str]) -> list[Activity]:
    letter = asked["appendix"]
    group = f"{APPENDIX}{letter.lower()}" if letter else asked["priority"]
    return [row for row in activities(project) if group in (None, group_of(row))]


def _measures(project: Project, asked: re.Match[str]) -> list[Measure]:
    if asked["priority"]:
        found = [m for t in topics_of(project, asked["priority"], scorecard=True) for m in measures_of(project, t.id)]
    else:
        found = [read_measure(project, id) for id in measure_ids(project)]
    told = key_measures(project) if asked["further"] else ()
    return [m for m in found if m.id not in told and (m.in_scorecard or not asked["scorecard"])]


def _contradictions(project: Project, asked: re.Match[str]) -> Sequence[Any]:
    listed = table(project, "contradictions")
    return listed.of(asked["quarter"] or "") if listed else ()


def _folder(project: Project, asked: re.Match[str]) -> QuarterFolder:
    return QuarterFolder(project, Quarter.parse(asked["quarter"]))


def _reports(folder: QuarterFolder, priority: str | None, finished: bool) -> list[Deliverable]:
    found = with_finished(folder) if finished else folder.deliverables()
    return [d for d in found if priority in (None, d.priority)]


def _written_on(project: Project, asked: re.Match[str]) -> str:
    return _folder(project, asked).written_on


def _months_told(folder: QuarterFolder) -> list[str]:
    """The sources, and measures apart from theirs, that a quarter knows, with the month up to which it does."""
    about = folder.about.reporting_months
    return [f"{name}: {month}" for name, month in (*about.sources.items(), *about.measures.items())]


ACTIVITIES = Kind(
    "activities of the plan",
    rf"{re.escape(DELIVERY)}#(?:priority=(?P<priority>[\w-]+);|priority=;appendix=(?P<appendix>[A-Z]);)?column=due",
    _activities,
)
REPORTS = Kind(
    "deliverables that a quarter reports on",
    rf"{_QUARTER}/{re.escape(DELIVERABLES)}#(?:(?P<finished>with=finished;)|priority=(?P<priority>[\w-]+);)?column=(?:progress|due)",
    lambda project, asked: _reports(_folder(project, asked), asked["priority"], bool(asked["finished"])),
)
DEFINED = Kind(
    "measures",
    rf"{MEASURES}(?:#column=next_review|(?P<scorecard>#in_scorecard=true)(?:;priority=(?P<priority>[\w-]+))?"
    r"(?P<further>;key_metric=false)?)?",
    _measures,
)
METRICS = Kind(
    "key metrics of the plan",
    rf"{re.escape(KEY_METRICS)}(?:#priority=(?P<priority>[\w-]+))?",
    lambda project, asked: key_metrics(project, asked["priority"] or ""),
    told=lambda found: (each.title for each in found),
)
PRINTED = Kind(
    "numbers that an original report printed",
    rf"{PUBLISHED}/(?P<quarter>20\d\d-\d\d-Q[1-4])\.csv",
    lambda project, asked: printed_rows(project, asked["quarter"]),
    told=lambda found: (each.id for each in found),
)
SUPPLIES = Kind("sources", SOURCES, lambda project, asked: source_names(project), told=list)
ODDITIES = Kind("contradictions", rf"{re.escape(CONTRADICTIONS)}(?:#quarter=(?P<quarter>[\w-]+))?", _contradictions)
WRITTEN = Kind("the date of writing", rf"{_QUARTER}/quarter\.yml#written_on", _written_on, False, lambda day: [day])
KNOWN = Kind("the months that a quarter knows", rf"{_QUARTER}/quarter\.yml#reporting_months", _folder, False, _months_told)
KINDS = (ACTIVITIES, REPORTS, DEFINED, METRICS, PRINTED, SUPPLIES, ODDITIES, WRITTEN, KNOWN)


class CountedLists:
    """The lists of a project, each read once: what a reference names."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def named(self, reference: str, wanted: Kind | None = None) -> Any:
        """What a reference names: the rows, the date, the quarter's folder; `wanted` is its kind (None: any list of rows).

        A ReportError says that it names no list of the book, or another kind than is wanted.
        """
        kind, found = self._read(reference)
        if kind is not wanted and not (wanted is None and kind.rows):
            raise ReportError(f"'{reference}' names {kind.holds}, where {wanted.holds if wanted else 'a list'} is needed.")
        return found

    def told(self, reference: str) -> tuple[str, tuple[str, ...]]:
        """What a reference names in words, and its rows by name."""
        kind, found = self._read(reference)
        return kind.holds, tuple(kind.told(found))

    def _read(self, reference: str) -> tuple[Kind, Any]:
        return self._project.once(("list that is counted", reference), lambda: self._look(reference))

    def _look(self, reference: str) -> tuple[Kind, Any]:
        for kind in KINDS:
            if asked := kind.match(reference):
                return kind, kind.read(self._project, asked)
        raise ReportError(f"'{reference}' names no list that the book counts.")


@lru_cache(maxsize=4096)
def names_a_list(reference: str) -> bool:
    """Whether a reference names a list that the book counts, or what a count is judged by."""
    return any(kind.match(reference) for kind in KINDS)
