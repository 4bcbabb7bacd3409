"""One topic of a quarter's edition, to look at: its measures and its charts."""

from __future__ import annotations

from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.exploring.charts import ShownChart, drawn, of_chart
from pcc_lib.exploring.measures import ExploredMeasure
from pcc_lib.exploring.shown import Listing, Named, ShownTable, Words
from pcc_lib.inputs.measures import TOPICS
from pcc_lib.inputs.models.definitions import TopicFile
from pcc_lib.pages.page import Page
from pcc_lib.pages.topic import measures_table
from pcc_lib.pages.topic_charts import drawable
from pcc_lib.writing.html import fill


class ExploredTopic(Named):
    """A topic of one quarter's edition: `report["calls-999"]`. `topic["calls_999_volume"]` is a measure of it."""

    def __init__(self, page: Page, id: str) -> None:
        self._page = page
        self._topic = page.topic(id)
        self.id = id

    @property
    def title(self) -> str:
        """What the topic is called."""
        return self._topic.title

    @property
    def measures(self) -> Listing:
        """Its measures by id, each with its title."""
        return Listing(f"Measures of {self.title}", [(m.id, m.title) for m in self._page.measures(self.id)])

    @property
    def charts(self) -> Listing:
        """The charts of its page by id, those whose data are there in this quarter."""
        found = [(c.id, of_chart(c)) for c in self._topic.charts if drawable(self._page, c)]
        return Listing(f"Charts of {self.title}", found)

    def chart(self, id: str = "") -> ShownChart:
        """A chart of its page, the first where none is named; a ReportError says why it is not shown."""
        known = {chart.id: chart for chart in self._topic.charts}
        id = id or next(iter(self.charts), "")
        if id not in known:
            raise ReportError(f"{self.id} has no chart '{id}'. {suggest(str(id), known)}" if id else f"{self.id} has no chart.")
        return drawn(self._page, self._topic, known[id])

    def table(self) -> ShownTable:
        """Every measure with its latest value and change: the table of its page."""
        shown = measures_table(self._page, self._page.measures(self.id), self.title)
        return ShownTable(shown.caption, shown.columns, shown.rows, shown.numeric)

    @property
    def sentences(self) -> Listing:
        """What the page says of each measure that has data."""
        found = [(m.id, Words(self[m.id].sentence())) for m in self._page.measures(self.id) if m.has_data]
        return Listing(f"What the page says of {self.title}", found)

    @property
    def definition(self) -> Listing:
        """What its file says, key by key."""
        name = f"{TOPICS}/{self.id}.yml"
        said = self._page.project.record(TopicFile, name).model_dump(mode="json", by_alias=True, exclude_unset=True)
        return Listing(f"{self.title}: {name}", said.items())

    def __getitem__(self, measure: str) -> ExploredMeasure:
        known = self.measures
        if measure not in known:
            raise ReportError(f"{self.id} has no measure '{measure}'. {suggest(str(measure), known, most=3)}")
        return ExploredMeasure(self._page, measure)

    def __iter__(self) -> object:
        return iter(self.measures)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.measures)

    def _repr_html_(self) -> str:
        parts = [shown.html() for shown in (self.measures, self.charts)]
        return str(fill("exploring/shown", title=self.title, lines=(), parts=parts))

    def __repr__(self) -> str:
        return f"{self.title}\n{self.measures!r}\n{self.charts!r}"
