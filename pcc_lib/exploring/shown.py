"""What an explorer is given, so that Jupyter shows it as a table or text and a plain terminal as aligned lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from pcc_lib.core.errors import NameFault, ReportError, suggest
from pcc_lib.core.periods import Span
from pcc_lib.figures.figure import Figure
from pcc_lib.writing.html import Markup, fill
from pcc_lib.writing.tables import Cell, Table, table_csv, words_in


def aligned(rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Rows as lines of a terminal, their cells under each other; the columns `right` (from nought) are set right."""
    rows = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))).rstrip()
        for row in rows
    ]


class Named:
    """An object whose misspelt names are told with those near to them, and whose own are completed."""

    def __getattr__(self, name: str) -> Any:
        """Called for a name that is not found. What Python and Jupyter look for is refused in their own words, and an error
        within a property is that error."""
        if name.startswith("_") or hasattr(type(self), name):
            return object.__getattribute__(self, name)
        raise NameFault(f"there is no '{name}' here. {suggest(name, dir(self), most=3)}")

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.startswith("_")]


class Words(str):
    """A sentence of the report; it shows itself without quotation marks."""

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return str(fill("paragraph", words=str(self), kind=""))


class Listing(dict[str, Any]):
    """Names, each with what is said of it. `list(…)` gives the names, `[name]` what is said."""

    def __init__(self, title: str, said: Iterable[tuple[str, Any]]) -> None:
        super().__init__(said)
        self.title = title

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def html(self) -> Markup:
        """Two columns under its title."""
        rows = [(fill("code", text=name), str(said)) for name, said in self.items()]
        return fill("exploring/table", caption=self.title, columns=(), rows=rows, numeric=(), notes=())

    def _repr_html_(self) -> str:
        return str(self.html())

    def __repr__(self) -> str:
        return "\n".join([self.title, *(f"  {line}" for line in aligned((name, str(said)) for name, said in self.items()))])

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))


@dataclass(frozen=True, repr=False)
class ShownTable(Named, Table):
    """A table of the report that shows itself; `csv` is the same cells as text."""

    @property
    def csv(self) -> str:
        """Its cells as CSV, as they are printed."""
        return table_csv(self)

    def _repr_html_(self) -> str:
        rows = [[_cell(cell) for cell in row] for row in self.rows]
        told = {"caption": self.caption, "columns": self.columns, "numeric": self.numeric, "notes": self.small_print}
        return str(fill("exploring/table", rows=rows, **told))

    def __repr__(self) -> str:
        rows = [list(self.columns), *[[words_in(cell) for cell in row] for row in self.rows]]
        return "\n".join([self.caption, *aligned(rows, self.numeric), *self.small_print])


def _cell(cell: Cell) -> str | Markup:
    """A cell without links: the page that they lead to is not there."""
    return _printed(cell) if isinstance(cell, Figure) else words_in(cell)


def _printed(figure: Figure) -> Markup:
    """A figure that tells its name and formula to whoever points at it."""
    return fill("exploring/figure", value=figure.digits, id=figure.id, formula=figure.formula or "not known", text=figure.text)


def _refused(self: ShownFigure, *others: object) -> NoReturn:
    raise ReportError(f"{self.figure.id} is a figure with its name, text and formula. To reckon with it, take its .number.")


@dataclass(frozen=True, repr=False)
class ShownFigure(Named):
    """A figure that shows itself: `number` (None where it is not known), `text` as it is printed, `period` that it tells of.

    `title` says what it is in words; `figure` is its row of the ledger with formula and source cells; `why` says why nothing
    is known, where nobody supplies it. `str(…)` is its text; `float(…)` and `f"{…:.1f}"` take its number, and a ReportError
    says where there is none.
    """

    title: str
    when: str
    figure: Figure
    why: str = ""

    @property
    def number(self) -> float | None:
        """Its value in the measure's unit, unrounded; None where it is not known."""
        return self.figure.value

    @property
    def text(self) -> str:
        """As the pages print it."""
        return self.figure.text

    @property
    def period(self) -> Span:
        """The periods that it tells of."""
        return self.figure.period

    def __float__(self) -> float:
        if self.number is None:
            raise ReportError(f"{self.figure.id} is not known: it prints {self.text}, and its .number is None.")
        return self.number

    def __format__(self, form: str) -> str:
        return format(float(self), form) if form else self.text

    def __str__(self) -> str:
        return self.text

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refused
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __neg__ = __pos__ = __abs__ = _refused
    __round__ = __int__ = __lt__ = __le__ = __gt__ = __ge__ = _refused

    @property
    def _lines(self) -> list[str]:
        f = self.figure
        worked = [f"{f.id} = {f.formula}"] if f.formula else [f.id]
        against = [f"compared with: {f.compared_with}"] if f.compared_with else []
        cells, status = [f"cells: {f.cells}"] * bool(f.cells), [f"status: {f.status}"] * bool(str(f.status))
        return [*worked, *against, *cells, *status, *[self.why] * bool(self.why)]

    def _repr_html_(self) -> str:
        said = f"{self.title}: {self.text} {self.when}"
        return str(fill("exploring/shown", title=said, lines=self._lines, parts=()))

    def __repr__(self) -> str:
        return "\n".join([f"{self.title}: {self.text} {self.when}".rstrip(), *(f"  {line}" for line in self._lines)])
