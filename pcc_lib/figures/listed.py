"""Lists that the book counts of its own: rows of the plan and of a quarter's files, measures, sources; each named by a reference.

`data/plan/delivery.csv#priority=priority-1;column=due` is the rows of one priority, of which the date due is looked at;
`data/measures#in_scorecard=true` the measures that the scorecard shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.measures import Measure, measure_ids, measures_of, read_measure, topics_of
from pcc_lib.inputs.plan import DELIVERABLES, PLAN, QUARTERS, Activity, QuarterFolder, activities, table
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import source_names

DELIVERY = f"{PLAN}/delivery.csv"
CONTRADICTIONS = f"{PLAN}/contradictions.yml"
APPENDIX = "appendix-"
COLUMN = "column"  # what is looked at of each row: told to the reader, and no choice of rows


@dataclass(frozen=True)
class Reference:
    """A list by name: its file or folder, which of its rows, and what is looked at of them."""

    place: str
    where: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> Reference:
        """`file#key=value;…;column=name`, as a row of the ledger has it; a place in a file (`#written_on`) stands for itself."""
        place, _, rest = text.partition("#")
        pairs = [pair.partition("=") for pair in rest.split(";") if pair]
        return cls(place, {key: unquote(value) for key, _, value in pairs})

    def __str__(self) -> str:
        said = ";".join(f"{key}={quote(value)}" for key, value in self.where.items())
        return f"{self.place}#{said}" if said else self.place

    def chooses(self, row: Any) -> bool:
        """Whether a row is of the list."""
        return all(str(getattr(row, key)) == value for key, value in self.where.items() if key != COLUMN)


def plan_rows(group: str = "") -> str:
    """Reference to the activities of the delivery plan: all, or those of a group (see `group_of`)."""
    appendix = group.removeprefix(APPENDIX) if group.startswith(APPENDIX) else ""
    of_group = {"priority": "", "appendix": appendix.upper()} if appendix else {"priority": group} if group else {}
    return str(Reference(DELIVERY, {**of_group, COLUMN: "due"}))


def deliverable_rows(folder: QuarterFolder, column: str = "progress") -> str:
    """Reference to what a quarter reports of its deliverables."""
    return f"{folder.name}/{DELIVERABLES}#{COLUMN}={column}"


def date_of_writing(folder: QuarterFolder) -> str:
    """Reference to the date that a quarter's report is written on."""
    return f"{folder.name}/quarter.yml#written_on"


def known_months(folder: QuarterFolder) -> str:
    """Reference to the months up to which a quarter knows its sources and measures."""
    return f"{folder.name}/quarter.yml#reporting_months"


def scorecard_rows(priority: str = "") -> str:
    """Reference to the measures that the scorecard shows: all, or those of a priority."""
    return str(Reference(MEASURES, {"in_scorecard": "true"} | ({"priority": priority} if priority else {})))


class Lists:
    """The lists of a project, each file read once: what a reference names."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._read: dict[str, Any] = {}

    def named(self, text: str) -> Any:
        """The rows that a reference names; the date, or the quarter's folder, where it names a place in `quarter.yml`.

        A ReportError says that it names no list of the book.
        """
        if text not in self._read:
            self._read[text] = self._rows(text)
        return self._read[text]

    def _rows(self, text: str) -> Any:
        asked = Reference.parse(text)
        if asked.place == DELIVERY:
            return [row for row in self._once(DELIVERY, lambda: activities(self._project)) if asked.chooses(row)]
        if asked.place == MEASURES:
            return self._measures(asked)
        if asked.place in _WHOLE:
            return _WHOLE[asked.place](self._project)
        return self._of_quarter(text)

    def _once(self, key: str, read: Callable[[], Any]) -> Any:
        if key not in self._read:
            self._read[key] = read()
        return self._read[key]

    def _measures(self, asked: Reference) -> list[Measure]:
        shown, priority = asked.where.get("in_scorecard"), asked.where.get("priority")
        if priority:
            found = [m for t in topics_of(self._project, priority, scorecard=True) for m in measures_of(self._project, t.id)]
        else:
            found = [read_measure(self._project, id) for id in measure_ids(self._project)]
        return [m for m in found if m.in_scorecard or shown != "true"]

    def _of_quarter(self, text: str) -> Any:
        found = re.fullmatch(rf"{QUARTERS}/(?P<quarter>[^/#]+)/(?P<place>.+)", text)
        folder = self._once(f"folder {found['quarter']}", lambda: _folder(self._project, found["quarter"])) if found else None
        if found is None or folder is None or found["place"] not in _OF_QUARTER:
            raise ReportError(f"'{text}' names no list that the book counts.")
        return _OF_QUARTER[found["place"]](folder)


def _folder(project: Project, quarter: str) -> QuarterFolder:
    return QuarterFolder(project, Quarter.parse(quarter))


def _contradictions(project: Project) -> Sequence[Any]:
    listed = table(project, "contradictions")
    return listed.contradictions if listed else ()


_WHOLE: dict[str, Callable[[Project], Any]] = {SOURCES: source_names, CONTRADICTIONS: _contradictions}
_OF_QUARTER: dict[str, Callable[[QuarterFolder], Any]] = {
    f"{DELIVERABLES}#{COLUMN}=progress": lambda folder: folder.deliverables(),
    "quarter.yml#written_on": lambda folder: folder.written_on,
    "quarter.yml#reporting_months": lambda folder: folder,
}


def group_of(activity: Activity) -> str:
    """The priority of an activity, else its appendix (`appendix-` and its letter)."""
    return activity.priority or f"{APPENDIX}{activity.appendix.lower()}"
