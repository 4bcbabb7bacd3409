"""Targets that are slips: of a part that there is not, in another unit than the values, or at odds with their own label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from pcc_lib.core.errors import Fault, suggest
from pcc_lib.core.numerals import printed
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import FOLDER, Goal, Measure, Target

FAR = 10  # a target ten times above most values, or below a tenth of them, is a slip of the unit
# factors of a target in a neighbouring unit: minutes or hours for seconds, a share of one for per cent
SLIPS = {"seconds": (60, 3600), "%": (100,), "GBP": (1_000, 1_000_000), "GBP million": (0.001, 0.000_001)}
UNITS = {60: "minutes", 3600: "hours", 100: "shares of one", 1_000: "thousands", 1_000_000: "millions"}
UNITS |= {0.001: "thousands", 0.000_001: "pounds"}
_PER_CENT = re.compile(r"(\d[\d,]*(?:\.\d+)?) ?(?:%|per ?cent\b)", re.IGNORECASE)
_TIME = re.compile(r"(\d[\d,]*(?:\.\d+)?)[ -]?(s|secs?|seconds?|min|mins|minutes?|h|hrs?|hours?|days?)\b", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_SAME = 1e-6


def target_faults(measure: Measure, series: Series) -> Iterator[Fault]:
    """Every fault of a measure's target: what it is of, its size, and its label."""
    if measure.target is None:
        return
    place = f"{FOLDER}/{measure.id}.yml"
    for part in measure.target.by:
        if part not in series.all_parts:
            yield Fault(place, "target, by", f"the series has no part '{part}'.", suggest(part, series.parts))
    for part in measure.target.parts():
        if not part or part in series.all_parts:
            yield from _size_faults(measure, series.values(part).dropna(), measure.target.goals_of(part))
    yield from _label_faults(measure, measure.target, place)


def _size_faults(measure: Measure, values: pd.Series, goals: Sequence[Goal]) -> Iterator[Fault]:
    if not len(values) or values.max() <= 0:
        return
    for end in dict.fromkeys(end for goal in goals for end in goal[:2]):
        if end and (slip := _slip(measure, values, end)):
            found, todo = slip
            yield Fault(f"{FOLDER}/{measure.id}.yml", "target", f"{_shown(measure, end)} is {found}.", todo)


def _slip(measure: Measure, values: pd.Series, end: float) -> tuple[str, str] | None:
    """What is wrong with an end of a target, and what to do; None where it may be right."""
    low, high, filled = float(values.min()), float(values.max()), values.loc[values != 0]
    most, few = float(filled.quantile(0.9)), float(filled.quantile(0.1))  # a month or two far out excuse no slip
    outside = "far outside all values" if not low <= end <= high else "far from most values"
    span = f"{_shown(measure, low)} to {_shown(measure, high)}"
    if measure.is_share and not 0 <= end <= 100:
        return f"{outside} ({span})", "Write a percentage between 0 and 100."
    if end * FAR < few or end > most * FAR:
        return f"{outside} ({span})", _remedy(measure, end)
    if measure.is_share and end <= 1 and end * 2 < few and measure.good_direction != "decrease":
        return f"below all values ({span}), where {_better(measure)}", _remedy(measure, end)
    for factor in SLIPS.get(measure.unit, ()):
        if few <= end * factor <= most and not few / 2 <= end <= most * 2:
            times = f"{factor:g} times as much" if factor > 1 else f"a {1 / factor:,.0f}th of it"
            return f"{outside} ({span}), and {times} lies among them", f"Is it in {UNITS[factor]}? {_remedy(measure, end)}"
    return None


def _remedy(measure: Measure, end: float) -> str:
    if measure.is_share and 0 < end <= 1:
        return f"Write {end * 100:g} for {end * 100:g}%."
    return "Write it in the measure's unit" + (", in seconds." if measure.is_duration else ".")


def _better(measure: Measure) -> str:
    return "higher is better" if measure.good_direction == "increase" else "a target below one per cent is met already"


def _shown(measure: Measure, value: float) -> str:
    text = printed(value, measure.unit, measure.decimals, measure.precision)
    return text if any(digit in text for digit in "123456789") or not value else f"{value:g}"


def _label_faults(measure: Measure, target: Target, place: str) -> Iterator[Fault]:
    """A label that names a share or a time which the target is not: `At least 90%` beside 0.9, `8 minutes` beside 8."""
    ends = [end for part in target.parts() for goal in target.goals_of(part) for end in goal[:2]]
    said, unit = _said(measure, target.label)
    if unit and not said:
        found = f"'{target.label}' speaks of per cent, and the values are times."
        yield Fault(place, "target, label", found, "Write the time that is wanted, or name a measure of the share.")
    elif said and ends and not any(abs(number - end) <= _SAME * max(1.0, abs(end)) for number in said for end in ends):
        wanted = " or ".join(f"{number:g}" for number in said)
        found = f"'{target.label}' does not say {' or '.join(f'{end:g}' for end in dict.fromkeys(ends))}."
        yield Fault(place, "target, label", found, f"Correct one of them: the label means {wanted} ({measure.unit}).")


def _said(measure: Measure, label: str) -> tuple[list[float], bool]:
    """The numbers of a label in the measure's unit, and whether it speaks of per cent where the values are times."""
    shares = [float(number.replace(",", "")) for number in _PER_CENT.findall(label)]
    if measure.is_share:
        return shares, False
    if not measure.is_duration:
        return [], False
    times = [float(number.replace(",", "")) * _SECONDS[unit[0].lower()] for number, unit in _TIME.findall(label)]
    return times, bool(shares)
