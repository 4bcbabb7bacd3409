"""Where tables are printed: a window as it is, or plain text of a fixed width where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 120  # where there is no window whose width could be asked


def terminal(plain_width: int = PLAIN_WIDTH, widest: int | None = None) -> Console:
    """Colours and the width of the window in a terminal, but no more columns than `widest`; plain text elsewhere."""
    from rich.console import Console

    shown = Console()
    if not shown.is_terminal:
        return Console(width=plain_width, no_color=True, color_system=None)
    return Console(width=min(shown.width, widest)) if widest else shown
