"""How far a piece of work is: told by whoever does it, shown by whoever runs it, and by default by nobody.

`for file in steps("Reading files", files, len(files)):` is all that work of more than a second needs to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Protocol, TypeVar

T = TypeVar("T")


class Shower(Protocol):
    """Shows how far one piece of work is, such as a line at the foot of a terminal."""

    def begin(self, title: str, total: int | None) -> None:
        """Work of so many steps begins (None: nobody knows how many)."""
        ...

    def done(self, what: str) -> None:
        """A step of it is done."""
        ...

    def end(self) -> None:
        """It is over, whatever became of it."""
        ...

    def aside(self) -> AbstractContextManager[None]:
        """Within it other text may be printed."""
        ...


class Quiet:
    """Shows nothing."""

    def begin(self, title: str, total: int | None) -> None:
        """Nothing is shown."""

    def done(self, what: str) -> None:
        """Nothing is shown."""

    def end(self) -> None:
        """Nothing is shown."""

    def aside(self) -> AbstractContextManager[None]:
        """Nothing stands in the way."""
        return nullcontext()


_SHOWER: ContextVar[Shower] = ContextVar("shower", default=Quiet())  # noqa: B039 - it keeps nothing


@contextmanager
def shown_by(shower: Shower) -> Iterator[None]:
    """Within it, `shower` shows how far work is; at its end it shows nothing more."""
    token = _SHOWER.set(shower)
    try:
        yield
    finally:
        shower.end()
        _SHOWER.reset(token)


@contextmanager
def stage(title: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Work that is under way; gives what to call with the name of each step that is done."""
    shower = _SHOWER.get()
    shower.begin(title, total)
    try:
        yield shower.done
    finally:
        shower.end()


def steps(title: str, items: Iterable[T], total: int, name: Callable[[T], str] = str) -> Iterator[T]:
    """The items one after the other, each told as done when the next is asked for."""
    with stage(title, total) as done:
        for item in items:
            yield item
            done(name(item))


def aside() -> AbstractContextManager[None]:
    """Within it other text may be printed: what shows progress is out of the way."""
    return _SHOWER.get().aside()
