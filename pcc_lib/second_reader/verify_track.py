"""The track record, worked again: what became of what earlier quarters told. A part of verify_methods.py, which calls it.

Each quarter's end before the edition is judged by the methods of verify_methods.py, of the months that were known then; what it
would have told is followed in the months that came. The rules are those of docs/track-record.md in the library's repository,
"Worked out by hand". It shares no code with the library. A series is a measure as a whole, or one part (area) of it; months are
counted from the year nought, so that they can be added up.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy import optimize, stats
from verify_methods import (
    MODELS,
    OPTIONS,
    RULES,
    TRACK_KINDS,
    Chart,
    LeftOut,
    binomial_year,
    exact_poisson,
    is_by_month,
    is_protected,
    is_survey,
    listed,
    measure,
    newcombe,
    ordinal,
    poisson_year,
    quasi_binomial,
    read_yaml,
    roles_of,
    rules,
    seasonal_scale,
    source,
    supplied,
    tables_of,
    trials,
    two_years,
    values_of,
    yaml_names,
)

OPTION = "--track-record"  # with which it is worked out, however long it takes
MOST = 3_000  # series times quarters that are judged without being asked for: a minute, or two
QUARTER, HALF, YEAR = 3, 6, 12  # months
BEYOND = 1.96  # standard errors
DRAWS, SEED, LEAST_YEARS = 9_999, 20100401, 5
TRUSTED = 0.85  # share of trial months inside the 95% interval, below which no interval is printed
PASSED, LASTED, OPEN = "passed", "lasted", "open"


# ── 1. what was known ─────────────────────────────────────────────────────────────────────────────────────────────────
def last_known(said, quarter, back):
    """The last month that so many quarters before an edition knew of a measure; None where it is no measure of months."""
    last = supplied(said, read_yaml(quarter))
    if not said.get("source") or said.get("of") or not re.fullmatch(r"\d{4}-\d{2}", last or ""):
        return None
    about = read_yaml(f"data/sources/{said['source']}.resource.yml")
    monthly = about.get("period") == "month" and about.get("frequency") not in ("quarter", "half-year", "year")
    return ordinal(last, "month") - QUARTER * back if monthly else None


def parts_of(id, last):
    """The parts of a measure that there were in a month."""
    if (tables := tables_of(id, last, False)) is None:
        return []
    held = source_of(id)
    return [part for part in tables[0][0][1].columns if part and held.there(part, last)]


def source_of(id):
    return source(f"{'public' if is_protected(id) else 'data/sources'}/{measure(id)['source']}.csv")


def is_looked_at(id, quarter):
    """Whether the track record looks at a measure: it is judged by months, hides no small numbers, is of a topic with a page, and
    named by the body where that names some."""
    said, named = measure(id), read_yaml("data/body.yml").get("track_record", {}).get("measures", [])
    last = last_known(said, quarter, 0)
    if is_protected(id) or not is_by_month(said) or last is None or (named and id not in named):
        return False
    paged = read_yaml(f"data/topics/{said['topic']}.yml").get("scorecard_only") != "true"
    return paged and tables_of(id, last, True) is not None


def series_at(id, last):
    """The series of a measure that are judged at a month: the whole, where there is one, and the parts."""
    said, asked = measure(id), read_yaml("data/body.yml").get("track_record", {}).get("parts")
    whole = [] if said.get("whole") == "false" else [""]
    return whole + (parts_of(id, last) if said.get("breakdown") and asked != "false" else [])


def cuts(id, part, last, ahead=0):
    """The months from which a series tells of something else than before: breaks that its file marks, up to the last that is
    known or so many months ahead, and of a whole those in which parts join or leave, unless they were merged or split."""
    breaks = [ordinal(b["month"], "month") for b in listed(measure(id).get("breaks") or []) if b.get("comparable") != "true"]
    return [month for month in breaks if month <= last + ahead] + ([] if part else turns(id, last))


@lru_cache(None)
def turns(id, last):
    held, table = source_of(id), tables_of(id, last, False)[0][0][1]
    said = {each[held.by]: each for each in held.about.get("lifetimes", [])}
    ends = [held.lives.get(part, (None, None)) for part in table.columns]
    found = {first for first, _ in ends} | {final + 1 for _, final in ends if final is not None}
    return [t for t in sorted(found - {None}) if table.index[0] < t <= last and is_turn(held, said, list(table.columns), t)]


def is_turn(held, said, parts, month):
    """Whether other people are counted from this month on than before it."""
    before, after = ({part for part in parts if held.there(part, each)} for each in (month - 1, month))
    gone, come = before - after, after - before
    into, out_of = ({said.get(part, {}).get(key) for part in each} for each, key in ((gone, "into"), (come, "out_of")))
    joined = [part for part in come if part not in into and said.get(part, {}).get("out_of") not in before]
    left = [part for part in gone if part not in out_of and said.get(part, {}).get("into") not in after]
    return bool(joined or left)


# ── 2. a series at a quarter's end ────────────────────────────────────────────────────────────────────────────────────
class End:
    """A series as it was known at the end of a quarter, of which `last` is the last month."""

    def __init__(self, id, part, last):
        self.id, self.part, self.last, self.said = id, part, last, measure(id)
        self.roles = roles_of(id, last, part)

    @cached_property
    def values(self):
        """By month, from the first that is known."""
        values = values_of(self.said, self.roles, is_survey(self.said))
        return values[values.first_valid_index() :] if values.notna().any() else values[:0]

    @cached_property
    def chart(self):
        """Its control chart; None where it gets none."""
        fit = self.roles is not None and is_by_month(self.said) and self.values.notna().sum() >= 13
        return Chart(self.said, self.values) if fit else None

    @cached_property
    def test(self):
        """The test of its year before any allowance for others; None where none is told."""
        if self.roles is None or not self.roles[0].notna().any():
            return None
        found, first = test_of(self)
        if found is None or any(first < month for month in cuts(self.id, self.part, self.last)):
            return None
        return None if found.alone and any(self.last - 24 < month <= self.last for month in self.exceptional) else found

    @property
    def exceptional(self):
        """The months that stand alone, which the mean of its chart leaves out."""
        if self.chart is None or self.chart.limits is None:
            return []
        return [self.first_judged + self.chart.start + int(at) for at in np.flatnonzero(self.chart.limits[4][0])]

    @property
    def first_judged(self):
        return month_of(self.chart.judged.months[0])


end = lru_cache(None)(End)


def month_of(period):
    return 12 * period.year + period.month - 1


# ── 3. the year against the year before ───────────────────────────────────────────────────────────────────────────────
class Test(NamedTuple):
    """p: its p-value. alone: whether it is a change by itself. way: +1 where most of its interval lies above nought, else -1."""

    p: float
    alone: bool
    way: int


def test_of(series):
    """The test of a year that fits, and the first month that it compares; no test where limits begin anew within these months."""
    said, (top, bottom), last = series.said, series.roles, series.last
    rolling = re.fullmatch(r"month|(\d+) months", said.get("window", "month"))
    resets = [ordinal(each["month"], "month") for each in listed(said.get("rebase") or [])]
    first = last - 23
    if not rolling or said.get("change") == "none" or any(first < month <= last for month in resets):
        return None, first
    months, kind = int(rolling[1] or 1), said.get("calculation", "count")
    if kind == "count":
        return test_of_counts(top), first
    if kind != "percentage":
        return None, first
    if months in (1, 12):
        return test_of_shares(top, bottom), first
    sums = [each.iloc[-months - ago : len(each) - ago].sum(skipna=False) for ago in (0, 12) for each in (top, bottom)]
    whole = len(top) >= months + 12 and not any(map(math.isnan, sums))
    return (by_newcombe(*sums) if whole else None), last - 11 - months


def test_of_counts(top):
    """Poisson regression where both years have 100 events; else the exact test of two counts (Przyborowski and Wilenski 1940)."""
    if (years := two_years(top)) is None or (years[0] < 0).any() or (years[0] % 1 != 0).any():
        return None
    counts, days, later = years
    now, before = int(counts[later].sum()), int(counts[~later].sum())
    if min(now, before) >= 100:
        if (fitted := poisson_year(top)) is None:
            return None
        effect, error, freedom = fitted
        p, half = float(2 * stats.t.sf(abs(effect) / error, freedom)), stats.t.ppf(0.975, freedom) * error
        lower, upper = math.expm1(effect - half), math.expm1(effect + half)
    else:
        lower, upper = exact_poisson(top, -1), exact_poisson(top, 1)
        if not math.isfinite(upper):
            return None
        p = float(stats.binomtest(now, now + before, days[later].sum() / days.sum()).pvalue)
    return Test(p, p < 0.05, 1 if lower + upper > 0 else -1)


def test_of_shares(top, bottom):
    """Binomial regression on the year where both years have 100 cases, some of which count and some not; else Newcombe."""
    part, whole = two_years(top), two_years(bottom)
    if part is None or whole is None or (part[0] < 0).any() or (part[0] > whole[0]).any():
        return None
    sums = [each[years].sum() for years in (part[2], ~part[2]) for each in (part[0], whole[0])]
    if min(sums[1], sums[3]) <= 0:
        return None
    fitted = binomial_year(top, bottom) if min(sums[1], sums[3]) >= 100 else None
    if fitted is None:
        return by_newcombe(*sums, held_to=0.05)
    share, spread, dispersion, freedom = fitted
    effect = math.log(share[1] / (1 - share[1])) - math.log(share[0] / (1 - share[0]))
    error = math.sqrt(dispersion * (spread / (share * (1 - share)) ** 2).sum())  # of the log odds
    p = float(2 * stats.t.sf(abs(effect) / error, freedom))
    lower, upper = (quasi_binomial(top, bottom, side) for side in (-1, 1))
    return Test(p, p < 0.05 and not lower <= 0 <= upper, 1 if lower + upper > 0 else -1)


def by_newcombe(now, of_now, before, of_before, held_to=1.0):
    """Newcombe's interval, its p-value found by turning it round: the widest interval that leaves nought out."""
    if min(of_now, of_before) <= 0 or not (0 <= now <= of_now and 0 <= before <= of_before):
        return None
    lower, upper = (newcombe(now, of_now, before, of_before, side) for side in (-1, 1))
    facing = -1 if now * of_before > before * of_now else 1  # the end that faces nought

    def beyond(z):
        return -facing * newcombe(now, of_now, before, of_before, facing, z)

    if now * of_before == before * of_now:
        p = 1.0
    else:
        p = float(2 * stats.norm.sf(6.0 if beyond(6.0) >= 0 else optimize.brentq(beyond, 1e-6, 6.0)))
    return Test(p, p < held_to and not lower <= 0 <= upper, 1 if lower + upper > 0 else -1)


