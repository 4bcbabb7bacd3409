"""An audit says of each thing whether it is as published: every change is reported with the right file, and nothing else is."""

from __future__ import annotations

import contextlib
import json
import random
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from forging import a_byte, a_file_less, a_file_more, a_sum, another_name, files, resum
from published_book import DAY, LATER, LEDGER, PAGE, REASON, copies, corrected, plain_project, publish
from small_book import QUARTER, all_bytes, write

from pcc_lib.auditing import anew, versions
from pcc_lib.auditing.audit import Asked, audit
from pcc_lib.auditing.compared import NAME
from pcc_lib.auditing.differences import difference
from pcc_lib.auditing.digits import last_digits
from pcc_lib.auditing.findings import Audit
from pcc_lib.auditing.recheck import is_alike
from pcc_lib.auditing.rerun import NotAtHand
from pcc_lib.auditing.telling import as_json, as_page, verdict_of
from pcc_lib.auditing.way import Way
from pcc_lib.building import book, editions
from pcc_lib.building.arithmetic import arithmetic
from pcc_lib.core.errors import ReportError
from pcc_lib.core.files import copy_folder
from pcc_lib.core.installed import digest, digest_of_library, environment
from pcc_lib.publishing import record, signing
from pcc_lib.publishing.edition import open_published
from pcc_lib.publishing.sums import sums_of
from pcc_lib.second_reader.table import Line, Verified

QUICK, FULL = Asked(quick=True), Asked()
ALIKE = Verified((Line("alpha.value", "1.5", "1.5", 1.5, ("verify.sql",), "equal", ""),), other_script=False)


@pytest.fixture
def edition(tmp_path, monkeypatch) -> Path:
    """A published edition of one plain page, whose compiler only copies, and a second reader that finds all alike."""
    of_a_small_library(tmp_path, monkeypatch)
    monkeypatch.setattr(anew, "verify", lambda folder: ALIKE)
    return publish(plain_project(tmp_path / "project"))


def of_a_small_library(folder: Path, monkeypatch) -> None:
    """A compiler that only copies, and a library of one file, so that an edition is small."""
    monkeypatch.setattr(editions, "write_edition", copies)
    write(folder / "library/pcc_lib/__init__.py", "")
    write(folder / "library/pyproject.toml", f'[project]\nversion = "{version(NAME)}"\n')
    monkeypatch.setattr(record, "LIBRARY", folder / "library/pcc_lib")
    monkeypatch.setattr(book, "library_digest", lambda: digest_of_library(folder / "library/pcc_lib"))


def found(folder: Path, asked: Asked = FULL) -> Audit:
    return audit(open_published(folder), asked)


def differing(audit: Audit) -> set[str]:
    """What differs, by the files that are named."""
    return {finding.item.partition(":")[0].partition(",")[0] for finding in audit.findings if finding.verdict == "differs"}


def restate(folder: Path, change: Callable[[dict], object]) -> None:
    """A manifest that agrees, with the edition's name made anew."""
    path = folder / "record/manifest.json"
    said = json.loads(path.read_bytes())
    change(said)
    said["edition"] = digest(said["inputs"])[:16]
    path.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def test_each_version_of_an_edition_that_was_corrected_twice_is_the_same(edition):
    project = plain_project_of(edition)
    second = publish(corrected(project), REASON, LATER)
    third = publish(corrected(project, "# Again\n"), "The unit was wrong.", "2024-05-05")
    assert [found(each).same for each in (edition, second, third)] == [True, True, True]


# ── as published ──────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("asked", [QUICK, FULL])
def test_an_edition_as_it_was_published_is_the_same_and_nothing_in_it_changes(edition, asked):
    before = all_bytes(edition.parents[1])
    result = found(edition, asked)
    assert result.same and result.told() == [f for f in result.findings if f.check == "signature"]
    assert all_bytes(edition.parents[1]) == before
    assert result.title == "2023-24-Q3, version 1"


