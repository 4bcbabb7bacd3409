"""No number of a built page escapes: each is held against what proves it, and one changed digit is told with its page."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from conftest import QUARTER
from hypothesis import given
from hypothesis import strategies as st
from reading_back import page_of, unproven
from test_edges import merged, quarterly

from pcc_lib.core.errors import ReportError
from pcc_lib.figures.figure import ledger_csv, ledger_rows
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.pages.page import Block as Written
from pcc_lib.reading_back.answers import Answers
from pcc_lib.reading_back.book import faults_in_numbers, numbers_of
from pcc_lib.reading_back.declared import WRONG, Declared, Texts
from pcc_lib.reading_back.marked import FIGURE
from pcc_lib.reading_back.page_proof import PageProof
from pcc_lib.reading_back.passages import PageReader, around
from pcc_lib.reading_back.prove import Found
from pcc_lib.reading_back.reading import Reading
from pcc_lib.reading_back.record import KINDS, listed, numbers_csv, read_numbers, table
from pcc_lib.reading_back.said import Edition, PageSaid, texts_of
from pcc_lib.reading_back.ticks import is_regular
from pcc_lib.reading_back.tokens import apart, numbers_in
from pcc_lib.writing.html import words_of
from pcc_lib.writing.markup import count
from pcc_lib.writing.tables import download


@dataclass
class Book:
    """A page of the tiny project as jupyter-book sets it, and what its blocks say."""

    reading: Reading
    said: PageSaid
    html: str

    def found(self, html: str = "") -> list[Found]:
        """Every number of the page, or of a changed one."""
        return list(PageProof(Answers(self.reading), self.said, html or self.html).found())

    def wrong(self, html: str) -> list[Found]:
        """Those that nothing proves."""
        return [each for each in self.found(html) if each.kind == WRONG]

    def forged(self, old: str, new: str) -> list[Found]:
        """What is wrong once a piece of the page is another; the page itself is sound."""
        assert old in self.html, f"the page does not hold {old!r}"
        return self.wrong(self.html.replace(old, new, 1))


@pytest.fixture
def book(tiny) -> Book:
    """The tiny project's priority, read back."""
    report = tiny.report()
    html, said = page_of([report.what("calls"), report.so_what("calls"), report.now_what("calls")])
    rows = [row for block in said.blocks for row in block.rows]
    return Book(Reading(Edition([said], rows), open_quarter(tiny.project())), said, html)


# ── a sound page ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_number_of_a_sound_page_is_proven_by_something(book):
    found = book.found()
    assert [each for each in found if each.kind == WRONG] == []
    assert {each.kind for each in found} <= set(KINDS) - {WRONG}
    assert {FIGURE, "cell", "date", "step", "tick"} <= {each.kind for each in found}


def test_every_text_of_the_page_is_read(book):
    """Nothing that a reader sees is passed over: the passages hold each number of the page's words."""
    seen = " ".join(passage.text for passage in PageReader(book.html).passages if passage.seen)
    wanted = [n.text for n in numbers_in(words_of(book.html.replace("\n", " ")))]
    assert sorted(n.text for n in numbers_in(seen)) == sorted(wanted)


# ── a forged one ──────────────────────────────────────────────────────────────────────────────────────────────────────
def digit_changed(text: str) -> str:
    """A text whose first digit is another."""
    return re.sub(r"\d", lambda m: str((int(m[0]) + 1) % 10), text, count=1)


FORGED: dict[str, str] = {
    "the text of a figure": r'<data class="pcc-figure" value="\d[\d.]*"><a href="[^"]*">([^<]*\d[^<]*)</a>',
    "the value of a figure": r'<data class="pcc-figure" value="(\d[\d.]*)">',
    "an alternative text": r'alt="(Monthly chart[^"]*)"|alt="(Line chart[^"]*)"',
    "the heading of a chart": r'<p class="pcc-chart-subtitle">([^<]*\d[^<]*)</p>',
    "a spoken label": r'aria-label="(CSV of chart \d)"',
    "a cell of a chart's table": r"<td>(\d[^<]*)</td>",
    "the head of a row": r'<th scope="row">([A-Z][a-z]+ \d{4})</th>',
    "the last period of a source": r'<span class="pcc-source">([^<]*)</span>',
    "a count": r'data-of="measures calls">(\d)</data>',
    "the number of a chart": r'aria-label="(Table of chart \d)"',
    "the priority's number": r"<h1>(Priority \d)",
}


