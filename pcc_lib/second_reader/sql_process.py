"""Runs `verify.sql` of the folder that it is started in, and prints what it found as JSON: a process of its own, see `running`.

The file may do what such a file does and nothing else: read files of that folder, make tables in memory, and select from them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

STATEMENTS = "verify.sql"
VERDICT = "SELECT figure, printed, printed_value, reworked_value, differs, reason, worked_by FROM verdict ORDER BY ALL"
ALLOWED = (
    duckdb.StatementType.CREATE,
    duckdb.StatementType.INSERT,
    duckdb.StatementType.SELECT,
    duckdb.StatementType.DELETE,
)


def found_in(folder: Path) -> dict[str, Any]:
    """`rows` of the verdict, or an `error` in words."""
    here = folder.as_posix().replace("'", "''")
    with duckdb.connect() as base:
        # some releases hold a name against these as it is written, others as it is found
        base.execute(f"SET allowed_directories = ['{here}', 'project']")
        base.execute("SET allowed_paths = ['figures.csv']")
        base.execute("SET enable_external_access = false")
        base.execute("PRAGMA disable_optimizer")  # a thousand statements of a few rows: to look for a better plan takes longer
        base.execute("SET lock_configuration = true")
        try:
            for statement in base.extract_statements((folder / STATEMENTS).read_text(encoding="utf-8")):
                if statement.type not in ALLOWED:
                    return {"error": f"holds a statement ({statement.type.name}) that does more than read"}
                base.execute(statement)
            return {"rows": base.execute(VERDICT).fetchall()}
        except (duckdb.Error, OSError, ValueError) as error:
            return {"error": "cannot be run: " + str(error).partition("\n")[0]}


if __name__ == "__main__":
    print(json.dumps(found_in(Path.cwd())))
