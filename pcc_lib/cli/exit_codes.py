"""What the number says with which `pcc` ends. Help and docs are made from this table, and nothing else ends a command."""

from __future__ import annotations

from enum import IntEnum


class Ended(IntEnum):
    """How a command ended, each with its `words` for people."""

    DONE = 0, "Done."
    REFUSED = 1, "Refused: there are faults in the inputs, open questions, or what was asked for is not there."
    MISUSED = (
        2,
        "Wrong usage: no such command or option, or a value it cannot have. Of audit and prove: it cannot be told.",
    )
    BROKEN = 3, "A fault in the program itself, told with its traceback."
    STOPPED = 130, "Stopped by Ctrl-C. What was current before is still current."
    UNREAD = 141, "Whoever read the output stopped reading, such as `head`."

    words: str

    def __new__(cls, code: int, words: str) -> Ended:
        """A number, with its words beside it."""
        ended = int.__new__(cls, code)
        ended._value_ = code
        ended.words = words
        return ended


def told() -> list[tuple[str, str]]:
    """Every number with its words, in order."""
    return [(str(int(each)), each.words) for each in Ended]
