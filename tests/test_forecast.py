"""Forecasts: scores against a reference run on real data, the protocol's limits, when to withdraw."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from pcc_lib.statistics import forecast as fc

# Car drivers killed or seriously injured in Great Britain by month, January 1969 to December 1984 (R's
# `UKDriverDeaths`). Seat belts became compulsory on 31 January 1983.
PRINTED = """
1687 1508 1507 1385 1632 1511 1559 1630 1579 1653 2152 2148 1752 1765 1717 1558 1575 1520 1805 1800
1719 2008 2242 2478 2030 1655 1693 1623 1805 1746 1795 1926 1619 1992 2233 2192 2080 1768 1835 1569
1976 1853 1965 1689 1778 1976 2397 2654 2097 1963 1677 1941 2003 1813 2012 1912 2084 2080 2118 2150
1608 1503 1548 1382 1731 1798 1779 1887 2004 2077 2092 2051 1577 1356 1652 1382 1519 1421 1442 1543
1656 1561 1905 2199 1473 1655 1407 1395 1530 1309 1526 1327 1627 1748 1958 2274 1648 1401 1411 1403
1394 1520 1528 1643 1515 1685 2000 2215 1956 1462 1563 1459 1446 1622 1657 1638 1643 1683 2050 2262
1813 1445 1762 1461 1556 1431 1427 1554 1645 1653 2016 2207 1665 1361 1506 1360 1453 1522 1460 1552
1548 1827 1737 1941 1474 1458 1542 1404 1522 1385 1641 1510 1681 1938 1868 1726 1456 1445 1456 1365
1487 1558 1488 1684 1594 1850 1998 2079 1494 1057 1218 1168 1236 1076 1174 1139 1427 1487 1483 1513
1357 1165 1282 1110 1297 1185 1222 1284 1444 1575 1737 1763
"""
DEATHS = [float(each) for each in PRINTED.split()]


def months(values: list, first: str = "1969-01") -> pd.Series:
    return pd.Series(values, index=pd.period_range(first, periods=len(values), freq="M"), dtype=float)


def before_belts() -> pd.Series:
    return months(DEATHS[:168])


def seasonal(length: int, noise: float = 1.0, seed: int = 3) -> pd.Series:
    at = np.arange(length)
    wobble = np.random.default_rng(seed).normal(0, noise, length)
    return months(100 + 20 * np.sin(2 * np.pi * at / 12) + wobble)


@pytest.fixture(scope="module")
def reference() -> fc.Forecast:
    return fc.forecast(before_belts(), fc.Request(6))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the models do not matter, let all three be the naive one."""
    monkeypatch.setattr(fc, "MODELS", dict.fromkeys(fc.MODELS, fc.seasonal_naive))


def test_mase_vector() -> None:
    train = [100, 110, 120, 130, 104, 114, 124, 134, 108, 118, 128, 138]
    assert fc.mase([112, 122, 133, 140], [108, 118, 128, 138], train, period=4) == 0.9375
    assert fc.mase([1.0], [1.0], [5] * 8, period=4) == 0
    assert fc.mase([1.0], [2.0], [5] * 8, period=4) == math.inf


def test_scores_of_the_reference_run(reference: fc.Forecast) -> None:
    # Other software, 16 origins, 3 ahead: seasonal naive 0.776 (no freedom: must agree), Theta 0.611,
    # ETS 0.627.
    assert reference.origins == 16
    assert reference.scores.at["SeasonalNaive", "mase"] == pytest.approx(0.776, abs=5e-4)
    assert reference.scores.at["Theta", "mase"] == pytest.approx(0.611, abs=0.03)
    assert reference.scores.at["ETS", "mase"] == pytest.approx(0.627, abs=0.06)
    assert reference.scores["coverage"].between(0.9, 1).all()


def test_the_published_model_beats_the_naive_one(reference: fc.Forecast) -> None:
    assert reference.model == reference.scores["mase"].idxmin() != "SeasonalNaive"
    assert reference.mase < reference.scores.at["SeasonalNaive", "mase"]
    assert reference.coverage == reference.scores.at[reference.model, "coverage"]
    assert reference.withdrawn == ""


def test_points(reference: fc.Forecast) -> None:
    points = reference.points
    assert list(points.columns) == ["mean", "lower_80", "upper_80", "lower_95", "upper_95"]
    assert list(points.index.astype(str)) == [f"1983-{month:02}" for month in range(1, 7)]
    rising = points[["lower_95", "lower_80", "mean", "upper_80", "upper_95"]].T
    assert (rising.diff().iloc[1:] > 0).all().all()


def test_after_the_seat_belt_law_the_forecast_is_withdrawn(reference: fc.Forecast) -> None:
    assert (months(DEATHS).loc["1983-02":"1983-06"] < reference.points["lower_95"].loc["1983-02":]).all()
    found = fc.forecast(months(DEATHS[:174]), fc.Request(3))
    assert "new special cause low" in found.withdrawn and found.points.empty
    assert list(found.points.columns) == fc.COLUMNS
    assert 0 < found.mase < 2


def test_a_signal_ages() -> None:
    level = np.r_[np.tile([100.0, 104.0], 30), np.tile([130.0, 134.0], 5)]
    assert "since 1974-01" in fc.new_signal(months(level))
    assert "since 1974-01" in fc.new_signal(months(np.r_[level, 130, 134]))  # to December
    assert fc.new_signal(months(np.r_[level, 130, 134, 130])) == ""  # a year old
    assert fc.new_signal(months(level), ["1974-01"]) == ""  # explained by a rebase


def test_a_past_outlier_is_no_new_signal() -> None:
    level = np.tile([100.0, 104.0], 30)
    level[-3] = 150
    assert fc.new_signal(months(level)) == ""
    level[-1] = 150
    assert "since 1973-12 (rule: outside)" in fc.new_signal(months(level))


