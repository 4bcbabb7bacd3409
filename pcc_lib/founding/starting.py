"""Texts that a project begins with: templates of `pcc_lib/founding/starters`, filled so that a name stays a name.

A name may hold anything that a line of text may: what YAML or Markdown would take for a mark stands in quotes or behind a stroke,
and braces in it are never read as a template's.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pcc_lib.inputs import schemas
from pcc_lib.inputs.models import INPUTS, Input
from pcc_lib.inputs.models.kinds import MAX_TITLE
from pcc_lib.inputs.standard_pages import plain_markdown
from pcc_lib.inputs.yaml_adding import scalar

_FOLDER = Path(__file__).resolve().parent / "starters"


def started(starter: str, **values: Any) -> str:
    """The text of a starter with these values; a value that it asks for and that is not given raises `jinja2.UndefinedError`."""
    return _environment().get_template(starter).render(values)


def cut(text: str, most: int = MAX_TITLE) -> str:
    """A text that fits into so many characters: cut at a word, with a mark that it goes on."""
    return text if len(text) <= most else text[: most - 1].rpartition(" ")[0].rstrip(" ,;:") + "…"


def marked(name: str, text: str) -> str:
    """The text of a file with the line that points editors to its schema, where it has one."""
    of = kind_of(name)
    up = "../" * (name.count("/") - 1) if name.startswith("data/") else "data/"
    return f"{schemas.MARK}{up}schemas/{of.name}.json\n{text}" if of else text


def kind_of(name: str) -> Input | None:
    """The kind of YAML file that stands in a place (None: it is none)."""
    return next((of for of in INPUTS if not of.is_table and PurePosixPath(name).match(of.where)), None)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER, encoding="utf-8"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # these are no HTML: each filter makes a text safe for what it stands in
    )
    made.filters |= {
        "yaml": scalar,
        "quoted": _quoted,
        "json": _json,
        "flow": _flow,
        "markdown": plain_markdown,
        "cut": cut,
    }
    return made


def _flow(text: str) -> str:
    return scalar(text, flow=True)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
