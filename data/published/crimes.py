"""Recorded crime, outcomes and road safety: months, levels and pins by source."""

from __future__ import annotations

from tools import (
    CALLS,
    CRIME,
    SHARE,
    SMALL,
    Printed,
    counts,
    fraction,
    level,
    months,
    of_counts,
    scattered,
    sloped,
    stream,
    times,
    window,
    years,
)

LAST = "2023-09"
SPAN = months("2018-01", LAST)
NOW, BEFORE = window(LAST, 12), window("2022-09", 12)
YEAR = NOW[:7]  # the first month of the year to September 2023

#                 Jan   Feb   Mar   Apr   May   Jun   Jul   Aug   Sep   Oct   Nov   Dec
HOME_YEAR = (1.00, 0.90, 0.98, 0.97, 1.02, 1.03, 1.07, 1.06, 0.98, 1.00, 0.96, 1.04)
NIGHT_YEAR = (0.96, 0.86, 1.01, 0.97, 1.06, 1.05, 1.10, 1.01, 0.99, 1.01, 0.99, 1.00)  # London, violence with injury
SEXUAL_YEAR = (1.00, 0.90, 1.04, 0.93, 1.05, 1.05, 1.10, 0.98, 1.00, 1.05, 0.98, 0.92)  # London, rape and other sexual offences
OUTDOOR_YEAR = (0.83, 0.82, 0.93, 1.02, 1.10, 1.13, 1.20, 1.18, 1.03, 1.00, 0.93, 0.83)
BURGLARY_YEAR = (1.18, 1.01, 1.02, 0.91, 0.89, 0.89, 0.89, 0.91, 0.90, 1.05, 1.19, 1.16)  # London, domestic burglary
DRINK_YEAR = (0.90, 0.85, 0.93, 0.96, 1.02, 1.04, 1.04, 1.02, 0.97, 0.96, 0.97, 1.34)

FATAL_YEAR = (0.95, 0.85, 0.9, 0.9, 1.0, 1.05, 1.1, 1.1, 1.05, 1.1, 1.0, 1.0)

# Of the restrictions only the first are drawn: the months that charts judge are then alike
SHUT = "2020-03 0.91, 2020-04 0.75, 2020-05 0.82, 2020-06 0.91"  # London, violence with injury


def _two_years(before: float, now: float, dispersion: float = CRIME, since: str = "2018-01") -> str:
    """The level of a month up to the year to September 2023, and in it."""
    usual = years(before, now, of_counts(before, now, dispersion))
    return f"{since} {usual[0] / 12}, {YEAR} {usual[1] / 12}"


