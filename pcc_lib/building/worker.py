"""A process that runs tasks one after the other, for whoever it connects to: the other side of `workers`.

It is forked from the nursery, or started by `python -m pcc_lib.building.worker`, which reads one line: where to connect, and the
key. It ends when the connection does, so nothing of it outlives a build that was killed.
"""

from __future__ import annotations

import json
import sys
import traceback
from multiprocessing.connection import Client
from typing import Any

from pcc_lib.building.task import run_task


def serve(address: str | list[Any], key: str) -> None:
    """Answer each task with its outcome, or with the trace of what nobody foresaw, until the connection ends.

    address: a name on this machine, or host and port.
    """
    with Client(address if isinstance(address, str) else tuple(address), authkey=bytes.fromhex(key)) as connection:
        while True:
            try:
                task = connection.recv()
                connection.send(run_task(task))
            except (EOFError, ConnectionError):
                return
            except Exception:
                connection.send(traceback.format_exc())


if __name__ == "__main__":
    serve(**json.loads(sys.stdin.readline()))
