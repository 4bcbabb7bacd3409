"""What all importers write: files together or not at all, and a report of what was done."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from pcc_lib.core.errors import ReportError


def write_together(texts: Mapping[Path, str]) -> None:
    """Write all files beside their places, then move each into place; a failure leaves the former ones.

    Raises ReportError where a place cannot be written.
    """
    parts = {path: path.with_name(f".{path.name}.part") for path in texts}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            parts[path].write_text(text, encoding="utf-8", newline="\n")
        for path, part in parts.items():
            os.replace(part, path)
    except OSError as error:
        raise ReportError(
            f"{error.filename2 or error.filename}: cannot be written ({error.strerror}). "
            "Close it in other programs; check that the folder may be written to."
        ) from None
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


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
