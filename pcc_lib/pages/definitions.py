"""About the data: sources and measures as defined, methods, completeness, reconstruction, contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pcc_lib.core.calendars import MONTHLY
from pcc_lib.core.frames import each_cell
from pcc_lib.core.numerals import slug
from pcc_lib.core.quarters import month_label
from pcc_lib.core.status import RECONSTRUCTED, Statuses
from pcc_lib.figures.catalogue import CHANGES
from pcc_lib.figures.few import is_counted
from pcc_lib.inputs.measures import Measure, measure_ids, topics_of
from pcc_lib.inputs.models.columns import Term
from pcc_lib.inputs.models.counterparts import allowed_words
from pcc_lib.inputs.models.definitions import Break
from pcc_lib.inputs.models.originals import Contradiction
from pcc_lib.inputs.models.table_schema import TableField
from pcc_lib.inputs.plan import priorities, table
from pcc_lib.inputs.sources import Source
from pcc_lib.inputs.supplies import supplying
from pcc_lib.pages import waiting
from pcc_lib.pages.completeness import place_of, source_link, sources_of
from pcc_lib.pages.forced import forced_findings
from pcc_lib.pages.goals import all_goals
from pcc_lib.pages.methods import CODES, METHODS
from pcc_lib.pages.page import Page
from pcc_lib.pages.questions import asked_of_source, questions_note, words_asked
from pcc_lib.pages.revised import revisions_told
from pcc_lib.statistics.disclosure import LEAST_FOR_PER_CENT
from pcc_lib.writing.caveats import caveats_told
from pcc_lib.writing.html import Markup, escape, fill, join
from pcc_lib.writing.lifetimes import lifetimes_told
from pcc_lib.writing.markup import DEFINITIONS_PAGE, code, count, link, notice, pairs, paragraph, points, time, titled
from pcc_lib.writing.naming import within
from pcc_lib.writing.tables import Table, table_html

OF_FEW = f"in number where there were fewer than {LEAST_FOR_PER_CENT} before"
DIRECTIONS = {
    "increase": "higher is better",
    "decrease": "lower is better",
    "neutral": "neither higher nor lower is better",
}
DISCLOSURES = {
    "none": "",  # all numbers are shown, as the page says above
    "rounding": "numbers are rounded",
    "threshold": "small numbers are held back",
}


def summary(page: Page) -> Markup:
    """How much data there are, how many reviews are overdue, and which sources hold something doubtful."""
    counted = fill(
        "definitions/summary",
        measures=_count(page, "measures"),
        supplied=_count(page, "measures_supplied"),
        sources=_count(page, "sources"),
        written_on=time(page.folder.written_on),
        overdue=_count(page, "reviews_overdue"),
        sample_owners=any(page.figures.measure(id).sample_owner for id in measure_ids(page.project)),
    )
    notes = questions_note(page, {source.name: source_link(source) for source in sources_of(page)})
    return join([counted, notes, words_asked(page)])


def sources(page: Page) -> Markup:
    """Every source with what its descriptor says of it."""
    found = sources_of(page)
    rows = [_details(place_of(s), s.title, source_facts(page, s)) for s in found]
    return join(rows) if rows else waiting.for_source()


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


def reconstruction(page: Page) -> Markup:
    """What is reconstructed, source by source, and how; what the methods find on it, and why it cannot be otherwise."""
    body = page.project.body
    said = notice(titled("What this means.", body.sample_notice)) if body.sample_notice else ""
    found = sources_of(page)
    if not any(RECONSTRUCTED in Statuses.parse(",".join(set(s.frame["status"]))) for s in found):
        return join([said, paragraph("No source holds reconstructed rows.")])
    rows = [[source_link(s), _status_counts(s), s.about.obtained] for s in found]
    listed = Table("Reconstructed rows, by source", ("Source", "Rows", "How they were obtained"), rows, stack=True)
    told = fill("definitions/reconstructed", rows=table_html(listed, page), contradictions=_listed(page))
    return join([said, told, forced_findings(page)])


def contradictions(page: Page) -> Markup:
    """Every contradiction of the originals: what is printed, why it does not fit, what this book does."""
    entries = _listed(page)
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


def _listed(page: Page) -> Sequence[Contradiction]:
    """The contradictions that this quarter's edition lists: those of another quarter's original are not told in it."""
    listed = table(page.project, "contradictions")
    return listed.of(str(page.quarter)) if listed else ()


def _contradictions_of(page: Page, group: str, entries: Sequence[Contradiction]) -> Markup:
    """The contradictions that concern one page."""
    titles = {p.page: f"Priority {p.number}: {p.title}" for p in priorities(page.project)} | {"book": "Several pages"}
    listed = Table(
        titles.get(group, group.replace("-", " ").capitalize()),
        ("Where", "Printed", "Why it does not fit", "What this book does"),
        [[e.where, points(e.printed), e.why, e.treatment] for e in entries],
        stack=True,
    )
    return table_html(listed, page)


def _count(page: Page, name: str) -> Markup:
    """A count of what the book names, printed."""
    return page.figure(page.figures.figure(f"data_{name}.value"))


def _details(place: str, title: str, facts: Iterable[tuple[str, str]]) -> Markup:
    """A definition that opens: its title, and its facts but for those that say nothing."""
    rows = [(word, told) for word, told in facts if told]
    return fill("definitions/definition", id=place, title=title, facts=pairs(rows))


def source_facts(page: Page, source: Source) -> list[tuple[str, str]]:
    """What is told of a source; what is no Markup is plain text."""
    about = source.about
    parts = [page.project.label(part) for part in source.parts]
    return [
        ("File", code(source.file)),
        ("Producer", about.producer),
        ("Kind of statistics", about.statistics),
        ("Licence", about.licence),
        ("Attribution", about.attribution),
        ("How obtained", about.obtained),
        ("First and last", f"{_spanned(source)}, by {source.calendar.noun}"),
        ("Not there throughout", "; ".join(lifetimes_told(source, page.project.label))),
        ("Newest period", told_to(page, source)),
        ("Revised since first shown", revisions_told(page, source)),
        ("Split by", f"{source.breakdown}: {', '.join(parts)}" if len(parts) > 1 else f"not split ({parts[0]})"),
        ("Names in the file", "; ".join(f"{page.project.label(id)}: {', '.join(names)}" for id, names in _names(page, source))),
        ("Status", _status_counts(source)),
        ("Asked of the data", asked_of_source(page, source)),
        ("Limits", about.limits),
        ("Columns", points([_field(f) for f in about.fields if f.name in source.columns])),
        ("Counted", points(list(_counted(source)))),
        ("Checked", points([f"never: {check.says}" for check in about.checks])),
        ("Next update", about.next_update),
    ]


def _counted(source: Source) -> Iterator[Markup]:
    """Which rows of incidents each column counts, where a source is counted from them; the rows themselves are never shown."""
    how = source.about.counted
    for column, where in how.columns.items() if how else ():
        held = [join([code(name), escape(" is "), code(" or ".join(values))]) for name, values in where.items()]
        rows = join([escape("rows whose "), join(held, escape(" and whose "))]) if held else escape("every row")
        yield join([escape(f"{source.field_title(column)}: "), rows])


def _names(page: Page, source: Source) -> Iterator[tuple[str, Sequence[str]]]:
    """Areas that a file calls otherwise than by the id or the title that readers see, each with its id and those names."""
    for id, names in source.names.items():
        if others := [name for name in names if name != page.project.label(id)]:
            yield id, others


def _field(about: TableField) -> Markup:
    """A column's title and name, and what it holds."""
    return join([about.title or about.name, " ", code(about.name), f": {about.description}" if about.description else ""])


