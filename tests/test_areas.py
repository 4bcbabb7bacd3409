"""Areas are stated once, in `data/body.yml`: sources say that they have them, under whatever name a publisher writes."""

from __future__ import annotations

import pytest
from conftest import MONTHS, descriptor, measure

from pcc_lib.core.errors import FaultsError
from pcc_lib.inputs import source_faults
from pcc_lib.inputs.sources import package, read_source
from pcc_lib.writing.html import words_of

BODY = (
    "name: Office\narea: Dale\nreport_title: Report\nareas:\n"
    "  - {id: north, title: North Dale, also: [North UA, 'Dale, North']}\n  - {id: south, title: St Osyth's}\n"
)
ABOUT = descriptor("calls", "month", "area", "x", "calls", extra="areas: {}\n").replace(", enum: [x]", "")


def about(tiny, areas: str) -> None:
    tiny.write("data/sources/calls.resource.yml", ABOUT.replace("areas: {}", f"areas: {areas}"))


def rows(tiny, *names: str) -> None:
    lines = [f"{month},{name},{10 + i},computed," for month in MONTHS for i, name in enumerate(names)]
    tiny.write("data/sources/calls.csv", "\n".join(["month,area,calls,kind,status", *lines, ""]))


def faults(tiny) -> list[str]:
    return [str(f) for f in source_faults.fault_list(tiny.project()) if "calls" in f.file and "package" not in f.file]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (("north", "south"), {}),
        (("North Dale", "St Osyth's"), {"north": ["North Dale"], "south": ["St Osyth's"]}),
        (('"Dale, North"', "ST  OSYTH'S"), {"north": ["Dale, North"], "south": ["ST  OSYTH'S"]}),
        (("North UA", "south"), {"north": ["North UA"]}),
    ],
)
def test_an_area_has_its_id_whatever_the_file_writes(tiny, written, told):
    tiny.write("data/body.yml", BODY)
    about(tiny, "each")
    rows(tiny, *written)
    source = read_source(tiny.project(), "calls")
    assert source.parts == ["north", "south"] and source.names == told and faults(tiny) == []


def test_parts_stand_in_the_order_of_the_body(tiny):
    tiny.write("data/body.yml", BODY)
    about(tiny, "each")
    rows(tiny, "St Osyth's", "North UA")
    assert read_source(tiny.project(), "calls").parts == ["north", "south"]


@pytest.mark.parametrize(
    ("areas", "written", "found"),
    [
        (
            "each",
            ("north", "south", "Nroth Dale"),
            "'Nroth Dale' is no area of the body. Did you mean 'North Dale'? Add it to areas",
        ),
        ("each", ("north", "south", "Dale"), "'Dale' is the whole, which would be counted beside its areas. Take these rows out"),
        ("each", ("north",), "column area: no row is of St Osyth's. Bring the rows, or declare gaps: [{area: south"),
        ("whole", ("north",), "'north' is not the whole area. Write whole, or areas: each in the descriptor."),
    ],
)
def test_a_row_of_another_area_and_an_area_without_rows_are_told(tiny, areas, written, found):
    tiny.write("data/body.yml", BODY)
    about(tiny, areas)
    rows(tiny, *written)
    assert found in "\n".join(faults(tiny))


def test_a_declared_gap_explains_an_area_without_rows(tiny):
    tiny.write("data/body.yml", BODY)
    tiny.write(
        "data/sources/calls.resource.yml",
        ABOUT.replace("areas: {}", f"areas: each\ngaps: [{{area: south, first: {MONTHS[0]}, last: {MONTHS[-1]}}}]"),
    )
    rows(tiny, "north")
    assert faults(tiny) == []


def test_two_names_of_one_area_in_one_period_are_one_row_too_many(tiny):
    tiny.write("data/body.yml", BODY)
    about(tiny, "each")
    rows(tiny, "north", "North UA", "south")
    assert f"{MONTHS[0]}, north stands twice." in "\n".join(faults(tiny))


@pytest.mark.parametrize("written", ["whole", "Dale", "dale"])
def test_the_whole_has_its_names_too(tiny, written):
    tiny.write("data/body.yml", BODY)
    about(tiny, "whole")
    rows(tiny, written)
    project = tiny.project()
    assert read_source(project, "calls").parts == ["whole"] and project.label("whole") == "Dale"


def test_a_title_that_is_changed_is_changed_everywhere(tiny):
    tiny.write("data/body.yml", BODY)
    about(tiny, "each")
    rows(tiny, "North UA", "south")
    for file in ("offered", "answered_rate"):
        tiny.write(f"data/measures/{file}.yml", measure(file, breakdown="area", numerator="calls"))
    tiny.write("data/topics/calls.yml", "title: Calls\npriority: priority-1\norder: 1\n")
    before = [str(part) for part in pages(tiny)]
    assert (
        all("North Dale" in text for text in before) and "Names in the file" in before[0] and "North Dale: North UA" in before[0]
    )
    tiny.edit("data/body.yml", "title: North Dale", "title: The Upper Dale")
    assert [str(part) for part in pages(tiny)] == [text.replace("North Dale", "The Upper Dale") for text in before]


def pages(tiny):
    report = tiny.report()
    return [words_of(block.html) for block in (report.sources(), report.scorecard("priority-1"))]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (BODY.replace("St Osyth's", "North UA"), "'north ua' names 'south', and 'north' too."),
        (BODY.replace("St Osyth's", "Whole"), "'whole' names 'south', and the whole too."),
        (BODY + "labels: {north: Nordale}\n", "'north' is an area with the title 'North Dale', and here it is 'Nordale'."),
    ],
)
def test_a_name_is_of_one_area_and_stands_in_one_place(tiny, body, found):
    tiny.write("data/body.yml", body)
    with pytest.raises(FaultsError) as error:
        _ = tiny.project().body
    assert found in str(error.value)


def test_areas_beside_an_enum_and_areas_of_a_body_that_has_none_are_faults(tiny):
    tiny.write("data/sources/calls.resource.yml", descriptor("calls", "month", "area", "north", "calls", extra="areas: each\n"))
    assert "are those of data/body.yml, and the column has an enum too. Take the enum out." in "\n".join(faults(tiny))
    tiny.write("data/body.yml", "name: Office\narea: Dale\nreport_title: Report\n")
    about(tiny, "each")
    assert "the body has no areas. List them under areas in data/body.yml, or write areas: whole" in "\n".join(faults(tiny))


def test_standard_tools_are_told_what_the_file_writes(tiny):
    from frictionless import Package, system

    tiny.write("data/body.yml", BODY)
    about(tiny, "each")
    rows(tiny, "North UA", "south")
    project = tiny.project()
    said = package(project)
    (calls,) = (each for each in said["resources"] if each["name"] == "calls")
    assert calls["schema"]["fields"][1]["constraints"]["enum"] == ["north", "south", "North UA"]
    with system.use_context(trusted=True):
        found = Package.from_descriptor({"name": "x", "resources": [calls]}, basepath=str(project.root)).validate()
    assert found.valid, found.flatten(["message"])
