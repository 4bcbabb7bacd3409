"""Packs of a published edition: printed beside its pages, listed, led to, and printed again by an audit."""

from __future__ import annotations

import builtins
import json
import sys
from functools import partial
from pathlib import Path

import pikepdf
import pytest
from forging import resum
from published_book import DAY, LATER, REASON, hold_sound, publish
from small_book import QUARTER, all_bytes, write
from test_audit import ALIKE, QUICK, copies, corrected, differing, found, of_a_small_library, plain_project, restate
from test_packs import write as write_pages

from pcc_lib.auditing import anew, archived, papers
from pcc_lib.building import editions
from pcc_lib.building.seals import digests
from pcc_lib.core.errors import ReportError
from pcc_lib.inputs.project import Project
from pcc_lib.packs.built import Built
from pcc_lib.packs.pack import Wanted, pack
from pcc_lib.packs.press import set_with
from pcc_lib.publishing import paper
from pcc_lib.publishing.edition import open_published
from pcc_lib.publishing.editions_json import read_archive

pytestmark = pytest.mark.usefixtures("pango")
WHOLE, SUMMARY = "paper/2023-24-Q3.pdf", "paper/2023-24-Q3-summary.pdf"


def with_pages(book, compiler, folder, more: str = "") -> None:
    """In the place of `write_edition`: pages that can be printed, with the project's text (and more) on the landing page."""
    write_pages(folder / "html")
    copies(book, compiler, folder)
    text = (folder / "html/index.html").read_text(encoding="utf-8")
    landing = (folder / "html/notebooks/headlines.html").read_text(encoding="utf-8")
    landing = landing.replace("What was measured.", f"What was measured: {text}").replace("<h2>Better", f"{more}<h2>Better")
    write(folder / "html/notebooks/headlines.html", landing)
    write(folder / "html/index.html", '<main><p><a href="notebooks/headlines.html">Report</a></p></main>')
    said = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").unlink()
    write(folder / "manifest.json", json.dumps(said | {"outputs": digests(folder)}))


@pytest.fixture
def plain(tmp_path, monkeypatch) -> Project:
    """A project of pages that can be printed, a small library, and a second reader that finds all alike."""
    of_a_small_library(tmp_path, monkeypatch)
    monkeypatch.setattr(editions, "write_edition", with_pages)
    monkeypatch.setattr(anew, "verify", lambda folder: ALIKE)
    return plain_project(tmp_path / "project")


@pytest.fixture
def edition(plain):
    return publish(plain, paper=True)


def without_pango(monkeypatch) -> None:
    real = builtins.__import__

    def gone(name, *more, **named):
        if name.partition(".")[0] == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'\nmore")
        return real(name, *more, **named)

    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", gone)


# ── published ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_both_packs_are_printed_summed_told_and_led_to(plain, edition):
    assert {name for name in all_bytes(edition) if name.startswith("paper/")} == {WHOLE, SUMMARY}
    pages = {name: len(pikepdf.open(edition / name).pages) for name in (WHOLE, SUMMARY)}
    said = open_published(edition).manifest["paper"]
    assert said == {"pages": {name.removeprefix("paper/"): n for name, n in pages.items()}, "set_with": set_with()}
    assert pages[WHOLE] > 2 and pages[SUMMARY] == 1
    assert WHOLE in (edition / "record/SHA256SUMS").read_text(encoding="utf-8")
    site = plain.root / "site"
    assert read_archive(site).entries[0].paper == pages[WHOLE]
    told = (site / "index.html").read_text(encoding="utf-8")
    assert f'2023-24-q3/1/{WHOLE}">PDF of {pages[WHOLE]} pages' in told and f"2023-24-q3/1/{SUMMARY}" in told
    hold_sound(plain)


def test_what_is_printed_of_it_later_is_the_same_to_the_byte(edition):
    built = Built(edition, QUARTER)
    assert pack(built, Wanted()) == (edition / WHOLE).read_bytes()
    assert pack(built, Wanted(summary=True)) == (edition / SUMMARY).read_bytes()


def test_without_paper_nothing_is_printed_or_led_to(plain):
    folder = publish(plain)
    assert not (folder / "paper").exists() and "paper" not in open_published(folder).manifest
    assert read_archive(plain.root / "site").entries[0].paper == 0
    assert "On paper" not in (plain.root / "site/index.html").read_text(encoding="utf-8")


