"""Exploring: a notebook's measures and topics tell what the pages tell, and show themselves in words, HTML and charts."""

from __future__ import annotations

import copy
import json
import math
import pickle
import re
import subprocess
import sys

import pytest
from places import PUBLISHED, ROOT, SAMPLE

from pcc_lib.core.errors import ReportError
from pcc_lib.exploring.measures import ExploredMeasure
from pcc_lib.exploring.shown import Named
from pcc_lib.exploring.topics import ExploredTopic
from pcc_lib.inputs.measures import measure_ids, read_measure, topic_ids
from pcc_lib.inputs.project import Project
from pcc_lib.report import Report, parts
from pcc_lib.writing.html import words_of
from pcc_lib.writing.tables import Table


def said(find) -> str:
    """The message of the ReportError that a call raises."""
    with pytest.raises(ReportError) as error:
        find()
    return str(error.value)


# ── a measure ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_measures_figures_are_those_of_the_pages(tiny):
    report = tiny.report()
    offered, figures = report["offered"], report.page.figures
    assert (offered.value.number, offered.value.text, str(offered.value.period)) == (45.0, "45", "2023-10")
    assert offered.value.figure is figures.of("offered")
    assert offered.figure("change_on_year", part="north").figure is figures.figure("offered.change_on_year.north")
    assert offered.figure("value", period="2022-01").number == 25.0
    assert "Calls: change on the year" in repr(offered.figure("change_on_year"))


def test_a_measure_says_what_its_page_says(tiny):
    offered = tiny.report()["offered"]
    assert dict(offered.verdicts())["This month against its usual range"] == "At a higher level until this month"
    assert str(offered.sentence()) == repr(offered.sentence()) and "45 in October 2023" in offered.sentence()
    page = words_of(str(tiny.report().what("calls").drawn()))  # under its own chart
    assert offered.sentence() in page.replace(" ,", ",").replace(" .", ".").replace("( ", "(").replace(" )", ")")
    assert offered.sentence("north").startswith("Calls: 40 in October 2023")


def test_the_data_are_by_period_and_part(tiny):
    data = tiny.report()["answered_rate"].data
    assert list(data.columns) == ["numerator", "denominator", "value", "status"] and list(data.index.names) == ["period", "part"]
    assert data.loc[("2023-10", "")].tolist()[:2] == [25.0, 45.0]
    assert data.loc[("2023-10", "north")].tolist() == [20.0, 40.0, 50.0, "p"]
    assert data.index.get_level_values("period").max() == "2023-10"  # what came later is not known to this edition


def test_cells_that_may_not_be_shown_are_blank_in_the_data(tiny):
    tiny.edit("data/sources/calls.csv", "2023-10,north,40,20", "2023-10,north,3,1")
    data = tiny.measure("hidden", breakdown="area", disclosure="threshold").report()["hidden"].data
    row = data.loc[("2023-10", "north")]
    assert row["status"] == "c" and row[["numerator", "value"]].isna().all()


def test_a_measure_without_data_has_no_rows_and_says_so(tiny):
    tiny.measure("later", source=None, numerator=None, missing="Nobody counts them.")
    later = tiny.report()["later"]
    assert later.data.empty and later.value.text == "[x]" and later.value.number is None and later.parts == []
    assert list(later.statistics) == ["value"] and not later.charts
    assert "no data supplied" in repr(later) and "Value" not in repr(later.table())
    why = "No data are supplied for later: Nobody counts them."
    for chart in (later.chart, lambda: later.chart("breakdown"), lambda: later.chart(by="area"), lambda: later.chart(start="x")):
        assert said(chart) == why
    assert why in repr(later.table()) and why in repr(later.value) and "Nobody counts them." in repr(later.table("part"))
    assert said(lambda: later.figure(part="north")) == "later has no part 'north'. Known: none."


