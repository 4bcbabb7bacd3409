"""`pcc trace`: from a printed number to the rows of the CSV, in a terminal and as JSON."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner
from conftest import FILES

from pcc_lib.building.ledger import pages_printing
from pcc_lib.cli import main
from pcc_lib.figures.figure import COLUMNS, ledger_csv


def traced(tiny, *args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["--project", str(tiny.root), "trace", *args])
    return result.exit_code, result.output


def test_a_number_is_followed_to_the_rows_of_its_file(tiny):
    code, said = traced(tiny, "offered.change_on_month")
    assert code == 0 and "change_percent(count(45), count(35))" in said
    assert "100 × (45 − 35) ÷ 35 = 28.5714285714, printed +28.6%" in said
    lines = (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8").splitlines()
    row = 1 + next(at for at, line in enumerate(lines) if line.startswith("2023-10,north,"))
    assert any(line.split() == [str(row), "2023-10", "north", "40", "p"] for line in said.splitlines())
    assert max(map(len, said.splitlines())) <= 100


def test_it_tells_source_licence_and_definition(tiny):
    _, said = traced(tiny, "offered.value")
    for wanted in ("producer", "licence", "obtained", "data/measures/offered.yml", "data/sources/calls.csv, column offered"):
        assert wanted in said


def test_json_has_the_same_down_to_the_rows(tiny):
    code, said = traced(tiny, "offered.usual_upper", "--json")
    found = json.loads(said)
    assert code == 0 and found["formula"] == "at_least(0, xmr_upper(a))" and found["settings"]["limit"] == "2.66"
    (block,) = found["cells"]
    with (tiny.root / "data/sources/calls.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    for period, values, numbers in zip(block["periods"], block["values"], block["rows"], strict=True):
        for part, value, number in zip(block["parts"], values, numbers, strict=True):
            assert rows[number - 1][:3] == [period, part, f"{value:g}"]
    assert found["letters"][0]["taken_as"] == "months" and found["sources"][0]["name"] == "calls"


def test_a_count_lists_what_it_counts(tiny):
    _, said = traced(tiny, "delivery_activities.value")
    assert "activities of the plan: station" in said and "rows(1 row) = 1, printed 1" in said


def test_a_fact_is_told_with_its_place(tiny):
    _, said = traced(tiny, "recruits.stated")
    assert "stated.csv#id=recruits;column=value" in said and "50 or more" in said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ofered.value", "there is no measure 'ofered'. Did you mean 'offered'?"),
        ("offered.valu", "there is no statistic 'valu'. Did you mean 'value'?"),
        ("offered", "'offered' is not a figure. Write measure.statistic"),
        ("recruit.stated", "no such stated fact in this quarter. Did you mean 'recruits.stated'?"),
    ],
)
def test_a_name_that_is_none_is_told_with_those_near_it(tiny, name, said):
    code, output = traced(tiny, name)
    assert code == 1 and said in output and "Traceback" not in output


def test_a_quarter_that_is_not_there_is_told(tiny):
    code, output = traced(tiny, "offered.value", "--quarter", "2030-31-Q1")
    assert code == 1 and "2030-31-Q1" in output
    assert traced(tiny, "offered.value", "--quarter", "2023-24-Q3")[0] == 0


def test_a_survey_of_few_answers_shows_no_cells(tiny):
    tiny.write("data/sources/survey.resource.yml", FILES["data/sources/survey.resource.yml"] + "design: survey\n")
    keys = {"calculation": "percentage", "numerator": "happy", "denominator": "asked", "unit": "%", "window": "3 months"}
    tiny.measure("happy", source="survey", rows={"question": ["overall"]}, **keys)
    code, said = traced(tiny, "happy.value", "--json")
    assert code == 0 and all(value is None for block in json.loads(said)["cells"] for row in block["values"] for value in row)


def test_the_pages_of_a_built_edition_are_named(tmp_path):
    rows = [dict.fromkeys(COLUMNS, "") | {"id": "a.value", "page": page} for page in ("one", "two")]
    (tmp_path / "figures.csv").write_text(ledger_csv(rows), encoding="utf-8", newline="\n")
    assert pages_printing(tmp_path, "a.value") == ["one", "two"]
    assert pages_printing(tmp_path, "b.value") == [] == pages_printing(tmp_path / "none", "a.value")
