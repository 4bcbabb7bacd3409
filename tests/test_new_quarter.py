"""`pcc new`: what can be derived is derived, nothing is guessed, nothing is overwritten, nothing is half-written."""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import QUARTER, Tiny
from places import SAMPLE, copy_project
from small_book import all_bytes

from pcc_lib.cli import main
from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.models.quarter import QuarterFile
from pcc_lib.inputs.plan import QuarterFolder, open_quarter
from pcc_lib.preparing import placing
from pcc_lib.preparing.new_quarter import Wanted, make_quarter
from pcc_lib.preparing.open_work import open_work
from pcc_lib.preparing.supplies import supplies
from pcc_lib.preparing.work import by_kind

NEXT = "2023-24-Q4"
NOW = f"data/quarters/{NEXT}"


def make(tiny: Tiny, quarter: str = NEXT, of: str = "", written_on: str = "") -> str:
    wanted = Wanted(tiny.project(), Quarter.parse(quarter), Quarter.parse(of) if of else None, written_on)
    return "\n".join(make_quarter(wanted))


def about(tiny: Tiny, quarter: str = NEXT) -> QuarterFile:
    return QuarterFolder(tiny.project(), Quarter.parse(quarter)).about


def text(tiny: Tiny, name: str, quarter: str = NEXT) -> str:
    return (tiny.root / f"data/quarters/{quarter}" / name).read_text(encoding="utf-8")


def kinds(tiny: Tiny, quarter: str = NEXT) -> dict[str, int]:
    return {kind: len(of) for kind, of in by_kind(open_work(tiny.project(), Quarter.parse(quarter))).items()}


# ── what is made ──
def test_a_quarter_is_made_from_the_one_before_and_the_data(tiny):
    said = make(tiny)
    assert said.splitlines()[0] == f"Made 4 files in {NOW} (January to March 2024), from {QUARTER} and the data."
    assert said.splitlines()[-1] == f"Next: pcc status {NEXT}"
    made = about(tiny)
    assert (made.written_on, made.provisional, made.answers) == ("2024-02-28", True, ())
    # the file of calls goes on to December; the others end where they did
    assert dict(made.reporting_months.sources) == {
        "calls": "2023-12",
        "survey": "2023-10",
        "medians": "2023-10",
        "national": "2022-23",
        "population": "2023",
    }
    assert open_quarter(tiny.project()).quarter == Quarter.parse(NEXT) and tiny.said() == ""


def test_texts_are_drafts_and_rows_are_to_be_confirmed(tiny):
    make(tiny)
    mark = f"> Draft: the text of {QUARTER}. Rewrite it, then delete this line."
    assert text(tiny, "topics/calls.md") == (
        f"## So what?\n\n{mark}\n\nCalls were {{{{ offered.change_on_year }}}} higher.\n\n"
        f"## Now what?\n\n{mark}\n\n- Answer them.\n"
    )
    (row,) = csv.DictReader(text(tiny, "deliverables.csv").splitlines())
    assert (row["progress"], row["confirmed"], row["action"]) == ("", QUARTER, "Build it")
    (fact,) = csv.DictReader(text(tiny, "stated.csv").splitlines())
    assert (fact["statement"], fact["confirmed"]) == ("Fifty people join.", QUARTER)
    assert kinds(tiny) == {"date": 1, "months": 2, "deliverables": 1, "facts": 1, "texts": 2}


def test_sources_without_a_new_month_are_counted_as_the_status_counts_them_and_their_reasons_only_want_words(tiny):
    said = make(tiny)
    late = [each for each in supplies(QuarterFolder(tiny.project(), Quarter.parse(NEXT))) if each.is_open]
    assert f"{len(late)} sources have no month as new as expected: {', '.join(each.key.name for each in late)}." in said
    before, _, lines = text(tiny, "quarter.yml").partition("# Where nothing newer comes, say why")
    reasons = "".join(f"{line.removeprefix('# ')}\n" for line in lines.splitlines()[1:])
    tiny.write(f"{NOW}/quarter.yml", before + reasons)
    assert kinds(tiny)["blanks"] == len(late) and "months" not in kinds(tiny)
    tiny.write(f"{NOW}/quarter.yml", before + reasons.replace("XX", "Nothing came."))
    assert not kinds(tiny).keys() & {"months", "blanks"}


def test_a_date_that_is_given_is_not_provisional(tiny):
    assert "29 February 2024 (as you gave it)" in make(tiny, written_on="2024-02-29")
    assert (about(tiny).written_on, about(tiny).provisional) == ("2024-02-29", False)
    assert "date" not in kinds(tiny)


