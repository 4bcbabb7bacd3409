"""Recorded crime, outcomes and road safety: months, levels and pins by source."""

from __future__ import annotations

import random

from tools import Printed, counts, fraction, level, months, scattered, times, window

LAST = "2023-09"
NOW, BEFORE = window(LAST, 12), window("2022-09", 12)

#                Jan   Feb   Mar   Apr   May   Jun   Jul   Aug   Sep   Oct   Nov   Dec
HOME_YEAR = (1.00, 0.90, 0.98, 0.97, 1.02, 1.03, 1.07, 1.06, 0.98, 1.00, 0.97, 1.02)
NIGHT_YEAR = (0.94, 0.88, 0.98, 0.98, 1.05, 1.06, 1.09, 1.06, 1.00, 1.01, 0.97, 0.98)
OUTDOOR_YEAR = (0.83, 0.82, 0.93, 1.02, 1.10, 1.13, 1.20, 1.18, 1.03, 1.00, 0.93, 0.83)
BURGLARY_YEAR = (1.08, 0.98, 1.00, 0.95, 0.95, 0.93, 0.95, 0.97, 0.97, 1.05, 1.10, 1.07)
DRINK_YEAR = (0.90, 0.85, 0.93, 0.96, 1.02, 1.04, 1.04, 1.02, 0.97, 0.96, 0.97, 1.34)

FATAL_YEAR = (0.95, 0.85, 0.9, 0.9, 1.0, 1.05, 1.1, 1.1, 1.05, 1.1, 1.0, 1.0)

INDOORS = "2020-04 1.02, 2020-05 1.06, 2020-06 1.06, 2020-07 1.03"
SHUT = "2020-03 0.90, 2020-04 0.68, 2020-05 0.82, 2020-06 0.93, 2020-11 0.90, 2021-01 0.83, 2021-02 0.86, 2021-03 0.93"
BREACHES = (
    "2020-03 1.10, 2020-04 2.10, 2020-05 1.75, 2020-06 1.35, 2020-07 1.15, 2020-11 1.30, 2021-01 1.45, 2021-02 1.35, 2021-03 1.20"
)


