"""The pack on paper: what becomes of a page's elements and links, what is refused, what a PDF must have."""

from __future__ import annotations

import builtins
import errno
import io
import itertools
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from bs4 import BeautifulSoup, Tag
from click.testing import CliRunner, Result
from laid_out import headings, over_the_edge, place_of, stranded, words

from pcc_lib import cli
from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.packs import looks
from pcc_lib.packs.acronyms import spell_out
from pcc_lib.packs.built import Built
from pcc_lib.packs.links import name_of, set_anchors, set_links
from pcc_lib.packs.looks import inks, line_looks
from pcc_lib.packs.pack import Wanted, pack
from pcc_lib.packs.paper import CONTROLS, let_break, on_paper
from pcc_lib.packs.press import LIBRARY, SCALES, laid_out, printed
from pcc_lib.packs.sheets import SHORT, summary, whole_pack
from pcc_lib.packs.structure import faults, is_pack, refuse, structure
from pcc_lib.packs.symbols import in_words
from pcc_lib.packs.tags import kids

pytestmark = pytest.mark.usefixtures("pango")
ROOT = Path(__file__).resolve().parents[1]
QUARTER = Quarter.parse("2023-24-Q3")
FRAME = """<!DOCTYPE html><html lang="en"><body>
<aside class="bd-header-announcement"><div class="bd-header-announcement__content"><p>Sample data.</p></div></aside>
<nav class="bd-docs-nav"><ul><li><a href="priority-1.html">One</a></li><li><a href="figures.html">Figures</a></li></ul></nav>
<main id="main-content"><article class="bd-article">%s</article></main></body></html>"""
LANDING = """<section id="report"><h1>Report<a class="headerlink" href="#report">#</a></h1>
<div class="pcc-mast"><p class="pcc-eyebrow">Office of Area</p><p class="pcc-lead">What was measured.</p></div>
<div class="pcc-notice"><p>This is a sample. <a href="figures.html">About it</a></p></div>
<section id="better"><h2>Better</h2><div class="pcc-half"><ul class="pcc-attn"><li class="pcc-good">
<svg viewBox="0 0 10 10" aria-hidden="true"><path d="M0 0h9v9z"/></svg>
<a href="priority-1.html#calls">Calls</a>: fewer</li></ul></div></section>
<section id="cards"><h2>Cards</h2>
<svg class="pcc-spark" viewBox="0 0 9 9" role="img" aria-label="Calls fell"><polyline class="pcc-spark-line"
points="0,0 9,9"/></svg><p><data class="pcc-figure" value="12"><a href="figures.html#f-calls">12</a></data> calls to the
<abbr title="Office of Area">OA</abbr>, the OA</p></section></section>"""
PRIORITY = """<section id="one"><h1>Priority 1: Be there</h1><nav class="pcc-jump"><a href="#calls">Calls</a></nav>
<section id="calls"><h2>Calls</h2><div class="pcc-step pcc-what">
<div class="pcc-chart" id="chart-calls" aria-label="Chart 1: Calls fell">
<p class="pcc-chart-title"><strong>Calls fell</strong></p>
<div class="pcc-chart-draw">
<img class="pcc-chart-static" alt="Calls fell to 12 in October. The table and CSV follow."
loading="lazy" width="720" src="../_static/calls.svg?v=1"></div><div class="pcc-chart-under"><span>Source: Force</span>
<details class="pcc-in-words"><summary>In words</summary><p>Calls fell to 12.</p></details>
<details><summary>Table</summary>
<table><thead><tr><th scope="col">Month</th></tr></thead><tbody><tr><td>October</td></tr></tbody></table>
</details><a href="../_static/calls.csv">CSV</a></div></div>
<details><summary>All measures</summary><p>Further charts.</p></details></div>
<div class="pcc-prose"><ul><li>First point</li></ul>
<details><summary>and one further point</summary><ul><li>Second point</li></ul></details>
</div><table><caption>Plan</caption><thead><tr><th scope="col">Activity</th><th scope="col">Done</th></tr></thead>
<tbody><tr><th scope="row"><details class="pcc-more">
<summary>Publish the plan…</summary><p>Publish the plan and keep to it</p></details></th>
<td><progress max="4" value="3" aria-hidden="true"></progress> 75%</td></tr></tbody></table>
<button type="button">Listen</button></section></section>"""
DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


