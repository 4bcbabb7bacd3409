"""Two measures against each other: r of their values beside r of their changes, with intervals, and what may be said of it."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from conftest import QUARTER

from pcc_lib.core.periods import Span
from pcc_lib.pages.scatter_charts import differences
from pcc_lib.report import Report
from pcc_lib.writing.markup import plain

TOPIC = """title: Calls to the police
priority: priority-1
order: 1
charts:
  - {id: differences, kind: differences, measures: [offered, other]}
"""


def pair(tiny, xs: list[int], ys: list[int], status: str = "") -> Report:
    """Two series of 24 months to October 2023 with a correlation."""
    months = Span("2021-11", "2023-10").periods
    rows = "".join(f"{m},north,{x},{y},1,computed,{status}\n" for m, x, y in zip(months, xs, ys, strict=True))
    tiny.write("data/sources/calls.csv", "month,area,offered,answered,wait_s,kind,status\n" + rows)
    tiny.measure("offered").measure("other", title="Others", numerator="answered", unit="answers")
    tiny.measure(
        "link",
        title="Link",
        calculation="correlation",
        of=["offered", "other"],
        source=None,
        numerator=None,
        window="24 months",
        unit="r",
        decimals=2,
        change="none",
    )
    tiny.write("data/topics/calls.yml", TOPIC).comment("## So what?\n\nNothing.\n")
    return tiny.report()


def fisher(xs, ys) -> tuple[float, float, float]:
    """Pearson's r and its 95% interval, by hand."""
    r, reach = np.corrcoef(xs, ys)[0, 1], 1.959964 / math.sqrt(len(xs) - 3)
    return r, math.tanh(math.atanh(r) - reach), math.tanh(math.atanh(r) + reach)


DRIFT = [100 + 10 * i for i in range(24)]
WOBBLE = [i * 7 % 11 for i in range(24)]
OTHER = [i * i * 5 % 13 for i in range(24)]
DRIFTS = ([a + b for a, b in zip(DRIFT, WOBBLE, strict=True)], [a + b for a, b in zip(DRIFT, OTHER, strict=True)])


def test_both_rs_and_their_intervals(tiny):
    report = pair(tiny, *DRIFTS)
    got = [report.page.figures.of("link", s).value for s in ("value", "interval_lower", "interval_upper")]
    assert got == pytest.approx(fisher(*DRIFTS), abs=1e-6)
    got = [report.page.figures.of("link", f"differences{s}").value for s in ("", "_lower", "_upper")]
    assert got == pytest.approx(fisher(*(np.diff(s) for s in DRIFTS)), abs=1e-6)


@pytest.mark.parametrize(
    ("xs", "ys", "said"),
    [
        (*DRIFTS, "No clear link from month to month"),  # the values have r = 0.99
        (DRIFTS[0], [2 * x for x in DRIFTS[0]][:-1] + [600], "often move alike from month to month"),
        (DRIFTS[0], [900 - x for x in DRIFTS[0]][:-1] + [500], "often move opposite ways from month to month"),
    ],
)
def test_the_title_says_what_the_interval_of_the_changes_bears_out(tiny, xs, ys, said):
    report = pair(tiny, xs, ys)
    topic = report.page.topic("calls")
    assert said in plain(differences(report.page, topic, topic.charts[0]).title)


@pytest.mark.parametrize(("status", "judged"), [("e", False), ("", True)])
def test_a_claim_on_reconstructed_months_cannot_be_judged(tiny, status, judged):
    html = pair(tiny, *DRIFTS, status=status).what("calls").drawn()
    assert ("cannot be judged from what was published" in html) is not judged
    assert ("Only the changes test a link" in html) is judged


def test_too_few_months_draw_nothing(tiny):
    report = pair(tiny, *DRIFTS)
    tiny.edit("data/sources/calls.csv", "2022-03,north,", "2021-10,north,")  # a gap: 23 of the 24 months
    report = tiny.report()
    assert report.page.figures.of("link", "differences").text == "[x]"
    assert report.what("calls").charts == ()


def test_the_committed_claim(repo):
    report = Report(repo, "priority-1", QUARTER)
    block = report.what("online-reporting")
    html = block.drawn()
    assert list(block.charts[1:3]) == ["online-reporting/link", "online-reporting/differences"]
    shown = {f.statistic for f in block.figures if f.measure == "online_reports_link"}
    assert shown == {"value", "interval_lower", "interval_upper", "differences", "differences_lower", "differences_upper"}
    assert "cannot be judged from what was published" in html
    assert all(len(re.sub("&[^;]*;", "'", alt)) <= 250 for alt in re.findall(r'alt="(Scatter chart[^"]*)"', html))


@pytest.mark.parametrize("quarter", [QUARTER, "2023-24-Q1"])
def test_the_points_are_the_months_that_r_rests_on(repo, quarter):
    report = Report(repo, "priority-1", quarter)
    topic = report.page.topic("online-reporting")
    picture = differences(report.page, topic, next(c for c in topic.charts if c.kind == "differences"))
    months = report.page.figures.of("online_reports_link", "differences").period
    first, last = months.first, months.last
    assert {row[0] for row in picture.raw} == set(Span(first, last).periods[1:])
