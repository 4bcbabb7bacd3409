"""The cells that an edition rests on, as statements of SQL that read them from its CSVs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from pcc_lib.core.sql_literals import literal, name
from pcc_lib.core.sure import sure
from pcc_lib.inputs.kept import kept_source
from pcc_lib.inputs.models.table_schema import Dialect, TableField
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.releases import release_named
from pcc_lib.inputs.sources import Source, read_source, source_names
from pcc_lib.second_reader.blocks import ROOT, RowCell, TableCells
from pcc_lib.second_reader.translation import NotInSql

_ENCODINGS = {"utf-8": "", "utf-8-sig": "", "ascii": "", "utf-16": "utf-16", "latin-1": "latin-1", "iso-8859-1": "latin-1"}
_AROUND = r"^[A-Za-z\s£$€¥]+|[A-Za-z\s£$€¥%*]+$"  # what may stand around a number where a column is not one of bare numbers


class Tables:
    """The sources of a project as SQL reads them. public: the CSVs of public cells that stand in the record."""

    def __init__(self, project: Project, public: Collection[str] = ()) -> None:
        self._project, self._public = project, public

    def source(self, block: TableCells) -> Source:
        """The source that cells cite, as it was told. A NotInSql says why SQL cannot read it."""
        project, edition = self._project, block.place.removeprefix("data/published/")
        found = release_named(project, block.file) or self._named(block.file)
        if found is None:
            raise NotInSql(f"there is no source {block.file}")
        if block.public:
            return self._public_cells(found)
        if project.key_of(f"data/sources/{found.about.path}"):
            raise NotInSql(f"{block.file} holds small numbers, which are in no record")
        if block.place != "data/sources" and (found := kept_source(project, edition, found)) is None:
            raise NotInSql(f"the edition of {edition} kept no {block.file}")
        if unread := _unread(found):
            raise NotInSql(f"{block.file} {unread}")
        return found

    def _public_cells(self, source: Source) -> Source:
        """A source of small numbers, read as its public cells are written: plain CSV, each part by its id."""
        if source.file not in self._public:
            raise NotInSql(f"{source.file} holds small numbers, and the cells that were published are not in the record")
        fields = tuple(TableField.model_validate({"name": f.name, "type": f.type}) for f in source.about.fields)
        table = source.about.table.model_copy(update={"fields": fields, "missing_values": ("",)})
        about = source.about.model_copy(update={"dialect": Dialect(), "encoding": "utf-8", "table": table})
        return replace(source, about=about, names={})

    def _named(self, file: str) -> Source | None:
        id = file.removesuffix(".csv")
        return read_source(self._project, id) if id in self._names else None

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(source_names(self._project))  # looked for once: a record cites a thousand blocks

    def periods(self, block: TableCells) -> int:
        """How many periods of the source's calendar a block covers."""
        calendar = self.source(block).calendar
        both = block.first if block.first == block.last else f"{block.first}..{block.last}"
        if (span := calendar.read_span(both)) is None:
            raise NotInSql(f"'{both}' is no run of the {calendar.noun}s of {block.file}")
        return len(calendar.of(span))

    def of_months(self, block: TableCells) -> bool:
        """Whether the source has a value for each month."""
        return self.source(block).calendar.monthly

    def reading(self, blocks: Iterable[TableCells]) -> Iterator[str]:
        """The statements that read all columns that blocks name: file by file, column by column."""
        columns: dict[tuple[str, str], list[TableCells]] = {}
        for block in sorted(blocks, key=lambda b: (b.place, b.file, b.column)):
            columns.setdefault((block.place, block.file), []).append(block)
        for held in columns.values():
            yield from self._read(held)

    def _read(self, blocks: list[TableCells]) -> Iterator[str]:
        source, one = self.source(blocks[0]), blocks[0]
        yield f"CREATE TABLE {name(one.cited)} AS\n  SELECT * FROM {_from(source, one.path)};"
        for column in dict.fromkeys(block.column for block in blocks):
            number = _number(sure(source.about.field(column)), source)
            yield (
                f"INSERT INTO cells (file, field, period, part, value)\n"
                f"  SELECT {literal(one.cited)}, {literal(column)}, trim({name(source.period)}), {_part(source)}, {number}\n"
                f"  FROM {name(one.cited)}{_within(source)};"
            )
        yield from _absences(source, one.cited)


