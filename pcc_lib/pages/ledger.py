"""The ledger: every figure that the book prints, and every chart, each with where it comes from.

The other pages are replayed in this process: their notebooks are read, the `report.…` calls with literal arguments are
made again for the same quarter, and the blocks say what they printed. Nothing is run but methods of Report, and no
chart is drawn. So the page is the same under papermill, jupyter-book and our own build.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pcc_lib.core.quarters import period_label
from pcc_lib.figures.figures import LEVELS, Figure, ledger_csv
from pcc_lib.figures.stated import staff_id
from pcc_lib.inputs.contents import Call, Notebook, notebooks
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.measures import topic_ids, topics_of
from pcc_lib.inputs.models.plan import Staffing, Structure
from pcc_lib.inputs.plan import priorities, table
from pcc_lib.pages import topic_charts
from pcc_lib.pages.page import Block, Page
from pcc_lib.writing.markup import esc, notice
from pcc_lib.writing.tables import HELD_BACK, download
from pcc_lib.writing.tables import table as html_table

COLUMNS = ("Printed", "What it is", "Period", "How it is worked out", "Source cells", "Kind")
OWN_BLOCKS = ("ledger_summary", "ledger", "ledger_charts")  # they list the others, so they are not replayed
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


@dataclass
class Entry:
    """One figure of the book, and the pages that print it, each once."""

    figure: Figure
    part: str
    pages: list[Notebook] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """What one call of a page showed."""

    page: Notebook
    call: Call
    block: Block


def summary(page: Page) -> str:
    """How much is listed here, how to verify a figure, and the ledger as a file."""
    shown = replayed(page)
    if not shown:
        return "<p>No pages are named in the book's table of contents yet, so no figures are listed [x].</p>"
    entries, charts = _entries(page, shown), _charts(shown)
    stems = list(dict.fromkeys(s.page.stem for s in shown if s.block.figures))
    rows = [f.row() | {"page": s.page.stem} for s in shown for f in s.block.figures]
    link = download(f"figures-{page.quarter}.csv", ledger_csv(rows), "Download all figures as CSV")
    return (
        f'<p class="pcc-lead">{len(entries):,} figures stand on {len(stems)} pages of this book, '
        f"beside {len(charts)} "
        "charts. Each is listed here once, with the source cells that it rests on. Only the counts "
        "on this page itself are "
        "not listed.</p>"
        f"<p>{link}</p>" + notice(_verify(), "quiet")
    )


def ledger(page: Page) -> str:
    """Every figure of the other pages: one table for each topic, then one for each page's other figures."""
    entries = _entries(page, replayed(page))
    told = [t.title for p in priorities(page.project) for t in topics_of(page.project, p.id, scorecard=True)]
    found = dict.fromkeys(entry.part for entry in entries)
    parts = [*(part for part in dict.fromkeys(told) if part in found), *(part for part in found if part not in told)]
    return "".join(_part(page, name, [e for e in entries if e.part == name]) for name in parts) or "<p>None.</p>"


def charts_listed(page: Page) -> str:
    """Every chart of the other pages: its cells are checked against these columns and periods, not listed singly."""
    rows = [
        [
            f"<code>{esc(chart)}</code>",
            f'<a href="{esc(shown.page.href)}">{esc(shown.page.title)}</a>',
            f"<code>{esc(cells)}</code>",
            esc(period_label(period) if period else ""),
        ]
        for chart, shown in _charts(replayed(page)).items()
        for cells, period in [_chart_cells(page, chart)]
    ]
    return (
        html_table(
            "Charts and the source cells that they draw",
            ("Chart", "Page", "Source cells", "Period"),
            rows,
            stack=True,
        )
        if rows
        else "<p>No charts.</p>"
    )


def replayed(page: Page) -> list[Shown]:
    """What every other page of the book shows in this quarter; worked out once for a page."""
    return page.once(
        "replayed",
        lambda: [shown for other in notebooks(page.project) if other.opened_as != page.name for shown in _replay(page, other)],
    )


def _replay(page: Page, notebook: Notebook) -> list[Shown]:
    other = page.beside(notebook.opened_as)
    calls = (call for call in notebook.calls if call.name in page.writers and call.name not in OWN_BLOCKS)
    return [Shown(notebook, call, other.write(call.name, *call.args)) for call in calls]


def _entries(page: Page, shown: Sequence[Shown]) -> list[Entry]:
    """One entry for each figure, in reading order, with every page that prints it."""
    topics = {name.removesuffix(".yml"): topic for name, topic in page.project.lines(MEASURES, "topic:").items()}
    titles = {id: page.topic(id).title for id in topic_ids(page.project)}
    entries: dict[str, Entry] = {}
    for s in shown:
        for figure in s.block.figures:
            part = titles.get(topics.get(figure.measure, ""), s.page.title)
            entry = entries.setdefault(figure.id, Entry(figure, part))
            if s.page not in entry.pages:
                entry.pages.append(s.page)
    return list(entries.values())


