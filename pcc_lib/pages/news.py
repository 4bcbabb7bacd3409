"""What is new: the largest changes over a year, and what this edition tells that the one before did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pcc_lib.core.quarters import month_label
from pcc_lib.core.sure import sure
from pcc_lib.core.text import lower_first
from pcc_lib.figures.few import as_told, in_number
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.figures import Figures, figures_of
from pcc_lib.figures.judgement import Judgement, judge
from pcc_lib.inputs.contents import has_page
from pcc_lib.inputs.measures import Measure, topics_of
from pcc_lib.inputs.plan import Deliverable, QuarterFolder, priorities, quarter_names
from pcc_lib.pages.leading import Headline, leading
from pcc_lib.pages.ours import title_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.topic_rows import mark
from pcc_lib.statistics.disclosure import LEAST_FOR_PER_CENT, percent_change_allowed
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.links import page_link
from pcc_lib.writing.markup import half, paragraph, points
from pcc_lib.writing.verdicts import of_month, of_year
from pcc_lib.writing.wording import Sentence, change_phrase, direction

MOST_CHANGES = 6
MOST_NEWS = 3  # of what the edition before did not tell; the page of changes has all
RULE = (
    "The largest changes, in per cent, of twelve months against the twelve before: of counts as a whole, up or down, as far as a "
    "test finds them to be more than chance"
)
RULE_OF_PRINTED = (
    "The largest changes, in per cent, of twelve months against the twelve before that the {} prints: of counts as a "
    "whole, up or down. What it prints cannot show whether they are more than chance"
)
PRINTED_TOO = ". Where months are reconstructed, what the {} prints stands here, and is not tested"
SMALL_LEFT_OUT = (
    f". Counts of fewer than {LEAST_FOR_PER_CENT} in twelve months, these or those before, are left out: a few more make much of "
    "so few."
)
NOTHING_CLEAR = "No count as a whole is found to have changed over twelve months by more than chance"
NOTHING_COUNTED = (
    "No change over twelve months is shown: each would rest on reconstructed months [e]. The topics' pages show how they would "
    "be judged."
)
NOTHING_TESTED = "No count as a whole has two years that can be compared [x]."
NOTHING_KEPT = "The edition before is not kept here, so nothing can be compared with it [x]."


@dataclass(frozen=True)
class _Changed:
    """A change of twelve months of a measure, and whether its months are reconstructed."""

    measure: Measure
    change: Figure
    rebuilt: bool


# ── the largest changes ───────────────────────────────────────────────────────────────────────────────────────────────
def largest_changes(page: Page) -> Markup:
    """The largest changes of twelve months against the twelve before, under the rule by which they are chosen.

    Of counts that are known, those that a test finds to be more than chance; of reconstructed months, those that an original
    report prints. One month against another is not told here: it says little.
    """
    found = [each for m in _measures(page) if (each := _changed(page, m))]
    found.sort(key=lambda each: (-abs(sure(each.change.value)), each.measure.id))
    shown = found[:MOST_CHANGES]
    if not shown:
        return paragraph(_why_none(page))
    said = [page.sentence(_change_of_year(page, each)) for each in shown]
    return join([paragraph(_rule(shown, page.originals.printed) + SMALL_LEFT_OUT), points(said)])


def _rule(shown: list[_Changed], original: str) -> str:
    """By what rule these changes were chosen; `original` is what the report is called that printed some."""
    if all(each.rebuilt for each in shown):
        return RULE_OF_PRINTED.format(original)
    return RULE + PRINTED_TOO.format(original) if any(each.rebuilt for each in shown) else RULE


def _why_none(page: Page) -> str:
    """Why no change is told: no count has a test, each rests on reconstructed months, or none is clear."""
    found = [_tested(page, m) for m in _measures(page)]
    if not any(found):
        return NOTHING_TESTED
    return NOTHING_COUNTED if all(j.illustration for j in found if j) else NOTHING_CLEAR + SMALL_LEFT_OUT


def _measures(page: Page) -> Iterator[Measure]:
    for p in priorities(page.project):
        for topic in topics_of(page.project, p.id):
            yield from page.measures(topic.id)


def _tested(page: Page, measure: Measure) -> Judgement | None:
    """What the methods say of a count whose years are compared."""
    judgement = page.judgement(measure) if measure.is_additive else None
    return judgement if judgement and judgement.test else None


def _changed(page: Page, measure: Measure) -> _Changed | None:
    judgement = _tested(page, measure)
    if judgement is None:
        return None
    about = page.figures.about(measure.id)
    change, total = about("change_12_months"), about("total_12_months")
    enough = percent_change_allowed(sure(total.value)) and as_told(change, measure, about) is change
    told = direction(change, measure) and not change.estimated and enough
    counts = judgement.illustration or sure(judgement.test).significant
    return _Changed(measure, change, judgement.illustration) if told and counts else None


def _change_of_year(page: Page, each: _Changed) -> Sentence:
    said: Sentence = [f"{title_of(page, each.measure, '')}: ", *change_phrase(each.change, each.measure, named=False)]
    if each.rebuilt:
        return [*said, "."]
    total, found = page.figures.of(each.measure.id, "total_12_months"), of_year(sure(page.judgement(each.measure)), each.measure)
    return [*said, ", to ", total, ". ", mark(sure(found))]


# ── since the edition before ──────────────────────────────────────────────────────────────────────────────────────────
def changed_since(page: Page) -> Markup:
    """What this edition tells that the one before did not, in a few lines."""
    return half(_changed_since(page))


def _changed_since(page: Page) -> Markup:
    """What this edition tells that the one before did not: verdicts that differ, changes on the year beside those told before,
    and deliverables done or moved since."""
    before = page.quarter.previous
    if str(before) not in quarter_names(page.project):
        return paragraph(f"There is no edition of {before.label} to compare with.")
    folder = QuarterFolder(page.project, before)
    earlier, heads = figures_of(folder), [h for p in priorities(page.project) for h in leading(page, p)]
    told = [page.sentence(said) for head in heads for said in (_verdict_moved(head, earlier) or _moved(head, earlier),) if said]
    promised = list(_promises(page.folder.deliverables(), folder.deliverables_as_told()))
    if not told and any(head.value.estimated or head.told.original for head in heads):
        return join([paragraph(NOTHING_KEPT), points(promised) if promised else ""])
    found = [*told, *promised]
    more = len(found) > MOST_NEWS and has_page(page.project, "what-changed")
    everything = paragraph(page_link(page.project, "what-changed", "Everything that changed")) if more else ""
    return join([points(found[:MOST_NEWS]), everything]) or paragraph("Nothing that can be compared has changed.")


def _verdict_moved(head: Headline, earlier: Figures) -> Sentence:
    """A verdict on the month that is another than the edition before gave, by what is known of its months today."""
    judgement, series = head.judgement, earlier.series(head.measure.id)
    if judgement is None or series is None:
        return []
    now = of_month(judgement, head.measure)
    then = of_month(judge(series, head.part).named(head.page.project.label), head.measure)
    if now is None or then is None or now.words == then.words or not head.value.known:
        return []
    return [
        f"{head.title}: with the months to {month_label(head.value.period.last)}, {lower_first(now.words)}; "
        f"with those to {month_label(series.last)}, {lower_first(then.words)}."
    ]


def _moved(head: Headline, earlier: Figures) -> Sentence:
    """The change on the year now, and the one that the edition before told: each month beside the same month a year before.

    Nothing of values that cover several months, where the two periods told share months.
    """
    measure, series = head.measure, earlier.series(head.measure.id)
    if series is None or measure.of or measure.change == "none" or not measure.window.is_month:
        return []
    now = head.page.figures.of(measure.id, "change_on_year", head.part)
    then = earlier.of(measure.id, "change_on_year", head.part)
    if not (now.known and then.known) or now.estimated or then.estimated or then.period.last >= now.period.last:
        return []
    now, then = _in_one_form(head, now, head.page.figures.of(measure.id, "change_on_year", head.part, then.period.last))
    told: Sentence = [f"{head.title}: ", *change_phrase(now, measure, named=False)]
    return [*told, "; the edition before showed ", *change_phrase(then, measure, named=False), "."]


def _in_one_form(head: Headline, now: Figure, then: Figure) -> tuple[Figure, Figure]:
    """Two changes as they are told; both in number where one is of few."""
    about = head.page.figures.about(head.measure.id, head.part)
    told = as_told(now, head.measure, about), as_told(then, head.measure, about)
    return told if told == (now, then) else (in_number(now, about), in_number(then, about))


def _promises(now: list[Deliverable], before: list[Deliverable]) -> Iterator[str]:
    """Deliverables that were done, or given a later date, since the edition before."""
    earlier = {d.id: d for d in before}
    for d in now:
        was = earlier.get(d.id)
        if was and d.is_done and not was.is_done:
            yield f"Done: {d.action}."
        elif was and d.due > was.due:
            yield f"Moved: {d.action}, from {was.due_text} to {d.due_text}."
