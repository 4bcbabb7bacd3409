"""Outcomes of crimes at equal age: worked out by hand for made-up files, from outcomes files and from releases."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from places import ROOT

from pcc_lib.core.errors import DataError
from pcc_lib.importers.given import given
from pcc_lib.importers.outcome_kinds import COLUMNS, OUTCOMES
from pcc_lib.importers.outcomes_joined import HEADER as OUTCOMES_HEADER
from pcc_lib.importers.police_uk_street_rows import HEADER
from pcc_lib.importers.publishers.police_uk_outcomes import IMPORTER
from pcc_lib.importers.seam import Asked, Reading

GENUINE = ROOT.parent / "shared" / "open_data" / "data_police_uk"
genuine = pytest.mark.skipif(not GENUINE.is_dir(), reason="the genuine street files (shared/open_data) are not here")
NAME = "Exampleshire Police"


def street(folder: Path, month: str, crimes: Sequence[tuple[str, str, str]]) -> None:
    """A street file: the id, type and last outcome of each crime."""
    rows = [
        [id, month, NAME, NAME, "-1.8", "51.5", "On or near Mill Lane", "E01032000", "Exampleton 001A", kind, outcome, ""]
        for id, kind, outcome in crimes
    ]
    _write(folder / month / f"{month}-exampleshire-street.csv", HEADER, rows)


def outcomes(folder: Path, month: str, told: Sequence[tuple[str, str]]) -> None:
    """An outcomes file: the id and outcome of each."""
    rows = [[id, month, NAME, NAME, "-1.8", "51.5", "On or near", "E01032000", "Exampleton 001A", o] for id, o in told]
    _write(folder / month / f"{month}-exampleshire-outcomes.csv", OUTCOMES_HEADER, rows)


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def read(*paths: Path, **said: tuple[str, ...]) -> Reading:
    with given(paths) as files:
        return IMPORTER.read(files, Asked(said))


def cells(reading: Reading, key: tuple[str, str]) -> dict[str, int]:
    """The columns of a row that are not nought."""
    (made,) = reading.made
    return {name: int(number or 0) for name, number in made.rows[key].items() if number}


OPEN, CHARGED, CAUTION, NOBODY = (
    "Under investigation",
    "Suspect charged",
    "Offender given a caution",
    "Investigation complete; no suspect identified",
)


def test_the_last_outcome_by_an_age_counts_and_later_ones_do_not(tmp_path: Path) -> None:
    """Of three burglaries of January one is charged in February and tried in April, one is closed in May, one never told of."""
    street(
        tmp_path, "2024-01", [("a", "Burglary", "Offender sent to prison"), ("b", "Burglary", NOBODY), ("c", "Burglary", OPEN)]
    )
    for month, told in {
        "2024-01": [("x", CAUTION)],
        "2024-02": [("a", CHARGED)],
        "2024-03": [],
        "2024-04": [("a", "Offender sent to prison"), ("x", CHARGED)],
        "2024-05": [("b", NOBODY)],
    }.items():
        outcomes(tmp_path, month, told or [("y", CAUTION)])
    reading = read(tmp_path, age=("1", "3", "6"))
    assert cells(reading, ("2024-01", "after_1_month")) == {"crimes": 3, "charged": 1, "open": 2}
    assert cells(reading, ("2024-01", "after_3_months")) == {"crimes": 3, "charged": 1, "open": 2}
    assert ("2024-01", "after_6_months") not in reading.made[0].rows  # June and July are not there
    outcomes(tmp_path, "2024-06", [("y", CAUTION)])
    outcomes(tmp_path, "2024-07", [("y", CAUTION)])
    assert cells(read(tmp_path, age=("6",)), ("2024-01", "after_6_months")) == {
        "crimes": 3,
        "charged": 1,
        "no_suspect": 1,
        "open": 1,
    }


def test_an_id_that_repeats_counts_each_of_its_rows_once(tmp_path: Path) -> None:
    """Two rows of one id are two records, though the id has two outcomes; anti-social behaviour is no crime."""
    street(tmp_path, "2024-01", [("a", "Burglary", CHARGED), ("a", "Robbery", OPEN), ("", "Anti-social behaviour", "")])
    outcomes(tmp_path, "2024-01", [("a", CAUTION), ("a", CHARGED)])
    outcomes(tmp_path, "2024-02", [("z", CAUTION)])
    found = cells(read(tmp_path, age=("1",)), ("2024-01", "after_1_month"))
    assert found == {"crimes": 2, "charged": 2}  # of two in one month, the one that stands later


def test_a_release_tells_one_month_at_each_age(tmp_path: Path) -> None:
    for i, month in enumerate(("2024-01", "2024-02", "2024-03", "2024-04")):
        street(tmp_path, month, [("a", "Burglary", CHARGED)] * (i + 1) + [("b", "Drugs", OPEN)])
    reading = read(tmp_path, age=("1", "3"))
    assert sorted(reading.made[0].rows) == [("2024-01", "after_3_months"), ("2024-03", "after_1_month")]
    assert cells(reading, ("2024-03", "after_1_month")) == {"crimes": 4, "charged": 3, "open": 1}
    assert set(reading.releases.values()) == {"2024-04"}
    later = read(tmp_path, age=("6",), release=("2024-07",))
    assert sorted(later.made[0].rows) == [("2024-01", "after_6_months")]


def test_a_release_that_nobody_can_know_is_asked_for(tmp_path: Path) -> None:
    for month in ("2024-01", "2024-02", "2024-09"):
        street(tmp_path, month, [("a", "Burglary", CHARGED)])
    with pytest.raises(DataError, match="several downloads were put together, so the release .* is not known") as error:
        read(tmp_path)
    assert "--months FIRST..LAST --release YYYY-MM" in str(error.value)
    reading = read(tmp_path, months=("2024-01..2024-02",), release=("2024-02",), age=("1",))
    assert sorted(reading.made[0].rows) == [("2024-01", "after_1_month")]


@pytest.mark.parametrize(
    ("crimes", "said"),
    [
        ([("a", "Burglary", "Found guilty")], "row 2, column Last outcome category: 'Found guilty' is not known"),
        (
            [("a", "Burglary", CHARGED), ("", "Anti-social behaviour", CHARGED)],
            "row 3, column Last outcome category: anti-social",
        ),
        ([("a", "Witchcraft", CHARGED)], "row 2, column Crime type: 'Witchcraft' is not known"),
    ],
)
def test_a_wrong_row_is_told_with_its_place(tmp_path: Path, crimes: list[tuple[str, str, str]], said: str) -> None:
    street(tmp_path, "2024-01", crimes)
    with pytest.raises(DataError) as error:
        read(tmp_path, release=("2024-02",), age=("1",))
    assert said in str(error.value)


def test_wrong_outcomes_files_are_told_with_their_place(tmp_path: Path) -> None:
    street(tmp_path, "2024-01", [("a", "Burglary", CHARGED)])
    outcomes(tmp_path, "2024-01", [("a", CHARGED), ("", CAUTION), ("b", "Let off")])
    outcomes(tmp_path, "2024-02", [("a", CHARGED)])
    with pytest.raises(DataError) as error:
        read(tmp_path, age=("1",))
    assert "row 3, column Crime ID: is blank" in str(error.value)
    assert "row 4, column Outcome type: 'Let off' is not known" in str(error.value)


def test_months_that_no_age_fits_are_told(tmp_path: Path) -> None:
    street(tmp_path, "2024-01", [("a", "Burglary", CHARGED)])
    with pytest.raises(
        DataError, match="no month is known 3 months or 6 months or 12 months after the crime: the files are of 2024-01"
    ):
        read(tmp_path)


def test_every_outcome_belongs_to_one_group_and_groups_make_up_all_crimes(tmp_path: Path) -> None:
    assert set(OUTCOMES.values()) == set(COLUMNS) - {"crimes"}
    street(tmp_path, "2024-01", [("a", "Burglary", CHARGED)])
    (check,) = read(tmp_path, age=("1",), release=("2024-02",)).made[0].checks
    assert check["rule"] == "crimes == " + " + ".join(name for name in COLUMNS if name != "crimes")


@genuine
def test_genuine_files_at_equal_age() -> None:
    """Counted apart, by the csv module: the City of London's crimes of August 2021 as the release of November 2021 has
    them."""
    archive = GENUINE / "city-of-london-2018-2021.zip"
    rows = list(csv.DictReader(_text(archive, "2021-08/2021-08-city-of-london-street.csv")))
    crimes = [row for row in rows if row["Crime type"] != "Anti-social behaviour"]
    found = cells(read(archive), ("2021-08", "after_3_months"))
    assert found["crimes"] == len(crimes) == 543
    assert found["open"] == sum(row["Last outcome category"] == OPEN for row in crimes) == 211
    assert found["no_suspect"] == sum(row["Last outcome category"] == NOBODY for row in crimes) == 230


def _text(archive: Path, member: str) -> list[str]:
    with zipfile.ZipFile(archive) as files:
        return files.read(member).decode("utf-8").splitlines()


@genuine
def test_genuine_outcomes_files_are_read() -> None:
    with pytest.raises(DataError, match="no month is known 1 month after the crime: the files are of 2018-01"):
        read(GENUINE / "outcomes-format-sample.zip", age=("1",))
