"""The page's own arithmetic is the library's: the same formulas are refused, and the others give the same value."""

from __future__ import annotations

import json
import math
import shutil
import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from force_tables import add_forces
from hypothesis import given, settings
from hypothesis import strategies as st
from importing import imported
from in_page import ASSETS, InPage, cells, faults, same
from places import ROOT
from real_sources import OPEN_DATA
from test_force_areas import bring_genuine

from pcc_lib.core import grammar
from pcc_lib.core.grammar import NUMBER, NUMBERS, GrammarError
from pcc_lib.figures.blocks import read_block
from pcc_lib.figures.embedded import embedded
from pcc_lib.figures.figure import FigureId
from pcc_lib.figures.figures import figures_of
from pcc_lib.figures.formulas import ALL
from pcc_lib.figures.reworking import COUNTED
from pcc_lib.figures.track_figures import TRACK_COUNTS
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.pages.ledger import replayed
from pcc_lib.pages.page import Page
from pcc_lib.report import parts
from pcc_lib.writing.html import script_json

PROJECTS = ROOT / "tests" / "projects"


@pytest.fixture(scope="module")
def page() -> Iterator[InPage]:
    with InPage() as found:
        yield found


# ── what it knows ─────────────────────────────────────────────────────────────────────────────────────────────────────────
# All that a page does not work out; each has its reason, which the page tells.
SEARCHED = {f"{model}_{side}" for model in ("ets", "theta") for side in ("mean", "lower", "upper", "mase", "coverage")}
DRAWN = {f"{of}_place{end}_{side}" for of in ("rate", "share") for end in ("", "_from_lowest") for side in ("lower", "upper")}
JUDGED = {"measures_judged", "measures_beyond_usual", "measures_moved"}
REPLAYED = set(TRACK_COUNTS)
BESIDE = {"printed_same", "printed_contradictory", "printed_revised", "printed_no_data"}


def test_a_page_knows_every_function_and_says_which_it_does_not_work_out(page):
    known = page.ask("functions")
    worked, cannot = {*known["functions"], *known["counts"]}, known["cannot"]
    assert set(cannot) == SEARCHED | DRAWN | JUDGED | BESIDE | REPLAYED
    assert worked | set(cannot) == {*ALL, *COUNTED} and not worked & set(cannot)
    assert all(len(reason) > 40 for reason in cannot.values())


def test_every_function_takes_and_gives_what_the_librarys_does(page):
    kinds = {NUMBER: "n", NUMBERS: "l"}
    for name, said in page.ask("functions")["functions"].items():
        found = grammar._function(ALL[name])
        wanted = {"takes": "".join(kinds[kind] for kind in found.takes), "least": found.least, "gives": kinds[found.gives]}
        assert said == wanted, name


def test_no_text_is_ever_run():
    code = "".join(file.read_text(encoding="utf-8") for file in [*ASSETS.glob("rework*.js"), *(ASSETS / "rework").glob("*.js")])
    assert len(code) > 50_000
    for word in (
        "eval(",
        "Function(",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "import(",
        "fetch(",
        ".style.",
    ):
        assert word not in code, word


# ── every figure of every project ─────────────────────────────────────────────────────────────────────────────────────────
def whole_book(root: Path, quarter: str) -> tuple:
    book = Page(Project(root), "figures", quarter, {name: part.write for name, part in parts().items()})
    return book.figures, list({figure.id: figure for shown in replayed(book) for figure in shown.block.figures}.values())


# those of the sample and of small numbers are tried in tests/test_reworking.py, where they are worked out anyway
@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.skipif(not OPEN_DATA.is_dir(), reason="the genuine files (shared/open_data) are not here")
@pytest.mark.parametrize("name", ["force-areas", "street-crime"])
def test_every_figure_of_genuine_data_is_worked_out_by_its_page(page, tmp_path, name):
    project = shutil.copytree(PROJECTS / name, tmp_path / name)
    if name == "force-areas":
        bring_genuine(project)
    else:
        imported(project, "police-uk", [OPEN_DATA / "data_police_uk/wiltshire-dorset-gloucestershire.zip"], force="dorset")
    done, _, wrong = faults(page, *whole_book(project, "latest"))
    assert wrong == [] and done > 10


def test_figures_of_the_tiny_project_are_worked_out_by_a_page(page, tiny):
    tiny = add_forces(tiny)
    names = ["value", "change_on_year", "change_12_months", "usual_lower", "usual_upper", "gap_to_target"]
    figures = [
        tiny.figure(f"{id}.{name}")
        for id in ("offered", "answered_rate")
        for name in names
        if (id, name) != ("answered_rate", names[-1])
    ]
    ranked = [tiny.figure(f"{id}.rank.f03") for id in ("crime_rate", "cleared")]
    done, left, wrong = faults(page, tiny.figures(), [*figures, *ranked, tiny.figure("crime_rate.rank_lower.f09")])
    assert wrong == [] and done > 8 and left == 1


