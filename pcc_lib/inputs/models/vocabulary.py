"""Words: the glossary, and names that hold digits."""

from typing import Literal

from pydantic import Field

from pcc_lib.inputs.models.kinds import Line, Prose, Title
from pcc_lib.inputs.models.records import Listing, Model


class Term(Model):
    """A word or acronym."""

    acronym: Title = Field(description="The acronym.")
    expansion: Title = Field(description="What it stands for.")
    meaning: Prose = Field(description="What it means.")
    source: Literal["original", "added"] | None = Field(None, description="Whether the original's glossary has it.")
    note: Prose = Field("", description="Where the original differs.")


class Glossary(Listing):
    """The glossary: `data/plan/glossary.yml`."""

    own = ("acronym",)
    terms: tuple[Term, ...] = Field(description="The terms.")


class Name(Model):
    """A name that holds digits, with what it is."""

    name: Title = Field(description="The name.")
    note: Line = Field("", description="What it is.")


class Names(Model):
    """Names that hold digits and may stand in commentary as they are: `data/plan/names.yml`."""

    names: tuple[Title | Name, ...] = Field(description="The names.")

    @property
    def words(self) -> tuple[str, ...]:
        """The names, the longest first."""
        return tuple(sorted((n if isinstance(n, str) else n.name for n in self.names), key=len, reverse=True))
