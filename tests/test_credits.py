"""Whom a page names for its data: every source whose figures or drawings it shows, once, where readers see it."""

from __future__ import annotations

from types import SimpleNamespace

from conftest import Tiny
from docutils import nodes
from docutils.utils import new_document

from pcc_lib.book_extension.credits import gather_credits, told_of

ASKED = "Contains the counts of <b>Nobody</b> & others."
SHOWN = "Contains the counts of &lt;b&gt;Nobody&lt;/b&gt; &amp; others."
APP = SimpleNamespace(
    env=SimpleNamespace(found_docs={"notebooks/about-the-data", "notebooks/priority-1"}),
    builder=SimpleNamespace(get_relative_uri=lambda here, there: f"{there}.html"),
)


def asked(tiny: Tiny) -> Tiny:
    """The tiny project with a source whose licence wants something said."""
    return tiny.edit("data/sources/calls.resource.yml", "producer: Nobody", f"producer: Nobody\nattribution: {ASKED}")


def gathered(*blocks: str) -> list[str]:
    """What stands on a page of these blocks, one after the other."""
    page = new_document("page")
    section = nodes.section("", *[nodes.raw("", block, format="html") for block in blocks])
    page += section
    gather_credits(APP, page, "notebooks/priority-1")
    return [node.astext() for node in section.children]


def test_a_block_ends_with_whom_its_figures_and_charts_are_of(tiny: Tiny) -> None:
    assert "pcc-credit" not in tiny.report().what("calls").html
    html = str(asked(tiny).report().what("calls").html)
    assert html.endswith(f'<p class="pcc-note pcc-credit">{SHOWN}</p>') and html.count(SHOWN) == 1


def test_a_block_without_figures_names_nobody(tiny: Tiny) -> None:
    assert "pcc-credit" not in asked(tiny).report().now_what("calls").html


def test_a_chart_alone_is_enough(tiny: Tiny) -> None:
    page = asked(tiny).report("priority-1").page
    page.credit_sources(["calls", "calls"])
    page.credit(f"{ASKED}\n")
    page.credit("")
    assert list(page.credits) == [ASKED]


def test_a_page_says_it_once_at_its_end(tiny: Tiny) -> None:
    report = asked(tiny).report()
    blocks = [str(report.what("calls").html), str(report.so_what("calls").html)]
    *before, last = gathered(*blocks)
    assert len(before) == 2 and not any("pcc-credit" in block for block in before)
    assert last.count(SHOWN) == 1 and 'href="notebooks/about-the-data.html"' in last and "<details" not in last


def test_several_stand_in_the_order_of_the_page() -> None:
    one, two = (f'<p class="pcc-note pcc-credit">{name}</p>' for name in ("One.", "Two."))
    assert "One. Two." in gathered(f"<p>a</p>{two.replace('Two', 'One')}", f"<p>b</p>{one}\n{two}")[-1]
    assert "One. 2024. Two." in gathered(f"{one}{one.replace('One.', '2024')}{two}")[-1], "each ends before the next begins"
    assert gathered("<p>a</p>") == ["<p>a</p>"] and told_of(APP, "x", ["<p>a</p>"]) == ""


def test_a_page_of_two_first_headings_ends_with_it_too() -> None:
    page, credit = new_document("page"), '<p class="pcc-note pcc-credit">One.</p>'
    page += [nodes.section("", nodes.raw("", block, format="html")) for block in (f"<p>a</p>{credit}", "<p>b</p>")]
    gather_credits(APP, page, "notebooks/priority-1")
    assert [["One." in node.astext() for node in section.children] for section in page.children] == [[False], [False, True]]
