"""Commands as people meet them: help that is never cut off, `--project` before or after, a near word for a wrong one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from pcc_lib.cli.exit_codes import told
from pcc_lib.cli.sections import page_of, set_out
from pcc_lib.core.errors import suggest

READ_MORE = "docs/command-line.md"
WIDEST = 80


class _Formatter(click.HelpFormatter):
    """Help as wide as the terminal, up to 80 columns; on a narrow one what is explained stands on a line of its own."""

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__(width=max(min(shutil.get_terminal_size().columns, WIDEST) - 1, 20))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Terms and what they say, in two columns."""
        if self.width < 60:
            rows, col_max = [(term.rstrip(), said) for term, said in rows], 4
        super().write_dl(rows, col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter


def project_option() -> click.Option:
    """`--project DIR`, which every command takes too: nobody need know that it is an option of `pcc` itself."""
    return click.Option(
        ["--project"],
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="DIR",
        expose_value=False,
        callback=_named,
        help="The project's folder (default: the one you are in, or above).",
    )


def _named(ctx: click.Context, _: click.Parameter, folder: Path | None) -> None:
    if folder is not None:
        ctx.obj = folder


def first_line(command: click.Command) -> str:
    """What a command is for, in its first line."""
    return (command.help or "").strip().partition("\n")[0].strip()


class Command(click.Command):
    """A command of `pcc`. Its docstring is its help: a first line, what it does, and an example."""

    context_class = _Context

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.params.append(project_option())

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Where to read more."""
        words = ctx.command_path.split()[1:]
        pages = dict.fromkeys([page_of(words[0]) if words else READ_MORE, READ_MORE])
        formatter.write_paragraph()
        formatter.write_dl([("Read more:", ", ".join(pages))])


class Group(click.Group):
    """Commands under one word; a mistyped one is told with those near to it."""

    context_class = _Context
    command_class = Command
    group_class = type

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names; a UsageError with near words where there is none."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = suggest(args[0].lower(), [name for name, _ in told_commands(self)])
            raise click.UsageError(f"No such command '{args[0]}'. {near}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command with its whole first line."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, first_line(command)) for name, command in told_commands(self)])


class Contents(Group):
    """`pcc` itself: its help is a table of contents in the order of a quarter's work, and says how commands end."""

    group_class = Group

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options before the command are those of `pcc`; one that belongs after its command is told so."""
        if not args:
            args = ["--help"]
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            owners = [name for name, command in told_commands(self) if error.option_name in options_of(command)]
            if not owners:
                raise
            owner = next((name for name in owners if name in args), owners[0])
            told = f"{error.option_name} goes after its command: pcc {owner} {error.option_name}"
            raise click.UsageError(told, ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """A section for each part of the work; all their columns are of one width."""
        rows = {section.title: list(commands_of(self, names)) for section, names in set_out(self.commands)}
        widest = max(len(name) for each in rows.values() for name, _ in each)
        for title, commands in rows.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(widest), first_line(command)) for name, command in commands])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Exit codes, and where to read more."""
        with formatter.section("Exit codes"):
            formatter.write_dl(told())
        formatter.write_paragraph()
        formatter.write_dl([("An example of each command:", "pcc COMMAND --help"), ("Read more:", READ_MORE)])


def commands_of(group: click.Group, names: Sequence[str]) -> Iterator[tuple[str, click.Command]]:
    """Commands by the words that call them, those of a group one by one: `import police-uk`."""
    for name in names:
        command = group.commands[name]
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", each) for inner, each in sorted(command.commands.items()))
        else:
            yield name, command


def told_commands(group: click.Group) -> list[tuple[str, click.Command]]:
    """Every command of a group by its own word, in the order of the work."""
    return [(name, group.commands[name]) for _, names in set_out(group.commands) for name in names]


def options_of(command: click.Command) -> set[str]:
    """The options that a command takes, such as `--fresh`."""
    return {name for param in command.params if isinstance(param, click.Option) for name in param.opts}
