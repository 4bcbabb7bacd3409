"""The corpus of sentences: read, judged by what `pcc check` would tell, and compared with what it should."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from places import ROOT
from sentence_book import figures

from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.writing.commentary import asked, section_faults
from pcc_lib.writing.sections import Section

FOLDER = ROOT / "tests" / "sentences"
PARTS = ("", "_fresh", "_sample", "_claims", "_claims_fresh")
TRUE = tuple(FOLDER / f"true{part}.yml" for part in PARTS)
FALSE = tuple(FOLDER / f"false{part}.yml" for part in PARTS)
SAMPLE = "2023-24-Q3"  # the edition of the repository's own data


@dataclass(frozen=True)
class Sentence:
    """A sentence of the corpus. says: words of the fault or question that must be told (nothing of a true one). book: whose
    figures it tells, those of tests/sentence_book.py or of the sample."""

    kind: str
    text: str
    says: str = ""
    book: str = ""

    @property
    def told(self) -> tuple[str, ...]:
        """Every fault, and every question, that it gives rise to."""
        return _told(self.text, self.book)

    @property
    def is_right(self) -> bool:
        """Whether it is judged as it should be."""
        return any(self.says in each for each in self.told) if self.says else not self.told


@cache
def _told(text: str, book: str) -> tuple[str, ...]:
    section = Section("a.md", "So what?", f"- {text}", 1)
    told_by, topic = (sample_figures(), "calls-999") if book else (figures(), "calls")
    faults = [str(fault) for fault in section_faults(section, told_by)]
    return (*faults, *(each.text for each in asked(section, topic, told_by)))


@cache
def sample_figures() -> Figures:
    """The figures of the repository's own sample."""
    project = Project(ROOT)
    return Figures(project, open_quarter(project, SAMPLE))


def read(*files: Path) -> list[Sentence]:
    """The sentences of some files."""
    found = []
    for group in (each for file in files for each in yaml.safe_load(file.read_text(encoding="utf-8"))):
        for each in group["sentences"]:
            text, says = (each, "") if isinstance(each, str) else each
            found.append(Sentence(group["kind"], text, says, group.get("book", "")))
    return found


def misses(corpus: Sequence[Sentence]) -> list[Sentence]:
    """Those that are misjudged."""
    return [each for each in corpus if not each.is_right]


def kinds(corpus: Sequence[Sentence]) -> list[str]:
    """The kinds in their order."""
    return list(dict.fromkeys(each.kind for each in corpus))
