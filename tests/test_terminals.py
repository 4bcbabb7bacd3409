"""Terminals, pipes and folders of every kind: encodings that lack characters, narrow windows, sub-folders, odd names."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import unicodedata

import pytest
from places import ROOT
from small_book import small_project, write

from pcc_lib.cli.progress import Counted
from pcc_lib.core.plain_text import plain

NAMES = [
    "a folder",
    "Büro – März",
    "50% done",
    "this & that",
    "a#b",
    "(copy) [2]",
    "it's",
    "semi;colon",
    "x" * 120 + "/" + "y" * 100,
]
LISTS_OF_CHARACTERS = {
    "text.py",
    "texts.py",
    "headings.py",
    "html.py",
    "symbols.py",
}  # such as cannot be seen, or have no place in an id


def pcc(cwd, *args: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PCC_", "LC_", "COLUMNS"))}
    path = {"PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "pcc_lib", *args], cwd=cwd, env=clean | path | env, capture_output=True)


# ── encodings ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_character_of_the_programs_words_has_plain_signs():
    """Whatever a module may print: a dash, an arrow, a pound sign, a name with an accent."""
    files = [path for path in sorted((ROOT / "pcc_lib").rglob("*.py")) if path.name not in LISTS_OF_CHARACTERS]
    odd = {c for path in files for c in strings_of(path.read_text(encoding="utf-8")) if not c.isascii() and c.isprintable()}
    unsaid = {c for c in odd if plain(c).startswith("\\")}
    assert len(odd) > 15 and {f"{c} {unicodedata.name(c, '?')}" for c in unsaid} == set()


def strings_of(code):
    tree = ast.parse(code)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)}
    return "".join(
        n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value not in docs
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("March – June", "March - June"),
        ("data/quarters → a pound (£)", "data/quarters -> a pound (GBP )"),
        ("−1.5% or more …", "-1.5% or more ..."),
        ("Łódź, Zoë, Øster, Straße", "Lodz, Zoe, Oster, Strasse"),
        ("½ of 10 m²", "1/2 of 10 m2"),
        ("中", "\\u4e2d"),
    ],
)
def test_what_ascii_lacks_is_written_plainly(text, written):
    assert "".join(map(plain, text)) == written


@pytest.mark.slow
@pytest.mark.parametrize(("encoding", "dash"), [("cp1252", "–"), ("ascii", "-"), ("cp437", "-"), ("utf-8", "–"), ("utf-16", "–")])
def test_a_fault_is_told_in_every_encoding(tmp_path, encoding, dash):
    small_project(tmp_path)
    write(tmp_path / "data/body.yml", "name: Nobody\nŁódź – the → city: Zoë\n")
    run = pcc(tmp_path, "check", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert run.returncode == 1 and not run.stderr.strip(), run.stderr
    told = run.stdout.decode(encoding)
    assert "data/body.yml" in told and "?" not in told.replace("Did you mean 'name'?", "")
    assert f"{dash} the" in told, told


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp850", "utf-8"])
@pytest.mark.parametrize("command", [["--help"], ["list"], ["build", "--help"], ["help", "import"]])
def test_help_and_lists_are_told_in_every_encoding(tmp_path, encoding, command):
    run = pcc(tmp_path, *command, PYTHONIOENCODING=encoding, PYTHONUTF8="0", NO_COLOR="1", TERM="dumb")
    assert run.returncode == 0 and not run.stderr, run.stderr
    run.stdout.decode(encoding)
    assert b"?" not in run.stdout and b"\x1b" not in run.stdout


@pytest.mark.slow
def test_a_file_gets_what_a_pipe_gets(tmp_path):
    with (tmp_path / "out.txt").open("wb") as out:
        env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
        code = subprocess.run([sys.executable, "-m", "pcc_lib", "list"], stdout=out, env=env, cwd=tmp_path).returncode
    assert code == 0 and (tmp_path / "out.txt").read_bytes().decode("cp1252") == pcc(
        tmp_path, "list", PYTHONIOENCODING="cp1252", PYTHONUTF8="0"
    ).stdout.decode("cp1252")


# ── folders ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_project_may_lie_in_a_folder_of_any_name(tmp_path, name):
    folder = tmp_path / name
    small_project(folder)
    for where, args in ((folder, []), (folder / "data/quarters", []), (tmp_path, ["--project", str(folder)])):
        run = pcc(where, *args, "quarters", PYTHONUTF8="1")
        assert (run.returncode, run.stdout.decode()) == (0, f"2023-24-Q3  October to December 2023{os.linesep}"), run.stderr


def test_the_project_is_named_before_or_after_the_command(tmp_path):
    folder = small_project(tmp_path / "one").root
    before, after = pcc(tmp_path, "--project", "one", "quarters"), pcc(tmp_path, "quarters", "--project", "one")
    assert before.stdout == after.stdout and before.returncode == after.returncode == 0
    inner = pcc(folder / "data", "import", "police-uk", "--project", "..", "no-such.zip")
    assert inner.returncode == 1 and b"no-such.zip: no such file or folder." in inner.stderr


def test_paths_that_people_write_start_from_where_they_stand(tmp_path):
    folder = small_project(tmp_path / "one").root
    run = pcc(folder / "data/quarters", "schema", "--reference", "keys.md")
    assert run.returncode == 0 and (folder / "data/quarters/keys.md").is_file() and (folder / "data/schemas").is_dir()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Büro 50% (a & b) #1", "long/" + "n" * 90 + "/" + "m" * 90])
def test_a_book_is_built_in_a_folder_of_any_name(tmp_path, name):
    project = small_project(tmp_path / name, ("alpha",))
    from pcc_lib.building import editions
    from pcc_lib.building.job import Job

    job = Job(project, editions.find_quarter(project, None))
    index = editions.build(job)
    assert index.is_file() and (index.parent / "notebooks/alpha.html").is_file()


# ── progress ──────────────────────────────────────────────────────────────────────────────────────────────────────────
SLOW = """
from pcc_lib.cli import main, program
from pcc_lib.core.progress import steps
import time
@main.command()
def slow():
    for n in steps("Counting", range(8), 8, name=lambda n: f"step-{n}"):
        time.sleep(0.3)
        if n == 5:
            program.say("A line – of its own.")
