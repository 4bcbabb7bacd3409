"""A formula of the ledger, letter by letter: what each of them stands for where it is, and what each function is given."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints

from pcc_lib.core import grammar
from pcc_lib.core.errors import ReportError
from pcc_lib.figures.blocks import MONTHS, PARTS, TOTAL, Block
from pcc_lib.figures.figure import blocks_of
from pcc_lib.statistics.calculate import FUNCTIONS, letters
from pcc_lib.statistics.methods import METHODS, OF_PARTS

ALL: Mapping[str, Callable[..., Any]] = {**FUNCTIONS, **METHODS}
_KINDS = {TOTAL: grammar.NUMBER, MONTHS: grammar.NUMBERS, PARTS: grammar.NUMBERS}
Reader = Callable[[str], Block]  # the cells that a reference names
Counter = Callable[[str, Sequence[str]], float]  # a count by its name, of the lists that these references name


def _nothing(name: str, _: Sequence[str]) -> float:
    raise ReportError(f"'{name}' counts lists of the book.")


@dataclass(frozen=True)
class Lookup:
    """How the references of a row are read, which functions are counts of lists, and how one is counted."""

    read: Reader
    counts: frozenset[str] = frozenset()
    count: Counter = _nothing


@dataclass(frozen=True)
class Letter:
    """What a letter stood for at one place of a formula: its cells, what they are taken as, and what that gave."""

    letter: str
    reference: str
    taken_as: str
    value: Any


class Read:
    """A formula that has been read: its letters with what they stand for, ready to be worked out.

    A ReportError says what is wrong: a cell, a list or a function that is not known, or too few or many of them.
    """

    def __init__(self, formula: str, cells: str, look: Lookup) -> None:
        row = _Row(dict(zip(letters(), blocks_of(cells), strict=False)), look)
        try:
            text = ast.unparse(row.visit(grammar.tree(formula)))
            self._expression = grammar.formula(text, {name: _KINDS[kind] for name, (kind, _) in row.given.items()}, ALL)
        except grammar.GrammarError as error:
            raise ReportError(f"'{formula}' is no formula: {error}") from None
        row.all_used(formula)
        self._values = {name: value for name, (_, value) in row.given.items()}
        self.letters: tuple[Letter, ...] = tuple(row.letters)

    @property
    def value(self) -> float:
        """What it gives."""
        return grammar.work_out(self._expression, self._values, ALL)

    def calls(self, names: Mapping[str, object]) -> list[tuple[str, tuple[Any, ...]]]:
        """What each function among `names` is given, from the innermost outwards; methods among them are not worked out."""
        found: list[tuple[str, tuple[Any, ...]]] = []

        def noted(name: str) -> Callable[..., Any]:
            def note(*given: Any) -> Any:
                found.append((name, given))
                return ALL[name](*given) if name in FUNCTIONS else math.nan

            return note

        grammar.work_out(self._expression, self._values, {**ALL, **{name: noted(name) for name in names}})
        return found


class _Row(ast.NodeTransformer):
    """Puts a name of its own in the place of each letter and count, and holds what each stands for: kind and value.

    What a letter stands for depends on where it is: `a` is a sum for `percentage`, a value a month for `correlation`, a value a
    part for `rank`.
    """

    def __init__(self, named: Mapping[str, str], look: Lookup) -> None:
        self._named, self._look = named, look
        self._wanted = TOTAL
        self._used: set[str] = set()
        self.given: dict[str, tuple[str, Any]] = {}
        self.letters: list[Letter] = []

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """A letter, where a number, months or parts are wanted."""
        reference = self._cells(node.id)
        value = getattr(self._look.read(reference), self._wanted)
        self.letters.append(Letter(node.id, reference, self._wanted, value))
        return self._give(f"{node.id}_{self._wanted}", self._wanted, value)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """A count is worked out here and now; of any other function the arguments are looked at."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in self._look.counts and not node.keywords:
            references = [self._cells(getattr(arg, "id", ast.unparse(arg))) for arg in node.args]
            return self._give(f"count_{len(self.given)}", TOTAL, self._look.count(name, references))
        if name in ALL:
            before = self._wanted
            for place, kind in enumerate(self._kinds(name)[: len(node.args)]):
                self._wanted = kind
                node.args[place] = self.visit(node.args[place])
            self._wanted = before
        return node

    def all_used(self, formula: str) -> None:
        """A ReportError where the row names cells that its formula does not use: they would be no ground of its value."""
        if self._used != set(self._named):
            raise ReportError(f"'{formula}' does not use every block of cells that the row names ({len(self._named)}).")

    def _kinds(self, name: str) -> list[str]:
        hints = [hint for word, hint in get_type_hints(ALL[name]).items() if word != "return"]
        several = PARTS if name in OF_PARTS or self._wanted == PARTS else MONTHS
        return [TOTAL if hint is float else several for hint in hints]

    def _cells(self, letter: str) -> str:
        if letter not in self._named:
            raise ReportError(f"'{letter}' stands for nothing: the row names {len(self._named)} blocks of cells.")
        self._used.add(letter)
        return self._named[letter]

    def _give(self, name: str, kind: str, value: Any) -> ast.Name:
        self.given[name] = (kind, value)
        return ast.Name(name, ast.Load())