@pytest.mark.parametrize("place", FORGED)
def test_a_changed_digit_is_told_with_its_page(book, place):
    found = re.search(FORGED[place], book.html)
    assert found, place
    at = next(n for n in range(1, (found.lastindex or 0) + 1) if found[n])
    start, end = found.span(at)
    wrong = book.wrong(book.html[:start] + digit_changed(found[at]) + book.html[end:])
    assert wrong and {each.page for each in wrong} == {"notebooks/priority-1.ipynb"}


def in_spec(book: Book, change: Callable[[dict], None]) -> list[Found]:
    """What is wrong once the specification of the first chart is another."""
    found = re.search(r'<script type="application/json" class="pcc-spec">(.*?)</script>', book.html)
    assert found
    spec = json.loads(found[1])
    change(spec)
    return book.wrong(book.html.replace(found[1], json.dumps(spec)))


def rows_of(spec: dict) -> list[dict]:
    return next(rows for rows in spec["datasets"].values() if rows and {"m", "v", "t"} <= rows[0].keys())


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("a value", lambda spec: rows_of(spec)[3].update(v=rows_of(spec)[3]["v"] + 1)),
        ("the words of a value", lambda spec: rows_of(spec)[3].update(t="7777")),
        ("another month's value", lambda spec: rows_of(spec)[-3].update(v=rows_of(spec)[0]["v"], t=rows_of(spec)[0]["t"])),
        ("a month", lambda spec: rows_of(spec)[3].update(m=9999)),
        ("the description", lambda spec: spec.update(description="Calls: 7777.")),
        ("a hint", lambda spec: spec["layer"][0].setdefault("encoding", {}).update(tooltip=[{"title": "Of 7777"}])),
        (
            "a label",
            lambda spec: spec["layer"][0].setdefault("encoding", {}).update(y={"axis": {"labelExpr": "''+(datum.value+9)"}}),
        ),
        ("ticks", lambda spec: spec["layer"][0].setdefault("encoding", {}).update(y={"axis": {"values": [0, 10, 21]}})),
    ],
)
def test_what_a_chart_draws_is_told(book, what, change):
    assert in_spec(book, lambda spec: None) == []
    assert in_spec(book, change), what


def test_a_specification_that_cannot_be_read_is_told(book):
    assert book.forged('class="pcc-spec">{', 'class="pcc-spec">{{')


def test_a_changed_drawing_is_told(book):
    found = re.search(r"data:image/svg\+xml;base64,([^\"]+)", book.html)
    assert found
    svg = base64.b64decode(found[1]).decode()
    word = next(text for text in re.findall(r">([^<>]*\d[^<>]*)</text>", svg))
    forged = svg.replace(f">{word}</text>", f">{digit_changed(word)}</text>", 1)
    assert book.wrong(book.html.replace(found[1], base64.b64encode(forged.encode()).decode()))


def test_a_changed_download_is_told(book):
    assert book.forged("2023-09%2CCalls%2C35", "2023-09%2CCalls%2C36")
    assert book.forged("2023-09%2CCalls%2C35", "2023-08%2CCalls%2C36")


@pytest.mark.parametrize(
    "typed",
    ["<p>There were 754 calls.</p>", '<p title="754 calls">Calls</p>', "<p>½ of them</p>", "<p>May 2031</p>", "<p>119</p>"],
)
def test_a_typed_number_is_told_with_its_sentence_and_what_to_do(book, typed):
    wrong = book.forged("</body>", f"{typed}</body>")
    assert len(wrong) == 1
    told = str(faults_in_numbers(wrong)[0])
    assert told.startswith("notebooks/priority-1.ipynb, Priority 1: Be there")
    assert wrong[0].number in told and "is proven by nothing" in told and "docs/html-vocabulary.md" in told


