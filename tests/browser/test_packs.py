"""The packs of the sample as they are printed: nothing cut or stranded, every figure in them, read by everybody."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from laid_out import fills, over_the_edge, stranded, words

from pcc_lib import cli
from pcc_lib.core.quarters import Quarter
from pcc_lib.packs.built import Built
from pcc_lib.packs.press import laid_out
from pcc_lib.packs.sheets import Sheets, part_pack, summary, whole_pack
from pcc_lib.packs.structure import faults, structure

from .conftest import PROJECT

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("pango")]
QUARTER = Quarter.parse("2023-24-Q3")
WORD = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def built(book: Path) -> Built:
    return Built(book, QUARTER)


@pytest.fixture(scope="module")
def whole(built) -> tuple[Sheets, Any]:
    """The pack of the book, and its pages laid out."""
    sheets = whole_pack(built)
    return sheets, laid_out(sheets)


def test_hardly_a_page_stands_half_empty(whole):
    """Half of a page stays empty at the end of a chapter alone, and seldom; elsewhere what fits nowhere leaves less."""
    shares = fills(whole[1])
    assert len(shares) > 50
    assert sum(share < 0.5 for share, _ in shares) <= 0.05 * len(shares)
    assert [round(share, 2) for share, ends in shares if share < 0.55 and not ends] == []


def test_nothing_of_the_pack_is_cut_stranded_or_broken(whole):
    sheets, document = whole
    assert over_the_edge(document) == []
    assert stranded(document) == []
    body = BeautifulSoup(sheets.html, "html.parser").body
    told = Counter(word for text in body.find_all(string=True) if not text.find_parent("svg") for word in WORD.findall(text))
    assert len(told) > 2000
    assert told - Counter(WORD.findall(words(document))) == Counter()
    for on_screen in ("Escape closes the player", "Open a verdict", "The buttons count", "zoom in up to"):
        assert on_screen not in words(document)


def test_a_priority_s_pack_has_every_figure_that_its_page_shows_unfolded(built):
    article = built.article("notebooks/priority-1.html")
    for folded in article.select(".pcc-what > details, details.pcc-aside"):
        folded.decompose()
    figures = {" ".join(figure.get_text().split()) for figure in article.select("data.pcc-figure")}
    said = words(laid_out(part_pack(built, "priority-1")))
    assert len(figures) > 60
    assert {figure for figure in figures if figure not in said} == set()


@pytest.mark.sample
def test_the_summary_is_one_sheet_with_every_card_and_every_sentence(built):
    """Of a sample that has grown, too: its newest quarter is built whole for it, and every number of the book is proven."""
    article = built.article(built.landing)
    said = words(laid_out(summary(built), 0.85))
    for told in [*article.select(".pcc-say"), *article.select(".pcc-card-title"), *article.select(".pcc-attn li > span")]:
        for figure in told.select("data.pcc-figure"):
            assert " ".join(figure.get_text().split()) in said
        assert told.get_text().split()[0] in said


@pytest.mark.parametrize("asked", [("--priority", "2"), ("--summary",)])
def test_the_command_prints_a_pack_that_everybody_can_read(book, tmp_path, asked):
    place = tmp_path / "pack.pdf"
    for _ in range(2 if asked == ("--summary",) else 1):  # what it has printed before it prints anew
        told = CliRunner().invoke(cli.main, ["--project", str(PROJECT), "pack", str(QUARTER), *asked, "--to", str(place)])
        assert told.exit_code == 0, told.output
        assert f"Wrote {place}." in told.output
    made = place.read_bytes()
    assert faults(made) == []
    with pikepdf.open(io.BytesIO(made)) as opened:
        figures = [element.alt for element in structure(opened) if element.kind == "/Figure"]
        assert len(opened.pages) == 1 if asked == ("--summary",) else len(opened.pages) > 8
    assert len(figures) >= 8 and all(figures)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--priority", "9"), "there is no priority 9. There are: 1, 2, 3, 4."),
        (("--priority", "1", "--summary"), "leave --priority out"),
        (("--edition", "."), "there is no such folder"),
    ],
)
def test_what_cannot_be_printed_is_told(book, asked, said, tmp_path):
    told = CliRunner().invoke(cli.main, ["--project", str(PROJECT), "pack", *asked, "--to", str(tmp_path / "x.pdf")])
    assert told.exit_code != 0
    assert said in told.output
    assert not (tmp_path / "x.pdf").exists()


def test_another_file_is_not_written_over(book, tmp_path):
    place = tmp_path / "minutes.pdf"
    place.write_bytes(b"of the meeting")
    told = CliRunner().invoke(cli.main, ["--project", str(PROJECT), "pack", "--summary", "--to", str(place)])
    assert told.exit_code != 0 and "is there already" in told.output
    assert place.read_bytes() == b"of the meeting"
