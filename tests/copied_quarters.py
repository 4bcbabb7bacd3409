"""Copies of the sample's last quarter, changed as hurried hands change them, and two quarters that somebody wrote honestly."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from places import ROOT

from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.preparing.texts import Heading, headings

BASE = "2023-24-Q3"
HONEST = ("2023-24-Q4", "2024-25-Q1")
FOLDER = ROOT / "tests" / "honest_quarters"
Change = Callable[[str, str], str]  # a text and its name, to the text that stands in the copy
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
# what one command of an editor may change everywhere
NEXT = {
    "October to December 2023": "January to March 2024",
    "October 2023": "January 2024",
    "September 2023": "December 2023",
    "August 2023": "November 2023",
    "July 2023": "October 2023",
    "October": "January",
    "September": "December",
    "January 2024": "April 2024",
    "2023-24-Q3": "2023-24-Q4",
}
SYNONYMS = {
    "continues": "proceeds",
    "average": "mean",
    "new": "fresh",
    "office": "bureau",
    "force": "constabulary",
    "describes": "portrays",
    "says": "states",
    "people": "persons",
    "work": "effort",
    "police": "officers",
    "better": "improved",
    "data": "information",
    "plan": "programme",
    "number": "count",
    "numbers": "counts",
    "service": "provision",
    "services": "provisions",
    "calls": "rings",
    "callers": "people who ring",
    "support": "help",
    "crimes": "offences",
    "performance": "results",
    "reviews": "examines",
    "is": "remains",
    "has": "has now",
    "and": "as well as",
    "with": "together with",
}


def unchanged(text: str, name: str) -> str:
    """The text as it was."""
    return text


def dated(text: str, name: str) -> str:
    """Every month changed by one command of an editor."""
    done = re.compile("|".join(re.escape(old) for old in sorted(NEXT, key=len, reverse=True)))
    return done.sub(lambda m: NEXT[m[0]], text)


def by_line(change: Callable[[str], str]) -> Change:
    """Each line of words changed; headings and blank lines stay."""
    return lambda text, name: "\n".join(
        row if not row.strip() or row.startswith("#") else change(row) for row in text.split("\n")
    )


def by_sentence(change: Callable[[str], str]) -> Change:
    """Each sentence changed; marks of a list, and bold words before it, stay where they are."""

    def line(row: str) -> str:
        mark = re.match(r"(?:- )?(?:\*\*[^*]*\*\* )?", row)
        head = mark[0] if mark else ""
        return head + " ".join(change(each) for each in _END.split(row[len(head) :]) if each)

    return by_line(line)


def led_by(words: str) -> Change:
    """A phrase put before each sentence."""
    return by_sentence(lambda each: f"{words} {each[:1].lower()}{each[1:]}")


def ended_by(words: str) -> Change:
    """A phrase put after each sentence."""
    return by_sentence(lambda each: f"{each.rstrip('.')}{words}.")


def one_word(text: str) -> str:
    """The first plain word of six letters or more made another."""
    return re.sub(r"(?<![\w{.-])[a-z]{6,}(?![\w}.-])", "otherwise", text, count=1)


def with_synonyms(text: str, name: str) -> str:
    """Every word that has one told by a synonym."""
    pieces = re.split(r"(\{\{.*?\}\}|^#.*$)", text, flags=re.MULTILINE)
    form = re.compile(rf"\b(?:{'|'.join(SYNONYMS)})\b")
    return "".join(p if p.startswith(("{{", "#")) else form.sub(lambda m: SYNONYMS[m[0]], p) for p in pieces)


def turned(sentence: str) -> str:
    """Its two clauses exchanged, where a comma parts them."""
    first, comma, second = sentence.rstrip(".").partition(", ")
    return f"{second[:1].upper()}{second[1:]}, {first[:1].lower()}{first[1:]}." if comma else sentence


def first_word_of_section(text: str, name: str) -> str:
    """One word of each section."""
    parts = re.split(r"^(## .*)$", text, flags=re.MULTILINE)
    return "".join(part if part.startswith("#") else one_word(part) for part in parts)


def joined(text: str, name: str) -> str:
    """Full stops within a point made semicolons."""
    return by_line(lambda row: re.sub(r"\.\s+(?=[A-Z])", "; ", row))(text, name)


COPIES: Mapping[str, Change] = {
    "as it was": unchanged,
    "dates changed everywhere": dated,
    "one word a section": first_word_of_section,
    "one word a line": by_line(one_word),
    "one word a sentence": by_sentence(one_word),
    "'This quarter,' before each": led_by("This quarter,"),
    "'Overall' before each": led_by("Overall"),
    "'As we reported in the last edition,'": led_by("As we reported in the last edition,"),
    "', as in the months before' after each": ended_by(", as in the months before"),
    "', and this remains a priority for the force'": ended_by(", and this remains a priority for the force"),
    "synonyms": with_synonyms,
    "clauses exchanged": by_sentence(turned),
    "sentences joined by semicolons": joined,
    "dates, a phrase before, a word a sentence": lambda text, name: led_by("This quarter,")(
        by_sentence(one_word)(dated(text, name), name), name
    ),
    "its points in the opposite order": lambda text, name: "\n## ".join(_reversed(part) for part in text.split("\n## ")),
}


def _reversed(part: str) -> str:
    head, _, rest = part.partition("\n")
    return head + "\n\n" + "\n".join(reversed([row for row in rest.split("\n") if row.strip()])) + "\n"


@dataclass(frozen=True)
class Copied:
    """A project with the sample's quarters, and the texts of the last of them."""

    root: Path
    texts: Mapping[str, str]

    @classmethod
    def of_sample(cls) -> Copied:
        """The sample in a folder of its own."""
        root = Path(tempfile.mkdtemp(prefix="copies-"))
        shutil.copytree(ROOT / "data", root / "data")
        base = root / "data" / "quarters" / BASE
        files = sorted([*(base / "topics").glob("*.md"), *(base / "priorities").glob("*.md")])
        return cls(root, {f"{each.parent.name}/{each.stem}": each.read_text(encoding="utf-8") for each in files})

    def headings(self, change: Change, quarter: str = HONEST[0]) -> list[Heading]:
        """The headings of a copy whose texts were changed."""
        return self.written(quarter, {name: change(text, name) for name, text in self.texts.items()})

    def mixed(self, other: Mapping[str, str]) -> list[Heading]:
        """Those of a quarter whose texts are half an earlier one's and half another earlier one's: line by line in turn."""
        return self.written(HONEST[1], {name: _mixed(text, other[name]) for name, text in self.texts.items()})

    def honest(self, quarters: tuple[str, ...]) -> Iterator[tuple[str, list[Heading]]]:
        """The headings of quarters that somebody wrote, one after the other."""
        for quarter in quarters:
            yield quarter, self.written(quarter, honest_texts(quarter))

    def tutorial(self) -> list[Heading]:
        """The headings of the quarter that the tutorial writes."""
        base = ROOT / "docs" / "tutorial" / "quarter"
        files = [*(base / "topics").glob("*.md"), *(base / "priorities").glob("*.md")]
        return self.written(HONEST[0], {f"{each.parent.name}/{each.stem}": each.read_text(encoding="utf-8") for each in files})

    def written(self, quarter: str, texts: Mapping[str, str]) -> list[Heading]:
        """The headings of a quarter with these texts."""
        folder = self.root / "data" / "quarters" / quarter
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.md").write_text(text, encoding="utf-8", newline="\n")
        about = (self.root / f"data/quarters/{BASE}/quarter.yml").read_text(encoding="utf-8")
        (folder / "quarter.yml").write_text(dated(about, ""), encoding="utf-8", newline="\n")
        found = headings(QuarterFolder(Project(self.root), Quarter.parse(quarter)))
        return [each for each in found if each.state not in ("not given",)]


def honest_texts(quarter: str) -> dict[str, str]:
    """The texts of an honest quarter, by their names."""
    parts = re.split(r"^# (?=topics/|priorities/)", (FOLDER / f"{quarter}.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {name: text for part in parts if part.strip() for name, _, text in (part.partition("\n"),)}


def _mixed(one: str, other: str) -> str:
    found = []
    titles = re.findall(r"^## (.*)$", one, re.MULTILINE)
    for title in titles:
        rows = [_rows(text, title) for text in (one, other)]
        found += [f"## {title}\n", *[row for i, pair in enumerate(zip(*rows, strict=False)) for row in (pair[i % 2],)], ""]
    return "\n".join(found)


def _rows(text: str, title: str) -> list[str]:
    part = text.partition(f"## {title}\n")[2].partition("\n## ")[0]
    return [row for row in part.split("\n") if row.strip()]
