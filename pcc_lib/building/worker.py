"""A process that does tasks one after the other, for whoever it connects to: the other side of `workers`.

It is forked from the nursery, or started by `python -m pcc_lib.building.worker`, which reads one line: where to connect, and the
key. It ends when the connection does, so nothing of it outlives a build that was killed.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import json
import sys
import traceback
from collections.abc import Callable, Mapping
from multiprocessing.connection import Client
from typing import Any

from pcc_lib.building.copied import Copy, copy_here
from pcc_lib.building.read_anew import read_back
from pcc_lib.building.read_back import ReadBack
from pcc_lib.building.task import Task, run_task
from pcc_lib.building.waiting import Wait
from pcc_lib.core.orphans import until_closed
from pcc_lib.core.standing import Standing, stand_by

IDLE_SECONDS, MANY = 0.5, 64  # when nothing came for so long, or after so many tasks, rubbish is looked for
_DO: Mapping[type, Callable[[Any], object]] = {Task: run_task, ReadBack: read_back}


def serve(address: str | list[Any], key: str, watched: bool = False) -> None:
    """Answer each task with its outcome, or with the trace of what nobody foresaw, until the connection ends; then those of
    whoever needs this process next, if it was asked to stand by.

    address: a name on this machine, or host and port. watched: the connection is looked at meanwhile too, by a thread, so that
    this process can then not be copied.
    """
    standing = _served(address, key, watched)
    while standing:
        with standing.called() as line, line.makefile("rb") as told:
            how = json.loads(told.readline())
        standing = _served(**how)


def _served(address: str | list[Any], key: str, watched: bool) -> Standing | None:
    """Answer until the connection ends; how this process then stands by, None where it does not."""
    with Client(address if isinstance(address, str) else tuple(address), authkey=bytes.fromhex(key)) as connection:
        if watched:
            gc.enable()  # it does whole editions, and what it is forked from does without
            _answer_all(connection)
        with contextlib.suppress(EOFError, ConnectionError):
            return _answer_unwatched(connection)
    return None


def _answer_all(connection: Any) -> None:
    for task in until_closed(connection.recv):
        answer = _answer(task)
        with contextlib.suppress(OSError):  # closed: this process is about to end
            connection.send(answer)


def _answer_unwatched(connection: Any) -> Standing | None:
    gc.disable()  # a twentieth of the time of a page went into looking for rubbish, of which there is hardly any
    for done in itertools.count(1):
        task = connection.recv()
        if isinstance(task, Wait):
            standing = stand_by(task.asked)
            connection.send(standing is not None)
            return standing
        connection.send(copy_here(task, connection, serve) if isinstance(task, Copy) else _answer(task))
        if done % MANY == 0 or not connection.poll(IDLE_SECONDS):
            gc.collect()


def _answer(task: Any) -> object:
    try:
        do = _DO.get(type(task))
        return do(task) if do else task.done()
    except Exception:
        return traceback.format_exc()


if __name__ == "__main__":
    serve(**json.loads(sys.stdin.readline()))
