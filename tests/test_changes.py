"""An edition beside the one published before it: what is revised, and why; what is new, withdrawn, moved, gone."""

from __future__ import annotations

import json
import math
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import FILES, NEXT, QUARTER, Tiny
from places import ROOT, copy_project
from reading_back import unproven
from test_check import with_notebook
from test_revised import FILE, HEAD
from two_editions import printed_rows, publish

from pcc_lib.building.changes import CHANGES, read_before, refuse_unexplained, write_changes
from pcc_lib.core.csv_cells import cell, plain
from pcc_lib.core.errors import BuildError, FaultsError
from pcc_lib.core.quarters import Quarter
from pcc_lib.differences.again import printed_like
from pcc_lib.differences.changes import Changes, as_record, changes_of, corrected_of
from pcc_lib.differences.lists import as_told
from pcc_lib.differences.texts import first_words
from pcc_lib.figures.figure import COLUMNS
from pcc_lib.figures.reworking import rework
from pcc_lib.inputs.models.told import ToldFigure
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.told import told_figures
from pcc_lib.pages.ledger import replayed
from pcc_lib.pages.what_changed import each_once
from pcc_lib.preparing.open_work import open_work
from pcc_lib.reading_back.dates import known_to
from pcc_lib.report import Report

KEPT = f"data/published/{QUARTER}"
ROW = "1,2023-09,north,offered,{was},{now},The force counted again.,sent.xlsx\n"


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    """The tiny project with a book, whose first quarter was published; its second tells two months more."""
    project = Tiny(tmp_path_factory.mktemp("published"))
    for name, text in FILES.items():
        project.write(name, text)
    for name in ("quarter.yml", "stated.csv", "deliverables.csv", "topics/calls.md"):
        text = FILES[f"data/quarters/{QUARTER}/{name}"]
        project.write(
            f"data/quarters/{NEXT}/{name}", text.replace("2023-11-28", "2024-02-28").replace("calls: 2023-10", "calls: 2023-12")
        )
    with_notebook(project)
    publish(project.root, QUARTER)
    return project.root


@pytest.fixture
def told(published, tmp_path) -> Tiny:
    shutil.copytree(published, tmp_path / "told")
    return Tiny(tmp_path / "told")


def changes(tiny: Tiny) -> Changes:
    project = tiny.project()
    return changes_of(open_quarter(project, NEXT), printed_rows(project, NEXT))


def cell_of(tiny: Tiny, month: str, area: str = "north") -> str:
    text = (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8")
    return next(line for line in text.splitlines() if line.startswith(f"{month},{area},"))


def revise(tiny: Tiny, month: str, by: int, status: str = "") -> tuple[str, str]:
    """Change the calls offered of a month; what was and is."""
    line = cell_of(tiny, month)
    cells = line.split(",")
    was, cells[2], cells[-1] = cells[2], str(int(cells[2]) + by), status
    tiny.edit("data/sources/calls.csv", f"{line}\n", ",".join(cells) + "\n")
    return was, cells[2]


def shown(tiny: Tiny, block: str) -> str:
    html = getattr(Report(tiny.project(), "what-changed", NEXT), block)().html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(html)))


# ── what is kept ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_kept_ledger_is_read_as_it_was_printed(told):
    folder = open_quarter(told.project(), NEXT)
    now = {each.id: each for each in as_told(printed_rows(told.project(), QUARTER))}
    kept = {each.id: each for each in told_figures(folder.project, QUARTER)}
    assert kept.keys() == now.keys() and len(kept) > 20
    assert {id: each.text for id, each in kept.items()} == {id: each.text for id, each in now.items()}
    assert any(each.text.startswith(("+", "\u2212")) for each in kept.values())


def test_its_columns_are_those_of_the_ledger():
    assert [name for name in ToldFigure.model_fields if name != "settings"] == [name for name in COLUMNS if name != "settings"]


