"""What a preview shows now: the book's files, the faults that keep it from changing, and what is being made. Any thread may set
it; whoever listens is told that it has changed."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pcc_lib.core.errors import Fault
from pcc_lib.core.files import sha256


@dataclass(frozen=True)
class Shown:
    """`files`: of the last sound book, by their addresses. `faults`: what is wrong now. `doing`: what is being made (blank: all
    is done). `note`: what else a reader must know."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    doing: str = ""
    note: str = ""

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """Of each page, by which a browser sees that it holds another."""
        return {name: sha256(content)[:16] for name, content in self.files.items() if name.endswith(".html")}

    @cached_property
    def said(self) -> str:
        """A digest of what is said beside the pages."""
        return sha256(repr((self.faults, self.doing, self.note)))[:16]


class Board:
    """Holds what is shown."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shown = Shown()
        self._listeners: list[Callable[[], object]] = []
        self.watched = ""  # the address of the page that was asked for last: it is made first

    @property
    def shown(self) -> Shown:
        """What is shown now."""
        return self._shown

    def listen(self, told: Callable[[], object]) -> Callable[[], None]:
        """Have `told` called after each change, in the thread that made it; gives what ends that."""
        with self._lock:
            self._listeners.append(told)
        return lambda: self._listeners.remove(told)

    def show(self, **changes: Any) -> None:
        """Change what is shown, all at once."""
        self.change(lambda shown: replace(shown, **changes))

    def change(self, to: Callable[[Shown], Shown]) -> None:
        """Change what is shown into what `to` makes of it, all at once."""
        with self._lock:
            now = to(self._shown)
            if now == self._shown:
                return
            self._shown = now
            listeners = list(self._listeners)
        for told in listeners:
            with contextlib.suppress(RuntimeError):  # its server has ended
                told()
