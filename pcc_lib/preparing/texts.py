"""The state of each heading of a quarter's commentary: written, a draft, unchanged, empty, missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pcc_lib.core.errors import ReportError
from pcc_lib.inputs.history import earlier
from pcc_lib.inputs.measures import topics_of
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.plan import QuarterFolder, priorities, table
from pcc_lib.inputs.project import Project
from pcc_lib.preparing.work import Work
from pcc_lib.writing.carried import carried
from pcc_lib.writing.drafts import sections_of
from pcc_lib.writing.placeholders import placeholder_in
from pcc_lib.writing.sections import HEADINGS, OPTIONAL, PRIORITIES, SAID_BY_LIBRARY, TOPICS, Draft, Section, sections
from pcc_lib.writing.still import once_more

# what is open of a heading in each state, and what to do
TOLD = {
    "draft": (
        "is the text of {of}, as a draft.",
        "Rewrite it, then delete the line that begins with `> Draft`; or, if all of it still holds: {command}",
    ),
    "draft edited": (
        "has words of its own, and is still marked as a draft.",
        "When it is finished, delete the line that begins with `>`; or: {command}",
    ),
    "unchanged": (
        "says the same as in {of}.",
        "Rewrite it; or, if all of it still holds: {command}",
    ),
    "partly unchanged": (
        "has {same} of its {sentences} sentences from {of}, dates, single words and phrases aside, such as '{found}'.",
        "Rewrite them; or, if they still hold: {command}",
    ),
    "todo": ("holds '{found}'.", "Fill it in."),
    "empty": ("has no text.", "Write it; or take the heading out, and the page says that nothing was reported."),
    "missing": (
        "is not there, and {of} had it.",
        "Write it; or, if there is nothing to report: {command}",
    ),
}


@dataclass(frozen=True)
class Heading:
    """A heading of a text, such as `topics/calls-999`, and its state.

    `written`, `confirmed` (unchanged, and somebody says that it holds), `nothing to report` and `not given` (nor before) are
    closed; those of TOLD are open. `unread`: the file has a fault. of: the quarter that its words are of, or that had it; found:
    what is still to be filled in, or the first sentence that was carried over. same, sentences: how many of its sentences stood
    in an earlier quarter, dates, single words and phrases aside, and how many it has.
    """

    text: str
    title: str
    file: str
    line: int
    state: str
    of: str = ""
    found: str = ""
    same: int = 0
    sentences: int = 0

    @property
    def is_open(self) -> bool:
        """Whether somebody has to write it, or to say that it holds."""
        return self.state in TOLD


def headings(folder: QuarterFolder) -> list[Heading]:
    """Every heading of a quarter's commentary that a page shows, or that the quarter before had."""
    return [heading for text in _texts(folder) for heading in _of_text(folder, *text)]


def open_texts(folder: QuarterFolder, found: Sequence[Heading]) -> Iterator[Work]:
    """The headings that are open, with what to do."""
    for each in (heading for heading in found if heading.is_open):
        said, todo = TOLD[each.state]
        command = f'pcc confirm {each.text} "{each.title}"' if "{command}" in todo else ""
        words = {"of": each.of, "found": shown(each.found), "same": each.same, "sentences": each.sentences, "command": command}
        place = f"line {each.line}" if each.line else ""
        again = once_more(folder, each.text, each.title)
        yield Work(each.file, place, f"'{each.title}' {said.format(**words)}", todo.format(**words) + again, "texts", command)


def told_topics(project: Project) -> list[str]:
    """The topics that pages tell, in the order of their priorities."""
    return [topic.id for p in priorities(project) for topic in topics_of(project, p.id)]


def _texts(folder: QuarterFolder) -> list[tuple[str, str]]:
    """The texts of a quarter by kind and id: of what pages tell, and what else has a file."""
    project, found = folder.project, []
    for kind, ids in ((PRIORITIES, lambda: [p.id for p in priorities(project)]), (TOPICS, lambda: told_topics(project))):
        try:
            known = ids()
        except ReportError:
            known = []  # told with the faults of the plan
        names = project.names(f"{folder.name}/{kind}")
        there = [name.removesuffix(".md") for name in names if name.endswith(".md")]
        found += [(kind, id) for id in dict.fromkeys([*known, *there])]
    return found


def _of_text(folder: QuarterFolder, kind: str, id: str) -> Iterator[Heading]:
    text, file = f"{kind}/{id}", f"{folder.name}/{kind}/{id}.md"
    try:
        found = sections_of(folder, kind, id)
    except ReportError:
        yield Heading(text, "", file, 0, "unread")
        return
    had, names = _had(folder, kind, id), filled_names(folder)
    for title in HEADINGS[kind]:
        section = found.get(title)
        if section:
            yield _of_section(folder, text, section, names)
        elif title in SAID_BY_LIBRARY[kind]:
            continue
        elif title in had:
            quiet = any(said.is_of(text, title, str(folder.quarter)) for said in folder.about.nothing_to_report)
            yield Heading(text, title, file, 0, "nothing to report" if quiet else "missing", had[title])
        elif title not in OPTIONAL[kind]:
            yield Heading(text, title, file, 0, "not given")


def _of_section(folder: QuarterFolder, text: str, section: Section, names: Sequence[str]) -> Heading:
    draft, line = section.draft, section.draft.line if section.draft else section.line - 1
    if section.empty:
        return Heading(text, section.title, section.file, line, "empty")
    if not section.unwritten and (found := placeholder_in(section.text, names)):
        at = next((i for i, row in enumerate(section.text.split("\n")) if found in row), 0)
        return Heading(text, section.title, section.file, section.line + at, "todo", found=found)
    told = carried(folder, text, section)
    state = _state(draft) if draft else "confirmed" if told.is_open else "written"
    of = draft.of if draft else told.of
    found = told.first if state == "partly unchanged" else ""
    return Heading(text, section.title, section.file, line, state, of, found, told.same, told.sentences)


def _state(draft: Draft) -> str:
    """The state of a heading whose words are another quarter's, or are marked as such."""
    if draft.marked:
        return "draft" if draft.same else "draft edited"
    return "partly unchanged" if draft.partly else "unchanged"


def _had(folder: QuarterFolder, kind: str, id: str) -> dict[str, str]:
    """The headings under which the last quarter with any commentary says something, each with that quarter."""
    before = last_with_words(folder)
    if before is None:
        return {}
    try:
        found = sections(*before.commentary(kind, id), HEADINGS[kind])
    except ReportError:
        return {}  # told with the faults of that quarter
    return {title: str(before.quarter) for title, section in found.items() if not section.empty}


def last_with_words(folder: QuarterFolder) -> QuarterFolder | None:
    """The last quarter before this one that has any commentary; None where none has."""
    return next((before for before in earlier(folder) if has_words(before)), None)


def has_words(folder: QuarterFolder) -> bool:
    """Whether a quarter has any file of commentary."""
    return any(name.endswith(".md") for kind in HEADINGS for name in folder.project.names(f"{folder.name}/{kind}"))


def filled_names(folder: QuarterFolder) -> tuple[str, ...]:
    """Names of the project that may look like something to be filled in."""
    try:
        listed = table(folder.project, "names")
    except ReportError:
        return ()
    return (*listed.words, *listed.capitals) if listed else ()
