"""The title of a chart of several lines: how each stands to the year before, else how the latest values stand to each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from pcc_lib.core.text import listed, plural
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.changes import change_over_year
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import ranked, remainder_of
from pcc_lib.writing.compared import about, compared, degrees
from pcc_lib.writing.naming import within
from pcc_lib.writing.wording import Sentence, direction

MOST_TESTED = 4  # lines whose years a title tells
SIDES = {"up": "higher", "down": "lower", "same": "no clear change"}


class Lined(NamedTuple):
    """A line by name: a measure, or a part of one."""

    name: str
    measure: Measure
    part: str = ""


def title_of_lines(page: Page, lines: Sequence[Lined], subject: str, noun: str) -> Sentence:
    """What the lines say; nothing where no two of them can be told. `subject` is the measure that they are parts of, `noun` what
    the parts are; both blank where each line is a measure."""
    return _over_the_year(page, lines, subject, noun) or _now(page, lines, subject)


def ends_of_parts(page: Page, measure: Measure, subject: str = "") -> Sentence:
    """The lowest and highest of the parts of a measure that has no value as a whole; nothing where fewer than two are known."""
    series = page.figures.series(measure.id) if measure.has_data else None
    parts = series.parts if series and not series.has_whole else ()
    return _now(page, [Lined(page.project.label(part), measure, part) for part in parts], subject) if len(parts) > 1 else []


def _over_the_year(page: Page, lines: Sequence[Lined], subject: str, noun: str) -> Sentence:
    """Which lines a test finds higher or lower than the year before; nothing where one has no such test."""
    tests = [judged.test if (judged := page.judgement(each.measure, each.part)) else None for each in lines]
    if len(lines) > MOST_TESTED or None in tests:
        return []
    sides = ["same" if not test.significant else "up" if test.rises else "down" for test in tests if test]
    start = f"{subject} over the year: " if subject else "Over the year: "
    if len(set(sides)) == 1:
        return [start, _of_all([_name(page, each) for each in lines], sides[0], plural(noun) if noun else "")]
    if len(lines) > 2:
        return [start, _grouped(page, lines, sides)]
    first, second = (_one(page, each, side) for each, side in zip(lines, sides, strict=True))
    return [start, *first, ", ", *second]


def _of_all(names: Sequence[str], side: str, nouns: str) -> str:
    """What all lines do alike: parts by what they are, measures by name."""
    many = "both" if len(names) == 2 else "all"
    if nouns:
        return f"no clear change in any of the {nouns}" if side == "same" else f"{SIDES[side]} in {many} {nouns}"
    if side == "same":
        return f"no clear change in {', '.join(names[:-1])} or {names[-1]}"
    return f"{listed(names)} {many} {SIDES[side]}"


def _one(page: Page, line: Lined, side: str) -> Sentence:
    """`drug driving offences 22.1% higher`, `no clear change in North`."""
    name, change = _name(page, line), change_over_year(page, line.measure, line.part)
    if side == "same" or change is None:
        return [_said([name], side)]
    return [f"{name} ", (change, change.magnitude), f" {direction(change, line.measure)}"]


def _grouped(page: Page, lines: Sequence[Lined], sides: Sequence[str]) -> str:
    """The lines by what they do; the largest group of several is `all others`."""
    groups: dict[str, list[str]] = {}
    for each, side in zip(lines, sides, strict=True):
        groups.setdefault(side, []).append(_name(page, each))
    largest = max(groups, key=lambda side: len(groups[side]))
    named = [_said(groups[side], side) for side in SIDES if side in groups and side != largest]
    return ", ".join([*named, _said(["all others"] if len(groups[largest]) > 1 else groups[largest], largest)])


def _said(names: Sequence[str], side: str) -> str:
    return f"{SIDES[side]} in {listed(names)}" if side == "same" else f"{listed(names)} {SIDES[side]}"


def _name(page: Page, line: Lined) -> str:
    return line.name if line.part else within(page.project, line.name)


def _now(page: Page, lines: Sequence[Lined], subject: str) -> Sentence:
    """The latest values against each other, where they are of one period."""
    values: list[tuple[Figure, str]] = [(page.figures.of(each.measure.id, "value", each.part), each.name) for each in lines]
    known = ranked([each for each in values if each[0].known], remainder_of(page, lines[0].measure) if lines[0].part else "")
    if len(known) < 2 or len({figure.period for figure, _ in known}) > 1:
        return []
    goes_on = str if lines[0].part else partial(within, page.project)
    return about(subject, compared(known, degrees(lines[0].measure), goes_on))
