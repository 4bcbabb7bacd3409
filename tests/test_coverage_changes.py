"""A total whose areas changed: what it is told to be, and what is not told of it: better, worse, or another year's level."""

from __future__ import annotations

import re

import pytest
from edge_books import Lab, months, told, wobble
from made import judged, moved, test_of

from pcc_lib.core.periods import Span
from pcc_lib.figures.coverage import Cut, cuts, cuts_near, cuts_within
from pcc_lib.figures.judgement import Judgement, judge
from pcc_lib.figures.outlook import outlook
from pcc_lib.figures.proposals import proposals
from pcc_lib.figures.reworking import rework
from pcc_lib.writing import coverage
from pcc_lib.writing import verdict_words as deck
from pcc_lib.writing.proposals import proposal_lines
from pcc_lib.writing.verdicts import answer, of_month, of_year

MONTHS = months("2020-01", "2023-12")
AREAS = {"north": 100, "south": 90, "ashford": 95}
JOINED = "Ashford has been counted since {}, so earlier months are of fewer areas"
WORTH = re.compile(r"\((?:better|worse)\)")


def rows(first: str = "", last: str = "", step: str = "", areas: dict[str, int] = AREAS):
    """Values of areas about their levels: Ashford's from one month to another, those of the others 40 higher from `step` on."""
    found = [row for area, level in areas.items() for row in wobble(MONTHS, area, level)]
    there = Span(first or MONTHS[0], last or MONTHS[-1])
    found = [(month, area, value) for month, area, value in found if area != "ashford" or month in there]
    return [(month, area, value + 40 * bool(step and area != "ashford" and month >= step)) for month, area, value in found]


def book(tiny, first: str = "", last: str = "", step: str = "", **measure):
    life = ", ".join(f"{key}: {month}" for key, month in (("first", first), ("last", last)) if month)
    extra = f"lifetimes: [{{area: ashford, {life}, reason: The boundary moved.}}]\n" if life else ""
    keys = {"breakdown": "area", "good_direction": "decrease", "change": "change_on_year"} | measure
    return Lab(rows(first, last, step), "2023-12", extra=extra).write(tiny, **keys)


def test_an_area_that_joined_within_a_window_has_no_value_over_it_and_is_counted_so(tiny):
    book(tiny, first="2023-07", window="12 months")
    for name, wanted in (("known_parts", 2), ("unknown_parts", 1)):
        figure = tiny.figures().of("m", name)
        assert (figure.value, rework(tiny.project(), figure.formula, figure.cells)) == (wanted, wanted)


def whole(month: str, found) -> float:
    return sum(value for at, _, value in found if at == month)


# ── an area joins, or leaves ──────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("keys", "way", "cause"),
    [
        ({"first": "2022-07"}, "higher", JOINED.format("July 2022")),
        ({"last": "2022-06"}, "lower", "Ashford is no longer counted from July 2022 on, so earlier months are of more areas"),
    ],
    ids=["joins", "leaves"],
)
def test_a_level_that_moves_with_the_areas_says_so_everywhere_and_is_neither_better_nor_worse(tiny, keys, way, cause):
    book(tiny, **keys)
    assert tiny.said() == ""
    series = tiny.figures().series("m")
    found = judge(series)
    assert (found.moved.way, str(found.moved.last.month), found.test) == (way, "2022-07", None)
    assert of_month(found, series.measure).ground == of_year(found, series.measure).ground == "note"
    said = told(tiny)
    assert f"It cannot be said: {cause}. Moved to a {way} level (areas changed) Years not compared" in said["so_what"]
    assert f"It is not compared with the year before: {cause}. It moved to a {way} level" in said["so_what"]
    assert "is not judged. Nor can the levels before and after be compared." in said["so_what"]
    assert f"It cannot be said: {cause}." in said["cards"]
    alt = re.search(r"ALT\[(.*?)\]", said["what"])[1]
    assert len(alt) <= 250 and "(areas changed)" in alt and cause in alt
    assert f"Offences have been {way} since July 2022 (areas changed)" in said["what"]
    of_total = re.search(r"Offences \d+ .*?Dec 2023", said["scorecard"])[0]
    assert not any(WORTH.search(text) for text in (said["so_what"], said["what"], of_total))
    assert "Offences" not in said["tests"] and "Offences" not in said["largest_changes"]
    (line,) = [line for line in proposal_lines(proposals(tiny.figures(), series)) if "known:" in line]
    assert line.strip() == f"known: {cause}"


