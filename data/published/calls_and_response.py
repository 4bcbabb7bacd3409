"""Calls to the police and the response to them: months, levels and pins by source."""

from __future__ import annotations

from math import sqrt

from tools import (
    ARRIVING,
    CALLS,
    FIRST_ANSWERED,
    GIVEN_UP,
    MET,
    WAITS,
    Printed,
    correlation,
    counts,
    drawn,
    level,
    months,
    of_counts,
    shaped,
    sloped,
    times,
    whole,
    years,
)

SPAN = months("2018-01", "2023-10")
MODEL = "2022-09"  # the new operating model
YEAR = "2022-11"  # the first month of the year to October 2023

#                 Jan   Feb   Mar   Apr   May   Jun   Jul   Aug   Sep   Oct   Nov   Dec
EMERGENCY_YEAR = (0.93, 0.87, 0.95, 0.96, 1.03, 1.07, 1.13, 1.09, 1.02, 0.99, 0.93, 0.99)

HELPLINE_YEAR = (0.98, 0.92, 0.99, 0.96, 1.02, 1.04, 1.08, 1.06, 1.02, 1.00, 0.96, 0.97)
FORM_YEAR = (0.98, 0.93, 0.99, 0.97, 1.00, 1.02, 1.05, 1.04, 1.03, 1.01, 0.99, 0.99)
RESPONSE_YEAR = (0.96, 0.90, 0.98, 0.98, 1.04, 1.05, 1.07, 1.05, 1.01, 1.00, 0.97, 0.99)

# only the first: the months that charts judge are then alike
RESTRICTIONS = "2020-03 0.93, 2020-04 0.80, 2020-05 0.87, 2020-06 0.94"


def without(season: tuple[float, ...], month: str, value: float) -> float:
    """A month's value without its season."""
    return value * sum(season) / 12 / season[int(month[5:]) - 1]


def noise(size: float, of: list[float] | list[int] | None = None) -> list[float]:
    """The same relative deviation in every month; with expected counts, what chance gives beside it."""
    return [sqrt(size * size + 1 / max(n, 1.0)) for n in of] if of else [size] * len(SPAN)


def calls_999(printed: Printed) -> list[dict]:
    """Emergency calls: counts and total waits by month."""
    before = 9318
    now = printed.after("calls-999-volume-change", before)
    usual = years(
        without(EMERGENCY_YEAR, "2022-10", before), without(EMERGENCY_YEAR, "2023-10", now), of_counts(before, now, CALLS)
    )
    demand = level(SPAN, f"2018-01 {usual[0]}, {YEAR} {usual[1]}")
    offered = counts(
        "calls_999 offered", SPAN, shaped(SPAN, demand, EMERGENCY_YEAR, RESTRICTIONS), CALLS, {"2022-10": before, "2023-10": now}
    )
    change = printed("calls-999-abandonment-change")
    last, first = printed.unrounded("calls-999-abandonment"), printed.unrounded("calls-999-abandonment", change)
    line = sloped(SPAN, f"2022-10 {first}, 2023-10 {last}")  # "continue to decrease"
    given_up = noise(GIVEN_UP, [n * r / 100 for n, r in zip(offered, line, strict=True)])
    rate = drawn("calls_999 abandonment", SPAN, line, given_up, {"2023-10": last, "2022-10": first})
    abandoned = whole([o * r / 100 for o, r in zip(offered, rate, strict=True)])
    answered = [o - a for o, a in zip(offered, abandoned, strict=True)]
    wait = printed.unrounded("calls-999-wait")  # "increased with demand": as the root of the calls
    waits = drawn("calls_999 wait", SPAN, [wait * sqrt(d / usual[1]) for d in demand], noise(FIRST_ANSWERED), {"2023-10": wait})
    at = SPAN.index("2023-08")
    total = printed.unrounded("calls-999-answer-bt")
    connect = drawn("calls_999 connect", SPAN, [1.5 + total - wait] * len(SPAN), noise(0.05))
    connect[at] = total - waits[at]
    silent = _silent(printed)
    with_bt = whole([(w + c) * n for w, c, n in zip(waits, connect, answered, strict=True)])
    rows = zip(SPAN, offered, abandoned, answered, whole(times(waits, answered)), strict=True)
    return [
        {
            "month": m,
            "area": "force",
            "offered": o,
            "abandoned": a,
            "answered": n,
            "wait_s": w,
            "silent": silent.get(m, ""),
            "bt_answer_s": with_bt[i] if "2021-11" <= m <= "2023-08" else "",
        }
        for i, (m, o, a, n, w) in enumerate(rows)
    ]


