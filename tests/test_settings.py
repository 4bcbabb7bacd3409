"""What a row of the ledger says of its method is enough to work it again, with arithmetic of the test's own."""

from __future__ import annotations

import csv
import math
import re
import statistics
from itertools import pairwise

import pandas as pd
import pytest
from places import ROOT, SAMPLE
from pytest import approx

from pcc_lib.core.errors import ReportError
from pcc_lib.figures.catalogue import STATISTICS
from pcc_lib.figures.figures import figures_of
from pcc_lib.figures.method_settings import settings_in
from pcc_lib.inputs.measures import measure_ids
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.statistics import areas, changes, control_limits, forecast, intervals, seasons
from pcc_lib.statistics.calculate import FUNCTIONS
from pcc_lib.statistics.methods import METHODS
from pcc_lib.statistics.settings import PLAIN, SETTINGS, settings_of

QUARTER = "2023-24-Q3"


def test_every_method_says_what_it_needs():
    assert METHODS.keys() - SETTINGS.keys() == PLAIN
    assert SETTINGS.keys() - METHODS.keys() == {"survey_percentages"} <= FUNCTIONS.keys()


@pytest.fixture(scope="module")
def rows():
    """Every statistic that the sample can tell of its measures as a whole, with its settings."""
    figures, found = figures_of(open_quarter(Project(SAMPLE), QUARTER)), []
    for id in measure_ids(figures.project):
        for name in (f"{id}.{statistic}" for statistic in STATISTICS if not statistic.startswith("forecast")):
            try:
                figure = figures.figure(name)
            except ReportError:
                continue
            if figure.known and figure.settings:
                found.append((figure, settings_in(figure.settings)))
    return found


@pytest.mark.sample
def test_a_limit_follows_from_its_cells_and_its_settings_alone(rows):
    tried = 0
    for figure, said in rows:
        if not re.fullmatch(r"(?:at_least\(0, )?(?:daily_)?xmr_(?:mean|lower|upper)\(a(?:, \d+)?\)+", figure.formula):
            continue
        assert _limit(figure, said) == approx(figure.value, rel=1e-9), figure.id
        tried += 1
    assert tried > 10


def _limit(figure, said) -> float:
    """From the CSV: months per day where said, less season, mean of all but those left out, ranges screened once."""
    file, _, rest = figure.cells.partition("#")
    column = rest.rpartition("column=")[2]
    values: dict[str, float] = {}
    for row in csv.DictReader((SAMPLE / "data" / "sources" / file).read_text(encoding="utf-8").splitlines()):
        if row[column] and row["month"] <= said["judged"][-7:]:
            values[row["month"]] = values.get(row["month"], 0.0) + float(row[column])
    season = dict(each.split(":") for each in said["season"].split(",")) if said["season"] != "none" else {}
    months = [str(m) for m in pd.period_range(said["limits_from"], said["judged"][-7:], freq="M")]
    days = {m: pd.Period(m).days_in_month if said["per_day"] == "yes" else 1 for m in months}
    plain = {m: values[m] / days[m] - float(season.get(m[5:], 0)) for m in months if m in values}
    mean = statistics.fmean(value for month, value in plain.items() if month not in said["left_out"])
    ranges = [abs(plain[b] - plain[a]) for a, b in pairwise(months) if a in plain and b in plain]
    kept = [each for each in ranges if each < float(said["screen"]) * statistics.fmean(ranges)]
    assert (str(len(ranges)), str(len(ranges) - len(kept))) == (said["ranges"], said["dropped"])
    assert (mean, statistics.fmean(kept)) == (approx(float(said["mean"])), approx(float(said["mean_range"])))
    reach = {"mean": 0, "lower": -1, "upper": 1}[figure.statistic.removeprefix("usual_")]
    last = months[-1]
    limit = mean + reach * float(said["limit"]) * statistics.fmean(kept) + float(season.get(last[5:], 0))
    return max(0.0, limit * days[last])


@pytest.mark.sample
def test_a_change_follows_from_its_settings(rows):
    tried = 0
    for figure, said in rows:
        if "family" in said and said["family"] == "Poisson":
            side = {"change_lower": -1, "change_upper": 1}[figure.statistic]
            bound = float(said["effect"]) + side * float(said["quantile"]) * float(said["standard_error"])
            assert 100 * (math.exp(bound) - 1) == approx(figure.value, rel=1e-9), figure.id
            assert float(said["dispersion"]) >= float(said["dispersion_least"])
            tried += 1
    assert tried > 10


