"""Numbers that were revised after they had been told: the file of them is read strictly, held against the source, and told."""

from __future__ import annotations

import pytest
from test_revisions import USUAL, released

from pcc_lib.inputs.revised import fault_list, revisions

FILE = "data/sources/calls.revisions.csv"
HEAD = "number,period,part,column,was,now,reason,file\n"
ROW = "1,2023-09,north,offered,28,30,The force counted again.,sent.xlsx\n"


def with_revisions(tiny, rows, *periods):
    """The tiny project with these revisions, whose rows in the source say that they were revised."""
    file = tiny.root / "data/sources/calls.csv"
    for period in periods:
        text = file.read_text(encoding="utf-8")
        line = next(row for row in text.splitlines() if row.startswith(f"{period},north,"))
        tiny.edit("data/sources/calls.csv", f"{line}\n", f"{line}r\n")
    return tiny.write(FILE, HEAD + rows)


def test_no_file_is_no_revision(tiny):
    assert revisions(tiny.project(), "calls") == [] and fault_list(tiny.project()) == []


def test_a_revision_is_read(tiny):
    with_revisions(tiny, ROW, "2023-09")
    (row,) = revisions(tiny.project(), "calls")
    assert (row.period, row.part, row.column, row.was, row.now) == ("2023-09", "north", "offered", "28", "30")
    assert tiny.said() == ""


def test_the_last_word_on_a_cell_is_what_the_source_holds(tiny):
    with_revisions(tiny, ROW.replace("28,30", "27,28") + ROW.replace("1,", "2,", 1), "2023-09")
    assert fault_list(tiny.project()) == []


def test_a_revised_row_says_so_in_its_status(tiny):
    """Figures that rest on it are then marked wherever they stand."""
    tiny.write(FILE, HEAD + ROW)
    assert f"{FILE}, number 1: says that offered of 2023-09, north was revised, and the status of that row is ''." in tiny.said()
    assert "Write r into the status of the row in calls.csv, beside what it has." in tiny.said()


def test_a_figure_of_revised_cells_is_marked_wherever_it_is_printed(tiny):
    with_revisions(tiny, ROW, "2023-09")
    revised, other = (tiny.figure(f"offered.value.north@{month}") for month in ("2023-09", "2023-08"))
    assert revised.mark == "\u00a0[r]" and other.mark == ""
    change = tiny.figure("offered.change_on_month.north")  # October against September
    assert change.known and change.mark == "\u00a0[r]"
    assert "[r]" in str(tiny.comment("## So what?\n\n{{ offered.value.north@2023-09 }} calls.").report().so_what("calls").html)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROW.replace("28,30", "30,28"), "number 1: says that offered of 2023-09, north is 28, and calls.csv holds 30."),
        (ROW.replace("28,30", "30,"), "number 1: says that offered of 2023-09, north is not known, and calls.csv holds 30."),
        (ROW.replace("offered", "ofered"), "number 1: there is no column 'ofered'. Did you mean 'offered'?"),
        (ROW.replace("2023-09", "2025-09"), "number 1: there is no row 2025-09, north in calls.csv."),
        (ROW.replace("north", "nrth"), "number 1: there is no row 2023-09, nrth in calls.csv."),
        (ROW.replace("The force counted again.", ""), "row 2, column reason: is blank."),
        (ROW.replace("28,30", ",30"), "row 2, column was: is blank."),
        (ROW + ROW, "number 1: stands twice."),
        (ROW.replace("1,", "one,", 1), "row 2, column number: 'one' is not a whole number from 1 on."),
        (ROW.replace(",sent.xlsx", ""), "row 2: has 7 cells, the header has 8."),
    ],
)
def test_a_slip_in_the_file_is_named(rows, said, tiny):
    tiny.write(FILE, HEAD + rows)
    assert f"{FILE}, {said}" in tiny.said()


def test_revisions_of_no_source_are_told(tiny):
    tiny.write("data/sources/cals.revisions.csv", HEAD + ROW)
    assert (
        "holds revisions of 'cals', and there is no such source. Rename it after a source, such as calls.revisions.csv"
        in tiny.said()
    )


def test_about_the_data_tells_what_was_revised_and_why_and_no_value(tiny):
    more = ROW.replace("1,", "2,", 1).replace("2023-09", "2023-08")
    later = ROW.replace("1,", "3,", 1).replace("2023-09", "2023-12").replace("28,30", "5,9999").replace("counted", "looked")
    with_revisions(tiny, ROW + more + later, "2023-08", "2023-09", "2023-12")
    html = tiny.report("about-the-data").sources().html
    assert "offered, August 2023 to September 2023: The force counted again." in html
    assert "looked again" not in html, "a month that this edition does not tell"


def test_a_reason_is_text_on_the_page(tiny):
    with_revisions(tiny, ROW.replace("The force counted again.", "<script>alert(1)</script> & {{ x }}"), "2023-09")
    html = tiny.report("about-the-data").sources().html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ x }}" in html and "<script>" not in html


def test_what_replaces_reconstructed_months_is_no_revision(tiny):
    """Nobody had told them: how far the real number lies from ours says nothing of how months are revised."""
    released(tiny, USUAL, r2023_06={"2023-06": 150})
    assert tiny.figure("offered.revised_upper.north").value is not None
    file = tiny.root / "data/sources/calls.releases/2023-06.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("computed,", "computed,e"), encoding="utf-8", newline="\n")
    assert tiny.figure("offered.revised_upper.north").text == "[x]"
