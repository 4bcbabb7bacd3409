"""A figure's evidence: the cells with their values, the formula with them put in, and nothing that a policy hides."""

from __future__ import annotations

import csv
import json
import re
from html import unescape

import pytest
from conftest import FILES, calls_csv
from places import ROOT, SAMPLE, copy_project

from pcc_lib.exploring.tracing import trace
from pcc_lib.figures.counted_lists import names_a_list
from pcc_lib.figures.evidence import Evidence, cell_block, evidence_of, function_words
from pcc_lib.figures.figure import blocks_of
from pcc_lib.figures.figures import figures_of
from pcc_lib.figures.formulas import ALL
from pcc_lib.figures.reworking import COUNTED, rework
from pcc_lib.figures.symbols import called_in, in_symbols, number_text
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.pages import ledger
from pcc_lib.report import Report

SMALL = ROOT / "tests/projects/small-numbers"


def evidence(tiny, id: str) -> Evidence:
    figures = tiny.figures()
    return evidence_of(figures, figures.figure(id))


# ── words and symbols ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_function_of_a_formula_has_words():
    told = function_words()
    assert told.keys() == {*ALL, *COUNTED}
    assert [name for name, each in told.items() if len(each.words.split()) < 2] == []


def test_symbols_take_as_many_values_as_the_function():
    for name, each in function_words().items():
        places = {int(place) for place in re.findall(r"\{(\d)\}", each.symbols)}
        assert places in (set(), set(range(len(places)))), name


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("change_percent(count(a), count(b))", "100 × (7 − 3) ÷ 3"),
        ("change_points(percentage(a, b), percentage(a, c))", "(100 × 7 ÷ 3) − (100 × 7 ÷ 5)"),
        ("per_month(change_number(count(a), count(b)))", "(7 − 3) ÷ 12"),
        ("count(a + b - c)", "7 + 3 − 5"),
        ("mean(a - b, c)", "(7 − 3) ÷ 5"),
        ("at_most(100, at_least(0, wilson_lower(a, b)))", "the lesser of 100 and (the greater of 0 and wilson_lower(7, 3))"),
        ("times(0.5, a)", "0.5 × 7"),
    ],
)
def test_a_formula_in_school_symbols(formula, wanted):
    values = {"a": 7.0, "b": 3.0, "c": 5.0}
    assert in_symbols(formula, lambda letter: number_text(values[letter]), function_words()) == wanted
    assert called_in(formula)[0] == formula.partition("(")[0]


def test_a_number_is_written_with_a_true_minus_and_thousands():
    assert [number_text(each) for each in (-1234.5, 0.1, float("nan"))] == ["−1,234.5", "0.1", "[x]"]


# ── cells ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_change_is_told_with_its_values(tiny):
    found = evidence(tiny, "offered.change_on_month")
    assert found.with_values == "change_percent(count(45), count(35))"
    assert found.symbols == "100 × (45 − 35) ÷ 35"
    assert dict(found.words) == {"change_percent": "(now − before) ÷ before, in per cent"}
    now = (found.blocks or {})[found.taken[0].ref]
    assert (now.periods, now.parts, now.values) == (("2023-10",), ("north", "south"), ((40.0, 5.0),))
    assert (now.file, now.column, found.taken[0].value) == ("data/sources/calls.csv", "offered", 45.0)