def _charts(shown: Sequence[Shown]) -> dict[str, Shown]:
    return {chart: s for s in shown for chart in s.block.charts}


def _part(page: Page, title: str, entries: Sequence[Entry]) -> str:
    count = f"{len(entries)} figure{'' if len(entries) == 1 else 's'}"
    head = "".join(f'<th scope="col">{column}</th>' for column in COLUMNS)
    return (
        f'<div class="pcc-ledger-part"><div class="pcc-scroll" tabindex="0" role="region" '
        f'aria-label="{esc(f"Figures: {title}")}"><table class="pcc-table pcc-stack pcc-ledger">'
        f"<caption>{esc(title)}, {count}</caption><thead><tr>{head}</tr></thead><tbody>"
        + "".join(_row(page, entry) for entry in entries)
        + "</tbody></table></div></div>"
    )


def _row(page: Page, entry: Entry) -> str:
    f = entry.figure
    pages = ", ".join(f'<a href="{esc(p.href)}">{esc(p.title.split(":")[0])}</a>' for p in entry.pages)
    cells = "".join(f"<code>{esc(c)}</code>" for c in _cells(f.cells))
    kind = f.kind + (f" [{f.status}]" if f.status else "")
    told = {
        "What it is": f"{esc(what_is(page, f))} <code>{esc(f.id)}</code> <span>on {pages}</span>",
        "Period": esc(_period(f)),
        "Worked out": f"<code>{esc(f.formula)}</code>" if f.formula else "",
        "Source cells": cells,
        "Kind": f'<span title="{esc(_status_words(f.status))}">{esc(kind)}</span>' if f.status else esc(kind),
    }
    return (
        f'<tr id="{f.anchor}"><th scope="row" class="pcc-num">{esc(f.text)}</th>'
        + "".join(f'<td data-label="{label}">{inner}</td>' for label, inner in told.items())
        + "</tr>"
    )


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
    words = {f"{row.id}.stated": row.statement for row in page.folder.stated()}
    words |= {d.figure_id: f"Progress reported: {d.action}" for d in page.folder.deliverables()}
    words |= {f"budget_{r.id.replace('-', '_')}": f"Allocation: {r.title}" for r in (budget.rows if budget else ())}
    words |= {
        "budget_total": "Allocation: total of the rows",
        "budget_total.stated": "Allocation: total as printed",
        "budget_total.gap_to_printed": "Allocation: total",
        "budget_with_shared_services": "Allocation: Chief Constable with shared services",
        "budget_claim": budget.claim.statement if budget and budget.claim else "",
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
    groups |= {"appendix_a_": ", Appendix A", "appendix_b_": ", Appendix B"}
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


def _period(figure: Figure) -> str:
    against = f", against {period_label(figure.compared_with)}" if re.match(r"\d", figure.compared_with) else ""
    return period_label(figure.period) + against if figure.period else ""


def _cells(text: str) -> list[str]:
    """The blocks of cells apart: each begins with a file."""
    return re.split(r" (?=[\w./-]+\.(?:csv|yml)#|data/)", text) if text else []


def _status_words(status: str) -> str:
    return ", ".join(STATUS_WORDS.get(s, s) for s in status.split(","))


def _chart_cells(page: Page, chart_id: str) -> tuple[str, str]:
    """Source cells of a chart and the periods it draws; blank where its page's module does not say."""
    from pcc_lib.pages import delivery, money

    where, _, name = chart_id.partition("/")
    if where in set(topic_ids(page.project)):
        chart = next((c for c in page.topic(where).charts if c.id == name), None)
        return topic_charts.chart_cells(page, chart) if chart else ("", "")
    owner = {"delivery-plan": delivery, "money-and-people": money}.get(where)
    return owner.chart_cells(page, chart_id) if owner else ("", "")


def _verify() -> str:
    return (
        "<p><strong>To verify a figure.</strong> Open the source file that its row names (<code>data/sources</code> of "
        "the project), keep the rows of the months and parts that stand after <code>#</code>, add up the column, and "
        "put the sums into the formula in the order of the letters: <code>a</code> is the first block of cells, "
        "<code>b</code> the second. Round at the end. Where a method is named in the place of a formula, the library "
        "works it out from the same cells. A figure of kind “stated” or “published” is printed as it was given.</p>"
        "<p>Statuses: [e] rests on reconstructed data, [p] provisional, [r] revised, [x] not known, [c] held back, to "
        "protect people where numbers are small. Where a measure has a rule for small numbers, its figures are worked out "
        "from the cells that the rule lets be published.</p>"
    )
