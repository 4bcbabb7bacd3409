"""Measures held against public counterparts: figures by hand, verdicts, faults, questions."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import hostile
import pytest
import yaml
from conftest import QUARTER, Tiny, descriptor
from counterparts import MONTHS, PUBLIC, SHARES, SIMILAR, add_counterparts, add_measure
from force_tables import FORCES
from second_record import record_of, rows_of, wrong

from pcc_lib.building.gate import page_faults
from pcc_lib.checking.questions import asked
from pcc_lib.core.errors import ReportError
from pcc_lib.figures.cross_check import AGREES, APART, EXPLAINED, UNEXPLAINED, cross_checks
from pcc_lib.figures.listed import names_of
from pcc_lib.figures.reworking import rework
from pcc_lib.inputs.models import INPUTS
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.pages.page import Block


@pytest.fixture
def beside(tiny: Tiny) -> Tiny:
    return add_counterparts(tiny)


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_months_are_added_up_to_the_years_of_the_counterpart(beside: Tiny) -> None:
    ours, public, ratio = (beside.figure(f"less.counterpart_{what}@2023") for what in ("ours", "public", "ratio"))
    assert (ours.value, ours.text, str(ours.period)) == (43_680, "43,680", "2022-04..2023-03")  # 84% of 52,000
    assert (public.value, public.text, public.unit, public.period.label) == (52_000, "52,000", "crimes", "year ending March 2023")
    assert (ratio.value, ratio.text, ratio.unit) == (84, "84.0%", "%")
    assert ratio.formula == "percentage(count(a), count(b))"
    assert ratio.cells == ("own.csv#month=2022-04..2023-03;column=less crime.csv#year=2023;force=f03;column=crimes")
    assert rework(beside.project(), ratio.formula, ratio.cells) == 84
    assert beside.figure("less.counterpart_ratio").id == "less.counterpart_ratio"


def test_the_list_of_figures_names_them(beside: Tiny) -> None:
    names = list(map(str, names_of(beside.figures(), "less")))
    assert names[-3:] == [f"less.counterpart_{what}" for what in ("ours", "public", "ratio")]
    assert not any("counterpart" in str(name) for name in names_of(beside.figures(), "offered"))


def test_rates_are_held_against_rates(beside: Tiny) -> None:
    add_measure(beside, "agrees")
    path = beside.root / "data/measures/agrees.yml"
    said = (
        path.read_text(encoding="utf-8").replace('"count"', '"rate_per_1000"').replace('"crimes"', '"crimes per 1,000 residents"')
    )
    beside.write("data/sources/own_people.csv", "year,area,population,kind,status\n2022,all,1000000,computed,\n")
    beside.write("data/sources/own_people.resource.yml", descriptor("own_people", "year", "area", "all", "population"))
    beside.edit("data/datapackage.yml", "resources:\n", "resources:\n  - sources/own_people.resource.yml\n")
    beside.edit("data/quarters/2023-24-Q3/quarter.yml", "sources: {", "sources: {own_people: '2022', ")
    path.write_text(said + "population: own_people.population\nwindow: 12 months\ndecimals: 1\n", encoding="utf-8")
    ours, public, ratio = (beside.figure(f"agrees.counterpart_{what}@2023") for what in ("ours", "public", "ratio"))
    assert ours.text == "53.0" and public.text == "52.0" and ratio.value == pytest.approx(102)
    assert ratio.formula == "percentage(rate_per_1000(a, b), rate_per_1000(c, d))"


def test_every_verdict_occurs(beside: Tiny) -> None:
    found = {each.beside.measure.id: each for each in cross_checks(beside.figures())}
    assert {id: each.verdict for id, each in found.items()} == {
        "agrees": AGREES,
        "less": EXPLAINED,
        "differs": UNEXPLAINED,
        "gap": AGREES,
    }
    assert [(row.period, row.ratio.value, row.verdict) for row in found["differs"].rows] == [
        ("2022", 100, AGREES),
        ("2023", pytest.approx(110), UNEXPLAINED),
    ]


def test_a_gap_gives_no_sum(beside: Tiny) -> None:
    (found,) = [each for each in cross_checks(beside.figures()) if each.beside.measure.id == "gap"]
    assert [(row.period, row.ours.text, row.ratio.text, row.verdict) for row in found.rows] == [
        ("2022", f"{PUBLIC:,}", "100.0%", AGREES),
        ("2023", "[x]", "[x]", APART),
    ]


def test_a_year_that_months_do_not_fill_is_not_set_beside_it(beside: Tiny) -> None:
    path = beside.root / "data/sources/own.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if row[:7] not in ("2021-01", "2021-02", "2021-03", "2021-04")), encoding="utf-8")
    with pytest.raises(ReportError, match="both sides know no such period. There is only '2023'|2023"):
        beside.figure("agrees.counterpart_ratio@2022")
    (found,) = [each for each in cross_checks(beside.figures()) if each.beside.measure.id == "agrees"]
    assert [row.period for row in found.rows] == ["2023"]


def test_a_public_value_of_nought_is_met_by_nought_alone(beside: Tiny) -> None:
    path = beside.root / "data/sources/crime.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(f"2023,f03,{PUBLIC},", "2023,f03,0,"), encoding="utf-8")
    found = {each.beside.measure.id: each for each in cross_checks(beside.figures())}
    assert found["less"].verdict == UNEXPLAINED and found["less"].rows[-1].ratio.text == "[x]"
    (said, *_) = [each for each in asked(open_quarter(beside.project())) if "Crimes, less" in each]
    assert "ours is 43,680 and the public counterpart 0 in the year ending March 2023. What explains" in said


FINANCIAL = {"2022-23": (330, 150, 220.0), "2021-22": (210, 200, 105.0)}  # calls of north and south, April to March


def test_financial_years_are_filled_from_april_to_march(tiny: Tiny) -> None:
    tiny.measure("national", title="National calls", source="national", numerator="incidents", order=9)
    said = {
        "measure": "national",
        "differences": ["Ours is of one force."],
        "expected": {"lower": 100, "upper": 110, "reason": "X."},
    }
    path = tiny.root / "data/measures/offered.yml"
    path.write_text(path.read_text(encoding="utf-8") + f"counterpart: {json.dumps(said)}\n", encoding="utf-8")
    assert tiny.faults() == []
    (found,) = cross_checks(tiny.figures())
    assert {row.period: (row.ours.value, row.public.value, row.ratio.value) for row in found.rows} == FINANCIAL
    assert [row.verdict for row in found.rows] == [EXPLAINED, UNEXPLAINED]
    assert found.rows[0].public.period.label == "year ending March 2022" and str(found.rows[0].ours.period) == "2021-04..2022-03"
    assert found.rows[0].ratio.id == "offered.counterpart_ratio@2021-22"
    assert tiny.figure("offered.counterpart_ratio@2022-23").value == 220


def test_months_are_held_against_months_and_rolling_years(tiny: Tiny) -> None:
    """A public table of months, told as running years: each is filled by the same twelve of ours."""
    rows = "".join(f"{month},north,{100 + at},published,\n" for at, month in enumerate(MONTHS))
    tiny.write("data/sources/public.csv", f"month,area,calls,kind,status\n{rows}")
    tiny.write("data/sources/public.resource.yml", descriptor("public", "month", "area", "north", "calls"))
    tiny.edit("data/datapackage.yml", "resources:\n", "resources:\n  - sources/public.resource.yml\n")
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "sources: {", "sources: {public: 2023-09, ")
    tiny.measure("public", title="Public calls", source="public", numerator="calls", window="12 months", order=9)
    path = tiny.root / "data/measures/offered.yml"
    said = {"measure": "public", "differences": ["Ours counts what was lost."]}
    path.write_text(path.read_text(encoding="utf-8") + f"counterpart: {json.dumps(said)}\n", encoding="utf-8")
    (found,) = cross_checks(tiny.figures())
    assert [row.period for row in found.rows] == [f"2022-{m:02d}" for m in (10, 11, 12)] + [f"2023-{m:02d}" for m in range(1, 10)]
    newest = found.rows[-1]
    assert (newest.ours.value, newest.public.value) == (3 * 25 + 9 * 35, sum(100 + at for at in range(21, 33)))
    assert newest.ratio.cells == (
        "calls.csv#month=2022-10..2023-09;column=offered public.csv#month=2022-10..2023-09;column=calls"
    )


@pytest.mark.parametrize(
    ("shares", "keys", "verdict"),
    [
        ((103, 103), {}, AGREES),  # the end of the tolerance is within it
        ((104, 104), {}, UNEXPLAINED),
        ((96, 100), {}, UNEXPLAINED),  # an earlier year too
        ((96, 104), {"tolerance": 4}, AGREES),
        ((80, 90), {"same": None, "differences": ["X."], "expected": {"lower": 80, "upper": 90, "reason": "Y."}}, EXPLAINED),
        # where less is expected, what is equal is as strange as what is far less
        ((100, 100), {"same": None, "differences": ["X."], "expected": {"lower": 80, "upper": 90, "reason": "Y."}}, UNEXPLAINED),
        ((99, 99), {"same": None, "differences": ["X."], "expected": {"lower": 95, "upper": 105, "reason": "Y."}}, AGREES),
    ],
)
def test_the_ends_of_tolerance_and_range(tiny: Tiny, monkeypatch: pytest.MonkeyPatch, shares, keys, verdict) -> None:
    monkeypatch.setitem(SHARES, "agrees", shares)
    add_counterparts(tiny, "agrees")
    add_measure(tiny, "agrees", **keys)
    (found,) = cross_checks(tiny.figures())
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("id", "found"),
    [
        ("offered.counterpart_ratio", "offered names no public counterpart"),
        ("agrees.counterpart_ratio.f03", "it is of the whole. Write agrees.counterpart_ratio"),
        ("agrees.counterpart_ratio@2021", "both sides know no such period"),
    ],
)
def test_a_wrong_name_says_what_is_wrong(beside: Tiny, id: str, found: str) -> None:
    with pytest.raises(ReportError, match=found):
        beside.figure(id)


# ── what must not be compared ─────────────────────────────────────────────────────────────────────────────────────────
def test_small_numbers_that_are_held_back_are_not_set_beside_a_public_table(beside: Tiny) -> None:
    """A year of a public table less the months that are shown would be the month that is hidden."""
    for name in SHARES:
        path = f"data/measures/{name}.yml"
        beside.write(path, (beside.root / path).read_text(encoding="utf-8") + "disclosure: threshold\n")
    beside.write("data/sources/own.key", "00" * 32 + "\n")
    for found in cross_checks(beside.figures()):
        assert (found.verdict, found.rows) == (APART, []) and "held back" in found.why_apart
    with pytest.raises(ReportError, match="held back"):
        beside.figure("agrees.counterpart_public@2023")


# ── faults ────────────────────────────────────────────────────────────────────────────────────────────────────────────
RANGE = {"lower": 80, "upper": 90, "reason": "Why."}


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"measure": None}, "counterpart: 'measure' is missing"),
        ({"measure": "crime_rat"}, "there is no measure 'crime_rat'. Did you mean 'crime_rate'?"),
        ({"measure": "agrees"}, "names the measure itself"),
        ({"measure": "less"}, "is of the same source, own"),
        ({"measure": "cleared"}, "a count of crimes is not held against a percentage of %"),
        ({"part": "f99"}, "crime.csv has no force 'f99'"),
        ({"same": None}, "it is not said what the two count otherwise"),
        ({"differences": ["Ours has more."]}, "is given beside 'differences'"),
        ({"expected": RANGE}, "expects another number where both count the same"),
        ({"same": None, "differences": ["X."], "expected": RANGE, "tolerance": 2}, "is given beside 'expected'"),
        ({"same": None, "differences": ["X."], "expected": {**RANGE, "lower": 95}}, "95 is not below 90"),
        ({"tolerance": 0}, "0 is not above nought"),
        ({"tolerance": 60}, "60 per cent is too wide"),
        ({"similar": ["f02"]}, "it is not said where the group comes from"),
        ({"similar_from": "Someone."}, "tells of a group, and 'similar' names none"),
        ({"similar": ["f02", "f02"], "similar_from": "X."}, "'f02' stands twice"),
        ({"similar": ["f02", "f77"], "similar_from": "X."}, "crime.csv has no force 'f77'"),
        ({"similar": ["f03"], "similar_from": "X."}, "'f03' is our own"),
        ({"same": "Ours has 17 more."}, "the number '17' is typed by hand"),
        ({"same": "See {{ offered.value }}."}, "names a figure"),
        ({"tolerence": 3}, "tolerence"),
    ],
)
def test_a_wrong_key_gives_a_fault_in_words(tiny: Tiny, keys: dict[str, Any], said: str) -> None:
    add_counterparts(tiny, "agrees", "less")
    assert tiny.faults() == []
    add_measure(tiny, "agrees", **keys)
    assert said in tiny.said() and "data/measures/agrees.yml" in tiny.said()


def test_which_part_is_ours_must_be_known(tiny: Tiny) -> None:
    add_counterparts(tiny, "agrees")
    tiny.edit("data/body.yml", "own: f03\n", "")
    assert "crime.csv is split by force, and it is not said which is ours" in tiny.said()
    add_measure(tiny, "agrees", part="f03")
    assert tiny.faults() == []


def test_our_part_is_ours_though_the_public_measure_is_not_told_by_parts(tiny: Tiny) -> None:
    add_counterparts(tiny, "agrees")
    tiny.edit("data/measures/crime_rate.yml", 'breakdown: "force"\n', "")
    tiny.edit("data/topics/calls.yml", "  - {id: places, kind: rank, measures: [crime_rate]}\n", "")
    assert tiny.figure("agrees.counterpart_public@2023").value == PUBLIC
    assert "Among other forces." not in among(tiny)


def test_a_counterpart_that_is_one_sentence_needs_no_list(tiny: Tiny) -> None:
    add_counterparts(tiny, "agrees")
    add_measure(tiny, "agrees", same=None, differences="Ours has more.")
    assert tiny.faults() == [] and "Ours has more." in text_of(tiny.report("cross-check").cross_check())


def test_a_measure_that_is_not_supplied_cannot_be_compared(tiny: Tiny) -> None:
    add_counterparts(tiny, "less")
    said = {"measure": "crime_rate", "same": "Both count crimes."}
    tiny.measure("agrees", missing="Not sent.", source=None, numerator=None, calculation=None, unit="crimes", counterpart=said)
    assert tiny.faults() == []
    told = text_of(tiny.report("cross-check").cross_check())
    assert "“Crime rate”, F03. The measure has no data in this quarter [x]." in told and "Cannot be compared" in told
    assert "Among other forces. “Crime rate” in F03 is 52.0" in among(tiny)


# ── questions ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_unexplained_difference_is_asked_about_until_it_is_answered(beside: Tiny) -> None:
    (said,) = asked(open_quarter(beside.project()))
    assert "own.csv" in said and "question: own-differs-2023-counterpart" in said
    assert "Crimes, differs: ours is 57,200 and the public counterpart 52,000 in the year ending March 2023, 110.0% of it" in said
    beside.edit(
        "data/quarters/2023-24-Q3/quarter.yml",
        "written_on: 2023-11-28\n",
        "written_on: 2023-11-28\nanswers:\n  - {question: own-differs-2023-counterpart, answer: The extract holds crimes that "
        "were cancelled since., answered_by: Boss}\n",
    )
    assert asked(open_quarter(beside.project())) == [] and beside.faults() == []


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def text_of(block: Block) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", block.drawn())).replace(" .", ".").replace(" ,", ",")


def test_the_page_tells_both_series_their_ratio_and_the_verdict(beside: Tiny) -> None:
    report = beside.report("cross-check")
    summed, told = text_of(report.cross_check_summary()), text_of(report.cross_check())
    assert "Crimes, less, crimes Year ending March 2023 43,680 52,000 84.0% Differs as its definition explains" in summed
    assert "Crimes, differs, crimes Year ending March 2023 57,200 52,000 110.0% Differs, unexplained" in summed
    assert "“Crimes, less” is held against the count behind “Crime rate”, F03." in told
    assert "Ours leaves fraud out; the public table counts it." in told
    assert "Ours is expected between 80% and 90% of the public value. Fraud is some of all crime." in told
    assert "The two agree where ours lies within 3% of the public value." in told
    assert "The two agree where ours lies within 5% of the public value." in told
    assert "Year ending March 2023 [x] 52,000 [x] Cannot be compared" in told
    assert "Not yet explained: Crimes, differs: ours is 57,200" in told and "Source: Office of Counting, by its licence." in told
    assert not re.search(r"\d", text_of(tiny_none(beside)))


def tiny_none(tiny: Tiny) -> Block:
    """The block of a book that names no counterpart."""
    for name in SHARES:
        (tiny.root / f"data/measures/{name}.yml").unlink()
    return tiny.report("cross-check").cross_check_summary()


def test_a_book_without_counterparts_says_so(tiny: Tiny) -> None:
    assert "No measure of this book names a public counterpart" in text_of(tiny.report("cross-check").cross_check_summary())


def test_what_rests_on_reconstructed_months_proves_nothing(beside: Tiny) -> None:
    report = beside.report("cross-check")
    assert "reconstructed" not in text_of(report.cross_check_summary())
    path = beside.root / "data/sources/own.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",computed,\n", ",computed,e\n"), encoding="utf-8")
    said = text_of(beside.report("cross-check").cross_check_summary())
    assert "Months of ours are reconstructed [e]." in said and "84.0%\u00a0[e]" in said.replace(" [e]", "\u00a0[e]")


def hostile_texts(tiny: Tiny) -> list[str]:
    """What of the hostile corpus a counterpart's file may say; the rest is refused with its key."""
    path = tiny.root / "data/measures/less.yml"
    measure, data = next(of for of in INPUTS if of.name == "measure"), yaml.safe_load(path.read_text(encoding="utf-8"))
    data["counterpart"] |= {"similar": ["f02"], "similar_from": "X."}
    kept = []
    for place in (("differences", 0), ("expected", "reason"), ("similar_from",)):
        became = {text: hostile.outcome(measure, data, ("counterpart", *place), text) for text in hostile.TEXTS}
        assert set(became.values()) <= {"refused", "inert"}
        kept.append([text for text, each in became.items() if each == "inert"])
    return [text for text in kept[0] if all(text in texts for texts in kept)]


