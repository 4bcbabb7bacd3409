"""The kernel for Jupyter: registered in its own environment only, and a page runs whatever kernel it names."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jupyter_core.paths
import pytest
from click.testing import CliRunner
from small_book import QUARTER, small_project, write

from pcc_lib import cli
from pcc_lib.building import kernelspec
from pcc_lib.building.job import Job
from pcc_lib.building.runner import run_pages

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("tests/projects/*/notebooks/*.ipynb")])


@pytest.fixture
def environment(tmp_path, monkeypatch) -> Path:
    """An environment without any kernel, and the only place where Jupyter looks."""
    folder, home = tmp_path / "environment", tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(sys, "prefix", str(folder))
    for name in ("HOME", "USERPROFILE", "APPDATA", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    monkeypatch.setattr(jupyter_core.paths, "ENV_JUPYTER_PATH", [str(folder / "share/jupyter")])  # noted at its import
    monkeypatch.setattr(jupyter_core.paths, "SYSTEM_JUPYTER_PATH", [])
    return folder


def registered(environment: Path) -> Path:
    return environment / "share/jupyter/kernels/pcc-report-book"


def name_kernel(path: Path, name: str) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"]["kernelspec"] = {"name": name, "display_name": name, "language": "python"}
    write(path, json.dumps(notebook))


def test_the_command_registers_this_python_in_its_environment_and_nowhere_else(environment):
    result = CliRunner().invoke(cli.main, ["kernel"])
    assert (result.exit_code, result.stdout) == (0, f"Kernel 'PCC report-book' registered: {registered(environment)}\n")
    spec = json.loads((registered(environment) / "kernel.json").read_text(encoding="utf-8"))
    assert (spec["display_name"], spec["language"], spec["argv"][0]) == ("PCC report-book", "python", sys.executable)
    assert not list((environment.parent / "home").rglob("kernel.json"))


def test_registering_twice_leaves_one(environment):
    assert kernelspec.register() == kernelspec.register()
    assert [path.name for path in registered(environment).parent.iterdir()] == ["pcc-report-book"]


def test_an_environment_that_cannot_be_written_is_told_without_a_traceback(environment):
    write(environment, "a file where a folder should be")
    result = CliRunner().invoke(cli.main, ["kernel"])
    assert result.exit_code == 1 and "Traceback" not in result.stderr
    assert "could not be written there" in result.stderr and "py -m venv .venv" in result.stderr


@pytest.mark.slow
def test_the_registered_kernel_runs_a_notebook_in_this_python(environment, tmp_path):
    import nbformat
    import papermill

    kernelspec.register()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import sys; print(sys.executable)")])
    ran = papermill.execute_notebook(notebook, None, kernel_name=kernelspec.NAME, language="python", progress_bar=False)
    assert ran.cells[0].outputs[0].text.strip() == sys.executable


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_the_notebooks_name_the_kernel_that_every_environment_has(path):
    assert kernelspec.kernel_name(json.loads(path.read_text(encoding="utf-8"))) == "python3"


def test_only_kernels_that_are_not_here_are_told(environment):
    named = {"alpha": "pcc-report-book", "beta": "elsewhere", "gamma": "elsewhere", "delta": "python3", "epsilon": ""}
    assert list(kernelspec.unregistered(named)) == [
        "The kernel 'elsewhere' is not registered here (beta, gamma): running in this Python instead.",
        "The kernel 'pcc-report-book' is not registered here (alpha): running in this Python instead. To register it: pcc kernel",
    ]
    kernelspec.register()
    assert list(kernelspec.unregistered(named)) == [
        "The kernel 'elsewhere' is not registered here (beta, gamma): running in this Python instead."
    ]


@pytest.mark.parametrize("metadata", [{}, {"kernelspec": None}, {"kernelspec": {}}, None])
def test_a_notebook_may_name_no_kernel(metadata):
    assert kernelspec.kernel_name({"metadata": metadata}) == ""


@pytest.mark.slow
def test_pages_run_whatever_kernel_they_name(tmp_path):
    project = small_project(tmp_path)
    name_kernel(tmp_path / "notebooks/alpha.ipynb", "elsewhere")
    said: list[str] = []
    results = run_pages(Job(project, QUARTER, say=said.append))
    assert [result.status for result in results] == ["ran", "ran", "copied"]
    assert "The kernel 'elsewhere' is not registered here (alpha): running in this Python instead." in said
    executed = json.loads(results[0].notebook.read_text(encoding="utf-8"))
    assert kernelspec.kernel_name(executed) == "python3"
