"""One measure of a quarter's edition, to look at."""

from __future__ import annotations

from numbers import Integral

import pandas as pd

from pcc_lib.core.errors import ReportError, counted, suggest
from pcc_lib.core.numerals import part_id
from pcc_lib.exploring import charts, tables
from pcc_lib.exploring.shown import Listing, Named, ShownFigure, ShownTable, Words
from pcc_lib.exploring.statistics import statistics_of
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.listed import parts_told
from pcc_lib.inputs.measures import FOLDER
from pcc_lib.inputs.models.definitions import MeasureFile
from pcc_lib.pages.ledger_words import what_is
from pcc_lib.pages.page import Page
from pcc_lib.pages.scorecard_lines import verdicts_of
from pcc_lib.pages.topic import judged, would_change
from pcc_lib.writing import verdict_words as deck
from pcc_lib.writing.html import fill
from pcc_lib.writing.markup import plain
from pcc_lib.writing.verdicts import answer
from pcc_lib.writing.wording import during

SHOWN_PERIODS = 25  # two years, and the month two years before


class ExploredMeasure(Named):
    """A measure of one quarter's edition: `report["calls_999_volume"]`.

    Everything it gives is what the pages print: the same figures, series, pictures and sentences. `""` is the whole, a part is
    named by its id (`kensington-chelsea`) or as its source writes it. A wrong name raises a ReportError that lists near ones.
    """

    def __init__(self, page: Page, id: str) -> None:
        self._page = page
        self._measure = page.figures.measure(id)
        self.id = id

    @property
    def title(self) -> str:
        """What the measure is called."""
        return self._measure.title

    @property
    def unit(self) -> str:
        """What is counted, or `%`, `seconds`, `rank`, `GBP`."""
        return self._measure.unit

    @property
    def topic(self) -> str:
        """The id of its topic: `report[measure.topic]`."""
        return self._measure.topic

    @property
    def parts(self) -> list[str]:
        """The parts that it is told by, without the whole (none where it has no breakdown)."""
        return [part for part in parts_told(self._page.figures.series(self.id)) if part]

    @property
    def value(self) -> ShownFigure:
        """Its figure at the reporting period: number, text, period."""
        return self.figure()

    def figure(self, statistic: str = "value", part: str = "", period: str = "") -> ShownFigure:
        """A statistic of it (`statistics` lists them), of a part and at a period where they are named: `2023-06`.

        A ReportError says why it cannot be told.
        """
        part = self._part(part) if self._no_data else str(part or "")
        found = self._page.figures.of(self.id, statistic, part, str(period or ""))
        return ShownFigure(what_is(self._page, found), _when(found), found, self._no_data)

    @property
    def statistics(self) -> Listing:
        """What can be told of it, in words, with the call that asks for it."""
        return statistics_of(self._page, self._measure)

    @property
    def charts(self) -> Listing:
        """What can be drawn of it: kinds of chart, and the charts of its topic that show it with other measures."""
        return charts.kinds_of(self._page, self._measure)

    def chart(self, kind: str = "", by: str = "", start: str = "") -> charts.ShownChart:
        """A chart of it as the topic pages draw it: the first of `charts` (a trend, with its usual range where it is judged),
        or the one that is named.

        `by` splits a trend by the measure's breakdown, `start` is the first month drawn: `2021-04`.
        A ReportError says why a chart is not shown.
        """
        if self._no_data:
            raise ReportError(self._no_data)
        if by not in ("", self._breakdown):
            raise ReportError(f"{self.id} is not split by '{by}'. {suggest(str(by), filter(None, [self._breakdown]))}")
        kind = str(kind) if kind else charts.first_of(self._page, self._measure)
        return charts.chart_of(self._page, self._measure, kind, {"by": by, "from": start})

    @property
    def _no_data(self) -> str:
        return tables.no_data(self._page, self._measure)

    @property
    def _breakdown(self) -> str:
        series = self._page.figures.series(self.id)
        return series.source.breakdown if series and self.parts else ""

    def table(self, by: str = "period", part: str = "", last: int = SHOWN_PERIODS) -> ShownTable:
        """Its newest periods (`last` says how many), of all parts or of one; by `part`: the latest value of each part."""
        if isinstance(last, bool) or not isinstance(last, Integral) or last < 1:
            raise ReportError(f"last says how many periods are shown: a whole number from 1, not {last!r}.")
        if by not in ("period", "part"):
            raise ReportError(f"a table is by period or by part, not by '{by}'.")
        if by == "part":
            return tables.part_table(self._page, self._measure)
        told = parts_told(self._page.figures.series(self.id))
        return tables.period_table(self._page, self._measure, (self._part(part),) if part else told, last)

    def sentence(self, part: str = "") -> Words:
        """What the page says of it: level, change, test and limits."""
        return Words(plain(judged(self._page, self._measure, self._part(part))))

    def verdicts(self, part: str = "") -> Listing:
        """What the methods find of it: each question with its verdict, whether it is really changing, what would change that."""
        part = self._part(part)
        judgement = self._page.judgement(self._measure, part)
        found = [(deck.QUESTIONS[v.question], v.words) for v in verdicts_of(self._page, self._measure, part) if v.question]
        known = self._page.figures.of(self.id, "value", part).known
        more = {"Is it really changing?": answer(judgement) if known else ""}
        more["What would change this"] = plain(would_change(self._page, self._measure, part)).strip()
        why = [("Not judged", self._unjudged(part))] * (not found)
        return Listing(f"Verdicts on {self.title}", [*found, *[each for each in more.items() if each[1]], *why])

    def _unjudged(self, part: str) -> str:
        """Why there is no verdict."""
        judgement = self._page.judgement(self._measure, part)
        if judgement is None or judgement.reason:
            return judgement.reason if judgement else self._no_data
        known = self._page.figures.of(self.id, "value", part).known
        return judgement.note if known else "its latest month has no value"

    @property
    def data(self) -> pd.DataFrame:
        """Every period and part: numerator, denominator, value, status (of a correlation: its two series side by side).
        See `exploring.tables.frame_of`."""
        return tables.frame_of(self._page, self._measure)

    @property
    def definition(self) -> Listing:
        """What its file says, key by key."""
        name = f"{FOLDER}/{self.id}.yml"
        said = self._page.project.record(MeasureFile, name).model_dump(mode="json", exclude_unset=True)
        return Listing(f"{self.title}: {name}", said.items())

    def _part(self, part: str) -> str:
        """A part as its source writes it; a ReportError lists those that there are."""
        if not part:
            return ""
        known, wanted = {part_id(each): each for each in self.parts}, part_id(str(part))
        if wanted not in known:
            raise ReportError(f"{self.id} has no part '{part}'. {suggest(str(part), known)}")
        return known[wanted]

    @property
    def _offers(self) -> Listing:
        """What can be asked of it, for who looks at it the first time."""
        drawn = list(self.charts)
        calls = [
            (".value", self.value.text),
            (".figure(…)", f"{counted(len(self.statistics), 'statistic')}: .statistics lists them"),
            *[(".chart(…)", ", ".join(drawn))] * bool(drawn),
            (".table()", "its newest periods" + '; .table(by="part"): each part' * bool(self.parts)),
            (".data", f"{'its two series' if self._measure.of else 'every period and part'} as a data frame"),
            (".sentence()", "what the page says"),
            (".verdicts()", "its verdicts, one for each question"),
            (".definition", "what its file says"),
        ]
        return Listing(f'report["{self.id}"]', calls)

    def _repr_html_(self) -> str:
        return str(fill("exploring/shown", title=self.title, lines=[self.sentence()], parts=[self._offers.html()]))

    def __repr__(self) -> str:
        return f"{self.sentence()}\n{self._offers!r}"


def _when(figure: Figure) -> str:
    return during(figure.period) if figure.period else ""
