"""Areas and other parts that a sentence names beside a figure: each figure is of the part that it is told of.

The name that a figure goes with is the one led to it right after the figure (`9 calls in the North`), else the nearest before it.
Names and figures that stand in two lists of one length go together in their order (`the North and the South saw 9 and 7`). A
figure of the whole beside the name of one part is told where the two plainly belong together, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pcc_lib.core.errors import ReportError
from pcc_lib.core.numerals import part_id
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.setting import Setting

_JOIN = re.compile(r"\s*(?:,|&|/|,?\s*\b(?:and|or)\b)\s*(?:the\s+|in\s+|for\s+)*", re.IGNORECASE)
_PART_END = re.compile(r";")
_LEADS_AFTER = re.compile(r"^\s*(?:[\w’'-]+\s+){0,4}?(?:in|for|of|at|across)\s+(?:the\s+)?$", re.IGNORECASE)
_CAME_FROM = re.compile(r"^\s*(?:[\w’'-]+\s+){0,2}?(?:came|were|are)\s+from\s+(?:the\s+)?$", re.IGNORECASE)
_WHOLE = re.compile(
    r"\b(?:across\s+the\s+(?:whole\s+)?force|force[\s-]*wide|for\s+the\s+(?:whole\s+)?force|the\s+force\s+as\s+a\s+whole|in\s+total|in\s+all\s+areas)\b",
    re.IGNORECASE,
)
_LEADS_BEFORE = re.compile(r"(?:^|[,;:(]|\s[–-]|\b(?:but|while|and))\s*(?:in|for|across)\s+(?:the\s+)?$", re.IGNORECASE)
_OF_LED = re.compile(rf"^,?\s+(?:[\w’'-]+\s+){{0,5}}{MARK}")
_OF_NAMED = re.compile(
    rf"^(?:[’']s?\s+(?:[\w’'-]+\s+){{0,5}}|\s*[:=(]\s*|\s+(?:had|saw|recorded|was|is|at|with|stands\s+at)\s+(?:(?:about|only|some)\s+)?)"
    rf"{MARK}"
)


@dataclass(frozen=True)
class _Name:
    """The name of a part in a sentence: where it stands, and the part's id."""

    start: int
    end: int
    words: str
    part: str


def place_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """Names of parts beside a figure that is of another part, or of the whole."""
    for measure in dict.fromkeys(mark.figure.measure for mark in sentence.marks if mark.figure.statistic != "stated"):
        marks = [mark for mark in sentence.marks if mark.figure.measure == measure]
        names = _names(sentence, measure, setting)
        if names and setting.measure(marks[0].figure):
            yield from _of_one(_Reader(sentence, names, setting), marks)
        elif marks:
            yield from _not_of_all(sentence, marks, names, setting)


def _of_one(reader: _Reader, marks: Sequence[Mark]) -> Iterator[Found]:
    wrong = list(reader.out_of_order(marks))
    yield from wrong
    for mark in marks if not wrong else ():
        if mark.figure.name.part:
            yield from reader.of_another(mark)
        else:
            yield from reader.of_whole(mark)


def _not_of_all(sentence: Sentence, marks: Sequence[Mark], names: Sequence[_Name], setting: Setting) -> Iterator[Found]:
    """A figure of one part that is told as that of the whole, in a sentence that names no part."""
    m = _WHOLE.search(sentence.text)
    for mark in marks if m and not names else ():
        if mark.figure.name.part in _areas(setting):
            only = setting.figures.project.label(mark.figure.breakdown)
            what = f"says '{m[0]}' of {mark.name}, which is of {only} alone."  # type: ignore[index]
            yield Found(m.start(), what, f"Name {only}, or take its name out of the figure's.")  # type: ignore[union-attr]


