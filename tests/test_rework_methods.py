"""The methods and the printing of the page's own arithmetic, against the library's, on months of every kind."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from in_page import InPage, cells, same

from pcc_lib.core import numerals
from pcc_lib.figures.formulas import ALL
from pcc_lib.statistics.methods import OF_PARTS


@pytest.fixture(scope="module")
def page() -> Iterator[InPage]:
    with InPage() as found:
        yield found


# ── the methods ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def shapes(rng: np.random.Generator, count: int) -> dict[str, np.ndarray]:
    """Months of many kinds: counts small and large, seasons, steps, slopes, and hardly anything at all."""
    month = np.arange(count)
    return {
        "counts": rng.poisson(40, count),
        "small": rng.poisson(1.2, count),
        "season": rng.poisson(200 + 80 * np.sin(month * np.pi / 6)),
        "step": rng.poisson(np.where(month > count * 0.6, 90, 60)),
        "slope": rng.poisson(50 + 2 * month),
        "cliff": rng.poisson(np.where(month < count - 3, 100, 55)),
        "flat": np.full(count, 7),
        "decimals": rng.normal(50, 5, count).round(2),
        "mostly": np.where(rng.random(count) < 0.8, 5, rng.poisson(5, count)),
        "below": rng.normal(0, 10, count).round(1),
    }


def drawn(rng: np.random.Generator) -> tuple[pd.PeriodIndex, list[np.ndarray]]:
    """Two series over the same months, here and there a month missing; often one is part of the other."""
    count = int(rng.choice([5, 13, 24, 25, 36, 40, 48, 61]))
    found = [shapes(rng, count)[str(rng.choice(list(shapes(rng, 1))))].astype(float) for _ in range(2)]
    if rng.random() < 0.5:
        found = [np.abs(each).round() for each in found]
        found = [np.minimum(*found), np.maximum(*found)]
    for each in found:
        if rng.random() < 0.3:
            each[rng.integers(0, count, 2)] = np.nan
        if rng.random() < 0.15:
            each[: rng.integers(0, count)] = np.nan
    return pd.period_range(f"{rng.integers(2012, 2018)}-{rng.integers(1, 13):02d}", periods=count, freq="M"), found


def arguments(name: str, takes: str, rng: np.random.Generator, months: int) -> list[float]:
    """The numbers that a function is given beside its lists."""
    step, reset, most = (
        float(rng.choice([0.1, 1, 5])),
        int(rng.choice([0, rng.integers(0, months + 2)])),
        float(rng.choice([100, 1e6])),
    )
    if "mean_to_meet" in name:
        return [float(rng.integers(1, 90)), step, reset, most]
    if "next_" in name:
        return [step, reset, most]
    if name.startswith("seasonal_naive"):
        return [int(rng.integers(1, 7))]
    return [reset] if takes.startswith("l") else [float(rng.integers(0, 60)) for _ in takes]


TRIALS = (
    "seasonal_naive_mase",
    "seasonal_naive_coverage",
    "forecast_trials",
)  # tried on the books' figures: seconds in the library


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Mean of empty slice", "ignore:invalid value")
@pytest.mark.parametrize("seed", range(3))
def test_a_method_gives_the_same_for_months_of_every_kind(page, seed):
    rng, known, tried = np.random.default_rng(seed), page.ask("functions")["functions"], 0
    for _ in range(10):
        months, values = drawn(rng)
        for name, said in known.items():
            if said["gives"] == "l" or name in TRIALS:
                continue
            numbers_given = iter(arguments(name, said["takes"], rng, len(months)))
            lists = iter(zip("ab", values, strict=True))
            given = [next(lists) if kind == "l" else next(numbers_given) for kind in said["takes"]]
            text = f"{name}({', '.join(each[0] if isinstance(each, tuple) else f'{each:.12g}' for each in given)})"
            series = [pd.Series(each[1], months) if isinstance(each, tuple) else float(each) for each in given]
            blocks = [_turned(name, cells(months, each[1])) for each in given if isinstance(each, tuple)]
            wanted, answer = float(ALL[name](*series)), page.work(text, *blocks)
            tried += 1
            assert "refused" not in answer and same(answer["value"], wanted), (text, wanted, answer)
    assert tried > 400


def _turned(name: str, block: dict) -> dict:
    """The same as parts of one period, for functions of parts."""
    if name not in OF_PARTS:
        return block
    return block | {"periods": ["2020"], "parts": block["periods"], "values": [[row[0] for row in block["values"]]]}


# ── as it is printed ──────────────────────────────────────────────────────────────────────────────────────────────────────
UNITS = ("calls", "%", "percentage points", "seconds", "rank", "places", "GBP", "GBP million", "millions of calls")


def test_numbers_are_printed_as_the_library_prints_them(page):
    rng = random.Random(1)
    for _ in range(1200):
        unit, decimals, precision = rng.choice(UNITS), rng.randrange(4), rng.choice(["seconds", "minutes"])
        value, other = (
            rng.choice([-1, 1]) * round(rng.expovariate(1 / 10 ** rng.randrange(6)), rng.randrange(6)) for _ in range(2)
        )
        value, other = (abs(value), abs(other)) if unit == "rank" else (value, other)
        text = numerals.printed(value, unit, decimals, precision)
        answer = page.ask("style", text=text, value=value, unit=unit)
        assert answer["told"] == text, (value, unit, text, answer)
        if unit != "seconds" and "." in text:  # the style is known for certain
            wanted = numerals.printed(other, unit, decimals, precision)
            assert page.ask("style", text=text, value=value, unit=unit, other=other)["told"] == wanted, (text, other)
    signed = numerals.signed(numerals.percent(2.675, 2))
    assert page.ask("style", text=signed, value=2.675, unit="%", other=-0.004)["told"] == "0.00%"
    assert page.ask("style", text="half an hour", value=0.5, unit="hours")["told"] is None
