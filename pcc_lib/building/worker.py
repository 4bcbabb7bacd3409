"""A process that does one piece of work after the other, for whoever it connects to: the other side of `workers`.

It is forked from the nursery, or started by `python -m pcc_lib.building.worker`, which reads one line: where to connect, and the
key. It ends when the connection does, so nothing of it outlives a build that was killed.
"""

from __future__ import annotations

import contextlib
import json
import sys
import traceback
from multiprocessing.connection import Client
from typing import Any

from pcc_lib.core.orphans import until_closed


def serve(address: str | list[Any], key: str) -> None:
    """Answer each piece of work (a function of nothing) with what it gives, or with the trace of what nobody foresaw, until the
    connection ends.

    address: a name on this machine, or host and port.
    """
    with Client(address if isinstance(address, str) else tuple(address), authkey=bytes.fromhex(key)) as connection:
        for work in until_closed(connection.recv):
            try:
                answer = work()
            except Exception:
                answer = traceback.format_exc()
            with contextlib.suppress(OSError):  # closed: this process is about to end
                connection.send(answer)


if __name__ == "__main__":
    serve(**json.loads(sys.stdin.readline()))