def write(folder: Path, landing: str = LANDING, priority: str = PRIORITY) -> Built:
    (folder / "notebooks").mkdir(parents=True)
    (folder / "_static").mkdir()
    pages = {
        "index.html": '<main><p><a href="notebooks/headlines.html">Report</a></p></main>',
        "notebooks/headlines.html": FRAME % landing,
        "notebooks/priority-1.html": FRAME % priority,
        "notebooks/figures.html": FRAME % "<h1>Figures</h1><p id='f-calls'>12</p>",
        "_static/calls.svg": DRAWN,
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return Built(folder, QUARTER)


@pytest.fixture
def built(tmp_path: Path) -> Built:
    return write(tmp_path / "html")


def part(html: str) -> Tag:
    found = BeautifulSoup(f"<article>{html}</article>", "html.parser").article
    assert found is not None
    return found


# ── an article on paper ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("html", "kept", "gone"),
    [
        ("<h2>Calls<a class='headerlink' href='#c'>#</a></h2>", "Calls", "#"),
        ("<p>Rows</p><p class='pcc-on-screen'>Open a verdict</p>", "Rows", "Open"),
        ("<div class='pcc-chart'>Chart</div><ol class='pcc-dates'><li>May</li></ol>", "Chart", "May"),
        ("<p>Rows</p><p hidden>None is left</p>", "Rows", "None"),
        ("<div class='pcc-filters'><button>All</button></div><p>Rows</p>", "Rows", "All"),
        ("<nav class='pcc-jump'>Topics</nav><p>Rows</p>", "Rows", "Topics"),
        ("<p>Late<span class='pcc-hide'>: needs attention</span></p>", "Late", "needs attention"),
        ("<table><caption class='pcc-hide'>Plan</caption><tr><td>1</td></tr></table>", "Plan", "nothing"),
        ("<div class='pcc-prose'><p>A</p><details><summary>and more</summary><p>B</p></details></div>", "B", "and more"),
        ("<details><summary>What states mean</summary><p>Late: …</p></details>", "What states mean", "nothing"),
        ("<td><details><summary>Publish it…</summary><p>Publish it and keep to it</p></details></td>", "and keep to it", "…"),
        ("<div class='pcc-what'><details><summary>All</summary><p>Further</p></details><p>One</p></div>", "One", "Further"),
        ("<td>Usual<details class='pcc-aside'><summary>In full</summary><p>It was</p></details></td>", "Usual", "It was"),
        ("<div class='pcc-chart-under'><span>Source</span><details><summary>Table</summary>1</details></div>", "Source", "Table"),
        (
            "<div class='pcc-chart-under'><details class='pcc-in-words'><summary>In words</summary>Fell</details></div>",
            "Fell",
            "In words",
        ),
    ],
)
def test_paper_keeps_what_is_read_and_not_what_is_operated(html, kept, gone):
    said = on_paper(part(html)).get_text()
    assert kept in said
    assert gone not in said


def test_the_whole_keeps_what_is_folded_away():
    html = "<div class='pcc-what'><details><summary>All</summary><p>Further</p></details></div>"
    assert "Further" not in on_paper(part(html)).get_text()
    assert "Further" in on_paper(part(html), whole=True).get_text()


def test_a_small_line_says_what_it_shows_and_has_its_inks():
    line = on_paper(part(LANDING)).select_one("svg")
    assert line is not None and line.title is not None and line.title.string == "Calls fell"
    drawn = line.select_one("polyline")
    assert drawn is not None and drawn["stroke"] == "#12436d" and drawn["fill"] == "none"


def test_a_shape_is_an_ornament_in_the_ink_of_its_verdict():
    mark = on_paper(part(LANDING)).select_one(".shape")
    assert mark is not None and not mark.get_text()
    assert "155149" in str(mark["style"])  # good


def test_a_bar_is_as_long_as_its_share():
    bar = on_paper(part("<progress max='4' value='3'></progress>")).select_one(".bar > span")
    assert bar is not None and bar["style"] == "width: 75%"


def test_the_words_of_a_drawing_promise_no_table_that_is_not_there():
    drawing = on_paper(part(PRIORITY)).select_one("img")
    assert drawing is not None and drawing["alt"] == "Calls fell to 12 in October."
    assert drawing["src"] == "../_static/calls.svg"


def test_the_rows_of_a_topic_come_before_its_chart():
    two = "<div class='pcc-two'><div class='pcc-main-chart'>Chart</div><ul class='pcc-rows'><li>Row</li></ul></div>"
    assert on_paper(part(two)).get_text() == "RowChart"


def test_a_short_chapter_goes_on_where_the_one_before_ended_and_a_priority_does_not(tmp_path):
    built = write(tmp_path / "html", priority="<h1>Priority 1: Be there</h1><p>Little.</p>")
    nav = '<li><a href="money.html">Money</a></li><li><a href="long.html">Long</a></li>'
    for name in ("headlines", "priority-1", "figures"):
        page = built.folder / f"notebooks/{name}.html"
        page.write_text(page.read_text(encoding="utf-8").replace("</ul></nav>", f"{nav}</ul></nav>"), encoding="utf-8")
    (built.folder / "notebooks/money.html").write_text(FRAME % "<h1>Money</h1><p>Little.</p>", encoding="utf-8")
    (built.folder / "notebooks/long.html").write_text(FRAME % ("<h1>Long</h1>" + "<p>Much.</p>" * SHORT), encoding="utf-8")
    pages = laid_out(whole_pack(Built(built.folder, QUARTER))).pages
    begins = {
        title: next(at for at, page in enumerate(pages) if title in set(headings(page)))
        for title in ("Priority 1: Be there", "Money", "Long")
    }
    assert (begins["Priority 1: Be there"], begins["Money"], begins["Long"]) == (3, 3, 4)


