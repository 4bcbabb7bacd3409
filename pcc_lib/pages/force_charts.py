"""Forces, or other peers, compared: a funnel of their rates first, their places with intervals second.

Which of them is the project's own is told by the key `own` of `body.yml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from pcc_lib.charts.given import Axis, Limits
from pcc_lib.core import numerals
from pcc_lib.core.frames import column_of, each_row
from pcc_lib.core.sure import sure
from pcc_lib.core.text import upper_first
from pcc_lib.figures import comparison
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.pages.alternatives import name_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.peers import Table, Told, noun_of, one_of, picture_of, start_of
from pcc_lib.pages.pictures import (
    Picture,
    axis_of,
    printed_value,
    raw_value,
)
from pcc_lib.writing.part_messages import at
from pcc_lib.writing.subjects import subject_of
from pcc_lib.writing.wording import Sentence, during

MOST_NAMED = 6
LIMITS = {"998": "99.8%", "95": "95%"}
FIRST = {"lowest": "the lowest", "highest": "the highest"}


def no_places(page: Page, chart: Chart) -> str:
    """Why a chart of places is not shown, in a sentence; nothing where it is."""
    series = sure(page.figures.series(chart.measures[0]))
    if comparison.roster(series) is not None:
        return ""
    return f"{_not_shown(series)}: fewer than two {noun_of(series)} have a value {during(series.latest)} [x]."


def no_funnel(page: Page, chart: Chart) -> str:
    """Why a funnel is not shown, in a sentence; nothing where it is."""
    series = sure(page.figures.series(chart.measures[0]))
    if reason := no_places(page, chart):
        return reason
    if comparison.funnel(series) is not None:
        return ""
    count, least = len(sure(comparison.roster(series)).counts), comparison.LEAST_FOR_FUNNEL
    return f"{_not_shown(series)}: {count} {noun_of(series)} have a value, and {least} are needed [x]."


def _not_shown(series: Series) -> str:
    return f"No comparison is shown for “{series.measure.title}”"


# ── rates in a funnel ─────────────────────────────────────────────────────────────────────────────────────────────────
def funnel(page: Page, topic: Topic, chart: Chart) -> Picture:
    """Rates against the size of the population, with limits that allow for chance and for how much the parts differ."""
    measure, series = page.figures.measure(chart.measures[0]), sure(page.figures.series(chart.measures[0]))
    parts, limits = sure(comparison.funnel(series))
    own, ordered = own_of(page, parts.index), parts.sort_values("value", ascending=False)
    drawn = Limits(limits, sure(comparison.roster(series)).pooled)
    size, rate = Axis("count", _size_word(measure)), axis_of(measure)
    frame = _funnel_frame(page, measure, parts, own)

    def draw(description: str) -> object:
        from pcc_lib.charts.funnel import funnel as form

        return form(frame, drawn, size, rate, description)

    told = Told(
        title=_funnel_title(page, measure, parts, own),
        shows=[*outside_told(page, measure, ordered), " All ", *_together(page, measure, series, parts)],
        alt=[
            [page.project.label(own), ": ", page.figures.of(measure.id, "value", own), f", {place_words(parts.loc[own])}."]
            if own
            else [],
            tuple(outside_told(page, measure, ordered, most) for most in (MOST_NAMED, 3, 1)),
            ["All ", *_together(page, measure, series, parts)],
        ],
        form="Funnel chart",
        how=f"against {_size_word(measure).lower()}",
        notes=_funnel_notes(measure, series),
    )
    return picture_of(page, series, told, _funnel_data(page, series, ordered, list(limits.columns[1:])), draw)


def _funnel_frame(page: Page, measure: Measure, parts: pd.DataFrame, own: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "label": page.project.label(p),
                "size": row["size"],
                "value": row["value"],
                "printed": f"{printed_value(row['value'], measure)}; {place_words(row)}",
                "flag": {"high": "up", "low": "down"}.get(row["side"], ""),
                "focus": p == own,
            }
            for p, row in each_row(parts)
        ]
    )


def _funnel_data(page: Page, series: Series, ordered: pd.DataFrame, limits: list[str]) -> Table:
    """The table, from the highest rate, and its CSV, which gives the limits as numbers."""
    measure = series.measure
    size = _size_word(measure)
    cells = [
        [
            page.project.label(p),
            page.figures.of(measure.id, "value", p),
            numerals.number(row["size"]),
            _span(row, "", measure),
            _span(row, "_wide", measure),
            place_words(row),
        ]
        for p, row in each_row(ordered)
    ]
    keys = [(measure.title, "value", measure.unit), (size, "size", size.lower())]
    keys += [(k.replace("_", " "), k, measure.unit) for k in limits]
    raw = [
        [page.project.label(p), name, raw_value(row[key]), unit, ""] for p, row in each_row(ordered) for name, key, unit in keys
    ]
    return Table((upper_first(one_of(series)), "Value", size, "95% limits", "99.8% limits", "Verdict"), cells, raw)


def _together(page: Page, measure: Measure, series: Series, parts: pd.DataFrame) -> Sentence:
    """`12 forces together: 54.3.`"""
    ranked = page.figures.of(measure.id, "ranked")
    return [ranked, f" {noun_of(series)} together: ", *_pooled(page, measure, series, parts), "."]


def _funnel_notes(measure: Measure, series: Series) -> list[str]:
    return [
        "Shading: the ranges in which 95% and 99.8% would lie if all differed by chance and by the ordinary spread between "
        f"{noun_of(series)} alone (Spiegelhalter 2005, over-dispersion with a tenth of each end drawn in)."
        + (" For percentages the ranges are a little wide." if measure.is_share else "")
    ]


# ── places ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def rank(page: Page, topic: Topic, chart: Chart) -> Picture:
    """Places with the interval of places that the counts allow."""
    series = sure(page.figures.series(chart.measures[0]))
    places, first_is = sure(comparison.ranks(series)), FIRST[sure(comparison.roster(series)).first]
    own, found = own_of(page, places.index), _places(page, series.measure, places)
    shown, count = own or next(iter(found)), page.figures.of(series.measure.id, "ranked")
    frame = _rank_frame(page, found, own)

    def draw(description: str) -> object:
        from pcc_lib.charts.intervals import rank_interval

        return rank_interval(frame, f"Place among {count.text} {noun_of(series)}, {first_is} rate first", description)

    told = Told(
        title=[
            f"{_begun(start_of(page, series), page.project.label_within(shown))} is ",
            found[shown].place,
            " of ",
            count,
            f" {noun_of(series)} for {name_of(page, series.measure)}, counting from {first_is}",
        ],
        shows=_rank_shows(series.measure, found[shown]),
        alt=[
            [f"{page.project.label(shown)}: ", found[shown].value, ", place ", found[shown].place, " of ", count, "."],
            ["The counts allow ", *allowed(found[shown]), " (95% interval)."],
        ],
        form="Chart of places",
        how=f"places, {first_is} rate first",
        notes=[
            "Intervals by simulation from the counts alone (Goldstein and Spiegelhalter 1996). They do not cover differences in "
            "recording, nor who visits an area."
        ],
    )
    return picture_of(page, series, told, _rank_data(page, series, found), draw)


class Place(NamedTuple):
    """A part's rate, its place, and the interval of places."""

    value: Figure
    place: Figure
    lower: Figure
    upper: Figure


