"""What a command of this room changes in a project: new files, and entries in files that are there. All, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pcc_lib.checking.check import fault_list
from pcc_lib.core.errors import DefinitionError, Fault, raise_if
from pcc_lib.founding.starting import kind_of, marked, started
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.plan import QuarterFolder, open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.yaml_adding import Entry, Path, held_to, parsed, with_entry, with_key
from pcc_lib.inputs.yaml_reader import is_all_comments, lines_of, parse_yaml


@dataclass
class Changes:
    """Files to be written, by their places in a project. Nothing is written before `write`."""

    project: Project
    texts: dict[str, str] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)

    def text(self, name: str) -> str:
        """A file as it will be, which is as it is where nothing has changed it."""
        return self.texts.get(name) or self.project.read_text(name)

    def create(self, name: str, text: str) -> None:
        """A new file, with the line that points editors to its schema; a file that is there is never overwritten."""
        self.texts[name] = marked(name, text)
        self.new.add(name)

    def change(self, name: str, text: str) -> None:
        """Another text of a file that is there."""
        self.texts[name] = text

    def add(self, name: str, path: Path, entry: Entry, place: int | None = None) -> None:
        """An entry in a list of a YAML file that has it not; a DefinitionError where nothing can be added as it is written."""
        before = self.text(name)
        data = parse_yaml(before, name)
        listed = _at(data, path)
        if not isinstance(listed, list):
            raise DefinitionError([Fault(name, str(path[-1]), "is no list that an entry can be added to.", "Add it by hand.")])
        at, added = len(listed) if place is None else place, parsed(f"[{entry.flow}]")[0]
        if added in listed:
            return  # somebody wrote it already
        listed.insert(at, added)
        self.change(name, held_to(with_entry(before, path, entry, place), data, name, str(path[-1])))

    def add_key(self, name: str, path: Path, key: str, value: str) -> None:
        """A key in a record of a YAML file; one that is there keeps its value."""
        before = self.text(name)
        data = parse_yaml(before, name)
        held = _at(data, path)
        if not isinstance(held, dict):
            raise DefinitionError([Fault(name, str(path[-1]), "is no record that a key can be added to.", "Add it by hand.")])
        if key in held:
            return  # somebody said it already
        held[key] = parsed(f"[{value}]")[0]
        self.change(name, held_to(with_key(before, path, key, value), data, name, str(path[-1])))

    def write(self) -> list[str]:
        """Write all files, or none; their names. A DefinitionError where a new one is there already, or would be faulty."""
        there = [name for name in sorted(self.new) if self.project.path(name).exists()]
        raise_if(
            DefinitionError,
            [Fault(name, "", "is there already, and is never overwritten.", "Choose another id.") for name in there],
        )
        raise_if(DefinitionError, dict.fromkeys(self._faults()))
        self.project.write({name: text.encode("utf-8") for name, text in self.texts.items()})
        return list(self.texts)

    def _faults(self) -> Iterator[Fault]:
        for name, text in self.texts.items():
            if (of := kind_of(name)) and not is_all_comments(text):
                try:
                    read_as(of.model, parse_yaml(text, name), name, lines_of(text))
                except DefinitionError as error:
                    yield from error.faults


def newest_quarter(project: Project) -> QuarterFolder:
    """The folder of the newest quarter."""
    return open_quarter(project)


def left_to_do(project: Project) -> list[Fault]:
    """What a check of the project finds now."""
    fresh = Project(project.root)
    return fault_list(fresh, open_quarter(fresh))


def commentary(changes: Changes, kind: str, id: str) -> None:
    """A commentary file with its headings in the newest quarter, where there is none of its name."""
    name = f"{newest_quarter(changes.project).name}/{kind}/{id}.md"
    if not changes.project.path(name).exists():
        changes.create(name, started({"topics": "topic.md", "priorities": "priority.md"}[kind]))


def _at(data: object, path: Sequence[str | int]) -> object:
    for step in path:
        data = data[step] if isinstance(data, list | dict) else None  # pyright: ignore[reportArgumentType, reportCallIssue]
    return data
