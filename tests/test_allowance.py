"""Significance is decided once: the tests of one priority allow for each other, and every page reads that decision."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from conftest import Tiny
from edge_books import Lab, months
from places import PUBLISHED
from scipy.stats import false_discovery_control

from pcc_lib.figures.judgement import Judgement, judge
from pcc_lib.inputs.measures import Measure, topics_of
from pcc_lib.inputs.plan import priorities
from pcc_lib.pages import signals
from pcc_lib.pages import topic as topic_page
from pcc_lib.report import Report
from pcc_lib.writing.html import words_of
from pcc_lib.writing.markup import plain
from pcc_lib.writing.verdicts import of_year

Tested = dict[str, list[tuple[Measure, str, Judgement, Judgement]]]


@pytest.fixture(scope="module")
def report(repo) -> Report:
    return Report(repo, "signals", PUBLISHED)


def family_of(report: Report, of_parts: bool) -> Tested:
    """By priority: each measure or part that is tested, as it is told and as it would be alone."""
    page, found = report.page, defaultdict(list)
    for p in priorities(page.project):
        for m in (m for topic in topics_of(page.project, p.id, scorecard=True) for m in page.measures(topic.id)):
            series = page.figures.series(m.id)
            for part in (series.parts if series and m.breakdown else ()) if of_parts else ("",):
                told = page.judgement(m, part)
                if told and told.test:
                    found[p.id].append((m, part, told, judge(series, part)))
    return found


@pytest.mark.sample
@pytest.mark.parametrize("of_parts", [False, True], ids=["measures", "parts"])
def test_a_test_allows_for_the_others_of_its_priority(report, of_parts):
    """Held against scipy, family by family."""
    for each in family_of(report, of_parts).values():
        adjusted = false_discovery_control([alone.test.p_value for *_, alone in each])
        for (m, part, told, alone), q in zip(each, adjusted, strict=True):
            assert told.test.adjusted == pytest.approx(q) and told.test.alone == alone.test.significant, (m.id, part)
            assert told.test.significant == (alone.test.significant and q < 0.05), (m.id, part)
            assert told.test.lost == (alone.test.significant and not q < 0.05), (m.id, part)


@pytest.mark.sample
def test_all_pages_tell_one_decision(report):
    """Verdict, sentence, answer and table of Signals; what is lost among many is told as a change by none of them."""
    page, told_as_change = report.page, 0
    table = words_of(str(signals.tests(page)))
    for each in family_of(report, of_parts=False).values():
        for m, _, told, _ in each:
            verdict, said = of_year(told, m), plain(topic_page.judged(page, m))
            changed = told.test.significant
            told_as_change += changed
            assert verdict is None or verdict.words.startswith(("Year ", "Higher ", "Lower ")) == changed, m.id
            assert bool(re.search(r" it (?:rose|fell) ", said)) == (changed and " no value " not in said), m.id
            assert m.title in table, m.id
    assert told_as_change and table.count("Still significant") == 0


@pytest.mark.sample
def test_signals_and_a_priority_print_the_same_verdicts(repo):
    """The pills of a measure on the page of its priority stand beside its name on Signals too."""
    on_signals = words_of(str(Report(repo, "signals", PUBLISHED).tests().drawn()))
    page = Report(repo, "priority-2", PUBLISHED).page
    for topic in topics_of(page.project, "priority-2"):
        for m in page.measures(topic.id):
            judged = page.judgement(m)
            if judged and judged.test and (verdict := of_year(judged, m)):
                after = re.sub(r"\s+", " ", on_signals.partition(m.title)[2] if on_signals.count(m.title) == 1 else "")
                assert not after or after.strip().startswith(verdict.words), m.id


def test_a_measure_that_only_the_scorecard_shows_stands_among_the_tests_of_its_priority(tiny: Tiny) -> None:
    """It is in the family that the allowance is made for, so that readers can count the tests."""
    rows = [(m, "north", 200 if m >= "2022-11" else 100) for m in months("2020-11", "2023-10")]
    Lab(rows, "2023-10").write(tiny).edit("data/topics/lab.yml", "order: 2", "order: 2\nscorecard_only: true")
    html = tiny.report("signals").tests().html
    assert "Offences" in html and 'href="about-the-data.html#m"' in html
