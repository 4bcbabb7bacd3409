"""A project of one plain page that can be published in a moment: its compiler only copies. And what holds of every archive."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from pathlib import Path
from urllib.parse import unquote

from small_book import QUARTER, all_bytes, small_project, write

from pcc_lib.building.job import Job
from pcc_lib.inputs.project import Project
from pcc_lib.publishing import freeze
from pcc_lib.publishing.edition import SUMS, open_published
from pcc_lib.publishing.editions_json import read_archive
from pcc_lib.publishing.staging import Stage
from pcc_lib.publishing.sums import read_sums, sums_of
from pcc_lib.publishing.wanted import Wanted

BODY = "name: Office\narea: Area\nreport_title: Report\n"
KNOWN = "written_on: 2023-11-28\nreporting_months:\n  sources: {alpha: 2023-10}\n"
PLAN = "priorities:\n  - {id: priority-1, number: 1, title: Be there, short_title: Be there, description: Help, page: figures}\n"
DAY, LATER = "2024-03-05", "2024-04-05"
REASON = "A file had come twice, so the number was too high."
PAGE = "notebooks/figures.md"
LEDGER = "id,page,value\nalpha.value,alpha,1.5\n"


def copies(book, compiler, folder: Path) -> None:
    """In the place of `write_edition`: the text of the page, with the corrections that the banner would tell."""
    from pcc_lib.building.seals import digests
    from pcc_lib.inputs.plan import open_quarter

    told = "".join(f"<p>{each.published}: {each.reason}</p>" for each in open_quarter(book.project).corrections)
    write(folder / "html/index.html", told + (book.project.root / PAGE).read_text("utf-8"))
    write(folder / "html/_static/look.css", "p { margin: 0 }\n")
    write(folder / "notebooks/none.txt", "\n")
    write(folder / "figures.csv", LEDGER)
    write(folder / "record/verify.sql", "SELECT 1;\n")
    said = {"inputs": book.inputs(), "pages": {}, "outputs": digests(folder)}
    write(folder / "manifest.json", json.dumps(said))


def plain_project(folder: Path) -> Project:
    """The project: one page, one source of plain numbers that it reads, and a list of deliverables."""
    small_project(folder, ("alpha",))
    write(folder / "_toc.yml", "format: jb-book\nroot: notebooks/figures\n")
    write(folder / "data/body.yml", BODY)
    write(folder / f"data/quarters/{QUARTER}/quarter.yml", KNOWN)
    write(folder / "data/plan/priorities.yml", PLAN)
    return Project(folder)


def publish(project: Project, reason: str | None = None, day: str = DAY, **more) -> Path:
    """Publish its edition into `site`; a reason makes it a correction."""
    job = Job(Project(project.root), QUARTER, say=more.pop("say", lambda _: None), final=True)
    site = more.pop("site", project.root / "site")
    return freeze.publish(Wanted(job, site, day, more.pop("key", None), reason, **more))


def corrected(project: Project, words: str = "# Corrected\n") -> Project:
    """The same project with another text on its page."""
    write(project.root / PAGE, words)
    return project


def archived(project: Project) -> dict[str, bytes]:
    """All that publishing writes for good: the archive, the restricted record, and what the project keeps."""
    root = project.root
    kept = ("data/published", "restricted", "site", f"data/quarters/{QUARTER}")
    return {f"{name}/{file}": raw for name in kept if (root / name).is_dir() for file, raw in all_bytes(root / name).items()}


def hold_sound(project: Project) -> None:
    """What holds at any moment: what is listed is whole, no folder of an edition is half, and no page leads to nothing."""
    site = project.root / "site"
    for entry in read_archive(site).entries:
        published = open_published(site / entry.path)
        assert (published.digest, published.version) == (entry.record, entry.version)
    for folder in site.glob("20*/[0-9]*"):
        assert read_sums((folder / SUMS).read_text("utf-8")) == sums_of(folder), folder
    pages = [*site.glob("*/index.html")]
    if (site / "index.html").is_file():  # it comes last: before it, nobody is led from page to page
        pages += [*site.glob("*.html"), site / "feed.xml"]
    for page in pages:
        for link in re.findall(r'(?:href="|url=)([^"#:]+)"', page.read_text("utf-8")):
            assert (page.parent / unquote(link)).is_file(), f"{page.name} leads to {link}"


def hold_clean(project: Project) -> None:
    """Nothing is left of the work."""
    stage = Stage(project.root).folder
    left = [part for part in project.root.rglob("*.part") if "cache" not in part.parts]
    assert left == [], left
    assert not stage.exists()


# ── killed ────────────────────────────────────────────────────────────────────────────────────────────────────────────
CHANGING = ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.copytree", "shutil.rmtree", "shutil.copyfile")


def steps_of(project: Project, *said, until: int | None = None) -> int:
    """Publish in a process of its own that counts what it does to files; after `until` of it, it is killed.

    Gives how much it did; -1 where it was killed.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        done = 0

        def count(event, args):
            nonlocal done
            writes = event == "open" and isinstance(args[1], str) and args[1][:1] in "wxa"
            if event in CHANGING or writes:
                done += 1
                if done == until:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            publish(project, *said)
            os.write(writer, str(done).encode())
        finally:
            os._exit(0)
    os.close(writer)
    told = os.read(reader, 20)
    os.close(reader)
    os.waitpid(pid, 0)
    return int(told) if told else -1
