"""A number that an original report prints is told as printed; every other number on reconstructed months carries [e]."""

from __future__ import annotations

import csv
import re

import pytest
from conftest import QUARTER, Tiny
from edge_books import Lab, months
from places import PUBLISHED, SAMPLE

from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.contents import notebooks
from pcc_lib.inputs.plan import QuarterFolder, open_quarter, priorities
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.published import Original, follows, originals
from pcc_lib.pages import news
from pcc_lib.pages.leading import leading
from pcc_lib.report import Report
from pcc_lib.statistics.disclosure import LEAST_FOR_PER_CENT
from pcc_lib.writing.markup import plain

HEADER = "id,place,statement,printed,unit,basis,change_kind,figure,note"
MARK = '<small class="pcc-e">\u00a0[e]</small>'


def printed(tiny: Tiny, *rows: str) -> Tiny:
    """Rows of what the slide pack prints: id, number, unit and figure."""
    cells = (row.split(",") for row in rows)
    told = [f"{id},Report,What it says,{number},{unit},level,,{figure}," for id, number, unit, figure in cells]
    return tiny.write(f"data/published/{QUARTER}.csv", "\n".join([HEADER, *told, ""]))


# ── which figures an original prints ──────────────────────────────────────────────────────────────────────────────────
def test_a_number_on_reconstructed_months_is_marked_unless_an_original_prints_it(tiny):
    """2021 of the tiny project is reconstructed: 15 calls a month."""
    printed(tiny, "june,15,calls,offered.value@2021-06", "may,16,calls,offered.value@2021-05")
    figures = tiny.figures()
    june, may, april, real = (figures.figure(f"offered.value@{m}") for m in ("2021-06", "2021-05", "2021-04", "2022-04"))
    assert (june.original, june.estimated, june.mark, june.marked) == ("june", False, "", "15")
    for each in (may, april):  # another number than is printed; none is printed
        assert (each.original, each.estimated, each.marked) == ("", True, "15\u00a0[e]")
    assert (real.original, real.estimated, real.mark) == ("", False, "")
    assert (june.row()["original"], may.row()["original"]) == ("june", "")


def test_the_mark_stands_in_html_and_in_plain_words(tiny):
    printed(tiny, "june,15,calls,offered.value@2021-06")
    page = tiny.report().page
    told, other = (page.figures.figure(f"offered.value@2021-{m}") for m in ("06", "05"))
    assert MARK not in page.figure(told) and page.figure(other).endswith(MARK)
    assert MARK in page.sentence([(other, "fifteen")])
    assert plain([told, ", ", other, ", ", (other, "fifteen")]) == "15, 15\u00a0[e], fifteen\u00a0[e]"


def test_a_figure_by_another_name_is_the_same_number(tiny):
    """What counts is what is told of which months: the reporting month may be named, and a change in points has two names."""
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "calls: 2023-10", "calls: 2021-12")
    printed(tiny, "now,15,calls,offered.value", "change,0.0,points,answered_rate.change_on_month_points")
    figures = tiny.figures()
    assert figures.figure("offered.value@2021-12").original == figures.figure("offered.value").original == "now"
    assert figures.figure("answered_rate.change_on_month").original == "change"
    assert figures.figure("offered.value.north").estimated  # a part of what was printed was not


def test_a_change_that_follows_from_two_printed_numbers_is_no_estimate(tiny):
    """15 calls in each month of 2021, 25 in each of 2022; the change of one month of them to that of a year later is 66.7%."""
    rows = ("june,15,calls,offered.value@2021-06", "july,15,calls,offered.value@2021-07", "then,25,calls,offered.value@2022-06")
    figures = printed(tiny, *rows).figures()
    year, month, number = (
        figures.figure(f"offered.{name}")
        for name in ("change_on_year@2022-06", "change_on_month@2021-07", "change_on_year_number@2022-06")
    )
    assert (year.original, year.estimated, year.text) == ("june, then", False, "+66.7%")
    assert (month.original, number.original, number.mark) == ("june, july", "june, then", "")
    for name in ("change_on_year@2022-07", "change_on_month@2021-06", "change_12_months@2022-06", "change_on_year.north@2022-06"):
        assert figures.figure(f"offered.{name}").original == "", name  # not both are printed, or it is no change of two values


