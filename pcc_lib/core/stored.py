"""Functions whose results are kept in the store in use, by all that decides them: arguments, code, libraries, arithmetic."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from pcc_lib.core.arithmetic import arithmetic_here
from pcc_lib.core.coded import UncodedError, coded, decoded
from pcc_lib.core.store import Store, store

P = ParamSpec("P")
R = TypeVar("R")


def stored(kind: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep what a function gives. It must rest on its arguments alone, and what it gives is never changed in place.

    kind: the rooms and modules that its code is in, with all that these import, and libraries after a colon (`Store.text`).
    What it raises is raised anew each time; arguments or results that cannot be written (`coded`) are not kept.
    """

    def keeping(function: Callable[P, R]) -> Callable[P, R]:
        takes, name = inspect.signature(function), f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def kept(*args: P.args, **more: P.kwargs) -> R:
            if not store().keeps:
                return function(*args, **more)
            given = takes.bind(*args, **more)
            given.apply_defaults()
            return kept_under((kind, name), given.arguments, lambda: function(*args, **more), store())

        return kept

    return keeping


def kept_under(what: tuple[str, str], given: dict[str, Any], make: Callable[[], R], place: Store) -> R:
    """Keep what `make` gives in a store under all that decides it: what it is (its code as of `stored`, a name), and values."""
    kind, name = what
    if not place.keeps:
        return make()
    made: list[R] = []

    def text() -> str:
        made.append(make())
        return coded(made[0])

    try:
        asked = [name, arithmetic_here(), coded(given)]
    except UncodedError:
        return make()
    try:
        found = place.text(kind, asked, text)
    except UncodedError:
        return made[0]
    return made[0] if made else decoded(found)