def test_an_acronym_is_spelled_out_once():
    first, second = part("<p>The <abbr title='Office'>O</abbr></p>"), part("<p>The <abbr title='Office'>O</abbr></p>")
    spell_out([first, second])
    assert first.get_text() == "The O (Office)"
    assert second.get_text() == "The O"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("Their {}s are kept", "Their SLAs (Service levels) are kept"),
        ("kept ({})", "kept (SLA, Service levels)"),
        ("kept (all of it) by {}", "kept (all of it) by SLA (Service levels)"),
        ('It says "within the {}" of each', 'It says "within the SLA" of each'),
        ("It says “within the {}” of each", "It says “within the SLA” of each"),
        ('It says "well within" the {}', 'It says "well within" the SLA (Service levels)'),
    ],
)
def test_an_acronym_is_spelled_out_where_it_fits(html, said):
    article = part("<p>" + html.format("<abbr title='Service levels'>SLA</abbr>") + "</p>")
    spell_out([article])
    assert article.get_text() == said


def test_an_acronym_in_a_quotation_is_spelled_out_at_its_next_place():
    articles = [part(f"<p>{said}</p>") for said in ('"the <abbr title="Office">O</abbr>"', 'The <abbr title="Office">O</abbr>')]
    spell_out(articles)
    assert [article.get_text() for article in articles] == ['"the O"', "The O (Office)"]


def test_an_acronym_that_follows_its_full_name_is_left():
    said = part("<p>The Office of Area (<abbr title='Office of Area'>OA</abbr>)</p>")
    spell_out([said])
    assert said.get_text() == "The Office of Area (OA)"


# ── links ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("href", "address", "leads"),
    [
        ("#calls", "", "#notebooks-a--calls"),
        ("b.html", "", "#notebooks-b"),
        ("b.html#there", "", "#notebooks-b--there"),
        ("b.html#gone", "", "#notebooks-b"),  # the page is in the pack, the place is not
        ("figures.html#f-x", "", None),
        ("figures.html#f-x", "https://x.org/r/", "https://x.org/r/notebooks/figures.html#f-x"),
        ("../downloads/x.ods", "https://x.org/r/", "https://x.org/r/downloads/x.ods"),
        ("https://www.gov.uk/", "", "https://www.gov.uk/"),
        ("mailto:a@b.org", "", "mailto:a@b.org"),
    ],
)
def test_a_link_leads_into_the_pack_or_to_the_web_or_is_text(tmp_path, href, address, leads):
    one, two = part(f"<h2 id='calls'>C</h2><p><a class='x' href='{href}'>go</a> on</p>"), part("<p id='there'>T</p>")
    articles = {"notebooks/a.html": one, "notebooks/b.html": two}
    for page, article in articles.items():
        set_anchors(page, article)
    set_links(Built(tmp_path, QUARTER, address), articles)
    link = one.select_one("a")
    assert (link and link["href"]) == leads
    assert "go on" in one.get_text()


def linked(html: str, address: str = "") -> Tag:
    """An article on paper with its links set, in a pack of this page alone."""
    article = on_paper(part(html))
    set_links(Built(Path(), QUARTER, address), {"a.html": article})
    return article


DOWNLOADS = """<table><thead><tr><th>Topic</th><th>Told to</th><th>CSV</th></tr></thead><tbody>
<tr><th colspan="3">Crime</th></tr>
<tr><th>Calls</th><td>2023</td><td><a href="x.csv">CSV<span class="pcc-hide">: Calls</span></a></td></tr>
<tr><th>Plan</th><td>2022</td><td>no data</td></tr></tbody></table>"""


def test_a_column_that_only_points_elsewhere_goes():
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in linked(DOWNLOADS).select("tr")]
    assert rows == [["Topic", "Told to"], ["Crime"], ["Calls", "2023"], ["Plan", "2022"]]
    assert linked(DOWNLOADS).select_one("th[colspan]")["colspan"] == "2"


def test_a_table_that_only_points_elsewhere_goes_and_one_that_leads_to_the_web_stays():
    only = DOWNLOADS.replace("<th>Told to</th>", "").replace("<td>2023</td>", "").replace("<td>2022</td>", "").replace("3", "2")
    assert linked(only).select("table") == []
    kept = linked(only, "https://x.org/r/")
    assert kept.select_one("td a")["href"] == "https://x.org/r/x.csv"


