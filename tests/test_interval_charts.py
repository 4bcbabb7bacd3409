"""Survey percentages with intervals: what is printed, what a title may claim, and what too few answers hide."""

from __future__ import annotations

import math
import re
from collections import Counter

import pandas as pd
import pytest
from conftest import FILES, QUARTER

from pcc_lib.charts.given import SURVEY_SPAN, Axis
from pcc_lib.charts.intervals import dot_intervals
from pcc_lib.pages.chart_kinds import KINDS
from pcc_lib.pages.interval_charts import rows_of
from pcc_lib.report import Report
from pcc_lib.writing.markup import plain

CHART = """title: Calls to the police
priority: priority-1
order: 1
charts:
  - {id: answers, kind: intervals, measures: [asked], by: question, reference: overall}
"""


def survey(tiny, overall: tuple[int, int], other: tuple[int, int]) -> Report:
    """A survey of one month, happy of asked, drawn with its intervals."""
    rows = "".join(f"2023-10,{name},{happy},{n},computed,e\n" for name, (happy, n) in (("overall", overall), ("other", other)))
    tiny.write("data/sources/survey.csv", "month,question,happy,asked,kind,status\n" + rows)
    tiny.write("data/sources/survey.resource.yml", FILES["data/sources/survey.resource.yml"] + "design: survey\n")
    keys = {
        "source": "survey",
        "calculation": "percentage",
        "numerator": "happy",
        "denominator": "asked",
        "unit": "%",
        "decimals": 1,
        "change": "none",
    }
    tiny.measure("asked", title="Happy, by question", breakdown="question", whole=False, **keys)
    tiny.measure("overall", title="Happy overall", rows={"question": ["overall"]}, **keys)
    tiny.write("data/topics/calls.yml", CHART).comment("## So what?\n\nNothing.\n")
    return tiny.report()


def title(report: Report) -> str:
    topic = report.page.topic("calls")
    return plain(KINDS["intervals"].picture(report.page, topic, topic.charts[0]).title)


def test_every_bound_is_a_figure_and_wilsons(tiny):
    report = survey(tiny, (80, 100), (40, 100))
    block = report.what("calls")
    html = block.drawn()
    shown = {f.id: f.text for f in block.figures}
    assert (shown["asked.interval_lower.overall"], shown["asked.interval_upper.overall"]) == ("71.1%", "86.7%")
    assert (shown["asked.interval_lower.other"], shown["asked.interval_upper.other"]) == ("30.9%", "49.8%")
    printed = set(re.findall(r'<data class="pcc-figure" value="[^"]*"><a href="figures\.html#([^"]+)"', html))
    assert printed == {f.anchor for f in block.figures}
    assert "80.0% [e] (71.1 to 86.7 [e])" in html and "Overall: 80.0%" in html
    assert "The numbers of answers are reconstructed [e]" in html
    assert 0 < len(re.search(r'pcc-chart-static" alt="([^"]*)"', html)[1]) <= 250


@pytest.mark.parametrize(
    ("overall", "other", "said"),
    [
        ((80, 100), (40, 100), "Happy, by question, is higher for Overall (80.0% [e]) than for Other (40.0% [e])"),
        ((55, 100), (50, 100), "Happy, by question, is higher for Overall (55.0% [e]) than for Other (50.0% [e])"),
    ],
)
def test_a_title_says_the_values_and_nothing_by_whether_intervals_overlap(tiny, overall, other, said):
    report = survey(tiny, overall, other)
    assert title(report).replace("\u00a0", " ") == said
    html = report.what("calls").drawn()
    assert "overlap" not in html and "Whether two of them differ is not tested" in html


def test_few_answers_are_marked_and_very_few_withheld(tiny):
    report = survey(tiny, (13, 29), (20, 49))
    hidden, marked = (report.page.figures.of("asked", "value", part) for part in ("overall", "other"))
    assert (hidden.value, hidden.text, str(hidden.status)) == (None, "[c]", "c")
    assert (marked.text, str(marked.status)) == ("40.8% [u]", "e,u")
    assert report.page.figures.of("asked", "interval_upper", "overall").text == "[c]"
    assert report.page.figures.of("overall").text == "[c]"
    html = report.what("calls").drawn()
    assert "44.8" not in html and "[c]" in html and "40.8% [u]" in html  # 13 of 29 is 44.8%


@pytest.mark.parametrize(("base", "text"), [(29, "[c]"), (30, "50.0% [u]"), (49, "49.0% [u]"), (50, "50.0%")])
def test_the_limits_themselves(tiny, base, text):
    assert survey(tiny, (base // 2, base), (90, 100)).page.figures.of("asked", "value", "overall").text == text


def test_a_full_count_is_neither_hidden_nor_marked(tiny):
    assert tiny.figure("answered_rate.value.south").text == "100.0%"  # 5 of 5, but nothing was sampled


def test_the_committed_survey_is_drawn_with_intervals(repo):
    report = Report(repo, "priority-4", QUARTER)
    block = report.what("victim-voice")
    assert {"victim-voice/stages", "victim-voice/crime-types", "victim-voice/rights"} < set(block.charts)
    bounds = {f.id: f for f in block.figures if f.statistic.startswith("interval_")}
    assert all("e" in f.status for f in bounds.values())
    drawn = Counter(f.measure for f in bounds.values())  # two bounds for each bar
    for chart in (c for c in report.page.topic("victim-voice").charts if c.kind == "intervals"):
        bars = [len(report.page.figures.series(id).parts) if chart.by else 1 for id in chart.measures]
        assert [drawn[id] for id in chart.measures] == [2 * n for n in bars], chart.id


def domain_of(values: list[tuple[float, float, float]]) -> list[float]:
    """The ends of the axis that values with their intervals are drawn on."""
    frame = pd.DataFrame(
        [
            {"label": f"a{i}", "value": v, "lower": low, "upper": high, "printed": f"{v}%"}
            for i, (v, low, high) in enumerate(values)
        ]
    )
    spec = dot_intervals(frame, Axis("%", "Per cent", from_zero=False, least=SURVEY_SPAN), "Answers").to_dict()
    return next(each["domain"] for each in domains(spec))


def domains(part: object):
    if isinstance(part, dict):
        if isinstance(part.get("scale"), dict) and "domain" in part["scale"] and part.get("field") in ("v", "l"):
            yield part["scale"]
        part = list(part.values())
    for each in part if isinstance(part, list) else ():
        yield from domains(each)


@pytest.mark.parametrize(
    ("values", "least", "most"),
    [
        ([(71.0, math.nan, math.nan), (71.4, math.nan, math.nan)], 60, 82),
        ([(0.0, 0.0, 0.4), (0.5, 0.1, 1.2)], 0, 12),
        ([(99.8, 99.5, 100.0), (99.9, 99.6, 100.0)], 88, 100),
    ],
)
def test_half_a_point_is_not_stretched_over_the_axis(values, least, most):
    low, high = domain_of(values)
    assert high - low >= 10 and least <= low and high <= most


def test_an_axis_holds_every_interval():
    low, high = domain_of([(50.0, 31.0, 69.0), (52.0, 48.0, 56.0)])
    assert low <= 31 and high >= 69


def test_an_interval_whose_ends_print_alike_is_not_told_as_two_ends(tiny):
    report = survey(tiny, (0, 100000), (40, 100))
    row = next(r for r in rows_of(report.page, report.page.topic("calls").charts[0]) if r.label == "Overall")
    assert row.lower.text == row.upper.text == "0.0%"
    assert report.page.sentence(row.bounds).striptags() == "(95% interval narrower than is printed: 0.0% [e])"
