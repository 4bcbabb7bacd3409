"""A topic on its page: one message, one chart beside rows of measures, and all else one click away."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from conftest import QUARTER, Tiny
from edge_books import words
from places import PUBLISHED
from test_landing import notebook

from pcc_lib.pages.topic_rows import MOST_ROWS
from pcc_lib.report import Report

TOPIC = "data/topics/calls.yml"


def what(tiny: Tiny) -> BeautifulSoup:
    return BeautifulSoup(str(tiny.report().what("calls").drawn()), "html.parser")


def test_a_topic_opens_with_peoples_sentence_else_with_that_of_its_leading_measure(tiny):
    assert words(str(what(tiny).select_one(".pcc-message"))).startswith("Calls: 45 in October 2023")
    tiny.comment("## In one sentence\n\nThere were {{ offered.value }} calls.\n\n## So what?\n\nMore.\n")
    assert words(str(what(tiny).select_one(".pcc-message"))) == "There were 45 calls."


def test_a_sentence_of_last_quarter_is_a_draft_and_one_that_is_missing_is_not_asked_for(two):
    text = "## In one sentence\n\nThere were many calls.\n\n## So what?\n\nMore.\n\n## Now what?\n\n- Answer.\n"
    two.comment(text)
    two.write("data/quarters/2023-24-Q4/topics/calls.md", text)
    html = str(two.report("priority-1", "2023-24-Q4").what("calls").html)
    assert "This is the text of October to December 2023" in html
    two.write("data/quarters/2023-24-Q4/topics/calls.md", "## So what?\n\nFewer now.\n\n## Now what?\n\n- Rest.\n")
    from pcc_lib.inputs.plan import open_quarter
    from pcc_lib.preparing.texts import headings

    open_ones = [h.title for h in headings(open_quarter(two.project(), "2023-24-Q4")) if h.text == "topics/calls" and h.is_open]
    assert open_ones == []


def test_the_first_chart_stands_open_and_the_others_are_folded_with_the_table(tiny):
    tiny.edit(TOPIC, "charts:", "charts:  # two")
    page = what(tiny)
    charts = page.select(".pcc-chart")
    assert charts and charts[0].find_parent("details") is None and charts[0].find_parent(class_="pcc-main-chart")
    assert all(chart.find_parent("details") for chart in charts[1:])
    folded = page.select_one(".pcc-what > details")
    assert folded and folded.select_one("table caption").text == "Every measure: Calls to the police"


def test_what_an_open_chart_shows_in_words_is_one_click_away(tiny):
    chart = what(tiny).select_one(".pcc-main-chart .pcc-chart")
    assert chart and chart.select_one("details.pcc-in-words .pcc-chart-shows") and not chart.select(":scope > .pcc-chart-shows")


def test_rows_are_the_leading_measures_with_value_month_line_and_verdict(tiny):
    tiny.edit(TOPIC, "tiles: [offered, answered_rate]", f"tiles: [offered, {', '.join(f'm{n}' for n in range(MOST_ROWS))}]")
    for n in range(MOST_ROWS):
        tiny.measure(f"m{n}", title=f"Many {n}")
    rows = what(tiny).select(".pcc-rows > li")
    assert [row.select_one(".pcc-row-name").text for row in rows] == ["Calls", *(f"Many {n}" for n in range(MOST_ROWS - 1))]
    assert words(str(rows[0].select_one(".pcc-row-value"))).startswith("45 ") and rows[0].select_one("svg.pcc-spark")
    assert rows[0].select_one(".pcc-row-said .pcc-verdict")


@pytest.mark.parametrize(("value", "word"), [(1, "missed"), (10_000, "met")])
def test_a_row_says_whether_its_target_is_met_before_how_the_month_stands(tiny, value, word):
    tiny.measure("m", title="Many", good_direction="decrease", target={"label": "At most", "value": value})
    tiny.edit(TOPIC, "tiles: [offered, answered_rate]", "tiles: [m, answered_rate]")
    marks = [words(str(pill)) for pill in what(tiny).select(".pcc-rows > li:first-child .pcc-row-said .pcc-verdict")]
    assert marks[0].startswith(f"Target {word}") and len(marks) == 2
    assert "Target" not in words(str(what(tiny).select(".pcc-rows > li")[1]))


def test_a_row_of_parts_says_of_each_whether_it_meets_the_target_that_it_has(tiny):
    of_parts = {"source": "medians", "calculation": "published", "numerator": "median_s", "breakdown": "group", "whole": False}
    target = {"label": "At most", "by": {"us": 60, "others": 80}}
    tiny.measure("m", title="Medians", unit="seconds", change="none", good_direction="decrease", target=target, **of_parts)
    tiny.edit(TOPIC, "tiles: [offered, answered_rate]", "tiles: [m]")
    said = words(str(what(tiny).select_one(".pcc-rows > li .pcc-row-said")))
    us, others = (tiny.project().label(part) for part in ("us", "others"))
    assert re.fullmatch(rf"Target missed {us} 1 min(?: 0 s)? Target met {others} 1 min 20 s", said), said


@pytest.mark.parametrize(("count", "shown", "folded"), [(1, 1, 0), (2, 2, 0), (3, 2, 1), (9, 2, 7)])
def test_the_first_points_stand_open_and_all_are_there(tiny, count, shown, folded):
    points = "".join(f"- Point {chr(97 + n)}.\n" for n in range(count))
    tiny.comment(f"## So what?\n\nBefore.\n\n{points}")
    page = BeautifulSoup(str(tiny.report().so_what("calls").html), "html.parser")
    hidden = page.select("details li")
    assert (len(page.select("li")) - len(hidden), len(hidden)) == (shown, folded)
    assert "Before." in page.text and [li.text.strip() for li in page.select("li")] == [
        f"Point {chr(97 + n)}." for n in range(count)
    ]


@pytest.mark.parametrize("text", ["## So what?\n\n\n## Now what?\n\n- Answer.\n", "## So what?\n\nMore.\n", ""])
def test_every_verdict_stands_once_in_sentences(tiny, text):
    """Where people wrote nothing, open under *So what?*; else folded away."""
    tiny.comment(text)
    blocks = (str(tiny.report().what("calls").html), str(tiny.report().so_what("calls").html))
    assert [html.count('class="pcc-judged"') for html in blocks] == ([1, 0] if "More" in text else [0, 1])


def test_the_list_of_topics_says_which_needs_attention(tiny):
    tiny.write("notebooks/priority-1.ipynb", notebook("## Calls to the police", 'report.what("calls")'))

    def jump() -> BeautifulSoup:
        return BeautifulSoup(str(tiny.report().opening().html), "html.parser").select_one("nav.pcc-jump")

    assert [a.text.strip() for a in jump().select("a")] == ["Calls to the police"] and jump().select_one("a")[
        "href"
    ] == "priority-1.html#calls"
    tiny.edit(TOPIC, "tiles: [offered, answered_rate]", "tiles: [m]")
    tiny.measure("m", title="Many", good_direction="decrease", target={"label": "At most", "value": 1})
    assert words(str(jump())) == "Calls to the police : needs attention" and jump().select_one("a.pcc-bad svg")


def test_a_priority_without_topics_has_no_list(tiny):
    (tiny.root / TOPIC).unlink()
    assert "pcc-jump" not in str(tiny.report().opening().html) and QUARTER


def _sentences(html: BeautifulSoup, selector: str) -> set[str]:
    """The sentences of six words or more in the elements of a selector."""
    found = {part for each in html.select(selector) for part in re.split(r"(?<=[.?!]) (?=[A-Z])", words(str(each)))}
    return {sentence for sentence in found if len(sentence.split()) > 5}


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize("topic", ["calls-999", "calls-101", "domestic-abuse", "victim-voice", "complaints"])
def test_what_stands_under_a_chart_is_not_said_again_in_the_fold(repo, topic):
    """Of a measure with a chart to itself the fold says what would change its verdict; of the others all."""
    html = BeautifulSoup(str(Report(repo, "explore", PUBLISHED).what(topic).drawn()), "html.parser")
    under, points = (_sentences(html, selector) for selector in (".pcc-chart-shows", "details .pcc-points > li"))
    assert under and under & points == set()
    if topic == "calls-101":
        assert any(sentence.startswith("A signal in November 2023") for sentence in points)
        assert "101 calls received: 17,443 in August 2023." in points, "it has no chart"
