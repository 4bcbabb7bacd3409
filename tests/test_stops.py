"""The importer of stop and search: made-up rows counted by hand, the genuine ones by the csv module."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from places import ROOT

from pcc_lib.core.errors import DataError
from pcc_lib.importers.given import given
from pcc_lib.importers.publishers.police_uk_stops import COLUMNS, HEADER, IMPORTER
from pcc_lib.importers.seam import Asked, Reading

ARCHIVE = ROOT.parent / "shared" / "open_data" / "data_police_uk" / "city-of-london-2018-2021.zip"
genuine = pytest.mark.skipif(not ARCHIVE.is_file(), reason="the genuine files (shared/open_data) are not here")
USUAL = {
    "Type": "Person search",
    "Date": "2025-01-12T10:15:00+00:00",
    "Gender": "Male",
    "Age range": "18-24",
    "Officer-defined ethnicity": "White",
    "Object of search": "Controlled drugs",
    "Outcome": "Arrest",
    "Outcome linked to object of search": "True",
    "Removal of more than just outer clothing": "False",
}


def put(folder: Path, rows: Sequence[dict[str, str]], name: str = "2025-01-exampleshire-stop-and-search.csv") -> Path:
    """A stop-and-search file of rows that differ from the usual one."""
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({**USUAL, **row} for row in rows)
    return path


def read(*paths: Path, **said: tuple[str, ...]) -> Reading:
    with given(paths) as files:
        return IMPORTER.read(files, Asked(said))


def test_each_column_counts_what_it_says(tmp_path: Path) -> None:
    rows = [
        {},
        {"Outcome": "A no further action disposal", "Age range": "10-17", "Officer-defined ethnicity": "", "Latitude": "51.5"},
        {"Type": "Vehicle search", "Outcome": "", "Age range": "", "Object of search": "Stolen goods"},
        {"Outcome": "Community resolution", "Outcome linked to object of search": "False", "Age range": "under 10"},
        {"Removal of more than just outer clothing": "True", "Outcome": "Khat or Cannabis warning"},
    ]
    (made,) = read(put(tmp_path, rows)).made
    found = {name: number for name, number in made.rows["2025-01", "exampleshire"].items() if number}
    assert found == {
        "stop_searches": 5,
        "person_searches": 4,
        "vehicle_searches": 1,
        "no_further_action": 1,
        "arrests": 1,
        "other_outcomes": 2,
        "outcome_not_known": 1,
        "outcome_linked": 4,
        "more_than_outer_clothing": 1,
        "drugs": 4,
        "under_18": 2,
        "age_not_known": 1,
        "white": 4,
        "ethnicity_not_known": 1,
    }


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"Date": "2025-02-01T00:10:00+00:00"}, "row 3, column Date: '2025-02', but the file's name says 2025-01"),
        ({"Date": "12/01/2025"}, "row 3, column Date: '12/01/2025', but the file's name says 2025-01"),
        ({"Type": "House search"}, "row 3, column Type: 'House search' is not known"),
        ({"Age range": "18 to 24"}, "row 3, column Age range: '18 to 24' is not known"),
        ({"Officer-defined ethnicity": "<b>"}, "row 3, column Officer-defined ethnicity: '<b>' is not known"),
        ({"Outcome": "Let off"}, "row 3, column Outcome: 'Let off' is not known"),
        ({"Outcome linked to object of search": "Maybe"}, "row 3, column Outcome linked to object of search: 'Maybe' is neither"),
    ],
)
def test_a_wrong_row_is_told_with_its_place(tmp_path: Path, row: dict[str, str], said: str) -> None:
    with pytest.raises(DataError) as error:
        read(put(tmp_path, [{}, row]))
    assert said in str(error.value)


def test_street_files_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "2025-01-exampleshire-street.csv").write_text("x\n", encoding="utf-8")
    with pytest.raises(DataError, match="holds no stop and search file, and 1 file of street. Import it with: pcc"):
        read(tmp_path)


@genuine
def test_the_genuine_files_are_counted_to_the_row() -> None:
    """Control totals of the notes: 8,057 rows in 36 months; 1,906 without a place, 615 without an age, 10 without an outcome."""
    reading = read(ARCHIVE)
    (made,) = reading.made
    assert len(made.rows) == 36 and made.periods[0] == "2018-12" and made.periods[-1] == "2021-11"
    total = {name: sum(int(cells[name] or 0) for cells in made.rows.values()) for name in COLUMNS}
    assert (total["stop_searches"], total["age_not_known"], total["outcome_not_known"]) == (8057, 615, 10)
    assert any("without a place 1,906" in line for line in reading.report)
    rows = list(_rows())
    assert Counter(row["Officer-defined ethnicity"].lower() or "ethnicity_not_known" for row in rows) == Counter(
        {name: total[name] for name in ("asian", "black", "other", "white", "ethnicity_not_known")}
    )
    assert total["arrests"] == sum(row["Outcome"] == "Arrest" for row in rows)


def _rows():  # every row of the archive, by the csv module
    with zipfile.ZipFile(ARCHIVE) as files:
        for name in files.namelist():
            if name.endswith("stop-and-search.csv"):
                yield from csv.DictReader(io.StringIO(files.read(name).decode("utf-8")))
