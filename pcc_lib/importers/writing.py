"""What all importers write: files together or not at all, and a report of what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pcc_lib.core.files import write_all


def write_together(texts: Mapping[Path, str]) -> None:
    """Write all files in UTF-8 with LF, or none; a FileError where a place cannot be written."""
    write_all({path: text.encode("utf-8") for path, text in texts.items()})


def package_warnings(descriptor: Path) -> list[str]:
    """A reminder where the project's data package does not list the source yet."""
    package = descriptor.parent.parent / "datapackage.yml"
    if not package.is_file() or descriptor.name in package.read_text(encoding="utf-8", errors="replace"):
        return []
    wanted = f"{descriptor.parent.name}/{descriptor.name}"
    return [f"{package.name} does not list this source. Add {wanted} to its resources."]


def report_text(lines: Iterable[str], warnings: Iterable[str], written: str) -> str:
    """The report of an import: what was read, what to look at, and which files were written."""
    return "\n".join([*lines, *(f"Warning: {warning}" for warning in warnings), f"Wrote {written}."])
