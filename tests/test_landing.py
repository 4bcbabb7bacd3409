"""The landing page: what needs attention and what is better, from targets, changes over a year and promises alone."""

from __future__ import annotations

import json
import re
from functools import partial

import pytest
from conftest import QUARTER, Tiny
from edge_books import Lab, months, wobble, words
from test_originals import printed

from pcc_lib.pages import attention
from pcc_lib.pages.headlines import MOST_CARDS

LAST = "2023-10"
MONTHS = months("2020-11", LAST)
UP = [(m, "north", n * (2 if m >= "2022-11" else 1)) for m, _, n in wobble(MONTHS)]
DOWN = [(m, "north", n * (1 if m >= "2022-11" else 2)) for m, _, n in wobble(MONTHS)]
FEW = [(m, "north", 3 if m >= "2022-11" else 1) for m in MONTHS]
lab = partial(Lab, told=LAST)


def notebook(heading: str, call: str) -> str:
    """A page with one heading and one block below it."""
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": heading},
        {"cell_type": "code", "id": "b", "metadata": {}, "source": call, "outputs": [], "execution_count": None},
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def told(tiny: Tiny, block: str) -> str:
    return words(str(getattr(tiny.report("headlines"), block)().html))


@pytest.mark.parametrize(
    ("rows", "good", "bad", "better"),
    [
        (UP, "decrease", True, False),
        (UP, "increase", False, True),
        (DOWN, "decrease", False, True),
        (DOWN, "increase", True, False),
        (UP, "neutral", False, False),
        (wobble(MONTHS), "decrease", False, False),  # no more than chance
        (FEW, "decrease", False, False),  # a few more make much of so few
    ],
)
def test_a_change_over_a_year_is_worse_or_better_by_its_good_direction_and_only_beyond_chance(tiny, rows, good, bad, better):
    lab(rows).write(tiny, good_direction=good)
    assert ("Offences" in told(tiny, "needs_attention"), "Offences" in told(tiny, "better")) == (bad, better)


def test_a_line_says_measure_change_and_direction_and_leads_to_its_topic(tiny):
    lab(UP).write(tiny, good_direction="decrease")
    assert '<a href=""' not in tiny.report("headlines").needs_attention().html
    tiny.write("notebooks/priority-1.ipynb", notebook("## Lab", 'report.what("lab")'))
    block = tiny.report("headlines").needs_attention()
    said = words(str(block.html))
    change = next(f for f in block.figures if f.statistic == "change_12_months")
    assert f": {change.magnitude} higher over the year to October 2023" in said
    assert 'href="priority-1.html#lab"' in block.html


def test_a_change_of_reconstructed_months_is_told_only_where_an_original_prints_it(tiny):
    lab(UP).write(tiny, good_direction="decrease", change="change_12_months")
    text = (tiny.root / "data/sources/lab.csv").read_text(encoding="utf-8")
    tiny.write("data/sources/lab.csv", re.sub(r"computed,$", "computed,e", text, flags=re.MULTILINE))
    assert "Offences" not in told(tiny, "needs_attention")
    change = tiny.figures().of("m", "change_12_months")
    printed(tiny, f"change,{change.value:.1f},%,m.change_12_months")
    assert "Offences" in told(tiny, "needs_attention") and "[e]" not in told(tiny, "needs_attention").split("The report tells")[0]


@pytest.mark.parametrize(("target", "block"), [(1, "needs_attention"), (10_000, "better")])
def test_the_latest_value_is_held_against_its_target(tiny, target, block):
    lab(wobble(MONTHS)).write(tiny, good_direction="decrease", target={"label": "At most", "value": target})
    value = tiny.figures().of("m")
    assert f"Offences: {value.text} in October 2023, against a target of {target:,}" in told(tiny, block)
    other = {"needs_attention": "better", "better": "needs_attention"}[block]
    assert "Offences" not in told(tiny, other)


@pytest.mark.parametrize(
    ("row", "block", "said"),
    [
        ("2023-08,August 2023,40,", "needs_attention", "Build it: late, due August 2023"),
        ("2024-01,January 2024,40,station", "needs_attention", "Build it: slipped from September 2023 to January 2024"),
        ("2024-01,January 2024,100,", "better", "Build it: done"),
    ],
)
def test_promises_are_late_slipped_or_kept(tiny, row, block, said):
    tiny.edit(f"data/quarters/{QUARTER}/deliverables.csv", "2024-01,January 2024,40,station", row)
    if not row.endswith("station"):
        tiny.edit(f"data/quarters/{QUARTER}/deliverables.csv", ",same,", ",,")
    assert said in told(tiny, block)


