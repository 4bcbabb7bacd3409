"""Every page in a real browser: it loads, is silent, asks nobody else for anything, and draws every chart."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from axe import violations
from drawn import go_through, lying_over, wait_for_width
from places import SAMPLE

from pcc_lib.book_extension.parts import LARGEST
from pcc_lib.building.seals import digests
from pcc_lib.inputs.page_files import pages_of
from pcc_lib.inputs.project import Project

from .conftest import PROJECT

pytestmark = pytest.mark.slow

PAGES = [page.name for page in pages_of(Project(SAMPLE))]
PARTS = ("figures/all", "figures/calls-999", "figures/charts-and-tables")  # made by one template
ABORTED = "net::ERR_ABORTED"  # by the reader who goes on to another page


def visit(chromium, address: str, *, width: int = 1280, javascript: bool = True):
    """Open a page; gives it with what it said (warnings, errors, requests that failed) and what it asked for."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=javascript)
    page, said, asked = context.new_page(), [], []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: said.append(f"failed: {request.url}") if request.failure != ABORTED else None)
    page.on("response", lambda answer: said.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
    page.goto(address)
    return page, said, asked


@pytest.mark.parametrize("name", [*PAGES, *PARTS])
def test_a_page_opened_from_disk_is_whole(chromium, book, name):
    page, said, asked = visit(chromium, (book / "notebooks" / f"{name}.html").as_uri())
    assert set(go_through(page)) <= {"true"}
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert page.locator("article h1").count() == 1
    assert violations(page) == []
    page.context.close()


def test_the_rules_of_accessibility_are_held(chromium):
    """What is broken on purpose is found: the rules run on our pages as well."""
    page = chromium.new_page()
    page.set_content("<html lang='en'><title>x</title><main><h1>x</h1><img src='a.png'><p style='color: #bbb'>grey</p></main>")
    assert {each.partition(":")[0] for each in violations(page)} == {"image-alt", "color-contrast"}
    page.close()


@pytest.mark.parametrize("name", [*PAGES, *PARTS])
def test_a_page_holds_on_a_phone_under_a_strict_policy(chromium, served, name):
    """And its charts hold when the window becomes wider: no label lies over a line, an axis or a band at any width."""
    page, said, asked = visit(chromium, f"{served}/notebooks/{name}.html", width=320)
    drawn = go_through(page)
    assert set(drawn) <= {"true"}
    assert said == []
    assert [url for url in asked if not url.startswith((served, "data:", "blob:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for width in (320, 390, 640, 1280) if drawn else ():
        page.set_viewport_size({"width": width, "height": 900})
        wait_for_width(page)
        found, counts = lying_over(page)
        assert found == [] and counts["charts"] == len(drawn) and counts["labels"] >= 8 * len(drawn), f"at {width} px"
    assert said == []
    page.context.close()


def test_the_labels_of_a_timeline_hold_where_it_is_drawn(chromium, served):
    """On a phone a list stands in its place."""
    page, said, _ = visit(chromium, f"{served}/notebooks/delivery-plan.html")
    drawn = go_through(page)
    for width in (1280, 900):
        page.set_viewport_size({"width": width, "height": 900})
        wait_for_width(page)
        found, counts = lying_over(page)
        assert found == [] and counts["charts"] == len(drawn) == 5 and said == []
    page.context.close()


@pytest.mark.parametrize(("from_disk", "width"), [(True, 320), (False, 1280)])
def test_every_other_page_is_silent_and_fits(chromium, book, served, from_disk, width):
    """Those that no notebook is of: the other pages of figures, the search, the index of terms."""
    told = {"index.html", *(f"notebooks/{name}.html" for name in (*PAGES, *PARTS))}
    others = [name for name in sorted(p.relative_to(book).as_posix() for p in book.rglob("*.html")) if name not in told]
    assert len(others) > 10
    page, said, asked = visit(chromium, f"{book.as_uri() if from_disk else served}/{others[0]}", width=width)
    for name in others[1:]:
        page.goto(f"{book.as_uri() if from_disk else served}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert said == [] and [url for url in asked if not url.startswith(("file:", served, "data:"))] == []
    page.context.close()


def test_the_front_door_leads_to_the_landing_page(chromium, book):
    page, said, _ = visit(chromium, (book / "index.html").as_uri())
    page.wait_for_url("**/headlines.html", timeout=20_000)
    assert page.locator(".pcc-mast").count() == 1 and said == []
    page.context.close()


def test_a_printed_figure_leads_to_its_row(chromium, book):
    page, _, _ = visit(chromium, (book / "notebooks" / "headlines.html").as_uri())
    link = page.locator("data.pcc-figure a").first
    printed = link.inner_text()
    link.click()
    page.wait_for_url("**/figures/*.html#f-*", timeout=20_000)
    entry = page.locator("details.pcc-entry:has(:target)")
    assert entry.count() == 1 and printed.strip("+\u2212") in entry.inner_text()
    page.context.close()


OLD = ("f-calls-999-volume-change-upper", "cells-calls-999", "list-data-sources", "chart-calls-999-volume")


@pytest.mark.parametrize("anchor", OLD)
def test_an_old_address_of_an_entry_leads_to_it(chromium, book, anchor):
    """One that somebody has kept from a book whose figures stood on one page."""
    page, said, _ = visit(chromium, f"{(book / 'notebooks' / 'figures.html').as_uri()}#{anchor}")
    page.wait_for_selector(f"details[open] > #{anchor}", timeout=20_000)
    assert re.search(rf"/figures/[a-z0-9-]+\.html#{anchor}$", page.url) and said == []
    page.context.close()


def test_an_address_of_nothing_leads_nowhere(chromium, book):
    page, _, _ = visit(chromium, f"{(book / 'notebooks' / 'figures.html').as_uri()}#javascript:alert(1)")
    page.wait_for_function("document.querySelector('[role=banner]')")  # the script has run
    assert page.url.partition("#")[0].endswith("/notebooks/figures.html")
    page.context.close()


def test_the_list_of_all_figures_is_searched(chromium, book):
    page, _, _ = visit(chromium, (book / "notebooks" / "figures" / "all.html").as_uri())
    page.get_by_label("Find by value").fill("999 calls received total of twelve months october")
    page.wait_for_function("document.querySelectorAll('.pcc-line:not([hidden])').length === 1")
    page.locator(".pcc-line:not([hidden]) a").click()
    page.wait_for_url("**/figures/calls-999.html#f-calls-999-*", timeout=20_000)
    page.context.close()


ROWS = "Array.from(document.querySelectorAll('.pcc-entry-row:not([hidden]) summary span'), (each) => each.textContent)"


@pytest.mark.parametrize("width", [1280, 320])
def test_figures_are_chosen_and_sorted_and_the_address_keeps_it(chromium, served, width):
    address = f"{served}/notebooks/figures/calls-999.html"
    page, said, _ = visit(chromium, address, width=width)
    all_rows, anchors = page.evaluate(ROWS), "Array.from(document.querySelectorAll('[id^=f-]'), (each) => each.id).sort().join()"
    before = page.evaluate(anchors)
    page.get_by_label("Stands on").select_option("Scorecard")
    page.get_by_label("Order").select_option("by name")
    chosen = page.evaluate(ROWS)
    assert 3 < len(chosen) < len(all_rows) and sorted(chosen, key=str.lower) == chosen
    assert page.evaluate(anchors) == before and page.url.endswith("calls-999.html?on=Scorecard&order=name")
    assert page.locator(".pcc-find-says").inner_text().startswith(f"{len(chosen)} of {len(all_rows)} shown")
    page.reload()
    assert page.evaluate(ROWS) == chosen and page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Show all").click()
    assert page.evaluate(ROWS) == all_rows and page.url == address and said == []
    page.context.close()


def test_a_link_to_a_figure_that_is_left_out_shows_all(chromium, book):
    address = f"{(book / 'notebooks/figures/calls-999.html').as_uri()}?find=silent#f-calls-999-volume-value"
    page, said, _ = visit(chromium, address)
    page.wait_for_selector("details[open] > #f-calls-999-volume-value", timeout=20_000)
    assert page.locator("#f-calls-999-volume-value").is_visible() and page.get_by_label("Find by value").input_value() == ""
    assert said == []
    page.context.close()


def test_a_row_says_where_a_figure_stands_and_what_it_comes_from(chromium, book):
    page, _, _ = visit(chromium, (book / "notebooks/figures/calls-999.html").as_uri(), javascript=False)
    row = page.locator(".pcc-entry-row", has=page.locator("#f-calls-999-volume-value"))
    assert row.locator(".pcc-entry-on a", has_text="Priority 1").get_attribute("href") == "../priority-1.html"
    group = page.locator("h2.pcc-entry-of", has_text="999 calls received").locator("+ p")
    assert "Worked out from cells." in group.inner_text() and group.locator("a[href='#cells-calls-999']").count() == 1
    page.context.close()


@pytest.mark.parametrize("from_disk", [True, False])
@pytest.mark.parametrize("width", [1280, 320])
def test_a_search_leads_to_the_section_and_shows_what_it_says(chromium, book, served, from_disk, width):
    """The same from disk as from a server under a strict policy, and by keyboard alone."""
    page, said, asked = visit(chromium, f"{book.as_uri() if from_disk else served}/search.html", width=width)
    page.keyboard.type("burglaries of a home")  # the field has the focus
    page.keyboard.press("Enter")
    page.wait_for_function("document.getElementById('pcc-search-said').textContent.includes('places found')")
    first = page.locator("#pcc-search-found > li").first
    assert "Residential burglary" in first.inner_text() and first.locator("mark").count() > 2
    assert page.title().startswith("burglaries of a home: ") and page.evaluate("document.documentElement.scrollWidth") <= width
    assert re.search(r"[a-z]{3} .*[.?!]$", first.locator("p").last.inner_text())  # a sentence, no cells of a table
    first.locator("a").press("Enter")
    page.wait_for_url("**/notebooks/priority-3.html#*", timeout=20_000)
    assert page.locator("section:target > h2").is_visible()
    assert said == [] and [url for url in asked if not url.startswith(("file:", served, "data:"))] == []
    page.context.close()


def test_a_search_without_a_find_says_so_and_hostile_words_are_words(chromium, book):
    query = "<img src=x onerror=alert(1)>"
    page, said, _ = visit(chromium, f"{(book / 'search.html').as_uri()}?q={query}")
    page.wait_for_function("document.getElementById('pcc-search-said').textContent.includes('Nothing is found')")
    assert query in page.locator("#pcc-search-said").inner_text() and page.locator("main img").count() == 0 and said == []
    page.context.close()


def test_without_javascript_the_search_page_says_where_to_look(chromium, book):
    page, said, _ = visit(chromium, (book / "search.html").as_uri(), javascript=False)
    assert page.locator("#main-content input").is_hidden() and "needs JavaScript" in page.locator("article").inner_text()
    assert page.locator("article a[href$='figures.html']").is_visible() and said == []
    page.context.close()


def test_a_search_leads_to_the_pages_of_figures(chromium, served):
    page, _, _ = visit(chromium, f"{served}/search.html?q=abandoned")
    page.wait_for_selector("#pcc-search-found a[href*='figures/calls-999.html']", state="attached", timeout=20_000)
    page.context.close()


def test_no_page_of_the_ledger_is_larger_than_it_may_be(book):
    pages = [book / "notebooks/figures.html", *(book / "notebooks/figures").glob("*.html")]
    assert len(pages) > 15 and [path.name for path in pages if path.stat().st_size > LARGEST] == []


CUT = """() => [...document.querySelectorAll('.pcc-line > a, .pcc-entry > summary, .pcc-ledger-more a')].flatMap((target) => {
    let { top, bottom } = target.getBoundingClientRect();
    for (let up = target.parentElement; up; up = up.parentElement) {
        if (getComputedStyle(up).contentVisibility !== 'auto') continue;
        const box = up.getBoundingClientRect();
        [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    const seen = bottom - top; // one that lies wholly outside is met by nobody, until its place is drawn
    return seen > 0 && seen < 23.9 ? [`${target.textContent.trim()}: ${seen}`] : []; })"""


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("name", ["all", "other-figures-2", "calls-999", "charts-and-tables"])
def test_a_row_of_figures_that_is_not_drawn_yet_is_cut_at_no_target(chromium, book, name, width):
    """What stands in for rows out of sight is as high as they are, about: none leaves less than 24 px of what a finger meets."""
    page, _, _ = visit(chromium, (book / f"notebooks/figures/{name}.html").as_uri(), width=width)
    assert page.locator(".pcc-line, .pcc-entry").count() > 30
    assert page.evaluate(CUT) == []
    page.context.close()


def test_without_javascript_the_drawings_stand_still_and_are_seen(chromium, book):
    page, _, _ = visit(chromium, (book / "notebooks" / "priority-1.html").as_uri(), javascript=False)
    images = page.locator("img.pcc-chart-static")
    assert images.count() > 10 and images.first.is_visible()
    assert all(len(images.nth(i).get_attribute("alt")) > 40 for i in range(images.count()))
    page.context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_word_is_explained_by_keyboard_and_on_paper(chromium, book, javascript):
    """Its link opens the fold at the foot of the page; paper has it open."""
    page, _, _ = visit(chromium, (book / "notebooks" / "priority-4.html").as_uri(), javascript=javascript)
    link = page.locator("a.pcc-word:visible").first
    told = page.locator(str(link.get_attribute("href")))
    assert told.count() == 1 and not told.is_visible()
    page.emulate_media(media="print")
    assert told.is_visible()
    page.emulate_media(media="screen")
    link.focus()
    page.keyboard.press("Enter")
    told.wait_for(state="visible", timeout=5000)
    page.context.close()


def test_the_check_sees_a_chart_that_is_not_drawn(chromium, book, tmp_path):
    copy = shutil.copytree(book, tmp_path / "book")
    data = sorted((copy / "_static/charts/priority-4").glob("*.js"))[0]
    data.write_text(data.read_text(encoding="utf-8").replace('",{', '",{"layer":7,"', 1), encoding="utf-8", newline="\n")
    page, _, _ = visit(chromium, (copy / "notebooks" / "priority-4.html").as_uri())
    assert go_through(page).count("error") == 1
    page.context.close()


def test_the_visits_left_the_edition_as_it_was_built(book):
    """The last of this file: no test and no browser has written into the edition."""
    manifest = json.loads((book.parent / "manifest.json").read_text(encoding="utf-8"))
    assert {name: sum for name, sum in digests(book.parent).items() if name != "manifest.json"} == manifest["outputs"]
    assert PROJECT in book.parents, "it is an edition of the tests' own project"


@pytest.mark.parametrize(("width", "rows"), [(390, 4), (1280, 2), (1440, 2), (1920, 2)])
def test_eight_cards_fill_their_rows(chromium, book, width, rows):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{book.as_uri()}/notebooks/headlines.html")
    tops = page.evaluate("[...document.querySelectorAll('.pcc-card')].map(card => Math.round(card.getBoundingClientRect().top))")
    page.close()
    assert len(tops) == 8 and sorted(map(tops.count, set(tops))) == [8 // rows] * rows


def test_on_paper_eight_cards_fill_two_rows_and_the_foot_lies_over_nothing(chromium, book):
    page = chromium.new_page(viewport={"width": 690, "height": 1000})  # what a sheet of A4 has between its margins
    page.emulate_media(media="print")
    page.goto(f"{book.as_uri()}/notebooks/headlines.html")
    tops = page.evaluate("[...document.querySelectorAll('.pcc-card')].map(card => Math.round(card.getBoundingClientRect().top))")
    last, foot = (
        page.evaluate(f"document.querySelector('{selector}').getBoundingClientRect().{edge}")
        for selector, edge in ((".pcc-words > p:last-child", "bottom"), ("footer.bd-footer-content", "top"))
    )
    page.close()
    assert sorted(map(tops.count, set(tops))) == [4, 4] and foot >= last


@pytest.mark.parametrize(
    ("name", "width", "screen", "most"),
    [("headlines", 1280, 1, 2000), ("headlines", 390, 844, 4), ("priority-1", 390, 844, 14), ("signals", 1280, 900, 4)],
)
def test_a_page_is_no_longer_than_it_is_read(chromium, book, name, width, screen, most):
    """The landing page in px of a desktop, pages on a phone in screens, with nothing folded out."""
    page = chromium.new_page(viewport={"width": width, "height": 844 if width < 600 else 900})
    page.goto(f"{book.as_uri()}/notebooks/{name}.html")
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollHeight") / screen <= most
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if name == "priority-1":
        assert len(page.locator("main").inner_text().split()) <= 2500
    page.close()
