"""Short forecasts of a monthly series, published only with the score that they earned on months already
known.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from pcc_lib.core.coded import record
from pcc_lib.core.stored import stored
from pcc_lib.statistics.control_chart import Aim, xmr
from pcc_lib.statistics.control_rules import COMMON
from pcc_lib.statistics.intervals import Numbers
from pcc_lib.statistics.kept_as import KEPT_AS
from pcc_lib.statistics.months import Month, listed, monthly_index
from pcc_lib.statistics.seasons import adjusted

SHORTEST = 36  # months of history
SETTLED = 12  # months since a rebase, and the age at which a signal is no longer new
FARTHEST = {False: 6, True: 12}  # months ahead; the longer one for planning only
STEP = 3  # months ahead in the trials
LEAST_ORIGINS, MOST_ORIGINS = 8, 16
LEAST_TRAINING = 24  # two whole years, or no seasonal model can be started
LEVELS = (0.80, 0.95)
COLUMNS = ["mean", "lower_80", "upper_80", "lower_95", "upper_95"]
NAIVE = "SeasonalNaive"
PERIOD = 12
ETS_MODEL = {
    "error": "add",
    "trend": "add",
    "damped_trend": True,
    "seasonal": "add",
    "seasonal_periods": PERIOD,
    "initialization_method": "heuristic",
}
THETA = 2  # of the theta line, in statsmodels' words


@record
@dataclass(frozen=True)
class Request:
    """What is to be foretold. horizon: months ahead, 1 to 6 (12 where planning). lowest, highest: what the unit allows, such
    as 0 and 100. Raises ValueError on any other horizon.
    """

    horizon: int = 3
    planning: bool = False
    lowest: float | None = None
    highest: float | None = None

    def __post_init__(self) -> None:
        farthest = FARTHEST[bool(self.planning)]
        whole = isinstance(self.horizon, (int, np.integer)) and not isinstance(self.horizon, bool)
        if not whole or not 1 <= self.horizon <= farthest:
            purpose = "a planning forecast" if self.planning else "a forecast"
            raise ValueError(f"the horizon is {self.horizon!r}: {purpose} reaches 1 to {farthest} months ahead")


class Scores(NamedTuple):
    """table: one row a model, mase and coverage as in `Forecast`. origins: trials that they are the means of."""

    table: pd.DataFrame
    origins: int


@record
@dataclass(frozen=True, eq=False)
class Forecast:
    """A forecast, to be marked [f], or the reason why it was withdrawn.

    points: one row a month ahead: mean, lower_80, upper_80, lower_95, upper_95, in the series' unit; no rows
    where withdrawn. model: the one published. scores: one row a model: mase (below 1 beats last year's month
    in sample), coverage (share of trial months inside the 95% interval). origins: trials that they rest on.
    withdrawn: the reason, or nothing.
    """

    points: pd.DataFrame
    model: str
    scores: pd.DataFrame
    origins: int
    withdrawn: str

    @property
    def mase(self) -> float:
        """Mean absolute scaled error of the published model."""
        return float(self.scores.at[self.model, "mase"])

    @property
    def coverage(self) -> float:
        """Share (0 to 1) of trial months inside the published model's 95% interval."""
        return float(self.scores.at[self.model, "coverage"])


@stored(KEPT_AS)
def forecast(
    series: pd.Series,
    request: Request = Request(),
    *,
    rebase: Month | Iterable[Month] = (),
    rolling: bool = False,
    signal: str | None = None,
) -> Forecast:
    """Forecast the months after the series' last, by the best of three models that trials with known months
    allow.

    series: 36 or more months without a gap. rebase: as the series' XmR chart has it; none in the last 12 months.
    Candidates are the seasonal naive, ETS(A,Ad,A) and Theta; one of the latter two is published only if its
    mean MASE (Hyndman and Koehler 2006) over 8 to 16 origins, 3 months ahead, beats the naive's. The forecast
    is withdrawn while the XmR chart shows a new special cause; signal: what a chart drawn elsewhere says of that (a
    reason, or "" for none). Raises ValueError where no forecast is allowed.
    """
    rebased = listed(rebase)
    reason = new_signal(series, rebased, rolling) if signal is None else signal
    check_history(series, rebased)
    known = series.astype(float)
    scores = score(known)
    model = _best(scores.table)
    points = MODELS[model](known, request.horizon).clip(request.lowest, request.highest)
    points.index = pd.period_range(known.index[-1] + 1, periods=request.horizon, freq="M")
    return Forecast(points.iloc[:0] if reason else points, model, scores.table, scores.origins, reason)


