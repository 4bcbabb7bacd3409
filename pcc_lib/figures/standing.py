"""Whether a verdict would stand if its newest months were revised as earlier ones were, and the revisions seen, as figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from string import ascii_lowercase

from pcc_lib.core import numerals
from pcc_lib.core.frames import labels_of, value_at
from pcc_lib.core.numerals import part_id
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import months_between
from pcc_lib.core.status import RECONSTRUCTED
from pcc_lib.figures.asked import Asked, Face, Maker, made
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.judgement import Judgement, bounds, judge
from pcc_lib.figures.series import Series
from pcc_lib.figures.workings import Working, combined, level_working
from pcc_lib.inputs.published import Printed
from pcc_lib.statistics.revisions import Revision, ends, revised


@dataclass(frozen=True)
class Standing:
    """What revisions would do to a verdict. stands: whether it would be the same with the newest months revised by the least, and
    by the most, that was seen at their age. months: how many of them; reason: why nothing is known (blank where it is)."""

    stands: bool = True
    months: int = 0
    reason: str = ""


@dataclass(frozen=True)
class _Seen:
    """A revision with what it was told by: an earlier release of the source, or an edition that printed it."""

    revision: Revision
    month: str
    by: Series | Printed


def standing(series: Series, part: str = "") -> Standing:
    """Whether the verdict on a measure, or on one part of it, would stand."""
    return _standing(series, part)


@lru_cache(maxsize=1024)
def _standing(series: Series, part: str) -> Standing:
    now = judge(series, part)
    if now.variation is None and now.moved is None:
        return Standing(reason="it has no verdict")
    seen = ends(each.revision for each in _used(series, part))
    if not seen:
        return Standing(reason="nothing is known of how its months are revised")
    verdicts = {_verdict(judge(_as_revised(series, part, side), part)) for side in (0, 1)}
    return Standing(verdicts == {_verdict(now)}, len(seen))


def _verdict(judged: Judgement) -> tuple[str | None, str | None, tuple[str, bool] | None]:
    """What is said of the month and the target; of a level that has moved: which way, and whether the month follows it."""
    return judged.variation, judged.assurance, (judged.moved.way, judged.moved.follows) if judged.moved else None


def _as_revised(series: Series, part: str, side: int) -> Series:
    """The series with its young months revised by the least (0) or the most (1) that was seen, as far as that is possible."""
    values, shares = series.values(part), series.measure.is_share
    sizes = {age: both[side] for age, both in ends(each.revision for each in _used(series, part)).items()}
    return series.with_values(revised(values, sizes, shares).clip(*bounds(values, series.measure)), part)


def _used(series: Series, part: str) -> list[_Seen]:
    """The revisions that say something of a month of this series."""
    return [each for each in _seen(series, part) if each.revision.tells and each.revision.age < len(series.periods)]


def _seen(series: Series, part: str) -> Iterator[_Seen]:
    """Every month that was told before, with its value of today."""
    values, shares = series.values(part), series.measure.is_share
    for release in (each for each in series.releases if not part or part in each.parts):
        then = release.values(part)
        for month in (m for m in labels_of(then) if m in values.index):
            if RECONSTRUCTED in release.status(Span.of(month)):
                continue  # nobody had told it: what came instead is no revision
            age = months_between(month, release.last)
            yield _Seen(Revision(age, float(value_at(then, month)), float(value_at(values, month)), shares), month, release)
    for each in series.printed:
        if each.part == (part_id(part) if part else "") and each.month in values.index:
            age, now = months_between(each.month, each.newest), float(value_at(values, each.month))
            yield _Seen(Revision(age, each.was(now), now, shares), each.month, each)


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def largest_revision(side: str) -> Maker:
    """A maker of the least or the greatest revision seen of a young month: `lower` or `upper`."""
    return partial(_largest, pick={"lower": min, "upper": max}[side])


def _largest(asked: Asked, pick: Callable[..., _Seen]) -> Figure:
    seen, shares = _used(asked.series, asked.part), asked.measure.is_share
    unit = "percentage points" if shares else "%"
    if not seen:
        return asked.unknown(unit)
    chosen = pick(seen, key=lambda each: each.revision.size)
    span = Span.of(chosen.month)
    now = level_working(asked.series, span, asked.part)
    function = "change_points" if shares else "change_percent"
    text = partial(_signed, unit=unit)
    face = Face(unit, text, asked.series.status(span), span)
    if isinstance(chosen.by, Series):
        return made(asked.name, asked.part, combined(function, now, level_working(chosen.by, span, asked.part)), face)
    then = chosen.by.was(now.value())
    if then == now.value():  # both print alike
        return made(asked.name, asked.part, combined(function, now, now), face)
    letter = ascii_lowercase[len(now.cells)]
    told = Working(f"{function}({now.lettered}, {letter})", now.cells, (*now.held, then), span)
    figure = made(asked.name, asked.part, told, face)
    return replace(figure, cells=f"{figure.cells} {chosen.by.cells}")


def _signed(value: float, unit: str) -> str:
    return numerals.signed(numerals.printed(value, unit, 1))
