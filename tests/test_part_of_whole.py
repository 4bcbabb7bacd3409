"""What no survey and no part of a whole can hold is a fault of the check, whatever rules the source has."""

from __future__ import annotations

import pytest
from conftest import FILES, QUARTER, Tiny, descriptor

from pcc_lib.core.errors import ReportError

MONTHS = [f"2022-{m:02d}" for m in range(1, 13)]
PEOPLE = ("happy", "neither", "unhappy", "asked")
FIELD = "happy"


def panel(tiny: Tiny, cells: dict[str, tuple], survey: bool = True, kind: str = "integer", **keys: object) -> Tiny:
    """A survey of 20 answers a month, 12 happy, 5 neither and 3 unhappy, with other cells in some months, and its measure."""
    rows = [",".join(map(str, (month, "all", *cells.get(month, (12, 5, 3, 20)), "computed", ""))) for month in MONTHS]
    tiny.write("data/sources/panel.csv", "\n".join([f"month,group,{','.join(PEOPLE)},kind,status", *rows]) + "\n")
    about = descriptor("panel", "month", "group", "all", *PEOPLE, extra="design: survey\n" if survey else "")
    tiny.write("data/sources/panel.resource.yml", about.replace("integer", kind))
    listed, months = "data/datapackage.yml", f"data/quarters/{QUARTER}/quarter.yml"
    tiny.write(listed, FILES[listed] + "  - sources/panel.resource.yml\n")
    tiny.write(months, FILES[months].replace("{calls:", "{panel: 2022-12, calls:"))
    keys = {"source": "panel", "calculation": "percentage", "numerator": FIELD, "denominator": "asked", "unit": "%"} | keys
    return tiny.measure("content", title="Content", order=5, **keys)


def test_sound_answers_are_no_fault(tiny):
    assert panel(tiny, {}).said() == ""


@pytest.mark.parametrize("survey", [True, False])
@pytest.mark.parametrize(
    ("cells", "numerator", "said"),
    [
        ((21, 0, 0, 20), "happy", "row 4, column happy: '21' is above '20', the asked, and happy is told as a part of it"),
        ((5, 0, 0, 0), "happy", "row 4, column happy: '5' is above '0', the asked"),
        (
            (12, 9, 3, 20),
            ["happy", "neither"],
            "row 4, columns happy, neither: '21' is above '20', the asked, and happy + neither",
        ),
    ],
)
def test_more_of_the_part_than_of_the_whole_is_a_fault(tiny, survey, cells, numerator, said):
    told = panel(tiny, {"2022-03": cells}, survey, numerator=numerator).said()
    assert f"data/sources/panel.csv, {said}" in told and told.count("panel.csv") == 1
    assert ("calculation: ratio" in told) is (not survey and "above" in told)


def test_fewer_answers_than_none_are_a_fault_whatever_the_descriptor_says(tiny):
    panel(tiny, {"2022-03": (-1, 9, 3, 20)})
    about = "data/sources/panel.resource.yml"
    tiny.write(about, (tiny.root / about).read_text(encoding="utf-8").replace("minimum: 0", "minimum: -9"))
    assert "row 4, column happy: '-1' is below nought, and content counts it." in tiny.said()


def test_weighted_answers_are_held_to_it_too_and_rounding_is_not(tiny):
    weighted = {month: (11.6 + i / 100, 5.25, 3.11, 20.4) for i, month in enumerate(MONTHS)}
    assert panel(tiny, weighted, kind="number").said() == ""
    weighted["2022-05"] = (20.400001, 0, 0, 20.4)
    assert panel(tiny, weighted, kind="number").said() == ""
    weighted["2022-05"] = (20.5, 0, 0, 20.4)
    assert "row 6, column happy: '20.5' is above '20.4'" in panel(tiny, weighted, kind="number").said()


def test_a_part_of_an_answer_among_whole_numbers_is_a_fault_of_a_survey(tiny):
    cells = {"2022-03": (12.5, 5, 3, 20)}
    said = panel(tiny, cells, kind="number").said()
    assert "row 4, column happy: '12.5' is no number of answers: the other cells of happy are whole numbers." in said
    assert panel(tiny, cells, survey=False, kind="number").said() == ""


def test_a_ready_made_percentage_of_answers_is_at_most_a_hundred(tiny):
    keys = {"calculation": "published", "denominator": None}
    assert "row 4, column happy: '101' is above 100" in panel(tiny, {"2022-03": (101, 0, 0, 0)}, **keys).said()
    assert panel(tiny, {"2022-03": (101, 0, 0, 0)}, survey=False, **keys).said() == ""  # it may be a change


def options(tiny: Tiny, cells: dict[str, tuple]) -> str:
    panel(tiny, cells)
    for i, name in enumerate(("neither", "unhappy")):
        keys = {"source": "panel", "calculation": "percentage", "numerator": name, "denominator": "asked", "unit": "%"}
        tiny.measure(name, title=name.title(), order=6 + i, **keys)
    return tiny.said()


def test_options_of_one_question_add_up_to_no_more_than_its_answers(tiny):
    assert options(tiny, {}) == ""
    said = options(tiny, {"2022-03": (12, 7, 3, 20)})
    assert "row 4, columns happy, neither, unhappy: '22' answers in all, and '20' of asked: else they add up to it." in said


def test_options_of_which_people_choose_several_are_no_fault(tiny):
    assert options(tiny, {month: (12, 12, 3, 20) for month in MONTHS[:4]}) == ""


def test_a_rule_of_the_source_tells_it_once(tiny):
    panel(tiny, {"2022-03": (21, 0, 0, 20)})
    tiny.edit(
        "data/sources/panel.resource.yml",
        "producer:",
        "checks:\n  - {rule: happy <= asked, says: more happy than asked}\nproducer:",
    )
    assert tiny.said().count("panel.csv") == 1 and "more happy than asked" in tiny.said()


def test_only_the_rows_of_the_measure_are_asked(tiny):
    """Each question of a survey has a measure of its own."""
    rows = "2022-03,other,9,0,0,2,computed,\n"
    panel(tiny, {}, rows={"group": ["all"]})
    tiny.edit("data/sources/panel.resource.yml", "enum: [all]", "enum: [all, other]")
    tiny.edit("data/sources/panel.csv", "2022-03,all", f"{rows}2022-03,all")
    assert "is above" not in tiny.said()


def test_two_measures_of_the_same_columns_tell_it_once(tiny):
    panel(tiny, {"2022-03": (21, 0, 0, 20)})
    keys = {"source": "panel", "calculation": "percentage", "numerator": FIELD, "denominator": "asked", "unit": "%"}
    assert tiny.measure("again", title="Again", order=6, **keys).said().count("is above") == 1


def test_a_ratio_need_not_be_of_a_part(tiny):
    """Outcomes of the month for every 100 crimes of the month: some are of earlier ones."""
    cells = {month: (i, 0, 0, 8) for i, month in enumerate(MONTHS)}
    assert "is above" in panel(tiny, cells, survey=False).said()
    panel(tiny, cells, survey=False, calculation="ratio")
    assert tiny.said() == "" and tiny.figure("content.value").value == pytest.approx(100 * 11 / 8)


def test_a_notebook_is_told_as_well(tiny):
    panel(tiny, {"2022-03": (21, 0, 0, 20)})
    with pytest.raises(ReportError, match="row 4, column happy"):
        tiny.figure("content.value")