@pytest.mark.parametrize("day", ["2024-02-30", "28.2.2024", "2023-12-31", "2024-2-28", "20240228"])
def test_a_date_that_cannot_be_is_refused_and_nothing_is_written(tiny, day):
    with pytest.raises(ReportError, match=day):
        make(tiny, written_on=day)
    assert not (tiny.root / NOW).exists()


def test_older_tables_get_the_column_and_words_of_any_script_stay(tiny):
    folder = f"data/quarters/{QUARTER}"
    fact = '"cafe","1","café","one","","Ein Café: „eröffnet“, 東京.","Büro, 2023"\n'
    tiny.write(f"{folder}/stated.csv", b"\xef\xbb\xbf" + ("id,value,unit,text,period,statement,source\r\n" + fact).encode())
    tiny.comment("## So what?\r\n\r\nÉté: naïve façade — 東京.\r\n\r\n## Now what?\r\n\r\n- Ja.\r\n")
    make(tiny)
    (row,) = csv.DictReader(text(tiny, "stated.csv").splitlines())
    assert (row["statement"], row["confirmed"]) == ("Ein Café: „eröffnet“, 東京.", "")
    assert "Été: naïve façade — 東京.\n" in text(tiny, "topics/calls.md") and "\r" not in text(tiny, "topics/calls.md")


def test_what_a_quarter_says_of_itself_is_not_carried_over(tiny):
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "reporting", "published_on: 2023-12-05\nsample: true\nreporting")
    make(tiny)
    assert (about(tiny).published_on, about(tiny).sample, about(tiny).unchanged) == ("", False, ())


def test_a_draft_of_a_draft_keeps_the_quarter_whose_text_it_is(tiny):
    make(tiny)
    make(tiny, "2024-25-Q1")
    assert text(tiny, "topics/calls.md", "2024-25-Q1").count(f"> Draft: the text of {QUARTER}.") == 2
    assert text(tiny, "topics/calls.md", "2024-25-Q1").count(">") == 2


def test_another_quarter_can_be_named_also_a_later_one(tiny):
    make(tiny)
    tiny.write(f"{NOW}/topics/calls.md", "## So what?\n\nNew words.\n")
    make(tiny, "2024-25-Q1", of=QUARTER)
    assert "Answer them" in text(tiny, "topics/calls.md", "2024-25-Q1")
    make(tiny, "2023-24-Q2", of=QUARTER)
    assert "Answer them" in text(tiny, "topics/calls.md", "2023-24-Q2") and kinds(tiny, "2023-24-Q2")["texts"] == 2
    with pytest.raises(ReportError, match="--from 2024-25-Q2: is the quarter that is to be made"):
        make(tiny, "2024-25-Q2", of="2024-25-Q2")
    with pytest.raises(ReportError, match="there is no folder for 2019-20-Q1"):
        make(tiny, "2024-25-Q2", of="2019-20-Q1")


def test_skipped_quarters_and_quarters_with_nothing_but_months(tiny):
    tiny.write(f"{NOW}/quarter.yml", "written_on: 2024-02-28\nreporting_months: {sources: {calls: 2023-12}}\n")
    said = make(tiny, "2024-25-Q2")
    assert f"from {QUARTER} and the data" in said and "Answer them" in text(tiny, "topics/calls.md", "2024-25-Q2")
    assert about(tiny, "2024-25-Q2").written_on == "2024-08-28"


def test_what_is_finished_leaves_the_list_and_stays_done(tiny):
    tiny.edit(f"data/quarters/{QUARTER}/deliverables.csv", ",40,", ",100,")
    assert f"Left out, for they were finished by {QUARTER}: station-1." in make(tiny, written_on="2024-02-28")
    assert list(csv.DictReader(text(tiny, "deliverables.csv").splitlines())) == []
    plan = tiny.report("delivery-plan", NEXT)
    tracked = " ".join(plan.delivery("priority-1").html.split())
    assert "Done, as reported for October to December 2023" in tracked and ">100%</a>" in tracked
    assert "Progress was reported for" in tracked and "No progress was reported for any" not in tracked
    assert "not in the plan" not in plan.delivery_reported().html and "deliverables" not in kinds(tiny)
    make(tiny, "2024-25-Q1", written_on="2024-05-28")  # two quarters on it is as done
    assert (
        "Done, as reported for October to December 2023" in tiny.report("delivery-plan", "2024-25-Q1").delivery("priority-1").html
    )