def test_a_list_from_before_there_were_packs_is_read(plain):
    publish(plain)
    path = plain.root / "site/editions.json"
    said = json.loads(path.read_bytes())
    del said["editions"][0]["paper"]
    path.write_text(json.dumps(said), encoding="utf-8")
    assert read_archive(plain.root / "site").entries[0].paper == 0
    for wrong in ("many", -3, True, None, 1.5):
        said["editions"][0]["paper"] = wrong
        path.write_text(json.dumps(said), encoding="utf-8")
        with pytest.raises(ReportError, match="is not a list of editions"):
            read_archive(plain.root / "site")


def test_a_correction_has_packs_of_its_own_and_none_is_made_where_nothing_changed(plain, edition):
    before = (edition / WHOLE).read_bytes()
    with pytest.raises(ReportError, match="Nothing has changed"):
        publish(Project(plain.root), REASON, LATER, paper=True)
    second = publish(corrected(plain), REASON, LATER, paper=True)
    assert (edition / WHOLE).read_bytes() == before != (second / WHOLE).read_bytes()
    assert found(second).same and found(edition).same


def test_a_machine_that_cannot_print_is_told_before_any_work(plain, monkeypatch):
    monkeypatch.setattr(editions, "build", lambda *_, **__: pytest.fail("it began to build"))
    without_pango(monkeypatch)
    with pytest.raises(ReportError, match=r"apt install libpango.*--no-paper"):
        publish(plain, paper=True)
    assert not (plain.root / "site").exists()


def test_a_pack_that_cannot_be_printed_leaves_all_as_it_was(plain, monkeypatch):
    monkeypatch.setattr(editions, "write_edition", partial(with_pages, more="<p>Long.</p>" * 400))
    before = all_bytes(plain.root / "data")
    with pytest.raises(ReportError, match=r"does not fit on one sheet.*--no-paper"):
        publish(plain, paper=True)
    assert not (plain.root / "site/2023-24-q3").exists() and all_bytes(plain.root / "data") == before


# ── audited ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_audit_prints_them_again(edition):
    audit = found(edition)
    assert audit.same and {each.item for each in audit.of("paper")} == {WHOLE, SUMMARY}


@pytest.mark.parametrize("pages", [99, 0])
def test_an_archive_that_lists_other_packs_than_the_record_has_is_found(edition, pages):
    path = edition.parents[1] / "editions.json"
    said = json.loads(path.read_bytes())
    assert found(edition, QUICK).same
    said["editions"][0]["paper"] = pages
    path.write_text(json.dumps(said), encoding="utf-8")
    assert differing(found(edition, QUICK)) == {"editions.json"}
    assert f"lists {pages} pages on paper" in " ".join(each.found for each in found(edition, QUICK).findings)


def test_a_changed_pack_is_found_though_every_sum_was_made_anew(edition):
    with pikepdf.open(edition / WHOLE, allow_overwriting_input=True) as opened:
        opened.pages[0].contents_add(b"BT (13) Tj ET")
        opened.save(edition / WHOLE)
    resum(edition)
    assert WHOLE in differing(found(edition)) and SUMMARY not in differing(found(edition))


def test_a_file_that_somebody_put_beside_them_is_found(edition):
    write(edition / "paper/more.pdf", "%PDF")
    resum(edition)
    assert "paper/more.pdf" in differing(found(edition))


@pytest.mark.parametrize("said", [{}, 5, {"pages": 5}, {"pages": {}, "set_with": {"Pango": "9"}}])
def test_packs_of_which_the_manifest_says_nothing_or_nonsense_differ(edition, said):
    restate(edition, lambda manifest: manifest.update(paper=said))
    resum(edition)
    assert WHOLE in differing(found(edition)) or "record/manifest.json" in differing(found(edition))


