"""The command `pcc` itself: which project it works in, how errors are told, and the number that it ends with."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pcc_lib.cli.commands import Contents, project_option
from pcc_lib.cli.exit_codes import Ended
from pcc_lib.cli.interrupts import stoppable
from pcc_lib.cli.progress import shower
from pcc_lib.core.errors import FaultsError, QuestionsError, ReportError
from pcc_lib.core.os_words import fault_of, is_known
from pcc_lib.core.plain_text import print_all
from pcc_lib.core.progress import aside, shown_by
from pcc_lib.core.store import settle
from pcc_lib.core.text import visible

if TYPE_CHECKING:
    from pcc_lib.inputs.project import Project


_OURS = "\nThis is a fault in the program, not in your files. Please report it with the lines above."


def say(text: object, err: bool = False) -> None:
    """Print what may hold text of a file: nothing in it can steer the terminal."""
    with aside():
        click.echo(visible(str(text)), err=err)


class _Pcc(Contents):
    """Tells every way in which a command can end, and ends with its number (see `exit_codes`)."""

    def main(self, *args: Any, **named: Any) -> Any:
        """Run a command line, and leave the program."""
        print_all(sys.stdout, sys.stderr)
        named["standalone_mode"] = False
        try:
            with stoppable():
                code = super().main(*args, **named)
        except click.UsageError as error:
            error.show()
            code = Ended.MISUSED
        except (KeyboardInterrupt, click.Abort) as error:  # while the words of the command were read
            code = _stopped(error)
        sys.exit(int(code or Ended.DONE))

    def invoke(self, ctx: click.Context) -> None:
        """Run the command; what goes wrong is told, as people's or as the program's."""
        try:
            with shown_by(shower()):
                super().invoke(ctx)
        except ReportError as error:
            say(error, err=not _was_asked_for(ctx, error))
            ctx.exit(Ended.REFUSED)
        except (click.exceptions.Exit, click.UsageError):
            raise
        except (KeyboardInterrupt, click.Abort) as error:
            ctx.exit(_stopped(error))
        except click.ClickException as error:
            error.show()
            ctx.exit(Ended.REFUSED)
        except BrokenPipeError:
            _read_no_further()
            ctx.exit(Ended.UNREAD)
        except OSError as error:
            ctx.exit(_refused_by_the_system(error))
        except ModuleNotFoundError as error:
            ctx.exit(_not_installed(error))
        except Exception:
            ctx.exit(_broken())


def _stopped(error: BaseException) -> Ended:
    """Click raises the same for Ctrl-C, for a question that nobody is there to answer, and for one answered with no."""
    causes = (error, error.__context__)
    if any(isinstance(each, KeyboardInterrupt) for each in causes):
        click.echo("Stopped. What was current before is still current.", err=True)
        return Ended.STOPPED
    nobody = any(isinstance(each, EOFError) for each in causes)
    click.echo("Nobody answered, so nothing was done." if nobody else "Nothing was done.", err=True)
    return Ended.REFUSED


def _read_no_further() -> None:
    """Point standard output nowhere, so that Python does not fail once more when it clears it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refused_by_the_system(error: OSError) -> Ended:
    """A disk that is full, a file that is locked: no fault of the program, and told in words."""
    if not is_known(error):
        return _broken()
    say(fault_of(error, "read or written"), err=True)
    return Ended.REFUSED


def _not_installed(error: ModuleNotFoundError) -> Ended:
    """A library of others that is missing: nearly always another Python than that of `.venv`."""
    name = (error.name or "").partition(".")[0]
    if name in ("", "pcc_lib"):
        return _broken()
    todo = r".venv\Scripts\activate" if os.name == "nt" else ". .venv/bin/activate"
    say(f"{sys.executable}: this Python lacks {name}. Switch on the project's own: {todo} (README.md, Two commands).", err=True)
    return Ended.REFUSED


def _broken() -> Ended:
    say(f"{traceback.format_exc()}{_OURS}", err=True)
    return Ended.BROKEN


def _was_asked_for(ctx: click.Context, error: ReportError) -> bool:
    """Whether an error is what the command was to find: faults of the files go where `pcc check > faults.txt` catches them."""
    return ctx.invoked_subcommand == "check" and isinstance(error, FaultsError | QuestionsError)


@click.group("pcc", cls=_Pcc, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pcc-report-book", message="%(version)s")
def main() -> None:
    """Quarterly report-books: bring in the data, check, build the book, publish it."""
    settle()


main.params.insert(0, project_option())


def _is_watched() -> bool:
    return sys.stderr.isatty()


def project_of(ctx: click.Context) -> Project:
    """The project that was named, else the one around the working folder."""
    from pcc_lib.inputs.project import Project, find_root

    folder = ctx.obj or os.environ.get("PCC_PROJECT")
    if folder and not ctx.obj and _is_watched():  # set long ago, perhaps, and forgotten
        say(f"Project: {folder} (PCC_PROJECT).", err=True)
    if folder and not (Path(folder) / "data" / "body.yml").is_file():
        raise ReportError(f"{folder}: is not a project (looked for data/body.yml there). Name the project's folder.")
    return Project(folder or find_root())
