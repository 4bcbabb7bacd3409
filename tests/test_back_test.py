"""The back-test: each number that an original printed beside ours, with a verdict that follows from both."""

from __future__ import annotations

import csv
import re

import pytest
from conftest import QUARTER, Tiny
from places import PUBLISHED, SAMPLE

from pcc_lib.figures.back_test import CONTRADICTORY, NO_DATA, REVISED, SAME
from pcc_lib.figures.reworking import beside_original, rework
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.published import printed_rows
from pcc_lib.inputs.standard_pages import Ask, standard_page
from pcc_lib.report import Report

FILE = f"data/published/{QUARTER}.csv"
HEAD = "id,place,statement,printed,unit,basis,change_kind,figure,note\n"


def printed(tiny: Tiny, *rows: str) -> Tiny:
    return tiny.write(FILE, HEAD + "".join(f"{row}\n" for row in rows))


def verdicts(tiny: Tiny) -> list[str]:
    project = tiny.project()
    return [each.verdict for each in beside_original(open_quarter(project), printed_rows(project, QUARTER))]


def shown(tiny: Tiny, block: str) -> str:
    html = getattr(Report(tiny.project(), "back-test", QUARTER), block)().html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(html)))


def test_each_verdict_follows_from_both_numbers(tiny):
    value = tiny.figure("offered.value").value
    rows = (
        f"right,Page one,Calls,{value:.0f},calls,level,,offered.value,",
        f"wrong,Page one,Calls again,{value + 1:.0f},calls,level,,offered.value,contradiction: the table gives another",
        f"odd,Page two,Calls once more,{value:.0f},calls,level,,offered.value,contradiction: the text says less",
        f"late,Page two,Calls of then,{value + 2:.0f},calls,level,,offered.value,revised: counted anew",
        "none,Page two,Cells,9,cells,level,,,the force has no such count",
        "unknown,Page two,Survey,9,seconds,level,,offered.forecast_mase,",
    )
    printed(tiny, *rows)
    assert verdicts(tiny) == [SAME, CONTRADICTORY, SAME, REVISED, NO_DATA, NO_DATA]
    text = shown(tiny, "back_test_contradictory")
    assert "The table gives another" in text and "The text says less" in text and "Page" not in text
    assert f"{value + 1:,.0f} calls" in text and f"{value:,.0f}" in text
    assert text.index("The table gives another") < text.index("Numbers that are the same here") < text.index("The text says less")
    assert "the force has no such count" in shown(tiny, "back_test_untold")
    said = shown(tiny, "back_test_summary")
    assert "print: 6 ." in said and "Same: 2 ." in said and "Contradictory: 1 ." in said and "No data: 2 ." in said
    every = shown(tiny, "back_test")
    assert "Contradictory" in every and "Same; contradicts another" in every and "Revised since" in every and "No data" in every
    assert every.index("Page one") < every.index("Page two") and every.count("Calls") >= 4


def test_its_counts_and_numbers_are_worked_out_from_their_rows(tiny):
    printed(tiny, "right,Page,Calls,1,calls,level,,offered.value,contradiction: no", "none,Page,Cells,9,cells,level,,,x")
    report = Report(tiny.project(), "back-test", QUARTER)
    figures = [f for piece in report.standard_page().pieces if not isinstance(piece, str) for f in piece.figures]
    assert {f.id for f in figures} >= {"back_test_printed.value", "back_test_same.value", "original_right.printed"}
    for figure in figures:
        assert rework(tiny.project(), figure.formula, figure.cells) == pytest.approx(figure.value), figure.id
    counts = {f.measure: f.value for f in figures if f.measure.startswith("back_test")}
    assert counts["back_test_printed"] == 2 == sum(v for k, v in counts.items() if k != "back_test_printed")


def test_without_an_original_the_page_says_so_in_a_sentence(tiny):
    assert "It is not recorded what an original report printed" in shown(tiny, "back_test_summary")
    folder = open_quarter(tiny.project())
    assert [piece.name for piece in standard_page(tiny.project(), "back-test", folder) if isinstance(piece, Ask)] == [
        "back_test_summary"
    ]


def test_another_quarters_edition_names_the_quarter_of_the_original(two):
    printed(two, "right,Page,Calls,1,calls,level,,offered.value,contradiction: no")
    said = str(Report(two.project(), "back-test", "2023-24-Q4").back_test_summary().html)
    assert "The original report that is recorded is that of October to December 2023" in said


@pytest.mark.sample
def test_the_published_quarter_is_told_number_by_number():
    project = Project(SAMPLE)
    rows = list(csv.DictReader((SAMPLE / f"data/published/{PUBLISHED}.csv").read_text(encoding="utf-8").splitlines()))
    found = beside_original(open_quarter(project, PUBLISHED), printed_rows(project, PUBLISHED))
    assert [each.row.id for each in found] == [row["id"] for row in rows]
    assert all(each.verdict != CONTRADICTORY or each.row.note.startswith("contradiction") for each in found)
    assert sum(each.verdict == SAME for each in found) >= 205
    said = str(Report(project, "back-test", PUBLISHED).back_test_summary().html)
    assert "It does not show that the months are right" in said
