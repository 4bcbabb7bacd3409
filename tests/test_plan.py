"""The plan and the quarter folder: faults told together, and states judged against the date of writing."""

from __future__ import annotations

import re

import pytest
from conftest import QUARTER

from pcc_lib.core.errors import DefinitionError, ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs import plan
from pcc_lib.inputs.models.body import Originals
from pcc_lib.inputs.plan import in_months, open_quarter, priority
from pcc_lib.inputs.promises import Deliverable, State, late_words, state

FOLDER = f"data/quarters/{QUARTER}"
DELIVERABLES = f"{FOLDER}/deliverables.csv"


def deliverable(due: str, progress: int = 40, planned: str = "", promise: str = "same") -> Deliverable:
    return Deliverable("d", "priority-1", "Build", due, due, progress, "station", promise, "", planned)


def said(tiny) -> str:
    return "\n".join(map(str, plan.fault_list(tiny.project(), Quarter.parse(QUARTER))))


@pytest.mark.parametrize(
    ("due", "progress", "planned", "words"),
    [
        ("2023-01", 100, "", ("Done", "good", "done")),
        ("2023-10", 40, "", ("Late by less than one month", "bad", "late")),
        ("2023-11", 40, "", ("Due November 2023", "same", "due")),
        ("2023-11-01", 99, "", ("Late by less than one month", "bad", "late")),
        ("2023-11-28", 99, "", ("Due 28 November 2023", "same", "due")),
        ("2023-03", 99, "", ("Late by seven months", "bad", "late")),
        ("2022-09", 0, "", ("Late by 13 months", "bad", "late")),
        ("2024-01", 40, "2023-09", ("Slipped from September 2023", "bad", "slipped")),
        ("2024-01-31", 40, "2024-01", ("Due 31 January 2024", "same", "due")),
        ("2024-01", 40, "2024-01-15", ("Due January 2024", "same", "due")),
        ("2023-09", 40, "2023-01", ("Late by one month", "bad", "late")),
        ("2024-01", 40, "", ("Due January 2024", "same", "due")),
        ("2024-01", 40, "2024-03", ("Due January 2024", "same", "due")),
        ("2024-01", 100, "2023-09", ("Done", "good", "done")),
    ],
)
def test_a_state_is_judged_against_the_date_of_writing(due, progress, planned, words):
    assert state(deliverable(due, progress, planned), "2023-11-28") == words


def test_two_dates_that_contradict_each_other_are_both_told():
    """The report dates the same promise earlier than the plan: by its date alone it is late."""
    names = Originals(progress="bulletin", plan="action list")
    told = "Late by seven months by the bulletin's date"
    found = state(deliverable("2023-03", 95, "2024-03"), "2023-11-28", names)
    assert found == State(f"{told}; due March 2024 by the action list", "note", "dates differ")
    assert state(deliverable("2023-03", 95, "2023-09"), "2023-11-28", names) == (
        f"{told}, by one month by the action list's",
        "bad",
        "late",
    )
    assert state(deliverable("2023-03", 100, "2024-03"), "2023-11-28").kind == "done"
    assert state(deliverable("2023-03", 95, "2024-03", "part"), "2023-11-28").words == "Late by seven months"


@pytest.mark.parametrize(
    ("due", "day", "words"),
    [
        ("2023-03", "2023-11-28", "seven months"),
        ("2023-03", "2023-11-29", "seven months"),
        ("2023-03", "2023-11-30", "eight months"),  # a month after the last of October is the last of November
        ("2023-09", "2023-11-28", "one month"),
        ("2023-10", "2023-11-28", "less than one month"),
        ("2023-10", "2023-11-30", "one month"),
        ("2024-01", "2024-02-28", "less than one month"),  # a leap year
        ("2024-01", "2024-02-29", "one month"),
        ("2023-11-27", "2023-11-28", "less than one month"),
        ("2023-10-28", "2023-11-27", "less than one month"),
        ("2023-10-28", "2023-11-28", "one month"),
        ("2023-01-31", "2023-02-28", "one month"),
        ("2022-11-28", "2023-11-28", "12 months"),
    ],
)
def test_how_late_is_told_in_months_that_are_over(due, day, words):
    assert late_words(due, day) == words


def test_the_same_deliverable_is_late_only_in_a_later_report():
    assert [state(deliverable("2023-11"), day).words for day in ("2023-11-30", "2023-12-01", "2023-12-31")] == [
        "Due November 2023",
        "Late by less than one month",
        "Late by one month",
    ]


