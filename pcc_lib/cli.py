"""The command `pcc`: check, build, import, and find what was built.

Nothing heavy is imported before it is needed: a build in which nothing changed must not wait for pandas.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pcc_lib.core.errors import ReportError
from pcc_lib.core.text import visible

if TYPE_CHECKING:
    from pcc_lib.inputs.project import Project


def _say(text: object, err: bool = False) -> None:
    """Print what may hold text of a file: nothing in it can steer the terminal."""
    click.echo(visible(str(text)), err=err)


class _Group(click.Group):
    """Shows a ReportError as its text alone; any other error is a fault of the program and keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ReportError as error:
            _say(error, err=True)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except KeyboardInterrupt:
            click.echo("Stopped. What was current before is still current.", err=True)
        except Exception:
            _say(traceback.format_exc(), err=True)
            click.echo("This is a fault in the program, not in your files. Please report it with the lines above.", err=True)
        ctx.exit(1)


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


def _project(ctx: click.Context) -> Project:
    """The project that was named, else the one around the working folder."""
    from pcc_lib.inputs.project import Project, find_root

    folder = ctx.obj or os.environ.get("PCC_PROJECT")
    if folder and not (Path(folder) / "data" / "body.yml").is_file():
        raise ReportError(f"{folder}: is not a project (looked for data/body.yml there). Name the project's folder.")
    return Project(folder or find_root())


@main.command()
@click.argument("quarter", required=False)
@click.option("--fresh", is_flag=True, help="Check everything, though nothing may have changed since it last passed.")
@click.option("--strict", is_flag=True, help="Fail where the data ask what nobody has answered.")
@click.pass_context
def check(ctx: click.Context, quarter: str | None, fresh: bool, strict: bool) -> None:
    """Check all inputs of QUARTER (default: the latest); list every fault, and what the data ask, at once."""
    from pcc_lib.building import editions
    from pcc_lib.core.errors import QuestionsError, counted, told_questions

    project = _project(ctx)
    quarter_found = editions.find_quarter(project, quarter)
    found = (
        editions.Checked(True, tuple(_check_all(project, quarter_found)))
        if fresh
        else editions.checked(project, quarter_found, _check_all)
    )
    asked = counted(len(found.questions), "question") if found.questions else ""
    if strict and asked:
        raise QuestionsError(found.questions, f"{quarter_found}: no faults; {asked} without an answer.")
    for line in told_questions(found.questions):
        _say(line)
    said = ["no faults", *([f"{asked} without an answer"] if asked else [])]
    _say(f"{quarter_found}: {'; '.join(said)}{'.' if found.ran else '; nothing has changed since it was last checked.'}")


@main.command()
@click.argument("quarter", required=False)
@click.option("--fresh", is_flag=True, help="Run every page, whatever is in the cache.")
@click.option("--workers", type=click.IntRange(1, 64), metavar="N", help="Pages that run at the same time.")
@click.pass_context
def build(ctx: click.Context, quarter: str | None, fresh: bool, workers: int | None) -> None:
    """Build the book of QUARTER (default: the latest). The last line printed is the path of its first page."""
    from pcc_lib.building import editions
    from pcc_lib.building.job import Job

    project = _project(ctx)
    job = Job(project, editions.find_quarter(project, quarter), fresh, workers, _say)
    click.echo(editions.build(job, check=_check_all, expected=_expected))


@main.command()
@click.argument("quarter", required=False)
@click.pass_context
def keep(ctx: click.Context, quarter: str | None) -> None:
    """Keep what the built edition of QUARTER (default: the latest) tells, in data/published: do this when it is published.

    Later quarters are held against it. Nothing is kept while there is a fault, or a question of the data without an answer.
    """
    from pcc_lib.building import editions
    from pcc_lib.building.keeping import keep as kept

    project = _project(ctx)
    for line in kept(project, editions.find_quarter(project, quarter), _check_all):
        _say(line)


def _check_all(project: Project, quarter: Any) -> list[str]:
    with _uncollected():
        from pcc_lib.checking.check import check_all

        return check_all(project, quarter)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Do not look for garbage: what a check reads it keeps to its end, and looking takes a twelfth of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _expected(project: Project, page: str) -> set[str]:
    from pcc_lib.checking.check import expected_blocks

    return expected_blocks(project, page)


@main.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path), default=Path("datapackage.json"))
@click.pass_context
def package(ctx: click.Context, target: Path) -> None:
    """Write all sources as one data package to TARGET (default: datapackage.json), for `frictionless validate`."""
    import json

    from pcc_lib.core.files import write_atomic
    from pcc_lib.inputs.sources import package as packed

    text = json.dumps(packed(_project(ctx)), indent=1, ensure_ascii=False) + "\n"
    write_atomic(target, text.encode("utf-8"))
    click.echo(f"{target}: validate it from the project's folder with: frictionless validate {target.name}")


@main.command()
@click.option("--mark", is_flag=True, help="Also put a first line into every YAML file that points editors to its schema.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep the schemas there (default: data/schemas), so that projects side by side can share them.",
)
@click.option(
    "--reference",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write the reference of all keys, in Markdown.",
)
@click.pass_context
def schema(ctx: click.Context, mark: bool, folder: Path | None, reference: Path | None) -> None:
    """Write JSON Schemas of all inputs to data/schemas, so that editors complete keys and underline faults."""
    from pcc_lib.core.files import write_atomic
    from pcc_lib.inputs import schemas

    project = _project(ctx)
    place = folder.resolve() if folder else project.path(schemas.FOLDER)
    click.echo(f"Wrote {len(schemas.write_schemas(place))} schemas to {folder or schemas.FOLDER}.")
    if mark:
        click.echo(f"Marked {len(schemas.mark_files(project, place))} files.")
    if reference:
        write_atomic(reference, schemas.reference().encode("utf-8"))
        click.echo(f"Wrote {reference.as_posix()}.")


