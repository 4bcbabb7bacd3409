"""What an edition is read back with: what its project says, and the values of its measures, read anew."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from pcc_lib.inputs.key_metrics import key_metrics
from pcc_lib.inputs.measures import measure_ids
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.told import edition_before, told_figures
from pcc_lib.pages.chart_kinds import KINDS
from pcc_lib.questions.asking import asked_of
from pcc_lib.reading_back.codes import CODE, Codes, codes_of
from pcc_lib.reading_back.constants import constants
from pcc_lib.reading_back.counts import COUNTED, Counter
from pcc_lib.reading_back.dates import Known, known_to
from pcc_lib.reading_back.declared import Declared, Texts, declared, sentences
from pcc_lib.reading_back.figures_page import Ledger
from pcc_lib.reading_back.measured import Measured
from pcc_lib.reading_back.numbered import defined, drafts, numbered, shortened, words_of_calculations
from pcc_lib.reading_back.said import Edition
from pcc_lib.reading_back.sparks import Sparks

NOTE = "method"


class Reading:
    """An edition that is read back: what its project says, and the values of its measures, read anew.

    before: a reading of fewer pages of the same edition, by the same folder: what it has worked out holds.
    """

    def __init__(self, edition: Edition, folder: QuarterFolder, before: Reading | None = None) -> None:
        self.edition, self.folder, self.project = edition, folder, folder.project
        self.measured = before.measured if before else Measured(folder)
        self.ledger = Ledger(edition.by_anchor, self.measured.figures, before.ledger if before else None)
        self.sparks = Sparks(self.measured)
        self.measures = frozenset(measure_ids(self.project))
        self.metrics = len(key_metrics(self.project))

    @cached_property
    def codes(self) -> Codes:
        """The names that code may hold."""
        return codes_of(self.edition, self.folder)

    @cached_property
    def counter(self) -> Counter:
        """What counts again what pages count."""
        return Counter(self.edition, self.measured.figures)

    @cached_property
    def texts(self) -> Texts:
        """All that the project's files and the library's constants declare."""
        banner = [Declared(part, COUNTED, "what is open in the quarter", "") for part in sentences(self.edition.banner)]
        ids = {chart for page in self.edition.pages for block in page.blocks for chart in block.charts}
        charts = [Declared(id, CODE, "charts of the book", "") for id in sorted(ids)]
        library = (*charts, *constants(), *words_of_calculations(), *banner)
        return declared(
            self.project,
            self.folder,
            (*library, *numbered(self.project), *drafts(self.project), *shortened(self.project), *defined(self.measured)),
        )

    @cached_property
    def known(self) -> Known:
        """The periods that every page may speak of."""
        return known_to(self.project, self.folder)

    def begin(self) -> None:
        """Read now what any page will need."""
        _ = self.texts, self.known, self.codes

    def prepare(self) -> None:
        """Read now what every page will need, and what its charts will be held against."""
        self.begin()
        self.ledger.prepare()
        blocks = [block for page in self.edition.pages for block in page.blocks]
        for id in dict.fromkeys(id for block in blocks for id in block.charts):
            chart = self.measured.chart(id)
            self.measured.cells(id)
            self.measured.drawn(id)
            if chart is not None and KINDS[chart.kind].foretells:
                self.measured.ahead(id)
        for id, part in dict.fromkeys((row["measure"], row.get("breakdown", "")) for block in blocks for row in block.rows):
            if id in self.measures:
                self.measured.turns(self.measured.figures.measure(id), part)

    def notes(self, id: str) -> list[Declared]:
        """What the methods say of a measure, worked out anew."""
        return _worked_out(id, self.measured.notes(self.measured.figures.measure(id)))

    @cached_property
    def asked(self) -> Texts:
        """What the data ask, between the figures in it, and what the methods say of any measure: worked out when it is needed."""
        asked = (
            Declared(part, NOTE, each.question.file, each.question.id)
            for each in asked_of(self.folder)
            for part in each.question.words
            if isinstance(part, str)
        )
        measures = [self.measured.figures.measure(id) for id in sorted(self.measures)]
        said = (Declared(caution, NOTE, m.id, "") for m in measures for caution in self.measured.cautions(m))
        return Texts.of([*asked, *said])

    @cached_property
    def told_before(self) -> Known:
        """The periods of what the edition before told: the page of what changed names them."""
        before = edition_before(self.folder)
        spans = [row.span for row in told_figures(self.project, before)] if before else []
        return self.known.with_more(period for span in spans for period in (span.first, span.last))

    def withdrawn(self, id: str) -> list[Declared]:
        """Why a measure has no forecast, worked out anew."""
        return _worked_out(id, [self.measured.withdrawn(self.measured.figures.measure(id))])


def _worked_out(id: str, said: Iterable[str]) -> list[Declared]:
    return [Declared(part, NOTE, id, "") for note in said for part in sentences(note)]
