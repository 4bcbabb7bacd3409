"""What the system refuses is told in words at every door, and nothing is half-written: full disks, rights, locks, long paths."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import QUARTER
from importing import imported, project_in
from small_book import all_bytes, small_project
from test_force_areas import crimes, put

from pcc_lib.building import editions
from pcc_lib.building.job import Job
from pcc_lib.cli import main
from pcc_lib.core import files, os_words
from pcc_lib.core.errors import FileError
from pcc_lib.core.quarters import Quarter
from pcc_lib.importers.given import given
from pcc_lib.importers.tables import read_table
from pcc_lib.inputs.project import Project

FULL = "the disk is full. What was there is as it was. Make room on it, and run the command again."
BUSY = "another program has it open."
CLOSE = "Close it there (Excel, a preview, OneDrive while it copies), and run the command again."
DENIED = "there is no permission, or another program has it open."
RIGHT = "Close it in other programs; else ask for the right to use this file and its folder."
AWAY = (
    "its drive or its cloud does not answer. Connect to the network; "
    "with OneDrive, choose 'Always keep on this device' for the project's folder."
)


def refusal(number: int, windows: int = 0, path: str = "a.csv") -> OSError:
    error = OSError(number, os.strerror(number), path)
    error.winerror = windows or None  # what Windows alone sets
    return error


@pytest.mark.parametrize(
    ("error", "doing", "said"),
    [
        (refusal(errno.ENOSPC), "written", f"cannot be written: {FULL}"),
        (refusal(errno.EINVAL, 112), "written", f"cannot be written: {FULL}"),
        (refusal(errno.EBUSY), "read", f"cannot be read: {BUSY} {CLOSE}"),
        (refusal(errno.EACCES, 32), "read", f"cannot be read: {BUSY} {CLOSE}"),
        (refusal(errno.EACCES, 33), "written", f"cannot be written: {BUSY} What was there is as it was. {CLOSE}"),
        (refusal(errno.EACCES), "read", f"cannot be read: {DENIED} {RIGHT}"),
        (refusal(errno.EPERM), "written", f"cannot be written: {DENIED} What was there is as it was. {RIGHT}"),
        (refusal(errno.EACCES, 5), "read", f"cannot be read: {DENIED} {RIGHT}"),
        (
            refusal(errno.EROFS),
            "written",
            "cannot be written: its disk or folder can only be read. What was there is as it was. "
            "Copy the project to a folder that can be written to, and run there.",
        ),
        (
            refusal(errno.ENAMETOOLONG),
            "read",
            "cannot be read: the name of its path is too long. "
            "Move the project nearer to the top of the disk, such as C:\\reports, or shorten the names.",
        ),
        (
            refusal(errno.ENOENT, 206),
            "read",
            "cannot be read: the name of its path is too long. "
            "Move the project nearer to the top of the disk, such as C:\\reports, or shorten the names.",
        ),
        (
            refusal(errno.ENOENT),
            "read",
            "cannot be read: it is not there any more. "
            "Was it moved or renamed meanwhile? Put it back, and run the command again.",
        ),
        (
            refusal(errno.EISDIR),
            "read",
            "cannot be read: it is a folder, and a file is wanted. Put the file there, and take the folder away.",
        ),
        (
            refusal(errno.ENOTDIR),
            "read",
            "cannot be read: a file stands where a folder of its path should be. Give that file another name.",
        ),
        (refusal(errno.ELOOP), "read", "cannot be read: it is a link that leads back to itself. Put the file itself there."),
        (
            refusal(errno.EMFILE),
            "read",
            "cannot be read: too many files are open. Close other programs, and run the command again.",
        ),
        (refusal(errno.EIO), "read", f"cannot be read: {AWAY}"),
        (refusal(errno.EINVAL, 388), "read", f"cannot be read: {AWAY}"),
        (refusal(errno.EINVAL, 53), "read", f"cannot be read: {AWAY}"),
        (
            refusal(errno.EDOM),
            "read",
            f"cannot be read: {os.strerror(errno.EDOM)}. "
            "Close it in other programs; look whether its disk and folder are in order.",
        ),
    ],
    ids=lambda value: f"{errno.errorcode[value.errno]}-{value.winerror}" if isinstance(value, OSError) else None,
)
def test_what_the_system_refuses_has_words(error, doing, said):
    assert str(os_words.fault_of(error, doing)) == f"a.csv: {said}"
    assert os_words.is_known(error) == (error.errno != errno.EDOM)


def test_a_path_that_is_too_long_for_windows_is_no_missing_file(monkeypatch):
    monkeypatch.setattr(os_words.os, "name", "nt")
    error = refusal(errno.ENOENT, path="C:\\" + "x" * 260)
    assert "the name of its path is too long" in os_words._words(error, error.filename)[0]


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def refuse(monkeypatch, method: str, ending: str, error: OSError) -> None:
    """From now on the system refuses a method of paths that end so."""
    real = getattr(Path, method)

    def refusing(self, *args, **kwargs):
        if self.as_posix().endswith(ending):
            raise error
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, method, refusing)


READ = [
    "data/body.yml",
    "data/sources/calls.csv",
    "data/sources/calls.resource.yml",
    "data/measures/offered.yml",
    "data/topics/calls.yml",
    "data/plan/priorities.yml",
    "data/plan/delivery.csv",
    f"data/quarters/{QUARTER}/stated.csv",
    f"data/quarters/{QUARTER}/topics/calls.md",
]


@pytest.mark.parametrize("name", READ)
def test_a_file_that_is_locked_is_told_once_and_the_rest_is_checked(tiny, monkeypatch, name):
    refuse(monkeypatch, "read_bytes", name, refusal(errno.EACCES, 32))
    told = [line for line in tiny.said().splitlines() if line.startswith(f"{name}: ")]
    assert told == [f"{name}: cannot be read: {BUSY} {CLOSE}"]


def test_a_locked_file_is_a_fault_of_the_check_and_no_fault_of_the_program(tiny, monkeypatch):
    refuse(monkeypatch, "read_bytes", f"{QUARTER}/quarter.yml", refusal(errno.EACCES, 32))
    result = CliRunner().invoke(main, ["--project", str(tiny.root), "check"])
    assert result.exit_code == 1 and "quarter.yml: cannot be read: another program has it open." in result.stdout, result.output
    assert "Traceback" not in result.output and "fault in the program" not in result.output


@pytest.mark.parametrize(
    ("method", "ending"), [("iterdir", "data/sources"), ("iterdir", "data/measures"), ("is_file", "calls.csv")]
)
def test_a_folder_that_may_not_be_listed_is_told(tiny, monkeypatch, method, ending):
    refuse(monkeypatch, method, ending, refusal(errno.EACCES))
    assert any(f"{ending}: cannot be read: {DENIED}" in line for line in tiny.said().splitlines())


def test_a_file_that_vanishes_between_listing_and_reading(tiny, monkeypatch):
    refuse(monkeypatch, "read_bytes", "offered.yml", refusal(errno.ENOENT))
    assert "data/measures/offered.yml: cannot be read: it is not there any more." in tiny.said()


def test_a_folder_where_a_file_is_wanted(tiny):
    (tiny.root / "data/sources/calls.csv").unlink()
    (tiny.root / "data/sources/calls.csv").mkdir()
    assert "data/sources/calls.csv: is a folder, and a file of this name is read." in tiny.said()
    (tiny.root / "data/body.yml").unlink()
    (tiny.root / "data/body.yml").mkdir()
    assert "data/body.yml: is a folder, and a file of this name is wanted. Put the file there" in tiny.said()


def test_a_table_of_a_publication_that_is_locked(tmp_path, monkeypatch):
    (tmp_path / "t.csv").write_text("a\n1\n", encoding="utf-8")
    with given([tmp_path / "t.csv"]) as found:
        refuse(monkeypatch, "open", "t.csv", refusal(errno.EACCES, 32))
        table = read_table(found.files[0])
    assert list(map(str, table.faults)) == [f"{tmp_path / 't.csv'}: cannot be read: {BUSY} {CLOSE}"]


def test_what_may_be_done_without_is_done_without(tiny, monkeypatch):
    """A folder that cannot be written to can be checked all the same."""
    monkeypatch.setattr(files.os, "replace", lambda *_: (_ for _ in ()).throw(refusal(errno.EROFS)))
    result = CliRunner().invoke(main, ["--project", str(tiny.root), "check"])
    assert result.exit_code == 0, result.output


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────────
ERRORS = {
    "full": refusal(errno.ENOSPC, 0, ""),
    "locked": refusal(errno.EACCES, 32, ""),
    "denied": refusal(errno.EACCES, 5, ""),
    "read-only": refusal(errno.EROFS, 0, ""),
    "too long": refusal(errno.ENAMETOOLONG, 0, ""),
}


def fail(monkeypatch, step: str, error: OSError, after: int = 0) -> None:
    """Let one step of writing fail, after it went well a few times."""
    module, name = (files.shutil, step) if step == "copyfile" else (files.os, step)
    real, left = getattr(module, name), [after]

    def failing(*args, **kwargs):
        left[0] -= 1
        if left[0] < 0:
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(files, "PATIENCE", 1)
    monkeypatch.setattr(module, name, failing)


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("kind", ERRORS)
def test_one_file_is_as_it_was_where_it_cannot_be_written(tmp_path, monkeypatch, step, kind):
    path = tmp_path / "a.csv"
    path.write_bytes(b"before")
    fail(monkeypatch, step, ERRORS[kind])
    with pytest.raises(FileError) as found:
        files.write_atomic(path, b"after")
    assert str(found.value.faults[0]).startswith(f"{path}: cannot be written: ")
    assert all_bytes(tmp_path) == {"a.csv": b"before"}


@pytest.mark.parametrize(("step", "after"), [("fsync", 0), ("fsync", 2), ("copyfile", 1), ("replace", 0), ("replace", 1)])
@pytest.mark.parametrize("kind", ERRORS)
def test_several_files_are_as_they_were_where_one_cannot_be_written(tmp_path, monkeypatch, step, after, kind):
    before = {"a.csv": b"1", "b.csv": b"2"}
    for name, content in before.items():
        (tmp_path / name).write_bytes(content)
    fail_once(monkeypatch, step, after, ERRORS[kind])
    with pytest.raises(FileError, match="cannot be written"):
        files.write_all({tmp_path / "a.csv": b"x", tmp_path / "new.csv": b"y", tmp_path / "b.csv": b"z"})
    assert all_bytes(tmp_path) == before


def fail_once(monkeypatch, step: str, after: int, error: OSError) -> None:
    """Let one call of a step fail: what was done before it can then be undone."""
    module = files.shutil if step == "copyfile" else files.os
    real, calls = getattr(module, step), []

    def failing(*args, **kwargs):
        calls.append(args)
        if len(calls) == after + 1:
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(files, "PATIENCE", 1)
    monkeypatch.setattr(module, step, failing)


def test_a_person_who_stops_it_finds_all_as_it_was(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_bytes(b"1")
    fail_once(monkeypatch, "replace", 1, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        files.write_all({tmp_path / "a.csv": b"x", tmp_path / "b.csv": b"y"})
    assert all_bytes(tmp_path) == {"a.csv": b"1"}


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "data").write_bytes(b"x")
    with pytest.raises(FileError, match="a file stands where a folder of its path should be"):
        files.write_atomic(tmp_path / "data" / "a.csv", b"x")
    with pytest.raises(FileError, match="cannot be written"):
        files.write_atomic(tmp_path / "data" / "sub" / "a.csv", b"x")


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs rights that can be lost")
def test_a_folder_without_rights(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(FileError, match="no permission"):
        files.write_atomic(tmp_path / "a.csv", b"x")
    tmp_path.chmod(0o700)


def test_a_name_that_no_disk_takes(tmp_path):
    with pytest.raises(FileError, match="the name of its path is too long"):
        files.write_atomic(tmp_path / ("x" * 300), b"x")


def test_importers_write_all_or_none(tmp_path, monkeypatch):
    table = put(tmp_path / "crime.csv", crimes())
    project = project_in(tmp_path / "project")
    before = all_bytes(project)
    fail_once(monkeypatch, "replace", 1, ERRORS["locked"])
    with pytest.raises(FileError, match=r"cannot be written: another program has it open"):
        imported(project, "ons-pfa", [table])
    assert all_bytes(project) == before


COMMANDS = [
    ("package", "{root}/out.json"),
    ("sheet", "calls", "--out", "{root}/calls.xlsx"),
    ("schema", "--folder", "{root}/data/schemas"),
    ("schema", "--mark"),
    ("schema", "--reference", "{root}/reference.md"),
    ("list", "--markdown", "{root}/choices.md"),
]


@pytest.mark.parametrize("kind", ERRORS)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_that_writes_says_it_in_words(tiny, monkeypatch, command, kind):
    before = all_bytes(tiny.root)
    fail(monkeypatch, "replace", ERRORS[kind])
    result = CliRunner().invoke(main, ["--project", str(tiny.root), *(each.format(root=tiny.root) for each in command)])
    assert result.exit_code == 1 and "cannot be written: " in result.stderr, result.output
    assert "Traceback" not in result.output and all_bytes(tiny.root) == before


# ── building ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def built(project: Project) -> None:
    editions.build(Job(project, Quarter.parse(QUARTER), False, 1, lambda _: None))


def test_a_lock_that_cannot_be_written(tmp_path, monkeypatch):
    project = small_project(tmp_path)
    refuse(monkeypatch, "open", "_build/lock", refusal(errno.EROFS))
    with pytest.raises(FileError, match="_build/lock: cannot be written: its disk or folder can only be read"):
        built(project)


@pytest.mark.parametrize("kind", ERRORS)
def test_a_build_that_cannot_write_says_so_and_nothing_is_current(tmp_path, monkeypatch, kind):
    project = small_project(tmp_path)
    error = refusal(ERRORS[kind].errno, ERRORS[kind].winerror or 0, str(tmp_path / "_build/editions/x/html"))
    monkeypatch.setattr(editions, "_build", lambda *_: (_ for _ in ()).throw(error))
    with pytest.raises(FileError) as found:
        built(project)
    assert str(found.value.faults[0]).startswith("_build/editions/x/html: cannot be read or written: ")
    assert editions.current(project) is None


def test_an_error_that_only_the_net_catches_is_told_in_words(tiny, monkeypatch):
    monkeypatch.setattr("pcc_lib.building.editions.quarters", lambda _: (_ for _ in ()).throw(refusal(errno.ENOSPC)))
    result = CliRunner().invoke(main, ["--project", str(tiny.root), "quarters"])
    assert result.exit_code == 1 and result.stderr.startswith("a.csv: cannot be read or written: the disk is full.")


def test_an_error_of_the_program_keeps_its_traceback(tiny, monkeypatch):
    monkeypatch.setattr("pcc_lib.building.editions.quarters", lambda _: (_ for _ in ()).throw(refusal(errno.EDOM)))
    result = CliRunner().invoke(main, ["--project", str(tiny.root), "quarters"])
    assert result.exit_code == 3 and "Traceback" in result.stderr and "This is a fault in the program" in result.stderr


def test_leftovers_of_a_killed_run_are_nobodys_data(tiny):
    shutil.copy(tiny.root / "data/sources/calls.csv", tiny.root / "data/sources/.calls.csv.new.part")
    assert tiny.said() == ""
