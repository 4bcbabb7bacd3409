"""What needs attention, and what is better: targets, changes over a year, and promises, a line each.

Only what is counted or printed stands here: of reconstructed months no verdict is told, and a change of them only where an
original report prints it. Either must be more than chance by the test of two years. A measure whose definition says of no
direction that it is good is neither better nor worse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pcc_lib.core.quarters import day_label
from pcc_lib.core.sure import sure
from pcc_lib.core.text import lower_first
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.contents import has_page, topic_link
from pcc_lib.inputs.measures import Measure, topics_of
from pcc_lib.inputs.plan import Priority, activities, priorities
from pcc_lib.inputs.promises import STATES, Deliverable, State, state
from pcc_lib.pages import waiting
from pcc_lib.pages.changes import change_over_year
from pcc_lib.pages.delivery_timeline import due_by_now, reported_of
from pcc_lib.pages.goals import goal_words
from pcc_lib.pages.highlights import counted
from pcc_lib.pages.leading import Headline, leading
from pcc_lib.pages.ours import title_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.panel import panel_line
from pcc_lib.statistics.disclosure import percent_change_allowed
from pcc_lib.writing.html import Markup, fill
from pcc_lib.writing.links import page_link
from pcc_lib.writing.markup import link, note
from pcc_lib.writing.verdict_words import TARGET
from pcc_lib.writing.wording import Sentence, change_in_few_words, direction, during

MOST = {"targets": 2, "changes": 3, "promises": 3, "silent": 1}
MORE = " More of them are late or have slipped than are listed here."
OTHERS = "; others too"
NOTHING_BAD = "Nothing is known to be late, missed or worse."
NOTHING_GOOD = "Nothing is known to be better."
TARGET_SHAPES = {"bad": "cross", "good": "tick"}
# what the state of a promise is worth a line for, and its shape
PRESSING = {"late": ("bad", "square"), "dates differ": ("bad", "ring"), "slipped": ("bad", "square"), "done": ("good", "tick")}


class Line(NamedTuple):
    """One line: what it says, whether that is `bad` or `good`, and its shape. Its figures count as printed when it is shown."""

    said: Sentence
    ground: str
    shape: str


def needs_attention(page: Page) -> Markup:
    """Targets that are missed, changes for the worse, promises that are late or have slipped; and how many promises there are."""
    return _listed(page, "bad", NOTHING_BAD, _promised(page))


def better(page: Page) -> Markup:
    """Targets that are met, changes for the better, and promises that were kept; below them how many questions of the panel are
    open."""
    return _listed(page, "good", NOTHING_GOOD, panel_line(page))


def _listed(page: Page, ground: str, nothing: str, below: object = "") -> Markup:
    kinds = {"targets": _targets(page), "changes": _changes(page), "promises": _promises(page), "silent": _silent(page)}
    held = {kind: [each for each in found if each.ground == ground] for kind, found in kinds.items()}
    listed = {kind: found[: MOST[kind]] for kind, found in held.items()}
    if len(held["changes"]) > MOST["changes"]:
        *before, last = listed["changes"]
        listed["changes"] = [*before, last._replace(said=[*last.said, *_others(page)])]
    shown = [(line.ground, line.shape, page.sentence(line.said)) for found in listed.values() for line in found]
    return fill("headlines/attention", lines=shown, nothing=nothing, below=below)


def _others(page: Page) -> Sentence:
    """That more measures changed than there is room for, and where they stand."""
    where = page_link(page.project, "signals", "Signals") if has_page(page.project, "signals") else ""
    return [OTHERS, *([" (", where, ")"] if where else [])]


def _measures(page: Page) -> Iterator[tuple[Priority, Measure]]:
    """Every measure that readers meet in a topic: first those that lead their priority."""
    for first in (True, False):
        for about in priorities(page.project):
            leads = {name.partition(".")[0] for name in about.headlines}
            for topic in topics_of(page.project, about.id):
                yield from ((about, m) for m in page.measures(topic.id) if m.has_data and (m.id in leads) == first)


def _name(page: Page, about: Priority, measure: Measure) -> str:
    """A measure's title, linked to its topic where that has a page."""
    where, name = topic_link(page.project, about.page, measure.topic), title_of(page, measure, "")
    return link(where, name) if where else name


# ── targets ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _targets(page: Page) -> Iterator[Line]:
    """The latest value of each measure against its target."""
    for about, measure in _measures(page):
        head = Headline(page, measure)
        found = next((verdict for verdict in head.verdicts() if verdict.question == TARGET), None)
        if found is None or found.ground not in ("bad", "good"):
            continue
        value: Sentence = [": ", head.value, f" {during(head.value.period)}, against a target of "]
        said: Sentence = [_name(page, about, measure), *value, *goal_words(page, measure)]
        yield Line(said, found.ground, TARGET_SHAPES[found.ground])


