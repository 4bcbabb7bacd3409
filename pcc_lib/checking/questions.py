"""What the data and the words of the commentary ask, as the check tells it; and answers to what nobody asked."""

from __future__ import annotations

from pcc_lib.core.errors import Fault, FaultsError, ReportError, suggest
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.sources import read_source, source_names
from pcc_lib.questions.asking import open_questions, questions
from pcc_lib.writing.word_questions import is_of_words, open_word_questions, word_questions


def asked(folder: QuarterFolder) -> list[str]:
    """Each question without an answer: its file, what was found, and the line that answers it."""
    try:
        found, of_words = open_questions(folder), open_word_questions(folder)
    except ReportError:
        return []  # told with the faults
    told = [f'{q.file}{f", {q.place}" if q.place else ""}: {q.text}\n    - {{question: {q.id}, answer: ""}}' for q in found]
    return [*told, *(question.told for question in of_words)]


def answer_faults(folder: QuarterFolder) -> list[Fault]:
    """Answers of a quarter to what its data do not ask; of sources that cannot be read nothing is said."""
    known = [question.id for question in (*questions(folder), *word_questions(folder))]
    unread = tuple(f"{name}-" for name in source_names(folder.project) if not _is_read(folder, name))
    return [
        Fault(
            f"{folder.name}/quarter.yml",
            f"answers {i}",
            f"{'the words' if is_of_words(answer.question) else 'the data'} do not ask '{answer.question}'.",
            suggest(answer.question, known) if known else "Take the answer out: nothing is asked.",
        )
        for i, answer in enumerate(folder.about.answers, 1)
        if answer.question not in known and not answer.question.startswith(unread)
    ]


def _is_read(folder: QuarterFolder, name: str) -> bool:
    try:
        return bool(read_source(folder.project, name))
    except FaultsError:
        return False
