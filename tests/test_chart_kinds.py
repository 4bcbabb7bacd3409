"""The kinds of charts: one table, that the model, the documents and every reader of it agree with; a new kind is one entry."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from conftest import Tiny

from pcc_lib.core.errors import ReportError
from pcc_lib.exploring import charts
from pcc_lib.inputs.measures import Chart, Topic
from pcc_lib.inputs.models.definitions import ChartKind
from pcc_lib.pages import chart_kinds, topic_charts
from pcc_lib.pages.alternatives import alt_text
from pcc_lib.pages.chart_kinds import KINDS, Kind
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import Picture

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("north", "south")


def test_a_topics_file_may_ask_for_each_kind_and_for_no_other():
    assert get_args(ChartKind) == tuple(KINDS)


def test_the_documents_tell_what_each_kind_draws_and_takes():
    text = (ROOT / "docs/measures.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| `(\w+)` \| (.*) \| (.*) \|$", text.partition("## Kinds of charts")[2].partition("\n## ")[0], re.MULTILINE
    )
    assert rows == [(name, kind.draws, kind.takes) for name, kind in KINDS.items()]


@pytest.mark.parametrize("words", ["draws", "takes"])
def test_a_kind_without_words_is_refused(words):
    with pytest.raises(ValueError, match="has no words"):
        replace(KINDS["trend"], **{words: " "})


def test_no_other_module_asks_of_what_kind_a_chart_is():
    asking = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "pcc_lib").rglob("*.py")
        if re.search(r"chart\.kind\b\s*(?:==|!=|in\b|not\b)", path.read_text(encoding="utf-8"))
    }
    assert asking == set()


def lollipops(page: Page, topic: Topic, chart: Chart) -> Picture:
    """A made-up kind: the latest value of a measure as a single bar."""
    figure = page.figures.of(chart.measures[0])
    measure, series = page.figures.measure(figure.measure), page.figures.series(figure.measure)

    def draw(description: str) -> object:
        import pandas as pd

        from pcc_lib.charts.bars import bars
        from pcc_lib.charts.given import Axis

        frame = pd.DataFrame([{"label": measure.title, "value": figure.value, "printed": figure.text}])
        return bars(frame, Axis(measure.unit, measure.title), description)

    return Picture(
        title=["One lollipop, ", figure],
        subject="Lollipops",
        shows=[figure, " of them."],
        alt=alt_text("Lollipop chart", "lollipops", [figure, " of them."]),
        columns=("What", "How many"),
        rows=[["Lollipops", figure]],
        raw=[["2023-10", "Lollipops", figure.value, measure.unit, ""]],
        draw=draw,
        measures=[measure],
        latest=series.last,
        series=[series],
    )


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> Kind:
    """A kind of chart that is nothing but an entry in the table."""
    kind = Kind(
        draws="a lollipop",
        takes="one measure",
        drawable=lambda page, chart: page.figures.of(chart.measures[0]).known,
        make=lollipops,
        since=lambda page, chart, series: chart_kinds.newest(series),
    )
    monkeypatch.setitem(KINDS, "lollipop", kind)
    return kind


def asked(tiny: Tiny) -> tuple[Page, Topic, Chart]:
    """A page, its topic, and a chart of the made-up kind, as if the topic's file asked for it."""
    page = tiny.report().page
    return page, page.topic("calls"), Chart.model_construct(**plain_chart(), kind="lollipop", measures=("offered",))


def plain_chart() -> dict[str, str]:
    return {"id": "sweets", "by": "", "start": "", "title": "", "statistic": "", "reference": ""}


def test_a_new_kind_is_drawn_and_listed(tiny: Tiny, made_up: Kind) -> None:
    page, topic, chart = asked(tiny)
    assert topic_charts.drawable(page, chart)
    topic_charts.chart_html(page, topic, chart)
    (html,) = [make() for make in page.drawings]
    assert (
        page.charts == ["calls/sweets"]
        and "One lollipop, " in html
        and "Lollipop chart of lollipops. 45 of them. The table and CSV follow." in html
    )
    assert html.count("<img") == 1 and 'download="calls-sweets-' in html
    assert topic_charts.chart_cells(page, chart) == ("calls.csv#month=2023-10;column=offered", "2023-10")


def test_a_new_kind_may_be_withheld_with_a_word(tiny: Tiny, made_up: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "lollipop", replace(made_up, withheld=lambda page, chart: "None is <left>."))
    page, topic, chart = asked(tiny)
    html = topic_charts.chart_html(page, topic, chart)
    assert "<p>None is &lt;left&gt;.</p>" in html and page.charts == [] and page.drawings == []


