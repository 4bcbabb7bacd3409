"""The plan and what people reported: priorities, delivery plan, money, people, glossary, and each quarter's folder."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pcc_lib.errors import DataError, DefinitionError, Fault, ReportError, raise_if, suggest
from pcc_lib.measures import Measure, date_faults
from pcc_lib.project import Project, check_keys
from pcc_lib.quarters import Quarter, is_financial_year, month_label, months_between
from pcc_lib.sources import csv_rows, empty_faults, separator_faults

QUARTERS = "data/quarters"
PLAN = "data/plan"
STATED = ("id", "value", "unit", "text", "period", "statement", "source")
DELIVERABLE = ("id", "priority", "action", "due", "due_text", "progress", "plan_id", "promise", "note")
PROMISES = ("same", "part", "")  # whether a deliverable is all that the plan's row promises, or a part of it
DELIVERY = ("id", "appendix", "priority", "objective", "activity", "owner", "due", "due_text", "note")
LATEST = "latest"


@dataclass(frozen=True)
class Priority:
    """One strategic priority of the plan."""

    id: str
    number: int
    title: str
    short_title: str
    description: str
    page: str
    headlines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deliverable:
    """What a quarter's report says of one deliverable. `slipped_from` is the plan's earlier date, where it had one."""

    id: str
    priority: str
    action: str
    due: str
    due_text: str
    progress: int
    plan_id: str
    promise: str
    note: str
    slipped_from: str = ""

    @property
    def figure_id(self) -> str:
        """Id of the figure of its progress."""
        return f"deliverable_{self.id.replace('-', '_')}.stated"


@dataclass(frozen=True)
class Activity:
    """One row of the delivery plan."""

    id: str
    appendix: str
    priority: str
    objective: str
    activity: str
    owner: str
    due: str
    due_text: str
    note: str


class QuarterFolder:
    """Everything people gave for one quarter: `data/quarters/<quarter>/`."""

    def __init__(self, project: Project, quarter: Quarter) -> None:
        self.project = project
        self.quarter = quarter
        self.name = f"{QUARTERS}/{quarter}"
        if not project.exists(f"{self.name}/quarter.yml"):
            if project.path(self.name).is_dir():
                raise DefinitionError([Fault(f"{self.name}/quarter.yml", "", "the file is missing.", "Copy it from the folder "
                                             "of the quarter before and change its dates.")])
            known = quarter_names(project)
            raise ReportError(f"{self.name}/quarter.yml: there is no folder for {quarter} ({quarter.label}). "
                              f"Quarters here: {', '.join(known) or 'none'}. To add one, copy the folder of the quarter "
                              "before and change its dates.")

    @cached_property
    def about(self) -> Mapping[str, Any]:
        """`quarter.yml`."""
        name = f"{self.name}/quarter.yml"
        about = self.project.read_yaml(name)
        raise_if(DefinitionError, check_keys(about, name, required={"written_on", "reporting_months"},
                                             allowed={"written_on", "reporting_months", "sample", "published_on"}))
        months = about["reporting_months"]
        raise_if(DefinitionError, check_keys(months, f"{name}, reporting_months", required={"sources"},
                                             allowed={"sources", "measures"}))
        return about

    @property
    def written_on(self) -> str:
        """The date of writing, `YYYY-MM-DD`: what is late is judged against it."""
        return str(self.about["written_on"])

    @property
    def reporting_months(self) -> dict[str, str]:
        """The reporting period of each source."""
        return {name: str(month) for name, month in (self.about["reporting_months"]["sources"] or {}).items()}

    def reporting_month(self, measure: Measure) -> str:
        """The measure's reporting period in this quarter: its own, else its source's; `""` where neither is given."""
        own = (self.about["reporting_months"].get("measures") or {}).get(measure.id)
        return str(own or self.reporting_months.get(measure.source, ""))

    def stated(self) -> list[dict[str, str]]:
        """Rows of `stated.csv` (none where there is no file)."""
        return read_csv(self.project, f"{self.name}/stated.csv", STATED, optional=True)

    def deliverables(self) -> list[Deliverable]:
        """Rows of `deliverables.csv`, with the plan's earlier dates (none where there is no file)."""
        name = f"{self.name}/deliverables.csv"
        rows = read_csv(self.project, name, DELIVERABLE, optional=True)
        if not rows:
            return []
        plan = {a.id: a for a in activities(self.project)}
        faults = _deliverable_faults(rows, name, plan)
        raise_if(DataError, faults)
        return [Deliverable(**(row | {"progress": int(row["progress"])}),
                            slipped_from=_slipped(row, plan.get(row["plan_id"]))) for row in rows]

    def commentary(self, kind: str, id: str) -> tuple[str, str]:
        """File name and text of a commentary file (`topics` or `priorities`); empty text where there is none."""
        name = f"{self.name}/{kind}/{id}.md"
        return name, self.project.read_text(name) if self.project.exists(name) else ""


