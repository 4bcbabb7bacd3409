"""What input files may say: models, their faults, their schemas for editors, and the reference that is made of them."""

from __future__ import annotations

import csv
import json
import sys
from unicodedata import category

import jsonschema
import pytest
from places import PUBLISHED, ROOT, SAMPLE
from pydantic import RootModel

from pcc_lib.core.errors import DefinitionError
from pcc_lib.core.numerals import spoken
from pcc_lib.core.text import unseen, visible
from pcc_lib.inputs import schemas
from pcc_lib.inputs.measures import measure_ids, read_measure
from pcc_lib.inputs.models import INPUTS
from pcc_lib.inputs.models.definitions import MeasureFile, TopicFile
from pcc_lib.inputs.models.faults import place_of, read_as
from pcc_lib.inputs.models.plan import Budget
from pcc_lib.inputs.models.records import model_in
from pcc_lib.inputs.models.rows import ActivityRow, DeliverableRow, StatedRow
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.yaml_reader import lines_of, parse_yaml

COUNT = {
    "title": "Calls",
    "topic": "calls",
    "source": "calls",
    "numerator": "offered",
    "unit": "calls",
    "good_direction": "neutral",
    "why_it_matters": "Somebody waits.",
}
YAML = [of for of in INPUTS if not of.is_table]


def said(model, data, **more) -> list[str]:
    """The faults of some data."""
    try:
        read_as(model, {**data, **more}, "x.yml")
    except DefinitionError as error:
        return [str(f) for f in error.faults]
    return []


# ── every file has a model ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.sample
def test_every_yaml_and_small_table_of_the_project_has_a_model():
    known = {p for of in INPUTS for p in SAMPLE.glob(of.where)}
    there = {
        p
        for folder in ("measures", "topics", "plan", "quarters")
        for p in (SAMPLE / "data" / folder).rglob("*")
        if p.suffix in (".yml", ".yaml", ".csv")
    } | {SAMPLE / name for name in ("data/body.yml", "data/datapackage.yml", "data/published/forced.csv", "_toc.yml")}
    assert there | set((SAMPLE / "data/sources").glob("*.yml")) | set((SAMPLE / "data/published").glob("20*.csv")) == known


@pytest.mark.parametrize("of", INPUTS, ids=lambda of: of.name)
def test_every_key_says_what_it_means(of):
    def keys(model):
        for name, field in model.model_fields.items():
            yield f"{model.__name__}.{name}", field
            inner = model_in(field.annotation)
            if inner and inner is not model:
                yield from keys(inner)

    root = model_in(of.model.model_fields["root"].annotation) if issubclass(of.model, RootModel) else of.model
    assert [name for name, field in keys(root) if not (field.description or "").endswith((".", "."))] == []


@pytest.mark.parametrize("of", [of for of in INPUTS if not issubclass(of.model, RootModel)], ids=lambda of: of.name)
def test_an_unknown_key_is_a_fault_with_the_near_word(of):
    key = max((f.alias or name for name, f in of.model.model_fields.items()), key=len)
    try:
        read_as(of.model, {key[:-1] + "x": 1}, "x.yml")
    except DefinitionError as error:
        assert any(f"unknown key '{key[:-1]}x'" in f.found and f.todo == f"Did you mean '{key}'?" for f in error.faults)
    else:
        pytest.fail("an unknown key was taken")


# ── a measure says little ─────────────────────────────────────────────────────────────────────────────────────────────
def test_a_measure_of_a_count_needs_seven_keys():
    assert said(MeasureFile, COUNT) == [] and len(COUNT) == 7
    for key in COUNT:
        assert said(MeasureFile, {k: v for k, v in COUNT.items() if k != key}), f"'{key}' is not needed after all"


