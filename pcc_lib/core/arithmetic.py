"""What the arithmetic of this process gives to the last digit, as a digest.

Processors add and multiply long rows in another order, and libraries of algebra choose among their ways by the processor. So the
last of 17 digits may be another one on another machine, with the same versions of all packages.
"""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np


@cache
def arithmetic_here() -> str:
    """Of sums, products, factors and functions of fixed numbers, as the methods use them."""
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
