"""What all chart forms are made of: the theme, texts, months, the value axis, and layers that several forms share.

Label places are worked out here, in px, because Vega does not keep labels apart. Widths of text are estimates.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, product
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.core.errors import ReportError

FONT = "Inter, system-ui, 'Segoe UI', Roboto, Arial, sans-serif"
INK, INK_2, INK_3 = "#14202e", "#47566a", "#5f6d80"
PAPER, GRID, AXIS, BAND, CONTEXT = "#ffffff", "#dfe4ea", "#8793a3", "#e6ebf2", "#7f8c9b"
GOOD, BAD = "#1f7a70", "#c2410c"
# Analysis Function categorical palette, in its order; the text tones are the same hues at 4.5:1 or more on white.
PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D")
TEXT_TONES = ("#12436D", "#176b64", "#801650", "#a83c07", "#3D3D3D")
ON_FILL = ("#ffffff", "#14202e", "#ffffff", "#14202e", "#ffffff")
BLUES = ("#d9e7f4", "#b3d0ea", "#7fb0dc")
DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3])
SHAPES = ("circle", "square", "diamond", "triangle-up")
UP, DOWN = "triangle-up", "triangle-down"
HEIGHT = 300
NARROW = 560  # plot width in px below which labels take their wrapped form
ALT_LIMIT = 250
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

Marks = Sequence[Mapping[str, Any]]


class ChartError(ReportError):
    """A chart was asked for with a frame or text that it cannot draw."""


# --------------------------------------------------------------------------------------------------------- theme


def theme() -> dict[str, Any]:
    """The one look: Inter, light horizontal grid, no frame, labels of 12 px and more, white ground."""
    return {
        "aria": False,
        "background": PAPER,
        "font": FONT,
        "padding": {"left": 2, "right": 4, "top": 4, "bottom": 4},
        "view": {"stroke": None},
        "axis": {
            "aria": False,
            "labelColor": INK_2,
            "labelFontSize": 12,
            "labelPadding": 6,
            "domain": False,
            "ticks": False,
            "gridColor": GRID,
            "gridWidth": 1,
            "titleColor": INK_2,
            "titleFontSize": 12,
            "titleFontWeight": 600,
        },
        "title": {
            "aria": False,
            "lineHeight": 15,
            "anchor": "start",
            "frame": "group",
            "color": INK_2,
            "fontSize": 12,
            "fontWeight": 600,
            "offset": 10,
        },
        "line": {"strokeWidth": 2, "strokeJoin": "round"},
        "text": {"fontSize": 12, "color": INK_2, "lineHeight": 15},
        "mark": {"aria": False},
    }


def starts_at_zero(chart: alt.TopLevelMixin) -> bool:
    """Whether the value axis of `chart` starts at zero (True for charts that have no such axis)."""
    return bool(_meta(chart).get("zero", True))


def notes(chart: alt.TopLevelMixin) -> tuple[str, ...]:
    """Sentences that belong in the chart's subtitle, such as the one on an axis that does not start at zero."""
    return tuple(_meta(chart).get("notes", ()))


def _meta(chart: Any) -> Mapping[str, Any]:
    meta = getattr(chart, "usermeta", None)
    return meta.get("pcc", {}) if isinstance(meta, Mapping) else {}


def finish(
    layers: Sequence[alt.Chart],
    *,
    description: str,
    title: str | None = None,
    height: int = HEIGHT,
    zero: bool = True,
    extra_notes: Iterable[str] = (),
    rows: Sequence[Mapping[str, Any]] | None = None,
    padding: Mapping[str, int] | None = None,
    title_frame: str = "group",
) -> alt.LayerChart:
    """Layers -> one chart in the house theme, as wide as its container."""
    said = [] if zero else ["The axis does not start at zero."]
    said += list(extra_notes)
    data = alt.Undefined if rows is None else alt.InlineData(values=list(rows))
    for layer in layers:
        if layer.encoding is alt.Undefined:  # Vega-Lite reads the encoding of every mark, empty or not
            layer.encoding = alt.FacetedEncoding()
    chart = alt.layer(*layers, data=data).properties(
        width="container",
        height=height,
        description=checked_description(description),
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        usermeta={"pcc": {"zero": zero, "notes": said}},
    )
    if title:
        chart = chart.properties(title=alt.TitleParams(_title_text(title), frame=title_frame))
    look = theme()
    if padding:
        look["padding"] = {**look["padding"], **padding}
    return chart.configure(**look)


