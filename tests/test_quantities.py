"""Quantities in words beside a figure are true in wide ranges, and false beyond them."""

from __future__ import annotations

import pytest
from sentence_corpus import Sentence

from pcc_lib.proofreading.number_words import number_of


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("forty", 40),
        ("forty-two", 42),
        ("a hundred", 100),
        ("two hundred and fifty", 250),
        ("twelve hundred", 1200),
        ("a thousand", 1000),
        ("twelve thousand", 12_000),
        ("three hundred thousand", 300_000),
        ("seventeen", 17),
        ("a million", 1e6),
        ("canteen", 0),
        ("busy hundred", 0),
    ],
)
def test_the_number_that_words_say(words, number):
    assert number_of(words) == number


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ("Twelve hundred", True),
        ("Exactly twelve hundred", True),
        ("A thousand", False),
        ("Over a thousand", True),
        ("Over five hundred", False),  # more than twice it
        ("Nearly thirteen hundred", True),
        ("Nearly two thousand", False),
        ("About a thousand", False),
        ("About eleven hundred", True),
        ("At least a thousand", True),
        ("Hundreds of", True),
        ("Thousands of", False),
        ("Dozens of", False),
        ("A handful of", False),
        ("A few hundred", False),
        ("Several thousand", False),
    ],
)
def test_a_count_in_words_is_held_against_the_figure_beside_it(said, true):
    found = Sentence("quantities", f"{said} calls ({{{{ calls.value }}}}) were taken in December.").told
    assert (not found) is true, found


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("The vast majority of victims ({{ satisfaction.value }}) were satisfied.", True),
        ("Almost all victims ({{ satisfaction.value }}) were satisfied.", False),
        ("Hardly any callers ({{ abandonment.value }}) gave up.", True),
        ("The vast majority were not charged ({{ charges.value }}).", True),  # of the others
        ("Not a handful of victims ({{ satisfaction.value }}) were satisfied.", True),
        ("Few calls were lost: {{ abandonment.value }}.", True),
        ("Hundreds of volunteers came while {{ calls.value }} calls were taken.", False),  # a number of its own
    ],
)
def test_a_share_in_words_is_held_against_the_percentage_beside_it(text, true):
    assert (not Sentence("quantities", text).told) is true
