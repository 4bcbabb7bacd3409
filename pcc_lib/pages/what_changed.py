"""What changed since the edition before: revised, withdrawn and new figures, deliverables that moved, texts that are gone.

Numbers of the edition before are figures of this one too: each names the row of the kept ledger, or the kept cell, that has it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from pcc_lib.core.quarters import Quarter
from pcc_lib.core.text import listed
from pcc_lib.differences.again import Again
from pcc_lib.differences.cells import CellChange
from pcc_lib.differences.changes import Changes, changes_of, is_key
from pcc_lib.differences.lists import BESIDE
from pcc_lib.differences.promises import KINDS, Promised
from pcc_lib.figures.figure import Figure, blocks_of
from pcc_lib.inputs.kept_editions import is_version
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.measures import topic_ids, topics_of
from pcc_lib.inputs.models.told import ToldFigure, ToldSection
from pcc_lib.inputs.plan import QuarterFolder, priorities, quarter_names
from pcc_lib.inputs.told import edition_before, kept_without_figures
from pcc_lib.pages.earlier_figures import cell_figures, figure_again, told_figure, told_on
from pcc_lib.pages.ledger import replayed
from pcc_lib.pages.ledger_words import what_is
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.markup import code, details, notice, paragraph, points, small, titled
from pcc_lib.writing.tables import Cell, Table, table_html

MOST_OPEN = 10  # rows that stand unfolded
OTHER = "Other figures"
NONE = "None."
NO_EDITION = "No edition was published before this one, so nothing can be set beside it."
WITHOUT_FIGURES = (
    "Of the edition of {} only the sources were kept, and not what it printed. So nothing can be set beside this edition."
)
SAME_IN_PRINT = "Further figures rest on revised cells too, and print the same."
NOT_BESIDE = "small numbers: the two are not set side by side"
NOT_AGAIN = "small numbers: not shown again"
NOBODY_SAID = "Nobody has said yet why."
UNPUBLISHED = "Of some figures nobody has said yet why they are others. This edition cannot be published before somebody has."
MOVED_ON = "A figure is set beside itself for the same period: that a newer month is shown now is no change."
Row = TypeVar("Row")


def summary(page: Page) -> Markup:
    """Whether anything is told otherwise than before, of which topics, and that newer months are no change."""
    changes = changes_since(page)
    if not changes.before:
        kept = kept_without_figures(page.folder)
        return paragraph(WITHOUT_FIGURES.format(Quarter.parse(kept).label) if kept else NO_EDITION)
    of = f"the edition of {Quarter.parse(changes.before).label}"
    found = topics_in(page, changes)
    said = points(found) if found else paragraph(f"Every figure that {of} showed, and that can still be shown, is as it was.")
    return join([paragraph(f"This edition beside {of}. {MOVED_ON}"), said])


def revised(page: Page) -> Markup:
    """Figures that are others for the same period: as told before, as it is now, and why; with the source cells that changed."""
    return revised_in(page, changes_since(page))


def revised_in(page: Page, changes: Changes) -> Markup:
    """The same of any two editions."""
    seen = [each for each in changes.revised if each.seen]
    if not changes.revised:
        return paragraph(NONE)
    unseen = paragraph(SAME_IN_PRINT) if len(seen) < len(changes.revised) else ""
    told = _by_topic(page, seen, lambda each: each.told, lambda rows, title: _revised_of(page, changes, rows, title))
    return join([_unexplained(changes), *told, unseen, _cells(page, changes)])


def redefined(page: Page) -> Markup:
    """Figures whose definition is another one: both values for the same period, and both formulas."""
    return redefined_in(page, changes_since(page))


def redefined_in(page: Page, changes: Changes) -> Markup:
    """The same of any two editions."""
    rows = [
        [
            [_name(page, then), _period(then)],
            [told_on(page, then, changes.before), *_way(then.formula, then.cells, now.formula)],
            [now, *_way(now.formula, now.cells, then.formula)],
        ]
        for then, now in changes.redefined
    ]
    return _table(page, changes, "Worked out differently", ("Figure", "Before", "Now"), rows)


def withdrawn(page: Page) -> Markup:
    """Figures that the edition before told and this one does not, with why as far as it is known."""
    return withdrawn_in(page, changes_since(page))


def withdrawn_in(page: Page, changes: Changes) -> Markup:
    """The same of any two editions."""
    rows = [
        [
            [_name(page, each.told), _period(each.told)],
            NOT_AGAIN if each.secret else told_on(page, each.told, changes.before),
            each.why,
        ]
        for each in changes.withdrawn
    ]
    return _table(page, changes, "Withdrawn figures", ("Figure", "Before", "Why"), rows)


def new(page: Page) -> Markup:
    """Figures that the edition before did not tell, topic by topic."""
    return new_in(page, changes_since(page))


def new_in(page: Page, changes: Changes) -> Markup:
    """The same of any two editions."""
    printed = _printed(page)
    if not changes.new:
        return paragraph(NONE)

    def shown(rows: Sequence[ToldFigure], title: str) -> Markup:
        said = [page.sentence([_name(page, each), ": ", printed[each.id], _period(each)]) for each in rows]
        return details(title, points(said))

    return join(_by_topic(page, changes.new, lambda each: each, shown))


def deliverables(page: Page) -> Markup:
    """Deliverables that moved, slipped, are in another state, were dropped, or are new."""
    return deliverables_in(page, changes_since(page))


def deliverables_in(page: Page, changes: Changes) -> Markup:
    """The same of any two editions."""
    rows = [_promised(each) for each in changes.deliverables]
    return _table(page, changes, "Deliverables", ("Deliverable", "What changed", "Before", "Now"), rows)


def commentary(page: Page) -> Markup:
    """Sections of commentary that the edition before had and this one has not."""
    return sections_told(page, changes_since(page).commentary)


def sections_told(page: Page, found: Iterable[ToldSection], verb: str = "began") -> Markup:
    """Sections of commentary, each with how it began (or, as it is now, begins) where that is told."""
    said = [_section(page, each, verb) for each in found]
    rest = details("More of them", points(said[MOST_OPEN:])) if len(said) > MOST_OPEN else ""
    return join([points(said[:MOST_OPEN]), rest]) if said else paragraph(NONE)


def changes_since(page: Page) -> Changes:
    """All that this page tells; worked out once for all its blocks."""
    if not edition_before(page.folder):
        return Changes(str(page.quarter), "")
    key = ("changes", page.folder.name)
    return page.project.once(key, lambda: changes_of(page.folder, printed_now(page)))


def printed_now(page: Page) -> list[dict[str, object]]:
    """The rows of the ledger of this edition, without what this page prints."""
    return [figure.row() for figure in _printed(page).values()]


def captioned(changes: Changes, title: str) -> str:
    """The caption of a table: a page may set its edition beside the one before and beside a version of its own."""
    return f"Corrected: {title[:1].lower()}{title[1:]}" if is_version(changes.before) else title


def _printed(page: Page) -> dict[str, Figure]:
    """Every figure that this edition tells, by its name; not what pages print of others, for they may print these too."""
    told = (shown for shown in replayed(page) if shown.page.stem not in BESIDE)
    return page.once("printed", lambda: {f.id: f for shown in told for f in shown.block.figures})


def topics_in(page: Page, changes: Changes) -> list[str]:
    """`Revised figures: 999 calls and complaints.` for each list of figures that has any."""
    return [f"{words}: {_topics_told(page, told)}." for words, told in _lists(changes) if told]


# ── by topic ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _by_topic(
    page: Page, rows: Iterable[Row], told: Callable[[Row], ToldFigure], show: Callable[[Sequence[Row], str], Markup]
) -> list[Markup]:
    """What is shown of each topic, in the order of the book; what is of no topic comes last."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(_topic(page, told(row)), []).append(row)
    return [show(groups[title], title) for title in _in_order(page, groups)]


