"""`pcc import`: a command for each importer that there is, all of one shape; the list of them; and a project's own recipe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pcc_lib.cli.commands import Command, Group
from pcc_lib.cli.exit_codes import Ended
from pcc_lib.cli.program import main, project_of, say

if TYPE_CHECKING:
    from pcc_lib.cli.confirming import Said
    from pcc_lib.importers.planning import Import
    from pcc_lib.importers.seam import Importer, Option
    from pcc_lib.inputs.models.imports import ImportEntry
    from pcc_lib.inputs.project import Project


class _Importers(Group):
    """The commands are those of the registry, looked up when somebody asks for one."""

    @cached_property
    def _found(self) -> dict[str, click.Command]:
        from pcc_lib.cli.boundaries import boundaries  # areas, and no rows: it has a shape of its own
        from pcc_lib.importers.registry import importers

        found = {"boundaries": boundaries, **{name: _command(each) for name, each in importers().items()}}
        return dict(sorted(found.items()))

    @property
    def commands(self) -> dict[str, click.Command]:  # type: ignore[override]
        """Every importer, by name."""
        return self._found

    @commands.setter
    def commands(self, given: Mapping[str, click.Command]) -> None:
        """Click sets none at first: there is nothing to keep."""


@main.group("import", cls=_Importers, invoke_without_command=True)
@click.option("--list", "listed", is_flag=True, help="Show what each importer reads, and where its files are published.")
@click.option(
    "--all",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Run every import of data/imports.yml on the files in this folder.",
)
@click.option("--dry-run", is_flag=True, help="With --all: show what would be done, and write nothing.")
@click.option("--reason", default="", metavar="TEXT", help="With --all: why numbers become others; readers see it.")
@click.pass_context
def import_(ctx: click.Context, listed: bool, folder: Path | None, dry_run: bool, reason: str) -> None:
    """Bring published data into data/sources."""
    if ctx.invoked_subcommand is not None:
        return
    if listed:
        _list()
    elif folder is not None:
        if not _run_recipe(project_of(ctx), folder, dry_run, reason):
            ctx.exit(Ended.REFUSED)
    else:
        click.echo(ctx.get_help())


def _list() -> None:
    from pcc_lib.cli.boundaries import LISTED
    from pcc_lib.importers.registry import importers

    told = {name: (each.title, each.reads, f"{each.download} ({each.renewed})") for name, each in importers().items()}
    for name, texts in sorted({**told, "boundaries": LISTED}.items()):
        say(name)
        for word, text in zip(("makes", "reads", "from"), texts, strict=True):
            say(f"  {word:<6} {text}")


# ── one importer ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _command(importer: Importer) -> click.Command:
    """The command of an importer: its files, its own options, and those that all have."""
    paths = click.Argument(["paths"], nargs=-1, required=True, metavar=f"{importer.wants}...")
    own = [_option(each) for each in importer.options]
    shared = [
        click.Option(["--without"], multiple=True, metavar="PERIOD", help="Leave this period out; it stays a gap. Repeat it."),
        click.Option(["--sure"], multiple=True, metavar="SOURCE", help="Its doubts were looked at: write it. Repeat it."),
        click.Option(["--reason"], default="", metavar="TEXT", help="Why numbers that were told become others; readers see it."),
        click.Option(["--dry-run"], is_flag=True, help="Show what would be done, and write nothing."),
    ]
    return Command(importer.name, callback=_callback(importer), params=[paths, *own, *shared], help=_help(importer))


def _option(option: Option) -> click.Option:
    kind: Any = click.Choice(list(option.choices)) if option.choices else None
    metavar = None if option.choices else option.metavar
    return click.Option([f"--{option.name}"], multiple=option.many, type=kind, metavar=metavar, help=option.help)


def _help(importer: Importer) -> str:
    where = f"Files: {importer.download} ({importer.renewed})."
    return f"{importer.title}.\n\nReads {importer.reads}\n\n{where}\n\n\b\nExample:\n  {importer.example}"


def _callback(importer: Importer) -> Callable[..., None]:
    @click.pass_context
    def run(ctx: click.Context, paths: tuple[str, ...], **said: Any) -> None:
        from pcc_lib.cli.confirming import Said

        answers = Said(said.pop("dry_run"), False, said.pop("reason"), said.pop("sure"))
        without = said.pop("without")
        options = {name.replace("_", "-"): _values(value) for name, value in said.items()}
        if not run_import(project_of(ctx), importer, _Wanted(paths, options, without), answers):
            ctx.exit(Ended.REFUSED)

    return run


def _values(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, tuple) else (value,) if value else ()


class _Wanted:
    """What is to be imported: paths, the options of the importer, and periods that are left out."""

    def __init__(self, paths: Sequence[str], options: Mapping[str, tuple[str, ...]], without: Sequence[str]) -> None:
        self.paths, self.options, self.without = paths, options, without


def run_import(project: Project, importer: Importer, wanted: _Wanted, answers: Said) -> bool:
    """Read files, show what they would do, and write it; whether all that was asked for was done."""
    from pcc_lib.core.errors import DataError
    from pcc_lib.importers.faults import few
    from pcc_lib.importers.given import given
    from pcc_lib.importers.options import asked_of
    from pcc_lib.importers.planning import import_of, read_files, without

    asked = asked_of(importer, wanted.options)
    with given(wanted.paths) as found:
        try:
            reading = importer.read(found, asked)
        except DataError as error:
            raise few(error) from None
        reading = without(reading, wanted.without) if wanted.without else reading
        for line in (*reading.report, *(f"Warning: {each}" for each in reading.warnings)):
            say(line)
        with import_of(project, importer, reading, read_files(found, reading)) as planned:
            return _carry_out(planned, answers)


def _carry_out(planned: Import, answers: Said) -> bool:
    from pcc_lib.cli.confirming import reason_of, written_words
    from pcc_lib.core.text import listed
    from pcc_lib.importers.planning import write
    from pcc_lib.receiving.telling import doubt_lines, plan_lines

    for plan in planned.plans:
        for line in plan_lines(plan):
            say(line)
    if not planned.changes:
        say("Nothing to do: all of it is held already.")
        return True
    if not any(plan.changes for plan in planned.plans):
        say(f"All values are held already. To be brought up to date: {listed(planned.renewed)}.")
    doubts = planned.doubts()
    for line in doubt_lines(doubts):
        say(line)
    if answers.dry_run:
        say("Nothing was written: this was a dry run.")
        return True
    reason = reason_of(answers) if planned.revises else ""
    doubtful = [name for name in dict.fromkeys(plan.source for plan, _ in doubts) if name not in answers.sure]
    if not _confirmed(answers, doubtful, planned.revises, reason):
        return False
    say(written_words(write(planned, reason)))
    say("Next: pcc check, then pcc status.")
    return True


def _confirmed(answers: Said, doubtful: Sequence[str], revises: bool, reason: str) -> bool:
    """Whether it is to be written: what only adds is; what is doubtful, or makes numbers others, a person has to want."""
    from pcc_lib.cli.confirming import confirmed

    lacks_reason = revises and not reason.strip()
    if not doubtful and not lacks_reason:
        return True
    return confirmed(answers, doubtful, lacks_reason, sure_of_rest=True)


# ── the recipe ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _run_recipe(project: Project, folder: Path, dry_run: bool, reason: str) -> bool:
    """Every import of the project's recipe; whether all were done. An import that is refused does not stop the next."""
    from pcc_lib.cli.confirming import Said
    from pcc_lib.core.errors import FaultsError
    from pcc_lib.importers.recipe import recipe_of, wanted_of
    from pcc_lib.importers.registry import importers
    from pcc_lib.inputs.project import Project as Fresh

    done = True
    for entry in recipe_of(project, importers()):
        say(f"── {entry.importer} {_folded(entry)}")
        importer = importers().get(entry.importer)
        try:
            paths, options = wanted_of(entry, importer, folder)
            if importer is None:
                done &= _bring_boundaries(Fresh(project.root), paths, options, dry_run)
                continue
            wanted = _Wanted(paths, options, entry.without)
            done &= run_import(Fresh(project.root), importer, wanted, Said(dry_run, False, reason, entry.sure))
        except FaultsError as error:
            say(error, err=True)
            done = False
    return done


def _bring_boundaries(project: Project, paths: Sequence[str], options: Mapping[str, tuple[str, ...]], dry_run: bool) -> bool:
    """The borders of areas, as `pcc import boundaries` brings them in; True, for they are written or refused with a fault."""
    from pcc_lib.importers.boundaries import Wanted, bring_in

    said: dict[str, Any] = {name: values[0] for name, values in options.items()}
    source, metres = said.pop("source", ""), float(said.pop("simplify", 0))
    for path in paths:
        say(
            f"{path}: not read, this is a dry run."
            if dry_run
            else bring_in(project, path, source, Wanted(**said, simplify=metres))
        )
    return True


def _folded(entry: ImportEntry) -> str:
    return ", ".join(_first(entry.files))


def _first(patterns: Iterable[str]) -> list[str]:
    patterns = list(patterns)
    return patterns if len(patterns) <= 3 else [*patterns[:3], "…"]
