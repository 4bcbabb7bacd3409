"""The buttons above rows that a reader may filter. The page holds them hidden: a script shows them, and without one all rows are
there. Each says how many rows it finds, which the reading back counts again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pcc_lib.inputs.contents import Call, read_notebook
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill
from pcc_lib.writing.markup import count


class Choice(NamedTuple):
    """A button: the mark that it finds rows by, and its words."""

    mark: str
    words: str


def marks_in(kind: str, marks: Iterable[str]) -> str:
    """The marks of a row as its table has them: of which kind of rows it is, then each mark as one of that kind."""
    return " ".join([kind, *(f"{kind}-{mark}" for mark in marks)])


def filter_bar(kind: str, choices: Iterable[Choice], rows: Sequence[str]) -> Markup:
    """A button for each choice that finds any of the rows of a kind, after one for all of them; nothing where there is no choice.

    rows: the marks of each row, by `marks_in`.
    """
    counted = [(choice, sum(f"{kind}-{choice.mark}" in marks.split() for marks in rows)) for choice in choices]
    buttons = [(each.mark, each.words, count(n, f"marked {kind}-{each.mark}")) for each, n in counted if n]
    return fill("filters", kind=kind, all=count(len(rows), f"marked {kind}"), buttons=buttons) if buttons else Markup()


def asked_for(page: Page, block: str, all_of: Sequence[str]) -> list[str]:
    """What the page's notebook asks a block for, such as priorities; `all_of` where it is no page of the book."""
    calls = _calls(page)
    if calls is None:
        return list(all_of)
    return [call.args[0] for call in calls if call.name == block and len(call.args) == 1 and call.args[0] in all_of]


def asks_for(page: Page, block: str) -> bool:
    """Whether the page's notebook asks for a block that takes nothing; so it is taken where it is no page of the book."""
    calls = _calls(page)
    return calls is None or any(call.name == block for call in calls)


def _calls(page: Page) -> Sequence[Call] | None:
    file = f"notebooks/{page.name}.ipynb"
    return read_notebook(page.project, file).calls if page.project.exists(file) else None
