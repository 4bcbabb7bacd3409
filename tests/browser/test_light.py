"""Pages are light: what they weigh and ask for, when their charts are drawn, and that nothing moves under a reader's eyes."""

from __future__ import annotations

import json
import re

import pytest
from drawn import go_through
from places import ROOT

from pcc_lib.book_extension.theme import style_sources
from pcc_lib.charts.files import whole_page

from .test_pages import visit

pytestmark = pytest.mark.slow

MOST_HTML, MOST_ASKED, MOST_SENT = 300_000, 15, 350_000
PHONE = {"width": 390, "height": 844}
SHIFTS = """() => { window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    if (!entry.hadRecentInput) window.moved += entry.value; })).observe({type: 'layout-shift', buffered: true}); }"""
RECORD = """() => { window.drawn = []; let embed; Object.defineProperty(window, 'pccVegaEmbed', {
    get: () => embed,
    set: (given) => { embed = (place, spec, options) => {
        if (options.mode === 'vega-lite') window.drawn.push(JSON.parse(JSON.stringify(spec)));
        return given(place, spec, options); }; } }); }"""


def drawn(page) -> int:
    return page.locator(".pcc-chart-draw[data-drawn=true]").count()


def wait(page, question: str, seconds: float = 30) -> None:
    """Until a question has a good answer; Playwright's own waiting is forbidden by the policy, which allows no evaluation."""
    for _ in range(int(seconds * 10)):
        if page.evaluate(question):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never: {question}")


def test_no_page_is_heavy(book):
    pages = {path.relative_to(book).as_posix(): path.stat().st_size for path in book.rglob("*.html")}
    assert len(pages) > 10 and {name: size for name, size in pages.items() if size > MOST_HTML} == {}


def test_the_landing_page_asks_for_little(chromium, book, served):
    page, _, asked = visit(chromium, f"{served}/notebooks/headlines.html", width=390)
    page.wait_for_load_state("networkidle")
    files = [book / re.sub(r"[?#].*", "", url.removeprefix(f"{served}/")) for url in asked if url.startswith(served)]
    assert len(files) <= MOST_ASKED and sum(path.stat().st_size for path in files) <= MOST_SENT
    page.context.close()


def test_a_page_without_charts_asks_for_nothing_that_draws_them(chromium, served):
    page, _, asked = visit(chromium, f"{served}/notebooks/headlines.html")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if re.search(r"vega|chart|fontawesome|bootstrap|search", url)] == []
    page.context.close()


def test_nothing_lies_in_the_book_that_no_page_can_load(chromium, book, served):
    """Every file of _static is named by a page, or by a style sheet or a script of ours."""
    texts = [path.read_text(encoding="utf-8") for path in book.rglob("*") if path.suffix in (".html", ".css", ".js")]
    everything = "\n".join(texts)
    files = [p.relative_to(book / "_static").as_posix() for p in sorted((book / "_static").rglob("*")) if p.is_file()]
    by_parts = {
        f"pcc/rework/{name}.js" for name in re.findall(r'"(\w+)"', everything[everything.index("const FILES = [") :][:400])
    }
    unknown = [name for name in files if name.rpartition("/")[2] not in everything and name not in by_parts]
    assert len(files) > 50 and [name for name in unknown if not name.endswith("-LICENSE.txt")] == []
    assert not any("fontawesome" in name or "locales" in name for name in files)


def test_charts_wait_until_a_reader_comes_near(chromium, served):
    page, said, asked = visit(chromium, f"{served}/notebooks/priority-1.html", width=390)
    page.wait_for_load_state("networkidle")
    charts = page.locator(".pcc-chart-draw").count()
    page.locator(".pcc-main-chart .pcc-chart-draw").nth(1).scroll_into_view_if_needed()
    wait(page, "document.querySelectorAll('.pcc-chart-draw[data-drawn=true]').length > 0")
    page.wait_for_load_state("networkidle")
    assert drawn(page) < charts / 2 and len([url for url in asked if "/charts/" in url and ".js" in url]) < charts / 2
    assert sum("vega.js" in url for url in asked) == 1 and said == []
    page.context.close()


def test_a_link_to_a_chart_far_down_draws_that_one(chromium, served, book):
    anchor = re.findall(r'id="(chart-[\w-]+)"', (book / "notebooks/priority-1.html").read_text(encoding="utf-8"))[-1]
    page, _, _ = visit(chromium, f"{served}/notebooks/priority-1.html#{anchor}")
    page.wait_for_selector(f"#{anchor} .pcc-chart-draw[data-drawn=true]", timeout=30_000)
    assert drawn(page) < page.locator(".pcc-chart-draw").count() / 2
    page.context.close()


def test_nothing_moves_while_a_page_is_read(chromium, served):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{served}/notebooks/priority-1.html", wait_until="networkidle")  # the typefaces are there for the next visit
    page.add_init_script(f"({SHIFTS})()")
    page.goto(f"{served}/notebooks/priority-1.html", wait_until="networkidle")
    for at in range(0, page.evaluate("document.documentElement.scrollHeight"), 700):
        page.evaluate(f"window.scrollTo(0, {at})")
        page.wait_for_timeout(400)
    assert drawn(page) > 3 and page.evaluate("window.moved") < 0.02
    context.close()


