"""`python -m pcc_lib` is the command `pcc`."""

import sys


def run() -> None:
    """Run the command line; Ctrl-C is told in one line even while it loads."""
    try:
        from pcc_lib.cli import main

        main(prog_name="pcc")
    except KeyboardInterrupt:
        print("Stopped before anything was begun.", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    run()
