"""Numbers that count a list off: priorities, key metrics, charts of a page; and what definitions of measures state in numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.core.quarters import Quarter, month_label
from pcc_lib.inputs.calculations import CALCULATIONS
from pcc_lib.inputs.key_metrics import KEY_METRICS, key_metrics
from pcc_lib.inputs.measures import FOLDER, Measure, measure_ids, read_measure
from pcc_lib.inputs.models import PLAN as PLAN_INPUTS
from pcc_lib.inputs.models.counterparts import allowed_words
from pcc_lib.inputs.plan import DELIVERY, activities, priorities, quarter_names
from pcc_lib.inputs.project import Project
from pcc_lib.pages.delivery_timeline import short
from pcc_lib.reading_back.dates import DATE
from pcc_lib.reading_back.declared import NAME, WRONG, Claim, Declared
from pcc_lib.reading_back.measured import Measured

STEP, DEFINITION = "step", "definition"
_OF_CHART = re.compile(r"\b[Cc]hart (?P<number>\d+)")
_OWN_NUMBER = re.compile(r"(?:\w+ of chart|Chart) (?P<number>\d+)\b")
_METRICS = re.compile(r"^\[x\] (?P<numbers>\d+(?:(?:, | and )\d+)*):")
_DIGITS = re.compile(r"\d+")


def numbered(project: Project) -> Iterator[Declared]:
    """Priorities and key metrics by their numbers."""
    file = PLAN_INPUTS["priorities"].where
    for each in priorities(project) if project.exists(file) else ():
        yield Declared(f"Priority {each.number}", STEP, file, each.id)
        yield Declared(f"{each.number}. {each.short_title}", STEP, file, each.id)
    for number, metric in enumerate(key_metrics(project), 1):
        yield Declared(f"{number}. {metric.title}", STEP, KEY_METRICS, metric.id)


def defined(measured: Measured) -> Iterator[Declared]:
    """What definitions of measures state in numbers: windows, targets, what values are multiplied by, base years."""
    for id in measure_ids(measured.project):
        measure = read_measure(measured.project, id)
        yield from (Declared(text, DEFINITION, f"{FOLDER}/{id}.yml", key) for key, text in _of_measure(measured, measure))


def _of_measure(measured: Measured, measure: Measure) -> Iterator[tuple[str, str]]:
    window = measure.window
    if window.rolls and window.months > 1:
        yield "window", f"over {window}"
        yield "window", f"{window}, added up"
        yield "window", f"{window} to"
    if measure.multiply_by != 1:
        yield "multiply_by", f"times {measure.multiply_by:g}"
    if measure.baseline:
        yield "baseline", f"in {measure.baseline}"
        yield "baseline", f"year ({measure.baseline})"
    if measure.counterpart:
        yield "counterpart", allowed_words(measure.counterpart)
    for text in measured.goal_texts(measure):
        part = measure.target.label if measure.target else ""
        yield "target", f"{part}: {text}"
    if measure.target:
        for part in measure.target.parts():
            for goal in measure.target.goals_of(part):
                ends = [measured.printed(measure, end) for end in (goal.lower, goal.upper)]
                said = f"{ends[0]} to {ends[1]}" if goal.is_range else ends[0]
                yield "target", f"{measured.project.label(part)} {said}" if part else said
                yield "target", f"{said} from {month_label(goal.since)}" if goal.since else ""


def shortened(project: Project) -> Iterator[Declared]:
    """Activities of the plan in the few words that tables and timelines have of them."""
    for each in activities(project):
        yield Declared(short(each.activity), NAME, DELIVERY, each.id)


def drafts(project: Project) -> Iterator[Declared]:
    """Whose text a draft is: that of an earlier quarter."""
    for name in quarter_names(project):
        yield Declared(f"the text of {Quarter.parse(name).label}", DATE, "data/quarters", name)


def words_of_calculations() -> Iterator[Declared]:
    """What the library says of its calculations."""
    for name, each in CALCULATIONS.items():
        yield Declared(each.words, DEFINITION, "pcc_lib/inputs/calculations.py", name)


def chart_claims(text: str, number: int) -> Iterator[Claim]:
    """`Chart 3` where it is the third of its page, and this is a text of it; `Data of chart 4` is then wrong."""
    own = _OWN_NUMBER.match(text)
    if own and int(own["number"]) != number:
        yield Claim(own.start("number"), own.end("number"), WRONG, f"is the number of another chart than {number}")
    for found in _OF_CHART.finditer(text):
        if int(found["number"]) == number:
            yield Claim(found.start("number"), found.end("number"), STEP, f"chart {number} of the page")


def metric_claims(text: str, known: int) -> Iterator[Claim]:
    """`[x] 2, 3 and 9:` where so many key metrics are in the plan."""
    found = _METRICS.match(text)
    numbers = [int(n) for n in _DIGITS.findall(found["numbers"])] if found else []
    if found and numbers == sorted(set(numbers)) and all(1 <= n <= known for n in numbers):
        yield Claim(found.start("numbers"), found.end("numbers"), STEP, KEY_METRICS)
