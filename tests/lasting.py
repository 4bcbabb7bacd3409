"""One process to fork from for all builds of a file of tests: it loads the library once, where each build would do so again.

What is forked from it for a page or a task is as fresh as ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pcc_lib.building import nursery, processes
from pcc_lib.building.nursery import Nursery


class Lasting(Nursery):
    """A nursery that stays when a build closes it."""

    def close(self) -> None:
        """Leave it to those that come after."""

    def end(self) -> None:
        """End it."""
        super().close()


@contextmanager
def one_nursery(folder: Path) -> Iterator[None]:
    """Within, builds of this process fork from one nursery, which works in a folder that stays."""
    lasting = Lasting(folder)
    with pytest.MonkeyPatch.context() as patch:
        for module in (nursery, processes):
            patch.setattr(module, "Nursery", lambda *_, **__: lasting)
        try:
            yield
        finally:
            lasting.end()
