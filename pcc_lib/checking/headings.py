"""Headings that name a priority: its title stands in the plan, and a heading must be typed in its notebook for the table of
contents to have it; so the two are held against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pcc_lib.core.errors import Fault
from pcc_lib.inputs.contents import Notebook
from pcc_lib.inputs.headings import Heading, headings_of
from pcc_lib.inputs.plan import PLAN, Priority, priorities
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.standard_pages import plain_markdown
from pcc_lib.writing.markdown import markup_faults

# a heading that is meant for a priority, however it is written: with a dash, in capitals, `Priority 01`
_NAMED = re.compile(r"priority ?(?:no\.? ?)?0*(?P<number>[0-9]+)(?: ?(?::|[.–—-](?= |$)) ?(?P<title>.*))?", re.IGNORECASE)


def heading_faults(project: Project, books: Iterable[Notebook]) -> Iterator[Fault]:
    """Headings that give a priority another title or number than the plan.

    A page of a priority is called by its title, with or without `Priority 1: ` before it. A title that the text of pages cannot
    hold, such as one with a tag, is held against nothing: no heading could be written that agrees.
    """
    by_number = {p.number: p for p in priorities(project) if not markup_faults(f"# {p.title}", "", headings=True)}
    known = [p.number for p in priorities(project)]
    of_page = {p.page: p for p in by_number.values()}
    for book in books:
        for level, words in book.headings:
            named = _NAMED.fullmatch(words)
            if named and int(named["number"]) not in known:
                yield _unknown(book, words, known)
            elif named:
                yield from _named_otherwise(book, Heading(level, words), by_number.get(int(named["number"])), named["title"])
            elif level == 1 and (about := of_page.get(book.stem)) and words != about.title:
                yield _otherwise(book, level, about, words)
        yield from _misplaced(book, {p.id: p for p in priorities(project)})


def _named_otherwise(book: Notebook, heading: Heading, about: Priority | None, title: str | None) -> Iterator[Fault]:
    """A heading that names a priority in another way than `Priority 1`, or with another title."""
    if about and heading.words not in (f"Priority {about.number}", _name(about)):
        yield _otherwise(book, heading.level, about, title if title and title != about.title else heading.words)


def _otherwise(book: Notebook, level: int, about: Priority, words: str) -> Fault:
    said = f"the heading says '{words}', and {PLAN}/priorities.yml '{about.title}'."
    return Fault(book.file, f"priority {about.number}", said, f"Write the same in both: {_written(level, about)}")


def _name(about: Priority) -> str:
    return f"Priority {about.number}: {' '.join(about.title.split())}"


def _written(level: int, about: Priority) -> str:
    """The heading as a notebook must hold it: marks within the title with a stroke before them."""
    plain = f"{'#' * level} {_name(about)}"
    shown = headings_of(plain) == [Heading(level, _name(about))]
    return plain if shown else f"{'#' * level} Priority {about.number}: {plain_markdown(about.title)}"


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
