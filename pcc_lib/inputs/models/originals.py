"""What the book holds against the originals: their claims, and their contradictions."""

from typing import Literal

from pydantic import Field

from pcc_lib.inputs.models.kinds import Hyphened, Line, Prose
from pcc_lib.inputs.models.records import Listing, Model


class Claim(Model):
    """A claim of the original report, held against its own printed figures."""

    id: Hyphened = Field(description="Its id.")
    page: Hyphened = Field(description="The page that it concerns.")
    claim: Prose = Field(description="The topic in our words; only the claiming words are quoted.")
    verdict: Literal["supported", "contradicted", "cannot be judged"] = Field(description="What the printed figures say of it.")
    why: Prose = Field(description="Why.")


class Claims(Listing):
    """Claims of the original: `data/plan/claims.yml`."""

    claims: tuple[Claim, ...] = Field(description="The claims.")


class Contradiction(Model):
    """A contradiction inside the originals; both values are kept."""

    id: Hyphened = Field(description="Its id.")
    page: Hyphened = Field(description="The page that it concerns (`book`: several).")
    where: Line = Field(description="Where it stands.")
    printed: tuple[Line, ...] = Field(min_length=1, description="What is printed.")
    why: Prose = Field(description="Why it does not fit.")
    treatment: Prose = Field(description="What this book does.")


class Contradictions(Listing):
    """Contradictions: `data/plan/contradictions.yml`."""

    contradictions: tuple[Contradiction, ...] = Field(description="The contradictions.")
