"""How complete each source is: first and last period, gaps by name, and how many periods of each year have rows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pcc_lib.core.numerals import slug
from pcc_lib.inputs.sources import Source, source_names
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import MOST_GAPS
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.markup import count, link, note, paragraph, points
from pcc_lib.writing.tables import Table, table_html

NO_SOURCES = "No sources were supplied [x]."
AWAITED = "Expected by the date of writing, and why it is not here:"
COUNTED = (
    "A month, or a quarter, counts where the source has a row for it. Blanks are columns that are not known in every row; they "
    "count as missing, never as zero."
)


def completeness(page: Page) -> Markup:
    """First and last period of each source, gaps by name, and how many months of each year have rows."""
    found = sources_of(page)
    if not found:
        return paragraph(NO_SOURCES)
    monthly, yearly = ([s for s in found if (s.period == "year") == years] for years in (False, True))
    shown = [table_html(_by_month(monthly), page)] if monthly else []
    shown += [table_html(_by_year(yearly), page)] if yearly else []
    return join([*shown, note(COUNTED), _awaited(page)])


def _awaited(page: Page) -> Markup:
    """What was expected in this edition and is not told in it, with the reason that people give; nothing where there is none."""
    said, months = [], page.folder.about.reporting_months
    for late in page.folder.about.late:
        measure = page.figures.measure(late.measure) if late.measure else None
        source = page.figures.source(measure.source if measure else late.source)
        told = months.measures.get(late.measure, "") or months.sources.get(source.name, "")
        expected = source.calendar.read(late.expected)
        if expected and source.calendar.read(told) < expected:
            title = measure.title if measure else source.title
            said.append(f"{title}: {source.calendar.label(expected)} was expected, and is not here. {late.because}")
    return join([paragraph(AWAITED), points(said)]) if said else Markup()


def _by_month(sources: Sequence[Source]) -> Table:
    """Monthly sources: first and last period, months with rows in each year, gaps."""
    years = sorted({period[:4] for s in sources for period in s.frame[s.period]})
    return Table(
        "Periods with rows, by source and year",
        ("Source", "First", "Last", *years, "Gaps and blanks"),
        [[source_link(s), *_ends(s), *(_in_year(s, year) for year in years), _gap_words(s)] for s in sources],
        numeric=range(3, 3 + len(years)),
    )


def _by_year(sources: Sequence[Source]) -> Table:
    """Yearly sources: first and last period, gaps."""
    rows = [[source_link(s), *_ends(s), _gap_words(s)] for s in sources]
    return Table("Sources by year", ("Source", "First", "Last", "Gaps and blanks"), rows)


def _ends(source: Source) -> tuple[str, str]:
    periods, label = source.frame[source.period], source.calendar.label
    return (label(str(periods.min())), label(str(periods.max()))) if len(periods) else ("none", "none")


def _in_year(source: Source, year: str) -> Markup:
    months = {p for p in source.frame[source.period] if p.startswith(year)}
    each = "" if source.calendar.monthly or not months else f" {source.calendar.noun}{'' if len(months) == 1 else 's'}"
    return join([count(len(months), f"periods {source.file} {year}"), each])


def _gap_words(source: Source) -> Markup:
    """Periods without any row, and columns that are blank in some rows."""
    periods = sorted(set(source.frame[source.period]))
    missing = [p for p in source.calendar.between(periods[0], periods[-1]) if p not in periods] if periods else []
    said: list[object] = [join(["no rows for ", _told_runs(source, missing)])] if missing else []
    label = source.calendar.label
    for column in source.columns:
        held = source.frame.loc[source.frame[column].notna(), source.period]
        if len(held) and len(held) < len(source.frame):
            said.append(
                f"{source.field_title(column)}: known {label(str(held.min()), str(held.max()))}"
                + ("" if _unbroken(source, held) else ", with blanks")
            )
    return join(said or ["none"], "; ")


def _unbroken(source: Source, held: pd.Series) -> bool:
    inside = source.frame[(source.frame[source.period] >= held.min()) & (source.frame[source.period] <= held.max())]
    return len(inside) == len(held)


def _told_runs(source: Source, periods: Sequence[str]) -> Markup:
    """Missing periods by name, as unbroken runs; of many runs the ends, and how many periods."""
    calendar = source.calendar
    runs = calendar.runs(periods)
    if len(runs) <= MOST_GAPS:
        return join([calendar.label(run.first, run.last) for run in runs], ", ")
    between = f" {calendar.noun}s between {calendar.label(runs[0].first)} and {calendar.label(runs[-1].last)}"
    return join([count(len(periods), f"gaps {source.file}"), between])


def sources_of(page: Page) -> list[Source]:
    """Every source of the project, in the order of their names."""
    return [page.figures.source(name) for name in source_names(page.project)]


def place_of(source: Source) -> str:
    """The id of a source's definition."""
    return f"source-{slug(source.name)}"


def source_link(source: Source) -> Markup:
    """A source's title, linked to its definition."""
    return link(f"#{place_of(source)}", source.title)
