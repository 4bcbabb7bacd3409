"""What the page of an edition asks while it is read back, and what the edition and the project's files answer.

A page's proof learns nothing but from the page, from what its blocks say of themselves, and from here. So what is heard is all
else that a part of a page rests on, and it can be asked again later (`digest_of`): where every answer is the same, reading that
part again would find the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Any, TypeVar

from pcc_lib.core.errors import ReportError
from pcc_lib.core.files import sha256
from pcc_lib.inputs.measures import Measure, measures_of, topic_ids
from pcc_lib.reading_back.dates import Known, of_the_quarter
from pcc_lib.reading_back.declared import Claim, Declared, Texts
from pcc_lib.reading_back.heard import Asked, Heard
from pcc_lib.reading_back.measured import Cell
from pcc_lib.reading_back.reading import Reading
from pcc_lib.reading_back.said import Row

A = TypeVar("A", bound=Callable[..., Any])


def _answer(method: A) -> A:
    """A question: answered once, and heard each time that it is asked."""
    name = method.__name__

    @wraps(method)
    def told(self: Answers, *asked: str) -> Any:
        question = (name, *asked)
        self.heard.questions[question] = None
        if question not in self._told:
            self._told[question] = method(self, *asked)
        return self._told[question]

    _QUESTIONS[name] = told
    return told  # pyright: ignore[reportReturnType] the same signature


_QUESTIONS: dict[str, Callable[..., Any]] = {}


class Answers:
    """The answers of one edition; `heard` holds what was asked since it was set."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.heard = reading, Heard()
        self._told: dict[Asked, Any] = {}
        self._digests: dict[Asked, str] = {}

    def digest_of(self, question: Asked) -> str:
        """The digest of an answer; blank where there is none, for what is asked of is no more."""
        if question not in self._digests:
            heard, self.heard = self.heard, Heard()
            try:
                name, *asked = question
                self._digests[question] = sha256(json.dumps(_plain(_QUESTIONS[name](self, *asked))))
            except (ReportError, LookupError, ValueError, TypeError):
                self._digests[question] = ""
            finally:
                self.heard = heard
        return self._digests[question]

    def declared(self, text: str) -> Iterator[Claim]:
        """The texts of files, and of the library, that stand in a text."""
        self.heard.texts[text] = None
        return self.reading.texts.claims(text)

    # ── of the ledger and the pages ───────────────────────────────────────────────────────────────────────────────────
    @_answer
    def rows(self, anchor: str) -> Sequence[Row]:
        """The rows of the ledger with this anchor on the page of figures: of each figure one for each page."""
        return self.reading.edition.by_anchor.get(anchor, ())

    @_answer
    def settings(self, id: str) -> str | None:
        """The settings of a figure; None where there is none of this id."""
        return self.reading.ledger.settings(id)

    @_answer
    def printed(self) -> Mapping[str, Row]:
        """The row of each figure that a page prints, by its id."""
        return {row["id"]: row for page in self.reading.edition.pages for block in page.blocks for row in block.rows}

    @_answer
    def ends_cited(self, file: str, column: str) -> frozenset[str]:
        """The first and last periods of the cells of a file and column that figures cite."""
        return self.reading.edition.ends_cited.get((file, column), frozenset())

    @_answer
    def counted(self, what: str) -> int | None:
        """How many there are of what an element says that it counts; None where it names nothing that there is."""
        return self.reading.counter.of(what)

    # ── of entries of the page of figures ─────────────────────────────────────────────────────────────────────────────
    @_answer
    def worked(self, id: str) -> Sequence[str]:
        """What an entry may say of how its figure is worked out, from cells that are read anew."""
        return self.reading.ledger.worked(id)

    @_answer
    def cells_listed(self, anchor: str) -> Mapping[tuple[str, str, str], str] | None:
        """The text of each cell that is listed under this anchor, by period, part in words, and column; None: there is none."""
        return self.reading.ledger.cells.get(anchor)

    @_answer
    def list_told(self, anchor: str) -> Texts | None:
        """What the list under this anchor says; None where there is none."""
        return self.reading.ledger.lists.get(anchor)

    @_answer
    def embedded(self, anchor: str) -> Mapping[str, Any]:
        """What a browser is given of the figure with this anchor, its letters with what each stands for; nothing of none."""
        return self.reading.ledger.embedded.get(anchor, {})

    @_answer
    def is_embedded(self, block: str) -> bool:
        """Whether cells, or a list, by their digest, are some that a browser is given to work with."""
        return block in self.reading.ledger.blocks_embedded

    # ── of code ───────────────────────────────────────────────────────────────────────────────────────────────────────
    @_answer
    def code(self, text: str) -> str:
        """What a text of code is; nothing where it is none that there is."""
        return self.reading.codes.kind(text)

    @_answer
    def is_download(self, name: str) -> bool:
        """Whether a file is named after a chart, or a page's own table, and the quarter."""
        return self.reading.codes.is_download(name, str(self.reading.folder.quarter))

    # ── of measures ───────────────────────────────────────────────────────────────────────────────────────────────────
    @_answer
    def cells(self, chart: str) -> Sequence[Cell]:
        """Every value of a chart's measures, of every part and period that this edition knows."""
        return self.reading.measured.cells(chart)

    @_answer
    def drawn(self, chart: str) -> Sequence[float]:
        """What a chart may draw beside its values: targets, usual ranges and levels, the limits of a funnel."""
        return self.reading.measured.drawn(chart)

    @_answer
    def ahead(self, chart: str) -> Sequence[float]:
        """What a chart draws of the months ahead."""
        return self.reading.measured.ahead(chart)

    @_answer
    def charted(self, chart: str) -> Sequence[Measure]:
        """The measures of a topic's chart."""
        return self.reading.measured.measures(chart)

    @_answer
    def measure(self, id: str) -> Measure | None:
        """A measure by its id; None where there is none."""
        try:
            return self.reading.measured.figures.measure(id)
        except ReportError:
            return None

    @_answer
    def topic(self, id: str) -> Sequence[Measure] | None:
        """The measures of a topic; None where there is none."""
        project = self.reading.project
        return list(measures_of(project, id)) if id in topic_ids(project) else None

    @_answer
    def label(self, part: str) -> str:
        """A part as readers see it."""
        return self.reading.project.label(part)

    @_answer
    def goals(self, id: str) -> Sequence[str]:
        """The targets that a measure's definition states, as they are printed."""
        measured = self.reading.measured
        return list(measured.goal_texts(measured.figures.measure(id)))

    @_answer
    def turns(self, id: str, part: str) -> frozenset[str]:
        """Months that the methods find in a measure, or one part of it."""
        measured = self.reading.measured
        return measured.turns(measured.figures.measure(id), part)

    @_answer
    def notes(self, id: str) -> Sequence[Declared]:
        """What the methods say of a measure."""
        return self.reading.notes(id)

    @_answer
    def withdrawn(self, id: str) -> Sequence[Declared]:
        """Why a measure has no forecast."""
        return self.reading.withdrawn(id)

    @_answer
    def spark(self, text: str) -> Texts | None:
        """What the small line may say of itself whose words begin so; None where there is no such line."""
        return self.reading.sparks.of(text)

    # ── of the plan, and of periods ───────────────────────────────────────────────────────────────────────────────────
    @_answer
    def metrics(self) -> int:
        """How many key metrics there are."""
        return self.reading.metrics

    @_answer
    def known(self) -> Known:
        """The periods that every page may speak of."""
        return self.reading.known

    @_answer
    def of_the_quarter(self) -> Known:
        """Of these, what is the quarter's own."""
        return of_the_quarter(self.reading.known, self.reading.folder)

    @_answer
    def told_before(self) -> Known:
        """The periods of what the edition before told, too."""
        return self.reading.told_before

    @_answer
    def dates(self, topic: str) -> frozenset[str]:
        """The dates that a topic's texts and charts may name beside those of their figures."""
        return self.reading.measured.dates(self.topic(topic) or (), topic)

    @_answer
    def asked(self) -> Texts:
        """What the data ask, and what the methods say of any measure."""
        return self.reading.asked


def _plain(value: Any) -> Any:
    """An answer as JSON has it: two that differ in anything differ there, and the same is the same in every process."""
    if isinstance(value, str | int | float | bool | type(None)):
        return value
    if isinstance(value, set | frozenset):
        return sorted(json.dumps(_plain(each)) for each in value)
    if isinstance(value, Mapping):
        return sorted([json.dumps(_plain(key)), _plain(each)] for key, each in value.items())
    if isinstance(value, Measure):
        return repr(value)
    if is_dataclass(value):
        return [_plain(getattr(value, each.name)) for each in fields(value)]
    if isinstance(value, Sequence):
        return [_plain(each) for each in value]
    raise TypeError(f"an answer of {type(value).__name__} cannot be held against another")
