"""Static drawings: laid out once at their width, and each edge of a text once, under it, as charts on a page have it."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import altair as alt
import pytest
from test_charts import CALLS, SAYS, beyond, forms, monthly

from pcc_lib.charts import images
from pcc_lib.charts.axes import UNITS, ValueScale, tick_text
from pcc_lib.charts.drawing import Drawing
from pcc_lib.charts.given import Axis
from pcc_lib.charts.images import SPARE, STATIC_WIDTH, static_svg
from pcc_lib.charts.layers import edges_once
from pcc_lib.charts.lines import trend
from pcc_lib.charts.style import PAPER

SVG = "{http://www.w3.org/2000/svg}"
EDGED = ("trend", "breakdown", "timeline", "dots")  # forms that have texts with edges


@pytest.fixture
def drawings(monkeypatch) -> list[str]:
    """What the renderer has drawn since the test began."""
    found: list[str] = []
    draw = images.svg_of
    images._drawn.cache_clear()
    monkeypatch.setattr(images, "svg_of", lambda *given: found.append(draw(*given)) or found[-1])
    return found


def spec_of(name: str) -> dict:
    return Drawing.of(forms()[name]()).spec


def wide(svg: str) -> tuple[int, str, str]:
    """The width that an SVG has, that of its view box, and that of its ground."""
    root = ElementTree.fromstring(svg)
    ground = root.find(f"{SVG}rect")
    assert ground is not None
    return int(root.attrib["width"]), root.attrib["viewBox"].split()[2], ground.attrib["width"]


# ── edges ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", forms())
def test_an_edge_is_measured_once_and_drawn_as_charts_have_it(monkeypatch, drawings, name):
    """The renderer is given a text and its edge as one; the drawing is, to the byte, that of both parts by themselves."""
    once = static_svg(spec_of(name))
    measured = drawings[-1].count("<text")
    monkeypatch.setattr(images, "edges_once", list)
    images._drawn.cache_clear()
    assert static_svg(spec_of(name)) == once
    assert (measured < drawings[-1].count("<text")) is ('stroke-width="4" stroke-linejoin="round"' in once)
    assert name not in EDGED or 'stroke-width="4" stroke-linejoin="round"' in once


@pytest.mark.parametrize("name", EDGED)
def test_each_edge_stands_once_right_under_its_text(name):
    groups = [list(node) for node in ElementTree.fromstring(static_svg(spec_of(name))).iter() if _is_texts(node)]
    edges = [group for group in groups if any(text.get("stroke") for text in group)]
    assert edges
    for under, above in pairwise(groups):
        if under in edges:
            assert {(text.get("fill"), text.get("stroke"), text.get("stroke-width")) for text in under} == {(PAPER, PAPER, "4")}
            assert [_place(text) for text in under] == [_place(text) for text in above]
            assert not any(text.get("stroke") or text.get("fill") == PAPER for text in above)
    assert groups[-1] not in edges


def _is_texts(node: ElementTree.Element) -> bool:
    return node.tag == f"{SVG}g" and len(node) > 0 and all(child.tag == f"{SVG}text" for child in node)


def _place(text: ElementTree.Element) -> tuple[str, str | None, str | None]:
    return "".join(text.itertext()), text.get("transform"), text.get("text-anchor")


def test_a_text_with_a_line_of_its_own_is_none_that_has_an_edge():
    """As an analyst may draw one."""
    own = {"mark": {"type": "text", "stroke": PAPER, "color": PAPER}, "encoding": {"text": {"field": "a"}}}
    plain = {"mark": {"type": "text"}, "encoding": {"text": {"field": "b"}}}
    line = {"mark": "line", "encoding": {}}
    assert edges_once([own, plain, line, own]) == [own, plain, line, own]
    drawn = static_svg({"data": {"values": [{"a": "Own", "b": "Plain"}]}, "layer": [own, plain]})
    assert drawn.count("Own") == 1 and re.search(r'stroke="#ffffff"[^<>]*>Own<', drawn)


def test_the_chart_of_a_page_keeps_both_parts():
    given = spec_of("trend")
    before = len(given["layer"])
    static_svg(given)
    assert len(given["layer"]) == before > len(edges_once(given["layer"]))


# ── width ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", forms())
def test_a_drawing_is_laid_out_once_at_its_width(drawings, name):
    """A page shows all drawings at one width, so their texts are of one size; the rest of it is white, of a few px."""
    assert wide(static_svg(spec_of(name))) == (STATIC_WIDTH, str(STATIC_WIDTH), str(STATIC_WIDTH))
    assert len(drawings) == 1
    assert STATIC_WIDTH - SPARE <= wide(drawings[-1])[0] <= STATIC_WIDTH


@pytest.mark.parametrize("name", forms())
def test_a_drawing_is_the_same_whatever_was_drawn_before_it(drawings, name):
    """Numbers of what it refers to went on from one drawing of a process to the next."""
    first = static_svg(spec_of(name))
    images._drawn.cache_clear()
    static_svg(spec_of("funnel"), 600)
    assert static_svg(spec_of(name)) == first
    assert set(re.findall(r"url\(#([^)]*)\)", first)) == set(re.findall(r' id="([^"]*)"', first))


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("size", [0.4, 90, 5_000, 2_500_000])
def test_labels_of_an_axis_take_the_room_that_they_are_thought_to_take(drawings, unit, size):
    for step in (size / 70, -size / 50):
        drawings.clear()
        static_svg(Drawing.of(trend(monthly(size, step, swing=0), Axis(unit, "Much"), SAYS)).spec)
        assert [STATIC_WIDTH - SPARE <= wide(svg)[0] <= STATIC_WIDTH for svg in drawings] == [True]


@pytest.mark.parametrize("label", ["'a label that is rather longer than a number'", "''"])
def test_a_drawing_whose_labels_are_others_than_was_thought_is_laid_out_again(drawings, label):
    chart = trend(monthly(), CALLS, SAYS)
    given = Drawing.of(chart).spec
    for layer in given["layer"]:
        if axis := layer.get("encoding", {}).get("y", {}).get("axis"):
            axis["labelExpr"] = label
    svg = static_svg(given)
    assert len(drawings) == 2 and not STATIC_WIDTH - SPARE <= wide(drawings[0])[0] <= STATIC_WIDTH
    assert STATIC_WIDTH <= wide(svg)[0] == wide(drawings[1])[0] <= STATIC_WIDTH + 2, "and nothing is cut"


def test_a_look_that_an_analyst_has_given_a_chart_is_drawn():
    """Values that are worked out, or stand for all sides, where those of the library are numbers."""
    given = Drawing.of(forms()["four"]()).spec
    given["config"] |= {"padding": 9, "axis": {**given["config"]["axis"], "labelPadding": {"expr": "width/100"}}}
    for layer in given["layer"]:
        if isinstance(layer["mark"], dict) and layer["mark"]["type"] == "text":
            layer["mark"] |= {"fontSize": {"expr": "width/50"}, "limit": {"expr": "width/5"}}
    svg = static_svg(given)
    assert STATIC_WIDTH <= wide(svg)[0] <= STATIC_WIDTH + 2 and "Area 3" in svg


@pytest.mark.parametrize("width", [260, 420])
def test_another_width_is_kept_too(width):
    for name in ("four", "budget", "timeline"):
        chart = forms()[name]()
        assert wide(static_svg(Drawing.of(chart).spec, width))[0] == width
        assert beyond(chart, width) == []


def test_a_chart_that_asks_for_no_width_of_its_whole_has_a_plot_of_that_width():
    """As Altair writes one for an analyst."""
    chart = alt.layer(alt.Chart(alt.InlineData(values=[{"a": 1}, {"a": 7}])).mark_point().encode(x="a:Q"), width=10)
    assert wide(static_svg(chart.to_dict(), 300))[0] > 300


def test_ticks_are_told_as_the_renderer_writes_them():
    for unit in UNITS:
        scale = ValueScale([-150, 7300], Axis(unit, "Much"))
        drawn = ElementTree.fromstring(static_svg(Drawing.of(trend(monthly(-150, 110, swing=0), Axis(unit, "Much"), SAYS)).spec))
        words = {"".join(text.itertext()) for text in drawn.iter(f"{SVG}text")}
        assert {tick_text(tick, unit) for tick in scale.ticks if -150 < tick < 7300} <= words, unit
