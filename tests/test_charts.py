"""Charts: what a form promises to readers, and that the block around it is safe, small and always the same."""

from __future__ import annotations

import ast
import inspect
import json
import re
import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import altair as alt
import numpy as np
import pandas as pd
import pytest
from drawn import go_through
from hypothesis import given, settings
from hypothesis import strategies as st

from pcc_lib import charts
from pcc_lib.charts import style
from pcc_lib.charts.axes import ValueScale, axis_expr, nice_ticks
from pcc_lib.charts.bars import bars, baseline, breakdown, change
from pcc_lib.charts.block import chart_block
from pcc_lib.charts.bundle import GLOBAL_NAME, bundle_text, vegalite_version, write_bundle
from pcc_lib.charts.drawing import Drawing
from pcc_lib.charts.fan import fan
from pcc_lib.charts.frames import month_rows
from pcc_lib.charts.funnel import funnel
from pcc_lib.charts.given import Axis, Caption, ChartError, Data, Dated, Level, Limits, Marks
from pcc_lib.charts.images import static_svg
from pcc_lib.charts.intervals import dot_intervals, rank_interval
from pcc_lib.charts.labels import spread, told_apart
from pcc_lib.charts.lines import among, spc, trend
from pcc_lib.charts.mapped import Class, Ground
from pcc_lib.charts.maps import choropleth, locator
from pcc_lib.charts.marks import place_labels
from pcc_lib.charts.months import month_index
from pcc_lib.charts.panel import notes, starts_at_zero
from pcc_lib.charts.scatter import differences, scatter
from pcc_lib.charts.stacks import budget
from pcc_lib.charts.texts import clean, text_px
from pcc_lib.charts.timeline import timeline
from pcc_lib.charts.under import under_chart
from pcc_lib.writing.html import Markup, script_json
from pcc_lib.writing.markup import Ink

SAYS = "Calls a month rose from 7,700 in January 2018 to 9,874 in October 2023."
HOSTILE = '</script><b onclick="x">\'&\u202eאבג\u2028\ud800' + "x" * 10_000
PERIODS = pd.period_range("2018-01", "2023-10", freq="M")
CALLS = Axis("calls", "Calls")


def monthly(start: float = 8000, step: float = 25, series: str = "Calls", swing: float = 300) -> pd.DataFrame:
    """70 months of plain data."""
    n = np.arange(len(PERIODS))
    values = (start + step * n + swing * np.sin(n)).round(1)
    return pd.DataFrame(
        {"period": PERIODS, "series": series, "value": values, "printed": [f"{v:,.0f}" for v in values], "status": "e"}
    )


def with_limits() -> pd.DataFrame:
    frame = monthly().assign(mean=9000.0, lower=8000.0, upper=10000.0, flag="")
    frame.loc[3, "flag"], frame.loc[60, "flag"] = "down", "up"
    return frame


def rows(**more: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": ["Swindon", "Salisbury", "Warminster"],
            "value": [412.0, 220.0, np.nan],
            "printed": ["412", "220", "[x]"],
            **more,
        }
    )


# two squares that share a border, as TopoJSON
TWO = Ground(
    {
        "type": "Topology",
        "transform": {"scale": [0.01, 0.01], "translate": [-2.0, 51.0]},
        "objects": {
            "areas": {
                "type": "GeometryCollection",
                "geometries": [{"type": "Polygon", "id": i, "arcs": [[0 if i else -1, i + 1]]} for i in range(2)],
            }
        },
        "arcs": [[[10, 0], [0, 10]], [[10, 0], [-10, 0], [0, 10], [10, 0]], [[10, 10], [10, 0], [0, -10], [-10, 0]]],
    },
    0.5,
)


def areas_drawn(shades: tuple[int, int] = (0, 1), labelled: bool = True) -> pd.DataFrame:
    """Both of them; a shade below nought has no value."""
    values = [8.1 if shades[0] >= 0 else np.nan, 12.0 if shades[1] >= 0 else np.nan]
    printed = [f"{v:.1f}" if v > 0 else "[x]" for v in values]
    frame = pd.DataFrame({"area": [0, 1], "label": ["West", "East"], "value": values, "printed": printed, "shade": shades})
    return frame.assign(east=[-1.95, -1.85], north=51.05, labelled=labelled, out=[False, True])