def test_no_clock_is_asked(tiny, monkeypatch):
    import datetime
    import time

    monkeypatch.setattr(time, "time", lambda: 1 / 0)
    monkeypatch.delattr(datetime, "datetime")
    rows = open_quarter(tiny.project()).deliverables()
    assert state(rows[0], open_quarter(tiny.project()).written_on) == ("Slipped from September 2023", "bad", "slipped")


@pytest.mark.parametrize(("count", "words"), [(1, "one month"), (2, "two months"), (9, "nine months"), (10, "10 months")])
def test_months_in_words(count, words):
    assert in_months(count) == words


def test_slipped_only_where_the_plans_date_was_earlier(tiny):
    tiny.edit("data/plan/delivery.csv", "2023-09,September 2023", "2024-01-15,15 January 2024")
    assert open_quarter(tiny.project()).deliverables()[0].slipped_from == ""


def test_a_part_of_a_promise_is_never_slipped(tiny):
    """A part of what the plan's row promises may well be dated later than the whole."""
    assert open_quarter(tiny.project()).deliverables()[0].slipped_from == "2023-09"
    row = open_quarter(tiny.edit(DELIVERABLES, ",station,same,", ",station,part,").project()).deliverables()[0]
    assert (row.promise, row.slipped_from, state(row, "2023-11-28").words) == ("part", "", "Due January 2024")
    row = open_quarter(tiny.edit(DELIVERABLES, ",station,part,", ",,,").project()).deliverables()[0]
    assert (row.promise, row.slipped_from) == ("", "") and said(tiny) == ""


@pytest.mark.parametrize(
    ("plan_id", "promise", "good"),
    [
        ("station", "same", True),
        ("station", "part", True),
        ("", "", True),
        ("station", "", False),
        ("", "same", False),
        ("", "part", False),
        ("station", "Same", False),
        ("station", "whole", False),
    ],
)
def test_a_promise_is_told_exactly_where_the_plan_has_the_row(tiny, plan_id, promise, good):
    tiny.edit(DELIVERABLES, ",station,same,", f",{plan_id},{promise},")
    assert ("deliverables.csv, row 2, column promise: " not in said(tiny)) is good
    assert (said(tiny) == "") is good


def test_a_promise_that_is_missing_is_asked_for_and_not_told_to_be_left_blank(tiny):
    """It said: "is blank. Leave the cell blank"."""
    tiny.edit(DELIVERABLES, ",station,same,", ",station,,")
    assert "column promise: is blank. Write 'same' where the deliverable is all that the plan's row promises" in said(tiny)


def test_a_plan_without_appendices_needs_no_column_for_them(tiny):
    rows = "id,priority,objective,activity,owner,due,due_text,note\nstation,priority-1,Safer,Build,,2024-01,January 2024,\n"
    tiny.write("data/plan/delivery.csv", rows)
    assert said(tiny) == ""
    tiny.write("data/plan/delivery.csv", rows.replace(",priority-1,", ",,"))
    assert "row 2, column priority: is blank. Write the priority that it serves, or the letter of its appendix." in said(tiny)


def test_a_file_of_comments_alone_waits_and_an_empty_one_is_told(tiny):
    tiny.write("data/plan/budget.yml", "# title: Allocation of funding\n\n  # years: []\n")
    assert said(tiny) == ""
    tiny.write("data/plan/budget.yml", "")
    assert "data/plan/budget.yml: is empty." in said(tiny)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            ",40,",
            ",forty,",
            "row 2, column progress: 'forty' is not a percentage. Write a whole number from 0 to 100, or",
        ),
        (",40,", ",101,", "'101' is not a percentage"),
        (",40,", ",-1,", "'-1' is not"),
        ("2024-01,", "Soon,", "row 2, column due: 'Soon' is not a month or a day. Write it like 2024-01"),
        ("40,station", "40,staton", "data/plan/delivery.csv has no row 'staton'. Did you mean 'station'?"),
        ("priority-1", "priority-9", "row 2, column priority: there is no priority 'priority-9'. Did you mean 'priority-1'?"),
        ("plan_id", "planid", "row 1: the column 'plan_id' is missing"),
        ("promise,", "promised,", "row 1: the column 'promise' is missing"),
        ("Build it,", "Build, it,", "row 2: has 11 cells, the header has 10"),
    ],
)
def test_deliverables_faults(tiny, old, new, words):
    tiny.edit(DELIVERABLES, old, new)
    assert f"deliverables.csv, {words}" in said(tiny) or words in said(tiny)


def test_all_faults_of_a_deliverable_are_told_at_once(tiny):
    tiny.edit(DELIVERABLES, "2024-01,January 2024,40,station", "January,January 2024,forty,staton")
    assert len(said(tiny).splitlines()) == 3


