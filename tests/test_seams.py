"""Where features meet: verdicts, moved levels, targets with dates and ranges, combined columns, surveys, new limits, together at
random.

Small projects are made from a seed. A plain reading of their rows, written without the library, says what may be said of the
target; every figure that can be told is worked out again from its cells; what a proposal promises is what accepting it does.
"""

from __future__ import annotations

import math
import random
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from test_awkward_shapes import MONTHS, Case, Cell, tell, wobble, words

from pcc_lib.core.errors import ReportError
from pcc_lib.figures.accepting import accept
from pcc_lib.figures.catalogue import STATISTICS
from pcc_lib.figures.judgement import Judgement
from pcc_lib.figures.proposals import proposals
from pcc_lib.figures.reworking import rework
from pcc_lib.inputs.project import Project
from pcc_lib.pages.pictures import unit_words
from pcc_lib.report import Report
from pcc_lib.writing.proposals import verdict_words
from pcc_lib.writing.verdicts import verdicts

pytestmark = pytest.mark.slow

BLOCKS = (
    ("cards",),
    ("what", "crime"),
    ("so_what", "crime"),
    ("scorecard", "safer"),
    ("signals_summary",),
    ("signals",),
    ("quiet",),
)
COLUMNS = ("a", "b", "of")
KEYS: dict[str, dict[str, object]] = {
    "count": {},
    "per day": {"per_day": True},
    "added up": {"numerator": ["a", "b"]},
    "added up, times, per day": {"numerator": ["a", "b"], "multiply_by": 10, "per_day": True},
    "mean": {"calculation": "mean", "denominator": "of", "unit": "days", "decimals": 1},
    "percentage": {"calculation": "percentage", "denominator": "of", "unit": "%"},
    "ratio": {"calculation": "ratio", "denominator": "of", "unit": "%"},
    "survey": {"calculation": "percentage", "denominator": "of", "unit": "%", "survey": True},
    "percentage of several": {"calculation": "percentage", "numerator": ["a", "b"], "denominator": ["of"], "unit": "%"},
}
LEAST_ANSWERS = 30  # of a survey, below which nothing is printed
REASON = "New <b>rules</b>: {x} came # into 'force'"


@dataclass(frozen=True)
class Made:
    """A project made from a seed, with its values by month, worked out plainly."""

    case: Case
    values: dict[str, float | None]

    def goal(self, month: str) -> dict | None:
        target = self.case.measure.get("target", {})
        return next((g for g in reversed(target.get("from", [target] if target else [])) if g.get("month", "") <= month), None)

    def met(self, first: str) -> list[bool | None]:
        """Whether each known month from `first` on meets the target in force in it; None where there is none yet."""
        known = [(self.goal(month), value) for month, value in self.values.items() if month >= first and value is not None]
        return [None if goal is None else self._meets(goal, value) for goal, value in known]

    def _meets(self, goal: dict, value: float) -> bool:
        if "between" in goal:
            return goal["between"][0] - 1e-9 <= value <= goal["between"][1] + 1e-9
        rising = self.case.measure["good_direction"] == "increase"
        return value >= goal["value"] - 1e-9 if rising else value <= goal["value"] + 1e-9


def shaped(rng: random.Random) -> list[Cell]:
    """Counts about a level, with steps, a drift, a season, months far out, gaps."""
    level = rng.choice((3, 20, 100, 1000))
    size = max(1.0, level * rng.choice((0.02, 0.1, 0.3)))
    values = [level + size * rng.gauss(0, rng.choice((0, 1, 1))) for _ in MONTHS]
    for _ in range(rng.choice((0, 0, 1, 2))):
        at, by = rng.randrange(6, 35), rng.choice((-6, 3, 6)) * size
        values = [v + by * (i >= at) for i, v in enumerate(values)]
    slope, season = rng.choice((0, 0, 0, 0.4)) * size, rng.choice((0, 0, 4)) * size
    found: list[Cell] = [max(0, round(v + slope * i + season * math.sin(i * math.pi / 6))) for i, v in enumerate(values)]
    for _ in range(rng.choice((0, 0, 1, 2))):
        found[rng.choice((34, 35, rng.randrange(36)))] = rng.choice((0, 10 * level))
    for at in rng.choice(((), (), (), (35,), range(17, 19))):
        found[at] = None
    return found


def value_of(keys: dict[str, object], cells: tuple[Cell, ...]) -> float | None:
    """A month's value by the definition of its measure; none where too few answered a survey."""
    if cells[0] is None or ("survey" in keys and cells[2] < LEAST_ANSWERS):
        return None
    top = cells[0] + (cells[1] if isinstance(keys.get("numerator"), list) else 0)
    factor = 100 if keys.get("unit") == "%" else keys.get("multiply_by", 1)
    return factor * top / (cells[2] if "denominator" in keys else 1)


