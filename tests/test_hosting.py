"""The snippets of docs/hosting.md, run as they stand there by the servers that this machine has: headers, types, compression."""

from __future__ import annotations

import contextlib
import fnmatch
import http.client
import re
import shutil
import socket
import subprocess
import tempfile
import time
import zlib
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest
from browser.conftest import POLICY
from places import ROOT
from test_archive import entry

from pcc_lib.publishing.archive import write_archive
from pcc_lib.publishing.editions_json import FILE, Archive, archive_json

pytestmark = pytest.mark.slow
GUIDE = (ROOT / "docs/hosting.md").read_text(encoding="utf-8")
FROZEN, OTHERS = "public, max-age=31536000, immutable", "no-cache"
WORDS = "Compress me. " * 200
FILES = {
    "index.html": f"<!DOCTYPE html><title>Book</title><p>{WORDS}",
    "_static/look.css": f"p {{ margin: 0 }} /* {WORDS} */",
    "_static/look.js": f"'use strict'; // {WORDS}",
    "_static/face.woff2": "not compressed again",
    "_static/picture.svg": f"<svg xmlns='http://www.w3.org/2000/svg'><!-- {WORDS} --></svg>",
    "figures.csv": f"id,text\na,£ {WORDS}\n",
    "record/manifest.json": f'{{"words": "{WORDS}"}}',
    "record/notebooks/page.ipynb": f'{{"words": "{WORDS}"}}',
    "record/SHA256SUMS": WORDS,
    "record/verify.sql": f"-- {WORDS}",
    "record/library/pcc_lib/templates/a.xml": f"<a>{WORDS}</a>",
}
TYPES = {
    "index.html": "text/html; charset=utf-8",
    "_static/look.css": "text/css; charset=utf-8",
    "_static/look.js": "text/javascript; charset=utf-8",
    "_static/face.woff2": "font/woff2",
    "_static/picture.svg": "image/svg+xml",
    "figures.csv": "text/csv; charset=utf-8",
    "record/manifest.json": "application/json",
    "record/notebooks/page.ipynb": "application/json",
    "record/SHA256SUMS": "text/plain; charset=utf-8",
    "record/verify.sql": "text/plain; charset=utf-8",
}


def snippets(language: str) -> list[str]:
    """The blocks of the guide in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def found(name: str) -> str:
    """The program of a server; the test is passed over where this machine has none."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if path is None:
        pytest.skip(f"this machine has no {name}")
    return path


def nginx(site: Path, work: Path, port: int) -> list[str]:
    program = found("nginx")
    headers, server = snippets("nginx")
    (work / "pcc-headers.conf").write_text(headers, encoding="utf-8")
    server = changed(server, "/etc/nginx/pcc-headers.conf", str(work / "pcc-headers.conf"))
    server = changed(server, "listen 443 ssl;", f"listen 127.0.0.1:{port};")
    server = changed(server, "/srv/reports/site", str(site))
    around = f"daemon off; pid {work}/pid; error_log {work}/error.log; events {{}}\n"
    if (ROOT.stat().st_uid, site.stat().st_uid) == (0, 0):
        around = f"user root; {around}"  # the folder of a test is its user's alone
    temporary = "".join(f"{name}_temp_path {work}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    types = "include /etc/nginx/mime.types; default_type application/octet-stream;\n"
    whole = f"{around}http {{ access_log off;\n{temporary}{types}{server}}}\n"
    (work / "nginx.conf").write_text(whole, encoding="utf-8")
    return [program, "-p", str(work), "-e", str(work / "error.log"), "-c", str(work / "nginx.conf")]


def apache(site: Path, work: Path, port: int) -> list[str]:
    program = found("apache2")
    (inner,) = snippets("apache")
    names = "mpm_event authz_core dir mime headers deflate filter setenvif"
    loaded = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in names.split())
    user = "User www-data\nGroup www-data\n"
    basic = f"ServerRoot {work}\nPidFile {work}/pid\nErrorLog {work}/error.log\nListen 127.0.0.1:{port}\nServerName localhost\n"
    place = f"TypesConfig /etc/mime.types\nDocumentRoot {site}\n<Directory {site}>\nRequire all granted\n</Directory>\n"
    (work / "apache.conf").write_text(f"{loaded}{user}{basic}{place}DirectoryIndex index.html\n{inner}", encoding="utf-8")
    return [program, "-X", "-f", str(work / "apache.conf")]


