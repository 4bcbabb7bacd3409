"""Maps: classes and shades, the table beside them, what is not known, who stands out; and the page of an area."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from click.testing import CliRunner
from hostile import TEXTS
from places import ROOT, build
from pydantic_core import PydanticCustomError
from test_charts import SAYS, TWO, areas_drawn, block, texts

from pcc_lib.building.chart_files import chart_faults
from pcc_lib.building.gate import page_faults
from pcc_lib.charts.files import FOLDER, SHAPES, is_set_flush, put_together, set_flush, shapes_of_file, taken_apart
from pcc_lib.charts.mapped import HIDDEN, MOST_CLASSES, NO_DATA, SHADES, Class
from pcc_lib.charts.maps import PICKED, choropleth
from pcc_lib.checking.check import fault_list
from pcc_lib.cli import main
from pcc_lib.core.errors import ReportError
from pcc_lib.core.files import sha256
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.reworking import rework
from pcc_lib.inputs.models.kinds import Text
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.pages import map_charts
from pcc_lib.pages.page import Block
from pcc_lib.report import Report
from pcc_lib.statistics.areas import funnel, rank_intervals

PLACES = ROOT / "tests/projects/places"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The project of made-up places, to be changed."""
    return Project(shutil.copytree(PLACES, tmp_path / "places", ignore=shutil.ignore_patterns("_build")))


def told(project: Project) -> tuple[Block, BeautifulSoup]:
    """The topic as its page tells it."""
    made = Report(Project(project.root), "priority-1").what("places")
    return made, BeautifulSoup(str(made.drawn()), "html.parser")


def chart(page: BeautifulSoup, id: str) -> BeautifulSoup:
    found = page.find("div", {"data-chart": f"places/{id}"})
    assert found is not None
    return found


def rows_of(found: BeautifulSoup) -> list[list[str]]:
    return [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in found.select("tbody tr")]


def burglaries() -> pd.DataFrame:
    """Burglaries of twelve months and residents of each small area, read from the files without the library."""
    rows = list(csv.DictReader((PLACES / "data/sources/crime_by_small_area.csv").open(encoding="utf-8")))
    people = list(csv.DictReader((PLACES / "data/sources/people_by_small_area.csv").open(encoding="utf-8")))
    counts = pd.DataFrame([r for r in rows if r["month"] >= "2024-01" and r["small_area"] != "elsewhere"])
    counts["count"] = counts["burglaries"].astype(float)
    found = counts.groupby("small_area")[["count"]].sum()
    return found.assign(base={r["small_area"]: float(r["people"]) for r in people if r["year"] == "2024"})


# ── shades ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def lightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def test_each_shade_is_darker_than_the_one_before_in_grey_too() -> None:
    light = [lightness(shade) + 0.05 for shade in SHADES]
    assert all(a / b > 1.25 for a, b in pairwise(light))


def test_so_many_classes_have_shades_that_are_far_apart() -> None:
    assert all(len(set(picked)) == count and list(picked) == sorted(picked) for count, picked in PICKED.items())
    assert set(PICKED) == set(range(1, MOST_CLASSES + 1))


def test_what_is_not_known_is_paper_with_a_mark_and_words() -> None:
    drawn = texts(choropleth(areas_drawn((NO_DATA, HIDDEN), labelled=False), [], TWO, "Crimes", SAYS))
    assert drawn.count("×") == 2 and drawn.count("c") == 2  # in the area, and in the legend
    assert {"No data [x]", "Hidden: a small number [c]"} <= set(drawn)


def test_a_map_of_few_areas_names_them_with_their_values() -> None:
    drawn = texts(choropleth(areas_drawn(), [Class("8.1", "8.1"), Class("12.0", "12.0")], TWO, "Crimes", SAYS))
    assert {"West", "East", "8.1", "12.0", "Stands out from the others"} <= set(drawn)


# ── classes ───────────────────────────────────────────────────────────────────────────────────────────────────────────
class Known:
    """As much of a figure as a class needs."""

    def __init__(self, part: str, text: str, hidden: bool = False) -> None:
        self.breakdown, self.text, self.hidden = part, text, hidden
        self.known = not text.startswith("[")
        self.numeric = float(text) if self.known else float("nan")


def classed(*values: str) -> tuple[list[str], list[int]]:
    figures = [Known(str(i), text, text == "[c]") for i, text in enumerate(values)]
    classes, shades = map_charts._classes(figures)  # type: ignore[arg-type]
    return [each.words for each in classes], [shades[str(i)] for i in range(len(values))]