def _title_text(title: str) -> list[str] | alt.ExprRef:
    """The axis title in one line where there is room, in two on a phone."""
    whole, lines = clean(title, 70), wrap(title, 34, 2)
    return lines if len(lines) == 1 else expr(f"width>{NARROW}?{json.dumps([whole])}:{json.dumps(lines)}")


def checked_description(text: str) -> str:
    """The description in one line; ChartError when it is empty or longer than 250 characters."""
    text = clean(text, 10_000)
    if not text:
        raise ChartError("A chart has no description: give one sentence that says what it shows.")
    if len(text) > ALT_LIMIT:
        raise ChartError(f"The description of a chart has {len(text)} characters: cut it to {ALT_LIMIT}. It begins: {text[:60]}")
    return text


# ---------------------------------------------------------------------------------------------------------- text

_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


def clean(text: object, limit: int = 80) -> str:
    """One printable line of at most `limit` characters: no control, direction or zero-width characters."""
    line = " ".join(_UNSEEN.sub(" ", str(text)).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def wrap(text: object, width: int, lines: int = 3) -> list[str]:
    """`text` in at most `lines` lines of about `width` characters; a last line that is cut ends in an ellipsis."""
    words, out = clean(text, width * lines).split(" "), [""]
    for word in words:
        joined = f"{out[-1]} {word}".strip()
        if len(joined) <= width or not out[-1]:
            out[-1] = joined
        else:
            out.append(word)
    kept = [clean(line, width + 2) for line in out[:lines]]
    if len(out) > lines:
        kept[-1] = clean(kept[-1], width) if kept[-1].endswith("…") else kept[-1].rstrip(" ,;") + "…"
    return kept


def text_px(text: str, size: float = 12) -> float:
    """About how wide a text is, in px: enough to keep labels apart, never used to cut them."""
    return len(text) * size * 0.56


# -------------------------------------------------------------------------------------------------------- periods


def month_index(period: object, every: str = "month") -> float:
    """Months since January 2000 of a Period, a date, "2023-10", or, for every="year", "2023" and "2022-23"."""
    if isinstance(period, pd.Period):
        start = period.start_time
        return (start.year - 2000) * 12 + start.month - 1
    if hasattr(period, "year") and hasattr(period, "month"):
        return (period.year - 2000) * 12 + period.month - 1 + (getattr(period, "day", 1) - 1) / 31
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", str(period).strip())
    if not found:
        raise ChartError(f"A chart cannot place the period '{clean(period, 40)}': write a month such as 2023-10.")
    year, second, day = int(found[1]), found[2], int(found[3] or 1)
    if second and every == "year" and int(second) == (year + 1) % 100:
        return (year - 2000) * 12 + 3  # a financial year starts in April
    if second is None and every == "year":
        return (year - 2000) * 12
    if second is None or not 1 <= int(second) <= 12:
        raise ChartError(f"A chart cannot place the period '{clean(period, 40)}': write a month such as 2023-10.")
    return (year - 2000) * 12 + int(second) - 1 + (day - 1) / 31


def pace_of(periods: pd.Series, every: str | None) -> str:
    """month, quarter or year: as asked, else as the pandas Periods or the texts ("2023", "2022-23") say."""
    if every:
        return every
    first = periods.iloc[0] if len(periods) else None
    if isinstance(first, pd.Period):
        return {"Q": "quarter", "Y": "year", "A": "year"}.get(first.freqstr[0], "month")
    texts = [str(p) for p in periods]
    years = any(re.fullmatch(r"\d{4}", t) or (re.fullmatch(r"\d{4}-\d{2}", t) and int(t[5:]) > 12) for t in texts)
    return "year" if years else "month"


def period_expr(every: str, field: str, financial: bool = False, short: bool = False) -> str:
    """Vega expression: the month number in `field` as people write it."""
    year = f"(2000+floor({field}/12))"
    if every == "year":
        return f"{year}+'-'+slice(''+(2001+floor({field}/12)),2)" if financial else f"''+{year}"
    names = "[" + ",".join(f"'{m}'" for m in (MONTHS if short else MONTH_NAMES)) + "]"
    month = f"{names}[({field}%12+12)%12]"
    if every == "quarter":
        return f"{month}+' to '+{names}[(({field}+2)%12+12)%12]+' '+{year}"
    return f"{month}+' '+{year}"


def month_axis(low: int, high: int, every: str, financial: bool) -> alt.Axis:
    """Few, even ticks: Januaries and Julys as a rule; labels that would touch are left out by Vega."""
    span = high - low
    step = 12 if every == "year" else 3 if span <= 15 else 6 if span <= 120 else 12
    offset = low % 12 if every == "year" else 0
    if span <= 8 and every == "month":
        step = 1
    ticks = [m for m in range(low, high + 1) if (m - offset) % step == 0]
    # labels that do not fit are dropped in turn; starting with a January keeps the Januaries
    if step == 6 and len(ticks) > 2 and ticks[0] % 12:
        ticks = ticks[1:]
    return alt.Axis(
        values=ticks,
        grid=False,
        domain=True,
        domainColor=AXIS,
        ticks=True,
        tickColor=AXIS,
        tickSize=5,
        title=None,
        labelExpr=period_expr(every, "datum.value", financial, short=True),
        labelOverlap="parity",
        labelSeparation=10,
        labelFlush=False,
    )


# ------------------------------------------------------------------------------------------------------ value axis

_DURATION_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400)


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
    return [short(k * step) for k in range(first, last + 1)]


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


