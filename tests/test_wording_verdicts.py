"""Verdicts and judged sentences: the right words for every finding, in one order, and none that claim more than it."""

from __future__ import annotations

import re
from dataclasses import replace

import made
import pandas as pd
import pytest
from made import judged, measure, moved, test_of

from pcc_lib.core import numerals
from pcc_lib.core.periods import Span, Window
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.judgement import Judgement, Record, judge
from pcc_lib.figures.moves import Moved
from pcc_lib.figures.year_tests import allowed
from pcc_lib.inputs.measures import Measure, measure_ids, topics_of
from pcc_lib.inputs.plan import priorities
from pcc_lib.pages import topic as topic_page
from pcc_lib.pages import topic_charts
from pcc_lib.pages.chart_kinds import KINDS
from pcc_lib.pages.pictures import Picture
from pcc_lib.report import Report
from pcc_lib.statistics.intervals import Interval
from pcc_lib.statistics.level_changes import DRIFT
from pcc_lib.writing import messages
from pcc_lib.writing import verdict_words as deck
from pcc_lib.writing.judged_sentences import judged_sentence
from pcc_lib.writing.markup import plain
from pcc_lib.writing.messages import judged_message
from pcc_lib.writing.subjects import Subject, subject_of
from pcc_lib.writing.verdicts import of_month, of_target
from pcc_lib.writing.wording import change_phrase, during, level_sentence

MINUS, NBSP = "\u2212", "\u00a0"
QUARTERS = ("2023-24-Q1", "2023-24-Q2", "2023-24-Q3")


COUNT = measure()
CRIMES = Subject("Crimes", "crimes", several=True)
RATE = measure(title="Calls abandoned", calculation="percentage", unit="%", decimals=1, denominator="b")
WAIT = measure(title="Average wait", calculation="mean", unit="seconds", denominator="b")
RATE_12 = RATE.model_copy(update={"window": Window.parse("12 months")})


def figure(
    text: str,
    value: float | None = 1.0,
    statistic: str = "value",
    unit: str = "crimes",
    period: str = "2023-10",
    compared_with: str = "",
) -> Figure:
    spans = {"period": Span.parse(period), "compared_with": Span.parse(compared_with)}
    return made.figure(statistic, value=value, unit=unit, text=text, **spans)


def change(
    value: float, text: str, unit: str = "%", period: str = "2023-10", before: str = "2022-10", statistic: str = "change_on_year"
) -> Figure:
    return figure(text, value, statistic, unit, period, before)


YEARS = ("2022-11..2023-10", "2021-11..2022-10")


def over_years(value: float, text: str) -> Figure:
    return change(value, text, "%", *YEARS, statistic="change_12_months")


FOUND = {
    "usual_mean": figure("5"),
    "usual_lower": figure("2"),
    "usual_upper": figure("8"),
    "usual_months": figure("36"),
    "target": figure("3"),
    "change_12_months": figure("[x]", None, "change_12_months"),
    "total_12_months": figure("[x]", None, "total_12_months"),
    "change_on_year": figure("[x]", None, "change_on_year"),
    "change_lower": figure("+1.0%", 1, "change_lower"),
    "change_upper": figure("+9.0%", 9, "change_upper"),
    "interval_lower": figure("70.0%"),
    "interval_upper": figure("80.0%"),
}


MANY = figure("1,000", 1000.0)  # of an earlier period: enough for a change in per cent

# ── Level, change, test, limits, target: in this order ─────────────────────────────────────────────────────────────────


def said_of(of: Measure, value: Figure, told: Figure | None, what: Judgement | None, **found: Figure) -> str:
    known = FOUND | found
    return plain(judged_sentence(of, value, told, what, lambda statistic, period="": MANY if period else known[statistic]))


def test_the_order_of_a_judged_sentence():
    said = said_of(
        RATE,
        figure("75.0%", unit="%"),
        change(5.9, "+5.9 percentage points", "percentage points", *YEARS),
        judged(
            "concern high",
            "hit and miss",
            record=Record(20, 36, True),
            rule="outside",
            label="special cause high",
            test=test_of(1, 9, True),
            interval=Interval(0.75, 0.7, 0.8, 500, 0.95, "Wilson score"),
        ),
        change_lower=figure("+1.0 percentage point", 1),
        change_upper=figure("+9.0 percentage points", 9),
    )
    assert said == (
        "Calls abandoned: 75.0% in October 2023 (95% interval of the survey 70.0% to 80.0%); in the year ending October 2023 it "
        "was 5.9 percentage points higher than in the year ending October 2022. "
        "Over the year it rose (95% interval +1.0 to +9.0 percentage points), by more than chance. "
        "This month is above its usual range of 2 to 8 (36 months). "
        "The target of 3 is within that range: usual variation alone makes some months meet it, others miss it."
    )


