"""By which part a measure is told: by ours, where this body is one of its parts and the whole is of all its peers together."""

from __future__ import annotations

from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.project import Project
from pcc_lib.pages.page import Page


def our_part(page: Page, measure: Measure) -> str:
    """The part that is this body, where the measure sets it among peers; else the whole.

    Peers are parts that are no areas of the body: one of its areas may have its name, as a local authority that of its force.
    """
    own = page.project.body.own
    series = page.figures.series(measure.id) if own and measure.breakdown else None
    if series is None or own not in series.parts:
        return ""
    areas = {*(area.id for area in page.project.body.areas), series.source.about.remainder}
    return own if set(series.parts) - areas - {own} else ""


def title_of(page: Page, measure: Measure, part: str) -> str:
    """What a measure is called where it is told by a part: of peers the whole has its own name as well, since it is not ours."""
    if part:
        return f"{measure.title}: {page.project.label(part)}"
    whole = whole_of(page.project, measure) if our_part(page, measure) else ""
    return f"{measure.title}: {whole}" if whole else measure.title


def whole_of(project: Project, measure: Measure) -> str:
    """What all parts together are called, where that is said; else nothing."""
    return measure.area_label or project.body.total_label