@pytest.mark.parametrize("text", ["+5.8%", "\u22121", "'quoted", "=1", "12 s", "@x", "-3"])
def test_a_text_comes_back_from_a_csv_as_it_was(text):
    assert plain(str(cell(text))) == text


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("figures.csv", "offered.value,offered,value,", ",offered,value,", "column id: is blank."),
        ("figures.csv", "id,measure", "ident,measure", "figures.csv, row 1: the column 'id' is missing."),
        ("deliverables.csv", ",40,", ",400,", "deliverables.csv, row 2, column progress: '400' is not a percentage."),
        ("deliverables.csv", ",slipped,", ",soon,", "deliverables.csv, row 2, column state"),
        ("commentary.json", '"digest"', '"digset"', "commentary.json"),
    ],
)
def test_a_kept_record_that_was_edited_is_named_with_its_place(told, file, old, new, said):
    told.edit(f"{KEPT}/{file}", old, new)
    with pytest.raises(FaultsError) as error:
        changes(told)
    assert said in str(error.value) and f"{KEPT}/{file}" in str(error.value)


def test_a_source_cannot_bear_the_name_of_a_record(tiny):
    for ending in (".csv", ".resource.yml"):
        text = (tiny.root / f"data/sources/medians{ending}").read_text(encoding="utf-8")
        tiny.write(f"data/sources/figures{ending}", text.replace("medians", "figures"))
    assert "figures.resource.yml, name: 'figures.csv' is the name of a record" in tiny.said()


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_newer_months_are_no_change(told):
    found = changes(told)
    assert (found.before, found.revised, found.redefined, found.new, found.commentary) == (QUARTER, (), (), (), ())
    (late,) = found.deliverables  # nothing was reported of it, and its date has passed since
    assert late.kinds == ("state",) and late.then.state == "slipped" and late.state.kind == "late"
    assert "is as it was" in shown(told, "changes_summary")


def test_a_revised_number_is_told_with_its_reason(told):
    was, now = revise(told, "2023-09", 7, "r")
    told.write(FILE, HEAD + ROW.format(was=was, now=now))
    found = changes(told)
    assert found.revised and not found.unexplained
    by_id = {each.told.id: each for each in found.revised}
    change = by_id["offered.change_on_month"] if "offered.change_on_month" in by_id else found.revised[0]
    assert change.reasons == ("The force counted again.",)
    (cell_change,) = change.changes
    assert (cell_change.period, cell_change.part, cell_change.column) == ("2023-09", "north", "offered")
    assert (cell_change.was, cell_change.now) == (float(was), float(now))
    for each in found.revised:  # its own formula on the cells of today, and no other
        assert each.value == pytest.approx(rework(told.project(), each.told.formula, each.told.cells))
        assert each.value != pytest.approx(each.told.value)
    said = shown(told, "changes_revised")
    assert "The force counted again." in said and "Not explained" not in said and f" {was} " in said and f" {now} " in said
    assert [
        work for work in open_work(told.project(), open_quarter(told.project(), NEXT).quarter) if work.kind == "revisions"
    ] == []


def test_a_revised_number_without_a_reason_is_open_work_and_stops_the_publication(told, tmp_path):
    was, now = revise(told, "2023-09", 7)
    project = told.project()
    (work,) = [each for each in open_work(project, open_quarter(project, NEXT).quarter) if each.kind == "revisions"]
    assert str(work).startswith(
        f"data/sources/calls.csv, 2023-09, north, column offered: is {now}; the edition of October to December 2023 told {was}, "
        "and nobody has said why. Put the number back; or if it was revised, say why in data/sources/calls.revisions.csv"
    )
    found = changes(told)
    assert found.unexplained and "Not explained." in shown(told, "changes_revised")
    (tmp_path / "edition/record").mkdir(parents=True)
    (tmp_path / "edition" / CHANGES).write_text(json.dumps(as_record(found)), encoding="utf-8")
    with pytest.raises(BuildError, match="would be printed otherwise today, and nobody has said why: "):
        refuse_unexplained(tmp_path / "edition")


def test_a_reason_of_an_earlier_revision_does_not_excuse_a_later_one(told):
    was, now = revise(told, "2023-09", 7, "r")
    told.write(FILE, HEAD + ROW.format(was="1", now=was) + ROW.format(was="2", now=now).replace("1,", "2,", 1))
    assert changes(told).unexplained
    told.write(FILE, HEAD + ROW.format(was="1", now=was) + ROW.format(was=was, now=now).replace("1,", "2,", 1))
    assert not changes(told).unexplained