def domestic_abuse(printed: Printed) -> list[dict]:
    """Domestic abuse crimes, their outcomes, and orders."""
    span = months("2018-01", LAST)
    more = printed.count("domestic-abuse-baseline-number")
    in_2019 = round(100 * more / printed("domestic-abuse-baseline"))
    now = in_2019 + more
    before = printed.before("domestic-abuse-change", now)
    crimes = counts(
        "domestic_abuse crimes 2 ~24",
        span,
        level(span, "2018-01 505, 2019-06 553, 2020-06 595, 2021-06 618, 2022-06 628, 2023-09 592", HOME_YEAR, INDOORS),
        {
            "2019-01..2019-12": in_2019,
            BEFORE: before,
            NOW: now,
            "2023-08": 607,
            LAST: printed.count("domestic-abuse-crimes"),
        },
        noise=0.01,
        wander=0.02,
    )

    def outcome(name: str, percent: str, published: str, change: str = "") -> list[int]:
        pins = {NOW: printed.share(published, now)}
        if change:
            pins[BEFORE] = printed.share(published, before, printed(change))
        expected = [p / 100 for p in level(span, percent)]
        return counts(f"domestic_abuse {name}", span, times(expected, crimes), pins, noise=0.01, wander=0.03, of=crimes)

    charged = outcome("charged", "2018-01 12.8, 2019-12 10.6, 2021-06 6.8, 2022-06 6.3, 2023-09 9.0", "domestic-abuse-charge")
    other = [p / 100 for p in level(span, "2018-01 4.3, 2021-06 3.6, 2023-09 4.4")]
    rest = printed.share("domestic-abuse-fat", now) - printed.share("domestic-abuse-charge", now)
    cautioned = counts("domestic_abuse cautioned", span, times(other, crimes), {NOW: rest}, noise=0.01, of=crimes)
    arrests = outcome(
        "arrests",
        "2018-01 36, 2020-06 34, 2021-12 31, 2022-06 31, 2022-12 38.5, 2023-09 43.5",
        "domestic-abuse-arrest",
        "domestic-abuse-arrest-change",
    )
    fifteen = outcome("outcome 15", "2018-01 27.5, 2020-06 31, 2022-03 30.5, 2023-09 25.2", "domestic-abuse-outcome-15")
    high, low = _rise(printed, "domestic-abuse-children", near=35)
    small = level(span, "2018-01 0.9, 2021-06 1.0, 2022-06 1.1, 2023-01 1.9, 2023-09 2.1")
    children = scattered(
        "domestic_abuse children",
        span,
        small,
        {
            "2023-03": printed.count("domestic-abuse-children-march"),
            "2023-06": printed.count("domestic-abuse-children-june"),
            BEFORE: low,
            NOW: high,
        },
    )
    orders = scattered(
        "domestic_abuse dvpo",
        span,
        level(span, "2018-01 3.5, 2021-06 5, 2022-09 7.5, 2023-09 10"),
        {LAST: printed.count("domestic-abuse-dvpo")},
    )
    notices = [
        o + e
        for o, e in zip(
            orders,
            scattered(
                "domestic_abuse dvpn",
                span,
                level(span, "2018-01 1.4, 2023-09 3.2"),
                {LAST: printed.count("domestic-abuse-dvpn") - printed.count("domestic-abuse-dvpo")},
            ),
            strict=True,
        )
    ]
    rows = zip(span, crimes, charged, cautioned, arrests, fifteen, children, orders, notices, strict=True)
    return [
        {
            "month": m,
            "area": "force",
            "crimes": c,
            "fat": a + b,
            "charged": a,
            "arrests": r,
            "outcome_15": f,
            "child_victims": k,
            "dvpo": o,
            "dvpn": n,
        }
        for m, c, a, b, r, f, k, o, n in rows
    ]


def _rise(printed: Printed, name: str, near: int) -> tuple[int, int]:
    """Two small counts with the printed change between them, the later one near a given size."""
    for step in range(2 * near):
        later = near + (step + 1) // 2 * (1 if step % 2 else -1)
        for earlier in range(1, 3 * near):
            if printed.holds(name, 100 * (later - earlier) / earlier):
                return later, earlier
    raise ValueError(f"{name}: no two counts near {near}")


def sexual_offences(printed: Printed) -> list[dict]:
    """Serious sexual offences and, among them, rapes."""
    span = months("2018-01", LAST)
    rape_now, rape_before, rape_met, rape_met_before = _with_outcomes(printed, "rape", near=642)
    sso_now, sso_before, met, met_before = _with_outcomes(printed, "sso", near=1398)
    july = "2023-07"
    within = window(july, 12)
    soon_total, base = printed.fraction("rape-forensic-window", near=rape_now + 4)
    rape = counts(
        "sexual_offences rape",
        span,
        level(span, "2018-01 46, 2019-12 52, 2021-06 53, 2022-06 55, 2023-09 52.5", NIGHT_YEAR, SHUT),
        {BEFORE: rape_before, NOW: rape_now, within: base},
        noise=0.0,
        wander=0.03,
    )
    other = counts(
        "sexual_offences other 4",
        span,
        level(span, "2018-01 58, 2019-12 66, 2021-06 68, 2022-03 73, 2022-12 66, 2023-09 62", NIGHT_YEAR, SHUT),
        {BEFORE: sso_before - rape_before, NOW: sso_now - rape_now},
        noise=0.0,
        wander=0.02,
    )
    rape_fat = scattered(
        "sexual_offences rape fat",
        span,
        times(rape, level(span, "2018-01 0.045, 2021-10 0.055, 2022-09 0.062, 2023-09 0.088")),
        {BEFORE: rape_met_before, NOW: rape_met},
        most=rape,
    )
    other_fat = scattered(
        "sexual_offences other fat",
        span,
        times(other, level(span, "2018-01 0.08, 2021-10 0.085, 2022-09 0.11, 2023-09 0.18")),
        {BEFORE: met_before - rape_met_before, NOW: met - rape_met},
        most=other,
    )
    soon = counts(
        "sexual_offences soon",
        span[:-2],
        times(rape[:-2], level(span[:-2], "2018-01 0.41, 2020-06 0.36, 2022-01 0.39, 2023-07 0.405")),
        {within: soon_total},
        noise=0.0,
        wander=0.02,
        of=rape[:-2],
    )
    rows = zip(span, rape, other, rape_fat, other_fat, soon + ["", ""], strict=True)
    return [
        {
            "month": m,
            "area": "force",
            "sso_crimes": r + o,
            "sso_fat": f + g,
            "rape_crimes": r,
            "rape_fat": f,
            "rape_within_7_days": s,
        }
        for m, r, o, f, g, s in rows
    ]


