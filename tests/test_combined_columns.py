"""Several columns of a source added up, and columns taken off, in everything that a measure is told by."""

from __future__ import annotations

import csv
import math
import re

import pytest
from conftest import descriptor

from pcc_lib.core.errors import DefinitionError
from pcc_lib.core.periods import months_to
from pcc_lib.figures.catalogue import STATISTICS
from pcc_lib.figures.judgement import judge
from pcc_lib.figures.reworking import rework
from pcc_lib.statistics.calculate import lettered, letters

CALLS = "calls.csv#month=2023-10;column="
BOTH = {"numerator": ["offered", "answered"]}
SILENT = {"numerator": "offered", "minus": "answered"}


def by_hand(tiny, wanted: str, first: str, last: str, area: str = "") -> float:
    """A sum of columns over months, read from the CSV without the library; `-answered` takes a column off."""
    rows = csv.DictReader((tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8").splitlines())
    kept = [row for row in rows if first <= row["month"] <= last and area in ("", row["area"])]
    signed = [(-1 if word[0] == "-" else 1, word.strip("-")) for word in wanted.split()]
    return sum(sign * float(row[column]) for row in kept for sign, column in signed)


@pytest.mark.parametrize(
    ("keys", "wanted", "formula"),
    [
        (BOTH, "offered answered", "count(a + b)"),
        (SILENT, "offered -answered", "count(a - b)"),
        ({"numerator": ["offered", "wait_s"], "minus": ["answered"]}, "offered wait_s -answered", "count(a + b - c)"),
    ],
)
def test_columns_are_added_and_taken_off(tiny, keys, wanted, formula):
    found = tiny.measure("m", breakdown="area", **keys).figures()
    value = found.of("m")
    assert value.value == by_hand(tiny, wanted, "2023-10", "2023-10") and value.formula == formula
    assert value.cells == " ".join(CALLS + word.strip("-") for word in wanted.split())
    assert found.of("m", "value", "north").value == by_hand(tiny, wanted, "2023-10", "2023-10", "north")
    year = found.of("m", "total_12_months")
    assert year.value == by_hand(tiny, wanted, "2022-11", "2023-10")
    change = 100 * (by_hand(tiny, wanted, "2023-10", "2023-10") / by_hand(tiny, wanted, "2022-10", "2022-10") - 1)
    assert found.of("m", "change_on_year").value == pytest.approx(change)


@pytest.mark.parametrize(
    "keys",
    [
        BOTH | {"breakdown": "area", "target": {"label": "At most", "value": 60}},
        SILENT | {"rows": {"area": ["north"]}, "window": "12 months"},
        SILENT | {"per_day": True, "rebase": [{"month": "2022-01", "reason": "moved"}]},
        BOTH | {"calculation": "rate_per_1000", "population": "population.population", "unit": "calls per 1,000 residents"},
        {"calculation": "percentage", "unit": "%", **SILENT, "denominator": ["offered", "answered"], "breakdown": "area"},
        {"calculation": "mean", "numerator": "wait_s", "denominator": "offered", "denominator_minus": "answered"},
        BOTH | {"multiply_by": 0.5},
    ],
)
def test_every_statistic_of_them_follows_from_its_cells(tiny, keys):
    figures, tried = tiny.measure("m", **keys).figures(), set()
    for part in ("", "north") if "breakdown" in keys else ("",):
        for statistic in STATISTICS:
            try:
                figure = figures.of("m", statistic, part)
            except Exception:  # what cannot be asked of it
                continue
            if figure.known and not figure.formula.startswith(("ets", "damped")):
                assert rework(figures.project, figure.formula, figure.cells) == pytest.approx(figure.value, rel=1e-9), figure.id
                assert read_by_hand(tiny, figure) == pytest.approx(figure.value, rel=1e-9), figure.id
                tried.add(statistic)
    assert {"value", "change_on_year"} <= tried and len(tried) > 4


def read_by_hand(tiny, figure) -> float:
    """A second reader of formulas of sums: letters are sums of cells; other formulas are left to the first."""
    blocks = re.split(r" (?=[\w/.]+#)", figure.cells)
    names = dict(zip(letters(), blocks, strict=False))
    simple = re.fullmatch(r"(?:count|change_number|change_percent)\((?:count\()?([a-z +-]+?)\)*(?:, .*)?", figure.formula)
    if not figure.formula.startswith("count(") or not simple:
        return figure.value
    total = 0.0
    for sign, letter in re.findall(r"([+-]?) ?([a-z])", simple[1]):
        said = re.fullmatch(r"calls\.csv#month=([\d-]+)(?:\.\.([\d-]+))?(?:;area=(\w+))?;column=(\w+)", names[letter])
        first, last, area, column = said.groups()
        total += by_hand(tiny, f"{'-' if sign == '-' else ''}{column}", first, last or first, area or "")
    return total


def test_months_are_judged_tested_and_foretold_as_of_one_column(tiny):
    """A column that holds the sum already is judged as the two that make it up."""
    text = (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8")
    head, *rows = text.splitlines()
    lines = [head.replace("wait_s", "wait_s,both")]
    for row in rows:
        month, area, offered, answered, wait, *rest = row.split(",")
        lines.append(",".join([month, area, offered, answered, wait, str(int(offered) + int(answered)), *rest]))
    tiny.write("data/sources/calls.csv", "\n".join(lines) + "\n")
    field = "    - {name: wait_s, type: integer, title: wait_s, constraints: {minimum: 0}}\n"
    tiny.edit("data/sources/calls.resource.yml", field, field + field.replace("wait_s", "both"))
    found = tiny.measure("sum", **BOTH).measure("one", numerator="both").figures()
    one, other = (judge(found.series(id)) for id in ("sum", "one"))
    assert one.points.equals(other.points) and one.variation == other.variation and one.test == other.test
    for statistic in ("usual_lower", "usual_mean", "usual_upper", "change_lower"):
        assert found.of("sum", statistic).value == found.of("one", statistic).value
    assert found.of("sum", "usual_upper").formula == found.of("one", "usual_upper").formula.replace("a", "a + b", 9).replace(
        "a + bt_lea + bst", "at_least"
    )


def test_a_blank_in_any_column_is_blank(tiny):
    tiny.edit("data/sources/calls.csv", "2023-10,north,40,20,", "2023-10,north,40,,")
    found = tiny.measure("m", breakdown="area", **BOTH).figures()
    assert [found.of("m", "value", part).text for part in ("", "north", "south")] == ["[x]", "[x]", "10"]
    assert math.isnan(found.series("m").values()["2023-10"])


def test_more_taken_off_than_there_is_names_the_month(tiny):
    tiny.measure("m", numerator="answered", minus="offered", breakdown="area")
    assert "data/measures/m.yml, minus: 2021-01, north: answered - offered is -5 (calls.csv)." in tiny.said()
    tiny.measure("m", calculation="mean", numerator="wait_s", denominator="answered", denominator_minus=["offered"])
    assert "denominator_minus: 2021-01, north: answered - offered is -5" in tiny.said()
    tiny.measure("m", numerator="answered", minus="offered", unit="GBP")
    assert "m.yml" not in tiny.said()  # sums of money may lie below nought


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"numerator": ["offered", "offered"]}, "m.yml, numerator: the column 'offered' stands twice. Name it once"),
        (
            {**SILENT, "minus": "offered"},
            "m.yml, minus: 'offered' is added by 'numerator' and taken off here. Take it out of both.",
        ),
        ({"numerator": ["offered", "ansered"]}, "m.yml, numerator: calls.csv has no column 'ansered'. Did you mean 'answered'?"),
        ({**SILENT, "minus": "ansered"}, "m.yml, minus: calls.csv has no column 'ansered'. Did you mean 'answered'?"),
        ({**SILENT, "denominator_minus": "wait_s"}, "denominator_minus: changes nothing where 'calculation' is count."),
        (BOTH | {"calculation": "published"}, "m.yml, numerator: names 2 columns. Published values do not add up: name one."),
        (SILENT | {"calculation": "published"}, "m.yml, minus: changes nothing where 'calculation' is published."),
        ({"numerator": list("abcdefgh"), "minus": "i"}, "m.yml, numerator: names 8 columns, and 'minus' 1. Up to 8 together"),
        ({"numerator": ["off-ered"]}, "m.yml, numerator 1: 'off-ered' is not a name of a column."),
        ({"numerator": []}, "m.yml, numerator: a count needs 'numerator'. Add it."),
    ],
)
def test_what_cannot_be_put_together_is_a_fault(tiny, keys, said):
    assert said in re.sub(r"line \d+, ", "", tiny.measure("m", **keys).said())


