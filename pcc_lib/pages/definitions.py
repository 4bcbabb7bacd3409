"""About the data: sources and measures as defined, methods, completeness, reconstruction, contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from pcc_lib.core.calendars import MONTHLY, Calendar
from pcc_lib.core.frames import each_cell
from pcc_lib.core.numerals import slug
from pcc_lib.core.quarters import month_label
from pcc_lib.core.status import RECONSTRUCTED, Statuses
from pcc_lib.figures.catalogue import CHANGES
from pcc_lib.inputs.measures import Measure, topics_of
from pcc_lib.inputs.models.columns import Term
from pcc_lib.inputs.models.definitions import Break
from pcc_lib.inputs.models.originals import Contradiction
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.plan import priorities, table
from pcc_lib.inputs.sources import Source, source_names
from pcc_lib.inputs.supplies import supplying
from pcc_lib.pages.goals import all_goals
from pcc_lib.pages.methods import CODES, METHODS
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import MOST_GAPS
from pcc_lib.pages.questions import asked_of_source, questions_note
from pcc_lib.writing.html import Markup, escape, fill, join
from pcc_lib.writing.lifetimes import lifetimes_told
from pcc_lib.writing.markup import code, link, note, notice, pairs, paragraph, points, time, titled
from pcc_lib.writing.tables import Table, table_html

DIRECTIONS = {
    "increase": "higher is better",
    "decrease": "lower is better",
    "neutral": "neither higher nor lower is better",
}
DISCLOSURES = {
    "none": "all numbers are shown",
    "rounding": "numbers are rounded",
    "threshold": "small numbers are held back",
}
NO_SOURCES = "No sources were supplied [x]."
COUNTED = (
    "A month counts where the source has a row for it. Blanks are columns that are not known in every row; they count as "
    "missing, never as nought."
)


def summary(page: Page) -> Markup:
    """How much data there are, how many reviews are overdue, and which sources hold something doubtful."""
    counted = fill(
        "definitions/summary",
        measures=_count(page, "measures"),
        supplied=_count(page, "measures_supplied"),
        sources=_count(page, "sources"),
        written_on=time(page.folder.written_on),
        overdue=_count(page, "reviews_overdue"),
    )
    return join([counted, questions_note(page, {source.name: _source_link(source) for source in _sources(page)})])


def sources(page: Page) -> Markup:
    """Every source with what its descriptor says of it."""
    found = _sources(page)
    rows = [_details(_place(s), s.title, _source_facts(page, s)) for s in found]
    return join(rows) if rows else paragraph(NO_SOURCES)


def definitions(page: Page, priority_id: str) -> Markup:
    """Every measure of a priority exactly as its file defines it, topic by topic."""
    parts = []
    for topic in topics_of(page.project, priority_id, scorecard=True):
        items = [_definition(page, measure) for measure in page.measures(topic.id)]
        if items:
            parts.append(fill("definitions/part", title=topic.title, items=items))
    return join(parts) if parts else paragraph("No measures are defined [x].")


def methods(page: Page) -> Markup:
    """How values, windows and changes are worked out, in plain words, and the codes."""
    return fill("definitions/methods", methods=pairs(METHODS), codes=pairs(CODES.items()))


def completeness(page: Page) -> Markup:
    """First and last period of each source, gaps by name, and how many months of each year have rows."""
    found = _sources(page)
    if not found:
        return paragraph(NO_SOURCES)
    monthly, yearly = ([s for s in found if (s.period == "year") == years] for years in (False, True))
    shown = [table_html(_by_month(monthly), page)] if monthly else []
    shown += [table_html(_by_year(yearly), page)] if yearly else []
    return join([*shown, note(COUNTED)])


def reconstruction(page: Page) -> Markup:
    """What is reconstructed, source by source, and how."""
    body = page.project.body
    said = notice(titled("What this means.", body.sample_notice)) if body.sample_notice else ""
    found = _sources(page)
    if not any(RECONSTRUCTED in Statuses.parse(",".join(set(s.frame["status"]))) for s in found):
        return join([said, paragraph("No source holds reconstructed rows.")])
    rows = [[_source_link(s), _status_counts(s), page.explained(s.about.obtained)] for s in found]
    listed = Table("Reconstructed rows, by source", ("Source", "Rows", "How they were obtained"), rows, stack=True)
    return join([said, fill("definitions/reconstructed", rows=table_html(listed, page))])


def contradictions(page: Page) -> Markup:
    """Every contradiction of the originals: what is printed, why it does not fit, what this book does."""
    listed = table(page.project, "contradictions")
    entries = listed.contradictions if listed else ()
    if not entries:
        return paragraph("No contradictions are listed.")
    said = paragraph(
        page.sentence(
            [
                page.figures.figure("data_contradictions.value"),
                " contradictions and oddities were found. Both values are kept and shown.",
            ]
        )
    )
    groups = dict.fromkeys(entry.page for entry in entries)
    return join([said, *(_contradictions_of(page, group, [e for e in entries if e.page == group]) for group in groups)])


def _contradictions_of(page: Page, group: str, entries: Sequence[Contradiction]) -> Markup:
    """The contradictions that concern one page."""
    titles = {p.page: f"Priority {p.number}: {p.title}" for p in priorities(page.project)} | {"book": "Several pages"}
    listed = Table(
        titles.get(group, group.replace("-", " ").capitalize()),
        ("Where", "Printed", "Why it does not fit", "What this book does"),
        [[e.where, points(e.printed), page.explained(e.why), page.explained(e.treatment)] for e in entries],
        stack=True,
    )
    return table_html(listed, page)


def _count(page: Page, name: str) -> Markup:
    """A count of what the book names, printed."""
    return page.figure(page.figures.figure(f"data_{name}.value"))


def _sources(page: Page) -> list[Source]:
    return [page.figures.source(name) for name in source_names(page.project)]


def _details(place: str, title: str, facts: Iterable[tuple[str, str]]) -> Markup:
    """A definition that opens: its title, and its facts but for those that say nothing."""
    rows = [(word, told) for word, told in facts if told]
    return fill("definitions/definition", id=place, title=title, facts=pairs(rows))


def _source_facts(page: Page, source: Source) -> list[tuple[str, str]]:
    """What is told of a source; what is no Markup is plain text."""
    about = source.about
    parts = [page.project.label(part) for part in source.parts]
    first, last = _ends(source)
    return [
        ("File", code(source.file)),
        ("Producer", about.producer),
        ("Licence", about.licence),
        ("Attribution", about.attribution),
        ("How obtained", page.explained(about.obtained)),
        ("First and last", f"{first} to {last}, by {source.about.frequency or source.period}"),
        ("Not there throughout", "; ".join(lifetimes_told(source, page.project.label))),
        ("Told up to", _told_to(page, source)),
        ("Split by", f"{source.breakdown}: {', '.join(parts)}" if len(parts) > 1 else f"not split ({parts[0]})"),
        ("Status", _status_counts(source)),
        ("Asked of the data", asked_of_source(page, source)),
        ("Limits", page.explained(about.limits)),
        ("Columns", points([_field(f) for f in about.fields if f.name in source.columns])),
        ("Checked", points([f"never: {check.says}" for check in about.checks])),
        ("Next update", about.next_update),
    ]


def _field(about: TableField) -> Markup:
    """A column's title and name, and what it holds."""
    return join([about.title or about.name, " ", code(about.name), f": {about.description}" if about.description else ""])


