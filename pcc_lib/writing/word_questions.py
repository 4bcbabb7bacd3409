"""What is asked of the words of a quarter's commentary: of causes and statistics beside a figure, with where each stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pcc_lib.core.errors import ReportError
from pcc_lib.core.kept import makes_again
from pcc_lib.core.quarters import Quarter
from pcc_lib.figures.figures import Figures, figures_of
from pcc_lib.inputs.measures import topic_ids
from pcc_lib.inputs.models.quarter import Answer
from pcc_lib.inputs.plan import QuarterFolder, priorities
from pcc_lib.inputs.project import Project
from pcc_lib.proofreading.asked_words import WORDS, AskedWord
from pcc_lib.questions.asking import answers_of
from pcc_lib.writing.commentary import asked
from pcc_lib.writing.drafts import sections_of
from pcc_lib.writing.sections import PRIORITIES, TOPICS


@dataclass(frozen=True)
class WordQuestion:
    """A question that a word of the commentary gives rise to, and the file that it stands in."""

    file: str
    asked: AskedWord

    @property
    def id(self) -> str:
        """The id that an answer names."""
        return self.asked.id

    @property
    def told(self) -> str:
        """It as the check tells it, with the line that answers it."""
        return f'{self.file}, line {self.asked.line}: {self.asked.text}\n    - {{question: {self.id}, answer: ""}}'


def is_of_words(id: str) -> bool:
    """Whether the id of a question is one of words."""
    return id.startswith(f"{WORDS}-")


def word_questions(folder: QuarterFolder) -> list[WordQuestion]:
    """Every question that the commentary of a quarter gives rise to; of a file that is broken nothing is asked."""
    key = f"word questions|{folder.quarter}"
    return folder.project.kept.said(key, lambda: list(_all(figures_of(folder))), _meaning)


def _meaning(found: list[WordQuestion]) -> object:
    """What is asked, wherever it stands: no page tells a line, or a place in it."""
    marks = [replace(each.asked.mark, at=0) for each in found]
    return [replace(each, asked=replace(each.asked, line=0, mark=mark)) for each, mark in zip(found, marks, strict=True)]


@makes_again("word questions")
def word_questions_again(project: Project, quarter: str) -> list[WordQuestion]:
    """The same by the name of the quarter: what rests on it asks whether it says the same (see `Kept.said`)."""
    return word_questions(QuarterFolder(project, Quarter.parse(quarter)))


def answered_words(folder: QuarterFolder) -> list[tuple[WordQuestion, Answer | None]]:
    """Each with its answer, where a quarter gives one."""
    found = word_questions(folder)
    answers = answers_of(folder) if found else {}
    return [(question, answers.get(question.id)) for question in found]


def open_word_questions(folder: QuarterFolder) -> list[WordQuestion]:
    """Those that nobody has answered."""
    return [question for question, answer in answered_words(folder) if answer is None]


def _all(figures: Figures) -> Iterator[WordQuestion]:
    places = [(TOPICS, id) for id in topic_ids(figures.project)] + [(PRIORITIES, p.id) for p in priorities(figures.project)]
    for kind, id in places:
        try:
            for section in sections_of(figures.folder, kind, id).values():
                yield from (WordQuestion(section.file, each) for each in asked(section, id, figures))
        except ReportError:
            continue  # told with the faults of the commentary
