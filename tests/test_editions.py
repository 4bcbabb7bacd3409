"""Editions: whole or not at all, the same bytes from the same inputs, one build at a time."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_book import QUARTER, all_bytes, small_project, write
from tiny_book import tiny_book

from pcc_lib.building import editions, seals
from pcc_lib.building.job import Job
from pcc_lib.building.seals import digests
from pcc_lib.core.errors import BookError, BuildError, DataError, Fault, ReportError
from pcc_lib.inputs.project import Project

QUIET = {"say": lambda _: None}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Project, Path]:
    """A small project and its first edition, built by the real tools."""
    project = small_project(tmp_path_factory.mktemp("built") / "project")
    return project, editions.build(Job(project, QUARTER, **QUIET)).parents[1]


@pytest.fixture
def plain(tmp_path, monkeypatch) -> Project:
    """A project of one plain page, with a compiler that only copies."""

    def write_edition(book, compiler, folder):
        write(folder / "html/index.html", (book.project.root / "notebooks/figures.md").read_text("utf-8"))
        outputs = digests(folder)
        write(folder / "manifest.json", json.dumps({"outputs": outputs}))

    monkeypatch.setattr(editions, "write_edition", write_edition)
    return one_page(tmp_path)


def one_page(folder: Path) -> Project:
    project = small_project(folder, ("alpha",))
    write(folder / "_toc.yml", "format: jb-book\nroot: notebooks/figures\n")
    return project


# ── the real thing ──
@pytest.mark.slow
def test_an_edition_holds_the_book_its_notebooks_ledger_and_manifest(built):
    project, folder = built
    assert {
        "html/index.html",
        "html/notebooks/alpha.html",
        "notebooks/alpha.ipynb",
        "figures.csv",
        "manifest.json",
        "html/figures.csv",
        "record/changes.json",
    } <= set(all_bytes(folder))
    assert (folder / "figures.csv").read_text("utf-8").splitlines()[1].startswith("alpha.value,alpha,")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["inputs"]["read"]["data/alpha.txt"] == project.fingerprint("data/alpha.txt")
    assert manifest["pages"]["alpha"] == {"source": "notebooks/alpha.ipynb", "charts": ["alpha/trend"], "figures": 1}
    assert manifest["outputs"] == {name: digest for name, digest in digests(folder).items() if name != "manifest.json"}


@pytest.mark.slow
def test_a_number_typed_into_a_page_stops_the_build_with_its_sentence(built, tmp_path):
    project = one_page(tmp_path)
    figures = project.root / "notebooks/figures.md"
    write(figures, figures.read_text("utf-8") + "\nWe answered 4,711 calls. None of them waited.\n")
    with pytest.raises(BookError) as refused:
        editions.build(Job(project, QUARTER, **QUIET))
    said = str(refused.value)
    assert "notebooks/figures.md, Figures, paragraph: the number '4,711' is proven by nothing" in said
    assert "'We answered 4,711 calls.'" in said and "data/plan/names.yml" in said
    assert editions.current(project) is None and not list((project.root / "_build/editions").rglob("index.html"))
    write(project.root / "data/plan/names.yml", "names: ['4,711 calls']\n")
    assert editions.build(Job(project, QUARTER, **QUIET)).is_file()


@pytest.mark.slow
def test_no_trace_of_this_machine_is_in_an_edition(built):
    project, folder = built
    assert [name for name, raw in all_bytes(folder).items() if str(project.root).encode() in raw] == []


@pytest.mark.slow
def test_the_same_inputs_give_the_same_bytes_elsewhere_and_one_at_a_time(built, tmp_path):
    again = editions.build(Job(small_project(tmp_path / "a longer way"), QUARTER, workers=1, **QUIET)).parents[1]
    assert again.name == built[1].name
    assert all_bytes(again) == all_bytes(built[1])


@pytest.mark.slow
def test_a_build_in_which_nothing_changed_compiles_nothing(tmp_path, monkeypatch):
    project = Project(tiny_book(tmp_path))
    folder, said = editions.build(Job(project, QUARTER, **QUIET)).parents[1], list[str]()
    monkeypatch.setattr(subprocess, "Popen", None)  # no process is started, for pages or to compile
    assert editions.build(Job(project, QUARTER, say=said.append)).parents[1] == folder
    assert [line.split()[1] for line in said[:-1]] == ["reused"] * 3
    assert said[-1] == f"Nothing to compile: edition {folder.name} has the same inputs."


@pytest.mark.slow
def test_a_failing_page_leaves_the_current_edition(built, tmp_path):
    project = Project(shutil.copytree(built[0].root, tmp_path / "copy"))
    write(project.root / "data/alpha.txt", "not a number")
    before = editions.current(project)
    with pytest.raises(BuildError, match="notebooks/alpha.ipynb, cell 3 .*ValueError"):
        editions.build(Job(project, QUARTER, **QUIET))
    assert editions.current(project) == before and seals.changed_since(project, before) == []


# ── pointer, leftovers, lock ──
def test_the_newest_build_and_each_quarters_are_remembered(plain):
    write(plain.root / "data/quarters/2023-24-Q2/quarter.yml", "x: 1\n")
    other = editions.find_quarter(plain, "2023-24-Q2")
    first = editions.build(Job(plain, QUARTER, **QUIET))
    second = editions.build(Job(plain, other, **QUIET))
    assert editions.current(plain) == second.parents[1]
    assert editions.current(plain, QUARTER) == first.parents[1]
    assert editions.current(plain, other) == second.parents[1]


def test_nothing_built_and_a_spoilt_pointer_mean_no_edition(plain):
    assert editions.current(plain) is None
    write(plain.root / "_build/current.json", "{")
    assert editions.current(plain) is None


def test_an_edition_that_was_edited_is_compiled_again(plain):
    index = editions.build(Job(plain, QUARTER, **QUIET))
    good = index.read_text("utf-8")
    write(index, "edited by hand")
    assert editions.build(Job(plain, QUARTER, **QUIET)).read_text("utf-8") == good


def test_an_edition_that_was_edited_with_its_manifest_is_compiled_again_and_said(plain):
    """10,967 replaced by 10,067 in twelve files, and a manifest that agrees, stayed current without a word."""
    index = editions.build(Job(plain, QUARTER, **QUIET))
    folder, good = index.parents[1], index.read_text("utf-8")
    write(index, "edited by hand")
    write(folder / "html/added.html", "added")
    outputs = {name: digest for name, digest in digests(folder).items() if name != "manifest.json"}
    write(folder / "manifest.json", json.dumps({"outputs": outputs}))
    said: list[str] = []
    assert editions.build(Job(plain, QUARTER, say=said.append)).read_text("utf-8") == good
    edited = "html/added.html, html/index.html, manifest.json"
    assert f"Edition {folder.name} was edited after it was finished ({edited}): it is compiled anew." in said
    assert not (folder / "html/added.html").exists()


@pytest.mark.parametrize("seal", ["", "{", "[]", "{}"])
def test_without_a_seal_an_edition_is_compiled_again(plain, seal):
    index = editions.build(Job(plain, QUARTER, **QUIET))
    good = index.read_text("utf-8")
    write(index, "edited by hand")
    (kept,) = (plain.root / seals.FOLDER).rglob("*.json")
    write(kept, seal) if seal else kept.unlink()
    assert editions.build(Job(plain, QUARTER, **QUIET)).read_text("utf-8") == good


def test_seals_go_with_their_editions(plain):
    for number in range(5):
        write(plain.root / "notebooks/figures.md", f"# {number}")
        editions.build(Job(plain, QUARTER, **QUIET))
    kept = {path.name for path in (plain.root / "_build/editions" / str(QUARTER)).iterdir()}
    assert {path.stem for path in (plain.root / seals.FOLDER / str(QUARTER)).iterdir()} == kept


def test_going_back_to_earlier_inputs_takes_the_earlier_edition(plain, monkeypatch):
    page = plain.root / "notebooks/figures.md"
    was = page.read_text("utf-8")
    first = editions.build(Job(plain, QUARTER, **QUIET))
    write(page, "# Another")
    assert editions.build(Job(plain, QUARTER, **QUIET)) != first
    write(page, was)
    monkeypatch.setattr(editions, "write_edition", None)
    assert editions.build(Job(plain, QUARTER, **QUIET)) == first


def test_only_the_newest_editions_are_kept(plain):
    for number in range(5):
        write(plain.root / "notebooks/figures.md", f"# {number}")
        last = editions.build(Job(plain, QUARTER, **QUIET))
    kept = list(last.parents[2].iterdir())
    assert len(kept) == editions.KEPT and last.parents[1] in kept


BUILD_AND_WAIT = """
import sys, time
from pathlib import Path
from pcc_lib.building import editions, seals
from pcc_lib.building.job import Job
from pcc_lib.building.seals import digests
from pcc_lib.inputs.project import Project
def hang(book, compiler, folder):
    (folder / "html").mkdir(parents=True)
    (folder / "html/index.html").write_text("half")
    print("half", flush=True)
    time.sleep(60)
