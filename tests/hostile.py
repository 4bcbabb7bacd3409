"""Texts that would do harm if a page, a chart, a table or a terminal took them for more than text, and where they can be put.

The fields are found from the models, so that a new field is tried without anybody listing it. `python tests/hostile.py` prints
what each text became in every field.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import yaml
from places import PUBLISHED, SAMPLE
from pydantic import BaseModel, RootModel

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pcc_lib.core.errors import FaultsError
from pcc_lib.inputs.models import INPUTS, Input
from pcc_lib.inputs.models.faults import read_as
from pcc_lib.inputs.models.kinds import MAX_LINE, MAX_TITLE, FreeText
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.yaml_reader import parse_yaml
from pcc_lib.proofreading.typed_facts import numbers_in
from pcc_lib.writing.markdown import markup_faults

MARK = "pccX"  # every text that would run something would leave this name behind

CORPUS: dict[str, tuple[str, ...]] = {
    "tags": (
        "<script>window.pccX=1</script>",
        "<SCRIPT SRC=//pccx.invalid/a.js></SCRIPT>",
        "<img src=x onerror=window.pccX=1>",
        "<svg onload=window.pccX=1>",
        "<svg><script>window.pccX=1</script></svg>",
        "<iframe src=javascript:window.pccX=1>",
        "<iframe srcdoc='<script>window.pccX=1</script>'>",
        "<object data=//pccx.invalid/a>",
        "<embed src=//pccx.invalid/a>",
        "<base href=//pccx.invalid/>",
        "<meta http-equiv=refresh content=0;url=//pccx.invalid/>",
        "<link rel=stylesheet href=//pccx.invalid/a.css>",
        "<style>@import '//pccx.invalid/a.css';</style>",
        "<form action=//pccx.invalid/><button>Go</button></form>",
        "<input autofocus onfocus=window.pccX=1>",
        "<details open ontoggle=window.pccX=1>",
        "<video><source onerror=window.pccX=1></video>",
        "<math><mi xlink:href='javascript:window.pccX=1'>x</mi></math>",
        "<a href='javascript:window.pccX=1'>x</a>",
        "<template><script>window.pccX=1</script></template>",
        "<noscript><p title='</noscript><img src=x onerror=pccX=1>'>",
        "<!--><script>window.pccX=1</script>-->",
        "<![CDATA[<script>window.pccX=1</script>]]>",
        "<?php window.pccX=1 ?>",
        "<b>bold</b> & <i>more</i>",
        "<",
        "</",
        "a<b",
        "<plaintext>",
        "<xmp>",
        "<textarea>",
        "<title>x</title>",
    ),
    "breaking out": (
        "</script><script>window.pccX=1</script>",
        '"><script>window.pccX=1</script>',
        "'><img src=x onerror=window.pccX=1>",
        '" onmouseover="window.pccX=1',
        "' onfocus='window.pccX=1' autofocus='",
        "</title><script>window.pccX=1</script>",
        "</style><script>window.pccX=1</script>",
        "--></script><script>window.pccX=1</script>",
        "\\u003cscript>x",
        "</td></table>",
        "</svg><script>window.pccX=1</script>",
        "`${window.pccX=1}`",
        "');window.pccX=1;//",
        '";window.pccX=1;//',
        "{{constructor.constructor('window.pccX=1')()}}",
        "datum.constructor('window.pccX=1')",
    ),
    "links": (
        "javascript:window.pccX=1",
        "JaVaScRiPt:window.pccX=1",
        "data:text/html,<script>window.pccX=1</script>",
        "vbscript:msgbox(1)",
        "[x](javascript:window.pccX=1)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](//pccx.invalid/a.png)",
        "![x](https://pccx.invalid/a.png)",
        "<https://pccx.invalid>",
        "//pccx.invalid/a",
        "https://pccx.invalid/a",
        "[x]: javascript:window.pccX=1",
        "file:///etc/passwd",
    ),
    "roles and directives": (
        "{raw}`<script>window.pccX=1</script>`",
        "```{raw} html <script>window.pccX=1</script> ```",
        "{include} /etc/passwd",
        "```{include} ../../etc/passwd```",
        ":::{raw} html",
        "{eval-rst}",
        "{code-cell}",
        "{download}`/etc/passwd`",
        "{glue:text}`x`",
        "{doc}`/etc/passwd`",
        "$$\\href{javascript:window.pccX=1}{x}$$",
        "|x|",
        "(target)=",
        "% comment",
        "# Heading",
        "---",
    ),
    "templates": (
        "{{ 7 * 7 }}",
        "{% for x in ().__class__.__base__.__subclasses__() %}x{% endfor %}",
        "${7*7}",
        "#{7*7}",
        "<%= 7 * 7 %>",
        "{{ calls_999_volume.value }}",
        "%(x)s %s %d",
        "{0.__class__}",
        "{x!r}",
        "__import__('os').system('id')",
    ),
    "entities": (
        "&lt;script&gt;window.pccX=1&lt;/script&gt;",
        "&#60;script&#62;window.pccX=1",
        "&#x3c;img src=x onerror=window.pccX=1&#x3e;",
        "&amp;lt;b&amp;gt;",
        "&NewLine;&Tab;java&Tab;script:x",
        "&zwnj;&#8238;x",
        "%3Cscript%3Ewindow.pccX=1%3C/script%3E",
    ),
    "formulas": (
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-1+1",
        "@SUM(1)",
        '=HYPERLINK("http://pccx.invalid")',
        "+2 s",
        "\u22122 s",
        '=WEBSERVICE("http://pccx.invalid")',
        "\uff1d1+1",
        " =1+1",
        "-2 points",
    ),
    "unseen": (
        "a\x02b",
        "a\x00b",
        "a\x1b[31mb",
        "a\x7fb",
        "a\x85b",
        "a\u202eb",
        "a\u2066b\u2069",
        "a\u200bb",
        "a\u200db",
        "a\ufeffb",
        "a\u2028b",
        "a\u2029b",
        "a\u00adb",
        "a\u061cb",
        "a\ue000b",
        "a\U000e0041b",
        "line\rline",
        "a\x08b",
    ),
    "long": ("x" * 10_000, "word " * 2_000, "W" * 201, "\u0301" * 100),
    "paths": ("../../../etc/passwd", "/etc/passwd", "C:\\Windows\\win.ini", "CON", "NUL.yml", "..\\..\\x", "~root"),
    "harmless": (
        "at 0x7fff5fbff8c8",
        "see src=//host in the log",
        "onclick= in a sentence",
        "5 < 7 and 9 > 8",
        "Smith & Sons",
        "O\u2019Brien",
        "50% of 'all' calls",
        'the "new" model',
        "na\u00efve caf\u00e9 \u2013 \u00a35",
        "\u0645\u0631\u062d\u0628\u0627",
        "\u6771\u4eac",
        "script: a play",
        "data: 12 rows",
        "class='pcc-chart'",
        'class="pcc-figure"',
        "Traceback (most recent call last):",
        "papermill-error-cell-tag",
        "javascript is a language",
    ),
}
TEXTS = tuple(dict.fromkeys(text for texts in CORPUS.values() for text in texts))


def fields(of: Input) -> Iterator[tuple[tuple[str, ...], FreeText]]:
    """Every free-text field of a kind of file: the path of its keys (`*` for an entry of a list or a key of one's own)."""
    model = of.model.model_fields["root"].annotation if issubclass(of.model, RootModel) else of.model
    yield from _inside(model, (), ())


def _inside(kind: Any, path: tuple[str, ...], above: tuple[Any, ...]) -> Iterator[tuple[tuple[str, ...], FreeText]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind in above:
            return  # a post below a post
        for name, field in kind.model_fields.items():
            here = (*path, field.alias or name)
            marks = [m for m in field.metadata if isinstance(m, FreeText)]
            yield from ((here, m) for m in marks)
            if not marks:
                yield from _inside(field.annotation, here, (*above, kind))
        return
    marks = [m for m in getattr(kind, "__metadata__", ()) if isinstance(m, FreeText)]
    if marks:
        yield path, marks[0]
        return
    for arg in get_args(kind):
        if not isinstance(arg, str | int):
            yield from _inside(arg, path if not _is_many(kind) else (*path, "*"), above)


def _is_many(kind: Any) -> bool:
    return str(kind).startswith(("tuple[", "collections.abc.Mapping["))


def places(data: Any, path: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Where a field stands in a file's data: the paths of keys and numbers of entries."""
    if not path:
        yield ()
    elif path[0] == "*":
        for step in range(len(data)) if isinstance(data, list) else list(data) if isinstance(data, dict) else ():
            yield from ((step, *rest) for rest in places(data[step], path[1:]))
    elif isinstance(data, dict) and len(path) == 1:
        yield (path[0],)  # a key that is not there may be put there
    elif isinstance(data, dict) and path[0] in data:
        yield from ((path[0], *rest) for rest in places(data[path[0]], path[1:]))


def put(data: Any, place: tuple[Any, ...], text: str) -> Any:
    """The data with a text at a place."""
    if not place:
        return text
    copied = copy.copy(data)  # of each level on the way, and of no other
    copied[place[0]] = put(data[place[0]] if len(place) > 1 else None, place[1:], text)
    return copied


def outcome(of: Input, data: Any, place: tuple[Any, ...], text: str) -> str:
    """`refused`, with a fault that names the key; `inert`: it is kept as text; else what went wrong."""
    try:
        read_as(of.model, put(data, place, text), of.where)
    except FaultsError as error:
        words = [str(step) for step in place if isinstance(step, str)]
        named = all(any(word in f.place or word in f.found for word in words[-1:]) for f in error.faults)
        return "refused" if named else f"refused without its place: {error}"
    return "inert"


Candidates = Callable[[str, int], Iterable[str]]


def of_corpus(_before: str, turn: int) -> Iterable[str]:
    """Texts of the corpus, from a place in it that differs from turn to turn."""
    return (TEXTS[(turn + step) % len(TEXTS)] for step in range(20))


def before_it(mark: str) -> Candidates:
    """A mark before the text that stands there, cut to what its field takes."""
    return lambda before, _turn: ((mark + before)[:most] for most in (4_000, MAX_LINE, MAX_TITLE))


def fill(root: Path, turn: int = 0, candidates: Candidates = of_corpus) -> Counter[tuple[str, ...]]:
    """Put hostile texts into every free-text field of every file of a project; gives how many into each field.

    A text that the field's model refuses gives way to the next that it takes.
    """
    told: Counter[tuple[str, ...]] = Counter()
    for of in INPUTS:
        for path in sorted(root.glob(of.where)):
            if of.name == "names":
                continue  # what may be typed in commentary: the sample's commentary needs its own
            (_fill_table if of.is_table else _fill_yaml)(of, path, candidates, told, turn)
    vouch(root)
    return told


def vouch(root: Path) -> None:
    """Let the record of an original print every number that the texts hold: a definition may not hold any other."""
    found = numbers_in(path.read_text(encoding="utf-8") for path in sorted(root.glob("data/**/*.yml")))
    rows = "".join(f"every-number-{i},here,a number,{number},things,,,,\n" for i, number in enumerate(sorted(found), 1))
    file = root / f"data/published/{PUBLISHED}.csv"
    file.parent.mkdir(exist_ok=True)
    file.write_text("id,place,statement,printed,unit,basis,change_kind,figure,note\n" + rows, encoding="utf-8", newline="\n")


def _fill_yaml(of: Input, path: Path, candidates: Candidates, told: Counter[tuple[str, ...]], turn: int) -> None:
    data = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    for field, _ in fields(of):
        for place in (found for found in places(data, field) if not _names_a_part(of, data, found)):
            data = _placed(of, data, place, candidates(str(_at(data, place) or ""), turn * 7 + sum(told.values())))
            told[(of.name, *field)] += 1
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000), encoding="utf-8", newline="\n")


def _names_a_part(of: Input, data: Any, place: tuple[Any, ...]) -> bool:
    """Whether a text of a descriptor names a part that its rows have: another would name none."""
    split = data.get("breakdown") if isinstance(data, dict) else None
    return of.name == "source" and (place == ("remainder",) or (place[0] in ("lifetimes", "gaps") and place[-1] == split))


def _fill_table(of: Input, path: Path, candidates: Candidates, told: Counter[tuple[str, ...]], turn: int) -> None:
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    for i, row in enumerate(rows):
        for field, _ in fields(of):
            if row[field[0]]:
                rows[i] = _placed(of, rows[i], field, candidates(row[field[0]], turn * 7 + sum(told.values())))
                told[(of.name, *field)] += 1
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="\n")


