"""What is asked of real data: little, and each question has a reason that people know.

Every quarter is asked in its turn, as an office would: up to its last month, of the months that are judged.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import real_sources

from pcc_lib.questions.asking import seen
from pcc_lib.questions.cube import Cube, cube_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not real_sources.OPEN_DATA.is_dir(), reason="the real data (shared/open_data) are not here"),
]
FRAUD = "fraud and forgery leave the table in 2013: Action Fraud records them from then on"
LOCKDOWN = "the lockdown of March to June 2020"
OPERATION = "one month of a police operation, or one record of many offences"
# kind, first month, column (of the first cell) and why the question is right to be asked
BOROUGHS = {
    ("tenfold", "2013-02", "historical_fraud_and_forgery"): FRAUD,
    ("far", "2013-02", "historical_fraud_and_forgery"): FRAUD,
    ("far", "2013-03", "historical_fraud_and_forgery"): FRAUD,
    ("doubled", "2013-02", "historical_fraud_and_forgery"): FRAUD,
    ("nought", "2013-03", "historical_fraud_and_forgery"): FRAUD,
    ("nought", "2013-04", "historical_fraud_and_forgery"): FRAUD,
    ("tenfold", "2014-08", "sexual_offences"): OPERATION,
}


def every_quarter(cube: Cube) -> Iterator[tuple[str, str, str]]:
    """What is asked up to each third month, from the sixteenth on."""
    for end in range(15, len(cube.axes.periods), 3):
        for one in seen(cube.until(cube.axes.periods[end], len(cube.axes.periods))):
            yield one.kind, one.span.first, one.columns[0]


def unexplained(cube: Cube, known: dict[tuple[str, str, str], str]) -> set[tuple[str, str, str]]:
    """What is asked besides the known, and besides the months of the first lockdown."""
    return {one for one in every_quarter(cube) if one not in known and not "2020-03" <= one[1] <= "2020-06"}


@pytest.fixture(scope="module")
def boroughs() -> Cube:
    return cube_of(real_sources.boroughs())


def test_fourteen_years_of_london_boroughs_ask_little(boroughs):
    """33 areas, 12 kinds of offence, 166 months: 65,736 values."""
    asked = set(every_quarter(boroughs))
    assert boroughs.values.shape == (12, 33, 166)
    assert unexplained(boroughs, BOROUGHS) == set() and asked >= BOROUGHS.keys()
    assert len(asked) <= 16


def test_the_city_of_london_asks_of_the_lockdown_only():
    assert unexplained(cube_of(real_sources.street_crime("city-of-london-2018-2021.zip")), {}) == set()


def test_three_forces_with_gaps_and_the_use_of_force_ask_nothing():
    assert set(every_quarter(cube_of(real_sources.street_crime("wiltshire-dorset-gloucestershire.zip")))) == set()
    used = cube_of(real_sources.force_used())
    assert used.values.shape[1] > 40 and seen(used) == []


@pytest.mark.parametrize("seed", range(4))
def test_slips_in_real_data_are_found(boroughs, seed):
    """In the last quarter, one after the other: a digit too many, two boroughs swapped, a month copied."""
    rng = np.random.default_rng(seed)
    values, columns = boroughs.values, boroughs.axes.columns
    large = [c for c in range(len(columns)) if np.median(values[c, :, -36:]) > 100]
    c, p = int(rng.choice(large)), int(rng.choice(len(boroughs.axes.parts) - 1))
    assert ("tenfold", columns[c]) in _asked(boroughs, lambda v: v.__setitem__((c, p, -1), v[c, p, -1] * 10))
    assert "copied" in {kind for kind, _ in _asked(boroughs, lambda v: v.__setitem__((..., -1), v[..., -13]))}
    apart = np.abs(np.log(values[large, :, -12:].sum(axis=-1) / values[large, p, -12:].sum(axis=-1)[:, None])).min(axis=0)
    q = int(np.argmax(apart))  # the borough that is least like it
    assert "swapped" in {kind for kind, _ in _asked(boroughs, lambda v: _swap(v, p, q))}


def _swap(values: np.ndarray, p: int, q: int) -> None:
    values[:, [p, q], -2] = values[:, [q, p], -2]


def _asked(cube: Cube, slip) -> set[tuple[str, str]]:
    """What is asked of the last three months after a slip."""
    values = cube.values.copy()
    slip(values)
    found = seen(Cube(cube.source, cube.axes, values, cube.rows))
    return {(one.kind, one.columns[0]) for one in found if one.span.last >= cube.axes.periods[-3]}
