"""The track record by the second reader: it agrees with the library, finds what is known to have happened, and sees forgeries."""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import FILES, QUARTER, Tiny, descriptor
from second_record import Record, load_script, record_of, rows_of, wrong
from test_track_record import LAST, MONTHS, book, noise

from pcc_lib.cli import main
from pcc_lib.figures.figures import figures_of
from pcc_lib.figures.track_figures import TRACK_COUNTS, track_figure
from pcc_lib.figures.track_words import HELD_WORDS, SHARES
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.second_reader import running, table
from pcc_lib.second_reader.record import write_programs
from pcc_lib.second_reader.table import DIFFERS, LEFT, verify
from pcc_lib.statistics.changes import change_test, rate_test
from pcc_lib.statistics.intervals import newcombe_p
from pcc_lib.statistics.many_tests import benjamini_hochberg
from pcc_lib.statistics.track_record import clustered_share

NAMES = list(dict.fromkeys([*TRACK_COUNTS, *SHARES, *HELD_WORDS, "track_calm_expected"]))


def laid_out(tiny: Tiny, folder: Path) -> Record:
    """The record of an edition that prints every figure of the track record."""
    project = tiny.project()
    figures = figures_of(open_quarter(project))
    return record_of(project, rows_of(track_figure(figures, name) for name in NAMES), QUARTER, folder)


def tiny_at(folder: Path) -> Tiny:
    tiny = Tiny(folder)
    for name, text in FILES.items():
        tiny.write(name, text)
    return tiny


@pytest.fixture(scope="module")
def known(tmp_path_factory) -> Record:
    """A step that lasts, a month that stands alone, one that nobody can follow yet."""
    step, spike, late = noise(1), noise(2), noise(3)
    step[MONTHS.index("2021-03") :] += 200
    spike[MONTHS.index("2021-07")] += 250
    late[MONTHS.index(LAST)] += 250
    tiny = book(tiny_at(tmp_path_factory.mktemp("known")), {"step": step, "spike": spike, "late": late})
    return laid_out(tiny, tmp_path_factory.mktemp("laid") / "record")


@pytest.fixture
def made(known, tmp_path) -> Record:
    """The same, to be changed."""
    shutil.copytree(known.folder, tmp_path / "record")
    return Record(tmp_path / "record")


@contextlib.contextmanager
def judging(record: Record, *options: str):
    """The part that judges earlier quarters, in a record."""
    with contextlib.chdir(record.folder):
        script = load_script()
        script.OPTIONS.update(options)
        yield script.track()


@pytest.fixture(scope="module")
def track():
    """The same of no record, for its arithmetic."""
    return load_script().track()


# ── it agrees ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_figure_of_known_series_is_equal(known):
    found = known.script()
    assert wrong(found) == {} and [id for id, row in found.items() if row.left_out] == []
    assert sum(row.value is not None for row in found.values()) > 85
    assert all(row.value is not None or row.blank for row in found.values())


def test_what_it_finds_is_what_happened(known):
    """Told without the library: the step once, and it lasted; one month that passed; one that is open."""
    with judging(known) as track:
        at = f"data/quarters/{QUARTER}/quarter.yml"
        runs, quarters = track.runs_of(at, ["offered"], 20)
        told = {part: list(run.signals()) for (_, part), run in runs.items()}
        assert quarters == 20
        assert ("step", "lasted", "lasted", 2021) in told["step"]
        assert ("outside", "passed", "passed", 2021) in told["spike"]
        assert ("outside", "open", "open", 2023) in told["late"]
        assert track.count("track_ahead_1", at) > 0 and track.count("track_clear_same", at) > 0


