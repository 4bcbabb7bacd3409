"""A survey by month: each value is drawn with its interval, on an axis that does not stretch what the answers cannot tell."""

from __future__ import annotations

import pytest
from conftest import FILES
from statsmodels.stats.proportion import proportion_confint

from pcc_lib.figures.reworking import rework
from pcc_lib.figures.surveys import interval_at
from pcc_lib.pages.chart_kinds import KINDS
from pcc_lib.pages.pictures import Picture, least_shown
from pcc_lib.report import Report
from pcc_lib.writing.markup import plain, sparkline

MONTHS = [f"{year}-{month:02}" for year in (2021, 2022, 2023) for month in range(1, 13)][10:34]  # November 2021 to October 2023
CHART = """title: Calls to the police
priority: priority-1
order: 1
charts:
  - {id: happy, kind: trend, measures: [overall]}
  - {id: each, kind: trend, measures: [asked], by: question}
"""


def survey(tiny, answers: dict[str, tuple[int, int]], design: str = "design: survey\n", **keys: object) -> Report:
    """Happy of asked by month, of two questions; the second is always half of 400."""
    rows = "".join(
        f"{month},overall,{happy},{n},computed,\n{month},other,200,400,computed,\n" for month, (happy, n) in answers.items()
    )
    tiny.write("data/sources/survey.csv", "month,question,happy,asked,kind,status\n" + rows)
    tiny.write("data/sources/survey.resource.yml", FILES["data/sources/survey.resource.yml"] + design)
    common = {
        "source": "survey",
        "calculation": "percentage",
        "numerator": "happy",
        "denominator": "asked",
        "unit": "%",
        "decimals": 1,
    }
    tiny.measure("asked", title="Happy, by question", breakdown="question", whole=False, change="none", **common)
    tiny.measure("overall", title="Happy overall", rows={"question": ["overall"]}, **(common | keys))
    tiny.write("data/topics/calls.yml", CHART).comment("## So what?\n\nNothing.\n")
    return tiny.report()


def picture(report: Report, number: int = 0) -> Picture:
    topic = report.page.topic("calls")
    return KINDS["trend"].picture(report.page, topic, topic.charts[number])


def drawn(told: Picture) -> dict:
    return told.draw("A chart of answers.").to_dict()


def upright(spec: dict) -> list[float]:
    """The ends of the axis that values stand on."""
    found = [layer["encoding"]["y"] for layer in spec["layer"] if layer.get("encoding", {}).get("y", {}).get("field") == "v"]
    return found[0]["scale"]["domain"]


def whiskers(spec: dict) -> list[tuple[float, float]]:
    bars = [layer for layer in spec["layer"] if layer.get("encoding", {}).get("y2", {}).get("field") == "u"]
    rows = next(iter(spec["datasets"].values()))
    return [(row["l"], row["u"]) for row in rows if "l" in row] if bars else []


STEADY = {month: (710 + k % 5, 1000) for k, month in enumerate(MONTHS[-10:])}


def test_each_value_is_drawn_with_wilsons_interval(tiny):
    told = picture(survey(tiny, STEADY))
    bars = whiskers(drawn(told))
    wanted = [proportion_confint(happy, n, method="wilson") for happy, n in STEADY.values()]
    assert bars == [(pytest.approx(100 * low, abs=1e-4), pytest.approx(100 * high, abs=1e-4)) for low, high in wanted]
    low, high = upright(drawn(told))
    assert high - low >= 10 and 60 < low < 71 < 72 < high < 82
    assert any("95% interval of each value" in note for note in told.notes)


def test_table_and_file_have_the_same_intervals(tiny):
    told = picture(survey(tiny, STEADY))
    low, high = (100 * end for end in proportion_confint(*STEADY["2023-10"], method="wilson"))
    assert told.columns == ["Period", "Happy overall", "Happy overall, 95% interval"]
    assert told.rows[0] == ["October 2023", "71.4%", f"{low:.1f}% to {high:.1f}%"]
    raw = {row[1]: row[2] for row in told.raw if row[0] == "2023-10"}
    assert raw == {
        "Happy overall": pytest.approx(71.4),
        "Happy overall, 95% interval, lower": pytest.approx(low),
        "Happy overall, 95% interval, upper": pytest.approx(high),
    }


def test_so_few_answers_that_nothing_is_printed_have_no_interval_either(tiny):
    told = picture(survey(tiny, STEADY | {"2023-06": (15, 29)}))
    assert len(whiskers(drawn(told))) == 9
    assert next(row for row in told.rows if row[0] == "June 2023")[1:] == ["[c]", "none"]
    assert not [row for row in told.raw if row[0] == "2023-06" and "interval" in row[1]]


