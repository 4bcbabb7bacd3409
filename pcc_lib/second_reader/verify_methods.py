"""Every figure of an edition, worked again from the files beside this one, by a program of its own.

    python verify_methods.py            in the folder `record` of a published edition: what differs, and how many are equal
    python verify_methods.py --all      every figure
    python verify_methods.py --json     every figure, as JSON
    python verify_methods.py --track-record     the figures of the track record too, however long that takes

It shares no code with the library that made the edition: the methods are written anew from their sources, named beside them. It
reads figures.csv, the CSV and YAML files of project/data and the CSVs of public, and needs numpy, pandas, scipy, statsmodels and
PyYAML. The figures of the track record are worked out by verify_track.py, which stands beside it. verify.sql works out what SQL
can, a third time. It ends with 1 where any figure differs.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import math
import os
import re
import sys
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

# As the edition was made, before numpy is loaded: each kind of processor, and each number of threads, adds up in its own way, and
# a search such as that of ETS then ends some ten millionths away. Processors without these kernels do not know the name.
os.environ.update({"OPENBLAS_CORETYPE": "Nehalem", "OPENBLAS_NUM_THREADS": "1"})

import numpy as np
import pandas as pd
import yaml
from scipy import stats

NEAR = 1e-9  # of the greater of two values: they are equal when they differ by no more
Z = float(stats.norm.ppf(0.975))
PROJECT = Path("project")
PUBLIC = "public"  # the folder with what the edition published of sources of small numbers
POLICY = "policy_for_small_numbers"  # the column by which a CSV of public cells is known


OPTIONS = set()  # with which the program was called
NOTES = {}  # what the methods find on their way to a figure; the column `settings` of the ledger tells the same


class LeftOut(Exception):
    """What is not worked out here, with the reason."""


def note(**found):
    """Write down what a method has found, by the keys that the settings of the ledger have for it."""
    NOTES.update(found)


# ── 1. files ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def placed(path):
    """Where a file stands: the public cells beside the project, all else in it."""
    return Path(path) if path.startswith(f"{PUBLIC}/") else PROJECT / path


@lru_cache(None)
def read_yaml(path):
    """A YAML file of the project, every scalar as text; nothing where there is none."""
    file = PROJECT / path
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    if hasattr(yaml, "CBaseLoader"):  # the same in C: seven times as fast
        return yaml.load(text, Loader=yaml.CBaseLoader) or {}
    return yaml.load(text, Loader=yaml.BaseLoader) or {}


@lru_cache(None)
def read_list(path):
    """A CSV that people fill in, as a list of dicts of texts; nothing where there is none."""
    file = placed(path)
    text = file.read_text(encoding="utf-8-sig") if file.is_file() else ""
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey="")
    return [{k: (v or "").strip() for k, v in row.items() if k} for row in rows]


def yaml_names(folder):
    return sorted(p.stem for p in (PROJECT / folder).glob("*.yml") if re.fullmatch(r"[a-z][a-z0-9_-]*", p.stem))


def ordinal(text, kind):
    """The number of a month, quarter or year in its calendar."""
    year = int(text[:4])
    if kind == "month":
        return 12 * year + int(text[5:7]) - 1
    return 4 * year + int(text[-1]) - 1 if kind == "quarter" else year


def number_of(cell, field):
    """A cell as a number, read as its column writes numbers; blank where it is written otherwise."""
    text = cell
    if field.get("bareNumber", "true") == "false":
        text = re.sub(r"^[A-Za-z\s£$€¥]+|[A-Za-z\s£$€¥%*]+$", "", text)
    text = text.replace(field.get("groupChar") or "\0", "").replace(field.get("decimalChar", "."), ".")
    return float(text) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) else math.nan


def plain(name):
    return " ".join(name.casefold().split())


def area_ids(about):
    """The id of each name that a source may write for an area."""
    return ids_of(about.get("areas"))


@lru_cache(None)
def ids_of(areas_are):
    body = read_yaml("data/body.yml")
    if areas_are == "whole":
        names = [body.get(key) for key in ("whole", "whole_title", "area", "force", "name")]
        return {plain(name): body.get("whole") for name in names if name}
    areas = body.get("areas", []) if areas_are == "each" else []
    return {plain(n): area["id"] for area in areas for n in (area["id"], area.get("title", ""), *listed(area.get("also", [])))}


def listed(value):
    return list(value) if isinstance(value, list) else [value]


class Source:
    """A source: rows by period and part, every number column read; when each part was there; months from value to value."""

    def __init__(self, path):
        name = path.rpartition("/")[2].removesuffix(".csv") if ".releases/" not in path else path.split("/")[-2][:-9]
        self.about = about = read_yaml(f"data/sources/{name}.resource.yml")
        if not placed(path).is_file() or not about:
            raise LeftOut(f"{path} is not in this record")
        self.kind, self.by = about["period"], about["breakdown"]
        self.step = {"quarter": 3, "half-year": 6, "year": 12}.get(about.get("frequency"), 1) if self.kind == "month" else 1
        fields = about["schema"]["fields"]
        given_rows = read_list(path) if path.startswith(("data/published/", f"{PUBLIC}/")) else []
        self.public = bool(given_rows) and POLICY in given_rows[0]
        if self.public:  # cells that may be published of small numbers: plain CSV; the row with a blank part is the total of all
            rows = [self._read(row, {f["name"]: {} for f in fields if f["name"] in row}, [""]) for row in given_rows]
        else:
            forms, missing = {f["name"]: f for f in fields}, about["schema"].get("missingValues", [""])
            rows = [self._read(row, forms, missing) for row in self._rows(path, list(forms))]
        self.frame = pd.DataFrame(rows)
        said = {each[self.by]: each for each in about.get("lifetimes", [])}
        self.lives = {
            part: tuple(ordinal(s[k], self.kind) if k in s else None for k in ("first", "last")) for part, s in said.items()
        }

    def _read(self, row, forms, missing):
        """A row: numbers where its columns hold numbers, the number of its period under "", the id of its part."""
        numeric = {f["name"] for f in self.about["schema"]["fields"] if f["type"] != "string"} & forms.keys()
        gone = {name for name in numeric if row[name] in forms[name].get("missingValues", missing)}
        held = {name: math.nan if name in gone else number_of(row[name], forms[name]) for name in numeric}
        part = area_ids(self.about).get(plain(row[self.by]), row[self.by])
        return row | held | {"": ordinal(row[self.kind], self.kind), self.by: part}

    def _rows(self, path, names):
        dialect = self.about.get("dialect") or {}
        control = dialect.get("csv") or dialect
        quote, escape = control.get("quoteChar", '"'), control.get("escapeChar") or None
        form = {"delimiter": control.get("delimiter", ","), "quotechar": quote, "escapechar": escape}
        form |= {
            "skipinitialspace": control.get("skipInitialSpace") == "true",
            "doublequote": control.get("doubleQuote") != "false",
        }
        encoding = self.about.get("encoding", "utf-8").lower().replace("utf-8", "utf-8-sig", 1).replace("sig-sig", "sig")
        with placed(path).open(encoding=encoding, newline="") as file:
            rows = list(csv.reader(file, **form))
        at = int((dialect.get("headerRows") or ["1"])[0]) if dialect.get("header") != "false" else 0
        header, mark = ([cell.strip() for cell in rows[at - 1]] if at else names), dialect.get("commentChar")
        for number, row in enumerate(rows[at:], at + 1):
            if row and any(row) and not (mark and row[0].startswith(mark)) and str(number) not in dialect.get("commentRows", []):
                yield dict.fromkeys(names, "") | {name: cell.strip() for name, cell in zip(header, row)}

    def there(self, part, period):
        """Whether a part was there in a period."""
        first, last = self.lives.get(part, (None, None))
        return (first is None or first <= period) and (last is None or period <= last)

    def table(self, periods, column, parts=(), rows=None):
        """A column by period and part, and where each part was there. What was not there counts nought in a total."""
        held = self.frame if rows is None else rows
        held = held.loc[held[""].between(periods[0], periods[-1]), ["", self.by, column]]
        wide = held.pivot(index="", columns=self.by, values=column)
        wide = wide.reindex(index=list(periods), columns=list(parts) or list(wide.columns))
        if not self.lives:
            return wide, pd.DataFrame(True, wide.index, wide.columns)
        lived = pd.DataFrame([[self.there(p, t) for p in wide.columns] for t in wide.index], wide.index, wide.columns, dtype=bool)
        return wide.mask(~lived & lived.any(axis=1).to_numpy()[:, None], 0.0), lived


source = lru_cache(None)(Source)


# ── 2. what the letters of a formula stand for ────────────────────────────────────────────────────────────────────────
CELLS = re.compile(
    r"(?:data/published/(?P<edition>[^/#]+)/)?(?P<file>(?:[\w-]+\.releases/)?[\w.-]+\.csv)"
    r"#(?P<key>\w+)=(?P<span>[^;]+)(?:;(?P<by>\w+)=(?P<parts>[^;]+))?;column=(?P<column>\w+)"
)


class Block:
    """Cells of a source, as a total, as months, or as parts; a number of another place is a total alone.

    protected: of a measure under a policy for small numbers, so that the cells are those that this edition published.
    """

    def __init__(self, cited, protected=False):
        self.wide = None
        if found := CELLS.fullmatch(cited):
            told = f"data/published/{found['edition']}" if found["edition"] else PUBLIC if protected else "data/sources"
            held = source(f"{told}/{found['file']}")
            first, _, last = found["span"].partition("..")
            periods = range(ordinal(first, held.kind), ordinal(last or first, held.kind) + 1)
            periods = periods[held.step - 1 :: held.step] if held.step > 1 and len(periods) % held.step == 0 else periods
            parts = [unquote(part) for part in (found["parts"] or "").split("+") if part] or [""] * held.public
            self.kind, (self.wide, self.lived) = held.kind, held.table(periods, found["column"], parts)
            self.total = float(self.wide.to_numpy(float).sum()) if self.wide.size else math.nan
        else:
            self.total = given(cited)

    @property
    def months(self):
        if self.wide is None or self.kind != "month":
            raise LeftOut("a function of months is given cells of no month")
        sums = self.wide.sum(axis=1, skipna=False)
        return pd.Series(sums.to_numpy(float), pd.PeriodIndex.from_ordinals([p - 1970 * 12 for p in sums.index], freq="M"))

    @property
    def parts(self):
        return self.wide.where(self.lived).sum(axis=0, skipna=False)


block = lru_cache(None)(Block)


@lru_cache(None)
def this_quarter():
    """The quarter of the edition: its manifest says it; without one it is the newest there is."""
    manifest = json.loads(Path("manifest.json").read_text(encoding="utf-8")) if Path("manifest.json").is_file() else {}
    said = manifest.get("quarter") or manifest.get("inputs", {}).get("quarter")
    return said or max(p.name for p in (PROJECT / "data/quarters").iterdir() if (p / "quarter.yml").is_file())


def is_protected(id):
    """Whether a measure is under a policy for small numbers."""
    return (PROJECT / f"data/measures/{id}.yml").is_file() and measure(id).get("disclosure", "none") != "none"


def given(cited):
    """A number that people gave, at the place that the ledger cites."""
    path, _, place = cited.partition("#")
    asked = dict(pair.partition("=")[::2] for pair in place.split(";"))
    if path.endswith(".csv"):
        row = next((row for row in read_list(path) if row.get("id") == asked.get("id")), {})
        return number_of(row.get(asked.get("column"), ""), {})
    if path == "data/plan/structure.yml":
        return float(post(read_yaml(path)["root"], asked["id"]).get("fte", "nan"))
    if cited == "data/plan/budget.yml#claim":
        return float(read_yaml(path)["claim"]["value"])
    if path.startswith("data/measures/") and place.split(";")[0] == "target":
        return target(read_yaml(path)["target"], place.split(";")[1:])
    raise LeftOut(f"{cited} names no cell")


def post(root, id):
    below = [root, *root.get("children", [])]
    return root if root["id"] == id else next((p for child in below[1:] if (p := post(child, id))), {})


def target(said, asked):
    """A target as its measure's file states it: of a part, in force from a month, an end of a range."""
    options = dict(pair.split("=") for pair in asked if "=" in pair)
    part = next((unquote(each) for each in asked if "=" not in each), "")
    said = said.get("by", {}).get(part, said) if part else said
    said = said if isinstance(said, dict) else {"value": said}
    if "from" in options:
        said = next(step for step in said["from"] if step["month"] == options["from"])
    return float(said["between"][options["between"] == "upper"] if "between" in options else said["value"])


