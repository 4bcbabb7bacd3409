"""The panel's log: read strictly, told as it stood on the date of writing, tied to figures, and never shorter than it was."""

from __future__ import annotations

import re

import pytest
from conftest import NEXT, QUARTER
from places import ROOT
from test_check import with_notebook
from two_editions import publish

from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.models.panel import PanelRow
from pcc_lib.inputs.panel import LOG, questions
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.told import told_questions
from pcc_lib.writing.html import words_of

HEAD = ",".join(PanelRow.model_fields)
ROWS = {  # written on 28 November 2023
    "late": "late,2023-06-01,June meeting,Cllr A,Why so long?,We lack staff.,Recruit,Head of HR,2023-10,answered,2023-06-20,,"
    "priority-1,offered.value; offered.change_on_year,",
    "open": "open,2023-11-01,,Cllr B,Who answers calls?,,,,2023-12-15,open,,,priority-1,,Asked twice",
    "overdue": "overdue,2023-07-01,,Cllr B,How many cars?,,,,2023-09-30,open,,,,,",
    "answered": "answered,2023-10-01,,Cllr C,Is it so?,Yes.,,,,answered,,,,,",
    "closed": "closed,2023-05-01,,Cllr D,What now?,This.,Do it,Force,2023-06,closed,,2023-07-02,,gone.value,",
    "later": "later,2023-12-01,,Cllr E,And then?,,,,,open,,,,,",
    "answered-later": "answered-later,2023-09-01,,Cllr F,When?,Soon.,,,,answered,2024-01-05,,,,",
    "closed-later": "closed-later,2023-09-02,,Cllr G,Where?,Here.,,,,closed,2023-09-30,2024-01-05,,,",
}


def with_log(tiny, *rows: str):
    return tiny.write(LOG, "\n".join([HEAD, *(rows or ROWS.values())]) + "\n")


def test_an_edition_tells_what_had_been_asked_as_it_stood_on_its_date_of_writing(tiny):
    found = {each.row.id: (each.state, each.words) for each in questions(open_quarter(with_log(tiny).project()))}
    assert found == {
        "late": ("late", "Answered, action late by less than one month"),
        "overdue": ("late", "No answer yet, late by one month"),
        "answered-later": ("open", "No answer yet"),
        "open": ("open", "No answer yet, due 15 December 2023"),
        "closed-later": ("answered", "Answered"),
        "answered": ("answered", "Answered"),
        "closed": ("closed", "Closed on 2 July 2023"),
    }
    assert list(found) == ["late", "overdue", "answered-later", "open", "closed-later", "answered", "closed"]


def test_the_page_tells_states_in_words_and_shapes_and_figures_of_today(tiny):
    html = with_log(tiny).report("panel").panel_questions().html
    told = " ".join(words_of(html).split())
    assert "As it stood on 28 November 2023: 2 open, 2 late, 2 answered, 1 closed." in told
    assert html.count('class="pcc-verdict pcc-bad"') == 2 and html.count('class="pcc-verdict pcc-good"') == 1
    assert 'href="figures.html#f-offered-value"' in html and "Closed questions: 1" in told and "And then?" not in told
    soon = told[told.index("When?") : told.index("Where?")]
    assert "Not answered yet [x]" in soon and "Soon." not in soon
    assert "Head of HR, due October 2023" in told and "Asked twice" in told and 'id="question-late"' in html


def test_the_landing_page_and_the_priority_lead_to_the_questions(tiny):
    with_log(tiny)
    assert "Questions of the panel: 2 open, 2 late, 2 answered, 1 closed." in words_of(tiny.report("headlines").better().html)
    risks = tiny.report("priority-1").risks().html
    assert "<details>" in risks and 'href="panel.html#question-open"' in risks and "How many cars?" not in risks
    told = words_of(risks)
    assert "Questions of the panel about this priority: 2" in told and told.index("Why so long?") < told.index(
        "Who answers calls?"
    )


