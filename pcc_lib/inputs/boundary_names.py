"""Names of areas by their codes, from the files of boundaries: what readers see for `E01000001`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping

FOLDER = "data/boundaries"
CODE = re.compile(r"[EWSNJKM]\d{8}", re.IGNORECASE)  # as the Office for National Statistics writes the codes of areas


def names_of_codes(names: Iterable[str], read: Callable[[str], bytes]) -> Mapping[str, str]:
    """The name of each area by its code in capitals. names: those of the files in the folder; read: gives the bytes of one.

    What cannot be read tells no names: the check says why.
    """
    found: dict[str, str] = {}
    for name in names:
        if name.endswith(".json"):
            try:
                areas = json.loads(read(f"{FOLDER}/{name}"))["objects"]["areas"]["geometries"]
                found |= {str(area["id"]).upper(): str(area["properties"]["name"]) for area in areas}
            except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
                continue
    return found
