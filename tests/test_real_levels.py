"""Levels in real data: crime in London's boroughs over fourteen years, through two lockdowns. Nothing here is reconstructed."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from places import ROOT

from pcc_lib.statistics import seasons
from pcc_lib.statistics.level_changes import DRIFT, STEP, LevelChange, level_changes
from pcc_lib.statistics.usual import judged_months

FOLDER = ROOT.parent / "shared" / "open_data" / "met_police_boroughs"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the genuine borough tables (shared/open_data) are not here"),
]


@pytest.fixture(scope="module")
def boroughs() -> dict[str, pd.Series]:
    """Recorded offences of each borough by month; fraud is left out, which only the first file has."""
    counted: dict[str, Counter[str]] = {}
    for path in sorted(FOLDER.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if "Fraud" in row["MajorText"]:
                    continue
                borough = next(v for k, v in row.items() if k.endswith("BoroughName"))
                months = {f"{k[:4]}-{k[4:]}": int(v or 0) for k, v in row.items() if re.fullmatch(r"20\d{4}", k)}
                counted.setdefault(borough.strip(), Counter()).update(months)
    made = {name: pd.Series(dict(months)).sort_index().astype(float) for name, months in counted.items()}
    return {name: each.set_axis(pd.PeriodIndex(each.index, freq="M")) for name, each in made.items()}


def told(series: pd.Series, last: str) -> tuple[LevelChange, ...]:
    """What a page would have found up to a month: per day, without season, in the last three years."""
    return level_changes(judged_months(series[:last], daily=True).plain)


def test_the_tables_are_whole(boroughs):
    assert len(boroughs) == 33 and {len(each) for each in boroughs.values()} == {166}
    assert all(str(each.index[0]) == "2010-04" and str(each.index[-1]) == "2024-01" for each in boroughs.values())


def test_the_first_lockdown_is_a_step_once_six_months_are_known(boroughs):
    whole = sum(boroughs.values())
    assert told(whole, "2020-07") == () or str(told(whole, "2020-07")[-1].month) != "2020-04"
    for last in ("2020-09", "2020-12", "2021-06", "2022-03"):
        (change,) = told(whole, last)
        assert (str(change.month), change.kind) == ("2020-03", STEP) and change.after < 0.9 * change.before, last


def test_no_other_month_is_a_step_in_so_many_boroughs(boroughs):
    found = Counter(str(c.month) for each in boroughs.values() for c in told(each, "2020-12") if c.kind == STEP)
    assert found["2020-03"] + found["2020-04"] == 15 and found.most_common(1)[0][0] == "2020-03"


def test_the_way_back_is_a_drift_of_the_whole(boroughs):
    (change,) = told(sum(boroughs.values()), "2024-01")
    assert (str(change.month), change.kind) == ("2021-02", DRIFT) and change.after > 1.15 * change.before


def test_many_boroughs_have_not_moved_at_all(boroughs):
    assert 10 <= sum(not told(each, "2024-01") for each in boroughs.values()) <= 25


def test_the_whole_run_of_fourteen_years_is_cut_at_the_lockdown(boroughs):
    plain = seasons.adjusted(sum(boroughs.values()), per_day=True).series
    found = level_changes(plain)
    assert "2020-03" in [str(c.month) for c in found] and np.all([c.months >= 6 for c in found])
