"""A Sphinx extension that cuts ledgers and does nothing else, so that a test builds in a second what it looks at."""

from __future__ import annotations

from sphinx.application import Sphinx

from pcc_lib.book_extension.acronyms import SETTING, WORDS
from pcc_lib.book_extension.part_pages import PartPages


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_config_value(SETTING, {"CAD": "computer-aided dispatch"}, "html")
    app.add_config_value(WORDS, [], "html")
    PartPages(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
