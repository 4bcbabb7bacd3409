"""Whether a figure is of the force or of the country is read from its measure, and nothing is said where that is not known."""

from __future__ import annotations

import pytest
from conftest import Tiny, measure
from sentence_corpus import Sentence


def told(tiny: Tiny, text: str) -> str:
    tiny.comment(f"## So what?\n\n{text}\n")
    return tiny.said()


def test_what_looks_national_and_does_not_say_so_is_left_alone(tiny):
    tiny.write("data/measures/calls_nation.yml", measure("Calls to all forces", numerator="offered", unit="calls"))
    assert "Nationally" not in told(tiny, "Nationally, {{ calls_nation.value }} calls were taken.")
    assert "says 'Nationally' of offered.value" in told(tiny, "Nationally, {{ offered.value }} calls were taken.")


def test_a_measure_of_the_country_says_so_in_its_file(tiny):
    about = measure("Calls", numerator="offered", unit="calls", area_label="England and Wales")
    tiny.write("data/measures/calls_nation.yml", about)
    assert told(tiny, "Across England and Wales, {{ calls_nation.value }} calls were taken.") == ""
    assert "says 'locally' of calls_nation.value, which is of England and Wales." in told(
        tiny, "{{ calls_nation.value }} calls were taken locally."
    )


def test_a_label_that_is_the_bodys_own_area_is_no_other_place(tiny):
    area = tiny.project().body.area
    tiny.write("data/measures/own.yml", measure("Calls", numerator="offered", unit="calls", area_label=area))
    assert told(tiny, "Locally, {{ own.value }} calls were taken.") == ""
    assert "says 'Nationally'" in told(tiny, "Nationally, {{ own.value }} calls were taken.")


@pytest.mark.parametrize(
    "text",
    [
        "Nationally, waits are a concern, and our callers waited {{ wait.value }}.",
        "Nationally, the force took part in two exercises; {{ calls.value }} calls came in.",
        "Northshire Fire and Rescue recorded {{ national.value }} incidents in the country in 2022-23.",
        "The force compared itself with the {{ national.value }} incidents of 2022-23.",
        "National Highways closed a road while {{ calls.value }} calls came in.",
    ],
)
def test_a_clause_about_something_else_is_left_alone(text):
    assert Sentence("scope", text).told == ()
