"""Pages run side by side, fail loudly, and run again only when something they read has changed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from small_book import QUARTER, small_project, write, write_page

from pcc_lib.building import executed, page_run, runner
from pcc_lib.building.job import Job, PageFailed, PageResult, PagesError
from pcc_lib.building.nursery import Nursery
from pcc_lib.building.planning import OWN_CODE, plan_pages
from pcc_lib.building.processes import Processes
from pcc_lib.building.runner import run_pages
from pcc_lib.core.errors import FaultsError
from pcc_lib.inputs.page_files import PageFile, pages_of
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.traces import Trace

STDERR = {"output_type": "stream", "name": "stderr", "text": "/x/y.py:3: FutureWarning: old ways\n  old()"}


def no_nursery(folder: Path) -> Nursery:
    """One that cannot fork, as on Windows."""
    nursery = Nursery(folder)
    nursery.close()
    nursery.trouble = "none here"
    return nursery


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> tuple[Project, list[PageResult], list[str]]:
    """A small project whose pages have run once."""
    project = small_project(tmp_path_factory.mktemp("ran"))
    said: list[str] = []
    return project, run_pages(Job(project, QUARTER, say=said.append)), said


# ── which pages ──
def test_pages_come_in_the_order_of_the_contents(tmp_path):
    names = [(page.name, page.is_notebook) for page in pages_of(small_project(tmp_path))]
    assert names == [("alpha", True), ("beta", True), ("figures", False)]


@pytest.mark.parametrize(
    ("toc", "found"),
    [
        ("format: jb-book\nroot: notebooks/absent\n", "no such .ipynb or .md"),
        ("format: jb-book\nroot: notebooks/alpha\nchapters: [{file: notebooks/alpha}]\n", "stands twice"),
        ("format: jb-book\nroot: notebooks/alpha\nchapters: [{glob: notebooks/*}]\n", "unknown key 'glob'"),
        ("format: jb-book\n", "'root' is missing"),
        ("format: jb-book\nroot: notebooks/alpha\nparts: [{caption: c, chapters: [{file: notebooks/no}]}]\n", "no such"),
    ],
)
def test_contents_that_cannot_be_followed_are_refused(tmp_path, toc, found):
    project = small_project(tmp_path)
    write(tmp_path / "_toc.yml", toc)
    with pytest.raises(FaultsError, match=found):
        pages_of(project)


# ── before anything starts ──
@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"parameters": None}, "no cell tagged 'parameters'"),
        ({"parameters": 'year: str = "x"'}, "has no parameter 'quarter'; it has year"),
        ({"outputs": (STDERR,)}, "stored outputs in 1 cell"),
    ],
)
def test_a_notebook_that_cannot_be_run_is_refused(tmp_path, change, found):
    project = small_project(tmp_path)
    write_page(tmp_path, "beta", "1", **change)
    with pytest.raises(PagesError, match=found) as caught:
        plan_pages(Job(project, QUARTER))
    assert caught.value.faults[0].file == "notebooks/beta.ipynb"


def test_two_parameters_cells_and_a_broken_file_are_reported_together(tmp_path):
    project = small_project(tmp_path)
    path = tmp_path / "notebooks/alpha.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"].append(dict(notebook["cells"][1], id="again"))
    write(path, json.dumps(notebook))
    write(tmp_path / "notebooks/beta.ipynb", "{ not JSON")
    with pytest.raises(PagesError) as caught:
        plan_pages(Job(project, QUARTER))
    assert [fault.found.split(" (")[0] for fault in caught.value.faults] == ["2 cells tagged 'parameters'.", "is not a notebook"]


# ── a run ──
@pytest.mark.slow
def test_every_page_is_run_and_said(ran):
    _, results, said = ran
    assert [(r.page.name, r.status) for r in results] == [("alpha", "ran"), ("beta", "ran"), ("figures", "copied")]
    assert sum("ran" in line and "(not run before)" in line for line in said) == 2
    assert not any("ordinary" in line for line in said) or sys.platform != "linux"


@pytest.mark.slow
def test_a_result_says_what_the_page_drew_and_opened(ran):
    project, (alpha, *_), _ = ran
    assert alpha.charts == ("alpha/trend",)
    assert alpha.opened == {"data/alpha.txt": project.fingerprint("data/alpha.txt")}


@pytest.mark.slow
def test_an_executed_notebook_holds_the_parameters_and_nothing_of_the_clock(ran):
    _, (alpha, *_), _ = ran
    text = alpha.notebook.read_text("utf-8")
    notebook = json.loads(text)
    injected = next(cell for cell in notebook["cells"] if cell["id"] == "injected-parameters")
    assert injected["source"] == ["# Parameters\n", f'quarter = "{QUARTER}"\n']
    assert injected["metadata"]["tags"] == ["injected-parameters", "remove-cell"]
    assert notebook["metadata"]["papermill"] == {"parameters": {"quarter": str(QUARTER)}}
    assert {cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"} == {None}
    assert not any(word in text for word in ("start_time", "duration", "iopub", str(alpha.notebook.parents[3])))


@pytest.mark.slow
def test_an_ordinary_kernel_gives_the_same_bytes_and_says_that_it_was_used(ran, tmp_path):
    said: list[str] = []
    job = Job(small_project(tmp_path, ("alpha",)), QUARTER, say=said.append)
    planned = plan_pages(job)
    with Processes(job, [plan for plan in planned if plan.reason], no_nursery(tmp_path)) as processes:
        result = run_pages(job, planned, processes=processes)[0]
    assert result.notebook.read_bytes() == ran[1][0].notebook.read_bytes()
    assert said[-1] == "Pages were run in processes that start the ordinary, slower way: none here."


# ── again ──
def reasons(project: Project, **how) -> dict[str, str]:
    return {plan.page.name: plan.reason for plan in plan_pages(Job(Project(project.root), QUARTER, **how))}


@pytest.mark.slow
def test_a_page_with_code_of_its_own_always_runs(ran):
    """Nobody knows what its code reads: the clock, a folder, the environment, a file by a way that nothing watches."""
    assert reasons(ran[0]) == {"alpha": OWN_CODE, "beta": OWN_CODE, "figures": ""}


# ── failures ──
BAD = {
    "raises": ("def deep():\n    raise ValueError('first line\\nthe last line')", "deep()"),
    "ours": ("from pcc_lib.core.errors import *\nraise DataError([Fault('data/x.csv', 'row 3', 'is wrong.')])",),
    "warns": ("import warnings; warnings.warn('old ways', FutureWarning)",),
    "leaves": ("import sys; sys.exit(0)",),
    "changes": ("import pcc_lib.core.errors; pcc_lib.core.errors.left_behind = 1", "import warnings; warnings.warn('changed')"),
    "dies": ("import os; os._exit(3)",),
    "short": ("1",),
}


@pytest.mark.slow
def test_failed_pages_are_named_with_cell_and_last_line_and_the_others_are_kept(tmp_path):
    project = small_project(tmp_path, ("good", *BAD, "clean"))
    for name, cells in BAD.items():
        write_page(tmp_path, name, *cells)
    write_page(tmp_path, "clean", "import pcc_lib.core.errors; assert not hasattr(pcc_lib.core.errors, 'left_behind')")
    with pytest.raises(PagesError) as caught:
        run_pages(Job(project, QUARTER, say=lambda _: None), expectations={"short": {"t/what"}, "good": {"good/what"}})
    told: dict[str, str] = {}
    for fault in caught.value.faults:
        told[Path(fault.file).stem] = told.get(Path(fault.file).stem, "") + str(fault)
    assert "cell 4 (deep()): ValueError: the last line." in told["raises"]
    assert "_build/failed/raises.txt" in told["raises"]
    assert "Traceback" not in str(caught.value)
    assert "deep()" in (tmp_path / "_build/failed/raises.txt").read_text("utf-8")
    assert "data/x.csv, row 3: is wrong." in told["ours"]
    assert "cell 3: printed a warning: FutureWarning: old ways" in told["warns"]
    assert "cell 3: stopped with SystemExit" in told["leaves"]
    assert "cell 3" in told["dies"] and "the kernel ended" in told["dies"]
    assert "does not show 't/what'" in told["short"]
    status = {r.page.name: r.status for r in caught.value.results}
    assert status == {"good": "ran", "clean": "ran", "figures": "copied"} | dict.fromkeys(BAD, "failed")
    again = {plan.page.name: plan.reason for plan in plan_pages(Job(project, QUARTER))}
    assert again == {"good": OWN_CODE, "clean": OWN_CODE, "figures": ""} | dict.fromkeys(BAD, "not run before")


@pytest.mark.parametrize(
    ("output", "found"),
    [
        (STDERR, "FutureWarning: old ways"),
        ({"output_type": "error", "ename": "ValueError", "evalue": "x"}, "stopped with ValueError: x"),
        ({"output_type": "stream", "name": "stdout", "text": "<object at 0x7f1234567890>"}, "memory address"),
        (
            {"output_type": "display_data", "data": {"text/html": "<p>ok</p>"}, "metadata": {"pcc": {"charts": ["a/b"]}}},
            "1 charts announced, 0 drawn",
        ),
        ({"output_type": "display_data", "data": {"text/html": "<p class='x pcc-chart'>"}}, "0 charts announced, 1 drawn"),
        ({"output_type": "display_data", "data": {"text/html": '<data class="pcc-figure">'}, "metadata": {}}, "ledger"),
    ],
)
def test_the_gate_after_a_run(tmp_path, output, found):
    faults = list(executed.faults_in(Project(tmp_path), "notebooks/p.ipynb", [(3, output)], set()))
    assert len(faults) == 1 and found in str(faults[0]) and "cell 3" in str(faults[0])


def test_a_page_must_not_print_the_projects_folder(tmp_path):
    output = {"output_type": "stream", "name": "stdout", "text": str(tmp_path / "data")}
    assert [found for found, _ in executed._output_faults(Project(tmp_path), output)] == ["prints this machine's folder."]


def test_files_that_change_while_the_pages_run_are_noticed():
    a, b = (PageResult(PageFile(n, n), "ran", trace=Trace.of_files({"data/x.csv": n})) for n in "ab")
    assert [fault.file for fault in runner._torn([a, a, b])] == ["data/x.csv"]


@pytest.mark.parametrize(("starts", "calls"), [(False, 2), (True, 1)])
def test_only_a_kernel_that_did_not_start_is_tried_again(tmp_path, monkeypatch, starts, calls):
    import papermill

    project, seen = small_project(tmp_path), []
    plan = plan_pages(Job(project, QUARTER))[0]
    source = page_run.notebook_source(project, plan.page)

    def fails(*_, on_cell_start, **__):
        seen.append(1)
        if starts:
            on_cell_start(cell=source.cells[1], cell_index=1)
        raise RuntimeError("Kernel didn't respond in 60 seconds")

    monkeypatch.setattr(papermill, "execute_notebook", fails)
    with pytest.raises(PageFailed):
        page_run.execute(source, plan, object)
    assert len(seen) == calls


@pytest.mark.parametrize(
    ("result", "line"),
    [
        (PageResult(PageFile("p", "p"), "ran", "notebook changed", 2.314), "p    ran       2.31 s  (notebook changed)"),
        (PageResult(PageFile("p", "p"), "reused"), "p    reused"),
    ],
)
def test_a_line_of_progress(result, line):
    assert runner.progress_line(result, 3) == line


def test_pieces_of_one_stream_are_joined():
    from nbformat.v4 import new_output

    pieces = [new_output("stream", name="stdout", text=t) for t in ("a", "b")]
    assert [out.text for out in executed._joined(pieces)] == ["ab"]
