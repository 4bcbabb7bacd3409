"""Cells of numbers: a column that is told of all together is read as each of its cells would be."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pcc_lib.inputs.cells import NumberForm, are_counts
from pcc_lib.inputs.models.table_schema import TableField

FORMS = [
    {"type": "integer"},
    {"type": "number"},
    {"type": "integer", "groupChar": ","},
    {"type": "number", "decimalChar": ",", "groupChar": "."},
    {"type": "number", "bareNumber": False},
]
CELLS = st.one_of(st.just(""), st.integers(0, 10**16).map(str), st.text("0123456789.,-+e ٣³½£", max_size=18))


@given(st.lists(CELLS, max_size=6), st.sampled_from(FORMS))
@example(["12", "", "0007"], FORMS[0])
@example(["1" * 15], FORMS[0])
@example(["1" * 16], FORMS[0])
@example(["٣"], FORMS[0])
@example(["³"], FORMS[1])
@example([], FORMS[0])
@example(["", ""], FORMS[3])
def test_a_column_is_read_as_its_cells_are(cells: list[str], said: dict[str, object]) -> None:
    form = NumberForm.of(TableField.model_validate({"name": "count", **said}))
    one_by_one = [form.read(cell) for cell in cells]
    together = form.read_all(cells)
    assert all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(one_by_one, together, strict=True))
    if are_counts(cells):
        assert not [cell for cell in cells if form.wrong(cell)]
        assert not any(math.isnan(number) for cell, number in zip(cells, together, strict=True) if cell)


@pytest.mark.parametrize(
    ("cells", "are"),
    [
        (["1", "", "20"], True),
        ([], True),
        ([""], True),
        (["1.0"], False),
        (["-1"], False),
        (["+1"], False),
        (["1", "x"], False),
        (["1 "], False),
        (["²"], False),
        (["٣"], False),
        (["9" * 15], True),
        (["9" * 16], False),
    ],
)
def test_what_is_a_column_of_counts(cells: list[str], are: bool) -> None:
    assert are_counts(cells) is are