def test_what_other_libraries_have_set_is_not_seen_and_that_is_told(edition):
    restate(edition, lambda manifest: manifest["paper"].update(set_with={"Pango": "9.9", "HarfBuzz": "1.0"}))
    resum(edition)
    audit = found(edition)
    told = audit.of("paper")
    assert audit.same and [each.verdict for each in told] == ["unseen", "unseen"]
    assert "was set with HarfBuzz 1.0 and Pango 9.9; here is HarfBuzz" in told[0].found
    assert any("What its PDFs say" in each for each in audit.blind)
    assert not any("What its PDFs say" in each for each in found(publish_again(edition)).blind)


def test_what_a_forger_says_that_other_libraries_have_set_is_no_pack_for_that(edition):
    """Neither a page put among the packs and named as one, nor a pack that was taken away; by whatever name or type."""
    forged = {
        "evil.html": 1,
        "../index.html": 1,
        "record/manifest.json": "x" * 9999,
        "2023-24-Q3.pdf": None,
        "2023-24-Q2.pdf": -1,
    }
    restate(edition, lambda manifest: manifest["paper"].update(set_with={"Pango": "9.9"}))
    restate(edition, lambda manifest: manifest["paper"]["pages"].update(forged))
    write(edition / "paper/evil.html", "<p>More</p>")
    write(edition / "paper/2023-24-Q2.pdf", "%PDF")
    (edition / SUMMARY).unlink()
    write(edition / "index.html", "<p>Another</p>")
    resum(edition)
    audit = found(edition)
    assert {"paper/evil.html", "paper/2023-24-Q2.pdf", SUMMARY, "index.html"} <= differing(audit)
    assert [each.item for each in audit.of("paper") if each.verdict == "unseen"] == [WHOLE]


def publish_again(edition):
    """Another edition of the same project, in an archive of its own, as it is printed here."""
    return publish(Project(edition.parents[2]), site=edition.parents[2] / "other", paper=True, day=DAY)


def test_packs_that_cannot_be_printed_again_hide_nothing_else(edition, monkeypatch):
    """As where a typeface of the machine that published is not here: the pages are looked at all the same."""
    write(edition / "notebooks/headlines.html", "<p>Another</p>")
    resum(edition)
    monkeypatch.setattr(paper, "pack", raises(ReportError("no typeface has ක (U+0D9A).")))
    audit = found(edition)
    assert {each.verdict for each in audit.of("paper")} == {"unseen"}
    assert audit.of("paper")[0].found == "cannot be printed again: no typeface has ක (U+0D9A)."
    assert "notebooks/headlines.html" in differing(audit) and any("What its PDFs say" in each for each in audit.blind)


def raises(error: Exception):
    def told(*_):
        raise error

    return told


def test_where_nothing_can_be_printed_all_else_is_audited(edition, monkeypatch):
    without_pango(monkeypatch)
    audit = found(edition)
    assert audit.same and {each.verdict for each in audit.of("paper")} == {"unseen"}
    assert "apt install libpango" in audit.of("paper")[0].found


def test_an_archived_library_prints_in_a_process_of_its_own(edition, tmp_path, monkeypatch):
    folder = tmp_path / "anew"
    for name, raw in all_bytes(edition).items():
        if not name.startswith(("paper/", "record/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(raw)
    printed = partial(papers.print_anew, open_published(edition), address="")
    said = open_published(edition).manifest["paper"]
    assert printed(folder, library=Path(paper.__file__).parents[2]) == (said, "")
    assert all_bytes(folder / "paper") == all_bytes(edition / "paper")
    for name, text in (("__init__", ""), ("publishing/__init__", ""), ("publishing/paper", "raise SystemExit('No ink.')\n")):
        write(tmp_path / f"pcc_lib/{name}.py", text)
    told = "cannot be printed again: The archived library "
    assert printed(folder, library=tmp_path) == (said, f"{told}did not print it: No ink.")
    write(tmp_path / "pcc_lib/publishing/paper.py", "")
    assert printed(new_folder(tmp_path / "nothing"), library=tmp_path) == (said, f"{told}has printed nothing.")
    write(tmp_path / "pcc_lib/publishing/paper.py", "import time\ntime.sleep(60)\n")
    monkeypatch.setattr(archived, "SECONDS", 0.2)
    assert printed(folder, library=tmp_path) == (said, f"{told}did not print it within 0.2 seconds, and was ended.")


def new_folder(folder: Path) -> Path:
    folder.mkdir()
    return folder
