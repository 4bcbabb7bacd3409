"""Measures and topics: one YAML file each, read into frozen records with strict keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import Any

from pcc_lib.errors import DefinitionError, Fault, raise_if, suggest
from pcc_lib.project import Project, check_keys

FOLDER = "data/measures"
TOPICS = "data/topics"
CALCULATIONS = {"count": ("numerator",), "percentage": ("numerator", "denominator"),
                "mean": ("numerator", "denominator"), "rate_per_1000": ("numerator", "population"),
                "published": ("numerator",), "correlation": ("of",)}
CHANGES = ("change_on_month", "change_on_year", "change_12_months", "change_on_baseline", "none")
CHART_KINDS = ("trend", "breakdown", "change", "baseline", "scatter", "bars", "intervals", "forecast", "differences",
               "funnel", "rank")
COMPARED_BY = ("rate_per_1000", "percentage")  # what a funnel or rank chart can show
DIRECTIONS = ("increase", "decrease", "neutral")
DISCLOSURES = ("none", "rounding", "threshold")
WINDOW = re.compile(r"month|(?:[2-9]|[1-9]\d) months|since \d{4}-(?:0[1-9]|1[0-2])|calendar year|financial year")
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
MAX_TITLE = 120
MAX_DECIMALS = 6


@dataclass(frozen=True, kw_only=True)
class Target:
    """A target in the measure's unit: one value, or one for each breakdown value."""

    label: str
    value: float | None = None
    by: Mapping[str, float] = field(default_factory=dict)

    def of(self, part: str) -> float | None:
        """The target of one breakdown value (`""` is the whole)."""
        return self.by.get(part, self.value) if part else self.value


