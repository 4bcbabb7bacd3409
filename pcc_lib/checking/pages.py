"""Pages: every notebook can run, asks only for blocks that there are, and every link of the book has its place.

Notebooks are read, never run. A page's code cells may set the quarter, open the report and ask for blocks, and nothing else:
what a page prints then follows from `data/`, and what this check passes cannot fail in a kernel.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from pcc_lib.checking.headings import heading_faults
from pcc_lib.core.errors import Fault, ReportError, suggest, told
from pcc_lib.inputs.contents import TOC, Notebook, all_literal, read_notebook
from pcc_lib.inputs.headings import heading_id
from pcc_lib.inputs.measures import TOPICS, topic_ids, topics_of
from pcc_lib.inputs.models.contents import Settings
from pcc_lib.inputs.models.law import KINDS
from pcc_lib.inputs.page_files import PageFile, page_faults, pages_of
from pcc_lib.inputs.placed import areas_by_id
from pcc_lib.inputs.plan import PLAN, Priority, activities, priorities
from pcc_lib.inputs.project import BODY, Project
from pcc_lib.inputs.standard_pages import CALL, standard_pages
from pcc_lib.pages.governance import PARTS
from pcc_lib.report import parts
from pcc_lib.writing.markdown import markup_faults

CONFIG = "_config.yml"
TOPIC_BLOCKS = ("what", "so_what", "now_what")
PRIORITY_BLOCKS = ("outcomes", "focus", "deliverables", "risks")
ANCHORS = ("deliverables", "contradictions")  # blocks that other pages link to by their heading
NEEDED = {"figures": ("ledger", "ledger_charts"), "about-the-data": ("sources",)}  # where numbers and charts lead to


def fault_list(project: Project) -> list[Fault]:
    """Every fault of contents, settings and notebooks, and of what definitions ask of them (none where there is no book)."""
    if not project.exists(TOC) and not project.names("notebooks"):
        return []
    faults = [*_settings_faults(project), *page_faults(project)]
    if any(f.file == TOC for f in faults):
        return faults
    known: dict[str, Collection[str]] = {}  # stays empty where the plan is wrong: then no argument is judged, and all else is
    faults += told(TOC, lambda: known.update(_arguments(project)))
    books: dict[str, Notebook] = {}
    for page in pages_of(project):
        unreadable = any(f.file == page.path for f in faults)
        if page.is_notebook and not unreadable:
            faults += told(page.path, partial(_read_into, books, project, page))
            faults += _notebook_faults(project, books[page.name], known) if page.name in books else ()
        elif not page.is_notebook:
            faults += markup_faults(project.read_text(page.path), page.path, headings=True)
    if not faults:
        faults += [*_needed_faults(project, books), *_priority_faults(project, books), *_anchor_faults(books)]
        faults += heading_faults(project, books.values())
    return faults


def _read_into(books: dict[str, Notebook], project: Project, page: PageFile) -> None:
    books[page.name] = read_notebook(project, page.path)


def _settings_faults(project: Project) -> list[Fault]:
    """Settings that name another book or body, or that would load code of the project's."""
    if not project.exists(CONFIG):
        return [Fault(CONFIG, "", "the file is missing.", "Copy it from another project, and change title and author.")]
    try:
        found = project.record(Settings, CONFIG)
        title, name = project.body.report_title, project.body.name
    except ReportError as error:
        return getattr(error, "faults", [Fault(CONFIG, "", str(error))])
    faults = (
        []
        if found.title == title
        else [Fault(CONFIG, "title", f"is '{found.title}', and report_title in {BODY} is '{title}'.", "Write the same in both.")]
    )
    return faults + (
        []
        if found.author in name
        else [Fault(CONFIG, "author", f"is '{found.author}', and name in {BODY} is '{name}'.", "Write the same in both.")]
    )


