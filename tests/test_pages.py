"""The pages beside the priorities: each block says what the data say, links lead somewhere, and absences are told."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from places import PUBLISHED, ROOT, SAMPLE

from pcc_lib.core.errors import ReportError
from pcc_lib.core.numerals import slug
from pcc_lib.core.status import WORDS, Statuses, codes
from pcc_lib.figures.counted_lists import group_of
from pcc_lib.figures.counts import activity_state, delivery_figures
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs import contents
from pcc_lib.inputs.headings import heading_id
from pcc_lib.inputs.measures import Target, measure_ids
from pcc_lib.inputs.plan import activities, priorities
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.promises import STATES, Activity, Deliverable
from pcc_lib.pages import delivery, ledger, ledger_words
from pcc_lib.pages.beside import beside
from pcc_lib.pages.scorecard_lines import verdicts_of
from pcc_lib.pages.topic import change_of
from pcc_lib.report import Report
from pcc_lib.writing import verdict_words as deck
from pcc_lib.writing.short_words import SHORT
from pcc_lib.writing.verdict_words import UNCOMPARED

WRITTEN = "2023-11-28"


@pytest.fixture(scope="module")
def report() -> Report:
    return Report(Project(SAMPLE), "figures", PUBLISHED)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A project with priorities and nothing else of a plan."""
    folder = tmp_path_factory.mktemp("bare")
    shutil.copytree(ROOT / "tests/projects/street-crime/data", folder / "data", ignore=shutil.ignore_patterns("measures"))
    return Report(Project(folder), "delivery-plan")


def activity(due: str) -> Activity:
    return Activity("website", "A", "priority-1", "Trust", "Refresh the website", "Head", due, due, "")


def deliverable(due: str, progress: int, planned: str = "", promise: str = "same") -> Deliverable:
    return Deliverable("d", "priority-1", "Website", due, due, progress, "website", promise, "", planned)


# ── the delivery plan ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_nothing_is_inferred_from_a_date_alone() -> None:
    assert activity_state(activity("2023-10"), [], WRITTEN) == (
        "Not reported [x], was due October 2023",
        "note",
        "not reported",
    )
    assert activity_state(activity("2023-11"), [], WRITTEN).words == "Not reported [x]"
    assert activity_state(activity("2023-11-27"), [], WRITTEN).words == "Not reported [x], was due 27 November 2023"


def test_of_several_reports_the_one_that_needs_attention_counts() -> None:
    done, late = deliverable("2023-09", 100), deliverable("2023-09", 50)
    slipped = deliverable("2024-05", 60, "2023-11")
    assert activity_state(activity("2023-09"), [done], WRITTEN).kind == "done"
    assert activity_state(activity("2023-09"), [done, slipped], WRITTEN).kind == "slipped"
    assert activity_state(activity("2023-09"), [slipped, late, done], WRITTEN).kind == "late"


@pytest.mark.parametrize(("due", "progress"), [("2023-09", 100), ("2023-09", 50), ("2024-05", 60)])
def test_a_report_on_a_part_says_nothing_of_the_rest(due: str, progress: int) -> None:
    part = deliverable(due, progress, promise="part")
    for reports in ([part], [part, part]):
        assert activity_state(activity("2023-09"), reports, WRITTEN) == ("Part reported", "same", "part reported")
    for whole in (deliverable("2023-09", 100), deliverable("2023-09", 50), deliverable("2024-05", 60, "2023-11")):
        alone = activity_state(activity("2023-09"), [whole], WRITTEN)
        assert activity_state(activity("2023-09"), [part, whole], WRITTEN) == alone


@pytest.mark.sample
def test_activities_told_in_part_are_counted_and_named(report: Report) -> None:
    reports = report.page.folder.deliverables()
    parts = {d.plan_id for d in reports if d.promise == "part"} - {d.plan_id for d in reports if d.promise == "same"}
    counts = {f.id: int(f.value) for f in delivery_figures(report.page.folder)}
    assert counts["delivery_part_reported.value"] == len(parts) > 0
    assert not [d.id for d in reports if d.slipped_from and d.promise != "same"]
    tracked = "".join(report.delivery(p.id).html for p in priorities(report.page.project))
    assert tracked.count("Part reported") >= len(parts)
    assert "Part reported" in report.delivery_summary().html


