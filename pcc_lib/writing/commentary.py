"""Commentary: people's Markdown with `{{ figure.names }}`, held against the figures that it names, and printed with them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from pcc_lib.core.errors import CommentaryError, Fault, FaultsError, ReportError
from pcc_lib.core.numerals import MISSING
from pcc_lib.core.text import named, unseen
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.models.vocabulary import Names
from pcc_lib.inputs.plan import PLAN
from pcc_lib.inputs.project import Project
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.markdown import markup_faults, prose_html
from pcc_lib.writing.sections import Section
from pcc_lib.writing.typed_numbers import typed_by_hand
from pcc_lib.writing.wording import contradicts

NAME = re.compile(r"\{\{\s*(.*?)\s*\}\}")


def render(
    section: Section,
    figures: Figures,
    print_figure: Callable[[Figure, str], Markup],
    within: bool = False,
) -> Markup:
    """A section as HTML: paragraphs, lists, emphasis and links only; figures by `print_figure`.

    `within` is for text that stands in another's line: its paragraphs run on. A draft is shown with the figures that there are;
    a name that gives none stands as it is written. A CommentaryError names file and line of what is wrong.
    """
    faults = list(section_faults(section, figures))
    if faults:
        raise CommentaryError(faults)

    def words(text: str) -> Markup:
        done, at = [], 0
        for m in NAME.finditer(text):
            done += [text[at : m.start()], _printed(m, section, figures, print_figure)]
            at = m.end()
        return join([*done, text[at:]])

    return prose_html(section.text, words, within)


def _printed(
    name: re.Match[str], section: Section, figures: Figures, print_figure: Callable[[Figure, str], Markup]
) -> Markup | str:
    """A figure that a text names; in a draft, its name where there is no such figure any more."""
    try:
        figure = figures.figure(name[1])
    except ReportError:
        if section.draft is None:
            raise
        return f"{MISSING} ({name[1]})"
    return print_figure(figure, figure.magnitude)


def section_faults(section: Section, figures: Figures) -> Iterator[Fault]:
    """What is wrong with a section, in order of lines: unknown figures, typed digits, directions against a sign, markup.

    Of a draft only the markup is looked at: its words are nobody's yet.
    """
    yield from sorted(
        _all_faults(section, figures), key=lambda f: int(f.place.removeprefix("line ") or 0) if f.file == section.file else 0
    )


def _all_faults(section: Section, figures: Figures) -> Iterator[Fault]:
    allowed = () if section.draft else _allowed_names(figures.project)
    for i, row in enumerate(section.text.split("\n")):
        place, seen = f"line {section.line + i}", html.unescape(row)
        yield from (Fault(section.file, place, *told) for told in _unseen(seen))
        if not section.draft:
            yield from _figure_faults(row, section.file, place, figures)
            typed = typed_by_hand(NAME.sub("", seen), allowed, figures.folder)
            yield from (Fault(section.file, place, *told) for told in typed)
    yield from markup_faults(section.text, section.file, first=section.line)


def _unseen(row: str) -> Iterator[tuple[str, str]]:
    """Characters that cannot be seen, each once, and what to do."""
    for char in dict.fromkeys(m[0] for m in unseen(row)):
        yield f"holds a character that cannot be seen ({named(char)}).", "Delete it, and type the word again."


def _allowed_names(project: Project) -> tuple[str, ...]:
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
