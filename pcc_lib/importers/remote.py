"""Files at an address: fetched whole into the folder of the import, and then read like any other.

Whole, because what was imported is kept with the digest of the file. Names and passwords that stand in an address, and what
stands behind its question mark, are used and never told or kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from pcc_lib.core.errors import Fault
from pcc_lib.core.os_words import fault_of
from pcc_lib.importers.faults import is_web_page, plain, several
from pcc_lib.importers.given_files import Given, GivenFile, loose

MAX_BYTES = 1 << 32  # of what is fetched: three years of every force of the country, packed, have less
BLOCK = 1 << 20
WAIT = 60  # seconds without a byte
SCHEMES: Mapping[str, str] = {"https": "http", "http": "http", "s3": "s3", "gs": "gcs"}
_NEEDED = {"http": "aiohttp", "s3": "s3fs", "gcs": "gcsfs"}
_PACKED = {b"PK\x03\x04": ".zip", b"PK\x05\x06": ".zip", b"\x1f\x8b": ".gz", b"PAR1": ".parquet"}
AGAIN = "Open the address in a browser. If the file comes, name the file that was saved."
LOCKED = "it lets nobody read it without a key or a log-in."
GONE = "there is no such file."


class _Unwanted(Exception):
    """What came is not what was wanted: why, in a sentence."""


def told_of(address: str) -> str:
    """An address as it may be told and kept: without names, passwords and keys."""
    parts = urlsplit(address)
    host = (parts.netloc.rpartition("@")[2]).lower()
    return f"{parts.scheme.lower()}://{host}{parts.path}"


def fetched(address: str, given: Given) -> list[GivenFile]:
    """The file at an address, fetched; none, and a fault, where it cannot be."""
    try:
        told, scheme = told_of(address), urlsplit(address).scheme.lower()
    except ValueError:
        given.faults.append(Fault("PATH", "", "is no address.", "Write it like https://example.org/2025-01.zip."))
        return []
    if scheme not in SCHEMES:
        given.faults.append(Fault(told, "", "is no address that can be read.", f"There are: {', '.join(SCHEMES)}."))
        return []
    place = given.room("")
    try:
        with _opened(address, SCHEMES[scheme]) as source, place.open("wb") as copy:
            _copy(source, copy)
        return [_file(told, place, given)]
    except Exception as error:  # whatever a store raises: its own words may hold the keys
        place.unlink(missing_ok=True)
        given.faults.append(_fault(told, SCHEMES[scheme], error))
    return []


# ── fetching ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def system_of(kind: str) -> Any:
    """What reads addresses of a kind: `http`, `s3` or `gcs`."""
    import fsspec

    options: dict[str, Any] = {}
    if kind == "http":
        import aiohttp  # pyright: ignore[reportMissingImports] an extra: remote

        options = {"client_kwargs": {"timeout": aiohttp.ClientTimeout(total=None, sock_connect=WAIT, sock_read=WAIT)}}
    return fsspec.filesystem(kind, skip_instance_cache=True, use_listings_cache=False, **options)


def _opened(address: str, kind: str) -> Any:
    """The bytes at an address, one after the other."""
    system = system_of(kind)
    if kind == "http":
        return system.open(address, "rb", block_size=0, size=1)  # as it comes, without asking for its size first
    return system.open(address.partition("://")[2], "rb")


def _copy(source: IO[bytes], copy: IO[bytes]) -> None:
    done = 0
    while block := source.read(BLOCK):
        done += len(block)
        if done > MAX_BYTES:
            raise _Unwanted(f"it has more than {several(MAX_BYTES, 'byte')}: no such file does.")
        copy.write(block)


def _file(told: str, place: Path, given: Given) -> GivenFile:
    """What was fetched, under the name that its content has: a server may pack or unpack on the way."""
    with place.open("rb") as raw:
        first = raw.read(1 << 10)
    name = unquote(PurePosixPath(urlsplit(told).path).name) or "download"
    ending = next((ending for mark, ending in _PACKED.items() if first.startswith(mark)), "")
    bare = name
    for each in set(_PACKED.values()):
        bare = bare[: -len(each)] if bare.lower().endswith(each) else bare
    if not first:
        raise _Unwanted("the file is empty.")
    if is_web_page(first.decode("utf-8", errors="replace").removeprefix("\ufeff")):
        raise _Unwanted("a web page came, and no file: it may ask to log in, or say that the file is gone.")
    given.copies[told] = place
    return loose(place, told, "", bare + ending)


# ── in words ──────────────────────────────────────────────────────────────────────────────────────────────────────────
# What the errors of aiohttp, fsspec, s3fs and gcsfs are called, and what they mean: the first that is among an error's causes.
_NAMED: Sequence[tuple[str, str, str]] = (
    (r"Redirect|InvalidU[Rr][Ll]", "it leads on to what is no address of the web, or in a circle.", AGAIN),
    (r"Payload|Disconnected|ConnectionReset|IncompleteRead", "the connection broke before all of it had come.", "Try it again."),
    (r"Timeout", f"nothing came for {WAIT} seconds.", "Try it again later."),
    (r"Certificate|SSL", "its certificate is not one that this computer trusts.", AGAIN),
    (r"Credential|Permission|Forbidden|AccessDenied", LOCKED, "Download it, and name the file."),
    (r"Connect|DNS|gaierror|EndpointConnection", "it does not answer.", "Check the network and the address."),
    (r"FileNotFound|NoSuchKey|NoSuchBucket|NotFound", GONE, AGAIN),
    (r"IsADirectory", "is a folder.", "Name one file."),
)


def _fault(told: str, kind: str, error: Exception) -> Fault:
    """Why nothing was fetched, in words; those of a store or library are never told, since they may hold keys."""
    if isinstance(error, _Unwanted):
        return Fault(told, "", str(error), AGAIN)
    if isinstance(error, ImportError):
        return Fault(told, "", f"reading it needs {_NEEDED[kind]}.", "Install it: pip install 'pcc-report-book[remote]'.")
    causes = list(_causes(error))
    status = next((each.status for each in causes if isinstance(getattr(each, "status", None), int)), 0)  # type: ignore[attr-defined]
    if status >= 400:
        said = {401: LOCKED, 403: LOCKED, 404: GONE, 410: GONE}.get(status, f"the server refuses it ({status}).")
        return Fault(told, "", said, AGAIN)
    names = " ".join(type(each).__name__ for each in causes)
    for pattern, said, todo in _NAMED:
        if re.search(pattern, names):
            return Fault(told, "", said, todo)
    if isinstance(error, OSError) and error.errno:
        return fault_of(error, "read", told)
    return Fault(told, "", f"cannot be fetched ({plain(type(error).__name__)}).", AGAIN)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error, and those that it came from."""
    seen: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in seen:
        seen.append(following)
        yield following
        following = following.__cause__ or following.__context__
