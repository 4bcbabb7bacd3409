"""A quarter's commentary with its drafts told apart: texts of another quarter, by their mark or by what they say.

Somebody may copy the last quarter's folder by hand, and no command of ours leaves a mark then. So a section whose sentences are
those of earlier quarters is a draft too, unless the quarter's `quarter.yml` says that it is still true.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pcc_lib.core.errors import CommentaryError, ReportError
from pcc_lib.core.kept import makes_again
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import QuarterFolder, quarter_names
from pcc_lib.inputs.project import Project
from pcc_lib.writing.carried import carried
from pcc_lib.writing.sections import HEADINGS, Draft, Section, sections, words_alone
from pcc_lib.writing.still import still_holds


def sections_of(folder: QuarterFolder, kind: str, id: str) -> dict[str, Section]:
    """The sections of a text of a quarter, each with why it is a draft, where it is one.

    `kind` is `topics` or `priorities`. A CommentaryError names a heading that is unknown or stands twice.
    """

    def read() -> dict[str, Section]:
        file, text = folder.commentary(kind, id)
        found = sections(file, text, HEADINGS[kind])
        return {title: _told_apart(folder, f"{kind}/{id}", section) for title, section in found.items()}

    if type(folder) is not QuarterFolder:  # one that passes over what cannot be read
        return read()
    return folder.project.kept.said(f"sections|{folder.quarter}|{kind}|{id}", read, _meaning)


@makes_again("sections")
def sections_again(project: Project, quarter: str, kind: str, id: str) -> dict[str, Section]:
    """The same by the names of quarter and text: what rests on it asks whether it says the same (see `Kept.said`)."""
    return sections_of(QuarterFolder(project, Quarter.parse(quarter)), kind, id)


def _meaning(found: Mapping[str, Section]) -> object:
    """What the sections say, wherever they stand: lines are told of faults alone, and those have no page."""
    return [
        (title, replace(each, text=_as_read(each.text), line=0, draft=each.draft and replace(each.draft, line=0)))
        for title, each in found.items()
    ]


def _as_read(text: str) -> str:
    """A text without the blank lines that say nothing: all but one between two paragraphs."""
    return re.sub(r"\n(?:[ \t]*\n)+", "\n\n", text.strip("\n"))


def _told_apart(folder: QuarterFolder, text: str, section: Section) -> Section:
    """The section as a draft, where its sentences are those of earlier quarters and nobody has said that they still hold."""
    marked = section.draft
    if section.empty:
        return section
    found = carried(folder, text, section)
    if marked:
        same = found.whole or _said_in(folder, marked.of, text, section)
        return replace(section, draft=replace(marked, of=marked.of or found.of, same=same))
    if found.is_open and not still_holds(folder, text, section.title):
        return replace(section, draft=Draft(found.of, section.line, same=found.whole))
    return section


def _said_in(folder: QuarterFolder, quarter: str, text: str, section: Section) -> bool:
    """Whether the quarter that a mark names says the same; it may be a later one."""
    if quarter not in quarter_names(folder.project):
        return False
    try:
        named = QuarterFolder(folder.project, Quarter.parse(quarter))
    except ReportError:
        return False
    found = _section(named, text, section.title)
    return found is not None and words_alone(found.text) == words_alone(section.text)


def _section(folder: QuarterFolder, text: str, title: str) -> Section | None:
    """A section of a quarter's text; None where there is none with any words, or where the text cannot be told apart."""
    kind, _, id = text.partition("/")
    try:
        found = sections(*folder.commentary(kind, id), HEADINGS[kind]).get(title)
    except ReportError:
        return None  # told with the faults of that quarter
    return found if found and not found.empty else None


def without_drafts(folder: QuarterFolder, kind: str, id: str) -> str:
    """The text of a commentary file with blank lines in place of its drafts: the words that somebody answers for."""
    _, text = folder.commentary(kind, id)
    rows = text.split("\n")
    try:
        drafts: Sequence[Section] = [s for s in sections_of(folder, kind, id).values() if s.unwritten]
    except CommentaryError:
        return text
    for section in drafts:
        first, count = section.line - 1, section.text.count("\n") + 1
        rows[first : first + count] = [""] * count
    return "\n".join(rows)
