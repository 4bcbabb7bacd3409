"""Every item of the originals is told where `data/published/coverage.csv` says; a row that fails names what is lost, and where.

Rows are bound to figures by what they are worked out from, to words that people wrote, and to contradictions by their id, so
that a sentence of the library's may change without a row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest
import yaml
from places import PUBLISHED, SAMPLE

from pcc_lib.core.errors import ReportError
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.figures import Figures, figures_of
from pcc_lib.inputs.contents import notebooks
from pcc_lib.inputs.plan import open_quarter, table
from pcc_lib.inputs.project import Project
from pcc_lib.pages.page import Block
from pcc_lib.report import Report
from pcc_lib.writing.html import words_of

pytestmark = pytest.mark.sample

FILE = SAMPLE / "data/published/coverage.csv"
COLUMNS = ["id", "original", "item", "place", "told", "proof"]
GAP = " … "  # between two runs of words that stand one after the other
Row = dict[str, str]


@dataclass
class Told:
    """What a section of a page tells: its text, and of each figure what it is worked out from."""

    text: str = ""
    figures: set[tuple[str, str]] = field(default_factory=set)

    def add(self, block: Block) -> None:
        self.text = " ".join([self.text, *words_of(str(block.html)).split()])
        self.figures |= {worked_out_from(f) for f in block.figures}

    def holds(self, words: str) -> bool:
        return re.search(_in_order(words), self.text) is not None

    def misses(self, words: str) -> bool:
        """Whether the words stand there, and what they name is told as not known, or as given in no list."""
        return re.search(rf"(?={_in_order(words)}).{{0,300}}?(?:\[x\]|no list)", self.text) is not None

    def quotes(self, words: str) -> bool:
        return any(mark + words + end in self.text for mark, end in ('""', "“”"))


def _in_order(words: str) -> str:
    """Runs of words in order; between two, the words that end the first do not come again, as the head of a table would."""
    *before, last = words.split(GAP)
    gaps = (f"(?:(?!{re.escape(' '.join(run.split()[-3:]))}).)*?" for run in before)
    return "".join(re.escape(run) + gap for run, gap in zip(before, gaps, strict=True)) + re.escape(last)


BY_NAME = {"glossary#Glossary", "governance#Contact"}  # a name and what it stands for
HOW = {"words": "holds", "quoted": "quotes", "gap": "misses"}
LACKING = {"words": "", "quoted": " in quotation marks", "gap": " that is told as not known"}


def names_figures(proof: str) -> bool:
    return all(re.fullmatch(r"[a-z0-9_]+\.[a-z0-9_.@-]+", word) for word in proof.split())


def worked_out_from(figure: Figure) -> tuple[str, str]:
    """What tells a figure from all others: one number may have several names."""
    return figure.formula or figure.id, figure.cells


@dataclass
class Book:
    """The pages that rows name, each section with what it tells, and what can be looked up."""

    sections: Mapping[str, Told]
    figures: Figures
    contradictions: Mapping[str, str]

    def lost(self, row: Row) -> Iterator[str]:
        """Why a row does not hold (nothing where it does)."""
        section = self.sections.get(row["place"])
        if section is None:
            yield "there is no such section"
        elif row["told"] == "figure" or (row["told"] == "gap" and names_figures(row["proof"])):
            yield from self._figures_lost(row, section)
        elif row["told"] == "contradiction":
            if not section.holds(self.contradictions.get(row["proof"], "no such contradiction")):
                yield f"the contradiction '{row['proof']}' is not told"
        elif not getattr(section, HOW[row["told"]])(row["proof"]):
            yield f"no '{row['proof']}'{LACKING[row['told']]}"

    def _figures_lost(self, row: Row, section: Told) -> Iterator[str]:
        for id in row["proof"].split():
            try:
                figure = self.figures.figure(id)
            except ReportError as error:
                yield str(error)
                continue
            if worked_out_from(figure) not in section.figures:
                yield f"no figure {id}"
            if figure.known != (row["told"] == "figure"):
                yield f"{id} is " + ("known" if figure.known else "not known [x]")


def rows() -> list[Row]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def book() -> Book:
    """Every page that a row names, written once."""
    project = Project(SAMPLE)
    wanted = {row["place"].partition("#")[0] for row in rows()}
    sections: dict[str, Told] = {}
    for page in notebooks(project):
        report = Report(project, page.opened_as, PUBLISHED)
        for call in page.calls if page.stem in wanted else ():
            heading = f"{page.stem}#{call.heading or page.title}"
            block = getattr(report, call.name)(*call.args)
            for name in dict.fromkeys(
                (heading, heading if call.nearest in (call.heading, page.title) else f"{heading}/{call.nearest}")
            ):
                sections.setdefault(name, Told()).add(block)
    listed = yaml.safe_load((SAMPLE / "data/plan/contradictions.yml").read_text(encoding="utf-8"))["contradictions"]
    why = {entry["id"]: " ".join(entry["why"].split()) for entry in listed}
    return Book(sections, figures_of(open_quarter(project, PUBLISHED)), why)


def test_the_list_is_whole():
    found = rows()
    assert list(found[0]) == COLUMNS and len({row["id"] for row in found}) == len(found)
    assert [row["id"] for row in found if not all(row.values()) or not row["id"].startswith(("hr-", "dp-"))] == []
    assert {row["told"] for row in found} <= {"figure", "words", "quoted", "gap", "contradiction"}


@pytest.mark.slow
def test_a_proof_cannot_stand_for_anything_else(book):
    """A word or two that stand anywhere prove nothing: words are four or more, and their section holds them once."""
    words = [row for row in rows() if row["told"] == "words"]
    short = [row["id"] for row in words if len(row["proof"].split()) < 4 and row["place"] not in BY_NAME]
    often = [row["id"] for row in words if len(re.findall(_in_order(row["proof"]), book.sections[row["place"]].text)) > 1]
    assert (short, often) == ([], [])


def test_no_item_is_lost(book):
    said = [f"{r['id']} ({r['original']}: {r['item']}) is lost at {r['place']}: {why}." for r in rows() for why in book.lost(r)]
    assert not said, "\n".join(said)


@pytest.mark.parametrize(("original", "start"), [("Slide pack", "hr-"), ("Delivery plan", "dp-")])
def test_every_printed_figure_of_an_original_proves_an_item(book, original, start):
    proofs = [id for row in rows() if row["told"] == "figure" and row["id"].startswith(start) for id in row["proof"].split()]
    proved = {worked_out_from(book.figures.figure(id)) for id in proofs}
    with (SAMPLE / f"data/published/{PUBLISHED}.csv").open(encoding="utf-8", newline="") as file:
        printed = [r for r in csv.DictReader(file) if r["place"].startswith(original) and r["figure"]]
    assert printed
    assert [r["id"] for r in printed if worked_out_from(book.figures.figure(r["figure"])) not in proved] == []


CAPITALS = re.compile(r"(?<![\w&/])[A-Z]{2,}[0-9]?(?![\w&/])")
KNOWN_TO_ALL = {"CSV", "AA", "ODS", "XLSX", "JSON"}


def test_every_acronym_of_the_pages_is_in_the_glossary(book):
    project = Project(SAMPLE)
    names = table(project, "names")
    known = {term.acronym for term in table(project, "glossary").terms} | set(names.capitals) | KNOWN_TO_ALL
    known |= {word for name in names.words for word in CAPITALS.findall(name)}
    found = {(word, place) for place, told in book.sections.items() for word in CAPITALS.findall(told.text) if word not in known}
    assert sorted(found) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"place": "priority-1#No such heading"}, ["there is no such section"]),
        ({"told": "figure", "proof": "calls_999_abandonment.change_on_year"}, []),
        ({"told": "figure", "proof": "calls_999_volume.value@2021-01"}, ["no figure calls_999_volume.value@2021-01"]),
        (
            {"told": "figure", "proof": "complaints_backlog.value"},
            ["no figure complaints_backlog.value", "complaints_backlog.value is not known [x]"],
        ),
        ({"told": "gap", "proof": "calls_999_abandonment.change_on_year"}, ["calls_999_abandonment.change_on_year is known"]),
        ({"told": "words", "proof": "another monthly reduction"}, []),
        ({"told": "words", "proof": "Silent calls went … another monthly reduction"}, []),
        ({"told": "words", "proof": "another monthly reduction … In 2023, by its account"}, []),
        (
            {"told": "words", "proof": "more 999 calls than a year earlier … as improving"},
            ["no 'more 999 calls than a year earlier … as improving'"],
        ),
        ({"told": "words", "proof": "another monthly rise"}, ["no 'another monthly rise'"]),
        ({"told": "gap", "proof": "another monthly reduction"}, ["no 'another monthly reduction' that is told as not known"]),
        ({"told": "gap", "proof": "Heavy goods vehicles in collisions", "place": "priority-3#Road safety/What?"}, []),
        ({"told": "quoted", "proof": "another monthly reduction"}, ["no 'another monthly reduction' in quotation marks"]),
        ({"told": "contradiction", "proof": "none-such"}, ["the contradiction 'none-such' is not told"]),
        ({"told": "contradiction", "proof": "999-waits"}, ["the contradiction '999-waits' is not told"]),
        ({"told": "contradiction", "proof": "999-waits", "place": "about-the-data#Contradictions"}, []),
    ],
)
def test_what_is_lost_is_said(book, change, said):
    assert (
        list(book.lost({"id": "hr-1", "place": "priority-1#999 calls/So what?", "told": "words", "proof": ""} | change)) == said
    )