HIGH, LOW, COMMON = "special cause high", "special cause low", "common cause"


@pytest.mark.parametrize("trial", [False, True])
@pytest.mark.parametrize(
    ("rule", "label", "words"),
    [
        ("outside", HIGH, "This month is above its usual range of 2 to 8"),
        ("outside", LOW, "This month is below its usual range of 2 to 8"),
        ("trend", HIGH, "It has risen in each of the last seven months or more; its usual range is 2 to 8"),
        ("trend", LOW, "It has fallen in each of the last seven months or more; its usual range is 2 to 8"),
        ("shift", HIGH, "The last seven months or more have each been above its average of 5"),
        ("shift", LOW, "The last seven months or more have each been below its average of 5"),
        ("two of three", HIGH, "Two of the last three months are close to the upper end of the usual range, 2 to 8"),
        ("two of three", LOW, "Two of the last three months are close to the lower end of the usual range, 2 to 8"),
        ("", COMMON, "This month: within its usual range of 2 to 8"),
    ],
)
def test_each_rule_is_named_with_its_limits(rule, label, words, trial):
    """A range on trial gives no verdict, in the sentence as little as in the pill."""
    told = "Its range so far, 2 to 8, rests on 36 months, too few for a verdict." if trial else f"{words} (36 months)."
    said = said_of(COUNT, figure("9"), None, judged("common cause", rule=rule, label=label, trial=trial))
    assert said == f"Crimes: 9 in October 2023. {told}"


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize(
    ("told", "label", "start"),
    [
        (over_years(5, "+5.0%"), HIGH, "This"),
        (over_years(-5, f"{MINUS}5.0%"), LOW, "This"),
        (over_years(-5, f"{MINUS}5.0%"), HIGH, "Even so, this"),
        (over_years(5, "+5.0%"), LOW, "Even so, this"),
        (over_years(0, "0.0%"), HIGH, "This"),
        (over_years(0, "0.0%"), LOW, "This"),
        (None, HIGH, "This"),
        (replace(over_years(0, "[x]"), value=None), LOW, "This"),
    ],
)
def test_a_month_that_goes_against_the_told_change_says_even_so(told, label, start):
    said = said_of(COUNT, figure("9"), told, judged("concern high", rule="outside", label=label))
    side = "above" if label == HIGH else "below"
    assert said.endswith(f". {start} month is {side} its usual range of 2 to 8 (36 months).")


UP, STILL = test_of(1, 9, True), test_of(-1, 9, False)


@pytest.mark.parametrize(
    ("of", "test", "told", "words"),
    [
        (COUNT, UP, None, "it rose by 5.0% (95% interval +1.0% to +9.0%), by more than chance."),
        (COUNT, STILL, None, "no clear change (+5.0%; 95% interval +1.0% to +9.0%)."),
        (COUNT, UP, change(3, "+3.0%"), "it rose by 5.0% (95% interval +1.0% to +9.0%), by more than chance."),
        (COUNT, UP, over_years(5, "+5.0%"), "it rose by 5.0% (95% interval +1.0% to +9.0%), by more than chance."),
        (
            COUNT,
            UP,
            change(3, "+3.0%", "%", *YEARS, statistic="change_on_baseline"),
            "it rose by 5.0% (95% interval +1.0% to +9.0%), by more than chance.",
        ),
        (RATE_12, UP, None, "it rose by 2.0% (95% interval +1.0% to +9.0%), by more than chance."),
        (COUNT, test_of(-9, -1, True), None, "it fell (95% interval +1.0% to +9.0%), by more than chance."),
    ],
)
def test_an_interval_stands_beside_its_own_estimate(of, test, told, words):
    """In the same breath; one that goes against the test (by the months' own weights) is not told as it."""
    found = {"change_12_months": over_years(5, "+5.0%"), "change_on_year": change(2, "+2.0%", "%", *YEARS)}
    said = said_of(of, figure("9"), told, judged("common cause", test=test), **found)
    assert words in said


def test_a_years_total_stands_beside_its_change_and_never_a_months_level():
    told = over_years(5, "+5.0%")
    found = {"change_12_months": told, "total_12_months": figure("70", 70, period=YEARS[0])}
    untested = said_of(COUNT, figure("1"), told, judged("common cause"), **found)
    assert untested.startswith(
        "Crimes: 1 in October 2023; 70 in the year ending October 2023, 5.0% higher than in the year ending October 2022."
    )
    tested = said_of(COUNT, figure("1"), told, judged("common cause", test=UP), **found)
    assert "Crimes: 1 in October 2023. Over the year it" in tested and "it rose by 5.0%, to 70 (95% interval" in tested


