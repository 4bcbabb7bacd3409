"""Whether any file has changed: by its time and size, looked at several times a second.

That works alike on every system and on drives of a network, which do not tell of changes. What is in a file decides afterwards
which pages are made again, so a file that was saved as it was changes nothing.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pcc_lib.core.files import is_litter
from pcc_lib.core.installed import LIBRARY

LOOK_SECONDS, SETTLE_SECONDS, MOMENTS = 0.03, 0.03, 60
LOOK_TIMES = 9  # as long as a look took of a processor it waits for the next: no more than a tenth of one goes into looking
_SKIPPED = {"_build", "site", "restricted", "node_modules", "__pycache__", "venv"}
_COMPILED = (".pyc", ".part")

Seen = Mapping[str, tuple[int, int]]


def seen(root: Path) -> Seen:
    """Every file of a project that pages may rest on, with its time and size: what programs make is passed over."""
    return dict(_in(root))


def library_seen() -> Seen:
    """The same of this library."""
    return dict(_in(LIBRARY))


def _in(folder: str | os.PathLike[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:  # a folder that goes in the meantime
        for entry in entries:
            if entry.name.startswith(".") or entry.name in _SKIPPED or is_litter(entry.name):
                continue
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    yield from _in(entry.path)
                elif not entry.name.endswith(_COMPILED):
                    state = entry.stat()
                    yield entry.path, (state.st_mtime_ns, state.st_size)


def is_changed(root: Path, before: Seen) -> bool:
    """Whether anything is otherwise than `before`, and stays as it is for a moment: an editor may write in several steps."""
    now = seen(root)
    changed = [path for path in {*now, *before} if now.get(path) != before.get(path)]
    states = {path: now.get(path) for path in changed}
    for _ in range(MOMENTS if changed else 0):  # of a file that is written all the time, what there is must do
        before_that, states = states, _after_a_moment(changed)
        if states == before_that:
            break
    return any(state != before.get(path) for path, state in states.items())


def _after_a_moment(paths: Iterable[str]) -> dict[str, tuple[int, int] | None]:
    time.sleep(SETTLE_SECONDS)
    return {path: _state(path) for path in paths}


def _state(path: str) -> tuple[int, int] | None:
    """Time and size of a file; None where it is not there."""
    with contextlib.suppress(OSError):
        state = os.stat(path)
        return state.st_mtime_ns, state.st_size
    return None
