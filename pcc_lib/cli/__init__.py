"""The command `pcc`, one module for each group of commands.

Nothing heavy is imported before it is needed: a build in which nothing changed must not wait for pandas.
"""

from pcc_lib.cli import confirm, data, desk, editions, estates, founding, importing, looking, packs, previews, quarter, workbooks
from pcc_lib.cli.program import main

__all__ = [
    "confirm",
    "data",
    "desk",
    "editions",
    "estates",
    "founding",
    "importing",
    "looking",
    "main",
    "packs",
    "previews",
    "quarter",
    "workbooks",
]