# ── what is changed is seen ───────────────────────────────────────────────────────────────────────────────────────────────
def told_of(tiny, id: str) -> tuple[dict, list]:
    figure = tiny.figure(id)
    told = json.loads(script_json(embedded(tiny.figures(), [figure])))
    of = told["figures"][figure.anchor]
    return of, [told["blocks"][at] for at in of["letters"].values()]


def test_a_changed_cell_gives_another_value(page, tiny):
    of, blocks = told_of(tiny, "offered.usual_upper")
    assert same(page.work(of["formula"], *blocks)["value"], of["value"])
    for row in range(len(blocks[0]["values"])):
        changed = json.loads(json.dumps(blocks))
        changed[0]["values"][row][0] = 999
        assert not same(page.work(of["formula"], *changed)["value"], of["value"]), row


def test_a_changed_formula_gives_another_value_or_is_refused(page, tiny):
    of, blocks = told_of(tiny, "offered.change_on_year")
    assert of["formula"] == "change_percent(count(a), count(b))"
    assert same(page.work(of["formula"], *blocks)["value"], of["value"])
    for other in ("change_percent(count(b), count(a))", "change_number(count(a), count(b))", "percentage(a, b)", "a - b"):
        assert not same(page.work(other, *blocks)["value"], of["value"]), other
    for wrong in (
        "count(a)",
        "change_percent(count(a), count(c))",
        "change(a, b)",
        "change_percent(a, b",
        "a b",
        "constructor(a, b)",
    ):
        assert page.work(wrong, *blocks)["refused"], wrong


def test_the_steps_tell_each_call_in_reading_order(page, tiny):
    of, blocks = told_of(tiny, "answered_rate.change_on_year")
    steps = page.work(of["formula"], *blocks)["steps"]
    assert (
        steps[:3] == ["a = 22, the sum of 2 cells", "b = 45, the sum of 2 cells", "percentage(22, 45) = 48.8888888889"] or steps
    )
    calls = [step.split("(")[0] for step in steps if " = " in step and "(" in step.split(" = ")[0]]
    assert calls == ["percentage", "percentage", "change_points"]
    assert page.work("a / b", *blocks[:2])["steps"][-1].count(" \u00f7 ") == 1


# ── the grammar ───────────────────────────────────────────────────────────────────────────────────────────────────────────
MONTHS = pd.period_range("2022-03", periods=4, freq="M")
LISTS = {"xs": [3.0, 1.0, 4.0, 1.0], "ys": [2.0, 7.0, math.nan, 8.0]}
SINGLE = {"a": 7.5, "b": -2.0, "c": 0.0}
KINDS = {**dict.fromkeys(SINGLE, NUMBER), **dict.fromkeys(LISTS, NUMBERS)}
CALLED = (
    "count",
    "percentage",
    "change_percent",
    "at_least",
    "gap_to_range",
    "per_month",
    "correlation",
    "percentages",
    "rank",
    "how_many",
)


def in_library(text: str) -> float | None:
    """What the library makes of a text; None where it refuses it."""
    try:
        found = grammar.formula(text, KINDS, ALL)
    except GrammarError:
        return None
    return grammar.work_out(found, {**SINGLE, **{name: pd.Series(of, MONTHS) for name, of in LISTS.items()}}, ALL)


def in_page(page: InPage, text: str) -> float | None:
    months = [str(month) for month in MONTHS]
    lists = {name: {"months": months, "values": of} for name, of in LISTS.items()}
    said = json.loads(json.dumps({**SINGLE, **lists}).replace("NaN", "null"))
    answer = page.ask("formula", formula=text, kinds=KINDS, given=said)
    return None if "refused" in answer else answer["value"]


numbers = st.sampled_from(
    ["0", "1", "2.5", ".5", "3.", "1e3", "1e-2", "007", "00", "1_0", "1e999", "1000000000000000", "1000000000000001"]
)
names = st.sampled_from([*SINGLE, *LISTS, "d", "count", "constructor", "not", "True"])
well_formed = st.recursive(
    st.one_of(numbers, names),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", " - "]), inner).map("".join),
        inner.map("-{}".format),
        inner.map("({})".format),
        st.tuples(st.sampled_from(CALLED), st.lists(inner, max_size=3)).map(lambda c: f"{c[0]}({', '.join(c[1])})"),
    ),
    max_leaves=12,
)
pieces = st.sampled_from(
    [*"abcxy()()+-*/,.123e ", "**", "//", "==", "<", " is ", "count(", "xs", "\u00a0", "\ufeff", "\u0663", "=", "'", "\n"]
)
anything = st.one_of(well_formed, st.lists(pieces, max_size=12).map("".join), st.text(string.printable, max_size=8))


@settings(max_examples=1000)
@given(text=anything)
def test_the_same_texts_are_formulas_and_give_the_same_value(text):
    shared = _shared()
    wanted, found = in_library(text), in_page(shared, text)
    assert (wanted is None) == (found is None), (text, wanted, found)
    if wanted is not None and math.isfinite(wanted):
        assert found == pytest.approx(wanted, rel=1e-12, abs=1e-12), text