def test_what_prints_alike_is_told_apart():
    missed = judged("common cause", "fail", record=Record(3, 36, False))
    value, target = figure("27.3%", 27.26, unit="%"), figure("27.3%", 27.3, "target", "%")
    said = said_of(RATE, value, None, missed, target=target, usual_lower=figure("20.0%", 20), usual_upper=figure("30.0%", 30))
    assert said.endswith(" Before rounding the value is 27.26%, which just misses the target.")
    few = RATE.model_copy(update={"decimals": 0})
    ends = {"usual_lower": figure("0.3%", 0.3, unit="%"), "usual_upper": figure("0.5%", 0.5, unit="%")}
    said = said_of(few, figure("0%", 0.4, unit="%"), None, judged("common cause"), **ends)
    assert said.endswith(" Before rounding the value is 0.4%, which lies within that range.")
    assert "rounding" not in said_of(RATE, figure("0.4%", 0.4, unit="%"), None, judged("common cause"), **ends)


def test_a_change_that_is_lost_among_many_tests_is_told_as_none():
    alone = allowed(UP, 0.06)
    assert alone.lost and not alone.significant and allowed(UP, 0.04).significant and not allowed(STILL, 0.04).lost
    said = said_of(COUNT, figure("9"), None, judged("common cause", test=alone), change_12_months=over_years(5, "+5.0%"))
    words = "Over the year: no clear change (+5.0%; 95% interval +1.0% to +9.0%); among so many tests, chance alone may give one"
    assert words in said and " rose " not in said


@pytest.mark.parametrize(
    "what",
    [
        judged("concern high", rule="outside", label=HIGH),
        judged("common cause", rule="", label=COMMON),
        judged("common cause", rule="", label=COMMON, trial=True),
        judged(None, moved=moved()),
        judged(None, sameness="constant"),
    ],
)
def test_one_month_against_another_is_not_told_beside_a_verdict(what):
    """Nor is a verdict's absence a reason: it is told where no method judges the month, and of whole years always."""
    levels = {"level_before": figure("3"), "level_after": figure("9")}
    assert "5.0%" not in said_of(COUNT, figure("9"), change(5, "+5.0%"), what, **levels)
    assert "5.0% higher" in said_of(COUNT, figure("9"), over_years(5, "+5.0%"), what, **levels)
    assert "5.0% higher than in October 2022" in said_of(
        COUNT, figure("9"), change(5, "+5.0%"), replace(judged(None), reason="few")
    )


def test_a_sentence_on_few_months_says_that_it_may_be_a_season():
    levels = {"level_before": figure("3"), "level_after": figure("9")}
    may_be = " Fewer than two years are known, so it may be its season."
    assert said_of(COUNT, figure("9"), None, judged(None, moved=moved(), young=True), **levels).endswith(may_be)
    assert said_of(COUNT, figure("9"), None, judged("concern high", rule="outside", label=HIGH, young=True)).endswith(may_be)
    assert "season" not in said_of(COUNT, figure("9"), None, judged("common cause", young=True))


@pytest.mark.parametrize(("rule", "label"), [("trend", HIGH), ("shift", HIGH), ("two of three", LOW), ("", COMMON)])
def test_only_a_month_outside_its_range_says_even_so(rule, label):
    for told in (over_years(5, "+5.0%"), over_years(-5, f"{MINUS}5.0%")):
        assert "Even so" not in said_of(COUNT, figure("9"), told, judged("common cause", rule=rule, label=label))


def after(latest: Moved, earlier: Moved) -> Moved:
    """A level that moved in May 2022 and then again."""
    return replace(latest, changes=(replace(earlier.changes[0], month=pd.Period("2022-05", "M"), latest=False), *latest.changes))


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (
            moved(),
            "It moved to a higher level in March 2023: 9 on average since then, against 3 on average from "
            "November 2020 until then. This month "
            "is not judged.",
        ),
        (
            moved(follows=False),
            "It moved to a higher level in March 2023: 9 on average since then, against 3 on average from "
            "November 2020 until then. This month "
            "differs from that, and is not judged.",
        ),
        (
            after(moved(rises=False), moved()),
            "It moved to a lower level in March 2023: 9 on average since then, against 3 on average from May 2022 until then. "
            "This month is not judged.",
        ),
        (
            after(moved(), moved(DRIFT)),
            "It moved to a higher level in March 2023: 9 on average since then, against 3 at the end of the steady rise before. "
            "This month is not judged.",
        ),
        (
            after(moved(), moved(DRIFT, rises=False)),
            "It moved to a higher level in March 2023: 9 on average since then, against 3 at the end of the steady fall before. "
            "This month is not judged.",
        ),
        (
            moved(DRIFT),
            "It has been rising bit by bit since March 2023, from 3 to 9. This month is not judged.",
        ),
        (
            replace(moved(DRIFT), start=pd.Period("2023-03", "M")),
            "It has been rising bit by bit since at least March 2023, from 3 to 9. This month is not judged.",
        ),
        (
            moved(DRIFT, False, False),
            "It has been falling bit by bit since March 2023, from 3 to 9. This month differs from that, and is not judged.",
        ),
        (
            moved(""),
            "More than half of the months judged are beyond what one range allows. This month is not judged.",
        ),
    ],
)
def test_where_the_level_has_moved_no_range_is_told(what, words):
    found = {"level_before": figure("3"), "level_after": figure("9")}
    assert (
        said_of(COUNT, figure("9"), None, judged(moved=what, label=HIGH, rule="outside"), **found)
        == f"Crimes: 9 in October 2023. {words}"
    )