def new_signal(series: pd.Series, rebase: Month | Iterable[Month] = (), rolling: bool = False) -> str:
    """Why the XmR chart (seasonally adjusted where it can be) forbids a forecast, or nothing.

    New is a special cause at the latest month whose unbroken stretch of such labels is at most 12 months old. Raises
    ValueError as `xmr` does.
    """
    season_free = adjusted(series, rolling=rolling).series
    points = xmr(season_free, Aim("neutral"), rebase=rebase).points
    latest = points["label"].iat[-1]
    if latest is None or latest == COMMON:
        return ""
    other = np.flatnonzero((points["label"] != latest).to_numpy())
    first = points.index[other[-1] + 1 if len(other) else 0]
    if (points.index[-1] - first).n >= SETTLED:
        return ""
    return f"Withdrawn: the series shows a new {latest} since {first} (rule: {points['rule'].iat[-1]})."


def score(series: pd.Series) -> Scores:
    """Mean MASE and 95% coverage of each model, and the number of origins: rolling origin, expanding window
    (Tashman 2000).

    Origins lie three months apart where the history bears eight of them, else one. Raises ValueError where it bears fewer.
    """
    starts = origins(len(series))
    rows = {name: np.mean([_trial(series, start, model) for start in starts], axis=0) for name, model in MODELS.items()}
    return Scores(pd.DataFrame.from_dict(rows, orient="index", columns=["mase", "coverage"]), len(starts))


def mase(actual: Numbers, predicted: Numbers, training: Numbers, period: int = PERIOD) -> float:
    """Mean absolute scaled error (Hyndman and Koehler 2006), the scale being the training data's mean |y_t - y_(t-period)|, as
    suits seasonal series (Hyndman and Athanasopoulos 2021).
    """
    error = np.abs(np.asarray(actual, float) - np.asarray(predicted, float)).mean()
    past = np.asarray(training, float)
    scale = np.abs(past[period:] - past[:-period]).mean()
    if scale > 0:
        return float(error / scale)
    return 0.0 if error == 0 else np.inf


# Models: history and months ahead in, the five columns out ------------------------------------------------


def seasonal_naive(series: pd.Series, horizon: int) -> pd.DataFrame:
    """The same month of last year; intervals from the spread of year-on-year differences (Hyndman and Athanasopoulos 2021). Up
    to 12 ahead.
    """
    from scipy.stats import norm

    mean, spread = series.to_numpy(float)[-PERIOD:][:horizon], naive_spread(series)
    half = [norm.ppf((1 + level) / 2) * spread for level in LEVELS]
    return _table(mean, *(_Bounds(mean - each, mean + each) for each in half))


def naive_spread(series: pd.Series) -> float:
    """The root mean square of year-on-year differences."""
    past = series.to_numpy(float)
    return float(np.sqrt(((past[PERIOD:] - past[:-PERIOD]) ** 2).mean()))


def ets(series: pd.Series, horizon: int) -> pd.DataFrame:
    """Exponential smoothing, ETS(A,Ad,A): additive error, damped trend and season (Hyndman and others 2008). Its intervals are
    exact, nothing is simulated.

    The starting states are that book's heuristic, which fits fifteen times faster and scores the same.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = fitted_ets(series)
        ahead = fit.get_prediction(start=len(series), end=len(series) + horizon - 1)
        frames = [ahead.summary_frame(alpha=1 - level) for level in LEVELS]
    return _table(frames[0]["mean"], *(_Bounds(each["pi_lower"], each["pi_upper"]) for each in frames))


def fitted_ets(series: pd.Series) -> Any:
    """The fit of statsmodels."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a poor fit shows in the score, which is what decides
        return ETSModel(series, **ETS_MODEL).fit(disp=False)


class FittedTheta(NamedTuple):
    """A fit of Theta. means: of the twelve months ahead; season: their factors (or amounts, where not `times`); sigma: the
    standard error of a step without season.
    """

    means: np.ndarray
    season: np.ndarray
    times: bool
    drift: float
    alpha: float
    sigma: float


