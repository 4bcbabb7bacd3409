"""By which part a measure is told: by ours, where this body is one of its parts and the whole is of all its peers together."""

from __future__ import annotations

from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page


def our_part(page: Page, measure: Measure) -> str:
    """The part that is this body, where the measure has one and its whole is of elsewhere (`area_label`, `total_label`); else the
    whole. An area of ours may have the body's name as well: a force and one of its local authorities."""
    own = page.project.body.own if _whole(page, measure) and measure.breakdown else ""
    series = page.figures.series(measure.id) if own else None
    return own if series is not None and own in series.parts else ""


def title_of(page: Page, measure: Measure, part: str) -> str:
    """What a measure is called where it is told by a part: of peers the whole has its own name as well, since it is not ours."""
    if part:
        return f"{measure.title}: {page.project.label(part)}"
    return f"{measure.title}: {_whole(page, measure)}" if our_part(page, measure) else measure.title


def _whole(page: Page, measure: Measure) -> str:
    """What all parts together are called, where that is not the body's own area; else nothing."""
    return measure.area_label or page.project.body.total_label
