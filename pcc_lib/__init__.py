"""The library behind a report-book: data of a quarter in, pages, charts and a ledger of figures out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from pcc_lib.core.processors import ALIKE

if TYPE_CHECKING:
    from pcc_lib.report import open_report

__all__ = ["open_report"]

# Before numpy is imported: its matrices are small here, and the threads that it would start cost more than half of its import,
# then wait for one another in every fit of a forecast, which takes four times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.update(ALIKE)


def __getattr__(name: str) -> Any:
    """`open_report`, imported when it is first asked for: the command line must not wait for pandas."""
    if name == "open_report":
        from pcc_lib.report import open_report

        return open_report
    raise AttributeError(f"module 'pcc_lib' has no attribute '{name}'")
