"""A fault in one key of quarter.yml hides nothing else that is wrong with the quarter, and is still told."""

from __future__ import annotations

import pytest
from conftest import QUARTER, Tiny
from test_new_quarter import NEXT, NOW, pcc
from test_status import quarter_file, told

from pcc_lib.core.errors import DefinitionError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.readable_quarter import ReadableQuarter

FILE = f"data/quarters/{QUARTER}/quarter.yml"
WRONG = {
    "late": "late: [{source: survey, expected: soon, because: None came.}]\n",
    "answers": "answers: [{question: x, answer: Yes it is.}]\n",
    "dropped": "dropped:\n",
    "unchanged": "unchanged: topics/calls\n",
    "sample": "sample: perhaps\n",
    "lat": "lat: []\n",
}


def add(tiny: Tiny, *keys: str) -> Tiny:
    text = (tiny.root / FILE).read_text(encoding="utf-8")
    return tiny.write(FILE, text + "".join(WRONG[key] for key in keys))


def reading(tiny: Tiny) -> ReadableQuarter:
    return ReadableQuarter(tiny.project(), Quarter.parse(QUARTER))


@pytest.mark.parametrize("key", WRONG)
def test_the_texts_are_checked_though_one_key_is_wrong(tiny, key):
    tiny.comment("## So what?\n\nCalls were {{ offred.value }}.\n")
    add(tiny, key)
    code, said = pcc(tiny.root, "check", QUARTER)
    assert code == 1 and f"{FILE}, line " in said and "there is no figure" in said.replace("no measure", "no figure"), said
    assert f"While `{key}` in {FILE} has a fault, all else is checked as if it were not there." in said
    assert "nobody looks at" not in said


def test_sound_keys_are_read_beside_faulty_ones(tiny):
    add(tiny, "late", "sample")
    tiny.write(FILE, (tiny.root / FILE).read_text(encoding="utf-8") + "published_on: 2023-12-05\n")
    found = reading(tiny)
    assert found.passed_over == ("late", "sample") and found.about.published_on == "2023-12-05" and found.about.late == ()


def test_questions_are_not_asked_again_where_the_answers_cannot_be_read(tiny):
    asked = "data/sources"
    tiny.edit("data/sources/calls.csv", "2023-10,north,40,", "2023-10,north,400000,")
    assert asked in pcc(tiny.root, "check", QUARTER)[1]
    said = pcc(add(tiny, "answers").root, "check", QUARTER)[1]
    assert "{question:" not in said and "While `answers`" in said


@pytest.mark.parametrize(
    "text",
    ["- a\n", "written_on: soon\n", "written_on: 2023-11-28\n", "late: [\n", "written_on: 2023-11-28\nreporting_months: 5\n"],
)
def test_what_must_be_there_must_be_right(tiny, text):
    tiny.write(FILE, text)
    found = reading(tiny)
    assert found.passed_over == ()
    with pytest.raises(DefinitionError):
        _ = found.about
    assert f"While {FILE} cannot be read, nobody looks at the quarter's texts" in pcc(tiny.root, "check", QUARTER)[1]


def test_a_status_tells_what_is_open_beside_a_faulty_key(two):
    before = told(two)["open"]["kinds"]
    quarter_file(two, WRONG["late"])
    assert told(two, NEXT)["open"]["kinds"] == before and told(two)["sources"]
    assert pcc(two.root, "status", NEXT)[1].count(f"{NOW}/quarter.yml") >= 1


def test_nothing_is_made_of_it(two):
    quarter_file(two, WRONG["late"])
    with pytest.raises(DefinitionError, match="late 1, expected"):
        _ = QuarterFolder(two.project(), Quarter.parse(NEXT)).about
    for command in (("new", NEXT, "--months"), ("keep", NEXT)):
        code, said = pcc(two.root, *command)
        assert code == 1 and "late 1, expected" in said, said