def domestic_abuse(printed: Printed) -> list[dict]:
    """Domestic abuse crimes, their outcomes, and orders."""
    more = printed.count("domestic-abuse-baseline-number")
    in_2019 = round(100 * more / printed("domestic-abuse-baseline"))
    now = in_2019 + more
    before = printed.before("domestic-abuse-change", now)
    last = printed.count("domestic-abuse-crimes")
    line = f"2018-01 {in_2019 / 12}, {_two_years(before, now, since='2020-04')}"
    crimes = counts(
        "domestic_abuse crimes",
        SPAN,
        level(SPAN, line, HOME_YEAR),
        CRIME,
        {"2019-01..2019-12": in_2019, BEFORE: before, NOW: now, LAST: last},
    )

    def outcome(name: str, expected: list[float], now_: int, before_: int) -> list[int]:
        mean = times(expected, crimes)
        return counts(f"domestic_abuse {name}", SPAN, mean, SHARE, {NOW: now_, BEFORE: before_}, of=crimes)

    charge = printed.share("domestic-abuse-charge", now)
    # "a notable upward trend", lower than before covid: from 2019's share down, and up again over the last two years
    share = charge / now
    charging = sloped(SPAN, f"2020-02 0.105, 2020-03 {0.84 * share}, 2021-09 {0.84 * share}, 2023-09 {1.07 * share}")
    charged = outcome("charged", charging, charge, round(0.9 * share * before))
    rest = printed.share("domestic-abuse-fat", now) - charge
    other = [rest / now] * len(SPAN)
    cautioned = outcome("cautioned", other, rest, round(rest / now * before))
    arrested = printed.share("domestic-abuse-arrest", now)
    arrested_before = printed.share("domestic-abuse-arrest", before, printed("domestic-abuse-arrest-change"))
    arresting = level(SPAN, f"2018-01 {arrested_before / before}, {YEAR} {arrested / now}")
    arrests = outcome("arrests", arresting, arrested, arrested_before)
    closed = printed.share("domestic-abuse-outcome-15", now)
    fifteen = outcome("outcome 15", [1.015 * closed / now] * len(SPAN), closed, round(1.03 * closed / now * before))
    high, low = _rise(printed, "domestic-abuse-children", near=35)
    children = scattered(
        "domestic_abuse children",
        SPAN,
        level(SPAN, _two_years(low, high, 1.0)),
        {
            "2023-03": printed.count("domestic-abuse-children-march"),
            "2023-06": printed.count("domestic-abuse-children-june"),
            BEFORE: low,
            NOW: high,
        },
    )
    orders_now, notices_now = printed.count("domestic-abuse-dvpo"), printed.count("domestic-abuse-dvpn")
    orders = scattered("domestic_abuse dvpo", SPAN, [orders_now - 1.5] * len(SPAN), {LAST: orders_now})
    more_notices = scattered(
        "domestic_abuse dvpn", SPAN, [notices_now - orders_now - 0.5] * len(SPAN), {LAST: notices_now - orders_now}
    )
    notices = [o + e for o, e in zip(orders, more_notices, strict=True)]
    rows = zip(SPAN, crimes, charged, cautioned, arrests, fifteen, children, orders, notices, strict=True)
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
    rape_now, rape_before, rape_met, rape_met_before = _with_outcomes(printed, "rape", near=642)
    sso_now, sso_before, met, met_before = _with_outcomes(printed, "sso", near=1398)
    within = window("2023-07", 12)
    soon_total, base = printed.fraction("rape-forensic-window", near=rape_now + 4)
    rape = counts(
        "sexual_offences rape",
        SPAN,
        level(SPAN, _two_years(rape_before, rape_now), SEXUAL_YEAR, SHUT),
        CRIME,
        {BEFORE: rape_before, NOW: rape_now, within: base},
    )
    other_now, other_before = sso_now - rape_now, sso_before - rape_before
    other = counts(
        "sexual_offences other",
        SPAN,
        level(SPAN, _two_years(other_before, other_now), SEXUAL_YEAR, SHUT),
        CRIME,
        {BEFORE: other_before, NOW: other_now},
    )
    rape_fat = _met("sexual_offences rape fat", rape, (rape_met_before, rape_met), (rape_before, rape_now))
    other_fat = _met(
        "sexual_offences other fat", other, (met_before - rape_met_before, met - rape_met), (other_before, other_now)
    )
    soon = counts(
        "sexual_offences soon", SPAN[:-2], [n * soon_total / base for n in rape[:-2]], 1.0, {within: soon_total}, of=rape[:-2]
    )
    rows = zip(SPAN, rape, other, rape_fat, other_fat, [*soon, "", ""], strict=True)
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


