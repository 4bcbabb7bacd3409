"""Blocks of pages: what they promise the book, and the notebooks that ask for them."""

from __future__ import annotations

import ast
import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
import yaml
from conftest import PAGES, QUARTER, asked, notebook, page_blocks
from docutils.nodes import make_id
from places import SAMPLE

from pcc_lib.core.errors import ReportError
from pcc_lib.core.numerals import slug
from pcc_lib.figures.figure import COLUMNS
from pcc_lib.inputs.contents import notebooks
from pcc_lib.inputs.key_metrics import key_metrics
from pcc_lib.inputs.measures import measures_of, topic_ids, topics_of
from pcc_lib.inputs.plan import priorities
from pcc_lib.inputs.project import Project
from pcc_lib.report import Report, open_report, parts
from pcc_lib.writing.html import escape

NOTEBOOKS = sorted(p.stem for p in (SAMPLE / "notebooks").glob("*.ipynb"))
HOSTILE = "\"'><hostile onx=1>&{{ 7 }}\\"


class Tags(HTMLParser):
    """Names of all tags and attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]


def code_cells(page: str) -> list[dict]:
    return [c for c in notebook(page)["cells"] if c["cell_type"] == "code"]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def headings(page: str, marks: str) -> list[str]:
    text = "\n\n".join(source(c) for c in notebook(page)["cells"] if c["cell_type"] == "markdown")
    return re.findall(rf"^{marks} (.+)$", text, re.MULTILINE)


# ── blocks ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_block_says_what_it_printed_and_what_was_opened(tiny):
    block = tiny.report().what("calls")
    shown, metadata = block._repr_mimebundle_()
    said = metadata["pcc"]
    assert set(shown) == {"text/html", "text/plain"} and list(metadata) == ["pcc"]
    assert (said["block"], said["topic"], said["charts"]) == ("what", "calls", ["calls/trend"])
    assert {tuple(row) for row in said["figures"]} == {COLUMNS} and {row["page"] for row in said["figures"]} == {"priority-1"}
    assert json.loads(json.dumps(metadata)) == metadata


def test_every_printed_figure_is_in_the_metadata_and_the_other_way_round(q3_blocks):
    for block in (b for page in ("headlines", "priority-4") for b in q3_blocks[page]):
        html = block.drawn()  # a chart's title and sentence are printed when it is drawn
        printed = set(re.findall(r'<data class="pcc-figure" value="[^"]*"><a href="figures\.html#([^"]+)"', html))
        assert printed == {f.anchor for f in block.figures}, block.name


def test_figures_that_differ_have_anchors_that_differ(q3_figures):
    assert len({f.anchor for f in q3_figures}) == len(q3_figures)


def test_opened_holds_what_the_block_rests_on(tiny):
    opened = tiny.report().what("calls")._repr_mimebundle_()[1]["pcc"]["opened"]
    project = tiny.project()
    for key in (
        "data/sources/calls.csv",
        "data/measures/offered.yml",
        "data/topics/calls.yml",
        "lines:data/measures:topic:",
        f"data/quarters/{QUARTER}/quarter.yml",
        f"data/quarters/{QUARTER}/topics/calls.md",
        "listing:data/quarters",
    ):
        assert opened[key] == project.fingerprint(key) != "absent"
    assert "data/sources/survey.csv" not in opened


def test_commentary_that_is_not_there_is_opened_as_absent(tiny):
    report = tiny.report()
    report.outcomes()
    assert report.page.project.opened[f"data/quarters/{QUARTER}/priorities/priority-1.md"] == "absent"


@pytest.mark.parametrize(
    ("file", "old", "new", "touched"),
    [
        ("data/measures/other.yml", "Somebody waits", "Nobody waits", False),
        ("data/measures/other.yml", "elsewhere", "calls", True),
        ("data/measures/offered.yml", "Somebody waits", "All wait", True),
        ("data/sources/survey.csv", "2023-10,overall,3", "2023-10,overall,4", False),
        ("data/sources/calls.csv", "2021-01,north,10", "2021-01,north,11", True),
        ("data/quarters/2023-24-Q3/topics/calls.md", "higher", "higher indeed", True),
    ],
)
def test_only_edits_of_what_a_page_shows_touch_it(tiny, file, old, new, touched):
    tiny.measure("other", topic="elsewhere", source="survey", numerator="happy")
    report = tiny.report()
    for block in (report.opening, report.outcomes, report.deliverables):
        block()
    for step in (report.what, report.so_what, report.now_what):
        step("calls")._repr_mimebundle_()
    tiny.edit(file, old, new)
    fresh = tiny.project()
    assert any(fresh.fingerprint(key) != digest for key, digest in report.page.project.opened.items()) is touched


@pytest.mark.parametrize("page", [p for p in PAGES if p.startswith("priority")])
def test_a_priority_page_opens_no_measure_that_it_neither_tells_nor_prints(repo, q3_blocks, page):
    opened = set().union(*(b.project.opened for b in q3_blocks[page]))
    own = {m.id for t in topics_of(repo, page, scorecard=True) for m in measures_of(repo, t.id)}
    printed = {f.measure for b in q3_blocks[page] for f in b.figures}
    read = {k.removeprefix("data/measures/").removesuffix(".yml") for k in opened if k.startswith("data/measures/")}
    assert read <= own | printed and len(read) < len(repo.names("data/measures")) / 2


def test_the_same_inputs_give_the_same_block(tiny):
    blocks = [tiny.report().what("calls")._repr_mimebundle_() for _ in range(2)]
    assert blocks[0] == blocks[1]


def test_the_plain_text_has_no_markup(tiny):
    text = tiny.report().what("calls")._repr_mimebundle_()[0]["text/plain"]
    assert "45" in text and "<" not in text and "pcc-" not in text


def test_charts_are_numbered_through_a_page(q3_blocks):
    for page, blocks in q3_blocks.items():
        charts = [c for b in blocks for c in b.charts]
        assert len(charts) == len(set(charts)), page


def test_what_a_page_asks_in_vain_is_an_error_that_helps(tiny):
    with pytest.raises(ReportError, match="there is no priority 'priority-x'"):
        tiny.report("priority-x").opening()
    with pytest.raises(ReportError, match="no folder for 2022-23-Q1"):
        tiny.report("priority-1", "2022-23-Q1")


def test_a_report_is_opened_from_inside_the_project_or_by_its_variable(tiny, monkeypatch, tmp_path_factory):
    monkeypatch.delenv("PCC_PROJECT", raising=False)
    monkeypatch.chdir(tiny.root / "data")
    assert open_report("priority-1").page.project.root == tiny.root.resolve()
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    monkeypatch.setenv("PCC_PROJECT", str(tiny.root))
    assert open_report("priority-1").page.project.root == tiny.root.resolve()


@pytest.fixture
def in_contents(tiny, monkeypatch):
    """The small project with three pages in its contents, as the one that notebooks open."""
    tiny.write("_toc.yml", "format: jb-book\nroot: notebooks/headlines\nchapters: [{file: priority-1}, {file: how-to-read.md}]\n")
    monkeypatch.setenv("PCC_PROJECT", str(tiny.root))
    return tiny


@pytest.mark.parametrize(
    "name", ["priorty-1", "priority-2", "Priority-1", "priority_1", "priority-1.ipynb", "notebooks/priority-1", "headline"]
)
def test_a_name_that_is_nearly_a_pages_is_refused_and_near_names_are_told(in_contents, name):
    with pytest.raises(ReportError) as error:
        open_report(name)
    near = "headlines" if "head" in name else "priority-1"
    own = 'A notebook that is no page takes a name less like a page\'s, such as open_report("explore").'
    assert str(error.value) == f"_toc.yml has no page '{name}'. Did you mean '{near}'? {own}"


@pytest.mark.parametrize(
    "name", ["priority-1", "headlines", "how-to-read", "explore", "my-priority-1", "priority-1-by-area", "x"]
)
def test_a_page_or_an_explorers_own_notebook_is_opened(in_contents, name):
    report = open_report(name)
    assert (
        report.page.name == name and report["offered"].value.text == "45" and report.page.project.opened.get("_toc.yml") is None
    )


@pytest.mark.parametrize("name", ["2023-24-Q3", "latest", "", " ", None, 1])
def test_what_is_no_name_of_a_page_is_not_taken_for_one(tiny, monkeypatch, name):
    """A quarter in the page's place would open the newest quarter."""
    monkeypatch.setenv("PCC_PROJECT", str(tiny.root))
    with pytest.raises(ReportError, match=f"a report is opened for a page, not for {name!r}. Write open_report"):
        open_report(name)


