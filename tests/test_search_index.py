"""The search index: what it has of a page, and that nothing else may stand in its place."""

from __future__ import annotations

import json

import pytest

from pcc_lib.building import search_index
from pcc_lib.building.book_gate import book_faults, faults_in_html
from pcc_lib.building.gate_kept import GateKept
from pcc_lib.building.search_index import CALL, FILE, LONGEST, Sections, index_of
from pcc_lib.core.files import sha256
from pcc_lib.core.installed import digest
from pcc_lib.writing.html import fill

PAGE = """<body><nav><a href="x.html">Contents of the book</a></nav><article class="bd-article"><section id="{id}">
<h1>Calls &amp; waits<a class="headerlink" href="#{id}">#</a></h1><p>Calls rose by <data>17.7%</data> in a year.</p>
<section id="calls-999"><h2>999 calls<a class="headerlink" href="#calls-999">#</a></h2>
<section id="calls-999-what"><h3>What?<a class="headerlink" href="#calls-999-what">#</a></h3>
<div><p>Callers waited 12 seconds on average<br>in October.</p>
<table><tr><th>Swindon</th><td>1,234</td></tr></table>
<p class="pcc-chart-subtitle">Chart 1. Calls by month, whole force area, all years</p>
<script type="application/json">{{"a": "secret word"}}</script><svg><text>drawn</text></svg></div></section></section>
<details class="pcc-definition" id="wait"><summary>Average wait</summary><dl><dt>Counts</dt>
<dd>Seconds waited <code>wait_s</code>, divided by all the calls</dd></dl></details>
<p>What follows an entry belongs to the page again.</p></section></article></body>"""


def read(pages: dict[str, str]) -> dict:
    text = index_of(pages).decode("utf-8")
    assert text.startswith(f"{CALL}(") and text.endswith(");\n") and "<" not in text
    return json.loads(text.removeprefix(f"{CALL}(").removesuffix(");\n"))


def test_each_section_is_a_place_with_its_anchor_its_sentences_and_its_other_words():
    found = read({"a/calls.html": PAGE.format(id="p"), "search.html": PAGE.format(id="q")})
    assert found["pages"] == [["a/calls.html", "Calls & waits"]]
    page, topic, entry = found["sections"]
    assert page[1:4] == ["", "Calls & waits", 0]
    assert page[4] == "Calls rose by 17.7% in a year. What follows an entry belongs to the page again."
    assert topic[1:5] == ["calls-999", "999 calls", 0, "Callers waited 12 seconds on average in October."]
    assert topic[5] == "area chart force month swindon whole years"
    assert entry[1:4] == ["wait", "Average wait", 1] and entry[4] == "Seconds waited, divided by all the calls."
    assert entry[5].split() == ["counts", "wait_s"]


def test_no_digits_of_tables_no_code_and_nothing_hidden_is_in_it():
    text = index_of({"calls.html": PAGE.format(id="p")}).decode("utf-8")
    assert [word for word in ("1,234", "1234", "secret", "drawn", "Contents of the book") if word in text] == []


def test_whom_every_page_names_for_its_data_is_found_on_the_page_about_them_alone():
    credits = fill("credits", credits=["Contains data of the Wondrous Publisher."], where="this page", lead="about.html")
    said = "<p>Contains data of the Wondrous Publisher.</p>"
    article = "<article><section id='s'><h1>Calls</h1><p>Calls rose by a fifth in a year.</p>{}</section></article>"
    found = read({"a.html": article.format(credits), "about.html": article.format(said)})["sections"]
    assert ["Wondrous" in str(section) for section in found] == [False, True]


def test_pages_stand_in_the_order_of_the_contents():
    contents = '<a class="reference internal" href="b.html">B</a><a class="reference internal" href="a.html">A</a>'
    found = read(
        {"a.html": PAGE.format(id="a"), "b.html": PAGE.format(id="b"), "c.html": PAGE.format(id="c"), "search.html": contents}
    )
    assert [page for page, _ in found["pages"]] == ["b.html", "a.html", "c.html"]