def test_a_correlation_gives_its_two_series_side_by_side(tiny):
    tiny.measure("answered", numerator="answered")
    keys = {"calculation": "correlation", "of": ["offered", "answered"], "window": "24 months", "unit": "r", "decimals": 2}
    linked = tiny.measure("linked", source=None, numerator=None, **keys).report()["linked"]
    assert list(linked.data.columns) == ["offered", "answered"] and linked.data.index.name == "period"
    assert len(linked.data) == 24 and linked.data.loc["2023-10"].tolist() == [45.0, 25.0]
    assert repr(linked.table(last=1)).splitlines()[1:] == ["Period        Calls  Calls", "October 2023     45     25"]
    assert "its two series as a data frame" in repr(linked)


def test_a_correlation_with_a_measure_without_data_says_of_which(tiny):
    tiny.measure("later", source=None, numerator=None, missing="Nobody counts them.")
    keys = {"calculation": "correlation", "of": ["offered", "later"], "window": "24 months", "unit": "r"}
    linked = tiny.measure("linked", source=None, numerator=None, **keys).report()["linked"]
    assert said(linked.chart) == "No data are supplied for later: Nobody counts them."
    assert linked.data.empty and "No data are supplied for later" in repr(linked.table())


def test_tables_are_of_periods_or_of_parts(tiny):
    offered = tiny.report()["offered"]
    periods = offered.table(last=2)
    assert isinstance(periods, Table) and list(periods.columns) == ["Period", "All", "North", "South"]
    assert repr(periods).splitlines() == [
        "Calls (calls), newest 2 of 34 periods",
        "Period          All  North  South",
        "October 2023     45     40      5",
        "September 2023   35     30      5",
    ]
    assert list(offered.table(part="north", last=1).columns) == ["Period", "North", "Change on the year"]
    assert [row[1].text for row in offered.table("part").rows] == ["45", "40", "5"]
    assert periods.csv.startswith("Period,All,North,South\nOctober 2023,45,40,5\n")
    assert said(lambda: offered.table("area")) == "a table is by period or by part, not by 'area'."


@pytest.mark.parametrize("last", [0, -3, 2.5, "2", None, True])
def test_a_table_shows_a_whole_number_of_periods(tiny, last):
    asked = f"last says how many periods are shown: a whole number from 1, not {last!r}."
    assert said(lambda: tiny.report()["offered"].table(last=last)) == asked


def test_a_table_may_show_more_periods_than_there_are(tiny):
    assert len(tiny.report()["offered"].table(last=10_000).rows) == 34


def test_a_figure_is_a_number_where_a_number_is_wanted_and_else_says_how_to_get_one(tiny):
    offered = tiny.report()["offered"].value
    assert float(offered) == 45.0 and math.sqrt(offered) == math.sqrt(45) and f"{offered:.1f}" == "45.0"
    assert str(offered) == f"{offered}" == "45" and repr(offered).startswith("Calls: 45 in October 2023")
    for reckoned in (
        lambda: offered + 1,
        lambda: 1 - offered,
        lambda: offered / offered,
        lambda: offered < 50,
        lambda: round(offered),
        lambda: int(offered),
        lambda: sum([offered]),
        lambda: -offered,
    ):
        assert said(reckoned).startswith("offered.value is a figure ") and "take its .number" in said(reckoned)


def test_a_figure_that_is_not_known_is_no_number(tiny):
    later = tiny.measure("later", source=None, numerator=None, missing="Nobody counts them.").report()["later"].value
    for wanted in (lambda: float(later), lambda: f"{later:.1f}"):
        assert said(wanted) == "later.value is not known: it prints [x], and its .number is None."
    assert f"{later}" == "[x]"


def test_the_definition_is_what_the_file_says(tiny):
    found = tiny.report()["offered"].definition
    assert found["numerator"] == "offered" and found["target"] == {"value": 30.0, "label": "At most"} and "decimals" not in found


