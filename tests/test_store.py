"""Results kept behind an address: found again, made again where damaged, and done without where nothing can be reached."""

from __future__ import annotations

import base64
import hashlib
import os
import sys
import time
from pathlib import Path

import fsspec
import pytest
from click.testing import CliRunner

from pcc_lib import cli
from pcc_lib.charts.images import static_svg
from pcc_lib.core import store as stores
from pcc_lib.core.errors import ReportError
from pcc_lib.core.installed import edited
from pcc_lib.core.store import Counts, Store, far_place, store_at, store_of_environment, use

KIND = "charts.images:"


@pytest.fixture
def memory():
    """A store in memory, empty."""
    address = "memory://test-store"
    system, root = fsspec.core.url_to_fs(address)
    if system.exists(root):
        system.rm(root, recursive=True)
    yield address, system, root
    if system.exists(root):
        system.rm(root, recursive=True)


def test_an_address_keeps_what_a_folder_would(memory):
    address, system, root = memory
    store = Store(far_place(address))
    assert [store.text(KIND, ["a"], lambda: "one"), store.text(KIND, ["a"], lambda: "two")] == ["one", "one"]
    assert Store(far_place(address)).text(KIND, ["a"], lambda: "three") == "one", "another process finds it"
    assert store.text(KIND, ["b"], lambda: "four") == "four"
    assert store.counts == Counts(found=1, made=2)
    (file,) = [path for path in system.find(root) if system.cat_file(path).endswith(b"one")]
    system.pipe_file(file, system.cat_file(file)[:-1])
    assert store.text(KIND, ["a"], lambda: "one again") == "one again", "a damaged one is made again"
    assert Store(far_place(address)).text(KIND, ["a"], lambda: "five") == "one again"


def test_the_names_are_those_of_a_folder(memory, tmp_path):
    address, system, root = memory
    for store in (Store(far_place(address)), Store(tmp_path), Store(far_place(f"file://{tmp_path / 'far'}"))):
        store.text(KIND, ["a"], lambda: "one")
    names = {path.removeprefix(root).strip("/") for path in system.find(root)}
    assert names == {p.relative_to(tmp_path).as_posix() for p in tmp_path.glob("??/*")}
    assert names == {p.relative_to(tmp_path / "far").as_posix() for p in (tmp_path / "far").glob("??/*")}


def test_what_is_old_is_swept_once_a_day(tmp_path):
    address = f"file://{tmp_path}"
    for name in ("old", "new"):
        Store(far_place(address)).text(KIND, [name], lambda name=name: name)
    old = next(path for path in tmp_path.glob("??/*") if path.read_bytes().endswith(b"old"))
    os.utime(old, (0, 0))
    Store(far_place(address)).sweep()
    left = [path.read_bytes()[-3:] for path in tmp_path.glob("??/*")]
    assert left == [b"new"]
    new = next(tmp_path.glob("??/*"))
    os.utime(new, (0, 0))
    Store(far_place(address)).sweep()
    assert new.exists(), "it was swept just now"
    os.utime(tmp_path / "swept", (time.time() - 2 * stores.DAY,) * 2)
    Store(far_place(address)).sweep()
    assert not new.exists()


@pytest.mark.parametrize("far", [False, True])
def test_what_a_store_has_not_written_is_never_swept(memory, tmp_path, monkeypatch, far):
    """Whatever folder or bucket somebody has named by mistake."""
    address, system, root = memory
    if not far:
        address, system, root = f"file://{tmp_path}", *fsspec.core.url_to_fs(f"file://{tmp_path}")
    store = Store(far_place(address) if far else tmp_path)
    store.text(KIND, ["a"], lambda: "one")
    (ours,) = (path for path in system.find(root) if not path.endswith("swept"))
    folder, name = ours.rsplit("/", 2)[1:]
    theirs = ["uk/report.csv", "ab/notes.part", f"zz/{name}", f"{folder}/{name}.txt", f"{folder}/.{name}.part", f"{name[::-1]}/x"]
    other = "00" if folder != "00" else "11"
    theirs += [f"{other}/{name}", f"uk/{folder}/{name}"]
    for path in [*theirs, f"{folder}/.{name}.12.34.part"]:
        system.makedirs(f"{root}/{path}".rpartition("/")[0], exist_ok=True)
        system.pipe_file(f"{root}/{path}", b"theirs")
    monkeypatch.setattr(stores, "KEPT_DAYS", -1)
    store.sweep()
    left = {path.removeprefix(root).strip("/") for path in system.find(root)} - {"swept"}
    assert left == set(theirs)