@pytest.fixture(scope="module")
def rich(tmp_path_factory) -> Record:
    """Shares of few calls, whose range covers all values; small counts; seasons, gaps, an area that ends, breaks, new limits, a
    measure that is known a month less, one of a window that only shares the allowance for many tests."""
    draw, rows = np.random.default_rng(2), ["month,area,offered,answered,few,kind,status"]
    for part, level in {"north": 60.0, "south": 300.0, "east": 8.0, "west": 90.0}.items():
        wave = level * (1 + 0.25 * np.sin(np.arange(len(MONTHS)) * np.pi / 6) * (part == "south"))
        wave[draw.integers(40, 80) :] *= draw.choice([0.75, 1.4])
        offered, few = draw.poisson(wave), draw.poisson(3, len(MONTHS))
        answered = draw.binomial(offered, np.where(np.arange(len(MONTHS)) > draw.integers(30, 80), 0.85, 0.6))
        rows += [
            f"{month},{part},{offered[at]},{answered[at]},{'' if (part, month) == ('east', '2018-05') else few[at]},computed,"
            for at, month in enumerate(MONTHS)
            if not (part == "west" and month > "2021-10")
        ]
    extra = "lifetimes: [{area: west, last: 2021-10, reason: Merged.}]\n"
    columns = rows[0].split(",")[2:5]
    tiny = book(tiny_at(tmp_path_factory.mktemp("rich")), {"north": noise(1)}, years=3)
    tiny.write("data/sources/calls.csv", "\n".join(rows) + "\n")
    about = descriptor("calls", "month", "area", "north, south, east, west", *columns, extra=extra)
    tiny.write("data/sources/calls.resource.yml", about)
    share = {"calculation": "percentage", "numerator": "answered", "denominator": "offered", "unit": "%", "decimals": 1}
    split = {"breakdown": "area"}
    tiny.measure("offered", per_day=True, breaks=[{"month": "2022-07", "reason": "New."}], **split)
    tiny.measure("rate", title="Rate", order=2, rebase=[{"month": "2021-11", "reason": "New."}], **share, **split)
    tiny.measure("few", title="Few", order=3, numerator="few", **split)
    tiny.measure("rolling", title="Rolling", order=4, window="3 months", **share, **split)
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "population: '2023'}", "population: '2023'}\n  measures: {few: 2023-09}")
    return laid_out(tiny, tmp_path_factory.mktemp("laid") / "record")


def test_every_figure_of_awkward_series_is_equal(rich):
    found = rich.script()
    assert wrong(found) == {} and [id for id, row in found.items() if row.left_out] == []
    assert found["track_quarters.value"].value == 12 and found["track_series.value"].value > 10
    assert (found["track_any_told.value"].value or 0) > 5 and (found["track_forecasts.value"].value or 0) > 5


# ── it differs ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_count_that_is_another_differs(made):
    made.ledger("track_step_lasted.value", value="9", text="9").ledger("track_any_share.value", text="99%")
    assert wrong(made.script()) == {
        "track_step_lasted.value": "the value is another",
        "track_any_share.value": "the text is another",
    }


def test_a_cell_of_a_source_that_is_another_differs(made):
    """A step that never came: what was told of it is another."""
    path = made.folder / "project/data/sources/calls.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(r.replace(r.split(",")[2], "400") if ",step," in r else r for r in rows), encoding="utf-8")
    assert {"track_step_told.value", "track_step_lasted.value", "track_any_told.value"} <= wrong(made.script()).keys()


# ── it is asked for ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_many_quarters_are_left_out_by_name_unless_asked_for(known):
    at = f"data/quarters/{QUARTER}/quarter.yml"
    for options, worked in (((), False), (("--track-record",), True)):
        with judging(known, *options) as track:
            track.MOST = 79  # 4 series of 20 quarters are 80
            if worked:
                assert track.count("track_series", at) == 4
            else:
                with pytest.raises(track.LeftOut, match=r"^80 ends of quarters .* the option --track-record has it done$"):
                    track.count("track_series", at)


@pytest.fixture
def edition(made) -> Path:
    """An edition as it is published, as far as a second reader looks."""
    folder = made.folder.parent / "site"
    shutil.copytree(made.folder, folder / "record")
    write_programs(folder / "record")
    return folder