@pytest.mark.parametrize(("then", "now", "why"), [("p", "", "provisional"), ("e", "", "reconstructed"), ("e", "e", "")])
def test_the_data_may_say_it_themselves(told, then, now, why):
    line = cell_of(told, "2023-09")
    told.edit(f"{KEPT}/calls.csv", line, f"{line}{then}")
    revise(told, "2023-09", 7, now)
    found = changes(told)
    assert bool(found.unexplained) == (not why)
    assert all(why in reason for each in found.revised for reason in each.reasons)


def test_a_row_that_vanished_is_no_silent_change(told):
    told.edit("data/sources/calls.csv", cell_of(told, "2023-09") + "\n", "")
    found = changes(told)
    assert found.unexplained and any(math.isnan(each.value) and each.text == "[x]" for each in found.revised)


def test_another_definition_is_told_with_both_formulas(told):
    told.edit("data/measures/offered.yml", 'numerator: "offered"', 'numerator: "answered"')
    found = changes(told)
    values = {then.id: (then, now) for then, now in found.redefined}
    then, now = values["offered.value"]
    assert then.period == str(now.period) and then.value != now.value and "column=answered" in now.cells
    assert found.revised == ()
    assert "column=offered" in shown(told, "changes_redefined") and "column=answered" in shown(told, "changes_redefined")


def test_a_measure_that_was_taken_out_is_withdrawn_and_a_measure_that_came_is_new(told):
    (told.root / "data/measures/answered_rate.yml").unlink()
    told.edit("data/topics/calls.yml", "[offered, answered_rate]", "[offered, fresh]").measure("fresh", order=3)
    found = changes(told)
    gone = {each.told.measure: each.why for each in found.withdrawn}
    assert gone["answered_rate"] == "The measure was taken out."
    assert {each.measure for each in found.new} == {"fresh"}
    value = next(each for each in found.new if each.statistic == "value")
    assert f"Calls: {value.text}" in shown(told, "changes_new")
    assert "The measure was taken out." in shown(told, "changes_withdrawn")


def test_a_page_names_whom_withdrawn_figures_are_of(told):
    """Their cells stand in the row that was kept, and on this page nothing else may be of that source."""
    told.edit("data/sources/calls.resource.yml", "producer:", "attribution: Contains the counts of Somebody.\nproducer:")
    (told.root / "data/measures/answered_rate.yml").unlink()
    told.edit("data/topics/calls.yml", "[offered, answered_rate]", "[offered]")
    assert shown(told, "changes_withdrawn").rstrip().endswith("Contains the counts of Somebody.")


def test_a_fact_of_the_earlier_quarter_that_was_corrected_needs_a_reason_of_its_own(told):
    told.comment("## So what?\n\nSo {{ recruits.stated }} join.\n\n## Now what?\n\n- Answer them.\n")
    publish(told.root, QUARTER)
    told.edit(f"data/quarters/{QUARTER}/stated.csv", "recruits,50,people,50 or more", "recruits,60,people,60 or more")
    (each,) = changes(told).unexplained
    assert (each.told.id, each.told.text, each.text) == ("recruits.stated", "50 or more", "60 or more")
    (work,) = [w for w in open_work(told.project(), open_quarter(told.project(), NEXT).quarter) if w.kind == "revisions"]
    assert "recruits.stated would be 60 or more now; the edition of October to December 2023 told 50 or more" in str(work)
    quarter = f"data/quarters/{NEXT}/quarter.yml"
    text = (told.root / quarter).read_text(encoding="utf-8")
    told.write(quarter, text + "restated: [{figures: recruits.stated, because: It had been read wrongly.}]\n")
    (each,) = changes(told).revised
    assert each.explained and each.reasons == ("It had been read wrongly.",)