def _placed(of: Input, data: Any, place: tuple[Any, ...], texts: Iterable[str]) -> Any:
    """The data with the first text that the field takes; unchanged where it takes none."""
    for text in texts:
        if "{{" in text and of.name in ("measure", "topic"):
            continue  # there it is a figure, or a fault of its own
        tried = put(data, place, text)
        try:
            read_as(of.model, tried, of.where)
            return tried
        except FaultsError:
            continue
    return data


def _at(data: Any, place: tuple[Any, ...]) -> Any:
    for step in place:
        data = data.get(step) if isinstance(data, dict) else data[step]
    return data


def name_the_book(root: Path) -> None:
    """Give the settings the title and author that the body now has, and headings the titles that the priorities now have."""
    plan = parse_yaml((root / "data/plan/priorities.yml").read_text(encoding="utf-8"), "priorities.yml")
    titles = {p["number"]: p["title"] for p in plan["priorities"]}
    held = {n: title for n, title in titles.items() if not markup_faults(f"# {title}", "", headings=True)}
    for path in (root / "notebooks").glob("*.ipynb"):
        book = json.loads(path.read_text(encoding="utf-8"))
        for cell in (c for c in book["cells"] if c["cell_type"] == "markdown"):
            cell["source"] = re.sub(
                r"(?m)^(#+ Priority (\d+): ).*$",
                lambda m: m[1] + held[int(m[2])] if int(m[2]) in held else m[0],
                "".join(cell["source"]),
            )
        path.write_text(json.dumps(book), encoding="utf-8", newline="\n")
    body = parse_yaml((root / "data/body.yml").read_text(encoding="utf-8"), "body.yml")
    settings = parse_yaml((root / "_config.yml").read_text(encoding="utf-8"), "_config.yml")
    settings |= {"title": body["report_title"], "author": body["name"], "copyright": body["name"]}
    (root / "_config.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8", newline="\n")