def test_without_a_log_nothing_is_shown_and_nothing_asked_for(tiny):
    with_notebook(tiny)
    assert tiny.said() == ""
    assert "panel" not in words_of(tiny.report("headlines").better().html).lower()
    assert "<details>" not in tiny.report("priority-1").risks().html


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (ROWS["answered"].replace(",Yes.,", ",,"), "row 2, column answer: is blank, and the state is 'answered'."),
        (ROWS["open"].replace("calls?,,", "calls?,We do.,"), "row 2, column state: is 'open', and there is an answer."),
        (ROWS["closed"].replace("2023-07-02", ""), "row 2, column closed_on: is blank, and the state is 'closed'."),
        (ROWS["closed"].replace("2023-07-02", "2023-04-30"), "column closed_on: 2023-04-30 is before the question was asked"),
        (ROWS["late"].replace("Head of HR", ""), "row 2, column action: has no owner or no date."),
        (ROWS["open"].replace("2023-11-01", "1 November"), "row 2, column asked_on: '1 November' is not a date."),
        (ROWS["open"].replace("priority-1", "priority-9"), "row 2, column priority: there is no priority 'priority-9'."),
        (ROWS["late"].replace("offered.value", "ofered.value"), "row 2, column figures: 'ofered.value': "),
        (ROWS["open"].replace(",open,", ",pending,"), "row 2, column state: 'pending'"),
        (f"{ROWS['open']}\n{ROWS['open']}", "id open: stands twice."),
    ],
)
def test_every_slip_of_a_row_is_told_with_its_row_and_column(tiny, row, fault):
    assert f"{LOG}, {fault}" in with_log(tiny, row).said() or fault in tiny.said()


def test_a_figure_that_there_is_no_more_is_no_fault_of_a_question_that_is_closed(tiny):
    assert with_log(tiny, ROWS["closed"]).said() == ""


def test_a_log_that_no_page_tells_is_a_fault(tiny):
    with_notebook(tiny)
    with_log(tiny, ROWS["open"])
    assert f"{LOG}: is told on no page: none asks for report.panel_questions(). Run: pcc new-page panel" in tiny.said()
    from pcc_lib.founding.offered import new_page

    assert new_page(tiny.project(), "panel") == ["notebooks/panel.ipynb", "_toc.yml"]
    assert tiny.said() == ""


def test_a_question_that_an_edition_told_is_in_the_next_one_too(two):
    with_log(two, *ROWS.values())
    publish(two.root, QUARTER)
    kept = told_questions(two.project(), QUARTER)
    assert {(each.id, each.state) for each in kept} >= {("late", "late"), ("closed", "closed"), ("answered-later", "open")}
    assert "later" not in {each.id for each in kept}
    assert "panel_log" not in two.said()
    with_log(two, *(row for id, row in ROWS.items() if id not in ("closed", "later")))
    lost = "id closed: is not told any more, and the edition of October to December 2023 told it (asked on 2023-05-01)."
    assert f"{LOG}, {lost} Put its row back" in two.said() and "id later" not in two.said()
    (two.root / LOG).unlink()
    assert two.said().count("is not told any more") == 7


def test_a_date_that_hides_a_told_question_is_a_fault(two):
    with_log(two)
    publish(two.root, QUARTER)
    with_log(two, *(row.replace("2023-11-01", "2024-05-01").replace("2023-12-15", "") for row in ROWS.values()))
    assert "id open: is not told any more" in two.said()


def test_counts_are_counted_again(tiny):
    from pcc_lib.reading_back.counts import Counter

    page = with_log(tiny).report("headlines").page
    counter = Counter(None, page.figures)
    asked = {"panel open": 2, "panel late": 2, "panel live": 6, "panel live priority-1": 2, "panel closed": 1, "panel lost": None}
    assert {what: counter.of(what) for what in asked} == asked


def test_the_example_in_the_guide_is_a_log_that_can_be_read(tiny):
    guide = (ROOT / "docs/law.md").read_text(encoding="utf-8")
    example = re.search(r"```csv\n(.*?)```", guide, re.DOTALL)
    assert example
    tiny.write(LOG, example[1])
    rows = questions(open_quarter(tiny.project()))
    assert len(rows) >= 3 and {each.state for each in rows} >= {"late", "closed"}
    assert Quarter.parse(NEXT) > Quarter.parse(QUARTER)
