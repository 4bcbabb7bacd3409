"""What is printed: which pages of a book, as one HTML document with cover, contents and running heads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from posixpath import dirname
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from pcc_lib.core.errors import ReportError
from pcc_lib.packs.acronyms import spell_out
from pcc_lib.packs.built import Built, stem, words_of
from pcc_lib.packs.links import name_of, set_anchors, set_links
from pcc_lib.packs.paper import let_break, new_element, on_paper
from pcc_lib.packs.symbols import name_symbols
from pcc_lib.writing.html import fill

# Standard pages for looking things up, which are long and of use where their links work; and what is said of the website alone
ONLINE_ONLY = ("figures", "about-the-data", "back-test", "accessibility")
# What whoever reads one priority needs beside it
KEYS = ("how-to-read", "glossary")
AT_A_GLANCE = "At a glance"
LONGEST_PLACE = 120
SHORT = 1000  # words: a chapter of fewer fills two pages or less
_STYLES = Path(__file__).parent


@dataclass(frozen=True)
class Sheets:
    """A document to be printed.

    book: the folder of the book; base: the folder in it that its drawings are named from, such as `notebooks`; style: the style
    sheet that lays it out; places: what stands at each name or address that a link leads to; shorten: what to do where it has to
    fit on one sheet and does not.
    """

    title: str
    html: str
    book: Path
    base: str
    style: Path
    places: Mapping[str, str]
    shorten: str = ""


def whole_pack(built: Built, whole: bool = False) -> Sheets:
    """Every page of the book but those for looking things up. With `whole`, what its pages fold away is printed too."""
    return _pack(built, [page for page in built.pages if stem(page) not in ONLINE_ONLY], whole)


def part_pack(built: Built, page: str, whole: bool = False) -> Sheets:
    """One page, such as that of a priority, with the pages that explain how to read it; a ReportError where there is none."""
    wanted = [each for each in built.pages if stem(each) in (page, *KEYS)]
    if page not in map(stem, wanted):
        raise ReportError(f"{built.folder}: the book has no page {page}. It has: {', '.join(map(stem, built.pages))}.")
    return _pack(built, sorted(wanted, key=lambda each: stem(each) != page), whole, one=True)


def summary(built: Built) -> Sheets:
    """The landing page, for one sheet of paper."""
    articles = _articles(built, [built.landing], whole=False)
    _side_by_side(articles[built.landing])
    frame = fill("pack/summary", **_told(built, f"{_title(built)}: summary", articles))
    return replace(_sheets(built, frame, articles, "summary.css"), shorten=_how_to_shorten(built))


def _how_to_shorten(built: Built) -> str:
    """What makes the first page shorter; of a book that begins with no landing page, what to print in its place."""
    if built.article(built.landing).select_one(".pcc-mast"):
        return (
            "Shorten the sentences of the priorities, or name fewer headline measures in data/plan/priorities.yml; charts do not "
            "belong on a landing page."
        )
    first = stem(built.landing)
    number = first.removeprefix("priority-")
    other = f"pcc pack {built.quarter} --priority {number}" if number.isdecimal() else f"pcc pack {built.quarter}"
    return (
        f"A summary is a landing page on one sheet, and this book has none: it begins with {built.title} ({first}). "
        f"Print that as a pack: {other}. Or begin the book with a landing page: a notebook headlines.ipynb as root in _toc.yml."
    )


def _side_by_side(article: Tag) -> None:
    """Put what the landing page shows side by side, such as what needs attention and what is better, into two columns, each of
    which goes on where its own halves end."""
    halves = [half for half in article.select("section:has(.pcc-half)") if not half.select("section")]
    if halves:
        block = new_element("div", "halves")
        halves[0].insert_before(block)
        for column in (halves[::2], halves[1::2]):
            part = new_element("div", "half")
            part.extend(column)
            block.append(part)


def _without_mast(article: Tag) -> None:
    """The landing page as a chapter: its name and the publisher's stand on the cover."""
    mast = article.select_one(".pcc-mast")
    if mast and article.h1:  # a book of one priority may begin with that
        mast.decompose()
        article.h1.string = AT_A_GLANCE


