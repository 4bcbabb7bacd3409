"""What a notebook talks to: open a report, then ask it for the blocks of a page."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pcc_lib.core.quarters import Quarter
from pcc_lib.figures.figures import Figure, Figures
from pcc_lib.figures.judgement import Judgement, judge
from pcc_lib.inputs.measures import Measure, Topic, measures_of, read_topic
from pcc_lib.inputs.plan import LATEST, open_quarter, table
from pcc_lib.inputs.project import Project, find_root
from pcc_lib.writing.commentary import PRIORITY_SECTIONS, TOPIC_SECTIONS, Section, render, sections
from pcc_lib.writing.markup import Ink, esc

_DRAWING = re.compile("\x02(\\d+)\x03")


@dataclass(frozen=True)
class Block:
    """A part of a page: HTML for the book, plain text for other readers, and what it printed, as output metadata."""

    name: str
    topic: str
    html: str
    figures: tuple[Figure, ...]
    charts: tuple[str, ...]
    drawings: tuple[Callable[[], str], ...]
    project: Project

    def drawn(self) -> str:
        """The HTML with its charts drawn."""
        return _DRAWING.sub(lambda m: self.drawings[int(m[1])](), self.html)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
        html = self.drawn()
        text = re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.DOTALL)).strip()
        said = {
            "block": self.name,
            "topic": self.topic,
            "figures": [f.row() for f in self.figures],
            "charts": list(self.charts),
            "opened": dict(sorted(self.project.opened.items())),
        }
        return {"text/html": html, "text/plain": text}, {"pcc": said}


class Page(Ink):
    """An Ink that also draws charts: it leaves a mark in the HTML, and the chart is made when the block is shown."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report
        self.drawings: list[Callable[[], str]] = []

    def draw(self, chart_id: str, make: Callable[[], str]) -> str:
        """Place a chart; `make` returns its HTML."""
        self.charts.append(chart_id)
        self.drawings.append(make)
        return f"\x02{len(self.drawings) - 1}\x03"

    def commentary(self, section: Section | None) -> str:
        """A section of commentary as HTML, with its figures printed and acronyms explained on first use."""
        if section is None:
            return ""
        return render(section, self.report.figures, self.figure, self.report.explained)


