"""What was made of files, each thing once, with the files that it rests on.

One process may write several pages, or one page again and again. Whatever two of them need is made once; and each page can still
say what it rests on, though another page opened the file.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from pcc_lib.core.files import sha256

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., object])
ABSENT = "absent"  # the fingerprint of what is not there


AGAIN: dict[str, Callable[..., object]] = {}  # what makes things again, by the names in their keys; a cache cannot name others


def makes_again(name: str) -> Callable[[F], F]:
    """Register what makes the things again that are kept for their meaning under keys `name|argument|…`."""

    def register(function: F) -> F:
        AGAIN[name] = function
        return function

    return register


class Meant(NamedTuple):
    """What something says, as a digest, and the names of what it is said in."""

    digest: str
    names: tuple[str, ...]


class Opened(dict[str, str]):
    """Names of what was opened, each with the fingerprint that it had when it was read first.

    `direct` are those of which every byte counts, `meant` what was read for what it says alone, by keys from which it can be made
    again: a file that says the same in other words, or in another order, changes nothing that rests on it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.direct: dict[str, str] = {}
        self.meant: dict[str, Meant] = {}

    def read(self, name: str, fingerprint: str) -> None:
        """A file, or the names in a folder, was read."""
        self.setdefault(name, fingerprint)
        self.direct.setdefault(name, fingerprint)

    def note(self, name: str, fingerprint: str) -> None:
        """It is so now, whatever it was when it was read first."""
        self[name] = self.direct[name] = fingerprint

    def add(self, other: Opened) -> None:
        """What another read is read here too, in the same way."""
        _add(self, other)
        _add(self.direct, other.direct)
        self.meant |= other.meant

    def add_meant(self, key: str, meant: Meant, other: Opened) -> None:
        """What another read is read here for what was made of it alone."""
        _add(self, other)
        self.meant[key] = meant


def _add(to: dict[str, str], other: Mapping[str, str]) -> None:
    for name, fingerprint in other.items():
        if fingerprint == ABSENT or name not in to:
            to[name] = fingerprint


def _has_any(opened: Mapping[str, str], old: Set[tuple[str, str]]) -> bool:
    """Whether any of these was opened; mostly few have changed."""
    return any(opened.get(name) == was for name, was in old)


@dataclass(frozen=True)
class _Made:
    """A thing, what was opened to make it, and what it says."""

    value: Any
    opened: Opened = field(default_factory=Opened)
    meant: Meant | None = None


class Kept:
    """Things by their keys. `opened` is what those who ask now have opened, themselves or through what they were given.

    What is made while another thing is made belongs to what that rests on: dependencies are found by watching, and what is made
    again and comes to the same stops the search, as in Mokhov, Mitchell and Peyton Jones, "Build systems à la carte" (2018).
    """

    def __init__(self, beside: Kept | None = None) -> None:
        self._made: dict[Hashable, _Made] = {}
        self._doubtful: dict[Hashable, _Made] = {}
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
            self._doubtful.pop(key, None)
        else:
            self.opened.add(found.opened)
        return found.value

    def said(self, key: str, make: Callable[[], T], meaning: Callable[[T], object]) -> T:
        """The same, for what whoever asks rests on for its meaning alone: `meaning` of it, whose `repr` tells two apart.

        key: `name|argument|…`, by whose name a function is registered that makes it anew in another process (`makes_again`).
        """
        found = self._made.get(key)
        if found is None:
            opened = Opened()
            try:
                self._stack.append(opened)
                value = make()
            except BaseException:  # whoever asked has read it for nothing, and must look again when any byte is another
                self._stack.pop()
                self.opened.add(opened)
                raise
            self._stack.pop()
            found = self.put_said(key, value, opened, meaning)
        assert found.meant
        self.opened.add_meant(key, found.meant, found.opened)
        return found.value

    def put_said(self, key: str, value: T, opened: Opened, meaning: Callable[[T], object]) -> _Made:
        """Hold what was made, and what was opened for it, as if it had been asked for by its key."""
        self._made[key] = _Made(value, opened, Meant(sha256(repr(meaning(value))), tuple(sorted(opened))))
        return self._made[key]

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
        """Forget what rests on anything of which `changed(name, fingerprint)`; each name is asked for once. What rests on it for
        its meaning alone may still hold, as may what was forgotten so before: see `renewed`. Where anything changed, what has
        opened nothing is forgotten too, for it was made of what others had opened; but for what `holds_nothing` made of files."""
        names = set[tuple[str, str]]()
        for made in self._made.values():
            names.update(made.opened.items())
        old = {each for each in names if changed(*each)}
        before, self._made = self._made, {}
        for key, made in before.items():
            if old and not made.opened and not getattr(made.value, "holds_nothing", False):
                continue
            if not _has_any(made.opened, old):
                self._made[key] = made
            elif not _has_any(made.opened.direct, old):
                self._doubtful[key] = made

    def renewed(self, key: Hashable, renew: Callable[[Opened], Opened | None]) -> None:
        """Hold what was forgotten under this key again, where `renew` gives what it rests on today: all of that says the same."""
        made = self._doubtful.pop(key, None)
        if made is not None and (opened := renew(made.opened)) is not None:
            self._made[key] = replace(made, opened=opened)