def test_statistics_have_words_and_name_the_part_that_they_need(tiny):
    found = tiny.report()["offered"].statistics
    assert found["change_on_year"] == "change on the year" and found["value"] == "the value itself"
    assert found["share"] == 'share of the whole: .figure("share", part="north")'
    assert found["forecast"] == 'forecast: .figure("forecast", period="2023-11")'
    assert "change_on_year_points" not in found and "change_on_year_points" in tiny.report()["answered_rate"].statistics


def test_every_statistic_that_is_listed_can_be_asked_for(tiny):
    offered = tiny.report()["offered"]
    for name, words in offered.statistics.items():
        if "forecast" not in name:
            assert offered.figure(name, part="north" if "part=" in words else "").text, name


# ── charts ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_chart_is_the_one_of_the_topics_page(tiny):
    chart, block = tiny.report()["offered"].chart(), tiny.report().what("calls")
    html = words_of(str(block.drawn()))
    assert chart.title in html.replace(" :", ":") and chart.source in html
    shown = chart._repr_mimebundle_()
    assert sorted(shown) == ["application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"]
    assert shown["text/plain"].startswith(chart.title) and chart.title.startswith(
        "".join(shown[next(iter(shown))]["title"]["text"])
    )
    assert "http" not in json.dumps(shown["application/vnd.vegalite.v5+json"] | {"$schema": ""})
    assert list(chart.data.columns)[2] == "value" and len(chart.table().rows) == len(chart.data)


def test_what_can_be_drawn_is_listed_and_drawn(tiny):
    offered = tiny.report()["offered"]
    assert list(offered.charts) == ["trend", "forecast", "baseline", "breakdown", "change"]
    assert (
        offered.chart(by="area").title == "There are more calls in North (40) than in South (5)"
        and offered.chart(start="2023-01").data["period_or_group"].min() == "2023-01"
    )
    assert "more calls in North (40) than in South" in offered.chart("breakdown").title
    assert said(lambda: offered.chart("brakdown")) == "'brakdown' is no chart of offered. Did you mean 'breakdown'?"
    assert said(lambda: offered.chart(by="team")) == "offered is not split by 'team'. Known: area."
    assert "from: '2023' is not a month" in said(lambda: offered.chart(start="2023"))
    assert said(lambda: offered.chart("forecast")).startswith("No forecast is shown for “Calls”: ")


def test_charts_of_the_topic_that_show_it_with_others_go_by_their_id(tiny):
    tiny.measure("answered", numerator="answered")
    tiny.edit("data/topics/calls.yml", "charts:\n", "charts:\n  - {id: both, kind: bars, measures: [offered, answered]}\n")
    offered = tiny.report()["offered"]
    assert offered.charts["both"] == "bars of offered, answered"
    assert set(offered.chart("both").data["period_or_group"]) == {"Calls"}


def test_exploring_does_not_change_what_the_blocks_print(tiny):
    report = tiny.report()
    before = str(tiny.report().what("calls").html)
    report["offered"].chart(), report["calls"].chart(), repr(report), repr(report["offered"])
    assert str(report.what("calls").html) == before


def test_both_versions_of_vega_lite_draw_the_same(tiny):
    """Notebooks hold a script for version 5, and Altair writes version 6."""
    import vl_convert

    from pcc_lib.charts.bundle import vegalite_version
    from pcc_lib.charts.notebook import titled_spec

    for kind in ("trend", "breakdown", "change", "baseline"):
        chart = tiny.report()["offered"].chart(kind)
        spec = json.dumps(titled_spec(chart.altair, chart.title, [chart.subtitle], "A chart."))
        drawn = {vl_convert.vegalite_to_svg(spec, vl_version=v, allowed_base_urls=[]) for v in ("5.20", vegalite_version())}
        assert len(drawn) == 1, kind


