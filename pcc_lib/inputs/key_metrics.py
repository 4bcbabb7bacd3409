"""The metrics that the plan is judged by, in its own order, each with the measure that tells it."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.errors import Fault, FaultsError, suggest
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.measures import measure_ids, read_measure
from pcc_lib.inputs.models import PLAN as PLAN_INPUTS
from pcc_lib.inputs.models.plan import KeyMetric
from pcc_lib.inputs.plan import priorities, table
from pcc_lib.inputs.project import Project

__all__ = ["KEY_METRICS", "KeyMetric", "fault_list", "key_measures", "key_metrics"]
KEY_METRICS = PLAN_INPUTS["key_metrics"].where


def key_metrics(project: Project, priority: str = "") -> list[KeyMetric]:
    """The key metrics in the plan's order: all, or those of a priority; none where the project has no list of them."""
    listed = table(project, "key_metrics")
    return [m for m in listed.metrics if priority in ("", m.priority)] if listed else []


def key_measures(project: Project) -> set[str]:
    """The measures that tell any key metric, as a whole or by a part."""
    return {m.measure for m in key_metrics(project) if m.measure}


def fault_list(project: Project) -> list[Fault]:
    """Every fault of the list against the priorities and measures that there are."""
    return list(_faults(project))


def _faults(project: Project) -> Iterator[Fault]:
    known = {"priority": [p.id for p in priorities(project)], "measure": measure_ids(project)}
    for metric in key_metrics(project):
        for key, ids in known.items():
            named = getattr(metric, key)
            if named and named not in ids:
                yield Fault(KEY_METRICS, f"{metric.id}, {key}", f"there is no {key} '{named}'.", suggest(named, ids))
        if metric.measure in known["measure"] and not _shown(project, metric.measure):
            todo = f"Take in_scorecard out of {MEASURES}/{metric.measure}.yml, or name another measure."
            yield Fault(KEY_METRICS, f"{metric.id}, measure", f"'{metric.measure}' is kept off the scorecard.", todo)


def _shown(project: Project, id: str) -> bool:
    """Whether the scorecard shows a measure; the faults of its file are told with those of the measures."""
    try:
        return read_measure(project, id).in_scorecard
    except FaultsError:
        return True
