"""Targets with dates and ranges: what is in force when, and what every page makes of it."""

from __future__ import annotations

import re

import made
import pytest

from pcc_lib.core.errors import ReportError
from pcc_lib.figures.judgement import Record, judge
from pcc_lib.figures.reworking import rework
from pcc_lib.inputs.measures import Target
from pcc_lib.statistics.control_chart import Aim
from pcc_lib.writing.judged_sentences import judged_sentence
from pcc_lib.writing.markup import plain as plain_text

STEPS = [{"month": "2022-01", "value": 25}, {"month": "2023-01", "value": 35}]
DATED = {"label": "At most", "from": STEPS}
RANGE = {"label": "Between", "between": [30, 40]}
COMING = {"label": "At most", "from": [{"month": "2024-04", "value": 20}]}


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("period", "wanted"),
    [
        ("2021-12", None),
        ("2022-01", (25, 25, "2022-01")),
        ("2022-12", (25, 25, "2022-01")),
        ("2023-01", (35, 35, "2023-01")),
        ("2030-01", (35, 35, "2023-01")),
        ("2022", (25, 25, "2022-01")),  # a year is held against the target of its first month
        ("2022-23", (25, 25, "2022-01")),
        ("2021-22", None),
    ],
)
def test_the_target_in_force_at_a_period(period, wanted):
    assert Target.model_validate(DATED).at(period) == wanted


def test_a_part_may_have_steps_and_a_range_of_its_own():
    target = Target.model_validate({"label": "x", "by": {"a": 5, "b": {"between": [1, 2]}, "c": {"from": STEPS}}})
    assert [target.at("2022-06", part) and target.at("2022-06", part)[:2] for part in "abcd"] == [(5, 5), (1, 2), (25, 25), None]
    assert target.at("2022-06") is None and target.parts() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ({"from": STEPS[::-1]}, "target, from: 2022-01 stands after 2023-01. Write the steps in the order of their months."),
        ({"from": [STEPS[0], STEPS[0]]}, "target, from: the month 2022-01 stands twice. Give each step a month of its own."),
        ({"between": [15, 10]}, "target, between: 15 is not below 10. Write the lower end first"),
        ({"between": [10, 10]}, "target, between: 10 is not below 10."),
        ({"between": [10]}, "target, between: holds 1 numbers. Write the lower and the upper end: [10, 15]."),
        ({"value": 30, "from": STEPS}, "target: has 'value' and 'from'. Keep one of them."),
        ({"from": [{"month": "2022-01"}]}, "target, from 1: needs one of 'value', 'between'. Give one of them."),
        ({"from": [{"month": "2022-01", "value": 3, "between": [1, 2]}]}, "from 1: has 'value' and 'between'. Keep one of them."),
        ({"from": [{"value": 3}]}, "target, from 1: 'month' is missing. Add it."),
        ({"from": [{"month": "April", "value": 3}]}, "target, from 1, month: 'April' is not a month. Write it like 2023-10."),
        ({"by": {"north": {"betwen": [1, 2]}}}, "target, by, north: unknown key 'betwen'. Did you mean 'between'?"),
        ({"by": {"north": {"between": [2, 1]}}}, "target, by, north, between: 2 is not below 1."),
        ({"by": {"north": [1, 2]}}, "target, by, north: '[1, 2]' is not a number."),
    ],
)
def test_what_is_no_target_is_a_fault(tiny, target, said):
    told = re.sub(r"line \d+, ", "", tiny.measure("m", target={"label": "x", **target}).said())
    assert said in told


def test_the_figure_is_the_target_of_its_period(tiny):
    found = tiny.measure("m", breakdown="area", target=DATED).figures()
    assert [found.of("m", "target", "", p).value for p in ("2022-12", "2023-01", "2023-10")] == [25, 35, 35]
    now = found.of("m", "target", "", "2022-12")
    assert now.cells == "data/measures/m.yml#target;from=2022-01"
    gaps = [found.of("m", "gap_to_target", "", p).value for p in ("2022-12", "2023-01", "2023-10")]
    assert gaps == [0, 0, 10]  # 25 calls a month in 2022, 35 in 2023, 45 in October
    with pytest.raises(ReportError, match=r"m has no target in December 2021: the first is from January 2022\."):
        found.of("m", "target", "", "2021-12")
    with pytest.raises(ReportError, match="the first is from January 2022"):
        found.of("m", "gap_to_target", "", "2021-12")


