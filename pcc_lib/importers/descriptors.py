"""The descriptor of an imported source: written whole the first time, and brought up to date at each import after that.

What people have added to it since stays: only the keys that an import knows better are put in anew, and only where they change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from pcc_lib.core.calendars import FORMS, STEPS, Calendar, form_of, read_period
from pcc_lib.importers.seam import LICENCE, Key, Made
from pcc_lib.inputs.yaml_adding import with_block
from pcc_lib.inputs.yaml_reader import parse_yaml

TAIL = ["kind", "status"]
STATUSES = ["e", "p", "r"]
PATTERNS = {"month": r"20\d{2}-(0[1-9]|1[0-2])", "quarter": r"20\d{2}(-\d{2})?-Q[1-4]", "year": r"20\d{2}([-/]\d{2})?"}
RENEWED = ("schema", "obtained", "first", "last", "gaps", "lifetimes", "imported")  # what an import knows better


def fresh(made: Made, imported: Mapping[str, object]) -> dict[str, Any]:
    """The descriptor of a source that there was not."""
    about, keys = made.publication, list(made.rows)
    said: dict[str, Any] = {
        "name": made.name,
        "title": made.title,
        "path": f"{made.name}.csv",
        "format": "csv",
        "encoding": "utf-8",
        "schema": schema_of(made, made.parts),
        "checks": [dict(check) for check in made.checks],
        "producer": about.producer,
        "licence": LICENCE,
        "attribution": about.attribution,
        "obtained": made.obtained,
        "period": made.period,
        "breakdown": made.breakdown,
        "areas": "each" if made.areas else "",
        "remainder": made.remainder,
        **_times(made, keys, {}),
        "statistics": about.statistics,
        "limits": about.limits,
        "next_update": about.next_update,
        "imported": dict(imported),
        **made.more,
    }
    return {key: value for key, value in said.items() if value not in ("", [], {})}


def renewed(text: str, name: str, made: Made, keys: Sequence[Key], imported: Mapping[str, object]) -> str:
    """The text of a descriptor with what this import knows better. keys: the rows that the source will have."""
    held = parse_yaml(text, name)
    parts = _named(_parts(held, made.breakdown), made.parts)
    new = {
        "schema": _merged_schema(held["schema"], schema_of(made, parts), made),
        "obtained": made.obtained,
        "gaps": [],
        "lifetimes": [],
        **_times(made, keys, held),
        "imported": dict(imported),
    }
    for key in RENEWED:
        if new[key] != held.get(key, [] if key in ("gaps", "lifetimes") else None):
            text = with_block(text, key, new[key])
    return text


def text_of(descriptor: Mapping[str, Any]) -> str:
    """A descriptor as YAML."""
    return yaml.safe_dump(dict(descriptor), sort_keys=False, allow_unicode=True, width=110)


# ── columns ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def schema_of(made: Made, parts: Mapping[str, str]) -> dict[str, Any]:
    """The columns: period, part, numbers, kind and status. parts: names by id."""
    period = {"required": True, "pattern": PATTERNS[made.period]}
    part: dict[str, Any] = {"name": made.breakdown, "type": "string", "title": made.breakdown.replace("_", " ").capitalize()}
    named = [{"value": part, "label": name} for part, name in parts.items() if name != part]
    if named and not made.areas:
        part["categories"] = named
    return {
        "primaryKey": [made.period, made.breakdown],
        "missingValues": [""],
        "fields": [
            {"name": made.period, "type": "string", "title": made.period.capitalize(), "constraints": period},
            part | {"constraints": {"required": True} | ({} if made.areas else {"enum": list(parts)})},
            *(_number(name, each) for name, each in made.columns.items()),
            {"name": "kind", "type": "string", "constraints": {"required": True, "enum": [made.kind]}},
            {"name": "status", "type": "string", "constraints": {"enum": STATUSES}},
        ],
    }


def _number(name: str, column: Any) -> dict[str, Any]:
    limits = ({"required": True} if column.required else {}) | ({} if column.negative else {"minimum": 0})
    kind = "number" if column.decimal else "integer"
    field = {"name": name, "type": kind, "title": column.title, "unit": column.unit}
    return field | ({"constraints": limits} if limits else {})


def _merged_schema(held: Mapping[str, Any], wanted: Mapping[str, Any], made: Made) -> dict[str, Any]:
    """What is held, with the parts and columns that are new, where the table gets them: before those that every source ends with.
    What people changed in a column stays."""
    there, new = ({field["name"]: field for field in said["fields"]} for said in (held, wanted))
    names = [name for name in {**there, **new} if name not in TAIL]
    fields = [there.get(name) or new[name] for name in (*names, *TAIL)]
    at = [field["name"] for field in fields].index(made.breakdown)
    listed = next(field for field in wanted["fields"] if field["name"] == made.breakdown)
    is_new = (fields[at].get("constraints") or {}).get("enum") != listed["constraints"].get("enum")
    fields[at] = fields[at] | {key: listed[key] for key in ("categories", "constraints")[: 1 + is_new] if key in listed}
    return {**held, "fields": fields}


def _named(held: Mapping[str, str], made: Mapping[str, str]) -> dict[str, str]:
    """The parts that are held and those that an import has made, by id, with their names: one that people gave stays."""
    return {part: held[part] if held.get(part, part) != part else made.get(part, part) for part in {**held, **made}}


def _parts(held: Mapping[str, Any], breakdown: str) -> dict[str, str]:
    """Names of parts by id, as a descriptor that an import wrote says them."""
    field = next((each for each in held["schema"]["fields"] if each["name"] == breakdown), {})
    listed = (field.get("constraints") or {}).get("enum") or []
    said = {str(each["value"]): str(each["label"]) for each in field.get("categories") or []}
    return {str(part): said.get(part) or str(part) for part in listed}


# ── times ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _times(made: Made, keys: Sequence[Key], held: Mapping[str, Any]) -> dict[str, Any]:
    """The first and last period, the lifetimes of parts, and the gaps: periods between them without a row of any part, or of one.

    held: the descriptor that there is, or an empty one. What it says of periods that were not read now stays: a table of one year
    knows nothing of the others.
    """
    there: dict[str, set[str]] = {}
    written: dict[str, str] = {}
    for period, part in keys:
        inner = read_period(period, made.period)
        written[inner] = period
        there.setdefault(part, set()).add(inner)
    lives = _lifetimes(made, keys, held.get("lifetimes") or [])
    if made.period == "year" and ("gaps" in made.more or made.kind == "published"):  # what is missing the importer says
        gaps = _gaps_told(made, held.get("gaps") or [])
    else:
        gaps = _gaps(made, there, written, lives)
    found = {"first": written[min(written)], "last": written[max(written)], "gaps": gaps, "lifetimes": list(lives.values())}
    return {key: value for key, value in found.items() if value}


def _lifetimes(made: Made, keys: Sequence[Key], held: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """When each part began or ended: as this import says, else as it is held, as long as no row lies before or after."""
    now: Any = made.more.get("lifetimes", [])
    new, before = ({str(each[made.breakdown]): dict(each) for each in said} for said in (now, held))
    for part, said in before.items():
        periods = [period for period, of in keys if of == part]
        if "first" in said and any(period < str(said["first"]) for period in periods):
            del said["first"]
        if "last" in said and any(period > str(said["last"]) for period in periods):
            del said["last"]
    found = {part: before.get(part, {}) | new.get(part, {}) for part in {**before, **new}}
    return {part: said for part, said in found.items() if "first" in said or "last" in said}


def _gaps_told(made: Made, held: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The gaps that an importer says, and those that are held of what it has not read now, in the order that is held."""
    new: Any = made.more.get("gaps", [])

    def is_read(gap: Mapping[str, Any]) -> bool:
        within = [part for period, part in made.rows if str(gap["first"]) <= period <= str(gap["last"])]
        return bool(within) and gap.get(made.breakdown, "") in ("", *within)

    kept = [gap for gap in held if gap in new or not is_read(gap)]
    return [*kept, *(gap for gap in new if gap not in kept)]


def _gaps(
    made: Made, there: Mapping[str, set[str]], written: Mapping[str, str], lives: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, str]]:
    """Runs of periods that are missing: of all parts first, then of each that lacks more. A part that ended, or began later, has
    no gap outside its lifetime."""
    example = next(iter(written.values()))
    step = STEPS["quarter" if made.period == "quarter" else str(made.more.get("frequency", ""))]
    calendar = Calendar(made.period, form_of(example, made.period) or next(iter(FORMS[made.period])), step)
    expected = calendar.between(min(written), max(written))
    whole = [period for period in expected if period not in written]
    found = [_run(calendar, run) for run in calendar.runs(whole)]
    for part, mine in there.items():
        said = lives.get(part, {})
        alive = [p for p in expected if str(said.get("first", p)) <= calendar.written(p) <= str(said.get("last", "9999"))]
        lacking = [period for period in alive if period in written and period not in mine]
        found += [{made.breakdown: part, **_run(calendar, run)} for run in calendar.runs(lacking)]
    return found


def _run(calendar: Calendar, run: Any) -> dict[str, str]:
    return {"first": calendar.written(run.first), "last": calendar.written(run.last)}
