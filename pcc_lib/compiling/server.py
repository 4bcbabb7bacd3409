"""The compiler's own process: it loads jupyter-book and Sphinx, then compiles what each line asks for. Run with `python -m`."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from pcc_lib.building.book_gate import READ_BY_BUILD
from pcc_lib.core.orphans import lines_until_closed
from pcc_lib.core.standby import STAND_BY
from pcc_lib.core.standing import Standing, stand_by


def serve() -> None:
    """Answer each line with one, until the pipe closes, and then those of whoever needs it next, if it is asked to stand by."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    asked = lines_until_closed(sys.stdin, _is_last)
    import myst_nb.sphinx_  # noqa: F401
    import sphinx_book_theme  # noqa: F401

    from pcc_lib.compiling import run

    gc.collect()
    gc.freeze()  # what is loaded stays, and need not be looked through again and again
    gc.disable()
    while standing := _stood_by(run, asked, answers):
        line = standing.called()
        answers = line.makefile("w", encoding="utf-8")
        asked = lines_until_closed(line.makefile("r", encoding="utf-8"), _is_last)


def _is_last(line: str) -> bool:
    return STAND_BY in json.loads(line)


def _stood_by(run: Any, asked: Iterable[str], answers: IO[str]) -> Standing | None:
    """Answer each line, up to that which says to stand by; None where that cannot be."""
    for request in map(json.loads, asked):
        if STAND_BY in request:
            standing = stand_by(request[STAND_BY])
            _answer(answers, {"stands": standing is not None})
            answers.close()
            return standing
        _answer(answers, _compiled(run, request))
        gc.collect()  # between two requests, when nobody waits
    return None


def _compiled(run: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """What became of one request: `sound`, `said`, `written`."""
    os.environ |= {READ_BY_BUILD: asked["work"], "PCC_QUARTER": asked["quarter"], "PCC_PROJECT": asked["project"]}
    os.chdir(asked["project"])
    return run.compile_pages(run.Asked(Path(asked["source"]), Path(asked["work"]), asked["changed"]))._asdict()


def _answer(answers: IO[str], answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    serve()
