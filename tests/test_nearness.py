"""A time that plainly goes with a figure is a fault where it does not fit; one that may be another thing's is asked about."""

from __future__ import annotations

import pytest
from sentence_book import figures

from pcc_lib.writing.commentary import asked, section_faults
from pcc_lib.writing.sections import Section


def told(text: str) -> tuple[int, int]:
    """How many faults a text gives rise to, and how many questions."""
    section = Section("a.md", "So what?", text, 1)
    return len(section_faults(section, figures())), len(asked(section, "calls", figures()))


@pytest.mark.parametrize(
    ("text", "faults", "questions"),
    [
        ("In November 2023, {{ calls.value }} calls were received.", 1, 0),
        ("{{ calls.value }} calls were received in November 2023.", 1, 0),
        ("{{ burglary.value }} homes were entered and later sold in November 2023.", 0, 1),
        ("December's {{ burglary.value }} burglaries equalled November's.", 0, 0),
        ("{{ burglary.value }} was November's total.", 1, 0),
        ("There were {{ finalised.value }} cases last quarter.", 0, 1),
        ("In November and December 2023 there were {{ calls.value }} and {{ calls.value@2023-11 }} calls.", 2, 0),
        ("In November and December 2023 there were {{ calls.value@2023-11 }} and {{ calls.value }} calls.", 0, 0),
        ("{{ calls.value@2022-12 }} and {{ calls.value }} calls were taken in December 2022 and in December 2023.", 0, 0),
        ("At no point in 2023 did calls fall below {{ calls.value@2023-10 }}.", 0, 0),
        ("At no point in 2023 did calls fall below {{ calls.value }}.", 1, 0),
        ("The wait has never been above {{ wait.value@2023-11 }} since January 2021.", 0, 0),
        ("The wait has never been above {{ wait.value }} since January 2021.", 1, 0),
    ],
)
def test_what_is_told(text, faults, questions):
    assert told(text) == (faults, questions)


def test_a_fault_names_the_figure_of_the_time_that_is_said():
    section = Section("a.md", "So what?", "There were {{ calls.value }} calls in October.", 1)
    assert "or name the figure of that time: {{ calls.value@2023-10 }}." in str(section_faults(section, figures())[0])
    section = Section("a.md", "So what?", "Calls were {{ calls.change_on_year }} higher than a month earlier.", 1)
    assert "{{ calls.change_on_month }}" in str(section_faults(section, figures())[0])
