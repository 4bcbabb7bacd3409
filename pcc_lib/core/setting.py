"""A variable of this process's environment, set for a moment: what a library reads of it cannot be told it otherwise."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator


@contextlib.contextmanager
def set_for_now(name: str, value: str) -> Iterator[None]:
    """Set it within; afterwards it is as before, or not set."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
