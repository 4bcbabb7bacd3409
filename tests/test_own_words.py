"""Facts and figures carry over from the originals, sentences do not: no run of twelve words stands in both, save what is quoted.

The originals are no part of the repository. Where they do not lie beside it, it is skipped and its parts alone are tried.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import yaml
from places import ROOT, SAMPLE

LONGEST = 11  # words in a row that two texts on one subject may well share
SEEDS = ROOT.parent / "shared/seeds"
QUOTATIONS = SAMPLE / "data/published/quotations.yml"
READ = (".md", ".yml", ".csv", ".ipynb")
WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
FIGURE = re.compile(r"\{\{.*?\}\}")


def words(text: str) -> list[str]:
    """The words of a text, without figures: a number that is filled in later does not make a sentence another."""
    plain = FIGURE.sub(" ", text).lower()
    return [w for w in WORD.findall(re.sub(r"\b\S*\d\S*\b", " ", plain))]


def runs_of(said: Sequence[str], known: set[tuple[str, ...]]) -> Iterator[list[str]]:
    """The longest runs of words of which every stretch of LONGEST + 1 is known."""
    size, run = LONGEST + 1, 0
    for i in range(len(said) - size + 2):
        if i <= len(said) - size and tuple(said[i : i + size]) in known:
            run += 1
        elif run:
            yield list(said[i - run : i + size - 1])
            run = 0


def stretches(said: Sequence[str]) -> Iterator[tuple[str, ...]]:
    size = LONGEST + 1
    return (tuple(said[i : i + size]) for i in range(len(said) - size + 1))


def pieces(path: Path) -> Iterator[str]:
    """The texts of a file, each by itself: a run from one cell or heading into the next is nobody's sentence."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yml":
        yield from _texts(yaml.safe_load(text))
    elif path.suffix == ".csv":
        yield from (cell for row in csv.reader(io.StringIO(text)) for cell in row)
    elif path.suffix == ".ipynb":
        yield from ("".join(cell["source"]) for cell in json.loads(text)["cells"])
    else:
        yield from text.split("\n")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))


def copied(texts: Iterator[str], known: set[tuple[str, ...]], quotations: Sequence[list[str]]) -> list[str]:
    """The runs of words that are known and lie within no quotation."""
    found = (run for text in texts for run in runs_of(words(text), known))
    return [" ".join(run) for run in found if not any(_within(run, quotation) for quotation in quotations)]


def _within(run: list[str], quotation: list[str]) -> bool:
    return any(quotation[i : i + len(run)] == run for i in range(len(quotation) - len(run) + 1))


def allowed() -> list[list[str]]:
    return [words(entry["quoted"]) for entry in yaml.safe_load(QUOTATIONS.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def originals() -> set[tuple[str, ...]]:
    """Every stretch of words of the originals."""
    files = sorted(SEEDS.glob("*.txt"))
    if not files:
        pytest.skip(f"The originals are not at hand ({SEEDS}).")
    return {stretch for file in files for stretch in stretches(words(file.read_text(encoding="utf-8")))}


@pytest.mark.sample
def test_no_sentence_is_copied(originals):
    files = [
        f
        for folder in ("data", "notebooks")
        for f in sorted((SAMPLE / folder).rglob("*"))
        if f.suffix in READ and f != QUOTATIONS
    ]
    assert len(files) > 150
    found = {f.relative_to(SAMPLE).as_posix(): copied(pieces(f), originals, allowed()) for f in files}
    assert {name: runs for name, runs in found.items() if runs} == {}


@pytest.mark.sample
def test_every_quotation_is_the_originals_and_is_used(originals):
    """A list that allows what nobody quotes any more would let it come back unseen."""
    used = [
        list(words(text))
        for folder in ("data", "notebooks")
        for f in (SAMPLE / folder).rglob("*")
        if f.suffix in READ and f != QUOTATIONS
        for text in pieces(f)
    ]
    for quotation in allowed():
        assert set(stretches(quotation)) <= originals, " ".join(quotation)
        assert any(_within(list(stretch), text) for stretch in stretches(quotation) for text in used), " ".join(quotation)


COPIED = "the quick brown fox jumps over the lazy dog and then it sleeps for an hour"


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        (COPIED, [COPIED]),
        (f"So {COPIED.upper()}, they say", [COPIED]),
        (COPIED.replace("dog and", "dog {{ a.value }} and"), [COPIED]),
        (COPIED.replace("dog and", "dog 40.1% and"), [COPIED]),
        (COPIED.replace("over", "across"), []),
        (" ".join(COPIED.split()[:LONGEST]), []),
        (" ".join(COPIED.split()[: LONGEST + 1]), [" ".join(COPIED.split()[: LONGEST + 1])]),
    ],
)
def test_what_counts_as_copied(text, runs):
    known = set(stretches(words(COPIED)))
    assert copied(iter([text]), known, []) == runs
    assert copied(iter([text]), known, [words(COPIED)]) == []


def test_each_cell_and_line_is_read_by_itself(tmp_path):
    half = COPIED.split()
    first, second = " ".join(half[:9]), " ".join(half[9:])
    for name, text in (
        ("a.csv", f"{first},{second}\n"),
        ("a.md", f"{first}\n{second}\n"),
        ("a.yml", f"a: {first}\nb: [{second}]\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert list(filter(None, pieces(tmp_path / name))) == [first, second]
