"""The check before anything runs: the committed inputs are sound, and every fault is told at once."""

from __future__ import annotations

import json

import pytest
from conftest import QUARTER
from places import SAMPLE

from pcc_lib.checking import check
from pcc_lib.checking.check import CheckError, check_all, fault_list
from pcc_lib.checking.headings import heading_faults
from pcc_lib.core.errors import suggest
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.status import WORDS
from pcc_lib.inputs.contents import read_notebook
from pcc_lib.inputs.plan import QuarterFolder, quarter_names
from pcc_lib.inputs.project import Project
from pcc_lib.report import parts

MOVE = "- {id: move, month: 2023-01, label: Move, title: A move, source: Report}\n"


@pytest.mark.parametrize("quarter", quarter_names(Project(SAMPLE)))
def test_the_committed_project_has_no_fault(repo, quarter):
    assert list(map(str, fault_list(repo, QuarterFolder(repo, Quarter.parse(quarter))))) == []


def test_the_tiny_project_has_no_fault(tiny):
    assert tiny.said() == ""


def test_five_different_faults_are_told_at_once(tiny):
    tiny.edit("data/body.yml", "area: Area\n", "")
    tiny.measure("m", good_direction="up")
    tiny.edit("data/sources/calls.csv", "2021-01,north,10", "2021-01,north,ten")
    tiny.edit(f"data/quarters/{QUARTER}/deliverables.csv", ",40,", ",140,")
    tiny.edit("data/datapackage.yml", "  - sources/survey.resource.yml\n", "")
    assert {(f.file, f.place) for f in tiny.faults()} == {
        ("data/body.yml", ""),
        ("data/measures/m.yml", "line 8, good_direction"),
        ("data/datapackage.yml", "resources"),
        ("data/sources/calls.csv", "row 2, column offered"),
        (f"data/quarters/{QUARTER}/deliverables.csv", "row 2, column progress"),
    }


def test_five_faults_between_sound_files_are_told_at_once(tiny):
    tiny.measure("m", numerator="offred").comment("## So what?\n\n45 calls, {{ offered.valeu }}\n")
    tiny.edit("data/topics/calls.yml", "priority: priority-1", "priority: priority-7")
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "calls: 2023-10", "cals: 2023-10, calls: 2023-10")
    said = tiny.said()
    for words in (
        "calls.csv has no column 'offred'",
        "the number '45'",
        "no statistic 'valeu'",
        "no priority 'priority-7'",
        "there is no source 'cals'",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "quarter.yml",
            "calls: 2023-10, ",
            "",
            "quarter.yml, reporting_months, sources: 'calls' has no reporting month. Add it.",
        ),
        (
            "quarter.yml",
            "calls: 2023-10",
            "calls: 2023-10, phone: 2023-10",
            "quarter.yml, reporting_months, sources: there is no source 'phone'. "
            "Known: calls, medians, national, population, survey.",
        ),
        ("quarter.yml", "reporting_months:", "reporting_months:\n  measures: {ofered: 2023-09}", "there is no measure 'ofered'."),
    ],
)
def test_reporting_months(tiny, name, old, new, said):
    tiny.edit(f"data/quarters/{QUARTER}/{name}", old, new)
    assert said in tiny.said()


def test_a_source_that_does_not_reach_its_reporting_month(tiny):
    text = (tiny.root / "data/sources/calls.csv").read_text()
    tiny.write("data/sources/calls.csv", "".join(r for r in text.splitlines(True) if r < "2023-09" or r.startswith("month")))
    said = tiny.said()
    assert "data/sources/calls.csv: ends in 2023-08, and" in said and "wants 2023-10. Bring the missing rows" in said


def test_an_event_that_there_is_not(tiny):
    tiny.write("data/plan/events.yml", MOVE)
    tiny.write("data/topics/calls.yml", (tiny.root / "data/topics/calls.yml").read_text() + "events: [moved]\n")
    assert "there is no event 'moved'. Did you mean 'move'?" in tiny.said()


def test_a_raised_fault_counts_like_a_returned_one(tiny):
    tiny.write("data/plan/priorities.yml", "priorities: [\n").measure("m", unit=None)
    assert "priorities.yml" in tiny.said() and "m.yml: 'unit' is missing" in tiny.said()