# ── one notebook ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _notebook_faults(project: Project, book: Notebook, known: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    if book.opened_as != book.stem:
        yield Fault(
            book.file, "open_report", f"opens the page '{book.opened_as}'.", f'Write open_report("{book.stem}", quarter).'
        )
    opened = set[str]()
    for number, cell in enumerate(json.loads(project.read_text(book.file))["cells"], 1):
        text, place = "".join(cell["source"]), f"cell {number}"
        if cell["cell_type"] == "markdown":
            yield from markup_faults(text, book.file, headings=True, place=place)
        elif cell["cell_type"] == "code":
            yield from _code_faults(text, _Cell(book.file, place, opened), known)
        else:
            yield Fault(book.file, place, f"is a cell of type {str(cell['cell_type'])[:20]}.", "Use text and code cells alone.")


class _Cell(NamedTuple):
    """A code cell: its file and place, and the names that the cells before it have set."""

    file: str
    place: str
    names: set[str]

    def needs(self, *names: str) -> Iterator[Fault]:
        """Names that should have been set by now; told once, since all later cells lack them too."""
        for name in names:
            if name not in self.names:
                self.names.add(name)
                yield Fault(self.file, self.place, f"uses '{name}' before it is set.", _SET[name])


_SET = {
    "open_report": "Write before it: from pcc_lib import open_report",
    "quarter": "Write before it, in the cell tagged 'parameters': quarter: str = \"latest\"",
    "report": 'Write before it: report = open_report("…", quarter), with the name of the page.',
}


def _code_faults(code: str, cell: _Cell, known: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    """Statements of a code cell that are no part of a page, and calls that would fail."""
    try:
        statements = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield Fault(cell.file, cell.place, "is not Python.", "Correct it, or take the cell out.")
        return
    for statement in statements:
        match statement:
            case ast.ImportFrom(module="pcc_lib", names=[ast.alias(name="open_report", asname=None)], level=0):
                cell.names.add("open_report")
            case ast.Assign(
                targets=[ast.Name(id="report")],
                value=ast.Call(func=ast.Name(id="open_report"), args=[ast.Constant(), ast.Name(id="quarter")], keywords=[]),
            ):
                yield from cell.needs("open_report", "quarter")
                cell.names.add("report")
            case ast.AnnAssign(target=ast.Name(id="quarter"), value=ast.Constant(value=str())):
                cell.names.add("quarter")
            case ast.Assign(targets=[ast.Name(id="quarter")], value=ast.Constant(value=str())):
                cell.names.add("quarter")
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="report"), attr=name), args=args, keywords=[])) if (
                all_literal(args)
            ):
                yield from cell.needs("report")
                yield from _call_faults(name, [a.value for a in args], cell.file, known)
            case _:
                yield Fault(
                    cell.file,
                    cell.place,
                    f"'{ast.unparse(statement)[:60]}' is no part of a page.",
                    'A page sets the quarter, opens the report and asks it for blocks: report.what("calls-999"). '
                    f"To explore, use a notebook outside {TOC}.",
                )