def test_a_repeated_id(tiny):
    tiny.write(
        DELIVERABLES, "id,priority,action,due,due_text,progress,plan_id,promise,note\n" + "a,priority-1,A,2024-01,x,1,,,\n" * 2
    )
    assert "id a: stands twice. Keep one." in said(tiny)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "written_on: 2023-11-28",
            "written_on: November",
            "line 1, written_on: 'November' is not a date. Write it like 2024-06-30.",
        ),
        ("written_on", "writen_on", "unknown key 'writen_on'. Did you mean 'written_on'?"),
        (
            "calls: 2023-10",
            "calls: October",
            "line 3, reporting_months, sources, calls: 'October' is not a month, a quarter or a year.",
        ),
        ("calls: 2023-10", "calls: 2023-13", "sources, calls: '2023-13' is not a month, a quarter or a year."),
        ("calls: 2023-10", "calls: 2023-12", "calls: 2023-12 is after the date of writing (2023-11-28)."),
        ("  sources:", "  source:", "reporting_months: unknown key 'source'. Did you mean 'sources'?"),
    ],
)
def test_quarter_faults(tiny, old, new, words):
    tiny.edit(f"{FOLDER}/quarter.yml", old, new)
    assert f"quarter.yml, {words}" in said(tiny) or words in said(tiny)


@pytest.mark.parametrize(
    ("value", "good"),
    [("50", True), ("-1.5", True), ("fifty", False), ("inf", False), ("50+", False)],
)
def test_stated_values_are_bare_numbers(tiny, value, good):
    tiny.edit(f"{FOLDER}/stated.csv", "recruits,50", f"recruits,{value}")
    assert (f"stated.csv, row 2, column value: '{value}' is not a number." not in said(tiny)) is good


def test_faults_of_every_quarter_are_told(tiny):
    for name in ("2022-23-Q4", "2023-24-Q1"):
        tiny.write(f"data/quarters/{name}/quarter.yml", "written_on: soon\nreporting_months: {sources: {}}\n")
    assert [line.split(",")[0] for line in said(tiny).splitlines()] == [
        f"data/quarters/{name}/quarter.yml" for name in ("2022-23-Q4", "2023-24-Q1")
    ]


def test_a_quarter_without_sources_has_no_reporting_month(tiny):
    tiny.edit(
        f"{FOLDER}/quarter.yml",
        "sources: {calls: 2023-10, survey: 2023-10, medians: 2023-10, national: '2022-23', population: '2023'}",
        "sources: {}",
    )
    assert tiny.figure("offered.value").text == "[x]"


def test_a_measures_own_month_goes_before_its_sources(tiny):
    tiny.edit(f"{FOLDER}/quarter.yml", "reporting_months:", "reporting_months:\n  measures: {offered: 2022-12}")
    figures = tiny.figures()
    assert tuple(str(figures.figure(f"{id}.value").period) for id in ("offered", "answered_rate")) == ("2022-12", "2023-10")


def test_latest_is_the_newest_folder(tiny):
    tiny.write("data/quarters/2022-23-Q4/quarter.yml", "written_on: 2023-01-28\nreporting_months: {sources: {}}\n")
    assert str(open_quarter(tiny.project()).quarter) == QUARTER


def test_a_quarter_that_is_not_there_says_which_are(tiny):
    with pytest.raises(ReportError, match=f"no folder for 2023-24-Q4 .*here: {QUARTER}. To add it, run: pcc new 2023-24-Q4"):
        open_quarter(tiny.project(), "2023-24-Q4")


def test_no_quarter_at_all(tmp_path):
    from pcc_lib.inputs.project import Project

    with pytest.raises(ReportError, match="there is no quarter folder"):
        open_quarter(Project(tmp_path))


def test_an_unknown_priority_and_a_priority_that_lacks_a_key(tiny):
    with pytest.raises(ReportError, match="there is no priority 'priority-2'. Did you mean 'priority-1'?"):
        priority(tiny.project(), "priority-2")
    tiny.edit("data/plan/priorities.yml", "number: 1, ", "")
    with pytest.raises(DefinitionError, match=r"priorities\.yml, line 2, priorities 1: 'number' is missing"):
        plan.priorities(tiny.project())


def test_priority_faults_are_part_of_the_plans(tiny):
    tiny.edit("data/plan/priorities.yml", "number: 1, ", "")
    assert "priorities 1: 'number' is missing" in said(tiny)