editions.write_edition = hang
project = Project(sys.argv[1])
editions.build(Job(project, editions.find_quarter(project, None), say=lambda _: None))
"""


def test_a_killed_build_leaves_the_last_good_edition_and_is_swept_away(plain):
    good = editions.build(Job(plain, QUARTER, **QUIET))
    write(plain.root / "notebooks/figures.md", "# Changed")
    other = subprocess.Popen([sys.executable, "-c", BUILD_AND_WAIT, str(plain.root)], stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "half\n"
    with pytest.raises(BuildError, match=f"another build of this project is running \\(process {other.pid}\\)"):
        editions.build(Job(plain, QUARTER, **QUIET))
    other.kill()
    other.wait()
    other.stdout.close()
    assert editions.current(plain) == good.parents[1]
    assert list(plain.root.glob("_build/editions/*/*.part"))
    assert editions.build(Job(plain, QUARTER, **QUIET)).read_text("utf-8") == "# Changed"
    assert not list(plain.root.glob("_build/**/*.part"))


@pytest.mark.slow
def test_executed_pages_that_nothing_points_to_are_swept_away(built):
    project, _ = built
    stray = project.root / "_build/cache/executed/00.ipynb"
    write(stray, "{}")
    editions.sweep(project)
    assert not stray.exists() and len(list(stray.parent.iterdir())) == 2


# ── the check before the first page ──
def test_a_build_stops_at_the_check(plain):
    def check(project, quarter):
        raise DataError([Fault("data/x.csv", "row 2", "is wrong.")])

    with pytest.raises(DataError, match="data/x.csv, row 2"):
        editions.build(Job(plain, QUARTER, **QUIET), check=check)
    assert editions.current(plain) is None


def test_a_check_that_passed_is_repeated_only_when_what_it_read_changes(plain):
    calls = []

    def check(project, quarter):
        calls.append(project.read_text("data/alpha.txt"))

    for text in ("1", "1", "2"):
        write(plain.root / "data/alpha.txt", text)
        editions.build(Job(plain, QUARTER, **QUIET), check=check)
    assert calls == ["1", "2"]


# ── quarters ──
def test_quarters_are_found_and_named(plain):
    write(plain.root / "data/quarters/2022-23-Q4/quarter.yml", "x: 1\n")
    write(plain.root / "data/quarters/notes.txt", "x")
    assert list(map(str, editions.quarters(plain))) == ["2022-23-Q4", "2023-24-Q3"]
    assert str(editions.find_quarter(plain, "latest")) == "2023-24-Q3"
    with pytest.raises(ReportError, match="no such folder. There are: 2022-23-Q4, 2023-24-Q3"):
        editions.find_quarter(plain, "2021-22-Q1")


def test_a_project_without_quarters_says_so(tmp_path):
    with pytest.raises(ReportError, match="there is no quarter yet"):
        editions.find_quarter(Project(tmp_path), None)