def short(value: Any) -> float | int | None:
    """Six significant digits, whole numbers as such, missing as None: small and stable JSON."""
    if value is None or pd.isna(value):
        return None
    value = float(f"{float(value):.6g}") if abs(float(value)) < 1e6 else round(float(value), 2)
    return int(value) if value.is_integer() else value


class ValueScale:
    """The value axis of one chart, worked out here so that labels can be kept apart in px."""

    def __init__(self, values: Iterable[Any], unit: str, zero: bool, height: int = HEIGHT) -> None:
        known = [float(v) for v in values if v is not None and not pd.isna(v)]
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

    def px(self, value: float) -> float:
        """Distance of `value` from the top of the plot."""
        part = (value - self.low) / (self.high - self.low)
        return self.height * (part if self.unit == "rank" else 1 - part)

    def value(self, px: float) -> float:
        """The inverse of `px`."""
        part = px / self.height
        return self.low + (self.high - self.low) * (part if self.unit == "rank" else 1 - part)

    def y(self, field: str = "v") -> alt.Y:
        """The encoding of the value axis."""
        return alt.Y(
            f"{field}:Q",
            scale=alt.Scale(domain=[self.low, self.high], zero=False, nice=False, reverse=self.unit == "rank"),
            axis=alt.Axis(values=self.ticks, title=None, labelExpr=axis_expr(self.unit)),
        )


def _around(value: float, unit: str) -> tuple[float, float]:
    """A stretch around the one value that all months have: a flat line needs an axis too, and none of it impossible."""
    room = max(abs(value) / 10, 1.0)
    low, high = value - room, value + room
    return (max(low, 0.0) if value >= 0 else low), (min(high, 100.0) if unit == "%" and value <= 100 else high)


# ------------------------------------------------------------------------------------------------------- fragments


