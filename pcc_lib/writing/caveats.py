"""Caveats of a measure, printed with the figures that they name."""

from __future__ import annotations

import re

from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.figures.figure import FigureId
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.plan import QuarterFolder, quarter_names
from pcc_lib.writing.commentary import NAME, PrintFigure, printed
from pcc_lib.writing.html import Markup


def caveats_told(measure: Measure, figures: Figures, print_figure: PrintFigure) -> list[Markup]:
    """The caveats of a measure in an edition; one that names a figure of a time that the edition does not know is left out.

    What is no figure is a fault of the check, and stands there as it is written.
    """
    return [printed(text, figures, print_figure, draft=True) for text in measure.caveats if not told_later(text, figures)]


def told_later(text: str, figures: Figures) -> bool:
    """Whether a text names a figure of a time that this edition does not know yet: it is told in later editions."""
    return any(_is_later(m[1], figures) for m in NAME.finditer(text))


def _is_stated_elsewhere(name: str, figures: Figures) -> bool:
    """Whether another quarter states a fact that this one does not; what no quarter states is an unknown figure."""
    id, _, rest = name.partition(".")
    folders = (QuarterFolder(figures.project, Quarter.parse(each)) for each in quarter_names(figures.project))
    stated = {folder.name: {row.id for row in folder.stated()} for folder in folders} if rest.startswith("stated") else {}
    return id not in stated.get(figures.folder.name, set()) and any(id in ids for ids in stated.values())


def _is_later(name: str, figures: Figures) -> bool:
    try:
        found = FigureId.parse(re.sub(r"\.(?:month|base_month|change_words)(?=@|$)", "", name))
        known = figures.reporting_period(found.measure)
    except ReportError:
        return _is_stated_elsewhere(name, figures)
    return not known or bool(found.period and len(found.period) == len(known) and found.period > known)
