"""A built book as its readers have it: its pages in the order of its contents, and the article of each.

A pack is made of these pages and of nothing else. So every number in it has been read back and
proven, and says what the book says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from pcc_lib.core.errors import ReportError
from pcc_lib.core.files import read_bytes
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.models.body import OFFICE

_OFFICE = tuple(f"{name}: " for name in OFFICE)


@dataclass(frozen=True)
class Built:
    """The HTML of an edition.

    folder: what holds its index.html; address: where readers find it on the web, with a slash at its end, or ``.
    """

    folder: Path
    quarter: Quarter
    address: str = ""

    @cached_property
    def landing(self) -> str:
        """The address of the landing page within the book, to which the book's own address leads."""
        return self._links("index.html", "main a[href]")[0]

    @cached_property
    def pages(self) -> Sequence[str]:
        """The addresses of its pages within the book, in the order of its contents, the landing page first."""
        named = [self.landing, *self._links(self.landing, "nav.bd-docs-nav li > a[href]")]
        return tuple(dict.fromkeys(named))

    def article(self, page: str) -> Tag:
        """What a page tells, without the frame around it; for whoever takes it apart, and so read anew each time."""
        return self._one(page, "article.bd-article")

    @cached_property
    def title(self) -> str:
        """What the report is called."""
        return words_of(self.heading(self.landing))

    def heading(self, page: str) -> Tag:
        """The title of a page."""
        return self._one(page, "article.bd-article h1")

    @cached_property
    def publisher(self) -> str:
        """Who publishes it, as its landing page says."""
        return " ".join(map(words_of, self.article(self.landing).select(".pcc-mast > .pcc-eyebrow")))

    @cached_property
    def banner(self) -> str:
        """What the head of every page warns of, such as a draft or a sample; `` where there is nothing."""
        found = self._soup(self.landing).select(".bd-header-announcement__content")
        return " ".join(map(words_of, found))

    @property
    def contact(self) -> str:
        """How its publisher is reached, as the foot of its landing page says: address, telephone, e-mail, website."""
        ways = words_of(foot) if (foot := self._soup(self.landing).select_one(".extra_footer > p:last-child")) else ""
        return ". ".join(way for way in re.split(r"\.\s(?=[\w-]+: )", ways) if way.startswith(_OFFICE))

    def _links(self, page: str, selector: str) -> list[str]:
        folder = page.rpartition("/")[0]
        links = (urlsplit(str(a["href"])) for a in self._soup(page).select(selector))
        found = [normpath(join(folder, link.path)) for link in links if link.path and not link.netloc]
        if not found and page == "index.html":
            raise ReportError(f"{self.folder}: index.html leads to no page. Build the book anew: pcc build {self.quarter}")
        return found

    def _one(self, page: str, selector: str) -> Tag:
        found = self._soup(page).select_one(selector)
        if found is None:
            raise ReportError(
                f"{self.folder / page}: this is no page of a book: it has no article. Run: pcc build {self.quarter}"
            )
        return found

    def _soup(self, page: str) -> BeautifulSoup:
        path = self.folder / page
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise ReportError(f"{self.folder}: a link leads out of the book, to {page}. Take the edition from a sound copy.")
        try:
            return BeautifulSoup(read_bytes(path, page).decode("utf-8"), "html.parser")
        except UnicodeDecodeError:
            raise ReportError(f"{path}: is not text in UTF-8. Run: pcc build {self.quarter}") from None


def stem(page: str) -> str:
    """`notebooks/priority-1.html` as `priority-1`."""
    return page.rpartition("/")[2].removesuffix(".html")


def classes(element: Tag) -> list[str]:
    """The classes of an element."""
    return list(element.get_attribute_list("class")) if element.get("class") else []


def words_of(element: Tag) -> str:
    """The text of an element, without the mark that links to a heading."""
    for link in element.select("a.headerlink"):
        link.decompose()
    return " ".join(element.get_text().split())
