"""Twelve forces for the tiny project: tables of crime and of people, measures of them, a funnel and their places."""

from __future__ import annotations

from conftest import QUARTER, Tiny, descriptor

FORCES = [f"f{i:02d}" for i in range(1, 13)]
CRIME_RATE = {
    "title": "Crime rate",
    "source": "crime",
    "calculation": "rate_per_1000",
    "numerator": "crimes",
    "order": 3,
    "population": "people.population",
    "unit": "crimes per 1,000 residents",
    "decimals": 1,
    "good_direction": "decrease",
}


def counts(i: int) -> tuple[int, int]:
    """Crimes and residents: 50 to 60 crimes for each 1,000, but the small last force has 120, the tenth what the ninth has."""
    residents = 100_000 * (13 - i)
    return {12: 120 * 100, 10: 58 * (residents // 1000)}.get(i, (49 + i) * (residents // 1000)), residents


def add_forces(tiny: Tiny) -> Tiny:
    """The tiny project with twelve forces; `f03` is its own."""
    crime, people = ["year,force,crimes,cleared,kind,status"], ["year,force,population,kind,status"]
    for i, name in enumerate(FORCES, 1):
        n, residents = counts(i)
        crime += [f"2022,{name},{n},{n // 2},published,", f"2023,{name},{n},{n // 2},published,"]
        people.append(f"2023,{name},{residents},computed,")
    parts, extra = ", ".join(FORCES), "year_ends: March\nattribution: 'Source: Office of Counting, by its licence.'\n"
    tiny.write("data/sources/crime.csv", "\n".join(sorted(crime, key=lambda r: ("y" not in r[:1], r))) + "\n")
    tiny.write("data/sources/crime.resource.yml", descriptor("crime", "year", "force", parts, "crimes", "cleared", extra=extra))
    tiny.write("data/sources/people.csv", "\n".join(people) + "\n")
    tiny.write("data/sources/people.resource.yml", descriptor("people", "year", "force", parts, "population"))
    listed = "resources:\n  - sources/crime.resource.yml\n  - sources/people.resource.yml\n"
    tiny.edit("data/datapackage.yml", "resources:\n", listed)
    tiny.edit("data/body.yml", "name: Office\n", "name: Office\nown: f03\nlabels: {f12: Cleverland & Co}\n")
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "sources: {", "sources: {crime: '2023', people: '2023', ")
    tiny.measure("crime_rate", **CRIME_RATE, breakdown="force")
    tiny.measure(
        "cleared",
        title="Crimes cleared",
        source="crime",
        calculation="percentage",
        numerator="cleared",
        order=4,
        denominator="crimes",
        unit="%",
        decimals=1,
        good_direction="increase",
        breakdown="force",
    )
    return tiny.edit(
        "data/topics/calls.yml",
        "charts:\n",
        "charts:\n  - {id: funnel, kind: funnel, measures: [crime_rate]}\n  - {id: places, kind: rank, measures: [crime_rate]}\n",
    )
