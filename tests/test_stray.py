"""Files and folders that nothing reads are told once, with what to do; what belongs there, and what programs leave, is not."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from conftest import QUARTER
from places import ROOT

from pcc_lib.checking import stray
from pcc_lib.cli import main
from pcc_lib.inputs.project import Project

HERE = f"data/quarters/{QUARTER}"
HIDDEN = "(Windows shows endings with: View, File name extensions.)"
RECEIVE = 'Bring its rows in with: pcc receive "{0}" (if no source has them yet: pcc new-source "{0}"). Then take it away.'
WORDS = "Copy its words, as plain text, into the .md file of their topic or priority; then take it away."
ROWS = 'nothing reads this file. If it holds rows of a source, bring them in with: pcc receive "{}". Then take it away.'
PLAN = "Known: budget.yml, claims.yml, contradictions.yml, delivery.csv, events.yml, glossary.yml, governance.yml, "
PLAN += "key_metrics.yml, names.yml, panel_log.csv, priorities.yml, staffing.yml …. If it is none of these, take it away."

LETTERS = "is not read: capital and small letters count in names. "


def kept(name: str) -> str:
    return f"Keep what is newer as {name}, and take this one away. "


def a_copy_of(name: str) -> str:
    return f"is a copy of {name}, and nothing reads it. {kept(name)}"


ODD = {
    "data/sources/use_of_force.xlsx": "is not read: data are CSV files, and this is .xlsx. " + RECEIVE,
    "data/sources/calls.xls": "is not read: data are CSV files, and this is .xls. " + RECEIVE,
    "data/sources/Calls October.ods": "is not read: data are CSV files, and this is .ods. " + RECEIVE,
    "data/calls.XLSX": "is not read: data are CSV files, and this is .xlsx. " + RECEIVE,
    f"{HERE}/deliverables.xlsx": "is not read: data are CSV files, and this is .xlsx. " + RECEIVE,
    "notebooks/export.xlsx": "is not read: data are CSV files, and this is .xlsx. " + RECEIVE,
    f"{HERE}/topics/calls.docx": "is not read: commentary is Markdown, and this is .docx. " + WORDS,
    f"{HERE}/commentary.odt": "is not read: commentary is Markdown, and this is .odt. " + WORDS,
    "data/sources/street.zip": ("is not read: it is an archive (.zip). Unpack it, or import it (pcc import --help)."),
    "data/sources/calls.json": (
        "is not read: data are CSV files, and this is .json. Write its rows as CSV UTF-8, or take it away."
    ),
    "data/sources/extract.txt": ROWS,
    "data/sources/Calls.CSV": LETTERS + kept("calls.csv"),
    "data/Topics/calls.yml": LETTERS + kept("topics"),
    f"{HERE}/Priorities/priority-1.md": LETTERS + "Rename it priorities.",
    f"{HERE}/topics/Calls.md": LETTERS + kept("calls.md"),
    f"{HERE}/Stated.csv": LETTERS + kept("stated.csv"),
    "data/measures/Offered_2.yml": LETTERS + "Rename it offered_2.yml.",
    "data/sources/New.resource.yml": LETTERS + "Rename it new.resource.yml.",
    "data/sources/calls (1).csv": a_copy_of("calls.csv"),
    "data/sources/calls - Copy.csv": a_copy_of("calls.csv"),
    "data/sources/Copy of calls.csv": a_copy_of("calls.csv"),
    "data/sources/calls - Copy (2).csv": a_copy_of("calls.csv"),
    "data/sources/calls_old.csv": a_copy_of("calls.csv"),
    "data/sources/calls-LAPTOP-7XQ2.csv": a_copy_of("calls.csv"),
    "data/sources/calls (1).resource.yml": a_copy_of("calls.resource.yml"),
    "data/measures/offered (1).yml": a_copy_of("offered.yml"),
    f"{HERE}/topics/calls - Copy.md": a_copy_of("calls.md"),
    f"{HERE}/priorities/priority-1 (1).md": "has the name of a copy, and is not read. Rename it priority-1.md.",
    f"{HERE} - Copy/quarter.yml": a_copy_of("2023-24-Q3"),
    "data/sources/calls.csv.csv": "is not read: its name ends in .csv.csv. " + kept("calls.csv") + HIDDEN,
    "data/sources/calls.csv.txt": "is not read: its name ends in .csv.txt. " + kept("calls.csv") + HIDDEN,
    "data/sources/calls.csv.bak": "is not read: its name ends in .csv.bak. " + kept("calls.csv") + HIDDEN,
    f"{HERE}/priorities/priority-1.md.txt": "is not read: its name ends in .md.txt. Rename it priority-1.md. " + HIDDEN,
    f"{HERE}/priorities/priority-1.txt": "is not read: its name does not end in .md. Rename it priority-1.md.",
    "data/measures/m.yaml": "is not read: its name does not end in .yml. Rename it m.yml.",
    "data/measures/m.yml.txt": "is not read: its name ends in .yml.txt. Rename it m.yml. " + HIDDEN,
    "data/topics/calls-101.yml.yml": "is not read: its name ends in .yml.yml. Rename it calls-101.yml. " + HIDDEN,
    "data/sources/asb.resource.yaml": ("is not read: its name does not end in .resource.yml. Rename it asb.resource.yml."),
    "data/sources/asb.yml": "is not read: its name does not end in .resource.yml. Rename it asb.resource.yml.",
    "data/plan/events.yaml": "is not read: its name does not end in .yml. Rename it events.yml.",
    "data/priorities.yml": "nothing reads it here: it belongs in data/plan. Compare the two, and keep one there.",
    "data/plan/calls.csv": ("nothing reads it here: it belongs in data/sources. Compare the two, and keep one there."),
    "data/sources/budget.yml": "nothing reads it here: it belongs in data/plan. Move it there.",
    f"{HERE}/priorities/calls.md": ("there is no priority 'calls'; it is one of the topics. Move the file to topics/calls.md."),
    f"{HERE}/topics/priority-1.md": (
        "there is no topic 'priority-1'; it is one of the priorities. Move the file to priorities/priority-1.md."
    ),
    f"{HERE}/topics/cals.md": "there is no such topic. Name the file like one of: calls.",
    "data/sources/extra.csv": (
        "has no descriptor, so nothing reads it. Write extra.resource.yml beside it, like that of another "
        "source, or take it away."
    ),
    "data/measures/9_calls.yml": ("the file's name cannot be an id. Use lower snake case, like calls_999_volume.yml."),
    "data/topics/calls_999.yml": ("the file's name cannot be an id. Use small letters with hyphens, like calls-999.yml."),
    "data/plan/prioritys.yml": ("nothing reads this file. Did you mean 'priorities.yml'? If it is none of these, take it away."),
    "data/plan/zzz.png": "nothing reads this file. " + PLAN,
    "data/raw/a.csv": (
        "nothing reads this folder. Known: body.yml, boundaries, datapackage.yml, imports.yml, incidents, measures, plan, "
        "published, quarters, schemas, sources, topics. If it is none of these, take it away."
    ),
    "data/sources/calls.release/2023-06.csv": (
        "nothing reads this folder. Did you mean 'calls.csv'? If it is none of these, take it away."
    ),
    "data/quarters/notes.md": "nothing reads this file. Take it away.",
    "data/quarters/2023-24 Q4/quarter.yml": (
        "is not the name of a quarter, so nothing reads it. Name it 2023-24-Q4, or take it away."
    ),
    "data/quarters/2023-25-Q4/quarter.yml": "is not the name of a quarter, so nothing reads it. "
    "Name it like 2023-24-Q3, or take it away.",
    "data/quarters/2023-24-q4/quarter.yml": LETTERS + "Rename it 2023-24-Q4.",
    "data/quarters/Q4 2023-24/quarter.yml": (
        "is not the name of a quarter, so nothing reads it. Name it like 2023-24-Q3, or take it away."
    ),
    f"{HERE}/risks.csv": ROWS,
    "_toc.yaml": "is not read: its name does not end in .yml. Rename it _toc.yml.",
    "_config (1).yml": "has the name of a copy, and is not read. Rename it _config.yml.",
    "Notebooks/a.ipynb": LETTERS + "Rename it notebooks.",
    f"data/published/{QUARTER} (1).csv": "has the name of a copy, and is not read. Rename it 2023-24-Q3.csv.",
    f"data/published/{QUARTER}.CSV": LETTERS + "Rename it 2023-24-Q3.csv.",
}


def told(project) -> list[str]:
    return [str(fault) for fault in stray.fault_list(project.project())]


def name_told(file: str) -> str:
    """The first part of a path that nothing reads: a folder is told once, and not each file in it."""
    for known in ("data/Topics", "data/raw", f"{HERE}/Priorities", "Notebooks", "data/sources/calls.release"):
        file = known if file.startswith(f"{known}/") else file
    return file.removesuffix("/quarter.yml")


@pytest.mark.parametrize("file", ODD)
def test_what_nothing_reads_is_told_once_with_what_to_do(tiny, file):
    tiny.write(file, b"PK\x03\x04")
    assert told(tiny) == [f"{name_told(file)}: {ODD[file].format(file).strip()}"]
    assert sum(line.startswith(f"{name_told(file)}: ") for line in tiny.said().splitlines()) == 1


LEFT = [
    ".DS_Store",
    "data/.DS_Store",
    "data/sources/Thumbs.db",
    "data/sources/desktop.ini",
    "data/sources/~$calls.xlsx",
    "data/sources/.~lock.calls.csv#",
    "data/sources/.calls.csv.swp",
    "data/sources/calls.csv.part",
    f"{HERE}/topics/~$calls.docx",
    "data/sources/calls.releases/.DS_Store",
    "data/sources/calls.releases/Thumbs.db",
    "data/measures/.offered.yml.swp",
]
BELONGS = [
    "README.md",
    "data/README.md",
    "data/sources/README.txt",
    "data/sources/LICENCE",
    "data/sources/make_data.py",
    "data/sources/calls.key",
    "data/sources/calls.revisions.csv",
    "data/schemas/measure.json",
    f"data/published/{QUARTER}/calls.csv",
    "data/published/draws.csv",
    "data/published/notes.md",
    "notebooks/my-own-look.ipynb",
    "notebooks/map.png",
    "extract from the force.xlsx",
    "calls.csv",
]


@pytest.mark.parametrize("file", LEFT)
def test_what_programs_leave_behind_is_nobodys_data(tiny, file):
    tiny.write(file, b"x")
    assert tiny.said() == ""


@pytest.mark.parametrize("file", BELONGS)
def test_what_belongs_there_is_not_told(tiny, file):
    tiny.write(file, b"x")
    assert told(tiny) == []


def test_a_file_where_a_folder_is_read_and_a_folder_where_a_file_is(tiny):
    tiny.write("data/published", b"x")
    (tiny.root / "data/plan/events.yml").mkdir()
    assert told(tiny) == [
        "data/published: is a file, and a folder of this name is read. Give the file another name, and put a folder there.",
        "data/plan/events.yml: is a folder, and a file of this name is read. Put the file there, and take the folder away.",
    ]


def test_a_descriptor_without_its_table_is_told_by_who_reads_it(tiny):
    (tiny.root / "data/sources/survey.csv").unlink()
    assert told(tiny) == []
    assert "data/sources/survey.csv: the file is missing. Put it there, or run the import that makes it." in tiny.said()


def test_commentary_of_priorities_is_not_judged_where_the_plan_does_not_say_which_there_are(tiny):
    tiny.write(f"{HERE}/priorities/x.md", "").edit("data/plan/priorities.yml", "title:", "titel:")
    assert told(tiny) == []


def test_a_link_out_of_the_project_is_told_and_the_rest_is_looked_at(tiny, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "a.csv"
    outside.write_bytes(b"x")
    try:
        (tiny.root / "data/sources/linked.csv").symlink_to(outside)
    except OSError:
        pytest.skip("no links on this machine")
    tiny.write("data/sources/zzz.xlsx", b"x")
    assert [line.split(":")[0] for line in told(tiny)] == ["data/sources/linked.csv", "data/sources/zzz.xlsx"]


@pytest.mark.sample
@pytest.mark.parametrize(
    "name",
    [".", "tests/projects/small-numbers", "tests/projects/street-crime", "tests/projects/force-areas", "tests/projects/places"],
)
def test_the_projects_of_the_repository_hold_nothing_stray(name):
    assert stray.fault_list(Project(ROOT / name)) == []


# ── where faults are told ─────────────────────────────────────────────────────────────────────────────────────────────
def ran(*arguments: object):
    return CliRunner().invoke(main, list(map(str, arguments)))


def test_faults_go_to_standard_output_with_their_count_first(tiny):
    tiny.write("data/sources/a.xlsx", b"x").write("data/sources/b.csv", b"x")
    result = ran("--project", tiny.root, "check")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.splitlines()[0] == "2 faults found:" and len(result.stdout.splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "2031-32-Q1"), "data/quarters/2031-32-Q1: there is no such folder."),
        (("check", "--fast"), "No such option"),
    ],
)
def test_what_is_wrong_with_the_command_goes_to_standard_error(tiny, arguments, said):
    result = ran("--project", tiny.root, *arguments)
    assert result.exit_code and result.stdout == "" and said in result.stderr


def test_faults_that_stop_another_command_go_to_standard_error(tiny):
    tiny.write("data/sources/a.xlsx", b"x")
    result = ran("--project", tiny.root, "build")
    assert result.exit_code == 1 and "1 fault found:" in result.stderr
