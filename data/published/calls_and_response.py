"""Calls to the police and the response to them: months, levels and pins by source."""

from __future__ import annotations

from tools import Printed, correlation, counts, divided, drawn, level, months, times, whole

#                 Jan   Feb   Mar   Apr   May   Jun   Jul   Aug   Sep   Oct   Nov   Dec
EMERGENCY_YEAR = (0.93, 0.88, 0.95, 0.97, 1.03, 1.07, 1.11, 1.09, 1.03, 1.00, 0.96, 0.98)

HELPLINE_YEAR = (0.98, 0.92, 0.99, 0.96, 1.02, 1.04, 1.08, 1.06, 1.02, 1.00, 0.96, 0.97)
FORM_YEAR = (0.98, 0.93, 0.99, 0.97, 1.00, 1.02, 1.05, 1.04, 1.03, 1.01, 0.99, 0.99)
RESPONSE_YEAR = (0.96, 0.90, 0.98, 0.98, 1.04, 1.05, 1.07, 1.05, 1.01, 1.00, 0.97, 0.99)

RESTRICTIONS = "2020-03 0.93, 2020-04 0.80, 2020-05 0.87, 2020-06 0.94, 2020-11 0.95, 2021-01 0.91, 2021-02 0.92, 2021-03 0.96"
# handsets that dial 999 by themselves
PHONES = "2023-05 1.04, 2023-06 1.10, 2023-07 1.06, 2023-08 1.07, 2023-09 1.03"


def calls_999(printed: Printed) -> list[dict]:
    """Emergency calls: counts and total waits by month."""
    span = months("2018-01", "2023-10")
    before = 9318
    offered = counts(
        "calls_999 offered",
        span,
        level(
            span,
            ("2018-01 7250, 2019-06 7700, 2021-06 8150, 2022-06 8900, 2022-10 9250, 2023-03 10150, 2023-10 10950"),
            EMERGENCY_YEAR,
            RESTRICTIONS,
            PHONES,
        ),
        {"2022-10": before, "2023-10": printed.after("calls-999-volume-change", before)},
        noise=0.018,
        wander=0.02,
    )
    change = printed("calls-999-abandonment-change")
    rate = drawn(
        "calls_999 abandonment",
        span,
        level(
            span,
            ("2018-01 1.5, 2020-06 1.2, 2021-06 1.7, 2022-07 2.5, 2022-10 1.95, 2023-03 1.35, 2023-07 1.15, 2023-10 0.72"),
        ),
        {
            "2023-10": printed.unrounded("calls-999-abandonment"),
            "2022-10": printed.unrounded("calls-999-abandonment", change),
        },
        noise=0.07,
        wander=0.08,
    )
    abandoned = whole([o * r / 100 for o, r in zip(offered, rate, strict=True)])
    answered = [o - a for o, a in zip(offered, abandoned, strict=True)]
    wait = drawn(
        "calls_999 wait",
        span,
        level(
            span,
            (
                "2018-01 7.2, 2020-06 7.0, 2021-06 8.2, 2022-07 10.6, 2022-10 9.6, "
                "2023-02 10.2, 2023-06 14.6, 2023-08 12.9, 2023-10 11.8"
            ),
        ),
        {"2023-10": printed.unrounded("calls-999-wait"), "2022-10": 9.7},
        noise=0.03,
        wander=0.04,
    )
    connect = drawn("calls_999 connect", span, level(span, "2021-11 6.2, 2023-03 6.5, 2023-08 5.5"), {}, noise=0.02)
    at = span.index("2023-08")
    connect[at] = printed.unrounded("calls-999-answer-bt") - wait[at]
    silent = counts(
        "calls_999 silent",
        span[: at + 1],
        level(
            span[: at + 1],
            ("2018-01 900, 2020-06 960, 2022-06 1180, 2023-02 1500, 2023-04 1950, 2023-06 2950, 2023-08 2000"),
            EMERGENCY_YEAR,
        ),
        {
            "2023-06": printed.count("calls-999-silent-june"),
            "2023-07": 2391,
            "2023-08": printed.count("calls-999-silent-august"),
        },
        noise=0.02,
        wander=0.02,
    )
    rows = zip(span, offered, abandoned, answered, whole(times(wait, answered)), strict=True)
    with_bt = whole([(w + c) * n for w, c, n in zip(wait, connect, answered, strict=True)])
    return [
        {
            "month": m,
            "area": "force",
            "offered": o,
            "abandoned": a,
            "answered": n,
            "wait_s": w,
            "silent": silent[i] if i <= at else "",
            "bt_answer_s": with_bt[i] if "2021-11" <= m <= "2023-08" else "",
        }
        for i, (m, o, a, n, w) in enumerate(rows)
    ]


