"""The list of figures to paste: `report.figures(…)` and `pcc figures`; every name prints what the list says that it prints."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner
from places import PUBLISHED, SAMPLE

from pcc_lib.cli import main
from pcc_lib.core.errors import ReportError
from pcc_lib.exploring.figures import COLUMNS
from pcc_lib.figures.catalogue import STATISTICS
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.listed import can_tell, figures_named, names_of
from pcc_lib.inputs.project import Project
from pcc_lib.report import Report
from pcc_lib.writing.html import words_of


def pcc(tiny, *args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["--project", str(tiny.root), "figures", *args])
    return result.exit_code, result.stdout, result.stderr


def said(find) -> str:
    with pytest.raises(ReportError) as error:
        find()
    return str(error.value)


# ── what is listed ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_figure_is_told_with_name_text_period_base_direction_and_formula(tiny):
    found = {each.figure.id: each for each in tiny.report().figures("calls")}
    change = found["offered.change_on_year"]
    assert change.cells == (
        "{{ offered.change_on_year }}",
        "80.0%",
        "Calls: change on the year",
        "October 2023",
        "October 2022",
        "higher",
        "change_percent(count(a), count(b))",
    )
    assert len(COLUMNS) == len(change.cells)
    value = found["offered.value"]
    assert (value.prints, value.of, value.against, value.direction) == ("45", "October 2023", "", "")
    assert found["offered.gap_to_target"].against == "the target"


def test_a_pasted_name_prints_what_the_list_says(tiny):
    """Every name goes into a commentary, and comes out as the list shows it."""
    listed = tiny.report().figures("calls")
    assert len(listed) > 30
    for each in listed:
        tiny.comment(f"## So what?\n\nIt was {each.write}\n")
        shown = words_of(str(tiny.report().so_what("calls").html))
        assert each.prints.replace("\u00a0", " ") in shown.replace("\u00a0", " "), each.write


def test_the_list_is_made_of_the_registry(tiny):
    figures = tiny.report().page.figures
    series = figures.series("offered")
    names = [name.statistic for name in names_of(figures, "offered")]
    assert names == [id for id in STATISTICS if can_tell(series, id) or can_tell(series, id, "", "2023-11")]
    assert {f.id for f in figures_named(figures, names_of(figures, "offered"))} >= {"offered.value", "offered.change_on_year"}
    listed = {each.figure.statistic for each in tiny.report().figures("offered")}
    assert listed <= set(names) and {name for name in names if name.endswith("_percent")} & listed == set()


def made_of(monkeypatch) -> list[str]:
    """The names of the figures that are worked out from now on."""
    worked_out, figure = [], Figures.figure
    monkeypatch.setattr(Figures, "figure", lambda figures, name: worked_out.append(name) or figure(figures, name))
    return worked_out


def test_forecasts_are_made_only_where_they_are_asked_for(tiny, monkeypatch):
    """Their trials take longer than all other figures together."""
    worked_out = made_of(monkeypatch)
    listed = tiny.report().figures("calls")
    assert not [name for name in worked_out if ".forecast" in name]
    assert "Forecasts are listed where they are asked for: pcc figures calls forecast." in listed.notes
    monkeypatch.undo()
    worked_out = made_of(monkeypatch)
    said(lambda: tiny.report().figures("offered", "forecast"))  # so few months are not foretold
    assert [name for name in worked_out if ".forecast" in name]


def test_words_are_looked_for_in_names_before_anything_is_worked_out(tiny, monkeypatch):
    worked_out = made_of(monkeypatch)
    listed = tiny.report().figures("answered change year")
    assert listed and not [name for name in worked_out if name.startswith("offered.")]
    said(lambda: tiny.report().figures("no such words"))
    assert len(tiny.report().figures("calls", "80.0%")) > 0  # a number stands in no name


def test_a_topic_a_measure_a_priority_and_words_are_all_names(tiny):
    report = tiny.report()
    topic, priority = report.figures("calls"), report.figures("priority-1")
    assert topic.names == priority.names
    assert {each.figure.measure for each in report.figures("offered")} == {"offered"}
    assert "{{ answered_rate.change_on_year }}" in report.figures("answered change on the year").names
    assert report.figures("calls", "change year answered").names == [
        name for name in report.figures("answered_rate", "change year").names
    ]


def test_parts_and_periods_are_asked_for_and_told_of(tiny):
    report = tiny.report()
    north = report.figures("offered", part="north")
    assert all(".north" in name for name in north.names) and "{{ offered.value.north }}" in north.names
    assert "{{ offered.value.north }}" in report.figures("offered", "north value").names
    earlier = report.figures("offered", period="2023-06")
    assert all("@2023-06" in name for name in earlier.names) and "{{ offered.value@2023-06 }}" in earlier.names
    notes = " ".join(report.figures("offered").notes)
    assert "{{ offered.value.north }}" in notes and ".south (South)" in notes and "{{ offered.value@2023-09 }}" in notes
    assert "begin in January 2021" in notes


def test_examples_in_the_notes_can_be_pasted(tiny):
    figures = tiny.report().page.figures
    notes = " ".join(tiny.report().figures("calls").notes)
    examples = re.findall(r"\{\{ (.*?) \}\}", notes)
    assert len(examples) >= 2 and all(figures.figure(name).known for name in examples)


def test_stated_facts_are_found_by_their_words(two):
    report = two.report()
    facts = [each for each in report.figures("progress reported") if each.figure.kind == "stated"]
    assert facts and all(each.what.startswith("Progress reported") for each in facts)


def test_what_is_not_known_is_listed_when_all_are_asked_for(tiny):
    tiny.measure("later", source=None, numerator=None, missing="Nobody counts them.")
    assert "no figure of later is known" in said(lambda: tiny.report().figures("later"))
    code, out, _ = pcc(tiny, "later", "--all")
    assert code == 0 and "{{ later.value }}  [x]" in out


# ── what is 3,214? ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_number_is_asked_what_it_is(tiny):
    assert "{{ offered.value }}" in tiny.report().figures(value="45").names
    assert said(lambda: tiny.report().figures(value="123,456")) == "no figure of 2023-24-Q3 prints 123,456."
    assert "The nearest figure is 55.6%" in said(lambda: tiny.report().figures(value="55.5%"))
    assert "is no number" in said(lambda: tiny.report().figures(value="many"))


# ── slips ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"name": "cals"}, "no figure of 2023-24-Q3 has the words 'cals'. Did you mean 'calls'?"),
        ({"name": "offerd"}, "Did you mean 'offered'?"),
        ({"name": "x y"}, "no figure of 2023-24-Q3 has the words 'x y'. Write other words"),
        ({"name": "offered", "part": "nrth"}, "offered has no part 'nrth'. Did you mean 'north'?"),
        ({"name": "offered", "period": "2030-01"}, "this edition knows offered only up to 2023-10"),
        ({"name": "offered", "period": "June"}, "is not a figure"),
        ({}, "Name a topic, a measure, a priority, or words that the figures have."),
    ],
)
def test_a_slip_is_told_with_what_there_is(tiny, asked, told):
    assert told in said(lambda: tiny.report().figures(**asked))


# ── as it is shown ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_notebook_shows_a_table_and_text_is_text(tiny):
    tiny.edit("data/measures/offered.yml", '"Calls"', '"Calls <script>x</script>"')
    listed = tiny.report().figures("offered")
    shown = listed._repr_html_()
    assert "<script" not in shown and "&lt;script" in shown
    assert shown.count('<th scope="col"') == len(COLUMNS) and "<caption" in shown
    assert "<code>{{ offered.change_on_year }}</code>" in shown


def test_the_text_is_two_lines_a_figure(tiny):
    lines = repr(tiny.report().figures("offered", "change year")).splitlines()
    at = next(i for i, line in enumerate(lines) if "offered.change_on_year }}" in line)
    assert re.fullmatch(r"\{\{ offered\.change_on_year \}\} +80\.0%", lines[at])
    assert lines[at + 1] == (
        "    Calls: change on the year; October 2023, against October 2022; higher; change_percent(count(a), count(b))"
    )


# ── the command ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_command_prints_what_the_notebook_shows(tiny):
    code, out, err = pcc(tiny, "calls", "change", "on", "year")
    assert (code, out, err) == (0, f"{tiny.report().figures('calls', 'change on year')!r}\n", "")
    assert pcc(tiny, "offered", "--part", "north")[1] == f"{tiny.report().figures('offered', part='north')!r}\n"
    assert pcc(tiny, "offered", "--at", "2023-06", "--quarter", "2023-24-Q3")[1].count("@2023-06") > 3


def test_json_has_every_figure_with_its_name_in_parts(tiny):
    code, out, _ = pcc(tiny, "calls", "--json")
    records = json.loads(out)
    assert code == 0 and out.isascii() and len(records) == len(tiny.report().figures("calls"))
    change = next(each for each in records if each["id"] == "offered.change_on_year")
    assert change["write"] == "{{ offered.change_on_year }}" and change["value"] == 80 and change["unit"] == "%"
    assert (change["measure"], change["statistic"], change["part"]) == ("offered", "change_on_year", "")
    assert (change["period"], change["compared_with"], change["direction"]) == ("2023-10", "2022-10", "higher")


def test_the_command_says_what_is_wrong(tiny):
    assert pcc(tiny)[0] == 2 and "Name a topic" in pcc(tiny)[2]
    code, out, err = pcc(tiny, "--value", "123,456")
    assert (code, out, err) == (1, "", "no figure of 2023-24-Q3 prints 123,456.\n")
    assert pcc(tiny, "calls", "--quarter", "2020-21-Q1")[0] == 1


# ── the sample ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
@pytest.mark.sample
def test_the_sample_lists_its_figures_and_knows_its_numbers():
    report = Report(Project(SAMPLE), "explore", PUBLISHED)
    calls = report.figures("calls-999")
    assert "{{ calls_999_volume.change_on_year }}" in calls.names and len(calls) > 50
    assert report.figures(value="17.7%").names[0] == "{{ calls_999_volume.change_on_year }}"
    assert "{{ calls_999_volume.value }}" in report.figures(value="10,967").names


@pytest.mark.slow
@pytest.mark.sample
def test_every_topic_of_the_sample_has_a_list():
    report = Report(Project(SAMPLE), "explore", PUBLISHED)
    for topic in report.topics:
        if any(report[id].value.number is not None for id in report[topic].measures):
            assert report.figures(topic).names and repr(report.figures(topic)) and report.figures(topic)._repr_html_()
