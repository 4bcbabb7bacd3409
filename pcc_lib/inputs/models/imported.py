"""Where a source was imported from published files: which importer made it of what, and the sums that hold it to them."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field, StrictInt

from pcc_lib.inputs.models.kinds import Column, Form, Hyphened, Line, Period
from pcc_lib.inputs.models.records import Model, Problem

MAX_TOTAL = 10**15
Digest = Annotated[str, Form(r"[0-9a-f]{64}", "is not a SHA-256.", "It has 64 digits, 0 to 9 and a to f.")]
Total = Annotated[StrictInt, Field(ge=0, le=MAX_TOTAL)]


class ImportedFile(Model):
    """One published file that rows of a source were read from."""

    file: Line = Field(description="Its name.")
    sha256: Digest = Field(description="Its SHA-256.")
    release: Period = Field("", description="The release it is of: the newest month that was published with it.")


class Imported(Model):
    """How a source came from published files. `pcc import` writes it."""

    importer: Hyphened = Field(description="The importer that made it, as `pcc import --list` has it.")
    files: tuple[ImportedFile, ...] = Field(min_length=1, description="The files that were read, the newest last.")
    control: Column = Field(description="The column whose sums are kept.")
    totals: Mapping[Period, Total] = Field(
        min_length=1,
        description="The control totals: the sum of that column over all parts, by period, as it was read, rounded to a whole "
        "number. A source whose numbers no longer sum to them was changed by something else than an import.",
    )

    def problems(self) -> Iterator[Problem]:
        digests = [each.sha256 for each in self.files]
        if len(set(digests)) < len(digests):
            yield Problem("files", "names one file twice.", "Name each once.")