def test_words_of_people_are_no_markup(beside: Tiny) -> None:
    texts = hostile_texts(beside)
    assert len(texts) > 40
    add_measure(beside, "less", differences=texts)
    for at, text in enumerate(texts):
        keys = {"same": text, "similar": ["f02"], "similar_from": text}
        add_measure(beside, "agrees", **keys)
        blocks = [beside.report("cross-check").cross_check(), beside.report().what("calls")] if at % 8 == 0 else []
        blocks += [beside.report("about-the-data").definitions("priority-1")] if at == 0 else []
        assert [str(fault) for block in blocks for fault in page_faults(block.drawn(), "page.html")] == []


def test_the_answer_stands_with_the_question(beside: Tiny) -> None:
    beside.edit(
        "data/quarters/2023-24-Q3/quarter.yml",
        "written_on: 2023-11-28\n",
        "written_on: 2023-11-28\nanswers:\n  - {question: own-differs-2023-counterpart, answer: The extract is too large.}\n",
    )
    assert "Answer: The extract is too large." in text_of(beside.report("cross-check").cross_check())


def test_residents_that_rates_rest_on_are_not_unused(beside: Tiny) -> None:
    """They need no reporting period, and their source was then "not used in this quarter"; one that is given holds."""
    assert "not used" not in text_of(beside.report("about-this-edition").source_status())
    beside.edit(f"data/quarters/{QUARTER}/quarter.yml", " people: '2023',", "")
    told = text_of(beside.report("about-this-edition").source_status())
    assert "every year that it has; rates rest on the latest" in told and "not used in this quarter" not in told


