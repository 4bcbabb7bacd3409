"""Numbers as people read them."""

from __future__ import annotations

import pytest

from pcc_lib.core import numerals

MINUS, NBSP = "\u2212", "\u00a0"


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (0.05, 1, "0.1"),
        (0.25, 1, "0.3"),
        (-0.5, 0, MINUS + "1"),
        (-2.5, 0, MINUS + "3"),
        (-0.05, 1, MINUS + "0.1"),
        (0.04999, 1, "0.0"),
        (100 * 0.285, 0, "29"),
        (1234567.5, 0, "1,234,568"),
        (-1234.5, 1, MINUS + "1,234.5"),
        (12, 1, "12.0"),
        (1e15 + 0.5, 0, "1,000,000,000,000,001"),
    ],
)
def test_rounded_half_away_from_zero_on_the_digits_that_are_seen(value, decimals, said):
    assert numerals.number(value, decimals) == said


@pytest.mark.parametrize(("value", "decimals"), [(-0.0, 0), (-0.4, 0), (-0.04, 1), (-1e-12, 2)])
@pytest.mark.parametrize("form", [numerals.number, numerals.percent, numerals.points, numerals.money])
def test_nought_never_has_a_minus_sign(form, value, decimals):
    assert MINUS not in form(value, decimals) and "-" not in form(value, decimals)


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (1, 0, "1 percentage point"),
        (-1, 0, MINUS + "1 percentage point"),
        (1.0, 1, "1.0 percentage point"),
        (0.96, 1, "1.0 percentage point"),
        (1.04, 2, "1.04 percentage points"),
        (1.1, 1, "1.1 percentage points"),
        (0, 1, "0.0 percentage points"),
        (0.9, 1, "0.9 percentage points"),
        (2, 0, "2 percentage points"),
    ],
)
def test_a_percentage_point_is_singular_only_for_exactly_one(value, decimals, said):
    assert numerals.points(value, decimals) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (12, "12 s"),
        (59.4, "59 s"),
        (59.5, "1 min"),
        (60, "1 min"),
        (79, "1 min 19 s"),
        (3599, "59 min 59 s"),
        (3599.5, "60 min"),
        (3600, "60 min"),
        (3601, "60 min 1 s"),
        (3606, "60 min 6 s"),
        (3660, "61 min"),
        (3819, "63 min 39 s"),
        (-3819, MINUS + "63 min 39 s"),
        (7199, "119 min 59 s"),
        (7199.5, "2 h"),
        (7200, "2 h"),
        (7201, "2 h 0 min 1 s"),
        (7260, "2 h 1 min"),
        (9000, "2 h 30 min"),
        (-12, MINUS + "12 s"),
        (-0.4, "0 s"),
    ],
)
def test_durations_to_the_second(seconds, said):
    assert numerals.duration(seconds) == said.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (29, "0 min"),
        (30, "1 min"),
        (90, "2 min"),
        (3569, "59 min"),
        (3570, "1 h"),
        (3600, "1 h"),
        (5399, "1 h 30 min"),
        (5369, "1 h 29 min"),
        (5580, "1 h 33 min"),
        (-29, "0 min"),
        (-90, MINUS + "2 min"),
    ],
)
def test_durations_to_the_minute(seconds, said):
    assert numerals.duration(seconds, "minutes") == said.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (39, "39th"),
        (101, "101st"),
        (111, "111th"),
        (1002, "1,002nd"),
    ],
)
def test_ordinals(value, said):
    assert numerals.ordinal(value) == said


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "said"),
    [
        (12.35, "%", 1, "12.4%"),
        (1.25, "percentage points", 1, "1.3 percentage points"),
        (61, "seconds", 0, f"1{NBSP}min{NBSP}1{NBSP}s"),
        (39, "rank", 0, "39th"),
        (73000, "GBP", 0, "£73,000"),
        (-5, "GBP", 0, MINUS + "£5"),
        (10967, "calls", 0, "10,967"),
        (146.5335, "GBP million", 3, f"£146.534{NBSP}million"),
        (0.857, "r", 2, "0.86"),
        (0.96, "million", 1, f"1.0{NBSP}million"),
        (1.0, "million crimes", 1, f"1.0{NBSP}million"),
        (-1.25, "million incidents", 1, f"{MINUS}1.3{NBSP}million"),
        (5, "crimes per million", 0, "5"),
    ],
)
def test_a_value_in_its_unit(value, unit, decimals, said):
    assert numerals.printed(value, unit, decimals) == said


@pytest.mark.parametrize(
    ("text", "said"), [("17.7%", "+17.7%"), (MINUS + "3", MINUS + "3"), ("0.0%", "0.0%"), ("[x]", "[x]"), ("0.1", "+0.1")]
)
def test_changes_are_signed_unless_nought_or_missing(text, said):
    assert numerals.signed(text) == said


@pytest.mark.parametrize(
    ("text", "said"), [("calls_999.value@2023-06", "calls-999-value-2023-06"), ('"><script>', "script"), ("A B", "a-b")]
)
def test_slugs_are_safe_in_addresses(text, said):
    assert numerals.slug(text) == said