@pytest.mark.sample
def test_nothing_that_a_default_says_is_repeated_in_the_sample():
    """In the measures of the printed original, which others copy; who adds one may say more than is needed."""
    printed = csv.DictReader((SAMPLE / f"data/published/{PUBLISHED}.csv").read_text(encoding="utf-8").splitlines())
    ids = {row["figure"].split(".")[0] for row in printed} & set(measure_ids(Project(SAMPLE)))
    assert len(ids) > 60
    for id in ids:
        about = parse_yaml((SAMPLE / f"data/measures/{id}.yml").read_text(encoding="utf-8"), id)
        assert "disclosure" not in about and "sample_owner" not in about and about.get("calculation") != "count", id
        assert about.get("decimals") != (1 if about.get("calculation") == "percentage" else 0), id


def test_a_measures_own_word_holds_before_its_topics_and_that_before_the_bodys(tiny):
    tiny.edit("data/body.yml", "areas:", "defaults: {owner: Body, next_review: 2024-01-31, reviewed_by: Body}\nareas:")
    tiny.edit("data/topics/calls.yml", "order: 1", "order: 1\ndefaults: {owner: Topic, next_review: 2024-02-29}")
    tiny.measure("m", owner=None, next_review=None).measure("n", owner="Own", next_review=None)
    read = {id: read_measure(tiny.project(), id) for id in ("m", "n")}
    assert (read["m"].owner, read["m"].next_review, read["m"].reviewed_by) == ("Topic", "2024-02-29", "Body")
    assert (read["n"].owner, read["n"].next_review) == ("Own", "2024-02-29")


def test_an_owner_that_nobody_names_is_asked_for_with_the_places_where_it_may_stand(tiny):
    tiny.measure("m", owner=None)
    assert tiny.said() == (
        "data/measures/m.yml: 'owner' is missing. Add it, or to the defaults of data/topics/calls.yml or data/body.yml."
    )


# ── faults ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unit": "percent"}, "unit: 'percent' is not a unit. Write unit: \"%\"."),
        ({"unit": "%"}, "unit: a count is not told in '%'."),
        ({"unit": "rank"}, "unit: a count is not told in 'rank'."),
        (
            {"calculation": "percentage", "denominator": "n", "unit": "calls"},
            "unit: a percentage is not told in 'calls'. Write unit: \"%\".",
        ),
        ({"unit": "<b>"}, "unit: '<b>' is not a unit."),
        ({"unit": "pounds"}, 'Write unit: "GBP".'),
        ({"unit": "secs"}, '"seconds"'),
        ({"title": 999}, 'title: 999 is a number, not text. Put it in quotes: "999".'),
        ({"title": True}, "title: YAML reads yes, on and true as true. Put it in quotes."),
        ({"title": " "}, "title: is empty."),
        ({"title": None}, "title: is empty. Write it, or take the key out."),
        ({"title": ["a"]}, "title: is a list, not text."),
        ({"title": "a\nb"}, "title: runs over several lines. Write it on one."),
        ({"title": "x" * 130}, "has 130 characters. Keep it to 120."),
        ({"order": 1.5}, "order: 1.5 is not a whole number."),
        ({"per_day": "no"}, "per_day: 'no' is not true or false."),
        ({"multiply_by": 0}, "multiply_by: 0 is not above nought."),
        ({"multiply_by": float("inf")}, "not a number that can be told"),
        ({"window": "13 month"}, "window: '13 month' is not a window."),
        ({"target": None}, "target: is empty."),
        ({"target": {"label": "x", "value": float("nan")}}, "target, value: nan is not a number that can be told"),
        ({"breaks": [{"month": "2023-04"}]}, "breaks 1: 'reason' is missing. Add it."),
        ({"population": "people"}, "population: 'people' is not a source and a column. Write it like population.population."),
    ],
)
def test_faults_name_key_finding_and_remedy(change, words):
    assert [f for f in said(MeasureFile, COUNT, **change) if words in f], said(MeasureFile, COUNT, **change)


def test_all_that_does_not_fit_together_is_told_at_once():
    found = said(MeasureFile, COUNT, unit="percent", missing="None.", of=["a"])
    assert len(found) == 3 and {f.split(": ")[0] for f in found} == {"x.yml, unit", "x.yml, source", "x.yml, of"}


