"""The project folder: the only door to its files, which remembers what was opened."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pydantic import BaseModel

from pcc_lib.core import numerals
from pcc_lib.core.errors import DefinitionError, Fault, ReportError, raise_if
from pcc_lib.core.files import is_file, names_in, read_bytes, sha256, worded, write_all
from pcc_lib.core.kept import ABSENT, Kept, Opened, makes_again
from pcc_lib.core.text import named, unseen
from pcc_lib.inputs import boundary_names, part_names
from pcc_lib.inputs.decoding import decoded
from pcc_lib.inputs.models.body import Body
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.sources import Descriptor
from pcc_lib.inputs.models.telling import shown
from pcc_lib.inputs.yaml_reader import lines_of, parse_yaml

BODY = "data/body.yml"
AGAIN = "Nothing was written. Run the command again, and look at what it would change now."
MODELS = "pcc_lib.inputs.models."
INCIDENTS = "data/incidents"  # rows of single crimes or calls: no record of an edition holds them
LISTING = "listing:"
LINES = "lines:"
KEY = ".key"  # beside a source of small numbers: the secret that its fingerprint is keyed with
MOST_UNSEEN = 20  # lines that are told
LONGEST_NAME = 255  # bytes that file systems take
LIMITS = {
    ".yml": 1,
    ".md": 1,
    ".json": 4,
    ".ipynb": 8,
    ".csv": 64,
}  # largest sizes in MiB; whatever is larger is no input of a report
_OF_SOURCE = re.compile(r"(?:\.revisions|\.releases/[^/]+)?\.csv$")  # what a table of a source has after the source's name
_QUARTER_FILE = re.compile(r"data/quarters/[^/]+/quarter\.yml")
_SOURCES = "data/sources"
_ASKED = rb"question['\"]?\s*:\s*['\"]?%b-"
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


def find_root(start: Path | None = None) -> Path:
    """The nearest folder at or above `start` that holds `data/body.yml`; a ReportError where there is none."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        with contextlib.suppress(OSError):  # a folder above that nobody may look into holds no project of theirs
            if (folder / "data" / "body.yml").is_file():
                return folder
    raise ReportError(
        f"{start}: no project here or above (looked for data/body.yml). Run from the project's "
        "folder, or name it: pcc --project FOLDER …"
    )


def project_folder(start: Path | None = None) -> Path:
    """The project that the environment names (`PCC_PROJECT`); else the nearest at or above `start`, as `find_root` has it."""
    return Path(os.environ.get("PCC_PROJECT") or find_root(start))


def unseen_faults(text: str, name: str, before: int = 0) -> list[Fault]:
    """A fault for each of the first lines of a text that hold what cannot be seen; `before`: how many lines are above it."""
    found = {text.count("\n", 0, m.start()) + 1: m[0] for m in unseen(text)}
    todo = "Delete it, and type the word again."
    return [
        Fault(name, f"line {line + before}", f"holds a character that cannot be seen ({named(odd)}).", todo)
        for line, odd in list(found.items())[:MOST_UNSEEN]
    ]


