"""What a part of a page rests on, as it was heard while it was proven."""

from __future__ import annotations

from dataclasses import dataclass, field

from pcc_lib.reading_back.elements import Element

Asked = tuple[str, ...]  # the name of a question, and what it is asked of


@dataclass
class Heard:
    """The questions that were asked, and the texts in which declared ones were looked for.

    first: the element with which the part begins; None of the first part. next_one: that of the next; None of the last. around:
    whether what stands before or behind the part in the page was looked at.
    """

    first: Element | None = None
    next_one: Element | None = None
    around: bool = False
    questions: dict[Asked, None] = field(default_factory=dict)
    texts: dict[str, None] = field(default_factory=dict)
    _reach: frozenset[Element] = frozenset()  # elements that begin before the part, or reach into the next

    def __post_init__(self) -> None:
        self._reach = frozenset(each for one in (self.first, self.next_one) if one is not None for each in one.iterancestors())

    def look(self, element: Element | None) -> Element | None:
        """Note that an element is looked at that something of the part is, or stands in: where it begins before the part, or goes
        on behind it, more than the part counts."""
        if element is not None and element in self._reach:
            self.around = True
        return element
