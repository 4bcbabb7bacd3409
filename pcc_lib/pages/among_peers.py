"""Among other forces: where a measure's public counterpart is split into peers, ours among them, in the topic of the measure.

A place is never told without its interval. What cannot be shown says why in a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import months_between
from pcc_lib.core.sure import sure
from pcc_lib.core.text import plural, upper_first
from pcc_lib.figures import comparison
from pcc_lib.figures.counterparts import Beside, last_month
from pcc_lib.figures.series import Series
from pcc_lib.inputs.counterparts import peers_chart
from pcc_lib.inputs.measures import Measure, Topic
from pcc_lib.pages.cross_check import defined
from pcc_lib.pages.force_charts import FIRST, Place, allowed, place_of, place_words
from pcc_lib.pages.page import Page
from pcc_lib.pages.peers import noun_of
from pcc_lib.pages.topic_charts import chart_html
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import details, note, titled
from pcc_lib.writing.part_messages import at
from pcc_lib.writing.tables import Cell, Table, table_html
from pcc_lib.writing.wording import Sentence, during

TOO_OLD = 24  # months: public tables come once a year, so one that is two years behind was missed, or is no longer made


def among_peers(page: Page, topic: Topic, measures: Sequence[Measure]) -> Markup:
    """Each counterpart of a topic's measures, ours among its peers: our place in a sentence, all else one click away."""
    first: dict[str, Measure] = {}
    for each in measures:
        first.setdefault(each.counterpart.measure if each.counterpart else "", each)  # several may name one and the same
    told = [inner for each in first.values() if each.counterpart and (inner := _of_measure(page, topic, each))]
    return join([fill("topic/peers", inner=inner) for inner in told])


def _of_measure(page: Page, topic: Topic, measure: Measure) -> Markup:
    beside = sure(page.figures.beside_public(measure.id))
    public = beside.public_measure
    if not (public.how.peers and public.breakdown):
        return Markup()  # a count, or one of a single area, has no peers: the cross-check tells it
    title = f"Among other {noun_of(beside.public) if beside.public else plural(public.breakdown)}."
    if reason := not_shown(page, beside):
        return titled(title, f"“{measure.title}” is not compared with others. {reason}")
    return join([titled(title, page.sentence(_sentence(page, beside))), _folded(page, topic, beside)])


def not_shown(page: Page, beside: Beside) -> str:
    """Why ours is not set among its peers, in a sentence; nothing where it is."""
    if (reason := beside.withheld) or beside.public is None:
        return reason or "The public table has no data in this quarter [x]."
    public, part = beside.public, beside.part
    behind = months_between(last_month(public.last, public.source.about.year_end), told_to(page, beside.measure))
    if behind > TOO_OLD:
        return f"The newest public values, {during(_latest(public))}, are too old to stand beside it."
    among, noun = comparison.roster(public), noun_of(public)
    if among is None or comparison.funnel(public) is None:
        return f"Too few {noun} have a public value {during(_latest(public))} [x]: {comparison.LEAST_FOR_FUNNEL} are needed."
    known = part in among.counts.index
    return "" if known else f"{page.project.label(part)} has no public value {during(_latest(public))} [x]."


def told_to(page: Page, measure: Measure) -> str:
    """The last month that the edition tells of a measure; where it has no data, the month of writing."""
    period = page.figures.reporting_period(measure.id)
    end = page.figures.source(measure.source).about.year_end if measure.source else 12
    return last_month(period, end) if period else page.folder.written_on[:7]


def _latest(public: Series) -> Span:
    return public.latest.ending(public.source.about.year_end) if public.source.about.year_ends else public.latest


def _sentence(page: Page, beside: Beside) -> Sentence:
    """`“Crime rate” in Northshire is 52.5 crimes per 1,000 residents in 2024, below the 95% limits for forces. …`"""
    public, series = beside.public_measure, sure(beside.public)
    own, first = place_of(page, public, beside.part), FIRST[sure(comparison.roster(series)).first]
    found, _ = sure(comparison.funnel(series))
    unit = "" if public.unit == "%" else f" {public.unit}"
    name = f"“{public.title}” {at(series.source.breakdown)} {page.project.label_within(beside.part)} is "
    when, stands = during(own.value.period), place_words(found.loc[beside.part])
    return [
        name,
        own.value,
        f"{unit} {when}, {stands} for {noun_of(series)}. That is the ",
        own.place,
        " of ",
        page.figures.of(public.id, "ranked"),
        f" places, counting from {first}; the counts allow ",
        *allowed(own),
        " (95% interval).",
    ]


def _folded(page: Page, topic: Topic, beside: Beside) -> Markup:
    """The funnel, the most similar ones beside ours, and what the public table counts otherwise."""
    chart, said = peers_chart(topic, beside.measure), beside.said
    inner = [
        chart_html(page, topic, chart, folded=True) if chart else "",
        _similar(page, beside) if said.similar else "",
        defined(said),
        note(_origin(beside)),
    ]
    held = ["all of them in a chart"] * bool(chart) + ["a group beside ours"] * bool(said.similar) + ["what is counted otherwise"]
    return details(upper_first(", ".join(held)), join(inner))


def _similar(page: Page, beside: Beside) -> Markup:
    """Ours beside the most similar ones, by their values."""
    public, series = beside.public_measure, sure(beside.public)
    found, first_is = sure(comparison.funnel(series))[0], sure(comparison.roster(series)).first
    peers = {part: place_of(page, public, part) for part in (beside.part, *beside.said.similar)}
    upwards = 1 if first_is == "lowest" else -1
    known = sorted((part for part in peers if peers[part].value.known), key=lambda part: upwards * peers[part].value.numeric)
    shown = [*known, *(part for part in peers if part not in known)]
    rows = [_row(page, part, peers[part], found) for part in shown]
    rows[shown.index(beside.part)][0] = f"{page.project.label(beside.part)} (ours)"
    columns = (series.source.breakdown.capitalize(), "Value", "Place", "95% interval of places", "Against the limits")
    totals = [shown.index(beside.part)]
    title = f"{public.title}: ours beside a group of {noun_of(series)}"
    notes = [f"The group: {beside.said.similar_from}"]
    return table_html(Table(title, columns, rows, numeric=(1, 2, 3), totals=totals, stack=True, notes=notes), page)


def _row(page: Page, part: str, of: Place, found: pd.DataFrame) -> list[Cell]:
    """A part's value, its place with the interval, and where it stands in the funnel."""
    interval: Cell = [of.lower, " to ", of.upper] if of.lower.known else "[x]"
    stands = upper_first(place_words(found.loc[part])) if part in found.index else "[x]"
    return [page.project.label(part), of.value, of.place, interval, stands]


def _origin(beside: Beside) -> str:
    """Whose the public values are."""
    return f"Source: {sure(beside.public).source.about.producer}."
