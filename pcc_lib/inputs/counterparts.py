"""Charts that a topic shows without asking: the peers of a measure's public counterpart in a funnel."""

from __future__ import annotations

from pcc_lib.inputs.measures import Chart, Measure, Topic, measures_of, read_topic
from pcc_lib.inputs.project import Project

FUNNEL, BEGINS = "funnel", "among"


def charts_of(project: Project, topic_id: str) -> tuple[Chart, ...]:
    """The charts of a topic: those that its file asks for, and those of the peers of its measures."""
    topic = read_topic(project, topic_id)
    peers = (peers_chart(topic, measure) for measure in measures_of(project, topic_id))
    return (*topic.charts, *(chart for chart in peers if chart is not None))


def peers_chart(topic: Topic, measure: Measure) -> Chart | None:
    """The funnel of the peers of a measure's counterpart; None where it names none, or the topic asks for a chart of it."""
    public = measure.counterpart.measure if measure.counterpart else ""
    if not public or any(public in chart.measures for chart in topic.charts):
        return None
    return Chart.model_validate({"id": f"{BEGINS}-{measure.id.replace('_', '-')}", "kind": FUNNEL, "measures": (public,)})
