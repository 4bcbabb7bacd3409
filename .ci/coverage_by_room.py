"""Prints how much of each room of the library the measured tests have run: lines and branches.

    coverage json -o - | python .ci/coverage_by_room.py

Standard library only. Rooms stand in the order of docs/modules.md.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

MODULES = Path(__file__).resolve().parents[1] / "docs" / "modules.md"
COUNTED = ("num_statements", "covered_lines", "num_branches", "covered_branches")


def rooms(report: Mapping[str, Any]) -> dict[str, Counter[str]]:
    """Sums of the files of each room: a folder of the library, or a module that is a room by itself."""
    found: dict[str, Counter[str]] = {}
    for name, file in report["files"].items():
        parts = re.split(r"[\\/]", name)
        room = parts[parts.index("pcc_lib") + 1].removesuffix(".py")
        found.setdefault(room, Counter()).update({key: file["summary"][key] for key in COUNTED})
    order = re.findall(r"^\| `(\w+)`", MODULES.read_text(encoding="utf-8"), re.MULTILINE)
    known = [room for room in order if room in found]
    return {room: found[room] for room in [*known, *sorted(found.keys() - set(known))]}


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """A line for each room, and one for all."""
    found = rooms(report)
    yield f"{'room':<16}{'lines':>8}{'run':>8}{'branches':>10}{'taken':>8}"
    for room, counts in [*found.items(), ("all", sum(found.values(), Counter()))]:
        lines, run, branches, taken = (counts[key] for key in COUNTED)
        yield f"{room:<16}{lines:>8}{_share(run, lines):>8}{branches:>10}{_share(taken, branches):>8}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "-"


if __name__ == "__main__":
    print("\n".join(table(json.load(sys.stdin))))
