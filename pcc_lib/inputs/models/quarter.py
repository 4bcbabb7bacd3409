"""A quarter's folder: `quarter.yml`."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from pcc_lib.inputs.models.kinds import Day, Flag, Form, Line, Period, Prose, Snake
from pcc_lib.inputs.models.records import Model, Problem, repeats

QuestionId = Annotated[
    str,
    Form(
        r"[a-z][a-z0-9_-]{2,299}",
        "is not the id of a question.",
        "Copy it from what pcc check prints.",
    ),
]


class ReportingMonths(Model):
    """The last period that the edition tells of each source, and of measures that differ from theirs."""

    sources: Mapping[Snake, Period] = Field(description="The last period of each source.")
    measures: Mapping[Snake, Period] = Field({}, description="The last period of a measure, where it is not its source's.")


class Answer(Model):
    """What people say to a question that the data, or words of the commentary, ask."""

    question: QuestionId = Field(description="The question's id, as `pcc check` prints it.")
    answer: Prose = Field(
        description="A sentence: why the data are right, or what shows the word. Of data it is printed with them."
    )
    answered_by: Line = Field("", description="Who says so.")

    def problems(self) -> Iterator[Problem]:
        if len(self.answer.split()) < 2:
            yield Problem("answer", f"'{self.answer}' is no sentence.", "Say in a sentence why the data are right.")


class QuarterFile(Model):
    """What this edition knows: the last month of each source when it was written."""

    written_on: Day = Field(description="The date of writing: what is late is judged against it.")
    published_on: Day = Field("", description="The date of publication.")
    sample: Flag = Field(False, description="Whether the date of writing is a sample.")
    reporting_months: ReportingMonths = Field(description="The last period of each source and measure.")
    answers: tuple[Answer, ...] = Field(
        (), max_length=500, description="Answers to what `pcc check` asks of the data and of words."
    )

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.answers, "answers", "question")
