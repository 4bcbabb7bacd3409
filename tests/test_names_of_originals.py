"""What sentences call the original report and the plan: as the body does; of what it does not have, no page speaks."""

from __future__ import annotations

import re

import pytest
from conftest import QUARTER, Tiny, asked
from test_new_quarter import NEXT

from pcc_lib.book_extension import _announcement
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.models.body import Originals
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.published import names_of_originals
from pcc_lib.inputs.standard_pages import standard_page
from pcc_lib.pages.ledger_words import what_is
from pcc_lib.report import Report
from pcc_lib.writing.html import words_of

BODY = "data/body.yml"
NAMED = "original_name: annual digest\ndelivery_plan_name: action list\n"
CLAIMS = "claims:\n  - {id: a, page: priority-1, claim: Better, verdict: supported, why: It is.}\n"
GLOSSARY = "terms:\n  - {acronym: CPS, expansion: Crown Prosecution Service, meaning: They prosecute., source: original}\n"
# pages that a notebook may ask for, with the blocks of the sample's
PAGES = ("headlines", "priority-1", "delivery-plan", "signals", "glossary", "figures", "about-the-data")


def shown(tiny: Tiny) -> str:
    """The words of every block that the sample's pages ask of this project (of its one priority)."""
    found = []
    for page in PAGES:
        report = Report(tiny.project(), page, "latest")
        if page in ("signals", "glossary", "figures", "about-the-data"):
            found += [piece for piece in standard_page(tiny.project(), page, report.page.folder) if isinstance(piece, str)]
        for name, args in asked(page):
            if not args or args == ["priority-1"]:
                found.append(words_of(str(getattr(report, name)(*args).drawn())))
    return " ".join(" ".join(found).split())


@pytest.fixture
def promised(tiny) -> Tiny:
    """A deliverable that is late by the report's date and not by the plan's; claims, and a glossary with its source."""
    tiny.write("data/plan/claims.yml", CLAIMS).write("data/plan/glossary.yml", GLOSSARY)
    tiny.edit("data/plan/delivery.csv", "2023-09,September 2023", "2024-03,March 2024")
    return tiny.edit(f"data/quarters/{QUARTER}/deliverables.csv", "2024-01,January 2024", "2023-05,May 2023")


def told(printed: str, progress: str, plan: str) -> tuple[str, ...]:
    return (
        f"The {progress} lists 1 deliverable",
        f"The {plan} has 1 activity.",
        f"The {plan} has 1 activities",
        f"Activities of the {plan}, priority 1",
        f"Date in the {progress}",
        f"which the {progress} gives",
        f"Late by five months by the {progress}'s date; due March 2024 by the {plan}",
        f"the {progress} dates the same work earlier than the {plan}",
        f"Claims of the {printed}",
        f"the figures that the {printed} itself prints",
        f"In the glossary of the {printed}.",
    )


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("", Originals()),
        ("delivery_plan_title: Mayor's Action Plan\n", Originals(plan="Mayor's Action Plan")),
        (NAMED, Originals("annual digest", "annual digest", "action list")),
    ],
)
def test_pages_speak_of_the_originals_by_the_names_that_the_body_has(promised, given, names):
    body = (promised.root / BODY).read_text(encoding="utf-8")
    said = shown(promised.write(BODY, body + given))
    assert re.findall(r"slide pack|delivery plan|Commissioner|police and crime plan", said, re.IGNORECASE) == []
    assert [words for words in told(*names) if words not in said] == []
    page = promised.report("figures").page
    assert [what_is(page, page.figures.figure(f"{name}.value")) for name in ("delivery_dates_differ", "deliverables_late")] == [
        f"Activities of the {names.plan}: late by the {names.progress}'s date and not by the {names.plan}'s",
        f"Deliverables of the {names.progress}: late",
    ]


def test_what_stands_large_and_what_is_missing_beside_it_is_told_by_that_name(tiny):
    rebuilt = re.sub(r"(?m)(,computed,)p?$", r"\1e", (tiny.root / "data/sources/calls.csv").read_text(encoding="utf-8"))
    row = "now,Report,What it says,45,calls,level,,offered.value,\n"
    header = "id,place,statement,printed,unit,basis,change_kind,figure,note\n"
    tiny.write("data/sources/calls.csv", rebuilt).write(f"data/published/{QUARTER}.csv", header + row)
    for given, name in ("", "original report"), (NAMED, "annual digest"):
        tiny.write(BODY, (tiny.root / BODY).read_text(encoding="utf-8") + given)
        said = words_of(str(tiny.report("headlines").cards().drawn()))
        assert f"Figures without [e] are those of the {name}." in said and f"The {name} prints no earlier value" in said