def test_a_long_section_keeps_the_words_that_it_does_not_show():
    more = "".join(
        f"<p>This is one of very many sentences, and it says wordy{chr(97 + n % 26)}{chr(97 + n // 26)}.</p>" for n in range(60)
    )
    (section,) = read({"a.html": f"<article><section id='s'><h1>Long</h1>{more}</section></article>"})["sections"]
    assert len(section[4]) <= LONGEST and "wordyhc" not in section[4] and "wordyhc" in section[5]


@pytest.mark.parametrize(("was", "now"), [(b"\n", b"\nalert(1);"), (b"999", b"998"), (b"pccSearch", b"alert")])
def test_the_gate_takes_no_other_index_than_that_of_the_pages(tmp_path, was, now):
    page = "<body><article><section id='s'><h1>999 calls</h1><p>Many words stand here.</p></section></article></body>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8", newline="\n")
    made = index_of({"a.html": page})
    (tmp_path / FILE).write_bytes(made)
    assert book_faults(tmp_path) == []
    (tmp_path / FILE).write_bytes(made.replace(was, now))
    (fault,) = book_faults(tmp_path)
    assert "is not the search index of these pages" in str(fault)


def test_what_people_wrote_cannot_end_the_script():
    page = (
        "<article><section id='s'><h1>A</h1><p>One two three four &lt;/script&gt;&lt;img src=x&gt; five.</p></section></article>"
    )
    (section,) = read({"a.html": page})["sections"]
    assert "</script><img src=x>" in section[4]


# ── known again ───────────────────────────────────────────────────────────────────────────────────────────────────────
ONE, OTHER = (
    f"<article><section id='s'><h1>{title}</h1><p>Many words stand in this place.</p></section></article>" for title in ("A", "B")
)


def test_a_page_that_has_not_changed_is_not_read_again(monkeypatch):
    first = Sections()
    made = index_of({"a.html": ONE, "b.html": OTHER}, first)
    held = json.loads(json.dumps(first.plain))
    read = []
    monkeypatch.setattr(search_index, "_told", lambda page: read.append(page) or iter(()))
    assert index_of({"a.html": ONE, "b.html": OTHER}, Sections(held)) == made and not read
    index_of({"a.html": OTHER, "b.html": OTHER}, Sections(held))
    assert read == [OTHER]


FORGED = [["", "Forged", 0, "Forged.", ""]]
HELD = (
    [sha256(ONE)],
    [sha256(ONE), []],
    [sha256(ONE), FORGED, sha256(ONE)],
    [sha256(ONE), None, ""],
    ["x", FORGED, digest(FORGED)],
)


@pytest.mark.parametrize("held", [None, [], "text", 5, {}, *({"a.html": each} for each in (5, True, {"a": 1}, *HELD))])
def test_what_is_known_of_nothing_or_of_another_page_changes_nothing(held):
    assert index_of({"a.html": ONE}, Sections(held)) == index_of({"a.html": ONE})


def test_the_gate_knows_pages_again_and_takes_no_other_index_all_the_same(tmp_path):
    book, kept = tmp_path / "book", tmp_path / "gate.json"
    book.mkdir()
    (book / "a.html").write_text(f"<body>{ONE}</body>", encoding="utf-8", newline="\n")
    (book / FILE).write_bytes(index_of({"a.html": f"<body>{ONE}</body>"}))
    for _ in range(2):
        assert [fault for fault in faults_in_html(book, [], GateKept(kept, "same")) if fault.file == FILE] == []
    assert json.loads(kept.read_bytes())["sections"]["a.html"]
    (book / FILE).write_bytes((book / FILE).read_bytes().replace(b'"A"', b'"Z"'))
    (fault,) = (fault for fault in faults_in_html(book, [], GateKept(kept, "same")) if fault.file == FILE)
    assert "is not the search index of these pages" in str(fault)
