"""Value axes: round ticks, their labels, and where a value stands in px, so that labels can be kept apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.charts.given import Axis
from pcc_lib.charts.layers import expr
from pcc_lib.charts.style import HEIGHT
from pcc_lib.charts.texts import clean

AXIS_CUT = "The axis does not start at zero."
AXES_CUT = "The axes do not start at zero."
UNITS = ("%", "seconds", "GBP", "GBP million", "GBP thousand", "count")  # each of the ways to label a value axis
_DURATION_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400)


class ValueScale:
    """The value axis of one chart: `height` px for the values given, from zero where its axis asks for that, and no shorter than
    the axis's least."""

    def __init__(self, values: Iterable[Any], axis: Axis, height: int = HEIGHT) -> None:
        unit, zero = axis.unit, axis.from_zero and axis.unit != "rank"
        known = widened([float(v) for v in values if v is not None and not pd.isna(v)], axis)
        low, high = (min(known), max(known)) if known else (0.0, 1.0)
        low = min(low, 0.0) if zero else low
        if zero and high <= 0:
            high = 0.0 if low < 0 else 1.0
        if high - low <= 1e-9 * max(1.0, abs(high)):  # a shared percentage may differ by a rounding error
            low, high = _around(low, unit)
        self.ticks = nice_ticks(low, high, unit)
        if unit == "rank":
            self.ticks = [max(1, t) for t in self.ticks]
        if unit == "%" and high <= 100:
            self.ticks = [t for t in self.ticks if t <= 100]
        self.unit, self.height, self.low, self.high = unit, height, self.ticks[0], max(self.ticks[-1], high)
        self.zero = self.low <= 0  # as drawn: round ticks may reach zero by themselves

    @property
    def cut(self) -> str:
        """The sentence on an axis that does not start at zero; nothing where it does."""
        return "" if self.zero else AXIS_CUT

    def px(self, value: float) -> float:
        """Distance of `value` from the top of the plot."""
        part = (value - self.low) / (self.high - self.low)
        return self.height * (part if self.unit == "rank" else 1 - part)

    def value(self, px: float) -> float:
        """The inverse of `px`."""
        part = px / self.height
        return self.low + (self.high - self.low) * (part if self.unit == "rank" else 1 - part)

    def y(self, field: str = "v", grid: bool = True) -> alt.Y:
        """The encoding of the value axis, upright."""
        look: dict[str, Any] = {} if grid else {"grid": False}
        return alt.Y(
            f"{field}:Q",
            scale=alt.Scale(domain=[self.low, self.high], zero=False, nice=False, reverse=self.unit == "rank"),
            axis=alt.Axis(values=self.ticks, title=None, labelExpr=axis_expr(self.unit), **look),
        )


def widened(known: Sequence[float], axis: Axis) -> list[float]:
    """The values, and where they lie closer together than the axis's least, the ends of an axis that long about them; of
    percentages it stays within nought and a hundred where they do."""
    if not known or max(known) - min(known) >= axis.least:
        return list(known)
    low = (min(known) + max(known) - axis.least) / 2
    if axis.unit == "%":
        low = max(0.0, low) if min(known) >= 0 else low
        low = min(low, 100.0 - axis.least) if max(known) <= 100 else low
    return [*known, low, low + axis.least]


def nice_ticks(low: float, high: float, unit: str, about: int = 5) -> list[float]:
    """Round tick values that enclose low..high: 1, 2, 2.5, 5 times ten, or whole minutes and hours for seconds."""
    if high <= low:
        high = low + (abs(low) or 1)
    raw = (high - low) / about
    if unit == "seconds":
        step = next((s for s in _DURATION_STEPS if s >= raw), math.ceil(raw / 86400) * 86400)
    else:
        power = 10 ** math.floor(math.log10(raw))
        step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
        if not unit.startswith(("%", "GBP", "hours", "rate", "per ")):
            step = max(1, math.ceil(step))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [significant(k * step) for k in range(first, last + 1)]


def ratio_ticks(low: float, high: float) -> list[float]:
    """The ticks of a logarithmic axis within low..high, both above nought: 1, 2, 5, 10, 20 and so on."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [tick for power in powers for lead in (1, 2, 5) if low <= (tick := significant(lead * 10.0**power)) <= high]


def axis_expr(unit: str) -> str:
    """Vega expression for a value-axis label: 12,000 · 15% · 45 s · 1 h 45 min · £2,000."""
    if unit == "seconds":
        size, sign = "abs(datum.value)", "(datum.value<0?'−':'')"
        return (
            f"{sign}+({size}<60?{size}+' s':{size}<3600?floor({size}/60)+' min'"
            f"+({size}%60?' '+({size}%60)+' s':''):floor({size}/3600)+' h'"
            f"+({size}%3600?' '+floor({size}%3600/60)+' min':''))"
        )
    number = "replace(format(datum.value,',~r'),'-','−')"
    if unit == "%":
        return f"{number}+'%'"
    if unit.startswith("GBP"):
        suffix = {"GBP million": "m", "GBP thousand": "k"}.get(unit, "")
        return f"(datum.value<0?'−':'')+'£'+format(abs(datum.value),',~r')+'{suffix}'"
    return number


def tick_text(value: float, unit: str) -> str:
    """What `axis_expr` writes at a tick."""
    sign, size = ("−" if value < 0 else ""), abs(value)
    number = f"{size:,.10f}".rstrip("0").rstrip(".")
    if unit == "seconds":
        return sign + _duration(size)
    suffix = {"%": "%", "GBP million": "m", "GBP thousand": "k"}.get(unit, "")
    return f"{sign}{'£' if unit.startswith('GBP') else ''}{number}{suffix}"


def _duration(size: float) -> str:
    if size < 60:
        return f"{size:g} s"
    if size < 3600:
        return f"{size // 60:g} min" + (f" {size % 60:g} s" if size % 60 else "")
    return f"{size // 3600:g} h" + (f" {size % 3600 // 60:g} min" if size % 3600 else "")


def short(value: Any) -> float | None:
    """Six significant digits, whole numbers as such, missing as None: small and stable JSON."""
    return None if value is None or pd.isna(value) else significant(float(value))


def significant(value: float) -> float:
    """Six significant digits of a known value, whole numbers as such."""
    shown = float(f"{value:.6g}") if abs(value) < 1e6 else round(float(value), 2)
    return int(shown) if shown.is_integer() else shown


def level_axis(ticks: Sequence[float], unit: str, **look: Any) -> alt.Axis:
    """The ticks and labels of a value axis that lies level."""
    return alt.Axis(values=list(ticks), labelExpr=axis_expr(unit), labelOverlap="parity", labelSeparation=8, **look)


def end_title(title: str) -> dict[str, Any]:
    """The title of a level axis, at its right end."""
    return {"title": clean(title, 60), "titleAnchor": "end", "titlePadding": 8}


def level_x(low: float, high: float, axis: alt.Axis | None, field: str = "v", room: tuple[int, int] = (0, 0)) -> alt.X:
    """The encoding of a level value axis; `room` px on the left and right are kept free for labels at the ends of bars."""
    left, right = room
    kept: dict[str, Any] = {"range": [left, expr(f"width-{right}")]} if any(room) else {}
    return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[short(low), short(high)], nice=False, zero=False, **kept))


def _around(value: float, unit: str) -> tuple[float, float]:
    """A stretch around the one value that all months have: a flat line needs an axis too, and none of it impossible."""
    room = max(abs(value) / 10, 1.0)
    low, high = value - room, value + room
    return (max(low, 0.0) if value >= 0 else low), (min(high, 100.0) if unit == "%" and value <= 100 else high)
