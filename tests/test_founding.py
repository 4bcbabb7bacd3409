"""Another body in an afternoon: a project founded by the commands alone, and filled with files as an analyst would write them.

All data here are invented.
"""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from places import ROOT, build

from pcc_lib import cli
from pcc_lib.core.errors import FaultsError, ReportError
from pcc_lib.founding import project as founding
from pcc_lib.founding.cells import Cell, sources_of, with_cells
from pcc_lib.founding.changes import left_to_do
from pcc_lib.inputs.plan import priorities
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.yaml_reader import parse_yaml

AREAS = ("Tarn", "Weald", "St Osyth's", "Côte Verte", "East Fell", "North Mere")
PRIORITIES = (
    "Highways & Town Centres",
    "Safer nights out",
    "Fewer victims of violence",
    "Justice that is seen",
    "A service that listens: trust",
)
MAYOR = {
    "name": "Office of the Mayor of Tarn & Weald",
    "short_name": "Mayor's office",
    "role": "Mayor",
    "force": "Tarn Police",
    "area": "Tarn & Weald",
    "areas": [*AREAS[:1], {"title": "Weald", "also": ["Weald UA"]}, *AREAS[2:]],
    "priorities": list(PRIORITIES),
    "plan_title": "Community Safety Plan",
    "plan_years": "2025-29",
    "telephone": "01234 567890",
    "email": "mayor@tarn.example",
    "quarter": "2025-26-Q2",
}
OTHERS = re.compile(r"Wiltshire|Swindon|Devizes|Wilkinson|OPCC|Police and Crime|Commissioner|PCC Highlight|Dorset", re.IGNORECASE)
LEFT = re.compile(r"\{\{|\}\}|\{%|TODO|To be filled|lorem|undefined")
ABOUT = ("--producer", "Nobody", "--licence", "none", "--obtained", "Invented for a test.", "--limits", "All of it is invented.")


def pcc(*args: object, answers: str = "") -> str:
    """What a command prints; an AssertionError where it does not end well."""
    done = CliRunner().invoke(cli.main, [str(arg) for arg in args], input=answers)
    assert done.exit_code == 0, done.output
    return done.output


def refused(*args: object) -> str:
    """What a command prints that must refuse."""
    done = CliRunner().invoke(cli.main, [str(arg) for arg in args])
    assert done.exit_code == 1, done.output
    return done.output + done.stderr


def wishes(folder: Path, **said: object) -> Path:
    """A file that a project is founded on; a key with None is left out."""
    kept = {key: value for key, value in {**MAYOR, **said}.items() if value is not None}
    file = folder / "new-project.yml"
    file.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")  # JSON is YAML
    return file


def founded(folder: Path, **said: object) -> Path:
    """A project that has been founded."""
    pcc("new-project", folder / "p", "--from", wishes(folder, **said))
    return folder / "p"


def files(root: Path) -> dict[str, bytes]:
    return {
        p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file() and "_build" not in p.parts
    }


