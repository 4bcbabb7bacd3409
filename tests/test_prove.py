"""A drawing says which book it is of, and whether it was changed; a book alone proves that it is its own."""

from __future__ import annotations

import base64
import zipfile
from pathlib import Path
from xml.dom import minidom
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from pcc_lib.auditing.prove import Book, Proof, drawings_of, prove
from pcc_lib.charts.proof import SVG, carried, with_record
from pcc_lib.cli import main
from pcc_lib.core.errors import ReportError
from pcc_lib.pages.pictures import columns_of
from tests.conftest import QUARTER, page_blocks

DRAWN = f'<svg xmlns="{SVG}" width="9" height="9"><g><text>10,967 [e]</text><path d="M0,1L2,3"/></g></svg>'
SAID = {
    "quarter": "2023-24-Q3",
    "page": "priority-1",
    "chart": "calls-999/volume",
    "title": "Calls",
    "body": "Office",
    "figures": ["calls_999_volume.value"],
    "sources": {"data/sources/calls_999.csv": "00"},
    "values": {"period": ["2023-09", "2023-10"], "value": [11496, 10967], "unit": "calls"},
}


def paged(svg: str, chart: str = "calls-999/volume") -> str:
    data = base64.b64encode(svg.encode()).decode()
    return (
        f'<div data-chart="{chart}"><p>x</p><img class="pcc-chart-static" alt="a" src="data:image/svg+xml;base64,{data}"></div>'
    )


def book(folder: Path, svg: str = DRAWN, said: dict = SAID) -> Book:
    folder.mkdir(parents=True)
    (folder / "priority-1.html").write_text(paged(with_record(svg, said)), encoding="utf-8")
    return Book("the edition", folder)


def proven(tmp_path: Path, svg: str, *books: Book) -> Proof:
    path = tmp_path / "chart.svg"
    path.write_text(svg, encoding="utf-8")
    (found,) = prove(path, books)
    return found


def test_the_drawing_of_an_edition_is_the_same(tmp_path: Path) -> None:
    found = proven(tmp_path, with_record(DRAWN, SAID), book(tmp_path / "html"))
    assert found.verdict == "same"
    assert "mark for mark, the drawing of the edition" in found.said[-1]
    assert "calls_999_volume.value" in "\n".join(found.lines())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("10,967", "10,067", "10,067 [e] in place of 10,967 [e]"),
        ("M0,1", "M0,2", "its shapes were changed"),
        ("11496", "11406", "11406 in place of 11496"),
        ("2023-09", "2023-08", "row 1, 2023-08 in place of 2023-09"),
        (">10,967 [e]<", "><", "nothing in place of 10,967 [e]"),
    ],
)
def test_any_change_is_seen_and_said(tmp_path: Path, old: str, new: str, told: str) -> None:
    found = proven(tmp_path, with_record(DRAWN, SAID).replace(old, new, 1), book(tmp_path / "html"))
    assert found.verdict == "differs"
    assert "do not hold" in found.said[0]
    assert told in found.said[-1]


def test_who_makes_new_digests_is_seen_by_the_edition_alone(tmp_path: Path) -> None:
    forged = with_record(DRAWN.replace("10,967", "10,067"), SAID | {"values": {"value": [11496, 10067]}})
    assert carried(forged.encode()).unchanged  # type: ignore[union-attr]
    found = proven(tmp_path, forged, book(tmp_path / "html"))
    assert found.verdict == "differs"
    assert "10,067 [e] in place of 10,967 [e]" in found.said[-1]
    alone = proven(tmp_path, forged)
    assert alone.verdict == "unknown"
    assert "nobody vouches for it but itself" in alone.said[-1]


def test_of_two_versions_either_proves_its_own(tmp_path: Path) -> None:
    first, second = book(tmp_path / "1"), book(tmp_path / "2", DRAWN.replace("10,967", "10,968"))
    assert proven(tmp_path, with_record(DRAWN, SAID), second, first).verdict == "same"


def test_a_book_of_another_quarter_says_nothing_of_it(tmp_path: Path) -> None:
    other = book(tmp_path / "html", DRAWN, SAID | {"quarter": "2023-24-Q4"})
    assert proven(tmp_path, with_record(DRAWN, SAID), other).verdict == "unknown"


