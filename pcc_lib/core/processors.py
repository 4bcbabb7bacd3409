"""Processors: how many there are, and what keeps their arithmetic alike."""

from __future__ import annotations

import os

# To be in the environment before numpy is imported: the way of OpenBLAS to add and multiply that every x86 processor on which
# numpy runs has. Each would choose its own, and the last digits would be others from machine to machine. Other kinds of
# processors do not know the name, and pay it no heed.
ALIKE = {"OPENBLAS_CORETYPE": "Nehalem"}


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
