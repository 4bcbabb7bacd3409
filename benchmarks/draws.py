"""The draw of each source of the sample: the first that goes against nothing in the original, and shows nothing without cause.

Run: python benchmarks/draws.py [source ...], then python data/published/reconstruct.py. For each source it tries the draws 0, 1,
2 and so on, and keeps the first at which every statement in words holds (data/published/statements.py) and the methods of the
book find of its measures exactly what data/published/forced.csv lists: beside what printed figures force no signal in the latest
month, no moved level, no significant change on the year. Writes data/published/draws.csv.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data" / "published"))

import reconstruct
import tools
from statements import STATEMENTS, Tables

from pcc_lib.figures.figures import figures_of
from pcc_lib.figures.judgement import Judgement, judge
from pcc_lib.inputs.measures import measure_ids
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project

ROOT = Path(__file__).resolve().parents[1]
QUARTER = "2023-24-Q3"
MOST = 5000  # draws that are tried
LEANS_ON = {"calls_cch": "online_reports"}  # the other must be able to be made from it
Found = set[tuple[str, str, str]]


def found_in(project: Project, sources: set[str], quarter: str = QUARTER) -> Found:
    """What the methods find beyond usual variation: measure, part (none of the whole), what."""
    figures, found = figures_of(open_quarter(project, quarter)), set()
    for name in measure_ids(project):
        series = figures.series(name)
        if series is None or series.measure.source not in sources:
            continue
        for part in [*([""] if series.measure.whole else []), *(series.parts if series.measure.breakdown else [])]:
            if said := what_is_found(judge(series, part)):
                found.add((name, part, said))
    return found


def what_is_found(judged: Judgement) -> str:
    """`signal` in the latest month, `moved` to another level or along a slope, significant change on the `year`: of the test by
    itself. Pages allow for the other tests of a priority, so they may find less, never more."""
    kinds = {"signal": judged.is_signal, "moved": judged.moved is not None, "year": bool(judged.test and judged.test.significant)}
    return "; ".join(kind for kind, seen in kinds.items() if seen)


def forced(project: Project) -> Found:
    """What printed figures and statements force, as listed."""
    with (project.root / "data/published/forced.csv").open(encoding="utf-8", newline="") as file:
        return {(row["measure"], row["part"], row["found"]) for row in csv.DictReader(file)}


def fits(project: Project, source: str, allowed: Found) -> bool:
    """Whether the source as it is drawn now goes against nothing; writes it into the project."""
    try:
        rows = reconstruct.rows_of(source, tools.Printed())
        if source in LEANS_ON:
            reconstruct.rows_of(LEANS_ON[source], tools.Printed())
    except ValueError:
        return False
    tables = Tables({source: rows})
    if not all(s.holds(tables) for s in STATEMENTS if source in s.sources):
        return False
    path = project.root / f"data/sources/{source}.csv"
    path.write_text(reconstruct.text(rows), encoding="utf-8", newline="\n")
    fresh = Project(project.root)
    names = {m for m in measure_ids(fresh) if _source(fresh, m) == source}
    return found_in(fresh, {source}) == {each for each in allowed if each[0] in names}


def _source(project: Project, measure: str) -> str:
    series = figures_of(open_quarter(project, QUARTER)).series(measure)
    return series.measure.source if series else ""


def first_draw(source: str) -> int:
    """The first draw of a source that fits, with those of the others as they are."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "data", Path(folder) / "data")
        project = Project(Path(folder))
        allowed = forced(project)
        for draw in range(MOST):
            tools.DRAWS[source] = draw
            if fits(project, source, allowed):
                return draw
    raise SystemExit(f"{source}: each of {MOST} draws goes against something")


def main(sources: list[str]) -> None:
    """Find the draws and write them."""
    for source in sources or list(reconstruct.MADE):
        print(source, first_draw(source), flush=True)
    with (ROOT / "data/published/draws.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("source", "draw"))
        writer.writerows(sorted(tools.DRAWS.items()))


if __name__ == "__main__":
    main(sys.argv[1:])
