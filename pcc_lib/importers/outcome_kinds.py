"""The outcomes of data.police.uk, and the few groups that readers are told of."""

from __future__ import annotations

from pcc_lib.importers.seam import Column

_GROUPED = {
    "charged": (
        "Charged, or dealt with in court",
        (
            "Suspect charged",
            "Suspect charged as part of another case",
            "Awaiting court outcome",
            "Court result unavailable",
            "Court case unable to proceed",
            "Defendant found not guilty",
            "Defendant sent to Crown Court",
            "Offender deprived of property",
            "Offender fined",
            "Offender given absolute discharge",
            "Offender given community sentence",
            "Offender given conditional discharge",
            "Offender given suspended prison sentence",
            "Offender ordered to pay compensation",
            "Offender otherwise dealt with",
            "Offender sent to prison",
        ),
    ),
    "out_of_court": (
        "Dealt with out of court",
        (
            "Local resolution",
            "Offender given a caution",
            "Offender given a drugs possession warning",
            "Offender given penalty notice",
        ),
    ),
    "other_body": ("Passed to another organisation", ("Action to be taken by another organisation",)),
    "not_in_public_interest": (
        "Not in the public interest",
        (
            "Formal action is not in the public interest",
            "Further action is not in the public interest",
            "Further investigation is not in the public interest",
        ),
    ),
    "unable_to_prosecute": ("Suspect known, prosecution not possible", ("Unable to prosecute suspect",)),
    "no_suspect": ("Investigation complete, no suspect", ("Investigation complete; no suspect identified",)),
    "open": ("Still under investigation", ("Under investigation",)),
    "not_known": ("Outcome not known", ("Status update unavailable", "")),
}
UNIT = "crimes"
GROUPS = tuple(_GROUPED)
COLUMNS = {
    "crimes": Column("Crimes without anti-social behaviour", UNIT, required=True),
    **{name: Column(title, UNIT, required=True) for name, (title, _) in _GROUPED.items()},
}
OUTCOMES = {outcome: name for name, (_, outcomes) in _GROUPED.items() for outcome in outcomes}


def column_of(outcome: str) -> str:
    """The group that an outcome belongs to."""
    return OUTCOMES[outcome]
