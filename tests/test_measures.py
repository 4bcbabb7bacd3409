"""Measures and topics: strict definitions, every fault told with what to do."""

from __future__ import annotations

import re

import pytest

from pcc_lib.core.errors import DefinitionError
from pcc_lib.inputs import measures
from pcc_lib.inputs.measures import Target, measures_of, read_measure, read_topic, topics_of

LINK = {
    "source": None,
    "numerator": None,
    "calculation": "correlation",
    "unit": "r",
    "of": ["offered", "answered_rate"],
    "window": "12 months",
}


def faults(tiny, **keys: object) -> list[str]:
    """What is said of a measure `m` with these keys."""
    tiny.measure("m", **keys)
    try:
        read_measure(tiny.project(), "m")
    except DefinitionError as error:
        return [
            re.sub(r"line \d+(, |(?=:))", "", str(f).replace("data/measures/m.yml", "m")).replace("m, :", "m:")
            for f in error.faults
        ]
    return []


def test_a_measure_is_read_with_its_defaults(tiny):
    tiny.measure("m", caveats="One only.", of=None)
    read = read_measure(tiny.project(), "m")
    assert (read.id, str(read.window), read.change, read.caveats, read.target) == (
        "m",
        "month",
        "change_on_year",
        ("One only.",),
        None,
    )


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"titel": "x"}, "m: unknown key 'titel'. Did you mean 'title'?"),
        ({"unit": None}, "m: 'unit' is missing. Add it."),
        ({"calculation": "percent"}, "m, calculation: 'percent' is not known. Did you mean 'percentage'?"),
        ({"good_direction": "up"}, "m, good_direction: 'up' is not known. Known: decrease, increase, neutral."),
        ({"change": "change_on_yaer"}, "m, change: 'change_on_yaer' is not known. Did you mean 'change_on_year'?"),
        ({"disclosure": False}, "m, disclosure: YAML reads no, off and false as false. Write one of: none, rounding, threshold."),
        ({"decimals": 7}, "m, decimals: 7 is not possible. Write at most 6."),
        ({"decimals": -1}, "m, decimals: -1 is not possible. Write at least 0."),
        ({"title": "x" * 121}, "m, title: has 121 characters. Keep it to 120."),
        ({"next_review": "2024-02-31"}, "m, next_review: '2024-02-31' is not a date. Write it like 2024-06-30."),
        ({"next_review": "20240630"}, "m, next_review: '20240630' is not a date. Write it like 2024-06-30."),
        ({"disclosure": "hide"}, "m, disclosure: 'hide' is not known. Known: none, rounding, threshold."),
        ({"precision": "hours"}, "m, precision: 'hours' is not known. Known: minutes, seconds."),
        ({"order": "first"}, "m, order: 'first' is not a whole number. Write digits alone."),
        ({"order": True}, "m, order: True is not a whole number. Write digits alone."),
        ({"in_scorecard": "yes"}, "m, in_scorecard: 'yes' is not true or false. Write true or false."),
        ({"multiply_by": "half"}, "m, multiply_by: 'half' is not a number. Write the bare number."),
        ({"title": 999}, 'm, title: 999 is a number, not text. Put it in quotes: "999".'),
        ({"next_review": "June 2024"}, "m, next_review: 'June 2024' is not a date. Write it like 2024-06-30."),
        (
            {"breaks": [{"month": "2023-13", "reason": "x"}]},
            "m, breaks 1, month: '2023-13' is not a month. Write it like 2023-10.",
        ),
        ({"breaks": [{"month": "2023-04"}]}, "m, breaks 1: 'reason' is missing. Add it."),
        ({"calculation": "percentage", "unit": "%"}, "m, denominator: a percentage needs 'denominator'. Add it."),
        ({"calculation": "mean"}, "m, denominator: a mean needs 'denominator'. Add it."),
        (
            {"calculation": "rate_per_1000", "unit": "crimes per 1,000 residents"},
            "m, population: a rate_per_1000 needs 'population'. Add it.",
        ),
        ({"numerator": None}, "m, numerator: a count needs 'numerator'. Add it."),
        (
            {"source": None},
            "m, source: neither 'source' nor 'missing' is given. Name the source, or say in 'missing' why there are no data.",
        ),
        (
            {"missing": "None given."},
            "m, source: has both a source and a reason for having none. Take one of 'source' and 'missing' out.",
        ),
        (
            {"source": None, "numerator": None, "calculation": "correlation", "unit": "r", "of": ["a"], "window": "12 months"},
            "m, of: names 1 measure. A correlation is of two; other calculations name a source.",
        ),
        (
            {"calculation": "percentage", "unit": "%", "denominator": "offered", "multiply_by": 2},
            "m, multiply_by: changes nothing where 'calculation' is percentage. Take it out. It is for: count.",
        ),
        (
            {"calculation": "mean", "denominator": "offered", "multiply_by": 2},
            "m, multiply_by: changes nothing where 'calculation' is mean. Take it out. It is for: count.",
        ),
        (
            {"calculation": "published", "multiply_by": 2},
            "m, multiply_by: changes nothing where 'calculation' is published. Take it out. It is for: count.",
        ),
        (
            {"denominator": "offered"},
            "m, denominator: changes nothing where 'calculation' is count. Take it out. It is for: percentage, ratio, mean.",
        ),
        (
            {"population": "population.population"},
            "m, population: changes nothing where 'calculation' is count. Take it out. It is for: rate_per_1000.",
        ),
        (
            {"calculation": "mean", "denominator": "offered", "per_day": True},
            "m, per_day: changes nothing where 'calculation' is mean. Take it out. It is for: count.",
        ),
        ({"per_day": True, "window": "12 months"}, "m, per_day: compares months, and the values cover 12 months. Take it out."),
        (
            {"calculation": "published", "rebase": [{"month": "2023-04", "reason": "New."}]},
            "m, rebase: changes nothing where 'calculation' is published. Take it out. "
            "It is for: count, percentage, ratio, mean.",
        ),
        ({"precision": "minutes"}, "m, precision: tells how a time is printed, and the unit is 'calls'. Take it out."),
        ({"window": "unstated"}, "m, window: a count is worked out here, over periods that are known. Write which."),
        (
            LINK | {"window": "month"},
            "m, window: a correlation is of at least 3 months. Write, such as, window: 12 months.",
        ),
        (
            LINK | {"window": "calendar year"},
            "m, window: a correlation is of at least 3 months. Write, such as, window: 12 months.",
        ),
        (
            LINK | {"target": {"label": "At least", "value": 0.5}},
            "m, target: changes nothing where 'calculation' is correlation. Take it out. "
            "It is for: count, percentage, ratio, mean, rate_per_1000, published.",
        ),
        ({"target": {"value": 3}}, "m, target: 'label' is missing. Add it."),
        ({"target": {"label": "x", "vlaue": 3, "value": 3}}, "m, target: unknown key 'vlaue'. Did you mean 'value'?"),
        ({"target": {"label": "x"}}, "m, target: needs one of 'value', 'between', 'from', 'by'. Give one of them."),
        ({"target": {"label": "x", "value": 3, "by": {"a": 1}}}, "m, target: has 'value' and 'by'. Keep one of them."),
        ({"target": {"label": "x", "value": "thirty"}}, "m, target, value: 'thirty' is not a number. Write the bare number."),
        (
            {"target": {"label": "x", "by": {"north": "ten"}}},
            "m, target, by, north: 'ten' is not a number. Write the bare number.",
        ),
        ({"rows": ["overall"]}, "m, rows: is a list, not keys with values. Write 'key: value' lines."),
    ],
    ids=lambda v: "-".join(v) if isinstance(v, dict) else "",
)
def test_each_fault_says_where_what_and_what_to_do(tiny, keys, said):
    assert faults(tiny, **keys) == [said]


