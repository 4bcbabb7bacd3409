"""A line by month as a control chart: its usual range and flags, or the levels that it has moved to."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import period_label
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.judgement import Judgement
from pcc_lib.figures.moves import Moved, levels
from pcc_lib.inputs.measures import Measure, Topic
from pcc_lib.pages.alternatives import Choice, alt_text, extremes_drawn, latest_drawn, latest_value, name_of, verdicts_told
from pcc_lib.pages.changes import change_of
from pcc_lib.pages.goals import form_words, goal_levels
from pcc_lib.pages.latest import none_latest
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import Picture, axis_of, dated_marks
from pcc_lib.statistics.seasons import ADJUSTED, PER_DAY
from pcc_lib.statistics.usual import SIDES
from pcc_lib.writing.judged_sentences import judged_sentence
from pcc_lib.writing.levels import moved_note
from pcc_lib.writing.verdicts import NOT_JUDGED
from pcc_lib.writing.wording import Sentence

FLAGS = {"special cause high": "up", "special cause low": "down"}


def with_limits(page: Page, topic: Topic, picture: Picture, frame: pd.DataFrame, judgement: Judgement) -> Picture:
    """The same picture as a process behaviour chart: mean, usual range, flagged months, re-set limits."""
    measure = picture.measures[0]
    spanned = Span(str(frame["period"].min()), str(frame["period"].max()))
    dated = dated_marks(page, topic, [measure], spanned, picture.series)
    goals = goal_levels(page, measure, list(frame["period"]))
    marks, drawn = replace(dated, levels=goals), _limits_beside(frame, judgement)

    def draw(description: str) -> object:
        from pcc_lib.charts.lines import spc

        return spc(drawn, axis_of(measure, from_zero=False, series=picture.series[0]), description, marks)

    value, figure = page.figures.of(measure.id), page.figures.about(measure.id)
    calendar = picture.series[0].source.calendar
    return replace(
        picture,
        shows=judged_sentence(measure, value, change_of(page, measure), judgement, figure),
        alt=alt_text(
            "Monthly chart",
            name_of(page, measure),
            latest_value(value) if value.known else latest_drawn(frame, calendar, none_latest([value])),
            *_verdicts(measure, value, judgement, figure),
            [] if judgement.sameness == "constant" else extremes_drawn(frame, measure, calendar),
            how=form_words(goals),
        ),
        draw=draw,
        notes=[*picture.notes, *_method_notes(measure, judgement)],
    )


def _verdicts(measure: Measure, value: Figure, judgement: Judgement, figure: Callable[..., Figure]) -> list[Sentence | Choice]:
    """What the methods find; of a value that is not known, that nothing is judged."""
    found = verdicts_told(measure, judgement, figure) if value.known else []
    return found or [[NOT_JUDGED.words, "."]]


def _limits_beside(frame: pd.DataFrame, judgement: Judgement) -> pd.DataFrame:
    """The frame with mean, usual range and flag of each month; a gap is a gap: neither line nor shading leads across it."""
    points = _levels_alone(judgement.moved, sure(judgement.points)) if judgement.moved else sure(judgement.points)
    limits = {str(p): row for p, row in zip(points.index, points.to_dict("records"), strict=True)}
    lines = {k: [limits.get(p, {}).get(k, math.nan) for p in frame["period"]] for k in ("mean", "lower", "upper")}
    drawn = frame.assign(**lines, flag=[FLAGS.get(limits.get(p, {}).get("label", ""), "") for p in frame["period"]])
    drawn.loc[drawn["value"].isna(), list(lines)] = math.nan
    return drawn


def _levels_alone(moved: Moved, points: pd.DataFrame) -> pd.DataFrame:
    """The points without range and flags, with the levels that their months lie on: one range describes none of them."""
    latest = points.index[points["segment"] == points["segment"].iat[-1]]
    told = levels(moved, pd.PeriodIndex(latest))
    alone = points.copy()
    for side in SIDES:
        alone.loc[latest, side] = told
    alone.loc[latest, "label"] = ""
    return alone


# what a method did to the months, said of a chart that draws them as they are
DRAWN = {
    f"{ADJUSTED}.": "Judged without the season of the year; the months are drawn as they were counted.",
    PER_DAY: "Judged per day, since months differ in length.",
}


def _method_notes(measure: Measure, judgement: Judgement) -> list[str]:
    """What was done to judge the series, why limits were re-set, and whether its level has moved, in small print."""
    resets = [f"Limits re-set from {period_label(b.month)}: {b.reason.rstrip('.')}." for b in measure.rebase]
    moved = [moved_note(judgement.moved)] if judgement.moved else []
    done = re.sub(r" \((?:strength|STL)[^)]*\)", "", judgement.note)
    for of_method, of_chart in DRAWN.items():
        done = done.replace(of_method, of_chart)
    return [done, *resets, *filter(None, moved)]