def test_it_is_the_same_elsewhere_later_and_without_its_archive(edition, tmp_path):
    moved = tmp_path / "a long Überraschung" / "copy"
    shutil.copytree(edition, moved, copy_function=shutil.copy)  # times of the files are those of now
    result = found(moved)
    assert result.same
    assert "stands elsewhere" in next(f.found for f in result.of("chain") if f.verdict == "unseen")


def test_a_corrected_version_names_the_one_before_it(edition):
    project = corrected(plain_project_of(edition))
    second = publish(project, REASON, LATER)
    assert found(second).same and found(edition).same
    assert [f.item for f in found(second).of("chain")] == ["2023-24-q3/1", "editions.json"]
    write(edition / "index.html", "changed")
    resum(edition)
    assert "2023-24-q3/1" in differing(found(second, QUICK))  # the chain: who changes an edition must change all after it


def plain_project_of(edition: Path):
    from pcc_lib.inputs.project import Project

    return Project(edition.parents[2])


# ── changed by accident ───────────────────────────────────────────────────────────────────────────────────────────────
def a_link(folder: Path, chance: random.Random) -> str:
    name = chance.choice([name for name in files(folder)])
    raw = (folder / name).read_bytes()
    (folder / name).unlink()
    write(folder.parent / "elsewhere", "")
    (folder.parent / "elsewhere").write_bytes(raw)
    with contextlib.suppress(OSError):  # Windows lets few people make links
        (folder / name).symlink_to(folder.parent / "elsewhere")
    return name


OF_PLAIN = (a_file_less, another_name, a_file_more, a_sum, a_byte, a_link)  # a plain page has no charts and no sources


@pytest.mark.parametrize("kind", OF_PLAIN)
def test_every_single_change_is_reported_with_the_right_file(edition, tmp_path, kind):
    for seed in range(8):
        copy = tmp_path / str(seed) / "2023-24-q3" / "1"
        shutil.copytree(edition, copy)
        name = kind(copy, random.Random(seed))
        assert name in differing(found(copy, QUICK)), (seed, name)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"quarter": "2023-24-Q3"}', '{"format": 99}'])
def test_an_edition_whose_manifest_is_none_cannot_be_audited(edition, text):
    write(edition / "record/manifest.json", text)
    with pytest.raises(ReportError, match=r"manifest"):
        found(edition)


def test_a_line_that_is_no_sum_and_one_that_leads_outside_are_told(edition):
    path = edition / "record/SHA256SUMS"
    path.write_text(path.read_text("utf-8") + "no sum\n" + "0" * 64 + "  ../secret\n", encoding="utf-8")
    told = [f.found for f in found(edition, QUICK).of("hashes") if f.verdict == "differs"]
    assert len(told) == 2 and all("is no sum of a file of the edition" in text for text in told)


# ── changed by a forger, whose sums and manifest agree ────────────────────────────────────────────────────────────────
def a_page(folder: Path) -> str:
    write(folder / "index.html", (folder / "index.html").read_text("utf-8") + "10,067")
    restate(folder, lambda said: said["outputs"].update(of_file(folder, "index.html", "html/index.html")))
    return "index.html"


def a_figure(folder: Path) -> str:
    write(folder / "record/figures.csv", LEDGER.replace("1.5", "1.6"))
    restate(folder, lambda said: said["outputs"].update(of_file(folder, "record/figures.csv", "figures.csv")))
    return "record/figures.csv"


def an_input(folder: Path) -> str:
    """The pages then follow from nothing: made anew, they tell the new words."""
    name = f"record/project/{PAGE}"
    write(folder / name, "# Other words\n")
    restate(folder, lambda said: said["inputs"]["read"].update(of_file(folder, name, PAGE)))
    restate(folder, lambda said: said["inputs"]["compiled_from"].update(of_file(folder, name, PAGE)))
    return "index.html"


def a_page_more(folder: Path) -> str:
    write(folder / "more.html", "more")
    restate(folder, lambda said: said["outputs"].update(of_file(folder, "more.html", "html/more.html")))
    return "more.html"


def a_library(folder: Path) -> str:
    write(folder / "record/library/pcc_lib/__init__.py", "# worse\n")
    restate(folder, lambda said: said["inputs"].update(library="0" * 64))
    return "record/library"