def _told_to(page: Page, source: Source) -> str:
    if source.name in supplying(page.project):
        return "every year that the plan tells"
    month = page.folder.reporting_months.get(source.name)
    return f"{source.calendar.label(str(month))}, in this quarter" if month else "not used in this quarter"


def _by_month(sources: Sequence[Source]) -> Table:
    """Monthly sources: first and last period, months with rows in each year, gaps."""
    years = sorted({period[:4] for s in sources for period in s.frame[s.period]})
    return Table(
        "Months with rows, by source and year",
        ("Source", "First", "Last", *years, "Gaps and blanks"),
        [[_source_link(s), *_ends(s), *(_in_year(s, year) for year in years), _gap_words(s)] for s in sources],
        numeric=range(3, 3 + len(years)),
    )


def _by_year(sources: Sequence[Source]) -> Table:
    """Yearly sources: first and last period, gaps."""
    rows = [[_source_link(s), *_ends(s), _gap_words(s)] for s in sources]
    return Table("Sources by year", ("Source", "First", "Last", "Gaps and blanks"), rows)


def _ends(source: Source) -> tuple[str, str]:
    periods, label = source.frame[source.period], source.calendar.label
    return (label(str(periods.min())), label(str(periods.max()))) if len(periods) else ("none", "none")


def _place(source: Source) -> str:
    """The id of a source's definition."""
    return f"source-{slug(source.name)}"


def _source_link(source: Source) -> Markup:
    return link(f"#{_place(source)}", source.title)


def _in_year(source: Source, year: str) -> str:
    months = {p for p in source.frame[source.period] if p.startswith(year)}
    each = "" if source.calendar.monthly else f" {source.about.frequency or source.period}{'' if len(months) == 1 else 's'}"
    return f"{len(months)}{each}" if months else "0"


def _gap_words(source: Source) -> str:
    """Periods without any row, and columns that are blank in some rows."""
    periods = sorted(set(source.frame[source.period]))
    missing = [p for p in source.calendar.between(periods[0], periods[-1]) if p not in periods] if periods else []
    said, label = [f"no rows for {_told_runs(source.calendar, missing)}"] if missing else [], source.calendar.label
    for column in source.columns:
        held = source.frame.loc[source.frame[column].notna(), source.period]
        if len(held) and len(held) < len(source.frame):
            said.append(
                f"{source.field_title(column).lower()}: known {label(str(held.min()), str(held.max()))}"
                + ("" if _unbroken(source, held) else ", with blanks")
            )
    return "; ".join(said) or "none"


