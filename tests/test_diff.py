"""`pcc diff`: two editions beside each other, wherever they stand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import NEXT, QUARTER, Tiny
from test_changes import published, revise, told  # noqa: F401
from two_editions import publish

from pcc_lib.cli import main


def edition(tiny: Tiny, name: str, quarter: str, with_project: bool = True) -> Path:
    """An edition as it is published: its ledger and the project that it was made from."""
    kept = publish(tiny.root, quarter)
    record = tiny.root / "site" / name / "record"
    record.mkdir(parents=True)
    shutil.copy(kept / "figures.csv", record / "figures.csv")
    (record / "manifest.json").write_text(json.dumps({"quarter": quarter}), encoding="utf-8")
    if with_project:
        shutil.copytree(tiny.root / "data", record / "project" / "data")
    return record.parent


def run(tiny: Tiny, *args: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["--project", str(tiny.root), "diff", *args])
    return done.exit_code, done.output


@pytest.fixture
def versions(told):  # noqa: F811
    """Two versions of one quarter; in the second a number of September is another."""
    edition(told, f"{QUARTER.lower()}/1", QUARTER)
    edition(told, "same/1", QUARTER)
    told.was, told.now = revise(told, "2023-09", 7)
    edition(told, f"{QUARTER.lower()}/2", QUARTER)
    return told


def test_the_same_edition_twice_ends_with_0(versions):
    assert run(versions, f"{QUARTER}/1", str(versions.root / "site/same/1")) == (0, "No figure differs.\n")


def test_two_versions_of_a_quarter_list_every_figure_that_differs(versions):
    code, said = run(versions, f"{QUARTER}/1", f"{QUARTER}/2")
    assert code == 1 and said.startswith("Revised: ")
    assert f"calls.csv#month=2023-09;area=north;column=offered: {versions.was} → {versions.now}" in said
    code, said = run(versions, f"{QUARTER}/1", f"{QUARTER}/2", "--json")
    record = json.loads(said)
    assert code == 1 and set(record) == {"format", "a", "b", "revised", "worked_out_differently", "withdrawn", "new"}
    assert record["revised"] and all(each["told"] != each["now"] for each in record["revised"])
    assert all(each["changed_cells"][0]["now"] == float(versions.now) for each in record["revised"])


def test_the_newest_version_of_a_quarter_is_meant_by_its_name(versions):
    assert run(versions, f"{QUARTER}/2", QUARTER)[0] == 0


def test_editions_without_their_projects_are_compared_by_what_they_print(versions):
    for number in ("1", "2"):
        shutil.rmtree(versions.root / "site" / QUARTER.lower() / number / "record/project")
    code, said = run(versions, f"{QUARTER}/1", f"{QUARTER}/2")
    assert code == 1 and "Revised: " in said and "calls.csv#" not in said


def test_a_later_quarter_is_no_difference_by_itself(told):  # noqa: F811
    edition(told, f"{QUARTER.lower()}/1", QUARTER)
    edition(told, f"{NEXT.lower()}/1", NEXT)
    code, said = run(told, QUARTER, NEXT)
    assert (code, said) == (0, "No figure differs.\n")


def test_what_is_no_edition_is_named(told, tmp_path):  # noqa: F811
    code, said = run(told, str(tmp_path), QUARTER)
    assert code == 1 and f"{tmp_path}: there is no edition (looked for figures.csv there, and in record/)." in said
    code, said = run(told, "2030-31-Q1", QUARTER)
    assert code == 1 and "2030-31-Q1: no edition of it was published or built here. Run: pcc build 2030-31-Q1" in said
