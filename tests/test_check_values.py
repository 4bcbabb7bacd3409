"""What definitions ask of the sources: targets, months, columns, and files that nothing reads."""

from __future__ import annotations

import re

import pytest
from conftest import QUARTER

from pcc_lib.core.errors import ReportError


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ({"value": 0.9, "label": "At least"}, "0.9% is far outside all values ("),
        ({"value": 90, "label": "At least"}, ""),
        ({"value": 900, "label": "At least"}, "900.0% is far outside all values"),
        ({"value": 0, "label": "None"}, ""),
        ({"value": 101, "label": "x"}, "101.0% is far outside all values"),
        ({"by": {"north": 0.5, "south": 90}, "label": "x"}, "0.5% is far outside all values"),
        ({"by": {"nrth": 50}, "label": "x"}, "target, by: the series has no part 'nrth'. Did you mean 'north'?"),
    ],
)
def test_a_target_in_another_unit_is_told(tiny, target, said):
    tiny.measure(
        "m",
        calculation="percentage",
        numerator="answered",
        denominator="offered",
        unit="%",
        order=9,
        breakdown="area",
        target=target,
    )
    assert (said in tiny.said()) if said else tiny.said() == ""


def test_a_target_in_minutes_for_seconds_is_told(tiny):
    tiny.measure(
        "m",
        calculation="mean",
        numerator="wait_s",
        denominator="offered",
        unit="seconds",
        order=9,
        target={"value": 1, "label": "One minute"},
    )
    assert "1\u00a0s is far outside all values" in tiny.said() and "in seconds" in tiny.said()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("calls: 2023-10", "calls: 2023", "'2023' is not written like the periods of calls.csv. Write it like 2023-12."),
        ("calls: 2023-10, ", "", "'calls' has no reporting month. Add it."),
        (
            "calls: 2023-10",
            "calls: 2020-12",
            "has no row of 2020-12, the reporting month in data/quarters/2023-24-Q3/quarter.yml.",
        ),
        ("survey: 2023-10", "survy: 2023-10", "there is no source 'survy'. Did you mean 'survey'?"),
        ("reporting_months:", "reporting_months:\n  measures: {offered: 2020-01}", "calls.csv: has no row of 2020-01"),
        (
            "reporting_months:",
            "reporting_months:\n  measures: {ofered: 2023-01}",
            "there is no measure 'ofered'. Did you mean 'offered'?",
        ),
    ],
)
def test_a_reporting_month_has_its_row(tiny, old, new, said):
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", old, new)
    assert said in tiny.said()


def test_a_row_that_is_blank_is_a_row(tiny):
    text = (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8")
    tiny.write("data/sources/calls.csv", text.replace("2023-10,north,40,20,600", "2023-10,north,,,"))
    assert tiny.said() == "" and tiny.figure("offered.value").text == "[x]"


def test_whole_numbers_as_pandas_writes_them_are_whole(tiny):
    text = (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8")
    tiny.write("data/sources/calls.csv", text.replace(",10,5,600", ",10.0,5,600").replace(",20,10,600", ",20.0,10,600"))
    assert tiny.said() == "" and tiny.figure("offered.value.north@2021-01").text == "10"


def test_all_faults_of_all_inputs_are_told_in_one_run(tiny):
    tiny.edit("data/body.yml", "force: Force", "forse: Force").measure("m", unit="percent", order=9)
    tiny.edit("data/plan/glossary.yml", "meaning:", "meanning:").edit(
        "data/sources/calls.csv", "2021-01,north,10", "2021-01,north,ten"
    )
    tiny.edit("data/datapackage.yml", "name: tiny", "nam: tiny").comment("## So what?\n\n45 calls <b>\n")
    tiny.edit(f"data/quarters/{QUARTER}/deliverables.csv", ",40,", ",400,").edit(
        f"data/quarters/{QUARTER}/stated.csv", "50 or", "60 or"
    )
    assert {f.file for f in tiny.faults()} == {
        "data/body.yml",
        "data/measures/m.yml",
        "data/plan/glossary.yml",
        "data/sources/calls.csv",
        "data/datapackage.yml",
        f"data/quarters/{QUARTER}/topics/calls.md",
        f"data/quarters/{QUARTER}/deliverables.csv",
        f"data/quarters/{QUARTER}/stated.csv",
    }


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"window": "12 months"}, "window: the values of national.csv are yearly. Take it out: each value covers its year."),
        (
            {"change": "change_12_months"},
            "change: the values of national.csv are yearly. Write change: change_on_year, or none.",
        ),
        ({"change": "change_on_month"}, "change: the values of national.csv are yearly. Write change: change_on_year, or none."),
        ({}, ""),
    ],
)
def test_months_asked_of_yearly_values_are_a_fault(tiny, keys, said):
    tiny.measure("m", source="national", numerator="incidents", unit="incidents", **keys)
    found = re.sub(r", line \d+", "", tiny.said())
    assert found == (f"data/measures/m.yml, {said}" if said else "")


def test_twelve_years_are_not_told_as_twelve_months(tiny):
    tiny.measure("m", source="national", numerator="incidents", unit="incidents")
    rows = "".join(f"{year},all,{year},published,\n" for year in range(2005, 2023))
    tiny.write("data/sources/national.csv", "year,area,incidents,kind,status\n" + rows)
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "national: '2022-23'", "national: '2022'")
    for statistic in ("total_12_months", "mean_12_months", "calendar_year"):
        with pytest.raises(ReportError, match="the values of national.csv are yearly, and this is of months"):
            tiny.figure(f"m.{statistic}")
