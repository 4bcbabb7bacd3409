"""What the charts of peers share: their words, their numbers, and the picture of both."""

from __future__ import annotations

from dataclasses import dataclass

from pcc_lib.core.sure import sure
from pcc_lib.core.text import plural
from pcc_lib.figures import comparison
from pcc_lib.figures.series import Series
from pcc_lib.pages.alternatives import Choice, alt_text, name_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.parts_named import group_of, unknown
from pcc_lib.pages.pictures import Cells, Draw, Picture, Raw, last_period_words
from pcc_lib.writing.part_messages import known_as
from pcc_lib.writing.wording import Sentence, during


def noun_of(series: Series) -> str:
    """`forces`."""
    return plural(series.source.breakdown)


def one_of(series: Series) -> str:
    """`force`, `small area`: what one part is."""
    return series.source.breakdown.replace("_", " ")


def start_of(page: Page, series: Series) -> str:
    """`Of the forces with data, `, which begins a title where some have no value; nothing where all are known."""
    every = [page.figures.of(series.measure.id, "value", part) for part in series.parts]
    return "" if all(figure.known for figure in every) else f"Of the {noun_of(series)} {known_as(every)}, "


@dataclass(frozen=True)
class Told:
    """The words of a comparison: `form` and `how` name the chart for the alternative text and the subtitle; `alt` are the
    sentences of the former, the most important first."""

    title: Sentence
    shows: Sentence
    alt: list[Sentence | Choice]
    form: str
    how: str
    notes: list[str]


@dataclass(frozen=True)
class Table:
    """The numbers of a comparison: a table with its columns, and a CSV."""

    columns: tuple[str, ...]
    cells: Cells
    raw: Raw


def picture_of(page: Page, series: Series, told: Told, data: Table, draw: Draw) -> Picture:
    """The picture of a comparison; its subtitle states the roster, its notes who is left out."""
    subject = f"{series.measure.title}, {told.how}, {_roster_words(series)}, {last_period_words([series], series.last)}"
    every = [(page.figures.of(series.measure.id, "value", p), page.project.label(p)) for p in series.parts]
    left_out = [each for each in every if each[0].breakdown in sure(comparison.roster(series)).left_out]
    missing = unknown(left_out, during(series.latest), group_of(page, series.measure, series.source.breakdown))
    listed = ", ".join(f"{label} {figure.text}" for figure, label in left_out)
    return Picture(
        title=told.title,
        subject=subject,
        shows=[*told.shows, *([" ", *missing] if missing else [])],
        alt=alt_text(told.form, name_of(page, series.measure), *told.alt[:1], missing, *told.alt[1:]),
        columns=data.columns,
        rows=data.cells,
        raw=data.raw,
        draw=draw,
        measures=[series.measure],
        latest=series.last,
        series=[series],
        notes=[*told.notes, *([f"Without a value, and so left out: {listed}."] if listed else [])],
    )


def _roster_words(series: Series) -> str:
    """`all 12 forces in the source`."""
    known, count = len(set(series.source.frame[series.source.breakdown])), len(sure(comparison.roster(series)).counts)
    return (
        f"{count} of the {known} {noun_of(series)} in the source"
        if count < known
        else f"all {known} {noun_of(series)} in the source"
    )
