"""All that a quarter's data ask, each source beside its own history and what the last kept edition told; and the answers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pcc_lib.core.errors import FaultsError, ReportError
from pcc_lib.core.kept import makes_again
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.kept import kept_source
from pcc_lib.inputs.measures import Measure, measure_ids, read_measure
from pcc_lib.inputs.models.quarter import Answer
from pcc_lib.inputs.plan import QuarterFolder, quarter_names
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import Source, read_source, source_names
from pcc_lib.questions import likeness, parts, public, revisions, slips, wholes
from pcc_lib.questions.cube import Cube, cube_of
from pcc_lib.questions.question import Question, Teller
from pcc_lib.questions.sighting import Sighting
from pcc_lib.questions.words import question_of
from pcc_lib.statistics.plausible import JUDGED, YEAR

LOOKED_AT = JUDGED + YEAR  # periods before the judged ones: for their scale, and for the levels in it
# what explains a cell first: a copied month is no nought besides, and two areas that changed places are not far from their level
ORDER = (likeness.COPIED, parts.SWAPPED, likeness.SAME_PARTS, slips.EMPTY, *slips.SLIPS.values(), slips.ZERO, slips.FAR)
APART = {*slips.SLIPS.values(), slips.ZERO, slips.NEGATIVE, slips.FAR, slips.DOUBLED}  # kinds whose cells stand by themselves


@dataclass(frozen=True)
class QuestionAndAnswer:
    """A question, and its answer where a quarter gives one."""

    question: Question
    answer: Answer | None = None


def asked_of(folder: QuarterFolder) -> list[QuestionAndAnswer]:
    """Every question that the data of a quarter ask, source by source, with its answer: from this quarter, else from the latest
    other one that has it."""
    answers = answers_of(folder)
    return [QuestionAndAnswer(question, answers.get(question.id)) for question in questions(folder)]


def open_questions(folder: QuarterFolder) -> list[Question]:
    """The questions that nobody has answered."""
    return [asked.question for asked in asked_of(folder) if asked.answer is None]


def questions(folder: QuarterFolder) -> list[Question]:
    """Every question that the data of a quarter ask; sources that cannot be read ask nothing, as their faults are told."""
    project = folder.project

    def ask() -> list[Question]:
        known, shares, beside = _known_to(folder), _shares(project), public.of_sources(folder)
        names = [name for name in source_names(project) if known.get(name)]
        found = {name: [*_of_source(folder, name, known[name], shares.get(name, ())), *beside.get(name, ())] for name in names}
        return [question for name in names for question in found[name]]

    return project.kept.said(f"questions|{folder.quarter}", ask, list)


@makes_again("questions")
def questions_again(project: Project, quarter: str) -> list[Question]:
    """The same by the name of the quarter: what rests on it asks whether it says the same (see `Kept.said`)."""
    return questions(QuarterFolder(project, Quarter.parse(quarter)))


@dataclass(frozen=True)
class Asked:
    """A question of a source, with what was seen."""

    question: Question
    sighting: Sighting


def of_source(project: Project, name: str) -> list[Asked]:
    """What a source asks beside its own history, up to its last period, whether or not a quarter tells it yet."""
    try:
        source = read_source(project, name)
    except FaultsError:
        return []
    if not len(source.frame):
        return []
    cube, shares = cube_of(source), _shares(project).get(name, ())
    return [Asked(question_of(Teller(project, cube, one)), one) for one in seen(cube, None, shares)]


def _of_source(folder: QuarterFolder, name: str, last: str, shares: Sequence[wholes.Share]) -> list[Question]:
    try:
        source = read_source(folder.project, name)
    except FaultsError:
        return []
    if not len(source.frame) or len(last) != len(source.last_period):
        return []
    record = _record(folder, source)
    kept = cube_of(record.source) if record else None
    cube = cube_of(source)
    cube = cube.until(last, len(cube.axes.periods))
    found = {}
    for sighting in seen(cube, record, shares):
        question = question_of(Teller(folder.project, cube, sighting, kept))
        found.setdefault(question.id, question)
    return list(found.values())


def seen(cube: Cube, record: revisions.Record | None = None, shares: Sequence[wholes.Share] = ()) -> list[Sighting]:
    """What is doubtful in a source up to its last period: in the months that are judged, and in what was told of it."""
    if not cube.axes.periods:
        return []
    near = cube.until(cube.axes.periods[-1], cube.judged + LOOKED_AT)
    since = max(len(near.axes.periods) - cube.judged, 0)
    found = [
        one for one in (*_near(near, since), *wholes.above(near, shares, since)) if one.span.last >= near.axes.periods[since]
    ]
    return [*revisions.starts_late(cube), *(revisions.revisions(cube, record) if record else ()), *_first_of(found)]


def _near(cube: Cube, since: int) -> Iterator[Sighting]:
    """What is doubtful in the last years, kind by kind, in no order."""
    yield from likeness.copied(cube, since)
    yield from likeness.same_parts(cube, since)
    yield from likeness.same_columns(cube, since)
    yield from parts.begins(cube, since)
    yield from parts.gone(cube, since)
    if cube.source.period == "month":
        yield from parts.swapped(cube, since)
        yield from slips.doubled(cube)
    yield from slips.slips(cube)
    yield from slips.nearly_empty(cube)
    yield from slips.noughts(cube)


def _first_of(found: Sequence[Sighting]) -> list[Sighting]:
    """Each cell of a month asked about once, by what explains it first; one that is left without cells is not asked."""
    rank = {kind: i for i, kind in enumerate(ORDER)}
    told: set[tuple[str, str, str]] = set()
    kept = []
    for one in sorted(found, key=lambda s: rank.get(s.kind, len(ORDER))):
        cells = tuple(cell for cell in one.cells if not all((*cell, period) in told for period in one.span.periods))
        if cells:
            kept.append(replace(one, cells=cells) if one.kind in APART else one)
            told |= {(*cell, period) for cell in cells for period in one.span.periods}
    return kept


def _known_to(folder: QuarterFolder) -> dict[str, str]:
    """The last period of each source that a quarter tells: of a source that has several by its measures, the latest."""
    months = folder.about.reporting_months
    known = dict(months.sources)
    of = {measure.id: measure.source for measure in _measures(folder.project)} if months.measures else {}
    for id, month in months.measures.items():
        source = of.get(id, "")
        if source and len(month) == len(known.get(source, month)):
            known[source] = max(month, known.get(source, ""))
    return known


def _measures(project: Project) -> Iterator[Measure]:
    """The measures whose files are sound; of others the faults are told."""
    for id in measure_ids(project):
        with contextlib.suppress(ReportError):
            yield read_measure(project, id)


def _shares(project: Project) -> dict[str, list[wholes.Share]]:
    """Of each source, which columns are told as percentages of which, without being part of them: of a part it is a fault."""
    found: dict[str, list[wholes.Share]] = {}
    for measure in _measures(project):
        one_by_one = len(measure.terms("numerator")) == len(measure.terms("denominator")) == 1
        if measure.is_share and not measure.how.is_part and one_by_one:
            found.setdefault(measure.source, []).append((measure.numerator[0], measure.denominator[0]))
    return found


def _record(folder: QuarterFolder, source: Source) -> revisions.Record | None:
    """What the last edition before this one told of a source, where it was kept."""
    earlier = [name for name in quarter_names(folder.project) if Quarter.parse(name) < folder.quarter]
    for name in reversed(earlier):
        if (kept := kept_source(folder.project, name, source)) is not None:
            last = _known_to(QuarterFolder(folder.project, Quarter.parse(name))).get(source.name, "")
            return revisions.Record(name, kept, last) if last else None
    return None


def answers_of(folder: QuarterFolder) -> dict[str, Answer]:
    """The answers of all quarters; this quarter's own before those of others, of which the later count."""
    project, found = folder.project, {}
    for name in sorted(quarter_names(project), key=lambda each: each == str(folder.quarter)):
        try:
            about = QuarterFolder(project, Quarter.parse(name)).about
        except ReportError:
            continue  # told with the faults of its file
        found |= {answer.question: answer for answer in about.answers}
    return found