# ── changes ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _changes(page: Page) -> Iterator[Line]:
    """Changes over a year that are more than chance: of measures that lead their priority, then of the others."""
    found = ((about, measure, change) for about, measure in _measures(page) if (change := _change(page, measure)))
    for about, measure, change in found:
        rises = sure(change.value) > 0
        ground = "good" if rises == (measure.good_direction == "increase") else "bad"
        yield Line([_name(page, about, measure), ": ", *change_in_few_words(change, measure)], ground, "up" if rises else "down")


def _change(page: Page, measure: Measure) -> Figure | None:
    judgement = page.judgement(measure)
    if measure.good_direction == "neutral" or judgement is None or judgement.test is None:
        return None
    change = change_over_year(page, measure)
    if change is None or change.estimated or not direction(change, measure) or _is_small(page, measure):
        return None
    return change if judgement.test.significant else None


def _is_small(page: Page, measure: Measure) -> bool:
    """Whether a count is so small that a few more make much of it."""
    if not measure.is_additive:
        return False
    total = page.figures.of(measure.id, "total_12_months")
    return not total.known or not percent_change_allowed(sure(total.value))


# ── promises ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _promises(page: Page) -> Iterator[Line]:
    """Deliverables that are late, by one of their dates or by both, have slipped, or are done: the most pressing first."""
    states = [(each, state(each, page.folder.written_on, page.originals)) for each in page.folder.deliverables()]
    for each, found in sorted(states, key=lambda told: STATES.index(told[1].kind)):
        if found.kind in PRESSING:
            yield Line([f"{short_name(each)}: {_in_short(each, found)}"], *PRESSING[found.kind])


def _in_short(promise: Deliverable, found: State) -> str:
    """The state of a promise in few words: which report gives which date stands on the pages of priority and plan."""
    if found.kind == "dates differ":
        return f"late by one of its two dates, {day_label(promise.due)}"
    if found.kind == "late":
        return f"late, due {day_label(promise.due)}"
    return lower_first(found.words) + (f" to {day_label(promise.due)}" if found.kind == "slipped" else "")


def _silent(page: Page) -> Iterator[Line]:
    """How many of the plan's activities were due, and nobody reported on them; nothing where nobody reports on any."""
    if not activities(page.project) or not page.folder.deliverables():
        return
    passed = page.figures.figure("delivery_not_reported_past_due.value")
    if passed.value:
        where = page_link(page.project, "delivery-plan", page.originals.plan)
        noun = "activity" if passed.value == 1 else "activities"
        yield Line([passed, f" {noun} of the ", where, " past the due date, with nothing reported"], "bad", "square")


def _promised(page: Page) -> Markup:
    """How many deliverables are reported on, and how many activities the plan has."""
    if not page.folder.deliverables():
        return note(page.sentence([waiting.NO_PROGRESS, *_where_promised(page), *_most_alone(page)]))
    pressing = [line for line in _promises(page) if line.ground == "bad"]
    more = [MORE] if len(pressing) > MOST["promises"] else []
    told: Sentence = [f"The {page.originals.progress} lists ", *counted(page), *more]
    return note(page.sentence([*told, *([" ", *_activities(page)] if activities(page.project) else []), *_most_alone(page)]))


def _most_alone(page: Page) -> Sentence:
    """Where what is not listed stands, where the book has it."""
    if not has_page(page.project, "scorecard"):
        return []
    where = page_link(page.project, "scorecard", "scorecard")
    rebuilt = any(head.unjudged for about in priorities(page.project) for head in leading(page, about))
    more = ", with verdicts on reconstructed months too." if rebuilt else "."
    return [" The ", where, " has every measure", more]


def _where_promised(page: Page) -> Sentence:
    """Where the plan's activities stand; nothing where there is no plan."""
    where = page_link(page.project, "delivery-plan", page.originals.plan)
    return [" See the ", where, "."] if activities(page.project) else []


def _activities(page: Page) -> Sentence:
    """How many activities the plan has, and of how many progress was reported."""
    there = page.figures.figure("delivery_activities.value")
    where = page_link(page.project, "delivery-plan", page.originals.plan)
    said: Sentence = ["The ", where, " has ", there, " activity. " if there.value == 1 else " activities. ", *reported_of(page)]
    all_silent = page.figures.figure("delivery_not_reported.value").value == there.value
    return [*said, " ", *due_by_now(page)] if all_silent else said


def short_name(deliverable: Deliverable) -> str:
    """A deliverable by the first words of its action."""
    return re.split(r"[:(,]", deliverable.action)[0].strip()