def test_a_folder_is_the_same_from_wherever_a_process_works(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for said, meant in (("shared", str(tmp_path / "shared")), ("s3://books/store", "s3://books/store"), ("", "")):
        monkeypatch.setenv("PCC_STORE", said)
        CliRunner().invoke(cli.main, ["list", "--help"])
        assert os.environ["PCC_STORE"] == meant


def test_what_is_national_is_drawn_once_for_all_bodies(tmp_path):
    """A description names the body, and is not to be seen in a drawing."""
    use(str(tmp_path))
    mark = {"mark": "line", "encoding": {"x": {"field": "a", "type": "quantitative"}}}
    spec = {"data": {"values": [{"a": 1}, {"a": 7}]}, "layer": [mark]}
    before = store_at(str(tmp_path)).counts
    drawings = {static_svg({**spec, "description": f"Offences, {body}"}) for body in ("Alder", "Birch")}
    use(None)
    assert len(drawings) == 1 and store_at(str(tmp_path)).counts.since(before) == Counts(found=1, made=1)
    assert "Alder" not in drawings.pop() and len(list(tmp_path.glob("??/*"))) == 1


class Broken:
    """A place that cannot be reached, and counts who tries."""

    def __init__(self) -> None:
        self.asked = 0

    def read(self, name: str) -> bytes:
        self.asked += 1
        raise ConnectionError("no route to host\nand more")

    def write(self, name: str, content: bytes) -> None:
        self.asked += 1
        raise PermissionError("read only")

    def sweep(self, seconds: float, ours: object) -> None:
        raise ConnectionError("no route to host")


def test_a_place_that_cannot_be_reached_is_left_alone_and_told(monkeypatch):
    place = Broken()
    store = Store(place)
    store.sweep()
    assert [store.text(KIND, [str(n)], lambda: "made") for n in range(9)] == ["made"] * 9
    assert place.asked == 1 and store.counts == Counts(made=9, trouble="no route to host")
    monkeypatch.setattr(stores, "REST", 0.0)
    other = Store(place)
    other.text(KIND, ["a"], lambda: "made")
    other.text(KIND, ["b"], lambda: "made")
    assert place.asked == 5, "after a while it is asked again"


def test_one_that_may_be_read_alone_still_gives(tmp_path, monkeypatch):
    Store(tmp_path).text(KIND, ["a"], lambda: "one")
    store = Store(tmp_path)
    monkeypatch.setattr(stores.Folder, "write", Broken.write.__get__(Broken()))
    assert store.text(KIND, ["b"], lambda: "two") == "two" and store.counts.trouble == "read only"
    assert store.text(KIND, ["a"], lambda: "three") == "one"


def test_an_address_that_nobody_knows_and_a_missing_library_are_told(monkeypatch):
    with pytest.raises(ReportError, match="The store nonsense://x cannot be used: Protocol not known: nonsense"):
        store_at("nonsense://x")
    monkeypatch.setitem(sys.modules, "pcc_lib.core.far_store", None)
    with pytest.raises(ReportError, match=r"for which this Python lacks fsspec. Run: python -m pip install"):
        store_at("s3://bucket/other")


def test_a_folder_needs_no_fsspec(tmp_path):
    """A build on one machine must not wait for it."""
    import subprocess

    code = f"import sys; from pcc_lib.core.store import store_at; store_at({str(tmp_path)!r}); sys.exit('fsspec' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={**os.environ}).returncode == 0


# ── libraries ─────────────────────────────────────────────────────────────────────────────────────────────────────────
LISTED = "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(b"VALUE = 1\n").digest()).decode().rstrip("=")


@pytest.fixture
def package(tmp_path, monkeypatch) -> Path:
    """An installed package of one module."""
    module, about = tmp_path / "made_up.py", tmp_path / "made_up-1.0.dist-info"
    about.mkdir()
    for path, text in (
        (module, "VALUE = 1\n"),
        (about / "METADATA", "Metadata-Version: 2.1\nName: made-up\nVersion: 1.0\n"),
        (about / "RECORD", f"made_up.py,{LISTED},10\nmade_up-1.0.dist-info/METADATA,,\nmade_up-1.0.dist-info/RECORD,,\n"),
    ):
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_700_000_000, 1_700_000_000))
    monkeypatch.syspath_prepend(tmp_path)
    edited.cache_clear()
    yield module
    edited.cache_clear()


def test_a_package_that_was_edited_in_place_is_another(package):
    """Under the same version: what was worked out with it before is not taken for what it gives now."""
    assert edited("made-up") == "" and edited("of nobody") == ""
    os.utime(package)  # touched, and what it was
    edited.cache_clear()
    assert edited("made-up") == ""
    told = set()
    for text in ("VALUE = 2\n", "VALUE = 3\n", None):
        package.write_text(text, encoding="utf-8") if text else package.unlink()
        edited.cache_clear()
        told.add(edited("made-up"))
    assert len(told) == 3 and "" not in told


@pytest.mark.parametrize(
    "said", [b"\xff\xfe", b"a" * 200_000 + b",x,y\n", b"made\x00_up.py,sha256=x,1\n", b"\n\n", b"made_up.py\n"]
)
def test_a_damaged_list_of_a_package_tells_nothing(package, said):
    (package.parent / "made_up-1.0.dist-info/RECORD").write_bytes(said)
    assert edited("made-up") == ""


def test_a_result_is_not_that_of_a_package_before_it_was_edited(package, tmp_path, monkeypatch):
    place = Store(tmp_path / "store")

    def found(text: str) -> str:
        stores._code.cache_clear()
        edited.cache_clear()
        return place.text("core.files: made-up", ["a"], lambda: text)

    assert found("first") == found("second") == "first"
    package.write_text("VALUE = 2\n", encoding="utf-8")
    assert found("third") == "third"
    stores._code.cache_clear()


def test_what_rests_on_packages_alone_is_kept_with_them(monkeypatch):
    """And by no Python but a virtual environment: what is everybody's is left as it is."""
    store_of_environment.cache_clear()
    assert store_of_environment().keeps is (sys.prefix != sys.base_prefix)
    store_of_environment.cache_clear()
    monkeypatch.setattr(sys, "base_prefix", sys.prefix)
    assert not store_of_environment().keeps
    store_of_environment.cache_clear()
