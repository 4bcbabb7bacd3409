"""Limits of texts that no text reaches are left out of drawings, which are the same without; all others stay."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
import vl_convert

from pcc_lib.charts.bundle import vegalite_version
from pcc_lib.charts.limits import without_idle_limits

SHORT, LONG = "Calls answered within ten seconds", "A name so long that no drawing has the room for all of it, " * 3


def spec(texts: list[object], limit: object = 130, mark: dict | None = None, y: dict | None = None) -> dict:
    """A layered chart whose text layer writes these texts at a limit."""
    rows = [{"n": text, "w": SHORT, "v": at} for at, text in enumerate(texts)]
    axis = {"field": "v", "type": "quantitative", **(y or {})}
    return {
        "width": 720,
        "datasets": {"d": rows},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": {"font": "'Liberation Sans', Arial"},
        "layer": [
            {"data": {"name": "d"}, "mark": {"type": "point"}, "encoding": {"y": axis}},
            {
                "data": {"name": "d"},
                "mark": {"type": "text", "limit": limit, **(mark or {})},
                "encoding": {"y": axis, **({} if mark and "text" in mark else {"text": {"field": "n", "type": "nominal"}})},
            },
        ],
    }


def limit_of(found: dict) -> object:
    return found["layer"][1]["mark"].get("limit")


def drawn(found: dict) -> str:
    return vl_convert.vegalite_to_svg(json.dumps(found), vl_version=vegalite_version(), allowed_base_urls=[])


@pytest.mark.parametrize(
    ("given", "stays"),
    [
        (spec([SHORT], 300), False),
        (spec([SHORT], 130), True),
        (spec([SHORT, LONG], 300), True),
        (spec([["Two", "lines"], SHORT], 300), False),
        (spec([SHORT], {"expr": "width-4"}), False),
        (spec([SHORT], {"expr": "width-600"}), True),
        (spec([SHORT], {"expr": "width/2"}), True),
        (spec([SHORT], 300, {"fontSize": 40}), True),
        (spec([SHORT], 300, {"fontSize": {"expr": "width/9"}}), True),
        (spec([SHORT], 300, {"text": {"expr": "datum.n"}}), False),
        (spec([LONG], 300, {"text": {"expr": "datum.w"}}), False),
        (spec([LONG], 300, {"text": {"expr": "width>560?datum.w:datum.n"}}), True),
        (spec([SHORT], 300, {"text": {"expr": "upper(datum.n)"}}), True),
        (spec([SHORT], 300, {"text": "Typed"}), True),
        (spec(["漢字の長い名前です" * 3], 300), True),
    ],
)
def test_a_limit_stays_where_a_text_may_reach_it(given, stays):
    before = drawn(given)
    found = without_idle_limits(deepcopy(given), 720)
    assert (limit_of(found) is not None) is stays
    assert drawn(found) == before


def test_labels_of_numbers_need_no_limit_and_names_do():
    assert without_idle_limits(spec([SHORT]), 720)["config"]["axis"]["labelLimit"] == 0
    assert "axis" not in without_idle_limits(spec([SHORT], y={"field": "n", "type": "nominal"}), 720)["config"]
    kept = spec([SHORT])
    kept["config"]["axis"] = {"labelLimit": 20}
    assert without_idle_limits(kept, 720)["config"]["axis"]["labelLimit"] == 20


def test_no_letter_is_wider_than_is_thought():
    """The widths that are reckoned with, against those of the renderer: a text just as long as its limit is written in full."""
    from pcc_lib.charts.limits import _WIDTHS

    letters = [letter for letter in _WIDTHS if letter.strip() and letter not in "<&>"]
    for letter in letters:
        given = spec([letter * 20], _WIDTHS[letter] * 13 * 20, {"fontSize": 13, "fontWeight": 700})
        assert letter * 20 in drawn(given), letter
