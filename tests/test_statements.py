"""The reconstruction goes against nothing that the original says in words, and shows nothing that the original does not force.

Statements are data (data/published/statements.py), and so is what is forced (data/published/forced.csv); both are read here, by a
test for each, and the draws that meet them are looked for again.
"""

from __future__ import annotations

import csv
import importlib.util
import sys
from itertools import chain

import pytest
import yaml
from places import ROOT, SAMPLE

sys.path.insert(0, str(SAMPLE / "data/published"))

import reconstruct
import statements
import tools

from pcc_lib.inputs.plan import quarter_names
from pcc_lib.inputs.project import Project

pytestmark = pytest.mark.sample

MADE = statements.Tables(reconstruct.rows(tools.Printed()))
with (SAMPLE / "data/published/forced.csv").open(encoding="utf-8", newline="") as _file:
    FORCED = list(csv.DictReader(_file))
with tools.PUBLISHED.open(encoding="utf-8", newline="") as _file:
    PRINTED = {row["id"] for row in csv.DictReader(_file)}


def benchmark(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


draws = benchmark("draws")


# what the original says in words


@pytest.mark.parametrize("statement", statements.STATEMENTS, ids=lambda s: s.id)
def test_the_made_series_do_not_go_against_a_statement(statement):
    assert statement.holds(MADE), f"{statement.words}: {statement.reading}"


def test_every_claim_is_held_against_the_series_or_is_of_none():
    claims = {c["id"] for c in yaml.safe_load((SAMPLE / "data/plan/claims.yml").read_text(encoding="utf-8"))["claims"]}
    held = {s.id for s in statements.STATEMENTS}
    assert len(held) == len(statements.STATEMENTS) > 30
    assert claims <= held | set(statements.OF_NO_SERIES) and not held & set(statements.OF_NO_SERIES)


def test_a_statement_that_does_not_hold_is_seen():
    """Each fails where months stand in reverse order, or all are alike, or each spring and all before 2020 are twice as high."""
    for statement in statements.STATEMENTS:
        assert any(not _holds(statement, tables) for tables in others(statement)), statement.id


def others(statement: statements.Statement):
    rows = {name: MADE.rows[name] for name in statement.sources}
    yield statements.Tables({name: list(map(reverse, found, chain(reversed(found)))) for name, found in rows.items()})
    for uneven in (False, True):
        yield statements.Tables({name: [flat(row, uneven) for row in found] for name, found in rows.items()})


def reverse(row: dict, other: dict) -> dict:
    keys = list(row)[:2]
    return other | {key: row[key] for key in keys}


def flat(row: dict, uneven: bool) -> dict:
    n = 200 if uneven and (row["month"][-2:] in ("04", "05", "06") or row["month"] < "2020") else 100
    return {key: n if isinstance(value, int) else value for key, value in row.items()}


def _holds(statement: statements.Statement, tables: statements.Tables) -> bool:
    try:
        return statement.holds(tables)
    except ValueError:
        return False


# what the methods find


def test_what_is_found_is_exactly_what_is_forced():
    project = Project(SAMPLE)
    assert draws.found_in(project, set(reconstruct.MADE)) == draws.forced(project)


def test_what_is_forced_names_a_printed_figure_or_a_statement():
    known = PRINTED | {s.id for s in statements.STATEMENTS}
    assert all(row["forced_by"] in known and len(row["why"]) > 20 for row in FORCED)
    assert len({(row["measure"], row["part"]) for row in FORCED}) == len(FORCED)


@pytest.mark.slow
def test_earlier_editions_find_nothing_that_is_not_forced():
    """They know less, and a level that has just moved is a signal first; but only of measures that are forced at the end."""
    project = Project(SAMPLE)
    measures = {row["measure"] for row in FORCED}
    for quarter in quarter_names(project):
        if quarter < draws.QUARTER:
            found = {measure for measure, _, _ in draws.found_in(project, set(reconstruct.MADE), quarter)}
            assert found <= measures, quarter


@pytest.mark.slow
@pytest.mark.parametrize("source", ["calls_999", "domestic_abuse", "sexual_offences"])
def test_a_draw_is_the_first_that_fits(source, monkeypatch):
    monkeypatch.setattr(draws.tools, "DRAWS", dict(tools.DRAWS))
    kept = tools.DRAWS[source]
    assert draws.first_draw(source) == kept


# the size of the noise


def test_two_printed_periods_share_a_level_unless_they_are_far_apart():
    assert tools.years(100, 110, 5) == (105, 105) and tools.years(100, 116, 5) == (100, 116)
    assert tools.of_counts(30, 34, 1.0) == 8


def test_noise_has_the_size_that_it_is_given():
    """Without a pin, the variance of counts over their mean is the dispersion."""
    span = tools.months("2018-01", "2067-12")
    for dispersion in (1.0, 1.8, 6.5):
        values = tools.counts("noise of a test", span, [1000.0] * len(span), dispersion)
        mean = sum(values) / len(values)
        assert sum((v - mean) ** 2 for v in values) / (len(values) - 1) / mean == pytest.approx(dispersion, rel=0.2)


def test_a_pinned_window_adds_up_and_leaves_the_other_months_alone():
    span = tools.months("2018-01", "2019-12")
    free = tools.drawn("pins of a test", span, [50.0] * 24, [0.1] * 24)
    pinned = tools.drawn("pins of a test", span, [50.0] * 24, [0.1] * 24, {"2019-01..2019-12": 660, "2019-12": 40})
    assert sum(pinned[12:]) == pytest.approx(660) and pinned[-1] == pytest.approx(40) and pinned[:12] == free[:12]
    moved = [p - f for p, f in zip(pinned[12:-1], free[12:-1], strict=True)]
    assert max(moved) == pytest.approx(min(moved))
