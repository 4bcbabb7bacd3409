"""Sections of commentary that an edition told, and those that the next one has no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pcc_lib.core.files import sha256
from pcc_lib.inputs.measures import topic_ids
from pcc_lib.inputs.models.told import ToldSection
from pcc_lib.inputs.plan import QuarterFolder, priorities
from pcc_lib.writing.sections import HEADINGS, PRIORITIES, TOPICS, Section, sections, words_alone

FIRST_WORDS = 8  # of a section, by which readers know it again


def sections_of_edition(folder: QuarterFolder) -> Iterator[tuple[str, Section]]:
    """Every section of a quarter's commentary that says anything, with the name of its text (`topics/calls-999`)."""
    texts = [(TOPICS, id) for id in topic_ids(folder.project)] + [(PRIORITIES, p.id) for p in priorities(folder.project)]
    for kind, id in texts:
        for section in sections(*folder.commentary(kind, id), HEADINGS[kind]).values():
            if not section.empty:
                yield f"{kind}/{id}", section


def dropped_sections(folder: QuarterFolder, before: Iterable[ToldSection]) -> list[ToldSection]:
    """Sections that another edition told (`before`), and under whose heading this quarter says nothing."""
    now = {(name, section.title) for name, section in sections_of_edition(folder)}
    return [told for told in before if (told.text, told.heading) not in now]


def rewritten_sections(folder: QuarterFolder, before: Iterable[ToldSection]) -> list[ToldSection]:
    """Sections that say other words than another edition (`before`), or that it had not: as they are now."""
    then = {(each.text, each.heading): each.digest for each in before}
    return [each for each in told_sections_of(folder) if then.get((each.text, each.heading)) != each.digest]


def told_sections_of(folder: QuarterFolder) -> Iterator[ToldSection]:
    """Every section of a quarter's commentary as an edition keeps it."""
    for name, section in sections_of_edition(folder):
        said = {"text": name, "heading": section.title, "digest": digest_of(section), "begins": first_words(section.text)}
        yield ToldSection.model_construct(None, **said)


def digest_of(section: Section) -> str:
    """SHA-256 of a section's words alone: white space, capitals and marks do not change it."""
    return sha256(words_alone(section.text))


def first_words(text: str) -> str:
    """How a section begins, up to its first figure or number: what was printed there may be another number today."""
    plain = re.sub(r"[*_>#`\[\]]|^\s*[-+] ", "", text.strip(), flags=re.MULTILINE)
    said = re.split(r"\{\{|\d", plain, maxsplit=1)[0].split()
    return " ".join(said[:FIRST_WORDS])