@lru_cache(None)
def allowances(quarter, priority, of_parts, back):
    """The p-values of all tests that are told together, adjusted (Benjamini and Hochberg 1995): of a priority's measures, or of
    their parts."""
    found = {}
    for id in yaml_names("data/measures"):
        said = measure(id)
        if said["in"] != priority or (last := last_known(said, quarter, back)) is None:
            continue
        whole = [] if said.get("whole") == "false" else [""]
        for part in (parts_of(id, last) if said.get("breakdown") else []) if of_parts else whole:
            if (test := end(id, part, last).test) is not None:
                found[id, part] = test.p
    return adjusted(found)


def adjusted(p_values):
    """p-values with an allowance for one another: times how many there are, by the place from the smallest, and never falling."""
    found, least = {}, 1.0
    ordered = sorted(p_values, key=lambda key: p_values[key], reverse=True)
    for place, key in enumerate(ordered):
        found[key] = least = min(least, p_values[key] * len(ordered) / (len(ordered) - place))
    return found


# ── 4. what a quarter's end tells ─────────────────────────────────────────────────────────────────────────────────────
class Line(NamedTuple):
    """What months are held against: a level without season (of a day where `daily`), the standard deviation of a month about it,
    how many months it rests on, and what each month of the year adds."""

    level: float
    sigma: float
    months: int
    season: dict
    daily: bool

    def plain(self, values):
        """Months without season and length of month."""
        days = values.index.days_in_month.to_numpy(float) if self.daily else 1.0
        return values.to_numpy(float) / days - np.array([self.season.get(month, 0.0) for month in values.index.month])