@dataclass(frozen=True)
class _Reader:
    """A sentence with the names of parts in it."""

    sentence: Sentence
    names: tuple[_Name, ...]
    setting: Setting

    def out_of_order(self, marks: Sequence[Mark]) -> Iterator[Found]:
        """A list of names before a list of as many figures: the first that is not of the name in its place."""
        text = self.sentence.text
        for names in _runs(self.names, text):
            after = [mark for mark in marks if mark.at > names[-1].end]
            row = next((run for run in _mark_runs(after, text)), [])
            between = text[names[-1].end : row[0].at] if row else ""
            if len(names) < 2 or len(row) != len(names) or len({mark.figure.statistic for mark in row}) > 1:
                continue
            if (
                re.search(r"[;.]", between)
                or MARK in between
                or any(names[-1].end <= name.start < row[-1].at for name in self.names)
            ):
                continue
            for name, mark in zip(names, row, strict=True):
                if mark.figure.name.part and mark.figure.name.part != name.part:
                    yield self._other(name, mark)
                    return

    def of_another(self, mark: Mark) -> Iterator[Found]:
        """A figure of one part beside the name of another, where its own is not named."""
        near = self._near(mark)
        if near and mark.figure.name.part not in {name.part for name in near}:
            owner = self._after(mark) or max((name for name in near if name.end <= mark.at), key=lambda n: n.end, default=None)
            if owner:
                yield self._other(owner, mark)

    def of_whole(self, mark: Mark) -> Iterator[Found]:
        """A figure of all parts, where one name plainly belongs to it."""
        text = self.sentence.text
        owner = self._after(mark)
        if owner is None:
            before = [name for name in self.names if name.end <= mark.at]
            name = before[-1] if before else None
            tail = text[name.end : mark.at + 1] if name else ""
            led = name and _LEADS_BEFORE.search(text[: name.start]) and _OF_LED.fullmatch(tail)
            owner = name if name and (led or _OF_NAMED.fullmatch(tail)) else None
        if owner and not self._joined(owner):
            yield self._whole(owner, mark)

    def _joined(self, name: _Name) -> bool:
        """Whether another name of a part stands in a list with this one."""
        return any(len(run) > 1 and name in run for run in _runs(self.names, self.sentence.text))

    def _near(self, mark: Mark) -> list[_Name]:
        """The names from the figure before (and the name led to that one) to the figure after."""
        marks = self.sentence.marks
        before = [other for other in marks if other.at < mark.at]
        ends = [m.start() for m in _PART_END.finditer(self.sentence.text)]
        begin = max([0, *(end for end in ends if end < mark.at), *(other.at for other in before[-1:])])
        taken = self._after(before[-1]) if before else None
        begin = max(begin, taken.end) if taken and taken.end <= mark.at else begin
        end = min([len(self.sentence.text), *(e for e in ends if e > mark.at), *(o.at for o in marks if o.at > mark.at)])
        return [name for name in self.names if begin <= name.start < end]

    def _after(self, mark: Mark) -> _Name | None:
        """The name that is led to right after a figure: `9 calls in the North`."""
        following = next((name for name in self.names if name.start > mark.at), None)
        if following is None:
            return None
        between = self.sentence.text[mark.at + 1 : following.start]
        of_part = mark.figure.name.part and _CAME_FROM.match(between)  # `the bulk of the 9 calls came from the North`
        return following if of_part or _LEADS_AFTER.match(between) else None

    def _other(self, name: _Name, mark: Mark) -> Found:
        label = self.setting.figures.project.label(mark.figure.breakdown)
        right = str(mark.figure.name).replace(f".{mark.figure.name.part}", f".{name.part}")
        return Found(
            name.start, f"says '{name.words}' of {mark.name}, which is of {label}.", f"Write {{{{ {right} }}}}, or say {label}."
        )

    def _whole(self, name: _Name, mark: Mark) -> Found:
        id = mark.figure.name
        one = f"{id.undated}.{name.part}" + (f"@{id.period}" if id.period else "")
        there = self.setting.figure(one) is not None
        todo = f"Write {{{{ {one} }}}}" if there else f"Take '{name.words}' out: no figure of it is kept"
        return Found(name.start, f"says '{name.words}' of {mark.name}, which is of all parts and not of this one.", f"{todo}.")


def _names(sentence: Sentence, measure: str, setting: Setting) -> tuple[_Name, ...]:
    """Every name of a part of a measure, or of an area of the body, in a sentence."""
    known = setting.figures.once(("names of parts", measure), lambda: _parts(measure, setting))
    found: list[_Name] = []
    for form, part in known:
        for m in form.finditer(sentence.text):
            if all(m.end() <= name.start or name.end <= m.start() for name in found):
                found.append(_Name(m.start(), m.end(), m[0], part))
    return tuple(sorted(found, key=lambda name: name.start))


def _parts(measure: str, setting: Setting) -> list[tuple[re.Pattern[str], str]]:
    """How each part is written, the longest names first; an area has its capital (a county is no County)."""
    try:
        series = setting.figures.series(measure)
    except ReportError:
        return []
    parts = series.all_parts if series and len(series.all_parts) > 1 else ()
    areas = _areas(setting)
    named = {name: id for id, names in areas.items() for name in names if name != id or not name.islower()}
    named |= {setting.figures.project.label(part): part_id(part) for part in parts if part_id(part) not in areas}
    forms = []
    for name, part in sorted(named.items(), key=lambda pair: -len(pair[0])):
        flags = re.IGNORECASE if part not in areas else re.NOFLAG
        forms.append((re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])(?!\s+(?-i:[A-Z]))", flags), part))
    return forms


def _areas(setting: Setting) -> dict[str, tuple[str, ...]]:
    """The names of the body's areas by their ids in figures."""
    try:
        return {part_id(area.id): area.names for area in setting.figures.project.body.areas}
    except ReportError:
        return {}  # told with the other faults of the body


def _runs(names: Sequence[_Name], text: str) -> Iterator[list[_Name]]:
    """Names that stand in a list, such as `the North and the South`."""
    run = list(names[:1])
    for before, name in pairwise(names):
        if _JOIN.fullmatch(text[before.end : name.start]):
            run.append(name)
        else:
            yield run
            run = [name]
    yield run


def _mark_runs(marks: Sequence[Mark], text: str) -> Iterator[list[Mark]]:
    """Figures that stand in a list, such as `9 and 7`."""
    run = list(marks[:1])
    for before, mark in pairwise(marks):
        if _JOIN.fullmatch(text[before.at + 1 : mark.at]):
            run.append(mark)
        else:
            yield run
            run = [mark]
    yield run
