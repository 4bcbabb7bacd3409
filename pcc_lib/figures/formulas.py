"""A formula of the ledger, letter by letter: what each of them stands for where it is, and what each function is given."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, get_type_hints

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
        named = dict(zip(letters(), blocks_of(cells), strict=False))
        try:
            form = _form(formula, look.counts)
            read = [(place, place.read(named, look)) for place in form.places]
            self._expression = form.expression
        except grammar.GrammarError as error:
            raise ReportError(f"'{formula}' is no formula: {error}") from None
        if form.letters != named.keys():  # they would be no ground of its value
            raise ReportError(f"'{formula}' does not use every block of cells that the row names ({len(named)}).")
        self._values = {place.name: value for place, value in read}
        self.letters: tuple[Letter, ...] = tuple(
            Letter(place.letters[0], named[place.letters[0]], place.taken_as, value) for place, value in read if not place.count
        )

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


class _Place(NamedTuple):
    """A place of a formula that is given a value: the name put there, the letters that stood there, what they are taken as,
    and the count that is made of them (blank where none is)."""

    name: str
    letters: tuple[str, ...]
    taken_as: str
    count: str = ""

    def read(self, named: Mapping[str, str], look: Lookup) -> Any:
        """What is given here, where letters stand for these references."""
        for letter in self.letters:
            if letter not in named:
                raise ReportError(f"'{letter}' stands for nothing: the row names {len(named)} blocks of cells.")
        references = [named[letter] for letter in self.letters]
        return look.count(self.count, references) if self.count else getattr(look.read(references[0]), self.taken_as)


class _Form:
    """A formula whatever its letters stand for: the places that are given values, in the order in which they are read."""

    def __init__(self, formula: str, counts: frozenset[str]) -> None:
        row = _Row(counts)
        self._text = ast.unparse(row.visit(grammar.tree(formula)))
        self.places: tuple[_Place, ...] = tuple(row.places)
        self.letters = frozenset(letter for place in self.places for letter in place.letters)

    @cached_property
    def expression(self) -> grammar.Expression:
        """What is worked out of the values; a GrammarError where it is no formula."""
        return grammar.formula(self._text, {place.name: _KINDS[place.taken_as] for place in self.places}, ALL)


_form = lru_cache(maxsize=4096)(_Form)  # many figures have the same formula


class _Row(ast.NodeTransformer):
    """Puts a name of its own in the place of each letter and count, and holds what is wanted there.

    What a letter stands for depends on where it is: `a` is a sum for `percentage`, a value a month for `correlation`, a value a
    part for `rank`.
    """

    def __init__(self, counts: frozenset[str]) -> None:
        self._counts = counts
        self._wanted = TOTAL
        self.places: list[_Place] = []

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """A letter, where a number, months or parts are wanted."""
        return self._give(_Place(f"{node.id}_{self._wanted}", (node.id,), self._wanted))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Of a count the lists are noted; of any other function the arguments are looked at."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in self._counts and not node.keywords:
            lists = tuple(getattr(arg, "id", ast.unparse(arg)) for arg in node.args)
            return self._give(_Place(f"count_{len({place.name for place in self.places})}", lists, TOTAL, name))
        if name in ALL:
            before = self._wanted
            for place, kind in enumerate(self._kinds(name)[: len(node.args)]):
                self._wanted = kind
                node.args[place] = self.visit(node.args[place])
            self._wanted = before
        return node

    def _kinds(self, name: str) -> list[str]:
        hints = [hint for word, hint in get_type_hints(ALL[name]).items() if word != "return"]
        several = PARTS if name in OF_PARTS or self._wanted == PARTS else MONTHS
        return [TOTAL if hint is float else several for hint in hints]

    def _give(self, place: _Place) -> ast.Name:
        self.places.append(place)
        return ast.Name(place.name, ast.Load())
