"""What results rest on besides a project's files: this library, and the installed packages."""

from __future__ import annotations

import base64
import contextlib
import csv
import hashlib
import json
import os
import re
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from pcc_lib.core.files import sha256

LIBRARY = Path(__file__).resolve().parents[1]  # the folder of this library


@cache
def library_digest() -> str:
    """One digest over every file of this library, assets included."""
    return digest_of_library(LIBRARY)


def digest_of_library(folder: Path) -> str:
    """One digest over every file of a library in a folder, without what Python compiles of it."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc")
    return digest([[p.relative_to(folder).as_posix(), sha256(p.read_bytes())] for p in files])


@cache
def environment() -> dict[str, Any]:
    """Python's version and every installed distribution as `name==version`.

    Read from the names of the `.dist-info` folders: opening 200 metadata files would cost more than all the rest of a
    build in which nothing changed.
    """
    found = set()
    for entry in sys.path:
        names = os.listdir(entry) if os.path.isdir(entry) else ()
        found |= {match.groups() for name in names if (match := re.fullmatch(r"(.+)-([^-]+)\.(?:dist|egg)-info", name))}
    packages = sorted(f"{name.lower().replace('_', '-')}=={version}" for name, version in found)
    return {"python": ".".join(map(str, sys.version_info[:3])), "packages": packages}


@cache
def edited(package: str) -> str:
    """What somebody has changed in the files of a package since it was installed, as a digest; blank where nothing was, and where
    nothing is known of how it was installed.

    A file counts that is newer than the list of files (RECORD), which an installer writes last, and is not what the list says, or
    gone. A file that somebody adds is in no list.
    """
    with contextlib.suppress(PackageNotFoundError, OSError, ValueError, csv.Error):
        found = distribution(package)
        home = str(found.locate_file(""))
        about = found.read_text  # UTF-8, as their format has it; `found.files` may hide what is gone
        listed = {os.path.join(home, name): said for name, said, *_ in csv.reader((about("RECORD") or "").splitlines())}
        since = max((os.stat(file).st_mtime_ns for file in listed if file.endswith("RECORD")), default=0)
        newer = [file for file, said in listed.items() if since and said and _is_newer(file, since)]
        changed = {file: now for file in newer if (now := _as_listed(file)) != listed[file]}
        return digest({os.path.relpath(file, home): now for file, now in changed.items()}) if changed else ""
    return ""


def _is_newer(file: str, since: int) -> bool:
    try:
        return os.stat(file).st_mtime_ns > since
    except OSError:  # it is gone
        return True


def _as_listed(file: str) -> str:
    """The digest of a file as RECORD has it; blank where it is gone."""
    try:
        content = Path(file).read_bytes()
    except OSError:
        return ""
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode("ascii").rstrip("=")


def digest(value: Any) -> str:
    """SHA-256 of a value's JSON."""
    return sha256(json.dumps(value, sort_keys=True))
