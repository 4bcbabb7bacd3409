"""What is said to an importer, held against the options that it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pcc_lib.core.errors import DataError, Fault, raise_if, suggest
from pcc_lib.importers.faults import shown
from pcc_lib.importers.seam import Asked, Importer, Option


def asked_of(importer: Importer, said: Mapping[str, tuple[str, ...]]) -> Asked:
    """What was said, by option; a DataError lists what the importer cannot take."""
    known = {each.name: each for each in importer.options}
    faults = [
        Fault(f"--{name}", "", f"pcc import {importer.name} has no such option.", suggest(name, known))
        for name in said
        if name not in known
    ]
    faults += [fault for name, values in said.items() if name in known for fault in _faults(known[name], values)]
    raise_if(DataError, faults)
    return Asked({name: tuple(values) for name, values in said.items() if values})


def _faults(option: Option, values: tuple[str, ...]) -> Iterator[Fault]:
    place = f"--{option.name}"
    if len(values) > 1 and not option.many:
        yield Fault(place, "", "is said more than once.", "Say it once.")
    for value in values:
        if option.choices and value not in option.choices:
            yield Fault(place, shown(value), "is not known.", suggest(value, option.choices))
        if option.form and not re.fullmatch(option.form, value):
            yield Fault(place, shown(value), "is not written so.", f"Write it like {option.like}.")
        if option.is_file and not Path(value).is_file():
            yield Fault(place, shown(value), "no such file.", "Check the path.")