@pytest.mark.parametrize(
    ("text", "unit", "value", "was", "now"),
    [
        ("+17.7%", "%", 18.04, 17.69, "+18.0%"),
        ("\u22121.2 percentage points", "percentage points", 1.0, -1.2, "+1.0 percentage point"),
        ("1\u00a0min\u00a019\u00a0s", "seconds", 61, 79, "1\u00a0min\u00a01\u00a0s"),
        ("1\u00a0h\u00a033\u00a0min", "seconds", 5400, 5580, "1\u00a0h\u00a030\u00a0min"),
        ("14.9\u00a0s", "seconds", 15.02, 14.91, "15.0\u00a0s"),
        ("39th", "rank", 41, 39, "41st"),
        ("10,967", "calls", 11020, 10967, "11,020"),
        ("50 or more", "people", 60, 50, "60 or more"),
    ],
)
def test_a_value_is_printed_as_the_edition_before_would_have(text, unit, value, was, now):
    statistic = "change_on_year" if text[0] in "+\u2212" else "value"
    row = ToldFigure.model_construct(id="a.value", statistic=statistic, value=was, unit=unit, text=text)
    assert printed_like(row, value) == now


# ── small numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────
def small_numbers(tmp_path, change) -> Changes:
    """The project of small numbers, an edition of which was published before its data were changed."""
    root = copy_project(ROOT / "tests/projects/small-numbers", tmp_path / "small")
    publish(root, "2024-25-Q2")
    assert not (root / "data/published/2024-25-Q2/referrals.csv").exists()
    change(root / "data/sources/referrals.csv")
    project = Project(root)
    return changes_of(open_quarter(project, "2024-25-Q3"), printed_rows(project, "2024-25-Q3"))


def test_of_small_numbers_no_two_values_stand_side_by_side(tmp_path):
    """The difference of what two editions print could give a hidden cell away."""

    def doubled(file):
        head, *rows = file.read_text(encoding="utf-8").splitlines()
        where = [i for i, row in enumerate(rows) if row.startswith("2024-05")]
        for i in where:
            cells = rows[i].split(",")
            rows[i] = ",".join([*cells[:2], str(int(cells[2]) + 30), *cells[3:]])
        file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")

    found = small_numbers(tmp_path, doubled)
    assert found.revised and all(each.secret and not each.changes and not each.text for each in found.revised)
    record = as_record(found)
    assert all(set(each) == {"id", "period", "unit", "reasons", "explained", "held_back"} for each in record["revised"])
    assert all(each["told"] is None for each in record["withdrawn"])
    report = Report(Project(tmp_path / "small"), "what-changed", "2024-25-Q3")
    for block in (report.changes_revised(), report.changes_withdrawn()):
        assert block.figures == ()
    assert "small numbers: the two are not set side by side" in str(report.changes_revised().html)


# ── promises and texts ────────────────────────────────────────────────────────────────────────────────────────────────
def test_deliverables_that_moved_slipped_were_dropped_or_are_new(told):
    now = f"data/quarters/{NEXT}/deliverables.csv"
    told.edit(now, "station-1,priority-1,Build it,2024-01,January 2024", "station-1,priority-1,Build it,2024-06,June 2024")
    told.edit(now, "\n", "\nvan,priority-1,Buy a van,2024-09,September 2024,0,,,,\n")
    (moved, new) = changes(told).deliverables
    assert (moved.id, moved.kinds[0], new.id, new.kinds) == ("station-1", "later", "van", ("new",))
    said = shown(told, "changes_deliverables")
    assert "Moved to a later date" in said and "January 2024" in said and "June 2024" in said and "Buy a van" in said
    told.write(
        now, "\n".join(line for line in (told.root / now).read_text(encoding="utf-8").splitlines() if "station-1" not in line)
    )
    quarter = f"data/quarters/{NEXT}/quarter.yml"
    text = (told.root / quarter).read_text(encoding="utf-8")
    told.write(quarter, f"{text}dropped: [{{deliverable: station-1, confirmed: {NEXT}, because: The money went elsewhere.}}]\n")
    gone = next(each for each in changes(told).deliverables if each.id == "station-1")
    assert gone.kinds == ("dropped",) and "The money went elsewhere." in shown(told, "changes_deliverables")


def test_a_deliverable_that_slips_behind_the_plan_is_told_first(told):
    published = f"{KEPT}/deliverables.csv"
    text = (told.root / published).read_text(encoding="utf-8")
    told.write(published, re.sub(r",slipped,Slipped[^,\n]*", ",due,Due January 2024", text))
    told.edit(f"data/quarters/{NEXT}/deliverables.csv", "2024-01,January 2024", "2024-06,June 2024")
    (each,) = changes(told).deliverables
    assert each.kinds == ("slipped", "later") and "Slipped from September 2023" in shown(told, "changes_deliverables")


