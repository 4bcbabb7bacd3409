"""What a label of a table means to a source: a period, a part, a column, the head of one of these, or a total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from pcc_lib.core.text import words
from pcc_lib.inputs.areas import names_of_whole
from pcc_lib.inputs.models.sources import TAIL, Descriptor
from pcc_lib.inputs.project import Project
from pcc_lib.receiving.grid import Cell
from pcc_lib.receiving.held import Held
from pcc_lib.receiving.names import NO_HEAD, Head, bare_head, head_of, is_other_sum, is_total, plain, unnumbered
from pcc_lib.receiving.when import When, when_of

PERIOD_HEADS = words("month period date quarter year fy mth") | {  # as names are compared
    *("financial year", "month ending", "month end", "month year", "year month", "reporting month", "time period"),
    *("calendar month", "calendar year", "month of year", "quarter ending", "year ending", "fiscal year"),
}
OTHERS = "*"  # every name that is no part


class Is(Enum):
    """What a label is. KEY: the head of the periods, parts, statuses or kinds; LEFT: passed over, as was learnt or asked for."""

    PERIOD = "period"
    PART = "part"
    COLUMN = "column"
    KEY = "key"
    TOTAL = "total"
    LEFT = "left"


@dataclass(frozen=True)
class Label:
    """What a label means: the part, the column or the key that it names; what it says of time; its head with its unit."""

    kind: Is
    name: str = ""
    when: When | None = None
    head: Head = NO_HEAD


class Labels:
    """The labels of one source."""

    def __init__(self, project: Project, held: Held, asked: Mapping[str, str]) -> None:
        self.held = held
        self.about: Descriptor = held.source.about
        self.asked = {plain(name): target for name, target in asked.items()}
        self._columns = self._unambiguous(self._column_names())
        self.parts = self._part_names(project)
        whole = [name for name, target in (*self.about.received.parts.items(), *asked.items()) if target == project.body.whole]
        self._totals = {plain(each) for each in (*names_of_whole(project.body), *whole)}
        self.targets = {*self.listed, project.body.whole} if self.about.areas else {*self.listed}
        left = [*self.about.received.left, *(name for name, target in asked.items() if not target)]
        self._left = {plain(each) for each in left if each != OTHERS}
        self.leaves_others = OTHERS in left
        self.titles = self._title_names()
        self.words = self._own_words(project)
        self._met: dict[tuple[str, bool, bool], Label | None] = {}  # a long table says the same again and again

    def _column_names(self) -> list[tuple[str, str]]:
        about, received = self.about, self.about.received
        own = [(f.name, f.name) for f in about.fields] + [(f.title, f.name) for f in about.fields if f.title]
        known = {f.name for f in about.fields}
        asked = [(name, target) for name, target in self.asked.items() if target in known]
        return [*own, *received.columns.items(), *asked]

    @staticmethod
    def _unambiguous(pairs: list[tuple[str, str]]) -> dict[str, str]:
        """Names that mean one column; a name of two means none."""
        found: dict[str, set[str]] = {}
        for name, column in pairs:
            found.setdefault(plain(name), set()).add(column)
        return {name: next(iter(columns)) for name, columns in found.items() if len(columns) == 1 and name}

    def _part_names(self, project: Project) -> dict[str, str]:
        field = self.about.field(self.about.breakdown)
        listed = list((field and field.constraints.enum) or self.held.source.parts)
        pairs = [(part, part) for part in listed] + [(project.label(part), part) for part in listed]
        areas = {area.id: area.names for area in project.body.areas} | {project.body.whole: names_of_whole(project.body)}
        pairs += [(name, part) for part in listed if self.about.areas for name in areas.get(part, ()) if name]
        learnt = self.about.received.parts.items()
        pairs += [(name, t) for name, t in (*learnt, *self.asked.items()) if t in listed]
        self.listed = listed
        return self._unambiguous(pairs)

    def _title_names(self) -> dict[str, str]:
        """The names by which a title may name a column of values: not its id, which may be any word."""
        own = [(f.title or f.name.replace("_", " "), f.name) for f in self.held.values]
        known = {f.name for f in self.held.values}
        said = [(name, target) for name, target in (*self.about.received.columns.items(), *self.asked.items()) if target in known]
        return self._unambiguous([*own, *said])

    def _own_words(self, project: Project) -> set[str]:
        """Words that say no more of a table than whose it is, and of what source."""
        about, body = self.about, project.body
        names = [about.title, about.name.replace("_", " "), about.breakdown, about.period, body.short_name, *names_of_whole(body)]
        return {word for name in (*names, *self.parts) for word in plain(name).split()}

    @property
    def heads(self) -> set[str]:
        """The names of its columns of values, as names are compared."""
        return {name for name, column in self._columns.items() if self._kind_of(column) is Is.COLUMN}

    @property
    def source_names(self) -> set[str]:
        """What the source is called, as names are compared."""
        return {plain(self.about.name.replace("_", " ")), plain(self.about.title)} - {""}

    @property
    def only_part(self) -> str:
        """The part of a source that has no other; blank where there are several."""
        return self.listed[0] if len(self.listed) == 1 else ""

    @property
    def values(self) -> list[str]:
        """The columns that hold values."""
        return [f.name for f in self.held.values]

    def of(self, cell: Cell, digits: bool = False, old_epoch: bool = False) -> Label | None:
        """What a label means; None where the source knows nothing of it. `digits`: bare numbers may be periods."""
        if not isinstance(cell.value, str) or cell.broken:
            return self._of_time(cell, old_epoch, digits)
        key = (cell.value, old_epoch, digits)
        if key not in self._met:
            self._met[key] = self._of_name(cell.text) or self._of_time(cell, old_epoch, digits) or self._of_sum(cell.text)
        return self._met[key]

    def _of_time(self, cell: Cell, old_epoch: bool, digits: bool) -> Label | None:
        when = when_of(cell, old_epoch, digits)
        return Label(Is.PERIOD, when=when, head=Head(cell.shown, cell.shown, "")) if when is not None else None

    def _of_name(self, text: str) -> Label | None:
        if plain(text) in self._left:
            return Label(Is.LEFT, head=head_of(text))
        if plain(text) not in self._columns:
            text = bare_head(text)
        if plain(text) not in self._columns and plain(text) not in self.parts:
            text = unnumbered(text)
        head, name = head_of(text), plain(text)
        if name in self._left:
            return Label(Is.LEFT, head=head)
        whole = Head(head.written, head.written, "")  # a unit that belongs to the name of a column is its own
        for each, said in ((name, whole), (plain(head.name), head)):
            if column := self._columns.get(each):
                return Label(self._kind_of(column), column, head=said)
            if part := self.parts.get(each):
                return Label(Is.PART, part, head=head)
        if name in PERIOD_HEADS:
            return Label(Is.KEY, self.about.period, head=head)
        return None

    def _kind_of(self, column: str) -> Is:
        return Is.KEY if column in (self.about.period, self.about.breakdown, *TAIL) else Is.COLUMN

    def _of_sum(self, text: str) -> Label | None:
        found = is_total(text) or is_other_sum(text) or plain(text) in self._totals
        return Label(Is.TOTAL, head=head_of(text)) if found else None
