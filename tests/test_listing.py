"""The lists of what there is to choose from are made from the registries, and the committed page is of them."""

from __future__ import annotations

import pytest
from places import ROOT

from pcc_lib import listing
from pcc_lib.core.errors import ReportError
from pcc_lib.core.status import WORDS
from pcc_lib.figures.catalogue import STATISTICS
from pcc_lib.inputs.calculations import CALCULATIONS
from pcc_lib.pages.chart_kinds import KINDS


def test_the_committed_page_is_of_the_registries():
    assert (ROOT / "docs/choices.md").read_text(encoding="utf-8") == listing.markdown(), (
        "run: pcc list --markdown docs/choices.md"
    )


@pytest.mark.parametrize(
    ("what", "names"), [("calculations", CALCULATIONS), ("statistics", STATISTICS), ("charts", KINDS), ("statuses", WORDS)]
)
def test_a_list_names_every_entry_with_words(what, names):
    rows = listing.LISTS[what]()
    told = {row[0].strip("[]"): row[1:] for row in rows[1:]}
    assert set(names) <= set(told) and all(all(words) for words in told.values())
    assert all(name in listing.listed(what) for name in names)


def test_an_unknown_list_names_the_near_one():
    with pytest.raises(ReportError, match="there is no list 'chart'. Did you mean 'charts'?"):
        listing.listed("chart")
