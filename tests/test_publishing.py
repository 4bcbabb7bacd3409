"""Publishing: frozen for good, made again from its record, refused with what to do, and never half done."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess

import pytest
from published_book import (
    DAY,
    LATER,
    LEDGER,
    REASON,
    archived,
    copies,
    corrected,
    hold_clean,
    hold_sound,
    plain_project,
    publish,
    steps_of,
)
from small_book import QUARTER, all_bytes, write

from pcc_lib.building import editions
from pcc_lib.core.errors import BuildError, DataError, Fault, QuestionsError, ReportError
from pcc_lib.inputs.kept import is_kept
from pcc_lib.inputs.project import Project
from pcc_lib.preparing.work import OpenWorkError, Work
from pcc_lib.publishing import finishing, record
from pcc_lib.publishing.amending import as_corrected
from pcc_lib.publishing.edition import open_published
from pcc_lib.publishing.editions_json import read_archive
from pcc_lib.publishing.inputs import Inputs
from pcc_lib.publishing.staging import Stage
from pcc_lib.publishing.sums import read_sums, sums_of

WORK = Work("data/quarters/2023-24-Q3/topics/a.md", "", "is a draft.", "Rewrite it.", "texts")


@pytest.fixture
def whole_library(tmp_path, monkeypatch) -> Project:
    """The project, with the whole library in its record."""
    monkeypatch.setattr(editions, "write_edition", copies)
    return plain_project(tmp_path / "project")


@pytest.fixture
def plain(whole_library, tmp_path, monkeypatch) -> Project:
    """The project, with a library of one file: to copy all of it is what would take the time."""
    write(tmp_path / "library/pcc_lib/__init__.py", "")
    monkeypatch.setattr(record, "LIBRARY", tmp_path / "library/pcc_lib")
    return whole_library


# ── what is published ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_edition_lies_in_its_folder_with_a_record_that_lists_every_byte(whole_library):
    folder = publish(whole_library)
    assert folder == whole_library.root / "site/2023-24-q3/1"
    files = set(all_bytes(folder))
    wanted = "project/_toc.yml project/data/body.yml figures.csv verify.sql manifest.json questions.json ro-crate-metadata.json"
    assert {f"record/{name}" for name in wanted.split()} <= files and "index.html" in files
    assert "record/library/pcc_lib/publishing/freeze.py" in files and "record/requirements.txt" in files
    assert not [name for name in files if name.endswith(".pyc") or "_build" in name]
    said = read_sums((folder / "record/SHA256SUMS").read_text("utf-8"))
    assert said == sums_of(folder) and set(said) == files - {"record/SHA256SUMS"}
    hold_sound(whole_library)
    hold_clean(whole_library)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="this machine has no sha256sum")
def test_sha256sum_checks_it_and_finds_a_changed_byte(plain):
    folder = publish(plain)
    check = ["sha256sum", "-c", "--quiet", "record/SHA256SUMS"]
    assert subprocess.run(check, cwd=folder, capture_output=True).returncode == 0
    write(folder / "index.html", "changed")
    assert b"index.html: FAILED" in subprocess.run(check, cwd=folder, capture_output=True).stdout


def test_its_manifest_says_what_it_was_made_from_and_what_was_published_before(plain):
    first = open_published(publish(plain))
    assert (first.quarter, first.version, first.manifest["before"]) == (QUARTER, 1, None)
    assert first.manifest["published"] == DAY and first.manifest["inputs"]["read"]["_config.yml"] == plain.fingerprint(
        "_config.yml"
    )
    second = open_published(publish(corrected(plain), REASON, LATER))
    assert second.manifest["before"] == {"path": "2023-24-q3/1", "record": first.digest}
    assert (second.version, second.manifest["reason"], second.manifest["supersedes"]) == (2, REASON, "2023-24-q3/1")


def test_what_it_told_is_kept_in_the_project(plain):
    publish(plain)
    assert is_kept(plain, str(QUARTER))
    assert (plain.root / f"data/published/{QUARTER}/figures.csv").read_text("utf-8") == LEDGER


def test_no_clock_and_no_machine_is_in_it(plain, tmp_path):
    folder = publish(plain)
    assert not [name for name, raw in all_bytes(folder).items() if str(tmp_path).encode() in raw]
    again = publish(plain_project(tmp_path / "a longer way"))
    assert all_bytes(again) == all_bytes(folder)


def test_a_later_quarter_that_is_being_prepared_is_not_published(plain):
    write(plain.root / "data/quarters/2023-24-Q4/quarter.yml", "written_on: 2024-02-28\n")
    folder = publish(plain)
    assert not [name for name in all_bytes(folder) if "2023-24-Q4" in name]


# ── refused ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_is_published_is_not_published_again(plain):
    publish(plain)
    before = archived(plain)
    with pytest.raises(ReportError, match=r"was published on 5 March 2024 \(2023-24-q3/1\).* --amend "):
        publish(plain, day=LATER)
    assert archived(plain) == before


@pytest.mark.parametrize(
    ("asks", "error"),
    [
        ({"opened": lambda *_: [WORK]}, OpenWorkError),
        ({"check": lambda *_: ["… a question"], "opened": lambda *_: []}, QuestionsError),
    ],
)
def test_drafts_and_open_questions_are_refused(plain, asks, error):
    with pytest.raises(error, match="nothing was"):
        publish(plain, **{"check": lambda *_: [], **asks})
    assert "site/editions.json" not in archived(plain)
    hold_clean(plain)


def test_faults_are_refused(plain):
    def check(*_):
        raise DataError([Fault("data/x.csv", "row 2", "is wrong.")])

    with pytest.raises(DataError, match="data/x.csv, row 2"):
        publish(plain, check=check)
    hold_clean(plain)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2023-11-27", "before 2023-24-Q3 was written"),
        ("2024-02-30", "is not a date"),
        ("5 March", "is not a date"),
        ("20240305", "is not a date"),
    ],
)
def test_a_date_that_cannot_be_is_refused(plain, day, said):
    with pytest.raises(ReportError, match=said):
        publish(plain, day=day)


def test_a_date_far_ahead_is_refused_since_no_edition_could_come_before_it_any_more(plain):
    with pytest.raises(ReportError, match=r"more than 31 days ahead \(today is 2024-03-01\)"):
        publish(plain, day="2042-03-05", today="2024-03-01")
    assert publish(plain, day="2024-03-25", today="2024-03-01").is_dir()


def test_a_place_where_no_archive_can_be_is_told_before_any_work(plain, tmp_path, monkeypatch):
    monkeypatch.setattr(editions, "build", lambda *_, **__: pytest.fail("work was begun"))
    write(tmp_path / "a file", "")
    for site in (tmp_path / "a file", tmp_path / "a file/below/it"):
        with pytest.raises(ReportError, match=r"a file: is a file. Name a folder"):
            publish(plain, site=site)
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(ReportError, match="nothing can be written there"):
        publish(plain, site=tmp_path / "read only/site")


def test_an_archive_may_stand_under_any_name(plain, tmp_path):
    folder = publish(plain, site=tmp_path / "Ärchiv für alle/näu \u2013 (1)")
    assert folder == tmp_path / "Ärchiv für alle/näu \u2013 (1)/2023-24-q3/1"
    assert open_published(folder).digest == read_archive(folder.parents[1]).entries[0].record
    hold_clean(plain)


def test_nothing_of_others_is_written_over(plain):
    write(plain.root / "site/index.html", "the site of somebody else")
    with pytest.raises(ReportError, match=r"holds other files \(index.html\)"):
        publish(plain)
    assert all_bytes(plain.root / "site") == {"index.html": b"the site of somebody else"}


def test_without_its_list_an_archive_is_not_taken_for_empty(plain):
    publish(plain)
    (plain.root / "site/editions.json").unlink()
    with pytest.raises(ReportError, match="no editions.json"):
        publish(plain)
    assert (plain.root / "site/2023-24-q3/1/index.html").is_file()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"format": 1}',
        '{"format": 1, "base": "", "editions": [{}]}',
        '{"format": 1, "base": "", "editions": [{"quarter": "x"}]}',
    ],
)
def test_a_damaged_list_is_refused(plain, text):
    publish(plain)
    write(plain.root / "site/editions.json", text)
    with pytest.raises(ReportError, match="is not a list of editions, or is damaged. Take it from a copy"):
        publish(corrected(plain), REASON)


def test_a_list_of_a_later_program_is_refused(plain):
    publish(plain)
    write(plain.root / "site/editions.json", '{"format": 2}')
    with pytest.raises(ReportError, match="written by a later version"):
        publish(corrected(plain), REASON)


def test_a_folder_that_nothing_lists_is_left_alone(plain):
    publish(plain)
    folder = plain.root / "site/2023-24-q3/2"
    shutil.copytree(folder.with_name("1"), folder)
    with pytest.raises(ReportError, match="editions.json does not list it"):
        publish(corrected(plain), REASON, LATER)
    assert folder.is_dir()


def test_sources_that_were_kept_with_other_numbers_are_refused(plain):
    write(plain.root / f"data/published/{QUARTER}/figures.csv", "other")
    with pytest.raises(BuildError, match="was kept already, with other numbers"):
        publish(plain)
    assert "site/editions.json" not in archived(plain)


# ── corrections ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_correction_stands_beside_the_first_which_stays_as_it_was(plain):
    first = publish(plain)
    before = all_bytes(first)
    second = publish(corrected(plain), REASON, LATER)
    assert second == first.with_name("2") and all_bytes(first) == before
    assert f"{LATER}: {REASON}" in (second / "index.html").read_text("utf-8")
    third = publish(corrected(plain, "# Again\n"), "The unit was wrong.", LATER)
    text = (third / "index.html").read_text("utf-8")
    assert text.index(REASON) < text.index("The unit was wrong.")
    entries = read_archive(plain.root / "site").entries
    assert [(e.path, e.supersedes, e.reason) for e in entries] == [
        ("2023-24-q3/1", "", ""),
        ("2023-24-q3/2", "2023-24-q3/1", REASON),
        ("2023-24-q3/3", "2023-24-q3/2", "The unit was wrong."),
    ]
    hold_sound(plain)
    hold_clean(plain)


def test_after_a_correction_the_project_builds_what_was_published(plain):
    publish(plain)
    second = publish(corrected(plain), REASON, LATER)
    index = editions.build(editions.Job(Project(plain.root), QUARTER, say=lambda _: None))
    assert index.read_bytes() == (second / "index.html").read_bytes()
    with pytest.raises(ReportError, match="Nothing has changed since 2023-24-q3/2"):
        publish(plain, "For no reason at all.", LATER)


def test_a_correction_in_which_nothing_changed_is_refused(plain):
    publish(plain)
    before = archived(plain)
    with pytest.raises(ReportError, match="Nothing has changed since 2023-24-q3/1"):
        publish(plain, REASON, LATER)
    assert archived(plain) == before
    hold_clean(plain)


@pytest.mark.parametrize("reason", ["", " ", "wrong", "…", "x" * 301 + " y", "two\nlines of it", "a \u200b hidden sign"])
def test_a_reason_that_says_nothing_is_refused(plain, reason):
    publish(plain)
    with pytest.raises(ReportError, match="--amend"):
        publish(corrected(plain), reason, LATER)


def test_what_was_never_published_is_not_amended(plain):
    with pytest.raises(ReportError, match="there is nothing to amend"):
        publish(plain, REASON)


def test_versions_are_counted_alike_in_the_archive_and_in_the_list_of_corrections(plain, tmp_path):
    publish(plain)
    with pytest.raises(ReportError, match="corrections.yml: tells of version 2 of 2023-24-Q3, and .* holds no version of it"):
        publish(corrected(plain), REASON, LATER)
        publish(plain, site=tmp_path / "other")
    (plain.root / f"data/quarters/{QUARTER}/corrections.yml").unlink()
    with pytest.raises(ReportError, match=r"tells of version 1 of .*, and .* holds version 2 of it"):
        publish(corrected(plain, "# Again\n"), REASON, LATER)


def test_a_version_that_somebody_else_publishes_meanwhile_stays(plain, monkeypatch):
    """While the book is built the lock is open: another window may publish the same version."""
    publish(plain)
    build, meanwhile = editions.build, []

    def slow(job, **asks):
        if not meanwhile:
            meanwhile.append(True)
            meanwhile.append(publish(corrected(plain, "# The other window\n"), "Somebody else corrected it.", LATER))
            corrected(plain)
        return build(job, **asks)

    monkeypatch.setattr(editions, "build", slow)
    corrected(plain)
    with pytest.raises(ReportError, match="another version of it was published meanwhile"):
        publish(plain, REASON, LATER)
    assert "The other window" in (meanwhile[1] / "index.html").read_text("utf-8")
    assert [each.version for each in read_archive(plain.root / "site").entries] == [1, 2]
    hold_sound(plain)


def test_what_a_correction_replaces_is_kept_whole(plain):
    publish(plain)
    kept = plain.root / f"data/published/{QUARTER}"
    first = all_bytes(kept)
    assert json.loads(first["edition.json"]) == {"number": 1, "version": 1, "published": DAY}
    second = publish(corrected(plain), REASON, LATER)
    assert all_bytes(kept.with_name(f"{QUARTER}-v1")) == first
    assert json.loads(all_bytes(kept)["edition.json"]) == {"number": 2, "version": 2, "published": LATER}
    record = all_bytes(second / f"record/project/data/published/{QUARTER}-v1")
    assert record == first and not (second / f"record/project/data/published/{QUARTER}").exists()
    publish(corrected(plain, "# Again\n"), "The unit was wrong.", LATER)
    names = sorted(path.name for path in kept.parent.iterdir())
    assert names == [str(QUARTER), f"{QUARTER}-v1", f"{QUARTER}-v2"] and all_bytes(kept.with_name(f"{QUARTER}-v1")) == first


def test_a_correction_before_what_it_corrects_is_refused(plain):
    publish(plain, day=LATER)
    with pytest.raises(ReportError, match=r"is before 2023-24-q3/1 was published \(2024-04-05\)"):
        publish(corrected(plain), REASON, DAY)


# ── small numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────
ANSWERS = """answers:
  - {question: few-people-2023-10-far, answer: Three is right.}
  - {question: calls-offered-2023-10-far, answer: So it is.}