@pytest.mark.parametrize(
    "target",
    [DATED, RANGE, {"label": "x", "from": [{"month": "2022-01", "between": [20, 30]}, STEPS[1]]}],
    ids=["steps", "range", "both"],
)
def test_figures_of_a_target_follow_from_its_file(tiny, target):
    tiny.measure("m", target=target)
    tiny.measure(
        "by_part", breakdown="area", target={"label": "x", "by": {"north": {k: v for k, v in target.items() if k != "label"}}}
    )
    found, tried = tiny.figures(), 0
    for name, part in (("m", ""), ("by_part", "north")):
        for statistic in ("target", "target_lower", "target_upper", "gap_to_target"):
            for period in ("2022-05", "2023-10"):
                try:
                    figure = found.of(name, statistic, part, period)
                except ReportError:
                    continue
                assert rework(found.project, figure.formula, figure.cells) == pytest.approx(figure.value)
                tried += 1
    assert tried >= 6


def test_months_are_held_against_the_target_of_their_time(tiny):
    """Offered: 25 a month in 2022, 35 in 2023 and 45 in October 2023; 15 in 2021, before there was a target."""
    found = tiny.measure("m", good_direction="decrease", target=DATED).figures()
    record = judge(found.series("m")).record
    assert (record.met, record.months, record.latest, record.goals) == (21, 22, False, 2)
    higher = tiny.measure("m", good_direction="increase", target=DATED).figures()
    assert judge(higher.series("m")).record.always
    coming = tiny.measure("m", good_direction="decrease", target=COMING).figures()
    assert judge(coming.series("m")).record is None and judge(coming.series("m")).assurance is None


def test_a_range_is_judged_though_neither_side_is_better(tiny):
    found = tiny.measure("m", target=RANGE).figures()
    record = judge(found.series("m")).record
    assert record.is_range and (record.met, record.latest) == (9, False)  # January to September 2023 hold 35
    value = tiny.measure("m", target={"label": "x", "value": 30}).figures()
    assert judge(value.series("m")).record is None  # one value, and neither side is better


@pytest.mark.parametrize(
    ("target", "wanted"),  # values by turns 10 and 11: limits 7.84 to 13.16
    [
        ((7, 14), "pass"),
        ((1, 3), "fail"),
        ((14, 20), "fail"),
        ((9, 14), "hit and miss"),
        ((7, 12), "hit and miss"),
        ((9, 12), "hit and miss"),
    ],
)
@pytest.mark.parametrize("improvement", ["increase", "decrease", "neutral"])
def test_a_range_is_met_where_both_limits_lie_inside(target, wanted, improvement):
    import pandas as pd

    from pcc_lib.statistics.control_chart import xmr

    values = pd.Series([10.0, 11.0] * 12, index=pd.period_range("2022-01", periods=24, freq="M"))
    assert xmr(values, Aim(improvement, target)).assurance == wanted


def test_a_range_whose_ends_are_the_wrong_way_round_is_refused():
    with pytest.raises(ValueError, match="give the lower end"):
        Aim("neutral", (3, 3))


def test_an_end_that_no_value_can_pass_is_open(tiny):
    """Calls cannot fall below nought, though the lower limit, unclipped, may."""
    rows = ["month,area,offered,answered,wait_s,kind,status"]
    for i in range(34):
        month = f"{2021 + i // 12}-{i % 12 + 1:02d}"
        rows += [f"{month},north,{1 + 3 * (i % 2)},1,600,computed,", f"{month},south,0,0,100,computed,"]
    tiny.write("data/sources/calls.csv", "\n".join(rows) + "\n")
    found = tiny.measure("m", target={"label": "x", "between": [0, 30]}).figures()
    assert judge(found.series("m")).assurance == "pass"