def test_another_plan_is_no_fault_of_the_quarters_before_it(tiny):
    make(tiny, "2024-25-Q1", written_on="2024-05-28")
    header = "id,appendix,priority,objective,activity,owner,due,due_text,note\n"
    tiny.write("data/plan/delivery.csv", f"{header}hub,A,priority-1,Be there,Build a hub,Boss,2024-09,September 2024,\n")
    tiny.edit("data/quarters/2024-25-Q1/deliverables.csv", ",station,", ",hub,")
    assert tiny.said() == ""
    assert pcc(tiny.root, "status", "2024-25-Q1")[1].count("40% in 2023-24-Q3") == 1
    tiny.edit("data/quarters/2024-25-Q1/deliverables.csv", ",hub,", ",station,")
    assert "2024-25-Q1/deliverables.csv, row 2, column plan_id: data/plan/delivery.csv has no row 'station'" in tiny.said()


# ── the first quarter, and one of the past ──
def test_the_first_quarter_has_empty_headings_that_say_what_they_wait_for(tiny):
    shutil.rmtree(tiny.root / "data/quarters")
    said = make(tiny, QUARTER)
    assert f"data/quarters/{QUARTER} (October to December 2023), from the data." in said
    calls = text(tiny, "topics/calls.md", QUARTER)
    assert calls.startswith("## So what?\n\n> To write: what the figures of this topic mean") and "## Now what?" in calls
    assert text(tiny, "priorities/priority-1.md", QUARTER).count("> To write:") == 4
    assert text(tiny, "stated.csv", QUARTER) == "id,value,unit,text,period,statement,source,confirmed\n"
    assert about(tiny, QUARTER).written_on == "2023-12-31" and tiny.said() == ""
    assert kinds(tiny, QUARTER) == {"date": 1, "texts": 6}


def test_headings_that_the_quarter_before_left_empty_wait_again(tiny):
    tiny.comment("## So what?\n\n## Now what?\n\n- Answer them.\n\n## What?\n")
    make(tiny)
    made = text(tiny, "topics/calls.md")
    assert made.count("> To write:") == 2 and made.count("> Draft:") == 1 and kinds(tiny)["texts"] == 3


def test_a_quarter_of_the_past_tells_what_was_known_then(tiny):
    make(tiny, "2022-23-Q4", written_on="2023-02-20")
    assert dict(about(tiny, "2022-23-Q4").reporting_months.sources) == {"calls": "2023-01"}  # as late as in the quarter after


