"""How cells look, where that says what their values do not: struck through, raised, hidden by a format, annotated."""

from __future__ import annotations

import io

import pytest
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P, Span

from pcc_lib.receiving.looks import PART_STRUCK, doubt_of, flattened, seen_instead
from pcc_lib.receiving.opendocument import ods_grids


@pytest.mark.parametrize(
    ("form", "value", "seen"),
    [
        ("", 104, None),
        ("0", 104, None),
        ("#,##0;-#,##0", -3, None),
        ('_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', 0, None),
        ('#,##0;-#,##0;"-"', 0, None),
        ('0.0,"k"', 1510, None),
        ("[Red]0%", 0.3, None),
        ("mmm-yy", 45231, None),
        ("General", 5, None),
        (";;;", 104, ""),
        ("0;-0;;@", 0, ""),
        ('"n/a"', 104, "n/a"),
        ('0;"none";0', -1, "none"),
        ('[Red]"see note"', 7, "see note"),
    ],
)
def test_what_a_format_shows_in_place_of_a_number(form, value, seen):
    assert seen_instead(form, value) == seen


def test_raised_digits_stay_marks_and_what_is_struck_through_in_part_is_not_known():
    assert flattened([("104", False, False), ("1", True, False)]) == ("104¹", "")
    assert flattened([("150", False, True), (" 104", False, False)]) == ("150 104", PART_STRUCK)
    assert flattened([("150", False, True), (" ", False, False)]) == ("150 ", "")


def test_the_first_doubt_of_a_cell_is_told():
    assert doubt_of(True, "a note", 5, "") == "is struck through"
    assert doubt_of(False, "Should be\n98", 5, "0") == "bears a note: 'Should be 98'"
    assert doubt_of(False, "", True, ";;;") == "" and doubt_of(False, " ", 5, "0") == ""


def spreadsheet() -> bytes:
    book = OpenDocumentSpreadsheet()
    raised, struck, line = (
        Style(name=name, family=family) for name, family in (("T1", "text"), ("ce1", "table-cell"), ("T2", "text"))
    )
    raised.addElement(TextProperties(textposition="super 58%"))
    struck.addElement(TextProperties(textlinethroughstyle="solid"))
    line.addElement(TextProperties(textlinethroughtype="single"))
    for style in (raised, struck, line):
        book.automaticstyles.addElement(style)
    row = TableRow()
    marked, part = P(text="104"), P()
    marked.addElement(Span(stylename=raised, text="1"))
    part.addElement(Span(stylename=line, text="150"))
    part.addText(" 104")
    note = Annotation()
    note.addElement(P(text="should be 98"))
    for cell, inside in (
        (TableCell(valuetype="string"), [marked]),
        (TableCell(valuetype="float", value="5", stylename=struck), [P(text="5")]),
        (TableCell(valuetype="string"), [note, P(text="Nov 23")]),
        (TableCell(valuetype="string"), [part]),
    ):
        for each in inside:
            cell.addElement(each)
        row.addElement(cell)
    table = Table(name="Data")
    table.addElement(row)
    book.spreadsheet.addElement(table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_opendocument_cell_tells_the_same():
    mark, struck, noted, part = ods_grids(spreadsheet(), "sent.ods")[0]
    assert mark.value == "104¹" and not mark.doubt
    assert (struck.value, struck.doubt) == (5, "is struck through")
    assert (noted.value, noted.doubt) == ("Nov 23", "bears a note: 'should be 98'")
    assert part.broken == PART_STRUCK
