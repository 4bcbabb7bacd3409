"""Forces, or other peers, compared: a funnel of their rates first, their places with intervals second.

Which of them is the project's own is told by the key `own` of `body.yml`.
"""

from __future__ import annotations

import pandas as pd

from pcc_lib.core import numerals
from pcc_lib.core.quarters import period_label
from pcc_lib.figures import comparison
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import Picture, alt_text, period_words, printed_value
from pcc_lib.writing.markup import esc
from pcc_lib.writing.wording import Sentence

MOST_NAMED = 6
LIMITS = {"998": "99.8%", "95": "95%"}
FIRST = {"lowest": "the lowest", "highest": "the highest"}


def not_compared(page: Page, chart: Chart) -> str:
    """Why a funnel or a chart of places is not shown, in a sentence; nothing where it is."""
    series = page.figures.series(chart.measures[0])
    among, noun = comparison.roster(series), f"{series.source.breakdown}s"
    title = f"No comparison is shown for “{series.measure.title}”"
    if among is None:
        return f"{title}: fewer than two {noun} have a value in {period_label(series.last)} [x]."
    if chart.kind == "funnel" and comparison.funnel(series) is None:
        return f"{title}: {len(among.counts)} {noun} have a value, and {comparison.LEAST_FOR_FUNNEL} are needed [x]."
    return ""


def funnel(page: Page, topic: Topic, chart: Chart) -> Picture:
    """Rates against the size of the population, with limits that allow for chance and for how much the parts differ."""
    measure, series = page.figures.measure(chart.measures[0]), page.figures.series(chart.measures[0])
    parts, limits = comparison.funnel(series)
    own, noun = _own(page, parts.index), f"{series.source.breakdown}s"
    frame = pd.DataFrame(
        [
            {
                "label": page.project.label(p),
                "size": row["size"],
                "value": row["value"],
                "printed": f"{printed_value(row['value'], measure)}; {_place_words(row)}",
                "flag": {"high": "up", "low": "down"}.get(row["side"], ""),
            }
            for p, row in parts.iterrows()
        ]
    )
    ordered = parts.sort_values("value", ascending=False)
    title = _funnel_title(page, measure, parts, own)
    shows = [
        *_outside(page, measure, ordered),
        " All ",
        page.figures.of(measure.id, "ranked"),
        f" {noun} together: ",
        *_pooled(page, measure, series, parts),
        ".",
    ]
    columns = (series.source.breakdown.capitalize(), "Value", _size_word(measure), "95% limits", "99.8% limits", "Verdict")
    rows = [
        [
            esc(page.project.label(p)),
            page.figures.of(measure.id, "value", p),
            numerals.number(row["size"]),
            esc(_span(row, "", measure)),
            esc(_span(row, "_wide", measure)),
            esc(_place_words(row)),
        ]
        for p, row in ordered.iterrows()
    ]
    size = _size_word(measure)
    keys = (
        (measure.title, "value", measure.unit),
        (size, "size", size.lower()),
        *((k.replace("_", " "), k, measure.unit) for k in limits.columns[1:]),
    )
    raw = [
        [page.project.label(p), name, float(f"{row[key]:.12g}"), unit, ""]
        for p, row in ordered.iterrows()
        for name, key, unit in keys
    ]

    def draw(charts: object, description: str) -> object:
        return charts.funnel(
            frame,
            limits,
            unit=measure.unit,
            x_title=_size_word(measure),
            description=description,
            y_title=measure.unit.capitalize() if measure.unit != "%" else "Per cent",
            mean=comparison.roster(series).pooled,
            focus=page.project.label(own) if own else None,
        )

    picture = Picture(title, "", shows, "", columns, rows, raw, draw, [measure], series.last, [series])
    return _told(
        page,
        picture,
        "Funnel chart",
        f"against {_size_word(measure).lower()}",
        [
            "Shading: the ranges in which 95% and 99.8% would lie if all differed by chance and by the ordinary spread between "
            f"{noun} alone (Spiegelhalter 2005, over-dispersion with a tenth of each end drawn in)."
            + (" For percentages the ranges are a little wide." if measure.is_share else "")
        ],
    )


