"""A change in per cent of a handful leads no title: from one to four is 300% more, and says nothing."""

from __future__ import annotations

import re

import pytest
from conftest import Tiny, descriptor

from pcc_lib.pages.bar_charts import change_bars

MONTHS = [f"{year}-{month:02d}" for year in (2021, 2022, 2023) for month in range(1, 13)]
AREAS = ("north", "south", "east", "west")
NOTE = "Not drawn: West, with fewer than 50 before. Of so few a change in per cent says little."


def number(month: str, area: str) -> int:
    """Of west one in the year to October 2022, and four in the year after."""
    if area == "west":
        return int(month in ("2022-03", "2022-12", "2023-01", "2023-04", "2023-07"))
    return {"north": 10, "south": 20, "east": 30}[area] + (month > "2022-10") * {"north": 2, "south": -2, "east": 3}[area]


@pytest.fixture
def parts(tiny: Tiny) -> Tiny:
    rows = [f"{m},{a},{number(m, a)},computed," for m in MONTHS if m <= "2023-10" for a in AREAS]
    tiny.write("data/sources/calls.csv", "\n".join(["month,area,offered,kind,status", *rows]) + "\n")
    tiny.write("data/sources/calls.resource.yml", descriptor("calls", "month", "area", ", ".join(AREAS), "offered"))
    (tiny.root / "data/measures/answered_rate.yml").unlink()
    tiny.measure("offered", breakdown="area", good_direction="decrease", change="change_12_months")
    return tiny.edit("data/topics/calls.yml", "[offered, answered_rate]", "[offered]")


def shown(tiny: Tiny, statistic: str = ""):
    report = tiny.report()
    topic = report.page.topic("calls")
    chart = topic.charts[0].model_copy(update={"id": "areas", "kind": "change", "by": "area", "statistic": statistic})
    return change_bars(report.page, topic, chart)


def words(sentence: object) -> str:
    return "".join(part if isinstance(part, str) else (part[1] if isinstance(part, tuple) else part.text) for part in sentence)


def test_a_part_that_had_few_is_neither_drawn_nor_ranked(parts: Tiny) -> None:
    found = shown(parts)
    assert (
        words(found.title)
        == "Of the areas with enough to compare, calls ranged from 10.0% lower in South to 20.0% higher in North"
    )
    assert found.notes == [NOTE] and "West" not in words(found.shows) and "West" not in found.alt
    rows = {row[0]: row[1] for row in found.rows}
    assert words(rows["West"]) == "1 to 4 (+3)" and rows["South"].text == "\u221210.0%"
    raw = {row[0]: row[2:4] for row in found.raw}
    assert set(raw) == {"North", "South", "East", "West"} and raw["West"] == [3, "calls"] and raw["South"] == [-10, "%"]


@pytest.mark.parametrize(
    ("statistic", "counts"),
    [("change_12_months_percent", "1 to 4 (+3)"), ("change_on_baseline", "2 to 4 (+2)")],
    ids=["form", "baseline"],
)
def test_however_a_chart_names_the_change(parts: Tiny, statistic: str, counts: str) -> None:
    parts.measure("offered", breakdown="area", good_direction="decrease", change="change_12_months", baseline=2022)
    found = shown(parts, statistic)
    assert found.notes == [NOTE] and "West" not in words(found.title) + words(found.shows) + found.alt
    assert words(dict(found.rows)["West"]) == counts


def test_where_all_had_few_all_are_told(parts: Tiny) -> None:
    path = parts.root / "data/sources/calls.csv"
    path.write_text(
        re.sub(r",(\d)\d,computed", r",\1,computed", path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n"
    )
    found = shown(parts)
    assert found.notes == [] and words(found.title).startswith("Calls ranged from 12 fewer in South to 3 more in West")
    assert {row[3] for row in found.raw} == {"calls"} and words([dict(found.rows)["West"]]) == "+3"


def test_a_part_that_had_fifty_is_told_with_the_others(parts: Tiny) -> None:
    path = parts.root / "data/sources/calls.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2022-03,west,1", "2022-03,west,50"), encoding="utf-8", newline="\n")
    assert shown(parts).notes == [] and "West" in words(shown(parts).title)


def test_a_change_is_not_drawn_as_a_value(parts: Tiny) -> None:
    """It would be told as one, with what had few on top."""
    parts.edit("data/topics/calls.yml", "kind: trend", "kind: breakdown, by: area, statistic: change_12_months_percent")
    assert "change_12_months_percent is a change, and kind: breakdown draws values. Write kind: change" in parts.said()
    parts.edit("data/topics/calls.yml", "kind: breakdown", "kind: change")
    assert "draws values" not in parts.said()