def a_question(folder: Path) -> str:
    write(folder / "record/questions.json", '[{"question": "Is it true?", "answer": "Yes."}]')
    return "record/questions.json"


def a_reason(folder: Path) -> str:
    restate(folder, lambda said: said.update(reason="None of your concern"))
    return "record/manifest.json"


def of_file(folder: Path, name: str, key: str) -> dict[str, str]:
    return {key: sums_of(folder)[name]}


FORGERIES = (a_page, a_figure, an_input, a_page_more, a_library, a_question, a_reason)


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forger_who_makes_sums_and_manifest_anew_is_found_by_making_the_edition_anew(edition, forge):
    name = forge(edition)
    resum(edition)
    assert name in differing(found(edition)), [f for f in found(edition).told()]


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="this machine has no ssh-keygen")
@pytest.mark.parametrize("forge", FORGERIES)
def test_a_signature_alone_finds_a_forger(tmp_path, monkeypatch, forge):
    of_a_small_library(tmp_path, monkeypatch)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")], check=True)
    signers = tmp_path / "signers"
    write(signers, "office@example.org " + (tmp_path / "key.pub").read_text("utf-8"))
    folder = publish(plain_project(tmp_path / "project"), key=tmp_path / "key")
    asked = Asked(quick=True, signers=signers)
    honest = found(folder, asked)
    assert honest.same and honest.of("signature")[0].found == "signed by office@example.org"
    forge(folder)
    resum(folder)
    assert [f.verdict for f in found(folder, asked).of("signature")] == ["differs"]
    (folder / "record/SHA256SUMS.sig").unlink()
    assert [f.verdict for f in found(folder, asked).of("signature")] == ["differs"]


def test_what_the_second_reader_finds_is_found(edition, monkeypatch):
    other = Verified((Line("alpha.value", "1.5", "1.5", 1.6, ("verify.sql",), "differs", "1.6, not 1.5 (verify.sql)"),), False)
    monkeypatch.setattr(anew, "verify", lambda folder: other)
    assert differing(found(edition)) == {"alpha.value"}


def test_inputs_that_do_not_build_and_inputs_that_are_missing_are_two_things(edition):
    (edition / f"record/project/{PAGE}").unlink()
    assert {f.why for f in found(edition).of("pages")} == {"The frozen inputs do not make the edition."}
    restate(edition, lambda said: said.update(restricted={"data/sources/victims.csv": "0"}))
    (missing,) = found(edition).of("pages")
    assert missing.verdict == "unseen" and "--restricted FOLDER" in missing.found


def test_without_the_restricted_inputs_all_else_is_looked_at_and_the_verdict_is_that_it_cannot_be_told(edition, monkeypatch):
    monkeypatch.setattr(anew, "made_anew", lambda *_: (_ for _ in ()).throw(NotAtHand("victims.csv holds small numbers.")))
    whole = found(edition)
    assert (whole.same, whole.verdict, whole.as_values()["verdict"]) == (True, "unknown", "unknown")
    assert whole.of("hashes") and whole.of("second reader") and not whole.of("figures")
    assert whole.mode == "all but the pages, which could not be made anew"
    assert verdict_of(whole).startswith("It cannot be told: ") and '<p class="verdict unknown">' in as_page(whole).decode()
    write(edition / "index.html", "forged")
    assert found(edition).verdict == "differs"


def test_pages_that_come_with_an_edition_are_no_cache_of_the_audit(edition):
    """Whoever puts a cache into the record would be believed."""
    write(edition / f"record/project/_build/editions/{QUARTER}/x/html/index.html", "forged")
    assert f"record/project/_build/editions/{QUARTER}/x/html/index.html" in differing(found(edition))


# ── elsewhere, with other versions ────────────────────────────────────────────────────────────────────────────────────
def elsewhere(monkeypatch) -> None:
    """This machine has another Python and another numpy than made the edition."""
    here = environment()
    packages = [each.partition("==")[0] + "==0.0.1" if each.startswith("numpy==") else each for each in here["packages"]]
    monkeypatch.setattr(versions, "environment", lambda: {"python": "3.99.0", "packages": packages})


