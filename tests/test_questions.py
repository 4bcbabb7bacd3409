"""What is doubtful in the data is asked, with the numbers; a quarter answers it, and the answer is printed with the data."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from conftest import FILES, QUARTER, Tiny, descriptor, measure
from seeded_slips import COLUMNS, MONTHS, NEW, OF_SEVERAL_AREAS, SHARES, SLIPS, asked, made, with_slip

from pcc_lib import cli
from pcc_lib.building.keeping import keep
from pcc_lib.checking import check
from pcc_lib.core.errors import BuildError, QuestionsError, ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.reworking import rework
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.told import PANEL, RECORDS
from pcc_lib.pages.questions import question_words
from pcc_lib.questions.asking import asked_of, open_questions, questions
from pcc_lib.questions.question import Question, number_text
from pcc_lib.questions.words import KINDS
from pcc_lib.report import Report

BEFORE, NOW = "2023-24-Q2", Quarter.parse(QUARTER)
SEEDS = range(3)
CSV = "data/sources/made.csv"


# ── slips on purpose ──────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_asked_about(name):
    """Several seeds; a swap of one column or a doubling may hide in the noise, so most of them must be found."""
    tried = [
        with_slip(name, seed, single) for seed in SEEDS for single in (False, True) if not (single and name in OF_SEVERAL_AREAS)
    ]
    found = [any(kind in kinds.split() for kind in asked(source, told, SHARES.get(name, ()))) for source, told, kinds in tried]
    assert sum(found) >= len(found) - 1, found


@pytest.mark.parametrize("single", [False, True])
def test_nothing_is_asked_where_nothing_is_wrong(single):
    assert [asked(made(seed, single), made(seed, single)) for seed in range(12)] == [[]] * 12


def test_every_kind_of_question_has_a_slip_that_raises_it():
    raised = {kind for name in SLIPS for kind in with_slip(name, 0)[2].split()}
    assert KINDS.keys() - raised == {"twins", "starts-late"}  # each has a test of its own below


def test_small_counts_are_not_asked_about():
    """A nought among two, one and three is nothing; nor is six."""
    source = made(1)
    for column in COLUMNS:
        source.frame[column] = [float((i * 7919) % 4) for i in range(len(source.frame))]
    source.frame.loc[source.frame.index[-4:], "crimes"] = [0.0, 6.0, 0.0, 7.0]
    assert asked(source) == []


def test_one_area_under_two_names_is_asked_about():
    source = made(2)
    frame = source.frame
    for column in COLUMNS:
        frame.loc[frame["area"] == "town", column] = frame.loc[frame["area"] == "south", column].to_numpy()
    assert asked(source) == ["twins"]


# ── a project ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def project(tiny) -> Tiny:
    """The tiny project with a source in which slips can be seen, and the quarter before."""
    put(tiny, made(4))
    areas = "county, north, south, town"
    tiny.write("data/sources/made.resource.yml", descriptor("made", "month", "area", areas, *COLUMNS).replace("minimum: 0", ""))
    tiny.write("data/datapackage.yml", FILES["data/datapackage.yml"] + "  - sources/made.resource.yml\n")
    tiny.write("data/measures/crimes.yml", measure("Crimes", source="made", numerator="crimes", unit="crimes", order=5))
    share = {"calculation": "percentage", "numerator": "answered", "denominator": "offered", "unit": "%"}
    tiny.write("data/measures/answered_share.yml", measure("Answered", source="made", order=6, **share))
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "calls: 2023-10", "calls: 2023-10, made: 2023-10")
    quarter = (tiny.root / f"data/quarters/{QUARTER}/quarter.yml").read_text(encoding="utf-8")
    tiny.write(f"data/quarters/{BEFORE}/quarter.yml", quarter.replace("2023-10", "2023-07").replace("2023-11-28", "2023-08-28"))
    return tiny


def put(tiny: Tiny, source) -> Tiny:
    text = source.frame.to_csv(index=False, lineterminator="\n", float_format="%.0f")
    return tiny.write(CSV, text)


def slipped(project: Tiny, name: str, seed: int = 4) -> Tiny:
    """The project with a slip in its new months, and with what the edition of the quarter before told."""
    source, told, _ = with_slip(name, seed)
    put(project, told)
    project.write(f"data/published/{BEFORE}/made.csv", (project.root / CSV).read_bytes())
    return put(project, source)


def tenfold(project: Tiny) -> Tiny:
    """A digit too many in the offered calls of the south in October 2023."""
    source = made(4)
    source.frame.loc[south_in(source, "2023-10"), "offered"] *= 10
    return put(project, source)


def south_in(source, month: str) -> int:
    return source.frame.index[(source.frame["month"] == month) & (source.frame["area"] == "south")][0]


ID = "made-offered-south-2023-10-tenfold"


def of(project: Tiny, quarter: str = QUARTER) -> list[Question]:
    return questions(open_quarter(project.project(), quarter))


def answered(project: Tiny, *answers: str, quarter: str = QUARTER) -> Tiny:
    name = f"data/quarters/{quarter}/quarter.yml"
    text = (project.root / name).read_text(encoding="utf-8").partition("answers:")[0]
    return project.write(name, text + "answers:\n" + "".join(f"  - {each}\n" for each in answers))


SAID = f"{{question: {ID}, answer: Two large events were held in the south., answered_by: Call centre}}"


def test_nothing_is_asked_of_the_small_project(project):
    assert of(project) == of(project, BEFORE) == [] and project.faults() == []


def test_a_question_names_file_row_column_and_numbers(project):
    source = made(4)
    row, was = south_in(source, "2023-10"), source.frame["offered"]
    values = [f"{was[i]:,.0f}" for i in (south_in(source, "2023-09"), south_in(source, "2022-10"))]
    (question,) = of(tenfold(project))
    assert question.id == ID and (question.file, question.place) == (CSV, f"row {row + 2}, column offered")
    assert question.text == (
        f"offered (South): {was[row] * 10:,.0f} in October 2023, which is about ten times what it was; it was {values[0]} in "
        f"September 2023 and {values[1]} in October 2022. Is a digit too many or missing?"
    )


@pytest.mark.parametrize("name", SLIPS)
def test_every_number_of_a_question_is_a_figure_that_can_be_worked_out_again(project, name):
    """Of every kind: dates apart, no digit stands in the words, and each figure follows from its cells."""
    found = of(slipped(project, name))
    assert found
    for question in found:
        words = " ".join(part for part in question.words if isinstance(part, str))
        assert not re.search(r"\d", re.sub(r"\b\w+ 20\d\d\b", "", words)), words
        figures = [part for part in question.words if isinstance(part, Figure)]
        again = [rework(project.project(), figure.formula, figure.cells) for figure in figures]
        assert again == [figure.value for figure in figures]
        assert [number_text(figure.numeric) for figure in figures] == [figure.text for figure in figures]


def test_what_an_edition_told_is_held_against_the_data_of_today(project):
    (question,) = of(slipped(project, "history rewritten"))
    assert question.id == "made-crimes-south-2023-24-q2-rewritten"
    assert re.match(
        r"crimes \(South\): \d+ months from January 2019 to December 2022 are not as the edition of July to", question.text
    )
    assert of(project, BEFORE) == [], "an edition is not held against itself"


def test_a_revision_of_the_newest_months_is_not_asked_about(project):
    """Provisional values may change; so may single ones."""
    source = made(4)
    new = source.frame["month"].between("2023-02", "2023-07")
    source.frame.loc[new, "status"] = "p"
    put(project, source)
    project.write(f"data/published/{BEFORE}/made.csv", (project.root / CSV).read_bytes())
    source.frame.loc[new, "crimes"] += 1
    source.frame.loc[source.frame["month"] == "2022-02", "crimes"] += 1
    source.frame.loc[source.frame["month"] < "2023-06", "status"] = ""
    assert of(put(project, source)) == []
    source.frame["status"] = ""  # no month is provisional any more
    assert [question.kind for question in of(put(project, source))] == ["unmarked"]


def test_a_source_that_begins_after_its_stated_first_month_is_asked_about(project):
    project.edit("data/sources/made.resource.yml", "limits: tiny", 'limits: tiny\nfirst: "2017-04"')
    (question,) = of(project)
    assert question.text == (
        "The data begin in January 2018, and their descriptor says that they begin in April 2017. Are earlier rows missing?"
    )


def test_a_declared_gap_is_not_asked_about(project):
    slipped(project, "an area gone")
    (question,) = of(project)
    gone = question.id.split("-")[1]
    project.edit(
        "data/sources/made.resource.yml", "limits: tiny", f"limits: tiny\ngaps: [{{area: {gone}, first: 2023-08, last: 2023-10}}]"
    )
    assert of(project) == []


def test_a_record_of_other_columns_or_odd_cells_is_read_and_not_checked(project):
    project.write(
        f"data/published/{BEFORE}/made.csv",
        "month,area,crimes,status\n2020-01,south,many,zz\n2020-02,south,1\n\n2020-03,gone,,\n",
    )
    assert [question.kind for question in of(project)] == ["vanished"]
    project.write(f"data/published/{BEFORE}/made.csv", "x\n1\n")
    assert of(project) == []


# ── answers ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_front_page_tells_of_questions_that_nobody_has_answered(project):
    assert "questions not yet answered" not in project.report("headlines").masthead().html
    (asked_now,) = of(tenfold(project))
    assert "questions not yet answered" in project.report("headlines").masthead().html
    answered(project, f"{{question: {asked_now.id}, answer: A large event in the last month of the quarter.}}")
    assert "questions not yet answered" not in project.report("headlines").masthead().html


def test_an_answer_stays_in_later_quarters(project):
    source = made(4)
    source.frame.loc[south_in(source, "2023-07"), "offered"] *= 10
    put(project, source)
    id = "made-offered-south-2023-07-tenfold"
    assert [q.id for q in open_questions(open_quarter(project.project()))] == [id], "an older month without an answer is asked"
    answered(project, f"{{question: {id}, answer: Two large events were held.}}", quarter=BEFORE)
    assert project.faults() == [] and open_questions(open_quarter(project.project())) == []
    (told,) = asked_of(open_quarter(project.project()))
    assert told.question.id == id and told.answer.answer == "Two large events were held."
    answered(project, f"{{question: {id}, answer: Three events.}}")
    assert asked_of(open_quarter(project.project()))[0].answer.answer == "Three events.", "a quarter's own answer holds"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            [SAID.replace("tenfold", "twofold")],
            f"answers 1: the data do not ask 'made-offered-south-2023-10-twofold'. Did you mean '{ID}'?",
        ),
        ([f"{{question: {ID}, answer: Right}}"], "answer: 'Right' is no sentence. Say in a sentence why the data are right."),
        ([f'{{question: {ID}, answer: ""}}'], "answer"),
        ([SAID, SAID], f"answers: the question '{ID}' stands twice."),
        ([f"{{question: {ID}}}"], "answer"),
        (
            ["{question: 'What?', answer: It is right.}"],
            "'What?' is not the id of a question. Copy it from what pcc check prints.",
        ),
    ],
)
def test_wrong_answers_are_faults(project, answers, said):
    answered(tenfold(project), *answers)
    assert f"data/quarters/{QUARTER}/quarter.yml" in project.said() and said in project.said()


def test_an_answer_to_what_is_not_asked_any_more_is_a_fault_until_the_source_cannot_be_read(project):
    answered(project, SAID)
    assert project.said().endswith(f"the data do not ask '{ID}'. Take the answer out: nothing is asked.")
    project.edit(CSV, "computed", "computed,")
    assert "do not ask" not in project.said()


# ── the commands ──────────────────────────────────────────────────────────────────────────────────────────────────────
def pcc(project: Tiny, *args: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli.main, ["--project", str(project.root), *args])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def without_pages(monkeypatch):
    """The check without notebooks, which the small project has not."""
    monkeypatch.setattr(check.check_pages, "fault_list", lambda project: [])


def test_the_check_prints_questions_and_counts_them_and_does_not_fail(project, without_pages):
    tenfold(project)
    for args, ran in (((), True), ((), False), (("--fresh",), True)):
        code, out, err = pcc(project, "check", *args)
        lines = out.splitlines()
        assert (code, err) == (0, "") and lines[0].startswith(
            "1 question: mend the data or the words, or say in a sentence why they are right"
        )
        assert lines[1].startswith(f"  {CSV}, row ") and lines[2] == f'    - {{question: {ID}, answer: ""}}'
        end = "." if ran else "; nothing has changed since it was last checked."
        assert lines[3] == f"{QUARTER}: no faults; 1 question without an answer{end}"
    code, out, err = pcc(project, "check", "--strict")
    assert (code, err) == (1, "") and ID in out and out.endswith(f"{QUARTER}: no faults; 1 question without an answer.\n")
    assert pcc(project, "keep")[2].endswith(
        "nothing was kept. An edition is published when nothing is open, and every question has its answer.\n"
    )
    answered(project, SAID)
    assert pcc(project, "check", "--strict") == (0, f"{QUARTER}: no faults.\n", "")
    assert pcc(project, "keep") == (1, "", f"The book of {QUARTER} has not been built yet. Run: pcc build {QUARTER}\n")


def test_questions_stand_after_the_faults(project, without_pages):
    tenfold(project).edit("data/measures/crimes.yml", "Somebody waits.", "")
    code, out, _ = pcc(project, "check")
    assert code == 1 and out.index("1 fault found:") < out.index("1 question: mend the data or")


def test_an_edition_is_not_kept_while_a_question_is_open(project):
    tenfold(project)
    with pytest.raises(QuestionsError, match=f"{ID}.*\n.*nothing was kept"):
        keep(project.project(), NOW, lambda p, q: [f"… {ID}"])
    assert not (project.root / "data/published").exists()


def built(project: Tiny, *sources: str) -> Tiny:
    """As if an edition had been built that rests on these sources."""
    read = {name: project.project().fingerprint(name) for name in sources}
    project.write("_build/current.json", json.dumps({"newest": QUARTER, "editions": {QUARTER: "editions/x"}}))
    project.write("_build/editions/x/figures.csv", "id,page\n")
    return project.write("_build/editions/x/manifest.json", json.dumps({"inputs": {"read": read}}))


def test_what_an_edition_told_is_kept_once_and_never_changed(project):
    sound = lambda p, q: []  # noqa: E731
    with pytest.raises(ReportError, match="has not been built yet"):
        keep(project.project(), NOW, sound)
    project.write("data/sources/calls.key", "secret")
    built(project, CSV, "data/sources/calls.csv")
    said = keep(project.project(), NOW, sound)
    assert said == [
        "data/sources/calls.csv: of its small numbers only what the edition publishes is kept.",
        f"{QUARTER}: kept 1 source and what it told in data/published/{QUARTER}.",
    ]
    kept = project.root / f"data/published/{QUARTER}/made.csv"
    assert kept.read_bytes() == (project.root / CSV).read_bytes()
    assert {path.name for path in kept.parent.iterdir()} == {"made.csv", *RECORDS} - {PANEL}
    assert keep(project.project(), NOW, sound)[-1] == f"{QUARTER}: was kept already."
    tenfold(project)
    with pytest.raises(BuildError, match=f"{CSV}: has changed since the edition was built"):
        keep(project.project(), NOW, sound)
    built(project, CSV)
    with pytest.raises(BuildError, match="made.csv: was kept already, with other numbers"):
        keep(project.project(), NOW, sound)
    project.write("_build/editions/x/manifest.json", "{}")
    with pytest.raises(BuildError, match="its manifest cannot be read"):
        keep(project.project(), NOW, sound)


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def shown(project: Tiny, block: str = "sources") -> str:
    html = str(getattr(Report(project.project(), "about-the-data", QUARTER), block)().html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_questions_and_answers_are_printed_with_the_data(project):
    assert "Asked of the data" not in shown(project)
    tenfold(project)
    assert "Asked of the data Not yet explained: offered (South): " in shown(project)
    answered(project, SAID)
    assert "missing? Answer: Two large events were held in the south. (Call centre)" in shown(project)
    assert "Not yet explained" not in shown(project)


def test_the_top_of_the_page_names_the_sources_with_questions(project):
    """The questions themselves stand in what has to be opened first."""
    assert "doubtful" not in shown(project, "data_summary")
    tenfold(project)
    assert "nobody has explained them yet. The questions stand under their source: Source made." in shown(project, "data_summary")
    answered(project, SAID)
    assert "were explained. Questions and answers stand under their source: Source made." in shown(project, "data_summary")
    assert "nobody" not in shown(project, "data_summary")


def test_a_source_of_small_numbers_says_the_same_whether_it_asks_or_not(project):
    """A digit that is asked about under a hidden number says what it is."""
    project.write("data/sources/made.key", "secret")
    told = [shown(project, block) for block in ("sources", "data_summary")], masthead(project)
    tenfold(project)
    assert ([shown(project, block) for block in ("sources", "data_summary")], masthead(project)) == told
    assert "What these data ask, and the answers, are not printed" in told[0][0]
    assert "nobody has explained them yet" not in told[0][1] and "not yet answered" not in told[1]
    assert Report(project.project(), "about-the-data", QUARTER).sources().figures == ()


def masthead(project: Tiny) -> str:
    return project.report("headlines").masthead().html


def test_figures_of_questions_have_words_in_the_ledger(project):
    page = Report(tenfold(project).project(), "about-the-data", QUARTER).page
    assert set(question_words(page).values()) == {"Asked of the data, Source made"}


def test_a_project_is_asked_about_once(project, monkeypatch):
    calls = []
    seen = SimpleNamespace(seen=lambda cube, *_: calls.append(cube.source.name) or [])
    monkeypatch.setattr("pcc_lib.questions.asking.seen", seen.seen)
    folder = open_quarter(Project(project.root))
    assert questions(folder) == questions(folder) == [] and calls.count("made") == 1


def test_the_months_that_are_asked_about_are_those_that_are_judged(project):
    source = made(4)
    source.frame.loc[south_in(source, MONTHS[-36]), "offered"] *= 10
    source.frame.loc[south_in(source, MONTHS[-37]), "answered"] *= 10
    assert [question.months.last for question in of(put(project, source))] == [MONTHS[-36]] and NEW[0] > MONTHS[-36]