@pytest.mark.parametrize("what", [None, judged(points=False), judged(label=None)], ids=["none", "no limits", "no label"])
def test_without_limits_nothing_is_said_of_them(what):
    assert said_of(COUNT, figure("9"), None, what) == "Crimes: 9 in October 2023."


FORCE = "force, but usual variation alone could meet it."
ALWAYS, NEVER, MET, MISSED = Record(36, 36, True), Record(0, 36, False), Record(20, 36, True), Record(20, 36, False)


@pytest.mark.parametrize(
    ("assurance", "record", "words"),
    [
        ("pass", ALWAYS, "is outside that range, on the good side: it is met every month unless something changes."),
        ("pass", MET, "is outside that range, on the good side: a usual month meets it, though not every month judged did."),
        ("pass", MISSED, "is outside that range, on the good side: a usual month meets it, and the latest does not."),
        ("fail", NEVER, "is outside that range, on the wrong side: it is missed every month unless something changes."),
        (
            "fail",
            MISSED,
            "is outside that range, on the wrong side: a usual month misses it, though not every month judged did.",
        ),
        ("fail", MET, "is outside that range, on the wrong side: a usual month misses it, and the latest does not."),
        ("hit and miss", MET, "is within that range: usual variation alone makes some months meet it, others miss it."),
        ("hit and miss", MISSED, "is within that range: usual variation alone makes some months meet it, others miss it."),
        (
            "hit and miss",
            ALWAYS,
            "is within that range: it was met in every month judged, but usual variation alone could miss it.",
        ),
        (
            "hit and miss",
            NEVER,
            "is within that range: it was missed in every month judged, but usual variation alone could meet it.",
        ),
        (None, replace(ALWAYS, late=True), "was met in every month since it came into force."),
        (
            "hit and miss",
            replace(NEVER, late=True),
            f"is within that range: it was missed in every month since it came into {FORCE}",
        ),
        (None, replace(MET, late=True), "was met in the latest month, but not in every month since it came into force."),
        (None, Record(0, 1, False, late=True), "was missed in the latest month, the only one compared with it."),
        (None, ALWAYS, "was met in every month judged."),
        (None, NEVER, "was missed in every month judged."),
        (None, MET, "was met in the latest month, but not in every month judged."),
        (None, MISSED, "was missed in the latest month, but not in every month judged."),
    ],
)
def test_the_target_stands_last(assurance, record, words):
    said = said_of(COUNT, figure("9"), None, judged("common cause", assurance, record=record))
    assert said.endswith(f" The target of 3 {words}")


OF_THE_YEAR = "In every month of the year the usual range"
TIME_OF_YEAR = "The usual range follows the time of year"


@pytest.mark.parametrize("is_range", [False, True])
@pytest.mark.parametrize(
    ("assurance", "record", "words"),
    [
        ("pass", ALWAYS, f"{OF_THE_YEAR} meets the target of 3: it is met every month unless something changes."),
        ("pass", MET, f"{OF_THE_YEAR} meets the target of 3, though not every month judged did."),
        ("pass", MISSED, f"{OF_THE_YEAR} meets the target of 3, and the latest month does not."),
        ("fail", NEVER, f"{OF_THE_YEAR} misses the target of 3: it is missed every month unless something changes."),
        ("fail", MISSED, f"{OF_THE_YEAR} misses the target of 3, though not every month judged did."),
        ("fail", MET, f"{OF_THE_YEAR} misses the target of 3, and the latest month meets it."),
        (
            "hit and miss",
            MET,
            f"{TIME_OF_YEAR}, which with usual variation makes some months meet the target of 3, others miss it.",
        ),
        (
            "hit and miss",
            ALWAYS,
            f"{TIME_OF_YEAR}: the target of 3 was met in every month judged, but the season or usual variation alone could miss "
            "it.",
        ),
        (
            "hit and miss",
            NEVER,
            f"{TIME_OF_YEAR}: the target of 3 was missed in every month judged, but the season or usual variation alone could "
            "meet it.",
        ),
    ],
)
def test_a_target_of_a_seasonal_measure_is_told_of_the_whole_year(assurance, record, words, is_range):
    ends = {"target_lower": figure("3"), "target_upper": figure("5")}
    what = judged("common cause", assurance, record=replace(record, is_range=is_range), seasonal=True)
    said = said_of(COUNT, figure("9"), None, what, **ends)
    assert said.endswith(words.replace("of 3", "of 3 to 5") if is_range else words)