def test_an_empty_key_is_a_fault(tiny):
    tiny.edit("data/measures/offered.yml", 'unit: "calls"', "unit:")
    with pytest.raises(DefinitionError, match=r"offered\.yml, line 7, unit: is empty\. Write it, or take the key out\."):
        read_measure(tiny.project(), "offered")


def test_a_repeated_key_is_a_fault(tiny):
    tiny.edit("data/measures/offered.yml", "topic:", "title: Again\ntopic:")
    with pytest.raises(DefinitionError, match="the key 'title' stands twice"):
        read_measure(tiny.project(), "offered")


@pytest.mark.parametrize("text", ["", "- a\n", "words\n"])
def test_a_file_that_is_no_definition_is_a_fault(tiny, text):
    tiny.write("data/measures/m.yml", text)
    with pytest.raises(DefinitionError, match="not keys with values" if text else r"m\.yml: is empty\."):
        read_measure(tiny.project(), "m")


def test_all_faults_of_a_file_are_told_at_once(tiny):
    said = faults(tiny, titel="x", unit=None, calculation="sum", window="week", order="first", target={})
    assert len(said) == 6


@pytest.mark.parametrize(
    ("window", "good"),
    [
        ("month", True),
        ("2 months", True),
        ("12 months", True),
        ("24 months", True),
        ("since 2023-04", True),
        ("calendar year", True),
        ("financial year", True),
        ("1 months", False),
        ("12 month", False),
        ("since 2023", False),
        ("since 2023-13", False),
        ("year", False),
        (12, False),
        ("100 months", False),
    ],
)
def test_windows(tiny, window, good):
    assert (faults(tiny, window=window) == []) is good


