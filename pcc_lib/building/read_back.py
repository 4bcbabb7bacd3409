"""An edition read back as plain data, so that any process can do it (`read_anew`): what is asked, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pcc_lib.core.errors import Fault
from pcc_lib.reading_back.said import Edition


@dataclass(frozen=True)
class ReadBack:
    """An edition to be read back: its project and quarter, what it says of itself, the file of what proved its numbers before.

    html: the folder of its pages; blank where only what does not rest on them is to be made ready. offered: the files that it
    offers to take along, by their names in the folder of these, to be read before any page is there. partly: more pages will
    come. few: few of those so far will have to be read, so that what all would need need not be made ready. copies: in how many
    copies of the process pages are read at the same time, where it can be copied. reader: who asks; what was made ready for
    another is not used, for a process may read back one edition after the other, and files change between. aside: in a process
    that does nothing else, which gives way to those that others wait for.
    """

    root: str
    quarter: str
    edition: Edition
    kept: str
    html: str = ""
    offered: Mapping[str, bytes] = field(default_factory=dict)
    copies: int = 1
    partly: bool = False
    few: bool = False
    reader: str = ""
    aside: bool = False

    @property
    def whose(self) -> tuple[str, str, str]:
        """What must be the same for what was made ready to be of use."""
        return self.root, self.quarter, self.reader

    @property
    def what(self) -> str:
        """What it is, for people."""
        return "The reading back of every number"


class Numbers(NamedTuple):
    """What was found: every number of the edition as CSV, and a fault for each that nothing proves."""

    csv: str = ""
    faults: tuple[Fault, ...] = ()
