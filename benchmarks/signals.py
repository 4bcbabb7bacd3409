"""How fast the signals and tests of a whole book are: 200 measures of 120 months, against the plain loop.

Run: python benchmarks/signals.py [measures] [months]. Both sides do the same work and must agree: seasonal
adjustment, XmR chart, year-on-year test, and the correction for many tests. The plain loop goes point by
point through the rules as they are written down, and fits its regressions by formula.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from math import isnan
from typing import NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.figures.cutting import make_series
from pcc_lib.figures.figure import Figure, FigureId
from pcc_lib.figures.figures import figure_of
from pcc_lib.figures.judgement import judge
from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.sources import Source
from pcc_lib.statistics import changes, control_chart, many_tests, seasons
from pcc_lib.writing.judged_sentences import judged_sentence
from pcc_lib.writing.markup import plain as plain_text

REPEATS = 5


# The plain way: also the oracle of tests/test_signals.py ---------------------------------------------------


class Lines(NamedTuple):
    """The lines of a chart; values that differ by `tol` or less are ties."""

    mean: float
    lower: float
    upper: float
    near_lower: float
    near_upper: float
    tol: float


def plain_xmr(
    values: list[float], screen: bool = True, near_only: bool = False, run: int = 7, fix_after: int | None = None
) -> dict:
    """One segment, point by point: mean, lower, upper, and each point's (label, rule). NaN is missing."""
    lines = _lines(values, screen, fix_after)
    if lines is None:
        return {"mean": None, "lower": None, "upper": None, "points": [(None, "")] * len(values)}
    points = []
    for i, v in enumerate(values):
        if isnan(v):
            points.append((None, ""))
            continue
        found = {
            "outside": _outside(v, lines),
            "trend": _trend(values, i, run, lines.tol),
            "two of three": _two(values, i, lines, near_only),
            "shift": _shift(values, i, run, lines),
        }
        spoken = [(f"special cause {direction}", rule) for rule, direction in found.items() if direction]
        points.append(spoken[0] if spoken else ("common cause", ""))
    return {"mean": lines.mean, "lower": lines.lower, "upper": lines.upper, "points": points}


def _lines(values: list[float], screen: bool, fix_after: int | None) -> Lines | None:
    """Mean and limits, or None for a series without any."""
    if sum(not isnan(v) for v in values) < 6:
        return None
    base, count = [], 0
    for v in values:
        if fix_after is not None and count == fix_after:
            break
        base.append(v)
        count += not isnan(v)
    known = [v for v in base if not isnan(v)]
    mean = sum(known) / len(known)
    ranges = [abs(b - a) for a, b in pairwise(base) if not isnan(a - b)]
    tol = 1e-9 * max(1, abs(mean))
    a0 = sum(ranges) / len(ranges) if ranges else 0
    kept = [r for r in ranges if 3.267 * a0 - r > tol] if screen else ranges
    a = sum(kept) / len(kept) if kept else 0
    a = a if a > tol else a0
    return Lines(mean, *(mean + k * a for k in (-2.66, 2.66, -2.66 * 2 / 3, 2.66 * 2 / 3)), tol) if a > tol else None


def _outside(v: float, at: Lines) -> str:
    return "high" if v > at.upper + at.tol else "low" if v < at.lower - at.tol else ""


def _trend(values: list[float], i: int, run: int, tol: float) -> str:
    """The direction of the last window of `run` points that holds point i and rises or falls throughout."""
    found = ""
    for start in range(max(0, i - run + 1), min(i, len(values) - run) + 1):
        window = values[start : start + run]
        if all(b > a + tol for a, b in pairwise(window)):
            found = "high"
        if all(b < a - tol for a, b in pairwise(window)):
            found = "low"
    return found


def _two(values: list[float], i: int, at: Lines, near_only: bool) -> str:
    def high(v: float) -> bool:
        return v > at.near_upper + at.tol and not (near_only and v > at.upper + at.tol)

    def low(v: float) -> bool:
        return v < at.near_lower - at.tol and not (near_only and v < at.lower - at.tol)

    for start in range(max(0, i - 2), min(i, len(values) - 3) + 1):
        window = values[start : start + 3]
        if high(values[i]) and all(v > at.mean + at.tol for v in window) and sum(map(high, window)) >= 2:
            return "high"
        if low(values[i]) and all(v < at.mean - at.tol for v in window) and sum(map(low, window)) >= 2:
            return "low"
    return ""


def _shift(values: list[float], i: int, run: int, at: Lines) -> str:
    for start in range(max(0, i - run + 1), min(i, len(values) - run) + 1):
        window = values[start : start + run]
        if all(v > at.mean + at.tol for v in window):
            return "high"
        if all(v < at.mean - at.tol for v in window):
            return "low"
    return ""


def plain_change(counts: pd.Series) -> float:
    """p of the year-on-year quasi-Poisson test, by formula."""
    import statsmodels.api as sm
    import statsmodels.formula.api as smf

    recent = counts.iloc[-24:]
    table = pd.DataFrame({"n": recent.to_numpy(), "now": [0] * 12 + [1] * 12, "month": recent.index.month})
    days = np.log(recent.index.days_in_month.to_numpy())
    model = smf.glm("n ~ now + C(month)", table, family=sm.families.Poisson(), offset=days)
    fit = model.fit(scale="X2", use_t=True)
    return float((fit if fit.scale >= 1 else model.fit(scale=1.0, use_t=True)).pvalues["now"])


