"""A file that no source knows becomes one, in whatever layout it is sent; and the next file of that form is received."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from received import Rows, csv_bytes, ods, xlsx
from test_founding import ABOUT, files, founded, pcc, refused, words
from whole_pages import whole_pages

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


@pytest.mark.slow
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


# ── what else publishers send ─────────────────────────────────────────────────────────────────────────────────────────
def whole_of(root: Path, file: Path, rows: Rows, *more: object) -> str:
    file.write_bytes(xlsx(rows))
    return brought(root, file, *more)


@pytest.mark.parametrize("name", ["Total", "All areas", "Tarn & Weald", "Office of the Mayor of Tarn & Weald", "Tarn Police"])
def test_a_row_of_the_whole_is_left_and_held_against_the_sum(tmp_path, body, name):
    root, file = copied(body, tmp_path), tmp_path / "violence.xlsx"
    whole_of(root, file, with_whole(MONTHS, name))
    assert table(root) == {(m, a): of(m, a) for m in MONTHS for a in AREAS}
    file.write_bytes(xlsx([[*row[:2], row[2] + 1, row[3]] if row[1] == name else row for row in with_whole(MONTHS, name)]))
    assert "is not the sum of its cells" in refused("--project", root, "new-source", file, "--name", "other")


def test_a_whole_of_another_name_is_explained_once(tmp_path, body):
    root, file = copied(body, tmp_path), tmp_path / "violence.xlsx"
    file.write_bytes(xlsx(with_whole(MONTHS, "Region")))
    assert 'If it is the whole: --map "Region=whole"' in refused("--project", root, "new-source", file)
    assert "no faults" in brought(root, file, "--map", "Region=whole")
    [plan] = plans_of(Project(root), [Sent("next.xlsx", xlsx(with_whole(NEXT, "Region")))], Asked())
    assert len(plan.added) == len(AREAS) and not plan.revised


def test_a_mean_beside_the_areas_is_no_sum_that_fails(tmp_path, body):
    root, file = copied(body, tmp_path), tmp_path / "violence.xlsx"
    rows: list[list[object]] = [["Month", "District", "Average delay (secs)"]]
    for i, m in enumerate(MONTHS):
        rows += [[m, name, 40 + 10 * j + i] for j, name in enumerate(AREAS.values())] + [[m, "All areas", 55 + i]]
    assert "no faults" in whole_of(root, file, rows)
    assert len(written(root)) == len(MONTHS) * len(AREAS)
    pcc("--project", root, "new-topic", "Roads", "--priority", "highways-town-centres")
    asked = (
        "--topic",
        "roads",
        "--source",
        "violence",
        "--numerator",
        "average_delay",
        "--good-direction",
        "decrease",
        "--why",
        "x",
    )
    pcc("--project", root, "new-measure", "Delay", *asked)
    assert "\ncalculation: published\n" in (root / "data/measures/delay.yml").read_text(encoding="utf-8"), "never added up"
    told = {stem: words(" ".join(pieces)) for stem, pieces in whole_pages(Project(root))}
    ends = "45 s in Tarn to 1 min 15 s in Côte Verte"
    assert ends in told["highways-town-centres"].split("Chart 1")[0]
    assert "Delay: from 45 s (Tarn) to 1 min 15 s (Côte Verte) in June 2025." in told["headlines"]
    assert "2 min" not in told["highways-town-centres"] and "No data are supplied" not in told["headlines"]


PERIODS = {
    "years in heads": ([2021, 2022, 2023], "year", ["2021", "2022", "2023"]),
    "years in heads, as text": (["2021", "2022", "2023"], "year", ["2021", "2022", "2023"]),
    "financial years": (["2021/22", "2022/23"], "year", ["2021/22", "2022/23"]),
    "financial quarters": (["Q4 2023/24", "Q1 2024/25"], "quarter", ["2023-24-Q4", "2024-25-Q1"]),
    "quarters by months": (["Jan-Mar 2024", "Apr-Jun 2024"], "quarter", ["2023-24-Q4", "2024-25-Q1"]),
    "months by days": ([date(2025, 4, 30), date(2025, 5, 31)], "month", ["2025-04", "2025-05"]),
    "months with strokes": (["01/04/2025", "01/05/2025"], "month", ["2025-04", "2025-05"]),
}


@pytest.mark.parametrize(("heads", "kind", "periods"), PERIODS.values(), ids=PERIODS)
@pytest.mark.parametrize("across", [True, False])
def test_periods_are_read_across_and_down(tmp_path, body, heads, kind, periods, across):
    root, file = copied(body, tmp_path), tmp_path / "violence.xlsx"
    if across:
        rows = [
            ["District", *heads],
            *([name, *(100 * i + j for j in range(len(heads)))] for i, name in enumerate(AREAS.values(), 1)),
        ]
    else:
        rows = [[f"Survey {kind}", "District", "Offences"]]
        rows += [[head, name, 100 * i + j] for j, head in enumerate(heads) for i, name in enumerate(AREAS.values(), 1)]
    whole_of(root, file, rows)
    found = written(root)
    assert list(dict.fromkeys(row[kind] for row in found)) == periods
    assert [row["district"] for row in found[: len(AREAS)]] == list(AREAS)
    value = next(iter(set(found[0]) - {kind, "district", "kind", "status"}))
    assert [int(row[value]) for row in found[: len(AREAS)]] == [100, 200, 300, 400]


def test_a_sheet_for_each_area_is_one_source(tmp_path, body):
    root, file = copied(body, tmp_path), tmp_path / "violence.xlsx"
    sheet = {name: [["Month", "Offences", "Solved"], *([m, *of(m, a)] for m in MONTHS)] for a, name in AREAS.items()}
    file.write_bytes(xlsx(sheet))
    brought(root, file)
    assert table(root) == {(m, a): of(m, a) for m in MONTHS for a in AREAS}


def test_several_tables_are_told_and_one_is_chosen(tmp_path, body):
    root, file = copied(body, tmp_path), tmp_path / "violence.xlsx"
    file.write_bytes(
        xlsx({"Read me": [["Ask us"]], "999": long(MONTHS), "101": [["Month", "Calls"], ["2025-01", 5], ["2025-02", 6]]})
    )
    assert "holds tables in several sheets: '999' and '101'. Say which: --sheet \"NAME\"." in refused(
        "--project", root, "new-source", file
    )
    assert "has no sheet '998'." in refused("--project", root, "new-source", file, "--sheet", "998")
    brought(root, file, "--sheet", "999")
    assert table(root) == {(m, a): of(m, a) for m in MONTHS for a in AREAS}
    about = parse_yaml((root / "data/sources/violence.resource.yml").read_text(encoding="utf-8"), "")
    assert about["received"]["sheet"] == "999"


def test_units_are_found_in_cells_and_heads(tmp_path, body):
    root, file = copied(body, tmp_path), tmp_path / "violence.xlsx"
    head = ["Month", "Cost (£)", "Wait (mm:ss)", "Answered", "NO2 (µg/m3)", "% change"]
    rows = [[m, f"£{1000 + i:,}", f"1{i}:30", f"{90 + i}.5%", 12.5 + i, 3] for i, m in enumerate(MONTHS)]
    told = whole_of(root, file, [head, *rows])
    assert "left: % change" in told
    about = parse_yaml((root / "data/sources/violence.resource.yml").read_text(encoding="utf-8"), "")
    columns = {f["name"]: f for f in about["schema"]["fields"]}
    assert {name: columns[name]["unit"] for name in ("cost", "wait", "answered")} == {
        "cost": "GBP",
        "wait": "seconds",
        "answered": "%",
    }
    assert written(root)[0]["wait"] == "630" and written(root)[0]["cost"] == "1000"
    [plan] = plans_of(
        Project(root), [Sent("next.xlsx", xlsx([head, *rows, ["2025-07", "£2,000", "12:00", "91.5%", 14, 2]]))], Asked()
    )
    assert next(iter(plan.added.values()))["wait"] == "720" and not plan.revised


SPOILT = {
    "the first row": [["Month", "Offences"], ["2025-01", "approx 12"], ["2025-02", 12], ["2025-03", 13]],
    "the first row, a word": [["Month", "Offences"], ["2025-01", "many"], ["2025-02", 12], ["2025-03", 13]],
    "across": [["District", "Jan-25", "Feb-25"], ["Tarn", "12*", "13*"], ["Weald UA", 5, 6], ["St Osyth's", 7, 8]],
    "the last row": [["Month", "Offences"], ["2025-01", 12], ["2025-02", 12], ["2025-03", "c. 13"]],
}


@pytest.mark.parametrize("rows", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_row_is_told_and_nothing_is_asked(tmp_path, body, rows):
    file = tmp_path / "violence.xlsx"
    file.write_bytes(xlsx(rows))
    told = refused("--project", body, "new-source", file)
    assert "violence.xlsx, sheet 'Data', cell B" in told and "What readers see" not in told, told


# ── names and pages ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_numbers_in_names_that_people_give_leave_no_fault(tmp_path, body):
    root, file = copied(body, tmp_path), tmp_path / "violence.xlsx"
    file.write_bytes(xlsx(long(MONTHS)))
    run = ("--project", root)
    assert "no faults" in pcc(*run, "new-topic", "Top 10 roads", "--priority", "highways-town-centres")
    assert "no faults" in pcc(*run, "new-topic", "999", "--priority", "highways-town-centres")
    assert "no faults" in brought(root, file)
    roles = (
        "--topic",
        "top-10-roads",
        "--source",
        "violence",
        "--numerator",
        "offences",
        "--good-direction",
        "decrease",
        "--why",
        "x",
    )
    assert "no faults" in pcc(*run, "new-measure", "Top 10 roads: 999 calls", *roles)
    before = files(root)
    assert "there is no source 'res'." in refused(*run, "new-measure", "Rate", *roles, "--population", "res.people")
    assert "is no column of numbers of violence" in refused(*run, "new-measure", "Rate", *roles, "--population", "violence.x")
    assert "is the numerator too" in refused(*run, "new-measure", "Share", *roles, "--denominator", "offences")
    assert files(root) == before


@pytest.mark.parametrize("page", ["governance", "money-and-people"])
def test_a_page_that_is_offered_is_written_once_and_checks(tmp_path, body, page):
    root = copied(body, tmp_path)
    assert "no faults" in pcc("--project", root, "new-page", page)
    contents = (root / "_toc.yml").read_text(encoding="utf-8")
    assert f"      - file: notebooks/delivery-plan\n      - file: notebooks/{page}\n" in contents
    before = files(root)
    assert "is a page of the book already." in refused("--project", root, "new-page", page)
    assert files(root) == before
    told = (root / f"notebooks/{page}.ipynb").read_text(encoding="utf-8")
    assert not re.search(r"police|commissioner|force", told, re.IGNORECASE)


def without_marks(file: Path, *kept: str) -> None:
    """Take the # away from every key of a file, and leave it before those of these names."""
    begun, lines = False, file.read_text(encoding="utf-8").splitlines()
    for i, line in enumerate(lines):
        begun = begun or bool(re.match(r"# [a-z_]+:", line))
        if begun and re.match(r"# (?:[a-z_]+:|  )", line) and not line.startswith(kept):
            lines[i] = line.removeprefix("# ")
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")