def place_of(page: Page, measure: Measure, part: str) -> Place:
    """What is told of a part among its peers."""
    return Place(*(page.figures.of(measure.id, each, part) for each in ("value", "rank", "rank_lower", "rank_upper")))


def _places(page: Page, measure: Measure, places: pd.DataFrame) -> dict[str, Place]:
    """Every part with its place, the first one first."""
    return {p: place_of(page, measure, p) for p in places.sort_values("rank", kind="stable").index}


def _rank_frame(page: Page, found: dict[str, Place], own: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "label": page.project.label(p),
                "value": r.place.value,
                "lower": r.lower.value,
                "upper": r.upper.value,
                "printed": f"{r.place.text} ({r.lower.text} to {r.upper.text})",
                "focus": p == own,
            }
            for p, r in found.items()
        ]
    )


def _rank_shows(measure: Measure, of: Place) -> Sentence:
    return [
        of.value,
        f" {measure.unit}. " if measure.unit != "%" else ". ",
        "The counts allow ",
        *allowed(of),
        " (95% interval). Where bars overlap, it cannot be said which comes first.",
    ]


def allowed(of: Place) -> Sentence:
    """The places that the counts allow: `any place from 1st to 3rd`."""
    if of.lower.text == of.upper.text:
        return ["no place but ", of.lower]
    return ["any place from ", of.lower, " to ", of.upper]