def test_each_cell_names_its_row_of_the_file(tiny):
    block = next(iter((evidence(tiny, "offered.value").blocks or {}).values()))
    lines = (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8").splitlines()
    for period, values, rows in zip(block.periods, block.values, block.rows, strict=True):
        for part, value, row in zip(block.parts, values, rows, strict=True):
            assert lines[row - 1].startswith(f"{period},{part},{value:g}")


def test_cells_that_an_edition_told_have_the_statuses_and_rows_of_its_own_record(tiny):
    today = "calls.csv#month=2023-09..2023-10;column=offered"
    heading, *rows = calls_csv().splitlines()
    then = [
        heading,
        *reversed([row.removesuffix(",") + ",e" for row in rows if row[:7] in ("2023-09", "2023-10") and row[-1] != "p"]),
    ]
    tiny.write("data/published/2023-24-Q2/calls.csv", "\n".join(then) + "\n")
    figures = tiny.figures()
    now, before = (cell_block(figures, "", ref) for ref in (today, f"data/published/2023-24-Q2/{today}"))
    assert now.statuses == (("", ""), ("p", "p")) and now.rows == ((66, 67), (68, 69))
    assert before.statuses == (("e", "e"), ("", "")) and before.rows == ((3, 2), (None, None))
    assert before.values == ((30, 5), (None, None)) and before.there == ((True, True), (True, True))


def test_what_a_count_rests_on_is_told_to_each_who_asks(tiny):
    project = tiny.project()
    reference = "data/plan/delivery.csv#column=due"
    for _ in range(2):
        project.kept.begin()
        assert rework(project, "rows(a)", reference) > 0
        assert "data/plan/delivery.csv" in project.opened


def test_months_are_taken_one_by_one(tiny):
    found = evidence(tiny, "offered.usual_upper")
    (months,) = found.taken
    assert (months.taken_as, months.value, months.count) == ("months", None, 34) and "months" in found.symbols
    assert (found.settings or {})["limit"] == "2.66"


def test_a_count_names_the_rows_that_it_counts(tiny):
    found = evidence(tiny, "delivery_activities.value")
    (listed,) = (found.lists or {}).values()
    assert listed.holds == "activities of the plan" and len(listed.rows) == tiny.figure("delivery_activities.value").value


def test_what_is_not_known_says_so(tiny):
    found = evidence(tiny, "offered.total_12_months@2021-05")
    block = (found.blocks or {})[found.taken[0].ref]
    assert (found.symbols, found.taken[0].value) == ("[x]", None)
    assert block.values[0] == (None, None) and block.values[-1] == (10.0, 5.0)


def test_cells_of_a_survey_with_few_answers_are_not_shown(tiny):
    """The sum of three months may be told, and not one month of ten answers."""
    tiny.write("data/sources/survey.resource.yml", FILES["data/sources/survey.resource.yml"] + "design: survey\n")
    keys = {"calculation": "percentage", "numerator": "happy", "denominator": "asked", "unit": "%", "window": "3 months"}
    tiny.measure("happy", source="survey", rows={"question": ["overall"]}, **keys)
    found = evidence(tiny, "happy.value")
    assert found.symbols == "100 × 6 ÷ 40"
    for block in (found.blocks or {}).values():
        assert block.withheld and set(sum(block.values, ())) == {None}
    assert "not shown" in str(tiny.report("figures").ledger().html) or "happy" not in str(tiny.report("figures").ledger().html)


# ── every figure of the sample ────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The Figures page of the sample, and what the other pages show: written here, for records of a build hold no HTML."""
    page = Report(Project(copy_project(SAMPLE, tmp_path_factory.mktemp("evidence"))), "figures", "2023-24-Q3").page
    return page, ledger.replayed(page)


@pytest.mark.slow
@pytest.mark.sample
def test_every_figure_that_is_printed_leads_to_its_cells(book):
    page, shown = book
    figures = {f.id: f for s in shown for f in s.block.figures}
    for figure in figures.values():
        found = evidence_of(page.figures, figure)
        assert set(found.blocks or {}) | set(found.lists or {}) == set(blocks_of(figure.cells)) or found.reason, figure.id
        assert bool(found.reason) == (not figure.formula or figure.hidden), figure.id
        for ref, block in (found.blocks or {}).items():
            assert not names_a_list(ref) and (block.size or block.withheld), (figure.id, ref)


LINKED = re.compile(
    r'<data class="pcc-figure" value="([^"]*)"><a href="figures\.html#([^"]+)">([^<]*)</a></data>(.{0,80})', re.DOTALL
)


@pytest.mark.slow
@pytest.mark.sample
def test_a_printed_number_and_its_entry_say_the_same(book):
    """The link has the number and the mark of the ledger's row, wherever it stands: only a sign or a unit may be said apart."""
    page, shown = book
    entries = re.findall(r'<summary><b>([^<]*)</b>.*?<div id="([^"]+)">', str(ledger.ledger(page)), re.DOTALL)
    told_in_entries = {anchor: unescape(text) for text, anchor in entries}
    tried, wrong = 0, []
    for each in shown:
        rows = {figure.anchor: figure for figure in each.block.figures}
        for value, anchor, text, after in LINKED.findall(str(each.block.html)):
            figure, tried = rows[anchor], tried + 1
            mark = unescape(re.sub(r"<[^>]*>?", "", after)).strip().startswith("[e]")
            alike = _number(unescape(text)) == _number(figure.text) and value == figure.digits and mark == bool(figure.mark)
            if not alike or told_in_entries[anchor] != figure.marked:
                wrong.append((each.page.stem, figure.id, text, after, figure.marked))
    assert wrong == [] and tried > 1000


def _number(text: str) -> list[str]:
    return re.findall(r"\d[\d,]*(?:\.\d+)?", text)


@pytest.mark.slow
@pytest.mark.sample
def test_links_within_the_figures_page_lead_somewhere(book):
    page, _ = book
    html = str(ledger.ledger(page)) + str(ledger.charts_listed(page))
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


# ── small numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def small():
    """The Figures page of a project whose policy hides small numbers."""
    return Report(Project(SMALL), "figures", "latest").page


def _hidden(figures) -> dict[tuple[str, str, str, str], float]:
    """What the policy hides of every measure: file, period, part and column, with the value that stands in the file."""
    found = {}
    for id in ("referred", "referred_before", "visits", "visits_missed"):
        series = figures.series(id)
        (term,) = series.measure.terms("numerator")
        rows = csv.DictReader((SMALL / "data/sources" / series.source.file).read_text(encoding="utf-8").splitlines())
        shown = series.published[term.column]
        for row in rows:
            period, part = row[series.source.period], row[series.source.breakdown]
            if period in shown.index and row[term.column] and shown[part].isna()[period]:
                found[series.source.file, period, part, term.column] = float(row[term.column])
    return found


@pytest.mark.slow
def test_nothing_that_a_policy_hides_stands_in_the_evidence(small):
    hidden = _hidden(small.figures)
    assert len(hidden) > 20
    figures = {f.id: f for s in ledger.replayed(small) for f in s.block.figures}
    shown = 0
    for id in figures:
        record = json.loads(json.dumps(trace(small, id).record()))
        for block in record["cells"]:
            file = block["file"].rpartition("/")[2]
            for row, period in enumerate(block["periods"]):
                for place, part in enumerate(block["parts"]):
                    if (file, period, part, block["column"]) in hidden:
                        assert block["values"][row][place] is None and block["statuses"][row][place] == "c", id
                    shown += block["values"][row][place] is not None
    assert shown > 1000


@pytest.mark.slow
def test_nothing_that_a_policy_hides_stands_on_the_page(small):
    hidden, html = _hidden(small.figures), str(ledger.ledger(small))
    for file in {key[0] for key in hidden}:
        sheet = re.search(rf'<div id="cells-{file.removesuffix(".csv")}">.*?</details>', html, re.DOTALL)
        assert sheet
        columns = re.findall(r'<th scope="col">([^<]*)</th>', sheet[0])
        for row in re.findall(r'<tr><th scope="row">.*?</tr>', sheet[0]):
            period, *cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row)
            told = dict(zip(columns[1:], cells, strict=True))
            part = next((part for _, _, part, _ in hidden if small.project.label(part) == cells[0]), "")
            for column in columns[2:-1]:
                if (file, period, part, column) in hidden:
                    assert told[column] in ("[c]", ""), (file, period, part, column)


@pytest.mark.slow
def test_a_figure_that_is_held_back_shows_no_cells(small):
    figures = {f.id: f for s in ledger.replayed(small) for f in s.block.figures}
    held = [figure for figure in figures.values() if figure.hidden]
    assert held
    for figure in held:
        found = evidence_of(small.figures, figure)
        assert not found.blocks and not found.taken and not found.with_values


def test_the_settings_of_a_policy_rest_on_what_is_published():
    figures = figures_of(open_quarter(Project(SMALL)))
    figure = figures.figure("referred.usual_upper")
    block = figures.block("referred", figure.cells)
    assert figure.settings and block.whole is not None and int(block.whole.isna().sum()) > 0
    assert f"known_months={int(block.whole.notna().sum())}" in figure.settings