def _silent(printed: Printed) -> dict[str, int]:
    """Silent calls to August 2023; that of July is not printed, and left out. June is a high from which August is back."""
    span = months("2018-01", "2023-08")
    june, august = printed.count("calls-999-silent-june"), printed.count("calls-999-silent-august")
    line = level(span, f"2018-01 {without(EMERGENCY_YEAR, '2023-08', august)}", EMERGENCY_YEAR, RESTRICTIONS)
    drawn_counts = counts("calls_999 silent", span, line, CALLS, {"2023-06": june, "2023-08": august})
    return {month: n for month, n in zip(span, drawn_counts, strict=True) if month != "2023-07"}


def calls_cch(printed: Printed) -> list[dict]:
    """Calls to central call handling; triage since the operating model of September 2022."""
    offered, abandoned, lines = _cch_calls(printed)
    answered = [o - a for o, a in zip(offered, abandoned, strict=True)]
    last, before = printed.unrounded("cch-wait"), printed.unrounded("cch-wait", printed("cch-wait-change"))
    usual = (last + before) / 2
    expected = [usual * line / lines[-1] for line in lines]  # callers give up where they wait
    pins = {"2023-10": last, "2023-09": before}
    wait = drawn("calls_cch wait", SPAN, expected, noise(WAITS), pins)
    triage = months(MODEL, "2023-09")
    most = printed.unrounded("cch-triage-september")
    deviation = [sqrt(MET * (1 - most / 100) / (most / 100) / n) for n in offered[SPAN.index(MODEL) : -1]]
    part = drawn("calls_cch triage", triage, [most - 2] * len(triage), deviation, {"2023-09": most})
    triaged = {m: round(offered[SPAN.index(m)] * p / 100) for m, p in zip(triage, part, strict=True)}
    rows = zip(SPAN, offered, abandoned, answered, whole(times(wait, answered)), strict=True)
    return [
        {
            "month": m,
            "area": "force",
            "offered": o,
            "abandoned": a,
            "answered": n,
            "wait_s": w,
            "triaged": triaged.get(m, ""),
        }
        for m, o, a, n, w in rows
    ]


def _cch_calls(printed: Printed) -> tuple[list[int], list[int], list[float]]:
    """Calls, calls given up, and the level of the share given up."""
    last, change = printed.count("cch-calls"), printed.count("cch-calls-change")
    pins = {"2023-10": last, "2023-09": last - change}
    usual = sum(without(HELPLINE_YEAR, month, n) for month, n in pins.items()) / 2
    line = level(SPAN, f"2018-01 {usual}", HELPLINE_YEAR, RESTRICTIONS)
    offered = counts("calls_cch offered", SPAN, line, CALLS, pins)
    now, before = printed.unrounded("cch-abandonment"), printed.unrounded("cch-abandonment-september")
    # online reports go with it as closely as was printed, and they were fewer a year before: so it was lower, too
    lines = level(SPAN, f"2018-01 {0.68 * (now + before) / 2}, {MODEL} {(now + before) / 2}")
    rate = drawn("calls_cch abandonment", SPAN, lines, noise(GIVEN_UP), {"2023-10": now, "2023-09": before})
    return offered, whole([o * r / 100 for o, r in zip(offered, rate, strict=True)]), lines


