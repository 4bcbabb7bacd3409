"""Headings of a page's Markdown: their level and plain words, as the compiler reads them, and the id that links lead to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False})
# letters that docutils writes out, for they do not fall into a letter and an accent (docutils.nodes.make_id)
_LETTERS = str.maketrans(
    dict(zip("øđħıłŧƀƃƈƌƒƙƚƞƥƫƭƴƶǥȥȴȵȶȷȼȿɀɇɉɋɍɏ", "odhiltbbcdfklnpttyzgzlntjcszejqry", strict=True))
    | {"ß": "sz", "æ": "ae", "œ": "oe", "ȸ": "db", "ȹ": "qp"}
)


class Heading(NamedTuple):
    """A heading: its level (1 is the page's title), and its words without marks."""

    level: int
    words: str


def headings_of(text: str) -> list[Heading]:
    """The headings of a piece of Markdown in their order, however they are marked: `## A`, `A` underlined with `===`.

    A heading within a list is none: the compiler makes no section of it, and `pcc check` refuses it.
    """
    tokens = _PARSER.parse(text)
    return [
        Heading(int(token.tag[1:]), _words(tokens[at + 1].children or ()))
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    ]


def _words(tokens: Iterable[Token]) -> str:
    said = (" " if token.type in ("softbreak", "hardbreak") else token.content for token in tokens)
    return " ".join("".join(said).split())


def heading_id(words: str) -> str:
    """The id that Sphinx gives to a heading, as `docutils.nodes.make_id` makes it: letters and digits of ASCII, joined by
    hyphens, without digits in front. Nothing where no letter is left."""
    plain = unicodedata.normalize("NFKD", words.lower().translate(_LETTERS)).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"^[-0-9]+|-+$", "", re.sub(r"[^a-z0-9]+", "-", " ".join(plain.split())))
