"""What a part of a page rests on, as it was heard while it was proven."""

from __future__ import annotations

from dataclasses import dataclass, field

from bs4 import Tag

Asked = tuple[str, ...]  # the name of a question, and what it is asked of


@dataclass
class Heard:
    """The questions that were asked, and the texts in which declared ones were looked for.

    start: line and column of the page at which the part begins. next_one: the element with which the next part begins; None of
    the last. around: whether what stands before or behind the part in the page was looked at.
    """

    start: tuple[int, int] = (0, 0)
    next_one: Tag | None = None
    around: bool = False
    questions: dict[Asked, None] = field(default_factory=dict)
    texts: dict[str, None] = field(default_factory=dict)
    _reach: frozenset[int] = frozenset()  # elements that reach into the next part

    def __post_init__(self) -> None:
        self._reach = frozenset(map(id, self.next_one.parents)) if self.next_one is not None else frozenset()

    def look(self, tag: Tag | None) -> Tag | None:
        """Note that an element of the page is looked at: where it begins before the part, or goes on behind it, more than the
        part counts."""
        if tag is not None and (place_of(tag) < self.start or id(tag) in self._reach):
            self.around = True
        return tag


def place_of(tag: Tag) -> tuple[int, int]:
    """Line and column of a page at which an element begins."""
    return tag.sourceline or 0, tag.sourcepos or 0
