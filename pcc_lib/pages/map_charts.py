"""A measure on a map: its parts shaded by class, beside a table of them in the order of their values.

Classes hold about as many parts each (quantiles), so that a few far values do not take all shades; their ends are values of the
parts themselves. A place stands in the table only with the interval of places that the counts allow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pcc_lib.charts.mapped import HIDDEN, MOST_CLASSES, NO_DATA, Class, Ground
from pcc_lib.core import numerals
from pcc_lib.core.frames import column_of
from pcc_lib.core.sure import sure
from pcc_lib.core.text import listed, plural, upper_first
from pcc_lib.figures import comparison
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.series import Series
from pcc_lib.inputs.boundaries import Shapes
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.inputs.placed import Placed, placed, shapes_of
from pcc_lib.pages import area_links
from pcc_lib.pages.alternatives import alt_text, name_of
from pcc_lib.pages.bar_charts import Form, Named, parts_named, parts_now, parts_picture
from pcc_lib.pages.force_charts import FIRST, outside_told, place_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.parts_named import group_of, unknown
from pcc_lib.pages.peers import noun_of, one_of
from pcc_lib.pages.pictures import Cells, Picture, Raw, axis_title
from pcc_lib.writing.tables import Cell
from pcc_lib.writing.wording import Sentence, during

MOST_LABELS = 12  # names and values that a map has room for
MOST_FIGURES = 60  # parts whose cells each lead to an entry of their own; of more, the table is one entry, as its chart is
MOST_EMPTY = 6  # areas without a part that are named
PLACES = ("place", "95% interval, from", "95% interval, to")
ENDS = (
    "Places count from {first} rate. Each comes with the range that the counts allow (95% interval by simulation, Goldstein "
    "and Spiegelhalter 1996). Where ranges overlap, it cannot be said which comes first. An area of few people has a wide one."
)
STANDS_OUT = "998"  # outside these limits of a funnel
LIMITS = (
    "{nouns} stand out where their rate lies outside the 99.8% limits of a funnel, which allow for chance and for how much "
    "they all differ (Spiegelhalter 2005)."
)
COUNTS = "These are numbers, not rates: where more people live or come, there is more to count."
CLASSES = "Each shade holds about as many {nouns} as the others, not an equal range of values."


def no_map(page: Page, chart: Chart) -> str:
    """Why a map is not shown, in a sentence; nothing where it is."""
    measure, series = page.figures.measure(chart.measures[0]), sure(page.figures.series(chart.measures[0]))
    if not series.source.about.boundaries:
        return f"No map is shown for “{measure.title}”: nothing says where its {plural(series.source.breakdown)} lie [x]."
    return ""


def area_map(page: Page, topic: Topic, chart: Chart) -> Picture:
    """The latest value of each part on a map, and in a table from the first to the last."""
    measure, series = page.figures.measure(chart.measures[0]), sure(page.figures.series(chart.measures[0]))
    shapes = sure(shapes_of(page.project, series.source.name))
    lying = placed(page.project, shapes, series.parts)
    every = parts_named(page, parts_now(page, chart))
    classes, shades = _classes([figure for figure, _ in every])
    table, ground = _Ranked.of(page, series, every), Ground(shapes.drawn, shapes.aspect)
    frame = _frame(every, shades, shapes, lying)
    frame["out"] = [(table.outside or {}).get(part, "") == STANDS_OUT for part in frame.pop("part")]

    def draw(description: str) -> object:
        from pcc_lib.charts.maps import choropleth

        return choropleth(frame, classes, ground, axis_title(measure), description)

    picture = parts_picture(page, chart, every, Form(lambda frame, measure, description: draw(description), chart="Map"))
    nouns = plural(series.source.breakdown)
    notes = [
        *([CLASSES.format(nouns=nouns)] if len(classes) > 2 else []),
        *picture.notes,
        *_limits_of(measure, table),
        *_elsewhere(page, shapes, lying),
    ]
    page.credit(shapes.about.attribution)
    told = _with_limits(page, series, picture)
    return replace(told, columns=table.columns, rows=table.cells(page), raw=table.raw, draw=draw, notes=notes)


# ── classes ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _classes(figures: Sequence[Figure]) -> tuple[list[Class], Mapping[str, int]]:
    """Classes of the known values from the lowest, and the number of each part's class.

    Each begins where a share of the parts lie below it (quantiles); what prints alike is never parted.
    """
    known = sorted((f for f in figures if f.known), key=lambda f: f.numeric)
    texts = list(dict.fromkeys(f.text for f in known))
    count = min(MOST_CLASSES, len(texts))
    numbers = {f.text: [] for f in known}
    for place, figure in enumerate(known):
        numbers[figure.text].append(place)
    wanted = [int(numbers[text][len(numbers[text]) // 2] * count / len(known)) for text in texts]
    there = {number: i for i, number in enumerate(dict.fromkeys(wanted))}
    by_text = {text: there[number] for text, number in zip(texts, wanted, strict=True)}
    ends = [[text for text in texts if by_text[text] == i] for i in range(len(there))]
    classes = [Class(each[0], each[-1]) for each in ends]
    return classes, {f.breakdown: _shade(f, by_text) for f in figures}


def _shade(figure: Figure, by_text: Mapping[str, int]) -> int:
    if figure.known:
        return by_text[figure.text]
    return HIDDEN if figure.hidden else NO_DATA


def _frame(every: Sequence[Named], shades: Mapping[str, int], shapes: Shapes, lying: Placed) -> pd.DataFrame:
    """A row for each area of the map, those too that no part has."""
    numbers = {area.id: i for i, area in enumerate(shapes.areas)}
    parts = {lying.codes[figure.breakdown]: (figure, label) for figure, label in every if figure.breakdown in lying.codes}
    labelled = len(shapes.areas) <= MOST_LABELS
    return pd.DataFrame(
        [
            {
                "area": numbers[area.id],
                **_area_row(parts.get(area.id), area.properties.name, shades),
                **dict(zip(("east", "north"), area.properties.at, strict=True)),
                "labelled": labelled,
            }
            for area in shapes.areas
        ]
    )


def _area_row(part: Named | None, name: str, shades: Mapping[str, int]) -> dict[str, object]:
    if part is None:
        return {"part": "", "label": name, "value": math.nan, "printed": numerals.MISSING, "status": "", "shade": NO_DATA}
    figure, label = part
    status = str(figure.open_status) if figure.known else ""
    return {
        "part": figure.breakdown,
        "label": label,
        "value": figure.numeric,
        "printed": figure.text,
        "status": status,
        "shade": shades[figure.breakdown],
    }


# ── the table ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class _Ranked:
    """The parts from the first to the last, those without a value after them. places: the places of those that have one;
    outside: outside which limits each stands, where there are enough for a funnel. first: which rate has the first place."""

    measure: Measure
    noun: str
    every: Sequence[Named]
    places: pd.DataFrame | None
    outside: Mapping[str, str] | None
    first: str

    @classmethod
    def of(cls, page: Page, series: Series, every: Sequence[Named]) -> _Ranked:
        """That of a measure: in the order of places where its counts allow them, else from the highest value."""
        places, among = comparison.ranks(series), comparison.roster(series)
        first = 1 if among is not None and among.first == "lowest" else -1
        ordered = sorted(every, key=lambda each: (not each[0].known, each[0].hidden, first * (each[0].value or 0), each[1]))
        funnel = comparison.funnel(series)
        outside = None if funnel is None else {str(part): str(side) for part, side in funnel[0]["outside"].items()}
        return cls(series.measure, one_of(series), ordered, places, outside, FIRST["lowest" if first > 0 else "highest"])

    @property
    def columns(self) -> tuple[str, ...]:
        """The heads of its columns."""
        return (upper_first(self.noun), "Value", *(("Place", "95% interval") if self.places is not None else ()))

    def cells(self, page: Page) -> Cells:
        """A row for each part; of many, texts that stand for the one entry of the chart."""
        figures = len(self.every) <= MOST_FIGURES
        return [
            [area_links.named(page, figure.breakdown, label), figure if figures else figure.marked, *self._places(page, figure)]
            for figure, label in self.every
        ]

    def _places(self, page: Page, figure: Figure) -> list[Cell]:
        if self.places is None:
            return []
        if figure.breakdown not in self.places.index:
            return ["", ""]
        if len(self.every) <= MOST_FIGURES:
            found = place_of(page, self.measure, figure.breakdown)
            return [found.place, [found.lower, " to ", found.upper]]
        rank, lower, upper = (numerals.ordinal(each) for each in self._of(figure.breakdown))
        return [("=" if self.places.at[figure.breakdown, "tied"] else "") + rank, f"{lower} to {upper}"]

    def _of(self, part: str) -> tuple[int, int, int]:
        row = sure(self.places).loc[part]
        return int(row["rank"]), int(row["lower"]), int(row["upper"])

    @property
    def raw(self) -> Raw:
        """Its CSV: the value of each part, and its place with both ends of the interval."""
        found: Raw = []
        for figure, label in self.every:
            found.append([label, self.measure.title, figure.value, figure.unit, str(figure.status)])
            if self.places is not None and figure.breakdown in self.places.index:
                ends = zip(PLACES, self._of(figure.breakdown), strict=True)
                found += [[label, name, float(each), "rank", str(figure.status)] for name, each in ends]
        return found


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _with_limits(page: Page, series: Series, picture: Picture) -> Picture:
    """Of rates of many parts it is told who stands outside the limits of chance, and not who is first: that may be chance."""
    found = comparison.funnel(series)
    if found is None:
        return picture
    measure, ordered = series.measure, found[0].sort_values("value", ascending=False)
    every = parts_named(page, [page.figures.of(measure.id, "value", part) for part in series.parts])
    missing = unknown(
        [e for e in every if not e[0].known], during(series.latest), group_of(page, measure, series.source.breakdown)
    )
    outside = tuple(outside_told(page, measure, ordered, most) for most in (MOST_EMPTY, 3, 1))
    shows: Sentence = [*outside[0], *([" ", *missing] if missing else [])]
    alt = alt_text("Map", name_of(page, measure), outside, missing)
    return replace(picture, title=_title(page, series, ordered), shows=shows, alt=alt)


def _title(page: Page, series: Series, ordered: pd.DataFrame) -> Sentence:
    """`One area stands out for burglary: North at 5.2`; ordered: the parts from the highest rate."""
    out, name = list(ordered.index[column_of(ordered, "outside") == STANDS_OUT]), name_of(page, series.measure)
    if len(out) == 1:
        value = page.figures.of(series.measure.id, "value", out[0])
        return [f"One {one_of(series)} stands out for {name}: {page.project.label_within(out[0])} at ", value]
    return [f"Some {noun_of(series)} stand out for {name}" if out else f"No {one_of(series)} stands out for {name}"]


def _limits_of(measure: Measure, table: _Ranked) -> list[str]:
    if table.places is not None:
        return [
            *([LIMITS.format(nouns=upper_first(plural(table.noun)))] if table.outside else []),
            ENDS.format(first=table.first),
        ]
    return [COUNTS] if measure.is_additive else []


def _elsewhere(page: Page, shapes: Shapes, lying: Placed) -> list[str]:
    """Parts that lie nowhere on the map, and areas of it that no part is."""
    nowhere = [page.project.label(part) for part in lying.unplaced]
    names = {area.id: area.properties.name for area in shapes.areas}
    empty = [names[code] for code in lying.empty]
    several = listed(empty) if len(empty) <= MOST_EMPTY else f"many areas, such as {listed(empty[:3])}"
    return [
        *([f"In the table and not on the map: {listed(nowhere)}."] if nowhere else []),
        *([f"On the map without data [x]: {several}."] if empty else []),
    ]
