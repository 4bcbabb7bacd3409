"""Robust to late data: what earlier releases and editions told of young months, and whether a verdict would stand."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from conftest import measure
from made import percentage, source
from places import ROOT
from pytest import approx

from pcc_lib.core.periods import Span
from pcc_lib.figures.cutting import make_series
from pcc_lib.figures.figure import FigureId
from pcc_lib.figures.figures import Figures, figure_of
from pcc_lib.figures.judgement import judge
from pcc_lib.figures.reworking import rework
from pcc_lib.figures.standing import Standing, standing
from pcc_lib.inputs.published import Printed
from pcc_lib.statistics.revisions import Revision, ends, revised
from pcc_lib.writing.what_would_change import if_revised

MONTHS = Span("2021-01", "2023-10").periods
NOISE = np.random.default_rng(5).normal(0, 1, len(MONTHS))
USUAL = {month: round(100 + 5 * x) for month, x in zip(MONTHS, NOISE, strict=True)}
HEADER = "month,area,offered,answered,wait_s,kind,status\n"


def calls(north: dict[str, int], last: str = "2023-10") -> str:
    """Calls of the tiny project: north as given, south five a month, up to a month."""
    rows = [(m, area, n) for m, value in north.items() if m <= last for area, n in (("north", value), ("south", 5))]
    return HEADER + "".join(f"{m},{area},{n},{n // 2},100,computed,\n" for m, area, n in rows)


def released(tiny, now: dict[str, int], **then: dict[str, int]):
    """The tiny project with these calls, and what earlier releases told otherwise: `r2023_06={"2023-06": 90}`."""
    tiny.write("data/sources/calls.csv", calls(now))
    for name, changed in then.items():
        last = name.removeprefix("r").replace("_", "-")
        tiny.write(f"data/sources/calls.releases/{last}.csv", calls(now | changed, last))
    return tiny


def test_the_size_of_a_revision_and_its_ends():
    seen = [Revision(0, 100, 110), Revision(0, 100, 95), Revision(1, 50, 51), Revision(12, 1, 9), Revision(0, 0, 9)]
    assert ends(seen) == {0: (approx(-0.05), approx(0.1)), 1: (approx(0.02), approx(0.02))}
    assert ends([Revision(2, 40.0, 42.5, shares=True)]) == {2: (2.5, 2.5)}
    values = pd.Series([10.0, 20, 30], ["2023-08", "2023-09", "2023-10"])
    assert list(revised(values, {0: 0.1, 1: -0.5, 7: 9})) == [10, 10, approx(33)]
    assert list(revised(values, {0: 2.5}, shares=True)) == [10, 20, 32.5]


def test_a_verdict_that_rests_on_what_is_always_revised_away_would_not_stand(tiny):
    now = USUAL | {"2023-10": 130}
    told = released(tiny, now, r2023_06={"2023-06": now["2023-06"] * 5 // 4}, r2023_08={"2023-08": now["2023-08"] * 5 // 4})
    figures = told.figures()
    series = figures.series("offered")
    assert judge(series).is_signal
    found = standing(series)
    assert not found.stands and found.months >= 1
    lower, upper = figures.of("offered", "revised_lower"), figures.of("offered", "revised_upper")
    assert lower.value == approx(min(100 * (now[m] / (now[m] * 5 // 4) - 1) for m in ("2023-06", "2023-08")), abs=1.5)
    assert upper.value == 0 and lower.text.startswith("\u2212")
    said = "".join(
        p if isinstance(p, str) else p[1] if isinstance(p, tuple) else p.text for p in if_revised(found, figures_of(figures))
    )
    assert (
        said.startswith("This would not stand if the newest ") and " months were revised as earlier ones were (by \u2212" in said
    )


def test_a_level_that_late_data_would_turn_round_would_not_stand(tiny):
    """Both times it has moved, but the other way: what is said of it would be another thing."""
    late = [month for month in USUAL if month >= "2022-12"]
    now = USUAL | {month: USUAL[month] + 60 for month in late}
    before = Span("2022-01", "2022-11").periods
    told = released(tiny, now, r2022_11={month: now[month] * 4 for month in before})
    series = told.figures().series("offered")
    revised_down = standing(series)
    assert judge(series).moved.way == "higher" and revised_down.months >= 6 and not revised_down.stands


def test_the_page_says_whether_a_verdict_would_stand(tiny):
    now = USUAL | {"2023-10": 130}
    report = released(tiny, now, r2023_06={"2023-06": now["2023-06"] * 5 // 4}).report()
    said = re.sub(r"<[^>]+>", "", str(report.what("calls").html))
    assert "This would stand if the newest" in said or "This would not stand if the newest" in said
    assert "as earlier ones were (by" in said


def figures_of(figures: Figures):
    return lambda statistic: figures.of("offered", statistic)


def test_a_verdict_far_beyond_any_revision_would_stand(tiny):
    now = USUAL | {"2023-10": 400}
    figures = released(tiny, now, r2023_06={"2023-06": now["2023-06"] + 3}).figures()
    assert judge(figures.series("offered")).is_signal and standing(figures.series("offered")).stands


def test_the_revision_that_is_printed_follows_from_both_files(tiny):
    figures = released(tiny, USUAL, r2023_06={"2023-06": 90, "2023-05": 120}).figures()
    for name in ("revised_lower", "revised_upper"):
        figure = figures.of("offered", name)
        assert (
            figure.formula == "change_percent(count(a), count(b))" and "calls.releases/2023-06.csv#month=2023-0" in figure.cells
        )
        assert rework(tiny.project(), figure.formula, figure.cells) == approx(figure.value)
    north = figures.of("offered", "revised_upper", "north")
    assert north.value == approx(100 * (USUAL["2023-06"] / 90 - 1)) and "area=north" in north.cells


def test_a_share_is_revised_by_points(tiny):
    tiny.write(
        "data/measures/answered_rate.yml",
        measure("Answered", calculation="percentage", numerator="answered", denominator="offered", unit="%", decimals=1),
    )
    figures = released(tiny, USUAL, r2023_06={"2023-06": 91}).figures()
    figure = figures.of("answered_rate", "revised_upper")
    assert figure.formula == "change_points(percentage(a, b), percentage(c, d))" and figure.unit == "percentage points"
    assert rework(tiny.project(), figure.formula, figure.cells) == approx(figure.value)


def test_where_nothing_was_released_before_nothing_is_known(tiny):
    figures = released(tiny, USUAL).figures()
    found = standing(figures.series("offered"))
    assert found.reason == "nothing is known of how its months are revised" and if_revised(found, figures_of(figures)) == []
    assert not figures.of("offered", "revised_lower").known


def test_what_an_earlier_edition_printed_is_a_release_too(tiny):
    now = USUAL | {"2023-10": 130, "2023-07": 100}
    released(tiny, now)
    tiny.write("data/quarters/2023-24-Q2/quarter.yml", "written_on: 2023-08-28\nreporting_months:\n  sources: {calls: 2023-07}\n")
    tiny.write(
        "data/published/2023-24-Q2.csv",
        "id,place,statement,printed,unit,basis,change_kind,figure,note\n"
        "offered-july,Report,Calls,126,calls,level,,offered.value,\n"
        f"offered-june,Report,Calls,{now['2023-06'] + 5},calls,level,,offered.value@2023-06,\n"
        "offered-rise,Report,Calls,9,%,change_on_year,percent,offered.change_on_year,\n"
        "other,Report,Calls,about 12,calls,level,,offered.value,\n",
    )
    figures = tiny.figures()
    figure = figures.of("offered", "revised_lower")
    assert figure.value == approx(100 * (105 / 126 - 1)) and figure.cells.endswith(
        "data/published/2023-24-Q2.csv#id=offered-july;column=printed"
    )
    assert rework(tiny.project(), figure.formula, figure.cells) == approx(figure.value)
    assert figures.of("offered", "revised_upper").value == approx(0)
    assert standing(figures.series("offered")).months == 2


def test_a_folder_of_kept_sources_is_no_record_of_printed_numbers(tiny):
    released(tiny, USUAL)
    for quarter in ("2023-24-Q2", "2023-24-Q3"):
        tiny.write(f"data/published/{quarter}/calls.csv", "month,area,offered\n2023-07,north,126\n")
    tiny.write("data/quarters/2023-24-Q2/quarter.yml", "written_on: 2023-08-28\nreporting_months:\n  sources: {calls: 2023-07}\n")
    assert standing(tiny.figures().series("offered")).reason == "nothing is known of how its months are revised"


def test_a_number_that_prints_as_it_did_is_not_revised():
    told = Printed("", "2023-06", "2023-06", 12.2, 0.1, "x")
    assert told.was(12.24) == 12.24 and told.was(12.26) == 12.2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("calls.releases/June.csv", calls(USUAL, "2023-06"), "is not named after a month"),
        ("calls.releases/2023-06.xlsx", "x", "is not named after a month"),
        ("calls.releases/2023-06.csv", calls(USUAL, "2023-05"), "its newest month is 2023-05, and its name says 2023-06"),
        (
            "calls.releases/2024-03.csv",
            calls(USUAL | {"2024-03": 9}, "2024-03"),
            "is newer than the source, which ends with 2023-10",
        ),
        ("calls.releases/2023-06.csv", calls(USUAL, "2023-06").replace(",100,", ",none,", 1), "row 2, column wait_s"),
        ("calls.releases/2023-06.csv", calls(USUAL, "2023-06").replace("north", "nrth", 1), "row 2, column area"),
        ("calls.releases/2023-06.csv", calls(USUAL, "2023-06").replace("offered", "ofered", 1), "unknown column 'ofered'"),
        ("cals.releases/2023-06.csv", calls(USUAL, "2023-06"), "holds releases of 'cals', and there is no such source"),
        (
            "national.releases/2022-03.csv",
            "year,area,incidents,kind,status\n2021-22,all,1,published,\n",
            "whose values are not monthly",
        ),
    ],
)
def test_a_wrong_release_is_a_fault(tiny, name, text, said):
    released(tiny, USUAL).write(f"data/sources/{name}", text)
    assert f"data/sources/{name.split('/')[0]}" in tiny.said() and said in tiny.said()


def test_a_right_release_is_no_fault(tiny):
    before = released(tiny, USUAL).said()
    assert released(tiny, USUAL, r2023_06={"2023-06": 90}).said() == before


def test_small_numbers_have_no_releases(tiny):
    """The difference of two releases of a protected table would give its hidden cells away."""
    tiny.write("data/measures/offered.yml", measure(disclosure="threshold"))
    series = released(tiny, USUAL, r2023_06={"2023-06": 90}).figures().series("offered")
    assert series.releases == () and series.printed == ()


# ── two real releases ─────────────────────────────────────────────────────────────────────────────────────────────────
OPEN_DATA = ROOT.parent / "shared/open_data/data_police_uk"
CATEGORY = "Unable to prosecute suspect"  # of the February of the older release one more in the newer


def outcomes(archive: str) -> dict[str, tuple[int, int]]:
    """Crimes with an outcome of the category, and crimes, by month."""
    found: dict[str, tuple[int, int]] = {}
    with zipfile.ZipFile(OPEN_DATA / archive) as held:
        for name in held.namelist():
            if name.endswith("-street.csv"):
                rows = csv.DictReader(io.TextIOWrapper(held.open(name), encoding="utf-8"))
                told = Counter(row["Last outcome category"] for row in rows if row["Crime ID"])
                found[name[:7]] = (told[CATEGORY], sum(told.values()))
    return found


@pytest.mark.skipif(not OPEN_DATA.is_dir(), reason="the open data are not at hand")
def test_outcomes_of_young_months_are_revised_as_two_releases_of_the_city_of_london_show():
    old, new = (outcomes(f"city-of-london-{name}.zip") for name in ("2018-2019-other-release", "2018-2021"))
    assert set(old) == {"2018-12", "2019-01", "2019-02"} and {m: old[m][1] for m in old} == {m: new[m][1] for m in old}
    top, base = ([new[m][i] for m in sorted(new)] for i in (0, 1))
    last = max(new)
    series = make_series(percentage(), source({"a": top, "b": base}, last=last), last)
    then = make_series(
        percentage(), source({k: [old[m][i] for m in sorted(old)] for k, i in (("a", 0), ("b", 1))}, last="2019-02"), "2019-02"
    )
    known = replace(series, releases=(then,))
    sizes = {m: 100 * new[m][0] / new[m][1] - 100 * old[m][0] / old[m][1] for m in old}
    assert figure_of(FigureId.of("m", "revised_upper"), known).value == approx(max(sizes.values()))
    assert figure_of(FigureId.of("m", "revised_lower"), known).value == approx(min(sizes.values()))
    assert sizes == {"2018-12": 0, "2019-01": 0, "2019-02": approx(100 / 595)}
    assert standing(known) == Standing(stands=True, months=3)


# ── what an original printed before its source was revised ───────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("printed", "unit", "figure", "fault"),
    [
        ("95", "calls", "offered.value@2023-06", ""),  # 90 in the north, and 5 in the south: what the release told
        ("105", "calls", "offered.value@2023-06", ""),  # what it tells now
        ("100", "calls", "offered.value@2023-06", "'100' is printed, and offered.value@2023-06 tells 105."),
        ("95", "%", "offered.value@2023-06", "'%', and offered.value@2023-06 is in calls."),
        ("90", "calls", "offered.value.north@2023-06", ""),
        ("90", "calls", "offered.value.north@2023-08", "tells 100."),  # the release does not hold that month
        ("-10.0", "%", "offered.change_on_month.north@2023-06", ""),
        ("-10.1", "%", "offered.change_on_month.north@2023-06", "tells 0.0%."),
    ],
)
def test_a_number_that_the_figure_told_before_its_source_was_revised_is_no_fault(tiny, printed, unit, figure, fault):
    released(tiny, dict.fromkeys(MONTHS, 100), r2023_06={"2023-06": 90})
    kind = "percent" if "change" in figure else ""
    row = f"june,Report,What it says,{printed},{unit},level,{kind},{figure},"
    header = "id,place,statement,printed,unit,basis,change_kind,figure,note"
    tiny.write("data/published/2023-24-Q3.csv", f"{header}\n{row}\n")
    told = [line for line in tiny.said().splitlines() if "data/published" in line]
    assert len(told) == bool(fault) and fault in "".join(told)
