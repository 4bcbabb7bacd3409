"""A quarter's folder: `quarter.yml`."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from pcc_lib.core.quarters import day_label
from pcc_lib.inputs.models.kinds import Day, Flag, Form, Hyphened, Line, Many, Order, Period, Prose, QuarterName, Snake
from pcc_lib.inputs.models.records import Model, Problem, repeats

QuestionId = Annotated[
    str,
    Form(
        r"[a-z][a-z0-9_-]{2,299}",
        "is not the id of a question.",
        "Copy it from what pcc check prints.",
    ),
]

DELIVERABLES_TEXT = "deliverables"  # what `unchanged` calls the deliverables
STATED_TEXT = "stated"  # and the stated facts
TextName = Annotated[
    str,
    Form(
        r"(topics|priorities)/[a-z0-9]+(-[a-z0-9]+){0,19}|" + f"{DELIVERABLES_TEXT}|{STATED_TEXT}",
        "is not the name of a text.",
        "Write it like topics/calls-999, or priorities/priority-1.",
    ),
]
FigureName = Annotated[
    str,
    Form(
        r"[a-z][a-z0-9_]*\.[a-z0-9_]+(\.[a-z0-9_-]+)?",
        "is not the name of a figure without its period.",
        "Write it like calls_999_volume.value, as pcc check prints it.",
    ),
]
CONFIRMED = "The quarter that this is said of; copied to another one it says nothing."


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


class OfText(Model):
    """What somebody says of a text of the commentary: of one heading of it, or of all; or of the deliverables, or
    the stated facts."""

    text: TextName = Field(
        description="The text: `topics/calls-999`; or `deliverables`, none of which has moved; or `stated`, facts that all stand."
    )
    heading: Line = Field("", description="The heading, such as `Now what?`; without it, every heading of the text.")
    confirmed: QuarterName = Field(description=CONFIRMED)
    confirmed_by: Line = Field("", description="Who says so.")
    because: Prose = Field("", description="What shows it; needed, in new words, where the quarter before said the same.")

    def is_of(self, text: str, heading: str, quarter: str) -> bool:
        """Whether it is said of this heading, in this quarter."""
        return self.confirmed == quarter and self.text == text and self.heading in ("", heading)


class Late(Model):
    """Why a source, or a measure, tells of no newer period."""

    source: Snake = Field("", description="The source.")
    measure: Snake = Field("", description="The measure, where it is late and its source is not.")
    expected: Period = Field(description="The period that was expected; said of another one, it says nothing.")
    because: Prose = Field(description="Why it is not there, or not told.")
    held_back: Flag = Field(False, description="Whether it is in the data, and is not told on purpose.")
    confirmed: QuarterName = Field(
        "",
        description="The quarter that it is said of; needed where an earlier quarter gave the same reason for the same period.",
    )

    def problems(self) -> Iterator[Problem]:
        if bool(self.source) == bool(self.measure):
            yield Problem("source", "names a source and a measure, or neither.", "Name one of them.")


class Dropped(Model):
    """A deliverable that is reported on no more, though it was not finished."""

    deliverable: Hyphened = Field(description="Its id.")
    confirmed: QuarterName = Field(description=CONFIRMED)
    because: Prose = Field(description="Why it is left out.")


class Restated(Model):
    """Figures of an earlier edition that would be printed otherwise today, though no cell of a source was revised: a fact was
    corrected, or the program works them out otherwise. Revised cells have their reason in the source's revisions."""

    figures: Annotated[tuple[FigureName, ...], Many] = Field(
        min_length=1, max_length=500, description="The figures, without a period: `calls_999_volume.value`."
    )
    because: Prose = Field(description="Why, in words for readers.")


class QuarterFile(Model):
    """What this edition knows: the last month of each source when it was written."""

    written_on: Day = Field(description="The date of writing: what is late is judged against it.")
    provisional: Flag = Field(
        False,
        description="Whether nobody gave the date of writing: it was worked out, and is open work until this is taken out.",
    )
    published_on: Day = Field("", description="The date of publication.")
    sample: Flag = Field(False, description="Whether the date of writing is a sample.")
    reporting_months: ReportingMonths = Field(description="The last period of each source and measure.")
    answers: tuple[Answer, ...] = Field(
        (), max_length=500, description="Answers to what `pcc check` asks of the data and of words."
    )
    unchanged: tuple[OfText, ...] = Field(
        (), max_length=500, description="Texts that say the same as before, or nearly, and still hold."
    )
    nothing_to_report: tuple[OfText, ...] = Field(
        (), max_length=500, description="Headings under which nothing is told this quarter, though there was before."
    )
    late: tuple[Late, ...] = Field((), max_length=500, description="Sources and measures without the period that was expected.")
    dropped: tuple[Dropped, ...] = Field((), max_length=500, description="Deliverables left out before they were finished.")
    restated: tuple[Restated, ...] = Field(
        (), max_length=500, description="Why figures that were published are others today, where no source says it."
    )

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.answers, "answers", "question")
        yield from repeats(self.dropped, "dropped", "deliverable")
        said = [(late.measure or late.source, bool(late.measure), late.expected) for late in self.late]
        for name, _, expected in dict.fromkeys(each for i, each in enumerate(said) if each in said[:i]):
            yield Problem("late", f"says twice why {name} tells no {expected}.", "Keep one entry.")


class Correction(Model):
    """A correction of an edition that was published: it made a new version of it."""

    version: Order = Field(description="The version that it made: 2 for the first correction, and so on.")
    published: Day = Field(description="The date on which that version was published.")
    reason: Line = Field(description="What was corrected, and why, in a sentence for readers.")

    @property
    def day(self) -> str:
        """The date in words."""
        return day_label(self.published)


def corrections_file(quarter: object) -> str:
    """Where the corrections of a quarter's edition stand."""
    return f"data/quarters/{quarter}/corrections.yml"


class Corrections(Model):
    """What was corrected in an edition after it was published; `pcc publish --amend` writes it."""

    corrections: tuple[Correction, ...] = Field(max_length=500, description="Each correction, the first one first.")

    def problems(self) -> Iterator[Problem]:
        versions = [each.version for each in self.corrections]
        if versions != list(range(2, len(versions) + 2)):
            found = f"the versions are {', '.join(map(str, versions)) or 'none'}, and not 2, 3, … in order."
            yield Problem("corrections", found, "Put the file back as pcc publish wrote it.")
