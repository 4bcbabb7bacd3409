"""YAML as people write it for a report: plain keys, lists and values. What only programs need is refused.

Anchors and aliases can make a few lines stand for millions (an alias bomb), tags can ask for objects, merge keys hide what a
file says, and a repeated key is dropped without a word. None of them is needed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import Any

import yaml

from pcc_lib.core.errors import DefinitionError, Fault
from pcc_lib.core.text import named, unseen

MAX_DEPTH = 20
MAX_NODES = 20_000
MOST_FAULTS = 50  # of one file: whoever mends these sees the rest at the next run
# brackets or dashes one in the other; three of them are looked for first, which takes a fifth of the time
_NESTED = re.compile(r"[\[{(?-]\s*[\[{(?-]\s*[\[{(?-]")
_DEEP = re.compile(rf"(?:[\[{{(]\s*){{{MAX_DEPTH},}}|^(?:[ ]*-[ ]+){{{MAX_DEPTH},}}|(?:\?\s+){{{MAX_DEPTH},}}", re.MULTILINE)
_INDENTED = re.compile(r"\n {200,}\S|\A {200,}\S")
_TEXT = "tag:yaml.org,2002:str"
_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float", "str", "seq", "map")}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML's safe loader, with dates kept as text: a day that there is not is then told by whoever reads the date."""

    yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in resolvers if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def parse_yaml(text: str, name: str) -> Any:
    """YAML to plain Python; a DefinitionError names the line of what is wrong or is not plain."""
    loader = None
    try:
        _refuse_deep(text, name)
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None
        faults = list(islice(_odd_nodes(node, name), MOST_FAULTS))
        if faults:
            raise DefinitionError(faults)
        return _plain(node, loader)
    except yaml.YAMLError as error:
        raise DefinitionError([_yaml_fault(error, text, name)]) from None
    except (ValueError, RecursionError, OverflowError):
        raise DefinitionError(
            [Fault(name, "", "not valid YAML: a value is not of the type that it is marked with.", "Put the value in quotes.")]
        ) from None
    finally:
        if loader is not None:
            loader.dispose()


def _plain(node: yaml.Node, loader: Any) -> Any:
    """A node that has been found plain as Python: yaml's own way, made for tags and anchors, takes twice as long."""
    if isinstance(node, yaml.MappingNode):
        return {_plain(key, loader): _plain(value, loader) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, loader) for child in node.value]
    return node.value if node.tag == _TEXT else loader.construct_object(node)


def nodes_of(text: str) -> yaml.Node:
    """YAML that has been parsed, as its nodes, which know their places in the text."""
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def lines_of(text: str) -> Callable[[tuple[Any, ...]], int]:
    """Gives the line of a path of keys in YAML that has been parsed: of the key, or of the entry of a list (0: not known).

    The text is read again when the first line is asked for, and only then.
    """

    root = cache(lambda: nodes_of(text))

    def line_of(path: tuple[Any, ...]) -> int:
        node, line = (root() if path else None), 0
        for step in path:
            found = _step(node, step)
            if found is None:
                break
            line, node = found
        return line

    return line_of


def _step(node: yaml.Node | None, step: Any) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((k.start_mark.line + 1, v) for k, v in node.value if k.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    return None


def _refuse_deep(text: str, name: str) -> None:
    """Deep nesting is told before a parser that calls itself meets it: brackets and dashes a line, and indentation."""
    deep = (_NESTED.search(text) and _DEEP.search(text)) or _INDENTED.search(text)
    if deep:
        line = text.count("\n", 0, deep.start()) + 1
        raise DefinitionError([Fault(name, f"line {line}", "is nested too deeply.", f"Write fewer than {MAX_DEPTH} levels.")])


def _odd_nodes(root: yaml.Node, name: str) -> Iterator[Fault]:
    """What is not plain, by walking each node once: an alias is a node that is met again."""
    met: set[int] = set()
    left: list[tuple[yaml.Node, int]] = [(root, 0)]
    while left:
        node, depth = left.pop()
        place = f"line {node.start_mark.line + 1}"
        if id(node) in met:
            yield Fault(name, place, "is named with & and used again with *.", "Write it out where it is needed.")
            continue
        met.add(id(node))
        if depth > MAX_DEPTH or len(met) > MAX_NODES:
            yield Fault(
                name,
                place,
                "is nested too deeply." if depth > MAX_DEPTH else "holds too many values.",
                "Write fewer levels." if depth > MAX_DEPTH else "Is it the right file?",
            )
            return
        if node.tag not in _PLAIN_TAGS:
            yield Fault(name, place, f"is marked with '{node.tag[:40]}'.", "Take out marks such as !!python and !include.")
            continue
        if isinstance(node, yaml.MappingNode):
            yield from _odd_keys(node, name)
            left += [(child, depth + 1) for _, child in node.value]
        elif isinstance(node, yaml.SequenceNode):
            left += [(child, depth + 1) for child in node.value]


def _odd_keys(node: yaml.MappingNode, name: str) -> Iterator[Fault]:
    """Keys that stand twice or are no words."""
    seen: set[str] = set()
    for key, _ in node.value:
        place = f"line {key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode) or key.tag not in _PLAIN_TAGS:
            yield Fault(name, place, "a key is a list, not a word.", "Put text that holds brackets or braces in quotes.")
        elif key.value == "<<":
            yield Fault(name, place, "'<<' takes keys from elsewhere.", "Write them out.")
        elif key.value in seen:
            yield Fault(name, place, f"the key '{key.value[:60]}' stands twice.", "Keep one.")
        else:
            seen.add(key.value)


def _yaml_fault(error: yaml.YAMLError, text: str, name: str) -> Fault:
    """What is wrong with a YAML file, without its reader's own words."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        odd = next(unseen(text), None)
        line = f"line {text.count(chr(10), 0, odd.start()) + 1}" if odd else ""
        what = f"holds a character that is not text ({named(odd[0])})." if odd else "not valid YAML."
        return Fault(name, line, what, "Delete it." if odd else "Check it.")
    rows = text.split("\n")[: mark.line + 1]
    near = [i for i in range(len(rows) - 1, -1, -1) if re.match(r" *\t", rows[i])]
    if near:
        return Fault(name, f"line {near[0] + 1}", "is indented with a tab.", "Use spaces.")
    return Fault(
        name,
        f"line {mark.line + 1}",
        "not valid YAML.",
        "Check indentation, colons and quotes there and in the line above; quote text that holds ': ' or ' #'.",
    )


def is_all_comments(text: str) -> bool:
    """Whether it says nothing yet: a file that a command wrote may wait for somebody to take the # away."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return bool(lines) and all(line.startswith("#") for line in lines)
