"""Chart forms: tidy frames in, Altair charts out, one theme, no state.

Every form takes a frame whose `value` is plotted and whose `printed` is the text a reader sees, so that a chart
never formats a number by itself. Months are drawn on a plain number axis (months since January 2000): nothing is
parsed as a date, so no reader's time zone can move a month. Every form needs a `description` (1 to 250 characters).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, product
from typing import Any

import altair as alt
import pandas as pd

from pcc_lib.errors import ReportError

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
NARROW = 430  # plot width in px below which labels take their wrapped form
ALT_LIMIT = 250
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
               "October", "November", "December")

# Status in words -> shape, colour, filled. Words first: shape and colour only repeat them.
STATUS_MARKS: dict[str, tuple[str, str, bool]] = {
    "done": ("square", GOOD, True),
    "on track": ("circle", PALETTE[0], True),
    "due": ("circle", PALETTE[0], False),
    "late": ("triangle-up", BAD, True),
    "slipped": ("diamond", BAD, True),
    "not reported": ("cross", INK_3, False),
}

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
        "axis": {"aria": False, "labelColor": INK_2, "labelFontSize": 12, "labelPadding": 6, "domain": False,
                 "ticks": False, "gridColor": GRID, "gridWidth": 1, "titleColor": INK_2, "titleFontSize": 12,
                 "titleFontWeight": 600},
        "title": {"aria": False, "anchor": "start", "frame": "group", "color": INK_2, "fontSize": 12,
                  "fontWeight": 600, "offset": 10},
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


def _finish(layers: Sequence[alt.Chart], *, description: str, title: str | None = None, height: int = HEIGHT,
            zero: bool = True, extra_notes: Iterable[str] = (), rows: Sequence[Mapping[str, Any]] | None = None,
            padding: Mapping[str, int] | None = None) -> alt.LayerChart:
    """Layers -> one chart in the house theme, as wide as its container."""
    said = [] if zero else ["The axis does not start at zero."]
    said += list(extra_notes)
    data = alt.Undefined if rows is None else alt.InlineData(values=list(rows))
    for layer in layers:
        if layer.encoding is alt.Undefined:  # Vega-Lite reads the encoding of every mark, empty or not
            layer.encoding = alt.FacetedEncoding()
    chart = alt.layer(*layers, data=data).properties(
        width="container", height=height, description=checked_description(description),
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        usermeta={"pcc": {"zero": zero, "notes": said}},
    )
    if title:
        chart = chart.properties(title=alt.TitleParams(clean(title, 70)))
    look = theme()
    if padding:
        look["padding"] = {**look["padding"], **padding}
    return chart.configure(**look)


def checked_description(text: str) -> str:
    """The description in one line; ChartError when it is empty or longer than 250 characters."""
    text = clean(text, 10_000)
    if not text:
        raise ChartError("A chart has no description: give one sentence that says what it shows.")
    if len(text) > ALT_LIMIT:
        raise ChartError(f"The description of a chart has {len(text)} characters: cut it to {ALT_LIMIT}. "
                         f"It begins: {text[:60]}")
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
    kept = [clean(line, width + 6) for line in out[:lines]]
    if len(out) > lines:
        kept[-1] = clean(kept[-1], width) if kept[-1].endswith("…") else kept[-1].rstrip(" ,;") + "…"
    return kept


def _text_px(text: str, size: float = 12) -> float:
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
    if every == "year":
        return (year - 2000) * 12 + (3 if second else 0)  # financial years start in April
    if second is None or not 1 <= int(second) <= 12:
        raise ChartError(f"A chart cannot place the period '{clean(period, 40)}': write a month such as 2023-10.")
    return (year - 2000) * 12 + int(second) - 1 + (day - 1) / 31


def _every(periods: pd.Series, every: str | None) -> str:
    """month, quarter or year: as asked, else from the pandas Period, else month."""
    if every:
        return every
    first = periods.iloc[0] if len(periods) else None
    kind = first.freqstr[0] if isinstance(first, pd.Period) else "M"
    return {"M": "month", "Q": "quarter", "Y": "year", "A": "year"}.get(kind, "month")


def _name_expr(every: str, field: str, financial: bool = False, short: bool = False) -> str:
    """Vega expression: the month number in `field` as people write it."""
    year = f"(2000+floor({field}/12))"
    if every == "year":
        return f"{year}+'-'+slice(''+(2001+floor({field}/12)),2)" if financial else f"''+{year}"
    names = "[" + ",".join(f"'{m}'" for m in (MONTHS if short else MONTH_NAMES)) + "]"
    month = f"{names}[({field}%12+12)%12]"
    if every == "quarter":
        return f"{month}+' to '+{names}[(({field}+2)%12+12)%12]+' '+{year}"
    return f"{month}+' '+{year}"


def _month_axis(low: int, high: int, every: str, financial: bool) -> alt.Axis:
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
    return alt.Axis(values=ticks, grid=False, domain=True, domainColor=AXIS, ticks=True, tickColor=AXIS, tickSize=5,
                    title=None, labelExpr=_name_expr(every, "datum.value", financial, short=True),
                    labelOverlap="parity", labelSeparation=10, labelFlush=False)


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
    return [_short(k * step) for k in range(first, last + 1)]


def axis_expr(unit: str) -> str:
    """Vega expression for a value-axis label: 12,000 · 15% · 45 s · 1 h 45 min · £2,000."""
    if unit == "seconds":
        size, sign = "abs(datum.value)", "(datum.value<0?'−':'')"
        return (f"{sign}+({size}<60?{size}+' s':{size}<3600?floor({size}/60)+' min'"
                f"+({size}%60?' '+({size}%60)+' s':''):floor({size}/3600)+' h'"
                f"+({size}%3600?' '+floor({size}%3600/60)+' min':''))")
    shown = "replace(format(datum.value,',~r'),'-','−')"
    if unit == "%":
        return f"{shown}+'%'"
    if unit == "GBP":
        return "(datum.value<0?'−':'')+'£'+format(abs(datum.value),',~r')"
    return shown


def _short(value: Any) -> float | int | None:
    """Six significant digits, whole numbers as such, missing as None: small and stable JSON."""
    if value is None or pd.isna(value):
        return None
    value = float(f"{float(value):.6g}") if abs(float(value)) < 1e6 else round(float(value), 2)
    return int(value) if value.is_integer() else value


class _Scale:
    """The value axis of one chart, worked out here so that labels can be kept apart in px."""

    def __init__(self, values: Iterable[Any], unit: str, zero: bool, height: int = HEIGHT) -> None:
        known = [float(v) for v in values if v is not None and not pd.isna(v)]
        low, high = (min(known), max(known)) if known else (0.0, 1.0)
        self.zero = zero or low <= 0
        low = min(low, 0.0) if zero else low
        if zero and high <= 0:
            high = 0.0 if low < 0 else 1.0
        self.ticks = nice_ticks(low, high, unit)
        if unit == "rank":
            self.ticks = [max(1, t) for t in self.ticks]
        if unit == "%" and high <= 100:
            self.ticks = [t for t in self.ticks if t <= 100]
        self.unit, self.height, self.low, self.high = unit, height, self.ticks[0], max(self.ticks[-1], high)

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
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[self.low, self.high], zero=False, nice=False,
                                                   reverse=self.unit == "rank"),
                     axis=alt.Axis(values=self.ticks, title=None, labelExpr=axis_expr(self.unit)))


# ------------------------------------------------------------------------------------------------------- fragments

def _chart(rows: Sequence[Mapping[str, Any]] | None = None) -> alt.Chart:
    return alt.Chart() if rows is None else alt.Chart(alt.InlineData(values=list(rows)))


def _expr(text: str) -> alt.ExprRef:
    return alt.ExprRef(expr=text)


def _halo(base: alt.Chart, **mark: Any) -> list[alt.Chart]:
    """Text with a white edge, so that lines under it do not make it hard to read."""
    edge = {**mark, "stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round", "color": PAPER}
    return [base.mark_text(**edge), base.mark_text(**mark)]


def _need(frame: pd.DataFrame, form: str, columns: Sequence[str]) -> None:
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        raise ChartError(f"The {form} chart misses the column(s) {', '.join(missing)}. "
                         f"It has: {', '.join(map(str, frame.columns))}.")
    if frame.empty:
        raise ChartError(f"The {form} chart has no rows: leave the chart out where there are no data.")


def _printed(row: Mapping[str, Any]) -> str:
    """The reader's text of one value, with its status shorthand."""
    text, status = clean(row.get("printed", ""), 60), row.get("status", "")
    if isinstance(status, str) and status and f"[{status}]" not in text:
        text = f"{text} [{status}]".strip()
    return text