# ── a topic ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_topic_has_measures_charts_and_the_table_of_its_page(tiny):
    topic = tiny.report()["calls"]
    assert isinstance(topic, ExploredTopic) and list(topic.measures) == ["offered", "answered_rate"]
    assert topic.charts == {"trend": "trend of offered"} and topic.chart().title == topic["offered"].chart().title
    assert [row[1].text for row in topic.table().rows][:3] == ["45", "40", "5"]
    assert set(topic.sentences) == set(topic.measures) and list(topic) == list(topic.measures)
    assert topic.definition["charts"] == [{"id": "trend", "kind": "trend", "measures": ["offered"]}]
    assert said(lambda: topic["ofered"]) == "calls has no measure 'ofered'. Did you mean 'offered'?"
    assert said(lambda: topic.chart("trends")) == "calls has no chart 'trends'. Did you mean 'trend'?"


# ── the report ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_report_shows_its_quarter_its_blocks_and_its_measures(tiny):
    report = tiny.report()
    for shown in (repr(report), words_of(report._repr_html_())):
        assert "October to December 2023 (2023-24-Q3)" in shown and "priority-1" in shown
        assert "report.what(topic)" in shown and "The topic's message, its first chart" in shown
        assert "answered_rate" in shown and "Calls answered" in shown and "calls: Calls to the police" in shown
    assert all(part.call in repr(report) for part in parts().values())
    assert report.measures["offered"] == "Calls" and report.topics["calls"] == "Calls to the police"


def test_names_are_completed(tiny):
    report = tiny.report()
    assert report._ipython_key_completions_() == ["calls", "answered_rate", "offered"]
    assert set(dir(report)) == {*parts(), "figures", "measures", "page", "standard_page", "topics"}
    assert {"chart", "data", "figure", "statistics"} <= set(dir(report["offered"])) and "chart" in dir(report["calls"])
    assert report["calls"]._ipython_key_completions_() == ["offered", "answered_rate"]


def test_a_wrong_name_lists_near_ones(tiny):
    report = tiny.report()
    assert said(lambda: report["offerd"]) == "there is no measure or topic 'offerd'. Did you mean 'offered'?"
    assert said(lambda: report["x"]) == "there is no measure or topic 'x'. Known: answered_rate, calls, offered."
    assert said(lambda: report.what("cals")) == "there is no topic 'cals'. Did you mean 'calls'?"
    assert "Did you mean 'change_on_year'?" in said(lambda: report["offered"].figure("change_on_yaer"))
    assert "has no area 'nrth'. Did you mean 'north'?" in said(lambda: report["offered"].figure(part="nrth"))
    assert said(lambda: report["offered"].table(part="nrth")) == "offered has no part 'nrth'. Did you mean 'north'?"


def test_a_misspelt_name_is_told_with_those_near_to_it(tiny):
    report = tiny.report()
    offered = report["offered"]
    for thing, wrong, near in (
        (report, "whta", "what"),
        (offered, "valu", "value"),
        (offered, "sentences", "sentence"),
        (report["calls"], "sentence", "sentences"),
        (offered.value, "txt", "text"),
        (offered.table(), "csb", "csv"),
    ):
        with pytest.raises(AttributeError) as error:
            getattr(thing, wrong)
        assert str(error.value) == f"there is no '{wrong}' here. Did you mean '{near}'?" and isinstance(error.value, ReportError)


def test_what_python_and_jupyter_look_for_is_quietly_not_there(tiny):
    report = tiny.report()
    for thing in (report, report["offered"], report["calls"], report["offered"].value, report["offered"].table()):
        for name in ("_repr_png_", "_ipython_display_", "_ipython_canary_method_should_not_exist_", "__array__", "nothing"):
            assert not hasattr(thing, name)
        assert type(copy.copy(thing)) is type(pickle.loads(pickle.dumps(thing))) is type(thing)


def test_an_error_within_a_property_is_not_told_as_a_misspelt_name():
    class Broken(Named):
        @property
        def value(self) -> str:
            return None.text  # type: ignore[attr-defined]

    with pytest.raises(AttributeError, match="'NoneType' object has no attribute 'text'"):
        _ = Broken().value


def test_one_of_a_kind_is_told_in_the_singular(tiny):
    later = tiny.measure("later", source=None, numerator=None, missing="Nobody counts them.").report()
    assert "1 statistic:" in repr(later["later"]) and "1 topic and 3 measures" in repr(later)


