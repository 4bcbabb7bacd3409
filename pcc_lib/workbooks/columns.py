"""The columns that several tables have, and what a measure's unit is called in them."""

from __future__ import annotations

from pcc_lib.inputs.measures import Measure
from pcc_lib.workbooks.table import Column

ALL = "All"  # in the column of parts: the measure as a whole
TOPIC = Column("topic", "Topic", "The topic of the measure.")
MEASURE = Column("measure", "Measure", "The measure, by its title.", wide=True)
PART = Column("part", "Part", f"The area, group or category that the row is of; {ALL}: the measure as a whole.")
UNIT = Column("unit", "Unit", "What the numbers of the row are told in.")
FIGURE = Column(
    "figure",
    "Figure",
    "The name of the figure, which leads to its source cells: the page Figures of the report lists it.",
    wide=True,
)
SHORTHAND = Column("shorthand", "Shorthand", "The signs that hold for the row; the sheet Notes explains them.")


def unit_of(measure: Measure) -> str:
    """A measure's unit in words."""
    return {"%": "per cent", "GBP": "pounds", "GBP million": "million pounds"}.get(measure.unit, measure.unit)