def _month_rows(frame: pd.DataFrame, every: str, breaks: Marks = ()) -> list[dict[str, Any]]:
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
            value = _short(row.get("value"))
            out.append({"m": m, "s": name, "v": value, "t": _printed(row) if value is not None else "",
                        "g": sum(c <= m for c in cuts), "p": int(row.get("status") == "p")})
    return out


def _steps(months: list[int]) -> list[int]:
    """Every month from first to last at the series' own pace, so that what is absent shows as a gap."""
    if len(months) < 2:
        return months
    pace = min(b - a for a, b in pairwise(months))
    return sorted(set(range(months[0], months[-1] + 1, pace)) | set(months))


def _x(low: float, high: float, axis: alt.Axis | None, field: str = "m") -> alt.X:
    return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[low, high], nice=False, zero=False))


def _place(marks: list[dict[str, Any]], width: float, chars: int) -> float:
    """Give each mark lines, side and top (px above the plot) for a plot `width` px wide; returns the room used."""
    lanes: list[list[tuple[float, float, float]]] = []  # per lane: left, right of label, x of its rule
    heights: list[float] = []
    for mark in marks:
        mark["lines"] = wrap(mark["label"], chars, 4)
        wide = max(_text_px(line) for line in mark["lines"]) + 12
        x = mark["at"] * width
        spans = {"left": (x, x + wide), "right": (x - wide, x)}
        sides = [s for s, (a, b) in spans.items() if a >= -2 and b <= width + 2] or [
            "right" if x > width / 2 else "left"]
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
    through = any(span[0] < rule < span[1] for upper in lanes[lane + 1:] for *_, rule in upper)
    under = any(a < x < b for lower in lanes[:lane] for a, b, _ in lower)
    return not (beside or through or under)


def _marks(events: Marks, breaks: Marks, low: float, high: float, every: str) -> list[alt.Chart]:
    """Vertical rules with labels above the plot: dotted for events, solid for breaks in a series."""
    found = [(month_index(e["month"], every), e["label"], 0) for e in events]
    found += [(month_index(b["month"], every) - 0.5, b["label"], 1) for b in breaks]
    found = sorted((m, clean(label, 90), kind) for m, label, kind in found if low <= m <= high)
    if not found:
        return []
    base = [{"m": _short(m), "label": label, "k": kind, "at": (m - low) / (high - low)} for m, label, kind in found]
    wide, thin = [dict(b) for b in base], [dict(b) for b in base]
    _place(wide, NARROW, 34)
    _place(thin, 215, 16)
    rows = [{"m": w["m"], "k": w["k"], "w": w["lines"], "n": t["lines"], "yw": w["top"], "yn": t["top"],
             "aw": w["side"], "an": t["side"]} for w, t in zip(wide, thin, strict=True)]
    pick = f"width>{NARROW}?datum.%sw:datum.%sn"
    side = f"({pick % ('a', 'a')})"
    chart = _chart(rows).encode(x=alt.X("m:Q"))
    rule = chart.mark_rule(color=INK_2, strokeWidth=1, y=_expr(pick % ("y", "y")), y2=_expr("height"),
                           strokeDash=_expr("datum.k?[1,0]:[2,3]"))
    label = {"y": _expr(pick % ("y", "y")), "text": _expr(f"width>{NARROW}?datum.w:datum.n"), "align": _expr(side),
             "dx": _expr(f"{side}=='left'?5:-5"), "baseline": "top", "color": INK_2}
    return [rule, *_halo(chart, **label)]


