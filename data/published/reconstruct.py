"""Make data/sources/*.csv from the figures printed in the original report.

    python data/published/reconstruct.py           writes the files
    python data/published/reconstruct.py --check   compares them with a fresh run; exits 1 if a byte differs

No force extract stands behind these series. Their levels, seasons and noise are ours; what they share with the original
is every figure that it printed, which is read from 2023-24-Q3.csv beside this script. Standard library only.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from pathlib import Path

import calls_and_response
import crimes
import money
import victims
from tools import Printed

SOURCES = Path(__file__).resolve().parents[1] / "sources"
RECONSTRUCTED = {"kind": "computed", "status": "e"}
AS_PUBLISHED = {"kind": "published", "status": ""}
AS_STATED = {"kind": "stated", "status": ""}

MADE = {
    "asb": crimes.asb,
    "calls_999": calls_and_response.calls_999,
    "calls_cch": calls_and_response.calls_cch,
    "complaints": victims.complaints,
    "crib": calls_and_response.crib,
    "domestic_abuse": crimes.domestic_abuse,
    "immediate_response": calls_and_response.immediate_response,
    "online_reports": calls_and_response.online_reports,
    "priority_response": calls_and_response.priority_response,
    "residential_burglary": crimes.residential_burglary,
    "road_safety": crimes.road_safety,
    "sexual_offences": crimes.sexual_offences,
    "victim_voice": victims.victim_voice,
    "violence_with_injury": crimes.violence_with_injury,
}
COPIED = {
    "asb_national": crimes.asb_national,
    "calls_101_national": calls_and_response.calls_101_national,
    "complaints_national": victims.complaints_national,
    "immediate_settings": calls_and_response.immediate_settings,
    "population": victims.population,
    "rasso_national": crimes.rasso_national,
    "response_medians": calls_and_response.response_medians,
}
STATED = {
    "funding": money.funding,
    "funding_printed": money.funding_printed,
    "staff": money.staff,
    "staff_make_up": money.staff_make_up,
    "staff_printed": money.staff_printed,
}
GROUPS = ((MADE, RECONSTRUCTED), (COPIED, AS_PUBLISHED), (STATED, AS_STATED))


def rows(printed: Printed) -> dict[str, list[dict]]:
    """The rows of every source by its name."""
    return {name: rows_of(name, printed) for name in (*MADE, *COPIED, *STATED)}


def rows_of(name: str, printed: Printed) -> list[dict]:
    """The rows of one source."""
    makers, tail = next((m, t) for m, t in GROUPS if name in m)
    return [row | tail for row in makers[name](printed)]


def tables(printed: Printed) -> dict[str, str]:
    """The text of every source file by its name."""
    return {f"{name}.csv": text(found) for name, found in sorted(rows(printed).items())}


def text(rows: list[dict]) -> str:
    """Rows as they are written."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Write the files, or with --check say which differ."""
    parser = argparse.ArgumentParser(description="Reconstruct the sample sources from the printed figures.")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 if a file differs")
    check = parser.parse_args(arguments).check
    differing = []
    for name, text in tables(Printed()).items():
        path = SOURCES / name
        if check:
            if not path.exists() or path.read_bytes() != text.encode("utf-8"):
                differing.append(name)
        else:
            path.write_bytes(text.encode("utf-8"))
    for name in differing:
        print(
            f"data/sources/{name} is not what data/published/reconstruct.py makes: run it again, or mend it",
            file=sys.stderr,
        )
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
