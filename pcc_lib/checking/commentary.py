"""Every fault of the commentary of a quarter: files of topics and of priorities that there are not, and what is wrong in each."""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.core.errors import Fault, FaultsError, ReportError
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.measures import topic_ids
from pcc_lib.inputs.plan import priorities
from pcc_lib.writing.commentary import section_faults
from pcc_lib.writing.sections import PRIORITY_SECTIONS, TOPIC_SECTIONS, sections


def topic_faults(figures: Figures) -> list[Fault]:
    """Every fault of the commentary of topics."""
    return _stray(figures, "topics", "topic", topic_ids(figures.project)) + _faults(figures, "topics", TOPIC_SECTIONS)


def priority_faults(figures: Figures) -> list[Fault]:
    """Every fault of the commentary of priorities; a ReportError where the plan does not say which there are."""
    ids = [p.id for p in priorities(figures.project)]
    return _stray(figures, "priorities", "priority", ids) + _faults(figures, "priorities", PRIORITY_SECTIONS)


def _stray(figures: Figures, kind: str, one: str, ids: Sequence[str]) -> list[Fault]:
    """Files that are named after nothing that there is."""
    return [
        Fault(_file(figures, kind, id), "", f"there is no such {one}.", f"Name the file like one of: {', '.join(ids)}.")
        for id in _written(figures, kind)
        if id not in ids
    ]


def _faults(figures: Figures, kind: str, known: Sequence[str]) -> list[Fault]:
    """What is wrong in each file; a section that cannot be told apart holds back its own file."""
    faults: list[Fault] = []
    for id in _written(figures, kind):
        try:
            for section in sections(*figures.folder.commentary(kind, id), known).values():
                faults += section_faults(section, figures)
        except FaultsError as error:
            faults += error.faults
        except ReportError as error:
            faults.append(Fault(_file(figures, kind, id), "", str(error)))
    return faults


def _written(figures: Figures, kind: str) -> list[str]:
    """What has a file of commentary."""
    names = figures.project.names(f"{figures.folder.name}/{kind}")
    return [name.removesuffix(".md") for name in names if name.endswith(".md")]


def _file(figures: Figures, kind: str, id: str) -> str:
    return f"{figures.folder.name}/{kind}/{id}.md"