def _targets(target: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    if target is None:
        return []
    return [target] if isinstance(target, Mapping) else list(target)


def _target_layers(targets: Sequence[Mapping[str, Any]], scale: _Scale, rows: Sequence[Mapping[str, Any]],
                   low: float, high: float) -> list[alt.Chart]:
    """Dashed lines with their label in the corner where the data leave most room."""
    layers: list[alt.Chart] = []
    for one in targets:
        label, px = clean(one["label"], 44), scale.px(float(one["value"]))
        at_left, above = _quiet_corner(rows, scale, px, low, high, min(0.6, _text_px(label) / 260))
        chart = _chart([{"v": _short(one["value"]), "t": label}])
        layers.append(chart.mark_rule(color=INK, strokeWidth=1.25, strokeDash=[6, 4]).encode(y=scale.y()))
        layers += _halo(chart.encode(y=scale.y(), text="t:N"), x=2 if at_left else _expr("width-2"), color=INK,
                        align="left" if at_left else "right", baseline="bottom" if above else "top",
                        dy=-4 if above else 5, fontWeight=500)
    return layers


def _quiet_corner(rows: Sequence[Mapping[str, Any]], scale: _Scale, px: float, low: float, high: float,
                  part: float) -> tuple[bool, bool]:
    """(left?, above?) of a level line at `px`: the corner that the fewest points would cross."""
    def crossed(choice: tuple[bool, bool]) -> tuple[int, bool, bool]:
        left, above = choice
        first, last = (low, low + part * (high - low)) if left else (high - part * (high - low), high)
        top, bottom = (px - 22, px) if above else (px, px + 22)
        hits = [r for r in rows if r["v"] is not None and first <= r["m"] <= last
                and top - 3 <= scale.px(r["v"]) <= bottom + 3]
        outside = 100 * (top < 0 or bottom > scale.height)
        return len(hits) + outside, not left, not above
    return min(product((True, False), (True, False)), key=crossed)


def _spread(wanted: Sequence[float], sizes: Sequence[float], height: float) -> list[float]:
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


def _hover(x: alt.X, y: alt.Y, tips: Sequence[alt.Tooltip], rows: Sequence[Mapping[str, Any]] | None = None,
           when: str | None = None) -> alt.Chart:
    """Unseen targets of a comfortable size that carry the tooltip; the static image leaves this layer out."""
    base = _chart(rows)
    if when:
        base = base.transform_calculate(w=when)
    base = base.transform_filter("isValid(datum.v)") if not rows else base
    return base.mark_point(size=260, filled=True, opacity=0, aria=False).encode(
        x=x, y=y, tooltip=list(tips)).properties(name="hover")


def _band_layers(band: Mapping[str, Any] | pd.DataFrame | None, scale: _Scale, low: float, high: float,
                 every: str) -> list[alt.Chart]:
    """A shaded range: constant (lower, upper) or by period; runs of equal limits become one rectangle."""
    if band is None:
        return []
    if isinstance(band, Mapping):
        runs = [{"a": low, "b": high, "l": _short(band["lower"]), "u": _short(band["upper"])}]
    else:
        runs = _runs(band, every, ("lower", "upper"))
    return [_chart(runs).mark_rect(color=BAND, aria=False).encode(
        x=alt.X("a:Q"), x2="b:Q", y=scale.y("l"), y2="u:Q")]


def _runs(frame: pd.DataFrame, every: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Runs of neighbouring periods whose `columns` are equal: a start, b end (half a step beyond), l, u, c values."""
    keys = {"lower": "l", "upper": "u", "mean": "c"}
    rows = sorted(({"m": int(month_index(r["period"], every)), **{keys[c]: _short(r[c]) for c in columns}}
                   for r in frame.to_dict("records")), key=lambda r: r["m"])
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


def _last_labels(rows: Sequence[Mapping[str, Any]], names: Sequence[str], scale: _Scale, high: float,
                 x: alt.X) -> list[alt.Chart]:
    """The last value on the line: beside the point for one series, in the margin with the name for several."""
    ends = {n: next((r for r in reversed(rows) if r["s"] == n and r["v"] is not None), None) for n in names}
    ends = {n: r for n, r in ends.items() if r is not None}
    if len(names) == 1:
        return [layer for r in ends.values() for layer in _one_last_label(rows, r, scale, x)]
    lines = {n: [*wrap(n, 13), clean(ends[n]["t"].split(" [")[0], 20)] for n in ends}
    sizes = [15.0 * len(lines[n]) + 4 for n in ends]
    centres = _spread([scale.px(ends[n]["v"]) for n in ends], sizes, scale.height)
    out: list[alt.Chart] = []
    for (name, text), centre, size in zip(lines.items(), centres, sizes, strict=True):
        tone, top = TEXT_TONES[names.index(name)], centre - size / 2 + 2
        base = _chart([{"t": text}])
        out.append(base.mark_text(align="left", baseline="top", x=_expr("width+8"), y=round(top, 1), color=tone,
                                  fontWeight=600).encode(text="t:N"))
    return out


def _one_last_label(rows: Sequence[Mapping[str, Any]], last: Mapping[str, Any], scale: _Scale,
                    x: alt.X) -> list[alt.Chart]:
    before = [r for r in rows if r["v"] is not None and r["m"] < last["m"]][-2:]
    peak, trough = max((r["v"] for r in before), default=0), min((r["v"] for r in before), default=0)
    above = last["v"] >= peak or (last["v"] > trough and peak - last["v"] < last["v"] - trough)
    if unit_reversed := scale.unit == "rank":
        above = not above
    del unit_reversed
    if scale.px(last["v"]) > scale.height - 20:
        above = True
    base = _chart([{"m": last["m"], "v": last["v"], "t": last["t"].split(" [")[0]}]).encode(x=x, y=scale.y(), text="t:N")
    return _halo(base, align="right", dx=4, dy=-10 if above else 10, baseline="bottom" if above else "top",
                 color=TEXT_TONES[0], fontWeight=700, fontSize=13)


# ---------------------------------------------------------------------------------------------------- lines in time

def trend(frame: pd.DataFrame, *, unit: str, y_title: str, description: str,
          target: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None, events: Marks = (),
          breaks: Marks = (), band: Mapping[str, Any] | pd.DataFrame | None = None, zero: bool = True,
          every: str | None = None, height: int = HEIGHT) -> alt.LayerChart:
    """Lines by month with direct labels.

    frame: period (Period or "2023-10"; "2022-23" with every="year"), series (optional for one), value, printed,
    status (optional). 1 to 4 series. NaN and absent periods are gaps; a break cuts the line.
    target: {value, label} or several; events, breaks: [{month, label}]; band: {lower, upper} or a frame
    period, lower, upper. Raises ChartError for more than 4 series or missing columns.
    """
    _need(frame, "trend", ("period", "value", "printed"))
    every = _every(frame["period"], every)
    rows = _month_rows(frame, every, breaks)
    names = list(dict.fromkeys(r["s"] for r in rows))
    if len(names) > 4:
        raise ChartError(f"A trend chart holds at most 4 series, not {len(names)}: draw several charts.")
    goals = _targets(target)
    edges = [] if band is None else list(
        (band["lower"], band["upper"]) if isinstance(band, Mapping) else pd.concat([band["lower"], band["upper"]]))
    scale = _Scale([r["v"] for r in rows] + [g["value"] for g in goals] + edges, unit, zero and unit != "rank", height)
    first, last = min(r["m"] for r in rows), max(r["m"] for r in rows)
    low, high = first - 0.5, last + 0.5
    financial = every == "year" and "-" in str(frame["period"].iloc[0])
    x = _x(low, high, _month_axis(first, last, every, financial))
    layers = _band_layers(band, scale, low, high, every) + _marks(events, breaks, low, high, every)
    layers += _target_layers(goals, scale, rows, low, high) + _lines(rows, names, scale, x)
    layers += _last_labels(rows, names, scale, high, x)
    tips = [alt.Tooltip("w:N", title={"month": "Month", "quarter": "Quarter", "year": "Year"}[every])]
    tips += [alt.Tooltip("s:N", title="Series")] if len(names) > 1 else []
    tips += [alt.Tooltip("t:N", title=clean(y_title, 60))]
    layers.append(_hover(x, scale.y(), tips, when=_name_expr(every, "datum.m", financial)))
    said = ["Hollow points are provisional [p]."] if any(r["p"] for r in rows) else []
    return _finish(layers, description=description, title=y_title, height=height, zero=scale.zero or unit == "rank",
                   extra_notes=said, rows=rows)


def _lines(rows: Sequence[Mapping[str, Any]], names: Sequence[str], scale: _Scale, x: alt.X) -> list[alt.Chart]:
    """Line and points of each series; points give way where months stand closer than 6 px."""
    count = max(sum(r["s"] == n for r in rows) for n in names)
    domain = list(names)
    tone = alt.Color("s:N", scale=alt.Scale(domain=domain, range=list(PALETTE[: len(names)])), legend=None)
    dash = alt.StrokeDash("s:N", scale=alt.Scale(domain=domain, range=[list(d) for d in DASHES[: len(names)]]),
                          legend=None)
    shape = alt.Shape("s:N", scale=alt.Scale(domain=domain, range=list(SHAPES[: len(names)])), legend=None)
    base = _chart().encode(x=x, y=scale.y())
    line = base.mark_line(strokeWidth=2, aria=False).encode(color=tone, strokeDash=dash, detail="g:N")
    ends = [max((r["m"] for r in rows if r["s"] == n and r["v"] is not None), default=0) for n in names]
    last = "||".join(f"datum.m=={m}" for m in sorted(set(ends)))
    size = _expr(f"({last})?46:width<{6 * count}?0:22")
    points = base.transform_filter("isValid(datum.v)").mark_point(
        filled=True, opacity=1, aria=False, size=size, strokeWidth=1.5, fill=_expr(f"datum.p?'{PAPER}':null"))
    if not any(r["p"] for r in rows):
        points = base.transform_filter("isValid(datum.v)").mark_point(filled=True, opacity=1, aria=False, size=size)
    return [line, points.encode(color=tone, shape=shape)]


def spc(frame: pd.DataFrame, *, unit: str, y_title: str, description: str, good_direction: str = "neutral",
        target: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None, events: Marks = (),
        breaks: Marks = (), zero: bool = False, every: str | None = None, height: int = HEIGHT) -> alt.LayerChart:
    """Process behaviour chart: one line, its mean (dashed), its usual range (shaded), signals as triangles.

    frame: period, value, printed, status (optional), mean, lower, upper (NaN where there are no limits; a change of
    limits is drawn as a new run), flag ("" | "up" | "down"). breaks mark where limits were re-set.
    good_direction: increase | decrease | neutral gives the triangles their colour; the direction is their shape.
    """
    _need(frame, "process behaviour", ("period", "value", "printed", "mean", "lower", "upper", "flag"))
    every = _every(frame["period"], every)
    rows = _month_rows(frame.assign(series="value"), every, breaks)
    flags = {int(month_index(r["period"], every)): r["flag"] for r in frame.to_dict("records") if r["flag"]}
    rows = [{**r, "f": flags.get(r["m"], "")} for r in rows]
    goals, runs = _targets(target), _runs(frame, every, ("mean", "lower", "upper"))
    values = [r["v"] for r in rows] + [g["value"] for g in goals] + [x[k] for x in runs for k in "lu"]
    scale = _Scale(values, unit, zero, height)
    first, last = min(r["m"] for r in rows), max(r["m"] for r in rows)
    low, high = first - 0.5, last + 0.5
    financial = every == "year" and "-" in str(frame["period"].iloc[0])
    x = _x(low, high, _month_axis(first, last, every, financial))
    layers = []
    if runs:
        limits = _chart(runs)
        layers.append(limits.mark_rect(color=BAND).encode(x=alt.X("a:Q"), x2="b:Q", y=scale.y("l"), y2="u:Q"))
        layers.append(limits.mark_rule(color=INK_2, strokeDash=[5, 4], strokeWidth=1.25).encode(
            x=alt.X("a:Q"), x2="b:Q", y=scale.y("c")))
    layers += _marks(events, breaks, low, high, every) + _target_layers(goals, scale, rows, low, high)
    layers += _lines(rows, ["value"], scale, x) + _flags(rows, scale, x, good_direction)
    layers += _last_labels(rows, ["value"], scale, high, x)
    tips = [alt.Tooltip("w:N", title="Month"), alt.Tooltip("t:N", title=clean(y_title, 60)),
            alt.Tooltip("q:N", title="Against usual range")]
    said = "datum.f=='up'?'signal: higher':datum.f=='down'?'signal: lower':'no signal'"
    hover = _hover(x, scale.y(), tips, when=_name_expr(every, "datum.m", financial)).transform_calculate(q=said)
    return _finish([*layers, hover], description=description, title=y_title, height=height, zero=scale.zero, rows=rows)


def _flags(rows: Sequence[Mapping[str, Any]], scale: _Scale, x: alt.X, good_direction: str) -> list[alt.Chart]:
    """Signals: triangles with a white edge that stand on the ordinary points."""
    if not any(r["f"] for r in rows):
        return []
    tones = {"increase": (GOOD, BAD), "decrease": (BAD, GOOD)}.get(good_direction, (PALETTE[2], PALETTE[2]))
    return [_chart().transform_filter("datum.f!=''&&isValid(datum.v)").mark_point(
        filled=True, opacity=1, size=_expr("width<430?70:100"), stroke=PAPER, strokeWidth=1,
        shape=_expr(f"datum.f=='up'?'{UP}':'{DOWN}'"), fill=_expr(f"datum.f=='up'?'{tones[0]}':'{tones[1]}'")
    ).encode(x=x, y=scale.y())]


def fan(history: pd.DataFrame, forecast: pd.DataFrame, *, unit: str, y_title: str, description: str,
        events: Marks = (), zero: bool = True, every: str | None = None, height: int = HEIGHT) -> alt.LayerChart:
    """A forecast as a fan: observed line, dashed central line, shaded intervals labelled at their end.

    history: period, value, printed, status. forecast: period, value, printed, and for each level N (such as 50, 80, 95)
    the columns lower_N and upper_N; at most three levels. Raises ChartError where no level is given.
    """
    _need(history, "forecast", ("period", "value", "printed"))
    _need(forecast, "forecast", ("period", "value", "printed"))
    levels = sorted((int(c[6:]) for c in forecast.columns if re.fullmatch(r"lower_\d+", str(c))), reverse=True)
    if not 1 <= len(levels) <= 3:
        raise ChartError(f"A forecast chart needs one to three interval levels, not {len(levels)}.")
    every = _every(history["period"], every)
    rows = _month_rows(history.assign(series="observed"), every)
    ahead = [{"m": int(month_index(r["period"], every)), "v": _short(r["value"]), "t": _printed(r),
              **{f"{k}{n}": _short(r[f"{side}_{n}"]) for n in levels for k, side in (("l", "lower"), ("u", "upper"))}}
             for r in forecast.to_dict("records")]
    known = next(r for r in reversed(rows) if r["v"] is not None)
    start = {"m": known["m"], "v": known["v"], "t": "", **{f"{k}{n}": known["v"] for n in levels for k in "lu"}}
    bounds = [r[f"{k}{n}"] for r in ahead for n in levels for k in "lu"]
    scale = _Scale([r["v"] for r in rows] + [r["v"] for r in ahead] + bounds, unit, zero, height)
    first, last = min(r["m"] for r in rows), max(r["m"] for r in ahead)
    low, high = first - 0.5, last + 0.5
    x = _x(low, high, _month_axis(first, last, every, False))
    fan_base, layers = _chart([start, *ahead]), []
    for tone, level in zip(BLUES, levels, strict=False):
        layers.append(fan_base.mark_area(color=tone, opacity=1, aria=False).encode(
            x=x, y=scale.y(f"l{level}"), y2=f"u{level}:Q"))
    layers.append(fan_base.mark_line(strokeDash=[5, 4], color=PALETTE[0]).encode(x=x, y=scale.y()))
    layers += _marks([*events, {"month": _stamp(known["m"]), "label": "Forecast from here"}], (), low, high, every)
    layers += _lines(rows, ["observed"], scale, x) + _fan_labels(ahead[-1], levels, scale)
    tips = [alt.Tooltip("w:N", title="Month"), alt.Tooltip("t:N", title=clean(y_title, 60))]
    when = _name_expr(every, "datum.m")
    layers.append(_hover(x, scale.y(), tips, when=when))
    later = _hover(x, scale.y(), [tips[0], alt.Tooltip("t:N", title="Forecast")], rows=ahead, when=when)
    return _finish([*layers, later.properties(name="hover_ahead")], description=description, title=y_title,
                   height=height, zero=scale.zero, rows=rows)


def _stamp(m: int) -> str:
    return f"{2000 + m // 12}-{m % 12 + 1:02d}"


def _fan_labels(end: Mapping[str, Any], levels: Sequence[int], scale: _Scale) -> list[alt.Chart]:
    """Names of the intervals at their upper edge, and the last central value."""
    texts = [f"{n}%" for n in levels] + [end["t"].split(" [")[0]]
    wanted = [scale.px(end[f"u{n}"]) for n in levels] + [scale.px(end["v"])]
    centres = _spread(wanted, [17.0] * len(texts), scale.height)
    return [_chart([{"t": t}]).mark_text(align="left", baseline="middle", x=_expr("width+6"), y=round(c, 1),
                                         color=TEXT_TONES[0] if i == len(levels) else INK_2,
                                         fontWeight=700 if i == len(levels) else 400).encode(text="t:N")
            for i, (t, c) in enumerate(zip(texts, centres, strict=True))]


def sparkline(frame: pd.DataFrame, *, unit: str, description: str, every: str | None = None,
              height: int = 64) -> alt.LayerChart:
    """A small line without axes: last point as a dot, usual range as a band where the frame has lower and upper.

    frame: period, value; optional lower, upper, flag ("up" | "down" turns the dot into a triangle).
    """
    _need(frame, "spark", ("period", "value"))
    every = _every(frame["period"], every)
    rows = [{k: r[k] for k in "mvg"} for r in _month_rows(frame.assign(series="", printed=""), every)]
    runs = _runs(frame, every, ("lower", "upper")) if {"lower", "upper"} <= set(frame.columns) else []
    values = [r["v"] for r in rows if r["v"] is not None] + [x[k] for x in runs for k in "lu"]
    low, high = (min(values), max(values)) if values else (0, 1)
    edge = (high - low or abs(high) or 1) * 0.08
    x = _x(min(r["m"] for r in rows) - 0.5, max(r["m"] for r in rows) + 0.5, None)
    y = lambda f: alt.Y(f"{f}:Q", axis=None, scale=alt.Scale(  # noqa: E731
        domain=[_short(low - edge), _short(high + edge)], zero=False, nice=False, reverse=unit == "rank"))
    layers = [_chart(runs).mark_rect(color=BAND).encode(
        x=alt.X("a:Q", axis=None), x2="b:Q", y=y("l"), y2="u:Q")] if runs else []
    layers.append(_chart().mark_line(strokeWidth=1.75, color=PALETTE[0]).encode(x=x, y=y("v")))
    last = next((r for r in reversed(rows) if r["v"] is not None), None)
    if last:
        flag = str(frame["flag"].iloc[-1]) if "flag" in frame.columns else ""
        shape = {"up": UP, "down": DOWN}.get(flag, "circle")
        layers.append(_chart([{"m": last["m"], "v": last["v"]}]).mark_point(
            filled=True, opacity=1, size=48, shape=shape, color=PALETTE[0]).encode(x=x, y=y("v")))
    return _finish(layers, description=description, height=height, zero=False, rows=rows,
                   padding={"left": 0, "right": 0, "top": 2, "bottom": 2})


# ------------------------------------------------------------------------------------------------- horizontal rows

ROW = 42  # px a row: its name stands above its bar, so that long names hold on a phone


def _row_frame(frame: pd.DataFrame, form: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    _need(frame, form, columns)
    return [{"i": i, "n": clean(r["label"], 160), "v": _short(r["value"]), "t": _printed(r), "r": r}
            for i, r in enumerate(frame.to_dict("records"))]


def _row_y(count: int, offset: float, field: str = "i") -> alt.Y:
    """Row number -> px, as a linear scale with `offset` px from the top of the row."""
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[-offset / ROW, count - offset / ROW], zero=False,
                                                          nice=False, reverse=True))


def _row_names(rows: Sequence[Mapping[str, Any]], bold: bool = False) -> alt.Chart:
    """Row names at the left edge, cut by the width of the plot and never by its data."""
    names = [{"i": r["i"], "n": r["n"]} for r in rows]
    return _chart(names).mark_text(
        align="left", baseline="top", x=0, y=_expr(f"datum.i*{ROW}+4"), limit=_expr("width"), fontSize=13,
        fontWeight=600 if bold else 500, color=INK).encode(text="n:N")


def _value_x(low: float, high: float, axis: alt.Axis | None, field: str = "v") -> alt.X:
    return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[_short(low), _short(high)], nice=False, zero=False))


def _bar_rows(rows: list[dict[str, Any]], *, description: str, title: str | None, tones: Mapping[int, str],
              extra: Sequence[alt.Chart] = (), reach: Iterable[float] = (), tip: str = "Value") -> alt.LayerChart:
    """Bars with their names above and their printed values at the end; negative bars run to the left of zero."""
    for i, row in enumerate(rows):
        row["i"] = i
        row["c"] = tones.get(i, PALETTE[0])
    values = [r["v"] for r in rows if r["v"] is not None] + list(reach) + [0]
    low, high = min(values), max(values)
    high = high if high > low else low + 1
    x = _value_x(low, high, None)
    data = [{k: r[k] for k in "invtc"} for r in rows]
    height = ROW * len(rows)
    top, bottom = f"datum.i*{ROW}+22", f"datum.i*{ROW}+36"
    base = _chart().transform_filter("isValid(datum.v)")
    bars = base.mark_rect(y=_expr(top), y2=_expr(bottom), aria=False).encode(
        x=x, x2=alt.X2Datum(0), color=alt.Color("c:N", scale=None))
    zero = _chart([{"z": 0}]).mark_rule(color=AXIS, strokeWidth=1, y=0, y2=height).encode(x=_value_x(low, high, None, "z"))
    minus = "datum.v<0"
    text = _chart().transform_calculate(a="isValid(datum.v)?datum.v:0").encode(
        x=_value_x(low, high, None, "a"), text="t:N")
    value = {"y": _expr(f"datum.i*{ROW}+29"), "baseline": "middle", "align": _expr(f"{minus}?'right':'left'"),
             "dx": _expr(f"{minus}?-6:6"), "fontWeight": 600, "color": INK}
    hover = base.mark_rect(y=_expr(f"datum.i*{ROW}"), y2=_expr(f"datum.i*{ROW}+{ROW}"), x=0, x2=_expr("width"),
                           opacity=0).encode(tooltip=[alt.Tooltip("n:N", title="Name"), alt.Tooltip("t:N", title=tip)])
    layers = [zero, bars, *extra, *_halo(text, **value), _row_names(rows), hover.properties(name="hover")]
    return _finish(layers, description=description, title=title, height=height, rows=data)


def breakdown(frame: pd.DataFrame, *, unit: str, y_title: str, description: str, focus: str | None = None,
              target: Mapping[str, Any] | None = None, sort: bool = True) -> alt.LayerChart:
    """Horizontal bars sorted by value, from zero. frame: label, value, printed, status (optional).

    Missing values keep their row and their printed shorthand. focus: the label drawn in the brand colour while the
    others step back; target: {value, label}. unit is kept for callers that treat all forms alike.
    """
    rows = _row_frame(frame, "breakdown", ("label", "value", "printed"))
    if sort:
        rows.sort(key=lambda r: (r["v"] is None, -(r["v"] or 0), r["i"]))
    tones = {i: CONTEXT for i, r in enumerate(rows) if focus is not None and r["n"] != clean(focus, 160)}
    extra, reach = _row_target(target, len(rows), rows)
    return _bar_rows(rows, description=description, title=y_title, tones=tones, extra=extra, reach=reach, tip=y_title)


def change(frame: pd.DataFrame, *, unit: str, y_title: str, description: str,
           good_direction: str = "neutral") -> alt.LayerChart:
    """Horizontal bars of changes, rises to the right and falls to the left, sorted. frame: label, value, printed.

    good_direction: increase | decrease | neutral. Colour only repeats what side and printed sign say.
    """
    rows = _row_frame(frame, "change", ("label", "value", "printed"))
    rows.sort(key=lambda r: (r["v"] is None, -(r["v"] or 0), r["i"]))
    rise, fall = {"increase": (GOOD, BAD), "decrease": (BAD, GOOD)}.get(good_direction, (PALETTE[0], PALETTE[0]))
    tones = {i: rise if (r["v"] or 0) >= 0 else fall for i, r in enumerate(rows)}
    return _bar_rows(rows, description=description, title=y_title, tones=tones, tip=y_title)


def bars(frame: pd.DataFrame, *, unit: str, y_title: str, description: str, target: Mapping[str, Any] | None = None,
         sort: bool = False) -> alt.LayerChart:
    """Latest values of several measures of one unit, in the order given. frame: label, value, printed, status."""
    return breakdown(frame, unit=unit, y_title=y_title, description=description, target=target, sort=sort)


def baseline(frame: pd.DataFrame, *, unit: str, y_title: str, description: str) -> alt.LayerChart:
    """Twelve-month totals, oldest first, against a baseline year marked by a dashed line.

    frame: label ("2019", "October 2022 to September 2023"), value, printed, baseline (True in exactly one row).
    The last row is the one the chart is about. Raises ChartError unless exactly one row is the baseline.
    """
    rows = _row_frame(frame, "baseline", ("label", "value", "printed", "baseline"))
    base = [r for r in rows if bool(r["r"]["baseline"])]
    if len(base) != 1 or base[0]["v"] is None:
        raise ChartError(f"A baseline chart needs exactly one baseline row with a value, not {len(base)}.")
    for row in base:
        row["n"] = f"{row['n']} (baseline)"
    tones = {i: CONTEXT for i in range(len(rows) - 1)} | {base[0]["i"]: "#3D3D3D"}
    mark = {"value": base[0]["v"], "label": ""}
    extra, reach = _row_target(mark, len(rows), rows)
    return _bar_rows(rows, description=description, title=y_title, tones=tones, extra=extra, reach=reach, tip=y_title)


def _row_target(target: Mapping[str, Any] | None, count: int, rows: Sequence[Mapping[str, Any]],
                axis: alt.Axis | None = None) -> tuple[list[alt.Chart], list[float]]:
    """A dashed vertical line through all rows, its label above the plot on the side that has room."""
    if target is None:
        return [], []
    goal = float(target["value"])
    known = [r["v"] for r in rows if r["v"] is not None] + [goal, 0]
    far = (goal - min(known)) > (max(known) - min(known)) / 2
    base = _chart([{"v": _short(goal), "t": clean(target["label"], 36)}]).encode(x=alt.X("v:Q", axis=axis))
    rule = base.mark_rule(color=INK, strokeDash=[6, 4], strokeWidth=1.25, y=-4 if target["label"] else 0,
                          y2=ROW * count)
    text = base.mark_text(y=-6, baseline="bottom", align="right" if far else "left", dx=4 if far else -4, color=INK,
                          fontWeight=500).encode(text="t:N")
    return ([rule, text] if target["label"] else [rule]), [goal]


def dot_intervals(frame: pd.DataFrame, *, unit: str, x_title: str, description: str,
                  reference: Mapping[str, Any] | None = None, zero: bool = False, sort: bool = True) -> alt.LayerChart:
    """Values with their intervals. frame: label, value, lower, upper, printed (say the interval in it), focus (optional).

    reference: {value, label}, a mean, target or comparator. Missing intervals draw the dot alone.
    """
    rows = _row_frame(frame, "interval", ("label", "value", "lower", "upper", "printed"))
    if sort:
        rows.sort(key=lambda r: (r["v"] is None, -(r["v"] or 0), r["i"]))
    for i, row in enumerate(rows):
        row.update(i=i, l=_short(row["r"]["lower"]), u=_short(row["r"]["upper"]), f=int(bool(row["r"].get("focus", 0))))
    some = any(r["f"] for r in rows)
    values = [r[k] for r in rows for k in "vlu"] + ([reference["value"]] if reference else [])
    scale = _Scale(values, unit, zero, 100)
    x = lambda f: _value_x(scale.low, scale.high, _value_axis(scale), f)  # noqa: E731
    data = [{k: r[k] for k in "invtluf"} for r in rows]
    middle, tone = _expr(f"datum.i*{ROW}+29"), f"datum.f?'{PALETTE[0]}':'{CONTEXT if some else PALETTE[0]}'"
    span = _chart().transform_filter("isValid(datum.l)").mark_rule(
        y=middle, strokeWidth=3, strokeCap="round", opacity=0.45, stroke=_expr(tone)).encode(x=x("l"), x2="u:Q")
    dots = _chart().transform_filter("isValid(datum.v)").mark_point(
        y=middle, filled=True, opacity=1, size=80, fill=_expr(tone)).encode(x=x("v"))
    value = _chart().transform_calculate(
        e=f"isValid(datum.u)?datum.u:isValid(datum.v)?datum.v:{scale.low}").encode(x=x("e"), text="t:N")
    extra, _ = _row_target(reference, len(rows), [], _value_axis(scale))
    hover = _chart().mark_rect(y=_expr(f"datum.i*{ROW}"), y2=_expr(f"datum.i*{ROW}+{ROW}"), x=0, x2=_expr("width"),
                               opacity=0).encode(tooltip=[alt.Tooltip("n:N", title="Name"),
                                                          alt.Tooltip("t:N", title=clean(x_title, 60))])
    layers = [*extra, span, dots, *_halo(value, y=middle, baseline="middle", align="left", dx=8, color=INK,
                                         fontWeight=500), _row_names(rows), hover.properties(name="hover")]
    return _finish(layers, description=description, title=x_title, height=ROW * len(rows), zero=scale.zero, rows=data)


def _value_axis(scale: _Scale) -> alt.Axis:
    return alt.Axis(values=scale.ticks, title=None, labelExpr=axis_expr(scale.unit), labelOverlap="parity",
                    labelSeparation=8, labelFlush=True, domain=False, grid=True)


def rank_interval(frame: pd.DataFrame, *, x_title: str, description: str) -> alt.LayerChart:
    """Ranks with their intervals, best first. frame: label, value (rank), lower, upper, printed, focus (bool).

    Ranks are uncertain: the bar is the range of places that the data allow. The focus row is bold and blue.
    """
    rows = _row_frame(frame, "rank", ("label", "value", "lower", "upper", "printed", "focus"))
    rows.sort(key=lambda r: (r["v"] is None, r["v"] or 0, r["i"]))
    for i, row in enumerate(rows):
        row.update(i=i, l=_short(row["r"]["lower"]), u=_short(row["r"]["upper"]), f=int(bool(row["r"]["focus"])),
                   n=clean(row["n"], 22))
    size, last = 20, max(max(r["u"] or 0, r["v"] or 0) for r in rows)
    ticks = [1, *range(5, int(last) + 1, 5)]
    x = lambda f: _value_x(0.5, last + 0.5, alt.Axis(values=ticks, title=None, labelOverlap="parity"), f)  # noqa: E731
    data = [{k: r[k] for k in "invtluf"} for r in rows]
    middle, tone = _expr(f"datum.i*{size}+{size // 2}"), f"datum.f?'{PALETTE[0]}':'{CONTEXT}'"
    names = _chart().mark_text(align="right", baseline="middle", x=-8, y=middle, fontWeight=_expr("datum.f?700:400"),
                               color=_expr(f"datum.f?'{PALETTE[0]}':'{INK_2}'")).encode(text="n:N")
    span = _chart().mark_rule(y=middle, strokeWidth=_expr("datum.f?7:5"), stroke=_expr(tone), opacity=0.4).encode(
        x=x("l"), x2="u:Q")
    dots = _chart().mark_point(y=middle, filled=True, opacity=1, size=_expr("datum.f?80:40"), fill=_expr(tone)).encode(
        x=x("v"))
    hover = _chart().mark_rect(y=_expr(f"datum.i*{size}"), y2=_expr(f"datum.i*{size}+{size}"), x=0, x2=_expr("width"),
                               opacity=0).encode(tooltip=[alt.Tooltip("n:N", title="Name"), alt.Tooltip("t:N", title="Rank")])
    return _finish([names, span, dots, hover.properties(name="hover")], description=description, title=x_title,
                   height=size * len(rows), rows=data)


# --------------------------------------------------------------------------------------------------- delivery plan

def timeline(frame: pd.DataFrame, *, today: object, description: str, title: str | None = None) -> alt.LayerChart:
    """Delivery plan: one row an action, a mark at its due month, an arrow-like line from the month it slipped from.

    frame: label, due (Period, date or "2024-05"; missing = no date), slipped_from (same, or missing), status (words such
    as done, on track, due, late, slipped, not reported), printed (text beside the mark, such as "Late, due March 2023").
    today: the date of writing (never a clock). Rows stay in the order given.
    """
    _need(frame, "timeline", ("label", "due", "slipped_from", "status", "printed"))
    rows = []
    for i, r in enumerate(frame.to_dict("records")):
        shape, tone, filled = STATUS_MARKS.get(clean(r["status"]).lower(), ("circle", INK_3, False))
        rows.append({"i": i, "n": clean(r["label"], 160), "d": _plan_month(r["due"]), "s": _plan_month(r["slipped_from"]),
                     "t": clean(r["printed"], 60), "h": shape, "c": tone, "k": int(filled)})
    now = month_index(today)
    points = [now, *(r["d"] for r in rows if r["d"] is not None), *(r["s"] for r in rows if r["s"] is not None)]
    low, high = math.floor(min(points)) - 1, math.ceil(max(points)) + 1
    for r in rows:
        r["e"] = r["d"] if r["d"] is not None else low
        r["a"] = "right" if (r["e"] - low) / (high - low) > 0.5 else "left"
    axis = _month_axis(int(low), int(high), "month", False)
    axis.orient, axis.grid, axis.domain, axis.ticks, axis.gridColor = "top", True, False, False, GRID
    x, height = (lambda f: _x(low, high, axis, f)), ROW * len(rows)  # noqa: E731
    middle = _expr(f"datum.i*{ROW}+29")
    lines = _chart([{"i": i} for i in range(len(rows) + 1)]).mark_rule(
        color=GRID, x=0, x2=_expr("width"), y=_expr(f"datum.i*{ROW}"))
    slip = _chart().transform_filter("isValid(datum.s)")
    path = slip.mark_rule(y=middle, stroke=BAD, strokeWidth=1.5, strokeDash=[3, 3]).encode(x=x("s"), x2="d:Q")
    was = slip.mark_point(y=middle, size=60, shape="diamond", filled=True, fill=PAPER, stroke=BAD, strokeWidth=1.5,
                          opacity=1).encode(x=x("s"))
    marks = _chart().transform_filter("isValid(datum.d)").mark_point(
        y=middle, size=90, opacity=1, filled=True, strokeWidth=1.75, fill=_expr(f"datum.k?datum.c:'{PAPER}'"),
        stroke=_expr("datum.c"), shape=_expr("datum.h")).encode(x=x("d"))
    # beside the mark, on the side away from the line that leads to it and inside the plot
    side = "(isValid(datum.s)&&datum.a=='right'&&(datum.e-datum.s)*width/%s<150?'%s':datum.a)" % (high - low, "right")
    gap = (f"isValid(datum.s)&&datum.a=='right'?(datum.s-datum.e)*width/{high - low}-10:"
           f"datum.a=='right'?-10:isValid(datum.d)?10:0")
    words = _halo(_chart().encode(x=x("e"), text="t:N"), y=middle, baseline="middle", align=_expr(side),
                  dx=_expr(gap), color=_expr("datum.c"), fontWeight=600)
    day = _chart([{"e": _short(now), "t": "Date of writing"}])
    late = (now - low) / (high - low) > 0.5
    now_rule = day.mark_rule(color=INK, strokeWidth=1.5, y=0, y2=height + 6).encode(x=x("e"))
    now_text = day.mark_text(y=height + 8, baseline="top", align="right" if late else "left", dx=4 if late else -4,
                             color=INK, fontWeight=600).encode(x=x("e"), text="t:N")
    hover = _chart().mark_rect(y=_expr(f"datum.i*{ROW}"), y2=_expr(f"datum.i*{ROW}+{ROW}"), x=0, x2=_expr("width"),
                               opacity=0).encode(tooltip=[alt.Tooltip("n:N", title="Action"),
                                                          alt.Tooltip("t:N", title="Status")])
    layers = [lines, now_rule, path, was, marks, *words, _row_names(rows), now_text, hover.properties(name="hover")]
    return _finish(layers, description=description, title=title, height=height, rows=rows)


def _plan_month(value: Any) -> float | None:
    missing = value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)) or value == ""
    return None if missing else _short(month_index(value))


# --------------------------------------------------------------------------------------------------------- budget

def budget(frame: pd.DataFrame, *, unit: str, y_title: str, description: str, totals: Mapping[str, str] | None = None,
           height: int = 320) -> alt.LayerChart:
    """Stacked columns by financial year. frame: year ("2023-24"), category, value, printed; at most 5 categories.

    Categories stack in the order of first appearance, from the bottom. totals: year -> printed total, set above the
    column. Raises ChartError for more than 5 categories or a negative value.
    """
    _need(frame, "budget", ("year", "category", "value", "printed"))
    names = list(dict.fromkeys(clean(c, 60) for c in frame["category"]))
    years = list(dict.fromkeys(clean(y, 20) for y in frame["year"]))
    if len(names) > 5:
        raise ChartError(f"A budget chart holds at most 5 categories, not {len(names)}: put the small ones together.")
    if (frame["value"].dropna() < 0).any():
        raise ChartError("A budget chart cannot stack a negative value: show it in the table, or as change bars.")
    levels, rows = dict.fromkeys(years, 0.0), []
    records = sorted(frame.to_dict("records"), key=lambda r: names.index(clean(r["category"], 60)))
    for r in records:
        year, k = clean(r["year"], 20), names.index(clean(r["category"], 60))
        value = 0.0 if pd.isna(r["value"]) else float(r["value"])
        rows.append({"y": year, "n": names[k], "k": k, "a": _short(levels[year]), "b": _short(levels[year] + value),
                     "t": _printed(r), "v": _short(value)})
        levels[year] += value
    scale = _Scale(levels.values(), unit, True, height)
    for r in rows:
        r["z"] = int(scale.px(r["a"]) - scale.px(r["b"]) >= 18)
    x = alt.X("y:N", sort=years, axis=alt.Axis(title=None, domain=True, domainColor=AXIS, labelAngle=0),
              scale=alt.Scale(paddingInner=0.28, paddingOuter=0.14))
    tones = alt.Color("n:N", scale=alt.Scale(domain=names, range=list(PALETTE[: len(names)])), legend=None)
    cols = _chart().mark_bar(stroke=PAPER, strokeWidth=1.5, aria=False).encode(
        x=x, y=scale.y("a"), y2="b:Q", color=tones,
        tooltip=[alt.Tooltip("y:N", title="Year"), alt.Tooltip("n:N", title="For"), alt.Tooltip("t:N", title="Amount")])
    ink = "[" + ",".join(f"'{c}'" for c in ON_FILL) + "][datum.k]"
    inside = _chart().transform_filter("datum.z").transform_calculate(c="(datum.a+datum.b)/2").mark_text(
        fill=_expr(ink), opacity=_expr(f"width/{len(years)}<72?0:1"), fontWeight=500).encode(
        x=x, y=scale.y("c"), text="t:N")
    layers = [cols, inside]
    if totals:
        tops = [{"y": y, "v": _short(levels[y]), "t": clean(totals[y], 20)} for y in years if y in totals]
        layers.append(_chart(tops).mark_text(baseline="bottom", dy=-5, fontWeight=700, color=INK).encode(
            x=x, y=scale.y("v"), text="t:N"))
    layers += _stack_labels([r for r in rows if r["y"] == years[-1]], scale)
    return _finish(layers, description=description, title=y_title, height=height, rows=rows)


def _stack_labels(last: Sequence[Mapping[str, Any]], scale: _Scale) -> list[alt.Chart]:
    """Names of the categories beside the last column, at the height of their part."""
    texts = [wrap(r["n"], 14) for r in last]
    sizes = [15.0 * len(t) + 3 for t in texts]
    centres = _spread([scale.px((r["a"] + r["b"]) / 2) for r in last], sizes, scale.height)
    return [_chart([{"t": t}]).mark_text(align="left", baseline="top", x=_expr("width+4"), y=round(c - s / 2 + 1, 1),
                                         color=TEXT_TONES[r["k"]], fontWeight=600).encode(text="t:N")
            for r, t, c, s in zip(last, texts, centres, sizes, strict=True)]


# ------------------------------------------------------------------------------------------------------ two numbers

def scatter(frame: pd.DataFrame, *, x_unit: str, y_unit: str, x_title: str, y_title: str, description: str,
            connected: bool = False, differences: bool = False, height: int = 340) -> alt.LayerChart:
    """Two measures month by month. frame: period, x, y, printed ("4.1% abandoned, 1,602 reports"), status (optional).

    connected joins the months in order; differences plots each month's change on the month before (what remains of a
    relation once a common trend is taken out). First and last month are named on the chart.
    """
    _need(frame, "scatter", ("period", "x", "y", "printed"))
    ordered = sorted(({"m": int(month_index(r["period"])), "x": r["x"], "y": r["y"], "t": _printed(r)}
                      for r in frame.to_dict("records")), key=lambda r: r["m"])
    if differences:
        ordered = [{**b, "x": b["x"] - a["x"], "y": b["y"] - a["y"]} for a, b in pairwise(ordered)
                   if b["m"] - a["m"] == 1]
    rows = [{"m": r["m"], "v": _short(r["x"]), "q": _short(r["y"]), "t": r["t"]} for r in ordered
            if not (pd.isna(r["x"]) or pd.isna(r["y"]))]
    if not rows:
        raise ChartError("A scatter chart has no month in which both measures are known.")
    across, up = _Scale([r["v"] for r in rows], x_unit, False, 100), _Scale([r["q"] for r in rows], y_unit, False, height)
    x = _value_x(across.low, across.high, alt.Axis(
        values=across.ticks, title=clean(x_title, 60), titleAnchor="end", titlePadding=8, labelExpr=axis_expr(x_unit),
        labelOverlap="parity", labelSeparation=8, grid=True, domain=False))
    layers = []
    if connected:
        layers.append(_chart().mark_line(strokeWidth=1, color=CONTEXT, opacity=0.7).encode(x=x, y=up.y("q"), order="m:Q"))
    if differences:
        nought = [(_chart([{"v": 0}]).encode(x=alt.X("v:Q")), across), (_chart([{"q": 0}]).encode(y=up.y("q")), up)]
        layers += [c.mark_rule(color=AXIS) for c, s in nought if s.low <= 0 <= s.high]
    first, last = rows[0]["m"], rows[-1]["m"]
    layers.append(_chart().mark_point(filled=True, opacity=0.85, size=_expr(f"datum.m=={last}?110:44"), color=PALETTE[0],
                                      stroke=PAPER, strokeWidth=0.75).encode(x=x, y=up.y("q")))
    ends = [{**r, "n": f"{MONTHS[r['m'] % 12]} {2000 + r['m'] // 12}",
             "a": "right" if (r["v"] - across.low) / (across.high - across.low) > 0.6 else "left"}
            for r in rows if r["m"] in (first, last)]
    layers += _halo(_chart(ends).encode(x=x, y=up.y("q"), text="n:N"), align=_expr("datum.a"), baseline="middle",
                    dx=_expr("datum.a=='left'?9:-9"), fontWeight=600, color=INK)
    tips = [alt.Tooltip("w:N", title="Month"), alt.Tooltip("t:N", title="Values")]
    layers.append(_hover(x, up.y("q"), tips, when=_name_expr("month", "datum.m")))
    flat = not (across.zero and up.zero) and not differences
    said = ["The axes do not start at zero."] if flat else []
    chart = _finish(layers, description=description, title=y_title, height=height, extra_notes=said, rows=rows)
    chart.usermeta["pcc"]["zero"] = not flat
    return chart


def funnel(frame: pd.DataFrame, limits: pd.DataFrame, *, unit: str, x_title: str, y_title: str, description: str,
           mean: float, focus: str | None = None, height: int = 340) -> alt.LayerChart:
    """Rates against their size, with limits that narrow as size grows (method: Spiegelhalter 2005).

    frame: label, size, value, printed, flag ("" | "up" | "down"). limits: size, lower, upper, lower_wide, upper_wide
    (95% and 99.8% as a rule), sorted by size. mean: the common rate. focus and flagged points are named.
    """
    _need(frame, "funnel", ("label", "size", "value", "printed", "flag"))
    _need(limits, "funnel", ("size", "lower", "upper", "lower_wide", "upper_wide"))
    rows = [{"n": clean(r["label"], 40), "x": _short(r["size"]), "v": _short(r["value"]), "t": _printed(r),
             "f": r["flag"] or "", "o": int(r["label"] == focus)} for r in frame.to_dict("records")]
    edge = [{"x": _short(r["size"]), "l": _short(r["lower"]), "u": _short(r["upper"]), "a": _short(r["lower_wide"]),
             "b": _short(r["upper_wide"])} for r in limits.to_dict("records")]
    # limits of the smallest units are very wide: the axis follows the points and the limits are cut there
    top = max([r["v"] for r in rows if r["v"] is not None] + [mean]) * 1.15
    scale = _Scale([r["v"] for r in rows] + [mean, top], unit, True, height)
    right = max([r["x"] for r in rows] + [r["x"] for r in edge])
    ticks = nice_ticks(0, right, "count", 4)
    x = _value_x(0, right, alt.Axis(values=[t for t in ticks if t <= right], title=clean(x_title, 60), titleAnchor="end",
                                    titlePadding=8, labelExpr=axis_expr("count"), labelOverlap="parity",
                                    labelSeparation=8, grid=False, domain=True, domainColor=AXIS), "x")
    base = _chart(edge)
    layers = [base.mark_area(color=tone, opacity=1, clip=True).encode(x=x, y=scale.y(a), y2=f"{b}:Q")
              for tone, a, b in (("#f0f3f7", "a", "b"), ("#dfe6ee", "l", "u"))]
    layers += [_chart([{"v": _short(mean)}]).mark_rule(color=INK_2, strokeDash=[5, 4]).encode(y=scale.y())]
    shape = f"datum.f=='up'?'{UP}':datum.f=='down'?'{DOWN}':'circle'"
    tone = f"datum.o?'{PALETTE[0]}':datum.f?'{PALETTE[2]}':'{CONTEXT}'"
    layers.append(_chart().mark_point(filled=True, opacity=1, size=_expr("datum.o?130:datum.f?90:50"), shape=_expr(shape),
                                      fill=_expr(tone), stroke=PAPER, strokeWidth=1).encode(x=x, y=scale.y()))
    named = _chart().transform_filter("datum.o||datum.f!=''").encode(x=x, y=scale.y(), text="n:N")
    near = f"datum.x/{right}>0.6?'right':'left'"
    layers += _halo(named, align=_expr(near), dx=_expr(f"({near})=='left'?9:-9"), baseline="middle", color=INK,
                    fontWeight=_expr("datum.o?700:500"))
    tips = [alt.Tooltip("n:N", title="Name"), alt.Tooltip("t:N", title=clean(y_title, 60))]
    return _finish([*layers, _hover(x, scale.y(), tips)], description=description, title=y_title, height=height,
                   zero=scale.zero, rows=rows)
