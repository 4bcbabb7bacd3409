"""Invented forces for benchmarks: each a founded project with data of its own, and one source that all of them share."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from pcc_lib.core.quarters import Quarter
from pcc_lib.founding.found import Origin, found_in
from pcc_lib.founding.looking import Wanted
from pcc_lib.founding.measure import Asked, new_measure
from pcc_lib.founding.project import new_project
from pcc_lib.founding.proposing import Roles
from pcc_lib.founding.source import new_source
from pcc_lib.founding.topic import new_topic
from pcc_lib.inputs.models.founding import NewProject
from pcc_lib.inputs.project import Project
from pcc_lib.preparing.new_quarter import Wanted as NewQuarter
from pcc_lib.preparing.new_quarter import make_quarter

FIRST = Quarter.parse("2022-23-Q1")
PRIORITY = "Safer streets"
# names without figures, for every number of a page must be proven
_STARTS = ("Alder", "Birch", "Cedar", "Elder", "Hazel", "Linden", "Maple")
_ENDS = ("shire", "dale", "combe", "moor", "stead", "ford", "wold", "mere")
_COLUMNS = ("calls", "burglaries", "robberies", "thefts", "assaults", "frauds", "searches", "arrests")
_AREAS = ("Town", "Vale")


def name_of(number: int) -> str:
    """What a force is called: 56 of them."""
    return _STARTS[number % len(_STARTS)] + _ENDS[number // len(_STARTS)]


def quarters_from(first: Quarter, count: int) -> list[Quarter]:
    """So many quarters, from one on."""
    found = [first]
    while len(found) < count:
        found.append(found[-1].next)
    return found


def make_force(folder: Path, number: int, quarters: int, measures: int) -> Path:
    """Found a project in a folder: ten pages, so many measures of its own data by area, one of the data that all share."""
    name, asked = name_of(number), quarters_from(FIRST, quarters)
    wishes = {"name": f"Office of {name}", "area": name, "areas": _AREAS, "priorities": (PRIORITY,), "quarter": str(asked[0])}
    new_project(folder, NewProject.model_validate({**wishes, "written_on": _written(asked[0])}))
    new_topic(Project(folder), "Calls and crime", "safer-streets", "crime", "")
    columns = _COLUMNS[:measures]
    with tempfile.TemporaryDirectory() as place:
        own = _csv(Path(place) / "crime.csv", random.Random(number), asked[-1], columns, _AREAS)
        shared = _csv(Path(place) / "national.csv", random.Random(10**6), asked[-1], ("offences",), ())
        for file, title in ((own, "Crime by area"), (shared, "National offences")):
            found = found_in(Project(folder), file, Wanted("", title, False, {}), file.stem)
            new_source(Project(folder), found, Origin(title, "Nobody", "none", "Made for a benchmark.", "All of it is invented."))
    for column in columns:
        _measure(folder, f"{column.title()} recorded", "crime", column)
    _measure(folder, "Offences in the country", "national", "offences")
    for before, quarter in pairwise(asked):
        make_quarter(NewQuarter(Project(folder), quarter, before, _written(quarter)))
    return folder


def make_estate(folder: Path, forces: int, quarters: int, measures: int) -> list[Path]:
    """So many forces below a folder, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return [make_force(folder / name_of(number).lower(), number, quarters, measures) for number in range(forces)]


def _measure(folder: Path, title: str, source: str, column: str) -> None:
    told = {"good_direction": "neutral", "why_it_matters": "Everybody wants to be safe."}
    new_measure(Project(folder), Asked(title, "crime", source, Roles(column, "", ""), **told))


def _written(quarter: Quarter) -> str:
    """Some weeks after a quarter has ended."""
    year, month = map(int, quarter.months[-1].split("-"))
    return f"{year + month // 12}-{month % 12 + 1:02d}-20"


def _csv(file: Path, chance: random.Random, last: Quarter, columns: Sequence[str], areas: Sequence[str]) -> Path:
    """Months from five years before the first quarter to the last month of the last: about a thousand, give or take."""
    lines = [",".join(["month", *(["area"] if areas else []), *columns])]
    year, month = int(FIRST.months[0][:4]) - 5, 4
    while (period := f"{year}-{month:02d}") <= last.months[-1]:
        for area in areas or ("",):
            cells = [str(chance.randrange(900, 1100)) for _ in columns]
            lines.append(",".join([period, *([area] if areas else []), *cells]))
        year, month = year + month // 12, month % 12 + 1
    file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return file
