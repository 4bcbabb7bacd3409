"""Work shared out among copies of a process: the same as when one process does it all."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from pcc_lib.core import forked
from pcc_lib.core.forked import shared_out

CODE = """
import json, os, signal, sys
from pcc_lib.core.forked import reason_not_to_fork, shared_out
def work(part):
    {work}
    return [part, os.getpid()]
print(json.dumps([reason_not_to_fork(), os.getpid(), shared_out(work, ["a", "b", "c"])]))
"""


def shared(work: str) -> tuple[str, int, list[tuple[str, int]]]:
    """What a process of one thread gives, with its own number, and why it was not copied."""
    code = CODE.format(work=work)
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    return tuple(json.loads(said.stdout))


@pytest.mark.skipif(sys.platform != "linux", reason="cannot be copied safely")
def test_each_part_but_the_last_is_done_in_a_copy():
    trouble, own, done = shared("pass")
    assert not trouble and [part for part, _ in done] == ["a", "b", "c"]
    assert done[2][1] == own and len({pid for _, pid in done}) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="cannot be copied safely")
@pytest.mark.parametrize("grief", ["os.kill(os.getpid(), signal.SIGKILL)", "raise ValueError", "os.write(1, b''); sys.exit(3)"])
def test_what_a_copy_did_not_finish_is_done_here(grief):
    _, own, done = shared(f"own = {os.getpid()}\n    if part == 'a' and os.getppid() != {os.getpid()}: {grief}")
    assert [part for part, _ in done] == ["a", "b", "c"] and done[0][1] == own and done[1][1] != own


@pytest.mark.skipif(sys.platform != "linux", reason="cannot be copied safely")
def test_what_goes_wrong_here_leaves_no_copy_behind():
    code = """
import os
from pcc_lib.core.forked import shared_out
def work(part):
    return "x" * 10**6 if part else 1 // part
try:
    shared_out(work, [2, 1, 0])
except ZeroDivisionError:
    try:
        os.waitpid(-1, 0)
    except ChildProcessError:
        print("none left", len(os.listdir("/proc/self/fd")))
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout
    assert said.split()[:2] == ["none", "left"] and int(said.split()[2]) <= 4


def test_a_process_that_may_not_be_copied_does_it_all(monkeypatch):
    monkeypatch.setattr(forked, "reason_not_to_fork", lambda: "threads")
    assert shared_out(lambda part: [part, os.getpid()], ["a", "b"]) == [["a", os.getpid()], ["b", os.getpid()]]


def test_what_goes_wrong_here_is_raised():
    with pytest.raises(ZeroDivisionError):
        shared_out(lambda part: 1 // part, [1, 0])