def _unbroken(source: Source, held: pd.Series) -> bool:
    inside = source.frame[(source.frame[source.period] >= held.min()) & (source.frame[source.period] <= held.max())]
    return len(inside) == len(held)


def _told_runs(calendar: Calendar, periods: Sequence[str]) -> str:
    """Missing periods by name, as unbroken runs; of many runs the ends, and how many periods."""
    runs = calendar.runs(periods)
    if len(runs) <= MOST_GAPS:
        return ", ".join(calendar.label(run.first, run.last) for run in runs)
    return f"{len(periods)} periods from {calendar.label(runs[0].first)} on, up to {calendar.label(runs[-1].last)}"


def _status_counts(source: Source) -> str:
    counts = source.frame["status"].value_counts()
    said = (
        f"{Statuses.parse(status).of_rows}: {'all' if n == len(source.frame) else f'{n:,}'} rows"
        for status, n in sorted(each_cell(counts))
    )
    return ", ".join(said)


def _definition(page: Page, m: Measure) -> Markup:
    facts = [
        ("What it is", _worked(page, m)),
        ("Why it matters", page.explained(m.why_it_matters)),
        ("Supplied", join([page.explained(m.missing), " [x]"]) if m.missing else ""),
        ("Window", _window_words(page, m)),
        ("Split by", m.breakdown),
        ("Only", _filter(page, m)),
        ("Unit", _unit(m)),
        ("Change told", _change_words(m)),
        ("Good direction", DIRECTIONS[m.good_direction]),
        ("Target", all_goals(page, m)),
        ("Breaks", _dated(m.breaks)),
        ("New base", _dated(m.rebase)),
        ("Caveats", points([page.explained(c) for c in m.caveats])),
        ("Owner", m.owner + (" (a sample, not a named officer)" if m.sample_owner else "")),
        ("Reviewed by", m.reviewed_by),
        ("Next review", _review(m.next_review, page.folder.written_on)),
        ("Small numbers", DISCLOSURES[m.disclosure]),
        ("Id", code(m.id)),
    ]
    return _details(slug(m.id), m.title + (" [x]" if m.missing else ""), facts)


def _change_words(m: Measure) -> str:
    return CHANGES[m.change].in_full.format(baseline=m.baseline) if m.change in CHANGES else "none"


def _dated(marks: Iterable[Break]) -> Markup:
    """Months with what happened in each."""
    return points([join([time(mark.month), f": {mark.reason}"]) for mark in marks])


def _review(due: str, written_on: str) -> Markup:
    return join([time(due), *([", overdue on ", time(written_on)] if due < written_on else [", not yet due"])])


def _worked(page: Page, m: Measure) -> Markup:
    """The formula in words, with the columns' titles."""
    if m.of:
        return _in_words(m, of=" and ".join(page.figures.measure(other).title for other in m.of))
    if not m.source:
        return escape(m.how.noun)
    source = page.figures.source(m.source)
    columns = ((name, m.terms(role)) for name, role in (("top", "numerator"), ("bottom", "denominator")) if m.terms(role))
    times = f", times {m.multiply_by:g}" if m.multiply_by != 1 else ""
    words = _in_words(m, times=times, **{name: _columns(source, terms) for name, terms in columns})
    return join([words, "; from ", _source_link(source)])


def _in_words(m: Measure, **names: str) -> Markup:
    """How a calculation works, in its entry's words."""
    return escape(m.how.words).format(**{name: escape(said) for name, said in names.items()})


def _columns(source: Source, terms: Iterable[Term]) -> Markup:
    """Columns that are added up, and those that are taken off: "Burglary and Robbery", "All crime without ASB"."""
    added, taken = ([_column(source, t.column) for t in terms if t.sign == sign] for sign in "+-")
    return join([_and(added), *([" without ", _and(taken)] if taken else [])])


def _and(names: Sequence[Markup]) -> Markup:
    *others, last = names
    return join([join(others, ", "), " and ", last]) if others else last


def _column(source: Source, column: str) -> Markup:
    return join([source.field_title(column), " ", code(column)])


def _window_words(page: Page, m: Measure) -> str:
    window, calendar = m.window, page.figures.source(m.source).calendar if m.source else MONTHLY
    if 1 < calendar.step == window.months:
        return f"{window}: the values of its source are {calendar.adverb}"
    if window.since:
        return f"since {month_label(window.since)}, added up"
    return "one month" if window.is_month else f"{window}, added up" if window.rolls else f"{window}, to date"


def _filter(page: Page, m: Measure) -> str:
    return "; ".join(", ".join(page.project.label(v) for v in values) for values in m.rows.values())


def _unit(m: Measure) -> str:
    return {"%": "per cent", "GBP": "pounds"}.get(m.unit, "time" if m.is_duration else m.unit)