def layer_of(rows: Sequence[Mapping[str, Any]] | None = None) -> alt.Chart:
    return alt.Chart() if rows is None else alt.Chart(alt.InlineData(values=list(rows)))


def expr(text: str) -> alt.ExprRef:
    return alt.ExprRef(expr=text)


def halo(base: alt.Chart, **mark: Any) -> list[alt.Chart]:
    """Text with a white edge, so that lines under it do not make it hard to read."""
    edge = {**mark, "stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round", "color": PAPER}
    return [base.mark_text(**edge), base.mark_text(**mark)]


def need(frame: pd.DataFrame, form: str, columns: Sequence[str]) -> None:
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        raise ChartError(
            f"The {form} chart misses the column(s) {', '.join(missing)}. It has: {', '.join(map(str, frame.columns))}."
        )
    if frame.empty:
        raise ChartError(f"The {form} chart has no rows: leave the chart out where there are no data.")


def shown(row: Mapping[str, Any]) -> str:
    """The reader's text of one value, with its status shorthand."""
    text = clean(row.get("printed", ""), 60)
    missing = [f"[{mark}]" for mark in _statuses(row) if f"[{mark}]" not in text]
    return " ".join([text, *missing]).strip()


def _statuses(row: Mapping[str, Any]) -> list[str]:
    """The status marks of a row: "e", or several as "e,p"."""
    status = row.get("status", "")
    return [mark.strip() for mark in status.split(",") if mark.strip()] if isinstance(status, str) else []


def month_rows(frame: pd.DataFrame, every: str, breaks: Marks = ()) -> list[dict[str, Any]]:
    """Rows for a line: m month, s series, v value, t text, g run between breaks; absent months become gaps."""
    cuts = sorted(month_index(b["month"], every) for b in breaks)
    records = frame.to_dict("records")
    placed: dict[str, dict[int, dict[str, Any]]] = {}
    for row in records:
        name = clean(row.get("series", ""), 200)
        placed.setdefault(name, {})[int(month_index(row["period"], every))] = row
    out = []
    for name, by_month in placed.items():
        for m in _steps(sorted(by_month)):
            row = by_month.get(m, {})
            value = short(row.get("value"))
            out.append(
                {
                    "m": m,
                    "s": name,
                    "v": value,
                    "t": shown(row) if value is not None else "",
                    "g": sum(c <= m for c in cuts),
                    "p": int("p" in _statuses(row)),
                }
            )
    return out


def _steps(months: list[int]) -> list[int]:
    """Every month from first to last at the series' own pace, so that what is absent shows as a gap."""
    if len(months) < 2:
        return months
    pace = min(b - a for a, b in pairwise(months))
    return sorted(set(range(months[0], months[-1] + 1, pace)) | set(months))


def month_x(low: float, high: float, axis: alt.Axis | None, field: str = "m") -> alt.X:
    return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[low, high], nice=False, zero=False))


def _place(marks: list[dict[str, Any]], width: float, chars: int) -> float:
    """Give each mark lines, side and top (px above the plot) for a plot `width` px wide; returns the room used."""
    lanes: list[list[tuple[float, float, float]]] = []  # per lane: left, right of label, x of its rule
    heights: list[float] = []
    for mark in marks:
        mark["lines"] = wrap(mark["label"], chars, 4)
        wide = max(text_px(line) for line in mark["lines"]) + 12
        x = mark["at"] * width
        spans = {"left": (x, x + wide), "right": (x - wide, x)}
        sides = [s for s, (a, b) in spans.items() if a >= -2 and b <= width + 2] or ["right" if x > width / 2 else "left"]
        if len(sides) == 2 and x > width / 2:
            sides.reverse()
        free = ((n, s) for n, s in product(range(len(lanes) + 1), sides) if _is_free(lanes, n, spans[s], x))
        mark["lane"], mark["side"] = next(free, (len(lanes), sides[0]))
        while len(lanes) <= mark["lane"]:
            lanes.append([])
            heights.append(0)
        lanes[mark["lane"]].append((*spans[mark["side"]], x))
        heights[mark["lane"]] = max(heights[mark["lane"]], 15 * len(mark["lines"]) + 4)
    for mark in marks:
        mark["top"] = -(sum(heights[: mark["lane"]]) + 15 * len(mark["lines"]) + 4)
    return sum(heights)


