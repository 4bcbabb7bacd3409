"""Our reading of Table Schema constraints is Frictionless's: the same tables, the same faulty cells."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from frictionless import Resource, system
from hypothesis import given, settings
from hypothesis import strategies as st

from pcc_lib.inputs.constraints import faults_in
from pcc_lib.inputs.models.sources import Descriptor, public_descriptor
from pcc_lib.inputs.source_faults import cell_text

ABOUT = Descriptor.model_validate(
    {
        "name": "t",
        "title": "T",
        "path": "t.csv",
        "producer": "p",
        "licence": "l",
        "obtained": "o",
        "limits": "l",
        "period": "month",
        "breakdown": "area",
        "schema": {
            "primaryKey": ["code"],
            "missingValues": [""],
            "fields": [
                {"name": "month", "type": "string", "constraints": {"required": True, "pattern": r"20\d{2}-(0[1-9]|1[0-2])"}},
                {
                    "name": "area",
                    "type": "string",
                    "constraints": {"required": True, "enum": ["north", "south", "Kensington & Chelsea"]},
                },
                {"name": "code", "type": "string", "constraints": {"minLength": 2, "maxLength": 4}},
                {"name": "word", "type": "string", "constraints": {"unique": True}},
                {"name": "n", "type": "integer", "constraints": {"minimum": 0, "maximum": 100}},
                {"name": "x", "type": "number", "constraints": {"required": True, "minimum": -1.5}},
                {"name": "kind", "type": "string"},
                {"name": "status", "type": "string", "constraints": {"enum": ["e", "p"]}},
            ],
        },
    }
)
ROW = st.fixed_dictionaries(
    {
        "month": st.sampled_from(["2023-01", "2023-12", "2023-13", "", "x"]),
        "area": st.sampled_from(["north", "Kensington & Chelsea", "nowhere", ""]),
        "code": st.sampled_from(["a", "ab", "abcd", "abcde", ""]),
        "word": st.sampled_from(["w", "v", ""]),
        "n": st.sampled_from([0.0, 100.0, -1.0, 101.0, math.nan]),
        "x": st.sampled_from([-1.5, -2.0, 0.0, math.nan]),
        "kind": st.just("computed"),
        "status": st.sampled_from(["e", "p", "z", ""]),
    }
)
COLUMNS = [f.name for f in ABOUT.fields]


def ours(frame: pd.DataFrame) -> set[tuple[int, str]]:
    """Row and column of each fault (a key that stands twice: the row)."""
    found = set()
    for fault in faults_in(frame, ABOUT, "t.csv"):
        row, _, column = fault.place.removeprefix("row ").partition(", column ")
        found.add((int(row), column))
    return found


def theirs(frame: pd.DataFrame) -> set[tuple[int, str]]:
    """The same by Frictionless."""
    cells = [[cell_text(v) for v in row] for row in frame[COLUMNS].itertuples(index=False)]
    with system.use_context(trusted=False):
        report = Resource.from_descriptor(
            {"name": "t", "schema": public_descriptor(ABOUT)["schema"], "data": [COLUMNS, *cells]}
        ).validate()
    return {
        (row, "" if kind == "primary-key" else name) for row, name, kind in report.flatten(["rowNumber", "fieldName", "type"])
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=6))
def test_the_same_cells_are_faulty(rows):
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"n": "float64", "x": "float64"})
    keys = [r["code"] for r in rows]
    mine, other = ours(frame), theirs(frame)
    if "" in keys:  # a blank key is an error of its own to Frictionless; ours has it in `required`, where a column wants one
        mine, other = ({f for f in found if f[1]} for found in (mine, other))
        other -= {(row, "code") for row, name in other if name == "code" and keys[row - 2] == ""}
    assert mine == other


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("n", -1.0, "'-1' is below 0. Correct the cell."),
        ("n", 101.0, "'101' is above 100. Correct the cell."),
        ("area", "nrth", "'nrth' is not one of the values that the descriptor lists. Did you mean 'north'?"),
        ("month", "2023-13", "'2023-13' is not written as the descriptor wants it"),
        ("code", "abcde", "'abcde' is too long (limit 4)."),
        ("code", "a", "'a' is too short (limit 2)."),
        (
            "x",
            math.nan,
            "is blank, and the descriptor calls this column required. Write the value; where it cannot be known, take",
        ),
    ],
)
def test_words(column, value, said):
    row = {"month": "2023-01", "area": "north", "code": "ab", "word": "w", "n": 1.0, "x": 0.0, "kind": "", "status": ""} | {
        column: value
    }
    assert [str(f) for f in faults_in(pd.DataFrame([row]), ABOUT, "t.csv") if said in str(f)]
