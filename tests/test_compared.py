"""The words of a comparison, and names within a sentence."""

from __future__ import annotations

from dataclasses import replace

import made
import pytest
from made import measure
from test_judgement import series

from pcc_lib.core.periods import Span
from pcc_lib.core.text import lower_first
from pcc_lib.figures.judgement import judge
from pcc_lib.pages import bar_charts
from pcc_lib.pages.parts_named import ranked
from pcc_lib.writing.compared import COUNTS, RATES, TIMES, about, compared, degrees
from pcc_lib.writing.markup import plain
from pcc_lib.writing.naming import within
from pcc_lib.writing.verdicts import answer, of_month


def named(*values: tuple[str, float]) -> list:
    return [(replace(made.figure(value=v, text=f"{v:g}"), breakdown=name.lower()), name) for name, v in values]


@pytest.mark.parametrize(
    ("values", "words", "said"),
    [
        ((("Rural", 13), ("Urban", 10)), TIMES, "Rural at 13, longer than Urban at 10"),
        ((("Own", 371), ("Others", 259)), COUNTS, "Own at 371, more than Others at 259"),
        ((("A", 58), ("B", 42)), RATES, "A at 58, higher than B at 42"),
        ((("A", 5), ("B", 5)), RATES, "Both are the same, 5"),
        ((("A", 5), ("B", 5), ("C", 5)), RATES, "All are the same, 5"),
        ((("A", 5),), RATES, "A at 5"),
        ((("A", 1), ("B", 3), ("C", 3)), COUNTS, "From 1 (A) to 3 (B and C)"),
        ((("A", 1), ("B", 3), ("C", 3), ("D", 3)), COUNTS, "From 1 (A) to 3 (B and others)"),
    ],
)
def test_two_are_compared_and_of_several_the_ends_are_told(values, words, said):
    assert plain(compared(named(*values), words, str)) == said


def test_a_subject_stands_before_what_is_said_and_a_name_keeps_its_capital():
    assert plain(about("Waits", ["From ", "1"])) == "Waits: from 1" and plain(about("", ["From 1"])) == "From 1"
    assert plain(about("Waits", ["North at 1"])) == "Waits: North at 1"


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({}, COUNTS),
        ({"calculation": "mean", "unit": "seconds", "denominator": "b"}, TIMES),
        ({"calculation": "percentage", "unit": "%", "denominator": "b"}, RATES),
        ({"unit": "GBP"}, RATES),
    ],
)
def test_the_words_follow_what_is_measured(keys, words):
    assert degrees(measure(**keys)) is words


def test_a_subject_that_is_all_there_is_is_named_once():
    assert plain(about("Offences", compared(named(("Offences", 29)), COUNTS, str))) == "Offences: 29"
    assert plain(about("Offences", compared(named(("North", 29)), COUNTS, str))) == "Offences: North at 29"


def test_a_remainder_is_not_ranked_unless_it_is_all_there_is():
    values = named(("North", 3), ("Others", 9), ("South", 1))
    rest = frozenset({"others"})
    assert [name for _, name in ranked(values, rest)] == ["North", "South"]
    assert ranked(values, frozenset()) == values and ranked(values[1:2], rest) == values[1:2]


def test_a_remainder_that_the_enum_does_not_list_is_a_fault(tiny):
    tiny.edit("data/sources/calls.resource.yml", "breakdown: area\n", "breakdown: area\nremainder: elsewhere\n")
    assert "'elsewhere' is no value of area" in tiny.said()


def test_names_within_a_sentence(tiny):
    project = tiny.project()
    for name, said in (
        ("Drink driving offences", "drink driving offences"),
        ("CRIB waits", "CRIB waits"),
        ("999 calls", "999 calls"),
        ("Silent 999 calls", "silent 999 calls"),
        ("Speed Watch records", "Speed Watch records"),
        ("Fatal 5 encounters", "Fatal 5 encounters"),
        ("North teams", "North teams"),  # an area of the body
        ("", ""),
    ):
        assert within(project, name) == said
    assert lower_first("Fatal") == "fatal"


def test_bars_that_share_months_say_which():
    def year(first: str, last: str, label: str) -> tuple:
        return replace(made.figure(), period=Span(first, last)), label

    calendar, latest = year("2022-01", "2022-12", "2022"), year("2022-10", "2023-09", "Year to September 2023")
    (said,) = bar_charts._shared_months([year("2021-01", "2021-12", "2021"), calendar, latest])
    assert said.startswith("The bars “2022” and “Year to September 2023” share October to December 2022:")
    assert bar_charts._shared_months([calendar, year("2023-01", "2023-12", "2023")]) == []


def test_a_range_of_all_values_judges_no_month():
    """Percentages that jump between the ends: the unclipped limits lie beyond 0 and 100."""
    values = [0, 100, 10, 90, 0, 100, 20, 80, 5, 100, 0, 90, 10, 100, 0, 95, 10, 90, 0, 60]
    of = measure(calculation="percentage", unit="%", denominator="b")
    found = judge(series(of, a=values, b=[100] * len(values)))
    assert found.sameness == "boundless" and found.variation is None and found.assurance is None and not found.is_signal
    assert of_month(found, of).words == "Too variable to judge" and answer(found).startswith("One month cannot show it")
    calm = judge(series(of, a=[50 + k % 3 for k in range(20)], b=[100] * 20))
    assert calm.sameness == "" and calm.variation is not None