def forms() -> dict[str, Callable[[], alt.LayerChart]]:
    """Every form, with data of a realistic size."""
    ahead = pd.DataFrame(
        {
            "period": pd.period_range("2023-11", periods=6, freq="M"),
            "value": 9900.0,
            "printed": "9,900",
            "lower_80": 9500.0,
            "upper_80": 10300.0,
            "lower_95": 9200.0,
            "upper_95": 10600.0,
        }
    )
    pair = pd.DataFrame({"period": PERIODS[-24:], "x": np.arange(24) * 7.0, "y": np.sin(np.arange(24)) + 9, "printed": "a"})
    plan = pd.DataFrame(
        [
            {"label": "Custody suite", "due": "2023-10", "status": "slipped", "printed": "Slipped"},
            {"label": "Needs assessment", "due": "2023-10", "status": "late", "printed": "Late"},
            {"label": "No date", "due": None, "status": "not reported", "printed": "[x]"},
        ]
    ).assign(reported=[["2024-01", "2024-05"], [], []], moved=[["2024-05"], [], []])
    funds = pd.DataFrame(
        [
            {"year": y, "category": c, "value": v, "printed": f"£{v}m"}
            for y in ("2023-24", "2024-25")
            for c, v in (("Chief Constable", 118.2), ("Office", 1.9))
        ]
    )
    size = np.linspace(100, 9000, 30)
    limits = pd.DataFrame({"size": size, "lower": 6.0, "upper": 10.0, "lower_wide": 5.0, "upper_wide": 11.0})
    forces = pd.DataFrame(
        {
            "label": [f"Force {i}" for i in range(30)],
            "size": size,
            "value": 8.0,
            "printed": "8%",
            "flag": ["up", "down"] + [""] * 28,
            "focus": [i == 7 for i in range(30)],
        }
    )
    spans = rows(lower=[400.0, 200.0, np.nan], upper=[430.0, 240.0, np.nan], focus=[True, False, False])
    marks = Marks(
        events=[Dated("2022-09", "New model")],
        breaks=[Dated("2020-04", "Reclassified")],
        levels=[Level(9000, "Target 9,000")],
        band=(8000, 9500),
    )
    areas = pd.concat([monthly(6000 + 900 * i, 5, f"Area {i}") for i in range(4)])
    many = pd.concat([monthly(6000 + 900 * i, 5, f"Area {i}") for i in range(9)])
    steps = [Level(8000, "8,000", None, "2018-01", "2020-03"), Level(9000, "At most", 9500, "2020-04", "2023-10")]
    places = spans.iloc[:2].assign(value=[3, 7], lower=[1, 5], upper=[6, 9])
    satisfied, everyone = Axis("%", "Satisfied", from_zero=False), Level(300, "All")
    reports, abandoned = Axis("reports", "Reports"), Axis("%", "Abandoned")
    return {
        "trend": lambda: trend(monthly(), Axis("calls", "Calls a month"), SAYS, marks),
        "four": lambda: trend(areas, Axis("seconds", "Time", from_zero=False), SAYS),
        "many": lambda: among(many, Axis("calls", "Calls"), SAYS, ["Area 8", "Area 0"]),
        "targets": lambda: trend(monthly(), CALLS, SAYS, Marks(levels=steps)),
        "spc": lambda: spc(with_limits(), Axis("calls", "Calls", from_zero=False, good_direction="decrease"), SAYS),
        "fan": lambda: fan(monthly(), ahead, CALLS, SAYS),
        "breakdown": lambda: breakdown(rows(), CALLS, SAYS, focus="Swindon"),
        "change": lambda: change(rows().assign(value=[3.1, -58.0, 0.0]), Axis("%", "Change"), SAYS),
        "bars": lambda: bars(rows(), satisfied, SAYS, everyone),
        "baseline": lambda: baseline(rows(baseline=[True, False, False]), Axis("crimes", "Crimes"), SAYS),
        "dots": lambda: dot_intervals(spans, satisfied, SAYS, everyone),
        "rank": lambda: rank_interval(places, "Rank", SAYS),
        "timeline": lambda: timeline(plan, "2023-11-28", SAYS),
        "budget": lambda: budget(funds, Axis("GBP million", "Funding"), SAYS, {"2023-24": "£120.1m"}),
        "scatter": lambda: scatter(pair, reports, abandoned, SAYS),
        "differences": lambda: differences(pair, reports, Axis("points", "Abandoned"), SAYS),
        "map": lambda: choropleth(areas_drawn(), [Class("8.1", "9.0"), Class("9.4", "12.0")], TWO, "Crimes", SAYS),
        "locator": lambda: locator(1, TWO, SAYS),
        "funnel": lambda: funnel(forces, Limits(limits, 8), Axis("count", "Crimes"), Axis("%", "Charged"), SAYS),
    }