# ── 3. arithmetic ─────────────────────────────────────────────────────────────────────────────────────────────────────
def over(top, bottom, times=1.0):
    """A quotient; blank where it would be divided by nought."""
    return times * top / bottom if bottom else math.nan


def each(function):
    return lambda xs, ys: pd.Series([function(x, y) for x, y in zip(xs, ys, strict=True)], xs.index)


def rank(values, one, from_lowest=False):
    return math.nan if math.isnan(one) else 1.0 + sum((v < one) if from_lowest else (v > one) for v in values)


def correlation(xs, ys):
    x, y = xs.to_numpy(float), ys.to_numpy(float)
    whole = len(x) >= 3 and not np.isnan(x + y).any() and np.ptp(x) > 0 and np.ptp(y) > 0
    return stats.linregress(x, y).rvalue if whole else math.nan


def fisher(xs, ys, side=None, differences=False):
    """Pearson's r of the months that both know, or of their changes from month to month, with Fisher's 95% interval (1921)."""
    both = pd.concat([xs, ys], axis=1, join="inner").to_numpy(float)
    if (~np.isnan(both).any(axis=1)).sum() < 24:
        return math.nan
    pairs = np.diff(both, axis=0) if differences else both
    pairs = pairs[~np.isnan(pairs).any(axis=1)]
    note(pairs=len(pairs))
    r = float(stats.linregress(*pairs.T).rvalue) if len(pairs) >= 4 else math.nan
    return r if side is None else math.tanh(math.atanh(r) + side * Z / math.sqrt(len(pairs) - 3))


def wilson(part, n, side, z=Z):
    """A bound of Wilson's score interval (1927): where |p - share| is z standard errors at p, as roots of a quadratic."""
    if not (n > 0 and 0 <= part <= n):
        return math.nan
    a, b, c = n + z * z, -(2 * part + z * z), part * part / n
    return (-b + side * math.sqrt(max(b * b - 4 * a * c, 0.0))) / (2 * a)


def newcombe(now, of_now, before, of_before, side, z=Z):
    """A bound of Newcombe's interval for the difference of two shares (1998, method 10)."""
    p, q = over(now, of_now), over(before, of_before)
    return p - q + side * math.hypot(wilson(now, of_now, side, z) - p, wilson(before, of_before, -side, z) - q)


# ── 4. the change of twelve months on the twelve before ───────────────────────────────────────────────────────────────
def two_years(values):
    """Of the last 24 months: their values, their days, and which are the later twelve."""
    if len(values) < 24 or values[-24:].isna().any():
        return None
    return values[-24:].to_numpy(float), values.index[-24:].days_in_month.to_numpy(float), np.arange(24) >= 12


def poisson_year(values):
    """The later year in a Poisson regression on year and month by days (McCullagh and Nelder 1989): its coefficient, the standard
    error with the dispersion allowed for, the degrees of freedom; None where it cannot be fitted."""
    import statsmodels.api as sm

    if (years := two_years(values)) is None or min(years[0][:12].sum(), years[0][12:].sum()) == 0:
        return None
    counts, days, later = years
    month = np.tile(np.eye(12), (2, 1))
    used = (month.T @ counts) > 0  # a month of the calendar without any event in either year tells nothing
    kept = month[:, used].any(axis=1)
    design = np.column_stack([later, month[:, used]]).astype(float)[kept]
    if (freedom := len(design) - design.shape[1]) < 1:
        return None
    fit = sm.GLM(counts[kept], design, family=sm.families.Poisson(), exposure=days[kept]).fit()
    dispersion = max(1.0, fit.pearson_chi2 / freedom)
    error = math.sqrt(dispersion * fit.cov_params(scale=1.0)[0, 0])
    note(effect=fit.params[0], standard_error=error, dispersion=dispersion, degrees_of_freedom=freedom)
    return fit.params[0], error, freedom


def quasi_poisson(values, side):
    """A bound of the change that this regression finds, by the t distribution."""
    if (found := poisson_year(values)) is None:
        return math.nan
    effect, error, freedom = found
    return 100 * math.expm1(effect + side * stats.t.ppf(0.975, freedom) * error)


def exact_poisson(values, side):
    """The exact interval of the ratio of two counts by days, from that of the later year's share (Clopper 1934)."""
    if (years := two_years(values)) is None:
        return math.nan
    counts, days, later = years
    now, before, ratio = counts[later].sum(), counts[~later].sum(), days[~later].sum() / days[later].sum()
    note(later_days=days[later].sum(), earlier_days=days[~later].sum())
    if side < 0:
        share = stats.beta.ppf(0.025, now, before + 1) if now else 0.0
    else:
        share = stats.beta.ppf(0.975, now + 1, before) if before else 1.0
    return 100 * (over(share, 1 - share) * ratio - 1) if share < 1 else math.inf


def binomial_year(parts, wholes):
    """Two years' pooled shares (the year before first), the variance of each as chance alone would have it, Pearson's dispersion
    of the months about them (1 or more) and its degrees of freedom; None where no case, or every case, of a year counts."""
    part, whole = two_years(parts), two_years(wholes)
    if part is None or whole is None or min(whole[0][:12].sum(), whole[0][12:].sum()) <= 0:
        return None
    (x, _, later), n = part, whole[0]
    share = np.array([x[~later].sum() / n[~later].sum(), x[later].sum() / n[later].sum()])
    fitted, cases = share[later.astype(int)], n > 0
    if np.isin(share, (0, 1)).any():
        return None
    freedom = int(cases.sum()) - 2
    chi2 = ((x - n * fitted)[cases] ** 2 / (n * fitted * (1 - fitted))[cases]).sum()
    spread = share * (1 - share) / [n[~later].sum(), n[later].sum()]
    note(dispersion=max(1.0, chi2 / freedom), degrees_of_freedom=freedom)
    return share, spread, max(1.0, chi2 / freedom), freedom


def quasi_binomial(parts, wholes, side):
    """A bound of the difference of two pooled shares, their variance widened by that dispersion."""
    if (found := binomial_year(parts, wholes)) is None:
        return math.nan
    share, spread, dispersion, freedom = found
    half = stats.t.ppf(0.975, freedom) * math.sqrt(dispersion * spread.sum())
    return 100 * (share[1] - share[0] + side * half)


