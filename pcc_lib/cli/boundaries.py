"""`pcc import boundaries`: the borders of areas, which are no rows of a source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pcc_lib.cli.commands import Command
from pcc_lib.cli.program import project_of, say

# what `pcc import --list` says of it: what it makes, what it reads, and where that is published
LISTED = (
    "Borders of areas, for maps and pages of areas",
    "GeoJSON in degrees, generalised (BGC or BSC in its name); not coordinates of the British National Grid.",
    "https://geoportal.statistics.gov.uk/ (yearly)",
)


@click.command("boundaries", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.geojson")
@click.option("--name", default="", metavar="NAME", help="What the files are called (default: by the areas and their year).")
@click.option("--key", default="", metavar="PROPERTY", help="The property that holds the codes (default: found).")
@click.option("--simplify", type=click.FloatRange(min=1), metavar="METRES", help="How coarse (default: until it is light).")
@click.option(
    "--source", default="", metavar="NAME", help="Keep only the areas that this source has, and name them in its descriptor."
)
@click.option("--title", default="", metavar="TEXT", help="What readers see (default: by the areas and their year).")
@click.option("--attribution", default="", metavar="TEXT", help="What the licence asks for, where the publisher is another.")
@click.pass_context
def boundaries(ctx: click.Context, file: Path, source: str, **said: Any) -> None:
    """Bring in the borders of areas, for maps.

    FILE is GeoJSON in degrees, as the Open Geography portal of the Office for National Statistics gives it. Borders are
    simplified together, so that areas fit each other, until they are light enough for a page.

    \b
    Example:
      pcc import boundaries LSOA_2021.geojson --source crime_by_lsoa
    """
    from pcc_lib.importers.boundaries import Wanted, bring_in

    said["simplify"] = said["simplify"] or 0
    say(bring_in(project_of(ctx), file, source, Wanted(**said)))
