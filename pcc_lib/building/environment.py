"""The environment of the processes in which pages run."""

from __future__ import annotations

import os
from pathlib import Path

from pcc_lib.core.installed import LIBRARY
from pcc_lib.core.processors import ALIKE


def page_environment(root: Path) -> dict[str, str]:
    """Environment of every kernel: this library importable, nothing that differs from run to run."""
    library = str(LIBRARY.parent)
    paths = [library, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    fixed = {
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        **ALIKE,
        "TZ": "UTC",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PCC_PROJECT": str(root),
    }
    return {**os.environ, **fixed, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}
