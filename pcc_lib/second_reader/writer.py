"""`verify.sql`: every figure of a ledger, worked again from the CSVs of its record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from importlib import resources
from typing import NamedTuple

from pcc_lib.core.errors import ReportError
from pcc_lib.core.grammar import GrammarError
from pcc_lib.core.sql_literals import listed, literal
from pcc_lib.figures.figure import blocks_of
from pcc_lib.inputs.measures import measure_ids, read_measure
from pcc_lib.inputs.project import Project
from pcc_lib.second_reader.blocks import Block, RowCell, RowsOf, TableCells, read_block
from pcc_lib.second_reader.printing import form_of
from pcc_lib.second_reader.tables import Tables, of_list, read_rows
from pcc_lib.second_reader.translation import MONTHS, PARTS, ROWS, TOTAL, NotInSql, in_sql
from pcc_lib.statistics.calculate import letters

Row = Mapping[str, str]
PUBLIC = "public"  # the folder of a record with what an edition published of sources of small numbers
SQL, SCRIPT, BLANK = "SQL", "verify_methods.py", "blank"  # what works a figure out; the last of one that prints no number
PROGRAMS = (SCRIPT, "verify_track.py")  # the script, and the part of it that judges earlier quarters
STATED = "stated.csv"
HERE = "pcc_lib.second_reader"  # where the parts of verify.sql and the script stand
_LONG = 5  # parts from which a list of them has a name


def verify_sql(project: Project, rows: Sequence[Row], quarter: str, public: Collection[str] = ()) -> str:
    """The text of `verify.sql` for the rows of a ledger; of their values only the form in which they are printed goes into it.

    public: the CSVs of public cells (of sources of small numbers) that the record holds of this quarter.
    """
    return Writer(project, rows, quarter, public).text


class Told(NamedTuple):
    """What a row of the ledger tells of a figure, and how: texts, as they stand there."""

    id: str
    formula: str
    cells: str
    unit: str
    value: str
    text: str
    measure: str

    def inserted(self, how: str, *worked: str) -> str:
        """The statement that puts it among the figures: how it is worked; expressions for its value, its text and a reason."""
        said = ", ".join(literal(each) for each in (self.id, self.formula, self.cells, self.unit, how))
        return f"INSERT INTO worked VALUES ({said}, {', '.join(worked)});"

    def worked_by(self, formula: str, cells: Mapping[str, str], text: str) -> str:
        """The statement that works it out: what each letter stands for, what the formula makes of them, how that is printed."""
        said = ", ".join(literal(each) for each in (self.id, self.formula, self.cells, self.unit, SQL))
        held = ",\n                     ".join(f"{expression} AS {name}" for name, expression in cells.items())
        return (
            f"INSERT INTO worked\n  SELECT {said},\n         v, {text}, ''\n"
            f"  FROM (SELECT {formula} AS v\n        FROM (SELECT {held}));"
        )


class Writer:
    """The statements of one edition."""

    def __init__(self, project: Project, rows: Sequence[Row], quarter: str, public: Collection[str]) -> None:
        self._project, self._rows, self._quarter = project, rows, quarter
        self._tables = Tables(project, public)
        self._blocks: dict[str, Block | None] = {}
        self._rosters: dict[tuple[str, ...], str] = {}
        self._used: dict[Block, None] = {}

    @cached_property
    def text(self) -> str:
        """All statements, in the order in which they are run."""
        figures = [self._statement(figure) for figure in self._told]  # first: they say which cells are read
        rosters = [f"CREATE MACRO {name}() AS {listed(parts)};" for parts, name in self._rosters.items()]
        return "\n".join(
            [
                _part("header.sql", 1).replace("{quarter}", self._quarter),
                _part("functions.sql", 1),
                _part("cells.sql"),
                *self._reading(),
                "",
                _part("absences.sql", 1),
                _part("figures.sql"),
                *rosters,
                *figures,
                _part("verdict.sql"),
            ]
        )

    def _reading(self) -> Iterator[str]:
        yield from self._tables.reading(block for block in self._used if isinstance(block, TableCells))
        yield from read_rows(block for block in self._used if isinstance(block, RowCell))

    # ── figures ───────────────────────────────────────────────────────────────────────────────────────────────────────
    @property
    def _told(self) -> list[Told]:
        """Each figure once; where pages print it in several ways, each of these."""
        told = (Told(*(row[column] for column in Told._fields)) for row in self._rows)
        return sorted(dict.fromkeys(told))

    def _statement(self, figure: Told) -> str:
        if not figure.value:
            return figure.inserted(BLANK, "NULL", literal(figure.text), "''")
        try:
            return self._worked(figure)
        except (NotInSql, GrammarError, ReportError, ValueError) as reason:
            return figure.inserted(SCRIPT, "NULL", literal(figure.text), literal(str(reason).partition("\n")[0]))

    def _worked(self, figure: Told) -> str:
        """The statement that works a figure out; a NotInSql says why there is none."""
        if not figure.formula:
            raise NotInSql("the ledger gives no formula")
        held = {letter: self._block(cited, figure.measure) for letter, cited in _cited(figure).items()}
        asked: dict[str, str] = {}

        def ask(letter: str, wanted: str) -> str:
            if letter not in held:
                raise NotInSql(f"'{letter}' stands for no cells")
            name = letter if wanted in (TOTAL, ROWS) else f"{letter}_{wanted}"
            asked[name] = self._expression(held[letter], wanted)
            return name

        formula = in_sql(figure.formula, ask)
        if any(name.endswith(f"_{MONTHS}") for name in asked):
            _hold_to_same_months(held.values())
        text = self._text(figure, list(held.values()))
        self._used |= dict.fromkeys(held.values())
        return figure.worked_by(formula, asked, text)

    def _text(self, figure: Told, used: Sequence[Block]) -> str:
        """What prints the value: the form that the ledger has it in; a fact that people gave is said in their words."""
        if len(used) == 1 and isinstance(one := used[0], RowCell) and one.path.endswith(STATED):
            return f"said({literal(one.path)}, {literal(one.id)}, {literal(one.column)})"
        return form_of(float(figure.value), figure.unit, figure.text).replace("#", "v")

    # ── cells ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _block(self, cited: str, measure: str) -> Block:
        """The block that is cited; of a measure under a policy for small numbers its cells as the edition published them."""
        if cited not in self._blocks:
            self._blocks[cited] = read_block(cited)
        if (found := self._blocks[cited]) is None:
            raise NotInSql(f"{_short(cited)} is no cell of a CSV")
        if isinstance(found, TableCells) and measure in self._protected:
            return replace(found, place=PUBLIC, public=True)
        return found

    @cached_property
    def _protected(self) -> set[str]:
        """The measures under a policy for small numbers."""
        project = self._project
        return {id for id in measure_ids(project) if read_measure(project, id).disclosure != "none"}

    def _expression(self, block: Block, wanted: str) -> str:
        """What a letter stands for, where a function wants a total, a value a month, a value a part, or rows."""
        if isinstance(block, RowsOf) and wanted == ROWS:
            where = " AND ".join(f"coalesce(trim({name}), '') = {literal(value)}" for name, value in block.where)
            return f"(SELECT count(*) FROM {of_list(block.path)}{f' WHERE {where}' if where else ''})"
        if isinstance(block, RowCell) and wanted == TOTAL:
            return f"cell({literal(block.path)}, {literal(block.id)}, {literal(block.column)})"
        if isinstance(block, TableCells) and wanted in (TOTAL, MONTHS, PARTS):
            return self._of_table(block, wanted)
        raise NotInSql(f"a {wanted} is no cell of {block.path}")

    def _of_table(self, block: TableCells, wanted: str) -> str:
        source = self._tables.source(block)
        if source.about.field(block.column) is None:
            raise NotInSql(f"{block.file} has no column {block.column}")
        where = [*map(literal, (block.cited, block.column, block.first, block.last))]
        if wanted == MONTHS:
            if not self._tables.of_months(block):
                raise NotInSql(f"{block.file} is not monthly")
        else:
            where.append(str(self._tables.periods(block)))
        parts = block.parts or (tuple(source.parts) if wanted == PARTS else ("",) if block.public else ())
        if parts:
            where.append(f"wanted := {self._roster(parts)}")
        return f"{wanted}({', '.join(where)})"

    def _roster(self, parts: tuple[str, ...]) -> str:
        """A list of parts; a long one has a name."""
        if len(parts) < _LONG:
            return listed(parts)
        return self._rosters.setdefault(parts, f"roster_{len(self._rosters) + 1}") + "()"


def _part(file: str, blank: int = 0) -> str:
    """A part of the file, and so many blank lines after it."""
    return (resources.files(HERE) / file).read_text(encoding="utf-8") + "\n" * blank


def _short(cited: str) -> str:
    return cited if len(cited) <= 80 else cited[:80] + "…"


def _cited(figure: Told) -> dict[str, str]:
    """What each letter of a formula is cited as."""
    return dict(zip(letters(), blocks_of(figure.cells), strict=False))


def _hold_to_same_months(blocks: Iterable[Block]) -> None:
    """A NotInSql where series are of other months: SQL sets them side by side by their places."""
    if len({(block.first, block.last) for block in blocks if isinstance(block, TableCells)}) > 1:
        raise NotInSql("its series are of other months")