class Report:
    """One page of one quarter's report. Each method returns a Block: a notebook's cell shows it."""

    def __init__(self, project: Project, page: str, quarter: str = LATEST) -> None:
        self.project = project
        self.page = page
        self.folder = open_quarter(project, quarter)
        self.figures = Figures(project, self.folder)
        self.chart_count = 0
        self._explained: set[str] = set()

    @property
    def quarter(self) -> Quarter:
        """The quarter that this report tells."""
        return self.folder.quarter

    # ── the landing page ──────────────────────────────────────────────────────────────────────────────────────────────
    def masthead(self) -> Block:
        """Who publishes, what for, and the facts of this edition."""
        from pcc_lib.pages import headlines

        return self.block("masthead", headlines.masthead)

    def sample(self) -> Block:
        """What kind of data this is."""
        from pcc_lib.pages import headlines

        return self.block("sample", headlines.sample)

    def in_sentences(self) -> Block:
        """The quarter in one sentence a priority."""
        from pcc_lib.pages import headlines

        return self.block("in_sentences", headlines.in_sentences)

    def cards(self) -> Block:
        """Headline figures."""
        from pcc_lib.pages import headlines

        return self.block("cards", headlines.cards)

    def largest_changes(self) -> Block:
        """The figures that changed most."""
        from pcc_lib.pages import headlines

        return self.block("largest_changes", headlines.largest_changes)

    def overdue(self) -> Block:
        """Deliverables that need attention."""
        from pcc_lib.pages import headlines

        return self.block("overdue", headlines.overdue)

    def changed_since(self) -> Block:
        """What changed since the edition before."""
        from pcc_lib.pages import headlines

        return self.block("changed_since", headlines.changed_since)

    def editions(self) -> Block:
        """The quarters that this project holds."""
        from pcc_lib.pages import headlines

        return self.block("editions", headlines.editions)

    # ── a priority's page ─────────────────────────────────────────────────────────────────────────────────────────────
    def opening(self) -> Block:
        """Under the page's title: what the priority includes, and the quarter in one sentence."""
        from pcc_lib.pages import highlights

        return self.block("opening", highlights.opening)

    def outcomes(self) -> Block:
        """Outcomes achieved this quarter."""
        from pcc_lib.pages import highlights

        return self.block("outcomes", highlights.outcomes)

    def focus(self) -> Block:
        """The Commissioner's focus next quarter."""
        from pcc_lib.pages import highlights

        return self.block("focus", highlights.focus)

    def deliverables(self) -> Block:
        """Deliverables of the priority with progress and state."""
        from pcc_lib.pages import highlights

        return self.block("deliverables", highlights.deliverables)

    def risks(self) -> Block:
        """Risks and issues."""
        from pcc_lib.pages import highlights

        return self.block("risks", highlights.risks)

    def what(self, topic: str) -> Block:
        """What? The situation: tiles, charts and a table of the topic's measures."""
        from pcc_lib.pages import topic as topic_page

        return self.block("what", topic_page.what, topic)

    def so_what(self, topic: str) -> Block:
        """So what? What the analysis tells us: computed sentences and commentary."""
        from pcc_lib.pages import topic as topic_page

        return self.block("so_what", topic_page.so_what, topic)

    def now_what(self, topic: str) -> Block:
        """Now what? The actions."""
        from pcc_lib.pages import topic as topic_page

        return self.block("now_what", topic_page.now_what, topic)

    # ── the scorecard ─────────────────────────────────────────────────────────────────────────────────────────────────
    def scorecard_summary(self) -> Block:
        """How many measures there are, and how to read the tables."""
        from pcc_lib.pages import scorecard

        return self.block("scorecard_summary", scorecard.summary)

    def scorecard(self, priority: str) -> Block:
        """Every measure of a priority: latest, change, trend, target, verdict."""
        from pcc_lib.pages import scorecard

        return self.block("scorecard", scorecard.scorecard, priority)

    # ── the delivery plan ─────────────────────────────────────────────────────────────────────────────────────────────
    def delivery_summary(self) -> Block:
        """Activities of the delivery plan by state."""
        from pcc_lib.pages import delivery

        return self.block("delivery_summary", delivery.summary)

    def delivery(self, group: str) -> Block:
        """Activities of a priority, or of an appendix (`appendix-b`), as timeline and tables."""
        from pcc_lib.pages import delivery

        return self.block("delivery", delivery.tracker, group)

    def delivery_reported(self) -> Block:
        """Deliverables reported this quarter, with the activities that they belong to."""
        from pcc_lib.pages import delivery

        return self.block("delivery_reported", delivery.reported)

    def delivery_dates(self) -> Block:
        """Dates of plan and report that contradict each other."""
        from pcc_lib.pages import delivery

        return self.block("delivery_dates", delivery.date_contradictions)

    # ── money and people ──────────────────────────────────────────────────────────────────────────────────────────────
    def budget(self) -> Block:
        """Allocation of funding: amounts, shares, growth, checked against the printed totals."""
        from pcc_lib.pages import money

        return self.block("budget", money.budget)

    def budget_claim(self) -> Block:
        """What the plan says of a share, against what its table gives."""
        from pcc_lib.pages import money

        return self.block("budget_claim", money.claim)

    def funds(self) -> Block:
        """The office's own budget and its funds."""
        from pcc_lib.pages import money

        return self.block("funds", money.funds)

    def staffing(self) -> Block:
        """Staff in full-time equivalents, and the make-up of the staff."""
        from pcc_lib.pages import money

        return self.block("staffing", money.staffing)

    def structure(self) -> Block:
        """The office's structure as a diagram."""
        from pcc_lib.pages import money

        return self.block("structure", money.structure)

    # ── governance ────────────────────────────────────────────────────────────────────────────────────────────────────
    def governance(self, part: str) -> Block:
        """A part of governance: vision, role, plan, officers, functions, decisions, scheme, assurance, partners."""
        from pcc_lib.pages import governance

        return self.block("governance", governance.governance, part)

    # ── figures, and where they come from ─────────────────────────────────────────────────────────────────────────────
    def ledger_summary(self) -> Block:
        """How many figures and charts the book has, how to verify one, and all of them as CSV."""
        from pcc_lib.pages import ledger

        return self.block("ledger_summary", ledger.summary)

    def ledger(self) -> Block:
        """Every figure that any page of the book prints."""
        from pcc_lib.pages import ledger

        return self.block("ledger", ledger.ledger)

    def ledger_charts(self) -> Block:
        """Every chart of the book with the source cells that it draws."""
        from pcc_lib.pages import ledger

        return self.block("ledger_charts", ledger.charts_listed)

    # ── about the data ────────────────────────────────────────────────────────────────────────────────────────────────
    def data_summary(self) -> Block:
        """How many measures and sources there are, and which reviews are overdue."""
        from pcc_lib.pages import definitions

        return self.block("data_summary", definitions.summary)

    def sources(self) -> Block:
        """Every source as its descriptor has it."""
        from pcc_lib.pages import definitions

        return self.block("sources", definitions.sources)

    def definitions(self, priority: str) -> Block:
        """Every measure of a priority as its file defines it."""
        from pcc_lib.pages import definitions

        return self.block("definitions", definitions.definitions, priority)

    def methods(self) -> Block:
        """How values and changes are worked out, and the codes."""
        from pcc_lib.pages import definitions

        return self.block("methods", definitions.methods)

    def completeness(self) -> Block:
        """Which months each source holds."""
        from pcc_lib.pages import definitions

        return self.block("completeness", definitions.completeness)

    def reconstruction(self) -> Block:
        """What is reconstructed, and how."""
        from pcc_lib.pages import definitions

        return self.block("reconstruction", definitions.reconstruction)

    def contradictions(self) -> Block:
        """Every contradiction of the originals, and what the book does."""
        from pcc_lib.pages import definitions

        return self.block("contradictions", definitions.contradictions)

    # ── the glossary ──────────────────────────────────────────────────────────────────────────────────────────────────
    def glossary(self) -> Block:
        """Every acronym and term."""
        from pcc_lib.pages import glossary

        return self.block("glossary", glossary.glossary)

    # ── signals, and how to read the charts ─────────────────────────────────────────────────────────────────────────────
    def signals_summary(self) -> Block:
        """How many measures are beyond their usual variation."""
        from pcc_lib.pages import signals

        return self.block("signals_summary", signals.summary)

    def signals(self) -> Block:
        """Every signal of the quarter, most important first."""
        from pcc_lib.pages import signals

        return self.block("signals", signals.signals)

    def quiet(self) -> Block:
        """Measures within their usual variation."""
        from pcc_lib.pages import signals

        return self.block("quiet", signals.quiet)

    def tests(self) -> Block:
        """Tests of twelve months with the twelve before."""
        from pcc_lib.pages import signals

        return self.block("tests", signals.tests)

    def claims(self) -> Block:
        """Claims of the original, held against its printed figures."""
        from pcc_lib.pages import signals

        return self.block("claims", signals.claims)

    def false_signals(self) -> Block:
        """How many signals chance alone gives."""
        from pcc_lib.pages import signals

        return self.block("false_signals", signals.false_signals)

    def legend(self) -> Block:
        """Each verdict with what it means."""
        from pcc_lib.pages import signals

        return self.block("legend", signals.legend)

    # ── what the pages' modules use ───────────────────────────────────────────────────────────────────────────────────
    def block(self, name: str, write: Callable[..., str], *args: Any) -> Block:
        """Let a page's function write a block: `write(report, page, *args)` returns its HTML."""
        page = Page(self)
        html = write(self, page, *args)
        figures = tuple(replace(f, page=self.page) for f in page.figures.values())
        topic = str(args[0]) if args and name in ("what", "so_what", "now_what") else ""
        return Block(name, topic, html, figures, tuple(page.charts), tuple(page.drawings), self.project)

    def topic(self, id: str) -> Topic:
        """A topic's definition."""
        return read_topic(self.project, id)

    def measures(self, topic: str) -> list[Measure]:
        """The measures of a topic in their order."""
        return measures_of(self.project, topic)

    def judgement(self, measure: Measure, part: str = "") -> Judgement | None:
        """What the methods say of a measure; None where it has no series, or no whole to judge."""
        series = self.figures.series(measure.id)
        if series is None or (not part and not measure.whole):
            return None
        return judge(series, part)

    def topic_section(self, topic: str, title: str) -> Section | None:
        """A section of a topic's commentary in this quarter, where there is one."""
        return sections(*self.folder.commentary("topics", topic), TOPIC_SECTIONS).get(title)

    def priority_section(self, priority: str, title: str) -> Section | None:
        """A section of a priority's commentary in this quarter, where there is one."""
        return sections(*self.folder.commentary("priorities", priority), PRIORITY_SECTIONS).get(title)

    def next_chart(self) -> int:
        """The number of the next chart on this page."""
        self.chart_count += 1
        return self.chart_count

    def explained(self, text: str) -> str:
        """Text made safe, with each acronym explained where the page uses it first."""
        if not self._acronyms:
            return esc(text)
        done, at = [], 0
        for m in self._acronym_form.finditer(text):
            word = m[0]
            if word in self._explained:
                continue
            self._explained.add(word)
            done += [esc(text[at : m.start()]), f'<abbr title="{esc(self._acronyms[word])}">{esc(word)}</abbr>']
            at = m.end()
        return "".join([*done, esc(text[at:])])

    @property
    def _acronyms(self) -> dict[str, str]:
        if not hasattr(self, "_acronym_cache"):
            rows = table(self.project, "glossary")
            self._acronym_cache = {r.acronym: r.expansion for r in (rows.terms if rows else ()) if r.acronym.isupper()}
        return self._acronym_cache

    @property
    def _acronym_form(self) -> re.Pattern[str]:
        words = sorted(map(re.escape, self._acronyms), key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(words)})\b")


def open_report(page: str, quarter: str = LATEST) -> Report:
    """Open the report of a quarter (`latest` is the newest) for one page of the book.

    The project is the folder that holds `data/body.yml`, at or above the working folder (or `PCC_PROJECT`).
    Raises a ReportError where the quarter, a definition or a file is wrong.
    """
    return Report(Project(Path(os.environ.get("PCC_PROJECT") or find_root())), page, quarter)
