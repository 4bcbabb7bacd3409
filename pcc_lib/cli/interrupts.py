"""Ctrl-C: the first stops the work; while that is cleared away, further ones would only leave something behind.

Python drops an exception that is raised within a destructor, or where an extension clears errors: about one Ctrl-C of sixty was
lost while libraries load. So it comes again until somebody deals with it.
"""

from __future__ import annotations

import _thread
import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

AGAIN = 0.3  # seconds after which a Ctrl-C that nobody deals with comes again


class _Stop:
    """What Ctrl-C does: it raises a KeyboardInterrupt, unless one is dealt with already."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._came = False
        threading.Thread(target=self._remind, name="pcc-interrupts", daemon=True).start()

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if not _is_dealt_with(sys.exc_info()[1]):
            self._came = True  # and no lock: this may run in the midst of anything
            raise KeyboardInterrupt

    def end(self) -> None:
        """Let it come no more."""
        self._over.set()

    def _remind(self) -> None:
        while not self._over.wait(AGAIN):
            if self._came:
                self._came = False
                _thread.interrupt_main()


def _is_dealt_with(handled: BaseException | None) -> bool:
    """Whether what is handled just now is a KeyboardInterrupt, or came of one."""
    while handled is not None and not isinstance(handled, KeyboardInterrupt):
        handled = handled.__context__
    return handled is not None


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Within it, one Ctrl-C raises a KeyboardInterrupt, and those that follow it wait until everything is cleared away.

    Where somebody else decides about Ctrl-C (a background job, which ignores it; a thread), that stays as it is.
    """
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    stop = _Stop()
    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        stop.end()
        signal.signal(signal.SIGINT, signal.default_int_handler)
