"""Every number of a part of a page, with what proves it; and those that nothing proves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from pcc_lib.core.errors import Fault, counted
from pcc_lib.core.periods import Span
from pcc_lib.core.text import quoted
from pcc_lib.inputs.measures import Measure
from pcc_lib.reading_back.answers import Answers
from pcc_lib.reading_back.chart_drawn import CELL, TICK
from pcc_lib.reading_back.chart_parts import ChartParts
from pcc_lib.reading_back.chart_proof import ChartProof
from pcc_lib.reading_back.dates import DATE, Known, length_claims
from pcc_lib.reading_back.declared import WRONG, Claim, Declared, Texts
from pcc_lib.reading_back.elements import Element, attribute, below, children, classes, first_below, text_of, within
from pcc_lib.reading_back.entries import Entry, Listed
from pcc_lib.reading_back.marked import FIGURE, MarkedUp, periods_cited, place_claims
from pcc_lib.reading_back.numbered import STEP, chart_claims, metric_claims
from pcc_lib.reading_back.passages import Part, Passage, around
from pcc_lib.reading_back.said import Block, PageSaid, texts_of
from pcc_lib.reading_back.tokens import Number, numbers_in

NO_DATES = Known(frozenset())
FILE = "file"
TODO = "Print it as a figure, list it in data/plan/names.yml if it is a name, or say its kind (docs/html-vocabulary.md, Numbers)."
TOLD_BY_FIGURES = ("what", "so_what")  # blocks of a topic whose dates are all of its figures and definitions
CHANGES = "changes_"  # the blocks that set this edition beside the one before
NOT_PROVEN = "is proven by nothing"


class Found(NamedTuple):
    """A number of a page: where it stands (the heading above it, and what holds it), its kind, what proves it, its sentence."""

    page: str
    section: str
    place: str
    number: str
    kind: str
    proof: str
    sentence: str
    count: int = 1

    def fault_on(self, others: int) -> Fault:
        """What is told of one that nothing proves; `others` is how many more pages have it."""
        place = f"{self.section}, {self.place}" if self.section else self.place
        where = f" (and on {counted(others, 'other page')})" if others else ""
        return Fault(self.page, place, f"the number '{self.number}' {self.proof}: {quoted(self.sentence)}{where}.", TODO)


class PartProof:
    """A part of a page: a block, with what stands between it and the next; `passages` and `data` give every number of it.

    All that it learns but from the part itself it asks of `answers`, so it keeps nothing of any other part.
    """

    def __init__(self, answers: Answers, said: PageSaid, part: Part) -> None:
        self.answers, self.said, self.part = answers, said, part
        self._markup, self._listed = MarkedUp(answers), Listed(answers)
        self._entries: dict[str, Entry | None] = {}
        self._told: dict[int, Texts] = {}
        self._known: dict[int, Known] = {}
        self._notes: dict[int, Texts] = {}
        self._turns: dict[int, Known] = {}

    @cached_property
    def charts(self) -> dict[Element, ChartProof]:
        """The charts of the part, by their elements."""
        found = {}
        for number, (element, output) in enumerate(self.part.charts, self.part.charts_before + 1):
            parts = ChartParts(element, number)
            known = self._known_in(output).with_more(row.first for row in parts.rows)
            found[element] = ChartProof(parts, self.said.block(output), self.answers, known)
        return found

    def passages(self) -> Iterator[Found]:
        """Every number of its passages, in reading order."""
        for passage in self.part.passages:
            yield from self._of_passage(passage)

    def data(self) -> Iterator[Found]:
        """Every number of the data of its charts."""
        for chart in self.charts.values():
            yield from self._of_chart(chart)

    # ── a passage ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def _of_passage(self, passage: Passage) -> Iterator[Found]:
        claims = _Claims(self._provers(passage))
        for number in numbers_in(passage.text):
            claim = claims.of(number)
            kind, proof = (claim.kind, claim.proof) if claim else (WRONG, NOT_PROVEN)
            sentence = around(passage.text, number.start, number.end)
            yield Found(self.said.source, passage.section, self._place(passage), number.text, kind, proof, sentence)

    def _provers(self, passage: Passage) -> Iterator[Callable[[], Iterable[Claim]]]:
        """What may prove the numbers of a passage, the strictest first; each is asked only for what those before left."""
        text, answers, chart = passage.text, self.answers, self._chart_of(passage)
        self._look(passage.element)
        entry = self._entry_of(passage)
        spark = answers.spark(text) if "pcc-spark" in classes(passage.element) else None
        known = NO_DATES if spark else self._known_for(passage, chart, entry)
        yield lambda: self._markup.claims(passage.marked, text, known, entry.codes if entry else None)
        if entry:
            yield lambda: entry.claims(text)
        if chart:
            yield lambda: chart_claims(text, chart.parts.number)
            yield lambda: self._table_claims(chart, passage)
            if passage.sort == "alternative text":
                yield lambda: chart.told_claims(text)
            if passage.sort in ("alternative text", "text") or "pcc-chart-subtitle" in classes(passage.element):
                yield lambda: chart.span_claims(text)
            if "Source: " in text:
                yield lambda: chart.source_claims(text)
        if passage.entry and not entry:
            yield lambda: self._listed.claims(passage)
        if spark:
            yield lambda: spark.claims(text)
        yield lambda: answers.declared(text)
        if not passage.seen:
            yield lambda: self._told_in(passage.output).claims(text)
        yield lambda: known.claims(text)
        yield lambda: length_claims(text, self._spans_in(passage, chart))
        yield lambda: self._beside(passage)
        yield lambda: metric_claims(text, answers.metrics())
        yield lambda: self._step_claims(passage)
        if entry:
            yield lambda: entry.worked_claims(text)
        yield lambda: self._turns_in(passage, chart).claims(text)
        yield lambda: self._notes_in(passage, chart).claims(text)
        if text.startswith("No forecast"):
            titled = [m.id for m in self._measures(passage, chart) if f"“{m.title}”" in text]
            yield lambda: Texts.of(each for id in titled for each in answers.withdrawn(id)).claims(text)
        yield lambda: answers.asked().claims(text)

    def _entry_of(self, passage: Passage) -> Entry | None:
        """The entry of a figure that a passage stands in; None where it stands in none."""
        anchor = passage.entry
        if anchor and anchor not in self._entries:
            rows = self.answers.rows(anchor)
            self._entries[anchor] = Entry(rows[0], self.answers) if rows else None
        return self._entries[anchor] if anchor else None

    def _look(self, element: Element | None) -> Element | None:
        """An element of the page, noted as looked at."""
        return self.answers.heard.look(element)

    def _spans_in(self, passage: Passage, chart: ChartProof | None) -> Iterable[Span]:
        """From when to when the figures of a passage's block are, and the data of its chart."""
        return chart.spans if chart else self.said.block(passage.output).spans

    def _place(self, passage: Passage) -> str:
        chart = self._chart_of(passage)
        return f"chart {chart.parts.number}, {passage.sort}" if chart else passage.sort

    def _chart_of(self, passage: Passage) -> ChartProof | None:
        return self.charts.get(passage.chart) if passage.chart is not None else None

    def _known_for(self, passage: Passage, chart: ChartProof | None, entry: Entry | None) -> Known:
        """The periods that a passage may name: those of its figure, chart or block; cells and lists name their own alone."""
        if entry:
            return Known(entry.periods, self.answers.known().ends)
        if self._listed.holds(passage):
            return NO_DATES
        return chart.known if chart else self._known_in(passage.output)

    def _known_in(self, output: int) -> Known:
        if output not in self._known:
            self._known[output] = self._known_to(self.said.block(output))
        return self._known[output]

    def _known_to(self, block: Block) -> Known:
        """The periods that a block may speak of: one that tells a topic only those of its figures and definitions."""
        answers = self.answers
        if block.name.startswith(CHANGES):
            return answers.told_before().with_more(block.periods)
        if block.name not in TOLD_BY_FIGURES or answers.topic(block.topic) is None:
            return answers.known().with_more(block.periods)
        return answers.of_the_quarter().with_more(block.periods).with_more(answers.dates(block.topic))

    def _told_in(self, output: int) -> Texts:
        """What the figures of a block print: for what is not seen, and cannot be marked up."""
        if output not in self._told:
            rows = [row for row in self.said.block(output).rows if row.get("text")]
            self._told[output] = Texts.of(Declared(text, FIGURE, row["id"], "") for row in rows for text in texts_of(row))
        return self._told[output]

    def _notes_in(self, passage: Passage, chart: ChartProof | None) -> Texts:
        key = id(chart) if chart else passage.output
        if key not in self._notes:
            measures = self._measures(passage, chart)
            self._notes[key] = Texts.of(each for measure in measures for each in self.answers.notes(measure.id))
        return self._notes[key]

    def _turns_in(self, passage: Passage, chart: ChartProof | None) -> Known:
        """The months that methods find in what a passage tells of."""
        key = id(chart) if chart else passage.output
        if key not in self._turns:
            rows = self.said.block(passage.output).rows
            parts = {(row["measure"], row.get("breakdown", "")) for row in rows}
            named = [(m.id, "") for m in self._measures(passage, chart)]
            named += [(id, part) for id, part in sorted(parts) if self.answers.measure(id) is not None]
            self._turns[key] = Known(frozenset(month for id, part in named for month in self.answers.turns(id, part)))
        return self._turns[key]

    def _measures(self, passage: Passage, chart: ChartProof | None) -> Sequence[Measure]:
        """The measures that a passage tells of: those of its chart, else those of its topic."""
        if chart:
            return self.answers.charted(chart.parts.id)
        topic = self.said.block(passage.output).topic
        return (self.answers.topic(topic) or ()) if topic else ()

    def _table_claims(self, chart: ChartProof, passage: Passage) -> Iterator[Claim]:
        """A cell, or the head of a row, of the table of a chart's numbers."""
        if not passage.seen or passage.element not in chart.parts.places:
            return
        first, head = chart.parts.places[passage.element]
        if not head and chart.is_row_head(first):
            yield Claim(0, len(passage.text), DATE, "a row of the download")
        cell = chart.table_cell(first, head, passage.text) if head else None
        if cell is not None:
            yield Claim(0, len(passage.text), CELL, cell.proof)

    def _beside(self, passage: Passage) -> Iterator[Claim]:
        """Names of files that a link saves, and periods of the cells that stand in code in the same row of a table or entry."""
        text = passage.text
        entry = within(passage.element, "details", "pcc-entry")
        row = self._look(within(passage.element, "tr") if entry is None else entry)
        for name in (attribute(link, "download") for link in below(passage.element, "a") if "download" in link.attrib):
            at = text.find(name)
            if at >= 0 and self.answers.is_download(name):
                yield Claim(at, at + len(name), FILE, name)
        cells = [text_of(code) for code in below(row, "code")] if row is not None else []
        yield from place_claims(passage, self.answers)
        cited = {period for cell in cells for period in periods_cited(cell)}
        yield from Known(frozenset(cited)).claims(text) if cited else ()

    def _step_claims(self, passage: Passage) -> Iterator[Claim]:
        """The number of an item that counts itself: the third of its list says 3."""
        if "pcc-n" in classes(passage.element) or first_below(passage.element, "span", "pcc-n") is not None:
            around = self._look(passage.element.getparent())
            items = children(around, "li") if around is not None else []
            at = next((n for n, item in enumerate(items, 1) if item is passage.element), 0)
            if passage.text.strip().startswith(str(at)):
                yield Claim(0, len(str(at)), STEP, "its place in the list")

    # ── the data of a chart ───────────────────────────────────────────────────────────────────────────────────────────
    def _of_chart(self, chart: ChartProof) -> Iterator[Found]:
        section, number = "", f"chart {chart.parts.number}"
        for slip in chart.slips():
            yield Found(self.said.source, section, f"{number}, {slip.where}", slip.number, WRONG, slip.found, slip.words)
        for text, where in chart.drawn.words_of():
            yield from self._of_words(chart, text, f"{number}, {where}")
        for (kind, where), count in (*chart.counts.items(), *chart.drawn.counts.items()):
            yield Found(self.said.source, section, f"{number}, {where}", "", kind, "held against its source", "", count)

    def _of_words(self, chart: ChartProof, text: str, place: str) -> Iterator[Found]:
        provers = (
            lambda: [Claim(0, len(text), TICK, "on a regular scale")] if chart.drawn.is_tick(text) else [],
            lambda: self.answers.declared(text),
            lambda: chart.texts.claims(text),
            lambda: chart.known.claims(text),
        )
        claims = _Claims(iter(provers))
        for number in numbers_in(text):
            claim = claims.of(number)
            kind, proof = (claim.kind, claim.proof) if claim else (WRONG, NOT_PROVEN)
            yield Found(self.said.source, "", place, number.text, kind, proof, text)


class _Claims:
    """The claims on a passage, made as they are needed."""

    def __init__(self, provers: Iterator[Callable[[], Iterable[Claim]]]) -> None:
        self._provers = provers
        self._made: list[Claim] = []

    def of(self, number: Number) -> Claim | None:
        """The first claim that covers a number's digits; None where none does."""
        more = chain.from_iterable(self._next(prover) for prover in self._provers)
        return next((c for c in chain(list(self._made), more) if c.start <= number.first and number.last <= c.end), None)

    def _next(self, prover: Callable[[], Iterable[Claim]]) -> list[Claim]:
        made = list(prover())
        self._made += made
        return made