@pytest.mark.parametrize(
    ("target", "tile", "cell", "definition"),
    [
        (DATED, "target 35 since January 2023", "35 since January 2023", "At most: 25 from January 2022; 35 from January 2023"),
        (RANGE, "target 30 to 40", "30 to 40", "Between: 30 to 40"),
        (
            {"label": "x", "from": [{"month": "2023-04", "between": [30, 40]}]},
            "target 30 to 40 since April 2023",
            "30 to 40 since April 2023",
            "x: 30 to 40 from April 2023",
        ),
        (COMING, "", "none before April 2024", "At most: 20 from April 2024 (not yet in force)"),
        ({"label": "x", "value": 30}, "target 30", "30", "x: 30"),
    ],
)
def test_the_target_is_told(tiny, target, tile, cell, definition):
    tiny.edit("data/topics/calls.yml", "tiles: [offered, answered_rate]", "tiles: [m]").measure("m", title="Many", target=target)
    report = tiny.report()
    topic = plain(report.what("calls").html)
    assert (tile in topic) if tile else ("target" not in topic.split("All 3 measures")[0].split("Chart")[0])
    row = next(row for row in report.scorecard("priority-1").html.split("<tr") if "Many" in row)
    assert cell in plain(row)
    assert definition in plain(report.definitions("priority-1").html)


def test_targets_of_parts_are_told_in_the_definition(tiny):
    by = {"north": {"from": STEPS}, "south": {"between": [4, 6]}}
    tiny.measure("m", breakdown="area", target={"label": "Plan", "by": by})
    said = plain(tiny.report().definitions("priority-1").html)
    assert "Plan: North 25 from January 2022; 35 from January 2023, South 4 to 6" in said


@pytest.mark.parametrize(
    ("target", "form"),
    [
        (DATED, "Control chart, with its target in steps, of many."),
        (RANGE, "Control chart, with its target range shaded, of many."),
        ({"label": "x", "value": 30}, "Control chart of many. "),
        (
            {"label": "x", "from": [{"month": "2020-01", "value": 30}]},
            "Control chart of many. ",
        ),  # one line through the whole chart
    ],
)
def test_a_chart_says_how_it_draws_its_target(tiny, target, form):
    tiny.measure("m", title="Many", target=target)
    tiny.edit("data/topics/calls.yml", "measures: [offered]", "measures: [m]")
    assert form in tiny.report().what("calls").drawn()


def test_steps_and_ranges_are_drawn_where_they_hold(tiny):
    import pandas as pd

    from pcc_lib.charts.given import Axis, Level, Marks
    from pcc_lib.charts.lines import trend

    frame = pd.DataFrame({"period": ["2023-01", "2023-02", "2023-03"], "value": [1.0, 2, 3], "printed": list("123")})
    levels = [Level(4, "Old", None, "2023-01", "2023-01"), Level(1, "New", 9, "2023-02", "2023-03")]
    drawn = trend(frame, Axis("calls", "Calls"), "x", Marks(levels=levels)).to_dict()
    given = [row for rows in drawn["datasets"].values() for row in rows]
    rows = [row for row in given if {"a", "b"} <= set(row)]
    low = min(row["a"] for row in rows)
    assert {(row.get("v"), row.get("l"), row.get("u"), row["a"] - low, row["b"] - low) for row in rows} == {
        (4, None, None, 0, 1),
        (1, None, None, 1, 3),
        (9, None, None, 1, 3),
        (None, 1, 9, 1, 3),
    }
    names = [row["t"] for row in given if isinstance(row.get("t"), list)]
    assert ["New"] in names and ["Old, to Jan", "2023"] in names, "each at its line; of one that ended, until when"


GOALS = {"target": "3", "target_lower": "3", "target_upper": "5"}


