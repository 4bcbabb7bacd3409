"""Words: the glossary, and names that hold digits or capitals."""

import re
from typing import Literal

from pydantic import Field

from pcc_lib.inputs.models.kinds import Line, Prose, Title
from pcc_lib.inputs.models.records import Listing, Model

_ACRONYM = re.compile(r"[A-Z][^\sa-z]*[A-Z\d]")


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

    @property
    def acronyms(self) -> dict[str, str]:
        """What each acronym stands for; terms that are words, such as Street bail, are none."""
        return {term.acronym: term.expansion for term in self.terms if _ACRONYM.search(term.acronym)}


class Name(Model):
    """A name that holds digits, with what it is."""

    name: Title = Field(description="The name.")
    note: Line = Field("", description="What it is.")


class Names(Model):
    """Names that hold digits, or capitals, and may stand in commentary as they are: `data/plan/names.yml`."""

    names: tuple[Title | Name, ...] = Field(description="The names that hold digits.")
    capitals: tuple[Title, ...] = Field((), description="Names in capitals that no glossary need explain.")

    @property
    def words(self) -> tuple[str, ...]:
        """The names, the longest first."""
        return tuple(sorted((n if isinstance(n, str) else n.name for n in self.names), key=len, reverse=True))
