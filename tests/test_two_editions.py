"""Two editions together give away no small number that each hides: the attack fails with the earlier ones as a constraint of the
protection, and succeeds on the same data without it."""

from __future__ import annotations

import importlib.util
import json
import math
import shutil
from pathlib import Path

import pandas as pd
import pytest
from places import ROOT

from pcc_lib.building.attacking import REPORT, Report, attack_edition, refuse_attacked, write_report
from pcc_lib.building.keeping import edition_to_tell, put_kept
from pcc_lib.building.public_cells import public_to_keep, write_public_cells
from pcc_lib.core.errors import BuildError, FaultsError
from pcc_lib.core.quarters import Quarter
from pcc_lib.figures.figures import figures_of
from pcc_lib.figures.public_cells import cells_of_edition
from pcc_lib.inputs.kept import kept_source
from pcc_lib.inputs.kept_editions import kept_in_order
from pcc_lib.inputs.measures import measure_ids
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.public_cells import public_csv, read_public, told_before
from pcc_lib.inputs.sources import read_source
from pcc_lib.statistics.count_tables import TOTAL
from pcc_lib.statistics.earlier_editions import Told
from pcc_lib.statistics.linked_tables import protect_linked

_spec = importlib.util.spec_from_file_location("two_editions", ROOT / "benchmarks/two_editions.py")
_made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_made)
Editions, as_told, tables = _made.Editions, _made.as_told, _made.tables

SMALL = ROOT / "tests/projects/small-numbers"
BEFORE, NOW = "2024-25-Q2", "2024-25-Q3"
PARTS = ["north", "south", "east", "west"]
OUT_OF_ORDER = 73  # the number of random tables of which the order of editions matters


def people(*counts: int) -> pd.DataFrame:
    return pd.DataFrame([counts], ["people"], PARTS[: len(counts)])


def pair(*editions: pd.DataFrame, policy: str = "threshold", constrained: bool = True) -> Editions:
    return Editions.of(list(editions), (), policy, constrained)


def held(editions: Editions) -> list[str]:
    last = editions.shown[-1].loc["people"]
    return [str(part) for part in last.index if math.isnan(last[part])]


# ── one period ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_count_that_grew_is_subtracted_unless_its_cover_stays():
    """15, 8, 7 and 3 of 33; then 15, 8, 7 and 6 of 36, of which none is small: 33 less 15, 8 and 7 is the 3 of the first."""
    tried = people(15, 8, 7, 3), people(15, 8, 7, 6)
    careless = pair(*tried, constrained=False)
    assert held(careless) == [] and careless.attacked(granted=True).ends["0", ("people", "west", "2024-01")] == (3, 3)
    careful = pair(*tried)
    assert held(careful) == ["east", "west"]
    assert not careful.given_away(granted=False) and not careful.given_away(granted=True)


def test_what_was_shown_covers_for_nothing():
    """All was shown, then the west falls to 3: the east is known for ever, so the total has to be held back."""
    tried = people(15, 8, 7, 6), people(15, 8, 7, 3)
    assert held(pair(*tried, constrained=False)) == ["east", "west"]
    assert pair(*tried, constrained=False).given_away(granted=True)
    careful = pair(*tried)
    assert held(careful) == ["west", TOTAL]
    assert not careful.given_away(granted=True)


def test_three_editions_are_protected_together_and_not_each_with_the_last():
    """The middle edition holds the whole period back, so that only the first says what the third must not."""
    tried = people(15, 8, 7, 3), people(15, 8, 7, 6)
    first = as_told(protect_linked(tried[0], (), "threshold"), "threshold")
    silent = Told("threshold", tuple((cell, math.nan) for cell, _ in first.cells))
    assert protect_linked(tried[1], (), "threshold", told=(silent,)).notna().all(axis=None)
    assert protect_linked(tried[1], (), "threshold", told=(first, silent)).isna().sum().sum() == 2


@pytest.mark.parametrize("policy", ["threshold", "rounding"])
def test_a_period_that_was_not_revised_is_published_as_it_was(policy):
    """Even where the earlier edition held back other cells than would be chosen today."""
    once = people(15, 8, 7, 3)
    cells = {("people", part): math.nan if part in ("north", "west") else float(once.at["people", part]) for part in PARTS}
    cells = {cell: value if policy == "threshold" or math.isnan(value) else 10.0 for cell, value in cells.items()}
    before = Told(policy, (*cells.items(), (("people", TOTAL), 33.0 if policy == "threshold" else 35.0)))
    again = protect_linked(once, (), policy, told=(before,))
    if policy == "threshold":
        assert [part for part in PARTS if math.isnan(again.at["people", part])] == ["north", "west"]
        assert again.equals(protect_linked(once, (), policy, told=(before, as_told(again, policy))))
    else:
        assert protect_linked(once, (), policy, told=(as_told(again, policy),)).equals(again)


