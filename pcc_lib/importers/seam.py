"""What an importer is, and what it makes of the files of a publisher: the seam of this room.

An importer is one module in `publishers/` that names an `IMPORTER`. It reads what was given and says what it found as a
`Reading`; planning, asking, writing and the command line are the same for all (`planning`, `cli/importing`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from pcc_lib.core.errors import Fault
from pcc_lib.importers.given import Given

LICENCE = "Open Government Licence v3.0"
NOTHING: Mapping[str, str] = MappingProxyType({})

Key = tuple[str, str]  # period as the source writes it, part
Number = int | float | None  # None is blank: not known
Values = Mapping[Key, Mapping[str, Number]]  # number by column


@dataclass(frozen=True)
class Option:
    """What may be said to an importer: `--name`, with its help.

    many: it may be repeated. choices: the values that there are. form: a regular expression that a value must match, with
    `like`, an example of it. is_file: it names a file.
    """

    name: str
    help: str
    metavar: str = "NAME"
    many: bool = False
    choices: tuple[str, ...] = ()
    form: str = ""
    like: str = ""
    is_file: bool = False


@dataclass(frozen=True)
class Asked:
    """What was said with the command, by the name of each option."""

    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, name: str, default: str = "") -> str:
        """The value of an option that stands once."""
        values = self.said.get(name, ())
        return values[-1] if values else default

    def all(self, name: str) -> tuple[str, ...]:
        """The values of an option that may be repeated."""
        return tuple(self.said.get(name, ()))


@dataclass(frozen=True)
class Column:
    """A column of numbers. kind of number: whole, unless `decimal`. required: no row may leave it blank. negative: it may lie
    below nought, as a correction of earlier periods does."""

    title: str
    unit: str
    required: bool = False
    decimal: bool = False
    negative: bool = False


@dataclass(frozen=True)
class Publication:
    """Where numbers come from, in words of the descriptor: who made them, what must be said of them, how they are renewed."""

    producer: str
    attribution: str
    limits: str
    next_update: str
    statistics: str = ""


@dataclass(frozen=True)
class Made:
    """One source as an importer makes it: a row for each period and part, a column for each thing counted.

    period: `month`, `quarter` or `year`; every key of `rows` has it as the source writes it. parts: the name of each part by
    its id. control: the column whose sums are kept as control totals. checks: rules between columns (`rule`, `says`).
    remainder: a part that takes together all without a place of their own. more: what the descriptor says besides. A period or
    part that is not among `rows` was not read: it stays a gap, and is never nought.
    """

    name: str
    title: str
    period: str
    breakdown: str
    parts: Mapping[str, str]
    columns: Mapping[str, Column]
    rows: Values
    control: str
    publication: Publication
    obtained: str
    kind: str = "computed"
    checks: tuple[Mapping[str, str], ...] = ()
    remainder: str = ""
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def periods(self) -> list[str]:
        """The periods that have a row, in order."""
        return sorted({period for period, _ in self.rows})


@dataclass(frozen=True)
class Doubtful:
    """What may be wrong with a cell that was read: a person has to look at it before it is written. column: none where it is of
    the whole row."""

    source: str
    key: Key
    column: str
    told: Fault


@dataclass(frozen=True)
class Reading:
    """What an importer found: the sources that it makes, the lines of its report (control totals among them), what is doubtful,
    and what was passed over, in sentences. releases: the release that each path is of, by the path as it was named."""

    made: Sequence[Made]
    report: Sequence[str]
    doubts: Sequence[Doubtful] = ()
    warnings: Sequence[str] = ()
    releases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Importer:
    """A publisher's files and what is made of them.

    name: the word of the command, `pcc import NAME`. reads: what files it takes, and what it refuses, in words. download: where a
    person finds them. renewed: how often they come. wants: what the paths of the command are called.
    """

    name: str
    title: str
    reads: str
    download: str
    renewed: str
    read: Callable[[Given, Asked], Reading]
    options: tuple[Option, ...] = ()
    wants: str = "PATH"
    example: str = ""