@pytest.mark.parametrize("keys", [{"first": "2022-07"}, {"last": "2022-06"}, {"first": "2021-12", "last": "2023-03"}])
def test_the_total_is_of_the_areas_that_there_were_by_plain_sums(tiny, keys):
    book(tiny, **keys)
    found, figures, project = rows(**keys), tiny.figures(), tiny.project()
    sums = {month: whole(month, found) for month in MONTHS}
    assert list(figures.series("m").values()) == list(sums.values())
    for name, wanted in (
        ("m.value@2022-06", sums["2022-06"]),
        ("m.total_12_months@2022-12", sum(sums[m] for m in months("2022-01", "2022-12"))),
        ("m.change_on_year_number@2023-01", sums["2023-01"] - sums["2022-01"]),
    ):
        figure = figures.figure(name)
        assert figure.value == wanted == rework(project, figure.formula, figure.cells), name
    last = judge(figures.series("m")).moved.last
    for statistic, side in (("level_before", last.before), ("level_after", last.after)):
        figure = figures.of("m", statistic)
        assert figure.value == pytest.approx(side) == pytest.approx(rework(project, figure.formula, figure.cells))


def test_each_area_is_compared_with_itself_all_the_same(tiny):
    series = book(tiny, first="2022-07").figures().series("m")
    assert judge(series, "north").test is not None and cuts(series, "north") == judge(series, "north").uncompared == ()


def test_a_place_among_others_changes_with_who_is_there(tiny):
    extra = "lifetimes: [{area: ashford, first: 2022-07, reason: The boundary moved.}]\n"
    keys = {"calculation": "published", "unit": "rank", "breakdown": "area", "change": "change_on_year"}
    found = Lab(rows("2022-07"), "2023-12", extra=extra, kind="published").write(tiny, **keys)
    assert [cut.joined for cut in cuts(found.figures().series("m"), "north")] == [("ashford",)]


def test_a_real_move_of_another_month_is_told_as_better_or_worse(tiny):
    book(tiny, first="2021-11", step="2023-02")
    series = tiny.figures().series("m")
    found = judge(series)
    assert (str(found.moved.last.month), found.behind, found.uncompared) == ("2023-02", (), ())
    said = told(tiny)["so_what"]
    assert "Moved to a higher level Year higher than the year before (worse)" in said
    assert "Yes: it moved to a higher level in February 2023." in said and "Ashford" not in said


def test_years_of_the_same_areas_are_compared_though_others_joined_before_them(tiny):
    series = book(tiny, first="2022-01").figures().series("m")  # the first of the 24 months: all of them are of three areas
    found = judge(series)
    assert found.test is not None and found.uncompared == () and found.behind == cuts(series)
    assert answer(found.named(str.capitalize)).startswith("Not lately: there is no clear change over the year. Its level moved")


def test_years_with_a_month_of_fewer_areas_are_not(tiny):
    found = judge(book(tiny, first="2022-02").figures().series("m"))
    assert found.test is None and found.uncompared


# ── a signal soon after ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("step", "words", "ground"),
    [("", "Above its usual range (areas changed)", "same"), ("2023-11", "Above its usual range (worse)", "bad")],
)
def test_a_signal_soon_after_is_worse_only_where_the_other_areas_show_it_alone(tiny, step, words, ground):
    series = book(tiny, first="2023-10", step=step).figures().series("m")
    found = judge(series)
    verdict = of_month(found, series.measure)
    assert (found.is_signal, verdict.words, verdict.ground) == (True, words, ground)
    said = told(tiny)["so_what"]
    assert ("and its usual range rests on those too" in said or "Its usual range rests on those" in said) is not step
    assert "higher than in December 2022" not in said
    assert re.search(r"Offences \d+ Dec 2023 .*?Not compared none", told(tiny)["scorecard"])


