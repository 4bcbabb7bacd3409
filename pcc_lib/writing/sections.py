"""A commentary file as its sections: the `##` headings that people write under, and the points below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import CommentaryError, Fault

TOPIC_SECTIONS = ("What?", "So what?", "Now what?")
PRIORITY_SECTIONS = ("In one sentence", "Outcomes achieved this quarter", "Focus next quarter", "Risks and issues")


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