def _call_faults(name: str, args: list[Any], file: str, known: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    place = f"report.{name}({', '.join(map(repr, args))})".replace("'", '"')[:80]
    part = parts().get(name)
    if name == CALL:
        yield from _standard_faults(file, place, args)
        return
    if part is None:
        yield Fault(file, place, f"there is no block '{name}'.", suggest(name, parts()))
        return
    if wrong := part.miscounted(len(args)):
        yield Fault(file, place, wrong, f"Write {part.call}.")
        return
    for word, given in zip(part.arguments, args, strict=True):
        if given not in known.get(word, (given,)):
            yield Fault(file, place, f"there is no {word} '{str(given)[:60]}'.", suggest(str(given), known[word]))


def _standard_faults(file: str, place: str, args: list[Any]) -> Iterator[Fault]:
    """A page that the library does not bring, or that is given something."""
    stem = file.rsplit("/", 1)[-1].removesuffix(".ipynb")
    if args:
        yield Fault(file, place, "takes nothing.", f"Write report.{CALL}().")
    elif stem not in standard_pages():
        yield Fault(file, place, f"the library brings no page '{stem}'.", suggest(stem, standard_pages()))


def _arguments(project: Project) -> dict[str, Collection[str]]:
    """What may be asked for, by the name of a block's argument."""
    found = [p.id for p in priorities(project)]
    return {
        "topic": topic_ids(project),
        "priority": found,
        "part": list(PARTS),
        "kind": KINDS,
        "area": areas_by_id(project),
        "group": [*found, *dict.fromkeys(f"appendix-{a.appendix.lower()}" for a in activities(project) if a.appendix)],
    }


# ── the book ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _needed_faults(project: Project, books: Mapping[str, Notebook]) -> Iterator[Fault]:
    """The pages that every number and chart leads to."""
    for page, blocks in NEEDED.items():
        if page not in books:
            yield Fault(TOC, "", f"names no notebook '{page}', to which numbers and charts lead.", f"Add notebooks/{page}.")
            continue
        said = {(c.name, c.args) for c in books[page].calls}
        wanted: list[tuple[str, tuple[str, ...]]] = [(block, ()) for block in blocks]
        if page == "about-the-data":
            wanted += [("definitions", (p.id,)) for p in priorities(project)]
        for name, args in wanted:
            if (name, args) not in said:
                call = f"report.{name}({', '.join(f'{a!r}' for a in args)})".replace("'", '"')
                yield Fault(books[page].file, "", f"does not ask for {call}, to which other pages link.", "Add a cell for it.")


def _priority_faults(project: Project, books: Mapping[str, Notebook]) -> Iterator[Fault]:
    """Priorities without a page, and topics that their priority's page does not tell."""
    for p in priorities(project):
        if p.page not in books:
            yield Fault(
                f"{PLAN}/priorities.yml",
                f"{p.id}, page",
                f"{TOC} names no notebook '{p.page}'.",
                f"Add notebooks/{p.page} to {TOC}, or name the priority's page.",
            )
            continue
        yield from _told_faults(project, p, books[p.page])


def _told_faults(project: Project, p: Priority, book: Notebook) -> Iterator[Fault]:
    said = {(c.name, c.args) for c in book.calls}
    for name in PRIORITY_BLOCKS:
        if (name, ()) not in said:
            yield Fault(book.file, "", f"does not ask for report.{name}().", "Add a cell for it.")
    for topic in topics_of(project, p.id):
        lacking = [name for name in TOPIC_BLOCKS if (name, (topic.id,)) not in said]
        if lacking:
            calls = ", ".join(f'report.{name}("{topic.id}")' for name in lacking)
            yield Fault(
                f"{TOPICS}/{topic.id}.yml",
                "",
                f"is not told: {book.file} does not ask for {calls}.",
                "Add a cell for each, or set scorecard_only: true.",
            )


def _anchor_faults(books: Mapping[str, Notebook]) -> Iterator[Fault]:
    """Blocks that other pages link to, under a heading of another name."""
    for book in books.values():
        for call in book.calls:
            if call.name in ANCHORS and heading_id(call.nearest) != call.name:
                yield Fault(
                    book.file,
                    f"report.{call.name}()",
                    f"stands under '{call.nearest}', and other pages link to '{call.name}'.",
                    f"Put a heading '{call.name.capitalize()}' above it.",
                )


def expected_blocks(project: Project, page: str) -> set[str]:
    """The blocks that a page must show: a priority's page its highlights, and What? So what? Now what? of each topic."""
    about = next((p for p in priorities(project) if p.page == page), None)
    if about is None:
        return set()
    return set(PRIORITY_BLOCKS) | {f"{topic.id}/{part}" for topic in topics_of(project, about.id) for part in TOPIC_BLOCKS}
