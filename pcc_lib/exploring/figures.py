"""The figures of a quarter as a list to paste from: `report.figures("calls-999")`, and `pcc figures` in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import ReportError, counted, suggest
from pcc_lib.core.numerals import part_id
from pcc_lib.core.quarters import period_label, shift
from pcc_lib.exploring.shown import Named
from pcc_lib.figures.catalogue import FORMS, words_of
from pcc_lib.figures.few import as_told
from pcc_lib.figures.figure import Figure, FigureId
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.listed import FORETOLD, OTHER_FORMS, can_tell, figures_named, names_of, parts_told
from pcc_lib.figures.lookup import Printed, pasted, told
from pcc_lib.figures.series import Series
from pcc_lib.figures.stated import GROUPS, fact_figures
from pcc_lib.figures.typed import Typed, typed_in
from pcc_lib.inputs.measures import measure_ids, measures_of, topic_ids, topics_of
from pcc_lib.inputs.plan import priorities
from pcc_lib.pages.ledger_words import what_is
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import fill
from pcc_lib.writing.wording import direction, told_of

SOME_PARTS = 6  # that are named as examples
COLUMNS = ("Write", "Prints", "What it is", "Of", "Set against", "Direction", "Worked out as")


@dataclass(frozen=True)
class Wanted:
    """Which figures are asked for: of a topic, a measure or a priority (or words), those whose words have all of `sought`, of a
    part, at a period; those that print `value`. whole: also what is not known, and the other forms of changes."""

    name: str = ""
    sought: str = ""
    part: str = ""
    period: str = ""
    value: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Listed:
    """A figure in words, beside what a commentary writes to print it."""

    figure: Figure
    what: str
    direction: str

    @property
    def write(self) -> str:
        """What a commentary writes: `{{ calls_999_volume.change_on_year }}`."""
        return pasted(self.figure)

    @property
    def prints(self) -> str:
        """What it prints there: a change without its sign, as the words beside it say its direction."""
        return self.figure.magnitude + self.figure.mark

    @property
    def of(self) -> str:
        """The period that it tells of."""
        return told_of(self.figure.period) if self.figure.period else ""

    @property
    def against(self) -> str:
        """What a change is set against."""
        base = self.figure.compared_with
        return "the target" if base == "target" else told_of(base) if base else ""

    @property
    def cells(self) -> tuple[str, ...]:
        """Its cells, one for each of COLUMNS."""
        return (self.write, self.prints, self.what, self.of, self.against, self.direction, self.figure.formula)

    @property
    def line(self) -> str:
        """What stands below its name in a terminal."""
        base = f", against {self.against}" if self.against else ""
        return "; ".join(filter(None, [self.what, f"{self.of}{base}", self.direction, self.figure.formula]))

    def record(self) -> dict[str, object]:
        """For JSON: the same as text, with the name taken apart and the value."""
        f = self.figure
        name = {"id": f.id, "measure": f.measure, "statistic": f.statistic, "part": f.name.part}
        words = {"write": self.write, "prints": self.prints, "what": self.what, "direction": self.direction}
        spans = {"period": str(f.period), "of": self.of, "compared_with": str(f.compared_with), "against": self.against}
        return {**name, **words, **spans, "value": f.value, "unit": f.unit, "status": str(f.status), "formula": f.formula}


class FigureList(Named):
    """Figures that show themselves as a table in Jupyter and as lines in a terminal. `names` are those to paste."""

    def __init__(self, title: str, listed: Sequence[Listed], notes: Sequence[str]) -> None:
        self.title, self.listed, self.notes = title, tuple(listed), tuple(notes)

    @property
    def names(self) -> list[str]:
        """What a commentary writes, of each."""
        return [each.write for each in self.listed]

    def records(self) -> list[dict[str, object]]:
        """Each figure as plain values, for JSON or a data frame."""
        return [each.record() for each in self.listed]

    def __len__(self) -> int:
        return len(self.listed)

    def __iter__(self) -> Iterator[Listed]:
        return iter(self.listed)

    def _repr_html_(self) -> str:
        rows = [(fill("code", text=each.write), *each.cells[1:]) for each in self.listed]
        return str(fill("exploring/table", caption=self.title, columns=COLUMNS, rows=rows, numeric=(1,), notes=self.notes))

    def __repr__(self) -> str:
        width = max((len(each.write) for each in self.listed), default=0)
        pairs = ((f"{each.write.ljust(width)}  {each.prints}", f"    {each.line}") for each in self.listed)
        return "\n".join([self.title, "", *(line for pair in pairs for line in pair), "", *self.notes])


def figure_list(page: Page, wanted: Wanted) -> FigureList:
    """The figures that are wanted. A ReportError says which names there are, or what is near a number that no figure prints."""
    if wanted.value:
        return _printing(page, wanted)
    if not (wanted.name or wanted.sought):
        raise ReportError("Name a topic, a measure, a priority, or words that the figures have.")
    ids, words = _scope(page, wanted)
    found = [figure for name in _names(page, ids, wanted, words) for figure in _made(page.figures, name, wanted.whole)]
    if words:
        given = _given(page.figures) if ids == measure_ids(page.project) and not (wanted.part or wanted.period) else []
        texts = ((figure, _text_of(page, figure)) for figure in [*found, *given])
        found = _in_one_form(figure for figure, text in texts if all(word in text for word in words))
    if not (words or wanted.whole):  # else all forms of a change are there
        found = [each for figure in found for each in _as_pages_tell(page, figure)]
    if not found:
        raise ReportError(_why_none(page, ids, wanted, words))
    asked = " ".join(filter(None, [wanted.name, wanted.sought]))
    title = f"{counted(len(found), 'figure')} of {page.quarter}: {asked}"
    return FigureList(title, [_listed(page, figure) for figure in found], _notes(page, ids, wanted))


def _scope(page: Page, wanted: Wanted) -> tuple[list[str], list[str]]:
    """The measures that are asked of, and the words that a figure must have: a name that is none is words."""
    project, name = page.project, wanted.name
    words = wanted.sought.lower().split()
    if name in measure_ids(project):
        return [name], words
    if name in topic_ids(project):
        return [measure.id for measure in measures_of(project, name)], words
    if name in (each.id for each in priorities(project)):
        return [measure.id for topic in topics_of(project, name) for measure in measures_of(project, topic.id)], words
    return measure_ids(project), [*name.lower().split(), *words]


def _names(page: Page, ids: Iterable[str], wanted: Wanted, words: Sequence[str]) -> Iterator[FigureId]:
    """The names to be looked at: of the whole, of the part that is named, and of parts that the words name."""
    for id in ids:
        told_apart = parts_told(page.figures.series(id))
        if wanted.part:
            parts = [part for part in told_apart if part and part_id(part) == part_id(wanted.part)]
        else:
            parts = [part for part in told_apart or ("",) if not part or _is_named(page, part, words)] or list(told_apart[:1])
        for part in parts:
            names = names_of(page.figures, id, part, wanted.period)
            asked = (name for name in names if wanted.whole or _is_asked(name.statistic, words))
            yield from (name for name in asked if _may_have(page, name, part, words))


def _may_have(page: Page, name: FigureId, part: str, words: Sequence[str]) -> bool:
    """Whether a figure may have all words, as far as its name tells: words without a digit or a sign are none of a number's, so
    a figure that has not each of them in its name need not be worked out."""
    title, label = page.figures.measure(name.measure).title, page.project.label(part) if part else ""
    text = f"{name} {str(name).replace('_', ' ')} {title} {label} {words_of(name.statistic)}".lower()
    return all(word in text for word in words if word.isalpha())


def _is_asked(statistic: str, words: Sequence[str]) -> bool:
    """Whether a statistic is looked at: forecasts where they are named, changes in another form where there are any words."""
    if statistic.startswith(FORETOLD):
        return any(word.startswith(FORETOLD[:8]) or word in statistic.split("_") for word in words)
    return bool(words) or statistic not in OTHER_FORMS


def _in_one_form(figures: Iterable[Figure]) -> list[Figure]:
    """The figures without those that say the same once more, such as a change in per cent that is told in per cent anyway."""
    once: dict[tuple[object, ...], Figure] = {}
    for f in figures:
        other = f.statistic in OTHER_FORMS
        once.setdefault((f.measure, f.breakdown, f.period, f.compared_with, f.unit, f.text, "" if other else f.statistic), f)
    plain = {key[:-1] for key in once if key[-1]}
    return [figure for key, figure in once.items() if key[-1] or key[:-1] not in plain]


def _is_named(page: Page, part: str, words: Sequence[str]) -> bool:
    label = f"{page.project.label(part)} {part_id(part)}".lower()
    return any(word in label for word in words)


def _made(figures: Figures, name: FigureId, whole: bool) -> Iterator[Figure]:
    yield from [figures.figure(str(name))] if whole else figures_named(figures, [name])


def _as_pages_tell(page: Page, figure: Figure) -> Iterator[Figure]:
    """A figure, and behind a change of few the same in number, which is what pages print."""
    told = as_told(figure, page.figures.measure(figure.measure), page.figures.about(figure.measure, figure.name.part))
    yield from (figure,) if told is figure else (figure, told)


def _given(figures: Figures) -> list[Figure]:
    """Facts, progress, money, posts and counts: what is of no measure."""
    return [figure for make in (fact_figures, *GROUPS.values()) for figure in make(figures.folder)]


def _text_of(page: Page, figure: Figure) -> str:
    return f"{figure.id} {figure.id.replace('_', ' ')} {what_is(page, figure)} {figure.text}".lower()


def _listed(page: Page, figure: Figure) -> Listed:
    is_change = bool(figure.compared_with) and page.project.exists(f"data/measures/{figure.measure}.yml")
    return Listed(figure, what_is(page, figure), direction(figure, page.figures.measure(figure.measure)) if is_change else "")


def _why_none(page: Page, ids: Sequence[str], wanted: Wanted, words: Sequence[str]) -> str:
    """Why there is no such figure: no such part or period, or words that nothing has."""
    if words:
        names = [*topic_ids(page.project), *measure_ids(page.project), *(each.id for each in priorities(page.project))]
        near = suggest("-".join(words), names, most=3)
        todo = near if near.startswith("Did") else "Write other words, or the name of a topic, a measure or a priority."
        return f"no figure of {page.quarter} has the words '{' '.join(words)}'. {todo}"
    parts = {part_id(part) for id in ids for part in parts_told(page.figures.series(id)) if part}
    if wanted.part and part_id(wanted.part) not in parts:
        return f"{wanted.name} has no part '{wanted.part}'. {suggest(wanted.part, parts)}"
    try:
        page.figures.of(ids[0], "value", wanted.part, wanted.period)
    except ReportError as error:
        return str(error)
    return f"no figure of {wanted.name} is known in {page.quarter}. With all of them: pcc figures {wanted.name} --all"


def _notes(page: Page, ids: Sequence[str], wanted: Wanted) -> list[str]:
    """What there is besides: parts, earlier periods, other forms of a change."""
    series = [held for id in ids if (held := page.figures.series(id))]
    return [*_other_parts(page, series, wanted), *_other_periods(series, wanted), *_left_out(series, wanted)] if series else []


def _other_parts(page: Page, series: Sequence[Series], wanted: Wanted) -> Iterator[str]:
    parts = {part_id(part): page.project.label(part) for held in series for part in parts_told(held) if part}
    if wanted.part or not parts:
        return
    first = next(held for held in series if any(parts_told(held)))
    example = f"{{{{ {first.measure.id}.value.{part_id(first.parts[0])} }}}}"
    some = ", ".join(f".{part} ({label})" for part, label in list(parts.items())[:SOME_PARTS]) + " …" * (len(parts) > SOME_PARTS)
    yield f"Of one part: name it after the statistic, such as {example}. Parts: {some}."


def _other_periods(series: Sequence[Series], wanted: Wanted) -> Iterator[str]:
    if wanted.period:
        return
    first = series[0]
    example = f"{{{{ {first.measure.id}.value@{first.periods[-2:][0]} }}}}"
    yield f"At another period: name it after @, such as {example}; its values begin in {period_label(first.periods[0])}."


def _left_out(series: Sequence[Series], wanted: Wanted) -> Iterator[str]:
    if wanted.whole:
        return
    if not wanted.sought:
        forms = ", ".join(f"_{form}" for form in FORMS)
        yield f"Left out: what is not known, and changes in another form, whose names end in {forms}."
    if not wanted.sought and any(can_tell(held, FORETOLD, "", shift(held.last, 1)) for held in series):
        yield f"Forecasts are listed where they are asked for: pcc figures {wanted.name} {FORETOLD}."


def _printing(page: Page, wanted: Wanted) -> FigureList:
    """The figures that print a number."""
    typed = typed_in(wanted.value)
    if typed is None:
        raise ReportError(f"'{wanted.value}' is no number. Write it as it is printed, such as 3,214 or 17.7%.")
    ids, _ = _scope(page, wanted)
    printed = Printed(page.figures, ids)
    found = next((same for reading in typed.readings() if (same := _same(page.figures, printed, reading))), [])
    if not found:
        near = told(typed, printed.find(typed))
        raise ReportError(f"no figure of {page.quarter} prints {typed.text}." + (f" {near}" if near else ""))
    title = f"{counted(len(found), 'figure')} of {page.quarter} printed as {typed.text}"
    return FigureList(title, [_listed(page, figure) for figure in found], [])


def _same(figures: Figures, printed: Printed, typed: Typed) -> list[Figure]:
    given = [figure for figure in _given(figures) if (prints := typed_in(figure.text)) and typed.says(prints)]
    return [*printed.equal(typed), *given]
