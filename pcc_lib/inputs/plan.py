"""The plan and what people reported: priorities, delivery plan, money, people, glossary, and each quarter's folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pcc_lib.core.errors import DataError, DefinitionError, Fault, FaultsError, ReportError, raise_if, suggest, told
from pcc_lib.core.kept import makes_again
from pcc_lib.core.quarters import MONTH, Quarter, month_label
from pcc_lib.core.text import in_words
from pcc_lib.inputs.corrections import corrections_of
from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.models import PLAN as PLAN_INPUTS
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.plan import Event, Priority
from pcc_lib.inputs.models.quarter import Correction, QuarterFile
from pcc_lib.inputs.models.rows import ActivityRow, DeliverableRow, Row, StatedRow
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.promises import Activity, Deliverable
from pcc_lib.inputs.row_faults import of_cell
from pcc_lib.inputs.tables import column_faults, csv_rows, empty_faults, separator_faults
from pcc_lib.inputs.yaml_reader import is_all_comments

QUARTERS = "data/quarters"
PLAN = "data/plan"
DELIVERY = f"{PLAN}/delivery.csv"
LATEST = "latest"
DELIVERABLES = "deliverables.csv"
R = TypeVar("R", bound=Row)


class QuarterFolder:
    """Everything people gave for one quarter: `data/quarters/<quarter>/`."""

    def __init__(self, project: Project, quarter: Quarter) -> None:
        self.project = project
        self.quarter = quarter
        self.name = f"{QUARTERS}/{quarter}"
        if not project.exists(f"{self.name}/quarter.yml"):
            if project.path(self.name).is_dir():
                raise DefinitionError(
                    [
                        Fault(
                            f"{self.name}/quarter.yml",
                            "",
                            "the file is missing.",
                            f"Run: pcc new {quarter}",
                        )
                    ]
                )
            known = quarter_names(project)
            raise ReportError(
                f"{self.name}/quarter.yml: there is no folder for {quarter} ({quarter.label}). "
                f"Quarters here: {', '.join(known) or 'none'}. To add it, run: pcc new {quarter}"
            )

    @property
    def about(self) -> QuarterFile:
        """`quarter.yml`."""
        return self.project.record(QuarterFile, f"{self.name}/quarter.yml")

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """What was corrected in this edition after it was published."""
        return corrections_of(self.project, self.quarter)

    @property
    def written_on(self) -> str:
        """The date of writing, `YYYY-MM-DD`: what is late is judged against it."""
        return self.about.written_on

    @property
    def reporting_months(self) -> Mapping[str, str]:
        """The reporting period of each source."""
        return self.about.reporting_months.sources

    def reporting_month(self, measure: Measure) -> str:
        """The measure's reporting period in this quarter: its own, else its source's; `""` where neither is given."""
        return self.about.reporting_months.measures.get(measure.id) or self.reporting_months.get(measure.source, "")

    def stated(self) -> list[StatedRow]:
        """Rows of `stated.csv` (none where there is no file)."""
        file = f"{self.name}/stated.csv"
        return self.project.once((file, "stated"), lambda: read_rows(self.project, file, StatedRow))

    def deliverables(self) -> list[Deliverable]:
        """Rows of `deliverables.csv`, with the plan's dates (none where there is no file)."""
        return self._deliverables(plan_id_faults(self))

    def deliverables_as_told(self) -> list[Deliverable]:
        """The same of a quarter that is looked back on: the plan may be another one by now, and its rows then belong to none."""
        return self._deliverables(())

    def _deliverables(self, faults: Iterable[Fault]) -> list[Deliverable]:
        rows = read_rows(self.project, f"{self.name}/{DELIVERABLES}", DeliverableRow, faults)
        planned = {a.id: a.due for a in activities(self.project)} if rows else {}
        return [Deliverable(**row.model_dump(), planned=planned.get(row.plan_id, "")) for row in rows]

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
            raise ReportError(f"{QUARTERS}: there is no quarter folder. Make one, such as: pcc new 2023-24-Q3")
        quarter = names[-1]
    return QuarterFolder(project, Quarter.parse(quarter))