# ── targets, forecasts ────────────────────────────────────────────────────────────────────────────────────────────────
def test_no_range_of_several_sets_of_areas_promises_a_target(tiny):
    """The areas are alike but for a small one: its coming moves nothing, yet the range is of neither set alone."""
    small = {"north": 100, "south": 90, "ashford": 10}
    extra = "lifetimes: [{area: ashford, first: 2022-07, reason: The boundary moved.}]\n"
    target = {"label": "Goal", "value": 500}
    keys = {"breakdown": "area", "good_direction": "decrease", "target": target}
    Lab(rows("2022-07", areas=small), "2023-12", extra=extra).write(tiny, **keys)
    turned = judge(tiny.figures().series("m"))
    assert (turned.moved, turned.assurance, turned.record.always) == (None, None, True)
    said = told(tiny)["so_what"]
    assert "The target of 500 was met in every month judged." in said and "unless something changes" not in said
    assert not tiny.figure("m.target_mean").known


def test_the_same_areas_throughout_keep_what_their_limits_promise(tiny):
    assert judge(book(tiny, target={"label": "Goal", "value": 500}).figures().series("m")).assurance == "pass"


@pytest.mark.parametrize(("first", "reason"), [("2023-02", "what it counts changed in February 2023"), ("2022-12", "")])
def test_nothing_is_foretold_within_a_year_of_other_areas(tiny, first, reason):
    found = outlook(book(tiny, first=first).figures().series("m")).reason
    assert found.startswith(reason) and bool(found) is bool(reason)


# ── who is counted in another area is counted as before ───────────────────────────────────────────────────────────────
MERGED = """lifetimes:
  - {area: ashford, last: 2022-06, into: county, reason: Merged.}
  - {area: county, first: 2022-07, reason: Of Ashford.}
"""
SPLIT = """lifetimes:
  - {area: ashford, last: 2022-06, reason: Split.}
  - {area: county, first: 2022-07, out_of: ashford, reason: Of Ashford.}
"""
APART = MERGED.replace(" into: county,", "")


def renamed(tiny, extra: str, **measure):
    found = [(m, "county" if a == "ashford" and m >= "2022-07" else a, v) for m, a, v in rows()]
    return Lab(found, "2023-12", extra=extra).write(tiny, **{"breakdown": "area"} | measure)


@pytest.mark.parametrize(("extra", "compared"), [(MERGED, True), (SPLIT, True), (APART, False)])
def test_a_merger_or_a_split_leaves_the_total_what_it_was(tiny, extra, compared):
    series = renamed(tiny, extra).figures().series("m")
    assert tiny.said() == ""
    assert [turn.period for turn in series.turns] == ["2022-07"]
    assert (cuts(series) == ()) is compared is (judge(series).test is not None)


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (MERGED.replace("into: county", "into: shire"), "no row has the area 'shire'."),
        (MERGED.replace("first: 2022-07,", "first: 2022-07, into: north,"), "'county' does not end, or begin. into needs last"),
        (SPLIT.replace("last: 2022-06,", "last: 2022-06, out_of: north,"), "'ashford' does not end, or begin."),
    ],
)
def test_a_successor_must_be_there_and_follow(tiny, extra, said):
    assert said in renamed(tiny, extra).said()


