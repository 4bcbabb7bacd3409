"""That a process which does tasks stands by, with all that it has read and worked out, for whoever builds the same project next;
and such a process as `workers` has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pcc_lib.building.copied import CopiedProcess, can_be_followed
from pcc_lib.core.standby import StandBy, lent


@dataclass(frozen=True)
class Wait:
    """The task to stand by; `asked` is that of a `StandBy`."""

    asked: Mapping[str, Any]

    @property
    def what(self) -> str:
        """What it is, for people."""
        return "A process that stands by"

    def done(self) -> bool:
        """No process: whoever only does tasks does not stand by."""
        return False


def called(standby: StandBy | None, how: Mapping[str, Any]) -> CopiedProcess | None:
    """A process that stood by, and connects as it is told (`how`); None where there is none. What rests on files that have
    changed meanwhile it forgets when it is given its first task (`task.project_kept`)."""
    found = lent(standby) if can_be_followed() else None
    if found is None:
        return None
    try:
        found.requests.write(json.dumps(dict(how)).encode("utf-8") + b"\n")
        found.requests.flush()
        return CopiedProcess(found.pid)
    except OSError:
        return None
    finally:
        found.close()
