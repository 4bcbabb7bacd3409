"""What is said of a target that is a range, that changed within the months judged, or of months without a usual range."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pcc_lib.figures.figure import Figure
from pcc_lib.figures.judgement import Judgement

MIXED = "target not met reliably"
_OF_STEPS = {
    "target met every month so far": (
        "Every month judged met the target in force then, now ",
        ", but usual variation alone could miss it.",
    ),
    "target missed every month so far": (
        "Every month judged missed the target in force then, now ",
        ", but usual variation alone could meet it.",
    ),
    "target met every month": ("Every month judged met the target in force then, now ", "."),
    "target missed every month": ("Every month judged missed the target in force then, now ", "."),
}
_OF_RANGES = {
    "target met": ("The whole usual range lies within the target of ", ": it is met every month unless something changes."),
    "target missed": (
        "The whole usual range lies outside the target of ",
        ": it is missed every month unless something changes.",
    ),
    MIXED: (
        "The usual range reaches beyond the target of ",
        ": usual variation alone makes some months meet it, others miss it.",
    ),
    "target met every month so far": (
        "The usual range reaches beyond the target of ",
        ": it was met in every month judged, but usual variation alone could miss it.",
    ),
    "target missed every month so far": (
        "The usual range reaches into the target of ",
        ": it was missed in every month judged, but usual variation alone could meet it.",
    ),
    "target usually met, missed this month": (
        "The whole usual range lies within the target of ",
        ": a usual month meets it, and the latest does not.",
    ),
    "target usually missed, met this month": (
        "The whole usual range lies outside the target of ",
        ": a usual month misses it, and the latest meets it.",
    ),
    "target met every month": ("The target of ", " was met in every month judged."),
    "target missed every month": ("The target of ", " was missed in every month judged."),
}


def target_words(judged: Judgement, said: str, figure: Callable[..., Figure]) -> Sequence[str | Figure] | None:
    """The sentence on a target of which `said` is the verdict; None where it is one value that never changed, within or outside a
    usual range."""
    record = judged.record
    if record is None or not said:
        return None
    if judged.sameness and said == MIXED:
        now = "in force then, now " if record.stepped else "of "
        return [f" Some of the months judged met the target {now}", *_goal(judged, figure), ", and others missed it."]
    told = (_OF_STEPS.get(said) if record.stepped else None) or (_OF_RANGES.get(said) if record.is_range else None)
    return [" " + told[0], *_goal(judged, figure), told[1]] if told else None


def _goal(judged: Judgement, figure: Callable[..., Figure]) -> Sequence[str | Figure]:
    if judged.record and judged.record.is_range:
        return [figure("target_lower"), " to ", figure("target_upper")]
    return [figure("target")]
