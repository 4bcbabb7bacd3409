"""The project folder: the only door to its files, which remembers what was opened."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from pcc_lib.errors import DefinitionError, Fault, ReportError, raise_if, suggest

LISTING = "listing:"
LINES = "lines:"
KEY = ".key"  # beside a source of small numbers: the secret that its fingerprint is keyed with
_WORDS = {type(None): "is empty.", list: "is a list, not keys with values.", str: "is text, not keys with values.",
          bool: "is true or false, not keys with values."}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML's safe loader, with dates kept as text: a day that there is not is then told by whoever reads the date."""

    yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def find_root(start: Path | None = None) -> Path:
    """The nearest folder at or above `start` that holds `data/body.yml`; a ReportError where there is none."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "data" / "body.yml").is_file():
            return folder
    raise ReportError(f"{start}: no project here or above (looked for data/body.yml). Run from the project's "
                      "folder, or name it: pcc --project FOLDER …")


class Project:
    """A project folder. `opened` maps each key that was read to the fingerprint it had then.

    Keys are paths relative to the root, `listing:FOLDER` for the names of the files in a folder, or
    `lines:FOLDER:WORD` for the lines that start with WORD in the files of a folder (so that looking up which topic each
    measure belongs to does not count as reading every measure).
    """

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root).resolve()
        self.opened: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"Project({self.root.name})"

    def path(self, name: str) -> Path:
        """Absolute path of a file of the project."""
        return self.root / name

    def fingerprint(self, key: str) -> str:
        """SHA-256 of a file, or of the names in a listed folder, or `absent`.

        Where `<name>.key` stands beside `<name>.csv`, its fingerprint is an HMAC with that secret: of a table in which
        only small numbers are not known, a plain digest would tell them to whoever tries them all.
        """
        if key.startswith(LISTING):
            return _digest("\n".join(self._names(key.removeprefix(LISTING))).encode("utf-8"))
        if key.startswith(LINES):
            return _digest(repr(self._lines(*key.removeprefix(LINES).split(":", 1))).encode("utf-8"))
        path = self.path(key)
        return self._file_digest(name=key, raw=path.read_bytes()) if path.is_file() else "absent"

    def exists(self, name: str) -> bool:
        """Whether a file is there; a file that is not is remembered as absent."""
        there = self.path(name).is_file()
        if not there:
            self.opened[name] = "absent"
        return there

    def names(self, folder: str) -> list[str]:
        """Sorted names of what is in a folder (none where there is no folder)."""
        names = self._names(folder)
        self.opened[LISTING + folder] = _digest("\n".join(names).encode("utf-8"))
        return names

    def lines(self, folder: str, word: str) -> dict[str, str]:
        """Of each file in a folder, the rest of the first line that starts with `word` (name to text)."""
        found = self._lines(folder, word)
        self.opened[f"{LINES}{folder}:{word}"] = _digest(repr(found).encode("utf-8"))
        return found

    def read_text(self, name: str) -> str:
        """The text of a UTF-8 file (a byte-order mark is passed over); a ReportError names what is wrong."""
        raw = self.read_bytes(name)
        try:
            return _plain_lines(raw.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = _plain_lines(raw[: error.start].decode("utf-8", "replace")).count("\n") + 1
            fault = Fault(name, f"line {line}", f"byte 0x{raw[error.start]:02x} is not UTF-8.",
                          "Save the file as UTF-8 (in Excel: 'CSV UTF-8').")
            raise DefinitionError([fault]) from None

    def read_bytes(self, name: str) -> bytes:
        """The bytes of a file; a ReportError where it is missing."""
        path = self.path(name)
        if not path.is_file():
            self.opened[name] = "absent"
            raise ReportError(f"{name}: the file is missing.")
        raw = path.read_bytes()
        self.opened[name] = self._file_digest(name, raw)
        return raw

    def key_of(self, name: str) -> str:
        """The file that holds the secret of a CSV's fingerprint (`` where there is none)."""
        key = name.removesuffix(".csv") + KEY
        return key if name.endswith(".csv") and self.path(key).is_file() else ""

    def _file_digest(self, name: str, raw: bytes) -> str:
        key = self.key_of(name)
        return hmac.new(self.path(key).read_bytes(), raw, hashlib.sha256).hexdigest() if key else _digest(raw)

    def read_yaml(self, name: str) -> Any:
        """A parsed YAML file; syntax faults and repeated keys are ReportErrors with line numbers."""
        return parse_yaml(self.read_text(name), name)

    @cached_property
    def body(self) -> Mapping[str, Any]:
        """`data/body.yml`: names of the body, the force and its areas."""
        body = self.read_yaml("data/body.yml")
        missing = [k for k in ("name", "force", "area", "areas", "report_title") if k not in (body or {})]
        raise_if(DefinitionError, (Fault("data/body.yml", "", f"'{k}' is missing.", "Add it.") for k in missing))
        return body

    def label(self, value: str) -> str:
        """The reader's word for a breakdown value such as `county`, from body.yml."""
        labels = {a["id"]: a["title"] for a in self.body["areas"]} | self.body.get("labels", {})
        return labels.get(value) or value.replace("_", " ").replace("-", " ").capitalize()

    def _names(self, folder: str) -> list[str]:
        path = self.path(folder)
        return sorted(p.name for p in path.iterdir()) if path.is_dir() else []

    def _lines(self, folder: str, word: str) -> dict[str, str]:
        found = {}
        for name in self._names(folder):
            path = self.path(f"{folder}/{name}")
            text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
            line = next((row for row in text.splitlines() if row.startswith(word)), "")
            found[name] = line.removeprefix(word).split(" #")[0].strip().strip("'\"")
        return found