def calls_cch(printed: Printed) -> list[dict]:
    """Calls to central call handling; triage since the operating model of September 2022."""
    span = months("2018-01", "2023-10")
    offered, abandoned = _cch_calls(printed, span)
    answered = [o - a for o, a in zip(offered, abandoned, strict=True)]
    now, change = "cch-wait", printed("cch-wait-change")
    wait = drawn(
        "calls_cch wait",
        span,
        level(
            span,
            (
                "2018-01 38, 2019-07 44, 2020-05 31, 2021-06 47, 2021-11 41, 2022-07 57, "
                "2022-10 64, 2023-02 72, 2023-06 96, 2023-08 103, 2023-10 80"
            ),
        ),
        {"2023-10": printed.unrounded(now), "2023-09": printed.unrounded(now, change)},
        noise=0.05,
        wander=0.05,
    )
    triage = months("2022-09", "2023-09")
    part = drawn(
        "calls_cch triage",
        triage,
        level(triage, "2022-09 40, 2022-12 46, 2023-04 50.5, 2023-09 55"),
        {"2023-08": 54.7, "2023-09": printed.unrounded("cch-triage-september")},
        noise=0.016,
        wander=0.015,
    )
    triaged = {m: round(offered[span.index(m)] * p / 100) for m, p in zip(triage, part, strict=True)}
    rows = zip(span, offered, abandoned, answered, whole(times(wait, answered)), strict=True)
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


def _cch_calls(printed: Printed, span: list[str]) -> tuple[list[int], list[int]]:
    last, change = printed.count("cch-calls"), printed.count("cch-calls-change")
    offered = counts(
        "calls_cch offered",
        span,
        level(
            span,
            "2018-01 21000, 2020-01 20300, 2021-01 19000, 2022-01 17800, 2022-10 16700, 2023-10 15500",
            HELPLINE_YEAR,
            RESTRICTIONS,
        ),
        {"2023-10": last, "2023-09": last - change},
        noise=0.018,
        wander=0.02,
    )
    rate = drawn(
        "calls_cch abandonment",
        span,
        level(
            span,
            (
                "2018-01 5.2, 2019-07 6.4, 2020-05 3.9, 2021-06 6.6, 2021-11 5.3, "
                "2022-07 7.3, 2022-10 7.9, 2023-02 9.4, 2023-06 13.9, 2023-08 15.1, "
                "2023-10 12.3"
            ),
        ),
        {"2023-10": printed.unrounded("cch-abandonment"), "2023-09": printed.unrounded("cch-abandonment-september")},
        noise=0.05,
        wander=0.05,
    )
    return offered, whole([o * r / 100 for o, r in zip(offered, rate, strict=True)])