def test_what_everybody_knows_already_is_a_stated_loss_and_no_fault():
    """A source that had no policy has shown its small counts: they are marked, and nothing more is held back for them."""
    once = people(15, 8, 7, 3)
    before = Told("none", tuple((("people", part), float(once.at["people", part])) for part in PARTS))
    again = protect_linked(once, (), "threshold", told=(before,))
    assert [part for part in PARTS if math.isnan(again.at["people", part])] == ["west"]


def test_an_earlier_edition_that_does_not_add_up_is_an_error():
    before = Told("threshold", ((("people", "north"), 8.0), (("people", "south"), 9.0), (("people", TOTAL), 40.0)))
    with pytest.raises(ValueError, match="does not add up"):
        protect_linked(people(8, 9), (), "threshold", told=(before,))


def test_two_rounded_totals_can_tell_what_neither_does():
    """11, 10, 10, 10 and 1 make 42, printed as 40; then 7 instead of 1 makes 48, printed as 50. The four that stayed are at most
    41 by the first and at least 41 by the second, and that leaves no other 1 and no other 7."""
    five = ["a", "b", "c", "d", "e"]
    tried = [pd.DataFrame([row], ["people"], five) for row in ([11, 10, 10, 10, 1], [11, 10, 10, 10, 7])]
    careless = pair(*tried, policy="rounding", constrained=False)
    assert [each.at["people", TOTAL] for each in careless.shown] == [40, 50]
    found = careless.attacked(granted=False).ends
    assert [found[edition, ("people", "e", "2024-01")] for edition in "01"] == [(1, 1), (7, 7)]
    careful = pair(*tried, policy="rounding")
    assert math.isnan(careful.shown[1].at["people", TOTAL])
    assert not careful.given_away(granted=True) and not careful.given_away(granted=False)
    assert careful.shown[1][five].equals(careless.shown[1][five]), "only the total is held back"


def test_what_was_not_revised_since_the_last_edition_is_published_as_that_did():
    """Corrected once, and then told in the next quarters: nothing is chosen anew, so nothing more is told."""
    first, second = people(15, 8, 7, 3), people(15, 8, 7, 6)
    editions = pair(first, second, second, second)
    assert held(editions) == ["east", "west"] and editions.shown[1].equals(editions.shown[3])
    assert not editions.given_away(granted=False) and not editions.given_away(granted=True)
    rounded = pair(first, second, second, policy="rounding")
    assert rounded.shown[1].equals(rounded.shown[2])


def test_in_another_order_than_that_of_publication_a_later_edition_gives_a_count_away():
    """A quarter, the next one, and then both corrected: what binds the last must come in the order in which readers had it."""
    (was, now), links = tables(7, OUT_OF_ORDER, 2)
    first = protect_linked(was, links, "threshold")
    amended = protect_linked(now, links, "threshold", told=(as_told(first, "threshold"),))
    told = [as_told(each, "threshold") for each in (first, first, amended)]
    for order, safe in ((told, True), ([told[0], told[2], told[1]], False)):
        last = protect_linked(now, links, "threshold", told=tuple(order))
        editions = Editions([was, now, now], [first, amended, last], links, "threshold")
        assert (last.equals(amended), not editions.given_away(granted=False)) == (safe, safe)


# ── random tables ─────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
@pytest.mark.parametrize("editions", [2, 3])
def test_no_random_pair_gives_a_small_count_away_and_careless_ones_do(editions):
    """A reader who believes in few revisions finds nothing, nor does one who is told which cells were revised."""
    careless = 0
    for number in range(14 if editions == 2 else 6):
        made, links = tables(5, number, editions)
        careful = Editions.of(made, links, "threshold", constrained=True)
        assert not careful.given_away(granted=False), made
        assert not careful.given_away(granted=True), made
        careless += bool(Editions.of(made, links, "threshold", constrained=False).given_away(granted=True))
    assert careless


# ── a project ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def copy(folder: Path) -> Path:
    shutil.copytree(SMALL, folder, ignore=shutil.ignore_patterns("_build"))
    return folder


def publish(root: Path, quarter: str, edition: Path, version: int = 1) -> None:
    """Make an edition's public cells, and keep them as publishing does."""
    project = Project(root)
    figures = figures_of(open_quarter(project, quarter))
    (edition / "public").mkdir(parents=True, exist_ok=True)
    for name in ("referrals", "visits"):
        cells = cells_of_edition(figures, name, measure_ids(project))
        (edition / "public" / f"{name}.csv").write_bytes(public_csv(figures.source(name), cells).encode())
    of = Quarter.parse(quarter)
    put_kept(project, of, {**public_to_keep(edition), **edition_to_tell(project, of, version)}, version)