# ── a new project ─────────────────────────────────────────────────────────────────────────────────────────────────────
NAMES = {
    "html": "<script>alert(1)</script>",
    "yaml": "no: [yes] #{&a *b} - ! | > % @ `",
    "braces": "{{ 7*7 }} {% raw %} ${x} {x}",
    "path": "../../etc/passwd",
    "quotes": "It's \"said\" — 'so'",
    "true": "true",
    "number": "2025",
    "arabic": "مكتب العمدة",
    "hebrew and latin": "עיר Newtown",
    "accents": "Señor Bürgermeister für Çeşme",
    "markdown": "# *Bold* _it_ [link](https://x.example) `code` ![i](x) | a | b |",
    "math": "$x^2$ <!-- no --> :::{note}",
    "long": "An office with a name that goes on for as long as a name may go on, and then for a few more words, up to the end",
    "emoji": "Mayor 🚓",
    "one letter": "Q",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_any_name_comes_out_safe_and_right(tmp_path, name):
    given = {key: name for key in ("name", "short_name", "role", "role_holder", "force", "plan_title", "report_title")}
    root = founded(tmp_path, **given, area="Zone of " + name[:100], areas=[name, "Other"], priorities=[name, "Another"])
    project = Project(root)
    assert [str(f) for f in left_to_do(project)] == []
    body = project.body
    assert {key: getattr(body, key) for key in given} == given and [a.title for a in body.areas] == [name, "Other"]
    assert [p.title for p in priorities(project)] == [name, "Another"]
    assert all(re.fullmatch(r"[\w./-]+", file) for file in files(root)), "a file's name holds what no file's name should"
    assert not any(p.name == "passwd" for p in tmp_path.parent.rglob("passwd*"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            {"areas": ["North Dale", "North-Dale"]},
            "'North Dale' and 'North-Dale' give the same id, north-dale. Give it an id of its own",
        ),
        ({"priorities": ["A b", "A & B"]}, "give the same id, a-b"),
        ({"priorities": ["Figures"]}, "'Figures' gives the id figures, which is taken."),
        ({"priorities": ["Con"]}, "'Con' gives the id con, which is taken."),
        (
            {"priorities": [2030]},
            'is read by YAML as a number, a date or yes and no. Put the title in quotes: "2030".',
        ),
        ({"areas": [True]}, "areas 1: is read by YAML as a number"),
        ({"priorities": []}, "priorities: holds 0 entries. Write at least 1."),
        ({"name": "x" * 121}, "name: has 121 characters. Keep it to 120."),
        ({"name": "A\u202eB"}, "holds a character that cannot be seen (U+202E)"),
        ({"quarter": "2025-27-Q1"}, "'2025-27-Q1' is no quarter: a financial year begins in April. Write 2025-26-Q1."),
        ({"quarter": "Q1"}, "'Q1' is not a financial quarter. Write it like 2025-26-Q1"),
        ({"name": None}, "'name' is missing."),
        ({"nmae": "x"}, "unknown key 'nmae'. Did you mean 'name'?"),
        ({"web": "javascript:alert(1)"}, "is not a web address"),
        ({"written_on": "2025-01-01"}, "2025-01-01 is before the quarter begins. Write a day from 2025-07-01 on."),
        ({"areas": [{"title": "A", "also": ["X"]}, {"title": "B", "also": "X"}]}, "'x' names 'b', and 'a' too."),
        ({"areas": [{"title": "A", "id": "x" * 5_000}]}, "areas: the id of 'A' has 5000 characters. Write one of at most 60."),
        ({"areas": [{"title": "A", "id": "../x"}]}, "is not a name in small letters with hyphens"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(tmp_path, said, told):
    assert told in refused("new-project", tmp_path / "p", "--from", wishes(tmp_path, **said)).replace("\n", " ")
    assert not (tmp_path / "p").exists() and sorted(p.name for p in tmp_path.iterdir()) == ["new-project.yml"]


def test_the_next_command_can_be_pasted_whatever_the_folder_is_called(tmp_path):
    folder = tmp_path / "our réport's"
    assert f'pcc --project "{folder}" check' in pcc("new-project", folder, "--from", wishes(tmp_path)).replace("\n", " ")


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path):
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "mine.txt").write_text("mine", encoding="utf-8")
    assert "is not empty (mine.txt), so nothing was written." in refused(
        "new-project", tmp_path / "p", "--from", wishes(tmp_path)
    )
    assert files(tmp_path / "p") == {"mine.txt": b"mine"}
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    assert "is a file." in refused("new-project", file, "--from", wishes(tmp_path))


def test_an_empty_folder_with_a_repository_in_it_is_filled(tmp_path):
    (tmp_path / "p" / ".git").mkdir(parents=True)
    root = founded(tmp_path)
    assert (root / "data/body.yml").is_file() and (root / ".git").is_dir()


@pytest.mark.parametrize("there", [True, False], ids=["an empty folder", "no folder"])
def test_where_a_file_cannot_be_written_nothing_is(tmp_path, monkeypatch, there):
    if there:
        (tmp_path / "p").mkdir()
    moved = []

    def full(source, target):
        moved.append(target)
        if len(moved) > 2 or not there:
            raise ReportError("the disk is full")
        source.rename(target)

    monkeypatch.setattr("pcc_lib.founding.writing.replace_file", full)
    assert "the disk is full" in refused("new-project", tmp_path / "p", "--from", wishes(tmp_path))
    assert sorted(p.name for p in tmp_path.rglob("*")) == (["new-project.yml", "p"] if there else ["new-project.yml"])


def test_the_same_wishes_give_the_same_bytes(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert files(founded(tmp_path / "a")) == files(founded(tmp_path / "b"))


def test_it_is_asked_in_the_terminal_and_a_wrong_answer_is_asked_again(tmp_path):
    lines = ["", "Board of Dale", "Board", "Policing Board", "", "", "Dale"]  # a blank name is asked for again
    lines += ["North", "north", "South", "", "", "Roads", "Roads!", "Rivers", ""]  # two that give an id that is taken
    lines += ["", "not an address", "", "", "", "", "", "2025-26-q1"]
    told = pcc("new-project", tmp_path / "p", answers="\n".join(lines) + "\n")
    project = Project(tmp_path / "p")
    assert [a.id for a in project.body.areas] == ["north", "south"] and [p.id for p in priorities(project)] == ["roads", "rivers"]
    assert project.body.role == "Policing Board" and project.body.force == ""
    assert "give the same id, north" in told and "is not an e-mail address" in told and "2025-26-Q1 (April to June 2025)" in told


def test_nothing_of_the_sample_stands_in_a_new_project(tmp_path):
    for name, raw in files(founded(tmp_path)).items():
        if not name.startswith("data/schemas/"):
            assert not OTHERS.search(raw.decode("utf-8")), name
            assert (
                "{{ measure.value }}" in raw.decode("utf-8") if name == "README.md" else not LEFT.search(raw.decode("utf-8"))
            ), name


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ({"areas": None}, 0),
        ({"areas": ["Only"]}, 1),
        ({"areas": [f"District {i}" for i in range(40)]}, 40),
        ({"priorities": [f"Aim {i}" for i in range(12)], "areas": ["A", "B"]}, 2),
        (
            {
                "role": "Policing Board",
                "force": None,
                "name": "Tieto- ja turvallisuuslautakunta, Järvi-Häme",
                "areas": ["Jyväskylä"],
            },
            1,
        ),
    ],
)
def test_boards_of_every_shape_pass_the_check(tmp_path, said, parts):
    root = founded(tmp_path, **said)
    pcc("--project", root, "new-topic", "Töpic", "--priority", priorities(Project(root))[-1].id)
    project = Project(root)
    assert left_to_do(project) == [] and len(project.body.areas) == parts


