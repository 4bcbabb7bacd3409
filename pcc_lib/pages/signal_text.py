"""What `pcc signals` prints: the signals of a quarter, changes of level that may be accepted, and what accepting one did."""

from __future__ import annotations

from typing import NamedTuple

from pcc_lib.core.quarters import Quarter
from pcc_lib.figures.accepting import accept
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.judgement import judge
from pcc_lib.figures.proposals import monthly_series, proposals
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.writing.proposals import accepted_line, proposal_lines, signal_lines, verdict_words


class Asked(NamedTuple):
    """A project and a quarter of it."""

    project: Project
    quarter: Quarter

    @property
    def figures(self) -> Figures:
        """The figures of the quarter, as the files are now."""
        project = Project(self.project.root)
        return Figures(project, QuarterFolder(project, self.quarter))


def told(asked: Asked) -> str:
    """The signals of the quarter, a line each."""
    return "\n".join(signal_lines((series, judge(series)) for series in monthly_series(asked.figures)))


def proposed(asked: Asked) -> str:
    """Every change of level in the months that are judged, and what accepting it would do."""
    figures = asked.figures
    return "\n".join(proposal_lines(p for series in monthly_series(figures) for p in proposals(figures, series)))


def accepted(asked: Asked, id: str, month: str, reason: str) -> str:
    """Accept a proposed month; what was written, and how the measure is judged now. A ReportError says why it is refused."""
    name = accept(asked.figures, id, month, reason)
    figures = asked.figures
    series = figures.series(id)
    words = verdict_words(judge(series), figures.measure(id)) if series else ""
    return accepted_line(name, month, words)