def test_it_runs_by_itself_from_what_a_record_holds(edition):
    """As an auditor runs it, and in isolation: with two files, their libraries, and nothing of ours; on whatever processor."""
    alike = ("OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "PYTHONPATH")
    elsewhere = {key: value for key, value in os.environ.items() if key not in alike} | {"OPENBLAS_CORETYPE": "Haswell"}
    for isolated in ([], ["-I"]):
        asked = [sys.executable, *isolated, "verify_methods.py"]
        done = subprocess.run(asked, cwd=edition / "record", env=elsewhere, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0 and " 0 differ, " in done.stdout and " 0 not worked out." in done.stdout, done


def test_a_large_book_is_worked_out_where_the_command_is_asked_for_it(edition, monkeypatch):
    folder = edition / "record/project/data/measures"
    for number in range(40):  # 41 measures, 4 series each, 20 quarters
        shutil.copy(folder / "offered.yml", folder / f"offered_{number}.yml")
    lines = {line.figure: line for line in verify(edition).lines}
    assert lines["track_any_told.value"].verdict == LEFT
    assert lines["track_any_told.value"].why.startswith("3,280 ends of quarters would be judged again")
    asked = []
    monkeypatch.setattr(running, "_printed_by", lambda _, program, *options: asked.append(options) or {"rows": []}["rows"])
    monkeypatch.setattr(table, "run_sql", lambda _: [])
    for options in ([], ["--track-record"]):
        assert CliRunner().invoke(main, ["verify", str(edition), *options]).exit_code == 0
    assert asked == [("--json",), ("--json", "--track-record")]


def test_a_forged_count_is_told_by_the_command(edition):
    Record(edition / "record").ledger("track_any_told.value", value="99", text="99")
    assert [line.figure for line in verify(edition).lines if line.verdict == DIFFERS] == ["track_any_told.value"]


def test_a_record_of_one_program_is_read_by_ours_and_its_own_says_what_it_lacks(edition):
    (edition / "record/verify_track.py").unlink()
    found = verify(edition)
    assert found.holds and found.other_script and not found.count(LEFT)
    asked = [sys.executable, "verify_methods.py"]
    done = subprocess.run(asked, cwd=edition / "record", capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0 and "does not stand beside this program" in done.stdout


# ── its arithmetic ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_years_are_drawn_as_the_library_draws_them(track):
    draw = np.random.default_rng(5)
    years = draw.integers(2012, 2023, 300)
    yes = draw.random(300) < 0.5 + 0.03 * (years - 2017)
    assert track.interval(list(yes), list(years)) == pytest.approx(clustered_share(list(yes), list(map(str, years))), rel=1e-12)
    assert all(map(math.isnan, track.interval([True] * 8, [1, 2, 3, 4] * 2)))


@pytest.mark.parametrize("level", [3, 40, 900])
def test_a_test_of_counts_is_that_of_the_library(track, level):
    for seed in range(5):
        values = pd.Series(np.random.default_rng(seed).poisson(level, 24).astype(float), MONTHS_OF_TWO_YEARS)
        values.iloc[12:] = np.floor(values.iloc[12:] * 1.1)
        mine, theirs = track.test_of_counts(values), change_test(values)
        assert mine.p == pytest.approx(theirs.p_value, rel=1e-8)
        assert mine.way == (1 if theirs.lower + theirs.upper > 2 else -1)


@pytest.mark.parametrize("cases", [4, 300])
def test_a_test_of_shares_is_that_of_the_library(track, cases):
    for seed in range(5):
        draw = np.random.default_rng(seed)
        whole = pd.Series(draw.poisson(cases, 24) + 1.0, MONTHS_OF_TWO_YEARS)
        part = pd.Series(draw.binomial(whole.astype(int), 0.4 + 0.1 * (np.arange(24) > 11)).astype(float), MONTHS_OF_TWO_YEARS)
        mine, theirs = track.test_of_shares(part, whole), rate_test(part, whole)
        assert mine.p == pytest.approx(theirs.p_value, rel=1e-8)
        assert mine.alone == (theirs.p_value < 0.05 and not theirs.lower <= 0 <= theirs.upper)


MONTHS_OF_TWO_YEARS = pd.period_range("2022-01", periods=24, freq="M")


@pytest.mark.parametrize("shares", [(10, 40, 5, 50), (5, 50, 10, 40), (0, 20, 3, 20), (10, 40, 10, 40), (400, 500, 3, 500)])
def test_the_p_value_of_newcombe_is_that_of_the_library(track, shares):
    assert track.by_newcombe(*shares).p == pytest.approx(newcombe_p(*shares), rel=1e-6)


def test_many_tests_are_adjusted_as_the_library_adjusts_them(track):
    p = list(np.random.default_rng(1).random(25) ** 3) + [0.01, 0.01]
    found = track.adjusted(dict(enumerate(p)))
    assert [found[at] for at in range(len(p))] == pytest.approx(list(benjamini_hochberg(p)))
