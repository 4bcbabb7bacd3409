"""What receiving writes: the rows that are new or revised and no byte of the others; what was, and why; all files or none."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from click.testing import CliRunner
from received import FILES, HEAD, csv_bytes, lines_of, make, xlsx

from pcc_lib.cli import confirming, main
from pcc_lib.core import files
from pcc_lib.core.errors import DataError, ReportError
from pcc_lib.inputs.project import Project
from pcc_lib.receiving.asked import Asked, names_in
from pcc_lib.receiving.incoming import Given, Incoming, Origin
from pcc_lib.receiving.plan import plan_of
from pcc_lib.receiving.reading import Sent
from pcc_lib.receiving.receive import plans_of
from pcc_lib.receiving.writing import write

CSV, DESCRIPTOR = "data/sources/calls.csv", "data/sources/calls.resource.yml"
REASON = "The force counted June again."
NEW = [HEAD, ["Jul-23", "north", 31, 20], ["Jul-23", "south", 5, 2]]
REVISED = [HEAD, ["Jun-23", "north", 1260, 1135], ["Jun-23", "south", 245, 235]]


@pytest.fixture
def project(tmp_path) -> Project:
    return make(tmp_path)


def receive(project: Project, rows, reason: str = "", **asked) -> list[str]:
    fresh = Project(project.root)
    plans = plans_of(fresh, [Sent("sent.xlsx", xlsx(rows))], Asked(**asked))
    return write(fresh, plans, reason)


def put(project: Project, name: str, content: str | bytes) -> None:
    raw = content if isinstance(content, bytes) else content.encode("utf-8")
    (project.root / name).write_bytes(raw)


def diff(before: bytes, after: bytes) -> list[str]:
    """The lines that are no more, and those that are new, as `git diff -U0` tells them, with the ends of the lines."""
    old, new = (raw.decode("latin-1").splitlines(keepends=True) for raw in (before, after))
    return [line for line in difflib.unified_diff(old, new, n=0) if not line.startswith(("---", "+++", "@@"))]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_new_rows_stand_behind_the_others_and_no_other_line_changes(project):
    before = (project.root / CSV).read_bytes()
    assert receive(project, NEW) == [CSV]
    assert diff(before, (project.root / CSV).read_bytes()) == [
        "+2023-07,north,31,20,,,,computed,\n",
        "+2023-07,south,5,2,,,,computed,\n",
    ]


def test_a_revised_row_changes_in_its_place_and_is_marked(project):
    before = (project.root / CSV).read_bytes()
    written = receive(project, REVISED, REASON)
    assert written == ["data/sources/calls.releases/2023-06.csv", "data/sources/calls.revisions.csv", CSV]
    assert diff(before, (project.root / CSV).read_bytes()) == [
        "-2023-06,north,1255,1135,75700,35.0,1505,computed,\n",
        "+2023-06,north,1260,1135,75700,35.0,1505,computed,r\n",
    ]
    assert (project.root / "data/sources/calls.releases/2023-06.csv").read_bytes() == before
    assert (project.root / "data/sources/calls.revisions.csv").read_text(encoding="utf-8") == (
        "number,period,part,column,was,now,reason,file\n"
        f"1,2023-06,north,offered,1255,1260,{REASON},\"sent.xlsx, sheet 'Data', cell C2\"\n"
    )


def test_a_second_revision_adds_to_the_first_and_keeps_the_first_release(project):
    before = (project.root / CSV).read_bytes()
    receive(project, REVISED, REASON)
    receive(project, [HEAD, ["Jun-23", "north", 1270, 1135]], "They counted once more.")
    lines = (project.root / "data/sources/calls.revisions.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[:6] for line in lines[1:]] == [
        ["1", "2023-06", "north", "offered", "1255", "1260"],
        ["2", "2023-06", "north", "offered", "1260", "1270"],
    ]
    assert (project.root / "data/sources/calls.releases/2023-06.csv").read_bytes() == before


def test_a_file_received_twice_changes_nothing_the_second_time(project):
    receive(project, NEW)
    before = snapshot(project.root)
    assert receive(project, NEW) == []
    assert snapshot(project.root) == before


FORMS = {
    "Windows' ends of lines": (lambda text: text.replace("\n", "\r\n").encode(), "", "\r\n"),
    "a mark at the start": (lambda text: b"\xef\xbb\xbf" + text.encode(), "", "\n"),
    "quotation marks throughout": (
        lambda text: "".join(",".join(f'"{c}"' for c in row.split(",")) + "\n" for row in text.splitlines()).encode(),
        "",
        "\n",
    ),
    "semicolons": (lambda text: text.replace(",", ";").encode(), 'dialect: {delimiter: ";"}\n', "\n"),
    "UTF-16": (lambda text: text.encode("utf-16"), "encoding: utf-16\n", "\n"),
    "no end of the last line": (lambda text: text.rstrip("\n").encode(), "", "\n"),
    "titles above": (lambda text: f"Calls\n\n{text}".encode(), "dialect: {headerRows: [3]}\n", "\n"),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_form_of_the_file_stays(form, project):
    turned, said, end = FORMS[form]
    before = turned(FILES[CSV])
    put(project, CSV, before)
    put(project, DESCRIPTOR, FILES[DESCRIPTOR].replace("path: calls.csv\n", f"path: calls.csv\n{said}"))
    receive(project, [*NEW, ["Jun-23", "north", 1260, 1135]], REASON)
    after = (project.root / CSV).read_bytes()
    codec = "utf-16" if form == "UTF-16" else "utf-8"
    old, new = (raw.decode(codec).split(end) for raw in (before, after))
    changed = [line for line in difflib.ndiff(old, new) if line[:2] in ("- ", "+ ") and line[2:]]
    assert len(changed) == 4, changed
    assert before[:2] == after[:2] and after.endswith(end.encode("utf-16-le" if codec == "utf-16" else codec)) == (
        form != "no end of the last line"
    )
    assert Project(project.root).exists(CSV)
    assert receive(project, NEW) == []


ORDERS = {
    "by part": (lambda rows: sorted(rows, key=lambda r: (r.split(",")[1], r)), ["north", "south"], "2023-06,north"),
    "newest first": (lambda rows: sorted(rows, key=lambda r: (-int(r[:7].replace("-", "")), r.split(",")[1])), None, "month"),
}


@pytest.mark.parametrize("order", ORDERS)
def test_new_rows_keep_the_order_of_the_others(order, project):
    sort, _, after = ORDERS[order]
    head, *rows = FILES[CSV].splitlines()
    put(project, CSV, "\n".join([head, *sort(rows)]) + "\n")
    receive(project, NEW)
    lines = (project.root / CSV).read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("2023-07,north"))
    assert lines[at - 1].startswith(after)
    assert lines[1:] == sort(lines[1:])


def test_a_gap_is_filled_in_its_place(project):
    rows = [row for row in FILES[CSV].splitlines() if not row.startswith("2023-03")]
    put(project, CSV, "\n".join(rows) + "\n")
    put(project, DESCRIPTOR, FILES[DESCRIPTOR] + "gaps: [{first: 2023-03, last: 2023-03}]\n")
    receive(project, [HEAD, ["Mar-23", "north", 31, 20], ["Mar-23", "south", 5, 2]])
    lines = (project.root / CSV).read_text(encoding="utf-8").splitlines()
    assert [line[:13] for line in lines[5:7]] == ["2023-03,north", "2023-03,south"]


# ── statuses ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def marked(project: Project, status: str) -> None:
    put(project, CSV, FILES[CSV].replace("1505,computed,", f"1505,computed,{status}"))


def statuses(project: Project, rows, **incoming) -> str:
    plans = plans_of(Project(project.root), [Sent("sent.xlsx", xlsx(rows))], Asked())
    write(Project(project.root), plans, REASON)
    line = next(r for r in (project.root / CSV).read_text(encoding="utf-8").splitlines() if r.startswith("2023-06,north"))
    return line.partition("computed,")[2]


def test_a_reconstructed_row_that_is_revised_in_part_still_rests_on_what_was_reconstructed(project):
    marked(project, "e")
    assert statuses(project, REVISED) == '"e,r"'
    assert 'enum: [e, p, r, "e,r"]' in (project.root / DESCRIPTOR).read_text(encoding="utf-8")


def test_a_reconstructed_row_that_came_whole_is_reconstructed_no_more(project):
    marked(project, "e")
    head = [*HEAD, "Time waited", "Share answered in time", "Spending"]
    assert statuses(project, [head, ["Jun-23", "north", 1260, 1135, 75700, 35.0, 1505]]) == "r"


def test_a_provisional_row_stays_so_unless_the_extract_has_statuses(project):
    marked(project, "p")
    assert statuses(project, REVISED) == '"p,r"'
    marked(project, "p")
    (project.root / "data/sources/calls.revisions.csv").unlink()
    assert statuses(project, [[*HEAD, "Status"], ["Jun-23", "north", 1260, 1135, "final"]]) == "r"


def test_a_status_alone_may_change(project):
    marked(project, "p")
    assert statuses(project, [[*HEAD, "Status"], ["Jun-23", "north", 1255, 1135, "Final"]]) == ""


def test_an_edited_table_leaves_its_reconstructed_rows_and_takes_away_what_was_emptied(project):
    marked(project, "e")
    origin = Origin("calls.xlsx", "calls", "C13")
    cells = {"offered": Given("1255", origin), "answered": Given("", origin), "wait_s": Given("75700", origin)}
    plan = plan_of(project, Incoming("calls", {("2023-06", "north"): cells}, edited=True))
    assert lines_of(plan) == ["~ calls 2023-06 north answered 1135>", "s calls 2023-06 north status e>e,r", "= 2"]


# ── what was learnt ───────────────────────────────────────────────────────────────────────────────────────────────────
LEARNT = [["Month", "Patch", "Calls in"], ["Jul-23", "N", 31], ["Jul-23", "South LPT", 5]]


def test_names_that_were_said_are_kept_and_not_asked_again(project):
    names = names_in(["Calls in=offered", "N=north", "South LPT=south"])
    before = (project.root / DESCRIPTOR).read_text(encoding="utf-8")
    receive(project, LEARNT, names=names)
    after = (project.root / DESCRIPTOR).read_text(encoding="utf-8")
    assert after == before + ("received:\n  columns:\n    Calls in: offered\n  parts:\n    N: north\n    South LPT: south\n")
    again = [LEARNT[0], ["Aug-23", "N", 31], ["Aug-23", "South LPT", 5]]
    assert receive(project, again) == [CSV]


def test_what_is_learnt_joins_what_was(project):
    put(
        project,
        DESCRIPTOR,
        "# Ours\n" + FILES[DESCRIPTOR] + "# How files are read\nreceived:\n  left: [Notes]  # of the sender\n# The end\n",
    )
    receive(project, LEARNT, names=names_in(["Calls in=offered", "N=north", "South LPT=south"]))
    text = (project.root / DESCRIPTOR).read_text(encoding="utf-8")
    assert (
        text.startswith("# Ours\n")
        and text.endswith("# The end\n")
        and "# How files are read\nreceived:\n  left:\n  - Notes\n" in text
    )


def test_a_unit_that_held_months_told_is_kept(project):
    known = [["2023-05", "north", 1244, "1260:40"], ["2023-05", "south", 242, "54:00"]]
    head = ["Month", "Area", "Calls offered", "Time waited"]
    receive(project, [head, *known, ["2023-07", "north", 31, "12:34"], ["2023-07", "south", 5, "01:00"]])
    assert "received:\n  units:\n    wait_s: mm:ss\n" in (project.root / DESCRIPTOR).read_text(encoding="utf-8")
    receive(project, [head, ["2023-08", "north", 31, "12:34"], ["2023-08", "south", 5, "01:00"]])
    assert "2023-08,north,31,,754,,," in (project.root / CSV).read_text(encoding="utf-8")


def test_a_pair_without_a_sign_is_told():
    with pytest.raises(ReportError, match="write NAME=COLUMN"):
        names_in(["Calls in"])


# ── all or none ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_revision_without_a_reason_writes_nothing(project):
    before = snapshot(project.root)
    for reason in ("", "Corrected"):
        with pytest.raises(ReportError, match="say why in a few words"):
            receive(project, REVISED, reason)
    assert snapshot(project.root) == before


def test_a_fault_of_the_result_writes_nothing(project):
    before = snapshot(project.root)
    with pytest.raises(DataError, match="more answered than offered"):
        receive(project, [HEAD, ["Jul-23", "north", 20, 31], ["Jul-23", "south", 5, 2]])
    assert snapshot(project.root) == before


@pytest.mark.parametrize("fails_at", range(3))
def test_a_failure_in_the_middle_leaves_all_as_it_was(fails_at, project, monkeypatch):
    before, real, calls = snapshot(project.root), files._replace, []

    def replace(source, target):
        calls.append(target)
        if len(calls) == fails_at + 1:
            raise PermissionError(13, "Permission denied", str(source), None, str(target))
        real(source, target)

    monkeypatch.setattr(files, "_replace", replace)
    with pytest.raises(ReportError):
        receive(project, REVISED, REASON)
    assert snapshot(project.root) == before


def test_more_of_a_part_than_of_the_whole_is_refused_where_a_measure_tells_it(tiny):
    rules = "checks:\n  - {rule: answered <= offered, says: more answered than offered}\n"
    tiny.edit("data/sources/calls.resource.yml", rules, "")
    head = ["month", "area", "offered", "answered", "wait_s"]
    rows = [head, ["2024-01", "north", 30, 31, 1], ["2024-01", "south", 5, 2, 1]]
    plans = plans_of(tiny.project(), [Sent("sent.xlsx", xlsx(rows))], Asked(source="calls"))
    with pytest.raises(DataError, match="cell D2: would make a fault of calls.csv, 2024-01, north, answered"):
        write(tiny.project(), plans)


def test_a_month_far_ahead_is_refused(tiny):
    rows = [["year", "area", "incidents"], ["2042-43", "all", 7]]
    plans = plans_of(tiny.project(), [Sent("sent.xlsx", xlsx(rows))], Asked(source="national"))
    with pytest.raises(DataError, match="2042-43 is after the date of writing of every quarter"):
        write(tiny.project(), plans)


def test_areas_are_found_by_any_of_their_names_and_written_as_the_file_writes_them(project):
    body = FILES["data/body.yml"].replace("title: North Town}", "title: North Town, also: [Northern LPT]}")
    put(project, "data/body.yml", body)
    put(project, DESCRIPTOR, FILES[DESCRIPTOR].replace(", enum: [north, south]", "") + "areas: each\n")
    put(project, CSV, FILES[CSV].replace(",north,", ",North Town,"))
    rows = [HEAD, ["Jun-23", "North Town", 1255, 1135], ["Jul-23", "NORTHERN LPT", 31, 20], ["Jul-23", "South Vale", 5, 2]]
    assert receive(project, rows) == [CSV]
    added = (project.root / CSV).read_text(encoding="utf-8").splitlines()[-2:]
    assert added == ["2023-07,North Town,31,20,,,,computed,", "2023-07,south,5,2,,,,computed,"]


def test_a_source_with_faults_is_not_written(project):
    put(project, CSV, FILES[CSV].replace("1255", "many"))
    with pytest.raises(DataError, match="'many'"):
        receive(project, NEW, source="calls")


# ── the command ───────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def run(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sent")

    def command(*words: str, rows=None, pasted: bytes = b"") -> tuple[int, str]:
        if rows is not None:
            (folder / "sent.xlsx").write_bytes(xlsx(rows))
            words = (str(folder / "sent.xlsx"), *words)
        done = CliRunner().invoke(main, ["--project", str(project.root), "receive", *words], input=pasted)
        return done.exit_code, done.output

    return command


def test_without_a_terminal_nothing_is_written_unless_yes_is_said(run, project):
    before = snapshot(project.root)
    code, said = run(rows=NEW)
    assert (
        code == 1
        and "Nothing was written: nobody could be asked here." in said
        and "added    2 rows, 4 values: July 2023" in said
    )
    assert snapshot(project.root) == before
    code, said = run("--yes", "--sure", "calls", rows=NEW)
    assert code == 0 and f"Wrote {CSV}." in said and "Next: pcc check" in said


def test_a_dry_run_shows_and_writes_nothing(run, project):
    before = snapshot(project.root)
    code, said = run("--dry-run", rows=REVISED)
    assert code == 0 and "Calls offered, June 2023, north: 1255 → 1260 (sent.xlsx, sheet 'Data', cell C2)" in said
    assert snapshot(project.root) == before


def test_a_revision_asks_for_its_reason(run):
    code, said = run("--yes", rows=REVISED)
    assert code == 1 and "Say why: --reason TEXT" in said
    code, said = run("--yes", "--reason", REASON, rows=REVISED)
    assert code == 0 and "3 files in data/sources: calls.releases/2023-06.csv, calls.revisions.csv, calls.csv." in said


def test_a_table_may_be_pasted(run, project):
    table = csv_bytes(NEW, "\t")
    for word in ("--paste", "-"):
        code, said = run(word, "--dry-run", pasted=table)
        assert code == 0 and "added    2 rows" in said
    code, said = run("--paste", "--yes", "--sure", "calls", pasted=table)
    assert code == 0 and "2023-07,south,5,2" in (project.root / CSV).read_text(encoding="utf-8")


def test_what_is_held_already_is_nothing_to_do(run):
    code, said = run(rows=[HEAD, ["Jun-23", "north", 1255, 1135]])
    assert (code, said.splitlines()[-1]) == (0, "Nothing to do: all of it is held already.")


def test_what_is_refused_is_told_with_its_cell(run):
    code, said = run("--yes", rows=[HEAD, ["Jul-23", "north", "approx 31", 20], ["Jul-23", "south", 5, 2]])
    assert code == 1 and "sheet 'Data', cell C2: Calls offered: 'approx 31' is a rough number." in said


def test_a_command_without_a_file_is_written_wrongly(run):
    assert run()[0] == 2
    assert run("no-such-file.xlsx")[0] == 1


@pytest.mark.parametrize(
    ("answer", "code", "last"), [("n\n", 1, "Nothing was written."), ("y\n", 0, "Next: pcc check, then pcc status.")]
)
def test_in_a_terminal_it_asks(answer, code, last, project, tmp_path, monkeypatch):
    monkeypatch.setattr(confirming.Said, "can_ask", True)
    (tmp_path / "sent.xlsx").write_bytes(xlsx(NEW))
    before = snapshot(project.root / "data")
    done = CliRunner().invoke(main, ["--project", str(project.root), "receive", str(tmp_path / "sent.xlsx")], input=answer)
    assert (
        done.exit_code == code
        and "Write this, with what is in doubt of calls? [y/N]" in done.output
        and done.output.splitlines()[-1] == last
    )
    assert (snapshot(project.root / "data") == before) == (code == 1)


def test_the_sheet_that_was_named_is_kept(project):
    sheets = {"Calls": NEW, "Draft": [HEAD, ["Jul-23", "north", 99, 1], ["Jul-23", "south", 5, 2]]}
    plans = plans_of(project, [Sent("sent.xlsx", xlsx(sheets))], Asked(sheet="calls"))
    write(project, plans)
    assert "received:\n  sheet: Calls\n" in (project.root / DESCRIPTOR).read_text(encoding="utf-8")
    assert plans_of(Project(project.root), [Sent("sent.xlsx", xlsx(sheets))], Asked())[0].same == 4