@pytest.mark.sample
def test_counts_of_the_groups_add_up_to_the_whole(report: Report) -> None:
    counts = {f.id: int(f.value) for f in delivery_figures(report.page.folder)}
    groups = {group_of(a).replace("-", "_") for a in activities(report.page.project)}
    assert counts["delivery_activities.value"] == len(activities(report.page.project))
    for name in ("activities", "late", "done", "part_reported", "not_reported", "not_reported_past_due"):
        assert counts[f"delivery_{name}.value"] == sum(counts[f"delivery_{g}_{name}.value"] for g in groups), name
    assert counts["delivery_activities.value"] == sum(counts[f"delivery_{s.replace(' ', '_')}.value"] for s in STATES)


@pytest.mark.sample
def test_plan_and_report_are_linked_both_ways(report: Report) -> None:
    report = Report(
        report.page.project, "delivery-plan", str(report.page.quarter)
    )  # which tells all groups, so links lead to them
    reported = report.delivery_reported().html
    tracked = "".join(report.delivery(p.id).html for p in priorities(report.page.project))
    targets = set(re.findall(r'href="#(plan-[a-z0-9-]+)"', reported))
    assert targets and targets <= set(re.findall(r'id="(plan-[a-z0-9-]+)"', tracked))
    assert 'href="priority-1.html#deliverables"' in tracked


def test_an_activity_is_shortened_at_a_pause_or_a_word() -> None:
    assert delivery.short("Refresh the office's website, so that the public can find it") == "Refresh the office's website"
    assert delivery.short("With partners, review the groups") == "With partners, review the groups"
    assert len(delivery.short("word " * 60)) <= 80


# ── the scorecard ─────────────────────────────────────────────────────────────────────────────────────────────────────
QUESTIONS = {
    "This month": {e.words for d in (deck.SIGNALS, deck.MOVED, deck.SAMENESS) for e in d.values()}
    | {deck.USUAL.words, deck.TRIAL.words},
    "This year": {e.words for e in deck.CHANGES.values()} | {UNCOMPARED.words},
    "Target": {e.words for e in deck.TARGETS.values()},
}


@pytest.mark.slow
@pytest.mark.sample
def test_a_column_of_the_scorecard_answers_one_question(report: Report) -> None:
    """Its verdict in short, and the figures that this one rests on; a change of one month on another stands beside the value."""
    statistics = {
        "Latest": {"value"},
        "Change": {"change-on-month", "change-12-months", "change-on-year", "change-on-baseline"},
        "This month": {"usual-lower", "usual-upper", "level-before", "level-after"},
        "This year": {"change-12-months", "change-on-year", "change-on-baseline"},
        "Target": {"target", "target-lower", "target-upper"},
    }
    seen: Counter[str] = Counter()
    for p in priorities(report.page.project):
        html = report.scorecard(p.id).html
        assert "single months" not in html
        for cell in BeautifulSoup(html, "html.parser").select("table.pcc-scorecard td[data-label]"):
            column = cell["data-label"]
            pills = {
                pill.get_text(" ", strip=True).removesuffix(" (better)").removesuffix(" (worse)")
                for pill in cell.select(".pcc-verdict")
            }
            assert pills <= {SHORT[words] for words in QUESTIONS.get(column, ())}, (column, pills)
            named = [figure["href"].rpartition("#f-")[2] for figure in cell.select('a[href*="#f-"]')]
            assert all(any(s in name for s in statistics.get(column, ())) for name in named), (column, named)
            seen[column] += bool(pills and named)
    assert min(seen[column] for column in QUESTIONS) >= 3, seen


@pytest.mark.sample
@pytest.mark.parametrize(
    ("direction", "target", "words"),
    [
        ("decrease", 1e9, "Target met"),
        ("decrease", -1.0, "Target missed"),
        ("increase", -1.0, "Target met"),
        ("increase", 1e9, "Target missed"),
    ],
)
def test_what_no_test_judges_is_compared_with_its_target(
    report: Report, monkeypatch: pytest.MonkeyPatch, direction: str, target: float, words: str
) -> None:
    monkeypatch.setattr(report.page, "judgement", lambda *_: None)
    measure = report.page.figures.measure("cch_wait").model_copy(
        update={"good_direction": direction, "target": Target(label="Goal", value=target)}
    )
    assert [v.words for v in verdicts_of(report.page, measure)] == [words]
    aimless = measure.model_copy(update={"target": None})
    assert [v.words for v in verdicts_of(report.page, aimless)] == ["Not judged"]


