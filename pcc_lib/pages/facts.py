"""Facts that a quarter states, where the plan's own text tells them as words, such as `four years`."""

from __future__ import annotations

from collections.abc import Collection

from pcc_lib.inputs.models.rows import StatedRow
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, escape, join


def with_facts(page: Page, text: str, facts: Collection[str]) -> Markup:
    """Text in which the first of these facts whose words and unit stand in it is printed as its figure.

    `facts` are ids of the quarter's `stated.csv`; where the quarter does not state one, the text stays as it is.
    """
    for row in _stated(page, facts):
        before, found, after = text.partition(f" {row.text} {row.unit}")
        if found:
            return join([before, " ", _printed(page, row.id), f" {row.unit}", after])
    return escape(text)


def facts_of_plan(page: Page) -> list[str]:
    """The facts whose source is the plan of activities, by the title that the body gives it."""
    title = page.project.body.delivery_plan_title
    return [row.id for row in page.folder.stated() if title and row.source.startswith(title)]


def counted(page: Page, unit: str, facts: Collection[str]) -> Markup:
    """The one of these facts that counts `unit`, printed; nothing where the quarter states none."""
    found = next((row for row in _stated(page, facts) if row.unit == unit), None)
    return _printed(page, found.id) if found else Markup()


def _stated(page: Page, facts: Collection[str]) -> list[StatedRow]:
    return [row for row in page.folder.stated() if row.id in facts]


def _printed(page: Page, fact: str) -> Markup:
    return page.figure(page.figures.figure(f"{fact}.stated"))
