"""A number that somebody typed, and the figures of a quarter that print it, or nearly: "what is 3,214?".

Nothing is worked out until a number is asked about, so a check in which nothing was typed costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import ReportError
from pcc_lib.figures.catalogue import CHANGES
from pcc_lib.figures.figure import Figure, FigureId
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.listed import FORETOLD, figures_named, names_of, parts_told
from pcc_lib.figures.typed import Typed, typed_in
from pcc_lib.inputs.measures import measure_ids, measures_of, topic_ids, topics_of
from pcc_lib.inputs.plan import priorities

MOST = 3  # figures that are named for one number
VALUES_BACK, CHANGES_BACK = 60, 24  # periods: a chart draws the values of five years, and no changes
PARTS = 12  # a measure of more parts than that is looked through as a whole


@dataclass(frozen=True)
class Match:
    """What is known of a typed number: figures that print it; else the nearest that would, and an earlier one that does."""

    equal: tuple[Figure, ...] = ()
    earlier: Figure | None = None
    near: Figure | None = None

    def __bool__(self) -> bool:
        return bool(self.equal or self.earlier or self.near)


class Printed:
    """What the figures of some measures print in a quarter."""

    def __init__(self, figures: Figures, measures: Sequence[str]) -> None:
        self._figures, self._measures = figures, list(measures)

    def find(self, typed: Typed) -> Match:
        """What a number is: figures that print it; else one of an earlier month, or one that is near."""
        for reading in typed.readings():
            if equal := self.equal(reading):
                return Match(tuple(equal))
        if typed.digits < (2 if typed.of else 3):
            return Match()  # so short a number is near to many
        earlier = next((figure for figure, prints in self._earlier() if typed.says(prints)), None)
        latest = self._figures.figure(earlier.name.undated) if earlier else None
        told = ((figure, prints) for figure, prints in self._now() if _is_told_often(figure))
        near = [(abs(typed.size - prints.size), figure) for figure, prints in told if typed.nearly(prints)]
        return Match((), earlier, latest or min(near, key=lambda each: each[0], default=(0, None))[1])

    def equal(self, typed: Typed) -> list[Figure]:
        """The figures that print a number: levels and changes first, and of two that are one number in two forms the first. Of
        a number of one or two bare digits those alone: many print it."""
        found = [figure for figure, prints in self._now() if typed.says(prints)]
        found = [figure for figure in found if typed.digits > 2 or typed.of or _is_told_often(figure)]
        once = {(f.measure, f.breakdown, f.period, str(f.compared_with), f.unit, f.value): f for f in reversed(found)}
        return sorted(once.values(), key=lambda figure: (not _is_told_often(figure), found.index(figure)))

    def _now(self) -> list[tuple[Figure, Typed]]:
        """Every figure that the edition tells, with what it prints."""
        return self._figures.once(("printed now", *self._measures), lambda: list(_printing(self._figures, self._names())))

    def _earlier(self) -> list[tuple[Figure, Typed]]:
        """Values and the changes that they are told by, of the months before; the newest first."""
        names = (name for back in range(1, VALUES_BACK + 1) for id in self._measures for name in self._at(id, back))
        return self._figures.once(("printed before", *self._measures), lambda: list(_printing(self._figures, names)))

    def _names(self) -> Iterator[FigureId]:
        for id in self._measures:
            for part in _few(parts_told(self._figures.series(id))):
                yield from (name for name in names_of(self._figures, id, part) if not name.statistic.startswith(FORETOLD))

    def _at(self, id: str, back: int) -> Iterator[FigureId]:
        series, measure = self._figures.series(id), self._figures.measure(id)
        if series is None or len(series.periods) <= back:
            return
        changes = [measure.change] if measure.change != "none" and back <= CHANGES_BACK else []
        told = dict.fromkeys(["value", *changes])
        for part in _few(parts_told(series)):
            yield from (FigureId.of(id, statistic, part, series.periods[-1 - back]) for statistic in told)


def _is_told_often(figure: Figure) -> bool:
    """Whether it is a level or a change, and not the end of an interval or the like."""
    return figure.statistic == "value" or figure.statistic in CHANGES


def _few(parts: tuple[str, ...]) -> tuple[str, ...]:
    return parts if len(parts) <= PARTS else parts[:1]


def _printing(figures: Figures, names: Iterator[FigureId]) -> Iterator[tuple[Figure, Typed]]:
    for figure in figures_named(figures, names):
        prints = typed_in(figure.text)
        if prints:
            yield figure, prints


def measures_at(figures: Figures, place: str) -> list[str]:
    """The measures of a topic, of a priority, or of a measure's own topic, by its id; all of them where it is none of these."""
    project = figures.project
    if place in measure_ids(project):
        place = figures.measure(place).topic
    if place in topic_ids(project):
        return [measure.id for measure in measures_of(project, place)]
    if place in (each.id for each in priorities(project)):
        return [measure.id for topic in topics_of(project, place) for measure in measures_of(project, topic.id)]
    return measure_ids(project)


def advice(text: str, figures: Figures, place: str) -> str:
    """What to do about a number that was typed in the words of a topic or priority: the figure that it is, or the one that it
    contradicts; nothing where none is known, or where what the figures rest on is wrong."""
    typed = typed_in(text)
    if typed is None or len(re.sub(r"[^0-9]", "", typed.text)) < 2:
        return ""  # one digit is the number of many things
    try:
        return told(typed, Printed(figures, measures_at(figures, place)).find(typed))
    except ReportError:
        return ""  # what is wrong is told where it stands


def told(typed: Typed, match: Match) -> str:
    """A match in a sentence: `it is {{ calls.value }}`, or which figure it is not."""
    if match.equal:
        return f"It is {' or '.join(f'{pasted(each)}{_when(each)}' for each in match.equal[:MOST])}."
    if match.earlier and match.near:
        was, now = match.earlier, match.near
        since = f"of {now.period.label} it is {now.magnitude}: {pasted(now)}"
        return f"{typed.text} is {pasted(was)}, of {was.period.label}; {since}."
    if match.near:
        printed = match.near.text if typed.sign else match.near.magnitude
        return f"The nearest figure is {printed}{_when(match.near)}: {pasted(match.near)}."
    return ""


def pasted(figure: Figure) -> str:
    """The name of a figure as a commentary writes it."""
    return f"{{{{ {figure.id} }}}}"


def _when(figure: Figure) -> str:
    return f" ({figure.period.label})" if figure.period else ""