def test_headlines_of_a_priority_may_be_left_out(tiny):
    assert priority(tiny.project(), "priority-1").headlines == ()
    tiny.edit("data/plan/priorities.yml", "page: priority-1}", "page: priority-1, headlines: [answered_rate, offered]}")
    assert priority(tiny.project(), "priority-1").headlines == ("answered_rate", "offered") and said(tiny) == ""
    tiny.edit("data/plan/priorities.yml", "headlines:", "headline:")
    assert "unknown key 'headline'. Did you mean 'headlines'?" in said(tiny)


def test_an_unknown_event(tiny):
    tiny.write("data/plan/events.yml", "- {id: move, month: 2023-01, label: Move, title: A move, source: Report}\n")
    with pytest.raises(DefinitionError, match="there is no event 'moved'. Did you mean 'move'?"):
        plan.events(tiny.project(), ["moved"])


def test_a_quarter_without_folders_of_people_has_none_of_their_rows(tiny):
    tiny.write("data/quarters/2022-23-Q4/quarter.yml", "written_on: 2023-01-28\nreporting_months: {sources: {}}\n")
    folder = plan.QuarterFolder(tiny.project(), Quarter.parse("2022-23-Q4"))
    assert (folder.stated(), folder.deliverables(), folder.commentary("topics", "calls")[1]) == ([], [], "")


GOVERNANCE = "source: Plan\nstatutory_officers: [The office takes in 50 or more people a year.]\n"


def test_a_fact_that_the_plan_tells_in_words_is_printed_as_its_figure(tiny):
    plain = "<p>The office takes in 50 or more people a year.</p>"
    tiny.write("data/plan/governance.yml", GOVERNANCE)
    assert tiny.report().governance("officers").html == plain
    tiny.write("data/plan/governance.yml", GOVERNANCE + "facts: [recruits]\n")
    shown = tiny.report().governance("officers")
    assert [f.id for f in shown.figures] == ["recruits.stated"] and re.sub("</?(data|a)[^>]*>", "", shown.html) == plain
    assert tiny.said() == ""


def test_a_fact_of_the_delivery_plan_is_printed_as_its_figure_in_its_activity(tiny):
    tiny.edit("data/plan/delivery.csv", "Build a station", "Build a station for 50 or more people")
    assert "recruits.stated" not in [f.id for f in tiny.report().delivery("priority-1").figures]  # its source is another
    tiny.edit(f"{FOLDER}/stated.csv", "Report", "Our plan: page 1")
    tiny.write("data/body.yml", (tiny.root / "data/body.yml").read_text(encoding="utf-8") + "delivery_plan_title: Our plan\n")
    assert "recruits.stated" in [f.id for f in tiny.report().delivery("priority-1").figures]


def test_a_fact_that_no_quarter_states_is_a_fault(tiny):
    tiny.write("data/plan/governance.yml", GOVERNANCE + "facts: [recruit]\n")
    assert tiny.said() == "data/plan/governance.yml, facts: no quarter states 'recruit'. Did you mean 'recruits'?"


@pytest.mark.parametrize(("letter", "good"), [("A", True), ("C", True), ("c", False), ("AB", False)])
def test_an_appendix_is_a_letter(tiny, letter, good):
    tiny.edit("data/plan/delivery.csv", "station,A,priority-1", f"station,{letter},")
    assert (tiny.said() == "") is good
    if good:
        assert "Build a station" in tiny.report("delivery-plan").delivery(f"appendix-{letter.lower()}").html


def test_the_tiny_plan_is_sound(tiny):
    assert said(tiny) == ""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2023-11-28", "2023-11-31", "line 1, written_on: '2023-11-31' is not a date."),
        ("2023-11-28", "2023-09-30", "written_on: 2023-09-30 is before the quarter begins (October 2023)."),
    ],
)
def test_dates_of_writing(tiny, old, new, words):
    tiny.edit(f"{FOLDER}/quarter.yml", old, new)
    assert f"quarter.yml, {words}" in said(tiny)


def test_a_folder_without_its_quarter_file(tiny):
    tiny.write("data/quarters/2022-23-Q4/stated.csv", "id\n")
    assert "data/quarters/2022-23-Q4/quarter.yml: the file is missing. Run: pcc new 2022-23-Q4" in said(tiny)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id;value;unit\n1;2;3\n", "stated.csv, row 1: the cells are separated by ';'. Save it as CSV UTF-8 with commas."),
        ("id,value,unit,text,period,statement,source\n,,,,,,\n,,,,,,\n", "stated.csv: rows 2 to 3 are empty. Delete them."),
    ],
)
def test_tables_of_text(tiny, text, words):
    tiny.write(f"{FOLDER}/stated.csv", text)
    assert said(tiny) == f"{FOLDER}/{words}"