def test_each_sentence_on_a_seasonal_target_is_reached():
    cases = next(
        m for m in test_a_target_of_a_seasonal_measure_is_told_of_the_whole_year.pytestmark if "words" in m.args[0]
    ).args[1]
    assert len({words for _, _, words in cases}) == len(deck.ASSURED_OF_SEASONS) == len(cases)


@pytest.mark.parametrize(
    ("test", "lower", "upper", "words"),
    [
        (test_of(1, 9, True), "+1.0%", "+9.0%", " it rose (95% interval +1.0% to +9.0%), by more than chance."),
        (
            test_of(-9, -1, True),
            f"{MINUS}9.0%",
            f"{MINUS}1.0%",
            f" it fell (95% interval {MINUS}9.0% to {MINUS}1.0%), by more than chance.",
        ),
        (
            test_of(-9, 1, False),
            f"{MINUS}9.0%",
            "+1.0%",
            f": no clear change (95% interval {MINUS}9.0% to +1.0%).",
        ),
        (test_of(1, 9, False), "+1.0%", "+9.0%", ": no clear change (95% interval +1.0% to +9.0%)."),
        (
            test_of(-1, 1, False),
            f"{MINUS}1.0 percentage point",
            "+1.0 percentage point",
            f": no clear change (95% interval {MINUS}1.0 to +1.0 percentage point).",
        ),
        (
            test_of(-0.4, 2, False),
            f"{MINUS}0.4 percentage points",
            "+2.0 percentage points",
            f": no clear change (95% interval {MINUS}0.4 to +2.0 percentage points).",
        ),
        (
            test_of(-0.03, 12.7, True),
            "0.0 percentage points",
            "+12.7 percentage points",
            " it rose (95% interval 0.0 to +12.7 percentage points), by more than chance.",
        ),
    ],
)
def test_rose_and_fell_are_kept_for_what_a_test_finds(test, lower, upper, words):
    said = said_of(
        COUNT,
        figure("9"),
        None,
        judged(points=False, test=test),
        change_lower=figure(lower, 1, "change_lower"),
        change_upper=figure(upper, 1, "change_upper"),
    )
    assert said == f"Crimes: 9 in October 2023. Over the year{words}"


def test_the_test_names_what_it_compares():
    basis = "these months with the same months a year before"
    said = said_of(RATE, figure("9"), None, judged(points=False, test=test_of(1, 9, True, basis)))
    assert " From the same months a year before it rose" in said


