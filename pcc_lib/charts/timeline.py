"""A plan as a timeline: one row an action, a mark at its due month."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.charts.axes import short
from pcc_lib.charts.drawing import form
from pcc_lib.charts.frames import Row, need
from pcc_lib.charts.layers import expr, halo, layer_of
from pcc_lib.charts.months import kept_within, month_axis, month_index, month_x
from pcc_lib.charts.panel import Panel, finish
from pcc_lib.charts.rows import LANE, ROW, middle, row_hover, row_lines, row_names
from pcc_lib.charts.style import AXIS, BAD, GOOD, INK, INK_3, PALETTE, PAPER
from pcc_lib.charts.texts import clean, text_px

BETWEEN = 6  # px about the line between two rows in which the grid is seen
NAME_LETTER = 7.4  # px a letter of a row's name
# Status in words -> shape, colour, filled. Words first: shape and colour only repeat them.
STATUS_MARKS: dict[str, tuple[str, str, bool]] = {
    "done": ("square", GOOD, True),
    "on track": ("circle", PALETTE[0], True),
    "due": ("circle", PALETTE[0], False),
    "late": ("triangle-up", BAD, True),
    "dates differ": ("triangle-up", BAD, False),
    "slipped": ("diamond", BAD, True),
    "part reported": ("circle", PALETTE[0], False),
    "not reported": ("cross", INK_3, False),
}


@dataclass(frozen=True)
class _Span:
    """The months that a timeline shows, from `low` to `high`."""

    low: int
    high: int

    def x(self, field: str) -> alt.X:
        axis = month_axis(self.low, self.high, "month", False)
        axis.orient, axis.grid, axis.domain, axis.ticks, axis.gridColor = "top", True, False, False, AXIS
        axis.gridDash, axis.gridDashOffset = [BETWEEN, ROW - BETWEEN], BETWEEN - 2  # between rows alone, where no words stand
        axis.labelAlign = kept_within(self.low, self.high, "month")
        return month_x(self.low, self.high, axis, field)

    def px(self, month: str) -> str:
        """Vega expression: where a month stands."""
        return f"({month}-{self.low})*width/{self.high - self.low}"


@form
def timeline(frame: pd.DataFrame, today: object, description: str) -> alt.LayerChart:
    """A plan: one row an action, with a mark at its due month, a ring at each other month that was reported for it, and a
    dotted line to those that it was moved to.

    frame: label, due (Period, date or "2024-05"; missing = no date), reported (a list of such dates), moved (those of them that
    it was moved to), status (words such as done, on track, due, late, slipped, not reported), printed (text beside the mark,
    "Late, due March 2023"). today: the date of writing (never a clock). Rows stay in the order given.
    """
    need(frame, "timeline", ("label", "due", "reported", "moved", "status", "printed"))
    found = [_plan_row(i, r) for i, r in enumerate(frame.to_dict("records"))]
    now = month_index(today)
    points = [now, *(month for r in found for month in r["all"])]
    span = _Span(math.floor(min(points)) - 1, math.ceil(max(points)) + 1)
    rows = [_with_ends(r, span) for r in found]
    words = _Words(span)
    layers = [
        row_lines(len(rows)),
        *_date_of_writing(now, span, words, ROW * len(rows)),
        *_other_dates(found, span, words),
        _due_marks(span),
        *_status_words(span, words),
        *row_names(rows),
        row_hover(layer_of(), "Action", "Status"),
    ]
    return finish(layers, Panel(description, height=ROW * len(rows)), rows)


def _plan_row(place: int, row: Row) -> dict[str, Any]:
    """i place, n name, d due, t text, b status alone, the mark (h shape, c colour, k filled), and months: other, moved, all."""
    shape, tone, filled = STATUS_MARKS.get(clean(row["status"]).lower(), ("circle", INK_3, False))
    due, other, moved = _plan_month(row["due"]), _plan_months(row["reported"]), _plan_months(row["moved"])
    return {
        "other": other,
        "moved": moved,
        "all": sorted({*other, *moved, *([] if due is None else [due])}),
        "i": place,
        "n": clean(row["label"], 160),
        "d": due,
        "t": clean(row["printed"], 100),
        "b": clean(row["status"], 30).capitalize(),
        "h": shape,
        "c": tone,
        "k": int(filled),
    }


def _plan_month(value: Any) -> float | None:
    missing = value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)) or value == ""
    return None if missing else short(month_index(value))


def _plan_months(values: Sequence[Any]) -> list[float]:
    return [month for value in values if (month := _plan_month(value)) is not None]


def _with_ends(row: Row, span: _Span) -> dict[str, Any]:
    """q and e: where the first of its marks stands, and the last; w and z: how wide text and status are in px."""
    shown = {key: value for key, value in row.items() if key not in ("other", "moved", "all")}
    ends = row["all"] or [span.low]
    return {**shown, "e": ends[-1], "q": ends[0], "w": round(text_px(row["t"], 13)), "z": round(text_px(row["b"], 13))}


def _other_dates(rows: Sequence[Row], span: _Span, words: _Words) -> list[alt.Chart]:
    """A ring at each other month that was reported for an action, and a dotted line to one that it was moved to: from its
    mark, or from the word that stands between the two."""
    other = layer_of([{"i": r["i"], "o": month} for r in rows for month in r["other"]])
    moved = layer_of(
        [
            {**{key: value for key, value in _with_ends(r, span).items() if key in "iqewzd"}, "o": month}
            for r in rows
            for month in r["moved"]
            if r["d"] is not None
        ]
    )
    path = moved.mark_rule(y=middle(), stroke=BAD, strokeWidth=1.5, strokeDash=[3, 3])
    ring = other.mark_point(
        y=middle(), size=45, shape="circle", filled=True, fill=PAPER, stroke=INK_3, strokeWidth=1.5, opacity=1
    )
    begin = f"{words.between}?{words.at}+datum.z+4:{span.px('datum.d')}"
    return [path.encode(x=span.x("o"), x2=alt.X2Value(expr(begin))), ring.encode(x=span.x("o"))]


def _due_marks(span: _Span) -> alt.Chart:
    return (
        layer_of()
        .transform_filter("isValid(datum.d)")
        .mark_point(
            y=middle(),
            size=90,
            opacity=1,
            filled=True,
            strokeWidth=1.75,
            fill=expr(f"datum.k?datum.c:'{PAPER}'"),
            stroke=expr("datum.c"),
            shape=expr("datum.h"),
        )
        .encode(x=span.x("d"))
    )


class _Words:
    """Vega expressions for the words beside the marks of a row: right of them where they fit, then left; where neither side has
    room the status alone, and between two marks where it has room only there."""

    def __init__(self, span: _Span) -> None:
        start, end = span.px("datum.q"), span.px("max(datum.e,datum.q)")
        right, left = f"({end}+12+datum.w<=width)", f"({start}-12-datum.w>=0)"
        between = f"(!{right}&&!{left}&&{end}+12+datum.z>width&&{start}-12-datum.z<0&&{end}-{start}>datum.z+24)"
        self.between = between
        back = f"(datum.q-datum.e)*width/{span.high - span.low}"
        self.whole = f"({right}||{left})"
        self.to_left = f"(!{between}&&!{right}&&({left}||{end}+12+datum.z>width))"
        self.gap = f"({between}?{back}+11:{self.to_left}?{back}-11:isValid(datum.d)?11:0)"
        self.at = f"({span.px('datum.e')}+{self.gap})"

    def cover(self, px: str) -> str:
        """Whether they stand where a line at `px` would go through them."""
        wide = f"({self.whole}?datum.w:datum.z)"
        first, last = f"{self.at}-({self.to_left}?{wide}:0)", f"{self.at}+({self.to_left}?0:{wide})"
        return f"({px}>{first}-8&&{px}<{last}+8)"


def _status_words(span: _Span, words: _Words) -> list[alt.Chart]:
    return halo(
        layer_of().encode(x=span.x("e")),
        text=expr(f"{words.whole}?datum.t:datum.b"),
        y=middle(),
        baseline="middle",
        align=expr(f"{words.to_left}?'right':'left'"),
        dx=expr(words.gap),
        color=expr("datum.c"),
        fontWeight=600,
    )


def _date_of_writing(now: float, span: _Span, words: _Words, height: int) -> list[alt.Chart]:
    """A line through all rows but where words stand, and its name below the plot on the side that has room."""
    day = layer_of([{"e": short(now), "t": "Date of writing"}]).encode(x=span.x("e"))
    late, px, (top, bottom) = (now - span.low) / (span.high - span.low) > 0.5, span.px(str(short(now))), LANE
    named, said = f"length(datum.n)*{NAME_LETTER}+8>{px}", words.cover(px)
    look = {"color": INK, "strokeWidth": 1.5, "aria": False}
    rows = layer_of().encode(x=alt.XDatum(short(now), type="quantitative"))
    text = day.mark_text(
        y=height + 8, baseline="top", align="right" if late else "left", dx=4 if late else -4, color=INK, fontWeight=600
    )
    return [
        rows.mark_rule(y=expr(f"datum.i*{ROW}"), y2=expr(f"datum.i*{ROW}+{top}"), opacity=expr(f"{named}?0:1"), **look),
        rows.mark_rule(y=expr(f"datum.i*{ROW}+{top}"), y2=expr(f"datum.i*{ROW}+{bottom}"), opacity=expr(f"{said}?0:1"), **look),
        rows.mark_rule(y=expr(f"datum.i*{ROW}+{bottom}"), y2=expr(f"datum.i*{ROW}+{ROW}"), **look),
        text.encode(text=alt.Text("t:N")),
    ]