def crib(printed: Printed) -> list[dict]:
    """Calls to the Crime Recording and Incident Bureau."""
    offered = counts("crib offered", SPAN, level(SPAN, "2018-01 6000", HELPLINE_YEAR, RESTRICTIONS), CALLS)

    def pair(name: str, size: float) -> list[float]:
        now, before = printed.unrounded(name), printed.unrounded(name, printed(f"{name}-change"))
        usual = level(SPAN, f"2018-01 {(now + before) / 2}")
        return drawn(name.replace("-", " "), SPAN, usual, noise(size), {"2023-10": now, "2023-09": before})

    abandoned = whole([o * r / 100 for o, r in zip(offered, pair("crib-abandonment", GIVEN_UP), strict=True)])
    answered = [o - a for o, a in zip(offered, abandoned, strict=True)]
    wait = pair("crib-wait", WAITS)
    after_ten = printed.unrounded("crib-abandoned-after-ten")
    deviation = noise(0, [n * after_ten / (100 - after_ten) / MET for n in abandoned])
    late = drawn("crib late", SPAN, [after_ten] * len(SPAN), deviation, {"2023-09": after_ten})
    rows = zip(SPAN, offered, abandoned, late, answered, whole(times(wait, answered)), strict=True)
    return [
        {
            "month": m,
            "area": "force",
            "offered": o,
            "abandoned": a,
            "abandoned_after_10_min": round(a * x / 100) if m <= "2023-09" else "",
            "answered": n,
            "wait_s": w,
        }
        for m, o, a, x, n, w in rows
    ]


def online_reports(printed: Printed) -> list[dict]:
    """Online crime reports, as strongly tied to abandonment in call handling as was printed."""
    offered, abandoned, lines = _cch_calls(printed)
    rate = [100 * a / o for o, a in zip(offered, abandoned, strict=True)]
    now, september = printed.count("online-reports"), printed.count("online-reports-september")
    before = printed.before("online-reports-change", now)
    pins = {"2022-10": before, "2023-09": september, "2023-10": now}
    usual = years(before, now, of_counts(before, now, CALLS))
    line = level(SPAN, f"2018-01 {usual[0]}, {YEAR} {usual[1]}", FORM_YEAR)
    for tie in range(0, 200):  # the tighter the tie, the greater r
        tied = [n * (1 + tie / 100 * (r / usual_rate - 1)) for n, r, usual_rate in zip(line, rate, lines, strict=True)]
        reports = counts("online_reports reports", SPAN, tied, CALLS, pins)
        if abs(correlation(reports[-24:], rate[-24:]) - printed("online-reports-link")) < 0.003:
            return [{"month": m, "area": "force", "reports": n} for m, n in zip(SPAN, reports, strict=True)]
    raise ValueError("online-reports-link: no tie gives it")


def calls_101_national(printed: Printed) -> list[dict]:
    """The one month that was printed."""
    return [
        {
            "month": "2023-08",
            "area": "force",
            "calls": printed.count("calls-101-volume"),
            "rank": printed.count("calls-101-rank"),
            "forces": printed.count("calls-101-forces"),
        }
    ]


