"""The second reader: each figure worked again by SQL and by a script that shares no code with the library; forgeries are seen."""

from __future__ import annotations

import ast
import json
import math
import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import QUARTER, descriptor
from places import ROOT, SAMPLE
from second_record import OPEN_DATA, Record, load_script, printed_rows, record_of, rows_of, wrong

from pcc_lib.core import numerals
from pcc_lib.core.errors import BuildError, ReportError
from pcc_lib.core.sql_literals import literal, name
from pcc_lib.figures.figures import figures_of
from pcc_lib.figures.formulas import ALL
from pcc_lib.figures.public_cells import cells_of_edition
from pcc_lib.figures.reworking import COUNTED
from pcc_lib.inputs.measures import measure_ids
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.public_cells import public_csv
from pcc_lib.inputs.sources import source_names
from pcc_lib.second_reader.blocks import TableCells, read_block
from pcc_lib.second_reader.laying_out import lay_out
from pcc_lib.second_reader.printing import form_of
from pcc_lib.second_reader.record import write_programs
from pcc_lib.second_reader.running import run_sql
from pcc_lib.second_reader.table import DIFFERS, EQUAL, NO_NUMBER, told_lines, verify
from pcc_lib.second_reader.translation import MACROS, NotInSql, in_sql
from pcc_lib.second_reader.writer import PROGRAMS, PUBLIC, SCRIPT, verify_sql

FOLDER = ROOT / "pcc_lib" / "second_reader"
OF_THE_SCRIPT = {Path(each).stem for each in PROGRAMS}  # they may use each other
NAMES = (
    "offered.value",
    "offered.value.north",
    "offered.change_on_year",
    "offered.total_12_months",
    "offered.usual_upper",
    "offered.change_lower",
    "answered_rate.value",
    "answered_rate.change_on_year.south",
    "answered_rate.target.north",
    "recruits.stated",
    "deliverable_station_1.stated",
    "delivery_activities.value",
    "delivery_due.value",
    "delivery_slipped.value",
    "data_measures_supplied.value",
    "signals_judged.value",
)


def record(tiny, folder: Path, *names: str) -> Record:
    """The record of an edition of the tiny project that prints these figures."""
    figures = tiny.figures()
    return record_of(tiny.project(), rows_of(figures.figure(each) for each in names or NAMES), QUARTER, folder)


@pytest.fixture
def made(tiny, tmp_path) -> Record:
    return record(tiny, tmp_path / "record")


# ── equal ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_both_readers_find_what_the_ledger_says(made):
    by_sql, by_script = made.sql(), made.script()
    assert wrong(by_sql) == wrong(by_script) == {}
    assert by_sql.keys() == by_script.keys() == set(NAMES)
    assert {id for id, row in by_script.items() if row.value is None} == {"offered.change_lower"}
    assert by_script["offered.change_lower"].blank and by_sql["offered.change_lower"].blank
    left = {id for id, row in by_sql.items() if row.left_out}
    assert left == {
        "offered.usual_upper",
        "answered_rate.target.north",
        "delivery_due.value",
        "delivery_slipped.value",
        "data_measures_supplied.value",
        "signals_judged.value",
    }


def test_what_sql_leaves_out_is_listed_with_the_reason(made):
    with duckdb.connect() as base:
        shown = outputs(base, made)
    reasons = {row[0]: row[2] for row in shown[1]}
    assert reasons["offered.usual_upper"] == "not worked out in SQL: xmr_upper"
    assert reasons["answered_rate.target.north"].endswith("data/measures/answered_rate.yml#target;north is no cell of a CSV")
    assert shown[-1] == [(len(NAMES), 9, 0, 6, 1)]


def outputs(base: duckdb.DuckDBPyConnection, made: Record) -> list[list[tuple]]:
    """What the file itself prints, table by table, as the program duckdb shows it."""
    base.execute(f"SET file_search_path = {literal(made.folder.as_posix())}")
    found = []
    for statement in base.extract_statements((made.folder / "verify.sql").read_text(encoding="utf-8")):
        base.execute(statement)
        if statement.type == duckdb.StatementType.SELECT:
            found.append(base.fetchall())
    return found


