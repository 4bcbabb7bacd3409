"""Every fault of the commentary of a quarter: what is wrong in each file of a topic or of a priority."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.errors import Fault, FaultsError, ReportError
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.plan import PLAN, table
from pcc_lib.inputs.project import Project
from pcc_lib.writing.acronyms import unexplained
from pcc_lib.writing.commentary import NAME, section_faults
from pcc_lib.writing.drafts import sections_of
from pcc_lib.writing.placeholders import placeholder_in
from pcc_lib.writing.sections import Section


def topic_faults(figures: Figures) -> list[Fault]:
    """Every fault of the commentary of topics."""
    return _faults(figures, "topics")


def priority_faults(figures: Figures) -> list[Fault]:
    """Every fault of the commentary of priorities."""
    return _faults(figures, "priorities")


def _faults(figures: Figures, kind: str) -> list[Fault]:
    """What is wrong in each file; a section that cannot be told apart holds back its own file."""
    faults: list[Fault] = []
    for id in _written(figures, kind):
        try:
            for section in sections_of(figures.folder, kind, id).values():
                faults += [*section_faults(section, figures), *_unexplained(section, figures.project)]
        except FaultsError as error:
            faults += error.faults
        except ReportError as error:
            faults.append(Fault(_file(figures, kind, id), "", str(error)))
    return faults


def _unexplained(section: Section, project: Project) -> Iterator[Fault]:
    """Acronyms that a reader finds neither in the glossary nor among the names, each in the line that has it first."""
    try:
        glossary, names = table(project, "glossary"), table(project, "names")
    except ReportError:
        return  # told with the other faults of the plan
    if not glossary:
        return  # a book without a glossary explains none
    if section.unwritten:
        return
    met = set[str]()
    known = [*(term.acronym for term in glossary.terms), *((*names.words, *names.capitals) if names else ())]
    for number, row in enumerate(section.text.split("\n"), section.line):
        for word in unexplained(NAME.sub("", row), [*known, *met]):
            met.add(word)
            if placeholder_in(word):
                continue  # still to be filled in, which is open work
            todo = f"Explain it in {PLAN}/glossary.yml; a name in capitals goes into {PLAN}/names.yml, under `capitals`."
            yield Fault(section.file, f"line {number}", f"'{word}' is not in the glossary.", todo)


def _written(figures: Figures, kind: str) -> list[str]:
    """What has a file of commentary."""
    names = figures.project.names(f"{figures.folder.name}/{kind}")
    return [name.removesuffix(".md") for name in names if name.endswith(".md")]


def _file(figures: Figures, kind: str, id: str) -> str:
    return f"{figures.folder.name}/{kind}/{id}.md"