def test_without_a_plan_the_landing_page_speaks_of_none(tiny):
    (tiny.root / "data/plan/delivery.csv").unlink()
    tiny.edit(f"data/quarters/{QUARTER}/deliverables.csv", "station,same", ",")
    said = words_of(str(tiny.report("headlines").needs_attention().html))
    assert "The report lists 1 deliverable" in said and "plan" not in said
    (tiny.root / f"data/quarters/{QUARTER}/deliverables.csv").unlink()
    assert "No progress was reported for this quarter [x]." in words_of(str(tiny.report("headlines").needs_attention().html))
    assert "plan" not in words_of(str(tiny.report("headlines").needs_attention().html))


def test_a_name_with_tags_stands_as_text_and_not_in_a_heading(promised):
    name = "<b>x</b> & ${1} {0} {{ 1 }}"
    said = shown(promised.write(BODY, (promised.root / BODY).read_text(encoding="utf-8") + f"original_name: '{name}'\n"))
    assert "## Claims of the original report" in said and f"The {name} lists" in said


def test_a_default_that_the_project_refuses_is_a_fault_of_the_body(tiny):
    tiny.write("data/plan/names.yml", "preferred:\n  - {name: annual digest, not: [original report]}\n")
    assert "data/body.yml, original_name: is not given, so pages say 'original report'." in tiny.said()
    tiny.write(BODY, (tiny.root / BODY).read_text(encoding="utf-8") + NAMED)
    assert "original_name" not in tiny.said()


# ── in the quarters after the original's ──
@pytest.fixture
def later(two) -> Tiny:
    """A quarter after the one whose original has a record, for a body that names its report."""
    header = "id,place,statement,printed,unit,basis,change_kind,figure,note\n"
    two.write(f"data/published/{QUARTER}.csv", f"{header}now,Report,What it says,45,calls,level,,offered.value,\n")
    two.write("data/plan/claims.yml", f"quarter: {QUARTER}\n{CLAIMS}").write("data/plan/glossary.yml", GLOSSARY)
    two.edit("data/plan/delivery.csv", "2023-09,September 2023", "2024-03,March 2024")
    return two.write(BODY, (two.root / BODY).read_text(encoding="utf-8") + NAMED)


def test_in_a_later_quarter_its_own_report_tells_of_progress_and_the_original_is_named_with_its_quarter(later):
    said = shown(later)
    assert "The report lists 1 deliverable" in said and "Date in the report" in said
    assert "The annual digest tells" not in said and "Date in the annual digest" not in said
    assert later.report().page.originals.printed == "annual digest of October to December 2023"
    page = Report(later.project(), "figures", "latest").page
    assert what_is(page, page.figures.figure("deliverables_late.value")) == "Deliverables of the report: late"
    own = Report(later.project(), "headlines", QUARTER)
    assert "The annual digest lists 1 deliverable" in words_of(str(own.needs_attention().html))


def test_a_quarter_before_the_original_does_not_take_it_for_its_own(later):
    earlier = "data/quarters/2023-24-Q2/quarter.yml"
    later.write(earlier, "written_on: 2023-08-28\nreporting_months: {sources: {calls: 2023-07}}\n")
    folder = QuarterFolder(later.project(), Quarter.parse("2023-24-Q2"))
    assert names_of_originals(folder).printed == "annual digest of October to December 2023"


def test_every_page_of_a_later_quarter_says_which_report_is_meant(later, monkeypatch):
    words = "The annual digest that pages speak of is that of October to December 2023, whose printed figures the data hold."
    assert words in words_of(str(_announcement(later.project(), "")))
    monkeypatch.setenv("PCC_QUARTER", QUARTER)
    assert "annual digest" not in words_of(str(_announcement(later.project(), "")))


def headings_of(tiny: Tiny, page: str, quarter: str) -> str:
    folder = QuarterFolder(tiny.project(), Quarter.parse(quarter))
    return "\n".join(piece for piece in standard_page(tiny.project(), page, folder) if isinstance(piece, str))


def test_a_heading_of_the_original_stands_in_the_edition_of_its_quarter_alone(later):
    entry = (
        f"contradictions:\n  - {{id: a, quarter: {QUARTER}, page: book, where: P, printed: [x], why: Two., treatment: None.}}\n"
    )
    later.write("data/plan/contradictions.yml", entry)
    for page, heading in (("signals", "## Claims of the annual digest\n"), ("about-the-data", "## Contradictions\n")):
        assert heading in headings_of(later, page, QUARTER)
        assert heading.strip() not in headings_of(later, page, NEXT)
        written = str(Report(later.project(), page, NEXT).standard_page())
        assert heading.strip() not in written and "#contradictions" not in written


def test_a_list_of_every_edition_names_the_quarter_of_the_original(later):
    later.write("data/plan/claims.yml", CLAIMS)
    assert "## Claims of the annual digest of October to December 2023" in headings_of(later, "signals", NEXT)
    assert "## Claims of the annual digest\n" in headings_of(later, "signals", QUARTER)


def test_the_glossary_says_of_which_quarter_the_original_is(later):
    said = words_of(str(Report(later.project(), "glossary", NEXT).glossary().html))
    assert "In the glossary of the annual digest of October to December 2023." in said
