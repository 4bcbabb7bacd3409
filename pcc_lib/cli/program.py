"""The command `pcc` itself: which project it works in, and how errors are told."""

from __future__ import annotations

import os
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pcc_lib.core.errors import FaultsError, QuestionsError, ReportError
from pcc_lib.core.os_words import fault_of, is_known
from pcc_lib.core.text import visible

if TYPE_CHECKING:
    from pcc_lib.inputs.project import Project


_OURS = "\nThis is a fault in the program, not in your files. Please report it with the lines above."


def say(text: object, err: bool = False) -> None:
    """Print what may hold text of a file: nothing in it can steer the terminal."""
    click.echo(visible(str(text)), err=err)


class _Group(click.Group):
    """Shows a ReportError as its text alone; any other error is a fault of the program and keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ReportError as error:
            say(error, err=not _was_asked_for(ctx, error))
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except KeyboardInterrupt:
            click.echo("Stopped. What was current before is still current.", err=True)
        except OSError as error:
            say(_told(error), err=True)
        except Exception:
            say(f"{traceback.format_exc()}{_OURS}", err=True)
        ctx.exit(1)


def _told(error: OSError) -> str:
    """A disk that is full, a file that is locked: no fault of the program, and told in words."""
    return str(fault_of(error, "read or written")) if is_known(error) else f"{traceback.format_exc()}{_OURS}"


def _was_asked_for(ctx: click.Context, error: ReportError) -> bool:
    """Whether an error is what the command was to find: faults of the files go where `pcc check > faults.txt` catches them."""
    return ctx.invoked_subcommand == "check" and isinstance(error, FaultsError | QuestionsError)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--project",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The project's folder (default: the one you are in).",
)
@click.version_option(package_name="pcc-report-book", message="%(version)s")
@click.pass_context
def main(ctx: click.Context, folder: Path | None) -> None:
    """Quarterly report-books: check the data, build the book, find it."""
    ctx.obj = folder


def project_of(ctx: click.Context) -> Project:
    """The project that was named, else the one around the working folder."""
    from pcc_lib.inputs.project import Project, find_root

    folder = ctx.obj or os.environ.get("PCC_PROJECT")
    if folder and not (Path(folder) / "data" / "body.yml").is_file():
        raise ReportError(f"{folder}: is not a project (looked for data/body.yml there). Name the project's folder.")
    return Project(folder or find_root())
