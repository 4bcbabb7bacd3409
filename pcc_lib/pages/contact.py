"""Contact: how readers reach the body that publishes the book."""

from __future__ import annotations

from pcc_lib.pages.page import Page
from pcc_lib.writing.contact import ways
from pcc_lib.writing.html import Markup
from pcc_lib.writing.markup import pairs, paragraph

NOT_SUPPLIED = "How to reach the office was not supplied [x]."


def contact(page: Page) -> Markup:
    """Address, telephone, e-mail, website and accounts in social networks."""
    found = ways(page.project.body)
    return pairs(found) if found else paragraph(NOT_SUPPLIED)