def test_a_heading_under_which_nothing_stands_any_more_is_told_with_its_first_words(told):
    assert changes(told).commentary == ()
    told.write(f"data/quarters/{NEXT}/topics/calls.md", "## So what?\n\nCalls were {{ offered.change_on_year }} higher.\n")
    (gone,) = changes(told).commentary
    assert (gone.text, gone.heading, gone.begins) == ("topics/calls", "Now what?", "Answer them.")
    assert "Calls to the police, “Now what?”. It began: “Answer them. …”" in shown(told, "changes_commentary")


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("- **Calls** rose by {{ x.value }}.", "Calls rose by"),
        ("In 2023 it was", "In"),
        ("a b c d e f g h i j", "a b c d e f g h"),
    ],
)
def test_first_words_hold_no_number(text, begins):
    assert first_words(text) == begins


# ── the page, the record, no edition before ───────────────────────────────────────────────────────────────────────────
def test_a_page_may_name_the_period_of_what_the_edition_before_told(told):
    """Of a figure that small numbers withdraw nothing is printed but its name and its period."""
    assert "2019-02" not in known_to(told.project(), open_quarter(told.project(), NEXT)).periods
    file = told.root / KEPT / "figures.csv"
    rows = file.read_text(encoding="utf-8").split("\n")
    at = next(i for i, row in enumerate(rows) if row.startswith("offered.value,"))
    rows[at] = rows[at].replace(",2023-10,", ",2019-02..2019-05,", 1)
    file.write_text("\n".join(rows), encoding="utf-8", newline="\n")
    assert {"2019-02", "2019-05"} <= known_to(told.project(), open_quarter(told.project(), NEXT)).periods


def test_without_an_edition_before_the_page_says_so_in_a_sentence(tiny):
    report = Report(tiny.project(), "what-changed", QUARTER)
    pieces = report.standard_page().pieces
    assert len(pieces) == 4 and "No edition was published before this one" in str(pieces[1].html)
    assert as_record(changes_of(open_quarter(tiny.project()), []))["before"] == ""


def test_an_edition_of_which_only_the_sources_were_kept_is_named(two):
    two.write(f"{KEPT}/calls.csv", "month\n")
    assert "Of the edition of October to December 2023 only the sources were kept" in shown(two, "changes_summary")


def test_every_number_of_the_page_is_a_figure_that_can_be_worked_out_from_its_row(told):
    was, now = revise(told, "2023-09", 7, "r")
    told.write(FILE, HEAD + ROW.format(was=was, now=now))
    project = told.project()
    report = Report(project, "what-changed", NEXT)
    printed = [figure for piece in report.standard_page().pieces if not isinstance(piece, str) for figure in piece.figures]
    assert {f.statistic.rpartition("_")[2] for f in printed} >= {"then", "now"}
    for figure in printed:
        if figure.value is not None:
            assert rework(told.project(), figure.formula, figure.cells) == pytest.approx(figure.value), figure.id
    listed = str(Report(project, "figures", NEXT).ledger().html)
    assert all(figure.anchor in listed for figure in printed) or "what-changed" not in str(project.names("notebooks"))


def test_the_keys_of_the_record_are_documented(told):
    was, now = revise(told, "2023-09", 7, "r")
    told.write(FILE, HEAD + ROW.format(was=was, now=now))
    told.write(f"data/quarters/{NEXT}/topics/calls.md", "## So what?\n\nCalls were {{ offered.change_on_year }} higher.\n")
    told.edit(f"data/quarters/{NEXT}/deliverables.csv", "2024-01,January 2024", "2024-06,June 2024")
    record = json.loads(json.dumps(as_record(changes(told))))
    text = (ROOT / "docs/changes.md").read_text(encoding="utf-8").partition("## `record/changes.json`")[2].partition("\n## ")[0]
    assert set(record) <= set(re.findall(r"`(\w+)`", text))
    assert record["corrected"] is None
    rows = {key: value[0] for key, value in record.items() if isinstance(value, list) and value}
    assert {"revised", "deliverables", "commentary"} <= rows.keys()
    for key, row in rows.items():
        told_keys = set(re.findall(r"`(\w+)`", next(line for line in text.splitlines() if line.startswith(f"| `{key}`"))))
        assert {*row, *(inner for value in row.values() if isinstance(value, dict) for inner in value)} <= told_keys