def test_a_usual_range_and_what_would_change_it_follow_from_the_months_that_are_shown(tiny):
    """Months of few answers are gaps: a formula that took them in would give another range than the one printed."""
    answers = {month: ((60 + k % 5, 100) if k % 8 else (1, 29)) for k, month in enumerate(MONTHS)}
    report = survey(tiny, answers, target={"value": 55, "label": "Standard"}, good_direction="increase")
    figures, shown = report.page.figures, [100 * yes / n for yes, n in answers.values() if n >= 30]
    assert figures.of("overall", "usual_months").value == len(shown) == 21
    assert figures.of("overall", "usual_mean").value == pytest.approx(sum(shown) / len(shown))
    names = ("usual_mean", "usual_lower", "usual_upper", "usual_months", "signal_above", "signal_below", "target_mean")
    for figure in (figures.of("overall", name) for name in names):
        assert "survey_percentages(" in figure.formula
        assert rework(tiny.project(), figure.formula, figure.cells) == pytest.approx(figure.value), figure.id


@pytest.mark.parametrize(("n", "known"), [(29, 1), (30, 2)])
def test_a_part_of_few_answers_is_not_among_those_that_have_a_value_or_a_place(tiny, n, known):
    report = survey(tiny, STEADY | {MONTHS[-1]: (20, n)})
    figures = report.page.figures
    counted = [figures.of("asked", name) for name in ("known_parts", "unknown_parts")]
    assert [figure.value for figure in counted] == [known, 2 - known]
    assert [rework(tiny.project(), f.formula, f.cells) for f in counted] == [known, 2 - known]
    assert figures.of("asked", "rank", "other").known == (known == 2)


def test_few_answers_are_marked_in_the_table_too(tiny):
    told = picture(survey(tiny, STEADY | {"2023-06": (25, 49)}))
    assert next(row for row in told.rows if row[0] == "June 2023")[1] == "51.0% [u]"


def test_a_full_count_has_no_interval_and_keeps_its_axis(tiny):
    report = survey(tiny, STEADY, design="")
    told = picture(report)
    assert whiskers(drawn(told)) == [] and told.columns == ["Period", "Happy overall"]
    low, high = upright(drawn(told))
    assert high - low < 2
    assert least_shown(report.page.figures.series("overall")) == 0
    assert interval_at(report.page.figures.series("overall"), "2023-10") is None


def test_each_of_several_lines_has_its_own(tiny):
    told = picture(survey(tiny, STEADY), 1)
    assert len(whiskers(drawn(told))) == 20
    assert told.columns[2::2] == [f"{name}, 95% interval" for name in told.columns[1::2]]
    assert len(told.columns) == 5


def test_a_year_that_chance_explains_is_said_to_be_one(tiny):
    """Two windows that differ by less than the answers tell: neither title nor highest and lowest make more of it."""
    answers = {month: (70 + k % 3 + (k > 11), 100) for k, month in enumerate(MONTHS)}
    told = picture(survey(tiny, answers, window="12 months"))
    assert plain(told.title) == "Happy overall shows no clear change in the year ending October 2023"
    said = plain(told.shows)
    assert "Over the year: no clear change" in said and "(95% interval of the survey " in said
    assert "highest" not in said and "lowest" not in said


def test_a_year_that_chance_does_not_explain_is_told(tiny):
    answers = {month: ((55 if k < 12 else 75) + k % 3, 100) for k, month in enumerate(MONTHS)}
    told = picture(survey(tiny, answers, window="12 months"))
    assert plain(told.title) == "Happy overall rose by 20.0 percentage points in the year ending October 2023"
    assert "by more than chance" in plain(told.shows) and "The highest value shown" in plain(told.shows)


def test_a_small_line_of_a_survey_is_no_steeper_than_ten_points_allow():
    def height(least: float) -> float:
        line = sparkline([71.0, 71.5], "Happy", (120, 28), least)
        ends = [float(point.split(",")[1]) for point in line.split('points="')[1].split('"')[0].split()]
        return abs(ends[0] - ends[1])

    assert height(0) == pytest.approx(18) and height(10) == pytest.approx(0.9, abs=0.06)


def test_the_scorecard_tells_no_change_of_a_year_whose_latest_value_is_withheld(tiny):
    """A verdict on it is withheld as well, and a change alone would stand beside "not tested"."""
    answers = {month: (70 + k % 3, 100) for k, month in enumerate(MONTHS)}
    report = survey(tiny, answers | {"2023-10": (15, 29)})
    row = next(r for r in report.scorecard("priority-1").html.split("<tr") if "Happy overall" in r)
    assert "Held back [c]" in row and "change-12-months" not in row
