"""A section of people's words as readers meet it first: what stands before its list, and the first points of the list."""

from __future__ import annotations

from pcc_lib.core.text import in_words
from pcc_lib.pages.drafts import drafted
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.markup import details, points, prose
from pcc_lib.writing.sections import Section, before_list, list_items

MOST_POINTS = 3


def first_points(page: Page, section: Section | None, most: int = MOST_POINTS, kind: str = "pcc-points") -> Markup:
    """The section with its first points open (`most` of them) and the others one click away; nothing where nothing was written.
    `kind` is the class of its lists."""
    if section is None:
        return Markup()
    items = [page.commentary(item) for item in list_items(section)]
    shown, rest = items[:most], items[most:]
    more = details(f"and {in_words(len(rest), 'further point')}", points(rest, kind), "pcc-more-points") if rest else Markup()
    return drafted(page, section, prose(join([page.commentary(before_list(section)), points(shown, kind), more])))