class Told(NamedTuple):
    """What was told: month: the last known. kind: of a signal. since: of a level, when it moved. test: of the year, `clear`
    whether it was called a clear change."""

    month: int
    judged: bool
    kind: str
    side: int
    since: int
    line: Line | None
    test: Test | None
    clear: bool
    ahead: dict | None


def told_of(series, quarter, back):
    """What the end of a quarter tells of a series; None where it tells nothing."""
    kind, side, since, line = signal(series) if series.chart else ("", 0, 0, None)
    judged = series.chart is not None and series.chart.verdict in ("usual", "signal")
    test, clear = series.test, False
    if test is not None:
        among = allowances(quarter, series.said["in"], bool(series.part), back)
        clear = test.alone and among.get((series.id, series.part), test.p) < 0.05
    ahead = None if series.part or series.chart is None else forecast(series)
    says = judged or kind or test is not None or ahead is not None
    return Told(series.last, judged, kind, side, since, line, test, clear, ahead) if says else None


def line_of(chart):
    """The line of a chart: its latest mean, by the standard deviation of its moving ranges."""
    judged = chart.judged
    season = {month: float(s) for month, s, v in zip(judged.months.month, judged.season, judged.values) if not math.isnan(v)}
    return Line(chart.mean, chart.reach / 1.128, chart.known, season, bool(judged.days[-1] > 1))


