"""`python -m pcc_lib` is the command `pcc`."""

from pcc_lib.cli import main

if __name__ == "__main__":
    main(prog_name="pcc")