@pytest.mark.parametrize(
    ("is_range", "goals", "assurance", "met", "sentence"),
    [
        (True, 1, "pass", 36, "The whole usual range is within the target of 3 to 5: it is met every month unless"),
        (
            True,
            1,
            "pass",
            0,
            "The whole usual range is within the target of 3 to 5: a usual month meets it, and",
        ),
        (
            True,
            1,
            "fail",
            0,
            "The whole usual range is outside the target of 3 to 5: it is missed every month unless",
        ),
        (True, 1, "hit and miss", 20, "The usual range reaches beyond the target of 3 to 5: usual variation alone makes some"),
        (
            True,
            1,
            "hit and miss",
            36,
            "The usual range reaches beyond the target of 3 to 5: it was met in every month",
        ),
        (
            True,
            1,
            "hit and miss",
            0,
            "The usual range reaches into the target of 3 to 5: it was missed in every month",
        ),
        (
            False,
            2,
            "pass",
            36,
            "The target of 3 is outside that range, on the good side: it is met every month unless",
        ),
        (False, 2, "hit and miss", 36, "Every month judged met the target in force then, now 3, but usual variation alone could"),
        (False, 2, "", 0, "Every month judged missed the target in force then, now 3."),
        (True, 2, "", 36, "Every month judged met the target in force then, now 3 to 5."),
        (True, 1, "", 36, "The target of 3 to 5 was met in every month judged."),
        (False, 2, "", 20, "The latest month met the target, now 3; others judged missed the one in force then."),
        (False, 2, "pass", 20, "The latest month and a usual one meet the target, now 3; others judged missed the one in force"),
        (True, 1, "pass", 20, "The whole usual range is within the target of 3 to 5: a usual month meets it, though not every"),
        (False, 1, "", 20, "The target of 3 was met in the latest month, but not in every month judged."),
    ],
)
def test_the_sentence_on_a_target(is_range, goals, assurance, met, sentence):
    found = made.judged("common cause", assurance or None, record=Record(met, 36, met > 0, is_range, goals))
    figures = {name: made.figure("target", text=text) for name, text in GOALS.items()}
    level = {name: made.figure("usual_lower", text="2") for name in ("usual_lower", "usual_upper", "usual_months")}
    told = judged_sentence(made.measure(), made.figure(text="4"), None, found, (figures | level).__getitem__)
    assert f" {sentence}" in plain_text(told)


# ── slips of the unit ─────────────────────────────────────────────────────────────────────────────────────────────────
def north_alone(tiny, cells):
    """The tiny project with one area and no measure, whose answered and waited cells go round these."""
    rows = ["month,area,offered,answered,wait_s,kind,status"]
    rows += [f"{2021 + i // 12}-{i % 12 + 1:02d},north,1000,{cells[i % len(cells)]},computed," for i in range(34)]
    tiny.write("data/sources/calls.csv", "\n".join(rows) + "\n")
    for id in ("offered", "answered_rate"):
        (tiny.root / f"data/measures/{id}.yml").unlink(missing_ok=True)
    tiny.edit("data/sources/calls.resource.yml", "enum: [north, south]", "enum: [north]")


def told_of_targets(tiny, keys):
    """What the check says of the target of a measure with these keys."""
    return "\n".join(line for line in tiny.measure("m", **keys).said().splitlines() if "m.yml, target" in line)


def seconds(tiny, values, **keys):
    """A measure of seconds whose monthly values go round these."""
    north_alone(tiny, [f"1000,{1000 * value}" for value in values])
    about = {
        "calculation": "mean",
        "numerator": "wait_s",
        "denominator": "answered",
        "unit": "seconds",
        "good_direction": "decrease",
    }
    return told_of_targets(tiny, about | keys)