def test_hostile_text_is_escaped_everywhere(tiny):
    bad = json.dumps(HOSTILE)
    for name, key in [("body", "name"), ("body", "area"), ("topics/calls", "title")]:
        path = tiny.root / f"data/{name}.yml"
        tiny.write(f"data/{name}.yml", re.sub(rf"^{key}: .*$", lambda m, key=key: f"{key}: {bad}", path.read_text(), flags=re.M))
    tiny.edit("data/body.yml", "title: North", f"title: {bad}")
    tiny.edit("data/topics/calls.yml", "kind: trend", f"title: {bad}, kind: trend")
    assert "unit: " in tiny.measure("offered", unit=HOSTILE).said()  # a unit is of a form of its own
    tiny.measure(
        "offered",
        title=HOSTILE,
        breakdown="area",
        caveats=[HOSTILE],
        area_label=HOSTILE,
        owner=HOSTILE,
        why_it_matters=HOSTILE,
        target={"value": 30, "label": HOSTILE},
    )
    tiny.measure("none", title=HOSTILE, source=None, numerator=None, missing=HOSTILE)
    tiny.edit("data/sources/calls.resource.yml", "producer: Nobody", f"producer: {bad}")
    tiny.edit("data/plan/glossary.yml", "Crown Prosecution Service", bad)
    tiny.write(
        "data/plan/priorities.yml",
        f"priorities: [{{id: priority-1, number: 1, title: {bad}, short_title: {bad}, description: {bad}, page: priority-1}}]\n",
    )
    cell = '"' + HOSTILE.replace('"', '""') + '"'
    tiny.write(
        f"data/quarters/{QUARTER}/deliverables.csv",
        f"id,priority,action,due,due_text,progress,plan_id,promise,note\na,priority-1,{cell},2024-01,{cell},40,,,{cell}\n",
    )
    report, landing = tiny.report(), tiny.report("headlines")
    blocks = [
        report.opening(),
        report.outcomes(),
        report.deliverables(),
        report.what("calls"),
        report.so_what("calls"),
        report.now_what("calls"),
        landing.masthead(),
        landing.sample(),
        landing.in_sentences(),
        landing.cards(),
        landing.largest_changes(),
        landing.needs_attention(),
        landing.better(),
        landing.changed_since(),
        landing.editions(),
    ]
    found = Tags("".join(b.drawn() for b in blocks))
    assert "hostile" not in found.tags and "onx" not in found.attributes and "offered" not in found.tags
    assert any("hostile" in b.html for b in blocks)


