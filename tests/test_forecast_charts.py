"""Forecasts on pages: when one is drawn, what stands instead, and that its figures are marked and look at nothing new."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from conftest import QUARTER
from made import measure
from test_judgement import series, steady

from pcc_lib.core.errors import ReportError
from pcc_lib.core.periods import Span
from pcc_lib.figures import outlook as outlooks
from pcc_lib.pages import forecast_charts
from pcc_lib.report import Report
from pcc_lib.statistics import forecast as protocol

TOPIC = """title: Calls to the police
priority: priority-1
order: 1
charts:
  - {id: forecast, kind: forecast, measures: [offered]}
  - {id: trend, kind: trend, measures: [offered]}
"""


def calls(tiny, values: list[int]) -> Report:
    """A project whose calls are these, the last in October 2023; 9,999 in November would leak."""
    months = [*Span("2015-01", "2023-10").periods[-len(values) :], "2023-11"]
    rows = "".join(
        f"{m},north,{v},{v},600,computed,\n{m},south,0,0,100,computed,\n" for m, v in zip(months, [*values, 9999], strict=True)
    )
    tiny.write("data/sources/calls.csv", "month,area,offered,answered,wait_s,kind,status\n" + rows)
    tiny.measure("offered", breakdown="area").write("data/topics/calls.yml", TOPIC).comment("## So what?\n\nNothing.\n")
    return tiny.report()


def wave(years: int) -> list[int]:
    """Whole years that are all alike but for an unsteady 1 or 2."""
    return [100 + 10 * (i % 12) + (i * 7 % 3) for i in range(12 * years)]


@pytest.fixture
def naive_wins(monkeypatch):
    """The other models are a thousand off."""

    def hopeless(series, horizon):
        return protocol.seasonal_naive(series, horizon) + 1000

    monkeypatch.setattr(protocol, "MODELS", {"SeasonalNaive": protocol.seasonal_naive, "ETS": hopeless, "Theta": hopeless})
    outlooks._foretold.cache_clear()
    yield
    outlooks._foretold.cache_clear()


def test_a_short_history_gets_a_sentence_and_no_chart(tiny):
    block = calls(tiny, wave(3)[:-1]).what("calls")
    html = block.drawn()
    assert block.charts == ("calls/trend",) and "Chart 1." in html and "Chart 2." not in html
    assert 'class="pcc-notice pcc-notice-quiet"' in html and "No forecast is shown for “Calls”: 35 months are known" in html
    assert "illustration" not in html  # nothing here is reconstructed
    assert tiny.figure("offered.forecast@2023-11").text == "[x]"


def test_a_new_signal_withdraws_the_forecast(tiny, naive_wins):
    report = calls(tiny, [100 + i * 7 % 3 for i in range(58)] + [130, 131])
    assert "new signal since September 2023" in report.what("calls").html
    assert report.page.figures.figure("offered.forecast_mase").text == "[x]"


def test_the_year_before_is_repeated_where_no_model_beats_it(tiny, naive_wins):
    values = wave(6)
    report = calls(tiny, values)
    block = report.what("calls")
    assert block.charts[0] == "calls/forecast"
    assert "than repeating the same month of the year before, so that is shown" in block.drawn()
    said = re.sub(r"\s+", " ", BeautifulSoup(block.drawn(), "html.parser").get_text())
    line = "About 100 calls in November 2023 [f]: of a hundred such forecasts 95 should see the month fall "
    assert line + "closer to that than is printed. Then 111 in December 2023" in said  # both ends of the interval print as 100
    assert re.search(r"trials on known months, \S+ of the months fell inside", said)
    ahead = [report.page.figures.of("offered", "forecast", "", month).value for month in ("2023-11", "2023-12", "2024-01")]
    assert ahead == values[-12:-9]
    same = [report.page.figures.of("offered", f"forecast_{name}").value for name in ("mase", "naive_mase")]
    assert same[0] == same[1]


def test_a_forecast_whose_trials_missed_too_often_gives_no_interval(tiny, naive_wins, monkeypatch):
    monkeypatch.setattr(forecast_charts, "TRUSTED", 101)
    block = calls(tiny, wave(6)).what("calls")
    page = BeautifulSoup(block.drawn(), "html.parser")
    chart = page.select_one('[data-chart="calls/forecast"]')
    said = re.sub(r"\s+", " ", chart.get_text())
    assert not re.search(r"\d", chart.select_one(".pcc-chart-title").get_text())
    assert "fell inside an interval meant to hold 95%" in said and "so none is given" in said
    assert "of a hundred such forecasts" not in said and "95% interval, lower" not in said
    assert not any(f.statistic in ("forecast_lower", "forecast_upper") for f in block.figures)
    assert "lower" not in chart.select_one("a[download]")["href"]


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("offered.forecast", "a forecast is of 2023-11 to 2024-01. Write offered.forecast@2023-11"),
        ("offered.forecast_upper@2024-02", "a forecast is of 2023-11 to 2024-01"),
        ("offered.forecast@2023-10", "a forecast is of 2023-11 to 2024-01"),
        ("offered.forecast.north@2023-11", "of the whole, not of 'north'"),
        ("offered.forecast_mase@2023-11", "trials have no period"),
        ("offered.value@2023-11", "only up to 2023-10"),
    ],
)
def test_only_a_forecast_looks_ahead_and_not_far(tiny, id, said):
    with pytest.raises(ReportError, match=re.escape(said)):
        tiny.figure(id)


@pytest.mark.slow
def test_the_committed_forecast(repo):
    report = Report(repo, "priority-1", QUARTER)
    block = report.what("calls-101")
    html = block.drawn()
    ahead = [f for f in block.figures if f.period.last > "2023-10" and f.period.is_one and f.statistic.startswith("forecast")]
    assert sorted({str(f.period) for f in ahead}) == ["2023-11", "2023-12", "2024-01"] and len(ahead) == 9
    assert {(f.kind, str(f.status)) for f in ahead} == {("computed", "e,f")}
    assert {f.cells for f in ahead} == {"calls_cch.csv#month=2018-01..2023-10;column=offered"}
    lower, value, upper = (
        report.page.figures.of("cch_calls", f"forecast{s}", "", "2023-11").value for s in ("_lower", "", "_upper")
    )
    assert lower < value < upper
    record = {f.statistic: f.value for f in block.figures if f.statistic.startswith("forecast_") and f not in ahead}
    naive = record["forecast_naive_mase"]  # alone where the same month of last year was the best
    assert record.get("forecast_mase", naive) <= naive and record["forecast_origins"] >= protocol.LEAST_ORIGINS
    assert 80 < record["forecast_coverage"] <= 100
    assert "pcc-e" in html and "llustration" not in html
    assert "2023-11%2Cforecast%2C" in html and "%2Ccalls%2C%22e%2Cf%22" in html  # the CSV marks them too
    told = re.sub(r"\s+", " ", BeautifulSoup(html, "html.parser").get_text())
    assert re.search(
        r"About \S+(?: \[e\])? calls in November 2023 \[f\]: of a hundred such forecasts 95 should see the month fall between ",
        told,
    )
    alt = re.findall(r'pcc-chart-static" alt="(Fan chart[^"]*)"', html)
    assert len(alt) == 1 and len(alt[0]) <= 250


@pytest.mark.parametrize(
    ("topic", "shown", "why"),
    [
        (
            "calls-999",
            False,
            "its level moved in November 2022, and what is new cannot be carried forward until a year has passed",
        ),
        ("calls-101", True, ""),  # nothing in its chart is new
    ],
)
def test_what_the_pages_chart_calls_new_is_not_carried_forward(repo, topic, shown, why):
    block = Report(repo, "priority-1", QUARTER).what(topic)
    assert (f"{topic}/forecast" in block.charts) is shown
    assert why in block.html and "new signal" not in block.html


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        ([0] * 36, ""),
        ([60 * (i >= 28) for i in range(36)], "its level moved in March 2023"),
        ([60 * (i >= 20) for i in range(36)], ""),
        ([60 * (i >= 12) + 12 * max(0, i - 27) for i in range(36)], "it has been rising since "),
        ([6 * i for i in range(36)], ""),
        ([*(6 * i for i in range(35)), 900], "the latest month lies apart from those before it"),
    ],
)
def test_a_level_that_moved_within_a_year_is_not_carried_forward(by, reason):
    given = outlooks.outlook(series(measure(), a=[v + more for v, more in zip(steady(36), by, strict=True)])).reason
    assert given.startswith(reason) if reason else not re.search("level|rising|apart|signal", given), given
