"""Counts that the book prints of its own parts: activities by state, measures with data, reviews that are overdue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from pcc_lib.core import numerals
from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import is_over
from pcc_lib.figures.counted_lists import (
    ACTIVITIES,
    DEFINED,
    KNOWN,
    METRICS,
    REPORTS,
    WRITTEN,
    CountedLists,
    Kind,
    contradiction_rows,
    date_of_writing,
    deliverable_rows,
    group_of,
    known_months,
    metric_rows,
    plan_rows,
    report_rows,
    scorecard_rows,
)
from pcc_lib.figures.figure import Basis, Figure, Said, given
from pcc_lib.inputs.key_metrics import KeyMetric
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.measures import Measure, read_measure
from pcc_lib.inputs.models.body import Originals
from pcc_lib.inputs.plan import QuarterFolder, priorities
from pcc_lib.inputs.promises import OF_ACTIVITIES, STATES, Activity, Deliverable, State, state, unreported
from pcc_lib.inputs.sources import FOLDER as SOURCES


def activity_state(activity: Activity, linked: Sequence[Deliverable], written_on: str, names: Originals = Originals()) -> State:
    """State of an activity, from what was reported of it and nothing else.

    Without a report it is `not reported`, whatever its date; with several the one that most needs attention counts. A
    report on a part of it says nothing of the rest: it is then `part reported`.
    """
    reported = [d for d in linked if d.progress is not None]
    whole = [d for d in reported if d.promise == "same"]
    if reported and not whole:
        return State("Part reported", "same", "part reported")
    if whole:
        return min((state(d, written_on, names) for d in whole), key=lambda found: STATES.index(found.kind))
    return unreported(activity.due, written_on)


def date_passed(activity: Activity, written_on: str) -> bool:
    """Whether an activity's date is over at the date of writing."""
    return bool(activity.due) and is_over(activity.due, written_on)


# ── what is counted, as formulas of the ledger call it ────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Count:
    """A count that a formula can call: the function, and the kind of each list that it takes (None: any list of rows)."""

    call: Callable[..., float]
    takes: tuple[Kind | None, ...]

    @property
    def name(self) -> str:
        """The word that formulas call it by."""
        return self.call.__name__

    def of(self, lists: CountedLists, references: Sequence[str]) -> float:
        """How many there are in the lists that are named; a ReportError where their number or kind is another."""
        if len(references) != len(self.takes):
            raise ReportError(f"'{self.name}' is given {len(references)} lists; it takes {len(self.takes)}.")
        return self.call(*(lists.named(text, kind) for text, kind in zip(references, self.takes, strict=True)))


def rows(of: Sequence[object]) -> int:
    """How many rows a list has."""
    return len(of)


def activities_reported(plan: Sequence[Activity], reports: Sequence[Deliverable]) -> int:
    """How many activities a quarter's deliverables report on, in part or as a whole."""
    return sum(bool(_reports_on(activity, reports)) for activity in plan)


def activities_past_due(plan: Sequence[Activity], reports: Sequence[Deliverable], written_on: str) -> int:
    """How many activities nothing is reported of although their date has passed."""
    return sum(not _reports_on(activity, reports) and date_passed(activity, written_on) for activity in plan)


def measures_with_data(measures: Sequence[Measure], folder: QuarterFolder) -> int:
    """How many measures any source supplies in a quarter."""
    return sum(supplied(measure, folder) for measure in measures)


def metrics_with_data(metrics: Sequence[KeyMetric], folder: QuarterFolder) -> int:
    """How many key metrics are told by a measure that any source supplies in a quarter."""
    return sum(bool(m.measure) and supplied(read_measure(folder.project, str(m.measure)), folder) for m in metrics)


def reviews_overdue(measures: Sequence[Measure], written_on: str) -> int:
    """How many measures should have been reviewed before the date of writing."""
    return sum(measure.next_review < written_on for measure in measures)


def _in_state(name: str) -> Count:
    """How many activities are in a state, by what a quarter's deliverables report at its date of writing."""

    def counted(plan: Sequence[Activity], reports: Sequence[Deliverable], written_on: str) -> int:
        return sum(activity_state(a, _reports_on(a, reports), written_on).kind == name for a in plan)

    counted.__name__ = f"activities_{name.replace(' ', '_')}"
    return Count(counted, (ACTIVITIES, REPORTS, WRITTEN))


def _deliverables_in_state(name: str) -> Count:
    """How many of a quarter's deliverables are in a state at its date of writing."""

    def counted(reports: Sequence[Deliverable], written_on: str) -> int:
        return sum(state(report, written_on).kind == name for report in reports)

    counted.__name__ = f"deliverables_{name.replace(' ', '_')}"
    return Count(counted, (REPORTS, WRITTEN))


