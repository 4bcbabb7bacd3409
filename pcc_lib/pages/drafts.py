"""Drafts where they stand: a preview shows them, and says in words whose text it is."""

from __future__ import annotations

from pcc_lib.core.quarters import Quarter
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.sections import Draft, Section


def drafted(page: Page, section: Section | None, shown: Markup) -> Markup:
    """What a section is shown as; that of a draft stands in a frame that says so."""
    if section is None or section.draft is None or not shown:
        return shown
    return fill("draft", words=_words(page, section.draft), inner=shown)


def drafted_within(section: Section | None, shown: Markup) -> Markup:
    """The same in a line of the library's own."""
    if section is None or section.draft is None or not shown:
        return shown
    part = "in part the text" if section.draft.partly else "the text"
    of = f", {part} of {Quarter.parse(section.draft.of).label}" if section.draft.of else ""
    return join([fill("draft_within", words=f"Draft{of}:"), " ", shown])


def _words(page: Page, draft: Draft) -> str:
    """Why it is a draft."""
    if not draft.of:
        return "Nobody has said that it is finished."
    of, now = Quarter.parse(draft.of).label, page.quarter.label
    if draft.partly:
        return f"Much of this is the text of {of}. Nobody has said that it holds for {now}."
    if not draft.same:
        return f"Rewritten from the text of {of}, and still marked as a draft."
    return f"This is the text of {of}. Nobody has said that it holds for {now}."