def test_the_page_draws_what_the_notebook_made(chromium, book):
    """The rows that lie in the table alone are read from there: what reaches the drawing program is the specification itself."""
    path = book / "notebooks/priority-1.html"
    wanted = [json.loads(spec) for spec in re.findall(r'class="pcc-spec">(.*?)</script>', whole_page(path))]
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(f"({RECORD})()")
    page.goto(path.as_uri())
    go_through(page)
    found = page.evaluate("window.drawn")
    assert len(wanted) > 10 and sorted(map(canonical, found)) == sorted(map(canonical, wanted))
    assert "pcc-spec" not in path.read_text(encoding="utf-8")
    context.close()


def canonical(spec: object) -> str:
    """JSON in one form: to a browser 2.0 is 2."""
    return re.sub(r"(?<=\d)\.0(?=[,\]}])", "", json.dumps(spec, sort_keys=True))


def test_paper_shows_every_drawing(chromium, served):
    page, _, _ = visit(chromium, f"{served}/notebooks/priority-3.html")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    images = "[...document.querySelectorAll('img.pcc-chart-static')]"
    wait(page, f"{images}.every(i => i.complete && i.naturalWidth && i.getClientRects().length)")
    assert page.evaluate(f"{images}.length") > 5
    page.context.close()


def test_without_scripts_every_drawing_can_be_seen(chromium, served):
    page, _, _ = visit(chromium, f"{served}/notebooks/priority-3.html", javascript=False)
    page.wait_for_load_state("networkidle")
    boxes = [page.locator("img.pcc-chart-static").nth(i).bounding_box() for i in range(5)]
    assert all(box and box["width"] > 300 and box["height"] > 50 for box in boxes)
    page.context.close()


def test_letters_beyond_western_europe_are_fetched_where_a_page_has_them(chromium, served):
    page, _, asked = visit(chromium, f"{served}/notebooks/glossary.html")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "latin-ext" in url] == [] and sum("inter-latin.woff2" in url for url in asked) == 1
    page.evaluate("document.querySelector('article p').textContent = 'Łódź'")
    page.wait_for_load_state("networkidle")
    wait(page, "document.fonts.check('16px Inter', 'Ł')")
    assert sum("inter-latin-ext.woff2" in url for url in asked) == 1
    page.context.close()


def test_the_style_sheet_knows_every_class_of_the_pages(book):
    """Else: python making/theme_style.py --add HTML."""
    kept = set((ROOT / "making/theme_words.txt").read_text(encoding="utf-8").split())
    styled = set(re.findall(r"[.#]([A-Za-z_][\w-]*)", "\n".join(style_sources().values())))
    pages = [path.read_text(encoding="utf-8") for path in book.rglob("*.html")]
    used = {word for text in pages for names in re.findall(r'\b(?:class|id)="([^"]*)"', text) for word in names.split()}
    assert {word for word in used & styled - kept if not word.startswith(("pcc-", "fa-"))} == set()


# ── what surrounds a page ─────────────────────────────────────────────────────────────────────────────────────────────
def test_the_search_field_opens_by_key_and_by_button_and_leads_to_the_search_page(chromium, served):
    page, said, _ = visit(chromium, f"{served}/notebooks/headlines.html")
    page.wait_for_load_state("networkidle")
    field = page.locator("#pst-search-dialog input")
    page.keyboard.press("Control+k")
    assert field.is_visible()
    page.keyboard.press("Escape")
    assert not field.is_visible()
    page.locator(".search-button__button:visible").first.click()
    field.fill("burglary")
    field.press("Enter")
    page.wait_for_url("**/search.html?q=burglary")
    page.wait_for_selector("#pcc-search-found > li", timeout=20_000)
    assert said == []
    page.context.close()


def test_side_bars_open_on_a_phone_and_close_again(chromium, served):
    page, said, _ = visit(chromium, f"{served}/notebooks/priority-1.html", width=390)
    page.wait_for_load_state("networkidle")
    for kind, inside in (("primary", "a[href='priority-2.html']"), ("secondary", "#pst-page-toc-nav a")):
        button = page.locator(f".bd-header-article .{kind}-toggle")
        button.click()
        link = page.locator(f"dialog#pst-{kind}-sidebar-modal {inside}").first
        assert link.is_visible()
        page.keyboard.press("Escape")
        assert not link.is_visible() and page.evaluate("document.activeElement.className").find(f"{kind}-toggle") >= 0
    assert said == []
    page.context.close()


def test_the_contents_of_a_page_follow_the_reader(chromium, served):
    page, _, _ = visit(chromium, f"{served}/notebooks/priority-1.html", width=1500)
    page.wait_for_load_state("networkidle")
    links = page.locator("#pst-page-toc-nav > ul > li > a")
    links.nth(1).click()
    wait(page, "document.querySelectorAll('#pst-page-toc-nav a[aria-current]').length === 1")
    assert links.nth(1).get_attribute("aria-current") == "true"
    page.wait_for_timeout(1200)
    page.evaluate("document.querySelector('article section section:last-of-type :is(h2, h3)').scrollIntoView()")
    wait(page, "!document.querySelectorAll('#pst-page-toc-nav > ul > li > a')[1].hasAttribute('aria-current')")
    page.context.close()