def test_the_definition_says_which_columns(tiny):
    field = "{name: offered, type: integer, title: offered"
    tiny.edit("data/sources/calls.resource.yml", field, field.replace("title: offered", "title: Calls"))
    report = tiny.measure("m", numerator=["offered", "wait_s"], minus="answered").report()
    said = re.sub(r"<[^>]+>", "", report.definitions("priority-1").html)
    assert "Calls offered and wait_s wait_s without answered answered, counted; from Source calls" in said
    assert report["m"].definition["numerator"] == ["offered", "wait_s"] and report["m"].definition["minus"] == "answered"


def test_a_sum_is_hidden_where_any_cell_of_it_is(tiny):
    """One column's 3 is held back, and so is its sum with a column that shows all of its cells."""
    hidden(tiny).measure("m", disclosure="threshold", breakdown="area", **BOTH)
    found = tiny.figures()
    assert (found.of("m", "value", "south").text, found.of("m", "value", "south").hidden) == ("[c]", True)
    assert found.of("m", "value", "south", "2023-09").known


def test_differences_and_unheld_shares_are_refused_under_a_policy(tiny):
    share = {"calculation": "percentage", "unit": "%", "disclosure": "threshold"}
    for keys, said in [
        (SILENT | {"disclosure": "threshold"}, "m.yml, minus: what is left cannot be held to 'threshold'."),
        (share | {"numerator": ["answered", "wait_s"], "denominator": "offered"}, "Add {rule: answered + wait_s <= offered"),
        (share | {"numerator": "answered", "denominator": ["offered", "wait_s"]}, "Bring 'offered + wait_s' as one column"),
    ]:
        with pytest.raises(DefinitionError) as error:
            hidden(tiny).measure("m", **keys).figures().series("m")
        assert said in str(error.value)
    keys = share | {"numerator": "answered", "denominator": ["answered", "wait_s"]}
    assert tiny.measure("m", **keys).figures().of("m").value == pytest.approx(100 * 28 / 1428)  # the rest is a column