def test_the_arithmetic_of_another_machine_is_told_and_is_no_alarm(edition, monkeypatch):
    assert found(edition).of("versions")[0].verdict == "same"
    monkeypatch.setattr(versions, "arithmetic", lambda: "0123456789abcdef")
    result = found(edition)
    assert result.same and [f.item for f in result.of("versions")] == ["arithmetic"]
    restate(edition, lambda said: said.pop("arithmetic"))
    resum(edition)
    assert "record/manifest.json" in differing(found(edition))


def test_pages_add_and_multiply_alike_on_every_processor_of_a_kind(monkeypatch):
    before = arithmetic()
    arithmetic.cache_clear()
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    assert arithmetic() == before and re.fullmatch("[0-9a-f]{16}", before)


def test_other_versions_are_told_and_are_no_alarm(edition, monkeypatch):
    elsewhere(monkeypatch)
    result = found(edition)
    assert result.same
    told = {f.item: f.found for f in result.of("versions")}
    assert list(told) == ["Python", "numpy"] and told["Python"].endswith("here is 3.99.0")
    assert any("only its manifest's word" in line for line in result.blind)


def other_digits(edition: Path, value: str) -> None:
    """A ledger of another value, to which sums and manifest agree."""
    write(edition / "record/figures.csv", LEDGER.replace("1.5", value))
    restate(edition, lambda said: said["outputs"].update(of_file(edition, "record/figures.csv", "figures.csv")))
    resum(edition)


def test_last_digits_are_told_where_other_versions_are_installed_and_differ_where_the_same_are(edition, monkeypatch):
    other_digits(edition, "1.50000000000002")
    assert "record/figures.csv" in differing(found(edition))
    elsewhere(monkeypatch)
    result = found(edition)
    assert result.same and [f.found for f in result.of("figures")] == [
        "1 number with other last digits, by 1e-14 of the number at most"
    ]
    other_digits(edition, "1.50000001000001")
    assert "record/figures.csv" in differing(found(edition))


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        ("a,1.5,16.92663452700738", "a,1.5,16.926634527007245", 1),
        ("0.30000000000000004", "0.3", 1),
        ("1e-17 -2.5e-17", "3.0000000000001e-17 -2.5e-17", 1),
        ("10,967", "10,967", 0),
        ("10,967", "10,968", None),  # printed numbers are short
        ("123456789012", "123456789013", 1),
        ("16.92663452700738", "16.92664452700738", None),
        ("16.92663452700738", "-16.92663452700738", None),
        ("16.92663452700738 a", "16.926634527007245 b", None),
        ("1.5", "1.5 1.5", None),
        ("9" * 400, "8" * 400, None),
    ],
)
def test_the_last_digits_of_numbers(ours, theirs, told):
    found = last_digits(ours, theirs)
    assert (found and found[0]) == told


# ── as an auditor meets them ──────────────────────────────────────────────────────────────────────────────────────────
def test_a_list_of_sums_that_was_taken_away_is_told(edition):
    (edition / "record/SHA256SUMS").unlink()
    result = found(edition)
    assert differing(result) == {"record/SHA256SUMS", "editions.json"}
    assert [f.found for f in result.of("hashes")] == ["is not there"]


def test_without_ssh_keygen_a_signature_cannot_be_told(edition, monkeypatch, tmp_path):
    write(edition / "record/SHA256SUMS.sig", "x")
    write(tmp_path / "signers", "")
    monkeypatch.setattr(signing.shutil, "which", lambda name: None)
    with pytest.raises(ReportError, match="not on this machine"):
        found(edition, Asked(quick=True, signers=tmp_path / "signers"))


def test_a_version_that_was_corrected_says_so(edition):
    publish(corrected(plain_project_of(edition)), REASON, LATER)
    assert "editions.json: lists version 2, which corrects this one" in [f"{f.item}: {f.found}" for f in found(edition).notes()]


