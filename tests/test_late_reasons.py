"""Reasons for what is late: one that was given for an earlier gap, another period or another thing explains no gap of today."""

from __future__ import annotations

import pytest
from conftest import QUARTER, Tiny
from test_new_quarter import NEXT, NOW
from test_newer_months import folder, months_work
from test_status import quarter_file, supply, told

from pcc_lib.preparing.newer_months import behind

BEFORE = f"data/quarters/{QUARTER}/quarter.yml"
SURVEY = "{source: survey, expected: 2024-01, because: There was no survey in the winter.}"


def late(tiny: Tiny, *entries: str, file: str = f"{NOW}/quarter.yml") -> None:
    before = (tiny.root / file).read_text(encoding="utf-8")
    tiny.write(file, f"{before}late:\n" + "".join(f"  - {each}\n" for each in entries))


@pytest.fixture
def copied(two: Tiny) -> Tiny:
    """A quarter that was copied with its reason: the quarter before gave it for the same period."""
    late(two, SURVEY, file=BEFORE)
    late(two, SURVEY)
    return two


def of_survey(tiny: Tiny) -> list[str]:
    return [each for each in months_work(tiny) if each.startswith(("survey", "late"))]


def test_a_reason_that_was_copied_explains_nothing(copied):
    assert supply(copied, "survey")["state"] == "late"
    (work,) = (each for each in told(copied)["open"]["work"] if each["place"] == "survey")
    assert work["found"] == f"ends in 2023-10, and 2024-01 was expected; its reason is the one that {QUARTER} gave."
    assert work["todo"].endswith(
        f"or if that reason still holds, write confirmed: {NEXT} in its entry under `late` in quarter.yml "
        "(a second time: words of this quarter)"
    )


@pytest.mark.parametrize(
    ("confirmed", "state"), [(NEXT, "explained"), (QUARTER, "late")], ids=["of this quarter", "of the quarter before"]
)
def test_a_reason_that_still_holds_is_confirmed_for_the_quarter(copied, confirmed, state):
    copied.edit(f"{NOW}/quarter.yml", "expected: 2024-01,", f"expected: 2024-01, confirmed: {confirmed},")
    assert supply(copied, "survey")["state"] == state


def test_a_reason_is_confirmed_once_and_then_needs_words_of_its_own(copied):
    copied.edit(BEFORE, "expected: 2024-01,", f"expected: 2024-01, confirmed: {QUARTER},")
    copied.edit(f"{NOW}/quarter.yml", "expected: 2024-01,", f"expected: 2024-01, confirmed: {NEXT},")
    assert supply(copied, "survey")["state"] == "late"


def test_another_month_in_the_same_words_is_no_other_reason(copied):
    copied.edit(BEFORE, "in the winter", "in the winter of October 2023")
    copied.edit(f"{NOW}/quarter.yml", "in the winter", "in the winter of January 2024")
    assert supply(copied, "survey")["state"] == "late"


def test_other_words_are_a_reason_of_this_quarter(copied):
    copied.edit(f"{NOW}/quarter.yml", "no survey in the winter", "a survey that is still being typed in")
    assert supply(copied, "survey")["state"] == "explained" and of_survey(copied) == []


def test_the_same_words_of_another_period_are_a_reason_of_this_quarter(copied):
    copied.edit(BEFORE, "expected: 2024-01", "expected: 2023-11")
    assert supply(copied, "survey")["state"] == "explained"


def test_what_has_come_beyond_what_is_told_is_not_explained_by_what_has_not(two):
    """The data hold November and December; that January is missing says nothing of why they are not told."""
    late(two, "{source: calls, expected: 2024-01, because: The force could not supply January.}")
    assert (supply(two, "calls")["in_data"], supply(two, "calls")["told"]) == ("2023-12", "2023-10")
    assert supply(two, "calls")["state"] == "not told"
    assert "the data hold 2023-12, though `late` says why 2024-01 is not there." in " ".join(months_work(two))


@pytest.mark.parametrize("period", ["2023-12", "2024-02"])
def test_a_reason_of_another_period_is_told_to_explain_nothing(two, period):
    late(two, SURVEY.replace("2024-01", period))
    assert supply(two, "survey")["state"] == "late"
    assert f"late 1: says why survey tells no {period}, and 2024-01 was expected." in of_survey(two)


def test_a_source_and_a_measure_of_one_name_are_two_things(two):
    two.measure("survey", source="survey", numerator="yes", denominator="asked", calculation="percentage")
    two.edit(BEFORE, "reporting_months:", "reporting_months:\n  measures: {survey: 2023-10}")
    late(two, "{measure: survey, expected: 2024-01, because: The shares are not worked out.}")
    found = {(s["source"], s["measure"]): s["state"] for s in told(two)["sources"]}
    assert found["survey", ""] == "late"


def test_months_that_are_held_back_once_are_not_held_back_for_ever(two):
    held = "{source: calls, expected: 2024-01, held_back: true, because: The force checks it.}"
    late(two, held.replace("2024-01", "2023-11"))
    assert [each.name for each in behind(folder(two))] == ["calls"]
    two.edit(f"{NOW}/quarter.yml", "expected: 2023-11", "expected: 2024-01")
    assert behind(folder(two)) == []


def test_a_measure_that_is_further_behind_than_its_source_is_told_beside_it(two):
    """The source lacks three months, its measure five: a reason for the source leaves two of them open."""
    for file, source, measure in ((BEFORE, "2023-10", "2023-09"), (f"{NOW}/quarter.yml", "2023-12", "2023-07")):
        before = (two.root / file).read_text(encoding="utf-8").replace("calls: 2023-10", f"calls: {source}")
        two.write(file, before.replace("reporting_months:", f"reporting_months:\n  measures: {{offered: {measure}}}"))
    late(two, "{source: calls, expected: 2024-01, because: The force could not supply it.}")
    found = {(s["source"], s["measure"]): s["state"] for s in told(two)["sources"]}
    assert found["calls", ""] == "explained" and found["calls", "offered"] == "not told"
    two.edit(f"{NOW}/quarter.yml", "offered: 2023-07", "offered: 2023-11")
    assert ("calls", "offered") not in {(s["source"], s["measure"]) for s in told(two)["sources"]}


def test_one_thing_is_explained_once(two):
    quarter_file(two, f"late: [{SURVEY}, {SURVEY.replace('There was', 'Nobody made')}]\n")
    assert "late: says twice why survey tells no 2024-01. Keep one entry." in two.said()
