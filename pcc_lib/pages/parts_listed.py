"""Which parts of measures a table lists: all of them, while a reader can still look it through; else each measure as a whole. Of
many peers, among which this body is one, it lists ours: the others stand in charts, which are made for comparing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pcc_lib.inputs.project import Project

MOST_PARTS = 60  # of one measure; more stand on their map and its table
MOST_ROWS = 150  # of all measures of a table: beyond it nobody reads on, and the page grows too heavy
MANY = 12  # parts of a measure that are left out of such a table: forces, boroughs; a handful of areas stays
SHORTENED = (
    "Of measures with many parts, all of them together and ours are listed. "
    "The others stand in the charts, their tables and the data."
)


def listed(project: Project, parts: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """The parts that a table lists of each of its measures. parts: those of each that have a value, the whole (`""`) first."""
    own = project.body.own
    ours = {id: _shortened(project, found) if own and own in found else found for id, found in parts.items()}
    if sum(map(len, ours.values())) <= MOST_ROWS:
        return ours
    return {id: _shortened(project, found) for id, found in parts.items()}


def is_shortened(parts: Mapping[str, Sequence[str]], shown: Mapping[str, Sequence[str]]) -> bool:
    """Whether a table lists fewer parts than there are."""
    return any(len(shown[id]) < len(found) for id, found in parts.items())


def _shortened(project: Project, found: Sequence[str]) -> Sequence[str]:
    """Of many parts the whole and ours; the first alone of those that have neither."""
    if len(found) <= MANY:
        return found
    return [part for part in found if part in ("", project.body.own)] or found[:1]