_OF_TEXT = {"text": "topics/crib", "heading": "Now what?", "confirmed": "2023-24-Q4", "confirmed_by": "A. Person"}
_DOCUMENT = {"title": "A report", "url": "https://b.example/report"}
# keys that the sample has no need of, by kind of file or by file
ADDED: dict[str, dict[str, Any]] = {
    "quarter": {
        "answers": [{"question": "zero-of-calls", "answer": "The month was so.", "answered_by": "A. Person"}],
        "unchanged": [_OF_TEXT],
        "nothing_to_report": [_OF_TEXT],
        "late": [{"source": "crib", "expected": "2024-01", "because": "The force could not supply it."}],
        "restated": [{"figures": ["calls_999_volume.value"], "because": "A fact was put right."}],
        "dropped": [{"deliverable": "melksham", "confirmed": "2023-24-Q4", "because": "It was given up."}],
    },
    "data/body.yml": {
        "accessibility": {
            "status": "partially",
            "not_accessible": [
                {"what": "A part", "why": "It is so.", "criterion": "1.3.1", "alternative": "Another.", "until": "By March."}
            ],
            **{"answers_within": "10 working days", "improving": ["Readers will try it."]},
            **dict.fromkeys(("prepared_on", "reviewed_on", "tested_on"), "2024-05-01"),
            **{"tested_by": "A. Person", "tested_how": "By keyboard."},
        }
    },
    "statutory": {
        "statement": "The force does its part.",
        "national_priorities": [{"title": "A", "applicable": True, "reason": "It is met.", "contribution": "Patrols."}],
        "inspection": {"report": _DOCUMENT, "summary": "Good.", "summary_from": _DOCUMENT},
        "complaints": {"quarterly": _DOCUMENT, "annual": _DOCUMENT, "account": "Met each month.", "report": _DOCUMENT},
    },
    "data/sources/calls_999.resource.yml": {
        "received": {"sheet": "Calls", "columns": {"In": "offered"}, "parts": {"All": "force"}, "left": ["Total"]}
    },
}