def test_every_form_of_the_library_is_among_those_drawn_here() -> None:
    """A form is a public function of `charts` that takes a description and gives a chart."""
    files = Path(charts.__file__).parent.glob("*.py")
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    known = {f.name for tree in trees for f in tree.body if isinstance(f, ast.FunctionDef) and _is_form(f)}
    drawn = {node.id for node in ast.walk(ast.parse(inspect.getsource(forms))) if isinstance(node, ast.Name)}
    assert len(known) > 10
    assert known - drawn == set(), "draw them in `forms` above, with data of a realistic size"


def _is_form(function: ast.FunctionDef) -> bool:
    described = "description" in [a.arg for a in (*function.args.args, *function.args.kwonlyargs)]
    return (
        described and not function.name.startswith("_") and ast.unparse(function.returns or ast.Constant("")) == "alt.LayerChart"
    )


def texts(chart: alt.LayerChart, width: int = 720) -> list[str]:
    """The words that a reader sees in the static image."""
    svg = static_svg(Drawing.of(chart).spec, width)
    return ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def block(chart: alt.LayerChart, static: bool = True, **change: object) -> str:
    """The block around a chart, with some of its words or numbers changed."""
    words = {
        "chart_id": "calls-999/trend",
        "number": 3,
        "title": Markup("Calls <data>rise</data>"),
        "subtitle": "Calls, force area",
        "shows": Markup("Calls rose."),
        "alt": SAYS,
        "source": "Telephony [e]",
        "definition": "about-the-data.html#calls",
    }
    numbers = {
        "columns": ("Month", "Calls"),
        "cells": [["October 2023", "9,874"]],
        "csv_columns": ("month", "calls"),
        "csv_rows": [["2023-10", 9874]],
        "csv_name": "x.csv",
    }
    caption = Caption(**{**words, **{k: v for k, v in change.items() if k not in numbers}})
    data = Data(**{**numbers, **{k: v for k, v in change.items() if k in numbers}})
    return chart_block(Drawing.of(chart), caption, under_chart(caption, data, Ink()), static)


def beyond(chart: alt.LayerChart, width: int) -> list[str]:
    """Words that reach beyond the edge of the image, taken to be at least as wide as narrow letters make them."""
    lines = _lines_of(ElementTree.fromstring(static_svg(Drawing.of(chart).spec, width)))
    return [words for left, right, words in lines if left < -3 or right > width + 3]


def _lines_of(node: ElementTree.Element, x: float = 0.0) -> Iterator[tuple[float, float, str]]:
    """Left and right end of every line of text, with its words."""
    for child in node:
        moved = re.match(r"translate\((-?[\d.]+)", child.get("transform", ""))
        place = x + (float(moved[1]) if moved else 0.0)
        if child.tag.endswith("}text"):
            for words in [child.text, *(line.text for line in child)]:
                size = len(words or "") * 5.6
                start = {"middle": place - size / 2, "end": place - size}.get(child.get("text-anchor", ""), place)
                yield start, start + size, words or ""
        yield from _lines_of(child, place)