def test_a_figure_that_the_ledger_has_not_is_told(book):
    made_up = '<data class="pcc-figure" value="7"><a href="figures.html#f-made-up-value">7</a></data>'
    assert "no row of the ledger" in book.forged("</body>", f"<p>{made_up}</p></body>")[0].proof


def test_a_table_to_take_along_is_the_ledger_or_nothing(book):
    rows = [dict(row) | {"value": float(row["value"]) if row["value"] else None} for row in book.reading.edition.rows]
    ledger = ledger_csv(ledger_rows(rows))
    sound = f'<div class="output text_html">{download("figures-2023-24-Q3.csv", ledger)}</div></body>'
    assert book.forged("</body>", sound) == []
    assert book.forged("</body>", sound.replace("column%3Doffered", "column%3Danswered"))
    assert book.forged("</body>", re.sub(r"%0A[a-z_]+\.value", "%0Amade_up.value", sound, count=1))
    other = download("figures-2023-24-Q3.csv", "month,calls\n2023-10,754\n")
    assert book.forged("</body>", f'<div class="output text_html">{other}</div></body>')


def test_a_table_to_take_along_may_stand_in_a_file_beside_the_page(book, tmp_path):
    rows = [dict(row) | {"value": float(row["value"]) if row["value"] else None} for row in book.reading.edition.rows]
    ledger, page = ledger_csv(ledger_rows(rows)), tmp_path / book.said.html
    page.parent.mkdir()
    page.write_text(book.html.replace("</body>", '<a download="f.csv" href="figures/f.csv">CSV</a></body>'), encoding="utf-8")
    (page.parent / "figures").mkdir()
    for text, sound in ((ledger, True), (ledger.replace("column=offered", "column=answered"), False)):
        (page.parent / "figures/f.csv").write_text(text, encoding="utf-8")
        wrong = [each for each in numbers_of(Answers(book.reading), tmp_path) if each.kind == WRONG]
        assert (wrong == []) == sound and {each.place for each in wrong} <= {"its download (CSV)"}


def test_a_line_of_the_list_of_all_says_what_the_entry_says_that_it_leads_to(book):
    line = '<ul><li class="pcc-line"><a href="calls.html#f-offered-{}">Calls, {}</a> <b>{}</b></li></ul></body>'
    assert book.forged("</body>", line.format("value", "October 2023", "45")) == []
    assert book.forged("</body>", line.format("value", "October 2023", "46"))
    assert book.forged("</body>", line.format("value", "May 2023", "45"))
    assert book.forged("</body>", line.format("made-up", "October 2023", "45"))


def test_figures_of_a_topic_and_of_a_page_are_counted_again(book):
    of_topic = len({row["id"] for row in book.reading.edition.rows})
    assert of_topic > 3 and book.forged("</body>", f"<p>{count(of_topic, 'topic calls')}</p></body>") == []
    assert book.forged("</body>", f"<p>{count(of_topic + 1, 'topic calls')}</p></body>")
    assert book.forged("</body>", f"<p>{count(0, 'others priority-1')}</p></body>") == []  # all of its figures are of a topic
    for unknown in ("topic nothing", "others nothing"):
        assert "which there is not" in book.forged("</body>", f"<p>{count(2, unknown)}</p></body>")[0].proof


def test_a_page_that_was_cut_is_told_with_its_pages(book):
    found = [
        found._replace(page=page)
        for page in ("notebooks/figures.ipynb", "notebooks/figures/calls.html", "notebooks/calls.ipynb", "search.html")
        for found in book.found()[:3]
    ]
    rows = read_numbers(numbers_csv(found))
    assert [line.split()[0] for line in table(rows).splitlines()] == [
        "page",
        "figures.ipynb",
        "calls.ipynb",
        "search.html",
        "all",
    ]
    assert {line.partition(",")[0] for line in listed(rows, "figures").splitlines()} == {
        "notebooks/figures.ipynb",
        "notebooks/figures/calls.html",
    }
    assert {line.partition(",")[0] for line in listed(rows, "figures/calls").splitlines()} == {"notebooks/figures/calls.html"}
    assert {line.partition(",")[0] for line in listed(rows, "calls").splitlines()} == {"notebooks/calls.ipynb"}
    with pytest.raises(ReportError, match="figures/calls"):
        listed(rows, "figures/call")