main(["slow"], prog_name="pcc")
"""


def on_a_terminal(columns: int, **env: str) -> str:
    """What a terminal of so many columns gets of work that takes two seconds."""
    import fcntl
    import pty
    import struct
    import termios

    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "TERM")}
        os.execve(sys.executable, [sys.executable, "-c", SLOW], kept | {"PYTHONPATH": str(ROOT), "TERM": "xterm"} | env)
    told = b""
    while True:
        try:
            part = os.read(terminal, 1 << 16)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        told += part
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, told
    return told.decode(env.get("PYTHONIOENCODING", "utf-8"))


needs_a_terminal = pytest.mark.skipif(sys.platform == "win32", reason="a terminal is made in another way there")


@pytest.mark.slow
@needs_a_terminal
@pytest.mark.parametrize("columns", [40, 80])
def test_progress_is_one_line_that_goes_away(columns):
    told = on_a_terminal(columns)
    drawn = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line).rstrip("\n") for line in re.split(r"\r", told)]
    counts = [line for line in drawn if "Counting" in line]
    assert counts and all(re.fullmatch(r"Counting  \d of 8(  about \d+ s left)?(  step-\d)?", line) for line in counts), counts
    assert any("left" in line for line in counts) and max(map(len, counts)) < columns
    assert any("step-" in line for line in counts) is (columns == 80)
    assert "A line – of its own." in drawn[:-1] or "A line – of its own." in "".join(drawn)
    assert told.count("\x1b[?25l") == told.count("\x1b[?25h")  # the cursor is shown again


@pytest.mark.slow
@needs_a_terminal
def test_a_terminal_that_cannot_redraw_gets_plain_lines():
    assert on_a_terminal(80, TERM="dumb") == "A line – of its own.\r\n"


@pytest.mark.slow
@needs_a_terminal
def test_no_colour_is_no_colour():
    assert not re.search(r"\x1b\[[0-9;]*m", on_a_terminal(80, NO_COLOR="1"))


@pytest.mark.slow
def test_what_is_piped_has_no_progress():
    run = subprocess.run(
        [sys.executable, "-c", SLOW], capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    )
    assert (run.stdout.decode("utf-8").strip(), run.stderr) == ("A line – of its own.", b"")


def test_the_time_left_is_that_of_the_steps_done():
    assert Counted(8, 4, 20).left(0) == "about 20 s left" and Counted(8, 4, 20).left(6) == "about 14 s left"
    assert Counted(8, 2, 60).left(0) == "about 3 min left" and Counted(8, 7, 7).left(99) == "about 1 s left"
    assert Counted(8, 1, 5).left(0) == Counted(8, 8, 40).left(0) == Counted(None).left(3) == ""