def _pack(built: Built, pages: Sequence[str], whole: bool, one: bool = False) -> Sheets:
    articles = _articles(built, pages, whole)
    if built.landing in articles:
        _without_mast(articles[built.landing])
    chapters = [_Chapter.of(page, article) for page, article in articles.items()]
    part = chapters[0].title if one else ""
    left = [words_of(built.heading(page)) for page in built.pages if page not in pages]
    title = f"{_title(built)}. {part}" if part else _title(built)
    frame = fill("pack/pack", chapters=chapters, part=part, left=left, whole=whole, **_told(built, title, articles))
    return _sheets(built, frame, articles, "pack.css")


def _articles(built: Built, pages: Sequence[str], whole: bool) -> dict[str, Tag]:
    """The articles of pages, fit for paper."""
    articles = {page: on_paper(built.article(page), whole) for page in pages}
    for page, article in articles.items():
        set_anchors(page, article)
    set_links(built, articles)
    spell_out(articles.values())
    return articles


@dataclass(frozen=True)
class _Chapter:
    """A page as the contents tell it: name of its place, title, places and titles of its topics.

    follows: whether it goes on where the one before it ended. A short one would leave most of its last page empty, and
    that of the one before; a priority begins a page whatever it tells, since it is handed round.
    """

    name: str
    title: str
    topics: Sequence[tuple[str, str]]
    follows: bool

    @classmethod
    def of(cls, page: str, article: Tag) -> _Chapter:
        sections = [(str(section["id"]), section.find("h2", recursive=False)) for section in article.select("section[id]")]
        topics = [(place, words_of(heading)) for place, heading in sections if isinstance(heading, Tag)]
        follows = len(article.get_text(" ").split()) < SHORT and not stem(page).startswith("priority-")
        return cls(name_of(page), words_of(article.h1) if article.h1 else page, topics, follows)


def _told(built: Built, title: str, articles: Iterable[str]) -> Mapping[str, Any]:
    """What the frame of every document says."""
    head = fill("pack/head", title=title, publisher=built.publisher)
    book = {"book": built.title, "quarter": built.quarter.label, "banner": built.banner, "address": built.address}
    return {**book, "head": head, "pages": list(map(name_of, articles)), "contact": built.contact}


def _sheets(built: Built, frame: str, articles: Mapping[str, Tag], style: str) -> Sheets:
    """The document: the frame that a template gives, with each article put into its place."""
    document = BeautifulSoup(frame, "html.parser")
    places = {place: words for page, article in articles.items() for place, words in _places(page, article)}
    for page, article in articles.items():
        _put(document, name_of(page), article.contents)
    if document.find(id="cover-facts"):
        _put(document, "cover-facts", _mast(built))
    name_symbols(document)
    let_break(document)
    title = document.title.get_text() if document.title else ""
    return Sheets(title, str(document), built.folder, dirname(built.landing), _STYLES / style, places)


def _put(document: BeautifulSoup, place: str, contents: Sequence[PageElement]) -> None:
    there = document.find(id=place)
    assert isinstance(there, Tag), place  # its template has every place
    there.extend(list(contents))


def _places(page: str, article: Tag) -> Iterator[tuple[str, str]]:
    """The names in an article, with the heading or title that stands there; addresses on the web, with their link's."""
    yield name_of(page), words_of(article.h1) if article.h1 else page
    for part in article.select("[id]"):
        title = part.find(["h1", "h2", "h3", "h4", "caption"], recursive=part.name == "div") or part.select_one(
            ".pcc-chart-title"
        )
        yield str(part["id"]), words_of(title or part)[:LONGEST_PLACE]
    for link in article.select("a[href^=http]"):
        yield str(link["href"]), f"{words_of(link)[:LONGEST_PLACE]}, on the web"


def _mast(built: Built) -> list[Tag]:
    """Who publishes it and what it tells, as the landing page says."""
    mast = on_paper(built.article(built.landing)).select_one(".pcc-mast")
    for link in mast.select("a") if mast else ():
        link.unwrap()
    return [mast] if mast else []


def _title(built: Built) -> str:
    return f"{built.title}, {built.quarter.label}"