def test_figures_whose_links_lead_nowhere_stay_in_their_cells():
    html = "<table><tr><th>Calls</th><td><data class='pcc-figure'><a href='figures.html'>12</a></data></td></tr></table>"
    assert linked(html).td.get_text() == "12"


def test_a_fact_that_only_points_elsewhere_goes():
    next_one, more = (
        "<dt>Next</dt><dd>In May. <a href='x.html'>More</a></dd>",
        "<dt>More</dt><dd><a href='x.html'>how to cite it</a></dd>",
    )
    assert linked(f"<dl>{next_one}{more}</dl>").get_text(" ", strip=True) == "Next In May. More"


def test_no_two_pages_share_a_name():
    assert name_of("notebooks/figures.html", "calls") != name_of("notebooks/figures/calls.html")


# ── a document ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_pack_tells_the_book_without_what_is_looked_up(built):
    document = laid_out(whole_pack(built))
    said = words(document)
    for told in (
        "Report",
        "October to December 2023",
        "Sample data.",
        "Contents",
        "At a glance",
        "Be there",
        "Second point",
        "12 calls",
    ):
        assert told in said, told
    assert "Further charts." not in said
    assert "Figures" in said.split("not in this pack are: ")[1][:20]  # what is left out is named
    assert over_the_edge(document) == []
    assert stranded(document) == []


def test_every_pack_can_be_read_by_everybody_and_is_the_same_bytes(built, monkeypatch):
    days = itertools.count(1_000_000_000, 86_400)
    monkeypatch.setattr("fontTools.misc.timeTools.time", SimpleNamespace(time=lambda: next(days)))  # fonts ask the time
    for wanted in (Wanted(), Wanted("priority-1"), Wanted(summary=True), Wanted(whole=True)):
        made = pack(built, wanted)
        assert faults(made) == []
        assert made == pack(built, wanted)


def test_the_contents_name_the_pages_where_chapters_begin(built):
    with pikepdf.open(io.BytesIO(pack(built, Wanted()))) as made:
        titles = [item.title for item in made.open_outline().root]
        kinds = [element.kind for element in structure(made)]
        alts = [element.alt for element in structure(made) if element.kind == "/Figure"]
    assert titles == ["Contents", "At a glance", "Priority 1: Be there"]
    assert alts == ["Calls fell", "Calls fell to 12 in October."]
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/LI", "/Link", "/Caption"} <= set(kinds)


def test_a_link_says_where_it_leads(built):
    with pikepdf.open(io.BytesIO(pack(built, Wanted()))) as made:
        said = {str(link.Contents) for page in made.pages for link in page.get("/Annots", [])}
    assert said == {"At a glance", "Better", "Cards", "Priority 1: Be there", "Calls"}


def test_a_link_to_the_web_says_what_it_is_of(built):
    published = Built(built.folder, QUARTER, "https://x.org/r/")
    with pikepdf.open(io.BytesIO(pack(published, Wanted()))) as made:
        said = {str(link.A.URI): str(link.Contents) for page in made.pages for link in page.get("/Annots", []) if "/A" in link}
    assert said["https://x.org/r/notebooks/figures.html#f-calls"] == "12, on the web"
    assert said["https://x.org/r/"] == "https://x.org/r/"  # the cover has the address itself


def test_the_summary_is_set_smaller_until_it_fits_one_sheet(tmp_path):
    long = LANDING.replace('<section id="cards">', '<section id="cards">' + "<p>A sentence more.</p>" * 40)
    built = write(tmp_path / "html", long)
    assert len(laid_out(summary(built)).pages) == 2
    with pikepdf.open(io.BytesIO(pack(built, Wanted(summary=True)))) as made:
        assert len(made.pages) == 1


def test_before_a_summary_is_refused_the_small_lines_of_its_cards_go(tmp_path):
    spark = '<div class="pcc-trend"><svg class="pcc-spark" viewBox="0 0 32 7" role="img" aria-label="It fell">'
    spark += '<polyline class="pcc-spark-line" points="0,0 32,7"/></svg></div>'
    card = f'<li class="pcc-card"><p class="pcc-card-title">Calls</p>{spark}</li>'
    cards = f'<ul class="pcc-cards">{card * 8}</ul>'

    def of(more: int) -> Built:
        said = f'<section id="cards">{cards}{"<p>A sentence more.</p>" * more}'
        return write(tmp_path / str(more), LANDING.replace('<section id="cards">', said))

    def small_lines(made: bytes) -> int:
        with pikepdf.open(io.BytesIO(made)) as opened:
            assert len(opened.pages) == 1
            return sum(element.alt == "It fell" for element in structure(opened))

    fits = next(n for n in range(10, 80) if len(laid_out(summary(of(n)), SCALES[-1]).pages) > 1) - 1
    with_lines, without = Built(tmp_path / str(fits - 1), QUARTER), of(fits + 4)
    with_lines, without = (pack(each, Wanted(summary=True)) for each in (with_lines, without))
    assert (small_lines(with_lines), small_lines(without)) == (8, 0)