def _in_order(page: Page, titles: Iterable[str]) -> list[str]:
    """Titles of topics in the order of the book; those of no topic last."""
    order = [t.title for p in priorities(page.project) for t in topics_of(page.project, p.id, scorecard=True)]
    found = set(titles)
    return [*(title for title in dict.fromkeys(order) if title in found), *sorted(found - set(order))]


def _topic(page: Page, told: ToldFigure) -> str:
    """The title of the topic that a figure is of."""
    named = page.once("topics of measures", lambda: page.project.lines(MEASURES, "topic:"))
    titles = page.once("titles of topics", lambda: {id: page.topic(id).title for id in topic_ids(page.project)})
    return titles.get(named.get(f"{told.measure}.yml", ""), OTHER)


def _topics_told(page: Page, told: Iterable[ToldFigure]) -> str:
    titles = _in_order(page, (_topic(page, each) for each in told))
    return listed([title if title != OTHER else OTHER.lower() for title in titles])


def _lists(changes: Changes) -> list[tuple[str, list[ToldFigure]]]:
    return [
        ("Revised figures", [each.told for each in changes.revised if each.seen]),
        ("Worked out differently", [then for then, _ in changes.redefined]),
        ("Withdrawn figures", [each.told for each in changes.withdrawn]),
        ("New figures", list(changes.new)),
    ]


# ── one kind each ─────────────────────────────────────────────────────────────────────────────────────────────────────
def _revised_of(page: Page, changes: Changes, rows: Sequence[Again], title: str) -> Markup:
    """The revised figures of a topic: its values and changes in a table, bounds and limits folded below it."""
    key = [each for each in rows if is_key(each.told)] or list(rows)
    others = [each for each in rows if each not in key]
    shown = [_revised_table(page, changes, key, captioned(changes, title))]
    if others:
        folded = _revised_table(page, changes, others, captioned(changes, f"{title}: limits and other figures"))
        shown.append(details("Limits and other figures that rest on the same cells", folded))
    return join(shown)