class Project:
    """A project folder. `opened` maps each key that was read to the fingerprint it had when it was read first; `kept` holds what
    was made of the files, with what of them each thing rests on.

    `look` gives a fingerprint as it is now; whoever makes a whole book looks at each file once.

    Keys are paths relative to the root, `listing:FOLDER` for the names of the files in a folder, or
    `lines:FOLDER:WORD` for the lines that start with WORD in the files of a folder (so that looking up which topic each
    measure belongs to does not count as reading every measure).
    """

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root).resolve()
        self.kept = Kept()
        self.look: Callable[[str], str] = self.fingerprint

    @property
    def opened(self) -> Opened:
        """What was read since `kept.begin()`, also by others for what is kept."""
        return self.kept.opened

    def __repr__(self) -> str:
        return f"Project({self.root.name})"

    def path(self, name: str) -> Path:
        """Absolute path of a file of the project; a ReportError where the name leads out of it, or to a device."""
        parts = PurePosixPath(name).parts
        if "\\" in name or ":" in name or name.startswith("/") or ".." in parts or any(_DEVICES.fullmatch(p) for p in parts):
            raise DefinitionError(
                [
                    Fault(
                        name,
                        "",
                        "is not the name of a file inside the project.",
                        "Name a file by its place in the project, such as data/sources/calls.csv.",
                    )
                ]
            )
        if any(len(part.encode()) > LONGEST_NAME for part in parts):
            raise DefinitionError(
                [Fault(shown(name), "", "is too long a name for a file.", "Is it a name? Write a shorter one.")]
            )
        path = self.root / name
        if path.is_symlink() and not path.resolve().is_relative_to(self.root):
            raise DefinitionError([Fault(name, "", "is a link that leads out of the project.", "Put the file itself there.")])
        return path

    def fingerprint(self, key: str) -> str:
        """SHA-256 of a file, or of the names in a listed folder, or `absent`.

        Where `<name>.key` stands beside `<name>.csv`, its fingerprint is an HMAC with that secret: of a table in which
        only small numbers are not known, a plain digest would tell them to whoever tries them all. So is that of a quarter.yml
        which answers what such a table asks: of it all but the answer is public.
        """
        if key.startswith(LISTING):
            return sha256("\n".join(self._names(key.removeprefix(LISTING))))
        if key.startswith(LINES):
            return sha256(repr(self._lines(*key.removeprefix(LINES).split(":", 1))))
        path = self.path(key)
        return self._file_digest(name=key, raw=read_bytes(path, key)) if is_file(path, key) else ABSENT

    def hold_as_read(self, names: Iterable[str]) -> None:
        """A DefinitionError where one of these files is no longer as it was read: what was worked out from it is out of date."""
        found = "was changed by somebody else, or in another window, since it was read."
        changed = [name for name in names if name in self.opened and self.fingerprint(name) != self.opened[name]]
        raise_if(DefinitionError, [Fault(name, "", found, AGAIN) for name in changed])

    def write(self, contents: Mapping[str, bytes]) -> None:
        """Write files by their names in the project: all, or none where one cannot be, or is no longer as it was read."""
        write_all({self.path(name): content for name, content in contents.items()}, lambda: self.hold_as_read(contents))
        for name in contents:
            self.opened.pop(name, None)

    def exists(self, name: str) -> bool:
        """Whether a file is there; a file that is not is remembered as absent."""
        there = is_file(self.path(name), name)
        if not there:
            self.opened.note(name, ABSENT)
        return there

    def names(self, folder: str) -> list[str]:
        """Sorted names of what is in a folder, without what programs leave behind (none where there is no folder)."""
        names = self._names(folder)
        self.opened.note(LISTING + folder, sha256("\n".join(names)))
        return names

    def lines(self, folder: str, word: str) -> dict[str, str]:
        """Of each file in a folder, the rest of the first line that starts with `word` (name to text)."""

        def read() -> dict[str, str]:
            found = self._lines(folder, word)
            self.opened.note(f"{LINES}{folder}:{word}", sha256(repr(found)))
            return found

        return self.once((folder, word, LINES), read)

    def read_text(self, name: str, encoding: str = "utf-8") -> str:
        """The text of a file (a byte-order mark is passed over); a DefinitionError names line and byte of what is wrong, or a
        character that cannot be seen."""
        text = decoded(self.read_bytes(name), name, encoding)
        raise_if(DefinitionError, unseen_faults(text, name))
        return text

    def read_bytes(self, name: str) -> bytes:
        """The bytes of a file; a DefinitionError where it is missing, or larger than any input is."""
        path = self.place_of(name)
        raw = read_bytes(path, name)
        self.opened.read(name, self._file_digest(name, raw))
        return raw

    def place_of(self, name: str, limit: int = 0) -> Path:
        """Where a file is that there is; a DefinitionError where it is missing, or larger than `limit` MiB (0: than any input).

        Whoever reads it there without `read_bytes` says by `opened.read` what it was.
        """
        path = self.path(name)
        if not is_file(path, name):
            self.opened.note(name, ABSENT)
            if path.is_dir():
                todo = "Put the file there, and take the folder away."
                raise DefinitionError([Fault(name, "", "is a folder, and a file of this name is wanted.", todo)])
            todo = "Put it back, or copy it from another project and change what it says."
            raise DefinitionError([Fault(name, "", "the file is missing.", todo)])
        limit = limit or LIMITS.get(path.suffix.lower(), 64)
        with worded("read", name):
            size = path.stat().st_size
        if size > limit << 20:
            todo = "Is it the right file? Keep what the report needs, such as monthly counts."
            raise DefinitionError([Fault(name, "", f"is larger than {limit:,} MiB.", todo)])
        return path

    def key_of(self, name: str) -> str:
        """The file that holds the secret of a CSV's fingerprint (`` where there is none). It is that of the source, for what the
        source was before it was revised, and its earlier releases, too: they hold the same small numbers."""
        key = _OF_SOURCE.sub("", name) + KEY
        return key if name.endswith(".csv") and is_file(self.path(key), key) else ""

    def key_of_answers(self, name: str, raw: bytes) -> str:
        """The file that holds the secret of the fingerprint of a `quarter.yml`, by what it says: that of the first source of
        small numbers whose questions it answers (`` where it answers none)."""
        if not _QUARTER_FILE.fullmatch(name):
            return ""
        keys = (each for each in self._names(_SOURCES) if each.endswith(KEY))
        named = ((key, re.escape(key.removesuffix(KEY)).encode()) for key in keys)
        return next((f"{_SOURCES}/{key}" for key, source in named if re.search(_ASKED % source, raw)), "")

    def _file_digest(self, name: str, raw: bytes) -> str:
        key = self.key_of(name) or self.key_of_answers(name, raw)
        return hmac.new(read_bytes(self.path(key), key), raw, hashlib.sha256).hexdigest() if key else sha256(raw)

    def read_yaml(self, name: str) -> Any:
        """A parsed YAML file; syntax faults, repeated keys, anchors and deep nesting are DefinitionErrors with line numbers."""
        return parse_yaml(self.read_text(name), name)

    def record(self, model: type[M], name: str) -> M:
        """A YAML file as a record of its model, read once; a DefinitionError lists every fault with line and key."""

        def read() -> M:
            text = self.read_text(name)
            return read_as(model, parse_yaml(text, name), name, lines_of(text))

        return self.kept.said(f"record|{model.__qualname__}|{name}", read, repr)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made of the project's files under this key, made once; what raises is tried again."""
        return self.kept.once(key, make)

    @property
    def body(self) -> Body:
        """`data/body.yml`: names of the body, the force and its areas."""
        return self.record(Body, BODY)

    def label(self, value: str) -> str:
        """The reader's word for a breakdown value such as `county`: from body.yml, else from a source's descriptor; of the code
        of an area its name, where there are boundaries of it."""
        areas = {area.id: area.title for area in self.body.areas}
        labels = {self.body.whole: self.body.whole_title} | areas | dict(self.body.labels)
        if value in labels:
            return labels[value]
        if boundary_names.CODE.fullmatch(value) and (name := self._names_of_codes().get(value.upper())):
            return name
        if name := self._names_of_parts().get(value):
            return name
        plain = numerals.part_id(value) == value  # an id, and not a name as it is published
        return value.replace("_", " ").replace("-", " ").capitalize() if plain else value

    def _names_of_codes(self) -> Mapping[str, str]:
        folder = boundary_names.FOLDER
        return self.once((folder, "names"), lambda: boundary_names.names_of_codes(self.names(folder), self.read_bytes))

    def _names_of_parts(self) -> Mapping[str, str]:
        def read() -> Mapping[str, str]:
            return part_names.names_of_parts(self.names(part_names.FOLDER), lambda name: self.record(Descriptor, name))

        return self.once((part_names.FOLDER, "names"), read)

    def label_within(self, value: str) -> str:
        """What a sentence calls a breakdown value: `the County`, where body.yml says so under in_sentences; else its label."""
        return self.body.in_sentences.get(value) or self.label(value)

    def _names(self, folder: str) -> list[str]:
        return names_in(self.path(folder), folder)

    def _lines(self, folder: str, word: str) -> dict[str, str]:
        found = {}
        for name in self._names(folder):
            path = self.path(f"{folder}/{name}")
            text = read_bytes(path, f"{folder}/{name}").decode("utf-8", "replace") if path.is_file() else ""
            line = next((row for row in text.splitlines() if row.startswith(word)), "")
            found[name] = line.removeprefix(word).split(" #")[0].strip().strip("'\"")
        return found


@makes_again("record")
def record_again(project: Project, model: str, name: str) -> BaseModel:
    """A record by the name of its model: what rests on it asks whether it says the same (see `Kept.said`)."""
    known = {each.__qualname__: each for each in _models(BaseModel)}
    if model not in known:
        raise ReportError(f"there is no kind of file '{model}'.")
    return project.record(known[model], name)


def _models(of: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The models of this library's files, as far as they are loaded."""
    for each in of.__subclasses__():
        if each.__module__.startswith(MODELS):
            yield each
        yield from _models(each)
