"""What is gone on with is what is made from nothing: Sphinx keeps what it compiled, and writes what has changed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from book_changes import ChangingBook, TwoCompilers, made_book
from places import ROOT
from small_book import QUARTER

from pcc_lib.building import compiled as keeping
from pcc_lib.building.compiled import Compiled, compiled_pages, sweep_compiled
from pcc_lib.building.compiler import Compiler
from pcc_lib.building.environment import page_environment
from pcc_lib.core.errors import BuildError
from pcc_lib.inputs.project import Project

STEPS = (
    ("text",),
    ("title", "chart"),
    ("link", "heading"),
    ("acronym",),
    ("page_added", "picture"),
    ("banner", "correction"),
    ("body",),
    ("picture", "order", "setting"),
    ("page_taken_out", "text_taken_out"),
)


@pytest.fixture
def book(tmp_path) -> ChangingBook:
    """A small book, and its project."""
    return made_book(tmp_path / "project", str(QUARTER), seed=1)


@pytest.fixture
def two(book, tmp_path) -> Iterator[TwoCompilers]:
    """A compiler that goes on, and one that begins anew."""
    project = Project(book.root)
    with Compiler(project, QUARTER) as warm, Compiler(project, QUARTER) as clean:
        yield TwoCompilers(book, warm, clean, tmp_path)


@pytest.mark.slow
def test_every_kind_of_change_gives_the_bytes_of_a_clean_run(two):
    two.differing()
    found = {}
    for step in STEPS:
        for name in step:
            getattr(two.book, name)()
        found[step] = two.differing()[0]
    assert {step: files for step, files in found.items() if files} == {}


@pytest.mark.slow
def test_one_changed_page_is_one_page_written_and_a_changed_title_is_every_page(two):
    two.differing()
    two.book.text()
    _, text = two.differing()
    two.book.title()
    _, title = two.differing()
    pages = {Path(name).with_suffix("").as_posix() for name in two.book.pages()}
    assert set(text) == pages & set(text) and len(text) == 1, "not the first page, nor those of Sphinx itself"
    assert pages | {"genindex", "search"} <= set(title)


@pytest.mark.slow
def test_the_exported_settings_make_the_same_pages_with_sphinx_alone(two, tmp_path):
    """The way out, should jupyter-book 1 end: `jupyter-book config sphinx` writes a conf.py, which any Sphinx can build."""
    two.differing()
    source, env = two.warm.source, {**page_environment(two.book.root), "PCC_QUARTER": str(QUARTER)}
    for words in (
        ["jupyter_book.cli.main", "config", "sphinx", str(source)],
        ["sphinx", "-W", "-n", "--keep-going", "-b", "html", str(source), str(tmp_path / "plain")],
    ):
        code = "from jupyter_book.cli.main import main; main()"
        start = ["-c", code] if words[0].startswith("jupyter_book") else ["-m", words[0]]
        run = subprocess.run([sys.executable, *start, *words[1:]], env=env, capture_output=True, text=True, timeout=180)
        assert run.returncode == 0, run.stderr
    ours = {path.relative_to(two.warm.html).as_posix(): path.read_bytes() for path in two.warm.html.rglob("*.html")}
    assert ours == {name: (tmp_path / "plain" / name).read_bytes() for name in ours}


# ── what is kept ──────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def kept(book, tmp_path) -> Compiled:
    """A folder that is kept, as if a run had ended."""
    found = Compiled(tmp_path / "kept")
    assert found.begin(book.files) is None
    found.html.mkdir(parents=True)
    (found.html / "a.html").write_text("a", encoding="utf-8")
    found.end()
    return found


def test_what_has_not_changed_is_not_compiled(book, kept):
    assert kept.begin(book.files) == []


def test_a_page_that_has_changed_is_named(book, kept):
    name = book.pages()[0]
    assert kept.begin({**book.files, name: book.files[name] + b"\n"}) == [name]
    assert (kept.source / name).read_bytes() == book.files[name] + b"\n"


def test_a_run_that_has_not_ended_is_never_gone_on_with(book, kept):
    kept.begin(book.files)
    assert Compiled(kept.folder).begin(book.files) is None and not kept.html.exists()


def _edited(kept: Compiled) -> None:
    (kept.html / "a.html").write_text("b", encoding="utf-8")


def _more(kept: Compiled) -> None:
    (kept.html / "b.html").write_text("b", encoding="utf-8")


def _less(kept: Compiled) -> None:
    (kept.html / "a.html").unlink()


def _torn(kept: Compiled) -> None:
    path = kept.folder / "record.json"
    path.write_bytes(path.read_bytes()[:-9])


@pytest.mark.parametrize("damage", [_edited, _more, _less, _torn])
def test_what_is_damaged_is_made_anew(book, kept, damage):
    damage(kept)
    assert kept.begin(book.files) is None


@pytest.mark.parametrize("change", ["page_added", "order", "setting", "picture"])
def test_what_sphinx_does_not_follow_is_compiled_from_nothing(book, kept, change):
    getattr(book, change)()
    assert kept.begin(book.files) is None


@pytest.mark.parametrize("basis", ["library_digest", "environment"])
def test_another_library_or_environment_begins_anew(book, kept, monkeypatch, basis):
    monkeypatch.setattr(keeping, basis, lambda: "another")
    assert kept.begin(book.files) is None


def test_the_banner_of_a_draft_alone_does_not_begin_anew(book, kept):
    config = json.loads(book.files["_config.yml"])
    config["sphinx"]["config"]["pcc_draft"] = "Draft."
    assert kept.begin({**book.files, "_config.yml": json.dumps(config).encode()}) == ["_config.yml"]


def test_old_ones_and_unfinished_ones_are_swept(book):
    project = Project(book.root)
    for number in range(1, 8):
        found = compiled_pages(project, f"2023-24-Q{number}")
        found.begin(book.files)
        if number != 7:
            found.end()
    sweep_compiled(project)
    left = sorted(path.name for path in compiled_pages(project, "x").folder.parent.iterdir())
    assert len(left) == keeping.KEPT and "2023-24-Q7" not in left


@pytest.mark.slow
def test_a_compiler_that_dies_says_so_and_is_started_anew(book, tmp_path):
    with Compiler(Project(book.root), QUARTER) as compiler:
        compiler.start().process.kill()
        with pytest.raises(BuildError, match="did not compile the book"):
            compiler.compile(book.files, Compiled(tmp_path / "kept"))
        assert "notebooks/alpha" in compiler.compile(book.files, Compiled(tmp_path / "kept"))


def test_the_server_that_the_compiler_starts_is_there():
    from pcc_lib.building.compiler import SERVER

    assert (ROOT / SERVER.replace(".", "/")).with_suffix(".py").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_what_goes_wrong_beside_a_compile_ends_it(book, tmp_path, error):
    with Compiler(Project(book.root), QUARTER) as compiler:
        with pytest.raises(error), compiler.compiling(book.files, Compiled(tmp_path / "kept")):
            raise error
        assert compiler._served is None
        assert "notebooks/alpha" in compiler.compile(book.files, Compiled(tmp_path / "kept"))  # it can begin again