REVISED = {
    ("2023-07", "west"): 3,
    ("2023-09", "west"): -2,
    ("2023-10", "east"): 3,
    ("2024-03", "west"): -2,
    ("2024-06", "west"): 3,
}


def revise(root: Path) -> None:
    """Correct a few rows of the referrals, as those who sent them do."""
    path = root / "data/sources/referrals.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    for (month, team), step in REVISED.items():
        row = (table["month"] == month) & (table["team"] == team)
        table.loc[row, "people"] = str(int(table.loc[row, "people"].item()) + step)
    table.to_csv(path, index=False, lineterminator="\n")


def attacked(root: Path, edition: Path, source: str = "referrals") -> Report:
    return next(each for each in attack_edition(Project(root), edition) if each.source == source)


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_next_edition_of_revised_data_tells_nothing_with_the_constraint_and_much_without(tmp_path):
    root = copy(tmp_path / "one")
    publish(root, BEFORE, tmp_path / "first")
    kept = {path: path.read_bytes() for path in (root / "data/published").rglob("*.csv")}
    assert attacked(root, tmp_path / "first").told == []
    revise(root)
    publish(root, NOW, tmp_path / "careful")
    found = attacked(root, tmp_path / "careful")
    assert found.editions[:2] == [BEFORE, NOW] and found.attacked > 300
    assert found.told == [] and found.before == [] and found.contradicted == []
    shutil.rmtree(root / "data/published")  # as if nothing had been published before
    publish(root, NOW, tmp_path / "careless")
    shutil.rmtree(root / "data/published")
    for path, content in kept.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    reports = write_report(Project(root), Quarter.parse(NOW), tmp_path / "careless", tmp_path / "restricted")
    assert {hit.name[2] for each in reports for hit in each.told} == {month for month, _ in REVISED}
    assert "TOLD: " in (tmp_path / "restricted/attack.txt").read_text(encoding="utf-8")
    with pytest.raises(BuildError, match="nothing was published.*can be worked out from this edition and those before it"):
        refuse_attacked(tmp_path / "restricted", tmp_path / "careless", Quarter.parse(NOW))


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_corrected_edition_and_the_next_quarter_tell_nothing_either(tmp_path):
    """Version 1, its correction, the next quarter: readers have all three. Without what binds them they tell counts."""
    root = copy(tmp_path / "one")
    publish(root, BEFORE, tmp_path / "first")
    revise(root)
    shutil.copytree(root, tmp_path / "careless", ignore=shutil.ignore_patterns("published"))
    publish(root, BEFORE, tmp_path / "amended", version=2)
    assert [each.edition for each in told_before(Project(root), read_source(Project(root), "referrals"))] == [
        f"{BEFORE}-v1",
        BEFORE,
    ]
    assert attacked(root, tmp_path / "amended").told == []
    publish(root, NOW, tmp_path / "next")
    found = attacked(root, tmp_path / "next")
    assert found.editions[:2] == [f"{BEFORE}-v1", BEFORE] and found.told == [] and found.contradicted == []
    now, was = (read_public_of(root, tmp_path / name) for name in ("next", "amended"))
    assert {cell: now[cell] for cell in was} == was, "what was corrected once is told as it was then"
    publish(tmp_path / "careless", BEFORE, tmp_path / "forgetful")  # as if version 1 had never been kept
    hits = attacked(root_of_first(root, tmp_path / "first-alone"), tmp_path / "forgetful").told
    assert {hit.name[2] for hit in hits} & {month for month, _ in REVISED}


def read_public_of(root: Path, edition: Path) -> dict:
    """The public cells of the referrals in an edition."""
    source = read_source(Project(root), "referrals")
    found = read_public((edition / "public/referrals.csv").read_text(encoding="utf-8"), "x", source, "x")
    assert found
    return dict(found.cells)


def root_of_first(root: Path, folder: Path) -> Path:
    """The project as it was when version 1 alone had been published."""
    shutil.copytree(root, folder)
    kept = folder / "data/published"
    shutil.rmtree(kept / NOW)
    shutil.rmtree(kept / BEFORE)
    (kept / f"{BEFORE}-v1").rename(kept / BEFORE)
    return folder


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    """A project whose edition of the first quarter was published."""
    root = copy(tmp_path_factory.mktemp("kept") / "small")
    publish(root, BEFORE, root / "_build/edition")
    return root


