"""What the law asks a book to say of itself: the accessibility statement, its yearly review, the foot of every page."""

from __future__ import annotations

import pytest
import yaml
from conftest import QUARTER
from places import SAMPLE

from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.models.body import Body
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.law import KINDS, Accessibility
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.standard_pages import ABOUT, Ask, standard_page, standard_pages
from pcc_lib.preparing.open_work import open_work
from pcc_lib.writing.contact import Lead, foot
from pcc_lib.writing.html import words_of

CSV = {"what": "Downloads", "why": "No headings.", "criterion": "1.3.1 (info)", "alternative": "See the page."}
GIVEN = {
    "status": "partially",
    "not_accessible": [CSV],
    "answers_within": "10 working days",
    "prepared_on": "2023-05-01",
    "reviewed_on": "2023-06-01",
    "tested_on": "2023-05-20",
    "tested_by": "the web team",
    "tested_how": "By keyboard.",
}
# the sentences that the model statement fixes, as the government's sample has them (December 2023)
FIXED = (
    "Office is committed to making its website accessible, in accordance with the Public Sector Bodies (Websites and Mobile "
    "Applications) (No. 2) Accessibility Regulations 2018.",
    "This website is partially compliant with the Web Content Accessibility Guidelines version 2.2 AA standard, due to the "
    "non-compliances listed below.",
    "The Equality and Human Rights Commission (EHRC) is responsible for enforcing the Public Sector Bodies (Websites and Mobile "
    "Applications) (No. 2) Accessibility Regulations 2018 (the ‘accessibility regulations’). If you’re not happy with how we "
    "respond to your complaint, contact the Equality Advisory and Support Service (EASS).",
    "This statement was prepared on 1 May 2023. It was last reviewed on 1 June 2023.",
    "The content listed below is non-accessible for the following reasons.",
)


def with_statement(tiny, **keys):
    given = {key: value for key, value in {**GIVEN, **keys}.items() if value is not None}
    body = yaml.safe_load((tiny.root / "data/body.yml").read_text(encoding="utf-8"))
    return tiny.write("data/body.yml", yaml.safe_dump({**body, "name": "Office", "accessibility": given}))


def shown(tiny, page: str = "accessibility") -> str:
    report = tiny.report(page)
    pieces = standard_page(tiny.project(), page, report.page.folder)
    told = [words_of(getattr(report, p.name)(*p.args).html) if isinstance(p, Ask) else p for p in pieces]
    return " ".join(" ".join(told).split())


def test_the_statement_says_the_sentences_that_are_fixed(tiny):
    said = shown(with_statement(tiny))
    assert [sentence for sentence in FIXED if sentence not in said] == []
    for heading in ("## Feedback and contact information", "## Enforcement procedure", "### Compliance status"):
        assert heading in said
    assert (
        "10 working days" in said
        and "The test was carried out by the web team." in said
        and "[x]"
        not in said.replace("How to reach the office was not supplied [x].", "").replace("Nothing was supplied on this [x].", "")
    )


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"status": "fully", "not_accessible": []}, "This website is fully compliant with the Web Content"),
        ({"status": "not"}, "2.2 AA standard. The non-compliances are listed below."),
        ({"not_accessible": [{**CSV, "kind": "burden"}]}, "due to the exemptions listed below."),
        ({"not_accessible": [CSV, {**CSV, "kind": "out-of-scope"}]}, "due to the non-compliances and exemptions listed below."),
    ],
)
def test_the_status_is_told_in_the_words_of_the_model(tiny, keys, words):
    assert words in shown(with_statement(tiny, **keys))


def test_a_book_without_a_statement_says_what_is_missing(tiny):
    said = shown(tiny)
    assert said.count("No accessibility statement was supplied for this report [x]") == 6
    assert "how soon was not supplied [x]" in said


def test_a_statement_of_a_book_that_was_never_tested_says_so(tiny):
    untested = with_statement(tiny, tested_on=None, tested_by=None, tested_how=None)
    assert "This website has not been tested against the standard [x]." in shown(untested)


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ({"status": "fully"}, "status: is 'fully', and not_accessible lists what does not comply: Downloads"),
        ({"not_accessible": []}, "not_accessible: is empty, and the status is not 'fully'."),
        ({"reviewed_on": "2023-04-30"}, "reviewed_on: 2023-04-30 is before the statement was prepared (2023-05-01)."),
        ({"tested_by": None}, "tested_on: a test has a date, somebody who made it, and a way."),
        ({"status": "mostly"}, "status: 'mostly'"),
    ],
)
def test_a_statement_that_contradicts_itself_is_a_fault(keys, fault):
    given = {key: value for key, value in {**GIVEN, **keys}.items() if value is not None}
    with pytest.raises(ReportError) as error:
        read_as(Accessibility, given, "data/body.yml")
    assert fault in str(error.value)


def test_an_unknown_reason_names_those_that_there_are(tiny):
    with pytest.raises(ReportError, match="there is no such reason. Known: "):
        tiny.report("accessibility").accessibility_reasons("laziness")
    assert set(KINDS) == {piece.args[0] for piece in standard_page(tiny.project(), "accessibility") if getattr(piece, "args", ())}


@pytest.mark.parametrize(("reviewed", "is_open"), [("2022-11-27", True), ("2022-11-28", False), ("2024-06-01", False)])
def test_a_review_of_more_than_a_year_ago_is_open_work(tiny, reviewed, is_open):
    """A preview can be built of it, and nothing is published until somebody has read the statement again."""
    with_statement(tiny, prepared_on="2022-01-01", reviewed_on=reviewed)
    assert tiny.said() == ""
    found = [str(work) for work in open_work(tiny.project(), Quarter.parse(QUARTER)) if work.kind == "law"]
    assert bool(found) == is_open
    if found:
        assert found == [
            "data/body.yml, accessibility, reviewed_on: the statement was last reviewed on 27 November 2022, more than a year "
            "before 28 November 2023. Read it against the book, mend it, and write the day."
        ]


def test_the_foot_leads_to_the_pages_that_the_law_asks_for():
    body = Body.model_validate({"name": "Office", "area": "Area", "report_title": "R", "telephone": "01 23"})
    made = foot(body, [Lead("../accessibility.html", "Accessibility <statement>"), Lead("#", "Here", True)])
    assert '<a href="../accessibility.html">Accessibility &lt;statement&gt;</a>' in made
    assert '<a href="#" aria-current="page">Here</a>' in made and made.endswith("<p>Telephone: 01 23</p>")
    assert set(ABOUT) <= set(standard_pages())


@pytest.mark.sample
def test_the_statement_of_the_sample_claims_no_more_than_was_done():
    given = Project(SAMPLE).body.accessibility
    assert given and given.status == "partially" and "no person tried" in given.tested_how and not given.answers_within
