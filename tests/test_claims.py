"""Claims of the original: each is told where its entry says, and what no printed figure bears out is told as a claim."""

from __future__ import annotations

import pytest
from conftest import QUARTER
from places import PUBLISHED, SAMPLE

from pcc_lib.inputs.models.originals import Claims
from pcc_lib.inputs.plan import table
from pcc_lib.inputs.project import Project
from pcc_lib.writing.html import words_of
from pcc_lib.writing.sections import sentences

FILE = "data/plan/claims.yml"
COMMENTARY = f"data/quarters/{QUARTER}/topics/calls.md"
CLAIMS = """\
quarter: {quarter}
attributed_by: [the slide pack]
claims:
  - id: improving
    page: priority-1
    claim: 'Calls: "improving"'
    verdict: {verdict}
    why: One value is printed.
    told: [{{place: {place}, words: calls are improving}}]
"""


@pytest.fixture
def claiming(tiny):
    """A tiny project that tells a claim in a sentence, with what is listed of it."""

    def told(sentence: str, verdict: str = "cannot be judged", place: str = "calls", quarter: str = QUARTER) -> list[str]:
        tiny.comment(f"## So what?\n\n- {sentence}\n")
        tiny.write(FILE, CLAIMS.format(verdict=verdict, place=place, quarter=quarter))
        return [f"{f.file}: {f.found}" for f in tiny.faults()]

    return told


@pytest.mark.parametrize("verdict", ["cannot be judged", "contradicted"])
def test_a_claim_that_is_not_supported_is_told_as_a_claim(claiming, verdict):
    assert claiming("The slide pack says that calls are improving.", verdict) == []
    assert claiming("Of the wait, the slide pack says this. All calls are improving.", verdict) == [
        f"{COMMENTARY}: 'calls are improving' is told as a fact, and {FILE} says of improving: {verdict}."
    ]


def test_a_supported_claim_may_be_told_as_a_fact(claiming):
    assert claiming("All calls are improving.", "supported") == []


def test_a_claim_that_is_told_nowhere_is_a_fault(claiming):
    assert claiming("The slide pack says nothing.") == [f"{FILE}: no sentence of {COMMENTARY} holds 'calls are improving'."]


def test_a_place_that_there_is_not_is_a_fault(claiming):
    assert claiming("All calls are improving.", place="cals") == [f"{FILE}: there is no topic or priority 'cals'."]


def test_another_quarter_need_not_tell_them(claiming, tiny):
    tiny.write("data/quarters/2023-24-Q2/quarter.yml", "written_on: 2023-08-28\nreporting_months:\n  sources: {calls: 2023-07}\n")
    assert claiming("All calls are improving.", quarter="2023-24-Q2") == []


def test_a_quarter_that_there_is_not_is_a_fault(claiming):
    assert claiming("All calls are improving.", quarter="2031-32-Q3") == [f"{FILE}: there is no quarter 2031-32-Q3."]


def test_a_sentence_may_run_over_lines_and_its_source_stands_in_it(claiming):
    assert claiming("The slide pack says that calls\n  are improving.") == []
    assert claiming("The slide pack says so.\n- Calls\n  rose, and calls are\n  improving.") == [
        f"{COMMENTARY}: 'calls are improving' is told as a fact, and {FILE} says of improving: cannot be judged."
    ]


def test_a_claim_that_is_told_twice_needs_its_source_twice(claiming):
    assert len(claiming("The slide pack says that calls are improving. Yes, calls are improving.")) == 1


def test_words_that_say_whose_claim_it_is_are_whole(claiming, tiny):
    claiming("They permit says who thinks calls are improving.")
    tiny.edit(FILE, "[the slide pack]", "[it says]")
    assert "is told as a fact" in tiny.said()


def test_who_names_places_names_the_quarter_and_the_words(tiny):
    lacking = CLAIMS.format(verdict="supported", place="calls", quarter=QUARTER).split("\n", 2)[2]
    tiny.write(FILE, lacking)
    assert {f.place for f in tiny.faults() if f.file == FILE} == {"quarter", "attributed_by"}


def test_sentences_end_with_points_and_paragraphs():
    assert sentences("## So what?\n\nOne goes\non. Two\n\nthree\n1. four\r\n* five") == [
        "One goes on.", "Two", "three", "1. four", "* five"
    ]  # fmt: skip
    text = '- **Calls.** One is "late." Two come at 10 p.m. and go. By whom?\n- It is {{ a.b }} more. The end'
    assert sentences(text) == [
        '- **Calls.** One is "late.',
        "Two come at 10 p.m. and go.",
        "By whom?",
        "- It is {{ a.b }} more.",
        "The end",
    ]


@pytest.mark.sample
def test_every_claim_of_the_sample_names_where_it_is_told():
    """The check holds each of these places; what it cannot know is a claim that names none."""
    listed: Claims = table(Project(SAMPLE), "claims")
    assert [c.id for c in listed.claims if not c.told] == []
    assert listed.quarter == PUBLISHED


@pytest.mark.parametrize(
    ("quarter", "listed"),
    [(QUARTER, True), ("", True), ("2020-21-Q1", False)],
)
def test_claims_stand_in_the_edition_of_their_quarter_alone(tiny, quarter, listed):
    claims = CLAIMS.format(verdict="supported", place="calls", quarter=quarter).replace("told: ", "told: []  # ")
    claims = claims.replace("quarter: \n", "")
    data, _ = tiny.write(FILE, claims).report("signals").claims()._repr_mimebundle_()
    said = words_of(data["text/html"])
    assert ("One value is printed" in said) is listed
    assert ("Those that are listed are of April to June 2020" in said) is not listed