def test_the_halves_of_a_landing_page_go_on_where_their_column_ends(tmp_path):
    half = '<section id="{0}"><h2>{0}</h2><div class="pcc-half"><p>{0}</p></div></section>'
    built = write(
        tmp_path / "html", LANDING.replace('<section id="cards">', "".join(map(half.format, "abc")) + '<section id="cards">')
    )
    sheet = BeautifulSoup(summary(built).html, "html.parser")
    columns = [[h2.get_text() for h2 in column.select("h2")] for column in sheet.select(".halves > .half")]
    assert columns == [["Better", "b"], ["a", "c"]]


def test_a_summary_says_how_its_publisher_is_reached(tmp_path):
    built = write(tmp_path / "html")
    assert built.contact == "" and ". ." not in summary(built).html
    page = built.folder / "notebooks/headlines.html"
    ways = 'Address: A Road, B. Telephone: 01. Website: <a href="https://x.org">x.org</a>. Forum: <a href="https://f.org">f</a>'
    foot = f'<div class="extra_footer"><p>{ways}</p></div>'
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", f"{foot}</body>"), encoding="utf-8")
    told = Built(built.folder, QUARTER)
    assert told.contact == "Address: A Road, B. Telephone: 01. Website: x.org"
    assert "Telephone: 01. Website: x.org.</p>" in summary(told).html


def test_a_summary_that_is_too_long_is_refused_in_words(tmp_path):
    built = write(tmp_path / "html", LANDING.replace('<section id="cards">', '<section id="cards">' + "<p>More.</p>" * 200))
    with pytest.raises(ReportError, match=r"does not fit on one sheet.*Shorten the sentences"):
        pack(built, Wanted(summary=True))
    assert SCALES[-1] * 9.5 >= 8  # points


@pytest.mark.parametrize(
    ("root", "advice"),
    [("priority-1", "pcc pack 2023-24-Q3 --priority 1. Or begin"), ("delivery-plan", "pcc pack 2023-24-Q3. Or begin")],
)
def test_a_summary_of_a_book_without_a_landing_page_says_what_to_print(tmp_path, root, advice):
    """Its sentences and measures are not those of a landing page: to shorten them would help nobody."""
    built = write(tmp_path / "html", landing=PRIORITY.replace("First point", "Point. " * 4000))
    (built.folder / "index.html").write_text(f'<main><a href="notebooks/{root}.html">Report</a></main>', encoding="utf-8")
    (built.folder / "notebooks/headlines.html").replace(built.folder / f"notebooks/{root}.html")
    with pytest.raises(ReportError) as told:
        pack(built, Wanted(summary=True))
    assert f"it begins with Priority 1: Be there ({root})" in str(told.value) and advice in str(told.value)
    assert "headline measures" not in str(told.value)


def test_a_page_that_is_not_there_is_named_with_those_that_are(built):
    with pytest.raises(ReportError, match="no page priority-9. It has: headlines, priority-1, figures"):
        pack(built, Wanted("priority-9"))


def test_a_folder_that_is_no_book_is_told(tmp_path):
    (tmp_path / "index.html").write_text("<p>Hello</p>", encoding="utf-8")
    with pytest.raises(ReportError, match="leads to no page"):
        pack(Built(tmp_path, QUARTER), Wanted())


@pytest.mark.parametrize("letters", ["Łódź ŵ ẞ tŷ gwyn", "Ł\u00a0ŵ", "ﬁ ½ — “q” ≥ − ×", "a\u0301\u200bb"])
def test_letters_beyond_english_are_set_and_can_be_read_out(tmp_path, letters):
    built = write(tmp_path / "html", LANDING.replace("What was measured.", letters).replace("Report<a", f"{letters}<a"))
    assert faults(pack(built, Wanted())) == []


@pytest.mark.parametrize(("letters", "told"), [("\ue000", r"has U\+E000\."), ("ab\u0378 \x01", r"has .*U\+0378.*U\+0001")])
def test_letters_that_no_typeface_has_are_named(tmp_path, letters, told):
    built = write(tmp_path / "html", LANDING.replace("What was measured.", letters))
    with pytest.raises(ReportError, match=told):
        pack(built, Wanted())


@pytest.mark.parametrize(
    ("letters", "told"),
    [
        ("Well done 🎉!", "Well done (party popper)!"),
        ("a🎉b 🎉🎉", "a (party popper) b (party popper) (party popper)"),
        ("👩\u200d🚒 👍\U0001f3fd 1\ufe0f\u20e3 ©\ufe0f 🇬🇧", "(woman, fire engine) (thumbs up sign) 1 © (flag GB)"),
        ("≥ 30 → 40", "(greater-than or equal to) 30 (rightwards arrow) 40"),
        ("person(s)or ½ − × ↑ é", "person(s)or ½ − × ↑ é"),
        ("क्\u200dष β Ж a\u0301", "क्\u200dष β Ж a\u0301"),
        ("🎉\u200dHello 🎉\u200d\u200d!", "(party popper) Hello (party popper)!"),
        ("<text>🎉\u200d</text>", "<text>(party popper)</text>"),
        ("\ufb01ve", "five"),
        ("\ue000", "\ue000"),
    ],
)
def test_a_symbol_that_the_typefaces_lack_is_told_by_its_name(letters, told):
    assert in_words(letters) == told