@pytest.mark.parametrize(
    ("values", "target", "said"),
    [
        ((470, 480, 500), {"value": 8}, "is far outside all values"),
        ((30, 480, 500, 900), {"value": 8}, "and 60 times as much lies among them. Is it in minutes?"),
        ((30, 480, 500, 900), {"from": [{"month": "2021-01", "value": 480}, {"month": "2022-01", "value": 8}]}, "8 s is far"),
        ((30, 480, 500, 900), {"between": [8, 480]}, "8 s is far"),
        ((30, 480, 500, 900), {"between": [400, 480]}, ""),
        ((8, 9, 10), {"value": 480}, "8 min is far outside all values"),
        ((8, 9, 10), {"value": 8}, ""),
        (
            (850, 900, 950),
            {"value": 90, "label": "90% within 15 minutes"},
            "'90% within 15 minutes' does not say 90. Correct one",
        ),
        ((850, 900, 950), {"value": 900, "label": "90% within 15 minutes"}, ""),
        ((850, 900, 950), {"value": 95, "label": "At least 95%"}, "speaks of per cent, and the values are times."),
        ((850, 900, 950), {"value": 850, "label": "15-minute standard"}, "'15-minute standard' does not say 850."),
        ((12, 480, 700), {"value": 10}, ""),  # a hard target is no slip
    ],
)
def test_a_time_in_another_unit_is_told(tiny, values, target, said):
    found = seconds(tiny, values, target={"label": "x"} | target).replace("\u00a0", " ")
    assert (said in found) if said else found == ""


def shares(tiny, values, **keys):
    """A measure of per cent whose monthly values go round these."""
    north_alone(tiny, [f"{round(10 * value)},1" for value in values])
    about = {"calculation": "percentage", "numerator": "answered", "denominator": "offered", "unit": "%"}
    return told_of_targets(tiny, about | keys)


@pytest.mark.parametrize(
    ("values", "better", "target", "said"),
    [
        ((85, 90, 95), "increase", {"value": 0.9}, "is far outside all values (85.0% to 95.0%). Write 90 for 90%."),
        (
            (5, 6, 8),
            "increase",
            {"value": 0.9},
            "0.9% is below all values (5.0% to 8.0%), where higher is better. Write 90 for 90%.",
        ),
        ((0, 5, 6, 8), "increase", {"value": 0.06}, "0.1% is far from most values (0.0% to 8.0%). Write 6 for 6%."),
        ((5, 6, 8), "decrease", {"value": 0.9}, ""),  # under one per cent may be what is wanted
        ((0.5, 1, 2), "decrease", {"value": 0.9}, ""),
        ((5, 6, 8), "increase", {"value": 0.9, "label": "At least 90%"}, "'At least 90%' does not say 0.9."),
        ((85, 90, 95), "increase", {"value": 90, "label": "90% within 10 seconds"}, ""),
        ((85, 90, 95), "increase", {"between": [90, 101]}, "101.0% is far outside all values"),
        (
            (85, 90, 95),
            "increase",
            {"from": [{"month": "2021-01", "value": 0.9}, {"month": "2022-01", "value": 92}]},
            "0.9% is far",
        ),
    ],
)
def test_a_share_in_another_unit_is_told(tiny, values, better, target, said):
    found = shares(tiny, values, good_direction=better, target={"label": "x"} | target)
    assert (said in found) if said else found == ""


@pytest.mark.parametrize(
    ("unit", "values", "target", "said"),
    [
        ("GBP", (0, 2_000_000, 3_000_000), 2, "is far"),
        ("GBP", (100, 2_000_000, 2_100_000, 3_000_000), 2.5, "is far"),
        ("GBP million", (0, 2, 3), 2_000_000, "is far"),
        ("GBP million", (0, 2, 3), 2, ""),
        ("GBP", (1_000, 2_000, 3_000), 2, "is far outside all values"),
    ],
)
def test_money_in_another_unit_is_told(tiny, unit, values, target, said):
    about = {"calculation": "count", "numerator": "wait_s", "denominator": None, "unit": unit, "good_direction": "neutral"}
    found = seconds(tiny, tuple(v / 1000 for v in values), target={"label": "x", "value": target}, **about)
    assert (said in found) if said else found == ""
