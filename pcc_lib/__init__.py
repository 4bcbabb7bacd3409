"""The library behind a report-book: data of a quarter in, pages, charts and a ledger of figures out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pcc_lib.report import open_report

__all__ = ["open_report"]


def __getattr__(name: str) -> Any:
    """`open_report`, imported when it is first asked for: the command line must not wait for pandas."""
    if name == "open_report":
        from pcc_lib.report import open_report

        return open_report
    raise AttributeError(f"module 'pcc_lib' has no attribute '{name}'")