def test_classes_hold_about_as_many_parts_each() -> None:
    words, shades = classed(*map(str, range(1, 26)))
    assert words == ["1 to 5", "6 to 10", "11 to 15", "16 to 20", "21 to 25"]
    assert [shades.count(shade) for shade in range(5)] == [5] * 5


def test_a_far_value_does_not_take_all_shades() -> None:
    words, _ = classed("1", "2", "3", "4", "1000")
    assert words == ["1", "2", "3", "4", "1000"]


def test_what_prints_alike_is_never_parted() -> None:
    words, shades = classed(*["0"] * 12, "3", "4", "5")
    assert words[0] == "0" and shades[:12] == [0] * 12 and len(words) == len(set(shades))


def test_what_is_not_known_is_in_no_class() -> None:
    words, shades = classed("7", "[x]", "[c]", "9")
    assert words == ["7", "9"] and shades == [0, NO_DATA, HIDDEN, 1]
    assert classed("[x]", "[x]") == ([], [NO_DATA, NO_DATA])


# ── the block ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_made_up_places_have_no_faults(project: Project) -> None:
    assert fault_list(project, open_quarter(project)) == []


def test_a_place_stands_beside_its_interval(project: Project) -> None:
    rows = rows_of(chart(told(project)[1], "small-areas"))
    of = burglaries()
    wanted = rank_intervals(of["count"], of["base"], "lowest").sort_values("rank", kind="stable")
    assert len(rows) == 23 and [row[2] for row in rows[:3]] == ["1st", "2nd", "3rd"]
    for row, (code, each) in zip(rows, wanted.iterrows(), strict=True):
        assert row[0] == project.label(str(code)) and row[1] == f"{1000 * each['rate']:.1f}"
        low, high = (int(re.sub(r"\D", "", end)) for end in row[3].split(" to "))
        assert (low, high) == (each["lower"], each["upper"])


def test_who_stands_out_is_told_and_not_who_is_first(project: Project) -> None:
    of = burglaries()
    found = funnel(of["count"], of["base"] * of["count"].sum() / of["base"].sum()).table
    out = list(found.index[found["flag_998"] != ""])
    assert [project.label(code) for code in out] == ["Eastmere 001B"]
    held = chart(told(project)[1], "small-areas")
    title, shows = (" ".join(held.select_one(f".pcc-chart-{name}").get_text().split()) for name in ("title", "shows"))
    assert title == "One small area stands out for burglary per 1,000 residents: Eastmere 001B at 49.2"
    assert shows.startswith("Outside the 99.8% limits: Eastmere 001B 49.2.") and "Highest" not in held.get_text()
    drawn = spec_of(held)
    assert [row["n"] for rows in drawn["datasets"].values() if isinstance(rows, list) for row in rows if row.get("o")] == [
        "Eastmere 001B"
    ]


def spec_of(found: BeautifulSoup) -> dict:
    return json.loads(found.select_one("script.pcc-spec").get_text())


def test_each_figure_of_a_map_is_worked_again_from_its_cells(project: Project) -> None:
    protected = "robbery_by_small_area"  # worked again from what its policy lets be published: tests/test_disclosure_attack.py
    figures = [f for f in told(project)[0].figures if f.known and f.formula and f.measure != protected]
    assert {"rank", "rank_lower", "rank_upper", "value"} <= {f.statistic for f in figures}
    for figure in figures:
        again = rework(project, figure.formula, figure.cells)
        assert again == pytest.approx(figure.value), figure.id


def test_the_download_has_values_places_and_both_ends(project: Project) -> None:
    link = chart(told(project)[1], "small-areas").find("a", download=True)
    rows = list(csv.reader(io.StringIO(unquote(str(link["href"]).partition(",")[2]))))
    first = [row for row in rows if row[0] == rows[1][0]]
    assert [row[1] for row in first] == ["Burglary per 1,000 residents", "place", "95% interval, from", "95% interval, to"]
    assert float(first[1][2]) == 1 and len(rows) == 1 + 4 * 23