def test_a_promise_that_is_late_by_one_of_its_dates_is_listed_as_it_is_counted(tiny):
    tiny.edit("data/plan/delivery.csv", "2023-09,September 2023", "2024-03,March 2024")
    tiny.edit(f"data/quarters/{QUARTER}/deliverables.csv", "2024-01,January 2024", "2023-05,May 2023")
    said = told(tiny, "needs_attention")
    assert "Build it: late by one of its two dates, May 2023" in said
    assert "1 deliverable: 1 late by one of its two dates." in said


def test_promises_that_are_counted_and_not_listed_are_said_to_be_there(tiny):
    file = f"data/quarters/{QUARTER}/deliverables.csv"
    row = f"station-1,priority-1,Build it,2024-01,January 2024,40,station,same,,{QUARTER}\n"
    late = [f"late-{n},priority-1,Late {n},2023-0{n},2023-0{n},40,,,,{QUARTER}\n" for n in range(1, 4)]
    tiny.edit(file, row, "".join(late))
    assert attention.MORE.strip() not in told(tiny, "needs_attention")
    tiny.edit(file, "".join(late), row + "".join(late))  # which has slipped
    said = told(tiny, "needs_attention")
    assert "4 deliverables: 3 late, 1 slipped" in said and "Build it" not in said
    assert attention.MORE.strip() in said


def test_where_nothing_is_late_missed_or_worse_it_says_so(tiny):
    tiny.edit(f"data/quarters/{QUARTER}/deliverables.csv", "station,same", ",")
    tiny.edit("data/plan/delivery.csv", "2023-09,September 2023", "2024-03,March 2024")
    assert attention.NOTHING_BAD in told(tiny, "needs_attention") and attention.NOTHING_GOOD in told(tiny, "better")


@pytest.mark.parametrize(("due", "line"), [("2023-09,September 2023", True), ("2024-03,March 2024", False)])
def test_activities_that_were_due_and_nobody_reported_on_need_attention(tiny, due, line):
    """Not where nobody reports on any: then the list of deliverables says so itself."""
    said = "1 activity of the plan past the due date, with nothing reported"
    tiny.edit("data/plan/delivery.csv", "2023-09,September 2023", due)
    assert said not in told(tiny, "needs_attention")  # its deliverable is reported
    tiny.edit(f"data/quarters/{QUARTER}/deliverables.csv", "station,same", ",")
    assert (said in told(tiny, "needs_attention")) is line
    (tiny.root / f"data/quarters/{QUARTER}/deliverables.csv").unlink()
    assert said not in told(tiny, "needs_attention")


def test_lists_are_short_and_print_only_the_figures_that_stand_there(tiny):
    tiny.edit(f"data/quarters/{QUARTER}/deliverables.csv", "station,same", ",")
    for n in range(6):
        lab(UP).write(tiny, good_direction="decrease") if n == 0 else tiny.measure(
            f"m{n}", topic="lab", source="lab", numerator="n", title=f"Offences {n}", unit="offences", good_direction="decrease"
        )
    block = tiny.report("headlines").needs_attention()
    assert str(block.html).count("Offences") == attention.MOST["changes"]
    assert sum(f.statistic == "change_12_months" for f in block.figures) == attention.MOST["changes"]
    assert attention.OTHERS in str(block.html)  # what is not listed is said to be there
    assert attention.OTHERS not in str(tiny.report("headlines").better().html)


def test_there_are_eight_cards_at_most(tiny):
    ids = [f"c{n}" for n in range(MOST_CARDS + 2)]
    for id in ids:
        tiny.measure(id, title=f"Card {id}")
    tiny.edit("data/plan/priorities.yml", "page: priority-1}", f"page: priority-1, headlines: [{', '.join(ids)}]}}")
    assert str(tiny.report("headlines").cards().html).count('class="pcc-card"') == MOST_CARDS


def test_the_landing_page_and_the_scorecard_each_say_what_they_count(tiny):
    """The scorecard's buttons count rows, parts among them; the landing page names few. Each says so, and leads to the other."""
    lab(UP).write(tiny, good_direction="decrease")
    few, every = "has every measure", "Each button counts rows, and every area or team has its own"
    landing, scorecard = tiny.report("headlines").needs_attention().html, tiny.report("scorecard").scorecard_summary().html
    assert few in words(landing) and 'The <a href="scorecard.html">scorecard</a> has every measure' in landing
    assert f"{every}; the " in words(scorecard)
    assert '<a href="headlines.html">landing page</a> names only what matters most.' in scorecard
    tiny.write("_toc.yml", "format: jb-book\nroot: notebooks/priority-1\n")  # a book of neither page
    assert few not in told(tiny, "needs_attention")
    assert words(tiny.report("scorecard").scorecard_summary().html).strip().endswith(f"{every}.")
