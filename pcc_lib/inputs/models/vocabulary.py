"""Words: the glossary, names that hold digits or capitals, and things that have one name."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from pcc_lib.core.text import upper_first
from pcc_lib.inputs.models.kinds import Hyphened, Line, Many, Prose, Snake, Title
from pcc_lib.inputs.models.records import Listing, Model, Problem, repeats

_ACRONYM = re.compile(r"[A-Z][^\sa-z]*[A-Z\d]")


class Term(Model):
    """A word or acronym."""

    acronym: Title = Field(description="The acronym.")
    expansion: Title = Field(description="What it stands for.")
    meaning: Prose = Field(description="What it means.")
    source: Literal["original", "added"] | None = Field(None, description="Whether the original's glossary has it.")
    note: Prose = Field("", description="Where the original differs.")


class PlainWord(Model):
    """A word that not every reader knows, explained where a page uses it first."""

    word: Title = Field(description="The word, as it stands within a sentence: usual range.")
    also: Annotated[tuple[Title, ...], Many] = Field((), description="Other forms and names of it, but for a plural's s.")
    meaning: Prose = Field(description="What it means, in plain sentences.")

    @property
    def forms(self) -> tuple[str, ...]:
        """Everything that it is called."""
        return (self.word, *self.also)


class Glossary(Listing):
    """The glossary: `data/plan/glossary.yml`."""

    terms: tuple[Term, ...] = Field(description="The terms.")
    words: tuple[PlainWord, ...] = Field(
        (), description="Words that pages explain where they use them first; one of the library's own words is explained as here."
    )

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.terms, "terms", "acronym")
        forms = [upper_first(form) for word in self.words for form in word.forms]
        for form in dict.fromkeys(form for i, form in enumerate(forms) if form in forms[:i]):
            yield Problem("words", f"'{form}' is explained twice.", "Explain it once.")

    @property
    def plain_words(self) -> tuple[PlainWord, ...]:
        """The words that are explained: those under `words`, and terms that are no acronyms, such as Street bail."""
        named = {upper_first(form) for word in self.words for form in word.forms}
        terms = (term for term in self.terms if not _ACRONYM.search(term.acronym) and upper_first(term.acronym) not in named)
        return (*self.words, *(PlainWord(word=term.acronym, also=(), meaning=term.meaning) for term in terms))

    @property
    def acronyms(self) -> dict[str, str]:
        """What each acronym stands for; terms that are words, such as Street bail, are none."""
        return {term.acronym: term.expansion for term in self.terms if _ACRONYM.search(term.acronym)}


class Name(Model):
    """A name that holds digits, with what it is."""

    name: Title = Field(description="The name.")
    note: Line = Field("", description="What it is.")


class VouchedFact(Model):
    """Words with a number that is no figure of the book, and who vouches for it."""

    words: Title = Field(description="The words, with the number.")
    source: Line = Field(description="Where the number is from, or what it follows from.")


class PreferredName(Model):
    """The one name of a thing, and what it is not to be called."""

    name: Title = Field(description="The name.")
    variants: tuple[Title, ...] = Field(alias="not", min_length=1, description="What is not to be written for it.")
    of: Annotated[tuple[Snake | Hyphened, ...], Many] = Field((), description="The measures or topics whose titles must hold it.")
    note: Line = Field("", description="What it is.")

    def problems(self) -> Iterator[Problem]:
        for variant in self.variants:
            if upper_first(variant) == upper_first(self.name):
                yield Problem("not", f"'{variant}' is the name itself.", "Take it out: a name may begin a sentence.")


class Names(Model):
    """Names that people write by hand: `data/plan/names.yml`."""

    names: tuple[Title | Name, ...] = Field((), description="Names that hold digits and may stand in commentary as they are.")
    facts: tuple[VouchedFact, ...] = Field(
        (),
        description="Words with numbers that are no figures, for definitions and texts of the plan, with their source.",
    )
    capitals: tuple[Title, ...] = Field((), description="Names in capitals that no glossary need explain.")
    preferred: tuple[PreferredName, ...] = Field((), description="Things that have one name, and what they are not called.")

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.preferred, "preferred", "name")
        said = [variant for each in self.preferred for variant in each.variants]
        named = {upper_first(each.name) for each in self.preferred}
        for variant in dict.fromkeys(said):
            if said.count(variant) > 1 or upper_first(variant) in named:
                what = "is the name of another thing" if upper_first(variant) in named else "stands twice under 'not'"
                yield Problem("preferred", f"'{variant}' {what}.", "Say once which name it gives way to.")

    @property
    def words(self) -> tuple[str, ...]:
        """The names that hold digits, the longest first."""
        return tuple(sorted((n if isinstance(n, str) else n.name for n in self.names), key=len, reverse=True))