def test_an_area_without_rows_and_rows_without_an_area_are_told(project: Project) -> None:
    made = chart(told(project)[1], "small-areas").get_text()
    assert "On the map without data [x]: Eastmere 004C." in made
    path = project.root / "data/measures/burglary_by_small_area.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("small_area: [", "small_area: [elsewhere, "), encoding="utf-8")
    people = project.root / "data/sources/people_by_small_area.csv"
    people.write_text(people.read_text(encoding="utf-8"), encoding="utf-8")
    made = chart(told(project)[1], "small-areas").get_text()
    assert "In the table and not on the map: Elsewhere." in made


def test_a_hidden_number_is_told_as_hidden_and_nowhere_as_a_number(project: Project) -> None:
    held = chart(told(project)[1], "hidden")
    rows = rows_of(held)
    hidden = [row[0] for row in rows if row[1] == "[c]"]
    assert hidden and rows[-len(hidden) :] == [[name, "[c]"] for name in sorted(hidden)], "last, in the order of their names"
    drawn = [row for each in spec_of(held)["datasets"].values() if isinstance(each, list) for row in each if "k" in row]
    assert {row["n"] for row in drawn if row["z"] == HIDDEN} == set(hidden)
    assert all(row["v"] is None and row["t"] == "[c]" for row in drawn if row["z"] == HIDDEN)
    assert "These are numbers, not rates" in held.get_text() and "Place" not in held.get_text()


def test_of_many_parts_cells_are_texts_of_one_entry(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows_of(chart(told(project)[1], "small-areas"))
    monkeypatch.setattr(map_charts, "MOST_FIGURES", 20)
    made, page = told(project)
    held = chart(page, "small-areas")
    assert rows_of(held) == before and not held.select(".pcc-chart-table data")
    assert not held.select(".pcc-long"), "paper shows a table of 23 rows"
    assert not [f for f in made.figures if f.statistic.startswith("rank") and f.measure == "burglary_by_small_area"]


def test_a_map_without_boundaries_is_a_fault(project: Project) -> None:
    path = project.root / "data/sources/crime_by_district.resource.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("boundaries: lad_2024\n", ""), encoding="utf-8")
    fresh = Project(project.root)
    (fault,) = fault_list(fresh, open_quarter(fresh))
    assert "chart districts: the source 'crime_by_district' names no boundaries" in str(fault)
    assert "nothing says where its areas lie [x]" in told(project)[1].get_text()


def test_a_map_can_be_explored(project: Project) -> None:
    shown = Report(project, "explore")["crime_by_area"].chart("map")
    assert shown.title.startswith("Recorded crime per 1,000 residents is higher in Eastmere") and len(shown.data) == 8


def readable() -> list[str]:
    """The hostile texts that a name may be: all others are refused with their key (tests/test_hostile.py)."""
    found = []
    for text in TEXTS:
        with suppress(PydanticCustomError):
            found.append(Text(120).check(text))
    return found


@pytest.mark.parametrize("first", range(0, len(readable()), 24))
def test_words_of_boundaries_are_only_text(project: Project, first: int) -> None:
    """Names of areas, and what their licence asks for: whatever a publisher writes there."""
    path, about = (project.root / f"data/boundaries/lsoa_2021.{end}" for end in ("json", "yml"))
    data, said = json.loads(path.read_text(encoding="utf-8")), yaml.safe_load(about.read_text(encoding="utf-8"))
    texts = readable()[first : first + 24]
    for area, text in zip(data["objects"]["areas"]["geometries"], texts, strict=False):
        area["properties"]["name"] = text
    path.write_text(json.dumps(data), encoding="utf-8")
    said |= {"attribution": " ".join(texts), "shapes": sha256(path.read_bytes())}
    about.write_text(yaml.safe_dump(said), encoding="utf-8")
    page = str(told(project)[0].drawn())
    assert not list(page_faults(f"<!DOCTYPE html><html><body>{page}</body></html>", "page"))
    heads = [row[0] for row in rows_of(chart(BeautifulSoup(page, "html.parser"), "small-areas"))]
    assert {" ".join(text.split()) for text in texts[:-1]} <= {*heads, "Eastmere 004C"}, "told as they stand"


# ── files beside the page ─────────────────────────────────────────────────────────────────────────────────────────────
def both() -> str:
    """A page of two maps of the same areas."""
    made = choropleth(areas_drawn(), [Class("8.1", "8.1"), Class("12.0", "12.0")], TWO, "Crimes", SAYS)
    blocks = [block(made, chart_id=f"topic/{id}", csv_name=f"{id}.csv", beside=True) for id in ("one", "two")]
    return "<!DOCTYPE html><html><body>\n{}\n</body></html>".format("\n".join(blocks))


def test_maps_of_the_same_areas_share_one_file_and_come_back_to_the_byte() -> None:
    page = both()
    light, files = taken_apart(page, "one", "../")
    shapes = [name for name in files if name.startswith(SHAPES)]
    assert len(shapes) == 1 and light.count(shapes[0]) == 2 and "Topology" not in light
    assert not any(b"Topology" in raw for name, raw in files.items() if name not in shapes)
    assert shapes_of_file(files[shapes[0]].decode())[1] == dict(TWO.shapes)
    assert put_together(light, lambda link: files[link.removeprefix("../").partition("?")[0]]) == page
    assert taken_apart(light, "one", "../") == (light, {})


SVG = "data:image/svg+xml;base64,AAAA"
IN_LINES = (  # a chart whose names go over two lines, in its specification and in its table
    f'<div class="pcc-chart" ><div class="pcc-chart-draw"><picture><source media="x" srcset="{SVG}">'
    f'<img class="pcc-chart-static" alt="x" src="{SVG}"></picture><script type="application/json" class="pcc-spec">'
    r'{"datasets":{"d":[{"n":"a\n  1"},{"n":"b\n  1"},{"n":"c\n  1"}]}}</script></div>'
    '<div class="pcc-chart-under"><table><tbody><tr><th>a\n  1</th></tr><tr><th>b\n  1</th></tr><tr><th>c\n  1</th></tr></tbody>'
    '</table><a download="x.csv" href="data:text/csv;charset=utf-8,n"></a></div></div>'
)


@pytest.mark.parametrize("around", ["", "<pre>a</pre>"])
def test_what_cells_tell_is_what_they_say_when_the_page_is_laid_out(around: str) -> None:
    """A page without text that shows its lines as they are loses the white space at their begin after its charts were taken out:
    then its cells no longer say what the specification does."""
    page = around + IN_LINES
    light, files = taken_apart(page, "one", "../")
    assert (b'"cells"' in next(raw for name, raw in files.items() if name.endswith(".js"))) is bool(around)
    assert is_set_flush(page) is not bool(around)
    light = set_flush(light) if is_set_flush(light) else light
    whole = put_together(light, lambda link: files[link.removeprefix("../").partition("?")[0]])
    assert whole == (page if around else set_flush(page))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda raw: raw.replace(b"Topology", b"Typology"), "something else than the shapes of a map"),
        (lambda raw: raw + b"alert(1)", "something else than the shapes of a map"),
        (lambda raw: b"pccShapes(1)", "something else than the shapes of a map"),
    ],
)
def test_a_file_of_shapes_that_is_none_stops_the_build(tmp_path: Path, change, found: str) -> None:
    light, files = taken_apart(both(), "one", "")
    for name, raw in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(change(raw) if name.startswith(SHAPES) else raw)
    said = [str(fault) for fault in chart_faults(tmp_path, {"one.html": light})]
    assert any(found in each for each in said) and any("is not the file that its page names" in each for each in said)
    assert all(FOLDER in each for each in said)


