"""About the data: sources and measures as defined, methods, completeness, reconstruction, contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pcc_lib.core import numerals
from pcc_lib.core.numerals import slug
from pcc_lib.core.quarters import month_label, period_label, span
from pcc_lib.inputs.measures import Measure, topics_of
from pcc_lib.inputs.models.originals import Contradiction
from pcc_lib.inputs.plan import priorities, table
from pcc_lib.inputs.sources import Source, source_names
from pcc_lib.pages.methods import CODES, METHODS
from pcc_lib.pages.page import Page
from pcc_lib.writing.markup import esc, notice, points, time
from pcc_lib.writing.tables import table as html_table

CHANGES = {
    "change_on_month": "the value against the value one month before",
    "change_on_year": "the value against the value twelve months before",
    "change_12_months": "the twelve months to the period against the twelve before",
    "change_on_baseline": "the twelve months to the period against the base year",
    "none": "none",
}
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
STATUSES = {"": "final", "e": "reconstructed [e]", "p": "provisional [p]", "r": "revised [r]"}


def summary(page: Page) -> str:
    """How much data there are, and how many reviews are overdue."""
    count = page.figures.figure
    said = page.sentence(
        [
            count("data_measures.value"),
            " measures are defined, ",
            count("data_measures_supplied.value"),
            " of them supplied by ",
            count("data_sources.value"),
            " sources. Reviews overdue on ",
        ]
    )
    overdue = page.figure(count("data_reviews_overdue.value"))
    return f'<p class="pcc-lead">{said}{time(page.folder.written_on)}, the date of writing: {overdue}.</p>'


def sources(page: Page) -> str:
    """Every source with what its descriptor says of it."""
    names = source_names(page.project)
    rows = [
        f'<details class="pcc-definition" id="source-{slug(s.name)}"><summary>{esc(s.title)}</summary>'
        f"{_facts(_source_facts(page, s))}</details>"
        for s in (page.figures.source(n) for n in names)
    ]
    return "".join(rows) or "<p>No sources were supplied [x].</p>"


def definitions(page: Page, priority_id: str) -> str:
    """Every measure of a priority exactly as its file defines it, topic by topic."""
    parts = []
    for topic in topics_of(page.project, priority_id, scorecard=True):
        items = "".join(_definition(page, measure) for measure in page.measures(topic.id))
        if items:
            parts.append(f'<div class="pcc-part"><p class="pcc-part-title"><strong>{esc(topic.title)}</strong></p>{items}</div>')
    return "".join(parts) or "<p>No measures are defined [x].</p>"


def methods(page: Page) -> str:
    """How values, windows and changes are worked out, in plain words, and the codes."""
    facts = [(word, esc(text)) for word, text in METHODS]
    codes = "".join(f"<div><dt>{code}</dt><dd>{esc(words)}</dd></div>" for code, words in CODES.items())
    return _facts(facts) + '<p class="pcc-part-title"><strong>Codes</strong></p>' + f'<dl class="pcc-facts-list">{codes}</dl>'


def completeness(page: Page) -> str:
    """First and last period of each source, gaps by name, and how many months of each year have rows."""
    found = [page.figures.source(name) for name in source_names(page.project)]
    if not found:
        return "<p>No sources were supplied [x].</p>"
    monthly, yearly = ([s for s in found if s.period == kind] for kind in ("month", "year"))
    years = sorted({period[:4] for s in monthly for period in s.frame[s.period]})
    rows = [[_source_link(s), *_ends(s), *(_in_year(s, year) for year in years), _gap_words(s)] for s in monthly]
    out = (
        html_table(
            "Months with rows, by source and year",
            ("Source", "First", "Last", *years, "Gaps and blanks"),
            rows,
            numeric=range(3, 3 + len(years)),
        )
        if monthly
        else ""
    )
    if yearly:
        out += html_table(
            "Sources by year",
            ("Source", "First", "Last", "Gaps and blanks"),
            [[_source_link(s), *_ends(s), _gap_words(s)] for s in yearly],
        )
    return out + (
        '<p class="pcc-note">A month counts where the source has a row for it. Blanks are columns that are not known '
        "in every row; they count as missing, never as nought.</p>"
    )


def reconstruction(page: Page) -> str:
    """What is reconstructed, source by source, and how."""
    body = page.project.body
    found = [page.figures.source(name) for name in source_names(page.project)]
    said = f"<p><strong>What this means.</strong> {esc(body.sample_notice)}</p>" if body.sample_notice else ""
    made = [s for s in found if "e" in set(s.frame["status"])]
    if not made:
        return (notice(said) if said else "") + "<p>No source holds reconstructed rows.</p>"
    rows = [[_source_link(s), _status_counts(s), page.explained(s.about.obtained)] for s in found]
    return (
        (notice(said) if said else "")
        + html_table("Reconstructed rows, by source", ("Source", "Rows", "How they were obtained"), rows, stack=True)
        + (
            '<p class="pcc-note">Where the originals contradict themselves, both values are kept: see '
            '<a href="#contradictions">contradictions</a>.</p>'
        )
    )


def contradictions(page: Page) -> str:
    """Every contradiction of the originals: what is printed, why it does not fit, what this book does."""
    entries = table(page.project, "contradictions")
    entries = entries.contradictions if entries else ()
    if not entries:
        return "<p>No contradictions are listed.</p>"
    said = page.sentence([page.figures.figure("data_contradictions.value"), " contradictions and oddities were found."])
    titles = {p.page: f"Priority {p.number}: {p.title}" for p in priorities(page.project)} | {"book": "Several pages"}
    groups = dict.fromkeys(entry.page for entry in entries)
    return f"<p>{said} Both values are kept and shown.</p>" + "".join(
        html_table(
            titles.get(group, group.replace("-", " ").capitalize()),
            ("Where", "Printed", "Why it does not fit", "What this book does"),
            [_contradiction(page, e) for e in entries if e.page == group],
            stack=True,
        )
        for group in groups
    )


def _contradiction(page: Page, entry: Contradiction) -> list[str]:
    printed = points([esc(text) for text in entry.printed])
    return [
        esc(entry.where),
        printed,
        page.explained(entry.why),
        page.explained(entry.treatment),
    ]


def _facts(rows: Iterable[tuple[str, str]]) -> str:
    """A list of facts; values are HTML, and those without a value are left out."""
    return (
        '<dl class="pcc-facts-list">'
        + "".join(f"<div><dt>{esc(word)}</dt><dd>{value}</dd></div>" for word, value in rows if value)
        + "</dl>"
    )


def _source_facts(page: Page, source: Source) -> list[tuple[str, str]]:
    about = source.about
    parts = [page.project.label(part) for part in source.parts]
    columns = [
        f"{esc(f.title or f.name)} <code>{esc(f.name)}</code>" + (f": {esc(f.description)}" if f.description else "")
        for f in about.fields
        if f.name in source.columns
    ]
    checks = [esc(f"never: {check.says}") for check in about.checks]
    first, last = _ends(source)
    return [
        ("File", f"<code>{esc(source.file)}</code>"),
        ("Producer", esc(about.producer)),
        ("Licence", esc(about.licence)),
        ("Attribution", esc(about.attribution)),
        ("How obtained", page.explained(about.obtained)),
        ("First and last", f"{first} to {last}, by {esc(source.period)}"),
        ("Told up to", _told_to(page, source)),
        ("Split by", esc(f"{source.breakdown}: {', '.join(parts)}" if len(parts) > 1 else f"not split ({parts[0]})")),
        ("Status", _status_counts(source)),
        ("Limits", page.explained(about.limits)),
        ("Columns", points(columns)),
        ("Checked", points(checks)),
        ("Next update", esc(about.next_update)),
    ]


def _told_to(page: Page, source: Source) -> str:
    month = page.folder.reporting_months.get(source.name)
    return esc(period_label(str(month))) + ", in this quarter" if month else "not used in this quarter"


def _ends(source: Source) -> tuple[str, str]:
    periods = source.frame[source.period]
    return (esc(period_label(str(periods.min()))), esc(period_label(str(periods.max())))) if len(periods) else ("none", "none")


def _source_link(source: Source) -> str:
    return f'<a href="#source-{slug(source.name)}">{esc(source.title)}</a>'


def _in_year(source: Source, year: str) -> str:
    months = {p for p in source.frame[source.period] if p.startswith(year)}
    return str(len(months)) if months else "0"


def _gap_words(source: Source) -> str:
    """Periods without any row, and columns that are blank in some rows."""
    periods = sorted(set(source.frame[source.period]))
    missing = [p for p in span(periods[0], periods[-1]) if p not in periods] if periods else []
    said = [f"no rows for {_runs(missing)}"] if missing else []
    for column in source.columns:
        held = source.frame.loc[source.frame[column].notna(), source.period]
        if len(held) and len(held) < len(source.frame):
            said.append(
                f"{source.field_title(column).lower()}: known {period_label(held.min())} to {period_label(held.max())}"
                + ("" if _unbroken(source, held) else ", with blanks")
            )
    return esc("; ".join(said) or "none")


def _unbroken(source: Source, held: Sequence[str]) -> bool:
    inside = source.frame[(source.frame[source.period] >= held.min()) & (source.frame[source.period] <= held.max())]
    return len(inside) == len(held)


def _runs(periods: Sequence[str]) -> str:
    """Missing periods by name; long lists as their ends and number."""
    if len(periods) <= 3:
        return ", ".join(period_label(p) for p in periods)
    return f"{len(periods)} periods between {period_label(periods[0])} and {period_label(periods[-1])}"


def _status_counts(source: Source) -> str:
    counts = source.frame["status"].value_counts()
    return esc(
        ", ".join(
            f"{STATUSES.get(status, status)}: {'all' if n == len(source.frame) else f'{n:,}'} rows"
            for status, n in sorted(counts.items())
        )
    )


def _definition(page: Page, m: Measure) -> str:
    overdue = m.next_review < page.folder.written_on
    owner = esc(m.owner) + (" (a sample, not a named officer)" if m.sample_owner else "")
    review = time(m.next_review) + (f", overdue on {time(page.folder.written_on)}" if overdue else ", not yet due")
    facts = [
        ("What it is", _worked(page, m)),
        ("Why it matters", page.explained(m.why_it_matters)),
        ("Supplied", page.explained(m.missing) + " [x]" if m.missing else ""),
        ("Window", esc({"month": "one month"}.get(m.window, _window_words(m.window)))),
        ("Split by", esc(m.breakdown)),
        ("Only", esc(_filter(page, m))),
        ("Unit", esc(_unit(m))),
        ("Change told", esc(CHANGES[m.change]) + (f" ({m.baseline})" if m.change == "change_on_baseline" else "")),
        ("Good direction", esc(DIRECTIONS[m.good_direction])),
        ("Target", esc(_target(page, m))),
        ("Breaks", points([f"{time(b.month)}: {esc(b.reason)}" for b in m.breaks])),
        ("New base", points([f"{time(b.month)}: {esc(b.reason)}" for b in m.rebase])),
        ("Caveats", points([page.explained(c) for c in m.caveats])),
        ("Owner", owner),
        ("Reviewed by", esc(m.reviewed_by)),
        ("Next review", review),
        ("Small numbers", esc(DISCLOSURES[m.disclosure])),
        ("Id", f"<code>{esc(m.id)}</code>"),
    ]
    return (
        f'<details class="pcc-definition" id="{slug(m.id)}"><summary>{esc(m.title)}'
        f"{' [x]' if m.missing else ''}</summary>{_facts(facts)}</details>"
    )


def _worked(page: Page, m: Measure) -> str:
    """The formula in words, with the columns' titles."""
    if m.of:
        names = " and ".join(esc(page.figures.measure(other).title) for other in m.of)
        return f"Pearson's correlation coefficient of {names}, month by month"
    if not m.source:
        return {
            "count": "a count",
            "percentage": "a percentage",
            "mean": "an average",
            "published": "a published value",
        }.get(m.calculation, "a rate for 1,000 residents")
    source = page.figures.source(m.source)
    top, bottom = (_column(source, c) if c else "" for c in (m.numerator, m.denominator))
    times = f", times {m.multiply_by:g}" if m.multiply_by != 1 else ""
    words = {
        "count": f"{top}, counted{times}",
        "percentage": f"{top} as a percentage of {bottom}",
        "mean": f"{top} divided by {bottom}",
        "published": f"{top}, as published by the producer",
        "rate_per_1000": f"{top} for every 1,000 residents",
    }[m.calculation]
    return f"{words}; from {_source_link(source)}"


def _column(source: Source, column: str) -> str:
    return f"{esc(source.field_title(column))} <code>{esc(column)}</code>"


def _window_words(window: str) -> str:
    if window.startswith("since "):
        return f"since {month_label(window[6:])}, added up"
    return f"{window}, added up" if window.endswith("months") else f"{window}, to date"


def _filter(page: Page, m: Measure) -> str:
    return "; ".join(", ".join(page.project.label(v) for v in values) for values in m.rows.values())


def _unit(m: Measure) -> str:
    return {"%": "per cent", "GBP": "pounds"}.get(m.unit, "time" if m.is_duration else m.unit)


def _target(page: Page, m: Measure) -> str:
    if m.target is None:
        return "none"
    shown = lambda value: numerals.printed(value, m.unit, m.decimals, m.precision)  # noqa: E731
    if m.target.value is not None:
        return f"{m.target.label}: {shown(m.target.value)}"
    return f"{m.target.label}: " + ", ".join(f"{page.project.label(p)} {shown(v)}" for p, v in m.target.by.items())
