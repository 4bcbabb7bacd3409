"""Charts of one measure or topic: the pictures that the topic pages draw, asked for by kind and shown by the notebook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.exploring.shown import Listing, ShownTable
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.pages.chart_kinds import KINDS
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import Picture, taken_along
from pcc_lib.pages.topic_charts import CSV_COLUMNS, caption, drawable
from pcc_lib.writing.html import words_of

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True, repr=False)
class ShownChart:
    """A chart that draws itself, interactive and without a network, in JupyterLab and VS Code; elsewhere a still image.

    `title`, `subtitle`, `shows`, `source` and `note` are the words that stand around it on a page.
    """

    title: str
    subtitle: str
    shows: str
    source: str
    note: str
    picture: Picture

    @cached_property
    def altair(self) -> alt.TopLevelMixin:
        """The Altair chart, to change or save. To show it without a network: `altair.renderers.enable("pcc")`."""
        from pcc_lib.charts.drawing import drawn  # Altair is slow to import

        return drawn(self.picture.draw, self.picture.alt)

    def table(self) -> ShownTable:
        """The table under the chart."""
        numeric = range(1, len(self.picture.columns))
        return ShownTable(f"Data of: {self.title}", list(self.picture.columns), self.picture.rows, numeric)

    @property
    def data(self) -> pd.DataFrame:
        """The rows of its CSV: period or group, series, value, unit, status."""
        rows = pd.DataFrame(taken_along(self.picture), columns=list(CSV_COLUMNS))
        return rows.replace({"value": {"": None}}).astype({"value": float})

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from pcc_lib.charts.notebook import notebook_bundle, titled_spec  # Altair is slow to import

        under = [self.subtitle, f"{self.source}. {self.note}".rstrip()]
        spec = titled_spec(self.altair, self.title, under, self.picture.alt)
        return {**notebook_bundle(spec), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return "\n".join(
            filter(None, (self.title, f"  {self.subtitle}", f"  {self.shows}", f"  {self.source}", f"  {self.note}"))
        )


def drawn(page: Page, topic: Topic, chart: Chart) -> ShownChart:
    """A chart of a topic; a ReportError says why it is not shown."""
    kind = KINDS[chart.kind]
    if not drawable(page, chart):
        raise ReportError(f"the data of this quarter are not enough for a {chart.kind} chart of {', '.join(chart.measures)}.")
    if reason := kind.withheld(page, chart):
        raise ReportError(reason)
    picture = kind.picture(page, topic, chart)
    said = caption(page, f"{topic.id}/{chart.id}", chart.title, picture)
    return ShownChart(
        title=_plain(said.title),
        subtitle=said.subtitle,
        shows=_plain(said.shows),
        source=said.source,
        note=said.note,
        picture=picture,
    )


def _plain(words: str) -> str:
    """Words of a page as text; where a figure's tag ended, no blank is left before a full stop."""
    return re.sub(r" (?=[.,;])", "", words_of(words).strip())


def kinds_of(page: Page, measure: Measure) -> Listing:
    """What can be drawn of a measure in this quarter: kinds, and the topic's charts that show it with others."""
    kinds = [(name, KINDS[name].draws) for name in _fitting(page, measure) if drawable(page, _asked(page, measure, name))]
    topic = page.topic(measure.topic)
    others = [(c.id, of_chart(c)) for c in topic.charts if _with_others(measure, c) and drawable(page, c)]
    return Listing("Charts", [*kinds, *((id, words) for id, words in others if id not in dict(kinds))])


def first_of(page: Page, measure: Measure) -> str:
    """The first kind of chart of a measure that can be shown; a trend where none can."""
    kinds = ((name, _asked(page, measure, name)) for name in _fitting(page, measure))
    shown = (name for name, chart in kinds if drawable(page, chart) and not KINDS[name].withheld(page, chart))
    return next(shown, "trend")


def chart_of(page: Page, measure: Measure, name: str, keys: Mapping[str, str]) -> ShownChart:
    """A chart of a measure by its kind, or one of its topic's by its id; `keys` are those of a topic's chart (`by`, `from`).

    A ReportError says what can be drawn where this cannot.
    """
    topic = page.topic(measure.topic)
    shared = next((c for c in topic.charts if c.id == name and _with_others(measure, c)), None)
    if name in _fitting(page, measure):
        return drawn(page, topic, _asked(page, measure, name, keys))
    if shared is not None:
        return drawn(page, topic, _changed(shared, keys))
    found = kinds_of(page, measure)
    why = f" It takes {KINDS[name].takes}." if name in KINDS else ""
    raise ReportError(f"'{name}' is no chart of {measure.id}.{why} {suggest(name, found)}")


def _asked(page: Page, measure: Measure, kind: str, keys: Mapping[str, str] | None = None) -> Chart:
    """A chart as a topic's file would ask for it; the topic's own where it has one of the kind and nothing else is said."""
    keys = {key: said for key, said in (keys or {}).items() if said}
    own = [c for c in page.topic(measure.topic).charts if c.kind == kind and set(c.measures) <= {measure.id}]
    if own and not keys:
        return own[0]
    said = {"id": kind, "kind": kind, **_fitting(page, measure)[kind], **keys}
    return read_as(Chart, said, f"chart {kind} of {measure.id}")


def _changed(chart: Chart, keys: Mapping[str, str]) -> Chart:
    """A chart of a topic with some of its keys said otherwise."""
    said = {key: said for key, said in keys.items() if said}
    return read_as(Chart, chart.model_dump(by_alias=True, exclude_defaults=True) | said, f"chart {chart.id}") if said else chart


def _fitting(page: Page, measure: Measure) -> dict[str, Mapping[str, object]]:
    """The kinds of chart that fit a measure alone, with the keys that ask for each."""
    series = page.figures.series(measure.id)
    return {name: keys for name, kind in KINDS.items() if (keys := kind.alone(measure, series))}


def _with_others(measure: Measure, chart: Chart) -> bool:
    return measure.id in chart.measures and len(chart.measures) > 1


def of_chart(chart: Chart) -> str:
    """A chart of a topic's file in words: its kind, and what it shows."""
    return f"{chart.kind} of {', '.join(chart.measures)}" + (f" by {chart.by}" if chart.by else "")