def test_a_measure_that_lags_keeps_its_own_last_month(tiny):
    rows = [line.split(",") for line in (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row[3] = "" if row[0] in ("2023-11", "2023-12") else row[3]
    tiny.write("data/sources/calls.csv", "\n".join(",".join(row) for row in rows) + "\n")
    tiny.write(
        f"data/quarters/{QUARTER}/quarter.yml",
        "written_on: 2023-11-28\nreporting_months:\n  sources: {calls: 2023-10, survey: 2023-10, medians: 2023-10, "
        "national: '2022-23', population: '2023'}\n  measures: {answered_rate: 2023-08}\n",
    )
    make(tiny)
    assert dict(about(tiny).reporting_months.measures) == {"answered_rate": "2023-10"}
    assert "calls: 2023-12" in text(tiny, "quarter.yml")


def test_a_source_that_cannot_be_read_keeps_its_month_and_nothing_else_waits_for_it(tiny):
    tiny.write("data/sources/calls.csv", "month;area\n")
    make(tiny)
    assert "calls: 2023-10  # the source cannot be read, so this is what was told before" in text(tiny, "quarter.yml")


def test_newer_months_move_a_date_that_was_worked_out(tiny):
    calls = (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8")
    more = "".join(f"2024-0{m},{area},5,5,100,computed,\n" for m in (1, 2, 3) for area in ("north", "south"))
    tiny.write("data/sources/calls.csv", calls + more)
    make(tiny)
    assert (about(tiny).written_on, about(tiny).reporting_months.sources["calls"]) == ("2024-03-31", "2024-03")


# ── nothing is overwritten, nothing is half-written ──
def test_what_is_there_is_left_and_what_is_missing_is_added(tiny):
    words = "## So what?\n\nMine.\n"
    tiny.write(f"{NOW}/topics/calls.md", words).write(f"{NOW}/notes.txt", "x")
    said = make(tiny)
    assert text(tiny, "topics/calls.md") == words and text(tiny, "notes.txt") == "x"
    assert "Left as it was, since it was there: topics/calls.md." in said and "Made 3 files" in said
    before = all_bytes(tiny.root / NOW)
    again = make(tiny)
    assert all_bytes(tiny.root / NOW) == before and "Made" not in again


def test_a_command_that_is_killed_leaves_no_half_of_a_folder(tiny, monkeypatch):
    before = all_bytes(tiny.root / "data")
    write, calls = placing._write, []

    def killed(path: Path, text: str) -> None:
        calls.append(path)
        if len(calls) == 3:
            raise KeyboardInterrupt
        write(path, text)

    monkeypatch.setattr(placing, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        make(tiny)
    assert all_bytes(tiny.root / "data") == before and not (tiny.root / NOW).exists()
    monkeypatch.undo()
    (tiny.root / placing.STAGE / "files").mkdir(parents=True)
    tiny.write(f"{placing.STAGE}/files/left.md", "of one that was killed")
    make(tiny)
    assert sorted(p.name for p in (tiny.root / NOW).iterdir()) == ["deliverables.csv", "quarter.yml", "stated.csv", "topics"]


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_there(tiny):
    tiny.write("_build", "a file where a folder should be")
    with pytest.raises(ReportError, match="cannot be written"):
        make(tiny)
    assert not (tiny.root / NOW).exists()


@pytest.mark.parametrize(
    ("name", "broken", "words"),
    [
        ("topics/calls.md", "## So waht?\n\nx\n", "unknown heading 'So waht?'"),
        ("stated.csv", 'id,value\n"open\n', "a quotation mark is not closed"),
    ],
)
def test_a_quarter_that_cannot_be_taken_over_is_told_and_nothing_is_written(tiny, name, broken, words):
    tiny.write(f"data/quarters/{QUARTER}/{name}", broken)
    with pytest.raises(ReportError, match=words.replace("?", r"\?")):
        make(tiny)
    assert not (tiny.root / NOW).exists()


# ── the command ──
def pcc(root: Path, *args: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["--project", str(root), *args])
    return done.exit_code, done.output


def test_the_command_makes_the_next_quarter_where_none_is_named(tiny):
    code, out = pcc(tiny.root, "new", "--written-on", "2024-02-28")
    assert code == 0 and f"Made 4 files in {NOW}" in out
    code, out = pcc(tiny.root, "new")  # given twice
    assert code == 1 and not (tiny.root / "data/quarters/2024-25-Q1").exists()
    assert f"open in {NEXT}: pcc status {NEXT}. To begin the next all the same: pcc new 2024-25-Q1" in out
    assert pcc(tiny.root, "new", "2023-24-Q5")[0] == 1
    shutil.rmtree(tiny.root / "data/quarters")
    code, out = pcc(tiny.root, "new")
    assert code == 1 and "say which one to begin with" in out


@pytest.mark.sample
def test_the_quarter_after_the_published_one_of_the_sample(tmp_path):
    copy_project(SAMPLE, tmp_path)
    shutil.rmtree(tmp_path / NOW, ignore_errors=True)
    sample = Tiny(tmp_path)
    assert f"from {QUARTER} and the data" in make(sample)
    before, now = (all_bytes(tmp_path / f"data/quarters/{q}") for q in (QUARTER, NEXT))
    assert before.keys() == now.keys()
    texts = [raw.decode() for name, raw in now.items() if name.endswith(".md")]
    found = kinds(sample)
    assert found["texts"] == sum(t.count("\n## ") + t.startswith("## ") for t in texts) == sum(t.count("> Draft") for t in texts)
    rows, were = (list(csv.DictReader(files["deliverables.csv"].decode().splitlines())) for files in (now, before))
    assert {row["progress"] for row in rows} == {""} and found["deliverables"] == len(rows)
    assert [row["id"] for row in rows] == [row["id"] for row in were if row["progress"] != "100"]
    assert sample.said() == ""


@pytest.mark.sample
def test_nothing_is_open_in_the_published_quarter_of_the_sample(repo):
    for name in ("2023-24-Q1", "2023-24-Q2", QUARTER):
        assert open_work(repo, Quarter.parse(name)) == []


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_no_file_is_written_through_a_link_that_leads_out(tiny, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    tiny.write(f"{NOW}/notes.txt", "x")
    (tiny.root / f"{NOW}/topics").symlink_to(outside, target_is_directory=True)
    with pytest.raises(ReportError, match="leads out of the project"):
        make(tiny)
    assert list(outside.iterdir()) == [] and [p.name for p in (tiny.root / NOW).iterdir() if p.is_file()] == ["notes.txt"]


def test_open_work_of_the_quarter_that_is_taken_over_is_told(tiny):
    assert "still open" not in make(tiny, written_on="2024-02-28")
    assert f"still open in {NEXT}, which this is made from: pcc status {NEXT}." in make(tiny, "2024-25-Q1")
