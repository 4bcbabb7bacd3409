"""Processes that end with whoever they work for, whatever they are at: nobody is there any more to say what becomes of it.

One that went on would write beside the process that does its work again.
"""

from __future__ import annotations

import os
import queue
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import IO, TypeVar

T = TypeVar("T")
_NOTHING = object()  # which is never received


def until_closed(receive: Callable[[], T], last: Callable[[T], bool] = lambda _: False) -> Iterator[T]:
    """What is received, one after the other; from now on this process ends when `receive` raises an EOFError or an OSError.

    last: what whoever it works for lets it go with: after that nothing is received, and nothing ends it.
    """
    received: queue.SimpleQueue[T] = queue.SimpleQueue()

    def listen() -> None:
        try:
            while True:
                received.put(found := receive())
                if last(found):
                    return
        except (EOFError, OSError):
            os._exit(0)
        except Exception:  # what nobody can read here, such as the work of another version
            traceback.print_exc()
            os._exit(1)

    threading.Thread(target=listen, name="pcc-owner", daemon=True).start()
    return iter(received.get, _NOTHING)


def lines_until_closed(stream: IO[str], last: Callable[[str], bool] = lambda _: False) -> Iterator[str]:
    """Lines of a pipe; the process ends at once when it is closed, but after the `last`."""

    def line() -> str:
        found = stream.readline()
        if not found:
            raise EOFError
        return found

    return until_closed(line, last)