def signal(series):
    """The kind of a signal, its side, the month in which a level moved, and the line that it is told against."""
    chart = series.chart
    if not chart.verdict or not chart.drawn:
        return "", 0, 0, None
    line = line_of(chart)
    if chart.verdict == "usual":
        return "", 0, 0, line
    if chart.verdict == "signal":
        said = {name: int(found[0, -1]) for name, found in zip(RULES, rules(chart.plain[None], chart.limits))}
        name = next(name for name in RULES if said[name])
        return name.replace(" ", "_"), said[name], 0, line
    if not chart.changes:
        return "", 0, 0, None  # most months are flagged, and no change is found
    at, slope, before, after, *_ = chart.changes[-1]
    earlier = int((~np.isnan(chart.judged.plain[:at])).sum())
    level = before / (365.25 / 12 if line.daily else 1)
    moved = line._replace(level=level, months=max(earlier, 6))
    return "drift" if slope else "step", 1 if after > before else -1, series.first_judged + at, moved


def forecast(series):
    """The three months ahead, where they are foretold: mean, bounds of the 80% and 95% intervals, whether these are printed."""
    values, chart = series.values, series.chart
    resets = [ordinal(each["month"], "month") for each in listed(series.said.get("rebase") or [])]
    new = [month for month in resets if month_of(values.index[0]) < month <= series.last]
    if values.isna().any() or len(values) < 36 or np.ptp(values.to_numpy()) == 0:
        return None
    new += cuts(series.id, series.part, series.last, QUARTER)
    if any(series.last - month < 12 for month in new) or is_newly_moved(series, chart):
        return None
    try:
        scores = {name: trials(values.index[0], tuple(values), name) for name in MODELS}
    except ValueError:
        return None
    best = min(("ets", "theta"), key=lambda name: scores[name][0])
    best = best if scores[best][0] < scores["seasonal_naive"][0] else "seasonal_naive"
    if not (math.isfinite(scores[best][0]) and math.isfinite(scores["seasonal_naive"][0])):
        return None
    found = {level: np.clip(MODELS[best](values, QUARTER, level), chart.floor, chart.ceiling) for level in (0.80, 0.95)}
    return {
        "mean": found[0.95][0],
        80: found[0.80][1:],
        95: found[0.95][1:],
        "naive": values.to_numpy()[-12:][:QUARTER],
        "scale": seasonal_scale(values.to_numpy()),
        "trusted": scores[best][1] >= TRUSTED,
    }


def is_newly_moved(series, chart):
    """Whether what is new forbids a forecast: a level that moved less than a year ago, a latest month apart from its level, or a
    run of signals that began less than a year ago."""
    if chart.verdict == "moved":
        if not chart.changes:
            return False
        at, _, _, after, sigma, more = chart.changes[-1]
        days = 365.25 / 12 if (chart.judged.days > 1).any() else 1.0
        apart = abs(chart.judged.plain[-1] - after / days) > 3 * sigma * more
        return apart or series.last - (series.first_judged + at) < 12
    if not chart.drawn or not chart.labels[-1]:
        return False
    other = np.flatnonzero(chart.labels != chart.labels[-1])
    return len(chart.labels) - 1 - (other[-1] + 1 if len(other) else 0) < 12


