"""Small tables as their publishers write them, with made-up numbers: what importers are tried with where no genuine file is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from received import csv_bytes

# ── STATS19 ───────────────────────────────────────────────────────────────────────────────────────────────────────────
HEADS = {
    2017: (
        "Accident_Index,Location_Easting_OSGR,Police_Force,Accident_Severity,Number_of_Vehicles,Number_of_Casualties,Date,Day_of_Week,"
        "Time,Local_Authority_(District),Local_Authority_(Highway)"
    ),
    2022: (
        "accident_index,accident_year,accident_reference,location_easting_osgr,police_force,accident_severity,number_of_vehicles,"
        "number_of_casualties,date,day_of_week,time,local_authority_ons_district,local_authority_highway"
    ),
    2023: (
        "accident_index,accident_year,accident_reference,location_easting_osgr,police_force,accident_severity,number_of_vehicles,"
        "number_of_casualties,date,day_of_week,time,local_authority_ons_district,local_authority_highway,enhanced_severity_collision"
    ),
    2024: (
        "collision_index,collision_year,collision_reference,location_easting_osgr,police_force,collision_severity,number_of_vehicles,"
        "number_of_casualties,date,day_of_week,time,local_authority_ons_district,local_authority_highway,enhanced_severity_collision,"
        "collision_adjusted_severity_serious,collision_adjusted_severity_slight"
    ),
}
CASUALTY_HEADS = {
    2017: "Accident_Index,Vehicle_Reference,Casualty_Reference,Casualty_Class,Casualty_Severity",
    2022: "accident_index,accident_year,accident_reference,vehicle_reference,casualty_reference,casualty_class,casualty_severity",
    2024: (
        "collision_index,collision_year,collision_reference,vehicle_reference,casualty_reference,casualty_class,casualty_severity,"
        "casualty_adjusted_severity_serious,casualty_adjusted_severity_slight"
    ),
}
# day, force, severity, severities of casualties, local authority, severity-adjusted serious
Crash = tuple[str, int, int, str, str, float]
CRASHES: tuple[Crash, ...] = (
    ("01/01", 54, 1, "13", "E06000054", 0.0),
    ("31/01", 54, 2, "2", "E06000030", 0.75),
    ("15/01", 54, 3, "33", "E06000054", 0.125),
    ("02/02", 54, 3, "3", "-1", 0.0625),
    ("03/02", 55, 2, "222", "E06000058", 0.5),
    ("04/02", 99, 3, "3", "S12000036", 0.25),
)


def index_of(year: int, i: int) -> str:
    """An index as the data have it: the year, and a reference with leading zeros."""
    return f"{year}{i:09d}"


def collisions(
    year: int = 2022, crashes: Sequence[Crash] = CRASHES, vintage: int = 0, changed: Mapping[str, Any] | None = None
) -> bytes:
    """A file of collisions, with BOM and CRLF. changed: cells of the first collision, by column."""
    head = HEADS[vintage or year].split(",")
    rows = [",".join(head)]
    for i, (day, force, severity, hurt, area, adjusted) in enumerate(crashes, 1):
        cells = {
            **dict.fromkeys(head, "-1"),
            "index": index_of(year, i),
            "year": year,
            "reference": f"{i:09d}",
            "police_force": force,
            "severity": severity,
            "number_of_casualties": len(hurt),
            "date": f"{day}/{year}",
            "local_authority_ons_district": area,
            "local_authority_highway": area.replace("E06", "E10"),
            "collision_adjusted_severity_serious": adjusted,
            "collision_adjusted_severity_slight": 0 if severity == 1 else 1 - adjusted,
            **(changed or {} if i == 1 else {}),
        }
        rows.append(",".join(str(cells.get(_short(name), cells.get(name))) for name in head))
    return ("\ufeff" + "".join(row + "\r\n" for row in rows)).encode("utf-8")


def _short(name: str) -> str:
    plain = name.lower()
    for prefix in ("accident_", "collision_"):
        if plain.startswith(prefix) and plain.removeprefix(prefix) in ("index", "year", "reference", "severity"):
            return plain.removeprefix(prefix)
    return {"local_authority_(highway)": "local_authority_highway"}.get(plain, plain)


def casualties(year: int = 2022, crashes: Sequence[Crash] = CRASHES, vintage: int = 0) -> bytes:
    """The file of casualties of the same collisions."""
    head = CASUALTY_HEADS[vintage or year].split(",")
    rows = [",".join(head)]
    for i, (_, _, _, hurt, _, adjusted) in enumerate(crashes, 1):
        for j, severity in enumerate(hurt, 1):
            cells = {
                "index": index_of(year, i),
                "year": year,
                "reference": f"{i:09d}",
                "vehicle_reference": 1,
                "casualty_reference": j,
                "casualty_class": 1,
                "casualty_severity": severity,
                "casualty_adjusted_severity_serious": adjusted,
                "casualty_adjusted_severity_slight": 0 if severity == "1" else 1 - adjusted,
            }
            rows.append(",".join(str(cells[_short(name)]) for name in head))
    return "".join(row + "\r\n" for row in rows).encode("utf-8")


# ── use of force ──────────────────────────────────────────────────────────────────────────────────────────────────────
REGIONS: Mapping[str, Mapping[str, int]] = {
    "West Midlands": {"Staffordshire": 5255, "West Midlands": 1607},
    "South West": {"Avon & Somerset": 8672, "Wiltshire": 1671},
}
FORCE_NAME = "april2017-march2018.csv"


def use_of_force(regions: Mapping[str, Mapping[str, Any]] = REGIONS, totals: Mapping[str, Any] | None = None) -> bytes:
    """A table as it is published: totals among the forces, trailing blanks, whole numbers with a decimal point. totals: other
    numbers of regions or the country."""
    sums: dict[str, Any] = {region: sum(n for n in several.values() if isinstance(n, int)) for region, several in regions.items()}
    sums = {"England and Wales": sum(sums.values()), **sums, **(totals or {})}
    rows = ["Region,Police Force,Total", f"England and Wales,Total England and Wales,{sums['England and Wales']}.0"]
    for region, several in regions.items():
        rows.append(f"{region},Total {region} ,{sums[region]}.0")
        written = {force: f"{number}.0" if isinstance(number, int) else number for force, number in several.items()}
        rows += [f"{region},{force},{number}" for force, number in written.items()]
    return "".join(row + "\n" for row in rows).encode("utf-8")


# ── recorded crime ────────────────────────────────────────────────────────────────────────────────────────────────────
CRIME_HEAD = (
    "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,Offence Code,"
    "Number of Offences"
)
GROUPS = {
    "Violence against the person": ("Violence with injury", "5D"),
    "Sexual offences": ("Rape offences", "19C"),
    "Robbery": ("Robbery of personal property", "34B"),
    "Theft offences": ("Shoplifting", "46"),
    "Criminal damage and arson": ("Arson", "56A"),
    "Drug offences": ("Possession of drugs", "92D"),
    "Possession of weapons offences": ("Possession of weapons offences", "10D"),
    "Public order offences": ("Public order offences", "66"),
    "Miscellaneous crimes": ("Miscellaneous crimes", "80"),
}
Offence = tuple[str, str, str, str, str, str, str]  # year, quarter, force, group, subgroup, code, count


def offences(year: str = "2017/18", forces: Sequence[str] = ("Wiltshire", "Dorset", "London, City of")) -> list[Offence]:
    """Rows of a year: each force, quarter and group, homicide in several rows, fraud of a national body, one count below
    nought."""
    found: list[Offence] = []
    for quarter in "1234":
        for i, force in enumerate(forces):
            for j, (group, (subgroup, code)) in enumerate(GROUPS.items()):
                found.append((year, quarter, force, group, subgroup, code, f" {100 * (i + 1) + 10 * j + int(quarter)} "))
            for count in (" 2 ", "-00 ", "-3 " if (quarter, i) == ("4", 1) else "-00 "):
                found.append((year, quarter, force, "Violence against the person", "Homicide", "1/4.1/4.10/4.2", count))
        found.append((year, quarter, "British Transport Police", "Theft offences", "Shoplifting", "46", " 50 "))
        found.append((year, quarter, "Action Fraud", "Fraud offences", "Fraud: action fraud", "AF", " 66776 "))
    return found


def recorded_crime(rows: Iterable[Offence] | None = None, head: str = CRIME_HEAD) -> bytes:
    """The open data table of some rows."""
    several = [(y, q, f, "Some offence", g, s, c, n) for y, q, f, g, s, c, n in (offences() if rows is None else rows)]
    return csv_bytes([head.split(","), *several])


# ── stop and search ───────────────────────────────────────────────────────────────────────────────────────────────────
STOP_HEAD = (
    "Measure,Time,Time_type,Ethnicity,Ethnicity_type,Geography,Geography_type, Number of stop and searches ,"
    "Population by ethnicity,Notes"
)
STOPS: Mapping[str, Mapping[str, int]] = {
    "Avon & Somerset": {"Asian": 153, "Black": 690, "Mixed": 275, "Other": 0, "White": 7915, "Unreported": 5968},
    "London, City of": {"Asian": 40, "Black": 71, "Mixed": 26, "Other": 1, "White": 802, "Unreported": 66},
    "British Transport Police": {"Asian": 10, "Black": 20, "Mixed": 5, "Other": 1, "White": 60, "Unreported": 4},
}


def stops(forces: Mapping[str, Mapping[str, int]] = STOPS, year: str = "2017/18") -> bytes:
    """The table of one year: thousands with commas in quotes, none as a padded dash, finer groups among the rows."""
    rows = [STOP_HEAD]
    without = {name: groups for name, groups in forces.items() if name != "British Transport Police"}
    for name, several in (("All - excluding BTP", without), ("All - including BTP", forces)):
        groups = {group: sum(each[group] for each in several.values()) for group in STOPS["London, City of"]}
        rows += _stop_rows(name, groups, year)
    for name, groups in forces.items():
        rows += _stop_rows(name, groups, year)
    return "".join(row + "\n" for row in rows).encode("utf-8")


def _stop_rows(name: str, groups: Mapping[str, int], year: str) -> list[str]:
    def row(group: str, kind: str, number: int) -> str:
        shown = f'"{number:,}"' if number else " -   "
        quoted = f'"{name}"' if "," in name else name
        return f"Number of stops,{year},Financial year,{group},{kind},{quoted},Police Force Area,{shown}, N/A ,"

    fine = row("Chinese", "ONS 2001 16+1", groups["Asian"])
    return [row("All", "All", sum(groups.values())), fine, *(row(group, "ONS 2001 5+1", n) for group, n in groups.items())]


# ── workforce ─────────────────────────────────────────────────────────────────────────────────────────────────────────
DAYS = (datetime(2018, 9, 30), datetime(2019, 3, 31), datetime(2019, 9, 30))
STRENGTH: Mapping[str, Mapping[str, Sequence[Any]]] = {
    "West Midlands": {"Staffordshire": (1600.5, 1610, 1620.25), "West Midlands": (6400, 6410.5, 6420)},
    "South West": {"Avon & Somerset": (2642.29, 2676.09, 2691.22), "Wiltshire": (986, 992.1, 975.29)},
}
TITLES = {
    "Table_1": "Table 1: Police officers by police force area, England and Wales, 30 September 2019 (FTE)",
    "Table_3": "Table 3: Designated officers (s.38, s.39¹) by police force area, England and Wales, 30 September 2019²(FTE)",
}


def strength(
    title: str, regions: Mapping[str, Mapping[str, Sequence[Any]]] = STRENGTH, days: Sequence[Any] = DAYS
) -> list[list[Any]]:
    """A sheet of the workbook: regions and their forces, the total of all, a force without an area, notes."""
    width = len(days)
    rows: list[list[Any]] = [[title], [], ["England and Wales", *[None] * width, "Full-time equivalents"], [None, "As at:"]]
    rows.append([None, *days, "number", "%"])
    for region, several in regions.items():
        rows.append([region, *_sums(several.values(), width), -1.5, "*"])
        rows += [[force, *numbers, 2.5, ".."] for force, numbers in several.items()]
    every = _sums([numbers for several in regions.values() for numbers in several.values()], width)
    rows += [["Total 43 forces", *every, 1, 1], ["British Transport Police", *[3000] * width, 1, 1], []]
    return [*rows, ["Notes"], ["1. Dorset and others could not say."]]


def _sums(several: Iterable[Sequence[Any]], width: int) -> list[float]:
    rows = list(several)
    return [sum(row[i] for row in rows if isinstance(row[i], int | float)) for i in range(width)]


def workforce(**changed: Any) -> dict[str, list[list[Any]]]:
    """The sheets of a workbook: an index, police officers, designated officers with `..`. changed: how the first table is
    otherwise."""
    unknown = {region: dict.fromkeys(several, (20, 21.5, 22)) for region, several in STRENGTH.items()}
    unknown["South West"] = {"Avon & Somerset": ("..", "..", ".."), "Wiltshire": (190.5, 191, 192.25)}
    return {
        "Index": [
            ["Police Workforce, England and Wales, 30 September 2019"],
            ["Table 1", "Police officers by police force area"],
        ],
        "Table_1": strength(**{"title": TITLES["Table_1"], **changed}),
        "Table_3": strength(TITLES["Table_3"], unknown),
        "Table_6": [["Table 6: Police officers¹, police staff, England and Wales (FTE)"], [None, "Police officers"]],
    }
