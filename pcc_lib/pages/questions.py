"""What the data ask, printed with them: each question with its answer, or that there is none yet."""

from __future__ import annotations

from collections.abc import Mapping

from pcc_lib.inputs.sources import FOLDER, Source
from pcc_lib.pages.page import Page
from pcc_lib.questions.asking import QuestionAndAnswer, asked_of
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.markup import notice, paragraph, points

UNANSWERED = "Not yet explained: "
UNEXPLAINED = "Some values look doubtful and nobody has explained them yet. The questions stand under their source: "
EXPLAINED = "Some values looked doubtful and were explained. Questions and answers stand under their source: "


def asked_of_source(page: Page, source: Source) -> Markup:
    """The questions that a source gives rise to in this quarter, with their answers; nothing where there is none."""
    asked = page.once("questions", lambda: asked_of(page.folder))
    return points([_told(page, each, source) for each in asked if each.question.source == source.name])


def questions_note(page: Page, links: Mapping[str, Markup]) -> Markup:
    """Which sources gave rise to questions in this quarter, by links of their names: those without an answer first."""
    asked = page.once("questions", lambda: asked_of(page.folder))
    names = list(dict.fromkeys(each.question.source for each in asked))
    open_ones = {each.question.source for each in asked if each.answer is None}
    groups = {UNEXPLAINED: [n for n in names if n in open_ones], EXPLAINED: [n for n in names if n not in open_ones]}
    told = [paragraph(join([words, join([links[n] for n in found], ", "), "."])) for words, found in groups.items() if found]
    return notice(join(told)) if told else Markup()


def question_words(page: Page) -> dict[str, str]:
    """Words for the figures of questions, by name."""
    asked = page.once("questions", lambda: asked_of(page.folder))
    return {
        figure.name.undated: f"Asked of the data, {page.figures.source(each.question.source).title}"
        for each in asked
        for figure in each.question.found
        if not isinstance(figure, str)
    }


def _told(page: Page, asked: QuestionAndAnswer, source: Source) -> Markup:
    secret = page.project.key_of(f"{FOLDER}/{source.file}")
    said = page.explained(asked.question.held_back) if secret else page.sentence(asked.question.words)
    if asked.answer is None:
        return join([UNANSWERED, said])
    by = f" ({asked.answer.answered_by})" if asked.answer.answered_by else ""
    return join([said, " Answer: ", page.explained(asked.answer.answer), by])
