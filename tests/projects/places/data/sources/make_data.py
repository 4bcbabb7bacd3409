"""Writes all sources. INVENTED TEST DATA: the same bytes every time, and about nobody."""

from __future__ import annotations

import random
from pathlib import Path

FOLDER = Path(__file__).parent
MONTHS = [f"{year}-{month:02d}" for year in (2022, 2023, 2024) for month in range(1, 13)]
AREAS = {"westfold": (24, 14_000), "eastmere": (62, 19_500)}  # crimes a month, residents
SMALL = [f"E0100{number:04d}" for number in range(1, 24)]


def small_area(number: int) -> tuple[float, float, int]:
    """Burglaries and robberies a month, and residents, of a small area: more in the south-east."""
    column, row = (number - 1) % 6, (number - 1) // 6
    return 0.5 + 0.35 * column + (6 if number == 5 else 0), 2.5 * (4 - row), 1_100 + 97 * (number * 7 % 13)


def happened(chance: random.Random, mean: float) -> int:
    """About `mean`, by chance."""
    return sum(chance.random() < mean / 400 for _ in range(400))


def main() -> None:
    chance = random.Random(4)
    crimes = [f"{m},{area},{happened(chance, mean)},computed," for m in MONTHS for area, (mean, _) in AREAS.items()]
    people = [f"{year},{area},{count},published," for year in (2022, 2023, 2024) for area, (_, count) in AREAS.items()]
    small, robberies, residents = [], [], []
    for month in MONTHS:
        for number, code in enumerate(SMALL, 1):
            often, seldom, _ = small_area(number)
            small.append(f"{month},{code},{happened(chance, often)},computed,")
            robberies.append(f"{month},{code},{happened(chance, seldom)},computed,")
        small.append(f"{month},elsewhere,{happened(chance, 1)},computed,")
    for year in (2022, 2023, 2024):
        residents += [f"{year},{code},{small_area(number)[2]},published," for number, code in enumerate(SMALL, 1)]
    write("crime_by_district", "month,area,crimes", crimes)
    write("people_by_district", "year,area,people", people)
    write("crime_by_small_area", "month,small_area,burglaries", small)
    write("robbery_by_small_area", "month,small_area,robberies", robberies)
    write("people_by_small_area", "year,small_area,people", residents)


def write(name: str, columns: str, rows: list[str]) -> None:
    text = "\n".join([f"{columns},kind,status", *rows]) + "\n"
    (FOLDER / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
