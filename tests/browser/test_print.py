"""A page printed alone: what a sheet of paper has, and what it has not."""

from __future__ import annotations

import re

import pytest

from .test_pages import visit

pytestmark = pytest.mark.slow

NOT_ON_PAPER = (
    ".bd-sidebar-primary, .bd-header-article, .prev-next-footer, .skip-link, button, .pcc-find, .pcc-filters, .pcc-table-entry"
)
HEADS = "h1, h2, h3, h4, thead, caption, .pcc-chart-title, .pcc-message, .pcc-part-title, article p:has(+ .pcc-scroll)"
# what is shown of a selector, by what it stands in
_SHOWN = """(selector) => Array.from(document.querySelectorAll(selector))
  .filter((each) => each.checkVisibility() && each.getClientRects().length).map((each) => each.className || each.tagName)"""
_MAY_BREAK = """(selector) => Array.from(document.querySelectorAll(selector))
  .filter((each) => each.checkVisibility() && getComputedStyle(each).breakAfter !== 'avoid')
  .map((each) => each.className || each.tagName)"""
_FOLDED = """() => Array.from(document.querySelectorAll('article details'))
  .filter((each) => !each.closest('.pcc-chart-under') && !each.matches('.pcc-cells') && !each.open).length"""


@pytest.mark.parametrize("name", ["headlines", "priority-1", "scorecard", "delivery-plan", "about-the-data", "figures/calls-999"])
def test_a_printed_page_has_no_controls_strands_no_head_and_folds_nothing_away(chromium, book, name):
    page, said, _ = visit(chromium, (book / "notebooks" / f"{name}.html").as_uri(), width=720)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(_SHOWN, NOT_ON_PAPER) == []
    assert page.evaluate(_MAY_BREAK, HEADS) == []
    assert page.evaluate(_FOLDED) == 0
    assert page.locator("thead").count() == 0 or page.evaluate(
        "Array.from(document.querySelectorAll('thead')).every((each) => getComputedStyle(each).display === 'table-header-group')"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 720 and said == []
    page.context.close()


def test_a_sheet_says_which_edition_it_is_of(chromium, book):
    page, _, _ = visit(chromium, (book / "notebooks" / "signals.html").as_uri())
    page.emulate_media(media="print")
    said = page.locator(".bd-footer-content .pcc-of-edition").inner_text()
    assert re.fullmatch(
        r".+, [A-Z][a-z]+ to [A-Z][a-z]+ 20\d\d, (first version|version \d+), (written|published) on \d+ .+\.", said
    )
    raw = page.pdf(format="A4", prefer_css_page_size=True)
    assert raw.startswith(b"%PDF-") and len(raw) > 20_000
    page.context.close()