# ── the page of an area ───────────────────────────────────────────────────────────────────────────────────────────────
def test_a_page_tells_each_measure_of_an_area_beside_the_whole(project: Project) -> None:
    made = Report(project, "area-westfold").area("westfold")
    page = BeautifulSoup(str(made.drawn()), "html.parser")
    (row,) = [row for row in rows_of(page) if len(row) > 1]
    assert row[0] == "Recorded crime per 1,000 residents" and row[1].startswith("20.9") and row[-1] == "30.7"
    assert "3.3% lower" in row[2]
    assert page.select_one("img.pcc-map")["alt"] == "Map: Westfold within Nowhere."
    assert "Westfold is part of Nowhere." in page.get_text() and "Invented areas" in page.get_text()
    assert [a["href"] for a in page.select("p a")][:1] == ["area-eastmere.html"]
    figures = Figures(project, open_quarter(project))
    assert {"crime_by_area.value.westfold", "crime_by_area.value"} <= {f.id for f in made.figures}
    assert figures.of("crime_by_area", "value", "westfold").text == "20.9"


def test_a_small_area_has_a_page_by_its_code(project: Project) -> None:
    made = Report(project, "area-e01000005").area("e01000005")
    page = BeautifulSoup(str(made.drawn()), "html.parser")
    assert "Eastmere 001B is part of Nowhere." in page.get_text()
    assert [row[0] for row in rows_of(page) if len(row) > 1] == ["Burglary per 1,000 residents", "Robbery"]


