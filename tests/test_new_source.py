"""A file that no source knows becomes one, in whatever layout it is sent; and the next file of that form is received."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from received import Rows, csv_bytes, ods, xlsx
from test_founding import ABOUT, founded, pcc

from pcc_lib.core.quarters import MONTHS as NAMES
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.yaml_reader import parse_yaml
from pcc_lib.receiving.asked import Asked
from pcc_lib.receiving.reading import Sent
from pcc_lib.receiving.receive import plans_of

AREAS = {"tarn": "Tarn", "weald": "Weald UA", "st-osyths": "St Osyth's", "cote-verte": "Côte Verte"}
BODY = {"areas": ["Tarn", {"title": "Weald", "also": ["Weald UA"]}, "St Osyth's", "Côte Verte"]}
MONTHS = ("2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06")
NEXT = (*MONTHS, "2025-07")


def of(month: str, area: str) -> tuple[int, int]:
    """What was counted: offences, and those solved."""
    m, i = int(month[5:]), list(AREAS).index(area)
    return 1000 + 100 * i + m * m, 300 + 10 * i + m


def short(month: str) -> str:
    return f"{NAMES[int(month[5:])][:3]}-{month[2:4]}"


def total(month: str, column: int) -> int:
    return sum(of(month, area)[column] for area in AREAS)


# ── layouts ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def long(months) -> Rows:
    rows = [[short(m), name, *of(m, a)] for m in months for a, name in AREAS.items()]
    return [["Month", "District", "Offences", "Solved"], *rows]


def with_titles(months) -> Rows:
    rows = [[date(int(m[:4]), int(m[5:]), 1), name, f"{of(m, a)[0]:,}", of(m, a)[1]] for m in months for a, name in AREAS.items()]
    notes = [[None], ["Source: Tarn Police performance team"], ["Figures are provisional and may change."]]
    return [
        ["Violent crime by district"],
        [f"Extract run on 7 October 2025, {len(months)} months"],
        [None],
        ["Month", "District", "Offences", "Solved"],
        *rows,
        *notes,
    ]


def with_whole(months, whole: str = "Tarn Police") -> Rows:
    rows = []
    for m in months:
        rows += [[short(m), name, *of(m, a)] for a, name in AREAS.items()]
        rows.append([short(m), whole, total(m, 0), total(m, 1)])
    return [["Month", "District", "Offences", "Solved"], *rows]


def months_across(months) -> Rows:
    head = ["District", "Measure", *(short(m) for m in months)]
    rows = [
        [name, what, *(of(m, a)[i] for m in months)] for a, name in AREAS.items() for i, what in enumerate(("Offences", "Solved"))
    ]
    return [["Violent crime"], [None], head, *rows]


def two_row_heads(months) -> Rows:
    groups = [None, *(x for m in months for x in (short(m), None))]
    heads = ["District", *(x for _ in months for x in ("Offences", "Solved"))]
    rows = [[name, *(n for m in months for n in of(m, a))] for a, name in AREAS.items()]
    return [
        ["Violent crime by district"],
        [None],
        groups,
        heads,
        *rows,
        ["Total", *(total(m, i) for m in months for i in (0, 1))],
    ]


def areas_across(months) -> Rows:
    groups = [None, *(x for name in AREAS.values() for x in (name, None))]
    heads = ["Month", *(x for _ in AREAS for x in ("Offences", "Solved"))]
    return [groups, heads, *([short(m), *(n for a in AREAS for n in of(m, a))] for m in months)]


def sections(months) -> Rows:
    rows: list[list[object]] = [["Month", "Offences", "Solved"]]
    for a, name in AREAS.items():
        rows += [[name], *([short(m), *of(m, a)] for m in months)]
    return rows


def tidy(months) -> Rows:
    rows = [
        [m, name, what, of(m, a)[i]] for m in months for a, name in AREAS.items() for i, what in enumerate(("Offences", "Solved"))
    ]
    return [["Month", "Area name", "Indicator", "Value"], *rows]


def merged_months(months) -> Rows:
    rows = [[short(m) if i == 0 else None, name, *of(m, a)] for m in months for i, (a, name) in enumerate(AREAS.items())]
    return [["Month", "District", "Offences", "Solved"], *rows]


def year_and_month(months) -> Rows:
    rows = [[int(m[:4]), NAMES[int(m[5:])], name, *of(m, a)] for m in months for a, name in AREAS.items()]
    return [["Year", "Month", "District", "Offences", "Solved"], *rows]


def so_far(months) -> Rows:
    rows = []
    for a, name in AREAS.items():
        n = [of(m, a)[0] for m in months]
        rows.append([name, "Offences", *n, sum(n)])
        n = [of(m, a)[1] for m in months]
        rows.append([name, "Solved", *n, sum(n)])
    return [["Area", "Measure", *(short(m) for m in months), "YTD"], *rows]


LAYOUTS = {
    f.__name__: f
    for f in (
        long, with_titles, with_whole, months_across, two_row_heads, areas_across, sections, tidy, merged_months, year_and_month,
        so_far,
    )
}  # fmt: skip


@pytest.fixture(scope="module")
def body(tmp_path_factory) -> Path:
    return founded(tmp_path_factory.mktemp("body"), **BODY)


def copied(body: Path, folder: Path) -> Path:
    import shutil

    return Path(shutil.copytree(body, folder / "p"))


def written(root: Path, name: str = "violence") -> list[dict[str, str]]:
    with (root / f"data/sources/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(root: Path) -> Mapping[tuple[str, str], tuple[int, int]]:
    rows = written(root)
    part = next(key for key in rows[0] if key in ("district", "area", "area_name"))
    return {(row["month"], row[part]): (int(row["offences"]), int(row["solved"])) for row in rows}


def brought(root: Path, file: Path, *more: object) -> str:
    return pcc("--project", root, "new-source", file, "--title", "Violent crime", *ABOUT, *more)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_any_layout_gives_the_same_source_and_the_next_file_is_received(tmp_path, body, layout, kind):
    root, file = copied(body, tmp_path), tmp_path / f"violence.{kind}"
    file.write_bytes(made(kind, layout(MONTHS)))
    told = brought(root, file)
    assert "pcc check: no faults." in told and "comes in with" not in told, told
    assert table(root) == {(m, a): of(m, a) for m in MONTHS for a in AREAS}
    about = parse_yaml((root / "data/sources/violence.resource.yml").read_text(encoding="utf-8"), "")
    assert about["areas"] == "each" and [f["title"] for f in about["schema"]["fields"][2:4]] == ["Offences", "Solved"]
    [plan] = plans_of(Project(root), [Sent(f"next.{kind}", made(kind, layout(NEXT)))], Asked())
    assert plan.source == "violence" and {key[0] for key in plan.added} == {"2025-07"} and len(plan.added) == len(AREAS)
    assert not plan.revised and not plan.missing


def made(kind: str, rows: Rows) -> bytes:
    if kind == "xlsx":
        return xlsx(rows)
    if kind == "ods":
        return ods([[("date", f"{v}T00:00:00", f"{v}") if isinstance(v, date) else v for v in row] for row in rows])
    return csv_bytes(rows)
