"""The importers that there are: each module of `publishers` that names an `IMPORTER`. A new one is one file there."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import lru_cache

from pcc_lib.importers import publishers
from pcc_lib.importers.seam import Importer


@lru_cache(maxsize=1)
def importers() -> Mapping[str, Importer]:
    """All importers by name, in alphabetical order."""
    modules = [
        importlib.import_module(f"{publishers.__name__}.{each.name}") for each in pkgutil.iter_modules(publishers.__path__)
    ]
    found = [module.IMPORTER for module in modules if hasattr(module, "IMPORTER")]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}