# ── 5. what became of it ──────────────────────────────────────────────────────────────────────────────────────────────
class Run:
    """What quarters told of one series, the oldest first, beside the months that the edition knows."""

    def __init__(self, now, told):
        self.now, self.told = now, told
        self.first = month_of(now.values.index[0])

    def after(self, month, count):
        """So many months after one; fewer where they are not there yet."""
        at = month - self.first + 1
        return self.now.values.iloc[at : at + count]

    def away(self, line, month, count):
        """How far the mean of the next months lies from a line, in standard errors of two means (Montgomery 2019, chapter 4)."""
        later = self.after(month, count)
        if len(later) < count or not line.sigma > 0:
            return math.nan
        error = line.sigma * math.sqrt(1 / count + 1 / line.months)
        return float(line.plain(later).mean() - line.level) / error

    def became(self, line, side, month, count):
        distance = self.away(line, month, count)
        return OPEN if math.isnan(distance) else LASTED if side * distance >= BEYOND else PASSED

    def signals(self):
        """Each signal in the quarter that told it first: its kind, what became of it in twelve and in six months, the year."""
        for at, now in enumerate(self.told):
            if at and now.kind and not self.was_told(at, now):
                ends = [self.became(now.line, now.side, now.month, count) for count in (YEAR, HALF)]
                yield now.kind, *ends, now.month // 12

    def was_told(self, at, now):
        if now.kind not in ("step", "drift"):
            before = self.told[at - 1]
            return before.kind not in ("", "step", "drift") and before.side == now.side
        moves = [each for each in self.told[:at] if each.kind in ("step", "drift") and each.side == now.side]
        return any(abs(each.since - now.since) <= HALF for each in moves)

    def quiet(self):
        """Of months that were no signal: what became of their own side."""
        for now in self.told:
            if now.judged and not now.kind:
                value = now.line.plain(self.after(now.month - 1, 1))[0]
                yield self.became(now.line, 1 if value > now.line.level else -1, now.month, YEAR)

    def calm(self):
        """Of months judged that a year without change followed: whether they were told as signals."""
        return [bool(now.kind) for now in self.told if now.judged and abs(self.away(now.line, now.month, YEAR)) < BEYOND]

    def forecasts(self):
        """Each forecast with what came, month by month."""
        for now in self.told:
            if now.ahead is not None:
                came = self.after(now.month, QUARTER).to_numpy(float)
                yield now.ahead, np.append(came, [math.nan] * (QUARTER - len(came)))

    def years(self):
        """Comparisons of a year: whether called clear, whether the next year stayed on that side, the year of telling."""
        for before, now in pairwise(self.told):
            if now.test is None:
                continue
            same = before.test is not None and before.clear and before.test.way == now.test.way
            old, new = self.year_to(now.month - YEAR), self.year_to(now.month + YEAR)
            if not (now.clear and same) and not math.isnan(old + new):
                yield now.clear, int(np.sign(new - old)) == now.test.way, now.month // 12

    def year_to(self, month):
        """What twelve months come to: a sum, or a quotient of two."""
        top, bottom = self.now.roles
        at = month - month_of(top.index[0]) + 1
        if at < YEAR or month > self.now.last:
            return math.nan
        sums = [each.iloc[at - YEAR : at].sum(skipna=False) for each in (top, bottom) if each is not None]
        return sums[0] if len(sums) == 1 else sums[0] / sums[1] if sums[1] else math.nan


def interval(yes, years):
    """95% interval of a share, in per cent: whole calendar years drawn anew, percentiles (Davison and Hinkley 1997, 3.8)."""
    names = sorted(set(years))
    if len(names) < LEAST_YEARS:
        return math.nan, math.nan
    held = [[y for y, year in zip(yes, years) if year == name] for name in names]
    true, every = np.array([sum(each) for each in held], float), np.array([len(each) for each in held], float)
    drawn = np.random.default_rng(SEED).integers(0, len(names), (DRAWS, len(names)))
    return tuple(np.percentile(100 * true[drawn].sum(axis=1) / every[drawn].sum(axis=1), (2.5, 97.5)))