# ── 5. the control chart ──────────────────────────────────────────────────────────────────────────────────────────────
def stl(values):
    """Season and trend of months without a gap (Cleveland and others 1990), the season alike in all years."""
    from statsmodels.tsa.seasonal import STL

    form = {"period": 12, "seasonal": 10 * len(values) + 1, "trend": 19, "low_pass": 13}
    fit = STL(values, **form, seasonal_deg=0, trend_deg=1, low_pass_deg=1, robust=False).fit()
    return fit.seasonal, fit.trend


def fixed_season(values, calendar):
    """The season as twelve values that sum to nought, and the months less their trend. calendar: the month, 1 to 12, of each."""
    season, trend = stl(values)
    means = np.array([season[calendar == m].mean() for m in range(1, 13)])
    return (means - means.mean())[calendar - 1], values - trend


def strength_of(season, detrended):
    """Strength F of a season (Wang, Smith and Hyndman 2006), of rows of months."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.maximum(0, 1 - np.var(detrended - season, axis=-1) / np.var(detrended, axis=-1))


def chance_of(detrended, calendar):
    """The p-value of the months of the calendar being alike (Kruskal and Wallis 1952), of rows of months."""
    return stats.kruskal(*(detrended[:, calendar == m] for m in range(1, 13)), axis=-1).pvalue


def has_season(values, season, detrended, calendar):
    """Of rows of months: whether a season is strong (0.64 and more) and no chance (below 0.01)."""
    straight = np.ptp(detrended, axis=-1) <= NEAR * np.maximum(1, np.abs(values).max(axis=-1))
    found = ~straight & (strength_of(season, detrended) >= 0.64)
    if found.any():
        found[found] = chance_of(detrended[found], calendar) < 0.01
    return found


def can_have_season(values):
    return len(values) >= 36 and not np.isnan(values).any() and np.ptp(values) > NEAR * max(1, abs(values.mean()))


class Judged:
    """The last 36 months that a chart judges: as they are, and without season and (daily) length of month."""

    def __init__(self, values, daily):
        values = values[values.first_valid_index() :] if values.notna().any() else values[:0]
        if values.empty:
            raise ValueError("no month is known")
        daily = daily and values[-36:].nunique() > 1
        days = values.index.days_in_month.to_numpy(float) if daily else np.ones(len(values))
        bare, calendar = values.to_numpy(float) / days, values.index.month.to_numpy()
        season, known = np.zeros(len(bare)), np.flatnonzero(~np.isnan(bare))[-1] + 1
        note(season="none")
        if can_have_season(core := bare[:known]):
            found, detrended = (each[None] for each in fixed_season(core, calendar[:known]))
            note(season_strength=strength_of(found, detrended)[0], season_p=chance_of(detrended, calendar[:known])[0])
            if has_season(core[None], found, detrended, calendar[:known])[0]:
                season[:known] = found[0]
                note(season=dict(sorted(zip(calendar[:12].tolist(), found[0, :12].tolist()))))
        start = max(0, len(bare) - 36)
        start += int(np.flatnonzero(~np.isnan(bare[start:]))[0])
        self.values, self.daily = values[start:], daily
        self.plain, self.season, self.days = (each[start:] for each in (bare - season, season, days))
        self.months = values.index[start:]
        note(judged=f"{self.months[0]}..{self.months[-1]}", per_day="yes" if daily else "no")

    def latest(self, reset):
        """Where the latest limits begin: at the month that re-sets them, where it is among the months judged."""
        return max(0, int(np.searchsorted(self.months, reset))) if reset is not None and reset > self.months[0] else 0


def mostly_equal(rows, tolerance):
    """Whether more than two thirds of the known months of each row, but not all, have one value."""
    known = (~np.isnan(rows)).sum(axis=-1, keepdims=True)
    same = (np.abs(rows - np.nanmedian(rows, axis=-1, keepdims=True)) <= tolerance).sum(axis=-1, keepdims=True)
    return (known * 2 / 3 < same) & (same < known)


def screened_range(rows, tolerance):
    """The mean moving range; ranges of 3.267 times the mean and more are left out once (Nelson 1982)."""
    ranges = np.abs(np.diff(rows, axis=-1))
    mean = np.nanmean(ranges, axis=-1, keepdims=True)
    inside = 3.267 * mean - ranges > tolerance
    kept = np.where(inside, ranges, 0).sum(axis=-1, keepdims=True) / np.maximum(1, inside.sum(axis=-1, keepdims=True))
    return np.where(kept > tolerance, kept, mean)


def limits(rows):
    """Of rows of months (XmR, Wheeler 2000): mean, mean range, tolerance, whether limits can be drawn, which months are left out.

    A month that alone would pull the mean by half a standard deviation is left out of it: at most one in twelve, no two in a row.
    """
    count = (~np.isnan(rows)).sum(axis=-1, keepdims=True)
    mean = np.nanmean(rows, axis=-1, keepdims=True)
    tolerance = NEAR * np.maximum(1, np.abs(mean))
    if np.isnan(np.diff(rows, axis=-1)).all():
        return mean, mean * np.nan, tolerance, np.zeros(len(rows), bool), np.zeros(rows.shape, bool)
    reach = screened_range(rows, tolerance)
    distance = np.nan_to_num(np.abs(rows - np.nanmedian(rows, axis=-1, keepdims=True)))
    far = (distance / count > 0.5 * reach / 1.128) | (mostly_equal(rows, tolerance) & (distance > tolerance))
    lone = (far.sum(axis=-1, keepdims=True) <= count // 12) & ~(far[:, 1:] & far[:, :-1]).any(axis=-1, keepdims=True)
    out = far & lone & (reach > tolerance)
    left = np.where(out, np.nan, rows)
    mean = np.nanmean(left, axis=-1, keepdims=True)
    fit = (reach > tolerance) & ~mostly_equal(left, tolerance)
    return mean, np.where(fit, reach, np.nan), tolerance, fit[:, 0], out


def sign(distance, tolerance):
    return (distance > tolerance).astype(int) - (distance < -tolerance).astype(int)


RULES = ("outside", "trend", "two of three", "shift")  # of Making Data Count; the first that speaks decides


def verdicts(rows, found, last_only=False):
    """+1, -1 or 0 for each month of rows, by the first of the rules that speaks."""
    by_rule = rules(rows, found, last_only)
    label = by_rule[0]
    for rule in by_rule[1:]:
        label = np.where(label == 0, rule, label)
    return label[:, -1] if last_only else label


def rules(rows, found, last_only=False):
    """+1, -1 or 0 for each month of rows, by each of the rules in their order."""
    mean, reach, tolerance, *_ = found
    with np.errstate(invalid="ignore"):
        side, near, outside = (sign(rows - mean, k * reach + tolerance) for k in (0, 2.66 * 2 / 3, 2.66))
        step = sign(np.diff(rows, axis=1), tolerance)
    count = rows.shape[1]
    trend, pairs, shift = (np.zeros(rows.shape, int) for _ in range(3))
    for a in range(max(0, count - 7) if last_only else 0, count):
        for way in (-1, 1):  # a later stretch writes over an earlier one where both share a month
            if a + 7 <= count:
                shift[:, a : a + 7][(side[:, a : a + 7] == way).all(axis=1)] = way
                trend[:, a : a + 7][(step[:, a : a + 6] == way).all(axis=1)] = way
            if a + 3 <= count:
                beyond = near[:, a : a + 3] == way
                held = (side[:, a : a + 3] == way).all(axis=1) & (beyond.sum(axis=1) >= 2)
                pairs[:, a : a + 3] = np.where(held[:, None] & beyond, way, pairs[:, a : a + 3])
    return outside, trend, pairs, shift


def latest_limits(judged, reset):
    """Mean and mean range under the latest limits; blank of fewer than six months."""
    start = judged.latest(reset)
    rows = judged.plain[None, start:]
    known = int((~np.isnan(rows)).sum())
    if known < 6:
        return math.nan, math.nan
    mean, reach, _, _, out = (each[0] for each in limits(rows))
    left_out = ",".join(str(month) for month in judged.months[start:][out]) or "none"
    note(limits_from=str(judged.months[start]), known_months=known, mean=mean[0], mean_range=reach[0], left_out=left_out)
    return float(mean[0]), float(reach[0])


def xmr(values, side, reset=None, daily=False):
    """A limit (or the mean) of the usual range at the last month, season and length of the month put back."""
    judged = Judged(values, daily)
    mean, reach = latest_limits(judged, reset)
    season = 0.0 if math.isnan(judged.plain[-1]) else judged.season[-1]
    return ((mean + side * 2.66 * reach if side else mean) + season) * judged.days[-1]


def xmr_months(values, reset=None, daily=False):
    judged = Judged(values, daily)
    latest_limits(judged, reset)
    return float(judged.values[judged.latest(reset) :].notna().sum())


def present(values, reset):
    """The mean under the latest limits, season taken out, and how far the limits stand from it."""
    mean, reach = latest_limits(Judged(values, False), reset)
    return mean, 2.66 * reach


def mean_to_meet(values, asked, step, reset=None, most=math.inf, rising=True):
    """The average from which usual variation would meet a target every month, to the step that is printed."""
    reach, least = present(values, reset)[1], -math.inf if (values < 0).any() else 0.0
    steps = (asked + reach if rising else asked - reach) / step
    found = round(step * (math.floor(steps + NEAR) + 1 if rising else math.ceil(steps - NEAR) - 1), 10)
    return found if least <= found <= most else math.nan


# ── 6. changes of level ───────────────────────────────────────────────────────────────────────────────────────────────
FAR, CUT = 3.0, 10.0  # standard deviations beyond which a month counts no more; what a cut, and a slope, costs in squared ones


def stretches(x, y, least_slope):
    """Every stretch of six months and more as (first, after, value at month 0, rise, cost): as a level, and as a slope."""
    found, n = [], len(y)
    for slope, least in ((False, 6), (True, least_slope)):
        of_kind = [each for length in range(least, n + 1) for each in stretches_of(x, y, length, slope)]
        found += sorted(of_kind, key=lambda stretch: stretch[:2])
    return found


def stretches_of(x, y, length, slope):
    """Those of one length, a row of months each: lines through the months that lie near a line of medians (Sen 1968)."""
    t, v = (np.lib.stride_tricks.sliding_window_view(each, length) for each in (x, y))
    rise = np.zeros((len(t), 1))
    if slope:
        earlier, later = np.triu_indices(length, 1)
        rise = np.median((v[:, later] - v[:, earlier]) / (t[:, later] - t[:, earlier]), axis=1, keepdims=True)
    near = np.abs(v - rise * t - np.median(v - rise * t, axis=1, keepdims=True)) <= FAR
    count = near.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        middle_t, middle_v = ((near * each).sum(axis=1, keepdims=True) / np.maximum(1, count) for each in (t, v))
        if slope:  # least squares
            apart = near * (t - middle_t)
            rise = (apart * v).sum(axis=1, keepdims=True) / (apart**2).sum(axis=1, keepdims=True)
        level = middle_v - rise * middle_t
        cost = np.minimum((v - level - rise * t) ** 2, FAR**2).sum(axis=1) + CUT * slope
    for a in np.flatnonzero((count[:, 0] >= 6) | (not slope and length == len(y))):
        yield int(a), int(a) + length, float(level[a, 0]), float(rise[a, 0]), float(cost[a])


def without_cliff(x, y):
    """The cheapest way that does not end in a slope where a level, left at once by the last one to five months, costs less."""
    every = stretches(x, y, 6)
    while (way := cheapest(x, y, every))[-1][3] and broken_off(y[way[-1][0] :]) < way[-1][4]:
        every.remove(way[-1])
    return way


def broken_off(y):
    """What it costs to take months for a level and, from one of the last five on, for another one."""
    return CUT + min(level_cost(y[:at]) + level_cost(y[at:]) for at in range(max(1, len(y) - 5), len(y)))


def level_cost(y):
    """The squared distances of months from the mean of those near their median (from the median, where none is near)."""
    near = y[np.abs(y - np.median(y)) <= FAR]
    return float(np.minimum((y - (near.mean() if len(near) else np.median(y))) ** 2, FAR**2).sum())


def cheapest(x, y, every):
    """The stretches of the cheapest way to cut the months (Auger and Lawrence 1989); each cut parts what is unlike."""
    best, before = [s[4] if s[0] == 0 else math.inf for s in every], [-1] * len(every)
    ends = {}
    for i, stretch in enumerate(every):
        ends.setdefault(stretch[1], []).append(i)
    for i in sorted(range(len(every)), key=lambda i: every[i][0]):
        a, _, level, rise, cost = every[i]
        for j in ends.get(a, ()) if a else ():
            if best[j] + cost + CUT >= best[i]:
                continue
            old, new = (abs(y[at] - every[j][2] - every[j][3] * x[at]) for at in (a - 1, a))
            if old <= abs(y[a - 1] - level - rise * x[a - 1]) and abs(y[a] - level - rise * x[a]) <= new:
                best[i], before[i] = best[j] + cost + CUT, j
    i, way = min(ends[len(y)], key=lambda i: best[i]), []
    while i >= 0:
        way, i = [every[i], *way], before[i]
    return way


def wider(x, y, way):
    """By how much the months vary more widely than from one to the next, where neighbours are alike."""
    apart = [np.clip(y[a:b] - level - rise * x[a:b], -FAR, FAR) for a, b, level, rise, _ in way]
    squares = sum(float((each**2).sum()) for each in apart)
    alike = sum(float((each[1:] * each[:-1]).sum()) for each in apart) / squares if squares else 0.0
    alike = min(max(alike, 0.0), 0.8)
    return math.sqrt(max(1.0, squares / (len(y) - len(way))) * (1 + alike) / (1 - alike))


@lru_cache(None)
def level_changes(plain):
    """The changes of level in months (a tuple, NaN where missing): place of the first month, whether a slope, before, after, the
    standard deviation from month to month, and by how much wider it was taken."""
    values = np.array(plain)
    known = np.flatnonzero(~np.isnan(values))
    tolerance = NEAR * max(1.0, abs(float(np.nanmean(values)))) if len(known) else 0.0
    reach = float(screened_range(values[None], tolerance)[0, 0]) if len(known) and not np.isnan(np.diff(values)).all() else 0.0
    if len(known) < 12 or reach <= tolerance:
        return ()
    x, y = known.astype(float), values[known] * 1.128 / reach
    way = cheapest(x, y, stretches(x, y, len(known)))
    if len(way) == 1 and not way[0][3]:
        return ()
    more = wider(x, y, way)
    unit, way = reach / 1.128 * more, without_cliff(x, y / more)
    ends = [[level + rise * x[at] for at in (a, b - 1)] for a, b, level, rise, _ in way]
    told = [(i, s) for i, s in enumerate(way) if i or s[3]]
    before = [unit * (ends[i][0] if s[3] else ends[i - 1][1]) for i, s in told]
    return tuple((int(known[s[0]]), bool(s[3]), b, unit * ends[i][1], reach / 1.128, more) for b, (i, s) in zip(before, told))


def changes_of(judged, reset):
    """The changes of level in the months judged, what lies before and after the month that re-sets limits apart."""
    edges = sorted({0, int(np.searchsorted(judged.months, reset)) if reset in judged.months else 0, len(judged.plain)})
    days = 365.25 / 12 if (judged.days > 1).any() else 1.0
    cut = [(a, change) for a, b in pairwise(edges) for change in level_changes(tuple(judged.plain[a:b]))]
    return [(a + at, slope, days * before, days * after, *more) for a, (at, slope, before, after, *more) in cut]


def level(values, side, reset=None, daily=False):
    """The level before (2) or after (3) the latest change."""
    judged = Judged(values, daily)
    if not (found := changes_of(judged, reset)):
        return math.nan
    at, slope, *_, sigma, more = found[-1]
    note(changed=str(judged.months[at]), kind="drift" if slope else "step", sigma=sigma, sigma_times=more)
    return found[-1][side]


# ── 7. what next month would have to be ───────────────────────────────────────────────────────────────────────────────
class NextMonth:
    """A series and one month more that can have any value: how it would be judged once it is there."""

    def __init__(self, values, reset, daily):
        values = values[values.first_valid_index() :]
        self.months = pd.period_range(values.index[0], periods=len(values) + 1, freq="M")
        self.days = self.months.days_in_month.to_numpy(float) if daily else np.ones(len(self.months))
        self.known, self.calendar = values.to_numpy(float), self.months.month.to_numpy()
        start = max(0, len(self.months) - 36)
        start += int(np.flatnonzero(~np.isnan(np.append(self.known[start:], 0)))[0])
        self.start = int(np.searchsorted(self.months, reset)) if reset is not None and reset > self.months[start] else start
        self.recent = self.known[self.start :][~np.isnan(self.known[self.start :])]
        if len(self.recent) < 12 or np.ptp(self.recent) == 0:
            raise ValueError("no limits can be drawn next month")
        self.season = self._season() if can_have_season(np.append(self.known, self.recent.min()) / self.days) else None

    def _season(self):
        """A season and a trend are linear in the values: those of the last month at nought, and what one more of it adds."""
        zero, one = np.append(self.known, 0.0) / self.days, np.append(np.zeros(len(self.known)), 1.0) / self.days
        return fixed_season(zero, self.calendar), fixed_season(one, self.calendar)

    def judge(self, candidates):
        """+1 or -1 for each value that would be a signal, 0 where it would be none, 2 where no limits can be drawn."""
        rows = np.column_stack([np.tile(self.known, (len(candidates), 1)), candidates]) / self.days
        if self.season is not None:
            season, detrended = (a + candidates[:, None] * b for a, b in zip(*self.season))
            rows = np.where(has_season(rows, season, detrended, self.calendar)[:, None], rows - season, rows)
        rows = rows[:, self.start :]
        found = limits(rows)
        return np.where(found[3], verdicts(rows, found, last_only=True), 2)


@lru_cache(None)
def next_stretches(months, values, reset, daily, possible):
    """All values that can be printed, by their verdicts: (first, last, verdict). Near the known months every one is tried."""
    month = NextMonth(pd.Series(values, pd.period_range(months, periods=len(values), freq="M")), reset, daily)
    step, least, most = possible
    low, high = month.recent.min(), month.recent.max()
    ends = [max(low - 10 * (high - low), least) / step, min(high + 10 * (high - low), most) / step]
    first, last = math.ceil(ends[0] - NEAR), math.floor(ends[1] + NEAR)
    near = [max(first, math.floor((low - (high - low)) / step)), min(last, math.ceil((high + (high - low)) / step))]
    far = np.linspace(first, last, 400).round().astype(int)
    numbers = np.union1d(np.arange(near[0], near[1] + 1), far)
    found = np.concatenate([month.judge(np.round(part * step, 10)) for part in np.array_split(numbers, len(numbers) // 4000 + 1)])
    edges = [0, *(np.flatnonzero(np.diff(found)) + 1), len(numbers)]
    return [(int(numbers[a]), int(numbers[b - 1]), int(found[a])) for a, b in pairwise(edges)]


def next_value(values, step, wanted, reset=None, most=math.inf, daily=False):
    """The nearest signal above or below the widest run of values that are none; from where all are; or an end of that run."""
    possible = (step, -math.inf if (values < 0).any() else 0.0, most)
    values = values[values.first_valid_index() :]
    found = next_stretches(values.index[0], tuple(values), reset, daily, possible)
    quiet = [each for each in found if each[2] == 0]
    if not quiet:
        return math.nan
    widest = max(quiet, key=lambda each: each[1] - each[0])
    if wanted in ("lowest", "highest"):
        return round(widest[wanted == "highest"] * step, 10)
    upwards = wanted.startswith("above")
    outwards = [e for e in found if e[0] > widest[1]] if upwards else [e for e in reversed(found) if e[1] < widest[0]]
    signals = [i for i, each in enumerate(outwards) if abs(each[2]) == 1]
    if not signals:
        return math.nan
    at = signals[0]
    if wanted.endswith("always"):
        at = max((i + 1 for i in range(len(outwards)) if i not in signals), default=0)
        if at >= len(outwards):
            return math.nan
    return round(outwards[at][0 if upwards else 1] * step, 10)


def next_month_with(values, step, wanted, reset=None, most=math.inf, daily=False):
    """The same, with what the chart of next month rests on, the value among its months."""
    found = next_value(values, step, wanted, reset, most, daily)
    if not math.isnan(found):
        months = pd.period_range(values.index[0], periods=len(values) + 1, freq="M")
        judged = Judged(pd.Series([*values, found], months), daily)
        latest_limits(judged, reset)
        rows = judged.plain[None, judged.latest(reset) :]
        label = {1: "high", 0: "none", -1: "low"}[int(verdicts(rows, limits(rows))[0, -1])]
        note(next=str(months[-1]), label=label)
    return found


# ── 8. forecasts, and the trials that they are judged by ──────────────────────────────────────────────────────────────
def quantile(level):
    """How many standard deviations to either side of the mean hold such a share of a normal distribution."""
    return float(stats.norm.ppf((1 + level) / 2))


def seasonal_naive(values, ahead, level=0.95):
    """The same month of last year, and how widely months differed from the year before."""
    past = values.to_numpy(float)
    spread = math.sqrt(((past[12:] - past[:-12]) ** 2).mean())
    note(spread=spread)
    mean, z = past[-12:][:ahead], quantile(level)
    return mean, mean - z * spread, mean + z * spread


def ets(values, ahead, level=0.95):
    """Exponential smoothing, ETS(A,Ad,A) (Hyndman and others 2008)."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    form = {"trend": "add", "damped_trend": True, "seasonal": "add", "seasonal_periods": 12, "initialization_method": "heuristic"}
    fit = ETSModel(values, error="add", **form).fit(disp=False)
    told = fit.get_prediction(start=len(values), end=len(values) + ahead - 1).summary_frame(alpha=1 - level)
    return tuple(told[c].to_numpy() for c in ("mean", "pi_lower", "pi_upper"))


