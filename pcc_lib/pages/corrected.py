"""What was corrected in an edition after it was published: when, why, and what it tells otherwise than the version before."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.numerals import number
from pcc_lib.differences.changes import Changes, corrected_of
from pcc_lib.inputs.kept_editions import edition_words
from pcc_lib.inputs.models.quarter import Correction
from pcc_lib.pages import what_changed
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.markup import paragraph, points, time, titled

NOT_KEPT = "What the version before showed was not kept, so nothing can be compared with it."
NOTHING = "Every figure, every deliverable and every text is as {} showed it."
BESIDE = "This is set beside {}, for the same periods."


def corrected(page: Page) -> Markup:
    """Each correction with its day and reason, the newest first; then what differs from the version before."""
    told = points([_correction(page, each) for each in reversed(page.folder.corrections)])
    changes = corrected_since(page)
    if changes is None:
        return join([told, paragraph(NOT_KEPT)])
    before = edition_words(page.project, changes.before)
    if not changes:
        return join([told, paragraph(NOTHING.format(before))])
    return join([told, paragraph(BESIDE.format(before)), points([*_summary(page, changes)]), *_lists(page, changes)])


def corrected_since(page: Page) -> Changes | None:
    """What the edition tells otherwise than the version before it; worked out once."""
    key = ("corrected", page.folder.name)
    return page.project.once(key, lambda: corrected_of(page.folder, what_changed.printed_now(page)))


def _correction(page: Page, each: Correction) -> Markup:
    return join([f"Version {number(each.version)}, published on ", time(each.published), f": {each.reason}"])


def _summary(page: Page, changes: Changes) -> Iterator[str]:
    yield from what_changed.topics_in(page, changes)
    if changes.deliverables:
        yield "Deliverables that moved, slipped, or are in another state."
    if changes.rewritten or changes.commentary:
        yield "Texts that say something else, are new, or are gone."


def _lists(page: Page, changes: Changes) -> Iterator[Markup]:
    """The lists that hold anything, each under its caption or its title."""
    tables = {
        what_changed.revised_in: changes.revised,
        what_changed.redefined_in: changes.redefined,
        what_changed.withdrawn_in: changes.withdrawn,
        what_changed.deliverables_in: changes.deliverables,
    }
    yield from (write(page, changes) for write, found in tables.items() if found)
    if changes.new:
        yield titled("New figures.", "")
        yield what_changed.new_in(page, changes)
    if changes.rewritten:
        yield titled("Texts that say something else, or are new.", "")
        yield what_changed.sections_told(page, changes.rewritten, "begins")
    if changes.commentary:
        yield titled("Texts that are gone.", "")
        yield what_changed.sections_told(page, changes.commentary)
