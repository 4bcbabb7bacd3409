"""Labels of axes: which expressions make them, and what each gives for a tick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from pcc_lib.charts.axes import UNITS, axis_expr, ratio_ticks, tick_text
from pcc_lib.charts.months import COVERS, MONTHS, period_expr, short_month


def is_regular(ticks: Sequence[float]) -> bool:
    """Whether ticks are a scale of even steps, or of ratios (1, 2, 5, 10); that of places begins with the first, and goes on
    in its steps: 1, 5, 10."""
    even_ones = ticks[1:] if len(ticks) > 2 and ticks[0] == 1 and ticks[1] > 2 else ticks
    steps = [b - a for a, b in pairwise(even_ones)]
    is_even = not steps or max(steps) - min(steps) <= 1e-6 * max(map(abs, ticks))
    return is_even or (ticks[0] > 0 and list(ticks) == ratio_ticks(ticks[0], ticks[-1]))


@cache
def label_expressions() -> frozenset[str]:
    """Every expression by which the library makes the text of a label."""
    periods = {
        period_expr(every, field, financial, is_short)
        for every in COVERS
        for field in ("datum.value", "datum.m")
        for financial in (False, True)
        for is_short in (False, True)
    }
    return frozenset(periods | {axis_expr(unit) for unit in UNITS})


def tick_texts(value: float, expression: str) -> Iterator[str]:
    """How a tick of an axis may be labelled, by the expression that makes its label; nothing where it is not the library's."""
    for unit in UNITS:
        if expression in ("", axis_expr(unit)):
            yield tick_text(value, unit if expression else "count")
    for every in COVERS:
        for financial in (False, True):
            if expression == period_expr(every, "datum.value", financial, True):
                yield from _period_ticks(int(value), every, financial)


def _period_ticks(month: int, every: str, financial: bool) -> Iterator[str]:
    year, ends = 2000 + month // 12, month + COVERS[every] - 1
    if every == "year":
        yield f"{year}-{(year + 1) % 100:02d}" if financial else str(year)
    elif every == "year in months":
        yield f"year to {short_month(ends)}"
    else:
        yield short_month(month) if every == "month" else f"{MONTHS[month % 12]} to {short_month(ends)}"