# ── among other forces ────────────────────────────────────────────────────────────────────────────────────────────────
def among(tiny: Tiny) -> str:
    """What a topic that shows no comparison of its own tells of its measures."""
    return text_of(tiny.report().what("calls"))


@pytest.fixture
def peers(tiny: Tiny) -> Tiny:
    add_counterparts(tiny, "agrees", "less")
    add_measure(tiny, "agrees", **SIMILAR)
    funnel = "  - {id: funnel, kind: funnel, measures: [crime_rate]}\n  - {id: places, kind: rank, measures: [crime_rate]}\n"
    return tiny.edit("data/topics/calls.yml", funnel, "")


def test_a_topic_shows_by_itself_where_ours_stands_among_others(peers: Tiny) -> None:
    block = peers.report().what("calls")
    said = text_of(block)
    assert (
        "Among other forces. “Crime rate” in F03 is 52.0 crimes per 1,000 residents in the year ending March 2023, within the "
        "95% limits for forces. That is the 3rd of 12 places, counting from the lowest; the counts allow no place but 3rd (95% "
        "interval)."
    ) in said
    assert said.count("Among other forces.") == 1  # of two measures with one counterpart
    assert "calls/among-agrees" in block.charts and "Crime rate in F03 is 52.0, within the 95% limits for forces" in said
    assert "F02 51.0 2nd 2nd to 2nd Within the 95% limits F03 (ours) 52.0 3rd 3rd to 3rd" in said
    assert "The group: Office of Counting, groups of similar forces." in said
    assert "Both count crimes as they are recorded." in said and "Source: Office of Counting, by its licence." in said


