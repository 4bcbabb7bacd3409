"""Measures and sources made in memory: no project, no files."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pcc_lib.core.calendars import Calendar
from pcc_lib.core.periods import NO_PERIOD, Span
from pcc_lib.core.quarters import shift
from pcc_lib.core.status import NONE
from pcc_lib.figures.catalogue import STATISTICS
from pcc_lib.figures.figure import Figure, FigureId
from pcc_lib.figures.judgement import Judgement
from pcc_lib.figures.moves import FLAGGED, SHIFT, Moved
from pcc_lib.figures.year_tests import TWO_YEARS, ChangeTest
from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.sources import Source
from pcc_lib.statistics.control_rules import COMMON
from pcc_lib.statistics.level_changes import STEP, LevelChange

LAST = "2023-10"


def measure(**keys) -> Measure:
    """A count of crimes, column `a` of source `s`, where nothing else is said."""
    said = {
        "id": "m",
        "title": "Crimes",
        "topic": "t",
        "order": 1,
        "calculation": "count",
        "unit": "crimes",
        "decimals": 0,
        "good_direction": "decrease",
        "why_it_matters": "People are harmed.",
        "owner": "Somebody",
        "next_review": "2024-01-01",
        "source": "s",
        "numerator": "a",
    } | keys
    return Measure(**said)


def figure(statistic: str = "value", **said) -> Figure:
    """A computed figure of the measure `m` in October 2023, with a sign where its statistic has one."""
    keys = {"value": 1.0, "unit": "%", "text": "1", "period": Span.of("2023-10"), "compared_with": NO_PERIOD} | said
    rest = {"breakdown": "", "kind": "computed", "status": NONE, "formula": "", "cells": ""}
    return Figure(name=FigureId("m", statistic), signed=STATISTICS[statistic].signed, **rest, **keys)


def judged(
    variation: str | None = None,
    assurance: str | None = None,
    *,
    rule: str = "",
    label: str | None = COMMON,
    points: bool = True,
    **more,
) -> Judgement:
    """A judgement whose latest month has this rule and label; `more`: any other field of it."""
    row = {"value": 9.0, "segment": 1, "mean": 5.0, "lower": 2.0, "upper": 8.0, "label": label, "rule": rule}
    frame = pd.DataFrame([row], index=pd.PeriodIndex(["2023-10"], freq="M")) if points else None
    rest = {"trial": False, "reason": "", "note": "", "test": None, "interval": None, "illustration": False} | more
    return Judgement(points=frame, variation=variation, assurance=assurance, **rest)


def moved(kind: str = STEP, rises: bool = True, follows: bool = True) -> Moved:
    """A level that has moved: by a step, a slope (`drift`), or in a way that no change was found for (``)."""
    before, after = (3.0, 9.0) if rises else (9.0, 3.0)
    change = LevelChange(pd.Period("2023-03", "M"), kind, before, after, 8, True, 4.0, True, follows)
    return Moved(SHIFT, (change,), pd.Period("2020-11", "M")) if kind else Moved(FLAGGED, ())


def test_of(lower: float, upper: float, significant: bool, basis: str = TWO_YEARS) -> ChangeTest:
    """A test of the year with these bounds."""
    return ChangeTest(lower, upper, significant, 0.01 if significant else 0.4, 1.2, "quasi-Poisson", basis)


test_of.__test__ = False


def percentage(**keys) -> Measure:
    """`a` of `b` in per cent."""
    return measure(calculation="percentage", unit="%", decimals=1, denominator="b", **keys)


def source(
    columns: dict[str, list[float]],
    *,
    parts: tuple[str, ...] = ("all",),
    last: str = LAST,
    status: list[str] | str = "",
    design: str = "",
    period: str = "month",
) -> Source:
    """Columns by period up to `last`; every part holds the same."""
    count = len(next(iter(columns.values())))
    periods = [shift(last, i - count + 1) for i in range(count)]
    frame = pd.concat(
        [
            pd.DataFrame(
                {
                    period: periods,
                    "area": part,
                    **{k: np.asarray(v, float) for k, v in columns.items()},
                    "kind": "computed",
                    "status": status,
                }
            )
            for part in parts
        ],
        ignore_index=True,
    )
    about = descriptor(period, parts, tuple(columns), design)
    return Source("s", "S", frame, period, "area", about, Calendar(period))


def descriptor(period: str, parts: tuple[str, ...], columns: tuple[str, ...], design: str) -> Descriptor:
    """What is said of a source with these parts and columns."""
    fields = [
        {"name": period, "type": "string"},
        {"name": "area", "type": "string", "constraints": {"enum": parts}},
        *({"name": c, "type": "number"} for c in columns),
        *({"name": c, "type": "string"} for c in ("kind", "status")),
    ]
    said = {
        "name": "s",
        "title": "S",
        "path": "s.csv",
        "schema": {"fields": fields},
        "producer": "Nobody",
        "licence": "none",
        "obtained": "by hand",
        "period": period,
        "breakdown": "area",
        "limits": "tiny",
    }
    return Descriptor.model_validate(said).model_copy(update={"design": design})