def parse_yaml(text: str, name: str) -> Any:
    """YAML to plain Python; refuses repeated keys, which YAML would drop without a word."""
    loader = None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is not None:
            _refuse_repeats(node, name)
        return loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        raise DefinitionError([_yaml_fault(error, text, name)]) from None
    except (ValueError, RecursionError):
        raise DefinitionError([Fault(name, "", "not valid YAML: a value is not of the type that it is marked with, or "
                                     "holds itself.", "Take out marks such as !!int, & and *.")]) from None
    finally:
        if loader is not None:
            loader.dispose()


def check_keys(found: Any, name: str, *, required: set[str], allowed: set[str]) -> list[Fault]:
    """Faults of a mapping with unknown or missing keys."""
    if not isinstance(found, dict):
        return [Fault(name, "", _WORDS.get(type(found), "is a number, not keys with values."), "Write 'key: value' lines.")]
    unknown = [Fault(name, "", f"unknown key '{key}'.", suggest(str(key), allowed))
               for key in found if key not in allowed]
    missing = [Fault(name, "", f"'{key}' is missing.", "Add it.") for key in sorted(required - found.keys())]
    return unknown + missing


def _refuse_repeats(node: yaml.Node, name: str) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise DefinitionError([Fault(name, f"line {key.start_mark.line + 1}", "a key is a list, not a word.",
                                             "Put text that holds brackets or braces in quotes.")])
            if key.value in seen:
                raise DefinitionError([Fault(name, f"line {key.start_mark.line + 1}",
                                             f"the key '{key.value}' stands twice.", "Keep one.")])
            seen.add(key.value)
            _refuse_repeats(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_repeats(value, name)


def _yaml_fault(error: yaml.YAMLError, text: str, name: str) -> Fault:
    """What is wrong with a YAML file, without its reader's own words."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        odd = next((c for c in text if (ord(c) < 32 and c not in "\t\n") or ord(c) in (127, 0xFFFE, 0xFFFF)), "")
        line = f"line {text[: text.index(odd)].count(chr(10)) + 1}" if odd else ""
        what = f"holds a character that is not text (U+{ord(odd):04X})." if odd else "not valid YAML."
        return Fault(name, line, what, "Delete it." if odd else "Check it.")
    rows = text.split("\n")[: mark.line + 1]
    near = [i for i in range(len(rows) - 1, -1, -1) if re.match(r" *\t", rows[i])]
    if near:
        return Fault(name, f"line {near[0] + 1}", "is indented with a tab.", "Use spaces.")
    return Fault(name, f"line {mark.line + 1}", "not valid YAML.",
                 "Check indentation, colons and quotes there and in the line above; quote text that holds ': ' or ' #'.")


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