def test_pages_are_checked_though_the_plan_is_wrong(tiny):
    tiny.write("_toc.yml", "format: jb-book\nroot: notebooks/a\n").write("data/plan/priorities.yml", "priorities: [\n")
    cells = [
        {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": ["quarter = 'latest'"], "outputs": []},
        {"cell_type": "code", "metadata": {}, "source": [f"{OPENED}report.outlook()\nreport.what('callz')"], "outputs": []},
    ]
    tiny.write("notebooks/a.ipynb", json.dumps({"cells": cells}))
    assert [str(fault) for fault in tiny.faults() if "priorities.yml" not in fault.file] == [
        "_config.yml: the file is missing. Copy it from another project, and change title and author.",
        f"notebooks/a.ipynb, report.outlook(): there is no block 'outlook'. {suggest('outlook', parts())}",
    ]


def test_a_file_of_the_plan_that_is_missing_is_told_once_and_holds_back_what_rests_on_it_only(tiny):
    (tiny.measure("m", unit=None).root / "data/plan/priorities.yml").unlink()
    told = [str(fault) for fault in tiny.faults()]
    missing = "the file is missing. Put it back, or copy it from another project and change what it says."
    assert [fault for fault in told if "priorities.yml" in fault] == [f"data/plan/priorities.yml: {missing}"]
    assert any("m.yml: 'unit' is missing" in fault for fault in told)


def test_no_fault_is_told_twice(tiny):
    said = [str(f) for f in tiny.measure("m", unit=None).faults()]
    assert len(said) == len(set(said)) == 1


def test_check_all_raises_with_all_faults(tiny):
    tiny.measure("m", unit=None).measure("n", window="week")
    with pytest.raises(CheckError, match="2 faults found"):
        check_all(tiny.project(), Quarter.parse(QUARTER))


def test_check_all_is_silent_where_all_is_well(tiny):
    assert check.check_all(tiny.project(), Quarter.parse(QUARTER)) == []


OPENED = 'from pcc_lib import open_report\nreport = open_report("a", quarter)\n'
SAID = "".join(f"report.{name}()\n" for name in ("outcomes", "focus", "deliverables", "risks"))
TOLD = "".join(f'report.{name}("calls")\n' for name in ("so_what", "now_what"))


LEDGER, SOURCES = "report.ledger()\nreport.ledger_charts()\n", 'report.sources()\nreport.definitions("priority-1")\n'


def page(code: str, tag: str = "parameters", heading: str = "Deliverables", of: str = "priority-1") -> str:
    """A notebook with a parameters cell, a heading, and one cell of code that opens the report of a page first."""
    code = OPENED.replace('"a"', f'"{of}"') + code
    cells = [
        {
            "cell_type": "code",
            "metadata": {"tags": [tag]},
            "outputs": [],
            "execution_count": None,
            "source": 'quarter: str = "latest"',
        },
        {"cell_type": "markdown", "metadata": {}, "source": f"## {heading}\n"},
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": code},
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def with_notebook(tiny, call: str = 'report.what("calls")', tag: str = "parameters", said: str = SAID + TOLD):
    """The smallest whole book: the priority's page, and the two pages that numbers lead to."""
    tiny.write("_config.yml", "title: Report\nauthor: Office\n").write(
        "_toc.yml",
        "format: jb-book\nroot: notebooks/priority-1\nchapters:\n  - file: notebooks/figures\n"
        "  - file: notebooks/about-the-data\n",
    )
    tiny.write("notebooks/figures.ipynb", page(LEDGER, of="figures"))
    tiny.write(
        "notebooks/about-the-data.ipynb", page('report.sources()\nreport.definitions("priority-1")\n', of="about-the-data")
    )
    return tiny.write("notebooks/priority-1.ipynb", page(f"{said}{call}\n", tag))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("report.what('calls')", "cell 3: uses 'report' before it is set. Write before it: report = open_report("),
        (
            "report = open_report('priority-1', quarter)",
            "cell 3: uses 'open_report' before it is set. Write before it: from pcc_lib",
        ),
        (
            "from pcc_lib import open_report\nreport.what('calls')\nreport = open_report('priority-1', quarter)",
            "uses 'report' before",
        ),
    ],
)
def test_what_a_cell_uses_must_have_been_set_before(tiny, lines, said):
    book = json.loads((with_notebook(tiny).root / "notebooks/priority-1.ipynb").read_text(encoding="utf-8"))
    book["cells"][2]["source"] = f"{lines}\n{SAID}{TOLD}"
    found = tiny.write("notebooks/priority-1.ipynb", json.dumps(book)).said()
    assert said in found and found.count("before it is set") == 1