def _from(source: Source, path: str) -> str:
    """`read_csv` with the dialect that the descriptor names."""
    dialect = source.about.dialect
    told = {
        "header": "true",
        "all_varchar": "true",
        "delim": literal(dialect.control.delimiter),
        "quote": literal(dialect.control.quote_char),
        "escape": literal(dialect.control.escape_char or dialect.control.quote_char),
    }
    if dialect.header_row > 1:
        told["skip"] = str(dialect.header_row - 1)
    if encoding := _ENCODINGS[source.about.encoding.lower()]:
        told["encoding"] = literal(encoding)
    return f"read_csv({literal(path)}, {', '.join(f'{key} = {value}' for key, value in told.items())})"


def _unread(source: Source) -> str:
    """Why SQL does not read the file of a source, or nothing."""
    dialect = source.about.dialect
    odd = not dialect.header or dialect.comment_char or dialect.comment_rows or dialect.skip_blank_rows
    if odd or dialect.control.skip_initial_space:
        return "has rows or blanks that are passed over, which SQL's reader does not"
    return (
        "" if source.about.encoding.lower() in _ENCODINGS else f"is written in {source.about.encoding}, which SQL does not read"
    )


def _number(field: TableField, source: Source) -> str:
    """A cell as a number, read as the column writes its numbers."""
    cell = f"trim({name(field.name)})"
    plain = cell
    if not field.bare_number:
        plain = f"regexp_replace({plain}, {literal(_AROUND)}, '', 'g')"
    if field.group_char:
        plain = f"replace({plain}, {literal(field.group_char)}, '')"
    if field.decimal_char != ".":
        plain = f"replace({plain}, {literal(field.decimal_char)}, '.')"
    if gone := sorted(source.about.table.missing_in(field) - {""}):
        return f"CASE WHEN {cell} NOT IN ({', '.join(map(literal, gone))}) THEN as_number({plain}) END"
    return f"as_number({plain})"


def _part(source: Source) -> str:
    """The part of a row, by the id that the body gives to it."""
    cell = f"coalesce(trim({name(source.breakdown)}), '')"
    other = [(written, id) for id, several in sorted(source.names.items()) for written in several]
    if not other:
        return cell
    return f"CASE {cell} {' '.join(f'WHEN {literal(a)} THEN {literal(id)}' for a, id in other)} ELSE {cell} END"


def _within(source: Source) -> str:
    """Of months that hold a value only every third (sixth, twelfth) one, the others are passed over."""
    calendar = source.calendar
    if calendar.kind != "month" or calendar.step == 1 or not calendar.anchor:
        return ""
    ends = [f"{month:02d}" for month in range(1, 13) if (month - int(calendar.anchor[5:])) % calendar.step == 0]
    return f"\n  WHERE right(trim({name(source.period)}), 2) IN ({', '.join(map(literal, ends))})"


def _absences(source: Source, cited: str) -> Iterator[str]:
    """The periods, as the file writes them, in which a part was not there while others were."""
    if not source.about.lifetimes:
        return
    periods = sorted(set(source.frame[source.period].tolist()))
    lives = {part: source.about.lifetime(part) for part in source.parts}
    lived = [period for period in periods if any(period in life for life in lives.values())]
    for part, life in lives.items():
        away = source.calendar.runs(period for period in lived if period not in life)
        for run in map(source.calendar.cited, away):
            yield f"INSERT INTO absences VALUES ({', '.join(map(literal, (cited, part, run.first, run.last)))});"


def read_rows(cells: Iterable[RowCell]) -> Iterator[str]:
    """The statements that read lists by the ids of their rows."""
    for path, column in sorted({(cell.path, cell.column) for cell in cells}):
        text = name("text") if path.endswith("/stated.csv") else "NULL"
        yield (
            f"INSERT INTO given\n  SELECT {literal(path)}, trim(id), {literal(column)}, as_number({name(column)}), {text}\n"
            f"  FROM {of_list(path)};"
        )


def of_list(path: str) -> str:
    """A list that people fill in: plain CSV, every cell as text."""
    return f"read_csv({literal(f'{ROOT}/{path}')}, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')"