# ── Changes: unit, sign, direction, period ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize(
    ("of", "told", "words"),
    [
        (COUNT, change(17.7, "+17.7%"), "17.7% higher than in October 2022"),
        (COUNT, change(-17.7, f"{MINUS}17.7%"), "17.7% lower than in October 2022"),
        (COUNT, change(964, "+964", "crimes", before="2023-09"), "964 more than in September 2023"),
        (COUNT, change(-964, f"{MINUS}964", "crimes", before="2023-09"), "964 fewer than in September 2023"),
        (RATE, change(1.2, "+1.2 percentage points", "percentage points"), "1.2 percentage points higher than in October 2022"),
        (
            RATE,
            change(-1, f"{MINUS}1.0 percentage point", "percentage points"),
            "1.0 percentage point lower than in October 2022",
        ),
        (WAIT, change(17, f"+17{NBSP}s", "seconds"), f"17{NBSP}s longer than in October 2022"),
        (
            WAIT,
            change(-242, f"{MINUS}4{NBSP}min{NBSP}2{NBSP}s", "seconds"),
            f"4{NBSP}min{NBSP}2{NBSP}s shorter than in October 2022",
        ),
        (WAIT, change(12, "+12.0%"), "12.0% longer than in October 2022"),
        (COUNT, change(0, "0.0%"), "the same as in October 2022"),
        (COUNT, change(-0.04, "0.0%"), "the same as in October 2022"),
        (RATE, change(0.04, "0.0 percentage points", "percentage points"), "the same as in October 2022"),
        (WAIT, change(0.2, f"0{NBSP}s", "seconds"), "the same as in October 2022"),
        # beside the level of a month, twelve months are named: a month is never held against a year
        (
            COUNT,
            change(-3.7, f"{MINUS}3.7%", period="2022-10..2023-09", before="2021-10..2022-09"),
            "3.7% lower in the year ending September 2023 than in the year ending September 2022",
        ),
        (
            COUNT,
            change(9.06, "+9.1%", period="2022-10..2023-09", before="2019-01..2019-12"),
            "9.1% higher in the year ending September 2023 than in 2019",
        ),
        (
            COUNT,
            change(0, "0.0%", period="2022-10..2023-09", before="2021-10..2022-09"),
            "the same in the year ending September 2023 as in the year ending September 2022",
        ),
        # where the level covers the twelve months itself, they stand there already
        (
            RATE_12,
            change(9.9, "+9.9 percentage points", "percentage points", "2022-10..2023-09", "2021-10..2022-09"),
            "9.9 percentage points higher than in the year ending September 2022",
        ),
        (COUNT, change(-20, f"{MINUS}20%", period="2022-23", before="2021-22"), "20% lower than in the year ending March 2022"),
    ],
)
def test_a_change_in_words(of, told, words):
    assert plain(change_phrase(told, of)) == words


def test_a_months_level_is_never_compared_with_a_year():
    told = change(-3.7, f"{MINUS}3.7%", period="2022-10..2023-09", before="2021-10..2022-09")
    assert plain(level_sentence(COUNT, figure("582", 582, period="2023-09"), told)) == (
        "Crimes: 582 in September 2023; in the year ending September 2023 it was 3.7% lower than in the year ending "
        "September 2022."
    )


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (0.05, "%", 1, "0.1%"),
        (-0.05, "%", 1, f"{MINUS}0.1%"),
        (0.04, "%", 1, "0.0%"),
        (-0.04, "%", 1, "0.0%"),
        (2.5, "crimes", 0, "3"),
        (-2.5, "crimes", 0, f"{MINUS}3"),
        (0.5, "crimes", 0, "1"),
        (-0.4, "crimes", 0, "0"),
        (1.0, "percentage points", 1, "1.0 percentage point"),
        (0.95, "percentage points", 1, "1.0 percentage point"),
        (-1.0, "percentage points", 1, f"{MINUS}1.0 percentage point"),
        (1.05, "percentage points", 1, "1.1 percentage points"),
        (1.04, "percentage points", 1, "1.0 percentage point"),
        (0.0, "percentage points", 1, "0.0 percentage points"),
        (1, "percentage points", 0, "1 percentage point"),
        (2, "percentage points", 0, "2 percentage points"),
        (2.675, "percentage points", 2, "2.68 percentage points"),
        (12345.5, "calls", 0, "12,346"),
        (11.5, "seconds", 0, f"12{NBSP}s"),
        (-0.4, "seconds", 0, f"0{NBSP}s"),
        (59.5, "seconds", 0, f"1{NBSP}min"),
        (79, "seconds", 0, f"1{NBSP}min{NBSP}19{NBSP}s"),
        (3606, "seconds", 0, f"60{NBSP}min{NBSP}6{NBSP}s"),
    ],
)
def test_rounding_at_print_is_half_away_from_nought_and_never_minus_nought(value, unit, decimals, text):
    assert numerals.printed(value, unit, decimals) == text


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("5.9%", "+5.9%"),
        (f"{MINUS}5.9%", f"{MINUS}5.9%"),
        ("0.0%", "0.0%"),
        ("0", "0"),
        ("[x]", "[x]"),
        ("0.1 percentage points", "+0.1 percentage points"),
        (f"0{NBSP}s", f"0{NBSP}s"),
        (f"10{NBSP}s", f"+10{NBSP}s"),
    ],
)
def test_the_sign_of_a_change(text, signed):
    assert numerals.signed(text) == signed


@pytest.mark.parametrize(
    ("period", "since", "said"),
    [
        ("2022-10..2023-09", False, "in the year ending September 2023"),
        ("2019-01..2019-12", False, "in 2019"),
        ("2023-05..2023-07", False, "in the three months to July 2023"),
        ("2023-04..2023-07", False, "in the four months to July 2023"),
        ("2023-01..2023-09", False, "in the nine months to September 2023"),
        ("2022-12..2023-09", False, "in the 10 months to September 2023"),
        ("2021-11..2023-10", False, "in the 24 months to October 2023"),
        ("2023-04..2023-09", True, "from April to September 2023"),
        ("2022-10..2023-09", True, "from October 2022 to September 2023"),
        ("2023-04", True, "in April 2023"),
        ("2019", False, "in 2019"),
        ("2022-23", False, "in the year ending March 2023"),
        ("2011-12", False, "in December 2011"),
        ("1999-00", False, "in the year ending March 2000"),
    ],
)
def test_windows_and_periods_in_words(period, since, said):
    assert during(Span.parse(period), since) == said