@main.command("list")
@click.argument("what", required=False, metavar="[calculations|statistics|charts|statuses]")
@click.option("--markdown", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write all lists to a file.")
def list_choices(what: str | None, markdown: Path | None) -> None:
    """List what a measure, a topic or a commentary can ask for."""
    from pcc_lib import listing
    from pcc_lib.core.files import write_atomic

    for name in [what] if what else () if markdown else listing.LISTS:
        _say(listing.listed(name) + "\n")
    if markdown:
        write_atomic(markdown, listing.markdown().encode("utf-8"))
        click.echo(f"Wrote {markdown.as_posix()}.")


@main.command()
@click.argument("quarter", required=False)
@click.option("--propose", is_flag=True, help="Show where levels have changed, and what accepting a new one would do.")
@click.option("--accept", nargs=2, metavar="MEASURE MONTH", help="Begin a measure's limits anew in a proposed month.")
@click.option("--reason", default="", metavar="TEXT", help="Why, in a few words; readers see it under the chart.")
@click.pass_context
def signals(ctx: click.Context, quarter: str | None, propose: bool, accept: tuple[str, str] | None, reason: str) -> None:
    """Print the signals of QUARTER (default: the latest), a line each; or propose and accept new levels."""
    from pcc_lib.building import editions
    from pcc_lib.pages import signal_text

    if (reason and not accept) or (propose and accept):
        raise click.UsageError("Write --propose alone, or --accept MEASURE MONTH --reason TEXT.")
    project = _project(ctx)
    asked = signal_text.Asked(project, editions.find_quarter(project, quarter))
    if accept:
        _say(signal_text.accepted(asked, *accept, reason))
    else:
        _say(signal_text.proposed(asked) if propose else signal_text.told(asked))


@main.command("quarters")
@click.pass_context
def list_quarters(ctx: click.Context) -> None:
    """List the quarters that have a folder, and which have been built."""
    from pcc_lib.building import editions

    project = _project(ctx)
    for quarter in editions.quarters(project):
        built = "  built" if editions.current(project, quarter) else ""
        _say(f"{quarter}  {quarter.label}{built}")


@main.command()
@click.argument("quarter", required=False)
@click.pass_context
def where(ctx: click.Context, quarter: str | None) -> None:
    """Print the path of the built book of QUARTER (default: the newest build)."""
    click.echo(_index(ctx, quarter))


@main.command("open")
@click.argument("quarter", required=False)
@click.pass_context
def open_book(ctx: click.Context, quarter: str | None) -> None:
    """Open the built book of QUARTER (default: the newest build) in the browser."""
    import webbrowser

    index = _index(ctx, quarter)
    if not webbrowser.open(index.as_uri()):
        raise ReportError(f"No browser could be started. The book is {index}")


def _index(ctx: click.Context, quarter: str | None) -> Path:
    from pcc_lib.building import editions

    project = _project(ctx)
    found = editions.find_quarter(project, quarter) if quarter else None
    folder = editions.current(project, found)
    if folder is None:
        raise ReportError(
            f"{f'The book of {found}' if found else 'The book'} has not been built yet. "
            f"Run: pcc build{f' {found}' if found else ''}"
        )
    return folder / "html" / "index.html"


@main.command()
def kernel() -> None:
    """Register this Python as the kernel 'PCC report-book', for Jupyter and VS Code, in its own environment only."""
    from pcc_lib.building.kernelspec import TITLE, register

    click.echo(f"Kernel '{TITLE}' registered: {register()}")


@main.group("import")
def import_() -> None:
    """Bring published data into data/sources."""


@import_.command("police-uk")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@click.option("--force", "forces", multiple=True, metavar="NAME", help="Keep only this force (may be repeated).")
@click.option("--prefer", type=click.Choice(["newest", "first"]), help="Which file counts where two hold a month.")
@click.pass_context
def import_street_crime(ctx: click.Context, paths: tuple[Path, ...], forces: tuple[str, ...], prefer: str | None) -> None:
    """Count street-level crime files (archives or folders downloaded from data.police.uk)."""
    from pcc_lib.importers.police_uk import import_police_uk

    out = _project(ctx).path("data/sources")
    _say(import_police_uk(paths, out_dir=out, forces=list(forces) or None, prefer=prefer))


@import_.command("force-areas")
@click.argument("recorded", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="RECORDED.csv")
@click.argument("population", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="POPULATION.csv")
@click.option(
    "--lookup",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="LOOKUP.csv",
    help="Sum residents by districts, with this lookup of districts to police force areas.",
)
@click.pass_context
def import_forces(ctx: click.Context, recorded: Path, population: Path, lookup: Path | None) -> None:
    """Read recorded crime and residents of all police force areas (tables of the Office for National Statistics)."""
    from pcc_lib.importers.force_areas import import_force_areas

    _say(import_force_areas(recorded, population, out_dir=_project(ctx).path("data/sources"), lookup=lookup))


if __name__ == "__main__":
    sys.exit(main())