"""


def test_answers_to_what_small_numbers_ask_are_not_published(plain):
    few = {"few.csv": "month,people\n2023-10,3\n", "few.key": "secret", "few.resource.yml": "name: few\n"}
    for file, text in few.items():
        write(plain.root / "data/sources" / file, text)
    name = f"data/quarters/{QUARTER}/quarter.yml"
    whole = (plain.root / name).read_text("utf-8") + ANSWERS
    write(plain.root / name, whole)

    def check(project, _):
        for file in few:
            project.read_bytes(f"data/sources/{file}")

    folder = publish(plain, check=check, opened=lambda *_: [])
    told = (folder / "record/project" / name).read_text("utf-8")
    assert "Three" not in told and "So it is." in told and "restricted record" in told
    assert (plain.root / "restricted/2023-24-q3/1" / name).read_text("utf-8") == whole
    assert b"Three is right" not in b"".join(all_bytes(plain.root / "site").values())
    assert name in open_published(folder).restricted
    digest = hashlib.sha256(whole.encode()).hexdigest()  # all but an answer is public: it would tell the answer
    assert not [file for file, raw in all_bytes(plain.root / "site").items() if digest.encode() in raw]


def test_true_small_numbers_are_kept_outside_the_archive(plain):
    source = {
        "data/sources/few.csv": "month,people\n2023-10,3\n",
        "data/sources/few.key": "secret",
        "data/sources/few.revisions.csv": "number,was\n1,4\n",
        "data/sources/few.releases/2023-09.csv": "month,people\n2023-09,2\n",
    }
    for name, text in source.items():
        write(plain.root / name, text)
    read = Project(plain.root)

    def check(project, _):
        for name in source:
            project.read_bytes(name) if name.endswith(".csv") else None

    folder = publish(plain, check=check, opened=lambda *_: [])
    public = b"".join(all_bytes(plain.root / "site").values())
    assert not [name for name in all_bytes(plain.root / "site") if "few" in name] and b"2023-10,3" not in public
    assert all_bytes(plain.root / "restricted/2023-24-q3/1") == {name: text.encode() for name, text in source.items()}
    listed = open_published(folder).restricted
    assert listed == {name: read.fingerprint(name) for name in source if name.endswith(".csv")}
    assert not {hashlib.sha256(text.encode()).hexdigest() for text in source.values()} & set(listed.values())


FEW = {"few.csv": "month,people\n2023-10,3\n", "few.key": "secret"}


def test_small_numbers_of_a_published_edition_are_never_taken_away(plain, tmp_path):
    """Another archive may have the same edition, whose small numbers are the same; if they are others, nothing is published, and
    what is taken back of that is not what stood there."""
    for file, text in FEW.items():
        write(plain.root / "data/sources" / file, text)
    check = {"check": lambda project, _: project.read_bytes("data/sources/few.csv") and [], "opened": lambda *_: []}
    publish(plain, **check)
    held = all_bytes(plain.root / "restricted")
    assert held
    publish(plain, site=tmp_path / "same", **check)
    assert all_bytes(plain.root / "restricted") == held
    write(plain.root / "data/sources/few.csv", FEW["few.csv"].replace("3", "4"))
    for _ in range(2):  # the second one takes back what the first has begun
        with pytest.raises(ReportError, match="holds the small numbers of another edition of 2023-24-Q3, in another archive"):
            publish(plain, site=tmp_path / "other", **check)
        assert all_bytes(plain.root / "restricted") == held
    finishing.recover(plain, plain.root / "site")
    assert all_bytes(plain.root / "restricted") == held


# ── killed ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed at the step that a fork of it has counted to")
@pytest.mark.parametrize("said", [(), (REASON, LATER)], ids=["first", "correction"])
def test_killed_at_any_moment_nothing_is_half_published(plain, tmp_path, said):
    if said:
        publish(plain)
        corrected(plain)
    before = archived(plain)
    whole = Project(shutil.copytree(plain.root, tmp_path / "whole"))
    total = steps_of(whole, *said)
    after = archived(whole)
    assert total > 60 and after != before
    moments = sorted({*range(total - 24, total + 1, 2), *range(1, total - 24, max(1, total // 12))})
    seen = set()
    for moment in moments:
        project = Project(shutil.copytree(plain.root, tmp_path / f"killed-{moment}"))
        assert steps_of(project, *said, until=moment) == -1
        hold_sound(project)
        finishing.recover(project, project.root / "site")
        now = archived(project)
        assert now in (before, after), f"killed at step {moment} of {total}"
        seen.add(now == after)
        hold_sound(project)
        if now == before:
            publish(project, *said)
            assert archived(project) == after
        hold_clean(project)
        shutil.rmtree(project.root)
    assert seen == {False, True}


def test_a_publishing_that_fails_leaves_all_as_it_was_and_the_next_one_goes_through(plain, monkeypatch):
    before = archived(plain)
    monkeypatch.setattr("pcc_lib.publishing.freeze.sums_of", lambda _: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(ReportError, match="the disk is full"):
        publish(plain)
    assert archived(plain) == before
    monkeypatch.undo()
    monkeypatch.setattr(editions, "write_edition", copies)
    publish(plain)
    hold_sound(plain)
    hold_clean(plain)


def test_two_at_the_same_time_do_not_meet(plain):
    with editions.lock(plain), pytest.raises(BuildError, match="another build of this project is running"):
        publish(plain)


def test_what_is_being_made_ready_is_nothing_that_readers_see(plain):
    stage = Stage(plain.root)
    assert stage.folder.is_relative_to(plain.root / "_build")


# ── reading one back ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_third_version_is_set_beside_the_second_alone(tmp_path):
    """Not even the name of what the first told is there when its book is made for the record: an audit has it not."""
    names = [f"data/published/{QUARTER}{version}/figures.csv" for version in ("", "-v1")]
    for name in names:
        write(tmp_path / "project" / name, name)
        write(tmp_path / "stage" / name, name)
    inputs = Inputs((*names, "data/body.yml"), ())
    found = as_corrected(Project(tmp_path / "project"), QUARTER, 3, inputs, tmp_path / "stage")
    assert {path.name for path in (tmp_path / "stage/data/published").iterdir()} == {f"{QUARTER}-v2"}
    second = f"data/published/{QUARTER}-v2/figures.csv"
    assert found.public == ("data/body.yml", second, f"data/quarters/{QUARTER}/corrections.yml")


def test_what_links_may_lead_to_and_is_gone_is_said_when_the_next_is_published(plain):
    said: list[str] = []
    page = '<article class="bd-article"><p id="calls">Calls</p></article>'
    publish(corrected(plain, page), say=said.append)
    assert not any("links" in line for line in said)
    publish(corrected(plain, page.replace("calls", "of-calls")), REASON, LATER, say=said.append)
    (told,) = (line for line in said if "links" in line)
    assert told.startswith("1 place of 2023-24-q3/1 that links may lead to is not there in this book: index.html#calls. ")
    assert (plain.root / "site/2023-24-q3/2/index.html").is_file(), "it is a hint, and holds nothing up"


def test_an_edition_is_found_from_any_path_in_it(plain):
    folder = publish(plain)
    for path in (folder, folder / "record", folder / "record/figures.csv", folder / "index.html"):
        assert open_published(path).folder == folder
    with pytest.raises(ReportError, match="is no published edition"):
        open_published(plain.root)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"quarter": "2023-24-Q3", "version": 0, "format": 1, "restricted": {}}'])
def test_a_damaged_manifest_is_told(plain, text):
    folder = publish(plain)
    write(folder / "record/manifest.json", text)
    with pytest.raises(ReportError, match="is not the manifest of a published edition, or is damaged"):
        open_published(folder)


def test_a_manifest_of_a_later_program_is_told(plain):
    folder = publish(plain)
    said = json.loads((folder / "record/manifest.json").read_text("utf-8")) | {"format": 99}
    write(folder / "record/manifest.json", json.dumps(said))
    with pytest.raises(ReportError, match="written by a later version"):
        open_published(folder)
