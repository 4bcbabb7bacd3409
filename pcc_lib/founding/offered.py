"""Pages that a project has not and may want: governance, money and people, the panel's questions, what the law asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import DefinitionError, Fault
from pcc_lib.founding.cells import Cell, block, heading, page, standard_page
from pcc_lib.founding.changes import Changes, newest_quarter
from pcc_lib.founding.contents import into_contents
from pcc_lib.founding.starting import started
from pcc_lib.inputs.models.body import Body
from pcc_lib.inputs.models.panel import PanelRow
from pcc_lib.inputs.page_files import pages_of
from pcc_lib.inputs.panel import LOG
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.standard_pages import ABOUT

MONEY = ("budget", "staffing", "structure")  # files of the plan that tell of money and people
_AFTER = ("delivery-plan", "scorecard")  # the pages that they come after
_AFTER_ALL = ("glossary", "about-the-data", *ABOUT)
_AFTER_SIGNALS = ("what-changed", "signals")
_AFTER_FIGURES = ("figures", "what-changed", "signals")


@dataclass(frozen=True)
class Offered:
    """A page: its title and the words below it, its sections (heading, words, block, part), the files that it begins with."""

    title: str
    words: str
    sections: Sequence[tuple[str, str, str, str]]
    starters: Sequence[str]


def _governance(body: Body) -> Offered:
    sections = (
        (f"{body.role or 'Role'}: role and duties", "What the law asks, and what was taken on beside it.", "governance", "role"),
        ("Functions", "What the teams of the office do.", "governance", "functions"),
        ("Decision making", "On what law decisions rest, and where they are published.", "governance", "decisions"),
        ("Partners", "With whom the office works.", "governance", "partners"),
        ("Contact", "How to reach the office.", "contact", ""),
    )
    return Offered("Governance", "How decisions are made, and how delivery is assured.", sections, ["governance.yml"])


def _money(body: Body) -> Offered:
    sections = (
        ("Allocation of funding", "What the plan allocates each year, and what share of it goes where.", "budget", ""),
        ("The funds", "Money for services to the public, and the office's own budget.", "funds", ""),
        ("Staff", "How many people work in the office.", "staffing", ""),
        ("Structure of the office", "Posts and teams.", "structure", ""),
    )
    return Offered(
        "Money and people",
        "How the funding is allocated, and who works in the office.",
        sections,
        [f"{name}.yml" for name in MONEY],
    )


OFFERED = {"governance": _governance, "money-and-people": _money}
PANEL, TRACK, PUBLIC = "panel", "track-record", "cross-check"
STANDARD = {
    **ABOUT,
    PANEL: "Questions of the panel",
    TRACK: "Track record",
    PUBLIC: "Our figures beside public ones",
}  # pages in the library's own words; new projects have those of ABOUT
NAMES = (*OFFERED, *STANDARD)
# what a person goes on with
NEXT: Mapping[str, str] = {
    "governance": "Write the parts that you have into data/plan/governance.yml.",
    "panel": "Write a row for each question into data/plan/panel_log.csv; docs/inputs.md says what each column holds.",
    "track-record": "Choose measures and years under track_record in data/body.yml; docs/track-record.md says what it tells.",
    "cross-check": "Name the public counterpart of a measure under counterpart in its file; docs/cross-check.md shows one.",
    "statutory-information": "Write data/plan/statutory.yml; docs/law.md shows one.",
    "about-this-edition": "Give licence, next_edition and archive in data/body.yml, and statistics in each source's descriptor.",
    "accessibility": "Write a section accessibility into data/body.yml; docs/law.md shows one.",
    "money-and-people": "In data/plan/budget.yml, staffing.yml and structure.yml take the # away where you write; they say how.",
}


def new_page(project: Project, name: str) -> list[str]:
    """Write one of the pages that there are to choose from; the names of the files that were written.

    A DefinitionError where the book has it already; then nothing is written.
    """
    if any(each.name == name for each in pages_of(project)):
        raise DefinitionError([Fault(f"notebooks/{name}.ipynb", "", "is a page of the book already.", "Go on with it there.")])
    return (_standard if name in STANDARD else _own)(project, name)


def _standard(project: Project, name: str) -> list[str]:
    """A page in the library's words; of the panel's questions also their list, with its columns."""
    file, changes = f"notebooks/{name}", Changes(project)
    changes.create(f"{file}.ipynb", standard_page(name, newest_quarter(project).quarter, STANDARD[name]))
    if name == PANEL and not project.exists(LOG):
        changes.create(LOG, f"{','.join(PanelRow.model_fields)}\n")
    into_contents(changes, file, "", {PANEL: _AFTER, TRACK: _AFTER_SIGNALS, PUBLIC: _AFTER_FIGURES}.get(name, _AFTER_ALL))
    return changes.write()


def _own(project: Project, name: str) -> list[str]:
    about, changes = OFFERED[name](project.body), Changes(project)
    cells = [cell for section in about.sections for cell in _section(*section)]
    file, quarter = f"notebooks/{name}", newest_quarter(project).quarter
    changes.create(f"{file}.ipynb", page(name, quarter, f"# {about.title}\n\n{about.words}", cells))
    known = {"source": project.body.plan_title or project.body.name, "role": project.body.role or "Head of the office"}
    for starter in about.starters:
        if not project.exists(place := f"data/plan/{starter}"):
            changes.create(place, started(starter, **known))
    into_contents(changes, file, "", _AFTER)
    return changes.write()


def _section(title: str, words: str, name: str, part: str) -> list[Cell]:
    return [Cell(f"{heading(2, title, 'More')}\n\n{words}"), block(name, *([part] if part else []))]
