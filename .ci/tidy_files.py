"""What a commit must not bring: a text without its last line end, a large file, a notebook with outputs.

    python .ci/tidy_files.py FILE ...   says what is wrong, one line each; exits 1 if anything is

Standard library only. The commit hook gives it the files of the commit, tests/test_tidy_files.py all that are committed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

LARGEST = 500_000  # bytes; whoever clones the project carries a large file for ever
NO_TEXT = {".png", ".jpg", ".ico", ".woff2", ".zip", ".gz", ".xlsx", ".ods", ".pdf"}
AS_SENT = "extracts"  # a folder of files as their senders wrote them: every byte counts


def faults(path: Path) -> Iterator[str]:
    """What is wrong with a file."""
    raw = path.read_bytes()
    if len(raw) > LARGEST:
        yield f"is {len(raw):,} bytes; the limit is {LARGEST:,}"
    if path.suffix in NO_TEXT or path.parent.name == AS_SENT:
        return
    if b"\r" in raw:
        yield "has Windows line ends"
    if raw and (not raw.endswith(b"\n") or raw.endswith(b"\n\n")):
        yield "does not end with one line end"
    if path.suffix == ".ipynb":
        yield from notebook_faults(raw)


def notebook_faults(raw: bytes) -> Iterator[str]:
    """Which cells of a notebook were run."""
    for number, cell in enumerate(json.loads(raw)["cells"], 1):
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield f"cell {number} has been run; clear all outputs"


def main(names: list[str]) -> int:
    """Say every fault of some files; 1 if there is any."""
    found = [f"{name} {fault}" for name in names for fault in faults(Path(name))]
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