def _revised_table(page: Page, changes: Changes, rows: Sequence[Again], title: str) -> Markup:
    cells = [_revised_row(page, changes, each) for each in each_once(rows)]
    return table_html(Table(title, ("Figure", "Before", "Now", "Why"), cells, stack=True), page)


def each_once(rows: Sequence[Again]) -> Iterable[Again]:
    """Rows without those of another name for the same: the value of the reporting month has one with its month, too."""
    found: dict[tuple[str, str], Again] = {}
    for each in rows:
        found.setdefault((each.told.id.partition("@")[0], each.told.period), each)
    return found.values()


def _revised_row(page: Page, changes: Changes, each: Again) -> list[Cell]:
    why = " ".join(each.reasons) or NOBODY_SAID
    name: Cell = [_name(page, each.told), _period(each.told)]
    if each.secret:
        return [name, NOT_BESIDE, NOT_BESIDE, why]
    return [name, told_on(page, each.told, changes.before), figure_again(page, each, changes.before), why]


def _unexplained(changes: Changes) -> Markup:
    """A notice while any figure is another one for no reason that is known."""
    return notice(titled("Not explained.", UNPUBLISHED), "bad") if changes.unexplained else Markup()


def _cells(page: Page, changes: Changes) -> Markup:
    """The source cells under the revised figures that are others: each then and now, and why."""
    found = dict.fromkeys(cell for each in changes.revised for cell in each.changes)
    rows = [_cell_row(page, cell) for cell in found]
    if not rows:
        return Markup()
    caption = captioned(changes, "The source cells that were revised")
    return _folded(page, Table(caption, ("Cell", "Before", "Now", "Why"), rows, stack=True))


def _cell_row(page: Page, cell: CellChange) -> list[Cell]:
    then, now = cell_figures(cell)
    source, part = cell.source, page.project.label(cell.part)
    where = f"{source.title}: {source.field_title(cell.column)}, {part}, {source.calendar.label(cell.period)}"
    return [where, "[x]" if math.isnan(cell.was) else then, "[x]" if math.isnan(cell.now) else now, cell.reason or NOBODY_SAID]


def _way(formula: str, cells: str, other: str) -> list[Markup]:
    """How a figure is worked out; its cells too where the formulas are alike, for then they are what differs."""
    shown = [formula, *(blocks_of(cells) if formula == other else ())]
    return [piece for text in shown for piece in (small(" "), code(text))]


def _promised(each: Promised) -> list[Cell]:
    then = _state_told(each.then.due_text, each.then.words) if each.then else ""
    now = _state_told(each.now.due_text, each.state.words) if each.now and each.state else each.because
    return [each.action, ", ".join([KINDS[each.kinds[0]], *(KINDS[kind].lower() for kind in each.kinds[1:])]), then, now]


def _state_told(due: str, words: str) -> str:
    """A state with the date that it is judged by, where it does not name it."""
    return words if due in words else f"{words} ({due})"


def _section(page: Page, each: ToldSection, verb: str) -> str:
    kind, _, id = each.text.partition("/")
    titles = page.once("titles of topics", lambda: {id: page.topic(id).title for id in topic_ids(page.project)})
    named = {p.id: p.title for p in priorities(page.project)} if kind == "priorities" else titles
    begins = f" It {verb}: “{each.begins.rstrip(',;:')} …”" if each.begins else ""
    return f"{named.get(id, id)}, “{each.heading}”.{begins}"


def _name(page: Page, told: ToldFigure) -> str:
    """What a figure is, in words; a fact that is stated no more in those of the quarter that stated it."""
    stated = page.once("facts stated before", lambda: _facts(page))
    return stated[told.measure] if told.statistic == "stated" and told.measure in stated else _in_words(page, told)


def _in_words(page: Page, told: ToldFigure) -> str:
    return what_is(page, told_figure(told, "", plain=True))


def _facts(page: Page) -> dict[str, str]:
    """The facts of the edition before in sentences."""
    before = edition_before(page.folder)
    if before not in quarter_names(page.project):
        return {}
    return {row.id: row.statement.rstrip(".") for row in QuarterFolder(page.project, Quarter.parse(before)).stated()}


def _period(told: ToldFigure) -> Markup:
    return small(f", {told.span.label}") if told.period else Markup()


def _table(page: Page, changes: Changes, title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Markup:
    """A section's only table, whose caption says what its heading says; beside a version it is one of several, and says it."""
    alone = not is_version(changes.before)
    table = Table(captioned(changes, title), columns, rows, stack=True, hide_caption=alone)
    return _folded(page, table) if rows else paragraph(NONE)


def _folded(page: Page, table: Table) -> Markup:
    """A table; where it is long, its first rows, and the others folded below."""
    first, rest = table.rows[:MOST_OPEN], table.rows[MOST_OPEN:]
    shown = [table_html(replace(table, rows=first), page)]
    if rest:
        more = replace(table, rows=rest, caption=f"{table.caption}, continued", hide_caption=True)
        shown.append(details("More of them", table_html(more, page)))
    return join(shown)
