"""Commands of the desk: what Jupyter and editors need to know, and help."""

from __future__ import annotations

from pathlib import Path

import click

from pcc_lib.cli.program import main, project_of


@main.command()
def kernel() -> None:
    """Register this Python as a kernel for Jupyter and VS Code.

    It is called 'PCC report-book' there, and stands in this Python's own environment, and nowhere else.

    \b
    Example:
      pcc kernel
    """
    from pcc_lib.building.kernelspec import TITLE, register

    click.echo(f"Kernel '{TITLE}' registered: {register()}")


@main.command()
@click.pass_context
def stop(ctx: click.Context) -> None:
    """End what waits for the next build.

    After pcc build up to three processes, which have loaded the program and read the project, wait ten minutes for the next
    build of that project: it is then quicker. They end by themselves; this ends them at once. The environment variable
    PCC_STAND_BY says for how many minutes they wait (0: not at all).

    \b
    Example:
      pcc stop
    """
    from pcc_lib.core.standby import end_all

    ended = end_all(project_of(ctx).root)
    click.echo(f"Processes ended: {ended}." if ended else "No process of this project waits for a build.")


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
    """Write JSON Schemas of all inputs, for editors.

    They go to data/schemas. An editor then completes keys and underlines what is wrong. --reference writes the page of
    all keys (docs/inputs.md).

    \b
    Example:
      pcc schema --mark
      pcc schema --reference docs/inputs.md
    """
    from pcc_lib.core.files import write_atomic
    from pcc_lib.inputs import schemas

    project = project_of(ctx)
    place = folder.resolve() if folder else project.path(schemas.FOLDER)
    click.echo(f"Wrote {len(schemas.write_schemas(place))} schemas to {folder or schemas.FOLDER}.")
    if mark:
        click.echo(f"Marked {len(schemas.mark_files(project, place))} files.")
    if reference:
        write_atomic(reference, schemas.reference().encode("utf-8"))
        click.echo(f"Wrote {reference.as_posix()}.")


@main.command("help")
@click.argument("words", nargs=-1, metavar="[COMMAND]...")
@click.option("--markdown", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the page of them all.")
@click.pass_context
def show_help(ctx: click.Context, words: tuple[str, ...], markdown: Path | None) -> None:
    """Show the help of a command, or the contents.

    `pcc help build` is `pcc build --help`. --markdown writes docs/command-line.md.

    \b
    Example:
      pcc help build
      pcc help import police-uk
      pcc help --markdown docs/command-line.md
    """
    from pcc_lib.cli.reference import markdown as page
    from pcc_lib.core.files import write_atomic

    if markdown:
        write_atomic(markdown, page(main).encode("utf-8"))
        click.echo(f"Wrote {markdown.as_posix()}.")
    else:
        main.main([*words, "--help"], prog_name="pcc")