def quarter_names(project: Project) -> list[str]:
    """Quarters that have a folder, oldest first."""
    found = (re.fullmatch(r"20([0-9]{2})-([0-9]{2})-Q[1-4]", n) for n in project.names(QUARTERS))
    return sorted(m[0] for m in found if m and int(m[2]) == (int(m[1]) + 1) % 100)


def open_quarter(project: Project, quarter: str = LATEST) -> QuarterFolder:
    """The folder of a quarter; `latest` is the newest there is."""
    if quarter == LATEST:
        names = quarter_names(project)
        if not names:
            raise ReportError(f"{QUARTERS}: there is no quarter folder. Make one such as {QUARTERS}/2023-24-Q3.")
        quarter = names[-1]
    return QuarterFolder(project, Quarter.parse(quarter))


def priorities(project: Project) -> list[Priority]:
    """The priorities in their order."""
    name = f"{PLAN}/priorities.yml"
    rows = project.read_yaml(name)["priorities"]
    keys = set(Priority.__dataclass_fields__)
    raise_if(DefinitionError, (f for i, row in enumerate(rows, 1) for f in check_keys(
        row, f"{name}, priority {i}", required=keys - {"headlines"}, allowed=keys)))
    return sorted((Priority(**{**row, "headlines": tuple(row.get("headlines", ()))}) for row in rows),
                  key=lambda p: p.number)


def priority(project: Project, id: str) -> Priority:
    """One priority; a ReportError where there is none of that id."""
    found = {p.id: p for p in priorities(project)}
    if id not in found:
        raise ReportError(f"{PLAN}/priorities.yml: there is no priority '{id}'. {suggest(id, found)}")
    return found[id]


def events(project: Project, ids: Iterable[str]) -> list[Mapping[str, str]]:
    """The dated events of these ids."""
    name = f"{PLAN}/events.yml"
    ids = list(ids)
    if not ids:
        return []
    known = {e["id"]: {k: str(v) for k, v in e.items()} for e in project.read_yaml(name)}
    raise_if(DefinitionError, [Fault(name, "", f"there is no event '{id}'.", suggest(id, known))
                               for id in ids if id not in known])
    return [known[id] for id in ids]


def event_ids(project: Project) -> list[str]:
    """Ids of all dated events (none where there is no file)."""
    name = f"{PLAN}/events.yml"
    return [str(e["id"]) for e in project.read_yaml(name) or ()] if project.exists(name) else []


def activities(project: Project) -> list[Activity]:
    """All rows of the delivery plan, in its order."""
    return [Activity(**row) for row in read_csv(project, f"{PLAN}/delivery.csv", DELIVERY, optional=True)]


def table(project: Project, name: str) -> Any:
    """One of the plan's YAML files, such as `budget` or `glossary` (None where the project has none)."""
    file = f"{PLAN}/{name}.yml"
    return project.read_yaml(file) if project.exists(file) else None


def state(deliverable: Deliverable, written_on: str) -> tuple[str, str]:
    """State in words, and its kind (`good`, `bad`, `same`): done, late by how long, slipped, or due.

    Judged against the date of writing; a month is over when the next has begun.
    """
    due, now = deliverable.due[:7], written_on[:7]
    if deliverable.progress >= 100:
        return "Done", "good"
    if due < now:
        late = months_between(due, now)
        return f"Late by {in_months(late)}", "bad"
    if deliverable.slipped_from:
        return f"Slipped from {month_label(deliverable.slipped_from[:7])}", "bad"
    return "Due " + month_label(due), "same"


def in_months(count: int) -> str:
    """`one month`, `seven months`, `14 months`."""
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return f"{words[count] if count < len(words) else count} month{'' if count == 1 else 's'}"


def read_csv(project: Project, name: str, columns: tuple[str, ...], optional: bool = False) -> list[dict[str, str]]:
    """Rows of a small CSV of text; a DataError names missing or unknown columns, ragged rows and repeated ids."""
    if not project.exists(name):
        if optional:
            return []
        raise DataError([Fault(name, "", "the file is missing.", f"Its columns are: {', '.join(columns)}.")])
    rows = csv_rows(project.read_text(name), name)
    header = rows[0] if rows else []
    raise_if(DataError, separator_faults(header, name) + empty_faults(rows, name))
    faults = [Fault(name, "row 1", f"the column '{c}' is missing.", "Add it.") for c in columns if c not in header]
    faults += [Fault(name, "row 1", f"unknown column '{c}'.", suggest(c, columns)) for c in header if c not in columns]
    faults += [Fault(name, f"row {i}", f"has {len(r)} cells, the header has {len(header)}.",
                     "Put text with a comma in double quotes.")
               for i, r in enumerate(rows[1:], 2) if r and len(r) != len(header)]
    raise_if(DataError, faults)
    found = [dict(zip(header, (c.strip() for c in row), strict=True)) for row in rows[1:] if row]
    ids = [row["id"] for row in found]
    raise_if(DataError, [Fault(name, f"id {id}", "stands twice.", "Keep one.")
                         for id in dict.fromkeys(ids) if ids.count(id) > 1])
    return found