@pytest.mark.parametrize(
    ("of", "value", "words"),
    [
        (COUNT, figure("[x]", None), "Crimes: no value in October 2023 [x]."),
        (COUNT, figure("[x]", None, period=""), "Crimes: no data supplied [x]."),
        (
            RATE_12,
            figure("[x]", None, period="2022-11..2023-10"),
            "Calls abandoned: no value in the year ending October 2023 [x].",
        ),
        (
            COUNT.model_copy(update={"window": Window.parse("since 2023-04")}),
            figure("[x]", None, period="2023-04..2023-10"),
            "Crimes: no value from April to October 2023 [x].",
        ),
    ],
)
def test_what_is_not_known_is_marked_and_nothing_is_judged_of_it(of, value, words):
    what = judged("concern high", "fail", rule="outside", label=HIGH, test=test_of(1, 9, True))
    assert said_of(of, value, change(5, "+5.0%"), what) == words


def test_an_unknown_change_is_left_out_of_a_level():
    unknown = replace(change(0, "[x]"), value=None)
    assert plain(level_sentence(COUNT, figure("9"), unknown)) == "Crimes: 9 in October 2023."
    assert plain(change_phrase(unknown, COUNT)) == "no earlier value to compare with"
    assert plain(messages.message_of(CRIMES, COUNT, None, unknown, lambda _: figure("9"))) == "Crimes: 9 in October 2023"


# ── Every sentence of the committed project, in every quarter ──────────────────────────────────────────────────────────