# ── residents ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("extra", "window", "period", "known"),
    [
        (MERGED, "12 months", "2022-12", True),
        (APART, "12 months", "2022-12", False),
        (APART, "12 months", "2023-06", True),
        (APART, "month", "2022-07", True),
    ],
)
def test_no_rate_sets_a_window_of_some_areas_against_the_residents_of_others(tiny, extra, window, period, known):
    from conftest import descriptor

    renamed(
        tiny, extra, calculation="rate_per_1000", population="folk.people", unit="offences per 1,000 residents", window=window
    )
    people = {"north": 1000, "south": 2000, "ashford": 500, "county": 500}
    held = "".join(f"{year},{area},{n},published,\n" for year in range(2020, 2024) for area, n in people.items())
    tiny.write("data/sources/folk.csv", f"year,area,people,kind,status\n{held}")
    tiny.write("data/sources/folk.resource.yml", descriptor("folk", "year", "area", ", ".join(people), "people"))
    tiny.edit("data/datapackage.yml", "  - sources/lab", "  - sources/folk.resource.yml\n  - sources/lab")
    tiny.edit("data/quarters/2023-24-Q3/quarter.yml", "lab: ", "folk: '2023', lab: ")
    figure = tiny.figure(f"m.value@{period}")
    assert figure.known is known
    if known:
        span = months("2022-01", "2022-12") if period == "2022-12" else months("2022-07", period)
        wanted = 1000 * sum(whole(m, rows()) for m in span) / 3500 if period != "2023-06" else None
        assert wanted is None or figure.value == pytest.approx(wanted)
        assert rework(tiny.project(), figure.formula, figure.cells) == pytest.approx(figure.value)


# ── breaks, quarters ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_break_that_the_file_marks_is_named_as_the_areas_are(tiny):
    breaks = [{"month": "2022-12", "reason": "New counting rules."}]
    found = Lab([r for r in rows(step="2023-01") if r[1] != "ashford"], "2023-12").write(
        tiny, breaks=breaks, good_direction="decrease", change="change_on_year"
    )
    said = told(found)["so_what"]
    cause = "there is a break in the series in December 2022 (New counting rules), so earlier months are of another kind"
    assert f"It cannot be said: {cause}. Moved to a higher level (break in series) Years not compared" in said
    assert not WORTH.search(said)


def test_a_break_whose_earlier_months_were_brought_into_line_is_marked_and_compared_across(tiny):
    breaks = [{"month": "2022-12", "reason": "Regrouped.", "comparable": True}]
    found = Lab([r for r in rows(step="2023-01") if r[1] != "ashford"], "2023-12").write(
        tiny, breaks=breaks, good_direction="decrease", change="change_on_year"
    )
    series = found.figures().series("m")
    assert cuts(series) == () and judge(series).test is not None and series.measure.breaks[0].month == "2022-12"
    assert "Moved to a higher level Year higher than the year before (worse)" in told(found)["so_what"]


@pytest.mark.parametrize(("month", "near"), [("2022-06", True), ("2022-07", True), ("2022-08", True), ("2022-09", False)])
def test_a_move_within_a_month_of_it_may_be_it(tiny, month, near):
    series = book(tiny, first="2022-07").figures().series("m")
    assert bool(cuts_near(series, "", month)) is near


def test_a_quarterly_area_joins_in_the_first_month_of_its_quarter(tiny):
    from test_edges import QUARTERS

    found = [r for area in ("north", "south") for r in wobble(QUARTERS, area) if area == "north" or r[0] >= "2022-09"]
    extra = "frequency: quarter\nlifetimes: [{area: south, first: 2022-09, reason: It joined.}]\n"
    series = Lab(found, "2023-12", extra=extra).write(tiny, breakdown="area").figures().series("m")
    assert [(turn.period, cut.since) for turn, cut in zip(series.turns, cuts(series), strict=True)] == [("2022-09", "2022-07")]
    assert cuts_within(series, "", Span("2022-04", "2022-09")) and not cuts_within(series, "", Span("2022-07", "2023-09"))
    said = told(tiny, (("what", "lab"), ("so_what", "lab")))
    assert "Areas changed: South from July 2022 (It joined)" in said["what"]
    tiny.edit("data/quarters/2023-24-Q3/quarter.yml", "lab: '2023-12'", "lab: '2023-06'")
    assert "higher than" not in told(tiny, (("so_what", "lab"),))["so_what"]