def test_a_change_that_does_not_follow_by_its_digits_stays_an_estimate(tiny):
    """14.6 and 25.4 round to what is printed, but the change between them is another one than between the printed numbers."""
    ends = (Original("a", "m.value@2021-06", 15.0, "calls", 1.0), Original("b", "m.value", 25.0, "calls", 1.0))
    assert follows(66.6667, "+66.7%", "%", ends) and not follows(73.97, "+74.0%", "%", ends)
    assert follows(10.2, "+10", "calls", ends) and not follows(10.8, "+11", "calls", ends)
    shares = (Original("a", "m.value@2021-06", 12.0, "%", 0.1), Original("b", "m.value", 10.2, "%", 0.1))
    assert follows(-1.8, "−1.8 percentage points", "percentage points", shares)
    times = (Original("a", "m.value@2021-06", 1.5, "minutes", 0.1), Original("b", "m.value", 79.0, "seconds", 1.0))
    assert follows(-11.2, "−11 s", "seconds", times) and not follows(-12.2, "−12 s", "seconds", times)
    zero = (Original("a", "m.value@2021-06", 0.0, "calls", 1.0), ends[1])
    assert not follows(float("inf"), "+∞%", "%", zero)


@pytest.mark.parametrize(
    ("change", "text", "unit", "before", "after", "it_follows"),
    [
        (1234.6, "+1,234.6", "calls", "0 calls", "1234.9 calls", False),
        (1234.9, "+1,234.9", "calls", "0 calls", "1234.9 calls", True),
        (1.25, "+1.3", "points", "0 points", "1.2 points", False),
        (1.25, "+1.3", "points", "0 points", "1.3 points", True),
        (1.32, "+1%", "%", "60 %", "61 %", False),
        (1.7, "+2%", "%", "60 %", "61 %", True),
        (-25.0, "−25.0%", "%", "2 hours", "90 minutes", True),
    ],
)
def test_a_change_follows_as_its_text_is_rounded(change, text, unit, before, after, it_follows):
    """With digits after the point of a number of thousands; half away from zero; a percentage of percentages is no difference."""
    ends = [Original("a", "m.value", float(number), of, 1.0) for number, of in map(str.split, (before, after))]
    assert follows(change, text, unit, ends) == it_follows


def test_a_percentage_above_a_thousand_is_worded_as_the_original_prints_it():
    assert Original("a", "m.change_on_year", 1250.0, "%", 1.0).worded("+1,249.8%", "%") == "+1,250%"


@pytest.mark.parametrize(
    ("value", "step", "unit", "of", "figures_unit", "same"),
    [
        (17.7, 0.1, "%", 17.6969, "%", True),
        (17.7, 0.1, "%", 17.76, "%", False),
        (9.06, 0.01, "%", 9.0593, "%", True),
        (9.06, 0.01, "%", 9.07, "%", False),
        (93, 1, "minutes", 5579.4, "seconds", True),
        (93, 1, "minutes", 5620, "seconds", False),
        (2, 1, "hours", 7300, "seconds", True),
        (875, 1, "hours", 878.5, "hours", False),
        (12, 1, "seconds", 11.9, "seconds", True),
        (14, 1, "%", 13.964, "%", True),
        (-166, 1, "incidents", -165.58, "incidents", True),
    ],
)
def test_an_original_prints_what_rounds_to_it(value, step, unit, of, figures_unit, same):
    assert Original("x", "m.value", value, unit, step).prints(of, figures_unit) is same


@pytest.mark.parametrize(
    ("value", "step", "unit", "text", "worded"),
    [
        (9.06, 0.01, "%", "+9.1%", "+9.06%"),
        (14, 1, "%", "14.0%", "14%"),
        (-58, 1, "%", "\u221258.0%", "\u221258%"),
        (-1.2, 0.1, "percentage points", "\u22121.2 percentage points", "\u22121.2 percentage points"),
        (0, 0.1, "%", "0.0%", "0.0%"),
        (8, 1, "%", "+8.0%", "+8%"),
        (93, 1, "seconds", "1 h 33 min", "1 h 33 min"),
        (2881, 1, "calls", "2,881", "2,881"),
    ],
)
def test_a_printed_number_has_the_digits_that_the_original_prints(value, step, unit, text, worded):
    assert Original("x", "m.value", value, unit, step).worded(text, unit) == worded


