"""The parts of a measure, or several measures, by name: their values, their ends, those that have no value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pcc_lib.core.sure import sure
from pcc_lib.core.text import listed, plural
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.pages.page import Page
from pcc_lib.writing.compared import alike, degrees
from pcc_lib.writing.wording import Sentence

MOST_NAMED = 6  # values that a sentence names one by one; of more it names the ends
ENDS = 3  # at each end
_REST = re.compile(r"(?:all |the )*(?:others?|rest|remaining|remainder|elsewhere)\b", re.IGNORECASE)  # how a rest is named
Named = Sequence[tuple[Figure, str]]


@dataclass(frozen=True)
class Group:
    """What several values are of: areas, categories. known, unknown: figures of how many have a value, and have none.

    top, bottom: the words for the ends. rest: the parts that take several together, and are not ranked among the others.
    """

    noun: str = "part"
    known: Figure | None = None
    unknown: Figure | None = None
    top: str = "Highest"
    bottom: str = "lowest"
    rest: frozenset[str] = frozenset()

    def count(self, wanted: int, known: bool) -> Sentence:
        """The figure of how many, where it counts what is told; else nothing."""
        figure = self.known if known else self.unknown
        return [figure] if figure is not None and figure.value == wanted else []


def group_of(page: Page, measure: Measure, noun: str, signed: bool = False) -> Group:
    """The parts of a measure; `signed`: their changes are told, of which a fall is not the lowest."""
    words = degrees(measure)
    top, bottom = ("At the top", "at the bottom") if signed else (words.most, words.least)
    known, unknown = (page.figures.of(measure.id, f"{which}_parts") for which in ("known", "unknown"))
    return Group(noun, known, unknown, top, bottom, rest_of(page, measure))


def measures_group(measure: Measure) -> Group:
    """Several measures of one unit."""
    words = degrees(measure)
    return Group("measure", top=words.most, bottom=words.least)


def rest_of(page: Page, measure: Measure) -> frozenset[str]:
    """The parts of a measure that take several together: what its source declares as its remainder, or names as the rest."""
    series = page.figures.series(measure.id)
    if series is None:
        return frozenset()
    several = len(series.parts) > 2  # of two parts the other is no rest
    named = {part for part in series.parts if several and is_rest(page.project.label(part))}
    return frozenset({*named, series.source.about.remainder} - {""})


def is_rest(name: str) -> bool:
    """Whether a part is named as the rest of the others: `Other teams`, `All others`, `Rest of the county`."""
    return bool(_REST.match(name))


def in_sentences(page: Page, named: Named) -> list[tuple[Figure, str]]:
    """The same values with their parts called as sentences call them: `the County`."""
    return [(figure, page.project.label_within(figure.breakdown)) for figure, _ in named]


def ranked(named: Named, rest: frozenset[str]) -> list[tuple[Figure, str]]:
    """The values that can be set against each other: all but those that take several together, where others are left."""
    kept = [each for each in named if each[0].breakdown not in rest]
    return kept or list(named)


def not_ranked(page: Page, measure: Measure) -> list[str]:
    """What is said under a chart of the parts that take several together."""
    rest = sorted(page.project.label(part) for part in rest_of(page, measure))
    names = listed([f"“{name}”" for name in rest])
    if len(rest) > 1:
        return [f"{names} each take several together, so they are not set against single ones."]
    return [f"{names} takes several together, so it is not set against single ones."] * bool(rest)


def named_values(named: Named, when: str, group: Group | None = None, ends: int = ENDS) -> Sentence:
    """`North: 103; South: [x]; East: 91, in December 2023.` Nobody is passed over: what is not known is named too.

    Of more than MOST_NAMED the highest and the lowest few are named, and those that are not known (see `unknown`).
    """
    if len(named) <= MOST_NAMED:
        parts = [part for figure, label in named for part in ("; ", f"{label}: ", figure)][1:]
        return [*parts, f" {when}."]
    missing = unknown(named, when, group)
    return [*named_ends(named, when, group, ends), *([" ", *missing] if missing else [])]


def named_ends(named: Named, when: str, group: Group | None = None, ends: int = ENDS) -> Sentence:
    """`Highest of the 31 areas with data: Camden 103, Brent 99; lowest: …, in December 2023.`"""
    group = group or Group()
    known = sorted(ranked([each for each in named if each[0].known], group.rest), key=lambda each: sure(each[0].value))
    return [*_extremes(known, group, ends), f" {when}."]


def told_shortly(named: Named, when: str, group: Group) -> tuple[Sentence, ...]:
    """The same in ever fewer words, and who has no value as long as there is room: all by name, the ends, one."""
    missing = unknown(named, when, group)
    more: Sentence = [" ", *missing] if missing else []
    ends, first = named_ends(named, when, group, ends=1), named_first(named, when)
    return named_values(named, when, group, ends=1), [*ends, *more], [*first, *more], ends, first


def named_first(named: Named, when: str) -> Sentence:
    """The first that has a value, by name: where there is no room for more."""
    figure, label = next(each for each in named if each[0].known)
    return [f"{label}: ", figure, f" {when}."]


def unknown(named: Named, when: str, group: Group | None = None) -> Sentence:
    """The values that are not known, by name; of more than MOST_NAMED how many, and a few. Nothing where all are known."""
    missing = [each for each in named if not each[0].known]
    if len(missing) <= MOST_NAMED:
        return named_values(missing, when) if missing else []
    marks = " ".join(dict.fromkeys(figure.text for figure, _ in missing))
    listed = ", ".join(label for _, label in missing[:ENDS])
    counted = (group or Group()).count(len(missing), known=False)
    what = f"{plural(group.noun)} " if group and counted else ""
    return [*(counted or ["Some"]), f" {what}have no value {marks} {when}, such as {listed}."]


def _extremes(known: Named, group: Group, ends: int) -> Sentence:
    """`Highest of the 31 areas with data: Camden 103, Brent 99; lowest: …`, of values from the lowest to the highest.

    Whoever prints what the last one named prints is told of too.
    """
    if not known:
        return ["No value is known"]
    if alike(known[0][0], known[-1][0]):
        return ["All with data are the same, ", known[0][0], ","]
    counted = group.count(len(known), known=True)
    falling = sorted(known, key=lambda each: -sure(each[0].value))
    of_all: Sentence = [" of the ", *counted, f" {plural(group.noun)} with data"] if counted else []
    return [group.top, *of_all, ": ", *_first(falling, ends), f"; {group.bottom}: ", *_first(known, ends), ","]


def _first(ordered: Named, ends: int) -> Sentence:
    is_cut = len(ordered) > ends and alike(ordered[ends][0], ordered[ends - 1][0])
    cut = ordered[ends - 1][0] if is_cut else None
    kept = [each for each in ordered[:ends] if cut is None or not alike(each[0], cut)]
    said: Sentence = [part for figure, label in kept for part in (", ", f"{label} ", figure)]
    tied = next((each for each in ordered if cut is not None and alike(each[0], cut)), None)
    said += [", ", f"{tied[1]} and others ", tied[0]] if tied else []
    return said[1:]
