"""Words of the ledger: what a figure is, and what its status says."""

from __future__ import annotations

from pcc_lib.figures.figures import LEVELS, Figure
from pcc_lib.figures.stated import staff_id
from pcc_lib.inputs.models.plan import Staffing, Structure
from pcc_lib.inputs.plan import activities, priorities, table
from pcc_lib.pages.page import Page
from pcc_lib.writing.tables import HELD_BACK

STATISTIC_WORDS = {
    "value": "",
    "stated": "as stated",
    "share": "share of the whole",
    "target": "target",
    "gap_to_target": "gap to the target",
    "change_on_month": "change on the month",
    "change_on_year": "change on the year",
    "change_12_months": "twelve months against the twelve before",
    "change_on_baseline": "twelve months against the base year",
    "total_12_months": "total of twelve months",
    "mean_12_months": "average of twelve months",
    "total_since_break": "total since the series changed",
    "financial_year_to_date": "financial year to date",
    "calendar_year_to_date": "calendar year to date",
    "calendar_year": "calendar year",
    "financial_year": "financial year",
    "change": "change from the first year to the last",
    "gap_to_printed": "printed total less the rows",
    "usual_mean": "middle of the usual range",
    "usual_lower": "lower end of the usual range",
    "usual_upper": "upper end of the usual range",
    "change_lower": "change on the year, lower end of the 95% interval",
    "change_upper": "change on the year, upper end of the 95% interval",
    "interval_lower": "lower end of the 95% interval",
    "interval_upper": "upper end of the 95% interval",
    "rank": "place",
    "rank_lower": "first place of the 95% interval",
    "rank_upper": "last place of the 95% interval",
    "ranked": "how many are ranked",
}
FORM_WORDS = {
    "number": "in number",
    "percent": "in per cent",
    "points": "in percentage points",
    "per_month": "a month",
}
STATUS_WORDS = {
    "e": "rests on reconstructed data",
    "p": "provisional",
    "r": "revised",
    "x": "not known",
    "c": HELD_BACK.rstrip("."),
}


def what_is(page: Page, figure: Figure) -> str:
    """A figure in words: the measure and the statistic, or the fact that it states."""
    given = _given_words(page)
    if figure.id.split("@")[0] in given or figure.measure in given:
        base = given.get(figure.id.split("@")[0], given.get(figure.measure, ""))
        extra = "" if figure.statistic in ("value", "stated") else STATISTIC_WORDS.get(figure.statistic, "")
        return base + (f": {extra}" if extra else "")
    if page.project.exists(f"data/measures/{figure.measure}.yml"):
        part = f", {page.project.label(figure.breakdown)}" if figure.breakdown else ""
        words = statistic_words(figure.statistic)
        return page.figures.measure(figure.measure).title + part + (f": {words}" if words else "")
    return figure.measure.replace("_", " ").capitalize()


def statistic_words(statistic: str) -> str:
    """`change_12_months_number` as `twelve months against the twelve before, in number`."""
    for form, words in FORM_WORDS.items():
        base = statistic.removesuffix(f"_{form}")
        if base != statistic and base not in LEVELS and base in STATISTIC_WORDS:
            return f"{STATISTIC_WORDS[base]}, {words}"
    return STATISTIC_WORDS.get(statistic, statistic.replace("_", " "))


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
        "budget_with_shared_services": f"Allocation: {claim.title_with_shared_services}" if claim else "",
        "budget_claim": claim.statement if claim else "",
    }
    return words | _people_words(table(project, "staffing"), table(project, "structure")) | _count_words(page)


def _people_words(staffing: Staffing | None, structure: Structure | None) -> dict[str, str]:
    words = {}
    for group in staffing.groups if staffing else ():
        words[staff_id(group.total_id)] = f"{group.title}: total as printed"
        words |= {staff_id(r.id): f"{group.title}: {r.title}" for r in group.rows}
    words |= {
        staff_id(r.id): f"Make-up of the staff: {r.title}"
        for r in (staffing.make_up.rows if staffing and staffing.make_up else ())
    }

    found = structure.root.all() if structure else ()
    return words | {f"structure_{p.id.replace('-', '_')}.stated": f"Full-time equivalent: {p.title}" for p in found}


def _count_words(page: Page) -> dict[str, str]:
    """Words for the counts of activities, measures and definitions."""
    groups = {"": ""} | {p.id.replace("-", "_") + "_": f", priority {p.number}" for p in priorities(page.project)}
    groups |= {f"appendix_{a.lower()}_": f", Appendix {a}" for a in dict.fromkeys(a.appendix for a in activities(page.project))}
    states = {
        "activities": "all",
        "done": "done",
        "due": "due, with progress reported",
        "late": "late",
        "slipped": "slipped",
        "not_reported": "progress not reported",
        "reported": "progress reported",
        "not_reported_past_due": "progress not reported and the date has passed",
    }
    words = {
        f"delivery_{g}{s}": f"Activities of the delivery plan{where}: {said}"
        for g, where in groups.items()
        for s, said in states.items()
    }
    words |= {
        f"scorecard_{g}{s}": f"Measures of the scorecard{where}: {said}"
        for g, where in groups.items()
        for s, said in {"measures": "all", "with_data": "with data"}.items()
    }
    return words | {
        "delivery_deliverables": "Deliverables reported this quarter",
        "data_sources": "Sources",
        "data_measures": "Measures defined",
        "data_measures_supplied": "Measures that a source supplies",
        "data_reviews_overdue": "Measures whose review is overdue at the date of writing",
        "data_contradictions": "Contradictions listed",
    }


def status_words(status: str) -> str:
    """The letters of a status in words."""
    return ", ".join(STATUS_WORDS.get(s, s) for s in status.split(","))