def _deliverable_faults(rows: list[dict[str, str]], name: str, plan: Mapping[str, Activity]) -> list[Fault]:
    faults = []
    for i, row in enumerate(rows, 2):
        if not (row["progress"].isdigit() and int(row["progress"]) <= 100):
            faults.append(Fault(name, f"row {i}, column progress", f"'{row['progress']}' is not a percentage.",
                                "Write a whole number from 0 to 100."))
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])(-\d{2})?", row["due"]):
            faults.append(Fault(name, f"row {i}, column due", f"'{row['due']}' is not a month.",
                                "Write it like 2024-01."))
        if row["promise"] not in PROMISES or bool(row["promise"]) != bool(row["plan_id"]):
            faults.append(Fault(name, f"row {i}, column promise", f"is '{row['promise']}'.", "Write 'same' where the "
                                "deliverable is all that the plan's row promises, 'part' where it is a part of it, and "
                                "nothing where there is no plan_id."))
        if row["plan_id"] and row["plan_id"] not in plan:
            faults.append(Fault(name, f"row {i}, column plan_id", f"the delivery plan has no row '{row['plan_id']}'.",
                                suggest(row["plan_id"], plan)))
    return faults


def _slipped(row: Mapping[str, str], planned: Activity | None) -> str:
    """The plan's date, where it is earlier and of the same promise (a part may well be dated otherwise)."""
    earlier = planned and planned.due and planned.due[:7] < row["due"][:7] and row["promise"] == "same"
    return planned.due if planned and earlier else ""


def fault_list(project: Project) -> list[Fault]:
    """Every fault of the plan's files and of the quarter folders."""
    faults: list[Fault] = []
    known: list[str] = []
    try:
        known = [p.id for p in priorities(project)]
    except DefinitionError as error:
        faults += error.faults
    faults += [Fault(f"{QUARTERS}/{name}", "", "is not the name of a quarter, so nothing reads it.",
                     "Name it like 2023-24-Q3, or take it away.") for name in project.names(QUARTERS)
               if name not in quarter_names(project) and not name.startswith(".") and project.path(f"{QUARTERS}/{name}").is_dir()]
    for name in quarter_names(project):
        try:
            folder = QuarterFolder(project, Quarter.parse(name))
            faults += _quarter_faults(folder)
            faults += [Fault(f"{folder.name}/deliverables.csv", f"row {i}, column priority",
                             f"there is no priority '{d.priority}'.", suggest(d.priority, known))
                       for i, d in enumerate(folder.deliverables(), 2) if known and d.priority not in known]
        except (DefinitionError, DataError) as error:
            faults += error.faults
    return faults


def _quarter_faults(folder: QuarterFolder) -> list[Fault]:
    name = f"{folder.name}/quarter.yml"
    faults = []
    wrong = date_faults(folder.written_on, name, "written_on", "2023-11-28")
    faults += wrong
    if not wrong and folder.written_on[:7] < folder.quarter.months[0]:
        faults.append(Fault(name, "written_on", f"{folder.written_on} is before the quarter begins "
                            f"({month_label(folder.quarter.months[0])}).", "Correct the date, or the folder's name."))
    months = folder.about["reporting_months"]
    for key, month in {**(months["sources"] or {}), **(months.get("measures") or {})}.items():
        if not (re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", str(month)) or is_financial_year(str(month))):
            faults.append(Fault(name, key, f"'{month}' is not a month.", "Write it like 2023-10."))
        elif len(str(month)) == 7 and "-" in str(month) and str(month) > folder.written_on[:7]:
            faults.append(Fault(name, key, f"{month} is after the date of writing ({folder.written_on}).",
                                "A report cannot tell of months to come."))
    try:
        facts = folder.stated()
    except DataError as error:
        return faults + error.faults
    for i, row in enumerate(facts, 2):
        try:
            good = math.isfinite(float(row["value"]))
        except ValueError:
            good = False
        if not good:
            faults.append(Fault(f"{folder.name}/stated.csv", f"row {i}, column value",
                                f"'{row['value']}' is not a number.", "Write the bare number; words go into text."))
    return faults