CAUSAL = re.compile(
    r"\b(?:because|due to|caus\w*|driv(?:en|es) by|drove|thanks to|owing to|as a result|result(?:s|ed|ing)? (?:of|in|from)"
    r"|le(?:d|ads?) to|attribut\w*|influenc\w*|impact\w*|effects? of|contribut\w*|responsible for|reflect\w*|explained by"
    r"|therefore|hence|consequen\w*|following the|thus)\b",
    re.IGNORECASE,
)
LOADED = re.compile(
    r"\b(?:notabl\w*|concerning\w*|encouraging|alarming|worrying|dramatic\w*|huge\w*|surg\w*|plung\w*|soar\w*|steadil\w*|continu\w*"
    r"|strong\w*|better|worse|improv\w*|deteriorat\w*|record (?:high|low)|trend)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def told(repo) -> list[tuple[str, Measure, str, Judgement, Figure, Figure | None]]:
    """Quarter, measure, sentence, judgement, value and change of every measure that has a series."""
    found = []
    for quarter in QUARTERS:
        report = Report(repo, "priority-1", quarter)
        for id in measure_ids(report.page.project):
            series, of = report.page.figures.series(id), report.page.figures.measure(id)
            if series is None:
                continue
            for part in ("", *(series.parts if of.breakdown and quarter == QUARTERS[-1] else ())):
                found.append(
                    (
                        quarter,
                        of,
                        plain(topic_page.judged(report.page, of, part)),
                        report.page.judgement(of, part) or judge(series, part),
                        report.page.figures.of(id, "value", part),
                        topic_page.change_of(report.page, of, part),
                    )
                )
    return found


@pytest.mark.slow
@pytest.mark.sample
def test_the_project_is_large_enough_to_prove_anything(told):
    assert {t[0] for t in told} == set(QUARTERS) and len(told) > 200
    assert any(" it rose " in t[2] for t in told) and any(" it fell " in t[2] for t in told)


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize("words", [CAUSAL, LOADED], ids=["causal", "loaded"])
def test_no_sentence_says_why_or_takes_sides(told, words):
    said = [(q, of.id, hit[0]) for q, of, text, *_ in told if (hit := words.search(text.replace(of.title, "", 1)))]
    assert said == []


@pytest.mark.slow
@pytest.mark.sample
def test_sentences_say_rose_or_fell_only_with_significance(told):
    for quarter, of, text, what, value, _ in told:
        moved = bool(re.search(r" it (rose|fell) ", text))
        tested = what.test is not None and value.known and (of.whole or "no value" not in text)
        assert moved == (tested and what.test.significant), (quarter, of.id)
        assert ("no clear change" in text) == (tested and not what.test.significant), (quarter, of.id)
        if moved:
            assert (" it rose " in text) == what.test.rises and not what.test.lower <= 0 <= what.test.upper
        assert not re.search(r"\b(increas|decreas|grew|dropped)", text.replace(of.title, "", 1)), (quarter, of.id)


@pytest.mark.slow
@pytest.mark.sample
def test_no_sentence_prints_minus_nought_a_plus_nought_or_a_wrong_plural(told):
    for quarter, of, text, *_ in told:
        assert not re.search(rf"[{MINUS}+-]0(?:\.0+)?(?![\d.])", text), (quarter, of.id, text)
        for number, ending in re.findall(r"([\d.,]+) percentage point(s?)\b", text):
            assert (ending == "") == (float(number) == 1), (quarter, of.id, text)
        assert "nan" not in text.lower().replace("finance", "") and "inf" not in re.findall(r"\binf\b", text)


@pytest.mark.slow
@pytest.mark.sample
def test_changes_of_percentages_are_told_in_percentage_points(told):
    for quarter, of, _, _, _, change in told:
        if change is not None and of.is_share:
            assert change.unit == "percentage points" and "percentage point" in change.text, (quarter, of.id)
        elif change is not None:
            assert change.unit != "percentage points", (quarter, of.id)


@pytest.mark.slow
@pytest.mark.sample
def test_a_sentence_keeps_its_order(told):
    parts = (
        r"^",
        r" \(95% interval of the survey",
        r" (?:Over the year|From the same months)\b",
        r" (?:This|Even so, this) month(?: is|:) (?!not)| The last seven months | Two of the last three "
        r"| It has (?:risen|fallen) ",
        r" The target of ",
    )
    for quarter, of, text, *_ in told:
        at = [hit.start() for part in parts if (hit := re.search(part, text))]
        assert at == sorted(at), (quarter, of.id, text)
        assert text.endswith((".", "[x].")) and ".." not in text and "  " not in text, (quarter, of.id, text)


@pytest.mark.slow
@pytest.mark.sample
def test_no_months_level_is_compared_with_a_year_anywhere(told):
    for quarter, of, text, _, value, change in told:
        if value.known and change is not None and not change.period.is_one and value.period.is_one:
            year = f"{during(change.period)}, ", f" than {during(change.compared_with)}."
            parts = (f" {during(change.period)} than {during(change.compared_with)}.",) if of.is_share else year
            assert " Over the year" in text or all(p in text for p in parts), (quarter, of.id, text)


# ── One sentence for page, caption and alternative text ────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def pictures(repo) -> list[tuple[Report, Measure, Picture]]:
    """Every line chart of the published quarter, not drawn."""
    report = Report(repo, "priority-1", QUARTERS[-1])
    found = []
    for p in priorities(report.page.project):
        for topic in topics_of(report.page.project, p.id):
            found += [
                (report, report.page.figures.measure(c.measures[0]), KINDS[c.kind].picture(report.page, topic, c))
                for c in topic.charts
                if c.kind == "trend" and topic_charts.drawable(report.page, c)
            ]
    return found


@pytest.mark.slow
@pytest.mark.sample
def test_caption_and_alternative_text_say_the_same(pictures):
    """The latest value of one is that of the other, with its month."""
    assert len(pictures) > 10
    for report, of, picture in pictures:
        value = report.page.figures.of(of.id)
        if "Latest: " in picture.alt:
            latest = plain([value, f" {during(value.period, bool(of.window.since))}"])
            alt = f"{picture.alt} "
            assert f". Latest: {latest}. ".replace("\u00a0", " ") in alt and latest in plain(picture.shows), of.id


@pytest.mark.slow
@pytest.mark.sample
def test_the_caption_of_a_control_chart_is_the_sentence_of_the_page_and_its_title_the_verdict(pictures):
    judged_charts = [(r, of, p) for r, of, p in pictures if p.alt.startswith("Monthly chart")]
    assert len(judged_charts) > 10
    for report, of, picture in judged_charts:
        judgement = report.page.judgement(of)
        seen = [found.seen for found in (of_month(judgement, of), of_target(judgement)) if found]
        assert picture.shows == topic_page.judged(report.page, of), of.id
        subject = subject_of(report.page.project, of)
        title = plain(picture.title)
        assert title.startswith(subject.words) and title == plain(
            judged_message(subject, of, judgement, report.page.figures.about(of.id))
        )
        for words in seen:  # the pill says whether it is better
            moved = words.startswith("Moved to a") and words.removeprefix("Moved").lower()
            assert f" {words}." in picture.alt or f" {words} of " in picture.alt or (moved and moved in picture.alt), of.id