def test_the_naive_model_is_published_unless_beaten(monkeypatch: pytest.MonkeyPatch) -> None:
    def hopeless(series: pd.Series, horizon: int) -> pd.DataFrame:
        return fc.seasonal_naive(series, horizon) + 1000

    models = {"SeasonalNaive": fc.seasonal_naive, "ETS": hopeless, "Theta": hopeless}
    monkeypatch.setattr(fc, "MODELS", models)
    found = fc.forecast(seasonal(60), fc.Request(3))
    assert found.model == "SeasonalNaive"
    assert found.points["mean"].to_numpy() == pytest.approx(seasonal(60).to_numpy()[-12:-9])
    assert found.scores.at["ETS", "coverage"] == 0


@pytest.mark.usefixtures("quick")
def test_a_tie_goes_to_the_naive_model() -> None:
    assert fc.forecast(seasonal(60), fc.Request(3)).model == "SeasonalNaive"


def test_trials_never_see_what_they_forecast(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def watching(series: pd.Series, horizon: int) -> pd.DataFrame:
        seen.append((len(series), horizon, series.index[0]))
        return fc.seasonal_naive(series, horizon)

    monkeypatch.setattr(fc, "MODELS", {"SeasonalNaive": watching})
    _, origins = fc.score(seasonal(60))
    first = seasonal(60).index[0]
    assert origins == 12 and seen == [(length, 3, first) for length in range(57, 23, -3)]
    seen.clear()
    assert fc.score(seasonal(36))[1] == 10
    assert seen == [(length, 3, first) for length in range(33, 23, -1)]


def test_seasonal_naive_by_hand() -> None:
    series = months(np.r_[np.arange(12), np.arange(12) + 3.0, np.arange(12)])  # changes on the year: 3, -3
    found = fc.seasonal_naive(series, 2)
    assert list(found["mean"]) == [0, 1]
    assert found["upper_95"].iat[0] == pytest.approx(1.959964 * 3, rel=1e-6)
    assert found["lower_80"].iat[1] == pytest.approx(1 - 1.281552 * 3, rel=1e-6)


@pytest.mark.parametrize("model", [fc.seasonal_naive, fc.ets, fc.theta])
def test_every_model_follows_a_season(model: fc.Model) -> None:
    found = model(seasonal(72), 6)
    expected = 100 + 20 * np.sin(2 * np.pi * np.arange(72, 78) / 12)
    assert np.abs(found["mean"].to_numpy() - expected).max() < 5
    assert (found["lower_95"] < found["lower_80"]).all() and (found["upper_80"] < found["upper_95"]).all()


def test_theta_takes_the_season_out_before_it_measures_the_spread() -> None:
    # The season swings by 20 either way, the noise has 1: an interval of the season's size would be useless.
    for series in (seasonal(72), seasonal(72) - 100, seasonal(67), seasonal(65) - 100):  # times or plus
        found = fc.theta(series, 6)
        width = (found["upper_95"] - found["lower_95"]).to_numpy() / (2 * 1.959964)
        assert 0.7 < width[0] < 1.6 and width[-1] < 2.5
        middle = (found["upper_95"] + found["lower_95"]) / 2
        assert middle.to_numpy() == pytest.approx(found["mean"].to_numpy())


@pytest.mark.usefixtures("quick")
def test_what_the_unit_allows() -> None:
    found = fc.forecast(seasonal(48), fc.Request(6, lowest=95, highest=105)).points
    assert found.min().min() == 95 and found.max().max() == 105


def test_the_same_series_gives_the_same_forecast() -> None:
    first, second = fc.forecast(seasonal(48), fc.Request(3)), fc.forecast(seasonal(48), fc.Request(3))
    pd.testing.assert_frame_equal(first.points, second.points, check_exact=True)
    pd.testing.assert_frame_equal(first.scores, second.scores, check_exact=True)


@pytest.mark.parametrize(
    ("series", "more", "says"),
    [
        (seasonal(35), {}, "35 months are known, and a forecast needs 36"),
        (seasonal(48), {"horizon": 7}, "a forecast reaches 1 to 6"),
        (seasonal(48), {"horizon": 0}, "reaches 1 to 6"),
        (seasonal(48), {"horizon": 13, "planning": True}, "a planning forecast reaches 1 to 12"),
        (seasonal(48), {"horizon": 2.5}, "horizon is 2.5"),
        (seasonal(48).drop(pd.Period("1970-05", "M")), {}, "1970-05 is missing"),
        (seasonal(48), {"rebase": ["1972-02"]}, "rebased in 1972-02, and a forecast needs 12 months"),
        (seasonal(48), {"rebase": ["1980-02"]}, "not in the series"),
        (months([5.0] * 40), {}, "does not vary"),
        (seasonal(48), {"rolling": True}, "rolling"),
    ],
)
def test_when_there_is_no_forecast(series: pd.Series, more: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        asked = {name: more[name] for name in more if name in ("horizon", "planning")}
        fc.forecast(series, fc.Request(**asked), **{name: more[name] for name in more if name not in asked})


def test_a_missing_value_is_a_gap() -> None:
    series = seasonal(48)
    series.iloc[-1] = math.nan
    with pytest.raises(ValueError, match="1972-12 is missing"):
        fc.forecast(series)


@pytest.mark.usefixtures("quick")
def test_a_rebase_a_year_old_is_allowed() -> None:
    assert fc.forecast(seasonal(48), rebase="1971-12").withdrawn == ""


@pytest.mark.usefixtures("quick")
def test_a_year_ahead_for_planning() -> None:
    assert len(fc.forecast(seasonal(48), fc.Request(12, planning=True)).points) == 12
