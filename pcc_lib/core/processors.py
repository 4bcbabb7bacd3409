"""What keeps the arithmetic of processors alike: to be in the environment before numpy is imported."""

# The way of OpenBLAS to add and multiply that every x86 processor on which numpy runs has. Each would choose its own, and the
# last digits would be others from machine to machine. Other kinds of processors do not know the name, and pay it no heed.
ALIKE = {"OPENBLAS_CORETYPE": "Nehalem"}
