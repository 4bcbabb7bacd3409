"""Entries added to YAML that people have written: lines are put in where the parser's marks say, and nothing is written anew.

Comments, order, quotes and blank lines stay as they are. What was added is read again, beside what was there: only the new entry
may differ, else nothing is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from pcc_lib.core.errors import DefinitionError, Fault
from pcc_lib.inputs.yaml_reader import nodes_of, parse_yaml

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Entry:
    """What is added: its first line and those below it, as they stand in a list of lines; and all on one line, for a list that is
    written in brackets."""

    lines: tuple[str, ...]
    flow: str


def scalar(text: str, flow: bool = False) -> str:
    """A text as YAML reads it again: bare where it can stand so, else in quotes. `flow`: within brackets."""
    within = not flow or parsed(f"{{key: {text}, other: x}}") == {"key": text, "other": "x"}
    bare = within and parsed(f"key: {text}") == {"key": text} and parsed(f"- {text}") == [text]
    return text if bare else json.dumps(text, ensure_ascii=False)


def parsed(text: str) -> Any:
    """What YAML reads in a text; None where it cannot be read."""
    try:
        return parse_yaml(text, "text")
    except DefinitionError:
        return None


def with_entry(text: str, path: Path, entry: Entry, place: int | None = None) -> str:
    """A text with an entry in the list at a path of keys, before the entry `place` (else at its end)."""
    held = node_at(text, path)
    if not isinstance(held, yaml.SequenceNode):
        return text
    place = len(held.value) if place is None else place
    if below := _below(text, held):
        first, *rest = entry.lines
        return _opened(text, held, [f"{below}- {first}", *(f"{below}  {row}" for row in rest)])
    if held.flow_style:
        return _in_brackets(text, held, place, entry.flow)
    indent = " " * held.start_mark.column
    first, *rest = entry.lines
    line = held.value[place].start_mark.line if place < len(held.value) else _after(text, held)
    return with_lines(text, _above_comments(text, line), [f"{indent}- {first}", *(f"{indent}  {row}" for row in rest)])


def with_key(text: str, path: Path, key: str, value: str) -> str:
    """A text with a key below the others of the record at a path; `value` as YAML writes it."""
    held = node_at(text, path)
    if not isinstance(held, yaml.MappingNode):
        return text
    if below := _below(text, held):
        return _opened(text, held, [f"{below}{key}: {value}"])
    if held.flow_style:
        return _in_brackets(text, held, len(held.value), f"{key}: {value}")
    indent = " " * held.start_mark.column
    return with_lines(text, _above_comments(text, _after(text, held)), [f"{indent}{key}: {value}"])


def with_value(text: str, path: Path, value: str) -> str:
    """A text with another value at a path; `value` as YAML writes it. What follows on the line stays."""
    held = node_at(text, path)
    if not isinstance(held, yaml.ScalarNode):
        return text
    return text[: _position(text, held.start_mark)] + value + text[_position(text, held.end_mark) :]


def without_key(text: str, path: Path) -> str:
    """A text without the line of a key, where it has one of its own."""
    held = node_at(text, path)
    line = held.start_mark.line if held else -1
    lines = text.split("\n")
    if held is None or not lines[line].lstrip().startswith(f"{path[-1]}:"):
        return text
    return "\n".join([*lines[:line], *lines[line + 1 :]])


def with_record(text: str, key: str, value: Mapping[str, Any]) -> str:
    """A text with a record below a key of its own: in the place of the one that is there, else at the end."""
    return with_block(text, key, dict(value))


def with_block(text: str, key: str, value: Any) -> str:
    """A text with any value at a key of its own: in the place of the one that is there, else at the end; an empty list or record
    takes the key out."""
    block = yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False, width=1000).rstrip("\n").split("\n")
    block = [] if value in ([], {}) else block
    pairs, lines = list(nodes_of(text).value), text.rstrip("\n").split("\n")
    for i, (name, held) in enumerate(pairs):
        if name.value == key:
            after = pairs[i + 1][0].start_mark.line if i + 1 < len(pairs) else _after(text, held)
            end = _above_comments(text, min(after, len(lines)))
            return "\n".join([*lines[: name.start_mark.line], *block, *lines[end:]]) + "\n"
    return "\n".join([*lines, *block]) + "\n"


def with_lines(text: str, line: int, added: Sequence[str]) -> str:
    """A text with lines put in before one of its own, counted from nought."""
    lines = text.split("\n")
    return "\n".join([*lines[:line], *added, *lines[line:]])


def held_to(text: str, wanted: Any, name: str, key: str) -> str:
    """The text, where it reads as wanted; a DefinitionError where the file is written in a way that nothing can be added to."""
    if parsed(text) != wanted:
        todo = "Add it there by hand, or write it as a list of lines that begin with '- '."
        raise DefinitionError([Fault(name, key, "is written in a way that nothing can be added to.", todo)])
    return text


def node_at(text: str, path: Path) -> yaml.Node | None:
    """The node at a path of keys and places (None where there is none)."""
    node: yaml.Node | None = nodes_of(text)
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node


def _after(text: str, held: yaml.Node) -> int:
    """The line after a list or record that is written in lines: after the last thing in it, for the parser's own mark of its end
    stands wherever something else begins."""
    last = held
    while isinstance(last, yaml.CollectionNode) and not last.flow_style and last.value:
        last = last.value[-1][1] if isinstance(last, yaml.MappingNode) else last.value[-1]
    end, lines = last.end_mark, text.split("\n")
    if isinstance(last, yaml.ScalarNode) and last.style in ("|", ">"):  # its end is where the next line begins
        return end.line + (end.line == len(lines) - 1 and bool(lines[-1].strip()))
    return end.line + 1


def _below(text: str, held: Any) -> str:
    """The blanks before lines below a key, where its list or record is empty and stands in brackets; nothing where it is not."""
    line = text.split("\n")[held.start_mark.line]
    empty = re.fullmatch(r"( *)[\w-]+: *(?:\[ *\]|\{ *\}) *(?:#.*)?", line)
    return f"{empty[1]}  " if empty and held.flow_style and not held.value else ""


def _opened(text: str, held: yaml.Node, added: Sequence[str]) -> str:
    """A text with lines below a key in the place of its empty brackets: a list that grows on one line is soon hard to read."""
    start, end = (_position(text, mark) for mark in (held.start_mark, held.end_mark))
    bare = text[:start].rstrip(" ") + text[end:]
    return with_lines(bare, held.start_mark.line + 1, added)


def _in_brackets(text: str, held: Any, place: int, entry: str) -> str:
    nodes = [each[0] if isinstance(each, tuple) else each for each in held.value]
    at = _position(text, nodes[place].start_mark if place < len(nodes) else held.end_mark)
    if place < len(nodes):
        return f"{text[:at]}{entry}, {text[at:]}"
    inner = text[: at - 1].rstrip(" ")
    return f"{inner}{'' if not nodes or inner.endswith(',') else ','}{' ' * bool(nodes)}{entry}{text[at - 1 :]}"


def _position(text: str, mark: Any) -> int:
    return sum(len(line) + 1 for line in text.split("\n")[: mark.line]) + mark.column


def _above_comments(text: str, line: int) -> int:
    """The line, or the first of the blank lines and comments right above it: they belong to what follows."""
    lines = text.split("\n")
    while line and (line > len(lines) or not lines[line - 1].strip() or lines[line - 1].lstrip().startswith("#")):
        line -= 1
    return line
