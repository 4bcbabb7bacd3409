"""A whole book, published and corrected by the command: made again from its record alone, and read in a browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from browser.conftest import serve
from places import ROOT
from published_book import DAY, LATER, REASON, hold_sound
from small_book import QUARTER, all_bytes
from tiny_book import pcc, tiny_book

from pcc_lib.building import editions
from pcc_lib.inputs.project import Project
from pcc_lib.publishing.edition import open_published

pytestmark = pytest.mark.slow
VALIDATOR = ROOT / "_build/crate-validator" / ("Scripts" if shutil.which("cmd.exe") else "bin")
WORDS = "data/quarters/2023-24-Q3/topics/calls.md"


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A project whose edition was published, and then once more with a word corrected."""
    root = tiny_book(tmp_path_factory.mktemp("published") / "project")
    _done(pcc(root, "publish", "--date", DAY))
    text = root / WORDS
    text.write_text(
        text.read_text(encoding="utf-8").replace("Answer them.", "Answer each of them."), encoding="utf-8", newline="\n"
    )
    _done(pcc(root, "publish", "--date", LATER, "--amend", REASON))
    return root


def _done(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def site(project) -> Path:
    return project / "site"


def test_the_archive_is_sound(project):
    hold_sound(Project(project))
    first, second = (open_published(project / f"site/2023-24-q3/{version}") for version in (1, 2))
    assert second.manifest["before"] == {"path": "2023-24-q3/1", "record": first.digest}


def test_every_page_of_a_corrected_version_says_so_and_none_of_the_first(site):
    for version, told in ((1, False), (2, True)):
        pages = [*site.glob(f"2023-24-q3/{version}/notebooks/*.html"), site / f"2023-24-q3/{version}/search.html"]
        assert len(pages) == 4 and {REASON in page.read_text(encoding="utf-8") for page in pages} == {told}
    page = (site / "2023-24-q3/2/notebooks/figures.html").read_text(encoding="utf-8")
    assert '<time datetime="2024-04-05">5 April 2024</time>' in page


def test_the_record_alone_gives_the_same_book_to_the_byte(project, tmp_path):
    edition = open_published(project / "site/2023-24-q3/2")
    alone = Path(shutil.copytree(edition.project, tmp_path / "somewhere else"))
    _done(pcc(alone, "build", str(QUARTER), "--final"))
    built = editions.current(Project(alone), QUARTER)
    assert built and built.name == edition.manifest["edition"]
    published = {name: raw for name, raw in all_bytes(edition.folder).items() if not name.startswith(("record/", "paper/"))}
    assert all_bytes(built / "html") == published
    assert (built / "figures.csv").read_bytes() == edition.figures.read_bytes()
    assert all_bytes(built / "notebooks") == all_bytes(edition.notebooks)


def test_the_archived_library_makes_it_anew_whatever_is_installed(project, tmp_path):
    """The second version, elsewhere, by a library that writes other pages: made anew by the archived one it is the same."""
    site = shutil.copytree(project / "site", tmp_path / "Über alle Maße" / "site")
    other = shutil.copytree(ROOT / "pcc_lib", tmp_path / "other" / "pcc_lib", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.txt", "pyproject.toml"):
        shutil.copyfile(ROOT / name, other.parent / name)
    (other / "templates" / "details.html").write_text("<details>{{ inner }}</details>", encoding="utf-8")
    before = all_bytes(site)
    command = [sys.executable, "-m", "pcc_lib", "audit", str(site / "2023-24-q3/2"), "--archived-code"]
    env = {**os.environ, "PYTHONPATH": str(other.parent), "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7"}
    _done(subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, encoding="utf-8", timeout=600))
    assert all_bytes(site) == before


def test_it_is_not_published_again(project):
    again = pcc(project, "publish")
    assert again.returncode == 1 and "was published on 5 April 2024" in again.stdout + again.stderr


# ── tools of others ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_its_sources_are_a_valid_data_package(site):
    from frictionless import Package, system

    record = site / "2023-24-q3/2/record"
    with system.use_context(trusted=True):
        found = Package.from_descriptor(json.loads((record / "datapackage.json").read_bytes()), basepath=str(record)).validate()
    assert found.valid and len(found.tasks) == 5


def validate(record: Path, tmp_path: Path, severity: str = "recommended") -> dict:
    """What the validator of RO-Crates says of a record, without a network."""
    python = next(VALIDATOR.glob("python*"), None)
    if python is None:
        pytest.skip(f"{VALIDATOR.parent} was not made: make test makes it")
    cache, told = tmp_path / "cache", tmp_path / "told.json"
    subprocess.run([python, ROOT / "tests/crate_cache.py", cache], check=True)
    asked = ["validate", "--offline", "--cache-path", cache, "-p", "ro-crate-1.1", "-l", severity, "-f", "json", "-o", told]
    subprocess.run([VALIDATOR / "rocrate-validator", *asked, "--no-paging", record], capture_output=True)
    return json.loads(told.read_bytes())


def test_its_record_is_an_ro_crate(site, tmp_path):
    found = validate(site / "2023-24-q3/2/record", tmp_path)
    assert found["passed"] and found["issues"] == []
    assert found["statistics"]["total_passed_checks"] == found["statistics"]["total_checks"] > 50


def test_the_validator_finds_a_crate_that_is_none(site, tmp_path):
    record = shutil.copytree(site / "2023-24-q3/2/record", tmp_path / "record")
    (record / "figures.csv").unlink()
    assert not validate(record, tmp_path, "required")["passed"]


# ── a reader ──────────────────────────────────────────────────────────────────────────────────────────────────────────
PAGES = ("index.html", "corrections.html", "2023-24-q3/1/notebooks/figures.html", "2023-24-q3/2/notebooks/figures.html")


@pytest.fixture
def visit(chromium):
    """Open pages, and hear what the browser complains of."""
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("requestfailed", lambda asked: None if _left(asked) else page.complaints.append(asked.url))
    yield page
    page.close()


def _left(asked) -> bool:
    """Whether a browser stopped asking since it was led on: a pointer leads on before it, or its icon, is read to the end."""
    pointer = "/latest/" in asked.url or asked.url.endswith("/icon.svg")
    return pointer and asked.failure == "net::ERR_ABORTED"


@pytest.mark.parametrize("from_disk", [False, True], ids=["served", "from-disk"])
def test_a_superseded_page_says_so_and_all_opens_without_complaint(site, visit, from_disk):
    with serve(site) as served:
        address = site.as_uri() if from_disk else served
        for name in PAGES:
            visit.goto(f"{address}/{name}", wait_until="networkidle")
            assert visit.evaluate("document.documentElement.scrollWidth") <= 390, name
            notes = visit.locator(".pcc-superseded")
            assert notes.count() == ("/1/" in name), name
        visit.goto(f"{address}/{PAGES[2]}", wait_until="networkidle")
        note = visit.locator(".pcc-superseded")
        assert "published on 5 April 2024. " + REASON in note.inner_text()
        note.get_by_role("link", name="Read version 2").click()
        visit.wait_for_url(re.compile("2023-24-q3/2/notebooks/priority-1.html"), wait_until="networkidle")
        for pointer in ("latest/index.html", "2023-24-q3/index.html"):
            visit.goto(f"{address}/{pointer}")
            visit.wait_for_url(re.compile("2023-24-q3/2/notebooks/priority-1.html"), wait_until="networkidle")
        for page in ("priority-1.html", "figures/calls.html"):
            visit.goto(f"{address}/latest/notebooks/{page}#calls-so-what")
            visit.wait_for_url(re.compile(f"2023-24-q3/2/notebooks/{page}#calls-so-what$"), wait_until="networkidle")
    assert visit.complaints == []


@pytest.mark.parametrize("from_disk", [False, True], ids=["served", "from-disk"])
@pytest.mark.parametrize("pages", [None, 12, "12", -1])
def test_the_files_of_an_edition_are_on_paper_too_where_the_list_says_so(site, visit, tmp_path, pages, from_disk):
    """pages: what the list says in place of how many there are; None leaves it as it was published."""
    copy = Path(shutil.copytree(site, tmp_path / "site", ignore=shutil.ignore_patterns("record")))
    page = copy / "2023-24-q3/2/notebooks/priority-1.html"
    text = page.read_text(encoding="utf-8").replace("</article>", '<p class="pcc-edition-files">Data files</p></article>', 1)
    page.write_text(text, encoding="utf-8")
    if pages is not None:
        said = json.loads((copy / "editions.json").read_bytes())
        said["editions"][1]["paper"] = pages
        (copy / "editions.json").write_text(json.dumps(said), encoding="utf-8")
        (copy / "editions.js").write_text(f"window.pccEditions = {json.dumps(said)};", encoding="utf-8")
    with serve(copy) as served:
        base = copy.as_uri() if from_disk else served
        visit.goto(f"{base}/2023-24-q3/2/notebooks/priority-1.html", wait_until="networkidle")
    links = visit.locator(".pcc-edition-files a").all()
    if pages == -1:
        assert not links
        return
    told = pages or len(pikepdf.open(site / "2023-24-q3/2/paper/2023-24-Q3.pdf").pages)
    assert [link.inner_text() for link in links] == [f"PDF of {told} pages", "this page as a PDF"]
    assert [link.get_attribute("href") for link in links] == [
        f"{base}/2023-24-q3/2/paper/2023-24-Q3{part}.pdf" for part in ("", "-summary")
    ]
    assert visit.complaints == []


def test_an_edition_that_stands_alone_asks_for_nothing_beside_it(site, visit, tmp_path):
    shutil.copytree(site / "2023-24-q3/1", tmp_path / "alone/book", ignore=shutil.ignore_patterns("record"))
    asked = []
    visit.on("request", lambda request: asked.append(request.url))
    with serve(tmp_path / "alone") as served:
        for address in (served, (tmp_path / "alone").as_uri()):
            visit.goto(f"{address}/book/notebooks/figures.html", wait_until="networkidle")
    assert visit.complaints == [] and not [url for url in asked if "editions" in url]


@pytest.mark.parametrize(
    "told",
    [
        "not json",
        "{}",
        '{"editions": 3}',
        '{"editions": [null, {"path": "2023-24-q3/9/../../x"}, {"path": 4}]}',
        '{"editions": [{"path": "2022-23-q3/9"}]}',
    ],
)
def test_a_list_that_is_damaged_says_nothing(site, visit, tmp_path, told):
    copy = Path(shutil.copytree(site, tmp_path / "site", ignore=shutil.ignore_patterns("record")))
    (copy / "editions.json").write_text(told, encoding="utf-8")
    with serve(copy) as served:
        visit.goto(f"{served}/{PAGES[2]}", wait_until="networkidle")
    assert visit.locator(".pcc-superseded").count() == 0 and visit.complaints == []


def test_what_a_list_says_never_becomes_markup(site, visit, tmp_path):
    copy = Path(shutil.copytree(site, tmp_path / "site", ignore=shutil.ignore_patterns("record")))
    said = json.loads((copy / "editions.json").read_bytes())
    said["editions"][1] |= {"reason": "<img src=x onerror=alert(1)>", "published": "<b>now</b>"}
    (copy / "editions.json").write_text(json.dumps(said), encoding="utf-8")
    with serve(copy) as served:
        visit.goto(f"{served}/{PAGES[2]}", wait_until="networkidle")
    assert "<img src=x" in visit.locator(".pcc-superseded").inner_text()
    assert visit.locator(".pcc-superseded :is(img, b)").count() == 0 and visit.complaints == []
