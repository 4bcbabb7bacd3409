"""Ways to change a published edition: single changes as they happen, and forgeries whose sums and manifest agree.

Each is made in the folder of an edition with a random choice of its own, and gives the file that an audit must name.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

from pcc_lib.core.installed import digest
from pcc_lib.publishing.edition import open_published
from pcc_lib.publishing.editions_json import FILE
from pcc_lib.publishing.sums import sums_of, sums_text

Change = Callable[[Path, random.Random], str]
SUMS, MANIFEST = "record/SHA256SUMS", "record/manifest.json"
CHARTS = "_static/charts"
_DIGIT = re.compile(rb"(?<=[>\s(])(\d[\d,.]*)(?=[%\s<),])")


# ── what is changed ───────────────────────────────────────────────────────────────────────────────────────────────────
def files(folder: Path, pattern: str = "**/*") -> list[str]:
    """Names of the files of an edition, without its sums and manifest."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern) if path.is_file())
    return [name for name in names if name not in (SUMS, MANIFEST)]


def another_digit(raw: bytes, at: int) -> bytes:
    """Bytes with another digit in the place of one."""
    return raw[:at] + str((int(raw[at : at + 1]) + 1) % 10).encode() + raw[at + 1 :]


def digit(path: Path, chance: random.Random, pattern: re.Pattern[bytes] = _DIGIT) -> None:
    """Change one digit among what a pattern finds (its first group) in a file."""
    raw = path.read_bytes()
    found = chance.choice(list(pattern.finditer(raw)))
    digits = [at for at in range(*found.span(1)) if raw[at : at + 1].isdigit()]
    path.write_bytes(another_digit(raw, chance.choice(digits)))


def a_digit_of_a_page(folder: Path, chance: random.Random) -> str:
    name = chance.choice(files(folder, "notebooks/*.html"))
    digit(folder / name, chance)
    return name


def a_figure_of_the_ledger(folder: Path, chance: random.Random) -> str:
    name = "record/figures.csv"
    rows = list(csv.DictReader(io.StringIO((folder / name).read_text(encoding="utf-8"))))
    row = chance.choice([row for row in rows if row["value"]])
    column = chance.choice(("value", "text"))
    row[column] = row[column] + "1"
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (folder / name).write_text(out.getvalue(), encoding="utf-8", newline="\n")
    return name


def a_cell_of_a_source(folder: Path, chance: random.Random) -> str:
    name = chance.choice(files(folder, "record/project/data/sources/*.csv"))
    digit(folder / name, chance, re.compile(rb",(\d[\d.]*)(?=[,\n])"))
    return name


def a_cell_of_a_notebook(folder: Path, chance: random.Random) -> str:
    name = chance.choice(files(folder, "record/notebooks/*.ipynb"))
    book = json.loads((folder / name).read_bytes())
    cell = chance.choice([cell for cell in book["cells"] if cell["cell_type"] == "code"])
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    cell["source"] = source + "  # changed"
    (folder / name).write_text(json.dumps(book, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return name


def a_number_of_a_spec(folder: Path, chance: random.Random) -> str:
    name = chance.choice(files(folder, f"{CHARTS}/*/*.js"))
    raw = (folder / name).read_bytes()
    at = chance.choice([at for at in range(raw.index(b"{"), len(raw)) if raw[at : at + 1].isdigit()])
    (folder / name).write_bytes(another_digit(raw, at))
    return name


def a_word_of_a_drawing(folder: Path, chance: random.Random) -> str:
    name = chance.choice(files(folder, f"{CHARTS}/*/*.svg"))
    raw = (folder / name).read_bytes()
    (folder / name).write_bytes(another_digit(raw, chance.choice([found.start() for found in re.finditer(rb"\d", raw)])))
    return name


def a_file_more(folder: Path, chance: random.Random) -> str:
    name = chance.choice(["extra.html", "record/project/data/new.yml", ".hidden", "record/notebooks/x.ipynb", "_static/a.js"])
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("x", encoding="utf-8")
    return name


def a_file_less(folder: Path, chance: random.Random) -> str:
    name = chance.choice(files(folder))
    (folder / name).unlink()
    return name


def another_name(folder: Path, chance: random.Random) -> str:
    name = chance.choice(files(folder))
    (folder / name).rename(folder / f"{name}.bak")
    return name


def a_sum(folder: Path, chance: random.Random) -> str:
    path = folder / SUMS
    lines = path.read_text(encoding="utf-8").splitlines()
    at = chance.randrange(len(lines))
    was = int(lines[at][0], 16)
    lines[at] = f"{(was + 1) % 16:x}{lines[at][1:]}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return lines[at][66:]


def a_byte(folder: Path, chance: random.Random) -> str:
    name = chance.choice([name for name in files(folder) if (folder / name).stat().st_size])
    raw = bytearray((folder / name).read_bytes())
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(7)
    (folder / name).write_bytes(raw)
    return name


SINGLE: tuple[Change, ...] = (
    a_digit_of_a_page,
    a_figure_of_the_ledger,
    a_cell_of_a_source,
    a_cell_of_a_notebook,
    a_number_of_a_spec,
    a_word_of_a_drawing,
    a_file_more,
    a_file_less,
    another_name,
    a_sum,
    a_byte,
)
FORGED: tuple[Change, ...] = (
    a_digit_of_a_page,
    a_figure_of_the_ledger,
    a_cell_of_a_source,
    a_cell_of_a_notebook,
    a_number_of_a_spec,
    a_word_of_a_drawing,
    a_file_more,
)


# ── the forger's last steps ───────────────────────────────────────────────────────────────────────────────────────────
def agree(folder: Path) -> None:
    """Make manifest, name, sums and the archive's list agree with what was changed."""
    path = folder / MANIFEST
    said, sums = json.loads(path.read_bytes()), sums_of(folder)
    for key in said["outputs"]:
        place = key.removeprefix("html/") if key.startswith("html/") else f"record/{key.removeprefix('record/')}"
        said["outputs"][key] = sums.get(place, "")
    for part, base in (("read", "record/project/"), ("compiled_from", "record/project/"), ("compiled_from", "record/")):
        for key in said["inputs"][part]:
            if f"{base}{key}" in sums and (base == "record/project/" or key.startswith("notebooks/")):
                said["inputs"][part][key] = sums[f"{base}{key}"]
    said["edition"] = digest(said["inputs"])[:16]
    path.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    resum(folder)


def resum(folder: Path) -> None:
    """A list of sums that agrees, and an archive that lists it."""
    (folder / SUMS).write_bytes(sums_text(sums_of(folder)).encode())
    listed = folder.parents[1] / FILE
    if not listed.is_file():
        return
    said = json.loads(listed.read_bytes())
    for entry in said["editions"]:
        if entry["path"] == "/".join(folder.parts[-2:]):
            entry["record"] = open_published(folder).digest
    listed.write_text(json.dumps(said), encoding="utf-8")