def caddy(site: Path, work: Path, port: int) -> list[str]:
    program = found("caddy")
    (text,) = snippets("caddy")
    text = changed(text, "reports.example.org {", f"http://127.0.0.1:{port} {{")
    text = changed(text, "/srv/reports/site", str(site))
    (work / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{text}", encoding="utf-8")
    return [program, "run", "--config", str(work / "Caddyfile"), "--adapter", "caddyfile"]


def changed(text: str, old: str, new: str) -> str:
    """What a reader of the guide changes."""
    assert old in text, f"the guide does not say {old!r}"
    return text.replace(old, new)


SERVERS = {"nginx": nginx, "apache": apache, "caddy": caddy}


def make_site(folder: Path) -> Path:
    """An archive of two versions, whose frozen folders hold a file of each kind."""
    archive = Archive((entry(), entry(version=2, published="2024-03-20")))
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(archive_json(archive))
    write_archive(folder, archive)
    for version in ("1", "2"):
        for name, text in FILES.items():
            place = folder / "2023-24-q3" / version / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="\n")
    return folder


@contextlib.contextmanager
def running(command: list[str], port: int) -> Iterator[int]:
    """A server, until it is no longer needed."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
        try:
            for _ in range(200):
                if server.poll() is not None:
                    raise AssertionError(f"the server did not start: {server.stdout.read().decode()[-2000:]}")
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            yield port
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture(scope="module", params=SERVERS)
def served(request, tmp_path_factory) -> Iterator[int]:
    """The port of a server that was told what the guide says."""
    work = tmp_path_factory.mktemp(request.param)
    for folder in takewhile(lambda each: each != Path(tempfile.gettempdir()), (work, *work.parents[:4])):
        folder.chmod(0o755)  # a server that drops its rights looks for the files as somebody else
    site, port = make_site(work / "srv" / "site"), free_port()
    with running(SERVERS[request.param](site, work, port), port):
        yield port


def ask(port: int, path: str, compressed: bool = True) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and content of a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"} if compressed else {})
    answer = connection.getresponse()
    raw, told = answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    connection.close()
    return answer.status, told, zlib.decompress(raw, 31) if told.get("content-encoding") == "gzip" else raw


POINTERS = ("", "index.html", "latest/", "2023-24-q3/", "editions.json", "editions.js", "feed.xml", "corrections.html")


def test_every_answer_has_the_policy_and_says_how_long_it_may_be_kept(served):
    frozen = [f"2023-24-q3/{version}/{name}" for version in (1, 2) for name in FILES]
    for path, wanted in [*((path, FROZEN) for path in frozen), *((path, OTHERS) for path in POINTERS)]:
        status, told, _ = ask(served, f"/{path}")
        assert (status, told.get("cache-control")) == (200, wanted), path
        assert told["content-security-policy"] == POLICY, path
        assert (told["x-content-type-options"], told["referrer-policy"]) == ("nosniff", "no-referrer"), path


def test_what_is_not_there_has_the_policy_and_is_not_kept_for_ever(served):
    for path in ("/nothing.html", "/2023-24-q3/3/index.html", "/2023-24-q3/2/nothing.html"):
        status, told, _ = ask(served, path)
        assert status == 404 and told["content-security-policy"] == POLICY
        assert "immutable" not in told.get("cache-control", "") and "max-age" not in told.get("cache-control", ""), path


def test_each_kind_of_file_has_its_type_and_texts_are_compressed(served):
    for name, kind in TYPES.items():
        _, told, raw = ask(served, f"/2023-24-q3/1/{name}")
        said = told["content-type"].lower().replace("application/javascript", "text/javascript")
        assert said.startswith(kind.partition(";")[0]) and kind.partition("; ")[2] in said, name
        assert (told.get("content-encoding") == "gzip") == (not name.endswith(".woff2")), name
        assert raw == FILES[name].encode(), name
    _, told, _ = ask(served, "/feed.xml")
    assert told["content-type"].split(";")[0] == "application/atom+xml"
    _, told, _ = ask(served, "/2023-24-q3/1/record/library/pcc_lib/templates/a.xml")
    assert told["content-type"].split(";")[0] in ("text/xml", "application/xml"), "only the feed is one"


def test_who_cannot_decompress_gets_the_bytes_themselves(served):
    _, told, raw = ask(served, "/2023-24-q3/1/figures.csv", compressed=False)
    assert "content-encoding" not in told and raw == FILES["figures.csv"].encode()


def test_the_commands_for_object_stores_tell_frozen_files_from_all_others(tmp_path):
    """The AWS command line matches whole paths with fnmatch, AzCopy with regular expressions; both pass every file once."""
    site = make_site(tmp_path / "site")
    names = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    frozen = {name for name in names if re.match(r"20\d\d-\d\d-q[1-4]/[1-9]\d*/", name)}
    aws, azure = snippets("sh")
    (wanted,) = re.findall(r'--include "([^"]+\]\*/\*)" --cache', aws)
    assert {name for name in names if fnmatch.fnmatchcase(name, wanted)} == frozen and f'--exclude "{wanted}"' in aws
    include, exclude = re.findall(r'--(?:in|ex)clude-regex "([^"]+)"', azure)
    assert include == exclude and {name for name in names if re.search(include, name)} == frozen
    assert "--delete" not in aws and "--overwrite false" in azure.splitlines()[0]