# kinds of files that stand in no project
OUTSIDE: dict[str, dict[str, Any]] = {
    "new-project": {
        **dict.fromkeys(("name", "short_name", "role", "role_holder", "force", "area", "report_title", "plan_title"), "Words"),
        "areas": [{"title": "North", "id": "north", "also": ["North UA"]}, "South"],
        "priorities": [{"title": "Safer", "id": "safer", "short_title": "Safe", "description": "Be there."}, "Fairer"],
        **{
            "address": ["1 Street"],
            "telephone": "01",
            "email": "a@b.example",
            "web": "https://b.example",
            "plan_years": "2025-29",
        },
        **{"quarter": "2025-26-Q1", "written_on": "2025-06-30"},
    },
    "panel_log": {
        **{"id": "a", "asked_on": "2024-01-05", "meeting": "January", "by": "A. Person", "question": "Why?", "answer": "So."},
        **{"action": "Do it", "owner": "Force", "due": "2024-06", "state": "answered", "figures": "offered.value", "note": "A."},
    },
    "corrections": {"corrections": [{"version": 2, "published": "2024-04-05", "reason": "A file had come twice."}]},
    "revisions": {
        **dict(zip(("number", "period", "part", "column"), ("1", "2023-10", "force", "offered"), strict=True)),
        **dict(zip(("was", "now", "reason", "file"), ("1", "2", "Counted again.", "sent.xlsx"), strict=True)),
    },
}


