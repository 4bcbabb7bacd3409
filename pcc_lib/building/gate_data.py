"""Scripts of a page that are data, which no browser runs: a chart's specification, figures' cells, what the page's data are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from pcc_lib.core.text import quoted
from pcc_lib.writing.html import script_json
from pcc_lib.writing.schema_org import CONTEXT, TYPE

# what would make a chart ask for a file, lead away, or set the viewer up
_SPEC_KEYS = {"url", "href", "usermeta", "loader", "__proto__"}
_EVIDENCE_KEYS = {"figures", "blocks"}


def data_faults(said: Mapping[str, str], body: str) -> Iterator[str] | None:
    """What forbids a script of data with these attributes and this text; None for a script that is no data."""
    if said == {"type": "application/json", "class": "pcc-spec"}:
        return _spec_faults(body)
    if said == {"type": "application/json", "id": "pcc-evidence"}:
        return _evidence_faults(body)
    return _description_faults(body) if said == {"type": TYPE} else None


def spec_faults(spec: object) -> Iterator[str]:
    """What forbids a chart's specification."""
    yield from (f"a chart that asks for more than its data ('{key}')" for key in sorted(_keys(spec) & _SPEC_KEYS))


def _spec_faults(body: str) -> Iterator[str]:
    spec, wrong = _json_of(body, "a chart's data")
    yield from wrong
    yield from spec_faults(spec)


def _evidence_faults(body: str) -> Iterator[str]:
    evidence, wrong = _json_of(body, "figures' cells")
    yield from wrong
    if not wrong and (not isinstance(evidence, Mapping) or set(evidence) != _EVIDENCE_KEYS):
        yield f"figures' cells of another form: {quoted(body)}"


def _description_faults(body: str) -> Iterator[str]:
    """What forbids what a page says of its data; whether it is the page's own, `described` says."""
    told, wrong = _json_of(body, "a description of data")
    yield from wrong
    of_data = isinstance(told, Mapping) and (told.get("@context"), told.get("@type")) == (CONTEXT, "Dataset")
    if not wrong and not (of_data and script_json(told) == body):
        yield f"a description of data of another form: {quoted(body)}"


def _json_of(body: str, what: str) -> tuple[object, list[str]]:
    """What a script of data holds, and what is wrong with it: a bare < could end the element, or begin a comment, in it."""
    if "<" in body:
        return None, [f"{what} with a bare <"]
    try:
        return json.loads(body), []
    except ValueError:
        return None, [f"{what} that are no JSON: {quoted(body)}"]


def _keys(node: object) -> set[str]:
    if isinstance(node, Mapping):
        return set(node).union(*map(_keys, node.values()))
    return set().union(*map(_keys, node)) if isinstance(node, list) else set()
