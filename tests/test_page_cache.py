"""What is kept of executed pages: a record that is damaged is as one that is not there, and is never trusted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Tiny

from pcc_lib.building.page_cache import PageCache, cache_folder, sweep_cache
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.page_files import PageFile


def record(**other: object) -> bytes:
    """A record as it is kept, but for what is given otherwise."""
    sound = {
        "output": "ab",
        "inputs": {},
        "opened": {},
        "direct": {},
        "meant": {},
        "charts": [],
        "blocks": [],
        "code": [],
        "plain": True,
    }
    return json.dumps({**sound, "seconds": 2, **other}).encode()


DAMAGED = [
    b"",
    b"\xff\xfe",
    b"{",
    b"[]",
    b"null",
    b'"output"',
    b"{}",
    record(output=5),
    record(inputs=[]),
    record(charts="many"),
    record(blocks=None),
    record(plain="yes"),
    record(meant={"a": 1}),
    record(direct=None),
]


def _kept(tiny: Tiny, record_: bytes) -> Path:
    """A cache with one executed page that a sound record points to, one that none does, and a record beside them."""
    folder = cache_folder(tiny.project())
    (folder / "executed").mkdir(parents=True)
    (folder / "pages/2023-24-Q3").mkdir(parents=True)
    for name in ("aa", "ab"):
        (folder / f"executed/{name}.ipynb").write_bytes(b"{}")
    (folder / "pages/2023-24-Q3/sound.json").write_bytes(record(output="aa"))
    (folder / "pages/2023-24-Q3/page.json").write_bytes(record_)
    return folder


@pytest.mark.parametrize("damaged", DAMAGED)
def test_a_damaged_record_is_no_record_and_keeps_no_page(tiny: Tiny, damaged: bytes) -> None:
    folder = _kept(tiny, damaged)
    cache = PageCache(tiny.project(), Quarter.parse("2023-24-Q3"))
    assert cache.record(PageFile("page", "notebooks/page.ipynb")) == {}
    sweep_cache(tiny.project())
    assert [path.stem for path in (folder / "executed").iterdir()] == ["aa"]


def test_a_sound_record_keeps_its_page(tiny: Tiny) -> None:
    folder = _kept(tiny, record())
    sweep_cache(tiny.project())
    assert sorted(path.stem for path in (folder / "executed").iterdir()) == ["aa", "ab"]