def _is_free(lanes: list[list[tuple[float, float, float]]], lane: int, span: tuple[float, float], x: float) -> bool:
    """No label beside it in the lane, no rule of a higher lane through it, no lower label under its own rule."""
    beside = any(a < span[1] and span[0] < b for a, b, _ in (lanes[lane] if lane < len(lanes) else ()))
    through = any(span[0] < rule < span[1] for upper in lanes[lane + 1 :] for *_, rule in upper)
    under = any(a < x < b for lower in lanes[:lane] for a, b, _ in lower)
    return not (beside or through or under)


def vertical_marks(events: Marks, breaks: Marks, low: float, high: float, every: str) -> list[alt.Chart]:
    """Vertical rules with labels above the plot: dotted for events, solid for breaks in a series."""
    found = [(month_index(e["month"], every), e["label"], 0) for e in events]
    found += [(month_index(b["month"], every) - 0.5, b["label"], 1) for b in breaks]
    found = sorted((m, clean(label, 90), kind) for m, label, kind in found if low <= m <= high)
    if not found:
        return []
    base = [{"m": short(m), "label": label, "k": kind, "at": (m - low) / (high - low)} for m, label, kind in found]
    wide, thin = [dict(b) for b in base], [dict(b) for b in base]
    _place(wide, NARROW, 40)
    _place(thin, 215, 16)
    rows = [
        {
            "m": w["m"],
            "k": w["k"],
            "w": w["lines"],
            "n": t["lines"],
            "yw": w["top"],
            "yn": t["top"],
            "aw": w["side"],
            "an": t["side"],
        }
        for w, t in zip(wide, thin, strict=True)
    ]
    pick = f"width>{NARROW}?datum.%sw:datum.%sn"
    side = f"({pick % ('a', 'a')})"
    chart = layer_of(rows).encode(x=alt.X("m:Q"))
    rule = chart.mark_rule(
        color=INK_2, strokeWidth=1, y=expr(pick % ("y", "y")), y2=expr("height"), strokeDash=expr("datum.k?[1,0]:[2,3]")
    )
    label = {
        "y": expr(pick % ("y", "y")),
        "text": expr(f"width>{NARROW}?datum.w:datum.n"),
        "align": expr(side),
        "dx": expr(f"{side}=='left'?5:-5"),
        "baseline": "top",
        "color": INK_2,
        "limit": 300,
    }
    return [rule, *halo(chart, **label)]


