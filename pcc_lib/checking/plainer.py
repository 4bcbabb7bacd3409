"""Sentences of a quarter's commentary that could be plainer: hints for whoever wrote them, which hold nothing up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.proofreading.plain_english import hints
from pcc_lib.writing.drafts import sections_of
from pcc_lib.writing.sections import Section

_FIGURE = re.compile(r"\{\{.*?\}\}")
_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_BLOCK = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+|\s*$")  # how a point begins, or a line that is blank
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”]?\s+(?=[A-Z“\"0-9])")
_SHOWN = 60  # letters of a sentence that a hint shows


def plainer(folder: QuarterFolder) -> list[str]:
    """Each sentence of topics and priorities that could be plainer: file, line, its beginning, and what to write."""
    written = [(kind, name.removesuffix(".md")) for kind in ("topics", "priorities") for name in _names(folder, kind)]
    sections = [section for kind, id in written for section in sections_of(folder, kind, id).values()]
    return [hint for section in sections if not section.unwritten for hint in _of_section(section)]


def _names(folder: QuarterFolder, kind: str) -> list[str]:
    return [name for name in folder.project.names(f"{folder.name}/{kind}") if name.endswith(".md")]


def _of_section(section: Section) -> Iterator[str]:
    for line, text in _paragraphs(section):
        for sentence in _SENTENCE.split(text):
            start = sentence if len(sentence) <= _SHOWN else f"{sentence[:_SHOWN].rstrip()} …"
            yield from (f"{section.file}, line {line}: {start} {hint[:1].upper()}{hint[1:]}" for hint in hints(sentence))


def _paragraphs(section: Section) -> Iterator[tuple[int, str]]:
    """The points and paragraphs of a section as they are read, each with its first line; a figure is one word."""
    first, rows = section.line, list[str]()
    for number, row in enumerate([*section.text.split("\n"), ""], section.line):
        if (begins := _BLOCK.match(row)) and rows:
            yield first, " ".join(rows)
            rows = []
        if text := row[begins.end() if begins else 0 :].strip():
            first = first if rows else number
            rows.append(re.sub(r"[*_`]", "", _LINK.sub(r"\1", _FIGURE.sub("12", text))))