def test_a_new_kind_is_offered_in_a_notebook(tiny: Tiny, made_up: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but its entry says that a notebook may ask for it (the model, which reads topics' files, knows words that are)."""
    monkeypatch.setattr(charts, "read_as", lambda model, said, file: Chart.model_construct(**plain_chart() | said))
    page = tiny.report().page
    measure = page.figures.measure("offered")
    assert charts.kinds_of(page, measure)["lollipop"] == "a lollipop"
    assert charts.chart_of(page, measure, "lollipop", {}).title == "One lollipop, 45"


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("forecast", "[offered, answered_rate]", "a forecast chart cannot show 2 measures. It shows one measure."),
        ("scatter", "[offered]", "a scatter chart cannot show 1 measure. It shows two measures."),
        ("trend", "[offered, offered, offered, offered, offered]", "a trend chart cannot show 5 measures. It shows one to four"),
    ],
)
def test_a_chart_of_too_few_or_too_many_measures_is_a_fault(tiny: Tiny, kind: str, given: str, said: str) -> None:
    tiny.edit("data/topics/calls.yml", "charts:\n", f"charts:\n  - {{id: wrong, kind: {kind}, measures: {given}}}\n")
    assert f"data/topics/calls.yml, chart wrong: {said}" in re.sub(r", line \d+", "", tiny.said())


def chart_of(kind: str, start: str, **keys: object) -> Chart:
    """A chart of the two measures of the small project."""
    return Chart.model_construct(**plain_chart() | {"start": start, **keys}, kind=kind, measures=("offered", "answered_rate"))


@pytest.mark.parametrize("start", ["2030-01", "2023-10"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_that_begins_after_its_data_says_up_to_when_there_are_any(tiny: Tiny, kind: str, start: str) -> None:
    page = tiny.report().page
    with pytest.raises(ReportError, match=r" would begin in .* and its data end in October 2023\."):
        KINDS[kind].picture(page, page.topic("calls"), chart_of(kind, start))


@pytest.mark.parametrize("kind", ["trend", "scatter"])
@pytest.mark.parametrize("start", ["2023-09", "1999-01"])
def test_a_chart_may_begin_before_its_data_do_and_with_their_last_months(tiny: Tiny, kind: str, start: str) -> None:
    page = tiny.report().page
    picture = KINDS[kind].picture(page, page.topic("calls"), chart_of(kind, start))
    assert picture.draw("A chart.") is not None and {row[0] for row in picture.raw} >= {"2023-09", "2023-10"}


def test_the_data_of_a_chart_end_with_the_last_month_that_is_known(tiny: Tiny) -> None:
    """A month without a value draws nothing, whether the source has its row or not."""
    for part in ("north,40,20", "south,5,5"):
        tiny.edit("data/sources/calls.csv", f"2023-10,{part}", f"2023-10,{part.split(',')[0]},,")
    tiny.edit("data/topics/calls.yml", "kind: trend, measures: [offered]", "kind: trend, from: 2023-09, measures: [offered]")
    assert "from: 2023-09 is not before the last month with a value (2023-09). Begin the chart earlier." in tiny.said()
    with pytest.raises(ReportError, match="its data end in September 2023"):
        tiny.report().what("calls")


def test_a_scatter_of_two_measures_without_a_month_in_common_is_left_out(tiny: Tiny) -> None:
    rows = (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8").splitlines()
    apart = [re.sub(r"^(2023-\d\d,\w+),\d+,(\d+)", r"\1,,\2", row) for row in rows]
    apart = [re.sub(r"^(202[12]-\d\d,\w+,\d+),\d+", r"\1,", row) for row in apart]
    tiny.write("data/sources/calls.csv", "\n".join(apart) + "\n").measure("answered", numerator="answered")
    page = tiny.report().page
    chart = Chart.model_construct(**plain_chart(), kind="scatter", measures=("offered", "answered"))
    assert not topic_charts.drawable(page, chart)


def test_a_trend_without_a_value_in_the_years_that_it_shows_is_left_out(tiny: Tiny) -> None:
    rows = (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8").splitlines()
    early = [
        f"{year}-{month:02d},{part},1,1,1,computed," for year in range(2011, 2021) for month in range(1, 13) for part in PARTS
    ]
    blank = [re.sub(r"^(\d{4}-\d\d,\w+),\d+,\d+,", r"\1,,,", row) for row in (*early[48:], *rows[1:])]
    tiny.write("data/sources/calls.csv", "\n".join([rows[0], *early[:48], *blank]) + "\n")
    report = tiny.report()
    assert report.page.figures.series("offered").values().notna().sum() == 24
    report.what("calls")
    assert report.page.charts == []
