"""Publishes the edition of a quarter: its book, and all that is needed to make it again, in a folder that never changes."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from pcc_lib.building import editions, seals
from pcc_lib.building.attacking import REPORT, WORDS
from pcc_lib.building.editions import restricted_folder
from pcc_lib.building.keeping import edition_to_keep, edition_to_tell, not_kept, refuse_open, told_by
from pcc_lib.building.page_cache import cache_folder
from pcc_lib.building.seals import digests
from pcc_lib.core.errors import BuildError, ReportError, counted
from pcc_lib.core.files import read_bytes, worded, write_atomic
from pcc_lib.core.progress import stage as progress
from pcc_lib.core.quarters import place_of
from pcc_lib.inputs.project import Project
from pcc_lib.publishing import edition as at
from pcc_lib.publishing.addresses import gone_said
from pcc_lib.publishing.amending import as_corrected, corrections_text, hold_changed
from pcc_lib.publishing.archive import write_archive
from pcc_lib.publishing.crate import crate_of
from pcc_lib.publishing.editions_json import FILE, Archive, Entry, archive_json, read_archive
from pcc_lib.publishing.finishing import finish, recover
from pcc_lib.publishing.inputs import Inputs, inputs_of
from pcc_lib.publishing.paper import pages_of_whole, print_packs, told_to_publish
from pcc_lib.publishing.record import describe, lay_out, lay_out_project, manifest_of, told_in_part, write_json
from pcc_lib.publishing.signing import sign
from pcc_lib.publishing.staging import Journal, Stage, put_in_place, restricted_place
from pcc_lib.publishing.sums import sums_of, sums_text
from pcc_lib.publishing.wanted import Wanted, hold_order, hold_site, hold_wanted


def publish(wanted: Wanted) -> Path:
    """Publish the edition of a quarter; gives its folder.

    A ReportError says why not: work is open, a question has no answer, it was published already, nothing was corrected, a key
    cannot sign. Then, and where it is killed, archive and project are as they were.
    """
    job = wanted.job
    hold_site(wanted.site)
    with worded("written", root=job.project.root):
        with editions.lock(job.project):
            recover(job.project, wanted.site)
        supersedes = hold_order(wanted, read_archive(wanted.site))
        hold_wanted(wanted)
        editions.build(replace(job, final=True), check=wanted.check, expected=wanted.expected, opened=wanted.opened)
        with editions.lock(job.project):
            return _Publishing(wanted, supersedes).run()


@dataclass(frozen=True)
class _Publishing:
    """One publishing, with the project's lock held."""

    wanted: Wanted
    supersedes: Entry | None

    def run(self) -> Path:
        """All of it; gives the folder of the edition."""
        project, quarter = self.wanted.job.project, self.wanted.job.quarter
        if hold_order(self.wanted, read_archive(self.wanted.site)) != self.supersedes:
            raise ReportError(f"{quarter}: another version of it was published meanwhile. Look at it, and run the command again.")
        if self.wanted.check:
            refuse_open(project, quarter, self.wanted.check, self.wanted.opened)
        built = edition_to_keep(project, quarter)
        if self.supersedes:
            hold_changed(self.wanted.site / self.supersedes.path, built)
        self.stage.begin(self._journal)
        with progress("Making the record"):
            entry = self._make_ready(built)
        if gone := gone_said(self.wanted.site, self.wanted.job.quarter, self.stage.edition):
            self.wanted.job.say(gone)
        self._put(entry)
        finish(project, self.wanted.site, self.stage)
        return self.target

    @property
    def _journal(self) -> Journal:
        return Journal(str(self.wanted.site), str(self.wanted.job.quarter), self.version)

    @property
    def stage(self) -> Stage:
        """Where it is made ready."""
        return Stage(self.wanted.job.project.root)

    @property
    def version(self) -> int:
        """The version that it will be."""
        return self.supersedes.version + 1 if self.supersedes else 1

    @property
    def target(self) -> Path:
        """Where it will be published."""
        return self.wanted.site / place_of(self.wanted.job.quarter, self.version)

    # ── ready ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _make_ready(self, built: Path) -> Entry:
        """Make ready all that will be put into its place; gives what the archive will say of it."""
        stage, project = self.stage, self.wanted.job.project
        told = told_by(project, self.wanted.job.quarter, built)
        if not self.supersedes:
            not_kept(project, self.wanted.job.quarter, told)
        for name, content in (told | edition_to_tell(project, self.wanted.job.quarter, self.version, self.wanted.day)).items():
            write_atomic(stage.told / name, content)
        inputs, again = self._build_alone(built)
        made = Project(stage.project)
        lay_out(made, inputs, again, stage.edition)
        describe(made, self.wanted.job.quarter, inputs, stage.edition)
        before = read_archive(self.wanted.site)
        paper = self._print() if self.wanted.paper else {}
        manifest = manifest_of(made, inputs, again, self._said(before) | ({"paper": paper} if paper else {}))
        write_json(stage.edition, at.MANIFEST, manifest)
        write_json(stage.edition, at.CRATE, crate_of(stage.edition / at.RECORD, manifest, made.body))
        for name in (*inputs.restricted, *told_in_part(made, inputs)):
            target = stage.restricted / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(stage.project / name, target)
        kept = restricted_folder(made, again)
        for path in (kept / name for name in (REPORT, WORDS) if (kept / name).is_file()):
            write_atomic(stage.restricted / path.name, read_bytes(path))
        sums = stage.edition / at.SUMS
        sums.write_bytes(sums_text(sums_of(stage.edition)).encode("utf-8"))
        if self.wanted.key:
            sign(sums, self.wanted.key)
        pages = pages_of_whole(self.wanted.job.quarter, paper)
        return replace(self._entry(at.open_published(stage.edition).digest), paper=pages)

    def _print(self) -> dict[str, object]:
        """Print the packs beside the pages that are made ready; gives what the manifest says of them."""
        body, quarter = self.wanted.job.project.body, self.wanted.job.quarter
        with progress("Printing the packs"), told_to_publish():
            return print_packs(self.stage.edition, quarter, body.address_of(quarter, self.version))

    def _build_alone(self, built: Path) -> tuple[Inputs, Path]:
        """Build the book once more, in a folder of nothing but its inputs: what is published was made from them and no more."""
        job, stage = self.wanted.job, self.stage
        inputs = inputs_of(job.project, job.quarter, json.loads(read_bytes(built / "manifest.json")))
        lay_out_project(job.project, inputs, stage.project)
        if self.supersedes:
            name, text = corrections_text(job.project, job.quarter, self.version, self.wanted.day, self.wanted.reason or "")
            write_atomic(stage.project / name, text)
            write_atomic(stage.corrections, text)
            inputs = as_corrected(job.project, job.quarter, self.version, inputs, stage.project)
        _hand_on(job.project, built, stage.project)
        made = Project(stage.project)
        alone = replace(job, project=made, final=True, say=lambda _: None)
        editions.build(alone, check=self.wanted.check, expected=self.wanted.expected, opened=self.wanted.opened)
        again = edition_to_keep(made, job.quarter)
        if not self.supersedes:
            self._tell_difference(built, again)
        return inputs, again

    def _tell_difference(self, built: Path, again: Path) -> None:
        """Say that the book made from the record is another one than was looked at: of what, it can be read in both."""
        was, now = digests(built / "html"), digests(again / "html")
        if other := sorted(name for name in {*was, *now} if was.get(name) != now.get(name)):
            self.wanted.job.say(
                f"{counted(len(other), 'file')} of the book differ where only inputs of this quarter and earlier ones are known "
                f"({other[0]}): that book is published."
            )

    def _said(self, before: Archive) -> dict[str, object]:
        """What the manifest says of the edition."""
        body, last = self.wanted.job.project.body, before.entries[-1] if before.entries else None
        return {
            "quarter": str(self.wanted.job.quarter),
            "version": self.version,
            "published": self.wanted.day,
            "reason": self.wanted.reason or "",
            "title": body.report_title,
            "publisher": body.name,
            "supersedes": self.supersedes.path if self.supersedes else "",
            "before": {"path": last.path, "record": last.record} if last else None,
        }

    def _entry(self, digest: str) -> Entry:
        body = self.wanted.job.project.body
        return Entry(
            quarter=str(self.wanted.job.quarter),
            version=self.version,
            published=self.wanted.day,
            title=body.report_title,
            publisher=body.name,
            reason=self.wanted.reason or "",
            record=digest,
            path=place_of(self.wanted.job.quarter, self.version),
            supersedes=self.supersedes.path if self.supersedes else "",
            signed=self.wanted.key is not None,
        )

    # ── in its place ──────────────────────────────────────────────────────────────────────────────────────────────────
    def _put(self, entry: Entry) -> None:
        """Put what is ready into its place, and list it: from then on it is published."""
        project, stage, quarter = self.wanted.job.project, self.stage, self.wanted.job.quarter
        archive = read_archive(self.wanted.site).having(entry, project.body.archive)
        if stage.restricted.is_dir():
            self._put_restricted(restricted_place(project, quarter, self.version))
        put_in_place(stage.edition, self.target)
        write_atomic(self.wanted.site / FILE, archive_json(archive))
        write_archive(self.wanted.site, archive)

    def _put_restricted(self, place: Path) -> None:
        """Put the small numbers into their place; those of the same edition in another archive may be there, and are shared."""
        if not place.exists():
            self.stage.note(replace(self._journal, restricted=True))
            put_in_place(self.stage.restricted, place)
        elif digests(place) != digests(self.stage.restricted):
            raise ReportError(
                f"{place}: holds the small numbers of another edition of {self.wanted.job.quarter}, in another archive. Keep "
                "them: move that folder to where you keep that archive, and publish again."
            )


def _hand_on(project: Project, built: Path, other: Path) -> None:
    """Let a project of the same inputs find the pages and the edition that were built: it builds what is different."""
    if not built.is_dir():
        raise BuildError(f"{built}: is not there any more. Run the command again.")
    if cache_folder(project).is_dir():
        shutil.copytree(cache_folder(project), cache_folder(Project(other)), dirs_exist_ok=True)
    place = built.relative_to(project.root)
    shutil.copytree(built, other / place, dirs_exist_ok=True)
    seals.seal(Project(other), other / place)  # it was held against its own a moment ago