def theta(values, ahead, level=0.95):
    """Theta: smoothing with drift (Hyndman and Billah 2003); the error h months ahead has variance s^2 (1 + (h - 1) alpha^2)."""
    from statsmodels.tsa.forecasting.theta import ThetaModel

    times, past = bool(values.min() > 0), values.to_numpy(float)
    fit = ThetaModel(values, period=12, method="multiplicative" if times else "additive").fit()
    season, mean = fit.forecast_components(12)["seasonal"].to_numpy(), fit.forecast(ahead, theta=2).to_numpy()
    seasons = season[(np.arange(len(past)) - len(past)) % 12]
    bare = past / seasons if times else past - seasons
    drift, alpha, now, errors = fit.params["b0"] / 2, fit.params["alpha"], bare[0], []
    for value in bare[1:]:
        errors.append(value - now - drift)
        now += drift + alpha * errors[-1]
    spread = math.sqrt(np.square(errors).sum() / (len(errors) - 3)) * np.sqrt(1 + np.arange(ahead) * alpha**2)
    spread = spread * (season[:ahead] if times else 1) * quantile(level)
    return mean, mean - spread, mean + spread


MODELS = {"seasonal_naive": seasonal_naive, "ets": ets, "theta": theta}


def known_on(values):
    return values[values.first_valid_index() :].astype(float)