def test_every_part_of_governance_that_is_commented_is_right(tmp_path, body):
    root = copied(body, tmp_path)
    pcc("--project", root, "new-page", "governance")
    without_marks(root / "data/plan/governance.yml")
    assert "no faults" in pcc("--project", root, "check")


def test_money_and_people_begin_with_files_that_say_how_they_are_written(tmp_path, body):
    """Comments alone are as no file; the tables that they show come in by the command they name, and all parts are right."""
    root = copied(body, tmp_path)
    assert "no faults" in pcc("--project", root, "new-page", "money-and-people")
    empty = told_on(root, "money-and-people")
    assert "No budget was supplied" in empty and "No figures of staff were supplied" in empty and "was not supplied" in empty
    for name in ("budget", "staffing"):
        text = (root / f"data/plan/{name}.yml").read_text(encoding="utf-8")
        table = "\n".join(line.removeprefix("#   ") for line in text.splitlines() if re.match(r"#   [Y2]", line))
        file = tmp_path / re.search(r"pcc new-source (\w+\.csv)", text)[1]
        file.write_text(table + "\n", encoding="utf-8")
        assert "no faults" in brought(root, file)
    for name in ("budget", "staffing", "structure"):
        without_marks(root / f"data/plan/{name}.yml", "# printed_totals")
    assert "no faults" in pcc("--project", root, "check")
    full = told_on(root, "money-and-people")
    assert "The allocation grows from £2,000,000 in 2025/26 to £2,060,000 in 2026/27" in full and "million" not in full
    assert "Total of the rows" in full and "as printed" not in full and "9.5" in full and "Director 1 FTE" in full


def told_on(root: Path, page: str) -> str:
    """The words of a page."""
    return next(words(" ".join(pieces)) for stem, pieces in whole_pages(Project(root)) if stem == page)


def test_a_published_whole_is_told_to_be_left_and_comes_in_from_a_copy_of_its_rows(tmp_path, body):
    root, file, alone = copied(body, tmp_path), tmp_path / "violence.xlsx", tmp_path / "whole.xlsx"
    delays = dict(zip([*AREAS.values(), "Tarn & Weald"], (40, 41, 42, 43, 41), strict=True))
    head, *rows = [["Month", "District", "Delay (secs)"], *([m, name, delay] for m in MONTHS for name, delay in delays.items())]
    told = whole_of(root, file, [head, *rows])
    assert "left: the rows of the whole (Tarn & Weald)." in told and "a copy of the file with its rows alone" in told
    alone.write_bytes(xlsx([head, *(row for row in rows if row[1] == "Tarn & Weald")]))
    assert "left:" not in brought(root, alone)
    assert {row["district"] for row in written(root, "whole")} == {"whole"}
