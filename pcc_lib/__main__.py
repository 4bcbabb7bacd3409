"""`python -m pcc_lib` is the command `pcc`."""

import atexit
import gc
import sys

ALLOCATIONS = (
    50_000  # of Python's 700: a command makes much that lasts to its end, and looking through it for rubbish takes a tenth
)


def run() -> None:
    """Run the command line; Ctrl-C is told in one line even while it loads."""
    gc.set_threshold(ALLOCATIONS, *gc.get_threshold()[1:])
    atexit.register(gc.freeze)  # to look through all that it holds once more would take a fifth of a second
    try:
        from pcc_lib.cli import main

        main(prog_name="pcc")
    except KeyboardInterrupt:
        print("Stopped before anything was begun.", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    run()