def told_to(page: Page, source: Source) -> str:
    """Up to when this quarter tells a source."""
    if source.name in supplying(page.project):
        return "every year that the plan shows"
    if month := page.folder.reporting_months.get(source.name):
        return f"{source.calendar.label(str(month))}, in this quarter"
    residents = {page.figures.measure(id).population.partition(".")[0] for id in measure_ids(page.project)}
    return "every year that it has; rates rest on the latest" if source.name in residents else "not used in this quarter"


def _spanned(source: Source) -> str:
    """Its first and its last period, in words."""
    periods = source.frame[source.period]
    return source.calendar.label(str(periods.min()), str(periods.max())) if len(periods) else "none"


def _status_counts(source: Source) -> Markup:
    counts = source.frame["status"].value_counts()
    said = (
        join([f"{Statuses.parse(status).of_rows}: ", _how_many(source, status, int(n)), " rows"])
        for status, n in sorted(each_cell(counts))
    )
    return join(said, ", ")


def _how_many(source: Source, status: str, number: int) -> Markup:
    return escape("all") if number == len(source.frame) else count(number, f"status {source.file} {status}".strip())


def _definition(page: Page, m: Measure) -> Markup:
    return _details(slug(m.id), m.title + (" [x]" if m.missing else ""), measure_facts(page, m))


