"""Runs the library that an edition's record holds, in a process of its own: only where the signer of it is trusted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pcc_lib.core.errors import BuildError

SECONDS = 3600
_LAST = 600  # characters of what it said


def run_archived(library: Path, module: Sequence[str], folder: Path, verb: str, more: Mapping[str, str] | None = None) -> None:
    """Run a module of the library, with what it is asked after its name, in a folder; more: names of the environment beside its
    own. A BuildError with its last words where it fails or does not end: `The archived library did not build it` for `build`."""
    env = {**os.environ, "PYTHONPATH": str(library), "PYTHONDONTWRITEBYTECODE": "1", **(more or {})}
    command = [sys.executable, "-m", *module]
    try:
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise BuildError(f"The archived library did not {verb} it within {SECONDS:,} seconds, and was ended.") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()[-_LAST:]
        raise BuildError(f"The archived library did not {verb} it: {said}")
