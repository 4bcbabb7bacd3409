"""Words of the ledger: what a figure is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pcc_lib.figures.catalogue import words_of
from pcc_lib.figures.figures import Figure
from pcc_lib.figures.plan_numbers import staff_id
from pcc_lib.figures.track_words import figure_words
from pcc_lib.inputs.models.body import Originals
from pcc_lib.inputs.models.plan import Staffing, Structure
from pcc_lib.inputs.plan import activities, priorities, table
from pcc_lib.inputs.published import printed_rows
from pcc_lib.inputs.sources import source_names
from pcc_lib.pages.page import Page
from pcc_lib.pages.questions import question_words

DELIVERABLES = {
    "reported": "all",
    "done": "done",
    "due": "due",
    "late": "late",
    "dates_differ": "late by the {0.progress}'s date and not by the {0.plan}'s",
    "slipped": "slipped",
    "not_reported": "progress not reported",
}
ACTIVITIES = DELIVERABLES | {
    "activities": "all",
    "due": "due, with progress reported",
    "part_reported": "a part reported",
    "not_reported": "progress not reported",
    "reported": "progress reported",
    "not_reported_past_due": "progress not reported and the date has passed",
}
MEASURES = {
    "measures": "all",
    "with_data": "with data",
    "further_measures": "those that tell no key metric",
    "further_with_data": "those that tell no key metric, with data",
}
CELL = "cell_"  # how the statistic of a figure that is one source cell begins
BESIDE = {
    "then": "as the edition before showed it",
    "again": "worked out again",
    "told": "as the version before showed it",
    "reworked": "worked out again as the version before did",
    "now": "as it is now",
}
METRICS = {"key_metrics": "all", "key_metrics_with_data": "with data"}


def what_is(page: Page, figure: Figure) -> str:
    """A figure in words: the measure and the statistic, or the fact that it states."""
    if (told := beside_words(page, figure)) is not None:
        return told
    if told := _told_of(_given_words(page), figure):
        return told
    if page.project.exists(f"data/measures/{figure.measure}.yml"):
        part = f", {page.project.label(figure.breakdown)}" if figure.breakdown else ""
        words = words_of(figure.statistic)
        return page.figures.measure(figure.measure).title + part + (f": {words}" if words else "")
    # asked last: nothing is asked of the data where only measures are told
    asked = page.once("words of questions", lambda: question_words(page))
    return _told_of(asked, figure) or figure.measure.replace("_", " ").capitalize()


def beside_words(page: Page, figure: Figure) -> str | None:
    """Words for what stands beside this edition's own figures: what an original printed, and what the edition before told."""
    base, _, end = figure.statistic.rpartition("_")
    if figure.statistic == "printed":
        return f"As the {page.originals.printed} prints it: {_statement(page, figure)}"
    if end not in BESIDE or not base:
        return None
    if base.startswith(CELL):
        source = next(s for s in map(page.figures.source, source_names(page.project)) if s.name == figure.measure)
        column = next(c for c in source.columns if c.lower() == base.removeprefix(CELL))
        return f"{source.title}: {source.field_title(column)}, {page.project.label(figure.breakdown)}, {BESIDE[end]}"
    return f"{what_is(page, replace(figure, name=replace(figure.name, statistic=base)))}, {BESIDE[end]}"


def _statement(page: Page, figure: Figure) -> str:
    rows = page.once("printed rows", lambda: {r.id.replace("-", "_"): r for r in printed_rows(page.project, str(page.quarter))})
    return rows[figure.measure.removeprefix("original_")].statement


def _told_of(given: Mapping[str, str], figure: Figure) -> str:
    base = given.get(figure.name.undated, given.get(figure.measure, ""))
    extra = "" if figure.statistic in ("value", "stated") else words_of(figure.statistic)
    return base + (f": {extra}" if extra else "") if base else ""


def _given_words(page: Page) -> dict[str, str]:
    """Words for figures of no measure: facts, progress, money, people (by id without period, or by name)."""
    return page.once("given words", lambda: _words_of_all_given(page))


def _words_of_all_given(page: Page) -> dict[str, str]:
    project, budget = page.project, table(page.project, "budget")
    claim = budget.claim if budget else None
    words = {f"{row.id}.stated": row.statement for row in page.folder.stated()}
    words |= {d.figure_id: f"Progress reported: {d.action}" for d in page.folder.deliverables()}
    words |= {f"budget_{r.id.replace('-', '_')}": f"Allocation: {r.title}" for r in (budget.rows if budget else ())}
    words |= {
        "budget_total": "Allocation: total of the rows",
        "budget_total.stated": "Allocation: total as printed",
        "budget_total.gap_to_printed": "Allocation: total",
        "budget_claim_wider": f"Allocation: {claim.wider_title}" if claim else "",
        "budget_claim": claim.statement if claim else "",
    }
    return words | _people_words(table(project, "staffing"), table(project, "structure")) | _count_words(page)


def _people_words(staffing: Staffing | None, structure: Structure | None) -> dict[str, str]:
    words = {}
    for group in staffing.groups if staffing else ():
        words[staff_id(group.total_id)] = f"{group.title}: total{' as printed' if staffing and staffing.printed_totals else ''}"
        words |= {staff_id(r.id): f"{group.title}: {r.title}" for r in group.rows}
    words |= {
        staff_id(r.id): f"Make-up of the staff: {r.title}"
        for r in (staffing.make_up.rows if staffing and staffing.make_up else ())
    }

    found = structure.root.all() if structure else ()
    return words | {f"structure_{p.id.replace('-', '_')}.stated": f"Full-time equivalent: {p.title}" for p in found}


def _count_words(page: Page) -> dict[str, str]:
    """Words for the counts of activities, deliverables, measures and definitions."""
    priority_groups = {"": ""} | {p.id.replace("-", "_") + "_": f", priority {p.number}" for p in priorities(page.project)}
    appendices = dict.fromkeys(a.appendix for a in activities(page.project) if a.appendix)
    groups = priority_groups | {f"appendix_{a.lower()}_": f", Appendix {a}" for a in appendices}
    names = page.originals
    return {
        **_worded("delivery_", f"Activities of the {names.plan}", groups, _named(names, ACTIVITIES)),
        **_worded("deliverables_", f"Deliverables of the {names.progress}", priority_groups, _named(names, DELIVERABLES)),
        **_worded("scorecard_", "Measures of the scorecard", priority_groups, MEASURES),
        **_worded("scorecard_", "Key metrics of the plan", priority_groups, METRICS),
        "signals_judged": "Measures with a usual range by which their latest month is judged",
        "signals_found": "Measures whose latest month is a signal",
        "signals_moved": "Measures that moved to another level, or rise or fall bit by bit",
        "signals_expected": "Signals to be expected of chance alone",
        **figure_words(),
        "data_sources": "Sources",
        "data_measures": "Measures defined",
        "data_measures_supplied": "Measures that a source supplies",
        "data_reviews_overdue": "Measures whose review is overdue at the date of writing",
        "data_contradictions": "Contradictions listed",
    }


def _named(names: Originals, kinds: Mapping[str, str]) -> dict[str, str]:
    """Words for kinds, with the body's names for report and plan."""
    return {kind: said.format(names) for kind, said in kinds.items()}


def _worded(start: str, what: str, groups: Mapping[str, str], kinds: Mapping[str, str]) -> dict[str, str]:
    """Words for the counts of one thing: of each group, and of each kind."""
    return {f"{start}{g}{kind}": f"{what}{where}: {said}" for g, where in groups.items() for kind, said in kinds.items()}
