"""The command line: short messages for people's mistakes, usage errors apart, and a quick start."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner
from small_book import QUARTER, small_project, write

from pcc_lib import cli
from pcc_lib.building import editions
from pcc_lib.core.errors import DataError, Fault


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv("PCC_PROJECT", raising=False)
    monkeypatch.setattr(cli.quarter, "_check_all", lambda project, quarter: [])
    return small_project(tmp_path).root


def pcc(*args: object) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    result = CliRunner().invoke(cli.main, [str(arg) for arg in args])
    return result.exit_code, result.stdout, result.stderr


def test_quarters_are_listed(folder):
    assert pcc("--project", folder, "quarters") == (0, "2023-24-Q3  October to December 2023\n", "")


def test_build_prints_the_path_of_the_book_last(folder, monkeypatch):
    index = folder / "index.html"
    seen = {}
    monkeypatch.setattr(editions, "build", lambda job, **how: seen.update(vars(job), **how) or index)
    assert pcc("--project", folder, "build", "--fresh", "--workers", "2")[:2] == (0, f"{index}\n")
    assert (seen["quarter"], seen["fresh"], seen["workers"]) == (QUARTER, True, 2)


def test_a_mistake_is_told_without_a_traceback(folder, monkeypatch):
    def build(*_, **__):
        raise DataError([Fault("data/x.csv", "row 3", "is wrong.", "Correct it.")])

    monkeypatch.setattr(editions, "build", build)
    code, out, err = pcc("--project", folder, "build")
    assert (code, out) == (1, "") and err == "1 fault found:\n  data/x.csv, row 3: is wrong. Correct it.\n"


def test_a_fault_of_the_program_keeps_its_traceback(folder, monkeypatch):
    monkeypatch.setattr(editions, "build", lambda *_, **__: 1 / 0)
    code, _, err = pcc("--project", folder, "build")
    assert code == 3 and "ZeroDivisionError" in err and "a fault in the program" in err


def test_another_python_than_that_of_the_project_is_told_as_that(folder, monkeypatch):
    def build(*_, **__):
        raise ModuleNotFoundError("No module named 'pandas.core'", name="pandas.core")

    monkeypatch.setattr(editions, "build", build)
    code, out, err = pcc("--project", folder, "build")
    assert (code, out) == (1, "") and "this Python lacks pandas. Switch on the project's own:" in err
    assert "Traceback" not in err
    monkeypatch.setattr(editions, "build", lambda *_, **__: __import__("pcc_lib.nothing"))
    assert pcc("--project", folder, "build")[0] == 3


def test_a_project_that_was_named_for_the_whole_session_is_told_to_whoever_sits_there(folder, monkeypatch):
    monkeypatch.setenv("PCC_PROJECT", str(folder))
    assert pcc("quarters")[2] == ""
    monkeypatch.setattr("pcc_lib.cli.program._is_watched", lambda: True)
    assert pcc("quarters")[2] == f"Project: {folder} (PCC_PROJECT).\n"
    assert pcc("--project", folder, "quarters")[2] == ""


@pytest.mark.parametrize(
    "args", [["nonsense"], ["build", "--workers", "0"], ["import", "police-uk"], ["--project", "no/such/folder", "build"]]
)
def test_wrong_usage_exits_with_2(folder, args):
    assert pcc(*args)[0] == 2


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (["build", "Q3"], "quarter 'Q3': not a financial quarter"),
        (["build", "2020-21-Q1"], "There are: 2023-24-Q3"),
        (["where"], "The book has not been built yet. Run: pcc build"),
        (["where", "2023-24-Q3"], "The book of 2023-24-Q3 has not been built yet. Run: pcc build 2023-24-Q3"),
    ],
)
def test_what_is_not_there_is_named(folder, args, found):
    code, _, err = pcc("--project", folder, *args)
    assert code == 1 and found in err


def test_a_folder_that_is_no_project_is_named(folder):
    code, _, err = pcc("--project", folder / "data", "quarters")
    assert code == 1 and "is not a project" in err


def test_where_and_open_find_the_book(folder, monkeypatch):
    write(folder / "_build/current.json", '{"newest": "2023-24-Q3", "editions": {"2023-24-Q3": "editions/x"}}')
    write(folder / "_build/editions/x/html/index.html", "x")
    index = folder / "_build/editions/x/html/index.html"
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda uri: opened.append(uri) or True)
    assert pcc("--project", folder, "where")[:2] == (0, f"{index}\n")
    assert pcc("--project", folder, "open")[0] == 0 and opened == [index.as_uri()]
    assert pcc("--project", folder, "quarters")[1] == "2023-24-Q3  October to December 2023  built\n"


def test_the_commands_that_must_be_quick_load_nothing_heavy():
    heavy = "pandas numpy altair papermill nbformat sphinx jupyter_book ipykernel asyncio"
    code = (
        "import sys, pcc_lib.cli, pcc_lib.building.editions, pcc_lib.core.installed as e; e.environment(); "
        f"print([m for m in '{heavy}'.split() if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out == "[]\n"


def test_a_check_loads_nothing_that_draws_or_works_methods_out():
    heavy = "altair vl_convert scipy statsmodels papermill sphinx"
    code = f"import sys, pcc_lib.checking.check; print([m for m in '{heavy}'.split() if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out == "[]\n"


def test_a_build_in_which_nothing_changed_loads_no_tables_though_editions_are_kept(folder):
    write(folder / "data/published/2023-24-Q2/figures.csv", "id,page\n")
    code = (
        "import sys; from pcc_lib.building.changes import read_before; from pcc_lib.core.quarters import Quarter; "
        "from pcc_lib.inputs.project import Project; import pcc_lib.building.editions; "
        "print(sorted(read_before(Project(sys.argv[1]), Quarter.parse('2023-24-Q3'))), 'pandas' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=True).stdout
    kept = "data/published/2023-24-Q2"
    assert out == f"['{kept}/figures.csv', 'listing:{kept}'] False\n"


def test_the_module_can_be_run():
    out = subprocess.run([sys.executable, "-m", "pcc_lib", "--version"], capture_output=True, text=True, check=True)
    assert out.stdout.strip()[0].isdigit()
