"""Commentary: people's Markdown with `{{ figure.names }}`. It is untrusted text: no raw HTML, no directives, no code."""

from __future__ import annotations

import html
import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pcc_lib.core.errors import CommentaryError, Fault, FaultsError, ReportError
from pcc_lib.core.quarters import MONTHS
from pcc_lib.core.text import named, unseen
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.measures import topic_ids
from pcc_lib.inputs.models.vocabulary import Names
from pcc_lib.inputs.plan import PLAN, QuarterFolder, priorities
from pcc_lib.inputs.project import Project
from pcc_lib.writing.html import Markup, escape, fill, join
from pcc_lib.writing.wording import contradicts

NAME = re.compile(r"\{\{\s*(.*?)\s*\}\}")
TOPIC_SECTIONS = ("What?", "So what?", "Now what?")
PRIORITY_SECTIONS = ("In one sentence", "Outcomes achieved this quarter", "Focus next quarter", "Risks and issues")
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_YEAR = "(?:19|20)[0-9]{2}"
_DATES = re.compile(
    rf"\b(?P<day>[0-9]{{1,2}})(?: (?:to|and) (?P<until>[0-9]{{1,2}}))? (?P<month>{_MONTH})(?: (?P<in>{_YEAR}))?\b"
    rf"|\b(?:{_MONTH})(?: (?P<of>{_YEAR}))\b"
    rf"|\b(?P<year>{_YEAR})(?:[-/–](?P<second>[0-9]{{4}}|[0-9]{{2}}))?\b"
)
YEARS_AHEAD = 5  # plans name years to come; a number such as 2075 is no year that a report tells of
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
_TAG = re.compile(r"<[a-zA-Z/!][^<>\n]{0,60}>?")
_MYST = re.compile(r"^\s*:{3,}.*|\{[A-Za-z][\w:+.-]*\}(?=`)|^\s*\([^()\n]+\)=|^%.*|^-{3,}\s*$|^\+{3}.*|\{\{|^\s*\|", re.MULTILINE)
_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False})
_LINKS = re.compile(r"(?:https://|mailto:|[a-z0-9-]+\.html)[^\s]*", re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """One `## heading` of a commentary file and the Markdown below it, with its first line number."""

    file: str
    title: str
    text: str
    line: int


def sections(file: str, text: str, known: Sequence[str]) -> dict[str, Section]:
    """Split a commentary file at its `##` headings; a CommentaryError names an unknown, repeated or missing one."""
    found: dict[str, Section] = {}
    faults = []
    title, start, kept = "", 0, []
    for i, row in enumerate([*text.split("\n"), "## "], 1):
        heading = re.fullmatch(r"##(?!#)\s*(.*?)\s*", row)
        if not heading:
            kept.append(row)
            continue
        body = "\n".join(kept)
        if title:
            found[title] = Section(file, title, body, start + 1)
        elif body.strip():
            faults.append(Fault(file, "line 1", "there is text before the first heading.", f"Begin with ## {known[0]}."))
        if heading[1] and heading[1] not in known:
            faults.append(Fault(file, f"line {i}", f"unknown heading '{heading[1]}'.", f"Known: {', '.join(known)}."))
        if heading[1] in found:
            faults.append(Fault(file, f"line {i}", f"the heading '{heading[1]}' stands twice.", "Join the two."))
        title, start, kept = heading[1], i, []
    if faults:
        raise CommentaryError(faults)
    return found


def names(text: str) -> list[str]:
    """The figure ids that a text asks for, in order."""
    return [m[1] for m in NAME.finditer(text)]


def render(
    section: Section,
    figures: Figures,
    print_figure: Callable[[Figure, str], Markup],
    decorate: Callable[[str], Markup] = escape,
    within: bool = False,
) -> Markup:
    """A section as HTML: paragraphs, lists, emphasis and links only; figures by `print_figure`, other text by `decorate`.

    `within` is for text that stands in another's line: its paragraphs run on. A CommentaryError names file and line of what
    is wrong.
    """
    faults = list(section_faults(section, figures))
    if faults:
        raise CommentaryError(faults)

    def words(text: str) -> Markup:
        done, at = [], 0
        for m in NAME.finditer(text):
            figure = figures.figure(m[1])
            done += [decorate(text[at : m.start()]), print_figure(figure, figure.magnitude)]
            at = m.end()
        return join([*done, decorate(text[at:])])

    tokens = _flat(_PARSER.parse(section.text))
    return join(_run_on(token, words) if within else _html(token, words) for token in tokens).strip()


def list_items(section: Section) -> list[Section]:
    """The top-level list items of a section, each as a section of its own."""
    rows = section.text.split("\n")
    starts = [i for i, row in enumerate(rows) if re.match(r"[-*] ", row)]
    ends = [*starts[1:], len(rows)] if starts else []
    inner = [re.sub(r"^(?:[-*]| ) ?", "", row) for row in rows]  # an item's own lines, out from under its mark
    return [
        Section(section.file, section.title, "\n".join(inner[a:b]).strip(), section.line + a)
        for a, b in zip(starts, ends, strict=True)
    ]


def before_list(section: Section) -> Section:
    """What stands before the first top-level list item of a section."""
    rows = section.text.split("\n")
    first = next((i for i, row in enumerate(rows) if re.match(r"[-*] ", row)), len(rows))
    return Section(section.file, section.title, "\n".join(rows[:first]).strip("\n"), section.line)


def section_faults(section: Section, figures: Figures) -> Iterator[Fault]:
    """What is wrong with a section, in order of lines: unknown figures, typed digits, directions against a sign, markup."""
    yield from sorted(
        _all_faults(section, figures), key=lambda f: int(f.place.removeprefix("line ") or 0) if f.file == section.file else 0
    )


def _all_faults(section: Section, figures: Figures) -> Iterator[Fault]:
    allowed = allowed_names(figures.project)
    for i, row in enumerate(section.text.split("\n")):
        place = f"line {section.line + i}"
        yield from _figure_faults(row, section.file, place, figures)
        yield from _typed_faults(row, allowed, section.file, place, figures)
        for char in dict.fromkeys(m[0] for m in unseen(html.unescape(row))):
            yield Fault(
                section.file,
                place,
                f"holds a character that cannot be seen ({named(char)}).",
                "Delete it, and type the word again.",
            )
    yield from markup_faults(section.text, section.file, first=section.line)


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


def _token_faults(text: str, headings: bool) -> Iterator[tuple[int, str, str]]:
    """Parts of a text that are not allowed: line (from nought), what it is, and what to do."""
    allowed = _ALLOWED | _OF_PAGES if headings else _ALLOWED
    for token in _flat(_PARSER.parse(text)):
        if token.nesting < 0:
            continue  # its opening was told
        if token.type not in allowed or (token.type == "link_open" and not _safe_link(token)) or _failed_link(token):
            yield (
                (token.map[0] if token.map else 0),
                f"{_what(token)} is not allowed here.",
                ("Use paragraphs, lists, **bold**, *italics* and https:// links."),
            )


def fault_list(folder: QuarterFolder, figures: Figures) -> list[Fault]:
    """Every fault of every commentary file of a quarter."""
    faults: list[Fault] = []
    for kind, ids, known in (
        ("topics", topic_ids(folder.project), TOPIC_SECTIONS),
        ("priorities", [p.id for p in priorities(folder.project)], PRIORITY_SECTIONS),
    ):
        there = [n.removesuffix(".md") for n in folder.project.names(f"{folder.name}/{kind}") if n.endswith(".md")]
        faults += [
            Fault(
                f"{folder.name}/{kind}/{n}.md",
                "",
                f"there is no such {kind[:-1].replace('ie', 'y')}.",
                f"Name the file like one of: {', '.join(ids)}.",
            )
            for n in there
            if n not in ids
        ]
        for id in there:
            try:
                for section in sections(*folder.commentary(kind, id), known).values():
                    faults += section_faults(section, figures)
            except FaultsError as error:
                faults += error.faults
            except ReportError as error:
                faults.append(Fault(f"{folder.name}/{kind}/{id}.md", "", str(error)))
    return faults


def allowed_names(project: Project) -> tuple[str, ...]:
    """Names that hold digits and may be typed, from the plan's `names.yml`; the longest first."""
    file = f"{PLAN}/names.yml"
    if not project.exists(file):
        return ()
    return project.record(Names, file).words


def _figure_faults(row: str, file: str, place: str, figures: Figures) -> Iterator[Fault]:
    for m in NAME.finditer(row):
        try:
            figure = figures.figure(m[1])
        except FaultsError as error:  # what the figure rests on is wrong, not the sentence
            yield from error.faults
            continue
        except ReportError as error:
            yield Fault(file, place, f"unknown figure: {error}")
            continue
        wrong = contradicts(row[m.end() :], figure, row[: m.start()])
        if wrong:
            yield Fault(file, place, f"says '{wrong}' of {m[1]}, which is {figure.text}.", "Turn the word round.")
    if row.count("{{") != len(NAME.findall(row)):
        yield Fault(file, place, "a figure's braces are not closed.", "Write {{ measure.statistic }} on one line.")


def _typed_faults(row: str, allowed: Sequence[str], file: str, place: str, figures: Figures) -> Iterator[Fault]:
    """Digits that are neither a figure, a listed name nor a date that there can be; a half or a square is one too."""
    text = _without(NAME.sub("", html.unescape(row)), allowed)
    latest = int(figures.folder.written_on[:4]) + YEARS_AHEAD if _DATES.search(text) else 0
    for m in _DATES.finditer(text):
        if wrong := _impossible(m, latest):
            yield Fault(file, place, f"'{m[0]}': {wrong}.", "Correct the date, or name the figure in {{ }}.")
    rest = _DATES.sub("", text)
    start = next((i for i, c in enumerate(rest) if category(c).startswith("N")), -1)
    if start >= 0:
        end = next((i for i in range(start, len(rest)) if not (category(rest[i]).startswith("N") or rest[i] in ".,")), len(rest))
        yield Fault(
            file,
            place,
            f"the number '{rest[start:end]}' is typed by hand.",
            f"Name its figure in {{{{ }}}}; a name with a number goes into {PLAN}/names.yml.",
        )


def _impossible(m: re.Match[str], latest: int) -> str:
    """Why what has the form of a date is none (nothing where it is one)."""
    year = m["in"] or m["of"] or m["year"]
    if year and int(year) > latest:
        return f"{year} is no year that this report can tell of"
    if m["month"]:
        days = monthrange(int(year) if year else 2024, MONTHS.index(m["month"]))[1]
        bad = next((d for d in (m["day"], m["until"]) if d and not 1 <= int(d) <= days), "")
        return f"{m['month']} has no day {bad}" if bad else ""
    second = m["second"] or ""
    if len(second) == 4 and not int(year) < int(second) <= latest:
        return f"{second} is no year after {year} that this report can tell of"
    if len(second) == 2 and not (1 <= int(second) <= 12 or int(year) % 100 < int(second) <= latest % 100 or second == "00"):
        return "it is neither a month nor a span of years"
    return ""


def _without(text: str, allowed: Sequence[str]) -> str:
    return _any_of(tuple(allowed)).sub("", text) if allowed else text


@lru_cache(maxsize=64)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names as words of their own; of two that begin alike, the one that is listed first."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


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


def _what(token: Token) -> str:
    words = {
        "fence": "a code block or directive",
        "code_block": "indented code",
        "code_inline": "code",
        "image": "an image",
        "heading_open": "a heading of this level",
        "hr": "a rule",
        "blockquote_open": "a quotation block",
        "link_open": "a link to that address",
        "text": "a link to that address",
    }
    return words.get(token.type, token.type.replace("_", " "))
