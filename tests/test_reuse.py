"""A page runs again where what it reads says something else, and not where it says the same; what was kept is never stale."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import Tiny
from lasting import one_nursery
from places import ROOT, SAMPLE, copy_project
from small_book import write
from tiny_book import tiny_book

from pcc_lib.building import planning
from pcc_lib.building.downloads import files_made
from pcc_lib.building.job import Job, PageResult, PagesError
from pcc_lib.building.loaded_code import state_now
from pcc_lib.building.makers import Makers
from pcc_lib.building.making import Making
from pcc_lib.building.plain_page import plain_cells
from pcc_lib.building.planning import plan_pages
from pcc_lib.building.processes import Processes
from pcc_lib.building.runner import run_pages
from pcc_lib.building.task import Task, cells_of, run_task
from pcc_lib.checking.check import expected_blocks
from pcc_lib.core.errors import BuildError
from pcc_lib.core.kept import Kept
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.store import Store
from pcc_lib.inputs.contents import notebooks
from pcc_lib.inputs.page_files import pages_of
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.standard_pages import LISTING, LISTING_PAGES
from pcc_lib.report import Report

QUARTER = Quarter.parse("2023-24-Q3")
TOPIC = "data/quarters/2023-24-Q3/topics/calls.md"
MEASURE = "data/measures/offered.yml"
PAGES = ["priority-1", "figures", "about-the-data"]


def job(folder: Path, **how: object) -> Job:
    return Job(Project(folder), QUARTER, say=lambda _: None, **how)


@pytest.fixture(scope="module")
def tiny_run(tmp_path_factory) -> Iterator[Path]:
    """A book of three pages of nothing but `report.…` calls, which have run once."""
    folder = tiny_book(tmp_path_factory.mktemp("reuse"))
    Tiny(folder).comment("## So what?\n\nCalls rose.\n")
    with one_nursery(folder):
        run_pages(job(folder))
        yield folder


@pytest.fixture
def edited(tiny_run):
    """Changes a file of a book whose pages are all up to date, and puts it back at the end."""
    run_pages(job(tiny_run))
    before: dict[Path, bytes | None] = {}

    def edit(name: str, change: Callable[[str], str]) -> Path:
        path = tiny_run / name
        before.setdefault(path, path.read_bytes() if path.is_file() else None)
        write(path, change(path.read_text("utf-8") if path.is_file() else ""))
        return tiny_run

    yield edit
    for path, content in before.items():
        path.unlink() if content is None else path.write_bytes(content)


@pytest.mark.slow
def test_files_to_take_along_are_made_where_pages_ran_until_these_end(tiny_run):
    asked = job(tiny_run, fresh=True)
    planned = plan_pages(asked)
    with Processes(asked, planned) as running:
        results = run_pages(asked, planned, processes=running)
        read = tuple(sorted({name for result in results for name in result.opened}))
        made = running.make(Making(str(tiny_run), str(QUARTER), asked.id, read, ""))
        assert made and made.files == files_made(Project(tiny_run), str(QUARTER), frozenset(read), "").files
        running.end_pages()
        with pytest.raises(BuildError, match="stopped"):
            running.make(Making(str(tiny_run), str(QUARTER), asked.id, read, ""))


def test_pages_end_when_the_files_are_there_whoever_made_them(tiny_run):
    """The reader needs their room; of a book whose files are kept nobody asks them for any."""
    asked, told = job(tiny_run), []
    running = SimpleNamespace(make=lambda making: told.append(making), end_pages=lambda: told.append("ended"))
    with Makers(asked.project, QUARTER) as makers:
        assert makers.offered(("a",), "") is None
        makers.end_pages()
        assert told == []  # no page ran
        makers.offered_by(asked, running)
        makers.offered(("a", "b"), "a draft")
        makers.end_pages()
    assert told == [Making(str(tiny_run), str(QUARTER), asked.id, ("a", "b"), "a draft"), "ended"]


def reasons(folder: Path, **how: object) -> dict[str, str]:
    return {plan.page.name: plan.reason for plan in plan_pages(job(folder, **how))}


def ran(folder: Path) -> list[str]:
    """The pages that a run of the book has run."""
    return [result.page.name for result in run_pages(job(folder)) if result.status == "ran"]


def reordered(text: str) -> str:
    """The keys of a definition in another order."""
    lines = text.splitlines(keepends=True)
    tops = [i for i, line in enumerate(lines) if line[:1].isalpha()]
    pieces = ["".join(lines[a:b]) for a, b in zip(tops, [*tops[1:], len(lines)], strict=True)]
    return "".join(lines[: tops[0]]) + "".join(reversed(pieces))


# ── plain pages ───────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.sample
def test_every_page_of_the_sample_holds_nothing_but_calls():
    project = Project(SAMPLE)
    assert [page.name for page in pages_of(project) if page.is_notebook and cells_of(project, page) is None] == []


@pytest.mark.parametrize(
    "code",
    [
        "import os",
        "print(open('x').read())",
        "report.what(name)",
        "report.what('calls');",
        "report.what('calls')\nreport.so_what('calls')",
        "x = report.what('calls')",
        "report.page.project.read_text('x')",
        "report._overview()",
        "report.what(*['calls'])",
        "report.what(**{'topic': 'calls'})",
        "open_report('a', quarter)",
        "report = open_report('a', year)",
        "report = open_report(name, quarter)",
        "report = open_report('a', quarter, 1)",
        "!ls",
        "%time report.what('calls')",
        "def f(): pass",
    ],
)
def test_a_cell_that_says_anything_else_is_code_of_its_own(code):
    assert plain_cells({"cells": [{"cell_type": "code", "metadata": {}, "source": code}]}) is None


@pytest.mark.parametrize("code", ["", "# a remark", "report.what('calls')", "report.figures('x', part='north')  # a remark"])
def test_a_cell_that_asks_the_report_is_plain(code):
    assert plain_cells({"cells": [{"cell_type": "code", "metadata": {}, "source": code}]}) is not None


@pytest.mark.slow
def test_a_plain_page_is_the_same_byte_for_byte_as_in_a_kernel(tiny_run, tmp_path):
    """Run by papermill in kernels of their own, the pages are what they are when they share one process."""
    ours = {result.page.name: result.notebook.read_bytes() for result in run_pages(job(tiny_run))}
    other = copy_project(tiny_run, tmp_path / "other")
    theirs = {result.page.name: result for result in run_pages(job(other, kernels=True))}
    assert {name: result.notebook.read_bytes() for name, result in theirs.items()} == ours
    assert {result.status for result in theirs.values()} == {"ran"}


def test_a_failure_names_the_cell_and_its_words(tmp_path):
    folder = tiny_book(tmp_path)
    path = folder / "notebooks/priority-1.ipynb"
    write(path, path.read_text("utf-8").replace('report.so_what(\\"calls\\")', 'report.so_what(\\"cals\\")'))
    page = next(page for page in pages_of(Project(folder)) if page.name == "priority-1")
    outcome = run_task(Task(str(folder), str(QUARTER), page, {"quarter": str(QUARTER)}, build="a"))
    (fault,) = outcome.faults
    assert fault.place.endswith('(report.so_what("cals"))') and "there is no topic 'cals'" in fault.found and not outcome.text


@pytest.mark.sample
def test_the_standard_pages_that_list_others_are_known():
    """They run after the others; named in one place, since nothing of a project may be read before it is checked."""
    pages = {page.opened_as: [call.name for call in page.calls] for page in notebooks(Project(SAMPLE))}
    listing = {page for page, names in pages.items() if any(name.startswith(LISTING) for name in names)}
    assert listing == set(LISTING_PAGES)


# ── pages that share a process ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
@pytest.mark.parametrize("backwards", [False, True])
def test_pages_that_share_what_they_make_say_what_they_say_alone(backwards):
    """In whatever order: the same blocks, resting on the same files."""
    folder = Path(__file__).parent / "projects" / "small-numbers"
    pages = notebooks(Project(folder))
    alone = {page.stem: said(Project(folder), page) for page in pages}
    project = Project(folder)
    for page in reversed(pages) if backwards else pages:
        project.kept.begin()
        assert said(project, page) == alone[page.stem], page.stem


def said(project: Project, page) -> list[str]:
    report = Report(project, page.opened_as)
    blocks = (getattr(report, call.name)(*call.args) for call in page.calls)
    return [json.dumps([str(block.html), [f.row() for f in block.figures], sorted(project.opened.items())]) for block in blocks]


def test_what_is_kept_is_forgotten_with_what_it_rests_on(tmp_path):
    write(tmp_path / "data/a.txt", "1")
    write(tmp_path / "data/b.txt", "2")
    project = Project(tmp_path)
    both = lambda: project.once("both", lambda: project.once("a", read("a")) + project.once("b", read("b")))  # noqa: E731
    read = lambda name: lambda: project.read_text(f"data/{name}.txt")  # noqa: E731
    assert both() == "12" and set(project.opened) == {"data/a.txt", "data/b.txt"}
    project.kept.begin()
    assert project.once("b", read("b")) == "2" and set(project.opened) == {"data/b.txt"}
    write(tmp_path / "data/a.txt", "3")
    assert both() == "12"  # within a build everything is as it was read first
    project.kept.forget(lambda name, was: project.fingerprint(name) != was)
    assert both() == "32"


def test_what_was_read_for_its_meaning_is_not_held_to_its_bytes():
    kept = Kept()
    kept.said("m:f|a", lambda: kept.opened.read("a", "1") or "x", str)
    kept.opened.read("b", "2")
    assert dict(kept.opened) == {"a": "1", "b": "2"} and dict(kept.opened.direct) == {"b": "2"}
    assert kept.opened.meant["m:f|a"].names == ("a",)


def test_who_read_for_nothing_must_look_again():
    """What raises is kept by nobody: any other byte may mend it."""
    kept = Kept()

    def broken() -> str:
        kept.opened.read("a", "1")
        raise ValueError

    with pytest.raises(ValueError):
        kept.said("m:f|a", broken, str)
    assert dict(kept.opened.direct) == {"a": "1"} and not kept.opened.meant


# ── what runs again ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
def test_nothing_runs_when_nothing_has_changed(tiny_run):
    assert set(reasons(tiny_run).values()) == {""} and ran(tiny_run) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "change"),
    [
        (MEASURE, lambda text: "# a remark\n" + text),
        (MEASURE, lambda text: text + "\n\n"),
        (MEASURE, reordered),
        ("data/topics/calls.yml", reordered),
        ("data/body.yml", lambda text: "# a remark\n\n" + text),
        (TOPIC, lambda text: text + "\n\n"),
        (TOPIC, lambda text: text.replace("Calls", "\n\nCalls")),
    ],
)
def test_what_says_the_same_in_other_words_runs_nothing(edited, name, change):
    folder = edited(name, change)
    assert f"{name} changed" in set(reasons(folder).values()), "it is seen"
    results = run_pages(job(folder))
    assert [result.page.name for result in results if result.status == "ran"] == []
    now = Project(folder).fingerprint(name)
    assert {result.opened[name] for result in results if name in result.opened} == {now}, "and told as it is now"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        (TOPIC, lambda text: text.replace("rose", "went up"), ["priority-1", "about-the-data"]),  # which is asked of
        (TOPIC, lambda text: text + "Plain.\n", ["priority-1"]),
        (MEASURE, lambda text: text.replace("title: ", "title: All "), PAGES),
        ("data/sources/calls.csv", lambda text: text.replace("2023-10,north,", "2023-10,north,1", 1), PAGES),
        ("data/body.yml", lambda text: text.replace("force: Force", "force: Other"), PAGES),
    ],
)
def test_what_says_something_else_runs_the_pages_that_tell_it(edited, name, change, expected):
    assert set(ran(edited(name, change))) == set(expected)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda text: text.replace('"id": "title"', '"id": "other"'), ["about-the-data"]),
        (lambda text: text.replace("# Page about", "# Page About"), ["about-the-data", "figures"]),
    ],
)
def test_a_changed_notebook_runs_and_pages_that_tell_its_title(edited, change, expected):
    assert set(ran(edited("notebooks/about-the-data.ipynb", change))) == set(expected)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("library_digest", "another", "library changed"),
        ("environment", {"python": "3.99"}, "installed packages changed"),
    ],
)
def test_a_changed_library_or_environment_runs_everything(tiny_run, monkeypatch, name, value, reason):
    run_pages(job(tiny_run))
    monkeypatch.setattr(planning, name, lambda: value)
    assert set(reasons(tiny_run).values()) == {reason}


@pytest.mark.slow
def test_a_package_that_was_edited_in_place_runs_everything(tiny_run):
    """Under the same version: nothing but the file itself tells of it."""
    run_pages(job(tiny_run))
    record = json.loads((tiny_run / f"_build/cache/pages/{QUARTER}/priority-1.json").read_bytes())
    files = tiny_run / f"_build/cache/code/{record['code'][0]}.json"
    assert any("pandas" in path for path in json.loads(files.read_bytes()))
    assert not any("pcc_lib" in path for path in json.loads(files.read_bytes())), "the library has a digest of its own"
    edited = tiny_run / "edited.py"
    edited.write_bytes(b"a = 1")
    paths = [str(edited)]
    (tiny_run / "_build/cache/code/a.json").write_text(json.dumps(paths), encoding="utf-8")
    before = state_now(Project(tiny_run), "a")
    edited.write_bytes(b"a = 12")
    assert state_now(Project(tiny_run), "a") not in (before, "")
    was = files.read_bytes()
    files.unlink()
    assert reasons(tiny_run)["priority-1"] == "installed packages changed"
    files.write_bytes(was)
    assert set(reasons(tiny_run).values()) == {""}


@pytest.mark.slow
def test_fresh_and_another_quarter_run_everything(tiny_run):
    assert set(reasons(tiny_run, fresh=True).values()) == {"asked for"}
    other = Job(Project(tiny_run), Quarter.parse("2023-24-Q2"))
    assert {plan.reason for plan in plan_pages(other)} == {"not run before"}


@pytest.mark.slow
def test_a_damaged_cache_is_not_believed(tiny_run):
    page: PageResult = run_pages(job(tiny_run))[0]
    was = page.notebook.read_bytes()
    page.notebook.write_bytes(was[:-2])
    assert reasons(tiny_run)["priority-1"] == "executed notebook missing or damaged"
    page.notebook.write_bytes(was)
    record = tiny_run / f"_build/cache/pages/{QUARTER}/priority-1.json"
    good = record.read_bytes()
    record.write_bytes(good[:40])
    assert reasons(tiny_run)["priority-1"] == "not run before"
    record.write_bytes(good)


@pytest.mark.slow
def test_a_new_topic_that_no_page_shows_is_told_of_pages_that_need_not_run(edited, tiny_run):
    """What a page must show is no file that it reads: it is asked for anew whenever anything may be expected."""
    edited("data/topics/letters.yml", lambda _: "title: Letters\npriority: priority-1\norder: 2\n")
    project = Project(tiny_run)
    expected = {page.name: expected_blocks(project, page.name) for page in pages_of(project)}
    plans = plan_pages(job(tiny_run))
    with pytest.raises(PagesError, match="does not show 'letters/what'"):
        run_pages(job(tiny_run), plans, expected)


@pytest.mark.slow
def test_a_book_that_is_changed_at_random_is_what_a_fresh_run_makes(tiny_run):
    """A short run of benchmarks/stale.py, which can go on for hundreds of changes."""
    program = [
        sys.executable,
        str(ROOT / "benchmarks" / "stale.py"),
        "--project",
        str(tiny_run),
        "--changes",
        "25",
        "--seed",
        "7",
    ]
    done = subprocess.run(
        program, capture_output=True, text=True, encoding="utf-8", timeout=600, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "25 changes: 0 differ" in done.stdout and "ran" in done.stdout


# ── the store ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_result_is_made_once_for_the_same_inputs_and_anew_for_others(tmp_path):
    made: list[str] = []

    def make() -> str:
        made.append("")
        return f"result {len(made)}"

    kind, store = "charts.images: vl-convert-python", Store(tmp_path)
    assert [store.text(kind, ["a"], make), store.text(kind, ["a"], make)] == ["result 1"] * 2
    assert Store(tmp_path).text(kind, ["a"], make) == "result 1", "another process finds it"
    assert store.text(kind, ["b"], make) == "result 2"
    assert store.text("charts.images: pandas", ["a"], make) == "result 3", "another library"
    assert store.text("charts.proof: vl-convert-python", ["a"], make) == "result 4", "other code"
    assert Store(None).text(kind, ["a"], make) == "result 5", "without a folder nothing is kept"


def test_a_damaged_result_is_made_again(tmp_path):
    store = Store(tmp_path)
    assert store.text("charts.images:", ["a"], lambda: "good") == "good"
    (file,) = tmp_path.glob("??/*")
    file.write_bytes(file.read_bytes()[:-1])
    assert store.text("charts.images:", ["a"], lambda: "good") == "good" and file.read_bytes().endswith(b"good")


def test_what_nobody_asks_for_is_swept(tmp_path):
    store = Store(tmp_path)
    for name in ("old", "new"):
        store.text("charts.images:", [name], lambda name=name: name)
    old = next(path for path in tmp_path.glob("??/*") if path.read_bytes().endswith(b"old"))
    os.utime(old, (0, 0))
    store.sweep()
    assert [path.read_bytes()[-3:] for path in tmp_path.glob("??/*")] == [b"new"]
