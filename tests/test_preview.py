"""A preview follows the files: pages change, faults are told while the last good page stays, and nothing is left at its end."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from previewed import Previewed
from small_book import write
from test_interrupted import processes
from tiny_book import pcc, tiny_book

from pcc_lib.building.executed import CORRECT
from pcc_lib.building.job import AGAIN
from pcc_lib.core.errors import Fault
from pcc_lib.previewing import rounds
from pcc_lib.previewing.board import Board, Shown
from pcc_lib.previewing.watching import is_changed, seen
from pcc_lib.writing.html import fill

COMMENTARY = "data/quarters/2023-24-Q3/topics/calls.md"
FIRST = "## So what?\nCallers wait.\n"
alone = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a console, not to a process")


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> Iterator[Previewed]:
    """A preview of the tiny book, from an empty cache, that is up to date."""
    root = tiny_book(tmp_path_factory.mktemp("preview") / "a book")
    write(root / COMMENTARY, FIRST)
    found = Previewed(root)
    found.until_done()
    yield found
    found.process.kill()


def edited(shown: Previewed, name: str, old: str, new: str) -> None:
    path = shown.root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    write(path, text.replace(old, new, 1))


@pytest.mark.slow
class TestShown:
    """One preview, on which things are changed one after the other; each test leaves the files as they were."""

    def test_every_page_says_that_it_is_a_preview_and_no_edition(self, shown):
        for address in ("notebooks/priority-1.html", "notebooks/figures.html", "search.html"):
            status, headers, text = shown.ask(f"/{address}")
            assert status == 200 and "Preview of 2023-24-Q3: not the published book." in text
            assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert not list((shown.root / "_build").glob("editions/*"))

    def test_what_pages_need_is_served(self, shown):
        assert shown.ask("/")[0] == 200
        for name in ("figures.csv", "searchindex.js", "_static/pcc/vega.js", "_preview/preview.js", "_preview/preview.css"):
            assert shown.ask(f"/{name}")[0] == 200, name
        for name in ("2023-24-Q3.ods", "2023-24-Q3-calls.csv"):  # what About the data leads to
            assert shown.ask(f"/downloads/{name}")[0] == 200, name

    def test_a_changed_word_is_on_the_page(self, shown):
        edited(shown, COMMENTARY, "Callers wait.", "People wait.")
        shown.until(lambda: "People wait." in shown.page())
        write(shown.root / COMMENTARY, FIRST)
        shown.until(lambda: "Callers wait." in shown.page())
        assert "Up to date." in shown.until_done()

    def test_a_changed_cell_and_a_changed_title_are_on_the_pages(self, shown):
        edited(shown, "data/sources/calls.csv", "2023-10,north,40,", "2023-10,north,44,")
        shown.until(lambda: ">49</a>" in shown.page())
        edited(shown, "data/sources/calls.csv", "2023-10,north,44,", "2023-10,north,40,")
        shown.until(lambda: ">45</a>" in shown.page())
        edited(shown, "notebooks/priority-1.ipynb", "# Priority 1: Be there", "# Priority 1: Be here")
        shown.until(lambda: "Be here" in shown.page("notebooks/figures.html"))
        edited(shown, "notebooks/priority-1.ipynb", "# Priority 1: Be here", "# Priority 1: Be there")
        shown.until(lambda: "Be here" not in shown.page("notebooks/figures.html"))

    def test_a_fault_is_told_with_file_and_line_while_the_page_stays_and_goes_when_it_is_mended(self, shown):
        shown.until_done()
        write(shown.root / COMMENTARY, FIRST + "We met 4711 people.\n")
        shown.until(lambda: "calls.md, line 3: the number '4711' is typed by hand." in shown.notice())
        page = shown.page()
        assert "Callers wait." in page and "what is below is how the book was when it was last sound" in page
        write(shown.root / COMMENTARY, FIRST)
        shown.until(lambda: "4711" not in shown.notice() and "Up to date." in shown.notice())

    def test_a_fault_of_the_contents_is_told_too(self, shown):
        before = (shown.root / "_toc.yml").read_text("utf-8")
        write(shown.root / "_toc.yml", before + "  - file: notebooks/nowhere\n")
        shown.until(lambda: "there is no such .ipynb or .md file" in shown.notice())
        assert "Callers wait." in shown.page()
        write(shown.root / "_toc.yml", before)
        shown.until(lambda: "Up to date." in shown.notice())

    def test_a_new_page_is_there_and_a_deleted_one_is_not(self, shown):
        before = (shown.root / "_toc.yml").read_text("utf-8")
        write(shown.root / "notebooks/more.md", "# More to come\n\nWords.\n")
        write(shown.root / "_toc.yml", before + "  - file: notebooks/more\n")
        shown.until(lambda: "More to come" in shown.page("notebooks/more.html"))
        write(shown.root / "_toc.yml", before)
        (shown.root / "notebooks/more.md").unlink()
        shown.until(lambda: shown.ask("/notebooks/more.html")[0] == 404)

    @pytest.mark.parametrize("address", ["/../data/body.yml", "/%2e%2e/data/body.yml", "/_build/lock", "/data/body.yml", "/c:/x"])
    def test_nothing_else_of_the_machine_is_served(self, shown, address):
        assert shown.ask(address)[0] == 404

    @pytest.mark.parametrize(
        "host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "127.0.0.1:1", "[::1]"]
    )
    def test_another_name_for_this_machine_is_refused(self, shown, host):
        """A page of another site may have its name lead here: what it asks for then bears that name."""
        for address in ("/", "/searchindex.js", "/_preview/events", "/_preview/notice", "/_preview/preview.js"):
            assert shown.ask(address, host=host.format(port=shown.port))[0] == 403, address

    def test_a_page_of_another_site_may_lead_here_and_may_not_load_anything(self, shown):
        foreign = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}
        assert shown.ask("/searchindex.js", **foreign)[0] == 403
        assert shown.ask("/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")[0] == 200

    def test_a_port_that_is_taken_is_told_and_another_preview_of_the_quarter_too(self, shown):
        run = pcc(shown.root, "preview")
        assert run.returncode == 1 and "another preview of this project is running" in run.stderr
        other = tiny_book(shown.root.parent / "another book")
        run = pcc(other, "preview", "--port", str(shown.port))
        assert run.returncode == 1 and f"port {shown.port} is taken" in run.stderr

    def test_a_build_goes_on_beside_it(self, shown):
        shown.until_done()
        run = pcc(shown.root, "build")
        assert run.returncode == 0, run.stderr
        assert "Up to date." in shown.until_done()

    @alone
    def test_ctrl_c_ends_it_and_nothing_is_left(self, shown):
        """The last test of this preview."""
        assert shown.end() == 0
        assert not (shown.root / "_build/preview/2023-24-Q3").exists()
        assert_gone(shown.root)


def assert_gone(root: Path) -> None:
    """Its processes end when they are no longer asked."""
    end = time.monotonic() + 60
    while processes(root) and time.monotonic() < end:
        time.sleep(0.1)
    assert processes(root) == []


@alone
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, getattr(signal, "SIGHUP", signal.SIGTERM)])  # and a terminal that is closed
def test_however_it_is_ended_no_process_is_left(tmp_path, number):
    shown = Previewed(tiny_book(tmp_path / "a book"))
    shown.until(lambda: "Making" in shown.notice())
    shown.end(number)
    assert_gone(shown.root)


@pytest.mark.slow
def test_without_fork_it_does_the_same(tmp_path, monkeypatch):
    """As on Windows: its processes start the ordinary, slower way."""
    code = "import pcc_lib.building.nursery as n; n.sys = __import__('types').SimpleNamespace(platform='other')\n"
    write(tmp_path / "site" / "sitecustomize.py", code)
    root = tiny_book(tmp_path / "a book")
    write(root / COMMENTARY, FIRST)
    import previewed
    from places import ROOT

    monkeypatch.setattr(previewed, "ROOT", f"{ROOT}{os.pathsep}{tmp_path / 'site'}")
    shown = Previewed(root)
    try:
        shown.until_done()
        edited(shown, COMMENTARY, "Callers wait.", "People wait.")
        shown.until(lambda: "People wait." in shown.page())
    finally:
        shown.process.kill()
    assert_gone(root)


@pytest.mark.slow
def test_a_page_that_does_not_exist_is_told_with_those_near_to_it(tmp_path):
    run = pcc(tiny_book(tmp_path / "a book"), "preview", "priority-2")
    assert run.returncode == 1 and "the book has no page 'priority-2'. Did you mean 'priority-1'?" in run.stderr


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_change_is_seen_and_what_programs_make_is_not(tmp_path):
    write(tmp_path / "data/a.csv", "1")
    before = seen(tmp_path)
    write(tmp_path / "_build/x.json", "1")
    write(tmp_path / ".git/x", "1")
    write(tmp_path / "data/.a.csv.swp", "1")
    assert not is_changed(tmp_path, before)
    write(tmp_path / "data/a.csv", "12")
    assert is_changed(tmp_path, before)
    (tmp_path / "data/a.csv").unlink()
    assert is_changed(tmp_path, before)


def test_a_fault_of_a_page_is_told_to_whoever_saves_and_not_to_whoever_builds():
    stopped = Fault("notebooks/a.ipynb", "cell 3", "stopped.", f"{CORRECT} (whole traceback: _build/failed/a.txt).")
    torn = Fault("data/a.yml", "", "changed while the pages ran.", AGAIN)
    told = rounds._for_whoever_saves([stopped, torn])
    assert [each.todo for each in told] == ["Correct that and save (whole traceback: _build/failed/a.txt)."]


def test_what_a_fault_says_is_text_in_the_notice():
    shown = Shown(faults=[Fault("data/a.yml", "line 3", "holds <script>alert(1)</script>.", "Take it out.")])
    text = fill("preview/notice", shown=shown, page="", title="2023-24-Q3")
    assert "&lt;script&gt;" in text and "<script" not in text and "data/a.yml, line 3" in text


def test_whoever_listens_is_told_of_changes_and_of_nothing_else():
    board, told = Board(), []
    stop = board.listen(lambda: told.append(board.shown.doing))
    board.show(doing="Making")
    board.show(doing="Making")
    board.show(doing="")
    stop()
    board.show(doing="Making")
    assert told == ["Making", ""]


def test_a_page_has_another_digest_where_it_changed():
    one, other = Shown(files={"a.html": b"a", "b.csv": b"b"}), Shown(files={"a.html": b"b"})
    assert set(one.digests) == {"a.html"} and one.digests != other.digests and one.said == other.said
    assert json.loads(json.dumps(dict(one.digests)))
