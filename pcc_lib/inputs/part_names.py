"""Names of the parts of sources, as their descriptors say them under categories: what readers see for `north-and-south`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pcc_lib.core.errors import ReportError
from pcc_lib.inputs.models.sources import Descriptor

FOLDER, END = "data/sources", ".resource.yml"


def names_of_parts(names: Iterable[str], read: Callable[[str], Descriptor]) -> Mapping[str, str]:
    """The name of each value of a breakdown. names: those of the files in the folder; read: gives the descriptor of one.

    What cannot be read tells no names: the check says why. Of two that name one value otherwise, the first holds.
    """
    found: dict[str, str] = {}
    for name in sorted(each for each in names if each.endswith(END)):
        try:
            about = read(f"{FOLDER}/{name}")
        except ReportError:
            continue
        field = about.field(about.breakdown)
        for each in field.categories if field else ():
            found.setdefault(each.value, each.label)
    return found
