"""What victims say, and complaints: months, bases and pins by source."""

from __future__ import annotations

from tools import Printed, counts, level, months, window

LAST = "2023-07"
SURVEY_YEAR = (0.98, 0.96, 1.05, 1.00, 1.03, 1.02, 1.02, 0.99, 1.01, 1.04, 1.02, 0.88)

#  question: (answers a month, expected per cent satisfied by month, pins {months in the window: published id})
QUESTIONS = {
    "overall": (262, "2021-08 75.0, 2022-04 75.2, 2022-11 73.6, 2023-07 77.6", {12: "victim-satisfaction"}),
    "initial_contact": (246, "2021-08 86.5, 2022-11 84.2, 2023-07 85.8", {4: "victim-stage-initial-contact"}),
    "response_time": (171, "2021-08 82.0, 2022-11 79.5, 2023-07 81.8", {4: "victim-stage-response-time"}),
    "treatment": (255, "2021-08 90.2, 2022-11 89.4, 2023-07 91.0", {4: "victim-stage-treatment"}),
    "actions_taken": (239, "2021-08 84.0, 2022-11 83.6, 2023-07 86.5", {4: "victim-stage-actions-taken"}),
    "investigation": (214, "2021-08 69.5, 2022-11 67.0, 2023-07 69.8", {4: "victim-stage-investigation"}),
    "telephone_investigation": (
        118,
        "2021-08 78.0, 2022-11 75.5, 2023-07 77.0",
        {4: "victim-stage-telephone-investigation"},
    ),
    "kept_informed": (243, "2021-08 62.5, 2022-11 59.6, 2023-07 62.2", {4: "victim-stage-kept-informed"}),
    "burglary_overall": (31, "2021-08 80.0, 2022-11 79.0, 2023-07 83.0", {3: "victim-burglary"}),
    "burglary_kept_informed": (30, "2021-08 70.0, 2022-11 69.0, 2023-07 71.9", {3: "victim-burglary-kept-informed"}),
    "burglary_investigation": (29, "2021-08 76.5, 2022-11 75.0, 2023-07 77.2", {3: "victim-burglary-investigation"}),
    "vehicle_crime": (36, "2021-08 69.0, 2022-11 68.5, 2023-07 71.3", {3: "victim-vehicle-crime"}),
    "violent_crime": (
        84,
        "2021-08 72.5, 2022-11 73.4, 2023-07 73.9",
        {12: "violent-crime-satisfaction", 4: "violent-crime-satisfaction", 3: "violent-crime-satisfaction"},
    ),
    "right_to_review": (208, "2021-08 35.0, 2022-11 35.8, 2023-07 37.4", {4: "victim-right-to-review"}),
    "kept_up_to_date": (221, "2021-08 54.5, 2022-11 52.3, 2023-07 53.9", {4: "victim-kept-up-to-date"}),
    "told_outcome": (196, "2021-08 46.0, 2022-11 46.5, 2023-07 47.6", {4: "victim-told-outcome"}),
}
ASKED_AFTER = {"burglary_kept_informed": "burglary_overall", "burglary_investigation": "burglary_overall"}

# every draw meets the pins; these were chosen because the first one had a month that leapt for no reason
DRAWS = {
    "overall responses": "overall responses ~9",
    "right_to_review unhappy": "right_to_review unhappy ~13",
    "overall unhappy": "overall unhappy ~32",
    "complaints": "complaints ~1",
}


def victim_voice(printed: Printed) -> list[dict]:
    """Answers and satisfied answers by month and question; who answers one is among those who answered the wider one."""
    rows: list[dict] = []
    for name in QUESTIONS:
        whole = ASKED_AFTER.get(name, "" if name == "overall" else "overall")
        asked = [row["responses"] for row in rows if row["question"] == whole]
        rows += _question(printed, name, whole, asked)
    return sorted(rows, key=lambda row: (row["month"], row["question"]))


def _question(printed: Printed, name: str, whole: str, asked: list[int]) -> list[dict]:
    monthly, percent, windows = QUESTIONS[name]
    span = months("2021-08", LAST)
    base, unmet = {}, {}
    for length, published in windows.items():
        part, of = printed.fraction(published, near=monthly * length)
        base[window(LAST, length)], unmet[window(LAST, length)] = of, of - part
    if not asked:
        part, of = printed.fraction("victim-satisfaction", near=monthly * 12 - 95, shift=printed("victim-satisfaction-change"))
        base[window("2022-07", 12)], unmet[window("2022-07", 12)] = of, of - part
        expected = [monthly * f for f in level(span, "2021-08 0.96, 2023-07 1.01", SURVEY_YEAR)]
        responses = counts(_draw(f"{name} responses"), span, expected, base, noise=0.03, wander=0.02)
    else:
        share = monthly / QUESTIONS[whole][0]
        responses = counts(_draw(f"{name} responses"), span, [a * share for a in asked], base, noise=0.0, wander=0.01, of=asked)
    if not asked:  # the rise since January that the original speaks of: its later half year is the better one
        half = window(LAST, 6)
        unmet[half] = round(0.229 * sum(r for m, r in zip(span, responses, strict=True) if m >= half[:7]))
    doubt = [1 - p / 100 for p in level(span, percent)]
    unhappy = counts(
        _draw(f"{name} unhappy"),
        span,
        [d * r for d, r in zip(doubt, responses, strict=True)],
        unmet,
        noise=0.0,
        wander=0.01,
        of=responses,
    )
    return [
        {"month": m, "question": name, "responses": r, "satisfied": r - u}
        for m, r, u in zip(span, responses, unhappy, strict=True)
    ]


def _draw(name: str) -> str:
    return DRAWS.get(name, name)


def complaints(printed: Printed) -> list[dict]:
    """Complaints recorded, rising on the year."""
    span = months("2018-01", "2023-10")
    recorded = counts(
        _draw("complaints"),
        span,
        level(span, "2018-01 44, 2020-01 52, 2020-06 62, 2021-12 74, 2022-10 84, 2023-04 104, 2023-10 116", SURVEY_YEAR),
        {"2023-09": printed.count("complaints-september"), "2023-10": printed.count("complaints-october")},
        noise=0.0,
        wander=0.04,
    )
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