def test_lines_are_those_of_the_keys():
    text = (
        "# a comment\ntitle: x\ncharts:\n  - {id: a, kind: trend, measures: [m]}\n  - id: b\n    knd: trend\n    measures: [m]\n"
    )
    with pytest.raises(DefinitionError) as error:
        read_as(TopicFile, parse_yaml(text, "t"), "t.yml", lines_of(text))
    assert {f.place for f in error.value.faults} == {"", "line 5, charts 2", "line 6, charts 2"}


@pytest.mark.parametrize(
    ("path", "line", "words"),
    [
        ((), 0, ""),
        (("charts", 1, "kind"), 7, "line 7, charts 2, kind"),
        ((0, "id"), 0, "entry 1, id"),
        ((2,), 3, "line 3, entry 3"),
    ],
)
def test_places(path, line, words):
    assert place_of(path, line) == words


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("50+", [50]),
        ("two", [2]),
        ("ten minutes", [10]),
        ("half an hour", [0.5]),
        ("£998,000", [998000]),
        ("\u221225%", [-25]),
        ("-25%", [-25]),
        ("five-star", [5]),
        ("1.2 million", [1.2e6]),
        ("four to five", [4, 5]),
        ("several", []),
        ("28.4%", [28.4]),
    ],
)
def test_the_numbers_of_a_printed_text(text, numbers):
    assert spoken(text) == numbers


STATED = {"id": "recruits", "value": "50", "unit": "people", "text": "50+", "period": "2024-01", "statement": "S.", "source": "R"}


@pytest.mark.parametrize(
    ("value", "text", "good"),
    [
        ("50", "50+", True),
        ("50", "70+", False),
        ("50", "fifty", False),
        ("2", "two", True),
        ("2", "three", False),
        ("-25", "\u221225%", True),
        ("25", "\u221225%", False),
        ("998000", "£998,000", True),
        ("0.5", "half an hour", True),
    ],
)
def test_a_stated_value_is_the_number_of_its_text(value, text, good):
    assert (said(StatedRow, STATED, value=value, text=text) == []) is good


ACTION = {
    "id": "a",
    "priority": "priority-1",
    "action": "Do it",
    "due": "2024-01",
    "due_text": "January 2024",
    "progress": "40",
    "plan_id": "",
    "promise": "",
    "note": "",
}


@pytest.mark.parametrize(
    ("due", "text", "good"),
    [
        ("2024-01", "January 2024", True),
        ("2024-01", "February 2024", False),
        ("2024-01", "January 2023", False),
        ("2024-01", "Jan", True),
        ("2024-01-31", "31 January 2024", True),
        ("2024-01-31", "30 January 2024", False),
        ("2024-03", "end of the year", True),
        ("2023-04", "28 April 2023, under way", True),
        ("2024-01", "by january 2024", True),
    ],
)
def test_a_printed_date_is_the_date_that_is_judged(due, text, good):
    assert (said(DeliverableRow, ACTION, due=due, due_text=text) == []) is good
    plan = {"id": "a", "appendix": "A", "objective": "o", "activity": "x", "due": due, "due_text": text}
    assert (said(ActivityRow, plan) == []) is good


@pytest.mark.sample
def test_a_budget_names_what_there_is():
    about = parse_yaml((SAMPLE / "data/plan/budget.yml").read_text(encoding="utf-8"), "budget")
    assert said(Budget, about, rows=[about["rows"][0], *about["rows"]]) == [
        f"x.yml, rows: the id '{about['rows'][0]['id']}' stands twice. Give each one of its own."
    ]
    assert said(Budget, about, years=["2023/24", "2023/24"]) == ["x.yml, years: a year stands twice. Name each once."]
    assert "unknown key 'values'" in said(Budget, about, rows=[{**about["rows"][0], "values": [1.0]}])[0]
    assert "there is no row 'nobody'" in said(Budget, about, claim={**about["claim"], "rows": ["nobody"]})[0]