def test_a_pack_with_emoji_has_no_typeface_of_the_machine(tmp_path):
    """Whatever the machine has: neither in its words nor in its drawings."""
    built = write(tmp_path / "html", LANDING.replace("What was measured.", "Well done 🎉").replace("Better<", "Better 👍<"))
    drawing = DRAWN.replace("<path", '<text font-family="Liberation Sans" x="1" y="5" font-size="2">Łódź 🚓</text><path')
    (built.folder / "_static/calls.svg").write_text(drawing, encoding="utf-8", newline="\n")
    sheets = whole_pack(built)
    assert "Well done (party popper)" in words(laid_out(sheets)) and "Better (thumbs up sign)" in sheets.html
    assert "🎉" not in sheets.html
    with pikepdf.open(io.BytesIO(printed(sheets))) as made:
        fonts = {
            str(each.get("/FontName")).partition("+")[2]
            for each in made.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        }
    assert fonts and {name for name in fonts if not re.match("Inter|Source-Serif|Liberation-Sans", name)} == set()


def test_words_are_broken_only_where_they_are_too_long_for_their_place():
    document = BeautifulSoup("<p>Commissioner</p><table><tr><td>Contradicted</td><td>Priority 2</td></tr></table>", "html.parser")
    let_break(document)
    assert document.select(".long") == []
    document.td.string, document.p.string = "w" * 46, "w" * 25
    let_break(document)
    assert [each.name for each in document.select(".long")] == ["p", "td"]


def test_a_verdict_beside_its_shape_stays_within_its_column(tmp_path):
    shape = "<svg aria-hidden='true' viewBox='0 0 9 9'><path d='M0 0'/></svg>"
    row = f"<tr><th scope='row'><span class='pcc-verdict'>{shape} Contradicted</span></th><td>Next {'and so on ' * 90}</td></tr>"
    document = laid_out(
        whole_pack(
            write(tmp_path / "html", priority=PRIORITY.replace("</tbody></table>\n<button", f"{row}</tbody></table>\n<button"))
        )
    )
    verdict, beside = place_of(document, "Contradicted"), place_of(document, "Next")
    assert verdict[1] < beside[0]


def test_hostile_words_stay_words(tmp_path):
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=http://x.example/a.png&gt; " + "w" * 300
    built = write(tmp_path / "html", LANDING.replace("What was measured.", hostile), PRIORITY.replace("First point", hostile))
    document = laid_out(whole_pack(built))
    assert "<script>alert(1)</script>" in words(document)
    assert over_the_edge(document) == []
    assert faults(pack(built, Wanted())) == []


# ── where it is written ───────────────────────────────────────────────────────────────────────────────────────────────
def command(built: Built, place: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setattr("pcc_lib.cli.packs._current", lambda *_: built)
    return CliRunner().invoke(cli.main, ["--project", str(ROOT), "pack", "--to", str(place)])


def test_a_pack_goes_where_a_link_leads_and_the_link_stays(built, tmp_path, monkeypatch):
    there, link = tmp_path / "papers" / "pack.pdf", tmp_path / "latest.pdf"
    there.parent.mkdir()
    try:
        link.symlink_to(there)
    except OSError:
        pytest.skip("this machine makes no links")
    for _ in range(2):  # to where nothing is yet, and over a pack
        assert command(built, link, monkeypatch).exit_code == 0
    assert link.is_symlink() and is_pack(there.read_bytes())
    assert [each.name for each in there.parent.iterdir()] == ["pack.pdf"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")
def test_what_is_no_file_is_not_written_over(built, tmp_path, monkeypatch):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    told = command(built, pipe, monkeypatch)
    assert told.exit_code != 0 and "is there already, and is no pack" in told.output
    assert pipe.is_fifo()


def test_a_pack_that_cannot_be_written_leaves_the_one_before(built, tmp_path, monkeypatch):
    place = tmp_path / "pack.pdf"
    assert command(built, place, monkeypatch).exit_code == 0
    before = place.read_bytes()

    def full(*_args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    told = command(built, place, monkeypatch)
    assert told.exit_code != 0 and "the disk is full" in told.output
    assert place.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if each.suffix in (".pdf", ".part")] == ["pack.pdf"]


# ── nothing from elsewhere, nothing half drawn ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "source",
    [
        "http://127.0.0.1:9/x.svg",
        "https://127.0.0.1:9/x.svg",
        "https://library/packs/pack.css",
        "../../secret.svg",
        "/..%2fsecret.svg",
        "file:///etc/hostname",
        "../_static/gone.svg",
    ],
)
def test_a_drawing_from_elsewhere_is_refused(tmp_path, source):
    (tmp_path / "secret.svg").write_text(DRAWN, encoding="utf-8")
    built = write(tmp_path / "html", priority=PRIORITY.replace("../_static/calls.svg?v=1", source))
    with pytest.raises(ReportError, match="not all of it could be drawn"):
        pack(built, Wanted())


def test_a_book_is_printed_wherever_it_stands(tmp_path):
    places = [write(tmp_path / name) for name in ("a", "of the panel, 50% & more #1", "Łódź")]
    assert len({pack(each, Wanted()) for each in places}) == 1


def test_what_only_a_screen_needs_stands_where_paper_leaves_it_out():
    told = (ROOT / "pcc_lib/standard_pages/how-to-read.md").read_text(encoding="utf-8")
    assert "## By keyboard and by ear\n" in told and "#by-keyboard-and-by-ear" in CONTROLS


def test_a_machine_without_pango_is_told_what_to_install(built, monkeypatch):
    real = builtins.__import__

    def without(name: str, *args, **named):
        if name == "weasyprint":
            print("WeasyPrint could not import some external libraries.")
            raise OSError("cannot load library 'libpango-1.0-0'\nmore")
        return real(name, *args, **named)

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ReportError, match=r"does not find Pango.*apt install libpango.*brew install pango.*MSYS2") as told:
        printed(whole_pack(built))
    assert "\n" not in str(told.value)