def samples() -> Iterator[tuple[Input, str, Any]]:
    """Of each kind of input, files of the sample that hold as many of its keys as possible."""
    project = Project(SAMPLE)
    for of in INPUTS:
        if of.name in OUTSIDE:
            yield of, of.where, OUTSIDE[of.name]
        for path in sorted(SAMPLE.glob(of.where)):
            name = path.relative_to(SAMPLE).as_posix()
            if of.is_table:
                rows = list(csv.DictReader(project.read_text(name).splitlines()))
                yield of, name, max(rows, key=lambda row: sum(bool(c) for c in row.values()))
            else:
                data = project.read_yaml(name)
                added = ADDED.get(of.name, {}) | ADDED.get(name, {})
                yield of, name, data | added if added else data


def places_of_all() -> dict[tuple[str, tuple[str, ...]], tuple[Input, Any, tuple[Any, ...]]]:
    """Of each field of each kind of file, data of the sample and a place in it: one where the field is filled, if any."""
    found: dict[tuple[str, tuple[str, ...]], tuple[Input, Any, tuple[Any, ...]]] = {}
    filled: set[tuple[str, tuple[str, ...]]] = set()
    for of, _, data in samples():
        for path, _ in fields(of):
            place, key = next(places(data, path), None), (of.name, path)
            if place and (key not in found or (key not in filled and _at(data, place))):
                found[key] = (of, data, place)
                filled |= {key} if _at(data, place) else set()
    return found


def main() -> None:
    """Print, for each text, in how many fields it was refused, and in how many kept as text."""
    met = places_of_all()
    found = {text: Counter(outcome(of, data, place, text) for of, data, place in met.values()) for text in TEXTS}
    print(f"{len(TEXTS)} texts, {len(met)} fields of {len({name for name, _ in met})} kinds of file")
    print("| text | refused | inert |\n|---|---|---|")
    for group, texts in CORPUS.items():
        for text in texts:
            shown = ascii(text)[1:-1][:60].replace("|", "\\|")
            print(f"| {group}: `{shown}` | {found[text]['refused']} | {found[text]['inert']} |")
            for words in set(found[text]) - {"refused", "inert"}:
                print(f"|   {words[:200]} |  |  |")


if __name__ == "__main__":
    main()