def fitted_theta(series: pd.Series) -> FittedTheta:
    """The fit of statsmodels, its season over the twelve months ahead, and the error of a step."""
    from statsmodels.tsa.forecasting.theta import ThetaModel

    times = bool(series.min() > 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit: Any = ThetaModel(series, period=PERIOD, method="multiplicative" if times else "additive").fit()
        season = fit.forecast_components(PERIOD)["seasonal"].to_numpy()
        means = fit.forecast(PERIOD, theta=THETA).to_numpy()
    past, values = np.resize(np.roll(season, len(series) % PERIOD), len(series)), series.to_numpy(float)
    drift, alpha = float(fit.params["b0"] / 2), float(fit.params["alpha"])
    sigma = _smoothing_error(values / past if times else values - past, drift, alpha)
    return FittedTheta(means, season, times, drift, alpha, sigma)


def theta(series: pd.Series, horizon: int) -> pd.DataFrame:
    """Theta (Assimakopoulos and Nikolopoulos 2000): multiplicative season where all values are above 0.

    Theta is exponential smoothing with drift (Hyndman and Billah 2003), so the error h months ahead has
    variance sigma^2 (1 + (h - 1) alpha^2), sigma being that of the series without its season. The interval of
    statsmodels takes sigma from the series with its season, and 1 + (1 - alpha)^2 for alpha^2: far too wide.
    """
    from scipy.stats import norm

    fit = fitted_theta(series)
    mean = fit.means[:horizon]
    spread = fit.sigma * (1 + np.arange(horizon) * fit.alpha**2) ** 0.5 * (fit.season[:horizon] if fit.times else 1)
    half = [norm.ppf((1 + level) / 2) * spread for level in LEVELS]
    return _table(mean, *(_Bounds(mean - each, mean + each) for each in half))


def _smoothing_error(values: np.ndarray, drift: float, alpha: float) -> float:
    """Standard error of one-step forecasts by exponential smoothing with drift; three figures were fitted."""
    level, errors = values[0], []
    for value in values[1:]:
        errors.append(value - level - drift)
        level += drift + alpha * errors[-1]
    return float((np.square(errors).sum() / (len(errors) - 3)) ** 0.5)


Model = Callable[[pd.Series, int], pd.DataFrame]
# how formulas call them
FUNCTIONS = {"seasonal_naive": NAIVE, "ets": "ETS", "theta": "Theta"}
MODELS: dict[str, Model] = {NAIVE: seasonal_naive, "ETS": ets, "Theta": theta}


class _Bounds(NamedTuple):
    lower: Numbers
    upper: Numbers


def _table(mean: Numbers, at_80: _Bounds, at_95: _Bounds) -> pd.DataFrame:
    return pd.DataFrame(dict(zip(COLUMNS, map(np.asarray, (mean, *at_80, *at_95)))), columns=COLUMNS)


# Trials and rules -----------------------------------------------------------------------------------------


def origins(length: int) -> list[int]:
    """Lengths of the training windows, the newest first."""
    last = length - STEP
    for apart in (STEP, 1):
        starts = list(range(last, LEAST_TRAINING - 1, -apart))[:MOST_ORIGINS]
        if len(starts) >= LEAST_ORIGINS:
            return starts
    raise ValueError(f"{length} months are known: the trials of a forecast need {SHORTEST}")


class _Trial(NamedTuple):
    mase: float
    coverage: float


def _trial(series: pd.Series, start: int, model: Model) -> _Trial:
    """One model at one origin."""
    training, actual = series.iloc[:start], series.iloc[start : start + STEP].to_numpy()
    ahead = model(training, STEP)
    error = mase(actual, ahead["mean"].to_numpy(), training.to_numpy())
    inside = (actual >= ahead["lower_95"].to_numpy()) & (actual <= ahead["upper_95"].to_numpy())
    return _Trial(error if np.isfinite(error) else np.inf, float(inside.mean()))


def _best(scores: pd.DataFrame) -> str:
    """The model with the lowest MASE; the naive one unless it is beaten."""
    rivals = scores["mase"].drop(NAIVE)
    return str(rivals.idxmin()) if rivals.min() < scores.at[NAIVE, "mase"] else NAIVE


def check_history(series: pd.Series, rebase: Iterable[Month]) -> None:
    """Raise ValueError where a history is too short, too new, has a gap or does not vary.

    After `new_signal`, which has judged the index and the rebase months themselves.
    """
    index = monthly_index(series, "a forecast needs a pandas Series with a monthly PeriodIndex")
    whole = pd.period_range(index[0], index[-1], freq="M")
    missing = whole[series.reindex(whole).isna()]
    if len(missing):
        raise ValueError(f"{missing[0]} is missing, and a forecast needs a history without a gap")
    if len(series) < SHORTEST:
        raise ValueError(f"{len(series)} months are known, and a forecast needs {SHORTEST}")
    for month in map(pd.Period, rebase):
        if month > index[0] and (index[-1] - month).n < SETTLED:
            raise ValueError(f"the series was rebased in {month}, and a forecast needs {SETTLED} months after it")
    if np.ptp(series.to_numpy(float)) == 0:
        raise ValueError("the series does not vary, so there is nothing to forecast")
