"""Real signals in real data: the long run of the City of London, and what gaps prevent for Wiltshire.

Nothing here is reconstructed, so no verdict is an illustration. See docs/open-data-proof.md.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from itertools import pairwise
from pathlib import Path
from statistics import mean

import numpy as np
import pytest
from importing import imported
from places import build
from test_police_uk import CITY, GENUINE, PROJECT, THREE_FORCES

from pcc_lib.core.periods import Span
from pcc_lib.figures.charted import monthly
from pcc_lib.figures.judgement import Judgement
from pcc_lib.figures.outlook import outlook
from pcc_lib.inputs.project import Project
from pcc_lib.report import Report
from pcc_lib.statistics import forecast
from pcc_lib.statistics.control_rules import COMMON

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not GENUINE.is_dir(), reason="the genuine street files (shared/open_data) are not here"),
]
MEASURES = ("all_crime", "anti_social_behaviour", "burglary")
LOCKDOWNS = [*Span("2020-04", "2020-06").periods, *Span("2020-12", "2021-04").periods]  # months of all crime far below the range
FORECAST = "2021-22-Q3"


def project_of(folder: Path, body: str, archive: Path) -> Path:
    """A copy of the street-crime project for one body, filled from one archive."""
    project = shutil.copytree(PROJECT, folder / body)
    (project / "other-bodies" / f"{body}.yml").replace(project / "data" / "body.yml")
    imported(project, "police-uk", [archive], force=body)
    return project


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project_of(tmp_path_factory.mktemp("city"), "city-of-london", CITY)


@pytest.fixture(scope="module")
def gappy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project_of(tmp_path_factory.mktemp("gappy"), "wiltshire", THREE_FORCES)


def report(project: Path, quarter: str) -> Report:
    return Report(Project(project), "safer-streets", quarter)


def judged(project: Path, quarter: str) -> dict[str, Judgement]:
    found = report(project, quarter)
    return {m: found.page.judgement(found.page.figures.measure(m)) for m in MEASURES}


def flagged(judgement: Judgement, side: str, *rules: str) -> list[str]:
    points = judgement.points
    kept = points[(points["label"] == f"special cause {side}") & (points["rule"].isin(rules) if rules else True)]
    return [str(p) for p in kept.index]


def words(page: Path) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")))


def test_the_lockdowns_are_found_in_all_crime(city: Path) -> None:
    found = judged(city, FORECAST)["all_crime"]
    assert flagged(found, "low", "outside") == LOCKDOWNS
    assert flagged(found, "high", "outside") == ["2019-03", "2019-04", *Span("2019-06", "2019-12").periods]
    assert flagged(found, "high", "trend") == [*Span("2021-05", "2021-07").periods]  # the way back
    assert found.latest["label"] == COMMON and found.moved and found.moved.why == "shift" and not found.illustration
    assert [(str(c.month), c.kind, c.months) for c in found.moved.changes] == [("2020-04", "step", 14), ("2021-06", "step", 6)]


def test_the_limits_are_those_of_plain_arithmetic(city: Path) -> None:
    """Rows counted as lines of the files, limits worked out without the library."""
    with zipfile.ZipFile(CITY) as archive:
        counts = [archive.read(n).count(b"\n") - 1 for n in sorted(archive.namelist()) if n.endswith("-street.csv")][-36:]
    moves = [abs(b - a) for a, b in pairwise(counts)]
    moves = [m for m in moves if m < 3.267 * mean(moves)]
    reach = 2.66 * mean(moves)
    outside = [p for p, n in zip(Span("2018-12", "2021-11").periods, counts, strict=True) if abs(n - mean(counts)) > reach]
    found = judged(city, FORECAST)["all_crime"]
    assert found.latest["lower"] == pytest.approx(mean(counts) - reach)
    assert sorted(flagged(found, "low", "outside") + flagged(found, "high", "outside")) == outside


def test_the_first_lockdown_is_found_in_anti_social_behaviour(city: Path) -> None:
    found = judged(city, FORECAST)["anti_social_behaviour"]
    assert flagged(found, "low") == [*Span("2020-03", "2020-10").periods]
    assert flagged(found, "low", "outside") == ["2020-04"]
    assert found.variation == "common cause" and not found.illustration


def test_burglary_fell_later(city: Path) -> None:
    found = judged(city, FORECAST)["burglary"]
    assert flagged(found, "low") == [*Span("2020-05", "2021-07").periods]
    assert flagged(found, "low", "outside") == ["2020-11", "2021-01", "2021-02", "2021-03"]
    assert found.moved and [(str(c.month), c.kind) for c in found.moved.changes] == [("2020-05", "step")]


def test_a_report_of_the_time_would_have_told_it(city: Path) -> None:
    """Told up to May 2020, the latest month of two measures is a signal; burglary had not moved yet."""
    found = judged(city, "2020-21-Q1")
    assert {m: (j.variation, j.rule) for m, j in found.items()} == {
        "all_crime": ("improvement low", "outside"),
        "anti_social_behaviour": ("improvement low", "outside"),
        "burglary": ("common cause", ""),
    }
    page = Report(Project(city), "signals", "2020-21-Q1").signals().html
    assert "Below its usual range (better)" in page and "llustration" not in page


def test_the_book_of_the_city_builds_and_calls_nothing_an_illustration(city: Path) -> None:
    build(city, FORECAST)
    (page,) = (city / "_build/editions").rglob("html/**/safer-streets.html")
    text = words(page) + words(page.with_name("signals.html"))
    assert "llustration" not in text and "[e]" not in text
    assert re.search("All crime and anti-social behaviour (?:has|have) been (?:higher|lower) since", text)
    assert "it changed at once in April 2020 and June 2021." in text
    assert "its level moved in June 2021, and what is new cannot be carried forward until a year has passed" in text
    assert "Contains public sector information licensed under the Open Government Licence v3.0." in text


@pytest.mark.parametrize(
    ("measure", "theta", "naive", "last_month"),
    [("all_crime", 0.41, 0.89, 0.39), ("anti_social_behaviour", 0.43, 0.87, 0.42), ("burglary", 0.53, 1.06, 0.49)],
)
def test_the_record_of_the_forecast(city: Path, measure: str, theta: float, naive: float, last_month: float) -> None:
    """Theta beats the same month of last year; carrying the last month on would have done as well."""
    values = monthly(report(city, FORECAST).page.figures.series(measure).values())
    found = forecast.forecast(values, forecast.Request(3, lowest=0), signal="")
    assert (found.model, found.origins) == ("Theta", 12)
    assert found.scores["mase"].round(2)[["Theta", "SeasonalNaive"]].tolist() == [theta, naive]
    starts = [len(values) - forecast.STEP - i for i in range(found.origins)]
    carried = [
        forecast.mase(values.iloc[s : s + 3].to_numpy(), np.repeat(values.iloc[s - 1], 3), values.iloc[:s].to_numpy())
        for s in starts
    ]
    assert round(mean(carried), 2) == last_month < theta


def test_what_moved_in_the_year_is_not_carried_forward(city: Path) -> None:
    """All crime moved in June 2021, burglary in May 2020, and anti-social behaviour is judged as ever."""
    figures = report(city, FORECAST).page.figures
    why = {measure: outlook(figures.series(measure)).reason for measure in MEASURES}
    assert why.pop("all_crime").startswith("its level moved in June 2021, and what is new cannot be carried forward")
    assert why == {"anti_social_behaviour": "", "burglary": ""}


def test_what_gaps_prevent(gappy: Path) -> None:
    found = judged(gappy, "2025-26-Q2")
    told = {m: (flagged(j, "low"), flagged(j, "high")) for m, j in found.items()}
    assert told == {
        "all_crime": ([], ["2025-05", "2025-07"]),
        "anti_social_behaviour": (["2025-01", "2025-02"], ["2025-07", "2025-08"]),
        "burglary": ([], ["2024-01"]),
    }
    for judgement in found.values():
        assert judgement.points["value"].notna().sum() == 13 and str(judgement.points.index[0]) == "2024-01"
        assert judgement.latest["label"] == COMMON and judgement.test is None and not judgement.illustration
        assert judgement.note.startswith("Not seasonally adjusted: a month is missing.")
    # thirteen months over a gap: winter lies against summer, and no season can be taken out
    assert {m: [str(c.month) for c in j.moved.changes] for m, j in found.items() if j.moved} == {
        "all_crime": ["2025-03"],
        "anti_social_behaviour": ["2025-04"],
    }
    series = report(gappy, "2025-26-Q2").page.figures.series("all_crime")
    assert outlook(series).reason == "March 2019 is missing, and a forecast needs a history without a gap"
    figures = report(gappy, "2025-26-Q2").page.figures
    assert not figures.figure("all_crime.change_on_year").known and not figures.figure("all_crime.total_12_months").known


def test_gaps_are_named_on_the_page(gappy: Path) -> None:
    page = re.sub(r"<[^>]+>", "", report(gappy, "2025-26-Q2").what("recorded-crime").drawn())
    assert page.count("No values for March 2019 to December 2023 and May 2024 to December 2024 [x]") == 2
    assert "No forecast is shown for “All crime and anti-social behaviour”: March 2019 is missing" in page
    assert "llustration" not in page