def priority_response(printed: Printed) -> list[dict]:
    """Priority logs by area: how many, how many in time, how long it took. What was printed of logs and rates is of the force."""
    last = printed.count("priority-logs")
    before = printed.before("priority-logs-change", last)
    usual = years(before, last, of_counts(before, last, CALLS))
    line = level(SPAN, f"2018-01 {usual[0]}, {YEAR} {usual[1]}", RESPONSE_YEAR, RESTRICTIONS)
    # "declining since June": four equal steps down to what was printed
    june = int(line[SPAN.index("2023-06")])
    falling = {m: june + (last - june) * k // 4 for k, m in enumerate(months("2023-06", "2023-10"))}
    total = counts("priority_response logs", SPAN, line, CALLS, falling | {"2022-10": before})
    county = counts("priority_response county", SPAN, [0.6 * n for n in total], 1.0, of=total)
    logs = {"county": county, "swindon": [n - c for n, c in zip(total, county, strict=True)]}
    mean = {area: [60 * v for v in _priority_minutes(printed, area)] for area in logs}
    rate = _in_time(printed, "priority-response-rate", total)
    return _response("area", logs, mean, rate)


def _priority_minutes(printed: Printed, area: str) -> list[float]:
    """Minutes to arrive: a steady rise from May 2022 to the high of September 2023, of a quarter at the end."""
    now, high = printed.unrounded(f"priority-{area}"), printed.unrounded(f"priority-{area}-september")
    line = sloped(SPAN, f"2022-04 {0.8 * high}, 2023-09 {high}")
    return drawn(f"priority_response {area} minutes", SPAN, line, noise(ARRIVING), {"2023-10": now, "2023-09": high})


def _in_time(printed: Printed, name: str, logs: list[int]) -> list[int]:
    """Logs answered in time, of which October of both years was printed."""
    now, before = (printed.unrounded(name, shift) for shift in (0.0, printed(f"{name}-change")))
    middle = (now + before) / 200
    deviation = sqrt(MET * middle * (1 - middle) * (1 / logs[-1] + 1 / logs[-13]))
    usual = years(before / 100, now / 100, deviation)
    line = level(SPAN, f"2018-01 {usual[0]}, {YEAR} {usual[1]}")
    pins = {"2022-10": round(logs[-13] * before / 100), "2023-10": round(logs[-1] * now / 100)}
    return counts(f"{name.split('-')[0]}_response in time", SPAN, times(line, logs), MET, pins, of=logs)


def immediate_response(printed: Printed) -> list[dict]:
    """Immediate logs of the force: how many, how many in time, how long it took."""
    before = 2291
    now = printed.after("immediate-logs-change", before)
    usual = years(before, now, of_counts(before, now, CALLS))
    line = level(SPAN, f"2018-01 {usual[0]}, {YEAR} {usual[1]}", RESPONSE_YEAR, RESTRICTIONS)
    logs = counts("immediate_response logs", SPAN, line, CALLS, {"2022-10": before, "2023-10": now})
    last, september = printed.unrounded("immediate-mean"), printed.unrounded("immediate-mean-september")
    middle = (last + september) / 2
    # "declined in recent months", and less in September than in August: from July on, as the medians at the scene
    pins = {"2023-07": 1.03 * september, "2023-08": 1.015 * september, "2023-09": september, "2023-10": last}
    mean = drawn("immediate_response seconds", SPAN, [middle] * len(SPAN), noise(ARRIVING), pins)
    return _response("area", {"force": logs}, {"force": mean}, _in_time(printed, "immediate-response-rate", logs))


def _response(column: str, logs: dict[str, list[int]], mean: dict[str, list[float]], in_time: list[int]) -> list[dict]:
    """Rows by part: the same share of each is attended, and the same share in time."""
    parts = sorted(logs)
    total = [sum(logs[part][i] for part in parts) for i in range(len(SPAN))]
    met = {part: [round(t * n / all_) for t, n, all_ in zip(in_time, logs[part], total, strict=True)] for part in parts}
    met[parts[-1]] = [t - sum(met[part][i] for part in parts[:-1]) for i, t in enumerate(in_time)]
    rows = []
    for i, month in enumerate(SPAN):
        for part in parts:
            seen = round(0.95 * logs[part][i])
            rows.append(
                {
                    "month": month,
                    column: part,
                    "logs": logs[part][i],
                    "attended": seen,
                    "in_time": met[part][i],
                    "response_s": round(mean[part][i] * seen),
                }
            )
    return rows


def immediate_settings(printed: Printed) -> list[dict]:
    """The one month that was printed for towns and country."""
    return [
        {"month": "2023-09", "setting": setting, "mean_s": printed.count(f"immediate-{setting}-september")}
        for setting in ("rural", "urban")
    ]


def response_medians(printed: Printed) -> list[dict]:
    """The few medians that were printed; none is made up between them."""
    rows = [
        ("2023-07", "immediate", "", "immediate-median-at-scene-july", ""),
        ("2023-09", "immediate", "", "immediate-median-at-scene", ""),
        ("2023-09", "priority", "", "priority-median-at-scene", ""),
        ("2023-10", "priority", "priority-median-response", "", "priority-outliers"),
    ]
    return [
        {
            "month": m,
            "grade": g,
            "median_response_s": r and printed.count(r),
            "median_at_scene_s": s and printed.count(s),
            "outliers": o and printed.count(o),
        }
        for m, g, r, s, o in rows
    ]