def forecast(values, ahead, model, column):
    return float(MODELS[model](known_on(values), int(ahead))[column][-1])


def origins(count):
    """How many months each trial knows, the newest first: three months apart where there are eight such, else one."""
    for apart in (3, 1):
        if len(starts := list(range(count - 3, 23, -apart))[:16]) >= 8:
            return starts
    raise ValueError("too few months for trials")


def count_of_trials(values):
    known = known_on(values)
    starts = origins(len(known))
    note(origins=",".join(str(known.index[start - 1]) for start in sorted(starts)))
    return float(len(starts))


@lru_cache(None)
def trials(first, values, model):
    """Mean absolute scaled error (Hyndman and Koehler 2006) and coverage of the 95% interval, over trials three months ahead."""
    return np.mean([one_trial(first, values[: start + 3], model) for start in origins(len(values))], axis=0)


@lru_cache(None)
def one_trial(first, values, model):
    """Error and coverage of one trial: the last three of these months, foretold from the others."""
    known = pd.Series(values, pd.period_range(first, periods=len(values), freq="M"))
    past, actual = known[:-3], known[-3:].to_numpy()
    mean, lower, upper = MODELS[model](past, 3)
    error, scale = np.abs(actual - mean).mean(), seasonal_scale(past.to_numpy())
    scaled = error / scale if scale > 0 else 0.0 if error == 0 else math.inf
    return scaled if math.isfinite(scaled) else math.inf, ((lower <= actual) & (actual <= upper)).mean()


def seasonal_scale(past):
    """By how much months differ from the same months of the year before, on average."""
    return float(np.abs(past[12:] - past[:-12]).mean())


def trial(values, model, place, factor):
    known = known_on(values)
    count_of_trials(values)
    return factor * float(trials(known.index[0], tuple(known), model)[place])


# ── 9. places among peers ─────────────────────────────────────────────────────────────────────────────────────────────
@lru_cache(None)
def drawn_places(counts, bases, highest_first, shares):
    """20,000 draws of all rates (numpy's default generator, seed 1), each with its places (Goldstein and Spiegelhalter 1996)."""
    count, base, rng = np.array(counts), np.array(bases), np.random.default_rng(1)
    size = (20_000, len(count))
    drawn = rng.beta(count + 0.5, base - count + 0.5, size) if shares else rng.gamma(count + 0.5, 1 / base, size)
    order = np.argsort(-drawn if highest_first else drawn, axis=1)
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(1, len(count) + 1)[None].repeat(len(order), 0), axis=1)
    return np.quantile(places, (0.025, 0.975), axis=0, method="inverted_cdf")


def place(counts, bases, part, highest_first, shares, side):
    note(seed=1, draws=20_000, first="highest" if highest_first else "lowest")
    return float(drawn_places(tuple(counts), tuple(bases), highest_first, shares)[side, int(part) - 1])


# ── 10. counts of the book's own lists ────────────────────────────────────────────────────────────────────────────────
STATES = ("late", "dates differ", "slipped", "part reported", "not reported", "due", "done")  # the first counts


def rows_of(cited):
    """The rows of a list that the ledger cites."""
    path, _, place = cited.partition("#")
    asked = dict(pair.partition("=")[::2] for pair in place.split(";") if pair)
    if path.endswith("delivery.csv"):
        return [r for r in read_list(path) if all(r.get(k, "") == asked[k] for k in ("priority", "appendix") if k in asked)]
    if path.endswith("deliverables.csv"):
        found = [r for r in read_list(path) if asked.get("priority") in (None, r["priority"])]
        return found + (finished_before(path, found) if asked.get("with") == "finished" else [])
    if path.startswith("data/published/"):
        return read_list(path)
    if path == "data/sources":
        return [p.name for p in (PROJECT / path).glob("*.resource.yml")]
    if path == "data/plan/key_metrics.yml":
        return [m for m in read_yaml(path).get("metrics", []) if asked.get("priority") in (None, m["priority"])]
    if path == "data/plan/contradictions.yml":
        return [e for e in read_yaml(path).get("contradictions", []) if e.get("quarter", "") in ("", asked.get("quarter"))]
    if path == "data/measures":
        return [m for m in map(measure, yaml_names(path)) if is_asked(m, asked)]
    raise LeftOut(f"{cited} names no list")