def _met(name: str, crimes: list[int], met: tuple[int, int], of: tuple[int, int]) -> list[int]:
    """Outcomes by month: their share of the crimes has a level for each year, or one where the years differ by chance."""
    middle = (met[0] / of[0] + met[1] / of[1]) / 2
    deviation = (SHARE * middle * (1 - middle) * (1 / of[0] + 1 / of[1])) ** 0.5
    usual = years(met[0] / of[0], met[1] / of[1], deviation)
    share = level(SPAN, f"2018-01 {usual[0]}, {YEAR} {usual[1]}")
    return scattered(name, SPAN, times(crimes, share), {BEFORE: met[0], NOW: met[1]}, most=crimes)


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
    more = printed.count("vwi-baseline-number")
    in_2019 = round(more * 100 / printed("vwi-baseline"))
    # "above pre-covid baselines": the last twelve months lie above 2019, by no more than the words need
    near = 1.005 * in_2019 * 100 / (100 + printed("vwi-change"))
    names = {"county": "vwi-county", "swindon": "vwi-swindon"}
    now, before = _areas(printed, "vwi-change", names, {"county": round(0.583 * near), "swindon": round(0.417 * near)})
    total, total_before = sum(now.values()), sum(before.values())
    met = _split(printed.share("vwi-fat", total), now, "county", 0.995)
    met_before = _split(printed.share("vwi-fat", total_before, printed("vwi-fat-change")), before, "county", 1.01)
    home = _split(printed.share("vwi-private", total), now, "county", 1.01)
    september, domestic = printed.count("vwi-crimes"), printed.count("vwi-domestic")
    domestic_share = printed("vwi-domestic-change")
    earlier, last_september = fraction(100 * domestic / september - domestic_share, near=551, tolerance=0.02)
    usual_domestic = (domestic / september + earlier / last_september) / 2
    rows = []
    for area in ("county", "swindon"):
        part = before[area] / total_before

        def own(number: int, part: float = part, first: bool = area == "county") -> int:
            """The area's part of a number of the force."""
            return round(number * part) if first else number - round(number * (1 - part))

        n = counts(
            f"violence_with_injury {area}",
            SPAN,
            level(SPAN, f"2018-01 {own(in_2019) / 12}, {_two_years(before[area], now[area], since='2020-03')}", NIGHT_YEAR, SHUT),
            CRIME,
            {
                "2019-01..2019-12": own(in_2019),
                "2022-01..2022-12": own(in_2019 + more),
                BEFORE: before[area],
                NOW: now[area],
                "2022-09": own(last_september),
                LAST: own(september),
            },
        )
        fat = _met(f"violence_with_injury {area} fat", n, (met_before[area], met[area]), (before[area], now[area]))
        private = counts(
            f"violence_with_injury {area} private",
            SPAN,
            [k * home[area] / now[area] for k in n],
            SHARE,
            {NOW: home[area]},
            of=n,
        )
        at_home = counts(
            f"violence_with_injury {area} domestic",
            SPAN,
            [k * usual_domestic for k in n],
            SHARE,
            {LAST: own(domestic), "2022-09": own(earlier)},
            of=n,
        )
        rows += [
            {"month": m, "area": area, "crimes": c, "fat": f, "domestic": d, "private_space": p, "public_space": c - p}
            for m, c, f, d, p in zip(SPAN, n, fat, at_home, private, strict=True)
        ]
    return sorted(rows, key=lambda row: (row["month"], row["area"]))


def _split(total: int, sizes: dict[str, int], first: str, tilt: float) -> dict[str, int]:
    """A total in two parts about in proportion to the areas' sizes, the first a little more or less."""
    part = round(total * sizes[first] / sum(sizes.values()) * tilt)
    return {area: part if area == first else total - part for area in sizes}


