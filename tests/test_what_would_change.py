"""What would change a verdict: printed values, held against the ordinary judgement of the series with that month added."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from made import LAST, figure, measure, percentage, source

from pcc_lib.core.quarters import shift
from pcc_lib.figures.charted import monthly, unfit
from pcc_lib.figures.cutting import make_series
from pcc_lib.figures.figure import FigureId
from pcc_lib.figures.figures import Figures, figure_of
from pcc_lib.figures.judgement import judge
from pcc_lib.figures.series import Series
from pcc_lib.figures.what_would_change import Outcome, outcome, possible
from pcc_lib.inputs.measures import Target, measure_ids
from pcc_lib.inputs.models.definitions import Break
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.statistics.control_chart import Aim
from pcc_lib.statistics.control_limits import segment_of
from pcc_lib.statistics.control_rules import HIGH, LOW, RULES, Rules, latest_of
from pcc_lib.statistics.usual import chart_of, judged_months
from pcc_lib.statistics.what_would_change import NextMonth, Possible, Side, mean_to_meet, middle, next_month
from pcc_lib.writing.what_would_change import target_asks, what_would_change

DIRECTIONS = {"neutral high": 1, "neutral low": -1, "common cause": 0, None: None}


def verdict(values: pd.Series, value: float, resets=(), daily=False) -> int | None:
    """How the library judges the month after these once it has this value: +1, -1, 0, or no verdict."""
    more = pd.Series([value], pd.PeriodIndex([values.index[-1] + 1]))
    return DIRECTIONS[chart_of(judged_months(pd.concat([values, more]), daily), Aim("neutral"), resets).variation]


def assert_flips_there(values: pd.Series, found: NextMonth, at: Possible, resets=(), daily=False) -> None:
    """Each printed end is what it says, and the next printable value is not."""

    def told(value: float) -> int | None:
        return verdict(values, value, resets, daily)

    def beside(value: float, steps: int) -> float:
        return at.value(round(value / at.step) + steps)

    if math.isnan(found.lowest):
        assert all(told(value) in (1, -1) for value in values.dropna().unique())
        return
    assert told(found.lowest) == told(found.highest) == 0
    for side, outwards in ((found.above, 1), (found.below, -1)):
        if math.isnan(side.nearest):
            end = at.most if outwards == 1 else at.least
            assert math.isinf(end) or told(end) in (0, None)
            continue
        assert told(side.nearest) in (1, -1) and told(beside(side.nearest, -outwards)) in (0, None)
        if not math.isnan(side.always):
            assert told(side.always) in (1, -1)
            assert side.always == side.nearest or told(beside(side.always, -outwards)) in (0, None)
            further = [beside(side.always, outwards * steps) for steps in (1, 2, 3, 5, 17, 100, 1000)]
            assert all(told(value) for value in further if at.least <= value <= at.most)


# ── series of many shapes ─────────────────────────────────────────────────────────────────────────────────────────────
def shaped(seed: int) -> pd.Series:
    """Noise, small counts, mostly equal values, walks, seasons, shares; with a spike, a step or a slope at the end, and gaps."""
    rng = np.random.default_rng(seed)
    n, t = int(rng.integers(14, 75)), np.arange(75)
    shapes = [
        rng.normal(100, 10, n),
        rng.poisson(3, n),
        7 + (rng.random(n) < 0.3) * rng.integers(-6, 9, n),
        50 + rng.normal(0, 3, n).cumsum(),
        rng.integers(0, 4, n),
        100 + 30 * np.sin(2 * np.pi * t[:n] / 12) + rng.normal(0, 7, n),
        np.minimum(100, rng.normal(97, 2, n)),
    ]
    values = np.asarray(shapes[seed % len(shapes)], float)
    if rng.random() < 0.3:
        values[rng.integers(0, n)] += 60 * rng.choice([-1, 1])
    if rng.random() < 0.3:
        values[-int(rng.integers(1, 7)) :] += rng.choice([-1, 1]) * values.std() * 1.2
    if rng.random() < 0.3:
        values[-6:] = values[-6] + np.arange(6) * rng.choice([-2, 2])
    values = np.round(values, seed % 2)
    if rng.random() < 0.3:
        gaps = rng.random(n) < 0.1
        gaps[[0, -1]] = False
        values[gaps] = math.nan
    return pd.Series(values, pd.period_range("2017-03", periods=n, freq="M"))


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(84))
def test_a_printed_end_is_where_the_ordinary_judgement_flips(seed):
    values, daily = shaped(seed), seed % 5 == 0
    resets = (str(values.index[len(values) // 3]),) if seed % 4 == 0 else ()
    least = -math.inf if (values < 0).any() else 0.0
    at = Possible(1.0 if seed % 3 else 0.1, least, 100.0 if seed % 7 == 6 else math.inf)
    try:
        found = next_month(values, at, resets, daily)
    except ValueError:
        return
    assert_flips_there(values, found, at, resets, daily)
    if not math.isnan(found.lowest):  # all of the stretch is quiet, and whatever lies in it
        rng = np.random.default_rng(seed)
        inside = [
            at.value(int(each)) for each in rng.integers(round(found.lowest / at.step), round(found.highest / at.step) + 1, 12)
        ]
        equal = [each for each in values.dropna().iloc[-6:] if found.lowest <= each <= found.highest]
        assert {verdict(values, each, resets, daily) for each in (*inside, *equal)} <= {0}


def test_most_of_these_series_have_an_answer():
    found = []
    for seed in range(84):
        try:
            found.append(next_month(shaped(seed), Possible()))
        except ValueError:
            continue
    assert len(found) > 70 and {side.rule for each in found for side in (each.above, each.below)} >= {"outside", "shift"}
    assert any(each.above.always != each.above.nearest for each in found)


def test_every_value_of_a_small_series_is_judged_as_the_library_judges_it():
    """All printable values, one by one: islands of signals and of usual variation are where the search says they are."""
    for seed in (1, 2, 8, 4, 11, 25, 36, 43):
        values, at = shaped(seed).round(), Possible(1.0, 0.0)
        try:
            found = next_month(values, at)
        except ValueError:
            continue
        told = {value: verdict(values, value) for value in range(int(max(values)) + 40)}
        quiet = [value for value, said in told.items() if said == 0]
        if math.isnan(found.lowest):
            assert not quiet
            continue
        assert {found.lowest, found.highest} <= set(quiet) | {at.most}
        assert all(told[value] == 0 for value in range(int(found.lowest), min(int(found.highest), max(told)) + 1))
        always = [value for value in told if value >= found.above.always]
        assert all(told[value] in (1, -1) for value in always)


def test_known_values_by_hand():
    """42 45 41 …, the vector of the statistics notes: with a next month of x the limits are those of 15 months."""
    values = [42, 45, 41, 44, 43, 46, 42, 45, 44, 43, 47, 44, 45, 45]
    months = pd.Series(values, pd.period_range("2022-01", periods=14, freq="M"), dtype=float)
    found = next_month(months, Possible())

    def outside(x: float) -> bool:
        ranges = [abs(b - a) for a, b in zip(values, [*values[1:], x], strict=True)]
        kept = [each for each in ranges if each < 3.267 * sum(ranges) / len(ranges)]
        others = [v for v in [*values, x] if abs(v - 44) / 15 <= 0.5 * (sum(kept) / len(kept)) / 1.128]
        return abs(x - sum(others) / len(others)) > 2.66 * sum(kept) / len(kept)

    first_above = next(x for x in range(44, 99) if outside(x))
    first_below = next(x for x in range(44, 0, -1) if outside(x))
    assert (found.above, found.below) == (Side(first_above, "outside", first_above), Side(first_below, "outside", first_below))


def test_a_rise_that_goes_on_is_a_signal_before_any_limit_is_reached():
    level = [100, 104, 97, 101, 103, 96, 99, 105, 98, 102, 95, 104, 93, 95, 97, 99, 101, 102]
    months = pd.Series(level, pd.period_range("2022-01", periods=18, freq="M"), dtype=float)
    found = next_month(months, Possible())
    assert found.above == Side(103.0, "trend", 103.0)
    assert_flips_there(months, found, Possible())


def test_where_every_value_would_be_a_signal_there_is_no_quiet_one():
    """A fall that ends far above the average: going on it is a trend, and anything else is a run, or beyond the limits."""
    level = [100, 101, 99, 101, 101, 101, 101, 101, 101, 100, 99, 100, 99, 111, 110, 109, 108, 107, 106]
    months = pd.Series(level, pd.period_range("2021-01", periods=19, freq="M"), dtype=float)
    assert next_month(months, Possible()) == NextMonth(math.nan, math.nan, Side(), Side())
    assert all(verdict(months, value) for value in range(60, 160))
    assert said(of(level)).endswith(" would end this: each would be a signal.")


def test_the_last_point_is_judged_as_all_points_are():
    rng = np.random.default_rng(11)
    for turn in range(1500):
        values = np.round(rng.normal(0, 1, int(rng.integers(13, 30))).cumsum() * rng.choice([0.2, 1]), 1)
        rules = Rules(robust=bool(turn % 2), run=6 + turn % 2, two_of_three="mdc" if turn % 3 else "near_only")
        segment = segment_of(values, rules)
        if segment.state != "full":
            continue
        found = latest_of(values[None], segment.limits, rules)
        assert (int(found.direction[0]), RULES[found.rule[0]]) == (
            {HIGH: 1, LOW: -1}.get(segment.labels.label[-1], 0),
            segment.labels.rule[-1],
        )


def test_what_cannot_be_foretold_says_why():
    short = pd.Series([1.0, 2, 3], pd.period_range("2022-01", periods=3, freq="M"))
    with pytest.raises(ValueError, match="3 months are known under the latest limits, and 12 are needed"):
        next_month(short, Possible())
    with pytest.raises(ValueError, match="have one value"):
        next_month(pd.Series(5.0, pd.period_range("2022-01", periods=20, freq="M")), Possible())


# ── the average that a target asks for ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("rising", "target"), [(True, 108.0), (False, 92.0), (True, 70.0)])
def test_the_average_needed_is_the_first_with_which_the_chart_passes(rising, target):
    values = shaped(7).round(1)
    needed = mean_to_meet(values, target, Possible(0.1), rising=rising)
    aim = Aim("increase" if rising else "decrease", target)

    def assurance(average: float) -> str | None:
        moved = values + (average - middle(values))
        return chart_of(judged_months(moved, daily=False), aim).assurance

    step = 0.1 if rising else -0.1
    assert assurance(needed) == "pass" != assurance(needed - step)


def test_no_average_above_what_is_possible_meets_a_target():
    values = shaped(6)
    assert math.isnan(mean_to_meet(values, 99.9, Possible(0.1, 0.0, 100.0)))
    assert not math.isnan(mean_to_meet(values, 60.0, Possible(0.1, 0.0, 100.0)))


# ── as figures ────────────────────────────────────────────────────────────────────────────────────────────────────────
def of(values: list[float], last: str = LAST, **keys) -> Series:
    kind = percentage if "b" in keys else measure
    columns = {"a": values} | ({"b": keys.pop("b")} if "b" in keys else {})
    return make_series(kind(**keys), source(columns, last=last), last)


def text(series: Series, statistic: str) -> str:
    return figure_of(FigureId.of("m", statistic), series).text


NOISE = np.random.default_rng(7).normal(0, 1, 120)


def steady(count: int, level: float = 100, spread: float = 5) -> list[float]:
    return [round(level + spread * x) for x in NOISE[:count]]


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"per_day": True},
        {"multiply_by": 0.25, "decimals": 2},
        {"rebase": [Break(month="2022-02", reason="new")]},
        {"good_direction": "increase"},
        {"decimals": 1},
    ],
)
def test_figures_flip_the_verdict_of_the_measure_itself(keys):
    """The month is added to the source, and the measure is judged anew as any other."""
    values = steady(60)
    series, factor = of(values, **keys), keys.get("multiply_by", 1)
    step = possible(series).step

    def judged(value: float) -> bool:
        return judge(of([*values, value / factor], shift(LAST, 1), **keys)).is_signal

    for name, outwards in (("signal_above", 1), ("signal_below", -1)):
        figure = figure_of(FigureId.of("m", name), series)
        assert figure.known and str(figure.period) == shift(LAST, 1)
        assert judged(figure.numeric) and not judged(figure.numeric - outwards * step)
    for name, outwards in (("no_signal_lowest", -1), ("no_signal_highest", 1)):
        value = figure_of(FigureId.of("m", name), series).numeric
        assert not judged(value) and judged(value + outwards * step)


def test_what_is_impossible_is_not_told_as_a_value():
    few = of([0, 1, 0, 2, 1, 0, 1, 0, 3, 1, 0, 1, 2, 0, 1, 1])
    assert not figure_of(FigureId.of("m", "signal_below"), few).known and text(few, "no_signal_lowest") == "0"
    nearly_all = of([97, 99, 98, 96, 99, 97, 98, 99, 96, 98, 97, 99, 98, 97, 99, 98], b=[100] * 16, good_direction="increase")
    assert not figure_of(FigureId.of("m", "signal_above"), nearly_all).known and text(nearly_all, "no_signal_highest") == "100.0%"


@pytest.mark.parametrize(
    ("values", "keys", "reason"),
    [
        ([5] * 40, {}, "its months do not vary, so it has no usual range"),
        ([1, 2, 3], {}, "it has 3 months, and 13 are needed"),
        (
            steady(40),
            {"rebase": [Break(month="2023-02", reason="new")]},
            "its usual range rests on few months and gives no verdict",
        ),
        ([*steady(40), math.nan], {}, "its latest month has no verdict"),
        (steady(40), {"window": "12 months"}, "its values cover several months"),
    ],
)
def test_without_a_verdict_there_is_no_such_figure_and_a_reason(values, keys, reason):
    series = of(values, **keys)
    assert outcome(series).reason.startswith(reason)
    assert not any(figure_of(FigureId.of("m", name), series).known for name in ("signal_above", "no_signal_lowest"))
    assert what_would_change(series.measure, outcome(series), lambda _: None) == []


def said(series: Series) -> str:
    def figure(statistic: str):
        return figure_of(FigureId.of("m", statistic), series)

    parts = what_would_change(series.measure, outcome(series), figure)
    if series.measure.target:
        parts += [" ", *target_asks(series.measure, judge(series), figure)]
    return "".join(part if isinstance(part, str) else part[1] if isinstance(part, tuple) else part.text for part in parts)


def test_sentences():
    usual = [10, 12, 11, 13, 9, 12, 10, 11, 12, 10, 13, 9, 11, 12, 10, 11]
    assert said(of(usual)) == "A signal in November 2023: 18 or more, or 4 or fewer."
    few = of([0, 1, 0, 2, 1, 0, 1, 0, 3, 1, 0, 1, 2, 0, 1, 1])
    assert said(few) == "A signal in November 2023: 5 or more; no value below is one."
    assert said(of([*usual, 30])).startswith("It would take from ") and said(of([*usual, 30])).endswith(
        " in November 2023 to end this."
    )
    high = of([*usual[:-1], 13, 13, 13, 13, 13, 13], good_direction="decrease")
    assert "as seven months or more in a row above the average" in said(high)
    wanted = of(usual, good_direction="increase", target=Target(value=11, label="At least"))
    assert said(wanted).endswith(
        "If months vary as they do now, usual variation would meet the target of 11 every month at an average of 17 or "
        "more (6 higher than now)."
    )
    share = of(usual, b=[20] * 16, good_direction="increase", target=Target(value=90, label="At least"))
    assert said(share).endswith("now, no possible average would meet the target of 90.0% every month.")


def test_a_month_of_another_length_is_named_as_such_where_months_are_judged_by_the_day():
    """Its range is another than the one that is printed for the latest month, and would seem to contradict it."""
    usual = [10, 12, 11, 13, 9, 12, 10, 11, 12, 10, 13, 9, 11, 12, 10, 11]
    assert said(of([100 * v for v in usual], per_day=True)).startswith("A signal in November 2023, a shorter month: ")


def test_where_not_every_value_further_out_is_a_signal_both_are_told():
    found = NextMonth(5.0, 14.0, Side(15.0, "outside", 17.0), Side(4.0, "outside", 4.0))
    texts = {"signal_above": "15", "signal_above_always": "17", "signal_below": "4", "signal_below_always": "4"}
    told = what_would_change(measure(), Outcome("2023-11", found), lambda name: figure(name, text=texts[name]))
    words = "".join(part if isinstance(part, str) else part.text for part in told)
    assert words == "A signal in November 2023: 17 or more (and some values from 15), or 4 or fewer."


def test_nothing_lies_beyond_the_ends_of_what_there_can_be():
    """Nought of what is counted, 100% of a share: `0 or fewer` would promise values that there are none of."""
    found = NextMonth(1.0, 99.0, Side(100.0, "outside", 100.0), Side(0.0, "outside", 0.0))
    values = {"signal_above": 100.0, "signal_above_always": 100.0, "signal_below": 0.0, "signal_below_always": 0.0}

    def told(of):
        parts = what_would_change(of, Outcome("2023-11", found), lambda n: figure(n, value=values[n], text=f"{values[n]:g}"))
        return "".join(part if isinstance(part, str) else part.text for part in parts)

    assert told(measure()) == "A signal in November 2023: 100 or more, or 0."
    assert told(percentage()) == "A signal in November 2023: 100, or 0."
    ready_made = measure(calculation="published")
    assert told(ready_made) == "A signal in November 2023: 100 or more, or 0 or less."


@pytest.mark.slow
@pytest.mark.sample
def test_every_judged_measure_of_the_sample_flips_exactly_at_its_printed_values(repo):
    figures, tried = Figures(repo, open_quarter(repo, "2023-24-Q3")), 0
    for id in measure_ids(repo):
        series = figures.series(id)
        if series is None:
            continue
        for part in ("", *(series.parts if len(series.parts) > 1 else ())):
            if unfit(series, part) or outcome(series, part).reason:
                continue
            found, resets = outcome(series, part).found, [b.month for b in series.measure.rebase]
            values = monthly(series.values(part))
            assert_flips_there(values, found, possible(series, part), resets, series.measure.per_day)
            printed = {name: figures.of(id, name, part) for name in ("signal_above", "signal_below")}
            told = {"signal_above": found.above.nearest, "signal_below": found.below.nearest}
            assert all(figure.value == told[name] for name, figure in printed.items() if figure.known), (id, part)
            tried += 1
    assert tried > 10  # of the others the level has moved
