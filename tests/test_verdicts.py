"""Verdicts: a pill for each question, and one answer. Every cell of the copy deck is reached, and says what it may say."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pandas as pd
import pytest
from made import judged, measure, moved, test_of

from pcc_lib.figures.judgement import Judgement, Record
from pcc_lib.inputs.measures import Measure
from pcc_lib.statistics.level_changes import DRIFT, STEP
from pcc_lib.writing import verdict_words as deck
from pcc_lib.writing.markup import verdict as pill
from pcc_lib.writing.verdicts import NOT_JUDGED, Verdict, answer, of_month, of_target, of_value, of_year, verdicts

HIGH, LOW = "special cause high", "special cause low"
SAME_MONTHS = "these months with the same months a year before"
UP, DOWN, STILL = test_of(2, 9, True), test_of(-9, -2, True), test_of(-2, 9, False)
DIRECTIONS = {d: measure(good_direction=d) for d in ("increase", "decrease", "neutral")}
WORTH = {  # good direction, side: ground and what is added in words
    ("increase", "up"): ("good", " (better)"),
    ("increase", "down"): ("bad", " (worse)"),
    ("decrease", "up"): ("bad", " (worse)"),
    ("decrease", "down"): ("good", " (better)"),
    ("neutral", "up"): ("same", ""),
    ("neutral", "down"): ("same", ""),
}


def signal(rule: str, side: str, of: Measure, **more) -> Judgement:
    kind = {"same": "neutral", "good": "improvement", "bad": "concern"}[WORTH[of.good_direction, side][0]]
    high = "high" if side == "up" else "low"
    return judged(f"{kind} {high}", rule=rule, label=HIGH if side == "up" else LOW, **more)


# ── This month against its usual range ────────────────────────────────────────────────────────────────────────────────────
SIGNALS = {
    ("outside", "up"): "Above its usual range",
    ("outside", "down"): "Below its usual range",
    ("trend", "up"): "Rising for seven months or more",
    ("trend", "down"): "Falling for seven months or more",
    ("two of three", "up"): "Two of three months near the top of its range",
    ("two of three", "down"): "Two of three months near the bottom of its range",
    ("shift", "up"): "Above its average for seven months or more",
    ("shift", "down"): "Below its average for seven months or more",
}


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize(("rule", "side"), SIGNALS)
def test_a_signal_says_what_is_seen_and_its_worth_by_good_direction_alone(rule, side, direction):
    of = DIRECTIONS[direction]
    ground, worth = WORTH[direction, side]
    found = of_month(signal(rule, side, of), of)
    assert found == Verdict(SIGNALS[rule, side] + worth, ground, side, "month")
    assert found.seen == SIGNALS[rule, side]


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize(
    ("what", "words", "ground", "shape"),
    [
        (judged("common cause"), "Within its usual range", "same", "dot"),
        (judged(moved=moved()), "Moved to a higher level", "note", "up"),
        (judged(moved=moved(rises=False)), "Moved to a lower level", "note", "down"),
        (judged(moved=moved(follows=False)), "At a higher level until this month", "note", "square"),
        (judged(moved=moved(STEP, False, False)), "At a lower level until this month", "note", "square"),
        (judged(moved=moved("")), "No steady level", "note", "square"),
        (judged(moved=moved(DRIFT)), "Rising bit by bit", "note", "up"),
        (judged(moved=moved(DRIFT, rises=False)), "Falling bit by bit", "note", "down"),
        (judged(moved=moved(DRIFT, follows=False)), "Rising bit by bit until this month", "note", "square"),
        (judged(moved=moved(DRIFT, False, False)), "Falling bit by bit until this month", "note", "square"),
        (judged(trial=True), "Too few months for a verdict", "note", "ring"),
        (judged(sameness="constant"), "The same every month", "same", "dot"),
        (judged(sameness="mostly"), "The same in most months", "same", "dot"),
        (judged(sameness="seasonal"), "The same as in other years", "same", "dot"),
    ],
)
def test_what_is_no_signal_is_neither_better_nor_worse(what, words, ground, shape, direction):
    assert of_month(what, DIRECTIONS[direction]) == Verdict(words, ground, shape, "month")


def test_a_trial_range_gives_no_verdict_whatever_its_rules_say():
    assert (
        of_month(judged(trial=True, rule="outside", label=HIGH), DIRECTIONS["decrease"]).words == "Too few months for a verdict"
    )


def test_where_no_month_is_judged_nothing_is_said_of_it():
    assert of_month(judged(points=False), measure()) is None
    assert verdicts(None, measure()) == verdicts(judged(points=False), measure()) == ()


# ── These twelve months against the twelve before ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize(
    ("test", "side", "words"),
    [
        (UP, "up", "Year higher than the year before"),
        (DOWN, "down", "Year lower than the year before"),
        (STILL, "", "No clear change over the year"),
        # an interval that grazes nought does not turn the direction round
        (test_of(-0.03, 12.7, True), "up", "Year higher than the year before"),
        (test_of(-12.7, 0.03, True), "down", "Year lower than the year before"),
        (test_of(2, 9, True, SAME_MONTHS), "up", "Higher than the same months a year before"),
        (test_of(-9, -2, True, SAME_MONTHS), "down", "Lower than the same months a year before"),
        (test_of(-2, 9, False, SAME_MONTHS), "", "No clear change on the same months a year before"),
    ],
)
def test_the_year_has_a_verdict_of_its_own(test, side, words, direction):
    ground, worth = WORTH[direction, side] if side else ("same", "")
    found = of_year(judged(test=test, points=False), DIRECTIONS[direction])
    assert found == Verdict(words + worth, ground, side or "dot", "year")


def test_a_constant_series_has_no_verdict_on_its_year():
    assert of_year(judged(sameness="constant", test=STILL), measure()) is None


# ── Against the target ────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("assurance", [None, "pass", "fail", "hit and miss"])
@pytest.mark.parametrize(
    ("record", "words", "ground", "shape"),
    [
        (Record(36, 36, True), "Target met every month", "good", "tick"),
        (Record(0, 36, False), "Target missed every month", "bad", "cross"),
        (Record(20, 36, True), "Target met this month, not every month", "same", "waves"),
        (Record(20, 36, False), "Target missed this month, met in others", "same", "waves"),
    ],
)
def test_the_pill_of_the_target_says_what_the_months_did(record, words, ground, shape, assurance):
    """What the limits promise is said in a sentence: a pill that says more than the months did could be false."""
    assert of_target(judged("common cause", assurance, record=record)) == Verdict(words, ground, shape, "target")


def test_a_target_that_came_late_is_met_so_far_and_one_of_the_latest_month_by_that_month_alone():
    assert of_target(judged(record=Record(9, 9, True, late=True))).words == "Target met every month so far"
    assert of_target(judged(record=Record(3, 9, False, late=True))).words == "Target missed this month, met in others"
    assert of_target(judged(record=Record(1, 1, True, late=True))) == of_value(True)


def test_without_a_record_nothing_is_said_of_the_target():
    assert of_target(judged("common cause", "pass")) is None


def test_a_value_alone_is_held_against_the_target():
    assert of_value(True) == Verdict("Target met", "good", "tick", "target")
    assert of_value(False) == Verdict("Target missed", "bad", "cross", "target")


# ── All three together ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_each_question_has_at_most_one_verdict_in_their_order():
    of = DIRECTIONS["decrease"]
    found = verdicts(signal("outside", "up", of, test=DOWN, record=Record(0, 36, False)), of)
    assert [v.question for v in found] == ["month", "year", "target"] and list(deck.QUESTIONS) == ["month", "year", "target", ""]
    assert [v.words for v in found] == [
        "Above its usual range (worse)",
        "Year lower than the year before (better)",
        "Target missed every month",
    ]


def all_judgements() -> list[tuple[Judgement, Measure]]:
    """Every state of the month, with each test and each record, for each good direction."""
    found = []
    tests = (None, UP, DOWN, STILL, test_of(2, 9, True, SAME_MONTHS))
    for of, test, record in product(DIRECTIONS.values(), tests, (None, Record(36, 36, True), Record(3, 36, False))):
        more = {"test": test, "record": record}
        found += [(signal(rule, side, of, **more), of) for rule, side in SIGNALS]
        found += [(judged(sameness=same, **more), of) for same in deck.SAMENESS]
        moves = [
            moved(kind, rises, follows) for kind in (STEP, DRIFT, "") for rises in (True, False) for follows in (True, False)
        ]
        found += [(judged(moved=each, **more), of) for each in moves]
        found += [(judged("common cause", **more), of), (judged(trial=True, **more), of)]
        found += [(judged(points=False, **more), of)]
    return found


def test_better_and_worse_stand_in_words_exactly_where_the_ground_says_so():
    """Colour and shape are never the only ones to tell; a target's own words say met or missed."""
    worth = {"good": " (better)", "bad": " (worse)"}
    for judgement, of in all_judgements():
        for found in verdicts(judgement, of):
            wanted = worth.get(found.ground, "") if found.question != "target" else ""
            assert found.words.endswith(wanted) and ("(" in found.words) == bool(wanted), found
            assert found.seen == found.words.removesuffix(wanted)


