"""The book's pages as their notebooks have them: contents, titles, headings, and the blocks that each asks for."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeGuard

from pcc_lib.core.errors import suggest
from pcc_lib.core.kept import makes_again
from pcc_lib.core.numerals import part_id, slug
from pcc_lib.core.quarters import is_quarter
from pcc_lib.inputs import standard_pages
from pcc_lib.inputs.headings import Heading, heading_id, headings_of
from pcc_lib.inputs.models.contents import Contents
from pcc_lib.inputs.page_files import TOC
from pcc_lib.inputs.plan import LATEST
from pcc_lib.inputs.project import Project

NEARLY = 0.88  # how like a page's name a slip of it is (difflib's ratio): 'priorty-1' is 0.95, 'my-priority-1' 0.87


@dataclass(frozen=True)
class Call:
    """`report.name(*args)` in a notebook's cell, under the `##` heading `heading`; `nearest` is of any level. `standard`: it is
    of a standard page, some of whose blocks stand in some quarters alone."""

    name: str
    args: tuple[Any, ...]
    heading: str
    nearest: str
    standard: bool = False


@dataclass(frozen=True)
class Notebook:
    """One page of the book: file and its stem, title, name that it opens the report with, its calls and headings in order."""

    file: str
    stem: str
    title: str
    opened_as: str
    calls: tuple[Call, ...]
    headings: tuple[Heading, ...] = ()

    @property
    def href(self) -> str:
        """Its page's address."""
        return f"{self.stem}.html"

    @property
    def anchors(self) -> dict[tuple[str, str], str]:
        """The anchors of sections that tell what has a name, by their `##` heading and their own: `calls-999` of a section whose
        blocks are all of that topic, `calls-999-so-what` of a step of it, `cards` of one that asks for `report.cards()`. They are
        made of names, so that a link holds when a heading is worded anew, or moved. Of two sections the first has the anchor."""
        found: dict[tuple[str, str], str] = {}
        for heading in dict.fromkeys(call.heading for call in self.calls if call.heading):
            held = [call for call in self.calls if call.heading == heading]
            about = held[0].args if all(call.args == held[0].args for call in held) else ()
            of = slug(str(about[0])) if len(about) == 1 else ""
            if of or held[0].nearest == heading:
                found[heading, heading] = of or slug(held[0].name)
            for call in held:
                said = (of, call.name) if of else (call.name, *map(str, call.args))
                found.setdefault((heading, call.nearest), slug("-".join(said)))
        named: dict[str, tuple[str, str]] = {}
        for place, anchor in found.items():
            named.setdefault(anchor, place)
        return {place: anchor for anchor, place in named.items()}


def notebooks(project: Project) -> list[Notebook]:
    """The notebooks that `_toc.yml` names, in its order (none where there is no table of contents)."""
    if not project.exists(TOC):
        return []
    files = [f"{name.removesuffix('.ipynb')}.ipynb" for name in project.record(Contents, TOC).files()]
    return [read_notebook(project, file) for file in files if project.exists(file)]


@makes_again("notebook")
def read_notebook(project: Project, file: str) -> Notebook:
    """A notebook's title, headings and calls, read once. Its code is read, never run."""
    return project.kept.said(f"notebook|{file}", lambda: _read(project, file), repr)


def _read(project: Project, file: str) -> Notebook:
    stem, reading = file.rsplit("/", 1)[-1].removesuffix(".ipynb"), _Reading()
    for cell in json.loads(project.read_text(file))["cells"]:
        text = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            reading.headings += reading.words(text)
        elif cell["cell_type"] == "code":
            for name, args in _calls(text):
                reading.call(project, name, args)
    title, opened_as = reading.title or stem, reading.opened_as or stem
    return Notebook(file, stem, title, opened_as, tuple(reading.calls), tuple(reading.headings))


class _Reading:
    """How far a notebook has been read: under which headings, and what was found. A standard page is read as if its text stood
    in the notebook; its headings are not among those that a person typed."""

    def __init__(self) -> None:
        self.title = self.heading = self.nearest = self.opened_as = ""
        self.calls: list[Call] = []
        self.headings: list[Heading] = []

    def words(self, text: str) -> list[Heading]:
        """The headings of a piece of Markdown, which hold for what follows."""
        found = headings_of(text)
        for level, words in found:
            self.nearest = words
            if level == 1:
                self.title = self.title or words
            elif level == 2:
                self.heading = words
        return found

    def call(self, project: Project, name: str, args: tuple[Any, ...], standard: bool = False) -> None:
        """`open_report(…)`, a block, or all the blocks of a standard page."""
        if name == "open_report":
            self.opened_as = str(args[0])
        elif name == standard_pages.CALL and not args and self.opened_as in standard_pages.standard_pages():
            for piece in standard_pages.standard_page(project, self.opened_as):
                if isinstance(piece, str):
                    self.words(piece)
                else:
                    self.call(project, piece.name, piece.args, standard=True)
        else:
            self.calls.append(Call(name, args, self.heading, self.nearest, standard))


def has_page(project: Project, page: str) -> bool:
    """Whether the book has a page of this name (any page, where there is no table of contents)."""
    return not project.exists(TOC) or page in _page_names(project)


def misnamed(project: Project, name: object) -> str:
    """What is wrong with the name that a notebook opens its report with; nothing where nothing is.

    Any name is an explorer's own that is not nearly a page's: a slip would tell no page's figures as those of another.
    """
    if not isinstance(name, str) or not name.strip() or name == LATEST or is_quarter(name):
        return f'a report is opened for a page, not for {name!r}. Write open_report("priority-1", "2023-24-Q3").'
    pages = _page_names(project) if project.exists(TOC) else []
    plain = part_id(name.strip().rsplit("/", 1)[-1].removesuffix(".ipynb"))
    if name in pages or not get_close_matches(plain, pages, cutoff=NEARLY):
        return ""
    own = 'A notebook that is no page takes a name less like a page\'s, such as open_report("explore").'
    return f"{TOC} has no page '{name}'. {suggest(plain, pages)} {own}"


def _page_names(project: Project) -> list[str]:
    return [file.rsplit("/", 1)[-1].split(".")[0] for file in project.record(Contents, TOC).files()]


def topic_link(project: Project, priority_page: str, topic: str) -> str:
    """Address of a topic's section; of the page alone where its notebook does not tell the topic; else ``."""
    file = f"notebooks/{priority_page}.ipynb"
    if not project.exists(file):
        return ""
    book = read_notebook(project, file)
    told = [c.heading for c in book.calls if c.args == (topic,)]
    anchor = (book.anchors.get((told[0], told[0])) or heading_id(told[0])) if told else ""
    return f"{priority_page}.html" + (f"#{anchor}" if anchor else "")


def all_literal(args: Sequence[ast.expr]) -> TypeGuard[Sequence[ast.Constant]]:
    """Whether every argument of a call is written out as a value."""
    return all(isinstance(a, ast.Constant) for a in args)


def _calls(code: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """`report.x(…)` and `open_report(…)` with what is literal in their arguments."""
    try:
        lines = ast.parse(code).body
    except SyntaxError:
        return
    for line in lines:
        call = getattr(line, "value", None)
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="report"), attr=name), args=args, keywords=[]):
                if all_literal(args):
                    yield name, tuple(a.value for a in args)
            case ast.Call(func=ast.Name(id="open_report"), args=[ast.Constant(value=name), *_]):
                yield "open_report", (name,)