def goal(rng: random.Random, known: list[float], neutral: bool) -> dict[str, object]:
    low, high = sorted((round(rng.choice(known), 1), round(rng.choice(known), 1)))
    return {"between": [low, high + 1]} if neutral or rng.random() < 0.4 else {"value": low}


def made(seed: int) -> Made:
    rng = random.Random(seed)
    column = shaped(rng)
    base = 2 * max(v for v in column if v is not None) + 10
    cells = [(None,) * 3 if v is None else (v, i % 4, base + i * i % 11) for i, v in enumerate(column)]
    keys: dict[str, object] = {"numerator": "a", "good_direction": rng.choice(("increase", "decrease", "neutral"))}
    keys |= rng.choice(list(KEYS.values()))
    if "survey" in keys:
        cells = [(min(c[0], 20), 0, 25) if i % 7 == 3 and c[0] is not None else c for i, c in enumerate(cells)]
    values = {month: value_of(keys, row) for month, row in zip(MONTHS, cells, strict=True)}
    known, neutral = [v for v in values.values() if v is not None], keys["good_direction"] == "neutral"
    if rng.random() < 0.4:
        dates = sorted(rng.sample(MONTHS, rng.choice((1, 2))))
        keys["target"] = {"label": "Goal", "from": [{"month": month, **goal(rng, known, neutral)} for month in dates]}
    elif rng.random() < 0.7:
        keys["target"] = {"label": "Goal", **goal(rng, known, neutral)}
    if rng.random() < 0.3:
        keys["rebase"] = [{"month": rng.choice(MONTHS[1:]), "reason": "New rules came into force"}]
    rows = {(month, "north"): row for month, row in zip(MONTHS, cells, strict=True)}
    survey = bool(keys.pop("survey", False))
    return Made(Case(rows, COLUMNS, keys, survey=survey), values)


def wanted(met: list[bool | None]) -> str:
    """The verdict on a target, read from the months."""
    held = [each for each in met if each is not None]
    so_far = " so far" if len(held) < len(met) else ""
    if len(held) == 1:
        return "Target met" if held[0] else "Target missed"
    if all(held) or not any(held):
        return f"Target {'met' if held[0] else 'missed'} every month{so_far}"
    return "Target met this month, not every month" if held[-1] else "Target missed this month, met in others"


def first_judged(judged: Judgement) -> str:
    points = judged.points
    return str(points.index[points["segment"] == points["segment"].iat[-1]][0])


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(30))
def test_what_is_said_of_features_together_is_true_and_agrees(tmp_path: Path, monkeypatch, seed):
    monkeypatch.setattr("pcc_lib.charts.images._rendered", lambda *_: '<svg width="1" height="1"/>')
    built = made(seed)
    if built.case.faults(tmp_path):
        pytest.skip("its target is far from all values, which the check tells")
    tell(built.case, tmp_path, BLOCKS)
    report = Report(Project(tmp_path), "safer")
    figures, explored = report.page.figures, report["m"]
    judged, said = report.page.judgement(figures.measure("m")), str(explored.sentence())
    pills = [verdict.words for verdict in verdicts(judged, figures.measure("m"))]
    assert not re.search(r"\bnan\b|\{\w+\}|\.\.|None", f"{said} {explored.verdicts()!r}")
    if judged.moved:
        assert "usual range" not in said and "the average leaves" not in said and "signal at" not in repr(explored.verdicts())
    target_agrees(built, judged, pills, said)
    limits_agree(figures, said)
    every_figure_follows(tmp_path, figures)
    promises_hold(tmp_path, figures)


def target_agrees(built: Made, judged: Judgement, pills: list[str], said: str) -> None:
    found = [words for words in pills if words.startswith("Target")]
    if judged.record is None:
        assert found == [] and "target" not in said.lower()
        return
    met = built.met(first_judged(judged))
    assert found == [wanted(met)]
    if "it is met every month" in said:
        assert all(each for each in met if each is not None)
    if "it is missed every month" in said:
        assert not any(met)
    if None in met:
        assert "in every month judged" not in said.split("no usual range.")[-1]


def limits_agree(figures, said: str) -> None:
    """A target that is said to lie within the range, or outside it, does."""
    if place := re.search(r"The target of \S+ lies (within|outside) that range", said):
        asked, lower, upper = (figures.of("m", name).value for name in ("target", "usual_lower", "usual_upper"))
        assert (lower - 1e-9 <= asked <= upper + 1e-9) == (place[1] == "within"), said


def every_figure_follows(root: Path, figures) -> None:
    for name in STATISTICS:
        try:
            figure = figures.of("m", name) if not name.startswith("forecast") else None
        except ReportError:
            continue
        if figure is not None and figure.known and figure.formula:
            assert rework(Project(root), figure.formula, figure.cells) == pytest.approx(figure.value, rel=1e-6, abs=1e-6), figure