def rank(page: Page, topic: Topic, chart: Chart) -> Picture:
    """Places with the interval of places that the counts allow."""
    measure, series = page.figures.measure(chart.measures[0]), page.figures.series(chart.measures[0])
    places, among = comparison.ranks(series), comparison.roster(series)
    own, noun = _own(page, places.index), f"{series.source.breakdown}s"
    figures = {
        p: [page.figures.of(measure.id, s, p) for s in ("value", "rank", "rank_lower", "rank_upper")]
        for p in places.sort_values("rank", kind="stable").index
    }
    frame = pd.DataFrame(
        [
            {
                "label": page.project.label(p),
                "value": r.value,
                "lower": low.value,
                "upper": high.value,
                "printed": f"{r.text} ({low.text} to {high.text})",
                "focus": p == own,
            }
            for p, (_, r, low, high) in figures.items()
        ]
    )
    count = page.figures.of(measure.id, "ranked")
    first = next(iter(figures))
    shown = own or first
    value, place, low, high = figures[shown]
    title: Sentence = [
        f"{page.project.label(shown)}: ",
        place,
        " of ",
        count,
        f", where the first has {FIRST[among.first]} rate",
    ]
    shows: Sentence = [
        value,
        f" {measure.unit}. " if measure.unit != "%" else ". ",
        "The counts allow any place from ",
        low,
        " to ",
        high,
        " (95% interval). Where bars overlap, which comes before the other cannot be told.",
    ]
    columns = (series.source.breakdown.capitalize(), "Value", "Place", "95% interval, from", "to")
    rows = [[esc(page.project.label(p)), *found] for p, found in figures.items()]
    raw = [
        [page.project.label(p), name, f.value, f.unit, str(f.status)]
        for p, found in figures.items()
        for name, f in zip((measure.title, "place", "95% interval, from", "95% interval, to"), found, strict=True)
    ]

    def draw(charts: object, description: str) -> object:
        return charts.rank_interval(
            frame, x_title=f"Place among {count.text} {noun}, {FIRST[among.first]} rate first", description=description
        )

    picture = Picture(title, "", shows, "", columns, rows, raw, draw, [measure], series.last, [series])
    return _told(
        page,
        picture,
        "Chart of places",
        f"places, {FIRST[among.first]} rate first",
        [
            "Intervals by simulation from the counts alone (Goldstein and Spiegelhalter 1996). They do not cover differences in "
            "recording, nor who visits an area."
        ],
    )


def _told(page: Page, picture: Picture, form: str, how: str, notes: list[str]) -> Picture:
    """Subtitle, alternative text and notes, the same for both charts; the subtitle states the roster."""
    measure, series = picture.measures[0], picture.series[0]
    among, noun = comparison.roster(series), series.source.breakdown
    known = sum(1 for p in set(series.source.frame[noun]))
    count = len(among.counts)
    roster = f"{count} of the {known} {noun}s in the source" if count < known else f"all {known} {noun}s in the source"
    picture.subject = f"{measure.title}, {how}, {roster}, {period_words(picture)}"
    picture.alt = alt_text(form, picture.subject, [*picture.title, ". ", *picture.shows])
    missing = ", ".join(page.project.label(p) for p in among.left_out)
    picture.notes = [*notes, *([f"Without a value, and so left out: {missing} [x]."] if missing else [])]
    return picture


def _own(page: Page, parts: pd.Index) -> str:
    """The project's own part, where it is compared."""
    own = page.project.body.own
    return own if own in parts else ""


def _funnel_title(page: Page, measure: Measure, parts: pd.DataFrame, own: str) -> Sentence:
    if not own:
        count = int((parts["outside"] == "998").sum())
        return [f"{measure.title}: {'some stand' if count > 1 else 'one stands' if count else 'none stands'} outside the limits"]
    return [f"{page.project.label(own)}: ", page.figures.of(measure.id, "value", own), f", {_place_words(parts.loc[own])}"]


def _place_words(row: pd.Series) -> str:
    """`within the 95% limits`, `above the 99.8% limits`."""
    if not row["outside"]:
        return "within the 95% limits"
    return f"{'above' if row['side'] == 'high' else 'below'} the {LIMITS[row['outside']]} limits"


def _outside(page: Page, measure: Measure, ordered: pd.DataFrame) -> Sentence:
    """Who stands outside, by name, the wider limits first."""
    said: Sentence = []
    for level, words in LIMITS.items():
        found = [page.figures.of(measure.id, "value", p) for p in ordered.index[ordered["outside"] == level]]
        only = " only" if level == "95" else ""
        said += [f"{' ' if said else ''}Outside the {words} limits{only}: ", *_listed(page, found), "."]
    return said


def _listed(page: Page, found: list[Figure]) -> Sentence:
    """`Cleveland 126.5, Kent 86.0 and others, named in the table`; `none`."""
    parts: Sentence = []
    for i, figure in enumerate(found[:MOST_NAMED]):
        parts += [f"{', ' if i else ''}{page.project.label(figure.breakdown)} ", figure]
    return (parts or ["none"]) + ([" and others, named in the table"] if len(found) > MOST_NAMED else [])


def _pooled(page: Page, measure: Measure, series: Series, parts: pd.DataFrame) -> Sentence:
    """The rate of all together, where that is the measure's own whole; else what the limits are drawn around."""
    whole = page.figures.of(measure.id)
    return [whole] if whole.known and len(parts) == len(series.parts) else ["the dashed line"]


def _span(row: pd.Series, wide: str, measure: Measure) -> str:
    return f"{printed_value(row[f'lower{wide}'], measure)} to {printed_value(row[f'upper{wide}'], measure)}"


def _size_word(measure: Measure) -> str:
    return measure.how.size