def test_no_verdict_on_a_month_whose_level_has_moved_says_better_or_worse():
    for judgement, of in all_judgements():
        if judgement.moved:
            assert of_month(judgement, of).ground == "note"


def test_what_is_not_judged_is_drawn_as_a_ring():
    """A square is the shape of what is late or contradicted; a ring is hollow: nothing was found, for nobody looked."""
    assert Verdict("Not judged", "note", "ring") == NOT_JUDGED
    drawn = {shape: pill("Words", "note", shape) for shape in ("up", "down", "dot", "square", "ring")}
    assert len(set(drawn.values())) == len(drawn) and "evenodd" in drawn["ring"]


# ── Is it really changing? ────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("what", "said"),
    [
        (judged("common cause"), "No: only usual ups and downs."),
        (
            judged("common cause", test=STILL),
            "No: only usual ups and downs. Nor has the year clearly changed.",
        ),
        (
            judged("common cause", test=UP),
            "Over the year, yes: it is higher than the year before. This month shows only usual ups and downs.",
        ),
        (
            signal("outside", "up", DIRECTIONS["decrease"], test=DOWN),
            "Yes, this month: it is above what its usual ups and downs explain. The year as a whole, though, is lower.",
        ),
        (
            signal("outside", "down", DIRECTIONS["decrease"], test=DOWN),
            "Yes, this month: it is below what its usual ups and downs explain. The year as a whole is lower too.",
        ),
        (
            signal("trend", "up", DIRECTIONS["neutral"], test=STILL),
            "Yes: it has risen for seven months or more. Over the year there is no clear change.",
        ),
        (signal("shift", "down", DIRECTIONS["neutral"]), "Yes: seven months or more in a row are below its average."),
        (signal("two of three", "up", DIRECTIONS["neutral"]), "Probably: two of the last three months are unusually high."),
        (judged(moved=moved()), "Yes: it moved to a higher level in March 2023. This month alone is not judged."),
        (judged(moved=moved(rises=False)), "Yes: it moved to a lower level in March 2023. This month alone is not judged."),
        (
            judged(moved=replace(moved(DRIFT), start=pd.Period("2023-03", "M"))),
            "Yes: it has been rising bit by bit since at least March 2023. This month alone is not judged.",
        ),
        (
            judged(moved=replace(moved(), start=pd.Period("2023-03", "M"))),
            "Yes: it moved to a higher level in March 2023. This month alone is not judged.",
        ),
        (judged(moved=moved("")), "Yes: most of its months are beyond what one range allows. This month alone is not judged."),
        (
            judged(moved=moved(DRIFT), test=UP),
            "Yes: it has been rising bit by bit since March 2023. This month alone is not judged. The year as a whole is "
            "higher than the year before.",
        ),
        (
            judged(moved=moved(DRIFT, False, False)),
            "Yes: it had been falling bit by bit since March 2023. This month differs from that, and is not judged.",
        ),
        (judged(sameness="constant", test=STILL), "No: it is the same every month."),
        (judged(sameness="seasonal", test=STILL), "No: it is the same as in other years."),
        (judged(sameness="mostly", test=UP), "Over the year, yes: it is higher than the year before."),
        (judged(trial=True), "Too early to say: there are few months to judge by."),
        (judged(points=False, test=UP), "Yes: the year is higher than the year before, by more than chance."),
        (judged(points=False, test=STILL), "Not clearly: the year and the year before differ by no more than chance."),
        (
            judged(points=False, test=test_of(-9, -2, True, SAME_MONTHS)),
            "Yes: these months are lower than the same months a year before, by more than chance.",
        ),
        (judged(points=False), ""),
        (None, ""),
    ],
)
def test_one_answer(what, said):
    assert answer(what) == said


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (judged(moved=moved()), "Perhaps: it moved to a higher level in March 2023. This month alone is not judged."),
        (
            judged(moved=moved("")),
            "Perhaps: most of its months are beyond what one range allows. This month alone is not judged.",
        ),
        (signal("trend", "up", DIRECTIONS["neutral"]), "Perhaps: it has risen for seven months or more."),
        (
            signal("outside", "up", DIRECTIONS["neutral"]),
            "Perhaps, this month: it is above what its usual ups and downs explain.",
        ),
        (signal("two of three", "up", DIRECTIONS["neutral"]), "Probably: two of the last three months are unusually high."),
    ],
)
def test_with_fewer_than_two_years_a_change_may_be_a_season(what, said):
    assert answer(replace(what, young=True)) == f"{said} Fewer than two years are known, so it may be its season."