def test_actions_that_are_no_list_are_shown_too(tiny):
    html = tiny.comment("## Now what?\n\nWe listen.\n").report().now_what("calls").html
    assert "We listen." in html and "No actions were reported" not in html
    html = tiny.comment("## Now what?\n\nWe listen.\n\n- And answer.\n").report().now_what("calls").html
    assert html.index("We listen.") < html.index("And answer.")


def test_a_measure_without_data_says_x_and_why(tiny):
    html = tiny.measure("m", title="Gone", source=None, numerator=None, missing="None given.").report().what("calls").html
    assert re.search(r"Gone</a></th>\s*<td[^>]*>\[x\]</td>\s*<td[^>]*>None given\.", html)


def test_a_measure_whose_parts_are_all_blank_in_its_month_does_not_vanish(tiny):
    tiny.edit("data/sources/calls.csv", "2023-10,north,40", "2023-10,north,").edit(
        "data/sources/calls.csv", "2023-10,south,5", "2023-10,south,"
    )
    html = tiny.report().what("calls").html
    assert re.search(r"Calls</a></th>\s*<td[^>]*>(?:<[^>]+>)*\[x\]", html)


@pytest.mark.parametrize(
    ("window", "months"),
    [
        ("financial year", "seven months to October 2023"),
        ("calendar year", "10 months to October 2023"),
        ("3 months", "three months to October 2023"),
        ("12 months", "year ending October 2023"),
        ("since 2023-06", "June to October 2023"),
        ("month", "October 2023"),
    ],
)
def test_a_tile_prints_the_whole_period_of_its_value(tiny, window, months):
    html = tiny.measure("offered", title="Offered", window=window).report().what("calls").html
    assert f"<small>{months}</small>" in html


