"""Small numbers: both presets, the audit, and that no reader can undo what is hidden."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcc_lib.statistics import disclosure as dc
from pcc_lib.statistics.count_tables import with_totals
from pcc_lib.statistics.rounding import mean_allowed, rounded, rounded_percentage
from pcc_lib.statistics.suppression import small, suppressed
from pcc_lib.statistics.suppression_audit import audit

EXAMPLE = pd.DataFrame([[3, 17, 22, 9], [12, 2, 31, 18], [25, 40, 8, 60]], list("abc"), list("wxyz"))


def hidden(found: dc.Protected) -> set:
    return {
        (row, column)
        for row, column in itertools.product(found.markers.index, found.markers.columns)
        if found.markers.at[row, column] == "[c]"
    }


# Rounding -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (8, 10), (12, 10), (13, 15), (17, 15), (18, 20), (22, 20), (102, 100), (103, 105)]
)
def test_rounding(count: int, shown: int) -> None:
    assert rounded(count) == shown


@pytest.mark.parametrize("count", range(1, 8))
def test_rounding_withholds_one_to_seven(count: int) -> None:
    assert math.isnan(rounded(count))


def test_totals_are_rounded_from_their_true_values() -> None:
    table = pd.DataFrame([[12, 12, 12], [0, 3, 9]], ["a", "b"], ["x", "y", "z"])
    found = dc.protect(table, "rounding")
    assert found.values.loc["a"].tolist() == [10, 10, 10, 35]  # 36, not 10 + 10 + 10
    assert found.values.loc["Total"].tolist() == [10, 15, 20, 50] and found.values.at["b", "Total"] == 10
    assert hidden(found) == {("b", "y")}
    assert found.values.at["b", "x"] == 0 and math.isnan(found.values.at["b", "y"])
    assert found.audit.empty


def test_rounded_percentages() -> None:
    assert rounded_percentage(13, 48) == pytest.approx(30)  # 15 of 50
    assert math.isnan(rounded_percentage(4, 48)) and math.isnan(rounded_percentage(0, 6))
    assert math.isnan(rounded_percentage(0, 0))


def test_means_need_eight_people() -> None:
    assert not mean_allowed(7) and mean_allowed(8)


# Threshold ------------------------------------------------------------------------------------------------


def test_example_of_the_method_note() -> None:
    found = dc.protect(EXAMPLE, "threshold")
    assert hidden(found) == {("a", "w"), ("b", "x"), ("a", "x"), ("b", "w")}  # 3 and 2, then 17 and 12
    assert found.values.at["Total", "Total"] == 247
    assert found.values.drop(index="Total", columns="Total").isna().sum().sum() == 4
    # 20 = w + x in row a, 14 in row b, 15 and 19 in the columns: (a, w) can be 1 to 15, (b, x) 0 to 14, as far as sums go.
    # Nothing hidden is 0, so (a, w) lies in 2 to 14 and (b, x) in 1 to 13; and a minimum is that of a small count.
    assert found.audit.loc[[("a", "w")], ["minimum", "maximum"]].to_numpy().tolist() == [[2, 14]]
    assert found.audit.loc[[("b", "x")], ["minimum", "maximum"]].to_numpy().tolist() == [[1, 13]]
    assert found.audit["passed"].all()


def test_hiding_the_small_cells_alone_fails_the_audit() -> None:
    whole, sums = with_totals(EXAMPLE)
    found = audit(whole.stack(), [("a", "w"), ("b", "x")], sums)
    assert not found["passed"].any()
    assert found.loc[("a", "w")].tolist()[:2] == [3, 3]


def test_two_small_cells_of_one_row_need_a_third() -> None:
    table = pd.DataFrame([[1, 2, 22, 9], [12, 9, 31, 18], [25, 40, 8, 60]], list("abc"), list("wxyz"))
    whole, sums = with_totals(table)
    lonely = [("a", "w"), ("a", "x"), ("b", "w"), ("b", "x")]  # two in each row, but 1 + 2 is under 5
    assert audit(whole.stack(), lonely, sums)["passed"].tolist() == [False, False]
    found = dc.protect(table, "threshold")
    assert len({cell for cell in hidden(found) if cell[0] == "a"}) == 3
    assert found.audit["passed"].all()


def test_nothing_small_nothing_hidden() -> None:
    found = dc.protect(pd.DataFrame([[5, 0], [9, 12]]), "threshold")
    assert hidden(found) == set() and found.values.at[0, "Total"] == 5
    assert found.audit.empty


def test_one_column_has_one_total() -> None:
    found = dc.protect(pd.DataFrame({"complaints": [3, 10, 20]}, list("abc")), "threshold")
    assert hidden(found) == {("a", "complaints"), ("b", "complaints")}
    assert list(found.values.columns) == ["complaints"] and found.values.at["Total", "complaints"] == 33


def test_one_row_has_one_total() -> None:
    found = dc.protect(pd.DataFrame([[3, 10, 20]], ["a"], list("xyz")), "threshold")
    assert hidden(found) == {("a", "x"), ("a", "y")} and list(found.values.index) == ["a"]


def test_a_single_cell_is_hidden_without_a_total() -> None:
    found = dc.protect(pd.DataFrame([[3]]), "threshold")
    assert found.values.isna().all().all() and found.audit["maximum"].tolist() == [4] and found.audit["alone"].all()


def test_small_totals_are_hidden_too() -> None:
    found = dc.protect(pd.DataFrame({"n": [3, 0, 0]}, list("abc")), "threshold")
    assert hidden(found) == {("a", "n"), ("Total", "n"), ("b", "n")}  # beside a shown 0 and 0 the total would be the part


def test_zeros_stay_unless_they_disclose() -> None:
    table = pd.DataFrame([[0, 17, 22], [12, 20, 31], [25, 40, 8]], list("abc"), list("xyz"))
    assert hidden(dc.protect(table, "threshold")) == set()
    found = dc.protect(table, "threshold", hide_zeros=True)
    assert hidden(found) == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}
    assert found.audit["passed"].all()


def test_zeros_are_not_used_as_cover_while_others_will_do() -> None:
    found = dc.protect(pd.DataFrame({"n": [3, 0, 7]}, list("abc")), "threshold")
    assert hidden(found) == {("a", "n"), ("c", "n")}
    # A rectangle over the zero (20 + 20 + 0) would be cheaper than the one that is taken (20 + 20 + 30).
    table = pd.DataFrame([[3, 20, 20], [20, 0, 30], [20, 30, 30]], list("abc"), list("xyz"))
    found = dc.protect(table, "threshold")
    assert found.values.at["b", "y"] == 0 and len(hidden(found)) == 4


def test_a_total_is_hidden_where_no_cell_can_cover() -> None:
    # Totals of 4 are small themselves; no inner cell can cover for them, but the total of totals can. The three would then be
    # one number, which nothing but a small one hides: a second row is hidden too.
    found = dc.protect(pd.DataFrame([[4, 0], [0, 60]], list("ab"), list("xy")), "threshold")
    four = {("a", "x"), ("a", "Total"), ("Total", "x"), ("Total", "Total")}
    assert hidden(found) == four | {("b", "x"), ("b", "Total")}
    assert found.audit["passed"].all()


def ways(table: pd.DataFrame, size: int) -> list[float]:
    """Totals of all choices of `size` further inner cells that pass the audit: every one tried."""
    whole, sums = with_totals(table)
    cells = whole.stack()
    primary = small(cells)
    others = [cell for cell in cells.index if cell not in primary and cell not in sums and cells[cell] > 0]
    return [
        cells[list(extra)].sum()
        for extra in itertools.combinations(others, size)
        if audit(cells, [*primary, *extra], sums)["passed"].all()
    ]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_no_smaller_choice_exists(seed: int) -> None:
    table = pd.DataFrame(np.random.default_rng(seed).integers(5, 40, (3, 3)), list("abc"), list("xyz"))
    table.iat[0, 0] = 2
    if seed % 2:
        table.iat[1, 2] = 4
    found = dc.protect(table, "threshold")
    chosen = hidden(found) - set(small(with_totals(table)[0].stack()))
    assert not any(ways(table, size) for size in range(len(chosen)))
    assert sum(table.at[cell] for cell in chosen) == min(ways(table, len(chosen)))


TABLES = st.integers(1, 4).flatmap(
    lambda rows: st.integers(1, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 14, 30]), min_size=columns, max_size=columns),
            min_size=rows,
            max_size=rows,
        )
    )
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(counts=TABLES)
def test_what_is_published_never_gives_a_small_count_away(counts: list) -> None:
    table = pd.DataFrame(counts)
    found = dc.protect(table, "threshold")
    whole, sums = with_totals(table)
    shown = found.values.notna()
    assert (found.values.where(shown, whole) == whole).all().all()  # nothing is altered
    assert not (shown & (whole > 0) & (whole < 5)).any().any()  # nothing small is shown
    assert audit(whole.stack(), list(hidden(found)), sums)["passed"].all()


def test_audit_agrees_with_every_table_tried() -> None:
    # All 2 by 2 corners that leave the published margins of the example alone and are filled: (a, w) = 3 + t, t from -1 to 11.
    possible = [3 + t for t in range(-20, 21) if min(3 + t, 17 - t, 12 - t, 2 + t) >= 1]
    whole, sums = with_totals(EXAMPLE)
    found = audit(whole.stack(), [("a", "w"), ("a", "x"), ("b", "w"), ("b", "x")], sums).loc[("a", "w")]
    assert (found["minimum"], found["maximum"]) == (min(possible), max(possible))


@pytest.mark.slow
def test_a_larger_table_is_protected() -> None:
    table = pd.DataFrame(np.random.default_rng(2).poisson(7, (12, 8)))
    found = dc.protect(table, "threshold")
    assert (table < 5).sum().sum() >= 10 and found.audit["passed"].all()


# Linked figures -------------------------------------------------------------------------------------------


def test_quarter_and_year_to_date() -> None:
    # Q1 and the year to date were published: hiding Q2 alone would give it away.
    values = pd.Series({"q1": 11.0, "q2": 3.0, "year to date": 14.0})
    sums = {"year to date": ["q1", "q2"]}
    assert not audit(values, ["q2"], sums)["passed"].any()
    assert suppressed(values, sums).cells == ["q2", "q1"]


def test_tables_that_share_a_margin() -> None:
    values = pd.Series(
        {"women": 4.0, "men": 30.0, "young": 14.0, "old": 20.0, "all": 34.0, "women, young": 2.0, "women, old": 2.0}
    )
    sums = {"all": ["women", "men"], "women": ["women, young", "women, old"]}
    chosen = suppressed(values, sums).cells
    assert set(chosen) >= {"women", "women, young", "women, old", "men"} and "all" not in chosen
    assert audit(values, chosen, sums)["passed"].all()


@pytest.mark.parametrize(
    ("values", "sums", "says"),
    [
        ({"a": 3.0, "b": 9.0, "t": 13.0}, {"t": ["a", "b"]}, "do not add up"),
        ({"a": 3.0, "t": 3.0}, {"t": ["a", "b"]}, "names 'b'"),
    ],
)
def test_bad_sums(values: dict, sums: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        suppressed(pd.Series(values), sums)


# Percentages, surveys, errors -----------------------------------------------------------------------------


def test_percentages_come_from_what_is_published() -> None:
    found = dc.percentages(dc.protect(EXAMPLE, "threshold"))
    assert found.at["c", "w"] == pytest.approx(100 * 25 / 133)
    assert found.loc["a", ["w", "x"]].isna().all()
    found = dc.percentages(dc.protect(EXAMPLE, "rounding"))
    assert found.at["c", "y"] == pytest.approx(100 * 10 / 135)
    assert dc.percentages(dc.protect(pd.DataFrame([[0, 0], [8, 9]]), "none")).loc[0].isna().all()


def test_percentages_need_a_base() -> None:
    with pytest.raises(ValueError, match="no column 'Total'"):
        dc.percentages(dc.protect(pd.DataFrame({"n": [8, 9]}), "none"))


@pytest.mark.parametrize(("base", "marker"), [(29, "[c]"), (30, "[u]"), (49, "[u]"), (50, "")])
def test_survey_bases(base: int, marker: str) -> None:
    assert dc.survey_marker(base) == marker
    assert dc.percent_change_allowed(base) == (marker == "")


def test_no_preset_only_adds_totals() -> None:
    found = dc.protect(EXAMPLE, "none")
    assert hidden(found) == set() and found.values.at["a", "Total"] == 51 and found.values.at["a", "w"] == 3


def test_the_table_is_left_as_it_was() -> None:
    before = EXAMPLE.copy()
    for preset in ("none", "rounding", "threshold"):
        dc.protect(EXAMPLE, preset)
    pd.testing.assert_frame_equal(EXAMPLE, before)


@pytest.mark.parametrize(
    ("table", "preset", "says"),
    [
        (EXAMPLE, "hide", "preset is 'hide'"),
        (EXAMPLE.replace(3, -3), "threshold", "a, w: -3 is not a count"),
        (EXAMPLE.replace(3, 2.5), "rounding", "a, w: 2.5 is not a count"),
        (EXAMPLE.replace(3, math.nan), "threshold", "a, w: nan is not a count"),
        (EXAMPLE.iloc[:0], "none", "DataFrame"),
        (EXAMPLE.rename(index={"a": "b"}), "none", "one name"),
        (EXAMPLE.rename(columns={"w": "Total"}), "none", "has a 'Total' already"),
    ],
)
def test_bad_tables(table: pd.DataFrame, preset: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        dc.protect(table, preset)
