"""Whether what was made before still holds: the files that it rests on, and what was made of others, are looked at again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pcc_lib.core.errors import ReportError
from pcc_lib.core.kept import AGAIN, Meant, Opened
from pcc_lib.inputs.project import Project


@dataclass(frozen=True)
class Trace:
    """What something rests on: every name that was opened with its fingerprint; of these `direct` those of which every byte
    counts; and `meant`, what was read for what it says alone."""

    opened: Mapping[str, str] = field(default_factory=dict)
    direct: Mapping[str, str] = field(default_factory=dict)
    meant: Mapping[str, Meant] = field(default_factory=dict)

    @classmethod
    def of(cls, opened: Opened) -> Trace:
        """What was watched."""
        return cls(dict(opened), dict(opened.direct), dict(opened.meant))

    @classmethod
    def of_files(cls, opened: Mapping[str, str]) -> Trace:
        """Of files alone, of which every byte counts."""
        return cls(dict(opened), dict(opened))

    @classmethod
    def parse(cls, plain: Mapping[str, Any]) -> Trace:
        """From what `plain` gave; a KeyError, TypeError or ValueError where it is damaged."""
        meant = {key: Meant(str(digest), tuple(names)) for key, (digest, names) in plain["meant"].items()}
        return cls(dict(plain["opened"]), dict(plain["direct"]), meant)

    @property
    def plain(self) -> dict[str, Any]:
        """As plain data, sorted."""
        meant = {key: [each.digest, list(each.names)] for key, each in sorted(self.meant.items())}
        return {"opened": dict(sorted(self.opened.items())), "direct": dict(sorted(self.direct.items())), "meant": meant}

    @property
    def as_opened(self) -> Opened:
        """As if all of it had just been opened."""
        opened = Opened()
        opened.update(self.opened)
        opened.direct.update(self.direct)
        opened.meant.update(self.meant)
        return opened

    def changed(self, fingerprint: Callable[[str], str]) -> list[str]:
        """The names of which every byte counts and that are others now."""
        return [name for name, was in self.direct.items() if fingerprint(name) != was]

    def doubtful(self, fingerprint: Callable[[str], str]) -> list[str]:
        """The other names that are others now: whether they say something else has to be seen."""
        return [name for name, was in self.opened.items() if name not in self.direct and fingerprint(name) != was]

    def renewed(self, project: Project, fingerprint: Callable[[str], str] | None = None) -> Trace | None:
        """The trace as it is today, where all that it rests on still says the same; None where anything does not.

        fingerprint: as whoever asks knows it (None: as the project's `look` gives it).
        """
        fingerprint = fingerprint or project.look
        if self.changed(fingerprint):
            return None
        other, meant = set(self.doubtful(fingerprint)), dict(self.meant)
        opened = {name: was for name, was in self.opened.items() if name in self.direct}
        for key, before in self.meant.items():
            found = dict.fromkeys(before.names)
            if other.intersection(before.names):
                now = say_again(project, key)
                if now is None or now.meant[key].digest != before.digest:
                    return None
                meant[key], found = now.meant[key], dict.fromkeys(now)
            opened |= {name: fingerprint(name) for name in found if name not in opened}
        return replace(self, opened=opened, meant=meant)


def say_again(project: Project, key: str) -> Opened | None:
    """What is opened when something that was read for its meaning is made again by its key (see `Kept.said`); None where it
    cannot be made any more."""
    name, *arguments = key.split("|")
    make = AGAIN.get(name)
    if make is None:
        return None
    try:
        with project.kept.watching() as opened:
            make(project, *arguments)
    except (ReportError, TypeError):
        return None
    return opened if key in opened.meant else None
