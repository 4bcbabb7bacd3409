"""A store behind an address that fsspec knows: `s3://bucket/store`, `file://…`, `memory://…`.

What each kind of address needs (s3fs, gcsfs, adlfs) whoever uses it installs, with their own keys: nothing of them is kept here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from fsspec.core import url_to_fs

from pcc_lib.core.errors import ReportError
from pcc_lib.core.sweeping import DAY, SWEPT


class Far:
    """A place behind an address. Of far away nobody notes who reads, so a result is kept by when it was written."""

    def __init__(self, address: str) -> None:
        try:
            self._system, self._root = url_to_fs(address)
        except (ValueError, ImportError) as error:
            told = str(error).strip().rstrip(".")
            raise ReportError(f"The store {address} cannot be used: {told}. Name a folder, or another address.") from None

    def read(self, name: str) -> bytes:
        """What is kept under a name."""
        return self._system.cat_file(f"{self._root}/{name}")

    def write(self, name: str, content: bytes) -> None:
        """Keep something. Where it is seen before it is whole, its digest does not hold, and it is made again."""
        path = f"{self._root}/{name}"
        self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
        self._system.pipe_file(path, content)

    def sweep(self, seconds: float, ours: Callable[[str], bool]) -> None:
        """Delete what was written longer ago, of names that are ours; once a day, whoever asks."""
        mark = f"{self._root}/{SWEPT}"
        if self._system.exists(mark) and self._age(mark) < DAY:
            return
        self.write(SWEPT, b"")
        for path in self._system.glob(f"{self._root}/??/*"):
            if ours("/".join(path.rsplit("/", 2)[1:])) and self._age(path) > seconds:
                self._system.rm_file(path)

    def _age(self, path: str) -> float:
        """Seconds since something was written."""
        written = self._system.modified(path)
        if isinstance(written, datetime):
            written = (written if written.tzinfo else written.replace(tzinfo=UTC)).timestamp()
        return time.time() - written
