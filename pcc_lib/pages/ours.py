"""By which part a measure is told: by ours, where this body is one of its parts, and not by all its peers together."""

from __future__ import annotations

from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page


def our_part(page: Page, measure: Measure) -> str:
    """The part that is this body, where the measure has one; else the whole."""
    own = page.project.body.own
    series = page.figures.series(measure.id) if own and measure.breakdown else None
    return own if series is not None and own in series.parts else ""


def title_of(page: Page, measure: Measure, part: str) -> str:
    """What a measure is called where it is told by a part: of peers the whole has its own name as well, since it is not ours."""
    if part:
        return f"{measure.title}: {page.project.label(part)}"
    return f"{measure.title}: {measure.area_label}" if measure.area_label and our_part(page, measure) else measure.title