def test_the_quarter_must_be_set_before_the_report_is_opened(tiny):
    book = json.loads((with_notebook(tiny).root / "notebooks/priority-1.ipynb").read_text(encoding="utf-8"))
    book["cells"] = [book["cells"][1], book["cells"][2], book["cells"][0]]
    tiny.write("notebooks/priority-1.ipynb", json.dumps(book))
    assert "cell 2: uses 'quarter' before it is set. Write before it, in the cell tagged 'parameters': quarter" in tiny.said()


def test_notebooks_are_checked(tiny):
    assert with_notebook(tiny).said() == ""
    assert "no cell tagged 'parameters'" in with_notebook(tiny, tag="x").said()
    assert with_notebook(tiny, 'report.what("cals")').said() == (
        "notebooks/priority-1.ipynb, report.what(\"cals\"): there is no topic 'cals'. Did you mean 'calls'?"
    )
    assert "line 1: is not a notebook" in tiny.write("notebooks/priority-1.ipynb", "{").said()
    (tiny.root / "notebooks/priority-1.ipynb").unlink()
    assert "_toc.yml, page 'notebooks/priority-1': there is no such" in tiny.said()


@pytest.mark.parametrize(
    "code", ["report", 'report["offered"]', 'report["offered"].chart()', 'calls = report["calls"]', "calls.table()"]
)
def test_exploring_is_no_part_of_a_page(tiny, code):
    written = code.replace('"', "'")
    assert with_notebook(tiny, f'report.what("calls")\n{code}').said() == (
        f"notebooks/priority-1.ipynb, cell 3: '{written}' is no part of a page. A page sets the quarter, opens the report "
        'and asks it for blocks: report.what("calls-999"). To explore, use a notebook outside _toc.yml.'
    )
    with_notebook(tiny).write("explore/calls.ipynb", page(code))
    assert tiny.said() == ""


@pytest.mark.parametrize(
    "heading", ["# Be there", "# Priority 1: Be there", "## Priority 1: Be there", "### Priority 1", "## Measures"]
)
def test_headings_that_agree_with_the_plan(tiny, heading):
    assert titled(tiny, heading).said() == ""


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        (
            "# Be here",
            "priority 1: the heading says 'Be here', and data/plan/priorities.yml 'Be there'. Write the same in both: "
            "# Priority 1: Be there",
        ),
        (
            "### Priority 1: Be here",
            "priority 1: the heading says 'Be here', and data/plan/priorities.yml 'Be there'. Write the same "
            "in both: ### Priority 1: Be there",
        ),
        ("## Priority 7: Be there", "heading 'Priority 7: Be there': names a priority that the plan has not. Known: 1."),
    ],
)
def test_a_heading_that_names_a_priority_otherwise_is_a_fault(tiny, heading, said):
    assert titled(tiny, heading).said() == f"notebooks/priority-1.ipynb, {said}"


WRONG = "the heading says 'Wrong', and data/plan/priorities.yml 'Be there'. Write the same in both: "


