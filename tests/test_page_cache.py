"""What is kept of executed pages: a record that is damaged is as one that is not there, and is never trusted."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Tiny

from pcc_lib.building.page_cache import PageCache, cache_folder, sweep_cache
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.page_files import PageFile

DAMAGED = [
    b"",
    b"\xff\xfe",
    b"{",
    b"[]",
    b"null",
    b'"output"',
    b"{}",
    b'{"output": "ab", "inputs": {}, "opened": {}, "charts": [], "seconds": 1}',
    b'{"output": "ab", "inputs": {}, "opened": {}, "direct": {}, "meant": {"a": 1}, "charts": [], "seconds": 1}',
    b'{"output": 5, "inputs": {}, "opened": {}, "direct": {}, "meant": {}, "charts": [], "seconds": 1}',
    b'{"output": "ab", "inputs": [], "opened": {}, "direct": {}, "meant": {}, "charts": [], "seconds": 1}',
    b'{"output": "ab", "inputs": {}, "opened": {}, "direct": {}, "meant": {}, "charts": "many", "seconds": 1}',
]


def _kept(tiny: Tiny, record: bytes) -> Path:
    """A cache with one executed page that a sound record points to, one that none does, and a record beside them."""
    folder = cache_folder(tiny.project())
    (folder / "executed").mkdir(parents=True)
    (folder / "pages/2023-24-Q3").mkdir(parents=True)
    for name in ("aa", "ab"):
        (folder / f"executed/{name}.ipynb").write_bytes(b"{}")
    sound = b'{"output": "aa", "inputs": {}, "opened": {}, "direct": {}, "meant": {}, "charts": [], "seconds": 1.5}'
    (folder / "pages/2023-24-Q3/sound.json").write_bytes(sound)
    (folder / "pages/2023-24-Q3/page.json").write_bytes(record)
    return folder


@pytest.mark.parametrize("record", DAMAGED)
def test_a_damaged_record_is_no_record_and_keeps_no_page(tiny: Tiny, record: bytes) -> None:
    folder = _kept(tiny, record)
    cache = PageCache(tiny.project(), Quarter.parse("2023-24-Q3"))
    assert cache.record(PageFile("page", "notebooks/page.ipynb")) == {}
    sweep_cache(tiny.project())
    assert [path.stem for path in (folder / "executed").iterdir()] == ["aa"]


def test_a_sound_record_keeps_its_page(tiny: Tiny) -> None:
    folder = _kept(tiny, b'{"output": "ab", "inputs": {}, "opened": {}, "direct": {}, "meant": {}, "charts": [], "seconds": 2}')
    sweep_cache(tiny.project())
    assert sorted(path.stem for path in (folder / "executed").iterdir()) == ["aa", "ab"]