def test_it_survives_other_writers_and_a_slide(tmp_path: Path) -> None:
    """Other order of attributes, other lines, another prefix: the same drawing."""
    svg = with_record(DRAWN, SAID)
    root = ElementTree.fromstring(svg)
    for node in root.iter():
        node.attrib = dict(reversed(node.attrib.items()))
    ElementTree.register_namespace("svg", SVG)
    others = [minidom.parseString(svg).toprettyxml(), ElementTree.tostring(root, encoding="unicode")]
    ElementTree.register_namespace("", SVG)
    with zipfile.ZipFile(tmp_path / "slides.pptx", "w") as file:
        for number, text in enumerate(others):
            file.writestr(f"ppt/media/image{number}.svg", text)
        file.writestr("ppt/media/image9.png", b"\x89PNG")
    found = prove(tmp_path / "slides.pptx", [book(tmp_path / "html")])
    assert [(each.place, each.verdict) for each in found] == [(f"slides.pptx: ppt/media/image{n}.svg", "same") for n in (0, 1)]


def test_what_carries_no_record_cannot_be_told(tmp_path: Path) -> None:
    for svg in (DRAWN, DRAWN.replace("<g>", "<metadata>{]</metadata><g>"), "no drawing", "<svg/>", with_bomb()):
        assert proven(tmp_path, svg, book(tmp_path / svg[:3] / str(len(svg)))).verdict == "unknown"


def with_bomb() -> str:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 9 if n else "ha"}">' for n in range(9))
    return f'<!DOCTYPE svg [{entities}]><svg xmlns="{SVG}"><text>&a8;</text></svg>'


def test_a_file_without_a_drawing_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "empty.pptx", "w") as file:
        file.writestr("ppt/media/image1.png", b"x")
    with pytest.raises(ReportError, match="insert the SVG itself"):
        prove(tmp_path / "empty.pptx", [])
    (tmp_path / "broken.odp").write_bytes(b"PK\x03\x04")
    with pytest.raises(ReportError, match="no document that can be opened"):
        prove(tmp_path / "broken.odp", [])


def test_columns_in_which_all_is_the_same_are_told_once() -> None:
    assert columns_of(("period", "unit"), [("2023-09", "calls"), ("2023-10", "calls")]) == {
        "period": ["2023-09", "2023-10"],
        "unit": "calls",
    }
    assert columns_of(("period",), []) == {}


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize("page", ["priority-4", "money-and-people", "delivery-plan"])
def test_every_drawing_of_a_page_carries_its_record(page: str) -> None:
    blocks = page_blocks(page, QUARTER)
    drawings = [each for block in blocks for each in drawings_of(block.drawn())]
    assert len(drawings) == 2 * sum(len(block.charts) for block in blocks), "a wide and a narrow one of each"
    for chart, raw in drawings:
        found = carried(raw)
        assert found is not None and found.unchanged, chart
        assert found.record["chart"] == chart
        assert found.record["values"], chart
        assert found.record["sources"], chart


def test_the_command_ends_by_what_it_found(tmp_path: Path) -> None:
    edition = tmp_path / "site" / "2023-24-q3" / "1"
    book(edition)
    (edition / "record").mkdir()
    (edition / "record" / "manifest.json").write_text(
        '{"format": 1, "quarter": "2023-24-Q3", "version": 1, "restricted": {}}', encoding="utf-8"
    )
    (tmp_path / "a.svg").write_text(with_record(DRAWN, SAID), encoding="utf-8")
    (tmp_path / "b.svg").write_text(with_record(DRAWN, SAID).replace("967", "067", 1), encoding="utf-8")
    (tmp_path / "c.svg").write_text(DRAWN, encoding="utf-8")
    ended = {}
    for name in "abc":
        run = CliRunner().invoke(main, ["prove", str(tmp_path / f"{name}.svg"), "--edition", str(tmp_path / "site")])
        ended[name] = run.exit_code
        assert ("2023-24-Q3, version 1" in run.output) is (name != "c")
    assert ended == {"a": 0, "b": 1, "c": 2}
    none = CliRunner().invoke(main, ["prove", str(tmp_path / "a.svg"), "--edition", str(tmp_path)])
    assert none.exit_code == 1 and "there is no edition in it" in none.output
