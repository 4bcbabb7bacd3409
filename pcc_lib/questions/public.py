"""What public counterparts ask: why ours differs from a public source by more than the definitions explain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pcc_lib.core.errors import ReportError
from pcc_lib.core.periods import Span
from pcc_lib.figures.cross_check import CrossCheck, Held, cross_check
from pcc_lib.figures.figures import figures_of
from pcc_lib.inputs.measures import measure_ids
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.questions.question import Question, Words

KIND = "counterpart"
DOUBT = "What explains the difference?"


def of_sources(folder: QuarterFolder) -> Mapping[str, list[Question]]:
    """The questions of each source whose measures differ from their counterparts, in the order of the measures; what cannot be
    read asks nothing, as its faults are told."""
    figures, found = figures_of(folder), defaultdict[str, list[Question]](list)
    for id in measure_ids(folder.project):
        try:
            held = cross_check(figures, id)
        except ReportError:
            continue
        if held is not None and held.unexplained:
            found[held.beside.measure.source].append(_question(held))
    return found


def question_id(held: CrossCheck) -> str:
    """The id of the question of a measure that differs: the newest period is in it, so that what differs later is asked anew."""
    measure = held.beside.measure
    return "-".join((measure.source, measure.id, held.unexplained[-1].period.replace("/", "-"), KIND))


def _question(held: CrossCheck) -> Question:
    measure, newest = held.beside.measure, held.unexplained[-1]
    spans = [row.ours.period for row in held.unexplained]
    months, place = Span(spans[0].first, spans[-1].last), f"measure {measure.id}"
    when = newest.public.period.label
    return Question(question_id(held), measure.source, KIND, months, place, _found(held, newest), DOUBT, when)


def _found(held: CrossCheck, newest: Held) -> Words:
    period = newest.public.period
    when = f"in the {period.label}" if period.is_year_to_a_month else f"in {period.label}"
    start: Words = (f"{held.beside.measure.title}: ours is ", newest.ours, " and the public counterpart ", newest.public)
    told: Words = (", ", newest.ratio, " of it.") if newest.ratio.known else (".",)  # nothing is a part of nought
    return (*start, f" {when}", *told, *_earlier(held))


def _earlier(held: CrossCheck) -> Words:
    """The periods before that differ too, each with how much."""
    said: Words = ()
    for row in held.unexplained[:-1]:
        said = (*said, ", " if said else " Before it was ", row.ratio, f" ({row.public.period.label})")
    return (*said, ".") if said else ()
