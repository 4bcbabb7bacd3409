"""Files that importers must refuse, or ask about: each with the words that whoever gave it has to read.

Each importer has a list in a module of its own, `bad_files/<importer>.py`, as `BAD`; a module that is put there is found by
itself. `python tests/bad_imports.py docs/open-data-faults.md` writes what is said of each.
"""

from __future__ import annotations

import gzip
import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from pcc_lib.core.errors import DataError
from pcc_lib.importers.given import given
from pcc_lib.importers.options import asked_of
from pcc_lib.importers.registry import importers

sys.path.insert(0, str(Path(__file__).resolve().parent))


@dataclass(frozen=True)
class Bad:
    """Files that are wrong together.

    name: what is wrong, as the test is called. files: bytes by name. words: what the message must hold, the file and the place
    among them. options: what was said with the command. asks: whether they are read and asked about, and not refused. make: puts
    what is no plain file into a folder, and says which paths are given.
    """

    name: str
    importer: str
    files: Mapping[str, bytes]
    words: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asks: bool = False
    make: Callable[[Path], Sequence[str]] | None = None

    def put(self, folder: Path) -> list[str]:
        """Lay the files in a folder; the paths that are given."""
        if self.make is not None:
            return list(self.make(folder))
        for name, content in self.files.items():
            (folder / name).write_bytes(content)
        return [str(folder / name) for name in self.files]


def told(bad: Bad, folder: Path) -> list[str]:
    """What is said of bad files: each fault or doubt on a line."""
    importer = importers()[bad.importer]
    try:
        with given(bad.put(folder)) as files:
            reading = importer.read(files, asked_of(importer, bad.options))
    except DataError as error:
        assert not bad.asks, error
        return [str(fault) for fault in error.faults]
    assert bad.asks, f"it was read: {reading.report}"
    return [str(doubt.told) for doubt in reading.doubts]


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


# ── the page of them ──────────────────────────────────────────────────────────────────────────────────────────────────
HEAD = """# Files that are refused

What `pcc import` says of files that are not as they should be. Nothing is written then. Each line was made by importing such a
file: `python tests/bad_imports.py docs/open-data-faults.md` writes this page anew. Where several faults were told, the first
stands here. What is asked about can be written all the same, with `--sure` (docs/open-data.md).
"""


def page() -> str:
    """What is said of each bad file, as Markdown."""
    lines = [HEAD]
    for importer, cases in groupby(sorted(every(), key=lambda bad: bad.importer), key=lambda bad: bad.importer):
        lines += [f"## {importer}", "", "| what is wrong | what is said |", "|---|---|", *map(_line, cases), ""]
    return "\n".join(lines)


def _line(bad: Bad) -> str:
    with TemporaryDirectory() as folder:
        place = Path(folder).resolve()
        lines = told(bad, place)
        first = next(line for line in lines if bad.words[0] in line)
        said = first.replace(f"{place}/", "").replace(str(place), ".")
    more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    asked = "asked: " if bad.asks else ""
    return f"| {bad.name} | {asked}{_plain(said)}{more} |"


def _plain(said: str) -> str:
    """A message as a cell of Markdown shows it."""
    return re.sub(r"([|<>*_`\\\[\]])", r"\\\1", said)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8", newline="\n")
