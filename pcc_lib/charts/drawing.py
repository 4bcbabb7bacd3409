"""A chart's specification, kept by what its form was given: the same values, axes and marks are drawn up once.

A form is a function that draws one kind of chart. `drawing_of` asks it what it was called with before it draws, looks whether
that was drawn up before, here or in another process, and has it drawn where it was not.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

import altair as alt
from altair.utils.schemapi import debug_mode

from pcc_lib.charts.panel import notes
from pcc_lib.core.coded import UncodedError, coded
from pcc_lib.core.store import store

P = ParamSpec("P")
C = TypeVar("C", bound=alt.TopLevelMixin)
KIND = "charts core figures inputs writing: altair narwhals numpy pandas"  # the code and libraries that specifications rest on


class Drawing(NamedTuple):
    """The Vega-Lite specification of a chart, and the sentences that it asks for in its subtitle."""

    spec: dict[str, Any]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, chart: alt.TopLevelMixin) -> Drawing:
        """That of a chart: no theme but our own, no private notes."""
        with alt.theme.enable("none"):
            spec = chart.to_dict(validate=False)
        spec.pop("usermeta", None)
        return cls(spec, notes(chart))


class _Asked(NamedTuple):
    """A form that was called, and would draw this chart."""

    key: str
    chart: Callable[[], alt.TopLevelMixin]


_only_asked: ContextVar[bool] = ContextVar("only_asked", default=False)


def form(function: Callable[P, C]) -> Callable[P, C]:
    """Mark a function as a form of charts: it rests on its arguments alone."""
    takes = inspect.signature(function)

    @wraps(function)
    def called(*args: P.args, **more: P.kwargs) -> C:
        if not _only_asked.get():
            return function(*args, **more)
        given = takes.bind(*args, **more)
        given.apply_defaults()
        key = json.dumps([function.__module__, function.__qualname__, coded(given.arguments)])
        return _Asked(key, lambda: function(*args, **more))  # type: ignore[return-value]  # for `drawing_of` alone

    return called


def drawn(draw: Callable[[str], alt.TopLevelMixin], description: str) -> alt.TopLevelMixin:
    """The chart that `draw` makes, without holding each piece of it against Vega-Lite's schema as it is put in, which takes a
    fifth of the time. The forms themselves are held against it by their tests."""
    with debug_mode(False):
        return draw(description)


def drawing_of(draw: Callable[[str], alt.TopLevelMixin], description: str) -> Drawing:
    """What `drawn` would give, as a specification: kept, or drawn up now."""
    asked = _asked(draw, description) if store().keeps else None
    if asked is None:
        return Drawing.of(drawn(draw, description))
    spec, said = json.loads(store().text(KIND, [asked.key], lambda: json.dumps(Drawing.of(drawn(lambda _: asked.chart(), "")))))
    return Drawing(spec, tuple(said))


def _asked(draw: Callable[[str], alt.TopLevelMixin], description: str) -> _Asked | None:
    """What `draw` asks a form for; None where that cannot be told as a text, or it draws by no form."""
    before = _only_asked.set(True)
    try:
        found = draw(description)
    except UncodedError:
        return None
    finally:
        _only_asked.reset(before)
    return found if isinstance(found, _Asked) else None