def test_tiles_of_running_years_say_how_far_they_run(q3_blocks):
    assert any("nine months to September 2023" in b.html for p in PAGES for b in q3_blocks[p] if b.name == "what")


# ── the landing page ──────────────────────────────────────────────────────────────────────────────────────────────────
def words(block) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", block.html))


def landing(q3_blocks, name: str):
    (block,) = [b for b in q3_blocks["headlines"] if b.name == name]
    return block


def test_the_cards_are_the_headline_measures_of_each_priority(repo, q3_blocks):
    named = [id.partition(".") for p in priorities(repo) for id in p.headlines]
    titles = [
        repo.read_yaml(f"data/measures/{id}.yml")["title"] + (f": {repo.label(part)}" if part else "") for id, _, part in named
    ]
    shown = re.findall(r'<p class="pcc-card-title"><a[^>]*>([^<]*)</a>', landing(q3_blocks, "cards").html)
    assert shown == titles and len(titles) >= 4


def test_headlines_are_named_or_the_first_of_each_topic(tiny):
    def shown() -> list[str]:
        return re.findall(r'<p class="pcc-card-title"><a[^>]*>([^<]*)</a>', tiny.report("headlines").cards().html)

    assert shown() == ["Calls"]
    tiny.measure("gone", title="Gone", source=None, numerator=None, missing="None given.")
    tiny.edit("data/plan/priorities.yml", "page: priority-1}", "page: priority-1, headlines: [answered_rate, gone, offered]}")
    assert shown() == ["Calls answered", "Calls"]  # in the order named; one without data is left out


def test_what_is_late_stands_beside_what_nobody_reported(q3_blocks):
    block = landing(q3_blocks, "needs_attention")
    told = {f.measure: f.text for f in block.figures if f.measure.startswith("delivery_")}
    counts = [told.pop(f"delivery_{name}") for name in ("not_reported_past_due", "activities", "reported")]
    assert not told
    said = re.sub(r" ([.;,:])", r"\1", words(block))
    assert (
        f"{counts[0]} activities of the delivery plan past the due date, with nothing reported" in said
        and f"The delivery plan has {counts[1]} activities. Progress was reported for {counts[2]} of them." in said
    )
    assert int(counts[0]) <= int(counts[1]) - int(counts[2])


def test_the_sample_compares_nothing_with_an_edition_that_printed_nothing(q3_blocks):
    said = words(landing(q3_blocks, "changed_since"))
    assert "not kept here, so nothing can be compared with it [x]" in said and not landing(q3_blocks, "changed_since").figures


