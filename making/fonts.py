"""Makes `pcc_lib/assets/fonts/*.woff2`: of two typefaces, the letters, weights and features that a book uses.

    npm install @fontsource-variable/inter@5.3.0 @fontsource-variable/source-serif-4@5.3.1   # anywhere
    pip install "fonttools[woff]==4.68.0"
    python making/fonts.py node_modules/@fontsource-variable

Each face is two files: the letters of English and of western Europe, which every page needs, and all other Latin letters, which a
browser asks for where a page has one (`unicode-range` in `assets/book.css`, printed here). Weights other than those between plain
and bold, and features that it does not ask for, are left out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

OUT = Path(__file__).resolve().parents[1] / "pcc_lib/assets/fonts"
WEIGHTS = (400, 700)
FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern", "liga", "calt", "tnum", "lnum", "cv05", "ss03"]
FACES = ("inter", "source-serif-4")
PARTS = {
    "latin": "0020-007E 00A0-00FF 0131 0152-0153 02C6 02DA 02DC 2002-200A 2010-2015 2018-201A 201C-201E 2020-2022 2026 202F 2030 "
    "2032-2033 2039-203A 2044 20AC 2122 2190-2193 2212 2215 2248 2260 2264-2265 FFFD",
    "latin-ext": "0100-0130 0132-0151 0154-024F 02BB-02BC 02C7 02D8-02D9 02DB 02DD 0300-030C 0326-0328 1E80-1E85 1E9E 1EF2-1EF3",
}


def main() -> None:
    """Make all files, and print their ranges for the style sheet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packages", type=Path, help="the folder @fontsource-variable")
    packages = parser.parse_args().packages
    for face in FACES:
        for part, span in PARTS.items():
            source = packages / face / "files" / f"{face}-{part}-wght-normal.woff2"
            made = OUT / f"{face}-{part}.woff2"
            _subset(source, _numbers(span), made)
            print(f"{made.name}: {made.stat().st_size:,} bytes of {source.stat().st_size:,}")
    for part, span in PARTS.items():
        print(f"{part}: {', '.join(f'U+{each}' for each in span.split())}")


def _subset(source: Path, numbers: set[int], made: Path) -> None:
    font = TTFont(source, recalcTimestamp=False)
    options = Options(layout_features=FEATURES, flavor="woff2", hinting=False, notdef_outline=True, recalc_timestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=numbers)
    subsetter.subset(font)
    instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
    font.flavor = "woff2"
    font.save(made)


def _numbers(span: str) -> set[int]:
    found: set[int] = set()
    for each in span.split():
        first, _, last = each.partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


if __name__ == "__main__":
    main()
