"""Files that importers must refuse, or ask about: each with the words that whoever gave it has to read.

Each importer has a list in a module of its own, `bad_files/<importer>.py`, as `BAD`; a module that is put there is found by
itself.
"""

from __future__ import annotations

import gzip
import importlib
import pkgutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))


@dataclass(frozen=True)
class Bad:
    """Files that are wrong together.

    name: what is wrong, as the test is called. files: bytes by name. words: what the message must hold, the file and the place
    among them. options: what was said with the command. asks: whether they are read and asked about, and not refused.
    """

    name: str
    importer: str
    files: Mapping[str, bytes]
    words: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asks: bool = False


@lru_cache(maxsize=1)
def every() -> tuple[Bad, ...]:
    """All bad files of all importers."""
    import bad_files

    modules = [importlib.import_module(f"bad_files.{each.name}") for each in pkgutil.iter_modules(bad_files.__path__)]
    return tuple(bad for module in modules for bad in module.BAD)


def whatever(importer: str, name: str, good: bytes, second: str) -> list[Bad]:
    """What goes wrong with the files of any publisher. name: how a file is called; good: one that is right. second: what its
    second row begins with."""
    lines = good.decode("utf-8").splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if line.startswith(second))
    longer = [*lines[:at], lines[at].rstrip("\r\n") + ",more\n", *lines[at + 1 :]]
    return [
        Bad("empty", importer, {name: b""}, (name, "is empty")),
        Bad("web page", importer, {name: b"<!DOCTYPE html><html><body>Sorry</body></html>"}, (name, "a web page")),
        Bad("header alone", importer, {name: lines[0].encode()}, (name, "no row")),
        Bad("row of another length", importer, {name: "".join(longer).encode()}, (name, "cells")),
        Bad("locked out", importer, {"a.zip": b"PK\x03\x04 not a whole archive"}, ("a.zip", "not a whole ZIP archive")),
        Bad("half packed", importer, {f"{name}.gz": gzip.compress(good)[:-9]}, (name, "cannot be read")),
    ]
