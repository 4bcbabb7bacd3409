"""Which published editions a project keeps in `data/published/`, and in which order they were published.

data/published/2023-24-Q3/              the version that counts, with its sources, ledger, deliverables and texts
data/published/2023-24-Q3-v1/           a version that was corrected since: its readers have it
data/published/<either>/edition.json    its number in the order of publication, its version, its day

The order matters where editions bind each other (see docs/small-numbers.md): a quarter may be corrected after the next one was
published.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pcc_lib.core.quarters import Quarter, day_label
from pcc_lib.inputs.corrections import corrections_of
from pcc_lib.inputs.models.told import ToldEdition
from pcc_lib.inputs.project import Project

FOLDER = "data/published"
EDITION, FIGURES = "edition.json", "figures.csv"
_NAME = re.compile(r"(?P<quarter>20\d{2}-\d{2}-Q[1-4])(?:-v(?P<version>[1-9]\d{0,3}))?")


def version_name(quarter: Quarter | str, version: int) -> str:
    """The folder of a version that was corrected since: `2023-24-Q3-v1`."""
    return f"{quarter}-v{version}"


def quarter_of(name: str) -> str:
    """The quarter of a kept edition, by its folder; `` where it is none."""
    found = _NAME.fullmatch(name)
    return found["quarter"] if found else ""


def is_version(name: str) -> bool:
    """Whether a folder holds a version that was corrected since."""
    found = _NAME.fullmatch(name)
    return bool(found and found["version"])


def with_figures(project: Project, quarter: Quarter) -> str:
    """The last quarter before one whose published edition is kept with its figures; `` where there is none."""
    return next((name for name in reversed(earlier(project, quarter)) if project.exists(f"{FOLDER}/{name}/{FIGURES}")), "")


def without_figures(project: Project, quarter: Quarter) -> str:
    """The last quarter before one of which only the sources were kept, as they once were; `` where there is none."""
    return next((name for name in reversed(earlier(project, quarter)) if not project.exists(f"{FOLDER}/{name}/{FIGURES}")), "")


def corrected_version(project: Project, quarter: Quarter) -> str:
    """The folder that keeps the version which the edition of a quarter corrects, with its figures; `` where it corrects none, or
    where that version was not kept."""
    corrections = corrections_of(project, quarter)
    name = version_name(quarter, corrections[-1].version - 1) if corrections else ""
    return name if name and project.exists(f"{FOLDER}/{name}/{FIGURES}") else ""


def earlier(project: Project, quarter: Quarter) -> list[str]:
    """The quarters before one whose editions are kept, oldest first."""
    return [name for name in project.names(FOLDER) if quarter_of(name) == name and name < str(quarter)]


def kept_in_order(project: Project) -> list[str]:
    """The folders of all kept editions in the order in which they were published. Those of which it is not known come first, by
    quarter."""
    return sorted((name for name in project.names(FOLDER) if _NAME.fullmatch(name)), key=lambda name: _place(project, name))


def _place(project: Project, name: str) -> tuple[int, str, int]:
    found, about = _NAME.fullmatch(name), edition_of(project, name)
    version = int(found["version"] or 0) if found else 0
    return about.number if about else 0, quarter_of(name), version or 10_000  # the version that counts is the last of its quarter


def edition_of(project: Project, name: str) -> ToldEdition | None:
    """What is kept of when an edition was published; None where nothing is, as of those that were kept long ago."""
    file = f"{FOLDER}/{name}/{EDITION}"
    return project.record(ToldEdition, file) if project.exists(file) else None


def next_edition(project: Project, quarter: Quarter | str, version: int, day: str) -> Mapping[str, Any]:
    """What is kept of an edition that is published now: the next number, or the one it has where that very version was kept
    before. day: blank where it is not known."""
    there = edition_of(project, str(quarter))
    if there and there.version == version:
        return {"number": there.number, "version": version, "published": day or there.published}
    numbers = (about.number for name in kept_in_order(project) if (about := edition_of(project, name)))
    return {"number": max(numbers, default=0) + 1, "version": version, "published": day}


def edition_words(project: Project, name: str) -> str:
    """What readers call a kept edition: `the edition of July to September 2023`, `version 1 of this edition, of 5 March 2024`."""
    if not is_version(name):
        return f"the edition of {Quarter.parse(name).label}"
    about = edition_of(project, name)
    day = f", of {day_label(about.published)}" if about and about.published else ""
    return f"version {name.rpartition('-v')[2]} of this edition{day}"
