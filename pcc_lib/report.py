"""What a notebook talks to: open a report, then ask it for the blocks of a page."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, overload

from pcc_lib.core.errors import ReportError, counted
from pcc_lib.core.kept import makes_again
from pcc_lib.exploring.figures import FigureList, Wanted, figure_list
from pcc_lib.exploring.measures import ExploredMeasure
from pcc_lib.exploring.overview import Overview, Told, explore, measures_named, topics_named
from pcc_lib.exploring.shown import Listing, Named
from pcc_lib.exploring.topics import ExploredTopic
from pcc_lib.inputs.contents import misnamed, read_notebook
from pcc_lib.inputs.plan import LATEST
from pcc_lib.inputs.project import Project, project_folder
from pcc_lib.pages import accessibility as accessibility_page
from pcc_lib.pages import areas as areas_page
from pcc_lib.pages import attention as attention_page
from pcc_lib.pages import back_test as back_test_page
from pcc_lib.pages import completeness as completeness_page
from pcc_lib.pages import contact as contact_page
from pcc_lib.pages import corrected as corrected_page
from pcc_lib.pages import cross_check as cross_check_page
from pcc_lib.pages import definitions as definitions_page
from pcc_lib.pages import delivery as delivery_page
from pcc_lib.pages import downloads as downloads_page
from pcc_lib.pages import edition as edition_page
from pcc_lib.pages import glossary as glossary_page
from pcc_lib.pages import governance as governance_page
from pcc_lib.pages import headlines as headlines_page
from pcc_lib.pages import highlights as highlights_page
from pcc_lib.pages import ledger as ledger_page
from pcc_lib.pages import money as money_page
from pcc_lib.pages import news as news_page
from pcc_lib.pages import panel as panel_page
from pcc_lib.pages import scorecard as scorecard_page
from pcc_lib.pages import signals as signals_page
from pcc_lib.pages import statutory as statutory_page
from pcc_lib.pages import topic as topic_page
from pcc_lib.pages import track_record as track_record_page
from pcc_lib.pages import what_changed as changes_page
from pcc_lib.pages.page import Block, Page, Writer
from pcc_lib.pages.standard import StandardPage, written


class Part:
    """A line of a report's table of contents: a block, and the function of a page's module that writes it."""

    def __init__(self, write: Writer) -> None:
        self.write = write
        self.name = ""
        self.__doc__ = write.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @property
    def arguments(self) -> list[str]:
        """The names of what a notebook gives: a topic, a priority, a part."""
        return [name.removesuffix("_id") for name in list(inspect.signature(self.write).parameters)[1:]]

    @property
    def call(self) -> str:
        """How a notebook asks for it: `report.what(topic)`."""
        return f"report.{self.name}({', '.join(self.arguments)})"

    def miscounted(self, given: int) -> str:
        """What is wrong with this number of arguments; nothing where it is right."""
        wanted = len(self.arguments)
        return "" if given == wanted else f"has {counted(given, 'argument')}; it takes {wanted}."

    @overload
    def __get__(self, report: None, owner: type) -> Part: ...

    @overload
    def __get__(self, report: Report, owner: type) -> Callable[..., Block]: ...

    def __get__(self, report: Report | None, owner: type) -> Part | Callable[..., Block]:
        if report is None:
            return self

        def block(*args: Any, **named: Any) -> Block:
            if wrong := self.miscounted(len(args) + len(named)):
                raise ReportError(f"report.{self.name} {wrong} Write {self.call}.")
            return report.page.write(self.name, *signature.bind(*args, **named).args)

        signature = inspect.Signature(
            [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in self.arguments]
        )
        block.__name__, block.__doc__ = self.name, self.__doc__
        block.__signature__ = signature  # type: ignore[attr-defined]
        return block


class Report(Named):
    """One page of one quarter's report: its table of contents. A notebook's cell asks for a block, and shows it.

    Outside the book's pages `report["calls_999_volume"]` is a measure to explore, and `report["calls-999"]` a topic; where a
    name is both, it is the measure.
    """

    def __init__(self, project: Project, page: str, quarter: str = LATEST) -> None:
        self.page = Page(project, page, quarter, {name: part.write for name, part in parts().items()})

    @property
    def measures(self) -> Listing:
        """Every measure by id, with its title."""
        return measures_named(self.page.project)

    @property
    def topics(self) -> Listing:
        """Every topic by id, with its title."""
        return topics_named(self.page.project)

    def figures(self, name: str = "", query: str = "", part: str = "", period: str = "", value: str = "") -> FigureList:
        """The figures to paste into a commentary: of a topic, a measure or a priority, or those that have all of some words.

        `query` narrows them by words; `part="north"`, `period="2023-06"` and `value="3,214"` to a part, an earlier period, and
        what prints a number. A ReportError says which names there are.
        """
        return figure_list(self.page.beside(self.page.name), Wanted(str(name), str(query), str(part), str(period), str(value)))

    def standard_page(self) -> StandardPage:
        """The whole of a page that the library brings, in its words: the one of the name that this report was opened with."""
        return written(self.page)

    def __getitem__(self, name: str) -> ExploredMeasure | ExploredTopic:
        return explore(self.page.beside(self.page.name), name)

    def __iter__(self) -> Iterator[str]:
        return iter([*self.topics, *self.measures])

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def __dir__(self) -> list[str]:
        return [*parts(), "figures", "measures", "page", "standard_page", "topics"]

    @property
    def _overview(self) -> Overview:
        blocks = [Told(part.call, _first_line(part)) for part in parts().values()]
        return Overview(self.page, [*blocks, Told("report.standard_page()", _first_line(Report.standard_page))])

    def _repr_html_(self) -> str:
        return self._overview.html()

    def __repr__(self) -> str:
        return self._overview.text()

    # the landing page
    masthead = Part(headlines_page.masthead)
    sample = Part(headlines_page.sample)
    in_sentences = Part(headlines_page.in_sentences)
    cards = Part(headlines_page.cards)
    needs_attention = Part(attention_page.needs_attention)
    better = Part(attention_page.better)
    largest_changes = Part(news_page.largest_changes)
    changed_since = Part(news_page.changed_since)
    editions = Part(headlines_page.editions)

    # a priority's page
    opening = Part(highlights_page.opening)
    outcomes = Part(highlights_page.outcomes)
    focus = Part(highlights_page.focus)
    deliverables = Part(highlights_page.deliverables)
    risks = Part(highlights_page.risks)
    what = Part(topic_page.what)
    so_what = Part(topic_page.so_what)
    now_what = Part(topic_page.now_what)

    # the page of an area
    area = Part(areas_page.area)

    # the scorecard
    scorecard_summary = Part(scorecard_page.summary)
    scorecard = Part(scorecard_page.scorecard)

    # the plan of activities
    delivery_summary = Part(delivery_page.summary)
    delivery = Part(delivery_page.tracker)
    delivery_reported = Part(delivery_page.reported)
    delivery_dates = Part(delivery_page.date_contradictions)

    # money and people
    budget = Part(money_page.budget)
    budget_claim = Part(money_page.claim)
    funds = Part(money_page.funds)
    staffing = Part(money_page.staffing)
    structure = Part(money_page.structure)

    # governance
    governance = Part(governance_page.governance)
    contact = Part(contact_page.contact)

    # figures, and where they come from
    ledger_summary = Part(ledger_page.summary)
    ledger = Part(ledger_page.ledger)
    ledger_charts = Part(ledger_page.charts_listed)

    # about the data
    data_summary = Part(definitions_page.summary)
    sources = Part(definitions_page.sources)
    definitions = Part(definitions_page.definitions)
    methods = Part(definitions_page.methods)
    completeness = Part(completeness_page.completeness)
    data_files = Part(downloads_page.data_files)
    reconstruction = Part(definitions_page.reconstruction)
    contradictions = Part(definitions_page.contradictions)

    # what changed since the edition before
    changes_corrected = Part(corrected_page.corrected)
    changes_summary = Part(changes_page.summary)
    changes_revised = Part(changes_page.revised)
    changes_redefined = Part(changes_page.redefined)
    changes_withdrawn = Part(changes_page.withdrawn)
    changes_new = Part(changes_page.new)
    changes_deliverables = Part(changes_page.deliverables)
    changes_commentary = Part(changes_page.commentary)

    # the original beside this book
    back_test_summary = Part(back_test_page.summary)
    back_test_contradictory = Part(back_test_page.contradictory)
    back_test_untold = Part(back_test_page.untold)
    back_test = Part(back_test_page.every)

    # our figures beside public ones
    cross_check_summary = Part(cross_check_page.summary)
    cross_check = Part(cross_check_page.every)

    # the glossary
    glossary = Part(glossary_page.glossary)

    # questions of the panel
    panel_questions = Part(panel_page.panel_questions)

    # about this edition
    citation = Part(edition_page.citation)
    edition_facts = Part(edition_page.edition_facts)
    source_status = Part(edition_page.source_status)

    # statutory information
    statutory_law = Part(statutory_page.statutory_law)
    national_priorities = Part(statutory_page.national_priorities)
    inspection = Part(statutory_page.inspection)
    complaint_handling = Part(statutory_page.complaint_handling)

    # the accessibility statement
    accessibility_scope = Part(accessibility_page.accessibility_scope)
    accessibility_known = Part(accessibility_page.accessibility_known)
    accessibility_contact = Part(accessibility_page.accessibility_contact)
    accessibility_enforcement = Part(accessibility_page.accessibility_enforcement)
    accessibility_committed = Part(accessibility_page.accessibility_committed)
    accessibility_status = Part(accessibility_page.accessibility_status)
    accessibility_reasons = Part(accessibility_page.accessibility_reasons)
    accessibility_improving = Part(accessibility_page.accessibility_improving)
    accessibility_prepared = Part(accessibility_page.accessibility_prepared)

    # signals, and how to read the charts
    signals_summary = Part(signals_page.summary)
    signals = Part(signals_page.signals)
    moved = Part(signals_page.moved)
    quiet = Part(signals_page.quiet)
    tests = Part(signals_page.tests)
    claims = Part(signals_page.claims)
    false_signals = Part(signals_page.false_signals)
    legend = Part(signals_page.legend)

    # what became of what earlier quarters told
    track_record_summary = Part(track_record_page.summary)
    track_record_signals = Part(track_record_page.signals)
    track_record_false_alarms = Part(track_record_page.false_alarms)
    track_record_forecasts = Part(track_record_page.forecasts)
    track_record_years = Part(track_record_page.years)
    track_record_method = Part(track_record_page.method)


@makes_again(ledger_page.SHOWN)
def shown_again(project: Project, quarter: str, file: str) -> list[ledger_page.Shown]:
    """What the page of a notebook shows, by its name: what rests on it asks whether it says the same (see `Kept.said`)."""
    notebook = read_notebook(project, file)
    return ledger_page.replay(Report(project, notebook.opened_as, quarter).page, notebook)


def parts() -> dict[str, Part]:
    """Every block that a report can show, by name."""
    return {name: part for name, part in vars(Report).items() if isinstance(part, Part)}


def _first_line(part: object) -> str:
    return (part.__doc__ or "").strip().partition("\n")[0]


def open_report(page: str, quarter: str = LATEST) -> Report:
    """Open the report of a quarter (`latest` is the newest) for one page of the book, or for a notebook of your own, which
    takes a name that is not nearly a page's, such as `explore`.

    The project is the folder that holds `data/body.yml`, at or above the working folder (or `PCC_PROJECT`).
    Raises a ReportError where the page's name, the quarter, a definition or a file is wrong.
    """
    return opened(Project(project_folder()), page, quarter)


def opened(project: Project, page: str, quarter: str = LATEST) -> Report:
    """The same for a project that has been read already. Raises a ReportError as `open_report` does."""
    if wrong := misnamed(Project(project.root), page):  # a project of its own: what this reads is not what the page rests on
        raise ReportError(wrong)
    return Report(project, page, quarter)
