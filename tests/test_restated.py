"""Numbers in words that tell a figure of their paragraph again pass; those that do not are typed."""

from __future__ import annotations

import pytest
from sentence_book import figures

from pcc_lib.writing.commentary import section_faults
from pcc_lib.writing.sections import Section


def told(text: str) -> list[str]:
    return [str(fault) for fault in section_faults(Section("a.md", "So what?", text, 1), figures())]


@pytest.mark.parametrize(
    "text",
    [
        "Twelve hundred calls came, {{ calls.value }} to be exact.",
        "The charge rate was {{ charges.value }}. One burglary in seven, roughly, led to a charge.",
        "Of {{ calls.value }} calls {{ calls.value.north }}, three in five, came from the North.",
        "{{ satisfaction.value }} were satisfied; one in four was not.",
        "Calls were up by a fifth: {{ calls.value }} in December.",
        "The wait, {{ wait.value }}, is fifteen seconds longer than a year earlier.",
        "Burglary has fallen by half in a year ({{ burglary.value }} were recorded in December).",
    ],
)
def test_a_number_in_words_that_says_the_same_passes(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thirteen hundred calls came, {{ calls.value }} to be exact.", "Thirteen hundred"),
        ("Twelve hundred calls came.\n\nThere were {{ calls.value }} calls.", "Twelve hundred"),  # another paragraph
        ("Calls were up by a third: {{ calls.value }} in December.", "by a third"),
        ("Calls were down by a fifth: {{ calls.value }} in December.", "by a fifth"),
        ("The wait, {{ wait.value }}, is fifty seconds longer than a year earlier.", "fifty"),
        ("There were {{ calls.value }} calls; half of them were answered.", "half"),
    ],
)
def test_another_number_in_words_is_typed(text, words):
    found = told(text)
    assert len(found) == 1 and f"the number '{words}' is typed in words" in found[0]


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("A dozen arrests were made.", True),
        ("Two dozen arrests were made.", False),
        ("Victims under eighteen are helped by another service.", True),
        ("Under eighteen burglaries were recorded.", False),
        ("Half a million people live here.", False),
        ("See Table 2 and Section 60 of the annex.", True),
        ("See 60 of the annexes.", False),
        ("Quarter 3 is told in the annex.", True),
    ],
)
def test_numbers_that_are_names_ages_or_a_dozen(text, passes):
    assert (told(text) == []) is passes
