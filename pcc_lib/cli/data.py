"""Commands of the data: bring them in, and hand them on."""

from __future__ import annotations

from pathlib import Path

import click

from pcc_lib.cli.program import main, project_of, say


@main.group("import")
def import_() -> None:
    """Bring published data into data/sources."""


@import_.command("police-uk")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@click.option("--force", "forces", multiple=True, metavar="NAME", help="Keep only this force (may be repeated).")
@click.option("--prefer", type=click.Choice(["newest", "first"]), help="Which file counts where two hold a month.")
@click.pass_context
def import_street_crime(ctx: click.Context, paths: tuple[Path, ...], forces: tuple[str, ...], prefer: str | None) -> None:
    """Count street-level crime files of data.police.uk.

    PATH is an archive or a folder as it was downloaded; several are read as one.

    \b
    Example:
      pcc import police-uk 2023-12.zip --force "Northshire Police"
    """
    from pcc_lib.importers.police_uk import import_police_uk

    out = project_of(ctx).path("data/sources")
    say(import_police_uk(paths, out_dir=out, forces=list(forces) or None, prefer=prefer))


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
    """Read recorded crime and residents of all force areas.

    Both are tables of the Office for National Statistics, saved as CSV.

    \b
    Example:
      pcc import force-areas recorded.csv population.csv --lookup districts.csv
    """
    from pcc_lib.importers.force_areas import import_force_areas

    say(import_force_areas(recorded, population, out_dir=project_of(ctx).path("data/sources"), lookup=lookup))


@main.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path), default=Path("datapackage.json"))
@click.pass_context
def package(ctx: click.Context, target: Path) -> None:
    """Write all sources as one data package.

    The file TARGET (default: datapackage.json) is what `frictionless validate` reads, from the project's folder.

    \b
    Example:
      pcc package
    """
    import json

    from pcc_lib.core.files import write_atomic
    from pcc_lib.inputs.sources import package as packed

    text = json.dumps(packed(project_of(ctx)), indent=1, ensure_ascii=False) + "\n"
    write_atomic(target, text.encode("utf-8"))
    click.echo(f"{target}: validate it from the project's folder with: frictionless validate {target.name}")
