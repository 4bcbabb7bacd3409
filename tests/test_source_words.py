"""Words on how the data came: asked when rows come that they may not be true of, written alone, and open until they are."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from received import csv_bytes
from shire import COMPLAINTS, FIRST, complaints, make

from pcc_lib.cli import confirming
from pcc_lib.cli.program import main
from pcc_lib.core.errors import FaultsError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.source_words import unconfirmed_periods
from pcc_lib.inputs.sources import read_descriptor, read_source
from pcc_lib.preparing.source_words import open_source_words

ABOUT = "data/sources/complaints.resource.yml"
WAS = "obtained: Reconstructed from the figures printed in October 2023  # by hand\nnext_update: >\n  Monthly, with\n  the pack\n"

UNASKED = "Nothing was written: nobody could be asked here. Say --yes of one that was read: complaints"


@pytest.fixture
def folder(tmp_path):
    make(tmp_path)
    path = tmp_path / ABOUT
    text = path.read_text(encoding="utf-8").replace("obtained: by hand\n", WAS)
    path.write_text("# the descriptor\n" + text, encoding="utf-8", newline="\n")
    rows = tmp_path / "data/sources/complaints.csv"
    rows.write_text(rows.read_text(encoding="utf-8").replace("computed,\n", "computed,e\n"), encoding="utf-8", newline="\n")
    (tmp_path / "sent.csv").write_bytes(csv_bytes([COMPLAINTS, *complaints(FIRST)]))
    return tmp_path


def run(folder, *words: str, asked: str | None = None) -> str:
    done = CliRunner().invoke(main, ["--project", str(folder), "receive", str(folder / "sent.csv"), *words], input=asked)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def said(folder) -> str:
    return (folder / ABOUT).read_text(encoding="utf-8")


def open_words(folder) -> list[str]:
    quarter = folder / "data/quarters/2023-24-Q4"
    quarter.mkdir(parents=True, exist_ok=True)
    (quarter / "quarter.yml").write_text("", encoding="utf-8")
    return [f"{w.found} {w.todo}" for w in open_source_words(QuarterFolder(Project(folder), Quarter.parse("2023-24-Q4")))]


def test_nothing_is_open_before_new_rows_come(folder):
    assert open_words(folder) == []


def test_without_an_answer_nothing_is_invented_and_it_stays_open(folder):
    before = said(folder)
    told = run(folder, "--yes")
    assert "may not be true of the new rows of complaints: obtained: Reconstructed from the figures printed" in told
    assert "next_update: Monthly, with the pack" in told
    assert "Open: are the words above true of the new rows of complaints?" in told
    assert said(folder) == before + "words_to: 2023-10\n"
    (work,) = open_words(folder)
    assert "said before the rows of November 2023 to January 2024 came" in work
    assert work.endswith("pcc confirm sources complaints")


def confirm(folder, *words: str) -> tuple[int, str]:
    open_words(folder)
    done = CliRunner().invoke(main, ["--project", str(folder), "confirm", "sources", *words])
    return done.exit_code, " ".join(done.output.split())


def test_words_are_confirmed_afterwards_with_all_else_untouched(folder):
    before = said(folder)
    run(folder, "--yes")
    code, told = confirm(folder, "--dry-run")
    assert code == 0 and "complaints obtained: Reconstructed from the figures" in told
    assert "complaints, new rows of November 2023 to January 2024; limits:" in told
    assert confirm(folder) == (1, "complaints " + told.split(" ", 1)[1].partition(" Nothing was")[0] + " " + UNASKED)
    assert confirm(folder, "complaints", "--yes") == (0, told.partition(" Nothing was")[0] + f" Wrote {ABOUT}.")
    assert said(folder) == before + "words_to: 2024-01\n"
    assert open_words(folder) == [] and confirm(folder)[1] == "Nothing to confirm: nothing is open under sources."


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("complaint", "there is no source 'complaint'. Did you mean 'complaints'"),
        ("asb", "asb: is not open, so there is nothing to"),
    ],
)
def test_only_words_of_a_source_that_are_open_are_confirmed(folder, name, found):
    run(folder, "--yes")
    code, told = confirm(folder, name, "--yes")
    assert code == 1 and found in told


def test_new_words_are_written_with_all_else_untouched(folder):
    before = said(folder)
    new = 'Sent by the force: "monthly pack"'
    told = run(folder, "--yes", "--obtained", new, "--next-update", "In May # 2024")
    assert "Open:" not in told
    after = said(folder)
    assert after.splitlines()[0] == "# the descriptor" and "  # by hand\n" in after
    about = read_descriptor(Project(folder), "complaints")
    assert (about.obtained, about.next_update, about.words_to) == (new, "In May # 2024", "2024-01")
    changed = set(before.splitlines()) ^ set(after.splitlines())
    keys = {"obtained", "next_update", "Monthly, with", "the pack", "words_to"}
    assert {line.split(":")[0].strip() for line in changed} == keys
    assert open_words(folder) == []


def test_words_that_hold_are_confirmed_up_to_the_newest_row(folder):
    before = said(folder)
    run(folder, "--yes", "--words-hold")
    assert said(folder) == before + "words_to: 2024-01\n"
    assert open_words(folder) == []


@pytest.mark.parametrize(
    ("answers", "obtained", "upto"),
    [
        ("y\ny\n", "Reconstructed from the figures printed in October 2023", "2024-01"),
        ("n\ny\n", "Reconstructed from the figures printed in October 2023", "2023-10"),
        ("Sent by the force\n\ny\n", "Sent by the force", "2024-01"),
    ],
)
def test_somebody_in_a_terminal_is_asked(folder, monkeypatch, answers, obtained, upto):
    monkeypatch.setattr(confirming.Said, "can_ask", property(lambda _: True))
    told = run(folder, asked=answers)
    assert "are the words above true of the new rows too?" in told
    about = read_descriptor(Project(folder), "complaints")
    assert (about.obtained, about.words_to) == (obtained, upto)


def test_the_next_rows_are_asked_of_again(folder):
    run(folder, "--yes", "--words-hold")
    (folder / "sent.csv").write_bytes(csv_bytes([COMPLAINTS, *complaints(["2024-02"])]))
    assert "Open: are the words above" in run(folder, "--yes")
    assert "words_to: 2024-01\n" in said(folder)
    assert [*unconfirmed_periods(read_source(Project(folder), "complaints"))] == ["2024-02"]


def test_rows_that_are_no_longer_reconstructed_contradict_the_words(folder):
    rows = folder / "data/sources/complaints.csv"
    text = rows.read_text(encoding="utf-8")
    last = text.rstrip("\n").rpartition("\n")[2]
    rows.write_text(text.replace(last, last.removesuffix("e")), encoding="utf-8", newline="\n")
    (work,) = open_words(folder)
    assert "before the rows of October 2023 came" in work


def test_words_of_no_time_are_not_asked(folder):
    path = folder / ABOUT
    path.write_text(said(folder).replace(WAS, "obtained: Sent by the force each month\n"), encoding="utf-8", newline="\n")
    before = said(folder)
    assert "Words that readers see" not in run(folder, "--yes")
    assert said(folder) == before


def test_a_dry_run_shows_the_words_and_writes_nothing(folder):
    before = said(folder)
    assert "of complaints: obtained: Reconstructed" in run(folder, "--dry-run", "--obtained", "Sent by the force")
    assert said(folder) == before


def test_words_to_is_a_period(folder):
    path = folder / ABOUT
    path.write_text(said(folder) + "words_to: last month\n", encoding="utf-8", newline="\n")
    with pytest.raises(FaultsError, match="words_to"):
        read_descriptor(Project(folder), "complaints")
