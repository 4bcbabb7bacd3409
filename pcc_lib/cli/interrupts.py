"""Ctrl-C: the first stops the work; while that is cleared away, further ones would only leave something behind."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

CLEARING = 10.0  # seconds in which clearing away is not stopped; it takes one or two


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Within it, one Ctrl-C raises a KeyboardInterrupt, and those that follow it wait until everything is cleared away.

    Where somebody else decides about Ctrl-C (a background job, which ignores it; a thread), that stays as it is.
    """
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    first: list[float] = []

    def stop(number: int, frame: FrameType | None) -> None:
        if first and time.monotonic() - first[0] < CLEARING:
            return
        first[:] = [time.monotonic()]
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
