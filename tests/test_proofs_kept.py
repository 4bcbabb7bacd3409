"""A page is read back again only where that could come out otherwise: what is kept gives what a reading from nothing gives."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from conftest import Tiny
from reading_back import page_of

from pcc_lib.building import book_gate
from pcc_lib.building.gate_kept import GateKept
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.reading_back import book as reading_book
from pcc_lib.reading_back.answers import Answers
from pcc_lib.reading_back.book import numbers_of
from pcc_lib.reading_back.kept import Proofs, _agreed
from pcc_lib.reading_back.page_proof import PageProof
from pcc_lib.reading_back.prove import Found
from pcc_lib.reading_back.reading import Reading
from pcc_lib.reading_back.said import Block, Edition, PageSaid

OTHER = PageSaid("notebooks/other.html", "notebooks/other.md")
PAGE = "notebooks/priority-1.html"
BEFORE, WHAT, SO_WHAT, NOW_WHAT, OUT = (f"{PAGE}#{part}" for part in (0, 1, 2, 3, "out"))
OF_OTHER = [f"{OTHER.html}#0", f"{OTHER.html}#out"]
EVERY = [BEFORE, WHAT, SO_WHAT, NOW_WHAT, OUT, *OF_OTHER]


@dataclass
class TwoPages:
    """A page of blocks and a plain page, read back with what is kept of them, and from nothing."""

    tiny: Tiny
    html: Path
    edition: Edition
    proved: list[str]

    def numbers(self, basis: str = "library") -> list[Found]:
        """As a build reads them."""
        reading = Reading(self.edition, open_quarter(self.tiny.project()))
        texts, project = reading.texts, self.tiny.project()
        reading = Reading(self.edition, open_quarter(project))
        reading.texts = texts
        proofs = Proofs(self.html.parent / "proofs.json", self.edition, basis)
        answers = Answers(reading)
        proofs.hold_against(texts, project.fingerprint, answers)
        self.proved.clear()
        return numbers_of(answers, self.html, proofs)

    def anew(self) -> list[Found]:
        """From nothing."""
        proved = list(self.proved)
        found = numbers_of(Answers(Reading(self.edition, open_quarter(self.tiny.project()))), self.html)
        self.proved[:] = proved
        return found


@pytest.fixture
def pages(tiny, tmp_path, monkeypatch) -> TwoPages:
    """Both pages, read once."""
    tiny.comment("## So what?\n\nIn Op SCORPION 6 we met many victims. The rest stands.")
    report = tiny.report()
    html, said = page_of([report.what("calls"), report.so_what("calls"), report.now_what("calls")])
    folder = tmp_path / "html"
    (folder / "notebooks").mkdir(parents=True)
    (folder / said.html).write_text(html, encoding="utf-8")
    (folder / OTHER.html).write_text("<h1>Other</h1><p>We wait for 999 calls.</p>", encoding="utf-8")
    proved: list[str] = []

    class Noted(PageProof):
        def of(self, at):
            proved.append(f"{self.said.html}#{at}")
            return super().of(at)

        def handed_out(self):
            proved.append(f"{self.said.html}#out")
            return super().handed_out()

    monkeypatch.setattr(reading_book, "PageProof", Noted)
    found = TwoPages(tiny, folder, Edition([said, OTHER], [row for block in said.blocks for row in block.rows]), proved)
    found.numbers()
    assert proved == EVERY
    return found


def test_nothing_changed_reads_no_page_again(pages):
    found = pages.numbers()
    assert pages.proved == [] and found == pages.anew()


def test_a_page_whose_html_changed_is_read_again_alone(pages):
    path = pages.html / OTHER.html
    path.write_text(path.read_text("utf-8").replace("wait", "look"), encoding="utf-8")
    found = pages.numbers()
    assert pages.proved == OF_OTHER and found == pages.anew()


def test_a_changed_sentence_has_only_the_pages_that_show_it_read_again(pages):
    pages.tiny.comment("## So what?\n\nIn Op SCORPION 6 we met more victims. The rest stands.")
    found = pages.numbers()
    assert pages.proved == [SO_WHAT] and found == pages.anew()


def test_a_name_that_is_no_longer_declared_proves_nothing_any_more(pages):
    pages.tiny.edit("data/plan/names.yml", "'999', ", "")
    found = pages.numbers()
    assert OF_OTHER[0] in pages.proved and found == pages.anew()
    assert [each.number for each in found if each.kind == "wrong"] == ["999"]


def test_a_page_with_a_fault_is_read_again_until_it_is_mended(pages):
    pages.tiny.edit("data/plan/names.yml", "'999', ", "")
    pages.numbers()
    pages.numbers()
    assert pages.proved == OF_OTHER[:1]
    pages.tiny.edit("data/plan/names.yml", "names: [", "names: ['999', ")
    found = pages.numbers()
    assert found == pages.anew() and not [each for each in found if each.kind == "wrong"]


def _data(tiny: Tiny) -> None:
    tiny.edit("data/sources/calls.csv", "2023-10,north,40,", "2023-10,north,41,")


def _definition(tiny: Tiny) -> None:
    measures = sorted((tiny.root / "data/measures").glob("*.yml"))
    tiny.write(f"data/measures/{measures[0].name}", measures[0].read_text("utf-8") + "# said once more\n")


def _new_file(tiny: Tiny) -> None:
    tiny.write("data/measures/zz.yml", next((tiny.root / "data/measures").glob("*.yml")).read_text("utf-8"))


def _remark(tiny: Tiny) -> None:
    tiny.write(
        "data/sources/calls.resource.yml", (tiny.root / "data/sources/calls.resource.yml").read_text("utf-8") + "# once more\n"
    )


@pytest.mark.parametrize(
    ("change", "read", "wrong"),
    [(_data, [WHAT], []), (_definition, [], []), (_new_file, [WHAT, SO_WHAT], [WHAT]), (_remark, [], [])],
)
def test_a_file_that_was_read_for_it_has_the_parts_read_again_that_rest_on_what_it_says(pages, change, read, wrong):
    change(pages.tiny)
    found = pages.numbers()
    assert found == pages.anew() and pages.proved == read
    pages.numbers()
    assert pages.proved == wrong  # what is wrong is never kept


def test_a_changed_block_is_read_again_alone(pages):
    path = pages.html / PAGE
    html = path.read_text("utf-8")
    path.write_text(html.replace("The rest stands", "The remainder stands"), encoding="utf-8")
    found = pages.numbers()
    assert set(pages.proved) == {SO_WHAT, OUT} and found == pages.anew()
    path.write_text(html.replace("<h1>Priority 1", "<h1>Priority 2"), encoding="utf-8")
    found = pages.numbers()
    assert BEFORE in pages.proved and found == pages.anew()


def test_a_block_that_says_otherwise_is_read_again_though_its_page_is_the_same(pages):
    path = pages.html / PAGE
    html = path.read_text("utf-8").replace("</h1>", '</h1><div class="output text_html"><img alt="We saw 45 calls"></div>', 1)
    path.write_text(html, encoding="utf-8")
    said, other = pages.edition.pages
    row = next(dict(row) for block in said.blocks for row in block.rows if row["text"] == "45")
    for text, kind in (("45", "figure"), ("46", "wrong"), ("45", "figure")):  # an alternative text that was typed by hand
        blocks = (Block("seen", "", [{**row, "text": text}]), *said.blocks)
        pages.edition = Edition([replace(said, blocks=blocks), other], pages.edition.rows, pages.edition.banner)
        found = pages.numbers()
        assert found == pages.anew()
        assert [each.kind for each in found if each.sentence == "We saw 45 calls"] == [kind]


def test_files_that_were_read_only_to_ask_again_are_held_against_later(pages):
    metrics = pages.html / OTHER.html
    metrics.write_text("<h1>Other</h1><p>We wait for 999 calls in November 2031.</p>", encoding="utf-8")
    pages.tiny.write("data/plan/first.yml", "due: 2031-11-30\n")
    assert [each.kind for each in pages.numbers() if "2031" in each.number] == ["date"]
    pages.tiny.write("data/plan/second.yml", "due: 2031-11-30\n")
    assert pages.numbers() == pages.anew() and pages.proved == []
    pages.tiny.write("data/plan/first.yml", "due: 2030-11-30\n")
    assert pages.numbers() == pages.anew()
    pages.tiny.write("data/plan/second.yml", "due: 2030-11-30\n")
    found = pages.numbers()
    assert found == pages.anew() and [each.kind for each in found if "2031" in each.number] == ["wrong"]


def test_a_file_that_two_have_found_otherwise_is_not_known():
    assert _agreed([{"a": "1", "b": "2"}, {"b": "2", "c": "3"}, {"a": "9"}]) == {"a": "", "b": "2", "c": "3"}


def test_what_goes_on_in_the_next_part_counts_as_the_whole_page(pages):
    """A count of what stands in a section that reaches over the block behind it."""
    block = '<div class="output text_html"><details class="pcc-entry"><summary>One</summary></details>{}</div>'
    count = '<section><p><data class="pcc-count" value="1" data-of="entries">1</data></p>{}</section>'
    path = pages.html / OTHER.html
    path.write_text(count.format(block.format("")), encoding="utf-8")
    assert [each.kind for each in pages.numbers() if each.number == "1" and each.page == OTHER.source] == ["count"]
    more = '<details class="pcc-entry"><summary>Two</summary></details>'
    path.write_text(count.format(block.format(more)), encoding="utf-8")
    found = pages.numbers()
    assert found == pages.anew() and [each.kind for each in found if each.number == "1" and each.page == OTHER.source] == [
        "wrong"
    ]


def test_another_library_has_every_page_read_again_and_another_edition_what_asks_for_it(pages):
    pages.numbers(basis="another library")
    assert pages.proved == EVERY
    gone = pages.edition.rows[-1]["id"]
    pages.edition = Edition(pages.edition.pages, [row for row in pages.edition.rows if row["id"] != gone], pages.edition.banner)
    found = pages.numbers(basis="another library")
    assert found == pages.anew() and 0 < len(pages.proved) < len(EVERY)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"texts": []}'])
def test_what_cannot_be_read_is_not_known(pages, damage):
    (pages.html.parent / "proofs.json").write_bytes(damage)
    found = pages.numbers()
    assert pages.proved == EVERY and found == pages.anew()


# ── the gate ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def read(tmp_path, monkeypatch) -> list[str]:
    """The pages that the gate reads, in their order."""
    names: list[str] = []
    real = book_gate.page_read
    monkeypatch.setattr(book_gate, "page_read", lambda name, text: names.append(name) or real(name, text))
    return names


def gated(folder: Path, basis: str = "library") -> list[str]:
    """What the gate finds in a folder."""
    return [str(each) for each in book_gate.faults_in_html(folder, [], GateKept(folder.parent / "gate.json", basis))]


@pytest.mark.parametrize("held", [{"page.html": 5}, {"page.html": {}}, {"page.html": {"sha": "x"}}, [], 5, "text"])
@pytest.mark.parametrize("what", ["pages", "sections"])
def test_what_somebody_has_written_into_what_the_gate_kept_is_worth_nothing(tmp_path, what, held):
    text = "<body><p>Words</p></body>"
    kept = {"basis": "same", "pages": {}, "sections": {}, what: held}
    (tmp_path / "gate.json").write_text(json.dumps(kept), encoding="utf-8")
    assert GateKept(tmp_path / "gate.json", "same").of("page.html", text) is None


def test_the_gate_reads_a_sound_page_once_and_an_unsound_one_in_every_build(tmp_path, read):
    folder = tmp_path / "html"
    folder.mkdir()
    (folder / "a.html").write_text("<p>Sound</p>", encoding="utf-8")
    (folder / "b.html").write_text('<p onclick="go()">Unsound</p>', encoding="utf-8")
    first = gated(folder)
    read.clear()
    assert gated(folder) == first and len(first) == 1 and "a.html" not in read and "b.html" in read


def test_a_page_that_has_changed_or_another_library_is_read_by_the_gate(tmp_path, read):
    folder = tmp_path / "html"
    folder.mkdir()
    page = folder / "a.html"
    page.write_text("<p>Sound</p>", encoding="utf-8")
    assert gated(folder) == []
    page.write_text("<p><script>go()</script></p>", encoding="utf-8")
    assert gated(folder)
    page.write_text("<p>Sound</p>", encoding="utf-8")
    read.clear()
    assert gated(folder, "another") == [] and "a.html" in read


def test_a_link_of_a_page_that_has_not_changed_is_looked_up_in_every_build(tmp_path):
    folder = tmp_path / "html"
    folder.mkdir()
    (folder / "a.html").write_text('<p><a href="b.html#here">b</a></p>', encoding="utf-8")
    (folder / "b.html").write_text('<p id="here">b</p>', encoding="utf-8")
    assert gated(folder) == []
    (folder / "b.html").write_text('<p id="there">b</p>', encoding="utf-8")
    assert "#here" in gated(folder)[0]
