"""The track record: what became of what earlier quarters told, of series whose truth is known."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import QUARTER, Tiny, descriptor

from pcc_lib.checking.check import fault_list
from pcc_lib.cli import main
from pcc_lib.core import store
from pcc_lib.core.errors import ReportError
from pcc_lib.core.periods import Span
from pcc_lib.core.sure import sure
from pcc_lib.figures.figures import figures_of
from pcc_lib.figures.judgement import FALSE_SHARE, judge
from pcc_lib.figures.replay import replayed
from pcc_lib.figures.reworking import rework
from pcc_lib.figures.track_figures import TRACK_COUNTS, figure_named, track_figure
from pcc_lib.figures.track_record import Signal, TrackRecord, Wanted, track_record
from pcc_lib.figures.track_words import COUNT_WORDS, SHARES
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.report import Report
from pcc_lib.statistics.control_limits import mean_range
from pcc_lib.statistics.intervals import wilson
from pcc_lib.statistics.track_record import (
    LASTED,
    OPEN,
    PASSED,
    Ahead,
    Line,
    ahead_of,
    away,
    clustered_share,
    errors,
    held,
    outcome,
)

LAST = "2023-10"
MONTHS = Span("2016-01", LAST).periods  # 94 months
LINE = Line(level=10, sigma=2, months=24)


def months(values: object, first: str = "2020-01") -> pd.Series:
    made = np.asarray(values, float)
    return pd.Series(made, index=pd.period_range(first, periods=len(made), freq="M"))


# ── the arithmetic ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_distance_is_that_of_two_means():
    assert away(LINE, months([12] * 12), 12) == pytest.approx(2 / (2 * math.sqrt(1 / 12 + 1 / 24)))
    assert away(LINE, months([12] * 12), 6) == pytest.approx(2 / (2 * math.sqrt(1 / 6 + 1 / 24)))


@pytest.mark.parametrize(
    ("later", "side", "count", "became"),
    [
        ([13] * 12, 1, 12, LASTED),
        ([13] * 12, -1, 12, PASSED),
        ([10.5] * 12, 1, 12, PASSED),
        ([13] * 6 + [7] * 6, 1, 12, PASSED),
        ([13] * 6 + [7] * 6, 1, 6, LASTED),
        ([13] * 11, 1, 12, OPEN),
        ([13] * 11 + [math.nan], 1, 12, OPEN),
        ([13] * 11 + [math.nan], 1, 6, LASTED),
    ],
)
def test_a_signal_lasts_where_the_months_after_it_lie_on_its_side(later, side, count, became):
    assert outcome(LINE, side, months(later), count) == became


def test_where_nothing_varied_nothing_can_be_told():
    assert outcome(replace(LINE, sigma=0.0), 1, months([13] * 12), 12) == OPEN


def test_season_and_length_of_the_month_are_taken_out():
    season = tuple(float(month) for month in range(12))
    line = Line(level=10, sigma=2, months=24, season=season, daily=True)
    index = pd.period_range("2020-01", periods=12, freq="M")
    values = pd.Series([(10.0 + season[m.month - 1]) * m.days_in_month for m in index], index=index)
    assert line.plain(values) == pytest.approx([10.0] * 12)


def test_chance_alone_seems_to_last_in_one_of_forty():
    draw = np.random.default_rng(3)
    lines = draw.normal(10, 2, (20_000, 24)).mean(axis=1)
    later = draw.normal(10, 2, (20_000, 12))
    lasted = [(each.mean() - level) / (2 * math.sqrt(1 / 12 + 1 / 24)) >= 1.96 for each, level in zip(later, lines, strict=True)]
    assert np.mean(lasted) == pytest.approx(0.025, abs=0.004)


def test_an_interval_over_clusters_is_the_same_each_time_and_wider_where_they_move_together():
    cluster = [str(year) for year in range(10) for _ in range(20)]
    together = [year % 2 == 0 for year in range(10) for _ in range(20)]
    apart = [at % 2 == 0 for _ in range(10) for at in range(20)]
    low, high = clustered_share(together, cluster)
    assert (low, high) == clustered_share(together, cluster)
    assert high - low > 3 * 100 * (wilson(100, 200).upper - wilson(100, 200).lower)
    assert clustered_share(apart, cluster) == (50, 50)  # the same in every cluster: no cluster is unlike another


def test_few_clusters_have_no_interval():
    assert all(map(math.isnan, clustered_share([True, False] * 4, ["a", "b", "c", "d"] * 2)))


def test_a_forecast_is_held_against_what_came():
    known = months([10, 20] * 12)  # each month as a year before: nothing to scale by
    points = pd.DataFrame(
        {"mean": [11.0], "lower_80": [10.0], "upper_80": [12.0], "lower_95": [8.0], "upper_95": [14.0]}, index=["2022-01"]
    )
    assert errors(ahead_of(known, points, trusted=True), [13.0]) is None
    known = months([10.0] * 12 + [12.0] * 12)
    told = ahead_of(known, points, trusted=True)
    assert told == Ahead(("2022-01",), (11.0,), ((10.0, 12.0, 8.0, 14.0),), (12.0,), 2.0, True)
    found = errors(told, [13.0])
    assert found is not None and found == pytest.approx((1.0, 0.5))  # an error of 2, and of 1, in units of 2
    assert errors(told, [math.nan]) is None
    assert (held(told, 0, 80, 13.0), held(told, 0, 95, 13.0)) == (False, True)


# ── series whose truth is known ───────────────────────────────────────────────────────────────────────────────────────
def book(tiny: Tiny, series: Mapping[str, np.ndarray], years: int = 5, more: str = "") -> Tiny:
    """A project of one source, of which each part is given by its values."""
    rows = ["month,area,offered,kind,status"]
    rows += [f"{m},{part},{values[at]:.0f},computed," for part, values in series.items() for at, m in enumerate(MONTHS)]
    about = descriptor("calls", "month", "area", ", ".join(series), "offered")
    tiny.write("data/sources/calls.csv", "\n".join(rows) + "\n").write("data/sources/calls.resource.yml", about)
    (tiny.root / "data/measures/answered_rate.yml").unlink()
    tiny.measure("offered", breakdown="area")
    tiny.edit("data/topics/calls.yml", "[offered, answered_rate]", "[offered]")
    body = "name: Office\nforce: Force\narea: Area\nreport_title: Report\n"
    return tiny.write("data/body.yml", f"{body}track_record: {{years: {years}}}\n{more}")


def noise(seed: int, mean: float = 400) -> np.ndarray:
    return np.random.default_rng(seed).normal(mean, mean**0.5, len(MONTHS))


def record(tiny: Tiny) -> TrackRecord:
    return track_record(open_quarter(tiny.project()))


def of_part(found: TrackRecord, part: str) -> list[Signal]:
    return [each for each in found.signals if each.told.part == part]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Tiny:
    """A step that lasts, a month that stands alone at the end of a quarter, and one that nobody can follow yet."""
    from conftest import FILES

    tiny = Tiny(tmp_path_factory.mktemp("track"))
    for name, text in FILES.items():
        tiny.write(name, text)
    step, spike, late = noise(1), noise(2), noise(3)
    step[MONTHS.index("2021-03") :] += 200
    spike[MONTHS.index("2021-07")] += 250
    late[MONTHS.index(LAST)] += 250
    return book(tiny, {"step": step, "spike": spike, "late": late})


@pytest.fixture(scope="module")
def found(made) -> TrackRecord:
    return record(made)


def test_a_step_that_lasts_is_told_once_and_lasts(found):
    steps = [each for each in of_part(found, "step") if each.told.kind == "step"]
    assert [(each.told.since, each.told.side, each.year, each.half) for each in steps] == [("2021-03", 1, LASTED, LASTED)]


def test_a_month_that_stands_alone_passes(found):
    alone = [each for each in of_part(found, "spike") if each.told.month == "2021-07"]
    assert [(each.told.kind, each.told.side, each.year, each.half) for each in alone] == [("outside", 1, PASSED, PASSED)]


def test_a_signal_of_the_latest_month_cannot_be_told_yet(found):
    newest = [each for each in of_part(found, "late") if each.told.month == LAST]
    assert [(each.told.kind, each.told.side, each.year, each.half) for each in newest] == [("outside", 1, OPEN, OPEN)]


def test_a_clear_change_of_a_year_stays_where_the_step_lasts(found):
    assert found.clear and all(each.yes for each in found.clear)


def test_what_is_told_of_a_quarter_is_what_its_book_says(made):
    project = made.project()
    folder = open_quarter(project)
    for at in ("2021-07", "2022-10"):
        made.edit(f"data/quarters/{QUARTER}/quarter.yml", f"calls: {LAST}", f"calls: {at}")
        series = figures_of(open_quarter(made.project())).series("offered")
        made.edit(f"data/quarters/{QUARTER}/quarter.yml", f"calls: {at}", f"calls: {LAST}")
        assert series is not None
        for told in (each for each in replayed(folder) if each.month == at):
            judged = judge(series, told.part)
            assert told.judged == (judged.variation is not None)
            assert told.kind == (judged.rule if judged.is_signal else sure(judged.moved.last).kind if judged.moved else "")


def test_of_noise_few_months_are_flagged_and_few_signals_last(tiny):
    parts = {f"area-{seed}": noise(seed) for seed in range(10, 34)}
    found = record(book(tiny, parts, years=4))
    flagged = sum(each.yes for each in found.calm)
    assert len(found.calm) > 200
    assert flagged / len(found.calm) < 2.5 * FALSE_SHARE
    quiet = sum(each.yes for each in found.quiet) / len(found.quiet)
    assert quiet < 0.08  # a side that chance chose
    assert 3 * len(found.signals) < len(found.calm)


# ── what is known when ────────────────────────────────────────────────────────────────────────────────────────────────
def test_quarters_are_counted_once_where_measures_are_known_to_different_months(tiny):
    book(tiny, {"step": noise(1)}, years=3).measure("later", title="Later", order=2)
    assert record(tiny).quarters == 12
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "population: '2023'}", "population: '2023'}\n  measures: {later: 2023-09}")
    assert record(tiny).quarters == 12


def test_a_break_that_is_to_come_withdraws_no_forecast_but_of_its_own_months(tiny):
    """What a file marks in 2022 was unknown in 2020: the book of then foretold. Nothing can be held against months that count
    something else, so those next to it have no forecast; nor those of the year after it."""
    told = forecasts(book(tiny, {"step": noise(1)}, years=4))
    tiny.measure("offered", breakdown="area", breaks=[{"month": "2022-02", "reason": "A new system."}])
    assert told - forecasts(tiny) == {"2022-01", "2022-04", "2022-07", "2022-10", "2023-01"} & told
    assert {"2021-07", "2021-10", "2022-01", "2022-04", "2023-04"} <= told


def forecasts(tiny: Tiny) -> set[str]:
    return {each.month for each in replayed(open_quarter(tiny.project())) if each.ahead is not None}


def test_a_line_is_that_of_the_chart_where_its_range_is_wider_than_what_is_possible(tiny):
    """Of six calls a month the usual range of a share covers all from 0 to 100%: what is drawn is clipped, and no measure of how
    widely months vary."""
    draw = np.random.default_rng(4)
    answered = draw.binomial(6, np.where(np.arange(len(MONTHS)) % 30 < 20, 0.4, 0.75))
    rows = ["month,area,offered,answered,kind,status"]
    rows += [f"{month},step,6,{answered[at]},computed," for at, month in enumerate(MONTHS)]
    book(tiny, {"step": noise(1)}).write("data/sources/calls.csv", "\n".join(rows) + "\n")
    tiny.write("data/sources/calls.resource.yml", descriptor("calls", "month", "area", "step", "offered", "answered"))
    share = {"calculation": "percentage", "numerator": "answered", "denominator": "offered", "unit": "%", "decimals": 1}
    tiny.measure("offered", title="Answered", **share)
    values = pd.Series(100 * answered / 6, pd.period_range(MONTHS[0], periods=len(MONTHS), freq="M"))
    told = [each for each in replayed(open_quarter(tiny.project())) if each.kind and each.line is not None]
    assert len(told) > 3
    for each in told:
        judged = values[: each.month].to_numpy()[-36:]
        assert each.line is not None and each.line.sigma == pytest.approx(mean_range(judged) / 1.128)


def test_a_year_without_any_case_lies_on_no_side(tiny):
    rows = ["month,area,offered,answered,kind,status"]
    rows += [f"{m},step,{0 if m > '2022-10' else 20},{0 if m > '2022-10' else 9},computed," for m in MONTHS]
    book(tiny, {"step": noise(1)}).write("data/sources/calls.csv", "\n".join(rows) + "\n")
    tiny.write("data/sources/calls.resource.yml", descriptor("calls", "month", "area", "step", "offered", "answered"))
    share = {"calculation": "percentage", "numerator": "answered", "denominator": "offered", "unit": "%", "decimals": 1}
    tiny.measure("offered", title="Answered", **share)
    tested = [each.month for each in replayed(open_quarter(tiny.project())) if each.tested]
    found = record(tiny)
    assert found.clear == () and len(found.unclear) == sum(month <= "2022-07" for month in tested[1:]) > 8


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_each_figure_is_worked_out_again_from_its_row(made):
    project = made.project()
    figures = figures_of(open_quarter(project))
    names = [*TRACK_COUNTS, *SHARES, "track_calm_expected", "track_held_1_95_lower", "track_held_1_95_upper"]
    for name in names:
        figure = track_figure(figures, name)
        if figure.known:
            assert rework(project, figure.formula, figure.cells) == pytest.approx(figure.value), name


def test_every_count_has_words():
    assert set(TRACK_COUNTS) == set(COUNT_WORDS)


def test_a_name_that_there_is_not_is_told(made):
    figures = figures_of(open_quarter(made.project()))
    assert figure_named(figures, "track_any_told.value").known
    with pytest.raises(ReportError, match="no such figure"):
        figure_named(figures, "track_any_tolled.value")


def test_a_kept_result_is_the_same(made, tmp_path):
    fresh = replayed(open_quarter(made.project()))
    store.use(tmp_path)
    try:
        assert replayed(open_quarter(made.project())) == fresh
        kept = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
        assert replayed(open_quarter(made.project())) == fresh
        assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == kept
        assert len(kept) <= 20  # one for each quarter's end, and nothing of what was worked out on the way
    finally:
        store.use(None)


def yearly(tiny: Tiny, last: str) -> Tiny:
    """A source of years beside the months, told up to a year."""
    rows = [f"{year},all,{year},computed," for year in (2020, 2021, 2022)]
    tiny.write("data/sources/yearly.csv", "\n".join(["year,area,counted,kind,status", *rows]) + "\n")
    tiny.write("data/sources/yearly.resource.yml", descriptor("yearly", "year", "area", "all", "counted"))
    tiny.measure("counted", source="yearly", numerator="counted", title="Counted")
    name = f"data/quarters/{QUARTER}/quarter.yml"
    text = (tiny.root / name).read_text(encoding="utf-8")
    return tiny.write(name, re.sub(r"sources: \{(yearly: '\d+', )?", f"sources: {{yearly: '{last}', ", text))


def test_other_words_of_a_measure_are_no_other_judgement(tiny, tmp_path):
    """Ten years are not judged again because a caveat was worded otherwise; where the other way is better, they are."""
    made = book(tiny, {"step": noise(1)}, years=2)

    def kept() -> set[str]:
        replayed(open_quarter(made.project()))
        return {path.name for path in (tmp_path / "kept").rglob("*") if path.is_file()}

    store.use(tmp_path / "kept")
    try:
        first = kept()
        made.measure(
            "offered", breakdown="area", title="Calls offered", caveats=["Counted by hand."], why_it_matters="Some wait."
        )
        assert kept() == first
        for last in ("2021", "2022"):  # a year of another source judges no month anew
            assert yearly(made, last) and kept() == first
        made.measure("offered", breakdown="area", good_direction="increase")
        assert len(kept()) == 2 * len(first) > 0
    finally:
        store.use(None)


def test_quarters_and_measures_can_be_chosen(made, found):
    folder = open_quarter(made.project())
    few = track_record(folder, Wanted(farthest=4))
    assert few.quarters == 5 and 0 < len(few.signals) < len(found.signals)
    with pytest.raises(ReportError, match="does not look at 'ofered'"):
        track_record(folder, Wanted(measures=("ofered",)))


# ── where it is read ──────────────────────────────────────────────────────────────────────────────────────────────────
def shown(tiny: Tiny, name: str) -> str:
    block = getattr(Report(tiny.project(), "track-record", QUARTER), f"track_record_{name}")()
    return " ".join(block._repr_mimebundle_()[0]["text/plain"].split())


def test_the_page_tells_what_was_found(made, found):
    told, lasted = (sum(each.year in words for each in found.signals) for words in ((LASTED, PASSED), (LASTED,)))
    words = f"Of {told} signal{'' if told == 1 else 's'} that could be followed for a year, {lasted} lasted."
    assert words in shown(made, "summary")
    assert "The level moved" in shown(made, "signals")
    assert "were told as signals" in shown(made, "false_alarms")
    assert "Called a clear change" in shown(made, "years")
    assert "can be held against what came" in shown(made, "forecasts")


def test_where_nothing_can_be_followed_the_page_says_so(tiny):
    book(tiny, {"north": np.full(len(MONTHS), 5.0)})
    assert "too few months to look back on" in shown(tiny, "summary")
    assert "too few such months" in shown(tiny, "false_alarms")
    assert "No forecast" in shown(tiny, "forecasts")


def test_a_measure_that_there_is_not_is_a_fault(tiny):
    tiny.edit("data/body.yml", "report_title: Report\n", "report_title: Report\ntrack_record: {measures: [ofered]}\n")
    project = tiny.project()
    faults = [each for each in fault_list(project, open_quarter(project)) if each.place == "track_record, measures"]
    assert [each.found for each in faults] == ["there is no measure 'ofered'."]


def test_the_command_prints_it_and_writes_each_signal(made, found, tmp_path):
    file = tmp_path / "signals.csv"
    ran = CliRunner().invoke(main, ["--project", str(made.root), "track-record", "--csv", str(file)])
    assert ran.exit_code == 0, ran.output
    assert "What became of signals" in ran.output and "could be followed for a year" in ran.output
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == len(found.signals)
    assert {"part": "spike", "told_in": "2021-07", "kind": "outside", "after_12_months": PASSED}.items() <= next(
        row for row in rows if row["part"] == "spike" and row["told_in"] == "2021-07"
    ).items()


def test_quarters_in_the_wrong_order_are_refused(made: Tiny):
    words = ["--project", str(made.root), "track-record", "--from", "2022-23-Q4", "--to", "2022-23-Q1"]
    ran = CliRunner().invoke(main, words)
    assert ran.exit_code == 1 and "lies after --to" in ran.output
    assert not (Path(made.root) / "signals.csv").exists()


def test_the_page_comes_into_a_book_by_its_command(tmp_path):
    from tiny_book import tiny_book

    folder = tiny_book(tmp_path / "book")
    ran = CliRunner().invoke(main, ["--project", str(folder), "new-page", "track-record"])
    assert ran.exit_code == 0 and "track_record in data/body.yml" in ran.output, ran.output
    assert "notebooks/track-record" in (folder / "_toc.yml").read_text(encoding="utf-8")
    assert "report.standard_page()" in (folder / "notebooks/track-record.ipynb").read_text(encoding="utf-8")
    again = CliRunner().invoke(main, ["--project", str(folder), "new-page", "track-record"])
    assert again.exit_code == 1 and "is a page of the book already" in again.output
