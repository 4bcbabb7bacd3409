"""What victims say, and complaints: months, bases and pins by source."""

from __future__ import annotations

from tools import CRIME, SMALL, Printed, counts, months, window

LAST = "2023-07"
NEW = "2023-04"  # the survey was commissioned
FIRST = "2022-04"  # a year before: the least that the printed change on the year needs

#  question: (answers a month, printed share, months to July that give it)
QUESTIONS = {
    "overall": (262, "victim-satisfaction", (4,)),
    "initial_contact": (246, "victim-stage-initial-contact", (4,)),
    "response_time": (171, "victim-stage-response-time", (4,)),
    "treatment": (255, "victim-stage-treatment", (4,)),
    "actions_taken": (239, "victim-stage-actions-taken", (4,)),
    "investigation": (214, "victim-stage-investigation", (4,)),
    "telephone_investigation": (118, "victim-stage-telephone-investigation", (4,)),
    "kept_informed": (243, "victim-stage-kept-informed", (4,)),
    "burglary_overall": (31, "victim-burglary", (3,)),
    "burglary_kept_informed": (30, "victim-burglary-kept-informed", (3,)),
    "burglary_investigation": (29, "victim-burglary-investigation", (3,)),
    "vehicle_crime": (36, "victim-vehicle-crime", (3,)),
    "violent_crime": (84, "violent-crime-satisfaction", (4, 3)),
    "right_to_review": (208, "victim-right-to-review", (4,)),
    "kept_up_to_date": (221, "victim-kept-up-to-date", (4,)),
    "told_outcome": (196, "victim-told-outcome", (4,)),
}
ASKED_AFTER = {"burglary_kept_informed": "burglary_overall", "burglary_investigation": "burglary_overall"}


def victim_voice(printed: Printed) -> list[dict]:
    """Answers and satisfied answers by month and question; who answers one is among those who answered the wider one.

    The overall question begins a year before the survey was commissioned, since a change on the year was printed and an
    improvement since January 2023 was stated: these answers are taken to be of an earlier survey. No other question needs any.
    """
    rows = _overall(printed)
    for name in QUESTIONS:
        if name != "overall":
            whole = ASKED_AFTER.get(name, "overall")
            asked = [row["responses"] for row in rows if row["question"] == whole and row["month"] >= NEW]
            rows += _question(printed, name, whole, asked)
    return sorted(rows, key=lambda row: (row["month"], row["question"]))


def _overall(printed: Printed) -> list[dict]:
    monthly, published, (length,) = QUESTIONS["overall"]
    span = months(FIRST, LAST)
    part, of = printed.fraction(published, near=monthly * length)
    change = printed("victim-satisfaction-change")
    part_before, of_before = printed.fraction(published, near=monthly * length - 40, shift=change)
    now, before = window(LAST, length), window("2022-07", length)
    responses = counts("victim_voice answers", span, [monthly] * len(span), SMALL, {now: of, before: of_before})
    usual = 1 - (part + part_before) / (of + of_before)
    pins = {now: of - part, before: of_before - part_before}
    unhappy = counts("victim_voice unhappy", span, [usual * n for n in responses], 1.0, pins, of=responses)
    return _rows("overall", span, responses, unhappy)


def _question(printed: Printed, name: str, whole: str, asked: list[int]) -> list[dict]:
    monthly, published, lengths = QUESTIONS[name]
    span = months(NEW, LAST)
    found = {window(LAST, n): printed.fraction(published, near=monthly * n) for n in lengths}
    base = {pool: of for pool, (_, of) in found.items()}
    share = monthly / QUESTIONS[whole][0]
    responses = counts(f"victim_voice {name} answers", span, [n * share for n in asked], 1.0, base, of=asked)
    unmet = {pool: of - part for pool, (part, of) in found.items()}
    usual = max(unmet.values()) / max(base.values())
    unhappy = counts(f"victim_voice {name} unhappy", span, [usual * n for n in responses], 1.0, unmet, of=responses)
    return _rows(name, span, responses, unhappy)


def _rows(name: str, span: list[str], responses: list[int], unhappy: list[int]) -> list[dict]:
    return [
        {"month": m, "question": name, "responses": r, "satisfied": r - u}
        for m, r, u in zip(span, responses, unhappy, strict=True)
    ]


def complaints(printed: Printed) -> list[dict]:
    """Complaints recorded."""
    span = months("2018-01", "2023-10")
    pins = {"2023-09": printed.count("complaints-september"), "2023-10": printed.count("complaints-october")}
    # "year-on-year complaint volumes have increased": the level lies below what was printed
    usual = 0.93 * sum(pins.values()) / 2
    recorded = counts("complaints recorded", span, [usual] * len(span), CRIME, pins)
    return [{"month": m, "area": "force", "recorded": n} for m, n in zip(span, recorded, strict=True)]


def complaints_national(printed: Printed) -> list[dict]:
    """The one quarter that was printed, under its last month."""
    return [
        {"month": "2023-06", "group": group, "cases_logged": printed.count(f"complaints-cases-{name}")}
        for group, name in (("most-similar-forces", "similar"), ("wiltshire", "wiltshire"))
    ]


def population(printed: Printed) -> list[dict]:
    """Mid-year estimates of the Office for National Statistics, mid-2018 to mid-2023, rebased on the Census of 2021."""
    county = (498703, 502985, 507047, 513240, 516107, 517979)
    swindon = (230174, 231934, 232574, 233760, 235652, 238417)
    return [
        {"year": year, "area": area, "population": people}
        for year, *both in zip(range(2018, 2024), county, swindon, strict=True)
        for area, people in zip(("county", "swindon"), both, strict=True)
    ]
