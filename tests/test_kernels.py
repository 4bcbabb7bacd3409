"""A kernel that writes its connection file again while it is read: nothing is taken for broken that is whole a moment later."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager

from pcc_lib.building.kernels import Kernels, kernel_manager


@pytest.fixture
def manager(tmp_path: Path):
    return kernel_manager(tmp_path, Kernels(None))(connection_file=str(tmp_path / "kernel.json"))


def test_a_connection_file_that_is_half_written_is_read_again(manager, monkeypatch):
    manager.write_connection_file()
    info, place = manager.get_connection_info(), Path(manager.connection_file)
    whole = place.read_text(encoding="utf-8")
    place.write_text("", encoding="utf-8")  # as open() for writing leaves it
    monkeypatch.setattr("pcc_lib.building.kernels.time.sleep", lambda _: place.write_text(whole, encoding="utf-8"))
    manager._reconcile_connection_info(info)
    assert place.read_text(encoding="utf-8") == whole


def test_one_that_stays_broken_is_told(manager, monkeypatch):
    looked = []
    monkeypatch.setattr("pcc_lib.building.kernels.time.sleep", looked.append)
    monkeypatch.setattr(AsyncKernelManager, "_reconcile_connection_info", lambda *_: json.loads(""))
    with pytest.raises(ValueError, match="Expecting value"):
        manager._reconcile_connection_info(manager.get_connection_info())
    assert sum(looked) == pytest.approx(1)