# ── what is looked up in the bytes: each rule sees its own fault ───────────────────────────────────────────────────────
def _element(made: pikepdf.Pdf, kind: str):
    return next(each for each in made.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == kind)


def _without_alt(made: pikepdf.Pdf) -> None:
    del _element(made, "/Figure")["/Alt"]


def _long_alt(made: pikepdf.Pdf) -> None:
    _element(made, "/Figure").Alt = pikepdf.String("x" * 251)


def _skips(made: pikepdf.Pdf) -> None:
    _element(made, "/H2").S = pikepdf.Name("/H4")


def _headless(made: pikepdf.Pdf) -> None:
    for each in made.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TH":
            each.S = pikepdf.Name("/TD")


def _untagged(made: pikepdf.Pdf) -> None:
    page = made.pages[1]
    page.contents_add(b"BT /F0 9 Tf (x) Tj ET")


def _font_gone(made: pikepdf.Pdf) -> None:
    font = next(each for each in made.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor")
    for name in ("/FontFile", "/FontFile2", "/FontFile3"):
        if name in font:
            del font[name]


def _mute_font(made: pikepdf.Pdf) -> None:
    for each in made.objects:
        if isinstance(each, pikepdf.Dictionary) and "/ToUnicode" in each:
            del each["/ToUnicode"]


def _mute_link(made: pikepdf.Pdf) -> None:
    page = next(page for page in made.pages if "/Annots" in page)
    del page.Annots[0]["/Contents"]


def _other_order(made: pikepdf.Pdf) -> None:
    del next(page for page in made.pages if "/Annots" in page)["/Tabs"]


def _letter(made: pikepdf.Pdf) -> None:
    made.pages[0].mediabox = [0, 0, 612, 792]


def _no_title(made: pikepdf.Pdf) -> None:
    with made.open_metadata() as told:
        del told["dc:title"]


def _no_claim(made: pikepdf.Pdf) -> None:
    with made.open_metadata() as told:
        del told["pdfuaid:part"]


def _list_of_boxes(made: pikepdf.Pdf) -> None:
    _element(made, "/LI").S = pikepdf.Name("/Div")


def _paragraph_in_entry(made: pikepdf.Pdf) -> None:
    _element(made, "/LBody").S = pikepdf.Name("/P")


def _link_in_link(made: pikepdf.Pdf) -> None:
    link = _element(made, "/Link")
    next(iter(kids(link))).S = pikepdf.Name("/Link")


def _head_of_nothing(made: pikepdf.Pdf) -> None:
    del _element(made, "/TH").A["/Scope"]


def _box_in_row(made: pikepdf.Pdf) -> None:
    _element(made, "/TD").S = pikepdf.Name("/Div")


def _box_in_table(made: pikepdf.Pdf) -> None:
    _element(made, "/TBody").S = pikepdf.Name("/Div")


FAULTS: list[tuple[Callable[[pikepdf.Pdf], None], str]] = [
    (_without_alt, "a drawing has no words"),
    (_long_alt, "longer than 250 characters"),
    (_skips, "a heading of level 4 follows one of level 1"),
    (_headless, "a table has no heads"),
    (_untagged, "page 2 shows text that is not tagged"),
    (_font_gone, "is not in it"),
    (_mute_font, "cannot be read out"),
    (_mute_link, "a link that a screen reader is not told of"),
    (_other_order, "another order than it is read"),
    (_letter, "page 1 is not A4"),
    (_no_title, "it has no title"),
    (_no_claim, "it does not say that it is PDF/UA-1"),
    (_list_of_boxes, "a list holds what is no part of it: /Div"),
    (_paragraph_in_entry, "the entry of a list holds what is no part of it: /P"),
    (_link_in_link, "a link holds another"),
    (_head_of_nothing, "does not say whether it is a column's or a row's"),
    (_box_in_row, "the row of a table holds what is no part of it: /Div"),
    (_box_in_table, "a table holds what is no part of it: /Div"),
    (
        lambda made: made.Root.__delitem__("/MarkInfo"),
        "it is not tagged",
    ),
    (lambda made: made.Root.__delitem__("/Lang"), "it names no language"),
    (lambda made: made.Root.__delitem__("/Outlines"), "it has no outline"),
    (lambda made: made.Root.__delitem__("/ViewerPreferences"), "in place of its title"),
    (lambda made: made.Root.__delitem__("/StructTreeRoot"), "it has no structure"),
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> bytes:
    return pack(write(tmp_path_factory.mktemp("packs") / "html"), Wanted())


@pytest.mark.parametrize(("harm", "told"), FAULTS, ids=[told for _, told in FAULTS])
def test_a_pdf_that_not_everybody_could_read_is_refused(whole, harm, told):
    with pikepdf.open(io.BytesIO(whole)) as made:
        harm(made)
        harmed = io.BytesIO()
        made.save(harmed)
    assert any(told in fault for fault in faults(harmed.getvalue())), faults(harmed.getvalue())
    with pytest.raises(ReportError, match="could not be read by everybody"):
        refuse(harmed.getvalue(), "x.pdf")


def test_only_a_pack_of_ours_is_taken_for_one(whole):
    other = io.BytesIO()
    pikepdf.new().save(other)
    assert [is_pack(whole), is_pack(other.getvalue()), is_pack(b"no PDF"), is_pack(b"")] == [True, False, False, False]


def test_the_checks_of_a_layout_see_what_they_are_for(tmp_path):
    wide = PRIORITY.replace("First point", "<pre>" + "w" * 300 + "</pre>")
    built = write(tmp_path / "html", priority=wide + "<div style='height: 1mm'></div>")
    assert over_the_edge(laid_out(whole_pack(built)))
    last = write(tmp_path / "other", priority=PRIORITY + "<h2>Alone</h2>")
    assert stranded(laid_out(whole_pack(last)))


def test_a_book_that_begins_with_a_priority_keeps_its_title(tmp_path):
    built = write(tmp_path / "html", landing=PRIORITY)
    with pikepdf.open(io.BytesIO(pack(built, Wanted()))) as made:
        titles = [item.title for item in made.open_outline().root]
    assert titles == ["Contents", "Priority 1: Be there", "Priority 1: Be there"]


def test_a_pack_has_the_inks_of_the_book():
    declared = dict(re.findall(r"(--pcc-[\w-]+): (#[0-9a-f]{6})", (LIBRARY / "assets/book.css").read_text(encoding="utf-8")))
    for kind in ("good", "bad", "note"):
        assert inks()[f"pcc-{kind}"] == declared[f"--pcc-{kind}"]
        for sheet in ("pack", "summary"):
            text = (LIBRARY / f"packs/{sheet}.css").read_text(encoding="utf-8")
            said = re.findall(rf"\.pcc-verdict\.pcc-{kind}[^{{}}]*{{[^}}]*color: (#[0-9a-f]{{6}})", text)
            assert set(said) <= {declared[f"--pcc-{kind}"]}, (sheet, kind)
    band = re.search(r"\.pcc-legend-band[^{}]*{[^}]*background: (#[0-9a-f]{6})", (LIBRARY / "packs/pack.css").read_text("utf-8"))
    assert band and band[1] == line_looks()["pcc-spark-band"]["fill"], "the key of a line shows the line's own band"


def test_small_lines_look_as_the_book_draws_them(tmp_path, monkeypatch):
    """Read from its style sheet, with the values that this names."""
    sheet = tmp_path / "book.css"
    rules = (
        ":root { --pcc-bad: #ab0000 }",
        ".pcc-spark { width: 1% }",
        ".pcc-spark-line, .x { stroke: var(--pcc-bad); color: red }",
        "@media print { .pcc-spark-line { stroke: #000 } }",
    )
    sheet.write_text(" ".join(rules), encoding="utf-8")
    drawn = line_looks.__wrapped__
    monkeypatch.setattr(looks, "_BOOK", sheet)
    assert drawn() == {"pcc-spark-line": {"stroke": "#ab0000"}}
