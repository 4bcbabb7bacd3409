"""Writes both sources. INVENTED TEST DATA: the same bytes every time, and about nobody."""

from __future__ import annotations

import random
from pathlib import Path

FOLDER = Path(__file__).parent
MONTHS = [f"{year}-{month:02d}" for year in range(2021, 2026) for month in range(1, 13)]
# cases that chance seldom brings: two small cells whose sum is small, a total that is small, one blank cell
SET = {
    ("2022-10", "north"): (1, 0),
    ("2022-10", "south"): (0, 0),
    ("2022-10", "east"): (2, 1),
    ("2022-10", "west"): (0, 0),
    ("2022-11", "west"): ("", ""),
    ("2023-06", "north"): (21, 20),
    ("2023-06", "south"): (9, 9),
    ("2023-06", "east"): (1, 0),
    ("2023-06", "west"): (2, 1),
    ("2024-10", "north"): (15, 5),
    ("2024-11", "north"): (14, 6),
    ("2024-11", "south"): (8, 3),
    ("2024-11", "east"): (7, 2),
    ("2024-11", "west"): (3, 1),
}


def rows(seed: int, first: str, last: str, usual: dict[str, int], share: float, fixed: dict) -> list[str]:
    """One row a month and team: about `usual` cases, `share` of them of the second kind."""
    chance = random.Random(seed)
    found = []
    for month in (m for m in MONTHS if first <= m <= last):
        for team, mean in usual.items():
            cases = sum(chance.random() < 0.25 for _ in range(4 * mean))
            part = sum(chance.random() < share for _ in range(cases))
            cases, part = fixed.get((month, team), (cases, part))
            found.append(f"{month},{team},{cases},{part},computed,")
    return found


def main() -> None:
    referrals = rows(1, "2022-10", "2025-02", {"north": 15, "south": 8, "east": 4, "west": 2}, 0.4, SET)
    visits = rows(2, "2022-10", "2025-02", {"north": 40, "south": 12, "east": 5}, 0.2, {})
    for name, columns, found in (("referrals", "people,repeat", referrals), ("visits", "visits,missed", visits)):
        text = "\n".join([f"month,team,{columns},kind,status", *sorted(found)]) + "\n"
        (FOLDER / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
