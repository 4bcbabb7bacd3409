"""Files at an address: fetched whole, told without what is secret in the address, and refused in words."""

from __future__ import annotations

import gzip
import hashlib
import socket
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import pytest
from importing import imported, project_in, rows_of
from test_police_uk import many, text_of

from pcc_lib.core.errors import DataError
from pcc_lib.importers import remote
from pcc_lib.importers.given import given
from pcc_lib.importers.remote import told_of
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import read_source

pytest.importorskip("aiohttp", reason="aiohttp, which reads addresses of the web, is not installed")

CSV = text_of(many("2025-01", 120)).encode()
NAME = "2025-01-exampleshire-street.csv"


@cache
def zipped(content: bytes = CSV) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"2025-01/{NAME}", content)
    return packed.getvalue()


class Pages(BaseHTTPRequestHandler):
    """A server of few pages: of each path, what it answers."""

    answers: ClassVar[dict[str, Callable[[Pages], None]]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        path = self.path.partition("?")[0]
        found = self.answers.get(path)
        if found is None:
            self.send_error(404)
        else:
            found(self)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


def content(body: bytes, **headers: str) -> Callable[[Pages], None]:
    """An answer with a body."""

    def answer(page: Pages) -> None:
        page.send_response(200)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            page.send_header(name.replace("_", "-"), value)
        page.end_headers()
        page.wfile.write(body)

    return answer


def leads(to: str) -> Callable[[Pages], None]:
    """An answer that leads on."""

    def answer(page: Pages) -> None:
        page.send_response(302)
        page.send_header("Location", to)
        page.send_header("Content-Length", "0")
        page.end_headers()

    return answer


def refuses(status: int) -> Callable[[Pages], None]:
    def answer(page: Pages) -> None:
        page.send_error(status)

    return answer


def breaks(page: Pages) -> None:
    """Half of what was promised, and the line goes dead."""
    page.send_response(200)
    page.send_header("Content-Length", str(len(CSV)))
    page.end_headers()
    page.wfile.write(CSV[: len(CSV) // 2])
    page.wfile.flush()
    page.connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a server on this machine."""
    Pages.asked.clear()
    Pages.answers = {
        f"/{NAME}": content(CSV),
        f"/{NAME}.gz": content(gzip.compress(CSV, mtime=0)),
        f"/unpacked/{NAME}.gz": content(gzip.compress(CSV, mtime=0), Content_Encoding="gzip"),
        "/2025-01.zip": content(zipped()),
        "/download": content(zipped()),
        "/moved.zip": leads("/2025-01.zip"),
        "/circle.zip": leads("/circle.zip"),
        "/file.zip": leads("file:///etc/hostname"),
        "/login.zip": content(b"<!DOCTYPE html><html><body>Log in</body></html>", Content_Type="text/html"),
        "/empty.zip": content(b""),
        "/part.zip": content(zipped()[:200]),
        f"/broken/{NAME}": breaks,
        "/locked.zip": refuses(403),
        "/who.zip": refuses(401),
        "/gone.zip": refuses(410),
        "/ill.zip": refuses(503),
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", [NAME, f"{NAME}.gz", f"unpacked/{NAME}.gz", "2025-01.zip", "download", "moved.zip"])
def test_a_file_at_an_address_is_read(tmp_path: Path, site: str, path: str) -> None:
    project = project_in(tmp_path / "project")
    imported(project, "police-uk", [f"{site}/{path}"])
    assert [(row["month"], row["all_crime"]) for row in rows_of(project, "street_crime")] == [("2025-01", "120")]
    about = read_source(Project(project), "street_crime").about.imported
    assert about is not None
    held = about.files[0]
    sent = {NAME: CSV, f"{NAME}.gz": gzip.compress(CSV, mtime=0), f"unpacked/{NAME}.gz": CSV}.get(path, zipped())
    assert (held.file, held.sha256) == (path.rpartition("/")[2], hashlib.sha256(sent).hexdigest())


def test_a_parquet_file_at_an_address_is_read(tmp_path: Path, site: str) -> None:
    import duckdb

    (tmp_path / NAME).write_bytes(CSV)
    packed = tmp_path / NAME.replace(".csv", ".parquet")
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{tmp_path / NAME}', all_varchar = true)) TO '{packed}'")
    Pages.answers[f"/{packed.name}"] = content(packed.read_bytes())
    for way, path in (("remote", f"{site}/{packed.name}"), ("here", packed)):
        project = project_in(tmp_path / way)
        imported(project, "police-uk", [path])
        assert rows_of(project, "street_crime")[0]["all_crime"] == "120"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("nowhere.zip", "there is no such file."),
        ("gone.zip", "there is no such file."),
        ("locked.zip", "it lets nobody read it without a key or a log-in."),
        ("who.zip", "it lets nobody read it without a key or a log-in."),
        ("ill.zip", "the server refuses it (503)."),
        ("login.zip", "a web page came, and no file: it may ask to log in, or say that the file is gone."),
        ("empty.zip", "the file is empty."),
        ("part.zip", "not a whole ZIP archive"),
        (f"broken/{NAME}", "the connection broke before all of it had come."),
        ("circle.zip", "it leads on to what is no address of the web, or in a circle."),
        ("file.zip", "it leads on to what is no address of the web, or in a circle."),
    ],
)
def test_what_cannot_be_fetched_is_told_in_words(tmp_path: Path, site: str, path: str, found: str) -> None:
    project = project_in(tmp_path / "project")
    with pytest.raises(DataError) as error:
        imported(project, "police-uk", [f"{site}/{path}?token=hunter2"])
    assert f"{site}/{path}: {found}" in str(error.value) and "hunter2" not in str(error.value)
    assert not (project / "data/sources").exists()


def test_all_addresses_are_told_at_once(tmp_path: Path, site: str) -> None:
    with pytest.raises(DataError, match="3 faults found"):
        imported(
            project_in(tmp_path), "police-uk", [f"{site}/{name}" for name in ("a.zip", "login.zip", "ill.zip", "2025-01.zip")]
        )


def test_more_than_any_file_has_is_not_fetched(tmp_path: Path, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "MAX_BYTES", 1_000)
    with given([f"{site}/{NAME}"]) as found:
        assert "it has more than 1,000 bytes: no such file does." in str(found.faults[0])
        assert found.files == [] and [p for p in found.folder.iterdir()] == []


def test_who_does_not_answer(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/x.zip"
    with given([address]) as found:
        assert [str(fault) for fault in found.faults] == [f"{address}: it does not answer. Check the network and the address."]


def test_what_is_secret_in_an_address_is_used_and_never_told(tmp_path: Path, site: str) -> None:
    host = site.removeprefix("http://")
    project = project_in(tmp_path / "project")
    done = imported(project, "police-uk", [f"http://anna:hunter2@{host}/2025-01.zip?sig=hunter3#hunter4"], sure=True)
    assert Pages.asked == ["/2025-01.zip?sig=hunter3"]
    everything = done.report + "".join(done.doubts)
    everything += "".join(p.read_text(encoding="utf-8") for p in project.rglob("*") if p.is_file())
    for secret in ("anna", "hunter"):
        assert secret not in everything


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://anna:pw@Example.org/a/b.zip?key=1#x", "https://example.org/a/b.zip"),
        ("s3://bucket/a b.zip", "s3://bucket/a b.zip"),
        ("HTTPS://example.org", "https://example.org"),
    ],
)
def test_an_address_as_it_is_told(address: str, told: str) -> None:
    assert told_of(address) == told


@pytest.mark.parametrize("address", ["ftp://example.org/x.zip", "file:///etc/hostname", "memory://x.zip", "javascript://x"])
def test_other_addresses_are_refused(address: str) -> None:
    with given([address]) as found:
        assert "is no address that can be read. There are: https, http, s3, gs." in str(found.faults[0])


def test_a_store_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fsspec

    store = fsspec.filesystem("memory")
    store.pipe_file("/bucket/2025-01.zip", zipped())
    monkeypatch.setattr(remote, "system_of", lambda kind: store)
    project = project_in(tmp_path / "project")
    imported(project, "police-uk", ["s3://bucket/2025-01.zip"])
    assert rows_of(project, "street_crime")[0]["all_crime"] == "120"
    with given(["gs://bucket/nowhere.zip", "s3://bucket"]) as found:
        assert [fault.found for fault in found.faults] == ["there is no such file."] * 2


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    with given(["https://example.org/x.zip"]) as found:
        assert "reading it needs aiohttp. Install it: pip install 'pcc-report-book[remote]'." in str(found.faults[0])


def test_keys_in_errors_of_a_store_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Store:
        def open(self, *_: Any, **__: Any) -> Any:
            raise RuntimeError("AWS_SECRET=hunter2")

    monkeypatch.setattr(remote, "system_of", lambda kind: Store())
    with given(["s3://bucket/x.zip"]) as found:
        assert "hunter2" not in str(found.faults[0]) and "cannot be fetched (RuntimeError)" in str(found.faults[0])