def test_a_row_of_another_quarter_says_nothing(tiny):
    printed(tiny, "june,15,calls,offered.value@2021-06")
    (tiny.root / f"data/published/{QUARTER}.csv").rename(tiny.root / "data/published/2023-24-Q2.csv")
    assert tiny.figure("offered.value@2021-06").estimated


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("june,15,calls,ofered.value@2021-06", "id june, column figure: there is no measure 'ofered'. Did you mean 'offered'?"),
        ("june,15,calls,offered.valu@2021-06", "there is no statistic 'valu'. Did you mean 'value'?"),
        ("june,15,calls,offered", "'offered' is not a figure."),
        ("june,15,calls,offered.value.west@2021-06", "has no area 'west'"),
        ("june,15,calls,offered.value@2029-06", "only up to 2023-10"),
    ],
)
def test_a_row_that_names_no_figure_is_a_fault_and_marks_nothing(tiny, row, said):
    printed(tiny, row)
    assert said in tiny.said() and f"data/published/{QUARTER}.csv" in tiny.said()
    assert tiny.figure("offered.value@2021-06").estimated


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("now,44,calls,offered.value", "id now, column printed: '44' is printed, and offered.value tells 45. Correct it, name"),
        ("now,-45,calls,offered.value", "'-45' is printed, and offered.value tells 45."),
        ("now,45,calls,offered.value@2023-09", "'45' is printed, and offered.value@2023-09 tells 35."),
        ("now,45,bananas,offered.value", "id now, column unit: 'bananas', and offered.value is in calls. Name the unit or"),
        ("now,45,%,offered.value", "'%', and offered.value is in calls."),
        ("now,45%,calls,offered.value", "row 2, column printed: '45%' has a sign beside its number. Write 45."),
        ("now,1e3,calls,offered.value", "'1e3' has an exponent"),
        ("now,\u0664\u0665,calls,offered.value", "is not a bare number."),
        ("now,,calls,offered.value", "row 2, column printed: is blank."),
        ("now,45,,offered.value", "row 2, column unit: is blank."),
        (f"now,45,calls,{'a' * 5_000}.value", "row 2, column figure: has 5006 characters."),
        ("<b>#;column=,45,calls,offered.value", "row 2, column id: '<b>#;column=' is not a name in small letters"),
        ("now,45,calls", "has 8 cells, the header has 9."),
    ],
)
def test_a_row_that_no_figure_tells_as_it_is_printed_is_a_fault(tiny, row, said):
    cells = row.split(",")
    if len(cells) == 4:
        printed(tiny, row)
    else:
        tiny.write(f"data/published/{QUARTER}.csv", f"{HEADER}\nnow,Report,Words,45,calls,level,,offered.value\n")
    assert said in tiny.said()


@pytest.mark.parametrize("note", ["contradiction: both stand", "revised: south had not counted"])
def test_a_note_that_says_why_two_numbers_differ_is_taken(tiny, note):
    tiny.write(f"data/published/{QUARTER}.csv", f"{HEADER}\nnow,Report,Words,44,calls,level,,offered.value,{note}\n")
    assert tiny.said() == ""


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "row 1: the column 'id' is missing."),
        ((HEADER + "\n").replace(",", ";").encode(), "row 1: the cells are separated by ';'."),
        (f"{HEADER},oops\n".encode(), "row 1: unknown column 'oops'."),
        (HEADER.replace("place", "id").encode(), "row 1: the column 'id' stands twice."),
        (HEADER.encode("utf-16"), "byte 0xff is not UTF-8"),
        (f"{HEADER}\na\u202e".encode(), "cannot be seen (U+202E)"),
    ],
)
def test_a_record_that_cannot_be_read_is_a_fault_and_marks_nothing(tiny, raw, said):
    assert f"data/published/{QUARTER}.csv, " in tiny.write(f"data/published/{QUARTER}.csv", raw).said() and said in tiny.said()


def test_a_record_may_have_a_byte_order_mark_and_line_ends_of_windows(tiny):
    printed(tiny, "june,15,calls,offered.value@2021-06")
    path = tiny.root / f"data/published/{QUARTER}.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert tiny.said() == "" and tiny.figure("offered.value@2021-06").original == "june"


def test_an_id_that_stands_twice_is_a_fault(tiny):
    printed(tiny, "a,15,calls,offered.value@2021-06", "a,15,calls,offered.value@2021-05")
    assert "id a: stands twice. Keep one." in tiny.said()


# ── the sample's book ─────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def figures() -> Figures:
    project = Project(SAMPLE)
    return Figures(project, open_quarter(project, PUBLISHED))


