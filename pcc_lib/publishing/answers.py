"""The questions that an edition's data and words asked, with their answers, as far as they may be published.

That the data of small numbers ask something tells of the numbers, and so can an answer: neither is told.
"""

from __future__ import annotations

from typing import Any

import yaml

from pcc_lib.inputs.plan import QUARTERS, QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER, source_names
from pcc_lib.inputs.yaml_reader import parse_yaml
from pcc_lib.questions.asking import asked_of
from pcc_lib.writing.word_questions import answered_words

QUARTER_FILE = "/quarter.yml"
_LEFT_OUT = "# Without answers to what the data of small numbers ask: the file itself is in the restricted record.\n"


def answered(folder: QuarterFolder) -> list[dict[str, str]]:
    """Each question with its answer: of the data (file, periods), then of the words of the commentary (file, line)."""
    project = folder.project
    data = [
        _said(each.question.id, each.question.text, each.question.file, each.question.when, each.answer)
        for each in asked_of(folder)
        if not project.key_of(each.question.file)
    ]
    words = [
        _said(question.id, question.asked.text, question.file, f"line {question.asked.line}", answer)
        for question, answer in answered_words(folder)
    ]
    return [*data, *words]


def _said(id: str, text: str, file: str, place: str, answer: Any) -> dict[str, str]:
    told = {"answer": answer.answer, "answered_by": answer.answered_by} if answer else {"answer": "", "answered_by": ""}
    return {"id": id, "question": text, "file": file, "place": place, **told}


def public_quarter(project: Project, name: str, raw: bytes) -> bytes:
    """A file of a project as it may be published: of a `quarter.yml` without its answers to what data of small numbers ask."""
    if not (name.startswith(f"{QUARTERS}/") and name.endswith(QUARTER_FILE)):
        return raw
    restricted = tuple(f"{source}-" for source in source_names(project) if project.key_of(f"{FOLDER}/{source}.csv"))
    said = parse_yaml(raw.decode("utf-8-sig"), name) if restricted else {}
    answers = said.get("answers") or []
    left = [answer for answer in answers if not str(answer["question"]).startswith(restricted)]
    if len(left) == len(answers):
        return raw
    said = {**said, "answers": left}
    return (_LEFT_OUT + yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=120)).encode("utf-8")
