"""What is told of a time that is not the figure's own: its own time, and the figure of the time that the words name."""

from __future__ import annotations

from dataclasses import replace

from pcc_lib.core.periods import Span
from pcc_lib.figures.catalogue import CHANGES
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import Mark
from pcc_lib.proofreading.phrases import RELATIVE, Phrase
from pcc_lib.proofreading.setting import Setting
from pcc_lib.proofreading.spans import Now, fits_before, fits_own, of_figure, told_time


def wrong_time(phrase: Phrase, mark: Mark, setting: Setting, now: Now) -> Found:
    """A time that is not that of a figure, nor of what it is set against, with what to write."""
    figure = mark.figure
    before = figure.compared_with if isinstance(figure.compared_with, Span) and figure.compared_with else None
    against = f", against {told_time(before)}" if before else ""
    of_base = before is not None and (phrase.against or phrase.kind in RELATIVE)
    right, word = (told_time(before), "base_month") if before and of_base else (told_time(figure.period), "month")
    other = _changed_from(phrase, mark, setting, now) if of_base else _of_that_time(phrase, mark, setting, now)
    todo = f"Write {right} ({{{{ {mark.name.removesuffix('.value')}.{word} }}}} prints it), or name the figure of that time"
    what = f"says '{phrase.words}' of {mark.name}, which is of {told_time(figure.period)}{against}."
    return Found(phrase.start, what, f"{todo}: {{{{ {other} }}}}." if other else f"{todo}.")


def _changed_from(phrase: Phrase, mark: Mark, setting: Setting, now: Now) -> str:
    """The change that is set against the time which a phrase names; nothing where none is."""
    for statistic in CHANGES:
        found = setting.figure(str(replace(mark.figure.name, statistic=statistic)))
        own, before = of_figure(found) if found and found.known else (None, None)
        if own and before and fits_before(phrase, own, before, now):
            return str(replace(mark.figure.name, statistic=statistic))
    return ""


def _of_that_time(phrase: Phrase, mark: Mark, setting: Setting, now: Now) -> str:
    """The same figure at the time which a phrase names; nothing where there is none."""
    for date in now.dates(phrase.last) if phrase.last else ():
        name = f"{mark.figure.name.undated}@{date}"
        found = setting.figure(name) if mark.figure.statistic != "stated" else None
        own = of_figure(found)[0] if found and found.known else None
        if own and fits_own(phrase, own, now) is True:
            return name
    return ""
