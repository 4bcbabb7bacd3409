"""Where things stand in a book: pages by the last part of their names, and the end of a page."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

# for the theme, of a page that Sphinx has no file of: no list of its sections, which would be empty, and nothing more in its head
ALONE = {"toc": "", "display_toc": False, "meta": {"html_theme.sidebar_secondary.remove": True}, "metatags": ""}


def pages_by_stem(app: Sphinx) -> dict[str, str]:
    """The names of a book's pages, such as `notebooks/glossary`, by their last part; none before Sphinx has read any."""
    env = getattr(app, "env", None)
    return {name.rpartition("/")[2]: name for name in sorted(env.found_docs)} if env else {}


def leads_to(app: Sphinx, page: str, stem: str) -> str:
    """The address from a page of another one, by the last part of its name; blank where the book has none."""
    found = pages_by_stem(app).get(stem)
    return app.builder.get_relative_uri(page, found) if found else ""


def foot_of(page: nodes.document) -> nodes.Element:
    """What the page's words go on in to its end: the last of its sections, where it has any (one for each first heading)."""
    return next((node for node in reversed(page.children) if isinstance(node, nodes.section)), page)