# ── priorities, topics ────────────────────────────────────────────────────────────────────────────────────────────────
def lines_kept(before: bytes, after: bytes) -> bool:
    """Whether each line that was there is still there, in the same order."""
    rest = iter(after.decode("utf-8").splitlines())
    return all(line in rest for line in before.decode("utf-8").splitlines())


def test_a_priority_has_its_page_and_its_places(tmp_path):
    root = founded(tmp_path)
    before = files(root)
    told = pcc("--project", root, "new-priority", "Roads: <b>quick</b> & open", "--description", "No {{ jam }}.")
    after, id = files(root), "roads-b-quick-b-open"
    assert "no faults" in told and all(lines_kept(before[name], after[name]) for name in before)
    new = [f"data/quarters/2025-26-Q2/priorities/{id}.md", f"notebooks/{id}.ipynb"]
    assert sorted(after.keys() - before.keys()) == new
    assert [p.title for p in priorities(Project(root))] == [*PRIORITIES, "Roads: <b>quick</b> & open"]
    chapters = parse_yaml(after["_toc.yml"].decode("utf-8"), "")["parts"][0]["chapters"]
    assert chapters[-1] == {"file": f"notebooks/{id}", "title": "6. Roads: <b>quick</b> & open"}
    assert "is taken" in refused("--project", root, "new-priority", "Scorecard")


@pytest.mark.parametrize("title", ["Cut crime by 20%", '20 is plenty: "Vision 2030" & 3.5 {x}'])
def test_a_number_in_the_words_of_a_plan_is_the_plans_own(tmp_path, title):
    root = founded(tmp_path, priorities=[title, {"title": "B", "description": f"{'Be there. ' * 20} By 2030, 15 more officers."}])
    assert [str(f) for f in left_to_do(Project(root))] == []
    assert "no faults" in pcc("--project", root, "new-priority", f"And {title}")