@pytest.mark.sample
def test_a_level_follows_from_its_stretch(rows):
    found = [(figure, said) for figure, said in rows if figure.statistic == "level_after" and figure.formula == "level_after(a)"]
    assert found
    for figure, said in found:
        last, kind = said["stretches"].split(",")[-1].split(":")
        first, _, end = last.partition("..")
        if kind != "level" or said["season"] != "none":
            continue
        file, _, rest = figure.cells.partition("#")
        frame = pd.read_csv(SAMPLE / "data" / "sources" / file)
        values = frame[frame["month"].between(first, end)].groupby("month")[rest.rpartition("column=")[2]].sum()
        unit = float(said["sigma"]) * float(said["sigma_times"])
        near = values[(values - values.median()).abs() <= float(said["farthest"]) * unit]
        assert near.mean() * float(said["days"]) == approx(figure.value, rel=1e-9), figure.id


YEAR = [90.0, 120, 101, 97, 130, 88, 140, 95, 99, 105, 111, 123]
MONTHS = pd.Series(YEAR * 5, index=pd.period_range("2019-01", periods=60, freq="M"))


def test_settings_are_read_from_what_does_the_work(monkeypatch):
    monkeypatch.setattr(control_limits, "SCREEN", 3.0)
    monkeypatch.setattr(seasons, "SEASONAL_STRENGTH", 0.5)
    monkeypatch.setattr(areas, "DRAWS", 50)
    assert settings_of("xmr_lower", [MONTHS])["screen"] == "3"
    assert settings_of("xmr_lower", [MONTHS])["season_least_strength"] == "0.5"
    assert settings_of("rate_place_lower", [MONTHS[:4], MONTHS[:4], 1.0])["draws"] == "50"


def test_a_season_is_told_month_by_month():
    said = settings_of("daily_xmr_upper", [MONTHS])
    effects = [float(each.partition(":")[2]) for each in said["season"].split(",")]
    assert said["per_day"] == "yes" and len(effects) == 12 and sum(effects) == approx(0, abs=1e-9)
    assert "season_why" not in said and float(said["season_strength"]) > 0.64


def test_a_smoothing_can_be_run_again_from_its_states():
    noisy = MONTHS + pd.Series([(7 * n) % 13 for n in range(60)], MONTHS.index)
    said = settings_of("ets_mean", [noisy, 1.0])
    level, trend = float(said["initial_level"]), float(said["initial_trend"])
    season = [float(each) for each in said["initial_seasonal"].split(",")]
    weights = ("smoothing_level", "smoothing_trend", "smoothing_seasonal", "damping_trend")
    alpha, beta, gamma, phi = (float(said[name]) for name in weights)
    errors = []
    for month, value in enumerate(noisy):
        error = value - (level + phi * trend + season[month % 12])
        level, trend = level + phi * trend + alpha * error, phi * trend + beta * error
        season[month % 12] += gamma * error
        errors.append(error)
    assert level + phi * trend + season[0] == approx(METHODS["ets_mean"](noisy, 1.0), rel=1e-6)
    assert statistics.fmean(each**2 for each in errors) == approx(float(said["variance"]), rel=1e-6)


def test_trials_begin_where_the_library_begins_them():
    said = settings_of("theta_mase", [MONTHS])
    assert said["origins"].split(",") == [str(MONTHS.index[n - 1]) for n in reversed(forecast.origins(60))]
    assert said["ahead"] == str(forecast.STEP) and said["seasonal"] == "multiplicative"


def test_a_method_that_refuses_has_no_settings():
    assert settings_of("quasi_poisson_lower", [MONTHS * 0]) == {}
    assert settings_of("count", [3.0]) == {}


def test_quantiles_are_those_of_the_level():
    assert float(settings_of("wilson_lower", [1.0, 2.0])["quantile"]) == approx(intervals.normal_quantile(intervals.LEVEL))
    said = settings_of("quasi_binomial_lower", [MONTHS, MONTHS * 4])
    assert int(said["degrees_of_freedom"]) == 22 and changes.SMALL_YEAR == 100


@pytest.mark.sample
def test_every_setting_is_explained_to_auditors(rows):
    page = (ROOT / "docs" / "auditors.md").read_text(encoding="utf-8")
    noisy = MONTHS + pd.Series([(7 * n) % 13 for n in range(60)], MONTHS.index)
    other = [("ets_mean", [noisy, 1.0]), ("theta_mean", [noisy, 1.0]), ("seasonal_naive_mean", [noisy, 1.0])]
    other += [
        ("ets_mase", [noisy]),
        ("theta_mase", [noisy]),
        ("fisher_lower", [noisy, MONTHS]),
        ("survey_percentages", [noisy, noisy]),
    ]
    other += [("correlation_of_differences", [noisy, MONTHS]), ("share_place_lower", [noisy, noisy, 1.0])]
    said = {key for _, settings in rows for key in settings} | {key for each in other for key in settings_of(*each)}
    assert {key for key in said if f"`{key}`" not in page} == set()
    assert len(said) > 60