def _rank_data(page: Page, series: Series, found: dict[str, Place]) -> Table:
    names = (series.measure.title, "place", "95% interval, from", "95% interval, to")
    return Table(
        (upper_first(one_of(series)), "Value", "Place", "95% interval, from", "to"),
        [[page.project.label(p), *place] for p, place in found.items()],
        [
            [page.project.label(p), name, f.value, f.unit, str(f.status)]
            for p, place in found.items()
            for name, f in zip(names, place, strict=True)
        ],
    )


def own_of(page: Page, parts: pd.Index) -> str:
    """The project's own part, where it is compared."""
    own = page.project.body.own
    return own if own in parts else ""


def _begun(start: str, name: str) -> str:
    """A name at the beginning of a sentence, or behind what says of which parts it is told."""
    return f"{start}{name}" if start else upper_first(name)


def _funnel_title(page: Page, measure: Measure, parts: pd.DataFrame, own: str) -> Sentence:
    series, subject = sure(page.figures.series(measure.id)), subject_of(page.project, measure)
    noun, nouns, start = one_of(series), noun_of(series), start_of(page, series)
    if not own:
        count = int((column_of(parts, "outside") == "998").sum())
        who = f"some {nouns} stand" if count > 1 else f"{'one' if count else 'no'} {noun} stands"
        return [f"{start}{'for' if start else 'For'} {subject.inside.rstrip(',')}, {who} outside the limits"]
    row, value = parts.loc[own], page.figures.of(measure.id, "value", own)
    found = f"{place_words(row)} for {nouns}"
    name = f"{start}{(subject.inside if start else subject.words).rstrip(',')}"
    where = f"{at(series.source.breakdown)} {page.project.label_within(own)}"
    return [f"{name} {where} {'are' if subject.several else 'is'} ", value, f", {found}"]


def place_words(row: Mapping[str, Any]) -> str:
    """Where a part stands in a funnel: `within the 95% limits`, `above the 99.8% limits`."""
    if not row["outside"]:
        return "within the 95% limits"
    return f"{'above' if row['side'] == 'high' else 'below'} the {LIMITS[row['outside']]} limits"


def outside_told(page: Page, measure: Measure, ordered: pd.DataFrame, most: int = MOST_NAMED) -> Sentence:
    """Who stands outside the limits of a funnel, by name, the wider limits first; ordered: its parts from the highest rate."""
    said: Sentence = []
    for level, words in LIMITS.items():
        found = [page.figures.of(measure.id, "value", p) for p in ordered.index[column_of(ordered, "outside") == level]]
        only = " only" if level == "95" else ""
        said += [f"{' ' if said else ''}Outside the {words} limits{only}: ", *_listed(page, found, most), "."]
    return said


def _listed(page: Page, found: list[Figure], most: int) -> Sentence:
    """`Cleveland 126.5, Kent 86.0 and others, named in the table`; `none`."""
    parts: Sentence = []
    for i, figure in enumerate(found[:most]):
        parts += [f"{', ' if i else ''}{page.project.label(figure.breakdown)} ", figure]
    return (parts or ["none"]) + ([" and others, named in the table"] if len(found) > most else [])


def _pooled(page: Page, measure: Measure, series: Series, parts: pd.DataFrame) -> Sentence:
    """The rate of all together, where that is the measure's own whole; else what the limits are drawn around."""
    whole = page.figures.of(measure.id)
    return [whole] if whole.known and len(parts) == len(series.parts) else ["the dashed line"]


def _span(row: Mapping[str, Any], wide: str, measure: Measure) -> str:
    return f"{printed_value(row[f'lower{wide}'], measure)} to {printed_value(row[f'upper{wide}'], measure)}"


def _size_word(measure: Measure) -> str:
    return measure.how.size