@pytest.mark.parametrize("what", [judged("common cause"), judged(sameness="constant"), judged(trial=True)])
def test_where_nothing_is_found_no_season_is_spoken_of(what):
    assert answer(replace(what, young=True)) == answer(what)


@pytest.mark.parametrize(
    ("months", "follows", "test", "start"),
    [
        (11, True, STILL, "Yes: it moved"),
        (12, True, STILL, "Not lately: it moved to a higher level in March 2023."),
        (30, True, None, "Not lately: it moved"),
        (30, True, UP, "Yes: it moved"),
        (30, False, STILL, "Yes: it moved"),
    ],
)
def test_a_step_of_long_ago_is_no_news(months, follows, test, start):
    old = moved(follows=follows)
    old = replace(old, changes=(replace(old.changes[0], months=months),))
    assert answer(judged(moved=old, test=test)).startswith(start)


def test_an_answer_says_yes_exactly_where_something_is_found():
    for judgement, _ in all_judgements():
        said = answer(judgement)
        year = judgement.test is not None and judgement.test.significant and judgement.sameness != "constant"
        year = year and (judgement.test.basis != SAME_MONTHS or judgement.points is None)
        changes = judgement.is_signal or bool(judgement.moved) or year
        assert bool(re.search(r"\b(yes|Yes|Probably)\b", said)) == changes, said
        assert said.endswith(".") == bool(said) and "{" not in said and "  " not in said


