"""Words that commentary asks of a figure: `{{ x.month }}`, `{{ x.base_month }}`, `{{ x.change_words }}`.

x is a measure or a figure. They are written as pages tell them, so that a sentence copied to the next quarter says the next
quarter's months by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from pcc_lib.core.errors import ReportError
from pcc_lib.core.periods import BY_MONTHS, Span
from pcc_lib.core.quarters import is_financial_year, month_label
from pcc_lib.core.sure import sure
from pcc_lib.figures.few import as_told
from pcc_lib.figures.figure import Figure, FigureId
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.measures import Measure
from pcc_lib.proofreading.passage import Piece, Printed
from pcc_lib.writing.wording import Sentence, during, fewer, told_of

_FORM = re.compile(r"(?P<of>[a-z][\w.@/-]*?)\.(?P<word>month|base_month|change_words)(?P<at>@[\w/-]+)?")
_RELATIVE = {1: "a month earlier", 3: "a quarter earlier", 12: "a year earlier"}


@dataclass(frozen=True)
class FigureWord:
    """Words of a figure: what they tell, for readers; the statistic that is meant where a measure is named; what makes them."""

    words: str
    of_change: bool
    make: Callable[[Figure, Measure | None], Sentence]


def told(name: str, figures: Figures) -> list[Piece]:
    """What is printed for a name between braces: a figure, or words of one. A ReportError says what is unknown."""
    found = _FORM.fullmatch(name)
    if not found:
        figure = figures.figure(name)
        return [Printed(name, figure, figure.magnitude)]
    word = WORDS[found["word"]]
    full = _full_name(found["of"] + (found["at"] or ""), word, figures)
    figure = figures.figure(full)
    measure = figures.measure(figure.measure) if figure.statistic != "stated" and figures.project.exists(_file(figure)) else None
    return [_piece(full, part) for part in word.make(figure, measure)]


def _file(figure: Figure) -> str:
    return f"data/measures/{figure.measure}.yml"


def _full_name(of: str, word: FigureWord, figures: Figures) -> str:
    """A measure, or its value, stands for the change that it tells where a change is asked for."""
    name = FigureId.parse(of if "." in of else re.sub(r"(?=@|$)", ".value", of, count=1))
    if word.of_change and name.statistic == "value":
        measure = figures.measure(name.measure)
        name = replace(name, statistic="change_on_year" if measure.change == "none" else measure.change)
        return as_told(figures.figure(str(name)), measure, figures.about(name.measure, name.part)).id
    return str(name)


def _piece(name: str, part: str | Figure | tuple[Figure, str]) -> Piece:
    if isinstance(part, str):
        return part
    figure, text = part if isinstance(part, tuple) else (part, part.text)
    return Printed(name, figure, text)


def _month(figure: Figure, measure: Measure | None) -> Sentence:
    if not figure.period:
        raise ReportError(f"'{figure.id}' is of no time. Write the words by hand.")
    return [_named(figure.period, bool(measure and measure.window.since))]


def _base_month(figure: Figure, measure: Measure | None) -> Sentence:
    return [_named(_base(figure), False)]


def _base(figure: Figure) -> Span:
    before = figure.compared_with
    if not isinstance(before, Span) or not before:
        raise ReportError(f"'{figure.id}' is set against no other time: it is no change, or there is nothing to compare it with.")
    return before


def _named(span: Span, since: bool) -> str:
    """A time as it stands after `in` or `than in`: `October 2023`, `the year ending October 2023`, `April to July 2023`."""
    if span.unstated:
        return f"the period up to {month_label(span.last)}"
    runs = since or span.noun in BY_MONTHS
    told = during(span, runs)
    article = "the " if re.match(r"in the\b", told) or (span.is_one and span.is_year_to_a_month) else ""
    return article + told_of(span, runs)


def _change_words(figure: Figure, measure: Measure | None) -> Sentence:
    before = _base(figure)
    if not figure.known:
        return [figure, f" (not known) against {_against(figure, before).removeprefix('in ')}"]
    word = _direction(figure, measure)
    against = _against(figure, before)
    return [(figure, figure.magnitude), f" {word} than {against}"] if word else [f"unchanged from {against.removeprefix('in ')}"]


def _direction(figure: Figure, measure: Measure | None) -> str:
    """More or fewer of what is counted, longer or shorter of times, else higher or lower; nothing where it prints as nought."""
    if not re.search("[1-9]", figure.text):
        return ""
    up = sure(figure.value) > 0
    if measure and measure.is_duration:
        return "longer" if up else "shorter"
    if figure.unit == "places":
        return "lower in the ranking" if up else "higher in the ranking"
    if measure and measure.is_additive:
        return "more" if up else fewer(measure)
    return "higher" if up else "lower"


def _against(figure: Figure, before: Span) -> str:
    """What a change is set against: `a year earlier`; of twelve months `in the twelve months before`, else by name."""
    back = next((by for by in _RELATIVE if _is_month(figure.period) and figure.period.shifted(-by) == before), 0)
    if back == 12 and figure.period.months == 12:
        return "in the twelve months before"
    return _RELATIVE[back] if back else during(before)


def _is_month(span: Span) -> bool:
    return re.fullmatch(r"\d{4}-\d\d", span.last) is not None and not is_financial_year(span.last)


WORDS: Mapping[str, FigureWord] = {
    "month": FigureWord("the time that a figure is of, in words", False, _month),
    "base_month": FigureWord("the time that a change is set against, in words", True, _base_month),
    "change_words": FigureWord("a change in words, such as 17.7% more than a year earlier", True, _change_words),
}
