"""What the law asks a book to say of itself: the accessibility statement, its yearly review, the foot of every page."""

from __future__ import annotations

import posixpath
import re
from types import SimpleNamespace

import pytest
import yaml
from conftest import QUARTER
from places import SAMPLE
from test_check import with_notebook

from pcc_lib.book_extension import lead_to_about
from pcc_lib.cli.founding import PAGES
from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.founding.offered import NAMES, NEXT, new_page
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


# ── the foot of every page, and books that have not these pages ────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("page", "leads"),
    [
        (
            "notebooks/headlines",
            {"Accessibility statement": "accessibility.html", "About this edition": "about-this-edition.html"},
        ),
        ("notebooks/figures/calls", {"Accessibility statement": "../accessibility.html"}),
        ("search", {"Accessibility statement": "notebooks/accessibility.html"}),
        ("notebooks/accessibility", {"Accessibility statement": "#", "About this edition": "about-this-edition.html"}),
    ],
)
def test_the_foot_leads_rightly_from_pages_of_every_depth(tiny, monkeypatch, page, leads):
    monkeypatch.setenv("PCC_PROJECT", str(tiny.root))
    docs = {"notebooks/headlines", "notebooks/accessibility", "notebooks/about-this-edition"}
    app = SimpleNamespace(confdir=tiny.root, env=SimpleNamespace(found_docs=docs))
    up = posixpath.dirname(page) or "."
    context = {
        "theme_extra_footer": "as it was",
        "pathto": lambda to: "#" if to == page else posixpath.relpath(f"{to}.html", up),
    }
    lead_to_about(app, page, "page.html", context, None)
    made = context["theme_extra_footer"]
    for words, href in leads.items():
        assert re.search(rf'<a href="{re.escape(href)}"( aria-current="page")?>{words}</a>', made)
    assert ("aria-current" in made) == (page in docs - {"notebooks/headlines"})
    assert "Statutory information" not in made  # which this book has not


def test_the_foot_of_a_book_without_such_pages_is_as_it_was(tiny, monkeypatch):
    monkeypatch.setenv("PCC_PROJECT", str(tiny.root))
    context = {"theme_extra_footer": "as it was", "pathto": str}
    app = SimpleNamespace(confdir=tiny.root, env=SimpleNamespace(found_docs={"notebooks/figures"}))
    lead_to_about(app, "notebooks/figures", "page.html", context, None)
    assert context["theme_extra_footer"] == "as it was"


@pytest.mark.parametrize("name", [*ABOUT, "panel"])
def test_a_book_that_was_founded_before_gets_each_page(tiny, name):
    with_notebook(tiny)
    assert f"notebooks/{name}.ipynb" in new_page(tiny.project(), name)
    assert tiny.said() == ""
    with pytest.raises(ReportError, match="is a page of the book already"):
        new_page(tiny.project(), name)


def test_the_command_offers_every_page_that_there_is():
    assert set(PAGES) == set(NAMES) and len(PAGES) == len(NAMES) and set(NEXT) == set(NAMES)


# ── statutory information ──────────────────────────────────────────────────────────────────────────────────────────────
STATUTORY = "data/plan/statutory.yml"
FILLED = """statement: The force puts 12 officers to it.
national_priorities:
  - title: Reduce serious violence
    applicable: true
    reason: It is met here.
    contribution: Patrols at night.
    measures: [offered]
  - {title: Tackle cyber crime, applicable: false, reason: Others do it.}
inspection:
  report: {title: PEEL 2022, url: "https://example.org/peel", published_on: 2023-02-01}
  summary: The force is good at answering.
complaints:
  quarterly: {title: Quarter 2, url: "https://example.org/q2"}
  account: Met each month.
"""


def test_what_the_order_asks_for_is_told_with_the_measures_of_the_book(tiny):
    said = shown(tiny.write(STATUTORY, FILLED), "statutory-information")
    assert tiny.said() == ""
    html = tiny.report("statutory-information").national_priorities().html
    assert 'href="figures.html#f-offered-value"' in html and "Patrols at night." in said
    for words in ("Reduce serious violence", "Yes", "No", "Others do it.", "PEEL 2022, published on 1 February 2023"):
        assert words in said
    assert "Not supplied for this report [x]" in said  # the annual statistics


def test_without_a_file_each_part_says_what_was_not_supplied(tiny):
    said = shown(tiny, "statutory-information")
    assert "Which national priorities there are was not supplied for this report [x]." in said
    assert said.count("Not supplied for this report [x]") == 5


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[offered]", "[ofered]", "Reduce serious violence, measures: there is no measure 'ofered'. Did you mean 'offered'?"),
        ("    reason: It is met here.\n", "", "reason: goes with applicable. Give both, or neither."),
        ("Tackle cyber crime", "Reduce serious violence", "the title 'Reduce serious violence' stands twice."),
        ("https://example.org/peel", "peel", "is not a web address"),
    ],
)
def test_slips_of_the_statutory_file_are_told(tiny, old, new, fault):
    assert fault in tiny.write(STATUTORY, FILLED.replace(old, new)).said()


# ── about this edition ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_edition_says_how_to_cite_it_and_what_kind_its_sources_are(tiny):
    tiny.edit("data/sources/calls.resource.yml", "limits:", "statistics: management information\nlimits:")
    said = shown(tiny, "about-this-edition")
    assert tiny.said() == ""
    assert "October to December 2023, first version, written on 28 November 2023." in said
    assert "Management information" in said and "Limits of " in said and "sets no cookies" in said
    assert 'href="about-the-data.html#source-calls"' in tiny.report("about-this-edition").source_status().html


def test_a_corrected_edition_is_cited_by_its_version_and_day(tiny):
    tiny.write(
        f"data/quarters/{QUARTER}/corrections.yml",
        "corrections: [{version: 2, published: 2024-03-20, reason: A file had come twice.}]\n",
    )
    body = yaml.safe_load((tiny.root / "data/body.yml").read_text(encoding="utf-8"))
    tiny.write("data/body.yml", yaml.safe_dump({**body, "archive": "https://reports.example.org/q/"}))
    told = words_of(tiny.report("about-this-edition").citation().html)
    assert "version 2, published on 20 March 2024. https://reports.example.org/q/" in told
