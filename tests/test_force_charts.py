"""Forces compared: rosters, ranks with intervals, the funnel, and the charts made of them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import Tiny
from force_tables import CRIME_RATE, FORCES, add_forces, counts
from places import build
from test_force_areas import bring_genuine, genuine

from pcc_lib.core.errors import ReportError
from pcc_lib.core.periods import Span
from pcc_lib.figures import comparison
from pcc_lib.figures.reworking import rework
from pcc_lib.statistics import areas
from pcc_lib.writing.wording import period_of

PROJECT = Path(__file__).resolve().parent / "projects" / "force-areas"


@pytest.fixture
def forces(tiny: Tiny) -> Tiny:
    return add_forces(tiny)


def test_a_rank_is_a_figure_with_formula_and_cells(forces: Tiny) -> None:
    f = forces.figure("crime_rate.rank.f03")
    assert (f.value, f.text, f.unit, str(f.period), f.kind) == (3, "3rd", "rank", "2023", "computed")
    assert f.formula == "rank_from_lowest(rates(a, b), rate_per_1000(c, d))"
    everyone = "+".join(FORCES)
    assert f.cells == (
        f"crime.csv#year=2023;force={everyone};column=crimes "
        f"people.csv#year=2023;force={everyone};column=population "
        "crime.csv#year=2023;force=f03;column=crimes people.csv#year=2023;force=f03;column=population"
    )
    assert forces.figure("crime_rate.ranked").text == "12"


def test_equal_rates_share_the_better_place(forces: Tiny) -> None:
    assert [forces.figure(f"crime_rate.rank.{p}").text for p in ("f09", "f10", "f11")] == ["=9th", "=9th", "11th"]


def test_the_better_end_comes_first(forces: Tiny) -> None:
    assert forces.figure("crime_rate.rank.f12").value == 12  # decrease is good: the lowest rate is first
    forces.edit("data/measures/crime_rate.yml", '"decrease"', '"neutral"')
    assert forces.figure("crime_rate.rank.f12").value == 1
    assert forces.figure("crime_rate.rank.f12").formula.startswith("rank(rates(")


def test_an_interval_of_places_is_simulated_and_repeats(forces: Tiny) -> None:
    low, high = (forces.figure(f"crime_rate.rank_{side}.f09") for side in ("lower", "upper"))
    figures = forces.figures()
    among = comparison.roster(figures.series("crime_rate"))
    wanted = areas.rank_intervals(among.counts, among.bases, "lowest").loc["f09"]
    assert (low.value, high.value) == (wanted["lower"], wanted["upper"]) and low.value < high.value
    assert low.formula == "rate_place_from_lowest_lower(a, b, 9)"
    assert rework(forces.project(), low.formula, low.cells) == low.value


def test_percentages_are_ranked_too(forces: Tiny) -> None:
    f = forces.figure("cleared.rank.f03")
    assert f.formula == "rank(percentages(a, b), percentage(c, d))" and "column=cleared" in f.cells


@pytest.mark.parametrize(
    ("id", "found"),
    [
        ("crime_rate.rank", "a rank is of one part; name it, such as crime_rate.rank.f01"),
        ("crime_rate.ranked.f01", "write crime_rate.ranked"),
        ("crime_rate.rank.f01@2022", "for the latest period only, 2023"),
        ("crime_rate.rank.f13", "has no force 'f13'"),
    ],
)
def test_a_wrong_id_says_what_is_wrong(forces: Tiny, id: str, found: str) -> None:
    with pytest.raises(ReportError, match=re.escape(found)):
        forces.figure(id)


def test_what_has_no_rate_is_not_ranked(forces: Tiny) -> None:
    assert forces.figure("offered.rank.north").text == "[x]"
    path = forces.root / "data/sources/people.csv"
    path.write_text("".join(r for r in path.read_text(encoding="utf-8").splitlines(True) if ",f05," not in r), encoding="utf-8")
    assert forces.figure("crime_rate.rank.f05").text == "[x]" and forces.figure("crime_rate.ranked").value == 11


def test_limits_are_in_the_unit_of_the_rate(forces: Tiny) -> None:
    series = forces.figures().series("crime_rate")
    parts, limits = comparison.funnel(series)
    pooled = 1000 * sum(counts(i)[0] for i in range(1, 13)) / sum(counts(i)[1] for i in range(1, 13))
    assert comparison.roster(series).pooled == pytest.approx(pooled)
    assert parts.at["f03", "value"] == pytest.approx(52) and parts.at["f12", "value"] == pytest.approx(120)
    assert (limits["lower_wide"] < limits["lower"]).all() and (limits["upper"] < limits["upper_wide"]).all()
    assert limits["lower"].is_monotonic_increasing and limits["lower"].max() < pooled < limits["upper"].min()
    assert list(parts.index[parts["outside"] == "998"]) == ["f12"] and parts.at["f12", "side"] == "high"
    assert limits["upper"].iat[0] == pytest.approx(parts.at["f12", "upper"])  # the smallest size is that force's own


def test_the_page_shows_both_charts(forces: Tiny) -> None:
    assert forces.faults() == []
    block = forces.report().what("calls")
    page = block.drawn()
    text = re.sub(r"<[^>]+>", "", page)
    assert {"calls/funnel", "calls/places"} <= set(block.charts)
    assert "Crime rate in F03 is 52.0, within the 95% limits for forces" in text
    assert "Outside the 99.8% limits: Cleverland &amp; Co 120.0. Outside the 95% limits only: none." in text
    assert "All 12 forces together:" in text
    assert "all 12 forces in the source, year ending March 2023" in text
    assert "F03 is 3rd of 12 forces for crime rate, counting from the lowest" in text
    assert page.count("Source: Office of Counting, by its licence.") == 1
    printed = {f.id for f in block.figures}
    wanted = {"value.f12", "rank.f03", "rank_lower.f03", "ranked", "value"}
    assert {f"crime_rate.{statistic}" for statistic in wanted} <= printed


def test_years_are_named_by_the_month_that_they_end_in(forces: Tiny) -> None:
    rate, change = forces.figure("crime_rate.value.f01"), forces.figure("cleared.change_on_year.f01")
    assert rate.period.label == "year ending March 2023" and str(rate.period) == "2023"
    assert isinstance(change.compared_with, Span) and change.compared_with.label == "year ending March 2022"
    forces.comment("## So what?\n\n- In {{ crime_rate.value.f01.month }} it was {{ crime_rate.value.f01 }}.\n")
    assert "In the year ending March 2023 it was" in re.sub(r"<[^>]+>", "", forces.report().so_what("calls").drawn())


def test_the_words_of_a_year_say_when_it_ends(forces: Tiny) -> None:
    assert period_of(forces.figure("crime_rate.value.f01@2022")) == "year ending March 2022"


def test_financial_years_end_in_march_whatever_a_descriptor_says(forces: Tiny) -> None:
    path = forces.root / "data/sources/crime.csv"
    rows = path.read_text(encoding="utf-8").replace("\n2022,", "\n2021-22,").replace("\n2023,", "\n2022-23,")
    path.write_text(rows, encoding="utf-8", newline="\n")
    assert "year_ends" not in forces.said()
    forces.edit("data/sources/crime.resource.yml", "year_ends: March", "year_ends: September")
    assert "is a year that ends in March, and the descriptor says year_ends: September." in forces.said()


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("the year ending March 2023", ""),
        ("the year to March 2023", ""),
        ("2023", "says 'In 2023' of crime_rate.value.f01, which is of year ending March 2023."),
        ("the year ending December 2023", "which is of year ending March 2023."),
        ("the year ending March 2022", "which is of year ending March 2023."),
    ],
)
def test_a_sentence_names_the_year_that_the_rows_are_of(forces: Tiny, when: str, said: str) -> None:
    forces.comment(f"## So what?\n\n- In {when} there were {{{{ crime_rate.value.f01 }}}} crimes for every 1,000 residents.\n")
    assert said in forces.said() and bool(forces.faults()) == bool(said)


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("crime", "year_ends: Marsh", "year_ends: 'Marsh' is no month. Write it in full, such as March."),
        ("calls", "year_ends: March", "year_ends: is of rows of years, and these are of months. Take it out."),
    ],
)
def test_only_a_year_ends_in_a_month(forces: Tiny, name: str, written: str, said: str) -> None:
    path = f"data/sources/{name}.resource.yml"
    forces.edit(path, "year_ends: March\n", "") if name == "crime" else None
    forces.edit(path, "producer:", f"{written}\nproducer:")
    assert said in forces.said()


def test_a_project_without_an_own_force_highlights_none(forces: Tiny) -> None:
    forces.edit("data/body.yml", "own: f03\n", "")
    text = re.sub(r"<[^>]+>", "", forces.report().what("calls").drawn())
    assert "For crime rate, one force stands outside the limits" in text and "F01 is 1st of 12 forces" in text


def test_who_has_no_value_is_named(forces: Tiny) -> None:
    path = forces.root / "data/sources/crime.csv"
    path.write_text(re.sub(r"2023,f07,\d+,\d+", "2023,f07,,", path.read_text(encoding="utf-8")), encoding="utf-8")
    text = re.sub(r"<[^>]+>", "", forces.report().what("calls").drawn())
    assert "Without a value, and so left out: F07 [x]." in text and "11 of the 12 forces in the source" in text


def test_too_few_for_a_funnel_is_said(forces: Tiny) -> None:
    forces.measure("crime_rate", **CRIME_RATE, rows={"force": FORCES[:5]})
    text = re.sub(r"<[^>]+>", "", forces.report().what("calls").drawn())
    assert "No comparison is shown for “Crime rate”: 5 forces have a value, and 10 are needed [x]." in text
    assert "F03 is 3rd of 5 forces" in text


def test_only_a_rate_or_percentage_can_be_compared(forces: Tiny) -> None:
    forces.edit("data/topics/calls.yml", "kind: funnel, measures: [crime_rate]", "kind: funnel, measures: [offered]")
    assert "a funnel chart cannot show 'offered', a count." in forces.said()


def test_the_third_project_holds_definitions_and_no_data() -> None:
    assert not list(PROJECT.rglob("*.csv")) and not (PROJECT / "data" / "sources").exists()


@pytest.mark.slow
@genuine
def test_the_third_project_builds(tmp_path: Path) -> None:
    """The genuine tables; rates worked out apart from this code: 39,715 crimes, 756,396 residents, and so on."""
    project = shutil.copytree(PROJECT, tmp_path / "project")
    bring_genuine(project)
    build(project, "2024-25-Q4")
    (page,) = (project / "_build/editions").rglob("html/**/compare.html")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")))
    own, pooled = 1000 * 39715 / 756396, 1000 * (5_364_061 - 81_563 - 7834) / (60_854_727 - 13_462)
    assert (
        f"in Wiltshire is {own:.1f}, below the 95% limits for forces" in text and f"All 42 forces together: {pooled:.1f}." in text
    )
    assert "Outside the 99.8% limits: none." in text
    assert "Outside the 95% limits only: Cleveland 126.5, North Yorkshire 55.7, Wiltshire 52.5." in text
    assert "Wiltshire is 1st of 42 forces for " in text and ", counting from the lowest" in text
    assert "42 of the 43 forces in the source, year ending September 2024" in text
    assert "Source: Office for National Statistics licensed under the Open Government Licence v3.0." in text


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("The force had the lowest rate of all forces, {{ crime_rate.value.f03 }}.", "F01 is 50.0"),
        ("At {{ crime_rate.value.f03 }} the rate is the lowest of the {{ crime_rate.ranked }} forces.", "F01 is 50.0"),
        ("It ranks first, {{ crime_rate.rank.f03 }} of {{ crime_rate.ranked }}.", "F01 is 50.0"),
        ("At {{ crime_rate.value.f12 }} the rate is not the highest of the forces.", "it is"),
        ("At {{ crime_rate.value.f01 }} the rate is the lowest of the {{ crime_rate.ranked }} forces.", ""),
        ("It ranks first, {{ crime_rate.rank.f01 }} of {{ crime_rate.ranked }}.", ""),
        ("It ranks {{ crime_rate.rank.f03 }} of {{ crime_rate.ranked }} forces, counting from the lowest.", ""),
        ("It ranks last, {{ crime_rate.rank.f12 }} of {{ crime_rate.ranked }}.", ""),
    ],
)
def test_words_for_a_place_are_held_to_the_values(forces: Tiny, words: str, wrong: str) -> None:
    forces.comment(f"## So what?\n\n- {words}\n")
    said = forces.said()
    assert wrong in said and bool(said) == bool(wrong)
