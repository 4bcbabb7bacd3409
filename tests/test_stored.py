"""Results that are kept: never a wrong one, whatever decides a result is changed; and the same as those worked out now."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_charts import forms

from pcc_lib.charts import drawing
from pcc_lib.charts.drawing import Drawing, drawing_of
from pcc_lib.charts.given import Axis, Dated, Marks
from pcc_lib.charts.lines import trend
from pcc_lib.core import store as store_module
from pcc_lib.core import stored as stored_module
from pcc_lib.core.coded import UncodedError, coded, decoded
from pcc_lib.core.installed import LIBRARY
from pcc_lib.core.store import Store, code_of, store, use
from pcc_lib.core.stored import stored
from pcc_lib.statistics import (
    changes,
    correlation,
    forecast,
    intervals,
    level_changes,
    many_tests,
    seasons,
    settings,
    usual,
    what_would_change,
)
from pcc_lib.statistics.control_chart import Aim
from pcc_lib.statistics.kept_as import KEPT_AS

MONTHS = pd.period_range("2019-01", periods=60, freq="M")
COUNTS = pd.Series(np.random.default_rng(1).poisson(200, 60).astype(float), index=MONTHS)
WHOLES = COUNTS + 300
JUDGED, OTHERS = (usual.judged_months(COUNTS, daily) for daily in (True, False))
KEPT = {  # each function whose results are kept, with two ways of asking that differ in each argument
    usual.chart_of: (
        [JUDGED, Aim("increase", 90.0), ["2022-01"]],
        [usual.judged_months(COUNTS, False), Aim("decrease", 90.0), []],
    ),
    seasons.seasonal_pattern: ([COUNTS, None, 23], [COUNTS * 2, 13, 25]),
    level_changes.changes_of_judged: ([JUDGED, ["2022-01"]], [OTHERS, []]),
    level_changes.latest_stretches: ([JUDGED.plain, ["2022-01"]], [COUNTS, []]),
    what_would_change.next_month: (
        [COUNTS, what_would_change.Possible(), [], True],
        [WHOLES, what_would_change.Possible(0.1), ["2022-01"], False],
    ),
    changes.quasi_poisson: ([COUNTS, True, 0.95], [WHOLES, False, 0.9]),
    changes.quasi_binomial: ([COUNTS, WHOLES, False, 0.95], [COUNTS - 1, WHOLES + 1, True, 0.9]),
    changes.exact_change: ([12, 9, 365.0, 366.0, 0.95], [13, 8, 300.0, 200.0, 0.9]),
    correlation.link: ([COUNTS, WHOLES * 1.5, False, 0.95], [COUNTS[::-1].set_axis(MONTHS), COUNTS, True, 0.9]),
    intervals.wilson: ([80, 100, 0.95], [81, 101, 0.9]),
    intervals.newcombe: ([80, 100, 70, 100, 0.95], [81, 101, 71, 101, 0.9]),
    intervals.newcombe_p: ([80, 100, 70, 100], [81, 101, 71, 101]),
    intervals.poisson: ([12, 2.0, 0.95], [13, 3.0, 0.9]),
    intervals.normal_quantile: ([0.95], [0.9]),
    many_tests.benjamini_hochberg: ([[0.01, 0.2, math.nan]], [[0.01, 0.3, math.nan]]),
    settings._worked_out: (["xmr_upper", (COUNTS,)], ["seasonal_naive_mean", (WHOLES,)]),
    forecast.forecast: ([COUNTS, forecast.Request()], [WHOLES, forecast.Request(2)]),
}


@pytest.fixture
def kept(tmp_path) -> Iterator[None]:
    """Results are kept in a folder of the test."""
    before = store()
    use(tmp_path / "store")
    yield
    use(before)


def entries(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("store/??/*")}


# ── values as texts ───────────────────────────────────────────────────────────────────────────────────────────────────
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(
    PLAIN | st.dates(), lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner)
)


@given(VALUES)
def test_what_is_written_is_read_as_it_was(value):
    again = decoded(coded(value))
    assert repr(again) == repr(value) and type(again) is type(value)


@given(VALUES, VALUES)
def test_two_values_that_differ_have_two_texts(one, other):
    assert (coded(one) == coded(other)) == (repr(one) == repr(other))


@pytest.mark.parametrize(
    "column",
    [
        [1, 2],
        [1.5, math.nan],
        [True, False],
        pd.array(["a", None], dtype="str"),
        np.array(["a", None], dtype=object),
        np.array([(date(2023, 1, 1), 2), ()], dtype=object),
        pd.period_range("2023-01", periods=2, freq="M"),
    ],
)
def test_a_column_keeps_its_type(column):
    frame = pd.DataFrame({"a": pd.Series(column, dtype=getattr(column, "dtype", None)), "b": [1.0, 2.0]})
    for index in (None, pd.Index([3, 4], name="n"), pd.period_range("2023-01", periods=2, freq="M")):
        frame.index = frame.index if index is None else index
        again = decoded(coded(frame))
        pd.testing.assert_frame_equal(again, frame, check_freq=True)
        pd.testing.assert_series_equal(decoded(coded(frame["a"])), frame["a"])
        assert type(again.index) is type(frame.index)


@pytest.mark.parametrize(
    "value", [object(), {1: object()}, np.array(["a"]), pd.Series(pd.to_datetime(["2023-01-01"])), Path(), len]
)
def test_what_has_no_form_is_refused(value):
    with pytest.raises(UncodedError, match="cannot be kept"):
        coded(value)


def test_a_text_makes_no_class_that_is_not_registered():
    with pytest.raises(KeyError):
        decoded('["record","subprocess.Popen","ls"]')


# ── functions ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("function", KEPT, ids=lambda function: function.__name__)
def test_a_kept_result_is_the_same_and_any_other_argument_another(function, kept, tmp_path):
    args, others = KEPT[function]
    plain = coded(function.__wrapped__(*args))
    assert coded(function(*args)) == plain and coded(function(*args)) == plain
    before = entries(tmp_path)
    assert before
    for at, other in enumerate(others):
        changed = [*args[:at], other, *args[at + 1 :]]
        assert coded(function(*changed)) == coded(function.__wrapped__(*changed))
        after = entries(tmp_path)
        assert after > before, f"argument {at + 1} does not count"
        before = after


def test_every_function_that_keeps_is_tried_above():
    marked = {
        f"{path.stem}.{node.name}"
        for path in (LIBRARY / "statistics").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and "stored(" in " ".join(map(ast.unparse, node.decorator_list))
    }
    assert marked == {f"{function.__module__.rpartition('.')[2]}.{function.__name__}" for function in KEPT}


def test_a_result_is_worked_out_once_and_again_where_code_a_library_or_arithmetic_is_another(tmp_path, monkeypatch):
    made, real = [], store_module.sources_here

    @stored(KEPT_AS)
    def doubled(value: float) -> float:
        made.append(value)
        return 2 * value

    before = store()
    use(tmp_path)
    try:
        assert doubled(2.0) == doubled(2.0) == 4.0 and made == [2.0]
        others = {
            "_version": lambda name: "another",
            "sources_here": lambda: dict.fromkeys(real(), "another"),
        }
        for change, other in others.items():
            monkeypatch.setattr(store_module, change, other)
            store_module._code.cache_clear()
            assert doubled(2.0) == 4.0
            monkeypatch.undo()
        store_module._code.cache_clear()
        monkeypatch.setattr(stored_module, "arithmetic_here", lambda: "another")
        assert doubled(2.0) == 4.0
        monkeypatch.undo()
        assert len(made) == 4 and doubled(2.0) == 4.0 and len(made) == 4
    finally:
        store_module._code.cache_clear()
        use(before)


def test_what_is_raised_is_raised_again_and_nothing_is_kept(kept, tmp_path):
    for _ in range(2):
        with pytest.raises(ValueError, match="24"):
            changes.quasi_poisson(COUNTS.iloc[:12])
    assert not entries(tmp_path)


def test_a_result_that_was_damaged_is_worked_out_again(kept, tmp_path):
    wanted = coded(changes.quasi_poisson(COUNTS))
    (path,) = tmp_path.glob("store/??/*")
    path.write_bytes(path.read_bytes().replace(b"quasi", b"other"))
    assert coded(changes.quasi_poisson(COUNTS)) == wanted and b"quasi" in path.read_bytes()


def test_a_folder_that_cannot_be_written_costs_time_alone(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert Store(tmp_path / "file" / "store").text(KEPT_AS, ["a"], lambda: "made") == "made"


@pytest.mark.parametrize(
    ("module", "kind"), [("statistics/usual", KEPT_AS), ("statistics/forecast", KEPT_AS), ("charts/lines", drawing.KIND)]
)
def test_the_code_that_a_result_rests_on_is_all_counted(module, kind):
    counted = set(code_of(kind.partition(":")[0]))
    room = LIBRARY / module.partition("/")[0]
    todo, seen = {path for path in room.glob("*.py") if path.name != "__init__.py"}, set()
    while todo:
        path = todo.pop()
        seen.add(path)
        todo |= imported(path) - seen
    assert not seen - counted, "code of another room decides what is kept: name that room in the kind"


def imported(path: Path) -> set[Path]:
    """The modules of this library that a module imports."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    names = {f"{node.module}.{alias.name}" for node in nodes for alias in node.names} | {str(node.module) for node in nodes}
    files = (LIBRARY.parent / f"{name.replace('.', '/')}.py" for name in names if name.startswith("pcc_lib."))
    return {file for file in files if file.is_file()}


