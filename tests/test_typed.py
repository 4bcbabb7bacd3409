"""Numbers that somebody typed, in all forms that people write them in."""

from __future__ import annotations

import pytest

from pcc_lib.core.numerals import MINUS
from pcc_lib.figures.typed import typed_in


@pytest.mark.parametrize(
    ("text", "size", "step", "of"),
    [
        ("3,214", 3214, 1, ""),
        ("17.7%", 17.7, 0.1, "%"),
        ("up 17.7 per cent", 17.7, 0.1, "%"),
        ("−17.7%", 17.7, 0.1, "%"),
        ("2.5 percentage points", 2.5, 0.1, "points"),
        ("£1.2 million", 1_200_000, 100_000, "£"),
        ("£73,000", 73_000, 1, "£"),
        ("12 s", 12, 1, "seconds"),
        ("5 minutes and 12 seconds", 312, 1, "seconds"),
        ("1 h 33 min", 5580, 60, "seconds"),
        ("39th of 43", 39, 1, "rank"),
        ("3,214, and more", 3214, 1, ""),
        ("5:12", 312, 1, "seconds"),
        ("1:05:12", 3912, 1, "seconds"),
        ("5m12s", 312, 1, "seconds"),
        ("5m 12s", 312, 1, "seconds"),
        ("1h33", 5580, 60, "seconds"),
        ("1.5 hours", 5400, 360, "seconds"),
        ("12\u00a0345", 12345, 1, ""),
        ("12 345", 12345, 1, ""),
        ("1\u202f234\u202f567", 1_234_567, 1, ""),
        ("12.345", 12.345, 0.001, ""),
        ("17,7%", 17.7, 0.1, "%"),
        ("17.7pc", 17.7, 0.1, "%"),
        ("17.7 ppts", 17.7, 0.1, "points"),
        ("£1.2m", 1_200_000, 100_000, "£"),
        ("45p", 0.45, 0.01, "£"),
        ("1 in 5", 20, 4.04, "share"),
        ("3 out of every 100", 3, 0.03, "share"),
        ("104 in 2023", 104, 1, ""),
        ("5 in 4", 5, 1, ""),
    ],
)
def test_a_number_is_read_with_its_unit_and_its_precision(text, size, step, of):
    typed = typed_in(text)
    assert (typed.size, typed.of) == (pytest.approx(size), of) and typed.step == pytest.approx(step, rel=0.01)


def test_what_is_no_number_is_none():
    assert typed_in("as before") is None and typed_in("") is None


@pytest.mark.parametrize(("text", "digits"), [("3,214", 4), ("12,000", 2), ("0.5%", 1), ("17.7%", 3), ("5", 1), ("1.20", 3)])
def test_digits_are_those_that_say_something(text, digits):
    assert typed_in(text).digits == digits


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("17.7%", "17.7%", True),
        ("17.7%", "17.7 percentage points", True),
        ("17.7", "+17.7%", True),
        ("17.70%", "17.7%", True),
        ("17.6%", "17.7%", False),
        ("12", "12 s", False),
        ("12", "12%", False),
        ("39", "39th", False),
        ("79 s", "1 min 19 s", True),
    ],
)
def test_two_numbers_are_the_same_as_printed(one, other, same):
    assert typed_in(one).says(typed_in(other)) is same


@pytest.mark.parametrize(
    ("text", "sign"),
    [("-3", MINUS), ("−3", MINUS), ("+3", "+"), ("3", ""), ("17-18", ""), ("from 5 to -3", ""), ("−£1.2m", MINUS)],
)
def test_a_sign_before_a_number_is_its_own(text, sign):
    assert typed_in(text).sign == sign


@pytest.mark.parametrize(
    ("one", "printed", "same"),
    [
        ("−9.0%", "−9.0%", True),
        ("9.0%", "−9.0%", True),
        ("−9.0%", "+9.0%", False),
        ("−9.0%", "9.0%", False),
        ("+9.0%", "9.0%", True),
        ("-3", "3", False),
        ("1 in 5", "20.0%", True),
        ("1 in 5", "−20.0%", False),
    ],
)
def test_signs_that_contradict_each_other_are_two_numbers(one, printed, same):
    assert typed_in(one).says(typed_in(printed)) is same


@pytest.mark.parametrize(
    ("text", "printed"),
    [("0.177", "17.7%"), ("12.345", "12,345"), ("12 345", "12,345"), ("5:12", "5 min 12 s"), ("17,7%", "17.7%")],
)
def test_a_number_in_another_form_is_the_same(text, printed):
    assert any(reading.says(typed_in(printed)) for reading in typed_in(text).readings())


def test_a_number_has_no_other_reading_where_it_says_what_it_is_of():
    assert len(list(typed_in("0.177%").readings())) == len(list(typed_in("1,234").readings())) == 1
