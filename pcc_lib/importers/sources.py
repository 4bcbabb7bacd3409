"""A source as importers write it: a row for each period and force, a column for each thing counted, and its descriptor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from pcc_lib.core.csv_cells import csv_of

LICENCE = "Open Government Licence v3.0"
PATTERNS = {"month": r"20\d{2}-(0[1-9]|1[0-2])", "year": r"20\d{2}"}

Key = tuple[str, str]  # period, force
Values = Mapping[Key, Mapping[str, int | None]]  # number by column; None is blank


@dataclass(frozen=True)
class Publication:
    """Where numbers come from, in words of the descriptor: who made them, what must be said of them, how they are renewed."""

    producer: str
    attribution: str
    limits: str
    next_update: str


@dataclass(frozen=True)
class ForceSource:
    """What a source holds. period: `month` or `year`. columns: name to title, all counts in one `unit`. kind: `computed` or
    `published`. complete: no cell may be blank.
    """

    name: str
    title: str
    period: str
    columns: Mapping[str, str]
    unit: str
    kind: str
    complete: bool
    publication: Publication

    def texts(self, folder: Path, values: Values, descriptor: Mapping[str, object]) -> dict[Path, str]:
        """The source and its descriptor, by the places they belong in."""
        return {folder / f"{self.name}.csv": self._csv(values), folder / f"{self.name}.resource.yml": _yaml(descriptor)}

    def _csv(self, values: Values) -> str:
        """A period that is not held has no row, so it stays a gap and is never nought."""
        rows = ([*key, *(row[c] for c in self.columns), self.kind, ""] for key, row in values.items())
        return csv_of([self.period, "force", *self.columns, "kind", "status"], rows)

    # The parts of a descriptor, in their order; an importer puts what is its own between them

    def head(self, forces: Mapping[str, str]) -> dict[str, object]:
        """Name, file and columns; `forces` are names by id."""
        return {
            "name": self.name,
            "title": self.title,
            "path": f"{self.name}.csv",
            "format": "csv",
            "encoding": "utf-8",
            "schema": {"primaryKey": [self.period, "force"], "missingValues": [""], "fields": self._fields(forces)},
        }

    def origin(self, obtained: str, first: str, last: str) -> dict[str, object]:
        """Who published it, how it was made of that, and the periods it covers."""
        return {
            "producer": self.publication.producer,
            "licence": LICENCE,
            "attribution": self.publication.attribution,
            "obtained": obtained,
            "period": self.period,
            "breakdown": "force",
            "first": first,
            "last": last,
        }

    def cautions(self) -> dict[str, object]:
        """What readers and editors must know."""
        return {"limits": self.publication.limits, "next_update": self.publication.next_update}

    def _fields(self, forces: Mapping[str, str]) -> list[dict[str, object]]:
        return [
            {
                "name": self.period,
                "type": "string",
                "title": self.period.capitalize(),
                "constraints": {"required": True, "pattern": PATTERNS[self.period]},
            },
            {
                "name": "force",
                "type": "string",
                "title": "Force",
                "description": "; ".join(f"{id}: {said}" for id, said in forces.items()),
                "constraints": {"required": True, "enum": list(forces)},
            },
            *(self._number(name, title) for name, title in self.columns.items()),
            {"name": "kind", "type": "string", "constraints": {"required": True, "enum": [self.kind]}},
            {"name": "status", "type": "string", "constraints": {"enum": ["e", "p", "r"]}},
        ]

    def _number(self, name: str, title: str) -> dict[str, object]:
        constraints = {"required": True, "minimum": 0} if self.complete else {"minimum": 0}
        return {"name": name, "type": "integer", "title": title, "unit": self.unit, "constraints": constraints}


def sum_check(parts: Sequence[str], called: str) -> list[dict[str, str]]:
    """The check of a descriptor that all crime is the sum of its parts (`types`, `groups`)."""
    return [{"rule": f"all_crime == {' + '.join(parts)}", "says": f"all crime is not the sum of its {called}"}]


def _yaml(descriptor: Mapping[str, object]) -> str:
    return yaml.safe_dump(dict(descriptor), sort_keys=False, allow_unicode=True, width=110)
