"""The kernel that Jupyter and VS Code offer for the notebooks: this Python, under a name of its own.

The notebooks themselves name `python3`, which every environment with a kernel has, so plain papermill and jupyter-book
run them whether or not this one is registered.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pcc_lib.core.errors import ReportError

NAME = "pcc-report-book"
TITLE = "PCC report-book"


def register() -> Path:
    """Register this Python as a kernel inside its own environment, and nowhere else; returns the kernel's folder."""
    from ipykernel.kernelspec import install

    try:
        return Path(install(kernel_name=NAME, display_name=TITLE, prefix=sys.prefix))
    except OSError as error:
        raise ReportError(
            f"{sys.prefix}: the kernel '{TITLE}' could not be written there ({error.strerror or error}). "
            "Install the project into an environment of its own (py -m venv .venv), and run this there."
        ) from None


def kernel_name(notebook: Mapping[str, Any]) -> str:
    """The kernel that a notebook names; blank where it names none."""
    spec = (notebook.get("metadata") or {}).get("kernelspec") or {}
    return str(spec.get("name", ""))


def unregistered(named: Mapping[str, str]) -> Iterator[str]:
    """A line for each kernel that is named (page to kernel) but not registered here; its pages run all the same."""
    from jupyter_client.kernelspec import KernelSpecManager

    here = KernelSpecManager().find_kernel_specs()
    for name in sorted({name for name in named.values() if name and name.lower() not in here}):
        pages = ", ".join(page for page, its in named.items() if its == name)
        todo = " To register it: pcc kernel" if name == NAME else ""
        yield f"The kernel '{name}' is not registered here ({pages}): running in this Python instead.{todo}"