def test_facts_of_the_edition(tiny, repo):
    said = words(tiny.report("about-this-edition").edition_facts())
    for part in (
        "Next edition Not announced.",
        "Quarters before none in this project",
        "Licence of the data not stated",
    ):
        assert part in said, said
    real = words(Report(repo, "about-this-edition", QUARTER).edition_facts())
    assert real.index("July to September 2023") < real.index("April to June 2023")  # the newest of those before comes first


# ── quarters without commentary ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize("quarter", ["2023-24-Q1", "2023-24-Q2"])
def test_an_earlier_quarter_has_computed_sentences_and_no_commentary(quarter):
    for name, block in ((b.name, b) for b in page_blocks("priority-1", quarter)):
        assert "pcc-prose" not in block.html, name
        if name == "so_what":
            assert "pcc-points" in block.html and block.figures
        elif name in ("outcomes", "focus", "risks"):
            assert "No commentary was given for this quarter [x]" in block.html
        elif name == "now_what":
            assert "No actions were reported for this quarter [x]" in block.html
        elif name == "deliverables":
            assert "No progress was reported for this quarter [x]." in block.html and "progress class" not in block.html


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize(("quarter", "month"), [("2023-24-Q1", "2023-04"), ("2023-24-Q2", "2023-07")])
def test_an_earlier_quarter_prints_nothing_of_later_months(repo, quarter, month):
    report = Report(Project(SAMPLE), "priority-1", quarter)
    assert report.page.figures.reporting_period("calls_999_volume") == month
    figures = [f for t in topics_of(repo, "priority-1") for f in report.what(t.id).figures]
    assert (
        figures and max(f.period.last for f in figures if f.kind == "computed" and "f" not in f.status) <= month
    )  # a forecast [f] looks ahead


def test_all_commentary_of_the_published_quarter_is_printed(repo, q3_blocks):
    written = {name.removesuffix(".md") for name in repo.names(f"data/quarters/{QUARTER}/topics")}
    printed = {b.topic for p in PAGES for b in q3_blocks[p] if b.name == "so_what" and "pcc-prose" in b.html}
    assert written and printed == written


# ── notebooks ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.sample
@pytest.mark.parametrize("page", NOTEBOOKS)
def test_code_cells_are_thin(page):
    for text in map(source, code_cells(page)):
        assert len(text.splitlines()) <= 5
        nodes = [type(node).__name__ for node in ast.walk(ast.parse(text))]
        assert not {"FunctionDef", "ClassDef", "Lambda", "For", "If", "BinOp", "ListComp"} & set(nodes), text


@pytest.mark.sample
@pytest.mark.parametrize("page", NOTEBOOKS)
def test_committed_notebooks_hold_no_outputs(page):
    assert [c["id"] for c in code_cells(page) if c["outputs"] or c["execution_count"] is not None] == []


@pytest.mark.sample
@pytest.mark.parametrize("page", NOTEBOOKS)
def test_one_parameters_cell_with_the_quarter(page):
    tagged = [source(c) for c in code_cells(page) if "parameters" in c["metadata"].get("tags", [])]
    assert tagged == ['quarter: str = "latest"  # financial quarter such as 2023-24-Q3']


@pytest.mark.sample
@pytest.mark.parametrize("page", NOTEBOOKS)
def test_the_report_is_opened_under_the_notebooks_own_name_and_is_the_only_import(page):
    code = "\n".join(map(source, code_cells(page)))
    assert f'report = open_report("{page}", quarter)' in code
    assert re.findall(r"^\s*(?:import|from) .*$", code, re.MULTILINE) == ["from pcc_lib import open_report"]


@pytest.mark.sample
@pytest.mark.parametrize("page", NOTEBOOKS)
def test_one_title_and_no_leap_between_levels(page):
    text = "\n\n".join(source(c) for c in notebook(page)["cells"] if c["cell_type"] == "markdown")
    levels = [len(m) for m in re.findall(r"^(#+) ", text, re.MULTILINE)]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