def test_a_place_without_an_edition_says_what_there_is(edition):
    for place, told in (
        (edition.parents[1], r"holds 1 edition\. .*\(2023-24-q3/1\)"),
        (edition.parent, r"holds 1 edition\. .*\(1\)"),
        (edition.parents[2] / "data", "looked for record/manifest.json there"),
        (edition.parents[2] / "nowhere", "there is no such folder"),
    ):
        with pytest.raises(ReportError, match=told):
            open_published(place)
    write(edition.parents[2] / "site.zip", "")
    with pytest.raises(ReportError, match="Unpack it"):
        open_published(edition.parents[2] / "site.zip")
    (edition / "record/manifest.json").unlink()
    with pytest.raises(ReportError, match=r"its record has no manifest\.json"):
        open_published(edition)


def test_an_edition_on_a_medium_that_nobody_may_write_to_is_audited_all_the_same(edition):
    """Its modes would be copied with it: nothing could be built in the copy, nor could it be taken away."""
    for path in (edition, *edition.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert found(edition).same
        copy_folder(edition, edition.parents[2] / "copied", skipped=("library",))
        modes = {path.name: path.stat().st_mode & stat.S_IWUSR for path in (edition.parents[2] / "copied").rglob("*")}
        assert "library" not in modes and "index.html" in modes and all(modes.values())
    finally:
        for path in (edition, *edition.rglob("*")):
            path.chmod(0o755)


def test_a_quick_audit_waits_for_no_tables(edition):
    code = (
        "import sys; from pcc_lib.auditing.audit import Asked, audit; from pcc_lib.publishing.edition import open_published\n"
        "audit(open_published(sys.argv[1]), Asked(quick=True)); print({'pandas', 'numpy'} & {*sys.modules})\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(edition)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# ── told ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_json_and_page_tell_all_of_it(edition):
    write(edition / "index.html", "<script>alert(1)</script> changed")
    result = found(edition, QUICK)
    said = json.loads(as_json(result))
    assert said["verdict"] == "differs" and {"check": "hashes"}.items() <= said["findings"][0].items()
    page = as_page(result).decode()
    assert "index.html" in page and "<script" not in page
    assert verdict_of(result).startswith("It differs")
    assert all(line in page for line in ("What this audit cannot see", "How pages look in a browser"))


@pytest.mark.parametrize(
    ("name", "ours", "theirs", "told"),
    [
        ("a.html", "<p>About <data value='1'>10,967</data> calls.</p>", "<p>About <data value='1'>10,067</data> calls.</p>",
         "“About 10,067 calls.” where “About 10,967 calls.” was made again"),
        ("a.html", "<p>a</p><p>b</p>", "<p>a</p>", "“b” is missing"),
        ("a.html", "<p>a</p>", "<p class='b'>a</p>", "“p class=b” was added"),
        ("f.csv", "id,page,value\na.value,p,1\n", "id,page,value\na.value,p,2\n",
         "a.value on p: value “2” where “1” was made again"),
        ("f.csv", "id,page,value\na.value,p,1\n", "id,page,value\n", "“a.value,p,1” is missing"),
        ("f.json", '{"a": {"b": 1}}', '{"a": {"b": 2}}', "at /a/b: “2” where “1” was made again"),
        ("x.woff2", "a", "ab", "“ab” where “a” was made again"),
    ],
)  # fmt: skip
def test_differences_are_told_in_words(name, ours, theirs, told):
    assert difference(name, ours.encode(), theirs.encode()) == told


def test_bytes_that_are_no_text_are_counted():
    assert difference("x.png", b"\xff\xfe", b"\xff") == "1 bytes, and 2 made again"


def test_the_way_is_asked_only_for_what_it_needs():
    assert Asked().way == Way() and DAY < LATER


def test_a_page_has_the_value_of_the_ledger_to_twelve_digits():
    """The ledger of a real book tells 17 digits, and every figure that was rechecked was said to differ."""
    assert is_alike("17.6969306718", "17.696930671817988") and is_alike("", "")
    assert not is_alike("17.7969306718", "17.696930671817988") and not is_alike("", "0")