@pytest.mark.parametrize(
    ("heading", "level"),
    [
        ("Priority 1: Wrong\n===", "#"),
        ("  ## Priority 1: Wrong", "##"),
        ("##\tPriority 1: Wrong", "##"),
        ("## *Priority 1: Wrong*", "##"),
        ("## Priority 1: **Wrong**", "##"),
        ("## [Priority 1: Wrong](glossary.html)", "##"),
        ("## Priority&#32;1: Wrong", "##"),
        ("## Priority 1 : Wrong", "##"),
        ("## Priority 1 – Wrong", "##"),
        ("## Priority 01: Wrong", "##"),
        ("## PRIORITY 1: Wrong", "##"),
        ("## Priority 1: Wrong ##", "##"),
        ("Text\n## Priority 1: Wrong\nText", "##"),
    ],
)
def test_however_a_heading_is_written_it_is_held_against_the_plan(tiny, heading, level):
    assert titled(tiny, heading).said() == f"notebooks/priority-1.ipynb, priority 1: {WRONG}{level} Priority 1: Be there"


@pytest.mark.parametrize(
    "words", ["Priority 01: Be there", "priority 1: Be there", "Priority 1 : Be there", "Priority 1 - Be there"]
)
def test_a_priority_has_one_name(tiny, words):
    said = WRONG.replace("'Wrong'", f"'{words}'")
    assert titled(tiny, f"## {words}").said() == f"notebooks/priority-1.ipynb, priority 1: {said}## Priority 1: Be there"


@pytest.mark.parametrize("heading", ["- ## Priority 1: Wrong", "1. # Be there", "- Text\n\n  ### Measures"])
def test_a_heading_within_a_list_is_a_fault(tiny, heading):
    said = titled(tiny, heading).said()
    line = heading.count("\n") + 1
    assert said.startswith(f"notebooks/priority-1.ipynb, cell 1, line {line}: a heading within a list is not allowed here.")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "heading",
    [
        "## Priority 1:  Be there",
        "## Priority 1: Be there ##",
        "  ## Priority 1: *Be there*",
        "Be there\n===",
        "## Priority 1 in brief",
    ],
)
def test_a_heading_that_reads_as_the_plan_does_agrees_with_it(tiny, heading):
    assert titled(tiny, heading).said() == ""


def test_a_title_with_marks_is_written_with_strokes_before_them(tiny):
    tiny.edit("data/plan/priorities.yml", "title: Be there,", "title: Be *there*,")
    wanted = r"Write the same in both: ## Priority 1: Be \*there\*"
    assert wanted in titled(tiny, "## Priority 1: Be *there*").said()
    assert titled(tiny, r"## Priority 1: Be \*there\*").said() == ""


def test_a_changed_title_of_a_priority_is_told_for_every_page_that_names_it(tiny):
    titled(tiny, "# Priority 1: Be there").edit("data/plan/priorities.yml", "title: Be there", "title: Be quick")
    tiny.write("notebooks/figures.ipynb", page(LEDGER, of="figures", heading="Priority 1: Be there"))
    assert [(f.file, f.place) for f in tiny.faults()] == [
        ("notebooks/priority-1.ipynb", "priority 1"),
        ("notebooks/figures.ipynb", "priority 1"),
    ]


def test_a_block_under_the_heading_of_another_priority_is_a_fault(tiny):
    two = tiny.edit(
        "data/plan/priorities.yml",
        "page: priority-1}",
        "page: priority-1}\n  - {id: priority-2, number: 2, title: Be quick, "
        "short_title: Be quick, description: Come soon, page: priority-2}",
    )
    told = titled(two, "# Be there")
    told.write("notebooks/figures.ipynb", page('report.scorecard("priority-2")\n', of="figures", heading="Priority 1: Be there"))
    book = read_notebook(told.project(), "notebooks/figures.ipynb")
    assert [str(f) for f in heading_faults(told.project(), [book])] == [
        "notebooks/figures.ipynb, report.scorecard(\"priority-2\"): stands under the heading 'Priority 1: Be there'. "
        "Put it under 'Priority 2: Be quick'."
    ]


def test_a_title_that_no_heading_can_hold_is_held_against_none(tiny):
    tiny.edit("data/plan/priorities.yml", "title: Be there,", "title: '<b>Be there</b>',")
    assert titled(tiny, "# Priority 1: Be there").said() == ""


def titled(tiny, heading: str):
    """The small book, with one more heading at the top of the priority's page."""
    book = json.loads((with_notebook(tiny).root / "notebooks/priority-1.ipynb").read_text(encoding="utf-8"))
    book["cells"].insert(0, {"cell_type": "markdown", "metadata": {}, "source": heading})
    return tiny.write("notebooks/priority-1.ipynb", json.dumps(book))