def crib(printed: Printed) -> list[dict]:
    """Calls to the Crime Recording and Incident Bureau."""
    span = months("2018-01", "2023-10")
    offered = counts(
        "crib offered",
        span,
        level(span, "2018-01 6900, 2020-01 6700, 2021-06 6500, 2022-10 6100, 2023-10 5750", HELPLINE_YEAR, RESTRICTIONS),
        noise=0.022,
        wander=0.025,
    )
    now, change = "crib-abandonment", printed("crib-abandonment-change")
    rate = drawn(
        "crib abandonment",
        span,
        level(
            span,
            ("2018-01 11.5, 2019-07 14, 2020-05 8.5, 2021-06 16, 2022-07 22, 2022-12 25, 2023-06 31.5, 2023-08 33, 2023-10 28.5"),
        ),
        {"2023-10": printed.unrounded(now), "2023-09": printed.unrounded(now, change)},
        noise=0.035,
        wander=0.05,
    )
    abandoned = whole([o * r / 100 for o, r in zip(offered, rate, strict=True)])
    answered = [o - a for o, a in zip(offered, abandoned, strict=True)]
    now, change = "crib-wait", printed("crib-wait-change")
    wait = drawn(
        "crib wait",
        span,
        level(
            span,
            (
                "2018-01 290, 2019-07 360, 2020-05 210, 2021-06 455, 2022-07 690, "
                "2022-12 730, 2023-06 1090, 2023-08 1150, 2023-09 1180, 2023-10 1000"
            ),
        ),
        {"2023-10": printed.unrounded(now), "2023-09": printed.unrounded(now, change)},
        noise=0.05,
        wander=0.05,
    )
    late = drawn(
        "crib late",
        span,
        level(span, "2018-01 14, 2020-05 9, 2022-07 32, 2023-09 44"),
        {"2023-09": printed.unrounded("crib-abandoned-after-ten")},
        noise=0.04,
        wander=0.05,
    )
    rows = zip(span, offered, abandoned, late, answered, whole(times(wait, answered)), strict=True)
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
    span = months("2018-01", "2023-10")
    offered, abandoned = _cch_calls(printed, span)
    rate = [100 * a / o for o, a in zip(offered, abandoned, strict=True)]
    pins = {
        "2023-10": printed.count("online-reports"),
        "2023-09": printed.count("online-reports-september"),
        "2022-10": printed.before("online-reports-change", printed.count("online-reports")),
    }
    line = level(
        span,
        (
            "2018-01 210, 2020-02 330, 2020-06 470, 2021-06 640, 2021-11 770, "
            "2022-04 860, 2022-10 900, 2023-01 930, 2023-05 1120, 2023-07 1550, "
            "2023-09 1760, 2023-10 1500"
        ),
        FORM_YEAR,
    )
    for looseness in range(30, 120):  # the looser the tie, the smaller r
        reports = counts("online_reports 4 ~30", span, line, pins, noise=looseness / 1000, wander=0.06, length=3)
        if abs(correlation(reports[-24:], rate[-24:]) - printed("online-reports-link")) < 0.003:
            return [{"month": m, "area": "force", "reports": n} for m, n in zip(span, reports, strict=True)]
    raise ValueError("online-reports-link: no looseness of the tie gives it")


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
    """Priority logs by area: how many, how many in time, how long it took."""
    span = months("2018-01", "2023-10")
    last = printed.count("priority-logs")
    before = printed.before("priority-logs-change", last)
    county = counts(
        "priority county logs 2",
        span,
        level(
            span,
            ("2018-01 1840, 2020-01 1800, 2022-01 1680, 2022-10 1570, 2023-04 1555, 2023-06 1530, 2023-10 1345"),
            RESPONSE_YEAR,
            RESTRICTIONS,
        ),
        {"2022-10": 1541, "2023-06": 1613, "2023-07": 1578, "2023-08": 1502, "2023-09": 1421, "2023-10": 1346},
        noise=0.02,
        wander=0.02,
    )
    swindon = counts(
        "priority swindon logs",
        span,
        level(
            span,
            ("2018-01 1210, 2020-01 1190, 2022-01 1110, 2022-10 1035, 2023-04 1030, 2023-06 1010, 2023-10 890"),
            RESPONSE_YEAR,
            RESTRICTIONS,
        ),
        {
            "2022-10": before - 1541,
            "2023-06": 1071,
            "2023-07": 1049,
            "2023-08": 1004,
            "2023-09": 946,
            "2023-10": last - 1346,
        },
        noise=0.02,
        wander=0.02,
    )
    minutes = {
        "county": (
            "2018-01 46, 2019-07 50, 2020-05 39, 2021-06 52, 2022-04 56, 2023-01 82, 2023-07 103, 2023-08 106, 2023-10 97"
        ),
        "swindon": (
            "2018-01 58, 2019-07 64, 2020-05 50, 2021-06 68, 2022-04 75, 2023-01 110, 2023-07 139, 2023-08 143, 2023-10 138"
        ),
    }
    mean = {
        area: [
            60 * v
            for v in drawn(
                f"priority {area} minutes 2",
                span,
                level(span, anchors),
                {
                    "2023-10": printed.unrounded(f"priority-{area}"),
                    "2023-09": printed.unrounded(f"priority-{area}-september"),
                },
                noise=0.02,
                wander=0.02,
            )
        ]
        for area, anchors in minutes.items()
    }
    rates = {
        "county": level(span, "2018-01 78, 2020-05 83, 2022-04 72, 2022-10 67.5, 2023-10 59.5"),
        "swindon": level(span, "2018-01 70, 2020-05 76, 2022-04 64, 2022-10 60.5, 2023-10 52.4"),
    }
    rate = ("priority-response-rate", "priority-response-rate-change")
    return _response(printed, "priority", "area", span, {"county": county, "swindon": swindon}, rates, mean, rate, attended=0.935)