def _with_outcomes(printed: Printed, name: str, near: int) -> tuple[int, int, int, int]:
    """Crimes now and before, outcomes now and before, as near to a size as the printed change and rates allow."""
    fat, change = printed(f"{name}-fat"), printed(f"{name}-fat-change")
    for step in range(near):
        now = near + (step + 1) // 2 * (1 if step % 2 else -1)
        before = round(now * 100 / (100 + printed(f"{name}-change")))
        met, met_before = round(now * fat / 100), round(before * (fat - change) / 100)
        rate, rate_before = 100 * met / now, 100 * met_before / before
        if (
            printed.holds(f"{name}-change", 100 * (now - before) / before)
            and printed.holds(f"{name}-fat", rate)
            and printed.holds(f"{name}-fat-change", rate - rate_before)
        ):
            return now, before, met, met_before
    raise ValueError(f"{name}: no counts near {near}")


def rasso_national(printed: Printed) -> list[dict]:
    """The one comparison that was printed; how many forces took part was not."""
    return [
        {
            "month": "2023-07",
            "area": "force",
            "forces_up": printed.count("rasso-forces-up"),
            "forces": "",
            "change_percent": printed("rasso-change"),
        }
    ]


def violence_with_injury(printed: Printed) -> list[dict]:
    """Violence with injury by area, with place, domestic share and outcomes."""
    span = months("2018-01", LAST)
    now, before = _areas(
        printed, "vwi-change", {"county": "vwi-county", "swindon": "vwi-swindon"}, {"county": 3830, "swindon": 2745}
    )
    more = printed.count("vwi-baseline-number")
    in_2019 = round(more * 100 / printed("vwi-baseline"))
    september, domestic = printed.count("vwi-crimes"), printed.count("vwi-domestic")
    earlier, last_september = fraction(100 * domestic / september - printed("vwi-domestic-change"), near=551, tolerance=0.02)
    crimes = {}
    for area, part, last, anchors in (
        (
            "county",
            0.572,
            272,
            ("2018-01 272, 2019-06 287, 2020-06 280, 2021-06 298, 2022-05 322, 2022-12 290, 2023-09 275"),
        ),
        (
            "swindon",
            0.428,
            209,
            ("2018-01 204, 2019-06 215, 2020-06 205, 2021-06 216, 2022-05 232, 2022-12 222, 2023-09 216"),
        ),
    ):
        year = {"2019": in_2019, "2022": in_2019 + more}
        own = {k: round(v * part) if area == "county" else v - round(v * 0.572) for k, v in year.items()}
        same = 320 if area == "county" else last_september - 320
        crimes[area] = counts(
            f"violence {area}",
            span,
            level(span, anchors, NIGHT_YEAR, SHUT),
            {
                "2019-01..2019-12": own["2019"],
                "2022-01..2022-12": own["2022"],
                BEFORE: before[area],
                NOW: now[area],
                "2022-09": same,
                "2023-08": last - 8,
                LAST: last if area == "county" else september - 272,
            },
            noise=0.015,
            wander=0.02,
        )
    total = sum(now.values())
    met = _split(printed.share("vwi-fat", total), now, "county", 0.995)
    met_before = _split(printed.share("vwi-fat", sum(before.values()), printed("vwi-fat-change")), before, "county", 1.01)
    home = _split(printed.share("vwi-private", total), now, "county", 1.01)
    rows = []
    for area in ("county", "swindon"):
        n = crimes[area]
        fat = counts(
            f"violence {area} fat",
            span,
            times(
                n,
                level(span, "2018-01 0.162, 2020-01 0.135, 2021-06 0.112, 2022-06 0.112, 2023-03 0.142, 2023-09 0.15"),
            ),
            {BEFORE: met_before[area], NOW: met[area]},
            noise=0.0,
            wander=0.03,
            of=n,
        )
        private = counts(
            f"violence {area} private ~13",
            span,
            times(n, level(span, "2018-01 0.545, 2020-02 0.55, 2020-05 0.68, 2021-02 0.66, 2021-09 0.585, 2023-09 0.58")),
            {NOW: home[area]},
            noise=0.0,
            wander=0.01,
            of=n,
        )
        own = {
            "2023-09": 75 if area == "county" else domestic - 75,
            "2022-09": 97 if area == "county" else earlier - 97,
        }
        at_home = counts(
            f"violence {area} domestic",
            span,
            times(n, level(span, "2018-01 0.285, 2020-05 0.335, 2021-09 0.305, 2022-09 0.303, 2023-09 0.285")),
            own,
            noise=0.01,
            wander=0.02,
            of=n,
        )
        rows += [
            {"month": m, "area": area, "crimes": c, "fat": f, "domestic": d, "private_space": p, "public_space": c - p}
            for m, c, f, d, p in zip(span, n, fat, at_home, private, strict=True)
        ]
    return sorted(rows, key=lambda row: (row["month"], row["area"]))