@pytest.mark.parametrize("file", ["budget", "staffing"])
def test_money_and_staff_are_worked_again(funded, tmp_path, file):
    from pcc_lib.figures.plan_numbers import budget_figures, staffing_figures

    project = funded.project()
    figures = (budget_figures if file == "budget" else staffing_figures)(project)
    made = record_of(project, rows_of(figures), QUARTER, tmp_path / "record")
    by_sql, by_script = made.sql(), made.script()
    assert wrong(by_sql) == wrong(by_script) == {}
    assert {id for id, row in by_sql.items() if row.value is None} <= {"budget_claim.stated"}
    assert [id for id, row in by_script.items() if row.value is None] == []


# ── what is changed is seen ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("id", "cells", "found"),
    [
        ("offered.value", {"value": "46.0"}, "the value is another"),
        ("offered.value", {"value": "", "text": "[x]"}, "the value is another"),
        ("offered.value", {"text": "46"}, "the text is another"),
        ("offered.value", {"text": "45.0"}, "the text is another"),
        ("offered.change_on_year", {"text": "80.0%"}, "the text is another"),
        ("recruits.stated", {"text": "60 or more"}, "the text is another"),
        ("offered.value", {"formula": "published(a)"}, "the formula is another"),
        ("offered.value", {"unit": "people"}, "the unit is another"),
        ("offered.value.north", {"cells": "calls.csv#month=2023-10;area=south;column=offered"}, "the cells are others"),
        ("offered.usual_upper", {"formula": "at_least(0, xmr_lower(a))"}, "the formula is another"),
        ("offered.change_lower", {"value": "1.0", "text": "1.0%"}, "a number stands where none can be told"),
        ("offered.usual_upper", {"text": "99"}, "the text is another than when this file was written"),
        ("offered.value", {}, "the ledger has no such row"),
    ],
)
def test_a_changed_row_of_the_ledger_is_seen_by_sql(made, id, cells, found):
    assert wrong(made.ledger(id, **cells).sql()) == {id: found}


def test_a_row_that_was_added_is_seen_by_sql(made):
    rows = (made.folder / "figures.csv").read_text(encoding="utf-8")
    last = next(line for line in rows.splitlines() if line.startswith("recruits.stated"))
    made.edit("figures.csv", last, last.replace("recruits.stated", "forged.stated") + "\n" + last)
    assert wrong(made.sql()) == {"forged.stated": "verify.sql has no such figure"}


@pytest.mark.parametrize("old", ["2023-10,north,40,20", "2022-10,north,20,10"])
def test_a_changed_cell_is_seen_by_both(made, old):
    made.edit("project/data/sources/calls.csv", old, old.replace(",20", ",21"))
    for found in (wrong(made.sql()), wrong(made.script())):
        assert found and set(found.values()) == {"the value is another"}


def test_a_cell_that_is_no_number_and_a_row_that_is_gone_leave_nothing_to_work_out(made):
    made.edit("project/data/sources/calls.csv", "2023-10,north,40", "2023-10,north,4O")
    assert made.sql()["offered.value"].differs == "it cannot be worked out from the cells"
    made.edit("project/data/sources/calls.csv", "2023-10,north,4O,20,600,computed,p\n", "")
    found = made.sql()
    assert found["offered.value.north"].differs == "it cannot be worked out from the cells"
    assert found["answered_rate.value"].differs


def test_a_value_forged_with_its_text_is_seen_by_both(made):
    made.ledger("offered.usual_upper", value="99.0", text="99").ledger("offered.value", value="46.0", text="46")
    assert set(wrong(made.sql())) == {"offered.usual_upper", "offered.value"}
    assert wrong(made.script()) == {"offered.usual_upper": "the value is another", "offered.value": "the value is another"}


def test_a_forged_setting_is_seen_by_the_script(tmp_path):
    script = load_script()
    row = {"settings": "mean=12.5; known_months=36; season=01:-1,02:1", "id": "", "cells": ""}
    script.NOTES.update(mean=12.5, known_months=36, season={1: -1.0, 2: 1.0})
    assert script.other_setting(row) == ""
    for old, new, key in (("12.5", "12.6", "mean"), ("36", "35", "known_months"), ("01:-1", "01:-2", "season")):
        assert script.other_setting(row | {"settings": row["settings"].replace(old, new)}) == key


