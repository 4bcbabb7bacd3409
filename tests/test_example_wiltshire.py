"""The example of Wiltshire: filled from the genuine files by one command, checked, and built."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from importing import by_key
from places import ROOT, build

from pcc_lib.cli import main

OPEN_DATA = ROOT.parent / "shared" / "open_data"
EXAMPLE = ROOT / "examples" / "open-data-wiltshire"
QUARTERS = ("2024-25-Q4", "2025-26-Q1", "2025-26-Q2")
# rows, of them anti-social behaviour, burglary, violence: counted apart from this code
CONTROL = {
    "2018-10": (5058, 1389, 255, 1336),
    "2019-02": (4493, 1193, 203, 1215),
    "2024-03": (4023, 836, 139, 1462),
    "2025-01": (3830, 629, 145, 1496),
    "2025-06": (4695, 907, 118, 1774),
    "2025-09": (4114, 867, 123, 1574),
}
genuine = pytest.mark.skipif(not OPEN_DATA.is_dir(), reason="the genuine files (shared/open_data) are not here")


@pytest.fixture(scope="module")
def wiltshire(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, filled by its own recipe."""
    folder = tmp_path_factory.mktemp("wiltshire") / "project"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("_build", "sources", "boundaries", "datapackage.yml"))
    ran = CliRunner().invoke(main, ["--project", str(folder), "import", "--all", str(OPEN_DATA)])
    assert ran.exit_code == 0, ran.output
    return folder


def test_the_example_holds_no_data() -> None:
    """What is kept of it in the repository; `data/sources` is ignored there."""
    ignored = (EXAMPLE / ".gitignore").read_text(encoding="utf-8").split()
    assert {"data/sources/", "data/boundaries/", "data/datapackage.yml"} <= set(ignored)


@genuine
@pytest.mark.slow
def test_the_control_totals_are_met_to_the_row(wiltshire: Path) -> None:
    rows = by_key(wiltshire, "street_crime", "month", "force")
    for month, wanted in CONTROL.items():
        row = rows[month, "wiltshire"]
        columns = ("all_crime", "anti_social_behaviour", "burglary", "violence_and_sexual_offences")
        assert tuple(int(row[column]) for column in columns) == wanted
    residents = by_key(wiltshire, "area_population", "year", "area")
    assert (residents["2023", "swindon"]["population"], residents["2023", "wiltshire"]["population"]) == ("238417", "517979")


@genuine
@pytest.mark.slow
@pytest.mark.parametrize("quarter", QUARTERS)
def test_each_quarter_has_no_fault_and_no_open_question(wiltshire: Path, quarter: str) -> None:
    ran = CliRunner().invoke(main, ["--project", str(wiltshire), "check", quarter])
    assert ran.exit_code == 0 and "no faults" in ran.output and "without an answer" not in ran.output, ran.output


@genuine
@pytest.mark.slow
def test_the_newest_edition_is_built_and_light(wiltshire: Path) -> None:
    build(wiltshire, "2025-26-Q2")
    (html,) = (wiltshire / "_build/editions/2025-26-Q2").glob("*/html")
    pages = {page.name: page.read_text(encoding="utf-8") for page in (html / "notebooks").glob("*.html")}
    assert all(len(text.encode("utf-8")) <= 300_000 for text in pages.values())
    assert "data.police.uk" in pages["crime.html"] and "Crown copyright" in pages["crime.html"]
    named = {name for name, text in pages.items() if "Open Government Licence" in text.partition('"pcc-credits"')[2]}
    without = {"glossary.html", "accessibility.html", "how-to-read.html"}  # that show no data; the last shows how a figure looks
    assert {name for name, text in pages.items() if "pcc-figure" in text} - without <= named
    assert "figures.html" in named and not named & without
    assert all("pcc-credits" in page.read_text(encoding="utf-8") for page in (html / "notebooks/figures").glob("*.html"))
    assert "Swindon" in pages["area-swindon.html"] and "52.5" in pages["beside-others.html"]