@pytest.mark.sample
def test_each_reproduced_row_is_printed_without_a_mark_and_no_contradiction_is(figures):
    rows = {row["id"]: row for row in csv.DictReader((SAMPLE / f"data/published/{PUBLISHED}.csv").open(encoding="utf-8"))}
    not_reproduced = {id for id, row in rows.items() if row["note"].startswith("contradiction: not reproduced")}
    told = 0
    for id, row in rows.items():
        figure = figures.figure(row["figure"]) if row["figure"] else None
        if figure is None or "e" not in figure.status:
            continue
        assert figure.estimated == (id in not_reproduced), id
        told += not figure.estimated
    assert told >= 100 and len(not_reproduced) >= 1


@pytest.mark.slow
@pytest.mark.sample
def test_every_number_of_the_book_carries_its_mark_where_it_stands():
    project = Project(SAMPLE)
    marked = 0
    for page in notebooks(project):
        report = Report(project, page.opened_as, PUBLISHED)
        for call in page.calls:
            block = getattr(report, call.name)(*call.args)
            estimated = {figure.anchor for figure in block.figures if figure.estimated}
            for anchor, after in re.findall(r'href="figures\.html#([^"]+)">[^<]*</a></data>(.{0,30})', block.html, re.DOTALL):
                if anchor.startswith("f-"):
                    assert after.startswith('<small class="pcc-e">') == (anchor in estimated), (page.stem, call.name, anchor)
            marked += len(estimated)
    assert marked > 200


@pytest.mark.sample
def test_the_landing_page_of_the_sample_shows_printed_figures_alone():
    project = Project(SAMPLE)
    (page,) = (n for n in notebooks(project) if n.opened_as == "headlines")
    report = Report(project, "headlines", PUBLISHED)
    shown = [figure for call in page.calls for figure in getattr(report, call.name)(*call.args).figures]
    assert len(shown) >= 30 and not [figure.id for figure in shown if figure.estimated]
    heads = [head for p in priorities(project) for head in leading(report.page, p)]
    assert len(heads) >= 8 and all(head.told.original for head in heads)


# ── what a measure is told by ─────────────────────────────────────────────────────────────────────────────────────────
def cards(tiny: Tiny) -> str:
    html = tiny.report("headlines").cards().html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL))).strip()


def test_a_card_shows_the_figure_that_its_measure_is_told_by(tiny):
    assert "Calls 45 in October 2023" in cards(tiny)
    tiny.edit("data/measures/offered.yml", '"Calls"', '"Calls"\ntold_by: change_on_year')
    assert "Calls +20 on October 2022 (single months) 45 in October 2023" in cards(tiny)  # from 25: too few for a per cent


def test_a_card_may_be_of_a_part(tiny):
    tiny.edit("data/plan/priorities.yml", "page: priority-1}", "page: priority-1, headlines: [offered.north]}")
    assert "Calls: North 40 in October 2023" in cards(tiny)
    assert tiny.said() == ""


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("offered.nort", "priority-1, headlines: offered has no part 'nort'. Did you mean 'north'?"),
        ("ofered.north", "priority-1, headlines: there is no measure 'ofered'. Did you mean 'offered'?"),
        ("Offered", "is not a measure. Write it like calls_999_volume"),
    ],
)
def test_a_headline_that_there_is_not_is_a_fault(tiny, named, said):
    tiny.edit("data/plan/priorities.yml", "page: priority-1}", f"page: priority-1, headlines: [{named}]}}")
    assert said in tiny.said()