@pytest.mark.sample
@pytest.mark.parametrize("page", NOTEBOOKS)
def test_every_cell_has_an_id_of_its_own(page):
    """An id that stands still: without one, every save and every run would make another."""
    ids = [c["id"] for c in notebook(page)["cells"]]
    assert len(ids) == len(set(ids)) and all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", id) for id in ids)


@pytest.mark.sample
@pytest.mark.parametrize("page", NOTEBOOKS)
def test_every_block_that_a_notebook_asks_for_exists(page):
    assert [name for name, _ in asked(page) if name not in parts()] == []


@pytest.mark.sample
def test_every_notebook_is_in_the_table_of_contents_and_every_entry_is_there():
    text = (SAMPLE / "_toc.yml").read_text(encoding="utf-8")
    listed = re.findall(r"(?:root|file): (\S+)", text)
    assert yaml.safe_load(text)["root"] == "notebooks/headlines" and len(listed) == len(set(listed))
    assert {f"notebooks/{n}" for n in NOTEBOOKS} <= set(listed)
    assert [f for f in listed if not any((SAMPLE / f"{f}{end}").is_file() for end in (".ipynb", ".md"))] == []


def test_every_topic_is_told_in_three_steps_on_its_prioritys_page(repo):
    for priority in priorities(repo):
        calls = asked(priority.page)
        for topic in topics_of(repo, priority.id):
            assert [name for name, args in calls if args == [topic.id]] == ["what", "so_what", "now_what"], topic.id


def test_every_page_tells_only_topics_of_its_priority(repo):
    for priority in priorities(repo):
        told = {args[0] for name, args in asked(priority.page) if name == "what"}
        assert told == {t.id for t in topics_of(repo, priority.id)}


def test_every_topic_belongs_to_a_priority(repo):
    told = {t.id for p in priorities(repo) for t in topics_of(repo, p.id, scorecard=True)}
    assert told == set(topic_ids(repo))


def test_cards_of_the_landing_page_lead_to_headings_that_are_there(repo, q3_blocks):
    (cards,) = [b.html for b in q3_blocks["headlines"] if b.name == "cards"]
    links = re.findall(r'<p class="pcc-card-title"><a href="([\w-]+)\.html#([^"]*)"', cards)
    there = {page.stem: {*page.anchors.values(), *map(make_id, headings(page.stem, "##"))} for page in notebooks(repo)}
    assert links and [link for link in links if link[1] not in there[link[0]]] == []


def test_every_measure_of_a_topic_is_in_its_what(repo, q3_blocks):
    for block in (b for blocks in q3_blocks.values() for b in blocks if b.name == "what"):
        ids = [m.id for m in measures_of(repo, block.topic)]
        assert [i for i in ids if f'href="about-the-data.html#{slug(i)}"' not in block.html] == [], block.topic
        known = {m.id for m in measures_of(repo, block.topic) if m.has_data}
        assert known <= {f.measure for f in block.figures}, block.topic


@pytest.mark.slow
@pytest.mark.sample
def test_every_measure_is_in_the_scorecard():
    """By its own title, or by that of the key metric that it tells, which may stand under another priority."""
    report = Report(Project(SAMPLE), "scorecard", QUARTER)
    project, html, told = report.page.project, "", set[str]()
    for priority in priorities(project):
        block = report.scorecard(priority.id)
        html, told = html + block.html, told | {figure.measure for figure in block.figures}
    topics = [t for p in priorities(project) for t in topics_of(project, p.id, scorecard=True)]
    wanted = [m for t in topics for m in measures_of(project, t.id) if m.in_scorecard]
    assert len(wanted) > 100 and [m.id for m in wanted if m.has_data and m.id not in told] == []
    titles = {m.id: {m.title, *(k.title for k in key_metrics(project) if k.measure == m.id)} for m in wanted}
    assert [id for id, names in titles.items() if not any(str(escape(name)) in html for name in names)] == []