def targets(target: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    if target is None:
        return []
    return [target] if isinstance(target, Mapping) else list(target)


def target_rules(targets: Sequence[Mapping[str, Any]], scale: ValueScale) -> list[alt.Chart]:
    """Dashed level lines, to stand under the data."""
    rows = [{"v": short(one["value"])} for one in targets]
    line = layer_of(rows).mark_rule(color=INK, strokeWidth=1.25, strokeDash=[6, 4])
    return [line.encode(y=scale.y())] if rows else []


def target_labels(
    targets: Sequence[Mapping[str, Any]], scale: ValueScale, rows: Sequence[Mapping[str, Any]], low: float, high: float
) -> list[alt.Chart]:
    """Names of the level lines, over the data, each in the corner where the data leave most room."""
    layers: list[alt.Chart] = []
    for one in targets:
        label, px = clean(one["label"], 44), scale.px(float(one["value"]))
        at_left, above = _quiet_corner(rows, scale, px, low, high, min(0.6, text_px(label) / 260))
        chart = layer_of([{"v": short(one["value"]), "t": label}])
        layers += halo(
            chart.encode(y=scale.y(), text="t:N"),
            x=2 if at_left else expr("width-2"),
            color=INK,
            align="left" if at_left else "right",
            baseline="bottom" if above else "top",
            dy=-4 if above else 5,
            fontWeight=500,
            limit=expr("width-4"),
        )
    return layers


def _quiet_corner(
    rows: Sequence[Mapping[str, Any]], scale: ValueScale, px: float, low: float, high: float, part: float
) -> tuple[bool, bool]:
    """(left?, above?) of a level line at `px`: the corner that the fewest points would cross."""

    def crossed(choice: tuple[bool, bool]) -> tuple[int, bool, bool]:
        left, above = choice
        first, last = (low, low + part * (high - low)) if left else (high - part * (high - low), high)
        top, bottom = (px - 22, px) if above else (px, px + 22)
        hits = sum(first <= m <= last and top - 3 <= y <= bottom + 3 for m, y in ink)
        taken = sum(top - 14 <= y <= bottom + 14 for _, y in ends) if not left else 0
        outside = 1000 * (top < 0 or bottom > scale.height)
        return hits + 40 * taken + outside, not left, not above

    known = [(r["m"], scale.px(r["v"]), r["s"]) for r in rows if r["v"] is not None]
    # the lines between the points count too: five places on every segment
    ink = [
        (a[0] + (b[0] - a[0]) * k / 5, a[1] + (b[1] - a[1]) * k / 5) for a, b in pairwise(known) if a[2] == b[2] for k in range(5)
    ]
    ends = [(m, y) for m, y, _ in known if m == max(r["m"] for r in rows)]
    return min(product((True, False), (True, False)), key=crossed)


def spread(wanted: Sequence[float], sizes: Sequence[float], height: float) -> list[float]:
    """Centres for labels of `sizes` px as near as possible to `wanted`, in the same order, not overlapping."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [0.0] * len(wanted)
    edge = -math.inf
    for i in order:
        placed[i] = max(wanted[i], edge + sizes[i] / 2)
        edge = placed[i] + sizes[i] / 2
    edge = max(height, sum(sizes))
    for i in reversed(order):
        placed[i] = min(placed[i], edge - sizes[i] / 2)
        edge = placed[i] - sizes[i] / 2
    return placed


def hover_layer(
    x: alt.X, y: alt.Y, tips: Sequence[alt.Tooltip], rows: Sequence[Mapping[str, Any]] | None = None, when: str | None = None
) -> alt.Chart:
    """Unseen targets of a comfortable size that carry the tooltip; the static image leaves this layer out."""
    base = layer_of(rows)
    if when:
        base = base.transform_calculate(w=when)
    base = base.transform_filter("isValid(datum.v)") if not rows else base
    return (
        base.mark_point(size=260, filled=True, opacity=0, aria=False)
        .encode(x=x, y=y, tooltip=list(tips))
        .properties(name="hover")
    )


def band_layers(
    band: Mapping[str, Any] | pd.DataFrame | None, scale: ValueScale, low: float, high: float, every: str
) -> list[alt.Chart]:
    """A shaded range: constant (lower, upper) or by period; runs of equal limits become one rectangle."""
    if band is None:
        return []
    if isinstance(band, Mapping):
        runs = [{"a": low, "b": high, "l": short(band["lower"]), "u": short(band["upper"])}]
    else:
        runs = limit_runs(band, every, ("lower", "upper"))
    return [layer_of(runs).mark_rect(color=BAND, aria=False).encode(x=alt.X("a:Q"), x2="b:Q", y=scale.y("l"), y2="u:Q")]


def limit_runs(frame: pd.DataFrame, every: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Runs of neighbouring periods whose `columns` are equal: a start, b end (half a step beyond), l, u, c values."""
    keys = {"lower": "l", "upper": "u", "mean": "c"}
    rows = sorted(
        (
            {"m": int(month_index(r["period"], every)), **{keys[c]: short(r[c]) for c in columns}}
            for r in frame.to_dict("records")
        ),
        key=lambda r: r["m"],
    )
    half = (min((b["m"] - a["m"] for a, b in pairwise(rows)), default=1) or 1) / 2
    runs: list[dict[str, Any]] = []
    for row in rows:
        values = {k: v for k, v in row.items() if k != "m"}
        if None in values.values():
            continue
        if runs and runs[-1]["b"] == row["m"] - half and all(runs[-1][k] == v for k, v in values.items()):
            runs[-1]["b"] = row["m"] + half
        else:
            runs.append({"a": row["m"] - half, "b": row["m"] + half, **values})
    return runs


def _told_apart(names: Sequence[str]) -> dict[str, str]:
    """Names without the first words that all of them share: the chart's title says those already."""
    words = [n.split(" ") for n in names]
    shared = 0
    while len(words) > 1 and all(len(w) > shared + 1 and w[shared] == words[0][shared] for w in words):
        shared += 1
    if shared < 2:
        return {n: n for n in names}
    rest = [" ".join(w[shared:]) for w in words]
    return {n: r[:1].upper() + r[1:] for n, r in zip(names, rest, strict=True)}


def last_labels(
    rows: Sequence[Mapping[str, Any]], names: Sequence[str], scale: ValueScale, high: float, x: alt.X
) -> list[alt.Chart]:
    """The last value on the line: beside the point for one series, in the margin with the name for several."""
    ends = {n: next((r for r in reversed(rows) if r["s"] == n and r["v"] is not None), None) for n in names}
    ends = {n: r for n, r in ends.items() if r is not None}
    if len(names) == 1:
        return [layer for r in ends.values() for layer in _one_last_label(rows, r, scale, x)]
    told, newest = _told_apart(list(ends)), max((r["m"] for r in ends.values()), default=0)
    lines = {n: [*wrap(told[n], 13), clean(r["t"].split(" [")[0] + _dated(r["m"], newest), 24)] for n, r in ends.items()}
    sizes = [15.0 * len(lines[n]) + 4 for n in ends]
    centres = spread([scale.px(ends[n]["v"]) for n in ends], sizes, scale.height)
    out: list[alt.Chart] = []
    for (name, text), centre, size in zip(lines.items(), centres, sizes, strict=True):
        tone, top = TEXT_TONES[names.index(name)], centre - size / 2 + 2
        base = layer_of([{"t": text}])
        out.append(
            base.mark_text(
                align="left", baseline="top", x=expr("width+8"), y=round(top, 1), color=tone, fontWeight=600, limit=130
            ).encode(text="t:N")
        )
    return out


def _dated(month: int, newest: int) -> str:
    """`, Nov` beside the last value of a line that ends before the others: it stands in the same margin as theirs."""
    if month == newest:
        return ""
    return f", {2000 + month // 12}" if (newest - month) % 12 == 0 else f", {MONTHS[month % 12]}"


def _one_last_label(rows: Sequence[Mapping[str, Any]], last: Mapping[str, Any], scale: ValueScale, x: alt.X) -> list[alt.Chart]:
    before = [r for r in rows if r["v"] is not None and r["m"] < last["m"]][-2:]
    peak, trough = max((r["v"] for r in before), default=0), min((r["v"] for r in before), default=0)
    above = last["v"] >= peak or (last["v"] > trough and peak - last["v"] < last["v"] - trough)
    if scale.unit == "rank":  # the axis runs downwards
        above = not above
    if scale.px(last["v"]) > scale.height - 20:
        above = True
    row = {"m": last["m"], "v": last["v"], "t": last["t"].split(" [")[0]}
    base = layer_of([row]).encode(x=x, y=scale.y(), text="t:N")
    return halo(
        base,
        align="right",
        dx=4,
        dy=-10 if above else 10,
        baseline="bottom" if above else "top",
        color=TEXT_TONES[0],
        fontWeight=700,
        fontSize=13,
    )