def immediate_response(printed: Printed) -> list[dict]:
    """Immediate logs in towns and in the country; the force's mean is the pooled one."""
    span = months("2018-01", "2023-10")
    before = 2291
    logs = counts(
        "immediate logs",
        span,
        level(span, "2018-01 2080, 2020-01 2180, 2022-01 2290, 2022-10 2280, 2023-10 2190", RESPONSE_YEAR, RESTRICTIONS),
        {"2022-10": before, "2023-10": printed.after("immediate-logs-change", before)},
        noise=0.02,
        wander=0.02,
    )
    at, last = span.index("2023-09"), len(span) - 1
    town, country = (printed.unrounded(f"immediate-{s}-september") for s in ("urban", "rural"))
    away = (printed.unrounded("immediate-mean-september") - town) / (country - town)
    rural, urban = divided("immediate settings", logs, [away] * len(span), noise=0.015)
    rural[at] = round(logs[at] * away)
    urban[at] = logs[at] - rural[at]
    mean = {
        "urban": drawn(
            "immediate urban seconds",
            span,
            level(
                span,
                ("2018-01 545, 2020-05 520, 2021-06 590, 2022-10 640, 2023-03 665, 2023-07 742, 2023-09 705, 2023-10 625"),
            ),
            {"2023-08": 741.0, "2023-09": town},
            noise=0.02,
            wander=0.025,
        ),
        "rural": drawn(
            "immediate rural seconds",
            span,
            level(
                span,
                ("2018-01 716, 2020-05 690, 2021-06 765, 2022-10 815, 2023-03 850, 2023-07 945, 2023-09 905, 2023-10 800"),
            ),
            {"2023-08": 944.0, "2023-09": country, "2023-10": 793.0},
            noise=0.02,
            wander=0.02,
        ),
    }
    far = rural[last] / logs[last]
    mean["urban"][last] = (printed.unrounded("immediate-mean") - far * mean["rural"][last]) / (1 - far)
    rates = {
        "urban": level(span, "2018-01 88, 2020-05 90, 2022-10 81.5, 2023-07 77.0, 2023-10 78.0"),
        "rural": level(span, "2018-01 85, 2020-05 88, 2022-10 78.2, 2023-07 74.0, 2023-10 74.8"),
    }
    rate = ("immediate-response-rate", "immediate-response-rate-change")
    return _response(printed, "immediate", "setting", span, {"rural": rural, "urban": urban}, rates, mean, rate, attended=0.972)


def _response(
    printed: Printed,
    grade: str,
    column: str,
    span: list[str],
    logs: dict,
    rates: dict,
    mean: dict,
    rate: tuple[str, str],
    attended: float,
) -> list[dict]:
    """Rows by part: a steady part is attended; those in time pool to the printed rate in October of both years."""
    first, second = sorted(logs)
    seen = {part: whole([n * attended for n in logs[part]]) for part in logs}
    pins: dict[str, dict[str, float]] = {first: {}, second: {}}
    goals = {month: printed.unrounded(rate[0], shift) for month, shift in (("2023-10", 0.0), ("2022-10", printed(rate[1])))}
    for month, goal in goals.items():  # each part keeps its usual distance from the pooled rate
        i = span.index(month)
        apart = rates[first][i] - rates[second][i]
        weight = logs[first][i] / (logs[first][i] + logs[second][i])
        pins[first][month], pins[second][month] = goal + (1 - weight) * apart, goal - weight * apart
    met = {
        part: whole(
            [
                n * r / 100
                for n, r in zip(
                    logs[part], drawn(f"{grade} {part} rate", span, rates[part], pins[part], 0.012, 0.015), strict=True
                )
            ]
        )
        for part in logs
    }
    return [
        {
            "month": m,
            column: part,
            "logs": logs[part][i],
            "attended": seen[part][i],
            "in_time": met[part][i],
            "response_s": round(mean[part][i] * seen[part][i]),
        }
        for i, m in enumerate(span)
        for part in (first, second)
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