def _areas(printed: Printed, overall: str, parts: dict[str, str], near: dict[str, int], monthly: str = "") -> tuple[dict, dict]:
    """Counts by area, now and before, not below the given sizes before, that give every printed change and their sum's."""
    first, second = parts
    for step in range(40000):
        before = {first: near[first] + step % 200, second: near[second] + step // 200}
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
    names = {"county": "asb-county", "swindon": "asb-swindon"}
    now, before = _areas(printed, "asb-change", names, {"county": 9130, "swindon": 4800}, "asb-change-monthly")
    reports = 2154
    later = _split(printed.after("asb-crimes-change", reports), now, "county", 0.93)
    sooner = _split(reports, now, "county", 0.935)
    rows = []
    for area in names:
        incidents = counts(
            f"asb {area} incidents",
            SPAN,
            level(SPAN, _two_years(before[area], now[area]), OUTDOOR_YEAR),
            CRIME,
            {BEFORE: before[area], NOW: now[area]},
        )
        recorded = counts(
            f"asb {area} crimes",
            SPAN,
            level(SPAN, _two_years(sooner[area], later[area]), NIGHT_YEAR, SHUT),
            CRIME,
            {BEFORE: sooner[area], NOW: later[area]},
        )
        rows += [
            {"month": m, "area": area, "incidents": i, "crimes": c} for m, i, c in zip(SPAN, incidents, recorded, strict=True)
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
    since = months("2023-04", LAST)
    total, september = printed.count("burglary-since-april"), printed.count("burglary")
    september_by = {"chippenham": 9, "trowbridge": 8, "salisbury": 2}
    since_by = {"chippenham": 60, "trowbridge": 51, "salisbury": 18}
    crimes = {}
    for team in september_by:
        change = printed.count(f"burglary-{team}-number")
        before = round(100 * change / printed(f"burglary-{team}"))
        crimes[team] = _team(team, before, before + change, (since_by[team], september_by[team]))
    rest = total - sum(sum(n for m, n in zip(SPAN, crimes[t], strict=True) if m in since) for t in crimes)
    # all other teams are said to have fallen; no more of it than the words need
    others = round(rest * 2.09)
    crimes["other-teams"] = _team("other-teams", others + 6, others, (rest, september - sum(september_by.values())))
    teams = sorted(crimes)
    share = printed("burglary-fat") / 100
    charged = scattered(
        "residential_burglary fat",
        SPAN,
        [share * sum(crimes[t][i] for t in teams) for i in range(len(SPAN))],
        {f"2023-04..{LAST}": printed.share("burglary-fat", total)},
    )
    fat = _dealt("residential_burglary fat by team", charged, crimes)
    return [{"month": m, "team": t, "crimes": crimes[t][i], "fat": fat[t][i]} for i, m in enumerate(SPAN) for t in teams]


def _team(team: str, before: int, now: int, since: tuple[int, int]) -> list[int]:
    """One team's months; `since`: how many since April 2023, and of them in September."""
    return scattered(
        f"residential_burglary {team}",
        SPAN,
        level(SPAN, _two_years(before, now, SMALL), BURGLARY_YEAR, SHUT),
        {BEFORE: before, f"{YEAR}..2023-03": now - since[0], f"2023-04..{LAST}": since[0], LAST: since[1]},
    )


def _dealt(name: str, totals: list[int], among: dict[str, list[int]]) -> dict[str, list[int]]:
    """Each month's small total dealt to the parts by chance, in proportion to what they hold and never beyond it."""
    rng = stream(name)
    result = {part: [0] * len(totals) for part in among}
    for i, total in enumerate(totals):
        held = [part for part in sorted(among) for _ in range(among[part][i])]
        for _ in range(total):
            part = held.pop(int(rng.random() * len(held)))
            result[part][i] += 1
    return result


def road_safety(printed: Printed) -> list[dict]:
    """Offences, speed watch, collisions and encounters on the roads."""
    drink = _offences(printed, "drink-driving-change", 1017, DRINK_YEAR)
    drug = _offences(printed, "drug-driving-change", 497, NIGHT_YEAR)
    records = printed.count("speedwatch-records")
    watched = counts(
        "road_safety speed watch",
        SPAN,
        level(SPAN, f"2018-01 {records}"),
        CALLS,
        {LAST: records},
    )
    share = printed("speedwatch-speeding") / 100
    speeding = counts(
        "road_safety speeding",
        SPAN,
        [share * n for n in watched],
        SHARE,
        {LAST: printed.share("speedwatch-speeding", watched[-1])},
        of=watched,
    )
    fatal = _collisions(printed, "fatal", winter=5)
    scit = _collisions(printed, "scit", winter=6)
    issued = printed.count("fatal5-encounters")
    encounters = counts("road_safety encounters", SPAN, level(SPAN, f"2018-01 {issued}", NIGHT_YEAR, SHUT), CALLS, {LAST: issued})
    rows = zip(SPAN, drink, drug, watched, speeding, fatal, scit, encounters, strict=True)
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


def _offences(printed: Printed, change: str, before: int, season: tuple[float, ...]) -> list[int]:
    now = printed.after(change, before)
    line = level(SPAN, _two_years(before, now), season, SHUT)
    return counts(f"road_safety {change}", SPAN, line, CRIME, {BEFORE: before, NOW: now})


def _collisions(printed: Printed, kind: str, winter: int) -> list[int]:
    """Few a month; `winter`: how many of the year 2022-23 fall in 2023, which both printed periods hold."""
    year, to_date = printed.count(f"{kind}-year"), printed.count(f"{kind}-to-date")
    usual = (year + to_date) / 21  # twelve months and nine
    pins = {"2022-04..2022-12": year - winter, "2023-01..2023-03": winter, f"2023-04..{LAST}": to_date - winter}
    return scattered(f"road_safety {kind}", SPAN, level(SPAN, f"2018-01 {usual}", FATAL_YEAR, SHUT), pins)