def test_no_place_stands_without_its_interval(peers: Tiny) -> None:
    printed = {f.id for f in peers.report().what("calls").figures}
    places = {id for id in printed if ".rank." in id}
    assert places and {id.replace(".rank.", f".rank_{end}.") for id in places for end in ("lower", "upper")} <= printed


def test_charts_are_numbered_in_the_order_in_which_they_stand(peers: Tiny) -> None:
    """The funnel stands before the topic's other charts, and was numbered after them: no such topic could be built."""
    first = "  - {id: trend, kind: trend, measures: [offered]}\n"
    peers.edit("data/topics/calls.yml", first, first + first.replace("id: trend", "id: again"))
    block = peers.report().what("calls")
    assert list(block.charts) == ["calls/trend", "calls/among-agrees", "calls/again"]
    numbers = [int(n) for n in re.findall(r"Chart (\d+)\. ", text_of(block))]
    assert numbers == sorted(numbers) and set(numbers) == {1, 2, 3}


def test_a_topic_with_the_funnel_does_not_show_it_twice(tiny: Tiny) -> None:
    add_counterparts(tiny, "agrees")
    block = tiny.report().what("calls")
    assert list(block.charts).count("calls/funnel") == 1 and "calls/among-agrees" not in block.charts
    assert "Among other forces." in text_of(block)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda t: t.edit("data/quarters/2023-24-Q3/quarter.yml", "crime: '2023'", "crime: '2021'"),
            "has no data in this quarter",
        ),
        (lambda t: _later(t, 3), "The newest public values, in the year ending March 2020, are too old to stand beside it."),
        (lambda t: _only(t, 9), "Too few forces have a public value in the year ending March 2023 [x]: 10 are needed."),
        (lambda t: _blank(t), "F03 has no public value in the year ending March 2023 [x]."),
        (lambda t: _policy(t), "Small numbers are held back here"),
    ],
)
def test_what_cannot_be_shown_says_why(peers: Tiny, change, said: str) -> None:
    change(peers)
    told = among(peers)
    assert "“Crimes, agrees” is not compared with others. " in told and said in told and "calls/among" not in told


