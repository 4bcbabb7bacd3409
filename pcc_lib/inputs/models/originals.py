"""What the book holds against the originals: their claims, and their contradictions."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from pcc_lib.inputs.models.kinds import Hyphened, Line, Prose, QuarterName
from pcc_lib.inputs.models.records import Listing, Model, Problem, repeats


class Telling(Model):
    """Where the commentary tells a claim."""

    place: Hyphened = Field(description="The topic or priority in whose commentary it stands.")
    words: Line = Field(description="A few words of the sentence that tells it.")


class Claim(Model):
    """A claim of the original report, held against its own printed figures."""

    id: Hyphened = Field(description="Its id.")
    page: Hyphened = Field(description="The page that it concerns.")
    claim: Prose = Field(description="The topic in our words; only the claiming words are quoted.")
    verdict: Literal["supported", "contradicted", "cannot be judged"] = Field(description="What the printed figures say of it.")
    why: Prose = Field(description="Why.")
    told: tuple[Telling, ...] = Field((), description="Each place of the commentary that tells it.")

    @property
    def needs_its_source(self) -> bool:
        """Whether a sentence that tells it has to say whose claim it is, since no printed figure bears it out."""
        return self.verdict != "supported"


class Claims(Model):
    """Claims of the original: `data/plan/claims.yml`."""

    quarter: QuarterName = Field(
        "", description="The quarter whose commentary tells them; its edition alone lists them. Without it, every edition does."
    )
    attributed_by: tuple[Line, ...] = Field(
        (), description="Words that say whose claim it is; each sentence that tells one that is not supported holds some of them."
    )
    claims: tuple[Claim, ...] = Field(description="The claims.")

    def of(self, quarter: str) -> tuple[Claim, ...]:
        """The claims of a quarter's edition; none of another quarter's original."""
        return self.claims if self.quarter in ("", quarter) else ()

    def problems(self) -> Iterator[Problem]:
        yield from repeats(self.claims, "claims")
        if any(claim.told for claim in self.claims):
            for key in ("quarter", "attributed_by"):
                if not getattr(self, key):
                    yield Problem(key, "is missing, and claims name where they are told.", _ASKED[key])


_ASKED = {
    "quarter": "Name the quarter whose commentary tells them, such as 2023-24-Q3.",
    "attributed_by": "List how the commentary names the original, such as the report.",
}


class Contradiction(Model):
    """A contradiction inside the originals; both values are kept."""

    id: Hyphened = Field(description="Its id.")
    page: Hyphened = Field(description="The page that it concerns (`book`: several).")
    quarter: QuarterName = Field(
        "", description="The quarter whose original it is in; its edition alone lists it. Else every one does."
    )
    where: Line = Field(description="Where it stands.")
    printed: tuple[Line, ...] = Field(min_length=1, description="What is printed.")
    why: Prose = Field(description="Why it does not fit.")
    treatment: Prose = Field(description="What this book does.")


class Contradictions(Listing):
    """Contradictions: `data/plan/contradictions.yml`."""

    contradictions: tuple[Contradiction, ...] = Field(description="The contradictions.")

    def of(self, quarter: str) -> tuple[Contradiction, ...]:
        """The contradictions of a quarter's edition; none of another quarter's original."""
        return tuple(entry for entry in self.contradictions if entry.quarter in ("", quarter))
