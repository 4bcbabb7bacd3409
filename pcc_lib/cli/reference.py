"""docs/command-line.md: every command with what its help says, made from the commands themselves."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

from pcc_lib.cli import exit_codes
from pcc_lib.cli.commands import commands_of
from pcc_lib.cli.sections import set_out

MANUAL = Path(__file__).with_name("manual.md")


def markdown(pcc: click.Group) -> str:
    """The whole page: what holds for every command, and each command in the order of the work."""
    filled = {"% exit codes": _exit_codes(), "% commands": "\n".join(_commands(pcc))}
    text = MANUAL.read_text(encoding="utf-8")
    for line, made in filled.items():
        text = text.replace(f"{line}\n", f"{made}\n")
    return text.rstrip("\n") + "\n"


def _exit_codes() -> str:
    return "\n".join(["| code | what it says |", "|---|---|", *(f"| {code} | {words} |" for code, words in exit_codes.told())])


def _commands(pcc: click.Group) -> Iterator[str]:
    for section, names in set_out(pcc.commands):
        yield f"## {section.title}"
        for name, command in commands_of(pcc, names):
            yield from _command(name, command)


def _command(name: str, command: click.Command) -> Iterator[str]:
    """A command: what it is for, how it is called, an example, its options."""
    prose, example = taken_apart(command)
    ctx = click.Context(command, info_name=f"pcc {name}", help_option_names=["-h", "--help"])
    usage = " ".join([f"pcc {name}", *command.collect_usage_pieces(ctx)])
    yield from (f"### {name}", prose, "", "```console", *(f"$ {line}" for line in example), "```", "", f"`{usage}`", "")
    told = [param.get_help_record(ctx) for param in command.params if param.opts != ["--project"]]
    if rows := [f"| `{_cell(term)}` | {_cell(said)} |" for term, said in filter(None, told) if said]:
        yield from ("| option | what it does |", "|---|---|", *rows, "")


def taken_apart(command: click.Command) -> tuple[str, list[str]]:
    """What a command's help says in prose, and the lines of its example."""
    prose, _, example = inspect.cleandoc(command.help or "").partition("\b\nExample:\n")
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", prose.strip())]
    return "\n\n".join(paragraphs), [line.strip() for line in example.splitlines() if line.strip()]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