def test_public_cells_hold_no_true_number_that_is_hidden(published):
    project = Project(published)
    source = read_source(project, "referrals")
    text = (published / f"data/published/{BEFORE}/referrals.csv").read_text(encoding="utf-8")
    assert text.startswith("month,team,people,repeat,policy_for_small_numbers\n2022-10,north,[c],0,threshold\n")
    [told] = told_before(project, source)
    assert read_public(text, "x", source, BEFORE) == told and public_csv(source, told) == text
    assert not any(1 <= value <= 4 for value in told.cells.values() if value is not None)
    assert max(period for _, _, period in told.cells) == "2024-08", "no month after those that the edition tells"
    true = source.frame.set_index(["team", "month"])
    shown = [(cell, value) for cell, value in told.cells.items() if value is not None and cell[1]]
    assert all(true.at[(part, month), column] == value for (column, part, month), value in shown) and len(shown) > 60


def test_public_cells_are_no_record_of_the_source(published):
    """Questions hold the source of today against what an edition told: hidden cells are no numbers to do that with."""
    project = Project(published)
    assert kept_source(project, BEFORE, read_source(project, "referrals")) is None


def test_an_unrevised_source_hides_the_same_cells_in_the_next_edition(published, tmp_path):
    before = told_before(Project(published), read_source(Project(published), "visits"))[0].cells
    figures = figures_of(open_quarter(Project(published), NOW))
    for name in ("referrals", "visits"):
        before = told_before(figures.project, figures.source(name))[0].cells
        now = cells_of_edition(figures, name, measure_ids(figures.project)).cells
        assert {cell: now[cell] for cell in before} == before and len(now) > len(before)


def test_what_a_corrected_edition_replaces_is_kept_beside_it_in_the_order_of_publication(published, tmp_path):
    """A quarter may be corrected after the next one was published: that is later, and binds so."""
    root = Path(shutil.copytree(published, tmp_path / "again"))
    text = (root / f"data/published/{BEFORE}/visits.csv").read_bytes()

    def order() -> list[str]:
        return [each.edition for each in told_before(Project(root), read_source(Project(root), "visits"))]

    put_kept(Project(root), Quarter.parse(NOW), {"visits.csv": text, **edition_to_tell(Project(root), Quarter.parse(NOW), 1)})
    assert order() == [BEFORE, NOW]
    of, changed = Quarter.parse(BEFORE), text.replace(b"2024-08,north,", b"2024-08,north,1")
    for _ in range(2):  # whoever is killed does it once more
        put_kept(Project(root), of, {"visits.csv": changed, **edition_to_tell(Project(root), of, 2)}, 2)
        assert order() == [f"{BEFORE}-v1", NOW, BEFORE]
        assert (root / f"data/published/{BEFORE}-v1/visits.csv").read_bytes() == text
    put_kept(Project(root), of, {"visits.csv": text, **edition_to_tell(Project(root), of, 3)}, 3)
    assert order() == [f"{BEFORE}-v1", NOW, f"{BEFORE}-v2", BEFORE]


def test_editions_that_were_kept_before_the_order_was_come_first_by_quarter(published, tmp_path):
    root = Path(shutil.copytree(published, tmp_path / "again"))
    for name in (NOW, f"{BEFORE}-v1"):
        shutil.copytree(root / "data/published" / BEFORE, root / "data/published" / name)
        (root / f"data/published/{name}/edition.json").unlink()
    assert kept_in_order(Project(root)) == [f"{BEFORE}-v1", NOW, BEFORE]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("2024-08,north,", "2024-08,north,about 1", "row .*'about 1.*' is neither a count nor"),
        (",threshold", ",treshold", "policy_for_small_numbers: holds 'treshold'"),
    ],
)
def test_a_kept_table_that_was_edited_is_a_fault(published, tmp_path, old, new, says):
    root = shutil.copytree(published, tmp_path / "edited")
    path = root / f"data/published/{BEFORE}/referrals.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8", newline="\n")
    with pytest.raises(FaultsError, match=says):
        told_before(Project(root), read_source(Project(root), "referrals"))


def test_what_a_source_was_before_is_no_source_of_its_own(published, tmp_path):
    """Pages that tell of revisions, or of an earlier release, have read those files too."""
    project = Project(published)
    measures = [f"data/measures/{id}.yml" for id in measure_ids(project)]
    files = ["data/sources/referrals.csv", "data/sources/referrals.revisions.csv", "data/sources/referrals.releases/2024-08.csv"]
    write_public_cells(project, Quarter.parse(BEFORE), [*measures, *files], tmp_path)
    assert [path.name for path in (tmp_path / "public").iterdir()] == ["referrals.csv"]


def test_without_a_report_nothing_is_published(published, tmp_path):
    edition, quarter = published / "_build/edition", Quarter.parse(NOW)
    with pytest.raises(BuildError, match="no report of the attack"):
        refuse_attacked(tmp_path, edition, quarter)
    (tmp_path / REPORT).write_text(json.dumps({"sources": []}), encoding="utf-8")
    refuse_attacked(tmp_path, edition, quarter)
    refuse_attacked(tmp_path / "none", tmp_path, quarter)  # a book without small numbers
