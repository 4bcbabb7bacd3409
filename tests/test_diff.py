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
    assert run(versions, f"{QUARTER}/1", str(versions.root / "site/same/1")) == (0, "Nothing differs.\n")


def test_two_versions_of_a_quarter_list_every_figure_that_differs(versions):
    code, said = run(versions, f"{QUARTER}/1", f"{QUARTER}/2")
    assert code == 1 and said.startswith("Revised: ")
    assert f"calls.csv#month=2023-09;area=north;column=offered: {versions.was} → {versions.now}" in said
    code, said = run(versions, f"{QUARTER}/1", f"{QUARTER}/2", "--json")
    record = json.loads(said)
    figures, words = {"revised", "worked_out_differently", "withdrawn", "new"}, {"deliverables", "commentary", "rewritten"}
    assert code == 1 and set(record) == {"format", "a", "b", "not_compared", *figures, *words}
    assert record["revised"] and all(each["told"] != each["now"] for each in record["revised"])
    assert all(each["changed_cells"][0]["now"] == float(versions.now) for each in record["revised"])


def test_the_newest_version_of_a_quarter_is_meant_by_its_name(versions):
    assert run(versions, f"{QUARTER}/2", QUARTER)[0] == 0


def test_editions_without_their_projects_are_compared_by_what_they_print(versions):
    for number in ("1", "2"):
        shutil.rmtree(versions.root / "site" / QUARTER.lower() / number / "record/project")
    code, said = run(versions, f"{QUARTER}/1", f"{QUARTER}/2")
    assert code == 1 and "Revised: " in said and "calls.csv#" not in said
    assert f"Deliverables and texts were not compared: {QUARTER}/1 and {QUARTER}/2 have no project at hand" in said
    assert json.loads(run(versions, f"{QUARTER}/1", f"{QUARTER}/2", "--json")[1])["not_compared"]


def test_a_later_quarter_is_no_difference_by_itself(told):  # noqa: F811
    edition(told, f"{QUARTER.lower()}/1", QUARTER)
    on_time = f"data/quarters/{NEXT}/quarter.yml"
    told.write(on_time, (told.root / on_time).read_text(encoding="utf-8").replace("2024-02-28", "2023-12-28"))
    edition(told, f"{NEXT.lower()}/1", NEXT)
    code, said = run(told, QUARTER, NEXT)
    assert (code, said) == (0, "Nothing differs.\n")


def test_deliverables_that_moved_and_texts_that_are_gone_are_told_between_any_two_editions(told, tmp_path):  # noqa: F811
    first = edition(told, f"{QUARTER.lower()}/1", QUARTER)
    told.edit(f"data/quarters/{NEXT}/deliverables.csv", "2024-01,January 2024", "2024-06,June 2024")
    told.write(f"data/quarters/{NEXT}/topics/calls.md", "## So what?\n\nCalls were {{ offered.change_on_year }} higher.\n")
    other = Path(shutil.copytree(edition(told, f"{NEXT.lower()}/1", NEXT), tmp_path / "archive" / NEXT.lower() / "1"))
    for a, b in ((QUARTER, NEXT), (str(first), str(other)), (f"{QUARTER}/1", str(other.parent))):
        code, said = run(told, a, b)
        assert code == 1 and "Build it [station-1]: moved to a later date: January 2024 (" in said and "→ June 2024 (" in said
        assert "Texts that are gone: 1\n  topics/calls, Now what?: Answer them. …" in said
        assert "Texts that say something else" not in said, "each quarter has its own words"
        record = json.loads(run(told, a, b, "--json")[1])
        assert [(each["id"], each["what"][0]) for each in record["deliverables"]] == [("station-1", "later")]
        assert [each["heading"] for each in record["commentary"]] == ["Now what?"] and record["rewritten"] == []


def test_of_two_versions_the_texts_are_told_that_say_other_words(told):  # noqa: F811
    edition(told, f"{QUARTER.lower()}/1", QUARTER)
    told.comment("## So what?\n\nCalls were {{ offered.change_on_year }} higher.\n\n## Now what?\n\n- Answer each of them.\n")
    edition(told, f"{QUARTER.lower()}/2", QUARTER)
    code, said = run(told, f"{QUARTER}/1", f"{QUARTER}/2")
    assert code == 1 and "Texts that say something else, or are new: " in said and "Answer each of them." in said


def test_what_is_no_edition_is_named(told, tmp_path):  # noqa: F811
    code, said = run(told, str(tmp_path), QUARTER)
    assert code == 1 and f"{tmp_path}: there is no edition (looked for figures.csv there, and in record/)." in said
    code, said = run(told, "2030-31-Q1", QUARTER)
    assert code == 1 and "2030-31-Q1: no edition of it was published or built here. Run: pcc build 2030-31-Q1" in said
