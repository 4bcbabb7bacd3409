"""A source's descriptor as people have written it, with keys set or added: comments, order and all else stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yaml import ScalarNode

from pcc_lib.core.errors import DefinitionError, Fault
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER
from pcc_lib.inputs.yaml_adding import node_at, scalar, with_key, with_lines, with_value
from pcc_lib.inputs.yaml_reader import parse_yaml

RECEIVED = "received"  # the key that stands last: how files are read


def descriptor_with(project: Project, source: str, texts: Mapping[str, str]) -> dict[str, bytes]:
    """The descriptor of a source with texts at keys of its own, and all else as it is; a DefinitionError where they cannot be put
    in."""
    name = f"{FOLDER}/{source}.resource.yml"
    text = project.read_text(name)
    return as_written(project, name, with_texts(text, texts), parse_yaml(text, name) | texts)


def as_written(project: Project, name: str, written: str, wanted: Mapping[str, Any]) -> dict[str, bytes]:
    """A changed descriptor as it is to be written; nothing where nothing changed. It must read as is wanted."""
    text = project.read_text(name)
    if written == text:
        return {}
    if parse_yaml(written, name) != wanted:
        said = parse_yaml(text, name)
        by_hand = {key: value for key, value in wanted.items() if value != said.get(key)}
        todo = f"Write it there by hand: {'; '.join(f'{key}: {value}' for key, value in by_hand.items())}"
        raise DefinitionError([Fault(name, ", ".join(by_hand), "is written in a way that nothing can be put into.", todo)])
    read_as(Descriptor, wanted, name)
    crlf = b"\r\n" in project.read_bytes(name)
    return {name: written.replace("\n", "\r\n" if crlf else "\n").encode("utf-8")}


def with_texts(text: str, texts: Mapping[str, str]) -> str:
    """A descriptor as it stands in its file, with texts at keys of its own."""
    for key, value in texts.items():
        text = _with_text(text, key, value)
    return text


def _with_text(text: str, key: str, value: str) -> str:
    """A descriptor with a text at a key of its own: in the place of the one that is there, else above what was learnt."""
    held = node_at(text, (key,))
    if held is not None:
        ends_line = isinstance(held, ScalarNode) and held.style in ("|", ">")  # the end of such a text is that of its last line
        return with_value(text, (key,), scalar(value) + ("\n" if ends_line else ""))
    learnt = node_at(text, (RECEIVED,))
    if learnt is None:
        return with_key(text, (), key, scalar(value))
    lines = text.split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith(f"{RECEIVED}:"))
    return with_lines(text, at, [f"{key}: {scalar(value)}"])