# ── the deck ──────────────────────────────────────────────────────────────────────────────────────────────────────────
ASHFORD, OTHERS = ("Ashford",), ("East", "North", "South", "West")
CUTS = {
    "joined": Cut("2022-04", "2022-04", joined=ASHFORD),
    "left": Cut("2022-04", "2022-04", "team", left=OTHERS),
    "both": Cut("2022", "2022-01", joined=ASHFORD, left=OTHERS[:2]),
    "break": Cut("2022-04", "2022-04", reason="New rules."),
}
SAID = {
    "joined": (JOINED.format("April 2022"), " (areas changed)", "April 2022: areas changed: Ashford joined"),
    "left": (
        "East, North, South and others are no longer counted from April 2022 on, so earlier months are of more teams",
        " (teams changed)",
        "April 2022: teams changed: East, North, South and others left",
    ),
    "both": (
        "Ashford has been counted since 2022, East and North no longer, so earlier months are of other areas",
        " (areas changed)",
        "2022: areas changed: Ashford joined, East and North left",
    ),
    "break": (
        "there is a break in the series in April 2022 (New rules), so earlier months are of another kind",
        " (break in series)",
        "",
    ),
}


@pytest.mark.parametrize("kind", deck.COVERAGE_CAUSES)
def test_each_kind_of_change_has_its_words(kind):
    cut = CUTS[kind]
    assert (coverage.kind_of(cut), coverage.cause([cut]), coverage.suffix([cut])) == (kind, *SAID[kind][:2])
    assert kind == "break" or coverage.near(cut) == SAID[kind][2]


def test_of_several_the_latest_of_each_kind_is_told():
    older = Cut("2021-04", "2021-04", joined=("Kent",))
    assert coverage.cause([older, CUTS["joined"], CUTS["break"]]) == f"{SAID['joined'][0]}; {SAID['break'][0]}"
    assert coverage.cause([]) == coverage.suffix([]) == coverage.said("move", []) == ""


STILL, UP = test_of(-2, 9, False), test_of(2, 9, True)
BEHIND = {"behind": (CUTS["joined"],)}
CAUSE = SAID["joined"][0]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (judged(moved=moved(), **BEHIND), f"It cannot be said: {CAUSE}."),
        (judged(moved=moved(), test=UP, **BEHIND), deck.COVERAGE_ANSWERS["change"].format(word="higher", cause=CAUSE)),
        (judged(moved=moved(), test=STILL, **BEHIND), deck.COVERAGE_ANSWERS["same"].format(cause=CAUSE)),
        (judged("concern high", rule="outside", label="special cause high", **BEHIND), f"It cannot be said: {CAUSE}."),
        (
            judged("common cause", uncompared=BEHIND["behind"]),
            f"No: only usual ups and downs. The years are not compared: {CAUSE}.",
        ),
        (judged(points=False, uncompared=BEHIND["behind"]), f"It cannot be said: {CAUSE}."),
        (judged(sameness="constant", uncompared=BEHIND["behind"]), "No: it is the same every month."),
    ],
)
def test_each_answer_of_the_deck_is_given_by_some_judgement(found: Judgement, said: str):
    assert answer(found) == said


def test_no_word_of_the_deck_says_better_or_worse_or_names_a_cause_that_is_not_known():
    texts = [
        *deck.COVERAGE_CAUSES.values(),
        *deck.COVERAGE_ANSWERS.values(),
        *deck.COVERAGE_SENTENCES.values(),
        deck.UNCOMPARED.meaning,
    ]
    assert not [t for t in texts if re.search(r"\b(?:better|worse|because|due to|caused|performance)\b", t)]


@pytest.mark.parametrize("about", deck.COVERAGE_SENTENCES)
def test_each_sentence_names_the_cause_or_points_back_to_it(about):
    found = coverage.said(about, [CUTS["joined"]])
    assert found.startswith(" ") and found.endswith(".") and (CAUSE in found) is not about.endswith(" too")