def measure(id):
    """A measure, with what the defaults of the body and of its topic say."""
    said = read_yaml(f"data/measures/{id}.yml")
    topic = read_yaml(f"data/topics/{said['topic']}.yml")
    return {
        **read_yaml("data/body.yml").get("defaults", {}),
        **topic.get("defaults", {}),
        **said,
        "id": id,
        "in": topic["priority"],
    }


def is_asked(said, asked):
    told = {m.get("measure") for m in read_yaml("data/plan/key_metrics.yml").get("metrics", [])}
    off = "in_scorecard" in asked and said.get("in_scorecard") == "false"
    return not off and asked.get("priority") in (None, said["in"]) and not ("key_metric" in asked and said["id"] in told)


def quarter_of(cited):
    return read_yaml(f"{cited.rpartition('/')[0]}/quarter.yml")


def finished_before(path, now):
    """Deliverables that an earlier quarter reported as finished, and no later one has a row of."""
    met, found, quarter = {r["id"] for r in now}, [], path.split("/")[2]
    for folder in sorted((p for p in (PROJECT / "data/quarters").iterdir() if p.name < quarter), reverse=True):
        for row in read_list(f"data/quarters/{folder.name}/deliverables.csv") if (folder / "quarter.yml").is_file() else ():
            if row["id"] not in met and row["progress"]:
                met.add(row["id"])
                found += [row] if float(row["progress"]) >= 100 else []
    return found


def state_of(row, written):
    """The state of a deliverable at the date of writing, by its own date and that of the plan for the same promise."""
    plan = {r["id"]: r["due"] for r in read_list("data/plan/delivery.csv")}
    due, planned = row["due"], plan.get(row.get("plan_id", ""), "") if row.get("promise") == "same" else ""
    shared = min(len(due), len(planned))
    if not row["progress"]:
        return "not reported"
    if float(row["progress"]) >= 100:
        return "done"
    if due < written[: len(due)]:
        forward = planned and due[:shared] < planned[:shared]
        return "dates differ" if forward and not planned < written[: len(planned)] else "late"
    return "slipped" if planned and planned[:shared] < due[:shared] else "due"


def state_of_activity(activity, reports, written):
    mine = [r for r in reports if r.get("plan_id") == activity["id"] and r["progress"]]
    whole = [state_of(r, written) for r in mine if r.get("promise") == "same"]
    return min(whole, key=STATES.index) if whole else "part reported" if mine else "not reported"


def past_due(activity, reports, written):
    silent = not any(r.get("plan_id") == activity["id"] and r["progress"] for r in reports)
    return silent and bool(activity["due"]) and activity["due"] < written[: len(activity["due"])]


def supplied(said, quarter):
    """The period up to which a quarter knows a measure; blank where nothing supplies it."""
    known = quarter.get("reporting_months", {})
    own, sources = known.get("measures") or {}, known.get("sources") or {}
    return "of" if said.get("of") else said.get("source") and (own.get(said["id"]) or sources.get(said["source"], ""))


def is_by_month(said):
    """Whether a measure has a value for each month that a control chart may judge, as far as its file says."""
    kinds = ("count", "percentage", "ratio", "mean")
    return not said.get("of") and said.get("calculation", "count") in kinds and said.get("window", "month") == "month"


@lru_cache(None)
def tables_of(id, last, of_whole):
    """Of the columns that a measure counts, and of those that it is divided by, up to a month (an ordinal): the sign of each, its
    cells by month and part, where each part was there. None where there is no row of a month. of_whole: of public cells the
    published total, unless the measure names its parts."""
    said = measure(id)
    held = source(f"{PUBLIC if is_protected(id) else 'data/sources'}/{said['source']}.csv")
    rows = held.frame[held.frame[""] <= last]
    for column, values in {**({held.by: ""} if held.public and of_whole else {}), **(said.get("rows") or {})}.items():
        rows = rows[rows[column].isin(listed(values))]
    if held.kind != "month" or held.step > 1 or rows.empty:
        return None
    periods = range(rows[""].min(), max(rows[""].max(), last) + 1)

    def role(plus, minus):
        both = [(1, c) for c in listed(said.get(plus) or [])] + [(-1, c) for c in listed(said.get(minus) or [])]
        return [(by, *held.table(periods, column, rows=rows)) for by, column in both]

    return role("numerator", "minus"), role("denominator", "denominator_minus")


def roles_of(id, last, part=""):
    """What a measure counts, and what it is divided by (None of a count), by month: of the whole, or of one part."""
    if (tables := tables_of(id, last, not part)) is None:
        return None
    found = []
    for role in tables:
        columns = [by * (wide[part].where(lived[part]) if part else wide.sum(axis=1, skipna=False)) for by, wide, lived in role]
        months = pd.PeriodIndex.from_ordinals([p - 12 * 1970 for p in columns[0].index], freq="M") if columns else ()
        found.append(pd.Series(sum(columns).to_numpy(float), months) if columns else None)
    return found


def values_of(said, roles, survey):
    """The values of a measure by month."""
    top, bottom = roles
    kind = said.get("calculation", "count")
    if kind == "count":
        return float(said.get("multiply_by", 1)) * top
    values = each(lambda x, n: over(x, n, 1 if kind == "mean" else 100))(top, bottom)
    return values.where(bottom >= 30) if survey and kind == "percentage" else values


def is_survey(said):
    """Whether the source of a measure asks some people and not all."""
    return read_yaml(f"data/sources/{said['source']}.resource.yml").get("design") == "survey"


def series_of(said, quarter):
    """A measure by month, up to the last that the quarter knows; None where its months are not judged."""
    last = supplied(said, quarter)
    if not last or not is_by_month(said) or said.get("whole") == "false":
        return None
    if read_yaml(f"data/sources/{said['source']}.resource.yml")["period"] != "month":
        return None
    roles = roles_of(said["id"], ordinal(last, "month"))
    return None if roles is None else values_of(said, roles, is_survey(said))


@lru_cache(None)
def chart_of(id, quarter):
    """What the control chart of a measure says: "moved", "usual", "signal", or nothing where it gives no verdict."""
    said = measure(id)
    values = series_of(said, read_yaml(quarter))
    return "" if values is None or values.notna().sum() < 13 else Chart(said, values).verdict


class Chart:
    """The control chart of a measure's months, 13 of them known or more, and what it says.

    verdict: "moved", "usual", "signal", or nothing. changes: those of the level under the latest limits.
    """

    def __init__(self, said, values):
        daily = said.get("per_day") == "true"
        self.judged = judged = Judged(values, daily)
        resets = [pd.Period(b["month"], "M") for b in listed(said.get("rebase") or [])]
        self.reset = max((m for m in resets if judged.months[0] < m <= judged.months[-1]), default=None)
        self.start = judged.latest(self.reset)
        self.plain = judged.plain[self.start :]
        self.known = int((~np.isnan(self.plain)).sum())
        self.floor = -math.inf if (values < 0).any() else 0.0
        self.ceiling = 100.0 if said["unit"] == "%" and not (values > 100).any() else math.inf
        self.changes, self.limits = [], limits(self.plain[None]) if self.known >= 6 else None
        self.verdict = self._verdict()

    def _verdict(self):
        shown = self.judged.values[self.start :]
        if self.known < 13 or math.isnan(shown.iloc[-1]) or not (self.drawn or is_same(self.plain, shown)):
            return ""
        self.changes = [change for change in changes_of(self.judged, self.reset) if change[0] >= self.start]
        if any(not slope for _, slope, *_ in self.changes) or mostly_flagged(self.plain, 0 if self.changes else 5):
            return "moved"
        if not self.drawn:
            return ""
        if self.labels[-1]:
            return "signal"
        season, days = self.judged.season[-1], self.judged.days[-1]
        lower, upper = ((self.mean + side * 2.66 * self.reach + season) * days for side in (-1, 1))
        return "" if math.isfinite(self.floor + self.ceiling) and lower <= self.floor and upper >= self.ceiling else "usual"

    @property
    def drawn(self):
        """Whether limits can be drawn."""
        return self.limits is not None and bool(self.limits[3][0])

    @property
    def mean(self):
        return float(self.limits[0][0, 0])

    @property
    def reach(self):
        """The mean range."""
        return float(self.limits[1][0, 0])

    @property
    def labels(self):
        """+1, -1 or 0 for each month under the latest limits."""
        return verdicts(self.plain[None], self.limits)[0]


def is_same(plain, shown):
    """Whether the months have one value, or most of them have."""
    held = shown.dropna()
    same = np.isclose(held, held.median(), rtol=NEAR, atol=NEAR).mean()
    return np.ptp(plain[~np.isnan(plain)]) <= NEAR * max(1.0, abs(np.nanmean(plain))) or same > 2 / 3


def mostly_flagged(values, without):
    """Whether the chart's rules flag more than half of the months, with and without the latest few."""
    heads = [values[: len(values) - few] for few in range(without + 1)]
    return all(flagged(head) > 0.5 for head in heads if (~np.isnan(head)).sum() >= 6)


def flagged(values):
    found, known = limits(values[None]), ~np.isnan(values)
    return float((verdicts(values[None], found)[0][known] != 0).mean()) if found[3][0] else 0.0