def test_a_card_of_reconstructed_months_has_printed_numbers_alone_and_no_verdict(tiny, monkeypatch):
    text = (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8")
    tiny.write("data/sources/calls.csv", re.sub(r"computed,\w*$", "computed,e", text, flags=re.MULTILINE))
    printed(tiny, "now,45,calls,offered.value", "before,35,calls,offered.value@2023-09")
    tiny.edit("data/measures/offered.yml", '"Calls"', '"Calls"\nchange: change_on_month')
    assert "Calls 45 in October 2023 28.6% higher than in September 2023 [e]" in cards(tiny)
    monkeypatch.setattr("pcc_lib.figures.figures.follows", lambda *_: False)  # as where the digits in print give another change
    said = cards(tiny)
    assert "Calls 45 in October 2023 was 35 in September 2023 [e]" in said
    assert "which are not judged" in said
    printed(tiny, "now,45,calls,offered.value")
    assert "45 in October 2023 The original report prints no earlier value" in cards(tiny)
    tiny.edit("data/measures/offered.yml", "change: change_on_month", "change: change_on_month\ntold_by: change_on_year")
    printed(tiny, "change,80,%,offered.change_on_year")
    assert "+80% on October 2022 (single months) The original report prints only this change" in cards(tiny)


# ── what changed ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_largest_changes_stand_under_the_rule_by_which_they_were_chosen(tiny):
    rows = [(m, "north", 200 if m >= "2022-11" else 100) for m in months("2020-11", "2023-10")]
    html = Lab(rows, "2023-10").write(tiny).report("headlines").largest_changes().html
    assert news.RULE in html and "Offences:" in html and str(LEAST_FOR_PER_CENT) in html and "more than chance" in html


@pytest.mark.sample
def test_the_largest_changes_of_the_sample_are_the_largest_that_the_original_prints(figures):
    report = Report(Project(SAMPLE), "headlines", PUBLISHED)
    block = report.largest_changes()
    shown = [abs(figure.value) for figure in block.figures if figure.statistic == "change_12_months"]
    assert news.RULE_OF_PRINTED.format("slide pack") in block.html
    assert len(shown) == news.MOST_CHANGES and shown == sorted(shown, reverse=True)
    told = {figure.measure for figure in block.figures}
    for row in csv.DictReader((SAMPLE / f"data/published/{PUBLISHED}.csv").open(encoding="utf-8")):
        measure, _, statistic = row["figure"].partition(".")
        if statistic != "change_12_months" or measure in told or not figures.measure(measure).is_additive:
            continue
        few = figures.of(measure, "total_12_months").value < LEAST_FOR_PER_CENT
        assert few or abs(float(row["printed"])) <= min(shown) + 0.05, row["id"]


def earlier(tiny: Tiny, month: str, more: str = "") -> Tiny:
    """An edition of the quarter before, which told the calls up to a month."""
    return tiny.write(
        "data/quarters/2023-24-Q2/quarter.yml",
        f"written_on: 2023-11-27\nreporting_months:\n  sources: {{calls: {month}}}\n{more}",
    )


def since(tiny: Tiny) -> str:
    html = tiny.report("headlines").changed_since().html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace(" .", ".").replace(" ,", ",").strip()


def test_each_month_is_told_beside_the_same_month_a_year_before(tiny):
    """Never October beside July: calls of the one are not like calls of the other."""
    earlier(tiny, "2023-07")
    assert tiny.said() == ""
    assert since(tiny) == (
        "Calls: 20 more in October 2023 than in October 2022; the edition before showed 10 more in July 2023 than in July 2022."
    )


@pytest.mark.parametrize("month", ["2023-10", "2023-11"])
def test_nothing_is_told_of_a_month_that_the_edition_before_told_too(tiny, month):
    assert since(earlier(tiny, month)) == "Nothing that can be compared has changed."


def test_years_that_share_months_are_not_compared(tiny):
    tiny.edit("data/measures/offered.yml", '"Calls"', '"Calls"\nwindow: 12 months')
    assert since(earlier(tiny, "2023-07")) == "Nothing that can be compared has changed."


def test_deliverables_done_or_moved_since_are_told(tiny):
    header = "id,priority,action,due,due_text,progress,plan_id,promise,note\n"
    rows = "a,priority-1,Build it,{},{},{},station,same,\nb,priority-1,Paint it,2024-03,March 2024,{},,,\n"
    earlier(tiny, "2023-10").write(
        "data/quarters/2023-24-Q2/deliverables.csv", header + rows.format("2023-12", "December 2023", 10, 60)
    )
    tiny.write(f"data/quarters/{QUARTER}/deliverables.csv", header + rows.format("2024-05", "May 2024", 20, 100))
    assert since(tiny) == "Moved: Build it, from December 2023 to May 2024. Done: Paint it."


@pytest.mark.sample
def test_originals_are_of_one_measure_of_the_quarter(repo):
    folder = QuarterFolder(repo, open_quarter(repo, PUBLISHED).quarter)
    found = {each.id: each for each in originals(folder, "calls_999_silent")}
    assert found["calls-999-silent-june"].value == 2881 and all(e.figure.startswith("calls_999_silent.") for e in found.values())