@pytest.mark.parametrize(
    ("target", "part", "value"),
    [
        (Target(label="x", value=3), "", 3),
        (Target(label="x", value=3), "north", 3),
        (Target(label="x", by={"north": {"value": 4}}), "north", 4),
        (Target(label="x", by={"north": {"value": 4}}), "south", None),
        (Target(label="x", by={"north": {"value": 4}}), "", None),
    ],
)
def test_the_target_of_a_part(target, part, value):
    assert target.at("2023-10", part) == (None if value is None else (value, value, ""))


def test_a_measure_without_data_says_why(tiny):
    tiny.measure("m", source=None, numerator=None, missing="The force gave none.")
    read = read_measure(tiny.project(), "m")
    assert not read.has_data and read.missing == "The force gave none."


def test_the_measures_of_a_topic_stand_in_their_order(tiny):
    tiny.measure("b", order=3).measure("a", order=3).measure("z", order=0).measure("other", topic="elsewhere")
    assert [m.id for m in measures_of(tiny.project(), "calls")] == ["z", "offered", "answered_rate", "a", "b"]


def test_another_topics_measure_is_not_opened(tiny):
    project = tiny.measure("other", topic="elsewhere").project()
    measures_of(project, "calls")
    assert "data/measures/offered.yml" in project.opened and "data/measures/other.yml" not in project.opened


def test_the_topics_of_a_priority_the_scorecards_own_only_when_asked(tiny):
    tiny.write("data/topics/more.yml", "title: More\npriority: priority-1\norder: 0\nscorecard_only: true\n")
    tiny.write("data/topics/b.yml", "title: B\npriority: priority-2\norder: 0\n")
    project = tiny.project()
    assert [t.id for t in topics_of(project, "priority-1")] == ["calls"]
    assert [t.id for t in topics_of(project, "priority-1", scorecard=True)] == ["calls", "more"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("order: 1", "ordr: 1", "unknown key 'ordr'. Did you mean 'order'?"),
        ("title: Calls to the police\n", "", "'title' is missing"),
        ("kind: trend", "kind: line", "charts 1, kind: 'line' is not known"),
        ("kind: trend", "kind: 3", "charts 1, kind: 3 is not known"),
        ("id: trend, ", "", "charts 1: 'id' is missing"),
        ("kind: trend,", "kind: trend, form: 3000,", "charts 1: unknown key 'form'. Did you mean 'from'?"),
        ("order: 1", "order: first", "order: 'first' is not a whole number."),
    ],
)
def test_topic_faults(tiny, old, new, said):
    tiny.edit("data/topics/calls.yml", old, new)
    with pytest.raises(DefinitionError) as error:
        read_topic(tiny.project(), "calls")
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "measures/offered",
            'topic: "calls"',
            'topic: "cals"',
            "offered.yml, topic: there is no topic 'cals'. Did you mean 'calls'?",
        ),
        ("topics/calls", "tiles: [offered", "tiles: [offred", "calls.yml: there is no measure 'offred'. Did you mean 'offered'?"),
        ("topics/calls", "measures: [offered", "measures: [offred", "calls.yml: there is no measure 'offred'."),
    ],
)
def test_names_that_lead_nowhere(tiny, file, old, new, said):
    tiny.edit(f"data/{file}.yml", old, new)
    assert said in "\n".join(map(str, measures.fault_list(tiny.project())))


def test_a_correlation_of_an_unknown_measure(tiny):
    tiny.measure(
        "link", source=None, numerator=None, calculation="correlation", unit="r", of=["offered", "nothing"], window="3 months"
    )
    assert "link.yml, of: there is no measure 'nothing'." in "\n".join(map(str, measures.fault_list(tiny.project())))


def test_faults_of_several_files_are_told_together(tiny):
    tiny.measure("m", unit=None).measure("n", window="week").edit("data/topics/calls.yml", "order: 1", "rank: 1")
    found = measures.fault_list(tiny.project())
    assert {f.file for f in found} >= {"data/measures/m.yml", "data/measures/n.yml", "data/topics/calls.yml"}


def test_two_charts_of_one_name(tiny):
    text = (tiny.root / "data/topics/calls.yml").read_text(encoding="utf-8")
    tiny.write("data/topics/calls.yml", text + "  - {id: trend, kind: breakdown, measures: [offered]}\n")
    with pytest.raises(DefinitionError, match="line 5, charts: the id 'trend' stands twice"):
        read_topic(tiny.project(), "calls")


def test_a_faulty_file_makes_no_faults_of_those_that_name_it(tiny):
    tiny.edit("data/topics/calls.yml", "order: 1", "rank: 1").edit("data/measures/offered.yml", "unit", "unti")
    assert {f.file for f in measures.fault_list(tiny.project())} == {"data/topics/calls.yml", "data/measures/offered.yml"}
