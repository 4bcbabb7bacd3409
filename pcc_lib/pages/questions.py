"""What the data and the words ask, printed with them: each question with its answer, or that there is none yet."""

from __future__ import annotations

from collections.abc import Mapping

from pcc_lib.inputs.models.quarter import Answer
from pcc_lib.inputs.sources import FOLDER, Source
from pcc_lib.pages.page import Page
from pcc_lib.questions.asking import QuestionAndAnswer, asked_of
from pcc_lib.writing.html import Markup, join
from pcc_lib.writing.markup import notice, paragraph, points
from pcc_lib.writing.word_questions import WordQuestion, answered_words, open_word_questions

UNANSWERED = "Not yet explained: "
UNEXPLAINED = "Some values look doubtful and nobody has explained them yet. The questions stand under their source: "
NOT_PRINTED = "What these data ask, and the answers, are not printed: they could tell of the small numbers that are held back."
OF_WORDS = "Asked of the words of this edition:"
EXPLAINED = "Some values looked doubtful and were explained. Questions and answers stand under their source: "


def asked_of_source(page: Page, source: Source) -> Markup:
    """The questions that a source gives rise to in this quarter, with their answers; nothing where there is none."""
    if page.project.key_of(f"{FOLDER}/{source.file}"):
        return join([NOT_PRINTED])
    return points([_told(page, each) for each in _asked(page) if each.question.source == source.name])


def asked_by_id(page: Page, id: str) -> Markup:
    """One question that the data ask, by its id, with its answer; nothing where it is not asked, or may not be printed."""
    return points([_told(page, each) for each in _asked(page) if each.question.id == id])


def any_unanswered(page: Page) -> bool:
    """Whether the page may say that a question, of the data or of the words, has no answer."""
    return any(each.answer is None for each in _asked(page)) or bool(open_word_questions(page.folder))


def _asked(page: Page) -> list[QuestionAndAnswer]:
    """The questions that may be printed: that a source of small numbers asks one tells of the numbers, whatever it says."""

    def ask() -> list[QuestionAndAnswer]:
        return [each for each in asked_of(page.folder) if not page.project.key_of(each.question.file)]

    return page.once("questions", ask)


def questions_note(page: Page, links: Mapping[str, Markup]) -> Markup:
    """Which sources gave rise to questions in this quarter, by links of their names: those without an answer first."""
    asked = _asked(page)
    names = list(dict.fromkeys(each.question.source for each in asked))
    open_ones = {each.question.source for each in asked if each.answer is None}
    groups = {UNEXPLAINED: [n for n in names if n in open_ones], EXPLAINED: [n for n in names if n not in open_ones]}
    told = [paragraph(join([words, join([links[n] for n in found], ", "), "."])) for words, found in groups.items() if found]
    return notice(join(told)) if told else Markup()


def words_asked(page: Page) -> Markup:
    """What was asked of the words of the commentary, with the answers; nothing where nothing was."""
    told = [_word_told(page, question, answer) for question, answer in answered_words(page.folder)]
    return join([paragraph(OF_WORDS), points(told)]) if told else Markup()


def _word_told(page: Page, question: WordQuestion, answer: Answer | None) -> Markup:
    """`"due to", of 17.7% (999 calls received, October 2023)`: with its link, the doubt and the answer."""
    asked = question.asked
    measure = page.figures.measure(asked.mark.figure.measure) if asked.mark.figure.statistic != "stated" else None
    of = ", ".join(each for each in (measure.title if measure else "", asked.mark.figure.period.label) if each)
    lead = f"“{asked.words}” names no figure; " if asked.is_untold else f"“{asked.words}”, of "
    doubt = "Does it tell this change?" if asked.is_untold else asked.doubt
    said = page.sentence([lead, asked.mark.figure, f" ({of}). {doubt}" if of else f". {doubt}"])
    return _with_answer(said, answer)


def question_words(page: Page) -> dict[str, str]:
    """Words for the figures of questions, by name."""
    return {
        figure.name.undated: f"Asked of the data, {page.figures.source(each.question.source).title}"
        for each in _asked(page)
        for figure in each.question.found
        if not isinstance(figure, str)
    }


def _told(page: Page, asked: QuestionAndAnswer) -> Markup:
    return _with_answer(page.sentence(asked.question.words), asked.answer)


def _with_answer(said: Markup, answer: Answer | None) -> Markup:
    if answer is None:
        return join([UNANSWERED, said])
    by = f" ({answer.answered_by})" if answer.answered_by else ""
    return join([said, " Answer: ", answer.answer, by])
