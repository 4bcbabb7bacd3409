"""Headings that name a priority: its title stands in the plan, and a heading must be typed in its notebook for the table of
contents to have it; so the two are held against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pcc_lib.core.errors import Fault
from pcc_lib.inputs.contents import Notebook
from pcc_lib.inputs.plan import PLAN, Priority, priorities
from pcc_lib.inputs.project import Project
from pcc_lib.writing.commentary import markup_faults

_NAMED = re.compile(r"Priority (?P<number>[0-9]+)(?:: *(?P<title>.+))?")


def heading_faults(project: Project, books: Iterable[Notebook]) -> Iterator[Fault]:
    """Headings that give a priority another title or number than the plan.

    A page of a priority is called by its title, with or without `Priority 1: ` before it. A title that the text of pages cannot
    hold, such as one with a tag, is held against nothing: no heading could be written that agrees.
    """
    by_number = {p.number: p for p in priorities(project) if not markup_faults(f"# {p.title}", "", headings=True)}
    known = [p.number for p in priorities(project)]
    of_page = {p.page: p for p in by_number.values()}
    for book in books:
        for marks, words in book.headings:
            named = _NAMED.fullmatch(words)
            if named and int(named["number"]) not in known:
                yield _unknown(book, words, known)
            elif named:
                yield from _titled_otherwise(book, marks, by_number.get(int(named["number"])), named["title"])
            elif marks == "#":
                yield from _titled_otherwise(book, marks, of_page.get(book.stem), words)
        yield from _misplaced(book, {p.id: p for p in priorities(project)})


def _titled_otherwise(book: Notebook, marks: str, about: Priority | None, title: str | None) -> Iterator[Fault]:
    if about and title not in (None, about.title):
        wanted = f"{marks} Priority {about.number}: {about.title}"
        said = f"the heading says '{title}', and {PLAN}/priorities.yml '{about.title}'."
        yield Fault(book.file, f"priority {about.number}", said, f"Write the same in both: {wanted}")


def _unknown(book: Notebook, words: str, known: list[int]) -> Fault:
    numbers = ", ".join(map(str, known))
    return Fault(book.file, f"heading '{words}'", "names a priority that the plan has not.", f"Known: {numbers}.")


def _misplaced(book: Notebook, known: Mapping[str, Priority]) -> Iterator[Fault]:
    """Blocks of one priority under the heading of another."""
    for call in book.calls:
        about, named = known.get(str(call.args[0])) if call.args else None, _NAMED.fullmatch(call.nearest)
        if about and named and int(named["number"]) != about.number:
            place = f'report.{call.name}("{about.id}")'
            todo = f"Put it under 'Priority {about.number}: {about.title}'."
            yield Fault(book.file, place, f"stands under the heading '{call.nearest}'.", todo)