def test_a_count_says_what_it_counts(book):
    block = '<div class="output text_html"><table><tbody><tr><td>{}</td></tr><tr><td>a</td></tr></tbody></table></div></body>'
    assert book.forged("</body>", block.format(count(2, "rows"))) == []
    assert "of which there are 2" in book.forged("</body>", block.format(count(3, "rows")))[0].proof
    assert "which there is not" in book.forged("</body>", block.format(count(2, "wishes")))[0].proof
    assert book.forged("</body>", block.format(count(12, "periods calls.csv 2023"))) == []
    assert book.forged("</body>", block.format(count(11, "periods calls.csv 2023")))


# ── the record ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_record_counts_every_number(book):
    found = book.found()
    rows = read_numbers(numbers_csv(found))
    assert sum(int(row["count"]) for row in rows) == sum(each.count for each in found)
    assert table(rows).splitlines()[-1].split()[-1] == f"{sum(each.count for each in found):,}"
    assert "Priority 1: Be there" in listed(rows, page="priority-1", kind="step")


def test_one_number_on_many_pages_is_one_fault(book, tmp_path):
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text("<p>There were 754 calls.</p>", encoding="utf-8")
    faults = faults_in_numbers(numbers_of(Answers(book.reading), tmp_path))
    assert len(faults) == 1 and "(and on 1 other page)" in str(faults[0])


# ── numbers in texts ──────────────────────────────────────────────────────────────────────────────────────────────────
@given(st.text(alphabet="0123456789½²Ⅳ.,-−+%£ amth:/()", max_size=40))
def test_each_sign_of_a_number_is_in_one_number_only(text):
    found = list(numbers_in(text))
    covered = [at for number in found for at in range(number.first, number.last) if text[at].isnumeric()]
    assert covered == [at for at, char in enumerate(text) if char.isnumeric()]
    assert all(number.start <= number.first < number.last <= number.end for number in found)
    assert all(text[number.start : number.end] == number.text for number in found)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,234.5 and −3.2%", ["1,234.5", "−3.2%"]),
        ("£1.2m on the 12th at 16:30", ["£1.2m", "12th", "16:30"]),
        ("2023-24, 5 to 7", ["2023", "24", "5", "7"]),
        ("½ of SECTION 60", ["½", "60"]),
        ("none", []),
    ],
)
def test_numbers_as_people_write_them(text, numbers):
    assert [number.text for number in numbers_in(text)] == numbers


@pytest.mark.parametrize(
    ("text", "stands"), [("of 12 calls", True), ("of 112", False), ("12.5", False), ("−12", False), ("12%", False)]
)
def test_a_number_is_no_piece_of_another(text, stands):
    at = text.index("12")
    assert apart(text, at, at + 2) is stands


def test_a_declared_text_proves_only_itself():
    texts = Texts.of([Declared("999 calls", "name", "f", ""), Declared("one of 43 forces in the country", "stated", "f", "")])
    assert [c.proof for c in texts.claims("In all, 999 calls came")] == ["f"]
    assert list(texts.claims("In all, 1999 calls came")) == [] == list(texts.claims("998 calls"))
    assert [c.kind for c in texts.claims("It is one of 43 forces in the …")] == ["stated"]


def test_a_figure_has_few_forms():
    row = {"text": "+1.2 percentage points"}
    assert set(texts_of(row)) >= {"+1.2 percentage points", "1.2", "+1.2", "+1.2 points"}
    assert "2" not in texts_of(row) and "12" not in texts_of(row)


def test_ticks_are_even_or_places():
    assert is_regular([0, 5, 10]) and is_regular([1, 5, 10, 15]) and not is_regular([0, 5, 11])
    assert is_regular([500_000, 1e6, 2e6, 5e6]) and is_regular([0.5, 1, 2]) and not is_regular([1e6, 2e6, 6e6])