def test_a_plan_changed_after_the_book_is_seen_by_the_script(made):
    made.edit("project/data/plan/delivery.csv", ",2023-09,September 2023,", ",2024-09,September 2024,")
    assert set(wrong(made.script())) == {"delivery_slipped.value", "delivery_due.value"}
    made.edit(f"project/data/quarters/{QUARTER}/deliverables.csv", ",40,station", ",100,station")
    assert {"delivery_slipped.value", "deliverable_station_1.stated"} <= set(wrong(made.script()))


# ── nothing of the data is run ────────────────────────────────────────────────────────────────────────────────────────
HOSTILE = ("it's", "a'); DROP TABLE worked; --", 'b" OR 1=1', "/* c */ x; SELECT 1", "d\\'e")


def test_hostile_names_of_parts_stay_names(tiny, tmp_path):
    parts = ", ".join(json.dumps(part) for part in HOSTILE)
    rows = [f'2023-10,"{part.replace(chr(34), chr(34) * 2)}",{n},1,1,computed,\n' for n, part in enumerate(HOSTILE, 1)]
    tiny.write("data/sources/calls.csv", "month,area,offered,answered,wait_s,kind,status\n" + "".join(rows))
    tiny.write("data/sources/calls.resource.yml", descriptor("calls", "month", "area", parts, "offered", "answered", "wait_s"))
    tiny.measure("offered", breakdown="area")
    tiny.measure("answered_rate")
    ids = [f"offered.value.{numerals.part_id(part)}" for part in HOSTILE]
    made = record(tiny, tmp_path / "record", "offered.value", *ids)
    by_sql, by_script = made.sql(), made.script()
    assert wrong(by_sql) == wrong(by_script) == {}
    assert [by_sql[id].value for id in ids] == [by_script[id].value for id in ids] == [1, 2, 3, 4, 5]


def test_hostile_texts_of_facts_stay_texts(tiny, tmp_path):
    tiny.edit(f"data/quarters/{QUARTER}/stated.csv", "50 or more", "\"50', ''); DROP TABLE worked; --\"")
    made = record(tiny, tmp_path / "record", "recruits.stated", "offered.value")
    assert wrong(made.sql()) == wrong(made.script()) == {}


@pytest.mark.parametrize("text", ["it's", "'; --", "a''b", 'x"y', "", "é\n\t", "\\'"])
def test_a_text_comes_back_from_sql_as_it_went_in(text):
    with duckdb.connect() as base:
        assert base.execute(f"SELECT {literal(text)}").fetchall() == [(text,)]
        if text:
            assert base.execute(f"SELECT 1 AS {name(text)}").description[0][0] == text


def test_a_text_that_sql_cannot_hold_is_refused():
    for made in (literal, name):
        with pytest.raises(ReportError, match=r"U\+0000"):
            made("a\0b")


@pytest.mark.parametrize("formula", ["a; SELECT 1", "open(a)", "a.b", "'x'", "count(a, b)", "percentages(a, b)", "count(b=a)"])
def test_what_is_no_formula_is_not_written(formula):
    with pytest.raises((NotInSql, ValueError)):
        in_sql(formula, lambda letter, wanted: letter)


@pytest.mark.parametrize(
    "statement",
    [
        "COPY (SELECT 1) TO 'forged.csv';",
        "ATTACH 'forged.db';",
        "INSTALL httpfs;",
        "SET memory_limit = '1GB';",
        "CREATE TABLE stolen AS SELECT * FROM read_text('{outside}');",
        "CREATE TABLE stolen AS SELECT * FROM read_text('project/../../outside.txt');",
    ],
)
def test_a_forged_file_of_sql_can_neither_write_nor_read_outside(made, statement):
    outside = made.folder.parent / "outside.txt"
    outside.write_text("secret", encoding="utf-8")
    text = (made.folder / "verify.sql").read_text(encoding="utf-8")
    before = sorted(made.folder.rglob("*"))
    (made.folder / "verify.sql").write_text(statement.format(outside=outside.as_posix()) + "\n" + text, encoding="utf-8")
    with pytest.raises(ReportError, match=r"verify\.sql: "):
        run_sql(made.folder)
    assert sorted(made.folder.rglob("*")) == before