def test_a_name_that_is_both_is_the_measure(tiny):
    tiny.measure("calls")
    assert isinstance(tiny.report()["calls"], ExploredMeasure)


def test_a_block_says_what_it_takes(tiny):
    report = tiny.report()
    assert said(report.what) == "report.what has 0 arguments; it takes 1. Write report.what(topic)."
    assert said(lambda: report.opening("x")) == "report.opening has 1 argument; it takes 0. Write report.opening()."
    assert report.what(topic="calls").topic == "calls"


def test_a_notebook_shows_a_mistake_without_the_librarys_lines():
    """As IPython shows it, in a process of its own: a shell is one for a process."""
    code = (
        "from IPython.core.interactiveshell import InteractiveShell as Shell\n"
        "from pcc_lib.core.errors import ReportError\n"
        "shell = Shell.instance(colors='nocolor')\n"
        "shell.run_cell('from pcc_lib.core.errors import ReportError\\nraise ReportError(\"there is no such thing\")')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "ReportError: there is no such thing"


def test_what_files_say_is_shown_as_text(tiny):
    tiny.edit("data/measures/offered.yml", '"Calls"', '"Calls <script>x</script>"')
    report = tiny.report()
    offered = report["offered"]
    for shown in (report, offered, offered.value, offered.table(), offered.definition, report["calls"], offered.sentence()):
        assert "<script" not in shown._repr_html_() and "&lt;script" in shown._repr_html_(), type(shown)


@pytest.mark.slow
@pytest.mark.sample
def test_the_transcript_for_analysts_is_what_is_said(monkeypatch):
    import doctest

    monkeypatch.setenv("PCC_PROJECT", str(SAMPLE))
    page = (ROOT / "docs/notebooks.md").read_text(encoding="utf-8")
    transcript = doctest.DocTestParser().get_doctest(
        re.search(r"```pycon\n(.*?)```", page, re.DOTALL)[1], {}, "notebooks.md", "docs/notebooks.md", 0
    )
    differs: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(transcript, out=differs.append)
    assert result.failed == 0 and result.attempted > 8, "".join(differs)
    report = Report(Project(SAMPLE), "priority-1", PUBLISHED)
    assert f'`report["calls-99"]` says "{said(lambda: report["calls-99"])}"' in page


# ── the sample ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
@pytest.mark.sample
def test_every_measure_and_topic_of_the_sample_can_be_explored(repo):
    report = Report(repo, "priority-1", PUBLISHED)
    for id in measure_ids(repo):
        found = report[id]
        assert found.title in found._repr_html_().replace("&#x27;", "'").replace("&quot;", '"') and found.sentence(), id
        assert repr(found.table()) and repr(found.table("part")) and found.definition["topic"] == found.topic
        latest = found.value.number
        if two := read_measure(repo, id).of:
            assert list(found.data.columns) == list(two) and found.data.notna().all().all(), id
        elif latest is not None and "" in found.data.index.get_level_values("part"):
            assert math.isclose(found.data["value"].xs("", level="part").iloc[-1], latest), id
    for id in topic_ids(repo):
        assert repr(report[id]) and repr(report[id].table()), id


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.sample
def test_every_chart_that_is_listed_is_drawn_or_says_why_not(repo):
    report = Report(repo, "priority-1", PUBLISHED)
    for id in measure_ids(repo):
        for name in report[id].charts:
            try:
                assert report[id].chart(name).altair is not None
            except ReportError as error:
                assert str(error).startswith("No "), (id, name, str(error))


@pytest.mark.sample
def test_a_chart_that_a_topic_shares_takes_keys_too(repo):
    measure = Report(repo, "explore")["online_reports"]
    assert measure.chart("link", start="2022-11").picture.raw[0][0] == "2022-11"
    assert "would begin in January 2030" in said(lambda: measure.chart("link", start="2030-01"))
