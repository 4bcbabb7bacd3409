"""What the arithmetic of this machine gives to the last digit: run as a program, it prints a digest of some of it.

Processors add and multiply long rows in another order, and libraries of algebra choose among their ways by the processor. So the
last of 17 digits may be another one on another machine, with the same versions of all packages.
"""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

from pcc_lib.building.environment import page_environment
from pcc_lib.core.errors import BuildError


@cache
def arithmetic() -> str:
    """The digest, as it is where pages run: in a process of its own, with their environment."""
    asked = [sys.executable, "-P", str(Path(__file__))]
    done = subprocess.run(asked, env=page_environment(Path.cwd()), capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise BuildError(f"numpy does not work here: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}")
    return done.stdout.strip()


def _digest() -> str:
    """Of sums, products, factors and functions of fixed numbers, as the methods use them."""
    import hashlib

    import numpy as np

    numbers = np.arange(1.0, 313.0)
    table = np.sin(numbers * numbers).reshape(24, 13)
    found = (
        table,
        table.sum(axis=0),
        table.mean(axis=1),
        table.T @ table,
        np.linalg.pinv(table),
        np.linalg.svd(table)[1],
        np.linalg.qr(table)[1],
        np.exp(table),
        np.log(numbers),
        numbers**0.37,
    )
    return hashlib.sha256(b"".join(np.ascontiguousarray(each).tobytes() for each in found)).hexdigest()[:16]


if __name__ == "__main__":
    print(_digest())
