"""Acronyms: every page explains each where it uses it first, and commentary brings none that a reader cannot look up."""

from __future__ import annotations

from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from conftest import each_marked
from docutils import nodes
from docutils.utils import new_document
from places import PUBLISHED, ROOT, SAMPLE
from small_book import QUARTER, small_project, write
from whole_pages import whole_pages

from pcc_lib.book_extension import read_glossary
from pcc_lib.book_extension.acronyms import SETTING, WORDS, explain_acronyms
from pcc_lib.building.book import Book
from pcc_lib.charts import block as chart_block
from pcc_lib.inputs.plan import table
from pcc_lib.inputs.project import Project
from pcc_lib.writing.acronyms import OWN, Acronyms, Word, meanings, unexplained
from pcc_lib.writing.glossary import library_words

PROJECTS = {"sample": SAMPLE, "small-numbers": ROOT / "tests/projects/small-numbers"}
KNOWN = {"CPS": "Crown Prosecution Service", "S&H": "Stalking and harassment", "DVPO": "Order", "DVPO/N": "Order or notice"}
CPS = '<abbr title="Crown Prosecution Service">CPS</abbr>'


def explained(*pieces: str) -> list[str]:
    """Pieces of one page, after one another, whose acronyms lead nowhere."""
    acronyms = Acronyms(KNOWN, leading=False)
    return [str(acronyms.explain(piece)) for piece in pieces]


# ── one page ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_acronym_is_explained_where_the_page_uses_it_first_and_not_again():
    assert explained("<p>The CPS; the CPS.</p>", "<p>CPS</p>") == [f"<p>The {CPS}; the CPS.</p>", "<p>CPS</p>"]


@pytest.mark.parametrize("html", ["<p>CPSX XCPS CPS1</p>", '<p title="CPS">a</p>', "<!-- CPS -->", "<script>CPS < 1</script>"])
def test_what_is_no_word_of_the_text_stays(html):
    assert explained(html) == [html]


@pytest.mark.parametrize("tag", ["h2", "code", "data", "button", "pre", "kbd", "samp", "option", "textarea", "title"])
def test_headings_names_and_figures_stay_and_the_next_use_is_explained(tag):
    assert explained(f"<{tag}>CPS</{tag}><p>CPS</p>") == [f"<{tag}>CPS</{tag}><p>{CPS}</p>"]


@pytest.mark.parametrize("tag", ["abbr", "dfn"])
def test_what_a_page_explains_itself_is_not_explained_again(tag):
    assert explained(f"<{tag}>CPS</{tag}> CPS") == [f"<{tag}>CPS</{tag}> CPS"]


def test_links_plurals_entities_and_the_longer_of_two():
    assert explained('<a href="x?a>b">CPSs</a>') == [f'<a href="x?a>b">{CPS}s</a>']
    assert explained("a &lt; b, S&amp;H") == ['a &lt; b, <abbr title="Stalking and harassment">S&amp;H</abbr>']
    assert explained("DVPO/Ns, DVPO") == [
        '<abbr title="Order or notice">DVPO/N</abbr>s, <abbr title="Order">DVPO</abbr>',
    ]


def test_marks_of_a_pattern_in_an_acronym_are_letters_like_others():
    known = {"C.C": "Dots", "C+[": "Plus", "(A": "Bracket", "A|B": "Bar", "CC": "Centre", "CCC": "Council"}
    acronyms = Acronyms(known)
    assert list(acronyms.parts("CXC C.C C+[ (A A|B CCC CC CCCC")) == [
        ("CXC ", ""),
        *(part for word in ("C.C", "C+[", "(A", "A|B", "CCC", "CC") for part in ((word, known[word]), (" ", "")))
    ][:-1] + [(" CCCC", "")]  # fmt: skip


def test_scripts_in_capitals_and_formulas_stay():
    assert explained("<SCRIPT>CPS</script>", "<STYLE>CPS</style>") == ["<SCRIPT>CPS</script>", "<STYLE>CPS</style>"]
    page = new_document("page")
    page += nodes.paragraph("", "", nodes.math("", "CPS"))
    page += nodes.math_block("", "CPS")
    explain_acronyms(SimpleNamespace(config={SETTING: KNOWN, WORDS: []}), page, "page")  # type: ignore[arg-type]
    assert not list(page.findall(nodes.raw))


def test_what_an_acronym_stands_for_cannot_become_markup():
    acronyms = Acronyms({"AB": '"><script>'}, [Word("c", "<script>")])
    shown = acronyms.explain("AB &lt;b&gt; c") + acronyms.listed("x")
    assert "<script" not in shown and ">AB</abbr></a> &lt;b&gt; <a" in shown