ROWS = Count(rows, (None,))
REPORTED = Count(activities_reported, (ACTIVITIES, REPORTS))
PAST_DUE = Count(activities_past_due, (ACTIVITIES, REPORTS, WRITTEN))
WITH_DATA = Count(measures_with_data, (DEFINED, KNOWN))
METRICS_WITH_DATA = Count(metrics_with_data, (METRICS, KNOWN))
OVERDUE = Count(reviews_overdue, (DEFINED, WRITTEN))
OF_STATE = {name: _in_state(name) for name in STATES}
DELIVERED = {name: _deliverables_in_state(name) for name in STATES if name not in OF_ACTIVITIES}
ALL = (ROWS, REPORTED, PAST_DUE, WITH_DATA, METRICS_WITH_DATA, OVERDUE, *OF_STATE.values(), *DELIVERED.values())
COUNTS = {count.name: count for count in ALL}


def supplied(measure: Measure, folder: QuarterFolder) -> bool:
    """Whether any source supplies a measure in this quarter."""
    return bool(measure.of) or bool(measure.source and folder.reporting_month(measure))


def _reports_on(activity: Activity, reports: Sequence[Deliverable]) -> list[Deliverable]:
    return [report for report in reports if report.plan_id == activity.id and report.progress is not None]


# ── the figures ───────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class _Counting:
    """The figures of one quarter: each is a function of lists, and a row of the ledger has both."""

    folder: QuarterFolder
    lists: CountedLists

    def figure(self, name: str, unit: str, count: Count, *references: str) -> Figure:
        """How many there are."""
        id, letters = name.replace("-", "_").replace(" ", "_") + ".value", ascii_lowercase[: len(references)]
        n = count.of(self.lists, references)
        basis = Basis(" ".join(references), f"{count.name}({', '.join(letters)})", "computed")
        return given(id, Said(n, unit, numerals.number(n)), basis, self.folder.written_on[:7])


def delivery_figures(folder: QuarterFolder) -> list[Figure]:
    """How many activities of the plan there are, and how many in each state: of all, and of each group."""
    counting = _Counting(folder, CountedLists(folder.project))
    reports, written = report_rows(folder), date_of_writing(folder)
    groups = dict.fromkeys(group_of(activity) for activity in counting.lists.named(plan_rows()))
    found = []
    for group in ("", *groups):
        start, plan = f"delivery_{group}_" if group else "delivery_", plan_rows(group)
        found += [
            counting.figure(f"{start}activities", "activities", ROWS, plan),
            counting.figure(f"{start}reported", "activities", REPORTED, plan, reports),
            counting.figure(f"{start}not_reported_past_due", "activities", PAST_DUE, plan, reports, written),
            *(counting.figure(f"{start}{s}", "activities", count, plan, reports, written) for s, count in OF_STATE.items()),
        ]
    return found


def deliverable_figures(folder: QuarterFolder) -> list[Figure]:
    """How many deliverables a quarter reports on, and how many in each state: of all, and of each priority."""
    counting, found = _Counting(folder, CountedLists(folder.project)), []
    for group in ("", *(p.id for p in priorities(folder.project))):
        start, reports = f"deliverables_{group}_" if group else "deliverables_", deliverable_rows(folder, "due", group)
        found.append(counting.figure(f"{start}reported", "deliverables", ROWS, reports))
        for name, count in DELIVERED.items():
            found.append(counting.figure(f"{start}{name}", "deliverables", count, reports, date_of_writing(folder)))
    return found


def scorecard_figures(folder: QuarterFolder) -> list[Figure]:
    """How many measures the scorecard has, key metrics of the plan and further measures, and how many of each with data: of all,
    and of each priority."""
    counting, known, found = _Counting(folder, CountedLists(folder.project)), known_months(folder), []
    for group in ("", *(p.id for p in priorities(folder.project))):
        start = f"scorecard_{group}_" if group else "scorecard_"
        for name, shown in (("", scorecard_rows(group)), ("further_", scorecard_rows(group, further=True))):
            found.append(counting.figure(f"{start}{name}measures", "measures", ROWS, shown))
            found.append(counting.figure(f"{start}{name}with_data", "measures", WITH_DATA, shown, known))
        metrics = metric_rows(group)
        found.append(counting.figure(f"{start}key_metrics", "key metrics", ROWS, metrics))
        found.append(counting.figure(f"{start}key_metrics_with_data", "key metrics", METRICS_WITH_DATA, metrics, known))
    return found


def data_figures(folder: QuarterFolder) -> list[Figure]:
    """How many sources, measures, overdue reviews and contradictions the book names."""
    counting = _Counting(folder, CountedLists(folder.project))
    due = f"{MEASURES}#column=next_review"
    return [
        counting.figure("data_sources", "sources", ROWS, SOURCES),
        counting.figure("data_measures", "measures", ROWS, MEASURES),
        counting.figure("data_measures_supplied", "measures", WITH_DATA, MEASURES, known_months(folder)),
        counting.figure("data_reviews_overdue", "reviews", OVERDUE, due, date_of_writing(folder)),
        counting.figure("data_contradictions", "contradictions", ROWS, contradiction_rows(folder)),
    ]