def priorities(project: Project) -> list[Priority]:
    """The priorities in their order."""
    return sorted(_plan_file(project, "priorities").priorities, key=lambda p: p.number)


def priority(project: Project, id: str) -> Priority:
    """One priority; a ReportError where there is none of that id."""
    found = {p.id: p for p in priorities(project)}
    if id not in found:
        raise ReportError(f"{PLAN}/priorities.yml: there is no priority '{id}'. {suggest(id, found)}")
    return found[id]


def events(project: Project, ids: Iterable[str]) -> list[Event]:
    """The dated events of these ids."""
    ids = list(ids)
    if not ids:
        return []
    known = {e.id: e for e in _plan_file(project, "events").root}
    raise_if(
        DefinitionError,
        [Fault(f"{PLAN}/events.yml", "", f"there is no event '{id}'.", suggest(id, known)) for id in ids if id not in known],
    )
    return [known[id] for id in ids]


def event_ids(project: Project) -> list[str]:
    """Ids of all dated events (none where there is no file)."""
    found = table(project, "events")
    return [e.id for e in found.root] if found else []


def activities(project: Project) -> list[Activity]:
    """All rows of the plan whose activities are tracked, in its order."""
    return [Activity(**row.model_dump()) for row in read_rows(project, DELIVERY, ActivityRow)]


def table(project: Project, name: str) -> Any:
    """One of the plan's YAML files, such as `budget` or `glossary`, as its record; None where the project has none, or one in
    which all is still a comment."""
    where = PLAN_INPUTS[name].where
    there = project.exists(where) and not _is_all_comments(project, where)
    return _plan_file(project, name) if there else None


@makes_again("is all comments")
def _is_all_comments(project: Project, where: str) -> bool:
    return project.kept.said(f"is all comments|{where}", lambda: is_all_comments(project.read_text(where)), bool)


def _plan_file(project: Project, name: str) -> Any:
    return project.record(PLAN_INPUTS[name].model, PLAN_INPUTS[name].where)


def in_months(count: int) -> str:
    """`one month`, `seven months`, `14 months`."""
    return in_words(count, "month")


def plan_id_faults(folder: QuarterFolder) -> list[Fault]:
    """Deliverables of a row of the plan that there is not."""
    return _unknown(folder, "plan_id", [a.id for a in activities(folder.project)], f"{DELIVERY} has no row")


def _unknown(folder: QuarterFolder, column: str, known: Sequence[str], words: str) -> list[Fault]:
    """Cells of the deliverables that name what there is not."""
    name = f"{folder.name}/{DELIVERABLES}"
    rows = _cells(folder.project, name, DeliverableRow) if folder.project.exists(name) else {}
    return [
        Fault(name, f"row {row}, column {column}", f"{words} '{shown(cells[column])}'.", suggest(cells[column], known))
        for row, cells in rows.items()
        if cells[column] and cells[column] not in known
    ]


def read_rows(project: Project, name: str, model: type[R], more: Iterable[Fault] = ()) -> list[R]:
    """Rows of a small CSV as records (none where there is no file); a DataError lists every fault with row and column,
    and those that were found elsewhere (`more`)."""
    found, faults = project.once(("rows of", name, model), lambda: readable_rows(project, name, model))
    raise_if(DataError, [*faults, *more])
    return list(found)


def readable_rows(project: Project, name: str, model: type[R]) -> tuple[list[R], list[Fault]]:
    """The rows of a small CSV that can be read, and the faults of the others; no row where the file as a whole has a fault."""
    found: list[R] = []
    faults: list[Fault] = []
    try:
        rows = _cells(project, name, model) if project.exists(name) else {}
    except FaultsError as error:
        return [], error.faults
    for row, cells in rows.items():
        try:
            found.append(read_as(model, cells, name))
        except FaultsError as error:
            faults += [of_cell(fault, row, cells, model) for fault in error.faults]
    return found, faults


