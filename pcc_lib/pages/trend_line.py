"""The small line of a measure: its last three years, wherever a value stands alone."""

from __future__ import annotations

import pandas as pd

from pcc_lib.core.frames import labels_of
from pcc_lib.core.status import RECONSTRUCTED
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import least_shown
from pcc_lib.writing.html import Markup, fill
from pcc_lib.writing.markup import sparkline

SPARK_VALUES = 36


def trend_line(page: Page, measure: Measure, part: str = "") -> Markup:
    """A line of the last three years; reconstructed months are marked. Nothing where there is no series, and of a running total,
    which only grows."""
    series = page.figures.series(measure.id)
    shown = series.values(part).tail(SPARK_VALUES) if series else pd.Series(dtype=float)
    if series is None or shown.empty or measure.window.runs_on:
        return Markup()
    spanned = series.source.calendar.label(labels_of(shown)[0], labels_of(shown)[-1])
    rebuilt = RECONSTRUCTED in series.status()
    value = page.figures.of(measure.id, "value", part)
    title = measure.title + (f": {page.project.label(part)}" if part else "")
    label = f"{title}, {spanned}" + (f", reconstructed [{RECONSTRUCTED}]" if rebuilt else f", now {value.text}")
    line = sparkline([None if v != v else v for v in shown], label, least=least_shown(series))
    return fill("trend_line", line=line, mark=f"[{RECONSTRUCTED}]" if rebuilt else "") if line else Markup()
