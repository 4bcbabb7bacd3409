"""Whether a change of the library changes what a reader sees: every block of every page, and every row of the ledger.

    python tests/compare_books.py record FOLDER [PAGE…]   write what the library prints now, for all quarters of all projects;
                                                          with pages named, those alone, in the newest quarters
    python tests/compare_books.py compare OLD NEW         tell what differs; white space between tags and words does not count

Use it around a refactoring: record, change the code, record elsewhere, compare. Nothing is compiled, and no kernel is needed.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
PROJECTS = (ROOT, ROOT / "tests/projects/small-numbers")


def record(folder: Path, pages: list[str]) -> None:
    """Write the ledger of each quarter, and each block of each page, into a folder."""
    from pcc_lib.inputs.project import Project

    for root in PROJECTS:
        project = "sample" if root == ROOT else root.name
        for quarter in sorted(p.name for p in (root / "data/quarters").iterdir())[-1 if pages else 0 :]:
            rows = []
            for name, html, said in _blocks(Project(root), quarter, pages):
                place = folder / project / quarter / f"{name}.html"
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(html, encoding="utf-8", newline="\n")
                rows += [row | {"page": name.partition("/")[0]} for row in said]
            if not pages:
                (folder / project / quarter / "figures.csv").write_text(_csv(rows), encoding="utf-8", newline="\n")
            print(f"{project} {quarter}: {len(rows)} printed figures")


def _blocks(project: object, quarter: str, pages: list[str]) -> Iterator[tuple[str, str, list[dict[str, object]]]]:
    from pcc_lib.inputs.contents import notebooks
    from pcc_lib.report import Report

    for page in (p for p in notebooks(project) if not pages or p.stem in pages):
        report = Report(project, page.opened_as, quarter)
        for i, call in enumerate(page.calls):
            data, about = getattr(report, call.name)(*call.args)._repr_mimebundle_()
            yield f"{page.stem}/{i:02d}-{call.name}", data["text/html"], about["pcc"]["figures"]


def _csv(rows: list[dict[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, sorted({key for row in rows for key in row}), lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: (str(row["id"]), str(row["page"]))))
    return out.getvalue()


def compare(old: Path, new: Path) -> int:
    """Print each file that differs, with its first difference; gives how many do."""
    names = sorted(p.relative_to(new).as_posix() for p in new.rglob("*") if p.is_file())
    wrong = 0
    for name in names:
        before, after = (_read(root / name) for root in (old, new))
        if before != after:
            wrong += 1
            print(f"{name}: {_first_difference(before, after)}")
    print(f"{len(names)} files, {wrong} differ")
    return wrong


def _read(path: Path) -> str:
    if not path.is_file():
        return "(no such file)"
    text = path.read_text(encoding="utf-8")
    return normalised(text) if path.suffix == ".html" else text


INLINE = {"a", "abbr", "b", "code", "data", "em", "i", "img", "progress", "small", "span", "strong", "sub", "sup", "time"}
ENTITIES = {"&#39;": "&#x27;", "&#34;": "&quot;"}


def normalised(html: str) -> str:
    """HTML without white space that no reader sees: beside tags of blocks, and more than one space in a row."""
    text = re.sub(r"\s+", " ", re.sub("|".join(ENTITIES), lambda m: ENTITIES[m[0]], html))
    text = re.sub(r"<([^>]*[^> ]) +(/?)>", r"<\1\2>", text)
    return re.sub(rf" ?(</?(?!(?:{'|'.join(INLINE)})\b)\w[^>]*>) ?", r"\1", text).strip()


def _first_difference(before: str, after: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after)))
    return f"\n   before: …{before[max(at - 60, 0) : at + 100]}\n   after:  …{after[max(at - 60, 0) : at + 100]}"


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["record", folder, *pages]:
            record(Path(folder), pages)
        case ["compare", old, new]:
            sys.exit(compare(Path(old), Path(new)) > 0)
        case _:
            sys.exit(__doc__)