def _cells(project: Project, name: str, model: type[Row]) -> dict[int, dict[str, str]]:
    """The cells of each row by column, by the number of the row in a spreadsheet."""
    rows = csv_rows(project.read_text(name), name)
    header = rows[0] if rows else []
    raise_if(DataError, separator_faults(header, name) + empty_faults(rows, name))
    columns = [column for column in model.model_fields if column in header or column not in model.OPTIONAL]
    faults = column_faults(header, columns, name, "Add it.")
    faults += [
        Fault(name, f"row {i}", f"has {len(r)} cells, the header has {len(header)}.", "Put text with a comma in double quotes.")
        for i, r in enumerate(rows[1:], 2)
        if r and len(r) != len(header)
    ]
    raise_if(DataError, faults)
    found = {i: dict(zip(header, (c.strip() for c in row), strict=True)) for i, row in enumerate(rows[1:], 2) if row}
    keys = [" ".join(filter(None, (row[column] for column in model.KEY))) for row in found.values()]
    twice = [key for key in dict.fromkeys(keys) if keys.count(key) > 1]
    raise_if(DataError, [Fault(name, f"{model.KEY[0]} {key}", "stands twice.", "Keep one.") for key in twice])
    return found


def fault_list(project: Project, quarter: Quarter) -> list[Fault]:
    """Every fault of the plan's files and of the quarter folders; quarters before the one asked about were reported under the
    plan of their time, so their rows may name what this plan has not."""
    faults = _plan_faults(project)
    known = [p.id for p in priorities(project)] if not any(f.file == f"{PLAN}/priorities.yml" for f in faults) else []
    for name in quarter_names(project):
        faults += _quarter_faults(project, name, known if name >= str(quarter) else None)
    return faults or list(_fact_faults(project))


def _fact_faults(project: Project) -> Iterator[Fault]:
    """Facts that the plan's texts tell as words, and that no quarter states."""
    quarters = [QuarterFolder(project, Quarter.parse(name)) for name in quarter_names(project)]
    known = {row.id for folder in quarters for row in folder.stated()}
    for name in ("budget", "governance"):
        about = table(project, name)
        for fact in about.facts if about else ():
            if fact not in known:
                yield Fault(PLAN_INPUTS[name].where, "facts", f"no quarter states '{fact}'.", suggest(fact, known))


def _plan_faults(project: Project) -> list[Fault]:
    """Faults of each file of the plan."""
    faults = []
    for name, of in PLAN_INPUTS.items():
        needed = name in ("priorities", "events") and (project.exists(of.where) or name == "priorities")
        faults += told(of.where, lambda name=name, read=_plan_file if needed else table: read(project, name))
    faults += told(DELIVERY, lambda: activities(project))
    return faults


def _quarter_faults(project: Project, name: str, known: list[str] | None) -> list[Fault]:
    """Faults of one quarter's folder; `known` are the ids of the priorities (empty where those are faulty themselves), None for a
    quarter that is looked back on."""
    try:
        folder = QuarterFolder(project, Quarter.parse(name))
        faults = _date_faults(folder)
    except FaultsError as error:
        return error.faults
    named = (lambda: _unknown(folder, "priority", known, "there is no priority")) if known else list
    rows = folder.deliverables_as_told if known is None else folder.deliverables
    reads = (lambda: faults, lambda: list(folder.corrections), folder.stated, rows, named)
    return [f for read in reads for f in told(folder.name, read)]


def _date_faults(folder: QuarterFolder) -> list[Fault]:
    """A date of writing before the quarter, and reporting months after the date of writing."""
    name, written, months = f"{folder.name}/quarter.yml", folder.written_on, folder.about.reporting_months
    faults = (
        []
        if written[:7] >= folder.quarter.months[0]
        else [
            Fault(
                name,
                "written_on",
                f"{written} is before the quarter begins ({month_label(folder.quarter.months[0])}).",
                "Correct the date, or the folder's name.",
            )
        ]
    )
    to_come = {k: m for k, m in {**months.sources, **months.measures}.items() if MONTH.fullmatch(m) and m > written[:7]}
    published = folder.about.published_on
    if published and published < written:
        found = f"{published} is before the date of writing ({written})."
        faults.append(Fault(name, "published_on", found, "Correct it, or take it out until the book is published."))
    return faults + [
        Fault(name, key, f"{month} is after the date of writing ({written}).", "A report cannot tell of months to come.")
        for key, month in to_come.items()
    ]