def test_a_page_that_prints_figures_of_others_takes_none_away(told):
    """The back-test prints many figures of this book once more, as the last page of all."""
    told.edit("_toc.yml", "  - file: notebooks/figures\n", "  - file: notebooks/figures\n  - file: notebooks/back-test\n")
    text = (told.root / "notebooks/priority-1.ipynb").read_text(encoding="utf-8")
    told.write("notebooks/back-test.ipynb", text.replace("priority-1", "back-test"))
    assert changes(told).withdrawn == ()
    assert "Withdrawn figures" not in shown(told, "changes_summary") and shown(told, "changes_withdrawn").strip() == "None."


# ── an edition that was corrected ─────────────────────────────────────────────────────────────────────────────────────
REASON = "A file had come twice, and a date was out of date."


@pytest.fixture
def amended(told) -> Tiny:
    """The first quarter once more, corrected: a number, a promise, a word; what version 1 told is kept beside it."""
    kept = told.root / KEPT
    told.write(f"{KEPT}/edition.json", json.dumps({"number": 1, "version": 1, "published": "2024-03-05"}))
    kept.rename(kept.with_name(f"{QUARTER}-v1"))
    told.write(
        f"data/quarters/{QUARTER}/corrections.yml",
        f"corrections: [{{version: 2, published: 2024-03-20, reason: '{REASON}'}}]\n",
    )
    told.was, told.now = revise(told, "2022-10", 7)
    told.edit(f"data/quarters/{QUARTER}/deliverables.csv", "2024-01,January 2024", "2024-06,June 2024")
    told.edit(f"data/quarters/{QUARTER}/topics/calls.md", "Answer them.", "Answer each of them.")
    return told


def corrected_page(tiny: Tiny) -> Report:
    return Report(tiny.project(), "what-changed", QUARTER)


def test_a_corrected_edition_is_set_beside_its_own_version_before(amended):
    project = amended.project()
    found = corrected_of(open_quarter(project, QUARTER), printed_rows(project, QUARTER))
    assert found and found.before == f"{QUARTER}-v1" and not found.unexplained
    change = next(each for each in found.revised if each.told.id == "offered.change_on_year")
    assert change.value < change.told.value and change.reasons == (REASON,)
    assert {(cell.was, cell.now) for cell in change.changes} == {(float(amended.was), float(amended.now))}
    assert [each.id for each in found.deliverables] == ["station-1"] and found.commentary == ()
    assert [(each.heading, each.begins) for each in found.rewritten] == [("Now what?", "Answer each of them.")]
    assert changes_of(open_quarter(project, QUARTER), printed_rows(project, QUARTER)).before == ""  # no quarter before was told


def test_a_reason_of_its_own_comes_before_that_of_the_correction(amended):
    row = cell_of(amended, "2022-10")
    amended.edit("data/sources/calls.csv", row, f"{row}r")
    amended.write(FILE, HEAD + ROW.format(was=amended.was, now=amended.now).replace("2023-09", "2022-10"))
    project = amended.project()
    found = corrected_of(open_quarter(project, QUARTER), printed_rows(project, QUARTER))
    assert found and {each.reasons for each in found.revised if each.changes} == {("The force counted again.",)}


def test_its_page_says_when_why_and_what_and_every_number_of_it_is_a_figure(amended):
    report = corrected_page(amended)
    pieces = report.standard_page().pieces
    headings = "\n".join(piece for piece in pieces if isinstance(piece, str))
    assert headings.index("## What was corrected") < headings.index("## Since the edition before")
    block = report.changes_corrected()
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(block.html)))
    assert f"Version 2, published on 20 March 2024 : {REASON}" in said
    assert "This is set beside version 1 of this edition, of 5 March 2024, for the same periods." in said
    for words in ("Corrected: calls to the police", "Corrected: deliverables", "Moved to a later date", "Answer each of them. …"):
        assert words in said, words
    assert {f.statistic.rpartition("_")[2] for f in block.figures} >= {"told", "now"}
    for figure in block.figures:
        assert rework(amended.project(), figure.formula, figure.cells) == pytest.approx(figure.value), figure.id


