"""Books of odd sources keep the rules of style, and their landing page says what holds where months are reconstructed or printed.

Each book is the tiny project with one more source; its shape is one that reads badly where a sentence was written for another.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest
from conftest import QUARTER, Tiny
from edge_books import BLOCKS, Lab, months, wobble, words
from page_words import pieces
from style_rules import RULES, Book
from test_originals import printed

from pcc_lib.core.errors import DefinitionError
from pcc_lib.figures.outlook import outlook
from pcc_lib.inputs.measures import measure_ids, read_measure
from pcc_lib.pages import leading, news
from pcc_lib.writing.naming import within

LAST = "2023-10"
AREAS = ("north", "south")
MONTHS = months("2020-11", LAST)
STEPPED = [(m, "north", 200 if m >= "2022-11" else 100) for m in MONTHS]
CHARTS = (
    "[{id: t, kind: trend, measures: [m]}, {id: b, kind: bars, measures: [m], by: area}, {id: f, kind: forecast, measures: [m]}]"
)
ASKED = (*BLOCKS, ("in_sentences",), ("needs_attention",), ("better",))
lab = partial(Lab, told=LAST, charts=CHARTS)
SHAPES: dict[str, Callable[[Tiny], Tiny]] = {
    "three months": lambda tiny: lab(wobble(MONTHS)).write(tiny, window="3 months"),
    "three months over years": lambda tiny: lab(wobble(MONTHS)).write(tiny, window="3 months", change="change_12_months"),
    "year": lambda tiny: lab(wobble(MONTHS)).write(tiny, window="12 months", change="change_12_months"),
    "year so far": lambda tiny: lab(wobble(MONTHS)).write(tiny, window="financial year", change="change_12_months"),
    "since a month": lambda tiny: lab(wobble(MONTHS)).write(tiny, window="since 2022-04"),
    "told by its change": lambda tiny: lab(STEPPED).write(tiny, told_by="change_on_year"),
    "nought": lambda tiny: lab([(m, "north", 0) for m in MONTHS]).write(tiny),
    "few": lambda tiny: lab([(m, "north", i % 4) for i, m in enumerate(MONTHS)]).write(tiny, good_direction="decrease"),
    "two parts": lambda tiny: lab([*wobble(MONTHS), *wobble(MONTHS, "south", 30)]).write(tiny, breakdown="area"),
    "three months known": lambda tiny: lab(wobble(MONTHS[-3:])).write(tiny),
}


def rebuilt(tiny: Tiny) -> Tiny:
    """The same project with every month of the source `lab`, and of the calls, reconstructed."""
    for name in ("lab", "calls"):
        text = (tiny.root / f"data/sources/{name}.csv").read_text(encoding="utf-8")
        tiny.write(f"data/sources/{name}.csv", re.sub(r"computed,\w*$", "computed,e", text, flags=re.MULTILINE))
    return tiny


@pytest.mark.slow
@pytest.mark.parametrize("status", ["counted", "reconstructed"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_book_of_an_odd_source_keeps_the_rules(tiny, shape, status):
    SHAPES[shape](tiny)
    if status == "reconstructed":
        rebuilt(tiny)
    assert tiny.said() == ""
    project = tiny.project()
    titles = frozenset(read_measure(project, id).title for id in measure_ids(project))
    names, report = Book(titles, frozenset({"North", "South"}), partial(within, project)), tiny.report()
    told = [(name, str(getattr(report, name)(*args).drawn())) for name, *args in ASKED]
    found = [
        f"{piece.block} [{piece.kind}] {rule.name}: {fault}"
        for name, html in told
        for piece in pieces(html, "odd", name)
        for rule in RULES
        for fault in rule.faults(piece, names)
    ]
    assert not found, "\n".join(dict.fromkeys(found))


def test_a_measure_is_not_set_against_months_that_it_shares(tiny):
    """By its own file that is a fault; a default of the topic that does not fit is read as the change on the year."""
    lab(wobble(MONTHS)).write(tiny, window="3 months", change="change_on_month")
    assert "m.yml, change: change_on_month sets each value against the one before, and the values cover 3 months" in tiny.said()
    tiny.measure("m", topic="lab", source="lab", numerator="n", title="Offences", unit="offences", window="12 months")
    tiny.edit("data/topics/lab.yml", "title: Lab", "title: Lab\ndefaults: {change: change_on_month}")
    assert read_measure(tiny.project(), "m").change == "change_on_year" and tiny.said() == ""
    tiny.measure("m", topic="lab", source="lab", numerator="n", title="Offences", unit="offences")
    assert read_measure(tiny.project(), "m").change == "change_on_month"
    tiny.measure(
        "m", topic="lab", source="lab", numerator="n", title="A", unit="a", window="calendar year", told_by="change_on_month"
    )
    with pytest.raises(DefinitionError, match="told_by: change_on_month .* cover calendar year"):
        read_measure(tiny.project(), "m")


# ── the landing page ──────────────────────────────────────────────────────────────────────────────────────────────────
def landing(tiny: Tiny, block: str = "cards") -> str:
    return words(re.sub(r"<svg.*?</svg>", "", str(getattr(tiny.report("headlines"), block)().drawn()), flags=re.DOTALL))


def only(tiny: Tiny) -> Tiny:
    """The project with the measure of its lab alone on the landing page."""
    return tiny.edit("data/plan/priorities.yml", "page: priority-1}", "page: priority-1, headlines: [m]}")


def test_no_highlight_report_is_spoken_of_where_none_printed_anything(tiny):
    only(rebuilt(lab(STEPPED).write(tiny)))
    said = landing(tiny)
    assert "slide pack" not in said + landing(tiny, "needs_attention") + landing(tiny, "largest_changes")
    assert said.startswith("The small lines hold reconstructed months [e], which are not judged here.")
    assert leading.ALL_REBUILT in said and "200 [e] in October 2023" in said
    printed(tiny, "now,200,offences,m.value")
    said = landing(tiny)
    assert said.startswith("Figures without [e] are those of the original report.")
    assert leading.NOTHING_PRINTED.format("original report") in said


def test_a_card_says_of_which_month_its_change_and_its_level_are(tiny):
    only(lab(STEPPED).write(tiny, told_by="change_on_year", change="none"))
    assert "+100.0% on October 2022 (single months) 200 in October 2023" in landing(tiny)
    assert "Offences: 100.0% higher in October 2023 than in October 2022" in landing(tiny, "in_sentences")


def test_a_measure_that_is_compared_with_nothing_says_so(tiny):
    only(lab([(m, "north", 7) for m in MONTHS[-3:]]).write(tiny, change="none"))
    assert leading.NOT_COMPARED in landing(tiny) and leading.NOTHING_BESIDE not in landing(tiny)


def test_a_reconstructed_change_of_nought_is_not_told_as_the_same(tiny):
    only(rebuilt(lab([(m, "north", 37) for m in MONTHS]).write(tiny)))
    assert "the same" not in landing(tiny) + landing(tiny, "in_sentences")


def test_a_printed_change_of_nought_is_no_largest_change(tiny):
    rebuilt(lab([(m, "north", 100 + i % 12) for i, m in enumerate(MONTHS)]).write(tiny))
    printed(tiny, "change,0,%,m.change_12_months")
    assert "Offences" not in landing(tiny, "largest_changes")


def test_a_verdict_that_differs_is_told_by_the_months_that_it_rests_on(tiny):
    """`Moved to a higher level in October 2023` would name the month of the edition as that of the move."""
    only(lab(STEPPED).write(tiny))
    quarter = (tiny.root / f"data/quarters/{QUARTER}/quarter.yml").read_text(encoding="utf-8")
    tiny.write("data/quarters/2023-24-Q2/quarter.yml", quarter.replace("lab: '2023-10'", "lab: '2022-12'"))
    assert landing(tiny, "changed_since").startswith(
        "Offences: with the months to October 2023, moved to a higher level; with those to December 2022, "
    )


@pytest.mark.parametrize(
    ("rows", "estimated", "said"),
    [
        (STEPPED[-3:], False, news.NOTHING_TESTED),
        ([(m, a, v) for m, a, v in STEPPED], True, news.NOTHING_COUNTED),
        (wobble(MONTHS), False, news.NOTHING_CLEAR),
    ],
    ids=["no two years", "reconstructed", "no clear change"],
)
def test_why_no_change_is_told(tiny, rows, estimated, said):
    (tiny.root / "data/measures/offered.yml").unlink()  # its years are told apart: the lab alone decides
    tiny.comment("## Now what?\n\n- Answer them.\n")
    lab(rows).write(tiny)
    if estimated:
        rebuilt(tiny)
    assert landing(tiny, "largest_changes").startswith(said)


def test_changes_that_are_printed_beside_tested_ones_are_said_to_be_untested(tiny):
    lab(STEPPED).write(tiny)
    calls = [f"{m},{a},{100 + 40 * (m >= '2022-11') + 7 * i % 11},50,600,computed,e" for i, m in enumerate(MONTHS) for a in AREAS]
    tiny.write("data/sources/calls.csv", "\n".join(["month,area,offered,answered,wait_s,kind,status", *calls, ""]))
    tiny.measure("offered", breakdown="area", baseline=2021)  # without its break, so that its years are compared
    change = tiny.figure("offered.change_12_months")
    printed(tiny, f"change,{change.value:.1f},%,offered.change_12_months")
    said = landing(tiny, "largest_changes")
    assert "Calls:" in said and "Offences: 100.0% higher in the year ending" in said
    assert news.PRINTED_TOO.format("original report") in said


# ── sentences ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_estimate_stands_beside_the_interval_of_its_own_comparison(tiny):
    """Counts over three months are tested over twelve: the estimate is of twelve too, on every page."""
    rows = [(m, "north", (60 if m >= "2023-08" else 20) + i % 5) for i, m in enumerate(MONTHS)]
    lab(rows).write(tiny, window="3 months")
    report, year = tiny.report(), tiny.figure("m.change_12_months")
    own = tiny.figure("m.change_on_year")
    assert year.text != own.text
    for block in (report.so_what("lab"), report.scorecard("priority-1")):
        assert year.magnitude in words(block.html)
    sentence = re.search(r"Over the year.*?interval", words(report.so_what("lab").html))
    assert sentence and year.magnitude in sentence[0] and own.magnitude not in sentence[0]


def test_months_that_are_the_same_from_year_to_year_give_no_forecast(tiny):
    """Errors are told by how much the months differ from those a year before; where they did not, by nothing."""
    lab([(m, "north", 148 if m < "2022-03" else 185) for m in months("2018-11", LAST)]).write(tiny)
    series = tiny.figures().series("m")
    assert series and "nothing tells how large an error is" in outlook(series).reason
    assert "No forecast is shown" in words(tiny.report().what("lab").html)


def test_counts_on_reconstructed_months_bear_no_mark(tiny):
    rows = [(m, a, 50 + (7 * i * i) % 23) for i, m in enumerate(months("2018-11", LAST)) for a in ("north", "south")]
    figures = rebuilt(lab(rows).write(tiny, breakdown="area")).figures()
    assert figures.figure("m.usual_upper").mark and figures.figure("m.forecast_coverage").mark
    for statistic in ("usual_months", "forecast_origins", "known_parts"):
        assert figures.figure(f"m.{statistic}").known and not figures.figure(f"m.{statistic}").mark, statistic


def test_nothing_is_fewer_than_nought(tiny):
    rows = [(m, "north", 11 + (7 * i * i) % 9 - 4) for i, m in enumerate(MONTHS)]
    said = words(lab(rows).write(tiny).report().so_what("lab").html)
    assert "0 or fewer" not in said and f"data/quarters/{QUARTER}" not in said