# ── the two parts are whole ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("program", PROGRAMS)
def test_the_script_shares_no_code_with_the_library(program):
    tree = ast.parse((FOLDER / program).read_text(encoding="utf-8"))
    roots = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            roots.add(node.module.partition(".")[0])
    assert roots - set(sys.stdlib_module_names) - OF_THE_SCRIPT <= {"numpy", "pandas", "scipy", "statsmodels", "yaml"}
    assert not {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & {"__import__", "exec", "eval", "compile"}
    assert "importlib" not in roots


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_functions_of_the_script_can_be_read_one_by_one(program):
    tree = ast.parse((FOLDER / program).read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert [f.name for f in functions if f.end_lineno - f.lineno + 1 > 40] == []


def test_every_function_that_a_formula_can_call_is_known_to_the_script():
    script = load_script()
    assert set(script.FUNCTIONS) == set(ALL)
    assert set(script.COUNTS) >= set(COUNTED)


def test_sql_has_no_function_that_formulas_have_not():
    assert set(MACROS) <= {*ALL, *COUNTED}
    written = (FOLDER / "functions.sql").read_text(encoding="utf-8")
    assert [each.name for each in MACROS.values() if f"CREATE MACRO {each.name}(" not in written] == []


def test_the_file_is_the_same_for_the_same_ledger(tiny, made):
    figures = tiny.figures()
    rows = rows_of(figures.figure(each) for each in NAMES)
    text = (made.folder / "verify.sql").read_text(encoding="utf-8")
    assert verify_sql(tiny.project(), rows[::-1], QUARTER) == text
    assert str(tiny.root) not in text


# ── printing ──────────────────────────────────────────────────────────────────────────────────────────────────────────
UNITS = ("%", "percentage points", "seconds", "rank", "places", "GBP", "GBP million", "million incidents", "calls", "r")
ODD = (
    0.0,
    2.675,
    -2.675,
    0.05,
    -0.04,
    0.5,
    1.0,
    -1.0,
    59.95,
    60.0,
    119.5,
    3599.5,
    7199.5,
    7200.0,
    86400.0,
    11.0,
    112.0,
    1e6,
    1.005,
)


def test_sql_prints_as_the_library_does():
    values = [*ODD, *(random.Random(1).uniform(-20_000, 20_000) for _ in range(3))]
    cases = []
    for unit in UNITS:
        for value in (abs(v) if unit == "rank" else v for v in values):
            texts = {numerals.printed(value, unit, d, precision) for d in (0, 1) for precision in ("seconds", "minutes")}
            texts |= {numerals.signed(text) for text in texts} | {f"{text} [u]" for text in texts}
            cases += [(value, text, form_of(value, unit, text)) for text in texts]
    with duckdb.connect() as base:
        base.execute((FOLDER / "functions.sql").read_text(encoding="utf-8"))
        rows = ", ".join(f"({n}, {form.replace('#', f'CAST({value!r} AS DOUBLE)')})" for n, (value, _, form) in enumerate(cases))
        said = dict(base.execute(f"SELECT * FROM (VALUES {rows})").fetchall())
    assert [(case, said[n]) for n, case in enumerate(cases) if said[n] != case[1]] == []


def test_the_script_prints_as_the_library_does():
    script = load_script()
    for unit in UNITS:
        for value in ODD:
            value = abs(value) if unit == "rank" else value
            for d in (0, 1, 3):
                text = numerals.printed(value, unit, d)
                row = {"text": text, "unit": unit, "cells": "x.csv#"}
                assert script.is_printed(value, row), (unit, value, text)
                assert not script.is_printed(value + 61, row), (unit, value, text)


# ── sources in other hands ────────────────────────────────────────────────────────────────────────────────────────────
def test_a_file_with_semicolons_and_decimal_commas_is_read_by_both(tiny, tmp_path):
    rows = ["Ministry of calls;;;;;;", "month;area;offered;answered;wait_s;kind;status"]
    for month in ("2023-09", "2023-10"):
        rows += [f"{month};North;1.234,5;1;1;computed;", f"{month};south;-;1;1;computed;"]
    tiny.write("data/sources/calls.csv", "\n".join(rows) + "\n")
    about = descriptor("calls", "month", "area", "north, south", "offered", "answered", "wait_s", extra="areas: each\n")
    about = about.replace(", enum: [north, south]", "").replace("missingValues: ['']", "missingValues: ['', '-']")
    about = about.replace("{name: offered, type: integer", "{name: offered, type: number, decimalChar: ',', groupChar: '.'", 1)
    tiny.write("data/sources/calls.resource.yml", about + "dialect: {delimiter: ';', headerRows: [2]}\n")
    tiny.measure("offered", breakdown="area", decimals=1)
    made = record(tiny, tmp_path / "record", "offered.value.north", "offered.value")
    by_sql, by_script = made.sql(), made.script()
    assert wrong(by_sql) == wrong(by_script) == {}
    assert by_sql["offered.value.north"].value == by_script["offered.value.north"].value == 1234.5
    assert by_sql["offered.value"].blank and by_script["offered.value"].blank


def test_a_part_counts_nought_in_months_in_which_it_was_not_there(tiny, tmp_path):
    gone = [
        line
        for line in (tiny.root / "data/sources/calls.csv").read_text("utf-8").splitlines()
        if "south" in line and line >= "2023-05"
    ]
    text = (tiny.root / "data/sources/calls.csv").read_text("utf-8")
    for line in gone:
        text = text.replace(line + "\n", "")
    tiny.write("data/sources/calls.csv", text)
    tiny.edit(
        "data/sources/calls.resource.yml", "producer:", "lifetimes: [{area: south, last: 2023-04, reason: Merged.}]\nproducer:"
    )
    made = record(tiny, tmp_path / "record", "offered.value", "offered.total_12_months", "offered.value.north")
    by_sql, by_script = made.sql(), made.script()
    assert wrong(by_sql) == wrong(by_script) == {}
    assert by_sql["offered.value"].value == by_script["offered.value"].value == 40
    assert by_sql["offered.total_12_months"].value == 2 * 20 + 9 * 30 + 40 + 6 * 5  # six months of south, to April


def test_a_row_that_is_missing_is_not_nought(tiny, tmp_path):
    made = record(tiny, tmp_path / "record", "offered.total_12_months", "offered.value")
    made.edit("project/data/sources/calls.csv", "2023-03,south,5,5,100,computed,\n", "")
    assert made.sql()["offered.total_12_months"].differs == "it cannot be worked out from the cells"
    assert made.script()["offered.total_12_months"].differs == "the value is another"


# ── methods, one by one ───────────────────────────────────────────────────────────────────────────────────────────────
def months(seed: int, count: int, season: float = 0.0, step: float = 0.0, gap: bool = False) -> pd.Series:
    draw = np.random.default_rng(seed)
    index = pd.period_range("2019-01", periods=count, freq="M")
    level = 200 + step * (np.arange(count) > count - 15) + season * np.sin(np.arange(count) * math.pi / 6)
    values = draw.poisson(np.maximum(level, 1)).astype(float)
    if gap:
        values[count - 20] = math.nan
    return pd.Series(values, index)


SERIES = {
    "plain": months(1, 50),
    "seasonal": months(2, 60, season=80),
    "moved": months(3, 60, step=60),
    "gap": months(4, 48, gap=True),
    "short": months(5, 20),
    "flat": months(6, 40) * 0 + 7,
    "cliff": (months(7, 40) * ([1.0] * 37 + [0.6, 0.6, 0.65])).round(),
}
OF_MONTHS = [each for each in sorted(ALL) if each.removeprefix("daily_").startswith(("xmr", "level", "next", "quasi_poisson"))]


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", SERIES)
def test_each_method_of_months_gives_what_the_library_gives(kind):
    script, wrong = load_script(), []
    for method in OF_MONTHS:
        values, more = SERIES[kind], (1.0,) if "next" in method else ()
        for reset in (0, 15) if "poisson" not in method else ((),):
            args = (*more, *([reset] if isinstance(reset, int) else []))
            mine, theirs = called(script, method, values, *args), ALL[method](values, *args)
            if mine != pytest.approx(theirs, rel=1e-9, abs=1e-9, nan_ok=True):
                wrong.append((method, reset, mine, theirs))
    assert wrong == []


def called(script, method: str, *args):
    try:
        return script.FUNCTIONS[method][0](*args)
    except ValueError:
        return math.nan


def test_each_method_of_two_series_and_of_numbers_gives_what_the_library_gives():
    script, whole = load_script(), SERIES["plain"]
    part = (whole * 0.4).round()
    for method in ("quasi_binomial_lower", "quasi_binomial_upper", "correlation", "correlation_of_differences", "differing"):
        assert called(script, method, part, whole) == pytest.approx(ALL[method](part, whole), rel=1e-9), method
    for method in (f"fisher{of}_{side}" for of in ("", "_differences") for side in ("lower", "upper")):
        assert called(script, method, SERIES["gap"], SERIES["gap"][::1] ** 1.5) == pytest.approx(
            ALL[method](SERIES["gap"], SERIES["gap"] ** 1.5), rel=1e-9
        ), method
    for one, n in ((0, 10), (3, 10), (10, 10), (0.5, 3)):
        for side in ("lower", "upper"):
            assert called(script, f"wilson_{side}", one, n) == pytest.approx(ALL[f"wilson_{side}"](one, n), rel=1e-9, abs=1e-9)
            given = (one, n, 4, 12)
            assert called(script, f"newcombe_{side}", *given) == pytest.approx(ALL[f"newcombe_{side}"](*given), rel=1e-9)
    for method in ("least_mean_to_meet", "greatest_mean_to_meet"):
        assert called(script, method, whole, 250.0, 1.0) == ALL[method](whole, 250.0, 1.0)


def test_places_are_drawn_alike():
    script = load_script()
    counts, bases = pd.Series([30.0, 12, 18, 40, 5], list("abcde")), pd.Series([100.0, 60, 50, 90, 40], list("abcde"))
    for kind in ("rate_place", "share_place"):
        for order in ("", "_from_lowest"):
            for side in ("lower", "upper"):
                method = f"{kind}{order}_{side}"
                assert [called(script, method, counts, bases, n) for n in range(1, 6)] == [
                    ALL[method](counts, bases, n) for n in range(1, 6)
                ]


@pytest.mark.slow
@pytest.mark.parametrize("model", ["seasonal_naive", "ets", "theta"])
def test_forecasts_and_their_trials_are_alike(model):
    script, values = load_script(), SERIES["seasonal"][:34]
    for column in ("mean", "lower", "upper"):
        assert called(script, f"{model}_{column}", values, 2) == pytest.approx(ALL[f"{model}_{column}"](values, 2), rel=1e-9)
    for score in ("mase", "coverage"):
        assert called(script, f"{model}_{score}", values) == pytest.approx(ALL[f"{model}_{score}"](values), rel=1e-9)
    assert called(script, "forecast_trials", values) == ALL["forecast_trials"](values)


def test_a_forecast_is_the_same_whatever_the_processor(tmp_path):
    """ETS is found by a search, which ends elsewhere where a processor adds up in another way: the script adds up as pages do."""
    draw, count = np.random.default_rng(2), 60
    level = 800 + 60 * np.sin(np.arange(count) * np.pi / 6) + np.cumsum(draw.normal(0, 15, count))
    values = pd.Series(np.round(level + draw.normal(0, 20, count)), pd.period_range("2018-01", periods=count, freq="M"))
    write_programs(tmp_path)
    made = f"pd.Series({list(values)}, pd.period_range('2018-01', periods={count}, freq='M'))"
    asked = "import verify_methods as m, pandas as pd, warnings; warnings.simplefilter('ignore'); "
    asked += f"print(repr(m.ets({made}, 1)[0][0].item()))"
    alike = ("OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "PYTHONPATH")
    elsewhere = {key: value for key, value in os.environ.items() if key not in alike} | {"OPENBLAS_CORETYPE": "Haswell"}
    done = subprocess.run([sys.executable, "-c", asked], cwd=tmp_path, env=elsewhere, capture_output=True, text=True, check=True)
    assert float(done.stdout) == pytest.approx(ALL["ets_mean"](values, 1), rel=1e-9)


# ── an edition, and the command ───────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def published(tiny, tmp_path) -> Path:
    """An edition as it is published, as far as a second reader looks."""
    made = record(tiny, tmp_path / "site" / "2023-24-q3" / "1" / "record")
    write_programs(made.folder)
    return made.folder.parent


def test_a_published_edition_is_verified_and_left_as_it_is(published):
    before = {path: path.read_bytes() for path in published.rglob("*") if path.is_file()}
    found = verify(published)
    assert found.holds and not found.other_script and {line.verdict for line in found.lines} == {EQUAL, NO_NUMBER}
    assert {path: path.read_bytes() for path in published.rglob("*") if path.is_file()} == before
    assert list(told_lines(found, whole=False)) == [
        "16 figures: 15 equal (9 by SQL, 15 by verify_methods.py), 0 differ, 1 print no number, 0 not worked out."
    ]


def test_a_forged_script_is_not_run(published):
    (published / "record" / SCRIPT).write_text("print('[]')", encoding="utf-8")
    Record(published / "record").ledger("offered.usual_upper", value="99.0", text="99")
    found = verify(published)
    assert found.other_script and [line.figure for line in found.lines if line.verdict == DIFFERS] == ["offered.usual_upper"]


@pytest.fixture
def built(tiny, tmp_path) -> Path:
    """An edition as it is built, as far as a second reader looks."""
    made, edition = record(tiny, tmp_path / "made").folder, tiny.root / "_build/editions" / QUARTER / "0123"
    (edition / "record").mkdir(parents=True)
    shutil.copy(made / "figures.csv", edition)
    shutil.copy(made / "verify.sql", edition / "record")
    write_programs(edition / "record")
    names = ("data/sources/calls.csv", "data/measures/offered.yml", "listing:data/measures")
    read = {each: tiny.project().fingerprint(each) for each in names}
    (edition / "manifest.json").write_text(json.dumps({"inputs": {"quarter": QUARTER, "read": read}}), encoding="utf-8")
    return edition


def test_a_built_edition_is_verified_with_the_data_of_its_project(tiny, built):
    found = verify(built, tiny.project(), sql_alone=True)
    assert found.holds and found.count(EQUAL) == 9


def test_data_that_changed_since_the_build_are_told(tiny, built):
    tiny.edit("data/sources/calls.csv", "2023-10,north,40", "2023-10,north,41")
    with pytest.raises(BuildError, match=r"data/sources/calls\.csv: has changed since the edition was built"):
        verify(built, tiny.project())


def test_small_numbers_stay_out_and_public_cells_come_in(tiny, built, tmp_path):
    tiny.write("data/sources/survey.key", "secret")
    (built / "public").mkdir()
    (built / "public" / "survey.csv").write_text("month,question,happy,policy_for_small_numbers\n", encoding="utf-8")
    lay_out(built, tiny.project(), tmp_path)
    data = tmp_path / "project" / "data"
    assert not (data / "sources/survey.csv").exists() and not (data / "sources/survey.key").exists()
    assert (tmp_path / "public/survey.csv").is_file() and (data / "sources/calls.csv").is_file()


def test_a_published_record_is_laid_out_with_its_own_public_cells_and_not_those_of_an_earlier_version(tiny, built, tmp_path):
    """`verify.sql` runs in the record itself, too: it reads `public/`, beside the project."""
    record = tmp_path / "site/1/record"
    shutil.copytree(tiny.root / "data", record / "project/data")
    for file in ("figures.csv", "record/verify.sql", "record/verify_methods.py"):  # of a library whose script was one file
        shutil.copyfile(built / file, record / Path(file).name)
    (record / "public").mkdir()
    (record / "public/survey.csv").write_text("now\n", encoding="utf-8")
    (record / f"project/data/published/{QUARTER}").mkdir(parents=True)
    (record / f"project/data/published/{QUARTER}/survey.csv").write_text("version 1\n", encoding="utf-8")
    (tmp_path / "laid").mkdir()
    lay_out(record.parent, None, tmp_path / "laid")
    assert (tmp_path / "laid/public/survey.csv").read_text(encoding="utf-8") == "now\n"
    assert verify_sql_place() == "public/survey.csv"


def verify_sql_place() -> str:
    """Where cells of small numbers stand that a statement reads."""
    found = read_block("survey.csv#month=2023-10;column=happy")
    assert isinstance(found, TableCells)
    return replace(found, place=PUBLIC, public=True).path


def test_a_folder_that_is_no_edition_is_told(tmp_path):
    with pytest.raises(ReportError, match="holds no record to verify"):
        verify(tmp_path)


def test_the_command_ends_with_one_where_a_figure_differs(published):
    from click.testing import CliRunner

    from pcc_lib.cli import main

    done = CliRunner().invoke(main, ["verify", str(published), "--sql"])
    assert (
        done.exit_code == 0 and "9 equal (9 by SQL" in done.output and "xmr_upper; verify_methods.py works it out" in done.output
    )
    Record(published / "record").ledger("offered.value", text="46")
    done = CliRunner().invoke(main, ["verify", str(published), "--sql"])
    assert done.exit_code == 1 and "differs: the text is another (SQL)" in done.output
    done = CliRunner().invoke(main, ["verify", str(published), "--sql", "--json"])
    assert [row["figure"] for row in json.loads(done.output) if row["verdict"] == "differs"] == ["offered.value"]


# ── whole books ───────────────────────────────────────────────────────────────────────────────────────────────────────
def whole_book(root: Path, quarter: str, folder: Path) -> tuple[dict, dict]:
    """What both readers make of every figure that the pages of a quarter print."""
    project = Project(root)
    made = record_of(project, printed_rows(project, quarter), quarter, folder)
    return made.sql(), made.script()


@pytest.mark.slow
@pytest.mark.sample
def test_every_figure_of_the_sample_is_equal_and_nothing_is_left_out(tmp_path):
    by_sql, by_script = whole_book(SAMPLE, QUARTER, tmp_path / "record")
    assert wrong(by_sql) == wrong(by_script) == {}
    assert [id for id, row in by_script.items() if row.left_out] == []
    assert sum(row.value is not None for row in by_sql.values()) > len(by_sql) / 2


@pytest.mark.slow
def test_small_numbers_are_worked_from_the_cells_that_were_published(tmp_path):
    quarter, root = "2024-25-Q3", tmp_path / "project"
    shutil.copytree(ROOT / "tests/projects/small-numbers", root)
    write_public(Project(root), quarter)
    by_sql, by_script = whole_book(root, quarter, tmp_path / "record")
    assert not list((tmp_path / "record/project/data/sources").glob("*.csv"))
    assert wrong(by_sql) == wrong(by_script) == {}
    assert [id for id, row in by_script.items() if row.left_out] == []
    assert (
        by_sql["visits.value"].value == by_script["visits.value"].value == 55
    )  # the total as it was rounded, not of rounded parts


def write_public(project: Project, quarter: str) -> None:
    """What an edition publishes of small numbers, as its record has it."""
    figures = figures_of(open_quarter(project, quarter))
    for held in source_names(project):
        source = figures.source(held)
        place = project.root / PUBLIC / source.file
        place.parent.mkdir(parents=True, exist_ok=True)
        told = cells_of_edition(figures, held, set(measure_ids(project)))
        place.write_text(public_csv(source, told), encoding="utf-8", newline="\n")


@pytest.mark.slow
@pytest.mark.skipif(not OPEN_DATA.is_dir(), reason="the genuine tables (shared/open_data) are not here")
def test_places_and_street_crime_of_open_data_are_equal(tmp_path):
    from test_force_areas import bring_genuine
    from test_real_signals import CITY, project_of

    forces = Path(shutil.copytree(ROOT / "tests/projects/force-areas", tmp_path / "forces"))
    bring_genuine(forces)
    city = project_of(tmp_path, "city-of-london", CITY)
    for root, quarter, least in ((forces, "2024-25-Q4", 300), (city, "2021-22-Q3", 40), (city, "2020-21-Q1", 30)):
        by_sql, by_script = whole_book(root, quarter, tmp_path / f"{root.name}-{quarter}")
        assert wrong(by_sql) == wrong(by_script) == {}
        assert len(by_script) > least and [id for id, row in by_script.items() if row.left_out] == []
