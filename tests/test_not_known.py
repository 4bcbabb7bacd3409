"""A value that is not known is a blank cell: what is said of marks and of blanks fits together in every kind of cell."""

from __future__ import annotations

import pytest
from conftest import QUARTER

from pcc_lib.inputs.spoilt import says_unknown

CALLS, ABOUT, HERE = "data/sources/calls.csv", "data/sources/calls.resource.yml", f"data/quarters/{QUARTER}"
ROW = "2023-10,south,5,5,100,computed,"
MARKS = (
    "n/a",
    "N/A",
    "NA",
    "n.a.",
    "-",
    "–",
    "..",
    "...",
    ":",
    "x",
    "[x]",
    "?",
    "unknown",
    "not known",
    "nan",
    "null",
    "#N/A",
    "tbc",
)
LEAVE = "Leave the cell blank: that is how a value is written that is not known."
PROMISE = "Write the value; where it cannot be known, take required out of the descriptor and leave it blank."
PART = "Write the area, or take the row out; a part that is not known may have a value of its own, such as other."


def told(tiny) -> list[str]:
    return tiny.said().splitlines()


def required(tiny):
    return tiny.edit(ABOUT, "{name: wait_s, type: integer, title: wait_s, constraints: {minimum: 0}}", REQUIRED)


REQUIRED = "{name: wait_s, type: integer, title: wait_s, constraints: {required: true, minimum: 0}}"
WAIT = f"{CALLS}, row 69, column wait_s: "


def with_wait(tiny, cell: str):
    return tiny.edit(CALLS, ROW, f"2023-10,south,5,5,{cell},computed,")


def test_the_row_is_where_the_tests_think_it_is(tiny):
    lines = (tiny.root / CALLS).read_text(encoding="utf-8").splitlines()
    assert lines[68].startswith(ROW) and len(MARKS) == len(set(MARKS))


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_in_a_column_of_numbers_says_leave_it_blank(tiny, mark):
    assert told(with_wait(tiny, mark)) == [f"{WAIT}'{mark}' is not a whole number. {LEAVE}"]


def test_and_a_blank_is_then_right(tiny):
    assert told(with_wait(tiny, "")) == []


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_in_a_required_column_never_says_leave_it_blank_alone(tiny, mark):
    assert told(required(with_wait(tiny, mark))) == [f"{WAIT}'{mark}' is not a whole number. {PROMISE}"]


def test_and_a_blank_there_says_the_same(tiny):
    assert told(required(with_wait(tiny, ""))) == [f"{WAIT}is blank, and the descriptor calls this column required. {PROMISE}"]


def test_a_slip_in_a_required_column_says_the_same(tiny):
    assert told(required(with_wait(tiny, "abc"))) == [
        f"{WAIT}'abc' is not a whole number. "
        "Correct the cell; where it cannot be known, take required out of the descriptor and leave it blank."
    ]


def test_the_advice_of_a_required_column_is_a_way_out(tiny):
    required(with_wait(tiny, "")).edit(ABOUT, "{required: true, minimum: 0}", "{minimum: 0}")
    assert told(tiny) == []


def test_a_mark_that_the_descriptor_lists_is_a_blank(tiny):
    assert told(with_wait(tiny, "n/a").edit(ABOUT, "missingValues: ['']", "missingValues: ['', n/a]")) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ",south,5,5,100,computed,",
            "column month: is blank, and a row needs its month. Write it like 2023-10, or take the row out.",
        ),
        (
            "n/a,south,5,5,100,computed,",
            "column month: 'n/a' is not a month. Write it like 2023-10, or take the row out.",
        ),
        ("..,south,5,5,100,computed,", "column month: '..' is not a month. Write it like 2023-10, or take the row out."),
        ("2023-10,,5,5,100,computed,", f"column area: is blank. {PART}"),
        (
            "2023-10,n/a,5,5,100,computed,",
            "column area: 'n/a' is not one of the values that the descriptor lists. Known: north, south.",
        ),
        (
            "2023-10,south,5,5,100,computed,n/a",
            "column status: 'n/a' is no status. Leave it blank: a row without a status is final.",
        ),
        ("2023-10,south,5,5,100,computed,-", "column status: '-' is no status. Leave it blank: a row without a status is final."),
        ("2023-10,south,5,5,100,computed,[p]", "column status: '[p]' is no status. Write p, without brackets."),
        (
            "2023-10,south,5,5,[c],computed,",
            "column wait_s: '[c]' is not a whole number. Leave the cell blank, and write c in the column status.",
        ),
        (
            "2023-10,south,5,5,100,,",
            "column kind: is blank, and the descriptor calls this column required. Write one of: computed, published, stated.",
        ),
        (
            "2023-10,south,5,5,100,n/a,",
            "column kind: 'n/a' is not one of the values that the descriptor lists. Known: computed, published, stated.",
        ),
    ],
)
def test_other_columns(tiny, row, said):
    tiny.edit(CALLS, f"{ROW}p", row)
    assert f"{CALLS}, row 69, {said}" in told(tiny)


def test_a_mark_is_no_area_where_nothing_lists_the_areas(tiny):
    tiny.edit(ABOUT, "enum: [north, south]", "minLength: 1")
    tiny.edit(CALLS, ROW, "2023-10,n/a,5,5,100,computed,")
    assert f"{CALLS}, row 69, column area: 'n/a' names no area. {PART}" in told(tiny)
    tiny.edit(CALLS, "2023-10,n/a,", "2023-10,unknown,")
    assert not any("names no area" in line for line in told(tiny))


def test_rows_of_no_month_do_not_stand_twice(tiny):
    tiny.edit(CALLS, "2023-09,south", "n/a,south").edit(CALLS, "2023-10,south", "n/a,south")
    assert not any("stands twice" in line for line in told(tiny))


DELIVERED = "id,priority,action,due,due_text,progress,plan_id,promise,note\nd,priority-1,{},{},{},{},,,\n"
STATED = "id,value,unit,text,period,statement,source\nf,{},people,{},{},{},Report\n"
OUT = "Write it; a row of which it is not known is left out."


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("deliverables.csv", DELIVERED.format("Build", "", "x", 40), f"column due: is blank. {OUT}"),
        ("deliverables.csv", DELIVERED.format("Build", "tbc", "x", 40), f"column due: 'tbc' is not a month or a day. {OUT}"),
        ("deliverables.csv", DELIVERED.format("", "2024-01", "x", 40), f"column action: is blank. {OUT}"),
        ("stated.csv", STATED.format("", "five", "2024-01", "They join."), f"column value: is blank. {OUT}"),
        ("stated.csv", STATED.format("n/a", "five", "2024-01", "They join."), f"column value: 'n/a' is not a number. {OUT}"),
        (
            "stated.csv",
            STATED.format(5, "five", "n/a", "They join."),
            f"column period: 'n/a' is not a month, a quarter or a year. {LEAVE}",
        ),
        ("stated.csv", STATED.format(5, "five", "2024-01", ""), f"column statement: is blank. {OUT}"),
    ],
)
def test_small_tables(tiny, file, text, said):
    tiny.write(f"{HERE}/{file}", text)
    assert f"{HERE}/{file}, row 2, {said}" in told(tiny)


@pytest.mark.parametrize("word", ["12", "north", "None of these", "a-b", "n/a per cent", "xx", "2023-10", "e", "r", ""])
def test_words_that_mean_something_are_no_marks(word):
    assert not says_unknown(word)