# ── The deck itself ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_entry_of_the_deck_is_said_by_some_judgement():
    said = {found.seen for judgement, of in all_judgements() for found in verdicts(judgement, of)}
    said |= {of_year(judged(test=test_of(*ends, SAME_MONTHS)), measure()).seen for ends in ((-9, -2, True), (-2, 9, False))}
    said |= {of_target(judged(record=Record(n, 36, met))).words for n, met in ((3, True), (0, False))}
    said |= {of_target(judged(record=Record(n, 9, n > 0, late=True))).words for n in (9, 0)}
    said |= {of_value(True).words, of_value(False).words}
    tables = (deck.SIGNALS, deck.MOVED, deck.SAMENESS, deck.CHANGES, deck.TARGETS)
    entries = [deck.USUAL, deck.TRIAL, *(entry for table in tables for entry in table.values())]
    assert said == {entry.words for entry in entries} and len(said) == len(entries)


def test_no_entry_names_a_cause_or_another_question():
    """What a month does is never told as a change on another month, nor a year as a month."""
    of_months = [deck.USUAL, deck.TRIAL]
    of_months += [entry for table in (deck.SIGNALS, deck.MOVED, deck.SAMENESS) for entry in table.values()]
    for entry in of_months:
        assert not re.search(r"year before|target|because|due to|than in", entry.words)
    for (compared, _), entry in deck.CHANGES.items():
        assert ("ear" in entry.words) and "range" not in entry.words and "target" not in entry.words
        assert ("same months" in entry.words) == (compared == "months")
    for entry in deck.TARGETS.values():
        assert entry.words.startswith("Target ") and "range" not in entry.words


def test_each_state_has_an_answer_and_each_answer_a_state():
    states = {f"{rule} {side}" for rule, side in deck.SIGNALS} | {"usual", *deck.SAMENESS}
    assert set(deck.LEVELS) == states
    old = {"higher, not lately", "lower, not lately"}
    assert set(deck.ANSWERS) == states | {"trial", *deck.MOVED} | old
    assert set(deck.MOVED) == {f"{way}{apart}" for way in deck.MOVES if way != "unsteady" for apart in ("", " apart")} | {
        "unsteady"
    }


def test_no_meaning_of_the_legend_leans_on_another_row():
    tables = (deck.SIGNALS, deck.MOVED, deck.SAMENESS, deck.CHANGES, deck.TARGETS)
    meanings = [(key, entry.meaning) for table in tables for key, entry in table.items()]
    assert len({meaning for _, meaning in meanings}) == len(meanings)
    assert not [meaning for _, meaning in meanings if re.search(r"\b(?:above|below)\b,|As above|the same as", meaning)]


def test_the_parts_of_a_judgement_that_are_needed_are_there():
    row = judged().latest
    assert isinstance(row, pd.Series) and {"value", "label", "rule", "lower", "upper"} <= set(row.index)
