"""Markdown that people write: what may stand in it, and its HTML. It is untrusted: no raw HTML, no directives, no code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pcc_lib.core.errors import Fault
from pcc_lib.writing.html import Markup, fill, join

_ALLOWED = {
    "paragraph_open",
    "paragraph_close",
    "bullet_list_open",
    "bullet_list_close",
    "ordered_list_open",
    "ordered_list_close",
    "list_item_open",
    "list_item_close",
    "inline",
    "text",
    "softbreak",
    "hardbreak",
    "strong_open",
    "strong_close",
    "em_open",
    "em_close",
    "link_open",
    "link_close",
}
_OF_PAGES = {"heading_open", "heading_close", "code_inline"}  # what a page's own text may hold besides
_TAG = re.compile(r"<[a-zA-Z/!?][^<>\n]{0,60}>?")
_MYST = re.compile(r"^\s*:{3,}.*|\{[A-Za-z][\w:+.-]*\}(?=`)|^\s*\([^()\n]+\)=|^%.*|^-{3,}\s*$|^\+{3}.*|\{\{|^\s*\|", re.MULTILINE)
_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False})
_LINKS = re.compile(r"(?:https://|mailto:|[a-z0-9-]+\.html)[^\s]*", re.IGNORECASE)


def prose_html(text: str, words: Callable[[str], Markup], within: bool = False) -> Markup:
    """Markdown without a fault as HTML: paragraphs, lists, emphasis and links; its words by `words`.

    `within` is for text that stands in another's line: its paragraphs run on.
    """
    tokens = _flat(_PARSER.parse(text))
    return join(_run_on(token, words) if within else _html(token, words) for token in tokens).strip()


def markup_faults(text: str, file: str, *, first: int = 1, headings: bool = False, place: str = "") -> list[Fault]:
    """Markup that may not stand in a text: HTML, code, images, rules, links to anywhere but the web, a page or an address.

    `first` is the number of the text's first line. With `headings` the text is a page's own: headings may stand in it, and
    the marks of MyST, which could take in other files, may not. `place` goes before the line, such as `cell 3`.
    """
    found = [*_token_faults(text, headings)]
    found += [
        (text.count("\n", 0, tag.start()), f"HTML is not allowed here: '{tag[0].strip()}'.", "Take the tag out.")
        for tag in _TAG.finditer(text)
    ]
    if headings:
        found += [
            (text.count("\n", 0, m.start()), f"a mark of MyST is not allowed here: '{m[0].strip()[:40]}'.", "Take it out.")
            for m in _MYST.finditer(text)
        ]
    return [
        Fault(file, f"{place}, line {first + line}" if place else f"line {first + line}", what, todo)
        for line, what, todo in sorted(found, key=lambda f: f[0])
    ]


def numbered_lines(text: str) -> frozenset[int]:
    """The lines, from nought, that begin a point of a list that counts from one."""
    found, counts = set[int](), list[int]()
    for token in _PARSER.parse(text):
        if token.type.endswith("_list_open"):
            counts.append(0)
        elif token.type.endswith("_list_close"):
            counts.pop()
        elif token.type == "list_item_open" and token.map:
            counts[-1] += 1
            if token.info in ("1", str(counts[-1])):
                found.add(token.map[0])
    return frozenset(found)


def _token_faults(text: str, headings: bool) -> Iterator[tuple[int, str, str]]:
    """Parts of a text that are not allowed: line (from nought), what it is, and what to do."""
    allowed = _ALLOWED | _OF_PAGES if headings else _ALLOWED
    for token in _flat(_PARSER.parse(text)):
        if token.nesting < 0:
            continue  # its opening was told
        unsafe = token.type == "link_open" and not _safe_link(token)
        if token.type not in allowed or unsafe or _failed_link(token) or _within(token):
            yield (
                (token.map[0] if token.map else 0),
                f"{_what(token)} is not allowed here.",
                ("Use paragraphs, lists, **bold**, *italics* and https:// links."),
            )


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.children is not None:
            line = token.map[0] if token.map else 0
            for child in token.children:
                child.map = [line, line + 1]  # the parser gives lines to blocks only
                line += child.type in ("softbreak", "hardbreak")
                yield child
        elif token.type != "inline":
            yield token


def _html(token: Token, words: Callable[[str], Markup]) -> Markup:
    if token.type == "text":
        return words(token.content)
    if token.type in ("softbreak", "hardbreak"):
        return Markup(" ")
    if token.hidden:
        return Markup()
    return fill("prose_tag", closing=token.nesting < 0, tag=token.tag, href=token.attrs.get("href", ""))


def _run_on(token: Token, words: Callable[[str], Markup]) -> Markup:
    """A token without the marks of a paragraph; a space parts it from the next."""
    paragraph = token.tag == "p" and not token.hidden
    return Markup(" " * (token.nesting < 0)) if paragraph else _html(token, words)


def _safe_link(token: Token) -> bool:
    return bool(_LINKS.fullmatch(str(token.attrs.get("href", ""))))


def _failed_link(token: Token) -> bool:
    """Whether a text is what was left of a link that the parser refuses, such as one to `javascript:`."""
    return token.type == "text" and bool(re.search(r"\](?:\(|\[|:\s)", token.content))


def _within(token: Token) -> bool:
    """Whether it is a heading in a list, of which no section is made."""
    return token.type == "heading_open" and token.level > 0


def _what(token: Token) -> str:
    words = {
        "fence": "a code block or directive",
        "code_block": "indented code",
        "code_inline": "code",
        "image": "an image",
        "heading_open": "a heading within a list" if _within(token) else "a heading of this level",
        "hr": "a rule",
        "blockquote_open": "a quotation block",
        "link_open": "a link to that address",
        "text": "a link to that address",
    }
    return words.get(token.type, token.type.replace("_", " "))