def count_of(name, cited):
    """A count of the book, by its name and the lists that it is given."""
    of, _, kind = name.partition("_")
    if name in ("measures_judged", "measures_beyond_usual", "measures_moved"):
        verdicts_of = {"judged": ("usual", "signal"), "beyond_usual": ("signal",), "moved": ("moved",)}[kind]
        path = f"{cited[1].rpartition('/')[0]}/quarter.yml"
        found = sorted(said["id"] for said in rows_of(cited[0]) if chart_of(said["id"], path) in verdicts_of)
        note(counted=",".join(found) or "none")
        return len(found)
    if of == "printed":
        return told_here(cited[0]).count(kind)
    if of == "track":
        return track().count(name, cited[1].partition("#")[0])
    rows = rows_of(cited[0])
    if name == "rows":
        return len(rows)
    if kind == "with_data":
        named = [measure(r["measure"]) if of == "metrics" and r.get("measure") else r for r in rows]
        return sum(bool(supplied(said, quarter_of(cited[1]))) for said in named if "title" in said and "unit" in said)
    if name == "reviews_overdue":
        return sum(said.get("next_review", "") < quarter_of(cited[1])["written_on"] for said in rows)
    if of == "deliverables":
        return sum(state_of(r, quarter_of(cited[1])["written_on"]) == kind.replace("_", " ") for r in rows)
    reports = rows_of(cited[1])
    if kind == "reported":
        return sum(any(r.get("plan_id") == a["id"] and r["progress"] for r in reports) for a in rows)
    written = quarter_of(cited[2])["written_on"]
    if kind == "past_due":
        return sum(past_due(a, reports, written) for a in rows)
    return sum(state_of_activity(a, reports, written) == kind.replace("_", " ") for a in rows)


@lru_cache(None)
def track():
    """verify_track.py, which stands beside this file and works with its methods."""
    sys.modules["verify_methods"] = sys.modules[__name__]
    sys.modules.pop("verify_track", None)
    if (folder := str(Path(__file__).resolve().parent)) not in sys.path:
        sys.path.append(folder)  # the last place: nothing that stands there hides a library
    try:
        import verify_track
    except ModuleNotFoundError as missing:
        if missing.name != "verify_track":
            raise
        raise LeftOut("verify_track.py, which judges earlier quarters, does not stand beside this program") from None
    return verify_track


def reworked(row, cells=None):
    """The value of a row of the ledger, worked out anew (of other cells, where they are given)."""
    held = letters_of(cells or row["cells"]) | {"": is_protected(row["measure"])}
    return float(work(ast.parse(row["formula"], mode="eval").body, held))


@lru_cache(None)
def told_here(path):
    """What each number of an original is beside the figure that tells it here: same, revised, contradictory, or no_data."""
    ledger, found = {row["id"]: row for row in rows_of_ledger()}, []
    for printed in read_list(path):
        row = ledger.get(printed["figure"])
        if not row or not row["value"]:
            found.append("no_data")
        elif is_in_print(reworked(row), row["unit"], printed):
            found.append("same")
        else:
            was = any(is_in_print(value, row["unit"], printed) for value in before(row))
            found.append("revised" if was or printed.get("note", "").startswith("revised") else "contradictory")
    return found


def is_in_print(value, unit, printed):
    """Whether a value, rounded as an original rounds it, is the number in print; a time may be printed in minutes or hours."""
    size = value / {"minutes": 60, "hours": 3600}.get(printed["unit"], 1) if unit == "seconds" else value
    step = 10.0 ** -len(printed["printed"].partition(".")[2])
    return abs(size - float(printed["printed"])) <= step / 2 + NEAR


def before(row):
    """What a row came to with earlier releases of its sources, the newest first, as far as they hold its cells."""
    names = dict.fromkeys(re.findall(r"(?:^| )([\w-]+)\.csv#", row["cells"]))
    folders = {name: PROJECT / f"data/sources/{name}.releases" for name in names}
    months = {name: {p.stem for p in folder.glob("*.csv")} for name, folder in folders.items() if folder.is_dir()}
    for month in sorted(set().union(*months.values()), reverse=True):
        cells = row["cells"]
        for name in (name for name, there in months.items() if month in there):
            cells = re.sub(rf"(^| ){name}\.csv#", rf"\g<1>{name}.releases/{month}.csv#", cells)
        value = reworked(row, cells)
        if not math.isnan(value):
            yield value


TRACK_KINDS = ("any", "outside", "two_of_three", "shift", "trend", "step", "drift")
TRACK_ENDS = ("told", "followed", "lasted", "passed", "open", "followed_6", "lasted_6", "low", "high")
TRACK = [
    *(["quarters", "measures", "series", "quiet", "quiet_same", "calm_months", "calm_flagged"]),
    *(["forecasts", "errors_known", "error", "naive_error"]),
    *(f"{kind}_{end}" for kind in TRACK_KINDS for end in TRACK_ENDS),
    *(f"ahead_{ahead}{end}" for ahead in (1, 2, 3) for end in ("", "_in_80", "_in_95")),
    *(f"{name}{end}" for name in ("clear", "unclear") for end in ("", "_same", "_low", "_high")),
]
COUNTS = {
    *(["rows", "measures_with_data", "metrics_with_data", "reviews_overdue", "activities_reported", "activities_past_due"]),
    *(["measures_judged", "measures_beyond_usual", "measures_moved"]),
    *(f"track_{name}" for name in TRACK),
    *(["printed_same", "printed_revised", "printed_contradictory", "printed_no_data"]),
    *(f"{of}_{state.replace(' ', '_')}" for of in ("activities", "deliverables") for state in STATES),
}


# ── 11. formulas ──────────────────────────────────────────────────────────────────────────────────────────────────────
def reset_of(values, number):
    """The month from which limits are re-set, of its number among the months (nought: none)."""
    return values.index[int(number) - 1] if number else None


def months_methods():
    """Functions of months that come for months as they are, and for months compared per day."""
    found = {}
    for daily in (False, True):
        name = "daily_" if daily else ""
        for word, side in (("mean", 0), ("lower", -1), ("upper", 1)):
            found[f"{name}xmr_{word}"] = lambda v, r=0, s=side, d=daily: xmr(v, s, reset_of(v, r), d)
        found[f"{name}xmr_months"] = lambda v, r=0, d=daily: xmr_months(v, reset_of(v, r), d)
        for word, side in (("before", 2), ("after", 3)):
            found[f"{name}level_{word}"] = lambda v, r=0, s=side, d=daily: level(v, s, reset_of(v, r), d)
        for word in ("above", "above_always", "below", "below_always", "quiet_lowest", "quiet_highest"):
            found[f"{name}next_{word}"] = lambda v, step, r=0, most=math.inf, w=word.removeprefix("quiet_"), d=daily: (
                next_month_with(v, step, w, reset_of(v, r), most, d)
            )
    return {name: (function, "mttt") for name, function in found.items()}


def model_methods():
    found = {"forecast_trials": (count_of_trials, "m")}
    for name in MODELS:
        for at, word in enumerate(("mean", "lower", "upper")):
            found[f"{name}_{word}"] = (lambda v, ahead, n=name, c=at: forecast(v, ahead, n, c), "mt")
        found[f"{name}_mase"] = (lambda v, n=name: trial(v, n, 0, 1), "m")
        found[f"{name}_coverage"] = (lambda v, n=name: trial(v, n, 1, 100), "m")
    return found


def sided_methods():
    found = {}
    for at, (word, side) in enumerate((("lower", -1), ("upper", 1))):
        found[f"quasi_poisson_{word}"] = (lambda v, s=side: quasi_poisson(v, s), "m")
        found[f"exact_poisson_{word}"] = (lambda v, s=side: exact_poisson(v, s), "m")
        found[f"quasi_binomial_{word}"] = (lambda p, w, s=side: quasi_binomial(p, w, s), "mm")
        found[f"wilson_{word}"] = (lambda p, w, s=side: 100 * wilson(p, w, s), "tt")
        found[f"newcombe_{word}"] = (lambda a, b, c, d, s=side: 100 * newcombe(a, b, c, d, s), "tttt")
        found[f"fisher_{word}"] = (lambda x, y, s=side: fisher(x, y, s), "mm")
        found[f"fisher_differences_{word}"] = (lambda x, y, s=side: fisher(x, y, s, True), "mm")
        for kind, shares in (("rate", False), ("share", True)):
            for order, highest in (("", True), ("_from_lowest", False)):
                found[f"{kind}_place{order}_{word}"] = (lambda c, b, n, h=highest, p=shares, a=at: place(c, b, n, h, p, a), "ppt")
    return found