def measure_facts(page: Page, m: Measure, coded: bool = True) -> list[tuple[str, str]]:
    """What is told of a measure; what is no Markup is plain text, and what says nothing is blank. coded: columns are told with
    their names beside their titles."""
    return [
        ("What it is", _worked(page, m, coded)),
        ("Why it matters", m.why_it_matters),
        ("Supplied", join([m.missing, " [x]"]) if m.missing else ""),
        ("Window", _window_words(page, m)),
        ("Split by", m.breakdown),
        ("Only", _filter(page, m)),
        ("Unit", _unit(m)),
        ("Change shown", _change_words(page, m)),
        ("Good direction", DIRECTIONS[m.good_direction]),
        ("Target", all_goals(page, m)),
        ("Public counterpart", _counterpart(page, m)),
        ("Breaks", _dated(m.breaks)),
        ("New base", _dated(m.rebase)),
        ("Caveats", points(caveats_told(m, page.figures, page.figure))),
        ("Owner", m.owner + (" (sample)" if m.sample_owner else "")),
        ("Reviewed by", m.reviewed_by),
        ("Next review", _review(m.next_review, page.folder.written_on)),
        ("Small numbers", DISCLOSURES[m.disclosure]),
        ("Id", code(m.id)),
    ]


def _counterpart(page: Page, m: Measure) -> Markup:
    """What it is held against, what is allowed, and what the two count otherwise; nothing where it names none."""
    if m.counterpart is None:
        return Markup()
    public, said = page.figures.measure(m.counterpart.measure), m.counterpart
    told = join([link(f"{DEFINITIONS_PAGE}#{slug(public.id)}", public.title), f": ours is expected {allowed_words(said)}."])
    return points([told, *([said.expected.reason] if said.expected else []), *said.differences, *filter(None, [said.same])])


def _change_words(page: Page, m: Measure) -> str:
    """How its change is worked out; nothing where none is told."""
    if m.change not in CHANGES:
        return ""
    change, monthly = CHANGES[m.change], not m.source or page.figures.source(m.source).calendar.monthly
    told = (change.in_full if monthly else change.of_seldom).format(baseline=m.baseline)
    return f"{told}; {OF_FEW}" if is_counted(m) else told


def _dated(marks: Iterable[Break]) -> Markup:
    """Months with what happened in each."""
    return points([join([time(mark.month), f": {mark.reason}"]) for mark in marks])


def _review(due: str, written_on: str) -> Markup:
    return join([time(due), *([", overdue on ", time(written_on)] if due < written_on else [", not yet due"])])


def _worked(page: Page, m: Measure, coded: bool) -> Markup:
    """The formula in words, with the columns' titles."""
    if m.of:
        return _in_words(m, of=" and ".join(within(page.project, page.figures.measure(other).title) for other in m.of))
    if not m.source:
        return escape(m.how.noun)
    source = page.figures.source(m.source)
    columns = ((name, m.terms(role)) for name, role in (("top", "numerator"), ("bottom", "denominator")) if m.terms(role))
    times = f", times {m.multiply_by:g}" if m.multiply_by != 1 else ""
    words = _in_words(m, times=times, **{name: _columns(source, terms, coded) for name, terms in columns})
    return join([words, "; from ", source_link(source)])


def _in_words(m: Measure, **names: str) -> Markup:
    """How a calculation works, in its entry's words."""
    return escape(m.how.words).format(**{name: escape(said) for name, said in names.items()})


def _columns(source: Source, terms: Iterable[Term], coded: bool) -> Markup:
    """Columns that are added up, and those that are taken off: "Burglary and Robbery", "All crime without ASB"."""
    added, taken = ([_column(source, t.column, coded) for t in terms if t.sign == sign] for sign in "+-")
    return join([_and(added), *([" without ", _and(taken)] if taken else [])])


def _and(names: Sequence[Markup]) -> Markup:
    *others, last = names
    return join([join(others, ", "), " and ", last]) if others else last


def _column(source: Source, column: str, coded: bool) -> Markup:
    return join([source.field_title(column), *([" ", code(column)] if coded else [])])


def _window_words(page: Page, m: Measure) -> str:
    window, calendar = m.window, page.figures.source(m.source).calendar if m.source else MONTHLY
    if 1 < calendar.step == window.months:
        return f"one {window}: the values of its source are {calendar.adverb}"
    if window.unstated:
        return f"a period that ends with the {window.each}; where it begins is not stated"
    if window.since:
        return f"since {month_label(window.since)}, added up"
    return f"one {window}" if window.noun else f"{window}, added up" if window.rolls else f"{window}, to date"


def _filter(page: Page, m: Measure) -> str:
    return "; ".join(", ".join(page.project.label(v) for v in values) for values in m.rows.values())


def _unit(m: Measure) -> str:
    return {"%": "per cent", "GBP": "pounds"}.get(m.unit, "time" if m.is_duration else m.unit)
