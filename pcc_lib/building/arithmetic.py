"""What the arithmetic of this machine gives to the last digit where pages run: run as a program, it prints a digest of some of it
(see `core.arithmetic`)."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

from pcc_lib.building.environment import page_environment
from pcc_lib.core.errors import BuildError


@cache
def arithmetic() -> str:
    """The digest, as it is where pages run: in a process of its own, with their environment."""
    asked = [sys.executable, "-P", str(Path(__file__))]
    done = subprocess.run(asked, env=page_environment(Path.cwd()), capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise BuildError(f"numpy does not work here: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}")
    return done.stdout.strip()


if __name__ == "__main__":
    from pcc_lib.core.arithmetic import arithmetic_here

    print(arithmetic_here())
