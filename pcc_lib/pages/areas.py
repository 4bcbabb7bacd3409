"""The page of an area: where it lies, and what each measure that is told by areas says of it, beside the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pcc_lib.charts.mapped import Ground
from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.numerals import part_id
from pcc_lib.figures.series import Series
from pcc_lib.inputs.boundaries import Shapes
from pcc_lib.inputs.measures import Measure, Topic, topics_of
from pcc_lib.inputs.placed import areas_by_id, placed, shapes_of
from pcc_lib.inputs.plan import priorities
from pcc_lib.pages import area_links
from pcc_lib.pages.ours import our_part
from pcc_lib.pages.page import Page
from pcc_lib.pages.scorecard_rows import row, told_at
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import link, paragraph
from pcc_lib.writing.tables import Cell, Table, table_html
from pcc_lib.writing.wording import Sentence

MOST_LOCATED = 60  # areas of a map that shows where one lies: of more each would be a speck
NONE_TOLD = "No measure of this quarter is told for it [x]."
_KEPT = (1, 2, 3, 4, 5)  # of a row of the scorecard: the latest value, its change, its trend, the month and the year


class _Held(NamedTuple):
    """A measure that an area has a value of, its topic, and the area as its source writes it."""

    topic: Topic
    measure: Measure
    series: Series
    part: str


def area(page: Page, area_id: str) -> Markup:
    """What is told of one area: each measure that has it, with its change and its verdicts, beside the whole; a small map where
    its boundaries are there. A ReportError where nothing has such an area."""
    held = list(_held(page, area_id))
    part = held[0].part if held else areas_by_id(page.project).get(area_id, "")
    if not part:
        raise ReportError(f"there is no area '{area_id}'. {suggest(area_id, areas_by_id(page.project))}")
    words = [paragraph(page.sentence(_said(page, part))), _others(page, part)]
    map = _locator(page, held, part)
    if not held:
        return join([*words, paragraph(NONE_TOLD)])
    shown = table_html(_table(page, held, part), page)
    return fill("places/area", map=map, words=join(words), table=shown)


def _held(page: Page, area_id: str) -> Iterator[_Held]:
    """The measures that have a value of an area, now or before, priority by priority and topic by topic. Those whose whole is
    of elsewhere, or that set this body among its peers, tell no area of it: a force may have the name of one of its areas."""
    for about in priorities(page.project):
        for topic in topics_of(page.project, about.id, scorecard=True):
            for measure in page.measures(topic.id):
                apart = measure.of or measure.area_label or our_part(page, measure)
                series = page.figures.series(measure.id) if measure.breakdown and not apart else None
                part = next((p for p in series.parts if part_id(p) == area_id), "") if series else ""
                if series is not None and part and bool(series.values(part).notna().any()):
                    yield _Held(topic, measure, series, part)


def _said(page: Page, part: str) -> Sentence:
    """`North is part of the county. Its values stand beside those of the whole.`"""
    whole = page.project.body.whole_title
    name = page.project.label_within(part)
    return [f"{name[:1].upper()}{name[1:]} is part of {whole}. Its values stand beside those of the whole."]


def _others(page: Page, part: str) -> Markup:
    """Links to the pages of the other areas; nothing where the book has none."""
    others = [area.id for area in page.project.body.areas if area.id != part]
    found = [(each, area_links.named(page, each, page.project.label(each))) for each in others]
    linked = [cell for _, cell in found if isinstance(cell, Markup)]
    return paragraph(join(["Other areas: ", join(linked, ", ")])) if linked else Markup()


# ── what is told ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _table(page: Page, held: list[_Held], part: str) -> Table:
    name, whole = page.project.label(part), page.project.body.whole_title
    heads = {at: each.topic.title for at, each in enumerate(held) if not at or each.topic.id != held[at - 1].topic.id}
    return Table(
        f"Measures of {name}",
        ("Measure", name, "Change", "Trend", "This month", "This year", whole),
        [_row(page, each) for each in held],
        kind="pcc-scorecard pcc-places",
        stack=True,
        hide_caption=True,
        heads=heads,
        name=f"area-{part_id(part)}",
    )


def _row(page: Page, held: _Held) -> list[Cell]:
    measure = held.measure
    cells = row(page, link(told_at(page, measure), measure.title), measure, held.part)
    return [cells[0], *(cells[at] for at in _KEPT), page.figures.of(measure.id) if held.series.has_whole else ""]


# ── where it lies ─────────────────────────────────────────────────────────────────────────────────────────────────────
def _locator(page: Page, held: list[_Held], part: str) -> Markup:
    """A small map on which one area is in colour; nothing without boundaries."""
    for each in held:
        shapes = shapes_of(page.project, each.series.source.name)
        if shapes is None or len(shapes.areas) > MOST_LOCATED:
            continue
        codes = placed(page.project, shapes, [each.part]).codes
        if each.part in codes:
            page.credit(shapes.about.attribution)
            return _drawn(page, shapes, codes[each.part], part)
    return Markup()


def _drawn(page: Page, shapes: Shapes, code: str, part: str) -> Markup:
    from pcc_lib.charts.drawing import drawing_of  # Altair is slow to import
    from pcc_lib.charts.images import located
    from pcc_lib.charts.maps import locator

    number = next(i for i, area in enumerate(shapes.areas) if area.id == code)
    ground, alt = Ground(shapes.drawn, shapes.aspect), f"Map: {page.project.label(part)} within {page.project.body.whole_title}."
    return located(drawing_of(lambda description: locator(number, ground, description), alt).spec, alt)
