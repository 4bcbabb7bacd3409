"""What is kept of a run beside what Sphinx knows of its pages, for one that goes on with it: that is done only where the last has
ended well. Any other run finds nothing.

_build/.doctrees/pcc-pages.json        of each page that Sphinx has no file of, the digest of all that it was written of
_build/.doctrees/pcc-sections.json     of each page, what a search finds in it
"""

from __future__ import annotations

import contextlib
import json
from functools import cached_property
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from pcc_lib.core.files import sha256, write_atomic

WRITTEN = "pcc_written"  # of an application that goes on with an earlier run: the names of the pages that it has written
RESTS_ON = "pcc_rests_on"  # of its environment: the digest of all that every page rests on
AS_BEFORE = "pcc_as_before"  # whether that digest is what it was, in an application that goes on with an earlier run
TELLS = "pcc_tells"  # and what some pages tell of the project's files that no page's own file holds


class KeptBeside:
    """One such file; `last` is read when it is asked for: when an application begins, nobody knows what kind of run it is."""

    def __init__(self, app: Sphinx, name: str) -> None:
        self._app, self._file = app, Path(app.doctreedir) / name

    @cached_property
    def last(self) -> dict[str, Any]:
        """What the last run has kept."""
        if hasattr(self._app, WRITTEN):
            with contextlib.suppress(OSError, ValueError):
                held = json.loads(self._file.read_bytes())
                return held if isinstance(held, dict) else {}
        return {}

    def keep(self, held: dict[str, Any]) -> None:
        """Keep it for the next run."""
        write_atomic(self._file, json.dumps(held, ensure_ascii=False).encode("utf-8", "surrogatepass"))


class PagesWritten:
    """The pages that Sphinx has no file of: one that would be written the same stays as it is."""

    def __init__(self, app: Sphinx) -> None:
        self._app, self._now = app, dict[str, str]()
        self._kept = KeptBeside(app, "pcc-pages.json")

    def is_new(self, page: str, written_of: object) -> bool:
        """Whether a page is to be written: of something else than last time, or because its file is gone."""
        rests_on = getattr(self._app.env, RESTS_ON, "")
        self._now[page] = sha256(json.dumps([rests_on, written_of]))
        return self._now[page] != self._kept.last.get(page) or not (Path(self._app.outdir) / f"{page}.html").is_file()

    def keep(self) -> None:
        """Keep it for the next run: of a page that was not asked for, what was kept."""
        self._kept.keep({**self._kept.last, **self._now})
