"""What the original says in words of movements, each as an inequality over the series that are made.

`id` is that of the claim in data/plan/claims.yml, where the statement is listed there too; what its own printed figures say of it
stands there. Here is only whether the reconstruction goes against it. `reading` is how the words are taken, as mildly as they
allow. Standard library only.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from math import fsum
from typing import NamedTuple

from tools import months, window


class Tables:
    """The made tables by name: rows as they are written, before they become text."""

    def __init__(self, rows: dict[str, list[dict]]) -> None:
        self.rows = rows

    def total(self, column: str, span: str, part: str = "") -> float:
        """The sum of a column ("calls_999.offered") over "2023-10" or "2022-10..2023-09", of a part or of all; every month must
        be known."""
        source, _, name = column.partition(".")
        first, _, last = span.partition("..")
        kept = [r for r in self.rows[source] if first <= r["month"] <= (last or first) and (not part or part in r.values())]
        values = [r[name] for r in kept]
        if not values or "" in values:
            raise ValueError(f"{column} is not known in all of {span}")
        return fsum(values)

    def share(self, over: str, under: str, span: str, part: str = "") -> float:
        """One column's total over another's of the same source."""
        return self.total(over, span, part) / self.total(f"{over.partition('.')[0]}.{under}", span, part)

    def known(self, column: str, month: str) -> bool:
        """Whether a month has a value."""
        source, _, name = column.partition(".")
        return any(r[name] != "" for r in self.rows[source] if r["month"] == month)


class Statement(NamedTuple):
    """One statement: where it stands, in which words, how they are taken, the sources that it is of, and whether it holds."""

    id: str
    page: str
    words: str
    reading: str
    sources: tuple[str, ...]
    holds: Callable[[Tables], bool]


def rising(values: Iterable[float]) -> bool:
    """Whether each is above the one before."""
    return all(a < b for a, b in itertools.pairwise(values))


def falling(values: Iterable[float]) -> bool:
    """Whether each is below the one before."""
    return all(a > b for a, b in itertools.pairwise(values))


def _quarters(first: str, last: str) -> list[str]:
    """Windows of three months one after the other; the last one may be shorter."""
    span = months(first, last)
    return [f"{three[0]}..{three[-1]}" for three in (span[i : i + 3] for i in range(0, len(span), 3))]


NOW, BEFORE, EARLIER = window("2023-09", 12), window("2022-09", 12), window("2021-09", 12)
CALLS_NOW, CALLS_BEFORE = window("2023-10", 12), window("2022-10", 12)


def _abandonment_continues(t: Tables) -> bool:
    return falling(t.share("calls_999.abandoned", "offered", q) for q in _quarters("2022-11", "2023-10"))


def _waits_with_demand(t: Tables) -> bool:
    waits = [t.share("calls_999.wait_s", "answered", y) for y in (CALLS_BEFORE, CALLS_NOW)]
    octobers = [t.share("calls_999.wait_s", "answered", m) for m in ("2022-10", "2023-10")]
    calls = [t.total("calls_999.offered", y) for y in (CALLS_BEFORE, CALLS_NOW)]
    return rising(waits) and rising(octobers) and rising(calls)


def _silent(t: Tables) -> bool:
    seen = [t.total("calls_999.silent", m) for m in ("2023-06", "2023-08")]
    return falling(seen) and not t.known("calls_999.silent", "2023-07")


def _ease_from_august(t: Tables) -> bool:
    def usual(days: int, *of: int) -> float:
        return fsum(t.total("calls_999.offered", f"{y}-{m:02d}") for y in (2018, 2019, 2021, 2022) for m in of) / days

    return falling((usual(31, 8), usual(30, 9), usual(61, 10, 11)))


def _high_august(t: Tables) -> bool:
    return t.total("calls_999.offered", "2023-08") > max(t.total("calls_999.offered", f"{y}-08") for y in range(2018, 2023))


def _bt(t: Tables) -> bool:
    def time(span: str) -> float:
        return t.share("calls_999.bt_answer_s", "answered", span)

    return falling(time(m) for m in ("2023-07", "2023-08")) and falling(time(q) for q in _quarters("2023-03", "2023-08"))


def _shorter_on_the_month(source: str) -> Callable[[Tables], bool]:
    return lambda t: falling(t.share(f"{source}.wait_s", "answered", m) for m in ("2023-09", "2023-10"))


def _longer_in_september(source: str) -> Callable[[Tables], bool]:
    return lambda t: rising(t.share(f"{source}.wait_s", "answered", m) for m in ("2023-08", "2023-09"))


def _crib_with_demand(t: Tables) -> bool:
    return _longer_in_september("crib")(t) and rising(t.total("crib.offered", m) for m in ("2023-08", "2023-09"))


def _triage(t: Tables) -> bool:
    found = [t.share("calls_cch.triaged", "offered", m) for m in months("2022-09", "2023-09")]
    return max(found[:-1]) < found[-1] - 0.005


def _online_on_the_year(t: Tables) -> bool:
    return rising(t.total("online_reports.reports", y) for y in (CALLS_BEFORE, CALLS_NOW))


def _online_recent(t: Tables) -> bool:
    return t.total("online_reports.reports", "2023-09") > t.total("online_reports.reports", window("2023-08", 12)) / 12


def _by_area(t: Tables, spans: Iterable[str], area: str) -> list[float]:
    return [t.share("priority_response.response_s", "attended", s, area) for s in spans]


def _after_highs(t: Tables) -> bool:
    months_ = months("2021-11", "2023-10")
    found = [_by_area(t, months_, area) for area in ("county", "swindon")]
    return all(max(v) in v[-4:-1] and v[-1] < v[-2] for v in found)


def _steadily(t: Tables) -> bool:
    quarters = _quarters("2022-02", "2023-09")
    return all(rising(_by_area(t, quarters, area)) for area in ("county", "swindon"))


def _logs_since_june(t: Tables) -> bool:
    return falling(t.total("priority_response.logs", m) for m in months("2023-06", "2023-10"))


def _immediate(t: Tables) -> bool:
    return falling(t.share("immediate_response.response_s", "attended", m) for m in months("2023-07", "2023-10"))


def _immediate_september(t: Tables) -> bool:
    return falling(t.share("immediate_response.response_s", "attended", m) for m in ("2023-08", "2023-09"))


def _da_trend(t: Tables) -> bool:
    fewer = falling(t.total("domestic_abuse.crimes", y) for y in (BEFORE, NOW))
    return fewer and rising(t.share("domestic_abuse.fat", "crimes", y) for y in (BEFORE, NOW))


def _da_september(t: Tables) -> bool:
    return falling(t.total("domestic_abuse.crimes", m) for m in ("2023-08", "2023-09"))


def _da_elevated(t: Tables) -> bool:
    base = t.total("domestic_abuse.crimes", "2019-01..2019-12")
    return min(t.total("domestic_abuse.crimes", y) for y in ("2020-01..2020-12", EARLIER, BEFORE, NOW)) > base


def _da_stable(t: Tables) -> bool:
    years = [t.total("domestic_abuse.crimes", y) for y in (EARLIER, BEFORE, NOW)]
    return max(years) < 1.06 * min(years)


def _christmas(t: Tables) -> bool:
    november, december = (
        fsum(t.total("domestic_abuse.crimes", f"{year}-{month}") for year in range(2018, 2023)) for month in (11, 12)
    )
    return november / 30 < december / 31


def _da_children(t: Tables) -> bool:
    year = [t.total("domestic_abuse.child_victims", m) for m in months("2022-10", "2023-09")]
    rise = fsum(year) - t.total("domestic_abuse.child_victims", BEFORE)
    return sorted(year)[-2:] == [8, 8] and sorted(year)[-3] <= 4 and rise / 2 < 16


def _da_fifteen(t: Tables) -> bool:
    return falling(t.share("domestic_abuse.outcome_15", "crimes", y) for y in (BEFORE, NOW))


def _da_charge(t: Tables) -> bool:
    rolling = [t.share("domestic_abuse.charged", "crimes", window(m, 12)) for m in _ends("2022-09", 5)]
    return rising(rolling) and rolling[-1] < t.share("domestic_abuse.charged", "crimes", "2019-01..2019-12")


def _ends(first: str, count: int) -> list[str]:
    """Every third month."""
    return months(first, "2023-12")[: 3 * count : 3]


def _da_orders(t: Tables) -> bool:
    return all(rising(t.total(f"domestic_abuse.{c}", y) for y in (BEFORE, NOW)) for c in ("dvpo", "dvpn"))


def _sso_stable(t: Tables) -> bool:
    summer, spring = (t.total("sexual_offences.sso_crimes", s) for s in ("2023-07..2023-09", "2023-04..2023-06"))
    return 0.88 < summer / spring < 1.12


def _rape_before_covid(t: Tables) -> bool:
    now = t.total("sexual_offences.rape_within_7_days", window("2023-07", 12))
    return 0.95 < now / t.total("sexual_offences.rape_within_7_days", "2019-01..2019-12") < 1.05


def _vwi_september(t: Tables) -> bool:
    return rising(t.total("violence_with_injury.crimes", m) for m in ("2023-08", "2023-09"))


def _vwi_baseline(t: Tables) -> bool:
    base = t.total("violence_with_injury.crimes", "2019-01..2019-12")
    return all(t.total("violence_with_injury.crimes", y) > base for y in ("2022-01..2022-12", BEFORE, NOW))


def _asb_continue(t: Tables) -> bool:
    return all(falling(t.total("asb.incidents", y, a) for y in (EARLIER, BEFORE, NOW)) for a in ("county", "swindon"))


def _on_the_year(t: Tables, team: str) -> float:
    return t.total("residential_burglary.crimes", NOW, team) / t.total("residential_burglary.crimes", BEFORE, team) - 1


def _burglary(t: Tables) -> bool:
    falls = ("", "salisbury", "other-teams")
    return all(_on_the_year(t, team) < 0 for team in falls) and _on_the_year(t, "chippenham") > 0 < _on_the_year(t, "trowbridge")


def _burglary_largest(t: Tables) -> bool:
    return _on_the_year(t, "salisbury") < min(_on_the_year(t, team) for team in ("chippenham", "trowbridge", "other-teams"))


def _satisfied(t: Tables) -> bool:
    ends = ("2023-01", "2023-04", "2023-07")
    return rising(t.share("victim_voice.satisfied", "responses", window(m, 4), "overall") for m in ends)


def _complaints(t: Tables) -> bool:
    pairs = ((CALLS_BEFORE, CALLS_NOW), ("2022-10", "2023-10"), ("2022-09", "2023-09"))
    return all(rising(t.total("complaints.recorded", s) for s in pair) for pair in pairs)


P1, P2, P3, P4 = "priority-1", "priority-2", "priority-3", "priority-4"

STATEMENTS = (
    Statement(
        "ccc-waits-reducing",
        P1,
        "progressively reducing",
        "the wait of Central Call Handling shorter in October 2023 than in September; of 999 the original says the opposite",
        ("calls_cch",),
        _shorter_on_the_month("calls_cch"),
    ),
    Statement(
        "ccc-waits-reducing-crib",
        P1,
        "progressively reducing",
        "the wait of CRIB shorter in October 2023 than in September",
        ("crib",),
        _shorter_on_the_month("crib"),
    ),
    Statement(
        "abandonment-999-continues",
        P1,
        "continue to decrease",
        "lower in every three months of the year to October 2023 than in the three before",
        ("calls_999",),
        _abandonment_continues,
    ),
    Statement(
        "waits-999-demand",
        P1,
        "have increased with demand",
        "longer waits and more calls in the year to October 2023 than in the year before; a longer wait in October, too",
        ("calls_999",),
        _waits_with_demand,
    ),
    Statement(
        "silent-monthly-reduction",
        P1,
        "another monthly reduction",
        "fewer in August 2023 than in June; July, which is not printed, is blank",
        ("calls_999",),
        _silent,
    ),
    Statement(
        "seasonal-999",
        P1,
        "typically decrease from August onwards",
        "calls a day, years without restrictions: fewer in September than in August, fewer still in October and November",
        ("calls_999",),
        _ease_from_august,
    ),
    Statement(
        "high-demand-august",
        P1,
        "August 2023 saw high demand",
        "more calls than in August of any year before; single weeks are in no series",
        ("calls_999",),
        _high_august,
    ),
    Statement(
        "answer-time-bt",
        P1,
        "improving",
        "shorter in August 2023 than in July, and in the three months to August than in the three before",
        ("calls_999",),
        _bt,
    ),
    Statement(
        "triage-highest",
        P1,
        "the highest percentage seen since the model changed",
        "half a point and more above every month since September 2022",
        ("calls_cch",),
        _triage,
    ),
    Statement(
        "weeks-waits-demand-cch",
        P1,
        "average wait times increase with demand",
        "longer in September 2023, whose weeks are named, than in August",
        ("calls_cch",),
        _longer_in_september("calls_cch"),
    ),
    Statement(
        "weeks-waits-demand-crib",
        P1,
        "average wait to answer have increased with demand",
        "longer in September 2023, whose weeks are named, than in August, and with more calls",
        ("crib",),
        _crib_with_demand,
    ),
    Statement(
        "online-awareness",
        P1,
        "Year-on-year increases",
        "more in the year to October 2023 than in the year before",
        ("online_reports",),
        _online_on_the_year,
    ),
    Statement(
        "online-recent",
        P1,
        "More recent increases",
        "more in September 2023 than in a usual month of the year before it",
        ("online_reports",),
        _online_recent,
    ),
    Statement(
        "priority-following-highs",
        P1,
        "decreased following highs",
        "the longest month of the last 24 lies in July to September 2023 in both areas, and October is shorter than September",
        ("priority_response",),
        _after_highs,
    ),
    Statement(
        "priority-steadily-increased",
        P1,
        "steadily increased since May 2022",
        "longer in every three months from May 2022 to September 2023 than in the three before, in both areas",
        ("priority_response",),
        _steadily,
    ),
    Statement(
        "priority-logs-since-june",
        P1,
        "declining since June",
        "fewer in every month from June to October 2023 than in the month before",
        ("priority_response",),
        _logs_since_june,
    ),
    Statement(
        "immediate-declined",
        P1,
        "declined in recent months",
        "shorter in every month from July to October 2023 than in the month before",
        ("immediate_response",),
        _immediate,
    ),
    Statement(
        "immediate-september",
        P1,
        "a reduction from the previous month",
        "shorter in September 2023 than in August",
        ("immediate_response",),
        _immediate_september,
    ),
    Statement(
        "da-trend",
        P2,
        "decreasing year-on-year with increased FAT",
        "fewer crimes and a higher share with further action in the year to September 2023 than in the year before",
        ("domestic_abuse",),
        _da_trend,
    ),
    Statement(
        "da-month-decrease", P2, "decreased to 582", "fewer in September 2023 than in August", ("domestic_abuse",), _da_september
    ),
    Statement(
        "da-above-baseline",
        P2,
        "remain above pre-covid baselines",
        "2020 and every year to September since lie above 2019",
        ("domestic_abuse",),
        _da_elevated,
    ),
    Statement(
        "da-stable",
        P2,
        "have remained elevated but stable",
        "of the years to September 2021, 2022 and 2023 none is 6% above another",
        ("domestic_abuse",),
        _da_stable,
    ),
    Statement(
        "season-christmas",
        P2,
        "Christmas increase in DA",
        "domestic abuse crimes a day, 2018 to 2022: more in December than in November; of other violence nothing is made",
        ("domestic_abuse",),
        _christmas,
    ),
    Statement(
        "da-child-victims",
        P2,
        "largely driven by 2 exceptional highs of 8",
        "no other month of the year has more than four, and the two are more than half of the rise",
        ("domestic_abuse",),
        _da_children,
    ),
    Statement(
        "da-outcome-15",
        P2,
        "positive decline in use",
        "a lower share in the year to September 2023 than in the year before",
        ("domestic_abuse",),
        _da_fifteen,
    ),
    Statement(
        "da-charge-rate",
        P2,
        "notable upward trend",
        "the share of twelve months is higher at every third month from September 2022 to September 2023, and below that of 2019",
        ("domestic_abuse",),
        _da_charge,
    ),
    Statement(
        "da-protection-orders",
        P2,
        "positive increase",
        "more orders and more notices in the year to September 2023 than in the year before",
        ("domestic_abuse",),
        _da_orders,
    ),
    Statement(
        "sso-stable",
        P2,
        "remained at a stable level over recent months",
        "the three months to September 2023 lie within 12% of the three before",
        ("sexual_offences",),
        _sso_stable,
    ),
    Statement(
        "rape-pre-covid",
        P2,
        "volumes resuming pre-covid levels",
        "rapes reported within seven days, year to July 2023: within 5% of 2019",
        ("sexual_offences",),
        _rape_before_covid,
    ),
    Statement(
        "vwi-month-increase",
        P2,
        "increased to 481",
        "more in September 2023 than in August",
        ("violence_with_injury",),
        _vwi_september,
    ),
    Statement(
        "vwi-above-baseline",
        P2,
        "remain above pre-covid baselines",
        "2022, and the years to September 2022 and 2023, lie above 2019",
        ("violence_with_injury",),
        _vwi_baseline,
    ),
    Statement(
        "asb-continue",
        P3,
        "continue to decline",
        "fewer in each year to September than in the one before, 2021 to 2023, in both areas",
        ("asb",),
        _asb_continue,
    ),
    Statement(
        "burglary-trend",
        P3,
        "All CPTs have experienced a decline",
        "fewer in all together, and in all teams but Chippenham and Trowbridge",
        ("residential_burglary",),
        _burglary,
    ),
    Statement(
        "burglary-largest",
        P3,
        "Salisbury CPT has seen the largest decrease",
        "the lowest change in per cent of all teams; those of which nothing is printed are held together",
        ("residential_burglary",),
        _burglary_largest,
    ),
    Statement(
        "satisfaction-improving",
        P4,
        "has been improving since January 2023",
        "four months to January, to April and to July 2023: each higher than the one before",
        ("victim_voice",),
        _satisfied,
    ),
    Statement(
        "complaints-on-year",
        P4,
        "Year-on-year complaint volumes have increased",
        "more in the year to October 2023 than in the year before, and in September and October than a year before",
        ("complaints",),
        _complaints,
    ),
)

#  claims of data/plan/claims.yml that no made series could go against
OF_NO_SERIES = {
    "cch-abandonment-month": "both months are printed and reproduced",
    "weeks-waits-demand": "of weeks: held as far as months can, see weeks-waits-demand-cch and weeks-waits-demand-crib",
    "online-test-pair": "of a test, not of a movement",
    "online-correlation": "0.86 is printed and reproduced",
    "online-correlation-significance": "of a word, not of a movement",
    "ivr-influence": "of a cause; no series has one",
    "crib-abandoned-after-10": "printed and reproduced, read as a share of abandoned calls",
    "crib-survey-volume": "no number of replies is made",
    "priority-outliers": "the number is printed; single times are not made",
    "immediate-within-sla": "both times are printed and copied",
    "immediate-at-scene": "both medians are printed and copied",
    "rasso-national": "nothing but the printed number of forces is held",
    "rasso-decline-fat": "all four changes are printed and reproduced",
    "vwi-driven-by-county": "all three changes are printed and reproduced",
    "vwi-domestic-share": "134 of 481 is reproduced, 28.4% cannot be",
    "burglary-salisbury": "printed and reproduced",
    "pedestrian-children": "no number is printed and none is made",
    "complaints-msf": "both numbers are printed and copied",
    "ccc-demand": "of the calls to 101 one month is printed and none is made",
    "time-at-scene": "medians are copied, and none is made between them",
    "da-level": "no number by level is printed and none is made",
    "da-courts": "no application to a court is printed and none is made",
    "criminal-justice": "no measure is named",
    "serious-collisions": "both numbers are printed and reproduced",
    "walking-programme": "no number is printed and none is made",
    "hgv-spikes": "no number is printed and none is made",
    "complaints-majority": "no number by subject is printed and none is made",
    "therapeutic-demand": "no number is printed and none is made",
    "victim-services-demand": "no number is printed and none is made",
}
