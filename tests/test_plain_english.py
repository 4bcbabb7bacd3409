"""Every sentence that readers meet is plain English: of the sample, of a small project, of all shapes of titles and verdicts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import unescape
from statistics import mean

import plain_english as plain
import pytest
from click.testing import CliRunner
from conftest import each_marked
from page_words import Piece, pieces
from places import PUBLISHED, ROOT, SAMPLE
from test_style import LISTS
from test_titles import SHAPES
from whole_pages import whole_pages

from pcc_lib.charts import block as chart_block
from pcc_lib.checking.plainer import plainer
from pcc_lib.cli import main
from pcc_lib.inputs.measures import measure_ids, read_measure
from pcc_lib.inputs.plan import activities, open_quarter, quarter_names, table
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import read_source, source_names
from pcc_lib.proofreading.plain_english import odd_words, stacked, too_long
from pcc_lib.writing import short_words, verdict_words
from pcc_lib.writing.acronyms import Acronyms, Word, meanings
from pcc_lib.writing.glossary import explained_words, library_words
from pcc_lib.writing.law import ADVISED, REGULATIONS, STANDARD

PROJECTS = {"sample": SAMPLE, "small-numbers": ROOT / "tests/projects/small-numbers"}
FIXED = (REGULATIONS, STANDARD, ADVISED)  # sentences that a law words


@cache
def pages(name: str) -> Mapping[str, tuple[tuple[Piece, ...], frozenset[str]]]:
    """Of each page of a book but the lists: its pieces of text, and the words that it explains, in small letters."""
    project = Project(PROJECTS[name])
    glossary, own = table(project, "glossary"), words_of_the_plan(project)
    words = [Word(word.word, word.meaning, word.also) for word in explained_words(glossary)]
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chart_block, "static_svg", lambda *_: '<svg xmlns="http://www.w3.org/2000/svg"/>')
        for page, html in whole_pages(project):
            if page in LISTS:
                continue
            acronyms = Acronyms(meanings(glossary), words)
            for each in html:
                acronyms.explain(each)
            told = [p for at, each in enumerate(html) for p in pieces(each, page, f"{at:02d}") if not is_others(p, own)]
            found[page] = (
                tuple(told),
                frozenset(re.findall(r"<dfn>(.*?)</dfn>", unescape(str(acronyms.listed())).lower())),
            )
    return found


def words_of_the_plan(project: Project) -> frozenset[str]:
    """What the plan and the report promise, in their own words."""
    promised = (each.action for name in quarter_names(project) for each in open_quarter(project, name).deliverables())
    return frozenset({each.activity for each in activities(project)} | {*promised})


def is_others(piece: Piece, own: frozenset[str]) -> bool:
    """Whether a piece is worded by a law or by the plan, or is a row of buttons."""
    return any(text in piece.text for text in (*FIXED, *own)) or bool(re.match(r"All \d+ ", piece.text))


@pytest.fixture(params=each_marked(PROJECTS))
def book(request: pytest.FixtureRequest) -> Mapping[str, tuple[tuple[Piece, ...], frozenset[str]]]:
    return pages(request.param)


def said(faults: list[plain.Fault]) -> str:
    return "\n" + "\n".join(dict.fromkeys(map(str, faults)))


# ── the pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
@pytest.mark.parametrize("rule", plain.RULES, ids=lambda rule: rule.__name__)
def test_every_sentence_of_every_page_is_plain(book, rule) -> None:
    found = [fault for told, _ in book.values() for fault in plain.found_by(rule, told)]
    assert not found, said(found)


@pytest.mark.slow
def test_sentences_are_short_on_average(book) -> None:
    for page, (told, _) in book.items():
        counts = [count for _, sentence in plain.sentences(told) if (count := plain.words_in(sentence)) > 2]
        assert mean(counts) <= plain.MEAN, page


@pytest.mark.slow
def test_words_of_statistics_are_explained_on_their_page(book) -> None:
    found = [
        fault for page, (told, words) in book.items() if page != "glossary" for fault in plain.unexplained(told, words, page)
    ]
    assert not found, said(found)


@pytest.mark.slow
@pytest.mark.parametrize("name", each_marked(PROJECTS))
def test_no_page_repeats_a_clause_like_a_machine(name: str) -> None:
    project = Project(PROJECTS[name])
    titles = [read_measure(project, id).title for id in measure_ids(project)]
    sources = [read_source(project, source).about for source in source_names(project)]
    titles += [each for about in sources for each in (about.producer, *about.title.split(", "))]
    found = [fault for told, _ in pages(name).values() for fault in plain.repeated(told, titles)]
    assert not found, said(found)


# ── all shapes of the library's own sentences ─────────────────────────────────────────────────────────────────────────
def test_every_shape_of_a_title_and_every_verdict_is_plain() -> None:
    shapes = [Piece("title", f"{shape.title}.", "titles", name) for name, shape in SHAPES.items()]
    deck = [Piece("text", text, "verdicts") for text in texts_in([vars(verdict_words), vars(short_words)])]
    words = [Piece("text", word.meaning, "glossary", word.word) for word in library_words()]
    assert len(shapes) > 75 and len(deck) > 150 and len(words) > 20
    every = [*shapes, *deck, *words]
    found = [fault for rule in plain.RULES for fault in plain.found_by(rule, every)]
    assert not found, said(found)


def texts_in(held: object) -> Iterator[str]:
    """The sentences of a deck of words: texts of three words or more, however deep they stand."""
    if isinstance(held, str):
        if len(held.split()) > 2 and not held.startswith("The copy deck"):
            yield re.sub(r"\{\w+\}", "North", held).strip()
    elif isinstance(held, Mapping):
        yield from (text for key, each in held.items() if not str(key).startswith("__") for text in texts_in(each))
    elif isinstance(held, (tuple, list, set, frozenset)):
        yield from (text for each in held for text in texts_in(each))


# ── the rules themselves ──────────────────────────────────────────────────────────────────────────────────────────────
def text(*words: str) -> list[Piece]:
    return [Piece("text", each, "page", "00") for each in words]


def test_a_long_sentence_is_told_with_its_page_and_what_to_do() -> None:
    (fault,) = plain.found_by(too_long, text(" ".join(["word"] * 31) + ". Short."))
    assert str(fault).startswith("page/00 [text]: word word") and str(fault).endswith(
        "31 words: make it two sentences of 30 at most."
    )


@pytest.mark.parametrize(
    "short",
    [
        " ".join(["word"] * 30) + ".",
        " ".join(["word"] * 20) + "; " + " ".join(["word"] * 20) + ".",
        " ".join(["word"] * 28) + " (95% interval −1.0% [e] to +2.0% [e], of three years).",
        " ".join(["word"] * 10) + ' "' + " ".join(["theirs"] * 30) + '".',
        "question: " + ", ".join(["Kept up to date with the case"] * 8) + ".",
    ],
)
def test_what_is_not_read_as_words_is_not_counted(short: str) -> None:
    assert not list(plain.found_by(too_long, text(short)))


@pytest.mark.parametrize(
    ("odd", "instead"),
    [
        ("Missing is not nought.", "zero"),
        ("A change is told in per cent.", "shown"),
        ("The report tells of longer waits.", "speaks of"),
        ("Measures: 119, of which 77 have data.", "of these"),
        ("Kept informed stands at 61.6%.", "is"),
        ("Each is held against ours.", "compared with"),
        ("It began anew.", "again"),
        ("Not yet, as far as is known.", "known to be"),
        ("The target lies within that range.", "is"),
        ("Within its control limits.", "usual range"),
        ("Control chart of calls.", "monthly chart"),
        ("The 95% confidence interval is wide.", "95% interval"),
        ("With a p-value of 0.04.", "by more than chance"),
        ("A special cause this month.", "a signal"),
        ("We utilise it in order to see.", "use"),
    ],
)
def test_a_word_of_ours_is_told_with_what_to_say(odd: str, instead: str) -> None:
    assert any(instead in fault.todo for fault in plain.found_by(odd_words, text(odd)))


@pytest.mark.parametrize(
    "good",
    [
        "37.2% were told of their right to a review.",
        "They were told the outcome.",
        "He holds the Chief Constable to account.",
        'The report says "as at the date hereof".',
        "Section 60 stands for a power to stop and search.",
        "In which month it was.",
    ],
)
def test_words_that_readers_use_are_left(good: str) -> None:
    assert not list(plain.found_by(odd_words, text(good)))


@pytest.mark.parametrize(
    ("clause", "is_stack"),
    [
        ("The value was said to be held by the force.", True),
        ("What was counted was not known to be shown.", True),
        ("Data are given to be read.", True),
        ("The value was counted, and it is shown.", False),
        ("The value was counted and is shown.", False),
        ("The month that was counted is high.", False),
        ("They were satisfied.", False),
        ("It was the need that is plain.", False),
    ],
)
def test_two_passives_in_one_clause_are_a_stack(clause: str, is_stack: bool) -> None:
    assert bool(list(plain.found_by(stacked, text(clause)))) is is_stack


def test_jargon_is_a_fault_where_the_page_does_not_explain_it() -> None:
    told = text("The 95% interval is wide.", "The usual range is narrow.")
    (fault,) = plain.unexplained(told, {"usual range"}, "page")
    assert "95% interval" in fault.todo and "glossary.yml" in fault.todo
    assert not list(plain.unexplained(told, {"usual range", "95% interval"}, "page"))


def test_every_word_of_statistics_that_pages_must_explain_is_in_the_library() -> None:
    assert {word.lower() for word in plain.JARGON.values()} <= {word.word.lower() for word in library_words()}


def test_a_clause_said_too_often_is_told_and_names_are_none() -> None:
    told = text(*["The latest month by itself is usual."] * (plain.OFTEN + 1))
    assert [fault.found for fault in plain.repeated(told, ())][:1] == ["the latest month by itself is"]
    assert not list(plain.repeated(told, ["The latest month by itself"]))
    assert not list(plain.repeated(told[1:], ()))


# ── what people write ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_check_hints_at_sentences_that_could_be_plainer_and_finds_no_fault(tiny) -> None:
    long = " ".join(["word"] * 29) + " {{ offered.value }} [calls](https://example.org/a-b) more."
    tiny.comment(f"## So what?\n\nShort.\nThis is held against *that*.\n\n- Fine.\n- {long}\n- The value was said to be held.\n")
    file = f"data/quarters/{PUBLISHED}/topics/calls.md"
    assert plainer(open_quarter(tiny.project(), PUBLISHED)) == [
        f"{file}, line 3: This is held against that. “held against”: write compared with.",
        f"{file}, line 7: {'word ' * 11}word … 32 words: make it two sentences of 30 at most.",
        f"{file}, line 8: The value was said to be held. “was said to be held”: say who does it, or make it two clauses.",
    ]
    assert tiny.faults() == []
    at = ["--project", str(tiny.root), "check", PUBLISHED]
    first, again = (CliRunner().invoke(main, [*at, *more]) for more in ([], ["--words"]))
    assert first.exit_code == again.exit_code == 0
    assert first.output.endswith("3 hints for plainer words (pcc check --words).\n")
    assert "3 hints for plainer words:\n  data/quarters/" in again.output and again.output.count("line ") == 3
    tiny.comment("## So what?\n\nShort.\n")
    assert "hint" not in CliRunner().invoke(main, at).output
