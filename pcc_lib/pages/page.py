"""A page of one quarter's book while it is written: what its blocks tell of, and what they have printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.numerals import slug
from pcc_lib.core.quarters import Quarter
from pcc_lib.figures.allowance import judgement_of
from pcc_lib.figures.blocks import sources_in
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.figures import figures_of
from pcc_lib.figures.judgement import Judgement
from pcc_lib.inputs.measures import TOPICS, Measure, Topic, measures_of, read_topic, topic_ids
from pcc_lib.inputs.models.body import Originals
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.published import names_of_originals
from pcc_lib.inputs.sources import read_descriptor, source_names
from pcc_lib.writing.commentary import render
from pcc_lib.writing.drafts import sections_of
from pcc_lib.writing.html import Markup, draw_places, fill, join, place, words_of
from pcc_lib.writing.markup import Ink, ShownTable
from pcc_lib.writing.sections import Section

Writer = Callable[..., Markup]
T = TypeVar("T")
TO_CONFIRM = "(to confirm)"  # beside what a preview shows and no edition may
OF_A_TOPIC = ("what", "so_what", "now_what")


@dataclass(frozen=True)
class Block:
    """A part of a page: HTML for the book, plain text for other readers, and what it printed, as output metadata."""

    name: str
    topic: str
    html: Markup
    figures: tuple[Figure, ...]
    charts: tuple[str, ...]
    drawings: tuple[Callable[[], str], ...]
    project: Project
    tables: tuple[ShownTable, ...] = ()

    def drawn(self) -> Markup:
        """The HTML with its charts drawn."""
        return draw_places(self.html, self.drawings)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
        html = str(self.drawn())
        said = {
            "block": self.name,
            "topic": self.topic,
            "figures": [f.row() for f in self.figures],
            "charts": list(self.charts),
            "opened": dict(sorted(self.project.opened.items())),
        }
        return {"text/html": html, "text/plain": words_of(html).strip()}, {"pcc": said}


class Page(Ink):
    """One page of one quarter's book: the context that its blocks are written in, and the ink that they are written with.

    `writers` names the functions that can write a block (`write(page, *arguments)` gives its HTML). Charts are drawn late:
    a mark stands in the HTML, and the chart is made when the block is shown.
    """

    def __init__(self, project: Project, name: str, quarter: str, writers: Mapping[str, Writer]) -> None:
        super().__init__()
        self.project = project
        self.name = name
        self.folder = open_quarter(project, quarter)
        self.figures = figures_of(self.folder)
        self.writers = writers
        self.drawings: list[Callable[[], str]] = []
        self.chart_count = 0
        self.credits: dict[str, None] = {}
        self._kept = project.kept.beside()
        self._tables: dict[str, int] = {}

    @property
    def quarter(self) -> Quarter:
        """The quarter that this page tells."""
        return self.folder.quarter

    @property
    def originals(self) -> Originals:
        """What this page calls the original reports and the plan."""
        return self.once("originals", lambda: names_of_originals(self.folder))

    def write(self, name: str, *args: Any) -> Block:
        """Write one block on a clean sheet; what is counted once a page goes on from block to block."""
        self.printed, self.charts, self.drawings, self.tables, self.credits = {}, [], [], [], {}
        html = self.writers[name](self, *args)
        html = join([html, *(fill("credit", words=words) for words in self.credits)])
        figures = tuple(replace(f, page=self.name) for f in self.printed.values())
        topic = str(args[0]) if args and name in OF_A_TOPIC else ""
        made = (tuple(self.charts), tuple(self.drawings), self.project, tuple(self.tables))
        return Block(name, topic, html, figures, *made)

    def beside(self, name: str) -> Page:
        """Another page of the same book."""
        return Page(self.project, name, str(self.quarter), self.writers)

    def once(self, key: str, make: Callable[[], T]) -> T:
        """What several blocks of this page need, made once."""
        return self._kept.once(key, make)

    # ── what the blocks tell of ───────────────────────────────────────────────────────────────────────────────────────
    def topic(self, id: str) -> Topic:
        """A topic's definition; a ReportError where there is none."""
        if not self.project.exists(f"{TOPICS}/{id}.yml"):
            raise ReportError(f"there is no topic '{id}'. {suggest(id, topic_ids(self.project))}")
        return read_topic(self.project, id)

    def measures(self, topic: str) -> list[Measure]:
        """The measures of a topic in their order."""
        return measures_of(self.project, topic)

    def judgement(self, measure: Measure, part: str = "") -> Judgement | None:
        """What the methods say of a measure; None where it has no series, or no whole to judge."""
        found = judgement_of(self.figures, measure, part)
        return found.named(self.project.label) if found else None

    def topic_section(self, topic: str, title: str) -> Section | None:
        """A section of a topic's commentary in this quarter, where there is one."""
        return sections_of(self.folder, "topics", topic).get(title)

    def priority_section(self, priority: str, title: str) -> Section | None:
        """A section of a priority's commentary in this quarter, where there is one."""
        return sections_of(self.folder, "priorities", priority).get(title)

    # ── what they are written with ────────────────────────────────────────────────────────────────────────────────────
    def figure(self, figure: Figure, text: str | None = None) -> Markup:
        """A printed figure; a fact or a progress that nobody has confirmed for this quarter says so where it stands."""
        self.credit_sources(sources_in(figure.cells))
        shown = super().figure(figure, text)
        return join([shown, " ", fill("draft_within", words=TO_CONFIRM)]) if figure.id in self._unconfirmed() else shown

    def _unconfirmed(self) -> set[str]:
        """The figures that people gave, and that somebody has still to confirm."""
        now = str(self.quarter)

        def read() -> set[str]:
            facts = {f"{row.id}.stated" for row in self.folder.stated() if row.confirmed != now}
            return facts | {d.figure_id for d in self.folder.deliverables() if d.progress is not None and d.confirmed != now}

        return self.once("unconfirmed", read)

    def credit(self, words: str) -> None:
        """Whom the page has to name for what it shows, as a licence asks for it: once at the page's end. Blank is nobody."""
        if words := words.strip():  # a text of several lines ends with one
            self.credits[words] = None

    def credit_sources(self, names: Iterable[str]) -> None:
        """The same, of sources by their names; one that an earlier edition had may be gone."""
        there = self.once("names of sources", lambda: frozenset(source_names(self.project)))
        for name in names:
            self.credit(read_descriptor(self.project, name).attribution if name in there else "")

    def next_chart(self) -> int:
        """The number of the next chart on this page."""
        self.chart_count += 1
        return self.chart_count

    def table_anchor(self, caption: str) -> str:
        """The anchor of a table; where a page has several of one caption they are counted."""
        name = f"table-{slug(self.name)}-{slug(caption)}"
        self._tables[name] = self._tables.get(name, 0) + 1
        return name if self._tables[name] == 1 else f"{name}-{self._tables[name]}"

    @property
    def counted(self) -> tuple[int, tuple[tuple[str, int], ...]]:
        """How many charts the page has so far, and tables of each caption: all that a block takes from those before it."""
        return self.chart_count, tuple(sorted(self._tables.items()))

    @counted.setter
    def counted(self, counted: tuple[int, tuple[tuple[str, int], ...]]) -> None:
        self.chart_count, self._tables = counted[0], dict(counted[1])

    def draw(self, chart_id: str, make: Callable[[], str]) -> Markup:
        """Place a chart; `make` returns its HTML."""
        self.charts.append(chart_id)
        self.drawings.append(make)
        return place(len(self.drawings) - 1)

    def commentary(self, section: Section | None, within: bool = False) -> Markup:
        """A section of commentary as HTML, with its figures printed.

        `within` is for commentary that stands in a line of the library's own.
        """
        return render(section, self.figures, self.figure, within) if section else Markup()
