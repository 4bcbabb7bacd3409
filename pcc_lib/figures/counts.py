"""Counts that the book prints of its own parts: activities by state, measures with data, reviews that are overdue."""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.core import numerals
from pcc_lib.core.quarters import day_label
from pcc_lib.figures.figure import Basis, Figure, Said, given
from pcc_lib.inputs.measures import FOLDER, Measure, measure_ids, measures_of, read_measure, topics_of
from pcc_lib.inputs.plan import PLAN, Activity, Deliverable, QuarterFolder, activities, priorities, state, table
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.inputs.sources import source_names

PREFIXES = ("delivery_", "scorecard_", "data_")
DELIVERY = f"{PLAN}/delivery.csv"
# of several reports on an activity, the first state counts
STATES = ("late", "slipped", "part reported", "not reported", "due", "done")


def count_figures(folder: QuarterFolder, id: str) -> list[Figure]:
    """Figures of the group that `id` belongs to (one of PREFIXES)."""
    if id.startswith("delivery_"):
        return delivery_figures(folder)
    return scorecard_figures(folder) if id.startswith("scorecard_") else data_figures(folder)


def activity_state(activity: Activity, linked: Sequence[Deliverable], written_on: str) -> tuple[str, str, str]:
    """State of an activity (one of STATES), in words, and its ground, from what was reported of it and nothing else.

    Without a report it is `not reported`, whatever its date; with several the one that most needs attention counts. A
    report on a part of it says nothing of the rest: it is then `part reported`.
    """
    whole = [d for d in linked if d.promise == "same"]
    if linked and not whole:
        return "part reported", "Part reported", "same"
    if whole:
        words, ground = min((state(d, written_on) for d in whole), key=lambda said: STATES.index(_kind(said[0])))
        return _kind(words), words, ground
    passed = f", was due {day_label(activity.due)}" if date_passed(activity, written_on) else ""
    return "not reported", f"Not reported [x]{passed}", "note"


def date_passed(activity: Activity, written_on: str) -> bool:
    """Whether an activity's date is over at the date of writing; a month is over when the next has begun."""
    return bool(activity.due) and activity.due < written_on[: len(activity.due)]


def activity_group(activity: Activity) -> str:
    """The priority of an activity, else its appendix (`appendix-` and its letter)."""
    return activity.priority or f"appendix-{activity.appendix.lower()}"


def delivery_figures(folder: QuarterFolder) -> list[Figure]:
    """How many activities of the delivery plan there are, and how many in each state: of all, and of each group."""
    plan, reports = activities(folder.project), folder.deliverables()
    groups = {"": plan} | {g: [a for a in plan if activity_group(a) == g] for g in map(activity_group, plan)}
    cells = f"{DELIVERY}#column=due {folder.name}/deliverables.csv#column=progress"
    rows = [_row("delivery_deliverables", len(reports), "deliverables", f"{folder.name}/deliverables.csv", folder)]
    for group, mine in groups.items():
        linked = {a.id: [d for d in reports if d.plan_id == a.id] for a in mine}
        states = [activity_state(a, linked[a.id], folder.written_on)[0] for a in mine]
        counts = {
            "activities": len(mine),
            **{s: states.count(s) for s in STATES},
            "reported": sum(bool(reported) for reported in linked.values()),
            "not reported past due": sum(not linked[a.id] and date_passed(a, folder.written_on) for a in mine),
        }
        where = f"{cells};group={group}" if group else cells
        rows += [
            _row(f"delivery_{group}_{name}" if group else f"delivery_{name}", n, "activities", where, folder)
            for name, n in counts.items()
        ]
    return rows


def scorecard_figures(folder: QuarterFolder) -> list[Figure]:
    """How many measures the scorecard has, and how many with data: of all, and of each priority."""
    project, rows = folder.project, []
    groups = {
        p.id: [m for t in topics_of(project, p.id, scorecard=True) for m in measures_of(project, t.id) if m.in_scorecard]
        for p in priorities(project)
    }
    for group, mine in {"": [m for several in groups.values() for m in several], **groups}.items():
        name = f"scorecard_{group}_" if group else "scorecard_"
        rows.append(_row(f"{name}measures", len(mine), "measures", f"{FOLDER}#in_scorecard", folder))
        rows.append(
            _row(
                f"{name}with_data",
                sum(supplied(m, folder) for m in mine),
                "measures",
                f"{FOLDER}#source {folder.name}/quarter.yml#reporting_months",
                folder,
            )
        )
    return rows


def data_figures(folder: QuarterFolder) -> list[Figure]:
    """How many sources, measures, overdue reviews and contradictions the book names."""
    project = folder.project
    measures = [read_measure(project, id) for id in measure_ids(project)]
    entries = table(project, "contradictions")
    counts = {
        "sources": (len(source_names(project)), SOURCES),
        "measures": (len(measures), FOLDER),
        "measures_supplied": (sum(supplied(m, folder) for m in measures), f"{FOLDER}#source"),
        "reviews_overdue": (sum(m.next_review < folder.written_on for m in measures), f"{FOLDER}#next_review"),
        "contradictions": (len(entries.contradictions) if entries else 0, f"{PLAN}/contradictions.yml"),
    }
    return [_row(f"data_{name}", n, name.split("_")[0], cells, folder) for name, (n, cells) in counts.items()]


def supplied(measure: Measure, folder: QuarterFolder) -> bool:
    """Whether any source supplies a measure in this quarter."""
    return bool(measure.of) or bool(measure.source and folder.reporting_month(measure))


def _kind(words: str) -> str:
    """The state that a deliverable's words begin with: `Late by two months` is `late`."""
    return words.split()[0].lower()


def _row(name: str, n: int, unit: str, cells: str, folder: QuarterFolder) -> Figure:
    id = name.replace("-", "_").replace(" ", "_") + ".value"
    basis = Basis(cells, "number of rows", "computed")
    return given(id, Said(n, unit, numerals.number(n)), basis, folder.written_on[:7])
