"""Errors name the file, the place, what was found and what to do."""

from __future__ import annotations

import pytest

from pcc_lib.core.errors import LONGEST, DataError, Fault, ReportError, raise_if, suggest, summed
from pcc_lib.core.text import visible

FAULT = Fault("a.csv", "row 3", "'x' is not a number.", "Correct it.")


def test_a_fault_says_where_what_and_what_to_do():
    assert str(FAULT) == "a.csv, row 3: 'x' is not a number. Correct it."


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[2J\x1b]0;t\x07", r"\x1b[2J\x1b]0;t\x07"),
        ("a\u202eb", r"a\u202eb"),
        ("\u2066x\u2069", r"\u2066x\u2069"),
        ("\u200e\u200f\u061c", r"\u200e\u200f\u061c"),
        ("a\u200bb\ufeff", r"a\u200bb\ufeff"),
        ("\x00\x7f\x9b", r"\x00\x7f\x9b"),
        ("\u2028\u3164", r"\u2028\u3164"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("\r\t", r"\r\t"),
        ("£5 é − … “x” 日本 😀\u00a0", "£5 é − … “x” 日本 😀\u00a0"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_what_cannot_be_seen_is_written_out(raw, shown):
    assert visible(raw) == shown


def test_no_part_of_a_fault_steers_the_terminal_or_forges_a_line():
    said = str(Fault("a\x1b[31m.csv", "row\u202e 3", "'x\n0 faults found:' is not a number.", "Known: \u200b."))
    assert said == r"a\x1b[31m.csv, row\u202e 3: 'x\n0 faults found:' is not a number. Known: \u200b."


def test_a_very_long_finding_is_cut():
    said = str(Fault("a.csv", "row 3", "x" * 100_000, "Correct it."))
    assert len(said) < LONGEST + 50 and said.endswith("x … Correct it.")


def test_a_fault_of_a_whole_file_has_no_place():
    assert str(Fault("a.csv", "", "is empty.")) == "a.csv: is empty."


def test_all_faults_are_told_at_once_and_counted():
    error = DataError([FAULT, Fault("b.yml", "", "is empty.")])
    assert str(error).splitlines() == ["2 faults found:", f"  {FAULT}", "  b.yml: is empty."]


def test_one_fault_is_counted_in_the_singular():
    assert str(DataError([FAULT])).startswith("1 fault found:")


def test_faults_are_report_errors_so_that_no_traceback_is_shown():
    assert issubclass(DataError, ReportError)


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("colour", ["colour_", "size"], "Did you mean 'colour_'?"),
        ("zzz", ["b", "a"], "Known: a, b."),
        ("zzz", [], "Known: none."),
        ("zzz", map(str, range(20)), "Known: 0, 1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 …."),
    ],
    ids=["near miss", "list", "none", "shortened"],
)
def test_suggestions(word, known, said):
    assert suggest(word, known) == said


def test_raise_if_there_is_a_fault():
    with pytest.raises(DataError, match="row 3"):
        raise_if(DataError, iter([FAULT]))


def test_no_fault_no_error():
    assert raise_if(DataError, iter([])) is None


def test_many_cells_of_one_kind_are_one_fault_and_what_has_a_name_of_its_own_is_not():
    cells = [Fault("a.csv", f"row {i}, column n", f"'x{i}' is not a number.", "Correct it.") for i in range(2, 9)]
    named = [Fault("a.yml", "", f"'{key}' is missing.", "Add it.") for key in "abcdefgh"]
    header = [Fault("a.csv", "row 1", f"the column '{key}' is missing.", "Add it.") for key in "abcdefgh"]
    assert [str(f) for f in summed([*cells, *named, *header])] == [
        "a.csv, column n: 7 alike, the first in row 2: 'x2' is not a number. Correct it.",
        *map(str, named),
        *map(str, header),
    ]
    assert summed(cells[:5]) == cells[:5]