# ── charts ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", forms())
def test_a_chart_that_was_drawn_up_before_has_the_same_specification(name, kept, tmp_path):
    form = forms()[name]
    plain = Drawing.of(form())
    assert drawing_of(lambda _: form(), "") == plain and drawing_of(lambda _: form(), "") == plain
    assert len(entries(tmp_path)) == 1, "it was not kept"


def test_a_chart_of_another_value_axis_or_description_is_another(kept, tmp_path):
    frame = pd.DataFrame({"period": ["2023-01", "2023-02"], "value": [1.0, 2.0], "printed": ["1", "2"]})
    axis = Axis("calls", "Calls")
    asked = [
        (frame, axis, "A"),
        (frame.assign(value=[1.0, 3.0]), axis, "A"),
        (frame, Axis("calls", "Calls", from_zero=False), "A"),
        (frame, axis, "B"),
        (frame, axis, "A", Marks(events=[Dated("2023-02", "Event")])),
    ]
    for count, each in enumerate(asked, 1):
        assert drawing_of(lambda _, each=each: trend(*each), "") == Drawing.of(trend(*each)) and len(entries(tmp_path)) == count


def test_a_chart_that_is_drawn_by_no_form_is_drawn_each_time(kept, tmp_path):
    chart = alt.Chart(pd.DataFrame({"a": [1]})).mark_point().encode(x="a:Q")
    assert drawing_of(lambda _: chart, "") == Drawing.of(chart) and not entries(tmp_path)
