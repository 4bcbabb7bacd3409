"""The pages around the published editions, made from `editions.json` alone: they can be made again at any time."""

from __future__ import annotations

from pathlib import Path

from pcc_lib.publishing.editions_json import Archive


def write_archive(site: Path, archive: Archive) -> None:
    """Write the pages around the editions; those that say the same stay as they are."""