def test_sphinx_explains_words_and_html_in_the_order_of_the_page():
    page = new_document("page")
    page += nodes.section("", nodes.title("", "CPS"), nodes.paragraph("", "", nodes.literal("", "CPS")))
    page += nodes.raw("", "<p>The S&amp;H</p>", format="html")
    page += nodes.paragraph("", "CPS and S&H")
    page += nodes.raw("", "<p>CPS</p>", format="html")
    explain_acronyms(SimpleNamespace(config={SETTING: KNOWN, WORDS: []}), page, "page")  # type: ignore[arg-type]
    raw = [node.astext() for node in page.findall(nodes.raw)]
    both = {id: f'<a class="pcc-word" href="#word-{id}" aria-describedby="word-{id}">' for id in ("s-h", "cps")}
    listed = page.children[0].children[-1].astext()  # at the foot of the page's section
    assert [each for each in raw if each != listed] == [
        f'<p>The {both["s-h"]}<abbr title="Stalking and harassment">S&amp;H</abbr></a></p>',
        f"{both['cps']}{CPS}</a> and S&amp;H",
        "<p>CPS</p>",
    ]
    assert all(f'<div id="word-{id}">' in listed for id in both)
    assert next(node.astext() for node in page.findall(nodes.paragraph)) == "CPS"


def test_the_glossary_of_the_project_is_what_sphinx_explains_and_an_input_of_the_edition(tiny, tmp_path):
    config: dict = {}
    read_glossary(SimpleNamespace(confdir=tiny.root), config)  # type: ignore[arg-type]
    assert config[SETTING] == {"CPS": "Crown Prosecution Service"} | OWN
    assert {word for word, _, _ in config[WORDS]} == {word.word for word in library_words()}
    project = small_project(tmp_path / "small")
    before = Book(project, QUARTER, []).inputs()["read"]
    write(project.root / "data/plan/glossary.yml", "terms: []\n")
    after = Book(project, QUARTER, []).inputs()["read"]
    assert {name for name in after if after[name] != before[name]} == {"data/plan/glossary.yml"}


# ── what nobody explains ──────────────────────────────────────────────────────────────────────────────────────────────
def test_acronyms_that_nobody_explains():
    text = "The CPS, NFA and OoCDs: a CSV of ABCs, NFA. McDonald, A, Ltd, PhD; P&C, MASE; S&H/X"
    assert unexplained(text, ["CPS", "P&C Plan"]) == ["NFA", "OoCD", "ABC", "PhD", "S&H/X"]


def test_the_check_names_an_acronym_that_is_neither_in_the_glossary_nor_a_name(tiny):
    tiny.comment("## So what?\n\nThe CPS said.\nThe NFA and NFAs, in Op SCORPION 6.\n")
    assert [str(f) for f in tiny.faults()] == [
        f"data/quarters/{PUBLISHED}/topics/calls.md, line 4: 'NFA' is not in the glossary. Explain it in data/plan/glossary.yml; "
        "a name in capitals goes into data/plan/names.yml, under `capitals`."
    ]
    tiny.write("data/plan/names.yml", "names: [Op SCORPION 6]\ncapitals: [NFA]\n")
    assert tiny.faults() == []
    tiny.write("data/plan/names.yml", "names: [Op SCORPION 6]\n")
    (tiny.root / "data/plan/glossary.yml").unlink()
    assert tiny.faults() == []  # a book without a glossary explains none


# ── every page ────────────────────────────────────────────────────────────────────────────────────────────────────────
class Read(HTMLParser):
    """The acronyms of a page as a reader meets them, each with the element that explains it there; read without the library."""

    def __init__(self, known: dict[str, str], html: str) -> None:
        super().__init__()
        self.known, self.open = known, list[str]()
        self.uses: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open += [tag] * (tag not in {"img", "br", "hr", "col", "input", "wbr"})

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, text: str) -> None:
        if {"h1", "h2", "h3", "h4", "code", "data", "script", "button"}.intersection(self.open):
            return
        self.words.append(text)
        words = "".join(c if c.isalnum() or c in "&/." else " " for c in text).split()
        bare = [w.rstrip("./") for w in words]
        for word in (w.removesuffix("s") if w.removesuffix("s") in self.known else w for w in bare):
            if word in self.known:
                self.uses.append((word, next((e for e in ("abbr", "dfn") if e in self.open), "")))


@pytest.mark.slow
@pytest.mark.parametrize("name", each_marked(PROJECTS))
def test_every_page_explains_every_acronym_once_and_where_it_stands_first(name: str, monkeypatch):
    monkeypatch.setattr(chart_block, "static_svg", lambda *_: '<svg xmlns="http://www.w3.org/2000/svg"/>')
    project, wrong, unknown = Project(PROJECTS[name]), [], {}
    known, names = meanings(table(project, "glossary")), table(project, "names")
    allowed = [*known, *(t.acronym for t in glossary.terms)] if (glossary := table(project, "glossary")) else [*known]
    allowed += [*names.words, *names.capitals] if names else []
    for page, pieces in whole_pages(project):
        acronyms = Acronyms(known)
        read = Read(known, "\n".join(map(acronyms.explain, pieces)))
        for word in dict(read.uses):
            by = [element for used, element in read.uses if used == word]
            wrong += [(page, word)] * (by[0] == "" or "abbr" in by[1:])
        unknown |= {word: page for text in read.words for word in unexplained(text, allowed)}
    assert wrong == []
    assert unknown == {}