@pytest.mark.sample
def test_a_measure_without_data_says_why(report: Report) -> None:
    html = report.scorecard("priority-1").html
    assert "The delivery plan lists overall crime volume" in html


# ── money and people, governance ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.sample
def test_totals_that_differ_from_their_rows_are_named(report: Report) -> None:
    html = re.sub(r"<[^>]+>", "", report.budget().html)
    assert "2023/24: the printed total is £0.001\u00a0million more than the rows add up to." in html
    assert "2025/26: the printed total is £0.001\u00a0million less than the rows add up to." in html
    assert "2024/25: the printed total" not in html


@pytest.mark.sample
def test_the_claim_stands_beside_what_the_table_gives(report: Report) -> None:
    html = re.sub(r"<[^>]+>", "", report.budget_claim().html)
    assert "approximately 98%" in html and "70.5%" in html and "94.3%" in html


@pytest.mark.sample
def test_every_link_of_the_assurance_framework_is_told_in_words(report: Report) -> None:
    html = report.governance("assurance").html
    told = html.split("The links in words")[1]
    for node in report.page.project.read_yaml("data/plan/governance.yml")["assurance_framework"]["nodes"]:
        assert node["title"] in told, node["id"]


@pytest.mark.sample
def test_an_unknown_part_of_governance_is_an_error(report: Report) -> None:
    with pytest.raises(ReportError, match="vision"):
        report.governance("visions")


# ── the ledger ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
@pytest.mark.sample
def test_the_ledger_lists_what_every_other_page_prints(report: Report) -> None:
    html = report.ledger().html
    anchors = re.findall(r'<div id="(f-[^"]+)"', html)
    printed = {f.anchor for s in ledger.replayed(report.page) for f in s.block.figures}
    linked = {a for s in ledger.replayed(report.page) for a in re.findall(r'figures\.html#(f-[^"]+)"', s.block.html)}
    assert len(anchors) == len(set(anchors)) and set(anchors) == printed
    assert linked <= printed
    assert {s.page.stem for s in ledger.replayed(report.page)} >= {"priority-1", "scorecard", "money-and-people"}


@pytest.mark.slow
@pytest.mark.sample
def test_every_figure_and_chart_is_told_in_words(report: Report) -> None:
    shown = ledger.replayed(report.page)
    ids = {f.id: f for s in shown for f in s.block.figures}
    assert not [id for id, f in ids.items() if "_" in ledger_words.what_is(report.page, f)]
    charts = report.ledger_charts().html
    told = {c for s in shown for c in s.block.charts}, [t.anchor for s in shown for t in s.block.tables]
    assert charts.count("<details") == sum(map(len, told)) and len(told[1]) == len(set(told[1])) > 10
    assert "<code></code>" not in charts and charts.count("<dt>File</dt>") >= charts.count("<details")


def test_replay_makes_only_plain_calls_of_the_report(tmp_path: Path) -> None:
    page = tmp_path / "page.ipynb"
    source = "report.what('calls-999')\nreport.what(open('x'))\nopen('y')\nreport.project.read_text('z')"
    page.write_text(json.dumps({"cells": [{"cell_type": "code", "source": source}]}), encoding="utf-8")
    found = contents.read_notebook(Project(tmp_path), "page.ipynb").calls
    assert [(c.name, c.args) for c in found] == [("what", ("calls-999",))]


def test_headings_have_the_ids_that_sphinx_gives() -> None:
    from docutils.nodes import make_id

    for heading in (
        "999 calls",
        "101 and Central Call Handling",
        "Rape and serious sexual offences",
        "Café: £5 (net)",
        "Straße, Ærø, œuvre, Łódź, Đà Nẵng, ŧ ı",
        "42",
    ):
        assert heading_id(heading) == make_id(heading), heading


@pytest.mark.no_cover
@pytest.mark.slow
def test_every_letter_there_is_gets_the_id_that_sphinx_gives() -> None:
    from docutils.nodes import make_id

    letters = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    assert [c for c in letters if heading_id(f"a{c}b {c}") != make_id(f"a{c}b {c}")] == []


