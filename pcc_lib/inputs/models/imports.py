"""The recipe of a project's imports: which importer reads which files, so that one command brings all of them in."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field, StrictStr

from pcc_lib.inputs.models.kinds import Hyphened, Line, Snake
from pcc_lib.inputs.models.records import Model, Problem

FilePattern = Annotated[StrictStr, Field(min_length=1, max_length=200)]


def leads_out(pattern: str) -> bool:
    """Whether a pattern names what lies outside of the folder that it is looked for in."""
    return ".." in pattern.replace("\\", "/").split("/") or pattern.startswith(("/", "\\")) or ":" in pattern


class ImportEntry(Model):
    """One import: what is said on the command line, kept."""

    importer: Hyphened = Field(description="Its name, as `pcc import --list` has it.")
    files: tuple[FilePattern, ...] = Field(
        min_length=1, description="The files, as patterns below the folder that `pcc import --all FOLDER` names: '**/2025-*.zip'."
    )
    options: Mapping[Hyphened, tuple[Line, ...]] = Field(
        {}, description="Its options, each with its values: {force: [northshire]}. Those that name files are patterns too."
    )
    sure: tuple[Snake, ...] = Field((), description="Sources whose doubts were looked at and hold.")
    without: tuple[Line, ...] = Field((), description="Periods that are left out, and stay gaps.")

    def problems(self) -> Iterator[Problem]:
        for pattern in self.files:
            if leads_out(pattern):
                yield Problem("files", f"'{pattern}' leads out of the folder.", "Write it from the folder: '**/*.zip'.")


class Imports(Model):
    """`data/imports.yml`: all imports of a project, in their order."""

    imports: tuple[ImportEntry, ...] = Field(min_length=1, description="Each import.")