def paced(freq: str, count: int) -> alt.LayerChart:
    periods = pd.period_range("2021-04", periods=count, freq=freq)
    frame = pd.DataFrame({"period": periods, "value": range(count), "printed": [str(i) for i in range(count)]})
    return trend(frame, CALLS, SAYS)


@pytest.mark.parametrize("width", [220, 300, 380, 420, 560])
def test_no_label_of_an_axis_of_time_is_cut(width: int) -> None:
    """The last label of 17 quarters at 420 px read `Apr to Jun 202`."""
    counts = (5, 8, 11, 14, 17, 18, 21, 24, 30, 40)
    assert [(freq, n, cut) for freq in "QM" for n in counts if (cut := beyond(paced(freq, n), width))] == []


@pytest.mark.parametrize("name", forms())
def test_no_word_of_any_form_is_cut(name: str) -> None:
    chart = forms()[name]()
    assert [(width, cut) for width in (260, 350, 520, 720) if (cut := beyond(chart, width))] == []


@pytest.mark.parametrize("name", forms())
def test_every_form_draws_the_same_twice_and_has_one_name(name: str) -> None:
    spec = Drawing.of(forms()[name]()).spec
    again = Drawing.of(forms()[name]()).spec
    assert script_json(spec) == script_json(again)
    svg = static_svg(spec)
    assert "NaN" not in svg and "undefined" not in svg and "null" not in svg
    assert len(svg) < 60_000
    assert spec["description"] == SAYS
    assert spec["config"]["aria"] is False
    assert "usermeta" not in spec and spec["width"] == "container"
    assert not re.search(r'"type": ?"temporal"|timeUnit', json.dumps(spec))  # months never meet a time zone
    assert re.search(r'font-size="(\d+)px"', svg) is None or min(map(int, re.findall(r'font-size="(\d+)px"', svg))) >= 12


@pytest.mark.slow
def test_valid_vega_lite() -> None:
    for make in forms().values():
        make().to_dict(validate=True)


def test_months_are_labelled_in_every_time_zone_alike() -> None:
    words = texts(forms()["trend"]())
    assert "Jan 2018" in words and "Jan 2023" in words and not any(w.startswith("Dec") for w in words)


@pytest.mark.parametrize(
    ("seconds", "label"), [(45, "45 s"), (90, "1 min 30 s"), (900, "15 min"), (6300, "1 h 45 min"), (7200, "2 h"), (0, "0 s")]
)
def test_durations_read_as_people_write_them(seconds: int, label: str) -> None:
    axis = alt.Axis(values=[seconds], labelExpr=axis_expr("seconds"))
    point = alt.Chart(alt.InlineData(values=[{"v": seconds}])).mark_point().encode(y=alt.Y("v:Q", axis=axis))
    assert label in texts(alt.layer(point))


@pytest.mark.parametrize(
    ("low", "high", "unit", "expected"),
    [
        (0, 9874, "calls", [0, 2000, 4000, 6000, 8000, 10000]),
        (0, 3, "cases", [0, 1, 2, 3]),
        (0, 8200, "seconds", [0, 1800, 3600, 5400, 7200, 9000]),
        (60, 90.7, "%", [60, 70, 80, 90, 100]),
        (5, 5, "calls", [5, 6, 7, 8, 9, 10]),
    ],
)
def test_ticks_are_round(low: float, high: float, unit: str, expected: list[float]) -> None:
    assert nice_ticks(low, high, unit) == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-(10**10), 10**10).map(lambda v: v / 1000), min_size=1, max_size=30), st.booleans())