def test_a_table_of_contents_without_its_format_is_a_fault(tiny):
    with_notebook(tiny).edit("_toc.yml", "format: jb-book\n", "")
    assert tiny.said() == "_toc.yml: 'format' is missing. Add it."


def test_what_a_page_does_not_ask_for_is_told(tiny):
    assert 'data/topics/calls.yml: is not told: notebooks/priority-1.ipynb does not ask for report.so_what("calls"), ' in (
        with_notebook(tiny, said=SAID).said()
    )
    assert "notebooks/priority-1.ipynb: does not ask for report.risks()." in (
        with_notebook(tiny, said=(SAID + TOLD).replace("report.risks()\n", "")).said()
    )
    with_notebook(tiny).write("notebooks/figures.ipynb", page("report.ledger()\n", of="figures"))
    assert tiny.said() == (
        "notebooks/figures.ipynb: does not ask for report.ledger_charts(), to which other pages link. Add a cell for it."
    )


def test_an_unknown_source_is_a_fault_of_the_measure(tiny):
    assert tiny.measure("m", source="cals").said() == (
        "data/measures/m.yml, source: there is no source 'cals'. Did you mean 'calls'?"
    )


def test_an_unknown_event_is_a_fault_of_the_topic(tiny):
    tiny.write("data/plan/events.yml", MOVE)
    tiny.edit("data/topics/calls.yml", "order: 1", "order: 1\nevents: [moved]")
    assert tiny.said() == "data/topics/calls.yml, events: there is no event 'moved'. Did you mean 'move'?"


def test_commentary_is_told_beside_faults_of_deliverables_and_facts(tiny):
    tiny.comment("## So what?\n\n45 calls, {{ recruits.stated }} and {{ deliverable_station_1.stated }}\n")
    tiny.edit(f"data/quarters/{QUARTER}/deliverables.csv", ",40,", ",140,").edit(
        f"data/quarters/{QUARTER}/stated.csv", "statement", "sentence"
    )
    assert [f.place for f in tiny.faults()] == ["row 1", "row 1", "row 2, column progress", "line 3"]


def test_wrong_priorities_hold_back_no_commentary(tiny):
    tiny.edit("data/plan/priorities.yml", "number: 1", "number: one").comment("## So what?\n\n45 calls\n").comment(
        "x", "topics/cals"
    )
    tiny.comment("## In one sentence\n\n46 calls\n", "priorities/priority-1")
    said, quarter = tiny.said(), f"data/quarters/{QUARTER}"
    assert f"{quarter}/topics/calls.md, line 3: the number '45' is typed by hand." in said
    assert f"{quarter}/topics/cals.md: there is no such topic." in said
    assert said.count("data/plan/priorities.yml") == 1 and "priority-1.md, line 3: the number '46'" in said


def test_an_unknown_status_of_a_source_is_told_once_and_does_not_crash(tiny):
    odd, known = next(letter for letter in "qzjkwy" if letter not in WORDS), ", ".join(sorted(WORDS))
    tiny.edit("data/sources/calls.csv", "2023-10,north,40,20,600,computed,p", f"2023-10,north,40,20,600,computed,{odd}")
    (said,) = tiny.said().split("\n")
    assert said == f"data/sources/calls.csv, row 68, column status: '{odd}' is no status. Known: {known}."


def test_an_impossible_date_is_told_and_does_not_crash(tiny):
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "2023-11-28", "2023-11-31")
    assert "quarter.yml, line 1, written_on: '2023-11-31' is not a date" in tiny.said()


def test_an_unknown_headline_measure_is_a_fault(tiny):
    text = (tiny.root / "data/plan/priorities.yml").read_text(encoding="utf-8")
    tiny.write(
        "data/plan/priorities.yml",
        text.replace("page: priority-1", "page: priority-1, headlines: [ofered]")
        if "{" in text
        else text.rstrip() + "\n    headlines: [ofered]\n",
    )
    assert "there is no measure 'ofered'. Did you mean 'offered'?" in tiny.said()