@dataclass(frozen=True, kw_only=True)
class Measure:
    """The definition of one KPI, as `data/measures/<id>.yml` states it."""

    id: str
    title: str
    topic: str
    order: int
    calculation: str
    unit: str
    good_direction: str
    why_it_matters: str
    owner: str
    next_review: str
    source: str = ""
    missing: str = ""
    numerator: str = ""
    denominator: str = ""
    population: str = ""
    multiply_by: float = 1
    per_day: bool = False
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    breakdown: str = ""
    whole: bool = True
    window: str = "month"
    of: tuple[str, ...] = ()
    decimals: int = 0
    precision: str = "seconds"
    change: str = "change_on_year"
    target: Target | None = None
    breaks: tuple[Mapping[str, str], ...] = ()
    rebase: tuple[Mapping[str, str], ...] = ()
    baseline: int = 2019
    caveats: tuple[str, ...] = ()
    reviewed_by: str = ""
    sample_owner: bool = False
    disclosure: str = "none"
    in_scorecard: bool = True
    area_label: str = ""

    @property
    def has_data(self) -> bool:
        """Whether any source supplies it; otherwise it prints `[x]`."""
        return bool(self.source or self.of)

    @property
    def is_duration(self) -> bool:
        """Whether its values are seconds, printed as people say them."""
        return self.unit == "seconds"

    @property
    def is_share(self) -> bool:
        """Whether its values are percentages, whose differences are percentage points."""
        return self.unit == "%"

    @property
    def is_additive(self) -> bool:
        """Whether values of several months may be summed."""
        return self.calculation == "count"


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One chart of a topic, as the topic's file asks for it."""

    id: str
    kind: str
    measures: tuple[str, ...]
    by: str = ""
    start: str = ""
    title: str = ""
    statistic: str = ""
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A group of measures told as What? / So what? / Now what?"""

    id: str
    title: str
    priority: str
    order: int
    tiles: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    events: tuple[str, ...] = ()
    scorecard_only: bool = False


def read_measure(project: Project, id: str) -> Measure:
    """One measure; a DefinitionError lists every fault of its file."""
    name = f"{FOLDER}/{id}.yml"
    return _measure(project.read_yaml(name), id, name)


def read_topic(project: Project, id: str) -> Topic:
    """One topic; a DefinitionError lists every fault of its file."""
    name = f"{TOPICS}/{id}.yml"
    return _topic(project.read_yaml(name), id, name)


def topic_ids(project: Project) -> list[str]:
    """Ids of all topics: the names of the files."""
    return _ids(project, TOPICS)


def measure_ids(project: Project) -> list[str]:
    """Ids of all measures: the names of the files."""
    return _ids(project, FOLDER)


def topics_of(project: Project, priority: str, scorecard: bool = False) -> list[Topic]:
    """The topics of a priority in their order (with the scorecard-only ones when asked)."""
    mine = [name.removesuffix(".yml") for name, said in project.lines(TOPICS, "priority:").items() if said == priority]
    topics = [read_topic(project, id) for id in mine]
    return sorted((t for t in topics if scorecard or not t.scorecard_only),
                  key=lambda t: (t.scorecard_only, t.order, t.id))


def measures_of(project: Project, topic: str) -> list[Measure]:
    """The measures of a topic in their order.

    Only the files that name the topic count as opened, so that an edit elsewhere does not touch this topic's page.
    """
    mine = [name.removesuffix(".yml") for name, said in project.lines(FOLDER, "topic:").items() if said == topic]
    return sorted((read_measure(project, id) for id in mine), key=lambda m: (m.order, m.id))


def fault_list(project: Project) -> list[Fault]:
    """Every fault of every measure and topic, and of what they say of each other."""
    measures, topics, faults = {}, {}, []
    for ids, read, into in ((measure_ids(project), read_measure, measures), (topic_ids(project), read_topic, topics)):
        for id in ids:
            try:
                into[id] = read(project, id)
            except DefinitionError as error:
                faults += error.faults
    return faults + _ignored(project) + _cross_faults(measures, topics, measure_ids(project), topic_ids(project))


def _ignored(project: Project) -> list[Fault]:
    """Files that look like definitions, and that nothing reads."""
    return [Fault(f"{folder}/{n}", "", "is not read: its name does not end in .yml.", f"Rename it {n.rsplit('.', 1)[0]}.yml.")
            for folder in (FOLDER, TOPICS) for n in project.names(folder)
            if n.lower().endswith((".yaml", ".yml", ".yml.txt")) and not n.endswith(".yml")]


def _ids(project: Project, folder: str) -> list[str]:
    return [n.removesuffix(".yml") for n in project.names(folder) if n.endswith(".yml")]


def _measure(found: Any, id: str, name: str) -> Measure:
    known = {f.name for f in fields(Measure)} - {"id"}
    required = {f.name for f in fields(Measure) if f.default is MISSING and f.default_factory is MISSING} - {"id"}
    faults = check_keys(found, name, required=required, allowed=known)
    if not isinstance(found, dict):
        raise DefinitionError(faults)
    faults += [Fault(name, "", f"'{key}' is empty.", "Write it, or take the key out.")
               for key, value in found.items() if value is None]
    values = {k: v for k, v in found.items() if k in known and v is not None} | {"id": id}
    for key in ("of", "caveats", "breaks", "rebase"):
        values[key] = tuple(_as_list(values.get(key, ())))
    raise_if(DefinitionError, faults + _measure_faults(values, id, name))
    values["next_review"] = str(values["next_review"])
    values["rows"] = {k: tuple(_as_list(v)) for k, v in values.get("rows", {}).items()}
    values["target"] = Target(**found["target"]) if "target" in found else None
    values["breaks"] = tuple({k: str(v) for k, v in b.items()} for b in values["breaks"])
    values["rebase"] = tuple({k: str(v) for k, v in b.items()} for b in values["rebase"])
    return Measure(**values)


def _measure_faults(v: Mapping[str, Any], id: str, name: str) -> list[Fault]:
    faults = [] if re.fullmatch(r"[a-z][a-z0-9_]*", id) else [
        Fault(name, "", "the file name is not lower snake case.", "Rename it like calls_999_volume.yml.")]
    closed = {"calculation": CALCULATIONS, "good_direction": DIRECTIONS, "change": CHANGES,
              "disclosure": DISCLOSURES, "precision": ("seconds", "minutes")}
    faults += [Fault(name, key, f"'{v[key]}' is not known.", suggest(str(v[key]), words))
               for key, words in closed.items() if key in v and str(v[key]) not in words and v[key] is not False]
    faults += [Fault(name, key, "YAML reads no as false.", f"Write one of: {', '.join(words)}.")
               for key, words in closed.items() if v.get(key) is False]
    types = {"order": int, "decimals": int, "baseline": int, "sample_owner": bool, "in_scorecard": bool,
             "per_day": bool, "whole": bool,
             "multiply_by": (int, float), "title": str, "topic": str, "unit": str, "source": str, "missing": str,
             "owner": str, "why_it_matters": str, "numerator": str, "denominator": str}
    faults += [Fault(name, key, f"{v[key]!r} is not {_type_word(t)}.") for key, t in types.items()
               if key in v and (not isinstance(v[key], t) or (t is int and isinstance(v[key], bool)))]
    if isinstance(v.get("decimals"), int) and not 0 <= v["decimals"] <= MAX_DECIMALS:
        faults.append(Fault(name, "decimals", f"{v['decimals']} is not possible.", f"Write 0 to {MAX_DECIMALS}."))
    faults += _title_faults(v.get("title"), name, "title")
    if not WINDOW.fullmatch(str(v.get("window", "month"))):
        faults.append(Fault(name, "window", f"'{v['window']}' is not a window.",
                            "Write month, 12 months, since 2023-04, calendar year or financial year."))
    if "next_review" in v:
        faults += date_faults(str(v["next_review"]), name, "next_review")
    if not isinstance(v.get("rows", {}), dict):
        faults.append(Fault(name, "rows", f"{v['rows']!r} is not a column with the values to keep.",
                            "Write {question: [overall]}."))
    faults += [Fault(name, key, f"{b!r} is not a month with a reason.", "Write {month: 2023-04, reason: …}.")
               for key in ("breaks", "rebase") for b in v[key]
               if not isinstance(b, dict) or not MONTH.fullmatch(str(b.get("month"))) or not b.get("reason")]
    return faults + _supply_faults(v, name) + _target_faults(v, name)


def _supply_faults(v: Mapping[str, Any], name: str) -> list[Fault]:
    """A measure either names what supplies it, or says why nothing does."""
    supplied, missing = bool(v.get("source") or v.get("of")), bool(v.get("missing"))
    if supplied == missing:
        return [Fault(name, "source", "has both a source and a reason for having none." if supplied
                      else "neither 'source' nor 'missing' is given.",
                      "Name the source, or say in 'missing' why there are no data.")]
    calculation = str(v.get("calculation", ""))
    needs = CALCULATIONS.get(calculation, ()) if supplied else ()
    faults = [Fault(name, key, f"a {calculation} needs '{key}'.", "Add it.") for key in needs if not v.get(key)]
    if calculation == "correlation" and supplied and len(v["of"]) != 2:
        faults.append(Fault(name, "of", f"names {len(v['of'])} measures.", "A correlation is of two."))
    return faults


def _target_faults(v: Mapping[str, Any], name: str) -> list[Fault]:
    target = v.get("target")
    if target is None:
        return []
    faults = check_keys(target, f"{name}, target", required={"label"}, allowed={"label", "value", "by"})
    if not faults and ("value" in target) == ("by" in target):
        faults.append(Fault(name, "target", "needs either 'value' or 'by'.", "Give one of them."))
    if faults:
        return faults
    if not isinstance(target.get("by", {}), dict):
        return [Fault(name, "target", f"{target['by']!r} is not a target for each part.", "Write by: {urban: 900}.")]
    return [Fault(name, "target", f"{value!r} is not a number.", "Write the bare number, in the measure's unit.")
            for value in (target.get("by") or {"": target.get("value")}).values()
            if not isinstance(value, int | float) or isinstance(value, bool)]


def _topic(found: Any, id: str, name: str) -> Topic:
    known = {f.name for f in fields(Topic)} - {"id"}
    raise_if(DefinitionError, check_keys(found, name, required={"title", "priority", "order"}, allowed=known))
    charts, faults = [], _title_faults(found["title"], name, "title")
    if not isinstance(found["order"], int) or isinstance(found["order"], bool):
        faults.append(Fault(name, "order", f"{found['order']!r} is not a whole number."))
    for i, raw in enumerate(_as_list(found.get("charts", ()))):
        place = f"{name}, chart {i + 1}"
        bad = check_keys(raw, place, required={"id", "kind", "measures"},
                         allowed={"id", "kind", "measures", "by", "from", "title", "statistic", "reference"})
        if not bad and raw["kind"] not in CHART_KINDS:
            bad.append(Fault(place, "kind", f"'{raw['kind']}' is not a kind of chart.",
                             suggest(str(raw["kind"]), CHART_KINDS)))
        faults += bad
        if not bad:
            faults += _title_faults(raw.get("title"), place, "title")
            if raw["id"] in [c.id for c in charts]:
                faults.append(Fault(place, "id", f"another chart of this topic is called '{raw['id']}'.",
                                    "Give it a name of its own."))
            charts.append(Chart(**{("start" if k == "from" else k): v for k, v in raw.items() if k != "measures"},
                                measures=tuple(_as_list(raw["measures"]))))
    raise_if(DefinitionError, faults)
    return Topic(**{**found, "id": id, "charts": tuple(charts), "tiles": tuple(_as_list(found.get("tiles", ()))),
                    "events": tuple(_as_list(found.get("events", ())))})


def _cross_faults(measures: Mapping[str, Measure], topics: Mapping[str, Topic], ids: list[str],
                  topic_names: list[str]) -> list[Fault]:
    """What files say of each other. A file that is wrong itself is there all the same (`ids`, `topic_names`)."""
    faults = [Fault(f"{FOLDER}/{m.id}.yml", "topic", f"there is no topic '{m.topic}'.", suggest(m.topic, topic_names))
              for m in measures.values() if m.topic not in topic_names]
    faults += [Fault(f"{FOLDER}/{m.id}.yml", "of", f"there is no measure '{other}'.", suggest(str(other), ids))
               for m in measures.values() for other in m.of if other not in ids]
    for topic in topics.values():
        named = [*topic.tiles, *(m for chart in topic.charts for m in (*chart.measures, chart.reference) if m)]
        faults += [Fault(f"{TOPICS}/{topic.id}.yml", "", f"there is no measure '{id}'.", suggest(str(id), ids))
                   for id in dict.fromkeys(map(str, named)) if id not in ids]
        faults += [Fault(f"{TOPICS}/{topic.id}.yml", f"chart {chart.id}", f"a {chart.kind} chart cannot show '{id}', a "
                         f"{measures[id].calculation}.", "It shows one rate_per_1000 or percentage, split into peers.")
                   for chart in topic.charts if chart.kind in ("funnel", "rank") for id in chart.measures
                   if id in measures and measures[id].calculation not in COMPARED_BY]
    return faults


def date_faults(text: str, name: str, place: str, example: str = "2024-06-30") -> list[Fault]:
    """A fault where a text is not a day of the calendar, written like 2024-06-30."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and date.fromisoformat(text):
            return []
    except ValueError:
        pass
    return [Fault(name, place, f"'{text}' is not a date.", f"Write it like {example}.")]


def _title_faults(title: Any, name: str, place: str) -> list[Fault]:
    long = isinstance(title, str) and len(title) > MAX_TITLE
    return [Fault(name, place, f"has {len(title)} characters.", f"Keep it to {MAX_TITLE}.")] if long else []


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str | dict) else [value]


def _type_word(kind: Any) -> str:
    return {int: "a whole number", bool: "true or false", str: "text"}.get(kind, "a number")