def _split(total: int, sizes: dict[str, int], first: str, tilt: float) -> dict[str, int]:
    """A total in two parts about in proportion to the areas' sizes, the first a little more or less."""
    part = round(total * sizes[first] / sum(sizes.values()) * tilt)
    return {area: part if area == first else total - part for area in sizes}


def _areas(printed: Printed, overall: str, parts: dict[str, str], near: dict[str, int], monthly: str = "") -> tuple[dict, dict]:
    """Counts by area, now and before, near the given sizes before, that give every printed change and their sum's."""
    first, second = parts
    for step in range(40000):
        before = {first: near[first] + (step % 200) - 100, second: near[second] + (step // 200) - 100}
        now = {area: round(before[area] * (100 + printed(parts[area])) / 100) for area in parts}
        a, b = sum(now.values()), sum(before.values())
        if (
            printed.holds(overall, 100 * (a - b) / b)
            and (not monthly or printed.holds(monthly, (a - b) / 12))
            and all(printed.holds(parts[x], 100 * (now[x] - before[x]) / before[x]) for x in parts)
            and abs(100 * (a - b) / b - printed(overall)) < 0.02
        ):
            return now, before
    raise ValueError(f"{overall}: no counts by area near {near}")


def asb(printed: Printed) -> list[dict]:
    """Anti-social behaviour: logs and crime reports by area."""
    span = months("2018-01", LAST)
    now, before = _areas(
        printed,
        "asb-change",
        {"county": "asb-county", "swindon": "asb-swindon"},
        {"county": 9230, "swindon": 4900},
        "asb-change-monthly",
    )
    reports = 2154
    later = _split(printed.after("asb-crimes-change", reports), now, "county", 0.93)
    sooner = _split(reports, now, "county", 0.935)
    rows = []
    for area, logs, crimes in (
        (
            "county",
            ("2018-01 1010, 2019-06 915, 2020-02 850, 2021-06 880, 2022-03 775, 2022-10 690, 2023-09 615"),
            "2018-01 72, 2020-06 84, 2022-03 104, 2023-09 112",
        ),
        (
            "swindon",
            "2018-01 510, 2019-06 470, 2020-02 445, 2021-06 455, 2022-03 412, 2023-09 372",
            "2018-01 50, 2020-06 58, 2022-03 74, 2023-09 80",
        ),
    ):
        incidents = counts(
            f"asb {area} incidents",
            span,
            level(span, logs, OUTDOOR_YEAR, BREACHES),
            {BEFORE: before[area], NOW: now[area]},
            noise=0.025,
            wander=0.03,
        )
        recorded = counts(
            f"asb {area} crimes",
            span,
            level(span, crimes, NIGHT_YEAR, SHUT),
            {BEFORE: sooner[area], NOW: later[area]},
            noise=0.0,
            wander=0.03,
        )
        rows += [
            {"month": m, "area": area, "incidents": i, "crimes": c} for m, i, c in zip(span, incidents, recorded, strict=True)
        ]
    return sorted(rows, key=lambda row: (row["month"], row["area"]))


def asb_national(printed: Printed) -> list[dict]:
    """The three years that were printed."""
    rows = [
        ("2019-20", "asb-national-2020", "", ""),
        ("2021-22", "asb-national-2022", "", ""),
        ("2022-23", "asb-national", "asb-national-change", "asb-national-change-three-years"),
    ]
    return [
        {
            "year": y,
            "area": "england-and-wales",
            "incidents_millions": printed(n),
            "change_percent": c and printed.count(c),
            "change_on_2019_20_percent": d and printed.count(d),
        }
        for y, n, c, d in rows
    ]


def residential_burglary(printed: Printed) -> list[dict]:
    """Burglaries of a home by community policing team: small counts."""
    span = months("2018-01", LAST)
    since = months("2023-04", LAST)
    months_before = f"{NOW[:7]}..2023-03"
    total, september = printed.count("burglary-since-april"), printed.count("burglary")
    anchors = {
        "chippenham": "2018-01 13.5, 2020-02 12, 2020-06 9.2, 2022-06 10, 2023-09 10.4",
        "trowbridge": "2018-01 13, 2020-02 11.2, 2020-06 8.2, 2022-06 8.6, 2023-09 9",
        "salisbury": "2018-01 13, 2020-02 11.5, 2020-06 8.8, 2022-03 8.8, 2022-11 5.0, 2023-09 3.1",
    }
    september_by = {"chippenham": 9, "trowbridge": 8, "salisbury": 2}
    crimes = {}
    for team, path in anchors.items():
        change = printed.count(f"burglary-{team}-number")
        before = round(100 * change / printed(f"burglary-{team}"))
        late = {"chippenham": 64, "trowbridge": 55, "salisbury": 18}[team]
        crimes[team] = scattered(
            f"residential_burglary {team}",
            span,
            level(span, path, BURGLARY_YEAR, SHUT),
            {BEFORE: before, months_before: before + change - late, f"2023-04..{LAST}": late, LAST: september_by[team]},
        )
    rest = total - sum(sum(n for m, n in zip(span, crimes[t], strict=True) if m in since) for t in anchors)
    crimes["other-teams"] = scattered(
        "residential_burglary other",
        span,
        level(span, "2018-01 49, 2020-02 43, 2020-06 31, 2022-03 33, 2023-09 25", BURGLARY_YEAR, SHUT),
        {BEFORE: 396, months_before: 177, f"2023-04..{LAST}": rest, LAST: september - sum(september_by.values())},
    )
    teams = sorted(crimes)
    chance = level(span, "2018-01 0.085, 2021-06 0.065, 2023-09 0.05")
    charged = scattered(
        "residential_burglary fat",
        span,
        times(chance, [sum(crimes[t][i] for t in teams) for i in range(len(span))]),
        {f"2023-04..{LAST}": printed.share("burglary-fat", total)},
    )
    fat = _dealt("residential_burglary fat by team", charged, crimes)
    return [{"month": m, "team": t, "crimes": crimes[t][i], "fat": fat[t][i]} for i, m in enumerate(span) for t in teams]


def _dealt(name: str, totals: list[int], among: dict[str, list[int]]) -> dict[str, list[int]]:
    """Each month's small total dealt to the parts by chance, in proportion to what they hold and never beyond it."""
    rng = random.Random(name)
    result = {part: [0] * len(totals) for part in among}
    for i, total in enumerate(totals):
        held = [part for part in sorted(among) for _ in range(among[part][i])]
        for _ in range(total):
            part = held.pop(int(rng.random() * len(held)))
            result[part][i] += 1
    return result


def road_safety(printed: Printed) -> list[dict]:
    """Offences, speed watch, collisions and encounters on the roads."""
    span = months("2018-01", LAST)
    drink_before, drug_before = 1017, 497
    drink = counts(
        "road drink",
        span,
        level(span, "2018-01 78, 2020-02 80, 2020-06 74, 2022-03 86, 2023-09 68", DRINK_YEAR, SHUT),
        {BEFORE: drink_before, NOW: printed.after("drink-driving-change", drink_before)},
        noise=0.0,
        wander=0.03,
    )
    drug = counts(
        "road drug",
        span,
        level(span, "2018-01 20, 2020-02 33, 2022-03 41, 2023-09 53", NIGHT_YEAR, SHUT),
        {BEFORE: drug_before, NOW: printed.after("drug-driving-change", drug_before)},
        noise=0.0,
        wander=0.03,
    )
    watched = counts(
        "road speed watch",
        span,
        level(
            span,
            "2018-01 2300, 2020-02 2500, 2022-03 2700, 2023-09 2950",
            OUTDOOR_YEAR,
            SHUT,
            "2020-04 0.12, 2020-05 0.2, 2020-06 0.6, 2020-11 0.6, 2021-01 0.3, 2021-02 0.35, 2021-03 0.7",
        ),
        {LAST: printed.count("speedwatch-records")},
        noise=0.05,
        wander=0.03,
    )
    share = level(span, "2018-01 0.061, 2021-06 0.054, 2023-09 0.046")
    speeding = counts(
        "road speeding",
        span,
        times(share, watched),
        {LAST: printed.share("speedwatch-speeding", watched[-1])},
        noise=0.02,
        of=watched,
    )
    year, winter = printed.count("fatal-year"), 5
    fatal = scattered(
        "road fatal",
        span,
        level(span, "2018-01 2.0, 2021-06 1.9, 2023-09 2.0", FATAL_YEAR, SHUT),
        {
            "2022-04..2022-12": year - winter,
            "2023-01..2023-03": winter,
            f"2023-04..{LAST}": printed.count("fatal-to-date") - winter,
        },
    )
    year, winter = printed.count("scit-year"), 6
    scit = scattered(
        "road scit 2",
        span,
        level(span, "2018-01 1.7, 2021-06 1.7, 2023-03 2.0, 2023-09 2.9", FATAL_YEAR, SHUT),
        {
            "2022-04..2022-12": year - winter,
            "2023-01..2023-03": winter,
            f"2023-04..{LAST}": printed.count("scit-to-date") - winter,
        },
    )
    encounters = counts(
        "road encounters",
        span,
        level(span, "2018-01 380, 2020-02 400, 2022-03 455, 2023-09 560", NIGHT_YEAR, SHUT),
        {LAST: printed.count("fatal5-encounters")},
        noise=0.04,
        wander=0.04,
    )
    rows = zip(span, drink, drug, watched, speeding, fatal, scit, encounters, strict=True)
    names = (
        "drink_driving",
        "drug_driving",
        "speedwatch_records",
        "speedwatch_speeding",
        "fatal_collisions",
        "scit_callouts",
        "fatal5_encounters",
    )
    return [{"month": row[0], "area": "force"} | dict(zip(names, row[1:], strict=True)) for row in rows]
