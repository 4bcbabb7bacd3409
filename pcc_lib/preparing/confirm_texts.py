"""Sections of text that may be confirmed: shown with this quarter's figures; entry in quarter.yml and mark in one step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.same_lines import respliced
from pcc_lib.figures.figures import Figures, figures_of
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.yaml_adding import Entry, held_to, node_at, parsed, scalar, with_entry, with_key
from pcc_lib.preparing.confirming import Answer, Thing
from pcc_lib.preparing.texts import Heading, filled_names, headings
from pcc_lib.writing.commentary import NAME, pieces_of, section_faults
from pcc_lib.writing.drafts import sections_of
from pcc_lib.writing.placeholders import placeholder_in
from pcc_lib.writing.sections import DRAFT_MARK, HEADINGS, Section, sections, words_alone
from pcc_lib.writing.still import repeated

AGAIN = "{before} said so too. What shows it this quarter? (in new words)"
HOLDS = ("draft", "unchanged", "partly unchanged")  # states that an entry under `unchanged` closes
ASKED = {
    "draft edited": "Is it finished?",
    "missing": "Is there nothing to report under it this quarter?",
    **dict.fromkeys(HOLDS, "Does all of it still hold?"),
}
_NOT = {
    "todo": "holds '{found}'. Fill it in.",
    "empty": "has no text. Write it; or take the heading out.",
    "unread": "cannot be read: pcc check says why.",
}
_FULL_MARK = re.compile(re.escape(DRAFT_MARK.removeprefix("> ")).replace(re.escape("{of}"), r"20\d\d-\d\d-Q[1-4]"))


def texts_to_confirm(folder: QuarterFolder, text: str = "", heading: str = "") -> Iterator[Thing]:
    """The open sections of a text, such as `topics/calls-999`, or the one under a heading; without a text those of all.

    A ReportError where there is no such text or heading, or where it is not open.
    """
    found = headings(folder)
    known = list(dict.fromkeys(each.text for each in found))
    text = _named(text, known)
    title = _titled(text, heading)
    mine = [each for each in found if each.text in (text or each.text) and each.title in (title or each.title) and each.is_open]
    if text and not mine:
        under = f", {title}" if title else ""
        raise ReportError(f"{text}{under}: is not open, so there is nothing to confirm.")
    yield from (_thing(folder, each) for each in mine if text or each.state in ASKED)


def _named(text: str, known: Sequence[str]) -> str:
    """The name of a text by what somebody calls it: `topics/crib`, its file, or `crib` alone."""
    if not text:
        return ""
    bare = text.replace("\\", "/").removesuffix(".md")
    found = [name for name in known if name == bare or bare.endswith(f"/{name}") or name.endswith(f"/{bare}")]
    if len(found) != 1:
        raise ReportError(f"there is no text '{text}'. {suggest(bare, known)}")
    return found[0]


def _titled(text: str, heading: str) -> str:
    """A heading as files write it, however somebody types it."""
    if not heading:
        return ""
    titles = HEADINGS[text.partition("/")[0]]
    found = next((title for title in titles if words_alone(title) == words_alone(heading)), "")
    if not found:
        raise ReportError(f"{text} has no heading '{heading}'. {suggest(heading, titles)}")
    return found


def _thing(folder: QuarterFolder, heading: Heading) -> Thing:
    name = f'{heading.text} "{heading.title}"'
    lines, but = (), _NOT.get(heading.state, "").format(found=heading.found)
    if heading.state == "missing":
        lines = (f"{heading.of} had words under it.",)
    elif not but:
        lines, but = _shown(folder, heading)
    again = repeated(folder, heading.text, heading.title) if heading.state in HOLDS else ""
    return Thing(
        name,
        lines,
        ASKED.get(heading.state, ""),
        lambda answer: _changes(folder, heading, answer),
        lambda after: (
            not any(each.is_open for each in headings(after) if (each.text, each.title) == (heading.text, heading.title))
        ),
        reason=AGAIN.format(before=again) if again else "",
        but=but,
    )


def _shown(folder: QuarterFolder, heading: Heading) -> tuple[tuple[str, ...], str]:
    """A section as it will be printed, line by line; and what its figures say against it."""
    kind, _, id = heading.text.partition("/")
    section, figures = sections_of(folder, kind, id)[heading.title], figures_of(folder)
    of = f"The text of {heading.of}, with this quarter's figures:" if heading.of else "With this quarter's figures:"
    lines = (of, *(f"  {row}".rstrip() for row in _printed(section, figures).strip("\n").split("\n")))
    if found := placeholder_in(section.text, filled_names(folder)):
        return lines, _NOT["todo"].format(found=found)
    faults = section_faults(_finished(section), figures)
    told = [f"\n  {fault.place}: {fault.found} {fault.todo}" for fault in faults]
    return lines, f"does not hold:{''.join(told)}" if faults else ""


def _finished(section: Section) -> Section:
    """A section as one that somebody answers for."""
    return Section(section.file, section.title, section.text, section.line)


def _printed(section: Section, figures: Figures) -> str:
    def figure(found: re.Match[str]) -> str:
        return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces_of(found[0], figures))

    return NAME.sub(figure, section.text)


# ── what is written ───────────────────────────────────────────────────────────────────────────────────────────────────
def _changes(folder: QuarterFolder, heading: Heading, answer: Answer) -> Mapping[str, bytes]:
    """The mark taken out of the text, and the entry put into quarter.yml."""
    found = _without_mark(folder, heading) if heading.state in ("draft", "draft edited") else {}
    if heading.state == "draft edited":
        return found
    key = "nothing_to_report" if heading.state == "missing" else "unchanged"
    said = {"text": heading.text, "heading": heading.title, "confirmed": str(folder.quarter)}
    return found | with_saying(folder, key, said | more_said(answer, because=key == "unchanged"))


def more_said(answer: Answer, because: bool = True) -> dict[str, str]:
    """What an entry says besides: who says so, and what shows it."""
    told = {"confirmed_by": answer.by, "because": " ".join(answer.because.split()) if because else ""}
    return {key: text for key, text in told.items() if text}


def with_saying(folder: QuarterFolder, key: str, said: Mapping[str, str]) -> dict[str, bytes]:
    """A quarter's file with an entry more in one of its lists; all other bytes stay. A DefinitionError where the file is written
    in a way that nothing can be added to."""
    name = f"{folder.name}/quarter.yml"
    text = folder.project.read_text(name)
    before = parsed(text)
    flow = "{" + ", ".join(f"{word}: {scalar(value, flow=True)}" for word, value in said.items()) + "}"
    longer = text if node_at(text, (key,)) is not None else with_key(text, (), key, "[]")
    longer = with_entry(longer, (key,), Entry((flow,), flow))
    wanted = {**before, key: [*(before.get(key) or []), dict(said)]}
    return {name: respliced(folder.project.read_bytes(name), held_to(longer, wanted, name, key))}


def _without_mark(folder: QuarterFolder, heading: Heading) -> dict[str, bytes]:
    """A text without the mark of a section, where its words stay what they were shown as."""
    text = folder.project.read_text(heading.file)
    rows, at = text.split("\n"), heading.line - 1
    end = _end_of_mark(rows, at)
    if at and end < len(rows) and not rows[at - 1].strip() and not rows[end].strip():
        end += 1
    bare = "\n".join([*rows[:at], *rows[end:]])
    known = HEADINGS[heading.text.partition("/")[0]]
    was, now = (sections(heading.file, each, known)[heading.title] for each in (text, bare))
    if now.draft or words_alone(was.text) != words_alone(now.text):
        raise ReportError(f"{heading.file}, line {heading.line}: the mark is not as it was written. Take it out by hand.")
    return {heading.file: respliced(folder.project.read_bytes(heading.file), bare)}


def _end_of_mark(rows: Sequence[str], at: int) -> int:
    """The row after a mark, which an editor may have wrapped into several."""
    words = ""
    for end in range(at, len(rows)):
        if not rows[end].lstrip().startswith(">"):
            break
        words = " ".join(f"{words} {rows[end].lstrip().lstrip('>')}".split())
        if _FULL_MARK.fullmatch(words):
            return end + 1
    return at + 1
