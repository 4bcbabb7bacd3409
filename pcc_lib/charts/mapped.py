"""What maps are given beside the values, as plain data: whoever asks what a map may hold need not wait for what draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pcc_lib.core.coded import record

SHADES = ("#dbe9f6", "#abcbe8", "#6fa5d3", "#3a78b0", "#12436d")
MOST_CLASSES = len(SHADES)
NO_DATA, HIDDEN = -1, -2  # the classes of areas without a value, and of those whose value a policy hides
LEAST_HEIGHT, MOST_HEIGHT = 220, 420  # of the areas, in px
WIDTH = 330  # of a plot that the height is chosen for: a phone's, and half a page's


@record
@dataclass(frozen=True)
class Class:
    """A class of values: the printed ends of the values in it."""

    lower: str
    upper: str

    @property
    def words(self) -> str:
        """`8.1 to 12.4`."""
        return self.lower if self.lower == self.upper else f"{self.lower} to {self.upper}"


@record
@dataclass(frozen=True)
class Ground:
    """What a map is drawn on: shapes (TopoJSON, whose areas are numbered from nought), and their height for a width of one."""

    shapes: Mapping[str, Any]
    aspect: float

    def height(self, width: int = WIDTH) -> int:
        """px of the areas in a plot of this width."""
        return round(min(MOST_HEIGHT, max(LEAST_HEIGHT, width * self.aspect)))
