"""The number that a command ends with, one test for each; and where it tells what."""

from __future__ import annotations

import ast
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner, Result
from places import ROOT
from small_book import small_project

from pcc_lib import cli
from pcc_lib.building import editions
from pcc_lib.cli.exit_codes import Ended
from pcc_lib.core.errors import DataError, Fault, QuestionsError, ReportError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv("PCC_PROJECT", raising=False)
    return small_project(tmp_path).root


def ended(folder, monkeypatch, raised: BaseException | None, command: str = "build") -> Result:
    """How `pcc build` or `pcc check` ends where its work raises this."""

    def build(*_: object, **__: object) -> str:
        if raised is not None:
            raise raised
        return "index.html"

    monkeypatch.setattr(editions, "build", build)
    monkeypatch.setattr(editions, "checked", build)
    return CliRunner().invoke(cli.main, ["--project", str(folder), command])


def test_what_was_done_ends_with_0(folder, monkeypatch):
    result = ended(folder, monkeypatch, None)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "index.html\n", "")


@pytest.mark.parametrize("raised", [DataError([Fault("x.csv", "", "is wrong.")]), QuestionsError(["Is it?"], "Open.")])
def test_faults_and_questions_end_with_1_and_those_of_a_check_are_its_output(folder, monkeypatch, raised):
    checked, built = (ended(folder, monkeypatch, raised, command) for command in ("check", "build"))
    assert (checked.exit_code, checked.stdout, checked.stderr) == (1, f"{raised}\n", "")
    assert (built.exit_code, built.stdout, built.stderr) == (1, "", f"{raised}\n")


def test_a_refusal_ends_with_1_on_standard_error(folder, monkeypatch):
    result = ended(folder, monkeypatch, ReportError("there is no such book."))
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "there is no such book.\n")


def test_a_file_that_cannot_be_opened_ends_with_1(folder, monkeypatch):
    result = ended(folder, monkeypatch, click.FileError("x.csv", "is locked"))
    assert result.exit_code == 1 and "is locked" in result.stderr and "Traceback" not in result.stderr


WRONG = [["nonsense"], ["build", "--workers", "0"], ["import", "police-uk"], ["--project", "no/such", "build"]]


@pytest.mark.parametrize("args", WRONG)
def test_wrong_usage_ends_with_2(args):
    result = CliRunner().invoke(cli.main, args)
    assert result.exit_code == 2 and "Usage: pcc" in result.stderr


def test_a_fault_of_the_program_ends_with_3_and_its_traceback(folder, monkeypatch):
    result = ended(folder, monkeypatch, ZeroDivisionError("by nought"))
    assert result.exit_code == 3 and "ZeroDivisionError: by nought" in result.stderr
    assert "This is a fault in the program" in result.stderr.splitlines()[-1]


def test_ctrl_c_ends_with_130_in_one_line(folder, monkeypatch):
    result = ended(folder, monkeypatch, KeyboardInterrupt())
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr.splitlines() == ["Stopped. What was current before is still current."]


def test_ctrl_c_at_a_question_ends_with_130(folder, monkeypatch):
    try:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            raise click.Abort from None  # as click.confirm does
    except click.Abort as asked:
        assert ended(folder, monkeypatch, asked).exit_code == 130


def test_a_question_that_nobody_answers_ends_with_1(folder, monkeypatch):
    monkeypatch.setattr(editions, "build", lambda *_, **__: click.confirm("Shall it be?", abort=True))
    result = CliRunner().invoke(cli.main, ["--project", str(folder), "build"], input="")
    assert result.exit_code == 1 and result.stderr.splitlines()[-1] == "Nobody answered, so nothing was done."


def test_a_question_answered_with_no_ends_with_1(folder, monkeypatch):
    monkeypatch.setattr(editions, "build", lambda *_, **__: click.confirm("Shall it be?", abort=True))
    result = CliRunner().invoke(cli.main, ["--project", str(folder), "build"], input="n\n")
    assert result.exit_code == 1 and result.stderr.splitlines()[-1] == "Nothing was done."


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe that is closed is told otherwise there")
def test_output_that_nobody_reads_to_its_end_is_no_fault():
    run = [sys.executable, "-c", "from pcc_lib.cli import main\nfor _ in range(9): print('x' * 9999)\nmain(['--help'])"]
    process = subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout and process.stderr
    process.stdout.close()
    told = process.stderr.read()
    assert process.wait() != 0 and "fault in the program" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe that is closed is told otherwise there")
def test_a_list_that_nobody_reads_to_its_end_ends_with_141():
    process = subprocess.Popen(
        [sys.executable, "-m", "pcc_lib", "list"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    assert (process.stderr.read(), process.wait()) == ("", Ended.UNREAD)


def test_nothing_else_ends_a_command():
    """Whatever module of the command line ends it, the number comes from the one table."""
    for path in sorted((ROOT / "pcc_lib/cli").glob("*.py")):
        calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        ends = [call for call in calls if ast.unparse(call.func).endswith((".exit", "._exit", "SystemExit"))]
        assert [ast.unparse(call) for call in ends if not _by_the_table(call)] == [], path.name


def _by_the_table(call: ast.Call) -> bool:
    given = ast.unparse(call.args[0])
    return given.startswith("Ended.") or given.endswith(("(error)", "_broken()", "or Ended.DONE)"))


def test_every_code_has_words_of_its_own():
    assert len({each.words for each in Ended}) == len(Ended) and [int(each) for each in Ended][:4] == [0, 1, 2, 3]