def test_the_axis_always_holds_the_data(values: list[float], zero: bool) -> None:
    scale = ValueScale(values, Axis("calls", "Calls", zero))
    edge = (scale.high - scale.low) * 1e-8  # a label's width of error is allowed, far below a pixel
    assert scale.low - edge <= min(values) and max(values) <= scale.high + edge
    assert not zero or scale.low <= 0 <= scale.high
    assert len(scale.ticks) <= 12


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 300), min_size=1, max_size=4))
def test_end_labels_never_overlap(wanted: list[float]) -> None:
    placed = sorted(spread(wanted, [34.0] * len(wanted), 300))
    assert all(b - a >= 33.9 for a, b in pairwise(placed))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.text(st.characters(codec="ascii"), min_size=1, max_size=50)), max_size=6),
    st.sampled_from([(560, 40), (215, 16)]),
)
def test_event_labels_never_overlap(found: list[tuple[float, str]], size: tuple[int, int]) -> None:
    width, chars = size
    marks = [{"at": at, "label": label} for at, label in sorted(found)]
    place_labels(marks, width, chars)
    boxes = []
    for mark in marks:
        wide = max(text_px(line) for line in mark["lines"])
        left = mark["at"] * width if mark["side"] == "left" else mark["at"] * width - wide
        boxes.append((left, left + wide, mark["top"], mark["top"] + 15 * len(mark["lines"])))
        assert (left >= -12 and left + wide <= width + 12) or wide > width / 2
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            slack = 1e-6  # two labels may stand back to back on one rule
            assert a[1] <= b[0] + slack or b[1] <= a[0] + slack or a[3] <= b[2] or b[3] <= a[2]


@pytest.mark.parametrize(
    ("period", "every", "expected"),
    [
        ("2000-01", "month", 0),
        ("2023-10", "month", 285),
        (pd.Period("2023-10", "M"), "month", 285),
        ("2022-23", "year", 267),
        ("2023", "year", 276),
        ("2023-04", "year", 279),
        (pd.Timestamp("2023-10-01"), "month", 285),
    ],
)
def test_month_numbers(period: object, every: str, expected: float) -> None:
    assert month_index(period, every) == expected


def test_years_are_recognised() -> None:
    frame = pd.DataFrame({"period": ["2020-21", "2021-22", "2022-23"], "value": [3, 4, 6], "printed": ["3", "4", "6"]})
    words = texts(trend(frame, Axis("cases", "Cases"), SAYS))
    assert {"2020-21", "2021-22", "2022-23"} <= set(words)


def test_absent_months_and_blanks_are_gaps_not_zeros() -> None:
    frame = monthly()
    frame.loc[10, ["value", "printed"]] = [np.nan, ""]
    rows_ = month_rows(frame.drop(index=20), "month")
    assert len(rows_) == len(PERIODS)
    assert [r["v"] for r in rows_ if r["m"] in (226, 236)] == [None, None]
    assert starts_at_zero(trend(frame, CALLS, SAYS))


def test_a_cut_axis_and_provisional_points_are_said() -> None:
    frame = monthly().assign(status="e,p")
    chart = trend(frame, Axis("calls", "Calls", from_zero=False), SAYS)
    assert not starts_at_zero(chart)
    assert notes(chart) == ("The axis does not start at zero.", "Hollow points are provisional [p].")
    assert "Chart 3. Calls, force area. The axis does not start at zero. Hollow" in block(chart)


def test_last_value_and_names_are_on_the_chart() -> None:
    words = texts(trend(pd.concat([monthly(series="County"), monthly(9000, series="Swindon")]), CALLS, SAYS))
    assert any("County" in w for w in words) and any("Swindon" in w for w in words)
    assert any(f"{monthly()['value'].iloc[-1]:,.0f}" in w for w in words)


def test_names_lose_what_they_share_and_only_that() -> None:
    names = ["Domestic abuse crimes with an arrest", "Domestic abuse crimes with a charge"]
    assert list(told_apart(names).values()) == ["An arrest", "A charge"]
    assert list(told_apart(["Rural", "Rural areas"]).values()) == ["Rural", "Rural areas"]
    assert told_apart(["One line only"]) == {"One line only": "One line only"}