def test_the_cells_that_each_edition_told_stand_apart_on_the_figures_page(amended):
    """What version 1 told of a source and what the source holds now are two tables, each with its own file."""
    toc = (amended.root / "_toc.yml").read_text(encoding="utf-8")
    amended.write("_toc.yml", toc + "  - file: notebooks/what-changed\n")
    text = (amended.root / "notebooks/priority-1.ipynb").read_text(encoding="utf-8").replace("priority-1", "what-changed")
    amended.write("notebooks/what-changed.ipynb", text.replace('report.what(\\"calls\\")', "report.changes_corrected()"))
    report = Report(amended.project(), "figures", QUARTER)
    html = str(report.ledger().html) + str(report.ledger_charts().html)
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) and {"cells-calls", f"cells-{QUARTER.lower()}-v1-calls"} <= set(ids)
    assert f"data/published/{QUARTER}-v1/calls.csv" in html and "data/sources/data" not in html
    blocks = [shown.block for shown in replayed(report.page)]
    wrong = unproven([*blocks, report.ledger()], QUARTER)
    assert [each for each in wrong if "cells-" in each] == []  # of version 1 one part alone is told, without its name


def test_where_the_version_before_was_not_kept_it_says_so_and_where_nothing_differs_too(amended):
    shutil.rmtree(amended.root / f"data/published/{QUARTER}-v1")
    assert "What the version before showed was not kept" in str(corrected_page(amended).changes_corrected().html)
    shutil.copytree(publish(amended.root, QUARTER), amended.root / f"data/published/{QUARTER}-v1")
    assert "is as version 1 of this edition showed it." in str(corrected_page(amended).changes_corrected().html)


def test_the_record_of_a_corrected_edition_holds_both_comparisons_and_rests_on_both(amended, tmp_path):
    project, quarter = amended.project(), Quarter.parse(QUARTER)
    rows = [{key: "" if cell is None else str(cell) for key, cell in row.items()} for row in printed_rows(project, QUARTER)]
    write_changes(project, quarter, rows, tmp_path)
    record = json.loads((tmp_path / CHANGES).read_bytes())
    assert record["before"] == "" and record["corrected"]["before"] == f"{QUARTER}-v1" and record["corrected"]["rewritten"]
    refuse_unexplained(tmp_path)
    assert f"data/published/{QUARTER}-v1/figures.csv" in read_before(project, quarter)


def test_a_build_writes_the_record_beside_the_edition_and_rests_on_what_was_kept(told, tmp_path):
    revise(told, "2023-09", 7)
    project, quarter = told.project(), Quarter.parse(NEXT)
    rows = [{key: "" if cell is None else str(cell) for key, cell in row.items()} for row in printed_rows(project, NEXT)]
    write_changes(project, quarter, rows, tmp_path / "edition")
    record = json.loads((tmp_path / "edition" / CHANGES).read_bytes())
    assert (record["quarter"], record["before"]) == (NEXT, QUARTER) and record == json.loads(json.dumps(as_record(changes(told))))
    assert f"{KEPT}/figures.csv" in read_before(project, quarter) and read_before(project, Quarter.parse(QUARTER)) == {}


def test_a_value_of_two_names_is_told_once(told):
    """`offered.value@2023-09` and `offered.value`, of the same month, are one number to a reader."""
    was, now = revise(told, "2023-09", 7, "r")
    told.write(FILE, HEAD + ROW.format(was=was, now=now))
    row = next(each for each in changes(told).revised if each.seen)
    twice = [row, replace(row, told=row.told.model_copy(update={"id": f"{row.told.id.partition('@')[0]}@{row.told.period}"}))]
    assert list(each_once(twice)) == [row]
    assert list(each_once([row, replace(row, told=row.told.model_copy(update={"period": "2023-01"}))])) != [row]