# each function, and what each argument is: a total, months, parts, or a list of either as the function around it has it
FUNCTIONS = {
    **dict.fromkeys(("count", "published"), (lambda a: a, "t")),
    "times": (lambda factor, a: factor * a, "tt"),
    "percentage": (lambda part, whole: over(part, whole, 100), "tt"),
    **dict.fromkeys(("mean", "average"), (over, "tt")),
    "rate_per_1000": (lambda events, people: over(events, people, 1000), "tt"),
    **dict.fromkeys(("change_number", "change_points"), (lambda now, before: now - before, "tt")),
    "change_percent": (lambda now, before: over(now - before, before, 100), "tt"),
    "gap_to_range": (lambda v, low, high: v - high if v > high else v - low if v < low else 0.0 * v, "ttt"),
    "per_month": (lambda difference, months=12: difference / months, "tt"),
    "at_least": (lambda least, v: v if math.isnan(v) else max(least, v), "tt"),
    "at_most": (lambda most, v: v if math.isnan(v) else min(most, v), "tt"),
    "percentages": (each(lambda x, n: over(x, n, 100)), "ll"),
    "means": (each(over), "ll"),
    "rates": (each(lambda x, n: over(x, n, 1000)), "ll"),
    "survey_percentages": (each(lambda x, n: over(x, n, 100) if n >= 30 else math.nan), "ll"),
    "rank": (rank, "pt"),
    "rank_from_lowest": (lambda values, one: rank(values, one, True), "pt"),
    "how_many": (lambda values: float(values.notna().sum()), "p"),
    "how_many_blank": (lambda values: float(values.isna().sum()), "p"),
    "differing": (lambda now, then: float((then.notna() & ~(now == then)).sum()), "mm"),
    "correlation": (correlation, "mm"),
    "correlation_of_differences": (lambda x, y: fisher(x, y, differences=True), "mm"),
    "xmr_middle": (lambda v, r=0: present(v, reset_of(v, r))[0], "mt"),
    "least_mean_to_meet": (lambda v, a, step, r=0, m=math.inf: mean_to_meet(v, a, step, reset_of(v, r), m), "mtttt"),
    "greatest_mean_to_meet": (lambda v, a, step, r=0, m=math.inf: mean_to_meet(v, a, step, reset_of(v, r), m, False), "mtttt"),
    **months_methods(),
    **model_methods(),
    **sided_methods(),
}
OPERATORS = {ast.Add: lambda a, b: a + b, ast.Sub: lambda a, b: a - b, ast.Mult: lambda a, b: a * b, ast.Div: over}


def work(node, held, kind="t"):
    """A formula worked out: names, numbers, + - * / and the functions above; anything else is refused."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return value
        case ast.Name(id=letter) if letter in held:
            return getattr(block(held[letter], held[""]), {"t": "total", "m": "months", "p": "parts"}[kind])
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -work(inner, held, kind)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return OPERATORS[type(op)](work(left, held, kind), work(right, held, kind))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in COUNTS:
            return float(count_of(name, [held[arg.id] for arg in args]))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS and len(args) <= len(
            FUNCTIONS[name][1]
        ):
            function, kinds = FUNCTIONS[name]
            given_args = [work(arg, held, kind if k == "l" else k) for arg, k in zip(args, kinds)]
            try:
                return function(*given_args)
            except ValueError:
                return math.nan  # the method refuses these months
    raise LeftOut(f"'{ast.unparse(node)}' is not worked out here")


def letters_of(cells):
    blocks = re.split(r" (?=[\w./-]+\.(?:csv|yml)#|data/)", cells) if cells else []
    return {chr(97 + i % 26) + (str(i // 26 + 1) if i > 25 else ""): each for i, each in enumerate(blocks)}


# ── 12. how numbers are printed ───────────────────────────────────────────────────────────────────────────────────────
MINUS, BLANK = "\u2212", "\u00a0"


def digits(value, decimals):
    """Rounded half away from zero, on ten decimal digits."""
    exact = Decimal(repr(round(abs(value), 10))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{exact:,}", (MINUS if value < 0 and exact else ""), exact


def times_in_words(value):
    """Seconds as people say them, to the second and to the minute."""
    total = int(digits(value, 0)[2])
    hours, rest = divmod(total, 3600) if total >= 7200 else (0, total)
    minutes, left = divmod(rest, 60)
    shown = (
        [f"{hours} h"] * bool(hours)
        + [f"{minutes} min"] * bool(minutes or (hours and left))
        + [f"{left} s"] * bool(left or not total)
    )
    whole = int(digits(value / 60, 0)[2])
    coarse = [f"{whole // 60} h"] * (whole > 59) + [f"{whole % 60} min"] * bool(whole % 60 or whole < 60)
    return [
        (MINUS if value < 0 and n else "") + " ".join(said).replace(" ", BLANK) for n, said in ((total, shown), (whole, coarse))
    ]


def texts_of(value, unit, decimals):
    """All plain forms in which a value of this unit may be printed."""
    shown, minus, exact = digits(value, decimals)
    ending = "th" if 10 <= exact % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(int(exact) % 10, "th")
    forms = {
        "%": [f"{minus}{shown}%"],
        "percentage points": [f"{minus}{shown} percentage point{'' if exact == 1 else 's'}"],
        "seconds": [*times_in_words(value), f"{minus}{shown}{BLANK}s"],
        "rank": [f"{shown}{ending}", f"={shown}{ending}"],
        "places": [f"{minus}{shown} place{'' if exact == 1 else 's'}"],
        "GBP": [f"{minus}£{shown}"],
        "GBP million": [f"{minus}£{shown}{BLANK}million"],
    }
    plain_form = f"{minus}{shown}{BLANK}million" if unit.startswith("million") else f"{minus}{shown}"
    unit = {"points": "percentage points"}.get(unit, unit)  # as originals have it
    return [*forms.get(unit, [plain_form]), f"{minus}{shown} {unit}"]  # the last as originals have it


def is_printed(value, row):
    """Whether a text prints a value: with as many digits after the point as it has; facts in the words of whoever gave them."""
    path, _, place_in = row["cells"].partition("#")
    if path.endswith("/stated.csv"):
        return any(f"id={r['id']};column=value" == place_in and r["text"] == row["text"] for r in read_list(path))
    if row["cells"] == "data/plan/budget.yml#claim":
        return read_yaml(path)["claim"]["text"] == row["text"]
    text = row["text"].removesuffix(" [u]")
    decimals = len((re.search(r"\d[\d,]*(?:\.(\d+))?", text) or ["", ""])[1] or "")
    plain_forms = texts_of(value, row["unit"], decimals)
    return text in plain_forms or (text[:1] == "+" and value > 0 and text[1:] in plain_forms)


# ── 13. the ledger ────────────────────────────────────────────────────────────────────────────────────────────────────
def rows_of_ledger(path="figures.csv"):
    """Each figure once; a text with an apostrophe before + or = stands so that no spreadsheet takes it for a formula."""
    columns = ("id", "text", "value", "unit", "formula", "cells", "measure", "settings")
    with open(path, encoding="utf-8", newline="") as file:
        found = [{k: re.sub(r"^'(?=[-+=@])", "", row.get(k) or "") for k in columns} for row in csv.DictReader(file)]
    return list({tuple(row.values()): row for row in found}.values())


def other_setting(row):
    """The key of a setting of the ledger that is another than what was found here; nothing where they agree."""
    settings = dict(pair.partition("=")[::2] for pair in row["settings"].split("; ")) if row["settings"] else {}
    return next((key for key in settings.keys() & NOTES.keys() if not is_alike(settings[key], NOTES[key])), "")


def is_alike(said, found):
    if isinstance(found, dict):
        pairs = dict(each.partition(":")[::2] for each in said.split(","))
        return {f"{key:02d}" for key in found} == pairs.keys() and all(is_alike(pairs[f"{k:02d}"], v) for k, v in found.items())
    if isinstance(found, str):
        return said == found
    return abs(number_of(said, {}) - found) <= 1e-8 * max(1.0, abs(found))  # settings have twelve digits, and models converge


def checked(row):
    """A row of the table: what is printed, what it comes to, and how the two stand to each other."""
    said = {"figure": row["id"], "printed": row["text"], "printed_value": row["value"], "reworked_value": None, "differs": ""}
    said |= {"left_out": "", "blank": False}
    if not row["value"]:
        blank = row["text"] in ("[x]", "[c]")
        return said | {"blank": blank, "differs": "" if blank else "a text without a value"}
    NOTES.clear()
    try:
        if not row["formula"]:
            raise LeftOut("the ledger gives no formula")
        value = reworked(row)
    except LeftOut as reason:
        return said | {"left_out": str(reason)}
    except (SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, OSError) as fault:
        return said | {"differs": f"it cannot be worked out: {type(fault).__name__}: {fault}"}
    said["reworked_value"], printed = None if math.isnan(value) else value, number_of(row["value"], {})
    if not abs(value - printed) <= NEAR * max(1.0, abs(value), abs(printed)):
        return said | {"differs": "the value is another"}
    if not is_printed(value, row):
        return said | {"differs": "the text is another"}
    other = other_setting(row)
    return said | {"differs": f"the setting '{other}' is another" if other else ""}


def main(options):
    """Print the table; gives 1 where any figure differs."""
    import warnings

    warnings.simplefilter("ignore")  # what a model says while it is fitted: the result is what counts
    OPTIONS.update(options)
    table = [checked(row) for row in rows_of_ledger()]
    wrong, left, blank = ([e for e in table if e[key]] for key in ("differs", "left_out", "blank"))
    if "--json" in options:
        print(json.dumps(table, indent=1))
        return int(bool(wrong))
    for row in table if "--all" in options else wrong:
        value = "" if row["reworked_value"] is None else f"{row['reworked_value']:.12g}"
        found = row["differs"] or row["left_out"] or ("no number" if row["blank"] else "equal")
        print(row["figure"], row["printed"], row["printed_value"], value, found, sep=" | ")
    for row in left:
        print(f"not worked out: {row['figure']} ({row['left_out']})")
    equal = len(table) - len(wrong) - len(left) - len(blank)
    counts = f"{equal} equal, {len(wrong)} differ, {len(blank)} print no number, {len(left)} not worked out"
    print(f"{len(table)} figures: {counts}.")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