# ── 6. the counts ─────────────────────────────────────────────────────────────────────────────────────────────────────
def count(name, quarter):
    """A count of the track record by its name, such as `track_any_lasted`."""
    looked = [id for id in yaml_names("data/measures") if is_looked_at(id, quarter)]
    quarters = 4 * int(read_yaml("data/body.yml").get("track_record", {}).get("years", 10))
    work = sum(ends_of(id, last_known(measure(id), quarter, 0), quarters) for id in looked)
    if work > MOST and OPTION not in OPTIONS:
        raise LeftOut(f"{work:,} ends of quarters would be judged again, series by series: the option {OPTION} has it done")
    return record(quarter, tuple(looked), quarters)[name]


def ends_of(id, last, quarters):
    """How many ends of quarters are judged of a measure and its parts, about: those with a year of months or more."""
    known = last - tables_of(id, last, True)[0][0][1].index[0] + 1
    return len(series_at(id, last)) * min(quarters, max(0, known - YEAR) // QUARTER + 1)


def runs_of(quarter, looked, quarters):
    """What each series' quarters told, the oldest first, and how many quarters told anything."""
    told, backs = defaultdict(list), set()
    for back in reversed(range(quarters)):
        for id in looked:
            last = last_known(measure(id), quarter, back)
            for part in series_at(id, last):
                found = told_of(end(id, part, last), quarter, back)
                if found is not None:
                    told[id, part].append(found)
                    backs.add(back)
    return {key: Run(end(*key, last_known(measure(key[0]), quarter, 0)), each) for key, each in told.items()}, len(backs)


@lru_cache(None)
def record(quarter, looked, quarters):
    """Every count by its name."""
    runs, counted = runs_of(quarter, looked, quarters)
    quiet = [each for run in runs.values() for each in run.quiet() if each != OPEN]
    calm = [each for run in runs.values() for each in run.calm()]
    found = {
        "track_quarters": counted,
        "track_measures": len({id for id, _ in runs}),
        "track_series": len(runs),
        "track_quiet": len(quiet),
        "track_quiet_same": quiet.count(LASTED),
        "track_calm_months": len(calm),
        "track_calm_flagged": sum(calm),
    }
    signals = [each for run in runs.values() for each in run.signals()]
    for kind in TRACK_KINDS:
        found |= of_kind(kind, [each for each in signals if kind in ("any", each[0])])
    years = [each for run in runs.values() for each in run.years()]
    for name, clear in (("clear", True), ("unclear", False)):
        found |= of_years(name, [(same, year) for said, same, year in years if said == clear])
    return found | of_forecasts([each for run in runs.values() for each in run.forecasts()])


def of_kind(kind, signals):
    after_year, after_half = [each[1] for each in signals], [each[2] for each in signals]
    known = [(year == LASTED, told_in) for _, year, _, told_in in signals if year != OPEN]
    low, high = interval([yes for yes, _ in known], [year for _, year in known])
    found = {"told": len(signals), "followed": len(known), "low": low, "high": high}
    found |= {end_: after_year.count(end_) for end_ in (LASTED, PASSED, OPEN)}
    found |= {"followed_6": len(signals) - after_half.count(OPEN), "lasted_6": after_half.count(LASTED)}
    return {f"track_{kind}_{name}": value for name, value in found.items()}


def of_years(name, told):
    low, high = interval([same for same, _ in told], [year for _, year in told])
    counted = {"": len(told), "_same": sum(same for same, _ in told), "_low": low, "_high": high}
    return {f"track_{name}{ending}": value for ending, value in counted.items()}


def of_forecasts(told):
    """How many, how far off (mean absolute error, scaled as Hyndman and Koehler 2006 have it), and what the intervals held."""
    scored = [(ahead, came) for ahead, came in told if not np.isnan(came).any() and ahead["scale"] > 0]
    found = {"track_forecasts": len(told), "track_errors_known": len(scored)}
    for name, which in (("track_error", "mean"), ("track_naive_error", "naive")):
        errors = [np.abs(came - ahead[which]).mean() / ahead["scale"] for ahead, came in scored]
        found[name] = float(np.mean(errors)) if errors else math.nan
    for at in range(QUARTER):
        known = [(ahead, came[at]) for ahead, came in told if ahead["trusted"] and not math.isnan(came[at])]
        found[f"track_ahead_{at + 1}"] = len(known)
        for level in (80, 95):
            held = [ahead[level][0][at] <= came <= ahead[level][1][at] for ahead, came in known]
            found[f"track_ahead_{at + 1}_in_{level}"] = sum(held)
    return found
