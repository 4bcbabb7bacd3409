"""Work shared out among copies of this process, where it can be copied safely: what it holds need not be made in each."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


def reason_not_to_fork() -> str:
    """Why this process may not be copied; nothing where it may."""
    if sys.platform != "linux":
        return "this system cannot fork safely"
    tasks = Path("/proc/self/task")
    threads = len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()
    return f"loading the library has started {threads - 1} threads" if threads > 1 else ""


def shared_out(work: Callable[[T], Any], parts: Sequence[T]) -> list[Any]:
    """What `work` gives for each part, as JSON has it: the last here, each other in a copy of this process, at the same time.

    A part whose copy came to grief is done here, one after the other; so is each where this process may not be copied. What a
    copy changes, but for what it gives, is lost with it.
    """
    if reason_not_to_fork() or len(parts) < 2:
        return [work(part) for part in parts]
    copies = [_copy(work, part) for part in parts[:-1]]
    try:
        here = work(parts[-1])
    finally:  # whatever comes of that, no copy is left behind
        found = [_of_copy(*copy) for copy in copies]
    return [*(work(part) if value is None else value for part, value in zip(parts, found, strict=False)), here]


def _copy(work: Callable[[T], Any], part: T) -> tuple[int, int]:
    """The number of a copy that works on a part, and what it is to be read from."""
    theirs, ours = os.pipe()
    pid = os.fork()
    if pid:
        os.close(ours)
        return pid, theirs
    try:  # nothing of what this process would do when it ends is for a copy to do
        os.close(theirs)
        with contextlib.suppress(BaseException), open(ours, "wb") as answer:
            answer.write(json.dumps(work(part)).encode("utf-8", "surrogatepass"))
    finally:
        os._exit(0)


def _of_copy(pid: int, pipe: int) -> Any:
    """What a copy gives; None where it gave nothing whole."""
    with open(pipe, "rb") as answer:
        text = answer.read()
    os.waitpid(pid, 0)
    try:
        return json.loads(text)
    except ValueError:
        return None