KEPT: list[InPage] = []


def _shared() -> InPage:
    """One program for all examples: a fixture of Hypothesis' tests would be one too, and it would complain of it."""
    if not KEPT:
        KEPT.append(InPage())
    return KEPT[0]


@pytest.fixture(scope="module", autouse=True)
def ended() -> Iterator[None]:
    yield
    while KEPT:
        KEPT.pop().close()


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("(" * 100 + "a" + ")" * 100, False),
        ("(" * 101 + "a" + ")" * 101, True),
        ("-" * 100 + "a", False),
        ("-" * 101 + "a", True),
        ("+".join("a" * 101), False),
        ("+".join("a" * 102), True),
        ("count(" * 70 + "a" + ")" * 70, False),
        ("a" + " " * 498 + "+", True),
        ("a" + " " * 500, True),
        ("(count)(a)", False),
        ("count(a,)", False),
        ("count(a)(b)", True),
        ("1(a)", True),
        ("a\u2003+\x1f b", False),
        ("\ufeffa", True),
        ("xs + ys", True),
        ("how_many(xs + ys)", False),
        ("how_many(xs * ys)", True),
        ("how_many(xs + a)", True),
        ("1e15", False),
        ("1e16", True),
        ("1e-99", False),
        ("1e-100", True),
        ("__proto__", True),
        ("__proto__(a)", True),
        ("toString(a)", True),
        ("a if b else c", True),
        ("a < b", True),
        ("count(*xs)", True),
        ("count(a=1)", True),
        ("lambda: a", True),
        ("a;b", True),
        ("`a`", True),
        ("${a}", True),
        ("a[0]", True),
        ("a.constructor", True),
        ("'a'", True),
        ("", True),
    ],
)
def test_odd_texts(page, text, refused):
    assert (in_library(text) is None) is refused
    assert (in_page(page, text) is None) is refused


# ── what is embedded ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_blocks_are_shared_between_figures(tiny):
    figures = [tiny.figure(f"offered.{name}") for name in ("usual_lower", "usual_upper", "value", "change_on_year")]
    told = embedded(tiny.figures(), figures)
    assert len(told["figures"]) == 4 and len(told["blocks"]) == 3


def test_months_that_follow_one_another_are_told_by_their_ends(tiny, page):
    def periods(id):
        return json.loads(script_json(embedded(tiny.figures(), [tiny.figure(id)])))["blocks"][0]["periods"]

    assert periods("offered.usual_lower") == "2021-01..2023-10" and periods("offered.value") == ["2023-10"]
    months = [str(month) for month in pd.period_range("2020-11", periods=40, freq="M")]
    block = cells(months, range(1, 41))
    assert page.work("xmr_upper(a)", block | {"periods": "2020-11..2024-02"}) == page.work("xmr_upper(a)", block)


def test_no_text_of_a_file_ends_the_script_it_stands_in(tiny):
    bad = "</script><script>alert(1)</script><!--\u2028"
    told = embedded(tiny.figures(), [tiny.figure("offered.value")])
    told["blocks"][0]["parts"] = [bad]
    told["figures"][bad] = {"text": bad}
    text = script_json(told)
    assert "<" not in text and "\u2028" not in text and json.loads(text)["blocks"][0]["parts"] == [bad]


LINK = """title: Link
topic: referrals
order: 90
of: [visits, referred]
calculation: correlation
window: 24 months
unit: r
good_direction: neutral
change: none
in_scorecard: false
why_it_matters: It is invented.
owner: Nobody
next_review: 2026-03-31
"""


@pytest.mark.parametrize("asked", ["referred", "link"])
def test_only_what_a_policy_lets_be_published_is_embedded(tmp_path, asked):
    """Of a measure's cells, and of those of a measure of two others, which has no policy of its own."""
    root = shutil.copytree(PROJECTS / "small-numbers", tmp_path / "project")
    (root / "data/measures/link.yml").write_text(LINK, encoding="utf-8", newline="\n")
    figures = figures_of(open_quarter(Project(root)))
    series = figures.series("referred")
    first = series.source.frame[series.source.period].min()
    reference = (
        f"{series.source.file}#{series.source.period}={first}..{series.last};column={figures.measure('referred').numerator[0]}"
    )
    shown = figures.block(asked, reference)
    true = read_block(figures.project, reference).table.reindex(columns=shown.table.columns)
    hidden = shown.table.isna() & true.notna()
    assert hidden.to_numpy().any() and shown.whole is not None
    assert shown.table.equals(true.where(~hidden)) and not shown.table.equals(true)
    told = embedded(figures, [replace(figures.figure("referred.value"), name=FigureId.of(asked), cells=reference)])
    assert [[cell is None for cell in row] for row in told["blocks"][0]["values"]] == shown.table.isna().to_numpy().tolist()