def test_the_sentence_of_a_number():
    assert around("One. There were 7 of them; all new.", 16, 17) == "There were 7 of them;"


def test_a_page_is_read_as_browsers_read_it():
    html = '<p>Up to <b>1</b>19</p><script>7</script><p hidden>8</p><!-- 9 --><img alt="10 calls"><td data-label="11">x</td>'
    assert [passage.text for passage in PageReader(html).passages] == ["Up to 119", "8", "10 calls", "11"]


def test_faults_of_a_page_are_told_up_to_a_number(book):
    found = [book.found()[0]._replace(kind=WRONG, number=str(n), proof="is proven by nothing") for n in range(50)]
    faults = faults_in_numbers(found)
    assert len(faults) == 21 and "30 more numbers" in str(faults[-1])


# ── books of others ───────────────────────────────────────────────────────────────────────────────────────────────────
def forged_words(blocks: list[Written], old: str, new: str) -> list[str]:
    """What is told of blocks in which some words are others; they are sound, and hold the words."""
    html, said = page_of(blocks)
    assert unproven(blocks, QUARTER) == []
    assert old in html, f"the page does not hold {old!r}"
    rows = [row for block in said.blocks for row in block.rows]
    reading = Reading(Edition([said], rows), open_quarter(Project(blocks[0].project.root), QUARTER))
    found = PageProof(Answers(reading), said, html.replace(old, new)).found()
    return [each.number for each in found if each.kind == WRONG]


@pytest.mark.parametrize(("old", "new"), [("10 months to", "11 months to"), ("months to October 2023", "months to October 2021")])
def test_the_length_of_a_period_is_that_of_a_figure(tiny, old, new):
    report = tiny.measure("offered", title="Offered", window="calendar year").report()
    assert forged_words([report.what("calls")], old, new)


def test_the_dates_of_parts_that_ended_stand_in_the_file_of_their_source(tiny):
    report = merged(tiny).report()
    assert "2013" in forged_words([report.sources()], "until March 2020", "until March 2013")
    assert forged_words([report.sources()], "stands in April 2020 to", "stands in April 2013 to")


def test_quarters_are_read_by_their_months(tiny):
    quarterly(tiny, "calendar")
    blocks = [tiny.report().what("lab"), tiny.report().so_what("lab")]
    assert forged_words(blocks, "January 2019 to December 2023", "January 2019 to December 2022")
    assert forged_words(blocks, "quarter to December 2022.", "quarter to December 2013.")


def test_the_text_of_another_quarter_is_named_by_a_quarter_that_there_is(tiny):
    tiny.comment(f"## So what?\n\n> Draft: the text of {QUARTER}. Rewrite it, then delete this line.\n\nThis is so.\n")
    blocks = [tiny.report().so_what("calls")]
    assert forged_words(blocks, "the text of October to December 2023", "the text of October to December 2013") == ["2013"]


def test_an_activity_is_known_in_few_words_too(tiny):
    long = "Recruit 20 more neighbourhood officers, then train them in 3 stations"
    cut = "Meet 12 partners of the force about the 14 stations that are to be closed or to be sold in the end"
    rows = [f'{id},A,priority-1,Be there,"{text}",OPCC,2024-01,January 2024,\n' for id, text in (("station", long), ("b", cut))]
    tiny.write("data/plan/delivery.csv", "id,appendix,priority,objective,activity,owner,due,due_text,note\n" + "".join(rows))
    report = tiny.report("delivery-plan")
    assert forged_words([report.delivery("priority-1")], "Recruit 20 more", "Recruit 30 more")


def test_a_text_with_braces_and_a_name_that_is_a_sum_are_known(tiny):
    said = "'<b>x</b> & ${1} {0} {{ 1 }}'"
    body = tiny.root / "data/body.yml"
    tiny.write("data/body.yml", body.read_text(encoding="utf-8") + f"original_name: {said}\n")
    tiny.measure("m", title="'=1+1 & 2'")
    assert unproven([tiny.report().what("calls"), tiny.report().definitions("priority-1")], QUARTER) == []