def test_an_area_that_there_is_not_is_told(project: Project) -> None:
    with pytest.raises(ReportError, match="there is no area 'westfolk'. Did you mean 'westfold'"):
        Report(project, "area-westfold").area("westfolk")
    path = project.root / "notebooks/area-westfold.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace('area(\\"westfold', 'area(\\"westfolk'), encoding="utf-8")
    fresh = Project(project.root)
    assert "there is no area 'westfolk'. Did you mean 'westfold'" in "".join(map(str, fault_list(fresh, open_quarter(fresh))))


def test_an_area_that_no_measure_tells_says_so(project: Project) -> None:
    body = project.root / "data/body.yml"
    said = body.read_text(encoding="utf-8").replace("labels:", "  - {id: isle, title: The Isle}\nlabels:")
    body.write_text(said, encoding="utf-8")
    for name, first, last in (("crime_by_district", "2022-01", "2024-12"), ("people_by_district", '"2022"', '"2024"')):
        path = project.root / f"data/sources/{name}.resource.yml"
        gap = f"gaps: [{{area: isle, first: {first}, last: {last}}}]\nperiod: "
        path.write_text(path.read_text(encoding="utf-8").replace("period: ", gap), encoding="utf-8")
    made = Report(Project(project.root), "area-isle").area("isle")
    page = BeautifulSoup(str(made.drawn()), "html.parser")
    assert "No measure of this quarter is told for it [x]." in page.get_text()
    assert page.select_one("p").get_text() == "The Isle is part of Nowhere. Its values stand beside those of the whole."


def test_the_command_writes_the_pages_that_there_are_not(project: Project) -> None:
    (project.root / "notebooks/area-eastmere.ipynb").unlink()
    toc = project.root / "_toc.yml"
    toc.write_text(toc.read_text(encoding="utf-8").replace("  - file: notebooks/area-eastmere\n", ""), encoding="utf-8")
    run = ["--project", str(project.root), "new-area-pages"]
    done = CliRunner().invoke(main, run)
    assert done.exit_code == 0 and "notebooks/area-eastmere.ipynb" in done.output and "no faults" in done.output
    committed = (PLACES / "notebooks/area-eastmere.ipynb").read_bytes()
    assert (project.root / "notebooks/area-eastmere.ipynb").read_bytes() == committed
    assert "Nothing to do" in CliRunner().invoke(main, run).output
    done = CliRunner().invoke(main, [*run, "e01000005", "nowhere"])
    assert done.exit_code == 1 and "there is no area 'nowhere'" in done.output
    assert not (project.root / "notebooks/area-e01000005.ipynb").exists()


def test_names_in_the_table_lead_to_pages_that_there_are(project: Project) -> None:
    held = chart(told(project)[1], "districts")
    assert [a["href"] for a in held.select("tbody th a")] == ["area-westfold.html", "area-eastmere.html"]
    assert not chart(told(project)[1], "small-areas").select("tbody th a")


# ── a book ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
def test_a_book_of_places_is_built_read_back_and_drawn(project: Project, chromium) -> None:
    """The gate, the reading back and a browser that may load nothing but the book's own files, from disk."""
    build(project.root, "2024-25-Q3")
    (html,) = project.root.glob("_build/editions/2024-25-Q3/*/html")
    assert len(list((html / SHAPES).iterdir())) == 2
    assert all(page.stat().st_size < 300_000 for page in (html / "notebooks").glob("*.html"))
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.goto((html / "notebooks/priority-1.html").as_uri())
    tab.evaluate("document.querySelectorAll('.bd-article details').forEach((each) => { each.open = true; })")
    for id in ("districts", "small-areas", "hidden"):
        held = tab.locator(f'[data-chart="places/{id}"]')
        held.scroll_into_view_if_needed()
        held.locator('.pcc-chart-draw[data-drawn="true"] svg').first.wait_for()
    assert tab.locator('[data-chart="places/small-areas"] .mark-shape path').count() >= 24 and not wrong
    tab.locator('[data-chart="places/districts"]').scroll_into_view_if_needed()
    box = tab.locator('[data-chart="places/districts"] .pcc-chart-draw').bounding_box()
    table = tab.locator('[data-chart="places/districts"] .pcc-chart-table').bounding_box()
    assert table["x"] > box["x"] + box["width"] - 1, "side by side"
    tab.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.8)
    tab.wait_for_timeout(300)
    assert "Eastmere" in tab.locator("#vg-tooltip-element").inner_text()
    tab.set_viewport_size({"width": 390, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    tab.close()