def test_a_topic_stands_after_the_others_and_other_cells_keep_their_bytes(tmp_path):
    root = founded(tmp_path)
    name = "notebooks/safer-nights-out.ipynb"
    notebook = json.loads((root / name).read_text(encoding="utf-8"))
    notebook["cells"].append(
        {"cell_type": "markdown", "id": "mine", "metadata": {"a": 1}, "source": '## Beside it\n\nMy words: "cells": [é]'}
    )
    (root / name).write_text(json.dumps(notebook, indent=3), encoding="utf-8")  # as nobody else writes it
    before = (root / name).read_text(encoding="utf-8")
    for title in ("Night-time economy", "Taxis & 'cabs'"):
        assert "no faults" in pcc("--project", root, "new-topic", title, "--priority", "safer-nights-out")
    after = (root / name).read_text(encoding="utf-8")
    told = json.loads(after)["cells"]
    assert [c for c in told if c["id"] in {c["id"] for c in notebook["cells"]}] == notebook["cells"]
    headings = [text.split("\n")[0] for text in sources_of(after, name) if text.startswith("## ")]
    assert headings == ["## Highlights", "## Night-time economy", "## Taxis & 'cabs'", "## Beside it"]
    at = next(i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    assert after.startswith(before[:at]) and after.endswith(before[at:])
    nbformat.validate(nbformat.reads(after, 4))
    assert "is there already" in refused("--project", root, "new-topic", "Night time: economy", "--priority", "safer-nights-out")
    for words in ("{{ x }}", "<b>x</b>", "# X", "![i](x.png)"):
        told = refused("--project", root, "new-topic", "Words", "--priority", "safer-nights-out", "--words", words)
        assert "not allowed here" in told and not (root / "data/topics/words.yml").exists()
    assert "there is no priority 'safer'" in refused("--project", root, "new-topic", "X", "--priority", "safer")


@pytest.mark.parametrize("text", ["", "[]", '{"cells": {}}', '{"cells": [', '{"cells": []}', '{"nbformat": 4}', "null"])
def test_a_damaged_notebook_is_told_and_not_touched(text):
    with pytest.raises(FaultsError, match="cells can be put into"):
        with_cells(text, "notebooks/a.ipynb", 0, [Cell("## A")])


def test_nothing_is_overwritten_nor_half_written(tmp_path):
    root = founded(tmp_path)
    mine = root / "data/quarters/2025-26-Q2/topics/taxis.md"
    mine.parent.mkdir()
    mine.write_text("## So what?\n\nMy words.\n", encoding="utf-8")
    pcc("--project", root, "new-topic", "Taxis", "--priority", "safer-nights-out")
    assert mine.read_text(encoding="utf-8") == "## So what?\n\nMy words.\n"
    (root / "notebooks/safer-nights-out.ipynb").write_text("{", encoding="utf-8")
    before = files(root)
    assert "is not a notebook" in refused("--project", root, "new-topic", "Buses", "--priority", "safer-nights-out")
    assert files(root) == before


# ── the second body, with data ────────────────────────────────────────────────────────────────────────────────────────
def write_data(folder: Path) -> None:
    """What publishers might send: months, quarters and years, each written in another way."""
    months = [(year, month) for year in (2022, 2023, 2024, 2025) for month in range(1, 13) if (year, month) <= (2025, 8)]
    names = ("Tarn", "Weald UA", "ST OSYTH'S", "Côte Verte", "East Fell", "North Mere")
    short = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    rows = [
        f'{short[m - 1]}-{y % 100},{name},"{1000 + 40 * i + (7 * m * m + 3 * i + y) % 23:,}",{300 + 10 * i + (5 * m + i) % 17}'
        for y, m in months
        for i, name in enumerate(names)
    ]
    (folder / "Violence.csv").write_text("\n".join(["Month,District,Offences,Solved", *rows, ""]), encoding="utf-8")
    rows = [
        f"{y} Q{q};{40 + (y * q) % 7};{30 + q};{(40 + q) * 3600}"
        for y in range(2021, 2026)
        for q in (1, 2, 3, 4)
        if (y, q) <= (2025, 2)
    ]
    (folder / "works.csv").write_text(
        "\r\n".join(["Quarter;Works;On time;Delay in seconds", *rows, ""]), encoding="cp1252", newline=""
    )
    rows = [f"{y},{name},{50_000 + 9_000 * i + y}" for y in range(2019, 2025) for i, name in enumerate(names)]
    (folder / "residents.csv").write_text("\n".join(["Year,Area,People", *rows, ""]), encoding="utf-8-sig")
    rows = [f"{y}-{(y + 1) % 100:02d},{60 + y % 5}.5%" for y in range(2019, 2025)]
    (folder / "trust.csv").write_text("\n".join(["Financial year,Residents who trust the service", *rows, ""]), encoding="utf-8")


MEASURES = (
    ("Violent offences", "violence", "violence", ("offences",), "decrease", "count"),
    ("Offences solved", "violence", "violence", ("solved", "offences"), "increase", "percentage"),
    ("Violence per 1,000 residents", "violence", "violence", ("offences", "", "residents.people"), "decrease", "rate_per_1000"),
    ("Works on the road", "road-works", "works", ("works",), "neutral", "count"),
    ("Works on time", "road-works", "works", ("on_time", "works"), "increase", "percentage"),
    ("Delay for each of the works", "road-works", "works", ("delay", "works"), "decrease", "mean"),
    ("Trust", "trust", "trust", ("residents_who_trust_the_service",), "increase", "published"),
)


def with_data(root: Path) -> None:
    """Topics, sources, measures and commentary of the mayor's project, by the commands alone."""
    run = ("--project", root)
    for title, priority in (("Road works", 0), ("Violence", 2), ("Trust", 4)):
        pcc(*run, "new-topic", title, "--priority", priorities(Project(root))[priority].id)
    write_data(root.parent)
    for file in ("Violence", "works", "residents", "trust"):
        quarters = ["--calendar-quarters"] if file == "works" else []
        told = pcc(*run, "new-source", root.parent / f"{file}.csv", "--title", f"Invented: {file}", *ABOUT, *quarters)
        assert "no faults" in told, told
    for title, topic, source, columns, way, calculation in MEASURES:
        roles = [
            word
            for flag, column in zip(("numerator", "denominator", "population"), columns, strict=False)
            if column
            for word in (f"--{flag}", column)
        ]
        told = pcc(
            *run,
            "new-measure",
            title,
            "--topic",
            topic,
            "--source",
            source,
            *roles,
            "--good-direction",
            way,
            "--why",
            "It matters.",
        )
        assert "no faults" in told, told
        assert f"\ncalculation: {calculation}\n" in (root / written(told, "data/measures/")).read_text(encoding="utf-8")
    said = (
        "## So what?\n\nThere were {{ violent_offences.value }} in {{ violent_offences.month }}.\n\n## Now what?\n\n- Listen.\n"
    )
    said = said.replace(" in {{ violent_offences.month }}", "")
    (root / "data/quarters/2025-26-Q2/topics/violence.md").write_text(said, encoding="utf-8")


def written(told: str, folder: str) -> str:
    return next(line.strip() for line in told.splitlines() if line.strip().startswith(folder))


def test_what_was_found_in_a_file_stands_in_its_descriptor(tmp_path):
    root = founded(tmp_path)
    with_data(root)
    about = {
        n: parse_yaml((root / f"data/sources/{n}.resource.yml").read_text(encoding="utf-8"), n)
        for n in ("violence", "works", "trust")
    }
    assert [about[n]["period"] for n in about] == ["month", "quarter", "year"]
    assert [about[n]["areas"] for n in about] == ["each", "whole", "whole"] and about["violence"]["breakdown"] == "district"
    columns = {f["name"]: f for each in about.values() for f in each["schema"]["fields"]}
    assert columns["offences"]["constraints"] == {"required": True, "minimum": 0} and columns["delay"]["unit"] == "seconds"
    trust = columns["residents_who_trust_the_service"]
    assert (trust["type"], trust["unit"], trust["constraints"]["maximum"]) == ("number", "%", 100)
    months = parse_yaml((root / "data/quarters/2025-26-Q2/quarter.yml").read_text(encoding="utf-8"), "")["reporting_months"][
        "sources"
    ]
    assert months == {"violence": "2025-08", "works": "2025-Q2", "residents": "2024", "trust": "2024-25"}
    assert (root / "data/sources/violence.csv").read_text(encoding="utf-8").splitlines()[1] == "2022-01,tarn,1005,305,computed,"
    assert (root.parent / "Violence.csv").is_file(), "a person's own file stays"


FAULTY = {
    "days": ("Day,Area,N\n03/04/2025,A,1\n04/05/2025,A,2\n", "x.csv, cell A2: '03/04/2025' is a day and no month: 03/04/2025."),
    "no numbers": ("Month,Area,N\n2025-04,A,many\n2025-05,A,few\n", "holds no rows of numbers below a row of heads."),
    "few numbers": ("Month,N,M\n2025-04,many,2\n2025-05,3,few\n2025-06,4,5\n", "cell B2: N: 'many' is not a number."),
    "twice": ("Month,N\n2025-04,1\n2025-04,2\n", "2025-04 stands in rows 2 and 3, and no column tells all such rows apart"),
    "no rows": ("Month,N\n", "holds no rows of numbers below a row of heads."),
    "a name twice": ("Month,N,N\n2025-04,1,2\n", "x.csv, cell C1: the head 'N' stands twice. Keep one."),
    "no name": ("Month,N,\n2025-04,1,2\n", "x.csv, cell C2: has no head over it. Name its column."),
    "an open quote": ('Month,N\n2025-04,"1\n', "a quotation mark is not closed"),
    "a packed file": ("PK\x03\x04\0\0", "is damaged: it cannot be unpacked."),
    "unseen": ("Month,N\u202e\n2025-04,1\n", "holds a character that cannot be seen (U+202E)."),
    "quarters of two kinds": (
        "Quarter,N\nQ1 2025,1\n",
        "may be a quarter of the calendar year or of the financial year. If Q1 is",
    ),
    "a month written oddly": (
        "Month,N\n2025-04,1\nMai-25,2\n2025-06,3\n",
        "cell A3: 'Mai-25' is not a month, quarter or year. Write it like 2025-04",
    ),
}


@pytest.mark.parametrize(("text", "told"), FAULTY.values(), ids=FAULTY)
def test_a_file_that_cannot_be_understood_is_refused_with_its_place(tmp_path, text, told):
    root = founded(tmp_path)
    before = files(root)
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    assert told in refused("--project", root, "new-source", tmp_path / "x.csv", "--title", "X", *ABOUT)
    assert files(root) == before


def test_an_area_that_the_body_has_not_is_refused_until_it_is_explained(tmp_path):
    root = founded(tmp_path)
    names = ("Tarn", "Weald", "St Osyth's", "Cote Vert", "East Fell", "North Mere")
    rows = [f"2025-0{m},{area},5" for m in (4, 5, 6) for area in names]
    (tmp_path / "x.csv").write_text("\n".join(["Month,Area,N", *rows, ""]), encoding="utf-8")
    command = ("--project", root, "new-source", tmp_path / "x.csv", "--title", "X", *ABOUT)
    assert "'Cote Vert' is no area of the body. Did you mean 'Côte Verte'?" in refused(*command)
    assert "no faults" in pcc(*command, "--map", "Cote Vert=cote-verte")
    about = parse_yaml((root / "data/sources/x.resource.yml").read_text(encoding="utf-8"), "")
    assert about["received"]["parts"] == {"Cote Vert": "cote-verte"}, "the next file is read by it"


def test_a_measure_asks_for_what_is_not_said(tmp_path):
    root = founded(tmp_path)
    with_data(root)
    asked = "increase\nJustice.\nviolence\nviolence\nsolved\noffences\n"
    told = pcc("--project", root, "new-measure", "Solved", answers=asked)
    assert "calculation: percentage" in (root / "data/measures/solved.yml").read_text(encoding="utf-8")
    assert "data/measures/solved.yml" in told and "no faults" in told
    assert "is there already" in refused(
        "--project", root, "new-measure", "Solved", "--topic", "violence", "--source", "violence", "--numerator", "solved",
        "--good-direction", "increase", "--why", "x",
    )  # fmt: skip


@pytest.mark.slow
def test_the_book_of_the_second_body_says_what_it_waits_for_and_then_what_is(tmp_path):
    root = founded(tmp_path)
    empty = pages(root)
    assert set(empty) >= {"headlines", "scorecard", "highways-town-centres", "signals", "about-the-data"}
    assert "No data yet." in empty["headlines"] and "pcc new-source FILE" in empty["headlines"]
    assert all(title in empty["headlines"] for title in PRIORITIES) and "Community Safety Plan 2025 to 2029" in empty["headlines"]
    for page in (p.page for p in priorities(Project(root))):
        assert (
            f'No topic yet. What is measured of this priority comes here. To add one: pcc new-topic "Title" --priority {page}'
            in empty[page]
        )
    assert "No activity yet." in empty["delivery-plan"] and "a row of data/plan/delivery.csv" in empty["delivery-plan"]
    assert "No term yet." in empty["glossary"] and "supplied" not in empty["glossary"] + empty["delivery-plan"]
    assert "No measure yet." in empty["scorecard"] and "No source yet." in empty["about-the-data"]
    with_data(root)
    full = pages(root)
    assert "No data yet." not in full["headlines"] and re.search(r"Violent offences.{0,80}in August 2025", full["headlines"])
    assert (
        all(area in full["fewer-victims-of-violence"] for area in AREAS) and "Weald UA" not in full["fewer-victims-of-violence"]
    )
    assert "April to June 2025" in full["highways-town-centres"]
    assert "Not judged: its values are quarterly." in full["headlines"]
    assert "2 h" not in full["safer-nights-out"] and "No topic yet." in full["safer-nights-out"]
    assert all(title in full["scorecard"] for title, *_ in MEASURES) and "64.5%" in full["a-service-that-listens-trust"]
    for name, text in {**empty, **full}.items():
        assert not OTHERS.search(text), (name, OTHERS.search(text))
        assert not LEFT.search(text), (name, LEFT.search(text))


def pages(root: Path) -> dict[str, str]:
    """The words of every page of the book."""
    build(root, "2025-26-Q2")
    edition = max((root / "_build/editions/2025-26-Q2").iterdir(), key=lambda path: path.stat().st_mtime)
    return {path.stem: words(path.read_text(encoding="utf-8")) for path in (edition / "html/notebooks").glob("*.html")}


def words(text: str) -> str:
    """What a reader sees of a page: titles, navigation and foot as well."""
    seen = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", seen)).split())


# ── the docs ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_how_to_page_can_be_followed_word_by_word(tmp_path, monkeypatch):
    page = (ROOT / "docs/another-body.md").read_text(encoding="utf-8")
    given = re.findall(r"^```(\w+)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "office").mkdir()
    monkeypatch.chdir(tmp_path / "office")
    for kind, text in given:
        if kind == "yaml" and text.startswith("# mayor.yml"):
            Path("mayor.yml").write_text(text, encoding="utf-8")
        elif kind == "csv":
            Path("violence.csv").write_text(text, encoding="utf-8")
        elif kind == "sh":
            follow(text, monkeypatch)
    assert left_to_do(Project(tmp_path / "our-report")) == []


def follow(commands: str, monkeypatch) -> None:
    """The commands of a block, one after the other; what asks is answered. Books are built by another test."""
    import shlex

    for line in commands.splitlines():
        said = shlex.split(line)
        if said[0] == "cd":
            monkeypatch.chdir(said[1])
        elif said[1] != "build":
            pcc(*said[1:], answers="Violence by district\nNobody\n\nInvented.\nAll of it is invented.\n")


def test_the_file_of_wishes_is_read_as_its_model(tmp_path):
    assert founding.read_wishes(wishes(tmp_path)).first_quarter.label == "July to September 2025"


def test_a_date_of_writing_that_nobody_gave_is_open_work(tmp_path):
    about = "data/quarters/2025-26-Q2/quarter.yml"
    given = parse_yaml(founding.files_of(founding.read_wishes(wishes(tmp_path, written_on="2025-10-07")))[about], "")
    taken = parse_yaml(founding.files_of(founding.read_wishes(wishes(tmp_path)))[about], "")
    assert given["written_on"] == "2025-10-07" and "provisional" not in given
    assert taken["written_on"] == "2025-09-30" and taken["provisional"] is True
