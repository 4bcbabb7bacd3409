"""Parts that the key metrics of the plan name, against those that the measures' series have."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.errors import Fault, ReportError, suggest
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.key_metrics import KEY_METRICS, KeyMetric, key_metrics
from pcc_lib.inputs.measures import measure_ids


def part_faults(figures: Figures) -> list[Fault]:
    """Every part of a measure that a key metric names and that there is not."""
    known = measure_ids(figures.project)
    return [f for m in key_metrics(figures.project) if m.part and m.measure in known for f in _of(figures, m)]


def _of(figures: Figures, metric: KeyMetric) -> Iterator[Fault]:
    try:
        measure, series = figures.measure(str(metric.measure)), figures.series(str(metric.measure))
    except ReportError:
        return  # told with the faults of measures and sources
    if not measure.has_data:
        found = f"no source supplies '{metric.measure}', so it has no part '{metric.part}'."
        yield Fault(KEY_METRICS, f"{metric.id}, part", found, "Take the part out, or name a measure of that part.")
    elif series and metric.part not in series.all_parts:
        found = f"'{metric.measure}' has no part '{metric.part}'."
        yield Fault(KEY_METRICS, f"{metric.id}, part", found, suggest(metric.part, filter(None, series.all_parts)))
