"""`pcc status`: how far a quarter is, whatever is broken in it; and the refusal to publish what is open."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import QUARTER, Tiny
from rich.console import Console
from small_book import QUARTER as SMALL
from small_book import all_bytes, small_project
from test_new_quarter import NEXT, NOW, make, pcc, text

from pcc_lib.building import editions
from pcc_lib.building.job import Job
from pcc_lib.building.keeping import keep
from pcc_lib.core.errors import BuildError, Fault
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.preparing.months import Key, Rows, expected, known_by, usual_lag
from pcc_lib.preparing.open_work import draft_banner, open_work
from pcc_lib.preparing.status import Found, as_json, status_of
from pcc_lib.preparing.status_look import style_of
from pcc_lib.preparing.status_table import FEW_TEXTS, print_status
from pcc_lib.preparing.supplies import supplies
from pcc_lib.preparing.work import OpenWorkError, Work, kinds_told, told_work

KEYS = {
    "quarter", "label", "before", "written_on", "provisional", "published", "sources", "headings", "deliverables", "stated",
    "reviews_overdue", "originals", "questions", "faults", "open", "next",
}  # fmt: skip


def told(tiny: Tiny, quarter: str = NEXT, *faults: Fault) -> dict:
    return as_json(status_of(QuarterFolder(tiny.project(), Quarter.parse(quarter)), Found(faults)))


def supply(tiny: Tiny, name: str) -> dict:
    return next(each for each in told(tiny)["sources"] if name in (each["source"], each["measure"]))


def quarter_file(tiny: Tiny, more: str) -> None:
    tiny.write(f"{NOW}/quarter.yml", (tiny.root / f"{NOW}/quarter.yml").read_text(encoding="utf-8") + more)


# ── a copy made by hand ──
def test_a_hand_copy_with_only_the_date_changed_is_open_all_over(two):
    found = told(two)
    assert found["open"]["kinds"] == {"months": 2, "deliverables": 1, "facts": 1, "texts": 2}
    assert {h["state"] for h in found["headings"] if h["text"] == "topics/calls"} == {"unchanged"}
    assert found["deliverables"][0]["state"] == "to confirm" and found["stated"][0]["open"]
    assert {s["source"]: s["state"] for s in found["sources"]}["calls"] == "not told"
    code, out = pcc(two.root, "check")
    assert code == 0 and out.endswith(f"{NEXT}: no faults; 6 things are open (pcc status {NEXT}).\n")


def test_a_date_of_publication_that_was_copied_is_a_fault(two):
    quarter_file(two, "published_on: 2023-12-05\n")
    assert "published_on: 2023-12-05 is before the date of writing (2024-02-28)" in two.said()


def test_all_of_it_can_be_closed(two):
    two.edit(f"{NOW}/stated.csv", "Fifty people join.", "Fifty people have joined.")
    for name in ("stated.csv", "deliverables.csv"):
        two.edit(f"{NOW}/{name}", f",{QUARTER}\n", f",{NEXT}\n")
    two.edit(f"{NOW}/quarter.yml", "calls: 2023-10", "calls: 2023-12")
    quarter_file(
        two,
        "unchanged: [{text: topics/calls, confirmed: 2023-24-Q4, confirmed_by: A. Person}]\n"
        "late:\n  - {source: survey, expected: 2024-01, because: There was none.}\n"
        "  - {source: calls, expected: 2024-01, because: The force could not supply it.}\n",
    )
    found = told(two)
    assert found["open"] == {"count": 0, "kinds": {}, "work": []} and two.said() == ""
    assert found["next"]["command"] == f"pcc build {NEXT} --final"
    assert {d["state"] for d in found["deliverables"]} == {"reported"}
    assert "no faults" in (out := pcc(two.root, "check")[1]) and "open" not in out
    two.write(f"data/published/{NEXT}/calls.csv", "x")
    assert told(two)["next"]["command"] == "pcc new 2024-25-Q1" and told(two)["published"]


# ── sources ──
def test_a_source_is_late_explained_or_not_told(two):
    assert [supply(two, "survey")[key] for key in ("before", "expected", "in_data", "told", "state")] == [
        "2023-10", "2024-01", "2023-10", "2023-10", "late",
    ]  # fmt: skip
    assert supply(two, "calls")["in_data"] == "2023-12" and supply(two, "calls")["state"] == "not told"
    assert supply(two, "national")["state"] == "present"  # a year is not over yet
    quarter_file(two, "late: [{source: survey, expected: 2023-10, because: Of another month.}]\n")
    assert supply(two, "survey")["state"] == "late"
    two.edit(f"{NOW}/quarter.yml", "expected: 2023-10", "expected: 2024-01")
    assert supply(two, "survey")["state"] == "explained"


def test_work_on_a_source_says_what_to_do(two):
    work = [str(each) for each in open_work(two.project(), Quarter.parse(NEXT)) if each.kind == "months"]
    why = "; or say why under `late` in quarter.yml: {source: %s, expected: 2024-01, because: …}"
    bring = "Bring it in: pcc receive FILE --source survey"
    assert work == [
        f"{NOW}/quarter.yml, calls: tells 2023-10, and the data hold 2023-12. Run: pcc new {NEXT} --months"
        + (why % "calls").replace("because", "held_back: true, because"),
        f"data/sources/survey.csv, survey: ends in 2023-10, and 2024-01 was expected. {bring}{why % 'survey'}",
    ]


def test_what_is_expected_follows_from_rhythm_lag_and_date(two):
    folder = QuarterFolder(two.project(), Quarter.parse(QUARTER))
    history, rows = [folder.about], Rows(tuple(f"2023-{m:02d}" for m in range(1, 11)), supplies(folder) and _calendar(folder))
    key = Key("calls")
    assert usual_lag(key, history) == 1 and usual_lag(Key("no"), history) is None
    assert expected(key, rows, history, "2024-02-28") == "2024-01"
    assert expected(key, rows, history, "2023-11-29") == "2023-11"  # never the same month twice
    assert expected(Key("no"), rows, history, "2024-02-28") == "" == expected(key, rows, [], "2024-02-28")
    sparse = Rows(("2022-03", "2022-09", "2023-03", "2023-09"), rows.calendar)
    assert sparse.step == 6 and sparse.next("2023-09") == "2024-03"
    assert known_by(key, rows, history, "2023-12-01") == "2023-10"
    assert known_by(key, rows, history, "2023-06-30") == "2023-05" and known_by(key, rows, [], "2023-06-30") == "2023-05"
    years = Rows(("2020-21", "2021-22", "2022-23"), rows.calendar)
    assert years.last_to("2023-02") == "2021-22" and years.next("2022-23") == "2023-24"


def _calendar(folder: QuarterFolder):
    from pcc_lib.inputs.sources import read_source

    return read_source(folder.project, "calls").calendar


# ── deliverables and facts ──
def rows(tiny: Tiny, *lines: str) -> None:
    header = "id,priority,action,due,due_text,progress,plan_id,promise,note,confirmed\n"
    tiny.write(f"{NOW}/deliverables.csv", header + "".join(f"{line}\n" for line in lines))


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (f"station-1,priority-1,Build it,2024-01,January 2024,60,station,same,,{NEXT}", "reported"),
        (f"station-1,priority-1,Build it,2024-01,January 2024,,station,same,,{NEXT}", "nothing reported"),
        (f"station-1,priority-1,Build it,2024-01,January 2024,60,station,same,,{QUARTER}", "to confirm"),
        ("station-1,priority-1,Build it,2024-01,January 2024,60,station,same,,", "to confirm"),
        (f"station-1,priority-1,Build it,2024-01,January 2024,,station,same,,{QUARTER}", "without news"),
        (f"station-1,priority-1,Build it,2024-01,January 2024,30,station,same,,{NEXT}", "goes back"),
        (f"station-1,priority-1,Build it,2024-01,January 2024,30,station,same,Counted anew.,{NEXT}", "reported"),
        (f"other,priority-1,Other,2024-01,January 2024,30,station,same,,{NEXT}", "disappeared"),
    ],
)
def test_the_state_of_a_deliverable(two, row, state):
    rows(two, row)
    found = told(two)["deliverables"][-1]
    assert (found["id"], found["state"]) == ("station-1", state)
    assert found["last_reported"] == {"progress": 40, "quarter": QUARTER} and found["past"]


def many(tiny: Tiny, quarter: str, confirmed: str, *progress: int) -> None:
    header = "id,priority,action,due,due_text,progress,plan_id,promise,note,confirmed\n"
    lines = [f"d-{i},priority-1,Do {i},2024-06,June 2024,{p},,,,{confirmed}\n" for i, p in enumerate(progress)]
    tiny.write(f"data/quarters/{quarter}/deliverables.csv", header + "".join(lines))


def test_deliverables_of_which_none_has_moved_are_asked_about_until_somebody_says_so(two):
    many(two, QUARTER, QUARTER, 10, 40, 70, 100)
    many(two, NEXT, NEXT, 10, 40, 70, 100)  # as find and replace leaves it
    work = [w for w in told(two)["open"]["work"] if w["kind"] == "deliverables"]
    assert [(w["place"], w["found"]) for w in work] == [
        ("column progress", f"all 3 that were not finished stand where {QUARTER} left them, with the same notes.")
    ]
    quarter_file(two, f"unchanged: [{{text: deliverables, confirmed: {QUARTER}}}]\n")
    assert len([w for w in told(two)["open"]["work"] if w["kind"] == "deliverables"]) == 1
    two.edit(f"{NOW}/quarter.yml", f"deliverables, confirmed: {QUARTER}", f"deliverables, confirmed: {NEXT}")
    assert two.said() == "" and "deliverables" not in told(two)["open"]["kinds"]


def facts(tiny: Tiny, quarter: str, *values: int, source: str = "Report of October 2023") -> None:
    header = "id,value,unit,text,period,statement,source,confirmed\n"
    lines = [f"f_{i},{v},people,{v},,{v} people were trained in October.,{source},{quarter}\n" for i, v in enumerate(values)]
    tiny.write(f"data/quarters/{quarter}/stated.csv", header + "".join(lines))


def of_facts(tiny: Tiny) -> list[str]:
    return [f"{w['place']}: {w['found']} {w['todo']}" for w in told(tiny)["open"]["work"] if w["kind"] == "facts"]


def test_facts_that_one_command_confirmed_are_asked_about_until_somebody_says_that_they_stand(two):
    facts(two, QUARTER, 10, 40, 70)
    facts(two, NEXT, 10, 40, 70, source="Report of January 2024")  # as find and replace leaves it
    assert of_facts(two) == [
        f"column confirmed: all 3 are confirmed, and each says what it said in {QUARTER}, from the same source. Correct those "
        "that have changed; or, if none has, say so: pcc confirm facts"
    ]
    quarter_file(two, f"unchanged: [{{text: stated, confirmed: {NEXT}, confirmed_by: A. Person}}]\n")
    assert of_facts(two) == [] and two.said() == ""


def test_one_fact_that_has_changed_is_enough_and_of_two_it_is_no_wonder(two):
    facts(two, QUARTER, 10, 40, 70)
    facts(two, NEXT, 10, 40, 75)
    assert of_facts(two) == []
    facts(two, QUARTER, 10, 40)
    facts(two, NEXT, 10, 40)
    assert of_facts(two) == []


def test_what_is_said_to_stand_twice_needs_a_reason_of_its_own_each_time(two):
    facts(two, QUARTER, 10, 40, 70)
    facts(two, NEXT, 10, 40, 70)
    before = f"data/quarters/{QUARTER}/quarter.yml"
    said = "unchanged: [{text: stated, confirmed: %s, because: %s}]\n"
    two.write(before, (two.root / before).read_text(encoding="utf-8") + said % (QUARTER, "The owners were asked in October."))
    quarter = (two.root / f"{NOW}/quarter.yml").read_text(encoding="utf-8")
    two.write(f"{NOW}/quarter.yml", quarter + said % (NEXT, "The owners were asked in January."))
    assert f"{QUARTER} said so too: write `because: …` in the entry, with what shows it this quarter." in of_facts(two)[0]
    two.write(f"{NOW}/quarter.yml", quarter + said % (NEXT, "Three owners wrote back and the fourth rang."))
    assert of_facts(two) == []


def test_one_that_has_moved_is_enough_and_of_two_it_is_no_wonder(two):
    many(two, QUARTER, QUARTER, 10, 40, 70)
    many(two, NEXT, NEXT, 10, 40, 75)
    assert "deliverables" not in told(two)["open"]["kinds"]
    many(two, QUARTER, QUARTER, 10, 40)
    many(two, NEXT, NEXT, 10, 40)
    assert "deliverables" not in told(two)["open"]["kinds"]


@pytest.mark.parametrize(
    ("period", "statement", "state"),
    [
        ("2024-01", "Fifty people join.", "overtaken"),  # was to come on 28 November, is over on 28 February
        ("2024-01", "Fifty people have joined.", "confirmed"),
        ("2024-02", "Fifty people join.", "confirmed"),  # not over yet
        ("2023-10", "Fifty people join.", "confirmed"),  # was over when it was first told
        ("2023-24", "Fifty people join.", "confirmed"),
        ("2023", "Fifty people join.", "overtaken"),
        ("", "Fifty people join.", "confirmed"),
    ],
)
def test_a_fact_of_a_time_to_come_is_overtaken_when_that_time_is_over(two, period, statement, state):
    header = "id,value,unit,text,period,statement,source,confirmed\n"
    two.write(
        f"data/quarters/{QUARTER}/stated.csv", f"{header}recruits,50,people,50,{period},Fifty people join.,Report,{QUARTER}\n"
    )
    two.write(f"{NOW}/stated.csv", f"{header}recruits,50,people,50,{period},{statement},Report,{NEXT}\n")
    (fact,) = told(two)["stated"]
    assert (fact["state"], fact["open"]) == (state, state == "overtaken")


def test_a_finished_deliverable_may_be_taken_out_and_another_only_with_a_reason(two):
    rows(two)
    assert [d["state"] for d in told(two)["deliverables"]] == ["disappeared"]
    quarter_file(two, f"dropped: [{{deliverable: station-1, confirmed: {QUARTER}, because: Given up.}}]\n")
    assert [d["state"] for d in told(two)["deliverables"]] == ["disappeared"]
    two.edit(f"{NOW}/quarter.yml", f"confirmed: {QUARTER}, because", f"confirmed: {NEXT}, because")
    assert [d["state"] for d in told(two)["deliverables"]] == ["dropped"]
    two.edit(f"data/quarters/{QUARTER}/deliverables.csv", ",40,", ",100,")
    assert told(two)["deliverables"] == []


def test_a_file_of_deliverables_that_has_gone_is_missed(two):
    (two.root / f"{NOW}/deliverables.csv").unlink()
    assert [d["state"] for d in told(two)["deliverables"]] == ["disappeared"]


def test_progress_that_nobody_reported_is_printed_as_such_with_what_was_last_reported(two):
    rows(two, f"station-1,priority-1,Build it,2024-01,January 2024,,station,same,,{NEXT}")
    from pcc_lib.report import Report
    from pcc_lib.writing.html import words_of

    report = Report(two.project(), "priority-1", NEXT)
    html = " ".join(report.deliverables().html.split())
    assert "[x] not reported" in html and "Not reported [x], was due January 2024" in html
    assert "last reported: <data" in html and "in October to December 2023" in html and ">40%</a>" in html
    assert "deliverable_station_1.stated@2023-11" in [f.id for f in report.deliverables().figures]
    plan = Report(two.project(), "delivery-plan", NEXT)
    assert "No progress was reported for any of them" in plan.delivery_summary().html
    told = " ".join(words_of(str(plan.delivery("priority-1").html)).split())
    assert "September 2023 passed Not reported [x]" in told
    landing = " ".join(words_of(str(Report(two.project(), "headlines", NEXT).needs_attention().html)).split())
    assert "1 deliverable: 1 not reported." in landing and two.said() == ""


def test_what_is_still_to_be_filled_in_in_tables_is_open(two):
    rows(two, f"station-1,priority-1,Build it,2024-01,January 2024,60,station,same,TBC,{NEXT}")
    assert [w["place"] for w in told(two)["open"]["work"] if w["kind"] == "blanks"] == ["row 2, column note"]


@pytest.mark.parametrize("because", ["XX", "…", "..."])
def test_a_reason_that_was_copied_with_its_points_is_still_open(two, because):
    quarter_file(two, f"late:\n  - {{source: survey, expected: 2024-01, because: {because}}}\n")
    (work,) = (w for w in told(two)["open"]["work"] if w["kind"] == "blanks")
    assert (work["place"], work["found"]) == ("late 1", f"holds '{because}'.")


# ── as a whole ──
def test_the_keys_of_the_json_are_stable(two):
    found = told(two)
    assert found.keys() == KEYS and json.loads(json.dumps(found)) == found
    assert found["sources"][0].keys() == {
        "source", "measure", "before", "expected", "in_data", "told", "state", "because", "open",
    }  # fmt: skip
    assert found["headings"][0].keys() >= {
        "text",
        "heading",
        "file",
        "line",
        "state",
        "of",
        "open",
        "sentences",
        "same_sentences",
    }
    assert found["next"].keys() == {"do", "command", "file", "place"}


def test_every_key_is_in_the_documents(two):
    from places import ROOT

    text = (ROOT / "docs/status.md").read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}`" not in text] == []


def test_a_broken_file_is_told_and_so_is_the_rest(two):
    two.write(f"{NOW}/quarter.yml", "written_on: [\n")
    code, out = pcc(two.root, "status")
    assert code == 0 and "not known: quarter.yml cannot be read" in out and "Next: Mend the first fault" in out
    assert "quarter.yml" in out and "Stated facts: 0 confirmed, 1 to confirm." in out
    assert "without an answer: not known: quarter.yml cannot be read." in out
    assert f"While {NOW}/quarter.yml cannot be read, nobody looks at the quarter's texts" in pcc(two.root, "check")[1]
    found = json.loads(pcc(two.root, "status", "--json")[1])
    assert found["faults"]["count"] >= 1 and found["written_on"] == "" and found["sources"] == []
    two.write(f"{NOW}/stated.csv", "id;value\n")
    assert pcc(two.root, "status")[0] == 0


def test_a_status_is_plain_where_there_is_no_terminal_and_cannot_be_steered(two):
    two.write(f"{NOW}/topics/calls.md", "## So what?\n\n[bold]TODO[/bold] \u202e\n")
    out = pcc(two.root, "status")[1]
    assert "\x1b" not in out and "\u202e" not in out
    two.write(f"{NOW}/topics/calls.md", "## So what?\n\nCalls rose by [add the [red] number].\n")
    assert "to fill in: [add the [red]" in pcc(two.root, "status")[1]


def test_headings_in_one_state_are_counted_and_others_named(tiny):
    make(tiny)
    assert "topics/calls   all 2      draft of 2023-24-Q3" in pcc(tiny.root, "status")[1]
    before, _, _ = text(tiny, "topics/calls.md").partition("## Now what?")
    tiny.write(f"{NOW}/topics/calls.md", f"{before}## Now what?\n\n- Go on.\n")
    assert "topics/calls   So what?   draft of 2023-24-Q3" in pcc(tiny.root, "status")[1]


def test_a_status_names_the_next_thing_first_a_fault_then_what_is_open(two):
    assert told(two, NEXT, Fault("data/x.csv", "row 2", "is wrong."))["next"]["file"] == "data/x.csv"
    make_open = told(two)["next"]
    assert make_open["file"] == f"{NOW}/quarter.yml" and "calls" in make_open["do"]


def test_reviews_that_are_overdue_are_told(two):
    two.measure("waits", numerator="wait_s", next_review="2024-02-01")
    assert told(two)["reviews_overdue"] == [{"measure": "waits", "next_review": "2024-02-01"}]


def test_a_quarter_that_is_not_there_says_how_to_begin_it(tiny):
    code, out = pcc(tiny.root, "status", NEXT)
    assert code == 1 and f"pcc new {NEXT}" in out


# ── publishing ──
def test_many_of_a_kind_are_told_in_one_line():
    work = [Work("f.md", f"line {i}", "is a draft.", "Rewrite it.", "texts") for i in range(5)]
    work.append(Work("q.yml", "written_on", "was worked out.", "Correct it.", "date"))
    assert kinds_told(work) == ["1 date of writing to give", "5 sections of text to write"]
    assert told_work(work) == [
        "  q.yml, written_on: was worked out. Correct it.",
        "  5 sections of text to write, the first: f.md, line 0: is a draft. Rewrite it.",
    ]
    assert str(OpenWorkError(NEXT, work, "Nothing was built.")).splitlines()[0] == "6 things are open:"


def test_what_is_open_is_looked_for_again_when_it_may_have_changed(two):
    def check(project, quarter):
        return []

    def opened(project, quarter):
        return open_work(project, quarter)

    quarter = Quarter.parse(NEXT)
    first = editions.checked(two.project(), quarter, check, opened)
    again = editions.checked(two.project(), quarter, check, opened)
    assert (first.ran, again.ran) == (True, False) and first.open == again.open and len(first.open) == 6
    two.edit(f"{NOW}/stated.csv", f"join.,Report,{QUARTER}\n", f"have joined.,Report,{NEXT}\n")
    assert len(editions.checked(two.project(), quarter, check, opened).open) == 5
    two.edit(f"data/quarters/{QUARTER}/topics/calls.md", "Answer them", "Answer all")  # the text that it was the same as
    assert len(editions.checked(two.project(), quarter, check, opened).open) == 4
    with pytest.raises(OpenWorkError, match="4 things are open"):
        first.__class__(True, (), editions.checked(two.project(), quarter, check, opened).open).refuse(quarter, "No.")


def test_keep_refuses_and_lists_what_is_open(two):
    code, out = pcc(two.root, "keep")
    assert code == 1 and out.startswith("6 things are open:") and f"All that is open: pcc status {NEXT}" in out


WORK = Work("data/alpha.txt", "", "is a draft.", "Rewrite it.", "texts")


def small_edition(folder: Path, *work: Work, final: bool = False) -> Path:
    job = Job(small_project(folder), SMALL, say=lambda _: None, final=final)
    return editions.build(job, check=lambda *_: [], opened=lambda project, _: [*work] * bool(project.read_text("data/alpha.txt")))


def test_a_final_build_refuses_and_a_preview_says_what_is_open(tmp_path):
    with pytest.raises(OpenWorkError, match=r"is a draft. Rewrite it.\n2023-24-Q3: nothing was built"):
        small_edition(tmp_path, WORK, final=True)
    assert editions.current(small_project(tmp_path)) is None


@pytest.mark.slow
def test_a_finished_book_is_the_same_with_and_without_final_and_a_draft_says_so_on_every_page(tmp_path):
    draft = small_edition(tmp_path, WORK)
    pages = [page.read_text(encoding="utf-8") for page in draft.parent.glob("notebooks/*.html")]
    assert len(pages) == 3 and all("Still open: 1 section of text to write." in page for page in pages)
    with pytest.raises(OpenWorkError, match="nothing was kept"):
        keep(small_project(tmp_path), SMALL, lambda *_: [], lambda *_: [WORK])
    shutil.rmtree(tmp_path / "_build/cache/checks")
    with pytest.raises(BuildError, match="was built as a draft"):  # what was open is closed, and the book is still the draft
        keep(small_project(tmp_path), SMALL, lambda *_: [], lambda *_: [])
    finished = small_edition(tmp_path)
    assert finished != draft and "Still open" not in "".join(p.read_text("utf-8") for p in finished.parent.rglob("*.html"))
    before = all_bytes(finished.parents[1])
    shutil.rmtree(tmp_path / "_build")
    assert all_bytes(small_edition(tmp_path, final=True).parents[1]) == before


def test_the_banner_says_what_is_open_and_is_silent_when_nothing_is(two, tiny):
    assert draft_banner(two.project(), "latest") == (
        "Not for publication. Still open: 2 sources without the month expected, 1 deliverable to report on, "
        "1 stated fact to confirm, 2 sections of text to write."
    )
    assert draft_banner(tiny.project(), QUARTER) == ""


def test_a_quarter_made_by_the_command_and_one_copied_by_hand_are_as_open(tiny):
    make(tiny)
    assert {h["state"] for h in told(tiny)["headings"] if h["text"] == "topics/calls"} == {"draft"}
    assert set(told(tiny)["open"]["kinds"]) == {"date", "months", "deliverables", "facts", "texts"}


# ── in a terminal ──
def drawn(tiny: Tiny, encoding: str = "utf-8", width: int = 80) -> str:
    raw = io.BytesIO()
    console = Console(
        file=io.TextIOWrapper(raw, encoding=encoding, newline="\n"), width=width, force_terminal=True, color_system="standard"
    )
    print_status(status_of(QuarterFolder(tiny.project(), Quarter.parse(NEXT)), Found()), console)
    console.file.flush()
    return raw.getvalue().decode(encoding)


def test_a_window_shows_bars_colours_and_the_next_thing_in_a_frame(two):
    shown = drawn(two)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert re.search(r"Sources +[━╸╺ ]+ +3 of 5 *\n", plain) and re.search(r"Texts +[━╸╺ ]+ +0 of 2 *\n", plain)
    assert "\x1b[33mnot told\x1b[0m" in shown and "\x1b[1;31mlate" in shown and "╭─ Next ─" in plain
    assert "│ Or say why under `late` in quarter.yml: {source: calls," in plain
    assert all(len(line) <= 80 for line in plain.splitlines())


def test_many_whole_texts_in_one_state_stand_in_one_row_of_a_window(two):
    for number in range(1, FEW_TEXTS + 1):
        for quarter in (QUARTER, NEXT):
            two.write(f"data/quarters/{quarter}/topics/t-{number}.md", "## So what?\n\nAs it was.\n\n## Now what?\n\n- Go on.\n")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", drawn(two))
    assert re.search(r"^calls, t-1, t-2, t-3, t-4, t-5 +all 12 +unchanged since 2023-24-Q3\s*$", plain, re.MULTILINE), plain
    assert "Last reported" in plain and re.search(r"Last reported +Now +State", plain)
    two.edit(f"{NOW}/deliverables.csv", ",40,", ",,")
    assert re.search(r"Last reported +State", re.sub(r"\x1b\[[0-9;]*m", "", drawn(two)))
    lines = pcc(two.root, "status")[1]
    assert lines.count("unchanged since 2023-24-Q3") == FEW_TEXTS + 1  # one line a text, for other programs


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_window_of_an_old_encoding_is_drawn_with_its_own_letters(two, encoding):
    text = (two.root / f"{NOW}/quarter.yml").read_text(encoding="utf-8")
    two.write(f"{NOW}/quarter.yml", text.replace("calls: 2023-10", "calls: 2023-12"))
    two.write(f"{NOW}/topics/calls.md", "## So what?\n\nTODO\n")
    try:
        assert "Next" in drawn(two, encoding)
    except UnicodeEncodeError as error:
        assert encoding == "ascii" and error.object[error.start] == "…"  # which the command itself tells how to write


@pytest.mark.parametrize(
    ("state", "style"),
    [("present", "green"), ("late", "bold red"), ("not told", "yellow"), ("draft of 2023-24-Q3", "yellow"), ("written", "green")]
    + [("rewritten, mark still there", "yellow"), ("unchanged since 2023-24-Q3", "yellow"), ("nothing reported", "dim")]
    + [
        ("4 of 5 sentences of 2023-24-Q3", "yellow"),
        ("without news", "yellow"),
        ("reported", "green"),
        ("disappeared", "bold red"),
    ]
    + [("to fill in: late", "yellow"), ("not given", "dim"), ("confirmed", "green"), ("to confirm", "yellow")],
)
def test_a_state_has_the_colour_of_its_words(state, style):
    assert style_of(state) == style
