"""What was made of files, each thing once, with the files that it rests on.

One process may write several pages, or one page again and again. Whatever two of them need is made once; and each page can still
say what it rests on, though another page opened the file.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
ABSENT = "absent"  # the fingerprint of what is not there


class Opened(dict[str, str]):
    """Names of what was opened, each with the fingerprint that it had when it was read first."""

    def read(self, name: str, fingerprint: str) -> None:
        """A file, or the names in a folder, was read."""
        self.setdefault(name, fingerprint)

    def note(self, name: str, fingerprint: str) -> None:
        """It is so now, whatever it was when it was read first."""
        self[name] = fingerprint

    def add(self, other: Mapping[str, str]) -> None:
        """What another read is read here too."""
        for name, fingerprint in other.items():
            self.note(name, fingerprint) if fingerprint == ABSENT else self.setdefault(name, fingerprint)


@dataclass(frozen=True)
class _Made:
    """A thing, and what was opened to make it."""

    value: Any
    opened: Opened = field(default_factory=Opened)


class Kept:
    """Things by their keys. `opened` is what those who ask now have opened, themselves or through what they were given.

    What is made while another thing is made belongs to what that rests on: dependencies are found by watching, as in
    Mokhov, Mitchell and Peyton Jones, "Build systems à la carte" (2018), and never told by hand.
    """

    def __init__(self, beside: Kept | None = None) -> None:
        self._made: dict[Hashable, _Made] = {}
        self._stack: list[Opened] = [Opened()] if beside is None else beside._stack

    @property
    def opened(self) -> Opened:
        """What whoever asks now has opened since `begin`, or since it began to be made."""
        return self._stack[-1]

    def beside(self) -> Kept:
        """Things of somebody's own, for as long as they last: what they rest on is watched here and there alike."""
        return Kept(self)

    def begin(self) -> None:
        """Start a new page: nothing has been opened for it; what was made stays."""
        self._stack[:] = [Opened()]

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is made under this key, made once; what raises is tried again."""
        found = self._made.get(key)
        if found is None:
            with self.watching() as opened:
                found = _Made(make(), opened)
            self._made[key] = found
        else:
            self.opened.add(found.opened)
        return found.value

    @contextmanager
    def watching(self) -> Iterator[Opened]:
        """Gives what is opened within, which whoever watches outside has opened too."""
        inner = Opened()
        self._stack.append(inner)
        try:
            yield inner
        finally:
            self._stack.pop()
            self.opened.add(inner)

    def forget(self, changed: Callable[[str, str], bool]) -> None:
        """Forget what rests on anything of which `changed(name, fingerprint)`; each name is asked for once."""
        names = {(name, was) for made in self._made.values() for name, was in made.opened.items()}
        old = {each for each in names if changed(*each)}
        self._made = {key: made for key, made in self._made.items() if old.isdisjoint(made.opened.items())}