@pytest.mark.parametrize(
    "call",
    [
        lambda: trend(monthly(), CALLS, " "),
        lambda: trend(monthly(), CALLS, "x" * 251),
        lambda: trend(pd.concat([monthly(series=str(i)) for i in range(5)]), CALLS, SAYS),
        lambda: trend(monthly().drop(columns="printed"), CALLS, SAYS),
        lambda: trend(monthly().iloc[:0], CALLS, SAYS),
        lambda: trend(monthly().assign(period="October"), CALLS, SAYS),
        lambda: baseline(rows(baseline=[False] * 3), CALLS, SAYS),
        lambda: budget(
            pd.DataFrame({"year": "2023-24", "category": list("abcdef"), "value": 1, "printed": "1"}),
            Axis("GBP", "Funding"),
            SAYS,
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ChartError):
        call()


def test_hostile_labels_stay_text() -> None:
    frame = pd.concat([monthly(series=HOSTILE), monthly(9000, series="B' + alert(1) + '")])
    marks = Marks(events=[Dated("2022-09", HOSTILE)], levels=[Level(9000, HOSTILE)])
    chart = trend(frame, Axis("calls", HOSTILE), SAYS, marks)
    page = block(chart, subtitle=HOSTILE[:80].replace("\ud800", ""), source="<i>", csv_columns=("a",), csv_rows=[["</a>\"'"]])
    script = re.search(r'<script type="application/json" class="pcc-spec">(.*?)</script>', page, re.DOTALL)
    spec = json.loads(script[1])
    assert spec["description"] == SAYS and len(script[1]) < 60_000
    assert page.count("</script>") == 1 and page.count("<script") == 1 and "<b onclick" not in page
    assert not set("<>&\u2028\u2029") & set(script[1])
    assert clean(HOSTILE, 40).startswith("</script>") and "\u202e" not in clean(HOSTILE, 40)
    assert "B' + alert(1) + '" not in str([v for k, v in spec.items() if k == "params"])


def _open_tags(page: str) -> list[str]:
    """Tags left open, or closed in the wrong order."""
    wrong: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in ("img", "source"):
                wrong.append(tag)

        def handle_endtag(self, tag: str) -> None:
            wrong.pop() if wrong and wrong[-1] == tag else wrong.append("/" + tag)

    Reader().feed(page)
    return wrong


def test_the_block_keeps_its_contract() -> None:
    page = block(forms()["trend"]())
    assert _open_tags(page) == []
    for wanted in (
        '<div class="pcc-chart" role="group" aria-label="Chart 3: Calls rise"',
        'data-chart="calls-999/trend"',
        '<p class="pcc-chart-title"><strong>Calls <data>rise</data></strong></p>',
        '<p class="pcc-chart-subtitle">Chart 3. Calls, force area</p>',
        '<div class="pcc-chart-draw"><picture><source media="(max-width: 600px)" width="340"',
        '"><img class="pcc-chart-static" alt="',
        '<p class="pcc-chart-shows">Calls rose.</p>',
        '<span class="pcc-source">Source: Telephony [e]</span>',
        'download="x.csv"',
        "data:text/csv;charset=utf-8,month%2Ccalls%0A2023-10%2C9874%0A",
        'href="about-the-data.html#calls"',
    ):
        assert wanted in page
    assert re.findall(' id="([^"]+)"', page) == ["chart-calls-999-trend"] and "figures.html#chart-calls-999-trend" in page
    assert "<img" not in block(forms()["trend"](), static=False)
    assert block(forms()["trend"]()) == page


def test_tooltips_are_left_out_of_the_static_image() -> None:
    spec = Drawing.of(forms()["trend"]()).spec
    assert any(part.get("name") == "hover" for part in spec["layer"])
    assert "tooltip" not in static_svg(spec)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_colours_have_contrast() -> None:
    marks = (*style.PALETTE, style.GOOD, style.BAD, style.CONTEXT, style.AXIS)
    words = (*style.TEXT_TONES, style.INK, style.INK_2, style.INK_3, style.GOOD, style.BAD)
    assert min(_contrast(c, style.PAPER) for c in marks) >= 3
    assert min(_contrast(c, style.PAPER) for c in words) >= 4.5
    assert min(_contrast(a, b) for a, b in zip(style.ON_FILL, style.PALETTE)) >= 4.5
    assert _contrast(style.INK_2, style.BAND) >= 4.5


@pytest.mark.slow
def test_the_bundle_is_wrapped_and_written_once(tmp_path: Path) -> None:
    text = bundle_text()
    assert text == bundle_text() and vegalite_version() in text[:200]
    assert "(function(){" in text[:500] and text.rstrip().endswith("})();")
    assert set(re.findall(r"window\.(\w+)\s*=[^=]", text)) == {GLOBAL_NAME} and "VEGA_DEBUG" not in text
    path = write_bundle(tmp_path / "a" / "vega.js")
    before = path.stat().st_mtime_ns
    assert write_bundle(path).stat().st_mtime_ns == before
    assert [p.name for p in path.parent.iterdir()] == ["vega.js"]


@pytest.mark.slow
def test_a_browser_draws_every_form_from_disk(tmp_path: Path, chromium) -> None:
    assets = Path(charts.__file__).parents[1] / "assets"
    write_bundle(tmp_path / "vega.js")
    for name in ("charts.js", "charts.css"):
        shutil.copy(assets / name, tmp_path / name)
    shutil.copytree(assets / "charts", tmp_path / "charts")
    blocks = [block(make(), chart_id=name) for name, make in forms().items()]
    hidden = f"<details><summary>More</summary>{block(forms()['trend'](), chart_id='hidden')}</details>"
    policy = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src data:"
    (tmp_path / "page.html").write_text(
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<link rel="stylesheet" href="charts.css"><script defer src="charts.js"></script>{"".join(blocks)}{hidden}',
        encoding="utf-8",
    )
    said: list[str] = []
    asked: list[str] = []
    page = chromium.new_page(viewport={"width": 320, "height": 800}, timezone_id="America/Los_Angeles")
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda e: said.append(str(e)))
    page.on("request", lambda r: asked.append(r.url))
    page.goto((tmp_path / "page.html").as_uri())
    drawn = "[...document.querySelectorAll('.pcc-chart-draw')].map(d => d.dataset.drawn || '')"
    go_through(page, unfold=False)
    assert page.evaluate(drawn) == ["true"] * len(blocks) + [""]
    page.click("body > details > summary")
    assert go_through(page)[-1] == "true"
    assert (
        page.evaluate("document.documentElement.scrollWidth") <= 321
        or page.evaluate(
            "Math.max(...[...document.querySelectorAll('.pcc-chart-live svg')].map(s => s.getBoundingClientRect().width))"
        )
        <= 320
    )
    assert page.evaluate(
        "[...document.querySelectorAll('.pcc-chart-live svg')].every("
        "s => s.getAttribute('role') === 'img' && s.getAttribute('aria-label'))"
    )
    page.close()
    assert said == []
    assert {u.split(":")[0] for u in asked} <= {"file", "data"}


# ── sizes of a funnel ─────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("sizes", "kind", "ticks"),
    [
        ([800, 900, 1000, 1100], None, [0, 500, 1000]),
        ([600, 900, 1000, 9000], "log", [1000, 2000, 5000]),
        ([0, 900, 1000, 9000], None, [0, 2500, 5000, 7500]),
    ],
    ids=["alike", "one far larger", "one of nobody"],
)
def test_where_one_part_is_far_larger_the_sizes_go_in_ratios(sizes: list[int], kind: str | None, ticks: list[int]) -> None:
    """The Metropolitan Police pressed all other forces onto a fifth of the axis."""
    frame = pd.DataFrame({"label": list("abcd"), "size": sizes, "value": [5.0, 6, 7, 8], "printed": list("5678"), "flag": ""})
    edge = pd.DataFrame(
        {"size": [max(1, min(sizes)), max(sizes)], "lower": 4.0, "upper": 9.0, "lower_wide": 3.0, "upper_wide": 10.0}
    )
    made = funnel(
        frame.assign(focus=False), Limits(edge, 6.5), Axis("residents", "Residents"), Axis("%", "Charged"), SAYS
    ).to_dict()
    found = [layer["encoding"]["x"] for layer in made["layer"] if "x" in layer.get("encoding", {})]
    assert {x["scale"].get("type") for x in found if "scale" in x} == {kind}
    axis = next(x["axis"] for x in found if x.get("axis"))
    assert axis["values"] == ticks and axis["title"].endswith("(logarithmic)") == (kind == "log")
