"""Words of cause and of statistics are asked about beside a figure, once, and an answer in the quarter's file settles them."""

from __future__ import annotations

import pytest
from conftest import QUARTER

from pcc_lib.checking.questions import answer_faults, asked
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.report import Report
from pcc_lib.writing.html import words_of

ID = "words-calls-due-to-offered-change_on_year-2023-10"
TEXT = "## So what?\n\nCalls were {{ offered.change_on_year }} higher,\ndue to the storm.\n"


def told(tiny) -> list[str]:
    return asked(open_quarter(tiny.project()))


def answered(tiny, id: str, answer: str = "The storm of 14 October is in the incident log."):
    tiny.edit(
        f"data/quarters/{QUARTER}/quarter.yml", "written_on", f'answers: [{{question: {id}, answer: "{answer}"}}]\nwritten_on'
    )


def test_a_cause_is_asked_with_its_line_and_what_answers_it(tiny):
    tiny.comment(TEXT)
    question = next(each for each in told(tiny) if "due to" in each)
    assert question.startswith(f"data/quarters/{QUARTER}/topics/calls.md, line 4: 'due to' stands beside offered.change_on_year")
    assert question.endswith(f'What shows that this is the cause?\n    - {{question: {ID}, answer: ""}}')


def test_an_answer_settles_it_and_another_month_asks_anew(tiny):
    tiny.comment(TEXT)
    answered(tiny, ID)
    assert told(tiny) == [] and answer_faults(open_quarter(tiny.project())) == []
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "calls: 2023-10", "calls: 2023-09")
    assert any("2023-09" in each for each in told(tiny))


def test_an_answer_to_a_word_that_is_gone_is_a_fault(tiny):
    answered(tiny, ID)
    assert "the words do not ask" in str(answer_faults(open_quarter(tiny.project()))[0])


@pytest.mark.parametrize(
    "text",
    [
        "People rang due to the storm.",  # no figure beside it
        "The report says that calls were {{ offered.change_on_year }} higher due to the storm.",
        'A caller wrote "it was due to the storm" of the {{ offered.value }} calls.',
        "With {{ offered.value }} calls, a review is due to begin.",
        "It is not because of the {{ offered.value }} calls.",
    ],
)
def test_what_is_somebodys_claim_or_no_cause_is_not_asked(tiny, text):
    assert told(tiny.comment(f"## So what?\n\n{text}\n")) == []


def test_a_draft_asks_nothing(tiny):
    assert told(tiny.comment(TEXT.replace("\n\n", "\n\n> Draft: the text of 2023-24-Q2. Rewrite it.\n\n", 1))) == []


def test_a_change_without_its_figure_is_asked_where_the_topic_measures_it(tiny):
    tiny.comment("## So what?\n\nOffered calls have doubled. Complaints fell.\n")
    (question,) = told(tiny)
    assert "'calls have doubled' tells a change without its figure; {{ offered." in question


def test_a_sentence_that_sums_up_the_figures_beside_it_is_not_asked(tiny):
    change = "There were {{ offered.change_on_year }} more than a year earlier."
    assert told(tiny.comment(f"## So what?\n\nCalls rose. {change}\n")) == []
    assert len(told(tiny.comment(f"## So what?\n\nCalls fell. {change}\n"))) == 1


def printed(tiny, page: str, block: str) -> str:
    return words_of(getattr(Report(tiny.project(), page, QUARTER), block)().html)


def test_questions_of_words_and_their_answers_are_printed(tiny):
    tiny.comment(TEXT)
    assert "Not yet explained: “due to”, of " in printed(tiny, "about-the-data", "data_summary")
    assert "questions not yet answered" in printed(tiny, "headlines", "masthead")
    for id in (ID, *(each.split("question: ")[1].split(",")[0] for each in told(tiny) if ID not in each)):
        answered(tiny, id)
    assert "Answer: The storm of 14 October is in the incident log." in printed(tiny, "about-the-data", "data_summary")
    assert "questions not yet answered" not in printed(tiny, "headlines", "masthead")
