"""Words are explained where a page uses them first: reached by a link, listed at the foot, and all of them in the glossary."""

from __future__ import annotations

import re

import pytest

from pcc_lib.core.errors import ReportError
from pcc_lib.inputs.plan import table
from pcc_lib.writing.acronyms import Acronyms, Word
from pcc_lib.writing.glossary import explained_words, library_words

RANGE = Word("usual range", "Where nearly all months fall.", ("usual variation",))
POINT = Word("percentage point", "The difference of two percentages.")
CPS = {"CPS": "Crown Prosecution Service"}
FILE = "data/plan/glossary.yml"


def page(*pieces: str) -> tuple[str, str]:
    """The pieces of one page, explained, and what stands at its foot."""
    acronyms = Acronyms(CPS, [RANGE, POINT])
    return "".join(map(str, map(acronyms.explain, pieces))), str(acronyms.listed("glossary.html"))


def led(html: str) -> list[tuple[str, str]]:
    """What leads to an explanation: the words that lead there, and where."""
    found = re.findall(r'<a class="pcc-word" href="#([\w-]+)" aria-describedby="([\w-]+)">(.*?)</a>', html)
    assert all(to == described for to, described, _ in found)
    return [(re.sub("<.*?>", "", words), to) for to, _, words in found]


def listed(foot: str) -> list[tuple[str, str, str]]:
    return re.findall(r'<div id="([\w-]+)"><dt><dfn>(.*?)</dfn></dt><dd>(.*?)</dd></div>', foot)


# ── a page ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_first_use_leads_to_the_foot_of_the_page_and_the_next_does_not() -> None:
    html, foot = page("<p>Within its usual range.</p>", "<p>The usual range, and usual variation; the CPS and the CPS.</p>")
    assert led(html) == [("usual range", "word-usual-range"), ("CPS", "word-cps")]
    assert listed(foot) == [("word-cps", "CPS", CPS["CPS"]), ("word-usual-range", RANGE.name, RANGE.meaning)]
    assert foot.startswith('<details class="pcc-words"><summary>Words on this page</summary>')
    assert '<a href="glossary.html">All words and acronyms</a>' in foot


@pytest.mark.parametrize(("text", "words"), [("Usual range", "Usual range"), ("two percentage points", "percentage points")])
def test_a_word_is_known_at_the_start_of_a_sentence_and_as_several(text: str, words: str) -> None:
    assert [said for said, _ in led(page(f"<p>{text}</p>")[0])] == [words]


def test_another_form_leads_to_the_word() -> None:
    assert led(page("<p>By usual variation alone.</p>")[0]) == [("usual variation", "word-usual-range")]


@pytest.mark.parametrize("near", ["unusual range", "usual rangers", "usual  range"])
def test_what_only_looks_like_a_word_is_none(near: str) -> None:
    assert page(f"<p>{near}</p>") == (f"<p>{near}</p>", "")


@pytest.mark.parametrize(
    "closed",
    [
        "<h2>usual range</h2>",
        '<a href="x">usual range</a>',
        "<summary>usual range</summary>",
        "<table><caption>usual range</caption></table>",
        "<th>usual range</th>",
        "<dt>usual range</dt>",
        "<button>usual range</button>",
        "<code>usual range</code>",
        '<data class="pcc-figure"><a href="x">usual range</a></data>',
        '<p class="pcc-chart-title"><strong>usual range</strong></p>',
        '<span class="pcc-verdict pcc-same"><svg><path d="M0 0"/></svg> Within its usual range</span>',
    ],
)
def test_nothing_leads_on_from_headings_titles_verdicts_and_links_but_the_next_use_does(closed: str) -> None:
    html, foot = page(f"{closed}<p>Its usual range.</p>")
    assert html.startswith(closed) and len(led(html)) == 1
    alone, its_foot = page(closed)
    assert alone == closed and [name for _, name, _ in listed(its_foot)] == ["usual range"] == [
        name for _, name, _ in listed(foot)
    ]


@pytest.mark.parametrize("silent", ['<img alt="usual range">', '<p title="usual range">a</p>', "<!-- usual range -->"])
def test_alternative_texts_stay_as_they_are(silent: str) -> None:
    assert page(silent) == (silent, "")


def test_a_page_without_words_has_no_foot_and_that_of_the_glossary_leads_nowhere() -> None:
    assert page("<p>Calls fell.</p>")[1] == ""
    acronyms = Acronyms(CPS, [RANGE], leading=False)
    assert led(acronyms.explain("<p>usual range, CPS</p>")) == [] and acronyms.listed() == ""


def test_an_element_that_is_left_open_closes_with_what_holds_it() -> None:
    assert len(led(page("<div><h2>A<br><p>usual range</div><p>usual range</p>")[0])) == 1
    assert len(led(page('<p><img src="a"><br/>usual range</p>')[0])) == 1


# ── whose words ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_word_of_the_library_has_one_explanation_in_plain_sentences() -> None:
    forms = [form.lower() for word in library_words() for form in word.forms]
    assert len(set(forms)) == len(forms) > 25
    for word in library_words():
        assert word.meaning[0].isupper() and word.meaning.endswith(".") and not re.search(r"\d", word.meaning), word.word


def test_a_project_adds_words_and_says_those_of_the_library_otherwise(tiny) -> None:
    tiny.write(
        FILE,
        "terms:\n  - {acronym: Street bail, expansion: Street bail, meaning: Bail away from a station.}\n"
        "  - {acronym: Median, expansion: Median, meaning: The middle one.}\n"
        "words:\n  - {word: hot spot, also: [hotspot], meaning: A place of much crime.}\n"
        "  - {word: signal, meaning: A month that stands out.}\n",
    )
    found = {word.word: word.meaning for word in explained_words(table(tiny.project(), "glossary"))}
    assert found["hot spot"] == "A place of much crime." and found["Street bail"] == "Bail away from a station."
    assert found["signal"] == "A month that stands out." and found["Median"] == "The middle one." and "median" not in found
    assert found["usual range"] == next(word.meaning for word in library_words() if word.word == "usual range")
    shown = tiny.report("glossary").glossary().html
    assert shown.count("<dfn>signal</dfn>") == shown.count("<dfn>Median</dfn>") == 1 and "<dfn>hot spot</dfn>" in shown
    assert (
        shown.index("<dfn>95% interval")
        < shown.index("<dfn>hot spot")
        < shown.index("<dfn>Street bail")
        < shown.index("<dfn>usual r")
    )


@pytest.mark.parametrize(
    "words", ["[{word: a b, meaning: A.}, {word: A b, meaning: B.}]", "[{word: a b, also: a b, meaning: A.}]"]
)
def test_a_word_that_is_explained_twice_is_a_fault(tiny, words: str) -> None:
    tiny.write(FILE, f"terms: []\nwords: {words}\n")
    with pytest.raises(ReportError, match="'A b' is explained twice. Explain it once."):
        table(tiny.project(), "glossary")


def test_a_book_without_a_glossary_explains_the_words_of_the_library(tiny) -> None:
    (tiny.root / FILE).unlink()
    assert explained_words(table(tiny.project(), "glossary")) == tuple(
        sorted(library_words(), key=lambda word: word.word.lower())
    )
    said = tiny.report("glossary").glossary().html
    assert "No term yet." in said and "<dfn>usual range</dfn>" in said