def promises_hold(root: Path, figures) -> None:
    """What a proposal says of accepting it is what is said once it is accepted."""
    series = figures.series("m")
    found = [p for p in proposals(figures, series) if p.then is not None]
    if found:
        accept(figures, "m", found[-1].month, REASON)
        after = Report(Project(root), "safer")
        measure = after.page.figures.measure("m")
        assert verdict_words(after.page.judgement(measure), measure) == verdict_words(found[-1].then, series.measure)
        assert REASON in measure.rebase[-1].reason
        for name, *args in BLOCKS:
            assert "<b>rules" not in getattr(after, name)(*args).drawn()


# ── kinds of seams that broke, each by itself ─────────────────────────────────────────────────────────────────────────────
def project(folder: Path, rows: dict, **keys: object) -> Report:
    survey = bool(keys.pop("survey", False))
    case = Case(rows, COLUMNS, {"numerator": "a"} | keys, survey=survey)
    assert case.faults(folder) == []
    return Report(Project(folder), "safer")


def counts(values: list[Cell], area: str = "north", base: int = 500) -> dict:
    months = MONTHS[-len(values) :]
    return {(month, area): (v, 2, base) for month, v in zip(months, values, strict=True)}


def test_what_would_change_a_verdict_on_added_columns_names_every_column(tmp_path):
    report = project(tmp_path, counts(wobble(100)), numerator=["a", "b"], multiply_by=10, target={"label": "Goal", "value": 1000})
    for name in ("signal_above", "signal_below", "target_mean", "target_move"):
        figure = report.page.figures.of("m", name)
        assert "a + b" in figure.formula and rework(report.page.project, figure.formula, figure.cells) == pytest.approx(
            figure.value
        )
    assert report.page.figures.of("m", "target_mean").formula.startswith("times(10, greatest_mean_to_meet(a + b, c / 10, ")


def test_a_target_that_is_a_range_asks_for_no_average(tmp_path):
    report = project(tmp_path, counts(wobble(100)), target={"label": "Goal", "between": [95, 101]})
    said = repr(report["m"].verdicts())
    assert report.page.judgement(report.page.figures.measure("m")).assurance == "hit and miss"
    assert "A signal in " in said and "usual variation would meet" not in said


def test_a_target_is_held_against_the_ranges_of_all_months_of_a_year(tmp_path):
    """The range of one month would be told, and the target lie beyond it while it lies within that of another."""
    values = [v + [0, 20, 40, 60, 40, 20][i % 6] for i, v in enumerate(wobble(100, by=3))]
    report = project(tmp_path, counts(values), target={"label": "Goal", "value": 130})
    judged = report.page.judgement(report.page.figures.measure("m"))
    assert (judged.variation, judged.assurance) == ("common cause", "hit and miss")
    assert str(report["m"].sentence()).endswith(
        "The usual range follows the time of year, which with usual variation makes some months meet the target of 130, others "
        "miss it."
    )
    assert not report.page.figures.of("m", "target_mean").known


def test_a_month_far_out_is_left_out_of_an_average_only_where_one_is_told(tmp_path):
    values = wobble(1000, by=20)
    values[10] = 9000
    anew = [{"month": "2022-06", "reason": "New rules came into force"}]
    assert "November 2021 (9,000) stands far apart" in str(project(tmp_path / "a", counts(values))["m"].sentence())
    assert "far apart" not in str(project(tmp_path / "b", counts(values), rebase=anew)["m"].sentence())
    stepped = [v + 400 * (i >= 20) for i, v in enumerate(values)]
    assert "far apart" not in str(project(tmp_path / "c", counts(stepped))["m"].sentence())
    values[20] = 9500
    assert "November 2021 (9,000) and September 2022 (9,500) stand far" in str(
        project(tmp_path / "d", counts(values))["m"].sentence()
    )


def test_few_months_after_new_limits_are_said_to_be_few_with_trial_limits_or_none(tmp_path):
    for month in ("2023-03", "2023-10"):
        anew = [{"month": month, "reason": "New rules came into force"}]
        said = repr(project(tmp_path / month, counts(wobble(100)), rebase=anew)["m"].verdicts())
        assert "Too few months for a verdict" in said and "Too early to say" in said


def test_a_ratio_of_what_is_no_part_has_neither_places_nor_an_interval(tmp_path):
    rows = counts(wobble(600)) | counts(wobble(100), "south")
    share = {"calculation": "ratio", "denominator": "of", "unit": "%", "breakdown": "area"}
    report = project(tmp_path / "a", rows, **share)
    assert not report.page.figures.of("m", "rank", "north").known and not report.page.figures.of("m", "ranked").known
    with pytest.raises(ReportError, match="'rank' is no chart of m"):
        report["m"].chart("rank")
    asked = project(tmp_path / "b", rows, survey=True, **share)
    assert not asked.page.figures.of("m", "interval_lower", "north").known


