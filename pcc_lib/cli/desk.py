"""Commands of the desk: what Jupyter and editors need to know."""

from __future__ import annotations

from pathlib import Path

import click

from pcc_lib.cli.program import main, project_of


@main.command()
def kernel() -> None:
    """Register this Python as the kernel 'PCC report-book', for Jupyter and VS Code, in its own environment only."""
    from pcc_lib.building.kernelspec import TITLE, register

    click.echo(f"Kernel '{TITLE}' registered: {register()}")


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

    project = project_of(ctx)
    place = folder.resolve() if folder else project.path(schemas.FOLDER)
    click.echo(f"Wrote {len(schemas.write_schemas(place))} schemas to {folder or schemas.FOLDER}.")
    if mark:
        click.echo(f"Marked {len(schemas.mark_files(project, place))} files.")
    if reference:
        write_atomic(reference, schemas.reference().encode("utf-8"))
        click.echo(f"Wrote {reference.as_posix()}.")
