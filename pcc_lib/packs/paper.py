"""An article of the book made fit for paper: opened folds, no controls, drawings that a PDF can tell by words.

Everything here takes away or rewrites elements; no word or number is added.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from bs4 import BeautifulSoup, Tag

from pcc_lib.packs.built import classes, words_of
from pcc_lib.packs.looks import inks, line_looks
from pcc_lib.packs.pointers import mark_pointers

# What only works on a screen, such as how a chart is played, or stands there in place of a drawing that a phone has no room for;
# the words of a page, which a pack writes out or has in its glossary. Captions that the page hides are told on paper.
CONTROLS = (
    "a.headerlink, button, script, noscript, [hidden], .pcc-filters, .pcc-filters-say, .pcc-jump, .pcc-hide:not(caption), "
    ".toctree-wrapper, .pcc-words, .pcc-on-screen, .pcc-chart + .pcc-dates, #by-keyboard-and-by-ear"
)
# Links to cells and files, which lead nowhere on paper
_ELSEWHERE = ".pcc-chart-under > a, .pcc-table-entry, .pcc-downloads"
# What the book folds away to be looked up: verdicts in full, the other charts and measures of a topic, the data of a chart
_FOLDED = "details.pcc-aside, .pcc-what > details, .pcc-chart-under > details:not(.pcc-in-words)"
LONGEST_WORD = 24  # letters that a column or a card may have to be wide
LETTERS = 90  # what a row of a table holds of them, in the size of tables
_FOLLOWS = re.compile(r"\s*The table and CSV follow\.$")
_SVG = "http://www.w3.org/2000/svg"


def on_paper(article: Tag, whole: bool = False) -> Tag:
    """The article, changed in place. With `whole` it keeps what is folded away: further charts, verdicts in full, all data."""
    mark_pointers(article)  # before the words that tell them are gone
    for element in article.select(f"{CONTROLS}, {_ELSEWHERE}" + ("" if whole else f", {_FOLDED}")):
        element.decompose()
    for change in (_open_folds, _put_charts_last, _tell_lines, _draw_shapes, _draw_bars, _tell_drawings, _clear):
        change(article)
    return article


def _open_folds(article: Tag) -> None:
    for fold in article.select("details"):
        head = fold.find("summary", recursive=False)
        if isinstance(head, Tag):
            if _says_nothing(fold, head):
                head.decompose()
            else:
                head.name, head["class"] = "p", "fold-title"
                del head["aria-label"]
        fold.name = "div"
        fold["class"] = " ".join([*classes(fold), "fold"])


def _says_nothing(fold: Tag, head: Tag) -> bool:
    """Whether the head of an open fold only says that there is more, or begins what then stands in full."""
    if fold.find_parent(class_="pcc-prose") or "pcc-in-words" in classes(fold):
        return True
    first = head.find_next_sibling()
    return isinstance(first, Tag) and words_of(first).startswith(words_of(head).removesuffix("…").rstrip())


def _put_charts_last(article: Tag) -> None:
    """Of a topic, its rows before the chart beside them: they fill the page that has no room left for the chart."""
    for rows in article.select(".pcc-main-chart + .pcc-rows"):
        chart = rows.find_previous_sibling(class_="pcc-main-chart")
        if chart:
            rows.insert_after(chart.extract())


def _tell_lines(article: Tag) -> None:
    """A small line is one figure, with what it says as its title. It carries its looks: a PDF's drawing sees no sheet."""
    for line in article.select("svg[role=img]"):
        title = new_element("title")
        title.string = str(line.get("aria-label", ""))
        line.insert(0, title)
        line["xmlns"] = _SVG
        for part in line.select("[class]"):
            for name in classes(part):
                part.attrs.update(line_looks().get(name, {}))


def _draw_shapes(article: Tag) -> None:
    """A shape beside a verdict is an ornament of its words: painted behind, where a PDF tells no ornament."""
    for shape in article.select("svg[aria-hidden=true]"):
        said = (inks().get(name) for up in [shape, *shape.parents] for name in classes(up))
        ink = next(filter(None, said), inks()["pcc-same"])
        shape.attrs.update({"xmlns": _SVG, "fill": ink})
        shape["viewBox"] = str(shape.attrs.pop("viewbox", "0 0 10 10"))  # the reader of HTML knows no capitals in names
        mark = new_element("span", "shape")
        mark["style"] = f"background-image: url('data:image/svg+xml,{quote(str(shape))}')"
        shape.replace_with(mark)


def _draw_bars(article: Tag) -> None:
    for bar in article.select("progress"):
        share = 100 * float(str(bar.get("value", "0"))) / float(str(bar.get("max", "1")))
        bar.name = "span"
        bar.attrs = {"class": "bar"}
        filled = new_element("span")
        filled["style"] = f"width: {share:.3g}%"
        bar.clear()
        bar.append(filled)


def _tell_drawings(article: Tag) -> None:
    """Each drawing alone, without the one for phones beside it, in words that promise no table."""
    for choice in article.select("picture"):
        for other in choice.select("source"):
            other.decompose()
        choice.unwrap()
    for drawing in article.select("img[alt]"):
        drawing["alt"] = _FOLLOWS.sub("", str(drawing["alt"]))
        drawing["src"] = str(drawing["src"]).partition("?")[0]
        for name in ("loading", "width", "height"):
            del drawing[name]


def _clear(article: Tag) -> None:
    """Take away boxes that only a style sheet needs: in a list a PDF wants entries alone; cells that showed nothing."""
    for box in article.select("dl > div"):
        box.unwrap()
    for cell in article.select("div.cell"):
        if not cell.get_text(strip=True) and not cell.find(["img", "svg"]):
            cell.decompose()


def let_break(document: BeautifulSoup) -> None:
    """Mark what has a word too long for its column or line. All others are kept whole, so that columns are as wide as words."""
    for text in document.find_all(string=True):
        row = text.find_parent("tr")
        most = min(LONGEST_WORD, LETTERS // max(len(row.find_all(["th", "td"], recursive=False)), 1)) if row else LONGEST_WORD
        if text.parent and any(len(word) > most for word in text.split()):
            text.parent["class"] = " ".join([*classes(text.parent), "long"])


def new_element(name: str, kind: str = "") -> Tag:
    """An element of this name, and of this class where one is given."""
    return BeautifulSoup("", "html.parser").new_tag(name, attrs={"class": kind} if kind else {})