def test_a_latest_month_without_a_value_is_said_to_be_why_nothing_is_judged(tmp_path):
    listed = repr(project(tmp_path, counts([*wobble(100, 35), None]))["m"].verdicts())
    assert listed.endswith("Not judged  its latest month has no value")
    every_other = [v if i % 2 else None for i, v in enumerate(wobble(100))]
    listed = repr(project(tmp_path / "b", counts(every_other))["m"].verdicts())
    assert listed.endswith(" No limits: no two neighbouring months are both known.")


def test_the_first_chart_that_can_be_shown_is_shown(tmp_path):
    report = project(tmp_path, counts(wobble(100)[-8:]), window="12 months")
    with pytest.raises(ReportError, match="not enough for a trend chart of m"):
        report["m"].chart()


def test_a_change_of_other_months_than_the_value_says_of_which(tmp_path):
    report = project(tmp_path, counts(wobble(100)), window="3 months", change="change_12_months")
    said = str(report["m"].sentence())
    start, _, tested = said.partition(". Over the year")
    assert re.fullmatch(r"Offences: \d+ in the three months to December 2023", start)
    change = report.page.figures.of("m", "change_12_months").text  # the estimate that the interval is about, not the window's own
    assert f"({change}, to " in tested and change != report.page.figures.of("m", "change_on_year").text
    year = project(tmp_path / "b", counts(wobble(100)), window="12 months", change="change_12_months")
    assert re.search(r"^Offences: [\d,]+ in 2023, [\d.]+% (higher|lower) than in 2022\.", str(year["m"].sentence()))


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ("financial year", "offences over the financial year so far"),
        ("since 2022-04", "offences since April 2022"),
        ("3 months", "offences over 3 months"),
        ("month", "offences by month"),
    ],
)
def test_a_chart_says_in_words_what_its_values_cover(tmp_path, window, said):
    report = project(tmp_path, counts(wobble(100)), window=window)
    assert unit_words(report.page.figures.measure("m")) == said


def test_one_month_against_another_stands_beside_no_verdict_on_the_month(tmp_path):
    """A level without steps and limits with few months give a verdict, and nothing that it rests on."""
    anew = [{"month": "2023-03", "reason": "New rules came into force"}]
    few = project(tmp_path / "a", counts(wobble(100)), rebase=anew, change="change_on_month")
    none = project(tmp_path / "b", counts(wobble(100)[-9:]), change="change_on_month")
    tiles = [words(report.what("crime").drawn()) for report in (few, none)]
    assert ["(single months)" in tile for tile in tiles] == [False, True]
    assert "Too few months for a verdict" in tiles[0]


def test_a_trend_of_no_value_is_not_of_one(tmp_path):
    share = {"calculation": "percentage", "denominator": "of", "unit": "%", "survey": True}
    withheld = counts([7] * 12, base=20)
    for name, rows, said in (("a", withheld, False), ("b", withheld | counts([70]), True)):
        row = project(tmp_path / name, rows, **share).scorecard("safer").drawn()
        assert ("one value only" in row) == said and ("[c]" in row) != said


def test_what_a_target_asks_of_an_average_is_not_said_where_the_range_follows_the_season(tmp_path):
    """Any target can be met at some average of counts: that none would do is not known, and not so."""
    values = [v + [0, 20, 40, 60, 40, 20][i % 6] for i, v in enumerate(wobble(100, by=3))]
    listed = repr(project(tmp_path, counts(values), target={"label": "Goal", "value": 130})["m"].verdicts())
    assert "A signal in January 2024: " in listed and "average" not in listed


def test_a_latest_month_without_a_value_is_not_too_early_to_judge(tmp_path):
    anew = [{"month": "2023-03", "reason": "New rules came into force"}]
    report = project(tmp_path, counts([*wobble(100, 35), None]), rebase=anew)
    said = words(report.so_what("crime").drawn()) + repr(report["m"].verdicts())
    assert "Too few" not in said and "Too early" not in said and "its latest month has no value" in said


def test_two_levels_between_which_a_measure_moved_do_not_print_alike(tmp_path):
    """A mean of parts of one, told without decimals: 0.42, then 0.44."""
    values = [420 + (i * 37) % 5 + (20 if i >= 20 else 0) for i in range(36)]
    report = project(tmp_path, counts(values, base=1000), calculation="mean", denominator="of")
    before, after = (report.page.figures.of("m", name) for name in ("level_before", "level_after"))
    assert (before.text, after.text) == ("0.42", "0.44")