def test_a_link_to_a_topic_leads_to_its_section_however_its_heading_is_written(tmp_path: Path) -> None:
    cells = [
        {"cell_type": kind, "source": source}
        for kind, source in (("markdown", "# Page\n\n  ## *Straße* & `more` ##\n### What?"), ("code", "report.what('roads')"))
    ]
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/page.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    project = Project(tmp_path)
    assert contents.topic_link(project, "page", "roads") == "page.html#roads"
    book = contents.read_notebook(project, "notebooks/page.ipynb")
    assert book.headings == ((1, "Page"), (2, "Straße & more"), (3, "What?")) and book.title == "Page"
    assert (book.calls[0].heading, book.calls[0].nearest) == ("Straße & more", "What?")


# ── about the data ────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.sample
def test_every_measure_is_defined_once_under_its_id(report: Report) -> None:
    html = "".join(report.definitions(p.id).html for p in priorities(report.page.project))
    ids = re.findall(r'<details class="pcc-definition" id="([^"]+)"', html)
    wanted = [slug(n.removesuffix(".yml")) for n in report.page.project.names("data/measures")]
    assert sorted(ids) == sorted(wanted)


@pytest.mark.sample
def test_every_contradiction_is_printed(report: Report) -> None:
    html = report.contradictions().html
    entries = report.page.project.read_yaml("data/plan/contradictions.yml")["contradictions"]
    assert html.count('<th scope="row">') == len(entries)


# ── codes ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_status_is_explained_where_the_codes_are(tiny) -> None:
    explained = re.findall(r"<dt>(\[\w+\])</dt><dd>\w", tiny.report("about-the-data").methods().html)
    assert set(explained) == {*(f"[{letter}]" for letter in WORDS), "[low]"} and len(explained) == len(set(explained))


@pytest.mark.slow
def test_every_status_is_explained_beside_the_ledger(report: Report) -> None:
    said = report.ledger_summary().html
    assert all(f"{code} {words}" in said for code, words in codes().items())


def test_rows_say_their_status_in_words() -> None:
    said = [Statuses.parse(text).of_rows for text in ("", "e", "p", "e,p")]
    assert said == ["final", "reconstructed [e]", "provisional [p]", "reconstructed [e] and provisional [p]"]


# ── projects that supply less ─────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "call",
    [
        "delivery_summary",
        "delivery_reported",
        "delivery_dates",
        "budget",
        "budget_claim",
        "funds",
        "staffing",
        "structure",
        "ledger_summary",
        "ledger",
        "ledger_charts",
        "contradictions",
        "glossary",
        "sources",
        "completeness",
        "reconstruction",
        "methods",
        "data_summary",
        "scorecard_summary",
    ],
)
def test_a_block_without_its_file_says_so(empty: Report, call: str) -> None:
    assert getattr(empty, call)().html


def test_blocks_with_an_argument_say_so_too(empty: Report) -> None:
    assert "[x]" in empty.governance("vision").html
    assert "No activity yet [x]." in empty.delivery("appendix-b").html
    assert "[x]" in empty.scorecard("safer-streets").html
    assert empty.definitions("safer-streets").html


@pytest.mark.sample
def test_beside_a_value_stands_what_its_verdict_rests_on(report: Report) -> None:
    """One month against another is no ground of a verdict, and is not told beside one."""
    page, seen = report.page, set()
    for id in measure_ids(page.project):
        measure, judgement = page.figures.measure(id), page.judgement(page.figures.measure(id))
        change = change_of(page, measure)
        if judgement is None or not (change is None or change.period.is_one):
            continue
        figures = [part.name.statistic for part in beside(page, measure, change) if isinstance(part, Figure)]
        if judgement.moved and judgement.moved.slope:
            wanted = ["level_before", "level_after"]
        elif judgement.moved:
            wanted = ["level_after"]
        elif judgement.variation:
            wanted = ["usual_lower", "usual_upper"]
        else:
            wanted = [change.name.statistic] if change else []
        assert figures == wanted, id
        seen.add(tuple(wanted[:1]))
    assert {("level_after",), ("usual_lower",)} <= seen


@pytest.mark.sample
def test_beside_a_correlation_stands_that_of_the_changes(report: Report) -> None:
    """Two series that both grow are related, whatever they are: alone on a tile the coefficient would say more than is known."""
    linked = next(m for id in measure_ids(report.page.project) if (m := report.page.figures.measure(id)).of)
    told = beside(report.page, linked, None)
    assert [part.name.statistic for part in told if isinstance(part, Figure)] == ["differences"]
