"""What stands under a chart: gaps by name, warnings. Shading and line stop at a gap."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from conftest import Tiny

from pcc_lib.charts import lines
from pcc_lib.figures.judgement import judge
from pcc_lib.pages import pictures
from pcc_lib.pages.pictures import gaps_named
from pcc_lib.pages.trend_charts import trend

NAMED = "No values for {} [x]: a gap in the line, not zero."


def without(tiny: Tiny, *months: str) -> Tiny:
    """The tiny project without the rows of some months."""
    path = tiny.root / "data/sources/calls.csv"
    kept = [row for row in path.read_text(encoding="utf-8").splitlines(True) if not row.startswith(months)]
    return tiny.write("data/sources/calls.csv", "".join(kept))


def picture(tiny: Tiny) -> pictures.Picture:
    report = tiny.report()
    topic = report.page.topic("calls")
    return trend(report.page, topic, topic.charts[0])


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ((), None),
        (("2022-05",), "May 2022"),
        (("2022-05", "2022-06", "2022-07", "2023-02"), "May 2022 to July 2022 and February 2023"),
        (("2021-03", "2022-05", "2023-02"), "March 2021, May 2022 and February 2023"),
    ],
)
def test_gaps_are_named(tiny: Tiny, months: tuple[str, ...], words: str | None) -> None:
    found = gaps_named(picture(without(tiny, *months) if months else tiny))
    assert found == ([NAMED.format(words)] if words else [])


def test_many_gaps_are_told_in_one_sentence(tiny: Tiny) -> None:
    found = gaps_named(picture(without(tiny, "2021-03", "2021-05", "2021-07", "2021-09", "2021-11")))
    assert found == ["Gaps in the line are months without a value [x]; the table names them."]


def test_a_gap_before_the_first_month_shown_is_not_named(tiny: Tiny) -> None:
    without(tiny, "2021-03").edit("data/topics/calls.yml", "measures: [offered]", "measures: [offered], from: 2022-01")
    assert gaps_named(picture(tiny)) == []


def test_neither_line_nor_shading_leads_across_a_gap(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[pd.DataFrame] = []
    monkeypatch.setattr(lines, "spc", lambda frame, *_: seen.append(frame))
    picture(without(tiny, "2022-05", "2022-06")).draw("")
    (frame,) = seen
    gap = frame[frame["period"].isin(["2022-05", "2022-06"])]
    assert len(gap) == 2 and gap[["value", "mean", "lower", "upper"]].isna().all(axis=None)
    assert frame.loc[frame["period"] == "2022-07", "upper"].notna().all()


def test_the_usual_range_begins_with_a_known_month(tiny: Tiny) -> None:
    """Of the last 36 months the first are a gap: the range must not be drawn from them on."""
    without(tiny, "2021-03", "2021-04", "2021-05")
    lines = (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8").splitlines(True)
    old = [f"2020-{m:02d},{area},{n},{n},1,computed,\n" for m in (7, 8, 9, 10) for area, n in (("north", 9), ("south", 5))]
    kept = [r for r in lines[1:] if r[:7] not in ("2021-01", "2021-02")]
    tiny.write("data/sources/calls.csv", "".join([lines[0], *old, *kept]))
    points = judge(tiny.figures().series("offered")).points
    assert str(points.index[0]) == "2021-06" and not math.isnan(points["value"].iloc[0])


def test_a_series_between_levels_is_warned_of(tiny: Tiny) -> None:
    found = judge(tiny.figures().series("offered"))  # 15, then 25, then 35 a month
    assert (found.points["label"] != "common cause").mean() > 0.5
    assert found.moved and found.moved.why == "shift"
    assert any("Dashed: the level" in note for note in picture(tiny).notes)
