"""Looking for rubbish is left off for a while, and is then as it was."""

from __future__ import annotations

import gc

import pytest

from pcc_lib.core.garbage import uncollected


@pytest.mark.parametrize("before", [True, False])
def test_it_is_as_it_was_afterwards(before):
    was = gc.isenabled()
    (gc.enable if before else gc.disable)()
    try:
        with pytest.raises(ValueError, match="wrong"), uncollected():
            assert not gc.isenabled()
            raise ValueError("wrong")
        assert gc.isenabled() == before, "a process that looks for none by itself must not begin to"
    finally:
        (gc.enable if was else gc.disable)()