def _later(tiny: Tiny, years: int) -> None:
    """The public table as it would be so many years ago."""
    for name in ("crime", "people"):
        path = tiny.root / f"data/sources/{name}.csv"
        text = re.sub(r"^20(\d\d),", lambda m: f"20{int(m[1]) - years},", path.read_text(encoding="utf-8"), flags=re.M)
        path.write_text(text, encoding="utf-8", newline="\n")
    tiny.edit("data/quarters/2023-24-Q3/quarter.yml", "crime: '2023', people: '2023'", "crime: '2020', people: '2020'")


def _only(tiny: Tiny, count: int) -> None:
    """The measure of so many forces."""
    path = tiny.root / "data/measures/crime_rate.yml"
    path.write_text(path.read_text(encoding="utf-8") + f"rows: {{force: {FORCES[:count]}}}\n", encoding="utf-8")


def _blank(tiny: Tiny) -> None:
    path = tiny.root / "data/sources/crime.csv"
    path.write_text(re.sub(r"2023,f03,\d+,\d+", "2023,f03,,", path.read_text(encoding="utf-8")), encoding="utf-8")


def _policy(tiny: Tiny) -> None:
    path = "data/measures/agrees.yml"
    tiny.write(path, (tiny.root / path).read_text(encoding="utf-8") + "disclosure: threshold\n")


# ── worked again ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_second_reader_works_every_figure_again(beside: Tiny, tmp_path: Path) -> None:
    figures = beside.figures()
    held = [row for each in cross_checks(figures) for row in each.rows]
    printed = [figure for row in held for figure in (row.ours, row.public, row.ratio)]
    made = record_of(beside.project(), rows_of(printed), QUARTER, tmp_path / "record")
    by_sql, by_script = made.sql(), made.script()
    assert wrong(by_sql) == wrong(by_script) == {} and by_sql.keys() == by_script.keys() == {f.id for f in printed}
    assert [id for id, row in by_sql.items() if row.left_out] == []
    made.ledger("less.counterpart_ratio@2023", value="85.0", text="85.0%")
    assert "less.counterpart_ratio@2023" in wrong(made.sql()) and "less.counterpart_ratio@2023" in wrong(made.script())