def plain_adjusted(series: pd.Series) -> pd.Series:
    """Per day and, where seasonal, less a fixed pattern, with month means from groups."""
    from scipy.stats import kruskal
    from statsmodels.tsa.seasonal import STL

    daily = series / series.index.days_in_month
    fit = STL(
        daily.to_timestamp(),
        period=12,
        seasonal=10 * len(daily) + 1,
        trend=19,
        low_pass=13,
        seasonal_deg=0,
        trend_deg=1,
        low_pass_deg=1,
        robust=False,
    ).fit()
    pattern = fit.seasonal.groupby(fit.seasonal.index.month).mean()
    season = pd.Series((pattern - pattern.mean()).loc[daily.index.month].to_numpy(), daily.index)
    detrended = daily - fit.trend.to_numpy()
    strength = 1 - (detrended - season).var(ddof=0) / detrended.var(ddof=0)
    p = kruskal(*[group for _, group in detrended.groupby(detrended.index.month)]).pvalue
    return daily - season if strength >= seasons.SEASONAL_STRENGTH and p < seasons.SEASONAL_P else daily


# The two sides ---------------------------------------------------------------------------------------------


def book(measures: int, months: int) -> list[pd.Series]:
    """Made-up monthly counts: half of them seasonal, some with a lasting step."""
    rng, index = np.random.default_rng(1), pd.period_range("2014-01", periods=months, freq="M")
    found = []
    for each in range(measures):
        level = np.full(months, rng.uniform(100, 2000))
        level = level * (1 + 0.2 * (each % 2) * np.sin(2 * np.pi * np.arange(months) / 12))
        level[-8:] *= 1.15 if each % 7 == 0 else 1
        found.append(pd.Series(rng.poisson(level).astype(float), index))
    return found


def ours(series: list[pd.Series]) -> tuple[list, np.ndarray]:
    """Icons and labels of each measure, and the corrected p-values."""
    labels, p = [], []
    for counts in series:
        free, _ = seasons.adjusted(counts, per_day=True)
        labels.append(list(control_chart.xmr(free, control_chart.Aim("decrease")).points["label"]))
        p.append(changes.change_test(counts).p_value)
    return labels, many_tests.benjamini_hochberg(p)


def plain(series: list[pd.Series]) -> tuple[list, np.ndarray]:
    """The same by the plain way; Benjamini-Hochberg by its definition."""
    labels, p = [], []
    for counts in series:
        labels.append([label for label, _ in plain_xmr(list(plain_adjusted(counts)))["points"]])
        p.append(plain_change(counts))
    ordered = sorted(p)
    scaled = [min(ordered[j] * len(p) / (j + 1) for j in range(i, len(p))) for i in range(len(p))]
    return labels, np.array([min(1.0, scaled[ordered.index(each)]) for each in p])


def told(series: list[pd.Series]) -> list[str]:
    """The whole way of the library for each measure: judged, and told in a sentence with its figures."""
    return [_sentence(f"measure_{i}", each) for i, each in enumerate(series)]


def _sentence(name: str, values: pd.Series) -> str:
    measure = _measure(name)
    made = make_series(measure, _source(name, values), str(values.index[-1]))

    def figure(statistic: str, period: str = "") -> Figure:
        return figure_of(FigureId(name, statistic, period=period), made)

    said = judged_sentence(measure, figure("value"), figure("change_on_year"), judge(made), figure)
    return plain_text(said)


def _source(name: str, values: pd.Series) -> Source:
    frame = pd.DataFrame(
        {"month": values.index.astype(str), "area": "all", "n": values.to_numpy(), "kind": "computed", "status": ""}
    )
    about = Descriptor.model_validate(
        {
            "name": name,
            "title": name,
            "path": f"{name}.csv",
            "schema": {"fields": [{"name": n, "type": "integer" if n == "n" else "string"} for n in frame.columns]},
            "producer": "none",
            "licence": "none",
            "obtained": "made up",
            "limits": "none",
            "period": "month",
            "breakdown": "area",
        }
    )
    return Source(name, name, frame, "month", "area", about)


def _measure(name: str) -> Measure:
    return Measure(
        id=name,
        title=name,
        topic="t",
        order=1,
        unit="crimes",
        numerator="n",
        decimals=0,
        good_direction="decrease",
        why_it_matters="None.",
        owner="Nobody",
        next_review="2030-01-01",
        source=name,
    )


def best_of(work: Callable, *given: object) -> tuple[float, object]:
    """Seconds of the quickest of a few runs (the least disturbed), and what the last one returned."""
    times, found = [], None
    for _ in range(REPEATS):
        start = time.perf_counter()
        found = work(*given)
        times.append(time.perf_counter() - start)
    return min(times), found


def main(measures: int = 200, months: int = 120) -> None:
    """Print the machine, the times and the ratios; fail if the two sides disagree."""
    series = book(measures, months)
    ours(series[:1]), plain(series[:1]), told(series[:1])  # imports are not what is measured
    print(
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, numpy {np.__version__}, pandas {pd.__version__}"
    )
    print(f"{measures} measures of {months} months, best of {REPEATS} runs")
    mine, (labels, p) = best_of(ours, series)
    theirs, (plain_labels, plain_p) = best_of(plain, series)
    if labels != plain_labels or not np.allclose(p, plain_p, rtol=1e-6):
        raise SystemExit("the two sides disagree")
    chart, _ = best_of(lambda: [control_chart.xmr(each, control_chart.Aim("decrease")) for each in series])
    rules, _ = best_of(lambda: [plain_xmr(list(each)) for each in series])
    sentences, texts = best_of(told, series)
    print(f"signals, tests, sentences{sentences:5.2f} s   for example: {texts[0]}")
    print(f"all signals and tests   {mine:6.2f} s   plain loop {theirs:6.2f} s   ratio {theirs / mine:5.1f}")
    print(f"XmR charts alone        {chart:6.2f} s   plain loop {rules:6.2f} s   ratio {rules / chart:5.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
