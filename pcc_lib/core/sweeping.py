"""When a store of results is looked through for those that nobody asks for any more."""

from __future__ import annotations

DAY = 24 * 60 * 60  # seconds
SWEPT = "swept"  # a file that says when a store was swept last: to list a large one takes long
