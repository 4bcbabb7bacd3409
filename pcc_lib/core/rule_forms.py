"""Forms of rules between columns: which of them compare two sums."""

from __future__ import annotations

import ast

from pcc_lib.core.grammar import COMPARED, Expression


def sums_compared(found: Expression) -> tuple[tuple[str, ...], str, tuple[str, ...]] | None:
    """The names on both sides, and the sign, of a rule that compares two sums of names; else None."""
    match found.tree:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARED:
            sides = _terms(left), _terms(right)
            return (sides[0], COMPARED[type(op)], sides[1]) if all(sides) else None
    return None


def _terms(node: ast.expr) -> tuple[str, ...]:
    """The names of a sum of names; none where it is anything else."""
    match node:
        case ast.Name(id=name):
            return (name,)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            sides = _terms(left), _terms(right)
            return sides[0] + sides[1] if all(sides) else ()
    return ()