@pytest.mark.sample
def test_a_descriptor_names_the_columns_that_it_speaks_of():
    about = parse_yaml((SAMPLE / "data/sources/calls_999.resource.yml").read_text(encoding="utf-8"), "d")
    for change, words in (
        ({"breakdown": "team"}, "has no column 'team'"),
        ({"period": "year"}, "has no column 'year'"),
        ({"path": "other.csv"}, "is not named after the source"),
        ({"encoding": "klingon"}, "is not known"),
    ):
        assert any(words in f for f in said(Descriptor, about, **change)), change


# ── text ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_cannot_be_seen_is_what_unicode_says():
    kinds = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
    fillers = set(map(ord, "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"))
    codes = (c for c in range(sys.maxunicode + 1) if category(chr(c)) in kinds and chr(c) not in "\t\n")
    assert all(next(unseen(chr(c)), None) for c in {*codes, *fillers})
    assert not any(next(unseen(chr(c)), None) for c in range(0x20, 0x2000) if category(chr(c)) not in kinds and c not in fillers)
    assert visible("a\u202eb\x1b[0m\x00") == "a\\u202eb\\x1b[0m\\x00"


# ── what editors and people read ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("of", YAML, ids=lambda of: of.name)
def test_the_committed_schemas_are_of_the_models(of):
    path = ROOT / schemas.FOLDER / f"{of.name}.json"
    assert path.read_text(encoding="utf-8") == schemas.schema_text(of), "run: pcc schema"


@pytest.mark.sample
@pytest.mark.parametrize("root", [SAMPLE, *sorted((ROOT / "tests/projects").iterdir())], ids=lambda path: path.name)
def test_every_file_points_to_its_schema_and_is_valid_by_it(root):
    project, count = Project(root), 0
    for name, of in schemas.files_of(project):
        text = project.read_text(name)
        line = text.partition("\n")[0]
        target, own = (root / name).parent / line.removeprefix(schemas.MARK), SAMPLE if root == SAMPLE else ROOT
        schema = own / schemas.FOLDER / f"{of.name}.json"
        jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(parse_yaml(text, name))
        if line.startswith(schemas.MARK):
            assert target.resolve() == schema, name
            count += 1
        else:  # whoever adds a file to the sample may leave that to `pcc schema --mark`
            assert root == SAMPLE, f"{name}: pcc --project {root.relative_to(ROOT)} schema --mark --folder {schemas.FOLDER}"
    assert count > (160 if root == SAMPLE else 8)


def test_a_schema_refuses_what_the_model_refuses():
    validator = jsonschema.Draft202012Validator(json.loads((ROOT / "data/schemas/measure.json").read_text(encoding="utf-8")))
    assert list(validator.iter_errors(COUNT)) == []
    for change in (
        {"good_direcion": "increase"},
        {"good_direction": "up"},
        {"title": 3},
        {"order": "x"},
        {"unit": "<b>"},
        {"target": 90},
    ):
        assert list(validator.iter_errors({**COUNT, **change})), change


def test_the_reference_of_keys_is_made_of_the_models():
    assert (ROOT / "docs/inputs.md").read_text(encoding="utf-8") == schemas.reference(), (
        "run: pcc schema --reference docs/inputs.md"
    )


def test_marking_files_keeps_what_people_wrote(tiny):
    before, folder = (tiny.root / "data/body.yml").read_text(encoding="utf-8"), tiny.root / schemas.FOLDER
    assert "data/body.yml" in schemas.mark_files(tiny.project(), folder)
    assert schemas.mark_files(tiny.project(), folder) == []
    assert (tiny.root / "data/body.yml").read_text(encoding="utf-8") == f"{schemas.MARK}schemas/body.json\n{before}"
    schemas.mark_files(tiny.project(), tiny.root.parent / "kept")
    assert (tiny.root / "data/body.yml").read_text(encoding="utf-8") == f"{schemas.MARK}../../kept/body.json\n{before}"