def hidden(tiny):
    """The tiny project with 3 calls answered in the south in October 2023, and none of its other measures."""
    for id in ("offered", "answered_rate"):
        (tiny.root / f"data/measures/{id}.yml").unlink(missing_ok=True)
    text = (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8")
    rows = [
        ",".join([*cells[:2], "90", "3" if cells[:2] == ["2023-10", "south"] else "25", "700", *cells[5:]])
        for cells in (row.split(",") for row in text.splitlines()[1:])
    ]
    return tiny.write("data/sources/calls.csv", "\n".join([text.splitlines()[0], *rows]) + "\n")


def test_letters_go_on_after_z():
    names = [letter for letter, _ in zip(letters(), range(60), strict=False)]
    assert names[:2] + names[25:28] + names[52:53] == ["a", "b", "z", "a2", "b2", "a3"] and len(set(names)) == 60
    assert lettered("mean(#, #)", ["+-", "+"]) == "mean(a - b, c)"


def test_a_formula_of_many_columns_is_worked_out_again(tiny):
    """Two lists of eight and a change: more blocks of cells than there are letters."""
    names = [f"c{i}" for i in range(16)]
    rows = ["month,area,kind,status," + ",".join(names)]
    for month in months_to("2023-10", 24).periods:
        rows += [f"{month},all,computed,," + ",".join(str(20 + i + int(month[-2:])) for i in range(16))]
    tiny.write("data/sources/wide.csv", "\n".join(rows) + "\n")
    tiny.write("data/sources/wide.resource.yml", descriptor("wide", "month", "area", "all", *names))
    tiny.write("data/datapackage.yml", "name: tiny\nresources: [sources/wide.resource.yml, sources/calls.resource.yml]\n")
    tiny.edit("data/quarters/2023-24-Q3/quarter.yml", "{calls: 2023-10, ", "{calls: 2023-10, wide: 2023-10, ")
    tiny.measure("m", source="wide", calculation="percentage", unit="%", numerator=names[:8], denominator=names[8:])
    found = tiny.figures()
    change = found.of("m", "change_12_months")
    top, bottom = (sum(20 + i + month for i in run for month in range(1, 13)) for run in (range(8), range(8, 16)))
    assert found.of("m", "total_12_months").value == pytest.approx(100 * top / bottom)
    assert "g2" not in change.formula and "f2" in change.formula  # 32 blocks
    assert rework(found.project, change.formula, change.cells) == pytest.approx(change.value, abs=1e-9)
