"""What printed figures force on reconstructed months: told to readers with its reason, of measures and parts that there are."""

from __future__ import annotations

import pytest
from places import PUBLISHED, SAMPLE

from pcc_lib.inputs.project import Project
from pcc_lib.inputs.published import FORCED, forced
from pcc_lib.report import Report
from pcc_lib.writing.html import words_of

HEADER = "measure,part,found,forced_by,why\n"


def told(quarter: str) -> str:
    """What About the data says of the reconstruction, of the sample in a quarter."""
    data, _ = Report(Project(SAMPLE), "about-the-data", quarter).reconstruction()._repr_mimebundle_()
    return words_of(data["text/html"])


@pytest.mark.sample
def test_each_finding_is_told_with_what_forces_it_and_as_the_pages_tell_it():
    said = told(PUBLISHED)
    assert [row.why for row in forced(Project(SAMPLE)) if row.why not in said] == []
    drink = said[said.index("Drink driving offences") : said.index("Drug driving offences")]
    assert "No clear change over the year" in drink and "it would be by itself" in drink


@pytest.mark.sample
def test_an_edition_that_finds_less_tells_less():
    reasons = {row.why for row in forced(Project(SAMPLE))}
    earlier, now = ({why for why in reasons if why in said} for said in map(told, ("2023-24-Q1", PUBLISHED)))
    assert set() < earlier < now


def test_nothing_is_said_where_nothing_is_listed(tiny):
    data, _ = tiny.report("about-the-data").reconstruction()._repr_mimebundle_()
    assert "Found on reconstructed months" not in data["text/html"]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("cals,,year,a-change,It is so.\n", "row 2, column measure: there is no measure 'cals'."),
        ("offered,nowhere,year,a-change,It is so.\n", "row 2, column part: offered has no part 'nowhere'."),
        ("offered,,risen,a-change,It is so.\n", "row 2, column found: 'risen' is nothing that is found."),
        ("offered,,year,a-change,It is so.\n" * 2, "measure offered: stands twice."),
        ("offered,,moved; year,a-change,It is so.\n", ""),
    ],
)
def test_a_row_is_of_a_measure_and_a_part_that_there_are(tiny, rows, fault):
    tiny.write(FORCED, HEADER + rows)
    found = [f"{f.place}: {f.found}" for f in tiny.faults() if f.file == FORCED]
    assert found == ([fault] if fault else [])
