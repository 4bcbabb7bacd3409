"""Changes to a book as it is given to Sphinx, one kind a function: for the comparison of what was gone on with and what is made
from nothing (`tests/test_compiling.py`, `benchmarks/warm_compile.py`)."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from small_book import code, small_project

from pcc_lib.building.compiled import Compiled
from pcc_lib.building.compiler import Compiler
from pcc_lib.building.executed import KERNELSPEC
from pcc_lib.building.staging import CONFIG, DRAFT, settings
from pcc_lib.inputs.page_files import TOC
from pcc_lib.inputs.project import Project

WORDS = [
    "patrol",
    "victims",
    "panel",
    "quarter",
    "response",
    "burglary",
    "CSV",
    "delay",
    "safer",
    "officers",
    "PCC",
    "OPCC",
    "999",
    "SLA",
    "audit",
]
GLOSSARY = "data/plan/glossary.yml"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="{}"/></svg>'


def made_book(root: Path, quarter: str, seed: int) -> ChangingBook:
    """A small book whose pages are as if they had been run: texts, charts, headings among the outputs."""
    small_project(root, ("alpha", "beta", "what-changed"))
    notebooks = {f"notebooks/{name}.ipynb": _executed(name) for name in ("alpha", "beta", "what-changed")}
    config = settings(Project(root))
    others = {name: (root / name).read_bytes() for name in ("notebooks/figures.md", TOC)}
    return ChangingBook(root, quarter, {**notebooks, **others, CONFIG: json.dumps(config, sort_keys=True).encode()}, seed)


def _executed(name: str) -> bytes:
    chart = {"text/html": f'<div class="pcc-chart" role="group"><p>The PCC and {name}</p></div>', "text/plain": name}
    words = [{"text/markdown": f"## Part of {name}\n"}, {"text/html": f"<p>999 calls of the OPCC in {name}</p>"}]
    cells = [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": f"# Page {name}"},
        {**code("chart", "report.chart()"), "outputs": [_shown(chart)]},
        {**code("words", "report.standard_page()"), "outputs": [_shown(each) for each in words]},
    ]
    return json.dumps({"cells": cells, "metadata": {"kernelspec": KERNELSPEC}, "nbformat": 4, "nbformat_minor": 5}).encode()


def _shown(data: dict[str, str]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": {}}


class ChangingBook:
    """A book's files, and the project beside them, which the Sphinx extension reads; each change alters one of them."""

    def __init__(self, root: Path, quarter: str, files: Mapping[str, bytes], seed: int) -> None:
        self.root, self.quarter, self.files, self.chance = root, quarter, dict(files), random.Random(seed)
        self.aside: dict[str, bytes] = {}  # pages that were taken out
        self._made = 0

    # ── what there is ─────────────────────────────────────────────────────────────────────────────────────────────────
    def pages(self) -> list[str]:
        return sorted(name for name in self.files if name.endswith((".ipynb", ".md")))

    def cells(self, name: str) -> Any:
        return json.loads(self.files[name])

    def put(self, name: str, notebook: Any) -> None:
        self.files[name] = json.dumps(notebook, indent=1).encode()

    def notebook(self) -> tuple[str, Any]:
        name = self.chance.choice([page for page in self.pages() if page.endswith(".ipynb")])
        return name, self.cells(name)

    def words(self, count: int = 4) -> str:
        return " ".join(self.chance.choices(WORDS, k=count))

    def contents(self) -> Any:
        return yaml.safe_load(self.files[TOC])

    def put_contents(self, contents: Any) -> None:
        self.files[TOC] = yaml.safe_dump(contents, sort_keys=False).encode()

    def chapters(self, contents: Any) -> list[Any]:
        parts = contents.get("parts") or [contents]
        return self.chance.choice([part["chapters"] for part in parts if part.get("chapters")])

    def settings(self) -> Any:
        return json.loads(self.files[CONFIG])

    def put_settings(self, config: Any) -> None:
        self.files[CONFIG] = json.dumps(config, indent=1, sort_keys=True).encode()

    # ── changes ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def text(self) -> None:
        """Some words more at the end of a page."""
        self.add(f"Now {self.words()}.")

    def add(self, source: str) -> None:
        name, notebook = self.notebook()
        self._made += 1
        notebook["cells"].append({"cell_type": "markdown", "id": f"made-{self._made}", "metadata": {}, "source": source})
        self.put(name, notebook)

    def text_taken_out(self) -> None:
        """The last cell that was added is taken out."""
        name, notebook = self.notebook()
        if notebook["cells"][-1]["id"].startswith("made-"):
            notebook["cells"].pop()
        self.put(name, notebook)

    def title(self) -> None:
        """Another title of a page: every page's contents and its neighbours name it."""
        name, notebook = self.notebook()
        cell = next(cell for cell in notebook["cells"] if "".join(cell["source"]).startswith("# "))
        cell["source"] = f"# {self.words(3).title()}"
        self.put(name, notebook)

    def heading(self) -> None:
        """A section more."""
        self.add(f"## {self.words(2).title()}\n\nUnder it {self.words()}.")

    def link(self) -> None:
        """A link to a page by its title, which Sphinx fills in."""
        to = self.chance.choice(self.pages())
        self.add(f"See [](/{to}).")

    def chart(self) -> None:
        """A cell of another page more, with all that it shows."""
        _, other = self.notebook()
        shown = [cell for cell in other["cells"] if cell.get("outputs")]
        if shown:
            name, notebook = self.notebook()
            self._made += 1
            notebook["cells"].append({**self.chance.choice(shown), "id": f"made-{self._made}"})
            self.put(name, notebook)

    def acronym(self) -> None:
        """An acronym more in the glossary, or another meaning of one."""
        path = self.root / GLOSSARY
        glossary = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {"terms": []}
        word = self.chance.choice(["PCC", "OPCC", "SLA"])
        glossary["terms"] = [term for term in glossary["terms"] if term["acronym"] != word]
        meaning = self.words(2)
        glossary["terms"].append({"acronym": word, "expansion": meaning, "meaning": f"{meaning}.", "source": "added"})
        glossary["terms"].sort(key=lambda term: term["acronym"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(glossary, sort_keys=False), encoding="utf-8", newline="\n")

    def page_added(self) -> None:
        """A page more."""
        self._made += 1
        name = f"notebooks/added-{self._made}"
        self.files[f"{name}.md"] = f"# Added {self.words(1)}\n\n{self.words()}.\n".encode()
        contents = self.contents()
        chapters = self.chapters(contents)
        chapters.insert(self.chance.randrange(len(chapters) + 1), {"file": name})
        self.put_contents(contents)

    def page_taken_out(self) -> None:
        """A page that was added is taken out again."""
        contents = self.contents()
        chapters = self.chapters(contents)
        added = [each for each in chapters if "/added-" in each["file"] and len(chapters) > 1]
        if added and not any(f"/{added[0]['file']}.md".encode() in self.files[name] for name in self.pages()):
            chapters.remove(added[0])
            del self.files[f"{added[0]['file']}.md"]
            self.put_contents(contents)

    def order(self) -> None:
        """The chapters in another order."""
        contents = self.contents()
        self.chance.shuffle(self.chapters(contents))
        self.put_contents(contents)

    def setting(self) -> None:
        """Another setting of the theme."""
        config = self.settings()
        options = config["sphinx"]["config"].setdefault("html_theme_options", {})
        options["toc_title"] = self.words(2)
        self.put_settings(config)

    def banner(self) -> None:
        """What the banner of a draft says, or that there is none."""
        config = self.settings()
        config["sphinx"]["config"][DRAFT] = self.chance.choice(["", f"Draft: {self.words(2)}."])
        self.put_settings(config)

    def correction(self) -> None:
        """A correction more, of which every page tells."""
        path = self.root / f"data/quarters/{self.quarter}/corrections.yml"
        held = yaml.safe_load(path.read_text(encoding="utf-8"))["corrections"] if path.is_file() else []
        held.append({"version": len(held) + 2, "published": f"2024-02-{len(held) + 1:02d}", "reason": f"{self.words()}."})
        path.write_text(yaml.safe_dump({"corrections": held}, sort_keys=False), encoding="utf-8", newline="\n")

    def body(self) -> None:
        """Another name of the body, which the head of every page tells."""
        path = self.root / "data/body.yml"
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        held["name"] = f"Office of {self.words(2)}"
        path.write_text(yaml.safe_dump(held, sort_keys=False), encoding="utf-8", newline="\n")

    def picture(self) -> None:
        """A picture that a page shows: a new one, or another drawing in the place of one."""
        name = f"notebooks/picture-{self.chance.randrange(3)}.svg"
        if name not in self.files:
            self.add(f"![{self.words(2)}]({Path(name).name})")
        self.files[name] = PICTURE.format(self.chance.randrange(1, 5)).encode()

    def nothing(self) -> None:
        """No change at all."""


KINDS: Sequence[Callable[[ChangingBook], None]] = (
    ChangingBook.text,
    ChangingBook.text_taken_out,
    ChangingBook.title,
    ChangingBook.heading,
    ChangingBook.link,
    ChangingBook.chart,
    ChangingBook.acronym,
    ChangingBook.page_added,
    ChangingBook.page_taken_out,
    ChangingBook.order,
    ChangingBook.setting,
    ChangingBook.banner,
    ChangingBook.correction,
    ChangingBook.picture,
    ChangingBook.nothing,
)


class TwoCompilers:
    """One goes on with what it has compiled, the other compiles from nothing; each in a process that stays."""

    def __init__(self, book: ChangingBook, warm: Compiler, clean: Compiler, folder: Path) -> None:
        self.book, self._warm, self._clean = book, warm, clean
        self.warm, self.clean = Compiled(folder / "warm"), Compiled(folder / "clean")

    def differing(self) -> tuple[list[str], list[str]]:
        """The files in which the two differ, and the pages that the first has written."""
        written = self._warm.compile(self.book.files, self.warm)
        (self.clean.folder / "record.json").unlink(missing_ok=True)  # so that it is not gone on with
        self._clean.compile(self.book.files, self.clean)
        one, other = _bytes(self.warm.html), _bytes(self.clean.html)
        return sorted(name for name in {*one, *other} if one.get(name) != other.get(name)), written


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
